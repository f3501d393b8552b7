//! Strings: Python's are sequences of code points, lone surrogates included, and Python 2's are bytes.

use std::borrow::Cow;

use core::fmt;

/// How the bytes of a string stand for code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// One byte a code point: `a`, `A`, `z`, `Z`, whose bytes CPython never checks, and the `str` of Python 1 and 2.
    Latin1,
    /// UTF-8 in which surrogates may stand alone: `u`, and `t` of Python 3.
    Utf8,
}

/// A string as it stands in the file.
///
/// Two are equal when their code points are, whatever the encoding.
#[derive(Clone, Copy)]
pub struct Str<'a> {
    bytes: &'a [u8],
    encoding: Encoding,
}

impl<'a> Str<'a> {
    /// A string of these bytes.
    pub const fn new(bytes: &'a [u8], encoding: Encoding) -> Str<'a> {
        Str { bytes, encoding }
    }

    /// The bytes as they stand in the file.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How the bytes are meant.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The code points. Bytes that are no UTF-8, which only lenient reading lets pass, give U+DC80 + byte - 0x80 each, as Python's
    /// `surrogateescape` does.
    pub fn code_points(&self) -> CodePoints<'a> {
        CodePoints { rest: self.bytes, encoding: self.encoding }
    }

    /// The string as Rust has it; `None` if it holds a surrogate.
    pub fn to_str(&self) -> Option<Cow<'a, str>> {
        if self.encoding == Encoding::Utf8 || self.bytes.is_ascii() {
            return core::str::from_utf8(self.bytes).ok().map(Cow::Borrowed);
        }
        Some(Cow::Owned(self.bytes.iter().copied().map(char::from).collect()))
    }

    /// The string as Rust has it, with U+FFFD in place of surrogates.
    pub fn to_string_lossy(&self) -> Cow<'a, str> {
        self.to_str().unwrap_or_else(|| self.code_points().map(|point| char::from_u32(point).unwrap_or('\u{fffd}')).collect())
    }

    /// The code points in UTF-8, surrogates as three bytes each: the payload of `u`.
    pub fn to_utf8(&self) -> Cow<'a, [u8]> {
        if self.bytes.is_ascii() || self.encoding == Encoding::Utf8 && is_utf8_with_surrogates(self.bytes) {
            return Cow::Borrowed(self.bytes);
        }
        let mut out = Vec::with_capacity(self.bytes.len());
        self.code_points().for_each(|point| push_utf8(&mut out, point));
        Cow::Owned(out)
    }

    /// Whether every code point is ASCII.
    pub fn is_ascii(&self) -> bool {
        self.bytes.is_ascii()
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Str<'_>) -> bool {
        if self.encoding == other.encoding { self.bytes == other.bytes } else { self.code_points().eq(other.code_points()) }
    }
}

impl Eq for Str<'_> {}

impl PartialEq<str> for Str<'_> {
    fn eq(&self, other: &str) -> bool {
        self.code_points().eq(other.chars().map(u32::from))
    }
}

impl PartialEq<&str> for Str<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_string_lossy())
    }
}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

/// Iterator over the code points of a [`Str`].
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    rest: &'a [u8],
    encoding: Encoding,
}

impl Iterator for CodePoints<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (&first, rest) = self.rest.split_first()?;
        if first < 0x80 || self.encoding == Encoding::Latin1 {
            self.rest = rest;
            return Some(u32::from(first));
        }
        match decode(self.rest) {
            Some((point, rest)) => {
                self.rest = rest;
                Some(point)
            }
            None => {
                self.rest = rest;
                Some(0xdc00 + u32::from(first))
            }
        }
    }
}

/// One code point of more than one byte in UTF-8, surrogates allowed, shortest form only.
fn decode(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&first, mut rest) = bytes.split_first()?;
    let (len, low) = match first {
        0xc2..=0xdf => (1, 0x80),
        0xe0..=0xef => (2, 0x800),
        0xf0..=0xf4 => (3, 0x1_0000),
        _ => return None,
    };
    let mut point = u32::from(first) & (0x3f >> len);
    for _ in 0..len {
        let (&byte, tail) = rest.split_first()?;
        if byte & 0xc0 != 0x80 {
            return None;
        }
        point = point << 6 | u32::from(byte & 0x3f);
        rest = tail;
    }
    (low..=0x0010_ffff).contains(&point).then_some((point, rest))
}

/// Whether the bytes are UTF-8 when surrogates may be encoded (the error handler `surrogatepass`).
pub(crate) fn is_utf8_with_surrogates(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        match core::str::from_utf8(rest) {
            Ok(_) => return true,
            Err(error) => {
                rest = rest.get(error.valid_up_to()..).unwrap_or(&[]);
                match decode(rest) {
                    Some((_, tail)) => rest = tail,
                    None => return false,
                }
            }
        }
    }
}

/// Appends a code point in UTF-8; a surrogate as three bytes.
pub(crate) fn push_utf8(out: &mut Vec<u8>, point: u32) {
    match char::from_u32(point) {
        Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&[
            0xe0 | (point >> 12 & 0xf) as u8,
            0x80 | (point >> 6 & 0x3f) as u8,
            0x80 | (point & 0x3f) as u8,
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_pass_and_other_faults_do_not() {
        assert!(is_utf8_with_surrogates(b"a\xed\xa0\x80b\xed\xb0\x80"));
        for bad in
            [&b"\x80"[..], b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xf4\x90\x80\x80", b"\xed\xa0", b"\xff", b"a\xe2\x82"]
        {
            assert!(!is_utf8_with_surrogates(bad), "{bad:x?}");
        }
    }

    #[test]
    fn code_points_of_every_length_and_back() {
        let utf8 = "a\u{e9}\u{20ac}\u{1f600}".as_bytes();
        let text = Str::new(utf8, Encoding::Utf8);
        assert_eq!(text.code_points().collect::<Vec<_>>(), [0x61, 0xe9, 0x20ac, 0x1f600]);
        assert_eq!(Str::new(b"\xed\xa0\x80", Encoding::Utf8).code_points().collect::<Vec<_>>(), [0xd800]);
        assert_eq!(Str::new(b"\xe9", Encoding::Latin1).to_utf8().as_ref(), b"\xc3\xa9");
        assert_eq!(Str::new(b"\xe9", Encoding::Latin1), Str::new(b"\xc3\xa9", Encoding::Utf8));
        assert_eq!(Str::new(b"\xed\xa0\x80", Encoding::Utf8).to_str(), None);
    }
}
