//! The symbolic stack: where its values are, and how they get where an instruction needs them.

use super::{Borrowed, Emitter};
use crate::inst::{Common, Inst, Reg, WIDE};
use crate::lower::stack::{Entry, SCRATCH};
use crate::lower::{LowerError, LowerErrorKind, ops};

impl Emitter<'_> {
    /// A register for the instruction that is being lowered alone.
    pub(in crate::lower) fn scratch(&mut self) -> Result<Reg, LowerError> {
        if self.scratch >= SCRATCH {
            return Err(self.too_large());
        }
        self.scratch += 1;
        self.most_scratch = self.most_scratch.max(self.scratch);
        Ok((self.plan.scratch + self.scratch - 1) as Reg)
    }

    /// The registers of `count` slots from a depth on, as a range that begins with a plain operand: scratch registers if these are beyond that, with copies
    /// of the first `filled` values.
    pub(in crate::lower) fn range(&mut self, depth: usize, count: usize, filled: usize) -> Result<Borrowed, LowerError> {
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
    pub(in crate::lower) fn give_back(&mut self, range: Borrowed, from: u16, count: u16) {
        for number in from..from + count {
            self.copy(range.first + number, u16::from(range.base) + number);
        }
    }

    /// Copies between registers of any number.
    pub(in crate::lower) fn copy(&mut self, dst: u16, src: u16) {
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
    pub(in crate::lower) fn place(&mut self, dst: u16, entry: Entry) -> Result<(), LowerError> {
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
    pub(in crate::lower) fn read(&mut self, entry: Entry) -> Result<Reg, LowerError> {
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
    pub(in crate::lower) fn settle(&mut self) -> Result<(), LowerError> {
        self.settle_below(0)
    }

    /// Makes sure that the entries from a depth on are in the registers of their slots, and that no other entry is in these or behind them.
    pub(in crate::lower) fn settle_from(&mut self, from: usize) -> Result<(), LowerError> {
        let first = self.slot(from)?;
        let behind = |it: &Entry| matches!(*it, Entry::Register(register) if register >= first);
        let settled = (from..self.stack.len()).all(|depth| self.is_settled(depth));
        if settled && !self.stack.iter().take(from).any(behind) { Ok(()) } else { self.settle() }
    }

    /// Moves all entries but the top ones, which are about to be popped, to the registers of their slots.
    pub(in crate::lower) fn settle_below(&mut self, top: usize) -> Result<(), LowerError> {
        let mut end = self.stack.len().saturating_sub(top);
        if (end..self.stack.len()).any(|depth| matches!(self.stack[depth], Entry::Register(_)) && !self.is_settled(depth)) {
            end = self.stack.len();
        }
        loop {
            // First those whose register nobody reads any more.
            let (mut moved, mut left) = (false, None);
            for depth in 0..end {
                if self.is_settled(depth) {
                    continue;
                }
                let slot = self.slot(depth)?;
                let read = self.stack.iter().enumerate().any(|(other, it)| other != depth && *it == Entry::Register(slot));
                if read {
                    left = left.or(Some(slot));
                } else {
                    let entry = self.stack[depth];
                    self.place(slot, entry)?;
                    self.stack[depth] = Entry::Register(slot);
                    moved = true;
                }
            }
            let Some(slot) = left else { return Ok(()) };
            if !moved {
                // A ring: one of its registers is read from a scratch register instead.
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
    pub(in crate::lower) fn store_variable(&mut self, register: u16) -> Result<(), LowerError> {
        let entry = self.pop()?;
        if !self.stack.contains(&Entry::Variable(register)) {
            if let Entry::Register(from) = entry
                && self.fresh == Some(from)
                && register < WIDE
                && !self.stack.contains(&entry)
                && let Some(last) = self.out.insts.last_mut()
                && ops::retarget(last, register as Reg)
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
    pub(in crate::lower) fn change_variable(&mut self, register: u16) -> Result<(), LowerError> {
        if self.stack.contains(&Entry::Variable(register)) { self.settle() } else { Ok(()) }
    }

    /// Pushes an entry.
    pub(in crate::lower) fn push_entry(&mut self, entry: Entry) {
        self.stack.push(entry);
    }

    /// Takes the top.
    pub(in crate::lower) fn pop(&mut self) -> Result<Entry, LowerError> {
        self.stack.pop().ok_or_else(|| LowerErrorKind::TooLarge.at(self.origin))
    }

    /// Takes the top into a register.
    pub(in crate::lower) fn pop_reg(&mut self) -> Result<Reg, LowerError> {
        let entry = self.pop()?;
        self.read(entry)
    }

    /// The entry so far below the top: 1 is the top.
    pub(in crate::lower) fn peek(&self, below: usize) -> Result<Entry, LowerError> {
        let at = self.stack.len().checked_sub(below);
        at.and_then(|at| self.stack.get(at)).copied().ok_or_else(|| LowerErrorKind::TooLarge.at(self.origin))
    }

    /// Replaces the entry so far below the top.
    pub(in crate::lower) fn set(&mut self, below: usize, entry: Entry) {
        let at = self.stack.len().checked_sub(below);
        if let Some(place) = at.and_then(|at| self.stack.get_mut(at)) {
            *place = entry;
        }
    }

    /// Drops so many entries.
    pub(in crate::lower) fn drop(&mut self, count: usize) -> Result<(), LowerError> {
        match self.stack.len().checked_sub(count) {
            Some(left) => {
                self.stack.truncate(left);
                Ok(())
            }
            None => Err(self.too_large()),
        }
    }

    /// Reorders the top entries: `order[i]` is which of them (0 the lowest) comes to stand at place `i`.
    pub(in crate::lower) fn permute(&mut self, order: &[usize]) -> Result<(), LowerError> {
        let from = self.stack.len().checked_sub(order.len()).ok_or_else(|| self.too_large())?;
        let old: Vec<Entry> = self.stack[from..].to_vec();
        for (place, &it) in self.stack[from..].iter_mut().zip(order) {
            *place = old[it];
        }
        Ok(())
    }

    /// Pushes the result of an instruction: `make` gets the register it is to go to.
    pub(in crate::lower) fn result(&mut self, make: impl FnOnce(Reg) -> Inst) -> Result<usize, LowerError> {
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
    pub(in crate::lower) fn results(&mut self, count: usize) -> Result<u16, LowerError> {
        let first = self.slot(self.stack.len())?;
        for _ in 0..count {
            self.stack.push(Entry::Register(self.slot(self.stack.len())?));
        }
        Ok(first)
    }
}
