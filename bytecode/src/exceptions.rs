//! Exception tables (3.11): which handler an exception goes to, by the offset of the instruction that raised it.
//!
//! ```text
//! exceptiontable := entry*
//! entry          := start length target depth_lasti       each a varint; bit 7 is set on the first byte of start, and nowhere else
//! varint         := six bits a byte, highest first; bit 6: another byte follows
//! ```
//!
//! Start, length and target are in code units of two bytes in the table, and in bytes here. Entries ascend and do not overlap. An
//! exception raised in `start..end` cuts the stack down to `depth`, pushes the offset of the instruction if `lasti`, pushes the
//! exception, and goes on at `target`. Defined in `Objects/exception_handling_notes.txt` (3.11, 3.12) and
//! `InternalDocs/exception_handling.md` (3.13) of CPython.
//!
//! # Guarantee
//! [`Entries`] accepts any bytes, takes linear time, allocates nothing, and says where a table is damaged. What [`decode`] accepts,
//! [`encode`] gives back byte by byte.

use core::fmt;

/// An entry. Offsets are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Offset of the first instruction that it covers.
    pub start: u32,
    /// Offset behind the last one.
    pub end: u32,
    /// Offset of the handler.
    pub target: u32,
    /// Objects that stay on the stack.
    pub depth: u32,
    /// Whether the offset of the instruction that raised is pushed before the exception.
    pub lasti: bool,
}

/// Damage in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Offset in the table.
    pub offset: usize,
    /// What is wrong there.
    pub kind: ErrorKind,
}

/// What is wrong with a table, or with an entry to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The table ends inside of an entry. `dis` ignores what there is of it.
    Truncated,
    /// A number has more than 30 bits: no code is so long.
    TooLarge,
    /// A number is longer than it need be. CPython reads it all the same.
    NotMinimal,
    /// Bit 7 is missing at the start of an entry. `dis` reads it all the same; the interpreter may not find it.
    NoMark,
    /// Bit 7 is set inside of an entry. `dis` reads it all the same; the interpreter may take it for the start of one.
    StrayMark,
    /// An entry to be written ends before it starts.
    Backwards,
    /// An entry to be written has an offset that is odd.
    HalfUnit,
}

impl ErrorKind {
    #[cold]
    const fn at(self, offset: usize) -> Error {
        Error { offset, kind: self }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ErrorKind::Truncated => "exception table ends inside of an entry",
            ErrorKind::TooLarge => "number in exception table is too large",
            ErrorKind::NotMinimal => "number in exception table is longer than need be",
            ErrorKind::NoMark => "entry of exception table has no start mark",
            ErrorKind::StrayMark => "start mark inside of an entry of exception table",
            ErrorKind::Backwards => "handler range ends before it starts",
            ErrorKind::HalfUnit => "handler range has an odd offset",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (offset 0x{:x})", self.kind, self.offset)
    }
}

impl core::error::Error for Error {}

/// Bit 7 of a byte: an entry starts here.
const MARK: u8 = 0x80;
/// Bit 6: the number goes on.
const MORE: u8 = 0x40;
/// CPython's compiler asserts that numbers are below (`assemble_emit_exception_table_item`).
const NUMBERS: u32 = 1 << 30;
/// Bytes below which the interpreter no longer halves the table (`MAX_LINEAR_SEARCH`).
const MAX_LINEAR_SEARCH: usize = 40;

/// The entries of a table, as `dis` reads them: marks are ignored, and so is whether numbers are as short as can be.
///
/// What `dis` cannot read either, it gives as an error, and then ends.
///
/// ```
/// use pyc_bytecode::exceptions::{Entries, Entry};
///
/// let mut entries = Entries::new(b"\x82\x0b\x0f\x00");
/// assert_eq!(entries.next(), Some(Ok(Entry { start: 4, end: 26, target: 30, depth: 0, lasti: false })));
/// assert_eq!(entries.next(), None);
/// ```
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    table: &'a [u8],
    offset: usize,
}

impl<'a> Entries<'a> {
    /// The entries of `table`.
    pub fn new(table: &'a [u8]) -> Entries<'a> {
        Entries { table, offset: 0 }
    }

    /// Offset in the table of the next entry.
    pub fn offset(&self) -> usize {
        self.offset
    }

    fn number(&mut self) -> Result<u32, Error> {
        let start = self.offset;
        let mut number = 0u32;
        loop {
            let byte = *self.table.get(self.offset).ok_or(ErrorKind::Truncated.at(self.offset))?;
            self.offset += 1;
            if number >= NUMBERS >> 6 {
                return Err(ErrorKind::TooLarge.at(start));
            }
            number = number << 6 | u32::from(byte & 63);
            if byte & MORE == 0 {
                return Ok(number);
            }
        }
    }

    fn entry(&mut self) -> Result<Entry, Error> {
        // Numbers are below 2 to the 30: nothing overflows.
        let start = 2 * self.number()?;
        let end = start + 2 * self.number()?;
        self.rest_of(start, end)
    }

    fn rest_of(&mut self, start: u32, end: u32) -> Result<Entry, Error> {
        let target = 2 * self.number()?;
        let depth_lasti = self.number()?;
        Ok(Entry { start, end, target, depth: depth_lasti >> 1, lasti: depth_lasti & 1 != 0 })
    }
}

impl Iterator for Entries<'_> {
    type Item = Result<Entry, Error>;

    fn next(&mut self) -> Option<Result<Entry, Error>> {
        if self.offset >= self.table.len() {
            return None;
        }
        let entry = self.entry();
        if entry.is_err() {
            self.offset = self.table.len();
        }
        Some(entry)
    }
}

impl core::iter::FusedIterator for Entries<'_> {}

/// All entries of a table, which must be written as CPython writes it: [`encode`] of them is the table.
///
/// # Errors
/// The first byte that CPython would not have written. Whether the ranges make sense is another question.
pub fn decode(table: &[u8]) -> Result<Vec<Entry>, Error> {
    let mut entries = Entries::new(table);
    let (mut decoded, mut written) = (Vec::new(), Vec::with_capacity(16));
    loop {
        let start = entries.offset();
        let Some(entry) = entries.next().transpose()? else { return Ok(decoded) };
        written.clear();
        write(&entry, &mut written).map_err(|kind| kind.at(start))?;
        let read = table.get(start..entries.offset()).unwrap_or(&[]);
        if let Some(at) = (0..read.len()).find(|&at| read.get(at) != written.get(at)) {
            return Err(difference(read, at).at(start + at));
        }
        decoded.push(entry);
    }
}

/// Why the byte of an entry is not what CPython writes.
fn difference(entry: &[u8], at: usize) -> ErrorKind {
    match (at, entry.get(at).is_some_and(|byte| byte & MARK != 0)) {
        (0, false) => ErrorKind::NoMark,
        (1.., true) => ErrorKind::StrayMark,
        _ => ErrorKind::NotMinimal,
    }
}

/// The table of the entries, as `assemble_exception_table` writes it: numbers as short as can be. The order is that of the entries.
///
/// ```
/// use pyc_bytecode::exceptions::{Entry, encode};
///
/// let table = encode([&Entry { start: 74, end: 76, target: 76, depth: 1, lasti: true }]).unwrap();
/// assert_eq!(table, b"\xa5\x01\x26\x03");
/// ```
///
/// # Errors
/// [`ErrorKind::Backwards`], [`ErrorKind::HalfUnit`] or [`ErrorKind::TooLarge`]; the offset is where the entry would be in the table.
pub fn encode<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Result<Vec<u8>, Error> {
    let mut table = Vec::new();
    for entry in entries {
        let offset = table.len();
        write(entry, &mut table).map_err(|kind| kind.at(offset))?;
    }
    Ok(table)
}

fn write(entry: &Entry, out: &mut Vec<u8>) -> Result<(), ErrorKind> {
    let &Entry { start, end, target, depth, lasti } = entry;
    let len = end.checked_sub(start).ok_or(ErrorKind::Backwards)?;
    if !(start | end | target).is_multiple_of(2) {
        return Err(ErrorKind::HalfUnit);
    }
    let depth_lasti = depth.checked_mul(2).ok_or(ErrorKind::TooLarge)? | u32::from(lasti);
    let numbers = [start / 2, len / 2, target / 2, depth_lasti];
    if numbers.iter().any(|&number| number >= NUMBERS) {
        return Err(ErrorKind::TooLarge);
    }
    let mut mark = MARK;
    for number in numbers {
        for shift in [24, 18, 12, 6] {
            if number >> shift != 0 {
                out.push((number >> shift) as u8 & 63 | MORE | mark);
                mark = 0;
            }
        }
        out.push(number as u8 & 63 | mark);
        mark = 0;
    }
    Ok(())
}

/// The entry that an exception raised at `offset` (in bytes) goes to, found as the interpreter finds it (`get_exception_handler`).
///
/// It halves the table until 40 bytes are left, and reads these. In a table that does not ascend it may therefore miss an entry that
/// covers the offset, as CPython does. No worse than the length of the table times its logarithm. Where CPython would never end or read outside of the table, there is no handler.
pub fn find_handler(table: &[u8], offset: u32) -> Option<Entry> {
    let start_at = |at: usize| Entries { table, offset: at }.number().ok().map(|units| 2 * units);
    let (mut start, mut end) = (0, table.len());
    if end > MAX_LINEAR_SEARCH && start_at(0)? > offset {
        return None;
    }
    while end - start > MAX_LINEAR_SEARCH {
        let half = start + (end - start) / 2;
        let middle = table.get(..=half)?.iter().rposition(|byte| byte & MARK != 0)?;
        if start_at(middle)? > offset {
            end = middle;
        } else if middle > start {
            start = middle;
        } else {
            return None;
        }
    }
    let mut entries = Entries { table, offset: start };
    while entries.offset < end {
        let start = 2 * entries.number().ok()?;
        if start > offset {
            return None;
        }
        let range_end = start + 2 * entries.number().ok()?;
        if range_end > offset {
            return entries.rest_of(start, range_end).ok();
        }
        let rest = table.get(entries.offset..end)?;
        entries.offset += rest.iter().position(|byte| byte & MARK != 0).unwrap_or(rest.len());
    }
    None
}
