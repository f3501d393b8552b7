//! One small error for the crate: what is wrong, and at which byte.

use core::fmt;

use crate::field::Field;
use crate::tag::Tag;

/// What is wrong with the bytes, and where.
///
/// `Copy` and 24 bytes, so that errors cost nothing on the way up. The message is lower case, says what was found and what was
/// expected, and ends with the offset. [`crate::locate`] turns the offset into a path such as `consts[3].names[0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Offset, in bytes from the start of the slice that was handed in, of the first byte that is wrong. At most its length.
    pub offset: usize,
    /// Type byte of the token that was being read, when one had been read.
    pub tag: Option<Tag>,
    /// What is wrong.
    pub kind: ErrorKind,
}

/// The four reasons for which bytes are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The bytes end before the object does.
    Truncated,
    /// The bytes say something that the format, or CPython of that version, refuses.
    Malformed,
    /// The bytes are of a kind that this crate, or that version, does not know.
    Unsupported,
    /// The bytes ask for more than a limit allows.
    Limit,
}

impl Class {
    /// The class as one word, for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Truncated => "truncated",
            Class::Malformed => "malformed",
            Class::Unsupported => "unsupported",
            Class::Limit => "limit",
        }
    }
}

/// What is wrong. The doc of each variant names CPython's own message where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends inside a token or before an object (`EOFError`); the number of bytes that are missing at least.
    Truncated {
        /// Bytes that the token still needs.
        needed: u64,
    },
    /// A count says more items than bytes remain, each item taking one byte at least.
    CountExceedsInput {
        /// The count as the file says it.
        count: u32,
        /// Bytes that remain.
        remaining: u64,
    },
    /// The type byte is of no marshal version (`unknown type code`).
    UnknownTag,
    /// The type byte belongs to other versions of the format.
    ForeignTag,
    /// `FLAG_REF` on a type byte of a version before 3.4, where bit 7 has no meaning.
    ForeignFlag,
    /// A length or count below zero (`... size out of range`).
    NegativeCount {
        /// The count as the file says it.
        count: i32,
    },
    /// A `long` of -2^31 digits (`long size out of range`).
    LongSizeOutOfRange,
    /// A digit of a `long` with bit 15 set (`digit out of range in long`).
    DigitOutOfRange {
        /// The digit.
        digit: u16,
    },
    /// The highest digit of a `long` is zero (`unnormalized long data`).
    UnnormalizedLong,
    /// The text of a float is no number (`could not convert string to float`).
    BadFloatText,
    /// The bytes of a string are not UTF-8, lone surrogates apart.
    BadUtf8,
    /// A reference to a slot that does not exist (`invalid reference`).
    ReferenceOutOfRange {
        /// The index as the file says it.
        index: i32,
        /// Slots taken so far.
        slots: u32,
    },
    /// A reference to an object that is not complete yet and may not be seen from inside (`invalid reference`).
    ReferenceToIncomplete {
        /// The slot.
        index: u32,
    },
    /// A reference into the string list of Python 2 that does not exist (`string ref out of range`).
    StringReferenceOutOfRange {
        /// The index as the file says it.
        index: i32,
        /// Strings in the list so far.
        strings: u32,
    },
    /// `0` where an object is needed (`NULL object in marshal data`).
    UnexpectedNull,
    /// A set item or a dict key that has no hash (`unhashable type`).
    Unhashable,
    /// A field of a code object has the wrong type (`bad argument to internal function`).
    FieldType {
        /// The field.
        field: Field,
    },
    /// An item of a tuple of names in a code object is no `str` (`non-string found in code slot`).
    FieldItemType {
        /// The field.
        field: Field,
    },
    /// A number of a code object that must not be negative is, or `posonlyargcount` exceeds `argcount`.
    FieldRange {
        /// The field.
        field: Field,
        /// Its value.
        value: i32,
    },
    /// A code object names fewer local variables than it has arguments (`varnames is too small`).
    TooFewVarnames,
    /// `co_localspluskinds` and `co_localsplusnames` differ in length.
    KindsLength,
    /// `co_code` does not consist of whole code units of two bytes (`co_code is malformed`).
    OddCode,
    /// Objects are nested deeper than the limit (`recursion limit exceeded`).
    TooDeep {
        /// The limit that was reached.
        limit: u32,
    },
    /// The input is longer than [`crate::MAX_INPUT`].
    InputTooLong,
    /// More bytes of output were asked for than the limit allows.
    OutputTooLong {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The input is shorter than a header.
    HeaderTruncated {
        /// Bytes a header of this version has.
        needed: u8,
    },
    /// No implementation is known to write this magic number.
    UnknownMagic {
        /// The first four bytes.
        magic: [u8; 4],
    },
    /// The magic number of an implementation whose files hold no CPython marshal data.
    ForeignMagic {
        /// The first four bytes.
        magic: [u8; 4],
    },
    /// The magic number of a pre-release whose code-object layout is not recorded.
    InterimMagic {
        /// The first four bytes.
        magic: [u8; 4],
    },
    /// Bits other than 0 and 1 in the flags word of a PEP 552 header (`invalid flags`).
    HeaderFlags {
        /// The flags word.
        flags: u32,
    },
    /// The version has no way to write such an object (`unmarshallable object`).
    Unwritable,
    /// The object that was to be written does not exist in its arena.
    DanglingId {
        /// The index of the object.
        index: u32,
    },
    /// A number of a code object does not fit the field of its version (16 bits up to 2.2).
    NumberTooWide {
        /// The field.
        field: Field,
    },
    /// A code object lacks a field that its version writes.
    MissingField {
        /// The field.
        field: Field,
    },
}

impl ErrorKind {
    /// The class that the kind belongs to.
    pub const fn class(self) -> Class {
        use ErrorKind as K;
        match self {
            K::Truncated { .. } | K::CountExceedsInput { .. } | K::HeaderTruncated { .. } => Class::Truncated,
            K::UnknownTag
            | K::ForeignTag
            | K::ForeignFlag
            | K::UnknownMagic { .. }
            | K::ForeignMagic { .. }
            | K::InterimMagic { .. }
            | K::Unwritable => Class::Unsupported,
            K::TooDeep { .. } | K::InputTooLong | K::OutputTooLong { .. } => Class::Limit,
            _ => Class::Malformed,
        }
    }

    /// The error at `offset` with no tag.
    #[cold]
    pub(crate) const fn at(self, offset: usize) -> Error {
        Error { offset, tag: None, kind: self }
    }

    /// The error at `offset`, met while reading a token of type `tag`.
    #[cold]
    pub(crate) const fn of(self, offset: usize, tag: Tag) -> Error {
        Error { offset, tag: Some(tag), kind: self }
    }
}

impl Error {
    /// The class that the error belongs to.
    pub const fn class(&self) -> Class {
        self.kind.class()
    }

    /// The same error, `base` bytes further into a larger slice.
    #[must_use]
    pub(crate) const fn shifted(mut self, base: usize) -> Self {
        self.offset += base;
        self
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ErrorKind as K;
        let magic = |f: &mut fmt::Formatter<'_>, m: [u8; 4]| {
            let number = u16::from_le_bytes([m[0], m[1]]);
            write!(f, "{number} ({:02x} {:02x} {:02x} {:02x})", m[0], m[1], m[2], m[3])
        };
        match *self {
            K::Truncated { needed: 1 } => write!(f, "input ends, expected one more byte"),
            K::Truncated { needed } => write!(f, "input ends, expected {needed} more bytes"),
            K::CountExceedsInput { count, remaining } => write!(f, "count of {count} items, but only {remaining} bytes remain"),
            K::UnknownTag => write!(f, "unknown type code"),
            K::ForeignTag => write!(f, "type code of another version of the format"),
            K::ForeignFlag => write!(f, "reference flag on a type code before 3.4"),
            K::NegativeCount { count } => write!(f, "negative count {count}"),
            K::LongSizeOutOfRange => write!(f, "long size out of range"),
            K::DigitOutOfRange { digit } => write!(f, "digit 0x{digit:04x} of a long is over 0x7fff"),
            K::UnnormalizedLong => write!(f, "highest digit of a long is zero"),
            K::BadFloatText => write!(f, "text of a float is no number"),
            K::BadUtf8 => write!(f, "string is not UTF-8"),
            K::ReferenceOutOfRange { index, slots } => write!(f, "reference to slot {index}, but {slots} are taken"),
            K::ReferenceToIncomplete { index } => write!(f, "reference to slot {index} from inside its object"),
            K::StringReferenceOutOfRange { index, strings } => {
                write!(f, "reference to interned string {index}, but there are {strings}")
            }
            K::UnexpectedNull => write!(f, "NULL where an object is needed"),
            K::Unhashable => write!(f, "unhashable object as set item or dict key"),
            K::FieldType { field } => write!(f, "{field} of a code object has the wrong type"),
            K::FieldItemType { field } => write!(f, "{field} of a code object has an item that is no string"),
            K::FieldRange { field, value } => write!(f, "{field} of a code object is {value}"),
            K::TooFewVarnames => write!(f, "code object has fewer local names than arguments"),
            K::KindsLength => write!(f, "localspluskinds and localsplusnames of a code object differ in length"),
            K::OddCode => write!(f, "code of a code object has an odd length"),
            K::TooDeep { limit } => write!(f, "nesting is deeper than {limit}"),
            K::InputTooLong => write!(f, "input is longer than {} bytes", crate::MAX_INPUT),
            K::OutputTooLong { limit } => write!(f, "output is longer than {limit} bytes"),
            K::HeaderTruncated { needed } => write!(f, "input ends inside the header of {needed} bytes"),
            K::UnknownMagic { magic: m } => write!(f, "unknown magic number ").and_then(|()| magic(f, m)),
            K::ForeignMagic { magic: m } => {
                let name = crate::Magic::new(m).row().map_or("another implementation", |row| row.release);
                write!(f, "magic number ").and_then(|()| magic(f, m))?;
                write!(f, " of {name}, which is not CPython byte code")
            }
            K::InterimMagic { magic: m } => {
                let name = crate::Magic::new(m).row().map_or("a pre-release", |row| row.release);
                write!(f, "magic number ").and_then(|()| magic(f, m))?;
                write!(f, " of {name}, whose code-object layout is not recorded")
            }
            K::HeaderFlags { flags } => write!(f, "invalid flags 0x{flags:08x} in the header"),
            K::Unwritable => write!(f, "object cannot be written in this version of the format"),
            K::DanglingId { index } => write!(f, "object {index} does not exist"),
            K::NumberTooWide { field } => write!(f, "{field} of a code object does not fit 16 bits"),
            K::MissingField { field } => write!(f, "code object lacks {field}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.tag {
            Some(tag) => write!(f, "{} in {} (at offset 0x{:x})", self.kind, tag, self.offset),
            None => write!(f, "{} (at offset 0x{:x})", self.kind, self.offset),
        }
    }
}

impl core::error::Error for Error {}
