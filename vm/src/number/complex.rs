//! Complex numbers, by CPython's own algorithms.

use crate::fail::{Class, Fail};

pub use super::complex_text::{parse, repr};

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Complex {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

impl Complex {
    /// Of both parts.
    pub fn new(re: f64, im: f64) -> Complex {
        Complex { re, im }
    }
}

/// An operand of complex arithmetic. From 3.14 on a real one is not first given an imaginary part of zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// An integer or float.
    Real(f64),
    /// A complex number.
    Complex(Complex),
}

impl From<Operand> for Complex {
    fn from(operand: Operand) -> Complex {
        match operand {
            Real(re) => Complex { re, im: 0.0 },
            Both(complex) => complex,
        }
    }
}

use Operand::{Complex as Both, Real};

/// `a + b`
pub fn add(a: Operand, b: Operand, minor: u8) -> Complex {
    match (a, b) {
        (Real(a), Both(b)) if minor >= 14 => Complex { re: a + b.re, im: b.im },
        (Both(a), Real(b)) if minor >= 14 => Complex { re: a.re + b, im: a.im },
        _ => {
            let (a, b) = (Complex::from(a), Complex::from(b));
            Complex { re: a.re + b.re, im: a.im + b.im }
        }
    }
}

/// `a - b`
pub fn sub(a: Operand, b: Operand, minor: u8) -> Complex {
    match (a, b) {
        (Real(a), Both(b)) if minor >= 14 => Complex { re: a - b.re, im: -b.im },
        (Both(a), Real(b)) if minor >= 14 => Complex { re: a.re - b, im: a.im },
        _ => {
            let (a, b) = (Complex::from(a), Complex::from(b));
            Complex { re: a.re - b.re, im: a.im - b.im }
        }
    }
}

/// `-a`
pub fn neg(a: Complex) -> Complex {
    Complex { re: -a.re, im: -a.im }
}

/// `a * b`
pub fn mul(a: Operand, b: Operand, minor: u8) -> Complex {
    match (a, b) {
        (Real(a), Both(b)) if minor >= 14 => Complex { re: a * b.re, im: a * b.im },
        (Both(a), Real(b)) if minor >= 14 => Complex { re: a.re * b, im: a.im * b },
        _ => product(a.into(), b.into(), minor),
    }
}

fn product(a: Complex, b: Complex, minor: u8) -> Complex {
    let (ac, bd, ad, bc) = (a.re * b.re, a.im * b.im, a.re * b.im, a.im * b.re);
    let plain = Complex { re: ac - bd, im: ad + bc };
    if minor < 14 || !(plain.re.is_nan() && plain.im.is_nan()) {
        return plain;
    }
    // Annex G of the C standard: what is infinite stays so.
    let (mut a, mut b) = (a, b);
    let mut again = false;
    if is_infinite(a) {
        (a, b, again) = (boxed(a), zero_for_nan(b), true);
    }
    if is_infinite(b) {
        (a, b, again) = (zero_for_nan(a), boxed(b), true);
    }
    if !again && [ac, bd, ad, bc].into_iter().any(f64::is_infinite) {
        (a, b, again) = (zero_for_nan(a), zero_for_nan(b), true);
    }
    if !again {
        return plain;
    }
    Complex { re: f64::INFINITY * (a.re * b.re - a.im * b.im), im: f64::INFINITY * (a.re * b.im + a.im * b.re) }
}

fn is_infinite(a: Complex) -> bool {
    a.re.is_infinite() || a.im.is_infinite()
}

fn is_finite(a: Complex) -> bool {
    a.re.is_finite() && a.im.is_finite()
}

/// Ones where it is infinite, zeros elsewhere, signs kept.
fn boxed(a: Complex) -> Complex {
    let one = |part: f64| if part.is_infinite() { 1.0_f64 } else { 0.0 }.copysign(part);
    Complex { re: one(a.re), im: one(a.im) }
}

fn zero_for_nan(a: Complex) -> Complex {
    let number = |part: f64| if part.is_nan() { 0.0_f64.copysign(part) } else { part };
    Complex { re: number(a.re), im: number(a.im) }
}

/// `a / b`
pub fn true_div(a: Operand, b: Operand, minor: u8) -> Result<Complex, Fail> {
    let quotient = match (a, b) {
        (Both(a), Real(b)) if minor >= 14 => (b != 0.0).then(|| Complex { re: a.re / b, im: a.im / b }),
        (Real(a), Both(b)) if minor >= 14 => real_quotient(a, b),
        _ => quotient(a.into(), b.into(), minor),
    };
    let text = if minor >= 14 { "division by zero" } else { "complex division by zero" };
    quotient.ok_or_else(|| Fail::new(Class::ZeroDivisionError, text))
}

/// Smith's method: the larger part of the divisor divides first, so that little overflows.
fn quotient(a: Complex, b: Complex, minor: u8) -> Option<Complex> {
    let (re, im) = (b.re.abs(), b.im.abs());
    let plain = if re >= im {
        if re == 0.0 {
            return None;
        }
        let ratio = b.im / b.re;
        let under = b.re + b.im * ratio;
        Complex { re: (a.re + a.im * ratio) / under, im: (a.im - a.re * ratio) / under }
    } else if im >= re {
        let ratio = b.re / b.im;
        let under = b.re * ratio + b.im;
        Complex { re: (a.re * ratio + a.im) / under, im: (a.im * ratio - a.re) / under }
    } else {
        Complex { re: f64::NAN, im: f64::NAN }
    };
    if minor < 14 || !(plain.re.is_nan() && plain.im.is_nan()) {
        return Some(plain);
    }
    Some(if is_infinite(a) && is_finite(b) {
        let a = boxed(a);
        Complex { re: f64::INFINITY * (a.re * b.re + a.im * b.im), im: f64::INFINITY * (a.im * b.re - a.re * b.im) }
    } else if is_infinite(b) && is_finite(a) {
        let b = boxed(b);
        Complex { re: 0.0 * (a.re * b.re + a.im * b.im), im: 0.0 * (a.im * b.re - a.re * b.im) }
    } else {
        plain
    })
}

fn real_quotient(a: f64, b: Complex) -> Option<Complex> {
    let (re, im) = (b.re.abs(), b.im.abs());
    let plain = if re >= im {
        if re == 0.0 {
            return None;
        }
        let ratio = b.im / b.re;
        let under = b.re + b.im * ratio;
        Complex { re: a / under, im: (-a * ratio) / under }
    } else if im >= re {
        let ratio = b.re / b.im;
        let under = b.re * ratio + b.im;
        Complex { re: (a * ratio) / under, im: -a / under }
    } else {
        Complex { re: f64::NAN, im: f64::NAN }
    };
    if plain.re.is_nan() && plain.im.is_nan() && a.is_finite() && is_infinite(b) {
        let b = boxed(b);
        return Some(Complex { re: 0.0 * (a * b.re), im: 0.0 * (-a * b.im) });
    }
    Some(plain)
}

/// What C's `errno` tells after a power.
enum Errno {
    Domain,
    Range,
}

/// `base ** exponent`
pub fn pow(base: Operand, exponent: Operand, minor: u8) -> Result<Complex, Fail> {
    let (base, exponent) = (Complex::from(base), Complex::from(exponent));
    let whole = exponent.im == 0.0 && exponent.re.floor() == exponent.re && exponent.re.abs() <= 100.0;
    let power = if whole { integer_power(base, exponent.re as i32, minor) } else { general_power(base, exponent, minor) };
    // An infinite part is out of range, unless something worse was noticed.
    let power = power.and_then(|power| if is_infinite(power) { Err(Errno::Range) } else { Ok(power) });
    power.map_err(|errno| match errno {
        Errno::Range => Fail::overflow("complex exponentiation"),
        Errno::Domain => {
            let zero = if minor >= 14 { "zero" } else { "0.0" };
            Fail::new(Class::ZeroDivisionError, format!("{zero} to a negative or complex power"))
        }
    })
}

/// By squaring, at most 100 times itself.
fn integer_power(base: Complex, exponent: i32, minor: u8) -> Result<Complex, Errno> {
    let one = Complex { re: 1.0, im: 0.0 };
    let (mut power, mut square) = (one, base);
    let times = exponent.unsigned_abs();
    let mut bit = 1;
    while times >= bit {
        if times & bit != 0 {
            power = product(power, square, minor);
        }
        bit <<= 1;
        square = product(square, square, minor);
    }
    if exponent > 0 { Ok(power) } else { quotient(one, power, minor).ok_or(Errno::Domain) }
}

fn general_power(base: Complex, exponent: Complex, minor: u8) -> Result<Complex, Errno> {
    if exponent.re == 0.0 && exponent.im == 0.0 {
        return Ok(Complex { re: 1.0, im: 0.0 });
    }
    if base.re == 0.0 && base.im == 0.0 {
        let undefined = exponent.im != 0.0 || exponent.re < 0.0;
        return if undefined { Err(Errno::Domain) } else { Ok(Complex { re: 0.0, im: 0.0 }) };
    }
    let size = base.re.hypot(base.im);
    let mut length = size.powf(exponent.re);
    let angle = base.im.atan2(base.re);
    let mut phase = angle * exponent.re;
    if exponent.im != 0.0 {
        // Not quite the same.
        if minor >= 14 {
            length *= (-angle * exponent.im).exp();
        } else {
            length /= (angle * exponent.im).exp();
        }
        phase += exponent.im * size.ln();
    }
    // C's sine and cosine of the infinite report a domain error.
    if phase.is_infinite() { Err(Errno::Domain) } else { Ok(Complex { re: length * phase.cos(), im: length * phase.sin() }) }
}

/// `abs(a)`
pub fn abs(a: Complex) -> Result<f64, Fail> {
    // Infinite beats not a number, as C's hypot has it.
    let size = a.re.hypot(a.im);
    if size.is_infinite() && is_finite(a) { Err(Fail::overflow("absolute value too large")) } else { Ok(size) }
}

/// `hash(a)`, from the hashes of both parts as [`super::float::hash`] gives them, or the machine for what is not a number.
pub fn combine_hashes(re: i64, im: i64) -> i64 {
    let sum = re.wrapping_add(im.wrapping_mul(1_000_003));
    if sum == -1 { -2 } else { sum }
}

/// `hash(a)`; `None` if a part is not a number.
pub fn hash(a: Complex) -> Option<i64> {
    Some(combine_hashes(super::float::hash(a.re)?, super::float::hash(a.im)?))
}
