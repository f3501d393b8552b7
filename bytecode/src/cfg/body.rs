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
    /// Of word code: by code unit, the index of the instruction that begins there, or [`NOTHING`].
    units: Vec<u32>,
    /// By instruction, the index of the one that it jumps to, or [`NOWHERE`]; empty if nobody has looked yet.
    pub(crate) targets: Vec<u32>,
}

/// In the place of a target: it is no jump.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// No instruction begins here.
const NOTHING: u32 = u32::MAX;

impl<'a> Body<'a> {
    pub(crate) fn of(function: &Function<'_, 'a>) -> Body<'a> {
        let len = function.code().code().len();
        let mut instructions = Vec::with_capacity(len / 2);
        let mut units = if function.set().word_code { vec![NOTHING; len.div_ceil(2)] } else { Vec::new() };
        let mut end = 0;
        for instruction in function.instructions() {
            end = instruction.end();
            if !instruction.is_prefix() || end as usize == len {
                if let Some(unit) = units.get_mut(instruction.start() as usize / 2) {
                    *unit = instructions.len() as u32;
                }
                instructions.push(instruction);
            }
        }
        Body { set: function.set(), end, instructions, units, targets: Vec::new() }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Instruction<'a>> {
        self.instructions.get(index)
    }

    /// Index of the instruction that begins, prefixes included, at an offset.
    pub(crate) fn at(&self, offset: i64) -> Option<usize> {
        let offset = u32::try_from(offset).ok()?;
        if self.set.word_code {
            let unit = self.units.get(offset as usize / 2).filter(|_| offset.is_multiple_of(2))?;
            return (*unit != NOTHING).then_some(*unit as usize);
        }
        self.instructions.binary_search_by_key(&offset, Instruction::start).ok()
    }

    /// Index of the instruction that ends at an offset, plus one.
    pub(crate) fn end_at(&self, offset: u32) -> Option<usize> {
        if offset == self.end { Some(self.instructions.len()) } else { self.at(offset.into()) }
    }

    /// Index of the instruction that the one at `index` jumps to; `None` if it is no jump, or if no instruction begins there.
    pub(crate) fn target(&self, index: usize) -> Option<usize> {
        match self.targets.get(index) {
            Some(&NOWHERE) => None,
            Some(&target) => Some(target as usize),
            None => self.at(self.get(index)?.target()?),
        }
    }
}
