//! Floats as text: the shortest that reads back, and those of the format codes.

use core::fmt::Write as _;

/// How [`format_float`] writes; nothing is set by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Flags {
    /// A sign also before what is not negative.
    pub plus: bool,
    /// `.0` behind what has no point, as in `repr`.
    pub dot_zero: bool,
    /// `#`: always a point, and `g` keeps its zeros.
    pub alternate: bool,
    /// `z`: no sign before what is rounded to zero.
    pub no_negative_zero: bool,
}

/// `repr(float)`
///
/// ```
/// use pyc_vm::number::float::repr;
/// assert_eq!((repr(1e16), repr(0.1), repr(-0.0)), ("1e+16".into(), "0.1".into(), "-0.0".into()));
/// ```
pub fn repr(float: f64) -> String {
    let mut out = String::with_capacity(24);
    push_repr(float, &mut out);
    out
}

/// Appends `repr(float)`.
pub fn push_repr(float: f64, out: &mut String) {
    shortest(float, Flags { dot_zero: true, ..Flags::default() }, out);
}

/// The text of a float by a code of `e E f F g G r`, `r` being that of `repr`, with so many digits behind the point (for `g`: so
/// many digits). Infinite and not a number are `inf` and `nan`, in capitals for a capital code.
///
/// The text is as long as asked: the caller bounds the precision, after having charged for it.
///
/// ```
/// use pyc_vm::number::float::{Flags, format_float};
/// assert_eq!(format_float(2.5, 'e', 3, Flags::default()), "2.500e+00");
/// assert_eq!(format_float(1e20, 'g', 6, Flags::default()), "1e+20");
/// ```
pub fn format_float(float: f64, code: char, precision: usize, flags: Flags) -> String {
    let mut out = String::new();
    match code {
        'e' | 'E' => exponential(float, precision, flags, &mut out),
        'f' | 'F' => fixed(float, precision, flags, &mut out),
        'g' | 'G' => general(float, precision, flags, &mut out),
        _ => shortest(float, flags, &mut out),
    }
    if code.is_ascii_uppercase() {
        out.make_ascii_uppercase();
    }
    out
}

/// Writes the sign, and all of it if it is no finite number.
fn begin(float: f64, negative: bool, flags: Flags, out: &mut String) -> bool {
    if negative && !float.is_nan() {
        out.push('-');
    } else if flags.plus {
        out.push('+');
    }
    if float.is_finite() {
        return true;
    }
    out.push_str(if float.is_nan() { "nan" } else { "inf" });
    false
}

/// Nothing is left of a sign before zeros, if that is wished.
fn is_negative(float: f64, flags: Flags, digits: &str) -> bool {
    float.is_sign_negative()
        && !(flags.no_negative_zero && float.is_finite() && digits.bytes().all(|byte| matches!(byte, b'0' | b'.')))
}

/// Behind so many digits are only zeros in any float, and Rust's formatting counts no further than 65535.
const MOST: usize = 1100;

fn zeros(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n('0', count));
}

fn fixed(float: f64, precision: usize, flags: Flags, out: &mut String) {
    let kept = precision.min(MOST);
    let start = out.len();
    if begin(float, float.is_sign_negative(), flags, out) {
        let digits = out.len();
        let _ = write!(out, "{:.kept$}", float.abs());
        if !is_negative(float, flags, &out[digits..]) && float.is_sign_negative() {
            // It was rounded to zero, and shall be as if it always was.
            out.replace_range(start..digits, if flags.plus { "+" } else { "" });
        }
        zeros(precision - kept, out);
        if precision == 0 && flags.alternate {
            out.push('.');
        }
    }
}

fn exponential(float: f64, precision: usize, flags: Flags, out: &mut String) {
    let kept = precision.min(MOST);
    let text = format!("{:.kept$e}", float.abs());
    let (digits, power) = split(&text);
    if begin(float, is_negative(float, flags, digits), flags, out) {
        out.push_str(digits);
        zeros(precision - kept, out);
        if precision == 0 && flags.alternate {
            out.push('.');
        }
        exponent(power, out);
    }
}

fn general(float: f64, precision: usize, flags: Flags, out: &mut String) {
    let precision = precision.max(1);
    let kept = (precision - 1).min(MOST);
    let text = format!("{:.kept$e}", float.abs());
    let (digits, power) = split(&text);
    if !begin(float, is_negative(float, flags, digits), flags, out) {
        return;
    }
    let mut digits: String = digits.chars().filter(|&c| c != '.').collect();
    if flags.alternate {
        zeros(precision - 1 - kept, &mut digits);
    } else {
        digits.truncate(digits.trim_end_matches('0').len().max(1));
    }
    let least = precision as i64 - i64::from(flags.dot_zero);
    place(&digits, power, power < -4 || i64::from(power) >= least, flags, out);
}

fn shortest(float: f64, flags: Flags, out: &mut String) {
    if !begin(float, is_negative(float, flags, if float == 0.0 { "0" } else { "1" }), flags, out) {
        return;
    }
    // Small integers are frequent, and their digits are at hand.
    if float.abs() < 1e15 && float.trunc() == float {
        let _ = write!(out, "{}", float.abs() as u64);
        out.push_str(if flags.dot_zero {
            ".0"
        } else if flags.alternate {
            "."
        } else {
            ""
        });
        return;
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(float.abs());
    // In this range Python's text is the library's, up to what stands for no fraction.
    if (1e-4..1e15).contains(&float.abs()) && !text.contains('e') && !text.ends_with(".0") {
        out.push_str(text);
        return;
    }
    let (digits, power) = scientific(text);
    place(&digits, power, !(-4..16).contains(&power), flags, out);
}

/// The digits without zeros at their ends, and the power of ten of the first, of a number in any notation.
fn scientific(text: &str) -> (String, i32) {
    let (mantissa, power) = text.split_once('e').unwrap_or((text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = String::with_capacity(24);
    digits.push_str(whole);
    digits.push_str(fraction);
    let leading = digits.len() - digits.trim_start_matches('0').len();
    digits.truncate(digits.trim_end_matches('0').len().max(leading));
    let power = power + whole.len() as i32 - 1 - leading as i32;
    (digits.split_off(leading), power)
}

/// Mantissa and exponent of Rust's notation.
fn split(text: &str) -> (&str, i32) {
    let (mantissa, power) = text.split_once('e').unwrap_or((text, "0"));
    (mantissa, power.parse().unwrap_or(0))
}

/// Writes digits of which the first has a power of ten.
fn place(digits: &str, power: i32, exponential: bool, flags: Flags, out: &mut String) {
    if exponential {
        let (first, rest) = digits.split_at(1);
        out.push_str(first);
        if !rest.is_empty() || flags.alternate {
            out.push('.');
        }
        out.push_str(rest);
        exponent(power, out);
    } else if power < 0 {
        out.push_str("0.");
        zeros(power.unsigned_abs() as usize - 1, out);
        out.push_str(digits);
    } else {
        let whole = power as usize + 1;
        let (before, behind) = digits.split_at(whole.min(digits.len()));
        out.push_str(before);
        zeros(whole - before.len(), out);
        if behind.is_empty() {
            out.push_str(if flags.dot_zero {
                ".0"
            } else if flags.alternate {
                "."
            } else {
                ""
            });
        } else {
            out.push('.');
            out.push_str(behind);
        }
    }
}

fn exponent(power: i32, out: &mut String) {
    let sign = if power < 0 { '-' } else { '+' };
    let _ = write!(out, "e{sign}{:02}", power.unsigned_abs());
}
