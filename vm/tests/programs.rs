//! The programs of `tests/programs`, compiled by every CPython, print what they printed there: `cargo xtask programs` recorded it.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use pyc_marshal::File;
use pyc_vm::host::Host;
use pyc_vm::limits::Limits;
use pyc_vm::{Outcome, Vm};

/// What a program has written, by stream.
#[derive(Clone, Default)]
struct Written(Rc<RefCell<[Vec<u8>; 2]>>);

struct World {
    written: Written,
    sources: PathBuf,
}

impl Host for World {
    fn write(&mut self, stream: u8, bytes: &[u8]) -> io::Result<()> {
        self.written.0.borrow_mut()[usize::from(stream == 2)].extend_from_slice(bytes);
        Ok(())
    }

    fn source(&mut self, filename: &str) -> Option<Vec<u8>> {
        fs::read(self.sources.join(filename)).ok()
    }
}

/// Exit code and output as they are recorded.
fn output(path: &Path, sources: &Path, stressed: bool) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    let file = File::parse(&bytes).unwrap();
    let written = Written::default();
    let world = World { written: written.clone(), sources: sources.to_owned() };
    let limits = Limits { native_depth: 1000, ..Limits::default() };
    let mut vm = Vm::new(file.version(), limits, Box::new(world));
    if stressed {
        vm.collect_often();
    }
    let code = match vm.run_program(&file, &path.to_string_lossy()) {
        Outcome::Done => 0,
        // As much of it as the operating system hands on.
        Outcome::Exit(code) => code & 0xFF,
        Outcome::Exception => 1,
        Outcome::Limit(reached) => panic!("{}: {reached:?}", path.display()),
    };
    let [out, err] = &*written.0.borrow();
    let mut all = format!("{code}\n--\n").into_bytes();
    all.extend_from_slice(out);
    all.extend_from_slice(b"-- stderr\n");
    all.extend_from_slice(err);
    all
}

/// The first line, counted from 1, in which two texts differ.
fn first_difference<'t>(got: &'t str, want: &'t str) -> (usize, [Option<&'t str>; 2]) {
    let (mut got, mut want) = (got.split_inclusive('\n'), want.split_inclusive('\n'));
    let mut at = 0;
    loop {
        at += 1;
        let lines = [got.next(), want.next()];
        if lines[0] != lines[1] || lines[0].is_none() {
            return (at, lines);
        }
    }
}

/// All programs of a version print what is recorded.
fn check(version: &'static str, stressed: bool) {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/programs");
    let mut paths: Vec<PathBuf> = fs::read_dir(sources.join(version)).unwrap().map(|it| it.unwrap().path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "pyc"));
    // To look at a hundred thousand objects time and again takes too long.
    paths.retain(|it| !(stressed && it.ends_with("deep.pyc")));
    paths.sort();
    assert!(paths.len() > 20, "{} programs", paths.len());
    let mut wrong = String::new();
    for path in paths {
        let (got, want) = (output(&path, &sources, stressed), fs::read(path.with_extension("out")).unwrap());
        let (got, want) = (String::from_utf8_lossy(&got), String::from_utf8_lossy(&want));
        if got != want {
            let (at, [got, want]) = first_difference(&got, &want);
            let _ = writeln!(wrong, "{}, line {at}:\n    {got:?}\n    {want:?} expected", path.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn programs_of_3_8() {
    check("3.8", false);
}

#[test]
fn programs_of_3_9() {
    check("3.9", false);
}

#[test]
fn programs_of_3_10() {
    check("3.10", false);
}

#[test]
fn programs_of_3_11() {
    check("3.11", false);
}

#[test]
fn programs_of_3_12() {
    check("3.12", false);
}

#[test]
fn programs_of_3_13() {
    check("3.13", false);
}

#[test]
fn programs_of_3_14() {
    check("3.14", false);
}

/// The collector runs all the time, and every use of a handle whose object it has freed is a panic in builds with debug assertions.
#[test]
fn programs_while_the_collector_runs() {
    check("3.10", true);
    check("3.13", true);
}
