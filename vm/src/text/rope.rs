//! Strings that grow at their end: what `s += t` in a loop makes.

use core::cell::{Cell, OnceCell};
use std::rc::Rc;

/// Bytes at the end that are copied with each growth; more of them become a piece that is shared.
const TAIL: usize = 512;

/// A part of a string that several strings begin with, and what is before it.
#[derive(Debug)]
struct Chain {
    previous: Option<Rc<Chain>>,
    piece: Box<[u8]>,
    /// The last collection that has counted it.
    counted: Cell<u32>,
}

impl Drop for Chain {
    /// A loop: chains are long.
    fn drop(&mut self) {
        let mut next = self.previous.take();
        while let Some(mut chain) = next.and_then(Rc::into_inner) {
            next = chain.previous.take();
        }
    }
}

/// A string of code points up to 255, put together when somebody looks at it. What it shares with the string that it grew from is there once.
#[derive(Clone, Debug)]
pub(crate) struct Rope {
    len: usize,
    chain: Option<Rc<Chain>>,
    tail: Vec<u8>,
    flat: OnceCell<Box<[u8]>>,
    /// Bytes of the piece that was made for it.
    piece: usize,
}

impl Rope {
    /// Of two strings.
    pub(crate) fn new(a: &[u8], b: &[u8]) -> Rope {
        let chain = Chain { previous: None, piece: a.into(), counted: Cell::new(0) };
        let first = Rope { len: a.len(), chain: Some(Rc::new(chain)), tail: Vec::new(), flat: OnceCell::new(), piece: 0 };
        let mut rope = first.grown(b);
        rope.piece += a.len();
        rope
    }

    /// The string with another behind it.
    pub(crate) fn grown(&self, more: &[u8]) -> Rope {
        let mut tail = Vec::with_capacity(self.tail.len() + more.len());
        tail.extend_from_slice(&self.tail);
        tail.extend_from_slice(more);
        let mut chain = self.chain.clone();
        let mut new = 0;
        if tail.len() > TAIL {
            let piece = core::mem::take(&mut tail).into_boxed_slice();
            new = piece.len();
            chain = Some(Rc::new(Chain { previous: chain, piece, counted: Cell::new(0) }));
        }
        Rope { len: self.len + more.len(), chain, tail, flat: OnceCell::new(), piece: new }
    }

    /// Whether it was never looked at.
    pub(crate) fn is_open(&self) -> bool {
        self.flat.get().is_none()
    }

    fn alone(&self) -> usize {
        let flat = if self.is_open() { 0 } else { self.len };
        flat + self.tail.capacity() + size_of::<Rope>()
    }

    /// Bytes that were asked for when it was made.
    pub(crate) fn owned(&self) -> usize {
        self.alone() + self.piece
    }

    /// Bytes that it owns; a piece that is shared counts for the rope that collection number `round` finds first.
    pub(crate) fn held(&self, round: u32) -> usize {
        let mut bytes = self.alone();
        let mut chain = self.chain.as_ref();
        while let Some(it) = chain.filter(|it| it.counted.replace(round) != round) {
            bytes += it.piece.len() + size_of::<Chain>();
            chain = it.previous.as_ref();
        }
        bytes
    }

    /// Number of code points.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The code points, one behind the other.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.flat.get_or_init(|| {
            let mut all = vec![0; self.len];
            let mut end = self.len - self.tail.len();
            all[end..].copy_from_slice(&self.tail);
            let mut chain = self.chain.as_ref();
            while let Some(it) = chain {
                let start = end - it.piece.len();
                all[start..end].copy_from_slice(&it.piece);
                end = start;
                chain = it.previous.as_ref();
            }
            all.into_boxed_slice()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rope;

    #[test]
    fn what_grows_keeps_what_it_was() {
        let mut rope = Rope::new(b"ab", b"c");
        let mut all = b"abc".to_vec();
        let mut older = Vec::new();
        for number in 0..5000_u32 {
            let more = number.to_string();
            older.push((rope.clone(), all.len()));
            rope = rope.grown(more.as_bytes());
            all.extend_from_slice(more.as_bytes());
        }
        assert_eq!(rope.bytes(), all);
        for (rope, len) in older.iter().step_by(37) {
            assert_eq!((rope.bytes(), rope.len()), (&all[..*len], *len));
        }
    }

    #[test]
    fn a_long_chain_is_dropped() {
        let mut rope = Rope::new(b"", b"");
        for _ in 0..100_000 {
            rope = rope.grown(&[65; 600]);
        }
        assert_eq!(rope.len(), 60_000_000);
    }
}
