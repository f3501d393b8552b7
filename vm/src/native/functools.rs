//! `_functools`.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::inst::CompareOp;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    classes: &[&PARTIAL],
    functions: &[
        Def::function("reduce", 2, 3, reduce).until(14),
        Def::function_of("reduce", "function, iterable, /, initial=?", reduce).since(14),
        Def::function_of("cmp_to_key", "mycmp", |vm, args| {
            let class = vm.class(&KEY);
            Ok(vm.new_object(class, Key { compare: args[0], object: Value::Unbound }))
        }),
    ],
    fill: Some(|vm, dict| {
        let class = vm.class(&PARTIAL);
        vm.heap.types[class].flags.weak = true;
        if vm.minor() >= 13 {
            let doc = vm.str("Create a new function with partial application of the given arguments\nand keywords.");
            vm.set_class_entry(class, "__doc__", doc);
        }
        let class = vm.class(&CACHE);
        vm.put(dict, "_lru_cache_wrapper", Value::Type(class));
        if vm.minor() >= 14 {
            let class = vm.class(&PLACEHOLDER);
            let made = vm.new_object(class, Placeholder);
            vm.put(dict, "Placeholder", made);
        }
        Ok(())
    }),
    ..ModuleDef::new("_functools")
};

/// `functools.Placeholder`.
struct Placeholder;

impl NativeData for Placeholder {}

static PLACEHOLDER: TypeDef = TypeDef {
    module: "functools",
    methods: &[Def::method("__repr__", 0, 0, |vm, _| Ok(vm.str("Placeholder")))],
    ..TypeDef::new("_PlaceholderType")
};

fn reduce(vm: &mut Vm, args: &[Value]) -> Outcome {
    if !vm.is_iterable(args[1]) {
        return Err(vm.type_error("reduce() arg 2 must support iteration"));
    }
    let iter = vm.iter(args[1])?;
    let mark = vm.heap.fresh.len();
    let mut total = args.get(2).copied().filter(|it| !it.is_unbound());
    while let Some(item) = vm.next(iter)? {
        vm.charge(1, 0)?;
        let new = match total {
            None => item,
            Some(old) => vm.call_sync(args[0], &[old, item])?,
        };
        vm.heap.fresh.truncate(mark);
        vm.keep(new);
        total = Some(new);
    }
    match total {
        Some(value) => Ok(value),
        None => Err(vm.type_error(if vm.minor() >= 10 {
            "reduce() of empty iterable with no initial value"
        } else {
            "reduce() of empty sequence with no initial value"
        })),
    }
}

/// `functools.partial`.
#[derive(Clone, Copy, Debug)]
struct Partial {
    func: Value,
    args: Value,
    keywords: Value,
}

impl NativeData for Partial {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.func, self.args, self.keywords]);
    }
}

fn partial(vm: &Vm, value: Value) -> Option<Partial> {
    match vm.native(value) {
        Value::Object(id) => vm.heap.objects[id].get::<Partial>().copied(),
        _ => None,
    }
}

/// A partial as an instance, which can have attributes of its own.
fn new_partial(vm: &mut Vm, class: Id<Type>, it: Partial) -> Value {
    let own = vm.class(&PARTIAL);
    let inner = vm.new_object(own, it);
    let made = vm.new_instance(class);
    if let Value::Instance(id) = made {
        vm.heap.instances[id].set_slot(0, inner);
    }
    made
}

/// Whether attributes were ever set.
fn has_attributes(vm: &Vm, value: Value) -> bool {
    match value {
        Value::Instance(id) => {
            let it = &vm.heap.instances[id];
            it.dict.is_some() || it.class.is_some_and(|class| vm.heap.types[class].shape != it.shape)
        }
        _ => false,
    }
}

/// Whether a partial of this partial is one with more arguments.
fn is_transparent(vm: &mut Vm, class: Id<Type>, func: Value) -> bool {
    let own = vm.class(&PARTIAL);
    let of = vm.class_of(func);
    let same = if vm.minor() >= 10 {
        let call = vm.intern("__call__");
        match (vm.lookup(of, call), vm.lookup(own, call)) {
            (Some(a), Some(b)) => a.is(b),
            _ => false,
        }
    } else {
        class == own && of == own
    };
    same && !has_attributes(vm, func)
}

fn make_partial(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
    let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
    let Some((&func, rest)) = positional.split_first() else {
        return Err(vm.type_error("type 'partial' takes at least one argument"));
    };
    if !vm.is_callable(func) {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let mut all = Vec::new();
    let dict = vm.add(Dict::default());
    let mut func = func;
    if let Some(inner) = partial(vm, func)
        && is_transparent(vm, class, func)
    {
        func = inner.func;
        all.extend(vm.items(inner.args));
        vm.dict_update(dict, inner.keywords)?;
    }
    all.extend(rest);
    for (&name, &value) in names.iter().zip(keywords) {
        vm.set_entry(dict, name, value);
    }
    let args = vm.tuple(&all);
    Ok(new_partial(vm, class, Partial { func, args, keywords: Value::Dict(dict) }))
}

/// The text of a partial; what stands within itself is dots.
fn partial_text(vm: &mut Vm, this: Value) -> Result<String, Raised> {
    let Some(it) = partial(vm, this) else { return Ok(String::new()) };
    let class = vm.class_of(this);
    let mut text = format!("{}({}", vm.qualified_type_name(class), vm.repr_text(it.func)?);
    for item in vm.items(it.args) {
        text += &format!(", {}", vm.repr_text(item)?);
    }
    let dict = vm.dict_id(it.keywords);
    for entry in vm.heap.dicts[dict].clone().iter() {
        text += &format!(", {}={}", vm.plain_text(entry.key), vm.repr_text(entry.value)?);
    }
    text.push(')');
    Ok(text)
}

fn set_partial_state(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[this, state] = args else { return Ok(Value::None) };
    let items = match vm.native(state) {
        it @ Value::Tuple(_) => vm.items(it),
        _ => Vec::new(),
    };
    let parts = match items[..] {
        [func, args, keywords, dict]
            if vm.is_callable(func)
                && matches!(vm.native(args), Value::Tuple(_))
                && (keywords.is_none() || matches!(vm.native(keywords), Value::Dict(_))) =>
        {
            Some((func, args, keywords, dict))
        }
        _ => None,
    };
    let Some((func, args, keywords, dict)) = parts else { return Err(vm.type_error("invalid partial state")) };
    let args = match args {
        Value::Tuple(_) => args,
        other => {
            let items = vm.collect_items(other)?;
            vm.tuple(&items)
        }
    };
    let keywords = match keywords {
        Value::Dict(_) => keywords,
        other => {
            let copy = vm.add(Dict::default());
            if !other.is_none() {
                vm.dict_update(copy, other)?;
            }
            Value::Dict(copy)
        }
    };
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<Partial>()
    {
        *it = Partial { func, args, keywords };
    }
    if !dict.is_none() {
        crate::builtin::function::set_dict(vm, this, dict)?;
    }
    Ok(Value::None)
}

fn readonly(vm: &mut Vm, _: Value, _: Value) -> Result<(), Raised> {
    Err(vm.error(Class::AttributeError, "readonly attribute"))
}

static PARTIAL: TypeDef = TypeDef {
    module: "functools",
    doc: "partial(func, *args, **keywords) - new function with partial application\n    of the given arguments and keywords.\n",
    base: true,
    dict: true,
    methods: &[
        Def::new_any(make_partial),
        Def::method_any("__call__", |vm, args, names| {
            let Some(it) = partial(vm, args[0]) else { return Ok(Value::None) };
            let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
            let mut all = vm.items(it.args);
            all.extend(positional);
            let dict = vm.dict_id(it.keywords);
            let merged = vm.heap.dicts[dict].clone();
            let merged = vm.add(merged);
            for (&name, &value) in names.iter().zip(keywords) {
                vm.set_entry(merged, name, value);
            }
            let mut keys = Vec::new();
            for entry in vm.heap.dicts[merged].iter() {
                if let Value::Str(id) = entry.key {
                    keys.push(id);
                    all.push(entry.value);
                }
            }
            vm.call_sync_named(it.func, &all, &keys)
        }),
        Def::method("__get__", 1, 2, |vm, args| {
            Ok(if vm.minor() >= 14 && !args[1].is_none() { vm.bound(args[0], args[1]) } else { args[0] })
        })
        .since(14),
        Def::method("__repr__", 0, 0, |vm, args| {
            if vm.repr_open.contains(args[0]) {
                return Ok(vm.str("..."));
            }
            vm.repr_open.push(args[0]);
            let text = partial_text(vm, args[0]);
            vm.repr_open.pop();
            Ok(vm.str(&text?))
        }),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let Some(it) = partial(vm, args[0]) else { return Ok(Value::None) };
            let class = Value::Type(vm.class_of(args[0]));
            let func = vm.tuple(&[it.func]);
            let dict = if has_attributes(vm, args[0]) { vm.dict_of(args[0]) } else { None };
            let state = vm.tuple(&[it.func, it.args, it.keywords, dict.map_or(Value::None, Value::Dict)]);
            Ok(vm.tuple(&[class, func, state]))
        }),
        Def::method("__setstate__", 1, 1, set_partial_state),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: &[
        GetSet::both("func", |vm, this| Ok(partial(vm, this).map_or(Value::None, |it| it.func)), readonly),
        GetSet::both("args", |vm, this| Ok(partial(vm, this).map_or(Value::None, |it| it.args)), readonly),
        GetSet::both("__dict__", crate::builtin::function::dict, |vm, this, value| {
            if value.is_unbound() {
                return Err(vm.type_error("cannot delete __dict__"));
            }
            crate::builtin::function::set_dict(vm, this, value)
        }),
        GetSet::both("keywords", |vm, this| Ok(partial(vm, this).map_or(Value::None, |it| it.keywords)), readonly),
    ],
    ..TypeDef::new("partial")
};

/// What `cmp_to_key` makes: first of a function, then of each object.
#[derive(Clone, Copy, Debug)]
struct Key {
    compare: Value,
    object: Value,
}

impl NativeData for Key {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.compare, self.object]);
    }
}

fn key(vm: &Vm, value: Value) -> Option<Key> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Key>().copied(),
        _ => None,
    }
}

fn compare_keys(vm: &mut Vm, args: &[Value], op: CompareOp) -> Outcome {
    let (Some(a), Some(b)) = (key(vm, args[0]), key(vm, args[1])) else {
        return Err(vm.type_error("other argument must be K instance"));
    };
    let result = vm.call_sync(a.compare, &[a.object, b.object])?;
    vm.compare_sync(op, result, Value::Int(0))
}

static KEY: TypeDef = TypeDef {
    module: "functools",
    unhashable: true,
    methods: &[
        Def::method_of("__call__", "obj", |vm, args| {
            let Some(it) = key(vm, args[0]) else { return Ok(Value::None) };
            let class = vm.class(&KEY);
            Ok(vm.new_object(class, Key { object: args[1], ..it }))
        }),
        Def::method("__eq__", 1, 1, |vm, args| compare_keys(vm, args, CompareOp::Eq)),
        Def::method("__ne__", 1, 1, |vm, args| compare_keys(vm, args, CompareOp::Ne)),
        Def::method("__lt__", 1, 1, |vm, args| compare_keys(vm, args, CompareOp::Lt)),
        Def::method("__le__", 1, 1, |vm, args| compare_keys(vm, args, CompareOp::Le)),
        Def::method("__gt__", 1, 1, |vm, args| compare_keys(vm, args, CompareOp::Gt)),
        Def::method("__ge__", 1, 1, |vm, args| compare_keys(vm, args, CompareOp::Ge)),
    ],
    getset: &[GetSet::get("obj", |vm, this| Ok(key(vm, this).map_or(Value::None, |it| it.object)))],
    ..TypeDef::new("KeyWrapper")
};

/// What `functools.lru_cache` makes of a function. The dict keeps the order of use: what was used last stands last.
#[derive(Clone, Copy, Debug)]
struct Cache {
    func: Value,
    most: Option<i64>,
    typed: bool,
    info: Value,
    dict: Id<Dict>,
    hits: i64,
    misses: i64,
    attributes: Id<Dict>,
}

impl NativeData for Cache {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.func, self.info, Value::Dict(self.dict), Value::Dict(self.attributes)]);
    }
}

fn cache(vm: &Vm, value: Value) -> Option<Cache> {
    match vm.native(value) {
        Value::Object(id) => vm.heap.objects[id].get::<Cache>().copied(),
        _ => None,
    }
}

fn count(vm: &mut Vm, this: Value, hit: bool) {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<Cache>()
    {
        if hit { it.hits += 1 } else { it.misses += 1 }
    }
}

static CACHE: TypeDef = TypeDef {
    module: "functools",
    methods: &[
        Def::new_of("user_function, maxsize, typed, cache_info_type", |vm, args| {
            let &[_, func, most, typed, info] = args else { return Ok(Value::None) };
            let most = match most {
                Value::None => None,
                it => Some(vm.to_word(it)?.max(0)),
            };
            let typed = vm.truth(typed)?;
            let (dict, attributes) = (vm.add(Dict::default()), vm.add(Dict::default()));
            let class = vm.class(&CACHE);
            Ok(vm.new_object(class, Cache { func, most, typed, info, dict, hits: 0, misses: 0, attributes }))
        }),
        Def::method_any("__call__", call_cached),
        Def::method("__get__", 1, 2, |vm, args| Ok(if args[1].is_none() { args[0] } else { vm.bound(args[0], args[1]) })),
        Def::method("cache_info", 0, 0, |vm, args| {
            let Some(it) = cache(vm, args[0]) else { return Ok(Value::None) };
            let size = vm.heap.dicts[it.dict].len() as i64;
            let most = it.most.map_or(Value::None, Value::Int);
            vm.call_sync(it.info, &[Value::Int(it.hits), Value::Int(it.misses), most, Value::Int(size)])
        }),
        Def::method("cache_clear", 0, 0, |vm, args| {
            let Some(it) = cache(vm, args[0]) else { return Ok(Value::None) };
            vm.heap.dicts[it.dict].clear();
            if let Value::Object(id) = vm.native(args[0])
                && let Some(it) = vm.heap.objects[id].get_mut::<Cache>()
            {
                (it.hits, it.misses) = (0, 0);
            }
            Ok(Value::None)
        }),
        Def::method("__copy__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__deepcopy__", 1, 1, |_, args| Ok(args[0])),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let name = vm.intern("__qualname__");
            vm.get_attr(args[0], name)
        }),
        Def::method("__getattribute__", 1, 1, |vm, args| {
            let name = vm.attribute_name(args[1])?;
            if let Some(it) = cache(vm, args[0])
                && let Some(value) = vm.heap.dicts[it.attributes].get_str(&vm.heap.strs, name)
            {
                return Ok(value);
            }
            let class = vm.class_of(args[0]);
            match vm.find_generic(args[0], class, name)? {
                Some(crate::machine::attr::Attr::Value(value)) => Ok(value),
                _ => Err(vm.attribute_error(args[0], name)),
            }
        }),
        Def::method("__setattr__", 2, 2, |vm, args| {
            let name = vm.attribute_name(args[1])?;
            if let Some(it) = cache(vm, args[0]) {
                vm.set_entry(it.attributes, name, args[2]);
            }
            Ok(Value::None)
        }),
    ],
    getset: &[GetSet::get("__dict__", |vm, this| Ok(cache(vm, this).map_or(Value::None, |it| Value::Dict(it.attributes))))],
    ..TypeDef::new("_lru_cache_wrapper")
};

fn call_cached(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some(it) = cache(vm, args[0]) else { return Ok(Value::None) };
    let given = &args[1..];
    if it.most == Some(0) {
        count(vm, args[0], false);
        return vm.call_sync_named(it.func, given, names);
    }
    let mut parts: Vec<Value> = given[..given.len() - names.len()].to_vec();
    if !names.is_empty() {
        // What keywords begin with is equal to nothing else.
        parts.push(it.info);
        for (&name, &value) in names.iter().zip(&given[given.len() - names.len()..]) {
            parts.extend([Value::Str(name), value]);
        }
    }
    if it.typed {
        parts.extend(given.iter().map(|&it| Value::Type(vm.class_of(it))));
    }
    let key = match parts[..] {
        [one @ (Value::Int(_) | Value::Str(_))] if !it.typed && names.is_empty() => one,
        _ => vm.tuple(&parts),
    };
    let hash = vm.hash(key)?;
    if let Some(at) = vm.dict_find(it.dict, hash, key)? {
        count(vm, args[0], true);
        let value = vm.heap.dicts[it.dict].entries()[at].value;
        if it.most.is_some()
            && let Some(entry) = vm.heap.dicts[it.dict].remove(at)
        {
            vm.heap.dicts[it.dict].add(entry.hash, entry.key, entry.value);
        }
        return Ok(value);
    }
    count(vm, args[0], false);
    let value = vm.call_sync_named(it.func, given, names)?;
    if vm.dict_find(it.dict, hash, key)?.is_none() {
        if it.most.is_some_and(|most| vm.heap.dicts[it.dict].len() as i64 >= most)
            && let Some(oldest) = vm.heap.dicts[it.dict].entries().iter().position(|it| !it.key.is_unbound())
        {
            vm.heap.dicts[it.dict].remove(oldest);
        }
        vm.heap.bytes += vm.heap.dicts[it.dict].add(hash as u64, key, value);
    }
    Ok(value)
}
