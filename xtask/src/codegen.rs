//! `codegen`: writes generated files from their data, or checks that they are up to date.

use std::fs;

use crate::{Outcome, printable, root, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail if a file is not what its data says
    #[arg(long)]
    check: bool,
}

/// A file that is made from another.
struct Generated {
    data: &'static str,
    generate: fn(&str) -> String,
    output: &'static str,
}

#[rustfmt::skip]
const TABLE: &[Generated] = &[
    Generated { data: "xtask/data/printable.txt", generate: printable::generate, output: "marshal/src/printable.rs" },
];

pub(crate) fn run(args: &Args) -> Outcome {
    let mut stale = Vec::new();
    for row in TABLE {
        let data = fs::read_to_string(root().join(row.data)).map_err(while_doing(row.data))?;
        let text = (row.generate)(&data);
        let output = root().join(row.output);
        if fs::read_to_string(&output).is_ok_and(|old| old == text) {
            continue;
        }
        if args.check {
            stale.push(row.output);
        } else {
            fs::write(&output, text).map_err(while_doing(row.output))?;
            println!("wrote {}", row.output);
        }
    }
    if stale.is_empty() { Ok(()) } else { Err(format!("not up to date, run `cargo xtask codegen`: {}", stale.join(", "))) }
}
