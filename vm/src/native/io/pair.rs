//! `BufferedRWPair`: one stream to read from, another to write to.

use super::base::require;
use super::{ask, call, data, get, new};
use crate::builtin::prelude::*;

/// The two streams, which are buffered.
#[derive(Debug)]
struct Pair {
    reader: Value,
    writer: Value,
}

impl NativeData for Pair {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.reader, self.writer]);
    }
}

fn part(vm: &mut Vm, this: Value, writer: bool) -> Outcome {
    match data::<Pair>(vm, this) {
        Some(it) if !it.reader.is_none() => Ok(if writer { it.writer } else { it.reader }),
        _ => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

fn forward(vm: &mut Vm, args: &[Value], name: &str, writer: bool) -> Outcome {
    let part = part(vm, args[0], writer)?;
    call(vm, part, name, &args[1..])
}

pub(super) static PAIR: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::BUFFERED_BASE),
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| new(vm, args, &PAIR, Pair { reader: Value::None, writer: Value::None })),
        Def::method_of("__init__", "reader, writer, buffer_size=8192, /", |vm, args| {
            let &[this, reader, writer, size] = args else { return Ok(Value::None) };
            require(vm, reader, "readable")?;
            require(vm, writer, "writable")?;
            let (read, write) =
                (Value::Type(vm.class(&super::buffered::READER)), Value::Type(vm.class(&super::buffered::WRITER)));
            let reader = vm.call_sync(read, &[reader, size])?;
            let writer = vm.call_sync(write, &[writer, size])?;
            if let Some(it) = data::<Pair>(vm, this) {
                *it = Pair { reader, writer };
            }
            Ok(Value::None)
        }),
        Def::method("read", 0, 1, |vm, args| forward(vm, args, "read", false)),
        Def::method("read1", 0, 1, |vm, args| forward(vm, args, "read1", false)),
        Def::method("readinto", 1, 1, |vm, args| forward(vm, args, "readinto", false)),
        Def::method("readinto1", 1, 1, |vm, args| forward(vm, args, "readinto1", false)),
        Def::method("peek", 0, 1, |vm, args| forward(vm, args, "peek", false)),
        Def::method("write", 1, 1, |vm, args| forward(vm, args, "write", true)),
        Def::method("flush", 0, 0, |vm, args| forward(vm, args, "flush", true)),
        Def::method("readable", 0, 0, |vm, args| forward(vm, args, "readable", false)),
        Def::method("writable", 0, 0, |vm, args| forward(vm, args, "writable", true)),
        Def::method("close", 0, 0, |vm, args| {
            let closed = forward(vm, args, "close", true);
            let failed = vm.exception;
            forward(vm, args, "close", false)?;
            vm.exception = failed;
            closed
        }),
        Def::method("isatty", 0, 0, |vm, args| {
            let (reader, writer) = (part(vm, args[0], false)?, part(vm, args[0], true)?);
            Ok(Value::bool(ask(vm, writer, "isatty")? || ask(vm, reader, "isatty")?))
        }),
    ],
    getset: &[GetSet::get("closed", |vm, this| {
        let writer = part(vm, this, true)?;
        get(vm, writer, "closed")
    })],
    ..TypeDef::new("BufferedRWPair")
};
