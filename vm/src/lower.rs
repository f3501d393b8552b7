//! From the code of any version to the machine's own instructions.
//!
//! [`lower`] verifies a function first, and then translates it in one pass. It follows what CPython's stack would hold by names: a local variable or
//! a constant that is loaded stands for itself until an instruction needs it, and becomes its operand. What has to be in a register is there in the one
//! of its stack slot. Where ways through the code meet, and where a handler may look, all slots are in their registers.
//!
//! # Guarantee
//! Accepts any function, never recurses and never panics. Time and memory are linear in the length of the code, but for logarithms and for the search for
//! variables that may be unbound, which is given up where it would take long: then each use of a variable is checked.

mod assign;
mod check;
mod emit;
mod ops;
mod print;
mod sources;
mod stack;

use core::fmt;

use pyc_bytecode::{Fault, Function, Op, verify};
use pyc_marshal::Version;

use crate::inst::{Handler, Handling, Inst, WideCall};
pub(crate) use check::registers_of;
pub use check::{Unsound, check};

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
    /// Where exceptions are handled (to 3.10): when one leaves these instructions, what was handled before is handled again. From 3.11 on instructions do that.
    pub handling: Vec<Handling>,
    /// The names of inline caches: an index into the names of the code object for each [`Inst::LoadGlobal`], [`Inst::LoadAttr`] and so on; 0 for calls.
    pub sites: Vec<u32>,
    /// Calls in registers of any number.
    pub wide_calls: Vec<WideCall>,
    /// Where a `finally` clause of 3.8 returns to: indices of instructions.
    pub returns: Vec<u32>,
    /// The register of each variable, if these are not simply the first ones: see [`Lowered::variable`].
    pub gap: bool,
    /// Number of registers of variables. They are unbound when a call has put its arguments into the first of them.
    pub variables: u16,
    /// Number of registers, variables included.
    pub registers: u16,
}

impl Lowered {
    /// The register of a variable: its number, but in a function with very many, whose later ones make room for a few registers that any instruction can
    /// name. A call puts arguments into the first registers all the same, and the code moves them.
    pub fn variable(&self, index: u16) -> u16 {
        if self.gap { stack::spread(index) } else { index }
    }
}

/// Why a function cannot be lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LowerError {
    /// Offset of the instruction in bytes.
    pub offset: u32,
    /// What is wrong.
    pub kind: LowerErrorKind,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LowerErrorKind {
    /// It does not verify.
    Fault(Fault),
    /// Only code of 3.8 to 3.14 runs.
    Version(Version),
    /// The instruction never stands in files.
    RunTimeOnly(Op),
    /// More variables, stack slots or operands than an instruction can name.
    TooLarge,
    /// The argument is in range, and means nothing: the last comparison of 3.8 is `BAD`.
    Meaningless(Op),
    /// `PRECALL` and `CALL` of 3.11 do not follow each other with the same argument: the first counts what the second takes.
    Unpaired,
    /// A `finally` clause is called while more is on the stack than it leaves room for.
    FinallyTooDeep,
}

impl LowerErrorKind {
    #[cold]
    pub(crate) fn at(self, offset: u32) -> LowerError {
        LowerError { offset, kind: self }
    }
}

impl fmt::Display for LowerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            LowerErrorKind::Fault(fault) => return fault.fmt(f),
            LowerErrorKind::Version(version) => write!(f, "code of {version}, of which none can be run (3.8 to 3.14 can)")?,
            LowerErrorKind::RunTimeOnly(op) => write!(f, "{} never stands in a file", op.name())?,
            LowerErrorKind::TooLarge => f.write_str("more operands, variables or stack than an instruction can name")?,
            LowerErrorKind::Meaningless(op) => write!(f, "an argument of {} that means nothing", op.name())?,
            LowerErrorKind::Unpaired => f.write_str("PRECALL and CALL do not belong together")?,
            LowerErrorKind::FinallyTooDeep => f.write_str("a finally clause is called with too much on the stack")?,
        }
        write!(f, ", at offset {}", self.offset)
    }
}

impl core::error::Error for LowerError {}

/// Lowers a function.
///
/// ```
/// use pyc_bytecode::Function;
/// use pyc_marshal::File;
/// use pyc_vm::lower::lower;
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let code = file.tree.codes().next().ok_or("a code object")?;
/// let lowered = lower(&Function::new(code).ok_or("an instruction set")?)?;
/// assert_eq!(lowered.insts.len(), lowered.origins.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If it does not verify, or is of another version than 3.8 to 3.14; what else is possible only in code that no compiler made.
pub fn lower(function: &Function<'_, '_>) -> Result<Lowered, LowerError> {
    let version = function.set().version;
    if version < Version::new(3, 8) || version > Version::new(3, 14) {
        return Err(LowerErrorKind::Version(version).at(0));
    }
    let verified = verify(function).map_err(|fault| LowerErrorKind::Fault(fault).at(fault.offset))?;
    let source = sources::Source::of(function, &verified);
    let unassigned = assign::uses_of_unassigned(&source);
    let mut emitter = emit::Emitter::new(&source)?;
    emitter.prologue()?;
    for at in 0..source.insts.len() {
        emitter.begin(at)?;
        if source.insts[at].depth.is_some() {
            ops::lower(&mut emitter, at, unassigned.as_ref().is_none_or(|it| it.contains(at)))?;
            emitter.end(at)?;
        }
    }
    emitter.finish()
}
