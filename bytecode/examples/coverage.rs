//! A coverage tool in forty lines, for every version of Python.
//!
//! `coverage IN.pyc OUT.pyc` writes a module that calls the builtin `__line__` with `"function:line"` each time a line of it begins. The
//! program that imports it says what that does:
//!
//! ```python
//! import builtins, collections
//! lines = collections.Counter()
//! builtins.__line__ = lambda line: lines.update([line])
//! ```

use std::error::Error;
use std::fs;

use pyc_bytecode::edit_file;
use pyc_marshal::{File, Object};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let (Some(input), Some(output)) = (args.next(), args.next()) else {
        return Err("usage: coverage IN.pyc OUT.pyc".into());
    };
    let bytes = fs::read(input)?;
    let file = File::parse(&bytes)?;
    let edited = edit_file(&file, |edit| {
        for (item, line) in edit.listing.line_starts() {
            if edit.listing.is_seam(item) {
                let place = Object::Str(format!("{}:{line}", edit.path()).as_str().into());
                let probe = edit.call_global("__line__", place)?;
                edit.listing.insert_before(item, probe)?;
            }
        }
        Ok(())
    })?;
    fs::write(output, edited)?;
    Ok(())
}
