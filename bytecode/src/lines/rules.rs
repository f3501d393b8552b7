//! What each version does with its line tables.

use pyc_marshal::Version;

/// How a code object writes its line table: the format, not the version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// No table: before 1.5 only `SET_LINENO` instructions tell lines.
    None,
    /// `co_lnotab` of 1.5 to 3.5: pairs of unsigned bytes.
    UnsignedPairs,
    /// `co_lnotab` of 3.6 to 3.9: pairs of an unsigned and a signed byte.
    SignedPairs,
    /// `co_linetable` of 3.10 (PEP 626): pairs of a length and a signed step.
    Ranges,
    /// `co_linetable` of 3.11 and later (PEP 657): entries with columns.
    Positions,
}

impl Format {
    /// Whether it is a `co_lnotab`, in which steps stand between ranges.
    pub const fn is_pairs(self) -> bool {
        matches!(self, Format::UnsignedPairs | Format::SignedPairs)
    }
}

/// How the compiler spells a step that is too large for a pair of a `co_lnotab`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Splitting {
    /// As much of both as fits, until nothing is left (1.5 to 2.1): lines come too early.
    Together,
    /// First the address, then the line, until the rest fits (2.2 to 2.4).
    UntilItFits,
    /// First the address, then the line, as often as the largest step goes into it; the rest may be 0 (2.5).
    AsOftenAsItGoes,
}

/// Which numbers `co_lines()` gives as `None`. The C code says -1 for code without line, and cannot tell it from a line that came to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoLine {
    /// No number: up to 3.9 all code has a line.
    Never,
    /// Any negative number (3.10, 3.11).
    Negative,
    /// Only -1 (3.12).
    MinusOne,
}

impl NoLine {
    /// Whether this number is a line.
    pub const fn is_line(self, line: i32) -> bool {
        match self {
            NoLine::Never => true,
            NoLine::Negative => line >= 0,
            NoLine::MinusOne => line != -1,
        }
    }
}

/// What a version does with its line tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The first version that does so.
    pub since: Version,
    /// How the table is written.
    pub format: Format,
    /// How large steps of pairs are spelt.
    pub splitting: Splitting,
    /// Whether `dis.findlinestarts` stops where pairs leave the code (3.8).
    pub stops_behind_code: bool,
    /// Which lines `co_lines()` gives as `None`.
    pub no_line: NoLine,
    /// Whether `co_lines()` joins neighbours of one line (3.12).
    pub joins_lines: bool,
    /// Whether `dis.findlinestarts` tells where code without line begins (3.13).
    pub starts_without_line: bool,
}

impl Rules {
    /// The rules of a version.
    ///
    /// ```
    /// # use pyc_bytecode::lines::{Format, Rules};
    /// # use pyc_marshal::Version;
    /// assert_eq!(Rules::of(Version::new(3, 5)).format, Format::UnsignedPairs);
    /// ```
    pub fn of(version: Version) -> &'static Rules {
        ROWS.iter().rfind(|row| row.since <= version).unwrap_or(&FIRST)
    }
}

const fn since(major: u8, minor: u8, format: Format) -> Rules {
    Rules { since: Version::new(major, minor), format, ..FIRST }
}

static FIRST: Rules = Rules {
    since: Version::new(1, 0),
    format: Format::None,
    splitting: Splitting::Together,
    stops_behind_code: false,
    no_line: NoLine::Never,
    joins_lines: false,
    starts_without_line: false,
};

/// By version. From `Python/compile.c`, `Python/assemble.c`, `Objects/codeobject.c` and `Lib/dis.py` of each release.
#[rustfmt::skip]
static ROWS: &[Rules] = &[
    since(1, 5, Format::UnsignedPairs),
    Rules { splitting: Splitting::UntilItFits, ..since(2, 2, Format::UnsignedPairs) },
    Rules { splitting: Splitting::AsOftenAsItGoes, ..since(2, 5, Format::UnsignedPairs) },
    Rules { splitting: Splitting::AsOftenAsItGoes, ..since(3, 6, Format::SignedPairs) },
    Rules { splitting: Splitting::AsOftenAsItGoes, stops_behind_code: true, ..since(3, 8, Format::SignedPairs) },
    Rules { no_line: NoLine::Negative, ..since(3, 10, Format::Ranges) },
    Rules { no_line: NoLine::Negative, ..since(3, 11, Format::Positions) },
    Rules { no_line: NoLine::MinusOne, joins_lines: true, ..since(3, 12, Format::Positions) },
    Rules { no_line: NoLine::MinusOne, joins_lines: true, starts_without_line: true, ..since(3, 13, Format::Positions) },
];
