//! `mappingproxy`, generic aliases, unions of types, `SimpleNamespace`.

use crate::builtin::prelude::*;
use crate::inst::CompareOp;

/// `mappingproxy`: a mapping that can only be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proxy {
    pub(crate) mapping: Value,
}

impl NativeData for Proxy {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.mapping);
    }
}

/// A method of the mapping, called.
macro_rules! passed_on {
    ($name:literal, $least:literal, $most:literal) => {
        Def::method($name, $least, $most, |vm, args| {
            let mapping = inner(vm, args[0]);
            let name = vm.intern($name);
            let method = vm.get_attr(mapping, name)?;
            vm.call_sync(method, &args[1..])
        })
    };
}

pub(crate) static MAPPING_PROXY: TypeDef = TypeDef {
    mapping: true,
    methods: &[
        Def::new_of("mapping", |vm, args| {
            if vm.mapping_pairs(args[1])?.is_none() || matches!(args[1], Value::List(_) | Value::Tuple(_)) {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("mappingproxy() argument must be a mapping, not {class}")));
            }
            Ok(vm.mapping_proxy(args[1]))
        }),
        Def::method("__getitem__", 1, 1, |vm, args| {
            let mapping = inner(vm, args[0]);
            vm.get_item(mapping, args[1])
        }),
        Def::method("__contains__", 1, 1, |vm, args| {
            let mapping = inner(vm, args[0]);
            vm.contains(mapping, args[1]).map(Value::bool)
        }),
        Def::method("__len__", 0, 0, |vm, args| {
            let mapping = inner(vm, args[0]);
            vm.len(mapping).map(|it| Value::Int(it as i64))
        }),
        Def::method("__iter__", 0, 0, |vm, args| {
            let mapping = inner(vm, args[0]);
            vm.iter(mapping)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let mapping = inner(vm, args[0]);
            let text = format!("mappingproxy({})", vm.repr_text(mapping)?);
            Ok(vm.str(&text))
        }),
        Def::method("__str__", 0, 0, |vm, args| {
            let mapping = inner(vm, args[0]);
            vm.to_str(mapping)
        }),
        Def::method("__eq__", 1, 1, |vm, args| {
            let mapping = inner(vm, args[0]);
            let other = inner(vm, args[1]);
            vm.compare_sync(CompareOp::Eq, mapping, other)
        }),
        Def::method("__or__", 1, 1, |vm, args| {
            let (a, b) = (inner(vm, args[0]), inner(vm, args[1]));
            vm.binary_sync(crate::inst::BinaryOp::Or, false, a, b)
        })
        .since(9),
        Def::method("__ror__", 1, 1, |vm, args| {
            let (a, b) = (inner(vm, args[1]), inner(vm, args[0]));
            vm.binary_sync(crate::inst::BinaryOp::Or, false, a, b)
        })
        .since(9),
        Def::method("__hash__", 0, 0, |vm, args| {
            let mapping = inner(vm, args[0]);
            vm.hash(mapping).map(Value::Int)
        }),
        passed_on!("get", 1, 2),
        passed_on!("keys", 0, 0),
        passed_on!("values", 0, 0),
        passed_on!("items", 0, 0),
        passed_on!("copy", 0, 0),
        passed_on!("__reversed__", 0, 0),
        Def::class_method("__class_getitem__", 1, 1, generic_alias).since(9),
    ],
    ..TypeDef::new("mappingproxy")
};

/// What is behind a proxy; anything else is itself.
fn inner(vm: &Vm, value: Value) -> Value {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Proxy>().map_or(value, |it| it.mapping),
        _ => value,
    }
}

/// `list[int]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alias {
    pub(crate) origin: Value,
    /// A tuple.
    pub(crate) args: Value,
    /// A tuple.
    pub(crate) parameters: Value,
    pub(crate) starred: bool,
}

impl NativeData for Alias {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.origin, self.args, self.parameters]);
    }
}

pub(crate) static GENERIC_ALIAS: TypeDef = TypeDef {
    module: "types",
    base: true,
    methods: &[
        Def::new_of("origin, args, /", |vm, args| alias_of(vm, args[1], args[2])),
        Def::method("__repr__", 0, 0, |vm, args| {
            let it = alias(vm, args[0]);
            let mut text = if it.starred { "*".to_owned() } else { String::new() };
            text += &vm.type_text(it.origin)?;
            let items = vm.items(it.args);
            let mut parts = Vec::new();
            for item in items {
                parts.push(match vm.native(item) {
                    Value::List(_) => {
                        let mut inner = Vec::new();
                        for part in vm.items(item) {
                            inner.push(vm.type_text(part)?);
                        }
                        format!("[{}]", inner.join(", "))
                    }
                    _ => vm.type_text(item)?,
                });
            }
            text += &if parts.is_empty() { "[()]".to_owned() } else { format!("[{}]", parts.join(", ")) };
            Ok(vm.str(&text))
        }),
        Def::method_any("__call__", |vm, args, names| {
            let it = alias(vm, args[0]);
            let made = vm.call_sync_named(it.origin, &args[1..], names)?;
            if !matches!(made, Value::Int(_) | Value::Str(_) | Value::None | Value::Float(_) | Value::Bool(_)) {
                let name = vm.intern("__orig_class__");
                if let Err(raised) = vm.set_attr(made, name, args[0])
                    && vm.catch(raised, Class::AttributeError).is_err()
                {
                    vm.catch(raised, Class::TypeError)?;
                }
            }
            Ok(made)
        }),
        Def::method("__getattribute__", 1, 1, |vm, args| {
            let name = vm.attribute_name(args[1])?;
            let text = vm.lossy(name);
            let own = [
                "__origin__",
                "__args__",
                "__parameters__",
                "__mro_entries__",
                "__reduce_ex__",
                "__reduce__",
                "__copy__",
                "__deepcopy__",
                "__unpacked__",
                "__typing_unpacked_tuple_args__",
                "__class__",
            ];
            if !own.contains(&text.as_str()) && !text.starts_with("__")
                || matches!(
                    text.as_str(),
                    "__name__" | "__qualname__" | "__module__" | "__doc__" | "__dict__" | "__bases__" | "__mro__"
                )
            {
                let it = alias(vm, args[0]);
                return vm.get_attr(it.origin, name);
            }
            let class = vm.class_of(args[0]);
            match vm.find_generic(args[0], class, name)? {
                Some(crate::machine::attr::Attr::Value(value)) => Ok(value),
                _ => {
                    let it = alias(vm, args[0]);
                    vm.get_attr(it.origin, name)
                }
            }
        }),
        Def::method("__eq__", 1, 1, |vm, args| {
            let (a, b) = (alias(vm, args[0]), args[1]);
            let Value::Object(id) = b else { return Ok(Value::NotImplemented) };
            let Some(&b) = vm.heap.objects[id].get::<Alias>() else { return Ok(Value::NotImplemented) };
            Ok(Value::bool(vm.equal(a.origin, b.origin)? && vm.equal(a.args, b.args)? && a.starred == b.starred))
        }),
        Def::method("__hash__", 0, 0, |vm, args| {
            let it = alias(vm, args[0]);
            Ok(Value::Int(vm.hash(it.origin)? ^ vm.hash(it.args)?))
        }),
        Def::method("__mro_entries__", 1, 1, |vm, args| {
            let it = alias(vm, args[0]);
            Ok(vm.tuple(&[it.origin]))
        }),
        Def::method("__instancecheck__", 1, 1, |vm, _| {
            Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic"))
        }),
        Def::method("__subclasscheck__", 1, 1, |vm, _| {
            Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic"))
        }),
        Def::method("__or__", 1, 1, |vm, args| union_of(vm, args[0], args[1])).since(10),
        Def::method("__ror__", 1, 1, |vm, args| union_of(vm, args[1], args[0])).since(10),
        Def::method("__getitem__", 1, 1, substitute),
        Def::method("__iter__", 0, 0, |vm, args| {
            let it = alias(vm, args[0]);
            let starred = vm.new_object(vm.class_of(args[0]), Alias { starred: true, ..it });
            let tuple = vm.tuple(&[starred]);
            vm.iter(tuple)
        })
        .since(11),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let it = alias(vm, args[0]);
            let class = Value::Type(vm.class_of(args[0]));
            let arguments = vm.tuple(&[it.origin, it.args]);
            Ok(vm.tuple(&[class, arguments]))
        }),
    ],
    getset: &[
        GetSet::get("__origin__", |vm, this| Ok(alias(vm, this).origin)),
        GetSet::get("__args__", |vm, this| Ok(alias(vm, this).args)),
        GetSet::get("__parameters__", |vm, this| Ok(alias(vm, this).parameters)),
        GetSet::get("__unpacked__", |vm, this| Ok(Value::bool(alias(vm, this).starred))).since(11),
    ],
    ..TypeDef::new("GenericAlias")
};

fn alias(vm: &Vm, value: Value) -> Alias {
    let none = Alias {
        origin: Value::None,
        args: Value::Tuple(vm.empty_tuple),
        parameters: Value::Tuple(vm.empty_tuple),
        starred: false,
    };
    match vm.native(value) {
        Value::Object(id) => vm.heap.objects[id].get::<Alias>().copied().unwrap_or(none),
        _ => none,
    }
}

/// `class[item]` of a native class.
pub(crate) fn generic_alias(vm: &mut Vm, args: &[Value]) -> Outcome {
    alias_of(vm, args[0], args[1])
}

fn alias_of(vm: &mut Vm, origin: Value, args: Value) -> Outcome {
    let args = match vm.native(args) {
        it @ Value::Tuple(_) => it,
        _ => vm.tuple(&[args]),
    };
    let mut parameters = Vec::new();
    for item in vm.items(args) {
        find_parameters(vm, item, &mut parameters)?;
    }
    let parameters = vm.tuple(&parameters);
    let class = vm.class(&GENERIC_ALIAS);
    Ok(vm.new_object(class, Alias { origin, args, parameters, starred: false }))
}

/// Type variables in an argument: what has `__typing_subst__` or is a `TypeVar`, and the parameters of what has some.
fn find_parameters(vm: &mut Vm, item: Value, found: &mut Vec<Value>) -> Result<(), Raised> {
    if let Value::Type(_) = item {
        return Ok(());
    }
    let class = vm.class_name(item);
    let new = if matches!(class.as_str(), "TypeVar" | "ParamSpec" | "TypeVarTuple") {
        vec![item]
    } else {
        let name = vm.intern("__parameters__");
        match vm.find_attr(item, name)? {
            Some(it) if matches!(vm.native(it), Value::Tuple(_)) => vm.items(it),
            _ => Vec::new(),
        }
    };
    for it in new {
        if !found.iter().any(|other| other.is(it)) {
            found.push(it);
        }
    }
    Ok(())
}

fn substitute(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = alias(vm, args[0]);
    let parameters = vm.items(it.parameters);
    if parameters.is_empty() {
        let text = vm.repr_text(args[0])?;
        return Err(vm.type_error(format!("{text} is not a generic class")));
    }
    let given = match vm.native(args[1]) {
        Value::Tuple(_) => vm.items(args[1]),
        _ => vec![args[1]],
    };
    if given.len() != parameters.len() {
        let (text, many) = (vm.repr_text(args[0])?, if given.len() > parameters.len() { "many" } else { "few" });
        let more =
            if vm.minor() >= 11 { format!("; actual {}, expected {}", given.len(), parameters.len()) } else { String::new() };
        return Err(vm.type_error(format!("Too {many} arguments for {text}{more}")));
    }
    let mut new = Vec::new();
    for item in vm.items(it.args) {
        if let Some(at) = parameters.iter().position(|other| other.is(item)) {
            new.push(given[at]);
            continue;
        }
        let name = vm.intern("__parameters__");
        let inner = match item {
            Value::Type(_) => None,
            _ => vm.find_attr(item, name)?,
        };
        match inner.map(|it| vm.items(it)).filter(|it| !it.is_empty()) {
            Some(inner) => {
                let values: Vec<Value> = inner
                    .iter()
                    .map(|one| parameters.iter().position(|other| other.is(*one)).map_or(*one, |at| given[at]))
                    .collect();
                let key = vm.tuple(&values);
                new.push(vm.get_item(item, key)?);
            }
            None => new.push(item),
        }
    }
    let new = vm.tuple(&new);
    alias_of(vm, it.origin, new)
}

/// `int | str`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Union {
    /// A tuple.
    pub(crate) args: Value,
}

impl NativeData for Union {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.args);
    }
}

const UNION_METHODS: &[Def] = &[
    Def::method("__repr__", 0, 0, |vm, args| {
        let mut parts = Vec::new();
        for item in union_args(vm, args[0]) {
            parts.push(if matches!(item, Value::Type(id) if id == vm.types.none) {
                "None".to_owned()
            } else {
                vm.type_text(item)?
            });
        }
        Ok(vm.str(&parts.join(" | ")))
    }),
    Def::method("__or__", 1, 1, |vm, args| union_of(vm, args[0], args[1])),
    Def::method("__ror__", 1, 1, |vm, args| union_of(vm, args[1], args[0])),
    Def::method("__eq__", 1, 1, |vm, args| {
        let (a, b) = (union_args(vm, args[0]), union_args(vm, args[1]));
        if b.is_empty() {
            return Ok(Value::NotImplemented);
        }
        let list = Value::List(vm.add(List { items: b.clone() }));
        for &item in &a {
            if !vm.contains(list, item)? {
                return Ok(Value::bool(false));
            }
        }
        Ok(Value::bool(a.len() == b.len()))
    }),
    Def::method("__hash__", 0, 0, |vm, args| {
        let items = union_args(vm, args[0]);
        let mut hash = 0;
        for item in items {
            hash ^= vm.hash(item)?;
        }
        Ok(Value::Int(hash))
    }),
    Def::method("__instancecheck__", 1, 1, |vm, args| {
        for item in union_args(vm, args[0]) {
            if vm.check_instance(args[1], item)? {
                return Ok(Value::bool(true));
            }
        }
        Ok(Value::bool(false))
    }),
    Def::method("__subclasscheck__", 1, 1, |vm, args| {
        for item in union_args(vm, args[0]) {
            if vm.check_subclass(args[1], item)? {
                return Ok(Value::bool(true));
            }
        }
        Ok(Value::bool(false))
    }),
    Def::method("__getitem__", 1, 1, |vm, args| {
        let items = union_args(vm, args[0]);
        let mut made = Value::Unbound;
        for item in items {
            let name = vm.intern("__parameters__");
            let item = match vm.find_attr(item, name)?.map(|it| vm.items(it)) {
                Some(parameters) if !parameters.is_empty() => vm.get_item(item, args[1])?,
                _ if vm.class_name(item) == "TypeVar" => args[1],
                _ => item,
            };
            made = if made.is_unbound() { item } else { union_of(vm, made, item)? };
        }
        Ok(made)
    }),
];

const UNION_PARTS: &[GetSet] = &[
    GetSet::get("__args__", |vm, this| {
        let args = union_args(vm, this);
        Ok(vm.tuple(&args))
    }),
    GetSet::get("__parameters__", |vm, this| {
        let mut found = Vec::new();
        for item in union_args(vm, this) {
            find_parameters(vm, item, &mut found)?;
        }
        Ok(vm.tuple(&found))
    }),
];

pub(crate) static UNION_TYPE: TypeDef =
    TypeDef { module: "types", methods: UNION_METHODS, getset: UNION_PARTS, ..TypeDef::new("UnionType") };
pub(crate) static TYPING_UNION: TypeDef =
    TypeDef { module: "typing", methods: UNION_METHODS, getset: UNION_PARTS, ..TypeDef::new("Union") };

fn union_args(vm: &Vm, value: Value) -> Vec<Value> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Union>().map_or_else(Vec::new, |it| vm.items(it.args)),
        _ => Vec::new(),
    }
}

/// `a | b` of types; `NotImplemented` if one is none.
pub(crate) fn union_of(vm: &mut Vm, a: Value, b: Value) -> Outcome {
    let mut all: Vec<Value> = Vec::new();
    for it in [a, b] {
        let parts = match it {
            Value::None => vec![Value::Type(vm.types.none)],
            Value::Type(_) => vec![it],
            _ => {
                let parts = union_args(vm, it);
                let class = vm.class_name(it);
                if !parts.is_empty() {
                    parts
                } else if matches!(class.as_str(), "GenericAlias" | "TypeVar" | "ParamSpec" | "TypeAliasType") {
                    vec![it]
                } else {
                    return Ok(Value::NotImplemented);
                }
            }
        };
        for part in parts {
            let mut known = false;
            for &other in &all {
                known |= other.is(part) || !matches!(part, Value::Type(_)) && vm.equal(other, part)?;
            }
            if !known {
                all.push(part);
            }
        }
    }
    if let [one] = all[..] {
        return Ok(one);
    }
    let args = vm.tuple(&all);
    let class = vm.class(if vm.minor() >= 14 { &TYPING_UNION } else { &UNION_TYPE });
    Ok(vm.new_object(class, Union { args }))
}

/// `types.SimpleNamespace`.
pub(crate) static NAMESPACE: TypeDef = TypeDef {
    module: "types",
    base: true,
    native: false,
    dict: true,
    methods: &[
        Def::method_any("__init__", |vm, args, names| {
            let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
            if let [mapping] = *positional
                && vm.minor() >= 13
            {
                let dict = vm.add(Dict::default());
                vm.dict_update(dict, mapping)?;
                for entry in vm.heap.dicts[dict].clone().iter() {
                    let name = vm.attribute_name(entry.key)?;
                    vm.set_attr_generic(args[0], name, entry.value)?;
                }
            } else if !positional.is_empty() {
                return Err(vm.type_error("no positional arguments expected"));
            }
            for (&name, &value) in names.iter().zip(keywords) {
                vm.set_attr_generic(args[0], name, value)?;
            }
            Ok(Value::None)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let class = vm.class_of(args[0]);
            let name = if vm.heap.types[class].flags.heap { vm.type_name(class) } else { "namespace".to_owned() };
            if vm.repr_open.contains(args[0]) {
                return Ok(vm.str(&format!("{name}(...)")));
            }
            vm.repr_open.push(args[0]);
            let dict = vm.attributes(args[0])?;
            let mut parts = Vec::new();
            for entry in vm.heap.dicts[dict].clone().iter() {
                let key = vm.plain_text(entry.key);
                match vm.repr_text(entry.value) {
                    Ok(value) => parts.push(format!("{key}={value}")),
                    Err(raised) => {
                        vm.repr_open.pop();
                        return Err(raised);
                    }
                }
            }
            vm.repr_open.pop();
            Ok(vm.str(&format!("{name}({})", parts.join(", "))))
        }),
        Def::method("__eq__", 1, 1, |vm, args| {
            let class = vm.class(&NAMESPACE);
            if !vm.is_instance(args[1], class) {
                return Ok(Value::NotImplemented);
            }
            let (a, b) = (vm.attributes(args[0])?, vm.attributes(args[1])?);
            vm.equal_dicts(a, b).map(Value::bool)
        }),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let (class, state) = (Value::Type(vm.class_of(args[0])), Value::Dict(vm.attributes(args[0])?));
            let empty = Value::Tuple(vm.empty_tuple);
            Ok(vm.tuple(&[class, empty, state]))
        }),
    ],
    unhashable: true,
    ..TypeDef::new("SimpleNamespace")
};

impl Vm {
    /// A proxy of a mapping.
    pub(crate) fn mapping_proxy(&mut self, mapping: Value) -> Value {
        self.new_object(self.types.mapping_proxy, Proxy { mapping })
    }

    /// How generic aliases write their parts: classes by name, anything else by `repr`.
    pub(crate) fn type_text(&mut self, value: Value) -> Result<String, Raised> {
        match value {
            Value::Ellipsis => Ok("...".to_owned()),
            Value::Type(id) => Ok(self.qualified_type_name(id)),
            _ => self.repr_text(value),
        }
    }
}
