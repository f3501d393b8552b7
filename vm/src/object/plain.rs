//! Numbers that do not fit a value, ranges, slices, and objects of native types without an arena of their own.

use std::any::Any;

use dashu_int::IBig;

use crate::object::arena::{Held, Id, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{Dict, Type};

/// An integer beyond 64 bits.
#[derive(Debug, Default)]
pub(crate) struct Big {
    pub(crate) value: IBig,
}

impl Held for Big {
    fn owned(&self) -> usize {
        block(self.value.unsigned_abs_bits().div_ceil(64) * 8)
    }
}

impl Trace for Big {}

/// The size of a big integer without a copy of it.
trait Bits {
    fn unsigned_abs_bits(&self) -> usize;
}

impl Bits for IBig {
    fn unsigned_abs_bits(&self) -> usize {
        dashu_int::ops::BitTest::bit_len(self)
    }
}

/// A complex number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Complex {
    pub(crate) re: f64,
    pub(crate) im: f64,
}

impl Held for Complex {}
impl Trace for Complex {}

/// A range; its parts are ints of any size.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Range {
    pub(crate) start: Value,
    pub(crate) stop: Value,
    pub(crate) step: Value,
}

impl Held for Range {}

impl Trace for Range {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.start, self.stop, self.step]);
    }
}

/// A slice.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slice {
    pub(crate) start: Value,
    pub(crate) stop: Value,
    pub(crate) step: Value,
}

impl Held for Slice {}

impl Trace for Slice {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.start, self.stop, self.step]);
    }
}

/// What a native type keeps in its objects.
pub(crate) trait NativeData: Any {
    /// Visits each reference.
    fn trace(&self, _: &mut Tracer) {}

    /// Bytes owned outside of the struct.
    fn owned(&self) -> usize {
        0
    }
}

/// An object of a native type that has no arena of its own.
#[derive(Default)]
pub(crate) struct Object {
    pub(crate) class: Option<Id<Type>>,
    pub(crate) data: Option<Box<dyn NativeData>>,
    /// Its attributes, if its class lets it have any, and it has.
    pub(crate) dict: Option<Id<Dict>>,
}

impl Object {
    pub(crate) fn new(class: Id<Type>, data: impl NativeData) -> Object {
        Object { class: Some(class), data: Some(Box::new(data)), dict: None }
    }

    /// What it keeps, if it is a `T`.
    pub(crate) fn get<T: NativeData>(&self) -> Option<&T> {
        let data: &dyn Any = self.data.as_deref()?;
        data.downcast_ref()
    }

    /// What it keeps, if it is a `T`.
    pub(crate) fn get_mut<T: NativeData>(&mut self) -> Option<&mut T> {
        let data: &mut dyn Any = self.data.as_deref_mut()?;
        data.downcast_mut()
    }
}

impl Held for Object {
    fn owned(&self) -> usize {
        self.data.as_deref().map_or(0, |it| block(size_of_val(it)) + it.owned())
    }
}

impl Trace for Object {
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(class) = self.class {
            tracer.visit(Value::Type(class));
        }
        if let Some(data) = &self.data {
            data.trace(tracer);
        }
        if let Some(dict) = self.dict {
            tracer.visit(Value::Dict(dict));
        }
    }
}
