//! `match` statements.

use crate::builtin::prelude::*;

impl Vm {
    /// The values of keys in a mapping, as a tuple; `None` if one is missing.
    pub(crate) fn match_keys(&mut self, subject: Value, keys: Value) -> Outcome {
        let keys = self.items(keys);
        let mut values = Vec::with_capacity(keys.len());
        let mut seen = Value::Unbound;
        // One key alone is no duplicate; whether it has a hash is asked all the same.
        if keys.len() > 1 || keys.iter().any(|&it| self.quick_hash(it).is_none()) {
            seen = Value::Set(self.add(Set::default()));
        }
        // By `get`, which does not make entries of a `defaultdict`.
        let name = self.intern("get");
        let get = match subject {
            Value::Dict(_) => Value::Unbound,
            _ => self.get_attr(subject, name)?,
        };
        let missing = Value::Object(self.add(Object::new(self.types.object, Missing)));
        for key in keys {
            if !seen.is_unbound() {
                if self.contains(seen, key)? {
                    let key = self.repr_text(key)?;
                    return Err(self.value_error(format!("mapping pattern checks duplicate key ({key})")));
                }
                self.set_add(seen, key)?;
            }
            let value = match subject {
                Value::Dict(dict) => self.dict_get(dict, key)?.unwrap_or(missing),
                _ => self.call_sync(get, &[key, missing])?,
            };
            if value.is(missing) {
                return Ok(Value::None);
            }
            values.push(value);
        }
        Ok(self.tuple(&values))
    }

    /// The attributes of an instance that a class pattern asks for, as a tuple; `None` if it does not match.
    pub(crate) fn match_class(&mut self, subject: Value, class: Value, names: Value, count: usize) -> Outcome {
        let Value::Type(id) = class else {
            let what = if self.minor() >= 12 { "class" } else { "type" };
            return Err(self.type_error(format!("called match pattern must be a {what}")));
        };
        if !self.check_instance(subject, class)? {
            return Ok(Value::None);
        }
        let mut values = Vec::new();
        let mut seen: Vec<Id<Str>> = Vec::new();
        if count > 0 {
            let match_args = self.names.match_args;
            let found = self.find_attr(class, match_args)?;
            let (allowed, itself) = match found {
                Some(args @ Value::Tuple(_)) => (self.items(args), false),
                Some(other) => {
                    let (name, other) = (self.type_name(id), self.class_name(other));
                    return Err(self.type_error(format!("{name}.__match_args__ must be a tuple (got {other})")));
                }
                None => (Vec::new(), self.matches_itself(id)),
            };
            let most = if itself { 1 } else { allowed.len() };
            if count > most {
                let (name, s) = (self.type_name(id), if most == 1 { "" } else { "s" });
                return Err(self.type_error(format!("{name}() accepts {most} positional sub-pattern{s} ({count} given)")));
            }
            if itself {
                values.push(subject);
            }
            for &name in allowed.iter().take(count) {
                let Value::Str(name) = self.native(name) else {
                    let other = self.class_name(name);
                    return Err(self.type_error(format!("__match_args__ elements must be strings (got {other})")));
                };
                match self.match_attr(subject, id, name, &mut seen)? {
                    Some(value) => values.push(value),
                    None => return Ok(Value::None),
                }
            }
        }
        for name in self.items(names) {
            let Value::Str(name) = self.native(name) else { continue };
            match self.match_attr(subject, id, name, &mut seen)? {
                Some(value) => values.push(value),
                None => return Ok(Value::None),
            }
        }
        Ok(self.tuple(&values))
    }

    fn match_attr(
        &mut self,
        subject: Value,
        class: Id<Type>,
        name: Id<Str>,
        seen: &mut Vec<Id<Str>>,
    ) -> Result<Option<Value>, Raised> {
        let name = self.intern_id(name);
        if seen.contains(&name) {
            let (class, name) = (self.type_name(class), self.lossy(name));
            return Err(self.type_error(format!("{class}() got multiple sub-patterns for attribute '{name}'")));
        }
        seen.push(name);
        self.find_attr(subject, name)
    }

    /// Whether the only positional sub-pattern of a class pattern is the subject itself.
    fn matches_itself(&self, class: Id<Type>) -> bool {
        let t = &self.types;
        let all = [t.bool, t.bytes, t.dict, t.float, t.frozenset, t.int, t.list, t.set, t.str, t.tuple];
        all.iter().any(|&it| self.is_subclass(class, it))
            || self.heap.types[class].mro.iter().any(|&it| {
                it == self.classes.get(&core::ptr::from_ref(&crate::builtin::bytes::BYTEARRAY).addr()).copied().unwrap_or(class)
                    && it != class
            })
    }

    /// A copy of a mapping without some keys.
    pub(crate) fn dict_without_keys(&mut self, subject: Value, keys: Value) -> Outcome {
        let dict = self.add(Dict::default());
        self.dict_update(dict, subject)?;
        for key in self.items(keys) {
            self.dict_remove(dict, key)?;
        }
        Ok(Value::Dict(dict))
    }
}

/// What no mapping holds.
struct Missing;

impl NativeData for Missing {}
