//! The instruction sets of CPython, both ways.
#![forbid(unsafe_code)]

mod decode;
pub mod exceptions;
mod function;
mod generated;
mod instruction;
pub mod lines;
mod op;
mod set;

pub use decode::Decoder;
pub use function::Function;
pub use instruction::Instruction;
pub use op::{Op, Opcode, UnknownOp};
pub use set::{Argument, Flow, InstructionSet, Kind, OpInfo};
