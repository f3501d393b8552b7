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
        // Type byte and fixed part go out in one write.
        let mut head = [0; 32];
        let mut len = 0;
        if let Some(tag) = token.tag {
            head[0] = tag.0;
            len = 1;
        }
        let mut rest: &mut [u8] = &mut head[len..];
        let space = rest.len();
        let short = token.tag.is_some_and(|tag| matches!(tag.code(), Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED | Tag::SMALL_TUPLE));
        let mut text: &[u8] = &[];
        match token.payload {
            Payload::Empty | Payload::Pairs | Payload::Slice => {}
            Payload::Int(value) | Payload::Reference(value) => rest.write_i32::<LittleEndian>(value)?,
            Payload::Text(bytes) => {
                count(&mut rest, bytes.len(), short)?;
                text = bytes;
            }
            Payload::Items(items) => count(&mut rest, items as usize, short)?,
            Payload::Int64(value) => rest.write_i64::<LittleEndian>(value)?,
            Payload::Float(bits) => rest.write_u64::<LittleEndian>(bits)?,
            Payload::Complex(re, im) => {
                rest.write_u64::<LittleEndian>(re)?;
                rest.write_u64::<LittleEndian>(im)?;
            }
            Payload::Long(digits) => {
                let len = i32::try_from(digits.len()).map_err(|_| too_long())?;
                rest.write_i32::<LittleEndian>(if digits.is_negative() { -len } else { len })?;
                text = digits.as_bytes();
            }
            Payload::FloatText(bytes) => {
                count(&mut rest, bytes.len(), true)?;
                text = bytes;
            }
            Payload::ComplexText(re, im) => {
                self.out.write_all(head.get(..len).unwrap_or(&[]))?;
                for part in [re, im] {
                    self.out.write_u8(u8::try_from(part.len()).map_err(|_| too_long())?)?;
                    self.out.write_all(part)?;
                }
                return Ok(());
            }
            Payload::Code(numbers) => numbers.values().iter().try_for_each(|&value| number(&mut rest, value, self.number_width))?,
            Payload::Number(value) => number(&mut rest, value, self.number_width)?,
        }
        len += space - rest.len();
        self.out.write_all(head.get(..len).unwrap_or(&[]))?;
        if text.is_empty() { Ok(()) } else { self.out.write_all(text) }
    }
}

#[inline(always)]
fn number(out: &mut &mut [u8], value: i32, width: u8) -> io::Result<()> {
    if width == 2 {
        out.write_i16::<LittleEndian>(i16::try_from(value).map_err(|_| too_long())?)
    } else {
        out.write_i32::<LittleEndian>(value)
    }
}

#[inline(always)]
fn count(out: &mut &mut [u8], count: usize, short: bool) -> io::Result<()> {
    if short {
        out.write_u8(u8::try_from(count).map_err(|_| too_long())?)
    } else {
        out.write_i32::<LittleEndian>(i32::try_from(count).map_err(|_| too_long())?)
    }
}

#[cold]
fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "number or length does not fit its place in the stream")
}
