//! The index: where each object of a stream starts and where it ends, and which object each reference means.
//!
//! Nothing is copied and no reference is expanded: a [`Tree`] is 8 bytes for each object and 4 for each flagged one, beside the
//! bytes themselves. A [`Node`] is a place in it; [`Node::value`] says what stands there.

use core::fmt;
use core::ops::Range;

use crate::code::Code;
use crate::error::Error;
use crate::int::Digits;
use crate::layout::Layout;
use crate::reader::{Irregularities, MAX_INPUT, Mode, Options, Reader, Sink, Stop};
use crate::tag::{ANY, Tag};
use crate::text::{Encoding, Str};
use crate::token::{self, Payload, Token};

/// One object of the stream, in stream order.
#[derive(Clone, Copy)]
struct Entry {
    /// Offset of the type byte.
    offset: u32,
    /// Number of the first object that does not belong to this one.
    next: u32,
}

/// An index over the bytes of one marshalled object.
pub struct Tree<'a> {
    bytes: &'a [u8],
    layout: &'static Layout,
    head: usize,
    entries: Vec<Entry>,
    /// Number of the object in each slot, ascending. In 2.x the list of interned strings.
    slots: Vec<u32>,
    end: usize,
    irregularities: Irregularities,
    complete: bool,
}

struct Index {
    entries: Vec<Entry>,
    slots: Vec<u32>,
}

impl<'a> Sink<'a> for Index {
    #[inline(always)]
    fn token(&mut self, _: Token<'a>) {}

    #[inline(always)]
    fn begin(&mut self, offset: u32) -> u32 {
        let node = self.entries.len() as u32;
        self.entries.push(Entry { offset, next: node + 1 });
        node
    }

    #[inline(always)]
    fn slot(&mut self, node: u32) {
        self.slots.push(node);
    }

    #[inline(always)]
    fn end(&mut self, node: u32) {
        let next = self.entries.len() as u32;
        if let Some(entry) = self.entries.get_mut(node as usize) {
            entry.next = next;
        }
    }
}

impl<'a> Tree<'a> {
    /// Indexes the object at the start of `bytes`, refusing what CPython of that version refuses. Bytes behind it stay unread, see
    /// [`Tree::end`].
    ///
    /// ```
    /// use pyc_marshal::{Layout, Tree, Version};
    ///
    /// let layout = Layout::of(Version::new(3, 12)).unwrap();
    /// let tree = Tree::parse(b"\xa9\x02\xe9\x07\x00\x00\x00r\x01\x00\x00\x00", layout)?;
    /// assert_eq!(tree.root().repr().to_string(), "(7, 7)");
    /// # Ok::<(), pyc_marshal::Error>(())
    /// ```
    pub fn parse(bytes: &'a [u8], layout: &'static Layout) -> Result<Tree<'a>, Error> {
        Tree::with_options(bytes, layout, Options::STRICT)
    }

    /// Indexes the object at the start of `bytes`.
    ///
    /// # Errors
    /// In lenient mode only if not one object can be read, or a limit is reached: where the bytes cannot be understood any further, all
    /// open objects end, and [`Tree::is_complete`] is false.
    pub fn with_options(bytes: &'a [u8], layout: &'static Layout, options: Options) -> Result<Tree<'a>, Error> {
        // Real files have an object in 22 bytes, some in 17; the guess is bounded by the input.
        let guess = bytes.len().min(MAX_INPUT) / 16 + 1;
        let mut index = Index { entries: Vec::with_capacity(guess), slots: Vec::with_capacity(guess / 4) };
        let mut reader = Reader::with_options(bytes, layout, options);
        let mut complete = true;
        loop {
            match reader.step(&mut index) {
                Ok(true) => {}
                Ok(false) => break,
                Err(Stop) => {
                    let error = reader.take_error();
                    if options.mode == Mode::Strict || index.entries.is_empty() || error.class() == crate::Class::Limit {
                        return Err(error);
                    }
                    let mut irregularities = reader.take_irregularities();
                    irregularities.push(error);
                    complete = false;
                    let end = reader.position();
                    reader.close_all(&mut index);
                    return Ok(Tree::assemble(bytes, layout, index, end, irregularities, complete));
                }
            }
        }
        let end = reader.position();
        Ok(Tree::assemble(bytes, layout, index, end, reader.take_irregularities(), complete))
    }

    fn assemble(
        bytes: &'a [u8],
        layout: &'static Layout,
        mut index: Index,
        end: usize,
        irregularities: Irregularities,
        complete: bool,
    ) -> Tree<'a> {
        let spare = |len: usize, capacity: usize| capacity - len > len / 4;
        if spare(index.entries.len(), index.entries.capacity()) {
            index.entries.shrink_to_fit();
        }
        if spare(index.slots.len(), index.slots.capacity()) {
            index.slots.shrink_to_fit();
        }
        let head = layout.head().count();
        Tree { bytes, layout, head, entries: index.entries, slots: index.slots, end, irregularities, complete }
    }

    /// The outermost object.
    pub fn root(&self) -> Node<'_, 'a> {
        Node { tree: self, index: 0 }
    }

    /// The bytes handed in.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Offset behind the outermost object.
    pub fn end(&self) -> usize {
        self.end
    }

    /// The layout the bytes were read by.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// What lenient reading passed over; empty in strict mode.
    pub fn irregularities(&self) -> &Irregularities {
        &self.irregularities
    }

    /// Whether the outermost object is complete. Always so in strict mode.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Number of objects, references and NULLs counted.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Never: a tree has a root.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Number of slots that references may name; in 2.x the length of the list of interned strings.
    pub fn slot_count(&self) -> usize {
        self.slots.len()
    }

    /// Bytes of memory that the index takes.
    pub fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.slots.capacity() * size_of::<u32>()
    }

    /// All objects in stream order: each before its parts.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node<'_, 'a>> + DoubleEndedIterator + Clone {
        (0..self.entries.len() as u32).map(|index| Node { tree: self, index })
    }

    /// Object number `index` in stream order.
    pub fn node(&self, index: usize) -> Option<Node<'_, 'a>> {
        (index < self.entries.len()).then_some(Node { tree: self, index: index as u32 })
    }

    /// The object in a slot.
    pub fn slot(&self, slot: usize) -> Option<Node<'_, 'a>> {
        self.slots.get(slot).map(|&index| Node { tree: self, index })
    }

    /// All code objects in stream order: each before those nested in it. A scan of the index, no recursion.
    pub fn codes(&self) -> impl Iterator<Item = Code<'_, 'a>> + Clone {
        self.nodes().filter_map(Node::as_code)
    }

    /// The tokens that make up the outermost object, for [`crate::Writer`].
    pub fn tokens(&self) -> Tokens<'_, 'a> {
        Tokens { tree: self, entries: self.entries.iter(), end: 0 }
    }

    /// The token at an offset where one begins.
    #[inline]
    fn token_at(&self, offset: usize) -> Token<'a> {
        let Some((&tag, input)) = self.bytes.get(offset..).and_then(<[u8]>::split_first) else {
            return Token { offset, end: offset, tag: None, payload: Payload::Empty };
        };
        let tag = Tag(tag);
        let shape = ANY[usize::from(tag.0 & 0x7f)];
        match token::payload(shape, self.head, self.layout.number_width, input) {
            Ok((rest, payload)) => {
                let end = self.bytes.len() - rest.len();
                Token { offset, end, tag: Some(tag), payload: token::retype(tag, payload) }
            }
            Err(_) => Token { offset, end: offset + 1, tag: Some(tag), payload: Payload::Empty },
        }
    }

    fn entry(&self, index: u32) -> Entry {
        // A node is made only for numbers below the length; the default is never seen.
        self.entries.get(index as usize).copied().unwrap_or(Entry { offset: 0, next: 1 })
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree({} objects, {} slots, {} bytes)", self.entries.len(), self.slots.len(), self.end)
    }
}

/// An object in a [`Tree`], or a reference to one.
#[derive(Clone, Copy)]
pub struct Node<'t, 'a> {
    tree: &'t Tree<'a>,
    index: u32,
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
    pub fn tree(self) -> &'t Tree<'a> {
        self.tree
    }

    /// Its number in stream order.
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// Offset of its type byte.
    pub fn offset(self) -> usize {
        self.tree.entry(self.index).offset as usize
    }

    /// Its type byte.
    pub fn tag(self) -> Tag {
        Tag(self.tree.bytes.get(self.offset()).copied().unwrap_or(0))
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
        self.tree.slots.binary_search(&self.index).ok()
    }

    /// Its direct parts as they stand: items, keys and values in turn up to a NULL, or the fields of a code object.
    pub fn children(self) -> Children<'t, 'a> {
        Children { tree: self.tree, next: self.index + 1, end: self.tree.entry(self.index).next }
    }

    /// Number of objects that it and its parts make up.
    pub fn count(self) -> usize {
        (self.tree.entry(self.index).next - self.index) as usize
    }

    /// Whether it is a reference.
    pub fn is_reference(self) -> bool {
        matches!(self.tag().code(), Tag::REF | Tag::STRING_REF)
    }

    /// The object that it means: itself, or what a reference refers to. `None` for a reference into the void, which lenient reading
    /// lets pass.
    pub fn resolve(self) -> Option<Node<'t, 'a>> {
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
            Payload::Long(digits) if self.tree.layout.rules.long_type => Value::Long(Integer::Digits(digits)),
            Payload::Long(digits) => Value::Int(Integer::Digits(digits)),
            Payload::Float(bits) => Value::Float(f64::from_bits(bits)),
            Payload::FloatText(text) => Value::Float(parse_float(text)),
            Payload::Complex(re, im) => Value::Complex(f64::from_bits(re), f64::from_bits(im)),
            Payload::ComplexText(re, im) => Value::Complex(parse_float(re), parse_float(im)),
            Payload::Text(text) => match code {
                Tag::UNICODE => Value::Str(Str::new(text, Encoding::Utf8)),
                Tag::INTERNED if self.tree.layout.rules.unicode => Value::Str(Str::new(text, Encoding::Utf8)),
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
    pub fn as_code(self) -> Option<Code<'t, 'a>> {
        matches!(self.tag().code(), Tag::CODE | Tag::CODE_OLD).then(|| Code::new(self))
    }

    /// The string, if it is one: `str` of any version.
    pub fn as_str(self) -> Option<Str<'a>> {
        match self.value() {
            Value::Str(text) => Some(text),
            Value::Bytes(bytes) if !self.tree.layout.rules.unicode => Some(Str::new(bytes, Encoding::Latin1)),
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

/// The tokens of a tree, see [`Tree::tokens`].
#[derive(Clone)]
pub struct Tokens<'t, 'a> {
    tree: &'t Tree<'a>,
    /// The objects that are still to come.
    entries: core::slice::Iter<'t, Entry>,
    /// Offset behind the last token.
    end: usize,
}

impl<'a> Iterator for Tokens<'_, 'a> {
    type Item = Token<'a>;

    #[inline]
    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.entries.as_slice().first().map_or(self.tree.end, |entry| entry.offset as usize);
        if start > self.end {
            return self.number(start);
        }
        let entry = self.entries.next()?;
        let token = self.tree.token_at(entry.offset as usize);
        self.end = token.end;
        Some(token)
    }
}

impl<'a> Tokens<'_, 'a> {
    /// What lies between two tokens is the `firstlineno` of a code object.
    #[cold]
    fn number(&mut self, start: usize) -> Option<Token<'a>> {
        let offset = core::mem::replace(&mut self.end, start);
        let bytes = self.tree.bytes.get(offset..start)?;
        let (_, value) = token::number(bytes, self.tree.layout.number_width).ok()?;
        Some(Token { offset, end: start, tag: None, payload: Payload::Number(value) })
    }
}

impl fmt::Debug for Tokens<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens(at 0x{:x})", self.end)
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
