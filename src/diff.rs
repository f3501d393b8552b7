//! `pyc diff`: what is different in two files.
//!
//! Objects of both files get one numbering (equal ones the same number), code objects are matched by their names, and instructions by what
//! they do: opcode, and what the argument means. Where in its tuple a constant stands, or how far a jump goes, is no difference by itself.
//!
//! # Guarantee
//! Any two files. Time and memory are linear in their sizes, but for sorting: what many code objects share is read once, and code that
//! shares the bytes of other code only up to a budget. A line of output has some hundred bytes.

mod align;
mod arguments;
mod body;
mod compare;
mod hunks;
mod machine;
mod pairs;
mod print;
mod report;
mod rows;
mod side;

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use pyc_marshal::map::Contents;
use pyc_marshal::{Classes, Sameness, Stamp};
use serde_json::{Value, json};

use self::compare::{Desk, FieldChange, Lines};
use self::pairs::{Fate, Matcher, Units};
use self::report::Report;
use self::side::{Shared, Side};
use crate::document::{Document, ReadArgs};
use crate::help;
use crate::info::{date, hex};
use crate::io::{Output, Status, complain, is_dash, read};

/// Bytes of an object that are shown, in a file that holds no code object.
const OBJECT_LIMIT: usize = 200;

/// Shows what is different in two files, of any two versions
///
/// Code objects are matched by name, those of one name by what they do. Instructions are compared by what their arguments mean: a
/// constant or name at another index, or a jump whose target moved, is no difference by itself. Targets have labels; what belongs together
/// has the same. Lines that begin with a space stand in both files, with line and offset in the new one.
///
/// Instructions that are the same but for their line or column are counted, not shown. If two files only share or spell objects
/// differently, it says so.
#[allow(clippy::struct_excessive_bools, reason = "flags of a command line")]
#[derive(Debug, clap::Args)]
#[command(after_help = help::DIFF)]
pub(crate) struct Args {
    /// The old file; `-` is standard input
    old: PathBuf,
    /// The new file; `-` is standard input
    new: PathBuf,
    /// Instructions to show around each difference
    #[arg(long, short = 'U', value_name = "N", default_value_t = 3)]
    unified: usize,
    /// Print one line for each code object
    #[arg(long, conflicts_with_all = ["json", "unified"])]
    stat: bool,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
    /// Show instructions that only are in another line or column, too
    #[arg(long)]
    lines: bool,
    /// Do not compare lines and columns
    #[arg(long, conflicts_with = "lines")]
    ignore_lines: bool,
    /// Go on where Python would refuse the bytes
    #[arg(long)]
    lenient: bool,
    #[command(flatten)]
    read: ReadArgs,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    if is_dash(&args.old) && is_dash(&args.new) {
        complain(None, &"standard input cannot be both files");
        return Ok(Status::Failed);
    }
    let (Some(old_bytes), Some(new_bytes)) = (contents(&args.old), contents(&args.new)) else { return Ok(Status::Failed) };
    if *old_bytes == *new_bytes {
        return Report::new(args, &[], out)?.end(None);
    }
    let (Some(old), Some(new)) = (parse(args, &args.old, &old_bytes), parse(args, &args.new, &new_bytes)) else {
        return Ok(Status::Failed);
    };
    let Some(mut desk) = desk(args, &old, &new) else {
        complain(None, &"there is no instruction set for these files");
        return Ok(Status::Failed);
    };
    let mut fields = header(&old, &new);
    fields.extend(object(&desk));
    let mut report = Report::new(args, &fields, out)?;
    compare(&mut desk, &mut report)?;
    let note = match is_same_object(&desk) {
        true => Some("same meaning, different bytes"),
        false if args.ignore_lines => None,
        false => Some("different objects"),
    };
    report.end(note)
}

fn is_same_object(desk: &Desk<'_>) -> bool {
    desk.old.class(desk.old.tree.root()) == desk.new.class(desk.new.tree.root())
}

/// The objects, if they are others and hold no code.
fn object(desk: &Desk<'_>) -> Option<FieldChange> {
    let trees = [desk.old.tree, desk.new.tree];
    let bare = trees.iter().all(|tree| tree.codes().next().is_none());
    let [old, new] = trees.map(|tree| json!(tree.root().repr().limit(OBJECT_LIMIT).to_string()));
    (bare && !is_same_object(desk)).then_some(FieldChange { name: "object", old, new })
}

fn contents(path: &Path) -> Option<Contents> {
    read(path).map_err(|error| complain(Some(path), &error)).ok()
}

/// The file, read as asked; says so if that cannot be.
fn parse<'a>(args: &Args, path: &Path, bytes: &'a [u8]) -> Option<Document<'a>> {
    let wrong = |error| complain(Some(path), &args.read.explain(bytes, args.lenient, &error));
    let document = args.read.parse(bytes, args.lenient).map_err(wrong).ok()?;
    if let Err(trouble) = args.read.sound(bytes, document.irregularities(), document.base()) {
        complain(Some(path), &trouble);
    }
    Some(document)
}

fn desk<'t>(args: &Args, old: &'t Document<'t>, new: &'t Document<'t>) -> Option<Desk<'t>> {
    let mut classes = Classes::new(Sameness::Exact);
    let mut side = |document: &'t Document<'t>| {
        let tree = document.tree();
        Some(Side::new(tree, document.set()?, classes.of(tree)))
    };
    let (old, new) = (side(old)?, side(new)?);
    let by_text = (old.set.version.major < 3) != (new.set.version.major < 3);
    let shared = Shared::new(by_text, std::ptr::eq(old.set, new.set));
    let lines = match (args.lines, args.ignore_lines) {
        (true, _) => Lines::Show,
        (_, true) => Lines::Ignore,
        _ => Lines::Count,
    };
    Some(Desk { old, new, shared, lines, filenames: HashSet::new() })
}

/// What the headers, and the bytes behind the object, have different.
fn header(old: &Document<'_>, new: &Document<'_>) -> Vec<FieldChange> {
    let (before, after) = (facts(old), facts(new));
    let find = |facts: &[(&'static str, Value)], name| facts.iter().find(|it| it.0 == name).map(|it| it.1.clone());
    let mut changes = Vec::new();
    for name in ["version", "magic", "changed", "size", "hash", "checked", "flags", "stamp", "trailing"] {
        let values = (find(&before, name), find(&after, name));
        if values.0 != values.1 {
            let [old, new] = [values.0, values.1].map(|it| it.unwrap_or(Value::Null));
            changes.push(FieldChange { name, old, new });
        }
    }
    let [x, y] = [old, new].map(|it| it.tree().bytes().get(it.tree().end()..).unwrap_or(&[]));
    if x.len() == y.len() && x != y {
        changes.push(FieldChange { name: "trailing", old: json!("some bytes"), new: json!("others") });
    }
    changes
}

/// What the header of a file says, by name.
fn facts(document: &Document<'_>) -> Vec<(&'static str, Value)> {
    let mut facts = vec![
        ("version", json!(document.tree().layout().version.to_string())),
        ("trailing", json!(format!("{} bytes", document.trailing()))),
    ];
    let Some(header) = document.header() else { return facts };
    facts.push(("magic", json!(format!("{} ({})", header.magic.number(), hex(&header.magic.0)))));
    match header.stamp {
        Stamp::Time { mtime } => facts.push(("changed", json!(date(mtime)))),
        Stamp::TimeAndSize { mtime, size } => facts.extend([("changed", json!(date(mtime))), ("size", json!(size))]),
        Stamp::Hash { hash, checked } => facts.extend([("hash", json!(hex(&hash))), ("checked", json!(checked))]),
        Stamp::Unknown { flags, data } => facts.extend([("flags", json!(flags)), ("stamp", json!(hex(&data)))]),
    }
    facts
}

/// Compares the code objects.
fn compare(desk: &mut Desk<'_>, report: &mut Report<'_>) -> io::Result<()> {
    let (old_units, new_units) = (Units::of(&desk.old), Units::of(&desk.new));
    let Desk { old, new, shared, .. } = desk;
    let fates = Matcher { old, new, shared, old_units: &old_units, new_units: &new_units }.run();
    for fate in fates {
        match fate {
            Fate::Removed(unit) => report.lone(&desk.old, &old_units, unit, "removed")?,
            Fate::Added(unit) => report.lone(&desk.new, &new_units, unit, "added")?,
            Fate::Stays(old, new) => {
                let codes = old_units.code(&desk.old, old).zip(new_units.code(&desk.new, new));
                let Some((before, after)) = codes else { continue };
                let change = desk.compare(&before, &after);
                if !change.is_empty() {
                    report.change(desk, &new_units.path(&desk.new, new), &after, &change)?;
                }
            }
        }
    }
    Ok(())
}
