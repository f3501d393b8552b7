//! Reading text: chunks of bytes are decoded, ends of lines made alike, and lines cut off.

use super::text::{Snapshot, TextWrapper, opened};
use super::{bytes_of, call, data, get, unsupported};
use crate::builtin::prelude::*;
use crate::machine::codec::Codec;
use crate::text::Builder;

/// Decodes the next bytes of a stream.
pub(super) fn decode(vm: &mut Vm, this: Value, bytes: &[u8], last: bool) -> Outcome {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
    let text = match it.codec {
        Some(codec) => {
            let (known, errors) = (it.known, it.errors.clone());
            let mut input = core::mem::take(&mut it.pending);
            input.extend_from_slice(bytes);
            let (codec, start) = match known {
                Some(known) => (known, 0),
                None => codec.start(&input),
            };
            let settled = input.len() >= codec.mark_len();
            let (text, used) = vm.decode_part(&input[start..], codec, &errors, last)?;
            let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
            it.pending = input.split_off(start + used);
            if known.is_none() && (settled || start > 0) {
                it.known = Some(codec);
            }
            text
        }
        None => {
            let decoder = decoder(vm, this)?;
            let input = vm.bytes(bytes.to_vec());
            let text = call(vm, decoder, "decode", &[input, Value::bool(last)])?;
            let Value::Str(_) = vm.native(text) else {
                let class = vm.class_name(text);
                return Err(vm.type_error(format!("decoder should return a string result, not '{class}'")));
            };
            text
        }
    };
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
    if !it.mode.universal {
        return Ok(text);
    }
    let mut newlines = it.newlines;
    vm.charge(1, vm.view(text).len())?;
    let made = newlines.decode(vm.view(text), last);
    if let Some(it) = data::<TextWrapper>(vm, this) {
        it.newlines = newlines;
    }
    Ok(vm.text(made))
}

/// The incremental decoder of an encoding that needs Python code.
fn decoder(vm: &mut Vm, this: Value) -> Outcome {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
    if !it.decoder.is_none() {
        return Ok(it.decoder);
    }
    let (encoding, errors) = (it.encoding.clone(), it.errors.clone());
    let info = vm.codec_info(&encoding)?;
    let make = get(vm, info, "incrementaldecoder")?;
    let errors = vm.str(&errors);
    let decoder = vm.call_sync(make, &[errors])?;
    if let Some(it) = data::<TextWrapper>(vm, this) {
        it.decoder = decoder;
    }
    Ok(decoder)
}

/// The state of the decoder: the bytes that it holds back, and a number.
fn state(vm: &mut Vm, this: Value) -> Result<Snapshot, Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Snapshot::default()) };
    let (universal, carriage) = (it.mode.universal, i64::from(it.newlines.pending));
    let (inner, input) = match it.codec {
        Some(codec) => (codec.state(it.known), it.pending.clone()),
        None => {
            let decoder = decoder(vm, this)?;
            let pair = call(vm, decoder, "getstate", &[])?;
            let [bytes, flags] = vm.items(pair)[..] else { return Err(vm.type_error("illegal decoder state")) };
            (vm.to_word(flags)?, bytes_of(vm, bytes)?)
        }
    };
    Ok(Snapshot { flags: if universal { inner << 1 | carriage } else { inner }, input })
}

/// Puts the decoder into a state in which it holds nothing back.
pub(super) fn set_state(vm: &mut Vm, this: Value, flags: i64) -> Result<(), Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    let inner = if it.mode.universal {
        it.newlines.pending = flags & 1 != 0;
        flags >> 1
    } else {
        flags
    };
    it.pending.clear();
    if let Some(codec) = it.codec {
        it.known = codec.of_state(inner);
        return Ok(());
    }
    let decoder = decoder(vm, this)?;
    let empty = vm.bytes(Vec::new());
    let pair = vm.tuple(&[empty, Value::Int(inner)]);
    call(vm, decoder, "setstate", &[pair])?;
    Ok(())
}

/// Whether bytes were fed to the decoder since it was new.
pub(super) fn reset(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(()) };
    it.pending.clear();
    it.known = None;
    it.newlines.pending = false;
    let decoder = it.decoder;
    if !decoder.is_none() {
        call(vm, decoder, "reset", &[])?;
    }
    Ok(())
}

pub(super) fn state_of(vm: &mut Vm, this: Value) -> Result<Snapshot, Raised> {
    state(vm, this)
}

/// Reads and decodes the next chunk: whether there was one.
fn read_chunk(vm: &mut Vm, this: Value, hint: usize) -> Result<bool, Raised> {
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(false) };
    let (buffer, chunk, telling, has_read1) = (it.buffer, it.chunk.max(hint.min(super::PIECE)), it.telling, it.has_read1);
    let before = if telling { Some(state(vm, this)?) } else { None };
    let (name, method) = if has_read1 { ("read1", "read1") } else { ("read", "read") };
    let input = call(vm, buffer, name, &[Value::Int(chunk as i64)])?;
    let Some(bytes) = vm.byte_view(input).map(<[u8]>::to_vec) else {
        let class = vm.class_name(input);
        return Err(vm.type_error(format!("underlying {method}() should have returned a bytes-like object, not '{class}'")));
    };
    let eof = bytes.is_empty();
    let text = decode(vm, this, &bytes, eof)?;
    let some = vm.view(text).len() > 0;
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(false) };
    (it.decoded, it.used) = (text, 0);
    if let Some(mut before) = before {
        before.input.extend(bytes);
        it.snapshot = Some(before);
    }
    Ok(!eof || some)
}

/// Decoded text, at most so many characters of it.
fn take(vm: &mut Vm, this: Value, most: usize, out: &mut Builder) {
    let Some(it) = data::<TextWrapper>(vm, this) else { return };
    let (decoded, used) = (it.decoded, it.used);
    if decoded.is_none() {
        return;
    }
    let view = vm.view(decoded);
    let end = used.saturating_add(most).min(view.len());
    out.push_view(view.part(used, end));
    if let Some(it) = data::<TextWrapper>(vm, this) {
        it.used = end;
    }
}

fn reading(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    if !data::<TextWrapper>(vm, this).is_some_and(|it| it.readable) {
        return Err(unsupported(vm, "not readable"));
    }
    super::text_write::write_out(vm, this)
}

/// `read(size)`.
pub(super) fn read(vm: &mut Vm, this: Value, most: Option<usize>) -> Outcome {
    reading(vm, this)?;
    let mut out = Builder::default();
    let Some(most) = most else {
        let buffer = super::text::buffer(vm, this)?;
        let rest = call(vm, buffer, "read", &[])?;
        let Some(bytes) = vm.byte_view(rest).map(<[u8]>::to_vec) else {
            let class = vm.class_name(rest);
            return Err(vm.type_error(format!("underlying read() should have returned a bytes-like object, not '{class}'")));
        };
        let text = decode(vm, this, &bytes, true)?;
        take(vm, this, usize::MAX, &mut out);
        let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
        it.forget();
        if out.len() == 0 {
            return Ok(text);
        }
        out.push_view(vm.view(text));
        return Ok(vm.text(out.finish()));
    };
    loop {
        take(vm, this, most - out.len(), &mut out);
        if out.len() >= most || !read_chunk(vm, this, most - out.len())? {
            break;
        }
        vm.charge(1, out.len() / 8)?;
    }
    Ok(vm.text(out.finish()))
}

/// `readline(size)`.
pub(super) fn read_line(vm: &mut Vm, this: Value, most: Option<usize>) -> Outcome {
    reading(vm, this)?;
    let most = most.unwrap_or(usize::MAX);
    let mut out = Builder::default();
    loop {
        let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
        let (decoded, used, mode) = (it.decoded, it.used, it.mode);
        if !decoded.is_none() && used < vm.view(decoded).len() {
            let view = vm.view(decoded);
            let whole = out.len() + (view.len() - used);
            // An end of two characters may lie across two chunks.
            let split = mode.end == "\r\n" && out.len() > 0 && view.get(used) == Some(10) && out.last() == Some(13);
            let end = if split { Some(used + 1) } else { mode.line_end(view, used) };
            let end = match end {
                Some(end) => end,
                None if whole < most => view.len(),
                None => used + (most - out.len()),
            };
            let done = split || mode.line_end(view.part(used, end), 0).is_some() || out.len() + (end - used) >= most;
            let part = (end - used).min(most - out.len());
            take(vm, this, part, &mut out);
            if done {
                break;
            }
        }
        vm.charge(1, out.len() / 4)?;
        if !read_chunk(vm, this, 0)? {
            if let Some(it) = data::<TextWrapper>(vm, this) {
                it.forget();
            }
            break;
        }
    }
    Ok(vm.text(out.finish()))
}

/// `next(file)`.
pub(super) fn next(vm: &mut Vm, args: &[Value]) -> Outcome {
    let this = args[0];
    opened(vm, this)?;
    if let Some(it) = data::<TextWrapper>(vm, this) {
        it.telling = false;
    }
    let class = vm.class_of(this);
    let line = if vm.heap.types[class].flags.heap { call(vm, this, "readline", &[])? } else { read_line(vm, this, None)? };
    if vm.len(line)? > 0 {
        return Ok(line);
    }
    if let Some(it) = data::<TextWrapper>(vm, this) {
        (it.snapshot, it.telling) = (None, it.seekable);
    }
    Err(vm.stop_iteration(Value::None))
}

impl Codec {
    /// What the first bytes make of it, and how many of them say so.
    fn start(self, bytes: &[u8]) -> (Codec, usize) {
        match (self, bytes) {
            (Codec::Utf16 { mark: true, .. }, [0xFF, 0xFE, ..]) => (Codec::Utf16 { big: false, mark: false }, 2),
            (Codec::Utf16 { mark: true, .. }, [0xFE, 0xFF, ..]) => (Codec::Utf16 { big: true, mark: false }, 2),
            (Codec::Utf32 { mark: true, .. }, [0xFF, 0xFE, 0, 0, ..]) => (Codec::Utf32 { big: false, mark: false }, 4),
            (Codec::Utf32 { mark: true, .. }, [0, 0, 0xFE, 0xFF, ..]) => (Codec::Utf32 { big: true, mark: false }, 4),
            _ => (self, 0),
        }
    }

    fn mark_len(self) -> usize {
        match self {
            Codec::Utf16 { mark: true, .. } => 2,
            Codec::Utf32 { mark: true, .. } => 4,
            _ => 0,
        }
    }

    /// The number that an incremental decoder's state has for what is known of the order of bytes.
    fn state(self, known: Option<Codec>) -> i64 {
        match (self, known) {
            (Codec::Utf16 { mark: true, .. } | Codec::Utf32 { mark: true, .. }, None) => 2,
            (_, Some(Codec::Utf16 { big: true, .. } | Codec::Utf32 { big: true, .. })) if self.mark_len() > 0 => 1,
            _ => 0,
        }
    }

    fn of_state(self, state: i64) -> Option<Codec> {
        match self {
            Codec::Utf16 { mark: true, .. } if state != 2 => Some(Codec::Utf16 { big: state == 1, mark: false }),
            Codec::Utf32 { mark: true, .. } if state != 2 => Some(Codec::Utf32 { big: state == 1, mark: false }),
            _ => None,
        }
    }
}
