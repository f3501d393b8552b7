//! `verify`: every function of every installed `.pyc` must decode to the same bytes, verify, and have the stack size that we
//! compute.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::cfg::Cfg;
use pyc_bytecode::depth::stack_size;
use pyc_bytecode::{Argument, Function, Verified, verify};
use pyc_marshal::{Code, File, Node, Version};

use crate::installed::{pyc_files, sweep};
use crate::{Outcome, interpreters};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// Verify the .pyc files in this directory; ask no interpreter
    #[arg(long, value_name = "DIR", conflicts_with = "interpreters")]
    files: Option<PathBuf>,
    /// Faults to print for each version
    #[arg(long, value_name = "N", default_value_t = 5)]
    show: usize,
}

/// Why `co_stacksize` is larger than the code needs. Up to 3.9 a pass over the finished code (`Python/peephole.c`) comes after the size was
/// computed; bpo-41323 moved what it does to before (3.10), and since then there are no such code objects.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// Operations on constants became one constant, which bpo-29469 did earlier but for tuples (3.7).
    Folded,
    /// Code behind `return` was removed, which the size had counted until bpo-24340 (3.7).
    Removed,
}

impl Cause {
    fn name(self) -> &'static str {
        match self {
            Cause::Folded => "constants folded afterwards (bpo-29469, bpo-41323)",
            Cause::Removed => "code behind return removed afterwards (bpo-24340)",
        }
    }
}

/// What came out for one version.
#[derive(Default)]
struct Tally {
    files: usize,
    codes: usize,
    instructions: usize,
    /// Stack sizes that are what we compute.
    equal: usize,
    /// Larger ones, by what the optimiser did to the code after the size was computed (to 3.9).
    larger: BTreeMap<Cause, usize>,
    faults: Vec<String>,
}

impl Tally {
    fn line(&self) -> String {
        let Tally { files, codes, instructions, equal, larger, faults } = self;
        let equal = format!("{equal} stack sizes as computed");
        let larger = larger.iter().map(|(cause, count)| format!("{count} larger, {}", cause.name()));
        let sizes: Vec<String> = core::iter::once(equal).chain(larger).collect();
        format!("{files} files, {codes} functions, {instructions} instructions: {} faults; {}", faults.len(), sizes.join("; "))
    }

    fn add(&mut self, other: Tally) {
        self.files += other.files;
        self.codes += other.codes;
        self.instructions += other.instructions;
        self.equal += other.equal;
        for (cause, count) in other.larger {
            *self.larger.entry(cause).or_default() += count;
        }
        self.faults.extend(other.faults);
    }
}

type Tallies = BTreeMap<Version, Tally>;

pub(crate) fn run(args: &Args) -> Outcome {
    let directories = match &args.files {
        Some(directory) => vec![directory.clone()],
        None => interpreters::find(args.interpreters.as_deref())?.into_iter().map(|it| it.files).collect(),
    };
    let files: Vec<PathBuf> = directories.iter().flat_map(|directory| pyc_files(directory)).collect();
    let mut total = Tally::default();
    for (version, tally) in check_all(&files) {
        println!("{version}: {}", tally.line());
        for fault in tally.faults.iter().take(args.show) {
            println!("  {fault}");
        }
        total.add(tally);
    }
    println!("total: {}", total.line());
    if total.faults.is_empty() { Ok(()) } else { Err("not all code is what we take it for".to_owned()) }
}

fn check_all(files: &[PathBuf]) -> Tallies {
    sweep(files, check_file, |all: &mut Tallies, tallies| {
        for (version, tally) in tallies {
            all.entry(version).or_default().add(tally);
        }
    })
}

fn check_file(path: &Path, tallies: &mut Tallies) {
    let bytes = fs::read(path).unwrap_or_default();
    // Whether all files can be read is what `harvest --check-installed` asks.
    let Ok(file) = File::parse(&bytes) else { return };
    let tally = tallies.entry(file.version()).or_default();
    tally.files += 1;
    for function in file.tree.codes().filter_map(Function::new) {
        tally.codes += 1;
        if let Err(fault) = check(&function, tally) {
            let code = function.code();
            let name = code.name().map(|name| name.to_string()).unwrap_or_default();
            tally.faults.push(format!("{}: {name} (line {:?}): {fault}", path.display(), code.firstlineno()));
        }
    }
}

fn check(function: &Function<'_, '_>, tally: &mut Tally) -> Outcome {
    let code = function.code();
    let mut rest = code.code();
    for instruction in function.instructions() {
        tally.instructions += 1;
        rest = rest.strip_prefix(instruction.bytes()).ok_or("decoding loses bytes")?;
    }
    if !rest.is_empty() {
        return Err("decoding loses bytes".to_owned());
    }
    let verified = verify(function).map_err(|fault| fault.to_string())?;
    check_graph(function, &verified)?;
    let excess = i64::from(code.stacksize()) - i64::from(stack_size(function));
    if excess == 0 {
        tally.equal += 1;
        return Ok(());
    }
    match cause(&code) {
        Some(cause) if excess > 0 => *tally.larger.entry(cause).or_default() += 1,
        _ => return Err(format!("stacksize {}, computed {}", code.stacksize(), stack_size(function))),
    }
    Ok(())
}

/// What verification reaches is what the graph says can be reached.
fn check_graph(function: &Function<'_, '_>, verified: &Verified) -> Outcome {
    let cfg = Cfg::new(function);
    let dominators = cfg.dominators();
    let wrong = |(index, start): &(usize, u32)| dominators.is_reachable(*index) != verified.depth(*start).is_some();
    match cfg.blocks().iter().map(|block| block.start).enumerate().find(wrong) {
        Some((_, start)) => Err(format!("graph and verification disagree whether offset {start} is reached")),
        None => Ok(()),
    }
}

/// What may have made `co_stacksize` larger than the code needs. The traces of folding are constants: a tuple made by the optimiser (or by
/// others), or one that no instruction loads any more. Code that was removed leaves none.
fn cause(code: &Code<'_, '_>) -> Option<Cause> {
    if code.version() > Version::new(3, 9) {
        return None;
    }
    let function = Function::new(*code)?;
    let consts: Vec<Node<'_, '_>> = code.consts().into_iter().flatten().filter_map(Node::resolve).collect();
    let mut loaded = vec![false; consts.len()];
    for instruction in function.instructions() {
        let index = instruction.oparg().filter(|_| instruction.info().is_some_and(|info| info.argument == Argument::Const));
        if let Some(loaded) = index.and_then(|index| loaded.get_mut(index as usize)) {
            *loaded = true;
        }
    }
    // The first constant is the docstring, which no instruction loads.
    let folded = loaded.iter().skip(1).any(|loaded| !loaded)
        || consts.iter().zip(&loaded).any(|(it, loaded)| *loaded && it.as_items().is_some());
    if folded {
        return Some(Cause::Folded);
    }
    (code.version() < Version::new(3, 7)).then_some(Cause::Removed)
}
