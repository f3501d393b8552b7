//! Modules of functions are accepted, and each function verifies, in every version.

use arbitrary::Unstructured;
use pyc_bytecode::{Function, Op, verify};
use pyc_marshal::{File, Version};
use pyc_smith::Random;

#[test]
fn every_function_verifies() {
    let mut random = Random::new(11);
    for version in Version::all() {
        let mut seen = vec![false; Op::COUNT];
        for case in 0..150 {
            let len = random.below(1500);
            let bytes = random.bytes(len);
            let file = pyc_smith::module(&mut Unstructured::new(&bytes), version).unwrap();
            let file = File::parse(&file).unwrap_or_else(|error| panic!("{version} {case}: {error}"));
            for code in file.tree.codes() {
                let function = Function::new(code).unwrap();
                if let Err(fault) = verify(&function) {
                    let listing: Vec<_> = function.instructions().collect();
                    panic!("{version} {case}: {fault}\n{listing:#?}");
                }
                function.instructions().filter_map(|it| it.op()).for_each(|op| seen[op as usize] = true);
            }
        }
        let seen = seen.iter().filter(|&&seen| seen).count();
        assert!(seen > 40, "{version}: only {seen} opcodes");
    }
}
