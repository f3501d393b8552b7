//! `pyc run`: executes a module, within limits.

mod flame;
mod watch;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyc_marshal::{File, Version};
use pyc_vm::limits::{Limits, Reached};
use pyc_vm::{Outcome, Vm};

use crate::help;
use crate::io::{Status, complain};
use crate::run::watch::Watching;

mod files;
mod world;

use world::World;

/// The exit code when a limit is reached.
const LIMIT: u8 = 3;

/// Executes a module that CPython 3.8 to 3.14 compiled, without Python
///
/// The program does as under the Python that compiled it: it prints the same, and ends with the same exit code; an exception that it does not
/// catch is printed with its traceback. It reads standard input and writes standard output, and imports what is beside it and in the standard
/// library of its version: that of --stdlib, or of a Python of that version in the usual places. Nothing else is granted but by an option.
#[derive(Debug, clap::Args)]
#[command(after_help = help::RUN)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    /// The file to execute, as `__main__`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What `sys.argv` has behind the file
    #[arg(value_name = "ARG", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
    /// The directory of the standard library of the file's version, with its `__pycache__`
    #[arg(long, value_name = "DIR")]
    stdlib: Option<PathBuf>,
    /// Import nothing from a standard library
    #[arg(long, conflicts_with = "stdlib")]
    no_stdlib: bool,
    /// Stop after so many units of work: calls, rounds of loops, and what builtin functions do
    #[arg(long, value_name = "N")]
    fuel: Option<u64>,
    /// Raise `MemoryError` when objects take more, as in 64MiB
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "1GiB")]
    memory: usize,
    /// Stop after this time, as in 5s or 200ms
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    /// Stop when more is written, as in 1MiB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    output: Option<usize>,
    /// Let the program read the clocks
    #[arg(long)]
    allow_clock: bool,
    /// Let the program read the files below a path, or all
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "/")]
    allow_read: Vec<PathBuf>,
    /// Let the program read, write, make and remove the files below a path, or all
    #[arg(long, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "/")]
    allow_write: Vec<PathBuf>,
    /// Let the program see the environment's variables
    #[arg(long)]
    allow_env: bool,
    /// Print to standard error what the program has used
    #[arg(long)]
    stats: bool,
    /// Print every instruction to standard error: the offset and name of the original, the machine's own, and the registers it names
    #[arg(long)]
    trace: bool,
    /// Print to standard error the functions and lines that used the most fuel
    #[arg(long)]
    profile: bool,
    /// Draw where the fuel went as a flame graph, an SVG file
    #[arg(long, value_name = "FILE")]
    flame_graph: Option<PathBuf>,
}

/// A number of bytes: `512`, `64KiB`, `256MiB`, `1GiB`.
fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|it: char| !it.is_ascii_digit());
    let unit = match text[digits.len()..].trim() {
        "" | "B" => 1,
        "KiB" | "K" => 1 << 10,
        "MiB" | "M" => 1 << 20,
        "GiB" | "G" => 1 << 30,
        other => return Err(format!("no unit of bytes: {other:?}; there are KiB, MiB and GiB")),
    };
    let number: usize = digits.parse().map_err(|_| "a number is expected".to_owned())?;
    number.checked_mul(unit).ok_or_else(|| "too large".to_owned())
}

/// A time: `5s`, `200ms`, `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|it: char| !it.is_ascii_digit());
    let number: f64 = digits.parse().map_err(|_| "a number is expected".to_owned())?;
    let unit = match text[digits.len()..].trim() {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        other => return Err(format!("no unit of time: {other:?}; there are ms, s and m")),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|error| error.to_string())
}

pub(crate) fn run(args: &Args) -> io::Result<Status> {
    let bytes = match fs::read(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            complain(Some(&args.file), &error);
            return Ok(Status::Failed);
        }
    };
    let file = match File::parse(&bytes) {
        Ok(file) => file,
        Err(error) => {
            complain(Some(&args.file), &error);
            return Ok(Status::Found);
        }
    };
    let version = file.version();
    if !(version.major == 3 && (8..=14).contains(&version.minor)) {
        complain(Some(&args.file), &format_args!("it is of {version}: code of 3.8 to 3.14 can be executed"));
        return Ok(Status::Failed);
    }
    let beside = args.file.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let beside = fs::canonicalize(if beside.as_os_str().is_empty() { Path::new(".") } else { &beside })?;
    let stdlib = if args.no_stdlib { None } else { args.stdlib.clone().or_else(|| find_stdlib(version)) };
    let stdlib = match stdlib {
        Some(path) => Some(fs::canonicalize(path)?),
        None => None,
    };
    let roots: Vec<PathBuf> = [Some(beside), stdlib].into_iter().flatten().collect();
    let paths: Vec<String> = roots.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    let limits = Limits {
        fuel: args.fuel.unwrap_or(u64::MAX / 2),
        heap_bytes: args.memory,
        deadline: args.timeout,
        output_bytes: args.output.map_or(u64::MAX, |it| it as u64),
        ..Limits::default()
    };
    let world = World::new(roots, args)?;
    let mut vm = Vm::new(version, limits, Box::new(world));
    let name = args.file.to_string_lossy();
    let words: Vec<&str> = [&*name].into_iter().chain(args.arguments.iter().map(String::as_str)).collect();
    vm.set_arguments(&words, &paths);
    let watching = Watching::new(&mut vm, args.trace, args.profile, args.flame_graph.as_deref());
    let outcome = vm.run_program(&file, &name);
    vm.flush()?;
    watching.finish(&vm, &name)?;
    if args.stats {
        let usage = vm.usage();
        eprintln!(
            "fuel: {}, objects: {}, bytes of objects: {}, collections: {}",
            usage.fuel, usage.objects, usage.heap_bytes, usage.collections
        );
    }
    // The process ends: nobody needs the memory piece by piece.
    core::mem::forget(vm);
    Ok(match outcome {
        Outcome::Done => Status::Fine,
        Outcome::Exit(code) => Status::Code(code as u8),
        Outcome::Exception => Status::Code(1),
        Outcome::Limit(reached) => {
            let what = match reached {
                Reached::Fuel => "no fuel is left",
                Reached::Deadline => "the time is over",
                Reached::Output => "too much was written",
                Reached::Interrupted => "it was interrupted",
            };
            complain(Some(&args.file), &what);
            Status::Code(LIMIT)
        }
    })
}

/// The standard library of an installed Python of a version.
fn find_stdlib(version: Version) -> Option<PathBuf> {
    let name = format!("python{}.{}", version.major, version.minor);
    let mut places: Vec<PathBuf> =
        ["/usr/lib", "/usr/local/lib", "/opt/homebrew/lib"].iter().map(|it| Path::new(it).join(&name)).collect();
    if let Some(home) = std::env::var_os("HOME") {
        let pyenv = Path::new(&home).join(".pyenv/versions");
        let prefix = format!("{}.{}.", version.major, version.minor);
        let mut found: Vec<PathBuf> = fs::read_dir(pyenv)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|it| it.file_name().to_string_lossy().starts_with(&prefix))
            .map(|it| it.path().join("lib").join(&name))
            .collect();
        found.sort();
        places.extend(found.into_iter().rev());
    }
    places.into_iter().find(|it| it.join("os.py").exists() || it.join("os.pyc").exists())
}
