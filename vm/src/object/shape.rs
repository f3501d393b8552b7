//! Shapes: which attribute of an instance is in which slot.

use hashbrown::HashMap;

use crate::object::arena::{Id, block};
use crate::object::{Str, Type};

/// Attributes that an instance may have before it gets a dict.
pub(crate) const MOST: usize = 64;

/// The attributes of some instances of a class, in the order in which they were set.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) class: Id<Type>,
    /// Slots before the first attribute.
    pub(crate) first: u32,
    pub(crate) names: Vec<Id<Str>>,
    next: Vec<(Id<Str>, u32)>,
    /// Filled when there are many names.
    places: HashMap<u32, u32>,
}

/// All shapes of a machine. They are never freed: their number is bounded by that of the attributes that a program sets anew, and counted as memory.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    shapes: Vec<Shape>,
    /// Bytes that these own.
    bytes: usize,
}

impl Shapes {
    /// The shape of a new class's instances.
    pub(crate) fn root(&mut self, class: Id<Type>, slots: u32) -> u32 {
        self.shapes.push(Shape { class, first: slots, names: Vec::new(), next: Vec::new(), places: HashMap::new() });
        self.shapes.len() as u32 - 1
    }

    pub(crate) fn get(&self, shape: u32) -> &Shape {
        &self.shapes[shape as usize]
    }

    /// The slot of an attribute.
    #[inline]
    pub(crate) fn slot(&self, shape: u32, name: Id<Str>) -> Option<u32> {
        let shape = &self.shapes[shape as usize];
        if shape.names.len() > 8 {
            return shape.places.get(&name.index()).map(|it| it + shape.first);
        }
        shape.names.iter().position(|&it| it == name).map(|it| it as u32 + shape.first)
    }

    /// The shape with one attribute more, and its slot; `None` if there are too many.
    pub(crate) fn grow(&mut self, shape: u32, name: Id<Str>) -> Option<(u32, u32)> {
        let old = &self.shapes[shape as usize];
        let slot = old.first + old.names.len() as u32;
        if let Some(&(_, next)) = old.next.iter().find(|it| it.0 == name) {
            return Some((next, slot));
        }
        if old.names.len() >= MOST || old.next.len() >= MOST {
            return None;
        }
        let mut names = Vec::with_capacity(old.names.len() + 1);
        names.extend_from_slice(&old.names);
        names.push(name);
        let places =
            if names.len() > 8 { names.iter().zip(0..).map(|(it, at)| (it.index(), at)).collect() } else { HashMap::new() };
        self.bytes += block(names.capacity() * size_of::<Id<Str>>()) + places.capacity() * 9 + size_of::<(Id<Str>, u32)>() * 2;
        let new = Shape { class: old.class, first: old.first, names, next: Vec::new(), places };
        let next = self.shapes.len() as u32;
        self.shapes.push(new);
        self.shapes[shape as usize].next.push((name, next));
        Some((next, slot))
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.bytes + self.shapes.capacity() * size_of::<Shape>()
    }

    /// All names that shapes refer to.
    pub(crate) fn names(&self) -> impl Iterator<Item = Id<Str>> + '_ {
        self.shapes.iter().filter_map(|it| it.names.last().copied())
    }
}
