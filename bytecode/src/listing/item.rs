//! What a listing is made of.

use core::fmt;

use crate::assembler::{AssembleErrorKind, jumps};
use crate::lines::Location;
use crate::op::{Op, Opcode};
use crate::set::InstructionSet;

/// An item of a [`Listing`](super::Listing). It keeps its number however the listing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(pub(super) u32);

impl ItemId {
    /// The number.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A place between two items, by which jumps and protected ranges know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(pub(super) u32);

impl Label {
    /// The number.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) const fn from_index(index: usize) -> Label {
        Label(index as u32)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "label {}", self.0)
    }
}

/// The argument of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Operand {
    /// None: the opcode has no argument, or 0.
    #[default]
    None,
    /// The number itself. Of a jump: its distance or target as the code spells it, which edits do not correct.
    Plain(u32),
    /// Where it jumps to.
    Label(Label),
}

impl From<u32> for Operand {
    fn from(oparg: u32) -> Operand {
        Operand::Plain(oparg)
    }
}

impl From<Label> for Operand {
    fn from(label: Label) -> Operand {
        Operand::Label(label)
    }
}

impl From<()> for Operand {
    fn from((): ()) -> Operand {
        Operand::None
    }
}

/// One instruction, with its prefixes and caches, but without offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its opcode. `EXTENDED_ARG` stands alone only where it extends nothing.
    pub opcode: Opcode,
    /// Its argument.
    pub operand: Operand,
    /// Where in the source it comes from. Before 3.11 only the line counts.
    pub location: Location,
    /// How many `EXTENDED_ARG` it has at least, needed or not: those that it was read with.
    pub prefixes: u8,
    /// Whether the line table has an entry that begins with it, even if the location is that of the item before.
    pub own_entry: bool,
}

impl Item {
    /// An item for this instruction set, with no location.
    ///
    /// A jump that the set lacks is taken for the one of another name that it has instead: `Jump` for any unconditional jump,
    /// `PopJumpIfTrue` for `POP_JUMP_FORWARD_IF_TRUE` (3.11), and the other way round. Whether it goes forward or back is decided at
    /// assembly.
    ///
    /// # Errors
    /// [`AssembleErrorKind::NoOpcode`]; [`AssembleErrorKind::NoArgument`] for an argument that is not 0 where there is none;
    /// [`AssembleErrorKind::NotAJump`] for a label there.
    pub fn new(set: &InstructionSet, op: Op, operand: impl Into<Operand>) -> Result<Item, AssembleErrorKind> {
        let operand = operand.into();
        let opcode = jumps::opcode(set, op).ok_or(AssembleErrorKind::NoOpcode(op))?;
        match operand {
            Operand::Plain(1..) if !set.has_argument(opcode) => return Err(AssembleErrorKind::NoArgument(opcode)),
            Operand::Label(_) if jumps::kind(set, opcode).is_none() => return Err(AssembleErrorKind::NotAJump(opcode)),
            _ => {}
        }
        let operand = if set.has_argument(opcode) { operand } else { Operand::None };
        Ok(Item { opcode, operand, location: Location::NONE, prefixes: 0, own_entry: false })
    }
}

/// Items whose exceptions go to a handler (3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtectedRange {
    /// Before the first item.
    pub start: Label,
    /// Behind the last item.
    pub end: Label,
    /// Where the handler begins.
    pub handler: Label,
    /// Objects that stay on the stack.
    pub depth: u32,
    /// Whether the offset of the instruction that raised is pushed before the exception.
    pub lasti: bool,
}
