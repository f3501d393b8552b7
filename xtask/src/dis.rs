//! `dis`: what the disassembler prints for some installed `.pyc` files is compared with what their own interpreter's `dis` prints.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pyc_bytecode::{CodeInfo, Disassembler};
use pyc_marshal::{Code, File};
use serde_json::Value as Json;

use crate::facts::differences;
use crate::installed::{own, pyc_files, spread};
use crate::{Outcome, interpreters, script, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Directory of interpreters, `DIR/<version>/bin/python` each [default: ~/.pyenv/versions, then PATH]
    #[arg(long, value_name = "DIR")]
    interpreters: Option<PathBuf>,
    /// A `node_modules` directory that holds the npm package `pyodide`: it compiles sources of the newest interpreter's library
    #[arg(long, value_name = "DIR")]
    pyodide: Vec<PathBuf>,
    /// Files to compare for each interpreter
    #[arg(long, value_name = "N", default_value_t = 170)]
    sample: usize,
    /// Only interpreters whose version begins so
    #[arg(long, value_name = "X.Y", default_value = "")]
    only: String,
}

/// Files that one process is asked about.
const CHUNK: usize = 50;
/// Differences that are shown for each interpreter.
const SHOWN: usize = 5;

/// What came out for an interpreter.
#[derive(Default)]
struct Tally {
    files: usize,
    codes: usize,
    lines: usize,
    differences: usize,
}

/// A program that runs `disassemble.py`, and the files that it is asked about.
struct Guest {
    name: String,
    program: Vec<PathBuf>,
    pyodide: Option<PathBuf>,
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let mut guests = Vec::new();
    let mut newest = None;
    for interpreter in interpreters::find(args.interpreters.as_deref())? {
        let files = pyc_files(&interpreter.files);
        newest = Some(interpreter.files.clone());
        let files = spread(own(&interpreter, files), args.sample);
        guests.push(Guest { name: interpreter.name, program: vec![interpreter.program], pyodide: None, files });
    }
    for modules in &args.pyodide {
        let sources = newest.as_deref().map(sources).unwrap_or_default();
        let program = vec!["node".into(), script("pyodide.mjs")];
        let files = spread(sources, args.sample);
        guests.push(Guest { name: modules.display().to_string(), program, pyodide: Some(modules.clone()), files });
    }
    let mut differences = 0;
    for guest in guests.iter().filter(|guest| guest.name.starts_with(&args.only)) {
        let tally = compare(guest)?;
        let Tally { files, codes, lines, .. } = tally;
        println!("{}: {files} files, {codes} code objects, {lines} lines, {} differences", guest.name, tally.differences);
        differences += tally.differences;
    }
    if differences == 0 { Ok(()) } else { Err(format!("{differences} differences")) }
}

/// Sources of a library that any later version compiles.
fn sources(library: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(library).sort_by_file_name().into_iter().flatten().map(walkdir::DirEntry::into_path);
    let odd = |path: &PathBuf| path.to_string_lossy().contains("lib2to3") || path.to_string_lossy().contains("/bad");
    files.filter(|path| path.extension().is_some_and(|it| it == "py") && !odd(path)).collect()
}

fn compare(guest: &Guest) -> Outcome<Tally> {
    let mut tally = Tally::default();
    for files in guest.files.chunks(CHUNK) {
        let Some((program, arguments)) = guest.program.split_first() else { continue };
        let mut command = Command::new(program);
        command.args(arguments).arg(script("disassemble.py")).arg("report").args(files).stdout(Stdio::piped());
        command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONWARNINGS", "ignore");
        command.envs(guest.pyodide.iter().map(|modules| ("PYODIDE_DIR", modules)));
        let mut child = command.spawn().map_err(while_doing(program.display()))?;
        let lines = child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
        for (path, line) in files.iter().zip(lines) {
            let theirs: Json =
                serde_json::from_str(&line.map_err(while_doing(&guest.name))?).map_err(while_doing(&guest.name))?;
            compare_one(path, &theirs, &mut tally)?;
        }
        let status = child.wait().map_err(while_doing(&guest.name))?;
        if !status.success() {
            return Err(format!("{}: disassemble.py: {status}", guest.name));
        }
    }
    if tally.files == guest.files.len() { Ok(tally) } else { Err(format!("{}: {} files answered", guest.name, tally.files)) }
}

fn compare_one(path: &Path, theirs: &Json, tally: &mut Tally) -> Outcome {
    let what = || path.display();
    let bytes = match theirs["pyc"].as_str() {
        Some(hex) => unhexed(hex),
        None => fs::read(path).map_err(while_doing(what()))?,
    };
    let file = File::parse(&bytes).map_err(while_doing(what()))?;
    let Some(module) = file.tree.root().as_code() else { return Err(format!("{}: not a code object", what())) };
    tally.files += 1;
    let mut found = Vec::new();
    for (option, text) in theirs["texts"].as_object().into_iter().flatten() {
        let disassembler = Disassembler::new().base(file.base());
        let ours = match option.as_str() {
            "show_caches" => disassembler.show_caches(true),
            "show_offsets" => disassembler.show_offsets(true),
            "show_positions" => disassembler.show_positions(true),
            _ => disassembler,
        };
        let (ours, theirs) = (ours.text(&module), text.as_str().unwrap_or_default());
        tally.lines += compare_texts(option, &ours, theirs, &mut found);
    }
    let codes = codes_in(module);
    let mut infos = CodeInfo::new(&file.tree, file.base());
    for (code, theirs) in codes.iter().zip(theirs["info"].as_array().into_iter().flatten()) {
        compare_texts("code_info", &infos.text(code), theirs.as_str().unwrap_or_default(), &mut found);
    }
    if let Some(theirs) = theirs["instructions"].as_array() {
        compare_instructions(&file, &codes, theirs, &mut found)?;
    }
    tally.codes += codes.len();
    for difference in found.iter().take(SHOWN.saturating_sub(tally.differences)) {
        println!("{}: {difference}", what());
    }
    tally.differences += found.len();
    Ok(())
}

/// As `codes_in` of `disassemble.py`: preorder.
fn codes_in<'t, 'a>(module: Code<'t, 'a>) -> Vec<Code<'t, 'a>> {
    let (mut found, mut stack) = (Vec::new(), vec![module]);
    while let Some(code) = stack.pop() {
        let nested: Vec<_> = code.nested().collect();
        found.push(code);
        stack.extend(nested.into_iter().rev());
    }
    found
}

/// What two texts must agree in: not in addresses, nor in the order of sets.
fn comparable(line: &str) -> String {
    let mut parts = line.split("at 0x");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("at 0x");
        text.push_str(part.trim_start_matches(|char: char| char.is_ascii_hexdigit()));
    }
    if text.contains("frozenset(") {
        let mut chars: Vec<char> = text.chars().collect();
        chars.sort_unstable();
        text = chars.into_iter().collect();
    }
    text
}

/// Notes lines that differ; says how many there are.
fn compare_texts(what: &str, ours: &str, theirs: &str, found: &mut Vec<String>) -> usize {
    let (mut a, mut b) = (ours.split('\n'), theirs.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        match (a.next(), b.next()) {
            (None, None) => return number,
            (a, b) if a == b || a.map(comparable) == b.map(comparable) => {}
            (a, b) => {
                found.push(format!("{what}, line {number}:\n  ours   {a:?}\n  theirs {b:?}"));
                // One line more or less is one difference, not a thousand.
                if a.is_none() || b.is_none() {
                    return number;
                }
            }
        }
    }
}

fn compare_instructions(file: &File<'_>, codes: &[Code<'_, '_>], theirs: &[Json], found: &mut Vec<String>) -> Outcome {
    let mut json = Vec::new();
    Disassembler::new().base(file.base()).write_json(&file.tree, &mut json).map_err(while_doing("JSON"))?;
    let mut ours: Json = serde_json::from_slice(&json).map_err(while_doing("JSON"))?;
    let offset = |code: &Code<'_, '_>| (code.node().offset() + file.base()) as u64;
    let mut by_offset: BTreeMap<u64, Json> = BTreeMap::new();
    for code in ours.as_array_mut().into_iter().flatten() {
        by_offset.insert(code["offset"].as_u64().unwrap_or(0), code["instructions"].take());
    }
    if codes.len() != theirs.len() {
        found.push(format!("{} code objects, {} theirs", codes.len(), theirs.len()));
    }
    for (code, theirs) in codes.iter().zip(theirs) {
        let mut ours = by_offset.get(&offset(code)).cloned().unwrap_or_default();
        let mut theirs = theirs.clone();
        canonical(&mut ours);
        canonical(&mut theirs);
        let name = code.node().offset();
        found
            .extend(differences(&theirs, &ours).into_iter().map(|it| format!("instructions of 0x{name:x}, theirs / ours: {it}")));
    }
    Ok(())
}

fn canonical(json: &mut Json) {
    for item in json.as_array_mut().into_iter().flatten() {
        for key in ["argval", "argrepr"] {
            if let Some(text) = item[key].as_str() {
                item[key] = comparable(text).into();
            }
        }
    }
}

fn unhexed(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().map(|digit| char::from(digit).to_digit(16).unwrap_or(0) as u8).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
}
