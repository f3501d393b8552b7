//! The iterators, `enumerate`, `zip`, `map`, `filter`, `reversed`.

use crate::builtin::prelude::*;
use crate::number::Int;
use crate::object::{Iter, List, Range, Type};

/// What `copy` and `pickle` make an iterator anew from.
const REDUCE: Def = Def::method("__reduce__", 0, 0, |vm, args| vm.reduce_iterator(args[0]));
const SETSTATE: Def = Def::method("__setstate__", 1, 1, |vm, args| vm.set_iterator_state(args[0], args[1]));

const LENGTH_HINT: Def = Def::method("__length_hint__", 0, 0, |vm, args| Ok(Value::Int(vm.left(args[0]) as i64)));

macro_rules! iterators {
    ($($static:ident $name:literal $($more:ident)?;)*) => {
        $(pub(crate) static $static: TypeDef = TypeDef { wrappers: "iter next", methods: &[LENGTH_HINT, REDUCE $(, $more)?], ..TypeDef::new($name) };)*
    };
}

iterators! {
    RANGE "range_iterator" SETSTATE;
    LONG_RANGE "longrange_iterator" SETSTATE;
    LIST "list_iterator" SETSTATE;
    LIST_REVERSE "list_reverseiterator" SETSTATE;
    TUPLE "tuple_iterator" SETSTATE;
    STR "str_iterator" SETSTATE;
    STR_ASCII "str_ascii_iterator" SETSTATE;
    BYTES "bytes_iterator" SETSTATE;
    BYTEARRAY "bytearray_iterator" SETSTATE;
    MEMORY "memory_iterator";
    DICT_KEY "dict_keyiterator";
    DICT_VALUE "dict_valueiterator";
    DICT_ITEM "dict_itemiterator";
    DICT_REVERSE_KEY "dict_reversekeyiterator";
    DICT_REVERSE_VALUE "dict_reversevalueiterator";
    DICT_REVERSE_ITEM "dict_reverseitemiterator";
    SET "set_iterator";
    ITERATOR "iterator" SETSTATE;
}

pub(crate) static CALLABLE: TypeDef = TypeDef { wrappers: "iter next", methods: &[REDUCE], ..TypeDef::new("callable_iterator") };

const fn lazy(name: &'static str, methods: &'static [Def]) -> TypeDef {
    TypeDef { public: true, base: true, wrappers: "iter next", methods, ..TypeDef::new(name) }
}

pub(crate) static ENUMERATE: TypeDef = lazy(
    "enumerate",
    &[
        REDUCE,
        Def::new_of("iterable, start=0", |vm, args| {
            let &[Value::Type(class), iterable, start] = args else { return Ok(Value::None) };
            let start = vm.to_index(start)?;
            let (iter, index) = (vm.iter(iterable)?, vm.int(start));
            let made = Value::Iter(vm.add(Iter::Enumerate { iter, index }));
            Ok(vm.wrap(class, made))
        }),
    ],
);

pub(crate) static ZIP: TypeDef = lazy(
    "zip",
    &[
        REDUCE,
        Def::new_any(|vm, args, names| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
            let mut strict = false;
            for (&name, &value) in names.iter().zip(keywords) {
                let text = vm.lossy(name);
                if text != "strict" || vm.minor() < 10 {
                    let message = if vm.minor() < 10 {
                        "zip() takes no keyword arguments".to_owned()
                    } else if vm.minor() >= 13 {
                        format!("zip() got an unexpected keyword argument '{text}'")
                    } else {
                        format!("'{text}' is an invalid keyword argument for zip()")
                    };
                    return Err(vm.type_error(message));
                }
                strict = vm.truth(value)?;
            }
            let mut iters = Vec::new();
            for &it in positional {
                iters.push(vm.iter(it)?);
            }
            let made = Value::Iter(vm.add(Iter::Zip { iters, strict }));
            Ok(vm.wrap(class, made))
        }),
    ],
);

pub(crate) static MAP: TypeDef = lazy(
    "map",
    &[
        REDUCE,
        Def::new_of("func, *iterables", |vm, args| new_map(vm, args, false)).until(14),
        Def::new_of("func, *iterables, strict=False", |vm, args| {
            let [args @ .., strict] = args else { return Ok(Value::None) };
            let strict = vm.truth(*strict)?;
            new_map(vm, args, strict)
        })
        .since(14),
    ],
);

fn new_map(vm: &mut Vm, args: &[Value], strict: bool) -> Outcome {
    let &[Value::Type(class), func, iterables] = args else { return Ok(Value::None) };
    let iterables = vm.items(iterables);
    if iterables.is_empty() {
        return Err(vm.type_error("map() must have at least two arguments."));
    }
    let mut iters = Vec::new();
    for it in iterables {
        iters.push(vm.iter(it)?);
    }
    let made = Value::Iter(vm.add(Iter::Map { func, iters, strict }));
    Ok(vm.wrap(class, made))
}

pub(crate) static FILTER: TypeDef = lazy(
    "filter",
    &[
        REDUCE,
        Def::new_of("func, iterable, /", |vm, args| {
            let &[Value::Type(class), func, iterable] = args else { return Ok(Value::None) };
            let iter = vm.iter(iterable)?;
            let made = Value::Iter(vm.add(Iter::Filter { func, iter }));
            Ok(vm.wrap(class, made))
        }),
    ],
);

pub(crate) static REVERSED: TypeDef = lazy(
    "reversed",
    &[
        LENGTH_HINT,
        REDUCE,
        SETSTATE,
        Def::new_of("sequence, /", |vm, args| {
            let &[Value::Type(class), sequence] = args else { return Ok(Value::None) };
            let found = vm.lookup(vm.class_of(sequence), vm.names.reversed);
            if let Some(method) = found {
                if method.is_none() {
                    let class = vm.class_name(sequence);
                    return Err(vm.type_error(format!("'{class}' object is not reversible")));
                }
                return vm.call_special_sync(method, sequence, &[]);
            }
            let native = vm.native(sequence);
            let made = match native {
                Value::Str(_) | Value::Tuple(_) | Value::Bytes(_) => {
                    Iter::SequenceReversed { seq: native, at: vm.len(native)? as i64 - 1 }
                }
                _ => {
                    let owner = vm.class_of(sequence);
                    if vm.lookup(owner, vm.names.getitem).is_none() || vm.heap.types[owner].flags.mapping {
                        let class = vm.class_name(sequence);
                        return Err(vm.type_error(format!("'{class}' object is not reversible")));
                    }
                    Iter::SequenceReversed { seq: sequence, at: vm.len(sequence)? as i64 - 1 }
                }
            };
            let made = Value::Iter(vm.add(made));
            Ok(vm.wrap(class, made))
        }),
    ],
);

impl Vm {
    fn reduce_iterator(&mut self, this: Value) -> Outcome {
        let Value::Iter(id) = self.native(this) else { return Ok(Value::None) };
        let class = self.class_of(this);
        let (maker, args, state) = match &self.heap.iters[id] {
            Iter::Empty | Iter::Spent(_) => return self.reduce_spent(class),
            Iter::Range { next, step, left } => {
                let stop = i128::from(*next) + i128::from(*step) * i128::from(*left);
                let (start, step) = (Value::Int(*next), Value::Int(*step));
                let stop = self.int(Int::from(stop));
                return self.reduce_range(start, stop, step);
            }
            Iter::BigRange { next, step, left } => {
                let (start, step, left) = (*next, *step, *left);
                let length = self.checked(self.int_of(left).mul(&self.int_of(step)))?;
                let stop = self.int_of(start).add(&length);
                let stop = self.int(stop);
                return self.reduce_range(start, stop, step);
            }
            Iter::List { list, at } if *at != usize::MAX => ("iter", vec![Value::List(*list)], Some(*at as i64)),
            Iter::List { .. } => return self.reduce_spent(class),
            Iter::ListReversed { list, at } if *at > 0 => ("reversed", vec![Value::List(*list)], Some(*at as i64 - 1)),
            Iter::ListReversed { .. } => return self.reduce_spent(class),
            Iter::Tuple { tuple, at } => ("iter", vec![Value::Tuple(*tuple)], Some(*at as i64)),
            Iter::Str { str, at } => ("iter", vec![Value::Str(*str)], Some(*at as i64)),
            Iter::Bytes { bytes, at } => ("iter", vec![Value::Bytes(*bytes)], Some(*at as i64)),
            Iter::Sequence { seq, at } => ("iter", vec![*seq], Some(*at)),
            Iter::SequenceReversed { seq, at } => ("reversed", vec![*seq], Some(*at)),
            Iter::Call { callee, sentinel } => ("iter", vec![*callee, *sentinel], None),
            Iter::Enumerate { iter, index } => ("", vec![*iter, *index], None),
            Iter::Zip { iters, .. } => ("", iters.clone(), None),
            Iter::Map { func, iters, .. } => ("", [&[*func], &iters[..]].concat(), None),
            Iter::Filter { func, iter } => ("", vec![*func, *iter], None),
            Iter::Dict { .. } | Iter::DictReversed { .. } | Iter::Set { .. } => {
                // What is left, without moving on.
                let copy = match self.heap.iters[id] {
                    Iter::Dict { dict, part, at, len, left } => Iter::Dict { dict, part, at, len, left },
                    Iter::DictReversed { dict, part, at, len } => Iter::DictReversed { dict, part, at, len },
                    Iter::Set { set, at, len } => Iter::Set { set, at, len },
                    _ => Iter::Empty,
                };
                let copy = Value::Iter(self.add(copy));
                let items = self.collect_items(copy)?;
                ("iter", vec![Value::List(self.add(List { items }))], None)
            }
        };
        self.reduced(class, maker, &args, state)
    }

    /// `(maker, args)` or `(maker, args, state)`; a builtin function by its name, or the class itself.
    fn reduced(&mut self, class: Id<Type>, maker: &str, args: &[Value], state: Option<i64>) -> Outcome {
        let maker = if maker.is_empty() {
            Value::Type(class)
        } else {
            let name = self.intern(maker);
            self.heap.dicts[self.builtins].get_str(&self.heap.strs, name).unwrap_or(Value::None)
        };
        let args = self.tuple(args);
        Ok(match state {
            Some(state) => self.tuple(&[maker, args, Value::Int(state)]),
            None => self.tuple(&[maker, args]),
        })
    }

    /// An iterator at its end.
    fn reduce_spent(&mut self, class: Id<Type>) -> Outcome {
        let name = self.type_name(class);
        if matches!(&*name, "reversed" | "list_reverseiterator") && self.minor() >= 13 {
            let empty = if name == "reversed" { Value::Tuple(self.empty_tuple) } else { Value::List(self.add(List::default())) };
            return self.reduced(class, if name == "reversed" { "" } else { "reversed" }, &[empty], None);
        }
        if name.starts_with("dict_") || name == "set_iterator" {
            let empty = Value::List(self.add(List::default()));
            return self.reduced(class, "iter", &[empty], None);
        }
        if name == "reversed" {
            let empty = Value::Tuple(self.empty_tuple);
            return self.reduced(class, "", &[empty], None);
        }
        let empty = match &*self.type_name(class) {
            "str_iterator" | "str_ascii_iterator" => Value::Str(self.empty_str),
            "list_iterator" | "list_reverseiterator" => Value::List(self.add(List { items: Vec::new() })),
            _ => Value::Tuple(self.empty_tuple),
        };
        self.reduced(class, "iter", &[empty], None)
    }

    fn reduce_range(&mut self, start: Value, stop: Value, step: Value) -> Outcome {
        let range = Value::Range(self.add(Range { start, stop, step }));
        let class = self.types.range;
        let made = self.reduced(class, "iter", &[range], Some(0))?;
        if self.minor() < 12 {
            return Ok(made);
        }
        let parts = self.items(made);
        Ok(self.tuple(&[parts[0], parts[1], Value::None]))
    }

    fn set_iterator_state(&mut self, this: Value, state: Value) -> Outcome {
        let Value::Iter(id) = self.native(this) else { return Ok(Value::None) };
        let to = self.to_clamped(state)?;
        if to < 0 && self.minor() >= 13 && matches!(self.heap.iters[id], Iter::List { .. }) {
            let class = self.types.list_iterator;
            self.heap.iters[id] = Iter::Spent(class);
            return Ok(Value::None);
        }
        match &mut self.heap.iters[id] {
            Iter::List { at, .. } if *at != usize::MAX => *at = to.max(0) as usize,
            Iter::Tuple { at, .. } | Iter::Str { at, .. } | Iter::Bytes { at, .. } => *at = to.max(0) as usize,
            Iter::ListReversed { list, at } => {
                let len = self.heap.lists[*list].items.len() as i64;
                *at = (to.saturating_add(1)).clamp(0, len) as usize;
            }
            Iter::Sequence { at, .. } => *at = to.max(0),
            Iter::SequenceReversed { at, .. } => *at = (*at).min(to.max(-1)),
            Iter::Range { next, step, left } => {
                let skip = (to.max(0) as u64).min(*left);
                *next = next.wrapping_add(step.wrapping_mul(skip as i64));
                *left -= skip;
            }
            _ => {}
        }
        Ok(Value::None)
    }

    /// How many items an iterator has left, if it can tell.
    pub(crate) fn left(&mut self, iter: Value) -> usize {
        let Value::Iter(id) = self.native(iter) else { return 0 };
        match &self.heap.iters[id] {
            Iter::Range { left, .. } => *left as usize,
            Iter::List { list, at } => self.heap.lists[*list].items.len().saturating_sub(*at),
            Iter::ListReversed { at, .. } => *at,
            Iter::Tuple { tuple, at } => self.heap.tuples[*tuple].items().len().saturating_sub(*at),
            Iter::Str { str, at } => self.heap.strs[*str].view().len().saturating_sub(*at),
            Iter::Bytes { bytes, at } => self.heap.bytes_objects[*bytes].data.len().saturating_sub(*at),
            Iter::Dict { dict, at, len, .. } if self.heap.dicts[*dict].len() == *len => {
                self.heap.dicts[*dict].entries().iter().skip(*at).filter(|it| !it.key.is_unbound()).count()
            }
            Iter::DictReversed { dict, at, .. } => {
                self.heap.dicts[*dict].entries().iter().take(*at).filter(|it| !it.key.is_unbound()).count()
            }
            Iter::Set { set, at, .. } => self.heap.sets[*set].left(*at),
            Iter::SequenceReversed { at, .. } => usize::try_from(*at + 1).unwrap_or(0),
            _ => 0,
        }
    }
}
