//! `codegen`: writes generated files from their data, or checks that they are up to date.

use std::fs;
use std::path::Path;

use crate::{Outcome, opcodes, printable, root, while_doing};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Change nothing; fail if a file is not what its data says
    #[arg(long)]
    check: bool,
}

/// A file of data.
pub(crate) struct Data {
    /// Where it is, from the root.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A file that is made from others.
struct Generated {
    /// A file, or a directory whose `.txt` files are meant.
    data: &'static str,
    generate: fn(&[Data]) -> Outcome<String>,
    output: &'static str,
}

#[rustfmt::skip]
const TABLE: &[Generated] = &[
    Generated { data: "xtask/data/printable.txt", generate: |data| Ok(data.iter().map(|it| printable::generate(&it.text)).collect()), output: "marshal/src/printable.rs" },
    Generated { data: "bytecode/opcodes",         generate: opcodes::generate,                                                        output: "bytecode/src/generated.rs" },
];

pub(crate) fn run(args: &Args) -> Outcome {
    let mut stale = Vec::new();
    for row in TABLE {
        let text = (row.generate)(&read(row.data)?)?;
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

/// The file, or the text files in the directory, in the order of their names.
fn read(path: &str) -> Outcome<Vec<Data>> {
    let place = root().join(path);
    let mut paths = vec![path.to_owned()];
    if place.is_dir() {
        let entries = fs::read_dir(place).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(while_doing(path))?;
        let names = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
        paths = names
            .filter(|name| Path::new(name).extension().is_some_and(|it| it == "txt"))
            .map(|it| format!("{path}/{it}"))
            .collect();
        paths.sort();
    }
    let read = |path: String| Ok(Data { text: fs::read_to_string(root().join(&path)).map_err(while_doing(&path))?, path });
    paths.into_iter().map(read).collect()
}
