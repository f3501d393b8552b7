//! Modules of a few functions each.

use super::ModuleDef;
use crate::builtin::prelude::*;

/// `gc`.
pub(crate) static GC: ModuleDef = ModuleDef {
    functions: &[
        Def::function_of("collect", "generation=2", |vm, _| {
            // Called by the loop itself, and by no other native: nobody holds what is fresh.
            if vm.natives == 1 {
                vm.heap.fresh.truncate(vm.loop_fresh);
            }
            let before = vm.heap.count();
            vm.collect();
            vm.run_finalizers()?;
            Ok(Value::Int(before.saturating_sub(vm.heap.count()) as i64))
        }),
        // What a program says is remembered; the collector, which frees all memory here, goes on.
        Def::function("enable", 0, 0, |vm, _| {
            vm.gc_disabled = false;
            Ok(Value::None)
        }),
        Def::function("disable", 0, 0, |vm, _| {
            vm.gc_disabled = true;
            Ok(Value::None)
        }),
        Def::function("isenabled", 0, 0, |vm, _| Ok(Value::bool(!vm.gc_disabled))),
        Def::function("get_count", 0, 0, |vm, _| Ok(vm.tuple(&[Value::Int(0); 3]))),
        Def::function("get_threshold", 0, 0, |vm, _| Ok(vm.tuple(&[Value::Int(700), Value::Int(10), Value::Int(10)]))),
        Def::function("set_threshold", 1, 3, |_, _| Ok(Value::None)),
        Def::function("get_debug", 0, 0, |_, _| Ok(Value::Int(0))),
        Def::function("set_debug", 1, 1, |_, _| Ok(Value::None)),
        Def::function("freeze", 0, 0, |_, _| Ok(Value::None)),
        Def::function("unfreeze", 0, 0, |_, _| Ok(Value::None)),
        Def::function("is_tracked", 1, 1, |_, args| {
            Ok(Value::bool(!matches!(args[0], Value::Int(_) | Value::Float(_) | Value::Str(_) | Value::None | Value::Bool(_))))
        }),
    ],
    fill: Some(|vm, dict| {
        for name in ["garbage", "callbacks"] {
            let list = Value::List(vm.add(List::default()));
            vm.put(dict, name, list);
        }
        Ok(())
    }),
    ..ModuleDef::new("gc")
};

/// `atexit`.
pub(crate) static ATEXIT: ModuleDef = ModuleDef {
    functions: &[
        Def::function_any("register", |vm, args, names| {
            let Some(&func) = args.first() else { return Err(vm.type_error("register() takes at least 1 argument (0 given)")) };
            if !vm.is_callable(func) {
                return Err(vm.type_error("the first argument must be callable"));
            }
            let rest = vm.tuple(&args[1..]);
            vm.charge(1, 0)?;
            vm.heap.bytes += 64 + names.len() * 8;
            vm.at_exit.push((func, rest, names.to_vec()));
            Ok(func)
        }),
        Def::function("unregister", 1, 1, |vm, args| {
            let all = core::mem::take(&mut vm.at_exit);
            for entry in all {
                if !vm.equal(entry.0, args[0])? {
                    vm.at_exit.push(entry);
                }
            }
            Ok(Value::None)
        }),
        Def::function("_clear", 0, 0, |vm, _| {
            vm.at_exit.clear();
            Ok(Value::None)
        }),
        Def::function("_run_exitfuncs", 0, 0, |vm, _| vm.run_at_exit().map(|()| Value::None)),
        Def::function("_ncallbacks", 0, 0, |vm, _| Ok(Value::Int(vm.at_exit.len() as i64))),
    ],
    ..ModuleDef::new("atexit")
};

/// `errno`: the numbers of Linux.
pub(crate) static ERRNO: ModuleDef = ModuleDef {
    fill: Some(|vm, dict| {
        let names = vm.add(Dict::default());
        for entry in ERRORS.split_whitespace() {
            let Some((name, number)) = entry.split_once('=') else { continue };
            let number = Value::Int(number.parse().unwrap_or(0));
            vm.put(dict, name, number);
            let text = vm.str(name);
            vm.dict_set(names, number, text)?;
        }
        vm.put(dict, "errorcode", Value::Dict(names));
        Ok(())
    }),
    ..ModuleDef::new("errno")
};

/// Of names with one number the last is that of the number.
const ERRORS: &str = "EPERM=1 ENOENT=2 ESRCH=3 EINTR=4 EIO=5 ENXIO=6 E2BIG=7 ENOEXEC=8 EBADF=9 ECHILD=10 EWOULDBLOCK=11 EAGAIN=11 ENOMEM=12 EACCES=13 EFAULT=14 \
    ENOTBLK=15 EBUSY=16 EEXIST=17 EXDEV=18 ENODEV=19 ENOTDIR=20 EISDIR=21 EINVAL=22 ENFILE=23 EMFILE=24 ENOTTY=25 ETXTBSY=26 EFBIG=27 ENOSPC=28 \
    ESPIPE=29 EROFS=30 EMLINK=31 EPIPE=32 EDOM=33 ERANGE=34 EDEADLK=35 EDEADLOCK=35 ENAMETOOLONG=36 ENOLCK=37 ENOSYS=38 ENOTEMPTY=39 ELOOP=40 \
    ENOMSG=42 EIDRM=43 ECHRNG=44 EL2NSYNC=45 EL3HLT=46 EL3RST=47 ELNRNG=48 EUNATCH=49 ENOCSI=50 EL2HLT=51 EBADE=52 EBADR=53 EXFULL=54 ENOANO=55 \
    EBADRQC=56 EBADSLT=57 EBFONT=59 ENOSTR=60 ENODATA=61 ETIME=62 ENOSR=63 ENONET=64 ENOPKG=65 EREMOTE=66 ENOLINK=67 EADV=68 ESRMNT=69 ECOMM=70 \
    EPROTO=71 EMULTIHOP=72 EDOTDOT=73 EBADMSG=74 EOVERFLOW=75 ENOTUNIQ=76 EBADFD=77 EREMCHG=78 ELIBACC=79 ELIBBAD=80 ELIBSCN=81 ELIBMAX=82 \
    ELIBEXEC=83 EILSEQ=84 ERESTART=85 ESTRPIPE=86 EUSERS=87 ENOTSOCK=88 EDESTADDRREQ=89 EMSGSIZE=90 EPROTOTYPE=91 ENOPROTOOPT=92 EPROTONOSUPPORT=93 \
    ESOCKTNOSUPPORT=94 EOPNOTSUPP=95 ENOTSUP=95 EPFNOSUPPORT=96 EAFNOSUPPORT=97 EADDRINUSE=98 EADDRNOTAVAIL=99 ENETDOWN=100 ENETUNREACH=101 \
    ENETRESET=102 ECONNABORTED=103 ECONNRESET=104 ENOBUFS=105 EISCONN=106 ENOTCONN=107 ESHUTDOWN=108 ETOOMANYREFS=109 ETIMEDOUT=110 ECONNREFUSED=111 \
    EHOSTDOWN=112 EHOSTUNREACH=113 EALREADY=114 EINPROGRESS=115 ESTALE=116 EUCLEAN=117 ENOTNAM=118 ENAVAIL=119 EISNAM=120 EREMOTEIO=121 EDQUOT=122 \
    ENOMEDIUM=123 EMEDIUMTYPE=124 ECANCELED=125 ENOKEY=126 EKEYEXPIRED=127 EKEYREVOKED=128 EKEYREJECTED=129 EOWNERDEAD=130 ENOTRECOVERABLE=131 \
    ERFKILL=132";

/// `_imp`.
pub(crate) static IMP: ModuleDef = ModuleDef {
    functions: &[
        Def::function("lock_held", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::function("acquire_lock", 0, 0, |_, _| Ok(Value::None)),
        Def::function("release_lock", 0, 0, |_, _| Ok(Value::None)),
        Def::function("is_builtin", 1, 1, |vm, args| {
            let name = vm.plain_text(args[0]);
            Ok(Value::Int(i64::from(super::find(&name, vm.minor()).is_some())))
        }),
        Def::function("is_frozen", 1, 1, |_, _| Ok(Value::bool(false))),
        Def::function("is_frozen_package", 1, 1, |_, _| Ok(Value::bool(false))),
        Def::function_of("find_frozen", "name, /, *, withdata=False", |_, _| Ok(Value::None)).since(11),
        Def::function("get_frozen_object", 1, 2, |vm, args| {
            let name = vm.repr_text(args[0])?;
            Err(vm.error(Class::ImportError, format!("No such frozen object named {name}")))
        }),
        Def::function("create_builtin", 1, 1, |vm, args| {
            let name = vm.intern("name");
            let name = vm.get_attr(args[0], name)?;
            let name = vm.plain_text(name);
            let key = vm.intern(&name);
            if let Some(module) = vm.heap.dicts[vm.modules].get_str(&vm.heap.strs, key) {
                return Ok(module);
            }
            match super::find(&name, vm.minor()) {
                Some(def) => vm.make_native_module(def),
                None => Ok(Value::None),
            }
        }),
        Def::function("exec_builtin", 1, 1, |_, _| Ok(Value::Int(0))),
        Def::function("source_hash", 2, 2, |vm, args| {
            let source = vm.to_bytes(args[1])?;
            vm.charge(source.len() as u64 / 64, 0)?;
            let version = vm.version;
            match (pyc_marshal::Magic::of(version), pyc_marshal::Layout::of(version)) {
                (Some(magic), Some(layout)) => Ok(vm.bytes(pyc_marshal::source_hash(&source, magic, layout).to_vec())),
                _ => Ok(Value::None),
            }
        }),
        Def::function("_override_multi_interp_extensions_check", 1, 1, |_, _| Ok(Value::Int(0))).since(12),
        Def::function("_override_frozen_modules_for_tests", 1, 1, |_, _| Ok(Value::None)).since(11),
        Def::function("extension_suffixes", 0, 0, |vm, _| Ok(Value::List(vm.add(List::default())))),
        Def::function("_fix_co_filename", 2, 2, |_, _| Ok(Value::None)),
    ],
    fill: Some(|vm, dict| {
        let when = vm.str("default");
        vm.put(dict, "check_hash_based_pycs", when);
        if let (true, Some(magic)) = (vm.minor() >= 14, pyc_marshal::Magic::of(vm.version)) {
            let number = i64::from(magic.word());
            vm.put(dict, "pyc_magic_number_token", Value::Int(number));
        }
        Ok(())
    }),
    ..ModuleDef::new("_imp")
};

/// `_signal`: the names.
pub(crate) static SIGNAL: ModuleDef = ModuleDef {
    functions: &[
        Def::function("default_int_handler", 2, 2, |vm, _| {
            let class = vm.exception_class("KeyboardInterrupt");
            Err(vm.raise(class, &[]))
        }),
        Def::function("getsignal", 1, 1, |_, _| Ok(Value::Int(0))),
        Def::function("signal", 2, 2, |_, _| Ok(Value::Int(0))),
    ],
    fill: Some(|vm, dict| {
        for (number, name) in ["SIG_DFL", "SIG_IGN"].into_iter().enumerate() {
            vm.put(dict, name, Value::Int(number as i64));
        }
        for (number, name) in SIGNALS.split_whitespace().enumerate() {
            vm.put(dict, name, Value::Int(number as i64 + 1));
        }
        vm.put(dict, "NSIG", Value::Int(65));
        Ok(())
    }),
    ..ModuleDef::new("_signal")
};

const SIGNALS: &str = "SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT \
    SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS";

/// `_string`: what `string.Formatter` asks.
pub(crate) static STRING: ModuleDef = ModuleDef {
    functions: &[
        Def::function("formatter_parser", 1, 1, |vm, args| vm.formatter_parser(args[0])),
        Def::function("formatter_field_name_split", 1, 1, |vm, args| vm.formatter_split(args[0])),
    ],
    ..ModuleDef::new("_string")
};

/// `_thread`: of one thread.
pub(crate) static THREAD: ModuleDef = ModuleDef {
    functions: &[
        Def::function("allocate_lock", 0, 0, |vm, _| {
            let class = vm.class(&LOCK);
            Ok(vm.new_object(class, Lock { held: 0, again: false }))
        }),
        Def::function("get_ident", 0, 0, |_, _| Ok(Value::Int(1))),
        Def::function("get_native_id", 0, 0, |_, _| Ok(Value::Int(1))),
        Def::function("get_main_thread_ident", 0, 0, |_, _| Ok(Value::Int(1))).since(13),
        Def::function("_count", 0, 0, |_, _| Ok(Value::Int(0))),
        Def::function("_is_main_interpreter", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::function("daemon_threads_allowed", 0, 0, |_, _| Ok(Value::bool(true))),
        Def::function("stack_size", 0, 1, |_, _| Ok(Value::Int(0))),
        Def::function_any("start_new_thread", |vm, _, _| Err(vm.error(Class::RuntimeError, "can't start new thread"))),
        Def::function_any("start_joinable_thread", |vm, _, _| Err(vm.error(Class::RuntimeError, "can't start new thread"))),
    ],
    fill: Some(|vm, dict| {
        for (name, def) in [("LockType", &LOCK), ("lock", &LOCK), ("RLock", &RLOCK), ("_local", &LOCAL)] {
            let class = vm.class(def);
            vm.put(dict, name, Value::Type(class));
        }
        let error = Value::Type(vm.exception_class("RuntimeError"));
        vm.put(dict, "error", error);
        vm.put(dict, "TIMEOUT_MAX", Value::float(9_223_372_036.0));
        Ok(())
    }),
    ..ModuleDef::new("_thread")
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

static RLOCK: TypeDef = TypeDef { module: "_thread", base: true, methods: RLOCK_METHODS, ..TypeDef::new("RLock") };

const RLOCK_METHODS: &[Def] = &[
    Def::new_any(|vm, args, _| {
        let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
        let own = vm.class(&RLOCK);
        let made = vm.new_object(own, Lock { held: 0, again: true });
        Ok(vm.wrap(class, made))
    }),
    LOCK_METHODS[0],
    LOCK_METHODS[2],
    LOCK_METHODS[4],
    LOCK_METHODS[5],
    LOCK_METHODS[6],
    LOCK_METHODS[7],
    LOCK_METHODS[8],
];

static LOCAL: TypeDef = TypeDef { module: "_thread", base: true, native: false, dict: true, ..TypeDef::new("_local") };
