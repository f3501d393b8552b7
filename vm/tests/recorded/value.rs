//! Values as `xtask/python/numbers.py` writes them, and the lines it records.

use std::io::BufRead as _;
use std::path::Path;

use pyc_vm::fail::Fail;
use pyc_vm::number::{Characters, Complex, Int, Text, float};
use serde_json::Value as Json;

/// A value of an argument or an answer.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(Int),
    Float(f64),
    Complex(Complex),
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Value>),
}

/// Some digits beyond ASCII, which is all that the cases have.
pub(crate) const CHARACTERS: Characters = Characters {
    decimal: |point| match point {
        0x660..=0x669 => Some((point - 0x660) as u8),
        0xff10..=0xff19 => Some((point - 0xff10) as u8),
        _ => None,
    },
    ..Characters::PLAIN
};

fn float_of(text: &str) -> f64 {
    float::from_hex(Text::from(text)).expect("a float")
}

pub(crate) fn read(json: &Json) -> Value {
    let text = match json {
        Json::Null => return Value::None,
        Json::Array(items) => return Value::Tuple(items.iter().map(read).collect()),
        Json::String(text) => text,
        _ => panic!("{json} is no value"),
    };
    let rest = text.get(1..).unwrap_or_default();
    match text.as_bytes()[0] {
        b'i' => Value::Int(Int::parse(Text::from(rest), 16, 0, 13, &CHARACTERS).expect("an integer")),
        b'o' => Value::Bool(rest == "1"),
        b'f' => Value::Float(float_of(rest)),
        b'c' => {
            let (re, im) = rest.split_once(',').expect("two parts");
            Value::Complex(Complex::new(float_of(re), float_of(im)))
        }
        b'b' => {
            let pairs = rest.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
            Value::Bytes(pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect())
        }
        _ => Value::Str(rest.to_owned()),
    }
}

pub(crate) fn write(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(flag) => format!("o{}", u8::from(*flag)).into(),
        Value::Int(n) => {
            let digits = n.abs().to_radix(16);
            format!("i{}0x{digits}", if n.is_negative() { "-" } else { "" }).into()
        }
        Value::Float(float) => format!("f{}", float::to_hex(*float)).into(),
        Value::Complex(Complex { re, im }) => format!("c{},{}", float::to_hex(*re), float::to_hex(*im)).into(),
        Value::Bytes(bytes) => bytes.iter().fold("b".to_owned(), |text, byte| format!("{text}{byte:02x}")).into(),
        Value::Str(text) => format!("s{text}").into(),
        Value::Tuple(items) => Json::Array(items.iter().map(write).collect()),
    }
}

impl Value {
    pub(crate) fn int(&self) -> Int {
        match self {
            Value::Int(n) => n.clone(),
            Value::Bool(flag) => Int::Small(i64::from(*flag)),
            _ => panic!("{self:?} is no integer"),
        }
    }

    pub(crate) fn text(&self) -> Text<'_> {
        match self {
            Value::Str(text) => Text::from(text.as_str()),
            Value::Bytes(bytes) => Text::Bytes(bytes),
            _ => panic!("{self:?} is no text"),
        }
    }
}

/// Asks each line of a file, and the answer must be that of each release.
pub(crate) fn check(file: &str, ask: impl Fn(&str, &[Value], u8) -> Result<Value, Fail>) {
    // Set for comparisons beyond the corpus.
    let directory =
        std::env::var("PYC_VM_RECORDED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/vm").into());
    let path = Path::new(&directory).join(file);
    let lines = std::io::BufReader::new(std::fs::File::open(&path).expect("the corpus is there")).lines();
    let (mut checked, mut faults) = (0, Vec::new());
    for line in lines {
        let line: Json = serde_json::from_str(&line.expect("text")).expect("JSON");
        let operation = line[0].as_str().expect("a name");
        let arguments: Vec<Value> = line[1].as_array().expect("arguments").iter().map(read).collect();
        let answers: Vec<_> = line[2].as_array().expect("answers").iter().collect();
        for (at, answer) in answers.iter().enumerate() {
            let minor = answer[0].as_u64().expect("a release");
            let end = answers.get(at + 1).map_or(15, |next| next[0].as_u64().expect("a release"));
            if answer[1].is_null() && operation != "compare" {
                continue;
            }
            for minor in minor..end {
                let ours = match ask(operation, &arguments, minor as u8) {
                    Ok(value) => write(&value),
                    Err(fail) => format!("!{fail}").into(),
                };
                checked += 1;
                if ours != answer[1] {
                    faults.push(format!("3.{minor} {operation} {}\n  theirs {}\n  ours   {ours}", line[1], answer[1]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {checked} answers differ:\n{}", faults.len(), faults[..faults.len().min(40)].join("\n"));
    assert!(checked > 1000, "only {checked} answers");
}
