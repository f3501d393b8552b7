//! `_ast`: the classes of syntax trees. Trees are made by hand only: there is no compiler.

use super::ModuleDef;
use crate::builtin::prelude::*;

/// Versions, name, base, fields, attributes (`-` if they are those of the base), parted by `|`. A name is followed by what stands there if it is not
/// given: `?` is `None`, `*` an empty list, `@` a `Load()`; the last two from 3.13 on.
const NODES: &str = include_str!("ast/nodes.txt");

pub(crate) static MODULE: ModuleDef = ModuleDef {
    fill: Some(|vm, dict| {
        let module = if vm.minor() >= 9 { "ast" } else { "_ast" };
        let module = Value::Str(vm.intern(module));
        let base = vm.class(&AST);
        vm.set_class_entry(base, "__module__", module);
        let empty = Value::Tuple(vm.empty_tuple);
        vm.set_class_entry(base, "_fields", empty);
        vm.set_class_entry(base, "_attributes", empty);
        if vm.minor() >= 10 {
            vm.set_class_entry(base, "__match_args__", empty);
        }
        vm.put(dict, "AST", Value::Type(base));
        for node in nodes(vm.minor()) {
            make(vm, dict, module, &node)?;
        }
        for (name, flag, since) in
            [("ALLOW_TOP_LEVEL_AWAIT", 8192, 8), ("ONLY_AST", 1024, 8), ("TYPE_COMMENTS", 4096, 8), ("OPTIMIZED_AST", 33_792, 13)]
        {
            if vm.minor() >= since {
                vm.put(dict, &format!("PyCF_{name}"), Value::Int(flag));
            }
        }
        Ok(())
    }),
    ..ModuleDef::new("_ast")
};

/// A class of nodes.
struct Node {
    name: &'static str,
    base: &'static str,
    fields: &'static str,
    attributes: &'static str,
}

/// Those of a version, bases first.
fn nodes(minor: u8) -> impl Iterator<Item = Node> {
    NODES.lines().filter_map(move |line| {
        let mut parts = line.split('|');
        let (since, until) = parts.next()?.split_once('-')?;
        let has = since.parse().map_or(true, |it: u8| it <= minor) && until.parse().map_or(true, |it: u8| minor <= it);
        let node = Node { name: parts.next()?, base: parts.next()?, fields: parts.next()?, attributes: parts.next()? };
        has.then_some(node)
    })
}

/// Names, and what stands for them if they are not given.
fn names(text: &'static str) -> impl Iterator<Item = (&'static str, char)> {
    text.split_whitespace().map(|it| {
        let name = it.trim_end_matches(['?', '*', '@']);
        (name, it[name.len()..].chars().next().unwrap_or(' '))
    })
}

fn make(vm: &mut Vm, dict: Id<Dict>, module: Value, node: &Node) -> Result<(), Raised> {
    let base = vm.intern(node.base);
    let Some(base) = vm.heap.dicts[dict].get_str(&vm.heap.strs, base) else { return Ok(()) };
    let namespace = vm.add(Dict::default());
    vm.put(namespace, "__module__", module);
    let mut lists = vec![("_fields", node.fields)];
    if vm.minor() >= 10 {
        lists.push(("__match_args__", node.fields));
    }
    if node.attributes != "-" {
        lists.push(("_attributes", node.attributes));
    }
    for (key, text) in lists {
        let items: Vec<Value> = names(text).map(|it| Value::Str(vm.intern(it.0))).collect();
        let items = vm.tuple(&items);
        vm.put(namespace, key, items);
        for (name, _) in names(text).filter(|it| it.1 == '?') {
            vm.put(namespace, name, Value::None);
        }
    }
    let (meta, name) = (vm.types.type_, vm.intern(node.name));
    let class = vm.new_class(meta, name, &[base], namespace, &[])?;
    vm.set_entry(dict, name, class);
    Ok(())
}

static AST: TypeDef = TypeDef {
    module: "ast",
    base: true,
    native: false,
    dict: true,
    methods: &[
        Def::method_any("__init__", init),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let class = Value::Type(vm.class_of(args[0]));
            let state = vm.dict_of(args[0]).map_or(Value::None, Value::Dict);
            let empty = Value::Tuple(vm.empty_tuple);
            Ok(vm.tuple(&[class, empty, state]))
        }),
    ],
    getset: &[GetSet::both("__dict__", crate::builtin::function::dict, crate::builtin::function::set_dict)],
    ..TypeDef::new("AST")
};

fn init(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some((&this, given)) = args.split_first() else { return Ok(Value::None) };
    let (given, keywords) = given.split_at(given.len() - names.len());
    let class = vm.class_of(this);
    let key = vm.intern("_fields");
    let fields = vm.get_attr(Value::Type(class), key)?;
    let fields = vm.collect_items(fields)?;
    let name = vm.type_name(class);
    if given.len() > fields.len() {
        let (count, s) = (fields.len(), if fields.len() == 1 { "" } else { "s" });
        return Err(vm.type_error(format!("{name} constructor takes at most {count} positional argument{s}")));
    }
    vm.charge(fields.len() as u64 * (1 + names.len() as u64) / 4, 0)?;
    let mut rest = fields[given.len()..].to_vec();
    for (&field, &value) in fields.iter().zip(given) {
        let field = vm.attribute_name(field)?;
        vm.set_attr(this, field, value)?;
    }
    for (&key, &value) in names.iter().zip(keywords) {
        let same = |it: &Value| matches!(*it, Value::Str(id) if id == key || vm.heap.strs[id].view() == vm.heap.strs[key].view());
        if fields.iter().any(same) && !rest.iter().any(same) {
            let text = vm.lossy(key);
            return Err(vm.type_error(format!("{name} got multiple values for argument '{text}'")));
        }
        let known = fields.iter().any(same);
        rest.retain(|it| !same(it));
        if !known && vm.minor() >= 13 {
            unknown(vm, class, &name, key)?;
        }
        vm.set_attr(this, key, value)?;
    }
    if vm.minor() >= 13 {
        for field in rest {
            missing(vm, this, class, &name, field)?;
        }
    }
    Ok(Value::None)
}

/// A name that is neither a field nor an attribute.
fn unknown(vm: &mut Vm, class: Id<Type>, name: &str, key: Id<Str>) -> Result<(), Raised> {
    let attributes = vm.intern("_attributes");
    let attributes = vm.get_attr(Value::Type(class), attributes)?;
    if vm.contains(attributes, Value::Str(key))? {
        return Ok(());
    }
    let key = vm.lossy(key);
    let message = format!(
        "{name}.__init__ got an unexpected keyword argument '{key}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15."
    );
    vm.warn("DeprecationWarning", &message)
}

/// A field that was not given, of 3.13.
fn missing(vm: &mut Vm, this: Value, class: Id<Type>, name: &str, field: Value) -> Result<(), Raised> {
    vm.charge(100, 0)?;
    let key = vm.attribute_name(field)?;
    let text = vm.lossy(key);
    let mut classes = vm.heap.types[class].mro.clone().into_iter().map(|it| vm.type_name(it));
    let node = classes.find_map(|it| nodes(vm.minor()).find(|node| node.name == it));
    let kind = node.and_then(|it| names(it.fields).find(|it| it.0 == text)).map_or(' ', |it| it.1);
    let value = match kind {
        '?' => return Ok(()),
        '*' => Value::List(vm.add(List::default())),
        '@' => {
            let module = vm.import_module_named("_ast")?;
            let load = vm.intern("Load");
            let load = vm.get_attr(module, load)?;
            vm.call_sync(load, &[])?
        }
        _ => {
            let message = format!(
                "{name}.__init__ missing 1 required positional argument: '{text}'. This will become an error in Python 3.15."
            );
            return vm.warn("DeprecationWarning", &message);
        }
    };
    vm.set_attr(this, key, value)
}
