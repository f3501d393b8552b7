//! Reads, edits, normalises and writes `.pyc` files and marshal data of every CPython from 1.0 to 3.15, without Python and without
//! trusting the bytes.
//!
#![doc = include_str!("../docs/levels.md")]

mod check;
mod code;
mod dumps;
mod edit;
mod equality;
mod error;
mod file;
mod float;
mod header;
mod int;
#[cfg(feature = "serde")]
mod json;
mod layout;
mod magic;
pub mod map;
mod normalize;
mod objects;
mod path;
mod printable;
mod reader;
mod repr;
mod tag;
mod text;
mod token;
mod tree;
mod writer;

pub use code::{Code, CodeFlags, LocalKind};
pub use dumps::{References, Style};
pub use equality::{Classes, Sameness, same};
pub use error::{Class, Error, ErrorKind};
pub use file::{File, FileOptions};
pub use header::{Header, Stamp, source_hash};
pub use int::{Digits, Int, NotAnInteger};
pub use layout::{Field, HeaderForm, Layout, SourceHash, UnknownVersion, Version};
pub use magic::{Kind, Magic, Row};
pub use normalize::{Stamping, normalize, normalize_tree};
pub use objects::{CodeObject, Id, Object, Objects, Text};
pub use path::{Path, Step, locate};
pub use reader::{Irregularities, MAX_INPUT, Mode, Options, Reader};
pub use repr::{Repr, str_repr};
pub use tag::Tag;
pub use text::{CodePoints, Encoding, Str};
pub use token::{Head, Payload, Token};
pub use tree::{Children, Integer, Node, Pairs, Tokens, Tree, Value};
pub use writer::Writer;
