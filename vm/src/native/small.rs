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
        Def::function("get_freeze_count", 0, 0, |_, _| Ok(Value::Int(0))),
        Def::function("is_finalized", 1, 1, |vm, args| Ok(Value::bool(vm.finalized.contains(&args[0].identity())))).since(9),
        Def::function("get_referents", 0, u8::MAX, |vm, args| {
            let mut all = Vec::new();
            for &object in args {
                all.extend(vm.heap.referents(object));
                vm.charge(1 + all.len() as u64 / 64, all.len().saturating_mul(2 * size_of::<Value>()))?;
            }
            Ok(Value::List(vm.add(List { items: all })))
        }),
        Def::function("get_stats", 0, 0, |vm, _| {
            let mut all = Vec::new();
            // One generation does all the work.
            for collections in [0, 0, vm.collections] {
                let dict = vm.add(Dict::default());
                for (name, number) in [("collections", collections as i64), ("collected", 0), ("uncollectable", 0)] {
                    vm.put(dict, name, Value::Int(number));
                }
                all.push(Value::Dict(dict));
            }
            Ok(Value::List(vm.add(List { items: all })))
        }),
        Def::function("is_tracked", 1, 1, |_, args| {
            Ok(Value::bool(!matches!(args[0], Value::Int(_) | Value::Float(_) | Value::Str(_) | Value::None | Value::Bool(_))))
        }),
    ],
    fill: Some(|vm, dict| {
        for name in ["garbage", "callbacks"] {
            let list = Value::List(vm.add(List::default()));
            vm.put(dict, name, list);
        }
        for (name, flag) in [("STATS", 1), ("COLLECTABLE", 2), ("UNCOLLECTABLE", 4), ("SAVEALL", 32), ("LEAK", 38)] {
            vm.put(dict, &format!("DEBUG_{name}"), Value::Int(flag));
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
        Def::function("_frozen_module_names", 0, 0, |vm, _| Ok(Value::List(vm.add(List::default())))).since(11),
        Def::function("init_frozen", 1, 1, |vm, args| {
            let name = vm.repr_text(args[0])?;
            Err(vm.error(Class::ImportError, format!("No such frozen object named {name}")))
        }),
        Def::function("create_dynamic", 1, 2, |vm, _| Err(vm.error(Class::ImportError, "dynamic modules are not supported"))),
        Def::function("exec_dynamic", 1, 1, |_, _| Ok(Value::Int(0))),
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

/// `_string`: what `string.Formatter` asks.
pub(crate) static STRING: ModuleDef = ModuleDef {
    functions: &[
        Def::function("formatter_parser", 1, 1, |vm, args| vm.formatter_parser(args[0])),
        Def::function("formatter_field_name_split", 1, 1, |vm, args| vm.formatter_split(args[0])),
    ],
    ..ModuleDef::new("_string")
};

/// `_tokenize`: what would make tokens of source is a part of the compiler, which is not there.
pub(crate) static TOKENIZE: ModuleDef = ModuleDef { classes: &[&TOKENIZER], since: 12, ..ModuleDef::new("_tokenize") };

static TOKENIZER: TypeDef = TypeDef {
    module: "_tokenize",
    methods: &[Def::new_any(|vm, _, _| {
        Err(vm.error(Class::NotImplementedError, "this machine has no compiler: it makes no tokens of source"))
    })],
    ..TypeDef::new("TokenizerIter")
};
