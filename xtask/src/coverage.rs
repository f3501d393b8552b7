//! `coverage`: which opcodes of each version the programs of `tests/programs` execute between them, and which are missing.
//!
//! # What is counted
//! A machine is watched while it runs the program. Each of its instructions stands for one of CPython's, at whose offset it knows itself to be; but loads,
//! stores and jumps often vanish in others. So an instruction of CPython's counts as executed in a basic block of which the machine has executed something,
//! if it stands before the last that was executed; and behind that one, if the machine has no instructions for the rest of the block. Of a block of which
//! nothing is left, nothing counts. Prefixes count with their instruction.
//!
//! What compilers do not write to files is listed with its reason in `data/coverage.txt`: opcodes that are listed there and executed all the same are an
//! error too. What the interpreter puts in the place of others while it runs is no opcode of files.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use pyc_bytecode::cfg::Cfg;
use pyc_bytecode::{Function, InstructionSet, Kind, Opcode};
use pyc_marshal::{File, Version};
use pyc_vm::Vm;
use pyc_vm::host::Host;
use pyc_vm::limits::Limits;
use pyc_vm::lower::lower;
use pyc_vm::watch::{Moment, Watcher};
use rayon::prelude::*;

use crate::{Outcome, root, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// This version only
    #[arg(long, value_name = "X.Y")]
    only: Option<Version>,
    /// Name the programs that execute each opcode: the first three
    #[arg(long)]
    programs: bool,
}

/// What is never executed: opcode, first and last version, reason.
const LIST: &str = include_str!("../data/coverage.txt");

/// For each opcode, the programs that execute it.
type Executed = BTreeMap<&'static str, BTreeSet<String>>;

pub(crate) fn run(args: &Args) -> Outcome {
    let mut wrong = 0;
    for minor in 8..=14 {
        let version = Version::new(3, minor);
        let Some(set) = InstructionSet::of(version) else { continue };
        if args.only.is_some_and(|it| it != version) {
            continue;
        }
        let executed = executed(version)?;
        let excused = excused(version)?;
        let known: BTreeSet<&str> = (0..=255)
            .filter_map(|number| set.info(Opcode(number)))
            .filter(|it| it.kind == Kind::Base)
            .map(|it| it.op.name())
            .collect();
        let covered = known.iter().filter(|it| executed.contains_key(*it)).count();
        println!("{version}: {covered} of {} opcodes are executed, {} are no part of programs", known.len(), excused.len());
        for name in known.iter().filter(|it| !executed.contains_key(*it) && !excused.contains(*it)) {
            println!("  missing: {name}");
            wrong += 1;
        }
        for name in excused.iter().filter(|it| executed.contains_key(*it) || !known.contains(*it)) {
            println!("  listed, but executed or not of this version: {name}");
            wrong += 1;
        }
        if args.programs {
            for (name, programs) in &executed {
                let first: Vec<&str> = programs.iter().take(3).map(String::as_str).collect();
                println!("  {name:<32} {:>4}  {}", programs.len(), first.join(" "));
            }
        }
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} opcodes are not as they should be")) }
}

/// The opcodes that `data/coverage.txt` lists for a version.
fn excused(version: Version) -> Outcome<BTreeSet<&'static str>> {
    let mut all = BTreeSet::new();
    for line in LIST.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(versions), Some(_)) = (words.next(), words.next(), words.next()) else {
            return Err(format!("coverage.txt: {line}: opcode, versions and reason expected"));
        };
        let (first, last) = versions.split_once('-').unwrap_or((versions, versions));
        let parse = |text: &str| text.parse::<Version>().map_err(while_doing(line));
        if (parse(first)?..=parse(last)?).contains(&version) {
            all.insert(name);
        }
    }
    Ok(all)
}

/// Runs all programs of a version.
fn executed(version: Version) -> Outcome<Executed> {
    let directory = root().join("tests/programs");
    let here = directory.join(version.to_string());
    let mut programs: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for entry in std::fs::read_dir(&here).map_err(while_doing(here.display()))? {
        let path = entry.map_err(while_doing(here.display()))?.path();
        if path.extension().is_some_and(|it| it == "pyc") {
            let bytes = std::fs::read(&path).map_err(while_doing(path.display()))?;
            programs.push((path, bytes));
        }
    }
    let all: Vec<Outcome<(String, BTreeSet<&'static str>)>> =
        programs.par_iter().map(|(path, bytes)| program(path, bytes)).collect();
    let mut executed = Executed::new();
    for one in all {
        let (name, ops) = one?;
        for op in ops {
            executed.entry(op).or_default().insert(name.clone());
        }
    }
    Ok(executed)
}

/// The opcodes that one program executes.
fn program(path: &Path, bytes: &[u8]) -> Outcome<(String, BTreeSet<&'static str>)> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let file = File::parse(bytes).map_err(while_doing(path.display()))?;
    let mut vm = Vm::new(file.version(), Limits::default(), Box::new(Nowhere));
    let seen = Rc::new(RefCell::new(Seen::default()));
    vm.watch(Box::new(Rc::clone(&seen)));
    // How it ends is for the tests to judge.
    let _ = vm.run_main(&file, &path.to_string_lossy());
    drop(vm);
    let seen = seen.borrow();
    let mut ops = BTreeSet::new();
    for function in file.tree.codes().filter_map(Function::new) {
        if let Some(&number) = seen.numbers.get(function.code().code()) {
            add_executed(&function, &seen.offsets[number], &mut ops)?;
        }
    }
    Ok((name, ops))
}

/// Adds the opcodes of a function, of whose instructions those at some offsets were seen.
fn add_executed(function: &Function<'_, '_>, seen: &[bool], ops: &mut BTreeSet<&'static str>) -> Outcome {
    let lowered = lower(function).map_err(|error| error.to_string())?;
    let cfg = Cfg::new(function);
    for (number, block) in cfg.blocks().iter().enumerate() {
        let inside = |offset: &&u32| (block.start..block.end).contains(*offset);
        let Some(last) = (block.start..block.end).rev().find(|&it| seen.get(it as usize) == Some(&true)) else { continue };
        let whole = lowered.origins.iter().filter(inside).max().is_none_or(|&it| it <= last);
        for it in cfg.instructions_of(number).iter().filter(|it| whole || it.offset() <= last) {
            if it.start() != it.offset()
                && let Some(prefix) = function.set().extended_arg.and_then(|it| function.set().info(it))
            {
                ops.insert(prefix.op.name());
            }
            ops.extend(it.op().map(pyc_bytecode::Op::name));
        }
    }
    Ok(())
}

/// At which offsets of which functions instructions were executed.
#[derive(Default)]
struct Seen {
    /// By the bytes of a function.
    numbers: HashMap<Vec<u8>, usize>,
    offsets: Vec<Vec<bool>>,
    /// Where the bytes of the last function are, and its number.
    last: (usize, usize),
}

impl Watcher for Seen {
    fn before(&mut self, at: &Moment<'_>) {
        let code = at.code();
        let place = code.as_ptr() as usize;
        if place != self.last.0 {
            let number = self.numbers.get(code).copied().unwrap_or_else(|| {
                self.numbers.insert(code.to_vec(), self.offsets.len());
                self.offsets.push(vec![false; code.len()]);
                self.offsets.len() - 1
            });
            self.last = (place, number);
        }
        if let Some(seen) = self.offsets.get_mut(self.last.1).and_then(|it| it.get_mut(at.offset() as usize)) {
            *seen = true;
        }
    }
}

/// A world in which nothing is to be had.
struct Nowhere;

impl Host for Nowhere {
    fn write(&mut self, _: u8, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}
