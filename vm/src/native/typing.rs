//! `_typing`: type parameters and aliases of types, which are native from 3.12 on.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[Def::function("_idfunc", 1, 1, |_, args| Ok(args[0]))],
    fill: Some(|vm, dict| {
        if vm.minor() >= 12 {
            for def in [&TYPE_VAR, &PARAM_SPEC, &TYPE_VAR_TUPLE, &PARAM_SPEC_ARGS, &PARAM_SPEC_KWARGS, &TYPE_ALIAS, &GENERIC] {
                let class = vm.class(def);
                vm.put(dict, def.name, Value::Type(class));
            }
        }
        if vm.minor() >= 13 {
            let class = vm.class(&NO_DEFAULT);
            let made = vm.no_default(class);
            vm.put(dict, "NoDefault", made);
        }
        if vm.minor() >= 14 {
            let class = vm.class(&crate::builtin::proxy::TYPING_UNION);
            vm.put(dict, "Union", Value::Type(class));
        }
        Ok(())
    }),
    ..ModuleDef::new("_typing")
};

/// A type parameter, or an alias of a type.
#[derive(Clone, Copy, Debug, Default)]
struct Param {
    name: Value,
    /// The bound, or a function of it.
    bound: Value,
    constraints: Value,
    default: Value,
    /// Which of these are functions that have yet to be called.
    lazy: [bool; 3],
    covariant: bool,
    contravariant: bool,
    infer: bool,
    /// The value of an alias, or the function of it; the parameter that `args` and `kwargs` are of.
    value: Value,
    lazy_value: bool,
    params: Value,
    module: Value,
}

impl NativeData for Param {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.name, self.bound, self.constraints, self.default, self.value, self.params, self.module]);
    }
}

fn param(vm: &Vm, this: Value) -> Param {
    match vm.native(this) {
        Value::Object(id) => vm.heap.objects[id].get::<Param>().copied().unwrap_or_default(),
        _ => Param::default(),
    }
}

fn change(vm: &mut Vm, this: Value, change: impl FnOnce(&mut Param)) {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<Param>()
    {
        change(it);
    }
}

fn some(value: Value) -> Value {
    if value.is_unbound() { Value::None } else { value }
}

const NAME: GetSet = GetSet::get("__name__", |vm, this| Ok(some(param(vm, this).name)));
const MODULE_NAME: GetSet = GetSet::get("__module__", |vm, this| Ok(some(param(vm, this).module)));
const COVARIANT: GetSet = GetSet::get("__covariant__", |vm, this| Ok(Value::bool(param(vm, this).covariant)));
const CONTRAVARIANT: GetSet = GetSet::get("__contravariant__", |vm, this| Ok(Value::bool(param(vm, this).contravariant)));
const INFER: GetSet = GetSet::get("__infer_variance__", |vm, this| Ok(Value::bool(param(vm, this).infer)));
const DEFAULT: GetSet = GetSet::get("__default__", |vm, this| {
    let it = param(vm, this);
    if it.default.is_unbound() {
        let class = vm.class(&NO_DEFAULT);
        return Ok(vm.no_default(class));
    }
    if !it.lazy[2] {
        return Ok(it.default);
    }
    let value = vm.evaluate(it.default)?;
    change(vm, this, |it| (it.default, it.lazy[2]) = (value, false));
    Ok(value)
})
.since(13);

const HAS_DEFAULT: Def =
    Def::method("has_default", 0, 0, |vm, args| Ok(Value::bool(!param(vm, args[0]).default.is_unbound()))).since(13);
const OR: Def = Def::method("__or__", 1, 1, |vm, args| union(vm, args[0], args[1]));
const ROR: Def = Def::method("__ror__", 1, 1, |vm, args| union(vm, args[1], args[0]));
const REDUCE: Def = Def::method("__reduce__", 0, 0, |vm, args| Ok(some(param(vm, args[0]).name)));
const MRO_ENTRIES: Def = Def::method("__mro_entries__", 1, 1, |vm, args| {
    let class = vm.class_name(args[0]);
    Err(vm.type_error(format!("Cannot subclass an instance of {class}")))
});

fn union(vm: &mut Vm, a: Value, b: Value) -> Outcome {
    if vm.minor() >= 14 {
        return crate::builtin::proxy::union_of(vm, a, b);
    }
    let typing = vm.import_module_named("typing")?;
    let name = vm.intern("Union");
    let union = vm.get_attr(typing, name)?;
    let key = vm.tuple(&[a, b]);
    vm.get_item(union, key)
}

/// `typing._typevar_subst` and its kin.
fn by_typing(vm: &mut Vm, function: &str, args: &[Value]) -> Outcome {
    let typing = vm.import_module_named("typing")?;
    let name = vm.intern(function);
    let function = vm.get_attr(typing, name)?;
    vm.call_sync(function, args)
}

fn variance_repr(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = param(vm, args[0]);
    let name = vm.plain_text(it.name);
    let sign = match it {
        Param { infer: true, .. } => "",
        Param { covariant: true, .. } => "+",
        Param { contravariant: true, .. } => "-",
        _ => "~",
    };
    Ok(vm.str(&format!("{sign}{name}")))
}

static TYPE_VAR: TypeDef = TypeDef {
    module: "typing",
    methods: &[
        Def::new_of(
            "name, *constraints, bound=None, default=?, covariant=False, contravariant=False, infer_variance=False",
            |vm, args| {
                let &[_, name, constraints, bound, default, covariant, contravariant, infer] = args else {
                    return Ok(Value::None);
                };
                if vm.items(constraints).len() == 1 {
                    return Err(vm.type_error("A single constraint is not allowed"));
                }
                let (covariant, contravariant, infer) = (vm.truth(covariant)?, vm.truth(contravariant)?, vm.truth(infer)?);
                if covariant && contravariant {
                    return Err(vm.value_error("Bivariant types are not supported."));
                }
                let module = vm.caller_module();
                let class = vm.class(&TYPE_VAR);
                Ok(vm.new_object(
                    class,
                    Param { name, bound, constraints, default, covariant, contravariant, infer, module, ..Param::default() },
                ))
            },
        ),
        Def::method("__repr__", 0, 0, variance_repr),
        Def::method("__typing_subst__", 1, 1, |vm, args| by_typing(vm, "_typevar_subst", args)),
        Def::method("__typing_prepare_subst__", 2, 2, |_, args| Ok(args[2])).since(13),
        HAS_DEFAULT,
        OR,
        ROR,
        REDUCE,
        MRO_ENTRIES,
    ],
    getset: &[
        NAME,
        MODULE_NAME,
        COVARIANT,
        CONTRAVARIANT,
        INFER,
        DEFAULT,
        GetSet::get("__bound__", |vm, this| {
            let it = param(vm, this);
            if !it.lazy[0] {
                return Ok(some(it.bound));
            }
            let value = vm.evaluate(it.bound)?;
            change(vm, this, |it| (it.bound, it.lazy[0]) = (value, false));
            Ok(value)
        }),
        GetSet::get("__constraints__", |vm, this| {
            let it = param(vm, this);
            if !it.lazy[1] {
                return Ok(if matches!(it.constraints, Value::Tuple(_)) { it.constraints } else { Value::Tuple(vm.empty_tuple) });
            }
            let value = vm.evaluate(it.constraints)?;
            change(vm, this, |it| (it.constraints, it.lazy[1]) = (value, false));
            Ok(value)
        }),
    ],
    ..TypeDef::new("TypeVar")
};

static PARAM_SPEC: TypeDef = TypeDef {
    module: "typing",
    methods: &[
        Def::new_of("name, *, bound=None, default=?, covariant=False, contravariant=False, infer_variance=False", |vm, args| {
            let &[_, name, bound, default, covariant, contravariant, infer] = args else { return Ok(Value::None) };
            let (covariant, contravariant, infer) = (vm.truth(covariant)?, vm.truth(contravariant)?, vm.truth(infer)?);
            let module = vm.caller_module();
            let class = vm.class(&PARAM_SPEC);
            Ok(vm.new_object(class, Param { name, bound, default, covariant, contravariant, infer, module, ..Param::default() }))
        }),
        Def::method("__repr__", 0, 0, variance_repr),
        Def::method("__typing_subst__", 1, 1, |vm, args| by_typing(vm, "_paramspec_subst", args)),
        Def::method("__typing_prepare_subst__", 2, 2, |vm, args| by_typing(vm, "_paramspec_prepare_subst", args)),
        HAS_DEFAULT,
        OR,
        ROR,
        REDUCE,
        MRO_ENTRIES,
    ],
    getset: &[
        NAME,
        MODULE_NAME,
        COVARIANT,
        CONTRAVARIANT,
        INFER,
        DEFAULT,
        GetSet::get("__bound__", |vm, this| Ok(some(param(vm, this).bound))),
        GetSet::get("args", |vm, this| {
            let class = vm.class(&PARAM_SPEC_ARGS);
            Ok(vm.new_object(class, Param { value: this, ..Param::default() }))
        }),
        GetSet::get("kwargs", |vm, this| {
            let class = vm.class(&PARAM_SPEC_KWARGS);
            Ok(vm.new_object(class, Param { value: this, ..Param::default() }))
        }),
    ],
    ..TypeDef::new("ParamSpec")
};

const ORIGIN: &[GetSet] = &[GetSet::get("__origin__", |vm, this| Ok(some(param(vm, this).value)))];

const fn part_of(name: &'static str, methods: &'static [Def]) -> TypeDef {
    TypeDef { module: "typing", methods, getset: ORIGIN, ..TypeDef::new(name) }
}

const PART_EQ: Def = Def::method("__eq__", 1, 1, |vm, args| {
    if vm.class_of(args[0]) != vm.class_of(args[1]) {
        return Ok(Value::NotImplemented);
    }
    let (a, b) = (param(vm, args[0]).value, param(vm, args[1]).value);
    vm.equal(a, b).map(Value::bool)
});

static PARAM_SPEC_ARGS: TypeDef = part_of(
    "ParamSpecArgs",
    &[
        PART_EQ,
        MRO_ENTRIES,
        Def::method("__repr__", 0, 0, |vm, args| {
            let of = param(vm, args[0]).value;
            let text = format!("{}.args", vm.plain_text(param(vm, of).name));
            Ok(vm.str(&text))
        }),
    ],
);
static PARAM_SPEC_KWARGS: TypeDef = part_of(
    "ParamSpecKwargs",
    &[
        PART_EQ,
        MRO_ENTRIES,
        Def::method("__repr__", 0, 0, |vm, args| {
            let of = param(vm, args[0]).value;
            let text = format!("{}.kwargs", vm.plain_text(param(vm, of).name));
            Ok(vm.str(&text))
        }),
    ],
);

static TYPE_VAR_TUPLE: TypeDef = TypeDef {
    module: "typing",
    methods: &[
        Def::new_of("name, *, default=?", |vm, args| {
            let &[_, name, default] = args else { return Ok(Value::None) };
            let module = vm.caller_module();
            let class = vm.class(&TYPE_VAR_TUPLE);
            Ok(vm.new_object(class, Param { name, default, module, ..Param::default() }))
        }),
        Def::method("__repr__", 0, 0, |vm, args| Ok(some(param(vm, args[0]).name))),
        Def::method("__iter__", 0, 0, |vm, args| {
            let one = unpacked(vm, args[0])?;
            let tuple = vm.tuple(&[one]);
            vm.iter(tuple)
        }),
        Def::method("__typing_subst__", 1, 1, |vm, _| Err(vm.type_error("Substitution of bare TypeVarTuple is not supported"))),
        Def::method("__typing_prepare_subst__", 2, 2, |vm, args| by_typing(vm, "_typevartuple_prepare_subst", args)),
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
    ],
    getset: &[NAME, MODULE_NAME, DEFAULT],
    ..TypeDef::new("TypeVarTuple")
};

static TYPE_ALIAS: TypeDef = TypeDef {
    module: "typing",
    methods: &[
        Def::new_of("name, value, *, type_params=()", |vm, args| {
            let &[_, name, value, params] = args else { return Ok(Value::None) };
            let params = if let Value::Tuple(_) = params { params } else { Value::Tuple(vm.empty_tuple) };
            let module = vm.caller_module();
            let class = vm.class(&TYPE_ALIAS);
            Ok(vm.new_object(class, Param { name, value, params, module, ..Param::default() }))
        }),
        Def::method("__repr__", 0, 0, |vm, args| Ok(some(param(vm, args[0]).name))),
        Def::method("__getitem__", 1, 1, |vm, args| {
            if vm.items(param(vm, args[0]).params).is_empty() {
                return Err(vm.type_error("Only generic type aliases are subscriptable"));
            }
            crate::builtin::proxy::generic_alias(vm, args)
        }),
        OR,
        ROR,
        REDUCE,
    ],
    getset: &[
        NAME,
        MODULE_NAME,
        GetSet::get("__type_params__", |vm, this| Ok(some(param(vm, this).params))),
        GetSet::get("__parameters__", |vm, this| {
            let params = param(vm, this).params;
            let mut all = Vec::new();
            for it in vm.items(params) {
                all.push(unpacked(vm, it)?);
            }
            Ok(vm.tuple(&all))
        }),
        GetSet::get("__value__", |vm, this| {
            let it = param(vm, this);
            if !it.lazy_value {
                return Ok(it.value);
            }
            let value = vm.evaluate(it.value)?;
            change(vm, this, |it| (it.value, it.lazy_value) = (value, false));
            Ok(value)
        }),
        GetSet::get("evaluate_value", |vm, this| Ok(param(vm, this).value)).since(14),
    ],
    ..TypeDef::new("TypeAliasType")
};

static GENERIC: TypeDef = TypeDef {
    module: "typing",
    base: true,
    native: false,
    methods: &[
        Def::class_of("__class_getitem__", "*args, **kwargs", |vm, args| {
            let all: Vec<Value> = [args[0]].into_iter().chain(vm.items(args[1])).collect();
            by_typing(vm, "_generic_class_getitem", &all)
        }),
        Def::class_of("__init_subclass__", "*args, **kwargs", |vm, args| {
            let all: Vec<Value> = [args[0]].into_iter().chain(vm.items(args[1])).collect();
            let (mut names, mut values) = (Vec::new(), all);
            if let Value::Dict(dict) = args[2] {
                for entry in vm.heap.dicts[dict].clone().iter() {
                    if let Value::Str(id) = entry.key {
                        names.push(id);
                        values.push(entry.value);
                    }
                }
            }
            let typing = vm.import_module_named("typing")?;
            let name = vm.intern("_generic_init_subclass");
            let function = vm.get_attr(typing, name)?;
            vm.call_sync_named(function, &values, &names)
        }),
    ],
    ..TypeDef::new("Generic")
};

static NO_DEFAULT: TypeDef = TypeDef {
    module: "typing",
    methods: &[
        Def::method("__repr__", 0, 0, |vm, _| Ok(vm.str("typing.NoDefault"))),
        Def::method("__reduce__", 0, 0, |vm, _| Ok(vm.str("NoDefault"))),
    ],
    ..TypeDef::new("NoDefaultType")
};

/// The only object of a class.
struct Single;

impl NativeData for Single {}

/// A `TypeVar` whose bound or constraints a function computes.
pub(crate) fn type_var(vm: &mut Vm, name: Value, bound: Value, constraints: Value) -> Outcome {
    let module = vm.caller_module();
    let class = vm.class(&TYPE_VAR);
    let lazy = [!bound.is_none(), !constraints.is_none(), false];
    Ok(vm.new_object(class, Param { name, bound, constraints, lazy, infer: true, module, ..Param::default() }))
}

/// A `ParamSpec`.
pub(crate) fn param_spec(vm: &mut Vm, name: Value) -> Outcome {
    let module = vm.caller_module();
    let class = vm.class(&PARAM_SPEC);
    Ok(vm.new_object(class, Param { name, infer: true, module, ..Param::default() }))
}

/// A `TypeVarTuple`.
pub(crate) fn type_var_tuple(vm: &mut Vm, name: Value) -> Outcome {
    let module = vm.caller_module();
    let class = vm.class(&TYPE_VAR_TUPLE);
    Ok(vm.new_object(class, Param { name, module, ..Param::default() }))
}

/// `type name[params] = ...`.
pub(crate) fn type_alias(vm: &mut Vm, name: Value, params: Value, value: Value) -> Outcome {
    let params = if params.is_none() { Value::Tuple(vm.empty_tuple) } else { params };
    let module = vm.caller_module();
    let class = vm.class(&TYPE_ALIAS);
    Ok(vm.new_object(class, Param { name, params, value, lazy_value: true, module, ..Param::default() }))
}

/// Sets the function of the default of a type parameter.
pub(crate) fn set_default(vm: &mut Vm, param: Value, default: Value) -> Outcome {
    change(vm, param, |it| (it.default, it.lazy[2]) = (default, true));
    Ok(param)
}

/// `*Ts` of a `TypeVarTuple`; any other parameter as it is.
pub(crate) fn unpacked(vm: &mut Vm, param: Value) -> Outcome {
    let class = vm.class(&TYPE_VAR_TUPLE);
    if vm.class_of(param) != class {
        return Ok(param);
    }
    let typing = vm.import_module_named("typing")?;
    let name = vm.intern("Unpack");
    let unpack = vm.get_attr(typing, name)?;
    vm.get_item(unpack, param)
}

impl Vm {
    /// Calls the function of a value that is computed when it is asked for.
    fn evaluate(&mut self, function: Value) -> Outcome {
        // From 3.14 on it takes the format of annotations.
        let takes = match function {
            Value::Function(id) => self.heap.functions[id].body.as_ref().map_or(0, |it| it.argcount),
            _ => 0,
        };
        if takes > 0 { self.call_sync(function, &[Value::Int(1)]) } else { self.call_sync(function, &[]) }
    }

    fn no_default(&mut self, class: Id<Type>) -> Value {
        if let Some(made) = self.no_default {
            return made;
        }
        let made = self.new_object(class, Single);
        self.no_default = Some(made);
        made
    }

    /// The name of the module whose frame is running.
    fn caller_module(&mut self) -> Value {
        self.globals().and_then(|it| self.heap.dicts[it].get_str(&self.heap.strs, self.names.name)).unwrap_or(Value::None)
    }
}
