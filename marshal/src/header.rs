//! The header of a `.pyc` file: magic number and what is known of the source.
//!
//! ```text
//! header := magic mtime                    1.0 to 3.2      8 bytes
//!         | magic mtime size               3.3 to 3.6     12 bytes
//!         | magic 0 mtime size             3.7, PEP 552   16 bytes
//!         | magic 1|3 hash (8 bytes)       3.7, PEP 552   16 bytes
//! ```
//! All `u32`, little endian. From `Lib/importlib/_bootstrap_external.py` and PEP 552.

use std::hash::Hasher as _;
use std::io::{self, Write};

use byteorder::{LittleEndian, WriteBytesExt};
use nom::Parser;
use nom::bytes::complete::take;
use nom::combinator::map;
use nom::number::complete::le_u32;
use siphasher::sip::{SipHasher13, SipHasher24};

use crate::error::{Error, ErrorKind};
use crate::layout::{HeaderForm, Layout, SourceHash};
use crate::magic::Magic;
use crate::options::Mode;
use crate::token::Parsed;

/// The header of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The first four bytes.
    pub magic: Magic,
    /// What is known of the source.
    pub stamp: Stamp,
}

/// What a header says of the source that the file was compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// Time of last change in seconds since 1970, modulo 2^32 (1.0 to 3.2).
    Time {
        /// The time.
        mtime: u32,
    },
    /// Time, and size in bytes modulo 2^32 (3.3 and later).
    TimeAndSize {
        /// The time.
        mtime: u32,
        /// The size.
        size: u32,
    },
    /// Hash of the source, see [`source_hash`] (PEP 552).
    Hash {
        /// The hash.
        hash: [u8; 8],
        /// Whether importing compares it with the source.
        checked: bool,
    },
    /// Flags that nobody writes, and the eight bytes that follow. Bit 1 alone imports as a time and a size; other bits, which importing
    /// refuses, only lenient reading gives.
    Unknown {
        /// The flags word.
        flags: u32,
        /// What follows it.
        data: [u8; 8],
    },
}

impl Stamp {
    /// The flags word that a PEP 552 header carries for this stamp.
    pub const fn flags(&self) -> u32 {
        match self {
            Stamp::Time { .. } | Stamp::TimeAndSize { .. } => 0,
            Stamp::Hash { checked, .. } => 1 | (*checked as u32) << 1,
            Stamp::Unknown { flags, .. } => *flags,
        }
    }
}

impl Header {
    /// Parses the header at the start of `bytes` by the layout that its magic number calls for.
    ///
    /// ```
    /// use pyc_marshal::{Header, Mode, Stamp};
    ///
    /// let bytes = b"\xcb\x0d\x0d\x0a\x00\x00\x00\x00\x00\xf1\x53\x65\x2a\x00\x00\x00";
    /// let (header, layout) = Header::parse(bytes, Mode::Strict)?;
    /// assert_eq!(layout.version.to_string(), "3.12");
    /// assert_eq!(header.stamp, Stamp::TimeAndSize { mtime: 1_700_000_000, size: 42 });
    /// # Ok::<(), pyc_marshal::Error>(())
    /// ```
    ///
    /// # Errors
    /// A magic number that is unknown, foreign or of an unrecorded pre-release; a header cut short; in strict mode flags that importing
    /// refuses.
    pub fn parse(bytes: &[u8], mode: Mode) -> Result<(Header, &'static Layout), Error> {
        let magic = Header::magic(bytes)?;
        let layout = magic.layout()?;
        Ok((Header::parse_as(bytes, layout, mode)?, layout))
    }

    /// The magic number at the start of `bytes`.
    pub fn magic(bytes: &[u8]) -> Result<Magic, Error> {
        let magic = bytes.first_chunk().ok_or(ErrorKind::HeaderTruncated { needed: 8 }.at(bytes.len()))?;
        Ok(Magic::new(*magic))
    }

    /// Parses the header at the start of `bytes` by a given layout, whatever its magic number.
    pub fn parse_as(bytes: &[u8], layout: &Layout, mode: Mode) -> Result<Header, Error> {
        let form = layout.header;
        let truncated = ErrorKind::HeaderTruncated { needed: form.len() as u8 }.at(bytes.len());
        let (_, (magic, stamp)) = (take(4_usize), |input| stamp(input, form)).parse(bytes).map_err(|_| truncated)?;
        let magic = Magic::new(magic.try_into().map_err(|_| truncated)?);
        if let Stamp::Unknown { flags, .. } = stamp
            && flags & !0b11 != 0
            && mode == Mode::Strict
        {
            return Err(ErrorKind::HeaderFlags { flags }.at(4));
        }
        Ok(Header { magic, stamp })
    }

    /// Writes the header in the form of `layout`: the bytes that [`Header::parse_as`] reads as this header.
    ///
    /// # Errors
    /// Those of `out`; [`io::ErrorKind::InvalidInput`] if the form has no place for such a stamp.
    pub fn write(&self, layout: &Layout, out: &mut impl Write) -> io::Result<()> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidInput, "stamp does not fit the header of that version");
        out.write_all(&self.magic.0)?;
        match (layout.header, self.stamp) {
            (HeaderForm::Time, Stamp::Time { mtime }) => out.write_u32::<LittleEndian>(mtime),
            (HeaderForm::TimeAndSize, Stamp::TimeAndSize { mtime, size }) => write_pair(out, mtime, size),
            (HeaderForm::Flags, stamp) => {
                out.write_u32::<LittleEndian>(stamp.flags())?;
                match stamp {
                    Stamp::TimeAndSize { mtime, size } => write_pair(out, mtime, size),
                    Stamp::Hash { hash, .. } => out.write_all(&hash),
                    Stamp::Unknown { data, .. } => out.write_all(&data),
                    Stamp::Time { .. } => Err(invalid()),
                }
            }
            _ => Err(invalid()),
        }
    }
}

fn write_pair(out: &mut impl Write, first: u32, second: u32) -> io::Result<()> {
    out.write_u32::<LittleEndian>(first)?;
    out.write_u32::<LittleEndian>(second)
}

fn time_and_size(input: &[u8]) -> Parsed<'_, Stamp> {
    map((le_u32, le_u32), |(mtime, size)| Stamp::TimeAndSize { mtime, size }).parse(input)
}

fn stamp(input: &[u8], form: HeaderForm) -> Parsed<'_, Stamp> {
    match form {
        HeaderForm::Time => map(le_u32, |mtime| Stamp::Time { mtime }).parse(input),
        HeaderForm::TimeAndSize => time_and_size(input),
        HeaderForm::Flags => {
            let (rest, flags) = le_u32(input)?;
            let eight = |rest| map(take(8_usize), |bytes: &[u8]| bytes.try_into().unwrap_or_default()).parse(rest);
            match flags {
                0 => time_and_size(rest),
                1 | 3 => map(eight, |hash| Stamp::Hash { hash, checked: flags == 3 }).parse(rest),
                _ => map(eight, |data| Stamp::Unknown { flags, data }).parse(rest),
            }
        }
    }
}

/// The hash that a hash-based file of this version and magic number carries for a source (PEP 552, `_imp.source_hash`).
///
/// ```
/// # use pyc_marshal::{Layout, Magic, Version, source_hash};
/// let hash = |version| source_hash(b"x = 1\n", Magic::of(version).unwrap(), Layout::of(version).unwrap());
/// assert_eq!(hash(Version::new(3, 10)), [0xd9, 0x4a, 0xad, 0xe2, 0x8c, 0x8c, 0xbe, 0xbf]);
/// assert_eq!(hash(Version::new(3, 12)), [0x15, 0x22, 0x56, 0x19, 0x17, 0xf5, 0xdf, 0x08]);
/// ```
pub fn source_hash(source: &[u8], magic: Magic, layout: &Layout) -> [u8; 8] {
    let key = u64::from(magic.word());
    let hash = match layout.source_hash {
        SourceHash::Sip24 => {
            let mut hasher = SipHasher24::new_with_keys(key, 0);
            hasher.write(source);
            hasher.finish()
        }
        SourceHash::Sip13 => {
            let mut hasher = SipHasher13::new_with_keys(key, 0);
            hasher.write(source);
            hasher.finish()
        }
    };
    hash.to_le_bytes()
}
