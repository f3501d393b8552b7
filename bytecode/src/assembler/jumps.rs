//! Jumps: what an argument leads to, and which opcode leads where in which version.

use crate::op::{Op, Opcode};
use crate::set::{Argument, Flow, InstructionSet};

/// Jumps that differ only in direction: forward, back. A version has what it has of them.
const FORMS: &[(Op, Op)] = &[
    (Op::JumpForward, Op::JumpBackward),
    (Op::JumpForward, Op::JumpAbsolute),
    (Op::JumpForward, Op::JumpBackwardNoInterrupt),
    (Op::PopJumpForwardIfTrue, Op::PopJumpBackwardIfTrue),
    (Op::PopJumpForwardIfFalse, Op::PopJumpBackwardIfFalse),
    (Op::PopJumpForwardIfNone, Op::PopJumpBackwardIfNone),
    (Op::PopJumpForwardIfNotNone, Op::PopJumpBackwardIfNotNone),
];

/// Jumps that go exactly where the other one does not, and leave the same stack.
const OPPOSITES: &[(Op, Op)] = &[(Op::PopJumpIfTrue, Op::PopJumpIfFalse), (Op::PopJumpIfNone, Op::PopJumpIfNotNone)];

/// What to take instead of an opcode that the version lacks, or knows in its compiler only: the first that it has.
const OTHERS: &[(Op, Op)] = &[
    (Op::Jump, Op::JumpForward),
    (Op::JumpNoInterrupt, Op::JumpBackwardNoInterrupt),
    (Op::JumpNoInterrupt, Op::JumpForward),
    (Op::JumpBackwardNoInterrupt, Op::JumpForward),
    (Op::JumpBackward, Op::JumpForward),
    (Op::JumpAbsolute, Op::JumpForward),
    (Op::PopJumpIfTrue, Op::PopJumpForwardIfTrue),
    (Op::PopJumpIfFalse, Op::PopJumpForwardIfFalse),
    (Op::PopJumpIfNone, Op::PopJumpForwardIfNone),
    (Op::PopJumpIfNotNone, Op::PopJumpForwardIfNotNone),
    (Op::PopJumpForwardIfTrue, Op::PopJumpIfTrue),
    (Op::PopJumpForwardIfFalse, Op::PopJumpIfFalse),
    (Op::PopJumpForwardIfNone, Op::PopJumpIfNone),
    (Op::PopJumpForwardIfNotNone, Op::PopJumpIfNotNone),
    (Op::PopJumpBackwardIfTrue, Op::PopJumpIfTrue),
    (Op::PopJumpBackwardIfFalse, Op::PopJumpIfFalse),
    (Op::PopJumpBackwardIfNone, Op::PopJumpIfNone),
    (Op::PopJumpBackwardIfNotNone, Op::PopJumpIfNotNone),
];

/// The number of an opcode, or of the jump that the version has in its place.
pub(crate) fn opcode(set: &InstructionSet, op: Op) -> Option<Opcode> {
    set.opcode(op).or_else(|| OTHERS.iter().filter(|row| row.0 == op).find_map(|row| set.opcode(row.1)))
}

/// How an opcode counts to its target; `None` if it does not jump.
pub(crate) fn kind(set: &InstructionSet, opcode: Opcode) -> Option<Argument> {
    let info = set.info(opcode)?;
    match info.argument {
        kind if kind.is_jump() => Some(kind),
        // FOR_LOOP of 1.5 to 2.2, which `dis` prints as a number.
        Argument::Number if matches!(info.flow, Flow::Jump | Flow::Branch | Flow::Setup) => Some(Argument::JumpForward),
        _ => None,
    }
}

/// Where an instruction that ends at `end` jumps to, in bytes; `None` if it does not jump.
pub(crate) fn target(set: &InstructionSet, opcode: Opcode, oparg: u32, end: u32) -> Option<i64> {
    kind(set, opcode)?.target(oparg.into(), end.into(), set.jump_unit)
}

/// The argument that leads from an instruction that ends at `end` to a target; `None` if the opcode cannot go in that direction.
pub(crate) fn oparg(set: &InstructionSet, kind: Argument, end: u32, target: u32) -> Option<u32> {
    let distance = match kind {
        Argument::JumpForward => target.checked_sub(end)?,
        Argument::JumpBackward => end.checked_sub(target)?,
        _ => target,
    };
    Some(distance / u32::from(set.jump_unit).max(1))
}

/// The most prefixes that the argument of an instruction can have.
pub(crate) fn max_prefixes(set: &InstructionSet) -> u8 {
    match (set.extended_arg, set.word_code) {
        (None, _) => 0,
        (Some(_), false) => 1,
        (Some(_), true) => 3,
    }
}

/// How many prefixes an argument needs.
pub(crate) fn prefixes(set: &InstructionSet, oparg: u32) -> u8 {
    let (own, each) = if set.word_code { (8, 8) } else { (16, 16) };
    let bits = u32::BITS - oparg.leading_zeros();
    bits.saturating_sub(own).div_ceil(each) as u8
}

/// What to do with a jump that goes in a direction for which its opcode has no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turned {
    /// It goes there already.
    Same,
    /// Another opcode does.
    Other(Opcode),
    /// The first opcode jumps around the second one, which goes there.
    Around(Opcode, Opcode),
    /// There is no way.
    Impossible,
}

/// How to jump forward, or back, by this opcode.
pub(crate) fn turn(set: &InstructionSet, opcode: Opcode, forward: bool) -> Turned {
    let (Some(kind), Some(info)) = (kind(set, opcode), set.info(opcode)) else { return Turned::Impossible };
    match (kind, forward) {
        (Argument::JumpForward, false) => {}
        (Argument::JumpBackward, true) => {}
        _ => return Turned::Same,
    }
    let op = info.op;
    let other = FORMS.iter().filter(|row| op == if forward { row.1 } else { row.0 });
    if let Some(other) = other.clone().find_map(|row| set.opcode(if forward { row.0 } else { row.1 })) {
        return Turned::Other(other);
    }
    let opposite = OPPOSITES.iter().find_map(|&(a, b)| if op == a { Some(b) } else { (op == b).then_some(a) });
    match (opposite.and_then(|op| set.opcode(op)), set.opcode(Op::JumpBackward)) {
        (Some(opposite), Some(back)) if !forward => Turned::Around(opposite, back),
        _ => Turned::Impossible,
    }
}
