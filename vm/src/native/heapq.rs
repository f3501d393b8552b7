//! `_heapq`.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("heappush", 2, 2, |vm, args| push(vm, args, Order::Least)).doc("Push item onto heap, maintaining the heap invariant."),
        Def::function("heappushpop", 2, 2, |vm, args| push_pop(vm, args, Order::Least))
            .doc("Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more efficiently than heappush() followed by\na separate call to heappop()."),
        Def::function("heappop", 1, 1, |vm, args| pop(vm, args, Order::Least))
            .doc("Pop the smallest item off the heap, maintaining the heap invariant."),
        Def::function("heapreplace", 2, 2, |vm, args| replace(vm, args, Order::Least))
            .doc("Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() followed by heappush(), and can be\nmore appropriate when using a fixed-size heap.  Note that the value\nreturned may be larger than item!  That constrains reasonable uses of\nthis routine unless written as part of a conditional replacement:\n\n    if item > heap[0]:\n        item = heapreplace(heap, item)"),
        Def::function("heapify", 1, 1, |vm, args| heapify(vm, args, Order::Least))
            .doc("Transform list into a heap, in-place, in O(len(heap)) time."),
        Def::function("_heappop_max", 1, 1, |vm, args| pop(vm, args, Order::Most)).doc("Maxheap variant of heappop.").until(14),
        Def::function("_heapify_max", 1, 1, |vm, args| heapify(vm, args, Order::Most)).doc("Maxheap variant of heapify.").until(14),
        Def::function("_heapreplace_max", 2, 2, |vm, args| replace(vm, args, Order::Most)).doc("Maxheap variant of heapreplace.").until(14),
        Def::function("heappush_max", 2, 2, |vm, args| push(vm, args, Order::Most)).since(14),
        Def::function("heappushpop_max", 2, 2, |vm, args| push_pop(vm, args, Order::Most)).since(14),
        Def::function("heappop_max", 1, 1, |vm, args| pop(vm, args, Order::Most)).since(14),
        Def::function("heapify_max", 1, 1, |vm, args| heapify(vm, args, Order::Most)).since(14),
        Def::function("heapreplace_max", 2, 2, |vm, args| replace(vm, args, Order::Most)).since(14),
    ],
    fill: Some(|vm, dict| {
        let about = vm.str("Heap queues\n\n[explanation by François Pinard]\n");
        vm.put(dict, "__about__", about);
        Ok(())
    }),
    ..ModuleDef::new("_heapq")
};

/// What stands at the top of a heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Least,
    Most,
}

impl Order {
    /// Whether one stands above the other.
    fn above(self, vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raised> {
        match self {
            Order::Least => vm.less(a, b),
            Order::Most => vm.less(b, a),
        }
    }
}

fn heap(vm: &mut Vm, args: &[Value], name: &str) -> Result<Id<List>, Raised> {
    if let Value::List(id) = vm.native(args[0]) {
        return Ok(id);
    }
    let class = vm.class_name(args[0]);
    let message = match (vm.minor(), args.len()) {
        (8 | 9, _) => "heap argument must be a list".to_owned(),
        (_, 1) => format!("{name}() argument must be list, not {class}"),
        _ => format!("{name}() argument 1 must be list, not {class}"),
    };
    Err(vm.type_error(message))
}

fn item(vm: &mut Vm, list: Id<List>, at: usize, len: usize) -> Outcome {
    let items = &vm.heap.lists[list].items;
    match items.get(at) {
        Some(&it) if items.len() == len => Ok(it),
        _ => Err(vm.error(Class::RuntimeError, "list changed size during iteration")),
    }
}

/// Moves the item at a place up, as long as it stands above what is over it.
fn sift_up(vm: &mut Vm, list: Id<List>, start: usize, mut at: usize, order: Order) -> Result<(), Raised> {
    let len = vm.heap.lists[list].items.len();
    if at >= len {
        return Err(vm.error(Class::IndexError, "index out of range"));
    }
    while at > start {
        vm.charge(1, 0)?;
        let over = (at - 1) / 2;
        let (new, old) = (item(vm, list, at, len)?, item(vm, list, over, len)?);
        if !order.above(vm, new, old)? {
            break;
        }
        item(vm, list, at, len)?;
        vm.heap.lists[list].items.swap(at, over);
        at = over;
    }
    Ok(())
}

/// Moves the item at a place down to the bottom, then up to where it belongs.
fn sift_down(vm: &mut Vm, list: Id<List>, start: usize, order: Order) -> Result<(), Raised> {
    let len = vm.heap.lists[list].items.len();
    if start >= len {
        return Err(vm.error(Class::IndexError, "index out of range"));
    }
    let mut at = start;
    while at < len / 2 {
        vm.charge(1, 0)?;
        let mut below = 2 * at + 1;
        if below + 1 < len {
            let (left, right) = (item(vm, list, below, len)?, item(vm, list, below + 1, len)?);
            below += usize::from(!order.above(vm, left, right)?);
            item(vm, list, below, len)?;
        }
        vm.heap.lists[list].items.swap(at, below);
        at = below;
    }
    sift_up(vm, list, start, at, order)
}

fn push(vm: &mut Vm, args: &[Value], order: Order) -> Outcome {
    let list = heap(vm, args, if order == Order::Least { "heappush" } else { "heappush_max" })?;
    vm.heap.bytes += size_of::<Value>();
    let last = vm.heap.lists[list].items.len();
    vm.heap.lists[list].items.push(args[1]);
    sift_up(vm, list, 0, last, order)?;
    Ok(Value::None)
}

fn pop(vm: &mut Vm, args: &[Value], order: Order) -> Outcome {
    let name = match order {
        Order::Least => "heappop",
        Order::Most if vm.minor() >= 14 => "heappop_max",
        Order::Most => "_heappop_max",
    };
    let list = heap(vm, args, name)?;
    let Some(last) = vm.heap.lists[list].items.pop() else { return Err(vm.error(Class::IndexError, "index out of range")) };
    vm.keep(last);
    let Some(first) = vm.heap.lists[list].items.first_mut() else { return Ok(last) };
    let top = core::mem::replace(first, last);
    vm.keep(top);
    sift_down(vm, list, 0, order)?;
    Ok(top)
}

fn replace(vm: &mut Vm, args: &[Value], order: Order) -> Outcome {
    let name = match order {
        Order::Least => "heapreplace",
        Order::Most if vm.minor() >= 14 => "heapreplace_max",
        Order::Most => "_heapreplace_max",
    };
    let list = heap(vm, args, name)?;
    let Some(first) = vm.heap.lists[list].items.first_mut() else {
        return Err(vm.error(Class::IndexError, "index out of range"));
    };
    let top = core::mem::replace(first, args[1]);
    vm.keep(top);
    sift_down(vm, list, 0, order)?;
    Ok(top)
}

fn push_pop(vm: &mut Vm, args: &[Value], order: Order) -> Outcome {
    let list = heap(vm, args, if order == Order::Least { "heappushpop" } else { "heappushpop_max" })?;
    let Some(&top) = vm.heap.lists[list].items.first() else { return Ok(args[1]) };
    vm.keep(top);
    if !order.above(vm, top, args[1])? {
        return Ok(args[1]);
    }
    let Some(first) = vm.heap.lists[list].items.first_mut() else {
        return Err(vm.error(Class::IndexError, "index out of range"));
    };
    let top = core::mem::replace(first, args[1]);
    vm.keep(top);
    sift_down(vm, list, 0, order)?;
    Ok(top)
}

fn heapify(vm: &mut Vm, args: &[Value], order: Order) -> Outcome {
    let name = match order {
        Order::Least => "heapify",
        Order::Most if vm.minor() >= 14 => "heapify_max",
        Order::Most => "_heapify_max",
    };
    let list = heap(vm, args, name)?;
    let len = vm.heap.lists[list].items.len();
    // From 2,500 items on CPython goes through them in an order that is kinder to caches: the result is the same heap.
    for at in (0..len / 2).rev() {
        sift_down(vm, list, at, order)?;
    }
    Ok(Value::None)
}
