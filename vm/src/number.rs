//! Numbers as Python has them: integers without bounds, floats, complex numbers; their arithmetic, their text, their errors.
//!
//! Nothing here knows an object of the machine. Operations whose result may be large come with a [`Cost`], estimated before the
//! work, so that whoever runs untrusted code charges first and computes then; beyond [`MAX_BITS`] they refuse by themselves.
//!
//! Where releases of CPython differ, an operation takes `minor`, the 13 of 3.13.
//!
//! ```
//! use pyc_vm::number::Int;
//!
//! let n = Int::Small(2).pow(&Int::Small(100)).unwrap();
//! assert_eq!(n.to_text(), "1267650600228229401496703205376");
//! assert_eq!(n.floor_mod(&Int::Small(-7), 13).unwrap(), Int::Small(-5));
//! ```

#![allow(clippy::float_cmp, reason = "exact comparison is what the algorithms of CPython ask for")]
#![allow(clippy::cast_precision_loss, reason = "estimates of cost, and conversions that round as they should")]

pub mod complex;
mod complex_text;
mod cost;
pub mod float;
mod float_format;
mod float_hex;
mod float_parse;
pub mod half;
pub mod int;
mod int_bits;
mod int_bytes;
mod int_division;
mod int_float;
mod int_power;
mod int_text;
mod text;

pub use complex::{Complex, Operand};
pub use cost::{Cost, MAX_BITS};
pub use int::Int;
pub use int_text::{DEFAULT_MAX_DIGITS, MAX_DIGITS_THRESHOLD};
pub use text::{Characters, Text, is_space};
