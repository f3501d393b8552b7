//! Functions: those of Python code, bound methods, and the native ones.

use crate::builtin::prelude::*;
use crate::object::{Body, DefKind, Function};

pub(crate) static FUNCTION: TypeDef = TypeDef {
    dict: true,
    wrappers: "repr",
    methods: &[
        Def::new_of("code, globals, name=None, argdefs=None, closure=None, kwdefaults=None", new),
        Def::method("__get__", 1, 2, |vm, args| Ok(if args[1].is_none() { args[0] } else { vm.bound(args[0], args[1]) })),
        CALL,
    ],
    getset: &[
        GetSet::both(
            "__name__",
            |vm, this| text_part(vm, this, |it| it.name),
            |vm, this, value| set_text(vm, this, value, "__name__", |it, text| it.name = Some(text)),
        ),
        GetSet::both(
            "__qualname__",
            |vm, this| text_part(vm, this, |it| it.qualname),
            |vm, this, value| set_text(vm, this, value, "__qualname__", |it, text| it.qualname = Some(text)),
        ),
        GetSet::both("__doc__", doc, |vm, this, value| {
            more(vm, this, |it| it.doc = if value.is_unbound() { Value::None } else { value })
        }),
        GetSet::both("__module__", module, |vm, this, value| {
            more(vm, this, |it| it.module = if value.is_unbound() { Value::None } else { value })
        }),
        GetSet::both("__code__", |vm, this| Ok(part(vm, this, |it| it.code.map_or(Value::None, Value::Code))), set_code),
        GetSet::member("__globals__", |vm, this| Ok(part(vm, this, |it| it.globals.map_or(Value::None, Value::Dict)))),
        GetSet::member("__builtins__", |vm, this| Ok(part(vm, this, |it| it.builtins.map_or(Value::None, Value::Dict))))
            .since(10),
        GetSet::member("__closure__", |vm, this| Ok(part(vm, this, |it| it.closure))),
        GetSet::both(
            "__defaults__",
            |vm, this| Ok(part(vm, this, |it| it.defaults)),
            |vm, this, value| {
                if !matches!(value, Value::Unbound | Value::None | Value::Tuple(_)) {
                    return Err(vm.type_error("__defaults__ must be set to a tuple object"));
                }
                set(vm, this, |it| it.defaults = if value.is_none() { Value::Unbound } else { value })
            },
        ),
        GetSet::both(
            "__kwdefaults__",
            |vm, this| Ok(part(vm, this, |it| it.kwdefaults)),
            |vm, this, value| {
                if !matches!(value, Value::Unbound | Value::None | Value::Dict(_)) {
                    return Err(vm.type_error("__kwdefaults__ must be set to a dict object"));
                }
                set(vm, this, |it| it.kwdefaults = if value.is_none() { Value::Unbound } else { value })
            },
        ),
        GetSet::both("__annotations__", annotations, |vm, this, value| {
            if !matches!(value, Value::Unbound | Value::None | Value::Dict(_)) {
                return Err(vm.type_error("__annotations__ must be set to a dict object"));
            }
            more(vm, this, |it| it.annotate = Value::None)?;
            set(vm, this, |it| it.annotations = if value.is_none() { Value::Unbound } else { value })
        }),
        GetSet::both(
            "__annotate__",
            |vm, this| Ok(part(vm, this, |it| it.more.as_ref().map_or(Value::None, |it| it.annotate))),
            |vm, this, value| {
                if value.is_unbound() {
                    return Err(vm.type_error("__annotate__ cannot be deleted"));
                }
                if value.is_none() {
                    return more(vm, this, |it| it.annotate = value);
                }
                if !vm.is_callable(value) {
                    return Err(vm.type_error("__annotate__ must be callable or None"));
                }
                more(vm, this, |it| it.annotate = value)?;
                set(vm, this, |it| it.annotations = Value::Unbound)
            },
        )
        .since(14),
        GetSet::both(
            "__type_params__",
            |vm, this| match part(vm, this, |it| it.more.as_ref().map_or(Value::None, |it| it.type_params)) {
                Value::None => Ok(Value::Tuple(vm.empty_tuple)),
                params => Ok(params),
            },
            |vm, this, value| more(vm, this, |it| it.type_params = value),
        )
        .since(12),
        GetSet::both("__dict__", dict, set_dict),
    ],
    ..TypeDef::new("function")
};

/// Calls what it is a method of.
const CALL: Def = Def::method_any("__call__", |vm, args, names| vm.call_sync_named(args[0], &args[1..], names));

pub(crate) static METHOD: TypeDef = TypeDef {
    wrappers: "repr",
    methods: &[
        Def::new_of("function, instance, /", |vm, args| {
            if !vm.is_callable(args[1]) {
                return Err(vm.type_error("first argument must be callable"));
            }
            if args[2].is_none() {
                return Err(vm.type_error(if vm.minor() >= 11 { "instance must not be None" } else { "self must not be None" }));
            }
            Ok(vm.bound(args[1], args[2]))
        }),
        CALL,
        Def::method("__eq__", 1, 1, |vm, args| match (args[0], args[1]) {
            (Value::Method(a), Value::Method(b)) => {
                let (a, b) = (vm.heap.methods[a], vm.heap.methods[b]);
                Ok(Value::bool(a.this.is(b.this) && vm.equal(a.func, b.func)?))
            }
            _ => Ok(Value::NotImplemented),
        }),
        Def::method("__hash__", 0, 0, |vm, args| {
            let Value::Method(id) = args[0] else { return Ok(Value::Int(0)) };
            let it = vm.heap.methods[id];
            Ok(Value::Int(vm.identity_hash(it.this) ^ vm.hash(it.func)?))
        }),
        Def::method("__get__", 1, 2, |_, args| Ok(args[0])),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let Value::Method(id) = args[0] else { return Ok(Value::None) };
            let it = vm.heap.methods[id];
            let name = vm.get_attr(it.func, vm.names.name)?;
            let getattr = vm.builtin("getattr");
            let arguments = vm.tuple(&[it.this, name]);
            Ok(vm.tuple(&[getattr, arguments]))
        }),
        // What a method does not have itself, its function has.
        Def::method("__getattribute__", 1, 1, |vm, args| {
            let name = vm.attribute_name(args[1])?;
            let class = vm.types.method;
            if let Some(crate::machine::attr::Attr::Value(value)) = vm.find_generic(args[0], class, name)? {
                return Ok(value);
            }
            let Value::Method(id) = args[0] else { return Ok(Value::None) };
            let func = vm.heap.methods[id].func;
            // Methods of methods of methods may be many.
            match vm.nested(|vm| vm.find_attr(func, name))? {
                Some(value) => Ok(value),
                None => Err(vm.attribute_error(func, name)),
            }
        }),
    ],
    getset: &[
        GetSet::get("__func__", |vm, this| Ok(if let Value::Method(id) = this { vm.heap.methods[id].func } else { Value::None })),
        GetSet::get("__self__", |vm, this| Ok(if let Value::Method(id) = this { vm.heap.methods[id].this } else { Value::None })),
        GetSet::get("__doc__", |vm, this| {
            let Value::Method(id) = this else { return Ok(Value::None) };
            let func = vm.heap.methods[id].func;
            vm.get_attr(func, vm.names.doc)
        }),
    ],
    ..TypeDef::new("method")
};

const NATIVE_PARTS: &[GetSet] = &[
    GetSet::get("__name__", |vm, this| native_part(vm, this, |def| def.name)),
    GetSet::get("__qualname__", |vm, this| {
        let Value::Native(id) = this else { return Ok(Value::None) };
        let native = vm.heap.natives[id];
        let name = native.def.map_or("", |it| it.name);
        let owner = match (native.owner, native.this) {
            (Value::Type(_), Value::Type(class)) => Some(class),
            (Value::Type(class), _) => Some(class),
            _ => None,
        };
        let text = match owner {
            Some(class) => format!("{}.{name}", vm.type_name(class)),
            None => name.to_owned(),
        };
        Ok(vm.str(&text))
    }),
    GetSet::get("__doc__", |vm, this| match native_part(vm, this, |def| def.doc)? {
        Value::Str(id) if vm.heap.strs[id].view().len() == 0 => Ok(Value::None),
        doc => Ok(doc),
    }),
    GetSet::get("__text_signature__", |vm, this| {
        let Value::Native(id) = this else { return Ok(Value::None) };
        let Some(def) = vm.heap.natives[id].def.filter(|it| !it.signature.is_empty()) else { return Ok(Value::None) };
        let text = match def.kind {
            DefKind::Function => format!("({})", def.signature),
            _ => format!("($self, {})", def.signature),
        };
        Ok(vm.str(&text))
    }),
    GetSet::get("__self__", |vm, this| {
        let Value::Native(id) = this else { return Ok(Value::None) };
        match vm.heap.natives[id].this {
            Value::Unbound => Err({
                let name = vm.intern("__self__");
                // A function of a module is bound to the module.
                let owner = vm.heap.natives[id].owner;
                if let Value::Str(_) | Value::Unbound = owner {
                    let module = if let Value::Str(it) = owner { it } else { vm.intern("builtins") };
                    return Ok(vm.heap.dicts[vm.modules].get_str(&vm.heap.strs, module).unwrap_or(Value::None));
                }
                vm.attribute_error(this, name)
            }),
            it => Ok(it),
        }
    }),
    GetSet::get("__module__", |vm, this| {
        let Value::Native(id) = this else { return Ok(Value::None) };
        Ok(match vm.heap.natives[id].owner {
            it @ Value::Str(_) => it,
            Value::Type(_) => Value::None,
            _ => vm.str("builtins"),
        })
    }),
    GetSet::get("__objclass__", |vm, this| {
        let Value::Native(id) = this else { return Ok(Value::None) };
        Ok(match vm.heap.natives[id].owner {
            it @ Value::Type(_) => it,
            _ => {
                let name = vm.names.objclass;
                return Err(vm.attribute_error(this, name));
            }
        })
    }),
];

const NATIVE_METHODS: &[Def] = &[
    CALL,
    Def::method("__get__", 1, 2, |vm, args| {
        let instance = if args[1].is_none() { Value::Unbound } else { args[1] };
        let class = match args.get(2) {
            Some(&Value::Type(class)) => class,
            _ => vm.class_of(args[1]),
        };
        vm.bind_descriptor(args[0], instance, class)
    }),
    Def::method("__eq__", 1, 1, |vm, args| match (args[0], args[1]) {
        (Value::Native(a), Value::Native(b)) => {
            let (a, b) = (vm.heap.natives[a], vm.heap.natives[b]);
            let same = match (a.def, b.def) {
                (Some(a), Some(b)) => core::ptr::eq(a, b),
                _ => false,
            };
            Ok(Value::bool(same && a.this.is(b.this) && a.owner.is(b.owner)))
        }
        _ => Ok(Value::NotImplemented),
    }),
    Def::method("__hash__", 0, 0, |vm, args| vm.hash(args[0]).map(Value::Int)),
    Def::method("__reduce__", 0, 0, |vm, args| {
        let Value::Native(id) = args[0] else { return Ok(Value::None) };
        let native = vm.heap.natives[id];
        let name = vm.str(native.def.map_or("", |it| it.name));
        let of = match (native.this, native.owner) {
            (Value::Unbound, it @ Value::Type(_)) => it,
            (Value::Unbound | Value::Module(_), _) => return Ok(name),
            (this, _) => this,
        };
        let getattr = vm.builtin("getattr");
        let arguments = vm.tuple(&[of, name]);
        Ok(vm.tuple(&[getattr, arguments]))
    }),
];

const fn native(name: &'static str) -> TypeDef {
    TypeDef { wrappers: "repr", methods: NATIVE_METHODS, getset: NATIVE_PARTS, ..TypeDef::new(name) }
}

pub(crate) static BUILTIN: TypeDef = native("builtin_function_or_method");
pub(crate) static METHOD_DESCRIPTOR: TypeDef = native("method_descriptor");
pub(crate) static CLASSMETHOD_DESCRIPTOR: TypeDef = native("classmethod_descriptor");
pub(crate) static WRAPPER_DESCRIPTOR: TypeDef = native("wrapper_descriptor");
pub(crate) static METHOD_WRAPPER: TypeDef = native("method-wrapper");

fn native_part(vm: &mut Vm, this: Value, part: fn(&'static Def) -> &'static str) -> Outcome {
    let Value::Native(id) = this else { return Ok(Value::None) };
    match vm.heap.natives[id].def {
        Some(def) => Ok(vm.str(part(def))),
        None => Ok(Value::None),
    }
}

fn part(vm: &Vm, this: Value, part: impl Fn(&Function) -> Value) -> Value {
    match this {
        Value::Function(id) => match part(&vm.heap.functions[id]) {
            Value::Unbound => Value::None,
            value => value,
        },
        _ => Value::None,
    }
}

fn set(vm: &mut Vm, this: Value, change: impl FnOnce(&mut Function)) -> Result<(), Raised> {
    if let Value::Function(id) = this {
        change(&mut vm.heap.functions[id]);
    }
    Ok(())
}

fn more(vm: &mut Vm, this: Value, change: impl FnOnce(&mut crate::object::More)) -> Result<(), Raised> {
    set(vm, this, |it| change(it.more.get_or_insert_default()))
}

fn text_part(vm: &mut Vm, this: Value, get: fn(&Function) -> Option<Id<Str>>) -> Outcome {
    Ok(part(vm, this, |it| get(it).map_or(Value::None, Value::Str)))
}

fn set_text(vm: &mut Vm, this: Value, value: Value, name: &str, change: fn(&mut Function, Id<Str>)) -> Result<(), Raised> {
    match vm.native(value) {
        Value::Str(text) => set(vm, this, |it| change(it, text)),
        _ => Err(vm.type_error(format!("{name} must be set to a string object"))),
    }
}

fn doc(vm: &mut Vm, this: Value) -> Outcome {
    let Value::Function(id) = this else { return Ok(Value::None) };
    let function = &vm.heap.functions[id];
    if let Some(more) = &function.more
        && !more.doc.is_unbound()
    {
        return Ok(more.doc);
    }
    Ok(function.body.as_ref().map_or(Value::None, |it| docstring(it, vm.minor())))
}

/// The docstring of a code object: its first constant; from 3.14 on a flag says whether that is one.
fn docstring(body: &Body, minor: u8) -> Value {
    const HAS_DOCSTRING: u32 = 0x400_0000;
    match body.consts.first() {
        Some(&it @ Value::Str(_)) if minor < 14 || body.flags & HAS_DOCSTRING != 0 => it,
        _ => Value::None,
    }
}

fn module(vm: &mut Vm, this: Value) -> Outcome {
    let Value::Function(id) = this else { return Ok(Value::None) };
    let function = &vm.heap.functions[id];
    if let Some(more) = &function.more
        && !more.module.is_unbound()
    {
        return Ok(more.module);
    }
    let name = function.globals.and_then(|it| vm.heap.dicts[it].get_str(&vm.heap.strs, vm.names.name));
    Ok(name.unwrap_or(Value::None))
}

fn set_code(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let Value::Code(code) = value else { return Err(vm.type_error("__code__ must be set to a code object")) };
    let Some(body) = vm.heap.codes[code].body.clone() else { return Ok(()) };
    let (have, need) = match this {
        Value::Function(id) => (vm.items(vm.heap.functions[id].closure).len(), body.freevars.len()),
        _ => (0, 0),
    };
    if have != need {
        let text = vm.get_attr(this, vm.names.name)?;
        let name = vm.plain_text(text);
        return Err(vm.value_error(format!("{name}() requires a code object with {have} free vars, not {need}")));
    }
    vm.epoch = vm.epoch.wrapping_add(1);
    set(vm, this, |it| {
        it.code = Some(code);
        it.body = Some(body);
    })
}

fn annotations(vm: &mut Vm, this: Value) -> Outcome {
    let Value::Function(id) = this else { return Ok(Value::None) };
    let dict = match vm.heap.functions[id].annotations {
        it @ Value::Dict(_) => return Ok(it),
        // Names and values in turn, from 3.10 on.
        Value::Tuple(pairs) => {
            let dict = vm.add(Dict::default());
            for pair in vm.heap.tuples[pairs].items().to_vec().chunks(2) {
                if let [name, value] = *pair {
                    vm.dict_set(dict, name, value)?;
                }
            }
            Value::Dict(dict)
        }
        _ => {
            let annotate = vm.heap.functions[id].more.as_ref().map_or(Value::Unbound, |it| it.annotate);
            if annotate.is_unbound() || annotate.is_none() {
                Value::Dict(vm.add(Dict::default()))
            } else {
                vm.annotations_by(annotate)?
            }
        }
    };
    vm.heap.functions[id].annotations = dict;
    Ok(dict)
}

impl Vm {
    /// What a function `__annotate__` makes.
    pub(crate) fn annotations_by(&mut self, annotate: Value) -> Outcome {
        let made = self.call_sync(annotate, &[Value::Int(1)])?;
        if let Value::Dict(_) = self.native(made) {
            return Ok(made);
        }
        let class = self.class_name(made);
        Err(self.type_error(format!("__annotate__ returned non-dict of type '{class}'")))
    }
}

/// The `__dict__` of anything that keeps its attributes in one.
pub(crate) fn dict(vm: &mut Vm, this: Value) -> Outcome {
    Ok(vm.dict_of(this).map_or(Value::None, Value::Dict))
}

/// Replaces the `__dict__` of an object.
pub(crate) fn set_dict(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let value = match this {
        Value::Instance(_) if value.is_unbound() => Value::Dict(vm.add(Dict::default())),
        _ => value,
    };
    let Value::Dict(new) = vm.native(value) else {
        let class = vm.class_name(value);
        return Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{class}'")));
    };
    vm.dict_of(this);
    match this {
        Value::Instance(id) => vm.heap.instances[id].dict = Some(new),
        Value::Exception(id) => vm.heap.exceptions[id].dict = Some(new),
        Value::Function(id) => vm.heap.functions[id].more.get_or_insert_default().dict = Some(new),
        Value::Object(id) => vm.heap.objects[id].dict = Some(new),
        _ => {}
    }
    Ok(())
}

fn new(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[_, code, globals, name, defaults, closure, kwdefaults] = args else { return Ok(Value::None) };
    let Value::Code(code) = code else {
        let class = vm.class_name(code);
        return Err(vm.type_error(format!("function() argument 'code' must be code, not {class}")));
    };
    let Value::Dict(globals) = vm.native(globals) else {
        let class = vm.class_name(globals);
        return Err(vm.type_error(format!("function() argument 'globals' must be dict, not {class}")));
    };
    let Some(body) = vm.heap.codes[code].body.clone() else { return Ok(Value::None) };
    let need = body.freevars.len();
    match closure {
        Value::Tuple(_) => {
            let cells = vm.items(closure);
            if cells.len() != need {
                let name = vm.lossy(body.name);
                return Err(vm.value_error(format!("{name} requires closure of length {need}, not {}", cells.len())));
            }
            if let Some(&other) = cells.iter().find(|it| !matches!(it, Value::Cell(_))) {
                let class = vm.class_name(other);
                return Err(vm.type_error(format!("arg 5 (closure) expected cell, found {class}")));
            }
        }
        Value::None if need == 0 => {}
        _ => {
            let message = if need > 0 { "arg 5 (closure) must be tuple" } else { "arg 5 (closure) must be None or tuple" };
            return Err(vm.type_error(message));
        }
    }
    let id = vm.function_of(&body, code, globals);
    let function = &mut vm.heap.functions[id];
    if let Value::Str(name) = name {
        function.name = Some(name);
    }
    let given = |it: Value| if it.is_none() { Value::Unbound } else { it };
    function.defaults = given(defaults);
    function.closure = given(closure);
    function.kwdefaults = given(kwdefaults);
    Ok(Value::Function(id))
}

impl Vm {
    /// A builtin function by name.
    pub(crate) fn builtin(&mut self, name: &str) -> Value {
        let name = self.intern(name);
        self.heap.dicts[self.builtins].get_str(&self.heap.strs, name).unwrap_or(Value::None)
    }

    /// `repr` of a native function.
    pub(crate) fn repr_builtin(&mut self, value: Value) -> Result<String, Raised> {
        let Value::Native(id) = value else { return Ok(String::new()) };
        let native = self.heap.natives[id];
        let Some(def) = native.def else { return Ok(String::new()) };
        let class = self.class_of(value);
        Ok(match (native.this, native.owner) {
            (Value::Unbound, Value::Type(owner)) if class == self.types.wrapper_descriptor => {
                format!("<slot wrapper '{}' of '{}' objects>", def.name, self.type_name(owner))
            }
            (Value::Unbound, Value::Type(owner)) if class != self.types.builtin => {
                format!("<method '{}' of '{}' objects>", def.name, self.type_name(owner))
            }
            (this, Value::Type(_)) if class == self.types.method_wrapper => {
                format!("<method-wrapper '{}' of {} object at {}>", def.name, self.class_name(this), self.address(this))
            }
            (Value::Unbound | Value::Module(_), _) => format!("<built-in function {}>", def.name),
            (this, _) => format!("<built-in method {} of {} object at {}>", def.name, self.class_name(this), self.address(this)),
        })
    }
}
