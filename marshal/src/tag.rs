//! Type bytes of the marshal format.
//!
//! ```text
//! object := type payload            type := code (7 bits) | FLAG_REF (bit 7, since 3.4)
//! ```
//! Defined by `Python/marshal.c` of each release; the rows below say which release reads which code.

use core::fmt;

use crate::version::Version;

/// A type byte as it stands in the file, `FLAG_REF` included. An open newtype: unknown bytes survive.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag(pub u8);

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $byte:literal;)*) => {
        impl Tag {
            $($(#[$doc])* pub const $name: Tag = Tag($byte);)*
        }
    };
}

tags! {
    /// `0`: no object; ends a dict.
    NULL = b'0';
    /// `N`: None.
    NONE = b'N';
    /// `F`: False.
    FALSE = b'F';
    /// `T`: True.
    TRUE = b'T';
    /// `S`: the class `StopIteration`.
    STOP_ITERATION = b'S';
    /// `.`: Ellipsis.
    ELLIPSIS = b'.';
    /// `i`: int of 32 bits.
    INT = b'i';
    /// `I`: int of 64 bits.
    INT64 = b'I';
    /// `l`: int of any size, as digits of 15 bits.
    LONG = b'l';
    /// `f`: float as text.
    FLOAT_TEXT = b'f';
    /// `g`: float as 8 bytes.
    FLOAT = b'g';
    /// `x`: complex as two texts.
    COMPLEX_TEXT = b'x';
    /// `y`: complex as 16 bytes.
    COMPLEX = b'y';
    /// `s`: bytes; `str` of Python 1 and 2.
    BYTES = b's';
    /// `t`: interned string.
    INTERNED = b't';
    /// `R`: reference into the list of interned strings of Python 2.
    STRING_REF = b'R';
    /// `u`: string in UTF-8.
    UNICODE = b'u';
    /// `a`: ASCII string.
    ASCII = b'a';
    /// `A`: interned ASCII string.
    ASCII_INTERNED = b'A';
    /// `z`: ASCII string of at most 255 bytes.
    SHORT_ASCII = b'z';
    /// `Z`: interned ASCII string of at most 255 bytes.
    SHORT_ASCII_INTERNED = b'Z';
    /// `(`: tuple.
    TUPLE = b'(';
    /// `)`: tuple of at most 255 items.
    SMALL_TUPLE = b')';
    /// `[`: list.
    LIST = b'[';
    /// `{`: dict.
    DICT = b'{';
    /// `}`: frozendict.
    FROZEN_DICT = b'}';
    /// `<`: set.
    SET = b'<';
    /// `>`: frozenset.
    FROZEN_SET = b'>';
    /// `:`: slice.
    SLICE = b':';
    /// `c`: code object.
    CODE = b'c';
    /// `C`: code object of 1.0 to 1.2.
    CODE_OLD = b'C';
    /// `r`: reference to a slot.
    REF = b'r';
}

impl Tag {
    /// Bit 7: the object takes a slot, so that `r` can refer to it.
    pub const FLAG_REF: u8 = 0x80;

    /// The type code without the flag.
    #[must_use]
    #[inline]
    pub const fn code(self) -> Tag {
        Tag(self.0 & !Self::FLAG_REF)
    }

    /// Whether `FLAG_REF` is set.
    pub const fn flagged(self) -> bool {
        self.0 & Self::FLAG_REF != 0
    }

    /// The tag with `FLAG_REF` set or cleared.
    #[must_use]
    pub const fn with_flag(self, flagged: bool) -> Tag {
        if flagged { Tag(self.0 | Self::FLAG_REF) } else { self.code() }
    }

    /// What the code means, in a word or two; `None` for a code of no version.
    pub fn name(self) -> Option<&'static str> {
        row(self.code().0).map(|row| row.name)
    }

    /// Whether a flagged token of this code takes a slot. Singletons and references take none, in every version.
    pub const fn takes_slot(self) -> bool {
        !matches!(
            self.code(),
            Tag::NULL | Tag::NONE | Tag::FALSE | Tag::TRUE | Tag::STOP_ITERATION | Tag::ELLIPSIS | Tag::REF | Tag::STRING_REF
        )
    }

    /// Whether `version` reads this code.
    pub fn is_read_by(self, version: Version) -> bool {
        ROWS.iter().any(|row| row.code == self.code().0 && row.includes(version))
    }
}

impl Tag {
    /// The form of its payload in the versions that read it.
    #[inline(always)]
    pub(crate) fn shape(self) -> Shape {
        ANY[usize::from(self.code().0 & 0x7f)]
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code().0;
        match self.name() {
            Some(name) => write!(f, "'{}' ({name})", code as char),
            None => write!(f, "type byte 0x{:02x}", self.0),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = if self.flagged() { " | FLAG_REF" } else { "" };
        write!(f, "Tag({:?}{flag})", self.code().0 as char)
    }
}

/// The forms that payloads take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No release reads this code, or not this one.
    Unknown,
    /// Nothing, and no object.
    Null,
    /// Nothing.
    Empty,
    /// `i32`.
    Int,
    /// `i64`.
    Int64,
    /// The bits of a double.
    Float,
    /// The bits of two doubles.
    Complex,
    /// `u8` count of characters, then these.
    Text8,
    /// `i32` count of bytes, then these.
    Text32,
    /// As [`Shape::Text32`], of bytes without meaning.
    Bytes32,
    /// `i32` signed count of digits, then `u16` each.
    Digits,
    /// `u8` count, text of a float.
    FloatText,
    /// Two texts of floats.
    ComplexText,
    /// `i32` index of a slot.
    Index,
    /// `i32` index into the list of interned strings.
    StringIndex,
    /// `u8` count of objects.
    Items8,
    /// `i32` count of objects.
    Items32,
    /// Keys and values up to a NULL.
    Pairs,
    /// Three objects.
    Slice,
    /// Numbers, then objects as the layout says.
    Code,
}

struct Row {
    code: u8,
    name: &'static str,
    shape: Shape,
    first: Version,
    last: Version,
}

impl Row {
    const fn includes(&self, version: Version) -> bool {
        self.first.number() <= version.number() && version.number() <= self.last.number()
    }
}

const OLDEST: Version = Version::new(1, 0);
const NEWEST: Version = Version::new(3, 255);

const fn always(code: u8, name: &'static str, shape: Shape) -> Row {
    Row { code, name, shape, first: OLDEST, last: NEWEST }
}

const fn since(code: u8, name: &'static str, shape: Shape, major: u8, minor: u8) -> Row {
    Row { code, name, shape, first: Version::new(major, minor), last: NEWEST }
}

const fn between(code: u8, name: &'static str, shape: Shape, first: Version, last: Version) -> Row {
    Row { code, name, shape, first, last }
}

/// Which releases read which code. A code that went and came back has two rows.
#[rustfmt::skip]
static ROWS: &[Row] = TABLE;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    always (b'0', "NULL", Shape::Null),
    always (b'N', "None", Shape::Empty),
    since  (b'F', "False", Shape::Empty, 2, 3),
    since  (b'T', "True", Shape::Empty, 2, 3),
    since  (b'S', "StopIteration", Shape::Empty, 2, 2),
    since  (b'.', "Ellipsis", Shape::Empty, 1, 4),
    always (b'i', "int", Shape::Int),
    between(b'I', "int64", Shape::Int64, Version::new(1, 5), Version::new(3, 3)),
    since  (b'I', "int64", Shape::Int64, 3, 6),
    always (b'l', "long", Shape::Digits),
    always (b'f', "float text", Shape::FloatText),
    since  (b'g', "float", Shape::Float, 2, 5),
    since  (b'x', "complex text", Shape::ComplexText, 1, 4),
    since  (b'y', "complex", Shape::Complex, 2, 5),
    always (b's', "bytes", Shape::Bytes32),
    between(b't', "interned", Shape::Text32, Version::new(2, 4), Version::new(2, 7)),
    since  (b't', "interned", Shape::Text32, 3, 4),
    between(b'R', "string ref", Shape::StringIndex, Version::new(2, 4), Version::new(2, 7)),
    since  (b'u', "unicode", Shape::Text32, 1, 6),
    since  (b'a', "ascii", Shape::Text32, 3, 4),
    since  (b'A', "ascii interned", Shape::Text32, 3, 4),
    since  (b'z', "short ascii", Shape::Text8, 3, 4),
    since  (b'Z', "short ascii interned", Shape::Text8, 3, 4),
    always (b'(', "tuple", Shape::Items32),
    since  (b')', "small tuple", Shape::Items8, 3, 4),
    always (b'[', "list", Shape::Items32),
    always (b'{', "dict", Shape::Pairs),
    since  (b'}', "frozendict", Shape::Pairs, 3, 15),
    since  (b'<', "set", Shape::Items32, 2, 5),
    since  (b'>', "frozenset", Shape::Items32, 2, 5),
    since  (b':', "slice", Shape::Slice, 3, 14),
    between(b'C', "code", Shape::Code, OLDEST, Version::new(1, 2)),
    since  (b'c', "code", Shape::Code, 1, 3),
    since  (b'r', "ref", Shape::Index, 3, 4),
];

fn row(code: u8) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.code == code)
}

/// The shape of each type code in one version; [`Shape::Unknown`] where that version does not read it.
pub(crate) type Shapes = [Shape; 128];

/// The codes that `version` reads.
pub(crate) const fn shapes(version: Version) -> Shapes {
    let mut shapes = [Shape::Unknown; 128];
    let mut i = 0;
    while i < TABLE.len() {
        if TABLE[i].includes(version) {
            shapes[TABLE[i].code as usize] = TABLE[i].shape;
        }
        i += 1;
    }
    shapes
}

/// The codes that any version reads. No code ever changed its shape.
pub(crate) static ANY: Shapes = {
    let mut shapes = [Shape::Unknown; 128];
    let mut i = 0;
    while i < TABLE.len() {
        shapes[TABLE[i].code as usize] = TABLE[i].shape;
        i += 1;
    }
    shapes
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn int64_was_away_in_3_4_and_3_5() {
        let reads = |major, minor| Tag::INT64.is_read_by(Version::new(major, minor));
        assert!(reads(2, 7) && reads(3, 3) && reads(3, 6) && reads(3, 15));
        assert!(!reads(3, 4) && !reads(3, 5) && !reads(1, 4));
    }

    #[test]
    fn no_code_has_two_shapes() {
        for a in TABLE {
            for b in TABLE {
                assert!(a.code != b.code || a.shape == b.shape, "{}", a.name);
            }
        }
    }

    #[test]
    fn display_names_known_codes_and_shows_unknown_bytes() {
        assert_eq!(Tag(0xe9).to_string(), "'i' (int)");
        assert_eq!(Tag(b'?').to_string(), "type byte 0x3f");
        assert_eq!(format!("{:?}", Tag(0xe9)), "Tag('i' | FLAG_REF)");
    }
}
