//! Code objects: what their fields must be for a loader to accept them, and the contents of those that only code objects have.

use arbitrary::{Result, Unstructured};
use pyc_marshal::{CodeObject, Field, Head, Id, Layout, Object, Payload, Tag, Version};

use crate::config::{Config, has_list_fields, is_python_3};
use crate::leaf::{self, chance};
use crate::objects::Graph;
use crate::part::{LOCAL, Need, Part, What, has_units};
use crate::stream::Stream;

const CO_VARARGS: i32 = 4;
const CO_VARKEYWORDS: i32 = 8;

/// The plain numbers of a code object.
struct Numbers {
    argcount: i32,
    posonlyargcount: i32,
    kwonlyargcount: i32,
    stacksize: i32,
    flags: i32,
    firstlineno: i32,
    /// Number of names of local variables that there must be.
    least: u32,
    /// Number of names of local variables that there will be.
    locals: u32,
}

impl Numbers {
    fn new(u: &mut Unstructured<'_>, config: &Config, layout: &Layout) -> Result<Numbers> {
        let mut numbers = Numbers {
            argcount: u.int_in_range(0..=4)?,
            posonlyargcount: 0,
            kwonlyargcount: 0,
            stacksize: u.int_in_range(0..=40)?,
            flags: i32::from(u.arbitrary::<u8>()?),
            firstlineno: i32::from(u.arbitrary::<u8>()?),
            least: 0,
            locals: 0,
        };
        if layout.has(Field::Posonlyargcount) {
            numbers.posonlyargcount = u.int_in_range(0..=numbers.argcount)?;
        }
        if layout.has(Field::Kwonlyargcount) {
            numbers.kwonlyargcount = u.int_in_range(0..=3)?;
        }
        if config.odd && chance(u, 4)? {
            numbers.make_odd(u, layout)?;
        }
        let variadic = i32::from(numbers.flags & CO_VARARGS != 0) + i32::from(numbers.flags & CO_VARKEYWORDS != 0);
        let arguments = (numbers.argcount + numbers.kwonlyargcount + variadic).unsigned_abs();
        // Up to 3.2 nobody counted.
        let free = config.odd && layout.version < Version::new(3, 3) && chance(u, 4)?;
        numbers.least = if free { 0 } else { arguments };
        numbers.locals = numbers.least + u.int_in_range(0..=3)?;
        Ok(numbers)
    }

    /// Numbers that a loader accepts and no compiler gives.
    fn make_odd(&mut self, u: &mut Unstructured<'_>, layout: &Layout) -> Result<()> {
        let mut any =
            || if layout.number_width == 2 { u.arbitrary().map(|number: i16| number.into()) } else { u.arbitrary::<i32>() };
        (self.flags, self.firstlineno) = (any()?, any()?);
        self.stacksize = i32::from(u.arbitrary::<i16>()?);
        if layout.version >= Version::new(3, 8) {
            self.flags &= i32::MAX;
            self.stacksize &= i32::from(i16::MAX);
        }
        Ok(())
    }

    fn value(&self, field: Field) -> i32 {
        match field {
            Field::Argcount => self.argcount,
            Field::Posonlyargcount => self.posonlyargcount,
            Field::Kwonlyargcount => self.kwonlyargcount,
            Field::Nlocals => self.locals as i32,
            Field::Stacksize => self.stacksize,
            Field::Flags => self.flags,
            Field::Firstlineno => self.firstlineno,
            _ => 0,
        }
    }

    /// What a field that is an object must be. `names` is the number of names in `localsplusnames`, which stand before what counts them.
    fn need(&self, u: &mut Unstructured<'_>, field: Field, names: u32) -> Result<Need> {
        Ok(match field {
            Field::Code => Need::Instructions,
            Field::Consts => Need::Objects,
            Field::Names | Field::Freevars | Field::Cellvars => Need::Names { least: 0, count: u.int_in_range(0..=3)? },
            Field::Varnames | Field::Localsplusnames => Need::Names { least: self.least, count: self.locals },
            Field::Localspluskinds => Need::Kinds { len: names as usize, locals: self.least as usize },
            Field::Filename | Field::Name | Field::Qualname => Need::Str,
            _ => Need::Table,
        })
    }
}

/// What a field that is a byte string holds.
fn contents(u: &mut Unstructured<'_>, config: &Config, layout: &Layout, need: Need) -> Result<Vec<u8>> {
    match need {
        Need::Kinds { len, locals } => kinds(u, config, len, locals),
        Need::Instructions => {
            let mut bytes = leaf::bytes(u, config)?;
            let free = config.odd && layout.version < Version::new(3, 11);
            if has_units(layout) && !free && bytes.len() % 2 != 0 {
                bytes.push(0);
            }
            Ok(bytes)
        }
        _ => leaf::bytes(u, config),
    }
}

/// Kinds of `len` variables, the first `locals` of them arguments, if nothing odd is wanted.
fn kinds(u: &mut Unstructured<'_>, config: &Config, len: usize, locals: usize) -> Result<Vec<u8>> {
    const ARGUMENTS: &[u8] = &[LOCAL, LOCAL | 0x40];
    const OTHERS: &[u8] = &[LOCAL, LOCAL | 0x40, LOCAL | 0x10, 0x40, 0x80];
    let kind = |i| u.choose(if i < locals { ARGUMENTS } else { OTHERS }).copied();
    let mut kinds = (0..len).map(kind).collect::<Result<Vec<u8>>>()?;
    if config.odd && chance(u, 4)? {
        kinds.reverse();
    }
    Ok(kinds)
}

fn is_python_2_with_unicode(layout: &Layout) -> bool {
    !is_python_3(layout) && Tag::UNICODE.is_read_by(layout.version)
}

/// The number of items of a field that holds names.
fn count_of(part: Part) -> u32 {
    match part.what {
        What::Tuple { count, .. } => count,
        _ => 0,
    }
}

impl Stream<'_> {
    /// A code object; one whose constants have a hash if that is needed.
    pub(crate) fn code(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Part> {
        let layout = self.layout;
        let numbers = Numbers::new(u, self.config, layout)?;
        let head = Head::new(layout.head().map(|field| numbers.value(field)));
        let slot = self.open(u, layout.code_tag(), Payload::Code(head))?;
        let (mut names, mut hashable) = (0, false);
        for &field in layout.fields.iter().skip(head.values().len()) {
            if field.is_number() {
                self.number(numbers.value(field))?;
                continue;
            }
            let need = numbers.need(u, field, names)?;
            let part = self.field(u, need, hashed)?;
            match field {
                Field::Consts => hashable = part.hashable,
                Field::Localsplusnames => names = count_of(part),
                _ => {}
            }
        }
        Ok(self.close(slot, Part::complete(What::Other, hashable)))
    }

    fn field(&mut self, u: &mut Unstructured<'_>, need: Need, hashed: bool) -> Result<Part> {
        let (config, layout) = (self.config, self.layout);
        let hashed = hashed && matches!(need, Need::Objects);
        if chance(u, 3)?
            && let Some(part) = self.reference(u, |part| need.takes(part, layout) && (part.hashable || !hashed))?
        {
            return Ok(part);
        }
        match need {
            // Python 2 took whatever has a buffer.
            Need::Instructions if config.odd && is_python_2_with_unicode(layout) && chance(u, 8)? => {
                let utf8 = leaf::utf8(u, config)?;
                self.unicode(u, &utf8)
            }
            Need::Instructions | Need::Table | Need::Kinds { .. } => {
                let bytes = contents(u, config, layout, need)?;
                self.bytes(u, &bytes)
            }
            Need::Str => self.name(u),
            Need::Objects => {
                let count = config.count(u)?;
                let tag = if has_list_fields(layout) { Tag::LIST } else { self.tuple_tag(u)? };
                self.items(u, tag, count, |stream, u| stream.object(u, hashed))
            }
            Need::Names { count, .. } => {
                let tag = if has_list_fields(layout) { Tag::LIST } else { self.tuple_tag(u)? };
                self.items(u, tag, count, Stream::name_or_reference)
            }
        }
    }

    /// A name, by chance one that was there before.
    fn name_or_reference(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        self.field(u, Need::Str, false)
    }

    fn name(&mut self, u: &mut Unstructured<'_>) -> Result<Part> {
        let name = leaf::name(u, self.config)?;
        self.str(u, &name)
    }
}

impl Graph<'_> {
    /// A code object; one whose constants have a hash if that is needed.
    pub(crate) fn code(&mut self, u: &mut Unstructured<'_>, hashed: bool) -> Result<Id> {
        let layout = self.layout;
        let numbers = Numbers::new(u, self.config, layout)?;
        let mut code = CodeObject::new();
        let (mut names, mut hashable) = (0, false);
        let mut parts = Vec::new();
        for &field in layout.fields {
            if field.is_number() {
                code.set_number(field, numbers.value(field));
                continue;
            }
            let need = numbers.need(u, field, names)?;
            let id = self.field(u, need, hashed)?;
            code.set_object(field, id);
            parts.push(id);
            match field {
                Field::Consts => hashable = self.part(id).hashable,
                Field::Localsplusnames => names = count_of(self.part(id)),
                _ => {}
            }
        }
        Ok(self.push(Object::Code(Box::new(code)), Part::complete(What::Other, hashable), &parts))
    }

    fn field(&mut self, u: &mut Unstructured<'_>, need: Need, hashed: bool) -> Result<Id> {
        let (config, layout) = (self.config, self.layout);
        let hashed = hashed && matches!(need, Need::Objects);
        if chance(u, 3)?
            && let Some(id) = self.share(u, |part| need.takes(part, layout) && (part.hashable || !hashed))?
        {
            return Ok(id);
        }
        match need {
            Need::Instructions | Need::Table | Need::Kinds { .. } => Ok(self.bytes(&contents(u, config, layout, need)?, false)),
            Need::Str => self.name(u),
            Need::Objects => {
                let count = config.count(u)?;
                let items = (0..count).map(|_| self.object(u, hashed)).collect::<Result<Vec<Id>>>()?;
                Ok(self.sequence(items))
            }
            Need::Names { count, .. } => {
                let items = (0..count).map(|_| self.field(u, Need::Str, false)).collect::<Result<Vec<Id>>>()?;
                Ok(self.sequence(items))
            }
        }
    }

    /// A list in 1.0, a tuple since.
    fn sequence(&mut self, items: Vec<Id>) -> Id {
        if !has_list_fields(self.layout) {
            return self.tuple(items);
        }
        let parts = items.clone();
        self.push(Object::List(items), Part::complete(What::List, false), &parts)
    }
}
