//! `assemble`: the code objects of every installed `.pyc` must be assembled from their listings to what they were; and instrumented
//! modules must run in their own interpreter, and count what it counts.

mod instrument;

use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::{Function, Listing, edit_file};
use pyc_marshal::{Code, File};

use crate::Outcome;
use crate::installed::{pyc_files, sweep};
use crate::interpreters;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Only take the .pyc files in this directory; ask no interpreter
    #[arg(long, value_name = "DIR", conflicts_with = "interpreters")]
    files: Option<PathBuf>,
    /// Run modules of the standard library with probes, and compare what they count with `sys.settrace`
    #[arg(long, conflicts_with = "files")]
    instrument: bool,
}

/// What came out of some files.
#[derive(Default)]
struct Tally {
    files: usize,
    unreadable: usize,
    codes: usize,
    items: usize,
    /// Code objects that come out the same when the listing forgets how many prefixes there were.
    relaxed: usize,
    faults: usize,
}

impl Tally {
    fn line(&self) -> String {
        let Tally { files, unreadable, codes, items, relaxed, faults } = self;
        format!(
            "{files} files, {unreadable} unreadable; {codes} code objects, {items} items, {relaxed} with prefixes found anew; {faults} faults"
        )
    }

    fn add(&mut self, other: &Tally) {
        self.files += other.files;
        self.unreadable += other.unreadable;
        self.codes += other.codes;
        self.items += other.items;
        self.relaxed += other.relaxed;
        self.faults += other.faults;
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut total = Tally::default();
    if args.instrument {
        return run_instrumented(args);
    }
    if let Some(directory) = &args.files {
        total = check_all(&pyc_files(directory));
    } else {
        for interpreter in interpreters::find(args.interpreters.as_deref())? {
            let tally = check_all(&pyc_files(&interpreter.files));
            println!("{}: {}", interpreter.name, tally.line());
            total.add(&tally);
        }
    }
    println!("total: {}", total.line());
    if total.faults == 0 { Ok(()) } else { Err("not all code is assembled to what it was".to_owned()) }
}

fn run_instrumented(args: &Args) -> Outcome {
    let mut faults = 0;
    for interpreter in interpreters::find(args.interpreters.as_deref())? {
        faults += instrument::run(&interpreter)?;
    }
    if faults == 0 { Ok(()) } else { Err(format!("{faults} modules do not count what they execute")) }
}

fn check_all(files: &[PathBuf]) -> Tally {
    sweep(files, check_file, |total: &mut Tally, tally| total.add(&tally))
}

fn check_file(path: &Path, tally: &mut Tally) {
    tally.files += 1;
    let bytes = fs::read(path).unwrap_or_default();
    // Whether all files can be read is what `harvest --check-installed` asks.
    let Ok(file) = File::parse(&bytes) else {
        tally.unreadable += 1;
        return;
    };
    if !edit_file(&file, |_| Ok(())).is_ok_and(|unedited| unedited == bytes) {
        tally.faults += 1;
        println!("{}: another file, though nothing was edited", path.display());
    }
    for code in file.tree.codes() {
        tally.codes += 1;
        if let Err(fault) = check_code(code, tally) {
            tally.faults += 1;
            println!("{}: {}: {fault}", path.display(), code.name().map(|name| name.to_string()).unwrap_or_default());
        }
    }
}

/// What is assembled otherwise than it was.
fn check_code(code: Code<'_, '_>, tally: &mut Tally) -> Outcome {
    let function = Function::new(code).ok_or("no instruction set")?;
    let mut listing = Listing::of(&function).map_err(|error| error.to_string())?;
    tally.items += listing.items().count();
    let assembled = listing.assemble().map_err(|error| error.to_string())?;
    for (what, ours, theirs) in [
        ("code", Some(&*assembled.code), Some(code.code())),
        ("line table", Some(&*assembled.linetable), Some(code.linetable())),
        ("exception table", assembled.exceptiontable.as_deref(), code.exceptiontable()),
    ] {
        if ours != theirs {
            return Err(format!("another {what}"));
        }
    }
    for id in listing.ids() {
        if let Some(item) = listing.item_mut(id) {
            item.prefixes = 0;
        }
    }
    tally.relaxed += usize::from(listing.assemble().is_ok_and(|anew| anew.code == assembled.code));
    Ok(())
}
