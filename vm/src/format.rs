//! The three ways Python formats: the mini-language of `format()`, the templates of `str.format`, and `%`.
//!
//! Nothing here knows an object of the machine: texts come as [`Text`](crate::number::Text), parts of them are given back as
//! ranges, and what is made of a number is [`Formatted`]: ASCII text and how often to repeat which fill character around it, so
//! that strings of any width can take it up. The length is known before the string is made, see [`Formatted::len`]; that of a
//! float's digits even before it is formatted, see [`Spec::float_bound`].
//!
//! ```
//! use pyc_vm::format::{Kind, Spec, format_int};
//! use pyc_vm::number::{Characters, Int, Text};
//!
//! let spec = Spec::parse(Text::from("*>+12,"), Kind::Int, "int", 13, &Characters::PLAIN).unwrap();
//! let text = format_int(&Int::Small(1_234_567), &spec, "int", 4300, 13).unwrap();
//! assert_eq!((text.len(), text.to_string()), (12, "**+1,234,567".into()));
//! ```

mod apply;
mod layout;
pub mod percent;
mod spec;
pub mod template;

pub use apply::{format_complex, format_float, format_int, pad_str};
pub use layout::{Formatted, Padding, Piece};
pub use spec::{Align, Grouping, Kind, Sign, Spec};
