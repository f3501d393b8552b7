//! `object`.

use crate::builtin::prelude::*;
use crate::inst::CompareOp;
use crate::machine::attr::Attr;
use crate::object::Layout;

pub(crate) static OBJECT: TypeDef = TypeDef {
    public: true,
    base: true,
    native: false,
    doc: "The base class of the class hierarchy.",
    methods: &[
        Def::new_any(new),
        Def::method_any("__init__", init),
        Def::method("__repr__", 0, 0, |vm, args| vm.repr_default(args[0])),
        Def::method("__str__", 0, 0, |vm, args| vm.repr(args[0])),
        Def::method("__hash__", 0, 0, |vm, args| Ok(Value::Int(vm.identity_hash(args[0])))),
        Def::method("__eq__", 1, 1, |_, args| Ok(if args[0].is(args[1]) { Value::bool(true) } else { Value::NotImplemented })),
        Def::method("__ne__", 1, 1, ne),
        Def::method("__lt__", 1, 1, |_, _| Ok(Value::NotImplemented)),
        Def::method("__le__", 1, 1, |_, _| Ok(Value::NotImplemented)),
        Def::method("__gt__", 1, 1, |_, _| Ok(Value::NotImplemented)),
        Def::method("__ge__", 1, 1, |_, _| Ok(Value::NotImplemented)),
        Def::method("__getattribute__", 1, 1, getattribute),
        Def::method("__setattr__", 2, 2, |vm, args| {
            not_of_class(vm, args[0], "__setattr__")?;
            let name = vm.attribute_name(args[1])?;
            vm.set_attr_generic(args[0], name, args[2]).map(|()| Value::None)
        }),
        Def::method("__delattr__", 1, 1, |vm, args| {
            not_of_class(vm, args[0], "__delattr__")?;
            let name = vm.attribute_name(args[1])?;
            vm.set_attr_generic(args[0], name, Value::Unbound).map(|()| Value::None)
        }),
        Def::method("__format__", 1, 1, format),
        Def::method("__dir__", 0, 0, |vm, args| vm.default_dir(args[0])),
        Def::method("__sizeof__", 0, 0, |_, _| Ok(Value::Int(48))),
        Def::method("__reduce__", 0, 0, |vm, args| reduce_ex(vm, &[args[0], Value::Int(0)])),
        Def::method("__reduce_ex__", 1, 1, |vm, args| {
            let name = vm.intern("__reduce__");
            let class = vm.class_of(args[0]);
            let method = vm.lookup(class, name).unwrap_or_default();
            if !vm.is_builtin_method(method, vm.types.object) {
                return vm.call_special_sync(method, args[0], &[]);
            }
            reduce_ex(vm, args)
        }),
        Def::method("__getstate__", 0, 0, |vm, args| vm.get_state(args[0])).since(11),
        Def::class_method("__init_subclass__", 0, 0, |_, _| Ok(Value::None)),
        Def::class_method("__subclasshook__", 1, 1, |_, _| Ok(Value::NotImplemented)),
    ],
    getset: &[GetSet::both("__class__", |vm, this| Ok(Value::Type(vm.class_of(this))), set_class)],
    ..TypeDef::new("object")
};

fn new(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some(&Value::Type(class)) = args.first() else { return Err(vm.not_a_type("object", args)) };
    if args.len() > 1 || !names.is_empty() {
        let (new, init) =
            (vm.lookup(class, vm.names.new).unwrap_or_default(), vm.lookup(class, vm.names.init).unwrap_or_default());
        if !vm.is_builtin_method(new, vm.types.object) {
            return Err(vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
        }
        if vm.is_builtin_method(init, vm.types.object) {
            let name = vm.type_name(class);
            return Err(vm.type_error(format!("{name}() takes no arguments")));
        }
    }
    if vm.heap.types[class].flags.abstract_ {
        return Err(vm.abstract_error(class));
    }
    match vm.heap.types[class].layout {
        Layout::Object => Ok(vm.new_instance(class)),
        Layout::Module => Ok(vm.new_module_of(class)),
        _ => {
            let name = vm.type_name(class);
            Err(vm.type_error(format!("object.__new__({name}) is not safe, use {name}.__new__()")))
        }
    }
}

fn init(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    if args.len() > 1 || !names.is_empty() {
        let class = vm.class_of(args[0]);
        let (new, init) =
            (vm.lookup(class, vm.names.new).unwrap_or_default(), vm.lookup(class, vm.names.init).unwrap_or_default());
        if !vm.is_builtin_method(init, vm.types.object) {
            return Err(vm.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
        }
        if vm.is_builtin_method(new, vm.types.object) {
            let name = vm.type_name(class);
            return Err(vm.type_error(format!("{name}.__init__() takes exactly one argument (the instance to initialize)")));
        }
    }
    Ok(Value::None)
}

fn ne(vm: &mut Vm, args: &[Value]) -> Outcome {
    let class = vm.class_of(args[0]);
    let Some(method) = vm.lookup(class, vm.names.eq) else { return Ok(Value::NotImplemented) };
    match vm.call_special_sync(method, args[0], &[args[1]])? {
        Value::NotImplemented => Ok(Value::NotImplemented),
        value => vm.truth(value).map(|it| Value::bool(!it)),
    }
}

fn getattribute(vm: &mut Vm, args: &[Value]) -> Outcome {
    let name = vm.attribute_name(args[1])?;
    let class = vm.class_of(args[0]);
    match vm.find_generic(args[0], class, name)? {
        Some(Attr::Value(value)) => Ok(value),
        Some(Attr::Getter(func, this)) => vm.call_sync(func, &[this]),
        None => Err(vm.attribute_error(args[0], name)),
    }
}

fn format(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Str(spec) = vm.native(args[1]) else {
        let class = vm.class_name(args[1]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {class}")));
    };
    if vm.heap.strs[spec].view().len() > 0 {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!("unsupported format string passed to {class}.__format__")));
    }
    vm.to_str(args[0])
}

/// Classes have a method of their own for this, which must not be gone round.
fn not_of_class(vm: &mut Vm, this: Value, method: &str) -> Result<(), Raised> {
    if !matches!(this, Value::Type(_)) {
        return Ok(());
    }
    let class = vm.class_name(this);
    Err(vm.type_error(format!("can't apply this {method} to {class} object")))
}

fn set_class(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let Value::Type(new) = value else {
        if value.is_unbound() {
            return Err(vm.type_error("can't delete __class__ attribute"));
        }
        let class = vm.class_name(value);
        return Err(vm.type_error(format!("__class__ must be set to a class, not '{class}' object")));
    };
    let old = vm.class_of(this);
    let heap = |vm: &Vm, class: Id<Type>| vm.heap.types[class].flags.heap;
    match this {
        Value::Module(id) if vm.is_subclass(new, vm.types.module) => {
            vm.heap.modules[id].class = Some(new);
            Ok(())
        }
        Value::Exception(id) if vm.is_exception_class(new) && vm.heap.types[new].flags.heap => {
            vm.heap.exceptions[id].class = Some(new);
            Ok(())
        }
        Value::Instance(id) if heap(vm, old) && heap(vm, new) => {
            let same_slots = vm.slot_names(old) == vm.slot_names(new);
            let (a, b) = (&vm.heap.types[old], &vm.heap.types[new]);
            if a.layout != b.layout || !same_slots || a.flags.dict != b.flags.dict {
                let (old, new) = (vm.type_name(old), vm.type_name(new));
                return Err(vm.type_error(format!("__class__ assignment: '{new}' object layout differs from '{old}'")));
            }
            // The shape knows the class.
            if a.flags.dict {
                vm.dict_of(this);
                let shape = vm.dict_shape(new);
                vm.heap.instances[id].shape = shape;
            } else {
                vm.heap.instances[id].shape = b.shape;
            }
            vm.heap.instances[id].class = Some(new);
            Ok(())
        }
        _ => Err(vm.type_error(if vm.minor() >= 10 {
            "__class__ assignment only supported for mutable types or ModuleType subclasses"
        } else {
            "__class__ assignment only supported for heap types or ModuleType subclasses"
        })),
    }
}

/// By `copyreg`, as CPython does.
fn reduce_ex(vm: &mut Vm, args: &[Value]) -> Outcome {
    let protocol = vm.to_word(args[1])?;
    let copyreg = vm.import_module_named("copyreg")?;
    if protocol < 2 {
        let name = vm.intern("_reduce_ex");
        let func = vm.get_attr(copyreg, name)?;
        return vm.call_sync(func, &[args[0], args[1]]);
    }
    let class = vm.class_of(args[0]);
    let find = |vm: &mut Vm, name: &str| {
        let name = vm.intern(name);
        vm.lookup(class, name)
    };
    let (func, new_args) = if let Some(method) = find(vm, "__getnewargs_ex__") {
        let pair = vm.call_special_sync(method, args[0], &[])?;
        let items = vm.collect_items(pair)?;
        let [positional, keywords] = items[..] else {
            return Err(vm.value_error(format!("__getnewargs_ex__ should return a tuple of length 2, not {}", items.len())));
        };
        let name = vm.intern("__newobj_ex__");
        let func = vm.get_attr(copyreg, name)?;
        (func, vm.tuple(&[Value::Type(class), positional, keywords]))
    } else {
        let mut all = vec![Value::Type(class)];
        if let Some(method) = find(vm, "__getnewargs__") {
            let more = vm.call_special_sync(method, args[0], &[])?;
            all.extend(vm.collect_items(more)?);
        }
        let name = vm.intern("__newobj__");
        let func = vm.get_attr(copyreg, name)?;
        (func, vm.tuple(&all))
    };
    let state = match find(vm, "__getstate__") {
        Some(method) => vm.call_special_sync(method, args[0], &[])?,
        None => vm.get_state(args[0])?,
    };
    let native = vm.native(args[0]);
    let list = if matches!(native, Value::List(_)) { vm.iter(native)? } else { Value::None };
    let dict = match native {
        Value::Dict(dict) => {
            let len = vm.heap.dicts[dict].len();
            let part = crate::object::DictPart::Items;
            Value::Iter(vm.add(crate::object::Iter::Dict { dict, part, at: 0, len, left: len }))
        }
        _ => Value::None,
    };
    Ok(vm.tuple(&[func, new_args, state, list, dict]))
}

impl Vm {
    /// The names of the slots of a class, by place.
    fn slot_names(&self, class: Id<Type>) -> Vec<(u32, Id<Str>)> {
        let mut names = Vec::new();
        for dict in self.heap.types[class].mro.iter().filter_map(|&it| self.heap.types[it].dict) {
            for entry in self.heap.dicts[dict].iter() {
                if let Value::Object(object) = entry.value
                    && let Some(member) = self.heap.objects[object].get::<crate::object::Member>()
                {
                    names.push((member.index, member.name));
                }
            }
        }
        names.sort_by_key(|it| it.0);
        names
    }

    /// The error that the first argument of a `__new__` is no class.
    pub(crate) fn not_a_type(&mut self, name: &str, args: &[Value]) -> Raised {
        match args.first() {
            Some(&it) if !it.is_unbound() => {
                let class = self.class_name(it);
                self.type_error(format!("{name}.__new__(X): X is not a type object ({class})"))
            }
            _ => self.type_error(format!("{name}.__new__(): not enough arguments")),
        }
    }

    /// The hash of an object that is equal to itself only.
    pub(crate) fn identity_hash(&self, value: Value) -> i64 {
        (self.id(value) >> 4) as i64
    }

    /// What is pickled of an object: its attributes, and those in slots.
    pub(crate) fn get_state(&mut self, this: Value) -> Outcome {
        let class = self.class_of(this);
        let state = match this {
            Value::Instance(_) if self.heap.types[class].flags.dict => {
                let dict = self.attributes(this)?;
                if self.heap.dicts[dict].len() > 0 || !matches!(self.native(this), Value::Instance(_)) {
                    Value::Dict(dict)
                } else {
                    Value::None
                }
            }
            _ => match self.own_dict(this) {
                Some(dict) => Value::Dict(dict),
                None => Value::None,
            },
        };
        let mut slots = Vec::new();
        if let Value::Instance(id) = this {
            for class in self.heap.types[class].mro.clone() {
                let Some(dict) = self.heap.types[class].dict else { continue };
                for entry in self.heap.dicts[dict].iter() {
                    if let Value::Object(object) = entry.value
                        && let Some(member) = self.heap.objects[object].get::<crate::object::Member>()
                    {
                        let value = self.heap.instances[id].slot(member.index);
                        if !value.is_unbound() {
                            slots.push((Value::Str(member.name), value));
                        }
                    }
                }
            }
        }
        if slots.is_empty() {
            return Ok(state);
        }
        let dict = self.add(Dict::default());
        for (name, value) in slots {
            self.dict_set(dict, name, value)?;
        }
        Ok(self.tuple(&[state, Value::Dict(dict)]))
    }

    /// A copy of the attributes of an instance.
    pub(crate) fn attributes(&mut self, this: Value) -> Result<Id<Dict>, Raised> {
        if let Value::Instance(id) = this
            && self.heap.instances[id].dict.is_none()
        {
            let mut dict = Dict::default();
            let instance = &self.heap.instances[id];
            let shape = self.shapes.get(instance.shape);
            for (slot, &name) in (shape.first..).zip(&shape.names) {
                let value = instance.slot(slot);
                if !value.is_unbound() {
                    dict.set_str(&self.heap.strs, name, value);
                }
            }
            return Ok(self.add(dict));
        }
        let dict = match self.dict_of(this) {
            Some(dict) => self.heap.dicts[dict].clone(),
            None => Dict::default(),
        };
        Ok(self.add(dict))
    }

    /// The name of an attribute that a program gives.
    pub(crate) fn attribute_name(&mut self, value: Value) -> Result<Id<Str>, Raised> {
        match self.native(value) {
            Value::Str(id) => Ok(self.intern_id(id)),
            _ => {
                let class = self.class_name(value);
                Err(self.type_error(format!("attribute name must be string, not '{class}'")))
            }
        }
    }

    /// What `object.__dir__` and its like for classes and modules say.
    pub(crate) fn default_dir(&mut self, this: Value) -> Outcome {
        let names = self.add(Dict::default());
        let mut sources = Vec::new();
        match this {
            Value::Module(id) => {
                sources.extend(self.heap.modules[id].dict);
            }
            Value::Type(class) => {
                sources.extend(self.heap.types[class].mro.clone().iter().filter_map(|&it| self.heap.types[it].dict));
            }
            _ => {
                let name = self.names.dict;
                if let Some(dict) = self.find_attr(this, name)?
                    && let Value::Dict(dict) = self.native(dict)
                {
                    sources.push(dict);
                }
                let class = self.class_of(this);
                sources.extend(self.heap.types[class].mro.clone().iter().filter_map(|&it| self.heap.types[it].dict));
            }
        }
        for source in sources {
            let keys: Vec<Value> = self.heap.dicts[source].iter().map(|it| it.key).collect();
            for key in keys {
                self.dict_set(names, key, Value::None)?;
            }
        }
        let items: Vec<Value> = self.heap.dicts[names].iter().map(|it| it.key).collect();
        Ok(Value::List(self.add(List { items })))
    }

    /// `a < b` and its like for sorting, as a bool.
    pub(crate) fn less(&mut self, a: Value, b: Value) -> Result<bool, Raised> {
        if let Some(less) = self.quick_order(CompareOp::Lt, a, b) {
            return Ok(less);
        }
        let value = self.compare_sync(CompareOp::Lt, a, b)?;
        self.truth(value)
    }
}
