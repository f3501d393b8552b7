//! Entries to tables, in the forms that CPython's compiler of the version chooses.

use core::fmt;

use crate::lines::{Entry, Fields, Format, Location, Rules, Splitting};

/// The longest table that is written, in bytes. A single step of two thousand million lines would take 34 MB in the tables up to 3.10:
/// without a limit, a few bytes of input could ask for all memory. This one is reached by a thousand million lines.
pub const MAX_TABLE: usize = 1 << 24;

/// An entry that cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// Which entry, counted from 0.
    pub index: usize,
    /// What is wrong with it.
    pub kind: EncodeErrorKind,
}

/// Why an entry cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodeErrorKind {
    /// It does not begin where the one before ends; the first one, at 0.
    Gap,
    /// It ends before it begins.
    Backwards,
    /// Its length is odd, and the table counts in code units of two bytes.
    HalfUnit,
    /// It has no line, which no table before 3.10 can say.
    NoLine,
    /// Its line is smaller than the one before, which no table before 3.6 can say.
    LineFalls,
    /// Its line is so far from the one before that the difference has no spelling.
    LineTooFar,
    /// The table would be longer than [`MAX_TABLE`].
    TooLong,
}

impl fmt::Display for EncodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EncodeErrorKind::Gap => "does not begin where the one before ends",
            EncodeErrorKind::Backwards => "ends before it begins",
            EncodeErrorKind::HalfUnit => "has an odd length",
            EncodeErrorKind::NoLine => "has no line, which tables before 3.10 cannot say",
            EncodeErrorKind::LineFalls => "goes back to an earlier line, which tables before 3.6 cannot say",
            EncodeErrorKind::LineTooFar => "is too many lines away from the one before",
            EncodeErrorKind::TooLong => "makes the table too long",
        })
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line entry {} {}", self.index, self.kind)
    }
}

impl core::error::Error for EncodeError {}

/// The table of these entries, which must ascend without gaps from offset 0.
///
/// Versions before 1.5 have no tables: theirs is empty. Up to 3.9 the end of the last entry and all columns are not in the table, in 3.10
/// columns are not.
///
/// ```
/// use pyc_bytecode::lines::{Entry, Location, Rules, encode};
/// use pyc_marshal::Version;
///
/// let entries = [(0, 4, 1), (4, 6, 5), (6, 16, 400)].map(|(start, end, line)| Entry { start, end, location: Location::of_line(line) });
/// let table = encode(Rules::of(Version::new(3, 10)), 1, entries).unwrap();
/// assert_eq!(table, [4, 0, 2, 4, 0, 127, 0, 127, 0, 127, 10, 14]);
/// ```
///
/// # Errors
/// The first entry that the format has no form for.
pub fn encode(rules: &Rules, firstlineno: i32, entries: impl IntoIterator<Item = Entry>) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder { rules, table: Vec::new(), line: firstlineno, start: 0, end: 0 };
    for (index, entry) in entries.into_iter().enumerate() {
        encoder.entry(index == 0, entry).map_err(|kind| EncodeError { index, kind })?;
    }
    Ok(encoder.table)
}

struct Encoder<'r> {
    rules: &'r Rules,
    table: Vec<u8>,
    /// The line counter.
    line: i32,
    /// Where the entry before begins.
    start: u32,
    /// Where it ends.
    end: u32,
}

impl Encoder<'_> {
    fn entry(&mut self, first: bool, entry: Entry) -> Result<(), EncodeErrorKind> {
        if entry.start != self.end {
            return Err(EncodeErrorKind::Gap);
        }
        let len = entry.end.checked_sub(entry.start).ok_or(EncodeErrorKind::Backwards)?;
        match self.rules.format {
            Format::None => {}
            Format::UnsignedPairs | Format::SignedPairs => self.pairs(first, &entry)?,
            Format::Ranges => self.ranges(len, entry.location.line)?,
            Format::Positions => self.positions(len, &entry.location)?,
        }
        (self.start, self.end) = (entry.start, entry.end);
        Ok(())
    }

    fn line_step(&self, line: i32) -> i64 {
        i64::from(line) - i64::from(self.line)
    }

    fn push(&mut self, fields: Fields) -> Result<(), EncodeErrorKind> {
        // The longest entry has 1 + 6 + 6 + 6 + 6 bytes.
        if self.table.len() > MAX_TABLE - 25 {
            return Err(EncodeErrorKind::TooLong);
        }
        fields.write(&mut self.table);
        Ok(())
    }

    fn pair(&mut self, address_step: i64, line_step: i64) -> Result<(), EncodeErrorKind> {
        self.push(Fields::Pair { address_step: address_step as u8, line_step: line_step as i16 })
    }

    /// `assemble_lnotab` (2.5 to 3.9), `com_set_lineno` (1.5 to 2.4).
    fn pairs(&mut self, first: bool, entry: &Entry) -> Result<(), EncodeErrorKind> {
        let line = entry.location.line.ok_or(EncodeErrorKind::NoLine)?;
        let mut address_step = i64::from(entry.start) - i64::from(self.start);
        let mut line_step = self.line_step(line);
        let largest = match (self.rules.format, line_step < 0) {
            (Format::SignedPairs, true) => -128,
            (Format::SignedPairs, false) => 127,
            (_, true) => return Err(EncodeErrorKind::LineFalls),
            (_, false) => 255,
        };
        self.line = line;
        if first && line_step == 0 {
            return Ok(());
        }
        if self.rules.splitting == Splitting::Together {
            while address_step > 255 || line_step > 255 {
                let (address, line) = (address_step.min(255), line_step.min(255));
                self.pair(address, line)?;
                (address_step, line_step) = (address_step - address, line_step - line);
            }
            return self.pair(address_step, line_step);
        }
        for _ in 0..self.times(address_step, 255) {
            self.pair(255, 0)?;
            address_step -= 255;
        }
        for _ in 0..self.times(line_step, largest) {
            self.pair(address_step, largest)?;
            address_step = 0;
            line_step -= largest;
        }
        self.pair(address_step, line_step)
    }

    /// How many pairs with the largest step go before the last one.
    fn times(&self, step: i64, largest: i64) -> i64 {
        let (step, largest) = (step.abs(), largest.abs());
        match self.rules.splitting {
            _ if step <= largest => 0,
            Splitting::AsOftenAsItGoes => step / largest,
            Splitting::UntilItFits | Splitting::Together => (step - 1) / largest,
        }
    }

    /// `assemble_line_range` (3.10).
    fn ranges(&mut self, len: u32, line: Option<i32>) -> Result<(), EncodeErrorKind> {
        const NO_LINE: i8 = i8::MIN;
        const LONGEST: u32 = 254;
        let (mut step, mut rest) = (NO_LINE, len);
        if let Some(line) = line {
            let mut line_step = self.line_step(line);
            while line_step.abs() > 127 {
                let part = line_step.clamp(-127, 127);
                self.push(Fields::Range { length: 0, line_step: part as i8 })?;
                line_step -= part;
            }
            step = line_step as i8;
            self.line = line;
        }
        while rest > LONGEST {
            self.push(Fields::Range { length: LONGEST as u8, line_step: step })?;
            step = if line.is_some() { 0 } else { NO_LINE };
            rest -= LONGEST;
        }
        self.push(Fields::Range { length: rest as u8, line_step: step })
    }

    /// `assemble_emit_location` (3.11), `assemble_location` (3.12).
    fn positions(&mut self, len: u32, location: &Location) -> Result<(), EncodeErrorKind> {
        const LONGEST: u32 = 8;
        if !len.is_multiple_of(2) {
            return Err(EncodeErrorKind::HalfUnit);
        }
        let line_step = location.line.map_or(Ok(0), |line| i32::try_from(self.line_step(line)));
        let mut line_step = line_step.ok().filter(|&step| step != i32::MIN).ok_or(EncodeErrorKind::LineTooFar)?;
        let mut rest = len / 2;
        while rest > 0 {
            let units = rest.min(LONGEST);
            self.push(choose(units as u8, line_step, location))?;
            self.line = location.line.unwrap_or(self.line);
            line_step = 0;
            rest -= units;
        }
        Ok(())
    }
}

/// The form that `write_location_info_entry` takes: the shortest that can say it. One column without the other, which no compiler knows
/// of, needs the long one.
fn choose(units: u8, line_step: i32, location: &Location) -> Fields {
    let Some(line) = location.line else { return Fields::None { units } };
    let end_line = location.end_line.unwrap_or(line);
    let small = |number: Option<i32>| number.and_then(|number| u8::try_from(number).ok()).filter(|&number| number < 128);
    if end_line == line {
        if location.column.is_none() && location.end_column.is_none() {
            return Fields::NoColumns { units, line_step };
        }
        if let (Some(column), Some(end_column)) = (small(location.column), small(location.end_column)) {
            if line_step == 0 && column < 80 && end_column >= column && end_column - column < 16 {
                return Fields::Short { units, column, end_column };
            }
            if let 0..=2 = line_step {
                return Fields::OneLine { units, line_step: line_step as u8, column, end_column };
            }
        }
    }
    let spelt = |column: Option<i32>| column.map_or(0, |column| column.wrapping_add(1) as u32);
    Fields::Long {
        units,
        line_step,
        lines: end_line.wrapping_sub(line) as u32,
        column: spelt(location.column),
        end_column: spelt(location.end_column),
    }
}
