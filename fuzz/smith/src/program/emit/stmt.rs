//! Statements.

use pyc_bytecode::{Label, Op};

use super::{Block, Coder, Done, Protection};
use crate::program::ast::{Binary, Expr, Handler, Stmt, Target, Try};

/// Whether nothing behind these statements is reached.
fn leaves(body: &[Stmt]) -> bool {
    matches!(body.last(), Some(Stmt::Return(_) | Stmt::Break | Stmt::Continue | Stmt::Raise(..)))
}

impl<'p> Coder<'_, 'p> {
    pub(super) fn body(&mut self, body: &'p [Stmt]) -> Done {
        for stmt in body {
            self.line += 1;
            self.stmt(stmt)?;
        }
        Ok(())
    }

    /// Statements that may not be reached.
    pub(super) fn inner(&mut self, body: &'p [Stmt]) -> Done {
        self.nested += 1;
        self.body(body)?;
        self.nested -= 1;
        Ok(())
    }

    fn stmt(&mut self, stmt: &'p Stmt) -> Done {
        match stmt {
            Stmt::Pass => self.emit(Op::Nop, ()),
            Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::Expr(it) => {
                self.expr(it)?;
                self.pop()
            }
            Stmt::Assign(target, value) => {
                self.expr(value)?;
                self.assign(target)
            }
            Stmt::Augment(target, op, value) => self.augment(target, *op, value),
            Stmt::Delete(name) => self.delete(name),
            Stmt::If(condition, then, otherwise) => {
                let (other, end) = (self.label(), self.label());
                self.jump_if(condition, false, other)?;
                self.inner(then)?;
                if !otherwise.is_empty() && !leaves(then) {
                    self.emit(Op::JumpForward, end)?;
                }
                self.bind(other)?;
                self.inner(otherwise)?;
                self.bind(end)
            }
            Stmt::While(condition, body, otherwise) => {
                let (top, other, end) = (self.label(), self.label(), self.label());
                self.bind(top)?;
                self.jump_if(condition, false, other)?;
                self.blocks.push(Block::Loop { top, end, iterates: false });
                self.inner(body)?;
                self.blocks.pop();
                self.emit(Op::Jump, top)?;
                self.bind(other)?;
                self.inner(otherwise)?;
                self.bind(end)
            }
            Stmt::For(target, over, body, otherwise) => self.for_loop(target, over, body, otherwise),
            Stmt::Break | Stmt::Continue => self.leave_loop(matches!(stmt, Stmt::Break)),
            Stmt::Return(value) => {
                self.expr(value)?;
                self.unwind(0, true, Coder::return_value)?;
                self.depth -= 1;
                Ok(())
            }
            Stmt::Raise(exception, cause) => {
                let mut count = 0;
                for it in exception.iter().chain(cause) {
                    self.expr(it)?;
                    count += 1;
                }
                self.emit(Op::RaiseVarargs, count)
            }
            Stmt::Assert(condition, message) => self.assert(condition, message),
            Stmt::Try(it) if it.finally.is_empty() => self.try_except(it),
            Stmt::Try(it) => self.try_finally(it),
            Stmt::With(manager, name, body) => self.with(manager, name.as_deref(), body),
            Stmt::Def(function) => self.def(function),
            Stmt::Class(class) => self.class(class),
            Stmt::Match(subject, cases) => self.match_on(subject, cases),
        }
    }

    /// Stores the top.
    pub(super) fn assign(&mut self, target: &'p Target) -> Done {
        match target {
            Target::Name(name) => self.store(name),
            Target::Attr(object, name) => {
                self.expr(object)?;
                self.named(Op::StoreAttr, name)
            }
            Target::Item(object, key) => {
                self.expr(object)?;
                self.expr(key)?;
                self.emit(Op::StoreSubscr, ())
            }
            Target::Names(names, rest) => self.unpack(names, *rest),
        }
    }

    /// Unpacks the top to names.
    pub(super) fn unpack(&mut self, names: &[String], rest: Option<usize>) -> Done {
        let count = names.len() as u32;
        match rest {
            Some(at) => self.emit(Op::UnpackEx, at as u32 | (count - 1 - at as u32) << 8)?,
            None => self.emit(Op::UnpackSequence, count)?,
        }
        names.iter().try_for_each(|it| self.store(it))
    }

    fn augment(&mut self, target: &'p Target, op: Binary, value: &'p Expr) -> Done {
        match target {
            Target::Name(name) => {
                self.load(name)?;
                self.expr(value)?;
                self.binary(op, true)?;
                self.store(name)
            }
            Target::Attr(object, name) => {
                self.expr(object)?;
                self.copy()?;
                self.attribute(name)?;
                self.expr(value)?;
                self.binary(op, true)?;
                self.swap()?;
                self.named(Op::StoreAttr, name)
            }
            Target::Item(object, key) => {
                self.expr(object)?;
                self.expr(key)?;
                if self.has(Op::DupTopTwo) {
                    self.emit(Op::DupTopTwo, ())?;
                } else {
                    self.emit(Op::Copy, 2)?;
                    self.emit(Op::Copy, 2)?;
                }
                self.subscript()?;
                self.expr(value)?;
                self.binary(op, true)?;
                self.rot_three()?;
                self.emit(Op::StoreSubscr, ())
            }
            // No such statement exists.
            Target::Names(..) => Ok(()),
        }
    }

    fn for_loop(&mut self, target: &'p Target, over: &'p Expr, body: &'p [Stmt], otherwise: &'p [Stmt]) -> Done {
        let (top, other, end) = (self.label(), self.label(), self.label());
        self.expr(over)?;
        self.get_iter()?;
        let around = self.depth;
        self.bind(top)?;
        self.emit(Op::ForIter, other)?;
        self.nested += 1;
        self.assign(target)?;
        self.nested -= 1;
        self.blocks.push(Block::Loop { top, end, iterates: true });
        self.inner(body)?;
        self.blocks.pop();
        self.emit(Op::Jump, top)?;
        self.bind_at(other, around)?;
        self.end_for()?;
        self.inner(otherwise)?;
        self.bind(end)
    }

    fn leave_loop(&mut self, breaks: bool) -> Done {
        let found = self.blocks.iter().rposition(|it| matches!(it, Block::Loop { .. }));
        let Some(at) = found else { return Ok(()) };
        let Some(Block::Loop { top, end, iterates }) = self.blocks.get(at).cloned() else { return Ok(()) };
        self.unwind(at + 1, false, |it| {
            if breaks && iterates {
                it.pop_iterator()?;
            }
            it.emit(Op::Jump, if breaks { end } else { top })
        })
    }

    fn assert(&mut self, condition: &'p Expr, message: &'p Expr) -> Done {
        let end = self.label();
        self.jump_if(condition, true, end)?;
        let before = self.depth;
        if self.has(Op::LoadAssertionError) {
            self.emit(Op::LoadAssertionError, ())?;
        } else if self.has(Op::LoadCommonConstant) {
            self.emit(Op::LoadCommonConstant, 0)?;
        } else {
            self.global("AssertionError", false)?;
        }
        self.expr(message)?;
        self.call_with_first(0)?;
        self.emit(Op::RaiseVarargs, 1)?;
        self.bind_at(end, before)
    }

    /// The innermost block, which ends.
    fn end_of(&mut self, range: impl FnOnce(Block<'p>) -> Option<Protection>) -> Done {
        let Some(range) = self.blocks.pop().and_then(range) else { return Ok(()) };
        self.end_block(&range)
    }

    fn try_except(&mut self, it: &'p Try) -> Done {
        let (handler, otherwise, end) = (self.label(), self.label(), self.label());
        let base = self.depth;
        let range = self.begin_block(handler, false)?;
        self.blocks.push(Block::Try(range));
        self.inner(&it.body)?;
        self.end_of(|it| if let Block::Try(range) = it { Some(range) } else { None })?;
        self.emit(Op::JumpForward, otherwise)?;
        if self.minor < 11 {
            self.bind_at(handler, base + 6)?;
            self.handlers(it, base, end, None)?;
        } else {
            self.bind_at(handler, base + 1)?;
            self.emit(Op::PushExcInfo, ())?;
            let cleanup = self.label();
            let outer = self.protection(cleanup, base + 1, true)?;
            self.handlers(it, base, end, Some(outer))?;
            self.bind_at(cleanup, base + 3)?;
            self.reraise_restored()?;
        }
        self.bind_at(otherwise, base)?;
        self.inner(&it.otherwise)?;
        self.bind(end)
    }

    /// The `except` clauses, where `outer` is what restores the exception that was handled before (3.11).
    fn handlers(&mut self, it: &'p Try, base: i64, end: Label, mut outer: Option<Protection>) -> Done {
        for handler in &it.handlers {
            let next = self.label();
            if let Some(class) = &handler.class {
                if self.minor < 11 {
                    self.copy()?;
                }
                self.expr(class)?;
                match self.minor {
                    8 => {
                        self.emit(Op::CompareOp, 10)?;
                        self.branch(Op::PopJumpIfFalse, next)?;
                    }
                    9 | 10 => self.branch(Op::JumpIfNotExcMatch, next)?,
                    _ => {
                        self.emit(Op::CheckExcMatch, ())?;
                        self.branch(Op::PopJumpIfFalse, next)?;
                    }
                }
            }
            if self.minor < 11 {
                self.pop()?;
            }
            match &handler.name {
                Some(name) => {
                    self.nested += 1;
                    self.store(name)?;
                    self.nested -= 1;
                }
                None => self.pop()?,
            }
            if self.minor < 11 {
                self.pop()?;
            }
            outer = self.handler_body(handler, end, outer)?;
            self.bind_at(next, base + if self.minor < 11 { 6 } else { 2 })?;
        }
        if it.handlers.last().is_some_and(|it| it.class.is_some()) {
            if self.has(Op::EndFinally) { self.emit(Op::EndFinally, ())? } else { self.reraise(0)? }
        }
        outer.map_or(Ok(()), |it| self.unprotect(&it))
    }

    /// Gives back the protection of what follows.
    fn handler_body(&mut self, handler: &'p Handler, end: Label, outer: Option<Protection>) -> Done<Option<Protection>> {
        let cleanup = self.label();
        let kept = self.depth;
        let mut ranges = Vec::new();
        if handler.name.is_some() {
            ranges.push(self.begin_block(cleanup, true)?);
        }
        ranges.extend(outer);
        let name = handler.name.as_ref().map(|it| (it.clone(), cleanup));
        self.blocks.push(Block::Handler(ranges, name));
        self.inner(&handler.body)?;
        let Some(Block::Handler(ranges, _)) = self.blocks.pop() else { return Ok(None) };
        for range in &ranges {
            self.unprotect(range)?;
        }
        let Some(name) = &handler.name else {
            self.emit(Op::PopExcept, ())?;
            self.emit(Op::JumpForward, end)?;
            return self.again(ranges.last());
        };
        if self.minor < 11 {
            self.emit(Op::PopBlock, ())?;
        }
        if self.has(Op::BeginFinally) {
            self.emit(Op::BeginFinally, ())?;
            self.bind(cleanup)?;
            self.forget(name)?;
            self.emit(Op::EndFinally, ())?;
            self.emit(Op::PopExcept, ())?;
            self.emit(Op::JumpForward, end)?;
            return Ok(None);
        }
        self.emit(Op::PopExcept, ())?;
        self.forget(name)?;
        self.emit(Op::JumpForward, end)?;
        let outer = self.again(ranges.get(1))?;
        self.bind_at(cleanup, kept + if self.minor < 11 { 6 } else { 2 })?;
        self.forget(name)?;
        self.reraise(1)?;
        Ok(outer)
    }

    /// The same protection, from here on.
    fn again(&mut self, range: Option<&Protection>) -> Done<Option<Protection>> {
        match range {
            Some(it) => {
                let start = self.label();
                self.bind(start)?;
                Ok(Some(Protection { start, ..it.clone() }))
            }
            None => Ok(None),
        }
    }

    fn try_finally(&mut self, it: &'p Try) -> Done {
        let (handler, end) = (self.label(), self.label());
        let base = self.depth;
        let range = self.begin_block(handler, false)?;
        self.blocks.push(Block::Finally(range, &it.finally, handler));
        if it.handlers.is_empty() {
            self.inner(&it.body)?;
        } else {
            self.nested += 1;
            self.try_except(it)?;
            self.nested -= 1;
        }
        self.end_of(|it| if let Block::Finally(range, ..) = it { Some(range) } else { None })?;
        if self.has(Op::BeginFinally) {
            self.emit(Op::BeginFinally, ())?;
            self.bind_at(handler, base + 6)?;
            self.inner(&it.finally)?;
            self.emit(Op::EndFinally, ())?;
            self.depth = base;
            return Ok(());
        }
        self.inner(&it.finally)?;
        self.emit(Op::JumpForward, end)?;
        if self.minor < 11 {
            self.bind_at(handler, base + 6)?;
            self.inner(&it.finally)?;
            self.reraise(0)?;
        } else {
            self.bind_at(handler, base + 1)?;
            self.emit(Op::PushExcInfo, ())?;
            let cleanup = self.label();
            let outer = self.protection(cleanup, base + 1, true)?;
            self.inner(&it.finally)?;
            self.reraise(0)?;
            self.unprotect(&outer)?;
            self.bind_at(cleanup, base + 3)?;
            self.reraise_restored()?;
        }
        self.bind_at(end, base)
    }

    fn with(&mut self, manager: &'p Expr, name: Option<&str>, body: &'p [Stmt]) -> Done {
        let (handler, end) = (self.label(), self.label());
        let base = self.depth;
        self.expr(manager)?;
        let range = self.enter_with(handler, base)?;
        self.blocks.push(Block::With(range));
        self.nested += 1;
        match name {
            Some(name) => self.store(name)?,
            None => self.pop()?,
        }
        self.nested -= 1;
        self.inner(body)?;
        let Some(Block::With(range)) = self.blocks.pop() else { return Ok(()) };
        self.end_block(&range)?;
        if self.has(Op::BeginFinally) {
            self.emit(Op::BeginFinally, ())?;
            self.bind(handler)?;
            self.emit(Op::WithCleanupStart, ())?;
            self.emit(Op::WithCleanupFinish, ())?;
            self.emit(Op::EndFinally, ())?;
            self.depth = base;
            return Ok(());
        }
        self.exit_with()?;
        self.emit(Op::JumpForward, end)?;
        if self.minor < 11 {
            self.with_handler(handler, base)?;
        } else {
            self.with_handler_of_table(handler, base)?;
        }
        self.bind_at(end, base)
    }

    /// Enters a `with` whose manager is on the stack: leaves `__exit__`, and what `__enter__` gave above it.
    fn enter_with(&mut self, handler: Label, base: i64) -> Done<Protection> {
        if self.has(Op::LoadSpecial) {
            self.emit(Op::Copy, 1)?;
            self.emit(Op::LoadSpecial, 1)?;
            self.emit(Op::Swap, 2)?;
            self.emit(Op::Swap, 3)?;
            self.emit(Op::LoadSpecial, 0)?;
            self.emit(Op::Call, 0)?;
            return self.protection(handler, base + 2, true);
        }
        if self.minor < 11 {
            self.emit(Op::SetupWith, handler)?;
            self.depth = base + 2;
        } else {
            self.emit(Op::BeforeWith, ())?;
        }
        self.protection(handler, base + 1, true)
    }

    /// What an exception in a `with` goes to in 3.9 and 3.10.
    fn with_handler(&mut self, handler: Label, base: i64) -> Done {
        let suppressed = self.label();
        self.bind_at(handler, base + 7)?;
        self.emit(Op::WithExceptStart, ())?;
        self.branch(Op::PopJumpIfTrue, suppressed)?;
        self.reraise(1)?;
        self.bind_at(suppressed, base + 7)?;
        for _ in 0..3 {
            self.pop()?;
        }
        self.emit(Op::PopExcept, ())?;
        self.pop()
    }

    fn with_handler_of_table(&mut self, handler: Label, base: i64) -> Done {
        let (suppressed, cleanup, over) = (self.label(), self.label(), self.label());
        let exit = if self.has(Op::LoadSpecial) { 2 } else { 1 };
        self.bind_at(handler, base + exit + 2)?;
        self.emit(Op::PushExcInfo, ())?;
        let outer = self.protection(cleanup, base + exit + 2, true)?;
        self.emit(Op::WithExceptStart, ())?;
        self.as_truth()?;
        self.branch(Op::PopJumpIfTrue, suppressed)?;
        self.emit(Op::Reraise, 2)?;
        self.bind_at(suppressed, base + exit + 3)?;
        self.pop()?;
        self.unprotect(&outer)?;
        self.emit(Op::PopExcept, ())?;
        for _ in 0..=exit {
            self.pop()?;
        }
        self.emit(Op::JumpForward, over)?;
        self.bind_at(cleanup, base + exit + 4)?;
        self.reraise_restored()?;
        self.bind_at(over, base)
    }
}
