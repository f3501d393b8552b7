//! A code object, prepared for printing: where lines start, which offsets are jumped to, which handlers there are.

use pyc_marshal::Code;

use super::style::Style;
use crate::decode::Decoder;
use crate::exceptions;
use crate::instruction::Instruction;
use crate::lines::{LineStart, Table};
use crate::set::{Argument, InstructionSet, OpInfo};

/// What printing an instruction needs to know of all the others. Its memory serves one code object after the other.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) set: &'static InstructionSet,
    pub(super) style: &'static Style,
    /// `dis.findlinestarts`
    pub(super) starts: Vec<LineStart>,
    /// Offsets that are jumped to, ascending. Those of a label style are numbered by their place, from 1.
    pub(super) labels: Vec<i64>,
    /// What `dis` reads of the exception table.
    pub(super) handlers: Vec<exceptions::Entry>,
    /// What is added to each line.
    pub(super) line_offset: i64,
}

impl Places {
    pub(super) fn new(set: &'static InstructionSet, style: &'static Style) -> Places {
        Places { set, style, starts: Vec::new(), labels: Vec::new(), handlers: Vec::new(), line_offset: 0 }
    }

    /// Takes another code object.
    pub(super) fn load(&mut self, code: &Code<'_, '_>) {
        self.starts.clear();
        self.starts.extend(Table::of(code).line_starts());
        self.handlers.clear();
        let table = code.exceptiontable().filter(|_| self.set.exception_table).unwrap_or(&[]);
        self.handlers.extend(exceptions::Entries::new(table).map_while(Result::ok));
        self.find_labels(code.code());
    }

    /// `dis.findlabels`, and what the exception table names.
    fn find_labels(&mut self, code: &[u8]) {
        let (set, style) = (self.set, self.style);
        self.labels.clear();
        let mut args = Args::new(set, style);
        for instruction in Decoder::new(code, set) {
            let arg = args.of(&instruction);
            let Some(info) = instruction.info().filter(|info| info.argument.is_jump()) else { continue };
            let arg = if style.labels_extended { arg } else { arg.map(|arg| arg & 0xffff) };
            self.labels.extend(arg.and_then(|arg| target(set, &instruction, info.argument, arg)));
        }
        for handler in &self.handlers {
            if style.labels {
                self.labels.extend([handler.start, handler.end].map(i64::from));
            }
            if style.labels || handler.start < handler.end {
                self.labels.push(handler.target.into());
            }
        }
        self.labels.sort_unstable();
        self.labels.dedup();
    }

    /// The number of the label at an offset that is jumped to.
    pub(super) fn label(&self, offset: i64) -> Option<i64> {
        self.labels.binary_search(&offset).ok().map(|at| at as i64 + 1)
    }

    /// The instructions, each with what is known of its place.
    pub(super) fn steps<'l, 'a>(&'l self, code: &'a [u8]) -> Steps<'l, 'a> {
        Steps {
            decoder: Decoder::new(code, self.set),
            args: Args::new(self.set, self.style),
            starts: &self.starts,
            labels: &self.labels,
            next_start: self.starts.first().map_or(i64::MAX, |start| start.offset.into()),
            next_label: self.labels.first().copied().unwrap_or(i64::MAX),
            line_offset: self.line_offset,
            passed: 0,
        }
    }
}

/// Where a jump leads: the end of the instruction is where it should end, also if the code is cut short.
pub(super) fn target(set: &InstructionSet, instruction: &Instruction<'_>, argument: Argument, arg: i64) -> Option<i64> {
    let caches = instruction.info().map_or(0, |info| i64::from(info.caches));
    let end = i64::from(instruction.offset()) + if set.word_code { 2 + 2 * caches } else { 3 };
    argument.target(arg, end, set.jump_unit)
}

/// Arguments as `dis` counts them.
#[derive(Debug)]
struct Args {
    /// Bits that a prefix takes in front of the next argument.
    shift: u32,
    /// Upper bits for the next argument.
    pending: u32,
    waits: bool,
    signed: bool,
}

impl Args {
    fn new(set: &InstructionSet, style: &Style) -> Args {
        Args { shift: if set.word_code { 8 } else { 16 }, pending: 0, waits: style.prefix_waits, signed: style.signed }
    }

    /// The argument of the next instruction.
    #[inline]
    fn of(&mut self, instruction: &Instruction<'_>) -> Option<i64> {
        let Some(oparg) = instruction.oparg() else {
            if !self.waits {
                self.pending = 0;
            }
            return None;
        };
        let whole = oparg | self.pending;
        self.pending = if instruction.is_prefix() { whole << self.shift } else { 0 };
        Some(if self.signed { i64::from(whole as i32) } else { i64::from(whole) })
    }
}

/// An instruction and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub(super) instruction: Instruction<'a>,
    /// What is known of its opcode.
    pub(super) info: Option<&'static OpInfo>,
    pub(super) arg: Option<i64>,
    /// The line that starts here.
    pub(super) starts: Option<LineStart>,
    /// The number of the label here.
    pub(super) label: Option<i64>,
    /// Whether a prefix gave the argument upper bits.
    pub(super) extended: bool,
}

/// The iterator of [`Places::steps`].
#[derive(Debug)]
pub(super) struct Steps<'l, 'a> {
    decoder: Decoder<'a>,
    args: Args,
    starts: &'l [LineStart],
    labels: &'l [i64],
    /// Offsets of the first of either: most instructions have neither.
    next_start: i64,
    next_label: i64,
    line_offset: i64,
    /// Number of labels before those that are left.
    passed: i64,
}

impl Steps<'_, '_> {
    /// Passes over line starts up to `offset`; the one there, if there is one.
    fn start_at(&mut self, offset: i64) -> Option<LineStart> {
        let mut found = None;
        while self.next_start <= offset
            && let Some((start, rest)) = self.starts.split_first()
        {
            if self.next_start == offset {
                let line = start.line.map(|line| line.saturating_add(self.line_offset));
                found = Some(LineStart { line, ..*start });
            }
            self.starts = rest;
            self.next_start = rest.first().map_or(i64::MAX, |start| start.offset.into());
        }
        found
    }

    /// Passes over labels up to `offset`; the number of the one there, if there is one.
    fn label_at(&mut self, offset: i64) -> Option<i64> {
        let mut found = None;
        while self.next_label <= offset
            && let Some((_, rest)) = self.labels.split_first()
        {
            self.passed += 1;
            if self.next_label == offset {
                found = Some(self.passed);
            }
            self.labels = rest;
            self.next_label = rest.first().copied().unwrap_or(i64::MAX);
        }
        found
    }
}

impl<'a> Iterator for Steps<'_, 'a> {
    type Item = Step<'a>;

    // A step is large: inlined, it is not handed over in memory.
    #[inline(always)]
    fn next(&mut self) -> Option<Step<'a>> {
        let instruction = self.decoder.next()?;
        let offset = i64::from(instruction.offset());
        let extended = self.args.pending != 0;
        let arg = self.args.of(&instruction);
        let starts = if self.next_start <= offset { self.start_at(offset) } else { None };
        let label = if self.next_label <= offset { self.label_at(offset) } else { None };
        Some(Step { instruction, info: instruction.info(), arg, starts, label, extended })
    }
}
