//! `complex`.

use crate::builtin::prelude::*;
use crate::number::{Complex, complex};

pub(crate) static COMPLEX: TypeDef = TypeDef {
    public: true,
    base: true,
    doc: "Complex numbers of two floats.",
    wrappers: "add mul sub truediv radd rmul rsub rtruediv eq ge gt le lt ne neg pos pow rpow bool hash repr format",
    methods: &[
        Def::new_of("real=?, imag=?", new),
        Def::method("__abs__", 0, 0, |vm, args| {
            let it = vm.complex_of(args[0]);
            vm.checked(complex::abs(it)).map(Value::float)
        }),
        Def::method("__complex__", 0, 0, |vm, args| {
            let it = vm.complex_of(args[0]);
            Ok(vm.complex(it))
        })
        .since(11),
        Def::class_method("from_number", 1, 1, |vm, args| {
            let value = args[1];
            let class = vm.class_of(value);
            let number =
                matches!(vm.native(value), Value::Complex(_) | Value::Float(_) | Value::Int(_) | Value::Bool(_) | Value::Big(_));
            let like = [vm.names.complex, vm.names.float, vm.names.index].iter().any(|&it| vm.lookup(class, it).is_some());
            if !number && !like {
                let class = vm.class_name(value);
                return Err(vm.type_error(format!("must be real number, not {class}")));
            }
            let it = part(vm, value, "first", true)?;
            let value = vm.complex(it);
            match args[0] {
                Value::Type(class) if class != vm.types.complex => vm.call_sync(args[0], &[value]),
                _ => Ok(value),
            }
        })
        .since(14),
        Def::method("conjugate", 0, 0, |vm, args| {
            let it = vm.complex_of(args[0]);
            Ok(vm.complex(Complex::new(it.re, -it.im)))
        }),
        Def::method("__getnewargs__", 0, 0, |vm, args| {
            let it = vm.complex_of(args[0]);
            Ok(vm.tuple(&[Value::float(it.re), Value::float(it.im)]))
        }),
    ],
    getset: &[
        GetSet::member("real", |vm, this| Ok(Value::float(vm.complex_of(this).re))),
        GetSet::member("imag", |vm, this| Ok(Value::float(vm.complex_of(this).im))),
    ],
    ..TypeDef::new("complex")
};

fn new(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[Value::Type(class), real, imag] = args else { return Err(vm.type_error("complex.__new__(X): X is not a type object")) };
    let value = match (vm.native(real), vm.native(imag)) {
        (Value::Str(_), Value::Unbound) => {
            let characters = vm.characters();
            let result = complex::parse(vm.kernel_text(real), &characters);
            vm.checked(result)?
        }
        (Value::Str(_), _) if vm.minor() < 14 => {
            return Err(vm.type_error("complex() can't take second arg if first is a string"));
        }
        (_, Value::Str(_)) if vm.minor() < 14 => return Err(vm.type_error("complex() second arg can't be a string")),
        _ => {
            let a = if real.is_unbound() { Complex::new(0.0, 0.0) } else { part(vm, real, "first", imag.is_unbound())? };
            let b = if imag.is_unbound() { Complex::new(0.0, 0.0) } else { part(vm, imag, "second", false)? };
            // Nothing is added to a zero that nobody gave: its sign would be lost.
            let complex = |it: Value| matches!(it, Value::Complex(_));
            let im = match (complex(vm.native(real)), imag.is_unbound()) {
                (_, true) => a.im,
                (true, false) => a.im + b.re,
                (false, false) => b.re,
            };
            Complex::new(if complex(vm.native(imag)) { a.re - b.im } else { a.re }, im)
        }
    };
    let value = vm.complex(value);
    Ok(vm.wrap(class, value))
}

/// One of the arguments; from 3.14 on, two of them ought to be real.
fn part(vm: &mut Vm, value: Value, which: &str, only: bool) -> Result<Complex, Raised> {
    let native = vm.native(value);
    let name = if which == "first" { "real" } else { "imag" };
    let message = match vm.class_name(value) {
        class if vm.minor() >= 14 && only => format!("complex() argument must be a string or a number, not {class}"),
        class if vm.minor() >= 14 => format!("complex() argument '{name}' must be a real number, not {class}"),
        class if which == "first" => format!("complex() first argument must be a string or a number, not '{class}'"),
        class => format!("complex() second argument must be a number, not '{class}'"),
    };
    let unreal = vm.minor() >= 14 && !only;
    if let Value::Complex(_) = native {
        if unreal {
            vm.warn("DeprecationWarning", &message)?;
        }
        return Ok(vm.complex_of(native));
    }
    let class = vm.class_of(value);
    if which == "first"
        && let Some(method) = vm.lookup(class, vm.names.complex)
    {
        let result = vm.call_special_sync(method, value, &[])?;
        if unreal && matches!(vm.native(result), Value::Complex(_)) {
            vm.warn("DeprecationWarning", &message)?;
        }
        return match vm.native(result) {
            Value::Complex(_) => Ok(vm.complex_of(result)),
            _ => {
                let class = vm.class_name(result);
                Err(vm.type_error(format!("__complex__ returned non-complex (type {class})")))
            }
        };
    }
    let number = matches!(native, Value::Int(_) | Value::Bool(_) | Value::Big(_) | Value::Float(_));
    if !number && vm.lookup(class, vm.names.float).is_none() && vm.lookup(class, vm.names.index).is_none() {
        return Err(vm.type_error(message));
    }
    Ok(Complex::new(vm.to_float(value)?, 0.0))
}

impl Vm {
    /// The number of a receiver that is complex.
    pub(crate) fn complex_of(&self, value: Value) -> Complex {
        match self.native(value) {
            Value::Complex(id) => {
                let it = self.heap.complexes[id];
                Complex::new(it.re, it.im)
            }
            _ => Complex::new(0.0, 0.0),
        }
    }
}
