//! Values: every object that is equal to another one, and of its type, has the same number.
//!
//! A value is known by its bytes: kind and payload, of containers the numbers of the parts. So comparing objects of any size, and
//! any depth, is comparing two numbers, and all of it takes linear time.

use std::collections::HashMap;
use std::rc::Rc;

use pyc_marshal::{Int, Tag};

/// The kinds of values: the type code that stands for them all.
pub(super) mod kind {
    use super::Tag;

    pub(in crate::text) const NONE: u8 = Tag::NONE.0;
    pub(in crate::text) const TRUE: u8 = Tag::TRUE.0;
    pub(in crate::text) const FALSE: u8 = Tag::FALSE.0;
    pub(in crate::text) const STOP_ITERATION: u8 = Tag::STOP_ITERATION.0;
    pub(in crate::text) const ELLIPSIS: u8 = Tag::ELLIPSIS.0;
    /// `int`: a sign, then the magnitude, lowest byte first.
    pub(in crate::text) const INT: u8 = Tag::INT.0;
    /// `long` of Python 2: likewise.
    pub(in crate::text) const LONG: u8 = Tag::LONG.0;
    /// `float`: its bits.
    pub(in crate::text) const FLOAT: u8 = Tag::FLOAT.0;
    /// `float` by a text that follows from no number.
    pub(in crate::text) const FLOAT_TEXT: u8 = Tag::FLOAT_TEXT.0;
    /// `complex`: the bits of both parts.
    pub(in crate::text) const COMPLEX: u8 = Tag::COMPLEX.0;
    /// `bytes`; `str` of Python 2.
    pub(in crate::text) const BYTES: u8 = Tag::BYTES.0;
    /// `str`; `unicode` of Python 2: in UTF-8, surrogates allowed.
    pub(in crate::text) const STR: u8 = Tag::UNICODE.0;
    pub(in crate::text) const TUPLE: u8 = Tag::TUPLE.0;
    pub(in crate::text) const LIST: u8 = Tag::LIST.0;
    pub(in crate::text) const SET: u8 = Tag::SET.0;
    pub(in crate::text) const FROZEN_SET: u8 = Tag::FROZEN_SET.0;
    pub(in crate::text) const DICT: u8 = Tag::DICT.0;
    pub(in crate::text) const FROZEN_DICT: u8 = Tag::FROZEN_DICT.0;
    pub(in crate::text) const SLICE: u8 = Tag::SLICE.0;
    pub(in crate::text) const CODE: u8 = Tag::CODE.0;
}

/// The number of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Value(u32);

impl Value {
    /// The number of no value.
    pub(super) const NOTHING: Value = Value(u32::MAX);

    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// All values that there are.
#[derive(Debug, Default)]
pub(super) struct Values {
    numbers: HashMap<Rc<[u8]>, Value>,
    keys: Vec<Rc<[u8]>>,
    scratch: Vec<u8>,
}

impl Values {
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// A value that has no parts.
    pub(super) fn leaf(&mut self, kind: u8, payload: &[u8]) -> Value {
        self.scratch.clear();
        self.scratch.push(kind);
        self.scratch.extend_from_slice(payload);
        self.intern()
    }

    pub(super) fn int(&mut self, kind: u8, value: &Int) -> Value {
        self.scratch.clear();
        self.scratch.extend([kind, u8::from(value.is_negative())]);
        match value.to_i64() {
            Some(small) => {
                let bytes = small.unsigned_abs().to_le_bytes();
                let len = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |top| top + 1);
                self.scratch.extend(bytes.iter().take(len));
            }
            None => self.scratch.extend(value.to_le_bytes()),
        }
        self.intern()
    }

    /// A container that is equal to another one if their parts are.
    pub(super) fn of_parts(&mut self, kind: u8, parts: impl IntoIterator<Item = Value>) -> Value {
        self.scratch.clear();
        self.scratch.push(kind);
        for part in parts {
            self.scratch.extend_from_slice(&part.0.to_le_bytes());
        }
        self.intern()
    }

    /// An object that is equal to no other one.
    pub(super) fn unique(&mut self, kind: u8) -> Value {
        // One byte of payload: no container has that.
        self.keys.push(Rc::new([kind, 0]));
        Value(self.keys.len() as u32 - 1)
    }

    /// Whether a container is equal to no other one.
    pub(super) fn is_unique(&self, value: Value) -> bool {
        self.payload(value).len() == 1
    }

    fn intern(&mut self) -> Value {
        if let Some(&value) = self.numbers.get(self.scratch.as_slice()) {
            return value;
        }
        let (key, value) = (Rc::<[u8]>::from(self.scratch.as_slice()), Value(self.keys.len() as u32));
        self.keys.push(Rc::clone(&key));
        self.numbers.insert(key, value);
        value
    }

    pub(super) fn kind(&self, value: Value) -> u8 {
        self.keys.get(value.index()).and_then(|key| key.first()).copied().unwrap_or(0)
    }

    /// What is behind the kind.
    pub(super) fn payload(&self, value: Value) -> &[u8] {
        self.keys.get(value.index()).and_then(|key| key.get(1..)).unwrap_or(&[])
    }

    /// The number that an `int` or a `long` is.
    pub(super) fn to_int(&self, value: Value) -> Int {
        match self.payload(value) {
            [sign, magnitude @ ..] => Int::from_le_bytes(*sign != 0, magnitude),
            [] => Int::from(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_number() {
        let mut values = Values::default();
        let one = values.int(kind::INT, &Int::from(1));
        assert_ne!(one, values.int(kind::LONG, &Int::from(1)));
        let (a, b) = (values.of_parts(kind::TUPLE, [one, one]), values.of_parts(kind::TUPLE, [one, one]));
        assert_eq!(a, b);
        assert_ne!(a, values.of_parts(kind::FROZEN_SET, [one, one]));
        assert_ne!(values.unique(kind::LIST), values.unique(kind::LIST));
        let big: Int = "-123456789012345678901234567890".parse().expect("a number");
        let value = values.int(kind::INT, &big);
        assert_eq!(values.to_int(value), big);
        assert_eq!(values.to_int(one), Int::from(1));
    }
}
