//! `bytes` and `bytearray`.

use core::ops::Range;

use crate::builtin::prelude::*;
use crate::inst::CompareOp;
use crate::object::Bytes;
use crate::text::View;
use crate::text::search::{self, find, find_all, rfind};

/// What a `bytearray` holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct ByteArray {
    pub(crate) data: Vec<u8>,
    /// Views of it: while there are any, its length cannot change.
    pub(crate) exports: u32,
}

impl NativeData for ByteArray {
    fn owned(&self) -> usize {
        self.data.capacity()
    }
}

const COMMON: [Def; 47] = [
    Def::method("__getnewargs__", 0, 0, |vm, args| {
        let data = data(vm, args[0]);
        let it = vm.bytes(data);
        Ok(vm.tuple(&[it]))
    }),
    Def::method("__mod__", 1, 1, |vm, args| {
        let data = data(vm, args[0]);
        let Value::Bytes(id) = vm.bytes(data) else { return Ok(Value::None) };
        let made = vm.percent_format_bytes(id, args[1])?;
        like(vm, args[0], made)
    }),
    Def::method("__rmod__", 1, 1, |_, _| Ok(Value::NotImplemented)),
    Def::method("capitalize", 0, 0, |vm, args| {
        map(vm, args, |it| {
            it.make_ascii_lowercase();
            if let Some(first) = it.first_mut() {
                first.make_ascii_uppercase();
            }
        })
    }),
    Def::method("center", 1, 2, |vm, args| justify(vm, args, "center", |total, width| total / 2 + (total & width & 1))),
    Def::method("ljust", 1, 2, |vm, args| justify(vm, args, "ljust", |_, _| 0)),
    Def::method("rjust", 1, 2, |vm, args| justify(vm, args, "rjust", |total, _| total)),
    Def::method("count", 1, 3, |vm, args| {
        let part = needle(vm, args[1])?;
        let Some(range) = bounds(vm, &args[2..], size(vm, args[0]))? else { return Ok(Value::Int(0)) };
        if part.is_empty() {
            return Ok(Value::Int(range.len() as i64 + 1));
        }
        let native = vm.native(args[0]);
        let all = View::Latin(vm.byte_view(native).unwrap_or_default());
        Ok(Value::Int(search::count(all, View::Latin(&part), range.start, range.end) as i64))
    }),
    Def::method_of("decode", "encoding='utf-8', errors='strict'", |vm, args| {
        if let Some(text) = vm.quick_decode(args) {
            return Ok(text);
        }
        let (encoding, errors) =
            (vm.text_argument(args[1], "decode", "encoding")?, vm.text_argument(args[2], "decode", "errors")?);
        let data = data(vm, args[0]);
        vm.decode(&data, &encoding, &errors)
    }),
    Def::method("endswith", 1, 3, |vm, args| affix(vm, args, "endswith", <[u8]>::ends_with)),
    Def::method("startswith", 1, 3, |vm, args| affix(vm, args, "startswith", <[u8]>::starts_with)),
    Def::method_of("expandtabs", "tabsize=8", |vm, args| {
        let size = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
        let (mut out, mut column) = (Vec::new(), 0);
        let all = data(vm, args[0]);
        vm.charge(0, memchr::memchr_iter(9, &all).count().saturating_mul(size))?;
        for byte in all {
            match byte {
                9 => {
                    let width = if size > 0 { size - column % size } else { 0 };
                    out.resize(out.len() + width, b' ');
                    column += width;
                }
                _ => {
                    out.push(byte);
                    column = if matches!(byte, 10 | 13) { 0 } else { column + 1 };
                }
            }
        }
        make(vm, args[0], out)
    }),
    Def::method("find", 1, 3, |vm, args| Ok(Value::Int(place(vm, args, false)?.map_or(-1, |it| it as i64)))),
    Def::method("rfind", 1, 3, |vm, args| Ok(Value::Int(place(vm, args, true)?.map_or(-1, |it| it as i64)))),
    Def::method("index", 1, 3, |vm, args| index(vm, args, false)),
    Def::method("rindex", 1, 3, |vm, args| index(vm, args, true)),
    Def::class_method("fromhex", 1, 1, from_hex),
    Def::method_of("hex", "sep=?, bytes_per_sep=1", |vm, args| {
        let data = data(vm, args[0]);
        vm.hex(&data, args[1], args[2])
    }),
    Def::method("isalnum", 0, 0, |vm, args| all(vm, args, u8::is_ascii_alphanumeric)),
    Def::method("isalpha", 0, 0, |vm, args| all(vm, args, u8::is_ascii_alphabetic)),
    Def::method("isascii", 0, 0, |vm, args| Ok(Value::bool(data(vm, args[0]).is_ascii()))),
    Def::method("isdigit", 0, 0, |vm, args| all(vm, args, u8::is_ascii_digit)),
    Def::method("islower", 0, 0, |vm, args| cased(vm, args, u8::is_ascii_lowercase, u8::is_ascii_uppercase)),
    Def::method("isupper", 0, 0, |vm, args| cased(vm, args, u8::is_ascii_uppercase, u8::is_ascii_lowercase)),
    Def::method("isspace", 0, 0, |vm, args| all(vm, args, is_space)),
    Def::method("istitle", 0, 0, |vm, args| {
        let (mut found, mut inside) = (false, false);
        for byte in data(vm, args[0]) {
            if byte.is_ascii_uppercase() && inside || byte.is_ascii_lowercase() && !inside {
                return Ok(Value::bool(false));
            }
            inside = byte.is_ascii_alphabetic();
            found |= inside;
        }
        Ok(Value::bool(found))
    }),
    Def::method("join", 1, 1, |vm, args| {
        let separator = data(vm, args[0]);
        if !vm.is_iterable(args[1]) {
            return Err(vm.type_error("can only join an iterable"));
        }
        let mut out = Vec::new();
        for (number, item) in vm.collect_items(args[1])?.into_iter().enumerate() {
            if number > 0 {
                out.extend_from_slice(&separator);
            }
            let native = vm.native(item);
            match vm.byte_view(native) {
                Some(bytes) => out.extend_from_slice(bytes),
                None => {
                    let class = vm.class_name(item);
                    return Err(vm.type_error(format!("sequence item {number}: expected a bytes-like object, {class} found")));
                }
            }
            vm.charge(1, out.len())?;
        }
        make(vm, args[0], out)
    }),
    Def::method("lower", 0, 0, |vm, args| map(vm, args, <[u8]>::make_ascii_lowercase)),
    Def::method("upper", 0, 0, |vm, args| map(vm, args, <[u8]>::make_ascii_uppercase)),
    Def::method("swapcase", 0, 0, |vm, args| {
        map(vm, args, |it| {
            for byte in it {
                if byte.is_ascii_alphabetic() {
                    *byte ^= 32;
                }
            }
        })
    }),
    Def::method("title", 0, 0, |vm, args| {
        map(vm, args, |it| {
            let mut inside = false;
            for byte in it {
                if inside {
                    byte.make_ascii_lowercase();
                } else {
                    byte.make_ascii_uppercase();
                }
                inside = byte.is_ascii_alphabetic();
            }
        })
    }),
    Def::method("strip", 0, 1, |vm, args| strip(vm, args, true, true)),
    Def::method("lstrip", 0, 1, |vm, args| strip(vm, args, true, false)),
    Def::method("rstrip", 0, 1, |vm, args| strip(vm, args, false, true)),
    Def::static_of("maketrans", "frm, to, /", |vm, args| {
        let (from, to) = (needle(vm, args[0])?, needle(vm, args[1])?);
        if from.len() != to.len() {
            return Err(vm.value_error("maketrans arguments must have same length"));
        }
        let mut table: Vec<u8> = (0..=255).collect();
        for (&from, &to) in from.iter().zip(&to) {
            table[usize::from(from)] = to;
        }
        Ok(vm.bytes(table))
    }),
    Def::method("partition", 1, 1, |vm, args| partition(vm, args, false)),
    Def::method("rpartition", 1, 1, |vm, args| partition(vm, args, true)),
    Def::method("removeprefix", 1, 1, |vm, args| {
        let (all, part) = (data(vm, args[0]), needle(vm, args[1])?);
        let rest = all.strip_prefix(&part[..]).unwrap_or(&all).to_vec();
        make(vm, args[0], rest)
    })
    .since(9),
    Def::method("removesuffix", 1, 1, |vm, args| {
        let (all, part) = (data(vm, args[0]), needle(vm, args[1])?);
        let rest = all.strip_suffix(&part[..]).unwrap_or(&all).to_vec();
        make(vm, args[0], rest)
    })
    .since(9),
    Def::method("replace", 2, 3, |vm, args| {
        let (all, old, new) = (data(vm, args[0]), needle(vm, args[1])?, needle(vm, args[2])?);
        let most = match args.get(3) {
            Some(&it) => usize::try_from(vm.to_word(it)?).unwrap_or(usize::MAX),
            None => usize::MAX,
        };
        let places = find_all(View::Latin(&all), View::Latin(&old), 0, all.len(), most);
        vm.charge(all.len() as u64 / 64, all.len().saturating_add(places.len().saturating_mul(new.len())))?;
        let (mut out, mut at) = (Vec::new(), 0);
        for place in places {
            out.extend_from_slice(&all[at..place]);
            out.extend_from_slice(&new);
            at = place + old.len();
        }
        out.extend_from_slice(&all[at..]);
        make(vm, args[0], out)
    }),
    Def::method_of("split", "sep=None, maxsplit=-1", |vm, args| split(vm, args, false)),
    Def::method_of("rsplit", "sep=None, maxsplit=-1", |vm, args| split(vm, args, true)),
    Def::method_of("splitlines", "keepends=False", |vm, args| {
        let keep = vm.truth(args[1])?;
        let all = data(vm, args[0]);
        let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
        while at < all.len() {
            let byte = all[at];
            at += 1;
            if !matches!(byte, 10 | 13) {
                continue;
            }
            let end = at - 1;
            if byte == 13 && all.get(at) == Some(&10) {
                at += 1;
            }
            parts.push(start..if keep { at } else { end });
            start = at;
        }
        if start < all.len() {
            parts.push(start..all.len());
        }
        pieces(vm, args[0], &all, parts)
    }),
    Def::method_of("translate", "table, /, delete=b''", |vm, args| {
        let all = data(vm, args[0]);
        let gone = if vm.byte_view(args[2]).is_some() { needle(vm, args[2])? } else { Vec::new() };
        let table = if args[1].is_none() { None } else { Some(needle(vm, args[1])?) };
        if table.as_ref().is_some_and(|it| it.len() != 256) {
            return Err(vm.value_error("translation table must be 256 characters long"));
        }
        let out = all
            .into_iter()
            .filter(|it| !gone.contains(it))
            .map(|it| table.as_ref().map_or(it, |table| table[usize::from(it)]))
            .collect();
        make(vm, args[0], out)
    }),
    Def::method("zfill", 1, 1, |vm, args| {
        let width = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
        let all = data(vm, args[0]);
        vm.charge(0, width)?;
        let sign = usize::from(matches!(all.first(), Some(b'+' | b'-')));
        let mut out = all[..sign].to_vec();
        out.resize(sign + width.saturating_sub(all.len()), b'0');
        out.extend_from_slice(&all[sign..]);
        make(vm, args[0], out)
    }),
    Def::method("__bytes__", 0, 0, |vm, args| {
        let data = data(vm, args[0]);
        Ok(vm.bytes(data))
    })
    .since(11),
    Def::method("__sizeof__", 0, 0, |vm, args| Ok(Value::Int(33 + data(vm, args[0]).len() as i64))),
];

static BYTES_METHODS: [Def; 48] = with_new(Def::new_of("source=?, encoding=?, errors=?", |vm, args| {
    let &[Value::Type(class), source, encoding, errors] = args else { return Ok(Value::None) };
    let made = match source {
        Value::Bytes(_) if encoding.is_unbound() && errors.is_unbound() => source,
        _ => {
            let name = vm.names.bytes;
            if let Some(method) = vm.lookup(vm.class_of(source), name)
                && encoding.is_unbound()
                && !source.is_unbound()
                && !matches!(source, Value::Bytes(_))
            {
                let result = vm.call_special_sync(method, source, &[])?;
                match vm.native(result) {
                    it @ Value::Bytes(_) => it,
                    _ => {
                        let class = vm.class_name(result);
                        return Err(vm.type_error(format!("__bytes__ returned non-bytes (type {class})")));
                    }
                }
            } else {
                let data = from_source(vm, source, encoding, errors, "bytes")?;
                vm.bytes(data)
            }
        }
    };
    Ok(vm.wrap(class, made))
}));

const fn with_new(new: Def) -> [Def; 48] {
    let mut all = [new; 48];
    let mut at = 0;
    while at < 47 {
        all[at + 1] = COMMON[at];
        at += 1;
    }
    all
}

pub(crate) static BYTES: TypeDef = TypeDef {
    public: true,
    base: true,
    doc: "Immutable sequences of bytes.",
    wrappers: "add mul rmul eq ge gt le lt ne contains getitem hash iter len repr",
    methods: &BYTES_METHODS,
    ..TypeDef::new("bytes")
};

macro_rules! compare {
    ($name:literal, $op:ident) => {
        Def::method($name, 1, 1, |vm, args| {
            let native = vm.native(args[1]);
            let Some(other) = vm.byte_view(native).map(<[u8]>::to_vec) else { return Ok(Value::NotImplemented) };
            let this = data(vm, args[0]);
            Ok(Value::bool(crate::machine::operators::ordered(CompareOp::$op, this.cmp(&other))))
        })
    };
}

const CHANGES: [Def; 27] = [
    Def::method_of("__init__", "source=?, encoding=?, errors=?", |vm, args| {
        let new = from_source(vm, args[1], args[2], args[3], "bytearray")?;
        change(vm, args[0], |it| it.data = new)
    }),
    compare!("__eq__", Eq),
    compare!("__ne__", Ne),
    compare!("__lt__", Lt),
    compare!("__le__", Le),
    compare!("__gt__", Gt),
    compare!("__ge__", Ge),
    Def::method("__len__", 0, 0, |vm, args| Ok(Value::Int(data(vm, args[0]).len() as i64))),
    Def::method("__iter__", 0, 0, |vm, args| Ok(Value::Iter(vm.add(crate::object::Iter::Sequence { seq: args[0], at: 0 })))),
    Def::method("__repr__", 0, 0, |vm, args| {
        let data = data(vm, args[0]);
        let text = crate::number::Text::Bytes(&data).repr(usize::MAX, &vm.characters());
        let name = vm.class_name(args[0]);
        Ok(vm.str(&format!("{name}({text})")))
    }),
    Def::method("__contains__", 1, 1, |vm, args| {
        let (all, part) = (data(vm, args[0]), needle(vm, args[1])?);
        Ok(Value::bool(find(View::Latin(&all), View::Latin(&part), 0, all.len()).is_some()))
    }),
    Def::method("__add__", 1, 1, |vm, args| {
        let native = vm.native(args[1]);
        let Some(other) = vm.byte_view(native).map(<[u8]>::to_vec) else {
            let (a, b) = (vm.class_name(args[0]), vm.class_name(args[1]));
            return Err(vm.type_error(format!("can't concat {b} to {a}")));
        };
        let mut all = data(vm, args[0]);
        all.extend_from_slice(&other);
        make(vm, args[0], all)
    }),
    Def::method("__iadd__", 1, 1, |vm, args| {
        let native = vm.native(args[1]);
        let Some(other) = vm.byte_view(native).map(<[u8]>::to_vec) else {
            let class = vm.class_name(args[1]);
            return Err(vm.type_error(format!("can't concat {class} to bytearray")));
        };
        change(vm, args[0], |it| it.data.extend_from_slice(&other))?;
        Ok(args[0])
    }),
    Def::method("__mul__", 1, 1, |vm, args| {
        let Some(times) = vm.as_int(args[1]) else { return Ok(Value::NotImplemented) };
        let times = times.to_usize().unwrap_or(0);
        let all = data(vm, args[0]);
        vm.charge(0, all.len().saturating_mul(times))?;
        let all = all.repeat(times);
        make(vm, args[0], all)
    }),
    Def::method("__imul__", 1, 1, |vm, args| {
        let times = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
        let all = data(vm, args[0]);
        vm.charge(0, all.len().saturating_mul(times))?;
        change(vm, args[0], |it| it.data = it.data.repeat(times))?;
        Ok(args[0])
    }),
    Def::method("__getitem__", 1, 1, |vm, args| {
        let len = size(vm, args[0]);
        if let Value::Slice(slice) = args[1] {
            let (start, step, count) = vm.slice_bounds(slice, len)?;
            vm.charge(0, count)?;
            let native = vm.native(args[0]);
            let all = vm.byte_view(native).unwrap_or_default();
            let part = match all.get(start as usize..(start as usize).saturating_add(count)) {
                Some(part) if step == 1 => part.to_vec(),
                _ => (0..count as i64).filter_map(|it| all.get((start + it * step) as usize).copied()).collect(),
            };
            return Ok(vm.bytearray(part));
        }
        let at = vm.to_index_of(args[1], "bytearray indices must be integers or slices")?;
        let native = vm.native(args[0]);
        let found = crate::machine::containers::place(at, len).and_then(|at| vm.byte_view(native)?.get(at).copied());
        match found {
            Some(byte) => Ok(Value::Int(i64::from(byte))),
            None => Err(vm.error(Class::IndexError, "bytearray index out of range")),
        }
    }),
    Def::method("__setitem__", 2, 2, set_item),
    Def::method("__delitem__", 1, 1, |vm, args| set_item(vm, &[args[0], args[1], Value::Unbound])),
    Def::method("append", 1, 1, |vm, args| {
        let byte = byte(vm, args[1])?;
        change(vm, args[0], |it| it.data.push(byte))
    }),
    Def::method("extend", 1, 1, |vm, args| {
        let native = vm.native(args[1]);
        if !vm.is_iterable(args[1]) && vm.byte_view(native).is_none() {
            let class = vm.class_name(args[1]);
            return Err(vm.type_error(format!("can't extend bytearray with {class}")));
        }
        if matches!(native, Value::Str(_)) {
            let message = if vm.minor() >= 13 {
                "expected iterable of integers; got: 'str'"
            } else {
                "'str' object cannot be interpreted as an integer"
            };
            return Err(vm.type_error(message));
        }
        let new = from_source(vm, args[1], Value::Unbound, Value::Unbound, "bytearray")?;
        change(vm, args[0], |it| it.data.extend_from_slice(&new))
    }),
    Def::method("insert", 2, 2, |vm, args| {
        let (at, byte) = (vm.to_clamped(args[1])?, byte(vm, args[2])?);
        change(vm, args[0], |it| {
            let len = it.data.len();
            let at = if at < 0 { at.saturating_add(len as i64).max(0) as usize } else { at as usize };
            it.data.insert(at.min(len), byte);
        })
    }),
    Def::method("pop", 0, 1, |vm, args| {
        let at = match args.get(1) {
            Some(&at) => vm.to_word(at)?,
            None => -1,
        };
        let all = data(vm, args[0]);
        if all.is_empty() {
            return Err(vm.error(Class::IndexError, "pop from empty bytearray"));
        }
        let Some(at) = crate::machine::containers::place(at, all.len()) else {
            return Err(vm.error(Class::IndexError, "pop index out of range"));
        };
        change(vm, args[0], |it| _ = it.data.remove(at))?;
        Ok(Value::Int(i64::from(all[at])))
    }),
    Def::method("remove", 1, 1, |vm, args| {
        let byte = byte(vm, args[1])?;
        match data(vm, args[0]).iter().position(|it| *it == byte) {
            Some(at) => change(vm, args[0], |it| _ = it.data.remove(at)),
            None => Err(vm.value_error("value not found in bytearray")),
        }
    }),
    Def::method("reverse", 0, 0, |vm, args| change(vm, args[0], |it| it.data.reverse())),
    Def::method("clear", 0, 0, |vm, args| change(vm, args[0], |it| it.data.clear())),
    Def::method("copy", 0, 0, |vm, args| {
        let data = data(vm, args[0]);
        Ok(vm.bytearray(data))
    }),
    Def::method("__reduce__", 0, 0, |vm, args| {
        let class = Value::Type(vm.class_of(args[0]));
        let data = data(vm, args[0]);
        let data = vm.bytes(data);
        let arguments = vm.tuple(&[data]);
        let state = vm.get_state(args[0])?;
        Ok(vm.tuple(&[class, arguments, state]))
    }),
];

static BYTEARRAY_METHODS: [Def; 75] = {
    let mut all = [Def::new_any(|vm, args, _| {
        let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
        let made = vm.bytearray(Vec::new());
        Ok(vm.wrap(class, made))
    }); 75];
    let mut at = 0;
    while at < 47 {
        all[at + 1] = COMMON[at];
        at += 1;
    }
    at = 0;
    while at < 27 {
        all[at + 48] = CHANGES[at];
        at += 1;
    }
    all
};

pub(crate) static BYTEARRAY: TypeDef = TypeDef {
    public: true,
    base: true,
    sequence: false,
    unhashable: true,
    doc: "Mutable sequences of bytes.",
    methods: &BYTEARRAY_METHODS,
    ..TypeDef::new("bytearray")
};

fn data(vm: &Vm, value: Value) -> Vec<u8> {
    let native = vm.native(value);
    vm.byte_view(native).unwrap_or_default().to_vec()
}

/// Number of bytes.
fn size(vm: &Vm, value: Value) -> usize {
    let native = vm.native(value);
    vm.byte_view(native).map_or(0, <[u8]>::len)
}

fn make(vm: &mut Vm, this: Value, data: Vec<u8>) -> Outcome {
    vm.charge(0, data.len())?;
    Ok(if let Value::Bytes(_) = vm.native(this) { vm.bytes(data) } else { vm.bytearray(data) })
}

/// A bytes object as an object of the receiver's type.
fn like(vm: &mut Vm, this: Value, made: Value) -> Outcome {
    let data = data(vm, made);
    make(vm, this, data)
}

fn change(vm: &mut Vm, this: Value, change: impl FnOnce(&mut ByteArray)) -> Outcome {
    if let Value::Object(id) = vm.native(this)
        && let Some(it) = vm.heap.objects[id].get_mut::<ByteArray>()
    {
        let before = it.data.capacity();
        let kept = (it.exports > 0).then(|| it.data.clone());
        change(it);
        let grown = it.data.capacity().saturating_sub(before);
        if let Some(kept) = kept
            && it.data.len() != kept.len()
        {
            let new = core::mem::replace(&mut it.data, kept);
            // Views that nobody holds any more do not count: CPython has ended them already.
            vm.collect();
            let exports = vm.count_views(id);
            if let Some(it) = vm.heap.objects[id].get_mut::<ByteArray>() {
                it.exports = exports;
                if exports == 0 {
                    it.data = new;
                }
            }
            if exports > 0 {
                return Err(vm.error(Class::BufferError, "Existing exports of data: object cannot be re-sized"));
            }
        }
        vm.heap.bytes += grown;
    }
    Ok(Value::None)
}

/// `bytes.isspace` of one byte.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "it stands beside `u8::is_ascii_digit` and its like")]
fn is_space(byte: &u8) -> bool {
    matches!(byte, 9..=13 | 32)
}

/// An int that is a byte.
fn byte(vm: &mut Vm, value: Value) -> Result<u8, Raised> {
    let it = vm.to_index(value)?;
    it.to_i64().and_then(|it| u8::try_from(it).ok()).ok_or_else(|| vm.value_error("byte must be in range(0, 256)"))
}

/// What is searched for: bytes, or an int that is one byte.
fn needle(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    let native = vm.native(value);
    if let Some(bytes) = vm.byte_view(native) {
        return Ok(bytes.to_vec());
    }
    if matches!(native, Value::Int(_) | Value::Bool(_) | Value::Big(_)) || vm.lookup(vm.class_of(value), vm.names.index).is_some()
    {
        return byte(vm, value).map(|it| vec![it]);
    }
    let class = vm.class_name(value);
    Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")))
}

fn bounds(vm: &mut Vm, args: &[Value], len: usize) -> Result<Option<Range<usize>>, Raised> {
    let mut bound = |at: usize, default: i64| -> Result<i64, Raised> {
        match args.get(at) {
            None | Some(Value::None) => Ok(default),
            Some(&value) => {
                let it = vm.to_clamped(value)?;
                Ok(if it < 0 { it.saturating_add(len as i64).max(0) } else { it })
            }
        }
    };
    let (start, end) = (bound(0, 0)?, bound(1, len as i64)?);
    let end = (end as usize).min(len);
    Ok((start as usize <= end).then_some(start as usize..end))
}

fn place(vm: &mut Vm, args: &[Value], last: bool) -> Result<Option<usize>, Raised> {
    let is_index = vm.lookup(vm.class_of(args[1]), vm.names.index).is_some();
    let native = vm.native(args[1]);
    if vm.byte_view(native).is_none() && !is_index {
        let class = vm.class_name(args[1]);
        return Err(vm.type_error(format!("argument should be integer or bytes-like object, not '{class}'")));
    }
    let (all, part) = (data(vm, args[0]), needle(vm, args[1])?);
    let Some(range) = bounds(vm, &args[2..], all.len())? else { return Ok(None) };
    let (all, part) = (View::Latin(&all), View::Latin(&part));
    Ok(if last { rfind(all, part, range.start, range.end) } else { find(all, part, range.start, range.end) })
}

fn index(vm: &mut Vm, args: &[Value], last: bool) -> Outcome {
    match place(vm, args, last)? {
        Some(at) => Ok(Value::Int(at as i64)),
        None => Err(vm.value_error("subsection not found")),
    }
}

fn map(vm: &mut Vm, args: &[Value], change: fn(&mut [u8])) -> Outcome {
    let mut data = data(vm, args[0]);
    change(&mut data);
    make(vm, args[0], data)
}

fn all(vm: &mut Vm, args: &[Value], is: fn(&u8) -> bool) -> Outcome {
    let data = data(vm, args[0]);
    Ok(Value::bool(!data.is_empty() && data.iter().all(is)))
}

fn cased(vm: &mut Vm, args: &[Value], is: fn(&u8) -> bool, is_not: fn(&u8) -> bool) -> Outcome {
    let data = data(vm, args[0]);
    Ok(Value::bool(data.iter().any(is) && !data.iter().any(is_not)))
}

fn justify(vm: &mut Vm, args: &[Value], name: &str, left: fn(usize, usize) -> usize) -> Outcome {
    let width = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
    let fill = match args.get(2) {
        None => b' ',
        Some(&fill) => {
            let native = vm.native(fill);
            match vm.byte_view(native) {
                Some(&[one]) => one,
                _ => {
                    let class = vm.class_name(fill);
                    return Err(vm.type_error(format!("{name}() argument 2 must be a byte string of length 1, not {class}")));
                }
            }
        }
    };
    let all = data(vm, args[0]);
    let total = width.saturating_sub(all.len());
    vm.charge(total as u64 / 64, total)?;
    let before = left(total, width);
    let mut out = vec![fill; before];
    out.extend_from_slice(&all);
    out.resize(all.len() + total, fill);
    make(vm, args[0], out)
}

fn affix(vm: &mut Vm, args: &[Value], name: &str, has: fn(&[u8], &[u8]) -> bool) -> Outcome {
    let all = data(vm, args[0]);
    let range = bounds(vm, &args[2..], all.len())?;
    let parts = match vm.native(args[1]) {
        Value::Tuple(id) => vm.heap.tuples[id].items().to_vec(),
        it => vec![it],
    };
    for part in parts {
        let native = vm.native(part);
        let Some(part) = vm.byte_view(native) else {
            let class = vm.class_name(part);
            return Err(vm.type_error(format!("{name} first arg must be bytes or a tuple of bytes, not {class}")));
        };
        if range.as_ref().is_some_and(|range| has(&all[range.clone()], part)) {
            return Ok(Value::bool(true));
        }
    }
    Ok(Value::bool(false))
}

fn strip(vm: &mut Vm, args: &[Value], left: bool, right: bool) -> Outcome {
    let set = match args.get(1) {
        None | Some(Value::None) => None,
        Some(&chars) => {
            let native = vm.native(chars);
            match vm.byte_view(native) {
                Some(bytes) => Some(bytes.to_vec()),
                None => {
                    let class = vm.class_name(chars);
                    return Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")));
                }
            }
        }
    };
    let all = data(vm, args[0]);
    let is = |byte: &u8| set.as_ref().map_or_else(|| is_space(byte), |set| set.contains(byte));
    let start = if left { all.iter().take_while(|it| is(it)).count() } else { 0 };
    let end = if right { all.len() - all[start..].iter().rev().take_while(|it| is(it)).count() } else { all.len() };
    make(vm, args[0], all[start..end].to_vec())
}

fn partition(vm: &mut Vm, args: &[Value], last: bool) -> Outcome {
    let (all, part) = (data(vm, args[0]), needle(vm, args[1])?);
    if part.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let (view, needle) = (View::Latin(&all), View::Latin(&part));
    let found = if last { rfind(view, needle, 0, all.len()) } else { find(view, needle, 0, all.len()) };
    let parts = match found {
        Some(at) => [all[..at].to_vec(), part.clone(), all[at + part.len()..].to_vec()],
        None if last => [Vec::new(), Vec::new(), all],
        None => [all, Vec::new(), Vec::new()],
    };
    let mut values = Vec::new();
    for part in parts {
        values.push(make(vm, args[0], part)?);
    }
    Ok(vm.tuple(&values))
}

fn pieces(vm: &mut Vm, this: Value, all: &[u8], parts: Vec<Range<usize>>) -> Outcome {
    let list = vm.add(List::default());
    for part in parts {
        let part = make(vm, this, all[part].to_vec())?;
        vm.extend(list, &[part]);
    }
    Ok(Value::List(list))
}

fn split(vm: &mut Vm, args: &[Value], last: bool) -> Outcome {
    let most = usize::try_from(vm.to_word(args[2])?).unwrap_or(usize::MAX);
    let all = data(vm, args[0]);
    let mut parts: Vec<Range<usize>> = Vec::new();
    match args[1] {
        Value::None if last => {
            let mut end = all.len();
            loop {
                while end > 0 && is_space(&all[end - 1]) {
                    end -= 1;
                }
                if end == 0 {
                    break;
                }
                let mut start = end;
                if parts.len() >= most {
                    start = all.iter().take_while(|it| is_space(it)).count();
                    parts.push(start..end);
                    break;
                }
                while start > 0 && !is_space(&all[start - 1]) {
                    start -= 1;
                }
                parts.push(start..end);
                end = start;
            }
            parts.reverse();
        }
        Value::None => {
            let mut at = 0;
            loop {
                while at < all.len() && is_space(&all[at]) {
                    at += 1;
                }
                if at == all.len() {
                    break;
                }
                let start = at;
                if parts.len() >= most {
                    let end = all.len() - all.iter().rev().take_while(|it| is_space(it)).count();
                    parts.push(start..end);
                    break;
                }
                while at < all.len() && !is_space(&all[at]) {
                    at += 1;
                }
                parts.push(start..at);
            }
        }
        separator => {
            let part = needle(vm, separator)?;
            if part.is_empty() {
                return Err(vm.value_error("empty separator"));
            }
            let (view, needle) = (View::Latin(&all), View::Latin(&part));
            if last {
                let mut end = all.len();
                while parts.len() < most
                    && let Some(at) = rfind(view, needle, 0, end)
                {
                    parts.push(at + part.len()..end);
                    end = at;
                }
                parts.push(0..end);
                parts.reverse();
            } else {
                let mut at = 0;
                for place in find_all(view, needle, 0, all.len(), most) {
                    parts.push(at..place);
                    at = place + part.len();
                }
                parts.push(at..all.len());
            }
        }
    }
    pieces(vm, args[0], &all, parts)
}

fn from_hex(vm: &mut Vm, args: &[Value]) -> Outcome {
    let text: Vec<u32> = match vm.native(args[1]) {
        Value::Str(_) => vm.view(args[1]).points().collect(),
        native => match vm.byte_view(native).filter(|_| vm.minor() >= 14) {
            Some(bytes) => bytes.iter().map(|it| u32::from(*it)).collect(),
            None => {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("fromhex() argument must be str, not {class}")));
            }
        },
    };
    let (mut out, mut at) = (Vec::new(), 0);
    let digit = |at: usize| text.get(at).and_then(|it| char::from_u32(*it)).and_then(|it| it.to_digit(16));
    while at < text.len() {
        if matches!(text[at], 9..=13 | 32) {
            at += 1;
            continue;
        }
        let Some(high) = digit(at) else {
            return Err(vm.value_error(format!("non-hexadecimal number found in fromhex() arg at position {at}")));
        };
        let Some(low) = digit(at + 1) else {
            if at + 1 >= text.len() && vm.minor() >= 14 {
                return Err(vm.value_error("fromhex() arg must contain an even number of hexadecimal digits"));
            }
            return Err(vm.value_error(format!("non-hexadecimal number found in fromhex() arg at position {}", at + 1)));
        };
        out.push((high * 16 + low) as u8);
        at += 2;
    }
    let made = vm.bytes(out.clone());
    match args[0] {
        Value::Type(class) if class == vm.types.bytes => Ok(made),
        Value::Type(class) if class == vm.class(&BYTEARRAY) => Ok(vm.bytearray(out)),
        class => vm.call_sync(class, &[made]),
    }
}

/// The bytes of the arguments of `bytes()` and `bytearray()`.
fn from_source(vm: &mut Vm, source: Value, encoding: Value, errors: Value, name: &str) -> Result<Vec<u8>, Raised> {
    if source.is_unbound() {
        if !encoding.is_unbound() || !errors.is_unbound() {
            let what = if encoding.is_unbound() { "errors" } else { "encoding" };
            return Err(vm.type_error(format!("{what} without a string argument")));
        }
        return Ok(Vec::new());
    }
    if let Value::Str(_) = vm.native(source) {
        if encoding.is_unbound() {
            return Err(vm.type_error("string argument without an encoding"));
        }
        let encoding = vm.text_argument(encoding, name, "encoding")?;
        let errors = if errors.is_unbound() { "strict".to_owned() } else { vm.text_argument(errors, name, "errors")? };
        let made = vm.encode(source, &encoding, &errors)?;
        return Ok(data(vm, made));
    }
    if !encoding.is_unbound() || !errors.is_unbound() {
        let what = if encoding.is_unbound() { "errors" } else { "encoding" };
        return Err(vm.type_error(format!("{what} without a string argument")));
    }
    let native = vm.native(source);
    if let Some(bytes) = vm.byte_view(native) {
        return Ok(bytes.to_vec());
    }
    let is_int = matches!(native, Value::Int(_) | Value::Bool(_) | Value::Big(_))
        || vm.lookup(vm.class_of(source), vm.names.index).is_some();
    if is_int {
        let Some(count) = vm.to_index(source)?.to_i64() else {
            return Err(vm.error(Class::OverflowError, "cannot fit 'int' into an index-sized integer"));
        };
        let Ok(count) = usize::try_from(count) else { return Err(vm.value_error("negative count")) };
        vm.charge(count as u64 / 64, count)?;
        return Ok(vec![0; count]);
    }
    if !vm.is_iterable(source) {
        let class = vm.class_name(source);
        return Err(vm.type_error(format!("cannot convert '{class}' object to {name}")));
    }
    let mut out = Vec::new();
    for item in vm.collect_items(source)? {
        let it = vm.to_index(item)?;
        match it.to_i64().and_then(|it| u8::try_from(it).ok()) {
            Some(byte) => out.push(byte),
            None => {
                return Err(vm.value_error(if name == "bytes" {
                    "bytes must be in range(0, 256)"
                } else {
                    "byte must be in range(0, 256)"
                }));
            }
        }
    }
    Ok(out)
}

fn set_item(vm: &mut Vm, args: &[Value]) -> Outcome {
    let len = size(vm, args[0]);
    let Value::Slice(slice) = args[1] else {
        let at = vm.to_index_of(args[1], "bytearray indices must be integers or slices")?;
        let Some(at) = crate::machine::containers::place(at, len) else {
            return Err(vm.error(Class::IndexError, "bytearray index out of range"));
        };
        if args[2].is_unbound() {
            return change(vm, args[0], |it| _ = it.data.remove(at));
        }
        let new = byte(vm, args[2])?;
        return change(vm, args[0], |it| {
            if let Some(place) = it.data.get_mut(at) {
                *place = new;
            }
        });
    };
    let native = vm.native(args[2]);
    if matches!(native, Value::Str(_) | Value::Int(_) | Value::Bool(_) | Value::Big(_)) {
        return Err(vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
    }
    let new =
        if args[2].is_unbound() { Vec::new() } else { from_source(vm, args[2], Value::Unbound, Value::Unbound, "bytearray")? };
    // Making the new bytes may have run code that changed the array.
    let len = size(vm, args[0]).min(len);
    let (start, step, count) = vm.slice_bounds(slice, len)?;
    if step == 1 {
        return change(vm, args[0], |it| drop(it.data.splice(start as usize..start as usize + count, new)));
    }
    if args[2].is_unbound() {
        if count == 0 {
            return Ok(Value::None);
        }
        let (low, step) = (start.min(start + (count as i64 - 1) * step), step.abs());
        let mut at = 0;
        return change(vm, args[0], |it| {
            it.data.retain(|_| {
                let gone = at >= low && (at - low) % step == 0 && (at - low) / step < count as i64;
                at += 1;
                !gone
            });
        });
    }
    if new.len() != count {
        return Err(vm.value_error(format!("attempt to assign bytes of size {} to extended slice of size {count}", new.len())));
    }
    change(vm, args[0], |it| {
        let mut at = start;
        for byte in new {
            if let Some(place) = it.data.get_mut(at as usize) {
                *place = byte;
            }
            at += step;
        }
    })
}

impl Vm {
    /// A bytes object.
    pub(crate) fn bytes(&mut self, data: impl Into<Box<[u8]>>) -> Value {
        Value::Bytes(self.add(Bytes { data: data.into() }))
    }

    /// A bytearray.
    pub(crate) fn bytearray(&mut self, data: Vec<u8>) -> Value {
        let class = self.class(&BYTEARRAY);
        self.new_object(class, ByteArray { data, exports: 0 })
    }

    /// The bytes of a bytes-like object.
    pub(crate) fn byte_view(&self, value: Value) -> Option<&[u8]> {
        match self.native(value) {
            Value::Bytes(id) => Some(&self.heap.bytes_objects[id].data),
            Value::Object(id) => {
                let object = &self.heap.objects[id];
                if let Some(it) = object.get::<ByteArray>() {
                    return Some(&it.data);
                }
                let view = object.get::<crate::builtin::memory::MemoryView>()?;
                view.bytes(self)
            }
            _ => None,
        }
    }

    /// The bytes of a bytes-like object that can be written to.
    pub(crate) fn byte_view_mut(&mut self, value: Value) -> Option<&mut [u8]> {
        let Value::Object(id) = self.native(value) else { return None };
        let (id, range) = match self.heap.objects[id].get::<crate::builtin::memory::MemoryView>() {
            Some(view) => {
                if view.readonly {
                    return None;
                }
                let range = view.range()?;
                let Value::Object(id) = self.native(view.object) else { return None };
                (id, Some(range))
            }
            None => (id, None),
        };
        let data = &mut self.heap.objects[id].get_mut::<ByteArray>()?.data;
        match range {
            Some(range) => data.get_mut(range),
            None => Some(data),
        }
    }

    /// The bytes of a bytes-like object, or an error.
    pub(crate) fn to_bytes(&mut self, value: Value) -> Result<Vec<u8>, Raised> {
        let native = self.native(value);
        if let Some(bytes) = self.byte_view(native) {
            return Ok(bytes.to_vec());
        }
        let class = self.class_name(value);
        if let Value::Str(_) = native {
            return Err(self.type_error("a bytes-like object is required, not 'str'"));
        }
        if self.is_iterable(value) {
            return from_source(self, value, Value::Unbound, Value::Unbound, "bytes");
        }
        Err(self.type_error(format!("a bytes-like object is required, not '{class}'")))
    }

    /// An index of a sequence.
    pub(crate) fn to_index_of(&mut self, value: Value, message: &str) -> Result<i64, Raised> {
        if self.as_int(value).is_none() && self.lookup(self.class_of(value), self.names.index).is_none() {
            let class = self.class_name(value);
            return Err(self.type_error(format!("{message}, not {class}")));
        }
        match self.to_index(value)?.to_i64() {
            Some(it) => Ok(it),
            None => Err(self.error(Class::IndexError, "cannot fit 'int' into an index-sized integer")),
        }
    }

    /// `bytes.hex`.
    pub(crate) fn hex(&mut self, data: &[u8], separator: Value, group: Value) -> Outcome {
        self.charge(data.len() as u64 / 32, data.len().saturating_mul(3))?;
        let separator = match self.native(separator) {
            Value::Unbound => None,
            native => {
                let points: Vec<u32> = match native {
                    Value::Str(id) => self.heap.strs[id].view().points().collect(),
                    Value::Bytes(id) => self.heap.bytes_objects[id].data.iter().map(|it| u32::from(*it)).collect(),
                    _ => return Err(self.type_error("sep must be str or bytes.")),
                };
                match points[..] {
                    [one] if one < 0x80 => Some(one as u8 as char),
                    [_] => return Err(self.value_error("sep must be ASCII.")),
                    _ => return Err(self.value_error("sep must be length 1.")),
                }
            }
        };
        let group = self.to_word(group)?;
        let mut out = String::with_capacity(data.len() * 2);
        let size = group.unsigned_abs() as usize;
        for (at, byte) in data.iter().enumerate() {
            if let Some(separator) = separator
                && size > 0
                && at > 0
                && (if group > 0 { (data.len() - at).is_multiple_of(size) } else { at.is_multiple_of(size) })
            {
                out.push(separator);
            }
            out += &format!("{byte:02x}");
        }
        Ok(self.str(&out))
    }
}
