//! Division that rounds down, its remainder, and rounding to a power of ten.

use dashu_int::ops::{DivRem, Gcd, SquareRoot};

use super::Int;
use super::int::{IBig, Sign, UBig};
use crate::fail::{Class, Fail};

#[cold]
fn by_zero(minor: u8, before: &'static str) -> Fail {
    Fail::new(Class::ZeroDivisionError, if minor >= 14 { "division by zero" } else { before })
}

const EITHER: &str = "integer division or modulo by zero";

impl Int {
    /// `self // other`
    pub fn floor_div(&self, other: &Int, minor: u8) -> Result<Int, Fail> {
        match (self, other) {
            (_, Int::Small(0)) => Err(by_zero(minor, EITHER)),
            (Int::Small(a), Int::Small(b)) => Ok(small_div_mod(*a, *b).0),
            _ => Ok(big_div_mod(&self.to_big(), &other.to_big()).0),
        }
    }

    /// `self % other`
    pub fn floor_mod(&self, other: &Int, minor: u8) -> Result<Int, Fail> {
        match (self, other) {
            (_, Int::Small(0)) => Err(by_zero(minor, if minor >= 11 { "integer modulo by zero" } else { EITHER })),
            (Int::Small(a), Int::Small(b)) => Ok(Int::Small(small_div_mod(*a, *b).1)),
            _ => Ok(big_div_mod(&self.to_big(), &other.to_big()).1),
        }
    }

    /// `divmod(self, other)`
    pub fn div_mod(&self, other: &Int, minor: u8) -> Result<(Int, Int), Fail> {
        match (self, other) {
            (_, Int::Small(0)) => Err(by_zero(minor, EITHER)),
            (Int::Small(a), Int::Small(b)) => {
                let (quotient, remainder) = small_div_mod(*a, *b);
                Ok((quotient, Int::Small(remainder)))
            }
            _ => Ok(big_div_mod(&self.to_big(), &other.to_big())),
        }
    }

    /// `round(self, digits)`: a multiple of `10 ** -digits`, of two equally near ones the even one.
    ///
    /// ```
    /// use pyc_vm::number::Int;
    /// assert_eq!(Int::Small(25).round(&Int::Small(-1)), Int::Small(20));
    /// ```
    pub fn round(&self, digits: &Int) -> Int {
        if !digits.is_negative() {
            return self.clone();
        }
        // Ten times the value, and more, lies below half of what is rounded to.
        let places = match digits.to_i64() {
            Some(n) if n.unsigned_abs() <= self.bit_length() / 3 + 2 => n.unsigned_abs() as usize,
            _ => return Int::ZERO,
        };
        let unit = UBig::from(10_u8).pow(places);
        let (mut quotient, remainder) = self.magnitude().div_rem(&unit);
        let twice = remainder << 1;
        if twice > unit || (twice == unit && quotient.as_words().first().is_some_and(|word| word & 1 == 1)) {
            quotient += UBig::ONE;
        }
        let sign = if self.is_negative() { Sign::Negative } else { Sign::Positive };
        Int::from(IBig::from_parts(sign, quotient * unit))
    }

    /// `math.gcd(self, other)`
    pub fn gcd(&self, other: &Int) -> Int {
        match (self, other) {
            // The greatest common divisor of zeros is a panic to the library.
            (Int::Small(0), n) | (n, Int::Small(0)) => n.abs(),
            (Int::Small(a), Int::Small(b)) => {
                let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
                while b != 0 {
                    (a, b) = (b, a % b);
                }
                Int::from(i128::from(a))
            }
            _ => Int::from(self.magnitude().gcd(other.magnitude())),
        }
    }

    /// `math.lcm(self, other)`
    pub fn lcm(&self, other: &Int) -> Result<Int, Fail> {
        let divisor = self.gcd(other);
        if divisor.is_zero() { Ok(divisor) } else { Ok(self.floor_div(&divisor, 0)?.mul(other)?.abs()) }
    }

    /// `math.isqrt(self)`
    pub fn isqrt(&self) -> Result<Int, Fail> {
        match self {
            n if n.is_negative() => Err(Fail::value_error("isqrt() argument must be nonnegative")),
            Int::Small(n) => Ok(Int::Small(n.isqrt())),
            Int::Big(_) => Ok(Int::from(self.magnitude().sqrt())),
        }
    }
}

/// The divisor is not zero.
fn small_div_mod(a: i64, b: i64) -> (Int, i64) {
    let Some((quotient, remainder)) = a.checked_div(b).zip(a.checked_rem(b)) else {
        // The smallest by minus one.
        return (Int::from(a).neg(), 0);
    };
    if remainder != 0 && (remainder < 0) != (b < 0) {
        (Int::Small(quotient - 1), remainder + b)
    } else {
        (Int::Small(quotient), remainder)
    }
}

/// The divisor is not zero.
fn big_div_mod(a: &IBig, b: &IBig) -> (Int, Int) {
    let (mut quotient, mut remainder) = a.div_rem(b);
    if !remainder.is_zero() && remainder.sign() != b.sign() {
        quotient -= IBig::ONE;
        remainder += b;
    }
    (Int::from(quotient), Int::from(remainder))
}
