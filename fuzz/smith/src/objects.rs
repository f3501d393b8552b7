//! Graphs of objects. They are made in the order in which they are written, so that what is written first is never inside what refers to
//! it; only lists and dicts are there before their parts.

use arbitrary::{Result, Unstructured};
use pyc_marshal::{Digits, Encoding, Id, Layout, Object, Objects, Str, Tag, Text};

use crate::config::{Config, Kind, has_references, is_python_3};
use crate::leaf::{self, chance};
use crate::part::{Part, State, What};

/// How many objects are looked at for one that fits.
const LOOKED_AT: usize = 32;
/// How many bytes in all may be written a second time, in versions that write shared objects in full.
const REPEATED: u64 = 1 << 17;
/// How deep what is shared may be, in these versions: their limits are 2,000 and 5,000.
const HEIGHT: u32 = 100;

/// A graph and its root.
pub(crate) fn make(u: &mut Unstructured<'_>, config: &Config, layout: &'static Layout) -> Result<(Objects, Id)> {
    let kinds = config.kinds(layout);
    let objects = Objects::new(layout);
    let mut graph = Graph { config, layout, kinds, objects, known: Vec::new(), repeatable: REPEATED, depth: 0 };
    let root = graph.object(u, false)?;
    Ok((graph.objects, root))
}

pub(crate) struct Graph<'c> {
    pub(crate) config: &'c Config,
    pub(crate) layout: &'static Layout,
    kinds: Vec<Kind>,
    objects: Objects,
    /// What each object is.
    known: Vec<Known>,
    /// What is left of [`REPEATED`].
    repeatable: u64,
    /// Number of containers that are open.
    depth: u8,
}

#[derive(Clone, Copy)]
struct Known {
    id: Id,
    part: Part,
    /// Bytes that it takes when written in full, at most.
    size: u64,
    /// Number of objects on the longest way down.
    height: u32,
}

impl Graph<'_> {
    /// Any object; one with a hash if that is needed.
    pub(crate) fn object(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Id> {
        if chance(u, 5)?
            && let Some(id) = self.share(u, |part| part.hashable || !hashed)?
        {
            return Ok(id);
        }
        let leaf = u.is_empty() || self.depth >= self.config.nesting();
        let kind = Kind::choose(u, &self.kinds, self.layout, leaf, hashed)?;
        self.depth += 1;
        let id = self.of_kind(u, kind, hashed)?;
        self.depth -= 1;
        Ok(id)
    }

    fn of_kind(&mut self, u: &mut Unstructured<'_>, kind: Kind, hashed: bool) -> Result<Id> {
        match kind {
            Kind::Singleton => self.singleton(u),
            Kind::Int => self.int(u),
            Kind::Long => self.long(u),
            Kind::Float => Ok(self.push(Object::Float(leaf::float(u)?), Part::OTHER, &[])),
            Kind::Complex => Ok(self.push(Object::Complex(leaf::float(u)?, leaf::float(u)?), Part::OTHER, &[])),
            Kind::Bytes => {
                let bytes = leaf::bytes(u, self.config)?;
                let interned = !is_python_3(self.layout) && chance(u, 2)?;
                Ok(self.bytes(&bytes, interned))
            }
            Kind::Str => {
                let utf8 = leaf::utf8(u, self.config)?;
                self.unicode(u, &utf8)
            }
            Kind::Tuple => {
                let items = self.items(u, hashed)?;
                Ok(self.tuple(items))
            }
            Kind::List => self.list(u),
            Kind::Set => {
                let items = self.items(u, true)?;
                let parts = items.clone();
                Ok(self.push(Object::Set(items), Part::complete(What::Other, false), &parts))
            }
            Kind::FrozenSet => {
                let items = self.items(u, true)?;
                let parts = items.clone();
                Ok(self.push(Object::FrozenSet(items), Part::OTHER, &parts))
            }
            Kind::Dict => self.dict(u),
            Kind::FrozenDict => {
                let pairs = self.pairs(u, hashed)?;
                let parts = flat(&pairs);
                let hashable = self.all_hashable(&parts);
                Ok(self.push(Object::FrozenDict(pairs), Part::complete(What::Other, hashable), &parts))
            }
            Kind::Slice => {
                let parts = [self.object(u, hashed)?, self.object(u, hashed)?, self.object(u, hashed)?];
                let hashable = self.all_hashable(&parts);
                Ok(self.push(Object::Slice(parts), Part::complete(What::Other, hashable), &parts))
            }
            Kind::Code => self.code(u, hashed),
        }
    }

    /// An object that exists and fits, if one is found.
    pub(crate) fn share(&mut self, u: &mut Unstructured<'_>, fits: impl Fn(Part) -> bool) -> Result<Option<Id>> {
        if !self.config.references || self.known.is_empty() {
            return Ok(None);
        }
        let references = has_references(self.layout);
        let may = |known: &Known| match known.part.state {
            State::Complete => references || known.size <= self.repeatable && known.height <= HEIGHT,
            State::Open => references && self.config.cycles,
            State::Reserved => false,
        };
        let start = u.choose_index(self.known.len())?;
        let around = self.known.iter().cycle().skip(start).take(self.known.len().min(LOOKED_AT));
        let found = around.copied().find(|known| may(known) && fits(known.part));
        if let Some(known) = found {
            self.repeatable = self.repeatable.saturating_sub(known.size);
        }
        Ok(found.map(|known| known.id))
    }

    /// Adds an object whose parts are there.
    pub(crate) fn push(&mut self, object: Object, part: Part, parts: &[Id]) -> Id {
        let content = match &object {
            Object::Bytes { bytes, .. } => bytes.len(),
            Object::Str(text) => text.as_str().as_bytes().len(),
            _ => 0,
        };
        let id = self.objects.push(object);
        // More than a code object's numbers or the two texts of a complex number take.
        self.known.push(Known { id, part, size: 64 + content as u64, height: 1 });
        self.measure(id, parts);
        id
    }

    fn known(&self, id: Id) -> Option<Known> {
        self.known.get(id.index()).copied()
    }

    /// What is known of an object.
    pub(crate) fn part(&self, id: Id) -> Part {
        self.known(id).map_or(Part::OTHER, |known| known.part)
    }

    fn measure(&mut self, id: Id, parts: &[Id]) {
        let (mut size, mut height) = (0_u64, 0);
        for part in parts.iter().filter_map(|&part| self.known(part)) {
            size = size.saturating_add(part.size);
            height = height.max(part.height);
        }
        if let Some(known) = self.known.get_mut(id.index()) {
            known.size = known.size.saturating_add(size);
            known.height = height.saturating_add(1);
        }
    }

    /// Fills a container that was there before its parts.
    fn fill(&mut self, id: Id, object: Object, what: What, parts: &[Id]) {
        if let Some(place) = self.objects.get_mut(id) {
            *place = object;
        }
        if let Some(known) = self.known.get_mut(id.index()) {
            known.part = Part::complete(what, false);
        }
        self.measure(id, parts);
    }

    fn all_hashable(&self, parts: &[Id]) -> bool {
        parts.iter().all(|&id| self.part(id).hashable)
    }

    fn singleton(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let all = [
            (Tag::NONE, Object::None),
            (Tag::TRUE, Object::Bool(true)),
            (Tag::FALSE, Object::Bool(false)),
            (Tag::ELLIPSIS, Object::Ellipsis),
            (Tag::STOP_ITERATION, Object::StopIteration),
        ];
        let read = all.into_iter().filter(|(tag, _)| tag.is_read_by(self.layout.version));
        let objects: Vec<Object> = read.map(|(_, object)| object).collect();
        Ok(self.push(u.choose(&objects)?.clone(), Part::OTHER, &[]))
    }

    fn int(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let value = leaf::int(u)?;
        // Before 1.5 an `int` has 32 bits in the stream.
        let wide = is_python_3(self.layout) || Tag::INT64.is_read_by(self.layout.version);
        let value = if wide { value } else { i64::from(value as i32) };
        Ok(self.push(Object::int(value), Part::OTHER, &[]))
    }

    /// A `long` of Python 1 and 2, an `int` of any size since.
    fn long(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let (negative, digits) = leaf::digits(u, false)?;
        let raw: Vec<u8> = digits.iter().flat_map(|digit| digit.to_le_bytes()).collect();
        let value = Digits::new(negative, &raw).to_int();
        let object = if is_python_3(self.layout) { Object::Int(value) } else { Object::Long(value) };
        Ok(self.push(object, Part::OTHER, &[]))
    }

    /// A byte string: `bytes`, and the `str` of Python 1 and 2.
    pub(crate) fn bytes(&mut self, bytes: &[u8], interned: bool) -> Id {
        self.push(Object::Bytes { bytes: bytes.into(), interned }, Part::bytes(bytes), &[])
    }

    fn unicode(&mut self, u: &mut Unstructured<'_>, utf8: &[u8]) -> Result<Id> {
        let interned = has_references(self.layout) && chance(u, 2)?;
        let text = Text::from(Str::new(utf8, Encoding::Utf8));
        Ok(self.push(Object::Str(text.interned(interned)), Part::UNICODE, &[]))
    }

    /// A name of a code object: the `str` of the version.
    pub(crate) fn name(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let name = leaf::name(u, self.config)?;
        if is_python_3(self.layout) {
            return self.unicode(u, &name);
        }
        let interned = chance(u, 2)?;
        Ok(self.bytes(&name, interned))
    }

    fn items(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Vec<Id>> {
        (0..self.config.count(u)?).map(|_| self.object(u, hashed)).collect()
    }

    /// A tuple of objects that are there.
    pub(crate) fn tuple(&mut self, items: Vec<Id>) -> Id {
        let names = items.iter().all(|&id| self.part(id).is_str(self.layout));
        let what = What::Tuple { count: items.len() as u32, names };
        let part = Part::complete(what, self.all_hashable(&items));
        let parts = items.clone();
        self.push(Object::Tuple(items), part, &parts)
    }

    /// Keys and values.
    fn pairs(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Vec<(Id, Id)>> {
        let count = self.config.count(u)?;
        (0..count).map(|_| Ok((self.object(u, true)?, self.object(u, hashed)?))).collect()
    }

    fn list(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let open = Part { state: State::Open, hashable: false, what: What::Other };
        let id = self.push(Object::List(Vec::new()), open, &[]);
        let items = self.items(u, false)?;
        let parts = items.clone();
        self.fill(id, Object::List(items), What::List, &parts);
        Ok(id)
    }

    fn dict(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let open = Part { state: State::Open, hashable: false, what: What::Other };
        let id = self.push(Object::Dict(Vec::new()), open, &[]);
        let pairs = self.pairs(u, false)?;
        let parts = flat(&pairs);
        self.fill(id, Object::Dict(pairs), What::Other, &parts);
        Ok(id)
    }
}

/// Keys and values in one row.
fn flat(pairs: &[(Id, Id)]) -> Vec<Id> {
    pairs.iter().flat_map(|&(key, value)| [key, value]).collect()
}
