//! `_collections`.

use std::collections::VecDeque;

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::inst::CompareOp;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    classes: &[&DEQUE, &DEFAULTDICT],
    functions: &[Def::function("_count_elements", 2, 2, |vm, args| {
        let iter = vm.iter(args[1])?;
        let mark = vm.heap.fresh.len();
        while let Some(item) = vm.next(iter)? {
            vm.charge(1, 0)?;
            let name = vm.intern("get");
            let old = match args[0] {
                Value::Dict(dict) => vm.dict_get(dict, item)?.unwrap_or(Value::Int(0)),
                _ => {
                    let get = vm.get_attr(args[0], name)?;
                    vm.call_sync(get, &[item, Value::Int(0)])?
                }
            };
            let new = vm.binary_sync(crate::inst::BinaryOp::Add, false, old, Value::Int(1))?;
            vm.set_item(args[0], item, new)?;
            vm.heap.fresh.truncate(mark);
        }
        Ok(Value::None)
    })],
    fill: Some(|vm, dict| {
        for def in [&TUPLE_GETTER, &DEQUE_ITER, &DEQUE_REVERSE_ITER] {
            let class = vm.class(def);
            vm.put(dict, def.name, Value::Type(class));
        }
        Ok(())
    }),
    ..ModuleDef::new("_collections")
};

/// `collections.deque`.
#[derive(Clone, Debug, Default)]
struct Deque {
    items: VecDeque<Value>,
    most: Option<usize>,
    /// Changes whenever it does.
    version: u64,
}

impl NativeData for Deque {
    fn trace(&self, tracer: &mut Tracer) {
        let (a, b) = self.items.as_slices();
        tracer.visit_all(a);
        tracer.visit_all(b);
    }

    fn owned(&self) -> usize {
        self.items.capacity() * size_of::<Value>()
    }
}

fn with<T>(vm: &mut Vm, this: Value, work: impl FnOnce(&mut Deque) -> T) -> T {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<Deque>()
    {
        return work(it);
    }
    work(&mut Deque::default())
}

fn items(vm: &mut Vm, this: Value) -> Vec<Value> {
    with(vm, this, |it| it.items.iter().copied().collect())
}

fn push(vm: &mut Vm, this: Value, value: Value, left: bool) {
    vm.heap.bytes += size_of::<Value>();
    with(vm, this, |it| {
        it.version += 1;
        if left {
            it.items.push_front(value);
        } else {
            it.items.push_back(value);
        }
        if it.most.is_some_and(|most| it.items.len() > most) {
            if left {
                it.items.pop_back()
            } else {
                it.items.pop_front()
            };
        }
    });
}

fn extend(vm: &mut Vm, this: Value, iterable: Value, left: bool) -> Result<(), Raised> {
    let new = if this.is(iterable) { items(vm, this) } else { vm.collect_items(iterable)? };
    for value in new {
        push(vm, this, value, left);
    }
    Ok(())
}

fn pop(vm: &mut Vm, this: Value, left: bool) -> Outcome {
    let popped = with(vm, this, |it| {
        it.version += 1;
        if left { it.items.pop_front() } else { it.items.pop_back() }
    });
    match popped {
        Some(value) => {
            vm.keep(value);
            Ok(value)
        }
        None => Err(vm.error(Class::IndexError, "pop from an empty deque")),
    }
}

fn like(vm: &mut Vm, this: Value, items: Vec<Value>) -> Outcome {
    let most = with(vm, this, |it| it.most);
    let class = vm.class_of(this);
    let own = vm.class(&DEQUE);
    if class != own {
        let list = Value::List(vm.add(List { items }));
        let class = Value::Type(class);
        return match most {
            Some(most) => vm.call_sync(class, &[list, Value::Int(most as i64)]),
            None => vm.call_sync(class, &[list]),
        };
    }
    let mut items: VecDeque<Value> = items.into();
    while most.is_some_and(|most| items.len() > most) {
        items.pop_front();
    }
    Ok(vm.new_object(own, Deque { items, most, version: 0 }))
}

fn compare(vm: &mut Vm, args: &[Value], op: CompareOp) -> Outcome {
    let own = vm.class(&DEQUE);
    if !vm.is_instance(args[1], own) {
        return Ok(Value::NotImplemented);
    }
    let (a, b) = (items(vm, args[0]), items(vm, args[1]));
    let (a, b) = (Value::List(vm.add(List { items: a })), Value::List(vm.add(List { items: b })));
    vm.compare_sync(op, a, b)
}

fn times(vm: &mut Vm, args: &[Value]) -> Outcome {
    if vm.as_int(args[1]).is_none() && vm.lookup(vm.class_of(args[1]), vm.names.index).is_none() {
        let class = vm.class_name(args[1]);
        return Err(vm.type_error(format!("can't multiply sequence by non-int of type '{class}'")));
    }
    let times = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
    let all = items(vm, args[0]);
    vm.charge(0, all.len().saturating_mul(times).saturating_mul(16))?;
    like(vm, args[0], all.repeat(times))
}

fn place(vm: &mut Vm, this: Value, key: Value) -> Result<usize, Raised> {
    if vm.as_int(key).is_none() && vm.lookup(vm.class_of(key), vm.names.index).is_none() {
        let class = vm.class_name(key);
        return Err(vm.type_error(format!("sequence index must be integer, not '{class}'")));
    }
    let at = vm.to_word(key)?;
    let len = with(vm, this, |it| it.items.len());
    crate::machine::containers::place(at, len).ok_or_else(|| vm.error(Class::IndexError, "deque index out of range"))
}

static DEQUE: TypeDef = TypeDef {
    module: "collections",
    base: true,
    sequence: true,
    unhashable: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let own = vm.class(&DEQUE);
            let made = vm.new_object(own, Deque::default());
            Ok(vm.wrap(class, made))
        }),
        Def::method_of("__init__", "iterable=?, maxlen=None", |vm, args| {
            let most = match args[2] {
                Value::None => None,
                it => match usize::try_from(vm.to_word(it)?) {
                    Ok(most) => Some(most),
                    Err(_) => return Err(vm.value_error("maxlen must be non-negative")),
                },
            };
            with(vm, args[0], |it| *it = Deque { most, ..Deque::default() });
            if !args[1].is_unbound() {
                extend(vm, args[0], args[1], false)?;
            }
            Ok(Value::None)
        }),
        Def::method("append", 1, 1, |vm, args| {
            push(vm, args[0], args[1], false);
            Ok(Value::None)
        }),
        Def::method("appendleft", 1, 1, |vm, args| {
            push(vm, args[0], args[1], true);
            Ok(Value::None)
        }),
        Def::method("extend", 1, 1, |vm, args| extend(vm, args[0], args[1], false).map(|()| Value::None)),
        Def::method("extendleft", 1, 1, |vm, args| extend(vm, args[0], args[1], true).map(|()| Value::None)),
        Def::method("pop", 0, 0, |vm, args| pop(vm, args[0], false)),
        Def::method("popleft", 0, 0, |vm, args| pop(vm, args[0], true)),
        Def::method("clear", 0, 0, |vm, args| {
            with(vm, args[0], |it| it.items.clear());
            Ok(Value::None)
        }),
        Def::method("copy", 0, 0, |vm, args| {
            let items = items(vm, args[0]);
            like(vm, args[0], items)
        }),
        Def::method("__copy__", 0, 0, |vm, args| {
            let items = items(vm, args[0]);
            like(vm, args[0], items)
        }),
        Def::method("count", 1, 1, |vm, args| {
            let items = items(vm, args[0]);
            vm.count_in(&items, args[1])
        }),
        Def::method("index", 1, 3, |vm, args| {
            let items = items(vm, args[0]);
            let missing = if vm.minor() >= 14 {
                "deque.index(x): x not in deque".to_owned()
            } else {
                format!("{} is not in deque", vm.repr_text(args[1])?)
            };
            vm.index_in(&items, args, &missing)
        }),
        Def::method("insert", 2, 2, |vm, args| {
            let at = vm.to_clamped(args[1])?;
            let full = with(vm, args[0], |it| it.most.is_some_and(|most| it.items.len() >= most));
            if full {
                return Err(vm.error(Class::IndexError, "deque already at its maximum size"));
            }
            with(vm, args[0], |it| {
                let len = it.items.len();
                let at = if at < 0 { at.saturating_add(len as i64).max(0) as usize } else { (at as usize).min(len) };
                it.items.insert(at, args[2]);
                it.version += 1;
            });
            Ok(Value::None)
        }),
        Def::method("remove", 1, 1, |vm, args| {
            for (at, item) in items(vm, args[0]).into_iter().enumerate() {
                if vm.equal_keys(item, args[1])? {
                    with(vm, args[0], |it| it.items.remove(at));
                    return Ok(Value::None);
                }
            }
            let text = if (10..14).contains(&vm.minor()) {
                format!("{} is not in deque", vm.repr_text(args[1])?)
            } else {
                "deque.remove(x): x not in deque".to_owned()
            };
            Err(vm.value_error(text))
        }),
        Def::method("reverse", 0, 0, |vm, args| {
            with(vm, args[0], |it| it.items.make_contiguous().reverse());
            Ok(Value::None)
        }),
        Def::method("rotate", 0, 1, |vm, args| {
            let by = match args.get(1) {
                Some(&it) => vm.to_word(it)?,
                None => 1,
            };
            with(vm, args[0], |it| {
                if !it.items.is_empty() {
                    let by = by.rem_euclid(it.items.len() as i64) as usize;
                    it.items.rotate_right(by);
                }
            });
            Ok(Value::None)
        }),
        Def::method("__len__", 0, 0, |vm, args| Ok(Value::Int(with(vm, args[0], |it| it.items.len()) as i64))),
        Def::method("__bool__", 0, 0, |vm, args| Ok(Value::bool(with(vm, args[0], |it| !it.items.is_empty())))),
        Def::method("__getitem__", 1, 1, |vm, args| {
            let at = place(vm, args[0], args[1])?;
            Ok(with(vm, args[0], |it| it.items.get(at).copied()).unwrap_or(Value::None))
        }),
        Def::method("__setitem__", 2, 2, |vm, args| {
            let at = place(vm, args[0], args[1])?;
            with(vm, args[0], |it| {
                if let Some(place) = it.items.get_mut(at) {
                    *place = args[2];
                }
            });
            Ok(Value::None)
        }),
        Def::method("__delitem__", 1, 1, |vm, args| {
            let at = place(vm, args[0], args[1])?;
            with(vm, args[0], |it| it.items.remove(at));
            Ok(Value::None)
        }),
        Def::method("__contains__", 1, 1, |vm, args| {
            for item in items(vm, args[0]) {
                if vm.equal_keys(item, args[1])? {
                    return Ok(Value::bool(true));
                }
            }
            Ok(Value::bool(false))
        }),
        Def::method("__iter__", 0, 0, |vm, args| {
            let class = vm.class(&DEQUE_ITER);
            let (len, version) = with(vm, args[0], |it| (it.items.len(), it.version));
            Ok(vm.new_object(class, DequeIter { deque: args[0], at: 0, version, back: false, len }))
        }),
        Def::method("__reversed__", 0, 0, |vm, args| {
            let class = vm.class(&DEQUE_REVERSE_ITER);
            let (len, version) = with(vm, args[0], |it| (it.items.len(), it.version));
            Ok(vm.new_object(class, DequeIter { deque: args[0], at: 0, version, back: true, len }))
        }),
        Def::method("__add__", 1, 1, |vm, args| {
            let own = vm.class(&DEQUE);
            if !vm.is_instance(args[1], own) {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("can only concatenate deque (not \"{class}\") to deque")));
            }
            let mut all = items(vm, args[0]);
            all.extend(items(vm, args[1]));
            like(vm, args[0], all)
        }),
        Def::method("__iadd__", 1, 1, |vm, args| extend(vm, args[0], args[1], false).map(|()| args[0])),
        Def::method("__imul__", 1, 1, |vm, args| {
            let times = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
            let all = items(vm, args[0]);
            vm.charge(0, all.len().saturating_mul(times).saturating_mul(16))?;
            with(vm, args[0], |it| it.items.clear());
            let list = Value::List(vm.add(List { items: all.repeat(times) }));
            extend(vm, args[0], list, false)?;
            Ok(args[0])
        }),
        Def::method("__mul__", 1, 1, times),
        Def::method("__rmul__", 1, 1, times),
        Def::method("__eq__", 1, 1, |vm, args| compare(vm, args, CompareOp::Eq)),
        Def::method("__ne__", 1, 1, |vm, args| compare(vm, args, CompareOp::Ne)),
        Def::method("__lt__", 1, 1, |vm, args| compare(vm, args, CompareOp::Lt)),
        Def::method("__le__", 1, 1, |vm, args| compare(vm, args, CompareOp::Le)),
        Def::method("__gt__", 1, 1, |vm, args| compare(vm, args, CompareOp::Gt)),
        Def::method("__ge__", 1, 1, |vm, args| compare(vm, args, CompareOp::Ge)),
        Def::method("__repr__", 0, 0, |vm, args| {
            let name = vm.class_name(args[0]);
            if vm.repr_open.contains(args[0]) {
                return Ok(vm.str("[...]"));
            }
            let all = items(vm, args[0]);
            let list = Value::List(vm.add(List { items: all }));
            vm.repr_open.push(args[0]);
            let text = vm.repr_text(list);
            vm.repr_open.pop();
            let text = text?;
            let text = match with(vm, args[0], |it| it.most) {
                Some(most) => format!("{name}({text}, maxlen={most})"),
                None => format!("{name}({text})"),
            };
            Ok(vm.str(&text))
        }),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let (class, all) = (Value::Type(vm.class_of(args[0])), items(vm, args[0]));
            let list = Value::List(vm.add(List { items: all }));
            let arguments = match with(vm, args[0], |it| it.most) {
                Some(most) => vm.tuple(&[list, Value::Int(most as i64)]),
                None => vm.tuple(&[list]),
            };
            Ok(vm.tuple(&[class, arguments]))
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: &[GetSet::get("maxlen", |vm, this| Ok(with(vm, this, |it| it.most).map_or(Value::None, |it| Value::Int(it as i64))))],
    ..TypeDef::new("deque")
};

#[derive(Clone, Copy, Debug)]
struct DequeIter {
    deque: Value,
    at: usize,
    version: u64,
    back: bool,
    /// The items that there were.
    len: usize,
}

impl NativeData for DequeIter {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.deque);
    }
}

const ITER_METHODS: &[Def] = &[
    Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
    Def::method("__next__", 0, 0, |vm, args| {
        let Value::Object(id) = args[0] else { return Ok(Value::None) };
        let Some(&it) = vm.heap.objects[id].get::<DequeIter>() else { return Ok(Value::None) };
        if with(vm, it.deque, |deque| deque.version) != it.version {
            if let Some(it) = vm.heap.objects[id].get_mut::<DequeIter>() {
                it.len = it.at;
            }
            return Err(vm.error(Class::RuntimeError, "deque mutated during iteration"));
        }
        let found = with(vm, it.deque, |deque| {
            let at = if it.back { deque.items.len().checked_sub(it.at + 1)? } else { it.at };
            deque.items.get(at).copied()
        });
        match found {
            Some(value) => {
                if let Some(it) = vm.heap.objects[id].get_mut::<DequeIter>() {
                    it.at += 1;
                }
                Ok(value)
            }
            None => Err(vm.stop_iteration(Value::None)),
        }
    }),
    Def::method("__length_hint__", 0, 0, |vm, args| Ok(Value::Int(rest(vm, args[0])))),
    Def::method("__reduce__", 0, 0, |vm, args| {
        let class = Value::Type(vm.class_of(args[0]));
        let Value::Object(id) = args[0] else { return Ok(Value::None) };
        let Some(&it) = vm.heap.objects[id].get::<DequeIter>() else { return Ok(Value::None) };
        let done = with(vm, it.deque, |deque| deque.items.len()) as i64 - rest(vm, args[0]);
        let arguments = vm.tuple(&[it.deque, Value::Int(done)]);
        Ok(vm.tuple(&[class, arguments]))
    }),
];

/// The number of items that an iterator has before it.
fn rest(vm: &Vm, this: Value) -> i64 {
    let Value::Object(id) = this else { return 0 };
    vm.heap.objects[id].get::<DequeIter>().map_or(0, |it| it.len.saturating_sub(it.at) as i64)
}

/// An iterator that has some items behind it.
fn iterate_from(vm: &mut Vm, args: &[Value], def: &'static TypeDef, back: bool) -> Outcome {
    let given = args.len().saturating_sub(1);
    if given != 1 && given != 2 {
        let (bound, plural) = if given == 0 { ("least 1", "") } else { ("most 2", "s") };
        return Err(vm.type_error(format!("function takes at {bound} argument{plural} ({given} given)")));
    }
    let (own, class) = (vm.class(&DEQUE), vm.class(def));
    if !vm.is_instance(args[1], own) {
        let given = vm.class_name(args[1]);
        return Err(vm.type_error(format!("argument 1 must be collections.deque, not {given}")));
    }
    let done = match args.get(2) {
        Some(&it) => usize::try_from(vm.to_word(it)?).unwrap_or(0),
        None => 0,
    };
    let (len, version) = with(vm, args[1], |it| (it.items.len(), it.version));
    Ok(vm.new_object(class, DequeIter { deque: args[1], at: done.min(len), version, back, len }))
}

static DEQUE_ITER: TypeDef = TypeDef {
    module: "_collections",
    methods: &[
        Def::new_any(|vm, args, _| iterate_from(vm, args, &DEQUE_ITER, false)),
        ITER_METHODS[0],
        ITER_METHODS[1],
        ITER_METHODS[2],
        ITER_METHODS[3],
    ],
    ..TypeDef::new("_deque_iterator")
};

static DEQUE_REVERSE_ITER: TypeDef = TypeDef {
    module: "_collections",
    methods: &[
        Def::new_any(|vm, args, _| iterate_from(vm, args, &DEQUE_REVERSE_ITER, true)),
        ITER_METHODS[0],
        ITER_METHODS[1],
        ITER_METHODS[2],
        ITER_METHODS[3],
    ],
    ..TypeDef::new("_deque_reverse_iterator")
};

/// `collections.defaultdict`: a class derived from `dict`, whose factory is in the instance's attributes.
static DEFAULTDICT: TypeDef = TypeDef {
    module: "collections",
    base: true,
    native: false,
    parent: Some(&crate::builtin::dict::DICT),
    mapping: true,
    unhashable: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let dict = Value::Dict(vm.add(Dict::default()));
            Ok(vm.wrap_always(class, dict))
        }),
        Def::method_any("__init__", |vm, args, names| {
            let positional = args.len() - 1 - names.len();
            let factory = if positional > 0 { args[1] } else { Value::None };
            if !factory.is_none() && !vm.is_callable(factory) {
                return Err(vm.type_error("first argument must be callable or None"));
            }
            vm.set_factory(args[0], factory);
            let rest: Vec<Value> =
                [args[0]].into_iter().chain(args.iter().skip(if positional > 0 { 2 } else { 1 }).copied()).collect();
            let (name, dict) = (vm.names.init, vm.types.dict);
            let init = vm.lookup(dict, name).unwrap_or(Value::None);
            vm.call_sync_named(init, &rest, names)
        }),
        Def::method("__missing__", 1, 1, |vm, args| {
            let factory = vm.factory(args[0]);
            if factory.is_none() {
                return Err(vm.key_error(args[1]));
            }
            let value = vm.call_sync(factory, &[])?;
            vm.set_item(args[0], args[1], value)?;
            Ok(value)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let name = vm.class_name(args[0]);
            let factory = vm.factory(args[0]);
            let factory = if vm.repr_open.contains(factory) { "...".to_owned() } else { vm.repr_text(factory)? };
            let dict = vm.native(args[0]);
            let text = format!("{name}({factory}, {})", vm.repr_text(dict)?);
            Ok(vm.str(&text))
        }),
        Def::method("copy", 0, 0, copy),
        Def::method("__copy__", 0, 0, copy),
        Def::method("__or__", 1, 1, |vm, args| merged(vm, args[0], args[0], args[1])).since(9),
        Def::method("__ror__", 1, 1, |vm, args| merged(vm, args[0], args[1], args[0])).since(9),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let (class, factory) = (Value::Type(vm.class_of(args[0])), vm.factory(args[0]));
            let arguments = if factory.is_none() { Value::Tuple(vm.empty_tuple) } else { vm.tuple(&[factory]) };
            let dict = vm.native(args[0]);
            let name = vm.intern("items");
            let items = vm.get_attr(dict, name)?;
            let items = vm.call_sync(items, &[])?;
            let items = vm.iter(items)?;
            Ok(vm.tuple(&[class, arguments, Value::None, Value::None, items]))
        }),
    ],
    getset: &[GetSet::both(
        "default_factory",
        |vm, this| Ok(vm.factory(this)),
        |vm, this, value| {
            vm.set_factory(this, if value.is_unbound() { Value::None } else { value });
            Ok(())
        },
    )],
    ..TypeDef::new("defaultdict")
};

fn copy(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (class, factory, dict) = (Value::Type(vm.class_of(args[0])), vm.factory(args[0]), vm.native(args[0]));
    vm.call_sync(class, &[factory, dict])
}

/// A new one of two dicts, with the factory of `this`.
fn merged(vm: &mut Vm, this: Value, left: Value, right: Value) -> Outcome {
    let (Value::Dict(_), Value::Dict(_)) = (vm.native(left), vm.native(right)) else { return Ok(Value::NotImplemented) };
    let (class, factory) = (Value::Type(vm.class_of(this)), vm.factory(this));
    let made = vm.call_sync(class, &[factory, left])?;
    if let Value::Dict(dict) = vm.native(made) {
        vm.dict_update(dict, right)?;
    }
    Ok(made)
}

/// `collections._tuplegetter`: the field of a named tuple.
#[derive(Clone, Copy, Debug)]
struct TupleGetter {
    at: Value,
    doc: Value,
}

impl NativeData for TupleGetter {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.at, self.doc]);
    }
}

static TUPLE_GETTER: TypeDef = TypeDef {
    module: "collections",
    methods: &[
        Def::new_of("index, doc, /", |vm, args| {
            let class = vm.class(&TUPLE_GETTER);
            Ok(vm.new_object(class, TupleGetter { at: args[1], doc: args[2] }))
        }),
        Def::method("__get__", 1, 2, |vm, args| {
            let Value::Object(id) = args[0] else { return Ok(Value::None) };
            let Some(&it) = vm.heap.objects[id].get::<TupleGetter>() else { return Ok(Value::None) };
            if args[1].is_none() {
                return Ok(args[0]);
            }
            let native = vm.native(args[1]);
            vm.get_item(native, it.at)
        }),
        Def::method("__set__", 2, 2, |vm, _| Err(vm.error(Class::AttributeError, "can't set attribute"))),
        Def::method("__delete__", 1, 1, |vm, _| Err(vm.error(Class::AttributeError, "can't delete attribute"))),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let Value::Object(id) = args[0] else { return Ok(Value::None) };
            let Some(&it) = vm.heap.objects[id].get::<TupleGetter>() else { return Ok(Value::None) };
            let class = Value::Type(vm.class(&TUPLE_GETTER));
            let arguments = vm.tuple(&[it.at, it.doc]);
            Ok(vm.tuple(&[class, arguments]))
        }),
    ],
    getset: &[GetSet::both(
        "__doc__",
        |vm, this| match this {
            Value::Object(id) => Ok(vm.heap.objects[id].get::<TupleGetter>().map_or(Value::None, |it| it.doc)),
            _ => Ok(Value::None),
        },
        |vm, this, doc| {
            if let Value::Object(id) = this
                && let Some(it) = vm.heap.objects[id].get_mut::<TupleGetter>()
            {
                it.doc = if doc.is_unbound() { Value::None } else { doc };
            }
            Ok(())
        },
    )],
    ..TypeDef::new("_tuplegetter")
};

impl Vm {
    /// Gives a native value a class, though that class is native itself.
    pub(crate) fn wrap_always(&mut self, class: Id<Type>, value: Value) -> Value {
        let instance = self.new_instance(class);
        if let Value::Instance(id) = instance {
            self.heap.instances[id].set_slot(0, value);
        }
        instance
    }

    /// The factory of a `defaultdict`, which its dict keeps.
    fn factory(&self, this: Value) -> Value {
        match self.native(this) {
            Value::Dict(id) => match self.heap.dicts[id].factory {
                Value::Unbound => Value::None,
                it => it,
            },
            _ => Value::None,
        }
    }

    fn set_factory(&mut self, this: Value, factory: Value) {
        if let Value::Dict(id) = self.native(this) {
            self.heap.dicts[id].factory = factory;
        }
    }
}
