//! Objects in the index: where they stand, what they are.

use core::fmt;
use core::ops::Range;

use crate::code::Code;
use crate::int::Digits;
use crate::tag::Tag;
use crate::text::{Encoding, Str};
use crate::token::{Payload, Token};
use crate::tree::Tree;

/// An object in a [`Tree`], or a reference to one.
#[derive(Clone, Copy)]
pub struct Node<'t, 'a> {
    pub(crate) tree: &'t Tree<'a>,
    pub(crate) index: u32,
}

impl PartialEq for Node<'_, '_> {
    /// Whether both are the same place of the same tree.
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for Node<'_, '_> {}

impl fmt::Debug for Node<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({} {:?} at 0x{:x})", self.index, self.tag(), self.offset())
    }
}

impl<'t, 'a> Node<'t, 'a> {
    /// The tree it belongs to.
    #[inline]
    pub fn tree(self) -> &'t Tree<'a> {
        self.tree
    }

    /// Its number in stream order.
    #[inline]
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// Offset of its type byte.
    #[inline]
    pub fn offset(self) -> usize {
        self.tree.entry(self.index).offset as usize
    }

    /// Its type byte.
    #[inline]
    pub fn tag(self) -> Tag {
        Tag(self.tree.bytes().get(self.offset()).copied().unwrap_or(0))
    }

    /// Its token.
    #[inline]
    pub fn token(self) -> Token<'a> {
        self.tree.token_at(self.offset())
    }

    /// The bytes from its type byte to the end of its last part.
    pub fn span(self) -> Range<usize> {
        let last = Node { tree: self.tree, index: self.tree.entry(self.index).next.max(self.index + 1) - 1 };
        self.offset()..last.token().end
    }

    /// The slot it takes, if it is flagged; in 2.x its place in the list of interned strings.
    pub fn slot(self) -> Option<usize> {
        self.tree.slot_of(self.index)
    }

    /// Its direct parts as they stand: items, keys and values in turn up to a NULL, or the fields of a code object.
    #[inline]
    pub fn children(self) -> Children<'t, 'a> {
        Children { tree: self.tree, next: self.index + 1, end: self.tree.entry(self.index).next }
    }

    /// Number of objects that it and its parts make up.
    pub fn count(self) -> usize {
        (self.tree.entry(self.index).next - self.index) as usize
    }

    /// Whether it is a reference.
    #[inline]
    pub fn is_reference(self) -> bool {
        matches!(self.tag().code(), Tag::REF | Tag::STRING_REF)
    }

    /// The object that it means: itself, or what a reference refers to. `None` for a reference into the void, which lenient reading
    /// lets pass.
    #[inline]
    pub fn resolve(self) -> Option<Node<'t, 'a>> {
        if !self.is_reference() {
            return Some(self);
        }
        match self.token().payload {
            Payload::Reference(index) => usize::try_from(index).ok().and_then(|index| self.tree.slot(index)),
            _ => Some(self),
        }
    }

    /// The object as its type says. References are followed.
    pub fn value(self) -> Value<'t, 'a> {
        let Some(node) = self.resolve() else { return Value::Dangling };
        let token = node.token();
        let code = node.tag().code();
        match token.payload {
            Payload::Empty => match code {
                Tag::NONE => Value::None,
                Tag::TRUE => Value::Bool(true),
                Tag::FALSE => Value::Bool(false),
                Tag::STOP_ITERATION => Value::StopIteration,
                Tag::ELLIPSIS => Value::Ellipsis,
                _ => Value::Null,
            },
            Payload::Int(value) => Value::Int(Integer::Small(i64::from(value))),
            Payload::Int64(value) => Value::Int(Integer::Small(value)),
            Payload::Long(digits) if self.tree.layout().rules.long_type => Value::Long(Integer::Digits(digits)),
            Payload::Long(digits) => Value::Int(Integer::Digits(digits)),
            Payload::Float(bits) => Value::Float(f64::from_bits(bits)),
            Payload::FloatText(text) => Value::Float(parse_float(text)),
            Payload::Complex(re, im) => Value::Complex(f64::from_bits(re), f64::from_bits(im)),
            Payload::ComplexText(re, im) => Value::Complex(parse_float(re), parse_float(im)),
            Payload::Text(text) => match code {
                Tag::UNICODE => Value::Str(Str::new(text, Encoding::Utf8)),
                Tag::INTERNED if self.tree.layout().rules.unicode => Value::Str(Str::new(text, Encoding::Utf8)),
                Tag::BYTES | Tag::INTERNED => Value::Bytes(text),
                _ => Value::Str(Str::new(text, Encoding::Latin1)),
            },
            Payload::Items(_) => match code {
                Tag::LIST => Value::List(node.children()),
                Tag::SET => Value::Set(node.children()),
                Tag::FROZEN_SET => Value::FrozenSet(node.children()),
                _ => Value::Tuple(node.children()),
            },
            Payload::Pairs if code == Tag::DICT => Value::Dict(Pairs { children: node.children() }),
            Payload::Pairs => Value::FrozenDict(Pairs { children: node.children() }),
            Payload::Slice => Value::Slice(node.children()),
            Payload::Code(_) => node.as_code().map_or(Value::Null, Value::Code),
            Payload::Reference(_) | Payload::Number(_) => Value::Dangling,
        }
    }

    /// The node as a code object. References are *not* followed, so that each code object is met once.
    #[inline]
    pub fn as_code(self) -> Option<Code<'t, 'a>> {
        matches!(self.tag().code(), Tag::CODE | Tag::CODE_OLD).then(|| Code::new(self))
    }

    /// The string, if it is one: `str` of any version.
    pub fn as_str(self) -> Option<Str<'a>> {
        match self.value() {
            Value::Str(text) => Some(text),
            Value::Bytes(bytes) if !self.tree.layout().rules.unicode => Some(Str::new(bytes, Encoding::Latin1)),
            _ => None,
        }
    }

    /// The bytes, if it is a byte string.
    pub fn as_bytes(self) -> Option<&'a [u8]> {
        match self.value() {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The items, if it is a tuple, list or set.
    pub fn as_items(self) -> Option<Children<'t, 'a>> {
        match self.value() {
            Value::Tuple(items) | Value::List(items) | Value::Set(items) | Value::FrozenSet(items) => Some(items),
            _ => None,
        }
    }
}

fn parse_float(text: &[u8]) -> f64 {
    crate::float::parse_text(text).unwrap_or(f64::NAN)
}

/// What an object is.
#[derive(Clone, Debug)]
pub enum Value<'t, 'a> {
    /// NULL: no object. Only lenient reading gives it outside dicts.
    Null,
    /// A reference into the void. Only lenient reading gives it.
    Dangling,
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// The class `StopIteration`.
    StopIteration,
    /// `Ellipsis`
    Ellipsis,
    /// `int`
    Int(Integer<'a>),
    /// `long` of Python 1 and 2, a type of its own.
    Long(Integer<'a>),
    /// `float`
    Float(f64),
    /// `complex`: real and imaginary part.
    Complex(f64, f64),
    /// `bytes`; `str` of Python 1 and 2.
    Bytes(&'a [u8]),
    /// `str`; `unicode` of Python 2.
    Str(Str<'a>),
    /// `tuple`
    Tuple(Children<'t, 'a>),
    /// `list`
    List(Children<'t, 'a>),
    /// `set`, items in stream order, equal ones not merged.
    Set(Children<'t, 'a>),
    /// `frozenset`, likewise.
    FrozenSet(Children<'t, 'a>),
    /// `dict`, pairs in stream order, equal keys not merged.
    Dict(Pairs<'t, 'a>),
    /// `frozendict` (3.15), likewise.
    FrozenDict(Pairs<'t, 'a>),
    /// `slice`: start, stop, step.
    Slice(Children<'t, 'a>),
    /// A code object.
    Code(Code<'t, 'a>),
}

/// An integer as the file has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer<'a> {
    /// From `i` or `I`.
    Small(i64),
    /// From `l`.
    Digits(Digits<'a>),
}

impl Integer<'_> {
    /// The number, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Integer::Small(value) => Some(*value),
            Integer::Digits(digits) => digits.to_i64(),
        }
    }

    /// The number as an owned integer.
    pub fn to_int(&self) -> crate::Int {
        match self {
            Integer::Small(value) => crate::Int::from(*value),
            Integer::Digits(digits) => digits.to_int(),
        }
    }
}

/// The direct parts of an object, in stream order.
#[derive(Clone)]
pub struct Children<'t, 'a> {
    tree: &'t Tree<'a>,
    next: u32,
    end: u32,
}

impl<'t, 'a> Iterator for Children<'t, 'a> {
    type Item = Node<'t, 'a>;

    #[inline]
    fn next(&mut self) -> Option<Node<'t, 'a>> {
        let index = self.next;
        if index >= self.end {
            return None;
        }
        self.next = self.tree.entry(index).next.max(index + 1);
        Some(Node { tree: self.tree, index })
    }
}

impl core::iter::FusedIterator for Children<'_, '_> {}

impl fmt::Debug for Children<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Children({}..{})", self.next, self.end)
    }
}

/// The pairs of a dict, in stream order.
#[derive(Clone, Debug)]
pub struct Pairs<'t, 'a> {
    children: Children<'t, 'a>,
}

impl<'t, 'a> Iterator for Pairs<'t, 'a> {
    type Item = (Node<'t, 'a>, Node<'t, 'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let is_null = |node: &Node<'_, '_>| node.tag().code() == Tag::NULL;
            let key = self.children.next().filter(|node| !is_null(node))?;
            let value = self.children.next()?;
            if !is_null(&value) {
                return Some((key, value));
            }
            // A NULL value ends the dict since 3.0, and is skipped with its key before: in 3.x nothing follows it anyway.
        }
    }
}
