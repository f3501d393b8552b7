//! One form for equal files: reproducible builds.
//!
//! Which objects of a stream carry `FLAG_REF`, which are shared and in which order sets stand depends on the process that wrote it, not
//! on the source. Normalised streams depend on values alone:
//!
//! * Equal immutable objects (same type, same bits) are written once and referred to, in versions that have references. What is used once has
//!   no flag, so that slots number just the shared objects, in stream order. Lists, dicts and sets keep their identity.
//! * Numbers, strings and tuples take the shortest form that the version's own writer uses.
//! * A string is marked interned exactly if it consists of ASCII letters, digits and underscores: the loader interns names and such
//!   constants anyway.
//! * Items of sets are sorted: by kind, then length and content. Of equal items the first stays.
//! * Bytes behind the object are dropped; the stamp follows [`Stamping`].
//!
//! The result is loaded to an equal object, and normalising it again changes nothing. Linear but for the sorting of sets; memory some 30
//! bytes for each object beside the output.

use std::borrow::Cow;

use core::cmp::Ordering;
use core::hash::{BuildHasher, Hash, Hasher};

use hashbrown::DefaultHashBuilder;
use hashbrown::{HashMap, HashTable};

use crate::equality;
use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::header::{Header, Stamp, source_hash};
use crate::layout::{Field, HeaderForm, Layout};
use crate::tag::Tag;
use crate::text::{Encoding, Str};
use crate::token::{Payload, Token};
use crate::tree::{Node, Tree, Value};

/// What becomes of the stamp in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stamping<'s> {
    /// It stays.
    #[default]
    Keep,
    /// A time becomes this one. A hash stays.
    Time(u32),
    /// A time later than this one becomes this one (`SOURCE_DATE_EPOCH`). A hash stays.
    Clamp(u32),
    /// A hash of the source takes its place (3.7 and later).
    Hash {
        /// The source, as it stands in its file.
        source: &'s [u8],
        /// Whether importing compares it with the source.
        checked: bool,
    },
}

impl Stamping<'_> {
    /// The header with its stamp changed.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`] for a hash in a version that has no hash-based files.
    pub fn apply(self, header: Header, layout: &Layout) -> Result<Header, Error> {
        let time = |new: &dyn Fn(u32) -> u32| match header.stamp {
            Stamp::Time { mtime } => Stamp::Time { mtime: new(mtime) },
            Stamp::TimeAndSize { mtime, size } => Stamp::TimeAndSize { mtime: new(mtime), size },
            other => other,
        };
        let stamp = match self {
            Stamping::Keep => header.stamp,
            Stamping::Time(to) => time(&|_| to),
            Stamping::Clamp(latest) => time(&|mtime| mtime.min(latest)),
            Stamping::Hash { source, checked } => {
                if layout.header != HeaderForm::Flags {
                    return Err(ErrorKind::Unwritable.at(4));
                }
                Stamp::Hash { hash: source_hash(source, header.magic, layout), checked }
            }
        };
        Ok(Header { stamp, ..header })
    }
}

/// The normal form of a file.
///
/// ```
/// use pyc_marshal::{File, Stamping, normalize};
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let normal = normalize(&file, Stamping::Time(0))?;
/// assert_eq!(normalize(&File::parse(&normal)?, Stamping::Keep)?, normal);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What strict reading refuses, if the file was read leniently; [`ErrorKind::TooDeep`] if sharing would nest objects deeper than the
/// version allows; errors of [`Stamping::apply`].
pub fn normalize(file: &File<'_>, stamping: Stamping<'_>) -> Result<Vec<u8>, Error> {
    let layout = file.layout();
    let header = stamping.apply(file.header, layout)?;
    let mut out = Vec::with_capacity(file.bytes().len());
    header.write(layout, &mut out).map_err(|_| ErrorKind::Unwritable.at(4))?;
    normalize_tree(&file.tree, &mut out).map_err(|error| error.shifted(file.base()))?;
    Ok(out)
}

/// Appends the normal form of an object to `out`. See [`normalize`].
pub fn normalize_tree(tree: &Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    if let Some(&error) = tree.irregularities().as_slice().first() {
        return Err(error);
    }
    let mut numbering = Numbering::new(tree);
    numbering.run();
    Emitter::new(&numbering, out).run()
}

/// The form in which a leaf is written: type code, and payload without it. Equal leaves of one type have equal forms.
#[derive(PartialEq, Eq)]
struct Leaf<'a> {
    code: Tag,
    payload: Cow<'a, [u8]>,
}

/// Which objects of a tree are the same.
struct Numbering<'t, 'a> {
    tree: &'t Tree<'a>,
    hasher: DefaultHashBuilder,
    /// For each node, the first one that is the same object. References have what they refer to.
    same: Vec<u32>,
    table: HashTable<Known>,
    /// Leaves that do not stand in their final form in the input.
    rewritten: HashMap<u32, Leaf<'a>>,
    /// Items of sets in the order in which they are written.
    orders: HashMap<u32, Box<[u32]>>,
    /// Equality as Python's, once a set asks for it.
    classes: Option<Vec<u32>>,
    /// Room for parts, kept from one container to the next.
    buffer: Vec<u32>,
    /// How often each object is a part of those that are written, up to 2.
    uses: Vec<u8>,
    /// A set holds an item twice: what it drops may leave parts that nobody uses.
    dropped: bool,
}

/// An object that stands for all that are the same.
struct Known {
    hash: u64,
    node: u32,
}

impl<'t, 'a> Numbering<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Numbering<'t, 'a> {
        Numbering {
            tree,
            hasher: DefaultHashBuilder::default(),
            same: (0..tree.len() as u32).collect(),
            table: HashTable::with_capacity(tree.len() / 3),
            rewritten: HashMap::new(),
            orders: HashMap::new(),
            classes: None,
            buffer: Vec::new(),
            uses: vec![0; tree.len()],
            dropped: false,
        }
    }

    fn node(&self, index: u32) -> Node<'t, 'a> {
        self.tree.node(index as usize).unwrap_or(self.tree.root())
    }

    fn same(&self, index: usize) -> u32 {
        self.same.get(index).copied().unwrap_or(0)
    }

    fn set_same(&mut self, index: usize, value: u32) {
        if let Some(slot) = self.same.get_mut(index) {
            *slot = value;
        }
    }

    fn run(&mut self) {
        let mut open: Vec<(u32, usize)> = Vec::new();
        for node in self.tree.nodes() {
            while let Some(&(container, end)) = open.last()
                && end <= node.index()
            {
                open.pop();
                self.container(self.node(container));
            }
            let token = node.token();
            match token.payload {
                Payload::Reference(index) => {
                    // What an open container is the same as is not known yet: itself.
                    let target = usize::try_from(index).ok().and_then(|index| self.tree.slot(index));
                    let target = target.map_or(node.index() as u32, |target| self.same(target.index()));
                    self.set_same(node.index(), target);
                }
                _ if is_container(&token) => open.push((node.index() as u32, node.index() + node.count())),
                _ => self.leaf(node, &token),
            }
        }
        while let Some((container, _)) = open.pop() {
            self.container(self.node(container));
        }
        self.use_parts(&[self.same(0)]);
        if self.dropped {
            self.count_again();
        }
    }

    /// Counts the uses of each object that can be reached.
    fn count_again(&mut self) {
        self.uses.fill(0);
        let mut stack = vec![self.same(0)];
        while let Some(index) = stack.pop() {
            let Some(uses) = self.uses.get_mut(index as usize) else { continue };
            *uses = (*uses + 1).min(2);
            if *uses == 1 && is_container_code(self.node(index).tag().code()) {
                self.parts_into(index, &mut stack);
            }
        }
    }

    #[inline]
    fn leaf(&mut self, node: Node<'t, 'a>, token: &Token<'a>) {
        let leaf = canonical_leaf(node, token);
        let mut hasher = self.hasher.build_hasher();
        hasher.write_u8(leaf.code.0);
        hasher.write(&leaf.payload);
        let hash = hasher.finish();
        let found = self.table.find(hash, |known| known.hash == hash && self.leaf_is(known.node, &leaf));
        if let Some(known) = found {
            let same = known.node;
            self.set_same(node.index(), same);
            return;
        }
        let index = node.index() as u32;
        if matches!(leaf.payload, Cow::Owned(_)) || leaf.code != node.tag().code() {
            self.rewritten.insert(index, leaf);
        }
        self.table.insert_unique(hash, Known { hash, node: index }, |known| known.hash);
    }

    fn leaf_is(&self, index: u32, leaf: &Leaf<'_>) -> bool {
        if !self.rewritten.is_empty()
            && let Some(known) = self.rewritten.get(&index)
        {
            return known == leaf;
        }
        // Payloads of one code tell their own length, so that equal beginnings are equal payloads.
        let node = self.node(index);
        let start = node.offset() + 1;
        node.tag().code() == leaf.code && self.tree.bytes().get(start..start + leaf.payload.len()) == Some(&*leaf.payload)
    }

    /// Type code of an object in its final form.
    fn code(&self, index: u32) -> Tag {
        let rewritten = if self.rewritten.is_empty() { None } else { self.rewritten.get(&index) };
        rewritten.map_or_else(|| self.node(index).tag().code(), |leaf| leaf.code)
    }

    /// Type code and payload of a leaf in its final form, or of the head of a container as it stands.
    fn form(&self, index: u32) -> (Tag, &[u8]) {
        if !self.rewritten.is_empty()
            && let Some(leaf) = self.rewritten.get(&index)
        {
            return (leaf.code, &leaf.payload);
        }
        let node = self.node(index);
        let rest = self.tree.bytes().get(node.offset() + 1..).unwrap_or(&[]);
        let code = node.tag().code();
        let len = payload_len(code, rest).unwrap_or_else(|| node.token().end - node.offset() - 1);
        (code, rest.get(..len).unwrap_or(&[]))
    }

    fn container(&mut self, node: Node<'t, 'a>) {
        let index = node.index() as u32;
        let code = node.tag().code();
        if matches!(code, Tag::SET | Tag::FROZEN_SET) {
            self.sort(node);
        }
        let mut parts = core::mem::take(&mut self.buffer);
        self.parts_into(index, &mut parts);
        if matches!(code, Tag::LIST | Tag::DICT | Tag::SET) {
            self.use_parts(&parts);
        } else {
            self.share(node, &parts);
        }
        parts.clear();
        self.buffer = parts;
    }

    fn use_parts(&mut self, parts: &[u32]) {
        for &part in parts {
            if let Some(uses) = self.uses.get_mut(part as usize) {
                *uses = (*uses + 1).min(2);
            }
        }
    }

    /// Finds the container that an immutable one is the same as.
    fn share(&mut self, node: Node<'t, 'a>, parts: &[u32]) {
        let index = node.index() as u32;
        let head = self.head(index);
        let mut hasher = self.hasher.build_hasher();
        head.hash(&mut hasher);
        for &part in parts {
            hasher.write_u32(part);
        }
        let hash = hasher.finish();
        let equal = |other: u32| self.has_parts(other, parts) && self.head(other) == head;
        match self.table.find(hash, |known| known.hash == hash && equal(known.node)) {
            Some(known) => {
                let same = known.node;
                self.set_same(node.index(), same);
            }
            None => {
                self.table.insert_unique(hash, Known { hash, node: index }, |known| known.hash);
                self.use_parts(parts);
            }
        }
    }

    /// What a container is apart from its parts: its code, the bytes of the numbers of a code object, and `firstlineno`.
    fn head(&self, index: u32) -> (u8, &'a [u8], Option<i32>) {
        let node = self.node(index);
        let code = node.tag().code();
        match code {
            Tag::CODE | Tag::CODE_OLD => {
                let start = node.offset() + 1;
                let end = node.children().next().map_or(start, Node::offset);
                (code.0, self.tree.bytes().get(start..end).unwrap_or(&[]), node.firstlineno())
            }
            Tag::SMALL_TUPLE => (Tag::TUPLE.0, &[], None),
            _ => (code.0, &[], None),
        }
    }

    /// Appends the parts of a container in the order in which they are written, the NULL of a dict among them.
    #[inline]
    fn parts_into(&self, index: u32, out: &mut Vec<u32>) {
        match self.order(index) {
            Some(order) => out.extend_from_slice(order),
            None => out.extend(self.node(index).children().map(|part| self.same(part.index()))),
        }
    }

    fn order(&self, index: u32) -> Option<&[u32]> {
        if self.orders.is_empty() { None } else { self.orders.get(&index).map(|order| &**order) }
    }

    /// Whether the object is a container with these parts.
    fn has_parts(&self, index: u32, parts: &[u32]) -> bool {
        let node = self.node(index);
        is_container_code(node.tag().code())
            && match self.order(index) {
                Some(order) => order == parts,
                None => node.children().map(|part| self.same(part.index())).eq(parts.iter().copied()),
            }
    }

    /// Finds the order of a set's items; equal ones stay once.
    fn sort(&mut self, node: Node<'t, 'a>) {
        let mut items: Vec<Node<'t, 'a>> = node.children().collect();
        if items.len() < 2 {
            return;
        }
        if may_be_equal_though_different(&items) {
            let mut classes = self.classes.take();
            items = equality::distinct(node.children(), &mut classes);
            self.classes = classes;
        }
        let mut order: Vec<u32> = items.iter().map(|item| self.same(item.index())).collect();
        order.sort_by(|&a, &b| self.compare(a, b));
        order.dedup();
        self.dropped |= order.len() < node.children().count();
        self.orders.insert(node.index() as u32, order.into());
    }

    /// Compares two objects by what they are, not by where they stand. Two that agree in their first ten thousand parts count as equal.
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let mut budget = 10_000_usize;
        let mut pairs = vec![(a, b)];
        while let Some((a, b)) = pairs.pop() {
            if a == b || budget == 0 {
                continue;
            }
            let (x, y) = (self.form(a), self.form(b));
            let rank = |code: Tag| if code == Tag::SMALL_TUPLE { Tag::TUPLE.0 } else { code.0 };
            let mut ordering = rank(x.0).cmp(&rank(y.0));
            if is_container_code(x.0) {
                let (mut first, mut second) = (Vec::new(), Vec::new());
                self.parts_into(a, &mut first);
                self.parts_into(b, &mut second);
                ordering = ordering.then(first.len().cmp(&second.len())).then_with(|| self.head(a).cmp(&self.head(b)));
                budget = budget.saturating_sub(first.len() + 1);
                pairs.extend(first.into_iter().zip(second).rev());
            } else {
                budget = budget.saturating_sub(1);
                ordering = ordering.then(x.1.len().cmp(&y.1.len())).then_with(|| x.1.cmp(y.1));
            }
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        Ordering::Equal
    }
}

/// Length of the payload of the commonest leaves.
fn payload_len(code: Tag, rest: &[u8]) -> Option<usize> {
    match code {
        Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED => Some(1 + usize::from(*rest.first()?)),
        Tag::BYTES | Tag::INTERNED | Tag::UNICODE => Some(4 + u32::from_le_bytes(*rest.first_chunk()?) as usize),
        Tag::NONE | Tag::TRUE | Tag::FALSE | Tag::NULL => Some(0),
        Tag::INT => Some(4),
        _ => None,
    }
}

fn is_container(token: &Token<'_>) -> bool {
    matches!(token.payload, Payload::Items(_) | Payload::Pairs | Payload::Slice | Payload::Code(_))
}

fn is_container_code(code: Tag) -> bool {
    matches!(
        code,
        Tag::TUPLE
            | Tag::SMALL_TUPLE
            | Tag::LIST
            | Tag::SET
            | Tag::FROZEN_SET
            | Tag::DICT
            | Tag::FROZEN_DICT
            | Tag::SLICE
            | Tag::CODE
            | Tag::CODE_OLD
    )
}

/// Whether two items of a set can be equal in Python without being the same object here: `1` and `1.0`, `0.0` and `-0.0`, or containers
/// that hold such.
fn may_be_equal_though_different(items: &[Node<'_, '_>]) -> bool {
    let (mut ints, mut others, mut bytes, mut texts) = (0, 0, 0, 0);
    for item in items {
        match item.value() {
            Value::Int(_) => ints += 1,
            Value::Bytes(_) => bytes += 1,
            Value::Str(_) => texts += 1,
            Value::None | Value::Ellipsis | Value::StopIteration => {}
            _ => others += 1,
        }
    }
    let python2 = items.first().is_some_and(|item| !item.tree().layout().rules.unicode);
    others > 1 || others == 1 && ints > 0 || python2 && bytes > 0 && texts > 0
}

/// The final form of a leaf.
#[inline]
fn canonical_leaf<'a>(node: Node<'_, 'a>, token: &Token<'a>) -> Leaf<'a> {
    let layout = node.tree().layout();
    let code = token.tag.unwrap_or(Tag::NULL).code();
    let as_read = Leaf { code, payload: Cow::Borrowed(node.tree().bytes().get(token.offset + 1..token.end).unwrap_or(&[])) };
    match token.payload {
        Payload::Empty | Payload::Int(_) | Payload::Float(_) | Payload::Complex(..) => as_read,
        Payload::Text(bytes) if layout.rules.string_list => match code {
            Tag::UNICODE => as_read,
            _ => Leaf { code: if is_name(bytes) { Tag::INTERNED } else { Tag::BYTES }, ..as_read },
        },
        Payload::Text(_) if code == Tag::BYTES || !layout.rules.references => as_read,
        Payload::Text(bytes) => text_leaf(as_read, bytes),
        _ => number_leaf(node, token, as_read),
    }
}

/// Strings since 3.4.
#[inline]
fn text_leaf<'a>(as_read: Leaf<'a>, bytes: &'a [u8]) -> Leaf<'a> {
    let short = matches!(as_read.code, Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED);
    if short && is_name(bytes) {
        return Leaf { code: Tag::SHORT_ASCII_INTERNED, ..as_read };
    }
    if short && bytes.is_ascii() {
        return Leaf { code: Tag::SHORT_ASCII, ..as_read };
    }
    let encoding = if matches!(as_read.code, Tag::UNICODE | Tag::INTERNED) { Encoding::Utf8 } else { Encoding::Latin1 };
    let text = Str::new(bytes, encoding);
    let code = match (text.is_ascii(), bytes.len() < 256, is_name(bytes)) {
        (true, true, true) => Tag::SHORT_ASCII_INTERNED,
        (true, true, false) => Tag::SHORT_ASCII,
        (true, false, true) => Tag::ASCII_INTERNED,
        (true, false, false) => Tag::ASCII,
        (false, ..) => Tag::UNICODE,
    };
    let utf8 = text.to_utf8();
    let mut payload = Vec::with_capacity(utf8.len() + 4);
    if matches!(code, Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED) {
        payload.push(utf8.len() as u8);
    } else {
        payload.extend_from_slice(&(utf8.len() as u32).to_le_bytes());
    }
    payload.extend_from_slice(&utf8);
    if *payload == *as_read.payload { Leaf { code, ..as_read } } else { Leaf { code, payload: payload.into() } }
}

/// Numbers that have more than one form.
#[cold]
fn number_leaf<'a>(node: Node<'_, 'a>, token: &Token<'a>, as_read: Leaf<'a>) -> Leaf<'a> {
    let layout = node.tree().layout();
    let small = match token.payload {
        Payload::Int64(value) => Some(value),
        Payload::Long(digits) if !layout.rules.long_type => digits.to_i64(),
        _ => None,
    };
    if let Some(value) = small {
        return match i32::try_from(value) {
            Ok(value) => Leaf { code: Tag::INT, payload: value.to_le_bytes().to_vec().into() },
            Err(_) if layout.rules.writes_int64 || layout.rules.long_type => {
                Leaf { code: Tag::INT64, payload: value.to_le_bytes().to_vec().into() }
            }
            Err(_) => {
                let digits = crate::Int::from(value).to_digits();
                let count = digits.len() as i32 * if value < 0 { -1 } else { 1 };
                let payload = count.to_le_bytes().into_iter().chain(digits.iter().flat_map(|digit| digit.to_le_bytes()));
                Leaf { code: Tag::LONG, payload: payload.collect::<Vec<_>>().into() }
            }
        };
    }
    let binary = Tag::FLOAT.is_read_by(layout.version);
    let floats = |values: &[f64]| -> Vec<u8> {
        let text = |value: &f64| {
            let text = crate::float::marshal_text(*value);
            core::iter::once(text.len() as u8).chain(text.into_bytes()).collect::<Vec<_>>()
        };
        values.iter().flat_map(|value| if binary { value.to_bits().to_le_bytes().to_vec() } else { text(value) }).collect()
    };
    match (&token.payload, node.value()) {
        (Payload::FloatText(_), Value::Float(value)) => {
            Leaf { code: if binary { Tag::FLOAT } else { Tag::FLOAT_TEXT }, payload: floats(&[value]).into() }
        }
        (Payload::ComplexText(..), Value::Complex(re, im)) => {
            Leaf { code: if binary { Tag::COMPLEX } else { Tag::COMPLEX_TEXT }, payload: floats(&[re, im]).into() }
        }
        _ => as_read,
    }
}

/// Whether a string consists of name characters only (`all_name_chars` in `Objects/codeobject.c`).
fn is_name(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Writes the objects that a [`Numbering`] tells apart.
struct Emitter<'n, 't, 'a> {
    numbering: &'n Numbering<'t, 'a>,
    layout: &'static Layout,
    out: &'n mut Vec<u8>,
    /// Slot of each object that was written with `FLAG_REF`.
    slots: Vec<u32>,
    next_slot: u32,
    /// Place of each interned string in the list of Python 2.
    strings: HashMap<u32, u32>,
}

const NO_SLOT: u32 = u32::MAX;

enum Task {
    Object(u32),
    Number(i32),
    Leave,
}

impl<'n, 't, 'a> Emitter<'n, 't, 'a> {
    fn new(numbering: &'n Numbering<'t, 'a>, out: &'n mut Vec<u8>) -> Emitter<'n, 't, 'a> {
        let layout = numbering.tree.layout();
        let mut emitter = Emitter { numbering, layout, out, slots: Vec::new(), next_slot: 0, strings: HashMap::new() };
        if layout.rules.references {
            emitter.slots = vec![NO_SLOT; numbering.tree.len()];
        }
        emitter
    }

    fn run(&mut self) -> Result<(), Error> {
        let mut depth = 0;
        let mut parts = Vec::new();
        let mut tasks = vec![Task::Object(self.numbering.same(0))];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Leave => depth -= 1,
                Task::Number(value) => self.number(value),
                Task::Object(index) => {
                    if depth >= self.layout.max_depth {
                        let offset = self.numbering.node(index).offset();
                        return Err(ErrorKind::TooDeep { limit: self.layout.max_depth }.at(offset));
                    }
                    if self.object(index, &mut parts) {
                        depth += 1;
                        tasks.push(Task::Leave);
                        self.push_parts(index, &mut parts, &mut tasks);
                    }
                }
            }
        }
        Ok(())
    }

    /// Puts the parts of a container on the stack, last one first, and empties `parts`.
    fn push_parts(&self, index: u32, parts: &mut Vec<u32>, tasks: &mut Vec<Task>) {
        match self.numbering.head(index).2 {
            Some(number) => {
                for &field in self.layout.fields.iter().rev() {
                    if !field.is_number() {
                        tasks.extend(parts.pop().map(Task::Object));
                    } else if field == Field::Firstlineno {
                        tasks.push(Task::Number(number));
                    }
                }
            }
            None => tasks.extend(parts.drain(..).rev().map(Task::Object)),
        }
        parts.clear();
    }

    fn number(&mut self, value: i32) {
        let bytes = value.to_le_bytes();
        self.out.extend_from_slice(bytes.get(..usize::from(self.layout.number_width)).unwrap_or(&bytes));
    }

    /// Writes a leaf, a reference, or the head of a container; says whether parts follow, and puts them into `parts`.
    fn object(&mut self, index: u32, parts: &mut Vec<u32>) -> bool {
        let code = self.numbering.code(index);
        let mut flag = 0;
        let shared = self.numbering.uses.get(index as usize).is_some_and(|&uses| uses > 1);
        if shared
            && code.takes_slot()
            && let Some(slot) = self.slots.get_mut(index as usize)
        {
            if *slot != NO_SLOT {
                self.out.push(Tag::REF.0);
                self.out.extend_from_slice(&slot.to_le_bytes());
                return false;
            }
            *slot = self.next_slot;
            self.next_slot += 1;
            flag = Tag::FLAG_REF;
        }
        if code == Tag::INTERNED && self.layout.rules.string_list {
            if let Some(place) = self.strings.get(&index) {
                self.out.push(Tag::STRING_REF.0);
                self.out.extend_from_slice(&place.to_le_bytes());
                return false;
            }
            self.strings.insert(index, self.strings.len() as u32);
        }
        let container = is_container_code(code);
        if container {
            self.numbering.parts_into(index, parts);
        }
        match code {
            Tag::TUPLE | Tag::SMALL_TUPLE | Tag::LIST | Tag::SET | Tag::FROZEN_SET => {
                let count = parts.len();
                if matches!(code, Tag::TUPLE | Tag::SMALL_TUPLE) && count < 256 && self.layout.rules.references {
                    self.out.extend_from_slice(&[Tag::SMALL_TUPLE.0 | flag, count as u8]);
                } else {
                    self.out.push(if code == Tag::SMALL_TUPLE { Tag::TUPLE.0 } else { code.0 } | flag);
                    self.out.extend_from_slice(&(count as u32).to_le_bytes());
                }
            }
            _ => {
                self.out.push(code.0 | flag);
                self.out.extend_from_slice(self.numbering.form(index).1);
            }
        }
        container
    }
}
