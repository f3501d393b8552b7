//! Leaving statements early: `return`, `break`, `continue`.

use pyc_bytecode::{Label, Op};

use super::{Block, Coder, Done, Protection};

impl<'p> Coder<'_, 'p> {
    /// Writes what has to be done where all blocks from `until` on are left, with a value on the stack or without; then `leave`, which goes away.
    pub(super) fn unwind(&mut self, until: usize, value: bool, leave: impl FnOnce(&mut Self) -> Done) -> Done {
        let (blocks, depth) = (self.blocks.clone(), self.depth);
        while self.blocks.len() > until {
            if let Some(block) = self.blocks.pop() {
                self.leave(&block, value)?;
            }
        }
        leave(self)?;
        self.depth = depth;
        self.blocks = blocks;
        // What follows is inside of the blocks again.
        for at in until..self.blocks.len() {
            let start = self.label();
            self.bind(start)?;
            match self.blocks.get_mut(at) {
                Some(Block::Try(it) | Block::Finally(it, ..) | Block::With(it)) => it.start = start,
                Some(Block::Handler(ranges, _)) => ranges.iter_mut().for_each(|it| it.start = start),
                Some(Block::Loop { .. }) | None => {}
            }
        }
        Ok(())
    }

    fn leave(&mut self, block: &Block<'p>, value: bool) -> Done {
        match block {
            Block::Loop { iterates: false, .. } => Ok(()),
            Block::Loop { .. } => {
                if value {
                    self.swap()?;
                }
                self.pop_iterator()
            }
            Block::Try(range) => self.end_block(range),
            Block::Finally(range, body, handler) => {
                self.end_block(range)?;
                if self.has(Op::CallFinally) {
                    return self.emit(Op::CallFinally, *handler);
                }
                self.nested += 1;
                self.body(body)?;
                self.nested -= 1;
                Ok(())
            }
            Block::With(range) => {
                self.end_block(range)?;
                if value && self.has(Op::LoadSpecial) {
                    self.emit(Op::Swap, 3)?;
                    self.emit(Op::Swap, 2)?;
                } else if value {
                    self.swap()?;
                }
                self.exit_with()
            }
            Block::Handler(ranges, name) => {
                for range in ranges {
                    self.unprotect(range)?;
                }
                if name.is_some() && self.minor < 11 {
                    self.emit(Op::PopBlock, ())?;
                }
                if value {
                    if self.minor < 11 { self.emit(Op::RotFour, ())? } else { self.swap()? }
                }
                self.emit(Op::PopExcept, ())?;
                match name {
                    Some((_, cleanup)) if self.has(Op::CallFinally) => self.emit(Op::CallFinally, *cleanup),
                    Some((name, _)) => self.forget(name),
                    None => Ok(()),
                }
            }
        }
    }

    /// Takes the iterator of a loop.
    pub(super) fn pop_iterator(&mut self) -> Done {
        self.emit(if self.has(Op::PopIter) { Op::PopIter } else { Op::PopTop }, ())
    }

    /// Ends the protection of a block.
    pub(super) fn end_block(&mut self, range: &Protection) -> Done {
        self.unprotect(range)?;
        if self.minor < 11 { self.emit(Op::PopBlock, ()) } else { Ok(()) }
    }

    /// Begins it.
    pub(super) fn begin_block(&mut self, handler: Label, lasti: bool) -> Done<Protection> {
        let depth = self.depth;
        if self.minor < 11 {
            self.emit(Op::SetupFinally, handler)?;
        }
        self.protection(handler, depth, lasti)
    }

    /// Calls `__exit__`, which is on the stack, without an exception.
    pub(super) fn exit_with(&mut self) -> Done {
        if self.has(Op::BeginFinally) {
            self.emit(Op::BeginFinally, ())?;
            self.emit(Op::WithCleanupStart, ())?;
            self.emit(Op::WithCleanupFinish, ())?;
            return self.emit(Op::PopFinally, 0);
        }
        for _ in 0..3 {
            self.none()?;
        }
        if self.minor < 11 {
            self.emit(Op::CallFunction, 3)?;
        } else {
            // Up to 3.13 the first argument is in the place of `self`.
            self.call(if self.has(Op::LoadSpecial) { 3 } else { 2 })?;
        }
        self.pop()
    }

    /// The name of an exception is unbound behind its handler.
    pub(super) fn forget(&mut self, name: &str) -> Done {
        self.none()?;
        self.store(name)?;
        self.delete(name)
    }

    /// Raises the exception of a handler again, with what was handled before it restored (3.11).
    pub(super) fn reraise_restored(&mut self) -> Done {
        self.emit(Op::Copy, 3)?;
        self.emit(Op::PopExcept, ())?;
        self.emit(Op::Reraise, 1)
    }

    /// Raises the exception on top again.
    pub(super) fn reraise(&mut self, lasti: u32) -> Done {
        if self.minor == 9 { self.emit(Op::Reraise, ()) } else { self.emit(Op::Reraise, lasti) }
    }
}
