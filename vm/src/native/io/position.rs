//! `tell` and `seek` of text: a number that has in it where the stream below is, and what the decoder has to do from there.

use super::text::{TextWrapper, opened};
use super::text_read::{decode, reset, set_state, state_of};
use super::{bytes_of, call, data, unsupported};
use crate::builtin::prelude::*;
use crate::number::Int;

/// A place in text.
#[derive(Clone, Copy, Debug, Default)]
struct Cookie {
    /// Where the stream below is.
    position: u64,
    /// The state in which the decoder starts there.
    flags: u64,
    /// Bytes that it gets.
    feed: u64,
    /// Characters of what it makes of them that lie before the place.
    skip: u64,
    /// Whether these bytes were the last.
    eof: bool,
}

impl Cookie {
    fn pack(self, vm: &mut Vm) -> Outcome {
        let mut all = self.position.to_le_bytes().to_vec();
        for word in [self.flags, self.feed, self.skip] {
            all.extend((word as u32).to_le_bytes());
        }
        all.push(u8::from(self.eof));
        let value = Int::from_bytes(&all, false, false);
        Ok(vm.int(value))
    }

    fn unpack(vm: &mut Vm, value: Value) -> Result<Cookie, Raised> {
        let int = vm.to_index(value)?;
        if int.is_negative() {
            let shown = vm.repr_text(value)?;
            return Err(vm.value_error(format!("negative seek position {shown}")));
        }
        let minor = vm.minor();
        let bytes = int.to_bytes(21, false, false, minor);
        let bytes = vm.checked(bytes)?;
        let word = |at: usize| bytes.get(at..at + 4).and_then(|it| it.try_into().ok()).map_or(0, u32::from_le_bytes).into();
        let position = word(0) | word(4) << 32;
        Ok(Cookie { position, flags: word(8), feed: word(12), skip: word(16), eof: bytes.get(20) != Some(&0) })
    }
}

/// `tell()`.
pub(super) fn tell(vm: &mut Vm, args: &[Value]) -> Outcome {
    let this = args[0];
    let buffer = opened(vm, this)?;
    let (seekable, telling) = data::<TextWrapper>(vm, this).map_or((false, false), |it| (it.seekable, it.telling));
    if !seekable {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    if !telling {
        return Err(vm.error(Class::OSError, "telling position disabled by next() call"));
    }
    super::text_write::write_out(vm, this)?;
    call(vm, this, "flush", &[])?;
    let at = call(vm, buffer, "tell", &[])?;
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(at) };
    let (Some(snapshot), used, decoded) = (it.snapshot.clone(), it.used, it.decoded) else { return Ok(at) };
    let at = vm.to_word(at)?;
    let position = (at as u64).saturating_sub(snapshot.input.len() as u64);
    let mut cookie = Cookie { position, flags: snapshot.flags as u64, ..Cookie::default() };
    if decoded.is_none() || used == 0 {
        return cookie.pack(vm);
    }
    let now = state_of(vm, this)?;
    let found = find(vm, this, &snapshot.input, used, &mut cookie);
    // Whatever came of it, the decoder goes on where it was.
    set_state(vm, this, now.flags)?;
    if !now.input.is_empty() {
        let failed = vm.exception;
        decode(vm, this, &now.input, false)?;
        vm.exception = failed;
    }
    found?;
    cookie.pack(vm)
}

/// Decodes byte by byte from a snapshot, and keeps the last place before the character at which the decoder held nothing back.
fn find(vm: &mut Vm, this: Value, input: &[u8], used: usize, cookie: &mut Cookie) -> Result<(), Raised> {
    set_state(vm, this, cookie.flags as i64)?;
    let (mut left, mut fed, mut made) = (used, 0, 0);
    for (at, byte) in input.iter().enumerate() {
        let text = decode(vm, this, core::slice::from_ref(byte), false)?;
        fed += 1;
        made += vm.view(text).len();
        let state = state_of(vm, this)?;
        if state.input.is_empty() && made <= left {
            cookie.position += fed;
            cookie.flags = state.flags as u64;
            left -= made;
            (fed, made) = (0, 0);
        }
        if made >= left {
            break;
        }
        if at + 1 == input.len() {
            let text = decode(vm, this, &[], true)?;
            made += vm.view(text).len();
            cookie.eof = true;
            if made < left {
                return Err(vm.error(Class::OSError, "can't reconstruct logical file position"));
            }
        }
    }
    (cookie.feed, cookie.skip) = (if left > 0 { fed } else { 0 }, left as u64);
    Ok(())
}

/// `seek(cookie, whence)`.
pub(super) fn seek(vm: &mut Vm, args: &[Value]) -> Outcome {
    let this = args[0];
    let buffer = opened(vm, this)?;
    if !data::<TextWrapper>(vm, this).is_some_and(|it| it.seekable) {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    let whence = vm.to_word(args[2])?;
    let zero = vm.as_int(args[1]).is_some_and(|it| it.to_i64() == Some(0));
    let cookie = match whence {
        0 => args[1],
        1 if zero => {
            call(vm, this, "flush", &[])?;
            call(vm, this, "tell", &[])?
        }
        1 => return Err(unsupported(vm, "can't do nonzero cur-relative seeks")),
        2 if zero => {
            call(vm, this, "flush", &[])?;
            if let Some(it) = data::<TextWrapper>(vm, this) {
                it.forget();
            }
            reset(vm, this)?;
            let at = call(vm, buffer, "seek", &[Value::Int(0), Value::Int(2)])?;
            let start = vm.as_int(at).is_some_and(|it| it.to_i64() == Some(0));
            super::text_write::set_start(vm, this, start)?;
            return Ok(at);
        }
        2 => return Err(unsupported(vm, "can't do nonzero end-relative seeks")),
        _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    let place = Cookie::unpack(vm, cookie)?;
    call(vm, this, "flush", &[])?;
    call(vm, buffer, "seek", &[Value::Int(place.position as i64)])?;
    if let Some(it) = data::<TextWrapper>(vm, this) {
        it.forget();
    }
    if place.position == 0 && place.flags == 0 {
        reset(vm, this)?;
    } else {
        set_state(vm, this, place.flags as i64)?;
    }
    if place.skip > 0 {
        let input = call(vm, buffer, "read", &[Value::Int(place.feed.min(1 << 20) as i64)])?;
        let bytes = bytes_of(vm, input)?;
        let text = decode(vm, this, &bytes, place.eof)?;
        let len = vm.view(text).len();
        let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(cookie) };
        it.snapshot = Some(super::text::Snapshot { flags: place.flags as i64, input: bytes });
        let skip = usize::try_from(place.skip).unwrap_or(usize::MAX);
        if len < skip {
            return Err(vm.error(Class::OSError, "can't restore logical file position"));
        }
        (it.decoded, it.used) = (text, skip);
    }
    super::text_write::set_start(vm, this, place.position == 0)?;
    Ok(cookie)
}
