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

impl Class {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Class::ArithmeticError => "ArithmeticError",
            Class::AssertionError => "AssertionError",
            Class::AttributeError => "AttributeError",
            Class::BufferError => "BufferError",
            Class::EOFError => "EOFError",
            Class::ImportError => "ImportError",
            Class::IndexError => "IndexError",
            Class::KeyError => "KeyError",
            Class::LookupError => "LookupError",
            Class::MemoryError => "MemoryError",
            Class::NameError => "NameError",
            Class::NotImplementedError => "NotImplementedError",
            Class::OSError => "OSError",
            Class::OverflowError => "OverflowError",
            Class::RecursionError => "RecursionError",
            Class::ReferenceError => "ReferenceError",
            Class::RuntimeError => "RuntimeError",
            Class::StopIteration => "StopIteration",
            Class::SyntaxError => "SyntaxError",
            Class::SystemError => "SystemError",
            Class::TypeError => "TypeError",
            Class::UnboundLocalError => "UnboundLocalError",
            Class::UnicodeDecodeError => "UnicodeDecodeError",
            Class::UnicodeEncodeError => "UnicodeEncodeError",
            Class::ValueError => "ValueError",
            Class::ZeroDivisionError => "ZeroDivisionError",
        }
    }
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
