//! `int` and `bool`.

use crate::builtin::prelude::*;
use crate::number::{Int, Text as Kernel};

const NUMBER: &str = "add and floordiv lshift mod mul or rshift sub truediv xor radd rand rfloordiv rlshift rmod rmul ror rrshift rsub rtruediv rxor \
    eq ge gt le lt ne invert neg pos pow rpow divmod rdivmod bool hash repr format";

pub(crate) static INT: TypeDef = TypeDef {
    public: true,
    base: true,
    doc: "Integers of any size.",
    wrappers: NUMBER,
    methods: &[
        Def::new_of("x=?, /, base=?", new),
        Def::method("__abs__", 0, 0, |vm, args| {
            let it = vm.int_of(args[0]).abs();
            Ok(vm.int(it))
        }),
        Def::method("__int__", 0, 0, plain),
        Def::method("__index__", 0, 0, plain),
        Def::method("__trunc__", 0, 0, plain),
        Def::method("__floor__", 0, 0, plain),
        Def::method("__ceil__", 0, 0, plain),
        Def::method("conjugate", 0, 0, plain),
        Def::method("__float__", 0, 0, |vm, args| {
            let it = vm.int_of(args[0]);
            vm.checked(it.to_f64()).map(Value::float)
        }),
        Def::method("__round__", 0, 1, round),
        Def::method("__getnewargs__", 0, 0, |vm, args| {
            let it = plain(vm, args)?;
            Ok(vm.tuple(&[it]))
        }),
        Def::method("bit_length", 0, 0, |vm, args| Ok(Value::Int(vm.int_of(args[0]).bit_length() as i64))),
        Def::method("bit_count", 0, 0, |vm, args| Ok(Value::Int(vm.int_of(args[0]).bit_count() as i64))).since(10),
        Def::method("is_integer", 0, 0, |_, _| Ok(Value::bool(true))).since(12),
        Def::method("as_integer_ratio", 0, 0, |vm, args| {
            let it = plain(vm, args)?;
            Ok(vm.tuple(&[it, Value::Int(1)]))
        }),
        Def::method_of("to_bytes", "length, byteorder, *, signed=False", to_bytes).until(11),
        Def::method_of("to_bytes", "length=1, byteorder='big', *, signed=False", to_bytes).since(11),
        Def::class_of("from_bytes", "bytes, byteorder, *, signed=False", from_bytes).until(11),
        Def::class_of("from_bytes", "bytes, byteorder='big', *, signed=False", from_bytes).since(11),
    ],
    getset: &[
        GetSet::get("real", |vm, this| plain(vm, &[this])),
        GetSet::get("numerator", |vm, this| plain(vm, &[this])),
        GetSet::get("imag", |_, _| Ok(Value::Int(0))),
        GetSet::get("denominator", |_, _| Ok(Value::Int(1))),
    ],
    ..TypeDef::new("int")
};

pub(crate) static BOOL: TypeDef = TypeDef {
    public: true,
    native: false,
    parent: Some(&INT),
    doc: "True and False.",
    wrappers: "and or xor rand ror rxor repr",
    methods: &[Def::new_of("x=?, /", |vm, args| match args[1] {
        Value::Unbound => Ok(Value::bool(false)),
        value => vm.truth(value).map(Value::bool),
    })],
    ..TypeDef::new("bool")
};

fn plain(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = vm.int_of(args[0]);
    Ok(vm.int(it))
}

fn round(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = vm.int_of(args[0]);
    let Some(&digits) = args.get(1).filter(|it| !it.is_none()) else { return Ok(vm.int(it)) };
    let digits = vm.to_index(digits)?;
    let rounded = it.round(&digits);
    Ok(vm.int(rounded))
}

fn byte_order(vm: &mut Vm, value: Value) -> Result<bool, Raised> {
    let Value::Str(_) = vm.native(value) else {
        let class = vm.class_name(value);
        return Err(vm.type_error(format!("argument 'byteorder' must be str, not {class}")));
    };
    let text = vm.plain_text(value);
    vm.checked(Int::byte_order(&text))
}

fn to_bytes(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = vm.int_of(args[0]);
    let length = vm.to_word(args[1])?;
    let big = byte_order(vm, args[2])?;
    let signed = vm.truth(args[3])?;
    let Ok(length) = usize::try_from(length) else { return Err(vm.value_error("length argument must be non-negative")) };
    vm.charge(length as u64 / 64, length)?;
    let minor = vm.minor();
    let bytes = vm.checked(it.to_bytes(length, big, signed, minor))?;
    Ok(vm.bytes(bytes))
}

fn from_bytes(vm: &mut Vm, args: &[Value]) -> Outcome {
    if let Value::Str(_) = vm.native(args[1]) {
        let class = vm.class_name(args[1]);
        return Err(vm.type_error(format!("cannot convert '{class}' object to bytes")));
    }
    let bytes = vm.to_bytes(args[1])?;
    let big = byte_order(vm, args[2])?;
    let signed = vm.truth(args[3])?;
    let it = Int::from_bytes(&bytes, big, signed);
    let value = vm.int(it);
    match args[0] {
        Value::Type(class) if class != vm.types.int => vm.call_sync(args[0], &[value]),
        _ => Ok(value),
    }
}

fn new(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[Value::Type(class), x, base] = args else { return Err(vm.not_a_type("int", args)) };
    let value = if base.is_unbound() {
        if x.is_unbound() { Value::Int(0) } else { vm.to_int(x)? }
    } else {
        if x.is_unbound() {
            return Err(vm.type_error("int() missing string argument"));
        }
        let base = vm.to_clamped(base)?;
        match vm.native(x) {
            Value::Str(_) | Value::Bytes(_) => vm.parse_int(x, base)?,
            _ if vm.byte_view(x).is_some() => vm.parse_int(x, base)?,
            _ => return Err(vm.type_error("int() can't convert non-string with explicit base")),
        }
    };
    Ok(vm.wrap(class, value))
}

impl Vm {
    /// The int of a receiver that is one.
    pub(crate) fn int_of(&self, value: Value) -> Int {
        self.as_int(value).unwrap_or(Int::ZERO)
    }

    fn parse_int(&mut self, text: Value, base: i64) -> Outcome {
        let (limit, minor, characters) = (self.int_max_digits, self.minor(), self.characters());
        let owned;
        let kernel = match self.native(text) {
            Value::Str(_) | Value::Bytes(_) => self.kernel_text(text),
            _ => {
                owned = self.byte_view(text).unwrap_or_default().to_vec();
                Kernel::Bytes(&owned)
            }
        };
        let cost = crate::number::Cost::parse(kernel.len(), base.clamp(2, 36) as u32);
        let result = Int::parse(kernel, base, limit, minor, &characters);
        self.charge_cost(cost)?;
        let it = self.checked(result)?;
        Ok(self.int(it))
    }

    /// `int(value)`.
    pub(crate) fn to_int(&mut self, value: Value) -> Outcome {
        match value {
            Value::Int(_) | Value::Big(_) => return Ok(value),
            Value::Bool(it) => return Ok(Value::Int(i64::from(it))),
            Value::Float(it) => {
                let it = self.checked(Int::from_f64(it.get()))?;
                return Ok(self.int(it));
            }
            Value::Str(_) | Value::Bytes(_) => return self.parse_int(value, 10),
            _ => {}
        }
        let class = self.class_of(value);
        for name in [self.names.int, self.names.index, self.names.trunc] {
            if name == self.names.trunc && self.minor() >= 14 {
                break;
            }
            let Some(method) = self.lookup(class, name) else { continue };
            let result = self.call_special_sync(method, value, &[])?;
            return match self.as_int(result) {
                Some(it) => Ok(self.int(it)),
                None if name == self.names.trunc => self.to_int(result),
                None => {
                    let (name, class) = (self.lossy(name), self.class_name(result));
                    Err(self.type_error(format!("{name} returned non-int (type {class})")))
                }
            };
        }
        if matches!(self.native(value), Value::Str(_) | Value::Bytes(_)) || self.byte_view(value).is_some() {
            return self.parse_int(value, 10);
        }
        if matches!(self.native(value), Value::Complex(_)) && self.minor() < 10 {
            return Err(self.type_error("can't convert complex to int"));
        }
        let class = self.type_name(class);
        Err(self.type_error(
            format!(
                "int() argument must be a string, a bytes-like object or a {} number, not '{class}'",
                if self.minor() >= 10 { "real" } else { "" }
            )
            .replace("a  number", "a number"),
        ))
    }
}
