//! The form in which each leaf is written.

use std::borrow::Cow;

use crate::node::{Node, Value};
use crate::tag::Tag;
use crate::text::{Encoding, Str};
use crate::token::{Payload, Token};

/// The form in which a leaf is written: type code, and payload without it. Equal leaves of one type have equal forms.
#[derive(PartialEq, Eq)]
pub(super) struct Leaf<'a> {
    pub(super) code: Tag,
    pub(super) payload: Cow<'a, [u8]>,
}

/// Length of the payload of the commonest leaves.
pub(super) fn payload_len(code: Tag, rest: &[u8]) -> Option<usize> {
    match code {
        Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED => Some(1 + usize::from(*rest.first()?)),
        Tag::BYTES | Tag::INTERNED | Tag::UNICODE => Some(4 + u32::from_le_bytes(*rest.first_chunk()?) as usize),
        Tag::NONE | Tag::TRUE | Tag::FALSE | Tag::NULL => Some(0),
        Tag::INT => Some(4),
        _ => None,
    }
}

pub(super) fn is_container(token: &Token<'_>) -> bool {
    matches!(token.payload, Payload::Items(_) | Payload::Pairs | Payload::Slice | Payload::Code(_))
}

pub(super) fn is_container_code(code: Tag) -> bool {
    matches!(
        code,
        Tag::TUPLE
            | Tag::SMALL_TUPLE
            | Tag::LIST
            | Tag::SET
            | Tag::FROZEN_SET
            | Tag::DICT
            | Tag::FROZEN_DICT
            | Tag::SLICE
            | Tag::CODE
            | Tag::CODE_OLD
    )
}

/// The final form of a leaf.
#[inline]
pub(super) fn canonical_leaf<'a>(node: Node<'_, 'a>, token: &Token<'a>) -> Leaf<'a> {
    let layout = node.tree().layout();
    let code = token.tag.unwrap_or(Tag::NULL).code();
    let as_read = Leaf { code, payload: Cow::Borrowed(node.tree().bytes().get(token.offset + 1..token.end).unwrap_or(&[])) };
    match token.payload {
        Payload::Empty | Payload::Int(_) | Payload::Float(_) | Payload::Complex(..) => as_read,
        Payload::Text(bytes) if layout.rules.string_list => match code {
            Tag::UNICODE => as_read,
            _ => Leaf { code: if is_name(bytes) { Tag::INTERNED } else { Tag::BYTES }, ..as_read },
        },
        Payload::Text(_) if code == Tag::BYTES || !layout.rules.references => as_read,
        Payload::Text(bytes) => text_leaf(as_read, bytes),
        _ => number_leaf(node, token, as_read),
    }
}

/// Strings since 3.4.
#[inline]
fn text_leaf<'a>(as_read: Leaf<'a>, bytes: &'a [u8]) -> Leaf<'a> {
    let short = matches!(as_read.code, Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED);
    if short && is_name(bytes) {
        return Leaf { code: Tag::SHORT_ASCII_INTERNED, ..as_read };
    }
    if short && bytes.is_ascii() {
        return Leaf { code: Tag::SHORT_ASCII, ..as_read };
    }
    let encoding = if matches!(as_read.code, Tag::UNICODE | Tag::INTERNED) { Encoding::Utf8 } else { Encoding::Latin1 };
    let text = Str::new(bytes, encoding);
    let code = match (text.is_ascii(), bytes.len() < 256, is_name(bytes)) {
        (true, true, true) => Tag::SHORT_ASCII_INTERNED,
        (true, true, false) => Tag::SHORT_ASCII,
        (true, false, true) => Tag::ASCII_INTERNED,
        (true, false, false) => Tag::ASCII,
        (false, ..) => Tag::UNICODE,
    };
    let utf8 = text.to_utf8();
    let mut payload = Vec::with_capacity(utf8.len() + 4);
    if matches!(code, Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED) {
        payload.push(utf8.len() as u8);
    } else {
        payload.extend_from_slice(&(utf8.len() as u32).to_le_bytes());
    }
    payload.extend_from_slice(&utf8);
    if *payload == *as_read.payload { Leaf { code, ..as_read } } else { Leaf { code, payload: payload.into() } }
}

/// Numbers that have more than one form.
#[cold]
fn number_leaf<'a>(node: Node<'_, 'a>, token: &Token<'a>, as_read: Leaf<'a>) -> Leaf<'a> {
    let layout = node.tree().layout();
    let small = match token.payload {
        Payload::Int64(value) => Some(value),
        Payload::Long(digits) if !layout.rules.long_type => digits.to_i64(),
        _ => None,
    };
    if let Some(value) = small {
        return match i32::try_from(value) {
            Ok(value) => Leaf { code: Tag::INT, payload: value.to_le_bytes().to_vec().into() },
            Err(_) if layout.rules.writes_int64 || layout.rules.long_type => {
                Leaf { code: Tag::INT64, payload: value.to_le_bytes().to_vec().into() }
            }
            Err(_) => {
                let digits = crate::Int::from(value).to_digits();
                let count = digits.len() as i32 * if value < 0 { -1 } else { 1 };
                let payload = count.to_le_bytes().into_iter().chain(digits.iter().flat_map(|digit| digit.to_le_bytes()));
                Leaf { code: Tag::LONG, payload: payload.collect::<Vec<_>>().into() }
            }
        };
    }
    let binary = Tag::FLOAT.is_read_by(layout.version);
    let floats = |values: &[f64]| -> Vec<u8> {
        let text = |value: &f64| {
            let text = crate::float::marshal_text(*value);
            core::iter::once(text.len() as u8).chain(text.into_bytes()).collect::<Vec<_>>()
        };
        values.iter().flat_map(|value| if binary { value.to_bits().to_le_bytes().to_vec() } else { text(value) }).collect()
    };
    match (&token.payload, node.value()) {
        (Payload::FloatText(_), Value::Float(value)) => {
            Leaf { code: if binary { Tag::FLOAT } else { Tag::FLOAT_TEXT }, payload: floats(&[value]).into() }
        }
        (Payload::ComplexText(..), Value::Complex(re, im)) => {
            Leaf { code: if binary { Tag::COMPLEX } else { Tag::COMPLEX_TEXT }, payload: floats(&[re, im]).into() }
        }
        _ => as_read,
    }
}

/// Whether a string consists of name characters only (`all_name_chars` in `Objects/codeobject.c`).
fn is_name(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
