//! Integers and text: `str(n)`, `int(text, base)`, and the limit on both.

use super::int::{IBig, Sign, UBig};
use super::text::trim;
use super::{Characters, Int, Text};
use crate::fail::Fail;

/// What `sys.get_int_max_str_digits()` is at first.
pub const DEFAULT_MAX_DIGITS: usize = 4300;

/// Limits shorter than this are not allowed, and numbers up to it always.
pub const MAX_DIGITS_THRESHOLD: usize = 640;

#[cold]
fn too_long(limit: usize, length: Option<usize>, minor: u8) -> Fail {
    let unit = if minor >= 11 { " digits" } else { "" };
    let found = length.map_or(String::new(), |length| format!(": value has {length} digits"));
    Fail::value_error(format!(
        "Exceeds the limit ({limit}{unit}) for integer string conversion{found}; use sys.set_int_max_str_digits() to increase the limit"
    ))
}

impl Int {
    /// `str(self)` without a limit; see [`super::Cost::to_text`].
    pub fn to_text(&self) -> String {
        match self {
            Int::Small(n) => n.to_string(),
            Int::Big(n) => n.to_string(),
        }
    }

    /// `str(self)`, of at most so many digits; 0 is no limit.
    pub fn to_text_within(&self, limit: usize, minor: u8) -> Result<String, Fail> {
        let Int::Big(n) = self else { return Ok(self.to_text()) };
        // Fewer bits than three times the digits cannot exceed the limit; many more need not be converted to know.
        let bits = self.bit_length();
        let least_digits = (bits - 1) as f64 * std::f64::consts::LOG10_2;
        if limit > 0 && least_digits > limit as f64 + 1.0 {
            return Err(too_long(limit, None, minor));
        }
        let text = n.to_string();
        if limit > 0 && text.len() - usize::from(n.sign() == Sign::Negative) > limit {
            return Err(too_long(limit, None, minor));
        }
        Ok(text)
    }

    /// The digits in base 2 to 36, those above nine as small letters, behind a sign if negative; bases out of that range are
    /// taken as the nearest in it.
    pub fn to_radix(&self, base: u32) -> String {
        let base = base.clamp(2, 36);
        match self {
            Int::Small(n) => small_radix(*n, base),
            Int::Big(n) => n.in_radix(base as u8).to_string(),
        }
    }

    /// `int(text, base)`, of at most `limit` digits unless the base is a power of two; 0 is no limit. See [`super::Cost::parse`].
    ///
    /// ```
    /// use pyc_vm::number::{Characters, Int, Text};
    ///
    /// let parse = |text, base| Int::parse(Text::from(text), base, 4300, 13, &Characters::PLAIN);
    /// assert_eq!(parse(" -0x_ff ", 0).unwrap(), Int::Small(-255));
    /// assert_eq!(parse("1__0", 10).unwrap_err().message, "invalid literal for int() with base 10: '1__0'");
    /// ```
    pub fn parse(text: Text<'_>, base: i64, limit: usize, minor: u8, characters: &Characters) -> Result<Int, Fail> {
        if base != 0 && !(2..=36).contains(&base) {
            return Err(Fail::value_error("int() base must be >= 2 and <= 36, or 0"));
        }
        let ascii = text.to_ascii(characters);
        match parse_ascii(&ascii, base as u32, limit, minor) {
            Ok(n) => Ok(n),
            Err(Refused::TooLong(digits)) => Err(too_long(limit, Some(digits), minor)),
            Err(Refused::Malformed) => {
                Err(Fail::value_error(format!("invalid literal for int() with base {base}: {}", text.repr(200, characters))))
            }
        }
    }
}

fn small_radix(n: i64, base: u32) -> String {
    match base {
        10 => return n.to_string(),
        16 if n >= 0 => return format!("{n:x}"),
        2 if n >= 0 => return format!("{n:b}"),
        _ => {}
    }
    let mut digits = Vec::new();
    let mut rest = n.unsigned_abs();
    loop {
        digits.push(char::from_digit((rest % u64::from(base)) as u32, base).unwrap_or('?'));
        rest /= u64::from(base);
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        digits.push('-');
    }
    digits.into_iter().rev().collect()
}

/// Why text is no integer.
enum Refused {
    Malformed,
    TooLong(usize),
}

fn parse_ascii(text: &[u8], base: u32, limit: usize, minor: u8) -> Result<Int, Refused> {
    let text = trim(text);
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (base, digits, only_zero) = prefix(unsigned, base);
    let (count, read) = scan(digits, base)?;
    // What follows the digits was looked at last, until 3.12.
    if minor >= 12 && read < digits.len() {
        return Err(Refused::Malformed);
    }
    if limit > 0 && count > limit.max(MAX_DIGITS_THRESHOLD) && !base.is_power_of_two() {
        return Err(Refused::TooLong(count));
    }
    if read < digits.len() {
        return Err(Refused::Malformed);
    }
    let n = value(digits, count, base, negative).ok_or(Refused::Malformed)?;
    if only_zero && !n.is_zero() { Err(Refused::Malformed) } else { Ok(n) }
}

/// The base, the digits behind its prefix, and whether only zero may be written like that.
fn prefix(text: &[u8], base: u32) -> (u32, &[u8], bool) {
    let (named, rest) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (16, rest),
        [b'0', b'o' | b'O', rest @ ..] => (8, rest),
        [b'0', b'b' | b'B', rest @ ..] => (2, rest),
        [b'0', ..] if base == 0 => return (10, text, true),
        _ => (0, text),
    };
    match base {
        0 if named == 0 => (10, text, false),
        _ if named != 0 && (base == 0 || base == named) => (named, rest.strip_prefix(b"_").unwrap_or(rest), false),
        _ => (base, text, false),
    }
}

/// How many digits there are, and with single underscores between them how many bytes.
fn scan(text: &[u8], base: u32) -> Result<(usize, usize), Refused> {
    let (mut digits, mut before) = (0, b'_');
    let mut read = 0;
    for &byte in text {
        if byte == b'_' {
            if before == b'_' {
                return Err(Refused::Malformed);
            }
        } else if char::from(byte).is_digit(base) {
            digits += 1;
        } else {
            break;
        }
        before = byte;
        read += 1;
    }
    // No digits at all is the same as a last underscore.
    if before == b'_' { Err(Refused::Malformed) } else { Ok((digits, read)) }
}

fn value(digits: &[u8], count: usize, base: u32, negative: bool) -> Option<Int> {
    // 36**12 is below 2**63.
    if count <= 12 || (base <= 10 && count <= 18) {
        let digits = digits.iter().filter_map(|&byte| char::from(byte).to_digit(base));
        let n = digits.fold(0_i64, |n, digit| n * i64::from(base) + i64::from(digit));
        return Some(Int::Small(if negative { -n } else { n }));
    }
    let text: String = digits.iter().filter(|&&byte| byte != b'_').map(|&byte| char::from(byte)).collect();
    let magnitude = UBig::from_str_radix(&text, base).ok()?;
    Some(Int::from(IBig::from_parts(if negative { Sign::Negative } else { Sign::Positive }, magnitude)))
}
