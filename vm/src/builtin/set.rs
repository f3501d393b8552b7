//! `set` and `frozenset`.

use crate::builtin::prelude::*;
use crate::inst::BinaryOp;
use crate::machine::containers::ELEMENT;

macro_rules! operators {
    ($($name:literal $op:ident $swapped:literal $inplace:literal;)*) => {
        [$(Def::method($name, 1, 1, |vm, args| {
            let (this, other) = (vm.native(args[0]), vm.native(args[1]));
            if !matches!(other, Value::Set(_) | Value::FrozenSet(_)) {
                return Ok(Value::NotImplemented);
            }
            let (a, b) = if $swapped { (other, this) } else { (this, other) };
            let made = vm.set_operator(BinaryOp::$op, $inplace, a, b)?;
            Ok(if $inplace { args[0] } else { made })
        }),)*]
    };
}

const OPERATORS: [Def; 8] = operators! {
    "__and__" And false false;
    "__rand__" And true false;
    "__or__" Or false false;
    "__ror__" Or true false;
    "__sub__" Subtract false false;
    "__rsub__" Subtract true false;
    "__xor__" Xor false false;
    "__rxor__" Xor true false;
};

const INPLACE: [Def; 4] = operators! {
    "__iand__" And false true;
    "__ior__" Or false true;
    "__isub__" Subtract false true;
    "__ixor__" Xor false true;
};

const QUERIES: [Def; 10] = [
    Def::method("copy", 0, 0, |vm, args| match vm.native(args[0]) {
        it @ Value::FrozenSet(_) => Ok(it),
        it => {
            let copy = vm.set_from(it)?;
            Ok(Value::Set(copy))
        }
    }),
    Def::method("union", 0, 255, |vm, args| combine(vm, args, BinaryOp::Or)),
    Def::method("intersection", 0, 255, |vm, args| combine(vm, args, BinaryOp::And)),
    Def::method("difference", 0, 255, |vm, args| combine(vm, args, BinaryOp::Subtract)),
    Def::method("symmetric_difference", 1, 1, |vm, args| combine(vm, args, BinaryOp::Xor)),
    Def::method("isdisjoint", 1, 1, |vm, args| {
        let this = vm.native(args[0]);
        for item in vm.collect_items(args[1])? {
            if vm.contains(this, item)? {
                return Ok(Value::bool(false));
            }
        }
        Ok(Value::bool(true))
    }),
    Def::method("issubset", 1, 1, |vm, args| {
        let (x, y) = (vm.set_of(args[0]), vm.set_to_look_in(args[1])?);
        vm.compare_sets(crate::inst::CompareOp::Le, x, y).map(Value::bool)
    }),
    Def::method("issuperset", 1, 1, |vm, args| {
        let (x, y) = (vm.set_of(args[0]), vm.set_from(args[1])?);
        vm.compare_sets(crate::inst::CompareOp::Ge, x, y).map(Value::bool)
    }),
    Def::method("__reduce__", 0, 0, |vm, args| {
        let items = vm.collect_items(args[0])?;
        let list = Value::List(vm.add(List { items }));
        let arguments = vm.tuple(&[list]);
        let state = vm.get_state(args[0])?;
        let class = Value::Type(vm.class_of(args[0]));
        Ok(vm.tuple(&[class, arguments, state]))
    }),
    Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
];

const CHANGES: [Def; 10] = [
    Def::method_of("__init__", "iterable=?, /", |vm, args| {
        let set = vm.set_of(args[0]);
        vm.heap.sets[set].clear();
        if !args[1].is_unbound() {
            vm.set_update(Value::Set(set), args[1])?;
        }
        Ok(Value::None)
    }),
    Def::method("add", 1, 1, |vm, args| {
        let set = vm.native(args[0]);
        vm.set_add(set, args[1]).map(|()| Value::None)
    }),
    Def::method("discard", 1, 1, |vm, args| {
        let set = vm.set_of(args[0]);
        vm.set_remove(set, args[1]).map(|_| Value::None)
    }),
    Def::method("remove", 1, 1, |vm, args| {
        let set = vm.set_of(args[0]);
        if vm.set_remove(set, args[1])? { Ok(Value::None) } else { Err(vm.key_error(args[1])) }
    }),
    Def::method("pop", 0, 0, |vm, args| {
        let set = vm.set_of(args[0]);
        match vm.heap.sets[set].pop() {
            Some(value) => {
                vm.keep(value);
                Ok(value)
            }
            None => {
                let message = vm.str("pop from an empty set");
                Err(vm.key_error(message))
            }
        }
    }),
    Def::method("clear", 0, 0, |vm, args| {
        let set = vm.set_of(args[0]);
        vm.heap.sets[set].clear();
        Ok(Value::None)
    }),
    Def::method("update", 0, 255, |vm, args| {
        let set = vm.native(args[0]);
        for &other in &args[1..] {
            vm.set_update(set, other)?;
        }
        Ok(Value::None)
    }),
    Def::method("intersection_update", 0, 255, |vm, args| change(vm, args, BinaryOp::And)),
    Def::method("difference_update", 0, 255, |vm, args| change(vm, args, BinaryOp::Subtract)),
    Def::method("symmetric_difference_update", 1, 1, |vm, args| change(vm, args, BinaryOp::Xor)),
];

const NEW_SET: Def = Def::new_any(|vm, args, _| {
    let Some(&Value::Type(class)) = args.first() else { return Err(vm.not_a_type("set", args)) };
    let set = Value::Set(vm.add(Set::default()));
    Ok(vm.wrap(class, set))
});

const NEW_FROZENSET: Def = Def::new_of("iterable=?, /", |vm, args| {
    let &[Value::Type(class), iterable] = args else { return Err(vm.not_a_type("frozenset", args)) };
    let set = match iterable {
        Value::Unbound => Value::FrozenSet(vm.add(Set::default())),
        Value::FrozenSet(_) => iterable,
        _ => Value::FrozenSet(vm.set_from(iterable)?),
    };
    Ok(vm.wrap(class, set))
});

const WRAPPERS: &str = "eq ge gt le lt ne contains iter len repr";

static SET_METHODS: [Def; 33] = {
    let ([a0, a1, a2, a3, a4, a5, a6, a7], [b0, b1, b2, b3]) = (OPERATORS, INPLACE);
    let ([c0, c1, c2, c3, c4, c5, c6, c7, c8, c9], [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9]) = (QUERIES, CHANGES);
    [
        NEW_SET, a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2, d3, d4, d5,
        d6, d7, d8, d9,
    ]
};

static FROZENSET_METHODS: [Def; 19] = {
    let [a0, a1, a2, a3, a4, a5, a6, a7] = OPERATORS;
    let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9] = QUERIES;
    [NEW_FROZENSET, a0, a1, a2, a3, a4, a5, a6, a7, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9]
};

pub(crate) static SET: TypeDef = TypeDef {
    public: true,
    base: true,
    unhashable: true,
    doc: "Sets that can change.",
    wrappers: WRAPPERS,
    methods: &SET_METHODS,
    ..TypeDef::new("set")
};

pub(crate) static FROZENSET: TypeDef = TypeDef {
    public: true,
    base: true,
    doc: "Sets that cannot change.",
    wrappers: "eq ge gt le lt ne contains iter len repr hash",
    methods: &FROZENSET_METHODS,
    ..TypeDef::new("frozenset")
};

fn combine(vm: &mut Vm, args: &[Value], op: BinaryOp) -> Outcome {
    let frozen = matches!(vm.native(args[0]), Value::FrozenSet(_));
    let mut made = vm.set_from(args[0])?;
    for &other in &args[1..] {
        let other = if op == BinaryOp::And { vm.set_to_look_in(other)? } else { vm.set_from(other)? };
        made = match vm.set_operator(op, false, Value::Set(made), Value::Set(other))? {
            Value::Set(id) | Value::FrozenSet(id) => id,
            _ => made,
        };
    }
    Ok(if frozen { Value::FrozenSet(made) } else { Value::Set(made) })
}

fn change(vm: &mut Vm, args: &[Value], op: BinaryOp) -> Outcome {
    let this = vm.native(args[0]);
    for &other in &args[1..] {
        let other = if op == BinaryOp::And { vm.set_to_look_in(other)? } else { vm.set_from(other)? };
        vm.set_operator(op, true, this, Value::Set(other))?;
    }
    Ok(Value::None)
}

impl Vm {
    /// The set of a receiver that is one.
    pub(crate) fn set_of(&mut self, value: Value) -> Id<Set> {
        match self.native(value) {
            Value::Set(id) | Value::FrozenSet(id) => id,
            _ => self.add(Set::default()),
        }
    }

    /// A new set of the items of an iterable.
    pub(crate) fn set_from(&mut self, value: Value) -> Result<Id<Set>, Raised> {
        if let Value::Set(id) | Value::FrozenSet(id) = self.native(value) {
            let copy = self.heap.sets[id].copied();
            return Ok(self.add(copy));
        }
        let set = self.add(Set::default());
        self.set_update(Value::Set(set), value)?;
        Ok(set)
    }

    /// The same for an intersection, which adds nothing to a set: the error for what has no hash does not speak of one.
    pub(crate) fn set_to_look_in(&mut self, value: Value) -> Result<Id<Set>, Raised> {
        if matches!(self.native(value), Value::Set(_) | Value::FrozenSet(_)) {
            return self.set_from(value);
        }
        let set = self.add(Set::default());
        for item in self.collect_items(value)? {
            let hash = self.hash(item)?;
            if self.set_find(set, hash, item)?.is_none() {
                self.heap.bytes += self.heap.sets[set].add(hash, item);
            }
        }
        Ok(set)
    }

    /// Removes a key; whether it was there. A set stands for the frozenset of its items.
    pub(crate) fn set_remove(&mut self, set: Id<Set>, key: Value) -> Result<bool, Raised> {
        let key = match self.native(key) {
            Value::Set(_) => Value::FrozenSet(self.set_from(key)?),
            _ => key,
        };
        let hash = self.hash_for(key, ELEMENT)?;
        Ok(match self.set_find(set, hash, key)? {
            Some(at) => self.heap.sets[set].remove(at).is_some(),
            None => false,
        })
    }

    /// `| & - ^` of two sets: a set of the left one's kind, or the left one itself.
    pub(crate) fn set_operator(&mut self, op: BinaryOp, inplace: bool, a: Value, b: Value) -> Outcome {
        let (Value::Set(x) | Value::FrozenSet(x), Value::Set(y) | Value::FrozenSet(y)) = (a, b) else {
            return Ok(Value::NotImplemented);
        };
        let inplace = inplace && matches!(a, Value::Set(_));
        let work = self.heap.sets[x].len() + self.heap.sets[y].len();
        self.charge(work as u64 / 8, 0)?;
        if let Some(made) = self.quick_set_operator(op, x, y) {
            if inplace {
                self.heap.sets[x].replace(made);
                return Ok(a);
            }
            let made = self.add(made);
            return Ok(if let Value::FrozenSet(_) = a { Value::FrozenSet(made) } else { Value::Set(made) });
        }
        let left: Vec<(i64, Value)> = self.heap.sets[x].iter().collect();
        let right: Vec<(i64, Value)> = self.heap.sets[y].iter().collect();
        let made = if op == BinaryOp::Or || op == BinaryOp::Xor {
            let copy = self.heap.sets[x].copied();
            self.add(copy)
        } else {
            self.add(Set::default())
        };
        match op {
            BinaryOp::Or => {
                for (hash, key) in right {
                    self.set_add_hashed(made, hash, key)?;
                }
            }
            BinaryOp::And => {
                // As CPython: the smaller one is gone through.
                let (small, large) = if right.len() > left.len() { (left, y) } else { (right, x) };
                for (hash, key) in small {
                    if self.set_find(large, hash, key)?.is_some() {
                        self.set_add_hashed(made, hash, key)?;
                    }
                }
            }
            BinaryOp::Subtract => {
                for (hash, key) in left {
                    if self.set_find(y, hash, key)?.is_none() {
                        self.set_add_hashed(made, hash, key)?;
                    }
                }
            }
            _ => {
                for (hash, key) in right {
                    match self.set_find(made, hash, key)? {
                        Some(at) => {
                            self.heap.sets[made].remove(at);
                        }
                        None => self.set_add_hashed(made, hash, key)?,
                    }
                }
            }
        }
        if inplace {
            let new = self.heap.sets[made].copied();
            self.heap.sets[x].replace(new);
            return Ok(a);
        }
        Ok(match a {
            Value::FrozenSet(_) => Value::FrozenSet(made),
            _ => Value::Set(made),
        })
    }

    /// The same, if no code of the program has a say in which keys are equal.
    fn quick_set_operator(&self, op: BinaryOp, x: Id<Set>, y: Id<Set>) -> Option<Set> {
        let (left, right) = (&self.heap.sets[x], &self.heap.sets[y]);
        let mut made = if matches!(op, BinaryOp::Or | BinaryOp::Xor) { left.copied() } else { Set::default() };
        match op {
            BinaryOp::Or | BinaryOp::Xor => {
                for (hash, key) in right.iter() {
                    match self.quick_set_find(x, hash, key).ok()? {
                        None => {
                            made.add(hash, key);
                        }
                        Some(at) if op == BinaryOp::Xor => {
                            // Its place is the same as long as the table has not grown.
                            let at = if made.is_at(at, key) { Some(at) } else { made.find(hash, |it| it.is(key)) };
                            match at {
                                Some(at) => made.remove(at),
                                None => return None,
                            };
                        }
                        Some(_) => {}
                    }
                }
            }
            BinaryOp::And => {
                // As CPython: the smaller one is gone through.
                let (small, large) = if right.len() > left.len() { (left, y) } else { (right, x) };
                for (hash, key) in small.iter() {
                    if self.quick_set_find(large, hash, key).ok()?.is_some() {
                        made.add(hash, key);
                    }
                }
            }
            _ => {
                for (hash, key) in left.iter() {
                    if self.quick_set_find(y, hash, key).ok()?.is_none() {
                        made.add(hash, key);
                    }
                }
            }
        }
        Some(made)
    }

    /// Adds a key whose hash is known.
    pub(crate) fn set_add_hashed(&mut self, set: Id<Set>, hash: i64, key: Value) -> Result<(), Raised> {
        if self.set_find(set, hash, key)?.is_none() {
            self.heap.bytes += self.heap.sets[set].add(hash, key);
        }
        Ok(())
    }
}
