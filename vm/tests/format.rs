//! Formatting against what every CPython answered.

#[path = "recorded/value.rs"]
mod value;

use std::ops::Range;

use pyc_vm::fail::{Class, Fail};
use pyc_vm::format::percent::{self, Size};
use pyc_vm::format::template::{self, First, Numbering, Step};
use pyc_vm::format::{Formatted, Kind, Padding, Piece, Spec, format_complex, format_float, format_int, pad_str};
use pyc_vm::number::{Int, Text, complex, float};
use value::Value::{self, Bytes, Str, Tuple};
use value::{CHARACTERS, check};

#[test]
fn formats_are_as_recorded() {
    check("format.jsonl", |operation, arguments, minor| match (operation, arguments) {
        ("format", [value, Str(spec)]) => format(value, spec, minor).map(Str),
        ("percent", [template, Tuple(values)]) => percent(template, values, None, minor),
        ("percent", [template, value]) => percent(template, std::slice::from_ref(value), None, minor),
        ("percent_map", [template, value]) => percent(template, &[], Some(value), minor),
        ("pieces", [Str(template)]) => pieces(template),
        ("fields", [Str(name)]) => fields(name),
        ("template", [Str(template), values @ ..]) => {
            let mut out = String::new();
            expand(template, values, &mut Numbering::default(), 0, minor, &mut out)?;
            Ok(Str(out))
        }
        _ => panic!("{operation} of {arguments:?}"),
    });
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::None => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Complex(_) => "complex",
        Str(_) => "str",
        Bytes(_) => "bytes",
        Tuple(_) => "tuple",
    }
}

fn part(text: &str, range: &Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}

fn repr(value: &Value) -> String {
    match value {
        Value::Bool(flag) => if *flag { "True" } else { "False" }.into(),
        Value::Int(n) => n.to_text(),
        Value::Float(x) => float::repr(*x),
        Value::Complex(z) => complex::repr(*z),
        _ => value.text().repr(usize::MAX, &CHARACTERS),
    }
}

fn str_of(value: &Value) -> String {
    if let Str(text) = value { text.clone() } else { repr(value) }
}

fn padded(text: &str, padding: Padding) -> String {
    let fill = |times| char::from_u32(padding.fill).expect("a character").to_string().repeat(times);
    fill(padding.left) + &part(text, &(0..padding.kept)) + &fill(padding.right)
}

fn format(value: &Value, spec: &str, minor: u8) -> Result<String, Fail> {
    if spec.is_empty() {
        return Ok(str_of(value));
    }
    let name = type_name(value);
    let parse = |kind| Spec::parse(Text::from(spec), kind, name, minor, &CHARACTERS);
    let formatted = match value {
        Value::Bool(_) | Value::Int(_) => format_int(&value.int(), &parse(Kind::Int)?, name, 4300, minor)?,
        Value::Float(x) => {
            let spec = parse(Kind::Float)?;
            let formatted = format_float(*x, &spec, name)?;
            assert!(formatted.len() <= spec.float_bound());
            formatted
        }
        Value::Complex(z) => format_complex(*z, &parse(Kind::Complex)?, name)?,
        Str(text) => return Ok(padded(text, pad_str(&parse(Kind::Str)?, text.chars().count(), name, minor)?)),
        _ => panic!("{value:?}"),
    };
    let text = formatted.to_string();
    assert_eq!(text.chars().count(), formatted.len());
    Ok(text)
}

fn percent(template: &Value, values: &[Value], mapped: Option<&Value>, minor: u8) -> Result<Value, Fail> {
    let bytes = matches!(template, Bytes(_));
    let source = match template {
        Bytes(bytes) => bytes.iter().map(|&byte| char::from(byte)).collect(),
        _ => str_of(template),
    };
    let mut values = values.iter();
    let mut out = String::new();
    for piece in percent::Template::new(template.text(), mapped.is_some()) {
        match piece? {
            percent::Part::Literal(range) => out.push_str(&part(&source, &range)),
            percent::Part::Field(mut field) => {
                let mut next = || values.next().ok_or_else(|| Fail::type_error(percent::NOT_ENOUGH));
                let mut found = None;
                if let Some(key) = &field.key {
                    let value = mapped.expect("a mapping, or there is no key");
                    let key = part(&source, key);
                    if key != "a" && (key != "(a)" || bytes) {
                        let prefix = if bytes { "b" } else { "" };
                        return Err(Fail::new(Class::KeyError, format!("{prefix}'{key}'")));
                    }
                    found = Some(value);
                }
                let star = |value: &Value| match value {
                    Value::Int(n) => Ok(n.clone()),
                    _ => Err(Fail::type_error(percent::STAR)),
                };
                if field.width == Size::Star {
                    field.set_width(&star(next()?)?)?;
                }
                if field.precision == Size::Star {
                    field.set_precision(&star(next()?)?)?;
                }
                if field.code.is_none() {
                    return Err(percent::Field::incomplete());
                }
                let value = match found {
                    Some(value) => value,
                    None => next()?,
                };
                out.push_str(&one(&field, value, minor)?);
            }
        }
    }
    if mapped.is_none() && values.next().is_some() {
        return Err(percent::Field::left_over(bytes));
    }
    Ok(if bytes { Bytes(out.chars().map(|c| c as u8).collect()) } else { Str(out) })
}

fn one(field: &percent::Field, value: &Value, minor: u8) -> Result<String, Fail> {
    let name = type_name(value);
    let text = match (field.code(), value) {
        ('d' | 'i' | 'u', Value::Float(x)) => return field.int(&Int::from_f64(*x)?, 4300, minor).map(|text| text.to_string()),
        ('d' | 'i' | 'u' | 'o' | 'x' | 'X', Value::Int(n)) => return field.int(n, 4300, minor).map(|text| text.to_string()),
        ('d' | 'i' | 'u' | 'o' | 'x' | 'X', _) => return Err(field.not_a_number(name, minor)),
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', Value::Float(x)) => return field.float(*x).map(|text| text.to_string()),
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', Value::Int(n)) => return field.float(n.to_f64()?).map(|text| text.to_string()),
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', _) if field.bytes => {
            return Err(Fail::type_error(format!("float argument required, not {name}")));
        }
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', _) => return Err(Fail::type_error(format!("must be real number, not {name}"))),
        ('c', Value::Int(n)) => char::from_u32(field.char(n, minor)?).expect("a character").to_string(),
        ('c', Str(text)) if !field.bytes && text.chars().count() == 1 => text.clone(),
        ('c', Bytes(bytes)) if field.bytes && bytes.len() == 1 => char::from(bytes[0]).to_string(),
        ('c', Str(text)) => return Err(field.not_a_char(name, (!field.bytes).then(|| text.chars().count()), minor)),
        ('c', Bytes(bytes)) => return Err(field.not_a_char(name, field.bytes.then_some(bytes.len()), minor)),
        ('c', _) => return Err(field.not_a_char(name, None, minor)),
        ('s' | 'b', Bytes(bytes)) if field.bytes => bytes.iter().map(|&byte| char::from(byte)).collect(),
        ('s' | 'b', _) if field.bytes => {
            let wanted = "a bytes-like object, or an object that implements __bytes__";
            return Err(Fail::type_error(format!("%b requires {wanted}, not '{name}'")));
        }
        ('s', _) => str_of(value),
        ('r' | 'a', _) => repr(value),
        _ => return Err(field.unsupported(minor)),
    };
    Ok(padded(&text, field.pad(text.chars().count())))
}

fn pieces(source: &str) -> Result<Value, Fail> {
    let parts = template::Template::new(Text::from(source)).map(|found| {
        let found = found?;
        let text = |range: &Range<usize>| Str(part(source, range));
        Ok(Tuple(match &found.field {
            None => vec![text(&found.literal), Value::None, Value::None, Value::None],
            Some(field) => {
                let conversion =
                    field.conversion.map_or(Value::None, |point| Str(char::from_u32(point).expect("a character").into()));
                vec![text(&found.literal), text(&field.name), text(&field.spec), conversion]
            }
        }))
    });
    parts.collect::<Result<_, _>>().map(Tuple)
}

fn fields(name: &str) -> Result<Value, Fail> {
    let index = |index| Value::Int(Int::Small(index as i64));
    let (first, steps) = template::split_name(Text::from(name), 0..name.chars().count(), &CHARACTERS)?;
    let first = match first {
        First::Next => Str(String::new()),
        First::Index(first) => index(first),
        First::Name(range) => Str(part(name, &range)),
    };
    let steps = steps.map(|step| {
        let (attribute, value) = match step? {
            Step::Attribute(range) => (true, Str(part(name, &range))),
            Step::Index(step) => (false, index(step)),
            Step::Key(range) => (false, Str(part(name, &range))),
        };
        Ok(Tuple(vec![Value::Bool(attribute), value]))
    });
    Ok(Tuple(vec![first, Tuple(steps.collect::<Result<_, _>>()?)]))
}

fn expand(
    source: &str,
    values: &[Value],
    numbering: &mut Numbering,
    depth: usize,
    minor: u8,
    out: &mut String,
) -> Result<(), Fail> {
    if depth >= template::MAX_DEPTH {
        return Err(template::too_deep());
    }
    for found in template::Template::new(Text::from(source)) {
        let found = found?;
        out.push_str(&part(source, &found.literal));
        let Some(field) = found.field else { continue };
        let (first, steps) = template::split_name(Text::from(source), field.name, &CHARACTERS)?;
        let value = match numbering.number(&first)? {
            Some(number) => values.get(number).ok_or_else(|| template::out_of_range(number))?,
            None => {
                let First::Name(name) = first else { panic!("a name") };
                let name = Text::from(part(source, &name).as_str()).repr(usize::MAX, &CHARACTERS);
                return Err(Fail::new(Class::KeyError, name));
            }
        };
        // No value here has what a step could lead to.
        if let Some(step) = steps.into_iter().next() {
            let step = step?;
            panic!("{step:?}");
        }
        let value = match field.conversion.and_then(char::from_u32) {
            None => value.clone(),
            Some('s') => Str(str_of(value)),
            Some('r' | 'a') => Str(repr(value)),
            Some(other) => return Err(template::unknown_conversion(u32::from(other))),
        };
        let mut spec = part(source, &field.spec);
        if field.nested {
            let mut expanded = String::new();
            expand(&spec, values, numbering, depth + 1, minor, &mut expanded)?;
            spec = expanded;
        }
        out.push_str(&format(&value, &spec, minor)?);
    }
    Ok(())
}

/// Numbers that are the same in every run.
fn random(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn no_text_makes_it_panic() {
    let alphabet: Vec<u32> =
        "{}[].:!%()*<>=^+- z#0179,_.dbxXoceEfgGnsraljhL\u{661}é".chars().map(u32::from).chain([0xd800]).collect();
    let numbers = [0, 7, -1, i64::MIN, i64::MAX].map(Int::Small);
    let state = &mut 1;
    for _ in 0..30_000 {
        let points: Vec<u32> = (0..random(state) % 10).map(|_| alphabet[random(state) % alphabet.len()]).collect();
        let (text, minor) = (Text::from(&points[..]), 8 + (random(state) % 7) as u8);
        let n = &numbers[random(state) % numbers.len()];
        let small = |spec: &Spec| spec.width.unwrap_or(0).max(spec.precision.unwrap_or(0)) < 100_000;
        for kind in [Kind::Int, Kind::Float, Kind::Complex, Kind::Str] {
            let Ok(spec) = Spec::parse(text, kind, "object", minor, &CHARACTERS) else { continue };
            let _ = pad_str(&spec, random(state) % 20, "object", minor);
            if small(&spec) {
                let _ = format_int(n, &spec, "object", 4300, minor);
                let _ = format_float(-1.5e-7, &spec, "object");
                let _ = format_complex(pyc_vm::number::Complex::new(-0.0, f64::INFINITY), &spec, "object");
            }
        }
        for part in percent::Template::new(text, true) {
            let Ok(percent::Part::Field(field)) = part else { continue };
            let _ = (field.unsupported(minor), field.char(n, minor), field.pad(5));
            if field.bound(20) < 100_000 {
                let _ = (field.int(n, 4300, minor), field.float(2.5e300));
            }
        }
        for part in template::Template::new(text) {
            let Ok(template::Part { field: Some(field), .. }) = part else { continue };
            if let Ok((_, steps)) = template::split_name(text, field.name, &CHARACTERS) {
                assert!(steps.count() <= points.len());
            }
            assert!(template::Template::within(text, field.spec).count() <= points.len());
        }
        for base in [0, 2, 10, 36] {
            let _ = Int::parse(text, base, 4300, minor, &CHARACTERS);
        }
        let _ = (float::parse(text, &CHARACTERS), float::from_hex(text), complex::parse(text, &CHARACTERS));
    }
}

#[test]
fn any_code_point_fills_and_is_made() {
    let points = [0xd800, u32::from('<'), u32::from('3'), u32::from('c')];
    let spec = Spec::parse(Text::from(&points[..]), Kind::Int, "int", 13, &CHARACTERS).unwrap();
    let formatted = format_int(&Int::Small(0xdfff), &spec, "int", 0, 13).unwrap();
    let filled: Vec<_> = formatted.pieces().filter(|piece| !matches!(piece, Piece::Text("") | Piece::Fill(_, 0))).collect();
    assert_eq!(filled, [Piece::Fill(0xdfff, 1), Piece::Fill(0xd800, 2)]);
    assert_eq!(formatted.max_point(), 0xdfff);
}

#[test]
fn what_is_wide_is_known_before_it_is_made() {
    let spec = Spec::parse(Text::from("9000000000000000000"), Kind::Int, "int", 13, &CHARACTERS).unwrap();
    let Formatted { left, .. } = format_int(&Int::Small(7), &spec, "int", 0, 13).unwrap();
    assert_eq!(left, 8_999_999_999_999_999_999);
    let spec = Spec::parse(Text::from("09000000000000000000"), Kind::Int, "int", 13, &CHARACTERS).unwrap();
    assert_eq!(format_int(&Int::Small(-7), &spec, "int", 0, 13).unwrap().len(), 9_000_000_000_000_000_000);
    let spec = Spec::parse(Text::from("09000000000000000000,"), Kind::Int, "int", 13, &CHARACTERS).unwrap();
    assert_eq!(format_int(&Int::Small(-7), &spec, "int", 0, 13), Err(Fail::memory()));
}
