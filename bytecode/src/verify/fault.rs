//! What is wrong with a function, and at which instruction.

use core::fmt;

use crate::exceptions;
use crate::op::Op;
use crate::set::Argument;

/// Why a function does not verify.
///
/// The message names the instruction, says what was found and what was expected, and ends with the offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Offset in `co_code`, in bytes, of the instruction (of its opcode, not of its prefixes); for [`FaultKind::Table`] in the
    /// exception table; for other faults of that table, where its range begins.
    pub offset: u32,
    /// The instruction, if its opcode is known.
    pub op: Option<Op>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The instruction set is not one of CPython: how other interpreters treat their stack is not known here.
    Foreign,
    /// There are no instructions.
    Empty,
    /// The version has no such opcode.
    UnknownOpcode(u8),
    /// The opcode is one that the interpreter puts in the place of another one while it runs (3.11). Files never have it.
    RunTimeOnly,
    /// The code ends inside of the instruction or of its caches.
    Truncated,
    /// The code ends behind an `EXTENDED_ARG`.
    StrayPrefix,
    /// Byte code (to 3.5) has an `EXTENDED_ARG` before an opcode without argument: the interpreter takes the next two bytes for one all
    /// the same, and goes on behind them.
    PrefixedAnyway,
    /// An index in an argument is too large.
    Index {
        /// What is meant by it.
        of: Argument,
        /// The index.
        index: u32,
        /// How many there are.
        count: u32,
    },
    /// The argument has no meaning.
    Argument(u32),
    /// The variable has no cell, and an instruction for cells names it (3.11).
    NotCell(u32),
    /// No instruction begins where it jumps to.
    Target(i64),
    /// It takes more values than there are, or than it may: those below belong to a handler, a loop or a protected range.
    Underflow {
        /// Values that it takes.
        takes: i64,
        /// Values that it may take. Negative if there are less than a handler of the exception table relies on.
        has: i64,
    },
    /// It pushes the stack beyond `co_stacksize`.
    Overflow {
        /// The depth that it reaches.
        depth: i64,
        /// `co_stacksize`.
        limit: u32,
    },
    /// It is reached with another depth of the stack.
    Depth {
        /// The depth that was known.
        known: u32,
        /// The other one.
        found: u32,
    },
    /// It is reached with other blocks (to 3.10).
    Blocks,
    /// There is no block of the kind that it ends or leaves (to 3.10).
    NoBlock,
    /// The stack is not as high as the end of a handler requires (to 3.10).
    HandlerDepth {
        /// The depth that it requires.
        expected: u32,
        /// The depth that there is.
        found: u32,
    },
    /// A handler uses the values of an exception, and is also reached without one (to 3.8).
    MixedHandler,
    /// More than 20 blocks are open (to 3.10).
    TooManyBlocks,
    /// Blocks are open where the function returns (3.8 to 3.10).
    OpenBlocks,
    /// Execution goes on behind the last instruction.
    FallsOff,
    /// The exception table cannot be read.
    Table(exceptions::ErrorKind),
    /// A range of the exception table is empty, or begins before the one before it ends.
    RangeOrder,
    /// A range of the exception table begins or ends where no instruction does.
    RangeBounds(u32),
    /// No instruction begins where a handler of the exception table should.
    HandlerTarget(u32),
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            FaultKind::Foreign => f.write_str("the instruction set is not one of CPython"),
            FaultKind::Empty => f.write_str("there are no instructions"),
            FaultKind::UnknownOpcode(opcode) => write!(f, "the version has no opcode {opcode}"),
            FaultKind::RunTimeOnly => f.write_str("an opcode that only the running interpreter uses"),
            FaultKind::Truncated => f.write_str("the code ends inside of the instruction"),
            FaultKind::StrayPrefix => f.write_str("nothing follows the prefix"),
            FaultKind::PrefixedAnyway => f.write_str("a prefix stands before an opcode that has no argument"),
            FaultKind::Index { of, index, count } => {
                write!(f, "index {index} of {} is out of range, there are {count}", of.name())
            }
            FaultKind::Argument(oparg) => write!(f, "the argument {oparg} has no meaning"),
            FaultKind::NotCell(slot) => write!(f, "slot {slot} is neither cell nor free variable"),
            FaultKind::Target(target) => write!(f, "no instruction begins at the target {target}"),
            FaultKind::Underflow { takes, has } => write!(f, "takes {takes} values from a stack that has {has} for it"),
            FaultKind::Overflow { depth, limit } => write!(f, "the stack becomes {depth} deep, and stacksize is {limit}"),
            FaultKind::Depth { known, found } => write!(f, "reached with {found} values on the stack, and with {known}"),
            FaultKind::Blocks => f.write_str("reached with different blocks"),
            FaultKind::NoBlock => f.write_str("there is no block for it"),
            FaultKind::HandlerDepth { expected, found } => {
                write!(f, "needs a stack of {expected} values here, which has {found}")
            }
            FaultKind::MixedHandler => f.write_str("the handler is also reached without an exception"),
            FaultKind::TooManyBlocks => f.write_str("more than 20 blocks are open"),
            FaultKind::OpenBlocks => f.write_str("blocks are still open"),
            FaultKind::FallsOff => f.write_str("execution goes on behind the end of the code"),
            FaultKind::Table(kind) => write!(f, "{kind}"),
            FaultKind::RangeOrder => f.write_str("ranges of the exception table are empty or out of order"),
            FaultKind::RangeBounds(offset) => write!(f, "no instruction begins at the bound {offset} of a protected range"),
            FaultKind::HandlerTarget(offset) => write!(f, "no instruction begins at the handler {offset}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(op) = self.op {
            write!(f, "{op}: ")?;
        }
        write!(f, "{} (offset {})", self.kind, self.offset)
    }
}

impl core::error::Error for Fault {}
