//! `dict`: an ordered table, entries in order of insertion and an index of their places.

use crate::object::Str;
use crate::object::arena::{Arena, Held, Id, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;

/// Up to so many entries are searched one by one.
const SMALL: usize = 8;
/// A place of the index that never held an entry.
const EMPTY: u32 = u32::MAX;
/// A place whose entry was removed.
const GONE: u32 = u32::MAX - 1;

/// A key and its value; a removed entry has an unbound key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) hash: u64,
    pub(crate) key: Value,
    pub(crate) value: Value,
}

/// A dict. Whether two keys are equal is the caller's to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dict {
    entries: Vec<Entry>,
    /// Empty, or a power of two of places, at most two thirds in use.
    index: Vec<u32>,
    live: usize,
    /// Places of the index that are not empty.
    filled: usize,
    /// Changes whenever a key is added or removed.
    version: u32,
    /// Of a `defaultdict`: what makes values of keys that are missing.
    pub(crate) factory: Value,
}

/// The places where a hash may stand, as CPython goes through them: ints that follow each other stand side by side, and all bits come in at last.
#[derive(Clone, Copy)]
struct Probe {
    at: usize,
    perturb: u64,
    mask: usize,
}

impl Probe {
    #[inline(always)]
    fn new(hash: u64, mask: usize) -> Probe {
        Probe { at: hash as usize & mask, perturb: hash, mask }
    }

    #[inline(always)]
    fn next(&mut self) {
        self.perturb >>= 5;
        self.at = self.at.wrapping_mul(5).wrapping_add(self.perturb as usize).wrapping_add(1) & self.mask;
    }
}

impl Dict {
    pub(crate) fn with_capacity(capacity: usize) -> Dict {
        let mut dict = Dict { entries: Vec::with_capacity(capacity), ..Dict::default() };
        if capacity > SMALL {
            dict.rebuild(capacity);
        }
        dict
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    /// All entries with those that were removed.
    #[inline]
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The living entries.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(|it| !it.key.is_unbound())
    }

    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// Where a key stands. `equal` is asked only about keys of the same hash.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut equal: impl FnMut(Value) -> bool) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().position(|it| it.hash == hash && !it.key.is_unbound() && equal(it.key));
        }
        let mut probe = Probe::new(hash, self.index.len() - 1);
        loop {
            let slot = self.index[probe.at];
            if slot == EMPTY {
                return None;
            }
            if slot != GONE {
                let entry = &self.entries[slot as usize];
                if entry.hash == hash && equal(entry.key) {
                    return Some(slot as usize);
                }
            }
            probe.next();
        }
    }

    /// Where a string stands.
    #[inline]
    pub(crate) fn find_str(&self, strs: &Arena<Str>, key: Id<Str>) -> Option<usize> {
        let this = &strs[key];
        self.find(this.hash(), |other| match other {
            Value::Str(other) => other == key || strs[other].view() == this.view(),
            _ => false,
        })
    }

    /// The value of a string.
    #[inline]
    pub(crate) fn get_str(&self, strs: &Arena<Str>, key: Id<Str>) -> Option<Value> {
        self.find_str(strs, key).map(|at| self.entries[at].value)
    }

    /// Sets the value of a string, and says how many bytes more are owned.
    pub(crate) fn set_str(&mut self, strs: &Arena<Str>, key: Id<Str>, value: Value) -> usize {
        match self.find_str(strs, key) {
            Some(at) => {
                self.entries[at].value = value;
                0
            }
            None => self.add(strs[key].hash(), Value::Str(key), value),
        }
    }

    /// The value at a place.
    pub(crate) fn value_mut(&mut self, at: usize) -> Option<&mut Value> {
        self.entries.get_mut(at).map(|it| &mut it.value)
    }

    /// Adds an entry whose key is not there, and says how many bytes more are owned.
    pub(crate) fn add(&mut self, hash: u64, key: Value, value: Value) -> usize {
        let before = self.owned();
        self.version = self.version.wrapping_add(1);
        if self.entries.len() == self.entries.capacity() && self.live < self.entries.len() / 2 + 1 && !self.entries.is_empty() {
            self.rebuild(self.live + 1);
        }
        let at = self.entries.len() as u32;
        self.entries.push(Entry { hash, key, value });
        self.live += 1;
        if self.index.is_empty() {
            if self.entries.len() > SMALL {
                self.rebuild(self.entries.len() * 2);
            }
        } else if (self.filled + 1) * 3 > self.index.len() * 2 {
            self.rebuild(self.live * 2);
        } else {
            let mut probe = Probe::new(hash, self.index.len() - 1);
            while self.index[probe.at] < GONE {
                probe.next();
            }
            self.filled += usize::from(self.index[probe.at] == EMPTY);
            self.index[probe.at] = at;
        }
        self.owned().saturating_sub(before)
    }

    /// Drops removed entries and makes an index for so many.
    fn rebuild(&mut self, capacity: usize) {
        if self.live < self.entries.len() {
            self.entries.retain(|it| !it.key.is_unbound());
        }
        if capacity <= SMALL && self.entries.len() <= SMALL {
            self.index = Vec::new();
            self.filled = 0;
            return;
        }
        let places = (capacity.max(self.entries.len() + 1) * 3 / 2 + 1).next_power_of_two();
        self.index.clear();
        self.index.resize(places, EMPTY);
        self.filled = self.entries.len();
        for (at, entry) in self.entries.iter().enumerate() {
            let mut probe = Probe::new(entry.hash, places - 1);
            while self.index[probe.at] != EMPTY {
                probe.next();
            }
            self.index[probe.at] = at as u32;
        }
    }

    /// Removes the entry at a place.
    pub(crate) fn remove(&mut self, at: usize) -> Option<Entry> {
        let entry = *self.entries.get(at).filter(|it| !it.key.is_unbound())?;
        self.version = self.version.wrapping_add(1);
        if !self.index.is_empty() {
            let mut probe = Probe::new(entry.hash, self.index.len() - 1);
            while self.index[probe.at] != at as u32 {
                probe.next();
            }
            self.index[probe.at] = GONE;
        }
        self.live -= 1;
        if at + 1 == self.entries.len() {
            self.entries.pop();
            // What was removed before the last one goes with it, so that taking from the end stays cheap.
            while self.entries.last().is_some_and(|it| it.key.is_unbound()) {
                self.entries.pop();
            }
        } else {
            self.entries[at] = Entry { hash: 0, key: Value::Unbound, value: Value::Unbound };
        }
        Some(entry)
    }

    pub(crate) fn clear(&mut self) {
        *self = Dict { version: self.version.wrapping_add(1), factory: self.factory, ..Dict::default() };
    }
}

impl Held for Dict {
    fn owned(&self) -> usize {
        block(self.entries.capacity() * size_of::<Entry>()) + block(self.index.capacity() * size_of::<u32>())
    }
}

impl Trace for Dict {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.factory);
        for entry in &self.entries {
            tracer.visit(entry.key);
            tracer.visit(entry.value);
        }
    }
}
