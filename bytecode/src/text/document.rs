//! What a text says, and the bytes that it stands for.
//!
//! Objects are numbers in an arena, so that nothing is nested, and writing is a loop however deep they are.

use std::collections::HashMap;

use pyc_marshal::{Field, Header, Layout, Tag};

use crate::text::error::{Outcome, fault};
use crate::text::float;
use crate::text::forms::{Forms, Mark, Reference, Role, Rules};
use crate::text::values::{Value, Values, kind};

/// The number of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Id(u32);

/// An object as the text has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    pub(super) value: Value,
    pub(super) mark: Mark,
    /// Where in the text it is.
    at: u32,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Leaf,
    /// So many parts, from there on.
    Parts(u32, u32),
    /// The fields of a code object: likewise.
    Code(u32, u32),
    /// Another object, by its label.
    Label(u32),
}

/// A code object: the numbers of its head, and its first line.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    pub(super) head: Vec<i32>,
    pub(super) firstlineno: i32,
}

/// All objects of a file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) layout: &'static Layout,
    pub(super) rules: &'static Rules,
    pub(super) values: Values,
    objects: Vec<Object>,
    parts: Vec<Id>,
    numbers: HashMap<Id, Numbers>,
    labels: HashMap<u32, Id>,
    /// Bytes that may still be made of what is not written out in the text.
    budget: usize,
}

/// Bytes of output for each byte of text, and besides: a `line` can ask for a table of any length, and what follows from the
/// code around it can be of any length too.
const GROWTH: usize = 64;
const LEAST_OUTPUT: usize = 1 << 25;

impl Id {
    const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Document {
    /// An empty one, for a text of so many bytes.
    pub(super) fn new(layout: &'static Layout, len: usize) -> Document {
        Document {
            layout,
            rules: Rules::of(layout.version),
            values: Values::default(),
            objects: Vec::new(),
            parts: Vec::new(),
            numbers: HashMap::new(),
            labels: HashMap::new(),
            budget: len.saturating_mul(GROWTH).saturating_add(LEAST_OUTPUT),
        }
    }

    /// Pays for bytes that are made.
    pub(super) fn spend(&mut self, at: usize, bytes: usize) -> Outcome<()> {
        match self.budget.checked_sub(bytes) {
            Some(rest) => {
                self.budget = rest;
                Ok(())
            }
            None => fault(at, "so short a text cannot make so long a file"),
        }
    }

    fn push(&mut self, at: usize, value: Value, content: Content) -> Id {
        self.objects.push(Object { value, mark: Mark::NONE, at: at as u32, content });
        Id(self.objects.len() as u32 - 1)
    }

    pub(super) fn leaf(&mut self, at: usize, value: Value) -> Id {
        self.push(at, value, Content::Leaf)
    }

    /// A container. Lists and their like are unlike any other; so is what has a part that is known by its label only.
    pub(super) fn container(&mut self, at: usize, kind: u8, parts: &[Id]) -> Id {
        let labelled = |id: &Id| matches!(self.objects.get(id.index()), Some(Object { content: Content::Label(_), .. }));
        let value = if matches!(kind, kind::TUPLE | kind::FROZEN_SET | kind::SLICE) && !parts.iter().any(labelled) {
            let objects = &self.objects;
            self.values.of_parts(kind, parts.iter().filter_map(|id| objects.get(id.index())).map(|object| object.value))
        } else {
            self.values.unique(kind)
        };
        let content = self.parts(parts);
        self.push(at, value, Content::Parts(content.0, content.1))
    }

    /// A code object with its fields, in the order of the layout.
    pub(super) fn code(&mut self, at: usize, numbers: Numbers, fields: &[Id]) -> Id {
        let (value, content) = (self.values.unique(kind::CODE), self.parts(fields));
        let id = self.push(at, value, Content::Code(content.0, content.1));
        self.numbers.insert(id, numbers);
        id
    }

    fn parts(&mut self, parts: &[Id]) -> (u32, u32) {
        let start = self.parts.len() as u32;
        self.parts.extend_from_slice(parts);
        (start, parts.len() as u32)
    }

    /// An object that has a label elsewhere.
    pub(super) fn labelled(&mut self, at: usize, label: u32) -> Id {
        let value = self.values.leaf(0, &label.to_le_bytes());
        self.push(at, value, Content::Label(label))
    }

    pub(super) fn get(&self, id: Id) -> Option<&Object> {
        self.objects.get(id.index())
    }

    /// The value of an object; of a label, one of its own.
    pub(super) fn value(&self, id: Id) -> Value {
        self.get(id).map_or(Value::NOTHING, |object| object.value)
    }

    pub(super) fn set_mark(&mut self, id: Id, mark: Mark) {
        if let Some(object) = self.objects.get_mut(id.index()) {
            object.mark = mark;
        }
    }

    /// Gives an object a label.
    pub(super) fn set_label(&mut self, at: usize, label: u32, id: Id) -> Outcome<()> {
        match self.labels.insert(label, id) {
            None => Ok(()),
            Some(_) => fault(at, format!("label &{label} stands twice")),
        }
    }

    /// The object itself, where a label stands for it.
    fn resolve(&self, id: Id) -> Outcome<(Id, &Object)> {
        let Some(object) = self.get(id) else { return fault(0, "no such object") };
        let Content::Label(label) = object.content else { return Ok((id, object)) };
        let target = self.labels.get(&label).copied();
        match target.and_then(|id| Some((id, self.get(id)?))) {
            Some((id, target)) if !matches!(target.content, Content::Label(_)) => Ok((id, target)),
            _ => fault(object.at as usize, format!("no object has the label &{label}")),
        }
    }

    fn range(&self, (start, len): (u32, u32)) -> &[Id] {
        self.parts.get(start as usize..).and_then(|parts| parts.get(..len as usize)).unwrap_or(&[])
    }

    /// The file.
    pub(super) fn write(&self, header: &Header, root: Id, trailing: &[u8]) -> Outcome<Vec<u8>> {
        let mut out = Vec::new();
        if header.write(self.layout, &mut out).is_err() {
            return fault(0, "this version has no such stamp");
        }
        let mut writer = Writer { document: self, forms: Forms::new(self.layout), out, written: vec![false; self.objects.len()] };
        writer.count(root)?;
        writer.run(root)?;
        writer.out.extend_from_slice(trailing);
        Ok(writer.out)
    }
}

/// What is still to be written.
enum Task {
    Object(Id, Role),
    /// A number of the code object that stands there in the text.
    Number(i32, u32),
    /// The end of a dict.
    Null,
}

struct Writer<'d> {
    document: &'d Document,
    forms: Forms,
    out: Vec<u8>,
    /// Which objects were written in full: none is twice, so that the output is not longer than the text.
    written: Vec<bool>,
}

impl Writer<'_> {
    /// Counts the uses of values, in the order in which they will be written.
    fn count(&mut self, root: Id) -> Outcome<()> {
        let mut tasks = vec![Task::Object(root, Role::Root)];
        let mut entered = vec![false; self.document.objects.len()];
        while let Some(task) = tasks.pop() {
            let Task::Object(id, role) = task else { continue };
            let (target, object) = self.document.resolve(id)?;
            let first = self.forms.count(&self.document.values, object.value, role);
            let Some(entered) = entered.get_mut(target.index()) else { continue };
            // What is marked as a reference, or meant by a label, has no parts here.
            if first && object.mark.reference.is_none() && !(id != target && *entered) {
                *entered = true;
                self.parts(target, object, role, &mut tasks);
            }
        }
        Ok(())
    }

    fn parts(&self, id: Id, object: &Object, role: Role, tasks: &mut Vec<Task>) {
        let document = self.document;
        match object.content {
            Content::Leaf | Content::Label(_) => {}
            Content::Parts(start, len) => {
                let role = match role {
                    Role::Field(field) if is_names(field) => Role::Name,
                    _ => Role::Part,
                };
                tasks.extend(document.range((start, len)).iter().rev().map(|&part| Task::Object(part, role)));
            }
            Content::Code(start, len) => {
                let firstlineno = document.numbers.get(&id).map_or(0, |numbers| numbers.firstlineno);
                let head = document.layout.head().count();
                let mut objects = document.range((start, len)).iter();
                let first = tasks.len();
                tasks.extend(document.layout.fields.iter().skip(head).map(|&field| match field {
                    Field::Firstlineno => Task::Number(firstlineno, object.at),
                    field => objects.next().map_or(Task::Null, |&part| Task::Object(part, Role::Field(field))),
                }));
                if let Some(new) = tasks.get_mut(first..) {
                    new.reverse();
                }
            }
        }
    }

    fn run(&mut self, root: Id) -> Outcome<()> {
        let mut tasks = vec![Task::Object(root, Role::Root)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Object(id, role) => self.object(id, role, &mut tasks)?,
                Task::Number(number, at) => self.number(number, at)?,
                Task::Null => self.out.push(Tag::NULL.0),
            }
        }
        Ok(())
    }

    fn number(&mut self, number: i32, at: u32) -> Outcome<()> {
        if self.document.layout.number_width == 2 {
            let Ok(number) = i16::try_from(number) else {
                return fault(at as usize, format!("{number} does not fit 16 bits, as numbers of code objects do up to 2.2"));
            };
            self.out.extend(number.to_le_bytes());
        } else {
            self.out.extend(number.to_le_bytes());
        }
        Ok(())
    }

    fn object(&mut self, id: Id, role: Role, tasks: &mut Vec<Task>) -> Outcome<()> {
        let document = self.document;
        let (target, object) = document.resolve(id)?;
        // A mark behind a label is about this use, not about the object.
        let mark = document.get(id).map_or(Mark::NONE, |object| object.mark);
        let (values, value) = (&document.values, object.value);
        let form = self.forms.predict(values, value, role);
        let reference = match mark.reference {
            Some(which) => Some(self.slot(value, which, object.at)?),
            None if mark.tag.is_some() || mark.flag.is_some() => None,
            None if target != id => form.reference.or_else(|| self.forms.latest(value)),
            None => form.reference,
        };
        if let Some(slot) = reference {
            let tag = if document.rules.has_slots() { Tag::REF } else { Tag::STRING_REF };
            self.out.push(tag.with_flag(mark.flag == Some(true)).0);
            self.out.extend(slot.to_le_bytes());
            return Ok(());
        }
        match self.written.get_mut(target.index()) {
            Some(written) if !*written => *written = true,
            _ => return fault(object.at as usize, "an object that is used twice must be flagged the first time"),
        }
        let tag = mark.tag.unwrap_or(form.full).with_flag(mark.flag.unwrap_or(form.full.flagged()));
        if self.out.len() > document.budget {
            return fault(object.at as usize, "so short a text cannot make so long a file");
        }
        self.forms.written(value, tag);
        if matches!(object.content, Content::Code(..)) {
            self.out.push(tag.0);
            let head = document.numbers.get(&target).map_or(&[][..], |numbers| &numbers.head);
            head.iter().try_for_each(|&number| self.number(number, object.at))?;
        } else {
            self.payload(tag, object)?;
        }
        if matches!(values.kind(value), kind::DICT | kind::FROZEN_DICT) {
            tasks.push(Task::Null);
        }
        self.parts(target, object, role, tasks);
        Ok(())
    }

    /// The slot of one of the objects of this value.
    fn slot(&self, value: Value, which: Reference, at: u32) -> Outcome<u32> {
        self.forms.slot(value, which).map_or_else(|| fault(at as usize, "no object of this value was flagged before"), Ok)
    }

    /// The type byte and what belongs to it.
    fn payload(&mut self, tag: Tag, object: &Object) -> Outcome<()> {
        let values = &self.document.values;
        let payload = values.payload(object.value);
        self.out.push(tag.0);
        match tag.code() {
            Tag::INT => {
                let value = values.to_int(object.value).to_i64().and_then(|value| i32::try_from(value).ok());
                let Some(value) = value else { return fault(object.at as usize, "the number does not fit 32 bits") };
                self.out.extend(value.to_le_bytes());
            }
            Tag::INT64 => {
                let Some(value) = values.to_int(object.value).to_i64() else {
                    return fault(object.at as usize, "the number does not fit 64 bits");
                };
                self.out.extend(value.to_le_bytes());
            }
            Tag::LONG => {
                let value = values.to_int(object.value);
                let digits = value.to_digits();
                let count = digits.len() as i32;
                self.out.extend(if value.is_negative() { -count } else { count }.to_le_bytes());
                self.out.extend(digits.iter().flat_map(|digit| digit.to_le_bytes()));
            }
            Tag::FLOAT | Tag::COMPLEX => self.out.extend_from_slice(payload),
            Tag::FLOAT_TEXT | Tag::COMPLEX_TEXT => {
                for text in float::texts(values.kind(object.value), payload) {
                    self.out.push(text.len() as u8);
                    self.out.extend_from_slice(&text);
                }
            }
            Tag::BYTES | Tag::INTERNED | Tag::UNICODE | Tag::ASCII | Tag::ASCII_INTERNED => {
                let text = self.characters(tag, object);
                let Ok(len) = i32::try_from(text.len()) else { return fault(object.at as usize, "the string is too long") };
                self.out.extend(len.to_le_bytes());
                self.out.extend_from_slice(&text);
            }
            Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED => {
                let text = self.characters(tag, object);
                let Ok(len) = u8::try_from(text.len()) else {
                    return fault(object.at as usize, "the string is too long for its mark");
                };
                self.out.push(len);
                self.out.extend_from_slice(&text);
            }
            Tag::TUPLE | Tag::LIST | Tag::SET | Tag::FROZEN_SET => self.out.extend(part_count(object).to_le_bytes()),
            Tag::SMALL_TUPLE => {
                let Ok(len) = u8::try_from(part_count(object)) else {
                    return fault(object.at as usize, "the tuple is too long for its mark");
                };
                self.out.push(len);
            }
            _ => {}
        }
        Ok(())
    }

    /// The bytes of a string. Those of ASCII forms, which nobody checks, are code points.
    fn characters(&self, tag: Tag, object: &Object) -> Vec<u8> {
        let values = &self.document.values;
        let payload = values.payload(object.value);
        let one_byte = matches!(tag.code(), Tag::ASCII | Tag::ASCII_INTERNED | Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED);
        if !one_byte || payload.is_ascii() {
            return payload.to_vec();
        }
        let text = pyc_marshal::Str::new(payload, pyc_marshal::Encoding::Utf8);
        text.code_points().map(|point| point as u8).collect()
    }
}

fn part_count(object: &Object) -> u32 {
    match object.content {
        Content::Parts(_, len) => len,
        _ => 0,
    }
}

/// Whether the items of a field are names.
pub(super) const fn is_names(field: Field) -> bool {
    matches!(field, Field::Names | Field::Varnames | Field::Freevars | Field::Cellvars | Field::Localsplusnames)
}

/// Whether a value of this kind can have such a type code.
pub(super) fn fits(kind: u8, tag: Tag) -> bool {
    match kind {
        kind::INT => matches!(tag, Tag::INT | Tag::INT64 | Tag::LONG),
        kind::LONG => tag == Tag::LONG,
        kind::FLOAT => matches!(tag, Tag::FLOAT | Tag::FLOAT_TEXT),
        kind::FLOAT_TEXT => tag == Tag::FLOAT_TEXT,
        kind::COMPLEX => matches!(tag, Tag::COMPLEX | Tag::COMPLEX_TEXT),
        kind::BYTES => matches!(tag, Tag::BYTES | Tag::INTERNED),
        kind::STR => matches!(
            tag,
            Tag::UNICODE | Tag::INTERNED | Tag::ASCII | Tag::ASCII_INTERNED | Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED
        ),
        kind::TUPLE => matches!(tag, Tag::TUPLE | Tag::SMALL_TUPLE),
        kind::CODE => matches!(tag, Tag::CODE | Tag::CODE_OLD),
        kind => tag.0 == kind,
    }
}
