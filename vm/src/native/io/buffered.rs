//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`.

use super::base::require;
use super::file::{exact, read_all};
use super::{BUFFER_SIZE, PIECE, ask, bytes_of, call, data, get, new, overwrite, room, shown, size, unsupported};
use crate::builtin::prelude::*;

/// What a buffered stream keeps.
#[derive(Debug)]
pub(super) struct Buffered {
    /// `None` before `__init__` and after `detach`.
    pub(super) raw: Value,
    detached: bool,
    size: usize,
    /// What was read ahead, and how much of it was handed out.
    ahead: Vec<u8>,
    at: usize,
    /// What is to be written.
    pub(super) behind: Vec<u8>,
}

impl Buffered {
    const NEW: Buffered =
        Buffered { raw: Value::None, detached: false, size: BUFFER_SIZE, ahead: Vec::new(), at: 0, behind: Vec::new() };
}

impl NativeData for Buffered {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.raw);
    }

    fn owned(&self) -> usize {
        self.ahead.capacity() + self.behind.capacity()
    }
}

/// Both of two lists of methods.
const fn join<const A: usize, const B: usize, const N: usize>(a: [Def; A], b: [Def; B]) -> [Def; N] {
    let mut all = [a[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < A { a[at] } else { b[at - A] };
        at += 1;
    }
    all
}

const COMMON: [Def; 14] = [
    Def::method("flush", 0, 0, |vm, args| {
        open(vm, args[0], "flush of closed file")?;
        flush(vm, args[0])?;
        Ok(Value::None)
    }),
    Def::method("close", 0, 0, |vm, args| {
        let raw = raw(vm, args[0])?;
        if super::is_closed(vm, raw)? {
            return Ok(Value::None);
        }
        let flushed = call(vm, args[0], "flush", &[]);
        if flushed.is_ok() {
            return call(vm, raw, "close", &[]);
        }
        let failed = vm.exception;
        call(vm, raw, "close", &[])?;
        vm.exception = failed;
        flushed
    }),
    Def::method("detach", 0, 0, |vm, args| {
        let raw = raw(vm, args[0])?;
        call(vm, args[0], "flush", &[])?;
        if let Some(it) = data::<Buffered>(vm, args[0]) {
            (it.raw, it.detached) = (Value::None, true);
        }
        Ok(raw)
    }),
    Def::method("seekable", 0, 0, |vm, args| of_raw(vm, args[0], "seekable")),
    Def::method("fileno", 0, 0, |vm, args| of_raw(vm, args[0], "fileno")),
    Def::method("isatty", 0, 0, |vm, args| of_raw(vm, args[0], "isatty")),
    Def::method_of("seek", "target, whence=0, /", seek),
    Def::method("tell", 0, 0, |vm, args| tell(vm, args[0]).map(Value::Int)),
    Def::method_of("truncate", "pos=None, /", |vm, args| {
        let raw = open(vm, args[0], "truncate of closed file")?;
        if vm.minor() >= 9 && !ask(vm, args[0], "writable")? {
            return Err(unsupported(vm, "truncate"));
        }
        flush(vm, args[0])?;
        let to = if args[1].is_none() { Value::Int(tell(vm, args[0])?) } else { args[1] };
        call(vm, raw, "truncate", &[to])
    }),
    Def::method("__repr__", 0, 0, |vm, args| {
        let class = vm.class_of(args[0]);
        let class = vm.qualified_type_name(class);
        let name = shown(vm, args[0], "name")?;
        Ok(vm.str(&format!("<{class}{name}>")))
    }),
    Def::method("__sizeof__", 0, 0, |vm, args| Ok(Value::Int(data::<Buffered>(vm, args[0]).map_or(0, |it| it.size as i64)))),
    Def::method_any("_dealloc_warn", |_, _, _| Ok(Value::None)),
    Def::method("readable", 0, 0, |vm, args| of_raw(vm, args[0], "readable")),
    Def::method("writable", 0, 0, |vm, args| of_raw(vm, args[0], "writable")),
];

const READING: [Def; 7] = [
    Def::method_of("read", "size=-1, /", |vm, args| {
        let most = match args[1] {
            Value::Int(it) if it < -1 => return Err(vm.value_error("read length must be non-negative or -1")),
            _ => size(vm, Some(&args[1]))?,
        };
        open(vm, args[0], "read of closed file")?;
        match read(vm, args[0], most)? {
            Some(bytes) => Ok(vm.bytes(bytes)),
            None => Ok(Value::None),
        }
    }),
    Def::method_of("read1", "size=-1, /", |vm, args| {
        let most = size(vm, Some(&args[1]))?;
        open(vm, args[0], "read of closed file")?;
        let bytes = read1(vm, args[0], most)?;
        Ok(vm.bytes(bytes))
    }),
    Def::method_of("peek", "size=0, /", |vm, args| {
        open(vm, args[0], "peek of closed file")?;
        flush(vm, args[0])?;
        fill(vm, args[0])?;
        let ahead = data::<Buffered>(vm, args[0]).map_or(Vec::new(), |it| it.ahead[it.at..].to_vec());
        Ok(vm.bytes(ahead))
    }),
    Def::method("readinto", 1, 1, |vm, args| {
        open(vm, args[0], "readinto of closed file")?;
        let room = room(vm, args[1], "readinto")?;
        let bytes = read(vm, args[0], Some(room))?.unwrap_or_default();
        overwrite(vm, args[1], &bytes)?;
        Ok(Value::Int(bytes.len() as i64))
    }),
    Def::method("readinto1", 1, 1, |vm, args| {
        open(vm, args[0], "readinto of closed file")?;
        let room = room(vm, args[1], "readinto1")?;
        let bytes = read1(vm, args[0], Some(room))?;
        overwrite(vm, args[1], &bytes)?;
        Ok(Value::Int(bytes.len() as i64))
    }),
    Def::method_of("readline", "size=-1, /", |vm, args| {
        let most = size(vm, Some(&args[1]))?;
        open(vm, args[0], "readline of closed file")?;
        let line = read_line(vm, args[0], most.unwrap_or(usize::MAX))?;
        Ok(vm.bytes(line))
    }),
    Def::method("__next__", 0, 0, |vm, args| {
        let class = vm.class_of(args[0]);
        let line = if vm.heap.types[class].flags.heap {
            let line = call(vm, args[0], "readline", &[])?;
            bytes_of(vm, line)?
        } else {
            open(vm, args[0], "readline of closed file")?;
            read_line(vm, args[0], usize::MAX)?
        };
        if line.is_empty() { Err(vm.stop_iteration(Value::None)) } else { Ok(vm.bytes(line)) }
    }),
];

const WRITING: [Def; 1] = [Def::method("write", 1, 1, write)];

const STREAM_GETSET: &[GetSet] = &[
    GetSet::get("closed", |vm, this| {
        let raw = raw(vm, this)?;
        get(vm, raw, "closed")
    }),
    GetSet::get("raw", |vm, this| match data::<Buffered>(vm, this) {
        Some(it) => Ok(it.raw),
        None => Ok(Value::None),
    }),
    GetSet::get("name", |vm, this| {
        let raw = raw(vm, this)?;
        get(vm, raw, "name")
    }),
    GetSet::get("mode", |vm, this| {
        let raw = raw(vm, this)?;
        get(vm, raw, "mode")
    }),
];

pub(super) static READER: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::BUFFERED_BASE),
    base: true,
    methods: &join::<9, 14, 23>(
        join::<2, 7, 9>(
            [
                Def::new_any(|vm, args, _| made(vm, args, &READER)),
                Def::method_of("__init__", "raw, buffer_size=8192", |vm, args| init(vm, args, &["readable"])),
            ],
            READING,
        ),
        COMMON,
    ),
    getset: STREAM_GETSET,
    ..TypeDef::new("BufferedReader")
};

pub(super) static WRITER: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::BUFFERED_BASE),
    base: true,
    methods: &join::<3, 14, 17>(
        join::<2, 1, 3>(
            [
                Def::new_any(|vm, args, _| made(vm, args, &WRITER)),
                Def::method_of("__init__", "raw, buffer_size=8192", |vm, args| init(vm, args, &["writable"])),
            ],
            WRITING,
        ),
        COMMON,
    ),
    getset: STREAM_GETSET,
    ..TypeDef::new("BufferedWriter")
};

pub(super) static RANDOM: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::BUFFERED_BASE),
    base: true,
    methods: &join::<10, 14, 24>(
        join::<3, 7, 10>(
            [
                Def::new_any(|vm, args, _| made(vm, args, &RANDOM)),
                Def::method_of("__init__", "raw, buffer_size=8192", |vm, args| {
                    init(vm, args, &["seekable", "readable", "writable"])
                }),
                WRITING[0],
            ],
            READING,
        ),
        COMMON,
    ),
    getset: STREAM_GETSET,
    ..TypeDef::new("BufferedRandom")
};

fn made(vm: &mut Vm, args: &[Value], own: &'static TypeDef) -> Outcome {
    let this = new(vm, args, own, Buffered::NEW)?;
    vm.note_file(this);
    Ok(this)
}

fn init(vm: &mut Vm, args: &[Value], questions: &[&str]) -> Outcome {
    let &[this, raw, size] = args else { return Ok(Value::None) };
    for question in questions {
        require(vm, raw, question)?;
    }
    let size = vm.to_word(size)?;
    let Some(size) = usize::try_from(size).ok().filter(|it| *it > 0) else {
        return Err(vm.value_error("buffer size must be strictly positive"));
    };
    vm.charge(1, size)?;
    if let Some(it) = data::<Buffered>(vm, this) {
        *it = Buffered { raw, size, ..Buffered::NEW };
    }
    Ok(Value::None)
}

/// The stream below, or an error if there is none.
fn raw(vm: &mut Vm, this: Value) -> Outcome {
    match data::<Buffered>(vm, this) {
        Some(it) if !it.raw.is_none() => Ok(it.raw),
        Some(it) if it.detached => Err(vm.value_error("raw stream has been detached")),
        _ => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

/// The stream below, or an error if it is closed.
fn open(vm: &mut Vm, this: Value, message: &str) -> Outcome {
    let raw = raw(vm, this)?;
    if exact(vm, raw).is_none() && super::is_closed(vm, raw)? {
        return Err(vm.value_error(message));
    }
    Ok(raw)
}

fn of_raw(vm: &mut Vm, this: Value, name: &str) -> Outcome {
    let raw = raw(vm, this)?;
    call(vm, raw, name, &[])
}

/// One read of the stream below: nothing if it would block.
fn read_raw(vm: &mut Vm, raw: Value, most: usize) -> Result<Option<Vec<u8>>, Raised> {
    let most = most.min(PIECE);
    if let Some(file) = exact(vm, raw) {
        let mut buffer = vec![0; most];
        let count = vm.read_file(file.number, &mut buffer)?;
        buffer.truncate(count);
        return Ok(Some(buffer));
    }
    vm.charge(1, most)?;
    let array = vm.bytearray(vec![0; most]);
    let class = Value::Type(vm.class(&crate::builtin::memory::MEMORYVIEW));
    let view = vm.call_sync(class, &[array])?;
    let count = call(vm, raw, "readinto", &[view])?;
    call(vm, view, "release", &[])?;
    if count.is_none() {
        return Ok(None);
    }
    let count = vm.to_word(count)?;
    let mut bytes = bytes_of(vm, array)?;
    match usize::try_from(count) {
        Ok(count) if count <= bytes.len() => {
            bytes.truncate(count);
            Ok(Some(bytes))
        }
        _ => {
            let message = format!("raw readinto() returned invalid length {count} (should have been between 0 and {most})");
            Err(vm.error(Class::OSError, message))
        }
    }
}

/// Takes what was read ahead, at most so many bytes.
fn take(vm: &mut Vm, this: Value, most: usize) -> Vec<u8> {
    let Some(it) = data::<Buffered>(vm, this) else { return Vec::new() };
    let end = it.at.saturating_add(most).min(it.ahead.len());
    let part = it.ahead[it.at..end].to_vec();
    it.at = end;
    part
}

/// Reads ahead if nothing is left of what was: whether there is something now.
fn fill(vm: &mut Vm, this: Value) -> Result<bool, Raised> {
    let Some(it) = data::<Buffered>(vm, this) else { return Ok(false) };
    if it.at < it.ahead.len() {
        return Ok(true);
    }
    let (raw, size) = (it.raw, it.size);
    let part = read_raw(vm, raw, size)?.unwrap_or_default();
    let some = !part.is_empty();
    if let Some(it) = data::<Buffered>(vm, this) {
        (it.ahead, it.at) = (part, 0);
    }
    Ok(some)
}

/// Up to so many bytes, or all: nothing if there is nothing yet.
fn read(vm: &mut Vm, this: Value, most: Option<usize>) -> Result<Option<Vec<u8>>, Raised> {
    flush(vm, this)?;
    let raw = raw(vm, this)?;
    let Some(most) = most else {
        let mut all = take(vm, this, usize::MAX);
        if let Some(file) = exact(vm, raw) {
            all.extend(read_all(vm, file.number)?);
            return Ok(Some(all));
        }
        return read_rest(vm, raw, all);
    };
    let mut all = take(vm, this, most);
    while all.len() < most {
        let (left, size) = (most - all.len(), data::<Buffered>(vm, this).map_or(BUFFER_SIZE, |it| it.size));
        // What is larger than the buffer does not go through it.
        let part = if left > size {
            read_raw(vm, raw, left - left % size)?
        } else if fill(vm, this)? {
            Some(take(vm, this, left))
        } else {
            Some(Vec::new())
        };
        match part {
            None if all.is_empty() => return Ok(None),
            Some(part) if !part.is_empty() => {
                vm.charge(1, part.len() + all.len() / 8)?;
                all.extend(part);
            }
            _ => break,
        }
    }
    Ok(Some(all))
}

/// All that the stream below has, behind what is there already.
fn read_rest(vm: &mut Vm, raw: Value, mut all: Vec<u8>) -> Result<Option<Vec<u8>>, Raised> {
    let name = vm.intern("readall");
    if let Some(method) = vm.find_attr(raw, name)? {
        let rest = vm.call_sync(method, &[])?;
        if rest.is_none() {
            return Ok(Some(all).filter(|it| !it.is_empty()));
        }
        let Value::Bytes(_) = vm.native(rest) else { return Err(vm.type_error("readall() should return bytes")) };
        all.extend(bytes_of(vm, rest)?);
        return Ok(Some(all));
    }
    loop {
        let part = call(vm, raw, "read", &[])?;
        match vm.native(part) {
            Value::None => return Ok(Some(all).filter(|it| !it.is_empty())),
            Value::Bytes(_) => {}
            _ => return Err(vm.type_error("read() should return bytes")),
        }
        let part = bytes_of(vm, part)?;
        if part.is_empty() {
            return Ok(Some(all));
        }
        vm.charge(1, part.len() + all.len() / 8)?;
        all.extend(part);
    }
}

/// What is there, or what one read of the stream below brings.
pub(super) fn read1(vm: &mut Vm, this: Value, most: Option<usize>) -> Result<Vec<u8>, Raised> {
    flush(vm, this)?;
    let size = data::<Buffered>(vm, this).map_or(BUFFER_SIZE, |it| it.size);
    let most = most.unwrap_or(size);
    if most == 0 {
        return Ok(Vec::new());
    }
    let there = take(vm, this, most);
    if !there.is_empty() {
        return Ok(there);
    }
    let raw = raw(vm, this)?;
    if most > size {
        return Ok(read_raw(vm, raw, most)?.unwrap_or_default());
    }
    fill(vm, this)?;
    Ok(take(vm, this, most))
}

fn read_line(vm: &mut Vm, this: Value, most: usize) -> Result<Vec<u8>, Raised> {
    flush(vm, this)?;
    let mut line = Vec::new();
    while line.len() < most && line.last() != Some(&b'\n') && fill(vm, this)? {
        let Some(it) = data::<Buffered>(vm, this) else { break };
        let rest = &it.ahead[it.at..];
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |it| it + 1);
        let part = take(vm, this, end.min(most - line.len()));
        vm.charge(1, part.len())?;
        line.extend(part);
    }
    Ok(line)
}

fn write(vm: &mut Vm, args: &[Value]) -> Outcome {
    let bytes = match vm.native(args[1]) {
        Value::Str(_) => return Err(vm.type_error("a bytes-like object is required, not 'str'")),
        _ => bytes_of(vm, args[1])?,
    };
    open(vm, args[0], "write to closed file")?;
    rewind(vm, args[0])?;
    vm.charge(bytes.len() as u64 / 256, bytes.len())?;
    let len = bytes.len();
    let fits = data::<Buffered>(vm, args[0]).is_some_and(|it| it.behind.len() + len <= it.size);
    if !fits {
        flush(vm, args[0])?;
    }
    let Some(it) = data::<Buffered>(vm, args[0]) else { return Ok(Value::None) };
    it.behind.extend(bytes);
    if it.behind.len() > it.size {
        flush(vm, args[0])?;
    }
    Ok(Value::Int(len as i64))
}

/// Hands what is to be written to the stream below.
pub(super) fn flush(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    let Some(it) = data::<Buffered>(vm, this) else { return Ok(()) };
    if it.behind.is_empty() {
        return Ok(());
    }
    let raw = it.raw;
    let mut left = core::mem::take(&mut it.behind);
    while !left.is_empty() {
        let result = write_raw(vm, raw, &left);
        match result {
            Ok(Some(count)) => drop(left.drain(..count)),
            Ok(None) => {
                if let Some(it) = data::<Buffered>(vm, this) {
                    it.behind = left;
                }
                let class = Value::Type(vm.exception_class("BlockingIOError"));
                let message = vm.str("write could not complete without blocking");
                let exception = vm.call_sync(class, &[Value::Int(11), message, Value::Int(0)])?;
                return Err(vm.raise_value(exception));
            }
            Err(raised) => {
                if let Some(it) = data::<Buffered>(vm, this) {
                    it.behind = left;
                }
                return Err(raised);
            }
        }
    }
    Ok(())
}

/// One write to the stream below: nothing if it would block.
fn write_raw(vm: &mut Vm, raw: Value, bytes: &[u8]) -> Result<Option<usize>, Raised> {
    if let Some(file) = exact(vm, raw) {
        return vm.write_file(file.number, bytes).map(Some);
    }
    let object = vm.bytes(bytes.to_vec());
    let class = Value::Type(vm.class(&crate::builtin::memory::MEMORYVIEW));
    let view = vm.call_sync(class, &[object])?;
    let count = call(vm, raw, "write", &[view])?;
    if count.is_none() {
        return Ok(None);
    }
    let count = vm.to_word(count)?;
    match usize::try_from(count) {
        Ok(count) if count <= bytes.len() => Ok(Some(count)),
        _ => {
            let most = bytes.len();
            let message = format!("raw write() returned invalid length {count} (should have been between 0 and {most})");
            Err(vm.error(Class::OSError, message))
        }
    }
}

/// Gives back what was read ahead, so that the stream below is where this one is.
fn rewind(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    let Some(it) = data::<Buffered>(vm, this) else { return Ok(()) };
    let (left, raw) = (it.ahead.len() - it.at, it.raw);
    (it.ahead, it.at) = (Vec::new(), 0);
    if left > 0 {
        call(vm, raw, "seek", &[Value::Int(-(left as i64)), Value::Int(1)])?;
    }
    Ok(())
}

fn tell(vm: &mut Vm, this: Value) -> Result<i64, Raised> {
    let raw = raw(vm, this)?;
    let at = call(vm, raw, "tell", &[])?;
    let at = vm.to_word(at)?;
    if at < 0 {
        return Err(vm.error(Class::OSError, format!("Raw stream returned invalid position {at}")));
    }
    Ok(data::<Buffered>(vm, this).map_or(at, |it| at + it.behind.len() as i64 - (it.ahead.len() - it.at) as i64))
}

fn seek(vm: &mut Vm, args: &[Value]) -> Outcome {
    let raw = open(vm, args[0], "seek of closed file")?;
    let whence = vm.to_word(args[2])?;
    if !(0..=4).contains(&whence) {
        return Err(vm.value_error(format!("whence value {whence} unsupported")));
    }
    require(vm, raw, "seekable")?;
    let to = vm.to_word(args[1])?;
    flush(vm, args[0])?;
    if whence == 1 {
        rewind(vm, args[0])?;
    }
    let at = call(vm, raw, "seek", &[Value::Int(to), Value::Int(whence)])?;
    if let Some(it) = data::<Buffered>(vm, args[0]) {
        (it.ahead, it.at) = (Vec::new(), 0);
    }
    Ok(at)
}
