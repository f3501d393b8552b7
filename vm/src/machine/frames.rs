//! Frames: how a call begins and ends, and the registers that only some instructions reach.

use std::rc::Rc;

use crate::fail::Class;
use crate::limits::Reached;
use crate::machine::{Frame, Raised, Ret, Vm, WINDOW};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Body, Cell, Function, Generator, GeneratorKind, GeneratorState, Type};

/// `CO_OPTIMIZED` of code objects: variables are registers.
pub(crate) const OPTIMIZED: u32 = 0x01;
/// `CO_*` of code objects.
pub(crate) const VARARGS: u32 = 0x04;
/// See [`VARARGS`].
pub(crate) const VARKEYWORDS: u32 = 0x08;
/// See [`VARARGS`].
pub(crate) const GENERATOR: u32 = 0x20;
/// See [`VARARGS`].
pub(crate) const COROUTINE: u32 = 0x80;
/// See [`VARARGS`].
pub(crate) const ITERABLE_COROUTINE: u32 = 0x100;
/// See [`VARARGS`].
pub(crate) const ASYNC_GENERATOR: u32 = 0x200;

/// Units of fuel between two looks at the clock and at interrupts.
const SLICE: u64 = 10_000;

impl Vm {
    /// The first register that nobody uses.
    pub(crate) fn top(&self) -> usize {
        let frame = self
            .frames
            .last()
            .map_or(0, |it| it.base as usize + self.body_of(it).map_or(0, |body| usize::from(body.lowered.registers)));
        frame.max(self.native_top)
    }

    /// Makes room for a window at a register.
    #[inline]
    pub(crate) fn reserve_stack(&mut self, base: usize, registers: usize) -> Result<(), Raised> {
        let needed = base + registers.max(WINDOW) + WINDOW;
        if self.stack.len() < needed {
            self.grow_stack(needed)?;
        }
        Ok(())
    }

    /// Makes the stack longer. The collector does not run here: arguments of a call stand where it expects nothing.
    #[cold]
    fn grow_stack(&mut self, needed: usize) -> Result<(), Raised> {
        let len = needed.max(self.stack.len() + self.stack.len() / 2);
        // Deep recursion has frames too, which are counted with the registers.
        let bytes = (len - self.stack.len()) * size_of::<Value>() * 2;
        if self.live_bytes.saturating_add(self.heap.idle).saturating_add(bytes) > self.limits.heap_bytes {
            return Err(self.error(Class::MemoryError, ""));
        }
        self.heap.bytes += bytes;
        self.live_bytes += bytes;
        self.stack.resize(len, Value::Unbound);
        Ok(())
    }

    /// Begins a call whose arguments are in the first registers already, if they are as many as there are parameters and no binding is needed; false if it is.
    #[inline(always)]
    pub(crate) fn push_simple(&mut self, func: Id<Function>, base: usize, argc: usize, ret: Ret) -> Result<bool, Raised> {
        let function = &self.heap.functions[func];
        let (Some(body), Some(code), Some(globals)) = (&function.body, function.code, function.globals) else { return Ok(false) };
        if !body.simple || body.argcount as usize != argc {
            return Ok(false);
        }
        let (variables, registers) = (usize::from(body.lowered.variables), usize::from(body.lowered.registers));
        if self.stack.len() < base + registers + 2 * WINDOW {
            self.reserve_stack(base, registers)?;
        }
        if variables > argc
            && let Some(rest) = self.stack.get_mut(base + argc..base + variables)
        {
            rest.fill(Value::Unbound);
        }
        if self.frames.len() >= self.recursion_limit as usize {
            return Err(self.too_deep());
        }
        self.frames.push(Frame { code, func, globals, base: base as u32, pc: 0, ret, extra: Value::Unbound });
        self.forget_fresh();
        self.fuel = self.fuel.wrapping_sub(1);
        if self.fuel == 0 || self.heap.bytes >= self.collect_at {
            self.loop_safepoint()?;
        }
        Ok(true)
    }

    /// Makes a plain instance and begins the call of its `__init__` with the arguments that are in the registers (of the whole stack) from `first` on; the register
    /// before them, which the callee has left, takes the instance. False, with nothing done, if the call needs more than that.
    pub(crate) fn push_init(
        &mut self,
        class: Id<Type>,
        init: Id<Function>,
        first: usize,
        argc: usize,
        dst: u8,
    ) -> Result<bool, Raised> {
        let Some(body) = &self.heap.functions[init].body else { return Ok(false) };
        if !body.simple || body.argcount as usize != argc + 1 || self.heap.types[class].flags.abstract_ || first == 0 {
            return Ok(false);
        }
        let instance = self.new_instance(class);
        self.stack[first - 1] = instance;
        if !self.push_simple(init, first - 1, argc + 1, Ret::Init(dst))? {
            return Ok(false);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.extra = instance;
        }
        Ok(true)
    }

    #[cold]
    pub(crate) fn too_deep(&mut self) -> Raised {
        self.error(Class::RecursionError, "maximum recursion depth exceeded")
    }

    /// Begins the call of a function whose variables are all in place, or makes its generator.
    pub(crate) fn push_bound(
        &mut self,
        func: Id<Function>,
        base: usize,
        ret: Ret,
        locals: Value,
    ) -> Result<Option<Value>, Raised> {
        let Some(body) = self.heap.functions[func].body.clone() else { return Ok(Some(Value::None)) };
        if body.flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR) != 0 {
            return self.make_generator(&body, func, base).map(Some);
        }
        self.reserve_stack(base, usize::from(body.lowered.registers))?;
        if self.frames.len() >= self.recursion_limit as usize {
            return Err(self.too_deep());
        }
        let function = &self.heap.functions[func];
        let (Some(code), globals) = (function.code, function.globals.unwrap_or(self.builtins)) else {
            return Ok(Some(Value::None));
        };
        self.frames.push(Frame { code, func, globals, base: base as u32, pc: 0, ret, extra: locals });
        if due(self) {
            if ret.leaves() { self.safepoint()? } else { self.loop_safepoint()? }
        }
        Ok(None)
    }

    fn make_generator(&mut self, body: &Rc<Body>, func: Id<Function>, base: usize) -> Result<Value, Raised> {
        let kind = if body.flags & ASYNC_GENERATOR != 0 {
            GeneratorKind::AsyncGenerator
        } else if body.flags & COROUTINE != 0 {
            GeneratorKind::Coroutine
        } else {
            GeneratorKind::Generator
        };
        self.reserve_stack(base, usize::from(body.lowered.registers))?;
        let mut registers = self.spare_registers.pop().unwrap_or_default();
        registers.resize(usize::from(body.lowered.registers), Value::Unbound);
        let variables = usize::from(body.lowered.variables);
        registers[..variables].copy_from_slice(&self.stack[base..base + variables]);
        let function = &self.heap.functions[func];
        let name = function.name.map_or(Value::Unbound, Value::Str);
        let qualname = function.qualname.map_or(Value::Unbound, Value::Str);
        let generator = Generator {
            kind,
            state: GeneratorState::Created,
            function: Some(func),
            code: function.code,
            registers,
            pc: 0,
            receiver: 0,
            handled: Value::Unbound,
            awaited: false,
            name,
            qualname,
        };
        Ok(Value::Generator(self.add(generator)))
    }

    /// The same as [`Vm::safepoint`] where nothing is held outside of registers but by the natives that have called this loop.
    #[cold]
    pub(crate) fn loop_safepoint(&mut self) -> Result<(), Raised> {
        self.forget_fresh();
        self.safepoint()
    }

    /// Looks at the limits and collects if that is due.
    #[cold]
    pub(crate) fn safepoint(&mut self) -> Result<(), Raised> {
        if self.fuel == 0 {
            self.refuel()?;
        }
        if self.heap.bytes >= self.collect_at {
            self.collect();
            if self.over_limit(0) {
                return Err(self.error(Class::MemoryError, ""));
            }
            self.check_deadline()?;
            self.run_finalizers()?;
        }
        Ok(())
    }

    /// Takes the next slice of fuel, after a look at what else may stop the program.
    #[cold]
    pub(crate) fn refuel(&mut self) -> Result<(), Raised> {
        if self.reserve == 0 {
            self.fuel = 1;
            return Err(Raised::Limit(Reached::Fuel));
        }
        if self.limits.interrupt.is_stopped() {
            self.fuel = 1;
            return Err(Raised::Limit(Reached::Interrupted));
        }
        self.check_deadline()?;
        self.fuel = self.reserve.min(SLICE);
        self.reserve -= self.fuel;
        Ok(())
    }

    fn check_deadline(&mut self) -> Result<(), Raised> {
        if self.end.is_some_and(|end| std::time::Instant::now() >= end) {
            self.fuel = 1;
            return Err(Raised::Limit(Reached::Deadline));
        }
        Ok(())
    }

    /// Ends the frame that is running with a value; whether that leaves the loop that began at frame `floor`.
    #[inline(always)]
    pub(crate) fn return_value(&mut self, value: Value, floor: usize) -> Result<bool, Raised> {
        // Looked at in place: taking the frame out would be wide loads of what narrower stores have written.
        let Some(frame) = self.frames.last() else { return Ok(true) };
        if let Ret::Store(dst) = frame.ret
            && frame.generator().is_none()
        {
            self.frames.pop();
            if let Some(below) = self.frames.last() {
                self.stack[below.base as usize + usize::from(dst)] = value;
            }
            return Ok(false);
        }
        let frame = *frame;
        self.frames.pop();
        self.return_slow(&frame, value, floor)
    }

    fn return_slow(&mut self, frame: &Frame, value: Value, floor: usize) -> Result<bool, Raised> {
        if let Some(generator) = frame.generator() {
            return self.generator_returned(generator, frame.ret, value, floor);
        }
        self.deliver(frame.ret, value, frame.locals(), floor)
    }

    /// Hands a value to whoever waits for it; whether that leaves the loop.
    pub(crate) fn deliver(&mut self, ret: Ret, value: Value, instance: Value, floor: usize) -> Result<bool, Raised> {
        match ret {
            Ret::Store(dst) | Ret::Item(dst) => self.set_register(dst, value),
            Ret::Init(dst) => {
                if !value.is_none() {
                    let class = self.class_name(value);
                    return Err(self.type_error(format!("__init__() should return None, not '{class}'")));
                }
                self.set_register(dst, instance);
            }
            Ret::Inst(stage) => self.instruction_result(stage, value)?,
            Ret::Exit | Ret::Feed => {
                debug_assert_eq!(self.frames.len(), floor);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sets a register of the frame that is running.
    #[inline]
    pub(crate) fn set_register(&mut self, register: u8, value: Value) {
        if let Some(frame) = self.frames.last() {
            self.stack[frame.base as usize + usize::from(register)] = value;
        }
    }

    /// A register of the frame that is running.
    #[inline]
    pub(crate) fn register(&self, register: u8) -> Value {
        self.frames.last().map_or(Value::Unbound, |it| self.stack[it.base as usize + usize::from(register)])
    }

    pub(crate) fn wide(&mut self, base: usize, register: u16) -> Result<Value, Raised> {
        Ok(self.stack.get(base + usize::from(register)).copied().unwrap_or_default())
    }

    pub(crate) fn set_wide(&mut self, base: usize, register: u16, value: Value) -> Result<(), Raised> {
        if let Some(place) = self.stack.get_mut(base + usize::from(register)) {
            *place = value;
        }
        Ok(())
    }

    /// Raises if a variable is unbound.
    pub(crate) fn check_local(&mut self, body: &Body, base: usize, var: u16) -> Result<(), Raised> {
        if self.wide(base, var)?.is_unbound() {
            return Err(self.unbound_local(body, var));
        }
        Ok(())
    }

    #[cold]
    fn unbound_local(&mut self, body: &Body, var: u16) -> Raised {
        let name = body.variables.get(usize::from(var)).map_or_else(String::new, |&it| self.lossy(it));
        let message = if self.minor() >= 11 {
            format!("cannot access local variable '{name}' where it is not associated with a value")
        } else {
            format!("local variable '{name}' referenced before assignment")
        };
        self.error(Class::UnboundLocalError, message)
    }

    pub(crate) fn make_cell(&mut self, base: usize, dst: u16, src: u16) -> Result<(), Raised> {
        let value = self.wide(base, src)?;
        let cell = Value::Cell(self.add(Cell { value }));
        self.set_wide(base, dst, cell)
    }

    /// Copies the closure of the function that is running to registers.
    pub(crate) fn free_vars(&mut self, base: usize, first: u16, count: u16) -> Result<(), Raised> {
        let Some(frame) = self.frames.last() else { return Ok(()) };
        if let Value::Tuple(closure) = self.heap.functions[frame.func].closure {
            let cells = self.heap.tuples[closure].items();
            let to = &mut self.stack[base + usize::from(first)..base + usize::from(first) + usize::from(count)];
            for (to, &cell) in to.iter_mut().zip(cells) {
                *to = cell;
            }
        }
        Ok(())
    }

    /// What is in a cell, with the error if nothing is.
    pub(crate) fn load_cell(&mut self, body: &Body, base: usize, cell: u16) -> Result<Value, Raised> {
        let value = match self.wide(base, cell)? {
            Value::Cell(id) => self.heap.cells[id].value,
            _ => Value::Unbound,
        };
        if !value.is_unbound() {
            return Ok(value);
        }
        let name = body.variables.get(usize::from(cell)).copied();
        let free = name.is_some_and(|it| body.freevars.contains(&it));
        let text = name.map_or_else(String::new, |it| self.lossy(it));
        if !free {
            return Err(self.unbound_local(body, cell));
        }
        let message = if self.minor() >= 11 {
            format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope")
        } else {
            format!("free variable '{text}' referenced before assignment in enclosing scope")
        };
        Err(self.error(Class::NameError, message))
    }

    pub(crate) fn store_cell(&mut self, base: usize, cell: u16, value: Value) -> Result<(), Raised> {
        if let Value::Cell(id) = self.wide(base, cell)? {
            self.heap.cells[id].value = value;
        }
        Ok(())
    }
}

fn due(vm: &mut Vm) -> bool {
    vm.fuel = vm.fuel.wrapping_sub(1);
    vm.fuel == 0 || vm.heap.bytes >= vm.collect_at
}
