//! `programs --generated N`: what `pyc-smith` writes for a version must do the same in that CPython and in the machine.

use std::process::{Command, Stdio};
use std::time::Instant;

use pyc_marshal::Version;
use pyc_properties::versions::{Did, execute};
use pyc_smith::Program;
use serde_json::Value as Json;

use super::Args;
use crate::interpreters::{self, Interpreter};
use crate::worker::Worker;
use crate::{Outcome, script, while_doing};

/// Differences to print for each interpreter.
const SHOWN: u32 = 5;

pub(super) fn run(args: &Args, count: u64) -> Outcome {
    let mut different = 0;
    for interpreter in interpreters::find(args.interpreters.as_deref())? {
        let version = interpreter.layout.version;
        if Program::versions().any(|it| it == version) && args.only.is_none_or(|only| only == version) {
            different += compare(&interpreter, version, args.seed..args.seed + count)?;
        }
    }
    if different == 0 { Ok(()) } else { Err(format!("{different} programs differ")) }
}

fn start(interpreter: &Interpreter) -> Outcome<Worker> {
    let mut command = Command::new(&interpreter.program);
    command.arg(script("execute.py")).env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
    Worker::spawn(interpreter, command)
}

/// How many differ.
fn compare(interpreter: &Interpreter, version: Version, seeds: core::ops::Range<u64>) -> Outcome<u32> {
    let (mut worker, begin) = (start(interpreter)?, Instant::now());
    let (mut different, mut lines, mut raised, total) = (0, 0, 0, seeds.end - seeds.start);
    for seed in seeds {
        let program = Program::of_seed(seed).map_err(while_doing(seed))?;
        let bytes = program.emit(version).map_err(while_doing(format!("{version}, seed {seed}")))?;
        let theirs = match worker.exchange(&bytes).ok().and_then(|answer| serde_json::from_slice::<Json>(&answer).ok()) {
            Some(it) => {
                let output = it["output"].as_str().unwrap_or_default().to_owned();
                Ok(Did { output, error: it["error"].as_str().map(str::to_owned) })
            }
            None => {
                worker = start(interpreter)?;
                Err("the interpreter died".to_owned())
            }
        };
        let ours = execute(&program, version);
        if let Ok(it) = &theirs {
            lines += it.output.lines().count();
            raised += u64::from(it.error.is_some());
        }
        if ours != theirs || ours.is_err() {
            different += 1;
            if different <= SHOWN {
                println!("{version}, seed {seed}: {}", difference(&ours, &theirs));
            }
        }
    }
    worker.end();
    let seconds = begin.elapsed().as_secs_f64();
    let name = &interpreter.name;
    println!("{name}: {total} programs, {lines} lines, {raised} ended with an exception, {seconds:.0} s: {different} differ");
    Ok(different)
}

/// The first line that is not the same.
fn difference(ours: &Result<Did, String>, theirs: &Result<Did, String>) -> String {
    let (ours, theirs) = match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(error), _) => return format!("in the machine: {error}"),
        (_, Err(error)) => return error.clone(),
    };
    let lines = ours.output.lines().zip(theirs.output.lines());
    match lines.enumerate().find(|(_, (ours, theirs))| ours != theirs) {
        Some((at, (ours, theirs))) => format!("line {}: {ours:?} here, {theirs:?} there", at + 1),
        None => format!("the end: {:?} here, {:?} there", ours.error, theirs.error),
    }
}
