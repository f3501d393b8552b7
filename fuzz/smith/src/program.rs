//! Whole small programs: made once, written as code of any version from 3.8 to 3.14, and the same in what they do.
//!
//! What is made is a tree of statements, typed and bounded: a program ends after some thousand steps, prints nothing that depends on the order of
//! a hash, on an address or on the words of an error, and means the same in all of these versions. [`Program::emit`] is a small compiler: it writes
//! what the version's own compiler would write in kind, with its calls, its exceptions, its comprehensions, but not in every byte.

mod ast;
mod config;
mod emit;
mod make;
mod scope;
mod source;

use core::fmt;

use arbitrary::{Arbitrary, Result, Unstructured};
use pyc_bytecode::AssembleError;
use pyc_marshal::{Header, Layout, Magic, Objects, Stamp, Style, Version};

use crate::Random;
pub use config::ProgramConfig;

/// A program.
///
/// ```
/// use arbitrary::Unstructured;
/// use pyc_marshal::{File, Version};
/// use pyc_smith::{Program, ProgramConfig, Random};
///
/// let bytes = Random::new(1).bytes(2000);
/// let program = Program::make(&mut Unstructured::new(&bytes), &ProgramConfig::all())?;
/// for version in [Version::new(3, 8), Version::new(3, 13)] {
///     assert!(File::parse(&program.emit(version)?).is_ok());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Program {
    body: Vec<ast::Stmt>,
}

impl Program {
    /// The versions that programs are written for.
    pub fn versions() -> impl DoubleEndedIterator<Item = Version> + Clone {
        (8..=14).map(|minor| Version::new(3, minor))
    }

    /// Makes a program of a fuzzer's bytes, or of those of a [`Random`](crate::Random).
    ///
    /// # Errors
    /// None that depends on the bytes.
    pub fn make(u: &mut Unstructured<'_>, config: &ProgramConfig) -> Result<Program> {
        Ok(Program { body: make::program(u, config)? })
    }

    /// The program of a seed, which decides what features it has too.
    ///
    /// # Errors
    /// None.
    pub fn of_seed(seed: u64) -> Result<Program> {
        /// Bytes of decisions: more than a program needs.
        const BYTES: usize = 4000;
        let bytes = Random::new(seed).bytes(BYTES);
        let mut u = Unstructured::new(&bytes);
        let config = ProgramConfig::arbitrary(&mut u)?;
        Program::make(&mut u, &config)
    }

    /// The program as Python source. Where it has `match`, that of 3.10 and later.
    pub fn source(&self) -> String {
        source::source(&self.body)
    }

    /// The program as a `.pyc` file of a version.
    ///
    /// # Errors
    /// If there is no instruction set, or none of [`Program::versions`].
    pub fn emit(&self, version: Version) -> core::result::Result<Vec<u8>, AssembleError> {
        let unknown = || AssembleError::from(pyc_bytecode::AssembleErrorKind::NoInstructionSet(version));
        let (magic, layout) = Magic::of(version).zip(Layout::of(version)).ok_or_else(unknown)?;
        if !Program::versions().any(|it| it == version) {
            return Err(unknown());
        }
        let mut objects = Objects::new(layout);
        let root = emit::module(&mut objects, &self.body)?;
        let header = Header { magic, stamp: Stamp::TimeAndSize { mtime: 0, size: 0 } };
        Ok(objects.to_file(&header, root, Style::of(layout))?)
    }
}

impl fmt::Debug for Program {
    /// Its source.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source())
    }
}
