//! The hierarchy of builtin exceptions.

use crate::fail::Class;

/// A builtin exception.
pub(crate) struct Known {
    pub(crate) name: &'static str,
    pub(crate) base: &'static str,
    /// What it keeps beside `args`, in the order of its fields.
    pub(crate) fields: &'static [&'static str],
    /// The first minor version that has it.
    pub(crate) since: u8,
}

const fn plain(name: &'static str, base: &'static str) -> Known {
    Known { name, base, fields: &[], since: 0 }
}

const fn with(name: &'static str, base: &'static str, fields: &'static [&'static str]) -> Known {
    Known { name, base, fields, since: 0 }
}

const UNICODE: &[&str] = &["encoding", "object", "start", "end", "reason"];

/// Each class with its base; the bases come first.
pub(crate) static CLASSES: &[Known] = &[
    plain("BaseException", "object"),
    plain("Exception", "BaseException"),
    plain("GeneratorExit", "BaseException"),
    plain("KeyboardInterrupt", "BaseException"),
    with("SystemExit", "BaseException", &["code"]),
    Known { name: "BaseExceptionGroup", base: "BaseException", fields: &["message", "exceptions"], since: 11 },
    plain("ArithmeticError", "Exception"),
    plain("FloatingPointError", "ArithmeticError"),
    plain("OverflowError", "ArithmeticError"),
    plain("ZeroDivisionError", "ArithmeticError"),
    plain("AssertionError", "Exception"),
    with("AttributeError", "Exception", &["name", "obj"]),
    plain("BufferError", "Exception"),
    plain("EOFError", "Exception"),
    with("ImportError", "Exception", &["msg", "name", "path", "name_from"]),
    plain("ModuleNotFoundError", "ImportError"),
    plain("LookupError", "Exception"),
    plain("IndexError", "LookupError"),
    plain("KeyError", "LookupError"),
    plain("MemoryError", "Exception"),
    with("NameError", "Exception", &["name"]),
    plain("UnboundLocalError", "NameError"),
    with("OSError", "Exception", &["errno", "strerror", "filename", "filename2"]),
    plain("BlockingIOError", "OSError"),
    plain("ChildProcessError", "OSError"),
    plain("ConnectionError", "OSError"),
    plain("BrokenPipeError", "ConnectionError"),
    plain("ConnectionAbortedError", "ConnectionError"),
    plain("ConnectionRefusedError", "ConnectionError"),
    plain("ConnectionResetError", "ConnectionError"),
    plain("FileExistsError", "OSError"),
    plain("FileNotFoundError", "OSError"),
    plain("InterruptedError", "OSError"),
    plain("IsADirectoryError", "OSError"),
    plain("NotADirectoryError", "OSError"),
    plain("PermissionError", "OSError"),
    plain("ProcessLookupError", "OSError"),
    plain("TimeoutError", "OSError"),
    plain("ReferenceError", "Exception"),
    plain("RuntimeError", "Exception"),
    plain("NotImplementedError", "RuntimeError"),
    Known { name: "PythonFinalizationError", base: "RuntimeError", fields: &[], since: 13 },
    plain("RecursionError", "RuntimeError"),
    with("StopIteration", "Exception", &["value"]),
    plain("StopAsyncIteration", "Exception"),
    with(
        "SyntaxError",
        "Exception",
        &["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset", "print_file_and_line"],
    ),
    plain("IndentationError", "SyntaxError"),
    plain("TabError", "IndentationError"),
    plain("SystemError", "Exception"),
    plain("TypeError", "Exception"),
    plain("ValueError", "Exception"),
    plain("UnicodeError", "ValueError"),
    with("UnicodeDecodeError", "UnicodeError", UNICODE),
    with("UnicodeEncodeError", "UnicodeError", UNICODE),
    with("UnicodeTranslateError", "UnicodeError", &["object", "start", "end", "reason"]),
    plain("Warning", "Exception"),
    plain("BytesWarning", "Warning"),
    plain("DeprecationWarning", "Warning"),
    Known { name: "EncodingWarning", base: "Warning", fields: &[], since: 10 },
    plain("FutureWarning", "Warning"),
    plain("ImportWarning", "Warning"),
    plain("PendingDeprecationWarning", "Warning"),
    plain("ResourceWarning", "Warning"),
    plain("RuntimeWarning", "Warning"),
    plain("SyntaxWarning", "Warning"),
    plain("UnicodeWarning", "Warning"),
    plain("UserWarning", "Warning"),
    Known { name: "ExceptionGroup", base: "BaseExceptionGroup", fields: &[], since: 11 },
];

/// Where a class stands in the list.
pub(crate) fn place_of(name: &str) -> Option<usize> {
    CLASSES.iter().position(|it| it.name == name)
}

/// Where a class that a kernel names stands in the list.
pub(crate) fn place(class: Class) -> usize {
    place_of(class.name()).unwrap_or(1)
}
