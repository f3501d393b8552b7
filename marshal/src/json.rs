//! `Serialize` for [`Tree`] and [`File`] (feature `serde`).
//!
//! The objects stand in one flat list, in stream order, and name their parts by number: however deep the objects nest, the JSON nests
//! four deep, and any parser reads it.
//!
//! ```text
//! file    := { "version", "base", "header": header, "trailing": hex, tree... }
//! tree    := { "version", "root": 0, "complete", "irregularities": [{ "offset", "class", "message" }...], "objects": [object...] }
//! header  := { "magic", "bytes": hex, "mtime" }                      1.0 to 3.2
//!          | { "magic", "bytes": hex, "mtime", "size" }
//!          | { "magic", "bytes": hex, "hash": hex, "checked" }
//!          | { "magic", "bytes": hex, "flags", "data": hex }         lenient reading only
//! object  := { "id", "type", "offset", "tag", "flagged", ["slot",] part... }
//! part, by type:
//!   null none stop_iteration ellipsis       nothing
//!   bool                                    "value"
//!   int long                                "value": number within 2^53, else decimal string | "hex": string, over 2^16 bytes
//!   float                                   float
//!   complex                                 "real": { float }, "imag": { float }
//!   float := "value": number | "nan" "inf" "-inf" | null, ["bits": hex, where not finite,] ["text": of `f` and `x`]
//!   bytes                                   "hex", ["value": of 1.x and 2.x, where all ASCII,] ["interned": true]
//!   str                                     "value" | "repr", if a surrogate is in it; ["interned": true]
//!   tuple list set frozenset                "items": [id...]
//!   dict frozendict                         "pairs": [[id, id | null]...]     null: a NULL in place of the value
//!   slice                                   "start": id, "stop": id, "step": id
//!   code                                    its fields by name: numbers, and ids
//!   ref                                     "index", "target": id | null
//! ```
//! `objects[id]` is the object `id`. A reference and the NULL that ends a dict are objects of their own, as in the stream: a part is
//! always an object further down the list, so that the bytes can be rebuilt from what strict reading accepts, and whoever wants the
//! value behind a `ref` takes one more step to its `target`. `tag` is the type code as one character, the reference flag apart.
//! In a tree, offsets count from the start of the object; in a file, from the start of the file.
//!
//! # Guarantee
//! No recursion, no copy of the objects; time and output are linear in the input, save for conversion of integers to decimal, which is
//! bounded by their limit of 2^16 bytes.

use core::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::code::Code;
use crate::file::File;
use crate::header::{Header, Stamp};
use crate::node::{Children, Integer, Node, Value};
use crate::repr::str_repr;
use crate::tag::Tag;
use crate::text::{Encoding, Str};
use crate::token::Payload;
use crate::tree::Tree;

/// Integers of more bytes than these are written as hexadecimal: conversion to decimal is not linear.
const DECIMAL_LIMIT: usize = 1 << 16;

/// The largest integer that every JSON parser keeps exactly.
const EXACT: u64 = 1 << 53;

impl Serialize for Tree<'_> {
    /// See the grammar in the crate's `json.rs`: `version`, `root`, `complete`, `irregularities` and the flat list `objects`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &Text(self.layout().version))?;
        tree(&mut map, self, 0)?;
        map.end()
    }
}

impl Serialize for File<'_> {
    /// As a tree, with `header`, its length `base`, and the `trailing` bytes; offsets count from the start of the file.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("version", &Text(self.version()))?;
        map.serialize_entry("base", &self.base())?;
        map.serialize_entry("header", &self.header)?;
        tree(&mut map, &self.tree, self.base())?;
        map.serialize_entry("trailing", &Text(Hex(self.trailing())))?;
        map.end()
    }
}

impl Serialize for Header {
    /// `magic`, all its `bytes`, and what is known of the source.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("magic", &self.magic.number())?;
        map.serialize_entry("bytes", &Text(Hex(&self.magic.0)))?;
        match self.stamp {
            Stamp::Time { mtime } => map.serialize_entry("mtime", &mtime)?,
            Stamp::TimeAndSize { mtime, size } => {
                map.serialize_entry("mtime", &mtime)?;
                map.serialize_entry("size", &size)?;
            }
            Stamp::Hash { hash, checked } => {
                map.serialize_entry("hash", &Text(Hex(&hash)))?;
                map.serialize_entry("checked", &checked)?;
            }
            Stamp::Unknown { flags, data } => {
                map.serialize_entry("flags", &flags)?;
                map.serialize_entry("data", &Text(Hex(&data)))?;
            }
        }
        map.end()
    }
}

fn tree<M: SerializeMap>(map: &mut M, tree: &Tree<'_>, base: usize) -> Result<(), M::Error> {
    map.serialize_entry("root", &0)?;
    map.serialize_entry("complete", &tree.is_complete())?;
    map.serialize_entry("irregularities", &Irregular { tree, base })?;
    map.serialize_entry("objects", &Objects { tree, base })
}

/// Serialises as the text that it displays as, without a copy.
struct Text<T>(T);

impl<T: fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Displays bytes as hexadecimal.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

struct Irregular<'t, 'a> {
    tree: &'t Tree<'a>,
    base: usize,
}

impl Serialize for Irregular<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for error in self.tree.irregularities().as_slice() {
            seq.serialize_element(&IrregularOne { error, base: self.base })?;
        }
        seq.end()
    }
}

struct IrregularOne<'e> {
    error: &'e crate::Error,
    base: usize,
}

impl Serialize for IrregularOne<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("offset", &(self.error.offset + self.base))?;
        map.serialize_entry("class", self.error.class().name())?;
        map.serialize_entry("message", &Text(self.error.kind))?;
        map.end()
    }
}

struct Objects<'t, 'a> {
    tree: &'t Tree<'a>,
    base: usize,
}

impl Serialize for Objects<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.tree.len()))?;
        for node in self.tree.nodes() {
            seq.serialize_element(&Object { node, base: self.base })?;
        }
        seq.end()
    }
}

struct Object<'t, 'a> {
    node: Node<'t, 'a>,
    base: usize,
}

impl Serialize for Object<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let node = self.node;
        let tag = node.tag();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &node.index())?;
        // A reference must not be followed here: it is an object of its own.
        let value = if node.is_reference() { Value::Dangling } else { node.value() };
        map.serialize_entry("type", type_name(&value))?;
        map.serialize_entry("offset", &(node.offset() + self.base))?;
        map.serialize_entry("tag", &char::from(tag.code().0))?;
        map.serialize_entry("flagged", &tag.flagged())?;
        if let Some(slot) = node.slot() {
            map.serialize_entry("slot", &slot)?;
        }
        parts(&mut map, node, &value)?;
        map.end()
    }
}

fn type_name(value: &Value<'_, '_>) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Dangling => "ref",
        Value::None => "none",
        Value::Bool(_) => "bool",
        Value::StopIteration => "stop_iteration",
        Value::Ellipsis => "ellipsis",
        Value::Int(_) => "int",
        Value::Long(_) => "long",
        Value::Float(_) => "float",
        Value::Complex(..) => "complex",
        Value::Bytes(_) => "bytes",
        Value::Str(_) => "str",
        Value::Tuple(_) => "tuple",
        Value::List(_) => "list",
        Value::Set(_) => "set",
        Value::FrozenSet(_) => "frozenset",
        Value::Dict(_) => "dict",
        Value::FrozenDict(_) => "frozendict",
        Value::Slice(_) => "slice",
        Value::Code(_) => "code",
    }
}

fn parts<M: SerializeMap>(map: &mut M, node: Node<'_, '_>, value: &Value<'_, '_>) -> Result<(), M::Error> {
    let (first, second) = match node.token().payload {
        Payload::FloatText(text) => (Some(text), None),
        Payload::ComplexText(re, im) => (Some(re), Some(im)),
        _ => (None, None),
    };
    match value {
        Value::Null | Value::None | Value::StopIteration | Value::Ellipsis => Ok(()),
        Value::Dangling => {
            if let Payload::Reference(index) = node.token().payload {
                map.serialize_entry("index", &index)?;
            }
            map.serialize_entry("target", &node.resolve().map(Node::index))
        }
        Value::Bool(value) => map.serialize_entry("value", value),
        Value::Int(value) | Value::Long(value) => integer(map, *value),
        Value::Float(value) => float(map, *value, first),
        Value::Complex(re, im) => {
            map.serialize_entry("real", &Float(*re, first))?;
            map.serialize_entry("imag", &Float(*im, second))
        }
        Value::Bytes(bytes) => {
            map.serialize_entry("hex", &Text(Hex(bytes)))?;
            if node.tree().layout().version.major < 3
                && let Some(text) = core::str::from_utf8(bytes).ok().filter(|text| text.is_ascii())
            {
                map.serialize_entry("value", text)?;
            }
            interned(map, node)
        }
        Value::Str(text) => {
            match text.to_str() {
                Some(text) => map.serialize_entry("value", &text)?,
                None => map.serialize_entry("repr", &surrogates(*text, node))?,
            }
            interned(map, node)
        }
        Value::Tuple(items) | Value::List(items) | Value::Set(items) | Value::FrozenSet(items) => {
            map.serialize_entry("items", &Ids(items))
        }
        Value::Dict(_) | Value::FrozenDict(_) => map.serialize_entry("pairs", &Pairs(node)),
        Value::Slice(parts) => {
            parts.clone().zip(["start", "stop", "step"]).try_for_each(|(part, name)| map.serialize_entry(name, &part.index()))
        }
        Value::Code(code) => fields(map, code),
    }
}

fn fields<M: SerializeMap>(map: &mut M, code: &Code<'_, '_>) -> Result<(), M::Error> {
    for &field in code.layout().fields {
        if field.is_number() {
            map.serialize_entry(field.name(), &code.number(field))?;
        } else {
            map.serialize_entry(field.name(), &code.object(field).map(Node::index))?;
        }
    }
    Ok(())
}

fn integer<M: SerializeMap>(map: &mut M, value: Integer<'_>) -> Result<(), M::Error> {
    match (value.to_i64(), value) {
        (Some(small), _) if small.unsigned_abs() <= EXACT => map.serialize_entry("value", &small),
        (_, Integer::Digits(digits)) if digits.as_bytes().len() > DECIMAL_LIMIT => {
            let int = digits.to_int();
            map.serialize_entry("hex", &Text(BigHex(int.is_negative(), &int.to_le_bytes())))
        }
        _ => map.serialize_entry("value", &Text(value.to_int())),
    }
}

/// Sign and magnitude, lowest byte first, as hexadecimal.
struct BigHex<'a>(bool, &'a [u8]);

impl fmt::Display for BigHex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "-0x" } else { "0x" })?;
        self.1.iter().rev().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

struct Float<'a>(f64, Option<&'a [u8]>);

impl Serialize for Float<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        float(&mut map, self.0, self.1)?;
        map.end()
    }
}

fn float<M: SerializeMap>(map: &mut M, value: f64, text: Option<&[u8]>) -> Result<(), M::Error> {
    if value.is_finite() {
        map.serialize_entry("value", &value)?;
    } else {
        let name = match value {
            value if value.is_nan() => "nan",
            value if value > 0.0 => "inf",
            _ => "-inf",
        };
        map.serialize_entry("value", name)?;
        map.serialize_entry("bits", &Text(format_args!("{:016x}", value.to_bits())))?;
    }
    match text {
        Some(text) => map.serialize_entry("text", &Str::new(text, Encoding::Latin1).to_string_lossy()),
        None => Ok(()),
    }
}

fn surrogates(text: Str<'_>, node: Node<'_, '_>) -> String {
    str_repr(text, node.tree().layout())
}

fn interned<M: SerializeMap>(map: &mut M, node: Node<'_, '_>) -> Result<(), M::Error> {
    match node.tag().code() {
        Tag::INTERNED | Tag::ASCII_INTERNED | Tag::SHORT_ASCII_INTERNED => map.serialize_entry("interned", &true),
        _ => Ok(()),
    }
}

struct Ids<'c, 't, 'a>(&'c Children<'t, 'a>);

impl Serialize for Ids<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone().map(Node::index))
    }
}

/// The pairs of a dict as they stand, those without a value included.
struct Pairs<'t, 'a>(Node<'t, 'a>);

impl Serialize for Pairs<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let null = |node: Node<'_, '_>| node.tag().code() == Tag::NULL;
        let mut children = self.0.children();
        let mut seq = serializer.serialize_seq(None)?;
        while let Some(key) = children.next().filter(|&key| !null(key)) {
            let value = children.next().filter(|&value| !null(value));
            seq.serialize_element(&(key.index(), value.map(Node::index)))?;
        }
        seq.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::layout::Layout;
    use crate::options::Options;
    use crate::version::Version;

    fn objects(bytes: &[u8], major: u8, minor: u8) -> Json {
        let layout = Layout::of(Version::new(major, minor)).unwrap();
        let tree = Tree::with_options(bytes, layout, Options::LENIENT).unwrap();
        serde_json::to_value(&tree).unwrap()["objects"].take()
    }

    #[test]
    fn shared_objects_are_references() {
        assert_eq!(
            objects(b"\xa9\x02\xe9\x07\x00\x00\x00r\x01\x00\x00\x00", 3, 12),
            json!([
                {"id": 0, "type": "tuple", "offset": 0, "tag": ")", "flagged": true, "slot": 0, "items": [1, 2]},
                {"id": 1, "type": "int", "offset": 2, "tag": "i", "flagged": true, "slot": 1, "value": 7},
                {"id": 2, "type": "ref", "offset": 7, "tag": "r", "flagged": false, "index": 1, "target": 1},
            ])
        );
    }

    #[test]
    fn a_list_may_contain_itself() {
        let list = objects(b"\xdb\x01\x00\x00\x00r\x00\x00\x00\x00", 3, 12);
        assert_eq!((&list[0]["items"], &list[1]["target"]), (&json!([1]), &json!(0)));
        assert_eq!(objects(b"r\x05\x00\x00\x00", 3, 12)[0]["target"], Json::Null);
    }

    #[test]
    fn integers_over_53_bits_are_text() {
        let value = |bytes: &[u8]| objects(bytes, 3, 12)[0]["value"].clone();
        assert_eq!(value(b"i\xff\xff\xff\xff"), json!(-1));
        assert_eq!(value(b"I\x00\x00\x00\x00\x00\x00\x20\x00"), json!(1_u64 << 53));
        assert_eq!(value(b"I\x01\x00\x00\x00\x00\x00\x20\x00"), json!("9007199254740993"));
        assert_eq!(value(b"l\xfb\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"), json!("-1152921504606846976"));
    }

    #[test]
    fn huge_integers_are_hexadecimal() {
        // -(2^(15 * 40000)), which is 1 followed by 600000 zero bits.
        let mut bytes = b"l".to_vec();
        bytes.extend((-40001_i32).to_le_bytes());
        bytes.resize(bytes.len() + 80_000, 0);
        bytes.extend([1, 0]);
        let hex = objects(&bytes, 3, 12)[0]["hex"].take();
        let digits = hex.as_str().unwrap().trim_start_matches("-0x").trim_start_matches('0');
        assert_eq!((digits.len(), &digits[..1]), (150_001, "1"));
        assert!(digits[1..].bytes().all(|digit| digit == b'0'));
    }

    #[test]
    fn floats_that_are_no_json() {
        assert_eq!(objects(b"g\x00\x00\x00\x00\x00\x00\xf8\x3f", 3, 12)[0]["value"], json!(1.5));
        let nan = objects(b"g\x01\x00\x00\x00\x00\x00\xf8\x7f", 3, 12);
        assert_eq!((&nan[0]["value"], &nan[0]["bits"]), (&json!("nan"), &json!("7ff8000000000001")));
        assert_eq!(objects(b"f\x03-inf", 2, 4)[0]["type"], json!("float"));
        assert_eq!(
            objects(b"f\x041.50", 2, 4)[0],
            json!(
            {"id": 0, "type": "float", "offset": 0, "tag": "f", "flagged": false, "value": 1.5, "text": "1.50"})
        );
        let complex = objects(b"x\x011\x04-inf", 2, 4);
        assert_eq!(complex[0]["imag"], json!({"value": "-inf", "bits": "fff0000000000000", "text": "-inf"}));
    }

    #[test]
    fn strings_of_all_kinds() {
        let object = |bytes: &[u8], version: (u8, u8)| objects(bytes, version.0, version.1)[0].take();
        assert_eq!(object(b"Z\x02hi", (3, 12))["value"], json!("hi"));
        assert_eq!(object(b"Z\x02hi", (3, 12))["interned"], json!(true));
        assert_eq!(object(b"u\x03\x00\x00\x00\xed\xa0\x80", (3, 12))["repr"], json!("'\\ud800'"));
        assert_eq!(object(b"s\x02\x00\x00\x00hi", (2, 7))["value"], json!("hi"));
        assert_eq!(object(b"s\x01\x00\x00\x00\xff", (2, 7))["hex"], json!("ff"));
        assert_eq!(object(b"s\x02\x00\x00\x00hi", (3, 7)).get("value"), None);
    }

    #[test]
    fn dicts_keep_pairs_without_a_value() {
        let pairs = |bytes: &[u8], version: (u8, u8)| objects(bytes, version.0, version.1)[0]["pairs"].take();
        assert_eq!(pairs(b"{NT0", (3, 12)), json!([[1, 2]]));
        assert_eq!(pairs(b"{N0T.0", (2, 7)), json!([[1, null], [3, 4]]));
        assert_eq!(pairs(b"{0", (3, 12)), json!([]));
    }

    #[test]
    fn depth_is_no_depth() {
        let mut bytes = b")\x01".repeat(1900);
        bytes.push(b'N');
        let text = serde_json::to_string(&Tree::parse(&bytes, Layout::of(Version::new(3, 12)).unwrap()).unwrap()).unwrap();
        assert_eq!(serde_json::from_str::<Json>(&text).unwrap()["objects"].as_array().unwrap().len(), 1901);
    }

    #[test]
    fn files_have_a_header_and_count_offsets_from_their_start() {
        let bytes = b"\xcb\x0d\x0d\x0a\x03\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08N!";
        let json = serde_json::to_value(File::parse(bytes).unwrap()).unwrap();
        assert_eq!(json["header"], json!({"magic": 3531, "bytes": "cb0d0d0a", "hash": "0102030405060708", "checked": true}));
        assert_eq!((&json["objects"][0]["offset"], &json["trailing"]), (&json!(16), &json!("21")));
        assert_eq!((&json["version"], &json["base"], &json["complete"]), (&json!("3.12"), &json!(16), &json!(true)));
    }
}
