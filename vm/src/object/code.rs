//! Code objects.

use core::cell::Cell;
use std::rc::Rc;

use crate::lower::Lowered;
use crate::object::Str;
use crate::object::arena::{Held, Id};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;

/// What an instruction has found before. Each kind says under which condition it still holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Cache {
    #[default]
    Empty,
    /// The entry of the globals with this name.
    Global { index: u32 },
    /// The globals lack the name while they have this version; the entry of the builtins.
    Builtin { version: u32, epoch: u32, index: u32 },
    /// Instances of this shape have the attribute in this slot, and their class has no data descriptor of the name.
    Slot { shape: u32, epoch: u32, index: u32 },
    /// Instances of this shape lack the attribute; their class has this function.
    Method { shape: u32, epoch: u32, func: Value },
    /// The class with this number (of a value that has no attributes of its own) has this function.
    ClassMethod { class: u32, epoch: u32, func: Value },
    /// Instances of this shape have a property whose getter is this function.
    Property { shape: u32, epoch: u32, func: Value },
    /// Instances of this shape get the attribute when this one is set: the next shape, and the slot.
    Grow { shape: u32, epoch: u32, next: u32, index: u32 },
    /// The module's entry with this name.
    ModuleEntry { module: u32, index: u32 },
    /// The class with this number has this value in its own attributes or those of its bases.
    ClassValue { class: u32, epoch: u32, value: Value },
}

/// What runs: the lowered code with the objects that it names.
pub(crate) struct Body {
    pub(crate) lowered: Lowered,
    pub(crate) consts: Vec<Value>,
    pub(crate) names: Vec<Id<Str>>,
    /// The names of the variables, as many as there are registers of variables.
    pub(crate) variables: Vec<Id<Str>>,
    pub(crate) caches: Box<[Cell<Cache>]>,
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
            caches: self.caches.iter().map(|_| Cell::default()).collect(),
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
        lowered.insts.len() * 12
            + lowered.handlers.len() * 20
            + self.caches.len() * size_of::<Cache>()
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
