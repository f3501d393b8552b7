//! Opcodes: numbers as files have them, and names.

use core::fmt;
use core::str::FromStr;

use crate::generated::NAMES;
pub use crate::generated::Op;

/// An opcode as it stands in `co_code`. What it means is told by the [`crate::InstructionSet`]: nearly every release renumbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Opcode(pub u8);

impl Op {
    /// The name that CPython gives it: `SLICE+0`.
    pub const fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// The opcode of a name, case and all; `None` if no version has such an opcode.
    pub fn from_name(name: &str) -> Option<Op> {
        let at = NAMES.binary_search(&name).ok()?;
        Op::ALL.get(at).copied()
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text is the name of no opcode that any version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownOp;

impl fmt::Display for UnknownOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no version of Python has an opcode of this name")
    }
}

impl core::error::Error for UnknownOp {}

impl FromStr for Op {
    type Err = UnknownOp;

    fn from_str(name: &str) -> Result<Op, UnknownOp> {
        Op::from_name(name).ok_or(UnknownOp)
    }
}
