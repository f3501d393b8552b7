//! Any function that verifies is lowered, or refused with a reason that is in it; what comes out is sound.

use pyc_bytecode::{Function, verify};
use pyc_marshal::{Mode, Version};
use pyc_vm::lower::{LowerErrorKind, check, lower};

/// Holds for any bytes: as [`crate::verify::run`] takes them.
pub fn run(data: &[u8]) {
    crate::of_modules(data, look);
}

fn look(data: &[u8], sound: bool) {
    let Some((tree, layout)) = crate::parse(data, Mode::Lenient) else { return };
    let runs = layout.version >= Version::new(3, 8) && layout.version <= Version::new(3, 14);
    for code in tree.codes() {
        let Some(function) = Function::new(code) else { continue };
        match lower(&function) {
            Ok(lowered) => {
                assert!(runs && verify(&function).is_ok());
                if let Err(unsound) = check(&lowered) {
                    panic!("{}: {unsound}\n{lowered}", layout.version);
                }
            }
            Err(error) => {
                let expected = match error.kind {
                    // The offset may be one that an exception table names.
                    LowerErrorKind::Fault(_) => verify(&function).is_err(),
                    LowerErrorKind::Version(_) => !runs,
                    _ => runs && (error.offset as usize) < code.code().len(),
                };
                assert!(expected, "{error}");
                // The generator goes by ranges of arguments, and by the effects that the compiler counts with.
                let allowed = matches!(error.kind, LowerErrorKind::Unpaired | LowerErrorKind::Meaningless(_));
                let refused = sound && runs && !allowed;
                assert!(!refused, "{}: {error}", layout.version);
                let _ = error.to_string();
            }
        }
    }
}
