//! `_stat`: what the mode of a file says.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "S_IFMT_: file type bits\nS_IFDIR: directory\nS_IFCHR: character device\nS_IFBLK: block device\nS_IFREG: regular file\nS_IFIFO: fifo (named pipe)\nS_IFLNK: symbolic link\nS_IFSOCK: socket file\n",
    functions: &[
        Def::function("S_ISDIR", 1, 1, |vm, args| is(vm, args, 0o40_000))
            .doc("S_ISDIR(mode) -> bool\n\nReturn True if mode is from a directory."),
        Def::function("S_ISCHR", 1, 1, |vm, args| is(vm, args, 0o20_000))
            .doc("S_ISCHR(mode) -> bool\n\nReturn True if mode is from a character special device file."),
        Def::function("S_ISBLK", 1, 1, |vm, args| is(vm, args, 0o60_000))
            .doc("S_ISBLK(mode) -> bool\n\nReturn True if mode is from a block special device file."),
        Def::function("S_ISREG", 1, 1, |vm, args| is(vm, args, 0o100_000))
            .doc("S_ISREG(mode) -> bool\n\nReturn True if mode is from a regular file."),
        Def::function("S_ISFIFO", 1, 1, |vm, args| is(vm, args, 0o10_000))
            .doc("S_ISFIFO(mode) -> bool\n\nReturn True if mode is from a FIFO (named pipe)."),
        Def::function("S_ISLNK", 1, 1, |vm, args| is(vm, args, 0o120_000))
            .doc("S_ISLNK(mode) -> bool\n\nReturn True if mode is from a symbolic link."),
        Def::function("S_ISSOCK", 1, 1, |vm, args| is(vm, args, 0o140_000))
            .doc("S_ISSOCK(mode) -> bool\n\nReturn True if mode is from a socket."),
        // Kinds of other systems.
        Def::function("S_ISDOOR", 1, 1, none).doc("S_ISDOOR(mode) -> bool\n\nReturn True if mode is from a door."),
        Def::function("S_ISPORT", 1, 1, none).doc("S_ISPORT(mode) -> bool\n\nReturn True if mode is from an event port."),
        Def::function("S_ISWHT", 1, 1, none).doc("S_ISWHT(mode) -> bool\n\nReturn True if mode is from a whiteout."),
        Def::function("S_IMODE", 1, 1, |vm, args| Ok(Value::Int(mode(vm, args[0])? & 0o7777)))
            .doc("Return the portion of the file's mode that can be set by os.chmod()."),
        Def::function("S_IFMT", 1, 1, |vm, args| Ok(Value::Int(mode(vm, args[0])? & 0o170_000)))
            .doc("Return the portion of the file's mode that describes the file type."),
        Def::function("filemode", 1, 1, |vm, args| {
            let text = text(mode(vm, args[0])?);
            Ok(vm.str(&text))
        })
        .doc("Convert a file's mode to a string of the form '-rwxrwxrwx'"),
    ],
    fill: Some(|vm, dict| {
        for entry in CONSTANTS.split_whitespace() {
            let Some((name, number)) = entry.split_once('=') else { continue };
            let (name, new) = (name.trim_start_matches('+'), name.starts_with('+'));
            if !new || vm.minor() >= 13 {
                vm.put(dict, name, Value::Int(number.parse().unwrap_or(0)));
            }
        }
        Ok(())
    }),
    ..ModuleDef::new("_stat")
};

/// `+` stands before those of 3.13.
const CONSTANTS: &str = "S_IFDIR=16384 S_IFCHR=8192 S_IFBLK=24576 S_IFREG=32768 S_IFIFO=4096 S_IFLNK=40960 S_IFSOCK=49152 S_IFDOOR=0 S_IFPORT=0 S_IFWHT=0 \
    S_ISUID=2048 S_ISGID=1024 S_ISVTX=512 S_ENFMT=1024 S_IREAD=256 S_IWRITE=128 S_IEXEC=64 S_IRWXU=448 S_IRUSR=256 S_IWUSR=128 S_IXUSR=64 S_IRWXG=56 \
    S_IRGRP=32 S_IWGRP=16 S_IXGRP=8 S_IRWXO=7 S_IROTH=4 S_IWOTH=2 S_IXOTH=1 +UF_SETTABLE=65535 UF_NODUMP=1 UF_IMMUTABLE=2 UF_APPEND=4 UF_OPAQUE=8 \
    UF_NOUNLINK=16 UF_COMPRESSED=32 +UF_TRACKED=64 +UF_DATAVAULT=128 UF_HIDDEN=32768 +SF_SETTABLE=4294901760 SF_ARCHIVED=65536 SF_IMMUTABLE=131072 \
    SF_APPEND=262144 SF_NOUNLINK=1048576 SF_SNAPSHOT=2097152 +SF_FIRMLINK=8388608 +SF_DATALESS=1073741824 ST_MODE=0 ST_INO=1 ST_DEV=2 ST_NLINK=3 ST_UID=4 \
    ST_GID=5 ST_SIZE=6 ST_ATIME=7 ST_MTIME=8 ST_CTIME=9";

/// A mode: 32 bits.
fn mode(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let Some(mode) = vm.as_int(value) else { return Err(vm.type_error("an integer is required")) };
    match mode.to_i64() {
        _ if mode.is_negative() => Err(vm.error(Class::OverflowError, "can't convert negative value to unsigned int")),
        Some(it) if it <= i64::from(u32::MAX) => Ok(it),
        Some(_) => Err(vm.error(Class::OverflowError, "mode out of range")),
        None => Err(vm.error(Class::OverflowError, "Python int too large to convert to C unsigned long")),
    }
}

fn is(vm: &mut Vm, args: &[Value], kind: i64) -> Outcome {
    Ok(Value::bool(mode(vm, args[0])? & 0o170_000 == kind))
}

fn none(vm: &mut Vm, args: &[Value]) -> Outcome {
    mode(vm, args[0]).map(|_| Value::bool(false))
}

/// `-rwxr-xr-x`.
fn text(mode: i64) -> String {
    let kind = match mode & 0o170_000 {
        0o100_000 => '-',
        0o040_000 => 'd',
        0o120_000 => 'l',
        0o060_000 => 'b',
        0o020_000 => 'c',
        0o010_000 => 'p',
        0o140_000 => 's',
        _ => '?',
    };
    let mut out = String::from(kind);
    for (shift, special, name) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        out.push(if bits & 4 != 0 { 'r' } else { '-' });
        out.push(if bits & 2 != 0 { 'w' } else { '-' });
        out.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => name,
            (true, false) => name.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    out
}
