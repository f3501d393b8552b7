//! Examples for `--help`; completions and man pages.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Command;
use clap_complete::Shell;

use crate::io::{Output, Status, complain};

pub(crate) const ABOUT: &str = "Reads, checks, prints, normalises and runs Python's .pyc files, of every CPython from 1.0 to 3.15, \
without Python and without trusting them";

pub(crate) const MTIME: &str = "\
What becomes of the time in the header: keep, zero, clamp (to no later than SOURCE_DATE_EPOCH), seconds since 1970, or checked-hash or \
unchecked-hash of the source (3.7 and later; hash is checked-hash)";

pub(crate) const PYC: &str = "\
Examples:
  pyc info __pycache__/*.pyc              version, source, code objects
  pyc dump module.pyc | less              every byte explained
  pyc dis module.pyc | less               the instructions, as Python's dis prints them
  pyc check /usr/lib/python3              are all files sound?
  pyc normalize -i --mtime zero build     the same code, the same bytes
  pyc run program.pyc                     without Python, and within limits

Exit codes: 0 all is well, 1 something is wrong in a file, 2 wrong usage or input and output failed.";

pub(crate) const INFO: &str = "\
Examples:
  pyc info __pycache__/module.cpython-312.pyc
  pyc info --json *.pyc | jq -r 'select(.fresh == false) | .file'
  pyc info - < module.pyc
  pyc info --code module.pyc
  pyc info --marshal --assume-version 3.12 frozen.bin";

pub(crate) const DUMP: &str = "\
Examples:
  pyc dump module.pyc | less
  pyc dump --lenient damaged.pyc
  printf 'i\\1\\0\\0\\0' | pyc dump --marshal --assume-version 3.12 -";

pub(crate) const OBJECTS: &str = "\
Examples:
  pyc objects module.pyc
  pyc objects --json module.pyc | jq -r '.content.objects[] | select(.type == \"str\") | .value'
  printf '[\\2\\0\\0\\0NT' | pyc objects --marshal --assume-version 2.7 -";

pub(crate) const DIS: &str = "\
Examples:
  pyc dis module.pyc | less
  pyc dis --function Class.method --source __pycache__/module.cpython-313.pyc
  pyc dis --lines 100..120 --show-positions module.pyc
  pyc dis --json module.pyc | jq -r '.codes[].instructions[].opname' | sort | uniq -c

If there is no code object of the name that --function gives, the exit code is 1.";

pub(crate) const ASM: &str = "\
Examples:
  pyc dis --asm module.pyc > module.pyasm
  pyc asm module.pyasm -o module.pyc
  pyc dis --asm module.pyc | pyc asm - | cmp - module.pyc";

pub(crate) const DIFF: &str = "\
Examples:
  pyc diff old.pyc new.pyc
  pyc diff --stat --ignore-lines old.pyc new.pyc
  pyc diff __pycache__/module.cpython-312.pyc __pycache__/module.cpython-313.pyc
  pyc diff --json old.pyc new.pyc | jq -r '.codes[].path'

Exit codes: 0 the files are the same, 1 they differ, 2 a file cannot be read.";

pub(crate) const CHECK: &str = "\
Examples:
  pyc check module.pyc
  pyc check /usr/lib/python3 ~/project
  pyc check --json . | jq -r 'select(.ok == false) | .file'";

pub(crate) const NORMALIZE: &str = "\
Examples:
  pyc normalize module.pyc -o normal.pyc
  pyc normalize - -o - < module.pyc | sha256sum
  SOURCE_DATE_EPOCH=1700000000 pyc normalize --in-place --mtime clamp build
  pyc normalize --in-place --mtime unchecked-hash __pycache__";

pub(crate) const RUN: &str = "\
Examples:
  pyc run __pycache__/program.cpython-310.pyc one two
  pyc run --fuel 10000000 --memory 64MiB --timeout 5s --output 1MiB untrusted.pyc
  pyc run --stdlib /usr/lib/python3.11 --allow-clock program.pyc
  pyc run --profile --flame-graph fuel.svg program.pyc
  pyc run --allow-read=data --allow-write=out program.pyc

The exit code is that of the program: 0 at its end, 1 after an exception, or what sys.exit() was given. It is 3, with a word on standard
error, if --fuel, --timeout or --output has ended the program; that it cannot catch. More objects than --memory allows are a MemoryError,
and too deep a recursion is a RecursionError: these it can, and if it does not, they are exceptions like any other. 2 is wrong usage.";

pub(crate) const SMITH: &str = "\
Examples:
  pyc smith --level program --target 3.12 --count 100 -o programs
  pyc smith --level marshal --target 2.7 --seed 1000 --count 1000 -o streams
  echo '{\"cycles\": false, \"max_nesting\": 3}' > flat.json
  pyc smith --level marshal --target 3.13 --config flat.json --count 100 -o flat";

pub(crate) const MUTATE: &str = "\
Examples:
  pyc mutate module.pyc --count 1000 -o mutants
  pyc mutate module.pyc --seed 77 -o again        the mutant of seed 77 alone";

pub(crate) const CFG: &str = "\
Examples:
  pyc cfg --function main --svg module.pyc > main.svg
  pyc cfg --function Class.method module.pyc | dot -Tpdf -o method.pdf";

pub(crate) const OPCODES: &str = "\
Examples:
  pyc opcodes 3.13
  pyc opcodes 3.12 --diff 3.13
  pyc opcodes --json 2.7 | jq .opmap.LOAD_CONST.opcode

With --diff, the exit code is 1 if there is a difference, as of diff.";

const COMPLETIONS: &str = "\
Examples:
  pyc completions bash > ~/.local/share/bash-completion/completions/pyc
  pyc completions fish > ~/.config/fish/completions/pyc.fish";

const MAN: &str = "\
Examples:
  pyc man | man -l -
  pyc man ~/.local/share/man/man1";

/// Prints completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Prints the man page, or writes all pages into a directory
#[derive(Debug, clap::Args)]
#[command(after_help = MAN)]
pub(crate) struct ManArgs {
    /// Where to write a page for each subcommand
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

pub(crate) fn completions(args: &CompletionsArgs, mut command: Command, out: &mut Output) -> io::Result<Status> {
    // Made in memory: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "pyc", &mut script);
    out.write_all(&script).map(|()| Status::Fine)
}

pub(crate) fn man(args: &ManArgs, command: Command, out: &mut Output) -> io::Result<Status> {
    let Some(directory) = &args.directory else {
        return clap_mangen::Man::new(command).render(out).map(|()| Status::Fine);
    };
    let written = std::fs::create_dir_all(directory).and_then(|()| clap_mangen::generate_to(command, directory));
    Ok(match written {
        Ok(()) => Status::Fine,
        Err(error) => {
            complain(Some(directory), &error);
            Status::Failed
        }
    })
}
