//! Code objects as JSON.
//!
//! ```text
//! codes       := [code...]                        in the order of the file: each before those nested in it
//! code        := { "name", "qualname", "filename", "firstlineno", "offset", "instructions": [instruction...] | null,
//!                  "exceptiontable": [{ "start", "end", "target", "depth", "lasti" }...] }        since 3.11
//! instruction := the fields of `dis.Instruction` of the version by name; see `argval` and `positions` below
//! argval      := number | name | [name, name] | null | repr of a constant | [conversion | null, has format]
//! positions   := [line, end line, column, end column]
//! cache_info  := null | [[name, code units, data in hexadecimal]...]
//! ```
//! `instructions` is null where the budget is spent. Lone surrogates are escapes, as in `"\\udc80"`.

use std::io;

use pyc_marshal::{Code, Str, Tree};

use super::{ArgVal, Desk, Disassembler, Field, Item, text};

impl Disassembler<'_> {
    /// Prints all code objects of a tree as one line of JSON: a list of the code objects, and in each the list of its instructions with
    /// the fields that `dis.Instruction` of the version has. The form is described in `dis/json.rs`. Of the options, only style, set, base
    /// and first line have an effect.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_json(&self, tree: &Tree<'_>, out: &mut impl io::Write) -> io::Result<()> {
        let (mut buffer, mut first) = (vec![b'['], true);
        let mut desk = tree.codes().next().and_then(|code| Desk::new(self, &code));
        for code in tree.codes() {
            if !std::mem::take(&mut first) {
                buffer.push(b',');
            }
            self.head(&code, &mut buffer);
            let loaded = desk.as_mut().and_then(|desk| desk.load(&code).then_some(desk));
            match loaded {
                Some(desk) => self.body(desk, &code, &mut buffer, out)?,
                None => text::push(&mut buffer, "\"instructions\":null}"),
            }
        }
        buffer.push(b']');
        out.write_all(&buffer)
    }

    fn head(&self, code: &Code<'_, '_>, out: &mut Vec<u8>) {
        out.push(b'{');
        for (key, value) in [("name", code.name()), ("qualname", code.qualname()), ("filename", code.filename())] {
            self::key(out, key);
            match value {
                Some(value) => string(out, short(value)),
                None => text::push(out, "null"),
            }
            out.push(b',');
        }
        key(out, "firstlineno");
        optional(out, code.firstlineno().map(i64::from));
        text::push(out, ",\"offset\":");
        text::number(out, (code.node().offset() + self.base) as i64);
        out.push(b',');
    }

    fn body<'t, 'a>(
        &self,
        desk: &mut Desk<'t, 'a>,
        code: &Code<'t, 'a>,
        buffer: &mut Vec<u8>,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        let (mut first, mut result) = (true, Ok(()));
        let fields = self.fields(code.version());
        text::push(buffer, "\"instructions\":[");
        desk.each(code, |item| {
            if !std::mem::take(&mut first) {
                buffer.push(b',');
            }
            instruction(item, fields, buffer);
            if buffer.len() > super::BUFFER && result.is_ok() {
                result = out.write_all(buffer);
                buffer.clear();
            }
        });
        buffer.push(b']');
        if desk.places.set.exception_table {
            text::push(buffer, ",\"exceptiontable\":[");
            for (i, entry) in desk.places.handlers.iter().enumerate() {
                text::push(buffer, if i == 0 { "{\"start\":" } else { ",{\"start\":" });
                text::number(buffer, entry.start.into());
                for (key, value) in [("\"end\":", entry.end), ("\"target\":", entry.target), ("\"depth\":", entry.depth)] {
                    buffer.push(b',');
                    text::push(buffer, key);
                    text::number(buffer, value.into());
                }
                text::push(buffer, if entry.lasti { ",\"lasti\":true}" } else { ",\"lasti\":false}" });
            }
            buffer.push(b']');
        }
        buffer.push(b'}');
        result
    }
}

fn instruction(item: &Item<'_, '_>, fields: &[Field], out: &mut Vec<u8>) {
    let instruction = item.instruction();
    for (i, field) in fields.iter().enumerate() {
        out.push(if i == 0 { b'{' } else { b',' });
        key(out, field.name());
        match field {
            Field::Opname => match instruction.op() {
                Some(op) => quoted(out, op.name().chars().map(u32::from)),
                None => {
                    text::push(out, "\"<");
                    text::number(out, instruction.opcode().0.into());
                    text::push(out, ">\"");
                }
            },
            Field::Opcode => text::number(out, instruction.opcode().0.into()),
            Field::Arg => optional(out, item.arg),
            Field::Argval => argval(item, out),
            Field::Argrepr => quoted(out, item.argrepr.chars().map(u32::from)),
            Field::Offset => text::number(out, instruction.offset().into()),
            Field::StartOffset => text::number(out, item.start_offset().into()),
            Field::StartsLine => optional(out, item.starts.and_then(|start| start.line)),
            Field::StartsLineFlag => boolean(out, item.starts.is_some()),
            Field::LineNumber => optional(out, item.line_number),
            Field::IsJumpTarget => boolean(out, item.label.is_some()),
            Field::Label => optional(out, item.label.map(i64::from)),
            Field::Positions => {
                let it = item.positions;
                let numbers = [it.line, it.end_line, it.column, it.end_column];
                list(out, numbers.into_iter(), |out, number| optional(out, number.map(i64::from)));
            }
            Field::CacheInfo if instruction.caches().is_empty() => text::push(out, "null"),
            Field::CacheInfo => list(out, item.cache_info(), |out, (name, units, data)| {
                out.push(b'[');
                quoted(out, name.chars().map(u32::from));
                out.push(b',');
                text::number(out, units.into());
                text::push(out, ",\"");
                for &byte in data {
                    text::hex_byte(out, byte);
                }
                text::push(out, "\"]");
            }),
        }
    }
    out.push(b'}');
}

fn argval(item: &Item<'_, '_>, out: &mut Vec<u8>) {
    match item.argval {
        ArgVal::None => text::push(out, "null"),
        ArgVal::Number(number) => text::number(out, number),
        ArgVal::Name(name) => string(out, short(name)),
        ArgVal::Names(first, second) => list(out, [first, second].into_iter(), |out, name| string(out, short(name))),
        ArgVal::Text(text) => quoted(out, text.chars().map(u32::from)),
        ArgVal::Object => quoted(out, item.argrepr.chars().map(u32::from)),
        ArgVal::Unknown => text::push(out, "\"<unknown>\""),
        ArgVal::Conversion(conversion) => convert(out, conversion),
        ArgVal::Format(conversion, format) => {
            out.push(b'[');
            convert(out, conversion);
            out.push(b',');
            boolean(out, format);
            out.push(b']');
        }
    }
}

fn convert(out: &mut Vec<u8>, conversion: Option<&str>) {
    match conversion {
        Some(name) => quoted(out, name.chars().map(u32::from)),
        None => text::push(out, "null"),
    }
}

/// Names in JSON are no longer than this: a million instructions may share one of a megabyte.
const NAME_LIMIT: usize = 1000;

fn short(name: Str<'_>) -> Str<'_> {
    Str::new(name.as_bytes().get(..NAME_LIMIT).unwrap_or(name.as_bytes()), name.encoding())
}

fn key(out: &mut Vec<u8>, key: &str) {
    out.push(b'"');
    text::push(out, key);
    text::push(out, "\":");
}

fn optional(out: &mut Vec<u8>, number: Option<i64>) {
    match number {
        Some(number) => text::number(out, number),
        None => text::push(out, "null"),
    }
}

fn boolean(out: &mut Vec<u8>, value: bool) {
    text::push(out, if value { "true" } else { "false" });
}

fn list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, print: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (i, item) in items.enumerate() {
        if i != 0 {
            out.push(b',');
        }
        print(out, item);
    }
    out.push(b']');
}

fn string(out: &mut Vec<u8>, text: Str<'_>) {
    quoted(out, text.code_points());
}

/// A JSON string.
fn quoted(out: &mut Vec<u8>, points: impl Iterator<Item = u32>) {
    out.push(b'"');
    for point in points {
        match char::from_u32(point) {
            Some(char @ ('"' | '\\')) => out.extend([b'\\', char as u8]),
            Some(char) if !char.is_control() => text::push(out, char.encode_utf8(&mut [0; 4])),
            Some(_) => text::escape(out, 'u', point),
            None => {
                out.push(b'\\');
                text::escape(out, 'u', point);
            }
        }
    }
    out.push(b'"');
}
