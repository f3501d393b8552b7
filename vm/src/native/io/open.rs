//! `open`: the streams that a mode asks for.

use super::{BUFFER_SIZE, ask, call, data};
use crate::builtin::prelude::*;

pub(crate) static OPEN: Def = Def::function_of(
    "open",
    "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None",
    open,
);

/// What a mode asks for.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a letter of the mode")]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

impl Mode {
    fn parse(text: &str, minor: u8) -> Option<Mode> {
        let mut it = Mode::default();
        for (at, letter) in text.char_indices() {
            match letter {
                'x' => it.creating = true,
                'r' => it.reading = true,
                'w' => it.writing = true,
                'a' => it.appending = true,
                '+' => it.updating = true,
                't' => it.text = true,
                'b' => it.binary = true,
                'U' if minor < 11 => it.reading = true,
                _ => return None,
            }
            if text[at + letter.len_utf8()..].contains(letter) {
                return None;
            }
        }
        Some(it)
    }

    /// The mode of the raw file.
    fn raw(self) -> String {
        let mut raw = String::new();
        for (on, letter) in
            [(self.creating, 'x'), (self.reading, 'r'), (self.writing, 'w'), (self.appending, 'a'), (self.updating, '+')]
        {
            if on {
                raw.push(letter);
            }
        }
        raw
    }
}

/// `open(file, mode, buffering, encoding, errors, newline, closefd, opener)`.
pub(crate) fn open(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[file, mode, buffering, encoding, errors, newline, close, opener] = args else { return Ok(Value::None) };
    let text = vm.text_argument(mode, "open", "mode")?;
    let file = match vm.as_int(file) {
        Some(_) => file,
        None => vm.fspath(file, "expected str, bytes or os.PathLike object")?,
    };
    let buffering = vm.to_word(buffering)?;
    for (value, name) in [(encoding, "encoding"), (errors, "errors"), (newline, "newline")] {
        if !matches!(vm.native(value), Value::None | Value::Str(_)) {
            let class = vm.class_name(value);
            return Err(vm.type_error(format!("open() argument '{name}' must be str or None, not {class}")));
        }
    }
    let Some(it) = Mode::parse(&text, vm.minor()) else { return Err(vm.value_error(format!("invalid mode: '{text}'"))) };
    let wrong = if it.text && it.binary {
        Some("can't have text and binary mode at once")
    } else if [it.creating, it.reading, it.writing, it.appending].iter().filter(|it| **it).count() > 1 {
        Some("must have exactly one of create/read/write/append mode")
    } else if it.binary && !encoding.is_none() {
        Some("binary mode doesn't take an encoding argument")
    } else if it.binary && !errors.is_none() {
        Some("binary mode doesn't take an errors argument")
    } else if it.binary && !newline.is_none() {
        Some("binary mode doesn't take a newline argument")
    } else {
        None
    };
    if let Some(message) = wrong {
        return Err(vm.value_error(message));
    }
    vm.collect_dirty(file);
    if it.binary && buffering == 1 {
        let message = "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used";
        warn(vm, "RuntimeWarning", message)?;
    }
    let class = Value::Type(vm.class(&super::file::FILE_IO));
    let raw_mode = vm.str(&it.raw());
    let raw = vm.call_sync(class, &[file, raw_mode, close, opener])?;
    vm.keep(raw);
    match wrap(vm, raw, it, &text, buffering, &[encoding, errors, newline]) {
        Ok(stream) => Ok(stream),
        Err(raised) => {
            let failed = vm.exception;
            call(vm, raw, "close", &[])?;
            vm.exception = failed;
            Err(raised)
        }
    }
}

fn wrap(vm: &mut Vm, raw: Value, it: Mode, mode: &str, buffering: i64, text: &[Value]) -> Outcome {
    let terminal = buffering < 0 && ask(vm, raw, "isatty")?;
    let mut size = buffering;
    if size == 1 || size < 0 {
        let block = data::<super::file::FileIo>(vm, raw).map_or(0, |it| it.block_size);
        let block = if block > 1 { block.min(1 << 23) as i64 } else { BUFFER_SIZE as i64 };
        size = if vm.minor() >= 14 { block.max(1 << 17) } else { block };
    }
    if size == 0 {
        return if it.binary { Ok(raw) } else { Err(vm.value_error("can't have unbuffered text I/O")) };
    }
    let class = if it.updating {
        &super::buffered::RANDOM
    } else if it.reading {
        &super::buffered::READER
    } else {
        &super::buffered::WRITER
    };
    let class = Value::Type(vm.class(class));
    let buffer = vm.call_sync(class, &[raw, Value::Int(size)])?;
    if it.binary {
        return Ok(buffer);
    }
    let class = Value::Type(vm.class(&super::text::TEXT_WRAPPER));
    let stream = vm.call_sync(class, &[buffer, text[0], text[1], text[2], Value::bool(terminal || buffering == 1)])?;
    let (name, mode) = (vm.intern("mode"), vm.str(mode));
    vm.set_attr(stream, name, mode)?;
    Ok(stream)
}

fn warn(vm: &mut Vm, class: &str, message: &str) -> Result<(), Raised> {
    let warnings = vm.import_module_named("_warnings")?;
    let (message, class) = (vm.str(message), Value::Type(vm.exception_class(class)));
    call(vm, warnings, "warn", &[message, class, Value::Int(1)])?;
    Ok(())
}
