//! Template strings: `string.templatelib`'s `Template` and `Interpolation`.

use crate::builtin::prelude::*;
use crate::inst::Conversion;

const MODULE: &str = "string.templatelib";

/// `Template`.
#[derive(Clone, Copy)]
struct Template {
    strings: Value,
    interpolations: Value,
}

impl NativeData for Template {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.strings, self.interpolations]);
    }
}

pub(crate) static TEMPLATE: TypeDef = TypeDef {
    module: MODULE,
    methods: &[
        Def::new_any(|vm, args, names| {
            if !names.is_empty() {
                return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
            }
            let parts = args[1..].to_vec();
            vm.template_of(&parts)
        }),
        Def::method("__iter__", 0, 0, |vm, args| {
            let items = parts(vm, args[0]);
            let class = vm.class(&TEMPLATE_ITER);
            Ok(vm.new_object(class, TemplateIter { items, at: 0 }))
        }),
        Def::method("__add__", 1, 1, |vm, args| {
            if template(vm, args[1]).is_none() {
                let class = vm.class_name(args[1]);
                return Err(
                    vm.type_error(format!("can only concatenate {MODULE}.Template (not \"{class}\") to {MODULE}.Template"))
                );
            }
            let all = [parts(vm, args[0]), parts(vm, args[1])].concat();
            vm.template_of(&all)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Some(it) = template(vm, args[0]) else { return Ok(Value::None) };
            let (strings, interpolations) = (vm.repr_text(it.strings)?, vm.repr_text(it.interpolations)?);
            Ok(vm.str(&format!("Template(strings={strings}, interpolations={interpolations})")))
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias),
    ],
    getset: &[
        GetSet::member("strings", |vm, this| Ok(template(vm, this).map_or(Value::None, |it| it.strings))),
        GetSet::member("interpolations", |vm, this| Ok(template(vm, this).map_or(Value::None, |it| it.interpolations))),
        GetSet::get("values", |vm, this| {
            let all = template(vm, this).map_or(Vec::new(), |it| vm.items(it.interpolations));
            let values: Vec<Value> = all.into_iter().map(|it| interpolation(vm, it).map_or(Value::None, |it| it.value)).collect();
            Ok(vm.tuple(&values))
        }),
    ],
    ..TypeDef::new("Template")
};

fn template(vm: &Vm, this: Value) -> Option<Template> {
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<Template>().copied(),
        _ => None,
    }
}

/// The strings that are not empty, and the interpolations, as they follow each other.
fn parts(vm: &mut Vm, this: Value) -> Vec<Value> {
    let Some(it) = template(vm, this) else { return Vec::new() };
    let (strings, interpolations) = (vm.items(it.strings), vm.items(it.interpolations));
    let mut items = Vec::with_capacity(strings.len() + interpolations.len());
    for (at, &text) in strings.iter().enumerate() {
        if vm.view(text).len() > 0 {
            items.push(text);
        }
        items.extend(interpolations.get(at));
    }
    items
}

/// The iterator over the parts of a template.
struct TemplateIter {
    items: Vec<Value>,
    at: usize,
}

impl NativeData for TemplateIter {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&self.items);
    }
}

static TEMPLATE_ITER: TypeDef = TypeDef {
    module: MODULE,
    methods: &[
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let next = match args[0] {
                Value::Object(id) => vm.heap.objects[id].get_mut::<TemplateIter>().and_then(|it| {
                    it.at += 1;
                    it.items.get(it.at - 1).copied()
                }),
                _ => None,
            };
            next.ok_or_else(|| vm.stop_iteration(Value::None))
        }),
    ],
    ..TypeDef::new("TemplateIter")
};

/// `Interpolation`.
#[derive(Clone, Copy)]
struct Interpolation {
    value: Value,
    expression: Value,
    conversion: Value,
    spec: Value,
}

impl NativeData for Interpolation {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.value, self.expression, self.conversion, self.spec]);
    }
}

pub(crate) static INTERPOLATION: TypeDef = TypeDef {
    module: MODULE,
    methods: &[
        Def::new_of("value, expression='', conversion=None, format_spec=''", |vm, args| {
            let &[_, value, expression, conversion, spec] = args else { return Ok(Value::None) };
            for (name, it) in [("expression", expression), ("conversion", conversion), ("format_spec", spec)] {
                if !matches!(vm.native(it), Value::Str(_)) && (name != "conversion" || !it.is_none()) {
                    let class = vm.class_name(it);
                    let class = if it.is_none() { "None" } else { &class };
                    return Err(vm.type_error(format!("Interpolation() argument '{name}' must be str, not {class}")));
                }
            }
            if let Value::Str(id) = vm.native(conversion)
                && !matches!(vm.lossy(id).as_str(), "s" | "a" | "r")
            {
                return Err(vm.value_error("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'"));
            }
            Ok(vm.new_interpolation(Interpolation { value, expression, conversion, spec }))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Some(it) = interpolation(vm, args[0]) else { return Ok(Value::None) };
            let all = vm.tuple(&[it.value, it.expression, it.conversion, it.spec]);
            let text = format!("Interpolation{}", vm.repr_text(all)?);
            Ok(vm.str(&text))
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias),
    ],
    getset: &[
        GetSet::member("value", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.value))),
        GetSet::member("expression", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.expression))),
        GetSet::member("conversion", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.conversion))),
        GetSet::member("format_spec", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.spec))),
    ],
    ..TypeDef::new("Interpolation")
};

fn interpolation(vm: &Vm, this: Value) -> Option<Interpolation> {
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<Interpolation>().copied(),
        _ => None,
    }
}

impl Vm {
    /// A template string of its parts.
    pub(crate) fn make_template(&mut self, strings: Value, interpolations: Value) -> Value {
        let class = self.class(&TEMPLATE);
        self.new_object(class, Template { strings, interpolations })
    }

    /// A template of strings and interpolations in any order.
    fn template_of(&mut self, parts: &[Value]) -> Outcome {
        let (mut strings, mut interpolations) = (Vec::new(), Vec::new());
        let mut text: Option<Value> = None;
        let empty = Value::Str(self.empty_str);
        for &part in parts {
            if let Value::Str(_) = self.native(part) {
                text = Some(match text {
                    Some(before) => self.binary_sync(crate::inst::BinaryOp::Add, false, before, part)?,
                    None => part,
                });
            } else if interpolation(self, part).is_some() {
                strings.push(text.take().unwrap_or(empty));
                interpolations.push(part);
            } else {
                let class = self.class_name(part);
                let message = format!("Template.__new__ *args need to be of type 'str' or 'Interpolation', got {class}");
                return Err(self.type_error(message));
            }
        }
        strings.push(text.unwrap_or(empty));
        let (strings, interpolations) = (self.tuple(&strings), self.tuple(&interpolations));
        Ok(self.make_template(strings, interpolations))
    }

    /// A field of a template string, whose parts are in registers of the whole stack.
    pub(crate) fn interpolation(&mut self, first: usize, conversion: Conversion, spec: bool) -> Outcome {
        let (value, expression) = (self.stack[first], self.stack[first + 1]);
        let spec = if spec { self.stack[first + 2] } else { Value::Str(self.empty_str) };
        let conversion = match conversion {
            Conversion::None => Value::None,
            Conversion::Str => Value::Str(self.intern("s")),
            Conversion::Repr => Value::Str(self.intern("r")),
            Conversion::Ascii => Value::Str(self.intern("a")),
        };
        Ok(self.new_interpolation(Interpolation { value, expression, conversion, spec }))
    }

    fn new_interpolation(&mut self, it: Interpolation) -> Value {
        let class = self.class(&INTERPOLATION);
        if self.class_entry(class, self.names.match_args).is_none() {
            let names = ["value", "expression", "conversion", "format_spec"].map(|it| Value::Str(self.intern(it)));
            let names = self.tuple(&names);
            self.set_class_entry(class, "__match_args__", names);
        }
        self.new_object(class, it)
    }
}
