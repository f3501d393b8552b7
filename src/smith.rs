//! `pyc smith` and `pyc mutate`: files to try loaders with.

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use pyc_marshal::{Layout, Version};
use pyc_smith::{Change, Config, Program, ProgramConfig, Random, mutate};
use serde_json::{Value as Json, json};

use crate::help;
use crate::io::{Output, Status, complain, read};
use crate::paths::progress;

/// Makes valid files for trying loaders, disassemblers and interpreters
///
/// Each file comes of a seed of its own, the first of --seed: the same seed gives the same bytes, with every release of the same
/// version number. Which features a file has is drawn from its seed too, unless a --config says. What was made is told in
/// manifest.jsonl, a line of JSON for each file.
#[derive(Debug, clap::Args)]
#[command(after_help = help::SMITH)]
pub(crate) struct SmithArgs {
    /// The seed of the first file
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How many files
    #[arg(long, value_name = "K", default_value_t = 1)]
    count: u64,
    /// JSON: features to switch on or off, `{"cycles": false}`; those that it does not name are on
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// What to make
    #[arg(long, value_enum)]
    level: Level,
    /// The version of Python to make it for
    #[arg(long, value_name = "X.Y")]
    target: Version,
    /// The directory to write to, which is made
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    /// A marshal stream, of any version: every type code, shared and recursive objects
    Marshal,
    /// A .pyc file of any version, whose code objects verify but mean nothing
    Code,
    /// A .pyc file of 3.8 to 3.14 with a program that ends soon and prints the same in all of them; its source is beside it
    Program,
}

/// Changes a file here and there, in ways that know its format
///
/// Each new file has one to four changes: of tags, numbers, references, nesting, opcodes, arguments, tables, the header. What
/// was changed is told in manifest.jsonl. The same file and seed give the same bytes.
#[derive(Debug, clap::Args)]
#[command(after_help = help::MUTATE)]
pub(crate) struct MutateArgs {
    /// The file, `-` being standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The seed of the first new file
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// How many new files
    #[arg(long, value_name = "K", default_value_t = 1)]
    count: u64,
    /// The directory to write to, which is made
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
}

/// Bytes of decisions that a file is made of.
const DECISIONS: usize = 4000;

pub(crate) fn smith(args: &SmithArgs, out: &mut Output) -> io::Result<Status> {
    let config = match args.config.as_ref().map(|path| settings(path).map_err(|error| (path, error))) {
        None => None,
        Some(Ok(config)) => Some(config),
        Some(Err((path, error))) => return Ok(failed(Some(path), &error)),
    };
    if args.level == Level::Program && !Program::versions().any(|it| it == args.target) {
        return Ok(failed(None, &format!("programs are of 3.8 to 3.14, not of {}", args.target)));
    }
    let make = |seed| made(args, config.as_ref(), seed).map_err(|error| error.to_string());
    write_all(&args.output, args.seed, args.count, out, make)
}

pub(crate) fn mutations(args: &MutateArgs, out: &mut Output) -> io::Result<Status> {
    let bytes = match read(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(failed(Some(&args.file), &error)),
    };
    write_all(&args.output, args.seed, args.count, out, |seed| {
        let (bytes, changes) = mutate(&bytes, &mut Random::new(seed));
        let changes: Vec<&str> = changes.into_iter().map(Change::name).collect();
        let facts = json!({ "changes": changes });
        Ok(Made { extension: "pyc", bytes, source: None, facts })
    })
}

fn failed(path: Option<&Path>, error: &dyn Display) -> Status {
    complain(path, &error);
    Status::Failed
}

/// Features by name: 0 is off.
struct Settings(Vec<(String, u16)>);

impl Settings {
    /// Sets each; an error if there is one that does not exist.
    fn apply(&self, set: &mut dyn FnMut(&str, u16) -> bool) -> Result<(), String> {
        match self.0.iter().find(|(name, value)| !set(name, *value)) {
            Some((name, _)) => Err(format!("there is no feature {name} at this level")),
            None => Ok(()),
        }
    }
}

/// A file that was made.
struct Made {
    extension: &'static str,
    bytes: Vec<u8>,
    source: Option<String>,
    /// What the manifest says of it.
    facts: Json,
}

fn made(args: &SmithArgs, config: Option<&Settings>, seed: u64) -> Result<Made, Box<dyn std::error::Error>> {
    let bytes = Random::new(seed).bytes(DECISIONS);
    let mut u = arbitrary::Unstructured::new(&bytes);
    let facts = json!({ "level": format!("{:?}", args.level).to_lowercase(), "target": args.target.to_string() });
    Ok(match args.level {
        Level::Marshal => {
            let layout = Layout::of(args.target).ok_or("an unknown version")?;
            let mut features: Config = u.arbitrary()?;
            if let Some(config) = config {
                features = Config::all();
                config.apply(&mut |name, value| features.set(name, value))?;
            }
            Made { extension: "marshal", bytes: pyc_smith::marshal(&mut u, &features, layout)?, source: None, facts }
        }
        Level::Code => {
            if let Some(config) = config {
                config.apply(&mut |_, _| false)?;
            }
            Made { extension: "pyc", bytes: pyc_smith::module(&mut u, args.target)?, source: None, facts }
        }
        Level::Program => {
            let program = match config {
                None => Program::of_seed(seed)?,
                Some(config) => {
                    let mut features = ProgramConfig::all();
                    config.apply(&mut |name, value| features.set(name, value != 0))?;
                    Program::make(&mut u, &features)?
                }
            };
            Made { extension: "pyc", bytes: program.emit(args.target)?, source: Some(program.source()), facts }
        }
    })
}

/// What a configuration file says.
fn settings(path: &Path) -> Result<Settings, String> {
    let bytes = read(path).map_err(|error| error.to_string())?;
    let json: Json = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    let Json::Object(all) = json else { return Err("an object with features is expected".to_owned()) };
    let value = |(name, it): (String, Json)| match it {
        Json::Bool(on) => Ok((name, u16::from(on))),
        Json::Number(number) => {
            let number = number.as_u64().and_then(|it| u16::try_from(it).ok());
            number.map(|it| (name.clone(), it)).ok_or(format!("{name}: a number from 0 to 65535 is expected"))
        }
        _ => Err(format!("{name}: true, false or a number is expected")),
    };
    all.into_iter().map(value).collect::<Result<Vec<_>, _>>().map(Settings)
}

/// Writes files of seeds, and the manifest.
fn write_all(
    directory: &Path,
    first: u64,
    count: u64,
    out: &mut Output,
    make: impl Fn(u64) -> Result<Made, String>,
) -> io::Result<Status> {
    if let Err(error) = fs::create_dir_all(directory) {
        return Ok(failed(Some(directory), &error));
    }
    let bar = progress(usize::try_from(count).unwrap_or(usize::MAX));
    let (mut manifest, mut bytes) = (Vec::new(), 0);
    for seed in (0..count).map(|it| first.wrapping_add(it)) {
        let file = match make(seed) {
            Ok(file) => file,
            Err(error) => return Ok(failed(None, &error)),
        };
        let name = format!("{seed:06}.{}", file.extension);
        let source = file.source.map(|source| (format!("{seed:06}.py"), source));
        let files = [(name.clone(), file.bytes.as_slice())];
        let files = files.into_iter().chain(source.as_ref().map(|(name, text)| (name.clone(), text.as_bytes())));
        for (name, bytes) in files {
            let path = directory.join(name);
            if let Err(error) = fs::write(&path, bytes) {
                return Ok(failed(Some(&path), &error));
            }
        }
        let mut line = json!({ "file": name, "seed": seed, "bytes": file.bytes.len() });
        if let (Json::Object(line), Json::Object(facts)) = (&mut line, file.facts) {
            line.extend(facts);
        }
        writeln!(manifest, "{line}")?;
        bytes += file.bytes.len();
        bar.inc(1);
    }
    bar.finish_and_clear();
    let path = directory.join("manifest.jsonl");
    if let Err(error) = fs::write(&path, manifest) {
        return Ok(failed(Some(&path), &error));
    }
    writeln!(out, "{count} files, {bytes} bytes")?;
    Ok(Status::Fine)
}
