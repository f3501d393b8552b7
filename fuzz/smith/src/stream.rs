//! Streams, token by token: every type code in every place where a version reads it.

use arbitrary::{Result, Unstructured};
use pyc_marshal::{Digits, Field, Head, Layout, Payload, Tag, Token, Version, Writer};

use crate::Config;

/// A marshal stream of one object that the strict reader of the layout's version accepts.
pub fn marshal(u: &mut Unstructured<'_>, config: &Config, layout: &'static Layout) -> Result<Vec<u8>> {
    let mut smith =
        Smith { writer: Writer::new(Vec::new(), layout), layout, config, slots: Vec::new(), strings: 0, budget: 2000 };
    smith.object(u, 0, false)?;
    Ok(smith.writer.into_inner())
}

/// What a reference must know of the object in a slot.
#[derive(Clone, Copy)]
struct Slot {
    visible: bool,
    hashable: bool,
}

struct Smith<'c> {
    writer: Writer<Vec<u8>>,
    layout: &'static Layout,
    config: &'c Config,
    slots: Vec<Slot>,
    strings: i32,
    /// Objects that may still be made.
    budget: u32,
}

/// A type code, and whether the configuration lets it occur.
type Row = (Tag, fn(&Config) -> bool);

/// Type codes of leaves with their group in the configuration.
const LEAVES: &[Row] = &[
    (Tag::NONE, |_| true),
    (Tag::TRUE, |_| true),
    (Tag::FALSE, |_| true),
    (Tag::ELLIPSIS, |_| true),
    (Tag::STOP_ITERATION, |_| true),
    (Tag::INT, |_| true),
    (Tag::INT64, |c| c.numbers),
    (Tag::LONG, |c| c.numbers),
    (Tag::FLOAT, |c| c.numbers),
    (Tag::FLOAT_TEXT, |c| c.text_floats),
    (Tag::COMPLEX, |c| c.numbers),
    (Tag::COMPLEX_TEXT, |c| c.text_floats),
    (Tag::BYTES, |_| true),
    (Tag::INTERNED, |_| true),
    (Tag::STRING_REF, |c| c.references),
    (Tag::UNICODE, |_| true),
    (Tag::ASCII, |c| c.odd_forms),
    (Tag::ASCII_INTERNED, |c| c.odd_forms),
    (Tag::SHORT_ASCII, |_| true),
    (Tag::SHORT_ASCII_INTERNED, |_| true),
];

/// Type codes of containers, likewise.
const CONTAINERS: &[Row] = &[
    (Tag::TUPLE, |c| c.sequences),
    (Tag::SMALL_TUPLE, |c| c.sequences),
    (Tag::LIST, |c| c.sequences),
    (Tag::DICT, |c| c.dicts),
    (Tag::FROZEN_DICT, |c| c.dicts),
    (Tag::SET, |c| c.sets),
    (Tag::FROZEN_SET, |c| c.sets),
    (Tag::SLICE, |c| c.slices),
    (Tag::CODE, |c| c.codes),
    (Tag::CODE_OLD, |c| c.codes),
];

const FLOAT_TEXTS: &[&[u8]] = &[b"0.5", b"-1e300", b"inf", b"-nan", b".5", b"3.", b"0.10000000000000001", b"1e999", b"7\0rest"];

impl Smith<'_> {
    fn has_references(&self) -> bool {
        Tag::REF.is_read_by(self.layout.version)
    }

    fn put(&mut self, tag: Option<Tag>, payload: Payload<'_>) -> Result<()> {
        self.writer.token(&Token { offset: 0, end: 0, tag, payload }).map_err(|_| arbitrary::Error::IncorrectFormat)
    }

    /// Makes an object; says whether it is hashable.
    fn object(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<bool> {
        self.budget = self.budget.saturating_sub(1);
        let small = u.is_empty() || self.budget == 0 || depth >= self.config.depth;
        if self.config.references && !self.slots.is_empty() && u.ratio(1, 5)? && self.reference(u, hashable)?.is_some() {
            return Ok(hashable);
        }
        if small || u.ratio(1, 2)? {
            self.leaf(u)?;
            return Ok(true);
        }
        self.container(u, depth, hashable)
    }

    /// A reference to a slot that may be seen here; `None` if the slot that was drawn is not.
    fn reference(&mut self, u: &mut Unstructured<'_>, hashable: bool) -> Result<Option<()>> {
        let index = u.choose_index(self.slots.len())?;
        match self.slots.get(index) {
            // Where cycles are not wanted, only what is complete is referred to; that is what hashable says, or more.
            Some(slot) if slot.visible && (slot.hashable || !hashable && self.config.cycles) => {
                self.put(Some(Tag::REF), Payload::Reference(index as i32)).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn choose(&self, u: &mut Unstructured<'_>, rows: &[Row]) -> Result<Option<Tag>> {
        let fit = rows.iter().filter(|row| row.1(self.config) && row.0.is_read_by(self.layout.version));
        let fit: Vec<Tag> = fit.map(|row| row.0).collect();
        if fit.is_empty() { Ok(None) } else { u.choose(&fit).copied().map(Some) }
    }

    /// The tag with a flag or not, and the slot that it takes.
    fn flag(&mut self, u: &mut Unstructured<'_>, tag: Tag, slot: Slot) -> Result<(Tag, Option<usize>)> {
        let flagged = self.has_references() && self.config.references && u.ratio(1, 3)?;
        if !flagged || !tag.takes_slot() {
            return Ok((tag.with_flag(flagged), None));
        }
        self.slots.push(slot);
        Ok((tag.with_flag(true), Some(self.slots.len() - 1)))
    }

    fn leaf(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let tag = self.choose(u, LEAVES)?.unwrap_or(Tag::NONE);
        if tag == Tag::STRING_REF {
            return match self.strings {
                0 => self.put(Some(Tag::NONE), Payload::Empty),
                strings => {
                    let index = u.int_in_range(0..=strings - 1)?;
                    self.put(Some(tag), Payload::Reference(index))
                }
            };
        }
        if matches!(
            tag,
            Tag::BYTES
                | Tag::INTERNED
                | Tag::UNICODE
                | Tag::ASCII
                | Tag::ASCII_INTERNED
                | Tag::SHORT_ASCII
                | Tag::SHORT_ASCII_INTERNED
        ) {
            return self.string(u, tag);
        }
        let (tag, _) = self.flag(u, tag, Slot { visible: true, hashable: true })?;
        match tag.code() {
            Tag::INT => {
                let value = if u.arbitrary()? { i32::from(u.arbitrary::<i8>()?) } else { u.arbitrary()? };
                self.put(Some(tag), Payload::Int(value))
            }
            Tag::INT64 => {
                let value = u.arbitrary()?;
                self.put(Some(tag), Payload::Int64(value))
            }
            Tag::LONG => {
                let least = if self.config.odd_forms { 0 } else { 3 };
                let count = u.int_in_range(least..=12_usize)?;
                let mut raw = Vec::new();
                for i in 0..count {
                    // The highest digit is not zero.
                    let digit = u.int_in_range(u16::from(i + 1 == count)..=0x7fff)?;
                    raw.extend_from_slice(&digit.to_le_bytes());
                }
                let negative = count > 0 && u.arbitrary()?;
                self.put(Some(tag), Payload::Long(Digits::new(negative, &raw)))
            }
            Tag::FLOAT => {
                let bits = float(u)?;
                self.put(Some(tag), Payload::Float(bits))
            }
            Tag::COMPLEX => {
                let (re, im) = (float(u)?, float(u)?);
                self.put(Some(tag), Payload::Complex(re, im))
            }
            Tag::FLOAT_TEXT => {
                let text = u.choose(FLOAT_TEXTS)?;
                self.put(Some(tag), Payload::FloatText(text))
            }
            Tag::COMPLEX_TEXT => {
                let (re, im) = (u.choose(FLOAT_TEXTS)?, u.choose(FLOAT_TEXTS)?);
                self.put(Some(tag), Payload::ComplexText(re, im))
            }
            _ => self.put(Some(tag), Payload::Empty),
        }
    }

    fn string(&mut self, u: &mut Unstructured<'_>, tag: Tag) -> Result<()> {
        let utf8 = tag == Tag::UNICODE || tag == Tag::INTERNED && self.has_references();
        let mut text = crate::text(u, self.config.text, self.config.exotic_text && utf8)?;
        if !utf8 && self.config.exotic_text && u.ratio(1, 4)? {
            // The loader checks no byte of these.
            text.push(u.arbitrary()?);
        }
        let (tag, _) = self.flag(u, tag, Slot { visible: true, hashable: true })?;
        if tag == Tag::INTERNED && Tag::STRING_REF.is_read_by(self.layout.version) {
            self.strings += 1;
        }
        self.put(Some(tag), Payload::Text(&text))
    }

    /// A string of the version's own kind: a name.
    fn name(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let tags = [Tag::SHORT_ASCII_INTERNED, Tag::SHORT_ASCII, Tag::UNICODE, Tag::INTERNED, Tag::BYTES];
        let python2 = self.layout.version < Version::new(3, 0);
        let fits = |tag: &Tag| {
            tag.is_read_by(self.layout.version)
                && if python2 { matches!(*tag, Tag::BYTES | Tag::INTERNED) } else { *tag != Tag::BYTES }
        };
        let fit: Vec<Tag> = tags.into_iter().filter(fits).collect();
        let tag = *u.choose(&fit)?;
        self.string(u, tag)
    }

    fn container(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<bool> {
        let version = self.layout.version;
        let Some(mut tag) = self.choose(u, CONTAINERS)? else {
            self.leaf(u)?;
            return Ok(true);
        };
        // The constants of 1.0 are a list.
        let unhashable = matches!(tag, Tag::LIST | Tag::DICT | Tag::SET)
            || tag == Tag::CODE_OLD && version < Version::new(1, 1)
            || tag == Tag::SLICE && version < Version::new(3, 12);
        if hashable && unhashable {
            tag = Tag::TUPLE;
        }
        let from_inside = match tag {
            Tag::TUPLE | Tag::SMALL_TUPLE => version < Version::new(3, 15),
            Tag::LIST | Tag::DICT | Tag::SET => true,
            _ => false,
        };
        let (flagged, slot) = self.flag(u, tag, Slot { visible: from_inside, hashable: false })?;
        let count = u.int_in_range(0..=self.config.items)?;
        let mut all_hashable = true;
        match tag {
            Tag::CODE | Tag::CODE_OLD => all_hashable = self.code(u, flagged, depth, hashable)?,
            Tag::DICT | Tag::FROZEN_DICT => {
                self.put(Some(flagged), Payload::Pairs)?;
                for _ in 0..count {
                    self.object(u, depth + 1, true)?;
                    all_hashable &= self.object(u, depth + 1, hashable)?;
                }
                self.put(Some(Tag::NULL), Payload::Empty)?;
            }
            Tag::SLICE => {
                self.put(Some(flagged), Payload::Slice)?;
                for _ in 0..3 {
                    all_hashable &= self.object(u, depth + 1, hashable)?;
                }
            }
            _ => {
                self.put(Some(flagged), Payload::Items(u32::from(count)))?;
                let set = matches!(tag, Tag::SET | Tag::FROZEN_SET);
                for _ in 0..count {
                    all_hashable &= self.object(u, depth + 1, hashable || set)?;
                }
            }
        }
        let is_hashable = match tag {
            Tag::LIST | Tag::DICT | Tag::SET => false,
            Tag::SLICE => all_hashable && version >= Version::new(3, 12),
            Tag::FROZEN_SET => true,
            _ => all_hashable,
        };
        if let Some(slot) = slot.and_then(|slot| self.slots.get_mut(slot)) {
            *slot = Slot { visible: true, hashable: is_hashable };
        }
        Ok(is_hashable)
    }

    /// A code object whose fields pass the loader's checks; says whether its constants are hashable.
    fn code(&mut self, u: &mut Unstructured<'_>, tag: Tag, depth: u8, hashable: bool) -> Result<bool> {
        let locals = u.int_in_range(0..=6_i32)?;
        let argcount = u.int_in_range(0..=locals)?;
        let kwonly = u.int_in_range(0..=locals - argcount)?;
        let variadic = if locals - argcount - kwonly > 1 { u.int_in_range(0..=3)? << 2 } else { 0 };
        let number = |u: &mut Unstructured<'_>, field| -> Result<i32> {
            Ok(match field {
                Field::Argcount => argcount,
                Field::Posonlyargcount => u.int_in_range(0..=argcount)?,
                Field::Kwonlyargcount => kwonly,
                Field::Nlocals => locals,
                Field::Flags => u.int_in_range(0..=0x7ff0)? & !0xc | variadic,
                _ => u.int_in_range(0..=1000)?,
            })
        };
        let layout = self.layout;
        let head = layout.head().map(|field| number(u, field)).collect::<Result<Vec<i32>>>()?;
        self.put(Some(tag), Payload::Code(Head::new(head)))?;
        let mut consts_hashable = true;
        for &field in layout.fields.iter().skip(layout.head().count()) {
            match field {
                Field::Firstlineno => {
                    let line = u.int_in_range(-5..=30_000)?;
                    self.put(None, Payload::Number(line))?;
                }
                Field::Code | Field::Linetable | Field::Endlinetable | Field::Columntable | Field::Exceptiontable => {
                    let units = u.int_in_range(0..=self.config.text)?;
                    let bytes = u.bytes((usize::from(units) * 2).min(u.len() / 2 * 2))?.to_vec();
                    self.bytes(u, &bytes)?;
                }
                Field::Localspluskinds => self.bytes(u, &vec![0x20; locals as usize])?,
                Field::Filename | Field::Name | Field::Qualname => self.name(u)?,
                Field::Consts => consts_hashable = self.consts(u, depth, hashable)?,
                Field::Varnames | Field::Localsplusnames => self.names(u, locals as u32)?,
                _ => {
                    let count = u.int_in_range(0..=3)?;
                    self.names(u, count)?;
                }
            }
        }
        Ok(consts_hashable)
    }

    fn bytes(&mut self, u: &mut Unstructured<'_>, bytes: &[u8]) -> Result<()> {
        let (tag, _) = self.flag(u, Tag::BYTES, Slot { visible: true, hashable: true })?;
        self.put(Some(tag), Payload::Text(bytes))
    }

    /// The tag of constants and names: a tuple, a list in 1.0.
    fn sequence(&mut self, u: &mut Unstructured<'_>, count: u32, hashable: bool) -> Result<Option<usize>> {
        let tag = if self.layout.version < Version::new(1, 1) { Tag::LIST } else { Tag::TUPLE };
        let (tag, slot) = self.flag(u, tag, Slot { visible: false, hashable })?;
        self.put(Some(tag), Payload::Items(count))?;
        Ok(slot)
    }

    fn consts(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<bool> {
        let count = u.int_in_range(0..=self.config.items)?;
        // A tuple could be seen from inside, but a reference to it is never needed.
        let slot = self.sequence(u, u32::from(count), false)?;
        let mut all = self.layout.version >= Version::new(1, 1);
        for _ in 0..count {
            all &= self.object(u, depth + 1, hashable)?;
        }
        if let Some(slot) = slot.and_then(|slot| self.slots.get_mut(slot)) {
            *slot = Slot { visible: true, hashable: all };
        }
        Ok(all)
    }

    fn names(&mut self, u: &mut Unstructured<'_>, count: u32) -> Result<()> {
        let slot = self.sequence(u, count, true)?;
        for _ in 0..count {
            self.name(u)?;
        }
        if let Some(slot) = slot.and_then(|slot| self.slots.get_mut(slot)) {
            slot.visible = true;
        }
        Ok(())
    }
}

pub(crate) fn float(u: &mut Unstructured<'_>) -> Result<u64> {
    const VALUES: &[f64] = &[0.0, -0.0, 1.0, -1.5, 0.1, 1e300, 5e-324, f64::INFINITY, f64::NAN, 3.0];
    if u.arbitrary()? { u.arbitrary() } else { Ok(u.choose(VALUES)?.to_bits()) }
}
