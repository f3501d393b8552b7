//! `FileIO`: an open file of the host.

use super::{PIECE, bytes_of, call, data, new, overwrite, room, shown, size, unsupported};
use crate::builtin::prelude::*;
use crate::host::Opening;

/// The bits of a mode that tell what a file is, and those of a directory.
const KIND: u32 = 0o170_000;
const DIRECTORY: u32 = 0o040_000;

/// What a `FileIO` keeps.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(super) struct FileIo {
    /// Its number; -1 if it is closed.
    pub(super) number: i64,
    pub(super) readable: bool,
    pub(super) writable: bool,
    appending: bool,
    created: bool,
    close: bool,
    pub(super) block_size: u64,
}

impl NativeData for FileIo {}

impl FileIo {
    const CLOSED: FileIo =
        FileIo { number: -1, readable: false, writable: false, appending: false, created: false, close: true, block_size: 0 };

    /// What its mode is in words.
    fn mode(self) -> &'static str {
        match self {
            FileIo { created: true, readable, .. } => ["xb", "xb+"][usize::from(readable)],
            FileIo { appending: true, readable, .. } => ["ab", "ab+"][usize::from(readable)],
            FileIo { readable: true, writable, .. } => ["rb", "rb+"][usize::from(writable)],
            _ => "wb",
        }
    }
}

pub(super) static FILE_IO: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::RAW_BASE),
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            let this = new(vm, args, &FILE_IO, FileIo::CLOSED)?;
            vm.note_file(this);
            Ok(this)
        }),
        Def::method_of("__init__", "file, mode='r', closefd=True, opener=None", |vm, args| {
            init(vm, args)?;
            Ok(Value::None)
        }),
        Def::method_of("read", "size=-1, /", |vm, args| {
            let it = reading(vm, args[0])?;
            match size(vm, Some(&args[1]))? {
                Some(most) => {
                    let mut buffer = vec![0; most.min(PIECE)];
                    let mut all = Vec::new();
                    // One call of the system fills any size; ours are of a piece each.
                    while all.len() < most {
                        let want = (most - all.len()).min(PIECE);
                        let count = vm.read_file(it.number, &mut buffer[..want])?;
                        vm.charge(1, count + all.len() / 8)?;
                        all.extend_from_slice(&buffer[..count]);
                        if count < want {
                            break;
                        }
                    }
                    Ok(vm.bytes(all))
                }
                None => call(vm, args[0], "readall", &[]),
            }
        }),
        Def::method("readall", 0, 0, |vm, args| {
            let it = reading(vm, args[0])?;
            let all = read_all(vm, it.number)?;
            Ok(vm.bytes(all))
        }),
        Def::method("readinto", 1, 1, |vm, args| {
            let it = reading(vm, args[0])?;
            let room = room(vm, args[1], "readinto")?;
            let mut buffer = vec![0; room.min(PIECE)];
            let count = vm.read_file(it.number, &mut buffer)?;
            overwrite(vm, args[1], &buffer[..count])?;
            Ok(Value::Int(count as i64))
        }),
        Def::method("write", 1, 1, |vm, args| {
            let it = opened(vm, args[0])?;
            if !it.writable {
                return Err(unsupported(vm, "File not open for writing"));
            }
            let bytes = bytes_of(vm, args[1])?;
            vm.write_file(it.number, &bytes).map(|it| Value::Int(it as i64))
        }),
        Def::method_of("seek", "pos, whence=0, /", |vm, args| {
            let it = opened(vm, args[0])?;
            let (to, whence) = (vm.to_word(args[1])?, vm.to_word(args[2])?);
            vm.seek_file(it.number, to, whence).map(|it| Value::Int(it as i64))
        }),
        Def::method("tell", 0, 0, |vm, args| {
            let it = opened(vm, args[0])?;
            vm.seek_file(it.number, 0, 1).map(|it| Value::Int(it as i64))
        }),
        Def::method_of("truncate", "size=None, /", |vm, args| {
            let it = opened(vm, args[0])?;
            if !it.writable {
                return Err(unsupported(vm, "File not open for writing"));
            }
            let to = match args[1] {
                Value::None => vm.seek_file(it.number, 0, 1)? as i64,
                to => vm.to_word(to)?,
            };
            vm.truncate_file(it.number, to)?;
            Ok(Value::Int(to))
        }),
        Def::method("close", 0, 0, |vm, args| {
            // What a derived class flushes comes first.
            let base = Value::Type(vm.class(&super::base::IO_BASE));
            let closed = call(vm, base, "close", &[args[0]]);
            let Some(it) = data::<FileIo>(vm, args[0]) else { return Ok(Value::None) };
            let (number, close) = (core::mem::replace(&mut it.number, -1), it.close);
            if number >= 0 && close {
                vm.close_file(number)?;
            }
            closed.map(|_| Value::None)
        }),
        Def::method("fileno", 0, 0, |vm, args| opened(vm, args[0]).map(|it| Value::Int(it.number))),
        Def::method("isatty", 0, 0, |vm, args| {
            let it = opened(vm, args[0])?;
            Ok(Value::bool((0..3).contains(&it.number) && vm.host.is_terminal(it.number as u8)))
        }),
        Def::method("seekable", 0, 0, |vm, args| {
            let it = opened(vm, args[0])?;
            if (0..3).contains(&it.number) {
                return Ok(Value::bool(false));
            }
            let seekable = vm.host.file_seek(it.number as u32, std::io::SeekFrom::Current(0)).is_ok();
            Ok(Value::bool(seekable))
        }),
        Def::method("readable", 0, 0, |vm, args| opened(vm, args[0]).map(|it| Value::bool(it.readable))),
        Def::method("writable", 0, 0, |vm, args| opened(vm, args[0]).map(|it| Value::bool(it.writable))),
        Def::method_any("_dealloc_warn", |_, _, _| Ok(Value::None)),
        Def::method("__repr__", 0, 0, |vm, args| {
            let it = data::<FileIo>(vm, args[0]).copied().unwrap_or(FileIo::CLOSED);
            if it.number < 0 {
                return Ok(vm.str("<_io.FileIO [closed]>"));
            }
            let mut name = shown(vm, args[0], "name")?;
            if name.is_empty() {
                name = format!(" fd={}", it.number);
            }
            let close = if it.close { "True" } else { "False" };
            Ok(vm.str(&format!("<_io.FileIO{name} mode='{}' closefd={close}>", it.mode())))
        }),
    ],
    getset: &[
        GetSet::get("closed", |vm, this| Ok(Value::bool(data::<FileIo>(vm, this).is_none_or(|it| it.number < 0)))),
        GetSet::get("closefd", |vm, this| Ok(Value::bool(data::<FileIo>(vm, this).is_some_and(|it| it.close)))),
        GetSet::get("mode", |vm, this| {
            let mode = data::<FileIo>(vm, this).copied().unwrap_or(FileIo::CLOSED).mode();
            Ok(vm.str(mode))
        }),
        GetSet::get("_blksize", |vm, this| Ok(Value::Int(data::<FileIo>(vm, this).map_or(0, |it| it.block_size as i64)))),
    ],
    ..TypeDef::new("FileIO")
};

/// A `FileIO` of a standard stream.
pub(super) fn standard(vm: &mut Vm, number: u8, name: &str) -> Outcome {
    let class = vm.class(&FILE_IO);
    let reading = number == 0;
    let it = FileIo { number: i64::from(number), readable: reading, writable: !reading, close: false, ..FileIo::CLOSED };
    let this = new(vm, &[Value::Type(class)], &FILE_IO, it)?;
    let (attr, name) = (vm.intern("name"), vm.str(name));
    vm.set_attr_generic(this, attr, name)?;
    Ok(this)
}

/// What a `FileIO` keeps, if nothing of it was overridden.
pub(super) fn exact(vm: &mut Vm, this: Value) -> Option<FileIo> {
    let class = vm.class(&FILE_IO);
    if vm.class_of(this) != class {
        return None;
    }
    data::<FileIo>(vm, this).copied().filter(|it| it.number >= 0)
}

/// All that is left of a file.
pub(super) fn read_all(vm: &mut Vm, number: i64) -> Result<Vec<u8>, Raised> {
    let (mut all, mut buffer) = (Vec::new(), vec![0; PIECE]);
    loop {
        let count = vm.read_file(number, &mut buffer)?;
        if count == 0 {
            return Ok(all);
        }
        vm.charge(1, count + all.len() / 8)?;
        all.extend_from_slice(&buffer[..count]);
    }
}

fn opened(vm: &mut Vm, this: Value) -> Result<FileIo, Raised> {
    match data::<FileIo>(vm, this) {
        Some(&mut it) if it.number >= 0 => Ok(it),
        _ => Err(vm.value_error("I/O operation on closed file")),
    }
}

fn reading(vm: &mut Vm, this: Value) -> Result<FileIo, Raised> {
    let it = opened(vm, this)?;
    if it.readable { Ok(it) } else { Err(unsupported(vm, "File not open for reading")) }
}

/// What a mode says, and the flags of `open(2)` for it.
fn parse_mode(vm: &mut Vm, mode: &str) -> Result<(FileIo, Opening, i64), Raised> {
    let (mut it, mut how) = (FileIo::CLOSED, Opening { mode: 0o666, ..Opening::default() });
    let (mut kinds, mut plus, mut flags) = (0, 0, 0o2_000_000);
    for letter in mode.chars() {
        match letter {
            'r' => it.readable = true,
            'w' => (how.create, how.truncate, flags) = (true, true, flags | 0o1100),
            'a' => (it.appending, how.append, how.create, flags) = (true, true, true, flags | 0o2100),
            'x' => (it.created, how.new, how.create, flags) = (true, true, true, flags | 0o300),
            'b' => continue,
            '+' => {
                plus += 1;
                continue;
            }
            _ => return Err(vm.value_error(format!("invalid mode: {mode}"))),
        }
        it.writable |= letter != 'r';
        kinds += 1;
    }
    if kinds != 1 || plus > 1 {
        return Err(vm.value_error("Must have exactly one of create/read/write/append mode and at most one plus"));
    }
    if plus == 1 {
        (it.readable, it.writable) = (true, true);
    }
    (how.read, how.write) = (it.readable, it.writable);
    flags |= match (it.readable, it.writable) {
        (true, true) => 2,
        (false, true) => 1,
        _ => 0,
    };
    Ok((it, how, flags))
}

fn init(vm: &mut Vm, args: &[Value]) -> Result<(), Raised> {
    let &[this, file, mode, close, opener] = args else { return Ok(()) };
    let close = vm.truth(close)?;
    let mode = vm.text_argument(mode, "FileIO", "mode")?;
    let given = match vm.as_int(file) {
        Some(_) => {
            let number = vm.to_word(file)?;
            if number < 0 {
                return Err(vm.value_error("negative file descriptor"));
            }
            Some(number)
        }
        None => None,
    };
    let (it, how, flags) = parse_mode(vm, &mode)?;
    let number = match given {
        Some(number) => number,
        None => {
            let path = vm.fspath(file, "expected str, bytes or os.PathLike object")?;
            let real = vm.to_path(path, "embedded null byte")?;
            if !close {
                return Err(vm.value_error("Cannot use closefd=False with file name"));
            }
            if opener.is_none() {
                match vm.host.open(&real, how) {
                    Ok(number) => i64::from(number),
                    Err(error) => return Err(vm.os_error(&error, Some(file))),
                }
            } else {
                let number = vm.call_sync(opener, &[file, Value::Int(flags)])?;
                if vm.as_int(number).is_none() {
                    return Err(vm.type_error("expected integer from opener"));
                }
                let number = vm.to_word(number)?;
                if number < 0 {
                    return Err(vm.value_error(format!("opener returned {number}")));
                }
                number
            }
        }
    };
    let status = vm.file_status(number)?;
    if status.mode & KIND == DIRECTORY {
        if given.is_none() {
            vm.close_file(number)?;
        }
        return Err(vm.os_error_of(21, Some(file)));
    }
    if let Some(place) = data::<FileIo>(vm, this) {
        *place = FileIo { number, close, block_size: status.block_size, ..it };
    }
    let name = vm.intern("name");
    vm.set_attr(this, name, file)?;
    if it.appending {
        // Streams have no end to go to.
        let _ = vm.host.file_seek(u32::try_from(number).unwrap_or(0), std::io::SeekFrom::End(0));
    }
    Ok(())
}
