//! The iterators, `enumerate`, `zip`, `map`, `filter`, `reversed`.

use crate::builtin::prelude::*;
use crate::object::Iter;

const LENGTH_HINT: Def = Def::method("__length_hint__", 0, 0, |vm, args| Ok(Value::Int(vm.left(args[0]) as i64)));

macro_rules! iterators {
    ($($static:ident $name:literal;)*) => {
        $(pub(crate) static $static: TypeDef = TypeDef { wrappers: "iter next", methods: &[LENGTH_HINT], ..TypeDef::new($name) };)*
    };
}

iterators! {
    RANGE "range_iterator";
    LONG_RANGE "longrange_iterator";
    LIST "list_iterator";
    LIST_REVERSE "list_reverseiterator";
    TUPLE "tuple_iterator";
    STR "str_iterator";
    STR_ASCII "str_ascii_iterator";
    BYTES "bytes_iterator";
    BYTEARRAY "bytearray_iterator";
    MEMORY "memory_iterator";
    DICT_KEY "dict_keyiterator";
    DICT_VALUE "dict_valueiterator";
    DICT_ITEM "dict_itemiterator";
    DICT_REVERSE_KEY "dict_reversekeyiterator";
    DICT_REVERSE_VALUE "dict_reversevalueiterator";
    DICT_REVERSE_ITEM "dict_reverseitemiterator";
    SET "set_iterator";
    ITERATOR "iterator";
}

pub(crate) static CALLABLE: TypeDef = TypeDef { wrappers: "iter next", ..TypeDef::new("callable_iterator") };

const fn lazy(name: &'static str, methods: &'static [Def]) -> TypeDef {
    TypeDef { public: true, base: true, wrappers: "iter next", methods, ..TypeDef::new(name) }
}

pub(crate) static ENUMERATE: TypeDef = lazy(
    "enumerate",
    &[Def::new_of("iterable, start=0", |vm, args| {
        let &[Value::Type(class), iterable, start] = args else { return Ok(Value::None) };
        let start = vm.to_index(start)?;
        let (iter, index) = (vm.iter(iterable)?, vm.int(start));
        let made = Value::Iter(vm.add(Iter::Enumerate { iter, index }));
        Ok(vm.wrap(class, made))
    })],
);

pub(crate) static ZIP: TypeDef = lazy(
    "zip",
    &[Def::new_any(|vm, args, names| {
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
    })],
);

pub(crate) static MAP: TypeDef = lazy(
    "map",
    &[Def::new_of("func, *iterables", |vm, args| {
        let &[Value::Type(class), func, iterables] = args else { return Ok(Value::None) };
        let iterables = vm.items(iterables);
        if iterables.is_empty() {
            return Err(vm.type_error("map() must have at least two arguments."));
        }
        let mut iters = Vec::new();
        for it in iterables {
            iters.push(vm.iter(it)?);
        }
        let made = Value::Iter(vm.add(Iter::Map { func, iters }));
        Ok(vm.wrap(class, made))
    })],
);

pub(crate) static FILTER: TypeDef = lazy(
    "filter",
    &[Def::new_of("func, iterable, /", |vm, args| {
        let &[Value::Type(class), func, iterable] = args else { return Ok(Value::None) };
        let iter = vm.iter(iterable)?;
        let made = Value::Iter(vm.add(Iter::Filter { func, iter }));
        Ok(vm.wrap(class, made))
    })],
);

pub(crate) static REVERSED: TypeDef = lazy(
    "reversed",
    &[
        LENGTH_HINT,
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
                    if vm.lookup(owner, vm.names.getitem).is_none()
                        || vm.lookup(owner, vm.names.len).is_none()
                        || vm.heap.types[owner].flags.mapping
                    {
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
