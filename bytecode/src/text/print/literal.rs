//! Objects to text.

use std::fmt::Write as _;

use pyc_marshal::{Children, Encoding, Int, Node, Payload, Str, Tag, Value as Object};

use crate::text::float;
use crate::text::forms::Mark;
use crate::text::plan::Unsayable;
use crate::text::print::Printer;
use crate::text::values::kind;

/// Integers of at most so many bytes are printed in decimal, which takes more than linear time.
const MAX_DECIMAL: usize = 32;

/// A container whose parts are printed.
struct Open<'t, 'a> {
    parts: Children<'t, 'a>,
    kind: u8,
    close: &'static str,
    done: usize,
    mark: Option<Mark>,
    /// Whether it is what a reference means: what is said of its parts is said elsewhere.
    again: bool,
}

impl<'t, 'a> Printer<'_, 't, 'a> {
    /// A literal. `again`: it is part of what a reference means.
    pub(super) fn literal(&mut self, node: Node<'t, 'a>, again: bool) -> Result<(), Unsayable> {
        let mut open: Vec<Open<'t, 'a>> = Vec::new();
        self.begin(node, again, &mut open)?;
        while let Some(innermost) = open.last_mut() {
            let next = innermost.parts.next().filter(|part| part.tag().code() != Tag::NULL);
            let (done, again) = (innermost.done, innermost.again);
            innermost.done += 1;
            let pairs = matches!(innermost.kind, kind::DICT | kind::FROZEN_DICT);
            match next {
                Some(part) => {
                    let between = match done {
                        0 => "",
                        _ if pairs && done % 2 != 0 => ": ",
                        _ => ", ",
                    };
                    self.out.push_str(between);
                    self.begin(part, again, &mut open)?;
                }
                None => {
                    let Some(Open { kind, close, mark, .. }) = open.pop() else { break };
                    if kind == kind::TUPLE && done == 1 {
                        self.out.push(',');
                    }
                    self.out.push_str(close);
                    self.mark(mark);
                }
            }
        }
        Ok(())
    }

    /// Prints a leaf, or how a container begins.
    fn begin(&mut self, node: Node<'t, 'a>, again: bool, open: &mut Vec<Open<'t, 'a>>) -> Result<(), Unsayable> {
        if self.label_instead(node)? {
            return Ok(());
        }
        if !again {
            self.define(node);
        }
        let mark = self.plan.mark(node).filter(|_| !again);
        let target = node.resolve().ok_or(Unsayable)?;
        if target.as_code().is_some() {
            let id = self.ids.get(&target.index()).ok_or(Unsayable)?;
            let _ = write!(self.out, "code {id}");
            // What is said of a code object stands where it begins.
            self.mark(mark.filter(|_| target != node));
            return Ok(());
        }
        let again = again || node.is_reference();
        let (opening, close, parts, kind) = match target.value() {
            Object::Tuple(parts) => ("(", ")", parts, kind::TUPLE),
            Object::List(parts) => ("[", "]", parts, kind::LIST),
            Object::Set(parts) if target.count() == 1 => ("set(", ")", parts, kind::SET),
            Object::FrozenSet(parts) if target.count() == 1 => ("frozenset(", ")", parts, kind::FROZEN_SET),
            Object::Set(parts) => ("{", "}", parts, kind::SET),
            Object::FrozenSet(parts) => ("frozenset({", "})", parts, kind::FROZEN_SET),
            Object::Slice(parts) => ("slice(", ")", parts, kind::SLICE),
            Object::Dict(_) => ("{", "}", target.children(), kind::DICT),
            Object::FrozenDict(_) => ("frozendict({", "})", target.children(), kind::FROZEN_DICT),
            value => {
                self.leaf(target, &value)?;
                self.mark(mark);
                return Ok(());
            }
        };
        self.out.push_str(opening);
        open.push(Open { parts, kind, close, done: 0, mark, again });
        Ok(())
    }

    fn leaf(&mut self, node: Node<'t, 'a>, value: &Object<'t, 'a>) -> Result<(), Unsayable> {
        let out = &mut self.out;
        match value {
            Object::None => out.push_str("None"),
            Object::Bool(value) => out.push_str(if *value { "True" } else { "False" }),
            Object::StopIteration => out.push_str("StopIteration"),
            Object::Ellipsis => out.push_str("Ellipsis"),
            Object::Int(number) => integer(&number.to_int(), out),
            Object::Long(number) => {
                integer(&number.to_int(), out);
                out.push('L');
            }
            Object::Float(number) => match node.token().payload {
                Payload::FloatText(text) if self.plan.values.kind(self.plan.value(node)) == kind::FLOAT_TEXT => {
                    out.push_str("float(");
                    quote(Str::new(text, Encoding::Latin1), true, out);
                    out.push(')');
                }
                Payload::FloatText(_) => out.push_str(&float::literal(bits(*number))),
                _ => out.push_str(&float::literal(number.to_bits())),
            },
            Object::Complex(re, im) => {
                let text = matches!(node.token().payload, Payload::ComplexText(..));
                let part = |number: f64| float::literal(if text { bits(number) } else { number.to_bits() });
                if re.to_bits() == 0 && im.is_finite() && im.is_sign_positive() {
                    let _ = write!(out, "{}j", part(*im));
                } else {
                    let _ = write!(out, "complex({}, {})", part(*re), part(*im));
                }
            }
            Object::Bytes(bytes) => {
                if self.plan.rules.unicode {
                    out.push('b');
                }
                quote(Str::new(bytes, Encoding::Latin1), true, out);
            }
            Object::Str(text) => {
                if !self.plan.rules.unicode {
                    out.push('u');
                }
                quote(*text, false, out);
            }
            _ => return Err(Unsayable),
        }
        Ok(())
    }
}

/// The bits of a number that came as a text, which says nothing of the bits of a NaN.
fn bits(number: f64) -> u64 {
    if number.is_nan() { float::NAN } else { number.to_bits() }
}

fn integer(number: &Int, out: &mut String) {
    let magnitude = number.to_le_bytes();
    if magnitude.len() <= MAX_DECIMAL {
        let _ = write!(out, "{number}");
        return;
    }
    out.push_str(if number.is_negative() { "-0x" } else { "0x" });
    for byte in magnitude.iter().rev() {
        let _ = write!(out, "{byte:02x}");
    }
}

/// A string in quotes. Characters that may not show are escaped; `bytes`: so is all that is not ASCII.
pub(super) fn quote(text: Str<'_>, bytes: bool, out: &mut String) {
    out.push('\'');
    if let Some(plain) =
        text.to_str().filter(|plain| plain.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\'' && byte != b'\\'))
    {
        out.push_str(&plain);
        out.push('\'');
        return;
    }
    for point in text.code_points() {
        match char::from_u32(point) {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(char @ ('\'' | '\\')) => out.extend(['\\', char]),
            Some(char @ ' '..='~') => out.push(char),
            Some(char) if !bytes && !char.is_ascii() && char.is_alphanumeric() => out.push(char),
            _ if point < 0x100 => {
                let _ = write!(out, "\\x{point:02x}");
            }
            _ if point < 0x1_0000 => {
                let _ = write!(out, "\\u{point:04x}");
            }
            _ => {
                let _ = write!(out, "\\U{point:08x}");
            }
        }
    }
    out.push('\'');
}
