//! What the reader remembers of an object, so that what holds it can be checked.

use crate::field::Field;

/// What is remembered of an object in a slot, or told to its parent: 8 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary {
    /// Properties, as the constants below.
    pub(crate) bits: u32,
    /// Strings: offset of the token. Tuples and lists: number of items.
    pub(crate) word: u32,
}

/// A reference may see it.
pub(crate) const VISIBLE: u32 = 1;
/// It has a hash.
pub(crate) const HASHABLE: u32 = 2;
/// It is the `str` of the version.
pub(crate) const TEXT: u32 = 4;
/// It is a byte string.
pub(crate) const BYTES: u32 = 8;
/// It is a Unicode string.
pub(crate) const UNICODE: u32 = 16;
/// It is a tuple.
pub(crate) const TUPLE: u32 = 32;
/// It is a list.
pub(crate) const LIST: u32 = 64;
/// It is a tuple of nothing but [`TEXT`].
pub(crate) const NAMES: u32 = 128;

impl Summary {
    /// A slot that is taken but not filled.
    pub(crate) const EMPTY: Summary = Summary { bits: 0, word: 0 };
    /// An object that is complete, hashable and of no further interest.
    pub(crate) const OTHER: Summary = Summary { bits: VISIBLE | HASHABLE, word: 0 };

    #[inline(always)]
    pub(crate) const fn has(self, bit: u32) -> bool {
        self.bits & bit != 0
    }
}

/// What a byte string is, when `str` is Unicode or not.
pub(crate) const fn byte_bits(unicode: bool) -> u32 {
    VISIBLE | HASHABLE | BYTES | if unicode { 0 } else { TEXT }
}

/// What a Unicode string is, when `str` is Unicode or not.
pub(crate) const fn unicode_bits(unicode: bool) -> u32 {
    VISIBLE | HASHABLE | UNICODE | if unicode { TEXT } else { 0 }
}

/// Which bits make an object fit for a field; one of them is enough.
pub(crate) const fn fitting(field: Field, unicode: bool, list_fields: bool) -> u32 {
    match field {
        Field::Filename | Field::Name | Field::Qualname => TEXT,
        // 2.7 takes whatever has a read buffer, and unicode has one.
        Field::Code if !unicode => BYTES | UNICODE,
        Field::Code | Field::Localspluskinds => BYTES,
        Field::Linetable | Field::Endlinetable | Field::Columntable | Field::Exceptiontable => BYTES,
        Field::Consts | Field::Names if list_fields => LIST,
        Field::Consts => TUPLE,
        _ => NAMES,
    }
}
