//! The command `pyc`: reads, checks, prints, normalises and runs `.pyc` files of CPython.

mod asm;
mod cfg;
mod check;
mod diff;
mod dis;
mod document;
mod dump;
mod fresh;
mod help;
mod info;
mod io;
mod normalize;
mod objects;
mod opcodes;
mod paths;
mod run;
mod smith;
mod walk;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::io::{ColorWhen, Output, Status};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "pyc", version, about = help::ABOUT, propagate_version = true, max_term_width = 100, after_help = help::PYC)]
struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorWhen,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Info(info::Args),
    Dump(dump::Args),
    Objects(objects::Args),
    Dis(dis::Args),
    Diff(diff::Args),
    Asm(asm::Args),
    Cfg(cfg::Args),
    Opcodes(opcodes::Args),
    Check(check::Args),
    Normalize(normalize::Args),
    Run(run::Args),
    Smith(smith::SmithArgs),
    Mutate(smith::MutateArgs),
    Completions(help::CompletionsArgs),
    Man(help::ManArgs),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // A program that is run writes by itself, from a thread of its own: standard output must not be locked.
    let result = match &cli.command {
        Command::Run(args) => run::run(args),
        command => print(command, cli.color),
    };
    match result {
        Ok(status) => status.into(),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Status::Fine.into(),
        Err(error) => {
            io::complain(None, &error);
            Status::Failed.into()
        }
    }
}

/// What only prints.
fn print(command: &Command, color: ColorWhen) -> std::io::Result<Status> {
    let mut out = Output::stdout(color);
    let status = match command {
        Command::Info(args) => info::run(args, &mut out),
        Command::Dump(args) => dump::run(args, &mut out),
        Command::Objects(args) => objects::run(args, &mut out),
        Command::Dis(args) => dis::run(args, &mut out),
        Command::Diff(args) => diff::run(args, &mut out),
        Command::Asm(args) => asm::run(args, &mut out),
        Command::Cfg(args) => cfg::run(args, &mut out),
        Command::Opcodes(args) => opcodes::run(args, &mut out),
        Command::Check(args) => check::run(args, &mut out),
        Command::Normalize(args) => normalize::run(args, &mut out),
        Command::Run(args) => run::run(args),
        Command::Smith(args) => smith::smith(args, &mut out),
        Command::Mutate(args) => smith::mutations(args, &mut out),
        Command::Completions(args) => help::completions(args, Cli::command(), &mut out),
        Command::Man(args) => help::man(args, Cli::command(), &mut out),
    }?;
    out.finish().map(|()| status)
}
