//! `assemble --instrument`: modules of the standard library, with a probe where each line begins, must run in their own interpreter,
//! compute what they compute, and count what `sys.settrace` counts of the unedited module. So must the module that an example writes.

#[path = "../../../bytecode/examples/countdown.rs"]
mod countdown;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pyc_bytecode::{AssembleError, Op, edit_file};
use pyc_marshal::{CodeFlags, File, Object, Version};
use serde_json::{Value as Json, json};

use crate::interpreters::Interpreter;
use crate::{Outcome, script, while_doing};

/// The modules for which `run.py` has a workload, and the first version that has them.
const MODULES: &[(&str, Version)] = &[
    ("textwrap", Version::new(2, 7)),
    ("heapq", Version::new(2, 7)),
    ("fractions", Version::new(2, 7)),
    ("json.decoder", Version::new(2, 7)),
    ("string", Version::new(2, 7)),
    ("shlex", Version::new(2, 7)),
    ("difflib", Version::new(2, 7)),
    ("configparser", Version::new(3, 0)),
    ("contextlib", Version::new(2, 7)),
    ("tokenize", Version::new(2, 7)),
    ("dataclasses", Version::new(3, 7)),
    ("statistics", Version::new(3, 4)),
    ("asyncio.queues", Version::new(3, 6)),
];

/// Where probes are put.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// A call where each line begins.
    Lines,
    /// A call before each instruction.
    Instructions,
    /// A store to a new local variable where each line of a function begins.
    Locals,
}

/// The probe that stands before an instruction.
struct Probe {
    /// Number of the code object, in the order of the file.
    code: usize,
    /// Offset of the instruction, in bytes.
    offset: u32,
    line: i32,
}

/// What came out of all modules of an interpreter.
#[derive(Default)]
struct Tally {
    modules: usize,
    probes: usize,
    executed: u64,
    /// Lines of code objects that had events, and how many of them had as many as the probes counted.
    lines: usize,
    equal_lines: usize,
    faults: usize,
}

/// Instruments and runs all modules in an interpreter. How many differ.
pub(super) fn run(interpreter: &Interpreter) -> Outcome<usize> {
    let folder = std::env::temp_dir().join(format!("pyc-tools-instrument-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(while_doing(folder.display()))?;
    let mut tally = Tally::default();
    for &(module, _) in MODULES.iter().filter(|row| row.1 <= interpreter.layout.version) {
        tally.modules += 1;
        for which in [Where::Lines, Where::Instructions, Where::Locals] {
            if let Err(fault) = check(interpreter, module, which, &folder, &mut tally) {
                tally.faults += 1;
                println!("{} {module}: {fault}", interpreter.name);
            }
        }
    }
    if let Err(fault) = count_down(interpreter, &folder) {
        tally.faults += 1;
        println!("{} countdown: {fault}", interpreter.name);
    }
    let _ = fs::remove_dir_all(&folder);
    let Tally { modules, probes, executed, lines, equal_lines, faults } = tally;
    println!(
        "{}: {modules} modules, {probes} probes, executed {executed} times; of {lines} lines with events {equal_lines} counted as \
         often; {faults} faults",
        interpreter.name
    );
    Ok(faults)
}

/// Runs the module that the example of the assembler writes from nothing.
fn count_down(interpreter: &Interpreter, folder: &Path) -> Outcome {
    let path = folder.join("countdown.pyc");
    let bytes = countdown::countdown(interpreter.layout.version).map_err(|error| error.to_string())?;
    fs::write(&path, bytes).map_err(while_doing(path.display()))?;
    let output = run_script(interpreter, &["globals"], &[&path])?;
    let globals: Json = serde_json::from_slice(&output).map_err(while_doing("run.py globals"))?;
    if globals == json!({ "caught": 5, "rounds": 0 }) { Ok(()) } else { Err(format!("leaves {globals}")) }
}

fn check(interpreter: &Interpreter, module: &str, which: Where, folder: &Path, tally: &mut Tally) -> Outcome {
    let original = compiled(interpreter, module, folder)?;
    let bytes = fs::read(&original).map_err(while_doing(original.display()))?;
    let file = File::parse(&bytes).map_err(while_doing(original.display()))?;
    let (edited, probes) = instrument(&file, which).map_err(while_doing("edit"))?;
    let path = folder.join(format!("{module}.edited.pyc"));
    fs::write(&path, &edited).map_err(while_doing(path.display()))?;

    let places = folder.join(format!("{module}.json"));
    let list: Json = probes.iter().map(|probe| json!([probe.code, probe.offset])).collect();
    fs::write(&places, list.to_string()).map_err(while_doing(places.display()))?;
    let traced = ask(interpreter, "trace", module, &original, &places)?;
    let counted = ask(interpreter, "count", module, &path, &places)?;
    if traced["result"] != counted["result"] {
        return Err(format!("computes {} and not {}", counted["result"], traced["result"]));
    }
    let counts: Vec<u64> = counted["counts"].as_array().into_iter().flatten().filter_map(Json::as_u64).collect();
    tally.probes += probes.len();
    tally.executed += counts.iter().sum::<u64>();
    if let Some(theirs) = traced["counts"].as_array() {
        let differ = |((probe, ours), theirs): ((&Probe, &u64), &Json)| {
            let Probe { code, offset, line } = probe;
            (theirs.as_u64() != Some(*ours))
                .then(|| format!("line {line} (code {code}, offset {offset}): {ours} times and not {theirs}"))
        };
        let faults: Vec<String> = probes.iter().zip(&counts).zip(theirs).filter_map(differ).collect();
        if !faults.is_empty() || counts.len() != theirs.len() {
            return Err(format!("{} probes counted otherwise: {}", faults.len(), faults.join("; ")));
        }
    }
    if which != Where::Lines {
        return Ok(());
    }
    compare_lines(&probes, &counts, &traced["lines"], tally)
}

/// Lines that were executed must be those of which there were events. How often may differ: going around a loop is an event, too.
fn compare_lines(probes: &[Probe], counts: &[u64], events: &Json, tally: &mut Tally) -> Outcome {
    let mut ours: BTreeMap<(usize, i64), u64> = BTreeMap::new();
    for (probe, count) in probes.iter().zip(counts).filter(|(_, count)| **count > 0) {
        *ours.entry((probe.code, probe.line.into())).or_default() += count;
    }
    let event = |it: &Json| Some(((it[0].as_u64()? as usize, it[1].as_i64()?), it[2].as_u64()?));
    let theirs: BTreeMap<(usize, i64), u64> = events.as_array().into_iter().flatten().filter_map(event).collect();
    tally.lines += theirs.len();
    tally.equal_lines += theirs.iter().filter(|&(key, count)| ours.get(key) == Some(count)).count();
    let keys = |map: &BTreeMap<(usize, i64), u64>| map.keys().copied().collect::<BTreeSet<_>>();
    let differ: Vec<_> = keys(&ours).symmetric_difference(&keys(&theirs)).copied().collect();
    if differ.is_empty() { Ok(()) } else { Err(format!("other lines executed: {differ:?}")) }
}

/// A probe at each place where a line begins.
fn instrument(file: &File<'_>, which: Where) -> Result<(Vec<u8>, Vec<Probe>), AssembleError> {
    let (mut probes, mut code) = (Vec::new(), 0);
    let edited = edit_file(file, |edit| {
        let offsets: BTreeMap<_, _> = edit.listing.assemble()?.offsets.iter().copied().collect();
        let places = match which {
            Where::Lines | Where::Locals => edit.listing.line_starts(),
            Where::Instructions => {
                let body = edit.listing.body();
                edit.listing.items().map(|(id, _)| (id, 0)).skip_while(|&(id, _)| Some(id) != body).collect()
            }
        };
        let optimized = edit.code().is_some_and(|code| code.flags().has(CodeFlags::OPTIMIZED));
        for (item, line) in places {
            if !edit.listing.is_seam(item) || which == Where::Locals && !optimized {
                continue;
            }
            if which == Where::Locals {
                let (local, line) = (edit.add_local("__line__")?, edit.constant(Object::int(i64::from(line)))?);
                edit.listing.insert_before(item, [(Op::LoadConst, line.into()), (Op::StoreFast, local.into())])?;
                continue;
            }
            let calls = edit.call_global("__probe__", Object::int(probes.len() as i64))?;
            edit.listing.insert_before(item, calls)?;
            probes.push(Probe { code, offset: offsets.get(&item).copied().unwrap_or(u32::MAX), line });
        }
        code += 1;
        Ok(())
    })?;
    Ok((edited, probes))
}

/// The module as the interpreter itself compiles it.
fn compiled(interpreter: &Interpreter, module: &str, folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join(format!("{module}.pyc"));
    run_script(interpreter, &["compile", module], &[&path])?;
    Ok(path)
}

/// The answer of `run.py`.
fn ask(interpreter: &Interpreter, command: &str, module: &str, pyc: &Path, places: &Path) -> Outcome<Json> {
    let output = run_script(interpreter, &[command, module], &[pyc, places])?;
    serde_json::from_slice(&output).map_err(while_doing(format!("run.py {command}")))
}

fn run_script(interpreter: &Interpreter, args: &[&str], paths: &[&Path]) -> Outcome<Vec<u8>> {
    let what = || format!("run.py {}", args.join(" "));
    let mut command = Command::new(&interpreter.program);
    command.arg(script("run.py")).args(args).args(paths).env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1");
    let output = command.stderr(Stdio::inherit()).output().map_err(while_doing(what()))?;
    if output.status.success() { Ok(output.stdout) } else { Err(format!("{}: {}", what(), output.status)) }
}
