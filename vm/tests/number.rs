//! The arithmetic of numbers against what every CPython answered.

#[path = "recorded/value.rs"]
mod value;

use pyc_vm::fail::Fail;
use pyc_vm::number::float::{Power, RANGE};
use pyc_vm::number::{Complex, Cost, Int, Operand, Text, complex, float};
use value::Value::{self, Bool, Bytes, Str, Tuple};
use value::{CHARACTERS, check};

#[test]
fn numbers_are_as_recorded() {
    check("numbers.jsonl", |operation, arguments, minor| match arguments {
        [Value::Int(a)] => one_int(operation, a, minor),
        [Value::Int(a), Value::Int(b)] => two_ints(operation, a, b, minor),
        [Value::Int(a), Value::Int(b), Value::Int(c)] if operation == "pow_mod" => a.pow_mod(b, c).map(Value::Int),
        [Value::Int(n), Value::Int(size), Str(order), Bool(signed)] => {
            let size = size.to_usize().expect("a size");
            n.to_bytes(size, Int::byte_order(order)?, *signed, minor).map(Bytes)
        }
        [Bytes(bytes), Str(order), Bool(signed)] => Ok(Value::Int(Int::from_bytes(bytes, Int::byte_order(order)?, *signed))),
        [text @ (Str(_) | Bytes(_)), rest @ ..] => {
            let base = rest.first().map_or(10, |base| base.int().to_i64().expect("a base"));
            of_text(operation, text.text(), base, minor)
        }
        [Value::Float(a)] => one_float(operation, *a),
        [Value::Float(a), Value::Int(digits)] if operation == "round" => {
            float::round(*a, digits.to_i64().expect("some digits")).map(Value::Float)
        }
        [Value::Complex(a)] => one_complex(operation, *a),
        [a, b] if matches!(a, Value::Complex(_)) || matches!(b, Value::Complex(_)) => {
            two_complex(operation, operand(a)?, operand(b)?, minor)
        }
        [Value::Int(a), Value::Float(b)] if operation == "compare" => Ok(ordering(a.compare_f64(*b))),
        [Value::Float(a), Value::Int(b)] if operation == "compare" => {
            Ok(ordering(b.compare_f64(*a).map(std::cmp::Ordering::reverse)))
        }
        [a, b] => two_floats(operation, real(a)?, real(b)?, minor),
        _ => panic!("{operation} of {arguments:?}"),
    });
}

fn real(value: &Value) -> Result<f64, Fail> {
    match value {
        Value::Float(float) => Ok(*float),
        _ => value.int().to_f64(),
    }
}

fn operand(value: &Value) -> Result<Operand, Fail> {
    match value {
        Value::Complex(complex) => Ok(Operand::Complex(*complex)),
        _ => real(value).map(Operand::Real),
    }
}

fn ordering(ordering: Option<std::cmp::Ordering>) -> Value {
    ordering.map_or(Value::None, |ordering| Value::Int(Int::Small(ordering as i64)))
}

fn small(n: u64) -> Value {
    Value::Int(Int::from(i128::from(n)))
}

fn one_int(operation: &str, a: &Int, minor: u8) -> Result<Value, Fail> {
    Ok(match operation {
        "neg" => Value::Int(a.neg()),
        "abs" => Value::Int(a.abs()),
        "invert" => Value::Int(a.invert()),
        "bit_length" => small(a.bit_length()),
        "bit_count" => small(a.bit_count()),
        "hash" => Value::Int(Int::Small(a.hash())),
        "str" => {
            let text = a.to_text_within(4300, minor)?;
            assert!(Cost::to_text(a, 10).bytes >= text.len() as u64, "{text}");
            Str(text)
        }
        "float" => Value::Float(a.to_f64()?),
        "isqrt" => Value::Int(a.isqrt()?),
        _ => panic!("{operation}"),
    })
}

/// What was estimated before is enough.
fn within(cost: Cost, n: Int) -> Int {
    assert!(cost.bytes * 8 >= n.bit_length(), "{n:?} is more than {cost:?}");
    n
}

fn two_ints(operation: &str, a: &Int, b: &Int, minor: u8) -> Result<Value, Fail> {
    Ok(Value::Int(match operation {
        "add" => a.add(b),
        "sub" => a.sub(b),
        "mul" => within(Cost::mul(a, b), a.mul(b)?),
        "floordiv" => a.floor_div(b, minor)?,
        "mod" => a.floor_mod(b, minor)?,
        "divmod" => {
            let (quotient, remainder) = a.div_mod(b, minor)?;
            return Ok(Tuple(vec![Value::Int(quotient), Value::Int(remainder)]));
        }
        "truediv" => return a.true_div(b).map(Value::Float),
        "and" => a.and(b),
        "or" => a.or(b),
        "xor" => a.xor(b),
        "gcd" => a.gcd(b),
        "lcm" => within(Cost::gcd(a, b), a.lcm(b)?),
        "compare" => return Ok(ordering(Some(a.cmp(b)))),
        "pow" => within(Cost::pow(a, b), a.pow(b)?),
        "lshift" => within(Cost::shift_left(a, b), a.shift_left(b, minor)?),
        "rshift" => a.shift_right(b)?,
        "round" => a.round(b),
        _ => panic!("{operation}"),
    }))
}

fn of_text(operation: &str, text: Text<'_>, base: i64, minor: u8) -> Result<Value, Fail> {
    Ok(match operation {
        "parse_int" => Value::Int(Int::parse(text, base, 4300, minor, &CHARACTERS)?),
        "parse_float" => Value::Float(float::parse(text, &CHARACTERS)?),
        "parse_complex" => Value::Complex(complex::parse(text, &CHARACTERS)?),
        "fromhex" => Value::Float(float::from_hex(text)?),
        _ => panic!("{operation}"),
    })
}

fn one_float(operation: &str, a: f64) -> Result<Value, Fail> {
    Ok(match operation {
        "neg" => Value::Float(-a),
        "abs" => Value::Float(a.abs()),
        "repr" => Str(float::repr(a)),
        "hash" => float::hash(a).map_or(Value::None, |hash| Value::Int(Int::Small(hash))),
        "hex" => Str(float::to_hex(a)),
        "ratio" => {
            let (over, under) = float::as_integer_ratio(a)?;
            Tuple(vec![Value::Int(over), Value::Int(under)])
        }
        "is_integer" => Bool(float::is_integer(a)),
        "int" => Value::Int(Int::from_f64(a)?),
        "round_int" => Value::Int(float::round_to_int(a)?),
        _ => panic!("{operation}"),
    })
}

fn two_floats(operation: &str, a: f64, b: f64, minor: u8) -> Result<Value, Fail> {
    Ok(Value::Float(match operation {
        "add" => a + b,
        "sub" => a - b,
        "mul" => a * b,
        "floordiv" => float::floor_div(a, b, minor)?,
        "mod" => float::floor_mod(a, b, minor)?,
        "divmod" => {
            let (quotient, remainder) = float::div_mod(a, b, minor)?;
            return Ok(Tuple(vec![Value::Float(quotient), Value::Float(remainder)]));
        }
        "truediv" => float::true_div(a, b, minor)?,
        "pow_float" => match float::pow(a, b, minor)? {
            Power::Float(power) => power,
            Power::Complex(power) => return Ok(Value::Complex(power)),
        },
        _ => panic!("{operation}"),
    }))
}

fn one_complex(operation: &str, a: Complex) -> Result<Value, Fail> {
    Ok(match operation {
        "neg" => Value::Complex(complex::neg(a)),
        "repr" => Str(complex::repr(a)),
        "hash" => complex::hash(a).map_or(Value::None, |hash| Value::Int(Int::Small(hash))),
        "abs_complex" => Value::Float(complex::abs(a)?),
        _ => panic!("{operation}"),
    })
}

fn two_complex(operation: &str, a: Operand, b: Operand, minor: u8) -> Result<Value, Fail> {
    Ok(Value::Complex(match operation {
        "add" => complex::add(a, b, minor),
        "sub" => complex::sub(a, b, minor),
        "mul" => complex::mul(a, b, minor),
        "truediv" => complex::true_div(a, b, minor)?,
        "pow_complex" => complex::pow(a, b, minor)?,
        _ => panic!("{operation}"),
    }))
}

#[test]
fn what_is_too_large_is_refused_at_once() {
    let n = Int::Small(10);
    assert_eq!(n.pow(&Int::Small(10_000_000_000)), Err(Fail::memory()));
    assert_eq!(n.shift_left(&Int::Small(i64::MAX), 13), Err(Fail::memory()));
    assert_eq!(Int::Small(-1).pow(&Int::Small(i64::MAX)), Ok(Int::Small(-1)));
    assert_eq!(Int::Small(5).round(&Int::Small(i64::MIN)), Int::ZERO);
    assert!(Cost::pow(&n, &n.pow(&n).unwrap()).bytes > 1 << 30);
    assert!(Cost::shift_left(&n, &Int::Small(i64::MAX)).bytes > 1 << 60);
}

#[test]
fn a_power_out_of_range_is_told_by_number_and_words() {
    assert_eq!(float::pow(10.0, 400.0, 13), Err(Fail::overflow(RANGE)));
}
