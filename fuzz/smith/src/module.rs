//! Whole modules of functions that verify.

use arbitrary::{Error, Result, Unstructured};
use pyc_bytecode::InstructionSet;
use pyc_marshal::{CodeObject, Field, Id, Layout, Object, Objects, Version};

use crate::config::has_list_fields;
use crate::function::{Counts, function};
use crate::leaf::chance;

/// How deep functions nest.
const NESTING: u32 = 3;

const OPTIMIZED_NEWLOCALS: i32 = 3;
const NOFREE: i32 = 0x40;

/// What a name in `co_localspluskinds` is.
const LOCAL: u8 = 0x20;
const CELL: u8 = 0x40;
const FREE: u8 = 0x80;

/// A module and the functions in it.
pub(crate) fn make(u: &mut Unstructured<'_>, layout: &'static Layout) -> Result<(Objects, Id)> {
    let set = InstructionSet::of(layout.version).ok_or(Error::IncorrectFormat)?;
    let mut maker = Maker { objects: Objects::new(layout), layout, set, functions: 0 };
    let root = maker.code(u, 0)?;
    Ok((maker.objects, root))
}

struct Maker {
    objects: Objects,
    layout: &'static Layout,
    set: &'static InstructionSet,
    functions: u32,
}

impl Maker {
    fn name(&mut self, name: &str) -> Id {
        self.objects.push_str(name, true)
    }

    fn names(&mut self, start: &str, count: u32) -> Id {
        let items = (0..count).map(|i| self.name(&format!("{start}{i}"))).collect();
        self.sequence(items)
    }

    fn sequence(&mut self, items: Vec<Id>) -> Id {
        self.objects.push(if has_list_fields(self.layout) { Object::List(items) } else { Object::Tuple(items) })
    }

    fn bytes(&mut self, bytes: &[u8]) -> Id {
        self.objects.push(Object::bytes(bytes))
    }

    fn constant(&mut self, u: &mut Unstructured<'_>, depth: u32) -> Result<Id> {
        Ok(match u.int_in_range(0..=7)? {
            0 => self.objects.push(Object::int(i64::from(u.arbitrary::<i32>()?))),
            1 => self.objects.push(Object::Float(f64::from(u.arbitrary::<i16>()?) / 4.0)),
            2 => self.name("text"),
            3 => self.bytes(b"bytes\0"),
            4 => {
                let items = (0..u.int_in_range(0..=3)?).map(|_| self.objects.push(Object::None)).collect();
                self.objects.push(Object::Tuple(items))
            }
            5..=6 if depth < NESTING && self.functions < 12 => self.code(u, depth + 1)?,
            _ => self.objects.push(Object::None),
        })
    }

    fn code(&mut self, u: &mut Unstructured<'_>, depth: u32) -> Result<Id> {
        self.functions += 1;
        let none = self.objects.push(Object::None);
        let mut consts = vec![none];
        for _ in 0..u.int_in_range(0..=4)? {
            consts.push(self.constant(u, depth)?);
        }
        let layout = self.layout;
        // Cells came with 2.1, numbered locals with 1.3.
        let cells = |count| if layout.has(Field::Cellvars) || layout.has(Field::Localsplusnames) { count } else { 0 };
        let counts = Counts {
            consts: consts.len() as u32,
            names: u.int_in_range(0..=4)?,
            locals: if layout.version < Version::new(1, 3) { 0 } else { u.int_in_range(0..=4)? },
            cells: cells(u.int_in_range(0..=2)?),
            frees: if depth == 0 { 0 } else { cells(u.int_in_range(0..=2)?) },
        };
        let body = function(u, self.set, counts)?;
        let assembled = body.listing.assemble().map_err(|_| Error::IncorrectFormat)?;
        let mut flags = if depth > 0 { OPTIMIZED_NEWLOCALS } else { 0 };
        if counts.cells + counts.frees == 0 && layout.version >= Version::new(2, 4) && layout.version < Version::new(3, 11) {
            flags |= NOFREE;
        }
        let mut code = CodeObject::new();
        let argcount = u.int_in_range(0..=counts.locals)?;
        for &field in layout.fields {
            if field.is_number() {
                let number = match field {
                    Field::Argcount => argcount as i32,
                    Field::Nlocals => counts.locals as i32,
                    Field::Stacksize => body.stacksize as i32,
                    Field::Flags => flags,
                    Field::Firstlineno => body.listing.firstlineno,
                    _ => 0,
                };
                code.set_number(field, number);
                continue;
            }
            let object = match field {
                Field::Code => self.bytes(&assembled.code),
                Field::Consts => self.sequence(consts.clone()),
                Field::Names => self.names("name", counts.names),
                Field::Varnames => self.names("local", counts.locals),
                Field::Cellvars => self.names("cell", counts.cells),
                Field::Freevars => self.names("free", counts.frees),
                Field::Localsplusnames => {
                    let kinds = [("local", counts.locals), ("cell", counts.cells), ("free", counts.frees)];
                    let names = kinds.iter().flat_map(|&(start, count)| (0..count).map(move |i| format!("{start}{i}")));
                    let items = names.map(|name| self.objects.push_str(&name, true)).collect();
                    self.sequence(items)
                }
                Field::Localspluskinds => {
                    let kinds = [(LOCAL, counts.locals), (CELL, counts.cells), (FREE, counts.frees)];
                    let kinds: Vec<u8> = kinds.iter().flat_map(|&(kind, count)| (0..count).map(move |_| kind)).collect();
                    self.bytes(&kinds)
                }
                Field::Linetable => self.bytes(&assembled.linetable),
                Field::Exceptiontable => self.bytes(assembled.exceptiontable.as_deref().unwrap_or(&[])),
                Field::Name if depth == 0 => self.name("<module>"),
                Field::Name | Field::Qualname => self.name(if chance(u, 2)? { "function" } else { "other" }),
                _ => self.name("smith.py"),
            };
            code.set_object(field, object);
        }
        Ok(self.objects.push(Object::Code(Box::new(code))))
    }
}
