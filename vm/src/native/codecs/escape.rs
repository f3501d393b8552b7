//! `unicode_escape`, `raw_unicode_escape`, and the escapes of bytes.

use super::{errors_of, input, text};
use crate::builtin::prelude::*;
use crate::machine::codec_errors::DecodeError;
use crate::text::Builder;

fn pair(vm: &mut Vm, value: Value, len: usize) -> Outcome {
    Ok(vm.tuple(&[value, Value::Int(len as i64)]))
}

/// `unicode_escape_encode(text, errors)`.
pub(super) fn unicode_encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let len = text(vm, args[0], "unicode_escape_encode")?;
    vm.charge(len as u64 / 16, len.saturating_mul(4))?;
    let mut out = String::new();
    for point in vm.view(args[0]).points() {
        match point {
            0x5C => out += "\\\\",
            0x09 => out += "\\t",
            0x0A => out += "\\n",
            0x0D => out += "\\r",
            0x20..0x7F => out.push(point as u8 as char),
            ..0x100 => out += &format!("\\x{point:02x}"),
            ..0x1_0000 => out += &format!("\\u{point:04x}"),
            _ => out += &format!("\\U{point:08x}"),
        }
    }
    let bytes = vm.bytes(out.into_bytes());
    pair(vm, bytes, len)
}

/// `raw_unicode_escape_encode(text, errors)`.
pub(super) fn raw_encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let len = text(vm, args[0], "raw_unicode_escape_encode")?;
    vm.charge(len as u64 / 16, len.saturating_mul(4))?;
    let mut out = Vec::new();
    for point in vm.view(args[0]).points() {
        match point {
            ..0x100 => out.push(point as u8),
            ..0x1_0000 => out.extend(format!("\\u{point:04x}").bytes()),
            _ => out.extend(format!("\\U{point:08x}").bytes()),
        }
    }
    let bytes = vm.bytes(out);
    pair(vm, bytes, len)
}

/// Reads up to so many hexadecimal digits: the number, and how many there were.
fn digits(bytes: &[u8], most: usize) -> (u32, usize) {
    let count = bytes.iter().take(most).take_while(|it| it.is_ascii_hexdigit()).count();
    let number = bytes[..count].iter().fold(0, |all, it| all << 4 | char::from(*it).to_digit(16).unwrap_or(0));
    (number, count)
}

/// The kinds of escapes with hexadecimal digits: how many, and what is said of those that are cut off.
fn hexadecimal(letter: u8) -> Option<(usize, &'static str)> {
    match letter {
        b'x' => Some((2, "truncated \\xXX escape")),
        b'u' => Some((4, "truncated \\uXXXX escape")),
        b'U' => Some((8, "truncated \\UXXXXXXXX escape")),
        _ => None,
    }
}

/// The bytes of what is to be decoded: those of text are its UTF-8.
fn source(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    match vm.native(value) {
        Value::Str(_) => {
            let bytes = vm.encode(value, "utf-8", "strict")?;
            input(vm, bytes)
        }
        _ => input(vm, value),
    }
}

/// `unicode_escape_decode(data, errors, final)`.
pub(super) fn unicode_decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (bytes, errors, last) = (source(vm, args[0])?, errors_of(vm, args[1])?, vm.truth(args[2])?);
    vm.charge(bytes.len() as u64 / 16, bytes.len())?;
    let (mut out, mut at) = (Builder::default(), 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(u32::from(bytes[at]));
            at += 1;
            continue;
        }
        let Some(&letter) = bytes.get(at + 1) else {
            if !last {
                break;
            }
            at = bad(vm, &bytes, at..at + 1, "\\ at end of string", &errors, "unicodeescape", &mut out)?;
            continue;
        };
        let rest = &bytes[at + 2..];
        if let Some((most, message)) = hexadecimal(letter) {
            let (point, count) = digits(rest, most);
            if count < most {
                if !last && rest.len() == count {
                    break;
                }
                at = bad(vm, &bytes, at..at + 2 + count, message, &errors, "unicodeescape", &mut out)?;
            } else if point > 0x10_FFFF {
                at = bad(vm, &bytes, at..at + 2 + count, "illegal Unicode character", &errors, "unicodeescape", &mut out)?;
            } else {
                out.push(point);
                at += 2 + count;
            }
            continue;
        }
        if letter == b'N' {
            match named(vm, rest)? {
                Some((point, len)) => {
                    out.push(point);
                    at += 2 + len;
                }
                None => {
                    let close = rest.iter().position(|it| *it == b'}');
                    let (len, message) = match (rest.first(), close) {
                        (Some(b'{'), Some(close)) => (close + 1, "unknown Unicode character name"),
                        (Some(b'{'), None) if !last => break,
                        _ => (rest.len(), "malformed \\N character escape"),
                    };
                    at = bad(vm, &bytes, at..at + 2 + len, message, &errors, "unicodeescape", &mut out)?;
                }
            }
            continue;
        }
        at += 1 + simple(&bytes[at + 1..], |point| out.push(point));
    }
    let text = vm.text(out.finish());
    pair(vm, text, at)
}

/// An escape of one letter or of octal digits, behind its backslash: how long it is.
fn simple(rest: &[u8], mut push: impl FnMut(u32)) -> usize {
    let Some(&letter) = rest.first() else { return 0 };
    let point = match letter {
        b'\n' => return 1,
        b'\\' | b'\'' | b'"' => u32::from(letter),
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'v' => 11,
        b'0'..=b'7' => {
            let count = rest.iter().take(3).take_while(|it| matches!(it, b'0'..=b'7')).count();
            push(rest[..count].iter().fold(0, |all, it| all * 8 + u32::from(it - b'0')));
            return count;
        }
        _ => {
            push(0x5C);
            u32::from(letter)
        }
    };
    push(point);
    1
}

/// A character by its name in braces, and how long that is.
fn named(vm: &mut Vm, rest: &[u8]) -> Result<Option<(u32, usize)>, Raised> {
    let (Some(b'{'), Some(close)) = (rest.first(), rest.iter().position(|it| *it == b'}')) else { return Ok(None) };
    let name = String::from_utf8_lossy(&rest[1..close]).into_owned();
    let module = match vm.import_module_named("unicodedata") {
        Ok(module) => module,
        Err(raised) => {
            vm.catch(raised, Class::ImportError)?;
            return Ok(None);
        }
    };
    let lookup = vm.intern("lookup");
    let (lookup, name) = (vm.get_attr(module, lookup)?, vm.str(&name));
    match vm.call_sync(lookup, &[name]) {
        Ok(found) => Ok(vm.view(found).get(0).map(|it| (it, close + 1))),
        Err(raised) => {
            vm.catch(raised, Class::KeyError)?;
            Ok(None)
        }
    }
}

fn bad(
    vm: &mut Vm,
    bytes: &[u8],
    range: core::ops::Range<usize>,
    reason: &str,
    errors: &str,
    encoding: &str,
    out: &mut Builder,
) -> Result<usize, Raised> {
    let (made, at) = vm.decode_error(&DecodeError { encoding, bytes, bad: range, reason }, errors)?;
    out.push_view(made.view());
    vm.charge(1, 0)?;
    Ok(at)
}

/// `raw_unicode_escape_decode(data, errors, final)`.
pub(super) fn raw_decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (bytes, errors, last) = (source(vm, args[0])?, errors_of(vm, args[1])?, vm.truth(args[2])?);
    vm.charge(bytes.len() as u64 / 16, bytes.len())?;
    let (mut out, mut at) = (Builder::default(), 0);
    while at < bytes.len() {
        let letter = bytes.get(at + 1).copied();
        let (b'\\', Some(letter @ (b'u' | b'U'))) = (bytes[at], letter) else {
            if bytes[at] == b'\\' && letter.is_none() && !last {
                break;
            }
            out.push(u32::from(bytes[at]));
            at += 1;
            // Two backslashes are two characters, and begin nothing.
            if bytes[at - 1] == b'\\' && letter == Some(b'\\') {
                out.push(0x5C);
                at += 1;
            }
            continue;
        };
        let (most, message) = hexadecimal(letter).unwrap_or((4, ""));
        let (point, count) = digits(&bytes[at + 2..], most);
        if count < most {
            if !last && at + 2 + count == bytes.len() {
                break;
            }
            at = bad(vm, &bytes, at..at + 2 + count, message, &errors, "rawunicodeescape", &mut out)?;
        } else if point > 0x10_FFFF {
            at = bad(vm, &bytes, at..at + 2 + count, "\\Uxxxxxxxx out of range", &errors, "rawunicodeescape", &mut out)?;
        } else {
            out.push(point);
            at += 2 + count;
        }
    }
    let text = vm.text(out.finish());
    pair(vm, text, at)
}

/// `escape_encode(data, errors)`.
pub(super) fn bytes_encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Bytes(_) = vm.native(args[0]) else {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!("escape_encode() argument 1 must be bytes, not {class}")));
    };
    let bytes = input(vm, args[0])?;
    vm.charge(bytes.len() as u64 / 16, bytes.len().saturating_mul(4))?;
    let mut out = String::new();
    for &byte in &bytes {
        match byte {
            b'\'' | b'\\' => out.extend(['\\', byte as char]),
            b'\t' => out += "\\t",
            b'\n' => out += "\\n",
            b'\r' => out += "\\r",
            0x20..0x7F => out.push(byte as char),
            _ => out += &format!("\\x{byte:02x}"),
        }
    }
    let (made, len) = (vm.bytes(out.into_bytes()), bytes.len());
    pair(vm, made, len)
}

/// `escape_decode(data, errors)`.
pub(super) fn bytes_decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (bytes, errors) = (source(vm, args[0])?, errors_of(vm, args[1])?);
    vm.charge(bytes.len() as u64 / 16, bytes.len())?;
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let Some(&letter) = bytes.get(at + 1) else { return Err(vm.value_error("Trailing \\ in string")) };
        if letter != b'x' {
            at += 1 + simple(&bytes[at + 1..], |point| out.push(point as u8));
            continue;
        }
        let (byte, count) = digits(&bytes[at + 2..], 2);
        if count == 2 {
            out.push(byte as u8);
            at += 4;
            continue;
        }
        match errors.as_str() {
            "strict" => return Err(vm.value_error(format!("invalid \\x escape at position {at}"))),
            "replace" => out.push(b'?'),
            "ignore" => {}
            _ => return Err(vm.value_error(format!("decoding error; unknown error handling code: {errors}"))),
        }
        at += 2 + count;
    }
    let (made, len) = (vm.bytes(out), bytes.len());
    pair(vm, made, len)
}
