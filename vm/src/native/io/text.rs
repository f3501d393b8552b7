//! `TextIOWrapper`: text over a buffered stream.

use super::newlines::{Mode, Newlines};
use super::{ask, call, data, get, new, shown, size, unsupported};
use crate::builtin::prelude::*;
use crate::machine::codec::Codec;

/// Bytes that are read at once, and characters that wait to be written.
pub(super) const CHUNK: usize = 8192;

/// A place to which the decoder can go back: its state, and the bytes that it got from there on.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    pub(super) flags: i64,
    pub(super) input: Vec<u8>,
}

/// What a `TextIOWrapper` keeps.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(super) struct TextWrapper {
    /// `None` before `__init__` and after `detach`.
    pub(super) buffer: Value,
    pub(super) detached: bool,
    pub(super) encoding: String,
    pub(super) errors: String,
    /// What needs no Python code, and what the bytes so far have made of it: the order of bytes may be known by now.
    pub(super) codec: Option<Codec>,
    pub(super) known: Option<Codec>,
    /// Bytes of a character whose rest is still to come.
    pub(super) pending: Vec<u8>,
    /// An incremental decoder and an encoder where there is no codec; made when first needed.
    pub(super) decoder: Value,
    pub(super) encoder: Value,
    /// Whether a byte order mark is still to be written.
    pub(super) at_start: bool,
    pub(super) readable: bool,
    pub(super) writable: bool,
    pub(super) mode: Mode,
    pub(super) newlines: Newlines,
    pub(super) line_buffering: bool,
    pub(super) write_through: bool,
    pub(super) seekable: bool,
    pub(super) telling: bool,
    pub(super) has_read1: bool,
    /// What is to be written.
    pub(super) out: Vec<u8>,
    /// A string that was decoded, and how many characters of it were handed out.
    pub(super) decoded: Value,
    pub(super) used: usize,
    pub(super) snapshot: Option<Snapshot>,
    pub(super) chunk: usize,
}

impl TextWrapper {
    fn new() -> TextWrapper {
        TextWrapper {
            buffer: Value::None,
            detached: false,
            encoding: String::new(),
            errors: String::new(),
            codec: None,
            known: None,
            pending: Vec::new(),
            decoder: Value::None,
            encoder: Value::None,
            at_start: true,
            readable: false,
            writable: false,
            mode: Mode::default(),
            newlines: Newlines::default(),
            line_buffering: false,
            write_through: false,
            seekable: false,
            telling: false,
            has_read1: false,
            out: Vec::new(),
            decoded: Value::None,
            used: 0,
            snapshot: None,
            chunk: CHUNK,
        }
    }

    /// Forgets what was decoded and not handed out.
    pub(super) fn forget(&mut self) {
        (self.decoded, self.used, self.snapshot) = (Value::None, 0, None);
    }
}

impl NativeData for TextWrapper {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.buffer, self.decoder, self.encoder, self.decoded]);
    }

    fn owned(&self) -> usize {
        let snapshot = self.snapshot.as_ref().map_or(0, |it| it.input.capacity());
        self.encoding.capacity() + self.errors.capacity() + self.pending.capacity() + self.out.capacity() + snapshot
    }
}

pub(super) static TEXT_WRAPPER: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::TEXT_BASE),
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let this = new(vm, args, &TEXT_WRAPPER, TextWrapper::new())?;
            vm.note_file(this);
            Ok(this)
        }),
        Def::method_of(
            "__init__",
            "buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False",
            init,
        ),
        Def::method_of(
            "reconfigure",
            "*, encoding=None, errors=None, newline=?, line_buffering=None, write_through=None",
            reconfigure,
        ),
        Def::method("detach", 0, 0, |vm, args| {
            call(vm, args[0], "flush", &[])?;
            let buffer = buffer(vm, args[0])?;
            if let Some(it) = data::<TextWrapper>(vm, args[0]) {
                (it.buffer, it.detached) = (Value::None, true);
            }
            Ok(buffer)
        }),
        Def::method("write", 1, 1, super::text_write::write),
        Def::method("flush", 0, 0, super::text_write::flush),
        Def::method_of("read", "size=-1, /", |vm, args| {
            opened(vm, args[0])?;
            let most = size(vm, Some(&args[1]))?;
            super::text_read::read(vm, args[0], most)
        }),
        Def::method_of("readline", "size=-1, /", |vm, args| {
            opened(vm, args[0])?;
            let most = size(vm, Some(&args[1]))?;
            super::text_read::read_line(vm, args[0], most)
        }),
        Def::method("__next__", 0, 0, super::text_read::next),
        Def::method("tell", 0, 0, super::position::tell),
        Def::method_of("seek", "cookie, whence=0, /", super::position::seek),
        Def::method_of("truncate", "pos=None, /", |vm, args| {
            call(vm, args[0], "flush", &[])?;
            let buffer = buffer(vm, args[0])?;
            call(vm, buffer, "truncate", &[args[1]])
        }),
        Def::method("close", 0, 0, |vm, args| {
            let buffer = buffer(vm, args[0])?;
            if super::is_closed(vm, buffer)? {
                return Ok(Value::None);
            }
            let flushed = call(vm, args[0], "flush", &[]);
            if flushed.is_ok() {
                return call(vm, buffer, "close", &[]);
            }
            let failed = vm.exception;
            call(vm, buffer, "close", &[])?;
            vm.exception = failed;
            flushed
        }),
        Def::method("fileno", 0, 0, |vm, args| forward(vm, args[0], "fileno")),
        Def::method("seekable", 0, 0, |vm, args| forward(vm, args[0], "seekable")),
        Def::method("readable", 0, 0, |vm, args| forward(vm, args[0], "readable")),
        Def::method("writable", 0, 0, |vm, args| forward(vm, args[0], "writable")),
        Def::method("isatty", 0, 0, |vm, args| forward(vm, args[0], "isatty")),
        Def::method("__repr__", 0, 0, |vm, args| {
            let class = vm.class_of(args[0]);
            let class = vm.qualified_type_name(class);
            let (name, mode) = (shown(vm, args[0], "name")?, shown(vm, args[0], "mode")?);
            let encoding = get(vm, args[0], "encoding")?;
            let encoding = vm.repr_text(encoding)?;
            Ok(vm.str(&format!("<{class}{name}{mode} encoding={encoding}>")))
        }),
    ],
    getset: &[
        GetSet::get("encoding", |vm, this| {
            let text = data::<TextWrapper>(vm, this).map(|it| it.encoding.clone());
            Ok(vm.str(&text.unwrap_or_default()))
        }),
        GetSet::get("errors", |vm, this| {
            let text = data::<TextWrapper>(vm, this).map(|it| it.errors.clone());
            Ok(vm.str(&text.unwrap_or_default()))
        }),
        GetSet::get("buffer", buffer),
        GetSet::get("closed", |vm, this| {
            let buffer = buffer(vm, this)?;
            get(vm, buffer, "closed")
        }),
        GetSet::get("name", |vm, this| {
            let buffer = buffer(vm, this)?;
            get(vm, buffer, "name")
        }),
        GetSet::get("line_buffering", |vm, this| {
            Ok(Value::bool(data::<TextWrapper>(vm, this).is_some_and(|it| it.line_buffering)))
        }),
        GetSet::get("write_through", |vm, this| {
            Ok(Value::bool(data::<TextWrapper>(vm, this).is_some_and(|it| it.write_through)))
        }),
        GetSet::get("newlines", |vm, this| match data::<TextWrapper>(vm, this) {
            Some(it) if it.readable && it.mode.universal => {
                let seen = it.newlines.seen;
                Ok(seen.value(vm))
            }
            _ => Ok(Value::None),
        }),
        GetSet::both(
            "_CHUNK_SIZE",
            |vm, this| Ok(Value::Int(data::<TextWrapper>(vm, this).map_or(0, |it| it.chunk as i64))),
            |vm, this, value| {
                let chunk = vm.to_word(value)?;
                let Some(chunk) = usize::try_from(chunk).ok().filter(|it| *it > 0) else {
                    return Err(vm.value_error("a strictly positive integer is required"));
                };
                if let Some(it) = data::<TextWrapper>(vm, this) {
                    it.chunk = chunk;
                }
                Ok(())
            },
        ),
    ],
    ..TypeDef::new("TextIOWrapper")
};

/// The stream below, or an error if there is none.
pub(super) fn buffer(vm: &mut Vm, this: Value) -> Outcome {
    match data::<TextWrapper>(vm, this) {
        Some(it) if !it.buffer.is_none() => Ok(it.buffer),
        Some(it) if it.detached => Err(vm.value_error("underlying buffer has been detached")),
        _ => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

/// The stream below, or an error if it is closed.
pub(super) fn opened(vm: &mut Vm, this: Value) -> Outcome {
    let buffer = buffer(vm, this)?;
    if super::is_closed(vm, buffer)? { Err(vm.value_error("I/O operation on closed file.")) } else { Ok(buffer) }
}

fn forward(vm: &mut Vm, this: Value, name: &str) -> Outcome {
    let buffer = buffer(vm, this)?;
    call(vm, buffer, name, &[])
}

/// The name of an encoding, checked.
fn encoding_of(vm: &mut Vm, value: Value) -> Result<(String, Option<Codec>), Raised> {
    let name = match vm.native(value) {
        Value::None => "UTF-8".to_owned(),
        Value::Str(id) => vm.lossy(id),
        _ => {
            let class = vm.class_name(value);
            return Err(vm.type_error(format!("TextIOWrapper() argument 'encoding' must be str or None, not {class}")));
        }
    };
    let name = if name == "locale" && vm.minor() >= 10 { "UTF-8".to_owned() } else { name };
    let codec = Codec::of(&name);
    if codec.is_none() {
        let info = vm.codec_info(&name)?;
        let text = vm.intern("_is_text_encoding");
        if let Some(text) = vm.find_attr(info, text)?
            && !vm.truth(text)?
        {
            let hint = "use codecs.open() to handle arbitrary codecs";
            return Err(vm.error(Class::LookupError, format!("'{name}' is not a text encoding; {hint}")));
        }
    }
    Ok((name, codec))
}

fn errors_of(vm: &mut Vm, value: Value) -> Result<String, Raised> {
    match vm.native(value) {
        Value::None => Ok("strict".to_owned()),
        Value::Str(id) => Ok(vm.lossy(id)),
        _ => {
            let class = vm.class_name(value);
            Err(vm.type_error(format!("TextIOWrapper() argument 'errors' must be str or None, not {class}")))
        }
    }
}

fn init(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[this, buffer, encoding, errors, newline, line_buffering, write_through] = args else { return Ok(Value::None) };
    let (errors, mode) = (errors_of(vm, errors)?, Mode::of(vm, newline, false)?);
    let (encoding, codec) = encoding_of(vm, encoding)?;
    let (line_buffering, write_through) = (vm.truth(line_buffering)?, vm.truth(write_through)?);
    let (readable, writable) = (ask(vm, buffer, "readable")?, ask(vm, buffer, "writable")?);
    let seekable = ask(vm, buffer, "seekable")?;
    let read1 = vm.intern("read1");
    let has_read1 = vm.find_attr(buffer, read1)?.is_some();
    let at_start = if seekable && writable {
        let at = call(vm, buffer, "tell", &[])?;
        vm.to_word(at)? == 0
    } else {
        true
    };
    if let Some(it) = data::<TextWrapper>(vm, this) {
        let newlines = Newlines { translate: mode.translate, ..Newlines::default() };
        *it = TextWrapper { buffer, encoding, errors, codec, at_start, readable, writable, mode, newlines, ..TextWrapper::new() };
        (it.line_buffering, it.write_through, it.has_read1) = (line_buffering, write_through, has_read1);
        (it.seekable, it.telling) = (seekable, seekable);
    }
    Ok(Value::None)
}

/// The text wrapper of a standard stream, over a buffered one.
pub(super) fn standard(vm: &mut Vm, buffer: Value, number: u8) -> Outcome {
    let class = vm.class(&TEXT_WRAPPER);
    let this = new(vm, &[Value::Type(class)], &TEXT_WRAPPER, TextWrapper::new())?;
    let mode = Mode { universal: number == 0, translate: number == 0, end: "\n", written: "\n" };
    let by_line = vm.host.is_terminal(number) || number == 2 && vm.minor() >= 9;
    if let Some(it) = data::<TextWrapper>(vm, this) {
        (it.buffer, it.encoding, it.codec, it.mode) = (buffer, "utf-8".to_owned(), Some(Codec::Utf8), mode);
        it.errors = String::from(if number == 2 { "backslashreplace" } else { "strict" });
        (it.readable, it.writable, it.has_read1, it.newlines.translate) = (number == 0, number != 0, true, mode.translate);
        it.line_buffering = by_line;
    }
    let (name, mode) = (vm.intern("mode"), vm.str(if number == 0 { "r" } else { "w" }));
    vm.set_attr_generic(this, name, mode)?;
    Ok(this)
}

fn reconfigure(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[this, encoding, errors, newline, line_buffering, write_through] = args else { return Ok(Value::None) };
    let changes = !encoding.is_none() || !errors.is_none() || !newline.is_unbound();
    let busy = data::<TextWrapper>(vm, this).is_some_and(|it| !it.decoded.is_none() || it.snapshot.is_some());
    if changes && busy {
        return Err(unsupported(vm, "It is not possible to set the encoding or newline of stream after the first read"));
    }
    let mode = if newline.is_unbound() { None } else { Some(Mode::of(vm, newline, false)?) };
    let encoding = if encoding.is_none() { None } else { Some(encoding_of(vm, encoding)?) };
    let errors = match errors {
        // Another encoding begins with what is strict.
        Value::None if encoding.is_some() => Some("strict".to_owned()),
        Value::None => None,
        it => Some(errors_of(vm, it)?),
    };
    call(vm, this, "flush", &[])?;
    let line_buffering = if line_buffering.is_none() { None } else { Some(vm.truth(line_buffering)?) };
    let write_through = if write_through.is_none() { None } else { Some(vm.truth(write_through)?) };
    let Some(it) = data::<TextWrapper>(vm, this) else { return Ok(Value::None) };
    if let Some(mode) = mode {
        (it.mode, it.newlines.translate) = (mode, mode.translate);
    }
    if let Some((name, codec)) = encoding {
        (it.encoding, it.codec) = (name, codec);
    }
    if let Some(errors) = errors {
        it.errors = errors;
    }
    if changes {
        (it.known, it.decoder, it.encoder) = (None, Value::None, Value::None);
        it.pending.clear();
    }
    it.line_buffering = line_buffering.unwrap_or(it.line_buffering);
    it.write_through = write_through.unwrap_or(it.write_through);
    Ok(Value::None)
}
