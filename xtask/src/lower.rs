//! `lower`: every function of every installed `.pyc` of 3.8 and later must be lowered, to code that the machine can run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pyc_bytecode::Function;
use pyc_marshal::{File, Version};
use pyc_vm::lower::{check, lower};

use crate::installed::{pyc_files, sweep};
use crate::{Outcome, interpreters};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Lower the .pyc files in this directory; ask no interpreter
    #[arg(long, value_name = "DIR", conflicts_with = "interpreters")]
    files: Option<PathBuf>,
    /// Only code of this version
    #[arg(long, value_name = "X.Y")]
    only: Option<Version>,
    /// Faults to print for each version
    #[arg(long, value_name = "N", default_value_t = 5)]
    show: usize,
}

/// What came out for one version.
#[derive(Default)]
struct Tally {
    files: usize,
    codes: usize,
    before: usize,
    after: usize,
    /// Of lowering alone, all threads together.
    time: Duration,
    faults: Vec<String>,
}

impl Tally {
    fn line(&self) -> String {
        let Tally { files, codes, before, after, time, faults } = self;
        let (faults, seconds) = (faults.len(), time.as_secs_f64());
        format!("{files} files, {codes} functions, {before} instructions to {after}, {seconds:.2} s: {faults} faults")
    }

    fn add(&mut self, other: Tally) {
        self.files += other.files;
        self.codes += other.codes;
        self.before += other.before;
        self.after += other.after;
        self.time += other.time;
        self.faults.extend(other.faults);
    }
}

type Tallies = BTreeMap<Version, Tally>;

pub(crate) fn run(args: &Args) -> Outcome {
    let directories = match &args.files {
        Some(directory) => vec![directory.clone()],
        None => interpreters::find(args.interpreters.as_deref())?.into_iter().map(|it| it.files).collect(),
    };
    let files: Vec<PathBuf> = directories.iter().flat_map(|directory| pyc_files(directory)).collect();
    let wanted = |version| version >= Version::new(3, 8) && args.only.is_none_or(|only| only == version);
    let tallies = sweep(
        &files,
        |path, tallies| look(path, &wanted, tallies),
        |all: &mut Tallies, tallies| {
            for (version, tally) in tallies {
                all.entry(version).or_default().add(tally);
            }
        },
    );
    let mut total = Tally::default();
    for (version, tally) in tallies {
        println!("{version}: {}", tally.line());
        for fault in tally.faults.iter().take(args.show) {
            println!("  {fault}");
        }
        total.add(tally);
    }
    println!("total: {}", total.line());
    if total.faults.is_empty() { Ok(()) } else { Err("not all code can be lowered".to_owned()) }
}

fn look(path: &Path, wanted: &impl Fn(Version) -> bool, tallies: &mut Tallies) {
    let bytes = fs::read(path).unwrap_or_default();
    // Whether all files can be read is what `harvest --check-installed` asks.
    let Ok(file) = File::parse(&bytes) else { return };
    if !wanted(file.version()) {
        return;
    }
    let tally = tallies.entry(file.version()).or_default();
    tally.files += 1;
    for function in file.tree.codes().filter_map(Function::new) {
        tally.codes += 1;
        tally.before += function.instructions().count();
        let start = Instant::now();
        let lowered = lower(&function);
        tally.time += start.elapsed();
        let fault = match &lowered {
            Ok(lowered) => {
                tally.after += lowered.insts.len();
                check(lowered).err().map(|it| it.to_string())
            }
            Err(error) => Some(error.to_string()),
        };
        if let Some(fault) = fault {
            let code = function.code();
            let name = code.name().map(|name| name.to_string()).unwrap_or_default();
            tally.faults.push(format!("{}: {name} (line {:?}): {fault}", path.display(), code.firstlineno()));
        }
    }
}
