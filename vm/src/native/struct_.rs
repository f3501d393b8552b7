//! `_struct`: values packed into bytes and back, as C lays them out.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::native::struct_::format::{Format, Item};
use crate::number::Int;

mod format;
mod pack;
mod unpack;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
    functions: &[
        Def::function("_clearcache", 0, 0, |_, _| Ok(Value::None)).doc("Clear the internal cache."),
        Def::function("calcsize", 1, 1, |vm, args| {
            let format = compiled(vm, args[0])?;
            Ok(Value::Int(format.size as i64))
        })
        .doc("Return size in bytes of the struct described by the format string."),
        Def::function_any("pack", |vm, args, names| {
            plain(vm, "pack", names)?;
            let Some((&format, values)) = args.split_first() else { return Err(vm.type_error("missing format argument")) };
            let format = compiled(vm, format)?;
            pack::pack(vm, &format, values)
        })
        .doc("pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings."),
        Def::function_any("pack_into", |vm, args, names| {
            plain(vm, "pack_into", names)?;
            let Some((&format, rest)) = args.split_first() else { return Err(vm.type_error("missing format argument")) };
            let format = compiled(vm, format)?;
            pack::pack_into(vm, &format, rest)
        })
        .doc("pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required argument.  See help(struct) for more\non format strings."),
        Def::function("unpack", 2, 2, |vm, args| {
            let format = compiled(vm, args[0])?;
            unpack::unpack(vm, &format, args[1])
        })
        .doc("Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).\n\nSee help(struct) for more on format strings."),
        Def::function_of("unpack_from", "format, /, buffer, offset=0", |vm, args| {
            let format = compiled(vm, args[0])?;
            unpack::unpack_from(vm, &format, args[1], args[2])
        })
        .doc("Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).\n\nSee help(struct) for more on format strings."),
        Def::function("iter_unpack", 2, 2, |vm, args| {
            let format = compiled(vm, args[0])?;
            unpack::iter_unpack(vm, format, args[1])
        })
        .doc("Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size."),
    ],
    classes: &[&STRUCT],
    fill: Some(|vm, dict| {
        let error = vm.exception_type(&ERROR, "Exception")?;
        vm.put(dict, "error", Value::Type(error));
        Ok(())
    }),
    ..ModuleDef::new("_struct")
};

/// `struct.error`, which derives from `Exception`.
static ERROR: TypeDef = TypeDef { module: "struct", ..TypeDef::new("error") };

#[cold]
fn error(vm: &mut Vm, message: impl AsRef<str>) -> Raised {
    match vm.exception_type(&ERROR, "Exception") {
        Ok(class) => {
            let message = vm.str(message.as_ref());
            vm.raise(class, &[message])
        }
        Err(raised) => raised,
    }
}

fn plain(vm: &mut Vm, name: &str, names: &[Id<Str>]) -> Result<(), Raised> {
    if names.is_empty() {
        return Ok(());
    }
    let module = if vm.minor() >= 9 { "_struct." } else { "" };
    Err(vm.type_error(format!("{module}{name}() takes no keyword arguments")))
}

/// What a format says, of a function that keeps formats in a dict.
fn compiled(vm: &mut Vm, value: Value) -> Result<Format, Raised> {
    if let Some(it) = instance(vm, value) {
        return Ok(it);
    }
    vm.hash(value)?;
    parsed(vm, value)
}

fn parsed(vm: &mut Vm, value: Value) -> Result<Format, Raised> {
    let text: Vec<u8> = match vm.native(value) {
        Value::Str(_) => {
            let ascii = vm.encode(value, "ascii", "strict")?;
            vm.byte_view(ascii).unwrap_or_default().to_vec()
        }
        Value::Bytes(id) => vm.heap.bytes_objects[id].data.to_vec(),
        _ => {
            let class = vm.class_name(value);
            return Err(vm.type_error(format!("Struct() argument 1 must be a str or bytes object, not {class}")));
        }
    };
    vm.charge(text.len() as u64 / 16 + 1, text.len().saturating_mul(size_of::<Item>()))?;
    Format::parse(&text, vm.minor()).map_err(|message| error(vm, message))
}

/// What a `Struct` keeps.
#[derive(Clone, Debug)]
struct Struct {
    /// `None` until `__init__` has run.
    format: Option<Format>,
    text: Value,
}

impl NativeData for Struct {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.text);
    }

    fn owned(&self) -> usize {
        self.format.as_ref().map_or(0, |it| it.items.capacity() * size_of::<Item>())
    }
}

fn instance(vm: &Vm, value: Value) -> Option<Format> {
    match vm.native(value) {
        Value::Object(id) => vm.heap.objects[id].get::<Struct>().and_then(|it| it.format.clone()),
        _ => None,
    }
}

fn own(vm: &mut Vm, this: Value) -> Result<Format, Raised> {
    instance(vm, this).ok_or_else(|| vm.error(Class::RuntimeError, "Struct object is not initialized"))
}

static STRUCT: TypeDef = TypeDef {
    module: "_struct",
    doc: "Struct(fmt) --> compiled struct object",
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let own = vm.class(&STRUCT);
            let made = vm.new_object(own, Struct { format: None, text: Value::None });
            Ok(vm.wrap(class, made))
        }),
        Def::method_of("__init__", "format", |vm, args| {
            let format = parsed(vm, args[1])?;
            let text = match vm.native(args[1]) {
                Value::Bytes(id) => {
                    let text = crate::text::Text::latin(&vm.heap.bytes_objects[id].data);
                    vm.text(text)
                }
                it => it,
            };
            if let Value::Object(id) = vm.native(args[0])
                && let Some(it) = vm.heap.objects[id].get_mut::<Struct>()
            {
                *it = Struct { format: Some(format), text };
            }
            Ok(Value::None)
        }),
        Def::method_any("pack", |vm, args, names| {
            if !names.is_empty() {
                return Err(vm.type_error(if vm.minor() >= 9 { "Struct.pack() takes no keyword arguments" } else { "pack() takes no keyword arguments" }));
            }
            let format = own(vm, args[0])?;
            pack::pack(vm, &format, &args[1..])
        })
        .doc("S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format.  See help(struct) for more on format\nstrings."),
        Def::method_any("pack_into", |vm, args, names| {
            if !names.is_empty() {
                return Err(vm.type_error(if vm.minor() >= 9 { "Struct.pack_into() takes no keyword arguments" } else { "pack_into() takes no keyword arguments" }));
            }
            let format = own(vm, args[0])?;
            pack::pack_into(vm, &format, &args[1..])
        })
        .doc("S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset is a required argument.  See\nhelp(struct) for more on format strings."),
        Def::method("unpack", 1, 1, |vm, args| {
            let format = own(vm, args[0])?;
            unpack::unpack(vm, &format, args[1])
        })
        .doc("Return a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The buffer's size\nin bytes must be Struct.size.\n\nSee help(struct) for more on format strings."),
        Def::method_of("unpack_from", "buffer, offset=0", |vm, args| {
            let format = own(vm, args[0])?;
            unpack::unpack_from(vm, &format, args[1], args[2])
        })
        .doc("Return a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.\n\nThe buffer's size in bytes, starting at position offset, must be\nat least Struct.size.\n\nSee help(struct) for more on format strings."),
        Def::method("iter_unpack", 1, 1, |vm, args| {
            let format = own(vm, args[0])?;
            unpack::iter_unpack(vm, format, args[1])
        })
        .doc("Return an iterator yielding tuples.\n\nTuples are unpacked from the given bytes source, like a repeated\ninvocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size."),
        Def::method("__sizeof__", 0, 0, |vm, args| {
            let format = own(vm, args[0])?;
            Ok(Value::Int(56 + 32 * (format.items.len() as i64 + 1)))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            own(vm, args[0])?;
            let Value::Object(id) = vm.native(args[0]) else { return Ok(Value::None) };
            let text = vm.heap.objects[id].get::<Struct>().map_or(Value::None, |it| it.text);
            let text = format!("{}({})", vm.class_name(args[0]), vm.repr_text(text)?);
            Ok(vm.str(&text))
        })
        .since(13),
    ],
    getset: &[
        GetSet::get("format", |vm, this| {
            own(vm, this)?;
            match vm.native(this) {
                Value::Object(id) => Ok(vm.heap.objects[id].get::<Struct>().map_or(Value::None, |it| it.text)),
                _ => Ok(Value::None),
            }
        }),
        GetSet::get("size", |vm, this| own(vm, this).map(|it| Value::Int(it.size as i64))),
    ],
    ..TypeDef::new("Struct")
};

/// Where an offset that may count from the end lies in a buffer.
fn place(vm: &mut Vm, offset: i64, size: usize, len: usize, what: &str) -> Result<usize, Raised> {
    let mut at = i128::from(offset);
    if at < 0 {
        if at + size as i128 > 0 {
            let message = match what {
                "pack" => format!("no space to pack {size} bytes at offset {offset}"),
                _ => format!("not enough data to unpack {size} bytes at offset {offset}"),
            };
            return Err(error(vm, message));
        }
        if at + (len as i128) < 0 {
            return Err(error(vm, format!("offset {offset} out of range for {len}-byte buffer")));
        }
        at += len as i128;
    }
    if len as i128 - at < size as i128 {
        let name = if what == "pack" { "pack_into" } else { "unpack_from" };
        let message = format!(
            "{name} requires a buffer of at least {} bytes for {what}ing {size} bytes at offset {at} (actual buffer size is {len})",
            at as u128 + size as u128
        );
        return Err(error(vm, message));
    }
    Ok(at as usize)
}

/// The lowest and the highest integer of so many bytes.
fn range(size: usize, signed: bool) -> (Int, Int) {
    let bits = size as u32 * 8;
    if signed {
        let half = 1_i128 << (bits - 1);
        (Int::from(-half), Int::from(half - 1))
    } else {
        (Int::ZERO, Int::from((1_i128 << bits) - 1))
    }
}
