//! Texts, numbers and names, as each version prints them.

use core::fmt::Write;
use std::borrow::Cow;

use crate::float;
use crate::printable::is_printable;
use crate::text::{Encoding, Str};
use crate::version::Version;

/// The text as it is, but lone surrogates as their escapes.
pub(super) fn escaped(text: Str<'_>) -> Cow<'_, str> {
    text.to_str().unwrap_or_else(|| {
        let mut out = String::new();
        for point in text.code_points() {
            match char::from_u32(point) {
                Some(char) => out.push(char),
                None => push_escape(&mut out, point),
            }
        }
        out.into()
    })
}

/// The first bytes of a string of Python 2, as a terminal shows them.
pub(super) fn clip(text: Str<'_>, limit: usize) -> Str<'_> {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..limit).unwrap_or(bytes);
    let encoding = if core::str::from_utf8(bytes).is_ok() { Encoding::Utf8 } else { text.encoding() };
    Str::new(bytes, encoding)
}

/// The text with escapes for lone surrogates, and for control characters: names may be made to lead terminals astray.
pub(super) fn shown(text: Str<'_>) -> Cow<'_, str> {
    if text.as_bytes().iter().all(|byte| matches!(byte, b' '..=b'~'))
        && let Ok(text) = core::str::from_utf8(text.as_bytes())
    {
        return text.into();
    }
    let text = escaped(text);
    if !text.contains(char::is_control) {
        return text;
    }
    let mut out = String::new();
    for char in text.chars() {
        if char.is_control() {
            push_escape(&mut out, u32::from(char));
        } else {
            out.push(char);
        }
    }
    out.into()
}

pub(super) fn stop_iteration(version: Version) -> &'static str {
    match version {
        Version { major: 3.., .. } => "<class 'StopIteration'>",
        Version { major: 2, minor: 5.. } => "<type 'exceptions.StopIteration'>",
        _ => "<class exceptions.StopIteration>",
    }
}

pub(super) fn float_style(version: Version) -> float::Style {
    if version >= Version::new(3, 1) || version == Version::new(2, 7) { float::Style::Shortest } else { float::Style::Digits17 }
}

/// `repr` of a float in a version.
pub(super) fn float_repr(value: f64, version: Version) -> String {
    float::repr(value, float_style(version), false)
}

/// `repr` of a complex number in a version.
pub(super) fn complex_repr(re: f64, im: f64, version: Version) -> String {
    let style = float_style(version);
    let imaginary = float::repr(im, style, true);
    // Before 2.7 and 3.1 a real part of -0.0 was left out as well.
    if re == 0.0 && (re.is_sign_positive() || style == float::Style::Digits17) {
        return format!("{imaginary}j");
    }
    let plus = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{plus}{imaginary}j)", float::repr(re, style, true))
}

/// Python prefers single quotes, unless the text holds them and no double ones. Both are ASCII: the encoding does not matter.
pub(super) fn quote(bytes: &[u8]) -> char {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' }
}

/// Pushes the start of a text as long as it prints as it is; the rest follows.
#[inline]
pub(super) fn push_plain<'a>(out: &mut String, bytes: &'a [u8], quote: char, limit: usize) -> &'a [u8] {
    let most = bytes.len().min(limit.saturating_sub(out.len()).saturating_add(1));
    let start = bytes.get(..most).unwrap_or(bytes);
    let plain = |&byte: &u8| matches!(byte, b' '..=b'~') && byte != b'\\' && char::from(byte) != quote;
    let len = start.iter().position(|byte| !plain(byte)).unwrap_or(start.len());
    let (start, rest) = bytes.split_at(len);
    // ASCII is UTF-8.
    out.push_str(core::str::from_utf8(start).unwrap_or_default());
    rest
}

pub(super) fn push_escape(out: &mut String, point: u32) {
    let _ = match point {
        0..=0xff => write!(out, "\\x{point:02x}"),
        0x100..=0xffff => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
}

/// Pushes what all kinds of strings share; false if the code point is not among it.
pub(super) fn push_common(out: &mut String, point: u32, quote: char) -> bool {
    match char::from_u32(point) {
        Some('\t') => out.push_str("\\t"),
        Some('\n') => out.push_str("\\n"),
        Some('\r') => out.push_str("\\r"),
        Some('\\') => out.push_str("\\\\"),
        Some(char) if char == quote => {
            out.push('\\');
            out.push(char);
        }
        Some(char @ ' '..='~') => out.push(char),
        _ => return false,
    }
    true
}

/// `repr` of a byte string, without the prefix.
pub(super) fn push_bytes(out: &mut String, bytes: &[u8], limit: usize) {
    let quote = quote(bytes);
    out.push(quote);
    for &byte in push_plain(out, bytes, quote, limit) {
        if out.len() > limit {
            return;
        }
        if !push_common(out, u32::from(byte), quote) {
            push_escape(out, u32::from(byte));
        }
    }
    out.push(quote);
}

/// `repr` of a string, with the prefix that Python 2 gives it.
pub(super) fn push_str(out: &mut String, text: Str<'_>, version: Version, limit: usize) {
    let unicode = version.major >= 3;
    if !unicode {
        out.push('u');
    }
    let quote = quote(text.as_bytes());
    out.push(quote);
    let rest = push_plain(out, text.as_bytes(), quote, limit);
    for point in Str::new(rest, text.encoding()).code_points() {
        if out.len() > limit {
            return;
        }
        if push_common(out, point, quote) {
            continue;
        }
        match char::from_u32(point) {
            Some(char) if unicode && is_printable(point, version.minor) => out.push(char),
            _ => push_escape(out, point),
        }
    }
    out.push(quote);
}
