//! `pyc normalize`: the one form of a file that says the same.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use pyc_marshal::map::Contents;
use pyc_marshal::{HeaderForm, Stamping, normalize, normalize_tree};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::document::{Document, ReadArgs};
use crate::fresh::source_path;
use crate::help;
use crate::io::{Output, Status, Trouble, complain, is_dash, read, replace};
use crate::paths::{Entry, collect, progress};

/// Writes files in their normal form: equal code gives equal bytes
///
/// Which objects are shared, and how numbers and strings are spelt, depends on what else the compiler did in that process; two files of
/// the same code can differ. Their normal forms do not. A file that is in normal form already is left alone.
#[derive(Debug, clap::Args)]
#[command(after_help = help::NORMALIZE)]
pub(crate) struct Args {
    /// The file to read, `-` being standard input; with --in-place, files and directories
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where to write the one file; `-` is standard output
    #[arg(long, short, value_name = "OUT", conflicts_with = "in_place", required_unless_present = "in_place")]
    output: Option<PathBuf>,
    /// Replace each file by its normal form, all at once or not at all
    #[arg(long, short)]
    in_place: bool,
    #[arg(long, value_name = "WHAT", default_value = "keep", help = help::MTIME)]
    mtime: Mtime,
    /// The source, for a hash [default: where importing would look for it]
    #[arg(long, value_name = "FILE", conflicts_with = "in_place")]
    source: Option<PathBuf>,
    #[command(flatten)]
    read: ReadArgs,
}

/// What becomes of the stamp.
#[derive(Clone, Copy, Debug)]
enum Mtime {
    Keep,
    Time(u32),
    Clamp(u32),
    Hash { checked: bool },
}

impl FromStr for Mtime {
    type Err = String;

    fn from_str(text: &str) -> Result<Mtime, String> {
        match text {
            "keep" => Ok(Mtime::Keep),
            "zero" => Ok(Mtime::Time(0)),
            "hash" | "checked-hash" => Ok(Mtime::Hash { checked: true }),
            "unchecked-hash" => Ok(Mtime::Hash { checked: false }),
            "clamp" => {
                let epoch = std::env::var("SOURCE_DATE_EPOCH").map_err(|_| "SOURCE_DATE_EPOCH is not set")?;
                let seconds =
                    epoch.trim().parse().map_err(|_| "SOURCE_DATE_EPOCH is no number of seconds from 0 to 4294967295")?;
                Ok(Mtime::Clamp(seconds))
            }
            seconds => match seconds.parse() {
                Ok(seconds) => Ok(Mtime::Time(seconds)),
                Err(_) => Err("expected keep, zero, clamp, checked-hash, unchecked-hash, or seconds from 0 to 4294967295".into()),
            },
        }
    }
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let Some(to) = &args.output else { return in_place(args, out) };
    let [from] = args.paths.as_slice() else {
        complain(None, &"several files have no place in one output; did you mean --in-place?");
        return Ok(Status::Failed);
    };
    if is_dash(to) && out.is_terminal() {
        complain(None, &"binary data is not written to a terminal");
        return Ok(Status::Failed);
    }
    let result = read(from).map_err(Trouble::Io).and_then(|bytes| normal(args, from, &bytes));
    let (path, trouble) = match result {
        Ok(bytes) if is_dash(to) => return out.write_all(&bytes).map(|()| Status::Fine),
        Ok(bytes) => match replace(to, &bytes) {
            Ok(()) => return Ok(Status::Fine),
            Err(error) => (to, Trouble::Io(error)),
        },
        Err(trouble) => (from, trouble),
    };
    complain(Some(path), &trouble);
    Ok(trouble.status())
}

fn in_place(args: &Args, out: &mut Output) -> io::Result<Status> {
    if args.paths.iter().any(|path| is_dash(path)) {
        complain(None, &"standard input cannot be replaced in place");
        return Ok(Status::Failed);
    }
    let entries = collect(&args.paths);
    let bar = progress(entries.len());
    let results: Vec<Result<bool, Trouble>> = entries
        .par_iter()
        .map(|entry| {
            let result = replace_one(args, entry);
            bar.inc(1);
            result
        })
        .collect();
    bar.finish_and_clear();
    let mut status = Status::Fine;
    let (mut changed, mut failed) = (0, 0);
    for (entry, result) in entries.iter().zip(&results) {
        match result {
            Ok(new) => changed += u64::from(*new),
            Err(trouble) => {
                failed += 1;
                status = status.max(trouble.status());
                complain(Some(&entry.path), trouble);
            }
        }
    }
    writeln!(out, "{} files, {changed} changed, {failed} failed", entries.len())?;
    Ok(status)
}

/// Replaces a file by its normal form; says whether that is new.
fn replace_one(args: &Args, entry: &Entry) -> Result<bool, Trouble> {
    if let Some(error) = &entry.error {
        return Err(Trouble::Io(io::Error::new(error.kind(), error.to_string())));
    }
    let bytes = read(&entry.path).map_err(Trouble::Io)?;
    let normal = normal(args, &entry.path, &bytes)?;
    if *normal == *bytes {
        return Ok(false);
    }
    replace(&entry.path, &normal).map(|()| true).map_err(Trouble::Io)
}

fn normal(args: &Args, path: &Path, bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let wrong = |error| args.read.explain(bytes, false, &error);
    match args.read.parse(bytes, false).map_err(wrong)? {
        Document::Data(tree) => {
            let mut out = Vec::with_capacity(bytes.len());
            normalize_tree(&tree, &mut out).map_err(wrong)?;
            Ok(out)
        }
        Document::File(file) => {
            let source = match args.mtime {
                Mtime::Hash { .. } if file.layout().header != HeaderForm::Flags => {
                    return Err(Trouble::Wrong(format!("files of {} carry no hash, those of 3.7 and later do", file.version())));
                }
                Mtime::Hash { .. } => read_source(args, path)?,
                _ => Contents::from(Vec::new()),
            };
            let stamping = match args.mtime {
                Mtime::Keep => Stamping::Keep,
                Mtime::Time(seconds) => Stamping::Time(seconds),
                Mtime::Clamp(seconds) => Stamping::Clamp(seconds),
                Mtime::Hash { checked } => Stamping::Hash { source: &source, checked },
            };
            normalize(&file, stamping).map_err(wrong)
        }
    }
}

fn read_source(args: &Args, path: &Path) -> Result<Contents, Trouble> {
    let source = args.source.clone().or_else(|| source_path(path).filter(|_| !is_dash(path)));
    let source = source.ok_or_else(|| Trouble::Io(io::Error::other("no source is known for the hash, name it with --source")))?;
    Contents::read(&source)
        .map_err(|error| Trouble::Io(io::Error::new(error.kind(), format!("its source {}: {error}", crate::io::shown(&source)))))
}
