//! Calls: finding out what a callee is, and putting arguments where its parameters are.

use std::rc::Rc;

use crate::fail::Class;
use crate::inst::FunctionPart;
use crate::machine::frames::{VARARGS, VARKEYWORDS};
use crate::machine::run::Step;
use crate::machine::{Raised, Ret, Vm};
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::object::{Body, Cache, DefKind, Dict, Function, Method, Native, NativeCode, Str};

/// Arguments that natives get without memory being asked for.
const FEW: usize = 8;

/// Of so many calls within each other one looks how much of Rust's stack is left.
const STRIDE: u32 = 8;

/// Bytes of stack that so many calls and what natives do besides need at most. Without optimisation every temporary has a place of its own.
const RED_ZONE: usize = if cfg!(debug_assertions) { 3 << 20 } else { 256 << 10 };

/// Bytes of stack that are added at once.
const MORE_STACK: usize = 4 * RED_ZONE;

/// Whether less than the red zone is left of the stack, as far as can be known here.
#[inline]
fn is_short_of_stack() -> bool {
    stacker::remaining_stack().is_some_and(|it| it < RED_ZONE)
}

impl Vm {
    /// Calls with `argc` arguments in the registers (of the whole stack) from `first` on.
    pub(crate) fn call(&mut self, callee: Value, first: usize, argc: usize, ret: Ret) -> Result<Step, Raised> {
        self.call_named(callee, first, argc, &[], ret)
    }

    /// The same for the instruction at a site, which learns what calls of a class come to.
    pub(crate) fn call_at(
        &mut self,
        body: &Body,
        site: u16,
        callee: Value,
        first: usize,
        argc: usize,
        ret: Ret,
    ) -> Result<Step, Raised> {
        if let Value::Type(class) = callee
            && let Some(cache) = body.caches.get(usize::from(site))
            && let Some(func) = self.plain_init(class)
        {
            cache.set(Cache::Init { class: class.index(), epoch: self.epoch, func });
        }
        self.call(callee, first, argc, ret)
    }

    /// The same; the last arguments are keywords with the names of a tuple.
    pub(crate) fn call_kw(&mut self, callee: Value, first: usize, argc: usize, names: Value, ret: Ret) -> Result<Step, Raised> {
        let names = match names {
            Value::Tuple(id) => self.heap.tuples[id].items(),
            _ => &[],
        };
        let names: Vec<Id<Str>> = names.iter().filter_map(|it| if let Value::Str(id) = it { Some(*id) } else { None }).collect();
        if names.len() > argc {
            return Err(self.error(Class::SystemError, "more names of keywords than arguments"));
        }
        self.call_named(callee, first, argc, &names, ret)
    }

    /// The same; the last arguments are keywords with these names.
    pub(crate) fn call_named(
        &mut self,
        callee: Value,
        first: usize,
        argc: usize,
        names: &[Id<Str>],
        ret: Ret,
    ) -> Result<Step, Raised> {
        match callee {
            Value::Function(id) => {
                self.bind(id, first, argc, names)?;
                Ok(self.push_bound(id, first, ret, Value::Unbound)?.map_or(Step::Pushed, Step::Value))
            }
            Value::Native(id) if names.is_empty() => self.call_native(id, first, argc).map(Step::Value),
            Value::Native(id) => self.call_native_named(id, first, argc, names).map(Step::Value),
            Value::Method(id) => {
                let Method { func, this } = self.heap.methods[id];
                self.insert_argument(first, argc, this)?;
                self.call_named(func, first, argc + 1, names, ret)
            }
            Value::Type(id) => self.call_class(id, first, argc, names, ret),
            _ => match self.lookup(self.class_of(callee), self.names.call) {
                Some(func) => {
                    let func = self.bind_special(func, callee)?;
                    match func {
                        (func, Some(this)) => {
                            self.insert_argument(first, argc, this)?;
                            self.nested(|vm| vm.call_named(func, first, argc + 1, names, ret))
                        }
                        (func, None) => self.nested(|vm| vm.call_named(func, first, argc, names, ret)),
                    }
                }
                None => {
                    let class = self.class_name(callee);
                    Err(self.type_error(format!("'{class}' object is not callable")))
                }
            },
        }
    }

    /// A chain of callables that are called by their `__call__` may be long.
    /// A call of Rust by Rust whose depth the program decides. It is counted, and Rust's stack is made longer when little is left.
    #[inline]
    pub(crate) fn nested<T>(&mut self, call: impl FnOnce(&mut Vm) -> Result<T, Raised>) -> Result<T, Raised> {
        let short = self.nesting.is_multiple_of(STRIDE) && is_short_of_stack();
        self.enter()?;
        let result = if short { stacker::grow(MORE_STACK, || call(self)) } else { call(self) };
        self.nesting -= 1;
        result
    }

    /// Counts such a call.
    #[inline]
    fn enter(&mut self) -> Result<(), Raised> {
        if self.nesting >= self.limits.native_depth {
            return Err(self.error(Class::RecursionError, "maximum recursion depth exceeded"));
        }
        // Shared parts are visited time and again: depth bounds no time.
        self.charge(1, 0)?;
        self.nesting += 1;
        Ok(())
    }

    /// Moves arguments up by one register and puts one before them.
    pub(crate) fn insert_argument(&mut self, first: usize, argc: usize, value: Value) -> Result<(), Raised> {
        self.reserve_stack(first, argc + 1)?;
        self.stack.copy_within(first..first + argc, first + 1);
        self.stack[first] = value;
        Ok(())
    }

    /// Calls with arguments that are in no registers yet.
    pub(crate) fn call_values(&mut self, callee: Value, args: &[Value], ret: Ret) -> Result<Step, Raised> {
        let first = self.top();
        self.reserve_stack(first, args.len())?;
        self.stack[first..first + args.len()].copy_from_slice(args);
        self.call(callee, first, args.len(), ret)
    }

    /// Calls, and waits for the result.
    pub(crate) fn call_sync(&mut self, callee: Value, args: &[Value]) -> Result<Value, Raised> {
        self.call_sync_named(callee, args, &[])
    }

    /// Calls with keywords, and waits for the result.
    pub(crate) fn call_sync_named(&mut self, callee: Value, args: &[Value], names: &[Id<Str>]) -> Result<Value, Raised> {
        let first = self.top();
        self.reserve_stack(first, args.len())?;
        self.stack[first..first + args.len()].copy_from_slice(args);
        let floor = self.frames.len();
        match self.call_named(callee, first, args.len(), names, Ret::Exit)? {
            Step::Value(value) => Ok(value),
            Step::Pushed => self.wait(floor),
        }
    }

    /// Runs the frame that was pushed as number `floor` to its end.
    pub(crate) fn wait(&mut self, floor: usize) -> Result<Value, Raised> {
        let mut entered = false;
        let result = self.nested(|vm| {
            entered = true;
            vm.run(floor)
        });
        if !entered {
            self.drop_frames(floor);
        }
        result
    }

    /// Forgets frames that cannot run.
    pub(crate) fn drop_frames(&mut self, floor: usize) {
        while self.frames.len() > floor {
            if let Some(generator) = self.frames.pop().and_then(|it| it.generator()) {
                self.finish_generator(generator);
            }
        }
    }

    /// Calls a method of no arguments that was looked up in the class of `this`.
    pub(crate) fn call_method0(&mut self, func: Value, this: Value, ret: Ret) -> Result<Step, Raised> {
        self.call_special(func, this, &[], ret)
    }

    /// Calls what was looked up in the class of `this`, after binding it.
    pub(crate) fn call_special(&mut self, func: Value, this: Value, args: &[Value], ret: Ret) -> Result<Step, Raised> {
        let (func, this) = self.bind_special(func, this)?;
        let first = self.top();
        self.reserve_stack(first, args.len() + 1)?;
        let bound = usize::from(this.is_some());
        if let Some(this) = this {
            self.stack[first] = this;
        }
        self.stack[first + bound..first + bound + args.len()].copy_from_slice(args);
        self.call(func, first, args.len() + bound, ret)
    }

    /// Calls what was looked up in the class of `this`, and waits for the result.
    pub(crate) fn call_special_sync(&mut self, func: Value, this: Value, args: &[Value]) -> Result<Value, Raised> {
        let (func, this) = self.bind_special(func, this)?;
        match this {
            None => self.call_sync(func, args),
            Some(this) => {
                let mut all = Vec::with_capacity(args.len() + 1);
                all.push(this);
                all.extend_from_slice(args);
                self.call_sync(func, &all)
            }
        }
    }

    /// Calls with a tuple, or any iterable, of arguments and a mapping of keywords.
    pub(crate) fn call_ex(&mut self, callee: Value, args: Value, kwargs: Value, ret: Ret) -> Result<Step, Raised> {
        // Up to 3.8 the instruction takes any mapping, and looks at it first.
        let kwargs = match kwargs {
            Value::Unbound | Value::Dict(_) => kwargs,
            _ => {
                let dict = Value::Dict(self.add(Dict::default()));
                self.dict_merge(dict, kwargs, callee)?;
                dict
            }
        };
        let mut values = match args {
            Value::Tuple(id) => self.heap.tuples[id].items().to_vec(),
            Value::List(id) => self.heap.lists[id].items.clone(),
            _ => {
                if !self.is_iterable(args) {
                    let (name, class) = (self.callee_name(callee), self.class_name(args));
                    return Err(self.type_error(format!("{name} argument after * must be an iterable, not {class}")));
                }
                self.collect_items(args)?
            }
        };
        let mut names = Vec::new();
        if let Value::Dict(dict) = kwargs {
            let entries: Vec<_> = self.heap.dicts[dict].iter().copied().collect();
            for entry in entries {
                match entry.key {
                    Value::Str(id) => names.push(id),
                    _ => {
                        let name = match callee {
                            Value::Function(_) if self.minor() == 8 => self.callee_name(callee) + " ",
                            _ => String::new(),
                        };
                        return Err(self.type_error(format!("{name}keywords must be strings")));
                    }
                }
                values.push(entry.value);
            }
        }
        let first = self.top();
        self.reserve_stack(first, values.len())?;
        self.stack[first..first + values.len()].copy_from_slice(&values);
        self.call_named(callee, first, values.len(), &names, ret)
    }

    /// A call whose operands have registers of any number.
    pub(crate) fn call_wide(&mut self, body: &Body, base: usize, call: u32, ret: Ret) -> Result<Step, Raised> {
        let call = body.lowered.wide_calls[call as usize];
        let mut callee = self.wide(base, call.callee)?;
        let (mut first, mut argc) = (base + usize::from(call.first), usize::from(call.argc));
        if call.method {
            let this = self.wide(base, call.callee + 1)?;
            if callee.is_unbound() {
                callee = this;
            } else if !this.is_unbound() {
                first -= 1;
                argc += 1;
            }
        }
        match call.names {
            Some(names) => {
                let names = self.wide(base, names)?;
                self.call_kw(callee, first, argc, names, ret)
            }
            None => self.call(callee, first, argc, ret),
        }
    }

    /// How errors name a callee: `f()`.
    pub(crate) fn callee_name(&mut self, callee: Value) -> String {
        let name = match callee {
            Value::Function(id) => {
                let function = &self.heap.functions[id];
                let name = if self.minor() >= 9 { function.qualname } else { function.name };
                let module = function.globals.and_then(|it| self.heap.dicts[it].get_str(&self.heap.strs, self.names.name));
                let name = name.map_or_else(String::new, |it| self.lossy(it));
                match module {
                    Some(Value::Str(module)) if self.minor() >= 9 && self.lossy(module) != "builtins" => {
                        format!("{}.{name}", self.lossy(module))
                    }
                    _ => name,
                }
            }
            Value::Native(id) => self.heap.natives[id].def.map_or("", |it| it.name).to_owned(),
            Value::Method(id) => return self.callee_name(self.heap.methods[id].func),
            Value::Type(id) => self.type_name(id),
            _ => return format!("{} object", self.class_name(callee)),
        };
        format!("{name}()")
    }

    /// Puts arguments where the parameters of a function are: the variables from `first` on, with all others unbound.
    pub(crate) fn bind(&mut self, func: Id<Function>, first: usize, argc: usize, names: &[Id<Str>]) -> Result<(), Raised> {
        let Some(body) = self.heap.functions[func].body.clone() else { return Ok(()) };
        self.reserve_stack(first, usize::from(body.lowered.registers).max(argc))?;
        let variables = usize::from(body.lowered.variables);
        let params = body.argcount as usize;
        let positional = argc - names.len();
        if names.is_empty() && positional == params && body.kwonly == 0 && body.flags & (VARARGS | VARKEYWORDS) == 0 {
            self.stack[first + argc..first + variables.max(argc)].fill(Value::Unbound);
            return Ok(());
        }
        if names.is_empty() && positional <= params && body.flags & (VARARGS | VARKEYWORDS) == 0 {
            self.stack[first + argc..first + variables.max(argc)].fill(Value::Unbound);
            return self.fill_defaults(func, &body, first, positional);
        }
        let args: Vec<Value> = self.stack[first..first + argc].to_vec();
        let all = params + body.kwonly as usize;
        let end = variables.max(argc);
        self.stack[first..first + end].fill(Value::Unbound);
        let direct = positional.min(params);
        self.stack[first..first + direct].copy_from_slice(&args[..direct]);
        let mut next = all;
        if body.flags & VARARGS != 0 {
            let rest = self.tuple(&args[direct..positional]);
            self.stack[first + next] = rest;
            next += 1;
        }
        let extra = (body.flags & VARKEYWORDS != 0).then(|| self.add(Dict::default()));
        if let Some(extra) = extra {
            self.stack[first + next] = Value::Dict(extra);
        }
        let roots = self.roots.len();
        self.roots.extend_from_slice(&args);
        let bound = self.bind_keywords(func, &body, first, &args[positional..], names, extra);
        self.roots.truncate(roots);
        bound?;
        if positional > params && body.flags & VARARGS == 0 {
            return Err(self.too_many_positional(func, &body, first, positional));
        }
        self.fill_defaults(func, &body, first, positional)
    }

    fn bind_keywords(
        &mut self,
        func: Id<Function>,
        body: &Body,
        first: usize,
        values: &[Value],
        names: &[Id<Str>],
        extra: Option<Id<Dict>>,
    ) -> Result<(), Raised> {
        let all = (body.argcount + body.kwonly) as usize;
        let posonly = body.posonly as usize;
        for (&name, &value) in names.iter().zip(values) {
            let name = self.intern_id(name);
            match body.variables[..all].iter().skip(posonly).position(|&it| it == name) {
                Some(at) => {
                    let place = &mut self.stack[first + posonly + at];
                    if !place.is_unbound() {
                        let (function, name) = (self.function_name(func), self.lossy(name));
                        return Err(self.type_error(format!("{function}() got multiple values for argument '{name}'")));
                    }
                    *place = value;
                }
                None => match extra {
                    Some(extra) => self.set_entry(extra, name, value),
                    None => return Err(self.unexpected_keyword(func, body, name, names)),
                },
            }
        }
        Ok(())
    }

    /// The name of a function as errors of calls have it.
    pub(crate) fn function_name(&self, func: Id<Function>) -> String {
        let function = &self.heap.functions[func];
        // Before, the code was asked, whatever the function was called since.
        let name = match function.code.and_then(|it| self.heap.codes[it].body.as_ref()) {
            Some(body) if self.minor() < 10 => Some(body.name),
            _ => function.qualname,
        };
        name.map_or_else(String::new, |it| self.lossy(it))
    }

    #[cold]
    fn unexpected_keyword(&mut self, func: Id<Function>, body: &Body, name: Id<Str>, names: &[Id<Str>]) -> Raised {
        let function = self.function_name(func);
        let posonly = &body.variables[..body.posonly as usize];
        let interned: Vec<Id<Str>> = names.iter().map(|&it| self.intern_id(it)).collect();
        let wrong: Vec<String> = posonly.iter().filter(|it| interned.contains(it)).map(|&it| self.lossy(it)).collect();
        if !wrong.is_empty() {
            return self.type_error(format!(
                "{function}() got some positional-only arguments passed as keyword arguments: '{}'",
                wrong.join(", ")
            ));
        }
        let text = self.lossy(name);
        let known = &body.variables[body.posonly as usize..(body.argcount + body.kwonly) as usize];
        let known: Vec<String> = known.iter().map(|&it| self.lossy(it)).collect();
        let hint = if self.minor() >= 13 { crate::machine::suggest::closest(known.into_iter(), &text, 13) } else { None };
        let hint = hint.map_or_else(String::new, |it| format!(". Did you mean '{it}'?"));
        self.type_error(format!("{function}() got an unexpected keyword argument '{text}'{hint}"))
    }

    #[cold]
    fn too_many_positional(&mut self, func: Id<Function>, body: &Body, first: usize, given: usize) -> Raised {
        let (params, kwonly) = (body.argcount as usize, body.kwonly as usize);
        let keywords = (params..params + kwonly).filter(|it| !self.stack[first + it].is_unbound()).count();
        let defaults = self.defaults_of(func).len();
        let (takes, plural) = if defaults > 0 {
            (format!("from {} to {params}", params - defaults.min(params)), true)
        } else {
            (params.to_string(), params != 1)
        };
        let function = self.function_name(func);
        let also = if keywords > 0 {
            format!(
                " positional argument{} (and {keywords} keyword-only argument{})",
                if given == 1 { "" } else { "s" },
                if keywords == 1 { "" } else { "s" }
            )
        } else {
            String::new()
        };
        let (s, were) = (if plural { "s" } else { "" }, if given == 1 && keywords == 0 { "was" } else { "were" });
        self.type_error(format!("{function}() takes {takes} positional argument{s} but {given}{also} {were} given"))
    }

    fn defaults_of(&self, func: Id<Function>) -> &[Value] {
        match self.heap.functions[func].defaults {
            Value::Tuple(id) => self.heap.tuples[id].items(),
            _ => &[],
        }
    }

    fn fill_defaults(&mut self, func: Id<Function>, body: &Body, first: usize, positional: usize) -> Result<(), Raised> {
        let (params, kwonly) = (body.argcount as usize, body.kwonly as usize);
        if positional < params {
            let given = self.defaults_of(func).len();
            let required = params.saturating_sub(given);
            let missing: Vec<usize> =
                (positional.min(required)..required).filter(|it| self.stack[first + it].is_unbound()).collect();
            if !missing.is_empty() {
                return Err(self.missing(func, body, &missing, "positional"));
            }
            for at in positional.max(required)..params {
                if self.stack[first + at].is_unbound() {
                    self.stack[first + at] = self.defaults_of(func)[at + given - params];
                }
            }
        }
        let mut missing = Vec::new();
        for at in params..params + kwonly {
            if !self.stack[first + at].is_unbound() {
                continue;
            }
            let default = match self.heap.functions[func].kwdefaults {
                Value::Dict(dict) => self.heap.dicts[dict].get_str(&self.heap.strs, body.variables[at]),
                _ => None,
            };
            match default {
                Some(value) => self.stack[first + at] = value,
                None => missing.push(at),
            }
        }
        if missing.is_empty() { Ok(()) } else { Err(self.missing(func, body, &missing, "keyword-only")) }
    }

    #[cold]
    fn missing(&mut self, func: Id<Function>, body: &Body, missing: &[usize], kind: &str) -> Raised {
        let names: Vec<String> = missing.iter().map(|&it| format!("'{}'", self.lossy(body.variables[it]))).collect();
        let list = match names.as_slice() {
            [one] => one.clone(),
            [one, two] => format!("{one} and {two}"),
            [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
            [] => String::new(),
        };
        let (function, s) = (self.function_name(func), if names.len() == 1 { "" } else { "s" });
        self.type_error(format!("{function}() missing {} required {kind} argument{s}: {list}", names.len()))
    }

    /// Calls a native function that may be one of few arguments, which are all in registers.
    pub(crate) fn call_native(&mut self, id: Id<Native>, first: usize, argc: usize) -> Result<Value, Raised> {
        let native = &self.heap.natives[id];
        if let Some(def) = native.def
            && let NativeCode::Plain(least, most, code) = def.code
            && let method = def.kind == DefKind::Method
            && (method || def.kind == DefKind::Function)
            && let given = argc.wrapping_sub(usize::from(method))
            && given >= usize::from(least)
            && given <= usize::from(most)
            && let Some(args) = self.stack.get(first..first + argc)
            && (!method || native.this.is_unbound() && self.is_receiver(args[0], native.owner))
            && self.nesting < self.limits.native_depth
            && !self.nesting.is_multiple_of(STRIDE)
            && self.fuel > 2
        {
            // As much as the long way costs.
            self.fuel -= 2;
            self.nesting += 1;
            self.natives += 1;
            let saved = self.native_top;
            self.native_top = saved.max(first + argc);
            let result = match *args {
                [] => code(self, &[]),
                [a] => code(self, &[a]),
                [a, b] => code(self, &[a, b]),
                [a, b, c] => code(self, &[a, b, c]),
                _ => {
                    let args = args.to_vec();
                    code(self, &args)
                }
            };
            self.native_top = saved;
            self.natives -= 1;
            self.nesting -= 1;
            return result;
        }
        self.call_native_named(id, first, argc, &[])
    }

    /// Whether a value is of just the class that defines a method.
    #[inline]
    fn is_receiver(&self, value: Value, owner: Value) -> bool {
        let Value::Type(class) = owner else { return false };
        self.plain_class(value).unwrap_or_else(|| self.class_of(value)) == class
    }

    /// Calls any native function.
    #[inline(never)]
    fn call_native_named(&mut self, id: Id<Native>, first: usize, argc: usize, names: &[Id<Str>]) -> Result<Value, Raised> {
        // Natives call natives without a loop between them: `repr` of what contains itself by an attribute.
        if self.nesting.is_multiple_of(STRIDE) && is_short_of_stack() {
            return stacker::grow(MORE_STACK, || self.call_native_named(id, first, argc, names));
        }
        let Native { def: Some(def), this, owner } = self.heap.natives[id] else { return Ok(Value::None) };
        self.fuel = self.fuel.saturating_sub(1).max(1);
        // A function of a module knows its module, which is no argument.
        let bound = usize::from(!this.is_unbound() && def.kind != DefKind::Function);
        let count = argc + bound;
        let mut few = [Value::Unbound; FEW];
        let mut many = Vec::new();
        let args: &mut [Value] = if count <= FEW {
            &mut few[..count]
        } else {
            many.resize(count, Value::Unbound);
            &mut many
        };
        if bound == 1 {
            args[0] = this;
        }
        args[bound..].copy_from_slice(&self.stack[first..first + argc]);
        let method = matches!(def.kind, DefKind::Method | DefKind::ClassMethod);
        if method && bound == 0 {
            self.check_receiver(def, owner, args.first().copied())?;
        }
        self.enter()?;
        let saved = self.native_top;
        self.native_top = saved.max(first + argc);
        self.natives += 1;
        let result = match def.code {
            NativeCode::Plain(least, most, code) => {
                let given = count - usize::from(method);
                if !names.is_empty() {
                    let name = match (def.kind, this) {
                        (DefKind::ClassMethod, Value::Type(class)) if self.minor() >= 9 => {
                            let class = self.heap.types[class].qualname.map_or_else(String::new, |it| self.lossy(it));
                            format!("{class}.{}", def.name)
                        }
                        _ => self.native_name(def, owner),
                    };
                    Err(self.type_error(format!("{name}() takes no keyword arguments")))
                } else if given < usize::from(least) || given > usize::from(most) {
                    Err(self.wrong_count(def, owner, given, least, most))
                } else {
                    code(self, args)
                }
            }
            NativeCode::Parsed(code) => {
                let parsed = self.parse_arguments(def, owner, args, names);
                parsed.and_then(|parsed| {
                    let result = code(self, &parsed);
                    if self.spare.len() < FEW {
                        self.spare.push(parsed);
                    }
                    result
                })
            }
            NativeCode::Raw(code) => code(self, args, names),
        };
        self.native_top = saved;
        self.natives -= 1;
        self.nesting -= 1;
        result
    }

    /// A function of a code object.
    pub(crate) fn make_function(&mut self, code: Value, qualname: Value) -> Result<Value, Raised> {
        let Value::Code(code) = code else { return Err(self.error(Class::SystemError, "a function needs a code object")) };
        let Some(body) = self.heap.codes[code].body.clone() else { return Ok(Value::None) };
        let qualname = match qualname {
            Value::Str(id) => id,
            _ => body.qualname,
        };
        let builtins = self.frames.last().and_then(|it| self.heap.functions[it.func].builtins);
        let function = Function {
            code: Some(code),
            globals: self.globals(),
            builtins,
            name: Some(body.name),
            qualname: Some(qualname),
            body: Some(body),
            ..Function::default()
        };
        Ok(Value::Function(self.add(function)))
    }

    pub(crate) fn set_function_part(&mut self, func: Value, value: Value, part: FunctionPart) -> Result<(), Raised> {
        let Value::Function(id) = func else {
            return Err(self.error(Class::SystemError, "a part of a function needs a function"));
        };
        let function = &mut self.heap.functions[id];
        match part {
            FunctionPart::Defaults => function.defaults = value,
            FunctionPart::KeywordDefaults => function.kwdefaults = value,
            FunctionPart::Annotations => function.annotations = value,
            FunctionPart::Closure => function.closure = value,
            FunctionPart::Annotate => function.more.get_or_insert_default().annotate = value,
        }
        Ok(())
    }

    /// Runs a code object as a module or class body: with these globals, and these local names.
    pub(crate) fn function_of(
        &mut self,
        body: &Rc<Body>,
        code: Id<crate::object::CodeObject>,
        globals: Id<Dict>,
    ) -> Id<Function> {
        let builtins = match self.heap.dicts[globals].get_str(&self.heap.strs, self.names.builtins) {
            Some(Value::Dict(id)) => id,
            Some(Value::Module(id)) => self.heap.modules[id].dict.unwrap_or(self.builtins),
            _ => self.builtins,
        };
        let function = Function {
            body: Some(Rc::clone(body)),
            code: Some(code),
            globals: Some(globals),
            builtins: Some(builtins),
            name: Some(body.name),
            qualname: Some(body.qualname),
            ..Function::default()
        };
        self.add(function)
    }

    /// Runs the code of a function with local names, and waits for the result.
    pub(crate) fn run_with_locals(&mut self, func: Id<Function>, locals: Value) -> Result<Value, Raised> {
        let first = self.top();
        let floor = self.frames.len();
        let Some(body) = self.heap.functions[func].body.clone() else { return Ok(Value::None) };
        self.reserve_stack(first, usize::from(body.lowered.registers))?;
        self.stack[first..first + usize::from(body.lowered.variables)].fill(Value::Unbound);
        if let Some(value) = self.push_bound(func, first, Ret::Exit, locals)? {
            return Ok(value);
        }
        self.wait(floor)
    }
}
