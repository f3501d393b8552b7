//! Common changes to a file's code objects.
//!
//! All work on [`Objects`]; none changes an object in place that another one may share.

use hashbrown::HashMap;

use crate::code::CodeFlags;
use crate::error::{Error, ErrorKind};
use crate::field::Field;
use crate::header::Header;
use crate::layout::Layout;
use crate::objects::{CodeObject, Entry, Id, Object, Objects};
use crate::version::Version;
use crate::{File, Style};

impl File<'_> {
    /// The file's object in an editable form, and the root of it.
    pub fn to_objects(&self) -> Result<(Objects, Id), Error> {
        Objects::from_tree(&self.tree).map_err(|error| error.shifted(self.base()))
    }
}

impl Objects {
    /// A whole file: header and object.
    ///
    /// # Errors
    /// Those of [`Objects::to_bytes`]; [`ErrorKind::Unwritable`] if the version's header has no place for the stamp.
    pub fn to_file(&self, header: &Header, root: Id, style: Style) -> Result<Vec<u8>, Error> {
        let mut out = Vec::new();
        header.write(self.layout(), &mut out).map_err(|_| ErrorKind::Unwritable.at(0))?;
        out.extend(self.to_bytes(root, style)?);
        Ok(out)
    }

    /// Gives every code object the file name that `rename` makes of its own; `None` leaves it. Returns how many were changed.
    ///
    /// ```
    /// # use pyc_marshal::{File, Style};
    /// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
    /// let file = File::parse(&bytes)?;
    /// let (mut objects, root) = file.to_objects()?;
    /// assert!(objects.rename_files(|name| Some(format!("/usr/lib/app/{name}"))) > 1);
    /// let edited = objects.to_file(&file.header, root, Style::of(file.layout()))?;
    /// assert_eq!(File::parse(&edited)?.tree.codes().next().unwrap().filename().unwrap(), "/usr/lib/app/closures.py");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rename_files(&mut self, mut rename: impl FnMut(&str) -> Option<String>) -> usize {
        let mut renamed: HashMap<Id, Option<Id>> = HashMap::new();
        let mut changed = 0;
        for (code, old) in self.code_fields(Field::Filename) {
            let new = match renamed.get(&old) {
                Some(&new) => new,
                None => {
                    let name = self.str(old).and_then(|name| rename(&name.to_string_lossy()));
                    let interned = matches!(self.get(old), Some(Object::Bytes { interned: true, .. }))
                        || matches!(self.get(old), Some(Object::Str(text)) if text.interned);
                    let new = name.map(|name| self.push_str(&name, interned));
                    renamed.insert(old, new);
                    new
                }
            };
            if let Some(new) = new {
                self.set_field(code, Field::Filename, new);
                changed += 1;
            }
        }
        changed
    }

    /// Puts another object in the place of constant `index` of a code object; others that share the tuple of constants keep theirs.
    /// False if there is no such constant.
    pub fn replace_constant(&mut self, code: Id, index: usize, new: Id) -> bool {
        let Some(mut consts) = self.consts(code) else { return false };
        let Some(slot) = consts.get_mut(index) else { return false };
        *slot = new;
        self.set_consts(code, consts);
        true
    }

    /// Empties the line tables of all code objects. Tracebacks then show no lines. Returns how many tables were emptied.
    pub fn strip_line_tables(&mut self) -> usize {
        let tables = self.code_fields(Field::Linetable);
        let empty = self.push(Object::bytes(b""));
        for &(code, _) in &tables {
            for field in [Field::Linetable, Field::Endlinetable, Field::Columntable] {
                if self.layout().has(field) {
                    self.set_field(code, field, empty);
                }
            }
        }
        tables.len()
    }

    /// Removes the docstrings of modules, classes and functions: `__doc__` becomes `None`. Returns how many were removed.
    ///
    /// A docstring that the code also loads as an ordinary constant stays among the constants, in another place. Nothing is removed where
    /// that cannot be told without changing the length of the code, nor once tuples and codes that many code objects share (no compiler
    /// makes such) have been copied to four times the size of all objects.
    pub fn strip_docstrings(&mut self) -> usize {
        let codes: Vec<Id> = self.codes().map(|(id, _)| id).collect();
        let size = |entry: &Entry| match &entry.object {
            Object::Tuple(items) | Object::List(items) => items.len(),
            Object::Bytes { bytes, .. } => bytes.len(),
            _ => 1,
        };
        let mut budget = self.entries.iter().map(size).sum::<usize>().saturating_mul(4);
        codes.into_iter().filter(|&code| self.strip_docstring(code, &mut budget).is_some()).count()
    }

    fn strip_docstring(&mut self, id: Id, budget: &mut usize) -> Option<()> {
        let Some(Object::Code(code)) = self.get(id) else { return None };
        let opcodes = Opcodes::of(self.layout());
        let has_slot = self.docstring_is_first_constant(code);
        let flags = code.flags();
        let bytes = self.code_bytes(code)?;
        let names = if has_slot { 0 } else { self.item_count(code, Field::Names)? };
        *budget = budget.checked_sub(self.item_count(code, Field::Consts)? + names + bytes.len())?;
        let consts = self.consts(id)?;
        let instructions = opcodes.instructions(bytes);
        if has_slot {
            self.strip_function(id, flags, consts, &instructions, opcodes)
        } else {
            self.strip_assignment(id, consts, &instructions, opcodes)
        }
    }

    /// Whether `__doc__` of a function made of this code is its first constant.
    fn docstring_is_first_constant(&self, code: &CodeObject) -> bool {
        if self.layout().version >= Version::new(3, 14) {
            return code.flags().has(CodeFlags::HAS_DOCSTRING);
        }
        // Lambdas, comprehensions and type-parameter scopes are functions without docstrings; their names are in angle brackets.
        let named = code
            .object(Field::Name)
            .and_then(|id| self.str(id))
            .is_some_and(|name| name.code_points().next() != Some(u32::from(b'<')));
        code.flags().has(CodeFlags::OPTIMIZED) && named
    }

    fn strip_function(
        &mut self,
        id: Id,
        flags: CodeFlags,
        mut consts: Vec<Id>,
        instructions: &[Instruction],
        opcodes: Opcodes,
    ) -> Option<()> {
        let docstring = *consts.first()?;
        self.str(docstring).or_else(|| match self.get(docstring)? {
            Object::Str(text) => Some(text.as_str()),
            _ => None,
        })?;
        if self.layout().version >= Version::new(3, 14)
            && let Some(Object::Code(code)) = self.get_mut(id)
        {
            code.set_number(Field::Flags, (flags.0 & !CodeFlags::HAS_DOCSTRING) as i32);
        }
        if opcodes.loads(instructions, 0) {
            if self.layout().version >= Version::new(3, 14) {
                return Some(());
            }
            // The code wants the text for itself too: it moves to the end.
            let place = u8::try_from(consts.len()).ok()?;
            consts.push(docstring);
            self.patch_code(id, instructions.iter().filter(|it| opcodes.takes_constant(it.opcode) && it.arg == 0), place);
        }
        let none = self.push(Object::None);
        *consts.first_mut()? = none;
        self.set_consts(id, consts);
        Some(())
    }

    /// Modules and classes: `LOAD_CONST docstring; STORE_NAME __doc__`.
    fn strip_assignment(&mut self, id: Id, mut consts: Vec<Id>, instructions: &[Instruction], opcodes: Opcodes) -> Option<()> {
        let names = self.field_items(id, Field::Names)?;
        let is_doc =
            |index: u32| names.get(index as usize).and_then(|&name| self.str(name)).is_some_and(|name| name == "__doc__");
        let load = instructions.windows(2).find_map(|pair| match pair {
            [load, store] if load.opcode == opcodes.load_const && !load.extended => {
                (store.opcode == opcodes.store_name && is_doc(store.arg)).then_some(*load)
            }
            _ => None,
        })?;
        let docstring = *consts.get(load.arg as usize)?;
        if matches!(self.get(docstring), Some(Object::None)) {
            return None;
        }
        let none = consts.iter().position(|&it| matches!(self.get(it), Some(Object::None)));
        let place = u8::try_from(none.unwrap_or(consts.len())).ok()?;
        let none = self.push(Object::None);
        if usize::from(place) == consts.len() {
            consts.push(none);
        }
        let others = instructions.iter().filter(|it| it.offset != load.offset && opcodes.takes_constant(it.opcode));
        if !others.clone().any(|it| it.arg == load.arg)
            && let Some(slot) = consts.get_mut(load.arg as usize)
        {
            *slot = none;
        }
        self.patch_code(id, core::iter::once(&load), place);
        self.set_consts(id, consts);
        Some(())
    }

    /// Writes `arg` into the lowest byte of the argument of each instruction; these have no others set.
    fn patch_code<'i>(&mut self, id: Id, instructions: impl Iterator<Item = &'i Instruction>, arg: u8) {
        let Some(Object::Code(code)) = self.get(id) else { return };
        let Some(mut bytes) = self.code_bytes(code).map(<[u8]>::to_vec) else { return };
        for instruction in instructions {
            if let Some(byte) = bytes.get_mut(instruction.offset + 1) {
                *byte = arg;
            }
        }
        let new = self.push(Object::Bytes { bytes: bytes.into(), interned: false });
        self.set_field(id, Field::Code, new);
    }

    fn code_bytes(&self, code: &CodeObject) -> Option<&[u8]> {
        match self.get(code.object(Field::Code)?)? {
            Object::Bytes { bytes, .. } => Some(bytes),
            _ => None,
        }
    }

    /// A field of every code object that has it.
    fn code_fields(&self, field: Field) -> Vec<(Id, Id)> {
        self.codes().filter_map(|(id, code)| Some((id, code.object(field)?))).collect()
    }

    fn set_field(&mut self, code: Id, field: Field, new: Id) {
        if let Some(Object::Code(code)) = self.get_mut(code) {
            code.set_object(field, new);
        }
    }

    fn field_items(&self, code: Id, field: Field) -> Option<Vec<Id>> {
        let Object::Code(code) = self.get(code)? else { return None };
        match self.get(code.object(field)?)? {
            Object::Tuple(items) | Object::List(items) => Some(items.clone()),
            _ => None,
        }
    }

    fn item_count(&self, code: &CodeObject, field: Field) -> Option<usize> {
        match self.get(code.object(field)?)? {
            Object::Tuple(items) | Object::List(items) => Some(items.len()),
            _ => None,
        }
    }

    fn consts(&self, code: Id) -> Option<Vec<Id>> {
        self.field_items(code, Field::Consts)
    }

    fn set_consts(&mut self, code: Id, consts: Vec<Id>) {
        let new = if self.layout().rules.list_fields { Object::List(consts) } else { Object::Tuple(consts) };
        let new = self.push(new);
        self.set_field(code, Field::Consts, new);
    }
}

/// The opcodes that the removal of docstrings must know.
#[derive(Clone, Copy)]
struct Opcodes {
    first: Version,
    load_const: u8,
    store_name: u8,
    extended_arg: Option<u8>,
    /// Others that take the index of a constant: `RETURN_CONST`, `KW_NAMES`.
    others: [Option<u8>; 2],
    /// Every instruction has two bytes (3.6).
    word_code: bool,
}

const fn row(first: (u8, u8), load_const: u8, store_name: u8, extended_arg: Option<u8>, others: [Option<u8>; 2]) -> Opcodes {
    let first = Version::new(first.0, first.1);
    let word_code = first.major == 3 && first.minor >= 6;
    Opcodes { first, load_const, store_name, extended_arg, others, word_code }
}

/// From `Lib/opcode.py` of each release (`Include/opcode.h` before 2.3); a row holds until the next.
#[rustfmt::skip]
static OPCODES: &[Opcodes] = &[
    row((1, 0), 100, 90, None, [None, None]),
    row((2, 0), 100, 90, Some(143), [None, None]),
    row((2, 7), 100, 90, Some(145), [None, None]),
    row((3, 0), 100, 90, Some(143), [None, None]),
    row((3, 2), 100, 90, Some(144), [None, None]),
    row((3, 6), 100, 90, Some(144), [None, None]),
    row((3, 11), 100, 90, Some(144), [None, Some(172)]),
    row((3, 12), 100, 90, Some(144), [Some(121), Some(172)]),
    row((3, 13), 83, 114, Some(71), [Some(103), None]),
    row((3, 14), 82, 116, Some(69), [None, None]),
    row((3, 15), 81, 115, Some(67), [None, None]),
];

/// Opcodes from this number on have an argument (before 3.6).
const HAVE_ARGUMENT: u8 = 90;

#[derive(Clone, Copy)]
struct Instruction {
    /// Offset of the opcode, in bytes.
    offset: usize,
    opcode: u8,
    arg: u32,
    /// An `EXTENDED_ARG` belongs to it, or its argument has a second byte that is not zero.
    extended: bool,
}

impl Opcodes {
    fn of(layout: &Layout) -> Opcodes {
        let found = OPCODES.iter().rev().find(|row| row.first <= layout.version);
        found.copied().unwrap_or(row((1, 0), 100, 90, None, [None, None]))
    }

    fn takes_constant(&self, opcode: u8) -> bool {
        opcode == self.load_const || self.others.contains(&Some(opcode))
    }

    fn loads(&self, instructions: &[Instruction], index: u32) -> bool {
        instructions.iter().any(|it| self.takes_constant(it.opcode) && it.arg == index)
    }

    /// Instructions with their whole arguments. Inline caches come along as opcode 0.
    fn instructions(&self, code: &[u8]) -> Vec<Instruction> {
        let mut list = Vec::new();
        let mut offset = 0;
        let mut prefix: Option<u32> = None;
        while let Some(&opcode) = code.get(offset) {
            let (len, low, high) = if self.word_code {
                (2, code.get(offset + 1).copied().unwrap_or(0), 0)
            } else if opcode >= HAVE_ARGUMENT {
                (3, code.get(offset + 1).copied().unwrap_or(0), code.get(offset + 2).copied().unwrap_or(0))
            } else {
                (1, 0, 0)
            };
            let shift = if self.word_code { 8 } else { 16 };
            let arg = prefix.unwrap_or(0) << shift | u32::from(low) | u32::from(high) << 8;
            if Some(opcode) == self.extended_arg {
                prefix = Some(arg);
            } else {
                list.push(Instruction { offset, opcode, arg, extended: prefix.is_some() || high != 0 });
                prefix = None;
            }
            offset += len;
        }
        list
    }
}
