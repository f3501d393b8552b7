//! The builtin classes that the machine itself knows, and how native classes are declared.

use crate::builtin;
use crate::fail::Class;
use crate::machine::{Raised, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Def, Dict, Flags, Layout, Native, Object, Type};

macro_rules! types {
    ($($field:ident $def:path;)*) => {
        /// Builtin classes.
        #[derive(Clone, Debug)]
        pub(crate) struct Types {
            $(pub(crate) $field: Id<Type>,)*
            /// The classes of exceptions, in the order of [`crate::machine::exceptions::CLASSES`].
            pub(crate) exceptions: Vec<Id<Type>>,
        }

        impl Types {
            /// Reserves a place for each class.
            pub(crate) fn new(mut make: impl FnMut() -> Id<Type>) -> Types {
                Types { $($field: make(),)* exceptions: Vec::new() }
            }

            /// All of them with their definitions, exceptions apart; bases come first.
            pub(crate) fn all(&self) -> impl Iterator<Item = (Id<Type>, &'static TypeDef)> + use<> {
                [$((self.$field, &$def)),*].into_iter()
            }
        }
    };
}

types! {
    object builtin::object::OBJECT;
    type_ builtin::class::TYPE;
    none builtin::single::NONE;
    ellipsis builtin::single::ELLIPSIS;
    not_implemented builtin::single::NOT_IMPLEMENTED;
    int builtin::int::INT;
    bool builtin::int::BOOL;
    float builtin::float::FLOAT;
    complex builtin::complex::COMPLEX;
    str builtin::str::STR;
    bytes builtin::bytes::BYTES;
    tuple builtin::tuple::TUPLE;
    list builtin::list::LIST;
    dict builtin::dict::DICT;
    set builtin::set::SET;
    frozenset builtin::set::FROZENSET;
    range builtin::range::RANGE;
    slice builtin::range::SLICE;
    function builtin::function::FUNCTION;
    method builtin::function::METHOD;
    builtin builtin::function::BUILTIN;
    method_descriptor builtin::function::METHOD_DESCRIPTOR;
    classmethod_descriptor builtin::function::CLASSMETHOD_DESCRIPTOR;
    wrapper_descriptor builtin::function::WRAPPER_DESCRIPTOR;
    method_wrapper builtin::function::METHOD_WRAPPER;
    module builtin::module::MODULE;
    cell builtin::code::CELL;
    code builtin::code::CODE;
    frame builtin::code::FRAME;
    traceback builtin::code::TRACEBACK;
    generator builtin::generator::GENERATOR;
    coroutine builtin::generator::COROUTINE;
    async_generator builtin::generator::ASYNC_GENERATOR;
    property builtin::descriptor::PROPERTY;
    staticmethod builtin::descriptor::STATICMETHOD;
    classmethod builtin::descriptor::CLASSMETHOD;
    super_ builtin::descriptor::SUPER;
    member builtin::descriptor::MEMBER;
    getset builtin::descriptor::GETSET;
    mapping_proxy builtin::proxy::MAPPING_PROXY;
    dict_keys builtin::views::KEYS;
    dict_values builtin::views::VALUES;
    dict_items builtin::views::ITEMS;
    range_iterator builtin::iter::RANGE;
    long_range_iterator builtin::iter::LONG_RANGE;
    list_iterator builtin::iter::LIST;
    list_reverse_iterator builtin::iter::LIST_REVERSE;
    tuple_iterator builtin::iter::TUPLE;
    str_iterator builtin::iter::STR;
    str_ascii_iterator builtin::iter::STR_ASCII;
    bytes_iterator builtin::iter::BYTES;
    bytearray_iterator builtin::iter::BYTEARRAY;
    memory_iterator builtin::iter::MEMORY;
    dict_key_iterator builtin::iter::DICT_KEY;
    dict_value_iterator builtin::iter::DICT_VALUE;
    dict_item_iterator builtin::iter::DICT_ITEM;
    dict_reverse_key_iterator builtin::iter::DICT_REVERSE_KEY;
    dict_reverse_value_iterator builtin::iter::DICT_REVERSE_VALUE;
    dict_reverse_item_iterator builtin::iter::DICT_REVERSE_ITEM;
    set_iterator builtin::iter::SET;
    iterator builtin::iter::ITERATOR;
    callable_iterator builtin::iter::CALLABLE;
    reversed builtin::iter::REVERSED;
    enumerate builtin::iter::ENUMERATE;
    zip builtin::iter::ZIP;
    map builtin::iter::MAP;
    filter builtin::iter::FILTER;
}

impl Types {
    /// The class of exceptions that a kernel names.
    pub(crate) fn exception(&self, class: Class) -> Id<Type> {
        let place = crate::machine::exceptions::place(class);
        self.exceptions.get(place).copied().unwrap_or(self.object)
    }
}

/// A native class, as its file declares it.
#[derive(Clone, Copy)]
pub(crate) struct TypeDef {
    pub(crate) name: &'static str,
    /// The module that its `__module__` names.
    pub(crate) module: &'static str,
    pub(crate) doc: &'static str,
    /// Whether the builtins name it.
    pub(crate) public: bool,
    /// What it derives from; `object` if `None`.
    pub(crate) parent: Option<&'static TypeDef>,
    /// Whether programs may derive from it.
    pub(crate) base: bool,
    /// Whether instances of subclasses keep a value of it in their first slot.
    pub(crate) native: bool,
    /// Whether instances have a `__dict__`.
    pub(crate) dict: bool,
    pub(crate) mapping: bool,
    pub(crate) sequence: bool,
    /// Whether `__hash__` is `None`.
    pub(crate) unhashable: bool,
    /// Names without underscores of the special methods that do what the machine itself does with such values: see [`builtin::wrappers`].
    pub(crate) wrappers: &'static str,
    pub(crate) methods: &'static [Def],
    pub(crate) getset: &'static [GetSet],
}

impl TypeDef {
    /// A class with nothing in it, that programs cannot derive from.
    pub(crate) const fn new(name: &'static str) -> TypeDef {
        TypeDef {
            name,
            module: "builtins",
            doc: "",
            public: false,
            parent: None,
            base: false,
            native: true,
            dict: false,
            mapping: false,
            sequence: false,
            unhashable: false,
            wrappers: "",
            methods: &[],
            getset: &[],
        }
    }
}

/// A computed attribute of a native class.
pub(crate) struct GetSet {
    pub(crate) name: &'static str,
    pub(crate) get: fn(&mut Vm, Value) -> Result<Value, Raised>,
    /// The new value is unbound when the attribute is deleted.
    pub(crate) set: Option<Setter>,
    /// The first minor version that has it.
    pub(crate) since: u8,
    /// Whether CPython has it as a field of a structure: its error for an assignment is another.
    pub(crate) member: bool,
}

/// What sets a computed attribute.
pub(crate) type Setter = fn(&mut Vm, Value, Value) -> Result<(), Raised>;

impl GetSet {
    /// One that can only be read.
    pub(crate) const fn get(name: &'static str, get: fn(&mut Vm, Value) -> Result<Value, Raised>) -> GetSet {
        GetSet { name, get, set: None, since: 0, member: false }
    }

    /// A field that can only be read.
    pub(crate) const fn member(name: &'static str, get: fn(&mut Vm, Value) -> Result<Value, Raised>) -> GetSet {
        GetSet { name, get, set: None, since: 0, member: true }
    }

    /// One that can be set.
    pub(crate) const fn both(name: &'static str, get: fn(&mut Vm, Value) -> Result<Value, Raised>, set: Setter) -> GetSet {
        GetSet { name, get, set: Some(set), since: 0, member: false }
    }

    /// Only in versions from this minor number on.
    pub(crate) const fn since(self, minor: u8) -> GetSet {
        GetSet { since: minor, ..self }
    }
}

/// The descriptor of a computed attribute.
#[derive(Clone, Copy)]
pub(crate) struct GetSetDescriptor {
    pub(crate) def: &'static GetSet,
    pub(crate) owner: Id<Type>,
}

impl crate::object::NativeData for GetSetDescriptor {
    fn trace(&self, tracer: &mut crate::object::heap::Tracer) {
        tracer.visit(Value::Type(self.owner));
    }
}

impl Vm {
    /// Fills the place of a native class.
    pub(crate) fn define(&mut self, id: Id<Type>, def: &'static TypeDef) {
        let base = match def.parent {
            Some(parent) => Some(self.class(parent)),
            None => Some(self.types.object).filter(|&it| it != id),
        };
        let name = self.intern(def.name);
        let dict = self.add(Dict::default());
        let mut mro = vec![id];
        if let Some(base) = base {
            mro.extend(self.heap.types[base].mro.iter().copied());
            self.heap.types[base].subclasses.push(id);
        }
        let inherited = base.map_or(Flags::default(), |it| self.heap.types[it].flags);
        let layout = match base {
            Some(base) if !def.native => self.heap.types[base].layout,
            _ if def.native => Layout::Native(id.index()),
            _ => Layout::Object,
        };
        let slots = match base {
            Some(base) if !def.native => self.heap.types[base].slots,
            _ => u32::from(def.native),
        };
        let flags = Flags {
            base: def.base,
            dict: def.dict || inherited.dict,
            mapping: def.mapping || inherited.mapping,
            sequence: def.sequence || inherited.sequence,
            immutable: true,
            weak: false,
            heap: false,
            ..inherited
        };
        let shape = self.shapes.root(id, slots);
        self.heap.types[id] = Type {
            exception: core::cell::OnceCell::new(),
            name: Some(name),
            qualname: Some(name),
            bases: base.into_iter().collect(),
            base,
            mro,
            dict: Some(dict),
            metaclass: Some(self.types.type_),
            layout,
            flags,
            slots,
            shape,
            subclasses: core::mem::take(&mut self.heap.types[id].subclasses),
        };
        let module = Value::Str(self.intern(def.module));
        self.set_class_entry(id, "__module__", module);
        let doc = if def.doc.is_empty() { Value::None } else { self.str(def.doc) };
        self.set_class_entry(id, "__doc__", doc);
        let minor = self.minor();
        for name in def.wrappers.split_whitespace() {
            if let Some(method) = builtin::wrappers::find(name) {
                self.define_method(id, method);
            } else {
                debug_assert!(false, "there is no wrapper {name}");
            }
        }
        for method in def.methods {
            if method.since <= minor && minor < method.until {
                self.define_method(id, method);
            }
        }
        for getset in def.getset {
            if getset.since > minor {
                continue;
            }
            let descriptor = Object::new(self.types.getset, GetSetDescriptor { def: getset, owner: id });
            let value = Value::Object(self.add(descriptor));
            self.set_class_entry(id, getset.name, value);
        }
        if def.unhashable {
            self.set_class_entry(id, "__hash__", Value::None);
        }
    }

    /// The class of a definition, made when it is first asked for.
    pub(crate) fn class(&mut self, def: &'static TypeDef) -> Id<Type> {
        let key = core::ptr::from_ref(def).addr();
        if let Some(&id) = self.classes.get(&key) {
            return id;
        }
        let id = self.add(Type::default());
        self.classes.insert(key, id);
        self.define(id, def);
        id
    }

    /// Adds a native method to a class.
    pub(crate) fn define_method(&mut self, class: Id<Type>, def: &'static Def) {
        let value = Value::Native(self.add(Native { def: Some(def), this: Value::Unbound, owner: Value::Type(class) }));
        self.set_class_entry(class, def.name, value);
    }

    /// Sets an attribute of a native class while it is made.
    pub(crate) fn set_class_entry(&mut self, class: Id<Type>, name: &str, value: Value) {
        let name = self.intern(name);
        if let Some(dict) = self.heap.types[class].dict {
            self.heap.bytes += self.heap.dicts.get_mut(dict).set_str(&self.heap.strs, name, value);
        }
        self.note_special(class, name, value);
    }
}
