//! Generators, coroutines, asynchronous generators.

use crate::object::arena::{Held, Id, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{CodeObject, Function};

/// Which of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Generator,
    Coroutine,
    AsyncGenerator,
}

pub(crate) use Kind as GeneratorKind;
pub(crate) use State as GeneratorState;

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    #[default]
    Created,
    Suspended,
    Running,
    Finished,
}

/// A generator: a frame that is not on the stack while it waits.
#[derive(Default)]
pub(crate) struct Generator {
    pub(crate) kind: Kind,
    pub(crate) state: State,
    /// `None` only in places of the arena that hold no object.
    pub(crate) function: Option<Id<Function>>,
    /// What it runs, whatever the function gets later.
    pub(crate) code: Option<Id<CodeObject>>,
    /// The registers while it is suspended.
    pub(crate) registers: Vec<Value>,
    /// The next instruction.
    pub(crate) pc: u32,
    /// The register that what is sent goes to, while it is suspended.
    pub(crate) receiver: u8,
    /// The exception that it was handling when it was suspended, or unbound.
    pub(crate) handled: Value,
    /// Whether something awaits a step of an asynchronous generator.
    pub(crate) awaited: bool,
    pub(crate) name: Value,
    pub(crate) qualname: Value,
}

impl Held for Generator {
    fn owned(&self) -> usize {
        block(self.registers.capacity() * size_of::<Value>())
    }
}

impl Trace for Generator {
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(function) = self.function {
            tracer.visit(Value::Function(function));
        }
        if let Some(code) = self.code {
            tracer.visit(Value::Code(code));
        }
        tracer.visit_all(&self.registers);
        tracer.visit_all(&[self.handled, self.name, self.qualname]);
    }
}
