//! The stack sizes of the corpus, which its interpreters computed.

#[path = "corpus/files.rs"]
mod corpus;

use corpus::{files, functions};
use pyc_bytecode::depth::stack_size;
use pyc_bytecode::verify;
use pyc_marshal::{File, Version};

/// How many functions of a version have the stack size that we compute, and how many a larger one.
fn count(version: Version) -> (usize, usize) {
    let (mut equal, mut larger) = (0, 0);
    for (path, bytes) in files() {
        let file = File::parse(&bytes).expect(&path);
        // What is made by hand says what its maker thought fit.
        if file.version() != version || path.contains("handmade") {
            continue;
        }
        for (name, function) in functions(&file) {
            let (found, computed) = (i64::from(function.code().stacksize()), i64::from(stack_size(&function)));
            assert!(found >= computed, "{path}: {name}: {found}, computed {computed}");
            equal += usize::from(found == computed);
            larger += usize::from(found > computed);
        }
    }
    (equal, larger)
}

#[test]
fn from_3_10_on_stack_sizes_are_those_of_cpython() {
    for minor in 10..=15 {
        let (equal, larger) = count(Version::new(3, minor));
        assert!(equal > 250, "3.{minor}: {equal}");
        assert_eq!(larger, 0, "3.{minor}");
    }
}

/// Up to 3.9, an optimiser changes code of which the size has been computed: three constants become a tuple.
#[test]
fn before_few_are_larger() {
    let versions = [(2, 7), (3, 6), (3, 7), (3, 8), (3, 9)];
    let counts = versions.map(|(major, minor)| count(Version::new(major, minor)));
    assert_eq!(counts.map(|(_, larger)| larger), LARGER);
    assert!(counts.iter().all(|(equal, _)| *equal > 100), "{counts:?}");
}

const LARGER: [usize; 5] = [1, 5, 0, 0, 0];

#[test]
fn what_is_computed_is_enough() {
    for (path, bytes) in files() {
        for (name, function) in functions(&File::parse(&bytes).expect(&path)) {
            let verified = verify(&function).expect(&path);
            assert!(verified.max_depth() <= stack_size(&function), "{path}: {name}");
        }
    }
}
