//! Whether arguments mean something: that indices are in range, and numbers among those that the opcode knows.

use pyc_marshal::{Code, Field, Value};

use super::FaultKind;
use crate::cfg::Body;
use crate::op::Op;
use crate::set::{Argument, InstructionSet, OpInfo};

/// How many there are of what arguments count.
#[derive(Debug)]
pub(super) struct Counts {
    consts: u32,
    names: u32,
    locals: u32,
    /// Cells and free variables (to 3.10).
    derefs: u32,
    frees: u32,
    /// By slot, whether it is a cell or a free variable (3.11).
    cells: Vec<bool>,
}

fn count(it: impl Iterator) -> u32 {
    u32::try_from(it.count()).unwrap_or(u32::MAX)
}

impl Counts {
    pub(super) fn of(code: &Code<'_, '_>, body: &Body<'_>) -> Counts {
        let field = |field| u32::try_from(code.count_of(field)).unwrap_or(u32::MAX);
        let frees = if code.layout().has(Field::Localsplusnames) {
            count(code.local_kinds().filter(|kind| kind.is_free()))
        } else {
            field(Field::Freevars)
        };
        let cells: Vec<bool> = code.local_kinds().map(|kind| kind.is_cell() || kind.is_free()).collect();
        let locals = match code.number(Field::Nlocals) {
            Some(nlocals) => nlocals.max(0) as u32,
            None if code.layout().has(Field::Localsplusnames) => length(&cells),
            None => reserved(code, body),
        };
        let derefs = field(Field::Cellvars).saturating_add(frees);
        Counts { consts: field(Field::Consts), names: field(Field::Names), locals, derefs, frees, cells }
    }
}

/// How many local variables `RESERVE_FAST` makes room for (to 1.2): it names a constant that has their names.
fn reserved(code: &Code<'_, '_>, body: &Body<'_>) -> u32 {
    let names = body.instructions.iter().filter(|it| it.op() == Some(Op::ReserveFast)).filter_map(|it| {
        let names = code.consts()?.nth(it.oparg()? as usize)?.resolve()?;
        match names.value() {
            Value::Dict(pairs) => Some(count(pairs)),
            _ => names.as_items().map(count),
        }
    });
    names.max().unwrap_or(0)
}

fn index(of: Argument, index: u32, count: u32) -> Result<(), FaultKind> {
    if index < count { Ok(()) } else { Err(FaultKind::Index { of, index, count }) }
}

fn length<T>(list: &[T]) -> u32 {
    list.len() as u32
}

/// The smallest and the largest argument of opcodes that other numbers make no sense for, whatever else is on the stack.
fn numbers(op: Op) -> Option<(u32, u32)> {
    Some(match op {
        // The interpreter looks so many values below the top, or changes places with it.
        Op::Copy
        | Op::DictMerge
        | Op::DictUpdate
        | Op::ListAppend
        | Op::ListExtend
        | Op::MapAdd
        | Op::SetAdd
        | Op::SetUpdate
        | Op::Swap => (1, u32::MAX),
        // It stops the process at others.
        Op::DupTopx => (2, 3),
        Op::RotN => (1, u32::MAX),
        Op::RaiseVarargs => (0, 3),
        Op::BuildSlice => (2, 3),
        Op::CallFunctionEx => (0, 1),
        Op::GenStart | Op::GetAwaitable => (0, 2),
        _ => return None,
    })
}

/// Whether the argument of an instruction is one that it can do with. Jumps are judged elsewhere.
pub(super) fn check(set: &InstructionSet, counts: &Counts, info: &OpInfo, oparg: u32) -> Result<(), FaultKind> {
    let of = info.argument;
    let one_of = |fine: bool| if fine { Ok(()) } else { Err(FaultKind::Argument(oparg)) };
    match of {
        Argument::Const => index(of, oparg, counts.consts),
        Argument::Name => index(of, oparg, counts.names),
        Argument::NameNull | Argument::NameMethod => index(of, oparg >> 1, counts.names),
        Argument::NameSuper | Argument::NameImport => index(of, oparg >> 2, counts.names),
        Argument::Local => index(of, oparg, counts.locals),
        Argument::LocalPair => index(of, oparg >> 4, counts.locals).and_then(|()| index(of, oparg & 15, counts.locals)),
        Argument::Deref => index(of, oparg, counts.derefs),
        Argument::Slot => match counts.cells.get(oparg as usize) {
            Some(true) => Ok(()),
            Some(false) => Err(FaultKind::NotCell(oparg)),
            None => index(of, oparg, length(&counts.cells)),
        },
        Argument::Compare => index(of, oparg, length(set.cmp_op)),
        Argument::Compare16 => index(of, oparg >> 4, length(set.cmp_op)),
        Argument::Compare32 => index(of, oparg >> 5, length(set.cmp_op)),
        Argument::Binary => index(of, oparg, length(set.binary_ops)),
        Argument::Intrinsic1 => index(of, oparg, length(set.intrinsics_1)),
        Argument::Intrinsic2 => index(of, oparg, length(set.intrinsics_2)),
        Argument::CommonConstant => index(of, oparg, length(set.common_constants)),
        Argument::SpecialMethod => index(of, oparg, length(set.special_methods)),
        Argument::Invert => one_of(oparg <= 1),
        Argument::FormatValue => one_of(oparg <= 7),
        Argument::Conversion => one_of((1..=3).contains(&oparg)),
        Argument::FunctionFlags => one_of(oparg <= 15),
        Argument::FunctionAttribute => one_of(oparg.is_power_of_two() && oparg <= 16),
        Argument::Number if info.op == Op::CopyFreeVars => one_of(oparg == counts.frees),
        Argument::Number => match numbers(info.op) {
            Some((least, most)) => one_of((least..=most).contains(&oparg)),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}
