//! A function that is taken apart into a listing and put together again is the same, whatever its bytes.

use pyc_bytecode::{Function, Listing};
use pyc_marshal::Mode;

/// Holds for any bytes: as [`crate::verify::run`] takes them.
pub fn run(data: &[u8]) {
    crate::of_modules(data, check);
}

fn check(data: &[u8], sound: bool) {
    let Some((tree, layout)) = crate::parse(data, Mode::Lenient) else { return };
    for code in tree.codes() {
        let Some(function) = Function::new(code) else { continue };
        let listing = match Listing::of(&function) {
            Ok(listing) => listing,
            Err(error) => {
                assert!(!sound, "{}: {error}", layout.version);
                continue;
            }
        };
        match listing.assemble() {
            Ok(assembled) => {
                assert_eq!(&*assembled.code, code.code());
                if sound {
                    assert_eq!(&*assembled.linetable, code.linetable());
                    assert_eq!(assembled.exceptiontable.as_deref(), code.exceptiontable());
                }
            }
            Err(error) => assert!(!sound, "{}: {error}", layout.version),
        }
    }
}
