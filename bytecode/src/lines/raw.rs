//! The entries of a line table as they are spelt.

use crate::lines::Format;

/// The iterator of [`crate::lines::Table::raw`].
#[derive(Clone, Debug)]
pub struct Raw<'a> {
    format: Format,
    rest: &'a [u8],
}

impl<'a> Raw<'a> {
    pub(super) fn new(format: Format, bytes: &'a [u8]) -> Raw<'a> {
        Raw { format, rest: bytes }
    }

    /// How the table is written.
    pub fn format(&self) -> Format {
        self.format
    }
}

/// One entry. In a table of positions it reaches to the next byte that has bit 7, in others it is two bytes; the last one may be short.
#[derive(Clone, Copy, Debug)]
pub struct RawEntry<'a> {
    format: Format,
    /// The entry, and what follows.
    rest: &'a [u8],
    len: usize,
}

impl<'a> Iterator for Raw<'a> {
    type Item = RawEntry<'a>;

    fn next(&mut self) -> Option<RawEntry<'a>> {
        let (_, behind) = self.rest.split_first()?;
        let len = match self.format {
            Format::Positions => 1 + behind.iter().position(|byte| byte & 0x80 != 0).unwrap_or(behind.len()),
            Format::None => 1,
            Format::UnsignedPairs | Format::SignedPairs | Format::Ranges => self.rest.len().min(2),
        };
        let entry = RawEntry { format: self.format, rest: self.rest, len };
        self.rest = self.rest.get(len..).unwrap_or(&[]);
        Some(entry)
    }
}

impl core::iter::FusedIterator for Raw<'_> {}

/// The longest number of 32 bits, in bytes.
const MAX_VARINT: usize = 6;

impl<'a> RawEntry<'a> {
    /// Its bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.rest.get(..self.len).unwrap_or(self.rest)
    }

    /// What it says. Where it is cut short, CPython reads on in the next entry, and so do we as far as a line step can reach.
    pub fn fields(&self) -> Fields {
        match (self.format, self.rest) {
            (Format::Positions, rest) => {
                // Not to the end of the table, which would take quadratic time.
                let window = rest.get(..self.len.max(1 + MAX_VARINT)).unwrap_or(rest);
                Cursor::new(window).fields()
            }
            (Format::Ranges, &[length, line_step, ..]) => Fields::Range { length, line_step: line_step as i8 },
            (Format::Ranges, &[length]) => Fields::Range { length, line_step: 0 },
            (Format::SignedPairs, &[address_step, line_step, ..]) => {
                Fields::Pair { address_step, line_step: i16::from(line_step as i8) }
            }
            (Format::UnsignedPairs, &[address_step, line_step, ..]) => {
                Fields::Pair { address_step, line_step: i16::from(line_step) }
            }
            (_, rest) => Fields::Stray(rest.first().copied().unwrap_or(0)),
        }
    }

    /// Whether it has bit 7, by which the start of an entry is known in a table of positions. Only the first entry can lack it.
    pub(super) fn is_marked(&self) -> bool {
        self.rest.first().is_some_and(|byte| byte & 0x80 != 0)
    }

    /// Whether its fields, written, are its bytes: no number is longer than need be, and nothing is missing or left over.
    pub fn is_regular(&self) -> bool {
        let mut written = Vec::new();
        self.fields().write(&mut written);
        written == self.bytes()
    }
}

/// What an entry says. `units` are code units of two bytes, 1 to 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fields {
    /// Up to 3.9: the address grows, then the line.
    Pair {
        /// Bytes of code that still have the line before.
        address_step: u8,
        /// 0 to 255 in unsigned pairs, -128 to 127 in signed ones.
        line_step: i16,
    },
    /// 3.10: the line grows, and so many bytes have it.
    Range {
        /// Bytes of code; 0 only moves the line.
        length: u8,
        /// -128 says that there is no line; the counter stays.
        line_step: i8,
    },
    /// Kinds 0 to 9: the line of before, few columns.
    Short {
        /// Length in code units.
        units: u8,
        /// Up to 79.
        column: u8,
        /// Up to 15 more.
        end_column: u8,
    },
    /// Kinds 10 to 12: one line.
    OneLine {
        /// Length in code units.
        units: u8,
        /// Up to 2.
        line_step: u8,
        /// Up to 127.
        column: u8,
        /// Up to 127.
        end_column: u8,
    },
    /// Kind 13: a line, no columns.
    NoColumns {
        /// Length in code units.
        units: u8,
        /// From the line of before.
        line_step: i32,
    },
    /// Kind 14: everything, in numbers of any length.
    Long {
        /// Length in code units.
        units: u8,
        /// From the line of before.
        line_step: i32,
        /// From the line to the end line.
        lines: u32,
        /// The column plus one; 0 is none.
        column: u32,
        /// The end column plus one; 0 is none.
        end_column: u32,
    },
    /// Kind 15: no line, no columns.
    None {
        /// Length in code units.
        units: u8,
    },
    /// A byte that nobody reads: the last of an odd number of bytes up to 3.9, or any before 1.5.
    Stray(u8),
}

const SHORT_KINDS: u8 = 10;
const ONE_LINE_KINDS: u8 = 10;
const NO_COLUMNS: u8 = 13;
const LONG: u8 = 14;
const NONE: u8 = 15;

impl Fields {
    /// Bytes of code that it covers; those that a pair skips.
    pub fn len(self) -> u32 {
        match self {
            Fields::Pair { address_step: bytes, .. } | Fields::Range { length: bytes, .. } => bytes.into(),
            Fields::Short { units, .. }
            | Fields::OneLine { units, .. }
            | Fields::NoColumns { units, .. }
            | Fields::Long { units, .. }
            | Fields::None { units } => 2 * u32::from(units),
            Fields::Stray(_) => 0,
        }
    }

    /// Whether it covers no byte of code.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Writes it as CPython does: numbers as short as can be. Bits that do not fit into their field are lost.
    pub fn write(self, out: &mut Vec<u8>) {
        let head = |kind: u8, units: u8| 0x80 | (kind & 15) << 3 | units.wrapping_sub(1) & 7;
        match self {
            Fields::Pair { address_step, line_step } => out.extend([address_step, line_step as u8]),
            Fields::Range { length, line_step } => out.extend([length, line_step as u8]),
            Fields::Short { units, column, end_column } => {
                out.extend([head(column >> 3, units), (column & 7) << 4 | end_column.wrapping_sub(column) & 15]);
            }
            Fields::OneLine { units, line_step, column, end_column } => {
                out.extend([head(ONE_LINE_KINDS.wrapping_add(line_step), units), column, end_column]);
            }
            Fields::NoColumns { units, line_step } => {
                out.push(head(NO_COLUMNS, units));
                write_signed_varint(line_step, out);
            }
            Fields::Long { units, line_step, lines, column, end_column } => {
                out.push(head(LONG, units));
                write_signed_varint(line_step, out);
                write_varint(lines, out);
                write_varint(column, out);
                write_varint(end_column, out);
            }
            Fields::None { units } => out.push(head(NONE, units)),
            Fields::Stray(byte) => out.push(byte),
        }
    }
}

fn write_varint(mut number: u32, out: &mut Vec<u8>) {
    while number >= 64 {
        out.push(0x40 | number as u8 & 63);
        number >>= 6;
    }
    out.push(number as u8);
}

/// The sign is bit 0. `i32::MIN` does not fit, and becomes 0 as it does in CPython.
fn write_signed_varint(number: i32, out: &mut Vec<u8>) {
    write_varint(number.unsigned_abs() << 1 | u32::from(number < 0), out);
}

/// Reads the fields of a table of positions as CPython does, but zeros behind the end.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { bytes, offset: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.offset >= self.bytes.len()
    }

    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.offset).copied().unwrap_or(0);
        self.offset = self.offset.saturating_add(1);
        byte
    }

    /// Bits above the 32nd are dropped; the C code says nothing of them.
    fn varint(&mut self) -> u32 {
        let (mut number, mut shift) = (0, 0u32);
        loop {
            let byte = self.byte();
            number |= u32::from(byte & 63).checked_shl(shift).unwrap_or(0);
            shift = shift.saturating_add(6);
            if byte & 0x40 == 0 {
                return number;
            }
        }
    }

    fn signed_varint(&mut self) -> i32 {
        let number = self.varint();
        let size = (number >> 1) as i32;
        if number & 1 == 0 { size } else { -size }
    }

    /// The entry here. Leaves the cursor behind its last field, wherever that is.
    pub(super) fn fields(&mut self) -> Fields {
        let head = self.byte();
        let (kind, units) = (head >> 3 & 15, (head & 7) + 1);
        match kind {
            NONE => Fields::None { units },
            LONG => {
                let line_step = self.signed_varint();
                let [lines, column, end_column] = [(); 3].map(|()| self.varint());
                Fields::Long { units, line_step, lines, column, end_column }
            }
            NO_COLUMNS => Fields::NoColumns { units, line_step: self.signed_varint() },
            0..SHORT_KINDS => {
                let byte = self.byte();
                let column = kind << 3 | byte >> 4;
                Fields::Short { units, column, end_column: column + (byte & 15) }
            }
            _ => {
                let [column, end_column] = [(); 2].map(|()| self.byte());
                Fields::OneLine { units, line_step: kind - ONE_LINE_KINDS, column, end_column }
            }
        }
    }
}
