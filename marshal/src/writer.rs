//! Tokens to bytes.

use std::io::{self, Write};

use byteorder::{LittleEndian, WriteBytesExt};

use crate::layout::Layout;
use crate::tag::Tag;
use crate::token::{Payload, Token};

/// Writes tokens over any [`Write`]: the inverse of [`crate::Reader`].
///
/// A token is written from its parts, so that whatever the reader accepted comes back byte for byte.
///
/// ```
/// use pyc_marshal::{Layout, Reader, Version, Writer};
///
/// let layout = Layout::of(Version::new(3, 12)).unwrap();
/// let bytes = b"\xa9\x02\xe9\x07\x00\x00\x00r\x01\x00\x00\x00";
/// let mut copy = Vec::new();
/// let mut writer = Writer::new(&mut copy, layout);
/// for token in Reader::new(bytes, layout) {
///     writer.token(&token?)?;
/// }
/// assert_eq!(copy, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    number_width: u8,
}

impl<W: Write> Writer<W> {
    /// A writer of streams in a version's layout.
    pub fn new(out: W, layout: &Layout) -> Writer<W> {
        Writer { out, number_width: layout.number_width }
    }

    /// Gives the output back.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Writes one token. Its offsets are ignored.
    ///
    /// # Errors
    /// Those of the output; [`io::ErrorKind::InvalidInput`] if a count does not fit the payload that its tag has.
    #[inline]
    pub fn token(&mut self, token: &Token<'_>) -> io::Result<()> {
        let Some(tag) = token.tag else {
            return match token.payload {
                Payload::Number(value) => self.number(value),
                _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "token has no type byte")),
            };
        };
        match token.payload {
            Payload::Empty | Payload::Pairs | Payload::Slice => self.out.write_u8(tag.0),
            Payload::Int(value) | Payload::Reference(value) => self.tagged(tag, value),
            Payload::Text(text) => {
                self.count(tag, text.len())?;
                self.out.write_all(text)
            }
            Payload::Items(count) => self.count(tag, count as usize),
            _ => self.rare(tag, token),
        }
    }

    /// A type byte and an `i32` in one write of fixed size, which costs no call where the output is memory.
    #[inline(always)]
    fn tagged(&mut self, tag: Tag, value: i32) -> io::Result<()> {
        let [a, b, c, d] = value.to_le_bytes();
        self.out.write_all(&[tag.0, a, b, c, d])
    }

    /// A type byte and a count, in a byte or four as the type has it.
    #[inline(always)]
    fn count(&mut self, tag: Tag, count: usize) -> io::Result<()> {
        if matches!(tag.code(), Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED | Tag::SMALL_TUPLE) {
            self.out.write_all(&[tag.0, u8::try_from(count).map_err(|_| too_long())?])
        } else {
            self.tagged(tag, i32::try_from(count).map_err(|_| too_long())?)
        }
    }

    fn rare(&mut self, tag: Tag, token: &Token<'_>) -> io::Result<()> {
        if let Payload::Long(digits) = token.payload {
            let count = i32::try_from(digits.len()).map_err(|_| too_long())?;
            self.tagged(tag, if digits.is_negative() { -count } else { count })?;
            return self.out.write_all(digits.as_bytes());
        }
        self.out.write_u8(tag.0)?;
        match token.payload {
            Payload::Int64(value) => self.out.write_i64::<LittleEndian>(value),
            Payload::Float(bits) => self.out.write_u64::<LittleEndian>(bits),
            Payload::Complex(re, im) => {
                self.out.write_u64::<LittleEndian>(re)?;
                self.out.write_u64::<LittleEndian>(im)
            }
            Payload::FloatText(text) => self.text8(text),
            Payload::ComplexText(re, im) => {
                self.text8(re)?;
                self.text8(im)
            }
            Payload::Code(head) => head.values().iter().try_for_each(|&value| self.number(value)),
            _ => Ok(()),
        }
    }

    fn text8(&mut self, text: &[u8]) -> io::Result<()> {
        self.out.write_u8(u8::try_from(text.len()).map_err(|_| too_long())?)?;
        self.out.write_all(text)
    }

    fn number(&mut self, value: i32) -> io::Result<()> {
        if self.number_width == 2 {
            self.out.write_i16::<LittleEndian>(i16::try_from(value).map_err(|_| too_long())?)
        } else {
            self.out.write_i32::<LittleEndian>(value)
        }
    }
}

#[cold]
fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "number or length does not fit its place in the stream")
}
