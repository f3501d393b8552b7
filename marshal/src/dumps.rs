//! Objects to bytes: what `marshal.dumps` of a version writes.
//!
//! From `w_object`, `w_complex_object` and `w_ref` in `Python/marshal.c`.

use hashbrown::{HashMap, HashSet};

use crate::equality;
use crate::error::{Error, ErrorKind};
use crate::field::Field;
use crate::float;
use crate::int::Int;
use crate::layout::Layout;
use crate::node::Node;
use crate::objects::{CodeObject, Id, Object, Objects};
use crate::options::Options;
use crate::tag::Tag;
use crate::text::Str;
use crate::tree::Tree;

/// Which objects get `FLAG_REF`, in streams of marshal version 3 and later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum References {
    /// Those that are used more than once: the fewest that keep sharing. Canonical.
    #[default]
    Shared,
    /// Those that had it when they were read, and those that are used more than once; and each object in the form of payload that it
    /// was read with, if that still fits. What was read and not changed comes back as it was, except text floats whose text no
    /// CPython writes, flags on references and on the NULL that ends a dict, keys that a NULL follows in place of a value, strings that
    /// stand twice in the list of interned strings of Python 2, and what strict reading refuses.
    AsRead,
    /// Those that CPython flags when it dumps a fresh tree of constants that nobody else refers to, such as the result of
    /// `ast.literal_eval`: what it keeps once in a process (small integers, empty and one-character strings, the empty tuple), what is
    /// used more than once, since 3.11 the items of sets, and up to 3.6 the outermost object.
    Fresh,
}

/// How to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Version of the format, 0 to 6: the second argument of `marshal.dumps`.
    pub marshal_version: u8,
    /// Which objects get `FLAG_REF`.
    pub references: References,
    /// Longest output in bytes, 1 GiB by default. Versions without references write shared objects in full each time, so that a small
    /// arena can stand for any length.
    pub max_len: usize,
}

impl Style {
    /// The default of a release: its own version of the format, shared objects flagged.
    pub fn of(layout: &Layout) -> Style {
        Style { marshal_version: layout.marshal_version, references: References::Shared, max_len: 1 << 30 }
    }

    /// The same with other references.
    #[must_use]
    pub fn references(mut self, references: References) -> Style {
        self.references = references;
        self
    }

    /// The same with another version of the format.
    #[must_use]
    pub fn marshal_version(mut self, version: u8) -> Style {
        self.marshal_version = version;
        self
    }
}

impl Objects {
    /// The marshalled bytes of an object: what `marshal.dumps(object, version)` of the arena's release writes.
    ///
    /// ```
    /// use pyc_marshal::{Layout, Object, Objects, Style, Version};
    ///
    /// let layout = Layout::of(Version::new(3, 12)).unwrap();
    /// let mut objects = Objects::new(layout);
    /// let one = objects.push(Object::int(1));
    /// let pair = objects.push(Object::Tuple(vec![one, one]));
    /// assert_eq!(objects.to_bytes(pair, Style::of(layout))?, b")\x02\xe9\x01\x00\x00\x00r\x00\x00\x00\x00");
    /// // Version 2 knows no references.
    /// assert_eq!(objects.to_bytes(pair, Style::of(layout).marshal_version(2))?, b"(\x02\x00\x00\x00i\x01\x00\x00\x00i\x01\x00\x00\x00");
    /// # Ok::<(), pyc_marshal::Error>(())
    /// ```
    ///
    /// # Errors
    /// With the number of the object in place of an offset: [`ErrorKind::Unwritable`] for what that version of the format or release
    /// cannot say, [`ErrorKind::TooDeep`] past the release's limit (so for cycles without references),
    /// [`ErrorKind::ReferenceToIncomplete`] for a code object, slice or frozen container that holds itself (since 3.15 a tuple too),
    /// [`ErrorKind::OutputTooLong`], [`ErrorKind::DanglingId`], and errors of the fields of code objects.
    pub fn to_bytes(&self, root: Id, style: Style) -> Result<Vec<u8>, Error> {
        let mut plan = Plan { uses: self.count_uses(root, style), orders: HashMap::new(), held: HashSet::new() };
        if self.layout().rules.call_holds_argument {
            plan.held.insert(root);
        }
        self.order_sets(root, style, &mut plan)?;
        let mut dumper = Dumper::new(self, style, &plan);
        dumper.run(root)?;
        Ok(dumper.out)
    }

    /// How often each object is used below `root`; empty where the format has no references.
    fn count_uses(&self, root: Id, style: Style) -> Vec<u32> {
        if !has_references(self.layout(), style) {
            return Vec::new();
        }
        let mut all = vec![0_u32; self.len()];
        let mut stack = vec![root];
        while let Some(id) = stack.pop() {
            if let Some(uses) = all.get_mut(id.index()) {
                *uses = uses.saturating_add(1);
                if *uses == 1 {
                    stack.extend(self.get(id).into_iter().flat_map(|object| object.parts(self.layout())));
                }
            }
        }
        all
    }

    /// Since 3.11 the items of a set are written in the order of their own marshalled bytes. Inner sets come first, so that the bytes
    /// of outer ones can be had without recursion. Items that agree in the first 4,096 bytes stay as they are.
    fn order_sets(&self, root: Id, style: Style, plan: &mut Plan) -> Result<(), Error> {
        if !self.layout().rules.sorts_sets || style.references == References::AsRead {
            return Ok(());
        }
        let mut seen = vec![false; self.len()];
        let mut budget = self.len().saturating_mul(64).saturating_add(1 << 20);
        let mut stack = vec![(root, false)];
        while let Some((id, parts_done)) = stack.pop() {
            let Some(object) = self.get(id) else { continue };
            if parts_done {
                if let Object::Set(items) | Object::FrozenSet(items) = object {
                    plan.held.extend(items);
                    let items = self.distinct_items(id, items, &mut budget);
                    let order = self.set_order(&items, style, plan)?;
                    plan.orders.insert(id, order);
                }
            } else if let Some(seen) = seen.get_mut(id.index()).filter(|seen| !**seen) {
                *seen = true;
                stack.push((id, true));
                stack.extend(object.parts(self.layout()).into_iter().map(|part| (part, false)));
            }
        }
        Ok(())
    }

    /// The items of a set without those that equal an earlier one: the loader keeps the first, and sorting would make another one first.
    ///
    /// Equality is known of trees only, so the set is written as it stands and read again. A set of more than 16 KiB keeps all its
    /// items, and so does every set once `budget` bytes were written for this: no Python makes such arenas, and the work stays linear.
    fn distinct_items(&self, set: Id, items: &[Id], budget: &mut usize) -> Vec<Id> {
        let numbers =
            items.iter().filter(|&&item| !matches!(self.get(item), Some(Object::Str(_) | Object::None | Object::Ellipsis)));
        if numbers.count() < 2 || *budget == 0 {
            return items.to_vec();
        }
        let plan = Plan { uses: Vec::new(), orders: HashMap::new(), held: HashSet::new() };
        let mut dumper = Dumper::new(self, Style::of(self.layout()).references(References::AsRead), &plan);
        dumper.cut = Some(DISTINCT_BYTES);
        let written = dumper.run(set);
        let bytes = dumper.out;
        *budget = budget.saturating_sub(bytes.len().max(1));
        if written.is_err() || bytes.len() >= DISTINCT_BYTES {
            return items.to_vec();
        }
        let Ok(tree) = Tree::with_options(&bytes, self.layout(), Options::LENIENT) else { return items.to_vec() };
        let nodes: Vec<Node<'_, '_>> = tree.root().children().collect();
        if nodes.len() != items.len() || !equality::may_be_equal_though_different(&nodes) {
            return items.to_vec();
        }
        let first: Vec<usize> = equality::distinct(tree.root().children(), &mut None).into_iter().map(Node::index).collect();
        let kept = nodes.iter().zip(items).filter(|(node, _)| first.binary_search(&node.index()).is_ok());
        kept.map(|(_, &item)| item).collect()
    }

    fn set_order(&self, items: &[Id], style: Style, plan: &Plan) -> Result<Vec<Id>, Error> {
        let key = |item: Id, limit: usize| -> Result<Vec<u8>, Error> {
            let mut dumper = Dumper::new(self, style, plan);
            dumper.cut = Some(limit);
            dumper.key_of = Some(item);
            dumper.run(item)?;
            dumper.out.truncate(limit);
            Ok(dumper.out)
        };
        let [short, long] = KEY_BYTES;
        let mut keys = items.iter().map(|&item| Ok((key(item, short)?, item))).collect::<Result<Vec<_>, Error>>()?;
        keys.sort_by(|(a, first), (b, second)| {
            a.cmp(b).then_with(|| {
                let whole = |item: Id| key(item, long).unwrap_or_default();
                if a.len() < short { core::cmp::Ordering::Equal } else { whole(*first).cmp(&whole(*second)) }
            })
        });
        Ok(keys.into_iter().map(|(_, item)| item).collect())
    }
}

/// The limit of the first look at the bytes of a set's items, and of the second where these agree.
const KEY_BYTES: [usize; 2] = [256, 4096];

/// Longest set, in bytes, whose equal items are looked for.
const DISTINCT_BYTES: usize = 1 << 14;

enum Task<'o> {
    Object(Id),
    /// The end of a dict.
    Null,
    Number(&'o CodeObject, Id, Field),
    Leave,
    /// The object is complete: references may see it.
    Show(Id),
}

/// What is found out before the first byte is written.
struct Plan {
    /// Uses of each object.
    uses: Vec<u32>,
    /// Order of the items of each set.
    orders: HashMap<Id, Vec<Id>>,
    /// What the process holds a second reference to while it writes: items of sets that are being sorted, and up to 3.6 the argument of
    /// the call.
    held: HashSet<Id>,
}

fn has_references(layout: &Layout, style: Style) -> bool {
    style.marshal_version >= 3 && layout.rules.references
}

struct Dumper<'o> {
    objects: &'o Objects,
    plan: &'o Plan,
    layout: &'static Layout,
    style: Style,
    out: Vec<u8>,
    /// Slot of each object written with `FLAG_REF`, and of each value that a process keeps once.
    slots: HashMap<Key<'o>, u32>,
    next_slot: u32,
    /// Objects that are being written and that no reference may name yet.
    hidden: HashSet<Id>,
    strings: HashMap<&'o [u8], u32>,
    depth: u32,
    /// Where to stop without an error: the keys of set items are cut.
    cut: Option<usize>,
    /// The set item whose key is being written.
    key_of: Option<Id>,
}

#[derive(PartialEq, Eq, Hash)]
enum Key<'o> {
    Object(Id),
    Int(i64),
    Str(&'o [u8]),
    Bytes(&'o [u8]),
    EmptyTuple,
}

impl<'o> Dumper<'o> {
    fn new(objects: &'o Objects, style: Style, plan: &'o Plan) -> Dumper<'o> {
        Dumper {
            objects,
            plan,
            layout: objects.layout(),
            style,
            out: Vec::new(),
            slots: HashMap::new(),
            next_slot: 0,
            hidden: HashSet::new(),
            strings: HashMap::new(),
            depth: 0,
            cut: None,
            key_of: None,
        }
    }

    fn run(&mut self, root: Id) -> Result<(), Error> {
        let mut tasks = vec![Task::Object(root)];
        while let Some(task) = tasks.pop() {
            if self.cut.is_some_and(|cut| self.out.len() >= cut) {
                break;
            }
            match task {
                Task::Object(id) => self.object(id, &mut tasks)?,
                Task::Null => self.out.push(Tag::NULL.0),
                Task::Number(code, id, field) => self.number(code, id, field)?,
                Task::Leave => self.depth -= 1,
                Task::Show(id) => {
                    self.hidden.remove(&id);
                }
            }
            if self.out.len() > self.style.max_len {
                return Err(ErrorKind::OutputTooLong { limit: self.style.max_len as u64 }.at(0));
            }
        }
        Ok(())
    }

    fn object(&mut self, id: Id, tasks: &mut Vec<Task<'o>>) -> Result<(), Error> {
        let at = id.index();
        let objects = self.objects;
        let entry = objects.entries.get(at).ok_or(ErrorKind::DanglingId { index: at as u32 }.at(at))?;
        if self.depth >= self.layout.max_depth {
            return Err(ErrorKind::TooDeep { limit: self.layout.max_depth }.at(at));
        }
        let key = self.key(id, &entry.object);
        if let Some(slot) = key.as_ref().and_then(|key| self.slots.get(key)) {
            if self.hidden.contains(&id) {
                return Err(ErrorKind::ReferenceToIncomplete { index: *slot }.at(at));
            }
            self.out.push(Tag::REF.0);
            self.out.extend_from_slice(&slot.to_le_bytes());
            return Ok(());
        }
        let flag = match key {
            Some(key) => {
                self.slots.insert(key, self.next_slot);
                self.next_slot += 1;
                Tag::FLAG_REF
            }
            None => 0,
        };
        let read = if self.style.references == References::AsRead { entry.tag.map(Tag::code) } else { None };
        let reserved = match &entry.object {
            Object::FrozenSet(_) | Object::FrozenDict(_) | Object::Slice(_) | Object::Code(_) => true,
            Object::Tuple(_) => self.layout.rules.tuple_reserved,
            _ => false,
        };
        if flag != 0 && reserved {
            self.hidden.insert(id);
            tasks.push(Task::Show(id));
        }
        // A flag on a singleton takes no slot and means nothing; it is kept where all is kept.
        let keeps_flag = self.style.references == References::AsRead && has_references(self.layout, self.style);
        let singleton = if keeps_flag && entry.tag.is_some_and(Tag::flagged) { Tag::FLAG_REF } else { 0 };
        match &entry.object {
            Object::None => self.tag(Tag::NONE, singleton, at)?,
            Object::Bool(true) => self.tag(Tag::TRUE, singleton, at)?,
            Object::Bool(false) => self.tag(Tag::FALSE, singleton, at)?,
            Object::StopIteration => self.tag(Tag::STOP_ITERATION, singleton, at)?,
            Object::Ellipsis => self.tag(Tag::ELLIPSIS, singleton, at)?,
            Object::Int(value) => self.int(value, read, flag, at)?,
            Object::Long(value) if self.layout.rules.long_type => self.digits(value, flag, at)?,
            Object::Long(value) => self.int(value, read, flag, at)?,
            Object::Float(value) => self.floats(&[*value], Tag::FLOAT, Tag::FLOAT_TEXT, read, flag, at)?,
            Object::Complex(re, im) => self.floats(&[*re, *im], Tag::COMPLEX, Tag::COMPLEX_TEXT, read, flag, at)?,
            Object::Bytes { bytes, interned } => self.bytes(bytes, *interned, flag, at)?,
            Object::Str(text) => self.str(text.as_str(), text.interned, read, flag, at)?,
            Object::Tuple(items) => {
                let small = items.len() < 256 && self.style.marshal_version >= 4 && read != Some(Tag::TUPLE);
                if small && Tag::SMALL_TUPLE.is_read_by(self.layout.version) {
                    self.out.extend_from_slice(&[Tag::SMALL_TUPLE.0 | flag, items.len() as u8]);
                } else {
                    self.count(Tag::TUPLE, items.len(), flag, at)?;
                }
                self.parts(items.iter().copied(), tasks);
            }
            Object::List(items) => {
                self.count(Tag::LIST, items.len(), flag, at)?;
                self.parts(items.iter().copied(), tasks);
            }
            Object::Set(items) => {
                let items = self.plan.orders.get(&id).unwrap_or(items);
                self.count(Tag::SET, items.len(), flag, at)?;
                self.parts(items.iter().copied(), tasks);
            }
            Object::FrozenSet(items) => {
                let items = self.plan.orders.get(&id).unwrap_or(items);
                self.count(Tag::FROZEN_SET, items.len(), flag, at)?;
                self.parts(items.iter().copied(), tasks);
            }
            Object::Dict(pairs) => self.pairs(Tag::DICT, pairs, flag, at, tasks)?,
            Object::FrozenDict(_) if self.style.marshal_version < 6 => return Err(ErrorKind::Unwritable.at(at)),
            Object::FrozenDict(pairs) => self.pairs(Tag::FROZEN_DICT, pairs, flag, at, tasks)?,
            Object::Slice(_) if self.style.marshal_version < 5 => return Err(ErrorKind::Unwritable.at(at)),
            Object::Slice(parts) => {
                self.tag(Tag::SLICE, flag, at)?;
                self.parts(parts.iter().copied(), tasks);
            }
            Object::Code(code) => {
                self.tag(self.layout.code_tag(), flag, at)?;
                self.depth += 1;
                tasks.push(Task::Leave);
                for &field in self.layout.fields.iter().rev() {
                    if field.is_number() {
                        tasks.push(Task::Number(code, id, field));
                    } else {
                        let part = code.object(field).ok_or(ErrorKind::MissingField { field }.at(at))?;
                        tasks.push(Task::Object(part));
                    }
                }
            }
        }
        Ok(())
    }

    /// The key under which the object is referred to; `None` if it is written plain.
    fn key(&self, id: Id, object: &'o Object) -> Option<Key<'o>> {
        if !has_references(self.layout, self.style)
            || matches!(object, Object::None | Object::Bool(_) | Object::StopIteration | Object::Ellipsis)
        {
            return None;
        }
        let shared = self.plan.uses.get(id.index()).is_some_and(|&uses| uses > 1);
        match self.style.references {
            References::Shared => shared.then_some(Key::Object(id)),
            References::AsRead => {
                let flagged = self.objects.entries.get(id.index()).and_then(|entry| entry.tag).is_some_and(Tag::flagged);
                (flagged || shared).then_some(Key::Object(id))
            }
            References::Fresh => match object {
                Object::Int(value) => match value.to_i64() {
                    Some(small) if (self.layout.rules.small_ints.0..=self.layout.rules.small_ints.1).contains(&small) => {
                        Some(Key::Int(small))
                    }
                    _ => (shared || self.is_held(id)).then_some(Key::Object(id)),
                },
                Object::Str(text)
                    if text.as_str().code_points().nth(1).is_none() && text.as_str().code_points().all(|p| p < 256) =>
                {
                    Some(Key::Str(text.as_str().as_bytes()))
                }
                Object::Bytes { bytes, .. } if bytes.len() < 2 => Some(Key::Bytes(bytes)),
                Object::Tuple(items) if items.is_empty() => Some(Key::EmptyTuple),
                _ => (shared || self.is_held(id)).then_some(Key::Object(id)),
            },
        }
    }

    fn is_held(&self, id: Id) -> bool {
        self.plan.held.contains(&id) && (self.key_of != Some(id) || self.layout.rules.iteration_holds_items)
    }

    /// A type byte, if the release reads it.
    fn tag(&mut self, tag: Tag, flag: u8, at: usize) -> Result<(), Error> {
        if !tag.is_read_by(self.layout.version) {
            return Err(ErrorKind::Unwritable.of(at, tag));
        }
        self.out.push(tag.0 | flag);
        Ok(())
    }

    fn count(&mut self, tag: Tag, count: usize, flag: u8, at: usize) -> Result<(), Error> {
        self.tag(tag, flag, at)?;
        let count = i32::try_from(count).map_err(|_| ErrorKind::Unwritable.of(at, tag))?;
        self.out.extend_from_slice(&count.to_le_bytes());
        Ok(())
    }

    fn parts(&mut self, parts: impl ExactSizeIterator<Item = Id> + DoubleEndedIterator, tasks: &mut Vec<Task<'o>>) {
        self.depth += 1;
        tasks.push(Task::Leave);
        tasks.extend(parts.take(self.room()).rev().map(Task::Object));
    }

    /// Bytes that are still wanted, and so parts, each of which is one byte at least: many keys may begin with the same long object.
    fn room(&self) -> usize {
        self.cut.map_or(usize::MAX, |cut| cut.saturating_sub(self.out.len()))
    }

    /// The content of a string, as far as it is wanted.
    fn content(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes.get(..self.room()).unwrap_or(bytes));
    }

    fn pairs(&mut self, tag: Tag, pairs: &'o [(Id, Id)], flag: u8, at: usize, tasks: &mut Vec<Task<'o>>) -> Result<(), Error> {
        self.tag(tag, flag, at)?;
        self.depth += 1;
        tasks.push(Task::Leave);
        tasks.push(Task::Null);
        tasks.extend(pairs.iter().take(self.room()).rev().flat_map(|&(key, value)| [Task::Object(value), Task::Object(key)]));
        Ok(())
    }

    fn int(&mut self, value: &Int, read: Option<Tag>, flag: u8, at: usize) -> Result<(), Error> {
        let small = value.to_i64();
        let wide = Tag::INT64.is_read_by(self.layout.version);
        match small {
            Some(small) if read == Some(Tag::INT64) && wide => {
                self.out.push(Tag::INT64.0 | flag);
                self.out.extend_from_slice(&small.to_le_bytes());
            }
            Some(_) if read == Some(Tag::LONG) && !self.layout.rules.long_type => self.digits(value, flag, at)?,
            Some(small) => match i32::try_from(small) {
                Ok(small) => {
                    self.out.push(Tag::INT.0 | flag);
                    self.out.extend_from_slice(&small.to_le_bytes());
                }
                Err(_) if self.layout.rules.writes_int64 => {
                    self.tag(Tag::INT64, flag, at)?;
                    self.out.extend_from_slice(&small.to_le_bytes());
                }
                // `int` of Python 2 has 64 bits and no other form.
                Err(_) if self.layout.rules.long_type => return Err(ErrorKind::Unwritable.at(at)),
                Err(_) => self.digits(value, flag, at)?,
            },
            None if self.layout.rules.long_type => return Err(ErrorKind::Unwritable.at(at)),
            None => self.digits(value, flag, at)?,
        }
        Ok(())
    }

    fn digits(&mut self, value: &Int, flag: u8, at: usize) -> Result<(), Error> {
        let digits = value.to_digits();
        let count = i32::try_from(digits.len()).map_err(|_| ErrorKind::Unwritable.of(at, Tag::LONG))?;
        self.tag(Tag::LONG, flag, at)?;
        self.out.extend_from_slice(&if value.is_negative() { -count } else { count }.to_le_bytes());
        self.out.extend(digits.iter().flat_map(|digit| digit.to_le_bytes()));
        Ok(())
    }

    fn floats(&mut self, values: &[f64], binary: Tag, text: Tag, read: Option<Tag>, flag: u8, at: usize) -> Result<(), Error> {
        let as_text = self.style.marshal_version < 2 || !binary.is_read_by(self.layout.version) || read == Some(text);
        self.tag(if as_text { text } else { binary }, flag, at)?;
        for value in values {
            if as_text {
                // CPython drops the sign of a NaN; what was read keeps it.
                let signed_nan = read == Some(text) && value.is_nan() && value.is_sign_negative();
                let digits = if signed_nan { "-nan".to_owned() } else { float::marshal_text(*value) };
                self.out.push(digits.len() as u8);
                self.out.extend_from_slice(digits.as_bytes());
            } else {
                self.out.extend_from_slice(&value.to_bits().to_le_bytes());
            }
        }
        Ok(())
    }

    fn bytes(&mut self, bytes: &'o [u8], interned: bool, flag: u8, at: usize) -> Result<(), Error> {
        if interned && self.layout.rules.string_list && self.style.marshal_version >= 1 {
            let next = self.strings.len() as u32;
            if let Some(index) = self.strings.get(bytes) {
                self.out.push(Tag::STRING_REF.0);
                self.out.extend_from_slice(&index.to_le_bytes());
                return Ok(());
            }
            self.strings.insert(bytes, next);
            self.count(Tag::INTERNED, bytes.len(), flag, at)?;
        } else {
            self.count(Tag::BYTES, bytes.len(), flag, at)?;
        }
        self.content(bytes);
        Ok(())
    }

    fn str(&mut self, text: Str<'o>, interned: bool, read: Option<Tag>, flag: u8, at: usize) -> Result<(), Error> {
        let version = self.style.marshal_version;
        let references = self.layout.rules.references;
        let interned = interned && version >= 3 && references;
        let one_byte = matches!(read, Some(Tag::ASCII | Tag::ASCII_INTERNED | Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED));
        // The loader takes any byte in these, and gives it the code point of the same number.
        let latin1: Option<Vec<u8>> =
            if one_byte && !text.is_ascii() { text.code_points().map(|point| u8::try_from(point).ok()).collect() } else { None };
        let bytes = latin1.as_deref().unwrap_or(text.as_bytes());
        let long_form = matches!(read, Some(Tag::UNICODE | Tag::INTERNED));
        if version >= 4 && references && !long_form && (text.is_ascii() || latin1.is_some()) {
            let short = bytes.len() < 256 && !matches!(read, Some(Tag::ASCII | Tag::ASCII_INTERNED));
            if short {
                let tag = if interned { Tag::SHORT_ASCII_INTERNED } else { Tag::SHORT_ASCII };
                self.out.extend_from_slice(&[tag.0 | flag, bytes.len() as u8]);
            } else {
                self.count(if interned { Tag::ASCII_INTERNED } else { Tag::ASCII }, bytes.len(), flag, at)?;
            }
        } else {
            self.count(if interned { Tag::INTERNED } else { Tag::UNICODE }, bytes.len(), flag, at)?;
        }
        self.content(bytes);
        Ok(())
    }

    fn number(&mut self, code: &CodeObject, id: Id, field: Field) -> Result<(), Error> {
        let at = id.index();
        let value = code.number(field).ok_or(ErrorKind::MissingField { field }.at(at))?;
        if self.layout.number_width == 2 {
            let value = i16::try_from(value).map_err(|_| ErrorKind::NumberTooWide { field }.at(at))?;
            self.out.extend_from_slice(&value.to_le_bytes());
        } else {
            self.out.extend_from_slice(&value.to_le_bytes());
        }
        Ok(())
    }
}
