#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![allow(clippy::unnecessary_wraps, reason = "functions in tables have one signature, whether they can fail or not")]
#![allow(clippy::format_push_string, reason = "text of errors and of `repr`, which is short")]
#![allow(clippy::float_cmp, clippy::cast_precision_loss, reason = "as Python compares and converts numbers")]
#![allow(clippy::similar_names, reason = "`args` and `arg`, `name` and `names` are what they are")]
#![allow(clippy::wrong_self_convention, reason = "what converts may call Python code: it needs the machine")]
#![allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#![allow(clippy::unused_self, reason = "questions to the machine are asked of the machine")]
#![allow(clippy::match_overlapping_arm, reason = "ranges of code points, of which the first counts")]

mod builtin;
pub mod embed;
pub mod fail;
pub mod format;
pub mod host;
pub mod inst;
pub mod limits;
pub mod lower;
mod machine;
mod native;
pub mod number;
mod object;
pub mod profile;
mod text;
pub mod watch;

pub use machine::{Outcome, Vm};
