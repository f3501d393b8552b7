//! `math`.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::inst::BinaryOp;
use crate::number::{Cost, Int, float};

macro_rules! plain {
    ($($name:literal $function:expr;)*) => {
        [$(Def::function($name, 1, 1, |vm, args| {
            let x = vm.to_float(args[0])?;
            let function: fn(f64) -> f64 = $function;
            let y = function(x);
            // A result that is none of the argument's making is an error.
            if y.is_nan() && !x.is_nan() {
                return Err(vm.domain_error($name, x));
            }
            if y.is_infinite() && x.is_finite() {
                return Err(vm.error(Class::OverflowError, "math range error"));
            }
            Ok(Value::float(y))
        }),)*]
    };
}

/// Functions of 3.11 and later.
static PLAIN_311: [Def; 2] = plain! { "cbrt" f64::cbrt; "exp2" f64::exp2; };

static PLAIN: [Def; 23] = plain! {
    "acos" f64::acos; "acosh" f64::acosh; "asin" f64::asin; "asinh" f64::asinh; "atan" f64::atan; "cos" f64::cos; "cosh" f64::cosh;
    "degrees" |x| x * (180.0 / core::f64::consts::PI); "erf" libm::erf; "erfc" libm::erfc; "exp" f64::exp; "expm1" f64::exp_m1; "fabs" f64::abs;
    "log1p" |x| if x <= -1.0 { f64::NAN } else { f64::ln_1p(x) }; "radians" |x| x * (core::f64::consts::PI / 180.0); "sin" f64::sin; "sinh" f64::sinh; "sqrt" f64::sqrt; "tan" f64::tan; "tanh" f64::tanh;
    "atanh" |x| if x.abs() >= 1.0 { f64::NAN } else { f64::atanh(x) }; "gamma" gamma; "lgamma" |x| if x == x.floor() && x <= 0.0 { f64::NAN } else { libm::lgamma(x) };
};

fn gamma(x: f64) -> f64 {
    if x == x.floor() && x <= 0.0 || x == f64::NEG_INFINITY { f64::NAN } else { libm::tgamma(x) }
}

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: FUNCTIONS,
    fill: Some(|vm, dict| {
        vm.add_functions(dict, &PLAIN, Value::Unbound);
        if vm.minor() >= 11 {
            vm.add_functions(dict, &PLAIN_311, Value::Unbound);
        }
        for (name, value) in [
            ("pi", core::f64::consts::PI),
            ("e", core::f64::consts::E),
            ("tau", core::f64::consts::TAU),
            ("inf", f64::INFINITY),
            ("nan", f64::NAN),
        ] {
            vm.put(dict, name, Value::float(value));
        }
        Ok(())
    }),
    ..ModuleDef::new("math")
};

static FUNCTIONS: &[Def] = &[
    Def::function("atan2", 2, 2, |vm, args| two(vm, args, f64::atan2)),
    Def::function("copysign", 2, 2, |vm, args| two(vm, args, f64::copysign)),
    Def::function("remainder", 2, 2, |vm, args| {
        let (x, y) = (vm.to_float(args[0])?, vm.to_float(args[1])?);
        let rest = libm::remainder(x, y);
        if rest.is_nan() && !x.is_nan() && !y.is_nan() {
            return Err(vm.value_error("math domain error"));
        }
        Ok(Value::float(rest))
    }),
    Def::function("fmod", 2, 2, |vm, args| {
        let (x, y) = (vm.to_float(args[0])?, vm.to_float(args[1])?);
        let rest = x % y;
        if rest.is_nan() && !x.is_nan() && !y.is_nan() {
            return Err(vm.value_error("math domain error"));
        }
        Ok(Value::float(rest))
    }),
    Def::function("fma", 3, 3, |vm, args| {
        let (x, y, z) = (vm.to_float(args[0])?, vm.to_float(args[1])?, vm.to_float(args[2])?);
        let sum = x.mul_add(y, z);
        if sum.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
            return Err(vm.value_error("invalid operation in fma"));
        }
        if sum.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
            return Err(vm.error(Class::OverflowError, "overflow in fma"));
        }
        Ok(Value::float(sum))
    })
    .since(13),
    Def::function("pow", 2, 2, |vm, args| {
        let (x, y) = (vm.to_float(args[0])?, vm.to_float(args[1])?);
        if x == 0.0 && y < 0.0 && y.is_finite() {
            return Err(vm.value_error("math domain error"));
        }
        let power = match float::pow(x, y, 13) {
            Ok(float::Power::Float(it)) => it,
            Ok(float::Power::Complex(_)) => return Err(vm.value_error("math domain error")),
            Err(_) if x == 0.0 => f64::INFINITY,
            Err(_) => return Err(vm.error(Class::OverflowError, "math range error")),
        };
        Ok(Value::float(power))
    }),
    Def::function("ceil", 1, 1, |vm, args| rounded(vm, args[0], vm.names.ceil, f64::ceil)),
    Def::function("floor", 1, 1, |vm, args| rounded(vm, args[0], vm.names.floor, f64::floor)),
    Def::function("trunc", 1, 1, |vm, args| {
        if let Value::Float(it) = args[0] {
            let it = vm.checked(Int::from_f64(it.get()))?;
            return Ok(vm.int(it));
        }
        vm.special(args[0], vm.names.trunc, &[], |class| format!("type {class} doesn't define __trunc__ method"))
    }),
    Def::function("isnan", 1, 1, |vm, args| vm.to_float(args[0]).map(|it| Value::bool(it.is_nan()))),
    Def::function("isinf", 1, 1, |vm, args| vm.to_float(args[0]).map(|it| Value::bool(it.is_infinite()))),
    Def::function("isfinite", 1, 1, |vm, args| vm.to_float(args[0]).map(|it| Value::bool(it.is_finite()))),
    Def::function_of("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", |vm, args| {
        let (a, b, relative, absolute) =
            (vm.to_float(args[0])?, vm.to_float(args[1])?, vm.to_float(args[2])?, vm.to_float(args[3])?);
        if relative < 0.0 || absolute < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        let distance = (b - a).abs();
        let close = a == b
            || !a.is_infinite()
                && !b.is_infinite()
                && (distance <= (relative * b).abs() || distance <= (relative * a).abs() || distance <= absolute);
        Ok(Value::bool(close))
    }),
    Def::function("frexp", 1, 1, |vm, args| {
        let x = vm.to_float(args[0])?;
        let (mantissa, exponent) = if x == 0.0 || !x.is_finite() { (x, 0) } else { libm::frexp(x) };
        Ok(vm.tuple(&[Value::float(mantissa), Value::Int(i64::from(exponent))]))
    }),
    Def::function("ldexp", 2, 2, |vm, args| {
        let x = vm.to_float(args[0])?;
        if vm.as_int(args[1]).is_none() {
            return Err(vm.type_error("Expected an int as second argument to ldexp."));
        }
        let it = float::ldexp(x, vm.to_clamped(args[1])?);
        if it.is_infinite() && x.is_finite() {
            return Err(vm.error(Class::OverflowError, "math range error"));
        }
        Ok(Value::float(it))
    }),
    Def::function("modf", 1, 1, |vm, args| {
        let x = vm.to_float(args[0])?;
        let (fraction, whole) = if x.is_infinite() { (0.0f64.copysign(x), x) } else { (x.fract().copysign(x), x.trunc()) };
        Ok(vm.tuple(&[Value::float(fraction), Value::float(whole)]))
    }),
    Def::function("log", 1, 2, |vm, args| {
        let x = logarithm(vm, args[0], f64::ln)?;
        match args.get(1) {
            None => Ok(Value::float(x)),
            Some(&base) => {
                let base = logarithm(vm, base, f64::ln)?;
                if base == 0.0 {
                    return Err(vm.error(
                        Class::ZeroDivisionError,
                        if vm.minor() >= 14 { "division by zero" } else { "float division by zero" },
                    ));
                }
                Ok(Value::float(x / base))
            }
        }
    }),
    Def::function("log2", 1, 1, |vm, args| logarithm(vm, args[0], f64::log2).map(Value::float)),
    Def::function("log10", 1, 1, |vm, args| logarithm(vm, args[0], f64::log10).map(Value::float)),
    Def::function_any("hypot", |vm, args, names| {
        positional(vm, "hypot", names)?;
        let mut all = Vec::new();
        for &it in args {
            all.push(vm.to_float(it)?.abs());
        }
        if all.iter().any(|it| it.is_infinite()) {
            return Ok(Value::float(f64::INFINITY));
        }
        if let [a, b] = all[..] {
            return Ok(Value::float(a.hypot(b)));
        }
        Ok(Value::float(norm(&all)))
    }),
    Def::function("dist", 2, 2, |vm, args| {
        let (a, b) = (vm.collect_items(args[0])?, vm.collect_items(args[1])?);
        if a.len() != b.len() {
            return Err(vm.value_error("both points must have the same number of dimensions"));
        }
        let mut all = Vec::new();
        for (a, b) in a.into_iter().zip(b) {
            all.push((vm.to_float(a)? - vm.to_float(b)?).abs());
        }
        Ok(Value::float(norm(&all)))
    }),
    Def::function("fsum", 1, 1, fsum),
    Def::function_of("prod", "iterable, /, *, start=1", |vm, args| {
        let iter = vm.iter(args[0])?;
        let mut total = args[1];
        while let Some(item) = vm.next(iter)? {
            vm.charge(1, 0)?;
            total = vm.binary_sync(BinaryOp::Multiply, false, total, item)?;
        }
        Ok(total)
    }),
    Def::function("sumprod", 2, 2, |vm, args| {
        let (a, b) = (vm.collect_items(args[0])?, vm.collect_items(args[1])?);
        if a.len() != b.len() {
            return Err(vm.value_error("Inputs are not the same length"));
        }
        let mut total = Value::Int(0);
        for (a, b) in a.into_iter().zip(b) {
            let product = vm.binary_sync(BinaryOp::Multiply, false, a, b)?;
            total = vm.binary_sync(BinaryOp::Add, false, total, product)?;
        }
        Ok(total)
    })
    .since(12),
    Def::function_any("gcd", |vm, args, names| {
        positional(vm, "gcd", names)?;
        let mut total = Int::ZERO;
        for &it in args {
            let it = vm.to_index(it)?;
            vm.charge_cost(Cost::gcd(&total, &it))?;
            total = total.gcd(&it);
        }
        Ok(vm.int(total))
    }),
    Def::function_any("lcm", |vm, args, names| {
        positional(vm, "lcm", names)?;
        let mut total = Int::ONE;
        for &it in args {
            let it = vm.to_index(it)?;
            vm.charge_cost(Cost::mul(&total, &it))?;
            total = vm.checked(total.lcm(&it))?;
        }
        Ok(vm.int(total))
    })
    .since(9),
    Def::function("isqrt", 1, 1, |vm, args| {
        let it = vm.to_index(args[0])?;
        vm.charge_cost(Cost::isqrt(&it))?;
        let root = vm.checked(it.isqrt())?;
        Ok(vm.int(root))
    }),
    Def::function("factorial", 1, 1, |vm, args| {
        let n = vm.to_index(args[0])?;
        if n.is_negative() {
            return Err(vm.value_error("factorial() not defined for negative values"));
        }
        let Some(n) = n.to_i64() else {
            return Err(vm.error(Class::OverflowError, "factorial() argument should not exceed 9223372036854775807"));
        };
        // About so many bits: n * log2(n).
        let bits = (n as f64 * (n.max(2) as f64).log2()) as u64;
        vm.charge((bits / 64).saturating_mul(bits / 4096 + 1) / 64, usize::try_from(bits / 8).unwrap_or(usize::MAX))?;
        let product = vm.checked(product(1, n))?;
        Ok(vm.int(product))
    }),
    Def::function("comb", 2, 2, |vm, args| choose(vm, args, false)),
    Def::function("perm", 1, 2, |vm, args| {
        let k = args.get(1).copied().filter(|it| !it.is_none()).unwrap_or(args[0]);
        choose(vm, &[args[0], k], true)
    }),
    Def::function_of("nextafter", "x, y, /, *, steps=?", |vm, args| {
        let (x, y) = (vm.to_float(args[0])?, vm.to_float(args[1])?);
        let steps = match args[2] {
            Value::Unbound | Value::None => return Ok(Value::float(libm::nextafter(x, y))),
            it => vm.to_index(it)?,
        };
        if steps.is_negative() {
            return Err(vm.value_error("steps must be a non-negative integer"));
        }
        // More steps than there are floats lead to the goal too.
        Ok(Value::float(steps_towards(x, y, steps.to_i64().unwrap_or(i64::MAX) as u64)))
    })
    .since(9),
    Def::function("ulp", 1, 1, |vm, args| {
        let x = vm.to_float(args[0])?.abs();
        if !x.is_finite() {
            return Ok(Value::float(x));
        }
        let next = libm::nextafter(x, f64::INFINITY);
        Ok(Value::float(if next.is_infinite() { x - libm::nextafter(x, 0.0) } else { next - x }))
    })
    .since(9),
];

/// The float so many steps from another one in a direction.
fn steps_towards(x: f64, y: f64, steps: u64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return x + y;
    }
    if steps == 0 {
        return x;
    }
    if x == y {
        return y;
    }
    // Numbers of floats in their order, zeros of both signs being one.
    let place = |it: f64| {
        let bits = i128::from(it.to_bits() & !(1 << 63));
        if it.is_sign_negative() { -bits } else { bits }
    };
    let (from, to) = (place(x), place(y));
    let distance = (to - from).unsigned_abs();
    if u128::from(steps) >= distance {
        return y;
    }
    let at = if to > from { from + i128::from(steps) } else { from - i128::from(steps) };
    let size = f64::from_bits(at.unsigned_abs() as u64);
    if at < 0 || at == 0 && x.is_sign_negative() { -size } else { size }
}

fn positional(vm: &mut Vm, name: &str, names: &[Id<Str>]) -> Result<(), Raised> {
    if names.is_empty() {
        return Ok(());
    }
    let module = if vm.minor() >= 9 { "math." } else { "" };
    Err(vm.type_error(format!("{module}{name}() takes no keyword arguments")))
}

fn two(vm: &mut Vm, args: &[Value], function: fn(f64, f64) -> f64) -> Outcome {
    let (x, y) = (vm.to_float(args[0])?, vm.to_float(args[1])?);
    Ok(Value::float(function(x, y)))
}

fn rounded(vm: &mut Vm, value: Value, name: Id<Str>, function: fn(f64) -> f64) -> Outcome {
    if !matches!(value, Value::Float(_))
        && let Some(method) = vm.lookup(vm.class_of(value), name)
    {
        return vm.call_special_sync(method, value, &[]);
    }
    let it = function(vm.to_float(value)?);
    let it = vm.checked(Int::from_f64(it))?;
    Ok(vm.int(it))
}

fn logarithm(vm: &mut Vm, value: Value, function: fn(f64) -> f64) -> Result<f64, Raised> {
    if let Some(it) = vm.as_int(value) {
        if it.is_negative() || it.is_zero() {
            let message = if vm.minor() >= 14 { "expected a positive input".to_owned() } else { "math domain error".to_owned() };
            return Err(vm.value_error(message));
        }
        if let Ok(float) = it.to_f64() {
            return Ok(function(float));
        }
        // Too large for a float: of its leading bits, and their place.
        let shift = it.bit_length().saturating_sub(64);
        let high = vm.checked(it.shift_right(&Int::from(i128::from(shift))))?;
        let high = vm.checked(high.to_f64())?;
        return Ok(function(high) + function(2.0) * shift as f64);
    }
    let x = vm.to_float(value)?;
    if x.is_nan() || x > 0.0 {
        return Ok(function(x));
    }
    let message = if vm.minor() >= 14 {
        format!("expected a positive input, got {}", float::repr(x))
    } else {
        "math domain error".to_owned()
    };
    Err(vm.value_error(message))
}

/// The length of a vector, scaled so that squares neither overflow nor vanish.
fn norm(all: &[f64]) -> f64 {
    let most = all.iter().fold(0.0, |a: f64, &b| if b.is_nan() || a.is_nan() { f64::NAN } else { a.max(b) });
    if most == 0.0 || most.is_nan() {
        return most;
    }
    most * all.iter().map(|it| (it / most) * (it / most)).sum::<f64>().sqrt()
}

/// Shewchuk's algorithm, as `Modules/mathmodule.c` has it.
fn fsum(vm: &mut Vm, args: &[Value]) -> Outcome {
    let iter = vm.iter(args[0])?;
    let mut partials: Vec<f64> = Vec::new();
    let (mut special, mut infinite) = (0.0, 0.0);
    while let Some(item) = vm.next(iter)? {
        vm.charge(1, 0)?;
        let original = vm.to_float(item)?;
        let mut x = original;
        let mut kept = 0;
        for at in 0..partials.len() {
            let mut y = partials[at];
            if x.abs() < y.abs() {
                core::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        partials.truncate(kept);
        if x != 0.0 {
            if x.is_finite() {
                partials.push(x);
            } else {
                if original.is_finite() {
                    return Err(vm.error(Class::OverflowError, "intermediate overflow in fsum"));
                }
                if original.is_infinite() {
                    infinite += original;
                }
                special += original;
                partials.clear();
            }
        }
    }
    if special != 0.0 {
        if infinite.is_nan() {
            return Err(vm.value_error("-inf + inf in fsum"));
        }
        return Ok(Value::float(special));
    }
    let Some(mut high) = partials.pop() else { return Ok(Value::float(0.0)) };
    let mut low = 0.0;
    while let Some(y) = partials.pop() {
        let x = high;
        high = x + y;
        low = y - (high - x);
        if low != 0.0 {
            break;
        }
    }
    // Half way between two floats: the rest decides.
    if let Some(&rest) = partials.last()
        && (low < 0.0 && rest < 0.0 || low > 0.0 && rest > 0.0)
    {
        let y = low * 2.0;
        let x = high + y;
        if y == x - high {
            high = x;
        }
    }
    Ok(Value::float(high))
}

/// The product of the ints from one to another, halves multiplied with halves.
fn product(low: i64, high: i64) -> Result<Int, Fail> {
    if high - low < 8 {
        return (low..=high).try_fold(Int::ONE, |total, it| total.mul(&Int::Small(it.max(1))));
    }
    let middle = low + (high - low) / 2;
    product(low, middle)?.mul(&product(middle + 1, high)?)
}

fn choose(vm: &mut Vm, args: &[Value], ordered: bool) -> Outcome {
    let (n, k) = (vm.to_index(args[0])?, vm.to_index(args[1])?);
    let name = if n.is_negative() { "n" } else { "k" };
    if n.is_negative() || k.is_negative() {
        return Err(vm.value_error(format!("{name} must be a non-negative integer")));
    }
    if k > n {
        return Ok(Value::Int(0));
    }
    let (Some(n), Some(mut k)) = (n.to_i64(), k.to_i64()) else {
        return Err(vm.error(Class::OverflowError, "min(n - k, k) must not exceed 9223372036854775807"));
    };
    if !ordered {
        k = k.min(n - k);
    }
    let bits = (k as u64).saturating_mul(64 - (n.max(1) as u64).leading_zeros() as u64);
    vm.charge((bits / 64).saturating_mul(bits / 4096 + 1), usize::try_from(bits / 8).unwrap_or(usize::MAX))?;
    let mut result = if k == 0 { Int::ONE } else { vm.checked(product(n - k + 1, n))? };
    if !ordered && k > 0 {
        let below = vm.checked(product(1, k))?;
        result = vm.checked(result.floor_div(&below, 13))?;
    }
    Ok(vm.int(result))
}

impl Vm {
    /// The error of a function that is not defined there.
    #[cold]
    fn domain_error(&mut self, name: &str, x: f64) -> Raised {
        let expected = match name {
            _ if self.minor() < 14 => return self.value_error("math domain error"),
            "acos" | "asin" => "a number in range from -1 up to 1",
            "acosh" => "argument value not less than 1",
            "atanh" => "a number between -1 and 1",
            "cos" | "sin" | "tan" => "a finite input",
            "gamma" | "lgamma" => "a noninteger or positive integer",
            "log1p" => "argument value > -1",
            _ => "a nonnegative input",
        };
        self.value_error(format!("expected {expected}, got {}", float::repr(x)))
    }
}
