//! Special methods that do what the machine itself does with native values: `int.__add__`, `list.__len__`.

use crate::builtin::prelude::*;
use crate::inst::{BinaryOp, CompareOp, UnaryOp};

/// The definition of a special method, by its name without underscores.
pub(crate) fn find(name: &str) -> Option<&'static Def> {
    ALL.iter().find(|it| it.name.strip_prefix("__").and_then(|it| it.strip_suffix("__")) == Some(name))
}

/// Whether a number's class knows another number's: ints know no floats, and floats no complex numbers.
fn knows(this: Value, other: Value) -> bool {
    !matches!(
        (this, other),
        (Value::Int(_) | Value::Bool(_) | Value::Big(_), Value::Float(_) | Value::Complex(_))
            | (Value::Float(_), Value::Complex(_))
    )
}

macro_rules! binary {
    ($name:literal, $op:ident) => {
        Def::method($name, 1, 1, |vm, args| vm.wrapped_binary(BinaryOp::$op, args, false))
    };
    (reflected $name:literal, $op:ident) => {
        Def::method($name, 1, 1, |vm, args| vm.wrapped_binary(BinaryOp::$op, args, true))
    };
    (inplace $name:literal, $op:ident) => {
        Def::method($name, 1, 1, |vm, args| vm.wrapped_inplace(BinaryOp::$op, args))
    };
}

macro_rules! compare {
    ($name:literal, $op:ident) => {
        Def::method($name, 1, 1, |vm, args| {
            let (a, b) = (vm.native(args[0]), vm.native(args[1]));
            if !knows(a, b) {
                return Ok(Value::NotImplemented);
            }
            Ok(vm.compare_native(CompareOp::$op, a, b)?.map_or(Value::NotImplemented, Value::bool))
        })
    };
}

macro_rules! unary {
    ($name:literal, $op:ident) => {
        Def::method($name, 0, 0, |vm, args| {
            let this = vm.native(args[0]);
            vm.unary_sync(UnaryOp::$op, this)
        })
    };
}

static ALL: &[Def] = &[
    binary!("__add__", Add),
    binary!("__and__", And),
    binary!("__floordiv__", FloorDivide),
    binary!("__lshift__", LeftShift),
    binary!("__mod__", Remainder),
    binary!("__mul__", Multiply),
    binary!("__or__", Or),
    binary!("__rshift__", RightShift),
    binary!("__sub__", Subtract),
    binary!("__truediv__", TrueDivide),
    binary!("__xor__", Xor),
    binary!(reflected "__radd__", Add),
    binary!(reflected "__rand__", And),
    binary!(reflected "__rfloordiv__", FloorDivide),
    binary!(reflected "__rlshift__", LeftShift),
    binary!(reflected "__rmod__", Remainder),
    binary!(reflected "__rmul__", Multiply),
    binary!(reflected "__ror__", Or),
    binary!(reflected "__rrshift__", RightShift),
    binary!(reflected "__rsub__", Subtract),
    binary!(reflected "__rtruediv__", TrueDivide),
    binary!(reflected "__rxor__", Xor),
    binary!(inplace "__iadd__", Add),
    binary!(inplace "__iand__", And),
    binary!(inplace "__imul__", Multiply),
    binary!(inplace "__ior__", Or),
    binary!(inplace "__isub__", Subtract),
    binary!(inplace "__ixor__", Xor),
    compare!("__eq__", Eq),
    compare!("__ge__", Ge),
    compare!("__gt__", Gt),
    compare!("__le__", Le),
    compare!("__lt__", Lt),
    compare!("__ne__", Ne),
    unary!("__invert__", Invert),
    unary!("__neg__", Negative),
    unary!("__pos__", Positive),
    Def::method("__pow__", 1, 2, |vm, args| match args {
        &[a, b, m] if !m.is_none() => vm.power_modulo(a, b, m),
        _ => vm.wrapped_binary(BinaryOp::Power, &args[..2], false),
    }),
    Def::method("__rpow__", 1, 2, |vm, args| vm.wrapped_binary(BinaryOp::Power, &args[..2], true)),
    Def::method("__divmod__", 1, 1, |vm, args| vm.wrapped_divmod(args[0], args[1])),
    Def::method("__rdivmod__", 1, 1, |vm, args| vm.wrapped_divmod(args[1], args[0])),
    Def::method("__bool__", 0, 0, |vm, args| {
        let this = vm.native(args[0]);
        vm.truth(this).map(Value::bool)
    }),
    Def::method("__contains__", 1, 1, |vm, args| {
        let this = vm.native(args[0]);
        vm.contains(this, args[1]).map(Value::bool)
    }),
    Def::method("__delitem__", 1, 1, |vm, args| {
        let this = vm.native(args[0]);
        vm.del_item(this, args[1]).map(|()| Value::None)
    }),
    Def::method("__getitem__", 1, 1, |vm, args| match vm.native(args[0]) {
        Value::Dict(id) => vm.dict_subscript(id, args[0], args[1]),
        this => vm.get_item(this, args[1]),
    }),
    Def::method("__setitem__", 2, 2, |vm, args| {
        let this = vm.native(args[0]);
        vm.set_item(this, args[1], args[2]).map(|()| Value::None)
    }),
    Def::method("__hash__", 0, 0, |vm, args| {
        let this = vm.native(args[0]);
        vm.hash(this).map(Value::Int)
    }),
    Def::method("__iter__", 0, 0, |vm, args| {
        let this = vm.native(args[0]);
        vm.iter(this)
    }),
    Def::method("__len__", 0, 0, |vm, args| {
        let this = vm.native(args[0]);
        vm.len(this).map(|it| Value::Int(it as i64))
    }),
    Def::method("__next__", 0, 0, |vm, args| {
        let this = vm.native(args[0]);
        match vm.next(this)? {
            Some(value) => Ok(value),
            None => Err(vm.stop_iteration(Value::None)),
        }
    }),
    Def::method("__repr__", 0, 0, |vm, args| vm.repr_native(args[0])),
    Def::method("__str__", 0, 0, |vm, args| {
        let this = vm.native(args[0]);
        vm.to_str(this)
    }),
    Def::method("__format__", 1, 1, |vm, args| {
        // Without a specification the instance's own `__str__` counts.
        if vm.view(args[1]).len() == 0 && matches!(vm.native(args[1]), Value::Str(_)) {
            return vm.to_str(args[0]);
        }
        let this = vm.native(args[0]);
        vm.format_native(this, args[1])
    }),
];

impl Vm {
    /// What a special method of an operator results in: `NotImplemented` if the other operand is none that the native class knows.
    fn wrapped_binary(&mut self, op: BinaryOp, args: &[Value], reflected: bool) -> Outcome {
        let this = self.native(args[0]);
        // What is formatted may have methods of its own.
        let formats = op == BinaryOp::Remainder && !reflected && matches!(this, Value::Str(_) | Value::Bytes(_));
        let other = if formats { args[1] } else { self.native(args[1]) };
        let (a, b) = if reflected { (other, this) } else { (this, other) };
        if !knows(this, other) {
            return Ok(Value::NotImplemented);
        }
        let value = match crate::machine::operators::quick_binary(op, a, b) {
            Some(value) => Some(value),
            None => self.binary_native(op, false, a, b)?,
        };
        match (value, this) {
            (Some(value), _) => Ok(value),
            (None, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_)) if op == BinaryOp::Multiply => {
                let class = self.class_name(if reflected { a } else { b });
                Err(self.type_error(format!("'{class}' object cannot be interpreted as an integer")))
            }
            (None, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_)) if op == BinaryOp::Add => {
                Err(self.unsupported(op, false, a, b))
            }
            _ => Ok(Value::NotImplemented),
        }
    }

    fn wrapped_inplace(&mut self, op: BinaryOp, args: &[Value]) -> Outcome {
        let (a, b) = (self.native(args[0]), self.native(args[1]));
        match self.binary_native(op, true, a, b)? {
            Some(value) if value.is(a) => Ok(args[0]),
            Some(value) => Ok(value),
            None if op == BinaryOp::Multiply && matches!(a, Value::List(_)) => {
                let class = self.class_name(b);
                Err(self.type_error(format!("'{class}' object cannot be interpreted as an integer")))
            }
            None => Ok(Value::NotImplemented),
        }
    }

    fn wrapped_divmod(&mut self, a: Value, b: Value) -> Outcome {
        let (a, b) = (self.native(a), self.native(b));
        Ok(self.divmod_native(a, b)?.unwrap_or(Value::NotImplemented))
    }
}
