//! `text`: every installed `.pyc` must come back from its text, and what people wrote must run in the interpreters that it is
//! for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pyc_bytecode::text::{assemble, print};
use pyc_marshal::{File, Node, Tag, Tree, Version};

use crate::facts::hexed;
use crate::installed::{pyc_files, spread, sweep};
use crate::interpreters::{self, Interpreter};
use crate::{Outcome, root, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Files for each interpreter [default: all]
    #[arg(long, value_name = "N", default_value_t = usize::MAX)]
    sample: usize,
    /// Run the examples of `bytecode/tests/pyasm` in the interpreters that they are for, and write down what they said
    #[arg(long)]
    record: bool,
    /// Find the names that an interpreter holds while it compiles (3.6 to 3.10), and write them to `bytecode/src/text/held.txt`
    #[arg(long, conflicts_with = "record")]
    names: bool,
}

/// What came out of some files.
#[derive(Default)]
struct Tally {
    files: usize,
    unreadable: usize,
    /// Files that only their bytes tell.
    bytes_only: usize,
    faults: usize,
    input: usize,
    text: usize,
    printing: Duration,
    assembling: Duration,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.files += other.files;
        self.unreadable += other.unreadable;
        self.bytes_only += other.bytes_only;
        self.faults += other.faults;
        self.input += other.input;
        self.text += other.text;
        self.printing += other.printing;
        self.assembling += other.assembling;
    }

    #[allow(clippy::cast_precision_loss)] // figures for people
    fn line(&self) -> String {
        let rate = |time: Duration| self.text as f64 / 1e6 / time.as_secs_f64().max(1e-9);
        let Tally { files, unreadable, bytes_only, faults, input, text, printing, assembling } = self;
        format!(
            "{files} files, {unreadable} unreadable; {faults} come back differently, {bytes_only} in bytes only; \
             {input} bytes, text {text} bytes; \
             printed at {:.0} MB/s, assembled at {:.0} MB/s",
            rate(*printing),
            rate(*assembling)
        )
    }
}

pub(crate) fn run(args: &Args) -> Outcome {
    let interpreters = interpreters::find(args.interpreters.as_deref())?;
    if args.record {
        return record(&interpreters);
    }
    if args.names {
        return names(&interpreters);
    }
    let mut total = Tally::default();
    for interpreter in interpreters {
        let tally = check_all(&spread(pyc_files(&interpreter.files), args.sample));
        println!("{}: {}", interpreter.name, tally.line());
        total.add(&tally);
    }
    println!("total: {}", total.line());
    if total.faults == 0 { Ok(()) } else { Err("not all files come back from their texts".to_owned()) }
}

fn check_all(files: &[PathBuf]) -> Tally {
    sweep(files, check, |total: &mut Tally, tally| total.add(&tally))
}

fn check(path: &Path, tally: &mut Tally) {
    tally.files += 1;
    let bytes = fs::read(path).unwrap_or_default();
    let Ok(file) = File::parse(&bytes) else {
        tally.unreadable += 1;
        return;
    };
    let start = Instant::now();
    let text = print(&file);
    tally.printing += start.elapsed();
    let start = Instant::now();
    let back = assemble(&text);
    tally.assembling += start.elapsed();
    tally.input += bytes.len();
    tally.text += text.len();
    tally.bytes_only += usize::from(text.contains("\nfile x'"));
    if back.as_ref() != Ok(&bytes) {
        tally.faults += 1;
        let what = back.err().map_or_else(|| "other bytes".to_owned(), |error| error.to_string());
        println!("{}: {what}", path.display());
    }
}

/// How often a name must be flagged to be taken for one that interpreters hold, and how seldom it may be plain: one in so many.
const OFTEN: usize = 60;
const SELDOM: usize = 20;

/// Versions whose interned strings are flagged if something else than the file holds them.
const HOLDING: std::ops::RangeInclusive<Version> = Version::new(3, 4)..=Version::new(3, 10);

/// Names that occur once in a file and are flagged all the same: something else than the file holds them.
fn names(interpreters: &[Interpreter]) -> Outcome {
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for interpreter in interpreters.iter().filter(|it| HOLDING.contains(&it.layout.version)) {
        for path in pyc_files(&interpreter.files) {
            let bytes = fs::read(&path).map_err(while_doing(path.display()))?;
            // What was installed later was compiled by another program.
            if let Some(file) =
                File::parse(&bytes).ok().filter(|_| !path.components().any(|it| it.as_os_str() == "site-packages"))
            {
                count(&file.tree, &mut counts);
            }
        }
    }
    let held = counts.iter().filter(|(_, [plain, flagged])| *flagged >= OFTEN && plain * SELDOM <= *flagged);
    let text: String = held.flat_map(|(name, _)| [name.as_str(), "\n"]).collect();
    let path = root().join("bytecode/src/text/held.txt");
    fs::write(&path, text).map_err(while_doing(path.display()))
}

fn count(tree: &Tree<'_>, counts: &mut BTreeMap<String, [usize; 2]>) {
    let mut used = vec![false; tree.len()];
    for target in tree.nodes().filter(|node| node.is_reference()).filter_map(Node::resolve) {
        used[target.index()] = true;
    }
    for node in tree.nodes().filter(|node| node.tag().code() == Tag::SHORT_ASCII_INTERNED && !used[node.index()]) {
        // Strings of one character are held in every version.
        if let Some(name) = node.as_str().map(|name| name.to_string()).filter(|name| name.len() > 1) {
            counts.entry(name).or_default()[usize::from(node.tag().flagged())] += 1;
        }
    }
}

/// Compiles the source in the comments at the top of an example, and prints it as `marshal` writes it.
const COMPILE: &str = "import marshal, sys
source = ''.join(line[2:] for line in open(sys.argv[1]) if line.startswith('; '))
try:
    code = compile(source, '<pyasm>', 'exec')
    data = marshal.dumps(code)
except SyntaxError:
    data = b''
sys.stdout.write(''.join('%02x' % byte for byte in bytearray(data)) + '\\n')";

/// Runs each example in the interpreter that it is for, and writes down version, file, and output.
fn record(interpreters: &[Interpreter]) -> Outcome {
    let directory = root().join("bytecode/tests/pyasm");
    let mut paths: Vec<PathBuf> = fs::read_dir(&directory)
        .map_err(while_doing(directory.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "pyasm"))
        .collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(while_doing(path.display()))?;
        let bytes = assemble(&text).map_err(while_doing(path.display()))?;
        let version = File::parse(&bytes).map_err(while_doing(path.display()))?.version();
        let interpreter = interpreters.iter().find(|it| it.layout.version == version);
        let interpreter = interpreter.ok_or_else(|| format!("{}: no Python {version}", path.display()))?;
        let scratch = std::env::temp_dir().join(format!("pyasm-{}.pyc", std::process::id()));
        fs::write(&scratch, &bytes).map_err(while_doing(scratch.display()))?;
        let ran = output(Command::new(&interpreter.program).arg(&scratch));
        let _ = fs::remove_file(&scratch);
        let compiled = output(Command::new(&interpreter.program).args(["-c", COMPILE]).arg(&path))?;
        let record = format!("python {}\nran {}\ncompiled {compiled}output\n{}", interpreter.name, hexed(&bytes), ran?);
        fs::write(path.with_extension("out"), record).map_err(while_doing(path.display()))?;
    }
    Ok(())
}

fn output(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(while_doing("python"))?;
    if !output.status.success() {
        return Err(format!("python: {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
