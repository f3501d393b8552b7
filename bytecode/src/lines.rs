//! Line tables: which line of the source, and since 3.11 which columns, each instruction belongs to.
//!
//! ```text
//! lnotab    := (address_step:u8 line_step:u8)*      1.5 to 3.5; line_step is signed from 3.6 to 3.9
//! linetable := (length:u8 line_step:i8)*            3.10; a step of -128 says that the range has no line
//! linetable := entry*                               3.11
//! entry     := (0x80 | kind << 3 | units - 1):u8 fields
//! fields    := b:u8                                 kinds 0 to 9: same line, column = kind << 3 | b >> 4, end column = column + (b & 15)
//!            | column:u8 end_column:u8              kinds 10 to 12: the line grows by kind - 10
//!            | line_step:svarint                    kind 13: no columns
//!            | line_step:svarint lines:varint column:varint end_column:varint       kind 14: columns plus one, 0 is none
//!            |                                      kind 15: no line at all
//! varint    := six bits a byte, lowest first; bit 6: another byte follows
//! svarint   := varint; bit 0 is the sign
//! ```
//!
//! Steps are from `co_firstlineno`, addresses and lengths are in bytes, `units` are code units of two bytes. The definitions are
//! `Objects/lnotab_notes.txt` (to 3.11), `Objects/locations.md` (3.11 to 3.13) and `InternalDocs/code_objects.md` (3.14) of CPython.
//!
//! There are three ways to see a table:
//! * [`Table::raw`]: its entries as they are spelt. [`RawEntry::bytes`] of all of them, one behind the other, are the table, whatever
//!   the bytes.
//! * [`Table::entries`]: the same in one form for all formats. [`encode`] turns them back into the same bytes for every table that a
//!   CPython wrote, and chooses CPython's forms for others.
//! * [`Table::line_starts`], [`Table::line_ranges`], [`Table::positions`] and [`Table::line_at`]: what the Python of the version reports.
//!
//! # Guarantee
//! All of them accept any bytes, take linear time, and allocate nothing. Lines wrap like the `int`s of C; offsets stay at their maximum,
//! which only tables of 16 MB and more can reach. Where CPython would read behind the table, we read zeros.

mod encode;
mod raw;
mod reported;
mod rules;

use pyc_marshal::{Code, Version};

pub use encode::{EncodeError, EncodeErrorKind, MAX_TABLE, encode};
pub use raw::{Fields, Raw, RawEntry};
pub use reported::{LineRange, LineRanges, LineStart, LineStarts, Positions};
pub use rules::{Format, NoLine, Rules, Splitting};

/// The line table of a code object, with what is needed to understand it.
///
/// ```
/// use pyc_bytecode::lines::Table;
/// use pyc_marshal::Version;
///
/// let table = Table::new(Version::new(3, 9), b"\x04\x04\x02\x01\x02\xfe", 1, 16);
/// let starts: Vec<_> = table.line_starts().map(|it| (it.offset, it.line)).collect();
/// assert_eq!(starts, [(0, Some(1)), (4, Some(5)), (6, Some(6)), (8, Some(4))]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    rules: &'static Rules,
    bytes: &'a [u8],
    firstlineno: i32,
    code_len: u32,
}

impl<'a> Table<'a> {
    /// The table `bytes` of `version`, for a code object with this `co_firstlineno` and so many bytes of `co_code`.
    ///
    /// The length is where the last line ends up to 3.9; later tables tell themselves.
    pub fn new(version: Version, bytes: &'a [u8], firstlineno: i32, code_len: usize) -> Table<'a> {
        let code_len = u32::try_from(code_len).unwrap_or(u32::MAX);
        Table { rules: Rules::of(version), bytes, firstlineno, code_len }
    }

    /// The line table of a code object.
    pub fn of(code: &Code<'_, 'a>) -> Table<'a> {
        Table::new(code.version(), code.linetable(), code.firstlineno().unwrap_or(0), code.code().len())
    }

    /// How its version reads it.
    pub fn rules(&self) -> &'static Rules {
        self.rules
    }

    /// The table itself.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// `co_firstlineno`: where the line counter begins.
    pub fn firstlineno(&self) -> i32 {
        self.firstlineno
    }

    /// Its entries as they are spelt.
    pub fn raw(&self) -> Raw<'a> {
        Raw::new(self.rules.format, self.bytes)
    }

    /// Its entries in the form that is one for all formats: an entry for each pair or entry of the table, in their order.
    ///
    /// They ascend without gaps from offset 0. Some may be empty: a pair may move the line and not the address. Up to 3.9 they may
    /// begin behind the end of the code, where lines were that the compiler removed, and the last one ends with the code. Before
    /// 1.5 there are none.
    pub fn entries(&self) -> Entries<'a> {
        let (offset, line) = (0, self.firstlineno);
        Entries { raw: self.raw(), offset, line, code_len: self.code_len, state: State::First }
    }

    /// What `dis.findlinestarts` yields: the offsets where another line begins.
    ///
    /// In 3.10 to 3.12 offsets without line are left out. Up to 3.9 it is the function as it was in 2.7 or later; before 2.4 there was
    /// none.
    pub fn line_starts(&self) -> LineStarts<'a> {
        LineStarts::new(self)
    }

    /// What `co_lines()` yields (3.10): ranges of offsets and their lines.
    ///
    /// In 3.10 and 3.11 a range for each entry of the table, from 3.12 on neighbours of one line are joined. For earlier versions, which
    /// lack the method: a range for each pair, without empty ones.
    pub fn line_ranges(&self) -> LineRanges<'a> {
        LineRanges::new(self)
    }

    /// What `co_positions()` yields (3.11): a location for each code unit. Nothing for earlier versions.
    ///
    /// As CPython, it reads one field after the other and does not look for the mark of the next entry, so that for tables which no
    /// compiler wrote it may tell other lines than [`Table::line_ranges`].
    pub fn positions(&self) -> Positions<'a> {
        Positions::new(self)
    }

    /// The line of the instruction at an offset in bytes, as tracebacks tell it (`PyCode_Addr2Line`).
    ///
    /// `None` if the instruction has no line, or the table (3.10) does not reach so far. Up to 3.9 each offset has a line. It reads the
    /// table from its start; for all lines of a code object take [`Table::entries`].
    pub fn line_at(&self, offset: u32) -> Option<i32> {
        let pairs = self.rules.format.is_pairs();
        let mut last = None;
        for entry in self.entries() {
            let line = entry.location.line;
            if offset < entry.end {
                return if pairs { line } else { line.filter(|&line| line != NO_LINE) };
            }
            last = line;
        }
        last.filter(|_| pairs)
    }
}

/// What CPython's C code calls no line and no column.
const NO_LINE: i32 = -1;

/// Where in the source something is. Lines count from 1, columns from 0 in bytes of UTF-8; an end column is that behind the last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Location {
    /// The line that it begins in; `None` for instructions that belong to no line.
    pub line: Option<i32>,
    /// The line that it ends in (3.11).
    pub end_line: Option<i32>,
    /// The column that it begins at (3.11).
    pub column: Option<i32>,
    /// The column that it ends before (3.11).
    pub end_column: Option<i32>,
}

impl Location {
    /// No place in the source.
    pub const NONE: Location = Location { line: None, end_line: None, column: None, end_column: None };

    /// A line of which no more is known.
    pub const fn of_line(line: i32) -> Location {
        Location { line: Some(line), ..Location::NONE }
    }
}

/// Some bytes of the code, and where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
    /// Where it comes from.
    pub location: Location,
}

/// How far [`Entries`] has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    First,
    Inside,
    Ended,
}

/// The iterator of [`Table::entries`].
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    raw: Raw<'a>,
    offset: u32,
    line: i32,
    code_len: u32,
    state: State,
}

impl Entries<'_> {
    /// The entry of so many bytes from here.
    fn entry(&mut self, len: u32, location: Location) -> Entry {
        let start = self.offset;
        self.offset = start.saturating_add(len);
        Entry { start, end: self.offset, location }
    }

    /// The place, with columns, that a table of positions names after moving the line.
    fn locate(&mut self, line_step: i32, lines: u32, column: Option<i32>, end_column: Option<i32>) -> Location {
        self.line = self.line.wrapping_add(line_step);
        let end_line = self.line.wrapping_add_unsigned(lines);
        Location { line: Some(self.line), end_line: Some(end_line), column, end_column }
    }

    /// The line moves behind what a pair covers, so each entry needs the next pair, and there is one more than there are pairs.
    fn next_of_pairs(&mut self) -> Option<Entry> {
        loop {
            let location = Location::of_line(self.line);
            let first = self.state == State::First;
            match self.raw.next().map(|raw| raw.fields()) {
                Some(Fields::Pair { address_step, line_step }) => {
                    self.state = State::Inside;
                    self.line = self.line.wrapping_add(i32::from(line_step));
                    let entry = self.entry(u32::from(address_step), location);
                    // The encoder knows by itself that a first pair without address step moves `firstlineno`.
                    if !first || address_step != 0 || line_step == 0 {
                        return Some(entry);
                    }
                }
                _ if self.state == State::Ended => return None,
                _ => {
                    self.state = State::Ended;
                    let len = self.code_len.saturating_sub(self.offset);
                    return Some(self.entry(len, location));
                }
            }
        }
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.raw.format().is_pairs() {
            return self.next_of_pairs();
        }
        let raw = self.raw.next()?;
        let fields = raw.fields();
        let location = match fields {
            Fields::Range { line_step: i8::MIN, .. } => Location::NONE,
            Fields::None { .. } if raw.is_marked() => Location::NONE,
            Fields::None { .. } => self.locate(0, 0, None, None),
            Fields::Range { line_step, .. } => {
                self.line = self.line.wrapping_add(i32::from(line_step));
                Location::of_line(self.line)
            }
            Fields::Short { column, end_column, .. } => self.locate(0, 0, Some(column.into()), Some(end_column.into())),
            Fields::OneLine { line_step, column, end_column, .. } => {
                self.locate(line_step.into(), 0, Some(column.into()), Some(end_column.into()))
            }
            Fields::NoColumns { line_step, .. } => self.locate(line_step, 0, None, None),
            Fields::Long { line_step, lines, column, end_column, .. } => {
                self.locate(line_step, lines, column_of(column), column_of(end_column))
            }
            Fields::Pair { .. } | Fields::Stray(_) => return None,
        };
        Some(self.entry(fields.len(), location))
    }
}

impl core::iter::FusedIterator for Entries<'_> {}

/// A column as tables spell it in long entries: plus one, and 0 is none.
fn column_of(spelt: u32) -> Option<i32> {
    (spelt != 0).then(|| spelt.wrapping_sub(1) as i32)
}

/// Joins neighbours of one location, and leaves out empty entries: what a reader wants to see.
///
/// For 3.10 and for 3.12 and later, [`encode`] of it is still the table of the compiler. 3.11 begins an entry with each instruction, and
/// up to 3.9 a pair without line step marks the start of a statement in the line of the one before.
pub fn join(entries: impl IntoIterator<Item = Entry>) -> impl Iterator<Item = Entry> {
    let mut entries = entries.into_iter().filter(|entry| entry.start < entry.end).peekable();
    core::iter::from_fn(move || {
        let mut joined = entries.next()?;
        while let Some(next) = entries.next_if(|next| next.location == joined.location && next.start == joined.end) {
            joined.end = next.end;
        }
        Some(joined)
    })
}
