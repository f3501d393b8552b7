//! `programs`: executes generated programs here and there; or compiles the programs of `tests/programs` by every interpreter from 3.8 on and by
//! that of the npm package `pyodide`, and records what they print.

mod generated;

use std::path::{Path, PathBuf};
use std::process::Command;

use pyc_marshal::Version;

use crate::interpreters;
use crate::{Outcome, root, script, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// `node_modules` directory with the npm package `pyodide`, for a version without an interpreter; it runs all programs in one process
    #[arg(long, value_name = "DIR", conflicts_with = "generated")]
    pyodide: Vec<PathBuf>,
    /// No interpreter but those of `--pyodide`
    #[arg(long, requires = "pyodide")]
    pyodide_only: bool,
    /// Execute so many generated programs in each interpreter and in the machine, and compare; nothing is recorded
    #[arg(long, value_name = "N", conflicts_with = "names")]
    generated: Option<u64>,
    /// Seed of the first generated program
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Generated programs of this version only
    #[arg(long, value_name = "X.Y")]
    only: Option<Version>,
    /// Only these programs, by name without `.py` [default: all, and what is recorded of others is removed]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if let Some(count) = args.generated {
        return generated::run(args, count);
    }
    let directory = root().join("tests/programs");
    assemble(&directory, &args.names)?;
    let mut done = 0;
    let found = if args.pyodide_only { Vec::new() } else { interpreters::find(args.interpreters.as_deref())? };
    for interpreter in found.into_iter().filter(|it| it.layout.version >= Version::new(3, 8)) {
        let mut command = Command::new(&interpreter.program);
        command.arg(script("programs.py"));
        record(command.arg(&directory).args(&args.names), &interpreter.name)?;
        done += 1;
    }
    for modules in &args.pyodide {
        let mut command = Command::new("node");
        command.arg(script("pyodide.mjs")).env("PYODIDE_DIR", modules).arg(script("programs.py")).arg("--here");
        record(command.arg(&directory).args(&args.names), &modules.display().to_string())?;
        done += 1;
    }
    println!("{done} interpreters");
    Ok(())
}

/// Writes `X.Y/NAME.pyc` for each `assembled/NAME-X.Y.pyasm`: what no compiler makes of a source.
fn assemble(directory: &Path, names: &[String]) -> Outcome {
    let here = directory.join("assembled");
    for entry in std::fs::read_dir(&here).map_err(while_doing(here.display()))? {
        let path = entry.map_err(while_doing(here.display()))?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let Some((name, version)) = stem.rsplit_once('-') else { continue };
        if !names.is_empty() && !names.iter().any(|it| it == name) {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(while_doing(path.display()))?;
        let bytes = pyc_bytecode::text::assemble(&text).map_err(while_doing(path.display()))?;
        let to = directory.join(version);
        std::fs::create_dir_all(&to).map_err(while_doing(to.display()))?;
        std::fs::write(to.join(format!("{name}.pyc")), bytes).map_err(while_doing(to.display()))?;
    }
    Ok(())
}

/// Has an interpreter record what the programs do.
fn record(command: &mut Command, name: &str) -> Outcome {
    let status = command.status().map_err(while_doing(name))?;
    if !status.success() {
        return Err(format!("{name} failed"));
    }
    println!("{name}");
    Ok(())
}
