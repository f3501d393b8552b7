//! `_operator`: the operators as functions, and functions that fetch.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::inst::{BinaryOp, CompareOp, UnaryOp};

mod fetch;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: FUNCTIONS,
    classes: &[&fetch::ITEM_GETTER, &fetch::ATTR_GETTER, &fetch::METHOD_CALLER],
    ..ModuleDef::new("_operator")
};

macro_rules! binary {
    ($name:literal, $op:ident, $inplace:literal, $doc:literal) => {
        Def::function($name, 2, 2, |vm, args| vm.binary_sync(BinaryOp::$op, $inplace, args[0], args[1])).doc($doc)
    };
}

macro_rules! compare {
    ($name:literal, $op:ident, $doc:literal) => {
        Def::function($name, 2, 2, |vm, args| vm.compare_sync(CompareOp::$op, args[0], args[1])).doc($doc)
    };
}

macro_rules! unary {
    ($name:literal, $op:ident, $doc:literal) => {
        Def::function($name, 1, 1, |vm, args| vm.unary_sync(UnaryOp::$op, args[0])).doc($doc)
    };
}

static FUNCTIONS: &[Def] = &[
    Def::function("truth", 1, 1, |vm, args| vm.truth(args[0]).map(Value::bool)).doc("Return True if a is true, False otherwise."),
    Def::function("contains", 2, 2, |vm, args| vm.contains(args[0], args[1]).map(Value::bool)).doc("Same as b in a (note reversed operands)."),
    Def::function("indexOf", 2, 2, |vm, args| search(vm, args, true)).doc("Return the first index of b in a."),
    Def::function("countOf", 2, 2, |vm, args| search(vm, args, false)).doc("Return the number of items in a which are, or which equal, b."),
    Def::function("is_", 2, 2, |_, args| Ok(Value::bool(args[0].is(args[1])))).doc("Same as a is b."),
    Def::function("is_not", 2, 2, |_, args| Ok(Value::bool(!args[0].is(args[1])))).doc("Same as a is not b."),
    Def::function("is_none", 1, 1, |_, args| Ok(Value::bool(args[0].is_none()))).doc("Same as a is None.").since(14),
    Def::function("is_not_none", 1, 1, |_, args| Ok(Value::bool(!args[0].is_none()))).doc("Same as a is not None.").since(14),
    binary!("add", Add, false, "Same as a + b."),
    binary!("sub", Subtract, false, "Same as a - b."),
    binary!("mul", Multiply, false, "Same as a * b."),
    binary!("matmul", MatrixMultiply, false, "Same as a @ b."),
    binary!("floordiv", FloorDivide, false, "Same as a // b."),
    binary!("truediv", TrueDivide, false, "Same as a / b."),
    binary!("mod", Remainder, false, "Same as a % b."),
    unary!("neg", Negative, "Same as -a."),
    unary!("pos", Positive, "Same as +a."),
    Def::function("abs", 1, 1, |vm, args| {
        let abs = vm.builtin("abs");
        vm.call_sync(abs, args)
    })
    .doc("Same as abs(a)."),
    unary!("inv", Invert, "Same as ~a."),
    unary!("invert", Invert, "Same as ~a."),
    binary!("lshift", LeftShift, false, "Same as a << b."),
    binary!("rshift", RightShift, false, "Same as a >> b."),
    Def::function("not_", 1, 1, |vm, args| vm.truth(args[0]).map(|it| Value::bool(!it))).doc("Same as not a."),
    binary!("and_", And, false, "Same as a & b."),
    binary!("xor", Xor, false, "Same as a ^ b."),
    binary!("or_", Or, false, "Same as a | b."),
    binary!("iadd", Add, true, "Same as a += b."),
    binary!("isub", Subtract, true, "Same as a -= b."),
    binary!("imul", Multiply, true, "Same as a *= b."),
    binary!("imatmul", MatrixMultiply, true, "Same as a @= b."),
    binary!("ifloordiv", FloorDivide, true, "Same as a //= b."),
    binary!("itruediv", TrueDivide, true, "Same as a /= b."),
    binary!("imod", Remainder, true, "Same as a %= b."),
    binary!("ilshift", LeftShift, true, "Same as a <<= b."),
    binary!("irshift", RightShift, true, "Same as a >>= b."),
    binary!("iand", And, true, "Same as a &= b."),
    binary!("ixor", Xor, true, "Same as a ^= b."),
    binary!("ior", Or, true, "Same as a |= b."),
    Def::function("concat", 2, 2, |vm, args| concat(vm, args, false)).doc("Same as a + b, for a and b sequences."),
    Def::function("iconcat", 2, 2, |vm, args| concat(vm, args, true)).doc("Same as a += b, for a and b sequences."),
    Def::function("getitem", 2, 2, |vm, args| vm.get_item(args[0], args[1])).doc("Same as a[b]."),
    Def::function("setitem", 3, 3, |vm, args| vm.set_item(args[0], args[1], args[2]).map(|()| Value::None)).doc("Same as a[b] = c."),
    Def::function("delitem", 2, 2, |vm, args| vm.del_item(args[0], args[1]).map(|()| Value::None)).doc("Same as del a[b]."),
    binary!("pow", Power, false, "Same as a ** b."),
    binary!("ipow", Power, true, "Same as a **= b."),
    compare!("eq", Eq, "Same as a == b."),
    compare!("ne", Ne, "Same as a != b."),
    compare!("lt", Lt, "Same as a < b."),
    compare!("le", Le, "Same as a <= b."),
    compare!("gt", Gt, "Same as a > b."),
    compare!("ge", Ge, "Same as a >= b."),
    Def::function("index", 1, 1, |vm, args| {
        if vm.minor() < 10 && vm.as_int(args[0]).is_some() {
            return Ok(args[0]);
        }
        let int = vm.to_index(args[0])?;
        Ok(vm.int(int))
    })
    .doc("Same as a.__index__()"),
    Def::function("length_hint", 1, 2, |vm, args| {
        let default = match args.get(1) {
            Some(&it) => vm.to_word(it)?,
            None => 0,
        };
        vm.length_hint(args[0], default).map(Value::Int)
    })
    .doc("Return an estimate of the number of items in obj.\n\nThis is useful for presizing containers when building from an iterable.\n\nIf the object supports len(), the result will be exact.\nOtherwise, it may over- or under-estimate by an arbitrary amount.\nThe result will be an integer >= 0."),
    Def::function("_compare_digest", 2, 2, compare_digest),
    Def::function_any("call", |vm, args, names| match args.split_first() {
        Some((&callee, rest)) if args.len() > names.len() => vm.call_sync_named(callee, rest, names),
        _ => Err(vm.type_error("call expected at least 1 argument, got 0")),
    })
    .doc("Same as obj(*args, **kwargs).")
    .since(11),
];

/// The place of the first item that equals a value, or the number of such items.
fn search(vm: &mut Vm, args: &[Value], first: bool) -> Outcome {
    if !vm.is_iterable(args[0]) {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!("argument of type '{class}' is not iterable")));
    }
    let iter = vm.iter(args[0])?;
    let (mut at, mut count) = (0, 0);
    while let Some(item) = vm.next(iter)? {
        vm.charge(1, 0)?;
        if vm.equal_keys(item, args[1])? {
            if first {
                return Ok(Value::Int(at));
            }
            count += 1;
        }
        at += 1;
    }
    if first {
        return Err(vm.value_error("sequence.index(x): x not in sequence"));
    }
    Ok(Value::Int(count))
}

fn concat(vm: &mut Vm, args: &[Value], inplace: bool) -> Outcome {
    let (a, b) = (args[0], args[1]);
    let getitem = vm.names.getitem;
    let array = vm.class(&crate::builtin::bytes::BYTEARRAY);
    // Sequences of C's know how to be joined; those of Python have `__getitem__` and may add.
    let native =
        matches!(vm.native(a), Value::Str(_) | Value::Bytes(_) | Value::Tuple(_) | Value::List(_)) || vm.is_instance(a, array);
    let mut sequence = |value: Value| {
        !matches!(vm.native(value), Value::Dict(_) | Value::Type(_)) && vm.lookup(vm.class_of(value), getitem).is_some()
    };
    if !(native || sequence(a) && sequence(b)) {
        let class = vm.class_name(a);
        return Err(vm.type_error(format!("'{class}' object can't be concatenated")));
    }
    vm.binary_sync(BinaryOp::Add, inplace, a, b)
}

/// Compares two strings or bytes in a time that does not depend on where they differ.
fn compare_digest(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (a, b) = match (vm.native(args[0]), vm.native(args[1])) {
        (Value::Str(a), Value::Str(b)) => {
            let (a, b) = (vm.heap.strs[a].view(), vm.heap.strs[b].view());
            if !a.is_ascii() || !b.is_ascii() {
                return Err(vm.type_error("comparing strings with non-ASCII characters is not supported"));
            }
            let bytes = |it: crate::text::View<'_>| it.points().map(|it| it as u8).collect::<Vec<u8>>();
            (bytes(a), bytes(b))
        }
        (a, b) => match (vm.byte_view(a), vm.byte_view(b)) {
            (Some(a), Some(b)) => (a.to_vec(), b.to_vec()),
            (None, None) => {
                let (a, b) = (vm.class_name(args[0]), vm.class_name(args[1]));
                return Err(vm.type_error(format!("unsupported operand types(s) or combination of types: '{a}' and '{b}'")));
            }
            _ => {
                let wrong = if vm.byte_view(a).is_none() { args[0] } else { args[1] };
                let class = vm.class_name(wrong);
                return Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")));
            }
        },
    };
    let different = a.iter().zip(&b).fold(a.len() ^ b.len(), |all, (a, b)| all | usize::from(a ^ b));
    Ok(Value::bool(different == 0))
}

impl Vm {
    /// How many items an object has, or says that it has; `default` if it does not say.
    pub(crate) fn length_hint(&mut self, value: Value, default: i64) -> Result<i64, Raised> {
        let class = self.class_of(value);
        if self.lookup(class, self.names.len).is_some() {
            match self.len(value) {
                Ok(len) => return Ok(len as i64),
                Err(raised) => self.catch(raised, Class::TypeError)?,
            }
        }
        let Some(method) = self.lookup(class, self.names.length_hint) else { return Ok(default) };
        let hint = match self.call_special_sync(method, value, &[]) {
            Ok(Value::NotImplemented) => return Ok(default),
            Ok(hint) => hint,
            Err(raised) => {
                self.catch(raised, Class::TypeError)?;
                return Ok(default);
            }
        };
        let Some(hint) = self.as_int(hint) else {
            let class = self.class_name(hint);
            return Err(self.type_error(format!("__length_hint__ must be an integer, not {class}")));
        };
        match hint.to_i64() {
            Some(it) if it >= 0 => Ok(it),
            Some(_) => Err(self.value_error("__length_hint__() should return >= 0")),
            None => Err(self.error(Class::OverflowError, "Python int too large to convert to C ssize_t")),
        }
    }
}
