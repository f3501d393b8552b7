//! Classes, their instances, modules.

use core::cell::OnceCell;

use crate::machine::exceptions::Known;
use crate::object::arena::{Held, Id, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{Dict, Str};

/// What instances of a class are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Attributes alone.
    #[default]
    Object,
    /// An exception.
    Exception,
    /// A class.
    Type,
    /// A module.
    Module,
    /// A native value, which instances of subclasses keep in their first slot. The number tells the class of the value.
    Native(u32),
}

/// What is known of a class.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flags {
    /// Made by a program, not native.
    pub(crate) heap: bool,
    /// May be a base.
    pub(crate) base: bool,
    /// Instances have a `__dict__`.
    pub(crate) dict: bool,
    /// Instances may be referred to weakly.
    pub(crate) weak: bool,
    /// Has `__getattribute__` of its own.
    pub(crate) getattribute: bool,
    /// Has `__getattr__`.
    pub(crate) getattr: bool,
    /// Has `__setattr__` of its own.
    pub(crate) setattr: bool,
    /// Has `__delattr__` of its own.
    pub(crate) delattr: bool,
    /// Has `__del__`.
    pub(crate) del: bool,
    /// Has `__get__`.
    pub(crate) get: bool,
    /// Has `__set__` or `__delete__`.
    pub(crate) set: bool,
    /// For `match`.
    pub(crate) mapping: bool,
    /// For `match`.
    pub(crate) sequence: bool,
    /// Has abstract methods.
    pub(crate) abstract_: bool,
    /// Cannot be changed.
    pub(crate) immutable: bool,
}

/// A class.
#[derive(Default)]
pub(crate) struct Type {
    pub(crate) name: Option<Id<Str>>,
    pub(crate) qualname: Option<Id<Str>>,
    pub(crate) bases: Vec<Id<Type>>,
    /// The base whose layout it has.
    pub(crate) base: Option<Id<Type>>,
    /// Itself, and all bases in the order of lookup.
    pub(crate) mro: Vec<Id<Type>>,
    pub(crate) dict: Option<Id<Dict>>,
    pub(crate) metaclass: Option<Id<Type>>,
    pub(crate) layout: Layout,
    pub(crate) flags: Flags,
    /// Slots that every instance has: the native value of `Layout::Native`, then `__slots__`.
    pub(crate) slots: u32,
    /// The shape of an instance without attributes.
    pub(crate) shape: u32,
    /// The builtin exception whose fields its instances have, once that was asked for.
    pub(crate) exception: OnceCell<Option<&'static Known>>,
    /// Classes derived from it; not kept alive by it.
    pub(crate) subclasses: Vec<Id<Type>>,
}

impl Held for Type {
    fn owned(&self) -> usize {
        (self.bases.capacity() + self.mro.capacity() + self.subclasses.capacity()) * size_of::<Id<Type>>()
    }
}

impl Trace for Type {
    fn trace(&self, tracer: &mut Tracer) {
        for &it in self.bases.iter().chain(&self.mro).chain(&self.metaclass) {
            tracer.visit(Value::Type(it));
        }
        for &it in self.name.iter().chain(&self.qualname) {
            tracer.visit(Value::Str(it));
        }
        if let Some(it) = self.dict {
            tracer.visit(Value::Dict(it));
        }
    }
}

/// Slots that need no memory of their own.
const INLINE: usize = 3;

/// An instance of a class that a program made.
#[derive(Default)]
pub(crate) struct Instance {
    /// `None` only in places of the arena that hold no object.
    pub(crate) class: Option<Id<Type>>,
    /// Which attribute is in which slot.
    pub(crate) shape: u32,
    first: [Value; INLINE],
    #[expect(clippy::box_collection, reason = "8 bytes where most instances have none")]
    rest: Option<Box<Vec<Value>>>,
    /// Holds the attributes instead, once a program has asked for `__dict__`, deleted an attribute, or set very many.
    pub(crate) dict: Option<Id<Dict>>,
}

impl Instance {
    pub(crate) fn new(class: Id<Type>, shape: u32, slots: u32) -> Instance {
        let mut instance = Instance { class: Some(class), shape, ..Instance::default() };
        if slots as usize > INLINE {
            instance.rest = Some(Box::new(vec![Value::Unbound; slots as usize - INLINE]));
        }
        instance
    }

    /// What is in a slot; unbound if nothing is.
    #[inline(always)]
    pub(crate) fn slot(&self, index: u32) -> Value {
        let index = index as usize;
        match self.first.get(index) {
            Some(&value) => value,
            None => self.rest.as_ref().and_then(|it| it.get(index - INLINE)).copied().unwrap_or_default(),
        }
    }

    /// Sets a slot, the next one after the last too; how many bytes more are owned.
    #[inline(always)]
    pub(crate) fn set_slot(&mut self, index: u32, value: Value) -> usize {
        let index = index as usize;
        if let Some(slot) = self.first.get_mut(index) {
            *slot = value;
            return 0;
        }
        self.set_rest(index - INLINE, value)
    }

    fn set_rest(&mut self, index: usize, value: Value) -> usize {
        let before = self.owned();
        let rest = self.rest.get_or_insert_default();
        if index >= rest.len() {
            rest.resize(index + 1, Value::Unbound);
        }
        rest[index] = value;
        self.owned() - before
    }
}

impl Held for Instance {
    fn owned(&self) -> usize {
        self.rest.as_ref().map_or(0, |it| 32 + block(it.capacity() * size_of::<Value>()))
    }
}

impl Trace for Instance {
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(class) = self.class {
            tracer.visit(Value::Type(class));
        }
        tracer.visit_all(&self.first);
        if let Some(rest) = &self.rest {
            tracer.visit_all(rest);
        }
        if let Some(dict) = self.dict {
            tracer.visit(Value::Dict(dict));
        }
    }
}

/// A descriptor of a slot that `__slots__` made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) class: Id<Type>,
    pub(crate) name: Id<Str>,
    pub(crate) index: u32,
}

impl crate::object::NativeData for Member {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(Value::Type(self.class));
        tracer.visit(Value::Str(self.name));
    }
}

/// A module.
#[derive(Default)]
pub(crate) struct Module {
    /// Itself or a subclass of the type of modules.
    pub(crate) class: Option<Id<Type>>,
    pub(crate) dict: Option<Id<Dict>>,
}

impl Held for Module {}

impl Trace for Module {
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(class) = self.class {
            tracer.visit(Value::Type(class));
        }
        if let Some(dict) = self.dict {
            tracer.visit(Value::Dict(dict));
        }
    }
}
