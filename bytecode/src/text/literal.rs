//! Text to objects.

use pyc_marshal::{Int, Tag};

use crate::text::document::{Document, Id, fits};
use crate::text::error::{Outcome, fault};
use crate::text::float::NAN;
use crate::text::forms::{Mark, Reference};
use crate::text::lex::{Cursor, parse_integer};
use crate::text::values::{Value, kind};

/// How deep literals nest: deeper than any version of CPython reads.
const MAX_DEPTH: usize = 5000;

/// A container that is open.
struct Open {
    at: usize,
    kind: u8,
    close: &'static str,
    labels: Vec<u32>,
    parts: Vec<Id>,
    /// Whether a comma was the last thing.
    comma: bool,
    /// Of `{`: whether there are values behind colons; `None` as long as there is no item.
    pairs: Option<bool>,
}

/// The objects that stand for code objects: blocks, by their names.
pub(super) type CodeOf<'c> = dyn Fn(&str, Option<u32>) -> Option<Id> + 'c;

/// What begins a container.
static OPENINGS: [(&str, u8, &str); 6] = [
    ("(", kind::TUPLE, ")"),
    ("[", kind::LIST, "]"),
    ("{", kind::DICT, "}"),
    ("frozenset({", kind::FROZEN_SET, "})"),
    ("frozendict({", kind::FROZEN_DICT, "})"),
    ("slice(", kind::SLICE, ")"),
];

/// Literals without parts.
static WORDS: [(&str, u8); 5] = [
    ("None", kind::NONE),
    ("True", kind::TRUE),
    ("False", kind::FALSE),
    ("Ellipsis", kind::ELLIPSIS),
    ("StopIteration", kind::STOP_ITERATION),
];

impl Document {
    /// A literal with its labels and its mark, and the blanks behind it.
    pub(super) fn literal(&mut self, cursor: &mut Cursor<'_>, codes: &CodeOf<'_>) -> Outcome<Id> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            if let Some(id) = self.close(cursor, &mut open)? {
                match open.last_mut() {
                    None => return Ok(id),
                    Some(parent) => {
                        parent.add(id, cursor)?;
                        continue;
                    }
                }
            }
            let at = cursor.at();
            let labels = labels(cursor)?;
            if let Some(&(opening, kind, close)) = OPENINGS.iter().find(|row| cursor.eat(row.0)) {
                if open.len() >= MAX_DEPTH {
                    return fault(at, format!("literals nest deeper than {MAX_DEPTH}"));
                }
                let pairs = if opening.ends_with('{') { None } else { Some(false) };
                let pairs = if kind == kind::FROZEN_SET { Some(false) } else { pairs };
                open.push(Open { at, kind, close, labels, parts: Vec::new(), comma: true, pairs });
                continue;
            }
            let id = self.leaf_literal(cursor, codes)?;
            self.marks(cursor, at, id, labels)?;
            match open.last_mut() {
                None => return Ok(id),
                Some(parent) => parent.add(id, cursor)?,
            }
        }
    }

    /// Closes the innermost container, if its end stands here.
    fn close(&mut self, cursor: &mut Cursor<'_>, open: &mut Vec<Open>) -> Outcome<Option<Id>> {
        let Some(innermost) = open.last() else { return Ok(None) };
        if !cursor.eat_tight(innermost.close) {
            let between = innermost.comma;
            return if between { Ok(None) } else { fault(cursor.at(), format!("expected a comma or {:?}", innermost.close)) };
        }
        let Some(Open { at, kind, labels, parts, comma, pairs, .. }) = open.pop() else { return Ok(None) };
        if kind == kind::TUPLE && parts.len() == 1 && !comma {
            return fault(at, "a tuple of one item has a comma behind it");
        }
        if kind == kind::SLICE && parts.len() != 3 {
            return fault(at, "a slice has three parts");
        }
        if pairs == Some(true) && !parts.len().is_multiple_of(2) {
            return fault(cursor.at(), "a key without value");
        }
        let kind = if kind == kind::DICT && pairs == Some(false) { kind::SET } else { kind };
        let id = self.container(at, kind, &parts);
        self.marks(cursor, at, id, labels)?;
        Ok(Some(id))
    }

    fn leaf_literal(&mut self, cursor: &mut Cursor<'_>, codes: &CodeOf<'_>) -> Outcome<Id> {
        let at = cursor.at();
        let value = match cursor.peek() {
            Some('\'' | '"') => {
                let kind = self.rules.str_kind();
                let content = cursor.string(kind == kind::BYTES)?;
                self.values.leaf(kind, &content)
            }
            Some('-' | '0'..='9') => self.number_literal(cursor)?,
            Some('*') => {
                cursor.eat_tight("*");
                let label = self.label(cursor)?;
                return Ok(self.labelled(at, label));
            }
            _ => return self.word_literal(cursor, codes),
        };
        Ok(self.leaf(at, value))
    }

    /// The number of a label, behind its `*`.
    pub(super) fn label(&self, cursor: &mut Cursor<'_>) -> Outcome<u32> {
        let at = cursor.at();
        if !self.rules.shares() {
            return fault(at, format!("objects are not shared in {}", self.layout.version));
        }
        let label = cursor.integer().and_then(parse_integer).and_then(|label| u32::try_from(label).ok());
        label.map_or_else(|| fault(at, "expected the number of a label"), Ok)
    }

    fn number_literal(&mut self, cursor: &mut Cursor<'_>) -> Outcome<Value> {
        let at = cursor.at();
        let mut behind = *cursor;
        if let Some(spelt) = behind.float()
            && (spelt.contains(['.', 'e', 'E', 'n']) || behind.peek() == Some('j'))
        {
            let Ok(number) = spelt.parse::<f64>() else { return fault(at, "expected a number") };
            *cursor = behind;
            let complex = cursor.eat_tight("j");
            let bits = number_bits(number);
            let payload = [0.0_f64.to_bits().to_le_bytes(), bits.to_le_bytes()].concat();
            let value = if complex { (kind::COMPLEX, &payload[..]) } else { (kind::FLOAT, payload.get(8..).unwrap_or(&[])) };
            return Ok(self.values.leaf(value.0, value.1));
        }
        let Some(spelt) = cursor.integer() else { return fault(at, "expected a number") };
        let Some(number) = parse_int(spelt) else {
            return fault(at, format!("a number of more than {MAX_DECIMAL} digits is written in hexadecimal"));
        };
        let kind = if cursor.eat_tight("L") { kind::LONG } else { kind::INT };
        if kind == kind::LONG && self.rules.unicode {
            return fault(at, format!("{} has no long", self.layout.version));
        }
        Ok(self.values.int(kind, &number))
    }

    fn word_literal(&mut self, cursor: &mut Cursor<'_>, codes: &CodeOf<'_>) -> Outcome<Id> {
        let at = cursor.at();
        if let Some(content) = prefixed(cursor)? {
            let (kind, content) = content;
            let value = self.values.leaf(kind, &content);
            return Ok(self.leaf(at, value));
        }
        let word = cursor.word_tight().unwrap_or("");
        if let Some(&(_, kind)) = WORDS.iter().find(|row| row.0 == word) {
            let value = self.values.leaf(kind, &[]);
            return Ok(self.leaf(at, value));
        }
        let value = match word {
            "inf" | "nan" => {
                self.values.leaf(kind::FLOAT, &if word == "inf" { f64::INFINITY.to_bits() } else { NAN }.to_le_bytes())
            }
            "set" | "frozenset" if cursor.eat_tight("()") => {
                return Ok(self.container(at, if word == "set" { kind::SET } else { kind::FROZEN_SET }, &[]));
            }
            "complex" if cursor.eat("(") => {
                let real = float_part(cursor)?;
                cursor.blanks();
                cursor.expect(",")?;
                let imaginary = float_part(cursor)?;
                cursor.blanks();
                if !cursor.eat_tight(")") {
                    return fault(cursor.at(), "expected \")\"");
                }
                self.values.leaf(kind::COMPLEX, &[real.to_le_bytes(), imaginary.to_le_bytes()].concat())
            }
            "float" if cursor.eat_tight("(") => self.float_of(cursor)?,
            "code" => {
                cursor.blanks();
                let (name, number) = code_id(cursor)?;
                let Some(id) = codes(&name, number) else {
                    return fault(at, format!("no code object {name} stands above in this one"));
                };
                return Ok(id);
            }
            _ => return fault(at, "expected a literal"),
        };
        Ok(self.leaf(at, value))
    }

    /// `float('text')` and `float(0xBITS)`, behind the parenthesis.
    fn float_of(&mut self, cursor: &mut Cursor<'_>) -> Outcome<Value> {
        let at = cursor.at();
        let value = if cursor.peek() == Some('\'') {
            let text = cursor.string(true)?;
            if text.len() > 255 {
                return fault(at, "the text of a float has at most 255 bytes");
            }
            self.values.leaf(kind::FLOAT_TEXT, &text)
        } else {
            let bits = cursor.integer().and_then(|spelt| u64::from_str_radix(spelt.strip_prefix("0x")?, 16).ok());
            let Some(bits) = bits else { return fault(at, "expected the bits of a float, as in 0x7ff8000000000000") };
            self.values.leaf(kind::FLOAT, &bits.to_le_bytes())
        };
        if cursor.eat_tight(")") { Ok(value) } else { fault(cursor.at(), "expected \")\"") }
    }

    /// The mark behind an object, and its labels, which stood before it.
    pub(super) fn marks(&mut self, cursor: &mut Cursor<'_>, at: usize, id: Id, labels: Vec<u32>) -> Outcome<()> {
        for label in labels {
            self.label_allowed(at)?;
            self.set_label(at, label, id)?;
        }
        let at = cursor.at();
        let Some(mark) = mark(cursor)? else {
            cursor.blanks();
            return Ok(());
        };
        cursor.blanks();
        self.apply(at, id, mark)
    }

    /// Puts a mark on an object, if it can have it.
    pub(super) fn apply(&mut self, at: usize, id: Id, mark: Mark) -> Outcome<()> {
        let kind = self.get(id).map_or(0, |object| self.values.kind(object.value));
        if let Some(tag) = mark.tag
            && (!fits(kind, tag) || !tag.is_read_by(self.layout.version) || self.is_too_wide(id, tag))
        {
            return fault(at, format!("an object of this type has no type code '{}'", tag.0 as char));
        }
        if mark.flag == Some(true) && !self.rules.has_slots() || mark.reference.is_some() && !self.rules.shares() {
            return fault(at, format!("objects are not shared in {}", self.layout.version));
        }
        self.set_mark(id, mark);
        Ok(())
    }

    fn label_allowed(&self, at: usize) -> Outcome<()> {
        if self.rules.shares() { Ok(()) } else { fault(at, format!("objects are not shared in {}", self.layout.version)) }
    }

    /// Whether a string has characters that a form of one byte each cannot hold.
    fn is_too_wide(&self, id: Id, tag: Tag) -> bool {
        let one_byte = matches!(tag, Tag::ASCII | Tag::ASCII_INTERNED | Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED);
        // In UTF-8 these begin what is over U+00FF.
        one_byte && self.get(id).is_some_and(|object| self.values.payload(object.value).iter().any(|&byte| byte >= 0xc4))
    }
}

impl Open {
    /// Adds a part, and reads what is between it and the next one.
    fn add(&mut self, id: Id, cursor: &mut Cursor<'_>) -> Outcome<()> {
        self.parts.push(id);
        cursor.blanks();
        if self.pairs.is_none() {
            self.pairs = Some(cursor.peek() == Some(':') || self.kind == kind::FROZEN_DICT);
        }
        if self.pairs == Some(true) && !self.parts.len().is_multiple_of(2) {
            self.comma = true;
            return cursor.expect(":");
        }
        self.comma = cursor.eat(",");
        Ok(())
    }
}

/// The bits of a number that was read: there is only one NaN that has no other spelling.
fn number_bits(number: f64) -> u64 {
    if number.is_nan() { NAN } else { number.to_bits() }
}

/// `b'..'`, `x'..'`, `u'..'`: the kind and the content.
fn prefixed(cursor: &mut Cursor<'_>) -> Outcome<Option<(u8, Vec<u8>)>> {
    let mut behind = *cursor;
    let prefix = behind.peek();
    if !(behind.eat_tight("b") || behind.eat_tight("u") || behind.eat_tight("x")) || !matches!(behind.peek(), Some('\'' | '"')) {
        return Ok(None);
    }
    *cursor = behind;
    Ok(Some(match prefix {
        Some('b') => (kind::BYTES, cursor.string(true)?),
        Some('x') => (kind::BYTES, cursor.hex()?),
        _ => (kind::STR, cursor.string(false)?),
    }))
}

/// The longest decimal number, in digits: they take more than linear time.
const MAX_DECIMAL: usize = 10_000;

/// An integer of any size; `None` if it has too many decimal digits.
fn parse_int(spelt: &str) -> Option<Int> {
    if let Some(small) = parse_integer(spelt) {
        return Some(Int::from(small));
    }
    let (negative, digits) = spelt.strip_prefix('-').map_or((false, spelt), |digits| (true, digits));
    let Some(hex) = digits.strip_prefix("0x") else {
        return if digits.len() <= MAX_DECIMAL { spelt.parse().ok() } else { None };
    };
    let digit = |char: u8| (char as char).to_digit(16).map(|digit| digit as u8);
    let magnitude: Option<Vec<u8>> = hex
        .as_bytes()
        .rchunks(2)
        .map(|pair| match *pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            [low] => digit(low),
            _ => None,
        })
        .collect();
    Some(Int::from_le_bytes(negative, &magnitude?))
}

/// A part of a complex number: its bits.
fn float_part(cursor: &mut Cursor<'_>) -> Outcome<u64> {
    let at = cursor.at();
    if cursor.eat_tight("float(") {
        let bits = cursor.integer().and_then(|spelt| u64::from_str_radix(spelt.strip_prefix("0x")?, 16).ok());
        return match bits.filter(|_| cursor.eat_tight(")")) {
            Some(bits) => Ok(bits),
            None => fault(at, "expected the bits of a float, as in float(0x7ff8000000000000)"),
        };
    }
    match cursor.float().and_then(|spelt| spelt.parse().ok()) {
        Some(number) => Ok(number_bits(number)),
        None => fault(at, "expected a float"),
    }
}

/// The labels before an object.
pub(super) fn labels(cursor: &mut Cursor<'_>) -> Outcome<Vec<u32>> {
    let mut labels = Vec::new();
    while cursor.eat_tight("&") {
        labels.push(cursor.small()?);
    }
    Ok(labels)
}

/// A mark, if there is one.
pub(super) fn mark(cursor: &mut Cursor<'_>) -> Outcome<Option<Mark>> {
    let at = cursor.at();
    if !cursor.eat_tight("!") {
        return Ok(None);
    }
    let mut mark = Mark::NONE;
    if cursor.eat_tight("r") {
        mark.reference = Some(match cursor.integer() {
            None => Reference::Latest,
            Some(spelt) => match parse_integer(spelt).map(u32::try_from) {
                Some(Ok(number)) => Reference::Number(number),
                _ => return fault(at, "expected the number of an object"),
            },
        });
    } else if let Some(code) = cursor.peek().filter(|code| code.is_ascii() && !matches!(code, '&' | '-' | ' ' | '\t' | ';')) {
        let tag = Tag(code as u8);
        if tag.name().is_none() {
            return fault(at, format!("{code:?} is no type code"));
        }
        cursor.eat_tight(code.encode_utf8(&mut [0; 4]));
        mark.tag = Some(tag);
    }
    if cursor.eat_tight("&") {
        mark.flag = Some(true);
    } else if cursor.eat_tight("-") {
        mark.flag = Some(false);
    }
    if mark == Mark::NONE { fault(at, "expected a type code, '&' or '-'") } else { Ok(Some(mark)) }
}

/// The name of a code object, and its number if it has one.
pub(super) fn code_id(cursor: &mut Cursor<'_>) -> Outcome<(String, Option<u32>)> {
    let at = cursor.at();
    let name = match cursor.peek() {
        Some('\'' | '"') => {
            let content = cursor.string(false)?;
            String::from_utf8_lossy(&content).into_owned()
        }
        Some('%') => String::new(),
        _ => match cursor.word_tight() {
            Some(word) => word.to_owned(),
            None => return fault(at, "expected the name of a code object"),
        },
    };
    let mut behind = *cursor;
    behind.blanks();
    if behind.eat_tight("%") {
        let Some(number) = behind.integer().and_then(parse_integer).and_then(|number| u32::try_from(number).ok()) else {
            return fault(behind.at(), "expected a number");
        };
        *cursor = behind;
        return Ok((name, Some(number)));
    }
    Ok((name, None))
}
