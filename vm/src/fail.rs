//! What the parts that know nothing of objects report: an exception to be raised, by its class and message.

use core::fmt;
use std::borrow::Cow;

/// A builtin exception class, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the class of that name")]
pub enum Class {
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    LookupError,
    MemoryError,
    NameError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    ReferenceError,
    RuntimeError,
    StopIteration,
    SyntaxError,
    SystemError,
    TypeError,
    UnboundLocalError,
    UnicodeDecodeError,
    UnicodeEncodeError,
    ValueError,
    ZeroDivisionError,
}

/// An exception to be raised: its class, and the message that is its only argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fail {
    /// The class.
    pub class: Class,
    /// As CPython words it.
    pub message: Cow<'static, str>,
}

impl Fail {
    /// An exception of a class with a message.
    #[cold]
    pub fn new(class: Class, message: impl Into<Cow<'static, str>>) -> Fail {
        Fail { class, message: message.into() }
    }

    /// A `TypeError`.
    #[cold]
    pub fn type_error(message: impl Into<Cow<'static, str>>) -> Fail {
        Fail::new(Class::TypeError, message)
    }

    /// A `ValueError`.
    #[cold]
    pub fn value_error(message: impl Into<Cow<'static, str>>) -> Fail {
        Fail::new(Class::ValueError, message)
    }

    /// An `OverflowError`.
    #[cold]
    pub fn overflow(message: impl Into<Cow<'static, str>>) -> Fail {
        Fail::new(Class::OverflowError, message)
    }

    /// The `MemoryError` that has no message.
    #[cold]
    pub fn memory() -> Fail {
        Fail::new(Class::MemoryError, "")
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.class, self.message)
    }
}
