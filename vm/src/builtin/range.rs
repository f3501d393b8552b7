//! `range` and `slice`.

use crate::builtin::prelude::*;
use crate::inst::CompareOp;
use crate::number::Int;
use crate::object::{Iter, Range, Slice};

pub(crate) static RANGE: TypeDef = TypeDef {
    public: true,
    sequence: true,
    doc: "Arithmetic sequences of integers.",
    wrappers: "hash getitem iter len repr bool",
    methods: &[
        Def::new_of("a=?, b=?, c=?, /", |vm, args| {
            let &[_, a, b, c] = args else { return Ok(Value::None) };
            if a.is_unbound() {
                let least = if vm.minor() >= 9 { "at least 1" } else { "1" };
                return Err(vm.type_error(format!("range expected {least} argument, got 0")));
            }
            let (start, stop) = if b.is_unbound() { (Value::Int(0), a) } else { (a, b) };
            let step = if c.is_unbound() { Value::Int(1) } else { c };
            let mut parts = [start, stop, step];
            for part in &mut parts {
                let it = vm.to_index(*part)?;
                *part = vm.int(it);
            }
            let [start, stop, step] = parts;
            if matches!(step, Value::Int(0)) {
                return Err(vm.value_error("range() arg 3 must not be zero"));
            }
            Ok(Value::Range(vm.add(Range { start, stop, step })))
        }),
        Def::method("__eq__", 1, 1, |vm, args| equal(vm, args, true)),
        Def::method("__ne__", 1, 1, |vm, args| equal(vm, args, false)),
        Def::method("__contains__", 1, 1, |vm, args| vm.range_contains(args[0], args[1]).map(Value::bool)),
        Def::method("__reversed__", 0, 0, |vm, args| vm.range_reversed(args[0])),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let Value::Range(id) = args[0] else { return Ok(Value::None) };
            let range = vm.heap.ranges[id];
            let arguments = vm.tuple(&[range.start, range.stop, range.step]);
            Ok(vm.tuple(&[Value::Type(vm.types.range), arguments]))
        }),
        Def::method("count", 1, 1, |vm, args| {
            if let Value::Int(_) | Value::Bool(_) | Value::Big(_) = args[1] {
                return vm.range_contains(args[0], args[1]).map(|it| Value::Int(i64::from(it)));
            }
            let items = vm.collect_items(args[0])?;
            vm.count_in(&items, args[1])
        }),
        Def::method("index", 1, 1, |vm, args| {
            let Value::Range(id) = args[0] else { return Ok(Value::None) };
            if vm.range_contains(args[0], args[1])? {
                let range = vm.heap.ranges[id];
                let (it, start, step) = (vm.int_of(args[1]), vm.int_of(range.start), vm.int_of(range.step));
                let minor = vm.minor();
                let at = vm.checked(it.sub(&start).floor_div(&step, minor))?;
                return Ok(vm.int(at));
            }
            let number = matches!(vm.native(args[1]), Value::Int(_) | Value::Bool(_) | Value::Big(_));
            let message = match number {
                true if vm.minor() < 14 => format!("{} is not in range", vm.repr_text(args[1])?),
                true => "range.index(x): x not in range".to_owned(),
                false => "sequence.index(x): x not in sequence".to_owned(),
            };
            Err(vm.value_error(message))
        }),
    ],
    getset: &[
        GetSet::member("start", |vm, this| range_part(vm, this, |it| it.start)),
        GetSet::member("stop", |vm, this| range_part(vm, this, |it| it.stop)),
        GetSet::member("step", |vm, this| range_part(vm, this, |it| it.step)),
    ],
    ..TypeDef::new("range")
};

pub(crate) static SLICE: TypeDef = TypeDef {
    public: true,
    doc: "What stands between the brackets of a[1:2].",
    wrappers: "repr",
    methods: &[
        Def::new_of("a, b=?, c=None, /", |vm, args| {
            let &[_, a, b, c] = args else { return Ok(Value::None) };
            let (start, stop) = if b.is_unbound() { (Value::None, a) } else { (a, b) };
            Ok(vm.slice(start, stop, c))
        }),
        Def::method("indices", 1, 1, |vm, args| {
            let Value::Slice(id) = args[0] else { return Ok(Value::None) };
            let len = vm.to_index(args[1])?;
            if len.is_negative() {
                return Err(vm.value_error("length should not be negative"));
            }
            let Some(len) = len.to_usize().filter(|&it| i64::try_from(it).is_ok()) else {
                let parts = vm.big_indices(id, &len)?.map(|it| vm.int(it));
                return Ok(vm.tuple(&parts));
            };
            let (start, step, _) = vm.slice_bounds(id, len)?;
            let stop = vm.slice_stop(id, len)?;
            Ok(vm.tuple(&[Value::Int(start), Value::Int(stop), Value::Int(step)]))
        }),
        Def::method("__eq__", 1, 1, |vm, args| compare_slices(vm, args, CompareOp::Eq)),
        Def::method("__ne__", 1, 1, |vm, args| compare_slices(vm, args, CompareOp::Ne)),
        Def::method("__lt__", 1, 1, |vm, args| compare_slices(vm, args, CompareOp::Lt)),
        Def::method("__le__", 1, 1, |vm, args| compare_slices(vm, args, CompareOp::Le)),
        Def::method("__gt__", 1, 1, |vm, args| compare_slices(vm, args, CompareOp::Gt)),
        Def::method("__ge__", 1, 1, |vm, args| compare_slices(vm, args, CompareOp::Ge)),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let arguments = slice_tuple(vm, args[0]);
            Ok(vm.tuple(&[Value::Type(vm.types.slice), arguments]))
        }),
        Def::method("__hash__", 0, 0, |vm, args| {
            if vm.minor() < 12 {
                return Err(vm.type_error("unhashable type: 'slice'"));
            }
            let tuple = slice_tuple(vm, args[0]);
            vm.hash(tuple).map(Value::Int)
        }),
    ],
    getset: &[
        GetSet::member("start", |vm, this| slice_part(vm, this, |it| it.start)),
        GetSet::member("stop", |vm, this| slice_part(vm, this, |it| it.stop)),
        GetSet::member("step", |vm, this| slice_part(vm, this, |it| it.step)),
    ],
    ..TypeDef::new("slice")
};

fn range_part(vm: &mut Vm, this: Value, part: fn(Range) -> Value) -> Outcome {
    Ok(match this {
        Value::Range(id) => part(vm.heap.ranges[id]),
        _ => Value::None,
    })
}

fn slice_part(vm: &mut Vm, this: Value, part: fn(Slice) -> Value) -> Outcome {
    Ok(match this {
        Value::Slice(id) => part(vm.heap.slices[id]),
        _ => Value::None,
    })
}

fn slice_tuple(vm: &mut Vm, this: Value) -> Value {
    let Value::Slice(id) = this else { return Value::Tuple(vm.empty_tuple) };
    let it = vm.heap.slices[id];
    vm.tuple(&[it.start, it.stop, it.step])
}

fn compare_slices(vm: &mut Vm, args: &[Value], op: CompareOp) -> Outcome {
    let Value::Slice(_) = args[1] else { return Ok(Value::NotImplemented) };
    let (a, b) = (slice_tuple(vm, args[0]), slice_tuple(vm, args[1]));
    vm.compare_sync(op, a, b)
}

fn equal(vm: &mut Vm, args: &[Value], wanted: bool) -> Outcome {
    let (Value::Range(_), Value::Range(_)) = (args[0], args[1]) else { return Ok(Value::NotImplemented) };
    let (a, b) = (vm.range_key(args[0])?, vm.range_key(args[1])?);
    Ok(Value::bool((a == b) == wanted))
}

impl Vm {
    /// The number of items of a range.
    pub(crate) fn range_count(&mut self, range: Range) -> Result<Int, Raised> {
        if let (Value::Int(start), Value::Int(stop), Value::Int(step)) = (range.start, range.stop, range.step) {
            return Ok(Int::from(i128::from(crate::machine::containers::range_len(start, stop, step))));
        }
        let (start, stop, step) = (self.int_of(range.start), self.int_of(range.stop), self.int_of(range.step));
        let (low, high) = if step.is_negative() { (&stop, &start) } else { (&start, &stop) };
        if low >= high {
            return Ok(Int::ZERO);
        }
        let minor = self.minor();
        let whole = self.checked(high.sub(low).sub(&Int::ONE).floor_div(&step.abs(), minor))?;
        Ok(whole.add(&Int::ONE))
    }

    /// The item of a range at an index that is within it.
    pub(crate) fn range_item(&mut self, range: Range, at: &Int) -> Outcome {
        let (start, step) = (self.int_of(range.start), self.int_of(range.step));
        let offset = self.checked(step.mul(at))?;
        Ok(self.int(start.add(&offset)))
    }

    /// What ranges are equal by: the number of items, the first, and the step if there are two.
    pub(crate) fn range_key(&mut self, range: Value) -> Result<(Int, Option<Int>, Option<Int>), Raised> {
        let Value::Range(id) = range else { return Ok((Int::ZERO, None, None)) };
        let range = self.heap.ranges[id];
        let count = self.range_count(range)?;
        let first = (!count.is_zero()).then(|| self.int_of(range.start));
        let step = (count > Int::ONE).then(|| self.int_of(range.step));
        Ok((count, first, step))
    }

    /// `value in range`.
    pub(crate) fn range_contains(&mut self, range: Value, value: Value) -> Result<bool, Raised> {
        let Value::Range(id) = range else { return Ok(false) };
        let (Value::Int(_) | Value::Bool(_) | Value::Big(_)) = value else {
            if let Value::Float(_) = value
                && let Ok(whole) = Int::from_f64(if let Value::Float(it) = value { it.get() } else { 0.0 })
            {
                let whole = self.int(whole);
                return Ok(self.equal(value, whole)? && self.range_contains(range, whole)?);
            }
            for item in self.collect_items(range)? {
                if self.equal_keys(item, value)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        };
        let range = self.heap.ranges[id];
        let (it, start, stop, step) =
            (self.int_of(value), self.int_of(range.start), self.int_of(range.stop), self.int_of(range.step));
        let within = if step.is_negative() { it <= start && it > stop } else { it >= start && it < stop };
        let minor = self.minor();
        Ok(within && self.checked(it.sub(&start).floor_mod(&step, minor))?.is_zero())
    }

    /// An iterator of a range.
    pub(crate) fn range_iterator(&mut self, range: Range) -> Outcome {
        if let (Value::Int(start), Value::Int(stop), Value::Int(step)) = (range.start, range.stop, range.step) {
            return Ok(self.range_iter(start, stop, step));
        }
        let left = self.range_count(range)?;
        let left = self.int(left);
        Ok(Value::Iter(self.add(Iter::BigRange { next: range.start, step: range.step, left })))
    }

    fn range_reversed(&mut self, range: Value) -> Outcome {
        let Value::Range(id) = range else { return Ok(Value::None) };
        let range = self.heap.ranges[id];
        let count = self.range_count(range)?;
        let last = self.range_item(range, &count.sub(&Int::ONE))?;
        let step = self.int_of(range.step).neg();
        let (step, left) = (self.int(step), self.int(count));
        if let (Value::Int(next), Value::Int(step), Value::Int(left)) = (last, step, left) {
            return Ok(Value::Iter(self.add(Iter::Range { next, step, left: left as u64 })));
        }
        Ok(Value::Iter(self.add(Iter::BigRange { next: last, step, left })))
    }

    /// Whether `len` of a range can be told.
    pub(crate) fn is_short(&mut self, id: Id<Range>) -> Result<bool, Raised> {
        let range = self.heap.ranges[id];
        Ok(self.range_count(range)?.to_i64().is_some())
    }

    /// An item of a range with more items than a length can tell.
    pub(crate) fn big_range_item(&mut self, id: Id<Range>, key: Value) -> Outcome {
        if self.as_int(key).is_none() && self.lookup(self.class_of(key), self.names.index).is_none() {
            let class = self.class_name(key);
            return Err(self.type_error(format!("range indices must be integers or slices, not {class}")));
        }
        let range = self.heap.ranges[id];
        let (at, count) = (self.to_index(key)?, self.range_count(range)?);
        let at = if at.is_negative() { at.add(&count) } else { at };
        if at.is_negative() || at >= count {
            return Err(self.error(Class::IndexError, "range object index out of range"));
        }
        self.range_item(range, &at)
    }

    /// Start, stop and step of a slice of a sequence of any length, as `slice.indices` has them.
    fn big_indices(&mut self, slice: Id<Slice>, len: &Int) -> Result<[Int; 3], Raised> {
        let Slice { start, stop, step } = self.heap.slices[slice];
        let mut parts = [None, None, None];
        for (part, value) in parts.iter_mut().zip([start, stop, step]) {
            if !value.is_none() {
                *part = Some(self.to_index(value)?);
            }
        }
        let [start, stop, step] = parts;
        let step = step.unwrap_or(Int::ONE);
        if step.is_zero() {
            return Err(self.value_error("slice step cannot be zero"));
        }
        let (low, high) = if step.is_negative() { (Int::Small(-1), len.sub(&Int::ONE)) } else { (Int::ZERO, len.clone()) };
        let clamp = |at: Int| {
            let at = if at.is_negative() { at.add(len) } else { at };
            if at < low {
                low.clone()
            } else if at > high {
                high.clone()
            } else {
                at
            }
        };
        let back = step.is_negative();
        let start = start.map_or_else(|| if back { high.clone() } else { low.clone() }, clamp);
        let stop = stop.map_or_else(|| if back { low.clone() } else { high.clone() }, clamp);
        Ok([start, stop, step])
    }

    /// A part of a range, which is a range.
    pub(crate) fn range_slice(&mut self, id: Id<Range>, slice: Id<Slice>) -> Outcome {
        let range = self.heap.ranges[id];
        let count = self.range_count(range)?;
        let Some(len) = count.to_usize().filter(|&it| i64::try_from(it).is_ok()) else {
            let [start, stop, step] = self.big_indices(slice, &count)?;
            let (first, stop) = (self.range_item(range, &start)?, self.range_item(range, &stop)?);
            let step = self.checked(self.int_of(range.step).mul(&step))?;
            let step = self.int(step);
            return Ok(Value::Range(self.add(Range { start: first, stop, step })));
        };
        let (start, step, _) = self.slice_bounds(slice, len)?;
        let stop = self.slice_stop(slice, len)?;
        let (start, stop) = (self.range_item(range, &Int::Small(start))?, self.range_item(range, &Int::Small(stop))?);
        let step = self.checked(self.int_of(range.step).mul(&Int::Small(step)))?;
        let step = self.int(step);
        Ok(Value::Range(self.add(Range { start, stop, step })))
    }
}
