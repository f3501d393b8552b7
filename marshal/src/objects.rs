//! Objects that can be built and changed: an arena, in which parts are named by number.
//!
//! Sharing is a number that occurs twice, and a list may contain itself. Nothing is nested, so that dropping, copying and writing are
//! loops however deep the objects are.

use crate::code::CodeFlags;
use crate::error::{Error, ErrorKind};
use crate::field::Field;
use crate::int::Int;
use crate::layout::Layout;
use crate::node::{Node, Value};
use crate::tag::Tag;
use crate::text::{Encoding, Str, push_utf8};
use crate::tree::Tree;

/// The number of an object in its [`Objects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u32);

impl Id {
    /// The number.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An owned string: code points, lone surrogates included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    utf8: Box<[u8]>,
    /// Whether Python interns it.
    pub interned: bool,
}

impl Text {
    /// The string as it is read and compared.
    pub fn as_str(&self) -> Str<'_> {
        Str::new(&self.utf8, Encoding::Utf8)
    }

    /// A string of code points; those over U+10FFFF are left out.
    pub fn from_code_points(points: impl IntoIterator<Item = u32>) -> Text {
        let mut utf8 = Vec::new();
        points.into_iter().filter(|&point| point <= 0x0010_ffff).for_each(|point| push_utf8(&mut utf8, point));
        Text { utf8: utf8.into(), interned: false }
    }

    /// The same string, interned or not.
    #[must_use]
    pub fn interned(mut self, interned: bool) -> Text {
        self.interned = interned;
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text { utf8: text.as_bytes().into(), interned: false }
    }
}

impl From<Str<'_>> for Text {
    fn from(text: Str<'_>) -> Text {
        Text { utf8: text.to_utf8().into_owned().into(), interned: false }
    }
}

/// An object. Parts are numbers in the same arena.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// The class `StopIteration`.
    StopIteration,
    /// `Ellipsis`
    Ellipsis,
    /// `int`
    Int(Int),
    /// `long` of Python 1 and 2.
    Long(Int),
    /// `float`
    Float(f64),
    /// `complex`
    Complex(f64, f64),
    /// `bytes`, never interned; `str` of Python 1 and 2, interned or not.
    Bytes {
        /// The bytes.
        bytes: Box<[u8]>,
        /// Whether Python interns it.
        interned: bool,
    },
    /// `str`; `unicode` of Python 2.
    Str(Text),
    /// `tuple`
    Tuple(Vec<Id>),
    /// `list`
    List(Vec<Id>),
    /// `set`
    Set(Vec<Id>),
    /// `frozenset`
    FrozenSet(Vec<Id>),
    /// `dict`
    Dict(Vec<(Id, Id)>),
    /// `frozendict` (3.15)
    FrozenDict(Vec<(Id, Id)>),
    /// `slice` (3.14): start, stop, step.
    Slice([Id; 3]),
    /// A code object.
    Code(Box<CodeObject>),
}

impl Object {
    /// An `int`.
    pub fn int(value: impl Into<Int>) -> Object {
        Object::Int(value.into())
    }

    /// A byte string that is not interned.
    pub fn bytes(bytes: &[u8]) -> Object {
        Object::Bytes { bytes: bytes.into(), interned: false }
    }

    /// The parts, in stream order.
    pub(crate) fn parts(&self, layout: &Layout) -> Vec<Id> {
        match self {
            Object::Tuple(items) | Object::List(items) | Object::Set(items) | Object::FrozenSet(items) => items.clone(),
            Object::Dict(pairs) | Object::FrozenDict(pairs) => pairs.iter().flat_map(|&(key, value)| [key, value]).collect(),
            Object::Slice(parts) => parts.to_vec(),
            Object::Code(code) => layout.objects().filter_map(|field| code.object(field)).collect(),
            _ => Vec::new(),
        }
    }
}

/// A code object that can be changed: every field of every version, each optional.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CodeObject {
    numbers: [Option<i32>; Field::NUMBERS],
    objects: [Option<Id>; Field::COUNT - Field::NUMBERS],
}

impl CodeObject {
    /// A code object with no field set.
    pub fn new() -> CodeObject {
        CodeObject::default()
    }

    /// A field that is a plain number.
    pub fn number(&self, field: Field) -> Option<i32> {
        self.numbers.get(field as usize).copied().flatten()
    }

    /// A field that is an object.
    pub fn object(&self, field: Field) -> Option<Id> {
        (field as usize).checked_sub(Field::NUMBERS).and_then(|i| self.objects.get(i)).copied().flatten()
    }

    /// Sets a plain number. Nothing happens if the field is an object.
    pub fn set_number(&mut self, field: Field, value: i32) {
        if let Some(slot) = self.numbers.get_mut(field as usize) {
            *slot = Some(value);
        }
    }

    /// Sets an object. Nothing happens if the field is a plain number.
    pub fn set_object(&mut self, field: Field, id: Id) {
        if let Some(slot) = (field as usize).checked_sub(Field::NUMBERS).and_then(|i| self.objects.get_mut(i)) {
            *slot = Some(id);
        }
    }

    /// `co_flags`.
    pub fn flags(&self) -> CodeFlags {
        CodeFlags(self.number(Field::Flags).unwrap_or(0) as u32)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) object: Object,
    /// Type byte that it was read with.
    pub(crate) tag: Option<Tag>,
}

/// An arena of objects of one version.
///
/// ```
/// use pyc_marshal::{Field, File, Object, Objects, Style, Version};
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let (mut objects, root) = Objects::from_tree(&file.tree)?;
///
/// // Another file name for the module's own code object.
/// let name = objects.push(Object::Str("elsewhere.py".into()));
/// if let Some(Object::Code(code)) = objects.get_mut(root) {
///     code.set_object(Field::Filename, name);
/// }
/// let edited = objects.to_bytes(root, Style::of(file.layout()))?;
/// # assert!(edited.windows(12).any(|window| window == b"elsewhere.py"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Objects {
    layout: &'static Layout,
    pub(crate) entries: Vec<Entry>,
}

impl Objects {
    /// An empty arena for objects of a version.
    pub fn new(layout: &'static Layout) -> Objects {
        Objects { layout, entries: Vec::new() }
    }

    /// The layout of their version.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Adds an object.
    pub fn push(&mut self, object: Object) -> Id {
        self.entries.push(Entry { object, tag: None });
        Id(self.entries.len() as u32 - 1)
    }

    /// An object.
    pub fn get(&self, id: Id) -> Option<&Object> {
        self.entries.get(id.index()).map(|entry| &entry.object)
    }

    /// An object, to be changed.
    pub fn get_mut(&mut self, id: Id) -> Option<&mut Object> {
        self.entries.get_mut(id.index()).map(|entry| &mut entry.object)
    }

    /// Number of objects.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All ids, oldest first.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = Id> + DoubleEndedIterator + use<> {
        (0..self.entries.len() as u32).map(Id)
    }

    /// All code objects, in the order in which they were added: of a tree, each before those nested in it.
    pub fn codes(&self) -> impl Iterator<Item = (Id, &CodeObject)> {
        self.ids().filter_map(|id| match self.get(id) {
            Some(Object::Code(code)) => Some((id, &**code)),
            _ => None,
        })
    }

    /// The text of an object that is the `str` of its version.
    pub fn str(&self, id: Id) -> Option<Str<'_>> {
        match self.get(id)? {
            Object::Str(text) => Some(text.as_str()),
            Object::Bytes { bytes, .. } if !self.layout.rules.unicode => Some(Str::new(bytes, Encoding::Latin1)),
            _ => None,
        }
    }

    /// Adds a string: the `str` of the version. In Python 2 code points over U+00FF become `?`.
    pub fn push_str(&mut self, text: &str, interned: bool) -> Id {
        if self.layout.rules.unicode {
            return self.push(Object::Str(Text::from(text).interned(interned)));
        }
        let bytes = text.chars().map(|char| u8::try_from(char).unwrap_or(b'?')).collect();
        self.push(Object::Bytes { bytes, interned })
    }

    /// Copies a tree. Objects get the numbers of their nodes' order; a reference has the number of what it refers to.
    ///
    /// # Errors
    /// [`ErrorKind::UnexpectedNull`] and the errors of references and fields, at the offset of the object, for what only lenient
    /// reading lets pass.
    pub fn from_tree(tree: &Tree<'_>) -> Result<(Objects, Id), Error> {
        let mut objects = Objects::new(tree.layout());
        objects.entries.reserve(tree.len());
        // Number of each node's object; of NULLs and references none.
        let mut ids = vec![u32::MAX; tree.len()];
        let mut next = 0;
        for (node, id) in tree.nodes().zip(&mut ids) {
            if !node.is_reference() && node.tag().code() != Tag::NULL {
                *id = next;
                next += 1;
            }
        }
        let id_of = |node: Node<'_, '_>| -> Result<Id, Error> {
            let dangling = || ErrorKind::ReferenceOutOfRange { index: -1, slots: tree.slot_count() as u32 }.at(node.offset());
            let target = node.resolve().ok_or_else(dangling)?;
            match ids.get(target.index()) {
                Some(&id) if id != u32::MAX => Ok(Id(id)),
                _ => Err(ErrorKind::UnexpectedNull.at(node.offset())),
            }
        };
        for node in tree.nodes() {
            if node.is_reference() || node.tag().code() == Tag::NULL {
                continue;
            }
            let object = own(node, &id_of)?;
            objects.entries.push(Entry { object, tag: Some(node.tag()) });
        }
        let root = id_of(tree.root())?;
        Ok((objects, root))
    }
}

fn own(node: Node<'_, '_>, id_of: &impl Fn(Node<'_, '_>) -> Result<Id, Error>) -> Result<Object, Error> {
    let interned = matches!(node.tag().code(), Tag::INTERNED | Tag::ASCII_INTERNED | Tag::SHORT_ASCII_INTERNED);
    Ok(match node.value() {
        Value::Null | Value::Dangling => return Err(ErrorKind::UnexpectedNull.at(node.offset())),
        Value::None => Object::None,
        Value::Bool(value) => Object::Bool(value),
        Value::StopIteration => Object::StopIteration,
        Value::Ellipsis => Object::Ellipsis,
        Value::Int(value) => Object::Int(value.to_int()),
        Value::Long(value) => Object::Long(value.to_int()),
        Value::Float(value) => Object::Float(value),
        Value::Complex(re, im) => Object::Complex(re, im),
        Value::Bytes(bytes) => Object::Bytes { bytes: bytes.into(), interned },
        Value::Str(text) => Object::Str(Text::from(text).interned(interned)),
        Value::Tuple(items) => Object::Tuple(items.map(id_of).collect::<Result<_, _>>()?),
        Value::List(items) => Object::List(items.map(id_of).collect::<Result<_, _>>()?),
        Value::Set(items) => Object::Set(items.map(id_of).collect::<Result<_, _>>()?),
        Value::FrozenSet(items) => Object::FrozenSet(items.map(id_of).collect::<Result<_, _>>()?),
        Value::Dict(pairs) => Object::Dict(pairs.map(|(k, v)| Ok((id_of(k)?, id_of(v)?))).collect::<Result<_, Error>>()?),
        Value::FrozenDict(pairs) => {
            Object::FrozenDict(pairs.map(|(k, v)| Ok((id_of(k)?, id_of(v)?))).collect::<Result<_, Error>>()?)
        }
        Value::Slice(parts) => {
            let parts: Vec<Id> = parts.map(id_of).collect::<Result<_, _>>()?;
            Object::Slice(parts.try_into().map_err(|_| ErrorKind::UnexpectedNull.at(node.offset()))?)
        }
        Value::Code(code) => {
            let mut owned = CodeObject::new();
            for &field in node.tree().layout().fields {
                let missing = ErrorKind::MissingField { field }.at(node.offset());
                if field.is_number() {
                    owned.set_number(field, code.number(field).ok_or(missing)?);
                } else {
                    owned.set_object(field, id_of(code.object(field).ok_or(missing)?)?);
                }
            }
            Object::Code(Box::new(owned))
        }
    })
}
