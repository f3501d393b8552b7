//! The files of the corpus, and the functions in them.

use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::Function;
use pyc_marshal::File;

/// All files that CPython would read, by `version/name`. Those of `PyPy` have another instruction set.
pub(crate) fn files() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/pyc");
    let inside = |path: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<_> = fs::read_dir(path).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let mut files = Vec::new();
    for path in inside(&root).iter().filter(|path| path.is_dir()).flat_map(|path| inside(path)) {
        let name = path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
        if path.extension().is_some_and(|it| it == "pyc") && !name.starts_with("pypy") {
            files.push((name, fs::read(&path).expect("a file")));
        }
    }
    files
}

/// The functions of a file, with their names.
pub(crate) fn functions<'t, 'a>(file: &'t File<'a>) -> Vec<(String, Function<'t, 'a>)> {
    let name = |function: &Function<'_, '_>| function.code().name().map(|name| name.to_string()).unwrap_or_default();
    file.tree.codes().filter_map(Function::new).map(|function| (name(&function), function)).collect()
}
