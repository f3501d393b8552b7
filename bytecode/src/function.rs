//! A code object together with what its version makes of its bytes.

use pyc_marshal::Code;

use crate::decode::Decoder;
use crate::set::InstructionSet;

/// A code object and its instruction set: the start of everything that looks into `co_code`.
#[derive(Clone, Copy, Debug)]
pub struct Function<'t, 'a> {
    code: Code<'t, 'a>,
    set: &'static InstructionSet,
}

impl<'t, 'a> Function<'t, 'a> {
    /// The code object, read by the instruction set of its version; `None` if there is none.
    pub fn new(code: Code<'t, 'a>) -> Option<Function<'t, 'a>> {
        Some(Function { code, set: InstructionSet::of(code.version())? })
    }

    /// The code object, read by another instruction set.
    pub fn with_set(code: Code<'t, 'a>, set: &'static InstructionSet) -> Function<'t, 'a> {
        Function { code, set }
    }

    /// The code object.
    pub fn code(&self) -> Code<'t, 'a> {
        self.code
    }

    /// The instruction set.
    pub fn set(&self) -> &'static InstructionSet {
        self.set
    }

    /// The instructions, in order.
    pub fn instructions(&self) -> Decoder<'a> {
        Decoder::new(self.code.code(), self.set)
    }
}
