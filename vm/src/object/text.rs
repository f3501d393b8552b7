//! `str`.

use core::cell::Cell;

use crate::object::arena::Held;
use crate::object::heap::Trace;
use crate::text::{Text, View};

/// A string, its hash once that was asked for, and whether names of attributes may be compared with it by handle.
#[derive(Debug, Default)]
pub(crate) struct Str {
    pub(crate) text: Text,
    pub(crate) hash: Cell<u64>,
    pub(crate) interned: bool,
}

impl Str {
    pub(crate) fn new(text: Text) -> Str {
        Str { text, hash: Cell::new(0), interned: false }
    }

    #[inline(always)]
    pub(crate) fn view(&self) -> View<'_> {
        self.text.view()
    }

    /// The hash of its code points; never 0.
    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        let known = self.hash.get();
        if known != 0 {
            return known;
        }
        let hash = self.text.view().hash().max(1);
        self.hash.set(hash);
        hash
    }
}

impl Held for Str {
    fn owned(&self) -> usize {
        self.text.owned()
    }

    fn held(&self, round: u32) -> usize {
        self.text.held(round)
    }
}

impl Trace for Str {}
