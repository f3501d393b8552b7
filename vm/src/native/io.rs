//! `_io`: the standard streams, and files in memory.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::limits::Reached;
use crate::text::{Builder, View};

pub(crate) static MODULE: ModuleDef =
    ModuleDef { classes: &[&STRING_IO, &BYTES_IO, &TEXT_WRAPPER], fill: Some(fill), ..ModuleDef::new("_io") };

fn fill(vm: &mut Vm, dict: Id<Dict>) -> Result<(), Raised> {
    vm.put(dict, "DEFAULT_BUFFER_SIZE", Value::Int(8192));
    Ok(())
}

/// A standard stream: 0 for input, 1 for output, 2 for errors.
#[derive(Debug)]
struct Standard {
    number: u8,
    /// What was read and not asked for yet.
    ahead: Vec<u8>,
}

impl NativeData for Standard {}

static TEXT_WRAPPER: TypeDef = TypeDef {
    module: "_io",
    methods: &[
        Def::method("write", 1, 1, |vm, args| {
            let Value::Str(_) = vm.native(args[1]) else {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("write() argument must be str, not {class}")));
            };
            let text = vm.native(args[1]);
            vm.write_stream(args[0], text)?;
            Ok(Value::Int(vm.view(text).len() as i64))
        }),
        Def::method("writelines", 1, 1, |vm, args| {
            for line in vm.collect_items(args[1])? {
                vm.write_stream(args[0], line)?;
            }
            Ok(Value::None)
        }),
        Def::method("flush", 0, 0, |_, _| Ok(Value::None)),
        Def::method("close", 0, 0, |_, _| Ok(Value::None)),
        Def::method("isatty", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("readable", 0, 0, |vm, args| Ok(Value::bool(number(vm, args[0]) == Some(0)))),
        Def::method("writable", 0, 0, |vm, args| Ok(Value::bool(number(vm, args[0]) != Some(0)))),
        Def::method("seekable", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("fileno", 0, 0, |vm, args| Ok(Value::Int(number(vm, args[0]).map_or(-1, i64::from)))),
        Def::method("readline", 0, 1, |vm, args| {
            let line = vm.read_line(args[0])?;
            vm.decode(&line, "utf-8", "surrogateescape")
        }),
        Def::method("readlines", 0, 1, |vm, args| {
            let list = vm.add(List::default());
            loop {
                let line = vm.read_line(args[0])?;
                if line.is_empty() {
                    return Ok(Value::List(list));
                }
                let line = vm.decode(&line, "utf-8", "surrogateescape")?;
                vm.extend(list, &[line]);
            }
        }),
        Def::method("read", 0, 1, |vm, args| {
            let mut all = Vec::new();
            loop {
                let line = vm.read_line(args[0])?;
                if line.is_empty() {
                    return vm.decode(&all, "utf-8", "surrogateescape");
                }
                vm.charge(1, all.len())?;
                all.extend(line);
            }
        }),
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let line = vm.read_line(args[0])?;
            if line.is_empty() {
                return Err(vm.stop_iteration(Value::None));
            }
            vm.decode(&line, "utf-8", "surrogateescape")
        }),
        Def::method("__enter__", 0, 0, |_, args| Ok(args[0])),
        Def::method_any("__exit__", |_, _, _| Ok(Value::None)),
        Def::method("__repr__", 0, 0, |vm, args| {
            let (name, mode) = match number(vm, args[0]) {
                Some(0) => ("<stdin>", "r"),
                Some(2) => ("<stderr>", "w"),
                _ => ("<stdout>", "w"),
            };
            Ok(vm.str(&format!("<_io.TextIOWrapper name='{name}' mode='{mode}' encoding='utf-8'>")))
        }),
        Def::method_any("reconfigure", |_, _, _| Ok(Value::None)),
    ],
    getset: &[
        GetSet::get("encoding", |vm, _| Ok(vm.str("utf-8"))),
        GetSet::get("errors", |vm, this| Ok(vm.str(if number(vm, this) == Some(2) { "backslashreplace" } else { "strict" }))),
        GetSet::get("closed", |_, _| Ok(Value::bool(false))),
        GetSet::get("line_buffering", |_, _| Ok(Value::bool(false))),
        GetSet::get("newlines", |_, _| Ok(Value::None)),
        GetSet::get("name", |vm, this| {
            let name = match number(vm, this) {
                Some(0) => "<stdin>",
                Some(2) => "<stderr>",
                _ => "<stdout>",
            };
            Ok(vm.str(name))
        }),
        GetSet::get("mode", |vm, this| Ok(vm.str(if number(vm, this) == Some(0) { "r" } else { "w" }))),
        GetSet::get("buffer", |vm, this| {
            let number = number(vm, this).unwrap_or(1);
            let class = vm.class(&BUFFERED);
            Ok(vm.new_object(class, Standard { number, ahead: Vec::new() }))
        }),
    ],
    ..TypeDef::new("TextIOWrapper")
};

static BUFFERED: TypeDef = TypeDef {
    module: "_io",
    methods: &[
        Def::method("write", 1, 1, |vm, args| {
            let bytes = vm.to_bytes(args[1])?;
            vm.write_bytes(number(vm, args[0]).unwrap_or(1), &bytes)?;
            Ok(Value::Int(bytes.len() as i64))
        }),
        Def::method("flush", 0, 0, |_, _| Ok(Value::None)),
        Def::method("readline", 0, 1, |vm, args| {
            let line = vm.read_line(args[0])?;
            Ok(vm.bytes(line))
        }),
        Def::method("read", 0, 1, |vm, args| {
            let mut all = Vec::new();
            loop {
                let line = vm.read_line(args[0])?;
                if line.is_empty() {
                    return Ok(vm.bytes(all));
                }
                vm.charge(1, all.len())?;
                all.extend(line);
            }
        }),
    ],
    ..TypeDef::new("BufferedWriter")
};

fn number(vm: &Vm, this: Value) -> Option<u8> {
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<Standard>().map(|it| it.number),
        _ => None,
    }
}

/// The object of a standard stream.
pub(crate) fn standard_stream(vm: &mut Vm, number: u8) -> Value {
    let class = vm.class(&TEXT_WRAPPER);
    vm.new_object(class, Standard { number, ahead: Vec::new() })
}

impl Vm {
    /// Whether a stream is a standard one, to which text can be written without calling anything.
    pub(crate) fn is_plain_stdout(&self, stream: Value) -> bool {
        number(self, stream).is_some_and(|it| it != 0)
    }

    /// Writes text to a standard stream.
    pub(crate) fn write_stream(&mut self, stream: Value, text: Value) -> Result<(), Raised> {
        let number = number(self, stream).unwrap_or(1);
        match self.view(text) {
            View::Latin(bytes) if bytes.is_ascii() => {
                let bytes = bytes.to_vec();
                self.write_bytes(number, &bytes)
            }
            _ => {
                let encoded = self.encode(text, "utf-8", if number == 2 { "backslashreplace" } else { "strict" })?;
                let bytes = self.byte_view(encoded).unwrap_or_default().to_vec();
                self.write_bytes(number, &bytes)
            }
        }
    }

    /// Writes bytes to the host, within the limit.
    pub(crate) fn write_bytes(&mut self, number: u8, bytes: &[u8]) -> Result<(), Raised> {
        self.charge(bytes.len() as u64 / 64 + 1, 0)?;
        if bytes.len() as u64 > self.output_left {
            let part = self.output_left as usize;
            self.output_left = 0;
            let _ = self.host.write(number, &bytes[..part]);
            return Err(Raised::Limit(Reached::Output));
        }
        self.output_left -= bytes.len() as u64;
        match self.host.write(number, bytes) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.os_error(&error, None)),
        }
    }

    /// The `OSError` of an error of the host.
    pub(crate) fn os_error(&mut self, error: &std::io::Error, path: Option<&str>) -> Raised {
        use std::io::ErrorKind;
        let (number, text) = match error.kind() {
            ErrorKind::NotFound => (2, "No such file or directory"),
            ErrorKind::PermissionDenied => (13, "Permission denied"),
            ErrorKind::AlreadyExists => (17, "File exists"),
            ErrorKind::NotADirectory => (20, "Not a directory"),
            ErrorKind::IsADirectory => (21, "Is a directory"),
            ErrorKind::DirectoryNotEmpty => (39, "Directory not empty"),
            ErrorKind::BrokenPipe => (32, "Broken pipe"),
            ErrorKind::InvalidInput => (22, "Invalid argument"),
            ErrorKind::StorageFull => (28, "No space left on device"),
            _ => (5, "Input/output error"),
        };
        let mut args = vec![Value::Int(number), self.str(text)];
        if let Some(path) = path {
            args.push(self.str(path));
        }
        let class = Value::Type(self.exception_class("OSError"));
        match self.call_sync(class, &args) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// A line of standard input with its end; nothing at the end of input.
    pub(crate) fn read_line(&mut self, stream: Value) -> Result<Vec<u8>, Raised> {
        let Value::Object(id) = stream else { return Ok(Vec::new()) };
        loop {
            let Some(standard) = self.heap.objects[id].get_mut::<Standard>() else { return Ok(Vec::new()) };
            if let Some(at) = standard.ahead.iter().position(|it| *it == b'\n') {
                return Ok(standard.ahead.drain(..=at).collect());
            }
            let mut buffer = [0; 4096];
            match self.host.read(&mut buffer) {
                Ok(0) => {
                    let Some(standard) = self.heap.objects[id].get_mut::<Standard>() else { return Ok(Vec::new()) };
                    return Ok(core::mem::take(&mut standard.ahead));
                }
                Ok(count) => {
                    self.charge(1, count)?;
                    if let Some(standard) = self.heap.objects[id].get_mut::<Standard>() {
                        standard.ahead.extend_from_slice(&buffer[..count]);
                    }
                }
                Err(error) => return Err(self.os_error(&error, None)),
            }
        }
    }

    /// `input(prompt)`.
    pub(crate) fn input(&mut self, prompt: Option<Value>) -> Outcome {
        if let Some(prompt) = prompt {
            let text = self.to_str(prompt)?;
            if let Some(stdout) = self.sys_attr("stdout") {
                let write = self.intern("write");
                let write = self.get_attr(stdout, write)?;
                self.call_sync(write, &[text])?;
            }
        }
        let Some(stdin) = self.sys_attr("stdin") else { return Err(self.error(Class::RuntimeError, "input(): lost sys.stdin")) };
        let name = self.intern("readline");
        let readline = self.get_attr(stdin, name)?;
        let line = self.call_sync(readline, &[])?;
        let view = self.view(line);
        let len = view.len();
        if len == 0 {
            return Err(self.error(Class::EOFError, "EOF when reading a line"));
        }
        let end = if view.get(len - 1) == Some(10) { len - 1 } else { len };
        let text = view.slice(0, end);
        Ok(self.text(text))
    }
}

/// `io.StringIO`.
#[derive(Debug, Default)]
struct StringIo {
    points: Vec<u32>,
    at: usize,
    closed: bool,
}

impl NativeData for StringIo {
    fn owned(&self) -> usize {
        self.points.capacity() * 4
    }
}

static STRING_IO: TypeDef = TypeDef {
    module: "_io",
    base: true,
    dict: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let own = vm.class(&STRING_IO);
            let made = vm.new_object(own, StringIo::default());
            Ok(vm.wrap(class, made))
        }),
        Def::method_of("__init__", "initial_value='', newline=?", |vm, args| {
            let points: Vec<u32> = match vm.native(args[1]) {
                Value::None => Vec::new(),
                Value::Str(_) => vm.view(args[1]).points().collect(),
                _ => {
                    let class = vm.class_name(args[1]);
                    return Err(vm.type_error(format!("initial_value must be str or None, not {class}")));
                }
            };
            with(vm, args[0], |it| *it = StringIo { points, at: 0, closed: false })?;
            Ok(Value::None)
        }),
        Def::method("write", 1, 1, |vm, args| {
            let Value::Str(_) = vm.native(args[1]) else {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("string argument expected, got '{class}'")));
            };
            let new: Vec<u32> = vm.view(args[1]).points().collect();
            vm.charge(1, new.len() * 4)?;
            let len = new.len();
            with(vm, args[0], |it| {
                if it.points.len() < it.at {
                    it.points.resize(it.at, 0);
                }
                let end = (it.at + len).min(it.points.len());
                it.points.splice(it.at..end, new);
                it.at += len;
            })?;
            Ok(Value::Int(len as i64))
        }),
        Def::method("writelines", 1, 1, |vm, args| {
            let name = vm.intern("write");
            let write = vm.get_attr(args[0], name)?;
            for line in vm.collect_items(args[1])? {
                vm.call_sync(write, &[line])?;
            }
            Ok(Value::None)
        }),
        Def::method("getvalue", 0, 0, |vm, args| {
            let points = with(vm, args[0], |it| it.points.clone())?;
            Ok(vm.text(crate::text::Text::from_code_points(points)))
        }),
        Def::method("read", 0, 1, |vm, args| {
            let most = size(vm, args.get(1))?;
            let points = with(vm, args[0], |it| {
                let end = it.at.saturating_add(most).min(it.points.len());
                let part = it.points.get(it.at..end).unwrap_or_default().to_vec();
                it.at = it.at.max(end);
                part
            })?;
            Ok(vm.text(crate::text::Text::from_code_points(points)))
        }),
        Def::method("readline", 0, 1, |vm, args| {
            let most = size(vm, args.get(1))?;
            line(vm, args[0], most)
        }),
        Def::method("readlines", 0, 1, |vm, args| {
            let list = vm.add(List::default());
            loop {
                let line = line(vm, args[0], usize::MAX)?;
                if vm.view(line).len() == 0 {
                    return Ok(Value::List(list));
                }
                vm.extend(list, &[line]);
            }
        }),
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let line = line(vm, args[0], usize::MAX)?;
            if vm.view(line).len() == 0 { Err(vm.stop_iteration(Value::None)) } else { Ok(line) }
        }),
        Def::method("tell", 0, 0, |vm, args| with(vm, args[0], |it| Value::Int(it.at as i64))),
        Def::method("seek", 1, 2, |vm, args| {
            let to = vm.to_word(args[1])?;
            let whence = match args.get(2) {
                Some(&it) => vm.to_word(it)?,
                None => 0,
            };
            if to < 0 && whence == 0 {
                return Err(vm.value_error(format!("Negative seek position {to}")));
            }
            if whence != 0 && to != 0 {
                return Err(vm.error(Class::OSError, "Can't do nonzero cur-relative seeks"));
            }
            with(vm, args[0], |it| {
                it.at = match whence {
                    0 => to as usize,
                    1 => it.at,
                    _ => it.points.len(),
                };
                Value::Int(it.at as i64)
            })
        }),
        Def::method("truncate", 0, 1, |vm, args| {
            let to = match args.get(1) {
                Some(&it) if !it.is_none() => Some(vm.to_word(it)?),
                _ => None,
            };
            with(vm, args[0], |it| {
                let to = to.map_or(it.at, |it| it.max(0) as usize);
                it.points.truncate(to);
                Value::Int(to as i64)
            })
        }),
        Def::method("close", 0, 0, |vm, args| {
            if let Value::Object(id) = vm.native(args[0])
                && let Some(it) = vm.heap.objects[id].get_mut::<StringIo>()
            {
                it.closed = true;
            }
            Ok(Value::None)
        }),
        Def::method("flush", 0, 0, |_, _| Ok(Value::None)),
        Def::method("readable", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::method("writable", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::method("seekable", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::method("isatty", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("__enter__", 0, 0, |_, args| Ok(args[0])),
        Def::method_any("__exit__", |vm, args, _| {
            let name = vm.names.close;
            let close = vm.get_attr(args[0], name)?;
            vm.call_sync(close, &[])?;
            Ok(Value::None)
        }),
    ],
    getset: &[GetSet::get("closed", |vm, this| {
        Ok(Value::bool(match vm.native(this) {
            Value::Object(id) => vm.heap.objects[id].get::<StringIo>().is_none_or(|it| it.closed),
            _ => true,
        }))
    })],
    ..TypeDef::new("StringIO")
};

fn size(vm: &mut Vm, value: Option<&Value>) -> Result<usize, Raised> {
    match value {
        None | Some(Value::None) => Ok(usize::MAX),
        Some(&it) => Ok(usize::try_from(vm.to_word(it)?).unwrap_or(usize::MAX)),
    }
}

fn with<T>(vm: &mut Vm, this: Value, work: impl FnOnce(&mut StringIo) -> T) -> Result<T, Raised> {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<StringIo>().filter(|it| !it.closed)
    {
        return Ok(work(it));
    }
    Err(vm.value_error("I/O operation on closed file"))
}

fn line(vm: &mut Vm, this: Value, most: usize) -> Outcome {
    let points = with(vm, this, |it| {
        let rest = it.points.get(it.at..).unwrap_or_default();
        let len = rest.iter().position(|it| *it == 10).map_or(rest.len(), |it| it + 1).min(most);
        let part = rest[..len].to_vec();
        it.at += len;
        part
    })?;
    let mut out = Builder::default();
    for point in points {
        out.push(point);
    }
    Ok(vm.text(out.finish()))
}

/// `io.BytesIO`.
#[derive(Debug, Default)]
struct BytesIo {
    data: Vec<u8>,
    at: usize,
    closed: bool,
}

impl NativeData for BytesIo {
    fn owned(&self) -> usize {
        self.data.capacity()
    }
}

fn with_bytes<T>(vm: &mut Vm, this: Value, work: impl FnOnce(&mut BytesIo) -> T) -> Result<T, Raised> {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<BytesIo>().filter(|it| !it.closed)
    {
        return Ok(work(it));
    }
    Err(vm.value_error("I/O operation on closed file."))
}

fn bytes_line(vm: &mut Vm, this: Value, most: usize) -> Result<Vec<u8>, Raised> {
    with_bytes(vm, this, |it| {
        let rest = it.data.get(it.at..).unwrap_or_default();
        let len = rest.iter().position(|it| *it == 10).map_or(rest.len(), |it| it + 1).min(most);
        let part = rest[..len].to_vec();
        it.at += len;
        part
    })
}

const BYTES_READ: fn(&mut Vm, &[Value]) -> Outcome = |vm, args| {
    let most = size(vm, args.get(1))?;
    let data = with_bytes(vm, args[0], |it| {
        let end = it.at.saturating_add(most).min(it.data.len());
        let part = it.data.get(it.at..end).unwrap_or_default().to_vec();
        it.at = it.at.max(end);
        part
    })?;
    Ok(vm.bytes(data))
};

static BYTES_IO: TypeDef = TypeDef {
    module: "_io",
    base: true,
    dict: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let own = vm.class(&BYTES_IO);
            let made = vm.new_object(own, BytesIo::default());
            Ok(vm.wrap(class, made))
        }),
        Def::method_of("__init__", "initial_bytes=b''", |vm, args| {
            let native = vm.native(args[1]);
            let data = match vm.byte_view(native) {
                Some(bytes) => bytes.to_vec(),
                None if matches!(native, Value::None) => Vec::new(),
                None if vm.plain_text(native) == "b''" => Vec::new(),
                None => {
                    let class = vm.class_name(args[1]);
                    return Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")));
                }
            };
            with_bytes(vm, args[0], |it| *it = BytesIo { data, at: 0, closed: false })?;
            Ok(Value::None)
        }),
        Def::method("write", 1, 1, |vm, args| {
            let new = vm.to_bytes(args[1])?;
            vm.charge(1, new.len())?;
            let len = new.len();
            with_bytes(vm, args[0], |it| {
                if it.data.len() < it.at {
                    it.data.resize(it.at, 0);
                }
                let end = (it.at + len).min(it.data.len());
                it.data.splice(it.at..end, new);
                it.at += len;
            })?;
            Ok(Value::Int(len as i64))
        }),
        Def::method("writelines", 1, 1, |vm, args| {
            let name = vm.intern("write");
            let write = vm.get_attr(args[0], name)?;
            for line in vm.collect_items(args[1])? {
                vm.call_sync(write, &[line])?;
            }
            Ok(Value::None)
        }),
        Def::method("getvalue", 0, 0, |vm, args| {
            let data = with_bytes(vm, args[0], |it| it.data.clone())?;
            Ok(vm.bytes(data))
        }),
        Def::method("getbuffer", 0, 0, |vm, args| {
            let data = with_bytes(vm, args[0], |it| it.data.clone())?;
            let array = vm.bytearray(data);
            let class = vm.class(&crate::builtin::memory::MEMORYVIEW);
            vm.call_sync(Value::Type(class), &[array])
        }),
        Def::method("read", 0, 1, BYTES_READ),
        Def::method("read1", 0, 1, BYTES_READ),
        Def::method("readline", 0, 1, |vm, args| {
            let most = size(vm, args.get(1))?;
            let data = bytes_line(vm, args[0], most)?;
            Ok(vm.bytes(data))
        }),
        Def::method("readlines", 0, 1, |vm, args| {
            let list = vm.add(List::default());
            loop {
                let line = bytes_line(vm, args[0], usize::MAX)?;
                if line.is_empty() {
                    return Ok(Value::List(list));
                }
                let line = vm.bytes(line);
                vm.extend(list, &[line]);
            }
        }),
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let line = bytes_line(vm, args[0], usize::MAX)?;
            if line.is_empty() { Err(vm.stop_iteration(Value::None)) } else { Ok(vm.bytes(line)) }
        }),
        Def::method("tell", 0, 0, |vm, args| with_bytes(vm, args[0], |it| Value::Int(it.at as i64))),
        Def::method("seek", 1, 2, |vm, args| {
            let to = vm.to_word(args[1])?;
            let whence = match args.get(2) {
                Some(&it) => vm.to_word(it)?,
                None => 0,
            };
            if to < 0 && whence == 0 {
                return Err(vm.value_error(format!("negative seek value {to}")));
            }
            with_bytes(vm, args[0], |it| {
                let base = match whence {
                    0 => 0,
                    1 => it.at as i64,
                    _ => it.data.len() as i64,
                };
                it.at = base.saturating_add(to).max(0) as usize;
                Value::Int(it.at as i64)
            })
        }),
        Def::method("truncate", 0, 1, |vm, args| {
            let to = match args.get(1) {
                Some(&it) if !it.is_none() => Some(vm.to_word(it)?),
                _ => None,
            };
            with_bytes(vm, args[0], |it| {
                let to = to.map_or(it.at, |it| it.max(0) as usize);
                it.data.truncate(to);
                Value::Int(to as i64)
            })
        }),
        Def::method("close", 0, 0, |vm, args| {
            if let Value::Object(id) = vm.native(args[0])
                && let Some(it) = vm.heap.objects[id].get_mut::<BytesIo>()
            {
                it.closed = true;
            }
            Ok(Value::None)
        }),
        Def::method("flush", 0, 0, |_, _| Ok(Value::None)),
        Def::method("readable", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::method("writable", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::method("seekable", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::method("isatty", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("__enter__", 0, 0, |_, args| Ok(args[0])),
        Def::method_any("__exit__", |vm, args, _| {
            let name = vm.names.close;
            let close = vm.get_attr(args[0], name)?;
            vm.call_sync(close, &[])?;
            Ok(Value::None)
        }),
    ],
    getset: &[GetSet::get("closed", |vm, this| {
        Ok(Value::bool(match vm.native(this) {
            Value::Object(id) => vm.heap.objects[id].get::<BytesIo>().is_none_or(|it| it.closed),
            _ => true,
        }))
    })],
    ..TypeDef::new("BytesIO")
};
