//! `BinHex` 4, until 3.10: six bits a character, and a code for bytes that repeat.

use super::{INCOMPLETE, ascii, data, error};
use crate::builtin::prelude::*;

const LETTERS: &[u8; 64] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
/// Stands before the number of repetitions.
const REPEAT: u8 = 0x90;

fn deprecated(vm: &mut Vm, name: &str) -> Result<(), Raised> {
    if vm.minor() < 9 {
        return Ok(());
    }
    vm.warn("DeprecationWarning", &format!("binascii.{name}() is deprecated"))
}

#[cold]
fn incomplete(vm: &mut Vm, message: &str) -> Raised {
    match vm.exception_type(&INCOMPLETE, "Exception") {
        Ok(class) => {
            let message = vm.str(message);
            vm.raise(class, &[message])
        }
        Err(raised) => raised,
    }
}

/// `binascii.a2b_hqx`.
pub(super) fn decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let text = ascii(vm, args[0])?;
    deprecated(vm, "a2b_hqx")?;
    vm.charge(text.len() as u64 / 8, text.len())?;
    let (mut out, mut bits, mut count, mut done) = (Vec::new(), 0_u32, 0, false);
    for letter in text {
        match letter {
            b'\n' | b'\r' => continue,
            b':' => {
                done = true;
                break;
            }
            _ => {}
        }
        let Some(number) = LETTERS.iter().position(|&it| it == letter) else { return Err(error(vm, "Illegal char")) };
        bits = bits << 6 | number as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    if count > 0 && !done {
        return Err(incomplete(vm, "String has incomplete number of bytes"));
    }
    let out = vm.bytes(out);
    Ok(vm.tuple(&[out, Value::Int(i64::from(done))]))
}

/// `binascii.b2a_hqx`.
pub(super) fn encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let data = data(vm, args[0])?;
    deprecated(vm, "b2a_hqx")?;
    vm.charge(data.len() as u64 / 8, data.len().saturating_mul(2))?;
    let letter = |bits: u32| LETTERS[(bits & 63) as usize];
    let (mut out, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in data {
        bits = (bits << 8 | u32::from(byte)) & 0xFFFF;
        count += 8;
        while count >= 6 {
            count -= 6;
            out.push(letter(bits >> count));
        }
    }
    if count > 0 {
        out.push(letter(bits << (6 - count)));
    }
    Ok(vm.bytes(out))
}

/// `binascii.rlecode_hqx`.
pub(super) fn shorten(vm: &mut Vm, args: &[Value]) -> Outcome {
    let data = data(vm, args[0])?;
    deprecated(vm, "rlecode_hqx")?;
    vm.charge(data.len() as u64 / 8, data.len().saturating_mul(2))?;
    let (mut out, mut rest) = (Vec::new(), &data[..]);
    while let Some(&byte) = rest.first() {
        let same = rest.iter().take(255).take_while(|&&it| it == byte).count();
        let mut used = 1;
        match byte {
            REPEAT => out.extend([REPEAT, 0]),
            _ if same > 3 => {
                out.extend([byte, REPEAT, same as u8]);
                used = same;
            }
            _ => out.push(byte),
        }
        rest = &rest[used..];
    }
    Ok(vm.bytes(out))
}

/// `binascii.rledecode_hqx`.
pub(super) fn lengthen(vm: &mut Vm, args: &[Value]) -> Outcome {
    let data = data(vm, args[0])?;
    deprecated(vm, "rledecode_hqx")?;
    let mut out: Vec<u8> = Vec::new();
    let mut bytes = data.into_iter();
    while let Some(byte) = bytes.next() {
        vm.charge(1, 0)?;
        if byte != REPEAT {
            out.push(byte);
            continue;
        }
        match (bytes.next(), out.last()) {
            (None, _) => return Err(incomplete(vm, "")),
            (Some(0), _) => out.push(REPEAT),
            (Some(_), None) => return Err(error(vm, "Orphaned RLE code at start")),
            (Some(times), Some(&last)) => {
                vm.charge(u64::from(times) / 8, usize::from(times))?;
                out.extend(core::iter::repeat_n(last, usize::from(times) - 1));
            }
        }
    }
    Ok(vm.bytes(out))
}
