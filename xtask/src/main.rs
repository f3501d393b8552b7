//! Chores of the project, each a sub-command in a file of its own.
//!
//! Only `harvest`, `lines`, `assemble`, `verify`, `lower`, `dis`, `text`, `programs`, `imports`, `modules`, `differential` and `bench-compare` call a
//! Python interpreter; only `bench-compare` uses the network.

mod arrows;
mod assemble;
mod bench;
mod codegen;
mod coverage;
mod differential;
mod dis;
mod facts;
mod harvest;
mod imports;
mod installed;
mod interpreters;
mod lines;
mod lower;
mod modules;
mod opcodes;
mod printable;
mod programs;
mod text;
mod verify;
mod worker;
mod written;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a chore ends with; an error is one line for a person.
type Outcome<T = ()> = Result<T, String>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the project", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Write the generated files from their data
    Codegen(codegen::Args),
    /// Check which crate depends on which, where `unsafe` stands, and how large committed files are
    Arrows,
    /// Make the corpus, or check the library against everything that is installed
    Harvest(harvest::Args),
    /// Check line tables and exception tables against everything that is installed
    Lines(lines::Args),
    /// Compiles the programs of tests/programs by every interpreter from 3.8 on, and records what they print
    Programs(programs::Args),
    /// Compiles the tree of modules in tests/imports by every interpreter from 3.8 on, and records what its main module prints
    Imports(imports::Args),
    /// Tells which opcodes of which version the programs of tests/programs execute, and which are missing
    Coverage(coverage::Args),
    /// Compares what the scripts of tests/modules, which import the standard library, print under every interpreter and under `pyc run`
    Modules(modules::Args),
    /// Assemble the code of everything that is installed from its listing
    Assemble(assemble::Args),
    /// Compare the disassembler with the `dis` of every interpreter
    Dis(dis::Args),
    /// Print everything that is installed as text, and assemble it again
    Text(text::Args),
    /// Verify the code of everything that is installed
    Verify(verify::Args),
    /// Lower the code of everything that is installed to the machine's own
    Lower(lower::Args),
    /// Compare what strict reading accepts with what `marshal.loads` accepts
    Differential(differential::Args),
    /// Time the library against CPython and other crates
    BenchCompare(bench::Args),
}

/// The root of the workspace.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A script under `xtask/python`.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(name)
}

/// Turns an error into one that says what was being done.
fn while_doing<E: std::fmt::Display>(what: impl std::fmt::Display) -> impl FnOnce(E) -> String {
    move |error| format!("{what}: {error}")
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().chore {
        Chore::Codegen(args) => codegen::run(&args),
        Chore::Arrows => arrows::run(),
        Chore::Harvest(args) => harvest::run(&args),
        Chore::Lines(args) => lines::run(&args),
        Chore::Imports(args) => imports::run(&args),
        Chore::Programs(args) => programs::run(&args),
        Chore::Coverage(args) => coverage::run(&args),
        Chore::Modules(args) => modules::run(&args),
        Chore::Assemble(args) => assemble::run(&args),
        Chore::Dis(args) => dis::run(&args),
        Chore::Text(args) => text::run(&args),
        Chore::Lower(args) => lower::run(&args),
        Chore::Verify(args) => verify::run(&args),
        Chore::Differential(args) => differential::run(&args),
        Chore::BenchCompare(args) => bench::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
