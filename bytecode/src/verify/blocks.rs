//! The block stack of a frame (to 3.10), as the walk follows it: many stacks that share their lower parts.

use super::FaultKind;

/// Blocks that a frame holds at most (`CO_MAXBLOCKS`).
const MAX_BLOCKS: u8 = 20;

/// A block stack, by its innermost block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockRef(u32);

impl BlockRef {
    /// The empty block stack.
    pub(crate) const EMPTY: BlockRef = BlockRef(0);
}

/// What an instruction finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// Values on the stack.
    pub(crate) depth: u32,
    /// Its block stack; always empty from 3.11 on.
    pub(crate) blocks: BlockRef,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// `SETUP_LOOP`.
    Loop,
    /// `SETUP_EXCEPT`, `SETUP_FINALLY`, `SETUP_WITH`, `SETUP_ASYNC_WITH`.
    Protect {
        /// The handler is also run when the block is left with `break`, `continue` or `return`: not so for `SETUP_EXCEPT`.
        always: bool,
    },
    /// A handler that runs. On the stack, from the level of the block on, are the values of an exception, or less than these
    /// where `finally` was reached in another way; the room for all of them is reserved. A block of the frame since 3.0 only.
    Handler {
        /// `__exit__`, which is below these values, is gone.
        cleaned: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// Depth of the stack where it began.
    pub(crate) level: u32,
    /// Index of the first instruction of the handler, or of the end of the loop.
    pub(crate) target: u32,
    /// The block around it.
    pub(crate) outer: BlockRef,
    height: u8,
}

/// All blocks that the walk has met.
#[derive(Debug, Default)]
pub(crate) struct Blocks(Vec<Block>);

impl Blocks {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, block: BlockRef) -> Option<&Block> {
        self.0.get((block.0 as usize).checked_sub(1)?)
    }

    fn height(&self, block: BlockRef) -> u8 {
        self.get(block).map_or(0, |block| block.height)
    }

    pub(crate) fn push(&mut self, kind: BlockKind, level: u32, target: usize, outer: BlockRef) -> Result<BlockRef, FaultKind> {
        let height = self.height(outer) + 1;
        if height > MAX_BLOCKS {
            return Err(FaultKind::TooManyBlocks);
        }
        self.0.push(Block { kind, level, target: target as u32, outer, height });
        Ok(BlockRef(self.0.len() as u32))
    }

    /// The block and those around it, innermost first.
    pub(crate) fn outward(&self, block: BlockRef) -> impl Iterator<Item = (BlockRef, &Block)> {
        let with = |at: BlockRef| self.get(at).map(|block| (at, block));
        core::iter::successors(with(block), move |(_, block)| with(block.outer))
    }

    /// Whether two block stacks are equal. They are at most 20 high.
    pub(crate) fn same(&self, a: BlockRef, b: BlockRef) -> bool {
        let facts = |block: &Block| (block.kind, block.level, block.target);
        a == b
            || self.height(a) == self.height(b)
                && self.outward(a).zip(self.outward(b)).all(|((a, x), (b, y))| a == b || facts(x) == facts(y))
    }

    /// Whether `lower` is `upper`, or what is left of it when some blocks are popped.
    pub(crate) fn is_below(&self, lower: BlockRef, upper: BlockRef) -> bool {
        let height = self.height(lower);
        let rest = self.outward(upper).find(|(_, block)| block.height <= height).map_or(BlockRef::EMPTY, |(at, _)| at);
        self.same(lower, rest)
    }
}
