//! A machine in a Rust program: objects, calls in both directions, exceptions.
//!
//! Everything that goes in or comes out is a [`Handle`], or a Rust value that [`ToPython`] and [`FromPython`] know.

mod convert;
mod function;

use core::fmt;
use std::rc::{Rc, Weak};
use std::time::Instant;

use pyc_marshal::{File, Node};

use crate::fail::Class;
use crate::limits::{Limits, Reached};
use crate::machine::{Raised, Vm};
use crate::object::value::Value;

pub use convert::{FromPython, ToArguments, ToPython};
pub use function::Arguments;

/// A Python object that lives at least as long as this handle to it. A copy is another handle to the same object.
///
/// ```
/// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
/// let mut vm = Vm::new(pyc_marshal::Version::new(3, 12), Limits::default(), Box::new(Nothing));
/// let list = vm.make(vec![3, 1, 2])?;
/// vm.call_method(&list, "sort", ())?;
/// assert_eq!(vm.get::<Vec<i64>>(&list)?, [1, 2, 3]);
/// assert_eq!(vm.repr_of(&list)?, "[1, 2, 3]");
/// # Ok::<(), pyc_vm::embed::Error>(())
/// ```
#[derive(Clone)]
pub struct Handle(Rc<Pinned>);

/// What a handle keeps alive.
struct Pinned {
    value: Value,
    /// The machine that it is of.
    machine: u64,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({:?})", self.0.value)
    }
}

/// The handles that a machine has given out.
#[derive(Default)]
pub(crate) struct Handles {
    /// Which machine it is.
    machine: u64,
    pinned: Vec<Weak<Pinned>>,
    /// The number of them at which those are looked for that nobody has any more.
    due: usize,
}

impl Handles {
    pub(crate) fn new() -> Handles {
        use core::sync::atomic::{AtomicU64, Ordering};
        static MACHINES: AtomicU64 = AtomicU64::new(0);
        Handles { machine: MACHINES.fetch_add(1, Ordering::Relaxed), pinned: Vec::new(), due: 64 }
    }

    fn add(&mut self, value: Value) -> Handle {
        if self.pinned.len() >= self.due {
            self.pinned.retain(|it| it.strong_count() > 0);
            self.due = (self.pinned.len() * 2).max(64);
        }
        let pinned = Rc::new(Pinned { value, machine: self.machine });
        self.pinned.push(Rc::downgrade(&pinned));
        Handle(pinned)
    }

    /// The objects that somebody has a handle to.
    pub(crate) fn values(&self) -> impl Iterator<Item = Value> + '_ {
        self.pinned.iter().filter_map(|it| it.upgrade().map(|it| it.value))
    }
}

/// Why a call into a machine has no result.
#[derive(Clone, Debug)]
pub enum Error {
    /// A Python exception was raised and not caught.
    Exception(Box<Exception>),
    /// A limit was reached. (Too many objects and too deep a recursion are exceptions: `MemoryError` and `RecursionError`.)
    Limit(Reached),
}

/// A Python exception that has left the machine.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The name of its class, with that of its module if it is no builtin one.
    pub class: String,
    /// `str(exception)`.
    pub message: String,
    /// The traceback as Python prints it, with that of the exceptions that led to it.
    pub traceback: String,
    /// The exception itself.
    pub object: Handle,
}

impl Error {
    /// The exception, if it is one.
    pub fn exception(&self) -> Option<&Exception> {
        match self {
            Error::Exception(it) => Some(it),
            Error::Limit(_) => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Exception(it) if it.message.is_empty() => write!(f, "{}", it.class),
            Error::Exception(it) => write!(f, "{}: {}", it.class, it.message),
            Error::Limit(it) => write!(f, "{it}"),
        }
    }
}

impl core::error::Error for Error {}

impl Vm {
    /// A handle to a value.
    pub(crate) fn handle(&mut self, value: Value) -> Handle {
        self.heap.bytes += size_of::<Pinned>() + 32;
        self.handles.add(value)
    }

    /// The value of a handle: an object of another machine is none of ours.
    pub(crate) fn value_of(&mut self, handle: &Handle) -> Result<Value, Raised> {
        if handle.0.machine == self.handles.machine {
            return Ok(handle.0.value);
        }
        Err(self.error(Class::SystemError, "the object belongs to another machine"))
    }

    /// Does something for somebody outside. When that is done, and nothing else is under way, the machine is as if nothing had happened, whatever has
    /// happened.
    pub(crate) fn outside<T>(&mut self, work: impl FnOnce(&mut Vm) -> Result<T, Raised>) -> Result<T, Error> {
        let first = self.frames.is_empty() && self.natives == 0 && self.nesting == 0;
        if first {
            self.end = self.limits.deadline.map(|it| Instant::now() + it);
        }
        let (floor, roots) = (self.frames.len(), self.roots.len());
        let result = work(self);
        let result = result.map_err(|raised| match raised {
            Raised::Limit(reached) => {
                self.drop_frames(floor);
                Error::Limit(reached)
            }
            Raised::Exception => {
                let exception = core::mem::take(&mut self.exception);
                self.told(exception)
            }
        });
        self.roots.truncate(roots);
        if first {
            self.settle();
        }
        result
    }

    /// Forgets what a call from outside has left behind.
    pub(crate) fn settle(&mut self) {
        self.drop_frames(0);
        self.drain_standard();
        self.heap.fresh.clear();
        self.handled.truncate(1);
        if let Some(slot) = self.handled.first_mut() {
            *slot = Value::Unbound;
        }
        (self.nesting, self.natives, self.native_top, self.loop_fresh) = (0, 0, 0, 0);
        self.exception = Value::Unbound;
        self.again = false;
        self.returned = None;
        self.sinks.clear();
        self.repr_open = crate::machine::repr::Open::default();
        self.initializing.clear();
        self.loading_file = None;
    }

    /// What is told of an exception outside.
    fn told(&mut self, exception: Value) -> Error {
        let class = self.class_of(exception);
        let class = self.qualified_type_name(class);
        let message = self.display(exception).unwrap_or_default();
        let traceback = self.format_exception(exception);
        self.exception = Value::Unbound;
        Error::Exception(Box::new(Exception { class, message, traceback, object: self.handle(exception) }))
    }

    /// Raises inside what was an error outside.
    pub(crate) fn raise_error(&mut self, error: Error) -> Raised {
        match error {
            Error::Limit(reached) => Raised::Limit(reached),
            Error::Exception(it) => match self.value_of(&it.object) {
                Ok(exception) => self.raise_value(exception),
                Err(raised) => raised,
            },
        }
    }

    /// An exception of a builtin class, for a Rust function to end with.
    ///
    /// ```
    /// # use pyc_vm::{Vm, fail::Class, host::Nothing, limits::Limits};
    /// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 12), Limits::default(), Box::new(Nothing));
    /// let error = vm.exception(Class::ValueError, "so not");
    /// assert_eq!(error.to_string(), "ValueError: so not");
    /// ```
    pub fn exception(&mut self, class: Class, message: &str) -> Error {
        let message = message.to_owned();
        match self.outside(|vm| -> Result<(), Raised> { Err(vm.error(class, message)) }) {
            Err(error) => error,
            Ok(()) => Error::Limit(Reached::Interrupted),
        }
    }

    /// Executes a file as the module of a name, which `import` finds from then on.
    ///
    /// # Errors
    /// What its code raises, or the limit that it reaches.
    pub fn load_file(&mut self, file: &File<'_>, name: &str) -> Result<Handle, Error> {
        self.outside(|vm| {
            let code = vm.load(file.tree.root())?;
            let (module, globals) = vm.new_module(name);
            let modules = vm.modules;
            vm.put(modules, name, Value::Module(module));
            vm.run_code(code, globals)?;
            Ok(vm.handle(Value::Module(module)))
        })
    }

    /// Makes the objects of marshal data: a code object, most of the time.
    ///
    /// # Errors
    /// `ValueError` if they are no constants, or if their code cannot run.
    pub fn load_objects(&mut self, root: Node<'_, '_>) -> Result<Handle, Error> {
        self.outside(|vm| {
            let value = vm.load(root)?;
            Ok(vm.handle(value))
        })
    }

    /// A new module with nothing in it, which `import` finds.
    pub fn new_module_named(&mut self, name: &str) -> Handle {
        let (module, _) = self.new_module(name);
        let modules = self.modules;
        self.put(modules, name, Value::Module(module));
        self.handle(Value::Module(module))
    }

    /// A function that runs a code object, with the names of a module as its globals.
    ///
    /// # Errors
    /// `TypeError` if these are no code object and no module, or if the code has free variables.
    pub fn function_of_code(&mut self, code: &Handle, module: &Handle) -> Result<Handle, Error> {
        self.outside(|vm| {
            let (Value::Code(code), Value::Module(module)) = (vm.value_of(code)?, vm.value_of(module)?) else {
                return Err(vm.type_error("a function needs a code object and a module"));
            };
            let (Some(body), Some(globals)) = (vm.heap.codes[code].body.clone(), vm.heap.modules[module].dict) else {
                return Err(vm.type_error("a function needs a code object and a module"));
            };
            if !body.freevars.is_empty() {
                return Err(vm.type_error("code with free variables needs a closure"));
            }
            let function = vm.function_of(&body, code, globals);
            Ok(vm.handle(Value::Function(function)))
        })
    }

    /// Imports a module: a native one, or one that the host has.
    ///
    /// # Errors
    /// `ImportError`, or what its code raises.
    pub fn import_named(&mut self, name: &str) -> Result<Handle, Error> {
        self.outside(|vm| {
            let module = vm.import_absolute(name)?;
            Ok(vm.handle(module))
        })
    }

    /// An attribute of an object: of a module, a global variable.
    ///
    /// # Errors
    /// `AttributeError`, or what a property raises.
    pub fn attribute(&mut self, object: &Handle, name: &str) -> Result<Handle, Error> {
        self.outside(|vm| {
            let (object, name) = (vm.value_of(object)?, vm.intern(name));
            let value = vm.get_attr(object, name)?;
            Ok(vm.handle(value))
        })
    }

    /// Sets an attribute of an object: of a module, a global variable.
    ///
    /// # Errors
    /// What the object raises when it cannot be set.
    pub fn set_attribute(&mut self, object: &Handle, name: &str, value: impl ToPython) -> Result<(), Error> {
        let value = self.make(value)?;
        self.outside(|vm| {
            let (object, name, value) = (vm.value_of(object)?, vm.intern(name), vm.value_of(&value)?);
            vm.set_attr(object, name, value)
        })
    }

    /// Makes a Python object of a Rust value.
    ///
    /// # Errors
    /// `MemoryError`; `TypeError` for a key that cannot be hashed.
    pub fn make(&mut self, value: impl ToPython) -> Result<Handle, Error> {
        self.outside(|vm| {
            let value = value.to_value(vm)?;
            Ok(vm.handle(value))
        })
    }

    /// Makes a Rust value of a Python object.
    ///
    /// # Errors
    /// `TypeError` if it is of another kind, `OverflowError` if it does not fit.
    pub fn get<T: FromPython>(&mut self, object: &Handle) -> Result<T, Error> {
        self.outside(|vm| {
            let value = vm.value_of(object)?;
            T::from_value(vm, value)
        })
    }

    /// Calls an object.
    ///
    /// # Errors
    /// What it raises, or the limit that it reaches.
    pub fn call_object(&mut self, callee: &Handle, args: impl ToArguments) -> Result<Handle, Error> {
        self.call_with_keywords(callee, args, &[])
    }

    /// Calls an object with keyword arguments behind the others.
    ///
    /// # Errors
    /// As [`Vm::call_object`].
    pub fn call_with_keywords(
        &mut self,
        callee: &Handle,
        args: impl ToArguments,
        keywords: &[(&str, Handle)],
    ) -> Result<Handle, Error> {
        self.outside(|vm| {
            let callee = vm.value_of(callee)?;
            let mut all = args.to_values(vm)?;
            let mut names = Vec::with_capacity(keywords.len());
            for (name, value) in keywords {
                names.push(vm.intern(name));
                all.push(vm.value_of(value)?);
            }
            let value = vm.call_sync_named(callee, &all, &names)?;
            Ok(vm.handle(value))
        })
    }

    /// Calls a method of an object; of a module, a function by its name.
    ///
    /// # Errors
    /// As [`Vm::call_object`], and `AttributeError`.
    pub fn call_method(&mut self, object: &Handle, name: &str, args: impl ToArguments) -> Result<Handle, Error> {
        let method = self.attribute(object, name)?;
        self.call_object(&method, args)
    }

    /// `repr(object)`.
    ///
    /// # Errors
    /// What it raises.
    pub fn repr_of(&mut self, object: &Handle) -> Result<String, Error> {
        self.outside(|vm| {
            let value = vm.value_of(object)?;
            vm.repr_text(value)
        })
    }

    /// `str(object)`.
    ///
    /// # Errors
    /// What it raises.
    pub fn str_of(&mut self, object: &Handle) -> Result<String, Error> {
        self.outside(|vm| {
            let value = vm.value_of(object)?;
            vm.display(value)
        })
    }

    /// `bool(object)`.
    ///
    /// # Errors
    /// What it raises.
    pub fn is_true(&mut self, object: &Handle) -> Result<bool, Error> {
        self.outside(|vm| {
            let value = vm.value_of(object)?;
            vm.truth(value)
        })
    }

    /// The name of an object's class.
    pub fn class_name_of(&self, object: &Handle) -> String {
        if object.0.machine == self.handles.machine { self.class_name(object.0.value) } else { String::new() }
    }

    /// Sets limits anew: from now on so much may be used. After a limit was reached, this lets the machine go on with the next call.
    ///
    /// ```
    /// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
    /// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 12), Limits::default(), Box::new(Nothing));
    /// vm.set_limits(Limits { fuel: 1000, ..Limits::default() });
    /// ```
    pub fn set_limits(&mut self, limits: Limits) {
        (self.fuel, self.reserve, self.output_left) = (1, limits.fuel, limits.output_bytes);
        self.recursion_limit = self.recursion_limit.min(limits.recursion_depth);
        self.collect_at = self.collect_at.min(limits.heap_bytes.saturating_add(1));
        self.limits = limits;
    }
}
