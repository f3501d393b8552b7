//! `_signal`: names, and handlers that only the program itself can call.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("default_int_handler", 2, 2, |vm, _| {
            let class = vm.exception_class("KeyboardInterrupt");
            Err(vm.raise(class, &[]))
        }),
        Def::function("getsignal", 1, 1, |vm, args| {
            let number = signal_number(vm, args[0])?;
            Ok(handler(vm, number))
        }),
        Def::function("signal", 2, 2, set_handler),
        Def::function("raise_signal", 1, 1, raise_signal),
        Def::function("strsignal", 1, 1, |vm, args| {
            let number = signal_number(vm, args[0])?;
            Ok(match (SIGNALS.get(number as usize - 1), number) {
                (Some(it), _) => vm.str(it.1),
                (None, 34..) => vm.str(&format!("Real-time signal {}", number - 34)),
                _ => Value::None,
            })
        }),
        Def::function("valid_signals", 0, 0, |vm, _| {
            let set = Value::Set(vm.add(Set::default()));
            for number in (1..=31).chain(34..=64) {
                vm.set_add(set, Value::Int(number))?;
            }
            Ok(set)
        }),
    ],
    fill: Some(|vm, dict| {
        for (number, (name, _)) in SIGNALS.iter().enumerate() {
            if *name != "SIGSTKFLT" || vm.minor() >= 11 {
                vm.put(dict, name, Value::Int(number as i64 + 1));
            }
        }
        for (name, number) in OTHERS {
            vm.put(dict, name, Value::Int(*number));
        }
        let name = vm.intern("default_int_handler");
        let handler = vm.heap.dicts[dict].get_str(&vm.heap.strs, name).unwrap_or_default();
        vm.signal_handlers = vec![(2, handler), (13, Value::Int(1)), (25, Value::Int(1))];
        Ok(())
    }),
    ..ModuleDef::new("_signal")
};

const OTHERS: &[(&str, i64)] = &[
    ("SIG_DFL", 0),
    ("SIG_IGN", 1),
    ("NSIG", 65),
    ("SIG_BLOCK", 0),
    ("SIG_UNBLOCK", 1),
    ("SIG_SETMASK", 2),
    ("SIGIOT", 6),
    ("SIGCLD", 17),
    ("SIGPOLL", 29),
    ("SIGRTMIN", 34),
    ("SIGRTMAX", 64),
    ("ITIMER_REAL", 0),
    ("ITIMER_VIRTUAL", 1),
    ("ITIMER_PROF", 2),
];

/// Those of Linux, from 1 on, and what they are called.
const SIGNALS: &[(&str, &str)] = &[
    ("SIGHUP", "Hangup"),
    ("SIGINT", "Interrupt"),
    ("SIGQUIT", "Quit"),
    ("SIGILL", "Illegal instruction"),
    ("SIGTRAP", "Trace/breakpoint trap"),
    ("SIGABRT", "Aborted"),
    ("SIGBUS", "Bus error"),
    ("SIGFPE", "Floating point exception"),
    ("SIGKILL", "Killed"),
    ("SIGUSR1", "User defined signal 1"),
    ("SIGSEGV", "Segmentation fault"),
    ("SIGUSR2", "User defined signal 2"),
    ("SIGPIPE", "Broken pipe"),
    ("SIGALRM", "Alarm clock"),
    ("SIGTERM", "Terminated"),
    ("SIGSTKFLT", "Stack fault"),
    ("SIGCHLD", "Child exited"),
    ("SIGCONT", "Continued"),
    ("SIGSTOP", "Stopped (signal)"),
    ("SIGTSTP", "Stopped"),
    ("SIGTTIN", "Stopped (tty input)"),
    ("SIGTTOU", "Stopped (tty output)"),
    ("SIGURG", "Urgent I/O condition"),
    ("SIGXCPU", "CPU time limit exceeded"),
    ("SIGXFSZ", "File size limit exceeded"),
    ("SIGVTALRM", "Virtual timer expired"),
    ("SIGPROF", "Profiling timer expired"),
    ("SIGWINCH", "Window changed"),
    ("SIGIO", "I/O possible"),
    ("SIGPWR", "Power failure"),
    ("SIGSYS", "Bad system call"),
];

fn signal_number(vm: &mut Vm, value: Value) -> Result<u8, Raised> {
    match vm.to_c_int(value)? {
        number @ 1..=64 => Ok(number as u8),
        _ => Err(vm.value_error("signal number out of range")),
    }
}

fn handler(vm: &Vm, number: u8) -> Value {
    vm.signal_handlers.iter().find(|it| it.0 == number).map_or(Value::Int(0), |it| it.1)
}

fn invalid(vm: &mut Vm) -> Raised {
    vm.os_error_of(22, None)
}

fn set_handler(vm: &mut Vm, args: &[Value]) -> Outcome {
    let number = signal_number(vm, args[0])?;
    let plain = vm.as_int(args[1]).and_then(|it| it.to_i64());
    if !matches!(plain, Some(0 | 1)) && !vm.is_callable(args[1]) {
        return Err(vm.type_error("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"));
    }
    if matches!(number, 9 | 19 | 32 | 33) {
        return Err(invalid(vm));
    }
    let old = handler(vm, number);
    let new = plain.map_or(args[1], Value::Int);
    vm.signal_handlers.retain(|it| it.0 != number);
    vm.signal_handlers.push((number, new));
    Ok(old)
}

/// Calls the handler. What would end the process does not reach it.
fn raise_signal(vm: &mut Vm, args: &[Value]) -> Outcome {
    let number = match vm.to_c_int(args[0])? {
        number @ (1..=31 | 34..=64) => number as u8,
        _ => return Err(invalid(vm)),
    };
    match handler(vm, number) {
        Value::Int(1) => Ok(Value::None),
        Value::Int(_) if matches!(number, 17 | 18 | 23 | 28) => Ok(Value::None),
        Value::Int(_) => Err(vm.os_error_of(1, None)),
        handler => {
            let frame = match vm.frames.len().checked_sub(1) {
                Some(level) => vm.frame_object(level)?,
                None => Value::None,
            };
            vm.call_sync(handler, &[Value::Int(i64::from(number)), frame])?;
            Ok(Value::None)
        }
    }
}
