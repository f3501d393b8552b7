//! Which index a constant, a name or a variable has. Reader and printer ask the same, so that they agree on what need not be
//! said.

use std::collections::HashMap;

use crate::text::values::Value;

/// The indices of constants or names.
#[derive(Debug)]
pub(super) struct Numbering<T> {
    of: HashMap<Value, u32>,
    taken: HashMap<u32, T>,
    /// From a taken index to one behind it: the way to the next free one.
    skip: HashMap<u32, u32>,
    next: u32,
}

impl<T> Default for Numbering<T> {
    fn default() -> Self {
        Numbering { of: HashMap::new(), taken: HashMap::new(), skip: HashMap::new(), next: 0 }
    }
}

impl<T> Numbering<T> {
    /// The index of a value, if it has one.
    pub(super) fn get(&self, value: Value) -> Option<u32> {
        self.of.get(&value).copied()
    }

    /// What has an index.
    pub(super) fn at(&self, index: u32) -> Option<&T> {
        self.taken.get(&index)
    }

    /// The index that the next new value gets. It is taken if there is none behind the last one.
    pub(super) fn free(&mut self) -> u32 {
        let mut path = Vec::new();
        let mut index = self.next;
        while let Some(&skip) = self.skip.get(&index) {
            path.push(index);
            index = skip;
        }
        for at in path {
            self.skip.insert(at, index);
        }
        index
    }

    /// Gives a value an index. The next new one comes behind it, if `moves`. False if the index is taken.
    pub(super) fn set(&mut self, index: u32, value: Value, item: T, moves: bool) -> bool {
        if self.taken.contains_key(&index) {
            return false;
        }
        self.taken.insert(index, item);
        self.of.entry(value).or_insert(index);
        // Behind the last number there is none: no way leads from it to itself.
        self.skip.extend(index.checked_add(1).map(|behind| (index, behind)));
        if moves {
            self.next = index.saturating_add(1);
        }
        true
    }

    /// All of them in order, or the first index that nothing has.
    pub(super) fn items(&self) -> Result<Vec<&T>, u32> {
        (0..self.taken.len() as u32).map(|index| self.taken.get(&index).ok_or(index)).collect()
    }
}

/// Where a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A local of this index.
    Local(u32),
    /// A cell: so many behind the locals (3.11), or from the first (to 3.10).
    Cell(u32),
    /// A free variable: so many behind the cells.
    Free(u32),
}

/// The variables of a code object.
#[derive(Debug)]
pub(super) struct Variables<T> {
    /// They are in one array (3.11).
    pub(super) joined: bool,
    pub(super) locals: Vec<(Value, T)>,
    /// In the joined array, without those that are locals too.
    pub(super) cells: Vec<(Value, T)>,
    pub(super) frees: Vec<(Value, T)>,
    local_of: HashMap<Value, u32>,
    /// Of cells and free variables.
    deref_of: HashMap<Value, Slot>,
}

impl<T> Variables<T> {
    pub(super) fn new(joined: bool) -> Variables<T> {
        let (locals, cells, frees) = (Vec::new(), Vec::new(), Vec::new());
        Variables { joined, locals, cells, frees, local_of: HashMap::new(), deref_of: HashMap::new() }
    }

    pub(super) fn add_local(&mut self, value: Value, item: T) -> u32 {
        let index = self.locals.len() as u32;
        self.local_of.entry(value).or_insert(index);
        self.locals.push((value, item));
        index
    }

    pub(super) fn add_cell(&mut self, value: Value, item: T) {
        let slot = match self.local_of.get(&value) {
            Some(&index) if self.joined => Slot::Local(index),
            _ => {
                self.cells.push((value, item));
                Slot::Cell(self.cells.len() as u32 - 1)
            }
        };
        self.deref_of.entry(value).or_insert(slot);
    }

    pub(super) fn add_free(&mut self, value: Value, item: T) {
        let slot = Slot::Free(self.frees.len() as u32);
        self.deref_of.entry(value).or_insert(slot);
        self.frees.push((value, item));
    }

    /// The index of a local of this name.
    pub(super) fn local(&self, value: Value) -> Option<u32> {
        self.local_of.get(&value).copied()
    }

    /// Whether a local is a cell too (3.11).
    pub(super) fn is_cell(&self, value: Value) -> bool {
        matches!(self.deref_of.get(&value), Some(Slot::Local(_)))
    }

    /// What an instruction means by a name, if it is declared: one for locals, or one for cells and free variables (`deref`).
    pub(super) fn find(&self, value: Value, deref: bool) -> Option<Slot> {
        let local = || self.local(value).map(Slot::Local);
        let cell = || self.deref_of.get(&value).copied();
        match (self.joined, deref) {
            (true, false) => local().or_else(cell),
            (true, true) => cell().or_else(local),
            (false, false) => local(),
            (false, true) => cell(),
        }
    }

    /// The argument for a variable, once there are no more locals to come.
    pub(super) fn oparg(&self, slot: Slot) -> u32 {
        let locals = if self.joined { self.locals.len() as u32 } else { 0 };
        match slot {
            Slot::Local(index) => index,
            Slot::Cell(index) => locals.saturating_add(index),
            Slot::Free(index) => locals.saturating_add(self.cells.len() as u32).saturating_add(index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::values::Values;

    #[test]
    fn a_new_one_comes_behind_the_last_and_over_what_is_taken() {
        let mut values = Values::default();
        let mut value = || values.unique(b'[');
        let mut numbers = Numbering::default();
        assert!(numbers.set(2, value(), (), false));
        let first = value();
        assert_eq!(numbers.free(), 0);
        assert!(numbers.set(0, first, (), true) && numbers.set(1, value(), (), true));
        assert_eq!((numbers.free(), numbers.get(first)), (3, Some(0)));
        assert!(numbers.set(7, value(), (), true));
        assert_eq!(numbers.free(), 8);
        assert!(!numbers.set(7, value(), (), true));
        assert_eq!(numbers.items(), Err(3));
    }

    #[test]
    fn cells_of_arguments_are_locals_since_3_11() {
        let mut values = Values::default();
        let (a, b) = (values.unique(b'['), values.unique(b'['));
        for (joined, of_a, of_b) in [(true, 0, 1), (false, 0, 1)] {
            let mut variables = Variables::new(joined);
            variables.add_local(a, ());
            variables.add_cell(a, ());
            variables.add_cell(b, ());
            let oparg = |value| variables.find(value, true).map(|slot| variables.oparg(slot));
            assert_eq!((oparg(a), oparg(b)), (Some(of_a), Some(of_b)), "{joined}");
            assert_eq!(variables.cells.len(), if joined { 1 } else { 2 });
        }
    }
}
