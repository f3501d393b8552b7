//! Makes valid marshal streams, object graphs and whole `.pyc` files of every CPython from 1.0 to 3.15 out of arbitrary bytes, for fuzzing
//! what reads them.
//!
//! The bytes that a fuzzer mutates are taken as decisions, so that every input gives something that a loader accepts, and small changes of
//! the input are small changes of the structure. The same bytes give the same result, for ever within one version of this crate. Where the
//! bytes run out, what is open is finished with small leaves.
//!
//! | function | gives | what it reaches |
//! |---|---|---|
//! | [`marshal`] | a stream, token by token | all that a loader accepts, forms included that no CPython writes |
//! | [`objects`] | a graph of objects | what programs hold in memory; for writers |
//! | [`pyc`] | a whole file | header, then a stream |
//! | [`function()`] | the instructions of a function | all that verifies |
//! | [`module()`] | a whole file of such functions | what disassemblers, assemblers and interpreters read |
//! | [`Program`] | a program, and its file for each version from 3.8 to 3.14 | what interpreters do |
//! | [`mutate()`] | a file with a few changes | what a loader has to refuse, and what lies near |
//!
//! A [`Config`] switches groups of features on and off. Drawing one for each input (swarm testing) finds more than having all on always:
//! a feature that is off leaves room for the others to meet.
//!
//! ```
//! use arbitrary::{Arbitrary, Unstructured};
//! use pyc_marshal::{Layout, Tree};
//! use pyc_smith::Config;
//!
//! let mut u = Unstructured::new(b"bytes from a fuzzer, the more of them the larger the object");
//! let config = Config::arbitrary(&mut u)?;
//! let version = pyc_smith::version(&mut u)?;
//! let layout = Layout::of(version).unwrap();
//! let stream = pyc_smith::marshal(&mut u, &config, layout)?;
//! assert!(Tree::parse(&stream, layout).is_ok());
//! # Ok::<(), arbitrary::Error>(())
//! ```

mod code;
mod config;
mod function;
mod leaf;
mod module;
mod mutate;
mod objects;
mod part;
mod program;
mod random;
mod stream;

use arbitrary::{Error, Result, Unstructured};
use pyc_marshal::{Header, HeaderForm, Id, Layout, Magic, Objects, Stamp, Style, Version};

pub use config::Config;
pub use function::{Body, Counts, function};
pub use mutate::{Change, mutate};
pub use program::{Program, ProgramConfig};
pub use random::Random;

/// Any version of [`Version::all`].
///
/// # Errors
/// None that depends on the bytes: where they run out, it is the oldest.
pub fn version(u: &mut Unstructured<'_>) -> Result<Version> {
    u.choose_iter(Version::all())
}

/// A marshal stream of one object that strict reading accepts, and nothing behind it.
///
/// All type codes occur that the version reads and `config` lets, in the forms that its CPython writes and, with [`Config::odd`], in those
/// that it only reads.
///
/// # Errors
/// None that depends on the bytes.
pub fn marshal(u: &mut Unstructured<'_>, config: &Config, layout: &'static Layout) -> Result<Vec<u8>> {
    stream::make(u, config, layout, false)
}

/// A graph of objects and its root, which [`Objects::to_bytes`] writes in the version's own [`pyc_marshal::Style`], for strict reading.
///
/// Parts are shared; lists and dicts contain themselves where the version can write that. What is shared stays small in versions that write
/// it in full each time.
///
/// # Errors
/// None that depends on the bytes.
pub fn objects(u: &mut Unstructured<'_>, config: &Config, layout: &'static Layout) -> Result<(Objects, Id)> {
    objects::make(u, config, layout)
}

/// A whole file of any version: the header of its last release with any stamp that the version has, and a stream; half of them of a code
/// object, where `config` lets.
///
/// # Errors
/// None that depends on the bytes.
pub fn pyc(u: &mut Unstructured<'_>, config: &Config) -> Result<Vec<u8>> {
    let magic = Magic::of(version(u)?).ok_or(Error::IncorrectFormat)?;
    let layout = magic.layout().map_err(|_| Error::IncorrectFormat)?;
    let stamp = match layout.header {
        HeaderForm::Time => Stamp::Time { mtime: u.arbitrary()? },
        HeaderForm::Flags if leaf::chance(u, 2)? => Stamp::Hash { hash: u.arbitrary()?, checked: u.arbitrary()? },
        HeaderForm::TimeAndSize | HeaderForm::Flags => Stamp::TimeAndSize { mtime: u.arbitrary()?, size: u.arbitrary()? },
    };
    let mut file = Vec::new();
    Header { magic, stamp }.write(layout, &mut file).map_err(|_| Error::IncorrectFormat)?;
    let module = config.code && leaf::chance(u, 2)?;
    file.extend(stream::make(u, config, layout, module)?);
    Ok(file)
}

/// A whole file of a version: a module with functions in functions, all of which [`pyc_bytecode::verify()`] accepts.
///
/// # Errors
/// None that depends on the bytes.
pub fn module(u: &mut Unstructured<'_>, version: Version) -> Result<Vec<u8>> {
    let magic = Magic::of(version).ok_or(Error::IncorrectFormat)?;
    let layout = magic.layout().map_err(|_| Error::IncorrectFormat)?;
    let stamp = match layout.header {
        HeaderForm::Time => Stamp::Time { mtime: 0 },
        HeaderForm::TimeAndSize | HeaderForm::Flags => Stamp::TimeAndSize { mtime: 0, size: 0 },
    };
    let (objects, root) = module::make(u, layout)?;
    objects.to_file(&Header { magic, stamp }, root, Style::of(layout)).map_err(|_| Error::IncorrectFormat)
}
