//! The formatting that programs do most, without a look at classes: narrow text, ints of a machine word, finite floats, and specifications of few parts.
//! Whatever else is met, an error above all, is left to the general way, and nothing has happened yet.

use crate::machine::{Raised, Vm};
use crate::object::Str;
use crate::object::arena::Id;
use crate::object::value::Value;
use crate::text::{Text, View};

/// The greatest width that is dealt with here.
const WIDEST: usize = 4096;
/// The greatest precision: so many decimals of a float fit two machine words.
const FINEST: usize = 19;

/// A specification, taken apart.
#[derive(Clone, Copy, Debug, Default)]
struct Field {
    fill: u8,
    /// `<`, `>`, `^` or nothing.
    align: Option<u8>,
    /// Zeros between the sign and the digits.
    zero: bool,
    width: usize,
    grouping: Option<u8>,
    precision: Option<usize>,
    code: Option<u8>,
}

/// Takes decimal digits from the beginning of a text.
fn number(text: &mut &[u8], most: usize) -> Option<usize> {
    let mut value = 0;
    while let [digit @ b'0'..=b'9', rest @ ..] = *text {
        value = value * 10 + usize::from(digit - b'0');
        if value > most {
            return None;
        }
        *text = rest;
    }
    Some(value)
}

impl Field {
    /// Of `format`.
    fn parse(mut text: &[u8]) -> Option<Field> {
        let mut field = Field { fill: b' ', ..Field::default() };
        match *text {
            [fill, align @ (b'<' | b'>' | b'^'), ref rest @ ..] if fill.is_ascii() => {
                (field.fill, field.align, text) = (fill, Some(align), rest);
            }
            [align @ (b'<' | b'>' | b'^'), ref rest @ ..] => (field.align, text) = (Some(align), rest),
            [_, b'=', ..] => return None,
            _ => {}
        }
        if let [b'0', rest @ ..] = text {
            if field.align.is_some() {
                return None;
            }
            (field.zero, text) = (true, rest);
        }
        field.width = number(&mut text, WIDEST)?;
        if let [grouping @ (b',' | b'_'), rest @ ..] = text {
            if field.zero {
                return None;
            }
            (field.grouping, text) = (Some(*grouping), rest);
        }
        if let [b'.', digit, ..] = text {
            if !digit.is_ascii_digit() {
                return None;
            }
            text = &text[1..];
            field.precision = Some(number(&mut text, FINEST)?);
        }
        match *text {
            [] => {}
            [code] => field.code = Some(code),
            _ => return None,
        }
        Some(field)
    }

    /// Of `%`, whose sign was read already.
    fn percent(text: &mut &[u8]) -> Option<Field> {
        let mut field = Field { fill: b' ', align: Some(b'>'), ..Field::default() };
        while let [flag @ (b'-' | b'0'), rest @ ..] = text {
            if *flag == b'-' {
                field.align = Some(b'<');
            } else {
                field.zero = true;
            }
            *text = rest;
        }
        field.width = number(text, WIDEST)?;
        if let [b'.', rest @ ..] = text {
            *text = rest;
            field.precision = Some(number(text, FINEST)?);
        }
        let [code, rest @ ..] = *text else { return None };
        *text = rest;
        field.code = Some(*code);
        field.zero &= field.align == Some(b'>') && !matches!(code, b's' | b'r');
        Some(field)
    }

    /// Puts what was written from `start` on in its place.
    fn pad(&self, start: usize, text: bool, out: &mut Vec<u8>) {
        let len = out.len() - start;
        let Some(missing) = self.width.checked_sub(len).filter(|it| *it > 0) else { return };
        let before = match self.align {
            _ if self.zero => missing,
            Some(b'<') => 0,
            Some(b'^') => missing / 2,
            None if text => 0,
            _ => missing,
        };
        let sign = usize::from(self.zero && out.get(start) == Some(&b'-'));
        out.resize(start + self.width, self.fill);
        out.copy_within(start + sign..start + len, start + sign + before);
        out[start + sign..start + sign + before].fill(if self.zero { b'0' } else { self.fill });
    }

    /// Separates the groups of the digits in front of `end`.
    fn group(&self, start: usize, end: usize, width: usize, out: &mut Vec<u8>) {
        let Some(separator) = self.grouping else { return };
        let first = start + usize::from(out.get(start) == Some(&b'-'));
        let mut at = end;
        while at > first + width {
            at -= width;
            out.insert(at, separator);
        }
    }

    fn int(&self, value: i64, out: &mut Vec<u8>) -> Option<()> {
        if self.precision.is_some() {
            return None;
        }
        let start = out.len();
        let magnitude = value.unsigned_abs();
        if value < 0 {
            out.push(b'-');
        }
        let (base, width) = match self.code {
            None | Some(b'd' | b'i' | b'u') => (10, 3),
            Some(b'x' | b'X') => (16, 4),
            Some(b'o') => (8, 4),
            Some(b'b') => (2, 4),
            _ => return None,
        };
        if self.grouping == Some(b',') && base != 10 {
            return None;
        }
        push_digits(magnitude, base, 1, out);
        if self.code == Some(b'X') {
            out[start..].make_ascii_uppercase();
        }
        self.group(start, out.len(), width, out);
        self.pad(start, false, out);
        Some(())
    }

    fn float(&self, value: f64, out: &mut Vec<u8>) -> Option<()> {
        let start = out.len();
        if !value.is_finite() {
            return None;
        }
        match (self.code, self.precision) {
            (Some(b'f' | b'F'), precision) => {
                let precision = precision.unwrap_or(6);
                push_fixed(value, precision, out)?;
                let point = if precision == 0 { 0 } else { precision + 1 };
                self.group(start, out.len() - point, 3, out);
            }
            (None, None) if self.grouping.is_none() => out.extend_from_slice(crate::number::float::repr(value).as_bytes()),
            _ => return None,
        }
        self.pad(start, false, out);
        Some(())
    }

    fn text(&self, text: &[u8], out: &mut Vec<u8>) -> Option<()> {
        if self.zero || self.grouping.is_some() {
            return None;
        }
        let start = out.len();
        out.extend_from_slice(text.get(..self.precision.unwrap_or(text.len())).unwrap_or(text));
        self.pad(start, true, out);
        Some(())
    }
}

/// Digits of a number, at least so many.
fn push_digits(mut value: u64, base: u64, least: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 64];
    let mut at = digits.len();
    while value > 0 && at > 0 {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(value % base) as usize];
        value /= base;
    }
    out.extend_from_slice(&digits[at.min(digits.len() - least.min(digits.len()))..]);
}

/// A float with so many decimals. The product of its mantissa and the power of ten is exact in two machine words.
fn push_fixed(value: f64, precision: usize, out: &mut Vec<u8>) -> Option<()> {
    let bits = value.to_bits();
    let (fraction, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7FF) as i32);
    let (mantissa, exponent) = if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    let scaled = u128::from(mantissa) * 10_u128.pow(u32::try_from(precision).ok()?);
    let whole = if exponent >= 0 {
        scaled.checked_shl(u32::try_from(exponent).ok()?).filter(|it| exponent < 11 && it >> exponent == scaled)?
    } else if exponent <= -128 {
        0
    } else {
        let shift = -exponent;
        let (whole, rest, half) = (scaled >> shift, scaled & ((1 << shift) - 1), 1_u128 << (shift - 1));
        whole + u128::from(rest > half || rest == half && whole & 1 == 1)
    };
    if value.is_sign_negative() {
        out.push(b'-');
    }
    push_digits(u64::try_from(whole).ok()?, 10, precision + 1, out);
    if precision > 0 {
        out.insert(out.len() - precision, b'.');
    }
    Some(())
}

impl Vm {
    fn quick_field(&self, value: Value, field: &Field, out: &mut Vec<u8>) -> Option<()> {
        match value {
            Value::Int(it) if matches!(field.code, Some(b'f' | b'F')) && it.unsigned_abs() < 1 << 53 => {
                field.float(it as f64, out)
            }
            Value::Int(it) => field.int(it, out),
            Value::Float(it) => field.float(it.get(), out),
            Value::Str(id) if matches!(field.code, None | Some(b's')) => match self.heap.strs[id].view() {
                View::Latin(text) => field.text(text, out),
                _ => None,
            },
            _ => None,
        }
    }

    /// `format(value, spec)`.
    pub(crate) fn quick_format(&mut self, value: Value, spec: Value) -> Option<Value> {
        let Value::Str(spec) = spec else { return None };
        let View::Latin(spec) = self.heap.strs[spec].view() else { return None };
        if spec.is_empty() {
            return self.quick_str(value);
        }
        let field = Field::parse(spec)?;
        let mut out = Vec::with_capacity(32);
        self.quick_field(value, &field, &mut out)?;
        self.charge(out.len() as u64 / 64, 0).ok()?;
        Some(self.text(Text::from_bytes(out)))
    }

    /// `text % args`.
    pub(crate) fn quick_percent(&self, text: Id<Str>, args: Value) -> Option<Text> {
        let View::Latin(mut text) = self.heap.strs[text].view() else { return None };
        let one = [args];
        let mut args = match args {
            Value::Tuple(id) => self.heap.tuples[id].items(),
            Value::Int(_) | Value::Float(_) | Value::Str(_) => &one,
            _ => return None,
        };
        let mut out = Vec::with_capacity(text.len() + 16 * args.len());
        loop {
            let Some(at) = memchr::memchr(b'%', text) else {
                out.extend_from_slice(text);
                return args.is_empty().then(|| Text::from_bytes(out));
            };
            out.extend_from_slice(&text[..at]);
            text = &text[at + 1..];
            if let [b'%', rest @ ..] = text {
                out.push(b'%');
                text = rest;
                continue;
            }
            let mut field = Field::percent(&mut text)?;
            let &[value, ref rest @ ..] = args else { return None };
            args = rest;
            match (field.code?, value) {
                (b's', Value::Str(_))
                | (b'd' | b'i' | b'u' | b'x' | b'X' | b'o', Value::Int(_))
                | (b'f' | b'F', Value::Int(_) | Value::Float(_)) => {}
                (b's' | b'r', Value::Int(_) | Value::Float(_)) if field.precision.is_none() => field.code = None,
                _ => return None,
            }
            self.quick_field(value, &field, &mut out)?;
        }
    }

    /// `text.format(*positional, **keywords)`.
    pub(crate) fn quick_template(
        &self,
        text: Value,
        positional: &[Value],
        names: &[Id<Str>],
        keywords: &[Value],
    ) -> Option<Text> {
        let Value::Str(text) = text else { return None };
        let View::Latin(mut text) = self.heap.strs[text].view() else { return None };
        let mut out = Vec::with_capacity(text.len() + 16 * positional.len());
        let (mut next, mut numbered) = (0, false);
        loop {
            let Some(at) = memchr::memchr2(b'{', b'}', text) else {
                out.extend_from_slice(text);
                return Some(Text::from_bytes(out));
            };
            out.extend_from_slice(&text[..at]);
            let (brace, rest) = (text[at], &text[at + 1..]);
            if rest.first() == Some(&brace) {
                out.push(brace);
                text = &rest[1..];
                continue;
            }
            let end = memchr::memchr2(b'{', b'}', rest).filter(|&it| brace == b'{' && rest[it] == b'}')?;
            let inside = &rest[..end];
            text = &rest[end + 1..];
            let colon = memchr::memchr(b':', inside).unwrap_or(end);
            let (name, spec) = (&inside[..colon], inside.get(colon + 1..).unwrap_or_default());
            let value = match name {
                [] if !numbered => {
                    next += 1;
                    *positional.get(next - 1)?
                }
                [digit @ b'0'..=b'9'] if next == 0 => {
                    numbered = true;
                    *positional.get(usize::from(digit - b'0'))?
                }
                [first, ..] if first.is_ascii_alphabetic() => {
                    if !name.iter().all(|it| it.is_ascii_alphanumeric() || *it == b'_') {
                        return None;
                    }
                    let at = names.iter().position(|&it| self.heap.strs[it].view() == View::Latin(name))?;
                    *keywords.get(at)?
                }
                _ => return None,
            };
            self.quick_field(value, &Field::parse(spec)?, &mut out)?;
        }
    }

    /// Accounts for text that was put together.
    pub(crate) fn formatted(&mut self, text: Text) -> Result<Value, Raised> {
        self.charge(text.len() as u64 / 64, text.len())?;
        Ok(self.text(text))
    }
}
