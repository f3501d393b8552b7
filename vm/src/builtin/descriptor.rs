//! `property`, `staticmethod`, `classmethod`, `super`, and the descriptors of native attributes.

use crate::builtin::prelude::*;
use crate::machine::descriptors::{ClassMethod, Property, StaticMethod, Super};
use crate::machine::types::GetSetDescriptor;
use crate::object::Member;

pub(crate) static PROPERTY: TypeDef = TypeDef {
    public: true,
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| match args.first() {
            Some(&Value::Type(class)) => {
                let made = vm.new_object(vm.types.property, Property::default());
                Ok(vm.wrap(class, made))
            }
            _ => Ok(Value::None),
        }),
        Def::method_of("__init__", "fget=None, fset=None, fdel=None, doc=None", |vm, args| {
            let &[this, get, set, delete, doc] = args else { return Ok(Value::None) };
            let given_doc = !doc.is_none();
            let mut doc = doc;
            if !given_doc && !get.is_none() {
                doc = vm.find_attr(get, vm.names.doc)?.unwrap_or(Value::None);
            }
            change(vm, this, |it| {
                it.get = get;
                it.set = set;
                it.delete = delete;
                it.doc = doc;
            });
            Ok(Value::None)
        }),
        Def::method("getter", 1, 1, |vm, args| copy(vm, args, |it, func| it.get = func)),
        Def::method("setter", 1, 1, |vm, args| copy(vm, args, |it, func| it.set = func)),
        Def::method("deleter", 1, 1, |vm, args| copy(vm, args, |it, func| it.delete = func)),
        Def::method("__get__", 1, 2, |vm, args| {
            if args[1].is_none() {
                return Ok(args[0]);
            }
            let native = vm.native(args[0]);
            let class = vm.class_of(args[1]);
            vm.bind_descriptor(native, args[1], class)
        }),
        Def::method("__set__", 2, 2, |vm, args| {
            let native = vm.native(args[0]);
            vm.set_by_descriptor(native, args[1], vm.empty_str, args[2]).map(|()| Value::None)
        }),
        Def::method("__delete__", 1, 1, |vm, args| {
            let native = vm.native(args[0]);
            vm.set_by_descriptor(native, args[1], vm.empty_str, Value::Unbound).map(|()| Value::None)
        }),
        Def::method("__set_name__", 2, 2, |vm, args| {
            let name = args[2];
            change(vm, args[0], |it| it.name = name);
            Ok(Value::None)
        }),
    ],
    getset: &[
        GetSet::get("fget", |vm, this| Ok(property(vm, this).get)),
        GetSet::get("fset", |vm, this| Ok(property(vm, this).set)),
        GetSet::get("fdel", |vm, this| Ok(property(vm, this).delete)),
        GetSet::both(
            "__doc__",
            |vm, this| Ok(property(vm, this).doc),
            |vm, this, value| {
                change(vm, this, |it| it.doc = value);
                Ok(())
            },
        ),
        GetSet::both(
            "__name__",
            |vm, this| {
                let it = property(vm, this);
                if !it.name.is_none() {
                    return Ok(it.name);
                }
                let name = vm.names.name;
                match vm.find_attr(it.get, name)? {
                    Some(value) => Ok(value),
                    None => Err(vm.attribute_error(this, name)),
                }
            },
            |vm, this, value| {
                change(vm, this, |it| it.name = value);
                Ok(())
            },
        )
        .since(13),
        GetSet::get("__isabstractmethod__", |vm, this| {
            let it = property(vm, this);
            for part in [it.get, it.set, it.delete] {
                if is_abstract(vm, part)? {
                    return Ok(Value::bool(true));
                }
            }
            Ok(Value::bool(false))
        }),
    ],
    ..TypeDef::new("property")
};

/// Whether a function is marked as abstract.
pub(crate) fn is_abstract(vm: &mut Vm, value: Value) -> Result<bool, Raised> {
    if value.is_none() || value.is_unbound() {
        return Ok(false);
    }
    let name = vm.intern("__isabstractmethod__");
    match vm.find_attr(value, name)? {
        Some(it) => vm.truth(it),
        None => Ok(false),
    }
}

fn property(vm: &Vm, this: Value) -> Property {
    let none = |it: Value| if it.is_unbound() { Value::None } else { it };
    match vm.native(this) {
        Value::Object(id) => vm.heap.objects[id].get::<Property>().map_or_else(Property::default, |it| Property {
            get: none(it.get),
            set: none(it.set),
            delete: none(it.delete),
            doc: none(it.doc),
            name: none(it.name),
        }),
        _ => Property::default(),
    }
}

fn change(vm: &mut Vm, this: Value, change: impl FnOnce(&mut Property)) {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<Property>()
    {
        change(it);
    }
    vm.epoch = vm.epoch.wrapping_add(1);
}

fn copy(vm: &mut Vm, args: &[Value], set: fn(&mut Property, Value)) -> Outcome {
    let mut new = property(vm, args[0]);
    let doc_of_getter = match vm.find_attr(new.get, vm.names.doc) {
        Ok(Some(doc)) => doc.is(new.doc),
        _ => false,
    };
    // `None` leaves the part as it is.
    if !args[1].is_none() {
        set(&mut new, args[1]);
    }
    let class = Value::Type(vm.class_of(args[0]));
    let doc = if doc_of_getter { Value::None } else { new.doc };
    let made = vm.call_sync(class, &[new.get, new.set, new.delete, doc])?;
    let name = new.name;
    change(vm, made, |it| it.name = name);
    Ok(made)
}

/// Attributes of the function that a static or class method has as its own, from 3.10 on.
const WRAPPED: &[GetSet] = &[
    GetSet::get("__func__", |vm, this| Ok(inner(vm, this))),
    GetSet::get("__wrapped__", |vm, this| Ok(inner(vm, this))).since(10),
    GetSet::get("__isabstractmethod__", |vm, this| {
        let func = inner(vm, this);
        is_abstract(vm, func).map(Value::bool)
    }),
    GetSet::get("__name__", |vm, this| of_func(vm, this, vm.names.name)).since(10),
    GetSet::get("__qualname__", |vm, this| of_func(vm, this, vm.names.qualname)).since(10),
    GetSet::get("__module__", |vm, this| of_func(vm, this, vm.names.module)).since(10),
    GetSet::get("__doc__", |vm, this| of_func(vm, this, vm.names.doc)).since(10),
    GetSet::get("__annotations__", |vm, this| of_func(vm, this, vm.names.annotations)).since(10),
];

fn of_func(vm: &mut Vm, this: Value, name: Id<Str>) -> Outcome {
    let func = inner(vm, this);
    vm.get_attr(func, name)
}

fn inner(vm: &Vm, this: Value) -> Value {
    match vm.native(this) {
        Value::Object(id) => {
            let object = &vm.heap.objects[id];
            object
                .get::<StaticMethod>()
                .map(|it| it.func)
                .or_else(|| object.get::<ClassMethod>().map(|it| it.func))
                .unwrap_or(Value::None)
        }
        _ => Value::None,
    }
}

fn repr(vm: &mut Vm, args: &[Value]) -> Outcome {
    if vm.minor() < 10 {
        return vm.repr_default(args[0]);
    }
    let func = inner(vm, args[0]);
    let text = format!("<{}({})>", vm.class_name(args[0]), vm.repr_text(func)?);
    Ok(vm.str(&text))
}

pub(crate) static STATICMETHOD: TypeDef = TypeDef {
    public: true,
    base: true,
    dict: true,
    methods: &[
        Def::new_of("function, /", |vm, args| {
            let &[Value::Type(class), func] = args else { return Ok(Value::None) };
            let made = vm.static_method(func);
            Ok(vm.wrap(class, made))
        }),
        Def::method("__get__", 1, 2, |vm, args| Ok(inner(vm, args[0]))),
        Def::method_any("__call__", |vm, args, names| {
            let func = inner(vm, args[0]);
            vm.call_sync_named(func, &args[1..], names)
        })
        .since(10),
        Def::method("__repr__", 0, 0, repr),
    ],
    getset: WRAPPED,
    ..TypeDef::new("staticmethod")
};

pub(crate) static CLASSMETHOD: TypeDef = TypeDef {
    public: true,
    base: true,
    dict: true,
    methods: &[
        Def::new_of("function, /", |vm, args| {
            let &[Value::Type(class), func] = args else { return Ok(Value::None) };
            let made = vm.class_method(func);
            Ok(vm.wrap(class, made))
        }),
        Def::method("__get__", 1, 2, |vm, args| {
            let class = match args.get(2) {
                Some(&Value::Type(class)) => class,
                _ => vm.class_of(args[1]),
            };
            let native = vm.native(args[0]);
            vm.bind_descriptor(native, args[1], class)
        }),
        Def::method("__repr__", 0, 0, repr),
    ],
    getset: WRAPPED,
    ..TypeDef::new("classmethod")
};

pub(crate) static SUPER: TypeDef = TypeDef {
    public: true,
    base: true,
    methods: &[
        Def::new_any(|vm, args, names| {
            if !names.is_empty() {
                return Err(vm.type_error("super() takes no keyword arguments"));
            }
            let &Value::Type(made) = &args[0] else { return Ok(Value::None) };
            let (class, object) = match args[1..] {
                [] => vm.super_arguments()?,
                [class] => (class, Value::None),
                [class, object] => (class, object),
                _ => {
                    let given = args.len() - 1;
                    return Err(vm.type_error(if vm.minor() >= 11 {
                        format!("super() expected at most 2 arguments, got {given}")
                    } else {
                        format!("super() takes at most 2 arguments ({given} given)")
                    }));
                }
            };
            if object.is_none() {
                let Value::Type(this_class) = class else {
                    let class = vm.class_name(class);
                    let a = if vm.minor() >= 11 { "a " } else { "" };
                    return Err(vm.type_error(format!("super() argument 1 must be {a}type, not {class}")));
                };
                return Ok(vm.new_object(made, Super { this_class, object: Value::None, start: None }));
            }
            let part = vm.make_super(class, object)?;
            Ok(vm.new_object(made, part))
        }),
        Def::method("__get__", 1, 2, |vm, args| {
            let Value::Object(id) = args[0] else { return Ok(args[0]) };
            let Some(&it) = vm.heap.objects[id].get::<Super>() else { return Ok(args[0]) };
            if args[1].is_none() || it.start.is_some() {
                return Ok(args[0]);
            }
            let made = vm.make_super(Value::Type(it.this_class), args[1])?;
            Ok(vm.new_object(vm.types.super_, made))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Value::Object(id) = args[0] else { return Ok(Value::None) };
            let Some(&it) = vm.heap.objects[id].get::<Super>() else { return Ok(Value::None) };
            let class = vm.type_name(it.this_class);
            let text = match it.start {
                Some(start) => format!("<super: <class '{class}'>, <{} object>>", vm.type_name(start)),
                None => format!("<super: <class '{class}'>, NULL>"),
            };
            Ok(vm.str(&text))
        }),
    ],
    getset: &[
        GetSet::get("__thisclass__", |vm, this| super_part(vm, this, |it| Value::Type(it.this_class))),
        GetSet::get("__self__", |vm, this| super_part(vm, this, |it| it.object)),
        GetSet::get("__self_class__", |vm, this| super_part(vm, this, |it| it.start.map_or(Value::None, Value::Type))),
    ],
    ..TypeDef::new("super")
};

fn super_part(vm: &mut Vm, this: Value, get: fn(&Super) -> Value) -> Outcome {
    Ok(match this {
        Value::Object(id) => vm.heap.objects[id].get::<Super>().map_or(Value::None, get),
        _ => Value::None,
    })
}

const GET: Def = Def::method("__get__", 1, 2, |vm, args| {
    let class = vm.class_of(args[1]);
    vm.bind_descriptor(args[0], if args[1].is_none() { Value::Unbound } else { args[1] }, class)
});
const SET: Def = Def::method("__set__", 2, 2, |vm, args| {
    let name = name_of(vm, args[0]);
    vm.set_by_descriptor(args[0], args[1], name, args[2]).map(|()| Value::None)
});
const DELETE: Def = Def::method("__delete__", 1, 1, |vm, args| {
    let name = name_of(vm, args[0]);
    vm.set_by_descriptor(args[0], args[1], name, Value::Unbound).map(|()| Value::None)
});

fn name_of(vm: &mut Vm, this: Value) -> Id<Str> {
    let Value::Object(id) = this else { return vm.empty_str };
    if let Some(it) = vm.heap.objects[id].get::<Member>() {
        return it.name;
    }
    match vm.heap.objects[id].get::<GetSetDescriptor>().map(|it| it.def.name) {
        Some(name) => vm.intern(name),
        None => vm.empty_str,
    }
}

fn owner(vm: &Vm, this: Value) -> Option<Id<Type>> {
    let Value::Object(id) = this else { return None };
    let object = &vm.heap.objects[id];
    object.get::<Member>().map(|it| it.class).or_else(|| object.get::<GetSetDescriptor>().map(|it| it.owner))
}

const PARTS: &[GetSet] = &[
    GetSet::get("__name__", |vm, this| Ok(Value::Str(name_of(vm, this)))),
    GetSet::get("__qualname__", |vm, this| {
        let name = name_of(vm, this);
        let text = format!("{}.{}", owner(vm, this).map_or_else(String::new, |it| vm.type_name(it)), vm.lossy(name));
        Ok(vm.str(&text))
    }),
    GetSet::get("__objclass__", |vm, this| Ok(owner(vm, this).map_or(Value::None, Value::Type))),
    GetSet::get("__doc__", |_, _| Ok(Value::None)),
];

fn repr_descriptor(vm: &mut Vm, args: &[Value]) -> Outcome {
    let kind = match args[0] {
        Value::Object(id) if vm.heap.objects[id].get::<Member>().is_some() => "member",
        _ => "attribute",
    };
    let name = name_of(vm, args[0]);
    let class = owner(vm, args[0]).map_or_else(String::new, |it| vm.type_name(it));
    let text = format!("<{kind} '{}' of '{class}' objects>", vm.lossy(name));
    Ok(vm.str(&text))
}

pub(crate) static MEMBER: TypeDef = TypeDef {
    methods: &[GET, SET, DELETE, Def::method("__repr__", 0, 0, repr_descriptor)],
    getset: PARTS,
    ..TypeDef::new("member_descriptor")
};
pub(crate) static GETSET: TypeDef = TypeDef {
    methods: &[GET, SET, DELETE, Def::method("__repr__", 0, 0, repr_descriptor)],
    getset: PARTS,
    ..TypeDef::new("getset_descriptor")
};

impl Vm {
    /// The arguments of `super()` that are not given: the class of the method that is running, and its first argument.
    fn super_arguments(&mut self) -> Result<(Value, Value), Raised> {
        let (Some(frame), Some(body)) = (self.frames.last(), self.running_body()) else {
            return Err(self.error(Class::RuntimeError, "super(): no current frame"));
        };
        let (base, func) = (frame.base as usize, frame.func);
        if body.argcount == 0 {
            return Err(self.error(Class::RuntimeError, "super(): no arguments"));
        }
        let mut first = self.stack.get(base).copied().unwrap_or_default();
        // The argument itself may be a variable of a closure.
        if first.is_unbound() || matches!(first, Value::Cell(_)) {
            let name = body.variables.first().copied();
            let place = body.variables.iter().enumerate().skip(1).find(|it| Some(*it.1) == name).map(|it| it.0);
            let cell = place.map_or(first, |at| self.stack.get(base + at).copied().unwrap_or_default());
            if let Value::Cell(cell) = cell {
                first = self.heap.cells[cell].value;
            }
        }
        if first.is_unbound() {
            return Err(self.error(Class::RuntimeError, "super(): arg[0] deleted"));
        }
        let name = self.intern("__class__");
        let at = body.freevars.iter().position(|&it| it == name);
        let cell = at.and_then(|at| self.items(self.heap.functions[func].closure).get(at).copied());
        match cell {
            Some(Value::Cell(cell)) => match self.heap.cells[cell].value {
                class @ Value::Type(_) => Ok((class, first)),
                _ => Err(self.error(Class::RuntimeError, "super(): empty __class__ cell")),
            },
            _ => Err(self.error(Class::RuntimeError, "super(): __class__ cell not found")),
        }
    }
}
