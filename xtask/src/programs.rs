//! `programs`: executes generated programs here and there; or compiles the programs of `tests/programs` by every interpreter from 3.8 on, and records what they print.

mod generated;

use std::path::{Path, PathBuf};
use std::process::Command;

use pyc_marshal::Version;

use crate::interpreters;
use crate::{Outcome, script};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
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
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/programs");
    let mut done = 0;
    for interpreter in interpreters::find(args.interpreters.as_deref())? {
        let version = interpreter.layout.version;
        if version < Version::new(3, 8) {
            continue;
        }
        let status = Command::new(&interpreter.program)
            .arg(script("programs.py"))
            .arg(&directory)
            .args(&args.names)
            .status()
            .map_err(|error| error.to_string())?;
        if !status.success() {
            return Err(format!("{} failed", interpreter.name));
        }
        println!("{}", interpreter.name);
        done += 1;
    }
    println!("{done} interpreters");
    Ok(())
}
