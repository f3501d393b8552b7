//! Functions that verify: instructions that a stack machine can execute, of every version.
//!
//! What is made is structured (branches, loops and protected ranges nest) and keeps an account of the stack, so that every item that is
//! taken was put there and every path ends with a `return`.

use arbitrary::{Error, Result, Unstructured};
use pyc_bytecode::lines::Location;
use pyc_bytecode::{Argument, Flow, InstructionSet, Item, Kind, Label, Listing, Op, OpInfo, Opcode, Operand, ProtectedRange};

use crate::leaf::chance;

/// How many of each kind of thing a function's arguments may name.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    /// Constants. The first must be there.
    pub consts: u32,
    /// Names of globals and attributes.
    pub names: u32,
    /// Local variables.
    pub locals: u32,
    /// Cells.
    pub cells: u32,
    /// Free variables.
    pub frees: u32,
}

/// A function that verifies.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its instructions.
    pub listing: Listing,
    /// The deepest that its stack may get.
    pub stacksize: u32,
}

/// What may happen anywhere. What is left out needs more than items on the stack: a block, a handler, a generator, a neighbour.
fn is_plain(set: &InstructionSet, opcode: Opcode, info: &OpInfo) -> bool {
    let op = info.op;
    if info.kind != Kind::Base || info.flow != Flow::Next || set.extended_arg == Some(opcode) {
        return false;
    }
    let name = op.name();
    let reserved = [
        "SETUP",
        "BEGIN",
        "END_",
        "WITH_",
        "POP_B",
        "POP_E",
        "POP_F",
        "POP_IT",
        "YIELD",
        "GEN_",
        "RETURN_GEN",
        "RERAISE",
        "PUSH_EXC",
    ];
    if reserved.iter().any(|start| name.starts_with(start)) {
        return false;
    }
    !matches!(
        op,
        Op::StopCode
            | Op::Cache
            | Op::Reserved
            | Op::SetFuncArgs
            | Op::ReserveFast
            | Op::AccessMode
            | Op::LoadLocals
            | Op::Precall
            | Op::KwNames
            | Op::Resume
            | Op::CopyFreeVars
            | Op::MakeCell
            | Op::Send
            | Op::EnterExecutor
            | Op::InterpreterExit
            | Op::ExitInitCheck
            | Op::CleanupThrow
            | Op::CheckExcMatch
            | Op::CheckEgMatch
            | Op::PrepReraiseStar
            | Op::BeforeWith
            | Op::BeforeAsyncWith
            | Op::GetYieldFromIter
            | Op::YieldFrom
            | Op::NotTaken
            | Op::TraceRecord
            | Op::CallFinally
            | Op::LoadAssertionError
            | Op::LoadSpecial
    )
}

struct Maker<'a, 'u> {
    u: &'a mut Unstructured<'u>,
    set: &'static InstructionSet,
    counts: Counts,
    listing: Listing,
    plain: Vec<Opcode>,
    depth: i64,
    deepest: i64,
    line: i32,
    /// Instructions that may still be made.
    budget: u32,
}

/// Instructions of one function, the end not counted.
const BUDGET: u32 = 60;
/// How deep statements nest.
const NESTING: u32 = 5;
/// Arguments that are plain numbers stay below.
const NUMBERS: u32 = 6;

/// Makes the instructions of a function.
///
/// # Errors
/// None that depends on the bytes.
pub fn function(u: &mut Unstructured<'_>, set: &'static InstructionSet, counts: Counts) -> Result<Body> {
    let known = (0..=255).map(Opcode).filter_map(|opcode| Some((opcode, set.info(opcode)?)));
    let plain = known.filter(|(opcode, info)| is_plain(set, *opcode, info)).map(|(opcode, _)| opcode).collect();
    let listing = Listing::new(set, 1);
    let mut maker = Maker { u, set, counts, listing, plain, depth: 0, deepest: 0, line: 1, budget: BUDGET };
    maker.prologue()?;
    maker.statements(NESTING)?;
    maker.epilogue()?;
    Ok(Body { listing: maker.listing, stacksize: u32::try_from(maker.deepest).map_err(|_| Error::IncorrectFormat)?.max(1) })
}

impl Maker<'_, '_> {
    fn has(&self, op: Op) -> bool {
        self.set.opcode(op).is_some()
    }

    /// Adds an instruction, and counts what it does to the stack where it does not jump.
    fn emit(&mut self, op: Op, operand: Operand) -> Result<()> {
        if chance(self.u, 3)? {
            self.line = self.line.saturating_add(self.u.int_in_range(0..=3)?);
        }
        let mut item = Item::new(self.set, op, operand).map_err(|_| Error::IncorrectFormat)?;
        let line = Some(self.line);
        item.location = Location { line, end_line: line, column: Some(self.u.int_in_range(0..=90)?), end_column: Some(90) };
        let info = self.set.info(item.opcode).ok_or(Error::IncorrectFormat)?;
        let oparg = if let Operand::Plain(oparg) = operand { oparg } else { 0 };
        self.depth += info.effect(oparg, Some(false));
        self.deepest = self.deepest.max(self.depth);
        self.listing.push(item).map_err(|_| Error::IncorrectFormat)?;
        Ok(())
    }

    fn number(&mut self, op: Op, oparg: u32) -> Result<()> {
        self.emit(op, Operand::Plain(oparg))
    }

    fn label(&mut self) -> Label {
        self.listing.label()
    }

    fn bind(&mut self, label: Label) -> Result<()> {
        self.listing.bind_end(label).map_err(|_| Error::IncorrectFormat)
    }

    fn prologue(&mut self) -> Result<()> {
        if self.has(Op::CopyFreeVars) && self.counts.frees > 0 {
            self.number(Op::CopyFreeVars, self.counts.frees)?;
        }
        if self.has(Op::MakeCell) {
            for cell in 0..self.counts.cells {
                self.number(Op::MakeCell, self.counts.locals + cell)?;
            }
        }
        if self.has(Op::Resume) { self.number(Op::Resume, 0) } else { Ok(()) }
    }

    fn epilogue(&mut self) -> Result<()> {
        self.pop_to(0)?;
        self.number(Op::LoadConst, 0)?;
        self.emit(Op::ReturnValue, Operand::None)
    }

    fn pop_to(&mut self, depth: i64) -> Result<()> {
        while self.depth > depth {
            self.emit(Op::PopTop, Operand::None)?;
        }
        Ok(())
    }

    /// Some statements; the stack is as deep behind them as before.
    fn statements(&mut self, nesting: u32) -> Result<()> {
        let floor = self.depth;
        while self.budget > 0 && !self.u.is_empty() && !chance(self.u, 8)? {
            self.budget -= 1;
            match self.u.int_in_range(0..=9)? {
                0 if nesting > 0 => self.branch(nesting - 1)?,
                1 if nesting > 0 => self.repeat(nesting - 1)?,
                2 if nesting > 0 => self.protect(nesting - 1)?,
                3 if nesting > 0 => self.statements(nesting - 1)?,
                4..=6 => self.number(Op::LoadConst, 0)?,
                _ => self.plain(floor)?,
            }
        }
        self.pop_to(floor)
    }

    /// One instruction that finds enough on the stack above `floor`.
    fn plain(&mut self, floor: i64) -> Result<()> {
        let opcode = *self.u.choose(&self.plain)?;
        let Some(info) = self.set.info(opcode) else { return Ok(()) };
        let Some(oparg) = self.argument(info.argument)? else { return Ok(()) };
        if info.pops(oparg) <= self.depth - floor && self.depth + info.effect(oparg, Some(false)) < 200 && Self::fits(info, oparg)
        {
            self.emit(info.op, if info.argument == Argument::None { Operand::None } else { Operand::Plain(oparg) })?;
        }
        Ok(())
    }

    /// Arguments that the instruction has no meaning for although its stack effect has.
    fn fits(info: &OpInfo, oparg: u32) -> bool {
        match info.op {
            Op::Copy | Op::Swap | Op::ListAppend | Op::SetAdd | Op::MapAdd | Op::ListExtend | Op::SetUpdate => oparg >= 1,
            Op::DictUpdate | Op::DictMerge | Op::RotN => oparg >= 1,
            Op::BuildSlice | Op::DupTopx => oparg == 2 || oparg == 3,
            Op::CallFunctionEx => oparg <= 1,
            Op::GetAwaitable => oparg <= 2,
            _ => true,
        }
    }

    /// An argument that names something that is there; `None` if there is nothing.
    fn argument(&mut self, argument: Argument) -> Result<Option<u32>> {
        let Counts { consts, names, locals, cells, frees } = self.counts;
        let (set, u) = (self.set, &mut *self.u);
        let mut below = |count: u32| if count == 0 { Ok(None) } else { u.int_in_range(0..=count - 1).map(Some) };
        let list = |names: &[&str]| names.len() as u32;
        Ok(match argument {
            Argument::None => Some(0),
            Argument::Unused => Some(0),
            Argument::Const => below(consts)?,
            Argument::Name => below(names)?,
            Argument::NameNull | Argument::NameMethod => below(2 * names)?,
            Argument::NameSuper => below(4 * names)?,
            Argument::NameImport => below(names)?.map(|name| name << 2),
            Argument::Local => below(locals)?,
            Argument::LocalPair => match (below(locals.min(16))?, below(locals.min(16))?) {
                (Some(first), Some(second)) => Some(first << 4 | second),
                _ => None,
            },
            Argument::Deref => below(cells + frees)?,
            Argument::Slot => below(cells + frees)?.map(|cell| locals + cell),
            Argument::Compare => below(list(set.cmp_op))?,
            Argument::Compare16 => below(6)?.map(|index| index << 4),
            Argument::Compare32 => below(6)?.map(|index| index << 5),
            Argument::Invert => below(2)?,
            Argument::Binary => below(set.binary_ops.len() as u32)?,
            Argument::Intrinsic1 => below(list(set.intrinsics_1).saturating_sub(1))?.map(|index| index + 1),
            Argument::Intrinsic2 => below(list(set.intrinsics_2).saturating_sub(1))?.map(|index| index + 1),
            Argument::CommonConstant => below(list(set.common_constants))?,
            Argument::SpecialMethod => below(list(set.special_methods))?,
            Argument::Conversion => below(3)?.map(|conversion| conversion + 1),
            Argument::FormatValue => below(8)?,
            Argument::FunctionFlags => below(16)?,
            Argument::FunctionAttribute => below(4)?.map(|bit| 1 << bit),
            Argument::SmallInt => below(256)?,
            Argument::Line => below(1000)?,
            Argument::Number => below(NUMBERS)?,
            Argument::Call | Argument::FunctionCounts => below(3)?,
            Argument::JumpForward | Argument::JumpBackward | Argument::JumpAbsolute | Argument::Resume | Argument::Prefix => None,
        })
    }

    /// A condition and what depends on it.
    fn branch(&mut self, nesting: u32) -> Result<()> {
        let op = if self.u.arbitrary()? { Op::PopJumpIfFalse } else { Op::PopJumpIfTrue };
        if !self.has(op) && !self.has(Op::PopJumpForwardIfFalse) {
            // To 2.6: the condition stays on the stack, on both ways.
            let op = if self.u.arbitrary()? { Op::JumpIfFalse } else { Op::JumpIfTrue };
            if !self.has(op) {
                return Ok(());
            }
            self.number(Op::LoadConst, 0)?;
            let end = self.label();
            self.emit(op, Operand::Label(end))?;
            self.statements(nesting)?;
            self.bind(end)?;
            return self.emit(Op::PopTop, Operand::None);
        }
        self.number(Op::LoadConst, 0)?;
        let (otherwise, end) = (self.label(), self.label());
        self.emit(op, Operand::Label(otherwise))?;
        self.statements(nesting)?;
        let both = self.u.arbitrary()?;
        if both {
            self.emit(Op::JumpForward, Operand::Label(end))?;
        }
        self.bind(otherwise)?;
        if both {
            self.statements(nesting)?;
        }
        self.bind(end)
    }

    /// A loop over an iterator.
    fn repeat(&mut self, nesting: u32) -> Result<()> {
        if !self.has(Op::ForIter) || !self.has(Op::GetIter) {
            return Ok(());
        }
        let before = self.depth;
        self.number(Op::LoadConst, 0)?;
        let get_iter = self.set.opcode(Op::GetIter).is_some_and(|opcode| self.set.has_argument(opcode));
        self.emit(Op::GetIter, if get_iter { Operand::Plain(0) } else { Operand::None })?;
        let (start, end) = (self.label(), self.label());
        let around = self.depth;
        self.bind(start)?;
        self.emit(Op::ForIter, Operand::Label(end))?;
        self.statements(nesting)?;
        self.pop_to(around)?;
        self.emit(Op::JumpBackward, Operand::Label(start))?;
        self.bind(end)?;
        if let Some(info) = self.set.opcode(Op::EndFor).and_then(|opcode| self.set.info(opcode)) {
            // Where the next item would be is something that `END_FOR` takes; up to 3.12 with the iterator.
            self.depth = around + 1;
            self.emit(Op::EndFor, Operand::None)?;
            if info.pops(0) == 1 {
                self.emit(if self.has(Op::PopIter) { Op::PopIter } else { Op::PopTop }, Operand::None)?;
            }
        }
        self.depth = before;
        Ok(())
    }

    /// Statements whose exceptions are swallowed.
    fn protect(&mut self, nesting: u32) -> Result<()> {
        if self.set.exception_table {
            return self.protect_range(nesting);
        }
        // Before 3.8 `END_FINALLY` may raise again; what that does to the stack is the interpreter's affair.
        if !self.has(Op::SetupFinally) || self.has(Op::SetupExcept) || !self.has(Op::PopExcept) {
            return Ok(());
        }
        let (handler, end) = (self.label(), self.label());
        let around = self.depth;
        self.emit(Op::SetupFinally, Operand::Label(handler))?;
        self.depth = around;
        self.statements(nesting)?;
        self.emit(Op::PopBlock, Operand::None)?;
        self.depth = around;
        self.emit(Op::JumpForward, Operand::Label(end))?;
        self.bind(handler)?;
        // Three of the exception that was being handled, three of this one.
        self.depth = around + 6;
        self.deepest = self.deepest.max(self.depth);
        for _ in 0..3 {
            self.emit(Op::PopTop, Operand::None)?;
        }
        self.emit(Op::PopExcept, Operand::None)?;
        self.depth = around;
        self.bind(end)
    }

    fn protect_range(&mut self, nesting: u32) -> Result<()> {
        let (start, end, handler, after) = (self.label(), self.label(), self.label(), self.label());
        let around = self.depth;
        self.emit(Op::Nop, Operand::None)?;
        self.bind(start)?;
        self.emit(Op::Nop, Operand::None)?;
        self.statements(nesting)?;
        self.bind(end)?;
        self.emit(Op::JumpForward, Operand::Label(after))?;
        self.bind(handler)?;
        let lasti: bool = self.u.arbitrary()?;
        self.depth = around + 1 + i64::from(lasti);
        self.deepest = self.deepest.max(self.depth);
        self.emit(Op::PushExcInfo, Operand::None)?;
        self.emit(Op::PopTop, Operand::None)?;
        self.emit(Op::PopExcept, Operand::None)?;
        self.pop_to(around)?;
        self.bind(after)?;
        self.emit(Op::Nop, Operand::None)?;
        let depth = u32::try_from(around).map_err(|_| Error::IncorrectFormat)?;
        self.listing.protected.push(ProtectedRange { start, end, handler, depth, lasti });
        Ok(())
    }
}
