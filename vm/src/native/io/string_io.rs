//! `StringIO`: a file of text in memory.

use super::newlines::{Mode, Newlines};
use super::{call, data, new, size, unsupported};
use crate::builtin::prelude::*;
use crate::text::Text;

/// What a `StringIO` keeps.
#[derive(Debug, Default)]
struct StringIo {
    points: Vec<u32>,
    at: usize,
    closed: bool,
    mode: Mode,
    newlines: Newlines,
}

impl NativeData for StringIo {
    fn owned(&self) -> usize {
        self.points.capacity() * 4
    }
}

pub(super) static STRING_IO: TypeDef = TypeDef {
    module: "_io",
    parent: Some(&super::base::TEXT_BASE),
    base: true,
    methods: &[
        Def::new_any(|vm, args, _| new(vm, args, &STRING_IO, StringIo::default())),
        Def::method_of("__init__", "initial_value='', newline='\n'", |vm, args| {
            let mode = Mode::of(vm, args[2], true)?;
            let given = match vm.native(args[1]) {
                Value::None => Value::Str(vm.empty_str),
                Value::Str(_) => args[1],
                _ => {
                    let class = vm.class_name(args[1]);
                    return Err(vm.type_error(format!("initial_value must be str or None, not {class}")));
                }
            };
            let newlines = Newlines { translate: mode.translate, ..Newlines::default() };
            if let Some(it) = data::<StringIo>(vm, args[0]) {
                *it = StringIo { mode, newlines, ..StringIo::default() };
            }
            write(vm, args[0], given)?;
            if let Some(it) = data::<StringIo>(vm, args[0]) {
                it.at = 0;
            }
            Ok(Value::None)
        }),
        Def::method("write", 1, 1, |vm, args| {
            opened(vm, args[0])?;
            let Value::Str(_) = vm.native(args[1]) else {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("string argument expected, got '{class}'")));
            };
            write(vm, args[0], args[1])?;
            Ok(Value::Int(vm.view(args[1]).len() as i64))
        }),
        Def::method("getvalue", 0, 0, |vm, args| {
            let len = opened(vm, args[0])?.points.len();
            vm.charge(len as u64 / 64, len)?;
            let text = Text::from_code_points(opened(vm, args[0])?.points.iter().copied());
            Ok(vm.text(text))
        }),
        Def::method_of("read", "size=-1, /", |vm, args| {
            opened(vm, args[0])?;
            let most = size(vm, Some(&args[1]))?.unwrap_or(usize::MAX);
            take(vm, args[0], |it| it.at.saturating_add(most))
        }),
        Def::method_of("readline", "size=-1, /", |vm, args| {
            opened(vm, args[0])?;
            let most = size(vm, Some(&args[1]))?.unwrap_or(usize::MAX);
            line(vm, args[0], most)
        }),
        Def::method("__next__", 0, 0, |vm, args| {
            let class = vm.class_of(args[0]);
            let derived = vm.heap.types[class].flags.heap;
            let line = if derived { call(vm, args[0], "readline", &[])? } else { line(vm, args[0], usize::MAX)? };
            if vm.len(line)? == 0 { Err(vm.stop_iteration(Value::None)) } else { Ok(line) }
        }),
        Def::method("tell", 0, 0, |vm, args| opened(vm, args[0]).map(|it| Value::Int(it.at as i64))),
        Def::method_of("seek", "pos, whence=0, /", |vm, args| {
            opened(vm, args[0])?;
            let (to, whence) = (vm.to_word(args[1])?, vm.to_word(args[2])?);
            if !(0..=2).contains(&whence) {
                return Err(vm.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)")));
            }
            if to < 0 && whence == 0 {
                return Err(vm.value_error(format!("Negative seek position {to}")));
            }
            if whence != 0 && to != 0 {
                return Err(vm.error(Class::OSError, "Can't do nonzero cur-relative seeks"));
            }
            let it = opened(vm, args[0])?;
            it.at = match whence {
                0 => to as usize,
                1 => it.at,
                _ => it.points.len(),
            };
            Ok(Value::Int(it.at as i64))
        }),
        Def::method_of("truncate", "pos=None, /", |vm, args| {
            let at = opened(vm, args[0])?.at as i64;
            let to = if args[1].is_none() { at } else { vm.to_word(args[1])? };
            let Ok(len) = usize::try_from(to) else { return Err(vm.value_error(format!("Negative size value {to}"))) };
            opened(vm, args[0])?.points.truncate(len);
            Ok(Value::Int(to))
        }),
        Def::method("close", 0, 0, |vm, args| {
            if let Some(it) = data::<StringIo>(vm, args[0]) {
                (it.closed, it.points) = (true, Vec::new());
            }
            Ok(Value::None)
        }),
        Def::method("flush", 0, 0, |vm, args| opened(vm, args[0]).map(|_| Value::None)),
        Def::method("readable", 0, 0, |vm, args| opened(vm, args[0]).map(|_| Value::bool(true))),
        Def::method("writable", 0, 0, |vm, args| opened(vm, args[0]).map(|_| Value::bool(true))),
        Def::method("seekable", 0, 0, |vm, args| opened(vm, args[0]).map(|_| Value::bool(true))),
        Def::method("isatty", 0, 0, |vm, args| opened(vm, args[0]).map(|_| Value::bool(false))),
        Def::method("fileno", 0, 0, |vm, _| Err(unsupported(vm, "fileno"))),
    ],
    getset: &[
        GetSet::get("closed", |vm, this| Ok(Value::bool(data::<StringIo>(vm, this).is_none_or(|it| it.closed)))),
        GetSet::get("line_buffering", |vm, this| opened(vm, this).map(|_| Value::bool(false))),
        GetSet::get("newlines", |vm, this| {
            let it = opened(vm, this)?;
            let (universal, seen) = (it.mode.universal, it.newlines.seen);
            Ok(if universal { seen.value(vm) } else { Value::None })
        }),
    ],
    ..TypeDef::new("StringIO")
};

fn opened(vm: &mut Vm, this: Value) -> Result<&mut StringIo, Raised> {
    if data::<StringIo>(vm, this).is_none_or(|it| it.closed) {
        return Err(closed(vm));
    }
    data::<StringIo>(vm, this).ok_or(Raised::Exception)
}

#[cold]
fn closed(vm: &mut Vm) -> Raised {
    vm.value_error("I/O operation on closed file")
}

fn write(vm: &mut Vm, this: Value, text: Value) -> Result<(), Raised> {
    let it = opened(vm, this)?;
    let (mode, mut newlines, at, before) = (it.mode, it.newlines, it.at, it.points.len());
    let mut new: Vec<u32> = if mode.universal {
        let text = newlines.decode(vm.view(text), true);
        text.view().points().collect()
    } else {
        vm.view(text).points().collect()
    };
    if mode.written != "\n" {
        new = new
            .into_iter()
            .flat_map(|it| if it == 10 { mode.written.bytes().map(u32::from).collect() } else { vec![it] })
            .collect();
    }
    if new.is_empty() {
        return Ok(());
    }
    let end = at.saturating_add(new.len());
    vm.charge(new.len() as u64 / 64, end.saturating_sub(before).saturating_mul(4))?;
    let it = opened(vm, this)?;
    it.newlines = newlines;
    if it.points.len() < end {
        it.points.resize(end, 0);
    }
    it.points[at..end].copy_from_slice(&new);
    it.at = end;
    Ok(())
}

/// What is between the place and where `end` says.
fn take(vm: &mut Vm, this: Value, end: impl FnOnce(&StringIo) -> usize) -> Outcome {
    let it = opened(vm, this)?;
    let end = end(it).min(it.points.len());
    let part = it.points.get(it.at..end).unwrap_or_default();
    let (text, len) = (Text::from_code_points(part.iter().copied()), part.len());
    it.at = it.at.max(end);
    vm.charge(len as u64 / 64, len)?;
    Ok(vm.text(text))
}

fn line(vm: &mut Vm, this: Value, most: usize) -> Outcome {
    take(vm, this, |it| {
        let rest = it.points.get(it.at..).unwrap_or_default();
        let end = it.mode.line_end(crate::text::View::Four(rest), 0).unwrap_or(rest.len());
        it.at.saturating_add(end.min(most))
    })
}
