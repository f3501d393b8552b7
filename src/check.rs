//! `pyc check`: whether files are sound.

mod code;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;

use self::code::Depth;
use crate::document::{Document, ReadArgs, explain};
use crate::help;
use crate::io::{Output, Status, read, shown};
use crate::paths::{Entry, collect, progress};

/// Files that are checked before what was found is printed: output starts early and takes no memory.
const BATCH: usize = 1024;

/// Checks files: header, object, every code object and its instructions, and that writing gives the same bytes
///
/// In directories, files that end in `.pyc` or `.pyo` are checked, in their subdirectories too; links to directories are not followed.
/// Prints a line for each file that fails, by path, then one line of totals. A file fails where Python of its version would refuse it.
/// The exit code is 0 if no file fails.
///
/// Instructions verify if arguments name what is there, jumps lead to instructions, and the stack has what is taken and stays below what the
/// code object declares, on every path. They are checked in files of releases of CPython.
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, clap::Args)]
#[command(after_help = help::CHECK)]
pub(crate) struct Args {
    /// Files and directories; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print a line of JSON for each file that fails, then one of totals
    #[arg(long)]
    json: bool,
    /// Print a line for files that are sound as well
    #[arg(long, short)]
    verbose: bool,
    /// Leave instructions and their tables alone
    #[arg(long, conflicts_with = "as_compiled")]
    objects_only: bool,
    /// Refuse tables that are not spelt as CPython spells them, and a stack size that it would not have computed
    #[arg(long)]
    as_compiled: bool,
    #[command(flatten)]
    read: ReadArgs,
}

impl Args {
    fn depth(&self) -> Depth {
        match (self.objects_only, self.as_compiled) {
            (true, _) => Depth::Objects,
            (false, false) => Depth::Code,
            (false, true) => Depth::AsCompiled,
        }
    }
}

/// What is wrong with a file.
struct Failure {
    class: &'static str,
    /// For people, place included.
    message: String,
    path: Option<String>,
    offset: Option<usize>,
}

impl Failure {
    fn io(error: &io::Error) -> Failure {
        Failure { class: "io", message: error.to_string(), path: None, offset: None }
    }

    fn at(what: impl Display, offset: usize) -> Failure {
        Failure { class: "malformed", message: format!("{what} (offset 0x{offset:x})"), path: None, offset: Some(offset) }
    }
}

/// What became of a file, and its length if it could be read.
struct Checked {
    bytes: u64,
    failure: Option<Failure>,
}

#[derive(Default)]
struct Totals {
    files: u64,
    failed: u64,
    bytes: u64,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let entries = collect(&args.paths);
    let bar = progress(entries.len());
    let mut totals = Totals::default();
    for batch in entries.chunks(BATCH) {
        let results: Vec<Checked> = batch
            .par_iter()
            .map(|entry| {
                let checked = check(entry, args);
                bar.inc(1);
                checked
            })
            .collect();
        for (entry, checked) in batch.iter().zip(&results) {
            totals.files += 1;
            totals.failed += u64::from(checked.failure.is_some());
            totals.bytes += checked.bytes;
            bar.suspend(|| report(args, &entry.path, checked, out))?;
        }
    }
    bar.finish_and_clear();
    let Totals { files, failed, bytes } = totals;
    let sound = files - failed;
    if args.json {
        writeln!(out, "{}", json!({"files": files, "ok": sound, "failed": failed, "bytes": bytes}))?;
    } else {
        writeln!(out, "{files} files, {sound} ok, {failed} failed, {bytes} bytes")?;
    }
    Ok(if failed == 0 { Status::Fine } else { Status::Found })
}

fn report(args: &Args, path: &Path, checked: &Checked, out: &mut Output) -> io::Result<()> {
    match &checked.failure {
        None if !args.verbose => Ok(()),
        None if args.json => writeln!(out, "{}", json!({"file": path.to_string_lossy(), "ok": true, "bytes": checked.bytes})),
        None => writeln!(out, "{}: ok", shown(path)),
        Some(failure) if args.json => {
            let error =
                json!({"class": failure.class, "message": failure.message, "path": failure.path, "offset": failure.offset});
            writeln!(out, "{}", json!({"file": path.to_string_lossy(), "ok": false, "bytes": checked.bytes, "error": error}))
        }
        Some(failure) => writeln!(out, "{}: {}", shown(path), failure.message),
    }
}

fn check(entry: &Entry, args: &Args) -> Checked {
    if let Some(error) = &entry.error {
        return Checked { bytes: 0, failure: Some(Failure::io(error)) };
    }
    match read(&entry.path) {
        Ok(contents) => Checked { bytes: contents.len() as u64, failure: check_bytes(&contents, args).err() },
        Err(error) => Checked { bytes: 0, failure: Some(Failure::io(&error)) },
    }
}

fn check_bytes(bytes: &[u8], args: &Args) -> Result<(), Failure> {
    let options = args.read;
    let document = options.parse(bytes, false).map_err(|error| {
        let path = options.path_of(bytes, false, &error);
        let message = explain(&error, path.as_ref());
        Failure { class: error.class().name(), message, path: path.map(|path| path.to_string()), offset: Some(error.offset) }
    })?;
    check_codes(&document)?;
    code::check(&document, args.depth())?;
    check_identity(&document, bytes)
}

/// Every code object has every field of its version.
fn check_codes(document: &Document<'_>) -> Result<(), Failure> {
    for code in document.tree().codes() {
        let missing = code.layout().fields.iter().find(|&&field| code.number(field).is_none() && code.object(field).is_none());
        if let Some(field) = missing {
            return Err(Failure::at(format_args!("code object lacks {field}"), document.base() + code.node().offset()));
        }
    }
    Ok(())
}

/// What is written is what was read.
fn check_identity(document: &Document<'_>, bytes: &[u8]) -> Result<(), Failure> {
    let mut compare = Compare { expected: bytes, offset: 0 };
    let written = document.write(&mut compare);
    let offset = compare.offset;
    if written.is_ok() && compare.expected.is_empty() {
        return Ok(());
    }
    let message = format!("written back, the file differs, which is a bug in pyc (offset 0x{offset:x})");
    Err(Failure { class: "bug", message, path: None, offset: Some(offset) })
}

/// Takes what is expected, and nothing else.
struct Compare<'a> {
    expected: &'a [u8],
    offset: usize,
}

impl Write for Compare<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let rest = self.expected.strip_prefix(bytes).ok_or_else(|| io::Error::other("differs"))?;
        self.expected = rest;
        self.offset += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
