//! Numbers, padding and names into a buffer of bytes, without allocation.

use pyc_marshal::Str;

/// Most digits of a 64-bit number.
const DIGITS: usize = 20;

/// Width of the column of names from 2.0 on.
pub(crate) const NAME_WIDTH: usize = 20;

static SPACES: [u8; 64] = [b' '; 64];

/// Appends so many spaces.
#[inline]
pub(crate) fn spaces(out: &mut Vec<u8>, mut count: usize) {
    while let Some(rest) = count.checked_sub(SPACES.len()).filter(|&rest| rest > 0) {
        out.extend_from_slice(&SPACES);
        count = rest;
    }
    out.extend_from_slice(SPACES.get(..count).unwrap_or(&SPACES));
}

/// Appends a text.
#[inline]
pub(crate) fn push(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// The digits of a number at the end of an array of spaces, and where they begin.
#[inline]
fn digits(value: u64) -> ([u8; DIGITS], usize) {
    let (mut array, mut start, mut rest) = ([b' '; DIGITS], DIGITS, value);
    for (at, place) in array.iter_mut().enumerate().rev() {
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
        start = at;
        if rest == 0 {
            break;
        }
    }
    (array, start)
}

/// Number of characters of a number.
pub(crate) fn width(value: i64) -> usize {
    DIGITS - digits(value.unsigned_abs()).1 + usize::from(value < 0)
}

/// Appends a number.
#[inline]
pub(crate) fn number(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    unsigned(out, value.unsigned_abs());
}

/// Appends a number.
#[inline]
pub(crate) fn unsigned(out: &mut Vec<u8>, value: u64) {
    let (array, at) = digits(value);
    out.extend_from_slice(array.get(at..).unwrap_or(&[]));
}

/// A number of at most `N` digits, with spaces before it.
#[inline(always)]
pub(crate) fn small<const N: usize>(value: u64) -> [u8; N] {
    let (mut array, mut rest) = ([b' '; N], value);
    for (at, place) in array.iter_mut().rev().enumerate() {
        if at > 0 && rest == 0 {
            break;
        }
        *place = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    array
}

/// Appends a number, with spaces before it up to `width` characters.
#[inline]
pub(crate) fn right(out: &mut Vec<u8>, value: i64, width: usize) {
    match (width, value) {
        // What nearly all columns come to: an array of known length needs no call to copy it.
        (3, 0..=999) => out.extend_from_slice(&small::<3>(value as u64)),
        (4, 0..=9999) => out.extend_from_slice(&small::<4>(value as u64)),
        (5, 0..=99_999) => out.extend_from_slice(&small::<5>(value as u64)),
        _ => {
            spaces(out, width.saturating_sub(self::width(value)));
            number(out, value);
        }
    }
}

/// Appends a text, with spaces behind it up to `width` characters and one more.
#[inline]
pub(crate) fn left(out: &mut Vec<u8>, text: &str, width: usize) {
    let mut cell = [b' '; NAME_WIDTH + 1];
    match cell.get_mut(..text.len()) {
        Some(place) if width == NAME_WIDTH => {
            place.copy_from_slice(text.as_bytes());
            out.extend_from_slice(&cell);
            // A longer name has one space behind it, too.
            if text.len() > NAME_WIDTH {
                out.push(b' ');
            }
        }
        _ => {
            push(out, text);
            spaces(out, width.saturating_sub(text.len()) + 1);
        }
    }
}

/// Appends a name as it is, but control characters and lone surrogates as escapes: names may be made to lead terminals astray.
///
/// Bytes of Python 2 that are no UTF-8 are escapes too.
pub(crate) fn name(out: &mut Vec<u8>, text: Str<'_>, bytes: bool) {
    let raw = text.as_bytes();
    if raw.iter().all(|&byte| matches!(byte, b' '..=b'~')) {
        out.extend_from_slice(raw);
    } else if bytes {
        if let Ok(text) = core::str::from_utf8(raw) {
            return plain(out, text);
        }
        for &byte in raw {
            if byte < 0x80 {
                point(out, byte.into());
            } else {
                escape(out, 'x', byte.into());
            }
        }
    } else {
        text.code_points().for_each(|it| point(out, it));
    }
}

/// Appends a text as names are.
pub(crate) fn plain(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        out.extend_from_slice(text.as_bytes());
    } else {
        text.chars().for_each(|char| point(out, u32::from(char)));
    }
}

fn point(out: &mut Vec<u8>, point: u32) {
    match char::from_u32(point).filter(|char| !char.is_control()) {
        Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        None => escape(out, if point < 0x100 { 'x' } else { 'u' }, point),
    }
}

/// `\xNN` or `\uNNNN`: a backslash, the mark and two or four digits.
pub(crate) fn escape(out: &mut Vec<u8>, mark: char, point: u32) {
    push(out, if mark == 'x' { "\\x" } else { "\\u" });
    for byte in point.to_be_bytes().into_iter().skip(if mark == 'x' { 3 } else { 2 }) {
        hex_byte(out, byte);
    }
}

/// Appends two hexadecimal digits.
pub(crate) fn hex_byte(out: &mut Vec<u8>, byte: u8) {
    out.extend([byte >> 4, byte & 15].map(|digit| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyc_marshal::Encoding;

    fn text(print: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        print(&mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn numbers_of_all_lengths() {
        for value in [0, 7, 10, 99_999, -1, i64::MAX, i64::MIN] {
            assert_eq!(text(|out| number(out, value)), value.to_string());
            assert_eq!(width(value), value.to_string().len());
            for width in [0, 5, 19, 20, 21, 100] {
                assert_eq!(text(|out| right(out, value, width)), format!("{value:width$}"));
            }
        }
        assert_eq!(text(|out| [0x0f, 0xa9].into_iter().for_each(|byte| hex_byte(out, byte))), "0fa9");
    }

    #[test]
    fn names_cannot_move_the_cursor() {
        let shown = |bytes: &[u8], python_2| text(|out| name(out, Str::new(bytes, Encoding::Utf8), python_2));
        assert_eq!(shown(b"a\x1b[2J\n", false), "a\\x1b[2J\\x0a");
        assert_eq!(shown("größe".as_bytes(), false), "größe");
        assert_eq!(shown(b"\xed\xa0\x80", false), "\\ud800");
        assert_eq!(shown(b"\xc2\x9b1m", false), "\\x9b1m");
        let latin = |bytes: &[u8]| text(|out| name(out, Str::new(bytes, Encoding::Latin1), true));
        assert_eq!(latin("é".as_bytes()), "é");
        assert_eq!(latin(b"\xe9"), "\\xe9");
    }
}
