//! `time`: what the host's clocks say.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function("time", 0, 0, |vm, _| clock(vm, true).map(|it| Value::float(it as f64 / 1e9))),
        Def::function("time_ns", 0, 0, |vm, _| {
            let it = clock(vm, true)?;
            Ok(vm.int(crate::number::Int::from(it)))
        }),
        Def::function("monotonic", 0, 0, |vm, _| clock(vm, false).map(|it| Value::float(it as f64 / 1e9))),
        Def::function("perf_counter", 0, 0, |vm, _| clock(vm, false).map(|it| Value::float(it as f64 / 1e9))),
        Def::function("process_time", 0, 0, |vm, _| clock(vm, false).map(|it| Value::float(it as f64 / 1e9))),
        Def::function("monotonic_ns", 0, 0, nanoseconds),
        Def::function("perf_counter_ns", 0, 0, nanoseconds),
        Def::function("process_time_ns", 0, 0, nanoseconds),
        Def::function("sleep", 1, 1, |vm, args| {
            let seconds = vm.to_float(args[0])?;
            if seconds < 0.0 {
                return Err(vm.value_error("sleep length must be non-negative"));
            }
            vm.charge((seconds * 1e6) as u64, 0)?;
            Ok(Value::None)
        }),
    ],
    ..ModuleDef::new("time")
};

fn nanoseconds(vm: &mut Vm, _: &[Value]) -> Outcome {
    let it = clock(vm, false)?;
    Ok(vm.int(crate::number::Int::from(it)))
}

fn clock(vm: &mut Vm, wall: bool) -> Result<i128, Raised> {
    let result = if wall { vm.host.now() } else { vm.host.monotonic().map(|it| it as i128) };
    result.map_err(|error| vm.os_error(&error, None))
}
