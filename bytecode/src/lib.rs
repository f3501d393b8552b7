//! The instruction sets of every CPython from 1.0 to 3.15, both ways: decode, print as `dis` prints, verify, draw, edit with labels and
//! assemble, without Python and without trusting the code.
//!
#![doc = include_str!("../docs/levels.md")]
#![forbid(unsafe_code)]

mod assembler;
pub mod cfg;
mod code_info;
mod decode;
pub mod depth;
pub mod dis;
pub mod exceptions;
mod function;
mod generated;
mod instruction;
pub mod lines;
mod listing;
mod op;
mod set;
pub mod text;
pub mod verify;

pub use assembler::{AssembleError, AssembleErrorKind, Assembled, Assembler, Constants};
pub use cfg::{Handling, Protected};
pub use code_info::CodeInfo;
pub use decode::Decoder;
pub use dis::Disassembler;
pub use function::Function;
pub use instruction::Instruction;
pub use listing::{CodeEdit, Item, ItemId, Label, Listing, Operand, ProtectedRange, edit_file};
pub use op::{Op, Opcode, UnknownOp};
pub use set::{Argument, Flow, InstructionSet, Kind, OpInfo};
pub use verify::{Fault, FaultKind, Step, Verified, verify};
