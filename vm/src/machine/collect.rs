//! The collector.

use crate::limits::Reached;
use crate::machine::{Frame, Raised, Vm, WINDOW};
use crate::native;
use crate::object::arena::Id;
use crate::object::heap::Tracer;
use crate::object::value::Value;
use crate::object::{Generator, GeneratorKind, GeneratorState};

/// Bytes that may be allocated before the first collection.
const FIRST: usize = 4 << 20;
/// Bytes between collections of [`Vm::collect_often`].
const STRESS: usize = 4 << 10;
/// Values that are no matter.
const SMALL: usize = 4096;
/// Objects that one unit of fuel pays to look at.
const OBJECTS_PER_UNIT: u64 = 32;

impl Vm {
    /// Collects after every few objects from now on: for tests, which find handles that the collector does not know of.
    pub fn collect_often(&mut self) {
        self.stressed = true;
        self.collect_at = 0;
    }

    /// The first register that nobody will look at. While a native runs that the loop has called, the registers behind its arguments are left over.
    fn live_top(&self) -> usize {
        let top = self.top();
        match self.frames.last() {
            Some(frame) if self.natives > 0 => {
                let variables = self.body_of(frame).map_or(0, |it| usize::from(it.lowered.variables));
                let variables = frame.base as usize + variables;
                self.native_top.max(variables).min(top)
            }
            _ => top,
        }
    }

    /// Frees what cannot be reached. Called where all objects in use are in registers, frames or roots.
    pub(crate) fn collect(&mut self) {
        self.collections += 1;
        let top = self.live_top();
        if let Some(dead) = self.stack.get_mut(top..) {
            dead.fill(Value::Unbound);
        }
        let mut tracer = Tracer::default();
        tracer.visit_all(&self.stack[..top]);
        tracer.visit_all(&self.roots);
        tracer.visit_all(&self.heap.fresh);
        tracer.visit_all(&self.handled);
        tracer.visit(self.exception);
        tracer.visit_all(self.repr_open.values());
        tracer.visit_all(&self.due_finalizers);
        for value in self.handles.values() {
            tracer.visit(value);
        }
        for &(_, handler) in &self.signal_handlers {
            tracer.visit(handler);
        }
        if let Some(dict) = self.context {
            tracer.visit(Value::Dict(dict));
        }
        for &(func, args, _) in &self.at_exit {
            tracer.visit(func);
            tracer.visit(args);
        }
        for (_, _, names) in &self.at_exit {
            for &name in names {
                tracer.visit(Value::Str(name));
            }
        }
        for &(callback, reference) in &self.due_callbacks {
            tracer.visit(callback);
            tracer.visit(reference);
        }
        for &value in self
            .error_handlers
            .values()
            .chain(self.codec_cache.values())
            .chain(&self.codec_search)
            .chain(&self.standard)
            .chain(&self.meta_path)
            .chain(&self.path_hooks)
            .chain(&self.no_default)
        {
            tracer.visit(value);
        }
        for frame in &self.frames {
            tracer.visit(Value::Function(frame.func));
            // The function may have got another code object since.
            tracer.visit(Value::Code(frame.code));
            tracer.visit(Value::Dict(frame.globals));
            tracer.visit(frame.extra);
        }
        for id in self.names.all().chain(self.shapes.names()).chain(self.latin.iter().copied()).chain([self.empty_str]) {
            tracer.visit(Value::Str(id));
        }
        for (id, _) in self.types.all() {
            tracer.visit(Value::Type(id));
        }
        for &id in self.types.exceptions.iter().chain(self.classes.values()) {
            tracer.visit(Value::Type(id));
        }
        tracer.visit(Value::Dict(self.builtins));
        tracer.visit(Value::Dict(self.modules));
        tracer.visit(Value::Tuple(self.empty_tuple));
        self.heap.start_marking();
        self.heap.mark(&mut tracer);
        self.clear_weak_refs();
        // What will be called needs all that it refers to.
        let mut tracer = Tracer::default();
        for &(callback, reference) in &self.due_callbacks {
            tracer.visit(callback);
            tracer.visit(reference);
        }
        self.find_files();
        self.find_finalizers();
        tracer.visit_all(&self.due_finalizers);
        self.heap.mark(&mut tracer);
        self.sweep_interned();
        self.sweep_subclasses();
        // What has no owner in the heap is given back, and counted, here.
        self.shrink_stack(self.top());
        self.heap.sweep(self.collections as u32);
        let instances = &self.heap.instances;
        self.finalized.retain(|&(_, index)| instances.is_used(index as u32));
        self.heap.bytes += self.overhead();
        self.live_bytes = self.heap.bytes;
        self.epoch = self.epoch.wrapping_add(1);
        let next = if self.stressed { self.heap.bytes + STRESS } else { (self.heap.bytes * 2).max(FIRST) };
        let most = self.limits.heap_bytes.saturating_sub(self.heap.idle).saturating_add(1);
        // Close to the limit there is a little room all the same: otherwise every object would be followed by a collection.
        self.collect_at = next.min(most.max(self.heap.bytes + self.limits.heap_bytes / 64));
        // A collection is work too: a program that keeps the heap full pays for it.
        let work = self.heap.count() as u64 / OBJECTS_PER_UNIT;
        let paid = work.min(self.reserve);
        self.reserve -= paid;
    }

    /// Whether so many bytes more would be too many.
    pub(crate) fn over_limit(&self, bytes: usize) -> bool {
        self.heap.bytes.saturating_add(self.heap.idle).saturating_add(bytes) > self.limits.heap_bytes
    }

    /// Bytes of what is no object.
    fn overhead(&self) -> usize {
        let values = self.stack.capacity() + self.heap.fresh.capacity() + self.roots.capacity() + self.handled.capacity();
        values * size_of::<Value>()
            + self.frames.capacity() * size_of::<Frame>()
            + self.interned.capacity() * (size_of::<u64>() + 1)
            + self.shapes.memory()
            + (self.finalized.capacity() + self.weak_refs.capacity()) * 17
            + self.at_exit.capacity() * 56
    }

    /// Gives back registers that a deep recursion has left behind.
    fn shrink_stack(&mut self, top: usize) {
        let wanted = (top + 4 * WINDOW).max(SMALL);
        if self.stack.len() / 4 > wanted {
            self.stack.truncate(wanted * 2);
            self.stack.shrink_to_fit();
            self.frames.shrink_to(self.frames.len() * 2);
        }
        let fresh = &mut self.heap.fresh;
        if fresh.capacity() / 4 > fresh.len().max(SMALL) {
            fresh.shrink_to(fresh.len() * 2);
        }
    }

    /// Classes that are about to be freed are no subclasses any more.
    fn sweep_subclasses(&mut self) {
        let living: Vec<_> = self.heap.types.ids().filter(|&it| self.heap.types.is_marked(it)).collect();
        for id in living {
            let mut subclasses = core::mem::take(&mut self.heap.types[id].subclasses);
            subclasses.retain(|&it| self.heap.types.is_marked(it));
            self.heap.types[id].subclasses = subclasses;
        }
    }

    /// Instances with `__del__` that were not reached, in the order of their making, and generators that wait within a `try` or `with`.
    fn find_finalizers(&mut self) {
        let waiting = self.due_finalizers.len();
        let is_waiting = |vm: &Vm, value: Value| vm.due_finalizers[..waiting].iter().any(|it| it.is(value));
        if self.has_finalizers {
            let all: Vec<Value> = self.heap.instances.ids().map(Value::Instance).collect();
            for value in all {
                let class = self.class_of(value);
                if self.heap.types[class].flags.del
                    && !self.heap.is_marked(value)
                    && !is_waiting(self, value)
                    && self.finalized.insert(value.identity())
                {
                    self.due_finalizers.push(value);
                }
            }
        }
        let generators: Vec<Value> =
            self.heap.generators.ids().filter(|&it| self.would_handle(it)).map(Value::Generator).collect();
        for value in generators {
            if !self.heap.is_marked(value) && !is_waiting(self, value) {
                self.due_finalizers.push(value);
            }
        }
    }

    /// Whether a generator or coroutine waits where it would notice that it is closed.
    fn would_handle(&self, id: Id<Generator>) -> bool {
        let generator = &self.heap.generators[id];
        generator.state == GeneratorState::Suspended
            && generator.kind != GeneratorKind::AsyncGenerator
            && self.generator_body(id).is_some_and(|body| {
                let at = generator.pc.saturating_sub(1);
                body.lowered.handlers.iter().any(|it| (it.start..it.end).contains(&at))
            })
    }

    /// Ends a program as an interpreter ends: modules are forgotten, and what nobody holds then is finalised. That calls `__del__`, and closes generators
    /// that wait within a `try` or `with`. What the program has asked to be called, files and the standard streams were seen to by [`Vm::run_main`].
    ///
    /// To be called last, and only for what such code does: nothing can be imported or called by name afterwards.
    ///
    /// # Errors
    /// If a limit is reached.
    pub fn finish(&mut self) -> Result<(), Reached> {
        if !self.has_finalizers && !self.heap.generators.ids().any(|it| self.would_handle(it)) {
            return Ok(());
        }
        let names: Vec<Value> = self.heap.dicts[self.modules].iter().map(|it| it.key).collect();
        let result = names.into_iter().try_for_each(|name| {
            let Value::Str(id) = name else { return Ok(()) };
            if native::names().any(|it| it == self.lossy(id)) { Ok(()) } else { self.dict_remove(self.modules, name).map(|_| ()) }
        });
        let result = result.and_then(|()| {
            self.collect();
            // Without memory each would fail.
            if self.over_limit(0) { Ok(()) } else { self.run_finalizers() }
        });
        self.settle();
        match result {
            Err(Raised::Limit(reached)) => Err(reached),
            _ => Ok(()),
        }
    }

    /// Calls `__del__`, closes generators, and calls the callbacks of weak references that the last collection has found due; what they raise is told, and forgotten.
    pub(crate) fn run_finalizers(&mut self) -> Result<(), Raised> {
        let (saved, handled) = (self.exception, self.handled.len());
        while let Some((callback, reference)) = self.due_callbacks.pop() {
            let result = self.call_sync(callback, &[reference]);
            self.unraisable(result, callback)?;
        }
        let due = core::mem::take(&mut self.due_finalizers);
        for &value in &due {
            self.keep(value);
        }
        for value in due {
            if let Value::Generator(_) = value {
                let result = self.generator_close(value);
                self.unraisable(result, value)?;
            } else if let Some(method) = self.lookup(self.class_of(value), self.names.del) {
                let result = self.call_special_sync(method, value, &[]);
                self.unraisable(result, method)?;
            }
        }
        self.handled.truncate(handled);
        self.exception = saved;
        Ok(())
    }

    /// Tells of an exception that nobody can catch.
    fn unraisable(&mut self, result: Result<Value, Raised>, from: Value) -> Result<(), Raised> {
        match result {
            Ok(_) => Ok(()),
            Err(Raised::Exception) => {
                let exception = core::mem::take(&mut self.exception);
                let from = self.repr_text(from).unwrap_or_default();
                let text = format!("Exception ignored in: {from}\n{}", self.format_exception(exception));
                self.print_error(&text)
            }
            Err(raised) => Err(raised),
        }
    }
}
