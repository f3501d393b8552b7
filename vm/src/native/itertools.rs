//! `itertools`.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::inst::BinaryOp;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    classes: &[
        &ACCUMULATE,
        &COMBINATIONS,
        &WITH_REPLACEMENT,
        &CHAIN,
        &COMPRESS,
        &COUNT,
        &CYCLE,
        &DROPWHILE,
        &FILTERFALSE,
        &GROUPBY,
        &ISLICE,
        &PERMUTATIONS,
        &PRODUCT,
        &REPEAT,
        &STARMAP,
        &TAKEWHILE,
        &ZIP_LONGEST,
    ],
    functions: &[Def::function("tee", 1, 2, |vm, args| {
        let count = match args.get(1) {
            Some(&it) => vm.to_word(it)?,
            None => 2,
        };
        let Ok(count) = usize::try_from(count) else { return Err(vm.value_error("n must be >= 0")) };
        vm.charge(count as u64, count.saturating_mul(64))?;
        let source = match tee_of(vm, args[0]) {
            Some(it) => it,
            None => {
                let iter = vm.iter(args[0])?;
                Tee { link: vm.new_link(iter) }
            }
        };
        let class = vm.class(&TEE);
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(vm.new_object(class, source));
        }
        Ok(vm.tuple(&all))
    })],
    fill: Some(|vm, dict| {
        for (def, since) in [(&PAIRWISE, 10), (&BATCHED, 12)] {
            if vm.minor() >= since {
                let class = vm.class(def);
                vm.put(dict, def.name, Value::Type(class));
            }
        }
        Ok(())
    }),
    ..ModuleDef::new("itertools")
};

/// What an iterator of this module keeps.
#[derive(Clone, Debug, Default)]
struct State {
    /// The iterators that it takes items from, or other objects.
    values: Vec<Value>,
    /// Items that it keeps.
    pool: Vec<Value>,
    indices: Vec<usize>,
    numbers: [i64; 4],
    started: bool,
    done: bool,
}

impl NativeData for State {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&self.values);
        tracer.visit_all(&self.pool);
    }

    fn owned(&self) -> usize {
        (self.values.capacity() + self.pool.capacity()) * 16 + self.indices.capacity() * 8
    }
}

fn state<T>(vm: &mut Vm, this: Value, work: impl FnOnce(&mut State) -> T) -> Option<T> {
    match vm.native(this) {
        Value::Object(id) => vm.heap.objects[id].get_mut::<State>().map(work),
        _ => None,
    }
}

fn snapshot(vm: &mut Vm, this: Value) -> State {
    state(vm, this, |it| it.clone()).unwrap_or_default()
}

const ITER: Def = Def::method("__iter__", 0, 0, |_, args| Ok(args[0]));

macro_rules! iterator {
    ($static:ident $name:literal $signature:literal, $new:expr, $next:expr $(, $more:expr)*) => {
        static $static: TypeDef = TypeDef {
            module: "itertools",
            base: true,
            methods: &[
                Def::new_of($signature, |vm, args| {
                    let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
                    let new: fn(&mut Vm, &[Value]) -> Result<State, Raised> = $new;
                    let state = new(vm, &args[1..])?;
                    let own = vm.class(&$static);
                    let made = vm.new_object(own, state);
                    Ok(vm.wrap(class, made))
                }),
                ITER,
                Def::method("__next__", 0, 0, |vm, args| {
                    let next: fn(&mut Vm, Value) -> Result<Option<Value>, Raised> = $next;
                    // What it keeps is looked at for every item.
                    let kept = state(vm, args[0], |it| it.values.len() + it.pool.len() + it.indices.len()).unwrap_or(0);
                    vm.charge(kept as u64 / 16, 0)?;
                    match vm.nested(|vm| next(vm, args[0]))? {
                        Some(value) => Ok(value),
                        None => Err(vm.stop_iteration(Value::None)),
                    }
                }),
                $($more,)*
            ],
            ..TypeDef::new($name)
        };
    };
}

fn of(values: &[Value]) -> State {
    State { values: values.to_vec(), ..State::default() }
}

iterator!(ACCUMULATE "accumulate" "iterable, func=None, *, initial=?", |vm, args| {
    Ok(of(&[vm.iter(args[0])?, args[1], args[2], Value::Unbound]))
}, |vm, this| {
    let it = snapshot(vm, this);
    let [iter, func, initial, total] = it.values[..] else { return Ok(None) };
    if !it.started && !initial.is_unbound() && !initial.is_none() {
        state(vm, this, |it| (it.started, it.values[3]) = (true, initial));
        return Ok(Some(initial));
    }
    let Some(item) = vm.next(iter)? else { return Ok(None) };
    let new = if total.is_unbound() { item } else if func.is_none() { vm.binary_sync(BinaryOp::Add, false, total, item)? } else { vm.call_sync(func, &[total, item])? };
    state(vm, this, |it| (it.started, it.values[3]) = (true, new));
    Ok(Some(new))
});

iterator!(CHAIN "chain" "*iterables", |vm, args| Ok(of(&[vm.iter(args[0])?, Value::Unbound])), |vm, this| {
    loop {
        let it = snapshot(vm, this);
        let [iterables, current] = it.values[..] else { return Ok(None) };
        if !current.is_unbound()
            && let Some(item) = vm.next(current)?
        {
            return Ok(Some(item));
        }
        let Some(next) = vm.next(iterables)? else { return Ok(None) };
        let iter = vm.iter(next)?;
        state(vm, this, |it| it.values[1] = iter);
    }
}, Def::class_method("from_iterable", 1, 1, |vm, args| {
    let iter = vm.iter(args[1])?;
    let own = vm.class(&CHAIN);
    Ok(vm.new_object(own, of(&[iter, Value::Unbound])))
}), Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9));

iterator!(COMPRESS "compress" "data, selectors", |vm, args| Ok(of(&[vm.iter(args[0])?, vm.iter(args[1])?])), |vm, this| {
    let it = snapshot(vm, this);
    let [data, selectors] = it.values[..] else { return Ok(None) };
    loop {
        let (Some(item), Some(selector)) = (vm.next(data)?, vm.next(selectors)?) else { return Ok(None) };
        if vm.truth(selector)? {
            return Ok(Some(item));
        }
        vm.charge(1, 0)?;
    }
});

iterator!(COUNT "count" "start=0, step=1", |vm, args| {
    for &it in args {
        // What `PyNumber_Check` asks for.
        let class = vm.class_of(it);
        let number = matches!(vm.native(it), Value::Int(_) | Value::Bool(_) | Value::Big(_) | Value::Float(_) | Value::Complex(_));
        let converts = [vm.names.index, vm.names.int, vm.names.float].into_iter().any(|name| vm.lookup(class, name).is_some());
        if !number && !converts {
            return Err(vm.type_error("a number is required"));
        }
    }
    Ok(of(args))
}, |vm, this| {
    let it = snapshot(vm, this);
    let [value, step] = it.values[..] else { return Ok(None) };
    let next = vm.binary_sync(BinaryOp::Add, false, value, step)?;
    state(vm, this, |it| it.values[0] = next);
    Ok(Some(value))
}, Def::method("__repr__", 0, 0, |vm, args| {
    let it = snapshot(vm, args[0]);
    let (value, step) = (vm.repr_text(it.values[0])?, vm.repr_text(it.values[1])?);
    let text = if step == "1" { format!("count({value})") } else { format!("count({value}, {step})") };
    Ok(vm.str(&text))
}));

iterator!(CYCLE "cycle" "iterable, /", |vm, args| Ok(of(&[vm.iter(args[0])?])), |vm, this| {
    let it = state(vm, this, |it| (it.values.first().copied(), it.done));
    let Some((Some(iter), done)) = it else { return Ok(None) };
    if !done {
        if let Some(item) = vm.next(iter)? {
            vm.charge(0, 16)?;
            state(vm, this, |it| it.pool.push(item));
            return Ok(Some(item));
        }
        state(vm, this, |it| it.done = true);
    }
    Ok(state(vm, this, |it| {
        let at = it.numbers[0] as usize;
        let item = it.pool.get(at).copied();
        it.numbers[0] = if at + 1 >= it.pool.len() { 0 } else { at as i64 + 1 };
        item
    }).flatten())
});

iterator!(DROPWHILE "dropwhile" "predicate, iterable, /", |vm, args| Ok(of(&[args[0], vm.iter(args[1])?])), |vm, this| {
    let it = snapshot(vm, this);
    let [predicate, iter] = it.values[..] else { return Ok(None) };
    loop {
        let Some(item) = vm.next(iter)? else { return Ok(None) };
        if it.started {
            return Ok(Some(item));
        }
        let result = vm.call_sync(predicate, &[item])?;
        if !vm.truth(result)? {
            state(vm, this, |it| it.started = true);
            return Ok(Some(item));
        }
    }
});

iterator!(TAKEWHILE "takewhile" "predicate, iterable, /", |vm, args| Ok(of(&[args[0], vm.iter(args[1])?])), |vm, this| {
    let it = snapshot(vm, this);
    let [predicate, iter] = it.values[..] else { return Ok(None) };
    if it.done {
        return Ok(None);
    }
    let Some(item) = vm.next(iter)? else { return Ok(None) };
    let result = vm.call_sync(predicate, &[item])?;
    if vm.truth(result)? {
        return Ok(Some(item));
    }
    state(vm, this, |it| it.done = true);
    Ok(None)
});

iterator!(FILTERFALSE "filterfalse" "function, iterable, /", |vm, args| Ok(of(&[args[0], vm.iter(args[1])?])), |vm, this| {
    let it = snapshot(vm, this);
    let [function, iter] = it.values[..] else { return Ok(None) };
    loop {
        let Some(item) = vm.next(iter)? else { return Ok(None) };
        let result = if function.is_none() { item } else { vm.call_sync(function, &[item])? };
        if !vm.truth(result)? {
            return Ok(Some(item));
        }
    }
});

iterator!(STARMAP "starmap" "function, iterable, /", |vm, args| Ok(of(&[args[0], vm.iter(args[1])?])), |vm, this| {
    let it = snapshot(vm, this);
    let [function, iter] = it.values[..] else { return Ok(None) };
    let Some(item) = vm.next(iter)? else { return Ok(None) };
    let args = vm.collect_items(item)?;
    vm.call_sync(function, &args).map(Some)
});

iterator!(PAIRWISE "pairwise" "iterable, /", |vm, args| Ok(of(&[vm.iter(args[0])?, Value::Unbound])), |vm, this| {
    let it = snapshot(vm, this);
    let [iter, mut old] = it.values[..] else { return Ok(None) };
    if old.is_unbound() {
        let Some(item) = vm.next(iter)? else { return Ok(None) };
        old = item;
    }
    let Some(new) = vm.next(iter)? else { return Ok(None) };
    state(vm, this, |it| it.values[1] = new);
    Ok(Some(vm.tuple(&[old, new])))
});

iterator!(BATCHED "batched" "iterable, n, *, strict=False", |vm, args| {
    let n = vm.to_word(args[1])?;
    if n < 1 {
        return Err(vm.value_error("n must be at least one"));
    }
    let strict = vm.truth(args[2])?;
    Ok(State { values: vec![vm.iter(args[0])?], numbers: [n, i64::from(strict), 0, 0], ..State::default() })
}, |vm, this| {
    let it = snapshot(vm, this);
    let mut items = Vec::new();
    while (items.len() as i64) < it.numbers[0]
        && let Some(item) = vm.next(it.values[0])?
    {
        if items.len().is_multiple_of(4096) {
            let capacity = items.len().saturating_mul(size_of::<Value>());
            vm.charge(4096, capacity + 4096 * size_of::<Value>())?;
        }
        items.push(item);
    }
    if items.is_empty() {
        return Ok(None);
    }
    if it.numbers[1] == 1 && (items.len() as i64) < it.numbers[0] {
        return Err(vm.value_error("batched(): incomplete batch"));
    }
    Ok(Some(vm.tuple(&items)))
});

iterator!(REPEAT "repeat" "object, times=?", |vm, args| {
    let times = if args[1].is_unbound() { -1 } else { vm.to_word(args[1])?.max(0) };
    Ok(State { values: vec![args[0]], numbers: [times, 0, 0, 0], ..State::default() })
}, |vm, this| {
    Ok(state(vm, this, |it| match it.numbers[0] {
        0 => None,
        left => {
            if left > 0 {
                it.numbers[0] -= 1;
            }
            it.values.first().copied()
        }
    }).flatten())
}, Def::method("__length_hint__", 0, 0, |vm, args| {
    match state(vm, args[0], |it| it.numbers[0]) {
        Some(left) if left >= 0 => Ok(Value::Int(left)),
        _ => Err(vm.type_error("len() of unsized object")),
    }
}), Def::method("__repr__", 0, 0, |vm, args| {
    let it = snapshot(vm, args[0]);
    let value = vm.repr_text(it.values[0])?;
    let text = if it.numbers[0] < 0 { format!("repeat({value})") } else { format!("repeat({value}, {})", it.numbers[0]) };
    Ok(vm.str(&text))
}));

iterator!(ISLICE "islice" "iterable, a, b=?, c=?, /", |vm, args| {
    let message = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let word = |vm: &mut Vm, value: Value, message: &str| -> Result<Option<i64>, Raised> {
        if value.is_none() || value.is_unbound() {
            return Ok(None);
        }
        match vm.to_index(value) {
            Ok(it) => match it.to_i64().filter(|it| *it >= 0) {
                Some(it) => Ok(Some(it)),
                None => Err(vm.value_error(message)),
            },
            Err(raised) => {
                vm.catch(raised, Class::TypeError)?;
                Err(vm.value_error(message))
            }
        }
    };
    let (start, stop, step) = if args[2].is_unbound() {
        (0, word(vm, args[1], message)?, 1)
    } else {
        let text = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
        let start = word(vm, args[1], text)?.unwrap_or(0);
        let stop = word(vm, args[2], message)?;
        let step = word(vm, args[3], "Step for islice() must be a positive integer or None.")?.unwrap_or(1);
        if step < 1 {
            return Err(vm.value_error("Step for islice() must be a positive integer or None."));
        }
        (start, stop, step)
    };
    // Next index wanted, where to stop, step, items taken.
    Ok(State { values: vec![vm.iter(args[0])?], numbers: [start, stop.unwrap_or(-1), step, 0], ..State::default() })
}, |vm, this| {
    let it = snapshot(vm, this);
    let [next, stop, step, mut taken] = it.numbers;
    let iter = it.values[0];
    if it.done {
        return Ok(None);
    }
    let wanted = if stop >= 0 { next.min(stop) } else { next };
    while taken < wanted {
        if vm.next(iter)?.is_none() {
            state(vm, this, |it| it.done = true);
            return Ok(None);
        }
        vm.charge(1, 0)?;
        taken += 1;
    }
    if stop >= 0 && next >= stop {
        state(vm, this, |it| (it.done, it.numbers[3]) = (true, taken));
        return Ok(None);
    }
    let item = vm.next(iter)?;
    state(vm, this, |it| {
        it.done = item.is_none();
        it.numbers = [next.saturating_add(step), stop, step, taken + 1];
    });
    Ok(item)
});

iterator!(ZIP_LONGEST "zip_longest" "*iterables, fillvalue=None", |vm, args| {
    let mut values = vec![args[1]];
    for it in vm.items(args[0]) {
        values.push(vm.iter(it)?);
    }
    Ok(State { indices: vec![1; values.len()], values, ..State::default() })
}, |vm, this| {
    let it = snapshot(vm, this);
    let fill = it.values[0];
    let mut items = Vec::new();
    let mut alive = false;
    for (at, &iter) in it.values.iter().enumerate().skip(1) {
        let mut item = None;
        if it.indices[at] == 1 {
            item = vm.next(iter)?;
            if item.is_none() {
                state(vm, this, |it| it.indices[at] = 0);
            }
        }
        alive |= item.is_some();
        items.push(item.unwrap_or(fill));
    }
    Ok(alive.then(|| vm.tuple(&items)))
});

// `product`: values are, for each place of the result, where its items begin in the pool, and how many there are.
iterator!(PRODUCT "product" "*iterables, repeat=1", |vm, args| {
    let repeat = vm.to_word(args[1])?;
    let Ok(repeat) = usize::try_from(repeat) else { return Err(vm.value_error("repeat argument cannot be negative")) };
    let (mut pool, mut places) = (Vec::new(), Vec::new());
    for it in vm.items(args[0]) {
        let items = vm.collect_items(it)?;
        places.extend([Value::Int(pool.len() as i64), Value::Int(items.len() as i64)]);
        pool.extend(items);
    }
    vm.charge(0, places.len().saturating_mul(repeat).saturating_mul(16))?;
    let values = places.repeat(repeat);
    Ok(State { indices: vec![0; values.len() / 2], pool, values, ..State::default() })
}, |vm, this| {
    let items = state(vm, this, |it| {
        let (places, _) = it.values.as_chunks::<2>();
        if it.done || places.iter().any(|place| matches!(place, [_, Value::Int(0)])) {
            return None;
        }
        let mut items = Vec::with_capacity(places.len());
        for (place, &at) in places.iter().zip(&it.indices) {
            let [Value::Int(start), _] = *place else { continue };
            items.extend(it.pool.get(start as usize + at));
        }
        it.done = true;
        for (place, at) in places.iter().zip(&mut it.indices).rev() {
            *at += 1;
            if matches!(place, &[_, Value::Int(len)] if (*at as i64) < len) {
                it.done = false;
                break;
            }
            *at = 0;
        }
        Some(items)
    });
    Ok(items.flatten().map(|it| vm.tuple(&it)))
});

fn pick(vm: &mut Vm, args: &[Value]) -> Result<(Vec<Value>, usize), Raised> {
    let pool = vm.collect_items(args[0])?;
    let r = if args[1].is_none() { pool.len() as i64 } else { vm.to_word(args[1])? };
    match usize::try_from(r) {
        Ok(r) => Ok((pool, r)),
        Err(_) => Err(vm.value_error("r must be non-negative")),
    }
}

iterator!(COMBINATIONS "combinations" "iterable, r", |vm, args| {
    let (pool, r) = pick(vm, args)?;
    Ok(State { done: r > pool.len(), indices: if r > pool.len() { Vec::new() } else { (0..r).collect() }, pool, ..State::default() })
}, |vm, this| {
    let it = snapshot(vm, this);
    if it.done {
        return Ok(None);
    }
    let items: Vec<Value> = it.indices.iter().map(|&at| it.pool[at]).collect();
    let (n, mut indices) = (it.pool.len(), it.indices);
    let r = indices.len();
    let movable = (0..r).rev().find(|&at| indices[at] != at + n - r);
    if let Some(at) = movable {
        indices[at] += 1;
        for next in at + 1..r {
            indices[next] = indices[next - 1] + 1;
        }
    }
    state(vm, this, |it| (it.indices, it.done) = (indices, movable.is_none()));
    Ok(Some(vm.tuple(&items)))
});

iterator!(WITH_REPLACEMENT "combinations_with_replacement" "iterable, r", |vm, args| {
    let (pool, r) = pick(vm, args)?;
    vm.charge(0, r.saturating_mul(8))?;
    Ok(State { done: pool.is_empty() && r > 0, indices: vec![0; r], pool, ..State::default() })
}, |vm, this| {
    let it = snapshot(vm, this);
    if it.done {
        return Ok(None);
    }
    let items: Vec<Value> = it.indices.iter().map(|&at| it.pool[at]).collect();
    let (n, mut indices) = (it.pool.len(), it.indices);
    let movable = (0..indices.len()).rev().find(|&at| indices[at] + 1 != n);
    if let Some(at) = movable {
        let value = indices[at] + 1;
        indices[at..].fill(value);
    }
    state(vm, this, |it| (it.indices, it.done) = (indices, movable.is_none()));
    Ok(Some(vm.tuple(&items)))
});

iterator!(PERMUTATIONS "permutations" "iterable, r=None", |vm, args| {
    let (pool, r) = pick(vm, args)?;
    let n = pool.len();
    let mut indices: Vec<usize> = (0..n).collect();
    // The cycles follow the indices.
    indices.extend((0..r.min(n)).map(|it| n - it));
    Ok(State { done: r > n, indices, numbers: [r as i64, 0, 0, 0], pool, ..State::default() })
}, |vm, this| {
    let it = snapshot(vm, this);
    if it.done {
        return Ok(None);
    }
    let (n, r) = (it.pool.len(), it.numbers[0] as usize);
    let items: Vec<Value> = it.indices[..r].iter().map(|&at| it.pool[at]).collect();
    let mut all = it.indices;
    let (indices, cycles) = all.split_at_mut(n);
    let mut done = true;
    for at in (0..r).rev() {
        cycles[at] -= 1;
        if cycles[at] == 0 {
            indices[at..].rotate_left(1);
            cycles[at] = n - at;
        } else {
            indices.swap(at, n - cycles[at]);
            done = false;
            break;
        }
    }
    state(vm, this, |it| (it.indices, it.done) = (all, done));
    Ok(Some(vm.tuple(&items)))
});

// `groupby`: values are the iterator, the key function, the target key, the current key, the current item.
iterator!(GROUPBY "groupby" "iterable, key=None", |vm, args| {
    Ok(of(&[vm.iter(args[0])?, args[1], Value::Unbound, Value::Unbound, Value::Unbound]))
}, |vm, this| {
    loop {
        let it = snapshot(vm, this);
        let [iter, function, target, key, _] = it.values[..] else { return Ok(None) };
        if !key.is_unbound() && (target.is_unbound() || !vm.equal_keys(target, key)?) {
            break;
        }
        if !group_step(vm, this, iter, function)? {
            return Ok(None);
        }
    }
    let it = snapshot(vm, this);
    let key = it.values[3];
    let group = it.numbers[0] + 1;
    state(vm, this, |it| (it.values[2], it.numbers[0]) = (key, group));
    let class = vm.class(&GROUPER);
    let grouper = vm.new_object(class, State { values: vec![this, key], numbers: [group, 0, 0, 0], ..State::default() });
    Ok(Some(vm.tuple(&[key, grouper])))
});

fn group_step(vm: &mut Vm, this: Value, iter: Value, function: Value) -> Result<bool, Raised> {
    let Some(item) = vm.next(iter)? else { return Ok(false) };
    let key = if function.is_none() { item } else { vm.call_sync(function, &[item])? };
    state(vm, this, |it| (it.values[3], it.values[4]) = (key, item));
    Ok(true)
}

iterator!(GROUPER "_grouper" "parent, key, /", |_, args| Ok(of(args)), |vm, this| {
    let own = snapshot(vm, this);
    let [parent, target] = own.values[..] else { return Ok(None) };
    let it = snapshot(vm, parent);
    if it.numbers[0] != own.numbers[0] {
        return Ok(None);
    }
    let [iter, function, _, _, item] = it.values[..] else { return Ok(None) };
    if item.is_unbound() && !group_step(vm, parent, iter, function)? {
        return Ok(None);
    }
    let it = snapshot(vm, parent);
    let (key, item) = (it.values[3], it.values[4]);
    if !vm.equal_keys(target, key)? {
        return Ok(None);
    }
    state(vm, parent, |it| it.values[4] = Value::Unbound);
    Ok(Some(item))
});

/// One of several iterators over the same items: where in the chain of items it is.
#[derive(Clone, Copy, Debug)]
struct Tee {
    link: Value,
}

impl NativeData for Tee {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.link);
    }
}

/// An item that several iterators share, and the next one once it was asked for.
#[derive(Clone, Copy, Debug)]
struct Link {
    iter: Value,
    item: Value,
    next: Value,
}

impl NativeData for Link {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.iter, self.item, self.next]);
    }
}

static LINK: TypeDef = TypeDef { module: "itertools", ..TypeDef::new("_tee_dataobject") };

static TEE: TypeDef = TypeDef {
    module: "itertools",
    methods: &[
        ITER,
        Def::method("__next__", 0, 0, |vm, args| {
            let Some(Tee { link }) = tee_of(vm, args[0]) else { return Ok(Value::None) };
            let Value::Object(id) = link else { return Ok(Value::None) };
            let Some(&it) = vm.heap.objects[id].get::<Link>() else { return Ok(Value::None) };
            let (item, next) = if it.item.is_unbound() {
                let Some(item) = vm.next(it.iter)? else { return Err(vm.stop_iteration(Value::None)) };
                let next = vm.new_link(it.iter);
                if let Some(it) = vm.heap.objects[id].get_mut::<Link>() {
                    (it.item, it.next) = (item, next);
                }
                (item, next)
            } else {
                (it.item, it.next)
            };
            if let Value::Object(id) = args[0]
                && let Some(it) = vm.heap.objects[id].get_mut::<Tee>()
            {
                it.link = next;
            }
            Ok(item)
        }),
        Def::method("__copy__", 0, 0, |vm, args| {
            let Some(tee) = tee_of(vm, args[0]) else { return Ok(Value::None) };
            let class = vm.class(&TEE);
            Ok(vm.new_object(class, tee))
        }),
    ],
    ..TypeDef::new("_tee")
};

fn tee_of(vm: &Vm, value: Value) -> Option<Tee> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Tee>().copied(),
        _ => None,
    }
}

impl Vm {
    fn new_link(&mut self, iter: Value) -> Value {
        let class = self.class(&LINK);
        self.new_object(class, Link { iter, item: Value::Unbound, next: Value::Unbound })
    }
}
