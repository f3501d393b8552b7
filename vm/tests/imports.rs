//! A tree of modules in memory, imported in every way there is: `cargo xtask imports` recorded what the interpreters print.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{fs, io};

use pyc_marshal::{File, Version};
use pyc_vm::embed::Error;
use pyc_vm::host::{Host, Metadata};
use pyc_vm::limits::Limits;
use pyc_vm::{Outcome, Vm};

/// When the sources were changed last, as the bytecode says.
const TIME: i128 = 1_600_000_000;

#[derive(Clone, Default)]
struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    directories: BTreeSet<String>,
    written: Rc<RefCell<Vec<u8>>>,
}

impl Tree {
    fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        let mut above = path;
        while let Some((directory, _)) = above.rsplit_once('/') {
            self.directories.insert(directory.to_owned());
            above = directory;
        }
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// The files below a directory, at `/tree`.
    fn add_all(&mut self, root: &Path, wanted: impl Fn(&str) -> bool) {
        let mut open: Vec<PathBuf> = vec![root.to_owned()];
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                if path.is_dir() {
                    open.push(path);
                } else if wanted(&name) {
                    self.add(&format!("/tree/{name}"), fs::read(path).unwrap());
                }
            }
        }
    }

    /// The tree of a version as an installation has it.
    fn of(version: &str) -> Tree {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/imports");
        let mut tree = Tree::default();
        tree.add_all(&tests.join(version), |_| true);
        tree.add_all(&tests.join("tree"), |it| !it.contains("bare"));
        // What this one's bytecode was made of is not what stands there, and nobody is to ask.
        tree.files.get_mut("/tree/unchecked.py").unwrap().extend(b"VALUE = 'another source'\n");
        tree
    }
}

impl Host for Tree {
    fn write(&mut self, _: u8, bytes: &[u8]) -> io::Result<()> {
        self.written.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }

    fn module_metadata(&mut self, path: &str) -> Option<Metadata> {
        let directory = self.directories.contains(path);
        let len = self.files.get(path).map(|it| it.len() as u64);
        (directory || len.is_some()).then(|| Metadata { directory, len: len.unwrap_or(0), modified: TIME * 1_000_000_000 })
    }

    fn module_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn machine(tree: &Tree, version: Version, stressed: bool) -> Vm {
    let mut vm = Vm::new(version, Limits::default(), Box::new(tree.clone()));
    vm.set_arguments(&["main.pyc"], &["/tree"]);
    if stressed {
        vm.collect_often();
    }
    vm
}

fn check(version: &str, stressed: bool) {
    let tree = Tree::of(version);
    let main = &tree.files["/tree/main.pyc"];
    let file = File::parse(main).unwrap();
    let mut vm = machine(&tree, file.version(), stressed);
    assert_eq!(vm.run_main(&file, "main.pyc"), Outcome::Done, "{}", String::from_utf8_lossy(&tree.written.borrow()));
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/imports/{version}.out"));
    let (got, want) = (String::from_utf8(tree.written.borrow().clone()).unwrap(), fs::read_to_string(recorded).unwrap());
    let different = got.lines().zip(want.lines()).find(|(a, b)| a != b);
    assert!(got == want, "{version}: {different:#?}");
}

#[test]
fn every_version_imports_as_its_interpreter_does() {
    for version in ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"] {
        check(version, false);
    }
}

#[test]
fn imports_while_the_collector_runs() {
    check("3.8", true);
    check("3.13", true);
}

/// What importing a module of a tree ends with.
fn import(tree: &Tree, name: &str) -> Result<(), String> {
    let mut vm = machine(tree, Version::new(3, 13), false);
    match vm.import_named(name) {
        Ok(_) => Ok(()),
        Err(Error::Exception(it)) => Err(format!("{}: {}", it.class, it.message)),
        Err(Error::Limit(it)) => Err(format!("{it:?}")),
    }
}

#[test]
fn bytecode_that_is_not_of_its_source_is_refused() {
    let older = |name: &str| {
        Err(format!(
            "ImportError: /tree/__pycache__/{name}.cpython-313.pyc is older than /tree/{name}.py, and this machine has no compiler"
        ))
    };
    let mut tree = Tree::of("3.13");
    for name in ["plain", "checked", "unchecked"] {
        assert_eq!(import(&tree, name), Ok(()));
        tree.files.get_mut(&format!("/tree/{name}.py")).unwrap().push(b'\n');
    }
    assert_eq!(import(&tree, "plain"), older("plain"));
    assert_eq!(import(&tree, "checked"), older("checked"));
    assert_eq!(import(&tree, "unchecked"), Ok(()));
    // As long as it was, but another.
    let source = tree.files.get_mut("/tree/checked.py").unwrap();
    source.pop();
    source[3] ^= 1;
    assert_eq!(import(&tree, "checked"), older("checked"));
    tree.files.remove("/tree/__pycache__/checked.cpython-313.pyc");
    let missing = "ImportError: /tree/checked.py has no bytecode in /tree/__pycache__/checked.cpython-313.pyc (entity not found), and this machine has no compiler";
    assert_eq!(import(&tree, "checked"), Err(missing.to_owned()));
}

#[test]
fn a_source_in_the_way_of_bytecode_counts() {
    // Bytecode in the place of a source is looked at only where there is none.
    let mut tree = Tree::of("3.13");
    tree.add("/tree/bare.py", "");
    assert!(import(&tree, "bare").is_err_and(|it| it.contains("has no bytecode")));
    // A package comes before a module of its name.
    let bytes = tree.files["/tree/bare_pkg/inner.pyc"].clone();
    tree.add("/tree/bare_pkg.pyc", &b"no bytecode"[..]);
    tree.add("/tree/bare_pkg/inner/__init__.pyc", bytes);
    assert_eq!(import(&tree, "bare_pkg.inner"), Ok(()));
}
