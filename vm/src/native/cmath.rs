//! `cmath`. The algorithms are those of `Modules/cmathmodule.c`; what they say of infinities and NaNs is in tables.

use core::f64::consts::{E, FRAC_PI_2, FRAC_PI_4, LN_2, LN_10, PI, TAU};

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::number::{Complex, Operand};

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "This module provides access to mathematical functions for complex\nnumbers.",
    functions: FUNCTIONS,
    fill: Some(|vm, dict| {
        for (name, value) in [("pi", PI), ("e", E), ("tau", TAU), ("inf", f64::INFINITY), ("nan", f64::NAN)] {
            vm.put(dict, name, Value::float(value));
        }
        let (infinity, nan) = (vm.complex(z(0.0, f64::INFINITY)), vm.complex(z(0.0, f64::NAN)));
        vm.put(dict, "infj", infinity);
        vm.put(dict, "nanj", nan);
        Ok(())
    }),
    ..ModuleDef::new("cmath")
};

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Domain,
    Range,
}

type Answer = Result<Complex, Wrong>;

macro_rules! plain {
    ($name:literal, $function:path, $doc:literal) => {
        Def::function($name, 1, 1, |vm, args| {
            let it = argument(vm, args[0])?;
            answer(vm, $function(it))
        })
        .doc($doc)
    };
}

static FUNCTIONS: &[Def] = &[
    plain!("acos", acos, "Return the arc cosine of z."),
    Def::function("acosh", 1, 1, |vm, args| {
        let it = argument(vm, args[0])?;
        answer(vm, acosh(it, vm.minor()))
    })
    .doc("Return the inverse hyperbolic cosine of z."),
    plain!("asin", asin, "Return the arc sine of z."),
    plain!("asinh", asinh, "Return the inverse hyperbolic sine of z."),
    plain!("atan", atan, "Return the arc tangent of z."),
    plain!("atanh", atanh, "Return the inverse hyperbolic tangent of z."),
    plain!("cos", cos, "Return the cosine of z."),
    plain!("cosh", cosh, "Return the hyperbolic cosine of z."),
    plain!("exp", exp, "Return the exponential value e**z."),
    plain!("sin", sin, "Return the sine of z."),
    plain!("sinh", sinh, "Return the hyperbolic sine of z."),
    plain!("sqrt", sqrt_checked, "Return the square root of z."),
    Def::function("tan", 1, 1, |vm, args| {
        let it = argument(vm, args[0])?;
        answer(vm, tan(it, vm.minor()))
    })
    .doc("Return the tangent of z."),
    Def::function("tanh", 1, 1, |vm, args| {
        let it = argument(vm, args[0])?;
        answer(vm, tanh(it, vm.minor()))
    })
    .doc("Return the hyperbolic tangent of z."),
    plain!("log10", log10, "Return the base-10 logarithm of z."),
    Def::function("log", 1, 2, |vm, args| {
        let it = argument(vm, args[0])?;
        let Some(&base) = args.get(1) else { return answer(vm, log(it)) };
        let base = argument(vm, base)?;
        let (Ok(x), Ok(y)) = (log(it), log(base)) else { return Err(vm.value_error("math domain error")) };
        let minor = vm.minor();
        let quotient = crate::number::complex::true_div(Operand::Complex(x), Operand::Complex(y), minor);
        match quotient {
            Ok(it) => Ok(vm.complex(it)),
            // To be divided by zero is an error of its domain.
            Err(_) => Err(vm.value_error("math domain error")),
        }
    })
    .doc("log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of z."),
    Def::function("phase", 1, 1, |vm, args| {
        let it = argument(vm, args[0])?;
        Ok(Value::float(it.im.atan2(it.re)))
    })
    .doc("Return argument, also known as the phase angle, of a complex."),
    Def::function("polar", 1, 1, |vm, args| {
        let it = argument(vm, args[0])?;
        let length = crate::number::complex::abs(it);
        let Ok(length) = length else { return Err(vm.error(Class::OverflowError, "math range error")) };
        Ok(vm.tuple(&[Value::float(length), Value::float(it.im.atan2(it.re))]))
    })
    .doc("Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 and phi the phase angle."),
    Def::function("rect", 2, 2, |vm, args| {
        let (r, phi) = (vm.to_float(args[0])?, vm.to_float(args[1])?);
        answer(vm, rect(r, phi))
    })
    .doc("Convert from polar coordinates to rectangular coordinates."),
    Def::function("isfinite", 1, 1, |vm, args| argument(vm, args[0]).map(|it| Value::bool(it.re.is_finite() && it.im.is_finite())))
        .doc("Return True if both the real and imaginary parts of z are finite, else False."),
    Def::function("isinf", 1, 1, |vm, args| argument(vm, args[0]).map(|it| Value::bool(it.re.is_infinite() || it.im.is_infinite())))
        .doc("Checks if the real or imaginary part of z is infinite."),
    Def::function("isnan", 1, 1, |vm, args| argument(vm, args[0]).map(|it| Value::bool(it.re.is_nan() || it.im.is_nan())))
        .doc("Checks if the real or imaginary part of z not a number (NaN)."),
    Def::function_of("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0", |vm, args| {
        let (a, b) = (argument(vm, args[0])?, argument(vm, args[1])?);
        let (relative, absolute) = (vm.to_float(args[2])?, vm.to_float(args[3])?);
        if relative < 0.0 || absolute < 0.0 {
            return Err(vm.value_error("tolerances must be non-negative"));
        }
        let infinite = |it: Complex| it.re.is_infinite() || it.im.is_infinite();
        let length = |it: Complex| it.re.hypot(it.im);
        let distance = length(z(a.re - b.re, a.im - b.im));
        let close = a.re == b.re && a.im == b.im
            || !infinite(a)
                && !infinite(b)
                && (distance <= relative * length(b) || distance <= relative * length(a) || distance <= absolute);
        Ok(Value::bool(close))
    })
    .doc("Determine whether two complex numbers are close in value."),
];

fn argument(vm: &mut Vm, value: Value) -> Result<Complex, Raised> {
    let native = vm.native(value);
    let class = vm.class_of(value);
    let name = vm.intern("__complex__");
    if !matches!(native, Value::Complex(_))
        && let Some(method) = vm.lookup(class, name)
        && !matches!(native, Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Big(_))
    {
        let result = vm.call_special_sync(method, value, &[])?;
        let Value::Complex(_) = vm.native(result) else {
            let (class, other) = (vm.type_name(class), vm.class_name(result));
            let class = if vm.minor() >= 12 { format!("{class}.") } else { String::new() };
            return Err(vm.type_error(format!("{class}__complex__() returned non-complex (type {other})")));
        };
        return Ok(vm.complex_of(result));
    }
    if let Value::Complex(_) = native {
        return Ok(vm.complex_of(native));
    }
    vm.to_float(value).map(|it| z(it, 0.0))
}

fn answer(vm: &mut Vm, it: Answer) -> Outcome {
    match it {
        Ok(it) => Ok(vm.complex(it)),
        Err(Wrong::Domain) => Err(vm.value_error("math domain error")),
        Err(Wrong::Range) => Err(vm.error(Class::OverflowError, "math range error")),
    }
}

fn z(re: f64, im: f64) -> Complex {
    Complex::new(re, im)
}

const LARGE: f64 = f64::MAX / 4.0;
/// The square root of [`LARGE`].
const SQRT_LARGE: f64 = 6.703_903_964_971_298e153;
/// The logarithm of [`LARGE`].
const LOG_LARGE: f64 = 708.396_418_532_264_1;
/// The square root of the least normal number.
const SQRT_LEAST: f64 = 1.491_668_146_240_041_3e-154;
/// As many bits as a float has; and what its square root takes back, with the half that the formula asks for.
const SCALE_UP: i32 = 53;
const SCALE_DOWN: i32 = -27;

/// What a function says where a part is infinite or no number: two letters for the result, by the kind of the real part and the kind of the imaginary one.
/// Kinds: negative infinity, negative, negative zero, zero, positive, infinity, NaN. Letters: `n` NaN, `0` and `z` zero and its negative, `1` and `u` one, `i`
/// infinity, `p h q t` π, π/2, π/4, 3π/4, capitals their negatives; `!!` that it is out of the domain, `##` that it follows from a formula.
type Table = &'static str;

const ACOS: Table = "tipipipIpItInihi........hInnhi........hIhnhi........hIhnhi........hInnqi0i0i0I0IqInininnnnnnnnnInn";
const ACOSH: Table = "iTiPiPipipitiniH........ihnniH........ihnniH........ihnniH........ihnniQizizi0i0iqininnnnnnnnninnn";
const ASINH: Table = "IQIzIzI0I0IqInIH........IhnnIH........IhnniH........ihnniH........ihnniQizizi0i0iqininnnnzn0nninnn";
const ATANH: Table = "zHzHzHzhzhzhznzH........zhnnzH........zhzn0H........0h0n0H........0hnn0H0H0H0h0h0h0n0Hnnnnnnnn0hnn";
const COSH: Table = "!!##i0iz##!!in!!........!!nn!!........!!n0!!........!!n0!!........!!nn!!##izi0##!!innnnnn0n0nnnnnn";
const EXP: Table = "00##0z00##0000!!........!!nn!!........!!nn!!........!!nn!!........!!nn!!##izi0##!!innnnnnzn0nnnnnn";
const LOG: Table = "iTiPiPipipitiniH........ihnniH........ihnniH........ihnniH........ihnniQizizi0i0iqininnnnnnnnninnn";
const SINH: Table = "!!##IzI0##!!in!!........!!nn!!........!!0n!!........!!0n!!........!!nn!!##izi0##!!innnnnnzn0nnnnnn";
const SQRT: Table = "iI0I0I0i0iiiniiI........iinniI........iinniI........iinniI........iinniIizizi0i0iiiniInnnnnnnniinn";
const TANH: Table = "u0##uzu0##u0u0!!........!!nn!!........!!nn!!........!!nn!!........!!nn10##1z10##1010nnnnnzn0nnnnnn";

fn kind(x: f64) -> usize {
    match x {
        _ if x.is_nan() => 6,
        f64::INFINITY => 5,
        f64::NEG_INFINITY => 0,
        _ if x == 0.0 => 3 - usize::from(x.is_sign_negative()),
        _ if x < 0.0 => 1,
        _ => 4,
    }
}

/// The entry of a table; `None` where it follows from a formula.
fn special(table: Table, it: Complex) -> Option<Answer> {
    if it.re.is_finite() && it.im.is_finite() {
        return None;
    }
    let at = (kind(it.re) * 7 + kind(it.im)) * 2;
    let letters = table.as_bytes().get(at..at + 2)?;
    let value = |letter: u8| {
        let value = match letter.to_ascii_lowercase() {
            b'0' => 0.0,
            b'z' => -0.0,
            b'1' => 1.0,
            b'u' => -1.0,
            b'i' => f64::INFINITY,
            b'p' => PI,
            b'h' => FRAC_PI_2,
            b'q' => FRAC_PI_4,
            b't' => 3.0 * FRAC_PI_4,
            _ => f64::NAN,
        };
        if letter.is_ascii_uppercase() { -value } else { value }
    };
    match letters {
        b"##" => None,
        b"!!" => Some(Err(Wrong::Domain)),
        _ => Some(Ok(z(value(letters[0]), value(letters[1])))),
    }
}

fn in_range(it: Complex) -> Answer {
    if it.re.is_infinite() || it.im.is_infinite() { Err(Wrong::Range) } else { Ok(it) }
}

fn is_large(it: Complex) -> bool {
    it.re.abs() > LARGE || it.im.abs() > LARGE
}

fn acos(it: Complex) -> Answer {
    if let Some(known) = special(ACOS, it) {
        return known;
    }
    if is_large(it) {
        let size = (it.re / 2.0).hypot(it.im / 2.0).ln() + LN_2 * 2.0;
        let im = if it.re < 0.0 { -size.copysign(it.im) } else { size.copysign(-it.im) };
        return Ok(z(it.im.abs().atan2(it.re), im));
    }
    let (a, b) = (sqrt(z(1.0 - it.re, -it.im)), sqrt(z(1.0 + it.re, it.im)));
    Ok(z(2.0 * a.re.atan2(b.re), arsinh(b.re * a.im - b.im * a.re)))
}

fn acosh(it: Complex, minor: u8) -> Answer {
    // Since 3.14 as C23 has it.
    if minor >= 14 && it.re == 0.0 && it.im.is_nan() {
        return Ok(z(f64::NAN, FRAC_PI_2));
    }
    if let Some(known) = special(ACOSH, it) {
        return known;
    }
    if is_large(it) {
        return Ok(z((it.re / 2.0).hypot(it.im / 2.0).ln() + LN_2 * 2.0, it.im.atan2(it.re)));
    }
    let (a, b) = (sqrt(z(it.re - 1.0, it.im)), sqrt(z(it.re + 1.0, it.im)));
    Ok(z(arsinh(a.re * b.re + a.im * b.im), 2.0 * a.im.atan2(b.re)))
}

fn asin(it: Complex) -> Answer {
    asinh(z(-it.im, it.re)).map(|it| z(it.im, -it.re))
}

fn asinh(it: Complex) -> Answer {
    if let Some(known) = special(ASINH, it) {
        return known;
    }
    if is_large(it) {
        let size = (it.re / 2.0).hypot(it.im / 2.0).ln() + LN_2 * 2.0;
        let re = if it.im >= 0.0 { size.copysign(it.re) } else { -size.copysign(-it.re) };
        return Ok(z(re, it.im.atan2(it.re.abs())));
    }
    let (a, b) = (sqrt(z(1.0 + it.im, -it.re)), sqrt(z(1.0 - it.im, it.re)));
    Ok(z(arsinh(a.re * b.im - b.re * a.im), it.im.atan2(a.re * b.re - a.im * b.im)))
}

fn atan(it: Complex) -> Answer {
    atanh(z(-it.im, it.re)).map(|it| z(it.im, -it.re))
}

fn atanh(it: Complex) -> Answer {
    if let Some(known) = special(ATANH, it) {
        return known;
    }
    if it.re < 0.0 || it.re == 0.0 && it.re.is_sign_negative() {
        return atanh(z(-it.re, -it.im)).map(|it| z(-it.re, -it.im));
    }
    let height = it.im.abs();
    if it.re > SQRT_LARGE || height > SQRT_LARGE {
        let size = (it.re / 2.0).hypot(it.im / 2.0);
        return Ok(z(it.re / 4.0 / size / size, -FRAC_PI_2.copysign(-it.im)));
    }
    if it.re == 1.0 && height < SQRT_LEAST {
        if height == 0.0 {
            return Err(Wrong::Domain);
        }
        return Ok(z(-(height.sqrt() / height.hypot(2.0).sqrt()).ln(), (2f64.atan2(-height) / 2.0).copysign(it.im)));
    }
    let re = (4.0 * it.re / ((1.0 - it.re) * (1.0 - it.re) + height * height)).ln_1p() / 4.0;
    Ok(z(re, -(-2.0 * it.im).atan2((1.0 - it.re) * (1.0 + it.re) - height * height) / 2.0))
}

fn cos(it: Complex) -> Answer {
    cosh(z(-it.im, it.re))
}

fn cosh(it: Complex) -> Answer {
    if let Some(known) = special(COSH, it) {
        return known;
    }
    let (sin, cos) = it.im.sin_cos();
    if it.re.is_infinite() {
        let im = f64::INFINITY.copysign(sin);
        return Ok(z(f64::INFINITY.copysign(cos), if it.re > 0.0 { im } else { -im }));
    }
    if it.re.abs() > LOG_LARGE {
        let less = it.re - 1f64.copysign(it.re);
        return in_range(z(cos * less.cosh() * E, sin * less.sinh() * E));
    }
    in_range(z(cos * it.re.cosh(), sin * it.re.sinh()))
}

fn exp(it: Complex) -> Answer {
    if let Some(known) = special(EXP, it) {
        return known;
    }
    let (sin, cos) = it.im.sin_cos();
    if it.re.is_infinite() {
        let size = if it.re > 0.0 { f64::INFINITY } else { 0.0 };
        return Ok(z(size.copysign(cos), size.copysign(sin)));
    }
    if it.re > LOG_LARGE {
        let size = (it.re - 1.0).exp();
        return in_range(z(size * cos * E, size * sin * E));
    }
    let size = it.re.exp();
    in_range(z(size * cos, size * sin))
}

fn log(it: Complex) -> Answer {
    if let Some(known) = special(LOG, it) {
        return known;
    }
    let (x, y) = (it.re.abs(), it.im.abs());
    let re = if x > LARGE || y > LARGE {
        (x / 2.0).hypot(y / 2.0).ln() + LN_2
    } else if x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE {
        if x == 0.0 && y == 0.0 {
            return Err(Wrong::Domain);
        }
        // So small that they have fewer digits.
        let up = 2f64.powi(53);
        (x * up).hypot(y * up).ln() - 53.0 * LN_2
    } else {
        let size = x.hypot(y);
        if (0.71..=1.73).contains(&size) {
            let (most, least) = (x.max(y), x.min(y));
            ((most - 1.0) * (most + 1.0) + least * least).ln_1p() / 2.0
        } else {
            size.ln()
        }
    };
    Ok(z(re, it.im.atan2(it.re)))
}

fn log10(it: Complex) -> Answer {
    log(it).map(|it| z(it.re / LN_10, it.im / LN_10))
}

fn sin(it: Complex) -> Answer {
    sinh(z(-it.im, it.re)).map(|it| z(it.im, -it.re))
}

fn sinh(it: Complex) -> Answer {
    if let Some(known) = special(SINH, it) {
        return known;
    }
    let (sin, cos) = it.im.sin_cos();
    if it.re.is_infinite() {
        let re = f64::INFINITY.copysign(cos);
        return Ok(z(if it.re > 0.0 { re } else { -re }, f64::INFINITY.copysign(sin)));
    }
    if it.re.abs() > LOG_LARGE {
        let less = it.re - 1f64.copysign(it.re);
        return in_range(z(cos * less.sinh() * E, sin * less.cosh() * E));
    }
    in_range(z(cos * it.re.sinh(), sin * it.re.cosh()))
}

fn sqrt_checked(it: Complex) -> Answer {
    special(SQRT, it).unwrap_or_else(|| Ok(sqrt(it)))
}

/// The square root of a finite number.
fn sqrt(it: Complex) -> Complex {
    if let Some(Ok(known)) = special(SQRT, it) {
        return known;
    }
    if it.re == 0.0 && it.im == 0.0 {
        return z(0.0, it.im);
    }
    let (x, y) = (it.re.abs(), it.im.abs());
    let size = if x < f64::MIN_POSITIVE && y < f64::MIN_POSITIVE && (x > 0.0 || y > 0.0) {
        let (up, down) = (2f64.powi(SCALE_UP), 2f64.powi(SCALE_DOWN));
        let x = x * up;
        (x + x.hypot(y * up)).sqrt() * down
    } else {
        let x = x / 8.0;
        2.0 * (x + x.hypot(y / 8.0)).sqrt()
    };
    let other = y / (2.0 * size);
    if it.re >= 0.0 { z(size, other.copysign(it.im)) } else { z(other, size.copysign(it.im)) }
}

fn tan(it: Complex, minor: u8) -> Answer {
    tanh(z(-it.im, it.re), minor).map(|it| z(it.im, -it.re))
}

fn tanh(it: Complex, minor: u8) -> Answer {
    // Since 3.14 as C23 has it.
    if minor >= 14 && it.re == 0.0 && it.im.is_nan() {
        return Ok(it);
    }
    if let Some(known) = special(TANH, it) {
        return known;
    }
    if it.re.is_infinite() {
        let im = 0f64.copysign(2.0 * it.im.sin() * it.im.cos());
        return Ok(z(1f64.copysign(it.re), im));
    }
    if it.re.abs() > LOG_LARGE {
        let im = 4.0 * it.im.sin() * it.im.cos() * (-2.0 * it.re.abs()).exp();
        return Ok(z(1f64.copysign(it.re), im));
    }
    let (tx, ty) = (it.re.tanh(), it.im.tan());
    let cx = 1.0 / it.re.cosh();
    let txty = tx * ty;
    let below = 1.0 + txty * txty;
    Ok(z(tx * (1.0 + ty * ty) / below, ty / below * cx * cx))
}

fn rect(r: f64, phi: f64) -> Answer {
    if r.is_finite() && phi.is_finite() {
        return Ok(if phi == 0.0 { z(r, r * phi) } else { z(r * phi.cos(), r * phi.sin()) });
    }
    if phi.is_infinite() && r != 0.0 && !r.is_nan() {
        return Err(Wrong::Domain);
    }
    if r.is_infinite() && phi.is_finite() && phi != 0.0 {
        let (re, im) = (f64::INFINITY.copysign(phi.cos()), f64::INFINITY.copysign(phi.sin()));
        return Ok(if r > 0.0 { z(re, im) } else { z(-re, -im) });
    }
    if phi == 0.0 {
        return Ok(z(r, if r.is_nan() { 0.0 } else { 0f64.copysign(phi) * if r < 0.0 { -1.0 } else { 1.0 } }));
    }
    if r == 0.0 && !phi.is_finite() {
        return Ok(z(0.0, 0.0));
    }
    if r.is_infinite() {
        return Ok(z(f64::INFINITY, f64::NAN));
    }
    Ok(z(f64::NAN, f64::NAN))
}

fn arsinh(x: f64) -> f64 {
    x.asinh()
}
