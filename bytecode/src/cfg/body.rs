//! The decoded instructions of a function, as control flow sees them.

use crate::function::Function;
use crate::instruction::Instruction;
use crate::set::InstructionSet;

/// The instructions of a function in order. `EXTENDED_ARG` is part of what it extends, unless the code ends behind it.
#[derive(Clone, Debug)]
pub(crate) struct Body<'a> {
    pub(crate) set: &'static InstructionSet,
    pub(crate) instructions: Vec<Instruction<'a>>,
    /// Length of the code in bytes.
    pub(crate) end: u32,
}

impl<'a> Body<'a> {
    pub(crate) fn of(function: &Function<'_, 'a>) -> Body<'a> {
        let mut instructions = Vec::with_capacity(function.code().code().len() / 2);
        let mut last = None;
        for instruction in function.instructions() {
            last = Some(instruction);
            if !instruction.is_prefix() {
                instructions.push(instruction);
            }
        }
        instructions.extend(last.filter(Instruction::is_prefix));
        Body { set: function.set(), end: last.map_or(0, |it| it.end()), instructions }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Instruction<'a>> {
        self.instructions.get(index)
    }

    /// Index of the instruction that begins, prefixes included, at an offset.
    pub(crate) fn at(&self, offset: i64) -> Option<usize> {
        let offset = u32::try_from(offset).ok()?;
        self.instructions.binary_search_by_key(&offset, Instruction::start).ok()
    }

    /// Index of the instruction that ends at an offset, plus one.
    pub(crate) fn end_at(&self, offset: u32) -> Option<usize> {
        if offset == self.end { Some(self.instructions.len()) } else { self.at(offset.into()) }
    }

    /// Index of the instruction that the one at `index` jumps to; `None` if it is no jump, or if no instruction begins there.
    pub(crate) fn target(&self, index: usize) -> Option<usize> {
        self.at(self.get(index)?.target()?)
    }
}
