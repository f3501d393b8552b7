//! `binascii`: bytes as text, and checksums.

use super::ModuleDef;
use crate::builtin::prelude::*;

mod hqx;
mod quoted;
mod uu;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "Conversion between binary data and ASCII",
    functions: &[
        Def::function_of("hexlify", "data, sep=?, bytes_per_sep=1", hexlify).doc("Hexadecimal representation of binary data."),
        Def::function_of("b2a_hex", "data, sep=?, bytes_per_sep=1", hexlify).doc("Hexadecimal representation of binary data."),
        Def::function("unhexlify", 1, 1, unhexlify).doc("Binary data of hexadecimal representation."),
        Def::function("a2b_hex", 1, 1, unhexlify).doc("Binary data of hexadecimal representation."),
        Def::function_of("b2a_base64", "data, /, *, newline=True", |vm, args| {
            let data = data(vm, args[0])?;
            vm.charge(data.len() as u64 / 16, data.len().saturating_mul(2))?;
            let mut out = to_base64(&data);
            if vm.truth(args[1])? {
                out.push(b'\n');
            }
            Ok(vm.bytes(out))
        })
        .doc("Base64-code line of data."),
        Def::function("a2b_base64", 1, 1, |vm, args| from_base64(vm, args[0], false))
            .doc("Decode a line of base64 data.")
            .until(11),
        Def::function_of("a2b_base64", "data, /, *, strict_mode=False", |vm, args| {
            let strict = vm.truth(args[1])?;
            from_base64(vm, args[0], strict)
        })
        .doc("Decode a line of base64 data.")
        .since(11),
        Def::function("crc32", 1, 2, |vm, args| {
            let data = data(vm, args[0])?;
            let start = start(vm, args.get(1))? as u32;
            vm.charge(data.len() as u64 / 8, 0)?;
            let mut crc = !start;
            for byte in data {
                crc = CRC32[usize::from(crc as u8 ^ byte)] ^ crc >> 8;
            }
            Ok(Value::Int(i64::from(!crc)))
        })
        .doc("Compute CRC-32 incrementally."),
        Def::function("crc_hqx", 2, 2, |vm, args| {
            let data = data(vm, args[0])?;
            let mut crc = start(vm, args.get(1))? as u16;
            vm.charge(data.len() as u64 / 8, 0)?;
            for byte in data {
                crc = crc << 8 ^ CRC_HQX[usize::from((crc >> 8) as u8 ^ byte)];
            }
            Ok(Value::Int(i64::from(crc)))
        })
        .doc("Compute CRC-CCITT incrementally."),
        Def::function("a2b_hqx", 1, 1, hqx::decode).doc("Decode .hqx coding.").until(11),
        Def::function("b2a_hqx", 1, 1, hqx::encode).doc("Encode .hqx data.").until(11),
        Def::function("rlecode_hqx", 1, 1, hqx::shorten).doc("Binhex RLE-code binary data.").until(11),
        Def::function("rledecode_hqx", 1, 1, hqx::lengthen).doc("Decode hexbin RLE-coded string.").until(11),
        Def::function("a2b_uu", 1, 1, uu::decode).doc("Decode a line of uuencoded data."),
        Def::function_of("b2a_uu", "data, /, *, backtick=False", uu::encode).doc("Uuencode line of data."),
        Def::function_of("a2b_qp", "data, header=False", quoted::decode).doc("Decode a string of qp-encoded data."),
        Def::function_of("b2a_qp", "data, quotetabs=False, istext=True, header=False", quoted::encode)
            .doc("Encode a string using quoted-printable encoding."),
    ],
    fill: Some(|vm, dict| {
        for (def, base) in [(&ERROR, "ValueError"), (&INCOMPLETE, "Exception")] {
            let class = vm.exception_type(def, base)?;
            vm.put(dict, def.name, Value::Type(class));
        }
        Ok(())
    }),
    ..ModuleDef::new("binascii")
};

static ERROR: TypeDef = TypeDef { module: "binascii", ..TypeDef::new("Error") };
static INCOMPLETE: TypeDef = TypeDef { module: "binascii", ..TypeDef::new("Incomplete") };

#[cold]
fn error(vm: &mut Vm, message: &str) -> Raised {
    match vm.exception_type(&ERROR, "ValueError") {
        Ok(class) => {
            let message = vm.str(message);
            vm.raise(class, &[message])
        }
        Err(raised) => raised,
    }
}

/// The bytes of a bytes-like object.
fn data(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    if let Some(data) = vm.byte_view(value) {
        return Ok(data.to_vec());
    }
    let class = vm.class_name(value);
    Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")))
}

/// The bytes of a bytes-like object, or of a string of ASCII alone.
fn ascii(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    if let Value::Str(id) = vm.native(value) {
        let view = vm.heap.strs[id].view();
        if !view.is_ascii() {
            return Err(vm.value_error("string argument should contain only ASCII characters"));
        }
        return Ok(view.points().map(|it| it as u8).collect());
    }
    if let Some(data) = vm.byte_view(value) {
        return Ok(data.to_vec());
    }
    let class = vm.class_name(value);
    Err(vm.type_error(format!("argument should be bytes, buffer or ASCII string, not '{class}'")))
}

/// Where a checksum goes on from: the lower bits of an int of any size.
fn start(vm: &mut Vm, value: Option<&Value>) -> Result<u64, Raised> {
    let Some(&value) = value else { return Ok(0) };
    let int = vm.to_index(value)?;
    let mask = crate::number::Int::from(i128::from(u32::MAX));
    Ok(int.and(&mask).to_i64().unwrap_or(0) as u64)
}

const fn crc_tables() -> ([u32; 256], [u16; 256]) {
    let (mut a, mut b) = ([0; 256], [0; 256]);
    let mut at = 0;
    while at < 256 {
        let (mut x, mut y) = (at as u32, (at as u16) << 8);
        let mut bit = 0;
        while bit < 8 {
            x = if x & 1 == 1 { x >> 1 ^ 0xEDB8_8320 } else { x >> 1 };
            y = if y & 0x8000 != 0 { y << 1 ^ 0x1021 } else { y << 1 };
            bit += 1;
        }
        a[at] = x;
        b[at] = y;
        at += 1;
    }
    (a, b)
}

static CRC32: [u32; 256] = crc_tables().0;
static CRC_HQX: [u16; 256] = crc_tables().1;

fn hexlify(vm: &mut Vm, args: &[Value]) -> Outcome {
    let data = data(vm, args[0])?;
    let text = vm.hex(&data, args[1], args[2])?;
    vm.encode(text, "ascii", "strict")
}

fn unhexlify(vm: &mut Vm, args: &[Value]) -> Outcome {
    let text = ascii(vm, args[0])?;
    vm.charge(text.len() as u64 / 16, text.len() / 2)?;
    if text.len() % 2 == 1 {
        return Err(error(vm, "Odd-length string"));
    }
    let mut out = Vec::with_capacity(text.len() / 2);
    for pair in text.chunks_exact(2) {
        let digit = |it: u8| char::from(it).to_digit(16);
        match (digit(pair[0]), digit(pair[1])) {
            (Some(high), Some(low)) => out.push((high << 4 | low) as u8),
            _ => return Err(error(vm, "Non-hexadecimal digit found")),
        }
    }
    Ok(vm.bytes(out))
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn to_base64(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len().div_ceil(3) * 4 + 1);
    for chunk in data.chunks(3) {
        let word = chunk.iter().fold(0_u32, |all, it| all << 8 | u32::from(*it)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = BASE64[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { letter } else { b'=' });
        }
    }
    out
}

fn from_base64(vm: &mut Vm, value: Value, strict: bool) -> Outcome {
    let text = ascii(vm, value)?;
    vm.charge(text.len() as u64 / 16, text.len())?;
    if strict && text.first() == Some(&b'=') {
        return Err(error(vm, "Leading padding not allowed"));
    }
    let (mut out, mut place, mut left, mut pads, mut pad_begun) = (Vec::with_capacity(text.len() / 4 * 3 + 3), 0, 0_u8, 0, false);
    for (at, &letter) in text.iter().enumerate() {
        if letter == b'=' {
            pad_begun = true;
            pads += 1;
            if place >= 2 && place + pads >= 4 {
                // A full group: what follows is not looked at.
                if strict && at + 1 < text.len() {
                    return Err(error(vm, "Excess data after padding"));
                }
                return Ok(vm.bytes(out));
            }
            if strict && place == 0 {
                return Err(error(vm, if at == 0 { "Leading padding not allowed" } else { "Discontinuous padding not allowed" }));
            }
            continue;
        }
        let Some(value) = BASE64.iter().position(|it| *it == letter) else {
            if strict {
                return Err(error(vm, "Only base64 data is allowed"));
            }
            continue;
        };
        if strict && pad_begun {
            return Err(error(vm, "Discontinuous padding not allowed"));
        }
        pads = 0;
        let value = value as u8;
        match place {
            0 => left = value,
            1 => {
                out.push(left << 2 | value >> 4);
                left = value & 0xF;
            }
            2 => {
                out.push(left << 4 | value >> 2);
                left = value & 3;
            }
            _ => {
                out.push(left << 6 | value);
                left = 0;
            }
        }
        place = (place + 1) % 4;
    }
    if place == 1 {
        let count = out.len() / 3 * 4 + 1;
        let text =
            format!("Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than a multiple of 4");
        return Err(error(vm, &text));
    }
    if place != 0 {
        return Err(error(vm, "Incorrect padding"));
    }
    Ok(vm.bytes(out))
}
