#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod fail;
pub mod format;
pub mod inst;
pub mod lower;
pub mod number;
