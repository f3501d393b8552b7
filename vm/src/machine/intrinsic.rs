//! Rare instructions: type parameters and the like.

use crate::builtin::prelude::*;
use crate::inst::{Intrinsic1, Intrinsic2, UnaryOp};
use crate::machine::Frame;
use crate::native::typing;

impl Vm {
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
