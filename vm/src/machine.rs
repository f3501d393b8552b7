//! The machine: its objects, its stack, and what it is working on.

pub(crate) mod anchors;
pub(crate) mod arguments;
pub(crate) mod attr;
pub(crate) mod bootstrap;
pub(crate) mod call;
pub(crate) mod class;
pub(crate) mod codec;
pub(crate) mod codec_errors;
pub(crate) mod collect;
pub(crate) mod containers;
pub(crate) mod descriptors;
pub(crate) mod exceptions;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod format;
pub(crate) mod frames;
pub(crate) mod generate;
pub(crate) mod hash;
pub(crate) mod import;
pub(crate) mod intrinsic;
pub(crate) mod iterate;
pub(crate) mod lines;
pub(crate) mod load;
pub(crate) mod make;
pub(crate) mod matching;
pub(crate) mod namedtuple;
pub(crate) mod names;
pub(crate) mod numbers;
pub(crate) mod operators;
pub(crate) mod quick;
pub(crate) mod quick_format;
pub(crate) mod raise;
pub(crate) mod repr;
pub(crate) mod run;
pub(crate) mod scope;
pub(crate) mod stdlib;
pub(crate) mod suggest;
pub(crate) mod text;
pub(crate) mod traceback;
pub(crate) mod types;

pub use make::Outcome;

use std::rc::Rc;

use hashbrown::HashTable;
use pyc_marshal::Version;

use crate::fail::{Class, Fail};
use crate::host::Host;
use crate::limits::{Limits, Reached};
use crate::machine::names::Names;
use crate::machine::types::Types;
use crate::object::arena::Id;
use crate::object::heap::{Add, Heap};
use crate::object::shape::Shapes;
use crate::object::value::Value;
use crate::object::{Body, CodeObject, Dict, Exception, Function, Generator, Str, Tuple, Type};
use crate::text::Text;

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Raised {
    /// An exception was raised: [`Vm::exception`].
    Exception,
    /// A limit was reached. No handler sees it.
    Limit(Reached),
}

/// What happens to the value that a frame returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ret {
    /// It goes to a register of the frame below.
    Store(u8),
    /// It is the next item for a register of the frame below, whose instruction knows what to do if there is none.
    Item(u8),
    /// It was an `__init__`: it must be `None`, and the instance, which the frame has as its local names, goes to a register.
    Init(u8),
    /// It is the result of the instruction that the frame below is at; the number tells how many ways to get one have been tried.
    Inst(u8),
    /// It leaves the loop.
    Exit,
    /// It leaves the loop, unless a sink takes it: see [`feed`].
    Feed,
}

impl Ret {
    /// Whether the frame is the last one of its loop.
    #[inline]
    pub(crate) fn leaves(self) -> bool {
        matches!(self, Ret::Exit | Ret::Feed)
    }
}

/// A call under way.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) code: Id<CodeObject>,
    pub(crate) func: Id<Function>,
    pub(crate) globals: Id<Dict>,
    /// The first register.
    pub(crate) base: u32,
    /// The instruction behind the one that it is at.
    pub(crate) pc: u32,
    pub(crate) ret: Ret,
    /// Local names of a module or class; the instance of an `__init__`; the generator whose frame it is; otherwise unbound.
    pub(crate) extra: Value,
}

impl Frame {
    /// The generator whose frame it is.
    #[inline]
    pub(crate) fn generator(&self) -> Option<Id<Generator>> {
        match self.extra {
            Value::Generator(id) => Some(id),
            _ => None,
        }
    }

    /// Local names of a module or class, or the instance of an `__init__`; otherwise unbound.
    pub(crate) fn locals(&self) -> Value {
        match self.extra {
            Value::Generator(_) => Value::Unbound,
            it => it,
        }
    }
}

/// A machine that runs the modules of one version of CPython.
pub struct Vm {
    pub(crate) heap: Heap,
    /// All registers. There are always a window's more than are in use.
    pub(crate) stack: Vec<Value>,
    pub(crate) frames: Vec<Frame>,
    /// Frames at which a loop was entered that natives have called: how deep Rust's own stack is.
    pub(crate) nesting: u32,
    /// The exception that was raised last and has not been caught.
    pub(crate) exception: Value,
    /// Whether it was raised again by the frame that is running, which its traceback knows already.
    pub(crate) again: bool,
    /// Exceptions that are being handled: one for the main program, and one for each generator that is running.
    pub(crate) handled: Vec<Value>,
    /// Temporaries of natives that call back.
    pub(crate) roots: Vec<Value>,
    /// Where generators put what they yield, the innermost last.
    pub(crate) sinks: Vec<feed::Sink>,
    /// Natives that have been called within each other since the loop that is running was entered.
    pub(crate) natives: u32,
    /// How much of [`Heap::fresh`] belongs to the natives that have called the loop that is running.
    pub(crate) loop_fresh: usize,
    /// What a generator returned whose frame has left the loop.
    pub(crate) returned: Option<Value>,
    /// Memory of generators that have finished, with nothing in it.
    pub(crate) spare_registers: Vec<Vec<Value>>,
    /// What `gc.isenabled()` denies.
    pub(crate) gc_disabled: bool,
    /// The first register that natives do not use.
    pub(crate) native_top: usize,
    pub(crate) dict_shapes: hashbrown::HashMap<u32, u32>,
    /// Native classes, by the address of the definition.
    pub(crate) classes: hashbrown::HashMap<usize, Id<Type>>,
    /// Signatures of native functions that were called, by the address of the definition.
    pub(crate) signatures: hashbrown::HashMap<usize, Rc<arguments::Signature>>,
    /// Vectors that arguments of native functions were in, to be used again.
    pub(crate) spare: Vec<Vec<Value>>,
    /// Containers whose `repr` is being written.
    pub(crate) repr_open: repr::Open,
    /// `sys.get_int_max_str_digits()`.
    pub(crate) int_max_digits: usize,
    /// Weak references whose targets were there after the last collection.
    pub(crate) weak_refs: Vec<Id<crate::object::Object>>,
    /// Callbacks of weak references to what the last collection freed, with the references.
    pub(crate) due_callbacks: Vec<(Value, Value)>,
    /// Instances with `__del__` that are about to be freed.
    pub(crate) due_finalizers: Vec<Value>,
    /// Whether any class has `__del__`.
    pub(crate) has_finalizers: bool,
    /// Instances whose `__del__` has run.
    pub(crate) finalized: hashbrown::HashSet<(u8, u64)>,
    /// Functions to be called at the end, with their arguments and the names of the last ones.
    pub(crate) at_exit: Vec<(Value, Value, Vec<Id<Str>>)>,
    /// What a program does about signals.
    pub(crate) signal_handlers: Vec<(u8, Value)>,
    /// The values of the context that the program is in, once it has asked for one.
    pub(crate) context: Option<Id<Dict>>,
    /// Changes whenever a class is registered with an abstract base class.
    pub(crate) abc_token: i64,
    /// Error handlers of codecs that a program has registered.
    pub(crate) error_handlers: hashbrown::HashMap<String, Value>,
    /// Changes whenever the filters of warnings do.
    pub(crate) warning_filters: i64,
    /// Generators of random numbers that were seeded by nothing, where the host gives nothing random.
    pub(crate) unseeded: u32,
    /// Functions that look for codecs, and what they have found.
    pub(crate) codec_search: Vec<Value>,
    pub(crate) codec_cache: hashbrown::HashMap<String, Value>,
    /// Whether the library's own search has been asked for.
    pub(crate) encodings_tried: bool,
    /// What `sys.meta_path` and `sys.path_hooks` have in them of the library's own.
    pub(crate) meta_path: Vec<Value>,
    pub(crate) path_hooks: Vec<Value>,
    /// Whether these are being put there.
    pub(crate) loading_importers: bool,
    /// The text wrappers of the standard streams, as they were made.
    pub(crate) standard: Vec<Value>,
    /// Files that are to be closed when nobody knows them any more, the oldest first.
    pub(crate) files: Vec<Id<crate::object::Instance>>,
    /// Whether more was written than may be, when it was handed over at the end.
    pub(crate) output_over: bool,
    /// The file that the code objects that are being loaded are said to be of, if not that which they name.
    pub(crate) loading_file: Option<Id<Str>>,
    /// Modules whose code is running for the first time.
    pub(crate) initializing: Vec<String>,
    /// `typing.NoDefault`, once it was asked for.
    pub(crate) no_default: Option<Value>,
    /// Lines of source files that tracebacks have asked for.
    pub(crate) sources: hashbrown::HashMap<String, Rc<Vec<String>>>,
    pub(crate) compiler: Option<Box<dyn crate::host::Compiler>>,
    /// Bytes that may still be written.
    pub(crate) output_left: u64,
    pub(crate) end: Option<std::time::Instant>,
    pub(crate) names: Names,
    pub(crate) types: Types,
    pub(crate) shapes: Shapes,
    /// Changes whenever what inline caches know of classes may no longer hold.
    pub(crate) epoch: u32,
    pub(crate) interned: HashTable<Id<Str>>,
    pub(crate) method_cache: Box<[MethodCache]>,
    pub(crate) version: Version,
    pub(crate) builtins: Id<Dict>,
    pub(crate) modules: Id<Dict>,
    pub(crate) empty_tuple: Id<Tuple>,
    pub(crate) empty_str: Id<Str>,
    /// One string for each code point of Latin-1.
    pub(crate) latin: Vec<Id<Str>>,
    pub(crate) limits: Limits,
    /// Units left before the next look at the limits.
    pub(crate) fuel: u64,
    /// Units left behind those.
    pub(crate) reserve: u64,
    /// Whether the collector runs all the time.
    pub(crate) stressed: bool,
    /// The size of the heap after the last collection.
    pub(crate) live_bytes: usize,
    /// Collections so far.
    pub(crate) collections: u64,
    /// The size of the heap at which the next collection is due.
    pub(crate) collect_at: usize,
    pub(crate) recursion_limit: u32,
    /// Who is told before every instruction.
    pub(crate) watchers: Vec<Box<dyn crate::watch::Watcher>>,
    /// Objects that Rust code holds.
    pub(crate) handles: crate::embed::Handles,
    /// The class of the exception that ended the last main program.
    pub(crate) uncaught: Option<String>,
    pub(crate) host: Box<dyn Host>,
}

/// What a lookup in a class and its bases has found.
#[derive(Clone, Copy, Default)]
pub(crate) struct MethodCache {
    pub(crate) class: u32,
    pub(crate) name: u32,
    pub(crate) epoch: u32,
    pub(crate) value: Option<Value>,
}

/// Registers behind the last that is in use.
pub(crate) const WINDOW: usize = 256;

impl Vm {
    /// What a frame runs.
    #[inline]
    pub(crate) fn body_of(&self, frame: &Frame) -> Option<&Rc<Body>> {
        self.heap.codes[frame.code].body.as_ref()
    }

    /// What the running frame runs.
    pub(crate) fn running_body(&self) -> Option<Rc<Body>> {
        self.body_of(self.frames.last()?).cloned()
    }

    /// The offset in the code object that a frame is at, in bytes.
    pub(crate) fn offset_of(&self, frame: &Frame) -> u32 {
        let body = self.body_of(frame);
        body.and_then(|it| it.lowered.origins.get((frame.pc as usize).wrapping_sub(1)).copied()).unwrap_or(0)
    }

    /// The minor number of the version: 10 of 3.10.
    #[inline]
    pub(crate) fn minor(&self) -> u8 {
        self.version.minor
    }

    /// Puts an object into the heap.
    #[inline]
    pub(crate) fn add<T: Add>(&mut self, object: T) -> Id<T> {
        self.heap.add(object)
    }

    /// A string.
    #[inline]
    pub(crate) fn text(&mut self, text: Text) -> Value {
        Value::Str(self.add(Str::new(text)))
    }

    /// A string.
    pub(crate) fn str(&mut self, text: &str) -> Value {
        self.text(Text::from(text))
    }

    /// A string of one code point.
    pub(crate) fn char(&mut self, point: u32) -> Value {
        match self.latin.get(point as usize) {
            Some(&id) => Value::Str(id),
            None => self.text(Text::from_code_points([point])),
        }
    }

    /// A tuple.
    #[inline]
    pub(crate) fn tuple(&mut self, items: &[Value]) -> Value {
        if items.is_empty() {
            return Value::Tuple(self.empty_tuple);
        }
        Value::Tuple(self.add(Tuple::new(items)))
    }

    /// The one string with these code points that names of attributes are compared with.
    pub(crate) fn intern(&mut self, text: &str) -> Id<Str> {
        self.intern_text(Text::from(text))
    }

    /// The one string with these code points that names of attributes are compared with.
    pub(crate) fn intern_text(&mut self, text: Text) -> Id<Str> {
        let new = Str::new(text);
        let hash = new.hash();
        let strs = &self.heap.strs;
        if let Some(&id) = self.interned.find(hash, |&it| strs[it].view() == new.view()) {
            return id;
        }
        let id = self.heap.add(Str { interned: true, ..new });
        let strs = &self.heap.strs;
        self.interned.insert_unique(hash, id, |&it| strs[it].hash());
        id
    }

    /// The interned string that equals this one.
    pub(crate) fn intern_id(&mut self, id: Id<Str>) -> Id<Str> {
        if self.heap.strs[id].interned {
            return id;
        }
        let this = &self.heap.strs[id];
        let (hash, strs) = (this.hash(), &self.heap.strs);
        if let Some(&found) = self.interned.find(hash, |&it| strs[it].view() == this.view()) {
            return found;
        }
        self.heap.strs[id].interned = true;
        let strs = &self.heap.strs;
        self.interned.insert_unique(hash, id, |&it| strs[it].hash());
        id
    }

    /// Forgets interned strings that the collection under way has not reached.
    pub(crate) fn sweep_interned(&mut self) {
        let strs = &self.heap.strs;
        self.interned.retain(|&mut it| strs.is_marked(it));
    }

    /// The text of a string, for messages.
    pub(crate) fn lossy(&self, id: Id<Str>) -> String {
        self.heap.strs[id].view().to_string()
    }

    /// Raises what a kernel has reported.
    #[cold]
    #[allow(clippy::needless_pass_by_value, reason = "it is an error, made to be handed on")]
    pub(crate) fn fail(&mut self, fail: Fail) -> Raised {
        let class = self.types.exception(fail.class);
        if fail.message.is_empty() {
            return self.raise(class, &[]);
        }
        let message = self.str(&fail.message);
        self.raise(class, &[message])
    }

    /// Raises an exception of a builtin class with a message.
    #[cold]
    pub(crate) fn error(&mut self, class: Class, message: impl Into<String>) -> Raised {
        self.fail(Fail::new(class, message.into()))
    }

    /// Raises a `TypeError`.
    #[cold]
    pub(crate) fn type_error(&mut self, message: impl Into<String>) -> Raised {
        self.error(Class::TypeError, message)
    }

    /// Raises a `ValueError`.
    #[cold]
    pub(crate) fn value_error(&mut self, message: impl Into<String>) -> Raised {
        self.error(Class::ValueError, message)
    }

    /// Raises an exception of a class that needs no initialisation beyond its arguments.
    #[cold]
    pub(crate) fn raise(&mut self, class: Id<Type>, args: &[Value]) -> Raised {
        let args = self.tuple(args);
        let exception = Value::Exception(self.add(Exception { class: Some(class), args, ..Exception::default() }));
        self.raise_value(exception)
    }

    /// Raises an exception: what is being handled becomes its context.
    #[cold]
    pub(crate) fn raise_value(&mut self, exception: Value) -> Raised {
        self.set_context(exception);
        self.exception = exception;
        Raised::Exception
    }

    /// The exception that is being handled, or unbound.
    pub(crate) fn handling(&self) -> Value {
        self.handled.iter().rev().copied().find(|it| !it.is_unbound()).unwrap_or_default()
    }

    /// Accounts for a copy of so many items of a size.
    #[inline]
    pub(crate) fn charge_copy(&mut self, items: usize, size: usize) -> Result<(), Raised> {
        if items > 256 { self.charge(items as u64 / 32, items.saturating_mul(size)) } else { Ok(()) }
    }

    /// Accounts for text that is being built: called time and again with what it is so far, and how much of it was accounted for.
    #[inline]
    pub(crate) fn charge_text(&mut self, out: &crate::text::Builder, charged: &mut usize) -> Result<(), Raised> {
        let bytes = out.memory();
        if bytes > *charged + (1 << 14) {
            let more = bytes - *charged;
            *charged = bytes;
            // The string that is made of it in the end is there at the same time.
            self.charge(more as u64 / 64, bytes.saturating_mul(2))?;
        }
        Ok(())
    }

    /// Accounts for work that a native is about to do: units of fuel, and bytes that it will allocate.
    #[inline]
    pub(crate) fn charge(&mut self, units: u64, bytes: usize) -> Result<(), Raised> {
        if units < self.fuel && bytes <= 1 << 12 {
            self.fuel -= units;
            return Ok(());
        }
        self.charge_much(units, bytes)
    }

    fn charge_much(&mut self, units: u64, bytes: usize) -> Result<(), Raised> {
        if bytes > 1 << 12 && self.over_limit(bytes) {
            self.collect();
            if self.over_limit(bytes) {
                return Err(self.fail(Fail::memory()));
            }
        }
        if units >= self.fuel {
            let rest = units - self.fuel;
            self.fuel = 0;
            self.refuel()?;
            if rest > self.reserve + self.fuel {
                self.reserve = 0;
                self.fuel = 0;
                return Err(Raised::Limit(Reached::Fuel));
            }
            if rest >= self.fuel {
                self.reserve -= rest - self.fuel + 1;
                self.fuel = 1;
            } else {
                self.fuel -= rest;
            }
        } else {
            self.fuel -= units;
        }
        Ok(())
    }
}
