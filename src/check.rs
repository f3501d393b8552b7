//! `pyc check`: whether files are sound.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pyc_marshal::Code;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;

use crate::document::{Document, ReadArgs, explain};
use crate::help;
use crate::io::{Output, Status, read, shown};
use crate::paths::{Entry, collect, progress};

/// Files that are checked before what was found is printed: output starts early and takes no memory.
const BATCH: usize = 1024;

/// Checks files: header, object, every code object, and that writing gives the same bytes
///
/// In directories, files that end in `.pyc` or `.pyo` are checked, in their subdirectories too; links to directories are not followed.
/// Prints a line for each file that fails, by path, then one line of totals. A file fails where Python of its version would refuse it.
/// The exit code is 0 if no file fails.
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
    #[command(flatten)]
    read: ReadArgs,
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

    fn of_code(code: &Code<'_, '_>, base: usize, what: &str) -> Failure {
        let offset = code.node().offset() + base;
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
                let checked = check(entry, args.read);
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

fn check(entry: &Entry, options: ReadArgs) -> Checked {
    if let Some(error) = &entry.error {
        return Checked { bytes: 0, failure: Some(Failure::io(error)) };
    }
    match read(&entry.path) {
        Ok(contents) => Checked { bytes: contents.len() as u64, failure: check_bytes(&contents, options).err() },
        Err(error) => Checked { bytes: 0, failure: Some(Failure::io(&error)) },
    }
}

fn check_bytes(bytes: &[u8], options: ReadArgs) -> Result<(), Failure> {
    let document = options.parse(bytes, false).map_err(|error| {
        let path = options.path_of(bytes, false, &error);
        let message = explain(&error, path.as_ref());
        Failure { class: error.class().name(), message, path: path.map(|path| path.to_string()), offset: Some(error.offset) }
    })?;
    check_codes(&document)?;
    check_identity(&document, bytes)
}

/// Every code object has every field of its version.
fn check_codes(document: &Document<'_>) -> Result<(), Failure> {
    for code in document.tree().codes() {
        let missing = code.layout().fields.iter().find(|&&field| code.number(field).is_none() && code.object(field).is_none());
        if let Some(field) = missing {
            return Err(Failure::of_code(&code, document.base(), &format!("code object lacks {field}")));
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
