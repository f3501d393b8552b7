//! `pyc dump`: every byte of a file, in order, with what it is.

mod rows;

use std::io;

use pyc_marshal::{
    Digits, Encoding, Field, Header, HeaderForm, Irregularities, Layout, Payload, Stamp, Step, Str, Tag, Token, str_repr,
};

use self::rows::{Class, Rows};
use crate::document::{Inputs, clip};
use crate::io::{Output, Status, Trouble};
use crate::walk::{Placed, Walk, label};
use crate::{help, info};

/// Bytes of a text that are shown beside its hexadecimal.
const TEXT_LIMIT: usize = 60;

/// Explains every byte of a file, in order
///
/// Each line holds an offset, the bytes there, and what they are, indented by depth. The last line counts the bytes of each class;
/// the counts add up to the length of the file. Where a file is wrong, the dump ends with the bytes that could not be understood.
#[derive(Debug, clap::Args)]
#[command(after_help = help::DUMP)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let mut first = true;
    crate::io::each(&args.inputs.files, out, |path, bytes, out| {
        if args.inputs.files.len() > 1 {
            info::title(path, &mut first, out)?;
        }
        dump(&args.inputs, bytes, out)
    })
}

fn dump(inputs: &Inputs, bytes: &[u8], out: &mut Output) -> io::Result<Result<(), Trouble>> {
    let mut rows = Rows::new(bytes, out);
    let (header, layout) = match inputs.read.header(bytes, inputs.lenient) {
        Ok(found) => found,
        Err(error) => {
            rows.rest("not understood", Class::Trailing)?;
            let sound = rows.finish()?;
            return Ok(sound.and(Err(inputs.read.explain(bytes, inputs.lenient, &error))));
        }
    };
    if let Some(header) = header {
        explain_header(&header, layout, &mut rows)?;
    }
    let base = rows.position();
    let body = bytes.get(base..).unwrap_or(&[]);
    let mut dumper = Dumper { walk: Walk::new(body, layout, inputs.read.options(inputs.lenient)), layout, base, noted: 0 };
    let found = loop {
        match dumper.walk.next() {
            Ok(Some(placed)) => dumper.token(&placed, &mut rows)?,
            Ok(None) => break inputs.read.sound(bytes, dumper.walk.reader().irregularities(), base),
            Err(mut error) => {
                error.offset += base;
                break Err(inputs.read.explain(bytes, inputs.lenient, &error));
            }
        }
    };
    let complete = dumper.walk.reader().is_complete();
    rows.rest(if complete { "trailing bytes, which Python ignores" } else { "not understood" }, Class::Trailing)?;
    let sound = rows.finish()?;
    Ok(sound.and(found))
}

fn explain_header(header: &Header, layout: &Layout, rows: &mut Rows<'_, '_>) -> io::Result<()> {
    let known = header.magic.row().map_or("unknown", |row| row.release);
    rows.row(4, Class::Header, 0, &format!("magic number {} ({known}), read as {}", header.magic.number(), layout.version))?;
    if layout.header == HeaderForm::Flags {
        let meaning = match header.stamp {
            Stamp::Hash { checked: true, .. } => "hash of the source, checked",
            Stamp::Hash { checked: false, .. } => "hash of the source, unchecked",
            Stamp::Unknown { .. } => "unknown",
            _ => "time and size of the source",
        };
        rows.row(4, Class::Header, 0, &format!("flags {}: {meaning}", header.stamp.flags()))?;
    }
    match header.stamp {
        Stamp::Time { mtime } => rows.row(4, Class::Header, 0, &format!("source changed {}", info::date(mtime))),
        Stamp::TimeAndSize { mtime, size } => {
            rows.row(4, Class::Header, 0, &format!("source changed {}", info::date(mtime)))?;
            rows.row(4, Class::Header, 0, &format!("source of {size} bytes"))
        }
        Stamp::Hash { .. } => rows.row(8, Class::Header, 0, "hash of the source"),
        Stamp::Unknown { .. } => rows.row(8, Class::Header, 0, "unknown"),
    }
}

struct Dumper<'a> {
    walk: Walk<'a>,
    layout: &'static Layout,
    /// Length of the header.
    base: usize,
    /// Irregularities that have been shown.
    noted: usize,
}

impl<'a> Dumper<'a> {
    fn token(&mut self, placed: &Placed<'a>, rows: &mut Rows<'_, '_>) -> io::Result<()> {
        let Placed { token, depth, .. } = *placed;
        if let Some(tag) = token.tag {
            rows.row(1, Class::Type, depth, &title(placed, tag))?;
        }
        self.payload(&token, depth + 1, rows)?;
        let irregular: &Irregularities = self.walk.reader().irregularities();
        let new = irregular.as_slice().get(self.noted..).unwrap_or(&[]);
        for error in new {
            rows.note(depth, &error.kind.to_string())?;
        }
        self.noted += new.len();
        Ok(())
    }

    fn payload(&self, token: &Token<'a>, depth: usize, rows: &mut Rows<'_, '_>) -> io::Result<()> {
        let tag = token.tag.unwrap_or(Tag::NULL);
        let left = token.end - token.offset - usize::from(token.tag.is_some());
        match token.payload {
            Payload::Empty | Payload::Pairs | Payload::Slice => Ok(()),
            Payload::Int(value) => rows.row(left, Class::Payload, depth, &value.to_string()),
            Payload::Int64(value) => rows.row(left, Class::Payload, depth, &value.to_string()),
            Payload::Float(bits) => rows.row(left, Class::Payload, depth, &format!("{:?}", f64::from_bits(bits))),
            Payload::Complex(re, im) => {
                rows.row(8, Class::Payload, depth, &format!("real part {:?}", f64::from_bits(re)))?;
                rows.row(8, Class::Payload, depth, &format!("imaginary part {:?}", f64::from_bits(im)))
            }
            Payload::Long(digits) => long(digits, depth, rows),
            Payload::FloatText(text) => self.short_text(text, depth, rows),
            Payload::ComplexText(re, im) => {
                self.short_text(re, depth, rows)?;
                self.short_text(im, depth, rows)
            }
            Payload::Text(text) => {
                rows.row(left - text.len(), Class::Count, depth, &count(text.len(), "byte"))?;
                rows.row(text.len(), Class::Payload, depth, &self.quoted(tag, text))
            }
            Payload::Items(items) => rows.row(left, Class::Count, depth, &count(items as usize, "item")),
            Payload::Reference(index) => rows.row(left, Class::Reference, depth, &self.reference(tag, index)),
            Payload::Code(head) => {
                let width = usize::from(self.layout.number_width);
                self.layout
                    .head()
                    .zip(head.values())
                    .try_for_each(|(field, &value)| rows.row(width, Class::Number, depth, &self.number(field, value)))
            }
            // It stands beside the fields of its code object, and has no type byte to stand behind.
            Payload::Number(value) => rows.row(left, Class::Number, depth - 1, &self.number(Field::Firstlineno, value)),
        }
    }

    fn number(&self, field: Field, value: i32) -> String {
        if field != Field::Flags {
            return format!("{field} {value}");
        }
        format!("{field} 0x{value:x} {}", info::flags(value as u32, self.layout.version)).trim_end().to_owned()
    }

    fn short_text(&self, text: &'a [u8], depth: usize, rows: &mut Rows<'_, '_>) -> io::Result<()> {
        rows.row(1, Class::Count, depth, &count(text.len(), "byte"))?;
        rows.row(text.len(), Class::Payload, depth, &quote(Str::new(text, Encoding::Latin1), self.layout))
    }

    /// The text of a string for people.
    fn quoted(&self, tag: Tag, text: &'a [u8]) -> String {
        let unicode = self.layout.version.major >= 3;
        let start = text.get(..TEXT_LIMIT).unwrap_or(text);
        match tag.code() {
            Tag::UNICODE => quote(Str::new(text, Encoding::Utf8), self.layout),
            Tag::INTERNED if unicode => quote(Str::new(text, Encoding::Utf8), self.layout),
            // Instructions and tables say nothing as text.
            Tag::BYTES if unicode || !start.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) => String::new(),
            _ => quote(Str::new(text, Encoding::Latin1), self.layout),
        }
    }

    fn reference(&self, tag: Tag, index: i32) -> String {
        let what = if tag.code() == Tag::STRING_REF { "interned string" } else { "slot" };
        let Some(target) = self.walk.slot(index) else { return format!("{what} {index}, which does not exist") };
        let name = target.tag.name().unwrap_or("unknown");
        let text =
            target.text().map(|text| self.quoted(target.tag, text)).or_else(|| target.int().map(|value| value.to_string()));
        let text = text.filter(|text| !text.is_empty()).map(|text| format!(" {text}")).unwrap_or_default();
        format!("{what} {index}, at 0x{:x}: {name}{text}", target.offset + self.base)
    }
}

/// What a type byte says.
fn title(placed: &Placed<'_>, tag: Tag) -> String {
    let name = match placed.step {
        Some(Step::Key(_)) if tag.code() == Tag::NULL => "end of dict".to_owned(),
        step => label(step) + tag.name().unwrap_or("unknown"),
    };
    match placed.slot {
        Some(slot) if tag.flagged() => format!("{name}, slot {slot}"),
        Some(index) => format!("{name}, interned string {index}"),
        None if tag.flagged() => name + ", flagged",
        None => name,
    }
}

fn long(digits: Digits<'_>, depth: usize, rows: &mut Rows<'_, '_>) -> io::Result<()> {
    let sign = if digits.is_negative() { ", negative" } else { "" };
    rows.row(4, Class::Count, depth, &format!("{}{sign}", count(digits.len(), "digit")))?;
    let value = if digits.as_bytes().len() <= TEXT_LIMIT { digits.to_int().to_string() } else { "digits of 15 bits".to_owned() };
    rows.row(digits.as_bytes().len(), Class::Payload, depth, &value)
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn quote(text: Str<'_>, layout: &Layout) -> String {
    let (text, cut) = clip(text, TEXT_LIMIT);
    str_repr(text, layout) + if cut { "..." } else { "" }
}
