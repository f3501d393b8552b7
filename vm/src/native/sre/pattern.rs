//! `re.Pattern`, and what goes through a string with it.

use std::rc::Rc;

use super::engine::{self, Matcher, Mode};
use super::found::{self, Match};
use super::program::Program;
use super::template::{self, Template};
use super::{is_bytes, join, len, part};
use crate::builtin::prelude::*;
use crate::text::View;

/// Steps of a match between two looks at the fuel.
const SLICE: u64 = 4096;

/// What a pattern keeps.
#[derive(Clone)]
pub(super) struct Pattern {
    pub(super) program: Rc<Program>,
    source: Value,
    flags: i64,
    pub(super) group_index: Id<Dict>,
    pub(super) index_group: Value,
    /// Of bytes, of strings, or of both.
    bytes: Option<bool>,
}

impl NativeData for Pattern {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.source, Value::Dict(self.group_index), self.index_group]);
    }

    fn owned(&self) -> usize {
        self.program.owned()
    }
}

pub(super) fn pattern(vm: &mut Vm, value: Value) -> Result<Pattern, Raised> {
    let found = match vm.native(value) {
        Value::Object(id) => vm.heap.objects[id].get::<Pattern>().cloned(),
        _ => None,
    };
    found.ok_or_else(|| vm.type_error("a pattern is required"))
}

fn argument(vm: &mut Vm, name: &str, wanted: &str, value: Value) -> Raised {
    let class = vm.class_name(value);
    vm.type_error(format!("compile() argument '{name}' must be {wanted}, not {class}"))
}

/// `_sre.compile`.
pub(super) fn compile(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[source, flags, code, groups, group_index, index_group] = args else { return Ok(Value::None) };
    let flags = i64::from(vm.to_c_int(flags)?);
    let Value::List(list) = vm.native(code) else { return Err(argument(vm, "code", "list", code)) };
    let groups = vm.to_size(groups)?;
    let Value::Dict(dict) = vm.native(group_index) else { return Err(argument(vm, "groupindex", "dict", group_index)) };
    let Value::Tuple(_) = vm.native(index_group) else { return Err(argument(vm, "indexgroup", "tuple", index_group)) };
    let count = vm.heap.lists[list].items.len();
    vm.charge(count as u64 * 16, count.saturating_mul(64))?;
    let mut words = Vec::with_capacity(count);
    for at in 0..count {
        let Some(&item) = vm.heap.lists[list].items.get(at) else { break };
        let word = vm.as_int(item).and_then(|it| it.to_i64());
        match word.and_then(|it| u32::try_from(it).ok()) {
            Some(it) => words.push(it),
            None if vm.as_int(item).is_none() && vm.minor() >= 11 => return Err(vm.type_error("an integer is required")),
            None => return Err(vm.error(Class::OverflowError, "regular expression code size limit exceeded")),
        }
    }
    let bytes = if source.is_none() { None } else { Some(is_bytes(vm, source)?) };
    let most = if vm.minor() >= 11 { 0x3FFF_FFFF } else { 0x7FFF_FFFF };
    let program =
        u32::try_from(groups).ok().filter(|&it| it <= most).and_then(|groups| Program::parse(words, groups, vm.minor()).ok());
    let Some(program) = program else { return Err(vm.error(Class::RuntimeError, "invalid SRE code")) };
    let class = vm.class(&PATTERN);
    let made = Pattern { program: Rc::new(program), source, flags, group_index: dict, index_group, bytes };
    Ok(vm.new_object(class, made))
}

/// A pattern that goes through a string.
pub(super) struct Search {
    pub(super) object: Value,
    pub(super) pattern: Pattern,
    pub(super) string: Value,
    pub(super) bytes: bool,
    pub(super) pos: usize,
    pub(super) matcher: Matcher,
}

impl Search {
    /// Between two places of a string, which are moved into it.
    pub(super) fn new(vm: &mut Vm, object: Value, string: Value, bounds: [Value; 2]) -> Result<Search, Raised> {
        let (pos, end) = (vm.to_size(bounds[0])?, vm.to_size(bounds[1])?);
        let pattern = pattern(vm, object)?;
        let bytes = is_bytes(vm, string)?;
        if let Some(own) = pattern.bytes
            && own != bytes
        {
            return Err(vm.type_error(if bytes {
                "cannot use a string pattern on a bytes-like object"
            } else {
                "cannot use a bytes pattern on a string-like object"
            }));
        }
        let len = len(vm, string) as i64;
        let (pos, end) = (pos.clamp(0, len) as usize, end.clamp(0, len) as usize);
        let groups = pattern.program.groups;
        vm.charge(1 + u64::from(groups) / 16, (groups as usize).saturating_mul(2 * size_of::<usize>()))?;
        let matcher = Matcher::new(groups, pos, end, vm.minor());
        Ok(Search { object, pattern, string, bytes, pos, matcher })
    }

    /// Whether there is a match from where the last one ended.
    pub(super) fn run(&mut self, vm: &mut Vm, mode: Mode) -> Result<bool, Raised> {
        run(vm, &self.pattern.program, self.string, &mut self.matcher, mode)
    }

    /// What was found.
    pub(super) fn found(&self, vm: &mut Vm) -> Outcome {
        found::new(vm, self.object, self.string, self.pos, &self.matcher, self.pattern.program.groups)
    }

    /// A part of the string.
    fn part(&self, vm: &mut Vm, start: usize, end: usize) -> Outcome {
        part(vm, self.string, start, end)
    }

    /// What a group has matched, counted from 0, or something else.
    fn group(&self, vm: &mut Vm, number: usize, otherwise: Value) -> Outcome {
        match self.matcher.group(number) {
            Some((start, end)) => part(vm, self.string, start, end),
            None => Ok(otherwise),
        }
    }
}

/// Runs a matcher to its end, and pays for what it does.
pub(super) fn run(vm: &mut Vm, program: &Program, string: Value, matcher: &mut Matcher, mode: Mode) -> Result<bool, Raised> {
    matcher.begin(mode);
    loop {
        let outcome = match vm.byte_view(string) {
            Some(bytes) => matcher.run(program, bytes, SLICE),
            None => match vm.view(string) {
                View::Latin(text) => matcher.run(program, text, SLICE),
                View::Two(text) => matcher.run(program, text, SLICE),
                View::Four(text) => matcher.run(program, text, SLICE),
            },
        };
        let steps = matcher.take_steps();
        match outcome {
            engine::Outcome::Paused => vm.charge(steps / 2, matcher.memory())?,
            outcome => {
                vm.charge(steps / 2, 0)?;
                return Ok(outcome == engine::Outcome::Matched);
            }
        }
    }
}

fn once(vm: &mut Vm, args: &[Value], mode: Mode) -> Outcome {
    let &[object, string, pos, end] = args else { return Ok(Value::None) };
    let mut search = Search::new(vm, object, string, [pos, end])?;
    if search.run(vm, mode)? { search.found(vm) } else { Ok(Value::None) }
}

fn find_all(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[object, string, pos, end] = args else { return Ok(Value::None) };
    let mut search = Search::new(vm, object, string, [pos, end])?;
    let groups = search.pattern.program.groups as usize;
    let empty = search.part(vm, 0, 0)?;
    let mut all = Vec::new();
    while search.matcher.start <= search.matcher.end && search.run(vm, Mode::Search)? {
        let item = match groups {
            0 => search.part(vm, search.matcher.start, search.matcher.at)?,
            1 => search.group(vm, 0, empty)?,
            _ => {
                vm.charge(groups as u64 / 4, groups.saturating_mul(size_of::<Value>()))?;
                let mut items = Vec::with_capacity(groups);
                for number in 0..groups {
                    items.push(search.group(vm, number, empty)?);
                }
                vm.tuple(&items)
            }
        };
        push(vm, &mut all, item)?;
        search.matcher.advance();
    }
    Ok(Value::List(vm.add(List { items: all })))
}

/// Appends to a list that is being made, and pays for it.
fn push(vm: &mut Vm, all: &mut Vec<Value>, item: Value) -> Result<(), Raised> {
    vm.charge(1, if all.len() == all.capacity() { all.len().saturating_mul(2 * size_of::<Value>()) } else { 0 })?;
    all.push(item);
    Ok(())
}

fn split(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[object, string, most] = args else { return Ok(Value::None) };
    let most = vm.to_size(most)?;
    let mut search = Search::new(vm, object, string, [Value::Int(0), Value::Int(i64::MAX)])?;
    let groups = search.pattern.program.groups as usize;
    let (mut all, mut last, mut count) = (Vec::new(), 0, 0);
    while (most == 0 || count < most) && search.run(vm, Mode::Search)? {
        let item = search.part(vm, last, search.matcher.start)?;
        push(vm, &mut all, item)?;
        for number in 0..groups {
            let item = search.group(vm, number, Value::None)?;
            push(vm, &mut all, item)?;
        }
        count += 1;
        search.matcher.advance();
        last = search.matcher.start;
    }
    let item = search.part(vm, last, search.matcher.end)?;
    push(vm, &mut all, item)?;
    Ok(Value::List(vm.add(List { items: all })))
}

/// What is put in place of a match.
enum Replacement {
    Literal(Value),
    Call(Value),
    Template(Template),
}

impl Replacement {
    fn new(vm: &mut Vm, pattern: Value, value: Value) -> Result<Replacement, Raised> {
        if vm.is_callable(value) {
            return Ok(Replacement::Call(value));
        }
        let plain = match vm.byte_view(value) {
            Some(bytes) => !bytes.contains(&b'\\'),
            None => matches!(vm.native(value), Value::Str(_)) && vm.view(value).points().all(|it| it != u32::from(b'\\')),
        };
        if plain {
            return Ok(Replacement::Literal(value));
        }
        if vm.minor() >= 12 {
            let template = template::compile(vm, pattern, value)?;
            return Ok(match template.groups[..] {
                [] => Replacement::Literal(template.literal),
                _ => Replacement::Template(template),
            });
        }
        let made = super::call_library(vm, "_subx", &[pattern, value])?;
        Ok(if vm.is_callable(made) { Replacement::Call(made) } else { Replacement::Literal(made) })
    }
}

fn substitute(vm: &mut Vm, args: &[Value]) -> Result<(Value, i64), Raised> {
    let &[object, value, string, most] = args else { return Ok((Value::None, 0)) };
    let most = vm.to_size(most)?;
    let replacement = Replacement::new(vm, object, value)?;
    let mut search = Search::new(vm, object, string, [Value::Int(0), Value::Int(i64::MAX)])?;
    let (mut all, mut last, mut count) = (Vec::new(), 0, 0);
    while (most == 0 || count < most) && search.run(vm, Mode::Search)? {
        let (start, end) = (search.matcher.start, search.matcher.at);
        if last < start {
            let item = search.part(vm, last, start)?;
            push(vm, &mut all, item)?;
        }
        let item = match &replacement {
            Replacement::Literal(it) => *it,
            Replacement::Call(it) => {
                let found = search.found(vm)?;
                vm.call_sync(*it, &[found])?
            }
            Replacement::Template(it) => {
                let found = Match::of(&search.matcher, search.object, search.string, search.pos, search.pattern.program.groups);
                it.expand(vm, &found)?
            }
        };
        if !item.is_none() {
            push(vm, &mut all, item)?;
        }
        last = end;
        count += 1;
        search.matcher.advance();
    }
    if last < search.matcher.end {
        let item = search.part(vm, last, search.matcher.end)?;
        push(vm, &mut all, item)?;
    }
    Ok((join(vm, search.bytes, all)?, count))
}

/// What a scanner keeps.
struct Scanner {
    object: Value,
    /// `None` while it works, and when it is at its end.
    search: Option<Search>,
}

impl NativeData for Scanner {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.object);
        if let Some(it) = &self.search {
            tracer.visit_all(&[it.object, it.string]);
            it.pattern.trace(tracer);
        }
    }

    fn owned(&self) -> usize {
        self.search.as_ref().map_or(0, |it| it.matcher.memory())
    }
}

fn scan(vm: &mut Vm, this: Value, mode: Mode) -> Outcome {
    let Value::Object(id) = this else { return Ok(Value::None) };
    let taken = vm.heap.objects[id].get_mut::<Scanner>().and_then(|it| it.search.take());
    let Some(mut search) = taken else { return Ok(Value::None) };
    let mut found = Value::None;
    if search.run(vm, mode)? {
        found = search.found(vm)?;
        search.matcher.advance();
        if let Some(it) = vm.heap.objects[id].get_mut::<Scanner>() {
            it.search = Some(search);
        }
    }
    Ok(found)
}

static SCANNER: TypeDef = TypeDef {
    module: "_sre",
    methods: &[
        Def::method("match", 0, 0, |vm, args| scan(vm, args[0], Mode::Match)),
        Def::method("search", 0, 0, |vm, args| scan(vm, args[0], Mode::Search)),
    ],
    getset: &[GetSet::get("pattern", |vm, this| {
        Ok(match this {
            Value::Object(id) => vm.heap.objects[id].get::<Scanner>().map_or(Value::None, |it| it.object),
            _ => Value::None,
        })
    })],
    ..TypeDef::new("SRE_Scanner")
};

fn scanner(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[object, string, pos, end] = args else { return Ok(Value::None) };
    let search = Search::new(vm, object, string, [pos, end])?;
    let class = vm.class(&SCANNER);
    Ok(vm.new_object(class, Scanner { object, search: Some(search) }))
}

pub(super) static PATTERN: TypeDef = TypeDef {
    module: "re",
    doc: "Compiled regular expression object.",
    methods: &[
        Def::method_of("match", BOUNDS, |vm, args| once(vm, args, Mode::Match))
            .doc("Matches zero or more characters at the beginning of the string."),
        Def::method_of("fullmatch", BOUNDS, |vm, args| once(vm, args, Mode::FullMatch))
            .doc("Matches against all of the string."),
        Def::method_of("search", BOUNDS, |vm, args| once(vm, args, Mode::Search)).doc(
            "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches.",
        ),
        Def::method_of("findall", BOUNDS, find_all).doc("Return a list of all non-overlapping matches of pattern in string."),
        Def::method_of("finditer", BOUNDS, |vm, args| {
            let scanner = scanner(vm, args)?;
            let search = vm.intern("search");
            let callee = vm.get_attr(scanner, search)?;
            Ok(Value::Iter(vm.add(crate::object::Iter::Call { callee, sentinel: Value::None })))
        })
        .doc("Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object."),
        Def::method_of("scanner", BOUNDS, scanner),
        Def::method_of("split", "string, maxsplit=0", split).doc("Split string by the occurrences of pattern."),
        Def::method_of("sub", "repl, string, count=0", |vm, args| Ok(substitute(vm, args)?.0)).doc(
            "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.",
        ),
        Def::method_of("subn", "repl, string, count=0", |vm, args| {
            let (text, count) = substitute(vm, args)?;
            Ok(vm.tuple(&[text, Value::Int(count)]))
        })
        .doc("Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl."),
        Def::method("__copy__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__deepcopy__", 1, 1, |_, args| Ok(args[0])),
        Def::method("__repr__", 0, 0, repr),
        Def::method("__hash__", 0, 0, |vm, args| {
            let it = pattern(vm, args[0])?;
            let words = it.program.words.iter().fold(0_u64, |sum, &it| sum.wrapping_mul(1_000_003).wrapping_add(u64::from(it)));
            let hash = vm.hash(it.source)? ^ words as i64 ^ it.flags ^ i64::from(it.program.groups);
            Ok(Value::Int(if hash == -1 { -2 } else { hash }))
        }),
        Def::method("__eq__", 1, 1, |vm, args| equal(vm, args, true)),
        Def::method("__ne__", 1, 1, |vm, args| equal(vm, args, false)),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: &[
        GetSet::get("pattern", |vm, this| Ok(pattern(vm, this)?.source)),
        GetSet::get("flags", |vm, this| Ok(Value::Int(pattern(vm, this)?.flags))),
        GetSet::get("groups", |vm, this| Ok(Value::Int(i64::from(pattern(vm, this)?.program.groups)))),
        GetSet::get("groupindex", |vm, this| {
            let index = Value::Dict(pattern(vm, this)?.group_index);
            let class = Value::Type(vm.types.mapping_proxy);
            vm.call_sync(class, &[index])
        }),
    ],
    ..TypeDef::new("Pattern")
};

const BOUNDS: &str = "string, pos=0, endpos=9223372036854775807";

fn equal(vm: &mut Vm, args: &[Value], wanted: bool) -> Outcome {
    let class = vm.class(&PATTERN);
    if vm.class_of(args[1]) != class {
        return Ok(Value::NotImplemented);
    }
    let (a, b) = (pattern(vm, args[0])?, pattern(vm, args[1])?);
    let same = a.flags == b.flags
        && a.bytes == b.bytes
        && a.program.groups == b.program.groups
        && a.program.words == b.program.words
        && vm.equal(a.source, b.source)?;
    Ok(Value::bool(same == wanted))
}

const FLAGS: [(&str, i64); 9] = [
    ("TEMPLATE", 1),
    ("IGNORECASE", 2),
    ("LOCALE", 4),
    ("MULTILINE", 8),
    ("DOTALL", 16),
    ("UNICODE", 32),
    ("VERBOSE", 64),
    ("DEBUG", 128),
    ("ASCII", 256),
];

/// `re.compile('a', re.DOTALL)`, of a long pattern only its beginning.
fn repr(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = pattern(vm, args[0])?;
    let mut flags = it.flags;
    // A string's pattern is of Unicode anyway.
    if it.bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut names = Vec::new();
    for (name, flag) in FLAGS {
        if flags & flag != 0 && (flag != 1 || vm.minor() < 13) {
            names.push(format!("re.{name}"));
            flags &= !flag;
        }
    }
    if flags != 0 {
        names.push(format!("0x{:x}", flags as u32));
    }
    let text: String = vm.repr_text(it.source)?.chars().take(200).collect();
    let flags = if names.is_empty() { String::new() } else { format!(", {}", names.join("|")) };
    Ok(vm.str(&format!("re.compile({text}{flags})")))
}
