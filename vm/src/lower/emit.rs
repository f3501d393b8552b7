//! The instructions that come of a function, and where they lead.

mod slots;

use core::cell::Cell;

use super::sources::Source;
use super::stack::{Entry, Plan};
use super::{LowerError, LowerErrorKind, Lowered};
use crate::inst::{Handler, Handling, Inst, NONE, Reg, WIDE};

/// In the place of a target until all places are known: the index of CPython's instruction.
#[derive(Clone, Copy, Debug)]
enum Fixup {
    /// The target of the lowered instruction is where this one begins.
    Target { inst: usize, at: usize },
    /// An entry of `returns`.
    Return { number: usize, at: usize },
}

/// Code that a jump goes through on its way, because values have to move.
struct Stub {
    inst: usize,
    moves: Vec<(u16, u16)>,
    to: usize,
    origin: u32,
}

/// A range of slots, perhaps in scratch registers for the while.
#[derive(Clone, Copy, Debug)]
pub(super) struct Borrowed {
    /// What an instruction names.
    pub(super) base: Reg,
    first: u16,
}

/// Lowers a function.
pub(super) struct Emitter<'s> {
    pub(super) source: &'s Source,
    pub(super) out: Lowered,
    plan: Plan,
    stack: Vec<Entry>,
    /// Where each of CPython's instructions begins.
    places: Vec<u32>,
    fixups: Vec<Fixup>,
    stubs: Vec<Stub>,
    origin: u32,
    /// The register that the last instruction has written, if that was its only effect on registers and nothing has come to stand behind it.
    fresh: Option<u16>,
    /// Scratch registers in use by the instruction that is being lowered.
    scratch: u16,
    /// Scratch registers, and slots of the stack, that any instruction has needed.
    most_scratch: u16,
    most_slots: Cell<u16>,
    /// The last [`Inst::Send`].
    pub(super) last_send: u32,
    /// `KW_NAMES` of 3.11 and 3.12.
    pub(super) keywords: Option<u32>,
    /// Instructions that were lowered together with the one before.
    skip: usize,
}

impl<'s> Emitter<'s> {
    pub(super) fn new(source: &'s Source) -> Result<Emitter<'s>, LowerError> {
        let plan = Plan::new(source.variables, source.stack).ok_or(LowerErrorKind::TooLarge.at(0))?;
        let count = source.insts.len();
        let out = Lowered {
            insts: Vec::with_capacity(count),
            origins: Vec::with_capacity(count),
            variables: plan.variables,
            registers: plan.registers,
            gap: plan.gap,
            ..Lowered::default()
        };
        Ok(Emitter {
            source,
            out,
            plan,
            stack: Vec::with_capacity(source.stack),
            places: Vec::with_capacity(source.insts.len()),
            fixups: Vec::new(),
            stubs: Vec::new(),
            origin: 0,
            fresh: None,
            scratch: 0,
            most_scratch: 0,
            most_slots: Cell::new(0),
            last_send: 0,
            keywords: None,
            skip: 0,
        })
    }

    /// What comes before the first of CPython's instructions.
    pub(super) fn prologue(&mut self) -> Result<(), LowerError> {
        let source = self.source;
        if self.plan.gap {
            for index in (0..source.params.min(usize::from(u16::MAX))).rev() {
                let (src, dst) = (index as u16, self.plan.variable(index as u16));
                if src != dst {
                    self.push(Inst::MoveWide { dst, src });
                }
            }
        }
        for (number, param) in source.cells.iter().enumerate() {
            let dst = self.variable(source.locals + number)?;
            let src = param.map_or(Ok(dst), |it| self.variable(it))?;
            self.push(Inst::MakeCell { dst, src });
        }
        if source.minor < 11 && source.free > 0 {
            let first = self.variable(source.locals + source.cells.len())?;
            self.free_vars(first, source.free)?;
        }
        if let Some(depth) = source.insts.first().and_then(|it| it.depth) {
            self.stack.resize(depth as usize, Entry::None);
        }
        Ok(())
    }

    /// Copies the closure to variables.
    pub(super) fn free_vars(&mut self, first: u16, count: usize) -> Result<(), LowerError> {
        let count = u16::try_from(count).map_err(|_| self.too_large())?;
        self.push(Inst::FreeVars { first, count });
        Ok(())
    }

    #[cold]
    pub(super) fn too_large(&self) -> LowerError {
        LowerErrorKind::TooLarge.at(self.origin)
    }

    /// The register of a variable.
    pub(super) fn variable(&self, index: usize) -> Result<u16, LowerError> {
        match u16::try_from(index) {
            Ok(index) if usize::from(index) < self.source.variables => Ok(self.plan.variable(index)),
            _ => Err(self.too_large()),
        }
    }

    /// The register of a stack slot.
    pub(super) fn slot(&self, depth: usize) -> Result<u16, LowerError> {
        match u16::try_from(depth) {
            Ok(depth) if usize::from(depth) < self.source.stack => {
                self.most_slots.set(self.most_slots.get().max(depth + 1));
                Ok(self.plan.stack + depth)
            }
            _ => Err(self.too_large()),
        }
    }

    /// How much is on the stack.
    pub(super) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Begins an instruction of CPython.
    pub(super) fn begin(&mut self, at: usize) -> Result<(), LowerError> {
        let Some(it) = self.source.insts.get(at) else { return Ok(()) };
        let before = at.checked_sub(1).is_some_and(|before| {
            self.source.insts.get(before).is_some_and(|it| it.depth.is_some()) && self.source.falls_through(before)
        });
        if it.leader {
            if before && it.depth.is_some() {
                self.settle()?;
            }
            self.fresh = None;
            if let Some(depth) = it.depth
                && at > 0
            {
                self.stack.clear();
                for depth in 0..depth as usize {
                    self.stack.push(Entry::Register(self.slot(depth)?));
                }
            }
        }
        self.origin = it.offset;
        self.scratch = 0;
        self.places.push(self.out.insts.len() as u32);
        Ok(())
    }

    /// Ends it: what a handler would find on the stack has to be where it looks.
    pub(super) fn end(&mut self, at: usize) -> Result<(), LowerError> {
        let Some(range) = self.source.range(at + 1) else { return Ok(()) };
        let kept = (range.depth as usize).min(self.stack.len());
        let settled =
            (0..kept).all(|depth| self.slot(depth).is_ok_and(|slot| self.stack.get(depth) == Some(&Entry::Register(slot))));
        if settled { Ok(()) } else { self.settle() }
    }

    /// Whether the next of CPython's instructions was reached from this one alone; it is then lowered together with this one.
    pub(super) fn next_joins(&self, at: usize) -> bool {
        self.source.insts.get(at + 1).is_some_and(|it| !it.leader && it.depth.is_some())
    }

    /// Leaves out so many of CPython's instructions behind this one.
    pub(super) fn skip(&mut self, count: usize) {
        self.skip = count;
    }

    /// Whether an instruction was lowered together with the one before.
    pub(super) fn is_skipped(&mut self) -> bool {
        let skipped = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        skipped
    }

    /// Adds an instruction; returns its index.
    pub(super) fn push(&mut self, inst: Inst) -> usize {
        self.fresh = None;
        self.out.insts.push(inst);
        self.out.origins.push(self.origin);
        self.out.insts.len() - 1
    }

    /// Adds a jump to one of CPython's instructions.
    pub(super) fn push_jump(&mut self, inst: Inst, at: Option<usize>) -> Result<usize, LowerError> {
        let at = at.ok_or_else(|| self.too_large())?;
        let inst = self.push(inst);
        self.fixups.push(Fixup::Target { inst, at });
        Ok(inst)
    }

    /// Lets a jump that was added lead to one of CPython's instructions.
    pub(super) fn link(&mut self, inst: usize, at: Option<usize>) -> Result<(), LowerError> {
        let at = at.ok_or_else(|| self.too_large())?;
        self.fixups.push(Fixup::Target { inst, at });
        Ok(())
    }

    /// Adds an instruction that knows its own place.
    pub(super) fn push_here(&mut self, make: impl FnOnce(u32) -> Inst) -> u32 {
        let here = self.out.insts.len() as u32;
        self.push(make(here));
        here
    }

    /// Adds a jump that moves values on its way; returns its index.
    pub(super) fn push_moving_jump(
        &mut self,
        inst: Inst,
        moves: Vec<(u16, u16)>,
        to: Option<usize>,
    ) -> Result<usize, LowerError> {
        let to = to.ok_or_else(|| self.too_large())?;
        let inst = self.push(inst);
        self.stubs.push(Stub { inst, moves, to, origin: self.origin });
        Ok(inst)
    }

    /// A place to return to: where one of CPython's instructions begins.
    pub(super) fn return_to(&mut self, at: usize) -> i32 {
        self.fixups.push(Fixup::Return { number: self.out.returns.len(), at });
        self.out.returns.push(0);
        self.out.returns.len() as i32 - 1
    }

    /// A new inline cache for a name.
    pub(super) fn site(&mut self, name: u32) -> u32 {
        self.out.sites.push(name);
        self.out.sites.len() as u32 - 1
    }

    /// The end: where instructions begin is known now.
    pub(super) fn finish(mut self) -> Result<Lowered, LowerError> {
        // Those that nothing needs are behind all others, but in a function with very many.
        if self.plan.registers <= WIDE {
            let slots = self.plan.stack + self.most_slots.get();
            self.out.registers = if self.most_scratch == 0 { slots } else { self.plan.scratch + self.most_scratch };
        }
        let end = self.out.insts.len() as u32;
        let falls = |it: &Inst| {
            !matches!(
                it,
                Inst::Return { .. } | Inst::ReturnConst { .. } | Inst::Jump { .. } | Inst::Raise { .. } | Inst::Reraise { .. }
            )
        };
        if self.out.insts.last().is_none_or(falls) || !self.out.returns.is_empty() {
            // What the last instruction falls into is never reached: a clause that always raises, for one.
            self.push(Inst::Raise { exc: NONE, cause: NONE });
        }
        let place = |at: usize| self.places.get(at).copied().unwrap_or(end);
        for range in &self.source.ranges {
            let handler = self.source.insts.get(range.handler).is_some_and(|it| it.depth.is_some());
            let at = u16::try_from(range.depth).ok().map(|it| self.plan.stack.saturating_add(it));
            let (start, end) = (place(range.start), place(range.end));
            if let (true, Some(at), true) = (start < end, at, handler) {
                self.out.handlers.push(Handler { start, end, target: place(range.handler), at, kind: range.kind });
            }
        }
        for it in &self.source.handling {
            let (start, end) = (place(it.start), place(it.end));
            if let (true, Ok(depth)) = (start < end, u16::try_from(it.depth)) {
                self.out.handling.push(Handling { start, end, at: self.plan.stack.saturating_add(depth) });
            }
        }
        for fixup in core::mem::take(&mut self.fixups) {
            match fixup {
                Fixup::Target { inst, at } => {
                    let target = place(at);
                    if let Some(it) = self.out.insts.get_mut(inst).and_then(super::ops::target_mut) {
                        *it = target;
                    }
                }
                Fixup::Return { number, at } => {
                    let target = place(at);
                    if let Some(it) = self.out.returns.get_mut(number) {
                        *it = target;
                    }
                }
            }
        }
        for stub in core::mem::take(&mut self.stubs) {
            let target = self.out.insts.len() as u32;
            if let Some(it) = self.out.insts.get_mut(stub.inst).and_then(super::ops::target_mut) {
                *it = target;
            }
            self.origin = stub.origin;
            for (dst, src) in stub.moves {
                self.copy(dst, src);
            }
            let to = self.places.get(stub.to).copied().unwrap_or(end);
            self.push(Inst::Jump { target: to });
        }
        if u32::try_from(self.out.insts.len()).is_err() {
            return Err(self.too_large());
        }
        Ok(self.out)
    }
}
