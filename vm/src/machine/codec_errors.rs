//! What becomes of characters that cannot be encoded, and of bytes that cannot be decoded: error handlers, and the search for codecs.

use core::ops::Range;

use crate::builtin::prelude::*;
use crate::machine::codec::Codec;
use crate::text::{Builder, Text};

/// Characters that cannot be encoded.
#[derive(Debug)]
pub(crate) struct EncodeError<'a> {
    pub(crate) encoding: &'a str,
    pub(crate) text: Value,
    pub(crate) points: &'a [u32],
    pub(crate) bad: Range<usize>,
    pub(crate) reason: &'a str,
}

/// Bytes that cannot be decoded.
#[derive(Debug)]
pub(crate) struct DecodeError<'a> {
    pub(crate) encoding: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) bad: Range<usize>,
    pub(crate) reason: &'a str,
}

/// What an error handler has in place of characters.
#[derive(Debug)]
pub(crate) enum Replacement {
    /// Characters, which are to be encoded.
    Text(Vec<u32>),
    Bytes(Vec<u8>),
}

/// The names of the handlers that are always there.
pub(crate) const HANDLERS: &[&str] =
    &["strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogatepass", "surrogateescape"];

fn points(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

/// A character as `backslashreplace` has it.
fn backslash(point: u32) -> String {
    match point {
        ..0x100 => format!("\\x{point:02x}"),
        ..0x1_0000 => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}

/// The codec in which `surrogatepass` reads and writes surrogates.
fn passing(encoding: &str) -> Option<Codec> {
    Some(match Codec::of(encoding)? {
        Codec::Latin1 | Codec::Ascii => return None,
        Codec::Utf16 { big, .. } => Codec::Utf16 { big, mark: false },
        Codec::Utf32 { big, .. } => Codec::Utf32 { big, mark: false },
        codec @ Codec::Utf8 => codec,
    })
}

/// A surrogate that was encoded like any other character, and how many bytes it is.
fn surrogate(bytes: &[u8], codec: Codec) -> Option<(u32, usize)> {
    let (point, len) = match (codec, bytes) {
        (Codec::Utf8, &[0xED, b @ 0xA0..=0xBF, c @ 0x80..=0xBF, ..]) => (0xD000 | u32::from(b & 63) << 6 | u32::from(c & 63), 3),
        (Codec::Utf16 { big: true, .. }, &[a, b, ..]) | (Codec::Utf16 { .. }, &[b, a, ..]) => {
            (u32::from(a) << 8 | u32::from(b), 2)
        }
        (Codec::Utf32 { big: true, .. }, &[a, b, c, d, ..]) | (Codec::Utf32 { .. }, &[d, c, b, a, ..]) => {
            (u32::from_be_bytes([a, b, c, d]), 4)
        }
        _ => return None,
    };
    (0xD800..0xE000).contains(&point).then_some((point, len))
}

impl Vm {
    /// The `UnicodeEncodeError`.
    pub(crate) fn encode_exception(&mut self, error: &EncodeError<'_>) -> Outcome {
        let (object, class) = (self.native(error.text), self.exception_class("UnicodeEncodeError"));
        let (name, reason) = (self.str(error.encoding), self.str(error.reason));
        let args = [name, object, Value::Int(error.bad.start as i64), Value::Int(error.bad.end as i64), reason];
        self.call_sync(Value::Type(class), &args)
    }

    fn decode_exception(&mut self, error: &DecodeError<'_>) -> Outcome {
        let class = self.exception_class("UnicodeDecodeError");
        let (name, object, reason) = (self.str(error.encoding), self.bytes(error.bytes.to_vec()), self.str(error.reason));
        let args = [name, object, Value::Int(error.bad.start as i64), Value::Int(error.bad.end as i64), reason];
        self.call_sync(Value::Type(class), &args)
    }

    /// What stands for characters that cannot be encoded, and where to go on.
    pub(crate) fn encode_error(&mut self, error: &EncodeError<'_>, errors: &str) -> Result<(Replacement, usize), Raised> {
        if !self.error_handlers.contains_key(errors) {
            let part = error.points.get(error.bad.clone()).unwrap_or_default();
            if let Some(made) = self.replace_points(part, error.encoding, errors)? {
                return Ok((made, error.bad.end));
            }
        }
        let exception = self.encode_exception(error)?;
        if HANDLERS.contains(&errors) && !self.error_handlers.contains_key(errors) {
            return Err(self.raise_value(exception));
        }
        let (made, at) = self.call_error_handler(errors, exception, error.points.len(), "(str/bytes, int)", "encoding")?;
        match self.native(made) {
            Value::Str(_) => Ok((Replacement::Text(self.view(made).points().collect()), at)),
            Value::Bytes(id) => Ok((Replacement::Bytes(self.heap.bytes_objects[id].data.to_vec()), at)),
            _ => Err(self.type_error("encoding error handler must return (str/bytes, int) tuple")),
        }
    }

    /// What a handler that is always there makes of characters; nothing if it does not know.
    fn replace_points(&mut self, part: &[u32], encoding: &str, errors: &str) -> Result<Option<Replacement>, Raised> {
        self.charge(part.len() as u64 / 16, part.len().saturating_mul(12))?;
        Ok(Some(match errors {
            "ignore" => Replacement::Text(Vec::new()),
            "replace" => Replacement::Text(vec![u32::from(b'?'); part.len()]),
            "backslashreplace" => Replacement::Text(part.iter().flat_map(|it| points(&backslash(*it))).collect()),
            "xmlcharrefreplace" => Replacement::Text(part.iter().flat_map(|it| points(&format!("&#{it};"))).collect()),
            "namereplace" => {
                let mut out = Vec::new();
                for &point in part {
                    match self.character_name(point)? {
                        Some(name) => out.extend(points(&format!("\\N{{{name}}}"))),
                        None => out.extend(points(&backslash(point))),
                    }
                }
                Replacement::Text(out)
            }
            "surrogateescape" if part.iter().all(|it| (0xDC80..0xDD00).contains(it)) => {
                Replacement::Bytes(part.iter().map(|it| (it - 0xDC00) as u8).collect())
            }
            "surrogatepass" if part.iter().all(|it| (0xD800..0xE000).contains(it)) => match passing(encoding) {
                Some(codec) => {
                    let mut out = Vec::new();
                    for &point in part {
                        codec.push(point, &mut out);
                    }
                    Replacement::Bytes(out)
                }
                None => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    /// The name of a character, if the module that knows it is there.
    fn character_name(&mut self, point: u32) -> Result<Option<String>, Raised> {
        let Ok(module) = self.import_module_named("unicodedata") else {
            self.exception = Value::Unbound;
            return Ok(None);
        };
        let name = self.intern("name");
        let (func, character) = (self.get_attr(module, name)?, self.char(point));
        let name = self.call_sync(func, &[character, Value::None])?;
        Ok(if name.is_none() { None } else { Some(self.plain_text(name)) })
    }

    /// What stands for bytes that cannot be decoded, and where to go on.
    pub(crate) fn decode_error(&mut self, error: &DecodeError<'_>, errors: &str) -> Result<(Text, usize), Raised> {
        if !self.error_handlers.contains_key(errors)
            && let Some(made) = replace_bytes(error, errors)
        {
            return Ok(made);
        }
        let exception = self.decode_exception(error)?;
        if HANDLERS.contains(&errors) && !self.error_handlers.contains_key(errors) {
            if matches!(errors, "xmlcharrefreplace" | "namereplace") {
                return Err(self.type_error("don't know how to handle UnicodeDecodeError in error callback"));
            }
            return Err(self.raise_value(exception));
        }
        let (made, at) = self.call_error_handler(errors, exception, error.bytes.len(), "(str, int)", "decoding")?;
        let Value::Str(_) = self.native(made) else {
            return Err(self.type_error("decoding error handler must return (str, int) tuple"));
        };
        let view = self.view(made);
        Ok((view.slice(0, view.len()), at))
    }

    /// Calls an error handler that a program has registered: the replacement, and where to go on.
    fn call_error_handler(
        &mut self,
        name: &str,
        exception: Value,
        len: usize,
        what: &str,
        doing: &str,
    ) -> Result<(Value, usize), Raised> {
        let Some(&handler) = self.error_handlers.get(name) else {
            return Err(self.error(Class::LookupError, format!("unknown error handler name '{name}'")));
        };
        let result = self.call_sync(handler, &[exception])?;
        let pair = match self.native(result) {
            Value::Tuple(_) => self.items(result),
            _ => Vec::new(),
        };
        let [made, at] = pair[..] else {
            return Err(self.type_error(format!("{doing} error handler must return {what} tuple")));
        };
        let at = self.to_word(at)?;
        let place = if at < 0 { at + len as i64 } else { at };
        match usize::try_from(place) {
            Ok(place) if place <= len => Ok((made, place)),
            _ => Err(self.error(Class::IndexError, format!("position {at} from error handler out of bounds"))),
        }
    }

    /// What a handler that is always there returns for an exception: a pair of a replacement and a place.
    pub(crate) fn handle_error(&mut self, errors: &str, exception: Value) -> Outcome {
        let known = |vm: &Vm, name: &str| vm.is_instance(exception, vm.exception_class(name));
        let shift = usize::from(!known(self, "UnicodeTranslateError"));
        if errors == "strict" {
            if !known(self, "BaseException") {
                return Err(self.type_error("codec must pass exception instance"));
            }
            return Err(self.raise_value(exception));
        }
        let is_decode = known(self, "UnicodeDecodeError");
        let translates = known(self, "UnicodeTranslateError") && matches!(errors, "ignore" | "replace" | "backslashreplace");
        if !is_decode && !known(self, "UnicodeEncodeError") && !translates {
            let class = self.class_name(exception);
            return Err(self.type_error(format!("don't know how to handle {class} in error callback")));
        }
        let encoding = if shift == 1 { self.exception_field(exception, 0) } else { Value::None };
        let encoding = self.plain_text(encoding);
        let object = self.exception_field(exception, shift);
        let (start, end) = (self.exception_field(exception, shift + 1), self.exception_field(exception, shift + 2));
        let (start, end) = (self.to_word(start)?, self.to_word(end)?);
        let len = self.len(object)? as i64;
        let start = start.clamp(0, (len - 1).max(0)) as usize;
        let end = (end.clamp(0, len) as usize).max(start);
        let (made, at) = if is_decode {
            let bytes = self.byte_view(object).unwrap_or_default().to_vec();
            let error = DecodeError { encoding: &encoding, bytes: &bytes, bad: start..end, reason: "" };
            match replace_bytes(&error, errors) {
                Some((text, at)) => (self.text(text), at),
                None if matches!(errors, "xmlcharrefreplace" | "namereplace") => {
                    return Err(self.type_error("don't know how to handle UnicodeDecodeError in error callback"));
                }
                None => return Err(self.raise_value(exception)),
            }
        } else {
            let part: Vec<u32> = self.view(object).part(start, end.min(self.view(object).len())).points().collect();
            // What is only translated has no bytes to be replaced by.
            let replaced = if shift == 0 && errors == "replace" {
                Some(Replacement::Text(vec![0xFFFD; part.len()]))
            } else {
                self.replace_points(&part, &encoding, errors)?
            };
            match replaced {
                Some(Replacement::Text(points)) => (self.text(Text::from_code_points(points)), end),
                Some(Replacement::Bytes(bytes)) => (self.bytes(bytes), end),
                None => return Err(self.raise_value(exception)),
            }
        };
        Ok(self.tuple(&[made, Value::Int(at as i64)]))
    }

    /// What `codecs.lookup` finds for an encoding.
    pub(crate) fn codec_info(&mut self, encoding: &str) -> Outcome {
        let minor = self.minor();
        let normal: String = encoding
            .chars()
            .map(|it| match it {
                ' ' if minor < 9 => '-',
                it if minor >= 9 && !it.is_ascii_alphanumeric() && it != '.' => '_',
                it => it.to_ascii_lowercase(),
            })
            .collect();
        if let Some(&info) = self.codec_cache.get(&normal) {
            return Ok(info);
        }
        if !self.encodings_tried {
            self.encodings_tried = true;
            if let Err(raised) = self.import_module_named("encodings") {
                // Without a standard library there are the codecs of this machine, and no more.
                self.catch(raised, Class::ImportError)?;
            }
        }
        let name = self.str(&normal);
        for search in self.codec_search.clone() {
            let found = self.call_sync(search, &[name])?;
            if found.is_none() {
                continue;
            }
            match self.native(found) {
                Value::Tuple(id) if self.heap.tuples[id].items().len() == 4 => {}
                _ => return Err(self.type_error("codec search functions must return 4-tuples")),
            }
            self.codec_cache.insert(normal, found);
            return Ok(found);
        }
        Err(self.error(Class::LookupError, format!("unknown encoding: {encoding}")))
    }

    /// Encodes (0) or decodes (1) by a codec that a search finds, and that is one of text.
    pub(crate) fn by_module(&mut self, which: usize, input: Value, encoding: &str, errors: &str) -> Outcome {
        let info = self.codec_info(encoding)?;
        let flag = self.intern("_is_text_encoding");
        let (verb, doer) = if which == 0 { ("encode", "encoder") } else { ("decode", "decoder") };
        if let Some(flag) = self.find_attr(info, flag)?
            && !self.truth(flag)?
        {
            let hint = format!("use codecs.{verb}() to handle arbitrary codecs");
            return Err(self.error(Class::LookupError, format!("'{encoding}' is not a text encoding; {hint}")));
        }
        let made = self.call_codec(which, info, input, encoding, errors)?;
        let (right, want) = match (which, self.native(made)) {
            (0, native) => (matches!(native, Value::Bytes(_)), "bytes"),
            (_, native) => (matches!(native, Value::Str(_)), "str"),
        };
        if right {
            return Ok(made);
        }
        let class = self.class_name(made);
        Err(self.type_error(format!(
            "'{encoding}' {doer} returned '{class}' instead of '{want}'; use codecs.{verb}() to {verb} to arbitrary types"
        )))
    }

    /// Has an exception say which codec has failed: in its message (until 3.11), or in a note.
    #[cold]
    pub(crate) fn codec_failed(&mut self, which: usize, encoding: &str, raised: Raised) -> Raised {
        if raised != Raised::Exception {
            return raised;
        }
        let exception = self.exception;
        let doing = if which == 0 { "encoding" } else { "decoding" };
        if self.minor() >= 12 {
            let note = self.str(&format!("{doing} with '{encoding}' codec failed"));
            return match self.add_note(exception, note) {
                Ok(()) => {
                    self.exception = exception;
                    Raised::Exception
                }
                Err(raised) => raised,
            };
        }
        let Value::Exception(id) = exception else { return raised };
        let class = self.class_of(exception);
        let plain = self.known_exception(class).is_none() && self.heap.exceptions[id].dict.is_none();
        let given = self.items(self.heap.exceptions[id].args);
        if !plain || given.len() > 1 || !given.iter().all(|it| matches!(it, Value::Str(_))) {
            return raised;
        }
        let name = self.type_name(class);
        let Ok(text) = self.display(exception) else { return raised };
        let message = if text.is_empty() { name } else { format!("{name}: {text}") };
        let message = self.str(&format!("{doing} with '{encoding}' codec failed ({message})"));
        let raised = self.raise(class, &[message]);
        if let Value::Exception(new) = self.exception {
            let it = &mut self.heap.exceptions[new];
            (it.cause, it.context, it.suppress_context) = (exception, exception, true);
        }
        raised
    }

    /// What a codec makes of its input.
    pub(crate) fn call_codec(&mut self, which: usize, info: Value, input: Value, encoding: &str, errors: &str) -> Outcome {
        let func = self.items(info).get(which).copied().unwrap_or(Value::None);
        let errors = self.str(errors);
        let pair = self.call_sync(func, &[input, errors]);
        let pair = pair.map_err(|raised| self.codec_failed(which, encoding, raised))?;
        match self.native(pair) {
            Value::Tuple(id) if self.heap.tuples[id].items().len() == 2 => Ok(self.heap.tuples[id].items()[0]),
            _ => {
                let doer = if which == 0 { "encoder" } else { "decoder" };
                Err(self.type_error(format!("{doer} must return a tuple (object, integer)")))
            }
        }
    }
}

/// What a handler that is always there makes of bytes, and where it goes on; nothing if it does not know.
fn replace_bytes(error: &DecodeError<'_>, errors: &str) -> Option<(Text, usize)> {
    let part = error.bytes.get(error.bad.clone()).unwrap_or_default();
    let mut out = Builder::default();
    match errors {
        "ignore" => {}
        "replace" => out.push(0xFFFD),
        "backslashreplace" => part.iter().for_each(|it| out.push_str(&format!("\\x{it:02x}"))),
        "surrogateescape" => {
            // Up to four bytes at once, as far as they are not ASCII.
            let count = part.iter().take(4).take_while(|it| **it >= 0x80).count();
            if count == 0 {
                return None;
            }
            part[..count].iter().for_each(|it| out.push(0xDC00 + u32::from(*it)));
            return Some((out.finish(), error.bad.start + count));
        }
        "surrogatepass" => {
            let rest = error.bytes.get(error.bad.start..).unwrap_or_default();
            let (point, len) = surrogate(rest, passing(error.encoding)?)?;
            out.push(point);
            return Some((out.finish(), error.bad.start + len));
        }
        _ => return None,
    }
    Some((out.finish(), error.bad.end))
}
