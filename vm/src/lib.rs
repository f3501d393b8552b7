//! Runs the modules that CPython 3.8 to 3.14 compiled, inside limits and without unsafe code.
#![forbid(unsafe_code)]

pub mod fail;
pub mod inst;
pub mod lower;
