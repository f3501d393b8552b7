//! UTF-7 (RFC 2152).

use super::{errors_of, input, text};
use crate::builtin::prelude::*;
use crate::machine::codec_errors::DecodeError;
use crate::text::Builder;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Whether a character stands for itself.
fn is_direct(point: u32) -> bool {
    u8::try_from(point).is_ok_and(|it| matches!(it, 9 | 10 | 13 | 32..=125) && !matches!(it, b'+' | b'\\'))
}

fn digit(byte: u8) -> Option<u32> {
    DIGITS.iter().position(|it| *it == byte).map(|it| it as u32)
}

/// `utf_7_encode(text, errors)`.
pub(super) fn encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let len = text(vm, args[0], "utf_7_encode")?;
    vm.charge(len as u64 / 16, len.saturating_mul(6))?;
    let (mut out, mut bits, mut count, mut inside) = (Vec::new(), 0u64, 0, false);
    for point in vm.view(args[0]).points() {
        if is_direct(point) {
            if inside {
                if count > 0 {
                    out.push(DIGITS[(bits << (6 - count) & 63) as usize]);
                    (bits, count) = (0, 0);
                }
                inside = false;
                if digit(point as u8).is_some() || point == u32::from(b'-') {
                    out.push(b'-');
                }
            }
            out.push(point as u8);
            continue;
        }
        if !inside {
            out.push(b'+');
            if point == u32::from(b'+') {
                out.push(b'-');
                continue;
            }
            inside = true;
        }
        let units = match point {
            ..0x1_0000 => [Some(point), None],
            _ => [Some(0xD800 + ((point - 0x1_0000) >> 10)), Some(0xDC00 + ((point - 0x1_0000) & 0x3FF))],
        };
        for unit in units.into_iter().flatten() {
            bits = bits << 16 | u64::from(unit);
            count += 16;
            while count >= 6 {
                out.push(DIGITS[(bits >> (count - 6) & 63) as usize]);
                count -= 6;
                bits &= (1 << count) - 1;
            }
        }
    }
    if count > 0 {
        out.push(DIGITS[(bits << (6 - count) & 63) as usize]);
    }
    if inside {
        out.push(b'-');
    }
    let bytes = vm.bytes(out);
    Ok(vm.tuple(&[bytes, Value::Int(len as i64)]))
}

/// A sequence of digits under way.
#[derive(Default)]
struct Shift {
    /// Where it starts, and how much text there was.
    start: usize,
    bits: u32,
    count: u32,
    /// The first half of a character beyond 16 bits.
    high: Option<u32>,
}

impl Shift {
    fn unit(&mut self, unit: u32, out: &mut Builder) {
        if let Some(high) = self.high.take() {
            if (0xDC00..0xE000).contains(&unit) {
                out.push(0x1_0000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
                return;
            }
            out.push(high);
        }
        if (0xD800..0xDC00).contains(&unit) { self.high = Some(unit) } else { out.push(unit) }
    }
}

/// `utf_7_decode(data, errors, final)`.
pub(super) fn decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (bytes, errors, last) = (input(vm, args[0])?, errors_of(vm, args[1])?, vm.truth(args[2])?);
    vm.charge(bytes.len() as u64 / 16, bytes.len())?;
    let (mut out, mut at, mut shift) = (Builder::default(), 0, None::<Shift>);
    // What was read before an unfinished sequence, which waits for its rest.
    let mut sure = (0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        let mut wrong = None;
        if let Some(it) = &mut shift {
            if let Some(value) = digit(byte) {
                it.bits = it.bits << 6 | value;
                it.count += 6;
                at += 1;
                if it.count >= 16 {
                    it.count -= 16;
                    let unit = it.bits >> it.count & 0xFFFF;
                    it.bits &= (1 << it.count) - 1;
                    it.unit(unit, &mut out);
                }
                continue;
            }
            if let Some(high) = it.high.take() {
                out.push(high);
            }
            let start = it.start;
            wrong = match (it.count, it.bits) {
                (6.., _) => Some((start..at + 1, "partial character in base64 sequence")),
                (1.., 1..) => Some((start..at + 1, "non-zero padding bits in base64 sequence")),
                _ => None,
            };
            shift = None;
            if wrong.is_none() && byte == b'-' {
                at += 1;
                continue;
            }
        }
        if wrong.is_none() {
            if byte == b'+' {
                sure = (at, out.len());
                match bytes.get(at + 1) {
                    Some(b'-') => {
                        out.push(u32::from(b'+'));
                        at += 2;
                    }
                    Some(&next) if digit(next).is_none() => wrong = Some((at..at + 2, "ill-formed sequence")),
                    _ => {
                        shift = Some(Shift { start: at, ..Shift::default() });
                        at += 1;
                    }
                }
            } else if byte < 0x80 {
                out.push(u32::from(byte));
                at += 1;
            } else {
                wrong = Some((at..at + 1, "unexpected special character"));
            }
        }
        if let Some((range, reason)) = wrong {
            let error = DecodeError { encoding: "utf7", bytes: &bytes, bad: range, reason };
            let (made, next) = vm.decode_error(&error, &errors)?;
            out.push_view(made.view());
            vm.charge(1, 0)?;
            at = next;
        }
    }
    let mut text = out.finish();
    if let Some(it) = shift {
        if !last {
            text = text.view().slice(0, sure.1);
            at = sure.0;
        } else if it.count >= 6 || it.bits != 0 || it.high.is_some() {
            let error = DecodeError {
                encoding: "utf7",
                bytes: &bytes,
                bad: it.start..bytes.len(),
                reason: "unterminated shift sequence",
            };
            let (made, _) = vm.decode_error(&error, &errors)?;
            text = text.concat(made.view());
        }
    }
    let text = vm.text(text);
    Ok(vm.tuple(&[text, Value::Int(at as i64)]))
}
