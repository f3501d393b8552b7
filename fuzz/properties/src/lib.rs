//! What must hold for any bytes. Each property is a function that panics where it does not; the fuzz targets are one line around each, and
//! `cargo test` runs all of them over the corpus, the regressions and fixed pseudo-random bytes.

#![allow(clippy::missing_panics_doc)] // panicking is what they are for

/// The example in the project's README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

pub mod asm;
pub mod decode;
pub mod dis;
pub mod edit;
pub mod exceptions;
pub mod header;
pub mod lines;
pub mod listing;
pub mod lower;
pub mod normalize;
pub mod read;
pub mod roundtrip;
pub mod run;
pub mod smith;
pub mod text;
pub mod verify;
pub mod versions;
pub mod write;

use arbitrary::Unstructured;
use pyc_marshal::{Error, ErrorKind, File, Layout, Mode, Options, Sameness, Style, Tree, Version, same};

/// A property.
pub type Property = fn(&[u8]);

/// All properties, by the names of their fuzz targets.
pub const ALL: &[(&str, Property)] = &[
    ("asm", asm::run),
    ("decode", decode::run),
    ("dis", dis::run),
    ("edit", edit::run),
    ("exceptions", exceptions::run),
    ("header", header::run),
    ("lines", lines::run),
    ("listing", listing::run),
    ("lower", lower::run),
    ("normalize", normalize::run),
    ("read", read::run),
    ("roundtrip", roundtrip::run),
    ("run", run::run),
    ("smith", smith::run),
    ("text", text::run),
    ("verify", verify::run),
    ("versions", versions::run),
    ("write", write::run),
];

/// A stream to be read, and how.
#[derive(Clone, Copy)]
struct Input<'a> {
    stream: &'a [u8],
    layout: &'static Layout,
    max_depth: Option<u32>,
}

impl<'a> Input<'a> {
    /// A file; or, if the bytes begin with `#` and the number of a version, a bare stream of that version: the generator of mutations
    /// then need not keep a magic number. Numbers past the last version count round, and set a limit of depth. A magic number that begins with `#`
    /// (3.14's alphas have them) is told by the line end behind it.
    fn new(data: &'a [u8], mode: Mode) -> Result<Input<'a>, Error> {
        if let [b'#', number, stream @ ..] = data
            && !stream.starts_with(b"\r\n")
        {
            let round = u32::from(*number) / Version::all().len() as u32;
            let max_depth = if round == 0 { None } else { Some(round * 3) };
            return Ok(Input { stream, layout: layout(*number), max_depth });
        }
        let (_, layout) = File::header(data, mode, None)?;
        Ok(Input { stream: data.get(layout.header.len()..).unwrap_or(&[]), layout, max_depth: None })
    }

    fn options(&self, mode: Mode) -> Options {
        Options { mode, max_depth: self.max_depth }
    }

    fn tree(&self, mode: Mode) -> Result<Tree<'a>, Error> {
        Tree::with_options(self.stream, self.layout, self.options(mode))
    }
}

/// What the bytes hold, if they are accepted.
fn parse(data: &[u8], mode: Mode) -> Option<(Tree<'_>, &'static Layout)> {
    let input = Input::new(data, mode).ok()?;
    Some((input.tree(mode).ok()?, input.layout))
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

/// A file with some bytes changed: close to valid.
fn changed(mut bytes: Vec<u8>, u: &mut Unstructured<'_>) -> Vec<u8> {
    for _ in 0..4 {
        let (Ok(place), Ok(byte)) = (u.choose_index(bytes.len()), u.arbitrary()) else { break };
        if let Some(slot) = bytes.get_mut(place) {
            *slot = byte;
        }
    }
    bytes
}

/// Calls `check` with a `.pyc` file; or, if the bytes begin with `@` and the number of a version, with the module that the generator makes of
/// the rest, and then with that module after a few bytes of it are changed. Says whether what is handed over is sound.
fn of_modules(data: &[u8], mut check: impl FnMut(&[u8], bool)) {
    let [b'@', number, seed @ ..] = data else { return check(data, false) };
    let mut u = Unstructured::new(seed);
    let Ok(module) = pyc_smith::module(&mut u, layout(*number).version) else { return };
    check(&module, true);
    check(&changed(module, &mut u), false);
}
