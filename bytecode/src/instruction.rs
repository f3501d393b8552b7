//! One instruction, as it stands in `co_code`.

use core::fmt;

use crate::op::{Op, Opcode};
use crate::set::{InstructionSet, OpInfo};

/// An instruction: an opcode, its argument, and the cache entries behind it.
///
/// `EXTENDED_ARG` is an instruction of its own, as in Python's `dis`; the instruction that it extends has the whole argument, and knows
/// where its prefixes begin. All offsets are in bytes, whatever the version counts in.
#[derive(Clone, Copy)]
pub struct Instruction<'a> {
    pub(crate) set: &'static InstructionSet,
    /// The bytes from the opcode to the end of the caches.
    pub(crate) bytes: &'a [u8],
    pub(crate) offset: u32,
    pub(crate) start: u32,
    pub(crate) oparg: u32,
    /// Length without caches: 1 to 3, less where the code ends too early.
    pub(crate) len: u8,
}

impl<'a> Instruction<'a> {
    /// The instruction set that it is read by.
    pub fn set(&self) -> &'static InstructionSet {
        self.set
    }

    /// What the file says.
    #[inline]
    pub fn opcode(&self) -> Opcode {
        Opcode(self.bytes.first().copied().unwrap_or(0))
    }

    /// What is known of the opcode; `None` if the version has no such number.
    #[inline]
    pub fn info(&self) -> Option<&'static OpInfo> {
        self.set.info(self.opcode())
    }

    /// The opcode by name; `None` if the version has no such number.
    #[inline]
    pub fn op(&self) -> Option<Op> {
        self.info().map(|info| info.op)
    }

    /// Offset of the opcode in bytes.
    #[inline]
    pub fn offset(&self) -> u32 {
        self.offset
    }

    /// Offset of the first `EXTENDED_ARG` that extends it, or of the opcode: where a jump to it leads.
    #[inline]
    pub fn start(&self) -> u32 {
        self.start
    }

    /// Offset of the next instruction, behind the caches.
    #[inline]
    pub fn end(&self) -> u32 {
        self.offset + self.bytes.len() as u32
    }

    /// All bytes from the opcode to the end of the caches, without prefixes.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The cache entries, two bytes each (3.11). All zero in files that CPython wrote.
    pub fn caches(&self) -> &'a [u8] {
        self.bytes.get(usize::from(self.len)..).unwrap_or(&[])
    }

    /// The argument with those of its prefixes: `None` where the opcode takes none. Modulo 2 to the 32.
    #[inline]
    pub fn oparg(&self) -> Option<u32> {
        self.set.has_argument(self.opcode()).then_some(self.oparg)
    }

    /// Whether the code ends before the argument does, or before the caches do.
    #[inline]
    pub fn is_truncated(&self) -> bool {
        let argument = self.set.has_argument(self.opcode());
        let whole = if self.set.word_code { 2 } else { 1 + 2 * usize::from(argument) };
        let caches = self.info().map_or(0, |info| 2 * usize::from(info.caches));
        self.bytes.len() < whole + caches
    }

    /// Whether it is a prefix of another instruction.
    #[inline]
    pub fn is_prefix(&self) -> bool {
        self.set.extended_arg == Some(self.opcode())
    }

    /// Where it may jump to, in bytes: `None` if it is no jump. May lie outside of the code, even before its start.
    pub fn target(&self) -> Option<i64> {
        self.info()?.argument.target(self.oparg.into(), self.end().into(), self.set.jump_unit)
    }
}

impl fmt::Debug for Instruction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.offset)?;
        match self.op() {
            Some(op) => f.write_str(op.name())?,
            None => write!(f, "<{}>", self.opcode().0)?,
        }
        self.oparg().map_or(Ok(()), |oparg| write!(f, " {oparg}"))
    }
}
