//! `type`.

use crate::builtin::prelude::*;

pub(crate) static TYPE: TypeDef = TypeDef {
    public: true,
    base: true,
    native: false,
    dict: true,
    doc: "The class of classes.",
    methods: &[
        Def::new_any(new),
        Def::method_any("__init__", |vm, args, _| {
            if args.len() != 2 && args.len() < 4 {
                return Err(vm.type_error("type.__init__() takes 1 or 3 arguments"));
            }
            Ok(Value::None)
        }),
        Def::method_any("__call__", |vm, args, names| {
            let Value::Type(class) = args[0] else { return Ok(Value::None) };
            vm.make_instance_sync(class, &args[1..], names)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Value::Type(id) = args[0] else { return Ok(Value::None) };
            let text = format!("<class '{}'>", vm.qualified_type_name(id));
            Ok(vm.str(&text))
        }),
        Def::method("mro", 0, 0, |vm, args| {
            let Value::Type(id) = args[0] else { return Ok(Value::None) };
            let bases = vm.heap.types[id].bases.clone();
            let items = vm.linearise(id, &bases)?.into_iter().map(Value::Type).collect();
            Ok(Value::List(vm.add(List { items })))
        }),
        Def::method("__subclasses__", 0, 0, |vm, args| {
            let Value::Type(id) = args[0] else { return Ok(Value::None) };
            let items = vm.heap.types[id].subclasses.iter().map(|&it| Value::Type(it)).collect();
            Ok(Value::List(vm.add(List { items })))
        }),
        Def::class_of("__prepare__", "*args, **kwargs", |vm, _| Ok(Value::Dict(vm.add(Dict::default())))),
        Def::method("__instancecheck__", 1, 1, |vm, args| {
            let Value::Type(id) = args[0] else { return Ok(Value::bool(false)) };
            vm.real_instance(args[1], id).map(Value::bool)
        }),
        Def::method("__subclasscheck__", 1, 1, |vm, args| {
            let (Value::Type(id), Value::Type(class)) = (args[0], args[1]) else {
                return vm.check_subclass_by_bases(args[1], args[0]).map(Value::bool);
            };
            Ok(Value::bool(vm.is_subclass(class, id)))
        }),
        Def::method("__setattr__", 2, 2, |vm, args| {
            let name = vm.attribute_name(args[1])?;
            vm.set_attr_generic(args[0], name, args[2]).map(|()| Value::None)
        }),
        Def::method("__delattr__", 1, 1, |vm, args| {
            let name = vm.attribute_name(args[1])?;
            vm.set_attr_generic(args[0], name, Value::Unbound).map(|()| Value::None)
        }),
        Def::method("__dir__", 0, 0, |vm, args| vm.default_dir(args[0])),
        Def::method("__sizeof__", 0, 0, |_, _| Ok(Value::Int(1064))),
        Def::method("__or__", 1, 1, |vm, args| crate::builtin::proxy::union_of(vm, args[0], args[1])).since(10),
        Def::method("__ror__", 1, 1, |vm, args| crate::builtin::proxy::union_of(vm, args[1], args[0])).since(10),
    ],
    getset: &[
        GetSet::both(
            "__name__",
            |vm, this| Ok(class(vm, this).and_then(|it| vm.heap.types[it].name).map_or(Value::None, Value::Str)),
            |vm, this, value| set_name(vm, this, value, "__name__", |it, name| it.name = Some(name)),
        ),
        GetSet::both(
            "__qualname__",
            |vm, this| Ok(class(vm, this).and_then(|it| vm.heap.types[it].qualname).map_or(Value::None, Value::Str)),
            |vm, this, value| set_name(vm, this, value, "__qualname__", |it, name| it.qualname = Some(name)),
        ),
        GetSet::both(
            "__module__",
            |vm, this| own(vm, this, vm.names.module, Value::None),
            |vm, this, value| set_own(vm, this, vm.names.module, value),
        ),
        GetSet::both(
            "__doc__",
            |vm, this| {
                let found = own(vm, this, vm.names.doc, Value::None)?;
                match (found, class(vm, this)) {
                    (Value::Function(_) | Value::Object(_) | Value::Instance(_), Some(id)) => {
                        vm.bind_descriptor(found, Value::Unbound, id)
                    }
                    _ => Ok(found),
                }
            },
            |vm, this, value| set_own(vm, this, vm.names.doc, value),
        ),
        GetSet::get("__dict__", |vm, this| {
            let dict = class(vm, this).and_then(|it| vm.heap.types[it].dict);
            Ok(match dict {
                Some(dict) => vm.mapping_proxy(Value::Dict(dict)),
                None => Value::None,
            })
        }),
        GetSet::get("__mro__", |vm, this| {
            let mro: Vec<Value> =
                class(vm, this).map_or_else(Vec::new, |it| vm.heap.types[it].mro.iter().map(|&it| Value::Type(it)).collect());
            Ok(vm.tuple(&mro))
        }),
        GetSet::both(
            "__bases__",
            |vm, this| {
                let bases: Vec<Value> = class(vm, this)
                    .map_or_else(Vec::new, |it| vm.heap.types[it].bases.iter().map(|&it| Value::Type(it)).collect());
                Ok(vm.tuple(&bases))
            },
            |vm, this, value| match class(vm, this) {
                Some(id) => vm.set_bases(id, value),
                None => Ok(()),
            },
        ),
        GetSet::get("__base__", |vm, this| {
            Ok(class(vm, this).and_then(|it| vm.heap.types[it].base).map_or(Value::None, Value::Type))
        }),
        GetSet::get("__flags__", |vm, this| Ok(Value::Int(class(vm, this).map_or(0, |it| vm.type_flags(it))))),
        GetSet::get("__basicsize__", |vm, this| {
            Ok(Value::Int(class(vm, this).map_or(16, |it| 16 + 8 * i64::from(vm.heap.types[it].slots))))
        }),
        GetSet::get("__itemsize__", |vm, this| Ok(Value::Int(class(vm, this).map_or(0, |it| vm.item_size(it))))),
        GetSet::get("__dictoffset__", |vm, this| {
            Ok(Value::Int(class(vm, this).map_or(0, |it| if vm.heap.types[it].flags.dict { 16 } else { 0 })))
        }),
        GetSet::get("__weakrefoffset__", |vm, this| {
            Ok(Value::Int(class(vm, this).map_or(0, |it| if vm.heap.types[it].flags.weak { 24 } else { 0 })))
        }),
        GetSet::get("__text_signature__", |_, _| Ok(Value::None)),
        GetSet::both("__annotations__", annotations, set_annotations).since(10),
        GetSet::both("__annotate__", annotate, set_annotate).since(14),
        GetSet::both(
            "__type_params__",
            |vm, this| {
                let empty = Value::Tuple(vm.empty_tuple);
                own(vm, this, vm.names.type_params, empty)
            },
            |vm, this, value| set_own(vm, this, vm.names.type_params, value),
        )
        .since(12),
        GetSet::both(
            "__abstractmethods__",
            |vm, this| match own(vm, this, vm.names.abstractmethods, Value::Unbound)? {
                Value::Unbound => {
                    let name = vm.names.abstractmethods;
                    Err(vm.attribute_error(this, name))
                }
                value => Ok(value),
            },
            |vm, this, value| {
                let on = !value.is_unbound() && vm.truth(value)?;
                set_own(vm, this, vm.names.abstractmethods, value)?;
                if let Some(id) = class(vm, this) {
                    vm.heap.types[id].flags.abstract_ = on;
                }
                Ok(())
            },
        ),
    ],
    ..TypeDef::new("type")
};

/// The `__dict__` of instances.
pub(crate) static INSTANCE_DICT: GetSet =
    GetSet::both("__dict__", crate::builtin::function::dict, crate::builtin::function::set_dict);
/// The `__weakref__` of instances.
pub(crate) static INSTANCE_WEAKREF: GetSet = GetSet::get("__weakref__", |_, _| Ok(Value::None));

fn class(_: &Vm, this: Value) -> Option<Id<Type>> {
    match this {
        Value::Type(id) => Some(id),
        _ => None,
    }
}

fn own(vm: &mut Vm, this: Value, name: Id<Str>, default: Value) -> Outcome {
    Ok(class(vm, this).and_then(|it| vm.class_entry(it, name)).unwrap_or(default))
}

fn set_own(vm: &mut Vm, this: Value, name: Id<Str>, value: Value) -> Result<(), Raised> {
    match class(vm, this) {
        Some(id) => vm.set_class_attr(id, name, value),
        None => Ok(()),
    }
}

fn set_name(vm: &mut Vm, this: Value, value: Value, what: &str, set: fn(&mut Type, Id<Str>)) -> Result<(), Raised> {
    let Some(id) = class(vm, this) else { return Ok(()) };
    let name = vm.type_name(id);
    if vm.heap.types[id].flags.immutable {
        let message = if vm.minor() >= 10 {
            format!("cannot set '{what}' attribute of immutable type '{name}'")
        } else {
            format!("can't set {name}.{what}")
        };
        return Err(vm.type_error(message));
    }
    match vm.native(value) {
        Value::Str(text) => {
            if what == "__name__" && vm.lossy(text).contains('\0') {
                return Err(vm.value_error("type name must not contain null characters"));
            }
            let text = vm.intern_id(text);
            set(&mut vm.heap.types[id], text);
            Ok(())
        }
        Value::Unbound => Err(vm.cannot_delete_of_class(&name, what)),
        _ => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("can only assign string to {name}.{what}, not '{class}'")))
        }
    }
}

fn annotations(vm: &mut Vm, this: Value) -> Outcome {
    let Some(id) = class(vm, this) else { return Ok(Value::None) };
    let name = vm.names.annotations;
    if let Some(value) = vm.class_entry(id, name) {
        return Ok(value);
    }
    if !vm.heap.types[id].flags.heap {
        return Err(vm.attribute_error(this, name));
    }
    let cache = vm.intern(CACHE);
    if let Some(value) = vm.class_entry(id, cache) {
        return Ok(value);
    }
    let func = if vm.minor() >= 14 { annotate(vm, this)? } else { Value::None };
    let made = if func.is_none() { Value::Dict(vm.add(Dict::default())) } else { vm.annotations_by(func)? };
    let name = if vm.minor() >= 14 { cache } else { name };
    vm.set_class_attr(id, name, made)?;
    Ok(made)
}

fn set_annotations(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let Some(id) = class(vm, this) else { return Ok(()) };
    let (name, cache) = (vm.names.annotations, vm.intern(CACHE));
    if vm.minor() < 14 || vm.class_entry(id, name).is_some() {
        return vm.set_class_attr(id, name, value);
    }
    if value.is_unbound() && vm.class_entry(id, cache).is_none() {
        return Err(vm.error(Class::AttributeError, "__annotations__"));
    }
    if vm.heap.types[id].flags.immutable {
        return vm.set_class_attr(id, name, value);
    }
    vm.set_class_attr(id, cache, value)?;
    forget(vm, id, FUNC)
}

/// Where a class keeps its annotations, and the function that makes them, from 3.14 on.
const CACHE: &str = "__annotations_cache__";
const FUNC: &str = "__annotate_func__";

/// Removes an entry of a class, if it is there.
fn forget(vm: &mut Vm, id: Id<Type>, name: &str) -> Result<(), Raised> {
    let name = vm.intern(name);
    if vm.class_entry(id, name).is_some() { vm.set_class_attr(id, name, Value::Unbound) } else { Ok(()) }
}

fn annotate(vm: &mut Vm, this: Value) -> Outcome {
    let Some(id) = class(vm, this) else { return Ok(Value::None) };
    if !vm.heap.types[id].flags.heap {
        return Err(vm.attribute_error(this, vm.names.annotate));
    }
    let name = vm.intern(FUNC);
    Ok(vm.class_entry(id, name).unwrap_or(Value::None))
}

fn set_annotate(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let Some(id) = class(vm, this) else { return Ok(()) };
    if value.is_unbound() {
        return Err(vm.type_error("cannot delete __annotate__ attribute"));
    }
    if vm.heap.types[id].flags.immutable {
        return vm.set_class_attr(id, vm.names.annotate, value);
    }
    if !value.is_none() && !vm.is_callable(value) {
        return Err(vm.type_error("__annotate__ must be callable or None"));
    }
    let name = vm.intern(FUNC);
    vm.set_class_attr(id, name, value)?;
    if value.is_none() {
        return Ok(());
    }
    forget(vm, id, "__annotations__")?;
    forget(vm, id, CACHE)
}

fn new(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let (args, keywords) = args.split_at(args.len() - names.len());
    match *args {
        [Value::Type(meta), object] if meta == vm.types.type_ && names.is_empty() => Ok(Value::Type(vm.class_of(object))),
        [Value::Type(metaclass), name, bases, namespace] => {
            let Value::Str(name) = vm.native(name) else {
                let class = vm.class_name(name);
                return Err(vm.type_error(format!("type.__new__() argument 1 must be str, not {class}")));
            };
            if vm.lossy(name).contains('\0') {
                return Err(vm.value_error("type name must not contain null characters"));
            }
            let Value::Tuple(_) = vm.native(bases) else {
                let class = vm.class_name(bases);
                return Err(vm.type_error(format!("type.__new__() argument 2 must be tuple, not {class}")));
            };
            let Value::Dict(namespace) = vm.native(namespace) else {
                let class = vm.class_name(namespace);
                return Err(vm.type_error(format!("type.__new__() argument 3 must be dict, not {class}")));
            };
            let bases = vm.items(bases);
            for &base in &bases {
                let name = vm.intern("__mro_entries__");
                if !matches!(base, Value::Type(_)) && vm.find_attr(base, name)?.is_some() {
                    return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
                }
            }
            let winner = vm.winner(metaclass, &bases)?;
            if winner != metaclass
                && let Some(method) = vm.lookup(winner, vm.names.new)
                && !vm.is_builtin_method(method, vm.types.type_)
            {
                let all: Vec<Value> =
                    [Value::Type(winner)].into_iter().chain(args[1..].iter().copied()).chain(keywords.iter().copied()).collect();
                let method = vm.get_attr(Value::Type(winner), vm.names.new)?;
                return vm.call_sync_named(method, &all, names);
            }
            let keywords: Vec<(Id<Str>, Value)> = names.iter().copied().zip(keywords.iter().copied()).collect();
            vm.new_class(winner, name, &bases, namespace, &keywords)
        }
        _ => Err(vm.type_error(if args.first().is_some_and(|&it| matches!(it, Value::Type(id) if id != vm.types.type_)) {
            format!("type.__new__() takes exactly 3 arguments ({} given)", args.len().saturating_sub(1))
        } else {
            "type() takes 1 or 3 arguments".to_owned()
        })),
    }
}

impl Vm {
    /// CPython calls a class immutable here, although it is not.
    fn cannot_delete_of_class(&mut self, class: &str, what: &str) -> Raised {
        self.type_error(if self.minor() >= 10 {
            format!("cannot delete '{what}' attribute of immutable type '{class}'")
        } else {
            format!("can't delete {class}.{what}")
        })
    }

    /// `type.__flags__`: which of CPython's flags hold.
    fn type_flags(&self, class: Id<Type>) -> i64 {
        let flags = &self.heap.types[class].flags;
        let subclass = |of: Id<Type>| self.is_subclass(class, of);
        let types = &self.types;
        let bits = [
            (flags.sequence, 5),
            (flags.mapping, 6),
            (flags.immutable && self.minor() >= 10, 8),
            (flags.heap, 9),
            (flags.base, 10),
            (true, 12),
            (true, 14),
            (true, 18),
            (flags.abstract_, 20),
            (subclass(types.int), 24),
            (subclass(types.list), 25),
            (subclass(types.tuple), 26),
            (subclass(types.bytes), 27),
            (subclass(types.str), 28),
            (subclass(types.dict), 29),
            (self.is_exception_class(class), 30),
            (subclass(types.type_), 31),
        ];
        bits.into_iter().filter(|it| it.0).map(|it| 1 << it.1).sum()
    }

    /// `isinstance` by the classes of a value, which may pretend to be of another by `__class__`.
    pub(crate) fn real_instance(&mut self, value: Value, class: Id<Type>) -> Result<bool, Raised> {
        if self.is_instance(value, class) {
            return Ok(true);
        }
        if !matches!(value, Value::Instance(_) | Value::Object(_)) {
            return Ok(false);
        }
        let name = self.names.class;
        match self.find_attr(value, name)? {
            Some(Value::Type(pretended)) => Ok(self.is_subclass(pretended, class)),
            _ => Ok(false),
        }
    }

    /// `isinstance(value, class)`.
    pub(crate) fn check_instance(&mut self, value: Value, class: Value) -> Result<bool, Raised> {
        match class {
            Value::Type(id) if Value::Type(self.class_of(value)).is(class) => {
                let _ = id;
                Ok(true)
            }
            Value::Type(id) if self.heap.types[id].metaclass == Some(self.types.type_) => self.real_instance(value, id),
            Value::Tuple(id) => {
                let items = self.heap.tuples[id].items().to_vec();
                self.nested(|vm| {
                    for item in items {
                        if vm.check_instance(value, item)? {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                })
            }
            _ => {
                let name = self.intern("__instancecheck__");
                if let Some(method) = self.lookup(self.class_of(class), name) {
                    let result = self.call_special_sync(method, class, &[value])?;
                    return self.truth(result);
                }
                if self.has_bases(class)? {
                    let name = self.names.class;
                    let of = self.get_attr(value, name)?;
                    return self.check_subclass_by_bases(of, class);
                }
                Err(self.type_error(if self.minor() >= 10 {
                    "isinstance() arg 2 must be a type, a tuple of types, or a union"
                } else {
                    "isinstance() arg 2 must be a type or tuple of types"
                }))
            }
        }
    }

    /// `issubclass(sub, class)`.
    pub(crate) fn check_subclass(&mut self, sub: Value, class: Value) -> Result<bool, Raised> {
        match class {
            Value::Type(id) if self.heap.types[id].metaclass == Some(self.types.type_) => match sub {
                Value::Type(sub) => Ok(self.is_subclass(sub, id)),
                _ => self.check_subclass_by_bases(sub, class),
            },
            Value::Tuple(id) => {
                let items = self.heap.tuples[id].items().to_vec();
                self.nested(|vm| {
                    for item in items {
                        if vm.check_subclass(sub, item)? {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                })
            }
            _ => {
                let name = self.intern("__subclasscheck__");
                match self.lookup(self.class_of(class), name) {
                    Some(method) => {
                        let result = self.call_special_sync(method, class, &[sub])?;
                        self.truth(result)
                    }
                    None => self.check_subclass_by_bases(sub, class),
                }
            }
        }
    }

    fn has_bases(&mut self, value: Value) -> Result<bool, Raised> {
        let name = self.names.bases;
        Ok(self.find_attr(value, name)?.is_some_and(|it| matches!(it, Value::Tuple(_))))
    }

    /// By `__bases__`, for what is no class but looks like one.
    pub(crate) fn check_subclass_by_bases(&mut self, sub: Value, class: Value) -> Result<bool, Raised> {
        if let (Value::Type(a), Value::Type(b)) = (sub, class) {
            return Ok(self.is_subclass(a, b));
        }
        if !self.has_bases(sub)? {
            return Err(self.type_error("issubclass() arg 1 must be a class"));
        }
        if !self.has_bases(class)? {
            return Err(self.type_error(if self.minor() >= 10 {
                "issubclass() arg 2 must be a class, a tuple of classes, or a union"
            } else {
                "issubclass() arg 2 must be a class or tuple of classes"
            }));
        }
        let mut todo = vec![sub];
        let name = self.names.bases;
        while let Some(it) = todo.pop() {
            self.charge(1, 0)?;
            if it.is(class) {
                return Ok(true);
            }
            if let Some(bases) = self.find_attr(it, name)? {
                todo.extend(self.items(bases));
            }
        }
        Ok(false)
    }

    /// `class.__bases__ = bases`.
    fn set_bases(&mut self, class: Id<Type>, value: Value) -> Result<(), Raised> {
        let name = self.type_name(class);
        if self.heap.types[class].flags.immutable {
            return Err(self.type_error(format!("cannot set '__bases__' attribute of immutable type '{name}'")));
        }
        if value.is_unbound() {
            return Err(self.cannot_delete_of_class(&name, "__bases__"));
        }
        let Value::Tuple(_) = value else {
            let other = self.class_name(value);
            return Err(self.type_error(format!("can only assign tuple to {name}.__bases__, not {other}")));
        };
        let mut bases = Vec::new();
        for base in self.items(value) {
            match base {
                Value::Type(id) if self.is_subclass(id, class) => {
                    return Err(self.type_error("a __bases__ item causes an inheritance cycle"));
                }
                Value::Type(id) => bases.push(id),
                _ => {
                    return Err(
                        self.type_error(format!("{name}.__bases__ must be tuple of classes, not '{}'", self.class_name(base)))
                    );
                }
            }
        }
        if bases.is_empty() {
            return Err(self.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()")));
        }
        let (old, new) = (self.heap.types[class].base.unwrap_or(self.types.object), self.best_base(&bases)?);
        if self.heap.types[old].layout != self.heap.types[new].layout || self.heap.types[old].slots != self.heap.types[new].slots
        {
            let (new, old) = (self.type_name(new), self.type_name(old));
            return Err(self.type_error(format!("__bases__ assignment: '{new}' object layout differs from '{old}'")));
        }
        for base in self.heap.types[class].bases.clone() {
            self.heap.types[base].subclasses.retain(|&it| it != class);
        }
        for &base in &bases {
            self.heap.types[base].subclasses.push(class);
        }
        self.heap.types[class].base = Some(new);
        self.heap.types[class].bases = bases;
        self.epoch = self.epoch.wrapping_add(1);
        let mut todo = vec![class];
        while let Some(it) = todo.pop() {
            let bases = self.heap.types[it].bases.clone();
            self.heap.types[it].mro = self.linearise(it, &bases)?;
            self.refresh_flags(it);
            todo.extend(self.heap.types[it].subclasses.iter().copied());
        }
        Ok(())
    }
}
