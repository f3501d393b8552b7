//! `str`.

use core::ops::Range;

use crate::builtin::prelude::*;
use crate::text::search::{self, find, find_all, rfind};
use crate::text::{Builder, Text, View, unicode};

pub(crate) static STR: TypeDef = TypeDef {
    public: true,
    base: true,
    sequence: false,
    doc: "Strings of Unicode code points.",
    wrappers: "add mul rmul mod rmod eq ge gt le lt ne contains getitem hash iter len repr str format",
    methods: &[
        Def::new_of("object=?, encoding=?, errors=?", new),
        Def::method("__getnewargs__", 0, 0, |vm, args| {
            let it = vm.native(args[0]);
            Ok(vm.tuple(&[it]))
        }),
        Def::method("__sizeof__", 0, 0, |vm, args| Ok(Value::Int(49 + vm.view(args[0]).len() as i64))),
        Def::method("capitalize", 0, 0, capitalize),
        Def::method("casefold", 0, 0, |vm, args| each(vm, args, |point, out| unicode::fold(point, |it| out.push(it)))),
        Def::method("center", 1, 2, |vm, args| justify(vm, args, |total, width| total / 2 + (total & width & 1))),
        Def::method("count", 1, 3, count),
        Def::method_of("encode", "encoding='utf-8', errors='strict'", |vm, args| {
            if let Some(bytes) = vm.quick_encode(args) {
                return Ok(bytes);
            }
            let (encoding, errors) =
                (vm.text_argument(args[1], "encode", "encoding")?, vm.text_argument(args[2], "encode", "errors")?);
            vm.encode(args[0], &encoding, &errors)
        }),
        Def::method("endswith", 1, 3, |vm, args| {
            affix(vm, args, "endswith", |all, part, range| range.len() >= part.len() && all.has_at(range.end - part.len(), part))
        }),
        Def::method("startswith", 1, 3, |vm, args| {
            affix(vm, args, "startswith", |all, part, range| range.len() >= part.len() && all.has_at(range.start, part))
        }),
        Def::method_of("expandtabs", "tabsize=8", expandtabs),
        Def::method("find", 1, 3, |vm, args| Ok(Value::Int(place(vm, args, "find", false)?.map_or(-1, |it| it as i64)))),
        Def::method("rfind", 1, 3, |vm, args| Ok(Value::Int(place(vm, args, "rfind", true)?.map_or(-1, |it| it as i64)))),
        Def::method("index", 1, 3, |vm, args| index(vm, args, "index", false)),
        Def::method("rindex", 1, 3, |vm, args| index(vm, args, "rindex", true)),
        Def::method_any("format", Vm::str_format),
        Def::method("format_map", 1, 1, |vm, args| vm.str_format_map(args[0], args[1])),
        Def::method("isalnum", 0, 0, |vm, args| {
            all(vm, args, |it| unicode::is_alpha(it) || unicode::is_digit(it) || unicode::is_numeric(it))
        }),
        Def::method("isalpha", 0, 0, |vm, args| all(vm, args, unicode::is_alpha)),
        Def::method("isascii", 0, 0, |vm, args| Ok(Value::bool(vm.view(args[0]).is_ascii()))),
        Def::method("isdecimal", 0, 0, |vm, args| all(vm, args, |it| unicode::decimal(it).is_some())),
        Def::method("isdigit", 0, 0, |vm, args| all(vm, args, unicode::is_digit)),
        Def::method("isidentifier", 0, 0, |vm, args| Ok(Value::bool(is_identifier(vm.view(args[0]))))),
        Def::method("islower", 0, 0, |vm, args| {
            cased(vm, args, unicode::is_lower, |it| unicode::is_upper(it) || unicode::is_title(it))
        }),
        Def::method("isnumeric", 0, 0, |vm, args| all(vm, args, unicode::is_numeric)),
        Def::method("isprintable", 0, 0, |vm, args| Ok(Value::bool(vm.view(args[0]).points().all(unicode::is_printable)))),
        Def::method("isspace", 0, 0, |vm, args| all(vm, args, is_space)),
        Def::method("istitle", 0, 0, istitle),
        Def::method("isupper", 0, 0, |vm, args| {
            cased(vm, args, unicode::is_upper, |it| unicode::is_lower(it) || unicode::is_title(it))
        }),
        Def::method("join", 1, 1, |vm, args| {
            let separator = vm.native(args[0]);
            vm.join(separator, args[1])
        }),
        Def::method("ljust", 1, 2, |vm, args| justify(vm, args, |_, _| 0)),
        Def::method("rjust", 1, 2, |vm, args| justify(vm, args, |total, _| total)),
        Def::method("lower", 0, 0, |vm, args| {
            let text = lower(vm.view(args[0]));
            Ok(vm.text(text))
        }),
        Def::method("upper", 0, 0, |vm, args| match vm.view(args[0]) {
            View::Latin(bytes) if bytes.is_ascii() => {
                let text = Text::from_bytes(bytes.to_ascii_uppercase());
                Ok(vm.text(text))
            }
            _ => each(vm, args, |point, out| unicode::upper(point, |it| out.push(it))),
        }),
        Def::method("swapcase", 0, 0, swapcase),
        Def::method("title", 0, 0, title),
        Def::method("strip", 0, 1, |vm, args| strip(vm, args, "strip", true, true)),
        Def::method("lstrip", 0, 1, |vm, args| strip(vm, args, "lstrip", true, false)),
        Def::method("rstrip", 0, 1, |vm, args| strip(vm, args, "rstrip", false, true)),
        Def::static_of("maketrans", "x, y=?, z=?, /", maketrans),
        Def::method("partition", 1, 1, |vm, args| partition(vm, args, false)),
        Def::method("rpartition", 1, 1, |vm, args| partition(vm, args, true)),
        Def::method("removeprefix", 1, 1, |vm, args| remove(vm, args, "removeprefix", true)).since(9),
        Def::method("removesuffix", 1, 1, |vm, args| remove(vm, args, "removesuffix", false)).since(9),
        Def::method("replace", 2, 3, replace).until(13),
        Def::method_of("replace", "old, new, /, count=-1", replace).since(13),
        Def::method_of("split", "sep=None, maxsplit=-1", |vm, args| split(vm, args, false)),
        Def::method_of("rsplit", "sep=None, maxsplit=-1", |vm, args| split(vm, args, true)),
        Def::method_of("splitlines", "keepends=False", splitlines),
        Def::method("translate", 1, 1, translate),
        Def::method("zfill", 1, 1, zfill),
    ],
    ..TypeDef::new("str")
};

/// `str.isspace` of one character.
fn is_space(point: u32) -> bool {
    crate::number::is_space(point)
}

/// What ends a line for `str.splitlines`.
pub(crate) fn is_line_end(point: u32) -> bool {
    matches!(point, 10..=13 | 0x1C..=0x1E | 0x85 | 0x2028 | 0x2029)
}

pub(crate) fn is_identifier(view: View<'_>) -> bool {
    let mut points = view.points();
    points.next().is_some_and(unicode::is_id_start) && points.all(unicode::is_id_continue)
}

fn new(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[Value::Type(class), object, encoding, errors] = args else {
        return Err(vm.not_a_type("str", args));
    };
    let text = if object.is_unbound() {
        Value::Str(vm.empty_str)
    } else if encoding.is_unbound() && errors.is_unbound() {
        vm.to_str(object)?
    } else {
        let encoding = if encoding.is_unbound() { "utf-8".to_owned() } else { vm.text_argument(encoding, "str", "encoding")? };
        let errors = if errors.is_unbound() { "strict".to_owned() } else { vm.text_argument(errors, "str", "errors")? };
        if let Value::Str(_) = vm.native(object) {
            return Err(vm.type_error("decoding str is not supported"));
        }
        let Some(bytes) = vm.byte_view(object).map(<[u8]>::to_vec) else {
            let class = vm.class_name(object);
            return Err(vm.type_error(format!("decoding to str: need a bytes-like object, {class} found")));
        };
        vm.decode(&bytes, &encoding, &errors)?
    };
    if class == vm.types.str {
        return Ok(text);
    }
    let text = vm.native(text);
    Ok(vm.wrap(class, text))
}

fn each(vm: &mut Vm, args: &[Value], change: fn(u32, &mut Builder)) -> Outcome {
    let view = vm.view(args[0]);
    let mut out = Builder::default();
    view.points().for_each(|it| change(it, &mut out));
    Ok(vm.text(out.finish()))
}

/// The lower case of a string; what sigma becomes depends on its neighbours.
fn lower(view: View<'_>) -> Text {
    if let View::Latin(bytes) = view
        && bytes.is_ascii()
    {
        return Text::from_bytes(bytes.to_ascii_lowercase());
    }
    let mut out = Builder::default();
    for (at, point) in view.points().enumerate() {
        push_lower(view, at, point, &mut out);
    }
    out.finish()
}

fn push_lower(view: View<'_>, at: usize, point: u32, out: &mut Builder) {
    if point != 0x3A3 {
        return unicode::lower(point, |it| out.push(it));
    }
    // At the end of a word, sigma has another form.
    let letter = |points: &mut dyn Iterator<Item = u32>| {
        let mut points = points.skip_while(|&it| unicode::is_case_ignorable(it));
        points.next().is_some_and(unicode::is_cased)
    };
    let before = letter(&mut view.part(0, at).points().rev());
    let after = letter(&mut view.part(at + 1, view.len()).points());
    out.push(if before && !after { 0x3C2 } else { 0x3C3 });
}

fn capitalize(vm: &mut Vm, args: &[Value]) -> Outcome {
    let view = vm.view(args[0]);
    if let View::Latin(bytes) = view
        && bytes.is_ascii()
    {
        let mut bytes = bytes.to_ascii_lowercase();
        if let Some(first) = bytes.first_mut() {
            first.make_ascii_uppercase();
        }
        return Ok(vm.text(Text::from_bytes(bytes)));
    }
    let mut out = Builder::default();
    for (at, point) in view.points().enumerate() {
        if at == 0 {
            unicode::title(point, |it| out.push(it));
        } else {
            push_lower(view, at, point, &mut out);
        }
    }
    Ok(vm.text(out.finish()))
}

fn swapcase(vm: &mut Vm, args: &[Value]) -> Outcome {
    let view = vm.view(args[0]);
    let mut out = Builder::default();
    for (at, point) in view.points().enumerate() {
        if unicode::is_upper(point) {
            push_lower(view, at, point, &mut out);
        } else if unicode::is_lower(point) {
            unicode::upper(point, |it| out.push(it));
        } else {
            out.push(point);
        }
    }
    Ok(vm.text(out.finish()))
}

fn title(vm: &mut Vm, args: &[Value]) -> Outcome {
    let view = vm.view(args[0]);
    let mut out = Builder::default();
    let mut inside = false;
    for (at, point) in view.points().enumerate() {
        if inside {
            push_lower(view, at, point, &mut out);
        } else {
            unicode::title(point, |it| out.push(it));
        }
        inside = unicode::is_cased(point);
    }
    Ok(vm.text(out.finish()))
}

fn all(vm: &mut Vm, args: &[Value], is: fn(u32) -> bool) -> Outcome {
    Ok(Value::bool(match vm.view(args[0]) {
        View::Latin(bytes) => !bytes.is_empty() && bytes.iter().all(|&it| is(u32::from(it))),
        view => view.len() > 0 && view.points().all(is),
    }))
}

fn cased(vm: &mut Vm, args: &[Value], is: fn(u32) -> bool, is_not: fn(u32) -> bool) -> Outcome {
    let mut found = false;
    for point in vm.view(args[0]).points() {
        if is_not(point) {
            return Ok(Value::bool(false));
        }
        found |= is(point);
    }
    Ok(Value::bool(found))
}

fn istitle(vm: &mut Vm, args: &[Value]) -> Outcome {
    let (mut found, mut inside) = (false, false);
    for point in vm.view(args[0]).points() {
        let large = unicode::is_upper(point) || unicode::is_title(point);
        let small = unicode::is_lower(point);
        if large && inside || small && !inside {
            return Ok(Value::bool(false));
        }
        inside = large || small;
        found |= inside;
    }
    Ok(Value::bool(found))
}

fn justify(vm: &mut Vm, args: &[Value], left: fn(usize, usize) -> usize) -> Outcome {
    let width = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
    let fill = match args.get(2) {
        None => 32,
        Some(&fill) => {
            let Value::Str(id) = vm.native(fill) else {
                let class = vm.class_name(fill);
                return Err(vm.type_error(format!("The fill character must be a unicode character, not {class}")));
            };
            let view = vm.heap.strs[id].view();
            match view.get(0) {
                Some(point) if view.len() == 1 => point,
                _ => return Err(vm.type_error("The fill character must be exactly one character long")),
            }
        }
    };
    let len = vm.view(args[0]).len();
    let total = width.saturating_sub(len);
    vm.charge(total as u64 / 64, total.saturating_mul(if fill > 0xFF { 4 } else { 1 }))?;
    let before = left(total, width);
    let mut out = Builder::default();
    out.push_times(fill, before);
    out.push_view(vm.view(args[0]));
    out.push_times(fill, total - before);
    Ok(vm.text(out.finish()))
}

/// The part of a string that start and end, which are arguments, leave.
fn bounds(vm: &mut Vm, args: &[Value], len: usize) -> Result<Option<Range<usize>>, Raised> {
    let mut bound = |at: usize, default: i64| -> Result<i64, Raised> {
        match args.get(at) {
            None | Some(Value::None) => Ok(default),
            Some(&value) => {
                let class = vm.class_of(value);
                if vm.as_int(value).is_none() && vm.lookup(class, vm.names.index).is_none() {
                    return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
                }
                let it = vm.to_clamped(value)?;
                Ok(if it < 0 { it.saturating_add(len as i64).max(0) } else { it })
            }
        }
    };
    let (start, end) = (bound(0, 0)?, bound(1, len as i64)?);
    let end = (end as usize).min(len);
    Ok((start as usize <= end).then_some(start as usize..end))
}

impl Vm {
    /// The code points of a receiver that is a string.
    pub(crate) fn view(&self, value: Value) -> View<'_> {
        match self.native(value) {
            Value::Str(id) => self.heap.strs[id].view(),
            _ => View::Latin(&[]),
        }
    }

    /// The text of an argument that must be a string.
    pub(crate) fn text_argument(&mut self, value: Value, function: &str, name: &str) -> Result<String, Raised> {
        match self.native(value) {
            Value::Str(id) => Ok(self.lossy(id)),
            _ => {
                let class = self.class_name(value);
                Err(self.type_error(format!("{function}() argument '{name}' must be str, not {class}")))
            }
        }
    }

    /// `separator.join(items)`.
    pub(crate) fn join(&mut self, separator: Value, items: Value) -> Outcome {
        if !self.is_iterable(items) {
            return Err(self.type_error("can only join an iterable"));
        }
        let collected;
        let items = match items {
            Value::List(id) => &self.heap.lists[id].items,
            Value::Tuple(id) => self.heap.tuples[id].items(),
            _ => {
                collected = self.collect_items(items)?;
                &collected
            }
        };
        if let [one @ Value::Str(_)] = *items {
            return Ok(one);
        }
        let mut len = 0_usize;
        for (number, &item) in items.iter().enumerate() {
            let Value::Str(id) = self.native(item) else {
                let class = self.class_name(item);
                return Err(self.type_error(format!("sequence item {number}: expected str instance, {class} found")));
            };
            len += self.heap.strs[id].text.len();
        }
        let len = len.saturating_add(self.view(separator).len().saturating_mul(items.len().saturating_sub(1)));
        if len > 1 << 16 && self.heap.bytes.saturating_add(len) > self.limits.heap_bytes {
            self.charge(0, len)?;
            return Err(self.fail(Fail::memory()));
        }
        let text = crate::text::join(self.view(separator), items.iter().map(|&it| self.view(it)));
        self.charge(len as u64 / 64, 0)?;
        Ok(self.text(text))
    }

    fn part_argument(&mut self, value: Value, message: impl Fn(&str) -> String) -> Result<Value, Raised> {
        match self.native(value) {
            it @ Value::Str(_) => Ok(it),
            _ => {
                let class = self.class_name(value);
                Err(self.type_error(message(&class)))
            }
        }
    }

    /// A list of parts of a string.
    fn text_parts(&mut self, value: Value, ranges: &[Range<usize>]) -> Value {
        let Value::Str(id) = self.native(value) else { return Value::None };
        let mut items = Vec::with_capacity(ranges.len());
        for range in ranges {
            let view = self.heap.strs[id].view();
            items.push(match range.len() {
                0 => Value::Str(self.empty_str),
                1 => {
                    let point = view.get(range.start).unwrap_or(0);
                    self.char(point)
                }
                _ => {
                    let text = view.slice(range.start, range.end);
                    self.text(text)
                }
            });
        }
        Value::List(self.add(List { items }))
    }

    /// A part of a string, as a value.
    fn text_part(&mut self, value: Value, range: Range<usize>) -> Value {
        let text = self.view(value).slice(range.start, range.end);
        self.text(text)
    }
}

fn must_be_str(name: &'static str) -> impl Fn(&str) -> String {
    move |class| format!("{name}() argument 1 must be str, not {class}")
}

fn place(vm: &mut Vm, args: &[Value], name: &'static str, last: bool) -> Result<Option<usize>, Raised> {
    let new = vm.minor() >= 13;
    let part = vm.part_argument(args[1], |class| {
        if new { format!("{name}() argument 1 must be str, not {class}") } else { format!("must be str, not {class}") }
    })?;
    let len = vm.view(args[0]).len();
    let Some(range) = bounds(vm, &args[2..], len)? else { return Ok(None) };
    vm.charge(range.len() as u64 / 64, 0)?;
    let (all, part) = (vm.view(args[0]), vm.view(part));
    Ok(if last { rfind(all, part, range.start, range.end) } else { find(all, part, range.start, range.end) })
}

fn index(vm: &mut Vm, args: &[Value], name: &'static str, last: bool) -> Outcome {
    match place(vm, args, name, last)? {
        Some(at) => Ok(Value::Int(at as i64)),
        None => Err(vm.value_error("substring not found")),
    }
}

fn count(vm: &mut Vm, args: &[Value]) -> Outcome {
    let new = vm.minor() >= 13;
    let part = vm.part_argument(args[1], |class| {
        if new { format!("count() argument 1 must be str, not {class}") } else { format!("must be str, not {class}") }
    })?;
    let len = vm.view(args[0]).len();
    let Some(range) = bounds(vm, &args[2..], len)? else { return Ok(Value::Int(0)) };
    vm.charge(range.len() as u64 / 64, 0)?;
    let (all, part) = (vm.view(args[0]), vm.view(part));
    if part.len() == 0 {
        return Ok(Value::Int(range.len() as i64 + 1));
    }
    Ok(Value::Int(search::count(all, part, range.start, range.end) as i64))
}

fn affix(vm: &mut Vm, args: &[Value], name: &str, has: fn(View<'_>, View<'_>, Range<usize>) -> bool) -> Outcome {
    let len = vm.view(args[0]).len();
    if let (&[Value::Str(all), Value::Str(part)], heap) = (args, &vm.heap) {
        return Ok(Value::bool(has(heap.strs[all].view(), heap.strs[part].view(), 0..len)));
    }
    let range = bounds(vm, &args[2..], len)?;
    let parts = match vm.native(args[1]) {
        Value::Tuple(id) => vm.heap.tuples[id].items().to_vec(),
        it @ Value::Str(_) => vec![it],
        _ => {
            let class = vm.class_name(args[1]);
            return Err(vm.type_error(format!("{name} first arg must be str or a tuple of str, not {class}")));
        }
    };
    for part in parts {
        let Value::Str(_) = vm.native(part) else {
            let class = vm.class_name(part);
            return Err(vm.type_error(format!("tuple for {name} must only contain str, not {class}")));
        };
        if let Some(range) = &range
            && has(vm.view(args[0]), vm.view(part), range.clone())
        {
            return Ok(Value::bool(true));
        }
    }
    Ok(Value::bool(false))
}

fn expandtabs(vm: &mut Vm, args: &[Value]) -> Outcome {
    let size = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
    let tabs = vm.view(args[0]).points().filter(|&it| it == 9).count();
    vm.charge(0, tabs.saturating_mul(size))?;
    let mut out = Builder::default();
    let mut column = 0;
    for point in vm.view(args[0]).points() {
        match point {
            9 => {
                let width = if size > 0 { size - column % size } else { 0 };
                out.push_times(32, width);
                column += width;
            }
            10 | 13 => {
                out.push(point);
                column = 0;
            }
            _ => {
                out.push(point);
                column += 1;
            }
        }
    }
    Ok(vm.text(out.finish()))
}

fn strip(vm: &mut Vm, args: &[Value], name: &str, left: bool, right: bool) -> Outcome {
    let set = match args.get(1) {
        None | Some(Value::None) => None,
        Some(&chars) => Some(vm.part_argument(chars, |_| format!("{name} arg must be None or str"))?),
    };
    let view = vm.view(args[0]);
    let chars = set.map(|it| vm.view(it));
    let is = |point: Option<u32>| match (point, chars) {
        (None, _) => false,
        (Some(point), None) => is_space(point),
        (Some(point), Some(chars)) => chars.points().any(|it| it == point),
    };
    let (mut start, mut end) = (0, view.len());
    if let (View::Latin(bytes), None | Some(View::Latin(_))) = (view, chars) {
        let is = |byte: u8| match chars {
            Some(View::Latin(chars)) => chars.contains(&byte),
            _ => is_space(u32::from(byte)),
        };
        if left {
            start = bytes.iter().position(|it| !is(*it)).unwrap_or(end);
        }
        if right {
            end = bytes[start..].iter().rposition(|it| !is(*it)).map_or(start, |it| start + it + 1);
        }
        return Ok(if end - start == bytes.len() { vm.native(args[0]) } else { vm.text_part(args[0], start..end) });
    }
    while left && start < end && is(view.get(start)) {
        start += 1;
    }
    while right && end > start && is(view.get(end - 1)) {
        end -= 1;
    }
    if end - start == view.len() {
        return Ok(vm.native(args[0]));
    }
    Ok(vm.text_part(args[0], start..end))
}

fn maketrans(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[x, y, z] = args else { return Ok(Value::None) };
    let table = vm.add(Dict::default());
    if y.is_unbound() {
        let Value::Dict(dict) = vm.native(x) else {
            return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
        };
        let entries: Vec<(Value, Value)> = vm.heap.dicts[dict].iter().map(|it| (it.key, it.value)).collect();
        for (key, value) in entries {
            let key = match vm.native(key) {
                Value::Str(id) => {
                    let view = vm.heap.strs[id].view();
                    match view.get(0) {
                        Some(point) if view.len() == 1 => Value::Int(i64::from(point)),
                        _ => return Err(vm.value_error("string keys in translate table must be of length 1")),
                    }
                }
                Value::Int(_) | Value::Bool(_) | Value::Big(_) => key,
                _ => return Err(vm.type_error("keys in translate table must be strings or integers")),
            };
            vm.dict_set(table, key, value)?;
        }
        return Ok(Value::Dict(table));
    }
    let mut texts = Vec::new();
    for (number, value) in [x, y, z].into_iter().enumerate().filter(|it| !it.1.is_unbound()) {
        let value = vm.part_argument(value, |class| {
            if number == 0 {
                "first maketrans argument must be a string if there is a second argument".to_owned()
            } else {
                format!("maketrans() argument {} must be str, not {class}", number + 1)
            }
        })?;
        texts.push(vm.view(value).points().collect::<Vec<u32>>());
    }
    if texts[0].len() != texts[1].len() {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for (&from, &to) in texts[0].iter().zip(&texts[1]) {
        vm.dict_set(table, Value::Int(i64::from(from)), Value::Int(i64::from(to)))?;
    }
    for &gone in texts.get(2).into_iter().flatten() {
        vm.dict_set(table, Value::Int(i64::from(gone)), Value::None)?;
    }
    Ok(Value::Dict(table))
}

fn translate(vm: &mut Vm, args: &[Value]) -> Outcome {
    if let Some(text) = translate_bytes(vm, args) {
        return Ok(vm.text(text));
    }
    let points: Vec<u32> = vm.view(args[0]).points().collect();
    let (mut out, mut charged) = (Builder::default(), 0);
    for (number, point) in points.into_iter().enumerate() {
        if number % 64 == 0 {
            vm.charge(1, 0)?;
        }
        vm.charge_text(&out, &mut charged)?;
        let key = Value::Int(i64::from(point));
        let mapped = match vm.native(args[1]) {
            Value::Dict(dict) if matches!(args[1], Value::Dict(_)) => vm.dict_get(dict, key)?,
            _ => match vm.get_item(args[1], key) {
                Ok(value) => Some(value),
                Err(raised) => vm.catch(raised, Class::LookupError).map(|()| None)?,
            },
        };
        match mapped.map(|it| vm.native(it)) {
            None => out.push(point),
            Some(Value::None) => {}
            Some(Value::Str(id)) => out.push_view(vm.heap.strs[id].view()),
            Some(Value::Int(it @ 0..=0x10_FFFF)) => out.push(it as u32),
            Some(Value::Int(_) | Value::Big(_)) => return Err(vm.value_error("character mapping must be in range(0x110000)")),
            Some(_) => return Err(vm.type_error("character mapping must return integer, None or str")),
        }
    }
    Ok(vm.text(out.finish()))
}

/// A translation that makes one byte or none of each: what the table says of a byte is asked for once.
fn translate_bytes(vm: &mut Vm, args: &[Value]) -> Option<Text> {
    let (Value::Str(id), Value::Dict(dict)) = (vm.native(args[0]), args[1]) else { return None };
    let View::Latin(bytes) = vm.heap.strs[id].view() else { return None };
    // What becomes of each byte: -1 is nothing, -2 that the table was not asked.
    let mut known = [-2_i16; 256];
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        let known = &mut known[usize::from(byte)];
        if *known == -2 {
            let found = vm.quick_dict_find(dict, Value::Int(i64::from(byte))).ok()?;
            *known = match found.and_then(|at| vm.heap.dicts[dict].entries().get(at)).map(|it| it.value) {
                None => i16::from(byte),
                Some(Value::None) => -1,
                Some(Value::Int(it)) => i16::from(u8::try_from(it).ok()?),
                Some(Value::Str(id)) => match vm.heap.strs[id].view() {
                    View::Latin(&[one]) => i16::from(one),
                    _ => return None,
                },
                Some(_) => return None,
            };
        }
        out.extend(u8::try_from(*known));
    }
    Some(Text::from_bytes(out))
}

fn partition(vm: &mut Vm, args: &[Value], last: bool) -> Outcome {
    let part = vm.part_argument(args[1], |class| format!("must be str, not {class}"))?;
    if vm.view(part).len() == 0 {
        return Err(vm.value_error("empty separator"));
    }
    let (all, len) = (vm.native(args[0]), vm.view(args[0]).len());
    let found = if last { rfind(vm.view(all), vm.view(part), 0, len) } else { find(vm.view(all), vm.view(part), 0, len) };
    let empty = Value::Str(vm.empty_str);
    let parts = match found {
        Some(at) => {
            let end = at + vm.view(part).len();
            [vm.text_part(all, 0..at), part, vm.text_part(all, end..len)]
        }
        None if last => [empty, empty, all],
        None => [all, empty, empty],
    };
    Ok(vm.tuple(&parts))
}

fn remove(vm: &mut Vm, args: &[Value], name: &'static str, prefix: bool) -> Outcome {
    let part = vm.part_argument(args[1], must_be_str(name))?;
    let (all, part) = (vm.view(args[0]), vm.view(part));
    let (n, m) = (all.len(), part.len());
    if m > n || !all.has_at(if prefix { 0 } else { n - m }, part) {
        return Ok(vm.native(args[0]));
    }
    let range = if prefix { m..n } else { 0..n - m };
    Ok(vm.text_part(args[0], range))
}

fn replace(vm: &mut Vm, args: &[Value]) -> Outcome {
    let old = vm.part_argument(args[1], must_be_str("replace"))?;
    let new = vm.part_argument(args[2], |class| format!("replace() argument 2 must be str, not {class}"))?;
    let most = match args.get(3) {
        None => usize::MAX,
        Some(&it) => usize::try_from(vm.to_word(it)?).unwrap_or(usize::MAX),
    };
    let len = vm.view(args[0]).len();
    vm.charge(len as u64 / 64, 0)?;
    let places = find_all(vm.view(args[0]), vm.view(old), 0, len, most);
    if places.is_empty() {
        return Ok(vm.native(args[0]));
    }
    let grown = places.len().saturating_mul(vm.view(new).len());
    vm.charge(grown as u64 / 64, len.saturating_add(grown))?;
    let (all, skip, new) = (vm.view(args[0]), vm.view(old).len(), vm.view(new));
    if let (View::Latin(all), View::Latin(new)) = (all, new) {
        let mut out = Vec::with_capacity(len - places.len() * skip + grown);
        let mut at = 0;
        for place in places {
            out.extend_from_slice(all.get(at..place).unwrap_or_default());
            out.extend_from_slice(new);
            at = place + skip;
        }
        out.extend_from_slice(all.get(at..).unwrap_or_default());
        return Ok(vm.text(Text::from_bytes(out)));
    }
    let mut out = Builder::default();
    let mut at = 0;
    for place in places {
        out.push_view(all.part(at, place));
        out.push_view(new);
        at = place + skip;
    }
    out.push_view(all.part(at, len));
    Ok(vm.text(out.finish()))
}

fn split(vm: &mut Vm, args: &[Value], last: bool) -> Outcome {
    let most = usize::try_from(vm.to_word(args[2])?).unwrap_or(usize::MAX);
    let len = vm.view(args[0]).len();
    vm.charge(len as u64 / 32, 0)?;
    let ranges = match args[1] {
        Value::None => {
            let view = vm.view(args[0]);
            if last { split_space_right(view, most) } else { split_space(view, most) }
        }
        separator => {
            let separator = vm.part_argument(separator, |class| format!("must be str or None, not {class}"))?;
            if vm.view(separator).len() == 0 {
                return Err(vm.value_error("empty separator"));
            }
            let (view, part) = (vm.view(args[0]), vm.view(separator));
            if last { split_right(view, part, most) } else { split_left(view, part, most) }
        }
    };
    if let [only] = &ranges[..]
        && *only == (0..len)
    {
        let items = vec![vm.native(args[0])];
        return Ok(Value::List(vm.add(List { items })));
    }
    Ok(vm.text_parts(args[0], &ranges))
}

fn split_left(view: View<'_>, part: View<'_>, most: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::with_capacity(8);
    let mut at = 0;
    if let (View::Latin(bytes), View::Latin(&[one])) = (view, part) {
        for place in memchr::memchr_iter(one, bytes).take(most) {
            ranges.push(at..place);
            at = place + 1;
        }
        ranges.push(at..bytes.len());
        return ranges;
    }
    for place in find_all(view, part, 0, view.len(), most) {
        ranges.push(at..place);
        at = place + part.len();
    }
    ranges.push(at..view.len());
    ranges
}

fn split_right(view: View<'_>, part: View<'_>, most: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut end = view.len();
    while ranges.len() < most
        && let Some(place) = rfind(view, part, 0, end)
    {
        ranges.push(place + part.len()..end);
        end = place;
    }
    ranges.push(0..end);
    ranges.reverse();
    ranges
}

fn split_space(view: View<'_>, most: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::with_capacity(8);
    if let View::Latin(bytes) = view
        && most == usize::MAX
    {
        let mut start = None;
        for (at, &byte) in bytes.iter().enumerate() {
            match (is_space(u32::from(byte)), start) {
                (true, Some(from)) => {
                    ranges.push(from..at);
                    start = None;
                }
                (false, None) => start = Some(at),
                _ => {}
            }
        }
        ranges.extend(start.map(|from| from..bytes.len()));
        return ranges;
    }
    let (mut at, len) = (0, view.len());
    let space = |at: usize| view.get(at).is_some_and(is_space);
    loop {
        while at < len && space(at) {
            at += 1;
        }
        if at >= len {
            return ranges;
        }
        if ranges.len() >= most {
            ranges.push(at..len);
            return ranges;
        }
        let start = at;
        while at < len && !space(at) {
            at += 1;
        }
        ranges.push(start..at);
    }
}

fn split_space_right(view: View<'_>, most: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut end = view.len();
    let space = |at: usize| view.get(at).is_some_and(is_space);
    loop {
        while end > 0 && space(end - 1) {
            end -= 1;
        }
        if end == 0 {
            break;
        }
        if ranges.len() >= most {
            ranges.push(0..end);
            break;
        }
        let stop = end;
        while end > 0 && !space(end - 1) {
            end -= 1;
        }
        ranges.push(end..stop);
    }
    ranges.reverse();
    ranges
}

fn splitlines(vm: &mut Vm, args: &[Value]) -> Outcome {
    let keep = vm.truth(args[1])?;
    let view = vm.view(args[0]);
    let mut ranges = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(point) = view.get(at) {
        at += 1;
        if !is_line_end(point) {
            continue;
        }
        let end = at - 1;
        if point == 13 && view.get(at) == Some(10) {
            at += 1;
        }
        ranges.push(start..if keep { at } else { end });
        start = at;
    }
    if start < view.len() {
        ranges.push(start..view.len());
    }
    Ok(vm.text_parts(args[0], &ranges))
}

fn zfill(vm: &mut Vm, args: &[Value]) -> Outcome {
    let width = usize::try_from(vm.to_word(args[1])?).unwrap_or(0);
    let len = vm.view(args[0]).len();
    if width <= len {
        return Ok(vm.native(args[0]));
    }
    vm.charge(width as u64 / 64, width)?;
    let view = vm.view(args[0]);
    let sign = usize::from(matches!(view.get(0), Some(43 | 45)));
    let mut out = Builder::default();
    out.push_view(view.part(0, sign));
    out.push_times(48, width - len);
    out.push_view(view.part(sign, len));
    Ok(vm.text(out.finish()))
}
