//! Floats in hexadecimal.

use super::Text;
use super::float_parse::special;
use super::int_float::compose;
use super::text::trim;
use crate::fail::Fail;

/// `float.hex()`
///
/// ```
/// assert_eq!(pyc_vm::number::float::to_hex(-0.1), "-0x1.999999999999ap-4");
/// ```
pub fn to_hex(float: f64) -> String {
    if !float.is_finite() {
        return super::float::repr(float);
    }
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let bits = float.to_bits();
    let (power, fraction) = ((bits >> 52 & 0x7ff) as i64, bits & ((1 << 52) - 1));
    match (power, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", power - 1023),
    }
}

#[cold]
fn malformed() -> Fail {
    Fail::value_error("invalid hexadecimal floating-point string")
}

/// `float.fromhex(text)`
///
/// ```
/// use pyc_vm::number::{Text, float::from_hex};
/// assert_eq!(from_hex(Text::from("0x1.8p+1")).unwrap(), 3.0);
/// ```
pub fn from_hex(text: Text<'_>) -> Result<f64, Fail> {
    let text = trim(text.ascii().ok_or_else(malformed)?);
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let size = match special(unsigned) {
        Some((size, length)) if length == unsigned.len() => size,
        Some(_) => return Err(malformed()),
        None => magnitude(unsigned)?,
    };
    Ok(if negative { -size } else { size })
}

fn magnitude(text: &[u8]) -> Result<f64, Fail> {
    let text = match text {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => text,
    };
    let split = text.iter().position(|byte| matches!(byte, b'p' | b'P'));
    let (digits, exponent) = match split {
        Some(at) => (&text[..at], exponent(&text[at + 1..]).ok_or_else(malformed)?),
        None => (text, 0),
    };
    let (mut mantissa, mut count, mut behind, mut beyond, mut point) = (0_u64, 0_usize, 0_i64, 0_i64, false);
    for &byte in digits {
        if byte == b'.' && !point {
            point = true;
            continue;
        }
        let digit = char::from(byte).to_digit(16).ok_or_else(malformed)?;
        count += 1;
        behind += i64::from(point);
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
        } else {
            // What no longer fits leaves its trace in the last bit.
            beyond += 1;
            mantissa |= u64::from(digit != 0);
        }
    }
    if count == 0 {
        return Err(malformed());
    }
    let exponent = exponent.saturating_add((beyond - behind).saturating_mul(4));
    compose(mantissa, exponent).ok_or_else(|| Fail::overflow("hexadecimal value too large to represent as a float"))
}

/// A decimal exponent, saturated where the length of no text makes a difference.
fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0_i64, |n, digit| n.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    let size = size.min(i64::MAX / 2);
    Some(if negative { -size } else { size })
}
