//! `_abc`: abstract base classes.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("get_cache_token", 0, 0, |vm, _| Ok(Value::Int(vm.abc_token))),
        Def::function("_abc_init", 1, 1, init),
        Def::function("_abc_register", 2, 2, register),
        Def::function("_abc_instancecheck", 2, 2, instance_check),
        Def::function("_abc_subclasscheck", 2, 2, |vm, args| subclass_check(vm, args[0], args[1]).map(Value::bool)),
        Def::function("_reset_registry", 1, 1, |vm, args| {
            with(vm, args[0], |it| it.registry.clear())?;
            Ok(Value::None)
        }),
        Def::function("_reset_caches", 1, 1, |_, _| Ok(Value::None)),
        Def::function("_get_dump", 1, 1, |vm, args| {
            let registry = with(vm, args[0], |it| it.registry.clone())?;
            let set = Value::Set(vm.add(Set::default()));
            for class in registry {
                vm.set_add(set, class)?;
            }
            let (a, b) = (Value::Set(vm.add(Set::default())), Value::Set(vm.add(Set::default())));
            let token = Value::Int(vm.abc_token);
            Ok(vm.tuple(&[set, a, b, token]))
        }),
    ],
    ..ModuleDef::new("_abc")
};

/// What an abstract base class knows of others.
#[derive(Clone, Debug, Default)]
struct Data {
    /// Classes that were registered.
    registry: Vec<Value>,
    /// Classes that are known to be subclasses.
    positive: Vec<Value>,
    /// Classes that are known to be none, as long as nothing is registered anywhere.
    negative: Vec<Value>,
    negative_token: i64,
}

impl NativeData for Data {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&self.registry);
        tracer.visit_all(&self.positive);
        tracer.visit_all(&self.negative);
    }
}

static DATA: TypeDef = TypeDef { module: "_abc", ..TypeDef::new("_abc_data") };

fn with<T>(vm: &mut Vm, class: Value, work: impl FnOnce(&mut Data) -> T) -> Result<T, Raised> {
    let name = vm.intern("_abc_impl");
    let data = vm.get_attr(class, name)?;
    match data {
        Value::Object(id) if vm.heap.objects[id].get::<Data>().is_some() => {
            let it = vm.heap.objects[id].get_mut::<Data>();
            Ok(work(it.unwrap_or(&mut Data::default())))
        }
        _ => Err(vm.type_error("_abc_impl is set to a wrong type")),
    }
}

fn init(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Type(class) = args[0] else { return Err(vm.type_error("_abc_init() needs a class")) };
    let mut abstracts: Vec<Value> = Vec::new();
    let own: Vec<(Value, Value)> = match vm.heap.types[class].dict {
        Some(dict) => vm.heap.dicts[dict].iter().map(|it| (it.key, it.value)).collect(),
        None => Vec::new(),
    };
    for (key, value) in own {
        if crate::builtin::descriptor::is_abstract(vm, value)? {
            abstracts.push(key);
        }
    }
    let name = vm.names.abstractmethods;
    for base in vm.heap.types[class].bases.clone() {
        let Some(inherited) = vm.find_attr(Value::Type(base), name)? else { continue };
        for key in vm.collect_items(inherited)? {
            let Value::Str(text) = vm.native(key) else { continue };
            if let Some(value) = vm.find_attr(args[0], text)?
                && crate::builtin::descriptor::is_abstract(vm, value)?
            {
                abstracts.push(key);
            }
        }
    }
    let set = vm.add(Set::default());
    for key in abstracts {
        vm.set_add(Value::Set(set), key)?;
    }
    vm.set_attr(args[0], name, Value::FrozenSet(set))?;
    // `__abc_tpflags__` says for `match` what the class stands for (3.10).
    let flags = vm.intern("__abc_tpflags__");
    if let Some(Value::Int(bits)) = vm.class_entry(class, flags) {
        vm.heap.types[class].flags.sequence |= bits & 1 << 5 != 0;
        vm.heap.types[class].flags.mapping |= bits & 1 << 6 != 0;
        vm.set_class_attr(class, flags, Value::Unbound)?;
    }
    let data = vm.class(&DATA);
    let data = vm.new_object(data, Data::default());
    let name = vm.intern("_abc_impl");
    vm.set_attr(args[0], name, data)?;
    Ok(Value::None)
}

fn register(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (this, sub) = (args[0], args[1]);
    let Value::Type(id) = sub else { return Err(vm.type_error("Can only register classes")) };
    if vm.check_subclass(sub, this)? {
        return Ok(sub);
    }
    if vm.check_subclass(this, sub)? {
        return Err(vm.error(Class::RuntimeError, "Refusing to create an inheritance cycle"));
    }
    with(vm, this, |it| it.registry.push(sub))?;
    vm.abc_token += 1;
    if let Value::Type(base) = this {
        let (sequence, mapping) = (vm.heap.types[base].flags.sequence, vm.heap.types[base].flags.mapping);
        vm.heap.types[id].flags.sequence |= sequence;
        vm.heap.types[id].flags.mapping |= mapping;
    }
    Ok(sub)
}

fn instance_check(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (this, value) = (args[0], args[1]);
    let name = vm.names.class;
    let subclass = vm.get_attr(value, name)?;
    let class = Value::Type(vm.class_of(value));
    let known = with(vm, this, |it| it.positive.iter().any(|it| it.is(subclass)))?;
    if known {
        return Ok(Value::bool(true));
    }
    let check = vm.intern("__subclasscheck__");
    let method = vm.get_attr(this, check)?;
    let result = vm.call_sync(method, &[subclass])?;
    if vm.truth(result)? || subclass.is(class) {
        return vm.truth(result).map(Value::bool);
    }
    let result = vm.call_sync(method, &[class])?;
    vm.truth(result).map(Value::bool)
}

fn subclass_check(vm: &mut Vm, this: Value, sub: Value) -> Result<bool, Raised> {
    let Value::Type(sub_id) = sub else { return Err(vm.type_error("issubclass() arg 1 must be a class")) };
    let token = vm.abc_token;
    let (known, registry) = with(vm, this, |it| {
        if it.negative_token < token {
            it.negative.clear();
            it.negative_token = token;
        }
        let known = if it.positive.iter().any(|it| it.is(sub)) {
            Some(true)
        } else if it.negative.iter().any(|it| it.is(sub)) {
            Some(false)
        } else {
            None
        };
        (known, it.registry.clone())
    })?;
    if let Some(known) = known {
        return Ok(known);
    }
    let hook = vm.names.subclasshook;
    let hook = vm.get_attr(this, hook)?;
    let answer = match vm.call_sync(hook, &[sub])? {
        Value::Bool(it) => Some(it.get()),
        Value::NotImplemented => None,
        _ => return Err(vm.error(Class::AssertionError, "__subclasshook__ must return either False, True, or NotImplemented")),
    };
    let mut found = answer.unwrap_or(false);
    if answer.is_none() {
        found = matches!(this, Value::Type(id) if vm.heap.types[sub_id].mro.contains(&id));
        for class in registry {
            found = found || vm.check_subclass(sub, class)?;
        }
        if !found {
            let subclasses = vm.intern("__subclasses__");
            let method = vm.get_attr(this, subclasses)?;
            let list = vm.call_sync(method, &[])?;
            for class in vm.collect_items(list)? {
                if vm.check_subclass(sub, class)? {
                    found = true;
                    break;
                }
            }
        }
    }
    with(vm, this, |it| if found { it.positive.push(sub) } else { it.negative.push(sub) })?;
    Ok(found)
}
