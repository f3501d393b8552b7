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
mod field;
mod file;
mod float;
mod header;
mod int;
#[cfg(feature = "serde")]
mod json;
mod layout;
mod locate;
mod magic;
pub mod map;
mod node;
mod normalize;
mod objects;
mod options;
mod path;
mod printable;
mod reader;
mod repr;
mod summary;
mod tag;
mod text;
mod token;
mod tree;
mod version;
mod writer;

pub use code::{Code, CodeFlags, LocalKind};
pub use dumps::{References, Style};
pub use equality::{Classes, Sameness, same};
pub use error::{Class, Error, ErrorKind};
pub use field::Field;
pub use file::{File, FileOptions};
pub use header::{Header, Stamp, source_hash};
pub use int::{Digits, Int, NotAnInteger};
pub use layout::{HeaderForm, Layout, SourceHash, UnknownVersion};
pub use locate::locate;
pub use magic::{Kind, Magic, Row};
pub use node::{Children, Integer, Node, Pairs, Value};
pub use normalize::{Stamping, normalize, normalize_tree};
pub use objects::{CodeObject, Id, Object, Objects, Text};
pub use options::{Irregularities, MAX_INPUT, Mode, Options};
pub use path::{Path, Step};
pub use reader::Reader;
pub use repr::{Repr, Reprs, str_repr};
pub use tag::Tag;
pub use text::{CodePoints, Encoding, Str};
pub use token::{Head, Payload, Token};
pub use tree::{Tokens, Tree};
pub use version::Version;
pub use writer::Writer;
