//! Verification is total; what it accepts stays within the stack that the code object declares, and decodes to instructions that its version
//! has. Modules that the generator makes verify.

use pyc_bytecode::{Function, verify};
use pyc_marshal::{File, Mode};

/// Holds for any bytes: a `.pyc` file, or `@`, the number of a version and the seed of a module, of which some bytes are changed
/// afterwards.
pub fn run(data: &[u8]) {
    crate::of_modules(data, check);
}

fn check(data: &[u8], sound: bool) {
    let Some((tree, layout)) = crate::parse(data, Mode::Lenient) else {
        assert!(!sound, "{:?}", File::parse(data).err());
        return;
    };
    for code in tree.codes() {
        let Some(function) = Function::new(code) else { continue };
        match verify(&function) {
            Ok(verified) => {
                if layout.has(pyc_marshal::Field::Stacksize) {
                    assert!(i64::from(verified.max_depth()) <= i64::from(code.stacksize().max(0)));
                }
                for instruction in function.instructions() {
                    let info = instruction.info().expect("an opcode of the version");
                    assert!(!instruction.is_truncated());
                    if let (Some(depth), Some(_)) = (verified.depth(instruction.offset()), instruction.oparg()) {
                        assert!(depth <= verified.max_depth(), "{info:?}");
                    }
                }
            }
            Err(fault) => {
                assert!(!sound, "{}: {fault}", layout.version);
                assert!(fault.op.is_none() || (fault.offset as usize) < code.code().len(), "{fault}");
                let _ = fault.to_string();
            }
        }
    }
}
