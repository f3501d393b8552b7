//! The registers of a function, and what its stack is known to hold.

use crate::inst::WIDE;

/// In a function with more registers than operands can name, where a gap in their numbers begins: the scratch registers.
const GAP_AT: u16 = 228;
/// Scratch registers.
pub(super) const SCRATCH: u16 = WIDE - GAP_AT;

/// The register of a variable in such a function.
pub(super) fn spread(index: u16) -> u16 {
    if index < GAP_AT { index } else { index + SCRATCH }
}

/// Where a value of CPython's stack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// In a register: mostly, but not always, that of its slot.
    Register(u16),
    /// In a variable, from which it was loaded; it is moved before the variable changes.
    Variable(u16),
    /// A constant.
    Const(u32),
    /// A small integer.
    Int(i32),
    /// NULL.
    Null,
    /// `None` that no constant stands for.
    None,
}

/// How registers are numbered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) gap: bool,
    /// Registers of variables.
    pub(super) variables: u16,
    /// The first scratch register.
    pub(super) scratch: u16,
    /// The register of the first stack slot.
    pub(super) stack: u16,
    /// All registers.
    pub(super) registers: u16,
}

impl Plan {
    pub(super) fn new(variables: usize, stack: usize) -> Option<Plan> {
        let (count, depth) = (u16::try_from(variables).ok()?, u16::try_from(stack).ok()?);
        let all = count.checked_add(depth)?.checked_add(SCRATCH)?;
        if all <= WIDE {
            return Some(Plan { gap: false, variables: count, scratch: count + depth, stack: count, registers: all });
        }
        let variables = if count > GAP_AT { count.checked_add(SCRATCH)? } else { count };
        let stack = variables.max(WIDE);
        let registers = stack.checked_add(depth)?;
        Some(Plan { gap: count > GAP_AT, variables, scratch: GAP_AT, stack, registers })
    }

    /// The register of a variable.
    pub(super) fn variable(&self, index: u16) -> u16 {
        if self.gap { spread(index) } else { index }
    }
}
