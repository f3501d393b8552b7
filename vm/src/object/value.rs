//! What a register holds.

use crate::object::arena::Id;
use crate::object::{
    Big, Bytes, Cell, CodeObject, Complex, Dict, Exception, Function, Generator, Instance, Iter, List, Method, Module, Native,
    Object, Range, Set, Slice, Str, Traceback, Tuple, Type,
};

/// A truth value as wide as all else that a [`Value`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Truth {
    False = 0,
    True = 1,
}

impl Truth {
    #[inline(always)]
    pub(crate) const fn get(self) -> bool {
        matches!(self, Truth::True)
    }
}

macro_rules! truth_from {
    ($($number:ident)*) => {
        $(impl From<Truth> for $number {
            #[inline(always)]
            fn from(truth: Truth) -> $number {
                $number::from(truth.get())
            }
        })*
    };
}

truth_from!(bool i32 i64 u8 u64 usize);

/// The bits of a float.
#[derive(Clone, Copy)]
pub(crate) struct Real(u64);

impl Real {
    #[inline(always)]
    pub(crate) const fn get(self) -> f64 {
        f64::from_bits(self.0)
    }

    pub(crate) const fn to_bits(self) -> u64 {
        self.0
    }
}

impl core::fmt::Debug for Real {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.get().fmt(f)
    }
}

/// A reference to an object, or the object itself if it is small and immutable.
///
/// 16 bytes, and `Copy`: a `match` on two of them decides an operation without touching memory. What each variant holds is one integer of 64 bits in builds
/// without debug assertions: then, and only then, the compiler treats a value as a pair of integers, passes it in two machine registers and copies it
/// word by word. Otherwise it is a block of memory that is copied at once, and a load of what two stores have just written stalls. An integer that fits 64 bits is always [`Value::Int`].
#[derive(Clone, Copy, Debug, Default)]
#[repr(u64)]
pub(crate) enum Value {
    /// A variable without a value. Never seen by a program.
    #[default]
    Unbound,
    None,
    Ellipsis,
    NotImplemented,
    Bool(Truth),
    Int(i64),
    Float(Real),
    Big(Id<Big>),
    Complex(Id<Complex>),
    Str(Id<Str>),
    Bytes(Id<Bytes>),
    Tuple(Id<Tuple>),
    List(Id<List>),
    Dict(Id<Dict>),
    Set(Id<Set>),
    FrozenSet(Id<Set>),
    Range(Id<Range>),
    Slice(Id<Slice>),
    Function(Id<Function>),
    Method(Id<Method>),
    Native(Id<Native>),
    Type(Id<Type>),
    Instance(Id<Instance>),
    Exception(Id<Exception>),
    Module(Id<Module>),
    Cell(Id<Cell>),
    Code(Id<CodeObject>),
    Generator(Id<Generator>),
    Iter(Id<Iter>),
    Traceback(Id<Traceback>),
    /// An object of any other native type.
    Object(Id<Object>),
}

#[cfg(not(debug_assertions))]
const _: () = assert!(size_of::<Value>() == 16);

impl Value {
    #[inline(always)]
    pub(crate) const fn bool(truth: bool) -> Value {
        Value::Bool(if truth { Truth::True } else { Truth::False })
    }

    #[inline(always)]
    pub(crate) const fn float(float: f64) -> Value {
        Value::Float(Real(float.to_bits()))
    }

    /// Whether both are the same object, as `is` has it. Floats are the same if their bits are.
    #[inline]
    pub(crate) fn is(self, other: Value) -> bool {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            _ => self.identity() == other.identity(),
        }
    }

    /// A number that no other living object has, but for equal ints and floats.
    pub(crate) fn identity(self) -> (u8, u64) {
        match self {
            Value::Unbound => (0, 0),
            Value::None => (1, 0),
            Value::Ellipsis => (2, 0),
            Value::NotImplemented => (3, 0),
            Value::Bool(it) => (4, u64::from(it)),
            Value::Int(it) => (5, it as u64),
            Value::Float(it) => (6, it.to_bits()),
            Value::Big(it) => (7, u64::from(it.index())),
            Value::Complex(it) => (8, u64::from(it.index())),
            Value::Str(it) => (9, u64::from(it.index())),
            Value::Bytes(it) => (10, u64::from(it.index())),
            Value::Tuple(it) => (11, u64::from(it.index())),
            Value::List(it) => (12, u64::from(it.index())),
            Value::Dict(it) => (13, u64::from(it.index())),
            Value::Set(it) | Value::FrozenSet(it) => (14, u64::from(it.index())),
            Value::Range(it) => (15, u64::from(it.index())),
            Value::Slice(it) => (16, u64::from(it.index())),
            Value::Function(it) => (17, u64::from(it.index())),
            Value::Method(it) => (18, u64::from(it.index())),
            Value::Native(it) => (19, u64::from(it.index())),
            Value::Type(it) => (20, u64::from(it.index())),
            Value::Instance(it) => (21, u64::from(it.index())),
            Value::Exception(it) => (22, u64::from(it.index())),
            Value::Module(it) => (23, u64::from(it.index())),
            Value::Cell(it) => (24, u64::from(it.index())),
            Value::Code(it) => (25, u64::from(it.index())),
            Value::Generator(it) => (26, u64::from(it.index())),
            Value::Iter(it) => (27, u64::from(it.index())),
            Value::Traceback(it) => (28, u64::from(it.index())),
            Value::Object(it) => (29, u64::from(it.index())),
        }
    }

    /// Whether it is a handle.
    #[inline]
    pub(crate) fn is_object(self) -> bool {
        !matches!(
            self,
            Value::Unbound
                | Value::None
                | Value::Ellipsis
                | Value::NotImplemented
                | Value::Bool(_)
                | Value::Int(_)
                | Value::Float(_)
        )
    }

    #[inline(always)]
    pub(crate) fn is_unbound(self) -> bool {
        matches!(self, Value::Unbound)
    }

    #[inline(always)]
    pub(crate) fn is_none(self) -> bool {
        matches!(self, Value::None)
    }
}
