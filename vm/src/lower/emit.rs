//! The symbolic stack, and the instructions that come of it.

use core::cell::Cell;

use super::sources::Source;
use super::stack::{Entry, Plan, SCRATCH};
use super::{LowerError, LowerErrorKind, Lowered};
use crate::inst::{Common, Handler, Inst, NONE, Reg, WIDE};

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
            stack: Vec::new(),
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
        let next = self.source.insts.get(at + 1).and_then(|it| it.range).and_then(|it| self.source.ranges.get(it));
        let Some(range) = next else { return Ok(()) };
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
        let at = at.ok_or(self.too_large())?;
        let inst = self.push(inst);
        self.fixups.push(Fixup::Target { inst, at });
        Ok(inst)
    }

    /// Lets a jump that was added lead to one of CPython's instructions.
    pub(super) fn link(&mut self, inst: usize, at: Option<usize>) -> Result<(), LowerError> {
        let at = at.ok_or(self.too_large())?;
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
        let to = to.ok_or(self.too_large())?;
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

    /// A register for the instruction that is being lowered alone.
    pub(super) fn scratch(&mut self) -> Result<Reg, LowerError> {
        if self.scratch >= SCRATCH {
            return Err(self.too_large());
        }
        self.scratch += 1;
        self.most_scratch = self.most_scratch.max(self.scratch);
        Ok((self.plan.scratch + self.scratch - 1) as Reg)
    }

    /// The registers of `count` slots from a depth on, as a range that begins with a plain operand: scratch registers if these are beyond that, with copies
    /// of the first `filled` values.
    pub(super) fn range(&mut self, depth: usize, count: usize, filled: usize) -> Result<Borrowed, LowerError> {
        let (first, last) = (self.slot(depth)?, self.slot(depth + count.saturating_sub(1))?);
        if last < WIDE {
            return Ok(Borrowed { base: first as Reg, first });
        }
        let base = self.scratch()?;
        for _ in 1..count {
            self.scratch()?;
        }
        for number in 0..filled as u16 {
            self.copy(u16::from(base) + number, first + number);
        }
        Ok(Borrowed { base, first })
    }

    /// Copies values of such a range to where they belong, if they are not there.
    pub(super) fn give_back(&mut self, range: Borrowed, from: u16, count: u16) {
        for number in from..from + count {
            self.copy(range.first + number, u16::from(range.base) + number);
        }
    }

    /// Copies between registers of any number.
    pub(super) fn copy(&mut self, dst: u16, src: u16) {
        if dst == src {
            return;
        }
        match (dst < WIDE, src < WIDE) {
            (true, true) => self.push(Inst::Copy { dst: dst as Reg, src: src as Reg }),
            (true, false) => self.push(Inst::GetWide { dst: dst as Reg, src }),
            (false, true) => self.push(Inst::SetWide { src: src as Reg, dst }),
            (false, false) => self.push(Inst::MoveWide { dst, src }),
        };
    }

    /// Puts an entry into a register.
    pub(super) fn place(&mut self, dst: u16, entry: Entry) -> Result<(), LowerError> {
        if let Entry::Register(src) | Entry::Variable(src) = entry {
            self.copy(dst, src);
            return Ok(());
        }
        let (reg, wide) = if dst < WIDE { (dst as Reg, false) } else { (self.scratch()?, true) };
        self.push(match entry {
            Entry::Const(k) => Inst::Const { dst: reg, k },
            Entry::Int(value) => Inst::Int { dst: reg, value },
            Entry::None => Inst::LoadCommon { dst: reg, which: Common::None },
            _ => Inst::Unbind { dst: reg },
        });
        if wide {
            self.push(Inst::SetWide { src: reg, dst });
            self.scratch -= 1;
        }
        Ok(())
    }

    /// A register that holds an entry, for reading.
    pub(super) fn read(&mut self, entry: Entry) -> Result<Reg, LowerError> {
        match entry {
            Entry::Register(it) | Entry::Variable(it) if it < WIDE => Ok(it as Reg),
            _ => {
                let scratch = self.scratch()?;
                self.place(u16::from(scratch), entry)?;
                Ok(scratch)
            }
        }
    }

    /// Whether an entry is in the register of its slot.
    fn is_settled(&self, depth: usize) -> bool {
        self.slot(depth).is_ok_and(|slot| self.stack.get(depth) == Some(&Entry::Register(slot)))
    }

    /// Moves all entries to the registers of their slots.
    pub(super) fn settle(&mut self) -> Result<(), LowerError> {
        self.settle_below(0)
    }

    /// Makes sure that the entries from a depth on are in the registers of their slots, and that no other entry is in these or behind them.
    pub(super) fn settle_from(&mut self, from: usize) -> Result<(), LowerError> {
        let first = self.slot(from)?;
        let behind = |it: &Entry| matches!(*it, Entry::Register(register) if register >= first);
        let settled = (from..self.stack.len()).all(|depth| self.is_settled(depth));
        if settled && !self.stack.iter().take(from).any(behind) { Ok(()) } else { self.settle() }
    }

    /// Moves all entries but the top ones, which are about to be popped, to the registers of their slots.
    pub(super) fn settle_below(&mut self, top: usize) -> Result<(), LowerError> {
        let mut end = self.stack.len().saturating_sub(top);
        if (end..self.stack.len()).any(|depth| matches!(self.stack[depth], Entry::Register(_)) && !self.is_settled(depth)) {
            end = self.stack.len();
        }
        loop {
            let pending: Vec<usize> = (0..end).filter(|&depth| !self.is_settled(depth)).collect();
            if pending.is_empty() {
                return Ok(());
            }
            // First those whose register nobody reads any more.
            let mut moved = false;
            for depth in pending.iter().copied() {
                let slot = self.slot(depth)?;
                let read = self.stack.iter().enumerate().any(|(other, it)| other != depth && *it == Entry::Register(slot));
                if !read {
                    let entry = self.stack[depth];
                    self.place(slot, entry)?;
                    self.stack[depth] = Entry::Register(slot);
                    moved = true;
                }
            }
            if !moved {
                // A ring: one of its registers is read from a scratch register instead.
                let slot = self.slot(pending[0])?;
                let spare = self.scratch()?;
                self.copy(u16::from(spare), slot);
                for it in &mut self.stack {
                    if *it == Entry::Register(slot) {
                        *it = Entry::Register(u16::from(spare));
                    }
                }
            }
        }
    }

    /// Writes a variable from the value that is popped.
    pub(super) fn store_variable(&mut self, register: u16) -> Result<(), LowerError> {
        let entry = self.pop()?;
        if !self.stack.contains(&Entry::Variable(register)) {
            if let Entry::Register(from) = entry
                && self.fresh == Some(from)
                && register < WIDE
                && !self.stack.contains(&entry)
                && let Some(last) = self.out.insts.last_mut()
                && super::ops::retarget(last, register as Reg)
            {
                self.fresh = None;
                return Ok(());
            }
            return self.place(register, entry);
        }
        self.stack.push(entry);
        self.change_variable(register)?;
        let entry = self.pop()?;
        self.place(register, entry)
    }

    /// Makes sure that nothing on the stack reads a variable that is about to change.
    pub(super) fn change_variable(&mut self, register: u16) -> Result<(), LowerError> {
        if self.stack.contains(&Entry::Variable(register)) { self.settle() } else { Ok(()) }
    }

    /// Pushes an entry.
    pub(super) fn push_entry(&mut self, entry: Entry) {
        self.stack.push(entry);
    }

    /// Takes the top.
    pub(super) fn pop(&mut self) -> Result<Entry, LowerError> {
        self.stack.pop().ok_or(LowerErrorKind::TooLarge.at(self.origin))
    }

    /// Takes the top into a register.
    pub(super) fn pop_reg(&mut self) -> Result<Reg, LowerError> {
        let entry = self.pop()?;
        self.read(entry)
    }

    /// The entry so far below the top: 1 is the top.
    pub(super) fn peek(&self, below: usize) -> Result<Entry, LowerError> {
        let at = self.stack.len().checked_sub(below);
        at.and_then(|at| self.stack.get(at)).copied().ok_or(LowerErrorKind::TooLarge.at(self.origin))
    }

    /// Replaces the entry so far below the top.
    pub(super) fn set(&mut self, below: usize, entry: Entry) {
        let at = self.stack.len().checked_sub(below);
        if let Some(place) = at.and_then(|at| self.stack.get_mut(at)) {
            *place = entry;
        }
    }

    /// Drops so many entries.
    pub(super) fn drop(&mut self, count: usize) -> Result<(), LowerError> {
        match self.stack.len().checked_sub(count) {
            Some(left) => {
                self.stack.truncate(left);
                Ok(())
            }
            None => Err(self.too_large()),
        }
    }

    /// Reorders the top entries: `order[i]` is which of them (0 the lowest) comes to stand at place `i`.
    pub(super) fn permute(&mut self, order: &[usize]) -> Result<(), LowerError> {
        let from = self.stack.len().checked_sub(order.len()).ok_or(self.too_large())?;
        let old: Vec<Entry> = self.stack[from..].to_vec();
        for (place, &it) in self.stack[from..].iter_mut().zip(order) {
            *place = old[it];
        }
        Ok(())
    }

    /// Pushes the result of an instruction: `make` gets the register it is to go to.
    pub(super) fn result(&mut self, make: impl FnOnce(Reg) -> Inst) -> Result<usize, LowerError> {
        // The register of the slot, unless another entry is still in it.
        let mut depth = self.stack.len();
        let slot = loop {
            let slot = self.slot(depth)?;
            if !self.stack.contains(&Entry::Register(slot)) {
                break slot;
            }
            depth += 1;
        };
        let inst = if slot < WIDE {
            let inst = self.push(make(slot as Reg));
            self.fresh = Some(slot);
            inst
        } else {
            let scratch = self.scratch()?;
            let inst = self.push(make(scratch));
            self.push(Inst::SetWide { src: scratch, dst: slot });
            inst
        };
        self.stack.push(Entry::Register(slot));
        Ok(inst)
    }

    /// Pushes results that an instruction writes to the registers of their slots: the first of these. All entries have been settled.
    pub(super) fn results(&mut self, count: usize) -> Result<u16, LowerError> {
        let first = self.slot(self.stack.len())?;
        for _ in 0..count {
            self.stack.push(Entry::Register(self.slot(self.stack.len())?));
        }
        Ok(first)
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
