//! Which Python interpreters there are.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pyc_marshal::{Layout, Version};
use serde_json::Value;

use crate::{Outcome, script, while_doing};

/// One interpreter.
pub(crate) struct Interpreter {
    pub(crate) program: PathBuf,
    /// Where its `.pyc` files are.
    pub(crate) files: PathBuf,
    /// As it says itself: `3.12.1`.
    pub(crate) name: String,
    pub(crate) layout: &'static Layout,
    /// Its magic number in hexadecimal.
    pub(crate) magic: String,
}

impl Interpreter {
    /// Asks a program which CPython it is; `None` if it is none, or of a version without layout.
    fn ask(program: &Path, files: Option<PathBuf>) -> Option<Interpreter> {
        let answer: Value = serde_json::from_str(&output(program, &[script("record.py").to_str()?, "version"])?).ok()?;
        let name = answer["version"].as_str()?.to_owned();
        if answer["implementation"] != "cpython" {
            return None;
        }
        let mut parts = name.split('.').map(str::parse);
        let version = Version::new(parts.next()?.ok()?, parts.next()?.ok()?);
        let files = match files {
            Some(files) => files,
            None => output(program, &["-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"])?.trim().into(),
        };
        let magic = answer["magic"].as_str()?.to_owned();
        Some(Interpreter { program: program.to_owned(), files, name, layout: Layout::of(version)?, magic })
    }

    /// A command that runs `record.py` in it, both ends piped.
    pub(crate) fn record(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(script("record.py")).args(args).env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONHASHSEED", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    }
}

fn output(program: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where `pyenv` keeps its interpreters, unless told otherwise.
pub(crate) fn directory(given: Option<&Path>) -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    given.map_or_else(|| home().join(".pyenv/versions"), Path::to_owned)
}

/// All interpreters: `DIR/<version>/bin/python`, then `python2.7` and `python3.<minor>` on `PATH` of versions not in `DIR`;
/// oldest first.
pub(crate) fn find(given: Option<&Path>) -> Outcome<Vec<Interpreter>> {
    let directory = directory(given);
    let entries = std::fs::read_dir(&directory).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    let mut homes: Vec<PathBuf> = match (entries, given) {
        (Ok(homes), _) => homes,
        (Err(_), None) => Vec::new(),
        (Err(error), Some(_)) => return Err(while_doing(directory.display())(error)),
    };
    homes.sort();
    let mut found: Vec<Interpreter> =
        homes.into_iter().filter_map(|home| Interpreter::ask(&home.join("bin/python"), Some(home))).collect();
    for version in Version::all().filter(|version| *version == Version::new(2, 7) || version.major == 3) {
        if !found.iter().any(|it| it.layout.version == version)
            && let Some(interpreter) = Interpreter::ask(Path::new(&format!("python{version}")), None)
            && interpreter.layout.version == version
        {
            found.push(interpreter);
        }
    }
    found.sort_by_key(|it| it.layout.version);
    if found.is_empty() { Err(format!("no interpreter in {} or on PATH", directory.display())) } else { Ok(found) }
}
