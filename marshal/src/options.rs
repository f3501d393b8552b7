//! How to read, and what lenient reading passed over.

use crate::error::Error;

/// Length in bytes of the longest input: offsets are kept in 32 bits.
pub const MAX_INPUT: usize = u32::MAX as usize - 1;

/// How to treat bytes that CPython of that version would refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Refuse what it refuses.
    #[default]
    Strict,
    /// Note each irregularity and go on where the bytes still can be understood.
    Lenient,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What to do with irregular bytes.
    pub mode: Mode,
    /// How deep objects may nest: a leaf at top level is at depth 1. `None`: as the release, see [`crate::Layout::max_depth`].
    pub max_depth: Option<u32>,
}

impl Options {
    /// As CPython of that version reads.
    pub const STRICT: Options = Options { mode: Mode::Strict, max_depth: None };
    /// Forensics.
    pub const LENIENT: Options = Options { mode: Mode::Lenient, max_depth: None };
}

impl Default for Options {
    fn default() -> Self {
        Options::STRICT
    }
}

/// What lenient reading passed over.
#[derive(Clone, Debug, Default)]
pub struct Irregularities {
    list: Vec<Error>,
    total: u64,
}

impl Irregularities {
    /// How many are kept with their offset; a hostile file can hold one in each byte.
    pub const KEPT: usize = 1000;

    /// The first [`Irregularities::KEPT`] of them, in stream order.
    pub fn as_slice(&self) -> &[Error] {
        &self.list
    }

    /// How many there were in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn push(&mut self, error: Error) {
        self.total += 1;
        if self.list.len() < Self::KEPT {
            self.list.push(error);
        }
    }
}
