//! Classes: which one a value has, lookup through the bases, and making new ones.

use crate::fail::Class;
use crate::machine::run::Step;
use crate::machine::{MethodCache, Raised, Ret, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Cell, DefKind, Dict, Exception, Flags, Instance, Iter, Layout, Member, Method, Module, Object, Str, Type};

/// Places of the cache of lookups.
const CACHE: usize = 2048;

impl Vm {
    /// The cache of lookups, empty.
    pub(crate) fn new_method_cache() -> Box<[MethodCache]> {
        vec![MethodCache::default(); CACHE].into_boxed_slice()
    }

    /// The class of a value.
    #[inline]
    pub(crate) fn class_of(&self, value: Value) -> Id<Type> {
        let types = &self.types;
        match value {
            Value::Unbound | Value::None => types.none,
            Value::Ellipsis => types.ellipsis,
            Value::NotImplemented => types.not_implemented,
            Value::Bool(_) => types.bool,
            Value::Int(_) | Value::Big(_) => types.int,
            Value::Float(_) => types.float,
            Value::Complex(_) => types.complex,
            Value::Str(_) => types.str,
            Value::Bytes(_) => types.bytes,
            Value::Tuple(_) => types.tuple,
            Value::List(_) => types.list,
            Value::Dict(_) => types.dict,
            Value::Set(_) => types.set,
            Value::FrozenSet(_) => types.frozenset,
            Value::Range(_) => types.range,
            Value::Slice(_) => types.slice,
            Value::Function(_) => types.function,
            Value::Method(_) => types.method,
            Value::Native(id) => self.native_class(id),
            Value::Type(id) => self.heap.types[id].metaclass.unwrap_or(types.type_),
            Value::Instance(id) => self.heap.instances[id].class.unwrap_or(types.object),
            Value::Exception(id) => self.heap.exceptions[id].class.unwrap_or(types.object),
            Value::Module(id) => self.heap.modules[id].class.unwrap_or(types.module),
            Value::Cell(_) => types.cell,
            Value::Code(_) => types.code,
            Value::Generator(id) => match self.heap.generators[id].kind {
                crate::object::GeneratorKind::Generator => types.generator,
                crate::object::GeneratorKind::Coroutine => types.coroutine,
                crate::object::GeneratorKind::AsyncGenerator => types.async_generator,
            },
            Value::Iter(id) => self.iter_class(&self.heap.iters[id]),
            Value::Traceback(_) => types.traceback,
            Value::Object(id) => self.heap.objects[id].class.unwrap_or(types.object),
        }
    }

    fn native_class(&self, id: Id<crate::object::Native>) -> Id<Type> {
        let native = &self.heap.natives[id];
        let dunder = native.def.is_some_and(|it| it.name.starts_with("__") && it.kind == DefKind::Method);
        match (native.this, native.owner) {
            (Value::Unbound, Value::Type(_)) => match native.def.map(|it| it.kind) {
                Some(DefKind::ClassMethod) => self.types.classmethod_descriptor,
                Some(DefKind::Static) => self.types.builtin,
                _ if dunder => self.types.wrapper_descriptor,
                _ => self.types.method_descriptor,
            },
            (_, Value::Type(_)) if dunder => self.types.method_wrapper,
            _ => self.types.builtin,
        }
    }

    fn iter_class(&self, iter: &Iter) -> Id<Type> {
        use crate::object::DictPart;
        let types = &self.types;
        match iter {
            Iter::Spent(class) => *class,
            Iter::Empty | Iter::Sequence { .. } => types.iterator,
            Iter::Range { .. } => types.range_iterator,
            Iter::BigRange { .. } => types.long_range_iterator,
            Iter::List { .. } => types.list_iterator,
            Iter::ListReversed { .. } => types.list_reverse_iterator,
            Iter::Tuple { .. } => types.tuple_iterator,
            Iter::Str { str, .. } if self.minor() >= 11 && self.heap.strs[*str].view().is_ascii() => types.str_ascii_iterator,
            Iter::Str { .. } => types.str_iterator,
            Iter::Bytes { .. } => types.bytes_iterator,
            Iter::Dict { part: DictPart::Keys, .. } => types.dict_key_iterator,
            Iter::Dict { part: DictPart::Values, .. } => types.dict_value_iterator,
            Iter::Dict { part: DictPart::Items, .. } => types.dict_item_iterator,
            Iter::DictReversed { part: DictPart::Keys, .. } => types.dict_reverse_key_iterator,
            Iter::DictReversed { part: DictPart::Values, .. } => types.dict_reverse_value_iterator,
            Iter::DictReversed { part: DictPart::Items, .. } => types.dict_reverse_item_iterator,
            Iter::Set { .. } => types.set_iterator,
            Iter::SequenceReversed { .. } => types.reversed,
            Iter::Call { .. } => types.callable_iterator,
            Iter::Enumerate { .. } => types.enumerate,
            Iter::Zip { .. } => types.zip,
            Iter::Map { .. } => types.map,
            Iter::Filter { .. } => types.filter,
        }
    }

    /// The class of a value that has no attributes of its own: what is found in the class is what a lookup finds.
    pub(crate) fn plain_class(&self, value: Value) -> Option<Id<Type>> {
        plain_class(&self.types, value)
    }

    /// For `match`.
    pub(crate) fn match_flags(&mut self, value: Value) -> Result<Flags, Raised> {
        Ok(self.heap.types[self.class_of(value)].flags)
    }

    /// The name of a class, for messages.
    pub(crate) fn type_name(&self, class: Id<Type>) -> String {
        self.heap.types[class].name.map_or_else(String::new, |it| self.lossy(it))
    }

    /// The name of a value's class, for messages.
    pub(crate) fn class_name(&self, value: Value) -> String {
        self.type_name(self.class_of(value))
    }

    /// The name of a class as most messages have it: of a native class with its module.
    pub(crate) fn message_name(&self, class: Id<Type>) -> String {
        let name = self.type_name(class);
        if self.heap.types[class].flags.heap {
            return name;
        }
        match self.class_entry(class, self.names.module) {
            Some(Value::Str(module)) if self.lossy(module) != "builtins" => format!("{}.{name}", self.lossy(module)),
            _ => name,
        }
    }

    /// The value of a name in a class or its bases.
    #[inline]
    pub(crate) fn lookup(&mut self, class: Id<Type>, name: Id<Str>) -> Option<Value> {
        let place =
            (class.index().wrapping_mul(0x9E37_79B1) ^ name.index().wrapping_mul(0x85EB_CA6B)) as usize >> 7 & (CACHE - 1);
        let cached = &self.method_cache[place];
        if cached.class == class.index() && cached.name == name.index() && cached.epoch == self.epoch {
            return cached.value;
        }
        let value = self.lookup_slow(class, name);
        self.method_cache[place] = MethodCache { class: class.index(), name: name.index(), epoch: self.epoch, value };
        value
    }

    fn lookup_slow(&self, class: Id<Type>, name: Id<Str>) -> Option<Value> {
        let mro = &self.heap.types[class].mro;
        mro.iter().find_map(|&it| self.class_entry(it, name))
    }

    /// The value of a name in a class itself.
    pub(crate) fn class_entry(&self, class: Id<Type>, name: Id<Str>) -> Option<Value> {
        self.heap.dicts[self.heap.types[class].dict?].get_str(&self.heap.strs, name)
    }

    /// The value of a name in the bases of `class` behind `after`, for `super`.
    pub(crate) fn lookup_after(&self, class: Id<Type>, after: Id<Type>, name: Id<Str>) -> Option<Value> {
        let mro = &self.heap.types[class].mro;
        let behind = mro.iter().position(|&it| it == after)? + 1;
        mro[behind..].iter().find_map(|&it| self.class_entry(it, name))
    }

    /// Whether a class is another or derived from it.
    #[inline]
    pub(crate) fn is_subclass(&self, class: Id<Type>, base: Id<Type>) -> bool {
        class == base || self.heap.types[class].mro.contains(&base)
    }

    /// Whether a value is an instance, by its class alone.
    #[inline]
    pub(crate) fn is_instance(&self, value: Value, class: Id<Type>) -> bool {
        self.is_subclass(self.class_of(value), class)
    }

    /// The native value of an instance of a subclass of a native class; any other value is its own.
    #[inline]
    pub(crate) fn native(&self, value: Value) -> Value {
        match value {
            Value::Instance(id) => {
                let instance = &self.heap.instances[id];
                match instance.class.map(|it| self.heap.types[it].layout) {
                    Some(Layout::Native(_)) => instance.slot(0),
                    _ => value,
                }
            }
            _ => value,
        }
    }

    /// The function that initialises instances of a class, if calling the class does nothing else but to make a plain instance.
    pub(crate) fn plain_init(&mut self, class: Id<Type>) -> Option<Value> {
        if self.heap.types[class].metaclass != Some(self.types.type_) {
            return None;
        }
        let new = self.lookup(class, self.names.new)?;
        let init = self.lookup(class, self.names.init)?;
        (self.is_builtin_method(new, self.types.object) && matches!(init, Value::Function(_))).then_some(init)
    }

    /// Gives a native value the class `class`, which is the native class itself or derived from it.
    pub(crate) fn wrap(&mut self, class: Id<Type>, value: Value) -> Value {
        if !self.heap.types[class].flags.heap {
            return value;
        }
        let instance = self.new_instance(class);
        if let Value::Instance(id) = instance {
            self.heap.instances[id].set_slot(0, value);
        }
        instance
    }

    /// An instance with nothing in it.
    pub(crate) fn new_instance(&mut self, class: Id<Type>) -> Value {
        let it = &self.heap.types[class];
        let (shape, slots) = (it.shape, it.slots);
        Value::Instance(self.add(Instance::new(class, shape, slots)))
    }

    /// Calls a class: makes an instance and initialises it.
    pub(crate) fn call_class(
        &mut self,
        class: Id<Type>,
        first: usize,
        argc: usize,
        names: &[Id<Str>],
        ret: Ret,
    ) -> Result<Step, Raised> {
        if names.is_empty()
            && !self.heap.types[class].flags.heap
            && let Some(value) = self.quick_instance(class, first, argc)?
        {
            self.charge(1, 0)?;
            return Ok(Step::Value(value));
        }
        let metaclass = self.heap.types[class].metaclass.unwrap_or(self.types.type_);
        if metaclass != self.types.type_
            && let Some(call) = self.lookup(metaclass, self.names.call)
            && !self.is_builtin_method(call, self.types.type_)
        {
            let (call, this) = self.bind_special(call, Value::Type(class))?;
            let Some(this) = this else { return self.call_named(call, first, argc, names, ret) };
            self.insert_argument(first, argc, this)?;
            return self.call_named(call, first, argc + 1, names, ret);
        }
        self.make_instance(class, first, argc, names, ret)
    }

    /// What `type.__call__` does.
    pub(crate) fn make_instance(
        &mut self,
        class: Id<Type>,
        first: usize,
        argc: usize,
        names: &[Id<Str>],
        ret: Ret,
    ) -> Result<Step, Raised> {
        if class == self.types.type_ && argc == 1 && names.is_empty() {
            return Ok(Step::Value(Value::Type(self.class_of(self.stack[first]))));
        }
        let new = self.lookup(class, self.names.new).unwrap_or_default();
        let plain = self.is_builtin_method(new, self.types.object);
        let init = self.lookup(class, self.names.init).unwrap_or_default();
        let (object, init) = if plain {
            let no_init = self.is_builtin_method(init, self.types.object);
            if let Layout::Native(_) = self.heap.types[class].layout {
                let name = self.qualified_type_name(class);
                return Err(self.type_error(format!("cannot create '{name}' instances")));
            }
            if no_init && argc > 0 {
                let name = self.type_name(class);
                return Err(self.type_error(format!("{name}() takes no arguments")));
            }
            if self.heap.types[class].flags.abstract_ {
                return Err(self.abstract_error(class));
            }
            (self.new_instance(class), if no_init { Value::Unbound } else { init })
        } else if names.is_empty() && self.makes_plain_exception(class, new) {
            let args = self.stack[first..first + argc].to_vec();
            let object = self.new_exception(class, &args);
            let base = self.types.exceptions.first().copied().unwrap_or(self.types.object);
            (object, if self.is_builtin_method(init, base) { Value::Unbound } else { init })
        } else {
            let (new, this) = self.bind_new(new, class)?;
            let args: Vec<Value> = this.into_iter().chain(self.stack[first..first + argc].iter().copied()).collect();
            let saved = self.native_top;
            self.native_top = saved.max(first + argc);
            let object = self.call_sync_named(new, &args, names);
            self.native_top = saved;
            let object = object?;
            let made = self.class_of(object);
            if !self.is_subclass(made, class) {
                return Ok(Step::Value(object));
            }
            let init = if made == class { init } else { self.lookup(made, self.names.init).unwrap_or_default() };
            let nothing = self.is_builtin_method(init, self.types.object);
            (object, if nothing { Value::Unbound } else { init })
        };
        if init.is_unbound() {
            return Ok(Step::Value(object));
        }
        self.initialise(object, init, first, argc, names, ret)
    }

    /// Calls a class, waiting for the instance.
    pub(crate) fn make_instance_sync(&mut self, class: Id<Type>, args: &[Value], names: &[Id<Str>]) -> Result<Value, Raised> {
        let first = self.top();
        self.reserve_stack(first, args.len() + 1)?;
        self.stack[first..first + args.len()].copy_from_slice(args);
        let floor = self.frames.len();
        match self.make_instance(class, first, args.len(), names, Ret::Exit)? {
            Step::Value(value) => Ok(value),
            Step::Pushed => self.wait(floor),
        }
    }

    /// Calls `__init__`, whose result is forgotten for the instance.
    fn initialise(
        &mut self,
        object: Value,
        init: Value,
        first: usize,
        argc: usize,
        names: &[Id<Str>],
        ret: Ret,
    ) -> Result<Step, Raised> {
        if let (Value::Function(func), Ret::Store(dst)) = (init, ret) {
            self.insert_argument(first, argc, object)?;
            self.bind(func, first, argc + 1, names)?;
            return match self.push_bound(func, first, Ret::Init(dst), object)? {
                None => Ok(Step::Pushed),
                Some(other) => {
                    let class = self.class_name(other);
                    Err(self.type_error(format!("__init__() should return None, not '{class}'")))
                }
            };
        }
        let args: Vec<Value> = self.stack[first..first + argc].to_vec();
        let (init, this) = self.bind_special(init, object)?;
        let all: Vec<Value> = this.into_iter().chain(args).collect();
        let saved = self.native_top;
        self.native_top = saved.max(first + argc);
        let roots = self.roots.len();
        self.roots.push(object);
        let result = self.call_sync_named(init, &all, names);
        self.roots.truncate(roots);
        self.native_top = saved;
        match result? {
            Value::None => Ok(Step::Value(object)),
            other => {
                let class = self.class_name(other);
                Err(self.type_error(format!("__init__() should return None, not '{class}'")))
            }
        }
    }

    /// `__new__` is a static method, but one may put anything there.
    fn bind_new(&mut self, new: Value, class: Id<Type>) -> Result<(Value, Option<Value>), Raised> {
        match new {
            Value::Function(_) | Value::Native(_) => Ok((new, Some(Value::Type(class)))),
            _ => {
                let bound = self.bind_descriptor(new, Value::None, class)?;
                Ok((bound, Some(Value::Type(class))))
            }
        }
    }

    #[cold]
    pub(crate) fn abstract_error(&mut self, class: Id<Type>) -> Raised {
        let name = self.type_name(class);
        let methods = self.class_entry(class, self.names.abstractmethods).unwrap_or_default();
        let mut methods: Vec<String> = self
            .collect_items(methods)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| if let Value::Str(id) = it { Some(self.lossy(id)) } else { None })
            .collect();
        methods.sort();
        let s = if methods.len() == 1 { "" } else { "s" };
        let list = if self.minor() >= 12 {
            format!("without an implementation for abstract method{s} '{}'", methods.join("', '"))
        } else {
            format!("with abstract method{s} {}", methods.join(", "))
        };
        self.type_error(format!("Can't instantiate abstract class {name} {list}"))
    }

    /// Whether a value found in a class is the native method of `owner` itself.
    pub(crate) fn is_builtin_method(&self, value: Value, owner: Id<Type>) -> bool {
        matches!(value, Value::Native(id) if matches!(self.heap.natives[id].owner, Value::Type(it) if it == owner))
    }

    /// Takes note of a method that the machine treats specially, when an entry of a class is set.
    pub(crate) fn note_special(&mut self, class: Id<Type>, name: Id<Str>, value: Value) {
        let names = &self.names;
        let on = !value.is_unbound();
        let flags = &mut self.heap.types[class].flags;
        let flag = match name {
            it if it == names.getattribute => &mut flags.getattribute,
            it if it == names.getattr => &mut flags.getattr,
            it if it == names.setattr => &mut flags.setattr,
            it if it == names.delattr => &mut flags.delattr,
            it if it == names.del => &mut flags.del,
            it if it == names.get => &mut flags.get,
            it if it == names.set || it == names.delete => &mut flags.set,
            _ => return,
        };
        // `object` has these methods itself, which is what the flags ask about.
        *flag = on && class != self.types.object && class != self.types.type_;
    }

    /// The flags of a class whose methods have changed, from those of its bases and its own entries.
    pub(crate) fn refresh_flags(&mut self, class: Id<Type>) {
        let names = self.names;
        let has = |vm: &mut Vm, name| match vm.lookup_slow(class, name) {
            Some(value) => !vm.is_builtin_method(value, vm.types.object) && !vm.is_builtin_method(value, vm.types.type_),
            None => false,
        };
        let flags = Flags {
            getattribute: has(self, names.getattribute),
            getattr: has(self, names.getattr),
            setattr: has(self, names.setattr),
            delattr: has(self, names.delattr),
            del: has(self, names.del),
            get: has(self, names.get),
            set: has(self, names.set) || has(self, names.delete),
            ..self.heap.types[class].flags
        };
        self.has_finalizers |= flags.del;
        self.heap.types[class].flags = flags;
    }

    /// The order of lookup of a class with these bases (C3).
    pub(crate) fn linearise(&mut self, class: Id<Type>, bases: &[Id<Type>]) -> Result<Vec<Id<Type>>, Raised> {
        let mut lists: Vec<Vec<Id<Type>>> = bases.iter().map(|&it| self.heap.types[it].mro.clone()).collect();
        lists.push(bases.to_vec());
        let mut heads = vec![0; lists.len()];
        let mut order = vec![class];
        loop {
            let mut candidates = lists.iter().zip(&heads).filter_map(|(list, &head)| list.get(head).copied());
            let good = candidates
                .clone()
                .find(|&it| !lists.iter().zip(&heads).any(|(list, &head)| list.iter().skip(head + 1).any(|&other| other == it)));
            match good {
                Some(next) => {
                    order.push(next);
                    for (list, head) in lists.iter().zip(&mut heads) {
                        if list.get(*head) == Some(&next) {
                            *head += 1;
                        }
                    }
                }
                None if candidates.next().is_none() => return Ok(order),
                None => {
                    let mut names: Vec<String> = Vec::new();
                    for (list, &head) in lists.iter().zip(&heads) {
                        if let Some(&it) = list.get(head) {
                            let name = self.type_name(it);
                            if !names.contains(&name) {
                                names.push(name);
                            }
                        }
                    }
                    let names = names.join(", ");
                    let message = if self.minor() >= 13 {
                        format!("Cannot create a consistent method resolution order (MRO) for bases {names}")
                    } else {
                        format!("Cannot create a consistent method resolution\norder (MRO) for bases {names}")
                    };
                    return Err(self.type_error(message));
                }
            }
        }
    }

    /// The base among several whose layout the new class has.
    pub(crate) fn best_base(&mut self, bases: &[Id<Type>]) -> Result<Id<Type>, Raised> {
        let mut best: Option<Id<Type>> = None;
        for &base in bases {
            if !self.heap.types[base].flags.base {
                let name = self.message_name(base);
                return Err(self.type_error(format!("type '{name}' is not an acceptable base type")));
            }
            best = match best {
                None => Some(base),
                Some(old) => {
                    let (a, b) = (&self.heap.types[old], &self.heap.types[base]);
                    let deeper = self.solid(old) != self.solid(base) && self.is_subclass(self.solid(base), self.solid(old));
                    if deeper {
                        Some(base)
                    } else if self.is_subclass(self.solid(old), self.solid(base))
                        || (a.layout == b.layout && a.slots == 0 && b.slots == 0)
                    {
                        Some(old)
                    } else {
                        return Err(self.type_error("multiple bases have instance lay-out conflict"));
                    }
                }
            };
        }
        Ok(best.unwrap_or(self.types.object))
    }

    /// The class that gave a class its layout: the nearest with a layout or slots of its own.
    fn solid(&self, class: Id<Type>) -> Id<Type> {
        let mut class = class;
        while let Some(base) = self.heap.types[class].base {
            let (this, below) = (&self.heap.types[class], &self.heap.types[base]);
            if this.layout != below.layout || this.slots != below.slots {
                return class;
            }
            class = base;
        }
        class
    }

    /// The most derived metaclass of bases.
    pub(crate) fn winner(&mut self, metaclass: Id<Type>, bases: &[Value]) -> Result<Id<Type>, Raised> {
        let mut winner = metaclass;
        for &base in bases {
            let other = self.class_of(base);
            if self.is_subclass(winner, other) {
                continue;
            }
            if self.is_subclass(other, winner) {
                winner = other;
                continue;
            }
            return Err(self.type_error(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
            ));
        }
        Ok(winner)
    }

    /// What `type.__new__` does.
    pub(crate) fn new_class(
        &mut self,
        metaclass: Id<Type>,
        name: Id<Str>,
        base_values: &[Value],
        namespace: Id<Dict>,
        keywords: &[(Id<Str>, Value)],
    ) -> Result<Value, Raised> {
        let mut bases = Vec::new();
        for &base in base_values {
            match base {
                Value::Type(id) => bases.push(id),
                _ => return Err(self.type_error("bases must be types")),
            }
        }
        if bases.is_empty() {
            bases.push(self.types.object);
        }
        for (at, base) in bases.iter().enumerate() {
            if bases[..at].contains(base) {
                let name = self.type_name(*base);
                return Err(self.type_error(format!("duplicate base class {name}")));
            }
        }
        let base = self.best_base(&bases)?;
        let dict = self.heap.dicts[namespace].clone();
        let dict = self.add(dict);
        let id = self.add(Type { metaclass: Some(metaclass), dict: Some(dict), ..Type::default() });
        let roots = self.roots.len();
        self.roots.push(Value::Type(id));
        let result = self.fill_class(id, name, &bases, base, dict, keywords);
        self.roots.truncate(roots);
        result.map(|()| Value::Type(id))
    }

    fn fill_class(
        &mut self,
        id: Id<Type>,
        name: Id<Str>,
        bases: &[Id<Type>],
        base: Id<Type>,
        dict: Id<Dict>,
        keywords: &[(Id<Str>, Value)],
    ) -> Result<(), Raised> {
        let name = self.intern_id(name);
        self.heap.types[id].name = Some(name);
        self.heap.types[id].qualname = Some(name);
        self.heap.types[id].bases = bases.to_vec();
        self.heap.types[id].base = Some(base);
        self.heap.types[id].mro = self.compute_mro(id, bases)?;
        let inherited = self.heap.types[base].flags;
        let (layout, mut slots) = (self.heap.types[base].layout, self.heap.types[base].slots);
        let any = |vm: &Vm, flag: fn(&Flags) -> bool| bases.iter().any(|&it| flag(&vm.heap.types[it].flags));
        let mut flags = Flags {
            heap: true,
            base: true,
            dict: any(self, |it| it.dict),
            weak: any(self, |it| it.weak),
            mapping: inherited.mapping || any(self, |it| it.mapping),
            sequence: inherited.sequence || any(self, |it| it.sequence),
            immutable: false,
            abstract_: false,
            ..inherited
        };
        let mut members = Vec::new();
        match self.heap.dicts[dict].get_str(&self.heap.strs, self.names.slots) {
            None => {
                flags.dict = true;
                flags.weak = true;
            }
            Some(declared) => {
                let declared = match declared {
                    Value::Str(_) => vec![declared],
                    other => self.collect_items(other)?,
                };
                if !declared.is_empty() && self.item_size(base) > 0 {
                    let name = self.type_name(base);
                    return Err(self.type_error(format!("nonempty __slots__ not supported for subtype of '{name}'")));
                }
                let (mut dict_taken, mut weak_taken) = (inherited.dict, inherited.weak);
                for slot in declared {
                    let Value::Str(slot) = slot else {
                        let class = self.class_name(slot);
                        return Err(self.type_error(format!("__slots__ items must be strings, not '{class}'")));
                    };
                    let text = self.lossy(slot);
                    match text.as_str() {
                        "__dict__" if dict_taken => {
                            return Err(self.type_error("__dict__ slot disallowed: we already got one"));
                        }
                        "__weakref__" if weak_taken => {
                            return Err(self.type_error(if self.minor() >= 12 {
                                "__weakref__ slot disallowed: we already got one"
                            } else {
                                "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0"
                            }));
                        }
                        "__dict__" => (flags.dict, dict_taken) = (true, true),
                        "__weakref__" => (flags.weak, weak_taken) = (true, true),
                        _ if !crate::builtin::str::is_identifier(self.view(Value::Str(slot))) => {
                            return Err(self.type_error("__slots__ must be identifiers"));
                        }
                        _ => {
                            let text = mangle(&self.lossy(name), &text);
                            let slot = self.intern(&text);
                            if self.heap.dicts[dict].get_str(&self.heap.strs, slot).is_some() {
                                return Err(self.value_error(format!("'{text}' in __slots__ conflicts with class variable")));
                            }
                            members.push(slot);
                        }
                    }
                }
                members.sort_by_key(|&it| self.lossy(it));
            }
        }
        for &member in &members {
            let descriptor = Object::new(self.types.member, Member { class: id, name: member, index: slots });
            let value = Value::Object(self.add(descriptor));
            self.set_entry(dict, member, value);
            slots += 1;
        }
        if flags.dict && !bases.iter().any(|&it| self.heap.types[it].flags.dict) {
            self.add_attribute(id, dict, &crate::builtin::class::INSTANCE_DICT);
        }
        if flags.weak && !bases.iter().any(|&it| self.heap.types[it].flags.weak) {
            self.add_attribute(id, dict, &crate::builtin::class::INSTANCE_WEAKREF);
        }
        let shape = self.shapes.root(id, slots);
        let it = &mut self.heap.types[id];
        it.layout = layout;
        it.slots = slots;
        it.shape = shape;
        it.flags = flags;
        self.finish_class(id, dict, keywords)
    }

    /// Adds a computed attribute to the dict of a class that is being made.
    fn add_attribute(&mut self, class: Id<Type>, dict: Id<Dict>, def: &'static crate::machine::types::GetSet) {
        let descriptor = self.new_object(self.types.getset, crate::machine::types::GetSetDescriptor { def, owner: class });
        let name = self.intern(def.name);
        if self.heap.dicts[dict].find_str(&self.heap.strs, name).is_none() {
            self.set_entry(dict, name, descriptor);
        }
    }

    /// How much an object of a class grows by an item: nothing for classes whose objects are of one size.
    pub(crate) fn item_size(&self, class: Id<Type>) -> i64 {
        let types = &self.types;
        let sizes = [(types.int, 4), (types.tuple, 8), (types.bytes, 1), (types.type_, 40)];
        sizes.into_iter().find(|it| self.is_subclass(class, it.0)).map_or(0, |it| it.1)
    }

    /// The order of lookup, which a metaclass may decide.
    fn compute_mro(&mut self, id: Id<Type>, bases: &[Id<Type>]) -> Result<Vec<Id<Type>>, Raised> {
        let metaclass = self.heap.types[id].metaclass.unwrap_or(self.types.type_);
        let method = self.lookup(metaclass, self.names.mro).unwrap_or_default();
        if metaclass == self.types.type_ || self.is_builtin_method(method, self.types.type_) {
            return self.linearise(id, bases);
        }
        // `type.mro` may be asked for from within.
        let items = self.call_special_sync(method, Value::Type(id), &[])?;
        let items = self.collect_items(items)?;
        let mut order = Vec::new();
        for item in items {
            match item {
                Value::Type(class) => {
                    let (own, other) = (self.solid(self.heap.types[id].base.unwrap_or(class)), self.solid(class));
                    if !self.is_subclass(own, other) {
                        let name = self.type_name(class);
                        return Err(self.type_error(format!("mro() returned base with unsuitable layout ('{name}')")));
                    }
                    order.push(class);
                }
                other => {
                    let class = self.class_name(other);
                    return Err(self.type_error(format!("mro() returned a non-class ('{class}')")));
                }
            }
        }
        Ok(order)
    }

    /// The part of a class's making that looks at its entries, and calls others.
    fn finish_class(&mut self, id: Id<Type>, dict: Id<Dict>, keywords: &[(Id<Str>, Value)]) -> Result<(), Raised> {
        let names = self.names;
        if let Some(at) = self.heap.dicts[dict].find_str(&self.heap.strs, names.qualname) {
            let value = self.heap.dicts[dict].entries()[at].value;
            let Value::Str(qualname) = value else {
                let class = self.class_name(value);
                return Err(self.type_error(format!("type __qualname__ must be a str, not {class}")));
            };
            self.heap.types[id].qualname = Some(qualname);
            self.heap.dicts[dict].remove(at);
        }
        if self.heap.dicts[dict].find_str(&self.heap.strs, names.module).is_none()
            && let Some(globals) = self.globals()
            && let Some(module) = self.heap.dicts[globals].get_str(&self.heap.strs, names.name)
        {
            self.set_entry(dict, names.module, module);
        }
        for name in [names.new, names.init_subclass, names.class_getitem] {
            if let Some(value @ Value::Function(_)) = self.heap.dicts[dict].get_str(&self.heap.strs, name) {
                let wrapped = if name == names.new { self.static_method(value) } else { self.class_method(value) };
                self.set_entry(dict, name, wrapped);
            }
        }
        if self.heap.dicts[dict].find_str(&self.heap.strs, names.eq).is_some()
            && self.heap.dicts[dict].find_str(&self.heap.strs, names.hash).is_none()
        {
            self.set_entry(dict, names.hash, Value::None);
        }
        if self.heap.dicts[dict].find_str(&self.heap.strs, names.doc).is_none() {
            self.set_entry(dict, names.doc, Value::None);
        }
        for (name, holds) in [(names.classcell, Value::Type(id)), (names.classdictcell, Value::Dict(dict))] {
            if let Some(at) = self.heap.dicts[dict].find_str(&self.heap.strs, name) {
                if let Value::Cell(cell) = self.heap.dicts[dict].entries()[at].value {
                    self.heap.cells[cell] = Cell { value: holds };
                }
                self.heap.dicts[dict].remove(at);
            }
        }
        let bases = self.heap.types[id].bases.clone();
        for base in bases {
            self.heap.types[base].subclasses.push(id);
        }
        self.refresh_flags(id);
        let entries: Vec<(Value, Value)> = self.heap.dicts[dict].iter().map(|it| (it.key, it.value)).collect();
        for (key, value) in entries {
            // A class may have it of its metaclass.
            if matches!(value, Value::Object(_) | Value::Instance(_) | Value::Type(_))
                && let Some(method) = self.lookup(self.class_of(value), names.set_name)
            {
                self.call_special_sync(method, value, &[Value::Type(id), key])
                    .map_err(|raised| self.set_name_failed(raised, value, key, id))?;
            }
        }
        let parent = self.lookup_after(id, id, names.init_subclass).unwrap_or_default();
        if parent.is_unbound() || self.is_builtin_method(parent, self.types.object) {
            if !keywords.is_empty() {
                let name = match self.heap.types[id].qualname {
                    Some(name) if self.minor() >= 9 => self.lossy(name) + ".",
                    _ => String::new(),
                };
                return Err(self.type_error(format!("{name}__init_subclass__() takes no keyword arguments")));
            }
            return Ok(());
        }
        let method = self.bind_descriptor(parent, Value::Unbound, id)?;
        let (names, values): (Vec<Id<Str>>, Vec<Value>) = keywords.iter().copied().unzip();
        self.call_sync_named(method, &values, &names)?;
        Ok(())
    }

    /// Up to 3.11, what `__set_name__` raises becomes the cause of a `RuntimeError`; later it gets a note.
    fn set_name_failed(&mut self, raised: Raised, value: Value, key: Value, class: Id<Type>) -> Raised {
        if raised != Raised::Exception {
            return raised;
        }
        let cause = core::mem::take(&mut self.exception);
        let key = match key {
            Value::Str(id) => self.lossy(id),
            _ => String::new(),
        };
        let message =
            format!("Error calling __set_name__ on '{}' instance '{key}' in '{}'", self.class_name(value), self.type_name(class));
        if self.minor() >= 12 {
            let note = self.str(&message);
            if let Err(raised) = self.add_note(cause, note) {
                return raised;
            }
            self.exception = cause;
            return Raised::Exception;
        }
        let raised = self.error(Class::RuntimeError, message);
        if let Value::Exception(id) = self.exception {
            let it = &mut self.heap.exceptions[id];
            it.cause = cause;
            it.context = cause;
            it.suppress_context = true;
        }
        raised
    }

    /// A module with a dict that knows its name.
    pub(crate) fn new_module(&mut self, name: &str) -> (Id<Module>, Id<Dict>) {
        let dict = self.add(Dict::default());
        let class = Some(self.types.module);
        let module = self.add(Module { class, dict: Some(dict) });
        let value = self.str(name);
        self.set_entry(dict, self.names.name, value);
        for key in [self.names.doc, self.names.package, self.names.loader, self.names.spec] {
            self.set_entry(dict, key, Value::None);
        }
        (module, dict)
    }

    /// A bound method.
    pub(crate) fn bound(&mut self, func: Value, this: Value) -> Value {
        Value::Method(self.add(Method { func, this }))
    }

    /// An exception of a class that has not been raised.
    pub(crate) fn new_exception(&mut self, class: Id<Type>, args: &[Value]) -> Value {
        let args = self.tuple(args);
        Value::Exception(self.add(Exception { class: Some(class), args, ..Exception::default() }))
    }
}

/// The private name of an attribute: `_C__x` of `__x` in class `C`.
fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if class.is_empty() || !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.to_owned();
    }
    format!("_{class}{name}")
}

/// See [`Vm::plain_class`].
#[inline(always)]
pub(crate) fn plain_class(types: &crate::machine::types::Types, value: Value) -> Option<Id<Type>> {
    Some(match value {
        Value::Str(_) => types.str,
        Value::List(_) => types.list,
        Value::Dict(_) => types.dict,
        Value::Set(_) => types.set,
        Value::Tuple(_) => types.tuple,
        Value::Int(_) | Value::Big(_) => types.int,
        Value::Float(_) => types.float,
        Value::Bytes(_) => types.bytes,
        Value::FrozenSet(_) => types.frozenset,
        _ => return None,
    })
}
