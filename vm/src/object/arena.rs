//! Where objects of one type live: a growing array with handles.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;

/// An index and one more: so wide for the sake of [`Value`](crate::object::value::Value), and never 0 so that an `Option` takes no more.
#[cfg(not(debug_assertions))]
type Bits = u64;
#[cfg(debug_assertions)]
type Bits = u32;
/// See [`Bits`].
type Place = core::num::NonZero<Bits>;

/// A handle to an object of type `T`.
///
/// In builds with debug assertions it also carries the generation of its place, and using it after the object was collected is a panic: that is what the
/// tests of the collector look for. In release builds a handle is its index alone, and a stale one would find another object of the same type, never
/// foreign memory.
pub(crate) struct Id<T> {
    place: Place,
    #[cfg(debug_assertions)]
    generation: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Id<T> {
    #[inline(always)]
    fn clone(&self) -> Id<T> {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    #[inline(always)]
    fn eq(&self, other: &Id<T>) -> bool {
        self.place == other.place
    }
}

impl<T> Eq for Id<T> {}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.place.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index())
    }
}

impl<T> Id<T> {
    /// Its number, which no other living object of the type has.
    #[inline(always)]
    pub(crate) fn index(self) -> u32 {
        self.at() as u32
    }

    #[inline(always)]
    fn at(self) -> usize {
        (self.place.get() - 1) as usize
    }
}

/// Bytes that a block of memory takes, with what allocators keep for themselves.
#[inline]
pub(crate) const fn block(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { (bytes + 8).next_multiple_of(16) }
}

/// What an arena holds: `Default` is what is left in the place of an object that was collected, and owns nothing.
pub(crate) trait Held: Default {
    /// Bytes that it owns outside of the arena.
    fn owned(&self) -> usize {
        0
    }

    /// The same during collection number `round`, in which what several objects share is counted once.
    fn held(&self, round: u32) -> usize {
        let _ = round;
        self.owned()
    }
}

/// What a collection has left.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Left {
    /// Bytes of objects.
    pub(crate) used: usize,
    /// Bytes of places that hold none.
    pub(crate) idle: usize,
}

/// All objects of one type.
pub(crate) struct Arena<T> {
    items: Vec<T>,
    free: Vec<u32>,
    /// A bit for each place that holds an object.
    used: Vec<u64>,
    /// A bit for each object that the collection under way has reached.
    marks: Vec<u64>,
    #[cfg(debug_assertions)]
    generations: Vec<u32>,
}

impl<T: Held> Arena<T> {
    pub(crate) fn new() -> Arena<T> {
        Arena {
            items: Vec::new(),
            free: Vec::new(),
            used: Vec::new(),
            marks: Vec::new(),
            #[cfg(debug_assertions)]
            generations: Vec::new(),
        }
    }

    #[inline(always)]
    fn id(&self, index: u32) -> Id<T> {
        Id {
            place: Place::MIN.saturating_add(index as Bits),
            #[cfg(debug_assertions)]
            generation: self.generations[index as usize],
            of: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn add(&mut self, item: T) -> Id<T> {
        if let Some(index) = self.free.pop() {
            self.items[index as usize] = item;
            self.used[index as usize / 64] |= 1 << (index % 64);
            return self.id(index);
        }
        self.grow(item)
    }

    #[inline]
    fn grow(&mut self, item: T) -> Id<T> {
        let index = self.items.len() as u32;
        self.items.push(item);
        if index.is_multiple_of(64) {
            self.used.push(0);
        }
        self.used[index as usize / 64] |= 1 << (index % 64);
        #[cfg(debug_assertions)]
        if self.generations.len() <= index as usize {
            self.generations.push(0);
        }
        self.id(index)
    }

    #[inline(always)]
    fn check(&self, id: Id<T>) {
        #[cfg(debug_assertions)]
        assert_eq!(self.generations[id.at()], id.generation, "a handle outlived its object");
        let _ = id;
    }

    #[inline(always)]
    pub(crate) fn get(&self, id: Id<T>) -> &T {
        self.check(id);
        &self.items[id.at()]
    }

    #[inline(always)]
    pub(crate) fn get_mut(&mut self, id: Id<T>) -> &mut T {
        self.check(id);
        &mut self.items[id.at()]
    }

    /// Number of objects.
    pub(crate) fn len(&self) -> usize {
        self.items.len() - self.free.len()
    }

    /// All objects.
    pub(crate) fn ids(&self) -> impl Iterator<Item = Id<T>> + '_ {
        (0..self.items.len() as u32).filter(|&it| self.used[it as usize / 64] >> (it % 64) & 1 == 1).map(|it| self.id(it))
    }

    pub(crate) fn start_marking(&mut self) {
        self.marks.clear();
        self.marks.resize(self.used.len(), 0);
    }

    /// Marks an object; whether it was not marked before.
    #[inline]
    pub(crate) fn mark(&mut self, id: Id<T>) -> bool {
        self.check(id);
        let (word, bit) = (&mut self.marks[id.at() / 64], 1 << (id.at() % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(crate) fn is_marked(&self, id: Id<T>) -> bool {
        self.marks[id.at() / 64] >> (id.at() % 64) & 1 == 1
    }

    /// Whether there is an object in a place.
    pub(crate) fn is_used(&self, index: u32) -> bool {
        self.used.get(index as usize / 64).is_some_and(|it| it >> (index % 64) & 1 == 1)
    }

    /// Frees what is not marked.
    pub(crate) fn sweep(&mut self, round: u32) -> Left {
        for word in 0..self.used.len() {
            let mut dead = self.used[word] & !self.marks[word];
            self.used[word] &= self.marks[word];
            while dead != 0 {
                let index = word as u32 * 64 + dead.trailing_zeros();
                dead &= dead - 1;
                self.items[index as usize] = T::default();
                #[cfg(debug_assertions)]
                {
                    self.generations[index as usize] = self.generations[index as usize].wrapping_add(1);
                }
                self.free.push(index);
            }
        }
        self.shorten();
        let mut owned = 0;
        for (items, &used) in self.items.chunks(64).zip(&self.used) {
            let mut used = used;
            while used != 0 {
                owned += items.get(used.trailing_zeros() as usize).map_or(0, |it| it.held(round));
                used &= used - 1;
            }
        }
        Left {
            used: owned + self.len() * size_of::<T>(),
            idle: self.free.len() * size_of::<T>() + self.free.capacity() * size_of::<u32>(),
        }
    }

    /// Gives back the places behind the last object, if they are many.
    fn shorten(&mut self) {
        let words = self.used.iter().rposition(|&it| it != 0).map_or(0, |it| it + 1);
        let end = words * 64;
        if self.items.len() < 1024 || end > self.items.len() / 4 * 3 {
            return;
        }
        self.items.truncate(end);
        self.items.shrink_to_fit();
        self.used.truncate(words);
        self.used.shrink_to_fit();
        self.marks = Vec::new();
        self.free.retain(|&it| (it as usize) < end);
        self.free.shrink_to_fit();
    }
}

impl<T: Held> core::ops::Index<Id<T>> for Arena<T> {
    type Output = T;

    #[inline(always)]
    fn index(&self, id: Id<T>) -> &T {
        self.get(id)
    }
}

impl<T: Held> core::ops::IndexMut<Id<T>> for Arena<T> {
    #[inline(always)]
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        self.get_mut(id)
    }
}
