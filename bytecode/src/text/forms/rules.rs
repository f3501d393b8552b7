//! What each version's compiler and `marshal` do, as far as a text need not say it.

use pyc_marshal::{Field, Version};

use crate::text::forms::Role;
use crate::text::values::kind;

/// How later uses of an object are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// In full.
    None,
    /// Interned strings by their number in a list (2.4 to 2.7).
    Strings,
    /// By the number of a flagged object (3.4).
    Slots,
}

/// What the compiler does with objects of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Makes a new one each time, and holds it nowhere else.
    Apart,
    /// Makes a new one each time, and holds it elsewhere.
    Held,
    /// Makes equal ones the same.
    Merged,
}

/// Which strings are interned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interning {
    Never,
    /// Those that look like names.
    Words,
    Always,
}

/// What a version does.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // each is an independent fact about a release
pub(in crate::text) struct Rules {
    since: Version,
    pub(super) sharing: Sharing,
    /// `str` is Unicode, and one type of integers is enough.
    pub(in crate::text) unicode: bool,
    /// `consts` and `names` are lists (1.0).
    pub(in crate::text) list_fields: bool,
    /// Floats are texts.
    pub(super) float_text: bool,
    /// Numbers over 32 bits have a form of 64 bits (1.5 to 3.2).
    pub(super) wide_ints: bool,
    /// Forms for ASCII, and small tuples.
    pub(super) short_forms: bool,
    /// The largest integer that a process has once; the smallest is -5.
    pub(super) small_ints: i64,
    /// Interned strings live for ever, and are flagged.
    pub(super) immortal: bool,
    /// Strings of one character are interned (3.13).
    pub(super) interned_characters: bool,
    /// `co_flags` says that a function is inside of another one (2.1), and that code has no cells (2.4 to 3.10).
    pub(in crate::text) nested: bool,
    pub(in crate::text) nofree: bool,
    /// The first constant of a function is its docstring, or None (1.3 to 3.13).
    pub(in crate::text) docstring_first: bool,
    /// `co_flags` says whether it is, and whether the function is one of a class (3.14).
    pub(in crate::text) flags_docstring: bool,
    /// `co_localspluskinds` says how a local is an argument (3.14).
    pub(in crate::text) argument_kinds: bool,
    code: Habit,
    linetable: Habit,
    kinds: Habit,
    /// Tuples of names and of constants.
    tuples: Habit,
    /// Constants, but strings that are interned.
    constants: Habit,
    filename: Interning,
    name: Interning,
    qualname: Interning,
}

const V1_0: Rules = Rules {
    since: Version::new(1, 0),
    sharing: Sharing::None,
    unicode: false,
    list_fields: true,
    float_text: true,
    wide_ints: false,
    short_forms: false,
    small_ints: 256,
    immortal: false,
    interned_characters: false,
    nested: false,
    nofree: false,
    docstring_first: false,
    flags_docstring: false,
    argument_kinds: false,
    code: Habit::Apart,
    linetable: Habit::Apart,
    kinds: Habit::Apart,
    tuples: Habit::Apart,
    constants: Habit::Apart,
    filename: Interning::Always,
    name: Interning::Always,
    qualname: Interning::Never,
};
const V1_1: Rules = Rules { since: Version::new(1, 1), list_fields: false, ..V1_0 };
const V1_3: Rules = Rules { since: Version::new(1, 3), docstring_first: true, ..V1_1 };
const V1_5: Rules = Rules { since: Version::new(1, 5), wide_ints: true, ..V1_3 };
const V2_1: Rules = Rules { since: Version::new(2, 1), nested: true, ..V1_5 };
const V2_4: Rules =
    Rules { since: Version::new(2, 4), sharing: Sharing::Strings, nofree: true, filename: Interning::Never, ..V2_1 };
const V2_5: Rules = Rules { since: Version::new(2, 5), float_text: false, ..V2_4 };
const V3_0: Rules = Rules { since: Version::new(3, 0), sharing: Sharing::None, unicode: true, ..V2_5 };
const V3_3: Rules = Rules { since: Version::new(3, 3), wide_ints: false, ..V3_0 };
const V3_4: Rules = Rules { since: Version::new(3, 4), sharing: Sharing::Slots, short_forms: true, ..V3_3 };
const V3_7: Rules = Rules { since: Version::new(3, 7), constants: Habit::Merged, ..V3_4 };
const V3_8: Rules = Rules { since: Version::new(3, 8), tuples: Habit::Merged, ..V3_7 };
const V3_10: Rules = Rules { since: Version::new(3, 10), code: Habit::Merged, linetable: Habit::Merged, ..V3_8 };
const V3_11: Rules =
    Rules { since: Version::new(3, 11), nofree: false, code: Habit::Held, immortal: true, name: Interning::Words, ..V3_10 };
const V3_13: Rules = Rules {
    since: Version::new(3, 13),
    interned_characters: true,
    filename: Interning::Always,
    name: Interning::Always,
    qualname: Interning::Always,
    ..V3_11
};
const V3_14: Rules =
    Rules { since: Version::new(3, 14), docstring_first: false, flags_docstring: true, argument_kinds: true, ..V3_13 };
const V3_15: Rules = Rules { since: Version::new(3, 15), small_ints: 1024, ..V3_14 };

/// By version. Seen in what `py_compile` of each release wrote for its own library.
static ROWS: &[Rules] =
    &[V1_0, V1_1, V1_3, V1_5, V2_1, V2_4, V2_5, V3_0, V3_3, V3_4, V3_7, V3_8, V3_10, V3_11, V3_13, V3_14, V3_15];

impl Rules {
    pub(in crate::text) fn of(version: Version) -> &'static Rules {
        static FIRST: Rules = V1_0;
        ROWS.iter().rfind(|row| row.since <= version).unwrap_or(&FIRST)
    }

    /// The kind of what the version calls `str`.
    pub(in crate::text) const fn str_kind(&self) -> u8 {
        if self.unicode { kind::STR } else { kind::BYTES }
    }

    /// Whether later uses of an object can be references.
    pub(in crate::text) fn has_slots(&self) -> bool {
        self.sharing == Sharing::Slots
    }

    /// Whether later uses of some object can be references.
    pub(in crate::text) fn shares(&self) -> bool {
        self.sharing != Sharing::None
    }

    pub(super) fn habit(&self, role: Role, kind: u8) -> Habit {
        match role {
            Role::Field(Field::Code) => self.code,
            Role::Field(Field::Linetable | Field::Exceptiontable) => self.linetable,
            Role::Field(Field::Localspluskinds) => self.kinds,
            Role::Field(Field::Qualname | Field::Filename | Field::Name) | Role::Name => Habit::Merged,
            Role::Field(_) => self.tuples,
            Role::Root | Role::Part if kind == kind::STR => Habit::Merged,
            Role::Root | Role::Part => self.constants,
        }
    }

    pub(super) fn interns(&self, role: Role, word: bool) -> bool {
        let interning = match role {
            Role::Name => Interning::Always,
            Role::Field(Field::Filename) => self.filename,
            Role::Field(Field::Name) => self.name,
            Role::Field(Field::Qualname) => self.qualname,
            Role::Field(_) => Interning::Never,
            Role::Root | Role::Part => Interning::Words,
        };
        match interning {
            Interning::Always => true,
            Interning::Words => word,
            Interning::Never => false,
        }
    }
}
