//! Which features take part, and how large things get.

use arbitrary::{Arbitrary, Result, Unstructured};
use pyc_marshal::{Layout, Tag, Version};

/// Which features take part, and how large things get.
///
/// `None` and the other singletons always do, so that every configuration can make something. Code objects bring the strings, byte strings
/// and tuples that their fields need, whatever else is off.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is an independent switch
pub struct Config {
    /// Integers, floats and complex numbers.
    pub numbers: bool,
    /// Floats as text where the version has a binary form too. Before 2.5 text is the only form.
    pub text_floats: bool,
    /// Strings and byte strings.
    pub strings: bool,
    /// Lone surrogates in strings.
    pub surrogates: bool,
    /// Tuples and lists.
    pub containers: bool,
    /// Sets and frozensets (2.5).
    pub sets: bool,
    /// Dicts.
    pub dicts: bool,
    /// Slices (3.14) and frozendicts (3.15).
    pub slices: bool,
    /// Code objects.
    pub code: bool,
    /// Objects that are used more than once: `FLAG_REF` and `r` (3.4), `R` (2.4 to 2.7).
    pub references: bool,
    /// References to containers that are still open; with [`Config::references`] only.
    pub cycles: bool,
    /// Forms that a loader accepts and no CPython writes: a `l` with one digit, a `(` with one item in 3.4, a flag on `None`, a key
    /// without value at the end of a dict.
    pub odd: bool,
    /// How deep containers nest; at most [`Config::MAX_NESTING`] counts.
    pub max_nesting: u8,
    /// How many items a container has, and how many pairs a dict; at most [`Config::MAX_ITEMS`] counts.
    pub max_items: u8,
    /// How many bytes a byte string has, and how many code points a string; at most [`Config::MAX_TEXT`] counts.
    pub max_text: u16,
}

impl Config {
    /// The most that [`Config::max_nesting`] can ask for: making is recursive.
    pub const MAX_NESTING: u8 = 12;
    /// The most that [`Config::max_items`] can ask for.
    pub const MAX_ITEMS: u8 = 12;
    /// The most that [`Config::max_text`] can ask for: enough for a length that does not fit one byte.
    pub const MAX_TEXT: u16 = 300;

    /// Everything, as large as it gets.
    pub const fn all() -> Config {
        Config {
            numbers: true,
            text_floats: true,
            strings: true,
            surrogates: true,
            containers: true,
            sets: true,
            dicts: true,
            slices: true,
            code: true,
            references: true,
            cycles: true,
            odd: true,
            max_nesting: Config::MAX_NESTING,
            max_items: Config::MAX_ITEMS,
            max_text: Config::MAX_TEXT,
        }
    }

    /// Sets a feature by the name of its field, 0 being off; false if there is none of that name.
    pub fn set(&mut self, name: &str, value: u16) -> bool {
        let byte = u8::try_from(value).unwrap_or(u8::MAX);
        let field = match name {
            "numbers" => &mut self.numbers,
            "text_floats" => &mut self.text_floats,
            "strings" => &mut self.strings,
            "surrogates" => &mut self.surrogates,
            "containers" => &mut self.containers,
            "sets" => &mut self.sets,
            "dicts" => &mut self.dicts,
            "slices" => &mut self.slices,
            "code" => &mut self.code,
            "references" => &mut self.references,
            "cycles" => &mut self.cycles,
            "odd" => &mut self.odd,
            "max_nesting" => {
                self.max_nesting = byte;
                return true;
            }
            "max_items" => {
                self.max_items = byte;
                return true;
            }
            "max_text" => {
                self.max_text = value;
                return true;
            }
            _ => return false,
        };
        *field = value != 0;
        true
    }

    pub(crate) fn nesting(&self) -> u8 {
        self.max_nesting.min(Config::MAX_NESTING)
    }

    /// A number of items.
    pub(crate) fn count(&self, u: &mut Unstructured<'_>) -> Result<u32> {
        u.int_in_range(0..=u32::from(self.max_items.min(Config::MAX_ITEMS)))
    }

    /// The kinds of objects that may occur. [`Kind::Singleton`] comes first: it is what is chosen once the bytes run out.
    pub(crate) fn kinds(&self, layout: &Layout) -> Vec<Kind> {
        let reads = |tag: Tag| tag.is_read_by(layout.version);
        let may = |kind: &Kind| match kind {
            Kind::Singleton => true,
            Kind::Int | Kind::Long | Kind::Float => self.numbers,
            Kind::Complex => self.numbers && reads(Tag::COMPLEX_TEXT),
            Kind::Bytes => self.strings,
            Kind::Str => self.strings && reads(Tag::UNICODE),
            Kind::Tuple | Kind::List => self.containers,
            Kind::Set | Kind::FrozenSet => self.sets && reads(Tag::SET),
            Kind::Dict => self.dicts,
            Kind::FrozenDict => self.slices && reads(Tag::FROZEN_DICT),
            Kind::Slice => self.slices && reads(Tag::SLICE),
            Kind::Code => self.code,
        };
        Kind::ALL.into_iter().filter(may).collect()
    }
}

impl<'a> Arbitrary<'a> for Config {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Config> {
        let bits: u16 = u.arbitrary()?;
        let bit = |place: u32| bits >> place & 1 != 0;
        Ok(Config {
            numbers: bit(0),
            text_floats: bit(1),
            strings: bit(2),
            surrogates: bit(3),
            containers: bit(4),
            sets: bit(5),
            dicts: bit(6),
            slices: bit(7),
            code: bit(8),
            references: bit(9),
            cycles: bit(10),
            odd: bit(11),
            max_nesting: u.int_in_range(1..=Config::MAX_NESTING)?,
            max_items: u.int_in_range(1..=Config::MAX_ITEMS)?,
            max_text: u.int_in_range(1..=Config::MAX_TEXT)?,
        })
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Singleton,
    Int,
    Long,
    Float,
    Complex,
    Bytes,
    Str,
    Tuple,
    List,
    Set,
    FrozenSet,
    Dict,
    FrozenDict,
    Slice,
    Code,
}

impl Kind {
    const ALL: [Kind; 15] = [
        Kind::Singleton,
        Kind::Int,
        Kind::Long,
        Kind::Float,
        Kind::Complex,
        Kind::Bytes,
        Kind::Str,
        Kind::Tuple,
        Kind::List,
        Kind::Set,
        Kind::FrozenSet,
        Kind::Dict,
        Kind::FrozenDict,
        Kind::Slice,
        Kind::Code,
    ];

    const fn is_leaf(self) -> bool {
        (self as u8) < Kind::Tuple as u8
    }

    /// Whether it has a hash if its parts have.
    fn is_hashable(self, layout: &Layout) -> bool {
        match self {
            Kind::List | Kind::Set | Kind::Dict => false,
            Kind::Code => !has_list_fields(layout),
            _ => true,
        }
    }

    /// One of `kinds`: a leaf if the nesting ends here, one that can be hashed if that is needed.
    pub(crate) fn choose(u: &mut Unstructured<'_>, kinds: &[Kind], layout: &Layout, leaf: bool, hashed: bool) -> Result<Kind> {
        let fits = |kind: &Kind| (!leaf || kind.is_leaf()) && (!hashed || kind.is_hashable(layout));
        let kinds: Vec<Kind> = kinds.iter().copied().filter(fits).collect();
        u.choose(&kinds).copied()
    }
}

/// Whether `str` is Unicode, and there is one type of integers.
pub(crate) fn is_python_3(layout: &Layout) -> bool {
    layout.version.major >= 3
}

/// Whether constants and names of code objects are lists (1.0).
pub(crate) fn has_list_fields(layout: &Layout) -> bool {
    layout.version == Version::new(1, 0)
}

/// Whether objects can be referred to (3.4).
pub(crate) fn has_references(layout: &Layout) -> bool {
    Tag::REF.is_read_by(layout.version)
}
