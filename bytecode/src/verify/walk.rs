//! The walk: goes from instruction to instruction as execution may, and notes depth and blocks at each.
//!
//! Each instruction is walked once: it must always be reached with the same [`State`]. So time and memory are linear.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{BlockKind, BlockRef, Blocks, State};
use super::rules::Rules;
use super::{Fault, FaultKind};
use crate::cfg::{Body, Protected};
use crate::instruction::Instruction;
use crate::op::Op;
use crate::set::{Argument, Flow, OpInfo};

/// A depth that no stack has, so that sums stay small.
const MAX_DEPTH: u32 = 1 << 30;

/// How many values an instruction takes away, of the `pops` that it needs. Some leave values where they are, also if they raise,
/// and these may belong to a handler. `YIELD_VALUE` raises, if at all, when a value is on the stack again.
fn takes(op: Op, pops: i64) -> i64 {
    match op {
        Op::Copy
        | Op::EndAsyncFor
        | Op::ForIter
        | Op::GetAnext
        | Op::PushExcInfo
        | Op::RotFour
        | Op::Swap
        | Op::WithExceptStart
        | Op::YieldValue => 0,
        Op::DictMerge | Op::DictUpdate | Op::ListAppend | Op::ListExtend | Op::Reraise | Op::SetAdd | Op::SetUpdate => 1,
        Op::MapAdd => 2,
        _ => pops,
    }
}

/// Whether an instruction never raises, so that no handler needs its values: generators of 3.15 end in such a way.
fn is_quiet(op: Op) -> bool {
    matches!(op, Op::EndFor | Op::LoadCommonConstant | Op::LoadConst | Op::LoadSmallInt | Op::PopIter | Op::ReturnValue)
}

/// What is known of a handler (to 3.10).
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is an independent fact
pub(super) struct Handler {
    /// What `END_FINALLY` goes on with, if the handler was not reached by an exception: what was there before its first value was
    /// pushed.
    pub(super) resume: Option<State>,
    /// The `END_FINALLY` that ends it.
    pub(super) end: Option<End>,
    /// In which ways its block is left other than by exceptions (to 3.7).
    pub(super) exits: BTreeSet<Exit>,
    /// Values of the exception were used.
    pub(super) used: bool,
    /// It is reached without an exception.
    pub(super) entered: bool,
    /// ... where the stack is not as where its block began.
    pub(super) uneven: bool,
    /// `POP_FINALLY` leaves it (3.8), or `__exit__` is below its values: the stack must be even.
    pub(super) needs_even: bool,
}

/// An `END_FINALLY`.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) at: usize,
    /// What is left when it has taken the values of an exception.
    pub(super) left: State,
    /// `__exit__` is gone by then.
    pub(super) cleaned: bool,
}

/// A way to leave a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    Break,
    /// To the instruction of this index.
    Continue(usize),
    Return,
}

/// What is still to be walked.
#[derive(Clone, Copy, Debug)]
pub(super) enum Task {
    /// An instruction that was reached.
    Step(usize),
    /// What comes behind an `END_FINALLY`.
    Resume(usize, State),
    /// What an instruction leaves its blocks for.
    Leave(usize, State, Exit),
}

/// The walk, and what it found.
#[derive(Debug)]
pub(crate) struct Walk<'w, 'a> {
    pub(super) body: &'w Body<'a>,
    pub(super) rules: &'static Rules,
    limit: u32,
    /// By instruction.
    pub(crate) states: Vec<Option<State>>,
    pub(crate) blocks: Blocks,
    /// By the index of their first instruction.
    pub(super) handlers: BTreeMap<usize, Handler>,
    /// Where execution goes on by way of `finally` clauses and from the ends of loops (to 3.8), by instruction: from, to.
    pub(crate) detours: Vec<(usize, usize)>,
    /// Ranges of the exception table (3.11), ascending.
    ranges: &'w [Protected],
    pub(super) todo: Vec<Task>,
}

impl<'w, 'a> Walk<'w, 'a> {
    /// A walk over `body`, in which the stack must not become deeper than `limit`.
    pub(crate) fn new(body: &'w Body<'a>, ranges: &'w [Protected], limit: Option<u32>) -> Walk<'w, 'a> {
        Walk {
            body,
            rules: Rules::of(body.set),
            limit: limit.unwrap_or(MAX_DEPTH).min(MAX_DEPTH),
            states: vec![None; body.instructions.len()],
            blocks: Blocks::default(),
            handlers: BTreeMap::new(),
            detours: Vec::new(),
            ranges,
            todo: Vec::new(),
        }
    }

    /// Walks from the first instruction, where so many values are on the stack. Where a path is at fault it ends; the others are
    /// walked unless `strict`. Returns the first fault.
    pub(crate) fn run(&mut self, entry_depth: u32, strict: bool) -> Option<Fault> {
        let mut first = None;
        let entry = State { depth: entry_depth, blocks: BlockRef::EMPTY };
        let mut outcome = self.check_depth(entry_depth.into()).and_then(|_| self.flow_to(0, entry));
        let mut at = 0;
        loop {
            if let Err(kind) = outcome {
                first = first.or(Some(self.fault(at, kind)));
                if strict {
                    return first;
                }
            }
            let Some(task) = self.todo.pop() else { return first };
            (at, outcome) = match task {
                Task::Step(at) => (at, self.step(at)),
                Task::Resume(at, state) => (at, self.resume(at, state)),
                Task::Leave(at, state, exit) => (at, self.leave(at, state, exit)),
            };
        }
    }

    fn fault(&self, at: usize, kind: FaultKind) -> Fault {
        let instruction = self.body.get(at);
        Fault { offset: instruction.map_or(0, Instruction::offset), op: instruction.and_then(Instruction::op), kind }
    }

    fn step(&mut self, at: usize) -> Result<(), FaultKind> {
        let body = self.body;
        let (Some(instruction), Some(&Some(state))) = (body.get(at), self.states.get(at)) else { return Ok(()) };
        let Some(info) = instruction.info() else { return Err(FaultKind::UnknownOpcode(instruction.opcode().0)) };
        let mut floor = 0;
        if self.body.set.exception_table {
            let protects = self.protect(instruction)?;
            floor = if is_quiet(info.op) { 0 } else { protects };
        } else if let Some(done) = self.block_step(at, info, instruction, state) {
            return done;
        }
        self.ordinary(at, info, instruction, state, floor)
    }

    /// An instruction that does to the stack what the instruction set says.
    fn ordinary(
        &mut self,
        at: usize,
        info: &OpInfo,
        instruction: &Instruction<'a>,
        state: State,
        floor: u32,
    ) -> Result<(), FaultKind> {
        let oparg = if info.argument == Argument::None { 0 } else { instruction.oparg };
        let (pops, next, taken) = info.pops_and_pushes(oparg);
        let floor = floor.max(self.floor(state.blocks));
        if pops > i64::from(state.depth) || i64::from(state.depth) - takes(info.op, pops) < i64::from(floor) {
            return Err(FaultKind::Underflow { takes: pops, has: i64::from(state.depth) - i64::from(floor) });
        }
        let left = i64::from(state.depth) - pops;
        self.mark_used(state.blocks, left);
        if info.argument.is_jump() {
            let target = self.target(at)?;
            let depth = self.check_depth(left + taken)?;
            if matches!(info.flow, Flow::Jump | Flow::Branch) {
                self.flow_to(target, self.settled(depth, state))?;
            }
        }
        if info.flow.falls_through() {
            let depth = self.check_depth(left + next)?;
            self.flow_to(at + 1, self.settled(depth, state))?;
        }
        Ok(())
    }

    pub(super) fn check_depth(&self, depth: i64) -> Result<u32, FaultKind> {
        match u32::try_from(depth) {
            Ok(depth) if depth <= self.limit => Ok(depth),
            _ => Err(FaultKind::Overflow { depth, limit: self.limit }),
        }
    }

    pub(super) fn target(&self, at: usize) -> Result<usize, FaultKind> {
        let target = || self.body.get(at).and_then(Instruction::target).unwrap_or(-1);
        self.body.target(at).ok_or_else(|| FaultKind::Target(target()))
    }

    /// Execution may go on at the instruction `to`, and finds the state.
    pub(super) fn flow_to(&mut self, to: usize, state: State) -> Result<(), FaultKind> {
        let slot = self.states.get_mut(to).ok_or(FaultKind::FallsOff)?;
        let Some(known) = *slot else {
            *slot = Some(state);
            self.todo.push(Task::Step(to));
            return Ok(());
        };
        if known.depth == state.depth && self.blocks.same(known.blocks, state.blocks) {
            return Ok(());
        }
        if self.handlers.contains_key(&to) {
            return self.enter(to, known, state);
        }
        if known.depth == state.depth {
            return Err(FaultKind::Blocks);
        }
        Err(FaultKind::Depth { known: known.depth, found: state.depth })
    }

    /// What is protected by the exception table goes on at its handler. Returns what must stay on the stack for it.
    fn protect(&mut self, instruction: &Instruction<'a>) -> Result<u32, FaultKind> {
        let behind = self.ranges.partition_point(|range| range.start <= instruction.offset());
        let Some(range) = behind.checked_sub(1).and_then(|i| self.ranges.get(i)) else { return Ok(0) };
        if instruction.offset() >= range.end {
            return Ok(0);
        }
        let (floor, pushed) = (range.depth, 1 + i64::from(range.lasti));
        let handler = range.handler;
        let to = self.body.at(handler.into()).ok_or(FaultKind::HandlerTarget(handler))?;
        let depth = self.check_depth(i64::from(floor) + pushed)?;
        self.flow_to(to, State { depth, blocks: BlockRef::EMPTY })?;
        Ok(floor)
    }

    /// How deep the stack must stay because of the innermost block.
    pub(super) fn floor(&self, blocks: BlockRef) -> u32 {
        let Some(block) = self.blocks.get(blocks) else { return 0 };
        match block.kind {
            // The values of the exception that was handled before are for `POP_EXCEPT` alone.
            BlockKind::Handler { .. } if self.rules.handler_is_block => block.level + self.rules.exception / 2,
            _ => block.level,
        }
    }

    /// Notes which handlers use values of their exceptions, if the stack gets so low.
    fn mark_used(&mut self, blocks: BlockRef, low: i64) {
        let mut at = blocks;
        while let Some(block) = self.blocks.get(at)
            && matches!(block.kind, BlockKind::Handler { .. })
            && low < i64::from(block.level + self.rules.exception)
        {
            at = block.outer;
            let target = block.target as usize;
            self.handlers.entry(target).or_default().used = true;
        }
    }

    /// The state behind an ordinary instruction. Up to 2.7 a handler is over when one of its values is popped.
    fn settled(&self, depth: u32, state: State) -> State {
        let mut blocks = state.blocks;
        while !self.rules.handler_is_block
            && let Some(block) = self.blocks.get(blocks)
            && matches!(block.kind, BlockKind::Handler { .. })
            && depth < block.level + self.rules.exception
        {
            blocks = block.outer;
        }
        State { depth, blocks }
    }
}
