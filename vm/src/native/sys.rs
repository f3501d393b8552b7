//! `sys`.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef { functions: FUNCTIONS, fill: Some(fill), ..ModuleDef::new("sys") };

static FUNCTIONS: &[Def] = &[
    Def::function("exit", 0, 1, |vm, args| {
        let class = vm.exception_class("SystemExit");
        let exception = vm.call_sync(Value::Type(class), args)?;
        Err(vm.raise_value(exception))
    }),
    Def::function("exc_info", 0, 0, |vm, _| {
        let exception = vm.handling();
        Ok(exception_triple(vm, exception))
    }),
    Def::function("exception", 0, 0, |vm, _| {
        Ok(match vm.handling() {
            Value::Unbound => Value::None,
            it => it,
        })
    })
    .since(11),
    Def::function("getrecursionlimit", 0, 0, |vm, _| Ok(Value::Int(i64::from(vm.recursion_limit)))),
    Def::function("setrecursionlimit", 1, 1, |vm, args| {
        let limit = vm.to_word(args[0])?;
        if limit < 1 {
            return Err(vm.value_error("recursion limit must be greater or equal than 1"));
        }
        // No further than the machine's own limit.
        vm.recursion_limit = u32::try_from(limit).unwrap_or(u32::MAX).min(vm.limits.recursion_depth);
        Ok(Value::None)
    }),
    Def::function("intern", 1, 1, |vm, args| match args[0] {
        Value::Str(id) => Ok(Value::Str(vm.intern_id(id))),
        other => {
            let class = vm.class_name(other);
            Err(vm.type_error(format!("can't intern {class}")))
        }
    }),
    Def::function("getrefcount", 1, 1, |_, _| Ok(Value::Int(2))),
    Def::function_of("getsizeof", "object, default=?", |vm, args| {
        let name = vm.intern("__sizeof__");
        match vm.lookup(vm.class_of(args[0]), name) {
            Some(method) => vm.call_special_sync(method, args[0], &[]),
            None => Ok(args[1]),
        }
    }),
    Def::function("_getframe", 0, 1, |vm, args| {
        let depth = match args.first() {
            Some(&it) => usize::try_from(vm.to_word(it)?).unwrap_or(0),
            None => 0,
        };
        match vm.frames.len().checked_sub(1 + depth) {
            Some(level) => vm.frame_object(level),
            None => Err(vm.value_error("call stack is not deep enough")),
        }
    }),
    Def::function_of("_getframemodulename", "depth=0", |vm, args| {
        let depth = usize::try_from(vm.to_word(args[0])?).unwrap_or(0);
        let Some(frame) = vm.frames.len().checked_sub(1 + depth).and_then(|it| vm.frames.get(it)) else { return Ok(Value::None) };
        let globals = vm.heap.functions[frame.func].globals;
        Ok(globals.and_then(|it| vm.heap.dicts[it].get_str(&vm.heap.strs, vm.names.name)).unwrap_or(Value::None))
    })
    .since(12),
    Def::function("getdefaultencoding", 0, 0, |vm, _| Ok(vm.str("utf-8"))),
    Def::function("getfilesystemencoding", 0, 0, |vm, _| Ok(vm.str("utf-8"))),
    Def::function("getfilesystemencodeerrors", 0, 0, |vm, _| Ok(vm.str("surrogateescape"))),
    Def::function("gettrace", 0, 0, |_, _| Ok(Value::None)),
    Def::function("settrace", 1, 1, |_, _| Ok(Value::None)),
    Def::function("getprofile", 0, 0, |_, _| Ok(Value::None)),
    Def::function("setprofile", 1, 1, |_, _| Ok(Value::None)),
    Def::function("getswitchinterval", 0, 0, |_, _| Ok(Value::float(0.005))),
    Def::function("setswitchinterval", 1, 1, |_, _| Ok(Value::None)),
    Def::function("get_int_max_str_digits", 0, 0, |vm, _| Ok(Value::Int(vm.int_max_digits as i64))),
    Def::function_of("set_int_max_str_digits", "maxdigits", |vm, args| {
        let digits = i64::from(vm.to_c_int(args[0])?);
        let least = crate::number::MAX_DIGITS_THRESHOLD as i64;
        if digits != 0 && digits < least {
            return Err(vm.value_error(if vm.minor() >= 14 {
                format!("maxdigits must be >= {least} or 0 for unlimited")
            } else {
                format!("maxdigits must be 0 or larger than {least}")
            }));
        }
        vm.int_max_digits = if digits == 0 { usize::MAX } else { digits as usize };
        Ok(Value::None)
    }),
    Def::function("displayhook", 1, 1, |vm, args| vm.displayhook(args[0])),
    Def::function("excepthook", 3, 3, |vm, args| {
        let text = vm.format_exception(args[1]);
        vm.print_error(&text)?;
        Ok(Value::None)
    }),
    Def::function("unraisablehook", 1, 1, |_, _| Ok(Value::None)),
    Def::function_any("breakpointhook", |_, _, _| Ok(Value::None)),
    Def::function_any("audit", |_, _, _| Ok(Value::None)),
    Def::function("addaudithook", 1, 1, |_, _| Ok(Value::None)),
    Def::function("is_finalizing", 0, 0, |_, _| Ok(Value::bool(false))),
    Def::function("_is_gil_enabled", 0, 0, |_, _| Ok(Value::bool(true))).since(13),
    Def::function("_is_interned", 1, 1, |vm, args| {
        Ok(Value::bool(matches!(args[0], Value::Str(id) if vm.heap.strs[id].interned)))
    })
    .since(13),
    Def::function("_clear_type_cache", 0, 0, |_, _| Ok(Value::None)),
    Def::function("_current_frames", 0, 0, |vm, _| {
        let frame = match vm.frames.len().checked_sub(1) {
            Some(level) => vm.frame_object(level)?,
            None => Value::None,
        };
        let dict = vm.add(Dict::default());
        vm.dict_set(dict, Value::Int(1), frame)?;
        Ok(Value::Dict(dict))
    }),
    Def::function("_current_exceptions", 0, 0, |vm, _| {
        let exception = match vm.handling() {
            Value::Unbound => Value::None,
            it => it,
        };
        let value = if vm.minor() >= 12 { exception } else { exception_triple(vm, exception) };
        let dict = vm.add(Dict::default());
        vm.dict_set(dict, Value::Int(1), value)?;
        Ok(Value::Dict(dict))
    })
    .since(10),
    Def::function("_debugmallocstats", 0, 0, |_, _| Ok(Value::None)),
    Def::function("_deactivate_opcache", 0, 0, |_, _| Ok(Value::None)).since(10).until(11),
    Def::function("_getquickenedcount", 0, 0, |_, _| Ok(Value::Int(0))).since(11).until(12),
    Def::function("_setprofileallthreads", 1, 1, |_, _| Ok(Value::None)).since(12),
    Def::function("_settraceallthreads", 1, 1, |_, _| Ok(Value::None)).since(12),
    Def::function("_clear_internal_caches", 0, 0, |_, _| Ok(Value::None)).since(13),
    Def::function("_get_cpu_count_config", 0, 0, |_, _| Ok(Value::Int(-1))).since(13),
    Def::function("activate_stack_trampoline", 1, 1, |vm, _| Err(vm.value_error("perf trampoline not available"))).since(12),
    Def::function("deactivate_stack_trampoline", 0, 0, |_, _| Ok(Value::None)).since(12),
    Def::function("is_stack_trampoline_active", 0, 0, |_, _| Ok(Value::bool(false))).since(12),
    Def::function("call_tracing", 2, 2, |vm, args| {
        let Value::Tuple(_) = vm.native(args[1]) else {
            let class = vm.class_name(args[1]);
            return Err(vm.type_error(format!("call_tracing() argument 2 must be tuple, not {class}")));
        };
        let items = vm.items(args[1]);
        vm.call_sync(args[0], &items)
    }),
    Def::function("callstats", 0, 0, |_, _| Ok(Value::None)).until(9),
    Def::function("getallocatedblocks", 0, 0, |vm, _| Ok(Value::Int(vm.heap.count() as i64))),
    Def::function("getunicodeinternedsize", 0, 0, |vm, _| Ok(Value::Int(vm.interned.len() as i64))).since(12),
    Def::function("getcheckinterval", 0, 0, |_, _| Ok(Value::Int(100))).until(9),
    Def::function("setcheckinterval", 1, 1, |vm, args| vm.to_c_int(args[0]).map(|_| Value::None)).until(9),
    Def::function("getdlopenflags", 0, 0, |_, _| Ok(Value::Int(2))),
    Def::function("setdlopenflags", 1, 1, |vm, args| vm.to_c_int(args[0]).map(|_| Value::None)),
    Def::function("get_asyncgen_hooks", 0, 0, |vm, _| Ok(vm.tuple(&[Value::None, Value::None]))),
    Def::function_of("set_asyncgen_hooks", "firstiter=None, finalizer=None", |_, _| Ok(Value::None)),
    Def::function("get_coroutine_origin_tracking_depth", 0, 0, |_, _| Ok(Value::Int(0))),
    Def::function("set_coroutine_origin_tracking_depth", 1, 1, |_, _| Ok(Value::None)),
];

/// Class, exception, traceback.
fn exception_triple(vm: &mut Vm, exception: Value) -> Value {
    let Value::Exception(id) = exception else { return vm.tuple(&[Value::None; 3]) };
    let class = Value::Type(vm.class_of(exception));
    let traceback = match vm.heap.exceptions[id].traceback {
        Value::Unbound => Value::None,
        it => it,
    };
    vm.tuple(&[class, exception, traceback])
}

const VERSION_INFO: &[&str] = &["major", "minor", "micro", "releaselevel", "serial"];
const FLAGS: &[&str] = &[
    "debug",
    "inspect",
    "interactive",
    "optimize",
    "dont_write_bytecode",
    "no_user_site",
    "no_site",
    "ignore_environment",
    "verbose",
    "bytes_warning",
    "quiet",
    "hash_randomization",
    "isolated",
    "dev_mode",
    "utf8_mode",
    "warn_default_encoding",
    "safe_path",
    "int_max_str_digits",
];
const HASH_INFO: &[&str] = &["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"];
const FLOAT_INFO: &[&str] =
    &["max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"];
const INT_INFO: &[&str] = &["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"];
const THREAD_INFO: &[&str] = &["name", "lock", "version"];

/// The last release of each minor version, which is what a machine of it says that it is.
fn micro(minor: u8) -> i64 {
    match minor {
        8 => 20,
        9 => 23,
        10 => 18,
        11 => 13,
        12 => 11,
        13 => 7,
        _ => 0,
    }
}

fn fill(vm: &mut Vm, dict: Id<Dict>) -> Result<(), Raised> {
    let minor = vm.minor();
    let (major_value, minor_value, micro) = (Value::Int(3), Value::Int(i64::from(minor)), micro(minor));
    let class = vm.struct_class("sys", "version_info", VERSION_INFO, 5)?;
    let level = vm.str("final");
    let info = vm.struct_value(class, &[major_value, minor_value, Value::Int(micro), level, Value::Int(0)]);
    vm.put(dict, "version_info", info);
    let text = vm.str(&format!("3.{minor}.{micro} (pyc-tools)"));
    vm.put(dict, "version", text);
    let hex = 0x0300_00F0 | i64::from(minor) << 16 | micro << 8;
    vm.put(dict, "hexversion", Value::Int(hex));
    vm.put(dict, "api_version", Value::Int(1013));
    let class = vm.struct_class("sys", "flags", FLAGS, 18)?;
    let mut flags = vec![Value::Int(0); FLAGS.len()];
    flags[11] = Value::Int(1);
    flags[13] = Value::bool(false);
    flags[16] = Value::bool(false);
    flags[17] = Value::Int(4300);
    let flags = vm.struct_value(class, &flags);
    vm.put(dict, "flags", flags);
    let class = vm.struct_class("sys", "hash_info", HASH_INFO, 9)?;
    let algorithm = vm.str("pyc-tools");
    let ints = |all: &[i64]| all.iter().map(|it| Value::Int(*it)).collect::<Vec<_>>();
    let mut hash = ints(&[64, (1 << 61) - 1, 314_159, 0, 1_000_003]);
    hash.push(algorithm);
    hash.extend(ints(&[64, 128, 0]));
    let hash = vm.struct_value(class, &hash);
    vm.put(dict, "hash_info", hash);
    let class = vm.struct_class("sys", "float_info", FLOAT_INFO, 11)?;
    let float = [
        Value::float(f64::MAX),
        Value::Int(1024),
        Value::Int(308),
        Value::float(f64::MIN_POSITIVE),
        Value::Int(-1021),
        Value::Int(-307),
        Value::Int(15),
        Value::Int(53),
        Value::float(f64::EPSILON),
        Value::Int(2),
        Value::Int(1),
    ];
    let float = vm.struct_value(class, &float);
    vm.put(dict, "float_info", float);
    let class = vm.struct_class("sys", "int_info", INT_INFO, 4)?;
    let int = vm.struct_value(class, &ints(&[30, 4, 4300, 640]));
    vm.put(dict, "int_info", int);
    let class = vm.struct_class("sys", "thread_info", THREAD_INFO, 3)?;
    let (name, lock) = (vm.str("pthread"), vm.str("semaphore"));
    let thread = vm.struct_value(class, &[name, lock, Value::None]);
    vm.put(dict, "thread_info", thread);
    let class = vm.class(&crate::builtin::proxy::NAMESPACE);
    let implementation = vm.new_instance(class);
    let (name, tag) = (vm.str("cpython"), vm.str(&format!("cpython-3{minor}")));
    for (field, value) in [("name", name), ("cache_tag", tag), ("version", info), ("hexversion", Value::Int(hex))] {
        let field = vm.intern(field);
        vm.set_attr_generic(implementation, field, value)?;
    }
    vm.put(dict, "implementation", implementation);
    for (name, text) in [
        ("platform", "linux"),
        ("byteorder", "little"),
        ("copyright", ""),
        ("executable", ""),
        ("prefix", "/usr"),
        ("base_prefix", "/usr"),
        ("exec_prefix", "/usr"),
        ("base_exec_prefix", "/usr"),
        ("float_repr_style", "short"),
        ("abiflags", ""),
        ("_framework", ""),
        ("_base_executable", ""),
        ("platlibdir", "lib"),
        ("_stdlib_dir", ""),
    ] {
        let since = match name {
            "platlibdir" => 9,
            "_stdlib_dir" => 11,
            _ => 0,
        };
        if minor < since {
            continue;
        }
        let text = vm.str(text);
        vm.put(dict, name, text);
    }
    vm.put(dict, "maxsize", Value::Int(i64::MAX));
    vm.put(dict, "maxunicode", Value::Int(0x10_FFFF));
    vm.put(dict, "dont_write_bytecode", Value::bool(true));
    vm.put(dict, "pycache_prefix", Value::None);
    vm.put(dict, "_home", Value::None);
    let git = [vm.str("CPython"), Value::Str(vm.empty_str), Value::Str(vm.empty_str)];
    let git = vm.tuple(&git);
    vm.put(dict, "_git", git);
    let empty_dict = Value::Dict(vm.add(Dict::default()));
    vm.put(dict, "_xoptions", empty_dict);
    let cache = Value::Dict(vm.add(Dict::default()));
    vm.put(dict, "path_importer_cache", cache);
    for name in ["argv", "path", "meta_path", "path_hooks", "warnoptions", "orig_argv"] {
        if name == "orig_argv" && minor < 10 {
            continue;
        }
        let list = Value::List(vm.add(List::default()));
        vm.put(dict, name, list);
    }
    vm.put(dict, "modules", Value::Dict(vm.modules));
    let names: Vec<Value> = super::names().map(|it| vm.str(it)).collect();
    let names = vm.tuple(&names);
    vm.put(dict, "builtin_module_names", names);
    if minor >= 10 {
        let all = vm.add(Set::default());
        for name in crate::machine::stdlib::NAMES.split_whitespace() {
            let name = vm.str(name);
            vm.set_add(Value::Set(all), name)?;
        }
        vm.put(dict, "stdlib_module_names", Value::FrozenSet(all));
    }
    for (hidden, name) in [
        ("__displayhook__", "displayhook"),
        ("__excepthook__", "excepthook"),
        ("__unraisablehook__", "unraisablehook"),
        ("__breakpointhook__", "breakpointhook"),
    ] {
        let name = vm.intern(name);
        let value = vm.heap.dicts[dict].get_str(&vm.heap.strs, name).unwrap_or(Value::None);
        vm.put(dict, hidden, value);
    }
    for (number, name) in ["stdin", "stdout", "stderr"].into_iter().enumerate() {
        let stream = vm.standard_stream(number as u8)?;
        vm.put(dict, name, stream);
        vm.put(dict, &format!("__{name}__"), stream);
    }
    Ok(())
}

impl Vm {
    /// An attribute of `sys`.
    pub(crate) fn sys_attr(&mut self, name: &str) -> Option<Value> {
        let (sys, name) = (self.intern("sys"), self.intern(name));
        let Some(Value::Module(module)) = self.heap.dicts[self.modules].get_str(&self.heap.strs, sys) else { return None };
        self.heap.dicts[self.heap.modules[module].dict?].get_str(&self.heap.strs, name)
    }

    /// `sys.displayhook(value)`.
    pub(crate) fn displayhook(&mut self, value: Value) -> Outcome {
        if value.is_none() {
            return Ok(Value::None);
        }
        let text = self.repr_text(value)? + "\n";
        let text = self.str(&text);
        if let Some(stdout) = self.sys_attr("stdout") {
            let write = self.intern("write");
            let write = self.get_attr(stdout, write)?;
            self.call_sync(write, &[text])?;
        }
        let underscore = self.intern("_");
        self.set_entry(self.builtins, underscore, value);
        Ok(Value::None)
    }

    /// Writes to `sys.stderr`.
    pub(crate) fn print_error(&mut self, text: &str) -> Result<(), Raised> {
        match self.sys_attr("stderr") {
            Some(stream) if !stream.is_none() => {
                let text = self.str(text);
                if self.is_plain_stdout(stream) {
                    return self.write_stream(stream, text);
                }
                let write = self.intern("write");
                let write = self.get_attr(stream, write)?;
                self.call_sync(write, &[text])?;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
