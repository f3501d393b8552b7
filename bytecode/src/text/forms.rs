//! How `marshal` writes an object: what CPython would choose, and marks where a file differs.
//!
//! An object is flagged if something else holds it when it is written (`w_ref` in `Python/marshal.c`). What holds it is for the
//! most part in the file itself: it is used twice. The rest are habits of the compiler, which the rows of [`Rules`]
//! tell.

mod rules;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pyc_marshal::{Field, Layout, Tag};

use crate::text::values::{Value, Values, kind};

pub(super) use rules::Rules;
use rules::{Habit, Sharing};

/// A mark: how an object is written, if that does not follow. See the grammar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its type code.
    pub(super) tag: Option<Tag>,
    /// Whether it is flagged.
    pub(super) flag: Option<bool>,
    /// That it is a reference, and to what.
    pub(super) reference: Option<Reference>,
}

/// Which of several objects of one value a reference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Latest,
    /// The one of this number among them.
    Number(u32),
}

impl Mark {
    pub(super) const NONE: Mark = Mark { tag: None, flag: None, reference: None };
}

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The outermost object.
    Root,
    /// A field of a code object.
    Field(Field),
    /// An item of a field that is a tuple of names.
    Name,
    /// Everything else: constants and their parts.
    Part,
}

/// How an object would be written: as which reference, and how in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// The slot that it would be a reference to.
    pub(super) reference: Option<u32>,
    /// The type byte that it would have in full.
    pub(super) full: Tag,
}

/// What was written so far, and what will be, of one file.
#[derive(Debug)]
pub(super) struct Forms {
    rules: &'static Rules,
    code_tag: Tag,
    /// How often each value is used where equal ones may be the same.
    uses: Vec<u32>,
    /// Latest slot of each value, plus one.
    slots: Vec<u32>,
    /// All slots of values that have several.
    all: HashMap<Value, Vec<u32>>,
    next: u32,
}

impl Forms {
    pub(super) fn new(layout: &Layout) -> Forms {
        let rules = Rules::of(layout.version);
        Forms { rules, code_tag: layout.code_tag(), uses: Vec::new(), slots: Vec::new(), all: HashMap::new(), next: 0 }
    }

    /// Counts a use, in stream order, before anything is written. False if the value was used before: its parts are not used
    /// again then.
    pub(super) fn count(&mut self, values: &Values, value: Value, role: Role) -> bool {
        if self.uses.len() <= value.index() {
            self.uses.resize(values.len(), 0);
        }
        let merges = self.merges(values, value, role);
        match self.uses.get_mut(value.index()) {
            Some(uses) if merges => {
                *uses = uses.saturating_add(1);
                *uses == 1
            }
            _ => true,
        }
    }

    /// Whether an object may be the same as an equal one.
    fn merges(&self, values: &Values, value: Value, role: Role) -> bool {
        self.rules.habit(role, values.kind(value)) == Habit::Merged && !self.is_own_name(values, value, role)
            || is_unique(values, value)
            || self.interned(values, value, role)
            || self.is_kept(values, value, role)
    }

    /// Whether a process has such an object only once.
    fn is_kept(&self, values: &Values, value: Value, role: Role) -> bool {
        let payload = values.payload(value);
        match values.kind(value) {
            kind::INT => match *payload {
                [_] => true,
                [negative, low] => negative == 0 || low <= 5,
                [0, low, high] => i64::from(low) + 256 * i64::from(high) <= self.rules.small_ints,
                _ => false,
            },
            // Tables are made empty and then filled: only without content they are what everybody has.
            kind::BYTES => payload.is_empty() || payload.len() == 1 && !matches!(role, Role::Field(_)),
            kind::STR => payload.is_empty() || is_character(payload),
            kind::TUPLE => payload.is_empty(),
            _ => false,
        }
    }

    /// Whether it is the qualified name of something like a lambda, several of which may have the same, each its own (3.11,
    /// 3.12).
    fn is_own_name(&self, values: &Values, value: Value, role: Role) -> bool {
        let dotted = |name: &[u8]| name.ends_with(b">") && name.contains(&b'.');
        role == Role::Field(Field::Qualname) && dotted(values.payload(value)) && !self.rules.interns(role, false)
    }

    fn interned(&self, values: &Values, value: Value, role: Role) -> bool {
        if values.kind(value) != self.rules.str_kind() {
            return false;
        }
        let payload = values.payload(value);
        self.rules.interns(role, is_word(payload)) || self.rules.interned_characters && is_character(payload)
    }

    /// How an object would be written here.
    pub(super) fn predict(&self, values: &Values, value: Value, role: Role) -> Form {
        let interned = self.interned(values, value, role);
        let tag = self.tag(values, value, interned);
        let used_again = || self.uses.get(value.index()).is_some_and(|&uses| uses > 1);
        let latest = || self.latest(value);
        let (reference, flagged) = match self.rules.sharing {
            Sharing::None => (None, false),
            Sharing::Strings => (latest().filter(|_| interned), false),
            Sharing::Slots if !tag.takes_slot() => (None, false),
            Sharing::Slots if self.is_kept(values, value, role) || is_held(values, value, role) => (latest(), true),
            Sharing::Slots if interned => {
                let held = || HELD.contains(values.payload(value));
                (latest(), self.rules.immortal || used_again() || held())
            }
            Sharing::Slots if self.is_own_name(values, value, role) => (None, false),
            Sharing::Slots if is_unique(values, value) => (latest(), used_again()),
            Sharing::Slots => match self.rules.habit(role, values.kind(value)) {
                Habit::Apart => (None, false),
                Habit::Held => (None, true),
                Habit::Merged => (latest(), used_again()),
            },
        };
        Form { reference, full: tag.with_flag(flagged) }
    }

    fn tag(&self, values: &Values, value: Value, interned: bool) -> Tag {
        let payload = values.payload(value);
        match values.kind(value) {
            kind::INT if !fits_i32(payload) => {
                if self.rules.wide_ints && fits_i64(payload) {
                    Tag::INT64
                } else {
                    Tag::LONG
                }
            }
            kind::LONG => Tag::LONG,
            kind::FLOAT if self.rules.float_text => Tag::FLOAT_TEXT,
            kind::COMPLEX if self.rules.float_text => Tag::COMPLEX_TEXT,
            kind::TUPLE if self.rules.short_forms && payload.len() / 4 < 256 => Tag::SMALL_TUPLE,
            kind::BYTES if interned && self.rules.sharing == Sharing::Strings => Tag::INTERNED,
            kind::STR if self.rules.short_forms => match (payload.is_ascii(), payload.len() < 256, interned) {
                (true, true, true) => Tag::SHORT_ASCII_INTERNED,
                (true, true, false) => Tag::SHORT_ASCII,
                (true, false, true) => Tag::ASCII_INTERNED,
                (true, false, false) => Tag::ASCII,
                (false, _, true) => Tag::INTERNED,
                (false, _, false) => Tag::UNICODE,
            },
            kind::CODE => self.code_tag,
            kind => Tag(kind),
        }
    }

    /// Notes that an object was written in full; before its parts are.
    pub(super) fn written(&mut self, value: Value, tag: Tag) {
        let takes_slot = match self.rules.sharing {
            Sharing::None => false,
            Sharing::Strings => tag.code() == Tag::INTERNED,
            Sharing::Slots => tag.flagged() && tag.takes_slot(),
        };
        if !takes_slot {
            return;
        }
        if self.slots.len() <= value.index() {
            self.slots.resize((value.index() + 1).max(self.uses.len()), 0);
        }
        let Some(slot) = self.slots.get_mut(value.index()) else { return };
        if let Some(before) = slot.checked_sub(1) {
            self.all.entry(value).or_insert_with(|| vec![before]).push(self.next);
        }
        self.next = self.next.saturating_add(1);
        *slot = self.next;
    }

    /// The latest slot that an object of this value has.
    pub(super) fn latest(&self, value: Value) -> Option<u32> {
        self.slots.get(value.index()).and_then(|slot| slot.checked_sub(1))
    }

    /// The slot of an object of this value.
    pub(super) fn slot(&self, value: Value, which: Reference) -> Option<u32> {
        match (which, self.all.get(&value)) {
            (Reference::Number(number), Some(slots)) => slots.get(number as usize).copied(),
            (Reference::Latest | Reference::Number(0), _) => self.latest(value),
            (Reference::Number(_), None) => None,
        }
    }

    /// Which of the objects of this value has a slot.
    pub(super) fn which(&self, value: Value, slot: u32) -> Reference {
        let number =
            self.all.get(&value).filter(|_| self.latest(value) != Some(slot)).and_then(|it| it.binary_search(&slot).ok());
        number.map_or(Reference::Latest, |number| Reference::Number(number as u32))
    }
}

/// Whether the value is that of one object: lists, code objects, and what contains itself or is too long to be written twice.
fn is_unique(values: &Values, value: Value) -> bool {
    match values.kind(value) {
        kind::LIST | kind::SET | kind::DICT | kind::FROZEN_DICT | kind::CODE => true,
        kind::TUPLE | kind::FROZEN_SET | kind::SLICE => values.is_unique(value),
        _ => false,
    }
}

/// Names that an interpreter has interned when it compiles a file (to 3.10): those of builtins, of types and their methods, and
/// of the modules that it imports for that. `cargo xtask text --names` finds them in what the interpreters wrote.
static HELD: LazyLock<HashSet<&[u8]>> = LazyLock::new(|| include_str!("held.txt").lines().map(str::as_bytes).collect());

/// Whether something beside the file holds an object while it is written: its writer, or the interpreter.
fn is_held(values: &Values, value: Value, role: Role) -> bool {
    match role {
        Role::Root | Role::Field(Field::Filename) => true,
        Role::Field(Field::Name) => values.payload(value).first() == Some(&b'<'),
        _ => false,
    }
}

/// Whether a string is one character up to U+00FF.
fn is_character(text: &[u8]) -> bool {
    matches!(*text, [_] | [0xc2 | 0xc3, _])
}

/// Whether a string looks like a name, so that the compiler interns it (`all_name_chars`).
fn is_word(text: &[u8]) -> bool {
    text.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a sign and a magnitude are a number of 64 bits.
fn fits_i64(payload: &[u8]) -> bool {
    match *payload {
        [sign, ref magnitude @ .., top] if magnitude.len() == 7 => {
            top < 0x80 || sign != 0 && top == 0x80 && magnitude.iter().all(|&byte| byte == 0)
        }
        _ => payload.len() < 9,
    }
}

/// Whether a sign and a magnitude are a number of 32 bits.
fn fits_i32(payload: &[u8]) -> bool {
    match *payload {
        [] | [_] | [_, _] | [_, _, _] | [_, _, _, _] => true,
        [sign, a, b, c, d] => {
            let magnitude = u32::from_le_bytes([a, b, c, d]);
            magnitude < 1 << 31 || sign != 0 && magnitude == 1 << 31
        }
        _ => false,
    }
}
