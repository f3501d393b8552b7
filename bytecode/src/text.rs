//! `.pyasm`: the text form of a file, both ways.
//!
#![doc = include_str!("../docs/pyasm.md")]
//!
//! # Guarantee
//! [`print()`] accepts every file that was read, and [`assemble`] makes the same bytes of its text, whatever CPython would say to them.
//! [`assemble`] accepts any text, never panics, and takes time and memory linear in it; what it makes of a text is not longer than a small
//! multiple of the text.

mod block;
mod body;
mod document;
mod error;
mod fields;
mod float;
mod forms;
mod lex;
mod literal;
mod plan;
mod print;
mod read;
mod signature;
mod tables;
mod values;
mod words;

pub use error::Error;

use pyc_marshal::File;

/// The text of a file: [`assemble`] makes the same file of it, which is tried out before the text is given. Of what no code says, which
/// is nothing that a Python wrote, the text is the bytes in hexadecimal.
///
/// ```
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = pyc_marshal::File::parse(&bytes)?;
/// let text = pyc_bytecode::text::print(&file);
/// assert_eq!(pyc_bytecode::text::assemble(&text)?, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn print(file: &File<'_>) -> String {
    let right = |text: &String| assemble(text).is_ok_and(|bytes| bytes == file.bytes());
    print::print(file).filter(right).unwrap_or_else(|| print::bytes(file))
}

/// The bytes of the file that a text stands for.
///
/// ```
/// let text = "pyc 3.10\ncode <module>\n  LOAD_CONST None\n  RETURN_VALUE\nend\n";
/// let bytes = pyc_bytecode::text::assemble(text)?;
/// let file = pyc_marshal::File::parse(&bytes)?;
/// assert_eq!(file.tree.codes().next().unwrap().code(), b"d\0S\0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first thing that is wrong, and where.
pub fn assemble(text: &str) -> Result<Vec<u8>, Error> {
    read::read(text).map_err(|fault| fault.locate(text))
}
