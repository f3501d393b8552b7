//! `tuple`, `list`, `bytes`.

use crate::object::arena::{Held, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;

/// A tuple. Up to three items need no memory of their own.
#[derive(Debug)]
pub(crate) enum Tuple {
    Short(u8, [Value; 3]),
    Long(Box<[Value]>),
}

impl Default for Tuple {
    fn default() -> Tuple {
        Tuple::Short(0, [Value::Unbound; 3])
    }
}

impl Tuple {
    #[inline]
    pub(crate) fn new(items: &[Value]) -> Tuple {
        match *items {
            [] => Tuple::default(),
            [a] => Tuple::Short(1, [a, Value::Unbound, Value::Unbound]),
            [a, b] => Tuple::Short(2, [a, b, Value::Unbound]),
            [a, b, c] => Tuple::Short(3, [a, b, c]),
            _ => Tuple::Long(items.into()),
        }
    }

    pub(crate) fn from_vec(items: Vec<Value>) -> Tuple {
        if items.len() <= 3 { Tuple::new(&items) } else { Tuple::Long(items.into_boxed_slice()) }
    }

    #[inline(always)]
    pub(crate) fn items(&self) -> &[Value] {
        match self {
            Tuple::Short(len, items) => &items[..usize::from(*len).min(3)],
            Tuple::Long(items) => items,
        }
    }
}

impl Held for Tuple {
    fn owned(&self) -> usize {
        match self {
            Tuple::Short(..) => 0,
            Tuple::Long(items) => block(size_of_val::<[Value]>(items)),
        }
    }
}

impl Trace for Tuple {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(self.items());
    }
}

/// A list.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) items: Vec<Value>,
}

impl Held for List {
    fn owned(&self) -> usize {
        block(self.items.capacity() * size_of::<Value>())
    }
}

impl Trace for List {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&self.items);
    }
}

/// A bytes object.
#[derive(Debug, Default)]
pub(crate) struct Bytes {
    pub(crate) data: Box<[u8]>,
}

impl Held for Bytes {
    fn owned(&self) -> usize {
        block(self.data.len())
    }
}

impl Trace for Bytes {}
