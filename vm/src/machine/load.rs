//! From a file's code objects to those of the machine.

use std::rc::Rc;

use hashbrown::HashMap;
use pyc_bytecode::Function;
use pyc_marshal::{Code, Field, Node, Str, Value as Object};

use crate::fail::Class;
use crate::lower::lower;
use crate::machine::frames::{ASYNC_GENERATOR, COROUTINE, GENERATOR, VARARGS, VARKEYWORDS};
use crate::machine::{Raised, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Big, Body, Bytes, CodeObject, Complex, Dict, List, Set, Site, Slice, Tuple};
use crate::text::Text;

impl Vm {
    /// Makes an object of a file's: a loop, however deep it is nested.
    pub(crate) fn load(&mut self, root: Node<'_, '_>) -> Result<Value, Raised> {
        let mut made: HashMap<usize, Value> = HashMap::new();
        // Containers that can change, which are there before what is in them: that may be they themselves.
        let mut open: HashMap<usize, Value> = HashMap::new();
        let mut todo = vec![(root, false)];
        while let Some((node, ready)) = todo.pop() {
            let Some(node) = node.resolve() else { continue };
            if !ready && made.contains_key(&node.index()) {
                continue;
            }
            if !ready {
                let container = match node.value() {
                    Object::List(_) => Value::List(self.add(List::default())),
                    Object::Dict(_) | Object::FrozenDict(_) => Value::Dict(self.add(Dict::default())),
                    _ => Value::Unbound,
                };
                if !container.is_unbound() {
                    made.insert(node.index(), container);
                    open.insert(node.index(), container);
                }
                todo.push((node, true));
                todo.extend(parts(node).into_iter().map(|it| (it, false)));
                continue;
            }
            match open.get(&node.index()) {
                Some(&container) => self.load_items(node, container, &made)?,
                None => {
                    let value = self.load_one(node, &made)?;
                    made.insert(node.index(), value);
                }
            }
        }
        let value = root.resolve().and_then(|it| made.get(&it.index()).copied());
        value.ok_or_else(|| self.error(Class::ValueError, "bad marshal data"))
    }

    /// Makes one object whose parts are made.
    fn load_one(&mut self, node: Node<'_, '_>, made: &HashMap<usize, Value>) -> Result<Value, Raised> {
        let part = |it: Node<'_, '_>| it.resolve().and_then(|it| made.get(&it.index()).copied()).unwrap_or(Value::None);
        Ok(match node.value() {
            Object::None | Object::Null | Object::Dangling => Value::None,
            Object::Bool(it) => Value::bool(it),
            Object::StopIteration => Value::Type(self.types.exception(Class::StopIteration)),
            Object::Ellipsis => Value::Ellipsis,
            Object::Int(it) | Object::Long(it) => match it.to_i64() {
                Some(small) => Value::Int(small),
                None => {
                    let int = it.to_int();
                    let (negative, bytes) = (int.is_negative(), int.to_le_bytes());
                    let value = dashu_int::IBig::from(dashu_int::UBig::from_le_bytes(&bytes));
                    let value = if negative { -value } else { value };
                    Value::Big(self.add(Big { value }))
                }
            },
            Object::Float(it) => Value::float(it),
            Object::Complex(re, im) => Value::Complex(self.add(Complex { re, im })),
            Object::Bytes(it) => Value::Bytes(self.add(Bytes { data: it.into() })),
            Object::Str(it) => {
                let text = text_of(&it);
                // Names in constants are compared with attributes' names: `getattr(x, "name")`.
                if text.owned() == 0 { Value::Str(self.intern_text(text)) } else { self.text(text) }
            }
            Object::Tuple(items) => {
                let items: Vec<Value> = items.map(part).collect();
                if items.is_empty() { Value::Tuple(self.empty_tuple) } else { Value::Tuple(self.add(Tuple::from_vec(items))) }
            }
            it @ (Object::FrozenSet(_) | Object::Set(_)) => {
                let frozen = matches!(it, Object::FrozenSet(_));
                let (Object::FrozenSet(items) | Object::Set(items)) = it else { return Ok(Value::None) };
                let items: Vec<Value> = items.map(part).collect();
                let id = self.add(Set::default());
                for item in items {
                    self.set_add(Value::Set(id), item)?;
                }
                if frozen { Value::FrozenSet(id) } else { Value::Set(id) }
            }
            Object::Slice(parts) => {
                let parts: Vec<Value> = parts.map(part).collect();
                let [start, stop, step] = parts.as_slice() else { return Ok(Value::None) };
                Value::Slice(self.add(Slice { start: *start, stop: *stop, step: *step }))
            }
            Object::Code(code) => self.load_code(code, part)?,
            Object::List(_) | Object::Dict(_) | Object::FrozenDict(_) => Value::None,
        })
    }

    /// Puts into a list or dict what belongs there.
    fn load_items(&mut self, node: Node<'_, '_>, container: Value, made: &HashMap<usize, Value>) -> Result<(), Raised> {
        let part = |it: Node<'_, '_>| it.resolve().and_then(|it| made.get(&it.index()).copied()).unwrap_or(Value::None);
        match (node.value(), container) {
            (Object::List(items), Value::List(id)) => {
                let items = items.map(part).collect();
                self.set_items(id, items);
            }
            (Object::Dict(pairs) | Object::FrozenDict(pairs), Value::Dict(id)) => {
                for (key, value) in pairs {
                    let (key, value) = (part(key), part(value));
                    self.dict_set(id, key, value)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn load_code(&mut self, code: Code<'_, '_>, part: impl Fn(Node<'_, '_>) -> Value) -> Result<Value, Raised> {
        let Some(function) = Function::new(code) else {
            return Err(self.error(Class::ValueError, "there is no instruction set for this code"));
        };
        let lowered = match lower(&function) {
            Ok(lowered) => lowered,
            Err(error) => return Err(self.error(Class::ValueError, format!("code that cannot run: {error}"))),
        };
        let consts: Vec<Value> = code.consts().into_iter().flatten().map(part).collect();
        let names = |vm: &mut Vm, names: Vec<Str<'_>>| -> Vec<Id<crate::object::Str>> {
            names.iter().map(|it| vm.intern_text(text_of(it))).collect()
        };
        let all_names = names(self, code.names().collect());
        let varnames = code.varnames();
        let nlocals = varnames.len() as u32;
        let (cellvars, freevars) = (names(self, code.cellvars()), names(self, code.freevars()));
        let variables = if code.version().minor >= 11 {
            names(self, code.localsplus().map(|(name, _)| name).collect())
        } else {
            let mut all = names(self, varnames);
            all.extend(cellvars.iter().chain(&freevars));
            all
        };
        // By register, of which some belong to no variable where there are very many.
        let mut by_register = vec![self.empty_str; usize::from(lowered.variables)];
        for (index, &name) in variables.iter().enumerate() {
            if let Some(place) = by_register.get_mut(usize::from(lowered.variable(index as u16))) {
                *place = name;
            }
        }
        let text = |vm: &mut Vm, text: Option<Str<'_>>| match text {
            Some(it) => vm.intern_text(text_of(&it)),
            None => vm.empty_str,
        };
        let (name, filename) = (text(self, code.name()), text(self, code.filename()));
        let filename = self.loading_file.unwrap_or(filename);
        let qualname = if code.qualname().is_some() { text(self, code.qualname()) } else { name };
        let flags = code.flags().0;
        let plain = flags & (VARARGS | VARKEYWORDS | GENERATOR | COROUTINE | ASYNC_GENERATOR) == 0 && code.kwonlyargcount() == 0;
        let caches = (0..lowered.sites.len()).map(|_| Site::default()).collect();
        let body = Body {
            consts,
            names: all_names,
            variables: by_register,
            caches,
            argcount: code.argcount().max(0) as u32,
            posonly: code.posonlyargcount().max(0) as u32,
            kwonly: code.kwonlyargcount().max(0) as u32,
            nlocals,
            flags,
            simple: plain,
            name,
            qualname,
            filename,
            firstlineno: code.firstlineno().unwrap_or(0),
            stacksize: code.number(Field::Stacksize).unwrap_or(0),
            cellvars,
            freevars,
            co_code: code.code().into(),
            linetable: code.linetable().into(),
            exceptiontable: code.exceptiontable().unwrap_or_default().into(),
            lowered,
        };
        Ok(Value::Code(self.add(CodeObject { body: Some(Rc::new(body)) })))
    }
}

/// The parts of an object that have to be made before it.
fn parts<'t, 'a>(node: Node<'t, 'a>) -> Vec<Node<'t, 'a>> {
    match node.value() {
        Object::List(items) | Object::Tuple(items) | Object::FrozenSet(items) | Object::Set(items) | Object::Slice(items) => {
            items.collect()
        }
        Object::Dict(pairs) | Object::FrozenDict(pairs) => pairs.flat_map(|(key, value)| [key, value]).collect(),
        Object::Code(code) => code.consts().into_iter().flatten().collect(),
        _ => Vec::new(),
    }
}

/// The code points of a string in a file.
pub(crate) fn text_of(text: &Str<'_>) -> Text {
    if text.as_bytes().is_ascii() { Text::latin(text.as_bytes()) } else { Text::from_code_points(text.code_points()) }
}
