//! Attributes: `obj.name` read, set, deleted, and methods for calls.

use crate::builtin::exception::Field;
use crate::fail::Class;
use crate::inst::Special;
use crate::machine::descriptors::{ClassMethod, Property, StaticMethod, Super};
use crate::machine::run::Step;
use crate::machine::types::GetSetDescriptor;
use crate::machine::{Raised, Ret, Vm};
use crate::native::TupleField;
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Body, Cache, DefKind, Dict, Instance, Member, Native, SiteKind, Str, Type};

/// What a lookup has found.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Attr {
    Value(Value),
    /// The result of calling a function of Python code with one argument.
    Getter(Value, Value),
}

impl Vm {
    /// What is called, and with which first argument, when something that was found in the class of `this` is called.
    pub(crate) fn bind_special(&mut self, found: Value, this: Value) -> Result<(Value, Option<Value>), Raised> {
        match found {
            Value::Function(_) => Ok((found, Some(this))),
            Value::Native(id) if self.binds(id) => Ok((found, Some(this))),
            Value::Object(_) | Value::Instance(_) | Value::Native(_) => {
                let class = self.class_of(this);
                Ok((self.bind_descriptor(found, this, class)?, None))
            }
            _ => Ok((found, None)),
        }
    }

    /// Whether a native becomes a method of the instance in whose class it is found.
    fn binds(&self, id: Id<Native>) -> bool {
        let native = &self.heap.natives[id];
        native.this.is_unbound() && native.def.is_some_and(|it| it.kind == DefKind::Method)
    }

    /// What `value`, found in `class` or a base, is for an instance (unbound: for the class itself).
    pub(crate) fn bind_descriptor(&mut self, value: Value, instance: Value, class: Id<Type>) -> Result<Value, Raised> {
        match value {
            Value::Function(_) if !instance.is_unbound() => Ok(self.bound(value, instance)),
            Value::Native(id) => {
                let native = self.heap.natives[id];
                match native.def.map(|it| it.kind) {
                    Some(DefKind::Method) if native.this.is_unbound() && !instance.is_unbound() => {
                        Ok(Value::Native(self.add(Native { this: instance, ..native })))
                    }
                    Some(DefKind::ClassMethod) if native.this.is_unbound() => {
                        Ok(Value::Native(self.add(Native { this: Value::Type(class), ..native })))
                    }
                    _ => Ok(value),
                }
            }
            Value::Object(id) => {
                let object = &self.heap.objects[id];
                if let Some(it) = object.get::<StaticMethod>() {
                    return Ok(it.func);
                }
                if let Some(it) = object.get::<ClassMethod>() {
                    let func = it.func;
                    return match func {
                        // Class methods of what binds itself, such as properties, were there for a time only.
                        Value::Object(_) | Value::Instance(_) if matches!(self.minor(), 9..=12) && self.binds_itself(func) => {
                            let metaclass = self.class_of(Value::Type(class));
                            self.bind_descriptor(func, Value::Type(class), metaclass)
                        }
                        _ => Ok(self.bound(func, Value::Type(class))),
                    };
                }
                if let Some(it) = object.get::<Property>() {
                    if instance.is_unbound() {
                        return Ok(value);
                    }
                    let getter = it.get;
                    if getter.is_unbound() || getter.is_none() {
                        return Err(self.no_accessor(value, instance, "getter"));
                    }
                    return self.call_sync(getter, &[instance]);
                }
                if let Some(&it) = object.get::<Member>() {
                    return if instance.is_unbound() { Ok(value) } else { self.member_get(it, instance) };
                }
                if let Some(&it) = object.get::<GetSetDescriptor>() {
                    return if instance.is_unbound() { Ok(value) } else { (it.def.get)(self, instance) };
                }
                if let Some(&it) = object.get::<Field>() {
                    return Ok(if instance.is_unbound() { value } else { self.exception_field(instance, it.at) });
                }
                if let Some(&it) = object.get::<TupleField>() {
                    return Ok(if instance.is_unbound() { value } else { self.struct_field(instance, it.at) });
                }
                self.bind_by_get(value, instance, class)
            }
            Value::Instance(_) => self.bind_by_get(value, instance, class),
            _ => Ok(value),
        }
    }

    fn binds_itself(&mut self, value: Value) -> bool {
        let class = self.class_of(value);
        self.lookup(class, self.names.get).is_some()
    }

    /// By the `__get__` of the value's class, if it has one.
    fn bind_by_get(&mut self, value: Value, instance: Value, class: Id<Type>) -> Result<Value, Raised> {
        let owner = self.class_of(value);
        if !self.heap.types[owner].flags.get {
            return Ok(value);
        }
        let Some(get) = self.lookup(owner, self.names.get) else { return Ok(value) };
        let instance = if instance.is_unbound() { Value::None } else { instance };
        self.call_special_sync(get, value, &[instance, Value::Type(class)])
    }

    /// Whether a data descriptor says what is read: one that only sets leaves that to the instance.
    fn has_getter(&self, value: Value) -> bool {
        let class = self.class_of(value);
        !self.heap.types[class].flags.heap || self.heap.types[class].flags.get || self.get_is_native(value)
    }

    fn get_is_native(&self, value: Value) -> bool {
        matches!(value, Value::Object(id) if self.heap.objects[id].get::<Property>().is_some())
    }

    /// Whether a value found in a class comes before what an instance has itself.
    fn is_data_descriptor(&self, value: Value) -> bool {
        match value {
            Value::Object(id) => {
                let object = &self.heap.objects[id];
                object.get::<Property>().is_some()
                    || object.get::<Member>().is_some()
                    || object.get::<GetSetDescriptor>().is_some()
                    || object.get::<Field>().is_some()
                    || object.get::<TupleField>().is_some()
                    || object.class.is_some_and(|it| self.heap.types[it].flags.set)
            }
            Value::Instance(_) => self.heap.types[self.class_of(value)].flags.set,
            _ => false,
        }
    }

    #[cold]
    fn no_accessor(&mut self, property: Value, instance: Value, what: &str) -> Raised {
        let property = match property {
            Value::Object(id) => self.heap.objects[id].get::<Property>().copied().unwrap_or_default(),
            _ => Property::default(),
        };
        let name = match property.name {
            Value::Unbound | Value::None if self.minor() >= 13 && !property.get.is_unbound() && !property.get.is_none() => {
                match self.find_attr(property.get, self.names.name) {
                    Ok(name) => name.unwrap_or_default(),
                    Err(raised) => return raised,
                }
            }
            name => name,
        };
        let class = match self.heap.types[self.class_of(instance)].qualname {
            Some(it) => self.lossy(it),
            None => String::new(),
        };
        let minor = self.minor();
        let message = match (name, minor) {
            (Value::Str(name), 11..) => format!("property '{}' of '{class}' object has no {what}", self.lossy(name)),
            (_, 11..) => format!("property of '{class}' object has no {what}"),
            (Value::Str(name), 10) => format!("{} '{}'", old_accessor(what), self.lossy(name)),
            _ => match what {
                "getter" => "unreadable attribute".to_owned(),
                "setter" => "can't set attribute".to_owned(),
                _ => "can't delete attribute".to_owned(),
            },
        };
        self.error(Class::AttributeError, message)
    }

    #[cold]
    fn foreign_member(&mut self, member: Member, instance: Value) -> Raised {
        let (name, class, owner) = (self.lossy(member.name), self.class_name(instance), self.type_name(member.class));
        self.type_error(format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{class}' object"))
    }

    fn member_get(&mut self, member: Member, instance: Value) -> Result<Value, Raised> {
        if !self.is_instance(instance, member.class) {
            return Err(self.foreign_member(member, instance));
        }
        let value = match instance {
            Value::Instance(id) => self.heap.instances[id].slot(member.index),
            _ => self.exception_slot(instance, member),
        };
        if value.is_unbound() {
            if self.minor() < 10 {
                let name = self.lossy(member.name);
                return Err(self.error(Class::AttributeError, name));
            }
            return Err(self.attribute_error(instance, member.name));
        }
        Ok(value)
    }

    /// The error that an object lacks an attribute.
    #[cold]
    pub(crate) fn attribute_error(&mut self, obj: Value, name: Id<Str>) -> Raised {
        // A method asks its function for what it has not got.
        let obj = if let Value::Method(id) = obj { self.heap.methods[id].func } else { obj };
        let text = self.lossy(name);
        let message = match obj {
            Value::Type(id) => format!("type object '{}' has no attribute '{text}'", self.type_name(id)),
            Value::Module(id) => {
                let name =
                    self.heap.modules[id].dict.and_then(|it| self.heap.dicts[it].get_str(&self.heap.strs, self.names.name));
                match name {
                    Some(Value::Str(name)) => {
                        let name = self.lossy(name);
                        let file =
                            self.own_dict(obj).and_then(|it| self.heap.dicts[it].get_str(&self.heap.strs, self.names.file));
                        let file = match file {
                            Some(it @ Value::Str(_)) if self.minor() >= 13 => Some(self.plain_text(it)),
                            _ => None,
                        };
                        let initializing = self.initializing.contains(&name);
                        let why = file.as_deref().and_then(|it| self.shadowing(&name, it, initializing));
                        if let Some(why) = why {
                            format!("module '{name}' has no attribute '{text}' {why}")
                        } else if let (true, Some(file)) = (initializing, &file) {
                            let why = "(most likely due to a circular import)";
                            format!("partially initialized module '{name}' from '{file}' has no attribute '{text}' {why}")
                        } else if self.initializing.contains(&name) {
                            let why = "(most likely due to a circular import)";
                            format!("partially initialized module '{name}' has no attribute '{text}' {why}")
                        } else if self.minor() >= 11 && self.initializing.contains(&format!("{name}.{text}")) {
                            let why = "(most likely due to a circular import)";
                            format!("cannot access submodule '{text}' of module '{name}' {why}")
                        } else {
                            format!("module '{name}' has no attribute '{text}'")
                        }
                    }
                    _ => format!("module has no attribute '{text}'"),
                }
            }
            _ => format!("'{}' object has no attribute '{text}'", self.class_name(obj)),
        };
        let raised = self.error(Class::AttributeError, message);
        self.set_exception_field(0, Value::Str(name));
        self.set_exception_field(1, obj);
        raised
    }

    /// What an object has itself, its class aside.
    pub(crate) fn own_attr(&self, obj: Value, name: Id<Str>) -> Option<Value> {
        match obj {
            Value::Instance(id) => {
                let instance = &self.heap.instances[id];
                match instance.dict {
                    Some(dict) => self.heap.dicts[dict].get_str(&self.heap.strs, name),
                    None => self.shapes.slot(instance.shape, name).map(|slot| instance.slot(slot)).filter(|it| !it.is_unbound()),
                }
            }
            _ => self.heap.dicts[self.own_dict(obj)?].get_str(&self.heap.strs, name),
        }
    }

    /// The dict of an object that keeps its attributes in one, if there is one already.
    pub(crate) fn own_dict(&self, obj: Value) -> Option<Id<Dict>> {
        match obj {
            Value::Instance(id) => self.heap.instances[id].dict,
            Value::Module(id) => self.heap.modules[id].dict,
            Value::Exception(id) => self.heap.exceptions[id].dict,
            Value::Function(id) => self.heap.functions[id].more.as_ref()?.dict,
            Value::Object(id) => self.heap.objects[id].dict,
            _ => None,
        }
    }

    /// The dict of an object, made now if need be: from then on its attributes are kept there. `None` if it can have none.
    pub(crate) fn dict_of(&mut self, obj: Value) -> Option<Id<Dict>> {
        if let Some(dict) = self.own_dict(obj) {
            return Some(dict);
        }
        match obj {
            Value::Instance(id) => {
                let (class, shape) = (self.heap.instances[id].class?, self.heap.instances[id].shape);
                if !self.heap.types[class].flags.dict {
                    return None;
                }
                let mut dict = Dict::default();
                let shape = self.shapes.get(shape);
                for (slot, &name) in (shape.first..).zip(&shape.names) {
                    let value = self.heap.instances[id].slot(slot);
                    if !value.is_unbound() {
                        dict.set_str(&self.heap.strs, name, value);
                    }
                }
                let end = shape.first + shape.names.len() as u32;
                let root = self.heap.types[class].shape;
                let first = self.shapes.get(root).first;
                let dict = self.add(dict);
                let dictionary = self.dict_shape(class);
                let instance = &mut self.heap.instances[id];
                for slot in first..end {
                    instance.set_slot(slot, Value::Unbound);
                }
                instance.shape = dictionary;
                instance.dict = Some(dict);
                Some(dict)
            }
            Value::Exception(id) => {
                let dict = self.add(Dict::default());
                self.heap.exceptions[id].dict = Some(dict);
                Some(dict)
            }
            Value::Function(id) => {
                let dict = self.add(Dict::default());
                self.heap.functions[id].more.get_or_insert_default().dict = Some(dict);
                Some(dict)
            }
            Value::Object(id) if self.heap.types[self.heap.objects[id].class?].flags.dict => {
                let dict = self.add(Dict::default());
                self.heap.objects[id].dict = Some(dict);
                Some(dict)
            }
            _ => None,
        }
    }

    /// The shape of instances of a class whose attributes are in a dict.
    pub(crate) fn dict_shape(&mut self, class: Id<Type>) -> u32 {
        if let Some(&shape) = self.dict_shapes.get(&class.index()) {
            return shape;
        }
        let slots = self.heap.types[class].slots;
        let shape = self.shapes.root(class, slots);
        self.dict_shapes.insert(class.index(), shape);
        shape
    }

    /// An attribute, if there is one; `__getattr__` has been asked.
    pub(crate) fn find_attr(&mut self, obj: Value, name: Id<Str>) -> Result<Option<Value>, Raised> {
        let found = match self.find(obj, name) {
            Ok(found) => found,
            Err(raised) => {
                self.catch(raised, Class::AttributeError)?;
                None
            }
        };
        match found {
            Some(Attr::Value(value)) => Ok(Some(value)),
            Some(Attr::Getter(func, this)) => match self.call_sync(func, &[this]) {
                Ok(value) => Ok(Some(value)),
                Err(raised) => {
                    self.catch(raised, Class::AttributeError)?;
                    self.from_getattr(obj, name)
                }
            },
            None => self.from_getattr(obj, name),
        }
    }

    /// What the `__getattr__` of the class says of an attribute that is not there.
    fn from_getattr(&mut self, obj: Value, name: Id<Str>) -> Result<Option<Value>, Raised> {
        let class = self.class_of(obj);
        if self.heap.types[class].flags.getattr
            && let Some(method) = self.lookup(class, self.names.getattr)
        {
            return match self.call_special_sync(method, obj, &[Value::Str(name)]) {
                Ok(value) => Ok(Some(value)),
                Err(raised) => self.catch(raised, Class::AttributeError).map(|()| None),
            };
        }
        if let Value::Module(_) = obj
            && let Some(func) = self.own_attr(obj, self.names.getattr)
        {
            return match self.call_sync(func, &[Value::Str(name)]) {
                Ok(value) => Ok(Some(value)),
                Err(raised) => self.catch(raised, Class::AttributeError).map(|()| None),
            };
        }
        Ok(None)
    }

    /// An attribute.
    pub(crate) fn get_attr(&mut self, obj: Value, name: Id<Str>) -> Result<Value, Raised> {
        match self.get_attr_step(obj, name, None)? {
            Step::Value(value) => Ok(value),
            Step::Pushed => Ok(Value::None),
        }
    }

    /// An attribute; a getter of Python code is pushed as a frame if `ret` says what to do with its value.
    fn get_attr_step(&mut self, obj: Value, name: Id<Str>, ret: Option<Ret>) -> Result<Step, Raised> {
        let class = self.class_of(obj);
        let getattr = self.heap.types[class].flags.getattr;
        let missing = match self.find(obj, name) {
            Ok(Some(Attr::Value(value))) => return Ok(Step::Value(value)),
            Ok(Some(Attr::Getter(func, this))) => match ret {
                Some(ret) if !getattr => return self.call_values(func, &[this], ret),
                _ => match self.call_sync(func, &[this]) {
                    Ok(value) => return Ok(Step::Value(value)),
                    Err(raised) => raised,
                },
            },
            Ok(None) => {
                if getattr && let Some(method) = self.lookup(class, self.names.getattr) {
                    return self.call_getattr(method, obj, name, ret);
                }
                if let Value::Module(_) = obj
                    && let Some(func) = self.own_attr(obj, self.names.getattr)
                {
                    return self.call_sync(func, &[Value::Str(name)]).map(Step::Value);
                }
                return Err(self.attribute_error(obj, name));
            }
            Err(raised) => raised,
        };
        if getattr && let Some(method) = self.lookup(class, self.names.getattr) {
            self.catch(missing, Class::AttributeError)?;
            return self.call_getattr(method, obj, name, ret);
        }
        Err(missing)
    }

    fn call_getattr(&mut self, method: Value, obj: Value, name: Id<Str>, ret: Option<Ret>) -> Result<Step, Raised> {
        match ret {
            Some(ret) => self.call_special(method, obj, &[Value::Str(name)], ret),
            None => self.call_special_sync(method, obj, &[Value::Str(name)]).map(Step::Value),
        }
    }

    /// An attribute before `__getattr__` is asked: `None` if there is none.
    fn find(&mut self, obj: Value, name: Id<Str>) -> Result<Option<Attr>, Raised> {
        let class = self.class_of(obj);
        if self.heap.types[class].flags.getattribute
            && let Some(method) = self.lookup(class, self.names.getattribute)
        {
            return match self.call_special_sync(method, obj, &[Value::Str(name)]) {
                Ok(value) => Ok(Some(Attr::Value(value))),
                Err(raised) if self.heap.types[class].flags.getattr => self.catch(raised, Class::AttributeError).map(|()| None),
                Err(raised) => Err(raised),
            };
        }
        self.find_generic(obj, class, name)
    }

    /// What `object.__getattribute__` and its like for classes, modules and `super` do.
    pub(crate) fn find_generic(&mut self, obj: Value, class: Id<Type>, name: Id<Str>) -> Result<Option<Attr>, Raised> {
        let name = self.intern_id(name);
        if let Value::Object(id) = obj
            && let Some(&it) = self.heap.objects[id].get::<Super>()
            && name != self.names.class
            && let Some(value) = self.find_super(it, name)?
        {
            return Ok(Some(Attr::Value(value)));
        }
        let in_class = self.lookup(class, name);
        if let Some(value) = in_class
            && self.is_data_descriptor(value)
            && self.has_getter(value)
        {
            if let Value::Object(id) = value
                && let Some(property) = self.heap.objects[id].get::<Property>()
                && let Value::Function(_) = property.get
            {
                return Ok(Some(Attr::Getter(property.get, obj)));
            }
            return self.bind_descriptor(value, obj, class).map(|it| Some(Attr::Value(it)));
        }
        if let Value::Type(id) = obj {
            if let Some(value) = self.lookup(id, name) {
                return self.bind_descriptor(value, Value::Unbound, id).map(|it| Some(Attr::Value(it)));
            }
        } else if let Some(value) = self.own_attr(obj, name) {
            return Ok(Some(Attr::Value(value)));
        }
        match in_class {
            Some(value) => self.bind_descriptor(value, obj, class).map(|it| Some(Attr::Value(it))),
            None => Ok(None),
        }
    }

    /// An attribute of a `super` object.
    fn find_super(&mut self, it: Super, name: Id<Str>) -> Result<Option<Value>, Raised> {
        let Some(class) = it.start else { return Ok(None) };
        match self.lookup_after(class, it.this_class, name) {
            Some(value) => {
                let instance = if matches!(it.object, Value::Type(id) if id == class) { Value::Unbound } else { it.object };
                self.bind_descriptor(value, instance, class).map(Some)
            }
            None => Ok(None),
        }
    }

    /// An attribute, for the instruction at a site, which learns from it.
    pub(crate) fn load_attr_at(&mut self, body: &Body, site: u32, obj: Value) -> Result<Step, Raised> {
        let name = body.names[body.lowered.sites[site as usize] as usize];
        let cache = &body.caches[site as usize];
        match obj {
            Value::Instance(id) if cache.is(SiteKind::Property, self.heap.instances[id].shape, self.epoch) => {
                return self.call_values(cache.value.get(), &[obj], Ret::Inst(0));
            }
            Value::Type(id) if cache.is(SiteKind::ClassValue, id.index(), self.epoch) => {
                return Ok(Step::Value(cache.value.get()));
            }
            Value::Module(id) if cache.kind.get() == SiteKind::ModuleEntry && cache.key.get() == id.index() => {
                if let Some(dict) = self.heap.modules[id].dict
                    && let Some(entry) = self.heap.dicts[dict].entries().get(cache.index.get() as usize)
                    && matches!(entry.key, Value::Str(it) if it == name)
                {
                    return Ok(Step::Value(entry.value));
                }
            }
            _ => {}
        }
        match obj {
            Value::Instance(id) => {
                if let Some(value) = self.learn_instance(body, site, id, name) {
                    return Ok(Step::Value(value));
                }
            }
            Value::Module(id) => {
                if let Some(dict) = self.heap.modules[id].dict
                    && self.heap.modules[id].class == Some(self.types.module)
                    && let Some(at) = self.heap.dicts[dict].find_str(&self.heap.strs, name)
                {
                    cache.set(Cache::ModuleEntry { module: id.index(), index: at as u32 });
                    return Ok(Step::Value(self.heap.dicts[dict].entries()[at].value));
                }
            }
            Value::Type(id) if self.heap.types[id].metaclass == Some(self.types.type_) => {
                let in_meta = self.lookup(self.types.type_, name);
                if !in_meta.is_some_and(|it| self.is_data_descriptor(it))
                    && let Some(value) = self.lookup(id, name)
                    && matches!(
                        value,
                        Value::Function(_)
                            | Value::Int(_)
                            | Value::Str(_)
                            | Value::Float(_)
                            | Value::Tuple(_)
                            | Value::None
                            | Value::Bool(_)
                    )
                {
                    cache.set(Cache::ClassValue { class: id.index(), epoch: self.epoch, value });
                    return Ok(Step::Value(value));
                }
            }
            _ => {}
        }
        self.get_attr_step(obj, name, Some(Ret::Inst(0)))
    }

    /// The attribute of an instance, if a cache can remember where it is.
    fn learn_instance(&mut self, body: &Body, site: u32, id: Id<Instance>, name: Id<Str>) -> Option<Value> {
        let class = self.heap.instances[id].class?;
        if self.heap.types[class].flags.getattribute {
            return None;
        }
        let (shape, epoch) = (self.heap.instances[id].shape, self.epoch);
        let in_class = self.lookup(class, name);
        let index = match in_class {
            Some(Value::Object(object)) if let_member(&self.heap.objects[object], class).is_some() => {
                let_member(&self.heap.objects[object], class)?
            }
            Some(value) if self.is_data_descriptor(value) => {
                if let Value::Object(object) = value
                    && let Some(property) = self.heap.objects[object].get::<Property>()
                    && !self.heap.types[class].flags.getattr
                    && let Value::Function(_) = property.get
                {
                    body.caches[site as usize].set(Cache::Property { shape, epoch, func: property.get });
                }
                return None;
            }
            _ => self.shapes.slot(shape, name)?,
        };
        body.caches[site as usize].set(Cache::Slot { shape, epoch, index });
        Some(self.heap.instances[id].slot(index)).filter(|it| !it.is_unbound())
    }

    /// A method for a call: what to call and its first argument, which is unbound if there is none. `None` if a frame was pushed.
    pub(crate) fn load_method_at(&mut self, body: &Body, site: u32, obj: Value, _: u8) -> Result<Option<(Value, Value)>, Raised> {
        let name = body.names[body.lowered.sites[site as usize] as usize];
        let class = self.class_of(obj);
        if !self.heap.types[class].flags.getattribute
            && let Some(value) = self.lookup(class, name)
            && (matches!(value, Value::Function(_)) || matches!(value, Value::Native(id) if self.binds(id)))
            && !matches!(obj, Value::Type(_))
            && !matches!(obj, Value::Object(id) if self.heap.objects[id].get::<Super>().is_some())
            && self.own_attr(obj, name).is_none()
        {
            let epoch = self.epoch;
            match obj {
                Value::Instance(id) if self.heap.instances[id].dict.is_none() => {
                    body.caches[site as usize].set(Cache::Method { shape: self.heap.instances[id].shape, epoch, func: value });
                }
                _ if self.plain_class(obj).is_some() => {
                    body.caches[site as usize].set(Cache::ClassMethod { class: class.index(), epoch, func: value });
                }
                _ => {}
            }
            return Ok(Some((value, obj)));
        }
        match self.load_attr_at(body, site, obj)? {
            Step::Value(value) => Ok(Some((value, Value::Unbound))),
            Step::Pushed => Ok(None),
        }
    }

    /// Sets an attribute, for the instruction at a site, which learns from it.
    pub(crate) fn store_attr_at(&mut self, body: &Body, site: u32, obj: Value, value: Value) -> Result<Step, Raised> {
        let name = body.names[body.lowered.sites[site as usize] as usize];
        if let Value::Instance(id) = obj
            && let Some(class) = self.heap.instances[id].class
            && !self.heap.types[class].flags.setattr
            && self.heap.instances[id].dict.is_none()
        {
            let (shape, epoch) = (self.heap.instances[id].shape, self.epoch);
            let in_class = self.lookup(class, name);
            let cache = &body.caches[site as usize];
            match in_class {
                Some(found) if self.is_data_descriptor(found) => {
                    if let Value::Object(object) = found
                        && let Some(index) = let_member(&self.heap.objects[object], class)
                    {
                        cache.set(Cache::Slot { shape, epoch, index });
                    }
                }
                _ if !self.heap.types[class].flags.dict => {}
                _ => {
                    if let Some(index) = self.shapes.slot(shape, name) {
                        cache.set(Cache::Slot { shape, epoch, index });
                    } else if let Some((next, index)) = self.shapes.grow(shape, name) {
                        cache.set(Cache::Grow { shape, epoch, next, index });
                    }
                }
            }
        }
        if let Value::Instance(id) = obj
            && let Some(class) = self.heap.instances[id].class
            && self.heap.types[class].flags.setattr
            && let Some(method) = self.lookup(class, self.names.setattr)
        {
            return self.call_special(method, obj, &[Value::Str(name), value], Ret::Inst(0));
        }
        self.set_attr(obj, name, value).map(|()| Step::Value(Value::None))
    }

    /// Sets an attribute.
    pub(crate) fn set_attr(&mut self, obj: Value, name: Id<Str>, value: Value) -> Result<(), Raised> {
        let class = self.class_of(obj);
        let flags = &self.heap.types[class].flags;
        let (custom, method) =
            if value.is_unbound() { (flags.delattr, self.names.delattr) } else { (flags.setattr, self.names.setattr) };
        if custom && let Some(method) = self.lookup(class, method) {
            let args = [Value::Str(name), value];
            let args = if value.is_unbound() { &args[..1] } else { &args[..] };
            self.call_special_sync(method, obj, args)?;
            return Ok(());
        }
        self.set_attr_generic(obj, name, value)
    }

    /// Deletes an attribute.
    pub(crate) fn delete_attr(&mut self, obj: Value, name: Id<Str>) -> Result<(), Raised> {
        self.set_attr(obj, name, Value::Unbound)
    }

    /// What `object.__setattr__` and `__delattr__` (with an unbound value) and their like for classes do.
    pub(crate) fn set_attr_generic(&mut self, obj: Value, name: Id<Str>, value: Value) -> Result<(), Raised> {
        let name = self.intern_id(name);
        let class = self.class_of(obj);
        let in_class = self.lookup(class, name);
        if let Some(found) = in_class
            && self.is_data_descriptor(found)
        {
            return self.set_by_descriptor(found, obj, name, value);
        }
        match obj {
            Value::Type(id) => return self.set_class_attr(id, name, value),
            Value::Instance(id)
                if self.heap.types[class].flags.dict
                    && self.heap.instances[id].dict.is_none()
                    && !value.is_unbound()
                    && self.set_slot_attr(id, name, value) =>
            {
                return Ok(());
            }
            _ => {}
        }
        let Some(dict) = self.dict_of(obj) else { return Err(self.cannot_set(obj, name, in_class.is_some())) };
        if !value.is_unbound() {
            self.set_entry(dict, name, value);
            return Ok(());
        }
        match self.heap.dicts[dict].find_str(&self.heap.strs, name) {
            Some(at) => {
                self.heap.dicts[dict].remove(at);
                Ok(())
            }
            None if self.minor() < 11 => {
                let text = self.lossy(name);
                Err(self.error(Class::AttributeError, text))
            }
            None => Err(self.attribute_error(obj, name)),
        }
    }

    /// Sets an attribute in a slot; false if the shape cannot grow any more.
    fn set_slot_attr(&mut self, id: Id<Instance>, name: Id<Str>, value: Value) -> bool {
        let shape = self.heap.instances[id].shape;
        let (next, slot) = match self.shapes.slot(shape, name) {
            Some(slot) => (shape, slot),
            None => match self.shapes.grow(shape, name) {
                Some(grown) => grown,
                None => return false,
            },
        };
        let instance = &mut self.heap.instances[id];
        instance.shape = next;
        self.heap.bytes += instance.set_slot(slot, value);
        true
    }

    #[cold]
    fn cannot_set(&mut self, obj: Value, name: Id<Str>, read_only: bool) -> Raised {
        let (text, class) = (self.lossy(name), self.class_name(obj));
        if read_only {
            return self.error(Class::AttributeError, format!("'{class}' object attribute '{text}' is read-only"));
        }
        let raised = if self.minor() >= 12 && !read_only {
            self.error(
                Class::AttributeError,
                if self.minor() >= 13 {
                    format!("'{class}' object has no attribute '{text}' and no __dict__ for setting new attributes")
                } else {
                    format!("'{class}' object has no attribute '{text}'")
                },
            )
        } else {
            self.error(Class::AttributeError, format!("'{class}' object has no attribute '{text}'"))
        };
        self.set_exception_field(0, Value::Str(name));
        self.set_exception_field(1, obj);
        raised
    }

    pub(crate) fn set_by_descriptor(&mut self, found: Value, obj: Value, name: Id<Str>, value: Value) -> Result<(), Raised> {
        if let Value::Object(id) = found {
            let object = &self.heap.objects[id];
            if let Some(&it) = object.get::<Property>() {
                let (accessor, what) = if value.is_unbound() { (it.delete, "deleter") } else { (it.set, "setter") };
                if accessor.is_unbound() || accessor.is_none() {
                    return Err(self.no_accessor(found, obj, what));
                }
                let args = [obj, value];
                self.call_sync(accessor, if value.is_unbound() { &args[..1] } else { &args })?;
                return Ok(());
            }
            if let Some(&it) = object.get::<Member>() {
                if !self.is_instance(obj, it.class) {
                    return Err(self.foreign_member(it, obj));
                }
                if let Value::Exception(_) = obj {
                    return self.set_exception_slot(obj, it, value);
                }
                let Value::Instance(instance) = obj else { return Err(self.foreign_member(it, obj)) };
                if value.is_unbound() && self.heap.instances[instance].slot(it.index).is_unbound() {
                    let name = self.lossy(it.name);
                    return Err(self.error(Class::AttributeError, name));
                }
                self.heap.instances[instance].set_slot(it.index, value);
                return Ok(());
            }
            if let Some(&it) = object.get::<Field>() {
                self.set_field(obj, it.at, if value.is_unbound() { Value::None } else { value });
                return Ok(());
            }
            if object.get::<TupleField>().is_some() {
                return Err(self.error(Class::AttributeError, "readonly attribute"));
            }
            if let Some(&it) = object.get::<GetSetDescriptor>() {
                return match it.def.set {
                    Some(set) => set(self, obj, value),
                    None if it.def.member => Err(self.error(Class::AttributeError, "readonly attribute")),
                    None => {
                        let (text, owner) = (self.lossy(name), self.message_name(it.owner));
                        Err(self.error(Class::AttributeError, format!("attribute '{text}' of '{owner}' objects is not writable")))
                    }
                };
            }
        }
        let class = self.class_of(found);
        let (method, args) = if value.is_unbound() { (self.names.delete, vec![obj]) } else { (self.names.set, vec![obj, value]) };
        match self.lookup(class, method) {
            Some(method) => {
                self.call_special_sync(method, found, &args)?;
                Ok(())
            }
            None => {
                let name = if value.is_unbound() { "__delete__" } else { "__set__" };
                Err(self.error(Class::AttributeError, name))
            }
        }
    }

    /// Sets or deletes an entry of a class.
    pub(crate) fn set_class_attr(&mut self, class: Id<Type>, name: Id<Str>, value: Value) -> Result<(), Raised> {
        if self.heap.types[class].flags.immutable {
            let (text, class) = (self.lossy(name), self.type_name(class));
            let message = if self.minor() >= 10 {
                format!("cannot set '{text}' attribute of immutable type '{class}'")
            } else {
                format!("can't set attributes of built-in/extension type '{class}'")
            };
            return Err(self.type_error(message));
        }
        let Some(dict) = self.heap.types[class].dict else { return Ok(()) };
        let old = self.heap.dicts[dict].find_str(&self.heap.strs, name);
        if value.is_unbound() {
            let Some(at) = old else {
                if self.minor() <= 10 {
                    let name = self.lossy(name);
                    return Err(self.error(Class::AttributeError, name));
                }
                return Err(self.attribute_error(Value::Type(class), name));
            };
            self.heap.dicts[dict].remove(at);
        } else {
            self.set_entry(dict, name, value);
        }
        self.epoch = self.epoch.wrapping_add(1);
        self.refresh_tree(class);
        Ok(())
    }

    /// Looks at special methods anew, in a class and all that derive from it.
    fn refresh_tree(&mut self, class: Id<Type>) {
        let mut todo = vec![class];
        while let Some(class) = todo.pop() {
            self.refresh_flags(class);
            todo.extend(self.heap.types[class].subclasses.iter().copied());
        }
    }

    /// `super().name`: the value, and for a call its first argument or unbound.
    pub(crate) fn load_super(
        &mut self,
        operands: [Value; 3],
        two: bool,
        name: Id<Str>,
        method: bool,
    ) -> Result<(Value, Value), Raised> {
        let [callee, class, object] = operands;
        if !matches!(callee, Value::Type(id) if id == self.types.super_) {
            let made = if two { self.call_sync(callee, &[class, object])? } else { self.call_sync(callee, &[])? };
            return Ok((self.get_attr(made, name)?, Value::Unbound));
        }
        let it = self.make_super(class, object)?;
        if method
            && let Some(start) = it.start
            && let Some(value) = self.lookup_after(start, it.this_class, name)
            && !matches!(it.object, Value::Type(id) if id == start)
            && (matches!(value, Value::Function(_)) || matches!(value, Value::Native(id) if self.binds(id)))
        {
            return Ok((value, object));
        }
        if name != self.names.class
            && let Some(value) = self.find_super(it, name)?
        {
            return Ok((value, Value::Unbound));
        }
        let object = self.new_object(self.types.super_, it);
        Ok((self.get_attr(object, name)?, Value::Unbound))
    }

    /// `__enter__` and its kin, looked up in the class: what to call, and the first argument or unbound.
    pub(crate) fn load_special(&mut self, obj: Value, which: Special) -> Result<(Value, Value), Raised> {
        let name = match which {
            Special::Enter => self.names.enter,
            Special::Exit => self.names.exit,
            Special::AsyncEnter => self.names.aenter,
            Special::AsyncExit => self.names.aexit,
        };
        match self.lookup(self.class_of(obj), name) {
            Some(found) => {
                let (func, this) = self.bind_special(found, obj)?;
                Ok((func, this.unwrap_or_default()))
            }
            None => Err(self.not_a_manager(obj, name, matches!(which, Special::AsyncEnter | Special::AsyncExit))),
        }
    }

    /// The bound `__exit__` and the `__enter__` as found, or their asynchronous kin.
    pub(crate) fn context_manager(&mut self, manager: Value, asynchronous: bool) -> Result<(Value, Value), Raised> {
        let class = self.class_of(manager);
        let (enter, exit) =
            if asynchronous { (self.names.aenter, self.names.aexit) } else { (self.names.enter, self.names.exit) };
        let first = if self.minor() <= 8 && asynchronous { exit } else { enter };
        let second = if first == enter { exit } else { enter };
        for name in [first, second] {
            if self.lookup(class, name).is_none() {
                return Err(self.not_a_manager(manager, name, asynchronous));
            }
        }
        let (enter, exit) = (self.lookup(class, enter).unwrap_or_default(), self.lookup(class, exit).unwrap_or_default());
        Ok((self.bind_descriptor(exit, manager, class)?, enter))
    }

    #[cold]
    fn not_a_manager(&mut self, obj: Value, name: Id<Str>, asynchronous: bool) -> Raised {
        let text = self.lossy(name);
        if self.minor() < 11 {
            return self.error(Class::AttributeError, text);
        }
        let class = self.heap.types[self.class_of(obj)].qualname.map_or_else(String::new, |it| self.lossy(it));
        let manager = if asynchronous { "an asynchronous context manager" } else { "a context manager" };
        let mut also = match text.as_str() {
            "__enter__" | "__aenter__" if self.minor() < 14 => String::new(),
            _ => format!(" (missed {text} method)"),
        };
        let n = &self.names;
        let (other, protocol, with) = if asynchronous {
            ([n.enter, n.exit], "context manager", "with")
        } else {
            ([n.aenter, n.aexit], "asynchronous context manager", "async with")
        };
        if self.minor() >= 14 && other.iter().all(|&it| self.lookup(self.class_of(obj), it).is_some()) {
            also += &format!(" but it supports the {protocol} protocol. Did you mean to use '{with}'?");
        }
        let class = if class.is_empty() { self.class_name(obj) } else { class };
        self.type_error(format!(
            "'{class}' object does not support the {} protocol{also}",
            &manager[manager.find(' ').map_or(0, |it| it + 1)..]
        ))
    }
}

/// The slot of a member descriptor that belongs to a class or a base of it.
fn let_member(object: &crate::object::Object, _class: Id<Type>) -> Option<u32> {
    object.get::<Member>().map(|it| it.index)
}

/// How 3.10 began the message about a property without an accessor.
fn old_accessor(what: &str) -> &'static str {
    match what {
        "getter" => "unreadable attribute",
        "setter" => "can't set attribute",
        _ => "can't delete attribute",
    }
}
