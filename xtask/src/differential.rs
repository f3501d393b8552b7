//! `differential`: strict reading accepts what the `marshal.loads` of the same version accepts, and prints it alike.
//!
//! Streams are mutated from small seeds, the same for the same seed and version. What makes the interpreter crash, or run out of memory
//! or stack, says nothing and is skipped: the library is deliberately stricter there.

mod minimise;
mod mutate;
mod seeds;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use pyc_marshal::{Error, ErrorKind, Layout, Options, Tree, Version};

use crate::facts::{hexed, stable_repr};
use crate::interpreters::{self, Interpreter};
use crate::worker::{Answer, Worker};
use crate::{Outcome, while_doing};
use pyc_smith::Random;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// How long, for all versions side by side
    #[arg(long, default_value_t = 1.0)]
    minutes: f64,
    /// Where the random numbers start
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Only these versions
    #[arg(long = "only", value_name = "VERSION")]
    only: Vec<Version>,
    /// Compare this stream, in hexadecimal, instead of made ones
    #[arg(long, value_name = "HEX")]
    stream: Option<String>,
}

/// A difference that is meant: what its key starts with, first and last version, and why.
struct Deliberate(&'static str, Version, Version, #[allow(dead_code)] &'static str);

#[rustfmt::skip]
const DELIBERATE: &[Deliberate] = &[
    Deliberate("we: UnexpectedNull, they: accept", Version::new(2, 7), Version::new(3, 11),
        "a NULL as a field of a code object inside a dict sets no exception, and so ends the dict"),
    Deliberate("we: Truncated, they: accept", Version::new(2, 7), Version::new(2, 7),
        "numbers past the end of the input are read as bytes 0xff"),
];

/// What was seen of one kind of difference.
struct Group {
    times: usize,
    /// The first example, minimised.
    bytes: Vec<u8>,
    ours: String,
    theirs: String,
}

/// What came out for one version.
#[derive(Default)]
struct Report {
    streams: usize,
    accepted: usize,
    silent: usize,
    groups: BTreeMap<String, Group>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut interpreters = interpreters::find(args.interpreters.as_deref())?;
    interpreters.retain(|it| args.only.is_empty() || args.only.contains(&it.layout.version));
    if let Some(stream) = &args.stream {
        return interpreters.iter().try_for_each(|interpreter| show(interpreter, &bytes_of(stream)?));
    }
    let end = Instant::now() + Duration::try_from_secs_f64(args.minutes * 60.0).map_err(while_doing("--minutes"))?;
    let reports: Vec<Outcome<Report>> = thread::scope(|scope| {
        let threads: Vec<_> =
            interpreters.iter().map(|interpreter| scope.spawn(move || compare(interpreter, args.seed, end))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a comparison panicked".to_owned()))).collect()
    });
    let mut bad = 0;
    for (interpreter, report) in interpreters.iter().zip(reports) {
        bad += print(interpreter, &report.map_err(while_doing(&interpreter.name))?);
    }
    if bad == 0 { Ok(()) } else { Err(format!("{bad} kinds of differences")) }
}

fn bytes_of(hex: &str) -> Outcome<Vec<u8>> {
    let digits: Vec<char> = hex.chars().collect();
    let pair = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16);
    digits.chunks(2).map(|chunk| pair(chunk).map_err(while_doing("--stream"))).collect()
}

fn show(interpreter: &Interpreter, bytes: &[u8]) -> Outcome {
    let mut worker = Worker::start(interpreter)?;
    let (ours, theirs) = (Ours::of(bytes, interpreter.layout), worker.ask(bytes)?);
    println!("{}\n  we:   {}\n  they: {}", interpreter.name, ours.text(), text(&theirs));
    worker.end();
    Ok(())
}

/// Prints the differences of a version; says how many are not meant.
fn print(interpreter: &Interpreter, report: &Report) -> usize {
    let version = interpreter.layout.version;
    let meant = |key: &str| DELIBERATE.iter().any(|row| key.starts_with(row.0) && row.1 <= version && version <= row.2);
    let (known, new): (Vec<_>, Vec<_>) = report.groups.iter().partition(|(key, _)| meant(key));
    let times: usize = known.iter().map(|(_, group)| group.times).sum();
    let Report { streams, accepted, silent, .. } = report;
    println!(
        "{}: {streams} streams, {accepted} accepted, {silent} skipped, {times} differ deliberately; {} kinds of differences",
        interpreter.name,
        new.len()
    );
    for (key, Group { times, bytes, ours, theirs }) in &new {
        println!("  {key} ({times} times)\n    {}\n    we:   {ours}\n    they: {theirs}", hexed(bytes));
    }
    new.len()
}

/// What the library says of some bytes.
enum Ours {
    Loaded(Option<String>),
    /// The kind of the error, and the whole of it.
    Refused(String, Error),
}

impl Ours {
    fn of(bytes: &[u8], layout: &'static Layout) -> Ours {
        match Tree::parse(bytes, layout) {
            Ok(tree) => Ours::Loaded(stable_repr(tree.root())),
            Err(error) => Ours::Refused(kind(bytes, layout, error), error),
        }
    }

    fn text(&self) -> String {
        match self {
            Ours::Loaded(repr) => shortened(repr.as_deref()),
            Ours::Refused(_, error) => error.to_string(),
        }
    }
}

/// The name of the kind of an error. A NULL where none may be counts more than what is wrong before it: CPython looks at the parts of
/// an object only when it has them all.
fn kind(bytes: &[u8], layout: &'static Layout, error: Error) -> String {
    let lenient = Tree::with_options(bytes, layout, Options::LENIENT);
    let errors = lenient.as_ref().map_or(&[][..], |tree| tree.irregularities().as_slice());
    let null = errors.iter().any(|error| error.kind == ErrorKind::UnexpectedNull);
    let kind = format!("{:?}", if null { ErrorKind::UnexpectedNull } else { error.kind });
    kind.split([' ', '{']).next().unwrap_or_default().to_owned()
}

fn text(answer: &Answer) -> String {
    match answer {
        Answer::Loaded(repr) => shortened(repr.as_deref()),
        Answer::Refused(error) => error.clone(),
        Answer::Silent => "nothing".to_owned(),
    }
}

fn shortened(repr: Option<&str>) -> String {
    match repr {
        None => "accepted".to_owned(),
        Some(repr) if repr.len() <= 300 => repr.to_owned(),
        Some(repr) => repr.chars().take(300).chain("...".chars()).collect(),
    }
}

/// The kind of the difference between two answers, if they differ.
fn key(ours: &Ours, theirs: &Answer) -> Option<String> {
    match (ours, theirs) {
        (_, Answer::Silent) | (Ours::Refused(..), Answer::Refused(_)) => None,
        (Ours::Loaded(Some(a)), Answer::Loaded(Some(b))) if a != b => Some("both accept, reprs differ".to_owned()),
        (Ours::Loaded(_), Answer::Loaded(_)) => None,
        (Ours::Refused(kind, _), Answer::Loaded(_)) => Some(format!("we: {kind}, they: accept")),
        (Ours::Loaded(_), Answer::Refused(error)) => {
            // Numbers in the message are no other kind.
            let message: String = error.chars().filter(|c| !c.is_ascii_digit()).take(60).collect();
            Some(format!("we: accept, they: {message}"))
        }
    }
}

fn compare(interpreter: &Interpreter, seed: u64, end: Instant) -> Outcome<Report> {
    let layout = interpreter.layout;
    let seeds = seeds::corpus(layout)?;
    let mut worker = Worker::start(interpreter)?;
    let mut random = Random::new(seed ^ u64::from(layout.version.minor) << 32);
    let mut report = Report::default();
    while Instant::now() < end {
        let bytes = mutate::stream(&seeds, layout, &mut random);
        let (ours, theirs) = (Ours::of(&bytes, layout), worker.ask(&bytes)?);
        report.streams += 1;
        report.accepted += usize::from(matches!(theirs, Answer::Loaded(_)));
        report.silent += usize::from(theirs == Answer::Silent);
        let Some(kind) = key(&ours, &theirs) else { continue };
        if let Some(group) = report.groups.get_mut(&kind) {
            group.times += 1;
            continue;
        }
        let bytes = minimise::minimise(bytes, |bytes| {
            let theirs = worker.ask(bytes)?;
            Ok::<_, String>(key(&Ours::of(bytes, layout), &theirs).as_ref() == Some(&kind))
        })?;
        let (ours, theirs) = (Ours::of(&bytes, layout).text(), text(&worker.ask(&bytes)?));
        report.groups.insert(kind, Group { times: 1, bytes, ours, theirs });
    }
    worker.end();
    Ok(report)
}
