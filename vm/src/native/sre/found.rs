//! `re.Match`.

use std::rc::Rc;

use super::engine::Matcher;
use super::part;
use super::pattern::pattern;
use super::template;
use crate::builtin::prelude::*;

/// What was found.
#[derive(Clone)]
pub(super) struct Match {
    pub(super) pattern: Value,
    pub(super) string: Value,
    pos: usize,
    end: usize,
    /// The whole, then each group.
    spans: Rc<[Option<(usize, usize)>]>,
    last: Option<usize>,
}

impl NativeData for Match {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.pattern, self.string]);
    }

    fn owned(&self) -> usize {
        size_of_val::<[Option<(usize, usize)>]>(&self.spans)
    }
}

impl Match {
    pub(super) fn of(matcher: &Matcher, pattern: Value, string: Value, pos: usize, groups: u32) -> Match {
        let mut spans = Vec::with_capacity(groups as usize + 1);
        spans.push(Some((matcher.start, matcher.at)));
        spans.extend((0..groups as usize).map(|it| matcher.group(it)));
        Match { pattern, string, pos, end: matcher.end, spans: spans.into(), last: matcher.last_group() }
    }

    /// What a group has matched.
    pub(super) fn group(&self, vm: &mut Vm, number: usize, otherwise: Value) -> Outcome {
        match self.spans.get(number) {
            Some(&Some((start, end))) => part(vm, self.string, start, end),
            Some(None) => Ok(otherwise),
            None => Err(vm.error(Class::IndexError, "no such group")),
        }
    }

    /// The number of a group that is named by number or name.
    fn number(&self, vm: &mut Vm, group: Value) -> Result<usize, Raised> {
        let index = if vm.as_int(group).is_some() || vm.lookup(vm.class_of(group), vm.names.index).is_some() {
            vm.to_word(group)?
        } else {
            let names = pattern(vm, self.pattern)?.group_index;
            let found = if vm.quick_hash(group).is_some() { vm.dict_get(names, group)? } else { None };
            found.and_then(|it| vm.as_int(it)).and_then(|it| it.to_i64()).unwrap_or(-1)
        };
        match usize::try_from(index) {
            Ok(it) if it < self.spans.len() => Ok(it),
            _ => Err(vm.error(Class::IndexError, "no such group")),
        }
    }

    fn named(&self, vm: &mut Vm, group: Value) -> Outcome {
        let number = self.number(vm, group)?;
        self.group(vm, number, Value::None)
    }
}

/// Makes the object.
pub(super) fn new(vm: &mut Vm, pattern: Value, string: Value, pos: usize, matcher: &Matcher, groups: u32) -> Outcome {
    if vm.minor() >= 11 && (0..groups as usize).any(|it| matcher.group(it).is_some_and(|(start, end)| start > end)) {
        let message = "The span of capturing group is wrong, please report a bug for the re module.";
        return Err(vm.error(Class::SystemError, message));
    }
    vm.charge(1 + u64::from(groups) / 16, (groups as usize).saturating_mul(size_of::<Option<(usize, usize)>>()))?;
    let class = vm.class(&MATCH);
    Ok(vm.new_object(class, Match::of(matcher, pattern, string, pos, groups)))
}

fn found(vm: &mut Vm, value: Value) -> Result<Match, Raised> {
    let found = match value {
        Value::Object(id) => vm.heap.objects[id].get::<Match>().cloned(),
        _ => None,
    };
    found.ok_or_else(|| vm.type_error("a match is required"))
}

fn pair(vm: &mut Vm, span: Option<(usize, usize)>) -> Value {
    let (start, end) = span.map_or((-1, -1), |it| (it.0 as i64, it.1 as i64));
    vm.tuple(&[Value::Int(start), Value::Int(end)])
}

/// The span of a group that may be named, the whole if it is not.
fn span(vm: &mut Vm, args: &[Value]) -> Result<Option<(usize, usize)>, Raised> {
    let it = found(vm, args[0])?;
    let number = match args.get(1) {
        Some(&group) => it.number(vm, group)?,
        None => 0,
    };
    Ok(it.spans.get(number).copied().flatten())
}

static MATCH: TypeDef = TypeDef {
    module: "re",
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    methods: &[
        Def::method("group", 0, u8::MAX, |vm, args| {
            let it = found(vm, args[0])?;
            match args[1..] {
                [] => it.group(vm, 0, Value::None),
                [one] => it.named(vm, one),
                ref all => {
                    let mut items = Vec::with_capacity(all.len());
                    for &group in all {
                        items.push(it.named(vm, group)?);
                    }
                    Ok(vm.tuple(&items))
                }
            }
        })
        .doc("group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match."),
        Def::method_of("groups", "default=None", |vm, args| {
            let it = found(vm, args[0])?;
            vm.charge(it.spans.len() as u64 / 4, it.spans.len().saturating_mul(size_of::<Value>()))?;
            let mut items = Vec::with_capacity(it.spans.len());
            for number in 1..it.spans.len() {
                items.push(it.group(vm, number, args[1])?);
            }
            Ok(vm.tuple(&items))
        })
        .doc("Return a tuple containing all the subgroups of the match, from 1.\n\n  default\n    Is used for groups that did not participate in the match."),
        Def::method_of("groupdict", "default=None", |vm, args| {
            let it = found(vm, args[0])?;
            let names = pattern(vm, it.pattern)?.group_index;
            let dict = vm.add(Dict::default());
            for entry in vm.heap.dicts[names].clone().iter() {
                let number = vm.as_int(entry.value).and_then(|it| it.to_i64()).and_then(|it| usize::try_from(it).ok());
                let value = it.group(vm, number.unwrap_or(usize::MAX), args[1])?;
                vm.dict_set(dict, entry.key, value)?;
            }
            Ok(Value::Dict(dict))
        })
        .doc("Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.\n\n  default\n    Is used for groups that did not participate in the match."),
        Def::method("start", 0, 1, |vm, args| Ok(Value::Int(span(vm, args)?.map_or(-1, |it| it.0 as i64))))
            .doc("Return index of the start of the substring matched by group."),
        Def::method("end", 0, 1, |vm, args| Ok(Value::Int(span(vm, args)?.map_or(-1, |it| it.1 as i64))))
            .doc("Return index of the end of the substring matched by group."),
        Def::method("span", 0, 1, |vm, args| {
            let span = span(vm, args)?;
            Ok(pair(vm, span))
        })
        .doc("For match object m, return the 2-tuple (m.start(group), m.end(group))."),
        Def::method_of("expand", "template", |vm, args| {
            let it = found(vm, args[0])?;
            template::expand(vm, args[0], &it, args[1])
        })
        .doc("Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
        Def::method("__getitem__", 1, 1, |vm, args| found(vm, args[0])?.named(vm, args[1])),
        Def::method("__copy__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__deepcopy__", 1, 1, |_, args| Ok(args[0])),
        Def::method("__repr__", 0, 0, |vm, args| {
            let it = found(vm, args[0])?;
            let whole = it.group(vm, 0, Value::None)?;
            let text = vm.repr_text(whole)?;
            let (start, end) = it.spans.first().copied().flatten().unwrap_or_default();
            Ok(vm.str(&format!("<re.Match object; span=({start}, {end}), match={text}>")))
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: &[
        GetSet::get("string", |vm, this| Ok(found(vm, this)?.string)),
        GetSet::get("re", |vm, this| Ok(found(vm, this)?.pattern)),
        GetSet::get("pos", |vm, this| Ok(Value::Int(found(vm, this)?.pos as i64))),
        GetSet::get("endpos", |vm, this| Ok(Value::Int(found(vm, this)?.end as i64))),
        GetSet::get("lastindex", |vm, this| Ok(found(vm, this)?.last.map_or(Value::None, |it| Value::Int(it as i64)))),
        GetSet::get("lastgroup", |vm, this| {
            let it = found(vm, this)?;
            let Some(last) = it.last else { return Ok(Value::None) };
            let names = pattern(vm, it.pattern)?.index_group;
            Ok(vm.items(names).get(last).copied().unwrap_or(Value::None))
        }),
        GetSet::get("regs", |vm, this| {
            let it = found(vm, this)?;
            vm.charge(it.spans.len() as u64 / 4, it.spans.len().saturating_mul(4 * size_of::<Value>()))?;
            let spans: Vec<Value> = it.spans.iter().map(|&it| pair(vm, it)).collect();
            Ok(vm.tuple(&spans))
        }),
    ],
    ..TypeDef::new("Match")
};
