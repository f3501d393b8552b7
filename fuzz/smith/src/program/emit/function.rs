//! Modules, functions and classes.

use pyc_bytecode::Op;
use pyc_marshal::{Id, Objects};

use super::{Coder, Done};
use crate::program::ast::{Class, Comp, CompKind, Expr, Function, Stmt};
use crate::program::scope::{Around, Code, Place, parameters};

const OPTIMIZED: i32 = 1;
const NEWLOCALS: i32 = 2;
const VARARGS: i32 = 4;
const VARKEYWORDS: i32 = 8;
const NESTED: i32 = 16;
const GENERATOR: i32 = 32;

/// The code object of a module.
pub(in crate::program) fn module(objects: &mut Objects, body: &[Stmt]) -> Done<Id> {
    let mut coder = Coder::new(objects, Code::Module(body), &Around::default(), "<module>", String::new(), 1)?;
    coder.prologue()?;
    coder.body(body)?;
    coder.return_none()?;
    coder.finish([0; 3], 0, "<module>")
}

impl<'p> Coder<'_, 'p> {
    /// What stands before the first instruction of the source.
    fn prologue(&mut self) -> Done {
        if self.scope.yields && self.has(Op::GenStart) {
            self.depth = 1;
            self.emit(Op::GenStart, 0)?;
        }
        if self.minor < 11 {
            return Ok(());
        }
        if !self.scope.frees.is_empty() {
            self.emit(Op::CopyFreeVars, self.scope.frees.len() as u32)?;
        }
        for cell in self.scope.cells.clone() {
            self.emit(Op::MakeCell, self.slot(&cell))?;
        }
        if self.scope.yields {
            self.emit(Op::ReturnGenerator, ())?;
            self.depth = 1;
            self.pop()?;
        }
        self.emit(Op::Resume, 0)
    }

    fn qualified(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn inner_path(&self, name: &str, function: bool) -> String {
        let name = self.qualified(name);
        if function { format!("{name}.<locals>") } else { name }
    }

    /// From 3.12 on a `StopIteration` that leaves a generator becomes a `RuntimeError` in its code. `write` writes the rest of it.
    fn generator(&mut self, write: impl FnOnce(&mut Self) -> Done) -> Done {
        if !self.scope.yields || self.minor < 12 {
            return write(self);
        }
        let handler = self.label();
        let range = self.protection(handler, 0, true)?;
        write(self)?;
        self.unprotect(&range)?;
        self.bind_at(handler, 2)?;
        self.emit(Op::CallIntrinsic1, 3)?;
        self.emit(Op::Reraise, 1)
    }

    fn flags(&self) -> i32 {
        let nested = if self.scope.frees.is_empty() { 0 } else { NESTED };
        OPTIMIZED | NEWLOCALS | nested | if self.scope.yields { GENERATOR } else { 0 }
    }

    /// Pushes a function, decorators not applied.
    pub(super) fn function(&mut self, function: &'p Function) -> Done {
        let mut flags = 0;
        if !function.defaults.is_empty() {
            for it in &function.defaults {
                self.expr(it)?;
            }
            self.emit(Op::BuildTuple, function.defaults.len() as u32)?;
            flags |= 1;
        }
        if !function.keyword.is_empty() {
            if self.has(Op::BuildConstKeyMap) {
                for (_, it) in &function.keyword {
                    self.expr(it)?;
                }
                let names: Vec<&str> = function.keyword.iter().map(|(name, _)| name.as_str()).collect();
                let names = self.names(&names)?;
                self.emit(Op::LoadConst, names)?;
                self.emit(Op::BuildConstKeyMap, function.keyword.len() as u32)?;
            } else {
                for (name, it) in &function.keyword {
                    self.str(name)?;
                    self.expr(it)?;
                }
                self.emit(Op::BuildMap, function.keyword.len() as u32)?;
            }
            flags |= 2;
        }
        let name = if function.name.is_empty() { "<lambda>" } else { &function.name };
        let (path, line, qualname) = (self.inner_path(name, true), self.line, self.qualified(name));
        let around = self.around.clone();
        let mut inner = Coder::new(self.edit.objects(), Code::Function(function), &around, name, path, line)?;
        inner.bound.extend(parameters(function));
        inner.prologue()?;
        inner.generator(|it| {
            it.body(&function.body)?;
            if matches!(function.body.last(), Some(Stmt::Return(_))) { Ok(()) } else { it.return_none() }
        })?;
        let counts = [function.positional.len() as i32, 0, function.keyword.len() as i32];
        let rest = if function.rest.is_some() { VARARGS } else { 0 };
        let named = if function.named_rest.is_some() { VARKEYWORDS } else { 0 };
        let (flags_of_code, frees) = (inner.flags() | rest | named, inner.scope.frees.clone());
        let code = inner.finish(counts, flags_of_code, &qualname)?;
        self.make(code, &frees, flags, &qualname)
    }

    /// Makes a function of a code object, above its defaults.
    fn make(&mut self, code: Id, frees: &[String], mut flags: u32, qualname: &str) -> Done {
        if !frees.is_empty() {
            for name in frees {
                let op = if self.has(Op::LoadClosure) { Op::LoadClosure } else { Op::LoadFast };
                self.emit(op, self.slot(name))?;
            }
            self.emit(Op::BuildTuple, frees.len() as u32)?;
            flags |= 8;
        }
        let code = self.edit.constant_id(code)?;
        self.emit(Op::LoadConst, code)?;
        if self.minor < 11 {
            self.str(qualname)?;
        }
        if !self.has(Op::SetFunctionAttribute) {
            return self.emit(Op::MakeFunction, flags);
        }
        self.emit(Op::MakeFunction, ())?;
        for flag in [8, 2, 1] {
            if flags & flag != 0 {
                self.emit(Op::SetFunctionAttribute, flag)?;
            }
        }
        Ok(())
    }

    /// Applies decorators to what `write` pushes, and stores it.
    fn decorated(&mut self, decorators: &'p [Expr], name: &str, write: impl FnOnce(&mut Self) -> Done) -> Done {
        for it in decorators {
            self.expr(it)?;
        }
        write(self)?;
        for _ in decorators {
            self.call_with_first(0)?;
        }
        self.store(name)
    }

    pub(super) fn def(&mut self, function: &'p Function) -> Done {
        self.decorated(&function.decorators, &function.name, |it| it.function(function))
    }

    pub(super) fn class(&mut self, class: &'p Class) -> Done {
        self.decorated(&class.decorators, &class.name, |it| it.class_object(class))
    }

    fn class_object(&mut self, class: &'p Class) -> Done {
        if matches!(self.minor, 11 | 12) {
            self.emit(Op::PushNull, ())?;
        }
        self.emit(Op::LoadBuildClass, ())?;
        if self.minor >= 13 {
            self.emit(Op::PushNull, ())?;
        }
        let (path, line, qualname) = (self.inner_path(&class.name, false), self.line, self.qualified(&class.name));
        let around = self.around.clone();
        let mut inner = Coder::new(self.edit.objects(), Code::Class(&class.body), &around, &class.name, path, line)?;
        inner.prologue()?;
        inner.named(Op::LoadName, "__name__")?;
        inner.named(Op::StoreName, "__module__")?;
        inner.str(&qualname)?;
        inner.named(Op::StoreName, "__qualname__")?;
        if inner.minor >= 13 {
            inner.int(line.into())?;
            inner.named(Op::StoreName, "__firstlineno__")?;
        }
        inner.body(&class.body)?;
        if inner.minor >= 13 {
            inner.emit(Op::BuildTuple, 0)?;
            inner.named(Op::StoreName, "__static_attributes__")?;
        }
        if inner.scope.place("__class__") == Place::Cell {
            let op = if inner.has(Op::LoadClosure) { Op::LoadClosure } else { Op::LoadFast };
            inner.emit(op, inner.slot("__class__"))?;
            inner.copy()?;
            inner.named(Op::StoreName, "__classcell__")?;
            inner.return_value()?;
        } else {
            inner.return_none()?;
        }
        let frees = inner.scope.frees.clone();
        let flags = if frees.is_empty() { 0 } else { NESTED };
        let code = inner.finish([0; 3], flags, &qualname)?;
        self.make(code, &frees, 0, &class.name)?;
        self.str(&class.name)?;
        for it in &class.bases {
            self.expr(it)?;
        }
        let count = 2 + class.bases.len() as u32;
        if self.minor < 11 { self.emit(Op::CallFunction, count) } else { self.call(count) }
    }

    /// A comprehension that is a function, called with its iterator.
    pub(super) fn comp_function(&mut self, comp: &'p Comp) -> Done {
        let name = match comp.kind {
            CompKind::List => "<listcomp>",
            CompKind::Set => "<setcomp>",
            CompKind::Dict => "<dictcomp>",
            CompKind::Generator => "<genexpr>",
        };
        let (path, line, qualname) = (self.inner_path(name, true), self.line, self.qualified(name));
        let around = self.around.clone();
        let mut inner = Coder::new(self.edit.objects(), Code::Comp(comp), &around, name, path, line)?;
        inner.bound.insert(".0".to_owned());
        inner.prologue()?;
        inner.generator(|it| {
            it.container(comp.kind)?;
            it.emit(Op::LoadFast, it.slot(".0"))?;
            it.rounds(comp)?;
            if comp.kind == CompKind::Generator { it.return_none() } else { it.return_value() }
        })?;
        let (flags, frees) = (inner.flags(), inner.scope.frees.clone());
        let code = inner.finish([1, 0, 0], flags, &qualname)?;
        self.make(code, &frees, 0, &qualname)?;
        self.expr(&comp.over)?;
        self.get_iter()?;
        self.call_with_first(0)
    }

    pub(super) fn get_iter(&mut self) -> Done {
        self.emit(Op::GetIter, ())
    }

    /// What a comprehension fills.
    fn container(&mut self, kind: CompKind) -> Done {
        match kind {
            CompKind::List => self.emit(Op::BuildList, 0),
            CompKind::Set => self.emit(Op::BuildSet, 0),
            CompKind::Dict => self.emit(Op::BuildMap, 0),
            CompKind::Generator => Ok(()),
        }
    }

    /// The loop of a comprehension, over the iterator on the stack, above what it fills.
    fn rounds(&mut self, comp: &'p Comp) -> Done {
        let (top, end) = (self.label(), self.label());
        let before = self.depth;
        self.bind(top)?;
        self.emit(Op::ForIter, end)?;
        self.store(&comp.variable)?;
        self.bound.insert(comp.variable.clone());
        if let Some(condition) = &comp.condition {
            self.jump_if(condition, false, top)?;
        }
        if let Some(key) = &comp.key {
            self.expr(key)?;
        }
        self.expr(&comp.value)?;
        match comp.kind {
            CompKind::List => self.emit(Op::ListAppend, 2)?,
            CompKind::Set => self.emit(Op::SetAdd, 2)?,
            CompKind::Dict => self.emit(Op::MapAdd, 2)?,
            CompKind::Generator => {
                self.yield_value()?;
                self.pop()?;
            }
        }
        self.emit(Op::Jump, top)?;
        self.depth = before;
        self.bind(end)?;
        self.end_for()
    }

    /// Behind the jump of a loop over an iterator: the iterator goes.
    pub(super) fn end_for(&mut self) -> Done {
        let before = self.depth;
        if self.has(Op::EndFor) {
            self.depth += 1;
            self.emit(Op::EndFor, ())?;
            if self.minor >= 13 {
                self.emit(if self.has(Op::PopIter) { Op::PopIter } else { Op::PopTop }, ())?;
            }
        }
        self.depth = before - 1;
        Ok(())
    }

    /// A comprehension within the code around it (3.12).
    pub(super) fn comp_inlined(&mut self, comp: &'p Comp) -> Done {
        self.expr(&comp.over)?;
        self.get_iter()?;
        let slot = self.slot(&comp.variable);
        self.emit(Op::LoadFastAndClear, slot)?;
        self.swap()?;
        let (cleanup, end) = (self.label(), self.label());
        let kept = self.depth;
        let range = self.protection(cleanup, kept, false)?;
        self.container(comp.kind)?;
        self.swap()?;
        self.rounds(comp)?;
        self.unprotect(&range)?;
        self.bound.remove(&comp.variable);
        self.swap()?;
        self.emit(Op::StoreFast, slot)?;
        let after = self.depth;
        self.emit(Op::Jump, end)?;
        self.bind_at(cleanup, kept + 1)?;
        self.swap()?;
        self.pop()?;
        self.swap()?;
        self.emit(Op::StoreFast, slot)?;
        self.emit(Op::Reraise, 0)?;
        self.bind_at(end, after)
    }

    /// Yields the top; what is sent comes in its place.
    pub(super) fn yield_value(&mut self) -> Done {
        if self.minor >= 12 {
            self.emit(Op::YieldValue, 0)?;
        } else {
            self.emit(Op::YieldValue, ())?;
        }
        if self.minor >= 11 { self.emit(Op::Resume, 1) } else { Ok(()) }
    }
}
