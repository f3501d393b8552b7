//! The views of dicts.

use crate::builtin::prelude::*;
use crate::inst::{BinaryOp, CompareOp};
use crate::object::{DictPart, Iter};

/// What shows the keys, values or items of a dict.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// The dict, or the instance of a subclass.
    pub(crate) dict: Value,
    pub(crate) part: DictPart,
}

impl NativeData for View {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.dict);
    }
}

macro_rules! operator {
    ($name:literal, $op:ident, $swapped:literal) => {
        Def::method($name, 1, 1, |vm, args| operator(vm, args, BinaryOp::$op, $swapped))
    };
}

macro_rules! comparison {
    ($name:literal, $op:ident) => {
        Def::method($name, 1, 1, |vm, args| compare(vm, args, CompareOp::$op))
    };
}

const COMMON: [Def; 4] = [
    Def::method("__len__", 0, 0, |vm, args| {
        let (dict, _) = parts(vm, args[0]);
        Ok(Value::Int(vm.heap.dicts[dict].len() as i64))
    }),
    Def::method("__iter__", 0, 0, |vm, args| {
        let (dict, part) = parts(vm, args[0]);
        let len = vm.heap.dicts[dict].len();
        Ok(Value::Iter(vm.add(Iter::Dict { dict, part, at: 0, len, left: len })))
    }),
    Def::method("__reversed__", 0, 0, |vm, args| {
        let (dict, part) = parts(vm, args[0]);
        Ok(vm.dict_reversed(dict, part))
    }),
    Def::method("__repr__", 0, 0, repr),
];

const SET: [Def; 15] = [
    comparison!("__eq__", Eq),
    comparison!("__ne__", Ne),
    comparison!("__lt__", Lt),
    comparison!("__le__", Le),
    comparison!("__gt__", Gt),
    comparison!("__ge__", Ge),
    operator!("__and__", And, false),
    operator!("__rand__", And, true),
    operator!("__or__", Or, false),
    operator!("__ror__", Or, true),
    operator!("__sub__", Subtract, false),
    operator!("__rsub__", Subtract, true),
    operator!("__xor__", Xor, false),
    operator!("__rxor__", Xor, true),
    Def::method("isdisjoint", 1, 1, |vm, args| {
        for item in vm.collect_items(args[1])? {
            if has(vm, args[0], item)? {
                return Ok(Value::bool(false));
            }
        }
        Ok(Value::bool(true))
    }),
];

const CONTAINS: Def = Def::method("__contains__", 1, 1, |vm, args| has(vm, args[0], args[1]).map(Value::bool));

const MAPPING: GetSet = GetSet::get("mapping", |vm, this| {
    let (dict, _) = parts(vm, this);
    Ok(vm.mapping_proxy(Value::Dict(dict)))
})
.since(10);

static KEY_METHODS: [Def; 20] = joined();
static VALUE_METHODS: [Def; 4] = COMMON;
static GETSET: [GetSet; 1] = [MAPPING];

const fn joined() -> [Def; 20] {
    let ([a, b, c, d], [e, f, g, h, i, j, k, l, m, n, o, p, q, r, s]) = (COMMON, SET);
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, CONTAINS]
}

pub(crate) static KEYS: TypeDef =
    TypeDef { unhashable: true, methods: &KEY_METHODS, getset: &GETSET, ..TypeDef::new("dict_keys") };
pub(crate) static VALUES: TypeDef = TypeDef { methods: &VALUE_METHODS, getset: &GETSET, ..TypeDef::new("dict_values") };
pub(crate) static ITEMS: TypeDef =
    TypeDef { unhashable: true, methods: &KEY_METHODS, getset: &GETSET, ..TypeDef::new("dict_items") };

fn parts(vm: &mut Vm, this: Value) -> (Id<Dict>, DictPart) {
    let view = match this {
        Value::Object(id) => vm.heap.objects[id].get::<View>().copied(),
        _ => None,
    };
    match view {
        Some(view) => (vm.dict_id(view.dict), view.part),
        None => (vm.add(Dict::default()), DictPart::Keys),
    }
}

fn has(vm: &mut Vm, this: Value, item: Value) -> Result<bool, Raised> {
    let (dict, part) = parts(vm, this);
    if part == DictPart::Keys {
        return Ok(vm.dict_get(dict, item)?.is_some());
    }
    let Value::Tuple(pair) = vm.native(item) else { return Ok(false) };
    let &[key, value] = vm.heap.tuples[pair].items() else { return Ok(false) };
    match vm.dict_get(dict, key)? {
        Some(found) => vm.equal_keys(found, value),
        None => Ok(false),
    }
}

fn is_set(vm: &Vm, value: Value) -> bool {
    match vm.native(value) {
        Value::Set(_) | Value::FrozenSet(_) => true,
        Value::Object(id) => vm.heap.objects[id].get::<View>().is_some_and(|it| it.part != DictPart::Values),
        _ => false,
    }
}

fn compare(vm: &mut Vm, args: &[Value], op: CompareOp) -> Outcome {
    let (this, other) = (args[0], args[1]);
    if !is_set(vm, other) {
        return Ok(Value::NotImplemented);
    }
    let (a, b) = (vm.len(this)?, vm.len(other)?);
    let inside = |vm: &mut Vm, part: Value, whole: Value| -> Result<bool, Raised> {
        for item in vm.collect_items(part)? {
            if !vm.contains(whole, item)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    Ok(Value::bool(match op {
        CompareOp::Eq => a == b && inside(vm, this, other)?,
        CompareOp::Ne => a != b || !inside(vm, this, other)?,
        CompareOp::Lt => a < b && inside(vm, this, other)?,
        CompareOp::Le => a <= b && inside(vm, this, other)?,
        CompareOp::Gt => a > b && inside(vm, other, this)?,
        CompareOp::Ge => a >= b && inside(vm, other, this)?,
    }))
}

fn operator(vm: &mut Vm, args: &[Value], op: BinaryOp, swapped: bool) -> Outcome {
    let (a, b) = if swapped { (args[1], args[0]) } else { (args[0], args[1]) };
    let a = if op == BinaryOp::And { vm.set_to_look_in(a)? } else { vm.set_from(a)? };
    let b = vm.set_from(b)?;
    vm.set_operator(op, false, Value::Set(a), Value::Set(b))
}

fn repr(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (_, part) = parts(vm, args[0]);
    let name = match part {
        DictPart::Keys => "dict_keys",
        DictPart::Values => "dict_values",
        DictPart::Items => "dict_items",
    };
    if vm.repr_open.contains(args[0]) {
        return Ok(vm.str("..."));
    }
    vm.repr_open.push(args[0]);
    let items = vm.collect_items(args[0]);
    let text = items.and_then(|items| {
        let list = Value::List(vm.add(List { items }));
        vm.repr_text(list)
    });
    vm.repr_open.pop();
    let text = format!("{name}({})", text?);
    Ok(vm.str(&text))
}

impl Vm {
    /// A view of a dict.
    pub(crate) fn dict_view(&mut self, dict: Value, part: DictPart) -> Value {
        let class = match part {
            DictPart::Keys => self.types.dict_keys,
            DictPart::Values => self.types.dict_values,
            DictPart::Items => self.types.dict_items,
        };
        self.new_object(class, View { dict, part })
    }
}
