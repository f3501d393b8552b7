//! Functions of all kinds.

use std::rc::Rc;

use crate::machine::{Raised, Vm};
use crate::object::arena::{Held, Id};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{Body, CodeObject, Dict, Str};

/// A cell: a variable that a closure shares.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) value: Value,
}

impl Held for Cell {}

impl Trace for Cell {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.value);
    }
}

/// A function of Python code.
#[derive(Default)]
pub(crate) struct Function {
    /// `None` only in places of the arena that hold no object.
    pub(crate) body: Option<Rc<Body>>,
    pub(crate) code: Option<Id<CodeObject>>,
    pub(crate) globals: Option<Id<Dict>>,
    pub(crate) builtins: Option<Id<Dict>>,
    pub(crate) name: Option<Id<Str>>,
    pub(crate) qualname: Option<Id<Str>>,
    /// A tuple of cells, or unbound.
    pub(crate) closure: Value,
    /// A tuple, or unbound.
    pub(crate) defaults: Value,
    /// A dict, or unbound.
    pub(crate) kwdefaults: Value,
    /// A dict, a tuple of names and values in turn (3.10), or unbound.
    pub(crate) annotations: Value,
    /// What else has been set, `__doc__`, `__module__` and so on among it; made when first asked for.
    pub(crate) more: Option<Box<More>>,
}

/// What few functions ever need.
#[derive(Default)]
pub(crate) struct More {
    pub(crate) doc: Value,
    pub(crate) module: Value,
    pub(crate) annotate: Value,
    pub(crate) type_params: Value,
    pub(crate) dict: Option<Id<Dict>>,
}

impl Held for Function {
    fn owned(&self) -> usize {
        self.more.as_ref().map_or(0, |_| size_of::<More>())
    }
}

impl Trace for Function {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.closure, self.defaults, self.kwdefaults, self.annotations]);
        if let Some(it) = self.code {
            tracer.visit(Value::Code(it));
        }
        for it in [self.name, self.qualname].into_iter().flatten() {
            tracer.visit(Value::Str(it));
        }
        for it in [self.globals, self.builtins].into_iter().flatten() {
            tracer.visit(Value::Dict(it));
        }
        if let Some(more) = &self.more {
            tracer.visit_all(&[more.doc, more.module, more.annotate, more.type_params]);
            if let Some(it) = more.dict {
                tracer.visit(Value::Dict(it));
            }
        }
    }
}

/// A function bound to its first argument.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Method {
    pub(crate) func: Value,
    pub(crate) this: Value,
}

impl Held for Method {}

impl Trace for Method {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.func, self.this]);
    }
}

/// How a native function takes its arguments.
#[derive(Clone, Copy)]
pub(crate) enum Code {
    /// By position only; the number of arguments lies between the two. The slice has as many as were given.
    Plain(u8, u8, Plain),
    /// By the definition's signature: one value a parameter, unbound where none was given and no default stands there; what `*args` takes is a tuple,
    /// what `**kwargs` takes a dict.
    Parsed(Plain),
    /// Any arguments, and the names of the last ones.
    Raw(Raw),
}

/// What a native function is in its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A function of a module.
    Function,
    /// A method: the instance comes first.
    Method,
    /// A class method: the class comes first.
    ClassMethod,
    /// A static method, `__new__` among them.
    Static,
}

/// The definition of a native function.
#[derive(Clone, Copy)]
pub(crate) struct Def {
    pub(crate) name: &'static str,
    /// As CPython writes it: `"a, b=None, /, *, key=None"`; the instance is not in it. `?` as default stands for a parameter that may be left out.
    pub(crate) signature: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) kind: Kind,
    pub(crate) code: Code,
    /// The first minor version that has it.
    pub(crate) since: u8,
    /// The first minor version that has it no more.
    pub(crate) until: u8,
}

/// What [`Code::Plain`] and [`Code::Parsed`] call.
pub(crate) type Plain = fn(&mut Vm, &[Value]) -> Result<Value, Raised>;
/// What [`Code::Raw`] calls.
pub(crate) type Raw = fn(&mut Vm, &[Value], &[Id<Str>]) -> Result<Value, Raised>;

impl Def {
    const fn new(kind: Kind, name: &'static str, signature: &'static str, code: Code) -> Def {
        Def { name, signature, doc: "", kind, code, since: 0, until: u8::MAX }
    }

    /// A method of `least` to `most` positional arguments beside the instance.
    pub(crate) const fn method(name: &'static str, least: u8, most: u8, code: Plain) -> Def {
        Def::new(Kind::Method, name, "", Code::Plain(least, most, code))
    }

    /// A method with a signature.
    pub(crate) const fn method_of(name: &'static str, signature: &'static str, code: Plain) -> Def {
        Def::new(Kind::Method, name, signature, Code::Parsed(code))
    }

    /// A method of any arguments.
    pub(crate) const fn method_any(name: &'static str, code: Raw) -> Def {
        Def::new(Kind::Method, name, "", Code::Raw(code))
    }

    /// A function of `least` to `most` positional arguments.
    pub(crate) const fn function(name: &'static str, least: u8, most: u8, code: Plain) -> Def {
        Def::new(Kind::Function, name, "", Code::Plain(least, most, code))
    }

    /// A function with a signature.
    pub(crate) const fn function_of(name: &'static str, signature: &'static str, code: Plain) -> Def {
        Def::new(Kind::Function, name, signature, Code::Parsed(code))
    }

    /// A function of any arguments.
    pub(crate) const fn function_any(name: &'static str, code: Raw) -> Def {
        Def::new(Kind::Function, name, "", Code::Raw(code))
    }

    /// A class method with a signature; the class comes first.
    pub(crate) const fn class_of(name: &'static str, signature: &'static str, code: Plain) -> Def {
        Def::new(Kind::ClassMethod, name, signature, Code::Parsed(code))
    }

    /// A class method of positional arguments; the class comes first.
    pub(crate) const fn class_method(name: &'static str, least: u8, most: u8, code: Plain) -> Def {
        Def::new(Kind::ClassMethod, name, "", Code::Plain(least, most, code))
    }

    /// A static method with a signature.
    pub(crate) const fn static_of(name: &'static str, signature: &'static str, code: Plain) -> Def {
        Def::new(Kind::Static, name, signature, Code::Parsed(code))
    }

    /// `__new__` of any arguments; the class comes first.
    pub(crate) const fn new_any(code: Raw) -> Def {
        Def::new(Kind::Static, "__new__", "", Code::Raw(code))
    }

    /// `__new__` with a signature, in which the class is not.
    pub(crate) const fn new_of(signature: &'static str, code: Plain) -> Def {
        Def::new(Kind::Static, "__new__", signature, Code::Parsed(code))
    }

    /// With a docstring.
    pub(crate) const fn doc(self, doc: &'static str) -> Def {
        Def { doc, ..self }
    }

    /// Only in versions from this minor number on.
    pub(crate) const fn since(self, minor: u8) -> Def {
        Def { since: minor, ..self }
    }

    /// Only in versions before this minor number.
    pub(crate) const fn until(self, minor: u8) -> Def {
        Def { until: minor, ..self }
    }
}

/// A native function, perhaps bound.
#[derive(Clone, Copy, Default)]
pub(crate) struct Native {
    pub(crate) def: Option<&'static Def>,
    /// What it is bound to, or unbound.
    pub(crate) this: Value,
    /// The class that defines it, or the name of its module, or unbound.
    pub(crate) owner: Value,
}

impl Held for Native {}

impl Trace for Native {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.this, self.owner]);
    }
}
