//! Encoding and decoding of text: the codecs that CPython has in C, and their error handlers.

use crate::builtin::prelude::*;
use crate::machine::codec_errors::{DecodeError, EncodeError, Replacement};
use crate::text::{Builder, View};

/// A codec that needs no Python code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Utf8,
    /// Little endian; whether a byte order mark is written and looked for.
    Utf16 {
        big: bool,
        mark: bool,
    },
    Utf32 {
        big: bool,
        mark: bool,
    },
    Latin1,
    Ascii,
}

impl Codec {
    /// The codec of a name, however it is written.
    pub(crate) fn of(name: &str) -> Option<Codec> {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect();
        Some(match name.as_str() {
            "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "utf16" | "u16" => Codec::Utf16 { big: false, mark: true },
            "utf16le" => Codec::Utf16 { big: false, mark: false },
            "utf16be" => Codec::Utf16 { big: true, mark: false },
            "utf32" | "u32" => Codec::Utf32 { big: false, mark: true },
            "utf32le" => Codec::Utf32 { big: false, mark: false },
            "utf32be" => Codec::Utf32 { big: true, mark: false },
            "latin1" | "iso88591" | "88591" | "latin" | "l1" | "cp819" => Codec::Latin1,
            "ascii" | "usascii" | "646" => Codec::Ascii,
            _ => return None,
        })
    }

    /// The name that errors have for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Utf16 { mark: true, .. } => "utf-16",
            Codec::Utf16 { big: true, .. } => "utf-16-be",
            Codec::Utf16 { .. } => "utf-16-le",
            Codec::Utf32 { mark: true, .. } => "utf-32",
            Codec::Utf32 { big: true, .. } => "utf-32-be",
            Codec::Utf32 { .. } => "utf-32-le",
            Codec::Latin1 => "latin-1",
            Codec::Ascii => "ascii",
        }
    }

    pub(crate) fn can(self, point: u32) -> bool {
        match self {
            Codec::Latin1 => point < 0x100,
            Codec::Ascii => point < 0x80,
            _ => !(0xD800..0xE000).contains(&point),
        }
    }

    pub(crate) fn push(self, point: u32, out: &mut Vec<u8>) {
        match self {
            Codec::Latin1 | Codec::Ascii => out.push(point as u8),
            Codec::Utf8 => match point {
                ..0x80 => out.push(point as u8),
                ..0x800 => out.extend([0xC0 | (point >> 6) as u8, 0x80 | (point & 63) as u8]),
                ..0x1_0000 => out.extend([0xE0 | (point >> 12) as u8, 0x80 | (point >> 6 & 63) as u8, 0x80 | (point & 63) as u8]),
                _ => out.extend([
                    0xF0 | (point >> 18) as u8,
                    0x80 | (point >> 12 & 63) as u8,
                    0x80 | (point >> 6 & 63) as u8,
                    0x80 | (point & 63) as u8,
                ]),
            },
            Codec::Utf16 { big, .. } => {
                let mut unit = |it: u16| out.extend(if big { it.to_be_bytes() } else { it.to_le_bytes() });
                if point < 0x1_0000 {
                    unit(point as u16);
                } else {
                    unit(0xD800 + ((point - 0x1_0000) >> 10) as u16);
                    unit(0xDC00 + ((point - 0x1_0000) & 0x3FF) as u16);
                }
            }
            Codec::Utf32 { big, .. } => out.extend(if big { point.to_be_bytes() } else { point.to_le_bytes() }),
        }
    }
}

/// What could not be decoded.
struct Bad {
    start: usize,
    end: usize,
    reason: &'static str,
}

impl Vm {
    /// Whether a name is one that UTF-8 is mostly called by, and errors are to be raised.
    fn is_plain_utf8(&self, encoding: Value, errors: Value) -> bool {
        let (Value::Str(encoding), Value::Str(errors)) = (encoding, errors) else { return false };
        matches!(self.heap.strs[encoding].view(), View::Latin(b"utf-8" | b"utf8" | b"UTF-8"))
            && matches!(self.heap.strs[errors].view(), View::Latin(b"strict"))
    }

    /// `text.encode()`, if it needs no look at codecs.
    pub(crate) fn quick_encode(&mut self, args: &[Value]) -> Option<Value> {
        let &[text, encoding, errors] = args else { return None };
        if !self.is_plain_utf8(encoding, errors) {
            return None;
        }
        let View::Latin(bytes) = self.view(text) else { return None };
        let mut data = Vec::with_capacity(bytes.len() + bytes.iter().filter(|it| !it.is_ascii()).count());
        for &byte in bytes {
            if byte.is_ascii() { data.push(byte) } else { data.extend([0xC0 | byte >> 6, 0x80 | byte & 63]) }
        }
        self.charge(data.len() as u64 / 32, data.len()).ok()?;
        Some(self.bytes(data))
    }

    /// `data.decode()`, if it needs no look at codecs.
    pub(crate) fn quick_decode(&mut self, args: &[Value]) -> Option<Value> {
        let &[data, encoding, errors] = args else { return None };
        if !self.is_plain_utf8(encoding, errors) {
            return None;
        }
        let text = crate::text::Text::from(core::str::from_utf8(self.byte_view(data)?).ok()?);
        self.charge(text.len() as u64 / 32, 0).ok()?;
        Some(self.text(text))
    }

    /// `text.encode(encoding, errors)`.
    pub(crate) fn encode(&mut self, text: Value, encoding: &str, errors: &str) -> Outcome {
        match Codec::of(encoding) {
            Some(codec) => self.encode_with(text, codec, errors),
            None => self.by_module(0, text, encoding, errors),
        }
    }

    /// Encodes text by a codec that needs no Python code.
    pub(crate) fn encode_with(&mut self, text: Value, codec: Codec, errors: &str) -> Outcome {
        let points = match self.view(text) {
            View::Latin(bytes) if codec == Codec::Latin1 || bytes.is_ascii() && matches!(codec, Codec::Utf8 | Codec::Ascii) => {
                let data = bytes.to_vec();
                self.charge(0, data.len())?;
                return Ok(self.bytes(data));
            }
            view => view.points().collect::<Vec<u32>>(),
        };
        let data = self.encode_points(text, &points, codec, errors)?;
        Ok(self.bytes(data))
    }

    fn encode_points(&mut self, text: Value, points: &[u32], codec: Codec, errors: &str) -> Result<Vec<u8>, Raised> {
        self.charge(points.len() as u64 / 32, points.len() * 4)?;
        let mut out = Vec::with_capacity(points.len());
        if let Codec::Utf16 { mark: true, .. } | Codec::Utf32 { mark: true, .. } = codec {
            codec.push(0xFEFF, &mut out);
        }
        let mut at = 0;
        while at < points.len() {
            if codec.can(points[at]) {
                codec.push(points[at], &mut out);
                at += 1;
                continue;
            }
            let escaped = points[at..].iter().take_while(|it| (0xDC80..0xDD00).contains(*it)).count();
            let end = match codec {
                // One by one.
                Codec::Utf16 { .. } | Codec::Utf32 { .. } => at + 1,
                _ if errors == "surrogateescape" && escaped > 0 => at + escaped,
                _ => at + points[at..].iter().take_while(|it| !codec.can(**it)).count(),
            };
            at = self.encode_bad(text, points, at..end, codec, errors, &mut out)?;
        }
        Ok(out)
    }

    /// What an error handler makes of characters that cannot be encoded; where to go on.
    fn encode_bad(
        &mut self,
        text: Value,
        points: &[u32],
        bad: core::ops::Range<usize>,
        codec: Codec,
        errors: &str,
        out: &mut Vec<u8>,
    ) -> Result<usize, Raised> {
        let reason = match codec {
            Codec::Latin1 => "ordinal not in range(256)",
            Codec::Ascii => "ordinal not in range(128)",
            _ => "surrogates not allowed",
        };
        let error = EncodeError { encoding: codec.name(), text, points, bad, reason };
        let (made, at) = self.encode_error(&error, errors)?;
        match made {
            Replacement::Bytes(bytes) => {
                let unit = match codec {
                    Codec::Utf16 { .. } => 2,
                    Codec::Utf32 { .. } => 4,
                    _ => 1,
                };
                if bytes.len() % unit != 0 {
                    let exception = self.encode_exception(&error)?;
                    return Err(self.raise_value(exception));
                }
                out.extend(bytes);
            }
            Replacement::Text(new) => {
                for point in new {
                    if !codec.can(point) {
                        let exception = self.encode_exception(&error)?;
                        return Err(self.raise_value(exception));
                    }
                    codec.push(point, out);
                }
            }
        }
        Ok(at)
    }

    /// `bytes.decode(encoding, errors)`.
    pub(crate) fn decode(&mut self, bytes: &[u8], encoding: &str, errors: &str) -> Outcome {
        let Some(codec) = Codec::of(encoding) else {
            let bytes = self.bytes(bytes.to_vec());
            return self.by_module(1, bytes, encoding, errors);
        };
        self.decode_part(bytes, codec, errors, true).map(|it| it.0)
    }

    /// Decodes what can be; how many bytes were taken. An unfinished sequence at the end waits unless this is the last part.
    pub(crate) fn decode_part(&mut self, bytes: &[u8], codec: Codec, errors: &str, last: bool) -> Result<(Value, usize), Raised> {
        self.charge(bytes.len() as u64 / 64, bytes.len())?;
        if codec == Codec::Latin1 || bytes.is_ascii() && matches!(codec, Codec::Utf8 | Codec::Ascii) {
            return Ok((self.text(crate::text::Text::latin(bytes)), bytes.len()));
        }
        let mut codec = codec;
        let (mut at, mut out) = (0, Builder::default());
        match (codec, bytes) {
            (Codec::Utf16 { mark: true, .. }, [0xFF, 0xFE, ..]) => at = 2,
            (Codec::Utf16 { mark: true, .. }, [0xFE, 0xFF, ..]) => (at, codec) = (2, Codec::Utf16 { big: true, mark: true }),
            (Codec::Utf32 { mark: true, .. }, [0xFF, 0xFE, 0, 0, ..]) => at = 4,
            (Codec::Utf32 { mark: true, .. }, [0, 0, 0xFE, 0xFF, ..]) => {
                (at, codec) = (4, Codec::Utf32 { big: true, mark: true });
            }
            _ => {}
        }
        while at < bytes.len() {
            match next_point(bytes, at, codec) {
                Ok((point, len)) => {
                    out.push(point);
                    at += len;
                }
                Err(bad)
                    if !last && bad.end >= bytes.len() && bad.reason.starts_with("unexpected end")
                        || !last && bad_is_open(bytes, at, codec) =>
                {
                    break;
                }
                Err(bad) => at = self.decode_bad(bytes, &bad, codec, errors, &mut out)?,
            }
        }
        Ok((self.text(out.finish()), at))
    }

    fn decode_bad(&mut self, bytes: &[u8], bad: &Bad, codec: Codec, errors: &str, out: &mut Builder) -> Result<usize, Raised> {
        // By now the order of bytes is known.
        let codec = match codec {
            Codec::Utf16 { big, .. } => Codec::Utf16 { big, mark: false },
            Codec::Utf32 { big, .. } => Codec::Utf32 { big, mark: false },
            codec => codec,
        };
        let error = DecodeError { encoding: codec.name(), bytes, bad: bad.start..bad.end, reason: bad.reason };
        let (made, at) = self.decode_error(&error, errors)?;
        out.push_view(made.view());
        Ok(at)
    }
}

/// Whether what is at a place could be the beginning of a character whose rest is still to come.
fn bad_is_open(bytes: &[u8], at: usize, codec: Codec) -> bool {
    match codec {
        Codec::Utf16 { .. } => bytes.len() - at < 4,
        Codec::Utf32 { .. } => bytes.len() - at < 4,
        _ => false,
    }
}

/// The character at a place, and how many bytes it is.
fn next_point(bytes: &[u8], at: usize, codec: Codec) -> Result<(u32, usize), Bad> {
    let bad = |len: usize, reason| Err(Bad { start: at, end: (at + len).min(bytes.len()), reason });
    let rest = &bytes[at..];
    match codec {
        Codec::Latin1 => Ok((u32::from(rest[0]), 1)),
        Codec::Ascii if rest[0] < 0x80 => Ok((u32::from(rest[0]), 1)),
        Codec::Ascii => bad(1, "ordinal not in range(128)"),
        Codec::Utf8 => {
            let (len, low, high, bits) = match rest[0] {
                it @ 0..0x80 => return Ok((u32::from(it), 1)),
                it @ 0xC2..=0xDF => (2, 0x80, 0xBF, it & 0x1F),
                0xE0 => (3, 0xA0, 0xBF, 0),
                it @ (0xE1..=0xEC | 0xEE | 0xEF) => (3, 0x80, 0xBF, it & 0xF),
                0xED => (3, 0x80, 0x9F, 0xD),
                0xF0 => (4, 0x90, 0xBF, 0),
                it @ 0xF1..=0xF3 => (4, 0x80, 0xBF, it & 7),
                0xF4 => (4, 0x80, 0x8F, 4),
                _ => return bad(1, "invalid start byte"),
            };
            let mut point = u32::from(bits);
            for place in 1..len {
                let Some(&byte) = rest.get(place) else { return bad(place, "unexpected end of data") };
                let (low, high) = if place == 1 { (low, high) } else { (0x80, 0xBF) };
                if byte < low || byte > high {
                    return bad(place, "invalid continuation byte");
                }
                point = point << 6 | u32::from(byte & 63);
            }
            Ok((point, len))
        }
        Codec::Utf16 { big, .. } => {
            let unit = |place: usize| match rest.get(place..place + 2) {
                Some(&[a, b]) => Some(u32::from(if big { u16::from_be_bytes([a, b]) } else { u16::from_le_bytes([a, b]) })),
                _ => None,
            };
            let Some(first) = unit(0) else { return bad(rest.len(), "truncated data") };
            match first {
                0xD800..0xDC00 => match unit(2) {
                    Some(second @ 0xDC00..0xE000) => Ok((0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00), 4)),
                    Some(_) => bad(2, "illegal UTF-16 surrogate"),
                    None => bad(rest.len(), "unexpected end of data"),
                },
                0xDC00..0xE000 => bad(2, "illegal encoding"),
                _ => Ok((first, 2)),
            }
        }
        Codec::Utf32 { big, .. } => {
            let Some(&[a, b, c, d]) = rest.get(..4) else { return bad(rest.len(), "truncated data") };
            let point = if big { u32::from_be_bytes([a, b, c, d]) } else { u32::from_le_bytes([a, b, c, d]) };
            match point {
                0xD800..0xE000 => bad(4, "code point in surrogate code point range(0xd800, 0xe000)"),
                0..0x11_0000 => Ok((point, 4)),
                _ => bad(4, "code point not in range(0x110000)"),
            }
        }
    }
}
