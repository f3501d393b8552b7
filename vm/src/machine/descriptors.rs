//! `property`, `staticmethod`, `classmethod`, `super`.

use crate::fail::Class;
use crate::machine::{Raised, Vm};
use crate::object::arena::Id;
use crate::object::heap::Tracer;
use crate::object::value::Value;
use crate::object::{NativeData, Object, Type};

/// `property`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Property {
    pub(crate) get: Value,
    pub(crate) set: Value,
    pub(crate) delete: Value,
    pub(crate) doc: Value,
    pub(crate) name: Value,
}

impl NativeData for Property {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.get, self.set, self.delete, self.doc, self.name]);
    }
}

/// `staticmethod`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StaticMethod {
    pub(crate) func: Value,
}

impl NativeData for StaticMethod {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.func);
    }
}

/// `classmethod`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClassMethod {
    pub(crate) func: Value,
}

impl NativeData for ClassMethod {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.func);
    }
}

/// `super`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Super {
    /// The class behind which the search begins.
    pub(crate) this_class: Id<Type>,
    pub(crate) object: Value,
    /// The class in whose order of lookup it searches; `None` if it is not bound.
    pub(crate) start: Option<Id<Type>>,
}

impl NativeData for Super {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(Value::Type(self.this_class));
        tracer.visit(self.object);
    }
}

impl Vm {
    /// An object of a native class without an arena of its own.
    pub(crate) fn new_object(&mut self, class: Id<Type>, data: impl NativeData) -> Value {
        Value::Object(self.add(Object::new(class, data)))
    }

    pub(crate) fn static_method(&mut self, func: Value) -> Value {
        self.new_object(self.types.staticmethod, StaticMethod { func })
    }

    pub(crate) fn class_method(&mut self, func: Value) -> Value {
        self.new_object(self.types.classmethod, ClassMethod { func })
    }

    /// `super(class, object)`.
    pub(crate) fn make_super(&mut self, class: Value, object: Value) -> Result<Super, Raised> {
        let Value::Type(this_class) = class else {
            let (a, class) = (if self.minor() >= 11 { "a " } else { "" }, self.class_name(class));
            return Err(self.type_error(format!("super() argument 1 must be {a}type, not {class}")));
        };
        if let Value::Type(id) = object
            && self.is_subclass(id, this_class)
        {
            return Ok(Super { this_class, object, start: Some(id) });
        }
        let start = self.class_of(object);
        if self.is_subclass(start, this_class) {
            return Ok(Super { this_class, object, start: Some(start) });
        }
        if self.minor() >= 13 {
            let (what, class) = match object {
                Value::Type(id) => (format!("type {}", self.type_name(id)), self.type_name(this_class)),
                _ => (format!("instance of {}", self.type_name(start)), self.type_name(this_class)),
            };
            return Err(
                self.type_error(format!("super(type, obj): obj ({what}) is not an instance or subtype of type ({class})."))
            );
        }
        Err(self.error(Class::TypeError, "super(type, obj): obj must be an instance or subtype of type"))
    }
}
