//! The lines of a listing, as `dis` formats them.

use pyc_marshal::Code;

use super::arguments::{ArgVal, Arguments};
use super::places::{Places, Step};
use super::style::{Ending, LineColumn};
use super::{Disassembler, text};
use crate::lines::{LineStart, Location, Positions, Table};
use crate::op::Op;

/// Least width of the column of arguments.
const ARG_WIDTH: usize = 5;
/// The column for `-->`, which shows where a traceback points.
const CURRENT: &str = "    ";
/// Least width of the column of offsets.
const OFFSET_WIDTH: usize = 4;
/// Offsets from here on make that column wider.
const LARGE_OFFSET: i64 = 10_000;
/// Lines from here on make the column of lines wider.
const LARGE_LINE: i64 = 1000;
/// What stands in the column of lines where code without line begins.
const NO_LINE: &str = "  --";

/// Widths of the columns of one code object.
#[derive(Clone, Copy, Debug, Default)]
struct Widths {
    /// 0: there is no such column.
    line: usize,
    offset: usize,
    label: usize,
}

/// One code object on its way into a buffer. The buffer may be emptied between two lines.
pub(super) struct Lines<'p, 't, 'a> {
    options: &'p Disassembler<'p>,
    places: &'p Places,
    arguments: &'p mut Arguments<'t, 'a>,
    positions: Option<Positions<'a>>,
    widths: Widths,
    /// The line that the next instruction is of.
    line: Option<i64>,
    /// Whether an instruction was printed.
    begun: bool,
}

impl<'p, 't, 'a> Lines<'p, 't, 'a> {
    pub(super) fn new(
        options: &'p Disassembler<'p>,
        places: &'p Places,
        arguments: &'p mut Arguments<'t, 'a>,
        code: &Code<'t, 'a>,
    ) -> Self {
        let table = Table::of(code);
        let positions = options.show_positions.then(|| table.positions());
        let line = match &positions {
            Some(positions) => positions_width(positions.clone()),
            None => line_width(places),
        };
        let largest = code.code().len() as i64 - 2;
        let offset = match largest {
            LARGE_OFFSET.. if places.style.offsets_fit => text::width(largest),
            _ => OFFSET_WIDTH,
        };
        let label = 4 + text::width(places.labels.len() as i64);
        Lines { options, places, arguments, positions, widths: Widths { line, offset, label }, line: None, begun: false }
    }

    /// Prints an instruction and its cache entries, if it is among those asked for; `heading` goes before the first.
    #[inline]
    pub(super) fn step(&mut self, step: &Step<'_>, heading: &mut Vec<u8>, out: &mut Vec<u8>) {
        let location = self.positions.as_mut().map(|positions| super::position_of(&step.instruction, positions));
        let dashes = self.places.style.lines == LineColumn::Dashes;
        let starts = step.starts.filter(|start| dashes || start.line.is_some());
        if let Some(start) = starts {
            self.line = start.line;
        }
        if let Some(lines) = &self.options.lines
            && !self.line.is_some_and(|line| lines.contains(&line))
        {
            return;
        }
        out.append(heading);
        let blank = match self.places.style.lines {
            LineColumn::None => step.info.is_some_and(|info| info.op == Op::SetLineno),
            _ => starts.is_some() && self.widths.line > 0,
        };
        if blank && if self.options.lines.is_some() { self.begun } else { step.instruction.offset() > 0 } {
            out.push(b'\n');
        }
        self.begun = true;
        if let Some(line) = starts.and_then(|start| start.line) {
            self.source(line, out);
        }
        self.columns(starts, step.label, i64::from(step.instruction.offset()), location, out);
        self.instruction(step, out);
        if self.options.show_caches {
            self.caches(step, location, out);
        }
    }

    /// The line of the source that starts here.
    fn source(&self, line: i64, out: &mut Vec<u8>) {
        let index = usize::try_from(line - 1).ok();
        if let Some(line) = self.options.source.zip(index).and_then(|(source, index)| source.get(index)) {
            text::push(out, "# ");
            text::plain(out, line.trim_end());
            out.push(b'\n');
        }
    }

    /// All columns before the name.
    #[inline]
    fn columns(&self, starts: Option<LineStart>, label: Option<i64>, offset: i64, location: Option<Location>, out: &mut Vec<u8>) {
        let Widths { line: width, offset: offset_width, label: label_width } = self.widths;
        let mut indent = if width > 0 { width + 1 } else { 0 };
        if width > 0 && (starts.is_some() || location.is_some()) {
            match (location, starts) {
                (Some(location), _) => position(location, width, out),
                (None, Some(LineStart { line: Some(line), .. })) => text::right(out, line, width),
                (None, _) => {
                    text::spaces(out, width.saturating_sub(NO_LINE.len()));
                    text::push(out, NO_LINE);
                }
            }
            indent = 1;
        }
        if !self.places.style.labels {
            if label.is_some() {
                text::spaces(out, indent + CURRENT.len());
                text::push(out, ">> ");
            } else {
                text::spaces(out, indent + CURRENT.len() + 3);
            }
            text::right(out, offset, offset_width);
            return out.push(b' ');
        }
        if let Some(label) = label {
            text::spaces(out, indent + label_width.saturating_sub(text::width(label) + 2));
            out.push(b'L');
            text::number(out, label);
            out.push(b':');
        } else {
            text::spaces(out, indent + label_width);
        }
        if self.options.show_offsets {
            out.push(b' ');
            text::right(out, offset, offset_width);
            text::push(out, "  ");
        }
        out.push(b' ');
        text::push(out, CURRENT);
    }

    /// Name, argument and what it means.
    #[inline]
    fn instruction(&mut self, step: &Step<'_>, out: &mut Vec<u8>) {
        let style = self.places.style;
        let mut cell = [0; 5];
        let name = match step.info {
            Some(info) => info.op.name(),
            None => unknown_name(step.instruction.opcode().0, &mut cell),
        };
        let Some(arg) = step.arg else {
            text::push(out, name);
            if style.ending != Ending::Bare {
                text::spaces(out, style.name_width.saturating_sub(name.len()));
            }
            return text::push(out, if style.ending == Ending::Space { " \n" } else { "\n" });
        };
        self.argument(name, arg, step.extended, out);
        text::push(out, " (");
        let before = out.len();
        let argval = self.arguments.print(self.places, step, arg, out);
        if out.len() > before || style.empty && matches!(argval, ArgVal::Name(_)) {
            out.push(b')');
        } else {
            out.truncate(before - 2);
        }
        text::push(out, if style.ending == Ending::Space { " \n" } else { "\n" });
    }

    /// Name and argument.
    #[inline]
    fn argument(&self, name: &str, arg: i64, extended: bool, out: &mut Vec<u8>) {
        let style = self.places.style;
        text::left(out, name, style.name_width);
        let mut width = ARG_WIDTH;
        if style.labels {
            width = width.saturating_sub(name.len().saturating_sub(style.name_width));
        }
        if style.long && extended {
            text::right(out, arg, width - 1);
            out.push(b'L');
        } else {
            text::right(out, arg, width);
        }
    }

    /// The cache entries behind an instruction.
    #[cold]
    fn caches(&self, step: &Step<'_>, location: Option<Location>, out: &mut Vec<u8>) {
        let Some(info) = step.info else { return };
        let style = self.places.style;
        let (mut offset, mut at) = (i64::from(step.instruction.offset()), 0);
        for &(name, size) in self.places.set.cache_format(info) {
            let size = usize::from(size);
            let data = super::cache_data(&step.instruction, if style.first_cache { 0 } else { at }, size);
            at += size;
            for unit in 0..size {
                offset += 2;
                self.columns(None, None, offset, location, out);
                self.argument(Op::Cache.name(), 0, false, out);
                if unit == 0 && style.cache_values {
                    text::push(out, " (");
                    text::push(out, name);
                    text::push(out, ": ");
                    text::unsigned(out, data.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)));
                    out.push(b')');
                }
                out.push(b'\n');
            }
        }
    }

    /// The exception table, for all instructions at once.
    pub(super) fn handlers(&self, out: &mut Vec<u8>) {
        if self.places.handlers.is_empty() || self.options.lines.is_some() {
            return;
        }
        text::push(out, "ExceptionTable:\n");
        for handler in &self.places.handlers {
            let labels = self.places.style.labels;
            let place = |offset: u32, back: i64, out: &mut Vec<u8>| match self.places.label(offset.into()).filter(|_| labels) {
                Some(label) => {
                    out.push(b'L');
                    text::number(out, label);
                }
                None => text::number(out, i64::from(offset) - back),
            };
            text::push(out, "  ");
            place(handler.start, 0, out);
            text::push(out, " to ");
            place(handler.end, 2, out);
            text::push(out, " -> ");
            place(handler.target, 0, out);
            text::push(out, " [");
            text::number(out, handler.depth.into());
            text::push(out, if handler.lasti { "] lasti\n" } else { "]\n" });
        }
    }
}

/// `<255>`: the name of an opcode that the version does not have.
fn unknown_name(opcode: u8, cell: &mut [u8; 5]) -> &str {
    let digits = text::small::<3>(opcode.into());
    let name = b"<".iter().chain(digits.trim_ascii_start()).chain(b">");
    let len = cell.iter_mut().zip(name).map(|(place, &byte)| *place = byte).count();
    cell.get(..len).and_then(|name| core::str::from_utf8(name).ok()).unwrap_or_default()
}

/// `_get_lineno_width`, and what it was before.
fn line_width(places: &Places) -> usize {
    let lines = || places.starts.iter().filter_map(|start| start.line);
    match places.style.lines {
        LineColumn::None => 0,
        LineColumn::Three => 3,
        LineColumn::Fits => match lines().max().map(|line| line.saturating_add(places.line_offset)) {
            None => 0,
            Some(line @ LARGE_LINE..) => text::width(line),
            Some(_) => 3,
        },
        // It leaves the line offset out.
        LineColumn::Dashes => match lines().filter(|&line| line != 0).max() {
            None | Some(-1) => 0,
            Some(line) => {
                let dashes = places.starts.iter().any(|start| start.line.is_none());
                text::width(line).max(if dashes { NO_LINE.len() } else { 3 })
            }
        },
    }
}

fn fields(location: Location) -> [Option<i32>; 4] {
    [location.line, location.column, location.end_line, location.end_column]
}

/// `_get_positions_width`
fn positions_width(positions: Positions<'_>) -> usize {
    let (mut some, mut widest) = (false, 0);
    for location in positions {
        let fields = fields(location);
        some |= fields.iter().any(Option::is_some);
        widest = fields.iter().map(|field| field.map_or(1, |field| text::width(field.into()))).sum::<usize>().max(widest);
    }
    // Three separators, and a space behind.
    if some { 1 + NO_LINE.len().max(3 + widest) } else { 0 }
}

/// `LINE:COLUMN-END_LINE:END_COLUMN`
fn position(location: Location, width: usize, out: &mut Vec<u8>) {
    let (start, fields) = (out.len(), fields(location));
    if fields.iter().all(Option::is_none) {
        text::push(out, NO_LINE);
    } else {
        for (separator, field) in ["", ":", "-", ":"].into_iter().zip(fields) {
            text::push(out, separator);
            match field {
                Some(field) => text::number(out, field.into()),
                None => out.push(b'?'),
            }
        }
    }
    text::spaces(out, width.saturating_sub(out.len() - start));
}
