//! `harvest --check-installed`: every installed `.pyc` must be read and written back, and some are compared field by field with what
//! their own interpreter sees in them.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::{fs, thread};

use pyc_marshal::File;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::Value as Json;

use crate::facts::{differences, facts, hexed};
use crate::interpreters::{self, Interpreter};
use crate::{Outcome, while_doing};

/// What came out for one interpreter, or all of them.
#[derive(Default)]
struct Tally {
    files: usize,
    failed: usize,
    compared: usize,
    codes: usize,
    differences: usize,
}

impl Tally {
    fn line(&self) -> String {
        let Tally { files, failed, compared, codes, differences } = self;
        format!(
            "{} files ok, {failed} failed; {compared} compared, {codes} code objects, {differences} differences",
            files - failed
        )
    }

    fn add(&mut self, other: &Tally) {
        self.files += other.files;
        self.failed += other.failed;
        self.compared += other.compared;
        self.codes += other.codes;
        self.differences += other.differences;
    }
}

pub(crate) fn run(directory: Option<&Path>, sample: usize) -> Outcome {
    let mut total = Tally::default();
    for interpreter in interpreters::find(directory)? {
        let files = pyc_files(&interpreter.files);
        let mut tally = Tally { files: files.len(), failed: read_all(&files), ..Tally::default() };
        compare(&interpreter, &spread(own(&interpreter, files), sample), &mut tally)?;
        println!("{}: {}", interpreter.name, tally.line());
        total.add(&tally);
    }
    println!("total: {}", total.line());
    if total.failed + total.differences == 0 { Ok(()) } else { Err("not all files are read as CPython reads them".to_owned()) }
}

pub(crate) fn pyc_files(directory: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(directory).sort_by_file_name().into_iter().flatten();
    files.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|it| it == "pyc")).collect()
}

/// The files that the interpreter itself would load.
pub(crate) fn own(interpreter: &Interpreter, mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let magic = |path: &PathBuf| fs::read(path).ok().and_then(|bytes| bytes.get(..4).map(hexed));
    files.retain(|path| magic(path).is_some_and(|magic| magic == interpreter.magic));
    files
}

/// So many of the files, at equal distances.
pub(crate) fn spread(files: Vec<PathBuf>, sample: usize) -> Vec<PathBuf> {
    let (all, sample) = (files.len(), sample.min(files.len()));
    let chosen = (0..sample).map(|i| i * all / sample).collect::<Vec<_>>();
    files.into_iter().enumerate().filter(|(i, _)| chosen.binary_search(i).is_ok()).map(|(_, file)| file).collect()
}

/// Looks at all files, in parallel, and adds up what came out of each.
pub(crate) fn sweep<T: Default + Send>(
    files: &[PathBuf],
    look: impl Fn(&Path, &mut T) + Sync + Send,
    add: impl Fn(&mut T, T) + Sync + Send,
) -> T {
    let looked = files.par_iter().fold(T::default, |mut tally, path| {
        look(path, &mut tally);
        tally
    });
    looked.reduce(T::default, |mut total, tally| {
        add(&mut total, tally);
        total
    })
}

/// Reads all files strictly and writes them back; says how many fail.
fn read_all(files: &[PathBuf]) -> usize {
    let look = |path: &Path, failed: &mut usize| {
        if let Err(message) = read(path) {
            *failed += 1;
            println!("{}: {message}", path.display());
        }
    };
    sweep(files, look, |total, failed| *total += failed)
}

fn read(path: &Path) -> Outcome {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let file = File::parse(&bytes).map_err(|error| error.to_string())?;
    let mut copy = Vec::with_capacity(bytes.len());
    file.write(&mut copy).map_err(|error| error.to_string())?;
    if copy == bytes { Ok(()) } else { Err("written back differently".to_owned()) }
}

/// Compares files with what the interpreter reports, one line of JSON for each.
fn compare(interpreter: &Interpreter, files: &[PathBuf], tally: &mut Tally) -> Outcome {
    let what = || interpreter.program.display();
    let mut child = interpreter.record(&["facts", "-"]).spawn().map_err(while_doing(what()))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(format!("{}: no pipes", what()));
    };
    thread::scope(|scope| {
        scope.spawn(move || {
            // A child that dies shows in the lines that are missing.
            let _ = files.iter().try_for_each(|path| writeln!(stdin, "{}", path.display()));
        });
        for (path, line) in files.iter().zip(BufReader::new(stdout).lines()) {
            let theirs =
                line.map_err(while_doing(what())).and_then(|line| serde_json::from_str(&line).map_err(while_doing(line)))?;
            compare_one(path, &theirs, tally);
        }
        Ok::<_, String>(())
    })?;
    let status = child.wait().map_err(while_doing(what()))?;
    if status.success() && tally.compared == files.len() { Ok(()) } else { Err(format!("{}: record.py: {status}", what())) }
}

fn compare_one(path: &Path, theirs: &Json, tally: &mut Tally) {
    tally.compared += 1;
    let bytes = fs::read(path).unwrap_or_default();
    // A file that cannot be read is counted as failed already.
    let Ok(file) = File::parse(&bytes) else { return };
    let ours = facts(&file);
    tally.codes += ours["codes"].as_array().map_or(0, Vec::len);
    for difference in differences(&ours, theirs) {
        tally.differences += 1;
        println!("{}: {difference}", path.display());
    }
}
