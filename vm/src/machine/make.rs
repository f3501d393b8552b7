//! A machine from the outside: making it, running modules, asking what came of it.

use std::rc::Rc;
use std::time::Instant;

use hashbrown::{HashMap, HashTable};
use pyc_marshal::{File, Tree, Version};

use crate::builtin::prelude::*;
use crate::host::{Compiler, Host};
use crate::limits::{Limits, Reached, Usage};
use crate::machine::names::Names;
use crate::machine::types::Types;
use crate::object::heap::Heap;
use crate::object::shape::Shapes;
use crate::text::Text;

/// How a program has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// At its end.
    Done,
    /// By `SystemExit`: the code for the operating system.
    Exit(i32),
    /// By an exception that nobody caught; its traceback was written to `sys.stderr`.
    Exception,
    /// A limit was reached.
    Limit(Reached),
}

impl Vm {
    /// A machine for modules of a version.
    pub fn new(version: Version, limits: Limits, host: Box<dyn Host>) -> Vm {
        let mut heap = Heap::new();
        let mut interned: HashTable<Id<Str>> = HashTable::new();
        let names = Names::new(|text| {
            let new = Str::new(Text::from(text));
            let hash = new.hash();
            let id = heap.add(Str { interned: true, ..new });
            let strs = &heap.strs;
            interned.insert_unique(hash, id, |&it| strs[it].hash());
            id
        });
        let types = Types::new(|| heap.add(Type::default()));
        let (builtins, modules) = (heap.add(Dict::default()), heap.add(Dict::default()));
        let empty_tuple = heap.add(Tuple::default());
        let empty_str = heap.add(Str::new(Text::default()));
        let recursion_limit = limits.recursion_depth.min(1000);
        let classes = types.all().map(|(id, def)| (core::ptr::from_ref(def).addr(), id)).collect();
        let mut vm = Vm {
            heap,
            stack: vec![Value::Unbound; 4096],
            frames: Vec::new(),
            nesting: 0,
            native_top: 0,
            exception: Value::Unbound,
            again: false,
            handled: vec![Value::Unbound],
            roots: Vec::new(),
            sinks: Vec::new(),
            natives: 0,
            loop_fresh: 0,
            returned: None,
            gc_disabled: false,
            spare_registers: Vec::new(),
            names,
            types,
            classes,
            shapes: Shapes::default(),
            dict_shapes: HashMap::new(),
            signatures: HashMap::new(),
            spare: Vec::new(),
            epoch: 1,
            interned,
            method_cache: Vm::new_method_cache(),
            version,
            builtins,
            modules,
            empty_tuple,
            empty_str,
            latin: Vec::new(),
            repr_open: crate::machine::repr::Open::default(),
            int_max_digits: crate::number::DEFAULT_MAX_DIGITS,
            weak_refs: Vec::new(),
            due_callbacks: Vec::new(),
            due_finalizers: Vec::new(),
            has_finalizers: false,
            finalized: hashbrown::HashSet::new(),
            at_exit: Vec::new(),
            signal_handlers: Vec::new(),
            context: None,
            abc_token: 0,
            error_handlers: HashMap::new(),
            warning_filters: 1,
            unseeded: 0,
            codec_search: Vec::new(),
            codec_cache: HashMap::new(),
            encodings_tried: false,
            meta_path: Vec::new(),
            path_hooks: Vec::new(),
            loading_importers: false,
            standard: Vec::new(),
            files: Vec::new(),
            output_over: false,
            loading_file: None,
            initializing: Vec::new(),
            no_default: None,
            compiler: None,
            sources: HashMap::new(),
            output_left: limits.output_bytes,
            fuel: 1,
            reserve: limits.fuel,
            end: limits.deadline.map(|it| Instant::now() + it),
            stressed: false,
            live_bytes: 0,
            collections: 0,
            collect_at: 4 << 20,
            recursion_limit,
            watchers: Vec::new(),
            handles: crate::embed::Handles::new(),
            uncaught: None,
            limits,
            host,
        };
        for point in 0..256u32 {
            let text = Text::from_code_points([point]);
            let id = vm.intern_text(text);
            vm.latin.push(id);
        }
        let all: Vec<(Id<Type>, &'static TypeDef)> = vm.types.all().collect();
        for (id, def) in all {
            vm.define(id, def);
        }
        vm.finish_core_classes();
        vm.make_exceptions();
        vm.make_builtins();
        let modules = vm.modules;
        let (module, _) = vm.new_module("builtins");
        vm.heap.modules[module].dict = Some(vm.builtins);
        vm.put(modules, "builtins", Value::Module(module));
        let (dict, name) = (vm.builtins, vm.intern("builtins"));
        let (empty, key) = (Value::Str(vm.empty_str), vm.names.package);
        vm.set_entry(dict, key, empty);
        let made = vm.set_builtin_spec(dict, name);
        debug_assert!(made.is_ok(), "nothing in it can fail");
        if let Some(sys) = crate::native::find("sys", vm.minor()) {
            // Nothing in it can fail.
            let made = vm.make_native_module(sys);
            debug_assert!(made.is_ok(), "sys is made");
        }
        vm.heap.fresh.clear();
        vm
    }

    /// What definitions cannot say of the first classes.
    fn finish_core_classes(&mut self) {
        use crate::object::Layout;
        let (type_, module) = (self.types.type_, self.types.module);
        self.heap.types[type_].layout = Layout::Type;
        self.heap.types[module].layout = Layout::Module;
    }

    /// What the program has used so far.
    pub fn usage(&self) -> Usage {
        Usage { fuel: self.fuel_used(), objects: self.heap.count(), heap_bytes: self.heap.bytes, collections: self.collections }
    }

    /// Units of fuel that were used so far.
    pub(crate) fn fuel_used(&self) -> u64 {
        (self.limits.fuel + 1).saturating_sub(self.reserve).saturating_sub(self.fuel)
    }

    /// Asks the host to hand over what was written.
    pub fn flush(&mut self) -> std::io::Result<()> {
        self.drain_standard();
        self.host.flush()
    }

    /// Sets what `sys.argv` and `sys.path` say.
    pub fn set_arguments<S: AsRef<str>, P: AsRef<str>>(&mut self, argv: &[S], path: &[P]) {
        for (name, items) in
            [("argv", argv.iter().map(AsRef::as_ref).collect::<Vec<&str>>()), ("path", path.iter().map(AsRef::as_ref).collect())]
        {
            let items: Vec<Value> = items.iter().map(|it| self.str(it)).collect();
            if let Some(Value::List(list)) = self.sys_attr(name) {
                self.set_items(list, items);
            }
        }
        self.heap.fresh.clear();
    }

    /// Gives the machine a compiler for source code.
    pub fn set_compiler(&mut self, compiler: Box<dyn Compiler>) {
        self.compiler = Some(compiler);
    }

    /// Runs a module as `__main__`; an exception that nobody catches is printed to `sys.stderr`.
    pub fn run_main(&mut self, file: &File<'_>, filename: &str) -> Outcome {
        self.end = self.limits.deadline.map(|it| Instant::now() + it);
        self.uncaught = None;
        let outcome = self.run_to_end(file, filename);
        self.settle();
        outcome
    }

    /// The same, and ends then as an interpreter ends: see [`Vm::finish`].
    pub fn run_program(&mut self, file: &File<'_>, filename: &str) -> Outcome {
        let outcome = self.run_main(file, filename);
        if matches!(outcome, Outcome::Limit(_)) {
            return outcome;
        }
        self.finish().map_or_else(Outcome::Limit, |()| outcome)
    }

    fn run_to_end(&mut self, file: &File<'_>, filename: &str) -> Outcome {
        let mut result = self.main(file, filename);
        if matches!(result, Err(Raised::Exception)) {
            let outcome = self.report(Raised::Exception);
            let ended = self.run_at_exit();
            let closed = self.close_files();
            self.drain_standard();
            return match (ended, closed) {
                (Err(Raised::Limit(reached)), _) | (_, Err(Raised::Limit(reached))) => Outcome::Limit(reached),
                _ => outcome,
            };
        }
        if result.is_ok() {
            result = self.run_at_exit();
        }
        if result.is_ok() {
            result = self.close_files();
        }
        let outcome = match result {
            Ok(()) => Outcome::Done,
            Err(raised) => self.report(raised),
        };
        self.drain_standard();
        outcome
    }

    /// The class of the exception that ended the last [`Vm::run_main`], if one has: `MemoryError` when objects took too much, `RecursionError` when calls were
    /// too deep.
    pub fn uncaught(&self) -> Option<&str> {
        self.uncaught.as_deref()
    }

    fn main(&mut self, file: &File<'_>, filename: &str) -> Result<(), Raised> {
        let (module, globals) = self.new_module("__main__");
        let modules = self.modules;
        self.put(modules, "__main__", Value::Module(module));
        let class = self.class(&crate::machine::import::LOADER);
        let loader = self.new_instance(class);
        self.set_entry(globals, self.names.loader, loader);
        let name = self.str(filename);
        self.set_entry(globals, self.names.file, name);
        self.set_entry(globals, self.names.cached, Value::None);
        if self.minor() < 14 {
            let annotations = Value::Dict(self.add(Dict::default()));
            let key = self.names.annotations;
            self.set_entry(globals, key, annotations);
        }
        let code = self.load(file.tree.root())?;
        self.run_code(code, globals)
    }

    /// Prints an exception that nobody caught, and says how the program ends by it.
    fn report(&mut self, raised: Raised) -> Outcome {
        self.drain_standard();
        if let Raised::Limit(reached) = raised {
            return Outcome::Limit(reached);
        }
        let exception = core::mem::take(&mut self.exception);
        let exit = self.exception_class("SystemExit");
        if self.is_instance(exception, exit) {
            return match self.exception_field(exception, 0) {
                Value::None => Outcome::Exit(0),
                Value::Int(code) => Outcome::Exit(code as i32),
                Value::Bool(code) => Outcome::Exit(i32::from(code)),
                other => {
                    let text = self.display(other).unwrap_or_default() + "\n";
                    match self.print_error(&text) {
                        Err(Raised::Limit(reached)) => Outcome::Limit(reached),
                        _ => Outcome::Exit(1),
                    }
                }
            };
        }
        let class = self.class_of(exception);
        self.uncaught = Some(self.qualified_type_name(class));
        let text = self.format_exception(exception);
        match self.print_error(&text) {
            Err(Raised::Limit(reached)) => Outcome::Limit(reached),
            _ => Outcome::Exception,
        }
    }

    /// Calls what was registered to be called at the end, the last first.
    pub(crate) fn run_at_exit(&mut self) -> Result<(), Raised> {
        while let Some((func, args, names)) = self.at_exit.pop() {
            let args = self.items(args);
            match self.call_sync_named(func, &args, &names) {
                Ok(_) => {}
                Err(Raised::Exception) => {
                    let exception = core::mem::take(&mut self.exception);
                    let text = self.format_exception(exception);
                    self.print_error(&text)?;
                }
                Err(raised) => return Err(raised),
            }
        }
        Ok(())
    }

    /// Loads marshal data that a program gives; what stands behind the object is ignored.
    pub(crate) fn load_marshal(&mut self, bytes: &[u8]) -> Result<Value, Raised> {
        self.load_marshal_prefix(bytes).map(|it| it.0)
    }

    /// The same, with the number of bytes that the object takes.
    pub(crate) fn load_marshal_prefix(&mut self, bytes: &[u8]) -> Result<(Value, usize), Raised> {
        let Some(layout) = pyc_marshal::Layout::of(self.version) else { return Err(self.value_error("bad marshal data")) };
        match Tree::parse(bytes, layout) {
            Ok(tree) => {
                let value = self.load(tree.root())?;
                Ok((value, tree.end()))
            }
            Err(error) => Err(self.marshal_error(error)),
        }
    }

    /// What CPython says of marshal data that it refuses.
    #[cold]
    pub(crate) fn marshal_error(&mut self, error: pyc_marshal::Error) -> Raised {
        use pyc_marshal::{ErrorKind, Tag};
        const CONTAINERS: [Tag; 5] = [Tag::LIST, Tag::TUPLE, Tag::SMALL_TUPLE, Tag::SET, Tag::FROZEN_SET];
        match error.kind {
            ErrorKind::Truncated { .. } if error.tag.is_none() => self.error(Class::EOFError, "EOF read where object expected"),
            // CPython reads items until there are none left.
            ErrorKind::CountExceedsInput { .. } if error.tag.is_some_and(|it| CONTAINERS.contains(&it.code())) => {
                self.error(Class::EOFError, "EOF read where object expected")
            }
            ErrorKind::Truncated { .. } | ErrorKind::CountExceedsInput { .. } => {
                self.error(Class::EOFError, "marshal data too short")
            }
            ErrorKind::UnknownTag | ErrorKind::ForeignTag => self.value_error("bad marshal data (unknown type code)"),
            ErrorKind::ReferenceOutOfRange { .. } | ErrorKind::ReferenceToIncomplete { .. } => {
                self.value_error("bad marshal data (invalid reference)")
            }
            ErrorKind::UnexpectedNull => self.type_error("NULL object in marshal data for object"),
            _ => self.value_error(format!("bad marshal data ({error})")),
        }
    }

    /// A line of source, for a traceback.
    pub(crate) fn source_line(&mut self, filename: &str, line: i32) -> Option<String> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        let lines = match self.sources.get(filename) {
            Some(lines) => Rc::clone(lines),
            None => {
                let text = self.host.source(filename).unwrap_or_default();
                let text = String::from_utf8_lossy(&text).into_owned();
                let lines: Rc<Vec<String>> = Rc::new(text.split('\n').map(str::to_owned).collect());
                self.sources.insert(filename.to_owned(), Rc::clone(&lines));
                lines
            }
        };
        lines.get(at).cloned()
    }
}
