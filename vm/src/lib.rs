#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod fail;
pub mod inst;
pub mod lower;
pub mod number;
