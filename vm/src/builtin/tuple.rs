//! `tuple`.

use crate::builtin::prelude::*;

pub(crate) static TUPLE: TypeDef = TypeDef {
    public: true,
    base: true,
    sequence: true,
    doc: "Immutable sequences.",
    wrappers: "add mul rmul eq ge gt le lt ne contains getitem hash iter len repr",
    methods: &[
        Def::new_of("iterable=?, /", |vm, args| {
            let &[Value::Type(class), iterable] = args else {
                return Err(vm.not_a_type("tuple", args));
            };
            let tuple = match iterable {
                Value::Unbound => Value::Tuple(vm.empty_tuple),
                Value::Tuple(_) => iterable,
                _ => {
                    let items = vm.collect_items(iterable)?;
                    vm.tuple(&items)
                }
            };
            Ok(vm.wrap(class, tuple))
        }),
        Def::method("__getnewargs__", 0, 0, |vm, args| {
            let it = vm.native(args[0]);
            Ok(vm.tuple(&[it]))
        }),
        Def::method("index", 1, 3, |vm, args| {
            let items = vm.items(args[0]);
            vm.index_in(&items, args, "tuple.index(x): x not in tuple")
        }),
        Def::method("count", 1, 1, |vm, args| {
            let items = vm.items(args[0]);
            vm.count_in(&items, args[1])
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    ..TypeDef::new("tuple")
};

impl Vm {
    /// A copy of the items of a tuple or list.
    pub(crate) fn items(&self, value: Value) -> Vec<Value> {
        match self.native(value) {
            Value::Tuple(id) => self.heap.tuples[id].items().to_vec(),
            Value::List(id) => self.heap.lists[id].items.clone(),
            _ => Vec::new(),
        }
    }

    /// `index`, whose last arguments may bound the search.
    pub(crate) fn index_in(&mut self, items: &[Value], args: &[Value], missing: &str) -> Outcome {
        let len = items.len();
        let mut bound = |at: usize, default: usize| -> Result<usize, Raised> {
            let Some(&value) = args.get(at) else { return Ok(default) };
            let it = self.to_clamped(value)?;
            Ok((if it < 0 { it.saturating_add(len as i64).max(0) } else { it } as usize).min(len))
        };
        let (start, end) = (bound(2, 0)?, bound(3, len)?);
        for (at, &item) in items.iter().enumerate().take(end).skip(start) {
            if self.equal_keys(item, args[1])? {
                return Ok(Value::Int(at as i64));
            }
        }
        Err(self.value_error(missing))
    }

    /// `count`.
    pub(crate) fn count_in(&mut self, items: &[Value], value: Value) -> Outcome {
        let mut count = 0;
        for &item in items {
            count += i64::from(self.equal_keys(item, value)?);
        }
        Ok(Value::Int(count))
    }
}
