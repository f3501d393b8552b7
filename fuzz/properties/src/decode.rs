//! Any bytes are code of any version: every byte belongs to one instruction, and the instructions, one behind the other, are these bytes.

use pyc_bytecode::{Decoder, InstructionSet};

/// Holds for any bytes: the first is the number of an instruction set, counted round, the others are code.
pub fn run(data: &[u8]) {
    let Some((&number, code)) = data.split_first() else { return };
    let sets: Vec<_> = InstructionSet::all().collect();
    let set = sets[usize::from(number) % sets.len()];
    let mut copy = Vec::with_capacity(code.len());
    let mut end = 0;
    let mut start = 0;
    for instruction in Decoder::new(code, set) {
        assert_eq!(instruction.offset(), end);
        assert_eq!(instruction.start(), start);
        assert!(!instruction.bytes().is_empty());
        copy.extend_from_slice(instruction.bytes());
        end = instruction.end();
        if !instruction.is_prefix() {
            start = end;
        }
        assert!(!instruction.is_truncated() || end as usize == code.len());
        assert_eq!(instruction.oparg().is_some(), set.has_argument(instruction.opcode()));
        assert_eq!(instruction.info().is_some(), instruction.op().is_some());
        assert!(instruction.target().is_none_or(|target| target.unsigned_abs() <= 1 << 34));
        let _ = format!("{instruction:?}");
    }
    assert_eq!(copy, code);
}
