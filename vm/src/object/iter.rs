//! The iterators of the builtin types.

use crate::object::arena::{Held, Id, block};
use crate::object::heap::{Trace, Tracer};
use crate::object::value::Value;
use crate::object::{Bytes, Dict, List, Set, Str, Tuple, Type};

/// What a dict's iterator yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DictPart {
    Keys,
    Values,
    Items,
}

/// An iterator. Those that are at their end stay there.
#[derive(Default)]
pub(crate) enum Iter {
    #[default]
    Empty,
    /// At its end: the class that it had.
    Spent(Id<Type>),
    Range {
        next: i64,
        step: i64,
        left: u64,
    },
    BigRange {
        next: Value,
        step: Value,
        left: Value,
    },
    List {
        list: Id<List>,
        at: usize,
    },
    ListReversed {
        list: Id<List>,
        at: usize,
    },
    Tuple {
        tuple: Id<Tuple>,
        at: usize,
    },
    Str {
        str: Id<Str>,
        at: usize,
    },
    Bytes {
        bytes: Id<Bytes>,
        at: usize,
    },
    Dict {
        dict: Id<Dict>,
        part: DictPart,
        at: usize,
        len: usize,
        /// How many items should be left.
        left: usize,
    },
    DictReversed {
        dict: Id<Dict>,
        part: DictPart,
        at: usize,
        len: usize,
    },
    Set {
        set: Id<Set>,
        at: usize,
        len: usize,
    },
    /// By `__getitem__` from 0 on.
    Sequence {
        seq: Value,
        at: i64,
    },
    /// By `__getitem__` down to 0.
    SequenceReversed {
        seq: Value,
        at: i64,
    },
    /// Until the call results in the sentinel.
    Call {
        callee: Value,
        sentinel: Value,
    },
    Enumerate {
        iter: Value,
        index: Value,
    },
    Zip {
        iters: Vec<Value>,
        strict: bool,
    },
    Map {
        func: Value,
        iters: Vec<Value>,
        /// Whether it is an error if they are not of one length.
        strict: bool,
    },
    Filter {
        func: Value,
        iter: Value,
    },
}

impl Held for Iter {
    fn owned(&self) -> usize {
        match self {
            Iter::Zip { iters, .. } | Iter::Map { iters, .. } => block(iters.capacity() * size_of::<Value>()),
            _ => 0,
        }
    }
}

impl Trace for Iter {
    fn trace(&self, tracer: &mut Tracer) {
        match self {
            Iter::Empty | Iter::Range { .. } => {}
            Iter::Spent(class) => tracer.visit(Value::Type(*class)),
            Iter::BigRange { next, step, left } => tracer.visit_all(&[*next, *step, *left]),
            Iter::List { list, .. } | Iter::ListReversed { list, .. } => tracer.visit(Value::List(*list)),
            Iter::Tuple { tuple, .. } => tracer.visit(Value::Tuple(*tuple)),
            Iter::Str { str, .. } => tracer.visit(Value::Str(*str)),
            Iter::Bytes { bytes, .. } => tracer.visit(Value::Bytes(*bytes)),
            Iter::Dict { dict, .. } | Iter::DictReversed { dict, .. } => tracer.visit(Value::Dict(*dict)),
            Iter::Set { set, .. } => tracer.visit(Value::Set(*set)),
            Iter::Sequence { seq, .. } | Iter::SequenceReversed { seq, .. } => tracer.visit(*seq),
            Iter::Call { callee, sentinel } => tracer.visit_all(&[*callee, *sentinel]),
            Iter::Enumerate { iter, index } => tracer.visit_all(&[*iter, *index]),
            Iter::Zip { iters, .. } => tracer.visit_all(iters),
            Iter::Map { func, iters, .. } => {
                tracer.visit(*func);
                tracer.visit_all(iters);
            }
            Iter::Filter { func, iter } => tracer.visit_all(&[*func, *iter]),
        }
    }
}
