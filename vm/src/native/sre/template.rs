//! What replaces a match, taken apart: strings, and groups between them.

use super::found::Match;
use super::pattern::pattern;
use super::{call_library, is_bytes, join};
use crate::builtin::prelude::*;

/// A replacement.
#[derive(Clone)]
pub(super) struct Template {
    pub(super) literal: Value,
    /// Groups, and what follows each if that is not empty.
    pub(super) groups: Vec<(i64, Option<Value>)>,
}

impl NativeData for Template {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.literal);
        self.groups.iter().filter_map(|it| it.1).for_each(|it| tracer.visit(it));
    }

    fn owned(&self) -> usize {
        self.groups.capacity() * size_of::<(i64, Option<Value>)>()
    }
}

static TEMPLATE: TypeDef = TypeDef { module: "_sre", ..TypeDef::new("SRE_Template") };

/// `_sre.template`.
pub(super) fn make(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::List(list) = vm.native(args[1]) else {
        let class = vm.class_name(args[1]);
        return Err(vm.type_error(format!("template() argument 2 must be list, not {class}")));
    };
    let items = vm.heap.lists[list].items.clone();
    let (groups, []) = items.get(1..).unwrap_or_default().as_chunks::<2>() else {
        return Err(vm.type_error("invalid template"));
    };
    let Some(&literal) = items.first() else { return Err(vm.type_error("invalid template")) };
    vm.charge(groups.len() as u64, groups.len().saturating_mul(size_of::<(i64, Option<Value>)>()))?;
    let mut template = Template { literal, groups: Vec::with_capacity(groups.len()) };
    for &[group, literal] in groups {
        if vm.as_int(group).is_none() {
            return Err(vm.type_error("an integer is required"));
        }
        let group = vm.to_word(group)?;
        if group < 0 {
            return Err(vm.type_error("invalid template"));
        }
        let empty = match vm.native(literal) {
            Value::Str(id) => vm.heap.strs[id].text.len() == 0,
            Value::Bytes(id) => vm.heap.bytes_objects[id].data.is_empty(),
            _ => false,
        };
        template.groups.push((group, (!empty).then_some(literal)));
    }
    let class = vm.class(&TEMPLATE);
    Ok(vm.new_object(class, template))
}

/// What the library makes of a replacement.
pub(super) fn compile(vm: &mut Vm, pattern: Value, value: Value) -> Result<Template, Raised> {
    let mut made = call_library(vm, "_compile_template", &[pattern, value]);
    // What cannot be hashed, such as a bytearray, is tried again as bytes.
    if let Err(raised) = made {
        if matches!(value, Value::Str(_) | Value::Bytes(_))
            || (vm.byte_view(value).is_none() && !matches!(vm.native(value), Value::Str(_)))
        {
            return Err(raised);
        }
        vm.catch(raised, Class::TypeError)?;
        let plain = match vm.byte_view(value).map(<[u8]>::to_vec) {
            Some(bytes) => vm.bytes(bytes),
            None => vm.native(value),
        };
        made = call_library(vm, "_compile_template", &[pattern, plain]);
    }
    let made = made?;
    let found = match made {
        Value::Object(id) => vm.heap.objects[id].get::<Template>().cloned(),
        _ => None,
    };
    found.ok_or_else(|| {
        let class = vm.class_name(made);
        let message = format!("the result of compiling a replacement string is {class}, not _sre.SRE_Template");
        vm.error(Class::RuntimeError, message)
    })
}

impl Template {
    /// What stands in place of a match.
    pub(super) fn expand(&self, vm: &mut Vm, found: &Match) -> Outcome {
        if self.groups.is_empty() {
            return Ok(self.literal);
        }
        vm.charge(self.groups.len() as u64, self.groups.len().saturating_mul(2 * size_of::<Value>()))?;
        let mut parts = vec![self.literal];
        for &(group, literal) in &self.groups {
            let text = found.group(vm, usize::try_from(group).unwrap_or(usize::MAX), Value::None)?;
            parts.extend((!text.is_none()).then_some(text));
            parts.extend(literal);
        }
        let bytes = is_bytes(vm, found.string)?;
        join(vm, bytes, parts)
    }
}

/// `Match.expand`.
pub(super) fn expand(vm: &mut Vm, this: Value, found: &Match, value: Value) -> Outcome {
    if vm.minor() >= 12 {
        let template = compile(vm, found.pattern, value)?;
        return template.expand(vm, found);
    }
    pattern(vm, found.pattern)?;
    call_library(vm, "_expand", &[found.pattern, this, value])
}
