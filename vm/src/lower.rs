//! From the code of any version to the machine's own instructions.

use crate::inst::{Handler, Inst, WideCall};

/// The code of one function as the machine runs it.
///
/// It holds no objects: constants, names and variables are meant by their index in the code object.
#[derive(Clone, Debug, Default)]
pub struct Lowered {
    /// The instructions.
    pub insts: Vec<Inst>,
    /// For each instruction, the offset in bytes of the original one that it stands for: where an error in it happened.
    pub origins: Vec<u32>,
    /// Where exceptions go. The first that covers an instruction counts.
    pub handlers: Vec<Handler>,
    /// The names of inline caches: an index into the names of the code object for each [`Inst::LoadGlobal`], [`Inst::LoadAttr`] and so on; 0 for calls.
    pub sites: Vec<u32>,
    /// Calls in registers of any number.
    pub wide_calls: Vec<WideCall>,
    /// Where a `finally` clause of 3.8 returns to: indices of instructions.
    pub returns: Vec<u32>,
    /// Number of variables: registers that are unbound when a call has put its arguments into the first of them.
    pub variables: u16,
    /// Number of registers, variables included.
    pub registers: u16,
}
