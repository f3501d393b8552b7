//! Iteration.

use crate::fail::Class;
use crate::machine::run::Step;
use crate::machine::{Raised, Ret, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Body, DictPart, GeneratorKind, Iter};
use crate::text::View;

impl Vm {
    /// Whether a value can be asked for an iterator.
    pub(crate) fn is_iterable(&mut self, value: Value) -> bool {
        match value {
            Value::Str(_)
            | Value::Bytes(_)
            | Value::Tuple(_)
            | Value::List(_)
            | Value::Dict(_)
            | Value::Set(_)
            | Value::FrozenSet(_)
            | Value::Range(_)
            | Value::Iter(_) => true,
            _ => {
                let class = self.class_of(value);
                match self.lookup(class, self.names.iter) {
                    Some(Value::None) => false,
                    Some(_) => true,
                    None => self.lookup(class, self.names.getitem).is_some() && !matches!(value, Value::Type(_)),
                }
            }
        }
    }

    /// The iterator of a native value.
    fn native_iter(&mut self, value: Value) -> Option<Value> {
        let iter = match value {
            Value::Iter(_) => return Some(value),
            Value::Generator(id) if self.heap.generators[id].kind == GeneratorKind::Generator => return Some(value),
            Value::List(list) => Iter::List { list, at: 0 },
            Value::Tuple(tuple) => Iter::Tuple { tuple, at: 0 },
            Value::Str(str) => Iter::Str { str, at: 0 },
            Value::Bytes(bytes) => Iter::Bytes { bytes, at: 0 },
            Value::Dict(dict) => {
                let len = self.heap.dicts[dict].len();
                Iter::Dict { dict, part: DictPart::Keys, at: 0, len, left: len }
            }
            Value::Set(set) => Iter::Set { set, at: 0, len: self.heap.sets[set].len() },
            Value::FrozenSet(set) => Iter::Set { set, at: 0, len: self.heap.sets[set].len() },
            Value::Range(id) => {
                let range = self.heap.ranges[id];
                return self.range_iterator(range).ok();
            }
            _ => return None,
        };
        Some(Value::Iter(self.add(iter)))
    }

    /// `iter(value)`; a frame of `__iter__` gives its value to the instruction.
    pub(crate) fn get_iter_step(&mut self, value: Value) -> Result<Step, Raised> {
        if let Some(iter) = self.native_iter(value) {
            return Ok(Step::Value(iter));
        }
        if let Some(method @ Value::Function(_)) = self.lookup(self.class_of(value), self.names.iter) {
            return match self.call_special(method, value, &[], Ret::Inst(0))? {
                Step::Value(iter) => self.check_iterator(iter).map(Step::Value),
                Step::Pushed => Ok(Step::Pushed),
            };
        }
        self.iter(value).map(Step::Value)
    }

    /// `iter(value)`.
    #[allow(clippy::iter_not_returning_iterator, reason = "an iterator of the program's")]
    pub(crate) fn iter(&mut self, value: Value) -> Result<Value, Raised> {
        if let Some(iter) = self.native_iter(value) {
            return Ok(iter);
        }
        let class = self.class_of(value);
        match self.lookup(class, self.names.iter) {
            Some(Value::None) | None => {
                if self.lookup(class, self.names.iter).is_none()
                    && self.lookup(class, self.names.getitem).is_some()
                    && !matches!(value, Value::Type(_))
                {
                    return Ok(Value::Iter(self.add(Iter::Sequence { seq: value, at: 0 })));
                }
                let class = self.type_name(class);
                Err(self.type_error(format!("'{class}' object is not iterable")))
            }
            Some(method) => {
                let iter = self.call_special_sync(method, value, &[])?;
                self.check_iterator(iter)
            }
        }
    }

    /// What `__iter__` may return.
    pub(crate) fn check_iterator(&mut self, iter: Value) -> Result<Value, Raised> {
        if matches!(iter, Value::Iter(_) | Value::Generator(_)) || self.lookup(self.class_of(iter), self.names.next).is_some() {
            return Ok(iter);
        }
        let class = self.class_name(iter);
        Err(self.type_error(format!("iter() returned non-iterator of type '{class}'")))
    }

    pub(crate) fn get_yield_from_iter(&mut self, _: &Body, value: Value) -> Result<Step, Raised> {
        match value {
            Value::Generator(_) => Ok(Step::Value(value)),
            _ => self.get_iter_step(value),
        }
    }

    /// The next item of an iterator that is no simple one; `None` at its end.
    pub(crate) fn for_iter(&mut self, iter: Value, dst: u8) -> Result<Option<Step>, Raised> {
        match iter {
            Value::Iter(_) => Ok(self.next(iter)?.map(Step::Value)),
            Value::Generator(id) => match self.resume(id, Value::None, Ret::Item(dst)) {
                Ok(true) => Ok(Some(Step::Pushed)),
                Ok(false) => Ok(None),
                Err(raised) => Err(raised),
            },
            _ => {
                let class = self.class_of(iter);
                match self.lookup(class, self.names.next) {
                    Some(method @ Value::Function(_)) => self.call_special(method, iter, &[], Ret::Item(dst)).map(Some),
                    _ => Ok(self.next(iter)?.map(Step::Value)),
                }
            }
        }
    }

    /// The next item of an iterator.
    #[inline]
    pub(crate) fn next(&mut self, iter: Value) -> Result<Option<Value>, Raised> {
        // Natives that take items for ever use up fuel, and are a place for the collector, like any loop.
        self.fuel = self.fuel.wrapping_sub(1);
        if self.fuel == 0 || self.heap.bytes >= self.collect_at {
            self.safepoint()?;
        }
        if let Value::Iter(id) = iter {
            match &mut self.heap.iters[id] {
                Iter::Range { next, step, left } if *left > 0 => {
                    let value = *next;
                    *left -= 1;
                    *next = value.wrapping_add(*step);
                    return Ok(Some(Value::Int(value)));
                }
                Iter::List { list, at } => {
                    if let Some(&value) = self.heap.lists[*list].items.get(*at) {
                        *at += 1;
                        return Ok(Some(value));
                    }
                }
                Iter::Tuple { tuple, at } => {
                    if let Some(&value) = self.heap.tuples[*tuple].items().get(*at) {
                        *at += 1;
                        return Ok(Some(value));
                    }
                }
                Iter::Str { str, at } => {
                    if let View::Latin(bytes) = self.heap.strs[*str].view()
                        && let Some(&byte) = bytes.get(*at)
                        && let Some(&one) = self.latin.get(usize::from(byte))
                    {
                        *at += 1;
                        return Ok(Some(Value::Str(one)));
                    }
                }
                _ => {}
            }
        }
        self.next_slow(iter)
    }

    fn next_slow(&mut self, iter: Value) -> Result<Option<Value>, Raised> {
        match iter {
            Value::Iter(id) => self.next_native(id),
            Value::Generator(id) if self.heap.generators[id].kind == GeneratorKind::Generator => {
                self.generator_next(id, Value::None).map(Result::ok)
            }
            _ => {
                let class = self.class_of(iter);
                let Some(method) = self.lookup(class, self.names.next) else {
                    let class = self.type_name(class);
                    return Err(self.type_error(format!("'{class}' object is not an iterator")));
                };
                match self.call_special_sync(method, iter, &[]) {
                    Ok(value) => Ok(Some(value)),
                    Err(raised) => self.catch(raised, Class::StopIteration).map(|()| None),
                }
            }
        }
    }

    fn next_native(&mut self, id: Id<Iter>) -> Result<Option<Value>, Raised> {
        let done = |vm: &mut Vm| {
            let class = vm.class_of(Value::Iter(id));
            vm.heap.iters[id] = Iter::Spent(class);
            Ok(None)
        };
        match &mut self.heap.iters[id] {
            Iter::Empty | Iter::Spent(_) => Ok(None),
            Iter::Range { next, step, left } => {
                if *left == 0 {
                    return Ok(None);
                }
                let value = *next;
                *left -= 1;
                *next = value.wrapping_add(*step);
                Ok(Some(Value::Int(value)))
            }
            Iter::BigRange { next, step, left } => {
                let (next, step, left) = (*next, *step, *left);
                let count = self.int_of(left);
                if count.is_zero() {
                    return done(self);
                }
                let (after, left) = (self.int_of(next).add(&self.int_of(step)), count.sub(&crate::number::Int::ONE));
                let (after, left) = (self.int(after), self.int(left));
                self.heap.iters[id] = Iter::BigRange { next: after, step, left };
                Ok(Some(next))
            }
            Iter::List { list, at } => match self.heap.lists[*list].items.get(*at) {
                Some(&value) => {
                    *at += 1;
                    Ok(Some(value))
                }
                None => done(self),
            },
            Iter::ListReversed { list, at } => {
                match at.checked_sub(1).and_then(|it| self.heap.lists[*list].items.get(it).copied()) {
                    Some(value) => {
                        *at -= 1;
                        Ok(Some(value))
                    }
                    None => done(self),
                }
            }
            Iter::Tuple { tuple, at } => match self.heap.tuples[*tuple].items().get(*at) {
                Some(&value) => {
                    *at += 1;
                    Ok(Some(value))
                }
                None => done(self),
            },
            Iter::Str { str, at } => match self.heap.strs[*str].view().get(*at) {
                Some(point) => {
                    *at += 1;
                    Ok(Some(self.char(point)))
                }
                None => done(self),
            },
            Iter::Bytes { bytes, at } => match self.heap.bytes_objects[*bytes].data.get(*at) {
                Some(&byte) => {
                    *at += 1;
                    Ok(Some(Value::Int(i64::from(byte))))
                }
                None => done(self),
            },
            Iter::Dict { dict, part, at, len, left: expected } => {
                let table = &self.heap.dicts[*dict];
                if table.len() != *len {
                    *len = usize::MAX;
                    return Err(self.error(Class::RuntimeError, "dictionary changed size during iteration"));
                }
                let left = table.entries().get(*at..).unwrap_or_default();
                let Some(offset) = left.iter().position(|it| !it.key.is_unbound()) else { return done(self) };
                let entry = left[offset];
                *at += offset + 1;
                if *expected == 0 {
                    let _ = done(self);
                    return Err(self.error(Class::RuntimeError, "dictionary keys changed during iteration"));
                }
                *expected -= 1;
                Ok(Some(match part {
                    DictPart::Keys => entry.key,
                    DictPart::Values => entry.value,
                    DictPart::Items => self.tuple(&[entry.key, entry.value]),
                }))
            }
            Iter::DictReversed { dict, part, at, len } => {
                let table = &self.heap.dicts[*dict];
                if table.len() != *len {
                    return Err(self.error(Class::RuntimeError, "dictionary changed size during iteration"));
                }
                let end = (*at).min(table.entries().len());
                let found = table.entries()[..end]
                    .iter()
                    .enumerate()
                    .rev()
                    .find(|(_, it)| !it.key.is_unbound())
                    .map(|(at, it)| (at, *it));
                let Some((place, entry)) = found else { return done(self) };
                *at = place;
                Ok(Some(match part {
                    DictPart::Keys => entry.key,
                    DictPart::Values => entry.value,
                    DictPart::Items => self.tuple(&[entry.key, entry.value]),
                }))
            }
            Iter::Set { set, at, len, .. } => {
                let table = &self.heap.sets[*set];
                if table.len() != *len {
                    *len = usize::MAX;
                    return Err(self.error(Class::RuntimeError, "Set changed size during iteration"));
                }
                match table.next(*at) {
                    Some((key, next)) => {
                        *at = next;
                        Ok(Some(key))
                    }
                    None => done(self),
                }
            }
            Iter::Sequence { seq, at } => {
                let (seq, index) = (*seq, *at);
                *at += 1;
                match self.get_item(seq, Value::Int(index)) {
                    Ok(value) => Ok(Some(value)),
                    Err(raised) => {
                        if self.catch(raised, Class::IndexError).is_err() {
                            self.catch(raised, Class::StopIteration)?;
                        }
                        done(self)
                    }
                }
            }
            Iter::SequenceReversed { seq, at } => {
                let (seq, index) = (*seq, *at);
                if index < 0 {
                    return done(self);
                }
                *at -= 1;
                self.get_item(seq, Value::Int(index)).map(Some)
            }
            Iter::Call { callee, sentinel } => {
                let (callee, sentinel) = (*callee, *sentinel);
                match self.call_sync(callee, &[]) {
                    Ok(value) => {
                        if self.equal_keys(value, sentinel)? {
                            return done(self);
                        }
                        Ok(Some(value))
                    }
                    Err(raised) => {
                        self.catch(raised, Class::StopIteration)?;
                        done(self)
                    }
                }
            }
            Iter::Enumerate { iter, index } => {
                let (iter, number) = (*iter, *index);
                let Some(item) = self.nested_next(iter)? else { return Ok(None) };
                let next = match number {
                    Value::Int(it) if it < i64::MAX => Value::Int(it + 1),
                    _ => match self.as_int(number) {
                        Some(it) => self.int(it.add(&crate::number::Int::ONE)),
                        None => Value::None,
                    },
                };
                if let Iter::Enumerate { index, .. } = &mut self.heap.iters[id] {
                    *index = next;
                }
                Ok(Some(self.tuple(&[number, item])))
            }
            Iter::Zip { iters, .. } => {
                if let &[a, b] = &iters[..] {
                    // Of two, which is what most are, no list is made.
                    let Some(first) = self.nested_next(a)? else { return self.strict_end(id, &[a, b], 0) };
                    let roots = self.roots.len();
                    self.roots.push(first);
                    let second = self.nested_next(b);
                    self.roots.truncate(roots);
                    return match second? {
                        Some(second) => Ok(Some(self.tuple(&[first, second]))),
                        None => self.strict_end(id, &[a, b], 1),
                    };
                }
                let iters = iters.clone();
                if iters.is_empty() {
                    return Ok(None);
                }
                let roots = self.roots.len();
                for (number, iter) in iters.iter().enumerate() {
                    match self.nested_next(*iter) {
                        Ok(Some(item)) => self.roots.push(item),
                        other => {
                            self.roots.truncate(roots);
                            other?;
                            return self.strict_end(id, &iters, number);
                        }
                    }
                }
                let items = self.roots.split_off(roots);
                Ok(Some(self.tuple(&items)))
            }
            Iter::Map { func, iters, .. } => {
                let func = *func;
                if let &[iter] = &iters[..] {
                    return match self.nested_next(iter)? {
                        Some(item) => self.call_sync(func, &[item]).map(Some),
                        None => Ok(None),
                    };
                }
                let iters = iters.clone();
                let roots = self.roots.len();
                for (at, iter) in iters.iter().enumerate() {
                    match self.nested_next(*iter) {
                        Ok(Some(item)) => self.roots.push(item),
                        other => {
                            self.roots.truncate(roots);
                            other?;
                            return self.strict_end(id, &iters, at);
                        }
                    }
                }
                let items = self.roots.split_off(roots);
                self.call_sync(func, &items).map(Some)
            }
            Iter::Filter { func, iter } => {
                let (func, iter) = (*func, *iter);
                while let Some(item) = self.nested_next(iter)? {
                    let keep = match func {
                        Value::None => self.truth(item)?,
                        _ => {
                            let result = self.call_sync(func, &[item])?;
                            self.truth(result)?
                        }
                    };
                    if keep {
                        return Ok(Some(item));
                    }
                }
                Ok(None)
            }
        }
    }

    /// The next item of an iterator within an iterator: how deep they are is the program's to say.
    #[inline]
    fn nested_next(&mut self, iter: Value) -> Result<Option<Value>, Raised> {
        self.nested(|vm| vm.next(iter))
    }

    /// What is wrong at the end of a strict `zip` or `map`.
    fn strict_end(&mut self, id: Id<Iter>, iters: &[Value], at: usize) -> Result<Option<Value>, Raised> {
        let name = match self.heap.iters[id] {
            Iter::Zip { strict: true, .. } => "zip",
            Iter::Map { strict: true, .. } => "map",
            _ => return Ok(None),
        };
        let plural = |count: usize| if count == 1 { " ".to_owned() } else { format!("s 1-{count}") };
        if at > 0 {
            let before = if at == 1 { " 1".to_owned() } else { plural(at) };
            return Err(self.value_error(format!("{name}() argument {} is shorter than argument{before}", at + 1)));
        }
        for (number, iter) in iters.iter().enumerate().skip(1) {
            if self.nested_next(*iter)?.is_some() {
                let before = if number == 1 { " 1".to_owned() } else { plural(number) };
                return Err(self.value_error(format!("{name}() argument {} is longer than argument{before}", number + 1)));
            }
        }
        Ok(None)
    }
}
