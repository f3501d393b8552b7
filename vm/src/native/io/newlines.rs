//! Ends of lines: what is one when reading, what is written for one, and `IncrementalNewlineDecoder`.

use super::{call, data, new};
use crate::builtin::prelude::*;
use crate::text::{Builder, Text, View};

/// The ends of lines that text had.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    carriage: bool,
    line_feed: bool,
    both: bool,
}

impl Seen {
    /// What the attribute `newlines` says.
    pub(super) fn value(self, vm: &mut Vm) -> Value {
        let found: Vec<Value> = [(self.carriage, "\r"), (self.line_feed, "\n"), (self.both, "\r\n")]
            .into_iter()
            .filter(|it| it.0)
            .map(|it| vm.str(it.1))
            .collect();
        match found[..] {
            [] => Value::None,
            [one] => one,
            _ => vm.tuple(&found),
        }
    }
}

/// Finds ends of lines in text that comes in pieces, and makes them all alike if asked to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Newlines {
    pub(super) translate: bool,
    /// The last piece ended with a carriage return: what it means, the next one says.
    pub(super) pending: bool,
    pub(super) seen: Seen,
}

impl Newlines {
    /// The next piece.
    pub(super) fn decode(&mut self, text: View<'_>, last: bool) -> Text {
        let mut out = Builder::default();
        let mut points = text.points().peekable();
        if self.pending && (text.len() > 0 || last) {
            self.pending = false;
            self.carriage(&mut points, &mut out, last);
        }
        while let Some(point) = points.next() {
            match point {
                10 => {
                    self.seen.line_feed = true;
                    out.push(10);
                }
                13 => self.carriage(&mut points, &mut out, last),
                _ => out.push(point),
            }
        }
        out.finish()
    }

    fn carriage(&mut self, points: &mut core::iter::Peekable<impl Iterator<Item = u32>>, out: &mut Builder, last: bool) {
        match points.peek() {
            Some(10) => {
                points.next();
                self.seen.both = true;
                if !self.translate {
                    out.push(13);
                }
                out.push(10);
            }
            None if !last => self.pending = true,
            _ => {
                self.seen.carriage = true;
                out.push(if self.translate { 10 } else { 13 });
            }
        }
    }
}

/// What the argument `newline` asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mode {
    /// Every kind of end ends a line.
    pub(super) universal: bool,
    /// And is read as `\n`.
    pub(super) translate: bool,
    /// What ends a line when not every kind does.
    pub(super) end: &'static str,
    /// What is written for `\n`.
    pub(super) written: &'static str,
}

impl Mode {
    /// Of the argument, `None` or a string; whether an error quotes it.
    pub(super) fn of(vm: &mut Vm, value: Value, quoted: bool) -> Result<Mode, Raised> {
        let text = match vm.native(value) {
            Value::None => return Ok(Mode { universal: true, translate: true, end: "\n", written: "\n" }),
            Value::Str(id) => vm.lossy(id),
            _ => {
                let class = vm.class_name(value);
                return Err(vm.type_error(format!("newline must be str or None, not {class}")));
            }
        };
        Ok(match text.as_str() {
            "" => Mode { universal: true, translate: false, end: "\n", written: "\n" },
            "\n" => Mode { universal: false, translate: false, end: "\n", written: "\n" },
            "\r" => Mode { universal: false, translate: false, end: "\r", written: "\r" },
            "\r\n" => Mode { universal: false, translate: false, end: "\r\n", written: "\r\n" },
            _ => {
                let shown = if quoted { vm.repr_text(value)? } else { text };
                return Err(vm.value_error(format!("illegal newline value: {shown}")));
            }
        })
    }

    /// Where the line that starts at a place ends, if it ends there.
    pub(super) fn line_end(self, text: View<'_>, start: usize) -> Option<usize> {
        if let (View::Latin(bytes), true) = (text, self.end == "\n" && (self.translate || !self.universal)) {
            return memchr::memchr(b'\n', bytes.get(start..)?).map(|it| start + it + 1);
        }
        for at in start..text.len() {
            match text.get(at) {
                Some(10) if self.universal || self.end == "\n" => return Some(at + 1),
                Some(13) if self.universal && !self.translate => {
                    return Some(if text.get(at + 1) == Some(10) { at + 2 } else { at + 1 });
                }
                Some(13) if !self.universal && self.end == "\r" => return Some(at + 1),
                Some(13) if !self.universal && self.end == "\r\n" && text.get(at + 1) == Some(10) => return Some(at + 2),
                _ => {}
            }
        }
        None
    }
}

/// What an `IncrementalNewlineDecoder` keeps.
#[derive(Debug)]
struct Decoder {
    /// What makes text of its input; `None` if that is text already.
    inner: Value,
    newlines: Newlines,
}

impl NativeData for Decoder {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.inner);
    }
}

fn inner(vm: &mut Vm, this: Value) -> Value {
    data::<Decoder>(vm, this).map_or(Value::None, |it| it.inner)
}

pub(super) static NEWLINE_DECODER: TypeDef = TypeDef {
    module: "_io",
    base: true,
    dict: true,
    methods: &[
        Def::new_any(|vm, args, _| {
            new(vm, args, &NEWLINE_DECODER, Decoder { inner: Value::None, newlines: Newlines::default() })
        }),
        Def::method_of("__init__", "decoder, translate, errors='strict'", |vm, args| {
            let translate = vm.truth(args[2])?;
            let inner = args[1];
            if let Some(it) = data::<Decoder>(vm, args[0]) {
                *it = Decoder { inner, newlines: Newlines { translate, ..Newlines::default() } };
            }
            Ok(Value::None)
        }),
        Def::method_of("decode", "input, final=False", |vm, args| {
            let (inner, last) = (inner(vm, args[0]), vm.truth(args[2])?);
            let text = if inner.is_none() { args[1] } else { call(vm, inner, "decode", &[args[1], Value::bool(last)])? };
            let Value::Str(id) = vm.native(text) else {
                let class = vm.class_name(text);
                return Err(vm.type_error(format!("decoder should return a string result, not '{class}'")));
            };
            vm.charge(1, vm.heap.strs[id].view().len())?;
            let mut newlines = data::<Decoder>(vm, args[0]).map_or(Newlines::default(), |it| it.newlines);
            let made = newlines.decode(vm.heap.strs[id].view(), last);
            if let Some(it) = data::<Decoder>(vm, args[0]) {
                it.newlines = newlines;
            }
            Ok(vm.text(made))
        }),
        Def::method("getstate", 0, 0, |vm, args| {
            let inner = inner(vm, args[0]);
            let (mut buffer, mut flag) = (vm.bytes(Vec::new()), 0);
            if !inner.is_none() {
                let state = call(vm, inner, "getstate", &[])?;
                let [bytes, inner_flag] = vm.items(state)[..] else {
                    return Err(vm.type_error("illegal decoder state"));
                };
                (buffer, flag) = (bytes, vm.to_word(inner_flag)? << 1);
            }
            flag |= i64::from(data::<Decoder>(vm, args[0]).is_some_and(|it| it.newlines.pending));
            Ok(vm.tuple(&[buffer, Value::Int(flag)]))
        }),
        Def::method("setstate", 1, 1, |vm, args| {
            let Value::Tuple(_) = vm.native(args[1]) else { return Err(vm.type_error("state argument must be a tuple")) };
            let [buffer, flag] = vm.items(args[1])[..] else { return Err(vm.type_error("illegal decoder state")) };
            let flag = vm.to_word(flag)?;
            let inner = inner(vm, args[0]);
            if let Some(it) = data::<Decoder>(vm, args[0]) {
                it.newlines.pending = flag & 1 != 0;
            }
            if !inner.is_none() {
                let state = vm.tuple(&[buffer, Value::Int(flag >> 1)]);
                call(vm, inner, "setstate", &[state])?;
            }
            Ok(Value::None)
        }),
        Def::method("reset", 0, 0, |vm, args| {
            let inner = inner(vm, args[0]);
            if let Some(it) = data::<Decoder>(vm, args[0]) {
                (it.newlines.pending, it.newlines.seen) = (false, Seen::default());
            }
            if inner.is_none() { Ok(Value::None) } else { call(vm, inner, "reset", &[]) }
        }),
    ],
    getset: &[GetSet::get("newlines", |vm, this| {
        let seen = data::<Decoder>(vm, this).map_or(Seen::default(), |it| it.newlines.seen);
        Ok(seen.value(vm))
    })],
    ..TypeDef::new("IncrementalNewlineDecoder")
};
