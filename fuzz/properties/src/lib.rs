//! What must hold for any bytes. Each property is a function that panics where it does not; the fuzz targets are five lines around one,
//! and `cargo test` runs all of them over the corpus, the regressions and fixed pseudo-random bytes.

#![allow(clippy::missing_panics_doc)] // panicking is what they are for

/// The example in the project's README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

pub mod edit;
pub mod header;
pub mod normalize;
pub mod read;
pub mod roundtrip;
pub mod smith;
pub mod write;

use pyc_marshal::{ErrorKind, File, FileOptions, Layout, Mode, Options, Sameness, Style, Tree, Version, same};

/// A property.
pub type Property = fn(&[u8]);

/// All properties, by the names of their fuzz targets.
pub const ALL: &[(&str, Property)] = &[
    ("edit", edit::run),
    ("header", header::run),
    ("normalize", normalize::run),
    ("read", read::run),
    ("roundtrip", roundtrip::run),
    ("smith", smith::run),
    ("write", write::run),
];

/// Bytes that are read as a file, or, if they begin with `#` and the number of a version, as a bare stream of that version: the generator
/// of mutations then need not keep a magic number.
fn parse(data: &[u8], mode: Mode) -> Option<(Tree<'_>, &'static Layout)> {
    let options = Options { mode, max_depth: None };
    let tree = match data {
        [b'#', version, stream @ ..] => Tree::with_options(stream, layout(*version), options),
        _ => File::with_options(data, FileOptions { options, assume: None }).map(|file| file.tree),
    };
    let tree = tree.ok()?;
    let layout = tree.layout();
    Some((tree, layout))
}

/// The layout of version `number`, counted round.
fn layout(number: u8) -> &'static Layout {
    let versions: Vec<Version> = Version::all().collect();
    let version = versions.get(usize::from(number) % versions.len()).copied().unwrap_or(Version::LATEST);
    Layout::of(version).expect("every version has a layout")
}

/// How to write in tests: no more than a megabyte.
fn style(layout: &Layout) -> Style {
    Style { max_len: 1 << 20, ..Style::of(layout) }
}

/// Whether both hold equal objects. Rewriting may merge items of sets that are equal in Python (`1` and `1.0`), and a NaN equals nothing.
fn equal(a: &Tree<'_>, b: &Tree<'_>) -> bool {
    same(a, b, Sameness::Exact) || same(a, b, Sameness::Equal) || !same(a, a, Sameness::Equal)
}

/// The limits that rewriting an accepted object may run into.
fn is_limit(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::TooDeep { .. } | ErrorKind::OutputTooLong { .. })
}
