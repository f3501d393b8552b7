//! The builtin functions.

use crate::builtin::prelude::*;
use crate::inst::{BinaryOp, CompareOp};
use crate::machine::feed::{Sink, Sum};
use crate::object::{Iter, Native};
use crate::text::View;

pub(crate) static FUNCTIONS: &[Def] = &[
    Def::function_any("__build_class__", build_class),
    Def::function_of("__import__", "name, globals=None, locals=None, fromlist=?, level=0", |vm, args| {
        let from = if args[3].is_unbound() { Value::None } else { args[3] };
        let level = vm.to_word(args[4])?;
        if level < 0 {
            return Err(vm.value_error("level must be >= 0"));
        }
        let Value::Str(name) = vm.native(args[0]) else {
            return Err({
                let class = vm.class_name(args[0]);
                let message = format!("__import__() argument 1 must be str, not {class}");
                vm.type_error(if vm.minor() >= 11 { "module name must be a string".to_owned() } else { message })
            });
        };
        if level < 0 {
            return Err(vm.value_error("level must be >= 0"));
        }
        let name = vm.intern_id(name);
        vm.import(name, args[1], from, level)
    }),
    Def::function("abs", 1, 1, |vm, args| {
        vm.special(args[0], vm.names.abs, &[], |class| format!("bad operand type for abs(): '{class}'"))
    }),
    Def::function("aiter", 1, 1, |vm, args| vm.get_async_iter_named(args[0])).since(10),
    Def::function("anext", 1, 2, |vm, args| vm.anext(args[0], args.get(1).copied())).since(10),
    Def::function("all", 1, 1, |vm, args| any(vm, args[0], false)),
    Def::function("any", 1, 1, |vm, args| any(vm, args[0], true)),
    Def::function("ascii", 1, 1, |vm, args| vm.ascii(args[0])),
    Def::function("bin", 1, 1, |vm, args| radix(vm, args[0], 2, "0b")),
    Def::function("oct", 1, 1, |vm, args| radix(vm, args[0], 8, "0o")),
    Def::function("hex", 1, 1, |vm, args| radix(vm, args[0], 16, "0x")),
    Def::function_any("breakpoint", |vm, args, names| {
        let hook = vm.sys_attr("breakpointhook").unwrap_or(Value::None);
        vm.call_sync_named(hook, args, names)
    }),
    Def::function("callable", 1, 1, |vm, args| Ok(Value::bool(vm.is_callable(args[0])))),
    Def::function("chr", 1, 1, |vm, args| {
        if vm.minor() < 10 && vm.as_int(args[0]).is_none() && vm.lookup(vm.class_of(args[0]), vm.names.index).is_none() {
            let class = vm.class_name(args[0]);
            return Err(vm.type_error(format!("an integer is required (got type {class})")));
        }
        let it = vm.to_index(args[0])?;
        match it.to_i64() {
            Some(point @ 0..=0x10_FFFF) => Ok(vm.char(point as u32)),
            Some(_) => Err(vm.value_error("chr() arg not in range(0x110000)")),
            None if vm.minor() >= 13 => Err(vm.value_error("chr() arg not in range(0x110000)")),
            None => Err(vm.error(Class::OverflowError, "Python int too large to convert to C int")),
        }
    }),
    Def::function("ord", 1, 1, |vm, args| {
        let len = match vm.native(args[0]) {
            Value::Str(id) => {
                let view = vm.heap.strs[id].view();
                if let (1, Some(point)) = (view.len(), view.get(0)) {
                    return Ok(Value::Int(i64::from(point)));
                }
                view.len()
            }
            native => match vm.byte_view(native) {
                Some(&[byte]) => return Ok(Value::Int(i64::from(byte))),
                Some(bytes) => bytes.len(),
                None => {
                    let class = vm.class_name(args[0]);
                    return Err(vm.type_error(format!("ord() expected string of length 1, but {class} found")));
                }
            },
        };
        Err(vm.type_error(format!("ord() expected a character, but string of length {len} found")))
    }),
    Def::function_of(
        "compile",
        "source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1",
        |vm, args| {
            if let Value::Code(_) = args[0] {
                return Ok(args[0]);
            }
            let (filename, mode) = (vm.display(args[1])?, vm.display(args[2])?);
            vm.compile_source(args[0], &filename, &mode)
        },
    ),
    Def::function("eval", 1, 3, |vm, args| vm.execute(args[0], args.get(1).copied(), args.get(2).copied(), "eval")).until(13),
    Def::function_of("eval", "source, /, globals=None, locals=None", |vm, args| {
        vm.execute(args[0], Some(args[1]), Some(args[2]), "eval")
    })
    .since(13),
    Def::function("exec", 1, 3, |vm, args| vm.execute(args[0], args.get(1).copied(), args.get(2).copied(), "exec")).until(11),
    Def::function_of("exec", "source, globals=None, locals=None, /, *, closure=None", |vm, args| {
        vm.execute(args[0], Some(args[1]), Some(args[2]), "exec")
    })
    .since(11)
    .until(13),
    Def::function_of("exec", "source, /, globals=None, locals=None, *, closure=None", |vm, args| {
        vm.execute(args[0], Some(args[1]), Some(args[2]), "exec")
    })
    .since(13),
    Def::function("delattr", 2, 2, |vm, args| {
        let name = attr_name(vm, args[1], "delattr")?;
        vm.delete_attr(args[0], name).map(|()| Value::None)
    }),
    Def::function("dir", 0, 1, |vm, args| match args.first() {
        Some(&object) => vm.dir(object),
        None => {
            let locals = vm.locals()?;
            let mut keys = vm.collect_items(locals)?;
            keys = vm.sort(&keys, Value::None, false)?;
            Ok(Value::List(vm.add(List { items: keys })))
        }
    }),
    Def::function("divmod", 2, 2, |vm, args| vm.divmod(args[0], args[1])),
    Def::function("format", 1, 2, |vm, args| {
        let spec = args.get(1).copied().unwrap_or(Value::Str(vm.empty_str));
        if !matches!(vm.native(spec), Value::Str(_)) {
            let class = vm.class_name(spec);
            return Err(vm.type_error(format!("format() argument 2 must be str, not {class}")));
        }
        vm.format(args[0], spec)
    }),
    Def::function("getattr", 2, 3, |vm, args| {
        let name = attr_name(vm, args[1], "getattr")?;
        match args.get(2) {
            None => vm.get_attr(args[0], name),
            Some(&default) => Ok(vm.find_attr(args[0], name)?.unwrap_or(default)),
        }
    }),
    Def::function("hasattr", 2, 2, |vm, args| {
        let name = attr_name(vm, args[1], "hasattr")?;
        Ok(Value::bool(vm.find_attr(args[0], name)?.is_some()))
    }),
    Def::function("setattr", 3, 3, |vm, args| {
        let name = attr_name(vm, args[1], "setattr")?;
        vm.set_attr(args[0], name, args[2]).map(|()| Value::None)
    }),
    Def::function("globals", 0, 0, |vm, _| Ok(vm.globals().map_or(Value::None, Value::Dict))),
    Def::function("locals", 0, 0, |vm, _| vm.locals()),
    Def::function("hash", 1, 1, |vm, args| vm.hash(args[0]).map(Value::Int)),
    Def::function("id", 1, 1, |vm, args| Ok(Value::Int(vm.id(args[0]) as i64))),
    crate::native::io::OPEN,
    Def::function("input", 0, 1, |vm, args| vm.input(args.first().copied())),
    Def::function("isinstance", 2, 2, |vm, args| vm.check_instance(args[0], args[1]).map(Value::bool)),
    Def::function("issubclass", 2, 2, |vm, args| vm.check_subclass(args[0], args[1]).map(Value::bool)),
    Def::function("iter", 1, 2, |vm, args| match args.get(1) {
        None => vm.iter(args[0]),
        Some(&sentinel) => {
            if !vm.is_callable(args[0]) {
                let message = match vm.minor() {
                    12 => "iter(object, sentinel): object must be callable",
                    _ => "iter(v, w): v must be callable",
                };
                return Err(vm.type_error(message));
            }
            Ok(Value::Iter(vm.add(Iter::Call { callee: args[0], sentinel })))
        }
    }),
    Def::function("len", 1, 1, |vm, args| vm.len(args[0]).map(|it| Value::Int(it as i64))),
    Def::function_any("max", |vm, args, names| extreme(vm, args, names, "max", CompareOp::Gt)),
    Def::function_any("min", |vm, args, names| extreme(vm, args, names, "min", CompareOp::Lt)),
    Def::function("next", 1, 2, |vm, args| {
        if let Value::Generator(id) = args[0]
            && vm.heap.generators[id].kind == crate::object::GeneratorKind::Generator
        {
            return match vm.generator_next(id, Value::None)? {
                Ok(value) => Ok(value),
                Err(returned) => match args.get(1) {
                    Some(&default) => Ok(default),
                    None => Err(vm.stop_iteration(returned)),
                },
            };
        }
        let Some(&default) = args.get(1) else { return vm.next_or_raise(args[0]) };
        Ok(vm.next(args[0])?.unwrap_or(default))
    }),
    Def::function_of("pow", "base, exp, mod=None", |vm, args| vm.pow(args[0], args[1], args[2])),
    Def::function_of("print", "*args, sep=None, end=None, file=None, flush=False", print),
    Def::function("repr", 1, 1, |vm, args| vm.repr(args[0])),
    Def::function_of("round", "number, ndigits=None", |vm, args| {
        let digits = [args[1]];
        let digits = if args[1].is_none() { &[][..] } else { &digits };
        vm.special(args[0], vm.names.round, digits, |class| format!("type {class} doesn't define __round__ method"))
    }),
    Def::function_any("sorted", |vm, args, names| {
        let (positional, keywords) = args.split_at(args.len() - names.len());
        let [iterable] = *positional else {
            let message = if positional.is_empty() {
                "sorted expected 1 argument, got 0".to_owned()
            } else {
                format!("sorted expected 1 argument, got {}", positional.len())
            };
            return Err(vm.type_error(message));
        };
        let (mut key, mut reverse) = (Value::None, false);
        for (&name, &value) in names.iter().zip(keywords) {
            match vm.lossy(name).as_str() {
                "key" => key = value,
                "reverse" => reverse = vm.to_flag(value)?,
                text => {
                    let message = if vm.minor() >= 13 {
                        format!("sort() got an unexpected keyword argument '{text}'")
                    } else {
                        format!("'{text}' is an invalid keyword argument for sort()")
                    };
                    return Err(vm.type_error(message));
                }
            }
        }
        let items = vm.collect_items(iterable)?;
        let list = vm.add(List { items });
        vm.sort_list(list, key, reverse)?;
        Ok(Value::List(list))
    }),
    Def::function_of("sum", "iterable, /, start=0", sum),
    Def::function("vars", 0, 1, |vm, args| match args.first() {
        None => vm.locals(),
        Some(&object) => {
            let name = vm.names.dict;
            match vm.find_attr(object, name)? {
                Some(dict) => Ok(dict),
                None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
            }
        }
    }),
];

fn attr_name(vm: &mut Vm, value: Value, function: &str) -> Result<Id<Str>, Raised> {
    match vm.native(value) {
        Value::Str(id) => Ok(vm.intern_id(id)),
        _ => {
            let class = vm.class_name(value);
            let message = if vm.minor() >= 11 || matches!(function, "setattr" | "delattr") {
                format!("attribute name must be string, not '{class}'")
            } else {
                format!("{function}(): attribute name must be string")
            };
            Err(vm.type_error(message))
        }
    }
}

fn any(vm: &mut Vm, iterable: Value, wanted: bool) -> Outcome {
    let iter = vm.iter(iterable)?;
    let mark = vm.heap.fresh.len();
    while let Some(item) = vm.next_beyond(iter, &mut Sink::Until(wanted))? {
        vm.charge(1, 0)?;
        let truth = match crate::machine::operators::quick_truth(item) {
            Some(truth) => truth,
            None => vm.truth(item)?,
        };
        if truth == wanted {
            return Ok(Value::bool(wanted));
        }
        vm.heap.fresh.truncate(mark);
    }
    Ok(Value::bool(!wanted))
}

fn radix(vm: &mut Vm, value: Value, base: u32, prefix: &str) -> Outcome {
    let it = vm.to_index(value)?;
    let sign = if it.is_negative() { "-" } else { "" };
    let text = match it.to_i64().map(i64::unsigned_abs) {
        Some(small) if base == 2 => format!("{sign}{prefix}{small:b}"),
        Some(small) if base == 16 => format!("{sign}{prefix}{small:x}"),
        Some(small) => format!("{sign}{prefix}{small:o}"),
        None => format!("{sign}{prefix}{}", it.abs().to_radix(base)),
    };
    Ok(vm.str(&text))
}

fn extreme(vm: &mut Vm, args: &[Value], names: &[Id<Str>], name: &str, op: CompareOp) -> Outcome {
    let (positional, keywords) = args.split_at(args.len() - names.len());
    let (mut key, mut default) = (Value::None, Value::Unbound);
    for (&keyword, &value) in names.iter().zip(keywords) {
        let view = vm.heap.strs[keyword].view();
        match view {
            View::Latin(b"key") => key = value,
            View::Latin(b"default") => default = value,
            _ => {
                let text = view.to_string();
                let message = if vm.minor() >= 13 {
                    format!("{name}() got an unexpected keyword argument '{text}'")
                } else {
                    format!("'{text}' is an invalid keyword argument for {name}()")
                };
                return Err(vm.type_error(message));
            }
        }
    }
    let items = match *positional {
        [] => {
            let range = if vm.minor() >= 9 { "at least " } else { "" };
            return Err(vm.type_error(format!("{name} expected {range}1 argument, got 0")));
        }
        [iterable] => vm.iter(iterable)?,
        [a, b]
            if names.is_empty()
                && let Some(better) = crate::machine::operators::quick_compare(op, b, a) =>
        {
            return Ok(if better { b } else { a });
        }
        _ if !default.is_unbound() => {
            return Err(vm.type_error(format!("Cannot specify a default for {name}() with multiple positional arguments")));
        }
        _ => {
            let tuple = vm.tuple(positional);
            vm.iter(tuple)?
        }
    };
    let mark = vm.heap.fresh.len();
    let mut best: Option<(Value, Value)> = None;
    while let Some(item) = vm.next(items)? {
        vm.charge(1, 0)?;
        let rank = if key.is_none() { item } else { vm.call_sync(key, &[item])? };
        let better = match best {
            None => true,
            Some((_, old)) => match crate::machine::operators::quick_compare(op, rank, old) {
                Some(better) => better,
                None => {
                    let result = vm.compare_sync(op, rank, old)?;
                    vm.truth(result)?
                }
            },
        };
        if better {
            best = Some((item, rank));
        }
        vm.heap.fresh.truncate(mark);
        if let Some((item, rank)) = best
            && !(key.is_none() && matches!(rank, Value::Int(_) | Value::Float(_)))
        {
            vm.keep(item);
            vm.keep(rank);
        }
    }
    match best {
        Some((item, _)) => Ok(item),
        None if !default.is_unbound() => Ok(default),
        None => {
            let what = if vm.minor() >= 12 { "iterable argument is empty" } else { "arg is an empty sequence" };
            Err(vm.value_error(format!("{name}() {what}")))
        }
    }
}

fn print(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[items, sep, end, file, flush] = args else { return Ok(Value::None) };
    let mut part = |value: Value, name: &str, default: &str| match vm.native(value) {
        Value::None => Ok(default.to_owned()),
        Value::Str(_) => Ok(String::new()),
        _ => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("{name} must be None or a string, not {class}")))
        }
    };
    let (default_sep, default_end) = (part(sep, "sep", " ")?, part(end, "end", "\n")?);
    let file = match file {
        Value::None => match vm.sys_attr("stdout") {
            None => return Err(vm.error(Class::RuntimeError, "lost sys.stdout")),
            Some(Value::None) => return Ok(Value::None),
            Some(file) => file,
        },
        _ => file,
    };
    // One piece of text for the standard stream, as nobody sees the pieces.
    let mut out = crate::text::Builder::default();
    let plain = vm.is_plain_stdout(file);
    let write = vm.intern("write");
    for (number, item) in vm.items(items).into_iter().enumerate() {
        if number > 0 {
            if sep.is_none() {
                out.push_str(&default_sep);
            } else {
                let text = vm.to_str(sep)?;
                out.push_view(vm.view(text));
            }
            if !plain {
                flush_piece(vm, file, write, &mut out)?;
            }
        }
        let text = vm.to_str(item)?;
        out.push_view(vm.view(text));
        if !plain {
            flush_piece(vm, file, write, &mut out)?;
        }
    }
    if end.is_none() {
        out.push_str(&default_end);
    } else {
        let text = vm.to_str(end)?;
        out.push_view(vm.view(text));
    }
    flush_piece(vm, file, write, &mut out)?;
    if vm.truth(flush)? {
        let name = vm.intern("flush");
        let method = vm.get_attr(file, name)?;
        vm.call_sync(method, &[])?;
    }
    Ok(Value::None)
}

fn flush_piece(vm: &mut Vm, file: Value, write: Id<Str>, out: &mut crate::text::Builder) -> Result<(), Raised> {
    let text = core::mem::take(out);
    let empty = text.len() == 0;
    let text = vm.text(text.finish());
    if vm.is_plain_stdout(file) {
        return if empty { Ok(()) } else { vm.write_stream(file, text) };
    }
    let method = vm.get_attr(file, write)?;
    vm.call_sync(method, &[text])?;
    Ok(())
}

fn sum(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[iterable, start] = args else { return Ok(Value::None) };
    match vm.native(start) {
        Value::Str(_) => return Err(vm.type_error("sum() can't sum strings [use ''.join(seq) instead]")),
        Value::Bytes(_) => return Err(vm.type_error("sum() can't sum bytes [use b''.join(seq) instead]")),
        _ => {}
    }
    let iter = vm.iter(iterable)?;
    let mark = vm.heap.fresh.len();
    // From 3.12 on floats are added with compensation.
    let compensated = vm.minor() >= 12;
    let mut sum = Sum::new(start, compensated);
    loop {
        let item = if matches!(iter, Value::Generator(_)) {
            let mut sink = Sink::Sum(sum);
            let item = vm.next_beyond(iter, &mut sink)?;
            if let Sink::Sum(filled) = sink {
                sum = filled;
            }
            item
        } else {
            vm.next(iter)?
        };
        let Some(item) = item else { return Ok(sum.settle()) };
        vm.charge(1, 0)?;
        if sum.take(item) {
            vm.heap.fresh.truncate(mark);
        } else {
            let total = vm.binary_sync(BinaryOp::Add, false, sum.settle(), item)?;
            sum = Sum::new(total, compensated);
            vm.heap.fresh.truncate(mark);
            vm.keep(total);
        }
    }
}

fn build_class(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let (positional, keywords) = args.split_at(args.len() - names.len());
    let [func, name, ref given @ ..] = *positional else { return Err(vm.type_error("__build_class__: not enough arguments")) };
    let Value::Function(func) = func else { return Err(vm.type_error("__build_class__: func must be a function")) };
    let Value::Str(name) = vm.native(name) else { return Err(vm.type_error("__build_class__: name is not a string")) };
    let bases = vm.resolve_bases(given)?;
    let changed = bases.len() != given.len() || bases.iter().zip(given).any(|(a, b)| !a.is(*b));
    let mut keywords: Vec<(Id<Str>, Value)> = names.iter().copied().zip(keywords.iter().copied()).collect();
    let explicit = keywords.iter().position(|it| it.0 == vm.names.metaclass).map(|at| keywords.remove(at).1);
    let mut meta = explicit.unwrap_or_else(|| match bases.first() {
        Some(&base) => Value::Type(vm.class_of(base)),
        None => Value::Type(vm.types.type_),
    });
    if let Value::Type(metaclass) = meta {
        meta = Value::Type(vm.winner(metaclass, &bases)?);
    }
    let (keys, values): (Vec<Id<Str>>, Vec<Value>) = keywords.into_iter().unzip();
    let base_tuple = vm.tuple(&bases);
    let prepare = vm.names.prepare;
    let plain_meta = matches!(meta, Value::Type(id) if id == vm.types.type_);
    let namespace = if plain_meta {
        Value::Dict(vm.add(Dict::default()))
    } else {
        match vm.find_attr(meta, prepare)? {
            None => Value::Dict(vm.add(Dict::default())),
            Some(method) => {
                let all: Vec<Value> = [Value::Str(name), base_tuple].into_iter().chain(values.iter().copied()).collect();
                vm.call_sync_named(method, &all, &keys)?
            }
        }
    };
    let mapping = matches!(vm.native(namespace), Value::Dict(_)) || {
        let class = vm.class_of(namespace);
        vm.lookup(class, vm.names.getitem).is_some()
    };
    if !mapping {
        let (what, class) =
            (if let Value::Type(id) = meta { vm.type_name(id) } else { "<metaclass>".to_owned() }, vm.class_name(namespace));
        return Err(vm.type_error(format!("{what}.__prepare__() must return a mapping, not {class}")));
    }
    let cell = vm.run_with_locals(func, namespace)?;
    if changed {
        let key = Value::Str(vm.names.orig_bases);
        let original = vm.tuple(given);
        vm.set_item(namespace, key, original)?;
    }
    let all: Vec<Value> = [Value::Str(name), base_tuple, namespace].into_iter().chain(values).collect();
    let class = vm.call_sync_named(meta, &all, &keys)?;
    if let (Value::Cell(cell), Value::Type(_)) = (cell, class) {
        let held = vm.heap.cells[cell].value;
        let text = vm.lossy(name);
        if held.is_unbound() {
            let class = vm.repr_text(class)?;
            return Err(vm.error(
                Class::RuntimeError,
                format!("__class__ not set defining '{text}' as {class}. Was __classcell__ propagated to type.__new__?"),
            ));
        }
        if !held.is(class) {
            let (held, class) = (vm.repr_text(held)?, vm.repr_text(class)?);
            return Err(vm.type_error(format!("__class__ set to {held} defining '{text}' as {class}")));
        }
    }
    Ok(class)
}

impl Vm {
    /// Puts the builtin classes, functions and constants into the builtins.
    pub(crate) fn make_builtins(&mut self) {
        let builtins = self.builtins;
        let all: Vec<(Id<Type>, &'static TypeDef)> = self.types.all().filter(|it| it.1.public).collect();
        for (id, def) in all {
            let name = self.intern(def.name);
            self.set_entry(builtins, name, Value::Type(id));
        }
        for def in [&crate::builtin::bytes::BYTEARRAY, &crate::builtin::memory::MEMORYVIEW] {
            let (name, id) = (self.intern(def.name), self.class(def));
            self.set_entry(builtins, name, Value::Type(id));
        }
        for (place, known) in crate::machine::exceptions::CLASSES.iter().enumerate() {
            if known.since <= self.minor() {
                let (name, id) = (self.intern(known.name), self.types.exceptions[place]);
                self.set_entry(builtins, name, Value::Type(id));
            }
        }
        for name in ["EnvironmentError", "IOError"] {
            let (name, id) = (self.intern(name), self.exception_class("OSError"));
            self.set_entry(builtins, name, Value::Type(id));
        }
        self.add_functions(builtins, FUNCTIONS, Value::Unbound);
        let constants = [
            ("None", Value::None),
            ("True", Value::bool(true)),
            ("False", Value::bool(false)),
            ("Ellipsis", Value::Ellipsis),
            ("NotImplemented", Value::NotImplemented),
            ("__debug__", Value::bool(true)),
        ];
        for (name, value) in constants {
            let name = self.intern(name);
            self.set_entry(builtins, name, value);
        }
        let name = self.str("builtins");
        self.set_entry(builtins, self.names.name, name);
    }

    /// Puts the functions of a native module into its dict.
    pub(crate) fn add_functions(&mut self, dict: Id<Dict>, functions: &'static [Def], module: Value) {
        let minor = self.minor();
        for def in functions {
            if def.since <= minor && minor < def.until {
                let name = self.intern(def.name);
                let value = Value::Native(self.add(Native { def: Some(def), this: Value::Unbound, owner: module }));
                self.set_entry(dict, name, value);
            }
        }
    }

    /// Calls a special method that an object's class must have.
    pub(crate) fn special(&mut self, value: Value, name: Id<Str>, args: &[Value], missing: impl Fn(&str) -> String) -> Outcome {
        match self.lookup(self.class_of(value), name) {
            Some(method) => self.call_special_sync(method, value, args),
            None => {
                let class = self.class_name(value);
                Err(self.type_error(missing(&class)))
            }
        }
    }

    /// Whether a value can be called.
    pub(crate) fn is_callable(&mut self, value: Value) -> bool {
        matches!(value, Value::Function(_) | Value::Native(_) | Value::Method(_) | Value::Type(_))
            || self.lookup(self.class_of(value), self.names.call).is_some()
    }

    /// `dir(object)`.
    pub(crate) fn dir(&mut self, object: Value) -> Outcome {
        let method = self.lookup(self.class_of(object), self.names.dir).unwrap_or_default();
        let names = self.call_special_sync(method, object, &[])?;
        let items = self.collect_items(names)?;
        let items = self.sort(&items, Value::None, false)?;
        Ok(Value::List(self.add(List { items })))
    }

    /// `locals()`.
    pub(crate) fn locals(&mut self) -> Outcome {
        match self.frames.len().checked_sub(1) {
            Some(level) => {
                let locals = self.frames[level].locals();
                let optimized = self.running_body().is_some_and(|it| it.flags & crate::machine::frames::OPTIMIZED != 0);
                if optimized {
                    self.frame_locals(level)
                } else if locals.is_unbound() {
                    Ok(self.globals().map_or(Value::None, Value::Dict))
                } else {
                    Ok(locals)
                }
            }
            None => Ok(Value::None),
        }
    }

    /// `divmod(a, b)`.
    pub(crate) fn divmod(&mut self, a: Value, b: Value) -> Outcome {
        if let Some(value) = self.divmod_native(a, b)? {
            return Ok(value);
        }
        for (this, other, name) in [(a, b, self.names.divmod), (b, a, self.names.rdivmod)] {
            if let Some(method) = self.lookup(self.class_of(this), name) {
                let result = self.call_special_sync(method, this, &[other])?;
                if !matches!(result, Value::NotImplemented) {
                    return Ok(result);
                }
            }
        }
        let (a, b) = (self.class_name(a), self.class_name(b));
        Err(self.type_error(format!("unsupported operand type(s) for divmod(): '{a}' and '{b}'")))
    }

    /// `pow(base, exp, mod)`.
    pub(crate) fn pow(&mut self, base: Value, exp: Value, modulus: Value) -> Outcome {
        if modulus.is_none() {
            return self.binary_sync(BinaryOp::Power, false, base, exp);
        }
        if let Value::Instance(_) | Value::Object(_) = base
            && let Some(method) = self.lookup(self.class_of(base), self.names.pow)
        {
            let result = self.call_special_sync(method, base, &[exp, modulus])?;
            if !matches!(result, Value::NotImplemented) {
                return Ok(result);
            }
        }
        self.power_modulo(base, exp, modulus)
    }

    /// `next(iterator)`; what a method raises stays as it is.
    pub(crate) fn next_or_raise(&mut self, iter: Value) -> Outcome {
        if let Value::Iter(_) = iter {
            return match self.next(iter)? {
                Some(value) => Ok(value),
                None => Err(self.stop_iteration(Value::None)),
            };
        }
        let class = self.class_of(iter);
        match self.lookup(class, self.names.next) {
            Some(method) => self.call_special_sync(method, iter, &[]),
            None => {
                let class = self.type_name(class);
                Err(self.type_error(format!("'{class}' object is not an iterator")))
            }
        }
    }

    /// What `__mro_entries__` puts in the place of bases that are no classes.
    pub(crate) fn resolve_bases(&mut self, given: &[Value]) -> Result<Vec<Value>, Raised> {
        let mut bases = Vec::with_capacity(given.len());
        for &base in given {
            if let Value::Type(_) = base {
                bases.push(base);
                continue;
            }
            let name = self.names.mro_entries;
            match self.find_attr(base, name)? {
                None => bases.push(base),
                Some(method) => {
                    let all = self.tuple(given);
                    let result = self.call_sync(method, &[all])?;
                    let Value::Tuple(_) = result else { return Err(self.type_error("__mro_entries__ must return a tuple")) };
                    bases.extend(self.items(result));
                }
            }
        }
        Ok(bases)
    }

    /// `eval` and `exec` of a code object; source goes to the compiler.
    fn execute(&mut self, source: Value, globals: Option<Value>, locals: Option<Value>, name: &str) -> Outcome {
        let given = |it: Option<Value>| it.filter(|it| !it.is_none());
        let globals = match given(globals) {
            None => self.globals(),
            Some(it) => match self.native(it) {
                Value::Dict(id) => Some(id),
                _ => {
                    let class = self.class_name(it);
                    return Err(self.type_error(if name == "eval" {
                        "globals must be a dict".to_owned()
                    } else {
                        format!("exec() globals must be a dict, not {class}")
                    }));
                }
            },
        };
        let Some(globals_id) = globals else { return Err(self.error(Class::SystemError, "globals and locals cannot be NULL")) };
        let locals = match given(locals) {
            Some(it) => it,
            None if self.globals() == Some(globals_id) => self.locals()?,
            None => Value::Dict(globals_id),
        };
        let code = match source {
            Value::Code(id) => id,
            _ => {
                let mode = if name == "eval" { "eval" } else { "exec" };
                match self.compile_source(source, "<string>", mode)? {
                    Value::Code(id) => id,
                    _ => return Ok(Value::None),
                }
            }
        };
        let Some(body) = self.heap.codes[code].body.clone() else { return Ok(Value::None) };
        if !body.freevars.is_empty() {
            return Err(self.type_error(if name == "exec" && self.minor() >= 11 {
                format!("code object requires a closure of exactly length {}", body.freevars.len())
            } else {
                format!("code object passed to {name}() may not contain free variables")
            }));
        }
        let key = self.names.builtins;
        if self.heap.dicts[globals_id].get_str(&self.heap.strs, key).is_none() {
            let builtins = self.builtins_module();
            self.set_entry(globals_id, key, builtins);
        }
        let func = self.function_of(&body, code, globals_id);
        let result = self.run_with_locals(func, locals)?;
        Ok(if name == "eval" { result } else { Value::None })
    }

    /// Compiles source by the hook that there is none of yet.
    fn compile_source(&mut self, source: Value, filename: &str, mode: &str) -> Outcome {
        let text = match self.native(source) {
            Value::Str(id) => self.lossy(id),
            native => match self.byte_view(native) {
                Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                None => {
                    let what = if mode == "eval" {
                        "eval() arg 1 must be a string, bytes or code object"
                    } else {
                        "exec() arg 1 must be a string, bytes or code object"
                    };
                    return Err(self.type_error(what));
                }
            },
        };
        let version = self.version;
        let Some(mut compiler) = self.compiler.take() else {
            if let Some(bytes) = crate::machine::namedtuple::compile(&text, mode, version) {
                let file = pyc_marshal::File::parse(&bytes);
                return match file {
                    Ok(file) => self.load(file.tree.root()),
                    Err(error) => Err(self.error(Class::SystemError, error.to_string())),
                };
            }
            return Err(self.error(Class::NotImplementedError, "source code cannot be run: this machine has no compiler"));
        };
        let result = compiler.compile(&text, filename, mode, version);
        self.compiler = Some(compiler);
        match result {
            Ok(bytes) => self.load_marshal(&bytes),
            Err(message) => Err(self.error(Class::SyntaxError, message)),
        }
    }
}
