//! `co_code` to instructions.
//!
//! ```text
//! code        := instruction*
//! instruction := opcode [arg arg]               byte code, 1.0 to 3.5: an argument if opcode >= 90, low byte first
//!              | opcode arg (cache cache)*      word code, 3.6: always two bytes; 3.11: as many caches as the opcode has
//! ```
//! `EXTENDED_ARG` (2.0) gives the upper bits of the next argument: 16 in byte code, and all so far shifted by 8 in word code, where
//! there may be several (`Python/ceval.c`).
//!
//! No compiler puts it in front of an opcode without argument. In byte code, the interpreter then takes two bytes for an argument all the
//! same, so that what it runs is not what `dis` shows. The decoder divides the code as `dis` does.
//!
//! # Guarantee
//! Total: any bytes decode, and [`Instruction::bytes`] of all instructions, one behind the other, are these bytes. Linear time, no
//! allocation.

use crate::instruction::Instruction;
use crate::op::Opcode;
use crate::set::InstructionSet;

/// The instructions of a `co_code`.
///
/// ```
/// use pyc_bytecode::{Decoder, InstructionSet, Op};
/// use pyc_marshal::Version;
///
/// let set = InstructionSet::of(Version::new(3, 10)).unwrap();
/// let ops: Vec<_> = Decoder::new(b"d\x01S\x00", set).filter_map(|it| it.op()).collect();
/// assert_eq!(ops, [Op::LoadConst, Op::ReturnValue]);
/// ```
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    set: &'static InstructionSet,
    rest: &'a [u8],
    /// Offset of the next instruction.
    offset: u32,
    /// Where the prefixes of the next instruction begin, and the bits that they give it.
    start: u32,
    extended: u32,
}

impl<'a> Decoder<'a> {
    /// The instructions of `code`. Of code over 4 GiB, which no marshal stream holds, only the beginning is seen.
    pub fn new(code: &'a [u8], set: &'static InstructionSet) -> Decoder<'a> {
        let rest = code.get(..u32::MAX as usize).unwrap_or(code);
        Decoder { set, rest, offset: 0, start: 0, extended: 0 }
    }
}

impl<'a> Iterator for Decoder<'a> {
    type Item = Instruction<'a>;

    #[inline]
    fn next(&mut self) -> Option<Instruction<'a>> {
        let set = self.set;
        let opcode = Opcode(*self.rest.first()?);
        let prefix = set.extended_arg == Some(opcode);
        let (len, caches, oparg, extended);
        if set.word_code {
            let own = self.rest.get(1).copied().unwrap_or(0);
            oparg = self.extended | u32::from(own);
            extended = if prefix { oparg << 8 } else { 0 };
            len = 2;
            caches = set.info(opcode).map_or(0, |info| 2 * usize::from(info.caches));
        } else if set.has_argument(opcode) {
            let own = match self.rest {
                [_, low, high, ..] => u16::from_le_bytes([*low, *high]),
                [_, low] => u16::from(*low),
                _ => 0,
            };
            oparg = self.extended | u32::from(own);
            extended = if prefix { oparg << 16 } else { 0 };
            len = 3;
            caches = 0;
        } else {
            (len, caches, oparg, extended) = (1, 0, 0, 0);
        }
        let (bytes, rest) = self.rest.split_at(self.rest.len().min(len + caches));
        let instruction =
            Instruction { set, bytes, offset: self.offset, start: self.start, oparg, len: len.min(bytes.len()) as u8 };
        self.rest = rest;
        self.offset += bytes.len() as u32;
        self.extended = extended;
        if !prefix {
            self.start = self.offset;
        }
        Some(instruction)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::from(!self.rest.is_empty()), Some(self.rest.len()))
    }
}

impl core::iter::FusedIterator for Decoder<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use pyc_marshal::Version;

    fn decode(code: &[u8], major: u8, minor: u8) -> Vec<(u32, u32, u8, Option<u32>)> {
        let set = InstructionSet::of(Version::new(major, minor)).expect("a known version");
        Decoder::new(code, set).map(|it| (it.start(), it.offset(), it.opcode().0, it.oparg())).collect()
    }

    #[test]
    fn byte_code_has_an_argument_of_16_bits_from_90() {
        assert_eq!(
            decode(b"\x64\x01\x02\x53\x64\x09", 2, 7),
            [(0, 0, 0x64, Some(0x201)), (3, 3, 0x53, None), (4, 4, 0x64, Some(9))]
        );
    }

    #[test]
    fn prefixes_shift_by_16_and_by_8() {
        assert_eq!(decode(b"\x91\x01\x00\x64\x02\x00", 2, 7), [(0, 0, 0x91, Some(1)), (0, 3, 0x64, Some(0x1_0002))]);
        assert_eq!(
            decode(b"\x90\x01\x90\x02\x64\x03\x64\x04", 3, 9),
            [(0, 0, 0x90, Some(1)), (0, 2, 0x90, Some(0x102)), (0, 4, 0x64, Some(0x1_0203)), (6, 6, 0x64, Some(4)),]
        );
    }

    #[test]
    fn five_prefixes_wrap() {
        assert_eq!(decode(b"\x90\x01\x90\x02\x90\x03\x90\x04\x64\x05", 3, 9).last(), Some(&(0, 8, 0x64, Some(0x0203_0405))));
    }

    #[test]
    fn a_prefix_ends_at_an_opcode_without_argument() {
        assert_eq!(
            decode(b"\x91\x01\x00\x09\x64\x02\x00", 2, 7),
            [(0, 0, 0x91, Some(1)), (0, 3, 9, None), (4, 4, 0x64, Some(2))],
            "as `dis` divides it; the interpreter gives NOP (9) an argument of two bytes"
        );
        assert_eq!(decode(b"\x90\x01\x09\x07\x64\x02", 3, 9), [(0, 0, 0x90, Some(1)), (0, 2, 9, None), (4, 4, 0x64, Some(2))]);
        // 3.13: NOP (30) and LOAD_CONST (83) on either side of the border, EXTENDED_ARG (71).
        assert_eq!(decode(b"\x47\x01\x1e\x07\x53\x02", 3, 13), [(0, 0, 0x47, Some(1)), (0, 2, 30, None), (4, 4, 83, Some(2))]);
    }

    #[test]
    fn any_end_is_one() {
        let ends = |code: &[u8], major, minor| {
            let set = InstructionSet::of(Version::new(major, minor)).expect("a known version");
            let last = Decoder::new(code, set).last().expect("an instruction");
            assert_eq!(last.end() as usize, code.len());
            (last.oparg(), last.is_truncated(), last.bytes().len())
        };
        assert_eq!(ends(b"\x64", 2, 7), (Some(0), true, 1));
        assert_eq!(ends(b"\x64\x05", 2, 7), (Some(5), true, 2));
        assert_eq!(ends(b"\x64\x05\x00", 2, 7), (Some(5), false, 3));
        assert_eq!(ends(b"\x53", 2, 7), (None, false, 1));
        assert_eq!(ends(b"\x91\x01\x00\x64", 2, 7), (Some(0x1_0000), true, 1));
        assert_eq!(ends(b"\x64\x05\x53", 3, 9), (None, true, 1), "word code of odd length");
        assert_eq!(ends(b"\x90\x01\x64", 3, 9), (Some(0x100), true, 1));
        assert_eq!(ends(b"\x90\x01", 3, 9), (Some(1), false, 2));
    }

    #[test]
    fn caches_belong_to_their_instruction() {
        // 3.12: LOAD_GLOBAL (116) has four.
        let code = b"\x97\x00\x74\x01\x00\x00\x00\x00\x00\x00\x00\x00\x53\x00";
        let set = InstructionSet::of(Version::new(3, 12)).expect("3.12");
        let caches: Vec<usize> = Decoder::new(code, set).map(|it| it.caches().len()).collect();
        assert_eq!(caches, [0, 8, 0]);
        let cut = Decoder::new(&code[..7], set).last().expect("an instruction");
        assert!(cut.is_truncated());
        assert_eq!((cut.caches().len(), cut.end()), (3, 7));
    }
}
