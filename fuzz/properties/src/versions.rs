//! A generated program does the same whatever version it is written for.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use arbitrary::{Arbitrary, Unstructured};
use pyc_bytecode::{Function, verify};
use pyc_marshal::{File, Version};
use pyc_smith::{Program, ProgramConfig};
use pyc_vm::host::Host;
use pyc_vm::limits::Limits;
use pyc_vm::{Outcome, Vm};

/// Holds for any bytes, as seed of the generator.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(config) = ProgramConfig::arbitrary(&mut u) else { return };
    let versions: Vec<Version> = Program::versions().collect();
    let (Ok(&first), Ok(&second)) = (u.choose(&versions), u.choose(&versions)) else { return };
    let Ok(program) = Program::make(&mut u, &config) else { return };
    let executed = |version| execute(&program, version).unwrap_or_else(|error| panic!("{version}: {error}\n{program:?}"));
    let (one, other) = (executed(first), executed(second));
    assert!(one == other, "{first}: {one:?}\n{second}: {other:?}\n{program:?}");
}

/// What a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Did {
    /// What it has printed.
    pub output: String,
    /// The class of the exception that it ended with.
    pub error: Option<String>,
}

/// Writes a program for a version, and executes it in the machine.
///
/// # Errors
/// If it cannot be written, does not verify, or reaches a limit.
pub fn execute(program: &Program, version: Version) -> Result<Did, String> {
    let bytes = program.emit(version).map_err(|error| error.to_string())?;
    let file = File::parse(&bytes).map_err(|error| error.to_string())?;
    for function in file.tree.codes().filter_map(Function::new) {
        verify(&function).map_err(|fault| format!("{:?}: {fault}", function.code().name()))?;
    }
    let limits = Limits { fuel: 3_000_000, heap_bytes: 64 << 20, ..Limits::default() };
    let written = Written::default();
    let mut vm = Vm::new(version, limits, Box::new(written.clone()));
    let outcome = vm.run_program(&file, "program.py");
    let [output, errors] = written.0.take().map(|it| String::from_utf8_lossy(&it).into_owned());
    match outcome {
        Outcome::Done => Ok(Did { output, error: None }),
        Outcome::Exception => {
            // The traceback ends with the class, which may have the name of its module before it, and the message.
            let last = errors.trim_end().rsplit('\n').next().unwrap_or_default();
            let class = last.split(':').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
            Ok(Did { output, error: Some(class.to_owned()) })
        }
        other => Err(format!("{other:?}")),
    }
}

/// What a program has written to its standard streams.
#[derive(Clone, Default)]
struct Written(Rc<RefCell<[Vec<u8>; 2]>>);

impl Host for Written {
    fn write(&mut self, stream: u8, bytes: &[u8]) -> io::Result<()> {
        let at = usize::from(stream.saturating_sub(1)).min(1);
        self.0.borrow_mut()[at].extend_from_slice(bytes);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use pyc_smith::Random;

    #[test]
    fn programs_do_the_same_in_two_versions() {
        for seed in 0..60 {
            super::run(&Random::new(seed).bytes(1500));
        }
    }
}
