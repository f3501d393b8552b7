//! `modules`: compiles the scripts of `tests/modules` by every interpreter from 3.8 on, and compares what they print there and under `pyc run`.
//!
//! They import the standard library, which is not ours to commit: so they are no tests of `cargo test`, as the programs of `tests/programs` are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pyc_marshal::Version;

use crate::interpreters::{self, Interpreter};
use crate::{Outcome, root, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// The `pyc` to run [default: the one beside this program]
    #[arg(long, value_name = "FILE")]
    pyc: Option<PathBuf>,
    /// Only these scripts, by name without `.py`
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Lines that differ and are shown.
const SHOWN: usize = 5;

pub(crate) fn run(args: &Args) -> Outcome {
    let pyc = match &args.pyc {
        Some(it) => it.clone(),
        None => std::env::current_exe().map_err(while_doing("this program"))?.with_file_name("pyc"),
    };
    if !pyc.is_file() {
        return Err(format!("there is no {}: cargo build", pyc.display()));
    }
    let directory = root().join("tests/modules");
    let mut scripts: Vec<PathBuf> =
        fs::read_dir(&directory).map_err(while_doing(directory.display()))?.filter_map(|it| Some(it.ok()?.path())).collect();
    scripts.retain(|it| it.extension().is_some_and(|it| it == "py"));
    scripts
        .retain(|it| args.names.is_empty() || args.names.iter().any(|name| it.file_stem().is_some_and(|it| it == name.as_str())));
    scripts.sort();
    let (mut same, mut different) = (0, 0);
    for interpreter in interpreters::find(args.interpreters.as_deref())? {
        if interpreter.layout.version < Version::new(3, 8) {
            continue;
        }
        for script in &scripts {
            if compare(&interpreter, script, &pyc)? { same += 1 } else { different += 1 }
        }
    }
    println!("{same} the same, {different} different");
    if different > 0 { Err("there are differences".to_owned()) } else { Ok(()) }
}

/// Whether a script prints the same here and there; what differs is printed.
fn compare(interpreter: &Interpreter, script: &Path, pyc: &Path) -> Outcome<bool> {
    let name = script.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let compiled =
        std::env::temp_dir().join(format!("pyc-tools-{}-{name}-{}.pyc", std::process::id(), interpreter.layout.version));
    let code = "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], doraise=True)";
    let made = output(Command::new(&interpreter.program).args(["-c", code]).arg(script).arg(&compiled))?;
    if !made.status.success() {
        return Err(format!("{}: {name} does not compile: {}", interpreter.name, String::from_utf8_lossy(&made.stderr)));
    }
    let there = output(Command::new(&interpreter.program).arg(&compiled))?;
    let here = output(Command::new(pyc).args(["run", "--allow-clock"]).arg(&compiled))?;
    fs::remove_file(&compiled).map_err(while_doing(compiled.display()))?;
    let text = |it: &Output| format!("{}{}", String::from_utf8_lossy(&it.stdout), String::from_utf8_lossy(&it.stderr));
    let (there, here) = (text(&there), text(&here));
    if there == here {
        return Ok(true);
    }
    println!("{} {name}:", interpreter.name);
    let pairs = there.lines().zip(here.lines()).filter(|(a, b)| a != b);
    for (a, b) in pairs.take(SHOWN) {
        println!("  - {a}\n  + {b}");
    }
    if there.lines().count() != here.lines().count() {
        println!("  {} lines there, {} here", there.lines().count(), here.lines().count());
    }
    Ok(false)
}

fn output(command: &mut Command) -> Outcome<Output> {
    command.output().map_err(while_doing(format!("{command:?}")))
}
