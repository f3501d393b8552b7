//! `dict`.

use crate::builtin::prelude::*;
use crate::object::{DictPart, Iter};

pub(crate) static DICT: TypeDef = TypeDef {
    public: true,
    base: true,
    mapping: true,
    unhashable: true,
    doc: "Mappings that keep the order of insertion.",
    wrappers: "eq ne ge gt le lt contains getitem setitem delitem iter len repr",
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else {
                return Err(vm.not_a_type("dict", args));
            };
            let dict = Value::Dict(vm.add(Dict::default()));
            Ok(vm.wrap(class, dict))
        }),
        Def::method_any("__init__", |vm, args, names| update(vm, args, names, "dict")),
        Def::method_any("update", |vm, args, names| update(vm, args, names, "update")),
        Def::method("__or__", 1, 1, |vm, args| {
            let (Value::Dict(x), other) = (vm.native(args[0]), vm.native(args[1])) else { return Ok(Value::NotImplemented) };
            Ok(vm.dict_or(x, other, false)?.unwrap_or(Value::NotImplemented))
        })
        .since(9),
        Def::method("__ror__", 1, 1, |vm, args| {
            let (y, Value::Dict(x)) = (vm.native(args[0]), vm.native(args[1])) else { return Ok(Value::NotImplemented) };
            Ok(vm.dict_or(x, y, false)?.unwrap_or(Value::NotImplemented))
        })
        .since(9),
        Def::method("__ior__", 1, 1, |vm, args| {
            update(vm, args, &[], "update")?;
            Ok(args[0])
        })
        .since(9),
        Def::method("get", 1, 2, |vm, args| {
            let id = vm.dict_id(args[0]);
            Ok(vm.dict_get(id, args[1])?.unwrap_or(args.get(2).copied().unwrap_or(Value::None)))
        }),
        Def::method("setdefault", 1, 2, |vm, args| {
            let id = vm.dict_id(args[0]);
            if let Some(value) = vm.dict_get(id, args[1])? {
                return Ok(value);
            }
            let value = args.get(2).copied().unwrap_or(Value::None);
            vm.dict_set(id, args[1], value)?;
            Ok(value)
        }),
        Def::method("pop", 1, 2, |vm, args| {
            let id = vm.dict_id(args[0]);
            match vm.dict_remove(id, args[1])? {
                Some(value) => {
                    vm.keep(value);
                    Ok(value)
                }
                None => match args.get(2) {
                    Some(&default) => Ok(default),
                    None => Err(vm.key_error(args[1])),
                },
            }
        }),
        Def::method("popitem", 0, 0, |vm, args| {
            let id = vm.dict_id(args[0]);
            let last = vm.heap.dicts[id].entries().iter().rposition(|it| !it.key.is_unbound());
            match last.and_then(|at| vm.heap.dicts[id].remove(at)) {
                Some(entry) => Ok(vm.tuple(&[entry.key, entry.value])),
                None => {
                    let message = vm.str("popitem(): dictionary is empty");
                    Err(vm.key_error(message))
                }
            }
        }),
        Def::method("clear", 0, 0, |vm, args| {
            let id = vm.dict_id(args[0]);
            vm.heap.dicts[id].clear();
            Ok(Value::None)
        }),
        Def::method("copy", 0, 0, |vm, args| {
            let id = vm.dict_id(args[0]);
            let copy = vm.heap.dicts[id].clone();
            Ok(Value::Dict(vm.add(copy)))
        }),
        Def::method("keys", 0, 0, |vm, args| Ok(vm.dict_view(args[0], DictPart::Keys))),
        Def::method("values", 0, 0, |vm, args| Ok(vm.dict_view(args[0], DictPart::Values))),
        Def::method("items", 0, 0, |vm, args| Ok(vm.dict_view(args[0], DictPart::Items))),
        Def::method("__reversed__", 0, 0, |vm, args| {
            let dict = vm.dict_id(args[0]);
            Ok(vm.dict_reversed(dict, DictPart::Keys))
        }),
        Def::method("__sizeof__", 0, 0, |vm, args| {
            let id = vm.dict_id(args[0]);
            Ok(Value::Int(64 + vm.heap.dicts[id].len() as i64 * 24))
        }),
        Def::class_of("fromkeys", "iterable, value=None, /", from_keys),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    ..TypeDef::new("dict")
};

fn update(vm: &mut Vm, args: &[Value], names: &[Id<Str>], name: &str) -> Outcome {
    let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
    let id = vm.dict_id(args[0]);
    match *positional {
        [] => {}
        [other] => vm.dict_update(id, other)?,
        _ => return Err(vm.type_error(format!("{name} expected at most 1 argument, got {}", positional.len()))),
    }
    for (&name, &value) in names.iter().zip(keywords) {
        vm.set_entry(id, name, value);
    }
    Ok(Value::None)
}

fn from_keys(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[class, iterable, value] = args else { return Ok(Value::None) };
    let made = vm.call_sync(class, &[])?;
    let keys = vm.collect_items(iterable)?;
    for key in keys {
        vm.set_item(made, key, value)?;
    }
    Ok(made)
}

impl Vm {
    /// The dict of a receiver that is one.
    pub(crate) fn dict_id(&mut self, value: Value) -> Id<Dict> {
        match self.native(value) {
            Value::Dict(id) => id,
            _ => self.add(Dict::default()),
        }
    }

    /// Removes a key, and says what its value was.
    pub(crate) fn dict_remove(&mut self, dict: Id<Dict>, key: Value) -> Result<Option<Value>, Raised> {
        let hash = self.hash(key)?;
        let found = self.dict_find(dict, hash, key)?;
        Ok(found.and_then(|at| self.heap.dicts[dict].remove(at)).map(|it| it.value))
    }

    /// `dict.update(other)`.
    pub(crate) fn dict_update(&mut self, dict: Id<Dict>, other: Value) -> Result<(), Raised> {
        if let Some(pairs) = self.mapping_pairs(other)? {
            for (key, value) in pairs {
                self.dict_set(dict, key, value)?;
            }
            return Ok(());
        }
        if !self.is_iterable(other) {
            let class = self.class_name(other);
            return Err(self.type_error(format!("'{class}' object is not iterable")));
        }
        let items = self.collect_items(other)?;
        for (number, item) in items.into_iter().enumerate() {
            let pair = self.pair_items(item, number)?;
            let [key, value] = pair[..] else {
                return Err(self.value_error(format!(
                    "dictionary update sequence element #{number} has length {}; 2 is required",
                    pair.len()
                )));
            };
            self.dict_set(dict, key, value)?;
        }
        Ok(())
    }

    /// The items of what is to be a pair.
    fn pair_items(&mut self, item: Value, number: usize) -> Result<Vec<Value>, Raised> {
        let text = format!("annot convert dictionary update sequence element #{number} to a sequence");
        if self.minor() < 14 {
            if !self.is_iterable(item) {
                return Err(self.type_error(format!("c{text}")));
            }
            return self.collect_items(item);
        }
        // From 3.14 on, that is a note.
        let items = match self.iter(item) {
            Ok(iter) => self.collect_items(iter),
            Err(raised) if self.raised_type_error(raised) => Err(self.type_error("object is not iterable")),
            Err(raised) => Err(raised),
        };
        if let Err(raised) = items
            && self.raised_type_error(raised)
        {
            let error = core::mem::take(&mut self.exception);
            self.keep(error);
            let note = self.str(&format!("C{text}"));
            self.add_note(error, note)?;
            self.exception = error;
        }
        items
    }

    fn raised_type_error(&self, raised: Raised) -> bool {
        raised == Raised::Exception && self.is_subclass(self.class_of(self.exception), self.types.exception(Class::TypeError))
    }

    /// `a | b` and `a |= b`.
    pub(crate) fn dict_or(&mut self, x: Id<Dict>, other: Value, inplace: bool) -> Result<Option<Value>, Raised> {
        if inplace {
            self.dict_update(x, other)?;
            return Ok(Some(Value::Dict(x)));
        }
        let Value::Dict(y) = self.native(other) else { return Ok(None) };
        let copy = self.heap.dicts[x].clone();
        let made = self.add(copy);
        self.dict_update(made, Value::Dict(y))?;
        Ok(Some(Value::Dict(made)))
    }

    /// `this[key]` where `this` is the dict or an instance of a subclass, which may have `__missing__`.
    pub(crate) fn dict_subscript(&mut self, dict: Id<Dict>, this: Value, key: Value) -> Outcome {
        if let Some(value) = self.dict_get(dict, key)? {
            return Ok(value);
        }
        if let Value::Instance(_) = this
            && let Some(method) = self.lookup(self.class_of(this), self.names.missing)
        {
            return self.call_special_sync(method, this, &[key]);
        }
        Err(self.key_error(key))
    }

    /// An iterator of a dict, from its end.
    pub(crate) fn dict_reversed(&mut self, dict: Id<Dict>, part: DictPart) -> Value {
        let (at, len) = (self.heap.dicts[dict].entries().len(), self.heap.dicts[dict].len());
        Value::Iter(self.add(Iter::DictReversed { dict, part, at, len }))
    }
}
