//! `harvest`: makes the corpus with the interpreters there are, or checks everything they have installed.

use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, installed, script, while_doing, written};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    pub(crate) interpreters: Option<PathBuf>,
    /// `node_modules` directory with the npm package `pyodide`, for versions without an interpreter
    #[arg(long, value_name = "DIR", conflicts_with = "check_installed")]
    pyodide: Vec<PathBuf>,
    /// Make nothing; read every installed .pyc, and compare some with what their interpreter sees
    #[arg(long)]
    check_installed: bool,
    /// Make nothing; write, normalise and edit some of the installed files, and have their interpreter load and compare them
    #[arg(long, conflicts_with_all = ["check_installed", "pyodide"])]
    check_written: bool,
    /// Files to compare for each interpreter
    #[arg(long, value_name = "N", default_value_t = 250)]
    pub(crate) sample: usize,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.check_installed {
        return installed::run(args.interpreters.as_deref(), args.sample);
    }
    if args.check_written {
        return written::run(args.interpreters.as_deref(), args.sample);
    }
    let mut command = Command::new("python3");
    command.arg(script("harvest.py"));
    if let Some(directory) = &args.interpreters {
        command.arg("--interpreters").arg(directory);
    }
    for directory in &args.pyodide {
        command.arg("--pyodide").arg(directory);
    }
    let status = command.status().map_err(while_doing("python3"))?;
    if status.success() { Ok(()) } else { Err(format!("harvest.py: {status}")) }
}
