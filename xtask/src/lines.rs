//! `lines`: line tables and exception tables of every installed `.pyc` must be written back as they were, and those of some files are
//! compared with what their own interpreter reports.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use pyc_bytecode::exceptions::{self, Entries, find_handler};
use pyc_bytecode::lines::{Table, encode, join};
use pyc_marshal::{Code, File, Version};
use serde_json::{Value as Json, json};

use crate::facts::hexed;
use crate::installed::{own, pyc_files, spread, sweep};
use crate::interpreters::{self, Interpreter};
use crate::{Outcome, script, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Only write back the tables of the .pyc files in this directory; ask no interpreter
    #[arg(long, value_name = "DIR", conflicts_with = "interpreters")]
    files: Option<PathBuf>,
    /// Files to compare for each interpreter
    #[arg(long, value_name = "N", default_value_t = 250)]
    sample: usize,
}

/// What came out of some files.
#[derive(Default)]
struct Tally {
    files: usize,
    unreadable: usize,
    codes: usize,
    /// Line tables that come back from their entries joined, too.
    joined: usize,
    handlers: usize,
    compared: usize,
    faults: usize,
}

impl Tally {
    fn line(&self) -> String {
        let Tally { files, unreadable, codes, joined, handlers, compared, faults } = self;
        format!(
            "{files} files, {unreadable} unreadable; {codes} code objects, {joined} from joined entries too; {handlers} handlers; \
             {compared} code objects compared; {faults} faults"
        )
    }

    fn add(&mut self, other: &Tally) {
        self.files += other.files;
        self.unreadable += other.unreadable;
        self.codes += other.codes;
        self.joined += other.joined;
        self.handlers += other.handlers;
        self.compared += other.compared;
        self.faults += other.faults;
    }

    fn fault(&mut self, path: &Path, what: &str) {
        self.faults += 1;
        println!("{}: {what}", path.display());
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut total = Tally::default();
    if let Some(directory) = &args.files {
        total = check_all(&pyc_files(directory));
    } else {
        for interpreter in interpreters::find(args.interpreters.as_deref())? {
            let files = pyc_files(&interpreter.files);
            let mut tally = check_all(&files);
            compare(&interpreter, &spread(own(&interpreter, files), args.sample), &mut tally)?;
            println!("{}: {}", interpreter.name, tally.line());
            total.add(&tally);
        }
    }
    println!("total: {}", total.line());
    if total.faults == 0 { Ok(()) } else { Err("not all tables are read and written as CPython does".to_owned()) }
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
    for code in file.tree.codes() {
        tally.codes += 1;
        let name = code.name().map(|name| name.to_string()).unwrap_or_default();
        for fault in [check_lines(&code, tally), check_handlers(&code, tally)].into_iter().flatten() {
            tally.fault(path, &format!("{name}: {fault}"));
        }
    }
}

/// What is wrong with how we see the line table of a code object.
fn check_lines(code: &Code<'_, '_>, tally: &mut Tally) -> Option<String> {
    let table = Table::of(code);
    if !table.raw().flat_map(|raw| raw.bytes()).eq(table.bytes()) {
        return Some("raw entries are not the line table".to_owned());
    }
    if let Some(raw) = table.raw().find(|raw| !raw.is_regular()) {
        return Some(format!("irregular line entry {}", hexed(raw.bytes())));
    }
    match encode(table.rules(), table.firstlineno(), table.entries()) {
        Ok(written) if written == table.bytes() => {}
        Ok(written) => return Some(format!("line table {} written as {}", hexed(table.bytes()), hexed(&written))),
        Err(error) => return Some(error.to_string()),
    }
    if !table.rules().format.is_pairs() && table.entries().last().map_or(0, |entry| entry.end) as usize != code.code().len() {
        return Some("the line table does not end with the code".to_owned());
    }
    let joined = encode(table.rules(), table.firstlineno(), join(table.entries()));
    tally.joined += usize::from(joined.is_ok_and(|joined| joined == table.bytes()));
    None
}

/// What is wrong with how we see the exception table of a code object.
fn check_handlers(code: &Code<'_, '_>, tally: &mut Tally) -> Option<String> {
    let table = code.exceptiontable()?;
    let entries = match exceptions::decode(table) {
        Ok(entries) => entries,
        Err(error) => return Some(error.to_string()),
    };
    tally.handlers += entries.len();
    if exceptions::encode(&entries).as_deref() != Ok(table) {
        return Some("the exception table is written differently".to_owned());
    }
    for offset in entries.iter().flat_map(|entry| [entry.start, entry.end.saturating_sub(1), entry.end]) {
        let covering = entries.iter().find(|entry| (entry.start..entry.end).contains(&offset));
        if find_handler(table, offset).as_ref() != covering {
            return Some(format!("another handler is found for offset {offset}"));
        }
    }
    None
}

/// Compares files with what the interpreter reports, one line of JSON for each. `lines.py` documents the format.
fn compare(interpreter: &Interpreter, files: &[PathBuf], tally: &mut Tally) -> Outcome {
    let what = || interpreter.program.display();
    let mut command = Command::new(&interpreter.program);
    command.arg(script("lines.py")).args(["report", "-"]).env("PYTHONDONTWRITEBYTECODE", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(while_doing(what()))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(format!("{}: no pipes", what()));
    };
    let mut answers = 0;
    thread::scope(|scope| {
        scope.spawn(move || {
            // A child that dies shows in the lines that are missing.
            let _ = files.iter().try_for_each(|path| writeln!(stdin, "{}", path.display()));
        });
        for (path, line) in files.iter().zip(BufReader::new(stdout).lines()) {
            let line = line.map_err(while_doing(what()))?;
            let theirs: Vec<Json> = serde_json::from_str(&line).map_err(while_doing(line))?;
            answers += 1;
            tally.compared += theirs.len();
            for fault in theirs.iter().filter_map(|theirs| difference(interpreter.layout.version, theirs)) {
                tally.fault(path, &fault);
            }
        }
        Ok::<_, String>(())
    })?;
    let status = child.wait().map_err(while_doing(what()))?;
    if status.success() && answers == files.len() { Ok(()) } else { Err(format!("{}: lines.py: {status}", what())) }
}

/// What we report otherwise than the interpreter.
fn difference(version: Version, theirs: &Json) -> Option<String> {
    let number = |key: &str| theirs[key].as_i64().unwrap_or_default();
    let bytes = unhex(&theirs["table"]);
    let table = Table::new(version, &bytes, number("firstlineno") as i32, number("size") as usize);
    let ours = json!({
        "starts": table.line_starts().map(|it| json!([it.offset, it.line])).collect::<Json>(),
        "lines": table.line_ranges().map(|it| json!([it.start, it.end, it.line])).collect::<Json>(),
        "positions": runs(table.positions().map(|it| [it.line, it.end_line, it.column, it.end_column])),
        "handlers": Entries::new(&unhex(&theirs["exceptiontable"]))
            .map_while(Result::ok)
            .map(|it| json!([it.start, it.end, it.target, it.depth, it.lasti]))
            .collect::<Json>(),
    });
    let keys = ["starts", "lines", "positions", "handlers"];
    let differs = |key: &&str| !theirs[*key].is_null() && theirs[*key] != ours[*key];
    if let Some(key) = keys.into_iter().find(differs) {
        return Some(format!("{key} of {}: {} and not {}", theirs["table"], ours[key], theirs[key]));
    }
    let unit = if version >= Version::new(3, 10) { 2 } else { 1 };
    let mut start = 0;
    for run in theirs["at"].as_array()? {
        let end = start + unit * run[0].as_u64()? as u32;
        // The C function says -1 where it finds no line.
        if [start, end - unit].into_iter().any(|at| Some(table.line_at(at).unwrap_or(-1).into()) != run[1].as_i64()) {
            return Some(format!("another line at {start}..{end} in {}", theirs["table"]));
        }
        start = end;
    }
    None
}

fn unhex(text: &Json) -> Vec<u8> {
    let digits: Vec<u8> = text.as_str().unwrap_or_default().chars().filter_map(|c| c.to_digit(16)).map(|it| it as u8).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Neighbours that are equal as one, their number first.
fn runs(items: impl Iterator<Item = [Option<i32>; 4]>) -> Json {
    let mut runs: Vec<(u32, [Option<i32>; 4])> = Vec::new();
    for item in items {
        match runs.last_mut() {
            Some((count, last)) if *last == item => *count += 1,
            _ => runs.push((1, item)),
        }
    }
    runs.into_iter()
        .map(|(count, [line, end_line, column, end_column])| json!([count, line, end_line, column, end_column]))
        .collect()
}
