//! Codecs of a byte a character, by tables.

use hashbrown::HashMap;

use super::{errors_of, input, text};
use crate::builtin::prelude::*;
use crate::machine::codec_errors::{DecodeError, EncodeError, Replacement};
use crate::text::Builder;

const REASON: &str = "character maps to <undefined>";

/// What `charmap_build` makes of a table for decoding.
#[derive(Debug)]
struct EncodingMap {
    bytes: HashMap<u32, u8>,
}

impl NativeData for EncodingMap {
    fn owned(&self) -> usize {
        self.bytes.capacity() * 8
    }
}

static ENCODING_MAP: TypeDef =
    TypeDef { methods: &[Def::method("size", 0, 0, |_, _| Ok(Value::Int(16 + 256 * 2)))], ..TypeDef::new("EncodingMap") };

/// `charmap_build(table)`.
pub(super) fn build(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Str(id) = vm.native(args[0]) else {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!("charmap_build() argument must be str, not {class}")));
    };
    let mut bytes = HashMap::new();
    for (byte, point) in vm.heap.strs[id].view().points().take(256).enumerate() {
        if point != 0xFFFE {
            bytes.insert(point, byte as u8);
        }
    }
    let class = vm.class(&ENCODING_MAP);
    Ok(vm.new_object(class, EncodingMap { bytes }))
}

/// The bytes of a character by a mapping; nothing if it has none.
fn bytes_of(vm: &mut Vm, mapping: Value, point: u32) -> Result<Option<Vec<u8>>, Raised> {
    if let Value::Object(id) = mapping
        && let Some(map) = vm.heap.objects[id].get::<EncodingMap>()
    {
        return Ok(map.bytes.get(&point).map(|it| vec![*it]));
    }
    let found = match vm.get_item(mapping, Value::Int(i64::from(point))) {
        Ok(found) => found,
        Err(raised) => {
            vm.catch(raised, Class::LookupError)?;
            return Ok(None);
        }
    };
    match vm.native(found) {
        Value::None => Ok(None),
        Value::Int(byte @ 0..=255) => Ok(Some(vec![byte as u8])),
        Value::Int(_) => Err(vm.type_error("character mapping must be in range(256)")),
        Value::Bytes(id) => Ok(Some(vm.heap.bytes_objects[id].data.to_vec())),
        _ => {
            let class = vm.class_name(found);
            Err(vm.type_error(format!("character mapping must return integer, bytes or None, not {class}")))
        }
    }
}

/// `charmap_encode(text, errors, mapping)`.
pub(super) fn encode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let len = text(vm, args[0], "charmap_encode")?;
    let errors = errors_of(vm, args[1])?;
    if args[2].is_none() {
        let bytes = vm.encode(args[0], "latin-1", &errors)?;
        return Ok(vm.tuple(&[bytes, Value::Int(len as i64)]));
    }
    vm.charge(len as u64 / 8, len * 5)?;
    let points: Vec<u32> = vm.view(args[0]).points().collect();
    let (mut out, mut at) = (Vec::with_capacity(len), 0);
    while at < points.len() {
        if let Some(bytes) = bytes_of(vm, args[2], points[at])? {
            out.extend(bytes);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < points.len() && bytes_of(vm, args[2], points[end])?.is_none() {
            end += 1;
        }
        let error = EncodeError { encoding: "charmap", text: args[0], points: &points, bad: at..end, reason: REASON };
        let (made, next) = vm.encode_error(&error, &errors)?;
        match made {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(new) => {
                for point in new {
                    match bytes_of(vm, args[2], point)? {
                        Some(bytes) => out.extend(bytes),
                        None => {
                            let exception = vm.encode_exception(&error)?;
                            return Err(vm.raise_value(exception));
                        }
                    }
                }
            }
        }
        vm.charge(1, 0)?;
        at = next;
    }
    let bytes = vm.bytes(out);
    Ok(vm.tuple(&[bytes, Value::Int(len as i64)]))
}

/// `charmap_decode(data, errors, mapping)`.
pub(super) fn decode(vm: &mut Vm, args: &[Value]) -> Outcome {
    let bytes = input(vm, args[0])?;
    let errors = errors_of(vm, args[1])?;
    if args[2].is_none() {
        let text = vm.decode(&bytes, "latin-1", &errors)?;
        return Ok(vm.tuple(&[text, Value::Int(bytes.len() as i64)]));
    }
    vm.charge(bytes.len() as u64 / 8, bytes.len() * 4)?;
    let table: Option<Vec<u32>> = match vm.native(args[2]) {
        Value::Str(id) => Some(vm.heap.strs[id].view().points().collect()),
        _ => None,
    };
    let (mut out, mut at) = (Builder::default(), 0);
    while at < bytes.len() {
        let known = match &table {
            Some(table) => match table.get(usize::from(bytes[at])) {
                Some(&point) if point != 0xFFFE => {
                    out.push(point);
                    true
                }
                _ => false,
            },
            None => decode_one(vm, args[2], bytes[at], &mut out)?,
        };
        if known {
            at += 1;
            continue;
        }
        let error = DecodeError { encoding: "charmap", bytes: &bytes, bad: at..at + 1, reason: REASON };
        let (made, next) = vm.decode_error(&error, &errors)?;
        out.push_view(made.view());
        vm.charge(1, 0)?;
        at = next;
    }
    let text = vm.text(out.finish());
    Ok(vm.tuple(&[text, Value::Int(bytes.len() as i64)]))
}

/// The characters of a byte by a mapping: whether it has any.
fn decode_one(vm: &mut Vm, mapping: Value, byte: u8, out: &mut Builder) -> Result<bool, Raised> {
    let found = match vm.get_item(mapping, Value::Int(i64::from(byte))) {
        Ok(found) => found,
        Err(raised) => {
            vm.catch(raised, Class::LookupError)?;
            return Ok(false);
        }
    };
    match vm.native(found) {
        Value::None | Value::Int(0xFFFE) => return Ok(false),
        Value::Int(point @ 0..0x11_0000) => out.push(point as u32),
        Value::Int(_) => return Err(vm.type_error("character mapping must be in range(0x110000)")),
        Value::Str(_) => {
            let view = vm.view(found);
            if view.len() == 1 && view.get(0) == Some(0xFFFE) {
                return Ok(false);
            }
            vm.charge(1, vm.view(found).len())?;
            out.push_view(vm.view(found));
        }
        _ => return Err(vm.type_error("character mapping must return integer, None or str")),
    }
    Ok(true)
}
