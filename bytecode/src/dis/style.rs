//! What differs between the `dis` modules of the releases: rows, not printers.

use pyc_marshal::Version;

/// The column of line numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineColumn {
    /// None: `SET_LINENO` tells the line (to 2.2).
    None,
    /// Three characters, or more where a number is longer (2.3).
    Three,
    /// As wide as the largest number, three at least (3.7).
    Fits,
    /// The same, and `--` where code without line begins (3.13).
    Dashes,
}

/// What follows the last field of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Nothing, but the name is padded also where no argument follows (to 2.7).
    Padded,
    /// A space behind every field (3.0).
    Space,
    /// Nothing (3.4).
    Bare,
}

/// How names with something beside are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// `NULL + name` (3.11)
    Before,
    /// `name + NULL` (3.13)
    Behind,
}

/// The `dis` module of a release.
#[allow(clippy::struct_excessive_bools, reason = "a row of a table")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// The first version that prints so.
    pub(super) since: Version,
    /// The column of line numbers.
    pub(super) lines: LineColumn,
    /// Least width of the column of names.
    pub(super) name_width: usize,
    /// What follows the last field.
    pub(super) ending: Ending,
    /// The column of offsets is as wide as the largest (3.7).
    pub(super) offsets_fit: bool,
    /// Jump targets are `L1:` instead of `>>` before the offset, and offsets are shown only on demand (3.13).
    pub(super) labels: bool,
    /// `findlabels` counts the bits of `EXTENDED_ARG` (3.6).
    pub(super) labels_extended: bool,
    /// An opcode without argument behind `EXTENDED_ARG` leaves its bits to the next one that has one (to 3.9).
    pub(super) prefix_waits: bool,
    /// An extended argument is a `long`, and says so (to 2.7).
    pub(super) long: bool,
    /// Arguments wrap like an `int` of C (3.11).
    pub(super) signed: bool,
    /// Empty names stand in parentheses too (to 3.3).
    pub(super) empty: bool,
    /// Absolute jumps tell their target (3.10).
    pub(super) absolute: bool,
    /// Counts of arguments are told, by the instructions that say `Call` (3.3; later versions have none).
    pub(super) counts: bool,
    /// `MAKE_FUNCTION` tells its flags (3.8).
    pub(super) function_flags: bool,
    /// Constants are shown for `LOAD_CONST` alone (3.11 only).
    pub(super) load_const_only: bool,
    /// How `NULL` is told.
    pub(super) beside: Beside,
    /// Cache entries tell their value (3.12).
    pub(super) cache_values: bool,
    /// All cache entries tell the value at the first one (3.13 only, a mistake).
    pub(super) first_cache: bool,
    /// `IS_OP` and `CONTAINS_OP` tell the operator (3.14).
    pub(super) operators: bool,
    /// `END_ASYNC_FOR` comes *from* its target (3.14).
    pub(super) from: bool,
    /// Common constants are values, not numbers (3.15).
    pub(super) constant_values: bool,
    /// The fields of `dis.Instruction`.
    pub(super) fields: &'static [Field],
}

impl Style {
    /// That of a version.
    pub(super) fn of(version: Version) -> &'static Style {
        ROWS.iter().copied().rfind(|row| row.since <= version).unwrap_or(&FIRST)
    }
}

/// A field of `dis.Instruction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Name of the opcode, `<N>` if the version has none of that number.
    Opname,
    /// Number of the opcode.
    Opcode,
    /// The argument.
    Arg,
    /// What the argument means.
    Argval,
    /// The same as text.
    Argrepr,
    /// Offset in bytes.
    Offset,
    /// Offset of its first `EXTENDED_ARG` (3.13).
    StartOffset,
    /// The line that starts here (to 3.12).
    StartsLine,
    /// Whether a line starts here (3.13).
    StartsLineFlag,
    /// Its line (3.13).
    LineNumber,
    /// Whether something jumps here; a handler counts too.
    IsJumpTarget,
    /// The number of its label (3.13).
    Label,
    /// Where in the source it is (3.11).
    Positions,
    /// Name, size in code units and bytes of each cache entry (3.13).
    CacheInfo,
}

impl Field {
    /// Its name in Python.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Opname => "opname",
            Field::Opcode => "opcode",
            Field::Arg => "arg",
            Field::Argval => "argval",
            Field::Argrepr => "argrepr",
            Field::Offset => "offset",
            Field::StartOffset => "start_offset",
            Field::StartsLine | Field::StartsLineFlag => "starts_line",
            Field::LineNumber => "line_number",
            Field::IsJumpTarget => "is_jump_target",
            Field::Label => "label",
            Field::Positions => "positions",
            Field::CacheInfo => "cache_info",
        }
    }
}

static FIELDS_3_4: &[Field] = &[
    Field::Opname,
    Field::Opcode,
    Field::Arg,
    Field::Argval,
    Field::Argrepr,
    Field::Offset,
    Field::StartsLine,
    Field::IsJumpTarget,
];

static FIELDS_3_11: &[Field] = &[
    Field::Opname,
    Field::Opcode,
    Field::Arg,
    Field::Argval,
    Field::Argrepr,
    Field::Offset,
    Field::StartsLine,
    Field::IsJumpTarget,
    Field::Positions,
];

static FIELDS_3_13: &[Field] = &[
    Field::Opname,
    Field::Opcode,
    Field::Arg,
    Field::Argval,
    Field::Argrepr,
    Field::Offset,
    Field::StartOffset,
    Field::StartsLineFlag,
    Field::LineNumber,
    Field::IsJumpTarget,
    Field::Label,
    Field::Positions,
    Field::CacheInfo,
];

static FIRST: Style = Style {
    since: Version::new(1, 0),
    lines: LineColumn::None,
    name_width: 15,
    ending: Ending::Padded,
    offsets_fit: false,
    labels: false,
    labels_extended: false,
    prefix_waits: true,
    long: true,
    signed: false,
    empty: true,
    absolute: false,
    counts: false,
    function_flags: false,
    load_const_only: false,
    beside: Beside::Before,
    cache_values: false,
    first_cache: false,
    operators: false,
    from: false,
    constant_values: false,
    fields: FIELDS_3_4,
};

/// Each row says what it changes in the row before. From `Lib/dis.py` of each release.
static V2_0: Style = Style { since: Version::new(2, 0), name_width: 20, ..FIRST };
static V2_3: Style = Style { since: Version::new(2, 3), lines: LineColumn::Three, ..V2_0 };
static V3_0: Style = Style { since: Version::new(3, 0), ending: Ending::Space, long: false, ..V2_3 };
static V3_3: Style = Style { since: Version::new(3, 3), counts: true, ..V3_0 };
static V3_4: Style = Style { since: Version::new(3, 4), ending: Ending::Bare, empty: false, ..V3_3 };
static V3_6: Style = Style { since: Version::new(3, 6), labels_extended: true, ..V3_4 };
static V3_7: Style = Style { since: Version::new(3, 7), lines: LineColumn::Fits, offsets_fit: true, ..V3_6 };
static V3_8: Style = Style { since: Version::new(3, 8), function_flags: true, ..V3_7 };
static V3_10: Style = Style { since: Version::new(3, 10), absolute: true, prefix_waits: false, ..V3_8 };
static V3_11: Style = Style { since: Version::new(3, 11), load_const_only: true, signed: true, fields: FIELDS_3_11, ..V3_10 };
static V3_12: Style = Style { since: Version::new(3, 12), load_const_only: false, cache_values: true, ..V3_11 };
static V3_13: Style = Style {
    since: Version::new(3, 13),
    lines: LineColumn::Dashes,
    labels: true,
    beside: Beside::Behind,
    first_cache: true,
    fields: FIELDS_3_13,
    ..V3_12
};
static V3_14: Style = Style { since: Version::new(3, 14), first_cache: false, operators: true, from: true, ..V3_13 };
static V3_15: Style = Style { since: Version::new(3, 15), constant_values: true, ..V3_14 };

static ROWS: &[&Style] =
    &[&FIRST, &V2_0, &V2_3, &V3_0, &V3_3, &V3_4, &V3_6, &V3_7, &V3_8, &V3_10, &V3_11, &V3_12, &V3_13, &V3_14, &V3_15];
