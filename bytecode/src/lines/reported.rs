//! What the Python of a version reports of a table.

use crate::lines::raw::{Cursor, Raw};
use crate::lines::{Entries, Fields, Format, Location, NO_LINE, Rules, Table, column_of};

/// An item of `co_lines()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
    /// The line, if the bytes have one.
    pub line: Option<i32>,
}

/// The iterator of [`Table::line_ranges`].
#[derive(Clone, Debug)]
pub struct LineRanges<'a> {
    rules: &'static Rules,
    entries: Entries<'a>,
    /// The first range that was not joined to the one before.
    ahead: Option<LineRange>,
}

impl<'a> LineRanges<'a> {
    pub(super) fn new(table: &Table<'a>) -> LineRanges<'a> {
        LineRanges { rules: table.rules, entries: table.entries(), ahead: None }
    }

    fn read(&mut self) -> Option<LineRange> {
        let entry = self.entries.find(|entry| entry.start < entry.end)?;
        let line = entry.location.line.filter(|&line| self.rules.no_line.is_line(line));
        Some(LineRange { start: entry.start, end: entry.end, line })
    }
}

impl Iterator for LineRanges<'_> {
    type Item = LineRange;

    fn next(&mut self) -> Option<LineRange> {
        let mut range = self.ahead.take().or_else(|| self.read())?;
        while self.rules.joins_lines {
            match self.read() {
                Some(next) if next.line == range.line => range.end = next.end,
                next => {
                    self.ahead = next;
                    break;
                }
            }
        }
        Some(range)
    }
}

impl core::iter::FusedIterator for LineRanges<'_> {}

/// An item of `dis.findlinestarts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineStart {
    /// Offset of the first instruction, in bytes.
    pub offset: u32,
    /// Its line; `None` only in 3.13 and later, where the code from here on has none. Up to 3.9 it is counted in Python, without wrapping.
    pub line: Option<i64>,
}

/// The iterator of [`Table::line_starts`].
#[derive(Clone, Debug)]
pub struct LineStarts<'a>(Source<'a>);

#[derive(Clone, Debug)]
enum Source<'a> {
    Pairs(PairStarts<'a>),
    Ranges {
        ranges: LineRanges<'a>,
        /// The line reported last.
        last: Option<i32>,
    },
}

impl<'a> LineStarts<'a> {
    pub(super) fn new(table: &Table<'a>) -> LineStarts<'a> {
        if !table.rules.format.is_pairs() {
            return LineStarts(Source::Ranges { ranges: table.line_ranges(), last: None });
        }
        let stop = if table.rules.stops_behind_code { table.code_len } else { u32::MAX };
        LineStarts(Source::Pairs(PairStarts {
            pairs: table.raw(),
            stop,
            offset: 0,
            line: table.firstlineno.into(),
            last: None,
            ended: false,
        }))
    }
}

impl Iterator for LineStarts<'_> {
    type Item = LineStart;

    fn next(&mut self) -> Option<LineStart> {
        match &mut self.0 {
            Source::Pairs(starts) => starts.next(),
            Source::Ranges { ranges, last } => {
                let all = ranges.rules.starts_without_line;
                let range = ranges.find(|range| all || range.line.is_some() && range.line != *last)?;
                *last = range.line;
                Some(LineStart { offset: range.start, line: range.line.map(i64::from) })
            }
        }
    }
}

impl core::iter::FusedIterator for LineStarts<'_> {}

/// `dis.findlinestarts` up to 3.9. Only a pair that moves the address tells that the line before it was that of some code.
#[derive(Clone, Debug)]
struct PairStarts<'a> {
    pairs: Raw<'a>,
    /// An address from which on nothing is reported.
    stop: u32,
    offset: u32,
    line: i64,
    /// The line reported last.
    last: Option<i64>,
    ended: bool,
}

impl PairStarts<'_> {
    fn next(&mut self) -> Option<LineStart> {
        while !self.ended {
            let (offset, line) = (self.offset, self.line);
            let begins = match self.pairs.next().map(|raw| raw.fields()) {
                Some(Fields::Pair { address_step, line_step }) => {
                    self.offset = offset.saturating_add(address_step.into());
                    self.line = line.saturating_add(line_step.into());
                    self.ended = address_step != 0 && self.offset >= self.stop;
                    address_step != 0
                }
                _ => {
                    self.ended = true;
                    true
                }
            };
            if begins && self.last != Some(line) {
                self.last = Some(line);
                return Some(LineStart { offset, line: Some(line) });
            }
        }
        None
    }
}

/// The iterator of [`Table::positions`].
#[derive(Clone, Debug)]
pub struct Positions<'a> {
    cursor: Cursor<'a>,
    line: i32,
    location: Location,
    /// Code units that still have this location.
    units: u32,
}

impl<'a> Positions<'a> {
    pub(super) fn new(table: &Table<'a>) -> Positions<'a> {
        let bytes = if table.rules.format == Format::Positions { table.bytes } else { &[] };
        Positions { cursor: Cursor::new(bytes), line: table.firstlineno, location: Location::NONE, units: 0 }
    }

    /// A number that is -1 is none to CPython.
    fn read(&mut self) -> Location {
        let fields = self.cursor.fields();
        self.units = fields.len() / 2;
        let (line_step, lines, columns) = match fields {
            Fields::Short { column, end_column, .. } => (0, 0, Some((column.into(), end_column.into()))),
            Fields::OneLine { line_step, column, end_column, .. } => {
                (line_step.into(), 0, Some((column.into(), end_column.into())))
            }
            Fields::NoColumns { line_step, .. } => (line_step, 0, None),
            Fields::Long { line_step, lines, column, end_column, .. } => {
                let columns = (column_of(column).unwrap_or(NO_LINE), column_of(end_column).unwrap_or(NO_LINE));
                (line_step, lines, Some(columns))
            }
            Fields::Pair { .. } | Fields::Range { .. } | Fields::None { .. } | Fields::Stray(_) => return Location::NONE,
        };
        self.line = self.line.wrapping_add(line_step);
        let some = |number: i32| (number != NO_LINE).then_some(number);
        Location {
            line: some(self.line),
            end_line: some(self.line.wrapping_add_unsigned(lines)),
            column: columns.and_then(|(column, _)| some(column)),
            end_column: columns.and_then(|(_, end_column)| some(end_column)),
        }
    }
}

impl Iterator for Positions<'_> {
    type Item = Location;

    fn next(&mut self) -> Option<Location> {
        if self.units == 0 {
            if self.cursor.is_at_end() {
                return None;
            }
            self.location = self.read();
        }
        self.units = self.units.saturating_sub(1);
        Some(self.location)
    }
}

impl core::iter::FusedIterator for Positions<'_> {}
