//! `importlib`'s own machinery: the library's code for it, under the names that it has where it is frozen.
//!
//! Modules are found and loaded by [`crate::machine::import`], which is quick and leaves no traces in tracebacks. A program that imports `importlib`, or
//! puts a finder of its own into `sys.meta_path`, sees what it expects to see: specifications and loaders of the library's classes.

use crate::builtin::prelude::*;
use crate::native::ModuleDef;

const CORE: &str = "_frozen_importlib";
const EXTERNAL: &str = "_frozen_importlib_external";

/// Files as that machinery sees them: modules, and nothing else.
static FILES: ModuleDef = ModuleDef {
    functions: &[
        Def::function("stat", 1, 1, |vm, args| {
            let path = vm.plain_text(args[0]);
            let Some(found) = vm.host.module_metadata(&path) else { return Err(vm.os_error_of(2, Some(args[0]))) };
            let class = vm.class(&crate::builtin::proxy::NAMESPACE);
            let made = vm.new_instance(class);
            let mode = if found.directory { 0o040_555 } else { 0o100_444 };
            let modified = Value::float(found.modified as f64 / 1e9);
            for (name, value) in
                [("st_mode", Value::Int(mode)), ("st_size", Value::Int(found.len as i64)), ("st_mtime", modified)]
            {
                let name = vm.intern(name);
                vm.set_attr_generic(made, name, value)?;
            }
            Ok(made)
        }),
        Def::function("listdir", 1, 1, |vm, args| {
            let path = vm.plain_text(args[0]);
            let names = vm.host.module_list(&path).map_err(|error| vm.os_error(&error, Some(args[0])))?;
            vm.charge(names.len() as u64, names.len() * 64)?;
            let items = names.iter().map(|it| vm.str(it)).collect();
            Ok(Value::List(vm.add(List { items })))
        }),
        Def::function("getcwd", 0, 0, |vm, _| Ok(vm.str("."))),
        Def::function("fspath", 1, 1, |vm, args| vm.fspath(args[0], "expected str, bytes or os.PathLike object")),
    ],
    ..ModuleDef::new("posix")
};

/// Whether a module is loaded from its bytecode alone.
fn is_bytecode(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|it| it.1 == "pyc")
}

/// Opening of these files.
static STREAMS: ModuleDef = ModuleDef {
    functions: &[
        Def::function("open_code", 1, 1, |vm, args| open_module(vm, args[0])),
        Def::function("FileIO", 1, 2, |vm, args| open_module(vm, args[0])),
    ],
    ..ModuleDef::new("_io")
};

fn open_module(vm: &mut Vm, path: Value) -> Outcome {
    let text = vm.plain_text(path);
    let allowed = [".py", ".pyc"].iter().any(|it| text.ends_with(it));
    let read = if allowed { vm.host.module_file(&text) } else { Err(std::io::ErrorKind::PermissionDenied.into()) };
    let bytes = read.map_err(|error| vm.os_error(&error, Some(path)))?;
    vm.charge(1, bytes.len())?;
    let io = vm.import_module_named("_io")?;
    let bytes = vm.bytes(bytes);
    vm.call_attr(io, "BytesIO", &[bytes])
}

impl Vm {
    /// Calls an attribute of an object.
    pub(crate) fn call_attr(&mut self, this: Value, name: &str, args: &[Value]) -> Outcome {
        let name = self.intern(name);
        let method = self.get_attr(this, name)?;
        self.call_sync(method, args)
    }

    fn loaded(&mut self, name: &str) -> Option<Value> {
        let key = self.intern(name);
        self.heap.dicts[self.modules].get_str(&self.heap.strs, key).filter(|it| !it.is_none())
    }

    /// Whether a module is part of the machinery.
    pub(crate) fn is_bootstrap(name: &str) -> bool {
        name == CORE || name == EXTERNAL
    }

    /// The machinery; `None` if the library has no code for it.
    pub(crate) fn bootstrap(&mut self) -> Result<Option<Value>, Raised> {
        if let Some(core) = self.loaded(CORE) {
            return Ok(Some(core));
        }
        for needed in ["_thread", "_warnings", "_weakref", "_imp", "_io", "marshal", "posix", "time"] {
            self.import_module_named(needed)?;
        }
        let Some(core) = self.load_frozen(CORE, "_bootstrap")? else { return Ok(None) };
        self.forget_specs();
        let (sys, imp) = (self.import_module_named("sys")?, self.import_module_named("_imp")?);
        self.call_attr(core, "_install", &[sys, imp])?;
        let Some(external) = self.load_frozen(EXTERNAL, "_bootstrap_external")? else { return Ok(None) };
        self.call_attr(core, "_install_external_importers", &[])?;
        let files = self.make_hidden_module(&FILES)?;
        let streams = self.make_hidden_module(&STREAMS)?;
        let io = self.import_module_named("_io")?;
        for name in ["BytesIO", "IncrementalNewlineDecoder"] {
            let name = self.intern(name);
            let value = self.get_attr(io, name)?;
            self.set_attr(streams, name, value)?;
        }
        for (name, value) in [("_os", files), ("_io", streams)] {
            let name = self.intern(name);
            self.set_attr(external, name, value)?;
        }
        self.meta_path = self.importers("meta_path")?;
        self.path_hooks = self.importers("path_hooks")?;
        for entry in self.heap.dicts[self.modules].clone().iter() {
            self.convert_spec(entry.value)?;
        }
        Ok(Some(core))
    }

    /// Native modules get their specifications from the machinery, if they have none.
    fn forget_specs(&mut self) {
        let (old, names) = (self.class(&crate::machine::import::SPEC), self.names);
        for entry in self.heap.dicts[self.modules].clone().iter() {
            let Some(dict) = self.own_dict(entry.value) else { continue };
            let get = |name| self.heap.dicts[dict].get_str(&self.heap.strs, name);
            let (spec, file) = (get(names.spec), get(names.file));
            if file.is_none() && spec.is_some_and(|it| self.class_of(it) == old) {
                self.set_entry(dict, names.spec, Value::None);
            }
        }
    }

    /// The specification and the loader of a native module, once the machinery is there.
    pub(crate) fn real_builtin_spec(&mut self, name: Value) -> Result<Option<(Value, Value)>, Raised> {
        let Some(core) = self.loaded(CORE) else { return Ok(None) };
        let names = [self.intern("BuiltinImporter"), self.intern("ModuleSpec"), self.intern("origin")];
        let (Some(loader), Some(class)) = (self.find_attr(core, names[0])?, self.find_attr(core, names[1])?) else {
            return Ok(None);
        };
        let origin = self.str("built-in");
        let spec = self.call_sync_named(class, &[name, loader, origin], &names[2..])?;
        Ok(Some((spec, loader)))
    }

    /// A list of `sys`.
    fn importers(&mut self, name: &str) -> Result<Vec<Value>, Raised> {
        match self.sys_attr(name) {
            Some(list) => self.collect_items(list),
            None => Ok(Vec::new()),
        }
    }

    /// Whether a program has finders or hooks of its own, so that the machinery has to be asked.
    pub(crate) fn has_own_importers(&mut self) -> Result<bool, Raised> {
        let (meta, hooks) = (self.importers("meta_path")?, self.importers("path_hooks")?);
        let same = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is(*b));
        Ok(!same(&meta, &self.meta_path) || !same(&hooks, &self.path_hooks))
    }

    /// Runs a part of the library's `importlib` as a module of another name.
    fn load_frozen(&mut self, name: &str, file: &str) -> Result<Option<Value>, Raised> {
        let path = self.sys_attr("path").unwrap_or(Value::None);
        for directory in self.collect_items(path)? {
            let directory = format!("{}/importlib", self.plain_text(directory).trim_end_matches('/'));
            if let Some(bytes) = self.bootstrap_code(&directory, file) {
                let (module, dict) = self.new_module(name);
                let key = self.intern(name);
                let module = Value::Module(module);
                self.set_entry(self.modules, key, module);
                let empty = Value::Str(self.empty_str);
                self.set_entry(dict, self.names.package, empty);
                if let Err(raised) = self.run_pyc(&bytes, name, dict) {
                    let exception = self.exception;
                    self.dict_remove(self.modules, Value::Str(key))?;
                    self.exception = exception;
                    return Err(raised);
                }
                return Ok(Some(module));
            }
        }
        Ok(None)
    }

    fn bootstrap_code(&mut self, directory: &str, file: &str) -> Option<Vec<u8>> {
        let tag = format!("cpython-{}{}", self.version.major, self.version.minor);
        let cached = self.host.module_file(&format!("{directory}/__pycache__/{file}.{tag}.pyc"));
        cached.or_else(|_| self.host.module_file(&format!("{directory}/{file}.pyc"))).ok()
    }

    /// The specification that the machinery would have made for a module, once it is there.
    pub(crate) fn real_spec(&mut self, name: Value, file: &str, path: Value) -> Result<Option<Value>, Raised> {
        let (Some(core), Some(external)) = (self.loaded(CORE), self.loaded(EXTERNAL)) else { return Ok(None) };
        if file.is_empty() {
            let finder = self.intern("PathFinder");
            let finder = self.get_attr(external, finder)?;
            let get = self.intern("_get_spec");
            let get = self.get_attr(finder, get)?;
            let path = self.call_attr(external, "_NamespacePath", &[name, path, get])?;
            let make = if self.minor() >= 11 { "NamespaceLoader" } else { "_NamespaceLoader" };
            let loader = self.call_attr(external, make, &[name, path, get])?;
            let spec = self.call_attr(core, "ModuleSpec", &[name, loader])?;
            let locations = self.intern("submodule_search_locations");
            self.set_attr(spec, locations, path)?;
            return Ok(Some(spec));
        }
        let make = if is_bytecode(file) { "SourcelessFileLoader" } else { "SourceFileLoader" };
        let file = self.str(file);
        let loader = self.call_attr(external, make, &[name, file])?;
        let func = self.intern("spec_from_file_location");
        let func = self.get_attr(external, func)?;
        let names = [self.intern("loader"), self.intern("submodule_search_locations")];
        self.call_sync_named(func, &[name, file, loader, path], &names).map(Some)
    }

    /// Gives a module that was loaded before the machinery was there the specification that it would have.
    fn convert_spec(&mut self, module: Value) -> Result<(), Raised> {
        let Value::Module(id) = module else { return Ok(()) };
        let Some(dict) = self.heap.modules[id].dict else { return Ok(()) };
        let names = self.names;
        let entry = |vm: &Vm, name| vm.heap.dicts[dict].get_str(&vm.heap.strs, name);
        let (Some(name), Some(file), Some(spec)) =
            (entry(self, names.name), entry(self, names.file), entry(self, names.spec).filter(|it| !it.is_none()))
        else {
            return Ok(());
        };
        let old = self.class(&crate::machine::import::SPEC);
        if self.class_of(spec) != old {
            return Ok(());
        }
        let path = entry(self, names.path).unwrap_or(Value::None);
        let file = self.plain_text(file);
        if let Some(spec) = self.real_spec(name, &file, path)? {
            let loader = self.intern("loader");
            let loader = self.get_attr(spec, loader)?;
            self.set_entry(dict, names.spec, spec);
            self.set_entry(dict, names.loader, loader);
        }
        Ok(())
    }
}
