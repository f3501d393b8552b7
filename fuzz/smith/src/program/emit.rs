//! A program as code of one version, in kind as that version's compiler writes it.

mod expr;
mod function;
mod matching;
mod stmt;
mod unwind;

use std::collections::BTreeSet;

use pyc_bytecode::lines::Location;
use pyc_bytecode::{AssembleError, CodeEdit, InstructionSet, Item, Label, Op, Operand, ProtectedRange};
use pyc_marshal::{CodeObject, Field, Id, Object, Objects};

use super::ast::Stmt;
use super::scope::{Around, Code, Place, Scope};

pub(super) use function::module;

pub(super) type Done<T = ()> = Result<T, AssembleError>;

/// What has to be done where statements are left.
#[derive(Clone, Debug)]
enum Block<'p> {
    /// Where `break` and `continue` lead; whether an iterator is on the stack.
    Loop { top: Label, end: Label, iterates: bool },
    /// The body of `try` with `except`.
    Try(Protection),
    /// The body of `try` with `finally`. Where the clause begins, which 3.8 calls.
    Finally(Protection, &'p [Stmt], Label),
    /// The body of `with`. Where its handler begins.
    With(Protection),
    /// The body of `except`; the name of the exception, and what cleans it up.
    Handler(Vec<Protection>, Option<(String, Label)>),
}

/// Instructions whose exceptions go to a handler: from 3.11 on they are a range, which stops where its block is left early.
#[derive(Clone, Debug)]
struct Protection {
    start: Label,
    handler: Label,
    depth: i64,
    lasti: bool,
    /// Inner ones have larger numbers.
    level: usize,
}

/// Writes one code object.
struct Coder<'o, 'p> {
    edit: CodeEdit<'o>,
    minor: u8,
    scope: Scope,
    /// What is around code inside of this one.
    around: Around,
    /// `<module>.<locals>` and so on, for the names of what is inside.
    path: String,
    blocks: Vec<Block<'p>>,
    /// Ranges that have ended, and their levels.
    ranges: Vec<(usize, ProtectedRange)>,
    /// How many protections there were.
    levels: usize,
    /// How deep the stack is.
    depth: i64,
    line: i32,
    /// How many statements that may be skipped are around this one.
    nested: u32,
    /// Variables that are certainly bound.
    bound: BTreeSet<String>,
}

impl<'o, 'p> Coder<'o, 'p> {
    fn new(
        objects: &'o mut Objects,
        code: Code<'_>,
        around: &Around,
        name: &str,
        path: String,
        line: i32,
    ) -> Done<Coder<'o, 'p>> {
        let minor = objects.layout().version.minor;
        let scope = Scope::of(code, around, minor >= 12);
        let edit = CodeEdit::create(objects, "program.py", name, line)?;
        let around = scope.inside(around);
        let (blocks, ranges, bound) = (Vec::new(), Vec::new(), BTreeSet::new());
        Ok(Coder { edit, minor, scope, around, path, blocks, ranges, levels: 0, depth: 0, line, nested: 0, bound })
    }

    fn set(&self) -> &'static InstructionSet {
        self.edit.listing.set()
    }

    fn has(&self, op: Op) -> bool {
        self.set().opcode(op).is_some()
    }

    /// Adds an instruction, and counts what it does to the stack where it does not jump.
    fn emit(&mut self, op: Op, operand: impl Into<Operand>) -> Done {
        let item = Item::new(self.set(), op, operand)?;
        if let Some(info) = self.set().info(item.opcode) {
            let oparg = if let Operand::Plain(oparg) = item.operand { oparg } else { 0 };
            self.depth += info.effect(oparg, Some(false));
        }
        self.edit.listing.push(Item { location: Location::of_line(self.line), ..item })?;
        Ok(())
    }

    fn label(&mut self) -> Label {
        self.edit.listing.label()
    }

    fn bind(&mut self, label: Label) -> Done {
        self.edit.listing.bind_end(label)
    }

    /// Lets a label stand here, where the stack is so deep.
    fn bind_at(&mut self, label: Label, depth: i64) -> Done {
        self.depth = depth;
        self.bind(label)
    }

    /// A conditional jump. In 3.14 the way that does not jump is marked.
    fn branch(&mut self, op: Op, label: Label) -> Done {
        self.emit(op, label)?;
        if self.has(Op::NotTaken) { self.emit(Op::NotTaken, ()) } else { Ok(()) }
    }

    /// Begins to protect what follows: from 3.11 on.
    fn protection(&mut self, handler: Label, depth: i64, lasti: bool) -> Done<Protection> {
        let start = self.label();
        self.bind(start)?;
        self.levels += 1;
        Ok(Protection { start, handler, depth, lasti, level: self.levels })
    }

    /// Ends a range.
    fn unprotect(&mut self, it: &Protection) -> Done {
        if self.set().exception_table {
            let end = self.label();
            self.bind(end)?;
            let depth = u32::try_from(it.depth).unwrap_or(0);
            let range = ProtectedRange { start: it.start, end, handler: it.handler, depth, lasti: it.lasti };
            self.ranges.push((it.level, range));
        }
        Ok(())
    }

    fn constant(&mut self, object: Object) -> Done {
        let index = self.edit.constant(object)?;
        self.emit(Op::LoadConst, index)
    }

    fn none(&mut self) -> Done {
        self.constant(Object::None)
    }

    fn int(&mut self, value: i64) -> Done {
        match u8::try_from(value) {
            Ok(small) if self.has(Op::LoadSmallInt) => self.emit(Op::LoadSmallInt, u32::from(small)),
            _ => self.constant(Object::int(value)),
        }
    }

    fn str(&mut self, text: &str) -> Done {
        let id = self.edit.objects().push_str(text, false);
        let index = self.edit.constant_id(id)?;
        self.emit(Op::LoadConst, index)
    }

    /// A tuple of names as a constant.
    fn names(&mut self, names: &[&str]) -> Done<u32> {
        let objects = self.edit.objects();
        let items = names.iter().map(|it| objects.push_str(it, true)).collect();
        let id = objects.push(Object::Tuple(items));
        self.edit.constant_id(id)
    }

    /// The number of a variable for `LOAD_FAST`, `LOAD_DEREF` and `LOAD_CLOSURE`.
    fn slot(&self, name: &str) -> u32 {
        let scope = &self.scope;
        let at = |list: &[String]| list.iter().position(|it| it == name);
        let extra: Vec<&String> = scope.cells.iter().filter(|it| !scope.locals.contains(it)).collect();
        if self.minor < 11 {
            if scope.place(name) == Place::Local {
                return at(&scope.locals).unwrap_or(0) as u32;
            }
            let cell = at(&scope.cells).or_else(|| at(&scope.frees).map(|it| it + scope.cells.len()));
            return cell.unwrap_or(0) as u32;
        }
        let cell = || extra.iter().position(|it| *it == name).map(|it| it + scope.locals.len());
        let free = || at(&scope.frees).map(|it| it + scope.locals.len() + extra.len());
        at(&scope.locals).or_else(cell).or_else(free).unwrap_or(0) as u32
    }

    fn load(&mut self, name: &str) -> Done {
        match self.scope.place(name) {
            Place::Name => self.named(Op::LoadName, name),
            Place::Global => self.global(name, false),
            Place::Local => {
                let sure = self.bound.contains(name) || !self.has(Op::LoadFastCheck);
                self.emit(if sure { Op::LoadFast } else { Op::LoadFastCheck }, self.slot(name))
            }
            Place::Cell | Place::Free => self.emit(Op::LoadDeref, self.slot(name)),
        }
    }

    fn store(&mut self, name: &str) -> Done {
        match self.scope.place(name) {
            Place::Name => self.named(Op::StoreName, name),
            Place::Global => self.named(Op::StoreGlobal, name),
            Place::Local => {
                if self.nested == 0 {
                    self.bound.insert(name.to_owned());
                }
                self.emit(Op::StoreFast, self.slot(name))
            }
            Place::Cell | Place::Free => self.emit(Op::StoreDeref, self.slot(name)),
        }
    }

    fn delete(&mut self, name: &str) -> Done {
        match self.scope.place(name) {
            Place::Name => self.named(Op::DeleteName, name),
            Place::Global => self.named(Op::DeleteGlobal, name),
            Place::Local => {
                self.bound.remove(name);
                self.emit(Op::DeleteFast, self.slot(name))
            }
            Place::Cell | Place::Free => self.emit(Op::DeleteDeref, self.slot(name)),
        }
    }

    fn named(&mut self, op: Op, name: &str) -> Done {
        let index = self.edit.add_name(name)?;
        self.emit(op, index)
    }

    /// Loads a global variable, with the NULL that a call needs if it is to be called (3.11).
    fn global(&mut self, name: &str, called: bool) -> Done {
        let index = self.edit.add_name(name)?;
        self.emit(Op::LoadGlobal, if self.minor >= 11 { index << 1 | u32::from(called) } else { index })
    }

    fn attribute(&mut self, name: &str) -> Done {
        let index = self.edit.add_name(name)?;
        self.emit(Op::LoadAttr, if self.minor >= 12 { index << 1 } else { index })
    }

    fn pop(&mut self) -> Done {
        self.emit(Op::PopTop, ())
    }

    /// Duplicates the top.
    fn copy(&mut self) -> Done {
        if self.has(Op::DupTop) { self.emit(Op::DupTop, ()) } else { self.emit(Op::Copy, 1) }
    }

    /// Exchanges the two values on top.
    fn swap(&mut self) -> Done {
        if self.has(Op::RotTwo) { self.emit(Op::RotTwo, ()) } else { self.emit(Op::Swap, 2) }
    }

    /// Brings the top below the two values under it.
    fn rot_three(&mut self) -> Done {
        if self.has(Op::RotThree) {
            return self.emit(Op::RotThree, ());
        }
        self.emit(Op::Swap, 3)?;
        self.emit(Op::Swap, 2)
    }

    /// Calls what is on the stack as a method with its first argument is (3.11), or as a function with one argument more.
    fn call_with_first(&mut self, others: u32) -> Done {
        if self.minor < 11 { self.emit(Op::CallFunction, others + 1) } else { self.call(others) }
    }

    /// From 3.11 on: calls what stands before so many arguments, with what is beside it.
    fn call(&mut self, count: u32) -> Done {
        if self.has(Op::Precall) {
            self.emit(Op::Precall, count)?;
        }
        self.emit(Op::Call, count)
    }

    fn return_value(&mut self) -> Done {
        self.emit(Op::ReturnValue, ())
    }

    /// Returns a constant `None`.
    fn return_none(&mut self) -> Done {
        if self.has(Op::ReturnConst) {
            let index = self.edit.constant(Object::None)?;
            return self.emit(Op::ReturnConst, index);
        }
        self.none()?;
        self.return_value()
    }

    /// The value on top as a truth, if jumps need that (3.13).
    fn as_truth(&mut self) -> Done {
        if self.has(Op::ToBool) { self.emit(Op::ToBool, ()) } else { Ok(()) }
    }

    /// Ends: fields that do not follow from the instructions, and the number of the object.
    fn finish(mut self, counts: [i32; 3], flags: i32, qualname: &str) -> Done<Id> {
        // Of two that are equal, the second is taken for the inner one.
        self.ranges.sort_by_key(|it| it.0);
        self.edit.listing.protected = self.ranges.iter().map(|it| it.1).collect();
        let id = self.edit.id();
        let (scope, minor) = (self.scope.clone(), self.minor);
        let objects = self.edit.objects();
        let mut tuple = |names: &[String]| {
            let items = names.iter().map(|it| objects.push_str(it, true)).collect();
            objects.push(Object::Tuple(items))
        };
        let mut fields = Vec::new();
        if minor >= 11 {
            let extra: Vec<String> = scope.cells.iter().filter(|it| !scope.locals.contains(it)).cloned().collect();
            let mut kinds = Vec::new();
            for name in &scope.locals {
                let cell = if scope.cells.contains(name) { CELL } else { 0 };
                let hidden = scope.kind != super::scope::Kind::Function && scope.hidden.contains(name);
                kinds.push(LOCAL | cell | if hidden { HIDDEN } else { 0 });
            }
            kinds.extend(extra.iter().map(|_| CELL));
            kinds.extend(scope.frees.iter().map(|_| FREE));
            let all: Vec<String> = scope.locals.iter().chain(&extra).chain(&scope.frees).cloned().collect();
            fields.push((Field::Localsplusnames, tuple(&all)));
            fields.push((Field::Localspluskinds, objects.push(Object::bytes(&kinds))));
            fields.push((Field::Qualname, objects.push_str(qualname, true)));
        } else {
            fields.push((Field::Varnames, tuple(&scope.locals)));
            fields.push((Field::Cellvars, tuple(&scope.cells)));
            fields.push((Field::Freevars, tuple(&scope.frees)));
        }
        let nofree = minor < 11 && scope.cells.is_empty() && scope.frees.is_empty();
        if let Some(Object::Code(code)) = objects.get_mut(id) {
            let code: &mut CodeObject = code;
            for (field, object) in fields {
                code.set_object(field, object);
            }
            let [argcount, posonly, kwonly] = counts;
            code.set_number(Field::Argcount, argcount);
            code.set_number(Field::Posonlyargcount, posonly);
            code.set_number(Field::Kwonlyargcount, kwonly);
            code.set_number(Field::Flags, flags | if nofree { NOFREE } else { 0 });
            if minor < 11 {
                code.set_number(Field::Nlocals, scope.locals.len() as i32);
            }
        }
        self.edit.finish()
    }
}

const LOCAL: u8 = 0x20;
const CELL: u8 = 0x40;
const FREE: u8 = 0x80;
const HIDDEN: u8 = 0x10;
const NOFREE: i32 = 0x40;
