//! Lines of uuencoded data.

use super::{ascii, data, error};
use crate::builtin::prelude::*;

/// The most bytes of a line.
const MOST: usize = 45;

pub(super) fn decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let text = ascii(vm, args[0])?;
    vm.charge(text.len() as u64 / 16, text.len())?;
    let length = usize::from(text.first().copied().unwrap_or(0).wrapping_sub(b' ') & 63);
    let mut out = Vec::with_capacity(length);
    let mut letters = text.iter().skip(1).copied();
    let (mut word, mut bits) = (0_u32, 0);
    while out.len() < length {
        // A line that ends early goes on with zeros; trailing blanks were cut off by somebody.
        let value = match letters.next() {
            None | Some(b'\n' | b'\r') => 0,
            Some(letter @ b' '..=b'`') => u32::from(letter - b' ') & 63,
            Some(_) => return Err(error(vm, "Illegal char")),
        };
        word = word << 6 | value;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits) as u8);
            word &= (1 << bits) - 1;
        }
    }
    if letters.any(|it| !matches!(it, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(vm, "Trailing garbage"));
    }
    Ok(vm.bytes(out))
}

pub(super) fn encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let data = data(vm, args[0])?;
    let backtick = vm.truth(args[1])?;
    if data.len() > MOST {
        return Err(error(vm, "At most 45 bytes at once"));
    }
    let letter = |value: u32| if value == 0 && backtick { b'`' } else { value as u8 + b' ' };
    let mut out = vec![letter(data.len() as u32)];
    for chunk in data.chunks(3) {
        let word = chunk.iter().fold(0_u32, |all, it| all << 8 | u32::from(*it)) << (8 * (3 - chunk.len()));
        out.extend((0..4).map(|place| letter(word >> (18 - 6 * place) & 63)));
    }
    out.push(b'\n');
    Ok(vm.bytes(out))
}
