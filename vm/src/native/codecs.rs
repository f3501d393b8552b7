//! `_codecs`: the codecs that need no Python code, the search for others, and error handlers.

mod charmap;
mod escape;
mod utf7;

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::machine::codec::Codec;
use crate::machine::codec_errors::HANDLERS;

pub(crate) static MODULE: ModuleDef = ModuleDef { functions: FUNCTIONS, ..ModuleDef::new("_codecs") };

const fn utf16(big: bool, mark: bool) -> Codec {
    Codec::Utf16 { big, mark }
}

const fn utf32(big: bool, mark: bool) -> Codec {
    Codec::Utf32 { big, mark }
}

const ENCODE: &str = "str, errors=None, /";
const DECODE: &str = "data, errors=None, final=False, /";

static FUNCTIONS: &[Def] = &[
    Def::function("register", 1, 1, |vm, args| {
        if !vm.is_callable(args[0]) {
            return Err(vm.type_error("argument must be callable"));
        }
        // Whoever registers before a search comes behind the library's own.
        if !vm.encodings_tried {
            vm.encodings_tried = true;
            if let Err(raised) = vm.import_module_named("encodings") {
                vm.catch(raised, Class::ImportError)?;
            }
        }
        vm.codec_search.push(args[0]);
        Ok(Value::None)
    }),
    Def::function("unregister", 1, 1, |vm, args| {
        if let Some(at) = vm.codec_search.iter().position(|it| it.is(args[0])) {
            vm.codec_search.remove(at);
            vm.codec_cache.clear();
        }
        Ok(Value::None)
    })
    .since(10),
    Def::function("lookup", 1, 1, |vm, args| {
        let name = argument(vm, args[0], "lookup")?;
        vm.codec_info(&name)
    }),
    Def::function_of("encode", "obj, encoding='utf-8', errors='strict'", |vm, args| by_name(vm, args, 0)),
    Def::function_of("decode", "obj, encoding='utf-8', errors='strict'", |vm, args| by_name(vm, args, 1)),
    Def::function("_forget_codec", 1, 1, |vm, args| {
        let name = vm.plain_text(args[0]);
        vm.codec_cache.remove(&name);
        Ok(Value::None)
    }),
    Def::function("register_error", 2, 2, |vm, args| {
        let name = vm.text_argument(args[0], "register_error", "argument 1")?;
        if !vm.is_callable(args[1]) {
            return Err(vm.type_error("handler must be callable"));
        }
        vm.error_handlers.insert(name, args[1]);
        Ok(Value::None)
    }),
    Def::function("lookup_error", 1, 1, |vm, args| {
        let name = argument(vm, args[0], "lookup_error")?;
        if let Some(&handler) = vm.error_handlers.get(&name) {
            return Ok(handler);
        }
        match HANDLERS.iter().position(|it| *it == name) {
            Some(at) => Ok(Value::Native(vm.add(crate::object::Native { def: Some(&HANDLER_DEFS[at]), ..Default::default() }))),
            None => Err(vm.error(Class::LookupError, format!("unknown error handler name '{name}'"))),
        }
    }),
    Def::function_of("utf_8_encode", ENCODE, |vm, args| encode(vm, args, Codec::Utf8)),
    Def::function_of("utf_8_decode", DECODE, |vm, args| decode(vm, args, Codec::Utf8)),
    Def::function_of("latin_1_encode", ENCODE, |vm, args| encode(vm, args, Codec::Latin1)),
    Def::function_of("latin_1_decode", "data, errors=None, /", |vm, args| decode_all(vm, args, Codec::Latin1)),
    Def::function_of("ascii_encode", ENCODE, |vm, args| encode(vm, args, Codec::Ascii)),
    Def::function_of("ascii_decode", "data, errors=None, /", |vm, args| decode_all(vm, args, Codec::Ascii)),
    Def::function_of("utf_16_encode", "str, errors=None, byteorder=0, /", |vm, args| encode_ordered(vm, args, utf16)),
    Def::function_of("utf_16_decode", DECODE, |vm, args| decode(vm, args, utf16(false, true))),
    Def::function_of("utf_16_le_encode", ENCODE, |vm, args| encode(vm, args, utf16(false, false))),
    Def::function_of("utf_16_le_decode", DECODE, |vm, args| decode(vm, args, utf16(false, false))),
    Def::function_of("utf_16_be_encode", ENCODE, |vm, args| encode(vm, args, utf16(true, false))),
    Def::function_of("utf_16_be_decode", DECODE, |vm, args| decode(vm, args, utf16(true, false))),
    Def::function_of("utf_16_ex_decode", "data, errors=None, byteorder=0, final=False, /", |vm, args| {
        decode_ordered(vm, args, utf16)
    }),
    Def::function_of("utf_32_encode", "str, errors=None, byteorder=0, /", |vm, args| encode_ordered(vm, args, utf32)),
    Def::function_of("utf_32_decode", DECODE, |vm, args| decode(vm, args, utf32(false, true))),
    Def::function_of("utf_32_le_encode", ENCODE, |vm, args| encode(vm, args, utf32(false, false))),
    Def::function_of("utf_32_le_decode", DECODE, |vm, args| decode(vm, args, utf32(false, false))),
    Def::function_of("utf_32_be_encode", ENCODE, |vm, args| encode(vm, args, utf32(true, false))),
    Def::function_of("utf_32_be_decode", DECODE, |vm, args| decode(vm, args, utf32(true, false))),
    Def::function_of("utf_32_ex_decode", "data, errors=None, byteorder=0, final=False, /", |vm, args| {
        decode_ordered(vm, args, utf32)
    }),
    Def::function_of("utf_7_encode", ENCODE, utf7::encode),
    Def::function_of("utf_7_decode", DECODE, utf7::decode),
    Def::function_of("unicode_escape_encode", ENCODE, escape::unicode_encode),
    Def::function_of("unicode_escape_decode", "data, errors=None, final=True, /", escape::unicode_decode),
    Def::function_of("raw_unicode_escape_encode", ENCODE, escape::raw_encode),
    Def::function_of("raw_unicode_escape_decode", "data, errors=None, final=True, /", escape::raw_decode),
    Def::function_of("escape_encode", "data, errors=None, /", escape::bytes_encode),
    Def::function_of("escape_decode", "data, errors=None, /", escape::bytes_decode),
    Def::function_of("readbuffer_encode", "data, errors=None, /", |vm, args| {
        let bytes = input(vm, args[0])?;
        let len = bytes.len();
        let bytes = vm.bytes(bytes);
        Ok(vm.tuple(&[bytes, Value::Int(len as i64)]))
    }),
    Def::function_of("charmap_encode", "str, errors=None, mapping=None, /", charmap::encode),
    Def::function_of("charmap_decode", "data, errors=None, mapping=None, /", charmap::decode),
    Def::function("charmap_build", 1, 1, charmap::build),
];

/// The handlers that are always there, in the order of their names.
static HANDLER_DEFS: [Def; 8] = [
    Def::function("strict_errors", 1, 1, |vm, args| vm.handle_error("strict", args[0])),
    Def::function("ignore_errors", 1, 1, |vm, args| vm.handle_error("ignore", args[0])),
    Def::function("replace_errors", 1, 1, |vm, args| vm.handle_error("replace", args[0])),
    Def::function("xmlcharrefreplace_errors", 1, 1, |vm, args| vm.handle_error("xmlcharrefreplace", args[0])),
    Def::function("backslashreplace_errors", 1, 1, |vm, args| vm.handle_error("backslashreplace", args[0])),
    Def::function("namereplace_errors", 1, 1, |vm, args| vm.handle_error("namereplace", args[0])),
    Def::function("surrogatepass", 1, 1, |vm, args| vm.handle_error("surrogatepass", args[0])),
    Def::function("surrogateescape", 1, 1, |vm, args| vm.handle_error("surrogateescape", args[0])),
];

/// The only argument of a function: a string.
fn argument(vm: &mut Vm, value: Value, function: &str) -> Result<String, Raised> {
    match vm.native(value) {
        Value::Str(id) => Ok(vm.lossy(id)),
        _ => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("{function}() argument must be str, not {class}")))
        }
    }
}

fn by_name(vm: &mut Vm, args: &[Value], which: usize) -> Outcome {
    let function = if which == 0 { "encode" } else { "decode" };
    let encoding = vm.text_argument(args[1], function, "encoding")?;
    let errors = vm.text_argument(args[2], function, "errors")?;
    // What is text and bytes needs no search.
    let made = match (which, Codec::of(&encoding), vm.native(args[0])) {
        (0, Some(codec), Value::Str(_)) => vm.encode_with(args[0], codec, &errors),
        (1, Some(_), Value::Bytes(_)) => {
            let bytes = input(vm, args[0])?;
            vm.decode(&bytes, &encoding, &errors)
        }
        _ => {
            let info = vm.codec_info(&encoding)?;
            return vm.call_codec(which, info, args[0], &encoding, &errors);
        }
    };
    made.map_err(|raised| vm.codec_failed(which, &encoding, raised))
}

/// The name of an error handler: `strict` if none is given.
fn errors_of(vm: &mut Vm, value: Value) -> Result<String, Raised> {
    match vm.native(value) {
        Value::None => Ok("strict".to_owned()),
        Value::Str(id) => Ok(vm.lossy(id)),
        _ => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("argument 2 must be str or None, not {class}")))
        }
    }
}

/// The bytes that are to be decoded.
fn input(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    match vm.byte_view(value) {
        Some(bytes) => Ok(bytes.to_vec()),
        None => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

/// The text that is to be encoded: how long it is.
fn text(vm: &mut Vm, value: Value, function: &str) -> Result<usize, Raised> {
    match vm.native(value) {
        Value::Str(id) => Ok(vm.heap.strs[id].view().len()),
        _ => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("{function}() argument 1 must be str, not {class}")))
        }
    }
}

fn function_name(codec: Codec) -> &'static str {
    match codec {
        Codec::Utf8 => "utf_8_encode",
        Codec::Latin1 => "latin_1_encode",
        Codec::Ascii => "ascii_encode",
        Codec::Utf16 { mark: true, .. } => "utf_16_encode",
        Codec::Utf16 { big: true, .. } => "utf_16_be_encode",
        Codec::Utf16 { .. } => "utf_16_le_encode",
        Codec::Utf32 { mark: true, .. } => "utf_32_encode",
        Codec::Utf32 { big: true, .. } => "utf_32_be_encode",
        Codec::Utf32 { .. } => "utf_32_le_encode",
    }
}

fn encode(vm: &mut Vm, args: &[Value], codec: Codec) -> Outcome {
    let len = text(vm, args[0], function_name(codec))?;
    let errors = errors_of(vm, args[1])?;
    let bytes = vm.encode_with(args[0], codec, &errors)?;
    Ok(vm.tuple(&[bytes, Value::Int(len as i64)]))
}

fn encode_ordered(vm: &mut Vm, args: &[Value], codec: fn(bool, bool) -> Codec) -> Outcome {
    let order = vm.to_word(args[2])?;
    encode(vm, args, codec(order > 0, order == 0))
}

fn decode(vm: &mut Vm, args: &[Value], codec: Codec) -> Outcome {
    let (bytes, errors, last) = (input(vm, args[0])?, errors_of(vm, args[1])?, vm.truth(args[2])?);
    let (text, used) = vm.decode_part(&bytes, codec, &errors, last)?;
    Ok(vm.tuple(&[text, Value::Int(used as i64)]))
}

fn decode_all(vm: &mut Vm, args: &[Value], codec: Codec) -> Outcome {
    decode(vm, &[args[0], args[1], Value::bool(true)], codec)
}

/// Decodes, and tells the order of bytes: -1 for little endian, 1 for big, 0 if it is not known yet.
fn decode_ordered(vm: &mut Vm, args: &[Value], codec: fn(bool, bool) -> Codec) -> Outcome {
    let (bytes, errors) = (input(vm, args[0])?, errors_of(vm, args[1])?);
    let (order, last) = (vm.to_word(args[2])?, vm.truth(args[3])?);
    let codec = codec(order > 0, order == 0);
    let (text, used) = vm.decode_part(&bytes, codec, &errors, last)?;
    let order = match (order, codec, &bytes[..]) {
        (0, Codec::Utf16 { .. }, [0xFE, 0xFF, ..]) | (0, Codec::Utf32 { .. }, [0, 0, 0xFE, 0xFF, ..]) => 1,
        (0, Codec::Utf16 { .. }, [0xFF, 0xFE, ..]) | (0, Codec::Utf32 { .. }, [0xFF, 0xFE, 0, 0, ..]) => -1,
        (order, ..) => order,
    };
    Ok(vm.tuple(&[text, Value::Int(used as i64), Value::Int(order)]))
}
