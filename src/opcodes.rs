//! `pyc opcodes`: the instruction sets.

use std::io::{self, Write};

use pyc_bytecode::{Argument, InstructionSet, Kind, Op, OpInfo, Opcode};
use serde_json::{Map, Value, json};

use crate::help;
use crate::io::{Output, Paint, Status};

/// Lists the opcodes of a version, or what changed between two
///
/// Each line holds the number, the name, the cache entries behind it and what its argument means. Opcodes that only a running
/// interpreter puts into code (specialised and instrumented ones) are left out without `--all`.
#[derive(Debug, clap::Args)]
#[command(after_help = help::OPCODES)]
pub(crate) struct Args {
    /// Version of Python, or `pypy-3.9`
    #[arg(value_name = "X.Y", value_parser = parse_set)]
    set: &'static InstructionSet,
    /// Show what is different in this version
    #[arg(long, value_name = "X.Y", value_parser = parse_set)]
    diff: Option<&'static InstructionSet>,
    /// List specialised, instrumented and pseudo opcodes too
    #[arg(long)]
    all: bool,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

/// Characters of the column of names.
const WIDTH: usize = 36;

fn parse_set(name: &str) -> Result<&'static InstructionSet, String> {
    InstructionSet::named(name).ok_or_else(|| {
        let names: Vec<&str> = InstructionSet::all().map(|set| set.name).collect();
        format!("expected one of {}", names.join(", "))
    })
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    match (args.diff, args.json) {
        (None, false) => list(args, out)?,
        (None, true) => writeln!(out, "{}", machine(args.set, args.all))?,
        (Some(other), json) => {
            let changes = changes(args.set, other, args.all);
            if json {
                writeln!(out, "{}", changes_as_json(args.set, other, &changes))?;
            } else {
                changes.iter().try_for_each(|change| print_change(change, out))?;
            }
            return Ok(if changes.is_empty() { Status::Fine } else { Status::Found });
        }
    }
    Ok(Status::Fine)
}

/// The opcodes of a set that are to be shown.
fn opcodes(set: &'static InstructionSet, all: bool) -> impl Iterator<Item = (Opcode, &'static OpInfo)> {
    let known = (0..=255).map(Opcode).filter_map(move |opcode| Some((opcode, set.info(opcode)?)));
    known.filter(move |(_, info)| all || info.kind == Kind::Base)
}

fn list(args: &Args, out: &mut Output) -> io::Result<()> {
    let set = args.set;
    for (opcode, info) in opcodes(set, args.all) {
        write!(out, "{:3} ", opcode.0)?;
        let name = info.op.name();
        let (painted, means) = (out.paint(Paint::Bold, name), describe(info));
        if means.is_empty() {
            writeln!(out, "{painted}")?;
        } else {
            writeln!(out, "{painted}{:width$} {means}", "", width = WIDTH.saturating_sub(name.len()))?;
        }
    }
    if args.all {
        for (number, op) in set.pseudo {
            writeln!(out, "{number:3} {:WIDTH$} pseudo", op.name())?;
        }
    }
    Ok(())
}

/// Argument, caches and kind in words; empty where there is nothing to say.
fn describe(info: &OpInfo) -> String {
    let mut words = Vec::new();
    match info.argument {
        Argument::None | Argument::Unused => {}
        argument => words.push(argument.name().to_owned()),
    }
    match info.caches {
        0 => {}
        1 => words.push("1 cache".to_owned()),
        caches => words.push(format!("{caches} caches")),
    }
    match info.kind {
        Kind::Base => {}
        Kind::Specialised(base) => words.push(format!("specialised {base}")),
        Kind::Instrumented(Some(base)) => words.push(format!("instrumented {base}")),
        Kind::Instrumented(None) => words.push("instrumented".to_owned()),
    }
    words.join(", ")
}

fn machine(set: &'static InstructionSet, all: bool) -> Value {
    let mut opmap = Map::new();
    for (opcode, info) in opcodes(set, all) {
        opmap.insert(
            info.op.name().to_owned(),
            json!({
                "opcode": opcode.0,
                "argument": info.argument.name(),
                "caches": info.caches,
                "kind": match info.kind {
                    Kind::Base => "base",
                    Kind::Specialised(_) => "specialised",
                    Kind::Instrumented(_) => "instrumented",
                },
            }),
        );
    }
    json!({
        "version": set.name,
        "have_argument": (0..=255).find(|&number| set.has_argument(Opcode(number))),
        "extended_arg": set.extended_arg.map(|opcode| opcode.0),
        "opmap": opmap,
        "cmp_op": set.cmp_op,
        "binary_ops": set.binary_ops,
        "intrinsics_1": set.intrinsics_1,
        "intrinsics_2": set.intrinsics_2,
        "common_constants": set.common_constants,
        "special_methods": set.special_methods,
    })
}

/// What is different between two sets.
enum Change {
    Removed(Op, u8),
    Added(Op, u8),
    /// What it was and is, in words.
    Changed(Op, String, String),
}

fn changes(old: &'static InstructionSet, new: &'static InstructionSet, all: bool) -> Vec<Change> {
    let find = |set, op| opcodes(set, all).find(|(_, info)| info.op == op);
    let mut ops: Vec<Op> = opcodes(old, all).chain(opcodes(new, all)).map(|(_, info)| info.op).collect();
    ops.sort_unstable();
    ops.dedup();
    let change = |op| match (find(old, op), find(new, op)) {
        (Some((opcode, _)), None) => Some(Change::Removed(op, opcode.0)),
        (None, Some((opcode, _))) => Some(Change::Added(op, opcode.0)),
        (Some((was, before)), Some((is, after))) => {
            let text = |opcode: Opcode, info: &OpInfo| match describe(info) {
                words if words.is_empty() => opcode.0.to_string(),
                words => format!("{} ({words})", opcode.0),
            };
            let (before, after) = (text(was, before), text(is, after));
            (before != after).then_some(Change::Changed(op, before, after))
        }
        (None, None) => None,
    };
    ops.into_iter().filter_map(change).collect()
}

fn print_change(change: &Change, out: &mut Output) -> io::Result<()> {
    match change {
        Change::Removed(op, opcode) => writeln!(out, "- {op} {opcode}"),
        Change::Added(op, opcode) => writeln!(out, "+ {op} {opcode}"),
        Change::Changed(op, before, after) => writeln!(out, "~ {op} {before} -> {after}"),
    }
}

fn changes_as_json(old: &InstructionSet, new: &InstructionSet, changes: &[Change]) -> Value {
    let (mut removed, mut added, mut changed) = (Map::new(), Map::new(), Map::new());
    for change in changes {
        match change {
            Change::Removed(op, opcode) => removed.insert(op.name().to_owned(), json!(opcode)),
            Change::Added(op, opcode) => added.insert(op.name().to_owned(), json!(opcode)),
            Change::Changed(op, before, after) => changed.insert(op.name().to_owned(), json!([before, after])),
        };
    }
    json!({ "old": old.name, "new": new.name, "removed": removed, "added": added, "changed": changed })
}
