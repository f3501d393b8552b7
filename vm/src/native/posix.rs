//! `posix`: files, directories and the environment, as the host grants them. What a sandbox can never have, processes above all, is not there.

mod constants;
mod entry;
mod status;

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::host::Opening;
use crate::machine::files::{PathArgument, message};

pub(crate) static MODULE: ModuleDef =
    ModuleDef { functions: FUNCTIONS, classes: &[&entry::ENTRY], fill: Some(fill), ..ModuleDef::new("posix") };

/// Most that `os.read` and `os.urandom` hand out at once without having been charged.
const CHUNK: usize = 1 << 16;

static FUNCTIONS: &[Def] = &[
    Def::function_of("stat", "path, *, dir_fd=None, follow_symlinks=True", |vm, args| {
        no_directory(vm, args[1])?;
        let follow = vm.truth(args[2])?;
        status::of_path(vm, args[0], "stat", follow)
    }),
    Def::function_of("lstat", "path, *, dir_fd=None", |vm, args| {
        no_directory(vm, args[1])?;
        status::of_path(vm, args[0], "lstat", false)
    }),
    Def::function_of("fstat", "fd", |vm, args| {
        let file = vm.to_word(args[0])?;
        let found = vm.file_status(file)?;
        status::result(vm, &found)
    }),
    Def::function_of("listdir", "path=None", |vm, args| {
        let path = directory(vm, args[0], "listdir")?;
        let entries = vm.host.list(&path.path);
        let entries = entries.map_err(|error| vm.os_error(&error, Some(path.shown)))?;
        vm.charge(entries.len() as u64, entries.len() * 64)?;
        let list = vm.add(List::default());
        for entry in entries {
            let name = vm.file_name(&entry.name, path.bytes)?;
            vm.extend(list, &[name]);
        }
        Ok(Value::List(list))
    }),
    Def::function_of("scandir", "path=None", entry::scan),
    Def::function_of("mkdir", "path, mode=511, *, dir_fd=None", |vm, args| {
        no_directory(vm, args[2])?;
        let path = vm.path_argument(args[0], "mkdir", "path", false)?;
        let mode = vm.to_word(args[1])? as u32;
        let result = vm.host.make_directory(&path.path, mode);
        done(vm, result, &path)
    }),
    Def::function_of("rmdir", "path, *, dir_fd=None", |vm, args| {
        no_directory(vm, args[1])?;
        let path = vm.path_argument(args[0], "rmdir", "path", false)?;
        let result = vm.host.remove_directory(&path.path);
        done(vm, result, &path)
    }),
    Def::function_of("remove", "path, *, dir_fd=None", |vm, args| unlink(vm, args, "remove")),
    Def::function_of("unlink", "path, *, dir_fd=None", |vm, args| unlink(vm, args, "unlink")),
    Def::function_of("rename", "src, dst, *, src_dir_fd=None, dst_dir_fd=None", |vm, args| rename(vm, args, "rename")),
    Def::function_of("replace", "src, dst, *, src_dir_fd=None, dst_dir_fd=None", |vm, args| rename(vm, args, "replace")),
    Def::function_of("readlink", "path, *, dir_fd=None", |vm, args| {
        no_directory(vm, args[1])?;
        let path = vm.path_argument(args[0], "readlink", "path", false)?;
        match vm.host.read_link(&path.path) {
            Ok(target) => vm.file_name(target.as_os_str(), path.bytes),
            Err(error) => Err(vm.os_error(&error, Some(path.shown))),
        }
    }),
    Def::function_of("symlink", "src, dst, target_is_directory=False, *, dir_fd=None", |vm, args| {
        no_directory(vm, args[3])?;
        let from = vm.path_argument(args[0], "symlink", "src", false)?;
        let to = vm.path_argument(args[1], "symlink", "dst", false)?;
        match vm.host.make_link(&from.path, &to.path) {
            Ok(()) => Ok(Value::None),
            Err(error) => Err(vm.os_error_of_two(&error, from.shown, to.shown)),
        }
    }),
    Def::function_of("chmod", "path, mode, *, dir_fd=None, follow_symlinks=True", |vm, args| {
        no_directory(vm, args[2])?;
        let path = vm.path_argument(args[0], "chmod", "path", false)?;
        let mode = vm.to_word(args[1])? as u32;
        let result = vm.host.set_mode(&path.path, mode);
        done(vm, result, &path)
    }),
    Def::function_of("utime", "path, times=None, *, ns=?, dir_fd=None, follow_symlinks=True", status::set_times),
    Def::function_of("access", "path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True", |vm, args| {
        no_directory(vm, args[2])?;
        let path = vm.path_argument(args[0], "access", "path", false)?;
        let mode = vm.to_word(args[1])? as u32;
        let Ok(found) = vm.host.status(&path.path, true) else { return Ok(Value::bool(false)) };
        let may = found.mode >> 6 | found.mode >> 3 | found.mode;
        Ok(Value::bool(mode & 7 & !may == 0))
    }),
    Def::function_of("open", "path, flags, mode=511, *, dir_fd=None", open),
    Def::function_of("close", "fd", |vm, args| {
        let file = vm.to_word(args[0])?;
        vm.close_file(file)?;
        Ok(Value::None)
    }),
    Def::function("closerange", 2, 2, |vm, args| {
        let (low, high) = (vm.to_word(args[0])?, vm.to_word(args[1])?);
        for file in low.max(3)..high.min(2000) {
            let _ = vm.host.file_close(file as u32);
        }
        Ok(Value::None)
    }),
    Def::function("read", 2, 2, |vm, args| {
        let (file, most) = (vm.to_word(args[0])?, vm.to_word(args[1])?);
        let Ok(most) = usize::try_from(most) else { return Err(vm.os_error_of(22, None)) };
        let mut buffer = vec![0; most.min(CHUNK)];
        let count = vm.read_file(file, &mut buffer)?;
        buffer.truncate(count);
        Ok(vm.bytes(buffer))
    }),
    Def::function("write", 2, 2, |vm, args| {
        let file = vm.to_word(args[0])?;
        let bytes = vm.to_bytes(args[1])?;
        vm.write_file(file, &bytes).map(|it| Value::Int(it as i64))
    }),
    Def::function("lseek", 3, 3, |vm, args| {
        let (file, to, whence) = (vm.to_word(args[0])?, vm.to_word(args[1])?, vm.to_word(args[2])?);
        vm.seek_file(file, to, whence).map(|it| Value::Int(it as i64))
    }),
    Def::function("ftruncate", 2, 2, |vm, args| {
        let (file, len) = (vm.to_word(args[0])?, vm.to_word(args[1])?);
        vm.truncate_file(file, len)?;
        Ok(Value::None)
    }),
    Def::function_of("truncate", "path, length", |vm, args| {
        let path = vm.path_argument(args[0], "truncate", "path", true)?;
        let len = vm.to_word(args[1])?;
        if let Some(file) = path.file {
            vm.truncate_file(file, len)?;
            return Ok(Value::None);
        }
        let opened = vm.host.open(&path.path, Opening { write: true, ..Opening::default() });
        let file = opened.map_err(|error| vm.os_error(&error, Some(path.shown)))?;
        let result = vm.truncate_file(i64::from(file), len);
        let _ = vm.host.file_close(file);
        result.map(|()| Value::None)
    }),
    Def::function_of("fsync", "fd", |vm, args| {
        let file = vm.to_word(args[0])? as u32;
        vm.host.file_sync(file).map_err(|error| vm.os_error(&error, None))?;
        Ok(Value::None)
    }),
    Def::function("isatty", 1, 1, |vm, args| {
        let file = vm.to_word(args[0])?;
        Ok(Value::bool((0..3).contains(&file) && vm.host.is_terminal(file as u8)))
    }),
    Def::function("device_encoding", 1, 1, |_, _| Ok(Value::None)),
    Def::function("getcwd", 0, 0, |vm, _| current_directory(vm, false)),
    Def::function("getcwdb", 0, 0, |vm, _| current_directory(vm, true)),
    Def::function_of("chdir", "path", |vm, args| {
        let path = vm.path_argument(args[0], "chdir", "path", false)?;
        let result = vm.host.set_current_directory(&path.path);
        done(vm, result, &path)
    }),
    Def::function_of("fspath", "path", |vm, args| vm.fspath(args[0], "expected str, bytes or os.PathLike object")),
    Def::function("urandom", 1, 1, |vm, args| {
        let Ok(size) = usize::try_from(vm.to_word(args[0])?) else { return Err(vm.value_error("negative argument not allowed")) };
        vm.charge(size as u64 / 16, size)?;
        let mut bytes = vec![0; size];
        vm.host.random(&mut bytes).map_err(|error| vm.os_error(&error, None))?;
        Ok(vm.bytes(bytes))
    }),
    Def::function_of("strerror", "code", |vm, args| {
        let number = vm.to_word(args[0])?;
        Ok(vm.str(&message(number)))
    }),
    // There is one process, and it is not told which.
    Def::function("getpid", 0, 0, |_, _| Ok(Value::Int(1))),
    Def::function("getppid", 0, 0, |_, _| Ok(Value::Int(0))),
    Def::function("cpu_count", 0, 0, |_, _| Ok(Value::Int(1))),
    Def::function("umask", 1, 1, |_, _| Ok(Value::Int(0o022))),
    Def::function("putenv", 2, 2, |_, _| Ok(Value::None)),
    Def::function("unsetenv", 1, 1, |_, _| Ok(Value::None)),
    Def::function("get_inheritable", 1, 1, |_, _| Ok(Value::bool(false))),
    Def::function("set_inheritable", 2, 2, |_, _| Ok(Value::None)),
    Def::function("get_terminal_size", 0, 1, |vm, _| Err(vm.os_error_of(25, None))),
];

/// A directory that other paths start at is an open file, and directories cannot be opened here.
fn no_directory(vm: &mut Vm, value: Value) -> Result<(), Raised> {
    if value.is_none() {
        return Ok(());
    }
    let class = vm.exception_class("NotImplementedError");
    let message = vm.str("dir_fd unavailable on this platform");
    Err(vm.raise(class, &[message]))
}

fn directory(vm: &mut Vm, value: Value, function: &str) -> Result<PathArgument, Raised> {
    if value.is_none() {
        let shown = vm.str(".");
        return Ok(PathArgument { path: ".".into(), shown, bytes: false, file: None });
    }
    vm.path_argument(value, function, "path", false)
}

fn done(vm: &mut Vm, result: std::io::Result<()>, path: &PathArgument) -> Outcome {
    match result {
        Ok(()) => Ok(Value::None),
        Err(error) => Err(vm.os_error(&error, Some(path.shown))),
    }
}

fn unlink(vm: &mut Vm, args: &[Value], function: &str) -> Outcome {
    no_directory(vm, args[1])?;
    let path = vm.path_argument(args[0], function, "path", false)?;
    let result = vm.host.remove_file(&path.path);
    done(vm, result, &path)
}

fn rename(vm: &mut Vm, args: &[Value], function: &str) -> Outcome {
    no_directory(vm, args[2])?;
    no_directory(vm, args[3])?;
    let from = vm.path_argument(args[0], function, "src", false)?;
    let to = vm.path_argument(args[1], function, "dst", false)?;
    match vm.host.rename(&from.path, &to.path) {
        Ok(()) => Ok(Value::None),
        Err(error) => Err(vm.os_error_of_two(&error, from.shown, to.shown)),
    }
}

fn current_directory(vm: &mut Vm, bytes: bool) -> Outcome {
    match vm.host.current_directory() {
        Ok(path) => vm.file_name(path.as_os_str(), bytes),
        Err(error) => Err(vm.os_error(&error, None)),
    }
}

fn open(vm: &mut Vm, args: &[Value]) -> Outcome {
    no_directory(vm, args[3])?;
    let path = vm.path_argument(args[0], "open", "path", false)?;
    let (flags, mode) = (vm.to_word(args[1])?, vm.to_word(args[2])? as u32);
    let has = |bit: i64| flags & bit != 0;
    let write = matches!(flags & 3, 1 | 2);
    let how = Opening {
        read: matches!(flags & 3, 0 | 2),
        write,
        append: has(constants::O_APPEND),
        truncate: has(constants::O_TRUNC) && write,
        create: has(constants::O_CREAT) && write,
        new: has(constants::O_CREAT) && has(constants::O_EXCL) && write,
        mode,
    };
    match vm.host.open(&path.path, how) {
        Ok(file) => Ok(Value::Int(i64::from(file))),
        Err(error) => Err(vm.os_error(&error, Some(path.shown))),
    }
}

fn fill(vm: &mut Vm, dict: Id<Dict>) -> Result<(), Raised> {
    for entry in constants::ALL.split_whitespace() {
        if let Some((name, number)) = entry.split_once('=') {
            vm.put(dict, name, Value::Int(number.parse().unwrap_or(0)));
        }
    }
    let error = Value::Type(vm.exception_class("OSError"));
    vm.put(dict, "error", error);
    let names = ["HAVE_LSTAT", "HAVE_FTRUNCATE"].map(|it| vm.str(it)).to_vec();
    let names = Value::List(vm.add(List { items: names }));
    vm.put(dict, "_have_functions", names);
    let environment = vm.add(Dict::default());
    for (name, value) in vm.host.environment() {
        let (name, value) = (vm.environment_bytes(&name), vm.environment_bytes(&value));
        vm.dict_set(environment, name, value)?;
    }
    vm.put(dict, "environ", Value::Dict(environment));
    let class = status::class(vm)?;
    vm.put(dict, "stat_result", Value::Type(class));
    let size = vm.struct_class("os", "terminal_size", &["columns", "lines"], 2)?;
    vm.put(dict, "terminal_size", Value::Type(size));
    Ok(())
}
