//! Quoted-printable text.

use super::{ascii, data};
use crate::builtin::prelude::*;

/// Columns of a line.
const COLUMNS: usize = 76;

pub(super) fn decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let text = ascii(vm, args[0])?;
    let header = vm.truth(args[1])?;
    vm.charge(text.len() as u64 / 16, text.len())?;
    let (mut out, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'=' => match (text.get(at), text.get(at + 1)) {
                (None, _) => break,
                // A soft end of a line: all up to its end is left out.
                (Some(b'\n' | b'\r'), _) => {
                    if text[at] != b'\n' {
                        while at < text.len() && text[at] != b'\n' {
                            at += 1;
                        }
                    }
                    at += usize::from(at < text.len());
                }
                // Broken by somebody.
                (Some(b'='), _) => {
                    out.push(b'=');
                    at += 1;
                }
                (Some(&a), Some(&b)) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                    let digit = |it: u8| char::from(it).to_digit(16).unwrap_or(0);
                    out.push((digit(a) << 4 | digit(b)) as u8);
                    at += 2;
                }
                _ => out.push(b'='),
            },
            b'_' if header => out.push(b' '),
            _ => out.push(byte),
        }
    }
    Ok(vm.bytes(out))
}

pub(super) fn encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let data = data(vm, args[0])?;
    let (tabs, is_text, header) = (vm.truth(args[1])?, vm.truth(args[2])?, vm.truth(args[3])?);
    vm.charge(data.len() as u64 / 8, data.len().saturating_mul(4))?;
    // Ends of lines are as those of the first line.
    let crlf = memchr::memchr(b'\n', &data).is_some_and(|it| it > 0 && data[it - 1] == b'\r');
    let (mut out, mut at, mut column) = (Vec::with_capacity(data.len() * 2), 0, 0);
    let soft = |out: &mut Vec<u8>| out.extend_from_slice(if crlf { b"=\r\n" } else { b"=\n" });
    while let Some(&byte) = data.get(at) {
        let next = data.get(at + 1).copied();
        let quoted = byte > 126
            || byte == b'='
            || header && byte == b'_'
            || byte == b'.' && column == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0))
            || !is_text && matches!(byte, b'\r' | b'\n')
            || matches!(byte, b'\t' | b' ') && next.is_none()
            || byte < 33 && byte != b'\r' && byte != b'\n' && (tabs || !matches!(byte, b'\t' | b' '));
        if quoted {
            if column + 3 >= COLUMNS {
                soft(&mut out);
                column = 0;
            }
            push_hex(&mut out, byte);
            column += 3;
            at += 1;
            continue;
        }
        let ends = byte == b'\n' || byte == b'\r' && next == Some(b'\n');
        if is_text && ends {
            column = 0;
            // A blank before the end of a line would be lost.
            if let Some(&last @ (b' ' | b'\t')) = out.last() {
                out.pop();
                push_hex(&mut out, last);
            }
            out.extend_from_slice(if crlf { b"\r\n" } else { b"\n" });
            at += if byte == b'\r' { 2 } else { 1 };
            continue;
        }
        if next.is_some_and(|it| it != b'\n') && column + 1 >= COLUMNS {
            soft(&mut out);
            column = 0;
        }
        column += 1;
        out.push(if header && byte == b' ' { b'_' } else { byte });
        at += 1;
    }
    Ok(vm.bytes(out))
}

fn push_hex(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(format!("={byte:02X}").as_bytes());
}
