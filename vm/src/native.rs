//! Native modules, one file each.

pub(crate) mod abc;
pub(crate) mod ast;
pub(crate) mod binascii;
pub(crate) mod bisect;
pub(crate) mod cmath;
pub(crate) mod codecs;
pub(crate) mod collections;
pub(crate) mod contextvars;
pub(crate) mod functools;
pub(crate) mod hashes;
pub(crate) mod heapq;
pub(crate) mod io;
pub(crate) mod itertools;
pub(crate) mod marshal;
pub(crate) mod math;
pub(crate) mod opcode;
pub(crate) mod operator;
pub(crate) mod posix;
pub(crate) mod random;
pub(crate) mod signal;
pub(crate) mod small;
pub(crate) mod sre;
pub(crate) mod stat;
pub(crate) mod struct_;
pub(crate) mod sys;
pub(crate) mod thread;
pub(crate) mod time;
pub(crate) mod typing;
pub(crate) mod unicodedata;
pub(crate) mod warnings;
pub(crate) mod weak;

use crate::builtin::prelude::*;
use crate::object::Native;

/// A native module, as its file declares it.
pub(crate) struct ModuleDef {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) functions: &'static [Def],
    /// Classes, by the names that they have.
    pub(crate) classes: &'static [&'static TypeDef],
    /// Whatever else is to be put into the module.
    pub(crate) fill: Option<Fill>,
    /// The first minor version that has it.
    pub(crate) since: u8,
    /// The first minor version that has it no more.
    pub(crate) until: u8,
}

/// What puts more into the dict of a new module.
pub(crate) type Fill = fn(&mut Vm, Id<Dict>) -> Result<(), Raised>;

impl ModuleDef {
    /// A module with nothing in it.
    pub(crate) const fn new(name: &'static str) -> ModuleDef {
        ModuleDef { name, doc: "", functions: &[], classes: &[], fill: None, since: 0, until: u8::MAX }
    }
}

/// All native modules.
static MODULES: &[&ModuleDef] = &[
    &abc::MODULE,
    &ast::MODULE,
    &binascii::MODULE,
    &bisect::MODULE,
    &cmath::MODULE,
    &codecs::MODULE,
    &collections::MODULE,
    &contextvars::MODULE,
    &functools::MODULE,
    &hashes::MD5,
    &hashes::SHA1,
    &hashes::SHA2,
    &hashes::SHA256,
    &hashes::SHA512,
    &heapq::MODULE,
    &io::MODULE,
    &itertools::MODULE,
    &marshal::MODULE,
    &math::MODULE,
    &opcode::MODULE,
    &operator::MODULE,
    &random::MODULE,
    &posix::MODULE,
    &small::ATEXIT,
    &small::ERRNO,
    &small::GC,
    &small::IMP,
    &signal::MODULE,
    &small::STRING,
    &small::TOKENIZE,
    &sre::MODULE,
    &stat::MODULE,
    &struct_::MODULE,
    &sys::MODULE,
    &thread::MODULE,
    &time::MODULE,
    &typing::MODULE,
    &unicodedata::MODULE,
    &warnings::MODULE,
    &weak::MODULE,
];

/// The native module of a name.
pub(crate) fn find(name: &str, minor: u8) -> Option<&'static ModuleDef> {
    MODULES.iter().find(|it| it.name == name && it.since <= minor && minor < it.until).copied()
}

/// The names of all native modules.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    MODULES.iter().map(|it| it.name).chain(["builtins"])
}

impl Vm {
    /// Makes a native module, and puts it among the modules.
    pub(crate) fn make_native_module(&mut self, def: &'static ModuleDef) -> Outcome {
        let module = self.make_hidden_module(def)?;
        let name = self.intern(def.name);
        self.set_entry(self.modules, name, module);
        if let Some(fill) = def.fill
            && let Some(dict) = self.own_dict(module)
        {
            fill(self, dict)?;
        }
        Ok(module)
    }

    /// Makes a native module that is not among the modules.
    pub(crate) fn make_hidden_module(&mut self, def: &'static ModuleDef) -> Outcome {
        let (module, dict) = self.new_module(def.name);
        let module = Value::Module(module);
        let name = self.intern(def.name);
        let doc = if def.doc.is_empty() { Value::None } else { self.str(def.doc) };
        self.set_entry(dict, self.names.doc, doc);
        let empty = Value::Str(self.empty_str);
        self.set_entry(dict, self.names.package, empty);
        let minor = self.minor();
        for function in def.functions {
            if function.since <= minor && minor < function.until {
                let key = self.intern(function.name);
                let value = Value::Native(self.add(Native { def: Some(function), this: module, owner: Value::Str(name) }));
                self.set_entry(dict, key, value);
            }
        }
        for class in def.classes {
            let (key, id) = (self.intern(class.name), self.class(class));
            self.set_entry(dict, key, Value::Type(id));
        }
        self.set_builtin_spec(dict, name)?;
        Ok(module)
    }

    /// Sets `__spec__` of a module that is part of the machine.
    pub(crate) fn set_builtin_spec(&mut self, dict: Id<Dict>, name: Id<Str>) -> Result<(), Raised> {
        if let Some((spec, loader)) = self.real_builtin_spec(Value::Str(name))? {
            self.set_entry(dict, self.names.spec, spec);
            self.set_entry(dict, self.names.loader, loader);
            return Ok(());
        }
        let class = self.class(&crate::machine::import::SPEC);
        let spec = self.new_instance(class);
        let origin = self.str("built-in");
        self.fill_spec(spec, Value::Str(name), Value::None, origin, Value::None, Value::None)?;
        let key = self.intern("_set_fileattr");
        self.set_attr_generic(spec, key, Value::bool(false))?;
        self.set_entry(dict, self.names.spec, spec);
        Ok(())
    }

    /// Sets an entry of a module's dict.
    pub(crate) fn put(&mut self, dict: Id<Dict>, name: &str, value: Value) {
        let name = self.intern(name);
        self.set_entry(dict, name, value);
    }

    /// The exception class that a native module declares: derived from a builtin one, made when it is first asked for.
    pub(crate) fn exception_type(&mut self, def: &'static TypeDef, base: &str) -> Result<Id<Type>, Raised> {
        let key = core::ptr::from_ref(def).addr();
        if let Some(&id) = self.classes.get(&key) {
            return Ok(id);
        }
        let namespace = self.add(Dict::default());
        let (module, key_module) = (Value::Str(self.intern(def.module)), self.names.module);
        self.set_entry(namespace, key_module, module);
        let (name, meta, base) = (self.intern(def.name), self.types.type_, Value::Type(self.exception_class(base)));
        match self.new_class(meta, name, &[base], namespace, &[])? {
            Value::Type(id) => {
                self.classes.insert(key, id);
                Ok(id)
            }
            _ => Ok(self.types.object),
        }
    }

    /// A class of tuples whose items have names, such as `sys.version_info`.
    pub(crate) fn struct_class(
        &mut self,
        module: &str,
        name: &str,
        fields: &'static [&'static str],
        shown: usize,
    ) -> Result<Id<Type>, Raised> {
        let namespace = self.add(Dict::default());
        let (module, key) = (Value::Str(self.intern(module)), self.names.module);
        self.set_entry(namespace, key, module);
        let (slots, empty) = (self.names.slots, Value::Tuple(self.empty_tuple));
        self.set_entry(namespace, slots, empty);
        for (at, field) in fields.iter().enumerate().filter(|it| !it.1.is_empty()) {
            let descriptor = self.new_object(self.types.getset, TupleField { at, name: field });
            self.put(namespace, field, descriptor);
        }
        self.put(namespace, "n_sequence_fields", Value::Int(shown as i64));
        self.put(namespace, "n_fields", Value::Int(fields.len() as i64));
        let unnamed = fields.iter().filter(|it| it.is_empty()).count();
        self.put(namespace, "n_unnamed_fields", Value::Int(unnamed as i64));
        let text = self.intern(name);
        let (meta, tuple) = (self.types.type_, Value::Type(self.types.tuple));
        let Value::Type(class) = self.new_class(meta, text, &[tuple], namespace, &[])? else { return Ok(self.types.tuple) };
        self.define_method(class, &STRUCT_REPR);
        self.define_method(class, &STRUCT_NEW);
        self.define_method(class, &STRUCT_REDUCE);
        // A second slot is for what the sequence does not show.
        self.heap.types[class].slots = 2;
        self.heap.types[class].shape = self.shapes.root(class, 2);
        self.heap.types[class].flags.base = false;
        self.heap.types[class].flags.immutable = true;
        Ok(class)
    }

    /// A tuple whose items have names.
    pub(crate) fn struct_value(&mut self, class: Id<Type>, items: &[Value]) -> Value {
        let shown = self.struct_size(class, "n_sequence_fields").min(items.len());
        let tuple = self.tuple(&items[..shown]);
        let hidden = self.tuple(&items[shown..]);
        let made = self.wrap(class, tuple);
        if let Value::Instance(id) = made {
            self.heap.instances[id].set_slot(1, hidden);
        }
        made
    }

    /// How many fields a class of such tuples has: `n_fields`, or those that the sequence shows.
    fn struct_size(&mut self, class: Id<Type>, which: &str) -> usize {
        let name = self.intern(which);
        match self.lookup(class, name) {
            Some(Value::Int(count)) => usize::try_from(count).unwrap_or(0),
            _ => 0,
        }
    }

    /// Those fields of a class of such tuples that stand from a place on.
    fn struct_fields(&self, class: Id<Type>, first: usize) -> Vec<TupleField> {
        let Some(dict) = self.heap.types[class].dict else { return Vec::new() };
        let fields = self.heap.dicts[dict].iter().filter_map(|it| match it.value {
            Value::Object(id) => self.heap.objects[id].get::<TupleField>().copied(),
            _ => None,
        });
        let mut fields: Vec<TupleField> = fields.filter(|it| it.at >= first).collect();
        fields.sort_by_key(|it| it.at);
        fields
    }

    /// A field of such a tuple, shown or not.
    pub(crate) fn struct_field(&self, this: Value, at: usize) -> Value {
        let Value::Instance(id) = this else { return Value::None };
        let shown = self.items(this);
        let hidden = match self.heap.instances[id].slot(1) {
            Value::Tuple(id) => self.heap.tuples[id].items(),
            _ => &[],
        };
        shown.iter().chain(hidden).nth(at).copied().unwrap_or(Value::None)
    }
}

/// The descriptor of an item that has a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TupleField {
    pub(crate) at: usize,
    pub(crate) name: &'static str,
}

impl NativeData for TupleField {}

static STRUCT_NEW: Def = Def::new_of("sequence, dict=None, /", |vm, args| {
    let &[Value::Type(class), sequence, named] = args else { return Ok(Value::None) };
    if !vm.is_iterable(sequence) {
        return Err(vm.type_error("constructor requires a sequence"));
    }
    let mut items = vm.collect_items(sequence)?;
    let (least, most) = (vm.struct_size(class, "n_sequence_fields"), vm.struct_size(class, "n_fields"));
    if items.len() < least || items.len() > most {
        let (name, given) = (vm.qualified_type_name(class), items.len());
        return Err(vm.type_error(match (least == most, given < least) {
            (true, _) => format!("{name}() takes a {least}-sequence ({given}-sequence given)"),
            (_, true) => format!("{name}() takes an at least {least}-sequence ({given}-sequence given)"),
            _ => format!("{name}() takes an at most {most}-sequence ({given}-sequence given)"),
        }));
    }
    let first = items.len();
    items.resize(most, Value::None);
    if let Value::Dict(dict) = vm.native(named) {
        for field in vm.struct_fields(class, first) {
            let name = vm.intern(field.name);
            if let (Some(value), Some(place)) = (vm.heap.dicts[dict].get_str(&vm.heap.strs, name), items.get_mut(field.at)) {
                *place = value;
            }
        }
    }
    Ok(vm.struct_value(class, &items))
});

static STRUCT_REDUCE: Def = Def::method("__reduce__", 0, 0, |vm, args| {
    let class = vm.class_of(args[0]);
    let shown = vm.items(args[0]);
    let hidden = vm.struct_fields(class, shown.len());
    let dict = vm.add(Dict::default());
    for field in hidden {
        let value = vm.struct_field(args[0], field.at);
        vm.put(dict, field.name, value);
    }
    let tuple = vm.tuple(&shown);
    let state = vm.tuple(&[tuple, Value::Dict(dict)]);
    Ok(vm.tuple(&[Value::Type(class), state]))
});

static STRUCT_REPR: Def = Def::method("__repr__", 0, 0, |vm, args| {
    let class = vm.class_of(args[0]);
    let mut names = vec![String::new(); vm.items(args[0]).len()];
    if let Some(dict) = vm.heap.types[class].dict {
        for entry in vm.heap.dicts[dict].iter() {
            if let Value::Object(id) = entry.value
                && let Some(field) = vm.heap.objects[id].get::<TupleField>()
                && let Some(name) = names.get_mut(field.at)
            {
                field.name.clone_into(name);
            }
        }
    }
    // Those without a name have that of the field behind the last one that is shown: whole seconds, and the same as a float.
    let unnamed = names.iter().filter(|it| it.is_empty()).count();
    if unnamed > 0
        && let Some(dict) = vm.heap.types[class].dict
    {
        let hidden: Vec<TupleField> = vm.heap.dicts[dict]
            .iter()
            .filter_map(|it| match it.value {
                Value::Object(id) => vm.heap.objects[id].get::<TupleField>().copied(),
                _ => None,
            })
            .filter(|it| it.at >= names.len())
            .collect();
        let len = names.len();
        for (name, field) in names
            .iter_mut()
            .filter(|it| it.is_empty())
            .zip((len..len + unnamed).filter_map(|at| hidden.iter().find(|it| it.at == at)))
        {
            field.name.clone_into(name);
        }
    }
    let mut parts = Vec::new();
    for (name, item) in names.into_iter().zip(vm.items(args[0])) {
        parts.push(format!("{name}={}", vm.repr_text(item)?));
    }
    let name = vm.qualified_type_name(class);
    Ok(vm.str(&format!("{name}({})", parts.join(", "))))
});
