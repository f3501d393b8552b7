//! `_weakref`.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::inst::{BinaryOp, CompareOp, UnaryOp};

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("getweakrefcount", 1, 1, |vm, args| {
            let refs = vm.weak_refs_of(args[0]);
            Ok(Value::Int(refs.len() as i64))
        }),
        Def::function("getweakrefs", 1, 1, |vm, args| {
            let items = vm.weak_refs_of(args[0]);
            Ok(Value::List(vm.add(List { items })))
        }),
        Def::function("proxy", 1, 2, |vm, args| {
            check(vm, args[0])?;
            let callback = args.get(1).copied().unwrap_or(Value::None);
            let callable = vm.is_callable(args[0]);
            let class = vm.class(if callable { &CALLABLE_PROXY } else { &PROXY });
            if callback.is_none() {
                let known = vm.weak_refs_of(args[0]);
                let known = known
                    .into_iter()
                    .find(|&it| vm.class_of(it) == class && weak(vm, it).is_some_and(|it| it.callback.is_none()));
                if let Some(known) = known {
                    return Ok(known);
                }
            }
            Ok(vm.new_weak(class, args[0], callback))
        }),
        Def::function("_remove_dead_weakref", 2, 2, |vm, args| {
            if let Value::Dict(dict) = vm.native(args[0])
                && let Some(found) = vm.dict_get(dict, args[1])?
                && vm.weak_target(found).is_none()
            {
                vm.dict_remove(dict, args[1])?;
            }
            Ok(Value::None)
        }),
    ],
    fill: Some(|vm, dict| {
        for (name, def) in [("ref", &REF), ("ReferenceType", &REF), ("ProxyType", &PROXY), ("CallableProxyType", &CALLABLE_PROXY)]
        {
            let class = vm.class(def);
            vm.put(dict, name, Value::Type(class));
        }
        // Until 3.9 they have names of their own.
        if vm.minor() < 10 {
            for (name, def) in [("weakref", &REF), ("weakproxy", &PROXY), ("weakcallableproxy", &CALLABLE_PROXY)] {
                let (class, name, module) = (vm.class(def), vm.intern(name), vm.str("builtins"));
                (vm.heap.types[class].name, vm.heap.types[class].qualname) = (Some(name), Some(name));
                vm.set_class_entry(class, "__module__", module);
            }
        }
        Ok(())
    }),
    ..ModuleDef::new("_weakref")
};

/// A weak reference: the collector does not follow it, and unbinds it when what it refers to is gone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weak {
    pub(crate) target: Value,
    pub(crate) callback: Value,
    /// The instance of a derived class that it is in, or unbound.
    pub(crate) outer: Value,
    pub(crate) hash: Option<i64>,
}

impl NativeData for Weak {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.callback);
        tracer.visit(self.outer);
    }
}

static REF: TypeDef = TypeDef {
    module: "weakref",
    base: true,
    methods: &[
        Def::new_of("object, callback=None, /", |vm, args| {
            let &[Value::Type(class), target, callback] = args else { return Ok(Value::None) };
            check(vm, target)?;
            let own = vm.class(&REF);
            if class == own
                && callback.is_none()
                && let Some(&known) =
                    vm.weak_refs_of(target).iter().find(|&&it| weak(vm, it).is_some_and(|it| it.callback.is_none()))
            {
                return Ok(known);
            }
            let made = vm.new_weak(own, target, callback);
            let whole = vm.wrap(class, made);
            if let (Value::Object(id), false) = (made, whole.is(made))
                && let Some(it) = vm.heap.objects[id].get_mut::<Weak>()
            {
                it.outer = whole;
            }
            Ok(whole)
        }),
        Def::method_any("__init__", |_, _, _| Ok(Value::None)),
        Def::method("__call__", 0, 0, |vm, args| Ok(vm.weak_target(args[0]).unwrap_or(Value::None))),
        Def::method("__hash__", 0, 0, |vm, args| {
            let native = vm.native(args[0]);
            if let Some(hash) = weak(vm, native).and_then(|it| it.hash) {
                return Ok(Value::Int(hash));
            }
            let Some(target) = vm.weak_target(args[0]) else { return Err(vm.type_error("weak object has gone away")) };
            let hash = vm.hash(target)?;
            if let Value::Object(id) = native
                && let Some(it) = vm.heap.objects[id].get_mut::<Weak>()
            {
                it.hash = Some(hash);
            }
            Ok(Value::Int(hash))
        }),
        Def::method("__eq__", 1, 1, |vm, args| {
            if weak(vm, args[1]).is_none() {
                return Ok(Value::NotImplemented);
            }
            match (vm.weak_target(args[0]), vm.weak_target(args[1])) {
                (Some(a), Some(b)) => vm.equal(a, b).map(Value::bool),
                _ => Ok(Value::bool(args[0].is(args[1]))),
            }
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let address = vm.address(args[0]);
            let text = match vm.weak_target(args[0]) {
                Some(target) => format!("<weakref at {address}; to '{}' at {}>", vm.class_name(target), vm.address(target)),
                None => format!("<weakref at {address}; dead>"),
            };
            Ok(vm.str(&text))
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: &[GetSet::get("__callback__", |vm, this| Ok(weak(vm, this).map_or(Value::None, |it| it.callback)))],
    ..TypeDef::new("ReferenceType")
};

fn weak(vm: &Vm, value: Value) -> Option<Weak> {
    match vm.native(value) {
        Value::Object(id) => vm.heap.objects[id].get::<Weak>().copied(),
        _ => None,
    }
}

fn check(vm: &mut Vm, target: Value) -> Result<(), Raised> {
    let class = vm.class_of(target);
    let fine = match target {
        Value::Instance(_) | Value::Exception(_) => vm.heap.types[class].flags.weak,
        Value::Function(_)
        | Value::Type(_)
        | Value::Method(_)
        | Value::Generator(_)
        | Value::Module(_)
        | Value::Set(_)
        | Value::FrozenSet(_)
        | Value::Code(_)
        | Value::Native(_)
        | Value::Object(_) => true,
        _ => false,
    };
    if fine {
        return Ok(());
    }
    let class = vm.type_name(class);
    Err(vm.type_error(format!("cannot create weak reference to '{class}' object")))
}

/// What a proxy stands for, or the error that it is gone.
fn referent(vm: &mut Vm, this: Value) -> Outcome {
    match vm.weak_target(this) {
        Some(target) => Ok(target),
        None => Err(vm.error(Class::ReferenceError, "weakly-referenced object no longer exists")),
    }
}

/// The same of what may be a proxy.
fn unwrapped(vm: &mut Vm, value: Value) -> Outcome {
    match weak(vm, value) {
        Some(_) if [&PROXY, &CALLABLE_PROXY].into_iter().any(|def| vm.class(def) == vm.class_of(value)) => referent(vm, value),
        _ => Ok(value),
    }
}

macro_rules! through {
    (binary $($name:literal $reflected:literal $inplace:literal $op:ident;)* compare $($compare:literal $compare_op:ident;)*
     unary $($unary:literal $unary_op:ident;)* methods $($method:literal $least:literal $most:literal;)*) => {
        &[
            $(Def::method($name, 1, 1, |vm, args| binary(vm, BinaryOp::$op, false, args[0], args[1])),
            Def::method($reflected, 1, 1, |vm, args| binary(vm, BinaryOp::$op, false, args[1], args[0])),
            Def::method($inplace, 1, 1, |vm, args| binary(vm, BinaryOp::$op, true, args[0], args[1])),)*
            $(Def::method($compare, 1, 1, |vm, args| {
                let (a, b) = (unwrapped(vm, args[0])?, unwrapped(vm, args[1])?);
                vm.compare_sync(CompareOp::$compare_op, a, b)
            }),)*
            $(Def::method($unary, 0, 0, |vm, args| {
                let target = referent(vm, args[0])?;
                vm.unary_sync(UnaryOp::$unary_op, target)
            }),)*
            $(Def::method($method, $least, $most, |vm, args| {
                let target = referent(vm, args[0])?;
                let name = vm.intern($method);
                let method = vm.get_attr(target, name)?;
                vm.call_sync(method, &args[1..])
            }),)*
        ]
    };
}

fn binary(vm: &mut Vm, op: BinaryOp, inplace: bool, a: Value, b: Value) -> Outcome {
    let (a, b) = (unwrapped(vm, a)?, unwrapped(vm, b)?);
    vm.binary_sync(op, inplace, a, b)
}

/// Calls a builtin function with what a proxy stands for.
fn by_builtin(vm: &mut Vm, name: &str, this: Value) -> Outcome {
    let (target, function) = (referent(vm, this)?, vm.builtin(name));
    vm.call_sync(function, &[target])
}

const OPERATORS: &[Def] = through! {
    binary "__add__" "__radd__" "__iadd__" Add; "__sub__" "__rsub__" "__isub__" Subtract; "__mul__" "__rmul__" "__imul__" Multiply;
    "__matmul__" "__rmatmul__" "__imatmul__" MatrixMultiply; "__truediv__" "__rtruediv__" "__itruediv__" TrueDivide;
    "__floordiv__" "__rfloordiv__" "__ifloordiv__" FloorDivide; "__mod__" "__rmod__" "__imod__" Remainder;
    "__lshift__" "__rlshift__" "__ilshift__" LeftShift; "__rshift__" "__rrshift__" "__irshift__" RightShift;
    "__and__" "__rand__" "__iand__" And; "__xor__" "__rxor__" "__ixor__" Xor; "__or__" "__ror__" "__ior__" Or;
    compare "__eq__" Eq; "__ne__" Ne; "__lt__" Lt; "__le__" Le; "__gt__" Gt; "__ge__" Ge;
    unary "__neg__" Negative; "__pos__" Positive; "__invert__" Invert;
    methods "__next__" 0 0; "__bytes__" 0 0; "__divmod__" 1 1; "__rdivmod__" 1 1;
};

const OTHERS: &[Def] = &[
    Def::method("__getattribute__", 1, 1, |vm, args| {
        let target = referent(vm, args[0])?;
        let name = vm.attribute_name(args[1])?;
        vm.get_attr(target, name)
    }),
    Def::method("__setattr__", 2, 2, |vm, args| {
        let target = referent(vm, args[0])?;
        let name = vm.attribute_name(args[1])?;
        vm.set_attr(target, name, args[2]).map(|()| Value::None)
    }),
    Def::method("__delattr__", 1, 1, |vm, args| {
        let target = referent(vm, args[0])?;
        let name = vm.attribute_name(args[1])?;
        vm.set_attr(target, name, Value::Unbound).map(|()| Value::None)
    }),
    Def::method("__bool__", 0, 0, |vm, args| {
        let target = referent(vm, args[0])?;
        vm.truth(target).map(Value::bool)
    }),
    Def::method("__str__", 0, 0, |vm, args| {
        let target = referent(vm, args[0])?;
        vm.to_str(target)
    }),
    Def::method("__repr__", 0, 0, |vm, args| {
        let Some(target) = vm.weak_target(args[0]) else {
            let address = vm.address(args[0]);
            return Ok(vm.str(&format!("<weakproxy at {address}; dead>")));
        };
        let (class, own, address) = (vm.class_name(target), vm.address(args[0]), vm.address(target));
        Ok(vm.str(&if vm.minor() >= 13 {
            format!("<weakproxy at {own}; to '{class}' at {address}>")
        } else {
            format!("<weakproxy at {own} to {class} at {address}>")
        }))
    }),
    Def::method("__reversed__", 0, 0, |vm, args| by_builtin(vm, "reversed", args[0])).since(9),
    Def::method("__len__", 0, 0, |vm, args| by_builtin(vm, "len", args[0])),
    Def::method("__abs__", 0, 0, |vm, args| by_builtin(vm, "abs", args[0])),
    Def::method("__iter__", 0, 0, |vm, args| by_builtin(vm, "iter", args[0])),
    Def::method("__int__", 0, 0, |vm, args| by_builtin(vm, "int", args[0])),
    Def::method("__float__", 0, 0, |vm, args| by_builtin(vm, "float", args[0])),
    Def::method("__index__", 0, 0, |vm, args| {
        let target = referent(vm, args[0])?;
        let index = vm.to_index(target)?;
        Ok(vm.int(index))
    }),
    Def::method("__pow__", 1, 2, |vm, args| {
        let Some(&modulus) = args.get(2) else { return binary(vm, BinaryOp::Power, false, args[0], args[1]) };
        let all = [unwrapped(vm, args[0])?, unwrapped(vm, args[1])?, unwrapped(vm, modulus)?];
        let pow = vm.builtin("pow");
        vm.call_sync(pow, &all)
    }),
    Def::method("__rpow__", 1, 1, |vm, args| binary(vm, BinaryOp::Power, false, args[1], args[0])),
    Def::method("__ipow__", 1, 1, |vm, args| binary(vm, BinaryOp::Power, true, args[0], args[1])),
    Def::method("__getitem__", 1, 1, |vm, args| {
        let (target, key) = (referent(vm, args[0])?, unwrapped(vm, args[1])?);
        vm.get_item(target, key)
    }),
    Def::method("__setitem__", 2, 2, |vm, args| {
        let (target, key) = (referent(vm, args[0])?, unwrapped(vm, args[1])?);
        vm.set_item(target, key, args[2]).map(|()| Value::None)
    }),
    Def::method("__delitem__", 1, 1, |vm, args| {
        let (target, key) = (referent(vm, args[0])?, unwrapped(vm, args[1])?);
        vm.del_item(target, key).map(|()| Value::None)
    }),
    Def::method("__contains__", 1, 1, |vm, args| {
        let (target, item) = (referent(vm, args[0])?, unwrapped(vm, args[1])?);
        vm.contains(target, item).map(Value::bool)
    }),
];

const CALL: Def = Def::method_any("__call__", |vm, args, names| {
    let target = referent(vm, args[0])?;
    vm.call_sync_named(target, &args[1..], names)
});

/// What every proxy does, and the one method of some.
const fn proxy_methods<const N: usize>(last: Def) -> [Def; N] {
    let mut all = [last; N];
    let mut at = 0;
    while at < OPERATORS.len() {
        all[at] = OPERATORS[at];
        at += 1;
    }
    let mut other = 0;
    while other < OTHERS.len() {
        all[at] = OTHERS[other];
        at += 1;
        other += 1;
    }
    all
}

static PROXY_METHODS: [Def; OPERATORS.len() + OTHERS.len()] = proxy_methods(CALL);
static CALLABLE_METHODS: [Def; OPERATORS.len() + OTHERS.len() + 1] = proxy_methods(CALL);

static PROXY: TypeDef = TypeDef { module: "weakref", unhashable: true, methods: &PROXY_METHODS, ..TypeDef::new("ProxyType") };
static CALLABLE_PROXY: TypeDef =
    TypeDef { module: "weakref", unhashable: true, methods: &CALLABLE_METHODS, ..TypeDef::new("CallableProxyType") };

impl Vm {
    fn new_weak(&mut self, class: Id<Type>, target: Value, callback: Value) -> Value {
        let made = self.new_object(class, Weak { target, callback, outer: Value::Unbound, hash: None });
        if let Value::Object(id) = made {
            self.weak_refs.push(id);
        }
        made
    }

    /// What a weak reference refers to, if that is still there.
    pub(crate) fn weak_target(&self, value: Value) -> Option<Value> {
        weak(self, value).map(|it| it.target).filter(|it| !it.is_unbound())
    }

    fn weak_refs_of(&self, target: Value) -> Vec<Value> {
        let found =
            self.weak_refs.iter().filter(|&&it| self.heap.objects[it].get::<Weak>().is_some_and(|it| it.target.is(target)));
        found.map(|&it| Value::Object(it)).collect()
    }

    /// After marking: weak references to what was not reached forget it; those that are left with a callback will call it.
    pub(crate) fn clear_weak_refs(&mut self) {
        let refs = core::mem::take(&mut self.weak_refs);
        for id in refs {
            if !self.heap.is_marked(Value::Object(id)) {
                continue;
            }
            let Some(&it) = self.heap.objects[id].get::<Weak>() else { continue };
            if !it.target.is_unbound() && !self.heap.is_marked(it.target) {
                if let Some(it) = self.heap.objects[id].get_mut::<Weak>() {
                    it.target = Value::Unbound;
                }
                if !it.callback.is_none() {
                    let reference = if it.outer.is_unbound() { Value::Object(id) } else { it.outer };
                    self.due_callbacks.push((it.callback, reference));
                }
                continue;
            }
            if !it.target.is_unbound() {
                self.weak_refs.push(id);
            }
        }
    }
}
