//! What can be wrong with a listing or an edit.

use core::fmt;

use pyc_marshal::Version;

use crate::exceptions;
use crate::lines;
use crate::listing::{ItemId, Label};
use crate::op::{Op, Opcode};

/// A function that cannot be assembled, or an edit that cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssembleError {
    /// The item of the [`crate::Listing`], if it is one item's fault.
    pub item: Option<ItemId>,
    /// What was wrong.
    pub kind: AssembleErrorKind,
}

/// Why a function cannot be assembled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssembleErrorKind {
    /// The instruction set has no such opcode.
    NoOpcode(Op),
    /// The version has no instruction set.
    NoInstructionSet(Version),
    /// An argument for an opcode that has no room for one.
    NoArgument(Opcode),
    /// An argument that the version has no prefixes for.
    TooLarge(u32),
    /// A label as the argument of an opcode that does not jump.
    NotAJump(Opcode),
    /// A label that stands nowhere.
    Unbound(Label),
    /// A label that stands somewhere already.
    BoundTwice(Label),
    /// A jump back by an opcode that has no form for it, nor an opposite to jump around with.
    NoBackwardForm(Op),
    /// A jump forward by an opcode that has no form for it.
    NoForwardForm(Op),
    /// An item that is not in the listing, or no longer.
    NoItem,
    /// The code would be longer than 2 GiB.
    TooLong,
    /// A protected range in a version that has no exception table: there, `SETUP_FINALLY` and its kin set up handlers.
    NoExceptionTable,
    /// A protected range ends before it begins.
    RangeBackwards,
    /// Two protected ranges overlap, and neither is inside of the other.
    RangesCross,
    /// Something in a table of the function points between two instructions, or out of the code.
    BetweenInstructions(u32),
    /// The line table cannot be written.
    Lines(lines::EncodeErrorKind),
    /// The exception table cannot be read or written.
    Exceptions(exceptions::ErrorKind),
    /// The code object lacks a field that the edit needs, or another type of object stands there.
    Field(pyc_marshal::Field),
    /// A constant, a name or a local too many: indices have 32 bits.
    TooMany,
    /// The code objects of the file share constants, names or code, and apart they would be many times as large as the file.
    TooMuchShared,
    /// The file, or what became of it, cannot be written.
    Marshal(pyc_marshal::Error),
}

impl AssembleErrorKind {
    /// An error of one item.
    #[cold]
    pub(crate) const fn at(self, item: ItemId) -> AssembleError {
        AssembleError { item: Some(item), kind: self }
    }
}

impl From<AssembleErrorKind> for AssembleError {
    #[cold]
    fn from(kind: AssembleErrorKind) -> AssembleError {
        AssembleError { item: None, kind }
    }
}

impl From<pyc_marshal::Error> for AssembleError {
    fn from(error: pyc_marshal::Error) -> AssembleError {
        AssembleErrorKind::Marshal(error).into()
    }
}

impl From<exceptions::Error> for AssembleError {
    fn from(error: exceptions::Error) -> AssembleError {
        AssembleErrorKind::Exceptions(error.kind).into()
    }
}

impl From<lines::EncodeError> for AssembleError {
    fn from(error: lines::EncodeError) -> AssembleError {
        AssembleErrorKind::Lines(error.kind).into()
    }
}

impl fmt::Display for AssembleErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AssembleErrorKind::NoOpcode(op) => write!(f, "the version has no {op}"),
            AssembleErrorKind::NoInstructionSet(version) => write!(f, "no instruction set is known for {version}"),
            AssembleErrorKind::NoArgument(opcode) => write!(f, "opcode {} has no argument", opcode.0),
            AssembleErrorKind::TooLarge(oparg) => write!(f, "argument {oparg} is too large for the version"),
            AssembleErrorKind::NotAJump(opcode) => write!(f, "opcode {} does not jump, but has a label", opcode.0),
            AssembleErrorKind::Unbound(label) => write!(f, "{label} stands nowhere"),
            AssembleErrorKind::BoundTwice(label) => write!(f, "{label} stands somewhere already"),
            AssembleErrorKind::NoBackwardForm(op) => write!(f, "{op} cannot jump back in this version"),
            AssembleErrorKind::NoForwardForm(op) => write!(f, "{op} cannot jump forward in this version"),
            AssembleErrorKind::NoItem => f.write_str("no such item in the listing"),
            AssembleErrorKind::TooLong => f.write_str("code would be too long"),
            AssembleErrorKind::NoExceptionTable => f.write_str("the version has no exception table"),
            AssembleErrorKind::RangeBackwards => f.write_str("protected range ends before it begins"),
            AssembleErrorKind::RangesCross => f.write_str("protected ranges overlap, and neither is inside of the other"),
            AssembleErrorKind::BetweenInstructions(offset) => write!(f, "offset {offset} is not that of an instruction"),
            AssembleErrorKind::Lines(kind) => write!(f, "line entry {kind}"),
            AssembleErrorKind::Exceptions(kind) => write!(f, "{kind}"),
            AssembleErrorKind::Field(field) => write!(f, "code object has no usable {field}"),
            AssembleErrorKind::TooMany => f.write_str("too many constants, names or locals"),
            AssembleErrorKind::TooMuchShared => f.write_str("code objects share more than can be copied"),
            AssembleErrorKind::Marshal(error) => write!(f, "{error}"),
        }
    }
}

impl fmt::Display for AssembleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        self.item.map_or(Ok(()), |item| write!(f, " (item {})", item.index()))
    }
}

impl core::error::Error for AssembleError {}
