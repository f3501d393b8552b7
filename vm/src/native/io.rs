//! `_io`: files, raw, buffered and of text, and files in memory.

mod base;
mod buffered;
mod bytes_io;
mod file;
mod newlines;
mod open;
mod pair;
mod position;
mod standard;
mod string_io;
mod text;
mod text_read;
mod text_write;

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) use open::OPEN;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function_of("open_code", "path", |vm, args| {
            let mode = vm.str("rb");
            open::open(
                vm,
                &[args[0], mode, Value::Int(-1), Value::None, Value::None, Value::None, Value::bool(true), Value::None],
            )
        }),
        Def::function_of("text_encoding", "encoding, stacklevel=2, /", |vm, args| match args[0] {
            Value::None => Ok(vm.str("locale")),
            encoding => Ok(encoding),
        })
        .since(10),
    ],
    classes: &[
        &base::IO_BASE,
        &base::RAW_BASE,
        &base::BUFFERED_BASE,
        &base::TEXT_BASE,
        &file::FILE_IO,
        &bytes_io::BYTES_IO,
        &string_io::STRING_IO,
        &buffered::READER,
        &buffered::WRITER,
        &buffered::RANDOM,
        &pair::PAIR,
        &text::TEXT_WRAPPER,
        &newlines::NEWLINE_DECODER,
    ],
    fill: Some(fill),
    ..ModuleDef::new("_io")
};

/// Bytes that a buffer has if nobody says otherwise.
const BUFFER_SIZE: usize = 8192;
/// Most that is asked of a stream at once: what is larger is read piece by piece, and charged as it comes.
const PIECE: usize = 1 << 16;
/// Stands for the class that is made of `OSError` and `ValueError`.
static UNSUPPORTED: u8 = 0;

fn fill(vm: &mut Vm, dict: Id<Dict>) -> Result<(), Raised> {
    let size = if vm.minor() >= 14 { 1 << 17 } else { BUFFER_SIZE };
    vm.put(dict, "DEFAULT_BUFFER_SIZE", Value::Int(size as i64));
    // The same as the builtin.
    let open = vm.builtin("open");
    vm.put(dict, "open", open);
    let unsupported = unsupported_class(vm)?;
    vm.put(dict, "UnsupportedOperation", unsupported);
    let blocking = Value::Type(vm.exception_class("BlockingIOError"));
    vm.put(dict, "BlockingIOError", blocking);
    Ok(())
}

fn unsupported_class(vm: &mut Vm) -> Outcome {
    let key = core::ptr::from_ref(&UNSUPPORTED).addr();
    if let Some(&class) = vm.classes.get(&key) {
        return Ok(Value::Type(class));
    }
    let namespace = vm.add(Dict::default());
    let module = vm.str("io");
    vm.put(namespace, "__module__", module);
    let bases = ["OSError", "ValueError"].map(|it| Value::Type(vm.exception_class(it)));
    let (meta, name) = (vm.types.type_, vm.intern("UnsupportedOperation"));
    let made = vm.new_class(meta, name, &bases, namespace, &[])?;
    if let Value::Type(class) = made {
        vm.classes.insert(key, class);
    }
    Ok(made)
}

/// Raises `io.UnsupportedOperation`.
#[cold]
fn unsupported(vm: &mut Vm, message: &str) -> Raised {
    let class = match unsupported_class(vm) {
        Ok(class) => class,
        Err(raised) => return raised,
    };
    let message = vm.str(message);
    match vm.call_sync(class, &[message]) {
        Ok(exception) => vm.raise_value(exception),
        Err(raised) => raised,
    }
}

/// What a native class keeps in an instance of it.
fn data<T: NativeData>(vm: &mut Vm, this: Value) -> Option<&mut T> {
    match vm.native(this) {
        Value::Object(id) => vm.heap.objects[id].get_mut::<T>(),
        _ => None,
    }
}

/// An instance of a class, derived perhaps, whose first slot holds what `make` makes.
fn new<T: NativeData>(vm: &mut Vm, args: &[Value], own: &'static TypeDef, made: T) -> Outcome {
    let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
    let own = vm.class(own);
    let object = vm.new_object(own, made);
    let this = vm.wrap_always(class, object);
    Ok(this)
}

/// Calls a method by its name.
fn call(vm: &mut Vm, this: Value, name: &str, args: &[Value]) -> Outcome {
    let name = vm.intern(name);
    let method = vm.get_attr(this, name)?;
    vm.call_sync(method, args)
}

/// An attribute by its name.
fn get(vm: &mut Vm, this: Value, name: &str) -> Outcome {
    let name = vm.intern(name);
    vm.get_attr(this, name)
}

/// Whether what a method without arguments returns is true.
fn ask(vm: &mut Vm, this: Value, name: &str) -> Result<bool, Raised> {
    let answer = call(vm, this, name, &[])?;
    vm.truth(answer)
}

/// Whether a stream says that it is closed.
fn is_closed(vm: &mut Vm, this: Value) -> Result<bool, Raised> {
    let closed = get(vm, this, "closed")?;
    vm.truth(closed)
}

/// A number of bytes or characters: `None` for all, as for any negative number.
fn size(vm: &mut Vm, value: Option<&Value>) -> Result<Option<usize>, Raised> {
    match value {
        None | Some(Value::None | Value::Unbound) => Ok(None),
        Some(&it) => {
            if vm.as_int(it).is_none() && vm.lookup(vm.class_of(it), vm.names.index).is_none() {
                let class = vm.class_name(it);
                return Err(vm.type_error(format!("argument should be integer or None, not '{class}'")));
            }
            let it = vm.to_index(it)?;
            match it.to_i64() {
                Some(it) => Ok(usize::try_from(it).ok()),
                None => Err(vm.error(Class::OverflowError, "Python int too large to convert to C ssize_t")),
            }
        }
    }
}

/// The first bytes of a mutable object are overwritten: a `bytearray`, or a view of one.
fn overwrite(vm: &mut Vm, target: Value, bytes: &[u8]) -> Result<(), Raised> {
    if let Value::Object(id) = vm.native(target)
        && let Some(array) = vm.heap.objects[id].get_mut::<crate::builtin::bytes::ByteArray>()
    {
        if let Some(place) = array.data.get_mut(..bytes.len()) {
            place.copy_from_slice(bytes);
        }
        return Ok(());
    }
    // Anything else knows itself how its parts are set.
    let class = Value::Type(vm.class(&crate::builtin::memory::MEMORYVIEW));
    let view = vm.call_sync(class, &[target])?;
    let format = vm.str("B");
    let view = call(vm, view, "cast", &[format])?;
    let slice = vm.slice(Value::Int(0), Value::Int(bytes.len() as i64), Value::None);
    let bytes = vm.bytes(bytes.to_vec());
    vm.set_item(view, slice, bytes)
}

/// How many bytes a mutable object takes.
fn room(vm: &mut Vm, target: Value, method: &str) -> Result<usize, Raised> {
    let writable = match vm.native(target) {
        Value::Object(id) => match vm.heap.objects[id].get::<crate::builtin::memory::MemoryView>() {
            Some(view) => !view.readonly,
            None => true,
        },
        _ => false,
    };
    match vm.byte_view(target).map(<[u8]>::len) {
        Some(len) if writable => Ok(len),
        _ => {
            let class = vm.class_name(target);
            Err(vm.type_error(format!("{method}() argument must be read-write bytes-like object, not {class}")))
        }
    }
}

/// The bytes of what is to be written.
fn bytes_of(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    match vm.byte_view(value) {
        Some(bytes) => Ok(bytes.to_vec()),
        None => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")))
        }
    }
}

/// A name in a repr: ` name='x'`, if the stream has one.
fn shown(vm: &mut Vm, this: Value, name: &str) -> Result<String, Raised> {
    let attr = vm.intern(name);
    match vm.find_attr(this, attr) {
        Ok(Some(value)) => Ok(format!(" {name}={}", vm.repr_text(value)?)),
        Ok(None) => Ok(String::new()),
        Err(raised) => {
            vm.catch(raised, Class::ValueError)?;
            Ok(String::new())
        }
    }
}
