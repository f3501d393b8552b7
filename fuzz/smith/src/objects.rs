//! Graphs of owned objects, as a user of the library would build them.

use arbitrary::{Result, Unstructured};
use pyc_marshal::{CodeObject, Field, Id, Int, Layout, Object, Objects, Tag, Text, Version};

use crate::Config;

/// Objects with shared parts, and lists that contain themselves where the version has references; all that its own version of the format can
/// say. Returns the arena and the outermost object.
pub fn objects(u: &mut Unstructured<'_>, config: &Config, layout: &'static Layout) -> Result<(Objects, Id)> {
    let mut smith = Smith { objects: Objects::new(layout), layout, config, made: Vec::new(), open: Vec::new(), budget: 500 };
    let (root, _) = smith.object(u, 0, false)?;
    Ok((smith.objects, root))
}

struct Smith<'c> {
    objects: Objects,
    layout: &'static Layout,
    config: &'c Config,
    /// Complete objects, and whether they are hashable.
    made: Vec<(Id, bool)>,
    /// Lists that are being filled.
    open: Vec<Id>,
    budget: u32,
}

impl Smith<'_> {
    fn reads(&self, tag: Tag) -> bool {
        tag.is_read_by(self.layout.version)
    }

    fn object(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<(Id, bool)> {
        self.budget = self.budget.saturating_sub(1);
        // Sharing is written out in full where there are no references: rarely enough that it stays small.
        let share = if self.reads(Tag::REF) { 4 } else { 12 };
        if self.config.references && !self.made.is_empty() && u.ratio(1, share)? {
            let (id, is_hashable) = *u.choose(&self.made)?;
            if is_hashable || !hashable {
                return Ok((id, is_hashable));
            }
        }
        if self.config.cycles && !hashable && self.reads(Tag::REF) && !self.open.is_empty() && u.ratio(1, 8)? {
            return Ok((*u.choose(&self.open)?, false));
        }
        let made = if u.is_empty() || self.budget == 0 || depth >= self.config.depth || u.ratio(1, 2)? {
            let leaf = self.leaf(u)?;
            (self.objects.push(leaf), true)
        } else {
            self.container(u, depth, hashable)?
        };
        self.made.push(made);
        Ok(made)
    }

    fn leaf(&mut self, u: &mut Unstructured<'_>) -> Result<Object> {
        let python2 = self.layout.version < Version::new(3, 0);
        Ok(match u.int_in_range(0..=9)? {
            1 if self.reads(Tag::TRUE) => Object::Bool(u.arbitrary()?),
            2 if self.reads(Tag::ELLIPSIS) => Object::Ellipsis,
            3 if self.reads(Tag::STOP_ITERATION) => Object::StopIteration,
            4 => Object::int(i64::from(u.arbitrary::<i32>()?)),
            5 if self.config.numbers => {
                let len = u.int_in_range(0..=20)?;
                let big = Int::from_le_bytes(u.arbitrary()?, u.bytes(len.min(u.len()))?);
                if python2 { Object::Long(big) } else { Object::Int(big) }
            }
            6 if self.config.numbers => Object::Float(f64::from_bits(crate::stream::float(u)?)),
            7 if self.config.numbers && self.reads(Tag::COMPLEX_TEXT) => {
                Object::Complex(f64::from_bits(crate::stream::float(u)?), f64::from_bits(crate::stream::float(u)?))
            }
            8 => Object::Bytes {
                bytes: crate::text(u, self.config.text, self.config.exotic_text)?.into(),
                interned: python2 && u.arbitrary()?,
            },
            9 if self.reads(Tag::UNICODE) => {
                let points = crate::text(u, self.config.text, self.config.exotic_text)?;
                let text = pyc_marshal::Str::new(&points, pyc_marshal::Encoding::Utf8);
                Object::Str(Text::from(text).interned(!python2 && u.arbitrary()?))
            }
            _ => Object::None,
        })
    }

    fn items(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<(Vec<Id>, bool)> {
        let count = u.int_in_range(0..=self.config.items)?;
        let mut all = true;
        let mut items = Vec::new();
        for _ in 0..count {
            let (id, is_hashable) = self.object(u, depth + 1, hashable)?;
            items.push(id);
            all &= is_hashable;
        }
        Ok((items, all))
    }

    fn container(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<(Id, bool)> {
        let version = self.layout.version;
        let slices_hash = version >= Version::new(3, 12);
        match u.int_in_range(0..=7)? {
            1 if self.config.sequences && !hashable => {
                let list = self.objects.push(Object::List(Vec::new()));
                self.open.push(list);
                let (items, _) = self.items(u, depth, false)?;
                self.open.pop();
                if let Some(object) = self.objects.get_mut(list) {
                    *object = Object::List(items);
                }
                Ok((list, false))
            }
            2 if self.config.sets && !hashable && self.reads(Tag::SET) => {
                let (items, _) = self.items(u, depth, true)?;
                Ok((self.objects.push(Object::Set(items)), false))
            }
            3 if self.config.sets && self.reads(Tag::FROZEN_SET) => {
                let (items, _) = self.items(u, depth, true)?;
                Ok((self.objects.push(Object::FrozenSet(items)), true))
            }
            4 if self.config.dicts && !hashable => {
                let (keys, _) = self.items(u, depth, true)?;
                let pairs = keys.into_iter().map(|key| Ok((key, self.object(u, depth + 1, false)?.0))).collect::<Result<_>>()?;
                Ok((self.objects.push(Object::Dict(pairs)), false))
            }
            5 if self.config.dicts && self.reads(Tag::FROZEN_DICT) => {
                let (keys, _) = self.items(u, depth, true)?;
                let pairs = keys.into_iter().map(|key| Ok((key, self.object(u, depth + 1, true)?.0))).collect::<Result<_>>()?;
                Ok((self.objects.push(Object::FrozenDict(pairs)), true))
            }
            6 if self.config.slices && self.reads(Tag::SLICE) && (slices_hash || !hashable) => {
                let mut part = || self.object(u, depth + 1, slices_hash).map(|made| made.0);
                let parts = [part()?, part()?, part()?];
                Ok((self.objects.push(Object::Slice(parts)), slices_hash))
            }
            7 if self.config.codes && (!hashable || version >= Version::new(1, 1)) => self.code(u, depth, hashable),
            _ => {
                let (items, all) = self.items(u, depth, hashable)?;
                Ok((self.objects.push(Object::Tuple(items)), all))
            }
        }
    }

    fn code(&mut self, u: &mut Unstructured<'_>, depth: u8, hashable: bool) -> Result<(Id, bool)> {
        let locals = u.int_in_range(0..=5_i32)?;
        let argcount = u.int_in_range(0..=locals)?;
        let mut code = CodeObject::new();
        let mut all = true;
        let lists = self.layout.version < Version::new(1, 1);
        for &field in self.layout.fields {
            if field.is_number() {
                let value = match field {
                    Field::Argcount => argcount,
                    Field::Kwonlyargcount => locals - argcount,
                    Field::Nlocals => locals,
                    Field::Posonlyargcount => u.int_in_range(0..=argcount)?,
                    Field::Flags => u.int_in_range(0..=0x7ff0)? & !0xc,
                    _ => u.int_in_range(0..=1000)?,
                };
                code.set_number(field, value);
                continue;
            }
            let object = match field {
                Field::Filename | Field::Name | Field::Qualname => {
                    let id = self.name(u)?;
                    code.set_object(field, id);
                    continue;
                }
                Field::Consts => {
                    let (items, hash) = self.items(u, depth, hashable)?;
                    all = hash && !lists;
                    if lists { Object::List(items) } else { Object::Tuple(items) }
                }
                Field::Localspluskinds => Object::bytes(&vec![0x20; locals as usize]),
                Field::Varnames | Field::Localsplusnames => {
                    Object::Tuple((0..locals).map(|_| self.name(u)).collect::<Result<_>>()?)
                }
                Field::Names | Field::Cellvars | Field::Freevars => {
                    let count = u.int_in_range(0..=3)?;
                    let names = (0..count).map(|_| self.name(u)).collect::<Result<_>>()?;
                    if lists { Object::List(names) } else { Object::Tuple(names) }
                }
                _ => {
                    let units = usize::from(u.int_in_range(0..=self.config.text)?);
                    Object::bytes(u.bytes((units * 2).min(u.len() / 2 * 2))?)
                }
            };
            let id = self.objects.push(object);
            code.set_object(field, id);
        }
        Ok((self.objects.push(Object::Code(Box::new(code))), all))
    }

    fn name(&mut self, u: &mut Unstructured<'_>) -> Result<Id> {
        let text = crate::text(u, 8, false)?;
        let interned = u.arbitrary()?;
        Ok(self.objects.push_str(&String::from_utf8_lossy(&text), interned))
    }
}
