//! A code object while its lines are read.

use std::collections::HashMap;
use std::rc::Rc;

use pyc_marshal::{CodeFlags, Field, Layout, Options, Tree};

use crate::assembler::AssembleError;
use crate::function::Function;
use crate::lines::Location;
use crate::listing::{ItemId, Label, Listing};
use crate::set::InstructionSet;
use crate::text::document::{Document, Id, Numbers, is_names};
use crate::text::error::{Outcome, fault};
use crate::text::forms::{Mark, Rules};
use crate::text::signature::Signature;
use crate::text::tables::{Numbering, Slot, Variables};
use crate::text::values::{Value, kind};

/// The longest `co_qualname` that is derived, in bytes: nested code objects could make it any length.
pub(super) const MAX_QUALNAME: usize = 4096;

/// What the code around it tells a code object.
#[derive(Clone, Debug)]
pub(super) struct Outer {
    /// `co_filename`
    pub(super) filename: Value,
    /// What stands before the name in `co_qualname`.
    pub(super) prefix: Rc<[u8]>,
    /// Whether a function is around it, and whether what is directly around it is a class.
    pub(super) in_function: bool,
    pub(super) in_class: bool,
}

/// A label of the code.
pub(super) struct Place {
    pub(super) label: Label,
    pub(super) at: usize,
    pub(super) bound: bool,
}

/// What is said of a field besides its content.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) at: usize,
    pub(super) labels: Vec<u32>,
    pub(super) mark: Option<Mark>,
}

/// Names of the code objects inside of a code object or of the file.
pub(super) type Scope = HashMap<(String, Option<u32>), Id>;

/// A code object while its lines are read.
pub(super) struct Block<'s> {
    pub(super) at: usize,
    pub(super) outer: Outer,
    /// What it tells those inside of it, once there is one.
    pub(super) inner: Option<Outer>,
    pub(super) id: (String, Option<u32>),
    /// `co_name`: the bytes of the string.
    pub(super) name: Vec<u8>,
    pub(super) said: Said,
    pub(super) signature: Option<Signature>,
    /// Number fields that are given.
    pub(super) numbers: HashMap<Field, i32>,
    /// Fields that are given in full.
    pub(super) fields: HashMap<Field, Id>,
    pub(super) said_of: HashMap<Field, Said>,
    pub(super) consts: Numbering<Id>,
    /// Whether the first constant is None unless another one is told.
    pub(super) none_first: bool,
    /// Whether the first constant was told, and is a string; known behind the fields.
    pub(super) has_docstring: Option<bool>,
    pub(super) names: Numbering<Id>,
    pub(super) variables: Variables<Id>,
    /// Bits of `co_localspluskinds` of locals that do not follow.
    pub(super) kinds: HashMap<u32, Kind>,
    pub(super) listing: Listing,
    pub(super) location: Location,
    pub(super) own_entry: bool,
    pub(super) places: HashMap<&'s str, Place>,
    /// Items whose argument is the slot of a cell.
    pub(super) pending: Vec<(ItemId, Slot)>,
    /// Where in the text each item is.
    pub(super) items: Vec<(ItemId, usize)>,
    pub(super) firstlineno: Option<i32>,
    pub(super) yields: bool,
    pub(super) scope: Scope,
}

/// The kind of a local, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `CO_FAST_HIDDEN` besides what follows.
    Hidden,
    Bits(u8),
}

/// Bits of `co_localspluskinds` (`_PyLocals_Kind`).
pub(super) const LOCAL: u8 = 0x20;
pub(super) const CELL: u8 = 0x40;
pub(super) const FREE: u8 = 0x80;
pub(super) const HIDDEN: u8 = 0x10;

/// The bits of a local variable by how it is an argument: positional-only, either, keyword-only, `*args`, `**kwargs` (3.14,
/// `Include/internal/pycore_code.h`).
pub(super) fn argument_bits(rules: &Rules, signature: Option<&Signature>, index: usize) -> u8 {
    let Some(signature) = signature.filter(|_| rules.argument_kinds) else { return 0 };
    let (all, named) = (signature.argcount, signature.argcount + signature.kwonlyargcount);
    match index {
        _ if index < signature.posonlyargcount => 0x02,
        _ if index < all => 0x06,
        _ if index < named => 0x04,
        _ if index == named && signature.varargs => 0x0a,
        _ if index < named + usize::from(signature.varargs) + usize::from(signature.varkeywords) => 0x0c,
        _ => 0,
    }
}

/// What a function does, as far as `co_flags` tell it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    pub(super) yields: bool,
    /// Whether it has cells or free variables.
    pub(super) has_cells: bool,
    pub(super) has_docstring: bool,
}

/// `co_flags` that follow from the signature, from where the code stands, and from what it does.
pub(super) fn derived_flags(rules: &Rules, signature: Option<&Signature>, outer: &Outer, traits: Traits) -> u32 {
    const NEWLOCALS: u32 = 0x2;
    const NESTED: u32 = 0x10;
    const GENERATOR: u32 = 0x20;
    const NOFREE: u32 = 0x40;
    const METHOD: u32 = 0x800_0000;
    let flag = |set: bool, bits: u32| if set { bits } else { 0 };
    let mut flags = flag(rules.nofree && !traits.has_cells, NOFREE);
    if let Some(signature) = signature {
        flags |= CodeFlags::OPTIMIZED | NEWLOCALS;
        flags |= flag(signature.varargs, CodeFlags::VARARGS) | flag(signature.varkeywords, CodeFlags::VARKEYWORDS);
        flags |= flag(rules.nested && outer.in_function, NESTED) | flag(traits.yields, GENERATOR);
        flags |= flag(rules.flags_docstring && traits.has_docstring, CodeFlags::HAS_DOCSTRING);
        flags |= flag(rules.flags_docstring && outer.in_class, METHOD);
    }
    flags
}

/// `co_stacksize` for this code, as the compiler of its version counts.
pub(super) fn stack_size(layout: &'static Layout, set: &'static InstructionSet, flags: i32, code: &[u8], table: &[u8]) -> i32 {
    let mut bytes = vec![layout.code_tag().0];
    let narrow = layout.number_width == 2;
    for &field in layout.fields {
        match field {
            _ if field.is_number() => {
                let number = if field == Field::Flags { flags } else { 0 };
                bytes.extend(number.to_le_bytes().iter().take(if narrow { 2 } else { 4 }));
            }
            Field::Code | Field::Exceptiontable => {
                let content = if field == Field::Code { code } else { table };
                bytes.push(b's');
                bytes.extend((content.len() as u32).to_le_bytes());
                bytes.extend_from_slice(content);
            }
            _ => bytes.extend(if is_names(field) || field == Field::Consts { b"(\0\0\0\0" } else { b"s\0\0\0\0" }),
        }
    }
    let tree = Tree::with_options(&bytes, layout, Options::LENIENT);
    let function = tree.as_ref().ok().and_then(|tree| tree.root().as_code()).map(|code| Function::with_set(code, set));
    function.map_or(0, |function| i32::try_from(crate::depth::stack_size(&function)).unwrap_or(i32::MAX))
}

/// `co_qualname` of a code object of this name.
pub(super) fn qualname(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if prefix.len() + name.len() > MAX_QUALNAME { name.to_vec() } else { [prefix, name].concat() }
}

impl<'s> Block<'s> {
    /// What this code object tells those inside of it.
    pub(super) fn inner(&mut self, document: &Document) -> Outer {
        if self.inner.is_none() {
            let told = |field| self.fields.get(&field).map(|&id| document.value(id));
            let told = |field| told(field).filter(|&value| document.values.kind(value) == document.rules.str_kind());
            let qualname = told(Field::Qualname)
                .map_or_else(|| qualname(&self.outer.prefix, &self.name), |value| document.values.payload(value).to_vec());
            self.inner = Some(Outer {
                filename: told(Field::Filename).unwrap_or(self.outer.filename),
                prefix: inner_prefix(&qualname, self.signature.is_some()).into(),
                in_function: self.outer.in_function || self.signature.is_some(),
                in_class: self.signature.is_none() && *qualname != *b"<module>",
            });
        }
        self.inner.clone().unwrap_or_else(|| self.outer.clone())
    }

    /// Lets None be the first constant of a function that has no docstring. Behind the fields, before the first instruction.
    pub(super) fn settle_docstring(&mut self, document: &mut Document) {
        if self.has_docstring.is_none() {
            let first = self.consts.at(0).map(|&id| document.values.kind(document.value(id)));
            self.has_docstring = Some(first == Some(document.rules.str_kind()));
        }
        if core::mem::take(&mut self.none_first) && self.consts.at(0).is_none() {
            let value = document.values.leaf(kind::NONE, &[]);
            let id = document.leaf(self.at, value);
            self.consts.set(0, value, id, true);
        }
    }

    /// The label of this name.
    pub(super) fn label(&mut self, name: &'s str, at: usize) -> Label {
        let listing = &mut self.listing;
        self.places.entry(name).or_insert_with(|| Place { label: listing.label(), at, bound: false }).label
    }

    /// The code object, all of whose lines were read.
    pub(super) fn finish(mut self, document: &mut Document, set: &'static InstructionSet) -> Outcome<Id> {
        if let Some((name, place)) = self.places.iter().filter(|(_, place)| !place.bound).min_by_key(|(_, place)| place.at) {
            return fault(place.at, format!("no label {name} in this code object"));
        }
        self.settle_docstring(document);
        for (id, slot) in core::mem::take(&mut self.pending) {
            let oparg = self.variables.oparg(slot);
            if let Some(item) = self.listing.item_mut(id) {
                item.operand = crate::listing::Operand::Plain(oparg);
            }
        }
        let firstlineno = self.numbers.get(&Field::Firstlineno).copied().or(self.firstlineno).unwrap_or(1);
        self.listing.firstlineno = firstlineno;
        let assembled = self.listing.assemble().map_err(|error| self.blame(&error))?;
        let tables = assembled.linetable.len() + assembled.exceptiontable.as_deref().map_or(0, <[u8]>::len);
        document.spend(self.at, assembled.code.len() + tables)?;
        let layout = document.layout;
        let mut fields = Vec::with_capacity(layout.fields.len());
        for field in layout.objects() {
            let id = match self.fields.get(&field) {
                Some(&id) => id,
                None => self.derive(field, document, &assembled)?,
            };
            if let Some(said) = self.said_of.get(&field) {
                said.apply(document, id)?;
            }
            fields.push(id);
        }
        let numbers = self.derive_numbers(document, set, &fields, firstlineno);
        let id = document.code(self.at, numbers, &fields);
        self.said.apply(document, id)?;
        Ok(id)
    }

    /// Where in the text an error of the assembler is.
    fn blame(&self, error: &AssembleError) -> crate::text::error::Fault {
        let found = error.item.and_then(|id| self.items.binary_search_by_key(&id, |row| row.0).ok());
        let at = found.and_then(|found| self.items.get(found)).map_or(self.at, |row| row.1);
        crate::text::error::Fault { at, message: error.kind.to_string() }
    }

    fn derive(&self, field: Field, document: &mut Document, assembled: &crate::assembler::Assembled) -> Outcome<Id> {
        let at = self.at;
        let sequence = if document.rules.list_fields { kind::LIST } else { kind::TUPLE };
        let items = |table: &Numbering<Id>, what: &str| match table.items() {
            Ok(items) => Ok(items.into_iter().copied().collect::<Vec<Id>>()),
            Err(index) => fault(at, format!("nothing has index #{index} of {what}")),
        };
        let ids = |list: &[(Value, Id)]| list.iter().map(|row| row.1).collect::<Vec<Id>>();
        let str_kind = document.rules.str_kind();
        let (kind, content) = match field {
            Field::Consts => return Ok(document.container(at, sequence, &items(&self.consts, "constants")?)),
            Field::Names => return Ok(document.container(at, sequence, &items(&self.names, "names")?)),
            Field::Varnames => return Ok(document.container(at, kind::TUPLE, &ids(&self.variables.locals))),
            Field::Cellvars => return Ok(document.container(at, kind::TUPLE, &ids(&self.variables.cells))),
            Field::Freevars => return Ok(document.container(at, kind::TUPLE, &ids(&self.variables.frees))),
            Field::Localsplusnames => {
                let lists = [&self.variables.locals, &self.variables.cells, &self.variables.frees].map(|list| ids(list));
                return Ok(document.container(at, kind::TUPLE, &lists.concat()));
            }
            Field::Localspluskinds => (kind::BYTES, self.kinds(document.rules)),
            Field::Code => (kind::BYTES, assembled.code.to_vec()),
            Field::Linetable => (kind::BYTES, assembled.linetable.to_vec()),
            Field::Exceptiontable => (kind::BYTES, assembled.exceptiontable.as_deref().unwrap_or(&[]).to_vec()),
            Field::Filename => return Ok(document.leaf(at, self.outer.filename)),
            Field::Name => (str_kind, self.name.clone()),
            Field::Qualname => {
                let qualname = qualname(&self.outer.prefix, &self.name);
                document.spend(at, qualname.len())?;
                (str_kind, qualname)
            }
            _ => (kind::BYTES, Vec::new()),
        };
        let value = document.values.leaf(kind, &content);
        Ok(document.leaf(at, value))
    }

    fn kinds(&self, rules: &Rules) -> Vec<u8> {
        let mut kinds = Vec::new();
        for (index, (value, _)) in self.variables.locals.iter().enumerate() {
            let cell = if self.variables.is_cell(*value) { CELL } else { 0 };
            let derived = LOCAL | cell | argument_bits(rules, self.signature.as_ref(), index);
            kinds.push(match self.kinds.get(&(index as u32)) {
                Some(Kind::Bits(bits)) => *bits,
                Some(Kind::Hidden) => derived | HIDDEN,
                None => derived,
            });
        }
        kinds.extend(self.variables.cells.iter().map(|_| CELL));
        kinds.extend(self.variables.frees.iter().map(|_| FREE));
        kinds
    }

    fn derive_numbers(&self, document: &Document, set: &'static InstructionSet, fields: &[Id], firstlineno: i32) -> Numbers {
        let layout = document.layout;
        let signature = self.signature.clone().unwrap_or_default();
        let traits = Traits {
            yields: self.yields,
            has_cells: !self.variables.cells.is_empty() || !self.variables.frees.is_empty(),
            has_docstring: self.has_docstring == Some(true),
        };
        let derived = || derived_flags(document.rules, self.signature.as_ref(), &self.outer, traits) as i32;
        let flags = self.numbers.get(&Field::Flags).copied().unwrap_or_else(derived);
        let object = |field| layout.objects().zip(fields).find(|row| row.0 == field).map(|row| *row.1);
        let payload = |field| {
            let object = object(field).and_then(|id| document.get(id));
            object.map_or(&[][..], |object| document.values.payload(object.value))
        };
        let derived = |field| match field {
            Field::Argcount => signature.argcount as i32,
            Field::Posonlyargcount => signature.posonlyargcount as i32,
            Field::Kwonlyargcount => signature.kwonlyargcount as i32,
            Field::Nlocals => self.variables.locals.len() as i32,
            Field::Flags => flags,
            Field::Stacksize => stack_size(layout, set, flags, payload(Field::Code), payload(Field::Exceptiontable)),
            _ => 0,
        };
        let head = layout.head().map(|field| self.numbers.get(&field).copied().unwrap_or_else(|| derived(field))).collect();
        Numbers { head, firstlineno }
    }
}

/// Whether None is the first constant of a function that tells no other one. Functions that comprehensions are have no docstring.
pub(super) fn none_first(rules: &Rules, signature: Option<&Signature>, first_argument: &[u8]) -> bool {
    rules.docstring_first && signature.is_some() && first_argument != b".0"
}

/// What stands before the names of code objects inside of one.
pub(super) fn inner_prefix(qualname: &[u8], function: bool) -> Vec<u8> {
    if qualname == b"<module>" {
        return Vec::new();
    }
    [qualname, if function { b".<locals>." } else { b"." }].concat()
}

impl Said {
    fn apply(&self, document: &mut Document, id: Id) -> Outcome<()> {
        for &label in &self.labels {
            document.set_label(self.at, label, id)?;
        }
        if let Some(mark) = self.mark {
            document.apply(self.at, id, mark)?;
        }
        Ok(())
    }
}
