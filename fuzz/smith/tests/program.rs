//! Programs that the generator makes: the same each time, written for each version, and code that verifies.

use pyc_bytecode::{Function, verify};
use pyc_marshal::File;
use pyc_smith::{Program, Random};

#[test]
fn programs_are_written_for_every_version() {
    let mut opcodes = std::collections::BTreeSet::new();
    for seed in 0..60 {
        let program = Program::of_seed(seed).unwrap();
        for version in Program::versions() {
            let bytes = program.emit(version).unwrap_or_else(|error| panic!("{seed}, {version}: {error}\n{program:?}"));
            let file = File::parse(&bytes).unwrap();
            for function in file.tree.codes().filter_map(Function::new) {
                if let Err(fault) = verify(&function) {
                    panic!("{seed}, {version}: {:?}: {fault}\n{program:?}", function.code().name());
                }
                opcodes.extend(function.instructions().filter_map(|it| it.op()).map(pyc_bytecode::Op::name));
            }
        }
    }
    for op in
        ["WITH_CLEANUP_START", "CALL_FINALLY", "CHECK_EXC_MATCH", "SEND", "MATCH_KEYS", "LOAD_FAST_AND_CLEAR", "LOAD_SUPER_ATTR"]
    {
        assert!(opcodes.contains(op), "{op} is never written");
    }
}

#[test]
fn a_seed_is_a_program() {
    let seed = Random::new(1).number();
    let [one, other] = [(); 2].map(|()| Program::of_seed(seed).unwrap());
    assert_eq!(one.source(), other.source());
    for version in Program::versions() {
        assert_eq!(one.emit(version).unwrap(), other.emit(version).unwrap());
    }
}
