//! Code objects and whole files, edited.

use std::collections::HashSet;

use pyc_marshal::{
    CodeObject, Encoding, Field, File, Id, Kind, Layout, LocalKind, Object, Objects, Options, References, Str, Style, Tree,
};

use crate::assembler::{AssembleError, AssembleErrorKind, Assembled, Classes, Constants};
use crate::depth::stack_size;
use crate::function::Function;
use crate::listing::{Listing, Operand};
use crate::op::Op;
use crate::set::{Argument, InstructionSet};

/// A code object that is being edited: its [`Listing`], and what its instructions index.
#[derive(Debug)]
pub struct CodeEdit<'o> {
    /// The instructions.
    pub listing: Listing,
    objects: &'o mut Objects,
    id: Id,
    /// All code objects that were opened before, and the place of the one around this one.
    outer: &'o [Link],
    parent: Option<usize>,
    pools: Pools,
}

/// A code object that was opened, and the place of the one around it.
#[derive(Clone, Copy, Debug)]
struct Link {
    id: Id,
    parent: Option<usize>,
}

/// Constants and names, once they were asked for, and before that what is known of the objects from other code objects.
#[derive(Debug, Default)]
struct Pools {
    consts: Option<Constants>,
    names: Option<Constants>,
    known_consts: Classes,
    known_names: Classes,
}

/// Code objects nested deeper than that no compiler makes; [`CodeEdit::path`] leaves out the outer ones.
const MAX_PATH: usize = 100;

/// Edits every code object of a file, each before those nested in it, and gives back the bytes of the new file.
///
/// What the edit leaves alone comes back as it was. A code object that stands in several places is edited once.
///
/// ```
/// use pyc_bytecode::{Op, Operand, edit_file};
/// use pyc_marshal::File;
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let edited = edit_file(&file, |edit| match edit.listing.body() {
///     Some(first) => edit.listing.insert_before(first, [(Op::Nop, Operand::None)]),
///     None => Ok(()),
/// })?;
/// assert!(edited.len() > bytes.len());
/// assert_eq!(edit_file(&file, |_| Ok(()))?, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`Listing::of`], of the edit, of [`Listing::assemble`], and those of writing the file.
pub fn edit_file(
    file: &File<'_>,
    mut edit: impl FnMut(&mut CodeEdit<'_>) -> Result<(), AssembleError>,
) -> Result<Vec<u8>, AssembleError> {
    let set = instruction_set(file)?;
    let (mut objects, root) = file.to_objects()?;
    let (mut seen, mut links, mut known) = (HashSet::new(), Vec::new(), Pools::default());
    // In files that a compiler made, the parts of all code objects together are no longer than the file.
    let mut budget = file.bytes().len().saturating_mul(4).saturating_add(1 << 16);
    let mut stack = vec![(root, None)];
    while let Some((id, parent)) = stack.pop() {
        if !matches!(objects.get(id), Some(Object::Code(_))) || !seen.insert(id) {
            continue;
        }
        budget = budget.checked_sub(size(&objects, id)?).ok_or(AssembleErrorKind::TooMuchShared)?;
        let mut code = CodeEdit { outer: &links, parent, pools: known, ..CodeEdit::open(&mut objects, id, set)? };
        edit(&mut code)?;
        known = code.close()?;
        links.push(Link { id, parent });
        // The last one is popped first.
        let parent = links.len().checked_sub(1);
        stack.extend(parts_of(&objects, id, Field::Consts)?.iter().rev().map(|&id| (id, parent)));
    }
    let style = Style::of(file.layout()).references(References::AsRead);
    let mut bytes = objects.to_file(&file.header, root, style)?;
    bytes.extend_from_slice(file.trailing());
    Ok(bytes)
}

fn instruction_set(file: &File<'_>) -> Result<&'static InstructionSet, AssembleErrorKind> {
    let pypy = file.header.magic.row().is_some_and(|row| row.kind == Kind::PyPy);
    let version = file.version();
    let set = if pypy { InstructionSet::named(&format!("pypy-{version}")) } else { InstructionSet::of(version) };
    set.ok_or(AssembleErrorKind::NoInstructionSet(version))
}

impl<'o> CodeEdit<'o> {
    /// Begins to edit the code object of this number.
    ///
    /// # Errors
    /// [`AssembleErrorKind::Field`] if it is none, or lacks its code or a table; those of [`Listing::of`].
    pub fn open(objects: &'o mut Objects, id: Id, set: &'static InstructionSet) -> Result<CodeEdit<'o>, AssembleError> {
        let firstlineno = code_of(objects, id)?.number(Field::Firstlineno).unwrap_or(0);
        let code = bytes_of(objects, id, Field::Code)?;
        let linetable = bytes_of(objects, id, Field::Linetable)?;
        let exceptiontable = bytes_of(objects, id, Field::Exceptiontable)?;
        let listing = Listing::read(set, code, firstlineno, linetable, exceptiontable)?;
        Ok(CodeEdit { listing, objects, id, outer: &[], parent: None, pools: Pools::default() })
    }

    /// A new code object, without instructions, constants, names, arguments and flags. Its file name and its own are interned.
    ///
    /// # Errors
    /// [`AssembleErrorKind::NoInstructionSet`] if the version has none.
    pub fn create(objects: &'o mut Objects, filename: &str, name: &str, firstlineno: i32) -> Result<CodeEdit<'o>, AssembleError> {
        let layout: &Layout = objects.layout();
        let set = InstructionSet::of(layout.version).ok_or(AssembleErrorKind::NoInstructionSet(layout.version))?;
        let mut code = blank(objects, filename, name);
        code.set_number(Field::Firstlineno, firstlineno);
        let id = objects.push(Object::Code(Box::new(code)));
        let listing = Listing::new(set, firstlineno);
        Ok(CodeEdit { listing, objects, id, outer: &[], parent: None, pools: Pools::default() })
    }

    /// The number of the code object.
    pub fn id(&self) -> Id {
        self.id
    }

    /// All objects, to add parts of a constant to.
    pub fn objects(&mut self) -> &mut Objects {
        self.pools.forget();
        self.objects
    }

    /// The fields as they are so far; those that follow from the listing are set at the end.
    pub fn code(&self) -> Option<&CodeObject> {
        code_of(self.objects, self.id).ok()
    }

    /// `co_name`
    pub fn name(&self) -> String {
        name_of(self.objects, self.id)
    }

    /// The names of the code objects around it and its own, with dots between: `<module>.Class.method.<lambda>`. Of those more than 100
    /// deep, the innermost.
    pub fn path(&self) -> String {
        let mut names = vec![self.name()];
        let mut parent = self.parent;
        while let Some(link) = parent.and_then(|at| self.outer.get(at)).filter(|_| names.len() < MAX_PATH) {
            names.push(name_of(self.objects, link.id));
            parent = link.parent;
        }
        names.reverse();
        names.join(".")
    }

    /// The index of a constant, which is added if there is none that is the same to CPython's compiler: see [`Constants`].
    ///
    /// # Errors
    /// [`AssembleErrorKind::Field`] if the code object has no constants.
    pub fn constant(&mut self, object: Object) -> Result<u32, AssembleError> {
        let id = self.objects.push(object);
        self.constant_id(id)
    }

    /// The index of a constant that is among the objects: a tuple whose parts were added, a code object.
    ///
    /// # Errors
    /// Those of [`CodeEdit::constant`].
    pub fn constant_id(&mut self, id: Id) -> Result<u32, AssembleError> {
        let Pools { consts, known_consts, .. } = &mut self.pools;
        let constants = pool(self.objects, self.id, Field::Consts, consts, known_consts)?;
        Ok(constants.add_id(self.objects, id).ok_or(AssembleErrorKind::TooMany)?)
    }

    /// The index of a name of a global, an attribute or an import, which is added if it is not there.
    ///
    /// # Errors
    /// [`AssembleErrorKind::Field`] if the code object has no names.
    pub fn add_name(&mut self, name: &str) -> Result<u32, AssembleError> {
        let id = self.objects.push_str(name, true);
        let Pools { names, known_names, .. } = &mut self.pools;
        let names = pool(self.objects, self.id, Field::Names, names, known_names)?;
        Ok(names.add_id(self.objects, id).ok_or(AssembleErrorKind::TooMany)?)
    }

    /// The index of a local variable for `LOAD_FAST` and its kin, which is added behind the others if it is not there. From 3.11 on
    /// that moves the slots of cells and free variables, and the listing with them.
    ///
    /// # Errors
    /// [`AssembleErrorKind::Field`] if the version has no local variables in slots (to 1.2); those of [`Listing::shift_slots`].
    pub fn add_local(&mut self, name: &str) -> Result<u32, AssembleError> {
        let joined = self.objects.layout().has(Field::Localsplusnames);
        let field = if joined { Field::Localsplusnames } else { Field::Varnames };
        let mut names = parts_of(self.objects, self.id, field)?.to_vec();
        let mut kinds = if joined { bytes_of(self.objects, self.id, Field::Localspluskinds)?.to_vec() } else { Vec::new() };
        let is_local = |at: usize| !joined || kinds.get(at).is_some_and(|&kind| LocalKind(kind).is_local());
        let same = |id: &Id| {
            self.objects.str(*id).is_some_and(|it| it.code_points().eq(Str::new(name.as_bytes(), Encoding::Utf8).code_points()))
        };
        if let Some(at) = names.iter().enumerate().position(|(at, id)| is_local(at) && same(id)) {
            return Ok(at as u32);
        }
        let at = (0..names.len()).find(|&at| !is_local(at)).unwrap_or(names.len());
        let slot = u32::try_from(at).map_err(|_| AssembleErrorKind::TooMany)?;
        names.insert(at, self.objects.push_str(name, true));
        if joined {
            self.listing.shift_slots(slot)?;
            kinds.insert(at.min(kinds.len()), LOCAL);
            self.set_bytes(Field::Localspluskinds, &kinds)?;
        } else {
            let count = i32::try_from(names.len()).map_err(|_| AssembleErrorKind::TooMany)?;
            self.code_mut()?.set_number(Field::Nlocals, count);
        }
        self.set_items(field, names)?;
        Ok(slot)
    }

    /// The items that call a global with a constant and drop what it gives back: a probe, to be inserted anywhere.
    ///
    /// # Errors
    /// Those of [`CodeEdit::constant`] and [`CodeEdit::add_name`].
    pub fn call_global(&mut self, name: &str, argument: Object) -> Result<Vec<(Op, Operand)>, AssembleError> {
        let set = self.listing.set();
        let (name, argument) = (self.add_name(name)?, self.constant(argument)?);
        let global = set.opcode(Op::LoadGlobal).and_then(|opcode| set.info(opcode));
        let pushes_null = global.is_some_and(|info| info.argument == Argument::NameNull);
        let name = if pushes_null { name.checked_mul(2).ok_or(AssembleErrorKind::TooMany)? | 1 } else { name };
        let mut items = vec![(Op::LoadGlobal, name.into()), (Op::LoadConst, argument.into())];
        // 3.11 alone prepares calls; before, they had another name.
        items.extend(set.opcode(Op::Precall).map(|_| (Op::Precall, 1.into())));
        items.push((if set.opcode(Op::Call).is_some() { Op::Call } else { Op::CallFunction }, 1.into()));
        items.push((Op::PopTop, Operand::None));
        Ok(items)
    }

    /// Assembles the listing and puts all into the code object, whose number is given back.
    ///
    /// Where the code is another than before, `co_stacksize` becomes what [`stack_size`](crate::depth::stack_size) says, but at least what
    /// it was and what the deepest inserted sequence needs above it.
    ///
    /// # Errors
    /// Those of [`Listing::assemble`].
    pub fn finish(self) -> Result<Id, AssembleError> {
        let id = self.id;
        self.close().map(|_| id)
    }

    /// Gives back what is known of the objects.
    fn close(mut self) -> Result<Pools, AssembleError> {
        let assembled = self.listing.assemble()?;
        if bytes_of(self.objects, self.id, Field::Code)? != &*assembled.code {
            self.set_stack_size(&assembled)?;
        }
        self.set_bytes(Field::Code, &assembled.code)?;
        self.set_bytes(Field::Linetable, &assembled.linetable)?;
        if let Some(table) = &assembled.exceptiontable {
            self.set_bytes(Field::Exceptiontable, table)?;
        }
        let mut pools = core::mem::take(&mut self.pools);
        if let Some(consts) = pools.consts.take() {
            let (items, known) = consts.into_parts();
            pools.known_consts = known;
            self.set_items(Field::Consts, items)?;
        }
        if let Some(names) = pools.names.take() {
            let (items, known) = names.into_parts();
            pools.known_names = known;
            self.set_items(Field::Names, items)?;
        }
        let firstlineno = self.listing.firstlineno;
        if self.objects.layout().has(Field::Firstlineno) {
            self.code_mut()?.set_number(Field::Firstlineno, firstlineno);
        }
        Ok(pools)
    }

    fn set_stack_size(&mut self, assembled: &Assembled) -> Result<(), AssembleError> {
        let Some(old) = code_of(self.objects, self.id)?.number(Field::Stacksize) else { return Ok(()) };
        // How deep it gets does not depend on constants and names.
        let mut objects = Objects::new(self.objects.layout());
        let mut code = blank(&mut objects, "", "");
        for &field in objects.layout().fields {
            if let Some(value) = code_of(self.objects, self.id)?.number(field) {
                code.set_number(field, value);
            }
        }
        code.set_object(Field::Code, objects.push(Object::bytes(&assembled.code)));
        code.set_object(Field::Exceptiontable, objects.push(Object::bytes(assembled.exceptiontable.as_deref().unwrap_or(&[]))));
        let root = objects.push(Object::Code(Box::new(code)));
        let bytes = objects.to_bytes(root, Style::of(objects.layout()))?;
        let tree = Tree::with_options(&bytes, objects.layout(), Options::LENIENT)?;
        let function = tree.root().as_code().map(|code| Function::with_set(code, self.listing.set()));
        let computed = function.map_or(0, |function| i32::try_from(stack_size(&function)).unwrap_or(i32::MAX));
        let extra = i32::try_from(self.listing.extra_stack).unwrap_or(i32::MAX);
        self.code_mut()?.set_number(Field::Stacksize, computed.max(old.saturating_add(extra)));
        Ok(())
    }

    fn code_mut(&mut self) -> Result<&mut CodeObject, AssembleErrorKind> {
        match self.objects.get_mut(self.id) {
            Some(Object::Code(code)) => Ok(code),
            _ => Err(AssembleErrorKind::Field(Field::Code)),
        }
    }

    /// What did not change stays the object that it was, which others may share.
    fn set_bytes(&mut self, field: Field, bytes: &[u8]) -> Result<(), AssembleErrorKind> {
        if self.objects.layout().has(field) && bytes_of(self.objects, self.id, field)? != bytes {
            let new = self.objects.push(Object::bytes(bytes));
            self.code_mut()?.set_object(field, new);
        }
        Ok(())
    }

    fn set_items(&mut self, field: Field, items: Vec<Id>) -> Result<(), AssembleErrorKind> {
        if parts_of(self.objects, self.id, field)? != items {
            let new = self.objects.push(sequence(self.objects.layout(), items));
            self.code_mut()?.set_object(field, new);
        }
        Ok(())
    }
}

/// `CO_FAST_LOCAL`
const LOCAL: u8 = 0x20;

/// A code object whose fields are empty or 0.
fn blank(objects: &mut Objects, filename: &str, name: &str) -> CodeObject {
    let (layout, mut code) = (objects.layout(), CodeObject::new());
    for &field in layout.fields {
        match field {
            _ if field.is_number() => code.set_number(field, 0),
            Field::Filename => code.set_object(field, objects.push_str(filename, true)),
            Field::Name | Field::Qualname => code.set_object(field, objects.push_str(name, true)),
            Field::Code | Field::Linetable | Field::Exceptiontable | Field::Localspluskinds => {
                code.set_object(field, objects.push(Object::bytes(b"")));
            }
            _ => code.set_object(field, objects.push(sequence(layout, Vec::new()))),
        }
    }
    code
}

/// Constants and names are lists in 1.0, and tuples later.
fn sequence(layout: &Layout, items: Vec<Id>) -> Object {
    if layout.version == pyc_marshal::Version::new(1, 0) { Object::List(items) } else { Object::Tuple(items) }
}

fn code_of(objects: &Objects, id: Id) -> Result<&CodeObject, AssembleErrorKind> {
    match objects.get(id) {
        Some(Object::Code(code)) => Ok(code),
        _ => Err(AssembleErrorKind::Field(Field::Code)),
    }
}

/// The bytes of a field; none if the version does not have it.
fn bytes_of(objects: &Objects, id: Id, field: Field) -> Result<&[u8], AssembleErrorKind> {
    match code_of(objects, id)?.object(field).map(|id| objects.get(id)) {
        None if !objects.layout().has(field) => Ok(&[]),
        Some(Some(Object::Bytes { bytes, .. })) => Ok(bytes),
        _ => Err(AssembleErrorKind::Field(field)),
    }
}

fn parts_of(objects: &Objects, id: Id, field: Field) -> Result<&[Id], AssembleErrorKind> {
    match code_of(objects, id)?.object(field).and_then(|id| objects.get(id)) {
        Some(Object::Tuple(items) | Object::List(items)) => Ok(items),
        _ => Err(AssembleErrorKind::Field(field)),
    }
}

/// The number of parts that an edit may copy.
fn size(objects: &Objects, id: Id) -> Result<usize, AssembleErrorKind> {
    let items = [Field::Consts, Field::Names, Field::Varnames, Field::Localsplusnames];
    let bytes = [Field::Code, Field::Linetable, Field::Exceptiontable];
    let has = |field: &Field| objects.layout().has(*field);
    let mut size = 0_usize;
    for field in items.into_iter().filter(has) {
        size = size.saturating_add(parts_of(objects, id, field)?.len());
    }
    for field in bytes.into_iter().filter(has) {
        size = size.saturating_add(bytes_of(objects, id, field)?.len());
    }
    Ok(size)
}

fn name_of(objects: &Objects, id: Id) -> String {
    let name = code_of(objects, id).ok().and_then(|code| code.object(Field::Name)).and_then(|id| objects.str(id));
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn pool<'p>(
    objects: &Objects,
    id: Id,
    field: Field,
    pool: &'p mut Option<Constants>,
    known: &mut Classes,
) -> Result<&'p mut Constants, AssembleErrorKind> {
    if pool.is_none() {
        let items = parts_of(objects, id, field)?.to_vec();
        *pool = Some(Constants::with_classes(objects, items, core::mem::take(known)));
    }
    pool.as_mut().ok_or(AssembleErrorKind::Field(field))
}

impl Pools {
    /// Objects may have changed.
    fn forget(&mut self) {
        self.consts.iter_mut().chain(&mut self.names).for_each(Constants::forget);
        self.known_consts.forget();
        self.known_names.forget();
    }
}
