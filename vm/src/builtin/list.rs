//! `list`.

use core::cmp::Ordering;

use crate::builtin::prelude::*;
use crate::object::Iter;
use crate::text::View;

pub(crate) static LIST: TypeDef = TypeDef {
    public: true,
    base: true,
    sequence: true,
    unhashable: true,
    doc: "Mutable sequences.",
    wrappers: "add mul rmul iadd imul eq ge gt le lt ne contains getitem setitem delitem iter len repr",
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else {
                return Err(vm.type_error("list.__new__(X): X is not a type object"));
            };
            let list = Value::List(vm.add(List::default()));
            Ok(vm.wrap(class, list))
        }),
        Def::method_of("__init__", "iterable=?, /", |vm, args| {
            let Value::List(id) = vm.native(args[0]) else { return Ok(Value::None) };
            let items = if args[1].is_unbound() { Vec::new() } else { vm.collect_hinted(args[1])? };
            vm.set_items(id, items);
            Ok(Value::None)
        }),
        Def::method("append", 1, 1, |vm, args| {
            if let Value::List(id) = vm.native(args[0]) {
                vm.extend(id, &args[1..2]);
            }
            Ok(Value::None)
        }),
        Def::method("extend", 1, 1, |vm, args| {
            let items = vm.collect_hinted(args[1])?;
            if let Value::List(id) = vm.native(args[0]) {
                vm.extend(id, &items);
            }
            Ok(Value::None)
        }),
        Def::method("insert", 2, 2, |vm, args| {
            let at = vm.to_clamped(args[1])?;
            if let Value::List(id) = vm.native(args[0]) {
                let len = vm.heap.lists[id].items.len();
                let at = if at < 0 { at.saturating_add(len as i64).max(0) } else { at };
                vm.heap.bytes += size_of::<Value>();
                vm.heap.lists[id].items.insert((at as usize).min(len), args[2]);
            }
            Ok(Value::None)
        }),
        Def::method("pop", 0, 1, |vm, args| {
            let at = match args.get(1) {
                Some(&at) => vm.to_word(at)?,
                None => -1,
            };
            let Value::List(id) = vm.native(args[0]) else { return Ok(Value::None) };
            let list = &mut vm.heap.lists[id].items;
            if list.is_empty() {
                return Err(vm.error(Class::IndexError, "pop from empty list"));
            }
            match crate::machine::containers::place(at, list.len()) {
                Some(at) => {
                    let value = list.remove(at);
                    vm.keep(value);
                    Ok(value)
                }
                None => Err(vm.error(Class::IndexError, "pop index out of range")),
            }
        }),
        Def::method("remove", 1, 1, |vm, args| {
            let Value::List(id) = vm.native(args[0]) else { return Ok(Value::None) };
            let mut at = 0;
            while let Some(&item) = vm.heap.lists[id].items.get(at) {
                if vm.equal_keys(item, args[1])? {
                    if at < vm.heap.lists[id].items.len() {
                        vm.heap.lists[id].items.remove(at);
                    }
                    return Ok(Value::None);
                }
                at += 1;
            }
            Err(vm.value_error("list.remove(x): x not in list"))
        }),
        Def::method("clear", 0, 0, |vm, args| {
            if let Value::List(id) = vm.native(args[0]) {
                vm.heap.lists[id].items = Vec::new();
            }
            Ok(Value::None)
        }),
        Def::method("copy", 0, 0, |vm, args| {
            let items = vm.items(args[0]);
            Ok(Value::List(vm.add(List { items })))
        }),
        Def::method("reverse", 0, 0, |vm, args| {
            if let Value::List(id) = vm.native(args[0]) {
                vm.heap.lists[id].items.reverse();
            }
            Ok(Value::None)
        }),
        Def::method("index", 1, 3, |vm, args| {
            let items = vm.items(args[0]);
            let missing = if vm.minor() >= 14 {
                "list.index(x): x not in list".to_owned()
            } else {
                format!("{} is not in list", vm.repr_text(args[1])?)
            };
            vm.index_in(&items, args, &missing)
        }),
        Def::method("count", 1, 1, |vm, args| {
            let items = vm.items(args[0]);
            vm.count_in(&items, args[1])
        }),
        Def::method_of("sort", "*, key=None, reverse=False", |vm, args| {
            let Value::List(id) = vm.native(args[0]) else { return Ok(Value::None) };
            let reverse = vm.to_flag(args[2])?;
            vm.sort_list(id, args[1], reverse).map(|()| Value::None)
        }),
        Def::method("__reversed__", 0, 0, |vm, args| {
            let Value::List(list) = vm.native(args[0]) else { return Ok(Value::None) };
            let at = vm.heap.lists[list].items.len();
            Ok(Value::Iter(vm.add(Iter::ListReversed { list, at })))
        }),
        Def::method("__sizeof__", 0, 0, |vm, args| Ok(Value::Int(40 + vm.items(args[0]).len() as i64 * 8))),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    ..TypeDef::new("list")
};

impl Vm {
    /// Replaces the items of a list.
    pub(crate) fn set_items(&mut self, list: Id<List>, items: Vec<Value>) {
        self.heap.bytes += items.capacity() * size_of::<Value>();
        self.heap.lists[list].items = items;
    }

    /// The items of an iterable, which is asked before how many there may be.
    fn collect_hinted(&mut self, value: Value) -> Result<Vec<Value>, Raised> {
        if let Value::Instance(_) = value
            && !matches!(self.native(value), Value::List(_) | Value::Tuple(_))
        {
            let iter = self.iter(value)?;
            self.keep(iter);
            self.length_hint(value, 8)?;
            return self.collect_items(iter);
        }
        self.collect_items(value)
    }

    /// What tells whether to sort in reverse: up to 3.11, a number.
    pub(crate) fn to_flag(&mut self, value: Value) -> Result<bool, Raised> {
        let class = self.class_of(value);
        if self.minor() >= 12 || self.as_int(value).is_some() || self.lookup(class, self.names.index).is_some() {
            return self.truth(value);
        }
        let class = self.type_name(class);
        let message = match self.native(value) {
            Value::Float(_) if self.minor() < 10 => "integer argument expected, got float".to_owned(),
            _ if self.minor() < 10 => format!("an integer is required (got type {class})"),
            _ => format!("'{class}' object cannot be interpreted as an integer"),
        };
        Err(self.type_error(message))
    }

    /// Sorts a list, which is empty meanwhile.
    pub(crate) fn sort_list(&mut self, list: Id<List>, key: Value, reverse: bool) -> Result<(), Raised> {
        let items = core::mem::take(&mut self.heap.lists[list].items);
        let roots = self.roots.len();
        self.roots.extend_from_slice(&items);
        let sorted = self.sort(&items, key, reverse);
        self.roots.truncate(roots);
        let changed = !self.heap.lists[list].items.is_empty() || self.heap.lists[list].items.capacity() > 0;
        match sorted {
            Ok(sorted) => {
                self.heap.lists[list].items = sorted;
                if changed { Err(self.value_error("list modified during sort")) } else { Ok(()) }
            }
            Err(raised) => {
                self.heap.lists[list].items = items;
                Err(raised)
            }
        }
    }

    /// The items in order: a stable sort that compares by `<` alone.
    pub(crate) fn sort(&mut self, items: &[Value], key: Value, reverse: bool) -> Result<Vec<Value>, Raised> {
        self.charge(items.len() as u64 / 8, items.len() * 16)?;
        let roots = self.roots.len();
        let keys = if key.is_none() {
            items.to_vec()
        } else {
            for &item in items {
                let made = self.call_sync(key, &[item])?;
                self.roots.push(made);
            }
            self.roots[roots..].to_vec()
        };
        let result = self.sort_by_keys(items, &keys, reverse);
        self.roots.truncate(roots);
        result
    }

    fn sort_by_keys(&mut self, items: &[Value], keys: &[Value], reverse: bool) -> Result<Vec<Value>, Raised> {
        let mut order: Vec<u32> = (0..items.len() as u32).collect();
        if keys.len() == items.len() && keys.iter().all(|it| matches!(it, Value::Int(_))) {
            // Ints with their places: what is compared lies side by side.
            let int = |it: Value| if let Value::Int(it) = it { it } else { 0 };
            let mut pairs: Vec<(i64, Value)> = keys.iter().zip(items).map(|(&key, &item)| (int(key), item)).collect();
            if reverse {
                pairs.sort_by_key(|it| core::cmp::Reverse(it.0));
            } else {
                pairs.sort_by_key(|it| it.0);
            }
            return Ok(pairs.into_iter().map(|it| it.1).collect());
        }
        let key = |at: u32| keys[at as usize];
        // What needs no code is compared here. Reversed stably: equal items keep their order.
        let turn = |it: Ordering| if reverse { it.reverse() } else { it };
        if keys.iter().all(|it| matches!(it, Value::Float(it) if !it.get().is_nan())) {
            let float = |at: u32| if let Value::Float(it) = key(at) { it.get() } else { 0.0 };
            order.sort_by(|&a, &b| turn(float(a).partial_cmp(&float(b)).unwrap_or(Ordering::Equal)));
        } else if keys.iter().all(|it| matches!(it, Value::Str(_))) {
            let strs = &self.heap.strs;
            let view = |at: u32| if let Value::Str(it) = key(at) { strs[it].view() } else { View::Latin(&[]) };
            if order.iter().all(|&at| matches!(view(at), View::Latin(_))) {
                // Most strings differ in their first bytes, which are compared as one number.
                let begin = |at: u32| match view(at) {
                    View::Latin(all) => {
                        let mut first = [0; 8];
                        first[..all.len().min(8)].copy_from_slice(&all[..all.len().min(8)]);
                        u64::from_be_bytes(first)
                    }
                    _ => 0,
                };
                let mut pairs: Vec<(u64, u32)> = order.iter().map(|&at| (begin(at), at)).collect();
                pairs.sort_by(|a, b| turn(a.0.cmp(&b.0).then_with(|| view(a.1).cmp(&view(b.1)))));
                order = pairs.into_iter().map(|it| it.1).collect();
            } else {
                order.sort_by(|&a, &b| turn(view(a).cmp(&view(b))));
            }
        } else {
            order = self.merge_sort(order, keys, reverse)?;
        }
        Ok(order.into_iter().map(|at| items[at as usize]).collect())
    }

    /// Merges runs that are sorted already, as few comparisons as may be; any comparison may raise.
    fn merge_sort(&mut self, order: Vec<u32>, keys: &[Value], reverse: bool) -> Result<Vec<u32>, Raised> {
        let n = order.len();
        let mut order = order;
        if reverse {
            order.reverse();
        }
        // Runs: ascending ones as they are, strictly descending ones turned round.
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut start = 0;
        while start < n {
            let mut end = if self.minor() >= 13 {
                self.equal_run(&mut order, keys, start)?
            } else {
                self.strict_run(&mut order, keys, start)?
            };
            // Short runs grow by insertion.
            let least = (start + 32).min(n);
            while end < least {
                let new = order[end];
                let (mut low, mut high) = (start, end);
                while low < high {
                    let middle = usize::midpoint(low, high);
                    if self.less(keys[new as usize], keys[order[middle] as usize])? {
                        high = middle;
                    } else {
                        low = middle + 1;
                    }
                }
                order.copy_within(low..end, low + 1);
                order[low] = new;
                end += 1;
            }
            runs.push((start, end));
            start = end;
        }
        while runs.len() > 1 {
            let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
            for pair in runs.chunks(2) {
                match *pair {
                    [(start, middle), (_, end)] => {
                        self.merge(&mut order, keys, start, middle, end)?;
                        merged.push((start, end));
                    }
                    [only] => merged.push(only),
                    _ => {}
                }
            }
            runs = merged;
        }
        if reverse {
            order.reverse();
        }
        Ok(order)
    }

    /// Where the run ends that begins at some place: one that descends strictly is turned round.
    fn strict_run(&mut self, order: &mut [u32], keys: &[Value], start: usize) -> Result<usize, Raised> {
        let mut end = start + 1;
        if end < order.len() {
            let descending = self.less(keys[order[end] as usize], keys[order[start] as usize])?;
            end += 1;
            while end < order.len() && self.less(keys[order[end] as usize], keys[order[end - 1] as usize])? == descending {
                end += 1;
            }
            if descending {
                order[start..end].reverse();
            }
        }
        Ok(end)
    }

    /// The same since 3.13, where a run that descends may hold equal items, and what ascends behind it belongs to it.
    fn equal_run(&mut self, order: &mut [u32], keys: &[Value], start: usize) -> Result<usize, Raised> {
        let n = order.len();
        let key = |order: &[u32], at: usize| keys[order[at] as usize];
        let mut end = start + 1;
        while end < n && !self.less(key(order, end), key(order, end - 1))? {
            end += 1;
        }
        if end == n {
            return Ok(n);
        }
        if end > start + 1 {
            if self.less(key(order, start), key(order, end - 1))? {
                return Ok(end);
            }
            // All are equal: they are turned twice, and so keep their order.
            order[start..end].reverse();
        }
        end += 1;
        let mut equal = 0;
        while end < n {
            if self.less(key(order, end), key(order, end - 1))? {
                order[end - 1 - equal..end].reverse();
                equal = 0;
            } else if self.less(key(order, end - 1), key(order, end))? {
                break;
            } else {
                equal += 1;
            }
            end += 1;
        }
        order[end - 1 - equal..end].reverse();
        order[start..end].reverse();
        while end < n && !self.less(key(order, end), key(order, end - 1))? {
            end += 1;
        }
        Ok(end)
    }

    fn merge(&mut self, order: &mut [u32], keys: &[Value], start: usize, middle: usize, end: usize) -> Result<(), Raised> {
        if !self.less(keys[order[middle] as usize], keys[order[middle - 1] as usize])? {
            return Ok(());
        }
        let left = order[start..middle].to_vec();
        let (mut a, mut b, mut to) = (0, middle, start);
        while a < left.len() && b < end {
            if self.less(keys[order[b] as usize], keys[left[a] as usize])? {
                order[to] = order[b];
                b += 1;
            } else {
                order[to] = left[a];
                a += 1;
            }
            to += 1;
        }
        order[to..to + left.len() - a].copy_from_slice(&left[a..]);
        Ok(())
    }
}
