//! Short ways for what programs do most: each gives what the general way gives, or says that it does not know.

use core::cmp::Ordering;

use crate::builtin::bytes::ByteArray;
use crate::inst::CompareOp;
use crate::machine::containers::place;
use crate::machine::hash::{hash_tuple_end, hash_tuple_lane, hash_tuple_start};
use crate::machine::operators::{ordered, quick_compare};
use crate::machine::{Raised, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Dict, List, Range, Set, Str, Tuple, Type};
use crate::text::{Text, View};

/// How deep tuples in tuples are looked at by recursion.
const DEPTH: u32 = 3;
/// Items that a sequence within another one has, if it is looked at: the work must not multiply.
const NESTED: usize = 8;
/// Digits that surely fit a machine word.
const DIGITS: usize = 18;

/// That code of the program may have a say in which keys are equal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unclear;

impl Vm {
    /// What a builtin class makes of plain arguments, in registers of the whole stack.
    #[inline]
    pub(crate) fn quick_instance(&mut self, class: Id<Type>, first: usize, argc: usize) -> Result<Option<Value>, Raised> {
        let types = &self.types;
        Ok(match self.stack.get(first..first + argc) {
            Some(&[value]) if class == types.str => self.quick_str(value),
            Some(&[value]) if class == types.int => self.quick_int(value),
            Some(&[value]) if class == types.float => self.quick_float(value),
            Some(&[value]) if class == types.bool => self.truth_native(value).map(Value::bool),
            Some(&[Value::Int(stop)]) if class == types.range => Some(self.quick_range(0, stop)),
            Some(&[Value::Int(start), Value::Int(stop)]) if class == types.range => Some(self.quick_range(start, stop)),
            Some(&[]) if class == types.list => Some(Value::List(self.add(List::default()))),
            Some(&[]) if class == types.dict => Some(Value::Dict(self.add(Dict::default()))),
            Some(&[]) if class == types.set => Some(Value::Set(self.add(Set::default()))),
            Some(&[value]) if class == types.set => match value {
                Value::List(_) | Value::Tuple(_) | Value::Range(_) | Value::Set(_) | Value::Str(_) | Value::Generator(_) => {
                    let set = Value::Set(self.add(Set::default()));
                    self.as_native(first + argc, |vm| vm.set_update(set, value))?;
                    Some(set)
                }
                _ => None,
            },
            Some(&[value @ Value::Generator(_)]) if class == types.list => {
                let items = self.as_native(first + argc, |vm| vm.collect_items(value))?;
                Some(Value::List(self.add(List { items })))
            }
            Some(&[value @ Value::Generator(_)]) if class == types.tuple => {
                let items = self.as_native(first + argc, |vm| vm.collect_items(value))?;
                Some(if items.is_empty() {
                    Value::Tuple(self.empty_tuple)
                } else {
                    Value::Tuple(self.add(Tuple::from_vec(items)))
                })
            }
            Some(&[value]) if class == types.list => match value {
                Value::List(_) | Value::Tuple(_) | Value::Range(_) | Value::Dict(_) | Value::Set(_) | Value::Str(_) => {
                    let items = self.collect_items(value)?;
                    Some(Value::List(self.add(List { items })))
                }
                _ => None,
            },
            Some(&[value]) if class == types.tuple => match value {
                Value::Tuple(_) => Some(value),
                Value::List(id) => {
                    let tuple = Tuple::new(&self.heap.lists[id].items);
                    (!tuple.items().is_empty()).then(|| Value::Tuple(self.heap.add(tuple)))
                }
                _ => None,
            },
            _ => None,
        })
    }

    /// Does what may call Python code, as a native does whose arguments end at a register of the whole stack.
    fn as_native<T>(&mut self, end: usize, work: impl FnOnce(&mut Vm) -> Result<T, Raised>) -> Result<T, Raised> {
        let saved = self.native_top;
        self.native_top = saved.max(end);
        self.natives += 1;
        let result = work(self);
        self.native_top = saved;
        self.natives -= 1;
        result
    }

    fn quick_range(&mut self, start: i64, stop: i64) -> Value {
        Value::Range(self.add(Range { start: Value::Int(start), stop: Value::Int(stop), step: Value::Int(1) }))
    }

    /// `str(value)`.
    #[inline]
    pub(crate) fn quick_str(&mut self, value: Value) -> Option<Value> {
        match value {
            Value::Str(_) => Some(value),
            Value::Int(it) => Some(self.text(Text::of_int(it))),
            Value::Float(it) => Some(self.text(Text::latin(crate::number::float::repr(it.get()).as_bytes()))),
            _ => None,
        }
    }

    /// `int(value)`.
    fn quick_int(&self, value: Value) -> Option<Value> {
        match value {
            Value::Int(_) => Some(value),
            Value::Float(it) if it.get().abs() < 9e18 => Some(Value::Int(it.get() as i64)),
            Value::Str(id) => match self.heap.strs[id].view() {
                View::Latin(digits) if (1..=DIGITS).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) => {
                    Some(Value::Int(digits.iter().fold(0, |it, digit| it * 10 + i64::from(digit - b'0'))))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `float(value)`. What Rust reads, and Python does not, has letters.
    fn quick_float(&self, value: Value) -> Option<Value> {
        match value {
            Value::Float(_) => Some(value),
            Value::Int(it) if it.unsigned_abs() < 1 << 53 => Some(Value::float(it as f64)),
            Value::Str(id) => match self.heap.strs[id].view() {
                View::Latin(text) if text.iter().all(|it| matches!(it, b'0'..=b'9' | b'.' | b'-')) => {
                    core::str::from_utf8(text).ok()?.parse().ok().map(Value::float)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `obj[key]` of sequences and dicts.
    #[inline]
    pub(crate) fn quick_item(&mut self, obj: Value, key: Value) -> Option<Value> {
        match (obj, key) {
            (Value::Dict(id), _) => {
                let at = self.quick_dict_find(id, key).ok()??;
                self.heap.dicts[id].entries().get(at).map(|it| it.value)
            }
            (Value::Str(id), Value::Int(at)) => {
                let view = self.heap.strs[id].view();
                let point = view.get(place(at, view.len())?)?;
                Some(self.char(point))
            }
            (Value::List(id), Value::Int(at)) => {
                let items = &self.heap.lists[id].items;
                items.get(place(at, items.len())?).copied()
            }
            (Value::Tuple(id), Value::Int(at)) => {
                let items = self.heap.tuples[id].items();
                items.get(place(at, items.len())?).copied()
            }
            (Value::Bytes(id), Value::Int(at)) => {
                let data = &self.heap.bytes_objects[id].data;
                data.get(place(at, data.len())?).map(|&it| Value::Int(i64::from(it)))
            }
            (Value::Object(id), Value::Int(at)) => {
                let array = self.heap.objects[id].get::<ByteArray>()?;
                array.data.get(place(at, array.data.len())?).map(|&it| Value::Int(i64::from(it)))
            }
            _ => None,
        }
    }

    /// `obj[key] = value`; whether it was done.
    #[inline]
    pub(crate) fn quick_set_item(&mut self, obj: Value, key: Value, value: Value) -> bool {
        match (obj, key, value) {
            (Value::Dict(id), ..) => {
                let Some(hash) = self.quick_key_hash(key) else { return false };
                match self.quick_dict_find_hashed(id, hash, key) {
                    Ok(Some(at)) => {
                        if let Some(place) = self.heap.dicts[id].value_mut(at) {
                            *place = value;
                        }
                        true
                    }
                    Ok(None) => {
                        self.heap.bytes += self.heap.dicts[id].add(hash as u64, key, value);
                        true
                    }
                    Err(Unclear) => false,
                }
            }
            (Value::Object(id), Value::Int(at), Value::Int(byte @ 0..=255)) => {
                let Some(array) = self.heap.objects[id].get_mut::<ByteArray>() else { return false };
                let len = array.data.len();
                match place(at, len).and_then(|at| array.data.get_mut(at)) {
                    Some(place) => {
                        *place = byte as u8;
                        true
                    }
                    None => false,
                }
            }
            _ => false,
        }
    }

    /// Where a key stands in a dict, if no code of the program has a say in that.
    #[inline]
    pub(crate) fn quick_dict_find(&self, dict: Id<Dict>, key: Value) -> Result<Option<usize>, Unclear> {
        self.quick_dict_find_hashed(dict, self.quick_key_hash(key).ok_or(Unclear)?, key)
    }

    /// The same for a key whose hash is known.
    #[inline]
    pub(crate) fn quick_dict_find_hashed(&self, dict: Id<Dict>, hash: i64, key: Value) -> Result<Option<usize>, Unclear> {
        let mut unclear = false;
        let found = self.heap.dicts[dict].find(hash as u64, |other| self.same_key(key, other, &mut unclear));
        if unclear { Err(Unclear) } else { Ok(found) }
    }

    /// Where a key stands in a set, if no code of the program has a say in that.
    #[inline]
    pub(crate) fn quick_set_find(&self, set: Id<Set>, hash: i64, key: Value) -> Result<Option<usize>, Unclear> {
        let mut unclear = false;
        let found = self.heap.sets[set].find(hash, |other| self.same_key(key, other, &mut unclear));
        if unclear { Err(Unclear) } else { Ok(found) }
    }

    #[inline]
    fn same_key(&self, key: Value, other: Value, unclear: &mut bool) -> bool {
        if let (Value::Int(a), Value::Int(b)) = (key, other) {
            return a == b;
        }
        key.is(other)
            || self.quick_equal_deep(key, other, DEPTH).unwrap_or_else(|| {
                *unclear = true;
                false
            })
    }

    /// The hash of a value, if no code of the program has a say in it.
    #[inline]
    pub(crate) fn quick_key_hash(&self, value: Value) -> Option<i64> {
        self.quick_hash_deep(value, DEPTH)
    }

    #[inline]
    fn quick_hash_deep(&self, value: Value, depth: u32) -> Option<i64> {
        match value {
            Value::Tuple(id) => self.quick_tuple_hash(id, depth),
            _ => self.quick_hash(value),
        }
    }

    fn quick_tuple_hash(&self, id: Id<Tuple>, depth: u32) -> Option<i64> {
        let items = self.heap.tuples[id].items();
        if depth == 0 || depth < DEPTH && items.len() > NESTED {
            return None;
        }
        let depth = depth - 1;
        let mut sum = hash_tuple_start();
        for &item in items {
            sum = hash_tuple_lane(sum, self.quick_hash_deep(item, depth)?);
        }
        Some(hash_tuple_end(sum, items.len()))
    }

    /// Whether two values are equal, if no code of the program has a say in it.
    #[inline]
    pub(crate) fn quick_equal_deep(&self, a: Value, b: Value, depth: u32) -> Option<bool> {
        match (a, b) {
            (Value::Tuple(x), Value::Tuple(y)) => {
                self.quick_compare_items(CompareOp::Eq, self.heap.tuples[x].items(), self.heap.tuples[y].items(), depth)
            }
            _ => self.quick_equal(a, b),
        }
    }

    /// How two sequences compare, if no code of the program has a say in it.
    pub(crate) fn quick_compare_items(&self, op: CompareOp, x: &[Value], y: &[Value], depth: u32) -> Option<bool> {
        if depth == 0 || depth < DEPTH && x.len() > NESTED {
            return None;
        }
        let depth = depth - 1;
        if matches!(op, CompareOp::Eq | CompareOp::Ne) && x.len() != y.len() {
            return Some(op == CompareOp::Ne);
        }
        for (&a, &b) in x.iter().zip(y) {
            if let (Value::Int(a), Value::Int(b)) = (a, b) {
                if a == b {
                    continue;
                }
                return Some(ordered(op, a.cmp(&b)));
            }
            if a.is(b) || self.quick_equal_deep(a, b, depth)? {
                continue;
            }
            return match op {
                CompareOp::Eq => Some(false),
                CompareOp::Ne => Some(true),
                _ => self.quick_compare_deep(op, a, b, depth),
            };
        }
        Some(ordered(op, x.len().cmp(&y.len())))
    }

    /// How two values compare, if no code of the program has a say in it.
    #[inline]
    pub(crate) fn quick_compare_deep(&self, op: CompareOp, a: Value, b: Value, depth: u32) -> Option<bool> {
        match (a, b) {
            (Value::Str(x), Value::Str(y)) => Some(self.compare_strs(op, x, y)),
            (Value::Tuple(x), Value::Tuple(y)) => {
                self.quick_compare_items(op, self.heap.tuples[x].items(), self.heap.tuples[y].items(), depth)
            }
            (Value::List(x), Value::List(y)) => {
                self.quick_compare_items(op, &self.heap.lists[x].items, &self.heap.lists[y].items, depth)
            }
            _ => quick_compare(op, a, b),
        }
    }

    /// How two strings compare.
    #[inline]
    pub(crate) fn compare_strs(&self, op: CompareOp, x: Id<Str>, y: Id<Str>) -> bool {
        let view = |it: Id<Str>| self.heap.strs[it].view();
        match op {
            CompareOp::Eq => x == y || view(x) == view(y),
            CompareOp::Ne => x != y && view(x) != view(y),
            _ if x == y => ordered(op, Ordering::Equal),
            _ => ordered(op, view(x).cmp(&view(y))),
        }
    }

    /// A comparison of native values, looked at no deeper than is cheap.
    #[inline]
    pub(crate) fn quick_order(&self, op: CompareOp, a: Value, b: Value) -> Option<bool> {
        self.quick_compare_deep(op, a, b, DEPTH)
    }
}
