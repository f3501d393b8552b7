//! Floats: arithmetic, rounding and hashes as CPython does them. Text is in [`repr`], [`parse`], [`to_hex`] and [`format_float`].

use super::int::{HASH_MODULUS, finish_hash};
use super::int_float::{decompose, to_ratio};
use super::{Complex, Int, Operand};
use crate::fail::{Class, Fail};

pub use super::float_format::{Flags, format_float, push_repr, repr};
pub use super::float_hex::{from_hex, to_hex};
pub use super::float_parse::parse;

/// What `math.pow` and `**` say of a result that is too large: the text of the `OverflowError`, whose arguments are the number
/// and the words.
pub const RANGE: &str = "(34, 'Numerical result out of range')";

/// The `errno` of [`RANGE`].
pub const ERANGE: i64 = 34;

#[cold]
fn by_zero(minor: u8, before: &'static str) -> Fail {
    Fail::new(Class::ZeroDivisionError, if minor >= 14 { "division by zero" } else { before })
}

/// `a / b`
pub fn true_div(a: f64, b: f64, minor: u8) -> Result<f64, Fail> {
    if b == 0.0 { Err(by_zero(minor, "float division by zero")) } else { Ok(a / b) }
}

/// `a // b`
pub fn floor_div(a: f64, b: f64, minor: u8) -> Result<f64, Fail> {
    if b == 0.0 {
        return Err(by_zero(minor, if minor >= 9 { "float floor division by zero" } else { "float divmod()" }));
    }
    Ok(quotient_and_remainder(a, b).0)
}

/// `a % b`
pub fn floor_mod(a: f64, b: f64, minor: u8) -> Result<f64, Fail> {
    if b == 0.0 {
        return Err(by_zero(minor, if minor >= 13 { "float modulo by zero" } else { "float modulo" }));
    }
    Ok(quotient_and_remainder(a, b).1)
}

/// `divmod(a, b)`
pub fn div_mod(a: f64, b: f64, minor: u8) -> Result<(f64, f64), Fail> {
    if b == 0.0 { Err(by_zero(minor, "float divmod()")) } else { Ok(quotient_and_remainder(a, b)) }
}

/// The divisor is not zero.
fn quotient_and_remainder(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(b);
    } else if (b < 0.0) != (remainder < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0_f64.copysign(a / b), remainder);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder)
}

/// What a power is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Power {
    /// A float.
    Float(f64),
    /// That of a negative number to a fraction.
    Complex(Complex),
}

/// `base ** exponent`
///
/// ```
/// use pyc_vm::number::float::{Power, pow};
/// assert_eq!(pow(2.0, 0.5, 13).unwrap(), Power::Float(std::f64::consts::SQRT_2));
/// assert_eq!(pow(0.0, -1.0, 14).unwrap_err().message, "zero to a negative power");
/// ```
pub fn pow(base: f64, exponent: f64, minor: u8) -> Result<Power, Fail> {
    let odd = exponent.abs() % 2.0 == 1.0;
    // Where C's libraries differ from each other, CPython decides by itself.
    if exponent == 0.0 || base == 1.0 {
        return Ok(Power::Float(1.0));
    }
    if base.is_nan() || exponent.is_nan() {
        return Ok(Power::Float(if base.is_nan() { base } else { exponent }));
    }
    if exponent.is_infinite() {
        let size = base.abs();
        let grows = (exponent > 0.0) == (size > 1.0);
        return Ok(Power::Float(if size == 1.0 {
            1.0
        } else if grows {
            exponent.abs()
        } else {
            0.0
        }));
    }
    if base.is_infinite() {
        let size: f64 = if exponent > 0.0 { f64::INFINITY } else { 0.0 };
        return Ok(Power::Float(if odd { size.copysign(base) } else { size }));
    }
    if base == 0.0 {
        if exponent < 0.0 {
            let text = if minor >= 14 { "zero to a negative power" } else { "0.0 cannot be raised to a negative power" };
            return Err(Fail::new(Class::ZeroDivisionError, text));
        }
        return Ok(Power::Float(if odd { base } else { 0.0 }));
    }
    if base < 0.0 && exponent.floor() != exponent {
        return super::complex::pow(Operand::Real(base), Operand::Real(exponent), minor).map(Power::Complex);
    }
    let size = base.abs().powf(exponent);
    if size.is_infinite() {
        return Err(Fail::overflow(RANGE));
    }
    Ok(Power::Float(if base < 0.0 && odd { -size } else { size }))
}

/// `a ** b` of integers where `b` is below zero.
pub fn pow_of_ints(a: &Int, b: &Int, minor: u8) -> Result<Power, Fail> {
    pow(a.to_f64()?, b.to_f64()?, minor)
}

/// `round(float)`: of two equally near integers the even one.
pub fn round_to_int(float: f64) -> Result<Int, Fail> {
    Int::from_f64(float.round_ties_even())
}

/// `round(float, digits)`, correct in decimals: a float that is slightly less than the half it is written as is rounded down.
///
/// ```
/// assert_eq!(pyc_vm::number::float::round(2.675, 2).unwrap(), 2.67);
/// ```
pub fn round(float: f64, digits: i64) -> Result<f64, Fail> {
    // Behind so many digits there is nothing; and above so many no float.
    if !float.is_finite() || float == 0.0 || digits > 323 {
        return Ok(float);
    }
    if digits < -308 {
        return Ok(0.0 * float);
    }
    let rounded = match usize::try_from(digits) {
        Ok(digits) => format!("{float:.digits$}").parse(),
        Err(_) => round_left(float, digits as i32),
    };
    rounded.ok().filter(|float: &f64| float.is_finite()).ok_or_else(|| Fail::overflow("rounded value too large to represent"))
}

/// Rounds to a power of ten of at least ten.
fn round_left(float: f64, digits: i32) -> Result<f64, std::num::ParseFloatError> {
    // 767 digits are all that any float has.
    let exact = format!("{:.770e}", float.abs());
    let (mantissa, power) = exact.split_once('e').unwrap_or((&exact, "0"));
    let kept = power.parse::<i32>().unwrap_or(0) + 1 + digits;
    let rounded: f64 = match usize::try_from(kept) {
        Ok(0) => {
            let up = mantissa.trim_end_matches(['0', '.']) > "5";
            if up { format!("1e{}", -digits).parse()? } else { 0.0 }
        }
        Ok(kept) => format!("{:.*e}", kept - 1, float.abs()).parse()?,
        Err(_) => 0.0,
    };
    Ok(rounded.copysign(float))
}

/// `float.as_integer_ratio()`
pub fn as_integer_ratio(float: f64) -> Result<(Int, Int), Fail> {
    if float.is_nan() {
        Err(Fail::value_error("cannot convert NaN to integer ratio"))
    } else if float.is_infinite() {
        Err(Fail::overflow("cannot convert Infinity to integer ratio"))
    } else {
        Ok(to_ratio(float))
    }
}

/// `float.is_integer()`
pub fn is_integer(float: f64) -> bool {
    float.is_finite() && float.floor() == float
}

/// `hash(float)`, equal to that of an equal integer. Not a number has none of its own: up to 3.9 it is 0, later that of the
/// object.
pub fn hash(float: f64) -> Option<i64> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return Some(if float > 0.0 { 314_159 } else { -314_159 });
    }
    let (mantissa, exponent) = decompose(float);
    // Below 2⁵³, so a remainder already; and multiplying by a power of two is rotating, in 61 bits.
    let turn = exponent.rem_euclid(61) as u32;
    let rotated = if turn == 0 { mantissa } else { (mantissa << turn | mantissa >> (61 - turn)) & HASH_MODULUS };
    Some(finish_hash(rotated, float < 0.0))
}

/// `math.ldexp` without its errors: rounded once, infinite if too large.
pub fn ldexp(float: f64, exponent: i64) -> f64 {
    if !float.is_finite() || float == 0.0 {
        return float;
    }
    let (mantissa, power) = decompose(float);
    let size = super::int_float::compose(mantissa, power.saturating_add(exponent)).unwrap_or(f64::INFINITY);
    size.copysign(float)
}
