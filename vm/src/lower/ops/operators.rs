//! Operators and comparisons.

use pyc_bytecode::Op;

use super::{Done, pop_jump, unary};
use crate::inst::{BinaryOp, CompareOp, Inst, UnaryOp};
use crate::lower::emit::Emitter;
use crate::lower::sources::Source1;
use crate::lower::stack::Entry;
use crate::lower::{LowerError, LowerErrorKind};

/// The operators in the order of `BINARY_OP`.
const OPERATORS: [BinaryOp; 13] = [
    BinaryOp::Add,
    BinaryOp::And,
    BinaryOp::FloorDivide,
    BinaryOp::LeftShift,
    BinaryOp::MatrixMultiply,
    BinaryOp::Multiply,
    BinaryOp::Remainder,
    BinaryOp::Or,
    BinaryOp::Power,
    BinaryOp::RightShift,
    BinaryOp::Subtract,
    BinaryOp::TrueDivide,
    BinaryOp::Xor,
];

/// The comparisons in the order of `COMPARE_OP`.
const COMPARISONS: [CompareOp; 6] = [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge];

/// What comes of an operator; `None` if the instruction is none.
pub(super) fn lower(e: &mut Emitter<'_>, at: usize, it: &Source1) -> Option<Done> {
    let (op, inplace) = match it.op {
        Op::BinaryOp => match it.oparg as usize {
            number @ 0..13 => (OPERATORS[number], false),
            number @ 13..26 => (OPERATORS[number - 13], true),
            _ => return Some(subscript(e)),
        },
        Op::BinaryAdd => (BinaryOp::Add, false),
        Op::BinaryAnd => (BinaryOp::And, false),
        Op::BinaryFloorDivide => (BinaryOp::FloorDivide, false),
        Op::BinaryLshift => (BinaryOp::LeftShift, false),
        Op::BinaryMatrixMultiply => (BinaryOp::MatrixMultiply, false),
        Op::BinaryMultiply => (BinaryOp::Multiply, false),
        Op::BinaryModulo => (BinaryOp::Remainder, false),
        Op::BinaryOr => (BinaryOp::Or, false),
        Op::BinaryPower => (BinaryOp::Power, false),
        Op::BinaryRshift => (BinaryOp::RightShift, false),
        Op::BinarySubtract => (BinaryOp::Subtract, false),
        Op::BinaryTrueDivide => (BinaryOp::TrueDivide, false),
        Op::BinaryXor => (BinaryOp::Xor, false),
        Op::InplaceAdd => (BinaryOp::Add, true),
        Op::InplaceAnd => (BinaryOp::And, true),
        Op::InplaceFloorDivide => (BinaryOp::FloorDivide, true),
        Op::InplaceLshift => (BinaryOp::LeftShift, true),
        Op::InplaceMatrixMultiply => (BinaryOp::MatrixMultiply, true),
        Op::InplaceMultiply => (BinaryOp::Multiply, true),
        Op::InplaceModulo => (BinaryOp::Remainder, true),
        Op::InplaceOr => (BinaryOp::Or, true),
        Op::InplacePower => (BinaryOp::Power, true),
        Op::InplaceRshift => (BinaryOp::RightShift, true),
        Op::InplaceSubtract => (BinaryOp::Subtract, true),
        Op::InplaceTrueDivide => (BinaryOp::TrueDivide, true),
        Op::InplaceXor => (BinaryOp::Xor, true),
        Op::BinarySubscr => return Some(subscript(e)),
        Op::UnaryPositive => return Some(unary(e, |dst, src| Inst::Unary { op: UnaryOp::Positive, dst, src })),
        Op::UnaryNegative => return Some(unary(e, |dst, src| Inst::Unary { op: UnaryOp::Negative, dst, src })),
        Op::UnaryInvert => return Some(unary(e, |dst, src| Inst::Unary { op: UnaryOp::Invert, dst, src })),
        Op::UnaryNot => return Some(truth(e, at, false)),
        Op::ToBool => return Some(truth(e, at, true)),
        Op::CompareOp => return Some(compare(e, at, it)),
        Op::IsOp => return Some(test(e, at, Test::Is, it.oparg & 1 == 1)),
        Op::ContainsOp => return Some(test(e, at, Test::In, it.oparg & 1 == 1)),
        Op::CheckExcMatch => return Some(exception_match(e, at)),
        _ => return None,
    };
    Some(binary(e, op, inplace))
}

fn binary(e: &mut Emitter<'_>, op: BinaryOp, inplace: bool) -> Done {
    let (right, left) = (e.pop()?, e.pop()?);
    if let Some(value) = int(e, right).and_then(|it| i32::try_from(it).ok())
        && matches!(op, BinaryOp::Add | BinaryOp::Subtract)
    {
        let a = e.read(left)?;
        return e
            .result(|dst| match op {
                BinaryOp::Add => Inst::AddInt { dst, a, inplace, value },
                _ => Inst::SubInt { dst, a, inplace, value },
            })
            .map(drop);
    }
    if let Entry::Const(k) = right
        && let Ok(k) = u16::try_from(k)
    {
        let a = e.read(left)?;
        return e.result(|dst| Inst::BinaryConst { op, inplace, dst, a, k }).map(drop);
    }
    if let Entry::Const(k) = left
        && let Ok(k) = u16::try_from(k)
    {
        let b = e.read(right)?;
        return e.result(|dst| Inst::ConstBinary { op, inplace, dst, b, k }).map(drop);
    }
    let (a, b) = (e.read(left)?, e.read(right)?);
    e.result(|dst| match (op, inplace) {
        (BinaryOp::Add, false) => Inst::Add { dst, a, b },
        (BinaryOp::Subtract, false) => Inst::Sub { dst, a, b },
        (BinaryOp::Multiply, false) => Inst::Mul { dst, a, b },
        _ => Inst::Binary { op, inplace, dst, a, b },
    })
    .map(drop)
}

/// The value of an entry that is a small integer.
fn int(e: &Emitter<'_>, entry: Entry) -> Option<i64> {
    match entry {
        Entry::Int(value) => Some(i64::from(value)),
        Entry::Const(k) => e.source.numbers.get(k as usize).copied().flatten(),
        _ => None,
    }
}

fn subscript(e: &mut Emitter<'_>) -> Done {
    let (key, obj) = (e.pop_reg()?, e.pop_reg()?);
    e.result(|dst| Inst::Subscript { dst, obj, key }).map(drop)
}

/// The jump that pops what this instruction pushes, if nothing else does: its truth, and its target.
fn joined(e: &Emitter<'_>, at: usize) -> Option<(bool, Option<usize>, usize)> {
    let mut next = at;
    // From 3.13 on a conversion may stand between.
    for skipped in 1..=2 {
        if !e.next_joins(next) {
            return None;
        }
        next += 1;
        let it = e.source.insts.get(next)?;
        if let Some(on) = pop_jump(it) {
            return Some((on, it.target(), skipped));
        }
        if it.op != Op::ToBool {
            return None;
        }
    }
    None
}

fn truth(e: &mut Emitter<'_>, at: usize, straight: bool) -> Done {
    if let Some((on, target, skipped)) = joined(e, at) {
        e.settle_below(1)?;
        let src = e.pop_reg()?;
        e.push_jump(Inst::JumpIf { src, on: on == straight, target: 0 }, target)?;
        e.skip(skipped);
        return Ok(());
    }
    unary(e, |dst, src| if straight { Inst::ToBool { dst, src } } else { Inst::Not { dst, src } })
}

#[derive(Clone, Copy)]
enum Test {
    Is,
    In,
}

fn test(e: &mut Emitter<'_>, at: usize, test: Test, invert: bool) -> Done {
    if let Some((on, target, skipped)) = joined(e, at) {
        e.settle_below(2)?;
        let (right, left) = (e.pop()?, e.pop()?);
        let (a, b, on) = (e.read(left)?, e.read(right)?, on != invert);
        let inst = match test {
            Test::Is => Inst::JumpIs { a, b, on, target: 0 },
            Test::In => Inst::JumpContains { a, b, on, target: 0 },
        };
        e.push_jump(inst, target)?;
        e.skip(skipped);
        return Ok(());
    }
    let (b, a) = (e.pop_reg()?, e.pop_reg()?);
    e.result(|dst| match test {
        Test::Is => Inst::Is { dst, a, b, invert },
        Test::In => Inst::Contains { dst, a, b, invert },
    })
    .map(drop)
}

fn exception_match(e: &mut Emitter<'_>, at: usize) -> Done {
    if let Some((false, target, skipped)) = joined(e, at) {
        e.settle_below(1)?;
        let class = e.pop_reg()?;
        let exc = e.peek(1)?;
        let exc = e.read(exc)?;
        e.push_jump(Inst::JumpNotMatch { exc, class, target: 0 }, target)?;
        e.skip(skipped);
        return Ok(());
    }
    let class = e.pop_reg()?;
    let exc = e.peek(1)?;
    let exc = e.read(exc)?;
    e.result(|dst| Inst::ExceptionMatch { dst, exc, class }).map(drop)
}

fn compare(e: &mut Emitter<'_>, at: usize, it: &Source1) -> Done {
    let (number, to_bool) = match e.source.minor {
        ..12 => (it.oparg, false),
        12 => (it.oparg >> 4, false),
        _ => (it.oparg >> 5, it.oparg & 16 != 0),
    };
    match number {
        // 3.8 has all of these in one instruction.
        6 => return test(e, at, Test::In, false),
        7 => return test(e, at, Test::In, true),
        8 => return test(e, at, Test::Is, false),
        9 => return test(e, at, Test::Is, true),
        10 => return old_exception_match(e, at),
        _ => {}
    }
    let op = COMPARISONS.get(number as usize).copied().ok_or(LowerErrorKind::Meaningless(it.op).at(it.offset))?;
    if let Some((on, target, skipped)) = joined(e, at) {
        e.settle_below(2)?;
        let inst = compare_and_jump(e, op, on)?;
        e.push_jump(inst, target)?;
        e.skip(skipped);
        return Ok(());
    }
    let (b, a) = (e.pop_reg()?, e.pop_reg()?);
    e.result(|dst| Inst::Compare { op, dst, a, b })?;
    if to_bool { unary(e, |dst, src| Inst::ToBool { dst, src }) } else { Ok(()) }
}

fn compare_and_jump(e: &mut Emitter<'_>, op: CompareOp, on: bool) -> Result<Inst, LowerError> {
    let target = 0;
    let (right, left) = (e.pop()?, e.pop()?);
    let a = e.read(left)?;
    if let Some(value) = int(e, right).and_then(|it| i8::try_from(it).ok()) {
        return Ok(match op {
            CompareOp::Lt => Inst::JumpLtInt { a, value, on, target },
            CompareOp::Le => Inst::JumpLeInt { a, value, on, target },
            CompareOp::Eq => Inst::JumpEqInt { a, value, on, target },
            CompareOp::Ne => Inst::JumpNeInt { a, value, on, target },
            CompareOp::Gt => Inst::JumpGtInt { a, value, on, target },
            CompareOp::Ge => Inst::JumpGeInt { a, value, on, target },
        });
    }
    let b = e.read(right)?;
    Ok(match op {
        CompareOp::Lt => Inst::JumpLt { a, b, on, target },
        CompareOp::Le => Inst::JumpLe { a, b, on, target },
        CompareOp::Eq => Inst::JumpEq { a, b, on, target },
        CompareOp::Ne => Inst::JumpNe { a, b, on, target },
        CompareOp::Gt => Inst::JumpGt { a, b, on, target },
        CompareOp::Ge => Inst::JumpGe { a, b, on, target },
    })
}

/// 3.8: `COMPARE_OP` for an `except` clause, which pops both.
fn old_exception_match(e: &mut Emitter<'_>, at: usize) -> Done {
    let jump = joined(e, at);
    if let Some((false, target, skipped)) = jump {
        e.settle_below(2)?;
        let (class, exc) = (e.pop_reg()?, e.pop_reg()?);
        e.push_jump(Inst::JumpNotMatch { exc, class, target: 0 }, target)?;
        e.skip(skipped);
        return Ok(());
    }
    let (class, exc) = (e.pop_reg()?, e.pop_reg()?);
    e.result(|dst| Inst::ExceptionMatch { dst, exc, class }).map(drop)
}
