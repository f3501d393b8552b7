//! One form for equal files: reproducible builds.
//!
//! Which objects of a stream carry `FLAG_REF`, which are shared and in which order sets stand depends on the process that wrote it, not
//! on the source. Normalised streams depend on values alone:
//!
//! * Equal immutable objects (same type, same bits) are written once and referred to, in versions that have references. What is used once has
//!   no flag, so that slots number just the shared objects, in stream order. Lists, dicts and sets keep their identity.
//! * Numbers, strings and tuples take the shortest form that the version's own writer uses.
//! * A string is marked interned exactly if it consists of ASCII letters, digits and underscores: the loader interns names and such
//!   constants anyway.
//! * Items of sets are sorted: by kind, then length and content. Of equal items the first stays.
//! * Bytes behind the object are dropped; the stamp follows [`Stamping`].
//!
//! The result is loaded to an equal object, and normalising it again changes nothing. Linear but for the sorting of sets; memory some 30
//! bytes for each object beside the output.

mod emitter;
mod leaf;
mod numbering;

use emitter::Emitter;
use numbering::Numbering;

use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::header::{Header, Stamp, source_hash};
use crate::layout::{HeaderForm, Layout};
use crate::tree::Tree;

/// What becomes of the stamp in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stamping<'s> {
    /// It stays.
    #[default]
    Keep,
    /// A time becomes this one. A hash stays.
    Time(u32),
    /// A time later than this one becomes this one (`SOURCE_DATE_EPOCH`). A hash stays.
    Clamp(u32),
    /// A hash of the source takes its place (3.7 and later).
    Hash {
        /// The source, as it stands in its file.
        source: &'s [u8],
        /// Whether importing compares it with the source.
        checked: bool,
    },
}

impl Stamping<'_> {
    /// The header with its stamp changed.
    ///
    /// # Errors
    /// [`ErrorKind::Unwritable`] for a hash in a version that has no hash-based files.
    pub fn apply(self, header: Header, layout: &Layout) -> Result<Header, Error> {
        let time = |new: &dyn Fn(u32) -> u32| match header.stamp {
            Stamp::Time { mtime } => Stamp::Time { mtime: new(mtime) },
            Stamp::TimeAndSize { mtime, size } => Stamp::TimeAndSize { mtime: new(mtime), size },
            other => other,
        };
        let stamp = match self {
            Stamping::Keep => header.stamp,
            Stamping::Time(to) => time(&|_| to),
            Stamping::Clamp(latest) => time(&|mtime| mtime.min(latest)),
            Stamping::Hash { source, checked } => {
                if layout.header != HeaderForm::Flags {
                    return Err(ErrorKind::Unwritable.at(4));
                }
                Stamp::Hash { hash: source_hash(source, header.magic, layout), checked }
            }
        };
        Ok(Header { stamp, ..header })
    }
}

/// The normal form of a file.
///
/// ```
/// use pyc_marshal::{File, Stamping, normalize};
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let normal = normalize(&file, Stamping::Time(0))?;
/// assert_eq!(normalize(&File::parse(&normal)?, Stamping::Keep)?, normal);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What strict reading refuses, if the file was read leniently; [`ErrorKind::TooDeep`] if sharing would nest objects deeper than the
/// version allows; errors of [`Stamping::apply`].
pub fn normalize(file: &File<'_>, stamping: Stamping<'_>) -> Result<Vec<u8>, Error> {
    let layout = file.layout();
    let header = stamping.apply(file.header, layout)?;
    let mut out = Vec::with_capacity(file.bytes().len());
    header.write(layout, &mut out).map_err(|_| ErrorKind::Unwritable.at(4))?;
    normalize_tree(&file.tree, &mut out).map_err(|error| error.shifted(file.base()))?;
    Ok(out)
}

/// Appends the normal form of an object to `out`. See [`normalize`].
pub fn normalize_tree(tree: &Tree<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
    if let Some(&error) = tree.irregularities().as_slice().first() {
        return Err(error);
    }
    let mut numbering = Numbering::new(tree);
    numbering.run();
    Emitter::new(&numbering, out).run()
}
