//! Imports: modules that are native, and those that the host has as `.pyc` files.

use pyc_marshal::{File, Magic};

use crate::builtin::prelude::*;
use crate::native;

/// `importlib.machinery.ModuleSpec`.
pub(crate) static SPEC: TypeDef = TypeDef {
    module: "_frozen_importlib",
    base: true,
    native: false,
    dict: true,
    methods: &[
        Def::method_of("__init__", "name, loader, *, origin=None, loader_state=None, is_package=None", |vm, args| {
            let &[this, name, loader, origin, state, package] = args else { return Ok(Value::None) };
            let locations = if vm.truth(package)? { Value::List(vm.add(List::default())) } else { Value::None };
            vm.fill_spec(this, name, loader, origin, state, locations)?;
            Ok(Value::None)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let mut parts = Vec::new();
            for (field, always) in [("name", true), ("loader", true), ("origin", false), ("submodule_search_locations", false)] {
                let name = vm.intern(field);
                let value = vm.get_attr(args[0], name)?;
                if always || !value.is_none() {
                    parts.push(format!("{field}={}", vm.repr_text(value)?));
                }
            }
            let class = vm.class_name(args[0]);
            Ok(vm.str(&format!("{class}({})", parts.join(", "))))
        }),
    ],
    getset: &[
        GetSet::get("parent", |vm, this| {
            let (name, locations) = (vm.intern("name"), vm.intern("submodule_search_locations"));
            let name = vm.get_attr(this, name)?;
            if !vm.get_attr(this, locations)?.is_none() {
                return Ok(name);
            }
            let text = vm.plain_text(name);
            Ok(vm.str(text.rsplit_once('.').map_or("", |it| it.0)))
        }),
        GetSet::get("has_location", |vm, this| {
            let name = vm.intern("_set_fileattr");
            Ok(vm.find_attr(this, name)?.unwrap_or(Value::bool(false)))
        }),
    ],
    ..TypeDef::new("ModuleSpec")
};

/// A loader of modules from files, of which programs see that it is there.
pub(crate) static LOADER: TypeDef = TypeDef {
    module: "_frozen_importlib_external",
    native: false,
    dict: true,
    base: true,
    methods: &[],
    ..TypeDef::new("SourceFileLoader")
};

/// A loader of modules that have no source.
static SOURCELESS_LOADER: TypeDef = TypeDef {
    module: "_frozen_importlib_external",
    native: false,
    dict: true,
    base: true,
    methods: &[],
    ..TypeDef::new("SourcelessFileLoader")
};

/// Bytes of the header before the code.
const HEADER: usize = 16;

/// What was found for a module.
struct Found {
    /// The bytecode, if there is any: a namespace package has none.
    code: Option<Vec<u8>>,
    /// What `__file__` says.
    file: String,
    cached: Option<String>,
    /// Where its parts are looked for, if it is a package.
    path: Option<Vec<String>>,
}

impl Vm {
    /// `import name` in a frame.
    pub(crate) fn import_name(&mut self, name: Id<Str>, from: Value, level: Value) -> Outcome {
        let hook = self.intern("__import__");
        let builtins = self.frame_builtins();
        let level_number = match level {
            Value::Int(it) => it,
            _ => 0,
        };
        let globals = self.globals().map_or(Value::None, Value::Dict);
        match self.heap.dicts[builtins].get_str(&self.heap.strs, hook) {
            Some(Value::Native(_)) => self.import(name, globals, from, level_number),
            Some(func) => {
                let locals = self.load_locals()?;
                self.call_sync(func, &[Value::Str(name), globals, locals, from, level])
            }
            None => Err(self.error(Class::ImportError, "__import__ not found")),
        }
    }

    /// `__import__(name, globals, _, from, level)`.
    pub(crate) fn import(&mut self, name: Id<Str>, globals: Value, from: Value, level: i64) -> Outcome {
        let text = self.lossy(name);
        let absolute = if level > 0 { self.absolute_name(&text, globals, level)? } else { text.clone() };
        if absolute.is_empty() {
            return Err(self.value_error("Empty module name"));
        }
        let module = self.import_absolute(&absolute)?;
        if from.is_none() || !self.truth(from)? {
            if level == 0 {
                let first = text.split('.').next().unwrap_or_default();
                return self.import_absolute(first);
            }
            if text.is_empty() {
                return Ok(module);
            }
            // The package that the first part of the name is.
            let cut = absolute.len() - text.len() + text.find('.').unwrap_or(text.len());
            return self.import_absolute(&absolute[..cut]);
        }
        self.import_parts(module, &absolute, from)?;
        Ok(module)
    }

    /// Imports the names of `from` that are modules of a package.
    fn import_parts(&mut self, module: Value, package: &str, from: Value) -> Result<(), Raised> {
        let path = self.names.path;
        if self.find_attr(module, path)?.is_none() {
            return Ok(());
        }
        for name in self.collect_items(from)? {
            let Value::Str(id) = self.native(name) else {
                let class = self.class_name(name);
                return Err(self.type_error(format!("Item in ``from list'' must be str, not {class}")));
            };
            let text = self.lossy(id);
            if text == "*" {
                let all = self.names.all;
                if let Some(all) = self.find_attr(module, all)? {
                    let names = self.collect_items(all)?;
                    let list = Value::List(self.add(List { items: names }));
                    self.import_parts(module, package, list)?;
                }
                continue;
            }
            if self.find_attr(module, id)?.is_none() {
                let whole = format!("{package}.{text}");
                if let Err(raised) = self.import_absolute(&whole) {
                    let missing = self.exception_class("ModuleNotFoundError");
                    let exception = self.exception;
                    let about = self.exception_field(exception, 1);
                    if raised != Raised::Exception || !self.is_instance(exception, missing) || self.plain_text(about) != whole {
                        return Err(raised);
                    }
                    self.exception = Value::Unbound;
                }
            }
        }
        Ok(())
    }

    /// The whole name of what a relative import names.
    fn absolute_name(&mut self, name: &str, globals: Value, level: i64) -> Result<String, Raised> {
        let entry = |vm: &Vm, name: Id<Str>| match globals {
            Value::Dict(dict) => vm.heap.dicts[dict].get_str(&vm.heap.strs, name).filter(|it| !it.is_none()),
            _ => None,
        };
        let package = match (entry(self, self.names.package), entry(self, self.names.spec)) {
            (Some(package), _) => self.plain_text(package),
            (None, Some(spec)) => {
                let parent = self.intern("parent");
                let parent = self.get_attr(spec, parent)?;
                self.plain_text(parent)
            }
            _ => {
                let Some(own) = entry(self, self.names.name) else {
                    return Err(self.error(Class::KeyError, "'__name__' not in globals"));
                };
                let own = self.plain_text(own);
                if entry(self, self.names.path).is_some() {
                    own
                } else {
                    own.rsplit_once('.').map_or(String::new(), |it| it.0.to_owned())
                }
            }
        };
        if package.is_empty() {
            return Err(self.import_error(Class::ImportError, "attempted relative import with no known parent package"));
        }
        let mut base = package.as_str();
        for _ in 1..level {
            match base.rsplit_once('.') {
                Some((above, _)) => base = above,
                None => {
                    return Err({
                        let class = if self.minor() < 9 { Class::ValueError } else { Class::ImportError };
                        self.import_error(class, "attempted relative import beyond top-level package")
                    });
                }
            }
        }
        Ok(if name.is_empty() { base.to_owned() } else { format!("{base}.{name}") })
    }

    /// A module by its name, for the machine's own use.
    pub(crate) fn import_module_named(&mut self, name: &str) -> Outcome {
        self.import_absolute(name)
    }

    /// A module by its whole name, after the packages that it is in.
    pub(crate) fn import_absolute(&mut self, name: &str) -> Outcome {
        let key = self.intern(name);
        if let Some(module) = self.heap.dicts[self.modules].get_str(&self.heap.strs, key) {
            if module.is_none() {
                return Err(self.module_not_found(&format!("import of {name} halted; None in sys.modules"), key));
            }
            return Ok(module);
        }
        let mut parent = Value::None;
        if let Some((package, _)) = name.rsplit_once('.') {
            parent = self.nested(|vm| vm.import_absolute(package))?;
            // The package may have imported it.
            if let Some(module) = self.heap.dicts[self.modules].get_str(&self.heap.strs, key) {
                return Ok(module);
            }
        }
        let made = self.load_module(name, key, parent)?;
        // A module may have put something else in its place.
        let module = self.heap.dicts[self.modules].get_str(&self.heap.strs, key).unwrap_or(made);
        if !parent.is_none() {
            let short = self.intern(name.rsplit('.').next().unwrap_or_default());
            self.set_attr(parent, short, module)?;
        }
        Ok(module)
    }

    /// An error that is an `ImportError` in most versions.
    #[cold]
    fn import_error(&mut self, class: Class, message: &str) -> Raised {
        let raised = self.error(class, message);
        if class == Class::ImportError {
            let message = self.str(message);
            self.set_exception_field(0, message);
        }
        raised
    }

    #[cold]
    fn module_not_found(&mut self, message: &str, name: Id<Str>) -> Raised {
        let class = self.exception_class("ModuleNotFoundError");
        let message = self.str(message);
        let raised = self.raise(class, &[message]);
        self.set_exception_field(0, message);
        self.set_exception_field(1, Value::Str(name));
        raised
    }

    fn load_module(&mut self, name: &str, key: Id<Str>, parent: Value) -> Outcome {
        if Vm::is_bootstrap(name) {
            self.bootstrap()?;
            if let Some(module) = self.heap.dicts[self.modules].get_str(&self.heap.strs, key) {
                return Ok(module);
            }
            return Err(self.module_not_found(&format!("No module named '{name}'"), key));
        }
        if !self.loading_importers && self.has_own_importers()? {
            self.loading_importers = true;
            let core = self.bootstrap();
            self.loading_importers = false;
            if let Some(core) = core? {
                let import = self.intern("_gcd_import");
                let import = self.get_attr(core, import)?;
                return self.call_attr(core, "_find_and_load", &[Value::Str(key), import]);
            }
        }
        if let Some(def) = native::find(name, self.minor()) {
            return self.make_native_module(def);
        }
        let path = if parent.is_none() {
            self.sys_attr("path").unwrap_or(Value::None)
        } else {
            let attr = self.names.path;
            match self.find_attr(parent, attr)? {
                Some(path) => path,
                None => {
                    let package = name.rsplit_once('.').map_or("", |it| it.0);
                    return Err(self.module_not_found(&format!("No module named '{name}'; '{package}' is not a package"), key));
                }
            }
        };
        let directories: Vec<String> = self
            .collect_items(path)?
            .into_iter()
            .filter(|it| matches!(self.native(*it), Value::Str(_)))
            .map(|it| self.plain_text(it))
            .collect();
        let short = name.rsplit('.').next().unwrap_or_default();
        let Some(found) = self.find_file(short, &directories)? else {
            return Err(self.module_not_found(&format!("No module named '{name}'"), key));
        };
        self.run_module(name, key, found)
    }

    fn find_file(&mut self, name: &str, directories: &[String]) -> Result<Option<Found>, Raised> {
        let mut portions = Vec::new();
        let tag = format!("cpython-{}{}", self.version.major, self.version.minor);
        for directory in directories {
            let base = if directory.is_empty() { ".".to_owned() } else { directory.trim_end_matches('/').to_owned() };
            let package = format!("{base}/{name}");
            if self.host.module_metadata(&package).is_some_and(|it| it.directory) {
                if let Some(mut found) = self.find_code(&package, "__init__", &tag)? {
                    found.path = Some(vec![package]);
                    return Ok(Some(found));
                }
                portions.push(package);
            }
            if let Some(found) = self.find_code(&base, name, &tag)? {
                return Ok(Some(found));
            }
        }
        if portions.is_empty() {
            return Ok(None);
        }
        Ok(Some(Found { code: None, file: String::new(), cached: None, path: Some(portions) }))
    }

    /// The bytecode of a module in a directory: that beside its source, or that in its place.
    fn find_code(&mut self, directory: &str, name: &str, tag: &str) -> Result<Option<Found>, Raised> {
        let source = format!("{directory}/{name}.py");
        let cached = format!("{directory}/__pycache__/{name}.{tag}.pyc");
        let metadata = self.host.module_metadata(&source).filter(|it| !it.directory);
        if let Some(metadata) = metadata {
            let bytes = match self.host.module_file(&cached) {
                Ok(bytes) => bytes,
                Err(error) => {
                    return Err(self.error(
                        Class::ImportError,
                        format!("{source} has no bytecode in {cached} ({error}), and this machine has no compiler"),
                    ));
                }
            };
            let by_hash = bytes.get(4).is_some_and(|it| it & 1 != 0);
            let is_fresh = if by_hash { self.is_of_source(&bytes, &source) } else { fresh(&bytes, metadata) };
            if !is_fresh {
                return Err(
                    self.error(Class::ImportError, format!("{cached} is older than {source}, and this machine has no compiler"))
                );
            }
            return Ok(Some(Found { code: Some(bytes), file: source, cached: Some(cached), path: None }));
        }
        let sourceless = format!("{directory}/{name}.pyc");
        if self.host.module_metadata(&sourceless).is_some_and(|it| !it.directory)
            && let Ok(bytes) = self.host.module_file(&sourceless)
        {
            return Ok(Some(Found { code: Some(bytes), file: sourceless.clone(), cached: Some(sourceless), path: None }));
        }
        Ok(None)
    }

    /// Whether bytecode with a hash belongs to its source: asked only if it asks for it.
    fn is_of_source(&mut self, bytes: &[u8], source: &str) -> bool {
        let checked = bytes.get(4).is_some_and(|it| it & 2 != 0);
        let (Ok(file), Some(layout)) = (File::parse(bytes), pyc_marshal::Layout::of(self.version)) else { return !checked };
        match self.host.module_file(source) {
            Ok(text) if checked => bytes.get(8..16) == Some(&pyc_marshal::source_hash(&text, file.header.magic, layout)[..]),
            Err(_) if checked => false,
            _ => true,
        }
    }

    fn run_module(&mut self, name: &str, key: Id<Str>, found: Found) -> Outcome {
        let (module, dict) = self.new_module(name);
        let module = Value::Module(module);
        let package = if found.path.is_some() { name } else { name.rsplit_once('.').map_or("", |it| it.0) };
        let names = self.names;
        let value = self.str(package);
        self.set_entry(dict, names.package, value);
        let locations = match &found.path {
            Some(path) => {
                let items = path.iter().map(|it| self.str(it)).collect();
                Value::List(self.add(List { items }))
            }
            None => Value::None,
        };
        let real = self.real_spec(Value::Str(key), &found.file, locations)?;
        let loader = match real {
            Some(spec) => {
                let loader = self.intern("loader");
                self.get_attr(spec, loader)?
            }
            None => {
                let sourceless = found.cached.as_ref() == Some(&found.file);
                let class = self.class(if sourceless { &SOURCELESS_LOADER } else { &LOADER });
                let loader = self.new_instance(class);
                let path = self.str(&found.file);
                for (field, value) in [("name", Value::Str(key)), ("path", path)] {
                    let field = self.intern(field);
                    self.set_attr_generic(loader, field, value)?;
                }
                loader
            }
        };
        self.set_entry(dict, names.loader, loader);
        if !found.file.is_empty() {
            let file = self.str(&found.file);
            self.set_entry(dict, names.file, file);
        }
        if let Some(cached) = &found.cached {
            let cached = self.str(cached);
            self.set_entry(dict, names.cached, cached);
        }
        if found.path.is_some() && found.code.is_none() {
            // A namespace package has no file, and says so.
            self.set_entry(dict, names.file, Value::None);
        }
        if found.path.is_some() {
            let path = match real {
                Some(spec) => {
                    let locations = self.intern("submodule_search_locations");
                    self.get_attr(spec, locations)?
                }
                None => locations,
            };
            self.set_entry(dict, names.path, path);
        }
        let origin = if found.file.is_empty() { Value::None } else { self.str(&found.file) };
        let spec = match real {
            Some(spec) => spec,
            None => {
                let class = self.class(&SPEC);
                let spec = self.new_instance(class);
                self.fill_spec(spec, Value::Str(key), loader, origin, Value::None, locations)?;
                let cached = found.cached.as_ref().map_or(Value::None, |it| self.str(it));
                for field in ["_cached", "cached"] {
                    let field = self.intern(field);
                    self.set_attr_generic(spec, field, cached)?;
                }
                spec
            }
        };
        self.set_entry(dict, names.spec, spec);
        self.set_entry(self.modules, key, module);
        let Some(bytes) = found.code else { return Ok(module) };
        if let Err(raised) = self.check_header(name, &bytes, found.cached.as_deref().unwrap_or_default()) {
            let exception = self.exception;
            self.dict_remove(self.modules, Value::Str(key))?;
            self.exception = exception;
            return Err(raised);
        }
        let before = self.initializing.len();
        self.initializing.push(name.to_owned());
        let result = self.run_pyc(&bytes, &found.cached.unwrap_or_default(), dict);
        self.initializing.truncate(before);
        if let Err(raised) = result {
            let exception = self.exception;
            self.dict_remove(self.modules, Value::Str(key))?;
            self.exception = exception;
            return Err(raised);
        }
        Ok(module)
    }

    /// Whether bytecode begins as that of this version does.
    fn check_header(&mut self, name: &str, bytes: &[u8], path: &str) -> Result<(), Raised> {
        let magic = bytes.get(..4).unwrap_or(bytes);
        let is_own = <[u8; 4]>::try_from(magic).is_ok_and(|it| {
            let magic = Magic(it);
            magic.has_known_tail() && magic.row().is_some_and(|it| it.version == Some(self.version))
        });
        if !is_own {
            let magic = self.bytes(magic);
            let magic = self.repr_text(magic)?;
            return Err(self.bytecode_error(&format!("bad magic number in '{name}': {magic}"), name, path));
        }
        let Some(flags) = bytes.get(..HEADER).and_then(|it| it.get(4..8)) else {
            return Err(self.error(Class::EOFError, format!("reached EOF while reading pyc header of '{name}'")));
        };
        let flags = flags.try_into().map_or(0, u32::from_le_bytes);
        if flags & !3 != 0 {
            return Err(self.bytecode_error(&format!("invalid flags {flags} in '{name}'"), name, path));
        }
        Ok(())
    }

    /// An `ImportError` about a file of bytecode.
    #[cold]
    fn bytecode_error(&mut self, message: &str, name: &str, path: &str) -> Raised {
        let raised = self.import_error(Class::ImportError, message);
        let (name, path) = (self.str(name), self.str(path));
        self.set_exception_field(1, name);
        self.set_exception_field(2, path);
        raised
    }

    pub(crate) fn run_pyc(&mut self, bytes: &[u8], path: &str, globals: Id<Dict>) -> Result<(), Raised> {
        let file = match File::parse(bytes) {
            Ok(file) => file,
            Err(error) => return Err(self.marshal_error(error)),
        };
        if (file.version().major, file.version().minor) != (self.version.major, self.version.minor) {
            let version = file.version();
            return Err(self.error(Class::ImportError, format!("bad magic number in {path}: it is of {version}")));
        }
        let source = match self.heap.dicts[globals].get_str(&self.heap.strs, self.names.file) {
            Some(it @ Value::Str(_)) => Some(self.plain_text(it)).filter(|it| !path.is_empty() && it != path),
            _ => None,
        };
        // Where it stands now, and not where it was compiled.
        self.loading_file = source.map(|it| self.intern(&it));
        let code = self.load(file.tree.root());
        self.loading_file = None;
        let code = code?;
        if !matches!(code, Value::Code(_)) {
            let name = match self.heap.dicts[globals].get_str(&self.heap.strs, self.names.name) {
                Some(it @ Value::Str(_)) => self.plain_text(it),
                _ => String::new(),
            };
            return Err(self.bytecode_error(&format!("Non-code object in '{path}'"), &name, path));
        }
        self.run_code(code, globals)
    }

    /// Runs a code object as a module.
    pub(crate) fn run_code(&mut self, code: Value, globals: Id<Dict>) -> Result<(), Raised> {
        let Value::Code(code) = code else { return Err(self.error(Class::ImportError, "Non-code object in bytecode")) };
        let Some(body) = self.heap.codes[code].body.clone() else { return Ok(()) };
        let builtins = self.builtins_module();
        self.set_entry(globals, self.names.builtins, builtins);
        let func = self.function_of(&body, code, globals);
        self.run_with_locals(func, Value::Dict(globals))?;
        Ok(())
    }

    pub(crate) fn fill_spec(
        &mut self,
        spec: Value,
        name: Value,
        loader: Value,
        origin: Value,
        state: Value,
        locations: Value,
    ) -> Result<(), Raised> {
        let fields = [
            ("name", name),
            ("loader", loader),
            ("origin", origin),
            ("loader_state", state),
            ("submodule_search_locations", locations),
            ("_uninitialized_submodules", Value::List(self.add(List::default()))),
            ("_set_fileattr", Value::bool(!origin.is_none())),
            ("_cached", Value::None),
            ("cached", Value::None),
        ];
        for (field, value) in fields {
            let field = self.intern(field);
            self.set_attr_generic(spec, field, value)?;
        }
        Ok(())
    }

    /// `from module import name`.
    pub(crate) fn import_from(&mut self, module: Value, name: Id<Str>) -> Outcome {
        if let Some(value) = self.find_attr(module, name)? {
            return Ok(value);
        }
        let own = self.names.name;
        let package = match self.find_attr(module, own)? {
            Some(it @ Value::Str(_)) => Some(self.plain_text(it)),
            _ => None,
        };
        let text = self.lossy(name);
        if let Some(package) = &package {
            let whole = self.intern(&format!("{package}.{text}"));
            if let Some(module) = self.heap.dicts[self.modules].get_str(&self.heap.strs, whole) {
                return Ok(module);
            }
        }
        let shown = package.as_ref().map_or_else(|| "<unknown module name>".to_owned(), Clone::clone);
        let file = match self.own_dict(module).and_then(|it| self.heap.dicts[it].get_str(&self.heap.strs, self.names.file)) {
            Some(it @ Value::Str(_)) => Some(self.plain_text(it)),
            _ => None,
        };
        let initializing = package.as_ref().is_some_and(|it| self.initializing.contains(it));
        let place = file.clone().unwrap_or_else(|| "unknown location".to_owned());
        let place_of = file.as_deref().filter(|_| self.minor() >= 13);
        let message = if let Some(why) = place_of.and_then(|it| self.shadowing(&shown, it, initializing)) {
            format!("cannot import name '{text}' from '{shown}' {why}")
        } else if initializing {
            format!(
                "cannot import name '{text}' from partially initialized module '{shown}' (most likely due to a circular import) ({place})"
            )
        } else {
            format!("cannot import name '{text}' from '{shown}' ({place})")
        };
        let class = self.exception_class("ImportError");
        let message = self.str(&message);
        let raised = self.raise(class, &[message]);
        self.set_exception_field(0, message);
        let (shown, file) = (self.str(&shown), file.map_or(Value::None, |it| self.str(&it)));
        self.set_exception_field(1, shown);
        self.set_exception_field(2, file);
        self.set_exception_field(3, Value::Str(name));
        Err(raised)
    }

    /// Since 3.13: why a module may be another than the one that was meant.
    pub(crate) fn shadowing(&self, name: &str, file: &str, initializing: bool) -> Option<String> {
        let mut directory = file.rsplit_once('/')?.0;
        if file.ends_with("/__init__.py") {
            directory = directory.rsplit_once('/')?.0;
        }
        let sys = self.interned_module("sys")?;
        let path = self.own_dict(sys)?;
        let first = self.heap.dicts[path].iter().find_map(|it| match (it.key, it.value) {
            (Value::Str(key), Value::List(list)) if self.lossy(key) == "path" => self.heap.lists[list].items.first().copied(),
            _ => None,
        })?;
        if self.plain_text(first) != directory {
            return None;
        }
        if crate::machine::stdlib::NAMES.split_whitespace().any(|it| it == name) {
            let same = format!("it has the same name as the standard library module named '{name}'");
            return Some(format!(
                "(consider renaming '{file}' since {same} and prevents importing that standard library module)"
            ));
        }
        let why = "it has the same name as a third-party module you intended to import";
        initializing.then(|| format!("(consider renaming '{file}' if {why})"))
    }

    fn interned_module(&self, name: &str) -> Option<Value> {
        self.heap.dicts[self.modules].iter().find_map(|it| match it.key {
            Value::Str(key) if self.lossy(key) == name => Some(it.value),
            _ => None,
        })
    }

    /// `from module import *`.
    pub(crate) fn import_star(&mut self, module: Value) -> Result<(), Raised> {
        let (all, dict) = (self.names.all, self.names.dict);
        let (names, hide) = match self.find_attr(module, all)? {
            Some(all) => (self.collect_items(all)?, false),
            None => match self.find_attr(module, dict)? {
                Some(dict) => (self.collect_items(dict)?, true),
                None => return Err(self.error(Class::ImportError, "from-import-* object has no __dict__ and no __all__")),
            },
        };
        for name in names {
            let Value::Str(id) = self.native(name) else {
                let (what, class) = (if hide { "Key" } else { "Item" }, self.class_name(name));
                let of = if hide { "__dict__" } else { "__all__" };
                let own = self.names.name;
                let module = match self.find_attr(module, own)? {
                    Some(it) => self.plain_text(it),
                    None => String::new(),
                };
                return Err(self.type_error(format!("{what} in {module}.{of} must be str, not {class}")));
            };
            let id = self.intern_id(id);
            if hide && self.lossy(id).starts_with('_') {
                continue;
            }
            let value = self.get_attr(module, id)?;
            self.store_name(id, value)?;
        }
        Ok(())
    }

    /// The module `builtins`.
    pub(crate) fn builtins_module(&mut self) -> Value {
        let name = self.intern("builtins");
        self.heap.dicts[self.modules].get_str(&self.heap.strs, name).unwrap_or(Value::Dict(self.builtins))
    }
}

/// Whether bytecode belongs to the source that stands beside it (PEP 552).
fn fresh(bytes: &[u8], source: crate::host::Metadata) -> bool {
    let word = |at: usize| bytes.get(at..at + 4).and_then(|it| it.try_into().ok()).map_or(0, u32::from_le_bytes);
    let flags = word(4);
    debug_assert!(flags & 1 == 0, "by its time");
    let seconds = source.modified.div_euclid(1_000_000_000) as u32;
    word(8) == seconds && word(12) == source.len as u32
}
