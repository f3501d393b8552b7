//! Versions as rows: what differs between releases in the header, the marshal stream and the code object.
//!
//! Every comparison of versions that the crate needs stands in this file, in [`crate::magic`] and in the table of
//! type codes; the rest of the crate asks the [`Layout`].

use core::fmt;
use core::str::FromStr;

use crate::check::Note;
use crate::field::Field;
use crate::summary;
use crate::tag::{Shapes, shapes};
use crate::version::Version;

impl Version {
    /// All versions that have a layout, oldest first.
    pub fn all() -> impl ExactSizeIterator<Item = Version> + DoubleEndedIterator {
        RELEASES.iter().map(|layout| layout.version)
    }
}
/// The text is no version that this crate knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVersion;

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a CPython version from 1.0 to {}, such as 3.12", Version::LATEST)
    }
}

impl core::error::Error for UnknownVersion {}

impl FromStr for Version {
    type Err = UnknownVersion;

    /// Reads `3.12`. Only versions with a [`Layout`] are accepted.
    fn from_str(text: &str) -> Result<Version, UnknownVersion> {
        let (major, minor) = text.split_once('.').ok_or(UnknownVersion)?;
        let version = Version::new(major.parse().map_err(|_| UnknownVersion)?, minor.parse().map_err(|_| UnknownVersion)?);
        Layout::of(version).map(|_| version).ok_or(UnknownVersion)
    }
}

/// The three forms of the header behind the magic number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// 8 bytes: time of the source (1.0 to 3.2).
    Time,
    /// 12 bytes: time and size of the source (3.3 to 3.6).
    TimeAndSize,
    /// 16 bytes: flags, then time and size, or a hash (3.7, PEP 552).
    Flags,
}

impl HeaderForm {
    /// Length of the header in bytes, the magic number included.
    #[allow(clippy::len_without_is_empty)] // no header is empty
    pub const fn len(self) -> usize {
        match self {
            HeaderForm::Time => 8,
            HeaderForm::TimeAndSize => 12,
            HeaderForm::Flags => 16,
        }
    }
}

/// The hash function of hash-based files (PEP 552).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceHash {
    /// SipHash-2-4 (3.7 to 3.10).
    Sip24,
    /// SipHash-1-3 (3.11).
    Sip13,
}

/// All that a version decides about header, stream and code object: one row.
#[derive(Debug)]
pub struct Layout {
    /// The version.
    pub version: Version,
    /// Form of the header.
    pub header: HeaderForm,
    /// Fields of a code object, in stream order.
    pub fields: &'static [Field],
    /// Width in bytes of a code object's plain numbers: 2 up to 2.2, 4 since 2.3.
    pub number_width: u8,
    /// Version of the format that this release writes by default (`marshal.version`); 0 before 2.4.
    pub marshal_version: u8,
    /// How deep the release nests objects: a leaf at top level is at depth 1.
    pub max_depth: u32,
    /// Hash function of hash-based headers.
    pub source_hash: SourceHash,
    /// The codes that the release reads.
    pub(crate) shapes: Shapes,
    /// What the checks do with each field, in stream order.
    pub(crate) parts: [Part; Field::COUNT],
    /// Where in the head some numbers stand.
    pub(crate) places: Places,
    /// What a byte string is to the checks, and what a Unicode string is.
    pub(crate) byte_bits: u32,
    pub(crate) unicode_bits: u32,
    /// Finer rules.
    pub(crate) rules: Rules,
}

/// A field of a code object to the checks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// What fits: bits of [`crate::summary`], of which one is enough.
    pub(crate) fitting: u32,
    pub(crate) note: Note,
    pub(crate) field: Field,
    /// What comes behind it.
    pub(crate) next: Next,
}

/// What comes behind a field that is an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Object,
    /// `firstlineno`.
    Number,
    /// It is the last.
    Nothing,
}

const fn parts(fields: &[Field], rules: &Rules) -> [Part; Field::COUNT] {
    let mut parts = [Part { fitting: 0, note: Note::None, field: Field::Code, next: Next::Nothing }; Field::COUNT];
    let mut i = 0;
    while i < fields.len() {
        let field = fields[i];
        let next = if i + 1 == fields.len() {
            Next::Nothing
        } else if fields[i + 1].is_number() {
            Next::Number
        } else {
            Next::Object
        };
        parts[i] =
            Part { fitting: summary::fitting(field, rules.unicode, rules.list_fields), note: Note::of(field), field, next };
        i += 1;
    }
    parts
}

/// Places of numbers in the head of a code object; past its end for numbers that the version lacks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places {
    pub(crate) argcount: usize,
    pub(crate) posonlyargcount: usize,
    pub(crate) kwonlyargcount: usize,
    pub(crate) flags: usize,
    /// Number of objects before `firstlineno`.
    pub(crate) before_firstlineno: usize,
}

const fn place(fields: &[Field], field: Field) -> usize {
    let mut i = 0;
    while i < fields.len() && fields[i] as u8 != field as u8 {
        i += 1;
    }
    i
}

/// Rules of one release that no table of codes or fields expresses.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is an independent fact about a release
pub(crate) struct Rules {
    /// `t` enters a list that `R` refers to (2.4 to 2.7).
    pub string_list: bool,
    /// `FLAG_REF` and `r` exist (3.4).
    pub references: bool,
    /// Names and strings are Unicode (3.0).
    pub unicode: bool,
    /// A NULL in place of a dict value ends the dict (3.0); before, the pair is dropped.
    pub null_value_ends_dict: bool,
    /// A tuple may not be referenced before it is complete (3.15).
    pub tuple_reserved: bool,
    /// Slices have a hash (3.12).
    pub slice_hashable: bool,
    /// Consts and names are lists (1.0).
    pub list_fields: bool,
    /// The fields' types are checked at all (1.3).
    pub checks_fields: bool,
    /// `nlocals`, `stacksize` and `flags` must not be negative.
    pub negative: Negative,
    /// Whether there must be as many names as arguments.
    pub counts_varnames: CountsVarnames,
    /// `code` must be whole code units (3.11).
    pub whole_units: bool,
    /// `int` and `long` are two types (up to 2.7).
    pub long_type: bool,
    /// `int`s over 32 bits are written as `I` (1.5 to 3.2, on 64-bit machines).
    pub writes_int64: bool,
    /// A call of a C function holds a second reference to its argument (up to 3.6).
    pub call_holds_argument: bool,
    /// Going through a set holds a second reference to each item (3.13).
    pub iteration_holds_items: bool,
    /// The integers that a process keeps once.
    pub small_ints: (i64, i64),
    /// Sets are written in the order of their items' bytes (3.11).
    pub sorts_sets: bool,
}

/// Which numbers of a code object the release refuses when negative, besides `argcount` and `kwonlyargcount`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Negative {
    /// `nlocals`.
    Nlocals,
    /// `nlocals`, `stacksize`, `flags`, and `posonlyargcount` must not exceed `argcount`.
    All,
}

/// When the release refuses a code object with fewer names than arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CountsVarnames {
    /// Never (up to 3.2).
    Never,
    /// When it has cells: these are looked for among the arguments, past the end of the names (3.3 to 3.5).
    WithCells,
    /// Always (bpo-24618: 3.6.7, 3.7.1, 3.8).
    Always,
}

const fn rules(v: Version) -> Rules {
    Rules {
        string_list: v.since(2, 4) && !v.since(3, 0),
        references: v.since(3, 4),
        unicode: v.since(3, 0),
        null_value_ends_dict: v.since(3, 0),
        tuple_reserved: v.since(3, 15),
        slice_hashable: v.since(3, 12),
        list_fields: !v.since(1, 1),
        checks_fields: v.since(1, 3),
        negative: if v.since(3, 8) { Negative::All } else { Negative::Nlocals },
        counts_varnames: if v.since(3, 6) {
            CountsVarnames::Always
        } else if v.since(3, 3) {
            CountsVarnames::WithCells
        } else {
            CountsVarnames::Never
        },
        whole_units: v.since(3, 11),
        long_type: !v.since(3, 0),
        writes_int64: v.since(1, 5) && !v.since(3, 3),
        call_holds_argument: !v.since(3, 7),
        iteration_holds_items: v.since(3, 13),
        small_ints: (-5, if v.since(3, 15) { 1024 } else { 256 }),
        sorts_sets: v.since(3, 11),
    }
}

macro_rules! fields {
    ($($field:ident)*) => { &[$(Field::$field),*] };
}

#[rustfmt::skip]
mod field_lists {
    use super::Field;
    pub(super) const V1_0: &[Field] = fields![Code Consts Names Filename Name];
    pub(super) const V1_3: &[Field] = fields![Argcount Nlocals Flags Code Consts Names Varnames Filename Name];
    pub(super) const V1_5: &[Field] = fields![Argcount Nlocals Stacksize Flags Code Consts Names Varnames Filename Name Firstlineno Linetable];
    pub(super) const V2_1: &[Field] = fields![Argcount Nlocals Stacksize Flags Code Consts Names Varnames Freevars Cellvars Filename Name Firstlineno Linetable];
    pub(super) const V3_0: &[Field] = fields![Argcount Kwonlyargcount Nlocals Stacksize Flags Code Consts Names Varnames Freevars Cellvars Filename Name Firstlineno Linetable];
    pub(super) const V3_8: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Nlocals Stacksize Flags Code Consts Names Varnames Freevars Cellvars Filename Name Firstlineno Linetable];
    pub(super) const V3_11: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Stacksize Flags Code Consts Names Localsplusnames Localspluskinds Filename Name Qualname Firstlineno Linetable Exceptiontable];
    // Alphas of 3.11, as the notes in Lib/importlib/_bootstrap_external.py tell them.
    pub(super) const M3450: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Nlocals Stacksize Flags Code Consts Names Varnames Freevars Cellvars Filename Name Firstlineno Linetable Exceptiontable];
    pub(super) const M3452: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Stacksize Flags Code Consts Names Varnames Freevars Cellvars Filename Name Firstlineno Linetable Exceptiontable];
    pub(super) const M3457: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Stacksize Flags Code Consts Names Localsplusnames Localspluskinds Filename Name Firstlineno Linetable Exceptiontable];
    pub(super) const M3459: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Stacksize Flags Code Consts Names Localsplusnames Localspluskinds Filename Name Firstlineno Linetable Endlinetable Columntable Exceptiontable];
    pub(super) const M3460: &[Field] = fields![Argcount Posonlyargcount Kwonlyargcount Stacksize Flags Code Consts Names Localsplusnames Localspluskinds Filename Name Qualname Firstlineno Linetable Endlinetable Columntable Exceptiontable];
}
use field_lists as f;

const fn row(major: u8, minor: u8, header: HeaderForm, fields: &'static [Field]) -> Layout {
    let version = Version::new(major, minor);
    let rules = rules(version);
    Layout {
        version,
        header,
        fields,
        number_width: if version.since(2, 3) { 4 } else { 2 },
        marshal_version: if version.since(3, 15) {
            6
        } else if version.since(3, 14) {
            5
        } else if version.since(3, 4) {
            4
        } else if version.since(2, 5) {
            2
        } else if version.since(2, 4) {
            1
        } else {
            0
        },
        max_depth: if version.since(2, 5) { 2000 } else { 5000 },
        source_hash: if version.since(3, 11) { SourceHash::Sip13 } else { SourceHash::Sip24 },
        shapes: shapes(version),
        parts: parts(fields, &rules),
        places: Places {
            argcount: place(fields, Field::Argcount),
            posonlyargcount: place(fields, Field::Posonlyargcount),
            kwonlyargcount: place(fields, Field::Kwonlyargcount),
            flags: place(fields, Field::Flags),
            before_firstlineno: place(fields, Field::Firstlineno) - place(fields, Field::Code),
        },
        byte_bits: summary::byte_bits(rules.unicode),
        unicode_bits: summary::unicode_bits(rules.unicode),
        rules,
    }
}

/// One row for each feature release.
#[rustfmt::skip]
static RELEASES: &[Layout] = &[
    row(1, 0, HeaderForm::Time, f::V1_0),
    row(1, 1, HeaderForm::Time, f::V1_0),
    row(1, 2, HeaderForm::Time, f::V1_0),
    row(1, 3, HeaderForm::Time, f::V1_3),
    row(1, 4, HeaderForm::Time, f::V1_3),
    row(1, 5, HeaderForm::Time, f::V1_5),
    row(1, 6, HeaderForm::Time, f::V1_5),
    row(2, 0, HeaderForm::Time, f::V1_5),
    row(2, 1, HeaderForm::Time, f::V2_1),
    row(2, 2, HeaderForm::Time, f::V2_1),
    row(2, 3, HeaderForm::Time, f::V2_1),
    row(2, 4, HeaderForm::Time, f::V2_1),
    row(2, 5, HeaderForm::Time, f::V2_1),
    row(2, 6, HeaderForm::Time, f::V2_1),
    row(2, 7, HeaderForm::Time, f::V2_1),
    row(3, 0, HeaderForm::Time, f::V3_0),
    row(3, 1, HeaderForm::Time, f::V3_0),
    row(3, 2, HeaderForm::Time, f::V3_0),
    row(3, 3, HeaderForm::TimeAndSize, f::V3_0),
    row(3, 4, HeaderForm::TimeAndSize, f::V3_0),
    row(3, 5, HeaderForm::TimeAndSize, f::V3_0),
    row(3, 6, HeaderForm::TimeAndSize, f::V3_0),
    row(3, 7, HeaderForm::Flags, f::V3_0),
    row(3, 8, HeaderForm::Flags, f::V3_8),
    row(3, 9, HeaderForm::Flags, f::V3_8),
    row(3, 10, HeaderForm::Flags, f::V3_8),
    row(3, 11, HeaderForm::Flags, f::V3_11),
    row(3, 12, HeaderForm::Flags, f::V3_11),
    row(3, 13, HeaderForm::Flags, f::V3_11),
    row(3, 14, HeaderForm::Flags, f::V3_11),
    row(3, 15, HeaderForm::Flags, f::V3_11),
];

/// A pre-release whose files differ from those of its release: first and last magic number, and the layout if it is recorded.
struct Interim(u16, u16, Option<Layout>);

#[rustfmt::skip]
static INTERIM: &[Interim] = &[
    Interim(3000, 3020, None),
    Interim(3190, 3200, Some(row(3, 3, HeaderForm::Time, f::V3_0))),
    Interim(3390, 3391, Some(row(3, 7, HeaderForm::TimeAndSize, f::V3_0))),
    Interim(3400, 3401, Some(row(3, 8, HeaderForm::Flags, f::V3_0))),
    Interim(3450, 3451, Some(row(3, 11, HeaderForm::Flags, f::M3450))),
    Interim(3452, 3452, Some(row(3, 11, HeaderForm::Flags, f::M3452))),
    Interim(3453, 3456, None),
    Interim(3457, 3458, Some(row(3, 11, HeaderForm::Flags, f::M3457))),
    Interim(3459, 3459, Some(row(3, 11, HeaderForm::Flags, f::M3459))),
    Interim(3460, 3493, Some(row(3, 11, HeaderForm::Flags, f::M3460))),
];

impl Layout {
    /// The layout of a release; `None` for a version that this crate does not know.
    pub fn of(version: Version) -> Option<&'static Layout> {
        RELEASES.binary_search_by_key(&version, |layout| layout.version).ok().and_then(|i| RELEASES.get(i))
    }

    /// The layout of files whose magic number is `number`, of a release or pre-release of `version`.
    pub(crate) fn of_magic(number: u16, version: Version) -> Option<&'static Layout> {
        match INTERIM.iter().find(|row| row.0 <= number && number <= row.1) {
            Some(row) => row.2.as_ref(),
            None => Layout::of(version),
        }
    }

    /// The type code of a code object: `C` up to 1.2, `c` since.
    pub fn code_tag(&self) -> crate::Tag {
        if self.rules.checks_fields { crate::Tag::CODE } else { crate::Tag::CODE_OLD }
    }

    /// The fields that stand between the type byte and the first object: all numbers but `firstlineno`.
    pub fn head(&self) -> impl Iterator<Item = Field> + use<> {
        self.fields.iter().copied().take_while(|field| field.is_number())
    }

    /// The fields that are objects, in stream order.
    pub fn objects(&self) -> impl Iterator<Item = Field> + use<> {
        self.fields.iter().copied().filter(|field| !field.is_number())
    }

    /// Whether a code object of this version has the field.
    pub fn has(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(RELEASES.windows(2).all(|pair| pair[0].version < pair[1].version));
        for version in Version::all() {
            assert_eq!(version.to_string().parse(), Ok(version));
        }
        assert_eq!("3.16".parse::<Version>(), Err(UnknownVersion));
        assert_eq!("3".parse::<Version>(), Err(UnknownVersion));
    }

    #[test]
    fn fields_and_names_agree_with_their_order() {
        for (i, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, i);
        }
    }

    #[test]
    fn firstlineno_is_the_only_number_behind_an_object() {
        let interim = INTERIM.iter().filter_map(|row| row.2.as_ref());
        for layout in RELEASES.iter().chain(interim) {
            let head = layout.head().count();
            let late: Vec<_> = layout.fields[head..].iter().filter(|field| field.is_number()).collect();
            assert!(late.is_empty() || late == [&Field::Firstlineno], "{}", layout.version);
        }
    }
}
