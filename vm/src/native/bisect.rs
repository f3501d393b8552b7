//! `_bisect`.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    functions: &[
        Def::function_of("bisect_right", BEFORE, |vm, args| search(vm, args, true).map(Value::Int)).until(9),
        Def::function_of("bisect_left", BEFORE, |vm, args| search(vm, args, false).map(Value::Int)).until(9),
        Def::function_of("insort_right", BEFORE, |vm, args| insert(vm, args, true)).until(9),
        Def::function_of("insort_left", BEFORE, |vm, args| insert(vm, args, false)).until(9),
        Def::function_of("bisect_right", LATER, |vm, args| search(vm, args, true).map(Value::Int)).since(9).until(10),
        Def::function_of("bisect_left", LATER, |vm, args| search(vm, args, false).map(Value::Int)).since(9).until(10),
        Def::function_of("insort_right", LATER, |vm, args| insert(vm, args, true)).since(9).until(10),
        Def::function_of("insort_left", LATER, |vm, args| insert(vm, args, false)).since(9).until(10),
        Def::function_of("bisect_right", SINCE, |vm, args| search(vm, args, true).map(Value::Int)).since(10),
        Def::function_of("bisect_left", SINCE, |vm, args| search(vm, args, false).map(Value::Int)).since(10),
        Def::function_of("insort_right", SINCE, |vm, args| insert(vm, args, true)).since(10),
        Def::function_of("insort_left", SINCE, |vm, args| insert(vm, args, false)).since(10),
    ],
    ..ModuleDef::new("_bisect")
};

const BEFORE: &str = "a, x, lo=0, hi=-1";
/// `hi` may be `None` (3.9).
const LATER: &str = "a, x, lo=0, hi=None";
/// With a key (3.10).
const SINCE: &str = "a, x, lo=0, hi=None, *, key=None";

/// The place of a value among sorted ones: behind those that are equal, or before them.
fn search(vm: &mut Vm, args: &[Value], right: bool) -> Result<i64, Raised> {
    let &[list, x, low, high, ref rest @ ..] = args else { return Ok(0) };
    let key = rest.first().copied().unwrap_or(Value::None);
    place(vm, list, x, [low, high], key, right)
}

fn place(vm: &mut Vm, list: Value, x: Value, [low, high]: [Value; 2], key: Value, right: bool) -> Result<i64, Raised> {
    let mut low = vm.to_size(low)?;
    let high = if high.is_none() && vm.minor() >= 9 { -1 } else { vm.to_size(high)? };
    if low < 0 {
        return Err(vm.value_error("lo must be non-negative"));
    }
    let mut high = if high == -1 { vm.len(list)? as i64 } else { high };
    while low < high {
        vm.charge(1, 0)?;
        let middle = low + (high - low) / 2;
        let mut item = vm.get_item(list, Value::Int(middle))?;
        if !key.is_none() {
            item = vm.call_sync(key, &[item])?;
        }
        let less = if right { vm.less(x, item)? } else { vm.less(item, x)? };
        if less == right {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

fn insert(vm: &mut Vm, args: &[Value], right: bool) -> Outcome {
    let &[list, x, low, high, ref rest @ ..] = args else { return Ok(Value::None) };
    let key = rest.first().copied().unwrap_or(Value::None);
    let wanted = if key.is_none() { x } else { vm.call_sync(key, &[x])? };
    let at = place(vm, list, wanted, [low, high], key, right)?;
    if let Value::List(id) = list {
        vm.heap.bytes += size_of::<Value>();
        let items = &mut vm.heap.lists[id].items;
        items.insert((at as usize).min(items.len()), x);
        return Ok(Value::None);
    }
    let name = vm.intern("insert");
    let method = vm.get_attr(list, name)?;
    vm.call_sync(method, &[Value::Int(at), x])?;
    Ok(Value::None)
}
