//! Code objects.

use core::cell::Cell;
use std::rc::Rc;

use crate::lower::Lowered;
use crate::object::arena::{Held, Id};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{Dict, Str};

/// What an instruction has found before. Each kind says under which condition it still holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Cache {
    #[default]
    Empty,
    /// The entry of the globals with this name.
    Global { index: u32 },
    /// The globals lack the name while they have this version; the entry of the builtins.
    Builtin { version: u32, epoch: u32, index: u32, builtins: Id<Dict> },
    /// Instances of this shape have the attribute in this slot, and their class has no data descriptor of the name.
    Slot { shape: u32, epoch: u32, index: u32 },
    /// Instances of this shape lack the attribute; their class has this function.
    Method { shape: u32, epoch: u32, func: Value },
    /// The class with this number (of a value that has no attributes of its own) has this function.
    ClassMethod { class: u32, epoch: u32, func: Value },
    /// Instances of this shape have a property whose getter is this function.
    Property { shape: u32, epoch: u32, func: Value },
    /// Calling the class with this number makes a plain instance and calls this function as its `__init__`.
    Init { class: u32, epoch: u32, func: Value },
    /// Instances of this shape get the attribute when this one is set: the next shape, and the slot.
    Grow { shape: u32, epoch: u32, next: u32, index: u32 },
    /// The module's entry with this name.
    ModuleEntry { module: u32, index: u32 },
    /// The class with this number has this value in its own attributes or those of its bases.
    ClassValue { class: u32, epoch: u32, value: Value },
}

/// Which kind of [`Cache`] a [`Site`] holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum SiteKind {
    #[default]
    Empty,
    Global,
    Builtin,
    Slot,
    Method,
    ClassMethod,
    Property,
    Init,
    Grow,
    ModuleEntry,
    ClassValue,
}

/// A [`Cache`] taken apart, so that the loop loads only the parts that it compares.
#[derive(Debug, Default)]
pub(crate) struct Site {
    pub(crate) kind: Cell<SiteKind>,
    /// The shape, class or module, or the version of the globals.
    pub(crate) key: Cell<u32>,
    pub(crate) epoch: Cell<u32>,
    pub(crate) index: Cell<u32>,
    pub(crate) next: Cell<u32>,
    pub(crate) value: Cell<Value>,
}

impl Site {
    /// Remembers.
    pub(crate) fn set(&self, cache: Cache) {
        let unbound = Value::Unbound;
        let (kind, key, epoch, index, next, value) = match cache {
            Cache::Empty => (SiteKind::Empty, 0, 0, 0, 0, unbound),
            Cache::Global { index } => (SiteKind::Global, 0, 0, index, 0, unbound),
            Cache::Builtin { version, epoch, index, builtins } => {
                (SiteKind::Builtin, version, epoch, index, 0, Value::Dict(builtins))
            }
            Cache::Slot { shape, epoch, index } => (SiteKind::Slot, shape, epoch, index, 0, unbound),
            Cache::Method { shape, epoch, func } => (SiteKind::Method, shape, epoch, 0, 0, func),
            Cache::ClassMethod { class, epoch, func } => (SiteKind::ClassMethod, class, epoch, 0, 0, func),
            Cache::Property { shape, epoch, func } => (SiteKind::Property, shape, epoch, 0, 0, func),
            Cache::Init { class, epoch, func } => (SiteKind::Init, class, epoch, 0, 0, func),
            Cache::Grow { shape, epoch, next, index } => (SiteKind::Grow, shape, epoch, index, next, unbound),
            Cache::ModuleEntry { module, index } => (SiteKind::ModuleEntry, module, 0, index, 0, unbound),
            Cache::ClassValue { class, epoch, value } => (SiteKind::ClassValue, class, epoch, 0, 0, value),
        };
        self.kind.set(kind);
        self.key.set(key);
        self.epoch.set(epoch);
        self.index.set(index);
        self.next.set(next);
        self.value.set(value);
    }

    /// Whether it holds something of this kind, for this key and as of this epoch.
    #[inline(always)]
    pub(crate) fn is(&self, kind: SiteKind, key: u32, epoch: u32) -> bool {
        self.kind.get() == kind && self.key.get() == key && self.epoch.get() == epoch
    }
}

/// What runs: the lowered code with the objects that it names.
pub(crate) struct Body {
    pub(crate) lowered: Lowered,
    pub(crate) consts: Vec<Value>,
    pub(crate) names: Vec<Id<Str>>,
    /// The names of the variables, as many as there are registers of variables.
    pub(crate) variables: Vec<Id<Str>>,
    pub(crate) caches: Box<[Site]>,
    pub(crate) argcount: u32,
    pub(crate) posonly: u32,
    pub(crate) kwonly: u32,
    pub(crate) nlocals: u32,
    pub(crate) flags: u32,
    /// Whether a call with as many positional arguments as `argcount`, and nothing else, needs no binding: neither keyword-only parameters, nor `*args`, nor
    /// `**kwargs`, and calling it runs it (it is no generator).
    pub(crate) simple: bool,
    pub(crate) name: Id<Str>,
    pub(crate) qualname: Id<Str>,
    pub(crate) filename: Id<Str>,
    pub(crate) firstlineno: i32,
    pub(crate) stacksize: i32,
    pub(crate) cellvars: Vec<Id<Str>>,
    pub(crate) freevars: Vec<Id<Str>>,
    pub(crate) co_code: Box<[u8]>,
    pub(crate) linetable: Box<[u8]>,
    pub(crate) exceptiontable: Box<[u8]>,
}

impl Body {
    /// A copy that has yet to learn where things are.
    pub(crate) fn copy(&self) -> Body {
        Body {
            lowered: self.lowered.clone(),
            consts: self.consts.clone(),
            names: self.names.clone(),
            variables: self.variables.clone(),
            caches: self.caches.iter().map(|_| Site::default()).collect(),
            cellvars: self.cellvars.clone(),
            freevars: self.freevars.clone(),
            co_code: self.co_code.clone(),
            linetable: self.linetable.clone(),
            exceptiontable: self.exceptiontable.clone(),
            ..*self
        }
    }

    fn memory(&self) -> usize {
        let lowered = &self.lowered;
        size_of::<Body>()
            + lowered.insts.len() * 12
            + lowered.sites.len() * 4
            + lowered.handling.len() * 12
            + (self.cellvars.len() + self.freevars.len()) * size_of::<Id<Str>>()
            + lowered.handlers.len() * 20
            + self.caches.len() * size_of::<Site>()
            + self.consts.len() * size_of::<Value>()
            + (self.names.len() + self.variables.len()) * 4
            + self.co_code.len()
            + self.linetable.len()
            + self.exceptiontable.len()
    }
}

/// A code object.
#[derive(Default)]
pub(crate) struct CodeObject {
    /// `None` only in places of the arena that hold no object.
    pub(crate) body: Option<Rc<Body>>,
}

impl Held for CodeObject {
    fn owned(&self) -> usize {
        self.body.as_ref().map_or(0, |it| it.memory())
    }
}

impl Trace for CodeObject {
    fn trace(&self, tracer: &mut Tracer) {
        let Some(body) = &self.body else { return };
        tracer.visit_all(&body.consts);
        let names = body.names.iter().chain(&body.variables).chain(&body.cellvars).chain(&body.freevars);
        for &name in names.chain([&body.name, &body.qualname, &body.filename]) {
            tracer.visit(Value::Str(name));
        }
    }
}
