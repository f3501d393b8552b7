//! Exceptions and tracebacks.

use std::rc::Rc;

use crate::object::arena::{Held, Id, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{Body, Dict, Function, Type};

/// What some builtin classes keep beside `args`, in the order of their members (`StopIteration.value`, `OSError.errno` ...).
pub(crate) type Fields = Box<[Value]>;

/// An exception.
#[derive(Default)]
pub(crate) struct Exception {
    /// `None` only in places of the arena that hold no object.
    pub(crate) class: Option<Id<Type>>,
    pub(crate) suppress_context: bool,
    /// A tuple.
    pub(crate) args: Value,
    pub(crate) context: Value,
    pub(crate) cause: Value,
    /// Or unbound.
    pub(crate) traceback: Value,
    pub(crate) dict: Option<Id<Dict>>,
    pub(crate) fields: Option<Fields>,
}

impl Held for Exception {
    fn owned(&self) -> usize {
        self.fields.as_ref().map_or(0, |it| block(size_of_val::<[Value]>(it)))
    }
}

impl Trace for Exception {
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(class) = self.class {
            tracer.visit(Value::Type(class));
        }
        tracer.visit_all(&[self.args, self.context, self.cause, self.traceback]);
        if let Some(dict) = self.dict {
            tracer.visit(Value::Dict(dict));
        }
        if let Some(fields) = &self.fields {
            tracer.visit_all(fields);
        }
    }
}

/// One frame that an exception has passed.
#[derive(Default)]
pub(crate) struct Traceback {
    pub(crate) next: Option<Id<Traceback>>,
    pub(crate) body: Option<Rc<Body>>,
    pub(crate) function: Option<Id<Function>>,
    /// Offset in bytes of the instruction.
    pub(crate) offset: u32,
    /// The line, if a program has set it.
    pub(crate) line: Option<i32>,
    /// The frame object, if it was asked for.
    pub(crate) frame: Value,
}

impl Held for Traceback {}

impl Trace for Traceback {
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(next) = self.next {
            tracer.visit(Value::Traceback(next));
        }
        if let Some(function) = self.function {
            tracer.visit(Value::Function(function));
        }
        tracer.visit(self.frame);
    }
}
