//! The instructions of a code object, ready to be compared: without prefixes and caches, targets as places in the list.

use pyc_bytecode::exceptions;
use pyc_bytecode::lines::{Location, Table};
use pyc_bytecode::{Argument, Decoder, Opcode};
use pyc_marshal::Code;

use super::arguments;
use super::side::{Lists, Shared, Side};

/// An instruction.
pub(super) struct Step {
    /// Offset of its first prefix in bytes: where a jump to it leads.
    pub(super) start: u32,
    pub(super) opcode: Opcode,
    pub(super) oparg: u32,
    pub(super) target: Target,
    /// The number of its location.
    location: u32,
}

/// Where an instruction jumps.
#[derive(Clone, Copy)]
pub(super) enum Target {
    None,
    /// To this instruction.
    Step(u32),
    /// To this offset, where no instruction begins; modulo 2 to the 32.
    Nowhere(u32),
}

/// A code object.
pub(super) struct Body<'t> {
    pub(super) code: Code<'t, 't>,
    pub(super) lists: Lists,
    pub(super) steps: Vec<Step>,
    /// Each location once for all instructions in a row that have it.
    locations: Vec<Location>,
    /// What each instruction is compared by.
    pub(super) tokens: Vec<u32>,
    pub(super) handlers: Vec<exceptions::Entry>,
}

impl<'t> Body<'t> {
    /// Reads a code object; `None` if its file has too much code that shares its bytes.
    pub(super) fn read(side: &mut Side<'t>, shared: &mut Shared, code: Code<'t, 't>) -> Option<Body<'t>> {
        let lists = side.lists(&code);
        if !side.pay(&code, &lists) {
            return None;
        }
        let table = exceptions::Entries::new(code.exceptiontable().filter(|_| side.set.exception_table).unwrap_or(&[]));
        let handlers = table.map_while(Result::ok).collect();
        let mut body = Body { code, lists, steps: Vec::new(), locations: Vec::new(), tokens: Vec::new(), handlers };
        body.decode(side, shared);
        body.find_targets();
        Some(body)
    }

    fn decode(&mut self, side: &mut Side<'t>, shared: &mut Shared) {
        let mut places = Table::of(&self.code).entries().peekable();
        let mut location = Location::NONE;
        for instruction in Decoder::new(self.code.code(), side.set).filter(|it| !it.is_prefix()) {
            while let Some(entry) = places.next_if(|entry| entry.start <= instruction.offset()) {
                if entry.end > instruction.offset() {
                    location = entry.location;
                }
            }
            let opcode = instruction.opcode();
            let oparg = instruction.oparg().unwrap_or(0);
            // Before 1.5 there is no table.
            if instruction.info().is_some_and(|info| info.argument == Argument::Line) {
                location = Location::of_line(oparg as i32);
            }
            if self.locations.last() != Some(&location) {
                self.locations.push(location);
            }
            let target = instruction.target().map_or(Target::None, |offset| Target::Nowhere(offset as u32));
            self.tokens.push(arguments::token(side, shared, opcode, oparg, &self.lists));
            let location = self.locations.len() as u32 - 1;
            self.steps.push(Step { start: instruction.start(), opcode, oparg, target, location });
        }
    }

    fn find_targets(&mut self) {
        for at in 0..self.steps.len() {
            if let Some(&Step { target: Target::Nowhere(offset), .. }) = self.steps.get(at)
                && let Some(found) = self.at(offset)
                && let Some(step) = self.steps.get_mut(at)
            {
                step.target = Target::Step(found);
            }
        }
    }

    /// Where in the source an instruction comes from.
    pub(super) fn location(&self, step: &Step) -> Location {
        self.locations.get(step.location as usize).copied().unwrap_or(Location::NONE)
    }

    /// Whether an instruction comes from another line than the one before it.
    pub(super) fn is_line_start(&self, at: usize) -> bool {
        let line = |at: usize| self.steps.get(at).map(|step| self.location(step).line);
        at.checked_sub(1).is_none_or(|before| line(before) != line(at))
    }

    /// Whether any instruction has a column.
    pub(super) fn has_columns(&self) -> bool {
        self.locations.iter().any(|location| location.column.is_some())
    }

    /// The instruction that begins at an offset.
    pub(super) fn at(&self, offset: u32) -> Option<u32> {
        self.steps.binary_search_by_key(&offset, |step| step.start).ok().map(|at| at as u32)
    }

    /// The last instruction that begins before an offset.
    pub(super) fn last_before(&self, offset: u32) -> Option<u32> {
        self.steps.partition_point(|step| step.start < offset).checked_sub(1).map(|at| at as u32)
    }

    /// Offset of an instruction in bytes; of the one behind the last, the length of the code.
    pub(super) fn offset(&self, step: usize) -> usize {
        self.steps.get(step).map_or(self.code.code().len(), |step| step.start as usize)
    }
}
