//! `BytesIO`: a file of bytes in memory.

use super::{call, data, new, overwrite, room, size};
use crate::builtin::bytes::ByteArray;
use crate::builtin::prelude::*;

/// What a `BytesIO` keeps.
#[derive(Debug)]
struct BytesIo {
    /// A `bytearray`, because views can be had of it; `None` once it is closed.
    array: Value,
    at: usize,
}

impl NativeData for BytesIo {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.array);
    }
}

pub(super) static BYTES_IO: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::BUFFERED_BASE),
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let array = vm.bytearray(Vec::new());
            new(vm, args, &BYTES_IO, BytesIo { array, at: 0 })
        }),
        Def::method_of("__init__", "initial_bytes=?", |vm, args| {
            let bytes = match vm.native(args[1]) {
                Value::None | Value::Unbound => Vec::new(),
                _ => super::bytes_of(vm, args[1])?,
            };
            vm.charge(1, bytes.len())?;
            let array = vm.bytearray(bytes);
            if let Some(it) = data::<BytesIo>(vm, args[0]) {
                *it = BytesIo { array, at: 0 };
            }
            Ok(Value::None)
        }),
        Def::method("write", 1, 1, |vm, args| {
            array(vm, args[0])?;
            let bytes = super::bytes_of(vm, args[1])?;
            write(vm, args[0], &bytes)?;
            Ok(Value::Int(bytes.len() as i64))
        }),
        Def::method("writelines", 1, 1, |vm, args| {
            array(vm, args[0])?;
            let iter = vm.iter(args[1])?;
            while let Some(line) = vm.next(iter)? {
                let bytes = super::bytes_of(vm, line)?;
                write(vm, args[0], &bytes)?;
            }
            Ok(Value::None)
        }),
        Def::method("getvalue", 0, 0, |vm, args| {
            let all = array(vm, args[0])?.data.clone();
            vm.charge(1, all.len())?;
            Ok(vm.bytes(all))
        }),
        Def::method("getbuffer", 0, 0, |vm, args| {
            array(vm, args[0])?;
            let array = data::<BytesIo>(vm, args[0]).map_or(Value::None, |it| it.array);
            let class = Value::Type(vm.class(&crate::builtin::memory::MEMORYVIEW));
            vm.call_sync(class, &[array])
        }),
        Def::method_of("read", "size=-1, /", |vm, args| {
            let part = read(vm, args, false)?;
            Ok(vm.bytes(part))
        }),
        Def::method_of("read1", "size=-1, /", |vm, args| {
            let part = read(vm, args, false)?;
            Ok(vm.bytes(part))
        }),
        Def::method("readinto", 1, 1, |vm, args| {
            array(vm, args[0])?;
            let room = room(vm, args[1], "readinto")?;
            let part = read(vm, &[args[0], Value::Int(room as i64)], false)?;
            overwrite(vm, args[1], &part)?;
            Ok(Value::Int(part.len() as i64))
        }),
        Def::method_of("readline", "size=-1, /", |vm, args| {
            let line = read(vm, args, true)?;
            Ok(vm.bytes(line))
        }),
        Def::method_of("readlines", "size=None, /", |vm, args| {
            array(vm, args[0])?;
            let hint = size(vm, Some(&args[1]))?.filter(|it| *it > 0);
            let (list, mut total) = (vm.add(List::default()), 0);
            loop {
                let line = read(vm, &args[..1], true)?;
                if line.is_empty() {
                    return Ok(Value::List(list));
                }
                total += line.len();
                let line = vm.bytes(line);
                vm.extend(list, &[line]);
                if hint.is_some_and(|it| total >= it) {
                    return Ok(Value::List(list));
                }
            }
        }),
        Def::method("__next__", 0, 0, |vm, args| {
            let line = read(vm, &args[..1], true)?;
            if line.is_empty() { Err(vm.stop_iteration(Value::None)) } else { Ok(vm.bytes(line)) }
        }),
        Def::method("tell", 0, 0, |vm, args| {
            array(vm, args[0])?;
            Ok(Value::Int(data::<BytesIo>(vm, args[0]).map_or(0, |it| it.at as i64)))
        }),
        Def::method_of("seek", "pos, whence=0, /", |vm, args| {
            let len = array(vm, args[0])?.data.len() as i64;
            let (to, whence) = (vm.to_word(args[1])?, vm.to_word(args[2])?);
            let at = data::<BytesIo>(vm, args[0]).map_or(0, |it| it.at as i64);
            let to = match whence {
                0 if to < 0 => return Err(vm.value_error(format!("negative seek value {to}"))),
                0 => Some(to),
                1 => at.checked_add(to),
                2 => len.checked_add(to),
                _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
            };
            let Some(to) = to else { return Err(vm.error(Class::OverflowError, "new position too large")) };
            let to = to.max(0);
            if let Some(it) = data::<BytesIo>(vm, args[0]) {
                it.at = to as usize;
            }
            Ok(Value::Int(to))
        }),
        Def::method_of("truncate", "size=None, /", |vm, args| {
            let at = data::<BytesIo>(vm, args[0]).map_or(0, |it| it.at);
            let array = array(vm, args[0])?;
            let exports = array.exports;
            let to = match args[1] {
                Value::None => at as i64,
                it => vm.to_word(it)?,
            };
            let Ok(len) = usize::try_from(to) else { return Err(vm.value_error(format!("negative size value {to}"))) };
            if exports > 0 {
                return Err(vm.error(Class::BufferError, "Existing exports of data: object cannot be re-sized"));
            }
            self::array(vm, args[0])?.data.truncate(len);
            Ok(Value::Int(to))
        }),
        Def::method("close", 0, 0, |vm, args| {
            if let Ok(array) = array(vm, args[0])
                && array.exports > 0
            {
                return Err(vm.error(Class::BufferError, "Existing exports of data: object cannot be re-sized"));
            }
            vm.exception = Value::Unbound;
            if let Some(it) = data::<BytesIo>(vm, args[0]) {
                it.array = Value::None;
            }
            Ok(Value::None)
        }),
        Def::method("flush", 0, 0, |vm, args| array(vm, args[0]).map(|_| Value::None)),
        Def::method("readable", 0, 0, |vm, args| array(vm, args[0]).map(|_| Value::bool(true))),
        Def::method("writable", 0, 0, |vm, args| array(vm, args[0]).map(|_| Value::bool(true))),
        Def::method("seekable", 0, 0, |vm, args| array(vm, args[0]).map(|_| Value::bool(true))),
        Def::method("isatty", 0, 0, |vm, args| array(vm, args[0]).map(|_| Value::bool(false))),
        Def::method("__getstate__", 0, 0, |vm, args| {
            let value = call(vm, args[0], "getvalue", &[])?;
            let at = data::<BytesIo>(vm, args[0]).map_or(0, |it| it.at as i64);
            let dict = match vm.dict_of(args[0]) {
                Some(dict) => Value::Dict(dict),
                None => Value::None,
            };
            Ok(vm.tuple(&[value, Value::Int(at), dict]))
        }),
    ],
    getset: &[GetSet::get("closed", |vm, this| Ok(Value::bool(data::<BytesIo>(vm, this).is_none_or(|it| it.array.is_none()))))],
    ..TypeDef::new("BytesIO")
};

fn array(vm: &mut Vm, this: Value) -> Result<&mut ByteArray, Raised> {
    let array = data::<BytesIo>(vm, this).map_or(Value::None, |it| it.array);
    let Value::Object(id) = array else { return Err(closed(vm)) };
    // It is one: nobody else sees it but through views.
    vm.heap.objects[id].get_mut::<ByteArray>().ok_or(Raised::Exception)
}

#[cold]
fn closed(vm: &mut Vm) -> Raised {
    vm.value_error("I/O operation on closed file.")
}

fn write(vm: &mut Vm, this: Value, bytes: &[u8]) -> Result<(), Raised> {
    let at = data::<BytesIo>(vm, this).map_or(0, |it| it.at);
    let array = array(vm, this)?;
    let (len, exports) = (array.data.len(), array.exports);
    if bytes.is_empty() {
        return Ok(());
    }
    let end = at.saturating_add(bytes.len());
    if end > len && exports > 0 {
        return Err(vm.error(Class::BufferError, "Existing exports of data: object cannot be re-sized"));
    }
    vm.charge(bytes.len() as u64 / 64, end.saturating_sub(len))?;
    let array = self::array(vm, this)?;
    if array.data.len() < end {
        array.data.resize(end, 0);
    }
    array.data[at..end].copy_from_slice(bytes);
    if let Some(it) = data::<BytesIo>(vm, this) {
        it.at = end;
    }
    Ok(())
}

/// The next bytes, up to the end of a line perhaps.
fn read(vm: &mut Vm, args: &[Value], line: bool) -> Result<Vec<u8>, Raised> {
    array(vm, args[0])?;
    let most = size(vm, args.get(1))?.unwrap_or(usize::MAX);
    let at = data::<BytesIo>(vm, args[0]).map_or(0, |it| it.at);
    let array = array(vm, args[0])?;
    let rest = array.data.get(at..).unwrap_or_default();
    let mut end = rest.len().min(most);
    if line && let Some(found) = memchr::memchr(b'\n', &rest[..end]) {
        end = found + 1;
    }
    let part = rest[..end].to_vec();
    vm.charge(1, part.len())?;
    if let Some(it) = data::<BytesIo>(vm, args[0]) {
        it.at = at + part.len();
    }
    Ok(part)
}
