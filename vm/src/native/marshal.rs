//! `marshal`: objects to bytes and back, by the crate that reads `.pyc` files.

use hashbrown::HashMap;
use pyc_marshal::{CodeObject, Field, Id as Number, Layout, Object as Marshalled, Objects, Style, Text};

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("dumps", 1, 2, dumps).doc(DUMPS).until(13),
        Def::function_of("dumps", "value, version=?, /, *, allow_code=True", dumps).doc(DUMPS).since(13),
        Def::function("dump", 2, 3, dump).doc(DUMP).until(13),
        Def::function_of("dump", "value, file, version=?, /, *, allow_code=True", dump).doc(DUMP).since(13),
        Def::function("loads", 1, 1, loads).doc(LOADS).until(13),
        Def::function_of("loads", "bytes, /, *, allow_code=True", loads).doc(LOADS).since(13),
        Def::function("load", 1, 1, load).doc(LOAD).until(13),
        Def::function_of("load", "file, /, *, allow_code=True", load).doc(LOAD).since(13),
    ],
    fill: Some(|vm, dict| {
        let version = i64::from(newest(vm));
        vm.put(dict, "version", Value::Int(version));
        Ok(())
    }),
    ..ModuleDef::new("marshal")
};

const DUMPS: &str = "Return the bytes object that would be written to a file by dump(value, file).\n\n  value\n    Must be a supported type.\n  version\n    Indicates the data format that dumps should use.\n\nRaise a ValueError exception if value has (or contains an object that has) an\nunsupported type.";
const DUMP: &str = "Write the value on the open file.\n\n  value\n    Must be a supported type.\n  file\n    Must be a writeable binary file.\n  version\n    Indicates the data format that dump should use.\n\nIf the value has (or contains an object that has) an unsupported type, a\nValueError exception is raised - but garbage data will also be written to the\nfile. The object will not be properly read back by load().";
const LOADS: &str = "Convert the bytes-like object to a value.\n\nIf no valid value is found, raise EOFError, ValueError or TypeError.  Extra\nbytes in the input are ignored.";
const LOAD: &str = "Read one value from the open file and return it.\n\nIf no valid value is read (e.g. because the data has a different Python\nversion's incompatible marshal format), raise EOFError, ValueError or\nTypeError.\n\nNote: If an object containing an unsupported type was marshalled with dump(),\nload() will substitute None for the unmarshallable type.";

fn newest(vm: &Vm) -> u8 {
    Layout::of(vm.version).map_or(4, |it| Style::of(it).marshal_version)
}

fn bytes_of(vm: &mut Vm, value: Value, version: Option<Value>) -> Result<Vec<u8>, Raised> {
    let version = match version.filter(|it| !it.is_unbound()) {
        Some(it) => vm.to_c_int(it)?.clamp(0, i32::from(newest(vm))) as u8,
        None => newest(vm),
    };
    let Some(layout) = Layout::of(vm.version) else { return Err(vm.value_error("unmarshallable object")) };
    let mut objects = Objects::new(layout);
    let root = Writer { vm, objects: &mut objects, made: HashMap::new(), version }.run(value)?;
    let style = Style::of(layout).marshal_version(version);
    vm.charge(objects.len() as u64 * 4, objects.len().saturating_mul(32))?;
    match objects.to_bytes(root, style) {
        Ok(bytes) => Ok(bytes),
        Err(error) => {
            let deep = matches!(error.kind, pyc_marshal::ErrorKind::TooDeep { .. });
            Err(vm.value_error(if deep { "object too deeply nested to marshal" } else { "unmarshallable object" }))
        }
    }
}

fn check_code(vm: &mut Vm, allowed: Option<&Value>, bytes: &[u8], what: &str) -> Result<(), Raised> {
    let Some(&allowed) = allowed else { return Ok(()) };
    if vm.truth(allowed)? {
        return Ok(());
    }
    let Some(layout) = Layout::of(vm.version) else { return Ok(()) };
    let code = pyc_marshal::Tree::parse(bytes, layout).is_ok_and(|it| it.codes().next().is_some());
    if code { Err(vm.value_error(what.to_owned())) } else { Ok(()) }
}

fn dumps(vm: &mut Vm, args: &[Value]) -> Outcome {
    let bytes = bytes_of(vm, args[0], args.get(1).copied())?;
    check_code(vm, args.get(2), &bytes, "marshalling code objects is disallowed")?;
    Ok(vm.bytes(bytes))
}

fn dump(vm: &mut Vm, args: &[Value]) -> Outcome {
    let bytes = bytes_of(vm, args[0], args.get(2).copied())?;
    check_code(vm, args.get(3), &bytes, "marshalling code objects is disallowed")?;
    let bytes = vm.bytes(bytes);
    let name = vm.intern("write");
    let write = vm.get_attr(args[1], name)?;
    vm.call_sync(write, &[bytes])
}

fn loads(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Some(bytes) = vm.byte_view(args[0]).map(<[u8]>::to_vec) else {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")));
    };
    vm.charge(bytes.len() as u64 / 16, bytes.len())?;
    check_code(vm, args.get(1), &bytes, "unmarshalling code objects is disallowed")?;
    vm.load_marshal(&bytes)
}

/// Reads all that is left of a file, and puts back what the object does not take.
fn load(vm: &mut Vm, args: &[Value]) -> Outcome {
    let call = |vm: &mut Vm, name: &str, given: &[Value]| {
        let name = vm.intern(name);
        let method = vm.get_attr(args[0], name)?;
        vm.call_sync(method, given)
    };
    let data = call(vm, "read", &[])?;
    let Some(bytes) = vm.byte_view(data).map(<[u8]>::to_vec) else {
        let class = vm.class_name(data);
        return Err(vm.type_error(format!("file.read() returned not bytes but {class}")));
    };
    vm.charge(bytes.len() as u64 / 16, bytes.len())?;
    check_code(vm, args.get(1), &bytes, "unmarshalling code objects is disallowed")?;
    let (value, used) = vm.load_marshal_prefix(&bytes)?;
    let back = used as i64 - bytes.len() as i64;
    if back < 0 {
        call(vm, "seek", &[Value::Int(back), Value::Int(1)])?;
    }
    Ok(value)
}

/// From the machine's objects to those of the crate: a loop, however deep they are nested.
struct Writer<'a> {
    vm: &'a mut Vm,
    objects: &'a mut Objects,
    made: HashMap<(u8, u64), Number>,
    version: u8,
}

impl Writer<'_> {
    fn run(&mut self, root: Value) -> Result<Number, Raised> {
        let mut todo = vec![(root, false)];
        while let Some((value, ready)) = todo.pop() {
            if ready {
                self.fill(value);
                continue;
            }
            if self.made.contains_key(&value.identity()) {
                continue;
            }
            self.vm.charge(1, 64)?;
            let (object, parts) = self.object(value)?;
            let number = self.objects.push(object);
            self.made.insert(value.identity(), number);
            if !parts.is_empty() {
                todo.push((value, true));
                todo.extend(parts.into_iter().map(|it| (it, false)));
            }
        }
        Ok(self.number(root))
    }

    fn number(&mut self, value: Value) -> Number {
        match self.made.get(&value.identity()) {
            Some(&number) => number,
            None => self.objects.push(Marshalled::None),
        }
    }

    /// An object without its parts, and these.
    fn object(&mut self, value: Value) -> Result<(Marshalled, Vec<Value>), Raised> {
        let vm = &mut *self.vm;
        let parts = match value {
            Value::List(id) => vm.heap.lists[id].items.clone(),
            Value::Tuple(id) => vm.heap.tuples[id].items().to_vec(),
            Value::Set(id) | Value::FrozenSet(id) => vm.heap.sets[id].iter().map(|it| it.1).collect(),
            Value::Dict(id) => vm.heap.dicts[id].iter().flat_map(|it| [it.key, it.value]).collect(),
            Value::Slice(id) if self.version >= 5 => {
                let it = vm.heap.slices[id];
                vec![it.start, it.stop, it.step]
            }
            Value::Code(id) => vm.heap.codes[id].body.as_ref().map_or_else(Vec::new, |it| it.consts.clone()),
            _ => Vec::new(),
        };
        let object = match value {
            Value::None => Marshalled::None,
            Value::Ellipsis => Marshalled::Ellipsis,
            Value::Bool(it) => Marshalled::Bool(it.get()),
            Value::Int(_) | Value::Big(_) => {
                let int = vm.int_of(value);
                let length = usize::try_from(int.bit_length().div_ceil(8)).unwrap_or(0).max(1);
                let bytes = vm.checked(int.abs().to_bytes(length, false, false, 13))?;
                Marshalled::Int(pyc_marshal::Int::from_le_bytes(int.is_negative(), &bytes))
            }
            Value::Float(it) => Marshalled::Float(it.get()),
            Value::Complex(id) => {
                let it = vm.heap.complexes[id];
                Marshalled::Complex(it.re, it.im)
            }
            Value::Str(id) => {
                let it = &vm.heap.strs[id];
                Marshalled::Str(Text::from_code_points(it.view().points()).interned(it.interned))
            }
            Value::Type(id) if id == vm.types.exception(Class::StopIteration) => Marshalled::StopIteration,
            Value::List(_) => Marshalled::List(Vec::new()),
            Value::Tuple(_) => Marshalled::Tuple(Vec::new()),
            Value::Set(_) => Marshalled::Set(Vec::new()),
            Value::FrozenSet(_) => Marshalled::FrozenSet(Vec::new()),
            Value::Dict(_) => Marshalled::Dict(Vec::new()),
            Value::Slice(_) if self.version >= 5 => Marshalled::Tuple(Vec::new()),
            Value::Code(id) => {
                let code = self.code(id)?;
                return Ok((Marshalled::Code(Box::new(code)), parts));
            }
            _ => match vm.byte_view(value) {
                // Whatever has a buffer is written as bytes.
                Some(bytes) => Marshalled::bytes(bytes),
                None => return Err(vm.value_error("unmarshallable object")),
            },
        };
        Ok((object, parts))
    }

    /// Puts the parts that are there now into an object.
    fn fill(&mut self, value: Value) {
        let all = |this: &mut Self, items: Vec<Value>| items.into_iter().map(|it| this.number(it)).collect::<Vec<Number>>();
        let object = match value {
            Value::List(id) => Marshalled::List(all(self, self.vm.heap.lists[id].items.clone())),
            Value::Tuple(id) => Marshalled::Tuple(all(self, self.vm.heap.tuples[id].items().to_vec())),
            Value::Set(id) => Marshalled::Set(all(self, self.vm.heap.sets[id].iter().map(|it| it.1).collect())),
            Value::FrozenSet(id) => Marshalled::FrozenSet(all(self, self.vm.heap.sets[id].iter().map(|it| it.1).collect())),
            Value::Dict(id) => {
                let pairs: Vec<(Value, Value)> = self.vm.heap.dicts[id].iter().map(|it| (it.key, it.value)).collect();
                Marshalled::Dict(pairs.into_iter().map(|(key, value)| (self.number(key), self.number(value))).collect())
            }
            Value::Slice(id) => {
                let it = self.vm.heap.slices[id];
                Marshalled::Slice([self.number(it.start), self.number(it.stop), self.number(it.step)])
            }
            Value::Code(id) => {
                let consts = self.vm.heap.codes[id].body.as_ref().map_or_else(Vec::new, |it| it.consts.clone());
                let consts = Marshalled::Tuple(all(self, consts));
                let consts = self.objects.push(consts);
                let own = self.number(value);
                if let Some(Marshalled::Code(code)) = self.objects.get_mut(own) {
                    code.set_object(Field::Consts, consts);
                }
                return;
            }
            _ => return,
        };
        let own = self.number(value);
        if let Some(place) = self.objects.get_mut(own) {
            *place = object;
        }
    }

    fn text(&mut self, id: Id<Str>) -> Number {
        let text = Text::from_code_points(self.vm.heap.strs[id].view().points()).interned(true);
        self.objects.push(Marshalled::Str(text))
    }

    fn texts(&mut self, ids: &[Id<Str>]) -> Number {
        let items = ids.iter().map(|&it| self.text(it)).collect();
        self.objects.push(Marshalled::Tuple(items))
    }

    /// A code object but for its constants.
    fn code(&mut self, id: Id<crate::object::CodeObject>) -> Result<CodeObject, Raised> {
        let mut code = CodeObject::new();
        let Some(body) = self.vm.heap.codes[id].body.clone() else { return Err(self.vm.value_error("unmarshallable object")) };
        for (field, number) in [
            (Field::Argcount, body.argcount as i32),
            (Field::Posonlyargcount, body.posonly as i32),
            (Field::Kwonlyargcount, body.kwonly as i32),
            (Field::Nlocals, body.nlocals as i32),
            (Field::Stacksize, body.stacksize),
            (Field::Flags, body.flags as i32),
            (Field::Firstlineno, body.firstlineno),
        ] {
            code.set_number(field, number);
        }
        let locals: Vec<Id<Str>> = body.variables.iter().take(body.nlocals as usize).copied().collect();
        let mut slots: Vec<Id<Str>> = locals.clone();
        slots.extend(body.cellvars.iter().filter(|it| !locals.contains(it)));
        slots.extend(&body.freevars);
        // `CO_FAST_LOCAL`, `CO_FAST_CELL`, `CO_FAST_FREE`.
        let kinds: Vec<u8> = slots
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let (local, cell) = (at < locals.len(), body.cellvars.contains(name));
                u8::from(local) * 0x20 + u8::from(cell) * 0x40 + u8::from(!local && !cell) * 0x80
            })
            .collect();
        let texts = [
            (Field::Names, self.texts(&body.names)),
            (Field::Varnames, self.texts(&locals)),
            (Field::Freevars, self.texts(&body.freevars)),
            (Field::Cellvars, self.texts(&body.cellvars)),
            (Field::Localsplusnames, self.texts(&slots)),
            (Field::Filename, self.text(body.filename)),
            (Field::Name, self.text(body.name)),
            (Field::Qualname, self.text(body.qualname)),
        ];
        let bytes = [
            (Field::Code, self.objects.push(Marshalled::bytes(&body.co_code))),
            (Field::Localspluskinds, self.objects.push(Marshalled::bytes(&kinds))),
            (Field::Linetable, self.objects.push(Marshalled::bytes(&body.linetable))),
            (Field::Exceptiontable, self.objects.push(Marshalled::bytes(&body.exceptiontable))),
        ];
        let none = self.objects.push(Marshalled::Tuple(Vec::new()));
        code.set_object(Field::Consts, none);
        for (field, number) in texts.into_iter().chain(bytes) {
            code.set_object(field, number);
        }
        Ok(code)
    }
}
