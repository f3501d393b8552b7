//! Where integers meet floats: conversion, comparison, true division.

use core::cmp::Ordering;

use dashu_int::ops::DivRem;

use super::Int;
use super::int_bits::{power_of_two, words_bits};
use crate::fail::{Class, Fail};

impl Int {
    /// `float(self)`: the nearest one, of two equally near ones the even one.
    pub fn to_f64(&self) -> Result<f64, Fail> {
        match self {
            Int::Small(n) => Ok(*n as f64),
            Int::Big(_) => {
                let mut room = [0];
                let (top, exponent) = leading(self.words(&mut room));
                let float = compose(top, exponent).ok_or_else(|| Fail::overflow("int too large to convert to float"))?;
                Ok(if self.is_negative() { -float } else { float })
            }
        }
    }

    /// `int(float)`, which rounds towards zero.
    pub fn from_f64(float: f64) -> Result<Int, Fail> {
        // Every float of that range converts exactly, and the ends of the range are floats.
        if (-9.2e18..9.2e18).contains(&float) {
            return Ok(Int::Small(float as i64));
        }
        if float.is_nan() {
            return Err(Fail::value_error("cannot convert float NaN to integer"));
        }
        if float.is_infinite() {
            return Err(Fail::overflow("cannot convert float infinity to integer"));
        }
        let (mantissa, exponent) = decompose(float);
        let big = dashu_int::IBig::from(mantissa) << exponent.max(0) as usize;
        Ok(Int::from(if float < 0.0 { -big } else { big }))
    }

    /// Compares the values, neither being rounded; `None` if the float is no number.
    ///
    /// ```
    /// use pyc_vm::number::Int;
    /// let big = Int::Small((1 << 53) + 1);
    /// assert!(big.compare_f64(9_007_199_254_740_992.0).unwrap().is_gt());
    /// ```
    pub fn compare_f64(&self, float: f64) -> Option<Ordering> {
        if float.is_nan() {
            return None;
        }
        match self {
            Int::Small(n) if n.unsigned_abs() <= 1 << 53 => (*n as f64).partial_cmp(&float),
            _ if float.is_infinite() => Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater }),
            // An integer differs from a fraction as it does from the fraction's integral part, unless it equals that.
            _ => Some(self.cmp(&Int::from_f64(float).ok()?).then(0.0.partial_cmp(&float.fract())?)),
        }
    }

    /// `self / other`, rounded once.
    pub fn true_div(&self, other: &Int) -> Result<f64, Fail> {
        if other.is_zero() {
            return Err(Fail::new(Class::ZeroDivisionError, "division by zero"));
        }
        if let (Int::Small(a), Int::Small(b)) = (self, other)
            && a.unsigned_abs() <= 1 << 53
            && b.unsigned_abs() <= 1 << 53
        {
            return Ok(*a as f64 / *b as f64);
        }
        let negative = self.is_negative() != other.is_negative();
        if self.is_zero() {
            return Ok(if negative { -0.0 } else { 0.0 });
        }
        let surplus = self.bit_length() as i64 - other.bit_length() as i64;
        let quotient = match surplus {
            1025.. => None,
            ..-1080 => Some(0.0),
            _ => ratio(self, other, surplus),
        };
        let quotient = quotient.ok_or_else(|| Fail::overflow("integer division result too large for a float"))?;
        Ok(if negative { -quotient } else { quotient })
    }
}

/// The quotient of the absolute values, of which the first has so many bits more.
fn ratio(a: &Int, b: &Int, surplus: i64) -> Option<f64> {
    // So much to the left that the quotient has 66 bits or 67, of which those that are lost only say that there was something.
    let shift = 66 - surplus;
    let (mut over, mut under) = (a.magnitude(), b.magnitude());
    if shift >= 0 {
        over <<= shift as usize;
    } else {
        under <<= shift.unsigned_abs() as usize;
    }
    let (quotient, remainder) = over.div_rem(under);
    let (top, exponent) = leading(quotient.as_words());
    compose(top | u64::from(!remainder.is_zero()), exponent - shift)
}

/// The first 64 bits of a number and what they are to be multiplied with as a power of two; the last bit is also set if any
/// behind it is.
fn leading(words: &[u64]) -> (u64, i64) {
    let bits = words_bits(words);
    let Some(drop) = bits.checked_sub(64) else { return (words.first().copied().unwrap_or(0), 0) };
    let at = |index: usize| u128::from(words.get(index).copied().unwrap_or(0));
    let whole = (drop / 64) as usize;
    let top = ((at(whole + 1) << 64 | at(whole)) >> (drop % 64)) as u64;
    (top | u64::from(Int::has_low_bits(words, drop)), drop as i64)
}

/// `mantissa * 2**exponent` rounded to even, the last bit of a mantissa of more than 54 bits standing for all that was cut off
/// behind it; `None` if that is too large.
pub(crate) fn compose(mantissa: u64, exponent: i64) -> Option<f64> {
    if mantissa == 0 {
        return Some(0.0);
    }
    let zeros = mantissa.leading_zeros();
    let mantissa = u128::from(mantissa << zeros);
    // Of the first bit.
    let power = exponent.saturating_add(63 - i64::from(zeros));
    if power > 1023 {
        return None;
    }
    let drop = 11 + (-1022_i64).saturating_sub(power).max(0);
    if drop > 64 {
        return Some(0.0);
    }
    let (kept, rest, half) = (mantissa >> drop, mantissa & ((1 << drop) - 1), 1_u128 << (drop - 1));
    let rounded = kept as u64 + u64::from(rest > half || (rest == half && kept & 1 == 1));
    // A carry out of the fraction belongs to the exponent, and that is where it goes. The first bit of a normal number is the
    // lowest of its exponent.
    let bits = rounded + (((power + 1022).max(0) as u64) << 52);
    Some(f64::from_bits(bits)).filter(|float| float.is_finite())
}

/// The absolute value of a finite float as an integer times a power of two.
pub(crate) fn decompose(float: f64) -> (u64, i64) {
    let bits = float.to_bits();
    let (power, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
    if power == 0 { (fraction, -1074) } else { (fraction | 1 << 52, power - 1075) }
}

/// A finite float as a fraction in lowest terms.
pub(crate) fn to_ratio(float: f64) -> (Int, Int) {
    let (mantissa, exponent) = decompose(float);
    if mantissa == 0 {
        return (Int::ZERO, Int::ONE);
    }
    let zeros = i64::from(mantissa.trailing_zeros());
    let (mantissa, exponent) = (dashu_int::IBig::from(mantissa >> zeros), exponent + zeros);
    let over = Int::from(if exponent > 0 { mantissa << exponent as usize } else { mantissa });
    let under = Int::from(power_of_two((-exponent).max(0) as u64));
    (if float < 0.0 { over.neg() } else { over }, under)
}
