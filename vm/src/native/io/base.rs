//! `_IOBase` and the three that derive from it: what a stream does that says nothing else.

use super::{PIECE, ask, bytes_of, call, get, is_closed, overwrite, room, size, unsupported};
use crate::builtin::prelude::*;

pub(super) static IO_BASE: TypeDef = TypeDef {
    module: "_io",
    base: true,
    native: false,
    dict: true,
    methods: &[
        Def::method_of("seek", "offset, whence=0, /", |vm, _| Err(unsupported(vm, "seek"))),
        Def::method("tell", 0, 0, |vm, args| call(vm, args[0], "seek", &[Value::Int(0), Value::Int(1)])),
        Def::method_of("truncate", "size=None, /", |vm, _| Err(unsupported(vm, "truncate"))),
        Def::method("flush", 0, 0, |vm, args| check_closed(vm, args[0]).map(|()| Value::None)),
        Def::method("close", 0, 0, |vm, args| {
            if has_closed(vm, args[0])? {
                return Ok(Value::None);
            }
            let flushed = call(vm, args[0], "flush", &[]);
            let name = vm.intern("__IOBase_closed");
            let failed = vm.exception;
            vm.set_attr_generic(args[0], name, Value::bool(true))?;
            vm.exception = failed;
            flushed.map(|_| Value::None)
        }),
        Def::method("seekable", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("readable", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("writable", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("_checkClosed", 0, 1, |vm, args| check_closed(vm, args[0]).map(|()| Value::None)),
        Def::method("_checkSeekable", 0, 1, |vm, args| check(vm, args[0], "seekable", "File or stream is not seekable.")),
        Def::method("_checkReadable", 0, 1, |vm, args| check(vm, args[0], "readable", "File or stream is not readable.")),
        Def::method("_checkWritable", 0, 1, |vm, args| check(vm, args[0], "writable", "File or stream is not writable.")),
        Def::method("fileno", 0, 0, |vm, _| Err(unsupported(vm, "fileno"))),
        Def::method("isatty", 0, 0, |vm, args| check_closed(vm, args[0]).map(|()| Value::bool(false))),
        Def::method("__enter__", 0, 0, |vm, args| {
            check_closed(vm, args[0])?;
            Ok(args[0])
        }),
        Def::method("__del__", 0, 0, |vm, args| {
            // Nobody is there to be told.
            match vm.close_lost(args[0]) {
                Err(Raised::Exception) => vm.exception = Value::Unbound,
                other => other?,
            }
            Ok(Value::None)
        }),
        Def::method_any("__exit__", |vm, args, _| call(vm, args[0], "close", &[])),
        Def::method("__iter__", 0, 0, |vm, args| {
            check_closed(vm, args[0])?;
            Ok(args[0])
        }),
        Def::method("__next__", 0, 0, |vm, args| {
            let line = call(vm, args[0], "readline", &[])?;
            if vm.len(line)? == 0 { Err(vm.stop_iteration(Value::None)) } else { Ok(line) }
        }),
        Def::method_of("readline", "size=-1, /", read_line),
        Def::method_of("readlines", "hint=None, /", |vm, args| {
            let hint = size(vm, Some(&args[1]))?.filter(|it| *it > 0);
            let (list, iter) = (vm.add(List::default()), vm.iter(args[0])?);
            let mut total = 0;
            while let Some(line) = vm.next(iter)? {
                total += vm.len(line)?;
                vm.charge(1, 16)?;
                vm.extend(list, &[line]);
                if hint.is_some_and(|it| total > it) {
                    break;
                }
            }
            Ok(Value::List(list))
        }),
        Def::method("writelines", 1, 1, |vm, args| {
            check_closed(vm, args[0])?;
            let iter = vm.iter(args[1])?;
            while let Some(line) = vm.next(iter)? {
                call(vm, args[0], "write", &[line])?;
            }
            Ok(Value::None)
        }),
    ],
    getset: &[GetSet::get("closed", |vm, this| has_closed(vm, this).map(Value::bool))],
    ..TypeDef::new("_IOBase")
};

pub(super) static RAW_BASE: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&IO_BASE),
    base: true,
    native: false,
    methods: &[
        Def::method_of("read", "size=-1, /", |vm, args| {
            let Some(most) = size(vm, Some(&args[1]))? else { return call(vm, args[0], "readall", &[]) };
            vm.charge(most as u64 / 1024, most)?;
            let target = vm.bytearray(vec![0; most]);
            let count = call(vm, args[0], "readinto", &[target])?;
            if count.is_none() {
                return Ok(Value::None);
            }
            let count = vm.to_word(count)?;
            let bytes = bytes_of(vm, target)?;
            match usize::try_from(count).ok().and_then(|it| bytes.get(..it)) {
                Some(part) => Ok(vm.bytes(part.to_vec())),
                None => Err(vm.value_error(format!("readinto returned {count} outside buffer size {most}"))),
            }
        }),
        Def::method("readinto", 1, 1, |vm, _| Err(not_implemented(vm))),
        Def::method("write", 1, 1, |vm, _| Err(not_implemented(vm))),
        Def::method("readall", 0, 0, |vm, args| {
            let mut all = Vec::new();
            loop {
                let part = call(vm, args[0], "read", &[Value::Int(super::BUFFER_SIZE as i64)])?;
                if part.is_none() {
                    return if all.is_empty() { Ok(Value::None) } else { Ok(vm.bytes(all)) };
                }
                let Value::Bytes(_) = vm.native(part) else { return Err(vm.type_error("read() should return bytes")) };
                let part = bytes_of(vm, part)?;
                if part.is_empty() {
                    return Ok(vm.bytes(all));
                }
                vm.charge(1, part.len() + all.len() / 8)?;
                all.extend(part);
            }
        }),
    ],
    ..TypeDef::new("_RawIOBase")
};

pub(super) static BUFFERED_BASE: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&IO_BASE),
    base: true,
    native: false,
    methods: &[
        Def::method_any("read", |vm, _, _| Err(unsupported(vm, "read"))),
        Def::method_any("read1", |vm, _, _| Err(unsupported(vm, "read1"))),
        Def::method_any("write", |vm, _, _| Err(unsupported(vm, "write"))),
        Def::method("detach", 0, 0, |vm, _| Err(unsupported(vm, "detach"))),
        Def::method("readinto", 1, 1, |vm, args| read_into(vm, args, "read", "readinto")),
        Def::method("readinto1", 1, 1, |vm, args| read_into(vm, args, "read1", "readinto1")),
    ],
    ..TypeDef::new("_BufferedIOBase")
};

pub(super) static TEXT_BASE: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&IO_BASE),
    base: true,
    native: false,
    methods: &[
        Def::method_any("read", |vm, _, _| Err(unsupported(vm, "read"))),
        Def::method_any("readline", |vm, _, _| Err(unsupported(vm, "readline"))),
        Def::method_any("write", |vm, _, _| Err(unsupported(vm, "write"))),
        Def::method("detach", 0, 0, |vm, _| Err(unsupported(vm, "detach"))),
    ],
    getset: &[
        GetSet::get("encoding", |_, _| Ok(Value::None)),
        GetSet::get("newlines", |_, _| Ok(Value::None)),
        GetSet::get("errors", |_, _| Ok(Value::None)),
    ],
    ..TypeDef::new("_TextIOBase")
};

fn not_implemented(vm: &mut Vm) -> Raised {
    let class = vm.exception_class("NotImplementedError");
    vm.raise(class, &[])
}

/// Whether `close` of `_IOBase` itself has been called.
fn has_closed(vm: &mut Vm, this: Value) -> Result<bool, Raised> {
    let name = vm.intern("__IOBase_closed");
    Ok(vm.find_attr(this, name)?.is_some())
}

/// An error if a stream is closed.
pub(super) fn check_closed(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    if is_closed(vm, this)? { Err(vm.value_error("I/O operation on closed file.")) } else { Ok(()) }
}

fn check(vm: &mut Vm, this: Value, question: &str, message: &str) -> Outcome {
    if ask(vm, this, question)? { Ok(Value::bool(true)) } else { Err(unsupported(vm, message)) }
}

/// An error unless a stream says yes.
pub(super) fn require(vm: &mut Vm, stream: Value, question: &str) -> Result<(), Raised> {
    check(vm, stream, question, &format!("File or stream is not {question}.")).map(|_| ())
}

/// `readinto` by way of `read`.
fn read_into(vm: &mut Vm, args: &[Value], by: &str, method: &str) -> Outcome {
    let room = room(vm, args[1], method)?;
    let part = call(vm, args[0], by, &[Value::Int(room as i64)])?;
    let Value::Bytes(_) = vm.native(part) else { return Err(vm.type_error("read() should return bytes")) };
    let part = bytes_of(vm, part)?;
    if part.len() > room {
        let len = part.len();
        return Err(vm.value_error(format!("read() returned too much data: {room} bytes requested, {len} returned")));
    }
    overwrite(vm, args[1], &part)?;
    Ok(Value::Int(part.len() as i64))
}

/// A line by way of `read`, and of `peek` if there is one.
fn read_line(vm: &mut Vm, args: &[Value]) -> Outcome {
    let most = size(vm, Some(&args[1]))?.unwrap_or(usize::MAX);
    let (peek, read) = (vm.intern("peek"), get(vm, args[0], "read")?);
    let peek = vm.find_attr(args[0], peek)?;
    let mut line = Vec::new();
    while line.len() < most && line.last() != Some(&b'\n') {
        let mut want = 1;
        if let Some(peek) = peek {
            let ahead = vm.call_sync(peek, &[Value::Int(1)])?;
            let Value::Bytes(_) = vm.native(ahead) else {
                let class = vm.class_name(ahead);
                return Err(vm.error(Class::OSError, format!("peek() should have returned a bytes object, not '{class}'")));
            };
            let ahead = bytes_of(vm, ahead)?;
            if !ahead.is_empty() {
                let end = ahead.iter().position(|it| *it == b'\n').map_or(ahead.len(), |it| it + 1);
                want = end.min(most - line.len()).min(PIECE);
            }
        }
        let part = vm.call_sync(read, &[Value::Int(want as i64)])?;
        let Value::Bytes(_) = vm.native(part) else {
            let class = vm.class_name(part);
            return Err(vm.error(Class::OSError, format!("read() should have returned a bytes object, not '{class}'")));
        };
        let part = bytes_of(vm, part)?;
        if part.is_empty() {
            break;
        }
        vm.charge(1, part.len())?;
        line.extend(part);
    }
    Ok(vm.bytes(line))
}
