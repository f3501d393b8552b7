//! `_thread`: of one thread.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("allocate_lock", 0, 0, new_lock),
        Def::function("allocate", 0, 0, new_lock),
        // The lock that is let go when the thread ends: the only one ends with the machine.
        Def::function("_set_sentinel", 0, 0, new_lock).until(13),
        Def::function("exit", 0, 0, exit),
        Def::function("exit_thread", 0, 0, exit),
        Def::function("interrupt_main", 0, 1, |vm, _| {
            let class = vm.exception_class("KeyboardInterrupt");
            Err(vm.raise(class, &[]))
        }),
        Def::function("_excepthook", 1, 1, |vm, args| except_hook(vm, args[0])),
        Def::function("_shutdown", 0, 0, |_, _| Ok(Value::None)).since(13),
        Def::function("_make_thread_handle", 1, 1, |vm, args| {
            let ident = vm.to_word(args[0])?;
            let class = vm.class(&HANDLE);
            Ok(vm.new_object(class, Handle { ident, started: true, done: false }))
        })
        .since(13),
        Def::function("get_ident", 0, 0, |_, _| Ok(Value::Int(1))),
        Def::function("get_native_id", 0, 0, |_, _| Ok(Value::Int(1))),
        Def::function("_get_main_thread_ident", 0, 0, |_, _| Ok(Value::Int(1))).since(13),
        Def::function("_count", 0, 0, |_, _| Ok(Value::Int(0))),
        Def::function("_is_main_interpreter", 0, 0, |_, _| Ok(Value::bool(true))).since(12),
        Def::function("daemon_threads_allowed", 0, 0, |_, _| Ok(Value::bool(true))).since(12),
        Def::function("stack_size", 0, 1, |_, _| Ok(Value::Int(0))),
        Def::function_any("start_new_thread", |vm, _, _| Err(vm.error(Class::RuntimeError, "can't start new thread"))),
        Def::function_any("start_new", |vm, _, _| Err(vm.error(Class::RuntimeError, "can't start new thread"))),
        Def::function_any("start_joinable_thread", |vm, _, _| Err(vm.error(Class::RuntimeError, "can't start new thread")))
            .since(13),
    ],
    fill: Some(|vm, dict| {
        for (name, def, since) in [
            ("LockType", &LOCK, 0),
            ("lock", &LOCK, 13),
            ("RLock", &RLOCK, 0),
            ("_local", &LOCAL, 0),
            ("_ThreadHandle", &HANDLE, 13),
        ] {
            if vm.minor() >= since {
                let class = vm.class(def);
                vm.put(dict, name, Value::Type(class));
            }
        }
        let class = vm.struct_class("_thread", "_ExceptHookArgs", &["exc_type", "exc_value", "exc_traceback", "thread"], 4)?;
        vm.put(dict, "_ExceptHookArgs", Value::Type(class));
        let error = Value::Type(vm.exception_class("RuntimeError"));
        vm.put(dict, "error", error);
        vm.put(dict, "TIMEOUT_MAX", Value::float(9_223_372_036.0));
        Ok(())
    }),
    ..ModuleDef::new("_thread")
};

fn new_lock(vm: &mut Vm, _: &[Value]) -> Outcome {
    let class = vm.class(&LOCK);
    Ok(vm.new_object(class, Lock { held: 0, again: false }))
}

fn exit(vm: &mut Vm, _: &[Value]) -> Outcome {
    let class = vm.exception_class("SystemExit");
    Err(vm.raise(class, &[]))
}

/// Prints what a thread has died of, as `threading.excepthook` does.
fn except_hook(vm: &mut Vm, args: Value) -> Outcome {
    let [class, exception, _, thread] = vm.items(args)[..] else {
        return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
    };
    let exit = vm.exception_class("SystemExit");
    if class.is(Value::Type(exit)) {
        return Ok(Value::None);
    }
    let name = if thread.is_none() {
        "1".to_owned()
    } else {
        let name = vm.intern("_name");
        let name = vm.get_attr(thread, name)?;
        vm.display(name)?
    };
    let text = vm.format_exception(exception);
    vm.print_error(&format!("Exception in thread {name}:\n{text}"))?;
    Ok(Value::None)
}

/// What a thread can be waited for with.
#[derive(Clone, Copy, Debug)]
struct Handle {
    ident: i64,
    started: bool,
    done: bool,
}

impl NativeData for Handle {}

fn handle(vm: &mut Vm, this: Value) -> Option<&mut Handle> {
    match this {
        Value::Object(id) => vm.heap.objects[id].get_mut::<Handle>(),
        _ => None,
    }
}

static HANDLE: TypeDef = TypeDef {
    module: "_thread",
    methods: &[
        Def::new_of("", |vm, _| {
            let class = vm.class(&HANDLE);
            Ok(vm.new_object(class, Handle { ident: 0, started: false, done: false }))
        }),
        Def::method("is_done", 0, 0, |vm, args| Ok(Value::bool(handle(vm, args[0]).is_some_and(|it| it.done)))),
        Def::method("_set_done", 0, 0, |vm, args| {
            if let Some(it) = handle(vm, args[0]) {
                it.done = true;
            }
            Ok(Value::None)
        }),
        Def::method("join", 0, 1, |vm, args| {
            let it = handle(vm, args[0]).copied();
            let message = match it {
                Some(it) if it.done => return Ok(Value::None),
                Some(it) if it.started => "Cannot join current thread",
                _ => "thread not started",
            };
            Err(vm.error(Class::RuntimeError, message))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let ident = handle(vm, args[0]).map_or(0, |it| it.ident);
            Ok(vm.str(&format!("<_thread._ThreadHandle object: ident={ident}>")))
        }),
    ],
    getset: &[GetSet::get("ident", |vm, this| Ok(Value::Int(handle(vm, this).map_or(0, |it| it.ident))))],
    ..TypeDef::new("_ThreadHandle")
};

/// A lock. There is one thread: to wait for it would be to wait for ever.
#[derive(Clone, Copy, Debug)]
struct Lock {
    held: u32,
    /// Whether it can be taken again by who holds it.
    again: bool,
}

impl NativeData for Lock {}

fn lock(vm: &mut Vm, this: Value) -> Option<&mut Lock> {
    match vm.native(this) {
        Value::Object(id) => vm.heap.objects[id].get_mut::<Lock>(),
        _ => None,
    }
}

fn acquire(vm: &mut Vm, args: &[Value]) -> Outcome {
    let blocking = vm.truth(args[1])?;
    let timeout = vm.to_float(args[2])?;
    let Some(it) = lock(vm, args[0]) else { return Ok(Value::None) };
    if it.held == 0 || it.again {
        it.held += 1;
        return Ok(Value::bool(true));
    }
    if blocking && timeout < 0.0 {
        return Err(vm.error(Class::RuntimeError, "deadlock: the only thread waits for a lock that it holds"));
    }
    Ok(Value::bool(false))
}

fn release(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Some(it) = lock(vm, args[0]) else { return Ok(Value::None) };
    if it.held == 0 {
        let message = if it.again { "cannot release un-acquired lock" } else { "release unlocked lock" };
        return Err(vm.error(Class::RuntimeError, message));
    }
    it.held -= 1;
    Ok(Value::None)
}

const LOCK_METHODS: &[Def] = &[
    NEW_LOCK,
    Def::method_of("acquire", "blocking=True, timeout=-1", acquire),
    Def::method_of("acquire_lock", "blocking=True, timeout=-1", acquire),
    Def::method("release", 0, 0, release),
    Def::method("release_lock", 0, 0, release),
    Def::method("locked", 0, 0, |vm, args| Ok(Value::bool(lock(vm, args[0]).is_some_and(|it| it.held > 0)))),
    Def::method("_is_owned", 0, 0, |vm, args| Ok(Value::bool(lock(vm, args[0]).is_some_and(|it| it.held > 0)))),
    Def::method("_at_fork_reinit", 0, 0, |vm, args| {
        if let Some(it) = lock(vm, args[0]) {
            it.held = 0;
        }
        Ok(Value::None)
    }),
    Def::method("__enter__", 0, 0, |vm, args| acquire(vm, &[args[0], Value::bool(true), Value::Int(-1)])),
    Def::method_any("__exit__", |vm, args, _| release(vm, &args[..1])),
];

static LOCK: TypeDef = TypeDef { module: "_thread", methods: LOCK_METHODS, ..TypeDef::new("lock") };

const NEW_LOCK: Def = Def::new_of("", |vm, _| {
    let class = vm.class(&LOCK);
    Ok(vm.new_object(class, Lock { held: 0, again: false }))
})
.since(13);

static RLOCK: TypeDef = TypeDef { module: "_thread", base: true, methods: RLOCK_METHODS, ..TypeDef::new("RLock") };

const RLOCK_METHODS: &[Def] = &[
    Def::new_any(|vm, args, _| {
        let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
        let own = vm.class(&RLOCK);
        let made = vm.new_object(own, Lock { held: 0, again: true });
        Ok(vm.wrap(class, made))
    }),
    LOCK_METHODS[1],
    LOCK_METHODS[3],
    LOCK_METHODS[5],
    LOCK_METHODS[6],
    LOCK_METHODS[7],
    LOCK_METHODS[8],
    LOCK_METHODS[9],
];

static LOCAL: TypeDef =
    TypeDef { module: "_thread", base: true, native: false, dict: true, getset: LOCAL_DICT, ..TypeDef::new("_local") };

const LOCAL_DICT: &[GetSet] = &[GetSet::both("__dict__", crate::builtin::function::dict, crate::builtin::function::set_dict)];
