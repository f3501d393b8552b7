//! The instructions of the block stack (to 3.10).
//!
//! Up to 3.8 a `finally` clause is one piece of code, which is reached in several ways: by an exception, by falling into it, by
//! leaving the block with `break`, `continue` or `return` (to 3.7), or by a call (3.8). On the stack is then an exception of
//! three or six values, or the reason in one or two. The walk knows one state for all of them: that of an exception, the largest.
//! `END_FINALLY` takes it whatever it is, and goes on as it was reached.

use super::FaultKind;
use super::blocks::{BlockKind, BlockRef, State};
use super::walk::{End, Exit, Task, Walk};
use crate::instruction::Instruction;
use crate::op::Op;
use crate::set::OpInfo;

type Step = Result<(), FaultKind>;

/// The state behind an `END_FINALLY`, where `__exit__` may be gone from below.
fn without_exit(state: State, cleaned: bool) -> State {
    State { depth: state.depth.saturating_sub(cleaned.into()), ..state }
}

impl<'a> Walk<'_, 'a> {
    /// Walks an instruction that has to do with blocks; `None` if it has not.
    pub(super) fn block_step(&mut self, at: usize, info: &OpInfo, instruction: &Instruction<'a>, state: State) -> Option<Step> {
        let State { depth, blocks } = state;
        Some(match info.op {
            Op::SetupLoop => self.setup_loop(at, state),
            Op::SetupExcept => self.setup(at, state, depth, depth, false),
            Op::SetupFinally => self.setup(at, state, depth, depth, true),
            // `__exit__` in place of the manager belongs to the level; the result of `__enter__` does not.
            Op::SetupWith => self.need(state, 1).and_then(|()| self.setup(at, state, depth, depth + 1, true)),
            Op::SetupAsyncWith => self.need(state, 1).and_then(|()| self.setup(at, state, depth - 1, depth, true)),
            Op::PopBlock => self.pop_block(at, state),
            Op::PopExcept => self.pop_except(at, state),
            Op::BeginFinally => self.begin_finally(at, state),
            Op::CallFinally => self.call_finally(at, state),
            Op::PopFinally => self.pop_finally(at, state, instruction.oparg().unwrap_or(0) != 0),
            Op::EndFinally => self.end_finally(at, state),
            Op::WithCleanup => self.with_cleanup(at, state, u32::from(self.rules.exit_on_top), !self.rules.exit_on_top, 0),
            Op::WithCleanupStart => self.with_cleanup(at, state, 0, false, 2),
            Op::WithCleanupFinish => self.with_cleanup(at, state, 2, true, 0),
            Op::WithExceptStart => self.with_except_start(at, state),
            Op::EndAsyncFor => self.end_async_for(at, state),
            Op::BreakLoop => self.leave(at, state, Exit::Break),
            Op::ContinueLoop => self.target(at).and_then(|target| self.leave(at, state, Exit::Continue(target))),
            Op::ReturnValue => self.need(state, 1).and_then(|()| match blocks {
                BlockRef::EMPTY => Ok(()),
                _ if self.rules.return_unwinds => self.leave(at, state, Exit::Return),
                _ => Err(FaultKind::OpenBlocks),
            }),
            Op::Reraise => self.handler(blocks, None).and_then(|_| self.need(state, 3)),
            _ => return None,
        })
    }

    /// There must be so many values above what the innermost block keeps.
    fn need(&self, state: State, takes: u32) -> Step {
        let has = state.depth.saturating_sub(self.floor(state.blocks));
        if takes > has { Err(FaultKind::Underflow { takes: takes.into(), has: has.into() }) } else { Ok(()) }
    }

    /// The innermost block, which must be a handler: its level, that of the values of its exception; whether `__exit__` is gone;
    /// where it begins; the block around it.
    fn handler(&self, blocks: BlockRef, depth: Option<(u32, u32)>) -> Result<(u32, bool, usize, BlockRef), FaultKind> {
        let block = self.blocks.get(blocks).ok_or(FaultKind::NoBlock)?;
        let BlockKind::Handler { cleaned } = block.kind else { return Err(FaultKind::NoBlock) };
        if let Some((found, above)) = depth {
            let expected = block.level + self.rules.exception + above;
            if found != expected {
                return Err(FaultKind::HandlerDepth { expected, found });
            }
        }
        Ok((block.level, cleaned, block.target as usize, block.outer))
    }

    fn setup_loop(&mut self, at: usize, state: State) -> Step {
        let end = self.target(at)?;
        let blocks = self.blocks.push(BlockKind::Loop, state.depth, end, state.blocks)?;
        self.flow_to(at + 1, State { blocks, ..state })
    }

    fn setup(&mut self, at: usize, state: State, level: u32, next_depth: u32, always: bool) -> Step {
        let target = self.target(at)?;
        let handler = self.blocks.push(BlockKind::Handler { cleaned: false }, level, target, state.blocks)?;
        let protect = self.blocks.push(BlockKind::Protect { always }, level, target, state.blocks)?;
        let depth = self.check_depth(i64::from(level) + i64::from(self.rules.exception))?;
        self.handlers.entry(target).or_default();
        self.flow_to(target, State { depth, blocks: handler })?;
        let depth = self.check_depth(next_depth.into())?;
        self.flow_to(at + 1, State { depth, blocks: protect })
    }

    fn pop_block(&mut self, at: usize, state: State) -> Step {
        let block = self.blocks.get(state.blocks).ok_or(FaultKind::NoBlock)?;
        if matches!(block.kind, BlockKind::Handler { .. }) {
            return Err(FaultKind::NoBlock);
        }
        let depth = if self.rules.pop_cuts { block.level } else { state.depth };
        self.flow_to(at + 1, State { depth, blocks: block.outer })
    }

    fn pop_except(&mut self, at: usize, state: State) -> Step {
        let (level, _, handler, outer) = self.handler(state.blocks, None)?;
        // Above the three values of the former exception may be a value to be returned, below them since 3.8.
        let above = state.depth.checked_sub(level + 3).filter(|&above| above <= 1 || self.rules.pop_cuts);
        let above = above.ok_or(FaultKind::HandlerDepth { expected: level + 3, found: state.depth })?;
        self.use_exception(handler);
        let depth = if self.rules.pop_cuts { level } else { level + above };
        self.flow_to(at + 1, State { depth, blocks: outer })
    }

    fn use_exception(&mut self, handler: usize) {
        self.handlers.entry(handler).or_default().used = true;
    }

    /// `BEGIN_FINALLY` (3.8) pushes one value, and the compiler reserves the room of an exception.
    fn begin_finally(&mut self, at: usize, state: State) -> Step {
        let blocks = self.blocks.push(BlockKind::Handler { cleaned: false }, state.depth, at, state.blocks)?;
        let handler = self.handlers.entry(at).or_default();
        handler.entered = true;
        handler.resume = Some(state);
        let depth = self.check_depth(i64::from(state.depth) + i64::from(self.rules.exception))?;
        self.flow_to(at + 1, State { depth, blocks })
    }

    /// `CALL_FINALLY` (3.8) pushes the address that `END_FINALLY` returns to. A value to be returned may be below it: both fit in
    /// the room of an exception.
    fn call_finally(&mut self, at: usize, state: State) -> Step {
        let target = self.target(at)?;
        let known = self.states.get(target).copied().flatten().ok_or(FaultKind::NoBlock)?;
        let (level, _, _, outer) = self.handler(known.blocks, Some((known.depth, 0)))?;
        self.check_depth(i64::from(state.depth) + 1)?;
        let even = state.depth == level && self.blocks.same(state.blocks, outer);
        let fits =
            if state.depth > level { self.blocks.same(state.blocks, outer) } else { self.blocks.is_below(state.blocks, outer) };
        if state.depth >= level + self.rules.exception {
            return Err(FaultKind::HandlerDepth { expected: level, found: state.depth });
        }
        if !fits {
            return Err(FaultKind::Blocks);
        }
        let handler = self.handlers.get_mut(&target).ok_or(FaultKind::NoBlock)?;
        handler.entered = true;
        handler.uneven |= !even;
        self.flow_to(at + 1, state)
    }

    fn pop_finally(&mut self, at: usize, state: State, keeps: bool) -> Step {
        let (level, _, handler, outer) = self.handler(state.blocks, Some((state.depth, keeps.into())))?;
        self.handlers.entry(handler).or_default().needs_even = true;
        self.flow_to(at + 1, State { depth: level + u32::from(keeps), blocks: outer })
    }

    fn end_finally(&mut self, at: usize, state: State) -> Step {
        let (level, cleaned, target, outer) = self.handler(state.blocks, Some((state.depth, 0)))?;
        let left = State { depth: level, blocks: outer };
        let handler = self.handlers.entry(target).or_default();
        if handler.end.replace(End { at, left, cleaned }).is_some() {
            return Err(FaultKind::NoBlock);
        }
        let resume = handler.resume.map(|resume| Task::Resume(at, without_exit(resume, cleaned)));
        self.todo.extend(handler.exits.iter().map(|&exit| Task::Leave(at, left, exit)));
        self.todo.extend(resume);
        Ok(())
    }

    /// Behind an `END_FINALLY`, execution goes on.
    pub(super) fn resume(&mut self, at: usize, state: State) -> Step {
        self.detours.push((at, at + 1));
        self.flow_to(at + 1, state)
    }

    /// The handler is reached without an exception: by falling into it behind `LOAD_CONST None` (to 3.7) or `BEGIN_FINALLY`
    /// (3.8).
    pub(super) fn enter(&mut self, to: usize, known: State, state: State) -> Step {
        let known_handler = self.handler(known.blocks, Some((known.depth, 0)));
        let (level, cleaned, target, outer) = known_handler.map_err(|_| FaultKind::Blocks)?;
        if target != to || cleaned {
            return Err(FaultKind::Blocks);
        }
        let resume = if self.rules.pop_cuts {
            let depth = state.depth.checked_sub(1).ok_or(FaultKind::Underflow { takes: 1, has: 0 })?;
            State { depth, ..state }
        } else {
            let began = self.handler(state.blocks, Some((state.depth, 0)));
            let (depth, _, _, blocks) = began.map_err(|_| FaultKind::Blocks)?;
            State { depth, blocks }
        };
        if resume.depth > level || !self.blocks.is_below(resume.blocks, outer) {
            return Err(FaultKind::Depth { known: known.depth, found: state.depth });
        }
        let uneven = resume.depth != level || !self.blocks.same(resume.blocks, outer);
        let handler = self.handlers.entry(to).or_default();
        handler.entered = true;
        handler.uneven |= uneven;
        self.set_resume(to, resume)
    }

    fn set_resume(&mut self, target: usize, resume: State) -> Step {
        let handler = self.handlers.entry(target).or_default();
        if let Some(known) = handler.resume {
            let same = known.depth == resume.depth && self.blocks.same(known.blocks, resume.blocks);
            return if same { Ok(()) } else { Err(FaultKind::Depth { known: known.depth, found: resume.depth }) };
        }
        handler.resume = Some(resume);
        self.todo.extend(handler.end.map(|end| Task::Resume(end.at, without_exit(resume, end.cleaned))));
        Ok(())
    }

    /// `WITH_CLEANUP` calls `__exit__` and removes it. It does so at once or, in 3.5 to 3.8, in two steps. Where it says so, an
    /// exception is dropped.
    fn with_cleanup(&mut self, at: usize, state: State, above: u32, removes: bool, pushes: u32) -> Step {
        let (level, cleaned, target, outer) = self.handler(state.blocks, Some((state.depth, above)))?;
        if cleaned {
            return Err(FaultKind::NoBlock);
        }
        if !self.rules.exit_on_top && level <= self.floor(outer) {
            return Err(FaultKind::Underflow { takes: 1, has: 0 });
        }
        self.handlers.entry(target).or_default().needs_even |= !self.rules.exit_on_top;
        if above > 0 || removes {
            self.set_resume_if_none(target, State { depth: level, blocks: outer })?;
        }
        let mut next = State { depth: self.check_depth(i64::from(state.depth - above) + i64::from(pushes))?, ..state };
        if removes {
            next.depth -= 1;
            next.blocks = self.blocks.push(BlockKind::Handler { cleaned: true }, level - 1, target, outer)?;
        }
        self.flow_to(at + 1, next)
    }

    fn set_resume_if_none(&mut self, target: usize, resume: State) -> Step {
        let known = self.handlers.get(&target).and_then(|handler| handler.resume);
        if known.is_none() { self.set_resume(target, resume) } else { Ok(()) }
    }

    /// `WITH_EXCEPT_START` (3.9) calls `__exit__`, which is below the values of the exception, and pushes the result.
    fn with_except_start(&mut self, at: usize, state: State) -> Step {
        let (level, _, handler, outer) = self.handler(state.blocks, Some((state.depth, 0)))?;
        if level <= self.floor(outer) {
            return Err(FaultKind::Underflow { takes: 7, has: self.rules.exception.into() });
        }
        self.use_exception(handler);
        let depth = self.check_depth(i64::from(state.depth) + 1)?;
        self.flow_to(at + 1, State { depth, ..state })
    }

    /// `END_ASYNC_FOR` (3.8) ends the handler and the loop, whose iterator is below the values of the exception.
    fn end_async_for(&mut self, at: usize, state: State) -> Step {
        let (level, _, handler, outer) = self.handler(state.blocks, Some((state.depth, 0)))?;
        if level <= self.floor(outer) {
            return Err(FaultKind::Underflow { takes: 7, has: self.rules.exception.into() });
        }
        self.use_exception(handler);
        self.flow_to(at + 1, State { depth: level - 1, blocks: outer })
    }

    /// `break`, `continue` or `return` (to 3.7): leaves the blocks up to the innermost `finally`, which goes on with it at its
    /// end, or to the loop, or all.
    pub(super) fn leave(&mut self, at: usize, state: State, exit: Exit) -> Step {
        let mut depth = state.depth;
        let mut found = None;
        for (blocks, &block) in self.blocks.outward(state.blocks) {
            if matches!(block.kind, BlockKind::Protect { always: true }) || block.kind == BlockKind::Loop && exit != Exit::Return
            {
                found = Some((blocks, block));
                break;
            }
            if !matches!(block.kind, BlockKind::Handler { .. }) || self.rules.handler_is_block {
                depth = block.level;
            }
        }
        let (to, state) = match (found, exit) {
            (None, Exit::Return) => return Ok(()),
            (None, _) => return Err(FaultKind::NoBlock),
            (Some((_, block)), _) if block.kind != BlockKind::Loop => {
                let handler = block.target as usize;
                self.detours.push((at, handler));
                self.exit_through(handler, exit);
                return Ok(());
            }
            (Some((blocks, _)), Exit::Continue(target)) => (target, State { depth, blocks }),
            (Some((_, block)), _) => (block.target as usize, State { depth: block.level, blocks: block.outer }),
        };
        self.detours.push((at, to));
        self.flow_to(to, state)
    }

    /// The block of a handler is left so; its end goes on with it.
    fn exit_through(&mut self, handler: usize, exit: Exit) {
        let handler = self.handlers.entry(handler).or_default();
        handler.entered = true;
        if handler.exits.insert(exit) {
            self.todo.extend(handler.end.map(|end| Task::Leave(end.at, end.left, exit)));
        }
    }
}
