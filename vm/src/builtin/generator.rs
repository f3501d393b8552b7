//! Generators, coroutines, asynchronous generators.

use crate::builtin::prelude::*;
use crate::object::{Generator, GeneratorState};

macro_rules! common {
    ($prefix:literal) => {
        &[
            GetSet::both("__name__", |vm, this| part(vm, this, |it| it.name), |vm, this, value| set_name(vm, this, value, "__name__", |it, name| it.name = name)),
            GetSet::both("__qualname__", |vm, this| part(vm, this, |it| it.qualname), |vm, this, value| {
                set_name(vm, this, value, "__qualname__", |it, name| it.qualname = name)
            }),
            GetSet::get(concat!($prefix, "_code"), |vm, this| {
                let Value::Generator(id) = this else { return Ok(Value::None) };
                Ok(vm.heap.generators[id].function.and_then(|it| vm.heap.functions[it].code).map_or(Value::None, Value::Code))
            }),
            GetSet::get(concat!($prefix, "_running"), |vm, this| {
                Ok(Value::bool(matches!(this, Value::Generator(id) if vm.heap.generators[id].state == GeneratorState::Running)))
            }),
            GetSet::get(concat!($prefix, "_suspended"), |vm, this| {
                Ok(Value::bool(matches!(this, Value::Generator(id) if vm.heap.generators[id].state == GeneratorState::Suspended)))
            })
            .since(11),
            GetSet::get(concat!($prefix, "_frame"), frame),
            GetSet::get(if matches!($prefix.as_bytes(), b"gi") { "gi_yieldfrom" } else if matches!($prefix.as_bytes(), b"cr") { "cr_await" } else { "ag_await" }, |vm, this| {
                let Value::Generator(id) = this else { return Ok(Value::None) };
                Ok(vm.delegate(id).unwrap_or(Value::None))
            }),
            GetSet::get("cr_origin", |_, _| Ok(Value::None)),
        ]
    };
}

const SEND: Def = Def::method("send", 1, 1, |vm, args| vm.generator_send(args[0], args[1]));
const THROW: Def = Def::method("throw", 1, 3, |vm, args| {
    let exception = vm.thrown(args[1], args.get(2).copied(), args.get(3).copied())?;
    vm.generator_throw(args[0], exception)
});
const CLOSE: Def = Def::method("close", 0, 0, |vm, args| vm.generator_close(args[0]));

pub(crate) static GENERATOR: TypeDef = TypeDef {
    wrappers: "iter repr",
    methods: &[Def::method("__next__", 0, 0, |vm, args| vm.generator_send(args[0], Value::None)), SEND, THROW, CLOSE],
    getset: common!("gi"),
    ..TypeDef::new("generator")
};

pub(crate) static COROUTINE: TypeDef = TypeDef {
    wrappers: "repr",
    methods: &[
        SEND,
        THROW,
        CLOSE,
        Def::method("__await__", 0, 0, |vm, args| {
            let class = vm.class(&COROUTINE_WRAPPER);
            Ok(vm.new_object(class, Wrapper { coroutine: args[0] }))
        }),
    ],
    getset: common!("cr"),
    ..TypeDef::new("coroutine")
};

/// What `coroutine.__await__()` gives.
struct Wrapper {
    coroutine: Value,
}

impl NativeData for Wrapper {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.coroutine);
    }
}

fn wrapped(vm: &Vm, this: Value) -> Value {
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<Wrapper>().map_or(Value::None, |it| it.coroutine),
        _ => Value::None,
    }
}

static COROUTINE_WRAPPER: TypeDef = TypeDef {
    methods: &[
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let it = wrapped(vm, args[0]);
            vm.generator_send(it, Value::None)
        }),
        Def::method("send", 1, 1, |vm, args| {
            let it = wrapped(vm, args[0]);
            vm.generator_send(it, args[1])
        }),
        Def::method("throw", 1, 3, |vm, args| {
            let it = wrapped(vm, args[0]);
            let exception = vm.thrown(args[1], args.get(2).copied(), args.get(3).copied())?;
            vm.generator_throw(it, exception)
        }),
        Def::method("close", 0, 0, |vm, args| {
            let it = wrapped(vm, args[0]);
            vm.generator_close(it)
        }),
    ],
    ..TypeDef::new("coroutine_wrapper")
};

pub(crate) static ASYNC_GENERATOR: TypeDef = TypeDef {
    wrappers: "repr",
    methods: &[
        Def::method("__aiter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__anext__", 0, 0, |vm, args| vm.async_step(args[0], Step::Send(Value::None))),
        Def::method("asend", 1, 1, |vm, args| vm.async_step(args[0], Step::Send(args[1]))),
        Def::method("athrow", 1, 3, |vm, args| {
            let exception = vm.thrown(args[1], args.get(2).copied(), args.get(3).copied())?;
            vm.async_step(args[0], Step::Throw(exception))
        }),
        Def::method("aclose", 0, 0, |vm, args| vm.async_step(args[0], Step::Close)),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: common!("ag"),
    ..TypeDef::new("async_generator")
};

/// What an awaitable of an asynchronous generator will do with it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Send(Value),
    Throw(Value),
    Close,
}

/// How far such an awaitable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    New,
    Begun,
    Done,
}

/// What `asend`, `athrow` and `aclose` give.
struct Awaitable {
    generator: Value,
    step: Step,
    progress: Progress,
}

impl NativeData for Awaitable {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.generator);
        if let Step::Send(value) | Step::Throw(value) = self.step {
            tracer.visit(value);
        }
    }
}

static ASYNC_SEND: TypeDef = awaitable("async_generator_asend");
static ASYNC_THROW: TypeDef = awaitable("async_generator_athrow");

const fn awaitable(name: &'static str) -> TypeDef {
    TypeDef { methods: AWAITABLE, ..TypeDef::new(name) }
}

const AWAITABLE: &[Def] = &[
    Def::method("__await__", 0, 0, |_, args| Ok(args[0])),
    Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
    Def::method("__next__", 0, 0, |vm, args| vm.async_resume(args[0], Value::None)),
    Def::method("send", 1, 1, |vm, args| vm.async_resume(args[0], args[1])),
    Def::method("throw", 1, 3, |vm, args| {
        let exception = vm.thrown(args[1], args.get(2).copied(), args.get(3).copied())?;
        vm.async_throw(args[0], exception)
    }),
    Def::method("close", 0, 0, |vm, args| {
        vm.set_progress(args[0], Progress::Done);
        Ok(Value::None)
    }),
];

/// What wraps an item that an asynchronous generator yields.
pub(crate) static ASYNC_ITEM: TypeDef = TypeDef::new("async_generator_wrapped_value");

/// What `anext(iterator, default)` gives.
struct WithDefault {
    /// The iterator that is awaited, once that is known.
    iter: Value,
    awaitable: Value,
    default: Value,
}

impl NativeData for WithDefault {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.iter, self.awaitable, self.default]);
    }
}

static ANEXT: TypeDef = TypeDef {
    methods: &[
        Def::method("__await__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| default_step(vm, args[0], Vm::next_or_raise)),
        Def::method("send", 1, 1, |vm, args| {
            let sent = args[1];
            default_step(vm, args[0], |vm, iter| {
                let method = vm.get_attr(iter, vm.names.send)?;
                vm.call_sync(method, &[sent])
            })
        }),
        Def::method("throw", 1, 3, |vm, args| {
            let exception = vm.thrown(args[1], args.get(2).copied(), args.get(3).copied())?;
            default_step(vm, args[0], |vm, iter| {
                let method = vm.get_attr(iter, vm.names.throw)?;
                vm.call_sync(method, &[exception])
            })
        }),
        Def::method("close", 0, 0, |_, _| Ok(Value::None)),
    ],
    ..TypeDef::new("anext_awaitable")
};

/// The awaitable of `anext` with a default.
pub(crate) fn anext_default(vm: &mut Vm, awaitable: Value, default: Value) -> Value {
    let class = vm.class(&ANEXT);
    vm.new_object(class, WithDefault { iter: Value::Unbound, awaitable, default })
}

fn default_step(vm: &mut Vm, this: Value, step: impl FnOnce(&mut Vm, Value) -> Outcome) -> Outcome {
    let Value::Object(id) = this else { return Ok(Value::None) };
    let Some((mut iter, awaitable, default)) =
        vm.heap.objects[id].get::<WithDefault>().map(|it| (it.iter, it.awaitable, it.default))
    else {
        return Ok(Value::None);
    };
    if iter.is_unbound() {
        iter = vm.get_awaitable(awaitable, 0)?;
        if let Some(it) = vm.heap.objects[id].get_mut::<WithDefault>() {
            it.iter = iter;
        }
    }
    match step(vm, iter) {
        Ok(value) => Ok(value),
        Err(raised) => {
            let stop = vm.exception_class("StopAsyncIteration");
            if raised == Raised::Exception && vm.is_instance(vm.exception, stop) {
                vm.exception = Value::Unbound;
                return Err(vm.stop_iteration(default));
            }
            Err(raised)
        }
    }
}

fn part(vm: &mut Vm, this: Value, get: fn(&Generator) -> Value) -> Outcome {
    Ok(match this {
        Value::Generator(id) => get(&vm.heap.generators[id]),
        _ => Value::None,
    })
}

fn set_name(vm: &mut Vm, this: Value, value: Value, what: &str, set: fn(&mut Generator, Value)) -> Result<(), Raised> {
    let Value::Str(_) = value else { return Err(vm.type_error(format!("{what} must be set to a string object"))) };
    if let Value::Generator(id) = this {
        set(&mut vm.heap.generators[id], value);
    }
    Ok(())
}

fn frame(vm: &mut Vm, this: Value) -> Outcome {
    let Value::Generator(id) = this else { return Ok(Value::None) };
    let generator = &vm.heap.generators[id];
    let (Some(func), false) = (generator.function, generator.state == GeneratorState::Finished) else { return Ok(Value::None) };
    let pc = generator.pc as usize;
    let Some(body) = vm.generator_body(id).cloned() else { return Ok(Value::None) };
    let offset = body.lowered.origins.get(pc.wrapping_sub(1)).copied().unwrap_or(0);
    let dict = vm.add(Dict::default());
    let registers = vm.heap.generators[id].registers.clone();
    for (&name, &register) in body.variables.iter().zip(&registers) {
        let value = match register {
            Value::Cell(cell) => vm.heap.cells[cell].value,
            value => value,
        };
        if !value.is_unbound() {
            vm.set_entry(dict, name, value);
        }
    }
    let class = vm.types.frame;
    Ok(vm.new_object(class, crate::builtin::code::FrameData { body, func, offset, locals: Value::Dict(dict), back: Value::None }))
}

impl Vm {
    /// The exception of the arguments of `throw`.
    pub(crate) fn thrown(&mut self, class: Value, value: Option<Value>, traceback: Option<Value>) -> Outcome {
        let exception = match (class, value) {
            (Value::Exception(_), None | Some(Value::None)) => class,
            (Value::Exception(_), Some(_)) => return Err(self.type_error("instance exception may not have a separate value")),
            (Value::Type(id), value) if self.is_exception_class(id) => match value {
                Some(it @ Value::Exception(_)) if self.is_instance(it, id) => it,
                None | Some(Value::None) => self.call_sync(class, &[])?,
                Some(Value::Tuple(args)) => {
                    let args = self.heap.tuples[args].items().to_vec();
                    self.call_sync(class, &args)?
                }
                Some(value) => self.call_sync(class, &[value])?,
            },
            _ => {
                let class = self.class_name(class);
                return Err(
                    self.type_error(format!("exceptions must be classes or instances deriving from BaseException, not {class}"))
                );
            }
        };
        match (exception, traceback) {
            (Value::Exception(id), Some(traceback @ Value::Traceback(_))) => self.heap.exceptions[id].traceback = traceback,
            (_, None | Some(Value::None)) => {}
            _ => return Err(self.type_error("throw() third argument must be a traceback object")),
        }
        Ok(exception)
    }

    /// `generator.send(value)`.
    pub(crate) fn generator_send(&mut self, this: Value, value: Value) -> Outcome {
        let Value::Generator(id) = this else { return Ok(Value::None) };
        if self.heap.generators[id].kind == crate::object::GeneratorKind::Coroutine
            && self.heap.generators[id].state == GeneratorState::Finished
        {
            return Err(self.error(Class::RuntimeError, "cannot reuse already awaited coroutine"));
        }
        match self.generator_next(id, value)? {
            Ok(value) => Ok(value),
            Err(returned) => Err(self.stop_iteration(returned)),
        }
    }

    fn async_step(&mut self, generator: Value, step: Step) -> Outcome {
        let class = self.class(if matches!(step, Step::Send(_)) { &ASYNC_SEND } else { &ASYNC_THROW });
        Ok(self.new_object(class, Awaitable { generator, step, progress: Progress::New }))
    }

    fn awaitable(&self, this: Value) -> Option<(Value, Step, Progress)> {
        let Value::Object(id) = this else { return None };
        self.heap.objects[id].get::<Awaitable>().map(|it| (it.generator, it.step, it.progress))
    }

    fn set_progress(&mut self, this: Value, progress: Progress) {
        if let Value::Object(id) = this
            && let Some(it) = self.heap.objects[id].get_mut::<Awaitable>()
        {
            it.progress = progress;
        }
    }

    fn async_resume(&mut self, this: Value, sent: Value) -> Outcome {
        let Some((generator @ Value::Generator(id), step, progress)) = self.awaitable(this) else { return Ok(Value::None) };
        if progress == Progress::Done {
            let what = if matches!(step, Step::Send(_)) { "__anext__()/asend()" } else { "aclose()/athrow()" };
            return Err(self.error(Class::RuntimeError, format!("cannot reuse already awaited {what}")));
        }
        if progress == Progress::New {
            if self.heap.generators[id].awaited {
                let what = match step {
                    Step::Send(_) => "anext()",
                    Step::Throw(_) => "athrow()",
                    Step::Close => "aclose()",
                };
                return Err(self.error(Class::RuntimeError, format!("{what}: asynchronous generator is already running")));
            }
            self.heap.generators[id].awaited = true;
            self.set_progress(this, Progress::Begun);
        }
        let result = match (progress, step) {
            (Progress::New, Step::Send(value)) => self.generator_next(id, value),
            (Progress::New, Step::Throw(exception)) => self.throw_into(generator, exception),
            (Progress::New, Step::Close) => {
                if self.heap.generators[id].state == GeneratorState::Created {
                    self.finish_unstarted(id);
                    Ok(Err(Value::None))
                } else if self.heap.generators[id].state == GeneratorState::Finished {
                    Ok(Err(Value::None))
                } else {
                    let class = self.exception_class("GeneratorExit");
                    let exception = self.new_exception(class, &[]);
                    self.throw_into(generator, exception)
                }
            }
            _ => self.generator_next(id, sent),
        };
        self.async_outcome(this, id, step, result)
    }

    fn async_throw(&mut self, this: Value, exception: Value) -> Outcome {
        let Some((generator @ Value::Generator(id), step, progress)) = self.awaitable(this) else { return Ok(Value::None) };
        if progress == Progress::Done {
            let what = if matches!(step, Step::Send(_)) { "__anext__()/asend()" } else { "aclose()/athrow()" };
            return Err(self.error(Class::RuntimeError, format!("cannot reuse already awaited {what}")));
        }
        self.heap.generators[id].awaited = true;
        let result = self.throw_into(generator, exception);
        self.async_outcome(this, id, step, result)
    }

    /// What a step of an asynchronous generator means to the one that awaits it.
    fn async_outcome(
        &mut self,
        this: Value,
        id: Id<Generator>,
        step: Step,
        result: Result<Result<Value, Value>, Raised>,
    ) -> Outcome {
        let done = |vm: &mut Vm| {
            vm.set_progress(this, Progress::Done);
            vm.heap.generators[id].awaited = false;
        };
        match result {
            Ok(Ok(value)) => {
                if let Some(item) = self.async_item(value) {
                    done(self);
                    if let Step::Close = step {
                        return Err(self.error(Class::RuntimeError, "async generator ignored GeneratorExit"));
                    }
                    return Err(self.stop_iteration(item));
                }
                Ok(value)
            }
            Ok(Err(_)) => {
                done(self);
                if let Step::Close = step {
                    return Err(self.stop_iteration(Value::None));
                }
                let class = self.exception_class("StopAsyncIteration");
                Err(self.raise(class, &[]))
            }
            Err(raised) => {
                done(self);
                if let (Raised::Exception, Step::Close) = (raised, step) {
                    for name in ["StopAsyncIteration", "GeneratorExit"] {
                        let class = self.exception_class(name);
                        if self.is_instance(self.exception, class) {
                            self.exception = Value::Unbound;
                            return Err(self.stop_iteration(Value::None));
                        }
                    }
                }
                Err(raised)
            }
        }
    }
}
