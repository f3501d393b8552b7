//! `imports`: compiles the tree of modules in `tests/imports` by every interpreter from 3.8 on, and records what its main module prints.

use std::path::PathBuf;
use std::process::Command;

use pyc_marshal::Version;

use crate::interpreters;
use crate::{Outcome, root, script, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    for interpreter in interpreters::find(args.interpreters.as_deref())? {
        if interpreter.layout.version < Version::new(3, 8) {
            continue;
        }
        let mut command = Command::new(&interpreter.program);
        command.arg(script("imports.py")).arg(root().join("tests/imports"));
        if !command.status().map_err(while_doing(&interpreter.name))?.success() {
            return Err(format!("{} failed", interpreter.name));
        }
        println!("{}", interpreter.name);
    }
    Ok(())
}
