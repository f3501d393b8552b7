//! The index: where each object of a stream starts and where it ends, and which object each reference means.
//!
//! Nothing is copied and no reference is expanded: a [`Tree`] is 8 bytes for each object and 4 for each flagged one, beside the
//! bytes themselves. A [`Node`] is a place in it; [`Node::value`] says what stands there.

use core::fmt;

use crate::code::Code;
use crate::error::Error;
use crate::layout::Layout;
use crate::node::Node;
use crate::options::{Irregularities, MAX_INPUT, Mode, Options};
use crate::reader::{Reader, Sink, Stop};
use crate::tag::Tag;
use crate::token::{self, Payload, Token};

/// One object of the stream, in stream order.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Offset of the type byte.
    pub(crate) offset: u32,
    /// Number of the first object that does not belong to this one.
    pub(crate) next: u32,
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
        let read = reader.all(&mut index);
        let mut irregularities = reader.take_irregularities();
        if let Err(Stop) = read {
            let error = reader.take_error();
            if options.mode == Mode::Strict || index.entries.is_empty() || error.class() == crate::Class::Limit {
                return Err(error);
            }
            irregularities.push(error);
            reader.close_all(&mut index);
        }
        let spare = |len: usize, capacity: usize| capacity - len > len / 4;
        if spare(index.entries.len(), index.entries.capacity()) {
            index.entries.shrink_to_fit();
        }
        if spare(index.slots.len(), index.slots.capacity()) {
            index.slots.shrink_to_fit();
        }
        Ok(Tree {
            bytes,
            layout,
            head: layout.head().count(),
            entries: index.entries,
            slots: index.slots,
            end: reader.position(),
            irregularities,
            complete: read.is_ok(),
        })
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
    #[inline]
    pub fn slot(&self, slot: usize) -> Option<Node<'_, 'a>> {
        self.slots.get(slot).map(|&index| Node { tree: self, index })
    }

    /// The slot that an object takes.
    pub(crate) fn slot_of(&self, index: u32) -> Option<usize> {
        self.slots.binary_search(&index).ok()
    }

    /// All code objects in stream order: each before those nested in it. A scan of the index, no recursion.
    pub fn codes(&self) -> impl Iterator<Item = Code<'_, 'a>> + Clone {
        self.nodes().filter_map(Node::as_code)
    }

    /// The tokens that make up the outermost object, for [`crate::Writer`].
    pub fn tokens(&self) -> Tokens<'_, 'a> {
        Tokens { tree: self, entries: self.entries.iter(), rest: self.bytes.get(..self.end).unwrap_or(self.bytes) }
    }

    /// The token at an offset where one begins.
    #[inline]
    pub(crate) fn token_at(&self, offset: usize) -> Token<'a> {
        let Some((&tag, input)) = self.bytes.get(offset..).and_then(<[u8]>::split_first) else {
            return Token { offset, end: offset, tag: None, payload: Payload::Empty };
        };
        let tag = Tag(tag);
        match token::payload(tag.shape(), self.head, self.layout.number_width, input) {
            Ok((rest, payload)) => {
                let end = self.bytes.len() - rest.len();
                Token { offset, end, tag: Some(tag), payload }
            }
            Err(_) => Token { offset, end: offset + 1, tag: Some(tag), payload: Payload::Empty },
        }
    }

    #[inline]
    pub(crate) fn entry(&self, index: u32) -> Entry {
        // A node is made only for numbers below the length; the default is never seen.
        self.entries.get(index as usize).copied().unwrap_or(Entry { offset: 0, next: 1 })
    }
}

impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree({} objects, {} slots, {} bytes)", self.entries.len(), self.slots.len(), self.end)
    }
}

/// The tokens of a tree, see [`Tree::tokens`].
#[derive(Clone)]
pub struct Tokens<'t, 'a> {
    tree: &'t Tree<'a>,
    /// The objects that are still to come.
    entries: core::slice::Iter<'t, Entry>,
    /// What is behind the last token, up to the end of the outermost object.
    rest: &'a [u8],
}

impl<'a> Iterator for Tokens<'_, 'a> {
    type Item = Token<'a>;

    #[inline]
    fn next(&mut self) -> Option<Token<'a>> {
        let tree = self.tree;
        let offset = tree.end - self.rest.len();
        if self.entries.as_slice().first().is_none_or(|entry| entry.offset as usize != offset) {
            return self.number(offset);
        }
        self.entries.next();
        let (&tag, input) = self.rest.split_first()?;
        let tag = Tag(tag);
        // An index is made of what was read: nothing fails here but the token that cuts an incomplete object short.
        let (rest, payload) =
            token::payload(tag.shape(), tree.head, tree.layout.number_width, input).unwrap_or((input, Payload::Empty));
        self.rest = rest;
        Some(Token { offset, end: tree.end - rest.len(), tag: Some(tag), payload })
    }
}

impl<'a> Tokens<'_, 'a> {
    /// What lies between two tokens is the `firstlineno` of a code object.
    #[cold]
    fn number(&mut self, offset: usize) -> Option<Token<'a>> {
        let (rest, value) = token::number(self.rest, self.tree.layout.number_width).ok()?;
        self.rest = rest;
        Some(Token { offset, end: self.tree.end - rest.len(), tag: None, payload: Payload::Number(value) })
    }
}

impl fmt::Debug for Tokens<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({} bytes left)", self.rest.len())
    }
}
