//! `float`.

use crate::builtin::prelude::*;
use crate::number::{Int, float};

pub(crate) static FLOAT: TypeDef = TypeDef {
    public: true,
    base: true,
    doc: "Floating point numbers of 64 bits.",
    wrappers: "add floordiv mod mul sub truediv radd rfloordiv rmod rmul rsub rtruediv eq ge gt le lt ne neg pos pow rpow divmod rdivmod bool hash repr format",
    methods: &[
        Def::new_of("x=?, /", new),
        Def::method("__abs__", 0, 0, |vm, args| Ok(Value::float(vm.float_of(args[0]).abs()))),
        Def::method("__float__", 0, 0, |vm, args| Ok(Value::float(vm.float_of(args[0])))),
        Def::method("conjugate", 0, 0, |vm, args| Ok(Value::float(vm.float_of(args[0])))),
        Def::method("__int__", 0, 0, |vm, args| whole(vm, args, |it| it)),
        Def::method("__trunc__", 0, 0, |vm, args| whole(vm, args, |it| it)),
        Def::method("__floor__", 0, 0, |vm, args| whole(vm, args, f64::floor)).since(9),
        Def::method("__ceil__", 0, 0, |vm, args| whole(vm, args, f64::ceil)).since(9),
        Def::method("__round__", 0, 1, round),
        Def::method("__getnewargs__", 0, 0, |vm, args| {
            let it = vm.float_of(args[0]);
            Ok(vm.tuple(&[Value::float(it)]))
        }),
        Def::method("is_integer", 0, 0, |vm, args| Ok(Value::bool(float::is_integer(vm.float_of(args[0]))))),
        Def::method("as_integer_ratio", 0, 0, |vm, args| {
            let it = vm.float_of(args[0]);
            let (a, b) = vm.checked(float::as_integer_ratio(it))?;
            let (a, b) = (vm.int(a), vm.int(b));
            Ok(vm.tuple(&[a, b]))
        }),
        Def::method("hex", 0, 0, |vm, args| {
            let text = float::to_hex(vm.float_of(args[0]));
            Ok(vm.str(&text))
        }),
        Def::class_method("fromhex", 1, 1, |vm, args| {
            let Value::Str(_) = vm.native(args[1]) else { return Err(vm.type_error("bad argument type for built-in operation")) };
            let result = float::from_hex(vm.kernel_text(args[1]));
            let value = Value::float(vm.checked(result)?);
            match args[0] {
                Value::Type(class) if class != vm.types.float => vm.call_sync(args[0], &[value]),
                _ => Ok(value),
            }
        }),
        Def::class_method("from_number", 1, 1, |vm, args| {
            let value = Value::float(vm.to_float(args[1])?);
            match args[0] {
                Value::Type(class) if class != vm.types.float => vm.call_sync(args[0], &[value]),
                _ => Ok(value),
            }
        })
        .since(14),
        Def::class_method("__getformat__", 1, 1, |vm, _| Ok(vm.str("IEEE, little-endian"))),
    ],
    getset: &[
        GetSet::get("real", |vm, this| Ok(Value::float(vm.float_of(this)))),
        GetSet::get("imag", |_, _| Ok(Value::float(0.0))),
    ],
    ..TypeDef::new("float")
};

fn whole(vm: &mut Vm, args: &[Value], round: fn(f64) -> f64) -> Outcome {
    let it = round(vm.float_of(args[0]));
    let it = vm.checked(Int::from_f64(it))?;
    Ok(vm.int(it))
}

fn round(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = vm.float_of(args[0]);
    match args.get(1) {
        None | Some(Value::None) => {
            let it = vm.checked(float::round_to_int(it))?;
            Ok(vm.int(it))
        }
        Some(&digits) => {
            let digits = vm.to_clamped(digits)?;
            vm.checked(float::round(it, digits)).map(Value::float)
        }
    }
}

fn new(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[Value::Type(class), x] = args else { return Err(vm.not_a_type("float", args)) };
    let value = match vm.native(x) {
        Value::Unbound => 0.0,
        Value::Str(_) | Value::Bytes(_) if vm.lookup(vm.class_of(x), vm.names.float).is_none() => {
            let characters = vm.characters();
            let result = float::parse(vm.kernel_text(x), &characters);
            vm.checked(result)?
        }
        native => {
            if let Some(bytes) = vm.byte_view(native) {
                let bytes = bytes.to_vec();
                let characters = vm.characters();
                let result = float::parse(crate::number::Text::Bytes(&bytes), &characters);
                vm.checked(result)?
            } else {
                let class = vm.class_of(x);
                let number = matches!(native, Value::Int(_) | Value::Bool(_) | Value::Big(_) | Value::Float(_));
                if !number && vm.lookup(class, vm.names.float).is_none() && vm.lookup(class, vm.names.index).is_none() {
                    let (class, real) = (vm.type_name(class), if vm.minor() >= 10 { "real " } else { "" });
                    if matches!(native, Value::Complex(_)) && vm.minor() < 10 {
                        return Err(vm.type_error("can't convert complex to float"));
                    }
                    return Err(vm.type_error(format!("float() argument must be a string or a {real}number, not '{class}'")));
                }
                vm.to_float(x)?
            }
        }
    };
    Ok(vm.wrap(class, Value::float(value)))
}

impl Vm {
    /// The float of a receiver that is one.
    pub(crate) fn float_of(&self, value: Value) -> f64 {
        match self.native(value) {
            Value::Float(it) => it.get(),
            _ => 0.0,
        }
    }
}
