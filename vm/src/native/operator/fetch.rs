//! `itemgetter`, `attrgetter`, `methodcaller`.

use crate::builtin::prelude::*;

/// What such a function keeps.
#[derive(Clone, Debug)]
struct Fetch {
    /// Keys, names, or a method's name with its positional arguments.
    items: Vec<Value>,
    /// Keywords of a method, in turn names and values.
    keywords: Vec<(Id<Str>, Value)>,
}

impl NativeData for Fetch {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&self.items);
        for &(name, value) in &self.keywords {
            tracer.visit_all(&[Value::Str(name), value]);
        }
    }

    fn owned(&self) -> usize {
        (self.items.capacity() + self.keywords.capacity() * 2) * size_of::<Value>()
    }
}

fn fetch(vm: &Vm, this: Value) -> Fetch {
    let empty = Fetch { items: Vec::new(), keywords: Vec::new() };
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<Fetch>().cloned().unwrap_or(empty),
        _ => empty,
    }
}

fn no_keywords(vm: &mut Vm, class: &str, names: &[Id<Str>]) -> Result<(), Raised> {
    if names.is_empty() { Ok(()) } else { Err(vm.type_error(format!("{class}() takes no keyword arguments"))) }
}

fn one_argument(vm: &mut Vm, class: &str, args: &[Value], names: &[Id<Str>]) -> Outcome {
    no_keywords(vm, class, names)?;
    match args {
        [_, one] => Ok(*one),
        _ => {
            let given = args.len() - 1;
            Err(vm.type_error(format!("{class} expected 1 argument, got {given}")))
        }
    }
}

/// `operator.itemgetter(...)` and its like, as `repr` has it.
fn repr(vm: &mut Vm, this: Value, items: Vec<Value>, keywords: &[(Id<Str>, Value)]) -> Outcome {
    let class = vm.class_of(this);
    let name = vm.qualified_type_name(class);
    if vm.repr_open.contains(this) {
        return Ok(vm.str(&format!("{name}(...)")));
    }
    vm.repr_open.push(this);
    let mut parts = Vec::new();
    let mut result = Ok(());
    for (keyword, value) in items.into_iter().map(|it| (None, it)).chain(keywords.iter().map(|it| (Some(it.0), it.1))) {
        match vm.repr_text(value) {
            Ok(text) => parts.push(match keyword {
                Some(keyword) => format!("{}={text}", vm.lossy(keyword)),
                None => text,
            }),
            Err(raised) => result = Err(raised),
        }
    }
    vm.repr_open.pop();
    result?;
    Ok(vm.str(&format!("{name}({})", parts.join(", "))))
}

fn reduce(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = fetch(vm, args[0]);
    let class = Value::Type(vm.class_of(args[0]));
    let items = vm.tuple(&it.items);
    Ok(vm.tuple(&[class, items]))
}

pub(super) static ITEM_GETTER: TypeDef = TypeDef {
    module: "operator",
    doc: "itemgetter(item, ...) --> itemgetter object\n\nReturn a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    methods: &[
        Def::new_any(|vm, args, names| {
            no_keywords(vm, "itemgetter", names)?;
            if args.len() < 2 {
                return Err(vm.type_error("itemgetter expected 1 argument, got 0"));
            }
            let class = vm.class(&ITEM_GETTER);
            Ok(vm.new_object(class, Fetch { items: args[1..].to_vec(), keywords: Vec::new() }))
        }),
        Def::method_any("__call__", |vm, args, names| {
            let object = one_argument(vm, "itemgetter", args, names)?;
            let keys = fetch(vm, args[0]).items;
            if let [key] = keys[..] {
                return vm.get_item(object, key);
            }
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                found.push(vm.get_item(object, key)?);
            }
            Ok(vm.tuple(&found))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let it = fetch(vm, args[0]);
            repr(vm, args[0], it.items, &[])
        }),
        Def::method("__reduce__", 0, 0, reduce).doc("Return state information for pickling"),
    ],
    ..TypeDef::new("itemgetter")
};

pub(super) static ATTR_GETTER: TypeDef = TypeDef {
    module: "operator",
    doc: "attrgetter(attr, ...) --> attrgetter object\n\nReturn a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    methods: &[
        Def::new_any(|vm, args, names| {
            no_keywords(vm, "attrgetter", names)?;
            if args.len() < 2 {
                return Err(vm.type_error("attrgetter expected 1 argument, got 0"));
            }
            if args[1..].iter().any(|&it| !matches!(vm.native(it), Value::Str(_))) {
                return Err(vm.type_error("attribute name must be a string"));
            }
            let class = vm.class(&ATTR_GETTER);
            Ok(vm.new_object(class, Fetch { items: args[1..].to_vec(), keywords: Vec::new() }))
        }),
        Def::method_any("__call__", |vm, args, names| {
            let object = one_argument(vm, "attrgetter", args, names)?;
            let keys = fetch(vm, args[0]).items;
            if let [key] = keys[..] {
                return dotted(vm, object, key);
            }
            let mut found = Vec::with_capacity(keys.len());
            for key in keys {
                found.push(dotted(vm, object, key)?);
            }
            Ok(vm.tuple(&found))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let it = fetch(vm, args[0]);
            repr(vm, args[0], it.items, &[])
        }),
        Def::method("__reduce__", 0, 0, reduce).doc("Return state information for pickling"),
    ],
    ..TypeDef::new("attrgetter")
};

/// The attribute of an attribute of an object.
fn dotted(vm: &mut Vm, mut object: Value, name: Value) -> Outcome {
    for part in vm.plain_text(name).split('.') {
        let part = vm.intern(part);
        object = vm.get_attr(object, part)?;
    }
    Ok(object)
}

pub(super) static METHOD_CALLER: TypeDef = TypeDef {
    module: "operator",
    doc: "methodcaller(name, ...) --> methodcaller object\n\nReturn a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    methods: &[
        Def::new_any(|vm, args, names| {
            let (positional, values) = args[1..].split_at(args.len() - 1 - names.len());
            let Some(&name) = positional.first() else {
                return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
            };
            if !matches!(vm.native(name), Value::Str(_)) {
                return Err(vm.type_error("method name must be a string"));
            }
            let class = vm.class(&METHOD_CALLER);
            let keywords = names.iter().copied().zip(values.iter().copied()).collect();
            Ok(vm.new_object(class, Fetch { items: positional.to_vec(), keywords }))
        }),
        Def::method_any("__call__", |vm, args, names| {
            let object = one_argument(vm, "methodcaller", args, names)?;
            let it = fetch(vm, args[0]);
            let Some((&name, rest)) = it.items.split_first() else { return Ok(Value::None) };
            let name = vm.attribute_name(name)?;
            let method = vm.get_attr(object, name)?;
            let mut all = rest.to_vec();
            all.extend(it.keywords.iter().map(|it| it.1));
            let names: Vec<Id<Str>> = it.keywords.iter().map(|it| it.0).collect();
            vm.call_sync_named(method, &all, &names)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let it = fetch(vm, args[0]);
            repr(vm, args[0], it.items, &it.keywords)
        }),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let it = fetch(vm, args[0]);
            if it.keywords.is_empty() {
                return reduce(vm, args);
            }
            let functools = vm.import_module_named("functools")?;
            let name = vm.intern("partial");
            let partial = vm.get_attr(functools, name)?;
            let class = Value::Type(vm.class_of(args[0]));
            let mut all = vec![class];
            all.extend(it.items.first());
            all.extend(it.keywords.iter().map(|it| it.1));
            let names: Vec<Id<Str>> = it.keywords.iter().map(|it| it.0).collect();
            let made = vm.call_sync_named(partial, &all, &names)?;
            let rest = vm.tuple(it.items.get(1..).unwrap_or_default());
            Ok(vm.tuple(&[made, rest]))
        })
        .doc("Return state information for pickling"),
    ],
    ..TypeDef::new("methodcaller")
};
