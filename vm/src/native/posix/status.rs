//! `os.stat_result`, and setting the times in it.

use crate::builtin::prelude::*;
use crate::host::FileStatus;
use crate::number::Int;

/// A second, in nanoseconds.
const SECOND: i128 = 1_000_000_000;

const FIELDS: &[&str] = &[
    "st_mode",
    "st_ino",
    "st_dev",
    "st_nlink",
    "st_uid",
    "st_gid",
    "st_size",
    // Whole seconds: these have no name of their own.
    "",
    "",
    "",
    "st_atime",
    "st_mtime",
    "st_ctime",
    "st_atime_ns",
    "st_mtime_ns",
    "st_ctime_ns",
    "st_blksize",
    "st_blocks",
    "st_rdev",
];

/// `os.stat_result`.
pub(super) fn class(vm: &mut Vm) -> Result<Id<Type>, Raised> {
    let key = FIELDS.as_ptr().addr();
    if let Some(&class) = vm.classes.get(&key) {
        return Ok(class);
    }
    let class = vm.struct_class("os", "stat_result", FIELDS, 10)?;
    vm.classes.insert(key, class);
    Ok(class)
}

/// What a program gets to see of a file.
pub(super) fn result(vm: &mut Vm, it: &FileStatus) -> Outcome {
    let class = class(vm)?;
    let word = |it: u64| Value::Int(it as i64);
    let times = [it.accessed, it.modified, it.changed];
    let mut items = vec![Value::Int(i64::from(it.mode)), word(it.inode), word(it.device), word(it.links)];
    items.extend([Value::Int(i64::from(it.user)), Value::Int(i64::from(it.group)), word(it.size)]);
    items.extend(times.map(|it| Value::Int(it.div_euclid(SECOND) as i64)));
    items.extend(times.map(|it| Value::float(it.div_euclid(SECOND) as f64 + 1e-9 * it.rem_euclid(SECOND) as f64)));
    for time in times {
        let time = vm.int(Int::from(time));
        items.push(time);
    }
    items.extend([word(it.block_size), word(it.blocks), Value::Int(0)]);
    Ok(vm.struct_value(class, &items))
}

/// `os.stat(path)`, and its kin.
pub(super) fn of_path(vm: &mut Vm, path: Value, function: &str, follow: bool) -> Outcome {
    let path = vm.path_argument(path, function, "path", function == "stat")?;
    let found = match path.file {
        Some(file) => vm.file_status(file)?,
        None => {
            vm.collect_dirty(path.shown);
            vm.path_status(&path.path, follow, path.shown)?
        }
    };
    result(vm, &found)
}

/// `os.utime(path, times, *, ns)`.
pub(super) fn set_times(vm: &mut Vm, args: &[Value]) -> Outcome {
    let path = vm.path_argument(args[0], "utime", "path", false)?;
    let (times, nanoseconds) = (args[1], args[2]);
    if !times.is_none() && !nanoseconds.is_unbound() {
        return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
    }
    let pair = if nanoseconds.is_unbound() { times } else { nanoseconds };
    let [accessed, modified] = match vm.native(pair) {
        Value::None => {
            let now = vm.host.now().map_err(|error| vm.os_error(&error, None))?;
            [now; 2]
        }
        Value::Tuple(id) if vm.heap.tuples[id].items().len() == 2 => {
            let mut found = [0; 2];
            for (place, item) in found.iter_mut().zip(vm.items(pair)) {
                *place = if nanoseconds.is_unbound() {
                    match item {
                        Value::Int(seconds) => i128::from(seconds) * SECOND,
                        _ => (vm.to_float(item)? * 1e9).round() as i128,
                    }
                } else {
                    i128::from(vm.to_word(item)?)
                };
            }
            found
        }
        _ if nanoseconds.is_unbound() => {
            return Err(vm.type_error("utime: 'times' must be either a tuple of two ints or None"));
        }
        _ => return Err(vm.type_error("utime: 'ns' must be a tuple of two ints")),
    };
    match vm.host.set_times(&path.path, accessed, modified) {
        Ok(()) => Ok(Value::None),
        Err(error) => {
            let shown = Some(path.shown).filter(|_| vm.minor() >= 13);
            Err(vm.os_error(&error, shown))
        }
    }
}
