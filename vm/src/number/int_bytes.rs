//! Integers and bytes: `int.from_bytes` and `int.to_bytes`.

use super::int::{IBig, UBig};
use super::{Int, MAX_BITS};
use crate::fail::Fail;

impl Int {
    /// `int.from_bytes(bytes, 'big' if big_endian else 'little', signed=signed)`
    pub fn from_bytes(bytes: &[u8], big_endian: bool, signed: bool) -> Int {
        match (big_endian, signed) {
            (true, true) => Int::from(IBig::from_be_bytes(bytes)),
            (false, true) => Int::from(IBig::from_le_bytes(bytes)),
            (true, false) => Int::from(UBig::from_be_bytes(bytes)),
            (false, false) => Int::from(UBig::from_le_bytes(bytes)),
        }
    }

    /// `self.to_bytes(length, 'big' if big_endian else 'little', signed=signed)`
    ///
    /// ```
    /// use pyc_vm::number::Int;
    /// assert_eq!(Int::Small(-2).to_bytes(2, true, true, 13).unwrap(), [0xff, 0xfe]);
    /// ```
    pub fn to_bytes(&self, length: usize, big_endian: bool, signed: bool, minor: u8) -> Result<Vec<u8>, Fail> {
        if length as u64 > MAX_BITS / 8 {
            return Err(Fail::memory());
        }
        let negative = self.is_negative();
        if negative && !signed {
            return Err(Fail::overflow("can't convert negative int to unsigned"));
        }
        // Below zero, -256 needs the bits of 255.
        let bits = if negative { self.invert().bit_length() } else { self.bit_length() } + u64::from(signed);
        let fits = bits.div_ceil(8) <= length as u64
            // Until 3.14, -1 fitted nothing at all; and the sign of zero never needed a bit.
            || (length == 0 && (self.is_zero() || (minor < 14 && *self == Int::Small(-1))));
        if !fits {
            return Err(Fail::overflow("int too big to convert"));
        }
        let mut room = [0];
        // ~n of a negative n has the inverted bits, and is not negative.
        let inverted = if negative { self.invert() } else { Int::ZERO };
        let words = if negative { inverted.words(&mut room) } else { self.words(&mut room) };
        let flip = if negative { 0xff } else { 0 };
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).take(length).map(|byte| byte ^ flip).collect();
        bytes.resize(length, flip);
        if big_endian {
            bytes.reverse();
        }
        Ok(bytes)
    }

    /// The name of a byte order: whether it is big-endian.
    pub fn byte_order(name: &str) -> Result<bool, Fail> {
        match name {
            "big" => Ok(true),
            "little" => Ok(false),
            _ => Err(Fail::value_error("byteorder must be either 'little' or 'big'")),
        }
    }
}
