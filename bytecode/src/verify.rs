//! Whether a function keeps to what an interpreter may assume of it.
//!
//! [`verify`] checks that
//! * every opcode is one that files of the version have, whole with its argument and its caches, and each argument means
//!   something: indices of constants, names, variables, comparisons and so on are in range;
//! * jumps lead to where an instruction begins, prefixes included, and execution never goes on behind the last instruction;
//! * the depth of the stack is the same on all ways to an instruction, never negative, and never more than `co_stacksize`;
//! * blocks (to 3.10) are popped as they were pushed, are the same on all ways to an instruction, and never more than 20;
//! * ranges of the exception table (3.11) ascend, lie between instructions, and the depth that they cut the stack to is there.
//!
//! All code that a CPython compiled verifies. What is not checked are the types of values: whether a name of a keyword is a
//! string, or whether the stack holds NULL where there should be a callable.
//!
//! # Guarantee
//! Accepts any bytes. Time and memory are linear in the length of the code (some 60 bytes for each byte of it), but for a logarithm, and
//! nothing recurses.

mod blocks;
mod fault;
mod operands;
mod rules;
mod table;
#[cfg(test)]
mod tests;
mod unwind;
mod walk;

use crate::cfg::{Body, Handling, NOWHERE, Protected, protect};
use crate::function::Function;
use crate::instruction::Instruction;
use crate::set::{Argument, InstructionSet, Kind, OpInfo};

pub(crate) use blocks::BlockKind;
pub use fault::{Fault, FaultKind};
pub(crate) use rules::Rules;
pub(crate) use walk::Walk;

/// An instruction of a function that verifies, prefixes and caches gone.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Offset in bytes of its first `EXTENDED_ARG`, or of its opcode: where a jump to it leads.
    pub start: u32,
    /// Offset in bytes of its opcode.
    pub offset: u32,
    /// Its argument; 0 if it has none.
    pub oparg: u32,
    /// Index of the step that it jumps to.
    pub target: Option<u32>,
    /// Values on the stack before it: see [`Verified::depth`].
    pub depth: Option<u32>,
    /// What is known of the opcode.
    pub info: &'static OpInfo,
}

/// What is known of a function that verifies.
#[derive(Clone, Debug)]
pub struct Verified {
    steps: Vec<Step>,
    protected: Vec<Protected>,
    handling: Vec<Handling>,
    max_depth: u32,
}

impl Verified {
    /// How many values are on the stack before the instruction at an offset in bytes, that of its opcode or that of its first
    /// `EXTENDED_ARG`. `None` if it is never reached, or if there is none.
    ///
    /// Up to 3.8, a `finally` clause counts as if it were reached by an exception: 3 values up to 2.7, 6 values later. If it is
    /// reached otherwise, one or two values are in their place. In generators of 3.10 to 3.12 the value that the first `send`
    /// pushes is there from the beginning.
    pub fn depth(&self, offset: u32) -> Option<u32> {
        let behind = self.steps.partition_point(|step| step.start <= offset);
        self.steps.get(behind.checked_sub(1)?)?.depth
    }

    /// Its instructions, in order: what was decoded and found out, for who goes on from here.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Where each instruction begins, and how many values are on the stack before it; `None` if it is never reached.
    pub fn depths(&self) -> impl ExactSizeIterator<Item = (u32, Option<u32>)> + '_ {
        self.steps.iter().map(|step| (step.start, step.depth))
    }

    /// The ranges of instructions whose exceptions go to a handler, in order: those of the exception table (3.11), or those that blocks make.
    /// What is not reached is in none that a block makes.
    pub fn protected(&self) -> &[Protected] {
        &self.protected
    }

    /// The ranges of instructions during which an exception is handled (3.0 to 3.10), in the order of their beginnings. From 3.11 on the code itself
    /// ends the handling of an exception wherever it can be left.
    pub fn handling(&self) -> &[Handling] {
        &self.handling
    }

    /// The largest depth before any instruction. Not more than `co_stacksize`.
    pub fn max_depth(&self) -> u32 {
        self.max_depth
    }
}

/// Verifies a function. See the [module](self) for what is checked.
///
/// # Errors
/// The first fault: of single instructions in the order of the code, then of the exception table, then of ways through the code.
pub fn verify(function: &Function<'_, '_>) -> Result<Verified, Fault> {
    let mut body = Body::of(function);
    if !InstructionSet::of(body.set.version).is_some_and(|set| core::ptr::eq(set, body.set)) {
        return Err(Fault { offset: 0, op: None, kind: FaultKind::Foreign });
    }
    body.targets = instructions(function, &body)?;
    let ranges = if body.set.exception_table { table::ranges(function, &body)? } else { Vec::new() };
    let code = function.code();
    let limit = code.number(pyc_marshal::Field::Stacksize).map(|limit| limit.max(0) as u32);
    let mut walk = Walk::new(&body, &ranges, limit);
    let entry_depth = walk.rules.entry_depth(function, &body);
    if let Some(fault) = walk.run(entry_depth, true) {
        return Err(fault);
    }
    handlers(&walk)?;
    let steps = steps(&walk);
    let max_depth = steps.iter().filter_map(|step| step.depth).max().unwrap_or(0);
    let protected = if body.set.exception_table { protect::of_table(function, &body) } else { protect::of_blocks(&body, &walk) };
    let handling = if body.set.exception_table { Vec::new() } else { protect::handling(&body, &walk) };
    Ok(Verified { steps, protected, handling, max_depth })
}

fn steps(walk: &Walk<'_, '_>) -> Vec<Step> {
    let body = walk.body;
    let mut steps = Vec::with_capacity(body.instructions.len());
    for ((it, &target), state) in body.instructions.iter().zip(&body.targets).zip(&walk.states) {
        // Each opcode was found to be known.
        let Some(info) = it.info() else { continue };
        let oparg = if info.argument == Argument::None { 0 } else { it.oparg };
        let (target, depth) = (Some(target).filter(|&it| it != NOWHERE), state.map(|state| state.depth));
        steps.push(Step { start: it.start, offset: it.offset, oparg, target, depth, info });
    }
    steps
}

/// Each instruction by itself. Returns where each jumps to, as an index, or [`NOWHERE`].
fn instructions(function: &Function<'_, '_>, body: &Body<'_>) -> Result<Vec<u32>, Fault> {
    let counts = operands::Counts::of(&function.code(), body);
    if body.instructions.is_empty() {
        return Err(Fault { offset: 0, op: None, kind: FaultKind::Empty });
    }
    let mut targets = vec![NOWHERE; body.instructions.len()];
    for (instruction, place) in body.instructions.iter().zip(&mut targets) {
        let fault = |kind| Fault { offset: instruction.offset(), op: instruction.op(), kind };
        let Some(info) = instruction.info() else {
            return Err(fault(FaultKind::UnknownOpcode(instruction.opcode().0)));
        };
        if info.kind != Kind::Base {
            return Err(fault(FaultKind::RunTimeOnly));
        }
        // Only the last one may be cut off, or be a prefix of nothing.
        let last = instruction.end() == body.end;
        if last && instruction.is_truncated() {
            return Err(fault(FaultKind::Truncated));
        }
        if last && instruction.is_prefix() {
            return Err(fault(FaultKind::StrayPrefix));
        }
        if !body.set.word_code && instruction.start() != instruction.offset() && !body.set.has_argument(instruction.opcode()) {
            return Err(fault(FaultKind::PrefixedAnyway));
        }
        operands::check(body.set, &counts, info, instruction.oparg).map_err(fault)?;
        if info.argument.is_jump()
            && let Some(target) = instruction.target()
        {
            *place = body.at(target).ok_or(fault(FaultKind::Target(target)))? as u32;
        }
    }
    Ok(targets)
}

/// A handler that uses its exception must not be reached without one (to 3.8).
fn handlers(walk: &Walk<'_, '_>) -> Result<(), Fault> {
    let mixed = walk.handlers.iter().find(|(_, it)| it.entered && it.used || it.uneven && it.needs_even);
    let Some(instruction) = mixed.and_then(|(&at, _)| walk.body.get(at)) else { return Ok(()) };
    let (offset, op) = (Instruction::offset(instruction), instruction.op());
    Err(Fault { offset, op, kind: FaultKind::MixedHandler })
}
