//! Running: any module that is lowered ends, within its limits, in the same way each time.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use pyc_marshal::File;
use pyc_vm::host::Host;
use pyc_vm::limits::Limits;
use pyc_vm::{Outcome, Vm};

/// Holds for any bytes: as [`crate::verify::run`] takes them.
pub fn run(data: &[u8]) {
    crate::of_modules(data, |data, _| {
        let Ok(file) = File::parse(data) else { return };
        let version = file.version();
        if version.major != 3 || !(8..=14).contains(&version.minor) {
            return;
        }
        let first = once(&file);
        assert!(first == once(&file), "{version}: it ends in two ways");
    });
}

/// What a program has written.
#[derive(Clone, Default)]
struct Written(Rc<RefCell<Vec<u8>>>);

impl Host for Written {
    fn write(&mut self, stream: u8, bytes: &[u8]) -> io::Result<()> {
        let mut written = self.0.borrow_mut();
        written.push(stream);
        written.extend_from_slice(bytes);
        Ok(())
    }
}

fn once(file: &File<'_>) -> (Outcome, Vec<u8>, u64) {
    let limits = Limits {
        fuel: 20_000,
        heap_bytes: 16 << 20,
        recursion_depth: 100,
        native_depth: 10,
        output_bytes: 1 << 16,
        ..Limits::default()
    };
    let written = Written::default();
    let mut vm = Vm::new(file.version(), limits, Box::new(written.clone()));
    vm.collect_often();
    let outcome = vm.run_program(file, "module.pyc");
    let fuel = vm.usage().fuel;
    (outcome, written.0.take(), fuel)
}
