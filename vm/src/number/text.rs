//! Text as the machine keeps it, and what is asked of its characters.

use core::fmt::Write as _;

/// The code points of a string, 1, 2 or 4 bytes each, or a bytes object.
///
/// ```
/// use pyc_vm::number::{Characters, Text};
/// assert_eq!(Text::from("a'\n").repr(usize::MAX, &Characters::PLAIN), r#""a'\n""#);
/// assert_eq!(Text::Bytes(b"\xff").repr(usize::MAX, &Characters::PLAIN), r"b'\xff'");
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Text<'a> {
    /// A string of code points below 256.
    One(&'a [u8]),
    /// One of code points below 65536; surrogates are what they are.
    Two(&'a [u16]),
    /// One of any code points.
    Four(&'a [u32]),
    /// UTF-8, for which [`Text::at`] is not constant time beyond ASCII.
    Utf8(&'a str),
    /// A bytes object: what is not ASCII is no character.
    Bytes(&'a [u8]),
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Text<'a> {
        if text.is_ascii() { Text::One(text.as_bytes()) } else { Text::Utf8(text) }
    }
}

impl<'a> From<&'a [u32]> for Text<'a> {
    fn from(text: &'a [u32]) -> Text<'a> {
        Text::Four(text)
    }
}

impl<'a> Text<'a> {
    /// How many code points.
    pub fn len(self) -> usize {
        match self {
            Text::One(units) | Text::Bytes(units) => units.len(),
            Text::Two(units) => units.len(),
            Text::Four(units) => units.len(),
            Text::Utf8(text) => text.chars().count(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        match self {
            Text::Utf8(text) => text.is_empty(),
            _ => self.len() == 0,
        }
    }

    /// The code point at an index.
    pub fn at(self, index: usize) -> Option<u32> {
        match self {
            Text::One(units) | Text::Bytes(units) => units.get(index).map(|&unit| u32::from(unit)),
            Text::Two(units) => units.get(index).map(|&unit| u32::from(unit)),
            Text::Four(units) => units.get(index).copied(),
            Text::Utf8(text) => text.chars().nth(index).map(u32::from),
        }
    }

    /// The code points from `start` to before `end`; none where that is no range of the text.
    #[must_use]
    pub fn slice(self, start: usize, end: usize) -> Text<'a> {
        match self {
            Text::One(units) => Text::One(units.get(start..end).unwrap_or_default()),
            Text::Two(units) => Text::Two(units.get(start..end).unwrap_or_default()),
            Text::Four(units) => Text::Four(units.get(start..end).unwrap_or_default()),
            Text::Bytes(units) => Text::Bytes(units.get(start..end).unwrap_or_default()),
            Text::Utf8(text) => {
                let place = |index| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
                Text::Utf8(text.get(place(start)..place(end)).unwrap_or_default())
            }
        }
    }

    /// The code points.
    pub fn iter(self) -> impl Iterator<Item = u32> + 'a {
        let chars = match self {
            Text::Utf8(text) => Some(text.chars()),
            _ => None,
        };
        let rest = if chars.is_some() { 0 } else { self.len() };
        chars.into_iter().flatten().map(u32::from).chain((0..rest).filter_map(move |index| self.at(index)))
    }

    /// The bytes, if all are ASCII or it is a bytes object.
    pub(crate) fn ascii(self) -> Option<&'a [u8]> {
        match self {
            Text::Bytes(units) => Some(units),
            Text::One(units) if units.is_ascii() => Some(units),
            Text::Utf8(text) if text.is_ascii() => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// At most `most` characters of the `repr` of it.
    pub fn repr(self, most: usize, characters: &Characters) -> String {
        let mut out = String::new();
        if matches!(self, Text::Bytes(_)) {
            out.push('b');
        }
        // Each code point makes at least one character, so what is behind the limit need not be looked at for its quotes either:
        // but CPython does, and the quote depends on it.
        let quote = if self.iter().any(|c| c == 39) && !self.iter().any(|c| c == 34) { '"' } else { '\'' };
        out.push(quote);
        for point in self.iter().take(most) {
            self.push_repr(point, quote, characters, &mut out);
        }
        out.push(quote);
        match out.char_indices().nth(most) {
            Some((end, _)) => out[..end].to_owned(),
            None => out,
        }
    }

    fn push_repr(self, point: u32, quote: char, characters: &Characters, out: &mut String) {
        let is_bytes = matches!(self, Text::Bytes(_));
        // Writing to a String does not fail.
        let _ = match char::from_u32(point) {
            Some('\n') => out.write_str("\\n"),
            Some('\r') => out.write_str("\\r"),
            Some('\t') => out.write_str("\\t"),
            Some(c) if c == quote || c == '\\' => write!(out, "\\{c}"),
            Some(c @ ' '..='~') => out.write_char(c),
            Some(c) if point > 0x7f && !is_bytes && (characters.is_printable)(point) => out.write_char(c),
            _ if point < 0x100 => write!(out, "\\x{point:02x}"),
            _ if point < 0x10000 => write!(out, "\\u{point:04x}"),
            _ => write!(out, "\\U{point:08x}"),
        };
    }

    /// As CPython prepares a string for its number parsers: digits of every script become ASCII, every white space a space, and
    /// the first of all other characters a question mark, at which it ends. ASCII stays as it is.
    pub(crate) fn to_ascii(self, characters: &Characters) -> std::borrow::Cow<'a, [u8]> {
        if let Some(ascii) = self.ascii() {
            return ascii.into();
        }
        let mut out = Vec::with_capacity(self.len());
        for point in self.iter() {
            out.push(match point {
                _ if is_space(point) => b' ',
                0..=0x7f => point as u8,
                _ => match (characters.decimal)(point) {
                    Some(digit) => b'0' + digit % 10,
                    None => {
                        out.push(b'?');
                        break;
                    }
                },
            });
        }
        out.into()
    }
}

/// What is asked of characters beyond ASCII; the answers depend on the version of Unicode.
#[derive(Clone, Copy, Debug)]
pub struct Characters {
    /// The value of a decimal digit of any script.
    pub decimal: fn(u32) -> Option<u8>,
    /// Whether `repr` shows it as it is.
    pub is_printable: fn(u32) -> bool,
}

impl Characters {
    /// Without tables: no digits beyond ASCII, and everything printable that Rust's `Debug` prints.
    pub const PLAIN: Characters = Characters { decimal: |_| None, is_printable: is_shown };
}

fn is_shown(point: u32) -> bool {
    // One character only if nothing is escaped.
    char::from_u32(point).is_some_and(|c| !is_space(point) && c.escape_debug().len() == 1)
}

/// `str.isspace` of one character; the same in every version since 3.8.
pub fn is_space(point: u32) -> bool {
    matches!(point, 9..=13 | 28..=32 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

/// The white space C knows, which is all that surrounds a number in bytes and in ASCII text.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let is_blank = |byte: &&u8| matches!(byte, 9..=13 | 32);
    let start = text.iter().take_while(is_blank).count();
    let end = text.iter().rev().take_while(is_blank).count();
    text.get(start..text.len() - end).unwrap_or_default()
}
