//! `set` and `frozenset`: CPython's own open addressing, because the order of iteration follows from it and programs show it.

use crate::object::arena::{Held, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;

/// Neighbours that are looked at before the next jump (`Objects/setobject.c`).
const LINEAR_PROBES: usize = 9;
/// Bits of the hash that each jump takes in.
const PERTURB_SHIFT: u32 = 5;
/// Places of the smallest table.
const SMALLEST: usize = 8;

/// A place: an unbound key was never used, or was removed.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: i64,
    key: Value,
    removed: bool,
}

const VACANT: Slot = Slot { hash: 0, key: Value::Unbound, removed: false };

/// A set. Whether two keys are equal is the caller's to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Set {
    slots: Vec<Slot>,
    /// Places in use or removed.
    fill: usize,
    used: usize,
    /// Of a `frozenset`, once asked for.
    pub(crate) hash: Option<i64>,
    /// Changes with every key added or removed.
    version: u32,
}

impl Set {
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// The keys with their hashes, in the order of CPython's table.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, Value)> + '_ {
        self.slots.iter().filter(|it| !it.key.is_unbound()).map(|it| (it.hash, it.key))
    }

    /// The first key at or behind a place of the table, and the place behind it.
    pub(crate) fn next(&self, from: usize) -> Option<(Value, usize)> {
        let (offset, slot) = self.slots.get(from..)?.iter().enumerate().find(|(_, it)| !it.key.is_unbound())?;
        Some((slot.key, from + offset + 1))
    }

    /// Where a key stands.
    pub(crate) fn find(&self, hash: i64, mut equal: impl FnMut(Value) -> bool) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut perturb = hash as u64;
        let mut at = hash as usize & mask;
        loop {
            let probes = if at + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            for place in at..=at + probes {
                let slot = &self.slots[place];
                if slot.key.is_unbound() {
                    if !slot.removed {
                        return None;
                    }
                } else if slot.hash == hash && equal(slot.key) {
                    return Some(place);
                }
            }
            perturb >>= PERTURB_SHIFT;
            at = at.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize) & mask;
        }
    }

    /// Adds a key that is not there; how many bytes more are owned.
    pub(crate) fn add(&mut self, hash: i64, key: Value) -> usize {
        let before = self.owned();
        if self.slots.is_empty() {
            self.slots = vec![VACANT; SMALLEST];
        }
        self.version = self.version.wrapping_add(1);
        let place = self.vacancy(hash);
        self.slots[place] = Slot { hash, key, removed: false };
        self.fill += 1;
        self.used += 1;
        let mask = self.slots.len() - 1;
        if self.fill * 5 >= mask * 3 {
            self.resize(if self.used > 50_000 { self.used * 2 } else { self.used * 4 });
        }
        self.owned().saturating_sub(before)
    }

    /// The place for a new key: the first that was never used.
    fn vacancy(&self, hash: i64) -> usize {
        let mask = self.slots.len() - 1;
        let mut perturb = hash as u64;
        let mut at = hash as usize & mask;
        loop {
            let probes = if at + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 };
            if let Some(place) = (at..=at + probes).find(|&it| self.slots[it].key.is_unbound() && !self.slots[it].removed) {
                return place;
            }
            perturb >>= PERTURB_SHIFT;
            at = at.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb as usize) & mask;
        }
    }

    fn resize(&mut self, least: usize) {
        let mut places = SMALLEST;
        while places <= least {
            places *= 2;
        }
        let old = core::mem::replace(&mut self.slots, vec![VACANT; places]);
        self.fill = self.used;
        for slot in old {
            if !slot.key.is_unbound() {
                let place = self.vacancy(slot.hash);
                self.slots[place] = slot;
            }
        }
    }

    /// Whether a key stands at a place.
    pub(crate) fn is_at(&self, place: usize, key: Value) -> bool {
        self.slots.get(place).is_some_and(|it| it.key.is(key))
    }

    /// Removes the key at a place.
    pub(crate) fn remove(&mut self, at: usize) -> Option<Value> {
        let slot = self.slots.get_mut(at).filter(|it| !it.key.is_unbound())?;
        let key = slot.key;
        *slot = Slot { hash: -1, key: Value::Unbound, removed: true };
        self.used -= 1;
        self.version = self.version.wrapping_add(1);
        Some(key)
    }

    /// Number of keys at or behind a place of the table.
    pub(crate) fn left(&self, from: usize) -> usize {
        self.slots.iter().skip(from).filter(|it| !it.key.is_unbound()).count()
    }

    /// Takes the first key of the table.
    pub(crate) fn pop(&mut self) -> Option<Value> {
        let at = self.slots.iter().position(|it| !it.key.is_unbound())?;
        self.remove(at)
    }

    /// A set with the same keys.
    pub(crate) fn copied(&self) -> Set {
        Set { hash: None, ..self.clone() }
    }

    /// Takes the keys of another set instead of its own.
    pub(crate) fn replace(&mut self, other: Set) {
        *self = Set { version: self.version.wrapping_add(1), hash: None, ..other };
    }

    pub(crate) fn clear(&mut self) {
        *self = Set { version: self.version.wrapping_add(1), ..Set::default() };
    }
}

impl Held for Set {
    fn owned(&self) -> usize {
        block(self.slots.capacity() * size_of::<Slot>())
    }
}

impl Trace for Set {
    fn trace(&self, tracer: &mut Tracer) {
        for slot in &self.slots {
            tracer.visit(slot.key);
        }
    }
}
