//! `pyc info`: what a file is, and which code objects it holds.

mod signature;

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pyc_bytecode::CodeInfo;
use pyc_marshal::{Code, CodeFlags, Header, Kind, Layout, Stamp, Version};
use serde_json::{Map, Value, json};

use crate::document::{Document, Inputs, name};
use crate::fresh::{is_fresh, source_path};
use crate::help;
use crate::io::{Output, Paint, Status, is_dash, shown};

/// Bytes of a name that are shown. Thousands of code objects can share a name of a megabyte.
const NAME_LIMIT: usize = 300;

/// Levels of indentation; deeper code objects show their depth as a number.
const MAX_INDENT: usize = 40;

/// Tells version, magic number, source and code objects of files
///
/// The source is compared with the file, if it lies where importing would look: `x.py` for `__pycache__/x.cpython-312.pyc`, or beside
/// `x.pyc`. Code objects are listed as a tree: name, parameters, line, flags.
#[derive(Debug, clap::Args)]
#[command(after_help = help::INFO)]
pub(crate) struct Args {
    /// Print one line of JSON for each file
    #[arg(long)]
    json: bool,
    /// Print what `dis.code_info` prints, for each code object
    #[arg(long, conflicts_with = "json")]
    code: bool,
    #[command(flatten)]
    inputs: Inputs,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let mut first = true;
    args.inputs.each(out, |path, document, out| {
        if args.json {
            serde_json::to_writer(&mut *out, &machine(path, document))?;
            writeln!(out)?;
        } else {
            title(path, &mut first, out)?;
            if args.code { code_infos(document, out)? } else { people(path, document, out)? }
        }
        Ok(())
    })
}

/// The path of a file above what is said of it, with a blank line between two files.
pub(crate) fn title(path: &Path, first: &mut bool, out: &mut Output) -> io::Result<()> {
    if !std::mem::take(first) {
        writeln!(out)?;
    }
    writeln!(out, "{}", out.paint(Paint::Bold, shown(path)))
}

/// A time stamp in UTC.
pub(crate) fn date(seconds: u32) -> String {
    jiff::Timestamp::from_second(i64::from(seconds)).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

/// Flags by name; bits without a name in hexadecimal.
pub(crate) fn flags(bits: u32, version: Version) -> String {
    let (names, rest) = CodeFlags(bits).names(version);
    let rest = (rest != 0).then(|| format!("0x{rest:x}"));
    names.into_iter().chain(rest.as_deref()).collect::<Vec<_>>().join(" ")
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Final => "release",
        Kind::Interim => "pre-release",
        Kind::Candidate => "release candidate",
        Kind::Planned => "planned",
        Kind::PyPy => "PyPy",
        Kind::Foreign => "foreign",
    }
}

/// The source where importing would look for it, and whether the file still belongs to it; `None` if there is none.
fn freshness(path: &Path, header: &Header, layout: &Layout) -> Option<(PathBuf, bool)> {
    let source = source_path(path).filter(|_| !is_dash(path))?;
    let fresh = is_fresh(header, layout, &source)?;
    Some((source, fresh))
}

/// All code objects in stream order with their depth: how many code objects each stands in.
fn codes<'t>(document: &'t Document<'_>) -> impl Iterator<Item = (usize, Code<'t, 't>)> {
    let mut ends: Vec<usize> = Vec::new();
    document.tree().codes().map(move |code| {
        let index = code.node().index();
        while ends.last().is_some_and(|&end| end <= index) {
            ends.pop();
        }
        ends.push(index + code.node().count());
        (ends.len() - 1, code)
    })
}

fn people(path: &Path, document: &Document<'_>, out: &mut Output) -> io::Result<()> {
    let layout = document.tree().layout();
    writeln!(out, "  version   {}", layout.version)?;
    if let Some(header) = document.header() {
        let [a, b, c, d] = header.magic.0;
        let variant = if header.magic.is_unicode_variant() { ", run with -U" } else { "" };
        let known = header.magic.row().map(|row| format!("{}, {}{variant}", row.release, kind_name(row.kind)));
        let known = known.unwrap_or_else(|| "unknown".to_owned());
        writeln!(out, "  magic     {} ({a:02x} {b:02x} {c:02x} {d:02x}), {known}", header.magic.number())?;
        writeln!(out, "  source    {}", stamp(header))?;
        if let Some((source, fresh)) = freshness(path, header, layout) {
            let (paint, word) = if fresh { (Paint::Value, "fresh") } else { (Paint::Wrong, "stale") };
            writeln!(out, "  state     {}: compared with {}", out.paint(paint, word), shown(&source))?;
        }
    }
    let object = document.tree().end();
    writeln!(out, "  bytes     {} header, {object} object, {} trailing", document.base(), document.trailing())?;
    if !document.tree().is_complete() {
        writeln!(out, "  object    {}", out.paint(Paint::Wrong, "incomplete"))?;
    }
    for (depth, code) in codes(document) {
        write!(out, "  {}", "  ".repeat(depth.min(MAX_INDENT)))?;
        if depth > MAX_INDENT {
            write!(out, "({depth}) ")?;
        }
        let text = name_of(&code).unwrap_or_else(|| "?".to_owned());
        write!(out, "{}{}", out.paint(Paint::Bold, text), signature::of(&code).unwrap_or_default())?;
        if let Some(line) = code.firstlineno() {
            write!(out, ", line {line}")?;
        }
        let flags = flags(code.flags().0, layout.version);
        if !flags.is_empty() {
            write!(out, ", {}", out.paint(Paint::Dim, flags))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn code_infos(document: &Document<'_>, out: &mut Output) -> io::Result<()> {
    let mut infos = CodeInfo::new(document.tree(), document.base());
    for (i, (_, code)) in codes(document).enumerate() {
        writeln!(out, "{}{}", if i == 0 { "" } else { "\n" }, infos.text(&code))?;
    }
    Ok(())
}

fn stamp(header: &Header) -> String {
    match header.stamp {
        Stamp::Time { mtime } => format!("changed {}", date(mtime)),
        Stamp::TimeAndSize { mtime, size } => format!("changed {}, {size} bytes", date(mtime)),
        Stamp::Hash { hash, checked } => format!("hash {}, {}", hex(&hash), if checked { "checked" } else { "unchecked" }),
        Stamp::Unknown { flags, data } => format!("unknown flags 0x{flags:x}, {}", hex(&data)),
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The qualified name, if the version has one.
fn name_of(code: &Code<'_, '_>) -> Option<String> {
    code.qualname().or_else(|| code.name()).map(|text| name(text, code.layout(), NAME_LIMIT))
}

fn machine(path: &Path, document: &Document<'_>) -> Value {
    let layout = document.tree().layout();
    let mut map = Map::new();
    map.insert("file".into(), json!(path.to_string_lossy()));
    map.insert("version".into(), json!(layout.version.to_string()));
    if let Some(header) = document.header() {
        let row = header.magic.row();
        map.insert("header".into(), json!(header));
        map.insert("release".into(), json!(row.map(|row| row.release)));
        map.insert("kind".into(), json!(row.map(|row| kind_name(row.kind))));
        map.insert("unicode_variant".into(), json!(header.magic.is_unicode_variant()));
        let state = freshness(path, header, layout);
        map.insert("source".into(), json!(state.as_ref().map(|(source, _)| source.to_string_lossy())));
        map.insert("fresh".into(), json!(state.map(|(_, fresh)| fresh)));
    }
    map.insert("header_bytes".into(), json!(document.base()));
    map.insert("object_bytes".into(), json!(document.tree().end()));
    map.insert("trailing_bytes".into(), json!(document.trailing()));
    map.insert("complete".into(), json!(document.tree().is_complete()));
    map.insert("irregularities".into(), json!(document.irregularities().total()));
    let codes: Vec<Value> = codes(document).map(|(depth, code)| machine_code(depth, &code, document.base())).collect();
    map.insert("codes".into(), json!(codes));
    Value::Object(map)
}

fn machine_code(depth: usize, code: &Code<'_, '_>, base: usize) -> Value {
    let (names, rest) = code.flags().names(code.version());
    json!({
        "depth": depth,
        "offset": code.node().offset() + base,
        "name": code.name().map(|text| name(text, code.layout(), NAME_LIMIT)),
        "qualname": code.qualname().map(|text| name(text, code.layout(), NAME_LIMIT)),
        "line": code.firstlineno(),
        "signature": signature::of(code),
        "argcount": code.argcount(),
        "posonlyargcount": code.posonlyargcount(),
        "kwonlyargcount": code.kwonlyargcount(),
        "stacksize": code.stacksize(),
        "code_bytes": code.code().len(),
        "flags": names,
        "unknown_flags": rest,
    })
}
