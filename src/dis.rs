//! `pyc dis`: instructions, as Python's `dis` prints them.

use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::path::Path;
use std::str::FromStr;

use pyc_bytecode::Disassembler;
use pyc_marshal::Version;
use pyc_marshal::map::Contents;

use crate::document::{Document, Inputs, is_called};
use crate::fresh::{is_fresh, source_path};
use crate::io::{Output, Status, complain, is_dash, shown};
use crate::{help, info};

/// Prints instructions as the dis module of the file's Python prints them
///
/// Code objects among the constants follow, each under a heading; where Python prints the address of a code object, its offset in the
/// file stands. What cannot be known, as a constant that the code object does not have, is `<unknown>`. Control characters in names are
/// printed as escapes.
///
/// With `--json`, a line for each file lists its code objects, and in each the fields that `dis.Instruction` of that Python has.
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, clap::Args)]
#[command(after_help = help::DIS)]
pub(crate) struct Args {
    /// Print one line of JSON for each file
    #[arg(long, conflicts_with_all = ["show_caches", "show_offsets", "show_positions", "source", "function", "lines", "depth"])]
    json: bool,
    /// Print a text of which `asm` makes the same file again
    #[arg(long, conflicts_with_all = ["json", "show_caches", "show_offsets", "show_positions", "style", "source", "function", "lines", "depth", "marshal"])]
    asm: bool,
    /// Show the cache entries behind instructions (3.11 and later)
    #[arg(long)]
    show_caches: bool,
    /// Show offsets where Python leaves them out (3.13 and later)
    #[arg(long)]
    show_offsets: bool,
    /// Show lines and columns in place of lines (3.11 and later)
    #[arg(long)]
    show_positions: bool,
    /// Print as the dis module of this version does
    #[arg(long, value_name = "X.Y")]
    style: Option<Version>,
    /// Print lines of the source above their instructions, if it lies where importing would look
    #[arg(long)]
    source: bool,
    /// Print only code objects of this name; `Class.method` and `f.<locals>.g` are understood
    #[arg(long, value_name = "NAME")]
    function: Option<String>,
    /// Print only instructions of these lines: `A..B`, both included, or `A`
    #[arg(long, value_name = "A..B")]
    lines: Option<Lines>,
    /// How deep code objects among the constants are printed [default: all]
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    #[command(flatten)]
    inputs: Inputs,
}

/// A range of lines.
#[derive(Clone, Debug)]
struct Lines(RangeInclusive<i64>);

impl FromStr for Lines {
    type Err = String;

    fn from_str(text: &str) -> Result<Lines, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let number = |text: &str, open| if text.is_empty() { Some(open) } else { text.parse().ok() };
        match (number(first, 0), number(last, i64::MAX)) {
            (Some(first), Some(last)) if !text.is_empty() => Ok(Lines(first..=last)),
            _ => Err("expected A..B, A.., ..B or A".to_owned()),
        }
    }
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let (mut first, mut found) = (true, true);
    let status = args.inputs.each(out, |path, document, out| {
        if args.json {
            return machine(args, path, document, out);
        }
        if args.asm {
            return text(path, document, args.inputs.files.len() > 1, out);
        }
        if args.inputs.files.len() > 1 {
            info::title(path, &mut first, out)?;
        }
        found &= people(args, path, document, out)?;
        Ok(())
    })?;
    Ok(if found { status } else { status.max(Status::Found) })
}

/// The options for the library that do not depend on what is to be shown.
fn disassembler<'s>(args: &Args, document: &Document<'_>) -> Disassembler<'s> {
    let mut disassembler = Disassembler::new().base(document.base());
    if let Some(style) = args.style {
        disassembler = disassembler.style(style);
    }
    match document.set() {
        Some(set) => disassembler.set(set),
        None => disassembler,
    }
}

fn machine(args: &Args, path: &Path, document: &Document<'_>, out: &mut Output) -> io::Result<()> {
    let file = if is_dash(path) { "-".into() } else { path.to_string_lossy() };
    let version = document.tree().layout().version;
    write!(out, "{{\"file\":{},\"version\":\"{version}\",\"codes\":", serde_json::to_string(&file)?)?;
    disassembler(args, document).write_json(document.tree(), out)?;
    writeln!(out, "}}")
}

/// Prints a text of which `asm` makes the same file again; its name in a comment if there are several.
fn text(path: &Path, document: &Document<'_>, several: bool, out: &mut Output) -> io::Result<()> {
    if several {
        writeln!(out, "; {}", shown(path))?;
    }
    // Bare data is no file, and asking for it conflicts with asking for text.
    let Document::File(file) = document else { return Ok(()) };
    out.write_all(pyc_bytecode::text::print(file).as_bytes())
}

/// Prints what is asked for; false if there is nothing of that name.
fn people(args: &Args, path: &Path, document: &Document<'_>, out: &mut Output) -> io::Result<bool> {
    let text = if args.source { source(path, document) } else { None };
    let lines: Option<Vec<&str>> = text.as_deref().map(|text| text.lines().collect());
    let mut disassembler = disassembler(args, document)
        .show_caches(args.show_caches)
        .show_offsets(args.show_offsets)
        .show_positions(args.show_positions);
    if let Some(depth) = args.depth {
        disassembler = disassembler.depth(depth);
    }
    if let Some(Lines(lines)) = &args.lines {
        disassembler = disassembler.lines(lines.clone());
    }
    if let Some(lines) = &lines {
        disassembler = disassembler.source(lines);
    }
    let (mut end, mut any) = (0, false);
    for (code, name) in document.codes() {
        let index = code.node().index();
        let wanted = args.function.as_ref().is_none_or(|function| is_called(&code, &name, function));
        // What is nested in a code object is printed with it.
        if !wanted || index < end {
            continue;
        }
        end = index + code.node().count();
        if index != 0 {
            let blank = if any { "\n" } else { "" };
            writeln!(out, "{blank}Disassembly of {}:", code.node().repr().base(document.base()).limit(HEADING_LIMIT))?;
        }
        any = true;
        disassembler.write(&code, out)?;
    }
    if !any {
        match &args.function {
            Some(function) => complain(Some(path), &format_args!("no code object is called {function:?}")),
            None => complain(Some(path), &"no code object in it"),
        }
    }
    Ok(any)
}

/// Bytes of a heading.
const HEADING_LIMIT: usize = 1000;

/// The source where importing would look for it; says so if there is none, or if it is another one.
fn source(path: &Path, document: &Document<'_>) -> Option<String> {
    let source = source_path(path).filter(|_| !is_dash(path));
    let Some((source, contents)) = source.and_then(|source| Contents::read(&source).ok().map(|contents| (source, contents)))
    else {
        complain(Some(path), &"no source found");
        return None;
    };
    let fresh = document.header().and_then(|header| is_fresh(header, document.tree().layout(), &source));
    if fresh == Some(false) {
        complain(Some(path), &"the source has changed since");
    }
    Some(String::from_utf8_lossy(&contents).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_lines() {
        let range = |text: &str| text.parse::<Lines>().ok().map(|Lines(lines)| lines);
        assert_eq!(range("3..5"), Some(3..=5));
        assert_eq!(range("7"), Some(7..=7));
        assert_eq!(range("7.."), Some(7..=i64::MAX));
        assert_eq!(range("..7"), Some(0..=7));
        assert_eq!(range(""), None);
        assert_eq!(range("a..b"), None);
    }
}
