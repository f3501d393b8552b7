//! Exceptions: making them, their members, groups.

use crate::builtin::prelude::*;
use crate::machine::exceptions::{CLASSES, Known, place_of};
use crate::object::{Exception, Layout, Member};

/// How many fields of its own an exception may have.
const FIELDS: usize = 8;

static BASE: TypeDef = TypeDef {
    public: true,
    base: true,
    native: false,
    dict: true,
    methods: &[
        Def::new_any(new),
        Def::method_any("__init__", init),
        Def::method("__repr__", 0, 0, repr),
        Def::method("__str__", 0, 0, to_str),
        Def::method("with_traceback", 1, 1, |vm, args| {
            set_traceback(vm, args[0], args[1])?;
            Ok(args[0])
        }),
        Def::method("add_note", 1, 1, |vm, args| {
            let Value::Str(_) = vm.native(args[1]) else {
                let class = vm.class_name(args[1]);
                let message = match class.as_str() {
                    "NoneType" if vm.minor() >= 14 => "add_note() argument must be str, not None".to_owned(),
                    _ if vm.minor() >= 14 => format!("add_note() argument must be str, not {class}"),
                    _ => format!("note must be a str, not '{class}'"),
                };
                return Err(vm.type_error(message));
            };
            vm.add_note(args[0], args[1])?;
            Ok(Value::None)
        })
        .since(11),
        Def::method("__reduce__", 0, 0, |vm, args| {
            let class = Value::Type(vm.class_of(args[0]));
            let arguments = args_of(vm, args[0]);
            match vm.own_dict(args[0]) {
                Some(dict) => Ok(vm.tuple(&[class, arguments, Value::Dict(dict)])),
                None => Ok(vm.tuple(&[class, arguments])),
            }
        }),
        Def::method("__setstate__", 1, 1, |vm, args| {
            if let Value::Dict(state) = args[1] {
                for entry in vm.heap.dicts[state].clone().iter() {
                    let name = vm.attribute_name(entry.key)?;
                    vm.set_attr(args[0], name, entry.value)?;
                }
            }
            Ok(Value::None)
        }),
    ],
    getset: &[
        GetSet::both(
            "args",
            |vm, this| Ok(args_of(vm, this)),
            |vm, this, value| {
                let items = vm.collect_items(value)?;
                let tuple = vm.tuple(&items);
                change(vm, this, |it| it.args = tuple);
                Ok(())
            },
        ),
        GetSet::both("__traceback__", |vm, this| get(vm, this, |it| it.traceback), set_traceback),
        GetSet::both(
            "__context__",
            |vm, this| get(vm, this, |it| it.context),
            |vm, this, value| {
                if value.is_unbound() {
                    return Err(vm.type_error("__context__ may not be deleted"));
                }
                if !matches!(value, Value::Exception(_) | Value::None) {
                    return Err(vm.type_error("exception context must be None or derive from BaseException"));
                }
                change(vm, this, |it| it.context = if value.is_none() { Value::Unbound } else { value });
                Ok(())
            },
        ),
        GetSet::both(
            "__cause__",
            |vm, this| get(vm, this, |it| it.cause),
            |vm, this, value| {
                if value.is_unbound() {
                    return Err(vm.type_error("__cause__ may not be deleted"));
                }
                if !matches!(value, Value::Exception(_) | Value::None) {
                    return Err(vm.type_error("exception cause must be None or derive from BaseException"));
                }
                change(vm, this, |it| {
                    it.cause = if value.is_none() { Value::Unbound } else { value };
                    it.suppress_context = true;
                });
                Ok(())
            },
        ),
        GetSet::both(
            "__suppress_context__",
            |vm, this| get(vm, this, |it| Value::bool(it.suppress_context)),
            |vm, this, value| {
                let on = vm.truth(value)?;
                change(vm, this, |it| it.suppress_context = on);
                Ok(())
            },
        ),
        GetSet::both("__dict__", crate::builtin::function::dict, crate::builtin::function::set_dict),
    ],
    ..TypeDef::new("BaseException")
};

const KEY_ERROR: &[Def] = &[Def::method("__str__", 0, 0, |vm, args| {
    let items = exception_items(vm, args[0]);
    match items[..] {
        [key] => vm.repr(key),
        _ => to_str(vm, args),
    }
})];

const OS_ERROR: &[Def] = &[Def::method("__str__", 0, 0, |vm, args| {
    let part = |vm: &Vm, at| vm.exception_field(args[0], at);
    let (number, text, file, second) = (part(vm, 0), part(vm, 1), part(vm, 2), part(vm, 3));
    if number.is_none() && text.is_none() {
        return to_str(vm, args);
    }
    let mut out = format!("[Errno {}] {}", vm.display(number)?, vm.display(text)?);
    if !file.is_none() {
        out += &format!(": {}", vm.repr_text(file)?);
        if !second.is_none() {
            out += &format!(" -> {}", vm.repr_text(second)?);
        }
    }
    Ok(vm.str(&out))
})];

const IMPORT_ERROR: &[Def] = &[Def::method("__str__", 0, 0, |vm, args| match vm.exception_field(args[0], 0) {
    message @ Value::Str(_) => Ok(message),
    _ => to_str(vm, args),
})];

const SYNTAX_ERROR: &[Def] = &[Def::method("__str__", 0, 0, |vm, args| {
    let (message, file, line) = (vm.exception_field(args[0], 0), vm.exception_field(args[0], 1), vm.exception_field(args[0], 2));
    let mut text = vm.display(message)?;
    let file = match file {
        Value::Str(_) => Some(vm.plain_text(file).rsplit('/').next().unwrap_or_default().to_owned()),
        _ => None,
    };
    match (file, line) {
        (Some(file), Value::Int(line)) => text += &format!(" ({file}, line {line})"),
        (Some(file), _) => text += &format!(" ({file})"),
        (None, Value::Int(line)) => text += &format!(" (line {line})"),
        _ => {}
    }
    Ok(vm.str(&text))
})];

const UNICODE_ERROR: &[Def] = &[Def::method("__str__", 0, 0, unicode_text)];

const GROUP: &[Def] = &[
    Def::new_any(new_group),
    Def::method("__str__", 0, 0, |vm, args| {
        let (message, inner) = (vm.exception_field(args[0], 0), vm.exception_field(args[0], 1));
        let count = vm.items(inner).len();
        let text = format!("{} ({count} sub-exception{})", vm.display(message)?, if count == 1 { "" } else { "s" });
        Ok(vm.str(&text))
    }),
    Def::method("__repr__", 0, 0, |vm, args| {
        let (class, message, inner) = (vm.class_name(args[0]), vm.exception_field(args[0], 0), vm.exception_field(args[0], 1));
        let given = exception_items(vm, args[0]).get(1).copied().unwrap_or(inner);
        let list = match given {
            Value::Tuple(_) => given,
            _ => {
                let items = vm.items(inner);
                Value::List(vm.add(List { items }))
            }
        };
        let text = format!("{class}({}, {})", vm.repr_text(message)?, vm.repr_text(list)?);
        Ok(vm.str(&text))
    }),
    Def::method("derive", 1, 1, |vm, args| {
        let message = vm.exception_field(args[0], 0);
        vm.make_group(message, args[1])
    }),
    Def::method("subgroup", 1, 1, |vm, args| Ok(vm.split_group(args[0], args[1])?.0)),
    Def::method("split", 1, 1, |vm, args| {
        let (matched, rest) = vm.split_group(args[0], args[1])?;
        Ok(vm.tuple(&[matched, rest]))
    }),
    Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias),
];

fn new(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some(&Value::Type(class)) = args.first() else {
        return Err(vm.not_a_type("BaseException", args));
    };
    let positional = &args[1..args.len() - names.len()];
    let mut class = class;
    // `OSError` becomes what its number says.
    let os_error = vm.exception_class("OSError");
    if class == os_error
        && let [Value::Int(number), _, ..] = *positional
        && let Some(name) = os_class(number)
    {
        class = vm.exception_class(name);
    }
    let made = vm.new_exception(class, positional);
    if vm.is_subclass(class, os_error) {
        set_os_fields(vm, made, positional);
    }
    Ok(made)
}

/// The subclass of `OSError` that stands for an error number (of Linux).
fn os_class(number: i64) -> Option<&'static str> {
    Some(match number {
        1 | 13 => "PermissionError",
        2 => "FileNotFoundError",
        3 => "ProcessLookupError",
        4 => "InterruptedError",
        10 => "ChildProcessError",
        11 | 114 | 115 => "BlockingIOError",
        17 => "FileExistsError",
        20 => "NotADirectoryError",
        21 => "IsADirectoryError",
        32 | 108 => "BrokenPipeError",
        103 => "ConnectionAbortedError",
        104 => "ConnectionResetError",
        110 => "TimeoutError",
        111 => "ConnectionRefusedError",
        _ => return None,
    })
}

fn set_os_fields(vm: &mut Vm, this: Value, args: &[Value]) {
    if !(2..=5).contains(&args.len()) {
        return;
    }
    // The number of Windows stands between the two names.
    for (field, at) in [(0, 0), (1, 1), (2, 2), (3, 4)] {
        if let Some(&value) = args.get(at) {
            vm.set_field(this, field, value);
        }
    }
    if args.get(2).is_some_and(|it| !it.is_none()) {
        let two = vm.tuple(&args[..2]);
        change(vm, this, |it| it.args = two);
    }
}

fn init(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
    let this = args[0];
    let class = vm.class_of(this);
    let known = vm.known_exception(class);
    let (name, fields) = known.map_or(("", &[][..]), |it| (it.name, it.fields));
    if name != "OSError" {
        let tuple = vm.tuple(positional);
        change(vm, this, |it| it.args = tuple);
    }
    let keyword_fields: &[&str] = match name {
        "AttributeError" | "NameError" if vm.minor() >= 10 => fields,
        "ImportError" => &fields[1..],
        _ => &[],
    };
    for (&keyword, &value) in names.iter().zip(keywords) {
        let text = vm.lossy(keyword);
        let Some(at) = fields.iter().position(|it| *it == text).filter(|_| keyword_fields.contains(&text.as_str())) else {
            let class = vm.type_name(class);
            let message = match name {
                "ImportError" | "AttributeError" | "NameError" if vm.minor() >= 13 => {
                    format!("{name}() got an unexpected keyword argument '{text}'")
                }
                "ImportError" => format!("'{text}' is an invalid keyword argument for {name}()"),
                _ => format!("{class}() takes no keyword arguments"),
            };
            return Err(vm.type_error(message));
        };
        vm.set_field(this, at, value);
    }
    match (name, positional) {
        ("StopIteration" | "ImportError", [first, ..]) => vm.set_field(this, 0, *first),
        ("SystemExit", [one]) => vm.set_field(this, 0, *one),
        ("SystemExit", [_, _, ..]) => {
            let all = vm.tuple(positional);
            vm.set_field(this, 0, all);
        }
        ("SyntaxError", [message, rest @ ..]) => {
            vm.set_field(this, 0, *message);
            if let [details] = *rest {
                for (at, value) in vm.collect_items(details)?.into_iter().enumerate().take(6) {
                    vm.set_field(this, at + 1, value);
                }
            }
        }
        ("UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError", _) => {
            if positional.len() != fields.len() {
                return Err(vm.type_error(format!(
                    "function takes exactly {} arguments ({} given)",
                    fields.len(),
                    positional.len()
                )));
            }
            if let ("UnicodeDecodeError", &[_, object, ..]) = (name, positional) {
                vm.to_bytes(object)?;
            }
            for (at, &value) in positional.iter().enumerate() {
                vm.set_field(this, at, value);
            }
        }
        _ => {}
    }
    Ok(Value::None)
}

fn get(vm: &mut Vm, this: Value, part: fn(&Exception) -> Value) -> Outcome {
    Ok(match this {
        Value::Exception(id) => match part(&vm.heap.exceptions[id]) {
            Value::Unbound => Value::None,
            value => value,
        },
        _ => Value::None,
    })
}

fn change(vm: &mut Vm, this: Value, change: impl FnOnce(&mut Exception)) {
    if let Value::Exception(id) = this {
        change(&mut vm.heap.exceptions[id]);
    }
}

fn set_traceback(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    if value.is_unbound() {
        return Err(vm.type_error("__traceback__ may not be deleted"));
    }
    if !matches!(value, Value::Traceback(_) | Value::None) {
        return Err(vm.type_error("__traceback__ must be a traceback or None"));
    }
    change(vm, this, |it| it.traceback = if value.is_none() { Value::Unbound } else { value });
    Ok(())
}

pub(crate) fn args_of(vm: &Vm, this: Value) -> Value {
    match this {
        Value::Exception(id) => match vm.heap.exceptions[id].args {
            Value::Unbound => Value::Tuple(vm.empty_tuple),
            args => args,
        },
        _ => Value::Tuple(vm.empty_tuple),
    }
}

fn exception_items(vm: &Vm, this: Value) -> Vec<Value> {
    vm.items(args_of(vm, this))
}

fn repr(vm: &mut Vm, args: &[Value]) -> Outcome {
    let class = vm.class_name(args[0]);
    let items = exception_items(vm, args[0]);
    let text = match items[..] {
        [one] => format!("{class}({})", vm.repr_text(one)?),
        _ => {
            let all = args_of(vm, args[0]);
            format!("{class}{}", vm.repr_text(all)?)
        }
    };
    Ok(vm.str(&text))
}

fn to_str(vm: &mut Vm, args: &[Value]) -> Outcome {
    match exception_items(vm, args[0])[..] {
        [] => Ok(Value::Str(vm.empty_str)),
        [one] => vm.to_str(one),
        _ => {
            let all = args_of(vm, args[0]);
            vm.repr(all)
        }
    }
}

fn unicode_text(vm: &mut Vm, args: &[Value]) -> Outcome {
    let translate = vm.exception_class("UnicodeTranslateError");
    let shift = usize::from(!vm.is_instance(args[0], translate));
    let field = |vm: &Vm, at: usize| vm.exception_field(args[0], at + shift);
    let (encoding, object) = (vm.exception_field(args[0], 0), field(vm, 0));
    let (start, end, reason) = (field(vm, 1), field(vm, 2), field(vm, 3));
    let (Value::Int(start), Value::Int(end)) = (start, end) else { return to_str(vm, args) };
    let reason = vm.display(reason)?;
    let one = end == start + 1;
    let at = usize::try_from(start).unwrap_or(0);
    let text = if shift == 0 {
        match vm.view(object).get(at) {
            Some(point) if one => format!("can't translate character {} in position {start}: {reason}", escape(point)),
            _ => format!("can't translate characters in position {start}-{}: {reason}", end - 1),
        }
    } else {
        let encoding = vm.display(encoding)?;
        match vm.native(object) {
            Value::Bytes(id) => match vm.heap.bytes_objects[id].data.get(at) {
                Some(byte) if one => format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}"),
                _ => format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end - 1),
            },
            _ => match vm.view(object).get(at) {
                Some(point) if one => {
                    format!("'{encoding}' codec can't encode character {} in position {start}: {reason}", escape(point))
                }
                _ => format!("'{encoding}' codec can't encode characters in position {start}-{}: {reason}", end - 1),
            },
        }
    };
    Ok(vm.str(&text))
}

fn escape(point: u32) -> String {
    match point {
        ..0x100 => format!("'\\x{point:02x}'"),
        ..0x1_0000 => format!("'\\u{point:04x}'"),
        _ => format!("'\\U{point:08x}'"),
    }
}

fn new_group(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some(&Value::Type(class)) = args.first() else {
        return Err(vm.not_a_type("BaseExceptionGroup", args));
    };
    let (base, plain) = (vm.exception_class("BaseExceptionGroup"), vm.exception_class("ExceptionGroup"));
    if !names.is_empty() {
        let name = vm.type_name(class);
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    let [message, exceptions] = args[1..] else {
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", args.len() - 1)));
    };
    let Value::Str(_) = vm.native(message) else {
        let class = vm.class_name(message);
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {class}")));
    };
    if !matches!(vm.native(exceptions), Value::List(_) | Value::Tuple(_)) {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = vm.items(exceptions);
    if items.is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let exception = vm.exception_class("Exception");
    let mut nested_base = false;
    for (number, &item) in items.iter().enumerate() {
        let Value::Exception(_) = item else {
            return Err(vm.value_error(format!("Item {number} of second argument (exceptions) is not an exception")));
        };
        nested_base |= !vm.is_instance(item, exception);
    }
    let mut class = class;
    if class == base && !nested_base {
        class = plain;
    } else if nested_base && vm.is_subclass(class, exception) {
        let name = vm.type_name(class);
        let message = if class == plain {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_owned()
        } else {
            format!("Cannot nest BaseExceptions in '{name}'")
        };
        return Err(vm.type_error(message));
    }
    let made = vm.new_exception(class, &args[1..]);
    let tuple = vm.tuple(&items);
    vm.set_field(made, 0, message);
    vm.set_field(made, 1, tuple);
    Ok(made)
}

impl Vm {
    /// Makes all exception classes.
    pub(crate) fn make_exceptions(&mut self) {
        for known in CLASSES {
            let id = self.add(Type::default());
            self.types.exceptions.push(id);
            let Some(place) = place_of(known.base) else {
                self.define(id, &BASE);
                self.heap.types[id].layout = Layout::Exception;
                continue;
            };
            let base = self.types.exceptions[place];
            self.derive_exception(id, known, base);
        }
    }

    fn derive_exception(&mut self, id: Id<Type>, known: &'static Known, base: Id<Type>) {
        let name = self.intern(known.name);
        let dict = self.add(Dict::default());
        let mut bases = vec![base];
        if known.name == "ExceptionGroup" {
            bases.push(self.exception_class("Exception"));
        }
        for &it in &bases {
            self.heap.types[it].subclasses.push(id);
        }
        let mut mro = vec![id];
        if bases.len() > 1 {
            let more = [base, bases[1]];
            mro.extend(more);
            mro.extend(self.heap.types[bases[1]].mro.iter().skip(1).copied());
        } else {
            mro.extend(self.heap.types[base].mro.iter().copied());
        }
        let flags = self.heap.types[base].flags;
        let shape = self.shapes.root(id, 0);
        self.heap.types[id] = Type {
            name: Some(name),
            qualname: Some(name),
            bases,
            base: Some(base),
            mro,
            dict: Some(dict),
            metaclass: Some(self.types.type_),
            layout: Layout::Exception,
            flags,
            slots: 0,
            shape,
            ..Type::default()
        };
        let methods = match known.name {
            "KeyError" => KEY_ERROR,
            "OSError" => OS_ERROR,
            "ImportError" => IMPORT_ERROR,
            "SyntaxError" => SYNTAX_ERROR,
            "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => UNICODE_ERROR,
            "BaseExceptionGroup" => GROUP,
            _ => &[],
        };
        for method in methods {
            self.define_method(id, method);
        }
        for (at, field) in known.fields.iter().enumerate() {
            let hidden = self.minor() < 10 && matches!(known.name, "AttributeError" | "NameError")
                || *field == "name_from" && self.minor() < 12;
            if hidden {
                continue;
            }
            let descriptor = self.new_object(self.types.getset, Field { class: id, at });
            self.set_class_entry(id, field, descriptor);
        }
        let module = Value::Str(self.intern("builtins"));
        self.set_class_entry(id, "__module__", module);
        self.set_class_entry(id, "__doc__", Value::None);
    }

    /// The class of a builtin exception; `Exception` if there is none of the name.
    pub(crate) fn exception_class(&self, name: &str) -> Id<Type> {
        let place = place_of(name).unwrap_or(1);
        self.types.exceptions.get(place).copied().unwrap_or(self.types.object)
    }

    /// The builtin exception that a class is or derives from and whose fields it has.
    pub(crate) fn known_exception(&self, class: Id<Type>) -> Option<&'static Known> {
        let class = &self.heap.types[class];
        *class.exception.get_or_init(|| {
            class.mro.iter().find_map(|it| {
                let at = self.types.exceptions.iter().position(|other| other == it)?;
                CLASSES.get(at).filter(|it| !it.fields.is_empty())
            })
        })
    }

    /// Whether calling a class whose `__new__` this is makes an exception that has nothing but its arguments.
    pub(crate) fn makes_plain_exception(&self, class: Id<Type>, new: Value) -> bool {
        self.heap.types[class].layout == Layout::Exception
            && self.types.exceptions.first().is_some_and(|&base| self.is_builtin_method(new, base))
            && self.known_exception(class).is_none()
    }

    /// A field of an exception; `None` if it is not set.
    pub(crate) fn exception_field(&self, this: Value, at: usize) -> Value {
        match this {
            Value::Exception(id) => match self.heap.exceptions[id].fields.as_ref().and_then(|it| it.get(at)) {
                Some(&value) if !value.is_unbound() => value,
                _ => Value::None,
            },
            _ => Value::None,
        }
    }

    /// Sets a field of an exception.
    pub(crate) fn set_field(&mut self, this: Value, at: usize, value: Value) {
        let Value::Exception(id) = this else { return };
        let fields = self.heap.exceptions[id].fields.get_or_insert_with(|| vec![Value::Unbound; FIELDS].into());
        if let Some(place) = fields.get_mut(at) {
            *place = value;
        }
    }

    /// What is in a slot that a class of the program has named; they are kept behind the fields.
    pub(crate) fn exception_slot(&self, this: Value, member: Member) -> Value {
        let Value::Exception(id) = this else { return Value::Unbound };
        let fields = self.heap.exceptions[id].fields.as_deref().unwrap_or_default();
        fields.get(FIELDS + member.index as usize).copied().unwrap_or_default()
    }

    /// Sets it, or deletes it if the value is unbound.
    pub(crate) fn set_exception_slot(&mut self, this: Value, member: Member, value: Value) -> Result<(), Raised> {
        if value.is_unbound() && self.exception_slot(this, member).is_unbound() {
            let name = self.lossy(member.name);
            return Err(self.error(Class::AttributeError, name));
        }
        let Value::Exception(id) = this else { return Ok(()) };
        let at = FIELDS + member.index as usize;
        let mut fields = core::mem::take(&mut self.heap.exceptions[id].fields).map_or(Vec::new(), Vec::from);
        let before = fields.len();
        if before <= at {
            // A slot of a class: there are no more than the class has names for.
            fields.resize(at + 1, Value::Unbound);
            self.heap.bytes += (fields.len() - before) * size_of::<Value>();
        }
        if let Some(place) = fields.get_mut(at) {
            *place = value;
        }
        self.heap.exceptions[id].fields = Some(fields.into());
        Ok(())
    }

    /// Adds a note.
    pub(crate) fn add_note(&mut self, this: Value, note: Value) -> Result<(), Raised> {
        let name = self.names.notes;
        match self.find_attr(this, name)? {
            Some(Value::List(list)) => self.extend(list, &[note]),
            Some(_) => return Err(self.type_error("Cannot add note: __notes__ is not a list")),
            None => {
                let list = Value::List(self.add(List { items: vec![note] }));
                self.set_attr(this, name, list)?;
            }
        }
        Ok(())
    }

    /// `StopIteration(value)`, raised.
    #[cold]
    pub(crate) fn stop_iteration(&mut self, value: Value) -> Raised {
        let class = self.types.exception(Class::StopIteration);
        let raised = if value.is_none() { self.raise(class, &[]) } else { self.raise(class, &[value]) };
        let exception = self.exception;
        self.set_field(exception, 0, value);
        raised
    }

    /// An exception group of exceptions.
    pub(crate) fn make_group(&mut self, message: Value, exceptions: Value) -> Outcome {
        let class = Value::Type(self.exception_class("BaseExceptionGroup"));
        self.call_sync(class, &[message, exceptions])
    }

    /// Whether an exception is a group.
    pub(crate) fn is_group(&self, value: Value) -> bool {
        matches!(value, Value::Exception(_)) && self.is_instance(value, self.exception_class("BaseExceptionGroup"))
    }

    /// Splits a group by a class, a tuple of classes, or a function: what matches, and the rest.
    pub(crate) fn split_group(&mut self, group: Value, by: Value) -> Result<(Value, Value), Raised> {
        let matches = match by {
            Value::Type(class) if self.is_exception_class(class) => self.exception_matches(group, by)?,
            Value::Tuple(id)
                if self.heap.tuples[id]
                    .items()
                    .iter()
                    .all(|it| matches!(it, Value::Type(class) if self.is_exception_class(*class))) =>
            {
                self.exception_matches(group, by)?
            }
            Value::Type(_) | Value::Tuple(_) => return Err(self.no_condition()),
            Value::Function(_) => {
                let result = self.call_sync(by, &[group])?;
                self.truth(result)?
            }
            _ if self.minor() >= 13 && self.is_callable(by) => {
                let result = self.call_sync(by, &[group])?;
                self.truth(result)?
            }
            _ => return Err(self.no_condition()),
        };
        if matches {
            return Ok((group, Value::None));
        }
        if !self.is_group(group) {
            return Ok((Value::None, group));
        }
        self.nested(|vm| vm.split_parts(group, by))
    }

    fn no_condition(&mut self) -> Raised {
        let message = if self.minor() >= 13 {
            "expected an exception type, a tuple of exception types, or a callable (other than a class)"
        } else {
            "expected a function, exception type or tuple of exception types"
        };
        self.type_error(message)
    }

    fn split_parts(&mut self, group: Value, by: Value) -> Result<(Value, Value), Raised> {
        let inner = self.exception_field(group, 1);
        let (mut matched, mut rest) = (Vec::new(), Vec::new());
        for item in self.items(inner) {
            let (yes, no) = self.split_group(item, by)?;
            if !yes.is_none() {
                matched.push(yes);
            }
            if !no.is_none() {
                rest.push(no);
            }
        }
        let matched = self.derived_group(group, matched)?;
        let rest = self.derived_group(group, rest)?;
        Ok((matched, rest))
    }

    /// A group like another, of some of its exceptions; `None` if there are none.
    pub(crate) fn derived_group(&mut self, group: Value, parts: Vec<Value>) -> Outcome {
        if parts.is_empty() {
            return Ok(Value::None);
        }
        let list = Value::List(self.add(List { items: parts }));
        let name = self.intern("derive");
        let method = self.get_attr(group, name)?;
        let made = self.call_sync(method, &[list])?;
        if !self.is_group(made) {
            return Err(self.type_error("derive must return an instance of BaseExceptionGroup"));
        }
        if let (Value::Exception(new), Value::Exception(old)) = (made, group) {
            let old = &self.heap.exceptions[old];
            let (traceback, cause, context, dict) = (old.traceback, old.cause, old.context, old.dict);
            let new = &mut self.heap.exceptions[new];
            new.traceback = traceback;
            new.cause = cause;
            new.context = context;
            // `PyException_SetCause` says so, whatever the cause is.
            new.suppress_context = true;
            let notes = dict.and_then(|it| self.heap.dicts[it].get_str(&self.heap.strs, self.names.notes));
            if let Some(Value::List(notes)) = notes {
                let items = self.heap.lists[notes].items.clone();
                let copy = Value::List(self.add(List { items }));
                self.set_attr(made, self.names.notes, copy)?;
            }
        }
        Ok(made)
    }
}

/// The descriptor of a field of an exception.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) class: Id<Type>,
    pub(crate) at: usize,
}

impl NativeData for Field {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(Value::Type(self.class));
    }
}
