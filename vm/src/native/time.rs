//! `time`: what the host's clocks say; dates and times in UTC.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::number::Int;

mod calendar;
mod format;

use calendar::Parts;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        Def::function("time", 0, 0, |vm, _| seconds(vm, true)),
        Def::function("time_ns", 0, 0, |vm, _| nanoseconds(vm, true)),
        Def::function("monotonic", 0, 0, |vm, _| seconds(vm, false)),
        Def::function("perf_counter", 0, 0, |vm, _| seconds(vm, false)),
        Def::function("process_time", 0, 0, |vm, _| seconds(vm, false)),
        Def::function("thread_time", 0, 0, |vm, _| seconds(vm, false)),
        Def::function("monotonic_ns", 0, 0, |vm, _| nanoseconds(vm, false)),
        Def::function("perf_counter_ns", 0, 0, |vm, _| nanoseconds(vm, false)),
        Def::function("process_time_ns", 0, 0, |vm, _| nanoseconds(vm, false)),
        Def::function("thread_time_ns", 0, 0, |vm, _| nanoseconds(vm, false)),
        Def::function("clock_gettime", 1, 1, |vm, args| {
            let wall = is_wall(vm, args[0])?;
            seconds(vm, wall)
        }),
        Def::function("clock_gettime_ns", 1, 1, |vm, args| {
            let wall = is_wall(vm, args[0])?;
            nanoseconds(vm, wall)
        }),
        Def::function("clock_getres", 1, 1, |vm, args| {
            is_wall(vm, args[0])?;
            Ok(Value::float(1e-9))
        }),
        Def::function("get_clock_info", 1, 1, clock_info),
        Def::function("sleep", 1, 1, |vm, args| {
            let seconds = vm.to_float(args[0])?;
            if seconds < 0.0 {
                return Err(vm.value_error("sleep length must be non-negative"));
            }
            if seconds.is_nan() {
                return Err(vm.value_error("Invalid value NaN (not a number)"));
            }
            // Nobody else could do anything meanwhile: it costs what it would have taken.
            vm.charge((seconds * 1e6) as u64, 0)?;
            Ok(Value::None)
        }),
        Def::function("gmtime", 0, 1, |vm, args| {
            let parts = parts_of(vm, args.first().copied())?;
            made(vm, &parts, "GMT")
        }),
        Def::function("localtime", 0, 1, |vm, args| {
            let parts = parts_of(vm, args.first().copied())?;
            made(vm, &parts, "UTC")
        }),
        Def::function("mktime", 1, 1, |vm, args| {
            let parts = given(vm, args[0], "mktime")?;
            Ok(Value::float(parts.timestamp() as f64))
        }),
        Def::function("asctime", 0, 1, |vm, args| {
            let parts = match args.first() {
                Some(&it) => checked(vm, it, "asctime")?,
                None => parts_of(vm, None)?,
            };
            Ok(vm.str(&format::ctime(&parts)))
        }),
        Def::function("ctime", 0, 1, |vm, args| {
            let parts = parts_of(vm, args.first().copied())?;
            Ok(vm.str(&format::ctime(&parts)))
        }),
        Def::function("strftime", 1, 2, strftime),
        Def::function_any("strptime", |vm, args, names| {
            let module = vm.import_module_named("_strptime")?;
            let name = vm.intern("_strptime_time");
            let function = vm.get_attr(module, name)?;
            vm.call_sync_named(function, args, names)
        }),
        Def::function("tzset", 0, 0, |_, _| Ok(Value::None)),
    ],
    fill: Some(|vm, dict| {
        let class = struct_time(vm)?;
        vm.put(dict, "struct_time", Value::Type(class));
        for (name, value) in [("timezone", 0), ("altzone", 0), ("daylight", 0), ("_STRUCT_TM_ITEMS", 11)] {
            vm.put(dict, name, Value::Int(value));
        }
        let utc = vm.str("UTC");
        let names = vm.tuple(&[utc, utc]);
        vm.put(dict, "tzname", names);
        for (name, number) in CLOCKS {
            vm.put(dict, name, Value::Int(number));
        }
        if vm.minor() >= 9 {
            vm.put(dict, "CLOCK_TAI", Value::Int(11));
        }
        Ok(())
    }),
    ..ModuleDef::new("time")
};

/// The clocks of Linux.
const CLOCKS: [(&str, i64); 6] = [
    ("CLOCK_REALTIME", 0),
    ("CLOCK_MONOTONIC", 1),
    ("CLOCK_PROCESS_CPUTIME_ID", 2),
    ("CLOCK_THREAD_CPUTIME_ID", 3),
    ("CLOCK_MONOTONIC_RAW", 4),
    ("CLOCK_BOOTTIME", 7),
];

const FIELDS: &[&str] =
    &["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"];

/// Stands for the class in the table of native classes.
static STRUCT_TIME: TypeDef = TypeDef { module: "time", ..TypeDef::new("struct_time") };

/// The class `struct_time`.
fn struct_time(vm: &mut Vm) -> Result<Id<Type>, Raised> {
    let key = core::ptr::from_ref(&STRUCT_TIME).addr();
    if let Some(&class) = vm.classes.get(&key) {
        return Ok(class);
    }
    let class = vm.struct_class("time", "struct_time", FIELDS, 9)?;
    vm.classes.insert(key, class);
    Ok(class)
}

fn is_wall(vm: &mut Vm, clock: Value) -> Result<bool, Raised> {
    let number = vm.to_word(clock)?;
    if number == 11 || CLOCKS.iter().any(|it| it.1 == number) {
        return Ok(matches!(number, 0 | 11));
    }
    let error = std::io::Error::from_raw_os_error(22);
    Err(vm.os_error(&error, None))
}

fn clock(vm: &mut Vm, wall: bool) -> Result<i128, Raised> {
    let result = if wall { vm.host.now() } else { vm.host.monotonic().map(|it| it as i128) };
    result.map_err(|error| vm.os_error(&error, None))
}

fn seconds(vm: &mut Vm, wall: bool) -> Outcome {
    clock(vm, wall).map(|it| Value::float(it as f64 / 1e9))
}

fn nanoseconds(vm: &mut Vm, wall: bool) -> Outcome {
    let it = clock(vm, wall)?;
    Ok(vm.int(Int::from(it)))
}

fn clock_info(vm: &mut Vm, args: &[Value]) -> Outcome {
    let name = vm.text_argument(args[0], "get_clock_info", "name")?;
    let (wall, implementation) = match name.as_str() {
        "time" => (true, "clock_gettime(CLOCK_REALTIME)"),
        "monotonic" | "perf_counter" => (false, "clock_gettime(CLOCK_MONOTONIC)"),
        "process_time" => (false, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)"),
        "thread_time" => (false, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)"),
        _ => return Err(vm.value_error("unknown clock")),
    };
    let class = vm.class(&crate::builtin::proxy::NAMESPACE);
    let info = vm.new_instance(class);
    let implementation = vm.str(implementation);
    let fields = [
        ("implementation", implementation),
        ("monotonic", Value::bool(!wall)),
        ("adjustable", Value::bool(wall)),
        ("resolution", Value::float(1e-9)),
    ];
    for (field, value) in fields {
        let field = vm.intern(field);
        vm.set_attr_generic(info, field, value)?;
    }
    Ok(info)
}

/// The date and time of a number of seconds since 1970; of now, if there is none.
fn parts_of(vm: &mut Vm, value: Option<Value>) -> Result<Parts, Raised> {
    let seconds = match value {
        None | Some(Value::None) => clock(vm, true)?.div_euclid(1_000_000_000) as i64,
        Some(value) => timestamp(vm, value)?,
    };
    match Parts::of(seconds) {
        Some(parts) => Ok(parts),
        None => {
            let error = std::io::Error::from_raw_os_error(75);
            Err(vm.os_error(&error, None))
        }
    }
}

fn timestamp(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    if let Value::Float(it) = vm.native(value) {
        let it = it.get();
        if it.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let it = it.floor();
        // What fits a `time_t`.
        if !(-9.223_372_036_854_776e18..9.223_372_036_854_776e18).contains(&it) {
            return Err(vm.error(Class::OverflowError, "timestamp out of range for platform time_t"));
        }
        return Ok(it as i64);
    }
    if vm.minor() < 10 && vm.as_int(value).is_none() && vm.lookup(vm.class_of(value), vm.names.index).is_none() {
        let class = vm.class_name(value);
        return Err(vm.type_error(format!("an integer is required (got type {class})")));
    }
    match vm.to_index(value)?.to_i64() {
        Some(it) => Ok(it),
        None => Err(vm.error(Class::OverflowError, "timestamp out of range for platform time_t")),
    }
}

fn made(vm: &mut Vm, parts: &Parts, zone: &str) -> Outcome {
    let class = struct_time(vm)?;
    let mut items: Vec<Value> = parts.fields().into_iter().map(Value::Int).collect();
    let zone = vm.str(zone);
    items.extend([zone, Value::Int(0)]);
    Ok(vm.struct_value(class, &items))
}

/// The nine numbers that a program gives, as they are.
fn given(vm: &mut Vm, value: Value, function: &str) -> Result<Parts, Raised> {
    let Value::Tuple(_) = vm.native(value) else { return Err(vm.type_error("Tuple or struct_time argument required")) };
    let items = vm.items(value);
    if items.len() < 9 {
        return Err(vm.type_error(format!("{function}(): illegal time tuple argument")));
    }
    let mut numbers = [0; 9];
    for (number, &item) in numbers.iter_mut().zip(&items) {
        *number = i64::from(vm.to_c_int(item)?);
    }
    Ok(Parts::given(numbers))
}

/// The nine numbers that a program gives, each within its bounds.
fn checked(vm: &mut Vm, value: Value, function: &str) -> Result<Parts, Raised> {
    let mut parts = given(vm, value, function)?;
    parts.month = if parts.month == 0 { 1 } else { parts.month };
    parts.day = if parts.day == 0 { 1 } else { parts.day };
    parts.year_day = if parts.year_day == 0 { 1 } else { parts.year_day };
    let bad = if !(1..=12).contains(&parts.month) {
        "month out of range"
    } else if !(1..=31).contains(&parts.day) {
        "day of month out of range"
    } else if !(0..=23).contains(&parts.hour) {
        "hour out of range"
    } else if !(0..=59).contains(&parts.minute) {
        "minute out of range"
    } else if !(0..=61).contains(&parts.second) {
        "seconds out of range"
    } else if parts.week_day < 0 {
        "day of week out of range"
    } else if !(1..=366).contains(&parts.year_day) {
        "day of year out of range"
    } else {
        parts.week_day %= 7;
        return Ok(parts);
    };
    Err(vm.value_error(bad))
}

fn strftime(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Str(id) = vm.native(args[0]) else {
        let class = vm.class_name(args[0]);
        return Err(vm.type_error(format!("strftime() argument 1 must be str, not {class}")));
    };
    let template = vm.lossy(id);
    vm.charge(template.len() as u64 / 8, template.len().saturating_mul(16))?;
    let parts = match args.get(1) {
        Some(&it) => checked(vm, it, "strftime")?,
        None => parts_of(vm, None)?,
    };
    let name = vm.intern("tm_zone");
    let zone = match args.get(1) {
        Some(&it) => vm.find_attr(it, name)?.filter(|&it| matches!(vm.native(it), Value::Str(_))),
        None => None,
    };
    let zone = zone.map_or_else(|| "UTC".to_owned(), |it| vm.plain_text(it));
    let text = format::strftime(&template, &parts, &zone);
    Ok(vm.str(&text))
}
