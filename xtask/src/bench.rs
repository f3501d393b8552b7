//! `bench-compare`: the library, CPython's `marshal`, and other crates, over the same files in the same run.
//!
//! Each of the others is a child that reads paths from its input up to an empty line, loads the files into memory, and then for each
//! further line does one round and answers `KIND<tab>NAME<tab>BYTES<tab>SECONDS` lines and an empty one. So rounds of all take turns,
//! and the best round of each counts. Reading and writing are passes of their own over all files, in each program; what a call returns
//! is dropped within the time, as in a program that looks at one file after the other.

#![allow(clippy::cast_precision_loss)] // speeds are rounded anyway

use std::hint::black_box;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;
use std::{env, fs};

use pyc_bytecode::dis::Disassembler;
use pyc_bytecode::{Function, verify};
use pyc_marshal::{Error, File, Reader, Stamping, Style, Version, normalize};
use pyc_vm::lower::lower;

use crate::{Outcome, interpreters, root, script, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files to read [default: the standard library of the interpreter]
    files: Vec<PathBuf>,
    /// Version of the interpreter to compare with
    #[arg(long, default_value = "3.12")]
    python: Version,
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Leave out the tests of the standard library
    #[arg(long)]
    no_tests: bool,
    /// Rounds, of which the best counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Leave out the other crates, which are fetched and built otherwise
    #[arg(long)]
    no_peers: bool,
    /// Time the programs of vm/benches/programs as whole processes instead, against 3.10, 3.13 and /usr/bin/python3
    #[arg(long)]
    programs: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.programs {
        return programs(args);
    }
    if cfg!(debug_assertions) {
        return run_optimised();
    }
    let interpreter = interpreters::find(args.interpreters.as_deref())?
        .into_iter()
        .find(|it| it.layout.version == args.python)
        .ok_or_else(|| format!("no interpreter of {}", args.python))?;
    let paths = if args.files.is_empty() { standard_library(&interpreter.files, args.no_tests) } else { args.files.clone() };
    let files: Vec<Vec<u8>> =
        paths.iter().map(|path| fs::read(path).map_err(while_doing(path.display()))).collect::<Outcome<_>>()?;
    println!("{} files, {} bytes, {} rounds", files.len(), files.iter().map(Vec::len).sum::<usize>(), args.rounds);

    let mut others = vec![Other::start(Command::new(&interpreter.program).arg(script("bench.py")), &paths)?];
    if !args.no_peers {
        others.push(Other::start(&mut Command::new(build_peers()?), &paths)?);
    }
    let mut best: Vec<Row> = Vec::new();
    for _ in 0..args.rounds {
        keep_best(&mut best, ours(&files).map_err(|error| error.to_string())?);
        for other in &mut others {
            keep_best(&mut best, other.round()?);
        }
    }
    others.into_iter().for_each(Other::end);
    print(&best, &files);
    Ok(())
}

/// Builds the command and times whole processes.
fn programs(args: &Args) -> Outcome {
    let arguments = ["build", "--quiet", "--release", "--package", "pyc-tools"];
    let built = Command::new(env!("CARGO")).args(arguments).current_dir(root()).status().map_err(while_doing("cargo"))?;
    if !built.success() {
        return Err(built.to_string());
    }
    let found = interpreters::find(args.interpreters.as_deref())?;
    let of = |minor| found.iter().find(|it| it.layout.version == Version::new(3, minor)).map(|it| it.program.clone());
    let others = [of(10), of(13), Some(PathBuf::from("/usr/bin/python3")).filter(|it| it.exists())];
    let status = Command::new("python3")
        .arg(script("bench_programs.py"))
        .arg(root().join("target/release/pyc"))
        .arg(args.rounds.to_string())
        .arg(root().join("vm/benches/programs"))
        .args(others.into_iter().flatten())
        .status()
        .map_err(while_doing("python3"))?;
    if status.success() { Ok(()) } else { Err(status.to_string()) }
}

/// The command says nothing when it is built without optimisation, so it builds itself anew.
fn run_optimised() -> Outcome {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--package", "xtask", "--"])
        .args(env::args_os().skip(1))
        .current_dir(root())
        .status()
        .map_err(while_doing("cargo"))?;
    if status.success() { Ok(()) } else { Err(status.to_string()) }
}

/// The `.pyc` files of an installation that are not optimised, without what was installed into it.
fn standard_library(files: &Path, no_tests: bool) -> Vec<PathBuf> {
    let left_out: &[&str] = if no_tests { &["test", "tests", "idle_test"] } else { &[] };
    let entries = walkdir::WalkDir::new(files).sort_by_file_name().into_iter();
    let inside = entries.filter_entry(|entry| {
        let name = entry.file_name().to_str().unwrap_or_default();
        name != "site-packages" && name != "dist-packages" && !left_out.contains(&name)
    });
    let paths = inside.flatten().map(walkdir::DirEntry::into_path);
    let optimised = |path: &Path| path.file_stem().and_then(|it| it.to_str()).is_some_and(|it| it.contains(".opt-"));
    paths.filter(|path| path.extension().is_some_and(|it| it == "pyc") && !optimised(path)).collect()
}

/// What one round took.
struct Row {
    kind: String,
    name: String,
    bytes: usize,
    seconds: f64,
}

impl Row {
    fn speed(&self) -> f64 {
        self.bytes as f64 / self.seconds / 1e6
    }
}

fn keep_best(best: &mut Vec<Row>, round: Vec<Row>) {
    for row in round {
        match best.iter_mut().find(|it| it.name == row.name) {
            Some(old) if old.speed() < row.speed() => *old = row,
            Some(_) => {}
            None => best.push(row),
        }
    }
}

/// A round of the library: each row is a pass of its own over all files, as a program that does nothing else would make it.
fn ours(files: &[Vec<u8>]) -> Result<Vec<Row>, Error> {
    let parsed: Vec<File<'_>> = files.iter().map(|bytes| File::parse(bytes)).collect::<Result<_, _>>()?;
    let owned = parsed.iter().map(File::to_objects).collect::<Result<Vec<_>, _>>()?;
    let mut out = Vec::with_capacity(files.iter().map(Vec::len).max().unwrap_or(0));
    let bytes = files.iter().map(Vec::len).sum();
    let mut rows = Vec::new();
    let mut pass = |kind: &str, name: &str, call: &mut dyn FnMut(usize) -> Result<(), Error>| {
        let start = Instant::now();
        (0..files.len()).try_for_each(call)?;
        let seconds = start.elapsed().as_secs_f64();
        rows.push(Row { kind: kind.into(), name: format!("pyc-marshal {name}"), bytes, seconds });
        Ok::<(), Error>(())
    };
    pass("read", "File::parse", &mut |i| File::parse(&files[i]).map(|file| drop(black_box(file))))?;
    pass("read", "Reader, all tokens", &mut |i| {
        let (mut sum, file) = (0, &parsed[i]);
        Reader::new(file.tree.bytes(), file.layout()).for_each_token(|token| sum += token.end - token.offset)?;
        black_box(sum);
        Ok(())
    })?;
    pass("read", "parse, to_objects", &mut |i| File::parse(&files[i])?.to_objects().map(|owned| drop(black_box(owned))))?;
    pass("write", "File::write", &mut |i| {
        out.clear();
        // Writing to a vector cannot fail.
        let _ = parsed[i].write(&mut out);
        black_box(&out);
        Ok(())
    })?;
    pass("write", "Objects::to_file", &mut |i| {
        let (file, (objects, root)) = (&parsed[i], &owned[i]);
        objects.to_file(&file.header, *root, Style::of(file.layout())).map(|bytes| drop(black_box(bytes)))
    })?;
    pass("write", "normalize", &mut |i| normalize(&parsed[i], Stamping::Keep).map(|bytes| drop(black_box(bytes))))?;
    rows.extend(ours_of_code(&parsed));
    Ok(rows)
}

/// Files of which one is printed: `dis` takes half a minute for all of a library.
const PRINTED: usize = 25;

/// What is done with instructions. Speeds are in bytes of `co_code`, and of text that is printed.
fn ours_of_code(parsed: &[File<'_>]) -> Vec<Row> {
    let codes: Vec<Function<'_, '_>> = parsed.iter().flat_map(|file| file.tree.codes()).filter_map(Function::new).collect();
    let len = codes.iter().map(|function| function.code().code().len()).sum();
    let mut rows = Vec::new();
    let mut pass = |kind: &str, name: &str, call: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        let bytes = black_box(call());
        let seconds = start.elapsed().as_secs_f64();
        rows.push(Row { kind: kind.into(), name: format!("pyc-bytecode {name}"), bytes, seconds });
    };
    pass("code", "Decoder", &mut || {
        let instructions = codes.iter().flat_map(Function::instructions);
        black_box(instructions.map(|it| u64::from(it.oparg().unwrap_or(0))).sum::<u64>());
        len
    });
    pass("code", "verify", &mut || {
        black_box(codes.iter().filter(|function| verify(function).is_ok()).count());
        len
    });
    pass("code", "lower, which verifies", &mut || {
        black_box(codes.iter().filter(|function| lower(function).is_ok()).count());
        len
    });
    pass("print", "dis", &mut || {
        let printer = Disassembler::new();
        let modules = parsed.iter().step_by(PRINTED).filter_map(|file| file.tree.codes().next());
        modules.map(|code| printer.text(&code).len()).sum()
    });
    rows
}

/// Somebody else who is timed.
struct Other {
    child: Child,
    to: ChildStdin,
    back: Lines<BufReader<ChildStdout>>,
}

impl Other {
    fn start(command: &mut Command, paths: &[PathBuf]) -> Outcome<Other> {
        let what = format!("{command:?}");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(while_doing(&what))?;
        let (Some(mut to), Some(back)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{what}: no pipes"));
        };
        paths.iter().try_for_each(|path| writeln!(to, "{}", path.display())).map_err(while_doing(&what))?;
        writeln!(to).map_err(while_doing(&what))?;
        Ok(Other { child, to, back: BufReader::new(back).lines() })
    }

    fn round(&mut self) -> Outcome<Vec<Row>> {
        writeln!(self.to, "round").and_then(|()| self.to.flush()).map_err(while_doing("a round"))?;
        let mut rows = Vec::new();
        loop {
            let line = self.back.next().ok_or("a child ended early")?.map_err(while_doing("a round"))?;
            if line.is_empty() {
                return Ok(rows);
            }
            let parts: Vec<&str> = line.split('\t').collect();
            let [kind, name, bytes, seconds] = parts[..] else { return Err(format!("a child says: {line}")) };
            let bytes = bytes.parse().map_err(while_doing(&line))?;
            let seconds = seconds.parse().map_err(while_doing(&line))?;
            rows.push(Row { kind: kind.into(), name: name.into(), bytes, seconds });
        }
    }

    fn end(self) {
        let Other { mut child, to, back } = self;
        drop((to, back));
        let _ = child.wait();
    }
}

/// Builds the program that times the other crates in a directory of its own, which is kept for the next time.
fn build_peers() -> Outcome<PathBuf> {
    let directory = env::temp_dir().join("pyc-tools-peers");
    let write = |name: &str, text: &str| fs::write(directory.join(name), text).map_err(while_doing(directory.display()));
    fs::create_dir_all(directory.join("src")).map_err(while_doing(directory.display()))?;
    write("Cargo.toml", include_str!("../data/peers.toml"))?;
    write("src/main.rs", include_str!("../data/peers.rs"))?;
    let target = directory.join("target");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--target-dir"])
        .arg(&target)
        .current_dir(&directory)
        .status()
        .map_err(while_doing("cargo"))?;
    if status.success() { Ok(target.join("release/peers")) } else { Err(format!("the other crates do not build: {status}")) }
}

fn print(best: &[Row], files: &[Vec<u8>]) {
    let all: usize = files.iter().map(Vec::len).sum();
    println!("\n{:<6} {:<34} {:>9} {:>9} {:>12}  {:>9}", "", "", "ms", "MB/s", "first is", "of bytes");
    for kind in ["read", "write", "code", "print"] {
        let rows: Vec<&Row> = best.iter().filter(|row| row.kind == kind).collect();
        let first = rows.first().map_or(0.0, |row| row.speed());
        for row in rows {
            let share = 100.0 * row.bytes as f64 / all as f64;
            let ms = row.seconds * 1e3;
            let (name, speed) = (&row.name, row.speed());
            println!("{kind:<6} {name:<34} {ms:>9.1} {speed:>9.1} {:>10.1} x  {share:>7.1} %", first / speed);
        }
    }
    let memory: usize = files.iter().filter_map(|bytes| File::parse(bytes).ok()).map(|file| file.tree.memory()).sum();
    println!("\nindex: {:.3} bytes for each byte of input", memory as f64 / all as f64);
}
