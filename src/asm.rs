//! `pyc asm`: text to a file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pyc_bytecode::text::assemble;

use crate::help;
use crate::io::{Output, Status, Trouble, complain, is_dash, read, replace};

/// Makes a .pyc file of a text that `dis --asm` printed, or that a person wrote
///
/// What follows from the rest need not be written: indices, offsets, tables, flags, the size of the stack, what is shared. The
/// grammar is in the documentation of the library pyc-bytecode. Of a text that `dis --asm` printed the file comes back byte by
/// byte.
#[derive(Debug, clap::Args)]
#[command(after_help = help::ASM)]
pub(crate) struct Args {
    /// The text to read, `-` being standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Where to write the file; `-` is standard output
    #[arg(long, short, value_name = "OUT", default_value = "-")]
    output: PathBuf,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    if is_dash(&args.output) && out.is_terminal() {
        complain(None, &"binary data is not written to a terminal");
        return Ok(Status::Failed);
    }
    let (path, trouble) = match assembled(&args.input) {
        Ok(bytes) if is_dash(&args.output) => return out.write_all(&bytes).map(|()| Status::Fine),
        Ok(bytes) => match replace(&args.output, &bytes) {
            Ok(()) => return Ok(Status::Fine),
            Err(error) => (&args.output, Trouble::Io(error)),
        },
        Err(trouble) => (&args.input, trouble),
    };
    complain(Some(path), &trouble);
    Ok(trouble.status())
}

fn assembled(path: &Path) -> Result<Vec<u8>, Trouble> {
    let bytes = read(path).map_err(Trouble::Io)?;
    let text = str::from_utf8(&bytes).map_err(|error| Trouble::Wrong(format!("no text in UTF-8: {error}")))?;
    assemble(text).map_err(|error| Trouble::Wrong(error.to_string()))
}
