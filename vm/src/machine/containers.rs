//! Containers: building them, their items, slices.

use crate::fail::Class;
use crate::inst::{Built, CompareOp};
use crate::machine::feed::Sink;
use crate::machine::operators::ordered;
use crate::machine::run::Step;
use crate::machine::{Raised, Ret, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Bytes, Dict, Iter, List, Set, Slice, Tuple};
use crate::text::{Text, View};

/// What errors say of values without a hash.
const KEY: &str = "a dict key";
pub(crate) const ELEMENT: &str = "a set element";

impl Vm {
    /// Builds an object of registers of the whole stack.
    pub(crate) fn build(&mut self, what: Built, first: usize, count: usize) -> Result<Value, Raised> {
        Ok(match what {
            Built::Tuple => {
                let tuple = Tuple::new(&self.stack[first..first + count]);
                if count == 0 { Value::Tuple(self.empty_tuple) } else { Value::Tuple(self.heap.add(tuple)) }
            }
            Built::List => {
                let items = self.stack[first..first + count].to_vec();
                Value::List(self.add(List { items }))
            }
            Built::Set => {
                let set = Value::Set(self.add(Set::default()));
                for at in first..first + count {
                    self.set_add(set, self.stack[at])?;
                }
                set
            }
            Built::Dict => {
                let dict = Value::Dict(self.add(Dict::with_capacity(count)));
                for at in 0..count {
                    let (key, value) = (self.stack[first + 2 * at], self.stack[first + 2 * at + 1]);
                    self.map_add(dict, key, value)?;
                }
                dict
            }
            Built::ConstKeyDict => {
                let dict = Value::Dict(self.add(Dict::with_capacity(count)));
                if let Value::Tuple(keys) = self.stack[first + count] {
                    for at in 0..count {
                        let key = self.heap.tuples[keys].items().get(at).copied().unwrap_or_default();
                        self.map_add(dict, key, self.stack[first + at])?;
                    }
                }
                dict
            }
            Built::Str => {
                let len = self.stack[first..first + count].iter().map(|&it| match it {
                    Value::Str(id) => self.heap.strs[id].text.len(),
                    _ => 0,
                });
                let len: usize = len.sum();
                self.charge_copy(len, 2)?;
                let parts = self.stack[first..first + count].iter();
                let strs = &self.heap.strs;
                let views = parts.filter_map(|it| if let Value::Str(id) = it { Some(strs[*id].view()) } else { None });
                let text = crate::text::join(View::Latin(&[]), views);
                self.text(text)
            }
            Built::Slice => {
                let step = if count == 3 { self.stack[first + 2] } else { Value::None };
                self.slice(self.stack[first], self.stack[first + 1], step)
            }
            Built::ListOfAll | Built::TupleOfAll | Built::TupleOfAllForCall => {
                let list = self.add(List::default());
                for at in first..first + count {
                    let src = self.stack[at];
                    if what == Built::TupleOfAllForCall && !self.is_iterable(src) {
                        let (name, class) = (self.callee_name(self.stack[first - 1]), self.class_name(src));
                        return Err(self.type_error(format!("{name} argument after * must be an iterable, not {class}")));
                    }
                    self.list_extend_star(Value::List(list), src)?;
                }
                if what == Built::ListOfAll {
                    return Ok(Value::List(list));
                }
                let items = core::mem::take(&mut self.heap.lists[list].items);
                self.tuple(&items)
            }
            Built::SetOfAll => {
                let set = Value::Set(self.add(Set::default()));
                for at in first..first + count {
                    self.set_update(set, self.stack[at])?;
                }
                set
            }
            Built::DictOfAll | Built::DictOfAllForCall => {
                let dict = Value::Dict(self.add(Dict::default()));
                for at in first..first + count {
                    let src = self.stack[at];
                    if what == Built::DictOfAll {
                        self.dict_update_star(dict, src)?;
                    } else {
                        let callee = self.stack[first - 2];
                        self.dict_merge(dict, src, callee)?;
                    }
                }
                dict
            }
            Built::Template => {
                let (strings, interpolations) = (self.stack[first], self.stack[first + 1]);
                self.make_template(strings, interpolations)
            }
        })
    }

    /// A slice object.
    pub(crate) fn slice(&mut self, start: Value, stop: Value, step: Value) -> Value {
        Value::Slice(self.add(Slice { start, stop, step }))
    }

    /// Appends items to a list.
    pub(crate) fn extend(&mut self, list: Id<List>, items: &[Value]) {
        let before = self.heap.lists[list].items.capacity();
        self.heap.lists[list].items.extend_from_slice(items);
        self.heap.bytes += (self.heap.lists[list].items.capacity() - before) * size_of::<Value>();
    }

    /// Adds a key to a set.
    pub(crate) fn set_add(&mut self, set: Value, key: Value) -> Result<(), Raised> {
        let (Value::Set(set) | Value::FrozenSet(set)) = set else { return Ok(()) };
        let hash = self.hash_for(key, ELEMENT)?;
        if self.set_find(set, hash, key)?.is_none() {
            self.heap.bytes += self.heap.sets[set].add(hash, key);
        }
        Ok(())
    }

    /// Adds a pair to a dict.
    pub(crate) fn map_add(&mut self, map: Value, key: Value, value: Value) -> Result<(), Raised> {
        let Value::Dict(dict) = map else { return Ok(()) };
        self.dict_set(dict, key, value)
    }

    /// Sets the value of a key.
    pub(crate) fn dict_set(&mut self, dict: Id<Dict>, key: Value, value: Value) -> Result<(), Raised> {
        let hash = self.hash_for(key, KEY)?;
        match self.dict_find(dict, hash, key)? {
            Some(at) => {
                if let Some(place) = self.heap.dicts[dict].value_mut(at) {
                    *place = value;
                }
            }
            None => self.heap.bytes += self.heap.dicts[dict].add(hash as u64, key, value),
        }
        Ok(())
    }

    /// The value of a key.
    pub(crate) fn dict_get(&mut self, dict: Id<Dict>, key: Value) -> Result<Option<Value>, Raised> {
        let hash = self.hash_for(key, KEY)?;
        let found = self.dict_find(dict, hash, key)?;
        Ok(found.map(|at| self.heap.dicts[dict].entries()[at].value))
    }

    pub(crate) fn list_extend_star(&mut self, list: Value, src: Value) -> Result<(), Raised> {
        let Value::List(list) = list else { return Ok(()) };
        let refuses = self.lookup(self.class_of(src), self.names.iter).is_some();
        if !self.is_iterable(src) && !refuses {
            let class = self.class_name(src);
            return Err(self.type_error(if self.minor() >= 9 {
                format!("Value after * must be an iterable, not {class}")
            } else {
                format!("'{class}' object is not iterable")
            }));
        }
        let items = self.collect_items(src)?;
        self.extend(list, &items);
        Ok(())
    }

    pub(crate) fn set_update(&mut self, set: Value, src: Value) -> Result<(), Raised> {
        if let (Value::Set(to) | Value::FrozenSet(to), Value::Set(from) | Value::FrozenSet(from)) = (set, src) {
            let keys: Vec<(i64, Value)> = self.heap.sets[from].iter().collect();
            for (hash, key) in keys {
                self.set_add_hashed(to, hash, key)?;
            }
            return Ok(());
        }
        for item in self.collect_items(src)? {
            self.set_add(set, item)?;
        }
        Ok(())
    }

    pub(crate) fn dict_update_star(&mut self, dict: Value, src: Value) -> Result<(), Raised> {
        let Some(pairs) = self.mapping_pairs(src)? else {
            let class = self.class_name(src);
            return Err(self.type_error(format!("'{class}' object is not a mapping")));
        };
        for (key, value) in pairs {
            self.map_add(dict, key, value)?;
        }
        Ok(())
    }

    pub(crate) fn dict_merge(&mut self, dict: Value, src: Value, callee: Value) -> Result<(), Raised> {
        let Value::Dict(id) = dict else { return Ok(()) };
        let pairs = match self.mapping_pairs(src) {
            Ok(it) => it,
            Err(raised) => return Err(self.merge_error(raised, src, callee)),
        };
        let Some(pairs) = pairs else { return Err(self.no_keywords(src, callee)) };
        for (key, value) in pairs {
            let Value::Str(text) = key else { return Err(self.no_text(callee)) };
            if self.dict_get(id, key)?.is_some() {
                return Err(self.repeated_keyword(text, callee));
            }
            self.dict_set(id, key, value)?;
        }
        Ok(())
    }

    fn no_text(&mut self, callee: Value) -> Raised {
        let message = if self.minor() >= 9 {
            "keywords must be strings".to_owned()
        } else {
            format!("{} keywords must be strings", self.callee_name(callee))
        };
        self.type_error(message)
    }

    fn no_keywords(&mut self, src: Value, callee: Value) -> Raised {
        let (name, class) = (self.callee_name(callee), self.class_name(src));
        self.type_error(format!("{name} argument after ** must be a mapping, not {class}"))
    }

    fn repeated_keyword(&mut self, key: Id<crate::object::Str>, callee: Value) -> Raised {
        let name = match callee {
            Value::Type(_) if self.minor() == 8 => "type object".to_owned(),
            _ => self.callee_name(callee),
        };
        let key = self.lossy(key);
        self.type_error(format!("{name} got multiple values for keyword argument '{key}'"))
    }

    /// What becomes of an exception inside a mapping that is taken apart for a call: CPython takes some for its own.
    fn merge_error(&mut self, raised: Raised, src: Value, callee: Value) -> Raised {
        let exception = self.exception;
        if self.catch(raised, Class::AttributeError).is_ok() {
            return self.no_keywords(src, callee);
        }
        if self.catch(raised, Class::KeyError).is_err() {
            return raised;
        }
        let args = crate::builtin::exception::args_of(self, exception);
        match self.items(args)[..] {
            [Value::Str(key)] => self.repeated_keyword(key, callee),
            [_] => self.no_text(callee),
            _ => {
                self.exception = exception;
                raised
            }
        }
    }

    /// All pairs of a mapping; `None` if it has no `keys`.
    pub(crate) fn mapping_pairs(&mut self, src: Value) -> Result<Option<Vec<(Value, Value)>>, Raised> {
        if let Value::Dict(id) = self.native(src) {
            return Ok(Some(self.heap.dicts[id].iter().map(|it| (it.key, it.value)).collect()));
        }
        let Some(keys) = self.find_attr(src, self.names.keys)? else { return Ok(None) };
        let keys = self.call_sync(keys, &[])?;
        let mut pairs = Vec::new();
        for key in self.collect_items(keys)? {
            pairs.push((key, self.get_item(src, key)?));
        }
        Ok(Some(pairs))
    }

    /// The number of items.
    pub(crate) fn len(&mut self, value: Value) -> Result<usize, Raised> {
        Ok(match value {
            Value::Str(id) => self.heap.strs[id].text.len(),
            Value::Bytes(id) => self.heap.bytes_objects[id].data.len(),
            Value::Tuple(id) => self.heap.tuples[id].items().len(),
            Value::List(id) => self.heap.lists[id].items.len(),
            Value::Dict(id) => self.heap.dicts[id].len(),
            Value::Set(id) | Value::FrozenSet(id) => self.heap.sets[id].len(),
            Value::Range(id) => {
                let range = self.heap.ranges[id];
                match self.range_count(range)?.to_usize().filter(|it| isize::try_from(*it).is_ok()) {
                    Some(count) => count,
                    None => return Err(self.error(Class::OverflowError, "Python int too large to convert to C ssize_t")),
                }
            }
            _ => {
                let class = self.class_of(value);
                match self.lookup(class, self.names.len) {
                    Some(method) => {
                        let result = self.call_special_sync(method, value, &[])?;
                        self.len_result(result)?
                    }
                    None => {
                        let class = self.message_name(class);
                        return Err(self.type_error(format!("object of type '{class}' has no len()")));
                    }
                }
            }
        })
    }

    /// `obj[key]`.
    pub(crate) fn subscript(&mut self, obj: Value, key: Value) -> Result<Step, Raised> {
        if let Some(value) = self.quick_item(obj, key) {
            return Ok(Step::Value(value));
        }
        if let Some(value) = self.subscript_native(obj, key)? {
            return Ok(Step::Value(value));
        }
        let class = self.class_of(obj);
        if let Value::Instance(_) = obj
            && let Some(method) = self.lookup(class, self.names.getitem)
        {
            return self.call_special(method, obj, &[key], Ret::Inst(0));
        }
        self.get_item(obj, key).map(Step::Value)
    }

    /// `obj[key]`, waiting for the result.
    pub(crate) fn get_item(&mut self, obj: Value, key: Value) -> Result<Value, Raised> {
        if let Some(value) = self.quick_item(obj, key) {
            return Ok(value);
        }
        if let Some(value) = self.subscript_native(obj, key)? {
            return Ok(value);
        }
        let class = self.class_of(obj);
        if let Some(method) = self.lookup(class, self.names.getitem) {
            return self.call_special_sync(method, obj, &[key]);
        }
        if let Value::Type(id) = obj
            && id == self.types.type_
            && self.minor() >= 9
        {
            return crate::builtin::proxy::generic_alias(self, &[obj, key]);
        }
        if let Value::Type(_) = obj
            && let Some(method) = self.find_attr(obj, self.names.class_getitem)?
        {
            return self.call_sync(method, &[key]);
        }
        let name = match obj {
            Value::Type(id) => {
                let (name, class) = (self.type_name(id), self.type_name(class));
                return Err(self.type_error(if self.minor() >= 11 {
                    format!("type '{name}' is not subscriptable")
                } else {
                    format!("'{class}' object is not subscriptable")
                }));
            }
            _ => self.type_name(class),
        };
        Err(self.type_error(format!("'{name}' object is not subscriptable")))
    }

    fn subscript_native(&mut self, obj: Value, key: Value) -> Result<Option<Value>, Raised> {
        if let Value::Slice(slice) = key {
            return self.slice_of(obj, slice);
        }
        match obj {
            Value::Dict(id) => match self.dict_get(id, key)? {
                Some(value) => Ok(Some(value)),
                None => Err(self.key_error(key)),
            },
            Value::Range(id) if !self.is_short(id)? => self.big_range_item(id, key).map(Some),
            Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Bytes(_) | Value::Range(_) => {
                let len = self.len(obj)?;
                let at = self.index(key, obj, "indices must be integers or slices")?;
                let Some(at) = place(at, len) else {
                    let what = match obj {
                        Value::Str(_) => "string index",
                        Value::Bytes(_) => "index",
                        Value::Range(_) => "range object index",
                        Value::Tuple(_) => "tuple index",
                        _ => "list index",
                    };
                    return Err(self.error(Class::IndexError, format!("{what} out of range")));
                };
                Ok(Some(match obj {
                    Value::List(id) => self.heap.lists[id].items[at],
                    Value::Tuple(id) => self.heap.tuples[id].items()[at],
                    Value::Str(id) => {
                        let point = self.heap.strs[id].view().get(at).unwrap_or(0);
                        self.char(point)
                    }
                    Value::Bytes(id) => Value::Int(i64::from(self.heap.bytes_objects[id].data[at])),
                    Value::Range(id) => {
                        let range = self.heap.ranges[id];
                        self.range_item(range, &crate::number::Int::from(at as i128))?
                    }
                    _ => Value::None,
                }))
            }
            _ => Ok(None),
        }
    }

    /// The `KeyError` of a key.
    #[cold]
    pub(crate) fn key_error(&mut self, key: Value) -> Raised {
        let class = self.types.exception(Class::KeyError);
        self.raise(class, &[key])
    }

    /// An index: an int, or what `__index__` gives.
    fn index(&mut self, key: Value, obj: Value, message: &str) -> Result<i64, Raised> {
        match key {
            Value::Int(it) => Ok(it),
            Value::Bool(it) => Ok(i64::from(it)),
            Value::Big(_) => Err(self.error(Class::IndexError, "cannot fit 'int' into an index-sized integer")),
            _ => match self.lookup(self.class_of(key), self.names.index) {
                Some(_) => match self.to_index(key)?.to_i64() {
                    Some(it) => Ok(it),
                    None => Err(self.error(Class::IndexError, "cannot fit 'int' into an index-sized integer")),
                },
                None => {
                    let (kind, class) = (self.class_name(obj), self.class_name(key));
                    let kind = match kind.as_str() {
                        "str" => "string".to_owned(),
                        "bytes" => "byte".to_owned(),
                        _ => kind,
                    };
                    let tail = match (kind.as_str(), self.minor()) {
                        ("string", ..11) => "indices must be integers".to_owned(),
                        ("string", _) => format!("indices must be integers, not '{class}'"),
                        _ => format!("{message}, not {class}"),
                    };
                    Err(self.type_error(format!("{kind} {tail}")))
                }
            },
        }
    }

    /// Start, step and number of items of a slice of a sequence of so many.
    pub(crate) fn slice_bounds(&mut self, slice: Id<Slice>, len: usize) -> Result<(i64, i64, usize), Raised> {
        let Slice { start, stop, step } = self.heap.slices[slice];
        let len = len as i64;
        let step = self.slice_part(step)?.unwrap_or(1);
        if step == 0 {
            return Err(self.value_error("slice step cannot be zero"));
        }
        let clamp = |at: i64| {
            let at = if at < 0 { at.saturating_add(len) } else { at };
            if step > 0 { at.clamp(0, len) } else { at.clamp(-1, len - 1) }
        };
        let start = self.slice_part(start)?.map_or(if step > 0 { 0 } else { len - 1 }, clamp);
        let stop = self.slice_part(stop)?.map_or(if step > 0 { len } else { -1 }, clamp);
        Ok((start, step, range_len(start, stop, step) as usize))
    }

    /// Where a slice of a sequence of so many stops, counted as `slice.indices` does.
    pub(crate) fn slice_stop(&mut self, slice: Id<Slice>, len: usize) -> Result<i64, Raised> {
        let Slice { stop, step, .. } = self.heap.slices[slice];
        let len = len as i64;
        let step = self.slice_part(step)?.unwrap_or(1);
        let stop = self.slice_part(stop)?;
        Ok(match stop {
            None if step > 0 => len,
            None => -1,
            Some(at) => {
                let at = if at < 0 { at.saturating_add(len) } else { at };
                if step > 0 { at.clamp(0, len) } else { at.clamp(-1, len - 1) }
            }
        })
    }

    fn slice_part(&mut self, value: Value) -> Result<Option<i64>, Raised> {
        match value {
            Value::None => Ok(None),
            Value::Int(it) => Ok(Some(it)),
            Value::Bool(it) => Ok(Some(i64::from(it))),
            Value::Big(_) => Ok(Some(if self.int_of(value).is_negative() { i64::MIN + 1 } else { i64::MAX })),
            _ => match self.lookup(self.class_of(value), self.names.index) {
                Some(_) => self.to_clamped(value).map(|it| Some(it.max(i64::MIN + 1))),
                None => Err(self.type_error("slice indices must be integers or None or have an __index__ method")),
            },
        }
    }

    fn slice_of(&mut self, obj: Value, slice: Id<Slice>) -> Result<Option<Value>, Raised> {
        if let Value::Range(range) = obj {
            return self.range_slice(range, slice).map(Some);
        }
        if !matches!(obj, Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Bytes(_)) {
            return Ok(None);
        }
        let len = self.len(obj)?;
        let (start, step, count) = self.slice_bounds(slice, len)?;
        let places = (0..count as i64).map(|it| (start + it * step) as usize);
        Ok(Some(match obj {
            Value::List(id) => {
                let all = &self.heap.lists[id].items;
                let items = if step == 1 {
                    all[start as usize..start as usize + count].to_vec()
                } else {
                    places.map(|at| all[at]).collect()
                };
                Value::List(self.add(List { items }))
            }
            Value::Tuple(id) if step == 1 && count == len => Value::Tuple(id),
            Value::Tuple(id) => {
                let all = self.heap.tuples[id].items();
                let items: Vec<Value> = places.map(|at| all[at]).collect();
                self.tuple(&items)
            }
            Value::Str(id) => {
                let view = self.heap.strs[id].view();
                let text = match view {
                    _ if count == 1 => {
                        let point = view.get(start as usize).unwrap_or(0);
                        return Ok(Some(self.char(point)));
                    }
                    _ if step == 1 => view.slice(start as usize, start as usize + count),
                    View::Latin(all) => Text::from_bytes(places.map(|at| all[at]).collect()),
                    _ => Text::from_code_points(places.map(|at| view.get(at).unwrap_or(0))),
                };
                self.text(text)
            }
            Value::Bytes(id) => {
                let all = &self.heap.bytes_objects[id].data;
                let data = places.map(|at| all[at]).collect();
                Value::Bytes(self.add(Bytes { data }))
            }
            _ => Value::None,
        }))
    }

    /// `obj[key] = value`.
    pub(crate) fn store_subscript(&mut self, obj: Value, key: Value, value: Value) -> Result<Step, Raised> {
        if self.quick_set_item(obj, key, value) {
            return Ok(Step::Value(Value::None));
        }
        if let Value::Instance(_) = obj
            && let Some(method) = self.lookup(self.class_of(obj), self.names.setitem)
        {
            return self.call_special(method, obj, &[key, value], Ret::Inst(0));
        }
        self.set_item(obj, key, value).map(|()| Step::Value(Value::None))
    }

    /// `obj[key] = value`, waiting for the end.
    pub(crate) fn set_item(&mut self, obj: Value, key: Value, value: Value) -> Result<(), Raised> {
        match (obj, key) {
            (Value::Dict(id), _) => self.dict_set(id, key, value),
            (Value::List(id), Value::Slice(slice)) => self.set_slice(id, slice, value),
            (Value::List(id), _) => {
                let at = self.index(key, obj, "indices must be integers or slices")?;
                let list = &mut self.heap.lists[id].items;
                match place(at, list.len()) {
                    Some(at) => {
                        list[at] = value;
                        Ok(())
                    }
                    None => Err(self.error(Class::IndexError, "list assignment index out of range")),
                }
            }
            _ => match self.lookup(self.class_of(obj), self.names.setitem) {
                Some(method) => self.call_special_sync(method, obj, &[key, value]).map(|_| ()),
                None => {
                    let class = self.class_name(obj);
                    Err(self.type_error(format!("'{class}' object does not support item assignment")))
                }
            },
        }
    }

    fn set_slice(&mut self, list: Id<List>, slice: Id<Slice>, value: Value) -> Result<(), Raised> {
        let items = if value.is_unbound() {
            Vec::new()
        } else if self.is_iterable(value) {
            self.collect_items(value)?
        } else {
            let plain = self.minor() < 13 && matches!(self.heap.slices[slice].step, Value::None | Value::Int(1));
            return Err(self.type_error(if plain {
                "can only assign an iterable"
            } else {
                "must assign iterable to extended slice"
            }));
        };
        let len = self.heap.lists[list].items.len();
        let (start, step, count) = self.slice_bounds(slice, len)?;
        let all = &mut self.heap.lists[list].items;
        if step == 1 {
            let start = start as usize;
            all.splice(start..start + count, items);
            return Ok(());
        }
        if value.is_unbound() {
            // The step of a slice of nothing may be any.
            if count == 0 {
                return Ok(());
            }
            let (first, last) = (start.min(start + (count as i64 - 1) * step), start.max(start + (count as i64 - 1) * step));
            let mut at = -1;
            all.retain(|_| {
                at += 1;
                at < first || at > last || (at - first) % step != 0
            });
            return Ok(());
        }
        if items.len() != count {
            let given = items.len();
            return Err(self.value_error(format!("attempt to assign sequence of size {given} to extended slice of size {count}")));
        }
        for (number, item) in items.into_iter().enumerate() {
            all[(start + number as i64 * step) as usize] = item;
        }
        Ok(())
    }

    /// `del obj[key]`.
    pub(crate) fn delete_subscript(&mut self, obj: Value, key: Value) -> Result<(), Raised> {
        self.del_item(obj, key)
    }

    /// `del obj[key]`.
    pub(crate) fn del_item(&mut self, obj: Value, key: Value) -> Result<(), Raised> {
        match (obj, key) {
            (Value::Dict(id), _) => {
                let hash = self.hash_for(key, KEY)?;
                match self.dict_find(id, hash, key)? {
                    Some(at) => {
                        self.heap.dicts[id].remove(at);
                        Ok(())
                    }
                    None => Err(self.key_error(key)),
                }
            }
            (Value::List(id), Value::Slice(slice)) => self.set_slice(id, slice, Value::Unbound),
            (Value::List(id), _) => {
                let at = self.index(key, obj, "indices must be integers or slices")?;
                let list = &mut self.heap.lists[id].items;
                match place(at, list.len()) {
                    Some(at) => {
                        list.remove(at);
                        Ok(())
                    }
                    None => Err(self.error(Class::IndexError, "list assignment index out of range")),
                }
            }
            _ => match self.lookup(self.class_of(obj), self.names.delitem) {
                Some(method) => self.call_special_sync(method, obj, &[key]).map(|_| ()),
                None => {
                    let index = matches!(key, Value::Int(_) | Value::Bool(_) | Value::Big(_))
                        || self.lookup(self.class_of(key), self.names.index).is_some();
                    let not = if index && self.is_like_sequence(obj) { "doesn't" } else { "does not" };
                    let class = self.class_name(obj);
                    Err(self.type_error(format!("'{class}' object {not} support item deletion")))
                }
            },
        }
    }

    /// Whether CPython takes a value for a sequence, though one that may lack what is asked for: classes of programs all are.
    fn is_like_sequence(&self, value: Value) -> bool {
        match value {
            Value::Str(_) | Value::Bytes(_) | Value::Tuple(_) | Value::Set(_) | Value::FrozenSet(_) | Value::Range(_) => true,
            Value::Instance(_) | Value::Exception(_) | Value::Object(_) => self.heap.types[self.class_of(value)].flags.heap,
            _ => false,
        }
    }

    /// `value in container`.
    pub(crate) fn contains(&mut self, container: Value, value: Value) -> Result<bool, Raised> {
        match container {
            Value::Dict(id) => {
                if let Ok(found) = self.quick_dict_find(id, value) {
                    return Ok(found.is_some());
                }
                let hash = self.hash_for(value, KEY)?;
                Ok(self.dict_find(id, hash, value)?.is_some())
            }
            Value::Set(id) | Value::FrozenSet(id) => {
                // A set is looked for as the frozen set of its items.
                let value = match self.native(value) {
                    Value::Set(_) => Value::FrozenSet(self.set_from(value)?),
                    _ => value,
                };
                let hash = self.hash_for(value, ELEMENT)?;
                Ok(self.set_find(id, hash, value)?.is_some())
            }
            Value::Str(id) => {
                let Value::Str(part) = self.native(value) else {
                    let class = self.class_name(value);
                    return Err(self.type_error(format!("'in <string>' requires string as left operand, not {class}")));
                };
                let (all, part) = (self.heap.strs[id].view(), self.heap.strs[part].view());
                if let (View::Latin(all), View::Latin(&[one])) = (all, part)
                    && all.len() <= 16
                {
                    return Ok(all.contains(&one));
                }
                Ok(crate::text::search::find(all, part, 0, all.len()).is_some())
            }
            Value::Range(_) => self.range_contains(container, value),
            Value::Bytes(_) => {
                let native = self.native(value);
                let part = match (self.byte_view(native), self.as_int(value)) {
                    (Some(part), _) => part.to_vec(),
                    (None, Some(it)) => match it.to_i64().and_then(|it| u8::try_from(it).ok()) {
                        Some(byte) => vec![byte],
                        None => return Err(self.value_error("byte must be in range(0, 256)")),
                    },
                    _ => {
                        let class = self.class_name(value);
                        return Err(self.type_error(format!("a bytes-like object is required, not '{class}'")));
                    }
                };
                let all = self.byte_view(container).unwrap_or_default();
                Ok(memchr::memmem::find(all, &part).is_some())
            }
            Value::Tuple(_) | Value::List(_) => {
                let mut at = 0;
                loop {
                    let item = match container {
                        Value::Tuple(id) => self.heap.tuples[id].items().get(at).copied(),
                        Value::List(id) => self.heap.lists[id].items.get(at).copied(),
                        _ => None,
                    };
                    let Some(item) = item else { return Ok(false) };
                    if let (Value::Int(a), Value::Int(b)) = (item, value) {
                        if a == b {
                            return Ok(true);
                        }
                    } else if self.equal_keys(item, value)? {
                        return Ok(true);
                    }
                    at += 1;
                }
            }
            _ => {
                let class = self.class_of(container);
                match self.lookup(class, self.names.contains) {
                    Some(Value::None) => {
                        let class = self.type_name(class);
                        Err(self.type_error(format!("'{class}' object is not a container")))
                    }
                    Some(method) => {
                        let result = self.call_special_sync(method, container, &[value])?;
                        self.truth(result)
                    }
                    None => {
                        if !self.is_iterable(container) {
                            let class = self.type_name(class);
                            let what = if self.minor() >= 14 { "a container or iterable" } else { "iterable" };
                            return Err(self.type_error(format!("argument of type '{class}' is not {what}")));
                        }
                        let iter = self.iter(container)?;
                        let roots = self.roots.len();
                        self.roots.push(iter);
                        let result = self.find_in(iter, value);
                        self.roots.truncate(roots);
                        result
                    }
                }
            }
        }
    }

    fn find_in(&mut self, iter: Value, value: Value) -> Result<bool, Raised> {
        let mark = self.heap.fresh.len();
        while let Some(item) = self.next(iter)? {
            if self.equal_keys(item, value)? {
                return Ok(true);
            }
            self.heap.fresh.truncate(mark);
        }
        Ok(false)
    }

    pub(crate) fn equal_dicts(&mut self, x: Id<Dict>, y: Id<Dict>) -> Result<bool, Raised> {
        if self.heap.dicts[x].len() != self.heap.dicts[y].len() {
            return Ok(false);
        }
        self.charge(self.heap.dicts[x].len() as u64, 0)?;
        let entries: Vec<_> = self.heap.dicts[x].iter().copied().collect();
        self.nested(|vm| {
            for entry in entries {
                let Some(at) = vm.dict_find(y, entry.hash as i64, entry.key)? else { return Ok(false) };
                let found = vm.heap.dicts[y].entries()[at].value;
                if !vm.equal_keys(entry.value, found)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    pub(crate) fn compare_sets(&mut self, op: CompareOp, x: Id<Set>, y: Id<Set>) -> Result<bool, Raised> {
        let (a, b) = (self.heap.sets[x].len(), self.heap.sets[y].len());
        let subset = |vm: &mut Vm, x: Id<Set>, y: Id<Set>| -> Result<bool, Raised> {
            vm.charge(vm.heap.sets[x].len() as u64, 0)?;
            let keys: Vec<(i64, Value)> = vm.heap.sets[x].iter().collect();
            for (hash, key) in keys {
                if vm.set_find(y, hash, key)?.is_none() {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        Ok(match op {
            CompareOp::Eq => a == b && subset(self, x, y)?,
            CompareOp::Ne => a != b || !subset(self, x, y)?,
            CompareOp::Lt | CompareOp::Le => ordered(op, a.cmp(&b)) && subset(self, x, y)?,
            CompareOp::Gt | CompareOp::Ge => ordered(op, a.cmp(&b)) && subset(self, y, x)?,
        })
    }

    /// The items of an iterable.
    pub(crate) fn collect_items(&mut self, src: Value) -> Result<Vec<Value>, Raised> {
        match src {
            Value::Tuple(id) => {
                self.charge_copy(self.heap.tuples[id].items().len(), size_of::<Value>())?;
                return Ok(self.heap.tuples[id].items().to_vec());
            }
            Value::List(id) => {
                self.charge_copy(self.heap.lists[id].items.len(), size_of::<Value>())?;
                return Ok(self.heap.lists[id].items.clone());
            }
            Value::Dict(id) => return Ok(self.heap.dicts[id].iter().map(|it| it.key).collect()),
            Value::Set(id) | Value::FrozenSet(id) => return Ok(self.heap.sets[id].iter().map(|it| it.1).collect()),
            Value::Range(id) => {
                let range = self.heap.ranges[id];
                if let (Value::Int(start), Value::Int(stop), Value::Int(step)) = (range.start, range.stop, range.step) {
                    let count = range_len(start, stop, step);
                    self.charge(count, (count as usize).saturating_mul(size_of::<Value>()))?;
                    return Ok((0..count as i64).map(|it| Value::Int(start.wrapping_add(it.wrapping_mul(step)))).collect());
                }
            }
            _ => {}
        }
        let iter = self.iter(src)?;
        let roots = self.roots.len();
        self.roots.push(iter);
        let result = self.drain(iter);
        self.roots.truncate(roots);
        result
    }

    fn drain(&mut self, iter: Value) -> Result<Vec<Value>, Raised> {
        let (start, mark) = (self.roots.len(), self.heap.fresh.len());
        let mut charged = 0;
        while let Some(item) = self.next_beyond(iter, &mut Sink::items())? {
            self.roots.push(item);
            // They are roots from here on; what was made on the way is not needed.
            self.heap.fresh.truncate(mark);
            let count = self.roots.len() - start;
            if count - charged >= 4096 {
                charged = count;
                self.charge(0, count * 2 * size_of::<Value>())?;
            }
        }
        for at in start..self.roots.len() {
            self.keep(self.roots[at]);
        }
        Ok(self.roots.split_off(start))
    }

    /// The items of an iterable to registers of the whole stack, the first to the highest.
    pub(crate) fn unpack(&mut self, src: Value, first: usize, count: usize) -> Result<(), Raised> {
        if !self.is_iterable(src) {
            let class = self.class_name(src);
            return Err(self.type_error(format!("cannot unpack non-iterable {class} object")));
        }
        let iter = self.iter(src)?;
        let roots = self.roots.len();
        self.roots.push(iter);
        let result = self.unpack_iter(src, iter, first, count);
        self.roots.truncate(roots);
        result
    }

    fn unpack_iter(&mut self, src: Value, iter: Value, first: usize, count: usize) -> Result<(), Raised> {
        for number in 0..count {
            match self.next(iter)? {
                Some(item) => self.stack[first + count - 1 - number] = item,
                None => return Err(self.value_error(format!("not enough values to unpack (expected {count}, got {number})"))),
            }
        }
        if self.next(iter)?.is_some() {
            let got = match src {
                Value::Tuple(_) | Value::List(_) | Value::Dict(_) if self.minor() >= 14 => format!(", got {}", self.len(src)?),
                _ => String::new(),
            };
            return Err(self.value_error(format!("too many values to unpack (expected {count}{got})")));
        }
        Ok(())
    }

    pub(crate) fn unpack_star(&mut self, src: Value, first: usize, before: usize, after: usize) -> Result<(), Raised> {
        if !self.is_iterable(src) {
            let class = self.class_name(src);
            return Err(self.type_error(format!("cannot unpack non-iterable {class} object")));
        }
        let items = self.collect_items(src)?;
        if items.len() < before + after {
            let (needed, got) = (before + after, items.len());
            return Err(self.value_error(format!("not enough values to unpack (expected at least {needed}, got {got})")));
        }
        let end = items.len() - after;
        let rest = Value::List(self.add(List { items: items[before..end].to_vec() }));
        let all = items[..before].iter().copied().chain([rest]).chain(items[end..].iter().copied());
        for (number, item) in all.enumerate() {
            self.stack[first + before + after - number] = item;
        }
        Ok(())
    }

    /// An iterator of a range.
    pub(crate) fn range_iter(&mut self, start: i64, stop: i64, step: i64) -> Value {
        let left = range_len(start, stop, step);
        Value::Iter(self.add(Iter::Range { next: start, step, left }))
    }
}

/// Number of items of a range.
pub(crate) fn range_len(start: i64, stop: i64, step: i64) -> u64 {
    let (low, high) = if step > 0 { (start, stop) } else { (stop, start) };
    if low >= high || step == 0 {
        return 0;
    }
    (high.wrapping_sub(low) as u64 - 1) / step.unsigned_abs() + 1
}

/// An index, counted from the end if it is negative.
pub(crate) fn place(at: i64, len: usize) -> Option<usize> {
    let at = if at < 0 { at.checked_add(len as i64)? } else { at };
    usize::try_from(at).ok().filter(|&it| it < len)
}
