//! Generators: frames that wait.

use std::rc::Rc;

use crate::fail::Class;
use crate::inst::Inst;
use crate::machine::run::Sent;
use crate::machine::{Frame, Raised, Ret, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Body, Generator, GeneratorKind, GeneratorState};

/// Memory of finished generators that is kept for new ones: how many, and how large each may be.
const SPARE: usize = 32;

impl Vm {
    /// Lets a generator go on: its frame is pushed. False if it has finished.
    #[inline]
    pub(crate) fn resume(&mut self, id: Id<Generator>, sent: Value, ret: Ret) -> Result<bool, Raised> {
        let generator = &self.heap.generators[id];
        match generator.state {
            GeneratorState::Finished => return Ok(false),
            GeneratorState::Running => return Err(self.already_running(id)),
            GeneratorState::Created if !sent.is_none() => {
                let what = match generator.kind {
                    GeneratorKind::Generator => "generator",
                    GeneratorKind::Coroutine => "coroutine",
                    GeneratorKind::AsyncGenerator => "async generator",
                };
                return Err(self.type_error(format!("can't send non-None value to a just-started {what}")));
            }
            GeneratorState::Suspended => return self.push_generator(id, Some(sent), ret),
            GeneratorState::Created => {}
        }
        self.push_generator(id, None, ret)
    }

    /// Pushes the frame of a generator that waits; what is sent becomes the value of the `yield`.
    fn push_generator(&mut self, id: Id<Generator>, sent: Option<Value>, ret: Ret) -> Result<bool, Raised> {
        if self.frames.len() >= self.recursion_limit as usize {
            return Err(self.too_deep());
        }
        if !ret.leaves() {
            self.forget_fresh();
        }
        // Before its registers are on the stack: a collection under a native takes those behind the variables for leftovers.
        self.fuel = self.fuel.wrapping_sub(1);
        if self.fuel == 0 || self.heap.bytes >= self.collect_at {
            let roots = self.roots.len();
            self.roots.extend([Value::Generator(id), sent.unwrap_or_default()]);
            let result = if ret.leaves() { self.safepoint() } else { self.loop_safepoint() };
            self.roots.truncate(roots);
            result?;
            // A finaliser may have run it.
            if !matches!(self.heap.generators[id].state, GeneratorState::Created | GeneratorState::Suspended) {
                return Ok(false);
            }
        }
        let generator = &mut self.heap.generators[id];
        let (Some(func), pc, handled) = (generator.function, generator.pc, generator.handled) else { return Ok(false) };
        generator.state = GeneratorState::Running;
        let (count, code, receiver) = (generator.registers.len(), generator.code, usize::from(generator.receiver));
        let base = self.top();
        self.reserve_stack(base, count)?;
        let Some(code) = code else { return Ok(false) };
        self.stack[base..base + count].copy_from_slice(&self.heap.generators[id].registers);
        if let Some(sent) = sent {
            self.stack[base + receiver] = sent;
        }
        self.handled.push(handled);
        let globals = self.heap.functions[func].globals.unwrap_or(self.builtins);
        self.frames.push(Frame { code, func, globals, base: base as u32, pc, ret, extra: Value::Generator(id) });
        Ok(true)
    }

    /// What a generator runs.
    pub(crate) fn generator_body(&self, id: Id<Generator>) -> Option<&Rc<Body>> {
        self.heap.codes[self.heap.generators[id].code?].body.as_ref()
    }

    /// Suspends the generator that is running; whether that leaves the loop.
    pub(crate) fn yield_value(&mut self, value: Value, receiver: u8, floor: usize) -> Result<bool, Raised> {
        let Some(frame) = self.frames.last() else { return Ok(true) };
        let (base, pc, ret) = (frame.base as usize, frame.pc, frame.ret);
        let generator = frame.generator();
        self.frames.pop();
        let handled = self.handled.pop().unwrap_or_default();
        if let Some(id) = generator {
            let generator = &mut self.heap.generators[id];
            let count = generator.registers.len();
            generator.registers.copy_from_slice(&self.stack[base..base + count]);
            generator.pc = pc;
            generator.receiver = receiver;
            generator.handled = handled;
            generator.state = GeneratorState::Suspended;
        }
        if let Ret::Item(dst) = ret {
            self.set_register(dst, value);
            return Ok(false);
        }
        self.deliver(ret, value, Value::Unbound, floor)
    }

    /// The frame of a generator has returned; whether that leaves the loop.
    pub(crate) fn generator_returned(&mut self, id: Id<Generator>, ret: Ret, value: Value, floor: usize) -> Result<bool, Raised> {
        self.finish_generator(id);
        match ret {
            Ret::Inst(_) | Ret::Item(_) => {
                let Some(frame) = self.frames.last() else { return Ok(true) };
                let inst = self.body_of(frame).and_then(|it| it.lowered.insts.get((frame.pc as usize).wrapping_sub(1)).copied());
                let Some(frame) = self.frames.last_mut() else { return Ok(true) };
                match inst {
                    Some(Inst::ForIter { target, .. }) => frame.pc = target,
                    Some(Inst::Send { value: register, target, .. }) => {
                        frame.pc = target;
                        self.set_register(register, value);
                    }
                    _ => {}
                }
                Ok(false)
            }
            Ret::Exit | Ret::Feed => {
                self.returned = Some(value);
                debug_assert_eq!(self.frames.len(), floor);
                Ok(true)
            }
            _ => self.deliver(ret, value, Value::Unbound, floor),
        }
    }

    /// The frame of a generator was left by an exception: `StopIteration` must not leave it.
    pub(crate) fn generator_raised(&mut self, id: Id<Generator>) {
        self.finish_generator(id);
        let kind = self.heap.generators[id].kind;
        let stop = self.types.exception(Class::StopIteration);
        let stop_async = self.exception_class("StopAsyncIteration");
        let what = match kind {
            GeneratorKind::Generator => "generator",
            GeneratorKind::Coroutine => "coroutine",
            GeneratorKind::AsyncGenerator => "async generator",
        };
        let name = if self.is_instance(self.exception, stop) {
            "StopIteration"
        } else if kind == GeneratorKind::AsyncGenerator && self.is_instance(self.exception, stop_async) {
            "StopAsyncIteration"
        } else {
            return;
        };
        let _ = self.raise_from(Class::RuntimeError, format!("{what} raised {name}"));
    }

    /// Raises a new exception that the one just raised is the cause of.
    pub(crate) fn raise_from(&mut self, class: Class, message: String) -> Raised {
        let cause = self.exception;
        let raised = self.error(class, message);
        if let Value::Exception(id) = self.exception {
            let it = &mut self.heap.exceptions[id];
            it.cause = cause;
            it.context = cause;
            it.suppress_context = true;
        }
        raised
    }

    pub(crate) fn finish_generator(&mut self, id: Id<Generator>) {
        self.handled.pop();
        self.finish_unstarted(id);
    }

    /// Ends a generator whose frame is not on the stack.
    pub(crate) fn finish_unstarted(&mut self, id: Id<Generator>) {
        let generator = &mut self.heap.generators[id];
        generator.state = GeneratorState::Finished;
        let mut registers = core::mem::take(&mut generator.registers);
        registers.clear();
        if self.spare_registers.len() < SPARE && registers.capacity() <= SPARE {
            self.spare_registers.push(registers);
        }
    }

    /// The next value of a generator, or what it returned.
    pub(crate) fn generator_next(&mut self, id: Id<Generator>, sent: Value) -> Result<Result<Value, Value>, Raised> {
        self.generator_value(id, sent, Ret::Exit)
    }

    /// The same; the generator may go on by itself for a while.
    pub(crate) fn generator_value(&mut self, id: Id<Generator>, sent: Value, ret: Ret) -> Result<Result<Value, Value>, Raised> {
        let floor = self.frames.len();
        if !self.resume(id, sent, ret)? {
            return Ok(Err(Value::None));
        }
        self.returned = None;
        let value = self.wait(floor)?;
        Ok(match self.returned.take() {
            Some(returned) => Err(returned),
            None => Ok(value),
        })
    }

    /// What a suspended generator delegates to, by `yield from` or `await`.
    pub(crate) fn delegate(&self, id: Id<Generator>) -> Option<Value> {
        let generator = &self.heap.generators[id];
        if generator.state != GeneratorState::Suspended {
            return None;
        }
        let body = self.generator_body(id)?;
        match body.lowered.insts.get((generator.pc as usize).checked_sub(1)?)? {
            Inst::YieldFrom { iter, .. } => generator.registers.get(usize::from(*iter)).copied(),
            _ => None,
        }
    }

    /// Throws an exception into a generator (or what it delegates to): the next value, or what it returned.
    pub(crate) fn throw_into(&mut self, this: Value, exception: Value) -> Result<Result<Value, Value>, Raised> {
        let Value::Generator(id) = this else {
            // Any other object that is delegated to.
            let name = self.intern("throw");
            return match self.find_attr(this, name)? {
                Some(method) => match self.call_sync(method, &[exception]) {
                    Ok(value) => Ok(Ok(value)),
                    Err(raised) => self.stopped(raised).map(Err),
                },
                None => {
                    self.exception = exception;
                    Err(Raised::Exception)
                }
            };
        };
        match self.heap.generators[id].state {
            GeneratorState::Running => return Err(self.already_running(id)),
            GeneratorState::Finished => {
                if self.heap.generators[id].kind == GeneratorKind::Coroutine {
                    return Err(self.error(Class::RuntimeError, "cannot reuse already awaited coroutine"));
                }
                self.exception = exception;
                return Err(Raised::Exception);
            }
            GeneratorState::Created => {
                self.finish_unstarted(id);
                self.exception = exception;
                self.add_traceback_of(id);
                return Err(Raised::Exception);
            }
            GeneratorState::Suspended => {}
        }
        let exit = self.exception_class("GeneratorExit");
        if let Some(inner) = self.delegate(id) {
            self.heap.generators[id].state = GeneratorState::Running;
            let result = self.nested(|vm| {
                if vm.is_instance(exception, exit) {
                    vm.close_value(inner)?;
                    vm.exception = exception;
                    return Err(Raised::Exception);
                }
                vm.throw_into(inner, exception)
            });
            self.heap.generators[id].state = GeneratorState::Suspended;
            return match result {
                Ok(Ok(value)) => Ok(Ok(value)),
                // The delegation is over: its result goes to where it is waited for.
                Ok(Err(returned)) => {
                    self.end_delegation(id, returned);
                    self.generator_go_on(id)
                }
                Err(Raised::Exception) => {
                    let exception = core::mem::take(&mut self.exception);
                    self.raise_inside(id, exception)
                }
                Err(raised) => Err(raised),
            };
        }
        self.raise_inside(id, exception)
    }

    /// Lets a generator go on behind a `yield from` that is over.
    fn end_delegation(&mut self, id: Id<Generator>, returned: Value) {
        let generator = &self.heap.generators[id];
        let Some(body) = self.generator_body(id).cloned() else { return };
        let Some(&Inst::YieldFrom { send, .. }) = body.lowered.insts.get((generator.pc as usize).wrapping_sub(1)) else { return };
        let Some(&Inst::Send { value, target, .. }) = body.lowered.insts.get(send as usize) else { return };
        let generator = &mut self.heap.generators[id];
        generator.pc = target;
        if let Some(place) = generator.registers.get_mut(usize::from(value)) {
            *place = returned;
        }
    }

    /// Resumes a generator where its program counter is, without a value.
    fn generator_go_on(&mut self, id: Id<Generator>) -> Result<Result<Value, Value>, Raised> {
        let floor = self.frames.len();
        if !self.push_generator(id, None, Ret::Exit)? {
            return Ok(Err(Value::None));
        }
        self.returned = None;
        let value = self.wait(floor)?;
        Ok(match self.returned.take() {
            Some(returned) => Err(returned),
            None => Ok(value),
        })
    }

    /// Raises an exception at the `yield` where a generator waits.
    fn raise_inside(&mut self, id: Id<Generator>, exception: Value) -> Result<Result<Value, Value>, Raised> {
        let floor = self.frames.len();
        if !self.push_generator(id, None, Ret::Exit)? {
            return Ok(Err(Value::None));
        }
        self.returned = None;
        let mut entered = false;
        let result = self.nested(|vm| {
            entered = true;
            vm.unwind_raised(exception, floor)?;
            vm.run(floor)
        });
        if !entered {
            self.drop_frames(floor);
        }
        let value = result?;
        Ok(match self.returned.take() {
            Some(returned) => Err(returned),
            None => Ok(value),
        })
    }

    fn unwind_raised(&mut self, exception: Value, floor: usize) -> Result<(), Raised> {
        self.set_context(exception);
        self.exception = exception;
        self.unwind(Raised::Exception, floor)
    }

    /// What a `StopIteration` that was just raised carries; any other exception is raised on.
    pub(crate) fn stopped(&mut self, raised: Raised) -> Result<Value, Raised> {
        let exception = self.exception;
        self.catch(raised, Class::StopIteration)?;
        Ok(self.exception_field(exception, 0))
    }

    /// `generator.throw(exception)`.
    pub(crate) fn generator_throw(&mut self, this: Value, exception: Value) -> Result<Value, Raised> {
        match self.throw_into(this, exception)? {
            Ok(value) => Ok(value),
            Err(returned) => Err(self.stop_iteration(returned)),
        }
    }

    /// `close()` of what is delegated to, if it has one.
    fn close_value(&mut self, value: Value) -> Result<Value, Raised> {
        if let Value::Generator(_) = value {
            return self.generator_close(value);
        }
        let name = self.names.close;
        match self.find_attr(value, name)? {
            Some(method) => self.call_sync(method, &[]),
            None => Ok(Value::None),
        }
    }

    /// `generator.close()`.
    pub(crate) fn generator_close(&mut self, this: Value) -> Result<Value, Raised> {
        let Value::Generator(id) = this else { return Ok(Value::None) };
        match self.heap.generators[id].state {
            GeneratorState::Finished => return Ok(Value::None),
            GeneratorState::Created => {
                self.finish_unstarted(id);
                return Ok(Value::None);
            }
            GeneratorState::Running => return Err(self.already_running(id)),
            GeneratorState::Suspended => {}
        }
        let class = self.exception_class("GeneratorExit");
        let exception = self.new_exception(class, &[]);
        match self.throw_into(this, exception) {
            Ok(Ok(_)) => {
                let what = match self.heap.generators[id].kind {
                    GeneratorKind::Generator => "generator",
                    GeneratorKind::Coroutine => "coroutine",
                    GeneratorKind::AsyncGenerator => "async generator",
                };
                Err(self.error(Class::RuntimeError, format!("{what} ignored GeneratorExit")))
            }
            Ok(Err(returned)) => Ok(if self.minor() >= 13 { returned } else { Value::None }),
            Err(Raised::Exception) => {
                let stop = self.types.exception(Class::StopIteration);
                if self.is_instance(self.exception, class) || self.is_instance(self.exception, stop) {
                    self.exception = Value::Unbound;
                    return Ok(Value::None);
                }
                Err(Raised::Exception)
            }
            Err(raised) => Err(raised),
        }
    }

    #[cold]
    fn already_running(&mut self, id: Id<Generator>) -> Raised {
        let what = match self.heap.generators[id].kind {
            GeneratorKind::Generator => "generator",
            GeneratorKind::Coroutine => "coroutine",
            GeneratorKind::AsyncGenerator => "async generator",
        };
        self.value_error(format!("{what} already executing"))
    }

    pub(crate) fn send_step(&mut self, iter: Value, sent: Value, dst: u8) -> Result<Sent, Raised> {
        match iter {
            Value::Generator(id) if self.heap.generators[id].kind != GeneratorKind::AsyncGenerator => {
                if self.heap.generators[id].kind == GeneratorKind::Coroutine
                    && self.heap.generators[id].state == GeneratorState::Finished
                {
                    return Err(self.error(Class::RuntimeError, "cannot reuse already awaited coroutine"));
                }
                Ok(if self.resume(id, sent, Ret::Item(dst))? { Sent::Pushed } else { Sent::Returned(Value::None) })
            }
            _ if sent.is_none() => match self.next_or_raise(iter) {
                Ok(value) => Ok(Sent::Yielded(value)),
                Err(raised) => self.stopped(raised).map(Sent::Returned),
            },
            _ => {
                let method = self.get_attr(iter, self.names.send)?;
                match self.call_sync(method, &[sent]) {
                    Ok(value) => Ok(Sent::Yielded(value)),
                    Err(raised) => self.stopped(raised).map(Sent::Returned),
                }
            }
        }
    }

    /// An exception was raised while something was delegated to: the value of a `StopIteration`, or the exception again.
    pub(crate) fn cleanup_throw(&mut self, exc: Value) -> Result<Value, Raised> {
        let stop = self.types.exception(Class::StopIteration);
        if self.is_instance(exc, stop) {
            return Ok(self.exception_field(exc, 0));
        }
        Err(self.reraise(exc, Value::Unbound))
    }

    fn not_awaitable(&self, class: &str) -> String {
        if self.minor() >= 14 {
            format!("'{class}' object can't be awaited")
        } else {
            format!("object {class} can't be used in 'await' expression")
        }
    }

    /// What `await` waits on: 1 for what `__aenter__` returned, 2 for `__aexit__`, and 3 for the next item of an `async for`.
    pub(crate) fn get_awaitable(&mut self, value: Value, why: u8) -> Result<Value, Raised> {
        match value {
            Value::Generator(id) => {
                let generator = &self.heap.generators[id];
                let iterable =
                    self.generator_body(id).is_some_and(|it| it.flags & crate::machine::frames::ITERABLE_COROUTINE != 0);
                if generator.kind == GeneratorKind::Coroutine || iterable {
                    if self.delegate(id).is_some() {
                        return Err(self.error(Class::RuntimeError, "coroutine is being awaited already"));
                    }
                    return Ok(value);
                }
            }
            Value::Object(_) | Value::Instance(_) => {}
            _ => {}
        }
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.await_) else {
            let class = self.type_name(class);
            return Err(match why {
                1 => self.type_error(format!(
                    "'async with' received an object from __aenter__ that does not implement __await__: {class}"
                )),
                2 => self.type_error(format!(
                    "'async with' received an object from __aexit__ that does not implement __await__: {class}"
                )),
                3 => {
                    let text = self.not_awaitable(&class);
                    let raised = self.type_error(text);
                    debug_assert_eq!(raised, Raised::Exception);
                    self.raise_from(Class::TypeError, format!("'async for' received an invalid object from __anext__: {class}"))
                }
                _ => {
                    let text = self.not_awaitable(&class);
                    self.type_error(text)
                }
            });
        };
        let result = self.call_special_sync(method, value, &[])?;
        if let Value::Generator(id) = result
            && self.heap.generators[id].kind == GeneratorKind::Coroutine
        {
            return Err(self.type_error("__await__() returned a coroutine"));
        }
        if !matches!(result, Value::Iter(_) | Value::Generator(_))
            && self.lookup(self.class_of(result), self.names.next).is_none()
        {
            let class = self.class_name(result);
            return Err(self.type_error(format!("__await__() returned non-iterator of type '{class}'")));
        }
        Ok(result)
    }

    pub(crate) fn get_async_iter(&mut self, value: Value) -> Result<Value, Raised> {
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.aiter) else {
            let class = self.type_name(class);
            return Err(self.type_error(format!("'async for' requires an object with __aiter__ method, got {class}")));
        };
        let iter = self.call_special_sync(method, value, &[])?;
        if self.lookup(self.class_of(iter), self.names.anext).is_none() {
            let class = self.class_name(iter);
            return Err(self.type_error(format!(
                "'async for' received an object from __aiter__ that does not implement __anext__: {class}"
            )));
        }
        Ok(iter)
    }

    /// `aiter(value)`.
    pub(crate) fn get_async_iter_named(&mut self, value: Value) -> Result<Value, Raised> {
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.aiter) else {
            let class = self.type_name(class);
            return Err(self.type_error(format!("'{class}' object is not an async iterable")));
        };
        let iter = self.call_special_sync(method, value, &[])?;
        if self.lookup(self.class_of(iter), self.names.anext).is_none() {
            let class = self.class_name(iter);
            return Err(self.type_error(format!("aiter() returned not an async iterator of type '{class}'")));
        }
        Ok(iter)
    }

    /// `anext(iterator, default)`.
    pub(crate) fn anext(&mut self, value: Value, default: Option<Value>) -> Result<Value, Raised> {
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.anext) else {
            let class = self.type_name(class);
            return Err(self.type_error(format!("'{class}' object is not an async iterator")));
        };
        let awaitable = self.call_special_sync(method, value, &[])?;
        match default {
            None => Ok(awaitable),
            Some(default) => Ok(crate::builtin::generator::anext_default(self, awaitable, default)),
        }
    }

    /// The awaitable of the next item.
    pub(crate) fn get_async_next(&mut self, value: Value) -> Result<Value, Raised> {
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.anext) else {
            let class = self.type_name(class);
            return Err(self.type_error(format!("'async for' requires an iterator with __anext__ method, got {class}")));
        };
        let next = self.call_special_sync(method, value, &[])?;
        match next {
            Value::Object(_) if self.class_name(next).starts_with("async_generator_a") => Ok(next),
            _ => self.get_awaitable(next, 3),
        }
    }

    pub(crate) fn end_async_for(&mut self, exc: Value, six: bool, previous: Value) -> Result<(), Raised> {
        let stop = self.exception_class("StopAsyncIteration");
        let ends = self.is_instance(exc, stop);
        if six {
            self.restore_handled(previous)?;
        }
        if ends { Ok(()) } else { Err(self.reraise(exc, Value::Unbound)) }
    }

    /// Wraps what an asynchronous generator yields, to tell it from what it awaits.
    pub(crate) fn async_wrap(&mut self, value: Value) -> Value {
        let class = self.class(&crate::builtin::generator::ASYNC_ITEM);
        self.new_object(class, AsyncItem { value })
    }

    /// What was wrapped.
    pub(crate) fn async_item(&self, value: Value) -> Option<Value> {
        match value {
            Value::Object(id) => self.heap.objects[id].get::<AsyncItem>().map(|it| it.value),
            _ => None,
        }
    }
}

/// What an asynchronous generator yields.
struct AsyncItem {
    value: Value,
}

impl crate::object::NativeData for AsyncItem {
    fn trace(&self, tracer: &mut crate::object::heap::Tracer) {
        tracer.visit(self.value);
    }
}
