//! Values to bytes.

use super::format::{Format, Item};
use super::{error, range};
use crate::builtin::prelude::*;
use crate::number::Int;

/// `pack`.
pub(super) fn pack(vm: &mut Vm, format: &Format, values: &[Value]) -> Outcome {
    check_count(vm, "pack", format, values.len())?;
    let data = packed(vm, format, values)?;
    Ok(vm.bytes(data))
}

/// `pack_into`: the arguments are the buffer, the offset, the values.
pub(super) fn pack_into(vm: &mut Vm, format: &Format, args: &[Value]) -> Outcome {
    let &[buffer, offset, ref values @ ..] = args else {
        let what = if args.is_empty() { "buffer" } else { "offset" };
        let message = format!("pack_into expected {what} argument");
        return Err(error(vm, message));
    };
    check_count(vm, "pack_into", format, values.len())?;
    let Some(len) = vm.byte_view_mut(buffer).map(|it| it.len()) else {
        let class = vm.class_name(buffer);
        return Err(vm.type_error(format!("argument must be read-write bytes-like object, not {class}")));
    };
    let Some(offset) = vm.to_index(offset)?.to_i64() else {
        return Err(vm.error(Class::IndexError, "cannot fit 'int' into an index-sized integer"));
    };
    let at = super::place(vm, offset, format.size, len, "pack")?;
    let data = packed(vm, format, values)?;
    // What was asked for a number may have changed the buffer.
    match vm.byte_view_mut(buffer).and_then(|it| it.get_mut(at..at + data.len())) {
        Some(place) => place.copy_from_slice(&data),
        None => return Err(error(vm, "the buffer has been changed")),
    }
    Ok(Value::None)
}

fn check_count(vm: &mut Vm, name: &str, format: &Format, given: usize) -> Result<(), Raised> {
    if given == format.values {
        return Ok(());
    }
    Err(error(vm, format!("{name} expected {} items for packing (got {given})", format.values)))
}

fn packed(vm: &mut Vm, format: &Format, values: &[Value]) -> Result<Vec<u8>, Raised> {
    vm.charge((format.size / 64 + values.len()) as u64, format.size.saturating_mul(2))?;
    let mut data = vec![0; format.size];
    let mut values = values.iter();
    for item in &format.items {
        for number in 0..item.count {
            let Some(&value) = values.next() else { return Ok(data) };
            let start = item.offset + number * item.size;
            let Some(place) = data.get_mut(start..start + item.size) else { return Ok(data) };
            one(vm, format, item, value, place).map_err(|raised| too_large(vm, raised, value))?;
        }
    }
    Ok(data)
}

/// An int that is too large for what it is converted to is an error of this module.
fn too_large(vm: &mut Vm, raised: Raised, value: Value) -> Raised {
    let overflow = vm.types.exception(Class::OverflowError);
    if raised == Raised::Exception && vm.as_int(value).is_some() && vm.is_instance(vm.exception, overflow) {
        vm.exception = Value::Unbound;
        return error(vm, "int too large to convert");
    }
    raised
}

fn one(vm: &mut Vm, format: &Format, item: &Item, value: Value, place: &mut [u8]) -> Result<(), Raised> {
    match item.letter {
        b'c' => match vm.native(value) {
            Value::Bytes(id) if vm.heap.bytes_objects[id].data.len() == 1 => {
                place.copy_from_slice(&vm.heap.bytes_objects[id].data);
            }
            _ => return Err(error(vm, "char format requires a bytes object of length 1")),
        },
        b's' | b'p' => bytes(vm, item.letter, value, place)?,
        b'?' => {
            let truth = vm.truth(value)?;
            place.fill(u8::from(truth));
        }
        b'e' | b'f' | b'd' => {
            let x = real(vm, value)?;
            if format.native && item.letter == b'f' {
                // A cast of C: what is too large becomes infinite.
                place.copy_from_slice(&(x as f32).to_le_bytes());
                return Ok(());
            }
            float(vm, item.letter, x, place, format.big_endian)?;
        }
        b'F' | b'D' => {
            let Some((re, im)) = complex(vm, value)? else { return Err(error(vm, "required argument is not a complex")) };
            let (first, second) = place.split_at_mut(item.size / 2);
            let letter = item.letter.to_ascii_lowercase();
            float(vm, letter, re, first, format.big_endian)?;
            float(vm, letter, im, second, format.big_endian)?;
        }
        _ => integer(vm, format, item, value, place)?,
    }
    Ok(())
}

fn bytes(vm: &mut Vm, letter: u8, value: Value, place: &mut [u8]) -> Result<(), Raised> {
    let native = vm.native(value);
    let array = vm.class(&crate::builtin::bytes::BYTEARRAY);
    let data = match vm.byte_view(native) {
        Some(data) if matches!(native, Value::Bytes(_)) || vm.is_instance(value, array) => data,
        _ => {
            let letter = char::from(letter);
            return Err(error(vm, format!("argument for '{letter}' must be a bytes object")));
        }
    };
    if letter == b's' {
        let count = data.len().min(place.len());
        place[..count].copy_from_slice(&data[..count]);
    } else if let Some((first, rest)) = place.split_first_mut() {
        let count = data.len().min(rest.len());
        rest[..count].copy_from_slice(&data[..count]);
        *first = count.min(255) as u8;
    }
    Ok(())
}

fn real(vm: &mut Vm, value: Value) -> Result<f64, Raised> {
    match vm.to_float(value) {
        Ok(it) => Ok(it),
        Err(Raised::Exception) => {
            vm.exception = Value::Unbound;
            Err(error(vm, "required argument is not a float"))
        }
        Err(raised) => Err(raised),
    }
}

fn complex(vm: &mut Vm, value: Value) -> Result<Option<(f64, f64)>, Raised> {
    Ok(match vm.native(value) {
        Value::Complex(id) => {
            let it = vm.heap.complexes[id];
            Some((it.re, it.im))
        }
        _ => vm.float_operand(value)?.map(|it| (it, 0.0)),
    })
}

fn float(vm: &mut Vm, letter: u8, x: f64, place: &mut [u8], big_endian: bool) -> Result<(), Raised> {
    let result = match letter {
        b'e' => crate::number::half::from_f64(x).map(|it| it.to_le_bytes().to_vec()),
        b'f' => {
            let narrow = x as f32;
            (narrow.is_finite() || !x.is_finite()).then(|| narrow.to_le_bytes().to_vec())
        }
        _ => Some(x.to_le_bytes().to_vec()),
    };
    let Some(mut data) = result else {
        let letter = char::from(letter);
        return Err(vm.error(Class::OverflowError, format!("float too large to pack with {letter} format")));
    };
    if big_endian {
        data.reverse();
    }
    place.copy_from_slice(&data);
    Ok(())
}

fn integer(vm: &mut Vm, format: &Format, item: &Item, value: Value, place: &mut [u8]) -> Result<(), Raised> {
    let int = match vm.as_int(value) {
        Some(it) => it,
        None if vm.lookup(vm.class_of(value), vm.names.index).is_some() => vm.to_index(value)?,
        None => return Err(error(vm, "required argument is not an integer")),
    };
    let signed = item.letter.is_ascii_lowercase();
    let (low, high) = range(item.size, signed);
    // A pointer may be given as a negative number too.
    let low = if item.letter == b'P' { range(item.size, true).0 } else { low };
    if int < low || int > high {
        let message = out_of_range(vm.minor(), format, item, &int, &low, &high);
        return Err(error(vm, message));
    }
    let fits = signed || int.is_negative();
    let data = vm.checked(int.to_bytes(item.size, format.big_endian, fits, 13))?;
    place.copy_from_slice(&data);
    Ok(())
}

/// What is said of an integer that does not fit: until 3.11 it depended on the C type that it was first converted to.
fn out_of_range(minor: u8, format: &Format, item: &Item, int: &Int, low: &Int, high: &Int) -> String {
    let letter = char::from(item.letter);
    let general = format!("'{letter}' format requires {} <= number <= {}", low.to_text(), high.to_text());
    if item.letter == b'P' {
        return "int too large to convert".to_owned();
    }
    if minor >= 12 {
        return general;
    }
    let whole = item.size == 8;
    if whole && format.big_endian {
        return "int too large to convert".to_owned();
    }
    // Bytes are always converted as signed numbers, and so are unsigned shorts where they are laid out as the platform does.
    let as_signed = item.letter.is_ascii_lowercase() || item.letter == b'B' || item.letter == b'H' && !format.big_endian;
    let (least, most) = range(8, as_signed);
    if whole || *int < least || *int > most {
        return "argument out of range".to_owned();
    }
    match (item.letter, minor) {
        (b'b', _) => "byte format requires -128 <= number <= 127".to_owned(),
        (b'B', _) => "ubyte format requires 0 <= number <= 255".to_owned(),
        (b'h' | b'H', _) if format.big_endian => general,
        (b'h', ..11) => "short format requires (-0x7fff - 1) <= number <= 0x7fff".to_owned(),
        (b'H', ..11) => "ushort format requires 0 <= number <= (0x7fff * 2 + 1)".to_owned(),
        (b'h', _) => "short format requires -32768 <= number <= 32767".to_owned(),
        (b'H', _) => "ushort format requires 0 <= number <= 65535".to_owned(),
        _ => general,
    }
}
