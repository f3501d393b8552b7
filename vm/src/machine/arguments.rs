//! Arguments of native functions: found by the signature that the definition has, with CPython's words for what is wrong with them.

use std::rc::Rc;

use crate::fail::Class;
use crate::machine::{Raised, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Def, DefKind, Dict, Str};

/// What stands for a parameter that is not given.
#[derive(Clone, Copy, Debug)]
enum Default {
    /// It must be given.
    Required,
    /// It may be left out, and is unbound then.
    Unbound,
    Value(Value),
    Text(&'static str),
}

/// How a parameter may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Positional,
    Any,
    Keyword,
    Args,
    Kwargs,
}

/// A parameter.
#[derive(Clone, Copy, Debug)]
struct Param {
    name: &'static str,
    kind: Kind,
    default: Default,
}

/// The parameters of a native function, the instance aside.
#[derive(Debug)]
pub(crate) struct Signature {
    params: Vec<Param>,
    /// How many can be given by position.
    positional: usize,
}

impl Signature {
    /// Reads what a definition says: `"a, b=None, /, *, key=None"`.
    fn parse(text: &'static str) -> Signature {
        let mut params: Vec<Param> = Vec::new();
        let mut kind = Kind::Any;
        for part in text.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            match part {
                "/" => params.iter_mut().for_each(|it| it.kind = Kind::Positional),
                "*" => kind = Kind::Keyword,
                _ => {
                    let (name, default) = match part.split_once('=') {
                        Some((name, default)) => (name.trim(), Signature::default_of(default.trim())),
                        None => (part, Default::Required),
                    };
                    if let Some(name) = name.strip_prefix("**") {
                        params.push(Param { name, kind: Kind::Kwargs, default });
                    } else if let Some(name) = name.strip_prefix('*') {
                        params.push(Param { name, kind: Kind::Args, default });
                        kind = Kind::Keyword;
                    } else {
                        params.push(Param { name, kind, default });
                    }
                }
            }
        }
        let positional = params.iter().filter(|it| matches!(it.kind, Kind::Positional | Kind::Any)).count();
        Signature { params, positional }
    }

    fn default_of(text: &'static str) -> Default {
        match text {
            "?" => Default::Unbound,
            "None" => Default::Value(Value::None),
            "True" => Default::Value(Value::bool(true)),
            "False" => Default::Value(Value::bool(false)),
            _ => match (text.parse(), text.parse()) {
                (Ok(int), _) => Default::Value(Value::Int(int)),
                (_, Ok(float)) => Default::Value(Value::float(float)),
                _ => Default::Text(text.trim_matches('\'')),
            },
        }
    }
}

impl Vm {
    fn signature(&mut self, def: &'static Def) -> Rc<Signature> {
        let key = core::ptr::from_ref(def).addr();
        Rc::clone(self.signatures.entry(key).or_insert_with(|| Rc::new(Signature::parse(def.signature))))
    }

    /// One value a parameter, after the instance or class if there is one.
    pub(crate) fn parse_arguments(
        &mut self,
        def: &'static Def,
        owner: Value,
        args: &[Value],
        names: &[Id<Str>],
    ) -> Result<Vec<Value>, Raised> {
        let signature = self.signature(def);
        let own = match def.kind {
            DefKind::Method | DefKind::ClassMethod => 1,
            DefKind::Static if def.name == "__new__" => 1,
            _ => 0,
        };
        let (own, args) = args.split_at(own.min(args.len()));
        let (args, keywords) = args.split_at(args.len() - names.len());
        let mut values = self.spare.pop().unwrap_or_default();
        values.clear();
        values.extend_from_slice(own);
        let first = values.len();
        values.resize(first + signature.params.len(), Value::Unbound);
        if args.len() > signature.positional && !signature.params.iter().any(|it| it.kind == Kind::Args) {
            return Err(self.too_many(def, owner, &signature, args.len(), names.len()));
        }
        let mut positional = args.iter();
        for (param, place) in signature.params.iter().zip(&mut values[first..]) {
            match param.kind {
                Kind::Positional | Kind::Any => {
                    if let Some(&value) = positional.next() {
                        *place = value;
                    }
                }
                Kind::Args => *place = self.tuple(positional.as_slice()),
                Kind::Kwargs => *place = Value::Dict(self.add(Dict::default())),
                Kind::Keyword => {}
            }
        }
        for (&name, &value) in names.iter().zip(keywords) {
            self.give_keyword(def, owner, &signature, &mut values[first..], name, value)?;
        }
        for (number, param) in signature.params.iter().enumerate() {
            let place = &mut values[first + number];
            if !place.is_unbound() {
                continue;
            }
            match param.default {
                Default::Unbound => {}
                Default::Value(value) => *place = value,
                Default::Text(text) => *place = Value::Str(self.intern(text)),
                Default::Required => return Err(self.missing_argument(def, owner, &signature, number, args.len())),
            }
        }
        Ok(values)
    }

    fn give_keyword(
        &mut self,
        def: &'static Def,
        owner: Value,
        signature: &Signature,
        values: &mut [Value],
        name: Id<Str>,
        value: Value,
    ) -> Result<(), Raised> {
        let text = self.lossy(name);
        let found = signature.params.iter().position(|it| it.name == text && matches!(it.kind, Kind::Any | Kind::Keyword));
        if let Some(at) = found {
            if !values[at].is_unbound() {
                let (name, position) = (def.name, at + 1);
                return Err(self.type_error(format!("argument for {name}() given by name ('{text}') and position ({position})")));
            }
            values[at] = value;
            return Ok(());
        }
        match signature.params.iter().position(|it| it.kind == Kind::Kwargs).map(|at| values[at]) {
            Some(Value::Dict(dict)) => {
                self.set_entry(dict, name, value);
                Ok(())
            }
            _ => Err(self.unknown_keyword(def, owner, signature, &text)),
        }
    }

    #[cold]
    fn unknown_keyword(&mut self, def: &'static Def, owner: Value, signature: &Signature, text: &str) -> Raised {
        let name = if matches!(def.name, "__new__" | "__init__") { self.owner_name(owner) } else { def.name.to_owned() };
        if signature.params.iter().all(|it| it.kind == Kind::Positional) {
            return self.type_error(format!("{name}() takes no keyword arguments"));
        }
        let message = if self.minor() >= 13 {
            let known =
                signature.params.iter().filter(|it| matches!(it.kind, Kind::Any | Kind::Keyword)).map(|it| it.name.to_owned());
            let hint = crate::machine::suggest::closest(known, text, self.minor());
            let hint = hint.map_or_else(String::new, |it| format!(". Did you mean '{it}'?"));
            format!("{name}() got an unexpected keyword argument '{text}'{hint}")
        } else {
            format!("'{text}' is an invalid keyword argument for {name}()")
        };
        self.type_error(message)
    }

    #[cold]
    fn missing_argument(
        &mut self,
        def: &'static Def,
        owner: Value,
        signature: &Signature,
        number: usize,
        given: usize,
    ) -> Raised {
        let name = if matches!(def.name, "__new__" | "__init__") { self.owner_name(owner) } else { def.name.to_owned() };
        let param = signature.params[number];
        if param.kind == Kind::Positional {
            let least = signature
                .params
                .iter()
                .filter(|it| it.kind == Kind::Positional && matches!(it.default, Default::Required))
                .count();
            let s = if least == 1 { "" } else { "s" };
            if signature.params.iter().any(|it| it.kind != Kind::Positional) {
                let range = if least == signature.positional { "exactly" } else { "at least" };
                return self.type_error(format!("{name}() takes {range} {least} positional argument{s} ({given} given)"));
            }
            let range = if least == signature.params.len() { "" } else { "at least " };
            return self.type_error(format!("{name} expected {range}{least} argument{s}, got {given}"));
        }
        if param.kind == Kind::Keyword {
            return self.type_error(format!("{name}() missing required keyword-only argument: '{}'", param.name));
        }
        self.type_error(format!("{name}() missing required argument '{}' (pos {})", param.name, number + 1))
    }

    #[cold]
    fn too_many(&mut self, def: &'static Def, owner: Value, signature: &Signature, given: usize, keywords: usize) -> Raised {
        let name = if matches!(def.name, "__new__" | "__init__") { self.owner_name(owner) } else { def.name.to_owned() };
        let most = signature.positional;
        if most == 0 {
            return self.type_error(format!("{name}() takes no positional arguments"));
        }
        let s = if most == 1 { "" } else { "s" };
        if signature.params.iter().all(|it| it.kind == Kind::Positional) {
            let exact = signature.params.iter().all(|it| matches!(it.default, Default::Required));
            let range = if exact { "" } else { "at most " };
            return self.type_error(format!("{name} expected {range}{most} argument{s}, got {given}"));
        }
        let required = signature
            .params
            .iter()
            .filter(|it| matches!(it.kind, Kind::Any | Kind::Positional) && matches!(it.default, Default::Required))
            .count();
        let range = if required == signature.params.len() { "exactly" } else { "at most" };
        let what = if signature.params.iter().any(|it| it.kind == Kind::Keyword) { "positional argument" } else { "argument" };
        let given = given + if what == "argument" { keywords } else { 0 };
        self.type_error(format!("{name}() takes {range} {most} {what}{s} ({given} given)"))
    }

    fn owner_name(&self, owner: Value) -> String {
        match owner {
            Value::Type(class) => self.type_name(class),
            _ => String::new(),
        }
    }

    /// How errors name a native function: `list.append`, `append` before 3.9.
    pub(crate) fn native_name(&mut self, def: &Def, owner: Value) -> String {
        match owner {
            Value::Type(class) if self.minor() >= 9 && def.name != "__new__" => format!("{}.{}", self.type_name(class), def.name),
            Value::Type(class) if def.name == "__new__" => self.type_name(class),
            Value::Str(module) if self.minor() >= 9 && self.lossy(module) != "builtins" => {
                format!("{}.{}", self.lossy(module), def.name)
            }
            _ => def.name.to_owned(),
        }
    }

    /// The error that a native function of positional arguments was given too few or too many.
    #[cold]
    pub(crate) fn wrong_count(&mut self, def: &Def, owner: Value, given: usize, least: u8, most: u8) -> Raised {
        match (least, most) {
            (0, 0) => {
                let name = self.native_name(def, owner);
                self.type_error(format!("{name}() takes no arguments ({given} given)"))
            }
            (1, 1) => {
                let name = self.native_name(def, owner);
                self.type_error(format!("{name}() takes exactly one argument ({given} given)"))
            }
            _ => {
                let (range, count) = match (least, most) {
                    (a, b) if a == b => ("", a),
                    (a, _) if given < usize::from(a) => ("at least ", a),
                    (_, b) => ("at most ", b),
                };
                let (name, s) = (def.name, if count == 1 { "" } else { "s" });
                self.type_error(format!("{name} expected {range}{count} argument{s}, got {given}"))
            }
        }
    }

    /// Whether a method of a native class may be called with this first argument.
    pub(crate) fn check_receiver(&mut self, def: &Def, owner: Value, this: Option<Value>) -> Result<(), Raised> {
        let Value::Type(class) = owner else { return Ok(()) };
        let Some(this) = this else {
            let (name, class) = (def.name, self.type_name(class));
            return Err(self.type_error(if name.starts_with("__") {
                format!("descriptor '{name}' of '{class}' object needs an argument")
            } else {
                format!("unbound method {class}.{name}() needs an argument")
            }));
        };
        if self.is_instance(this, class) {
            return Ok(());
        }
        let (name, class, other) = (def.name, self.type_name(class), self.class_name(this));
        Err(self.type_error(if name.starts_with("__") {
            format!("descriptor '{name}' requires a '{class}' object but received a '{other}'")
        } else {
            format!("descriptor '{name}' for '{class}' objects doesn't apply to a '{other}' object")
        }))
    }

    /// A C `int`: what arguments of this kind were called depends on how a version parses them.
    pub(crate) fn to_c_int(&mut self, value: Value) -> Result<i32, Raised> {
        if self.minor() < 10 {
            if let Value::Float(_) = self.native(value) {
                return Err(self.type_error("integer argument expected, got float"));
            }
            if self.as_int(value).is_none() && self.lookup(self.class_of(value), self.names.index).is_none() {
                let class = self.class_name(value);
                return Err(self.type_error(format!("an integer is required (got type {class})")));
            }
        }
        let int = self.to_index(value)?;
        let message = match int.to_i64().map(i32::try_from) {
            Some(Ok(it)) => return Ok(it),
            Some(Err(_)) if int.is_negative() => "signed integer is less than minimum",
            Some(Err(_)) => "signed integer is greater than maximum",
            None => "Python int too large to convert to C int",
        };
        let message =
            if int.to_i64().is_none() && self.minor() < 13 { "Python int too large to convert to C long" } else { message };
        Err(self.error(Class::OverflowError, message))
    }

    /// A C `Py_ssize_t`, likewise.
    pub(crate) fn to_size(&mut self, value: Value) -> Result<i64, Raised> {
        if self.minor() < 10
            && let Value::Float(_) = self.native(value)
        {
            return Err(self.type_error("integer argument expected, got float"));
        }
        self.to_word(value)
    }
}
