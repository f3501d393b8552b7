//! Raising, handling, and leaving frames by exceptions.

use crate::fail::Class;
use crate::inst::HandlerKind;
use crate::machine::run::Step;
use crate::machine::{Raised, Ret, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Traceback, Type};

impl Vm {
    /// What is being handled becomes the context of a new exception, unless that would close a ring.
    pub(crate) fn set_context(&mut self, exception: Value) {
        let handling = self.handling();
        let (Value::Exception(new), Value::Exception(old)) = (exception, handling) else { return };
        if new == old {
            return;
        }
        let mut at = old;
        let mut slow = old;
        let mut odd = false;
        while let Value::Exception(next) = self.heap.exceptions[at].context {
            if next == new {
                self.heap.exceptions[at].context = Value::Unbound;
                break;
            }
            at = next;
            if odd && let Value::Exception(it) = self.heap.exceptions[slow].context {
                slow = it;
            }
            odd = !odd;
            if at == slow {
                break;
            }
        }
        self.heap.exceptions[new].context = handling;
    }

    /// Sets a field of the exception that was just raised.
    pub(crate) fn set_exception_field(&mut self, number: usize, value: Value) {
        let exception = self.exception;
        self.set_field(exception, number, value);
    }

    /// Catches an exception of a class: any other is raised on.
    pub(crate) fn catch(&mut self, raised: Raised, class: Class) -> Result<(), Raised> {
        let class = self.types.exception(class);
        if raised == Raised::Exception && self.is_instance(self.exception, class) {
            self.exception = Value::Unbound;
            return Ok(());
        }
        Err(raised)
    }

    /// Whether an exception, or a class of one, matches a class or a tuple of classes.
    pub(crate) fn exception_matches(&mut self, exc: Value, class: Value) -> Result<bool, Raised> {
        let have = match exc {
            Value::Type(id) => id,
            _ => self.class_of(exc),
        };
        match class {
            Value::Type(id) if self.is_exception_class(id) => Ok(self.is_subclass(have, id)),
            Value::Tuple(id) => {
                for item in self.heap.tuples[id].items().to_vec() {
                    match item {
                        Value::Type(id) if self.is_exception_class(id) => {
                            if self.is_subclass(have, id) {
                                return Ok(true);
                            }
                        }
                        _ => {
                            return Err(self.type_error("catching classes that do not inherit from BaseException is not allowed"));
                        }
                    }
                }
                Ok(false)
            }
            _ => Err(self.type_error("catching classes that do not inherit from BaseException is not allowed")),
        }
    }

    pub(crate) fn is_exception_class(&self, class: Id<Type>) -> bool {
        self.types.exceptions.first().is_some_and(|&base| self.is_subclass(class, base))
    }

    /// `raise exc from cause`.
    pub(crate) fn raise_statement(&mut self, exc: Value, cause: Value) -> Raised {
        if exc.is_unbound() {
            return match self.handling() {
                Value::Unbound => self.error(Class::RuntimeError, "No active exception to reraise"),
                handling => self.reraise(handling, Value::Unbound),
            };
        }
        match self.raise_operands(exc, cause) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    fn raise_operands(&mut self, exc: Value, cause: Value) -> Result<Value, Raised> {
        let exception = self.make_exception(exc, "exceptions must derive from BaseException")?;
        if !cause.is_unbound()
            && let Value::Exception(id) = exception
        {
            let cause = if cause.is_none() {
                Value::None
            } else {
                self.make_exception(cause, "exception causes must derive from BaseException")?
            };
            let it = &mut self.heap.exceptions[id];
            it.cause = cause;
            it.suppress_context = true;
        }
        Ok(exception)
    }

    fn make_exception(&mut self, value: Value, message: &str) -> Result<Value, Raised> {
        match value {
            Value::Exception(_) => Ok(value),
            Value::Type(id) if self.is_exception_class(id) => match self.call_sync(value, &[])? {
                made @ Value::Exception(_) => Ok(made),
                other => {
                    let class = Value::Type(self.class_of(other));
                    let (called, class) = (self.repr_text(value)?, self.repr_text(class)?);
                    Err(self
                        .type_error(format!("calling {called} should have returned an instance of BaseException, not {class}")))
                }
            },
            _ => Err(self.type_error(message)),
        }
    }

    /// Raises an exception again.
    pub(crate) fn reraise(&mut self, exc: Value, _: Value) -> Raised {
        self.exception = match exc {
            Value::Exception(_) => exc,
            _ => Value::Unbound,
        };
        if self.exception.is_unbound() {
            return self.error(Class::SystemError, "what is raised again is no exception");
        }
        self.again = true;
        Raised::Exception
    }

    /// Finds the handler of the exception that was raised; leaves frames until there is one. Fails when frame `floor` is left.
    pub(crate) fn unwind(&mut self, raised: Raised, floor: usize) -> Result<(), Raised> {
        if let Raised::Limit(_) = raised {
            self.drop_frames(floor);
            return Err(raised);
        }
        while self.frames.len() > floor {
            // What is raised again has passed this frame already.
            if !core::mem::take(&mut self.again) {
                self.add_traceback();
            }
            let (Some(frame), Some(body)) = (self.frames.last(), self.running_body()) else { break };
            let at = frame.pc.wrapping_sub(1);
            let handler = body.lowered.handlers.iter().find(|it| it.start <= at && at < it.end).copied();
            let base = frame.base as usize;
            self.leave_handlers(&body, base, at, handler.map_or(0, |it| it.at));
            let Some(frame) = self.frames.last_mut() else { break };
            if let Some(handler) = handler {
                frame.pc = handler.target;
                let (base, offset) =
                    (frame.base as usize + usize::from(handler.at), body.lowered.origins.get(at as usize).copied().unwrap_or(0));
                let exception = core::mem::take(&mut self.exception);
                match handler.kind {
                    HandlerKind::Plain => self.stack[base] = exception,
                    HandlerKind::Offset => {
                        self.stack[base] = Value::Int(i64::from(offset / 2));
                        self.stack[base + 1] = exception;
                    }
                    HandlerKind::Six => {
                        let previous = match self.handled.last_mut() {
                            Some(slot) => core::mem::replace(slot, exception),
                            None => Value::Unbound,
                        };
                        let previous = if previous.is_unbound() { Value::None } else { previous };
                        let class = Value::Type(self.class_of(exception));
                        let none = Value::None;
                        self.stack[base..base + 6].copy_from_slice(&[none, previous, none, none, exception, class]);
                    }
                }
                return Ok(());
            }
            let Some(frame) = self.frames.pop() else { break };
            if let Some(generator) = frame.generator() {
                self.generator_raised(generator);
            }
            // A loop ends when what it asks for the next item raises `StopIteration`.
            if let Ret::Inst(_) | Ret::Item(_) = frame.ret
                && self.end_loop()
            {
                return Ok(());
            }
        }
        Err(Raised::Exception)
    }

    /// Ends the handling of exceptions in handlers that are left, those whose values stand at a register or above.
    fn leave_handlers(&mut self, body: &crate::object::Body, base: usize, pc: u32, from: u16) {
        let left = body.lowered.handling.iter().filter(|it| it.start <= pc && pc < it.end && it.at >= from);
        // Outer ones have lower registers: what was handled before them is handled then.
        let Some(outermost) = left
            .filter(|it| self.stack.get(base + usize::from(it.at) + 1).is_some_and(|it| !it.is_unbound()))
            .min_by_key(|it| it.at)
        else {
            return;
        };
        let previous = self.stack.get(base + usize::from(outermost.at) + 1).copied().unwrap_or_default();
        if let Some(slot) = self.handled.last_mut() {
            *slot = if previous.is_none() { Value::Unbound } else { previous };
        }
    }

    /// Whether the instruction that waits for an item takes the exception for the end.
    fn end_loop(&mut self) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let inst = self.body_of(frame).and_then(|it| it.lowered.insts.get((frame.pc as usize).wrapping_sub(1)).copied());
        let stop = self.types.exception(Class::StopIteration);
        let Some(crate::inst::Inst::ForIter { target, .. }) = inst else { return false };
        if !self.is_instance(self.exception, stop) {
            return false;
        }
        self.exception = Value::Unbound;
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = target;
        }
        true
    }

    /// Adds the frame of a generator that has not begun.
    pub(crate) fn add_traceback_of(&mut self, id: Id<crate::object::Generator>) {
        let (Some(func), Some(body)) = (self.heap.generators[id].function, self.generator_body(id).cloned()) else { return };
        let Value::Exception(exception) = self.exception else { return };
        let next = match self.heap.exceptions[exception].traceback {
            Value::Traceback(it) => Some(it),
            _ => None,
        };
        let line = Some(body.firstlineno);
        let traceback =
            self.add(Traceback { next, body: Some(body), function: Some(func), offset: 0, line, frame: Value::Unbound });
        self.heap.exceptions[exception].traceback = Value::Traceback(traceback);
    }

    fn add_traceback(&mut self) {
        let (Some(frame), Value::Exception(id)) = (self.frames.last(), self.exception) else { return };
        let offset = self.offset_of(frame);
        let (body, function) = (self.body_of(frame).cloned(), Some(frame.func));
        let next = match self.heap.exceptions[id].traceback {
            Value::Traceback(it) => Some(it),
            _ => None,
        };
        let traceback = self.add(Traceback { next, body, function, offset, line: None, frame: Value::Unbound });
        self.heap.exceptions[id].traceback = Value::Traceback(traceback);
    }

    pub(crate) fn restore_handled(&mut self, previous: Value) -> Result<(), Raised> {
        if let Some(slot) = self.handled.last_mut() {
            *slot = if previous.is_none() { Value::Unbound } else { previous };
        }
        Ok(())
    }

    pub(crate) fn with_exit(&mut self, exit: Value, this: Value, exc: Value, ret: Ret) -> Result<Step, Raised> {
        let (class, value) = match exc {
            Value::Exception(_) => (Value::Type(self.class_of(exc)), exc),
            _ => (Value::None, Value::None),
        };
        let traceback = match exc {
            Value::Exception(id) => self.heap.exceptions[id].traceback,
            _ => Value::None,
        };
        let args = [this, class, value, if traceback.is_unbound() { Value::None } else { traceback }];
        self.call_values(exit, if this.is_unbound() { &args[1..] } else { &args }, ret)
    }

    /// What of an exception an `except*` clause takes, and the rest: rest and match, each `None` if there is nothing.
    pub(crate) fn group_match(&mut self, exc: Value, class: Value) -> Result<(Value, Value), Raised> {
        let groups = match class {
            Value::Tuple(_) => self.items(class),
            _ => vec![class],
        };
        for it in groups {
            match it {
                Value::Type(id) if self.is_exception_class(id) => {
                    if self.is_subclass(id, self.exception_class("BaseExceptionGroup")) {
                        return Err(self.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
                    }
                }
                _ => return Err(self.type_error("catching classes that do not inherit from BaseException is not allowed")),
            }
        }
        if exc.is_none() {
            return Ok((Value::None, Value::None));
        }
        if self.exception_matches(exc, class)? {
            // A lone exception is caught as a group.
            if self.is_group(exc) {
                return Ok((Value::None, exc));
            }
            let only = self.tuple(&[exc]);
            let message = Value::Str(self.empty_str);
            let group = self.make_group(message, only)?;
            if self.minor() >= 14 {
                // It was made here.
                let raised = core::mem::replace(&mut self.exception, group);
                self.add_traceback();
                self.exception = raised;
            }
            return Ok((Value::None, group));
        }
        if !self.is_group(exc) {
            return Ok((exc, Value::None));
        }
        let name = self.intern("split");
        let method = self.get_attr(exc, name)?;
        let pair = self.call_sync(method, &[class])?;
        match self.items(pair)[..] {
            [matched, rest] => Ok((rest, matched)),
            _ => Err(self.type_error("split must return a 2-tuple")),
        }
    }

    /// What is raised when all clauses of an `except*` are done: of the original exception and what they raised or left over.
    pub(crate) fn prep_reraise_star(&mut self, original: Value, left: Value) -> Result<Value, Raised> {
        let items: Vec<Value> = self.items(left).into_iter().filter(|it| !it.is_none()).collect();
        if items.is_empty() {
            return Ok(Value::None);
        }
        if !self.is_group(original) {
            return Ok(items[0]);
        }
        let (mut raised, mut reraised) = (Vec::new(), Vec::new());
        for it in items {
            if self.same_origin(it, original) { reraised.push(it) } else { raised.push(it) }
        }
        let rest = if reraised.is_empty() { Value::None } else { self.project(original, &reraised)? };
        if raised.is_empty() {
            return Ok(rest);
        }
        if !rest.is_none() {
            raised.push(rest);
        }
        if let [one] = raised[..] {
            return Ok(one);
        }
        let list = Value::List(self.add(crate::object::List { items: raised }));
        let message = Value::Str(self.empty_str);
        self.make_group(message, list)
    }

    /// Whether an exception is a part of a group that was split, by its traceback, cause and context.
    fn same_origin(&self, a: Value, b: Value) -> bool {
        let (Value::Exception(a), Value::Exception(b)) = (a, b) else { return false };
        let (a, b) = (&self.heap.exceptions[a], &self.heap.exceptions[b]);
        a.traceback.is(b.traceback) && a.cause.is(b.cause) && a.context.is(b.context)
    }

    /// The part of a group whose leaves are in some of its parts.
    fn project(&mut self, group: Value, parts: &[Value]) -> Result<Value, Raised> {
        let mut leaves = Vec::new();
        let mut todo = parts.to_vec();
        while let Some(it) = todo.pop() {
            if self.is_group(it) {
                let inner = self.exception_field(it, 1);
                todo.extend(self.items(inner));
            } else {
                leaves.push(it);
            }
        }
        self.keep_leaves(group, &leaves)
    }

    fn keep_leaves(&mut self, exception: Value, leaves: &[Value]) -> Result<Value, Raised> {
        if !self.is_group(exception) {
            return Ok(if leaves.iter().any(|it| it.is(exception)) { exception } else { Value::None });
        }
        let inner = self.exception_field(exception, 1);
        let mut kept = Vec::new();
        for it in self.items(inner) {
            match self.nested(|vm| vm.keep_leaves(it, leaves))? {
                Value::None => {}
                part => kept.push(part),
            }
        }
        self.derived_group(exception, kept)
    }
}
