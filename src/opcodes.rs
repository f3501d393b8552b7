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

/// The opcodes of a set that are to be shown, pseudo opcodes last.
fn opcodes(set: &'static InstructionSet, all: bool) -> impl Iterator<Item = (u16, OpInfo)> {
    let real = (0..=255).filter_map(move |number| Some((u16::from(number), *set.info(Opcode(number))?)));
    let pseudo = set.pseudo.iter().filter_map(move |&(number, op)| Some((number, set.pseudo_info(op)?)));
    real.chain(pseudo).filter(move |&(number, info)| all || info.kind == Kind::Base && !is_pseudo(number))
}

fn is_pseudo(number: u16) -> bool {
    number > 255
}

fn list(args: &Args, out: &mut Output) -> io::Result<()> {
    let set = args.set;
    for (number, info) in opcodes(set, args.all) {
        write!(out, "{number:3} ")?;
        let name = info.op.name();
        let (painted, means) = (out.paint(Paint::Bold, name), describe(number, &info));
        if means.is_empty() {
            writeln!(out, "{painted}")?;
        } else {
            writeln!(out, "{painted}{:width$} {means}", "", width = WIDTH.saturating_sub(name.len()))?;
        }
    }
    Ok(())
}

/// Argument, caches and kind in words; empty where there is nothing to say.
fn describe(number: u16, info: &OpInfo) -> String {
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
        Kind::Base if is_pseudo(number) => words.push("pseudo".to_owned()),
        Kind::Base => {}
        Kind::Specialised(base) => words.push(format!("specialised {base}")),
        Kind::Instrumented(Some(base)) => words.push(format!("instrumented {base}")),
        Kind::Instrumented(None) => words.push("instrumented".to_owned()),
    }
    words.join(", ")
}

fn machine(set: &'static InstructionSet, all: bool) -> Value {
    let mut opmap = Map::new();
    for (number, info) in opcodes(set, all) {
        opmap.insert(
            info.op.name().to_owned(),
            json!({
                "opcode": number,
                "argument": info.argument.name(),
                "caches": info.caches,
                "kind": match info.kind {
                    Kind::Base if is_pseudo(number) => "pseudo",
                    Kind::Base => "base",
                    Kind::Specialised(_) => "specialised",
                    Kind::Instrumented(_) => "instrumented",
                },
            }),
        );
    }
    json!({
        "version": set.name,
        "first_with_argument": (0..=255).find(|&number| set.has_argument(Opcode(number))),
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
    Removed(Op, u16),
    Added(Op, u16),
    /// What it was and is, in words.
    Changed(Op, String, String),
}

fn changes(old: &'static InstructionSet, new: &'static InstructionSet, all: bool) -> Vec<Change> {
    let find = |set, op| opcodes(set, all).find(|(_, info)| info.op == op);
    let mut ops: Vec<Op> = opcodes(old, all).chain(opcodes(new, all)).map(|(_, info)| info.op).collect();
    ops.sort_unstable();
    ops.dedup();
    let change = |op| match (find(old, op), find(new, op)) {
        (Some((number, _)), None) => Some(Change::Removed(op, number)),
        (None, Some((number, _))) => Some(Change::Added(op, number)),
        (Some((was, before)), Some((is, after))) => {
            let text = |number, info| match describe(number, &info) {
                words if words.is_empty() => number.to_string(),
                words => format!("{number} ({words})"),
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
        Change::Removed(op, number) => writeln!(out, "- {op} {number}"),
        Change::Added(op, number) => writeln!(out, "+ {op} {number}"),
        Change::Changed(op, before, after) => writeln!(out, "~ {op} {before} -> {after}"),
    }
}

fn changes_as_json(old: &InstructionSet, new: &InstructionSet, found: &[Change]) -> Value {
    let (mut removed, mut added, mut changed) = (Map::new(), Map::new(), Map::new());
    for change in found {
        match change {
            Change::Removed(op, number) => removed.insert(op.name().to_owned(), json!(number)),
            Change::Added(op, number) => added.insert(op.name().to_owned(), json!(number)),
            Change::Changed(op, before, after) => changed.insert(op.name().to_owned(), json!([before, after])),
        };
    }
    json!({ "old": old.name, "new": new.name, "removed": removed, "added": added, "changed": changed })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text had them, JSON and differences did not.
    #[test]
    fn all_means_pseudo_opcodes_too() {
        let [old, new] = ["3.12", "3.13"].map(|name| InstructionSet::named(name).expect("a set"));
        assert_eq!(machine(old, true)["opmap"]["SETUP_FINALLY"]["kind"], "pseudo");
        assert_eq!(machine(old, false)["opmap"]["SETUP_FINALLY"], Value::Null);
        let number = machine(old, true)["opmap"]["SETUP_FINALLY"]["opcode"].as_u64();
        assert!(number.is_some_and(|number| number > 255));
        let changed = |all| changes(old, new, all).iter().any(|change| matches!(change, Change::Changed(Op::SetupFinally, ..)));
        assert!(changed(true) && !changed(false));
    }
}
