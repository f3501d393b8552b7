//! Writing text: ends of lines, encoding, and when what has piled up goes to the stream below.

use super::text::{TextWrapper, opened};
use super::{bytes_of, call, data, get, unsupported};
use crate::builtin::prelude::*;
use crate::machine::codec::Codec;
use crate::text::{Builder, View};

/// `write(text)`.
pub(super) fn write(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Str(_) = vm.native(args[1]) else {
        let class = vm.class_name(args[1]);
        return Err(vm.type_error(format!("write() argument must be str, not {class}")));
    };
    opened(vm, args[0])?;
    put(vm, args[0], vm.native(args[1]))?;
    Ok(Value::Int(vm.view(args[1]).len() as i64))
}

/// Encodes text, and keeps it until there is enough.
pub(super) fn put(vm: &mut Vm, this: Value, text: Value) -> Result<(), Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    if !it.writable {
        return Err(unsupported(vm, "not writable"));
    }
    let (mode, codec, line_buffering) = (it.mode, it.codec, it.line_buffering);
    let view = vm.view(text);
    let (mut text, len) = (text, view.len());
    let has = |vm: &Vm, text: Value, point: u8| match vm.view(text) {
        View::Latin(bytes) => memchr::memchr(point, bytes).is_some(),
        view => view.points().any(|it| it == u32::from(point)),
    };
    let ends_line = line_buffering && (has(vm, text, b'\n') || has(vm, text, b'\r'));
    if mode.written != "\n" && has(vm, text, b'\n') {
        vm.charge(1, len * 2)?;
        let mut out = Builder::default();
        for point in vm.view(text).points() {
            if point == 10 { out.push_str(mode.written) } else { out.push(point) }
        }
        text = vm.text(out.finish());
    }
    let plain = matches!(codec, Some(Codec::Utf8 | Codec::Ascii | Codec::Latin1));
    let encoded = match vm.view(text) {
        View::Latin(bytes) if plain && bytes.is_ascii() => bytes.to_vec(),
        _ => encode(vm, this, text)?,
    };
    vm.charge(encoded.len() as u64 / 256, encoded.len())?;
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    if it.out.len() + encoded.len() > it.chunk && !it.out.is_empty() {
        write_out(vm, this)?;
    }
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    it.out.extend(encoded);
    let (full, over) = (it.out.len() >= it.chunk || it.write_through || ends_line, it.out.len() as u64);
    let over = over > vm.output_left;
    if full || over {
        write_out(vm, this)?;
    }
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    let buffer = it.buffer;
    if !it.decoded.is_none() || it.snapshot.is_some() {
        it.forget();
        super::text_read::reset(vm, this)?;
    }
    if ends_line || over {
        call(vm, buffer, "flush", &[])?;
    }
    Ok(())
}

fn encode(vm: &mut Vm, this: Value, text: Value) -> Result<Vec<u8>, Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Vec::new()) };
    let (codec, errors, start) = (it.codec, it.errors.clone(), it.at_start);
    let encoded = match codec {
        Some(codec) => {
            // The mark stands at the beginning only.
            let codec = match codec {
                Codec::Utf16 { big, mark } => Codec::Utf16 { big, mark: mark && start },
                Codec::Utf32 { big, mark } => Codec::Utf32 { big, mark: mark && start },
                it => it,
            };
            let encoded = vm.encode_with(text, codec, &errors)?;
            if let Some(it) = data::<TextWrapper>(vm, this) {
                it.at_start = false;
            }
            encoded
        }
        None => {
            let encoder = encoder(vm, this)?;
            call(vm, encoder, "encode", &[text])?
        }
    };
    bytes_of(vm, encoded)
}

/// The incremental encoder of an encoding that needs Python code.
fn encoder(vm: &mut Vm, this: Value) -> Outcome {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
    if !it.encoder.is_none() {
        return Ok(it.encoder);
    }
    let (encoding, errors, start) = (it.encoding.clone(), it.errors.clone(), it.at_start);
    let info = vm.codec_info(&encoding)?;
    let make = get(vm, info, "incrementalencoder")?;
    let errors = vm.str(&errors);
    let encoder = vm.call_sync(make, &[errors])?;
    if !start {
        call(vm, encoder, "setstate", &[Value::Int(0)])?;
    }
    if let Some(it) = data::<TextWrapper>(vm, this) {
        it.encoder = encoder;
    }
    Ok(encoder)
}

/// After a seek: whether the next text is the first.
pub(super) fn set_start(vm: &mut Vm, this: Value, start: bool) -> Result<(), Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    it.at_start = start;
    let encoder = it.encoder;
    if !encoder.is_none() {
        if start {
            call(vm, encoder, "reset", &[])?
        } else {
            call(vm, encoder, "setstate", &[Value::Int(0)])?
        };
    }
    Ok(())
}

/// Hands what has piled up to the stream below.
pub(super) fn write_out(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    if it.out.is_empty() {
        return Ok(());
    }
    let (buffer, out) = (it.buffer, core::mem::take(&mut it.out));
    let bytes = vm.bytes(out);
    call(vm, buffer, "write", &[bytes])?;
    Ok(())
}

/// `flush()`.
pub(super) fn flush(vm: &mut Vm, args: &[Value]) -> Outcome {
    let buffer = opened(vm, args[0])?;
    if let Some(it) = data::<TextWrapper>(vm, args[0]) {
        it.telling = it.seekable;
    }
    write_out(vm, args[0])?;
    call(vm, buffer, "flush", &[])
}
