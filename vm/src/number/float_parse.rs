//! Floats from text.

use super::text::trim;
use super::{Characters, Text};
use crate::fail::Fail;

/// `float(text)`
///
/// ```
/// use pyc_vm::number::{Characters, Text, float::parse};
/// assert_eq!(parse(Text::from(" 1_0.5e-1\n"), &Characters::PLAIN).unwrap(), 1.05);
/// ```
pub fn parse(text: Text<'_>, characters: &Characters) -> Result<f64, Fail> {
    let ascii = text.to_ascii(characters);
    let trimmed = trim(&ascii);
    let plain = without_underscores(trimmed);
    let found = plain.as_deref().and_then(|plain| number(plain).filter(|&(_, end)| end == plain.len()));
    match found {
        Some((float, _)) => Ok(float),
        None => Err(refused("float", text, characters)),
    }
}

#[cold]
pub(crate) fn refused(wanted: &str, text: Text<'_>, characters: &Characters) -> Fail {
    Fail::value_error(format!("could not convert string to {wanted}: {}", text.repr(usize::MAX, characters)))
}

/// The text without underscores, each of which must stand between two digits.
pub(crate) fn without_underscores(text: &[u8]) -> Option<std::borrow::Cow<'_, [u8]>> {
    if !text.contains(&b'_') {
        return Some(text.into());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut before = 0_u8;
    for &byte in text {
        if byte == b'_' {
            if !before.is_ascii_digit() {
                return None;
            }
        } else if before == b'_' && !byte.is_ascii_digit() {
            return None;
        } else {
            out.push(byte);
        }
        before = byte;
    }
    (before != b'_').then(|| out.into())
}

/// The number at the beginning of a text, and where it ends.
pub(crate) fn number(text: &[u8]) -> Option<(f64, usize)> {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let negative = text.first() == Some(&b'-');
    let unsigned = text.get(sign..)?;
    if let Some((size, length)) = special(unsigned) {
        return Some((if negative { -size } else { size }, sign + length));
    }
    let digits = |from: usize| text.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if text.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(text.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    let float = std::str::from_utf8(text.get(..end)?).ok()?.parse().ok()?;
    Some((float, end))
}

/// Infinity or not a number, and how long it is written.
pub(crate) fn special(text: &[u8]) -> Option<(f64, usize)> {
    let starts = |word: &str| text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()));
    if starts("infinity") {
        Some((f64::INFINITY, 8))
    } else if starts("inf") {
        Some((f64::INFINITY, 3))
    } else if starts("nan") {
        Some((f64::NAN, 3))
    } else {
        None
    }
}
