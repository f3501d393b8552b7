//! Streams, token by token, with the slots that their reader will have.

use arbitrary::{Error, Result, Unstructured};
use pyc_marshal::{Digits, Layout, Payload, Tag, Token, Version, Writer};

use crate::config::{Config, Kind, has_references, is_python_3};
use crate::leaf::{self, chance};
use crate::part::{Part, State, What};

/// How many slots are looked at for one that fits.
const LOOKED_AT: usize = 32;

/// A stream of one object; of a code object if `module`.
pub(crate) fn make(u: &mut Unstructured<'_>, config: &Config, layout: &'static Layout, module: bool) -> Result<Vec<u8>> {
    let kinds = config.kinds(layout);
    let out = Writer::new(Vec::new(), layout);
    let mut stream = Stream { config, layout, kinds, out, slots: Vec::new(), strings: Vec::new(), depth: 0 };
    if module {
        stream.code(u, false)?
    } else {
        stream.object(u, false)?
    };
    Ok(stream.out.into_inner())
}

pub(crate) struct Stream<'c> {
    pub(crate) config: &'c Config,
    pub(crate) layout: &'static Layout,
    kinds: Vec<Kind>,
    out: Writer<Vec<u8>>,
    /// What each flagged object is, in the reader's order.
    slots: Vec<Part>,
    /// The list of interned strings of Python 2.
    strings: Vec<Part>,
    /// Number of containers that are open.
    depth: u8,
}

impl Stream<'_> {
    fn reads(&self, tag: Tag) -> bool {
        tag.is_read_by(self.layout.version)
    }

    /// Any object; one with a hash if that is needed.
    pub(crate) fn object(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Part> {
        if chance(u, 5)?
            && let Some(part) = self.reference(u, |part| part.hashable || !hashed)?
        {
            return Ok(part);
        }
        let leaf = u.is_empty() || self.depth >= self.config.nesting();
        match Kind::choose(u, &self.kinds, self.layout, leaf, hashed)? {
            Kind::Singleton => self.singleton(u),
            Kind::Int => self.int(u),
            Kind::Long => self.long(u),
            Kind::Float => self.float(u),
            Kind::Complex => self.complex(u),
            Kind::Bytes => {
                let bytes = leaf::bytes(u, self.config)?;
                self.bytes(u, &bytes)
            }
            Kind::Str => self.text(u),
            Kind::Tuple => {
                let tag = self.tuple_tag(u)?;
                self.container(u, tag, hashed)
            }
            Kind::List => self.container(u, Tag::LIST, false),
            Kind::Set => self.container(u, Tag::SET, true),
            Kind::FrozenSet => self.container(u, Tag::FROZEN_SET, true),
            Kind::Dict => self.dict(u, Tag::DICT, false),
            Kind::FrozenDict => self.dict(u, Tag::FROZEN_DICT, hashed),
            Kind::Slice => self.slice(u, hashed),
            Kind::Code => self.code(u, hashed),
        }
    }

    /// A reference to an object that fits, if one is found.
    pub(crate) fn reference(&mut self, u: &mut Unstructured<'_>, fits: impl Fn(Part) -> bool) -> Result<Option<Part>> {
        let (tag, places) = if has_references(self.layout) { (Tag::REF, &self.slots) } else { (Tag::STRING_REF, &self.strings) };
        if !self.config.references || places.is_empty() {
            return Ok(None);
        }
        let seen = |part: &Part| match part.state {
            State::Open => self.config.cycles,
            State::Reserved => false,
            State::Complete => true,
        };
        let start = u.choose_index(places.len())?;
        let around = places.iter().enumerate().cycle().skip(start).take(places.len().min(LOOKED_AT));
        let found = around.map(|(i, part)| (i, *part)).find(|(_, part)| seen(part) && fits(*part));
        let Some((index, part)) = found else { return Ok(None) };
        let tag = tag.with_flag(tag == Tag::REF && self.config.odd && chance(u, 8)?);
        self.token(tag, Payload::Reference(index as i32))?;
        Ok(Some(part))
    }

    fn token(&mut self, tag: Tag, payload: Payload<'_>) -> Result<()> {
        let token = Token { offset: 0, end: 0, tag: Some(tag), payload };
        self.out.token(&token).map_err(|_| Error::IncorrectFormat)
    }

    /// A number that stands between the objects of a code object.
    pub(crate) fn number(&mut self, value: i32) -> Result<()> {
        let token = Token { offset: 0, end: 0, tag: None, payload: Payload::Number(value) };
        self.out.token(&token).map_err(|_| Error::IncorrectFormat)
    }

    /// Whether the next object gets a flag.
    fn flag(&self, u: &mut Unstructured<'_>) -> Result<bool> {
        Ok(self.config.references && has_references(self.layout) && chance(u, 3)?)
    }

    fn leaf(&mut self, u: &mut Unstructured<'_>, tag: Tag, payload: Payload<'_>, part: Part) -> Result<Part> {
        let tag = tag.with_flag(self.flag(u)?);
        if tag.flagged() {
            self.slots.push(part);
        }
        if tag == Tag::INTERNED && !is_python_3(self.layout) {
            self.strings.push(part);
        }
        self.token(tag, payload)?;
        Ok(part)
    }

    /// Begins a container. Gives the slot that it takes.
    pub(crate) fn open(&mut self, u: &mut Unstructured<'_>, tag: Tag, payload: Payload<'_>) -> Result<Option<usize>> {
        let tag = tag.with_flag(self.flag(u)?);
        let slot = tag.flagged().then_some(self.slots.len());
        if tag.flagged() {
            let seen = match tag.code() {
                Tag::LIST | Tag::SET | Tag::DICT => true,
                Tag::TUPLE | Tag::SMALL_TUPLE => self.layout.version < Version::new(3, 15),
                _ => false,
            };
            let state = if seen { State::Open } else { State::Reserved };
            self.slots.push(Part { state, hashable: false, what: What::Other });
        }
        self.token(tag, payload)?;
        self.depth += 1;
        Ok(slot)
    }

    /// Ends a container.
    pub(crate) fn close(&mut self, slot: Option<usize>, part: Part) -> Part {
        self.depth = self.depth.saturating_sub(1);
        if let Some(entry) = slot.and_then(|slot| self.slots.get_mut(slot)) {
            *entry = part;
        }
        part
    }

    fn singleton(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        const ALL: [Tag; 5] = [Tag::NONE, Tag::TRUE, Tag::FALSE, Tag::ELLIPSIS, Tag::STOP_ITERATION];
        let tags: Vec<Tag> = ALL.into_iter().filter(|&tag| self.reads(tag)).collect();
        let tag = *u.choose(&tags)?;
        // A flag that means nothing.
        let tag = tag.with_flag(self.config.odd && has_references(self.layout) && chance(u, 8)?);
        self.token(tag, Payload::Empty)?;
        Ok(Part::OTHER)
    }

    fn int(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        let value = leaf::int(u)?;
        let written = self.layout.version < Version::new(3, 3);
        let wide = self.reads(Tag::INT64) && (written || self.config.odd);
        match i32::try_from(value) {
            Ok(_) if wide && self.config.odd && chance(u, 4)? => self.leaf(u, Tag::INT64, Payload::Int64(value), Part::OTHER),
            Ok(value) => self.leaf(u, Tag::INT, Payload::Int(value), Part::OTHER),
            Err(_) if wide => self.leaf(u, Tag::INT64, Payload::Int64(value), Part::OTHER),
            Err(_) => self.leaf(u, Tag::INT, Payload::Int(value as i32), Part::OTHER),
        }
    }

    fn long(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        // Python 3 writes what fits 32 bits as `i`.
        let large = is_python_3(self.layout) && !self.config.odd;
        let (negative, digits) = leaf::digits(u, large)?;
        let raw: Vec<u8> = digits.iter().flat_map(|digit| digit.to_le_bytes()).collect();
        self.leaf(u, Tag::LONG, Payload::Long(Digits::new(negative, &raw)), Part::OTHER)
    }

    /// Whether the next float is text, where it stands for `binary`.
    fn as_text(&self, u: &mut Unstructured<'_>, binary: Tag) -> Result<bool> {
        Ok(!self.reads(binary) || self.config.text_floats && chance(u, 2)?)
    }

    fn float(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        if self.as_text(u, Tag::FLOAT)? {
            let text = leaf::float_text(u, self.config.odd)?;
            return self.leaf(u, Tag::FLOAT_TEXT, Payload::FloatText(&text), Part::OTHER);
        }
        let bits = leaf::float(u)?.to_bits();
        self.leaf(u, Tag::FLOAT, Payload::Float(bits), Part::OTHER)
    }

    fn complex(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        if self.as_text(u, Tag::COMPLEX)? {
            let (re, im) = (leaf::float_text(u, self.config.odd)?, leaf::float_text(u, self.config.odd)?);
            return self.leaf(u, Tag::COMPLEX_TEXT, Payload::ComplexText(&re, &im), Part::OTHER);
        }
        let (re, im) = (leaf::float(u)?.to_bits(), leaf::float(u)?.to_bits());
        self.leaf(u, Tag::COMPLEX, Payload::Complex(re, im), Part::OTHER)
    }

    /// A byte string: `bytes`, and the `str` of Python 1 and 2.
    pub(crate) fn bytes(&mut self, u: &mut Unstructured<'_>, bytes: &[u8]) -> Result<Part> {
        let interned = !is_python_3(self.layout) && self.reads(Tag::INTERNED) && chance(u, 2)?;
        let tag = if interned { Tag::INTERNED } else { Tag::BYTES };
        self.leaf(u, tag, Payload::Text(bytes), Part::bytes(bytes))
    }

    /// The `str` of the version.
    pub(crate) fn str(&mut self, u: &mut Unstructured<'_>, utf8: &[u8]) -> Result<Part> {
        if is_python_3(self.layout) { self.unicode(u, utf8) } else { self.bytes(u, utf8) }
    }

    /// Any Unicode string.
    fn text(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        if self.config.odd && self.reads(Tag::ASCII) && chance(u, 8)? {
            // Codes for ASCII take all of Latin-1.
            let bytes = leaf::bytes(u, self.config)?;
            let tags = [Tag::ASCII, Tag::ASCII_INTERNED, Tag::SHORT_ASCII, Tag::SHORT_ASCII_INTERNED];
            let tags = if bytes.len() < 256 { &tags[..] } else { &tags[..2] };
            let tag = *u.choose(tags)?;
            return self.leaf(u, tag, Payload::Text(&bytes), Part::UNICODE);
        }
        let utf8 = leaf::utf8(u, self.config)?;
        self.unicode(u, &utf8)
    }

    /// A Unicode string with these contents.
    pub(crate) fn unicode(&mut self, u: &mut Unstructured<'_>, utf8: &[u8]) -> Result<Part> {
        let tag = self.unicode_tag(u, utf8)?;
        self.leaf(u, tag, Payload::Text(utf8), Part::UNICODE)
    }

    fn unicode_tag(&self, u: &mut Unstructured<'_>, utf8: &[u8]) -> Result<Tag> {
        if !self.reads(Tag::ASCII) {
            return Ok(Tag::UNICODE);
        }
        let (plain, interned) = match (utf8.is_ascii(), utf8.len() < 256) {
            (false, _) => (Tag::UNICODE, Tag::INTERNED),
            _ if self.config.odd && chance(u, 4)? => (Tag::UNICODE, Tag::INTERNED),
            (true, true) if self.config.odd && chance(u, 4)? => (Tag::ASCII, Tag::ASCII_INTERNED),
            (true, true) => (Tag::SHORT_ASCII, Tag::SHORT_ASCII_INTERNED),
            (true, false) => (Tag::ASCII, Tag::ASCII_INTERNED),
        };
        Ok(if chance(u, 2)? { interned } else { plain })
    }

    /// The type code of a short tuple.
    pub(crate) fn tuple_tag(&self, u: &mut Unstructured<'_>) -> Result<Tag> {
        let small = self.reads(Tag::SMALL_TUPLE) && !(self.config.odd && chance(u, 4)?);
        Ok(if small { Tag::SMALL_TUPLE } else { Tag::TUPLE })
    }

    fn container(&mut self, u: &mut Unstructured<'_>, tag: Tag, hashed: bool) -> Result<Part> {
        let count = self.config.count(u)?;
        self.items(u, tag, count, |stream, u| stream.object(u, hashed))
    }

    /// A tuple, list or set of `count` items.
    pub(crate) fn items(
        &mut self,
        u: &mut Unstructured<'_>,
        tag: Tag,
        count: u32,
        mut item: impl FnMut(&mut Self, &mut Unstructured<'_>) -> Result<Part>,
    ) -> Result<Part> {
        let slot = self.open(u, tag, Payload::Items(count))?;
        let (mut hashable, mut names) = (true, true);
        for _ in 0..count {
            let part = item(self, u)?;
            hashable &= part.hashable;
            names &= part.is_str(self.layout);
        }
        let part = match tag {
            Tag::LIST => Part::complete(What::List, false),
            Tag::SET => Part::complete(What::Other, false),
            Tag::FROZEN_SET => Part::OTHER,
            _ => Part::complete(What::Tuple { count, names }, hashable),
        };
        Ok(self.close(slot, part))
    }

    /// A dict or frozendict; one whose values have a hash if that is needed.
    fn dict(&mut self, u: &mut Unstructured<'_>, tag: Tag, hashed: bool) -> Result<Part> {
        let slot = self.open(u, tag, Payload::Pairs)?;
        let mut hashable = tag == Tag::FROZEN_DICT;
        let mut ended = false;
        for _ in 0..self.config.count(u)? {
            let valueless = self.config.odd && chance(u, 16)?;
            // The key without value is never hashed.
            let key = self.object(u, !valueless || hashed)?;
            hashable &= key.hashable;
            if valueless {
                self.null(u)?;
                // Before 3.0 only the pair is dropped.
                ended = is_python_3(self.layout);
                if ended {
                    break;
                }
            } else {
                hashable &= self.object(u, hashed)?.hashable;
            }
        }
        if !ended {
            self.null(u)?;
        }
        Ok(self.close(slot, Part::complete(What::Other, hashable)))
    }

    fn null(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let flagged = self.config.odd && has_references(self.layout) && chance(u, 16)?;
        self.token(Tag::NULL.with_flag(flagged), Payload::Empty)
    }

    fn slice(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Part> {
        let slot = self.open(u, Tag::SLICE, Payload::Slice)?;
        let mut hashable = true;
        for _ in 0..3 {
            hashable &= self.object(u, hashed)?.hashable;
        }
        Ok(self.close(slot, Part::complete(What::Other, hashable)))
    }
}
