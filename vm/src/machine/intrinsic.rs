//! Rare instructions: type parameters, template strings, and the like.

use crate::builtin::prelude::*;
use crate::inst::{Conversion, Intrinsic1, Intrinsic2, UnaryOp};
use crate::machine::Frame;
use crate::native::typing;

/// `string.templatelib.Template`.
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
    module: "string.templatelib",
    methods: &[
        Def::method("__iter__", 0, 0, |vm, args| {
            let (strings, interpolations) = template(vm, args[0]);
            let (strings, interpolations) = (vm.items(strings), vm.items(interpolations));
            let mut items = Vec::new();
            for (at, &text) in strings.iter().enumerate() {
                if vm.view(text).len() > 0 {
                    items.push(text);
                }
                items.extend(interpolations.get(at));
            }
            let list = Value::List(vm.add(List { items }));
            vm.iter(list)
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let (strings, interpolations) = template(vm, args[0]);
            let text = format!("Template(strings={}, interpolations={})", vm.repr_text(strings)?, vm.repr_text(interpolations)?);
            Ok(vm.str(&text))
        }),
    ],
    getset: &[
        GetSet::get("strings", |vm, this| Ok(template(vm, this).0)),
        GetSet::get("interpolations", |vm, this| Ok(template(vm, this).1)),
        GetSet::get("values", |vm, this| {
            let (_, interpolations) = template(vm, this);
            let values: Vec<Value> =
                vm.items(interpolations).into_iter().map(|it| interpolation(vm, it).map_or(Value::None, |it| it.value)).collect();
            Ok(vm.tuple(&values))
        }),
    ],
    ..TypeDef::new("Template")
};

fn template(vm: &Vm, this: Value) -> (Value, Value) {
    match this {
        Value::Object(id) => {
            vm.heap.objects[id].get::<Template>().map_or((Value::None, Value::None), |it| (it.strings, it.interpolations))
        }
        _ => (Value::None, Value::None),
    }
}

/// `string.templatelib.Interpolation`.
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
    module: "string.templatelib",
    methods: &[
        Def::new_of("value, expression='', conversion=None, format_spec=''", |vm, args| {
            let &[_, value, expression, conversion, spec] = args else { return Ok(Value::None) };
            let class = vm.class(&INTERPOLATION);
            Ok(vm.new_object(class, Interpolation { value, expression, conversion, spec }))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let Some(it) = interpolation(vm, args[0]) else { return Ok(Value::None) };
            let all = vm.tuple(&[it.value, it.expression, it.conversion, it.spec]);
            let text = format!("Interpolation{}", vm.repr_text(all)?);
            Ok(vm.str(&text))
        }),
    ],
    getset: &[
        GetSet::get("value", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.value))),
        GetSet::get("expression", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.expression))),
        GetSet::get("conversion", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.conversion))),
        GetSet::get("format_spec", |vm, this| Ok(interpolation(vm, this).map_or(Value::None, |it| it.spec))),
        GetSet::get("__match_args__", |vm, _| {
            let names = ["value", "expression", "conversion", "format_spec"].map(|it| Value::Str(vm.intern(it)));
            Ok(vm.tuple(&names))
        }),
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
        let class = self.class(&INTERPOLATION);
        Ok(self.new_object(class, Interpolation { value, expression, conversion, spec }))
    }

    pub(crate) fn intrinsic1(&mut self, what: Intrinsic1, value: Value) -> Outcome {
        match what {
            Intrinsic1::Print => {
                let Some(hook) = self.sys_attr("displayhook") else {
                    return Err(self.error(Class::RuntimeError, "lost sys.displayhook"));
                };
                self.call_sync(hook, &[value])
            }
            Intrinsic1::ImportStar => self.import_star(value).map(|()| Value::None),
            Intrinsic1::StopIterationError => self.stop_iteration_error(value),
            Intrinsic1::AsyncGenWrap => Ok(self.async_wrap(value)),
            Intrinsic1::UnaryPositive => self.unary_sync(UnaryOp::Positive, value),
            Intrinsic1::ListToTuple => {
                let items = self.items(value);
                Ok(self.tuple(&items))
            }
            Intrinsic1::TypeVar => typing::type_var(self, value, Value::None, Value::None),
            Intrinsic1::ParamSpec => typing::param_spec(self, value),
            Intrinsic1::TypeVarTuple => typing::type_var_tuple(self, value),
            Intrinsic1::SubscriptGeneric => {
                let module = self.import_module_named("typing")?;
                let name = self.intern("Generic");
                let generic = self.get_attr(module, name)?;
                let params: Vec<Value> =
                    self.items(value).into_iter().map(|it| typing::unpacked(self, it)).collect::<Result<_, _>>()?;
                let key = self.tuple(&params);
                self.get_item(generic, key)
            }
            Intrinsic1::TypeAlias => match self.items(value)[..] {
                [name, params, evaluate] => typing::type_alias(self, name, params, evaluate),
                _ => Err(self.error(Class::SystemError, "a type alias has three parts")),
            },
        }
    }

    /// An exception that leaves a generator: `StopIteration` becomes a `RuntimeError`.
    fn stop_iteration_error(&mut self, value: Value) -> Outcome {
        let Some(generator) = self.frames.last().and_then(Frame::generator) else { return Ok(value) };
        let kind = self.heap.generators[generator].kind;
        let what = match kind {
            crate::object::GeneratorKind::Generator => "generator",
            crate::object::GeneratorKind::Coroutine => "coroutine",
            crate::object::GeneratorKind::AsyncGenerator => "async generator",
        };
        let (stop, stop_async) = (self.types.exception(Class::StopIteration), self.exception_class("StopAsyncIteration"));
        let name = if self.is_instance(value, stop) {
            "StopIteration"
        } else if kind == crate::object::GeneratorKind::AsyncGenerator && self.is_instance(value, stop_async) {
            "StopAsyncIteration"
        } else {
            return Ok(value);
        };
        let message = self.str(&format!("{what} raised {name}"));
        let class = self.types.exception(Class::RuntimeError);
        let made = self.new_exception(class, &[message]);
        if let Value::Exception(id) = made {
            let it = &mut self.heap.exceptions[id];
            it.cause = value;
            it.context = value;
            it.suppress_context = true;
        }
        Ok(made)
    }

    pub(crate) fn intrinsic2(&mut self, what: Intrinsic2, a: Value, b: Value) -> Outcome {
        match what {
            Intrinsic2::PrepReraiseStar => self.prep_reraise_star(a, b),
            Intrinsic2::TypeVarWithBound => typing::type_var(self, a, b, Value::None),
            Intrinsic2::TypeVarWithConstraints => typing::type_var(self, a, Value::None, b),
            Intrinsic2::SetFunctionTypeParams => {
                if let Value::Function(id) = a {
                    self.heap.functions[id].more.get_or_insert_default().type_params = b;
                }
                Ok(a)
            }
            Intrinsic2::SetTypeParamDefault => typing::set_default(self, a, b),
        }
    }
}
