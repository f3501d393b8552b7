//! Bytes to values.

use super::error;
use super::format::{Format, Item};
use crate::builtin::prelude::*;
use crate::number::Int;

/// `unpack`: the buffer has exactly the format's size.
pub(super) fn unpack(vm: &mut Vm, format: &Format, buffer: Value) -> Outcome {
    let len = buffer_len(vm, buffer)?;
    if len != format.size {
        return Err(error(vm, format!("unpack requires a buffer of {} bytes", format.size)));
    }
    values(vm, format, buffer, 0)
}

/// `unpack_from`.
pub(super) fn unpack_from(vm: &mut Vm, format: &Format, buffer: Value, offset: Value) -> Outcome {
    let len = buffer_len(vm, buffer)?;
    let offset = vm.to_word(offset)?;
    let at = super::place(vm, offset, format.size, len, "unpack")?;
    values(vm, format, buffer, at)
}

fn buffer_len(vm: &mut Vm, buffer: Value) -> Result<usize, Raised> {
    match vm.byte_view(buffer) {
        Some(it) => Ok(it.len()),
        None => {
            let class = vm.class_name(buffer);
            Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

/// The values in a buffer from an offset on.
fn values(vm: &mut Vm, format: &Format, buffer: Value, at: usize) -> Outcome {
    vm.charge(format.values as u64, format.size.saturating_add(format.values.saturating_mul(size_of::<Value>())))?;
    let data = vm.byte_view(buffer).and_then(|it| it.get(at..at + format.size)).unwrap_or_default().to_vec();
    let mut values = Vec::with_capacity(format.values);
    for item in &format.items {
        for number in 0..item.count {
            let start = item.offset + number * item.size;
            let Some(bytes) = data.get(start..start + item.size) else { break };
            values.push(one(vm, item, bytes, format.big_endian));
        }
    }
    Ok(vm.tuple(&values))
}

fn one(vm: &mut Vm, item: &Item, bytes: &[u8], big_endian: bool) -> Value {
    match item.letter {
        b'c' | b's' => vm.bytes(bytes),
        b'p' => {
            let (count, rest) = bytes.split_first().map_or((0, bytes), |(&it, rest)| (usize::from(it), rest));
            vm.bytes(&rest[..count.min(rest.len())])
        }
        b'?' => Value::bool(bytes.iter().any(|&it| it != 0)),
        b'e' | b'f' | b'd' => Value::float(float(bytes, big_endian)),
        b'F' | b'D' => {
            let (re, im) = bytes.split_at(bytes.len() / 2);
            vm.complex(crate::number::Complex::new(float(re, big_endian), float(im, big_endian)))
        }
        letter => {
            let int = Int::from_bytes(bytes, big_endian, letter.is_ascii_lowercase());
            vm.int(int)
        }
    }
}

fn float(bytes: &[u8], big_endian: bool) -> f64 {
    let mut data = [0; 8];
    let size = bytes.len().min(8);
    data[..size].copy_from_slice(&bytes[..size]);
    if big_endian {
        data[..size].reverse();
    }
    let [a, b, c, d, ..] = data;
    match size {
        2 => crate::number::half::to_f64(u16::from_le_bytes([a, b])),
        4 => f64::from(f32::from_le_bytes([a, b, c, d])),
        _ => f64::from_le_bytes(data),
    }
}

/// What `iter_unpack` makes.
#[derive(Clone, Debug)]
struct Unpacker {
    format: Format,
    buffer: Value,
    at: usize,
}

impl NativeData for Unpacker {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.buffer);
    }

    fn owned(&self) -> usize {
        self.format.items.capacity() * size_of::<Item>()
    }
}

static UNPACKER: TypeDef = TypeDef {
    module: "_struct",
    methods: &[
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let Some(it) = unpacker(vm, args[0]) else { return Err(vm.stop_iteration(Value::None)) };
            let (format, buffer, at) = (it.format.clone(), it.buffer, it.at);
            if vm.byte_view(buffer).is_none_or(|it| it.len() < at + format.size) {
                return Err(vm.stop_iteration(Value::None));
            }
            let made = values(vm, &format, buffer, at)?;
            if let Some(it) = unpacker(vm, args[0]) {
                it.at += format.size;
            }
            Ok(made)
        }),
        Def::method("__length_hint__", 0, 0, |vm, args| {
            let Some(it) = unpacker(vm, args[0]) else { return Ok(Value::Int(0)) };
            let (size, buffer, at) = (it.format.size.max(1), it.buffer, it.at);
            let len = vm.byte_view(buffer).map_or(0, <[u8]>::len);
            Ok(Value::Int((len.saturating_sub(at) / size) as i64))
        }),
    ],
    ..TypeDef::new("unpack_iterator")
};

fn unpacker(vm: &mut Vm, value: Value) -> Option<&mut Unpacker> {
    match value {
        Value::Object(id) => vm.heap.objects[id].get_mut(),
        _ => None,
    }
}

/// `iter_unpack`.
pub(super) fn iter_unpack(vm: &mut Vm, format: Format, buffer: Value) -> Outcome {
    if format.size == 0 {
        return Err(error(vm, "cannot iteratively unpack with a struct of length 0"));
    }
    let len = buffer_len(vm, buffer)?;
    if !len.is_multiple_of(format.size) {
        return Err(error(vm, format!("iterative unpacking requires a buffer of a multiple of {} bytes", format.size)));
    }
    let class = vm.class(&UNPACKER);
    Ok(vm.new_object(class, Unpacker { format, buffer, at: 0 }))
}
