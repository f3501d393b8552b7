//! `_contextvars`: variables whose values belong to a context.
//!
//! A context is a dict from variables to values. `copy_context` copies it: contexts of programs have a handful of variables.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "Context Variables",
    functions: &[Def::function("copy_context", 0, 0, |vm, _| {
        let dict = current(vm);
        copy(vm, dict)
    })],
    classes: &[&CONTEXT, &VARIABLE, &TOKEN],
    fill: Some(|vm, _| no_value(vm).map(|_| ())),
    ..ModuleDef::new("_contextvars")
};

/// A context.
#[derive(Clone, Copy, Debug)]
struct Context {
    dict: Id<Dict>,
    entered: bool,
}

impl NativeData for Context {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(Value::Dict(self.dict));
    }
}

/// The values of the context that the program is in.
fn current(vm: &mut Vm) -> Id<Dict> {
    match vm.context {
        Some(it) => it,
        None => {
            let dict = vm.add(Dict::default());
            vm.context = Some(dict);
            dict
        }
    }
}

fn context(vm: &Vm, value: Value) -> Option<Context> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Context>().copied(),
        _ => None,
    }
}

fn dict_of(vm: &mut Vm, value: Value) -> Result<Id<Dict>, Raised> {
    context(vm, value).map(|it| it.dict).ok_or_else(|| vm.type_error("a Context is required"))
}

fn copy(vm: &mut Vm, dict: Id<Dict>) -> Outcome {
    vm.charge_copy(vm.heap.dicts[dict].len(), 48)?;
    let copy = vm.heap.dicts[dict].clone();
    let dict = vm.add(copy);
    let class = vm.class(&CONTEXT);
    Ok(vm.new_object(class, Context { dict, entered: false }))
}

/// Refuses what is no variable as a key.
fn key(vm: &mut Vm, value: Value) -> Result<(), Raised> {
    if variable(vm, value).is_some() {
        return Ok(());
    }
    let text = vm.repr_text(value)?;
    Err(vm.type_error(format!("a ContextVar key was expected, got {text}")))
}

/// Calls a method of the dict of a context.
fn of_dict(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Outcome {
    let dict = Value::Dict(dict_of(vm, this)?);
    let name = vm.intern(name);
    let method = vm.get_attr(dict, name)?;
    vm.call_sync(method, args)
}

fn run(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let [this, rest @ ..] = args else { return Ok(Value::None) };
    let Value::Object(id) = *this else { return Ok(Value::None) };
    if rest.len() == names.len() {
        return Err(vm.type_error("run() missing 1 required positional argument"));
    }
    let it = dict_of(vm, *this)?;
    if context(vm, *this).is_some_and(|it| it.entered) {
        let text = vm.repr_text(*this)?;
        return Err(vm.error(Class::RuntimeError, format!("cannot enter context: {text} is already entered")));
    }
    let outer = current(vm);
    let enter = |vm: &mut Vm, entered| {
        if let Some(it) = vm.heap.objects[id].get_mut::<Context>() {
            it.entered = entered;
        }
    };
    let roots = vm.roots.len();
    vm.roots.push(Value::Dict(outer));
    enter(vm, true);
    vm.context = Some(it);
    let result = vm.call_sync_named(rest[0], &rest[1..], names);
    vm.context = Some(outer);
    enter(vm, false);
    vm.roots.truncate(roots);
    result
}

static CONTEXT: TypeDef = TypeDef {
    module: "_contextvars",
    mapping: true,
    unhashable: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            if args.len() > 1 {
                return Err(vm.type_error("Context() does not accept any arguments"));
            }
            let dict = vm.add(Dict::default());
            copy(vm, dict)
        }),
        Def::method_any("run", run),
        Def::method("copy", 0, 0, |vm, args| {
            let dict = dict_of(vm, args[0])?;
            copy(vm, dict)
        })
        .doc("Return a shallow copy of the context object."),
        Def::method("__getitem__", 1, 1, |vm, args| {
            key(vm, args[1])?;
            let dict = dict_of(vm, args[0])?;
            match vm.dict_get(dict, args[1])? {
                Some(value) => Ok(value),
                None => Err(vm.key_error(args[1])),
            }
        }),
        Def::method("__contains__", 1, 1, |vm, args| {
            key(vm, args[1])?;
            let dict = dict_of(vm, args[0])?;
            Ok(Value::bool(vm.dict_get(dict, args[1])?.is_some()))
        }),
        Def::method("get", 1, 2, |vm, args| {
            key(vm, args[1])?;
            let dict = dict_of(vm, args[0])?;
            Ok(vm.dict_get(dict, args[1])?.or(args.get(2).copied()).unwrap_or(Value::None))
        }),
        Def::method("__len__", 0, 0, |vm, args| {
            let dict = dict_of(vm, args[0])?;
            Ok(Value::Int(vm.heap.dicts[dict].len() as i64))
        }),
        Def::method("__iter__", 0, 0, |vm, args| of_dict(vm, args[0], "__iter__", &[])),
        Def::method("keys", 0, 0, |vm, args| of_dict(vm, args[0], "keys", &[])),
        Def::method("values", 0, 0, |vm, args| of_dict(vm, args[0], "values", &[])),
        Def::method("items", 0, 0, |vm, args| of_dict(vm, args[0], "items", &[])),
        Def::method("__eq__", 1, 1, |vm, args| {
            let Some(other) = context(vm, args[1]) else { return Ok(Value::NotImplemented) };
            let dict = dict_of(vm, args[0])?;
            Ok(Value::bool(vm.equal_dicts(dict, other.dict)?))
        }),
        Def::method("__ne__", 1, 1, |vm, args| {
            let Some(other) = context(vm, args[1]) else { return Ok(Value::NotImplemented) };
            let dict = dict_of(vm, args[0])?;
            Ok(Value::bool(!vm.equal_dicts(dict, other.dict)?))
        }),
    ],
    ..TypeDef::new("Context")
};

/// A variable.
#[derive(Clone, Copy, Debug)]
struct Variable {
    name: Value,
    /// Or unbound.
    default: Value,
}

impl NativeData for Variable {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.name, self.default]);
    }
}

fn variable(vm: &Vm, value: Value) -> Option<Variable> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Variable>().copied(),
        _ => None,
    }
}

static VARIABLE: TypeDef = TypeDef {
    module: "_contextvars",
    methods: &[
        Def::new_of("name, /, *, default=?", |vm, args| {
            let Value::Str(_) = vm.native(args[1]) else {
                return Err(vm.type_error("context variable name must be a str"));
            };
            let class = vm.class(&VARIABLE);
            Ok(vm.new_object(class, Variable { name: args[1], default: args[2] }))
        }),
        Def::method("get", 0, 1, |vm, args| {
            let dict = current(vm);
            if let Some(value) = vm.dict_get(dict, args[0])? {
                return Ok(value);
            }
            let default = variable(vm, args[0]).map_or(Value::Unbound, |it| it.default);
            match args.get(1).copied().unwrap_or(default) {
                Value::Unbound => {
                    let class = vm.exception_class("LookupError");
                    Err(vm.raise(class, &[args[0]]))
                }
                value => Ok(value),
            }
        })
        .doc("Return a value for the context variable for the current context.\n\nIf there is no value for the variable in the current context, the method will:\n * return the value of the default argument of the method, if provided; or\n * return the default value for the context variable, if it was created\n   with one; or\n * raise a LookupError."),
        Def::method("set", 1, 1, |vm, args| {
            let dict = current(vm);
            let old = vm.dict_get(dict, args[0])?.unwrap_or(Value::Unbound);
            vm.dict_set(dict, args[0], args[1])?;
            let class = vm.class(&TOKEN);
            Ok(vm.new_object(class, Token { variable: args[0], old, context: dict, used: false }))
        })
        .doc("Call to set a new value for the context variable in the current context.\n\nThe required *value* argument is the new value for the context variable.\n\nReturns a Token object that can be used to restore the variable to its previous\nvalue via the `ContextVar.reset()` method."),
        Def::method("reset", 1, 1, reset).doc("Reset the context variable.\n\nThe variable is reset to the value it had before the `ContextVar.set()` that\ncreated the token was used."),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Some(it) = variable(vm, args[0]) else { return Ok(Value::None) };
            let mut text = format!("<ContextVar name={}", vm.repr_text(it.name)?);
            if !it.default.is_unbound() {
                text += &format!(" default={}", vm.repr_text(it.default)?);
            }
            text += &format!(" at {}>", vm.address(args[0]));
            Ok(vm.str(&text))
        }),
        Def::class_method("__class_getitem__", 1, 1, |vm, args| {
            if vm.minor() >= 9 { crate::builtin::proxy::generic_alias(vm, args) } else { Ok(Value::None) }
        }),
    ],
    getset: &[GetSet::get("name", |vm, this| Ok(variable(vm, this).map_or(Value::None, |it| it.name)))],
    ..TypeDef::new("ContextVar")
};

/// What `ContextVar.set` results in.
#[derive(Clone, Copy, Debug)]
struct Token {
    variable: Value,
    /// Or unbound.
    old: Value,
    context: Id<Dict>,
    used: bool,
}

impl NativeData for Token {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.variable, self.old, Value::Dict(self.context)]);
    }
}

fn token(vm: &Vm, value: Value) -> Option<Token> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get::<Token>().copied(),
        _ => None,
    }
}

fn reset(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (Some(it), Value::Object(id)) = (token(vm, args[1]), args[1]) else {
        let text = vm.repr_text(args[1])?;
        return Err(vm.type_error(format!("expected an instance of Token, got {text}")));
    };
    if it.used {
        let text = vm.repr_text(args[1])?;
        return Err(vm.error(Class::RuntimeError, format!("{text} has already been used once")));
    }
    if !it.variable.is(args[0]) {
        let text = vm.repr_text(args[1])?;
        return Err(vm.value_error(format!("{text} was created by a different ContextVar")));
    }
    let dict = current(vm);
    if dict != it.context {
        let text = vm.repr_text(args[1])?;
        return Err(vm.value_error(format!("{text} was created in a different Context")));
    }
    if let Some(it) = vm.heap.objects[id].get_mut::<Token>() {
        it.used = true;
    }
    if it.old.is_unbound() {
        vm.del_item(Value::Dict(dict), args[0])?;
    } else {
        vm.dict_set(dict, args[0], it.old)?;
    }
    Ok(Value::None)
}

/// What a token's `old_value` is when there was none.
struct Missing;

impl NativeData for Missing {}

static MISSING: TypeDef = TypeDef {
    module: "Token",
    methods: &[Def::method("__repr__", 0, 0, |vm, _| Ok(vm.str("<Token.MISSING>")))],
    ..TypeDef::new("MISSING")
};

/// The one `Token.MISSING`.
fn no_value(vm: &mut Vm) -> Outcome {
    let class = vm.class(&TOKEN);
    let name = vm.intern("MISSING");
    if let Some(value) = vm.heap.types[class].dict.and_then(|it| vm.heap.dicts[it].get_str(&vm.heap.strs, name)) {
        return Ok(value);
    }
    let missing = vm.class(&MISSING);
    let made = vm.new_object(missing, Missing);
    vm.set_class_entry(class, "MISSING", made);
    Ok(made)
}

static TOKEN: TypeDef = TypeDef {
    module: "_contextvars",
    unhashable: true,
    methods: &[
        Def::new_any(|vm, _, _| Err(vm.error(Class::RuntimeError, "Tokens can only be created by ContextVars"))),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Some(it) = token(vm, args[0]) else { return Ok(Value::None) };
            let used = if it.used { " used" } else { "" };
            let (variable, address) = (vm.repr_text(it.variable)?, vm.address(args[0]));
            Ok(vm.str(&format!("<Token{used} var={variable} at {address}>")))
        }),
        Def::class_method("__class_getitem__", 1, 1, |vm, args| {
            if vm.minor() >= 9 { crate::builtin::proxy::generic_alias(vm, args) } else { Ok(Value::None) }
        }),
    ],
    getset: &[
        GetSet::get("var", |vm, this| Ok(token(vm, this).map_or(Value::None, |it| it.variable))),
        GetSet::get("old_value", |vm, this| match token(vm, this).map(|it| it.old) {
            Some(Value::Unbound) => no_value(vm),
            Some(it) => Ok(it),
            None => Ok(Value::None),
        }),
    ],
    ..TypeDef::new("Token")
};
