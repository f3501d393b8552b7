//! Formatting by a specification.

use super::layout::{Formatted, Number, Padding, bounded, group_fraction, lay_out};
use super::spec::{Align, Sign, Spec};
use crate::fail::Fail;
use crate::number::float::{self, Flags};
use crate::number::{Complex, Int};

/// `format(n, spec)`, with at most so many decimal digits; 0 is no limit. Charge [`crate::number::Cost::to_text`] and
/// [`Spec::float_bound`] first.
pub fn format_int(n: &Int, spec: &Spec, type_name: &str, limit: usize, minor: u8) -> Result<Formatted, Fail> {
    match spec.code() {
        'b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n' => {}
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => return format_float(n.to_f64()?, spec, type_name),
        _ => return Err(spec.unknown(type_name)),
    }
    if spec.precision.is_some() {
        return Err(Fail::value_error("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(Fail::value_error("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    let (base, prefix, group) = match spec.code() {
        'c' => return character(n, spec),
        'b' => (2, "0b", 4),
        'o' => (8, "0o", 4),
        'x' => (16, "0x", 4),
        'X' => (16, "0X", 4),
        _ => (10, "", 3),
    };
    let mut text = if base == 10 { n.to_text_within(limit, minor)? } else { n.to_radix(base) };
    if spec.code() == 'X' {
        text.make_ascii_uppercase();
    }
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let prefix = if spec.alternate { prefix } else { "" };
    lay_out(spec, Number { negative: n.is_negative(), prefix, digits, group, rest: "" })
}

/// `c`
fn character(n: &Int, spec: &Spec) -> Result<Formatted, Fail> {
    if spec.sign.is_some() {
        return Err(Fail::value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(Fail::value_error("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let Some(n) = n.to_i64() else { return Err(Fail::overflow("Python int too large to convert to C long")) };
    let point = u32::try_from(n).ok().filter(|&point| point < 0x11_0000);
    let point = point.ok_or_else(|| Fail::overflow("%c arg not in range(0x110000)"))?;
    // Laid out as something of that length.
    let mut formatted = lay_out(spec, Number { rest: "?", ..Number::default() })?;
    formatted.body.clear();
    formatted.point = Some(point);
    Ok(formatted)
}

/// A float by a code, with all that is the same for complex numbers.
fn digits(value: f64, spec: &Spec, default: usize, plain: bool) -> Result<String, Fail> {
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return Err(Fail::value_error("precision too big"));
    }
    bounded(spec.precision.unwrap_or(0))?;
    let (code, default) = match (spec.code(), spec.precision) {
        ('\0', None) => ('r', 0),
        ('\0' | 'n', _) => ('g', default),
        ('%', _) => ('f', default),
        (code, _) => (code, default),
    };
    let flags = Flags {
        plus: false,
        dot_zero: plain && spec.code == 0,
        alternate: spec.alternate,
        no_negative_zero: spec.no_negative_zero,
    };
    Ok(float::format_float(value, code, spec.precision.unwrap_or(default), flags))
}

/// `format(value, spec)`; charge [`Spec::float_bound`] first.
pub fn format_float(value: f64, spec: &Spec, type_name: &str) -> Result<Formatted, Fail> {
    let percent = match spec.code() {
        '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' => false,
        '%' => true,
        _ => return Err(spec.unknown(type_name)),
    };
    let mut text = digits(if percent { value * 100.0 } else { value }, spec, 6, true)?;
    if percent {
        text.push('%');
    }
    lay_out_float(&text, spec)
}

/// Lays out what is written as a float.
fn lay_out_float(text: &str, spec: &Spec) -> Result<Formatted, Fail> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let length = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (whole, rest) = unsigned.split_at(length(unsigned));
    let mut grouped = String::new();
    let rest = match (spec.fraction_grouping, rest.strip_prefix('.')) {
        (Some(separator), Some(fraction)) => {
            let (fraction, behind) = fraction.split_at(length(fraction));
            grouped.push('.');
            group_fraction(fraction, separator, &mut grouped);
            grouped.push_str(behind);
            &grouped
        }
        _ => rest,
    };
    lay_out(spec, Number { negative: text.len() > unsigned.len(), prefix: "", digits: whole, group: 3, rest })
}

/// `format(value, spec)`; charge twice [`Spec::float_bound`] first.
pub fn format_complex(value: Complex, spec: &Spec, type_name: &str) -> Result<Formatted, Fail> {
    if !matches!(spec.code(), '\0' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n') {
        return Err(spec.unknown(type_name));
    }
    if spec.precision.is_some_and(|precision| precision > i32::MAX as usize) {
        return Err(Fail::value_error("precision too big"));
    }
    if spec.fill == 48 {
        return Err(Fail::value_error("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::AfterSign {
        return Err(Fail::value_error("'=' alignment flag is not allowed in complex format specifier"));
    }
    let positive_zero = value.re == 0.0 && value.re.is_sign_positive();
    let (alone, parentheses) = (spec.code == 0 && positive_zero, spec.code == 0 && !positive_zero);
    let part = Spec { width: None, align: Align::Left, ..*spec };
    let mut body = String::new();
    if parentheses {
        body.push('(');
    }
    let mut imaginary = part;
    if !alone {
        body.push_str(&lay_out_float(&digits(value.re, spec, 6, false)?, &part)?.to_string());
        imaginary.sign = Some(Sign::Plus);
    }
    body.push_str(&lay_out_float(&digits(value.im, spec, 6, false)?, &imaginary)?.to_string());
    body.push('j');
    if parentheses {
        body.push(')');
    }
    let padding = Padding::new(body.len(), spec.width.unwrap_or(0), spec.align, spec.fill);
    Ok(Formatted { fill: spec.fill, left: padding.left, body, right: padding.right, ..Formatted::default() })
}

/// `format(text, spec)` of a string of so many characters: how many are kept, and what is around them.
///
/// ```
/// use pyc_vm::format::{Kind, Padding, Spec, pad_str};
/// use pyc_vm::number::{Characters, Text};
/// let spec = Spec::parse(Text::from("-^9.3"), Kind::Str, "str", 13, &Characters::PLAIN).unwrap();
/// assert_eq!(pad_str(&spec, 5, "str", 13).unwrap(), Padding { left: 3, kept: 3, right: 3, fill: 45 });
/// ```
pub fn pad_str(spec: &Spec, length: usize, type_name: &str, minor: u8) -> Result<Padding, Fail> {
    if spec.code() != 's' {
        return Err(spec.unknown(type_name));
    }
    let text = match *spec {
        Spec { sign: Some(Sign::Space), .. } if minor >= 9 => "Space not allowed in string format specifier",
        Spec { sign: Some(_), .. } => "Sign not allowed in string format specifier",
        Spec { no_negative_zero: true, .. } => "Negative zero coercion (z) not allowed in string format specifier",
        Spec { alternate: true, .. } => "Alternate form (#) not allowed in string format specifier",
        Spec { align: Align::AfterSign, .. } => "'=' alignment not allowed in string format specifier",
        _ => {
            let kept = spec.precision.map_or(length, |precision| precision.min(length));
            return Ok(Padding::new(kept, spec.width.unwrap_or(0), spec.align, spec.fill));
        }
    };
    Err(Fail::value_error(text))
}
