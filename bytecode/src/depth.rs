//! How deep the stack gets: `co_stacksize`, as the compiler of each version computes it.
//!
//! All of them add up [`OpInfo::effect`](crate::OpInfo::effect) along the ways through the code, and take the largest sum:
//! * 2.5 to 3.6 (`stackdepth_walk` in `Python/compile.c`): a recursive walk over basic blocks, which goes on behind `return` and
//!   `raise` and enters a block again when it gets there deeper. The effects count too much: in 3.x behind each `try` six values
//!   stay (bpo-24340).
//! * 3.7 to 3.10 (`stackdepth`): each block once, effects that depend on whether a jump is taken, no code that cannot be reached.
//! * 3.11 and later (`calculate_stackdepth`, since 3.12 in `Python/flowgraph.c`): the same; handlers begin as their `SETUP_`
//!   pseudo instructions say, which is what the exception table says.
//!
//! # Where it differs
//! Up to 3.9 the compiler computes the size first, and then an optimiser (`Python/peephole.c`) changes the code: `BUILD_TUPLE` of three
//! constants needs three values, the one constant that takes its place needs one. In 3.7 bpo-29469 moved the folding of constants to before
//! the compiler, all but that of tuples, and since 3.10 (bpo-41323) the optimiser works on the graph that the size is computed of. Up to 3.6
//! the optimiser also removes what stands behind `return`, which the size has counted until bpo-24340 (3.7). Such code objects have a
//! `co_stacksize` above [`stack_size`], never below. Of those in the standard libraries and their tests:
//!
//! | version | code objects | larger by folding | larger by removal |
//! | --- | --: | --: | --: |
//! | 2.7 | 51,072 | 1,292 | 7 |
//! | 3.6 | 191,120 | 4,560 | 42 |
//! | 3.7 | 205,799 | 334 | 0 |
//! | 3.8 | 217,874 | 354 | 0 |
//! | 3.9 | 225,242 | 382 | 0 |
//! | 3.10 to 3.13 | 1,126,388 | 0 | 0 |
//!
//! `cargo xtask verify` counts them. [`crate::verify()`] takes any `co_stacksize` that is enough.
//!
//! # Guarantee
//! Accepts any code, never recurses, takes time and memory linear in its length. For code of up to 3.6 that no compiler made, the walk
//! may end early, and the size be too small.

use crate::cfg::Body;
use crate::exceptions::Entries;
use crate::function::Function;
use crate::op::Op;
use crate::set::{Flow, OpInfo};
use crate::verify::Rules;

/// A block that begins this deep is not entered again: CPython's own limit, for code that gets deeper in each round of a loop.
const DEEP_ENOUGH: i64 = 100;

/// How often, on average, the recursive walk may come to an instruction. Those of standard libraries need 7 at most.
const MAX_ROUNDS: usize = 100;

/// How often to look for handlers that nothing leads to: in those that are found may be others.
const ORPHAN_ROUNDS: u32 = 3;

/// How deep the stack gets, as the compiler of the function's version computes it for this code. At least 0; a `co_stacksize`
/// that CPython wrote is this number, or larger for the reason that the [module](self) gives.
///
/// Up to 3.6 it may exceed what the code needs, as CPython's does, and for code that no compiler made it may be less: use
/// [`crate::Verified::max_depth`] for what the code needs.
pub fn stack_size(function: &Function<'_, '_>) -> u32 {
    let body = Body::of(function);
    let rules = Rules::of(body.set);
    let entry = rules.entry_depth(function, &body);
    let count = body.instructions.len();
    let (starts, seen) = (vec![i64::MIN; count], vec![false; count]);
    let mut walk = Walk { body: &body, leader: leaders(&body), starts, seen, most: 0 };
    if rules.walks_recursively {
        walk.recursive(i64::from(entry), rules.walks_past_return);
    } else {
        let handlers = Entries::new(function.code().exceptiontable().unwrap_or(&[])).map_while(Result::ok);
        let handlers =
            handlers.filter_map(|it| Some((body.at(it.target.into())?, i64::from(it.depth) + i64::from(it.lasti) + 1)));
        let mut todo = Vec::new();
        walk.push(0, i64::from(entry), &mut todo);
        for (at, depth) in handlers {
            walk.reach(depth);
            walk.push(at, depth, &mut todo);
        }
        walk.once(todo);
        let rounds = if body.set.exception_table { ORPHAN_ROUNDS } else { 0 };
        for _ in 0..rounds {
            let orphans = walk.orphans(function);
            walk.once(orphans);
        }
    }
    u32::try_from(walk.most).unwrap_or(u32::MAX).max(rules.least_size)
}

/// By instruction, whether a basic block begins there because something jumps there.
fn leaders(body: &Body<'_>) -> Vec<bool> {
    let mut leaders = vec![false; body.instructions.len()];
    for target in (0..body.instructions.len()).filter_map(|at| body.target(at)) {
        if let Some(leader) = leaders.get_mut(target) {
            *leader = true;
        }
    }
    leaders
}

struct Walk<'w, 'a> {
    body: &'w Body<'a>,
    leader: Vec<bool>,
    /// By instruction that begins a block, the largest depth that it was entered with.
    starts: Vec<i64>,
    /// By instruction, whether the walk came to it (3.7).
    seen: Vec<bool>,
    most: i64,
}

impl Walk<'_, '_> {
    /// Opcode, argument and target of an instruction, if its opcode is known.
    fn instruction(&self, at: usize) -> Option<(&'static OpInfo, u32, Option<usize>)> {
        let instruction = self.body.get(at)?;
        Some((instruction.info()?, instruction.oparg().unwrap_or(0), self.body.target(at)))
    }

    fn reach(&mut self, depth: i64) {
        self.most = self.most.max(depth);
    }

    /// 3.7 and later.
    fn once(&mut self, mut todo: Vec<usize>) {
        while let Some(start) = todo.pop() {
            let mut depth = self.starts.get(start).copied().unwrap_or(0);
            let mut at = start;
            while let Some((info, oparg, target)) = self.instruction(at) {
                if let Some(seen) = self.seen.get_mut(at) {
                    *seen = true;
                }
                if let Some(target) = target
                    && !matches!(info.op, Op::ContinueLoop | Op::CallFinally | Op::EndAsyncFor)
                {
                    let depth = depth.saturating_add(info.effect(oparg, Some(true)));
                    self.reach(depth);
                    self.push(target, depth, &mut todo);
                }
                depth = depth.saturating_add(info.effect(oparg, Some(false)));
                self.reach(depth);
                if !info.flow.falls_through() {
                    break;
                }
                at += 1;
                if self.leader.get(at) == Some(&true) {
                    self.push(at, depth, &mut todo);
                    break;
                }
            }
        }
    }

    /// Handlers for whose range no instruction was left (3.11): no entry of the exception table names them, but they counted.
    ///
    /// How deep the stack is there tells the handler that restores the exception: its range begins with the `PUSH_EXC_INFO` which
    /// such a handler begins with. Others tell it where they join code that is reached.
    fn orphans(&mut self, function: &Function<'_, '_>) -> Vec<usize> {
        let mut found = Vec::new();
        for entry in Entries::new(function.code().exceptiontable().unwrap_or(&[])).map_while(Result::ok) {
            let at = self.body.at(entry.start.into()).filter(|&at| self.is_unseen(at));
            found.extend(at.filter(|&at| self.is(at, Op::PushExcInfo)).map(|at| (at, i64::from(entry.depth))));
        }
        let mut at = 0;
        while at < self.seen.len() {
            let joined = if self.is_unseen(at) { self.join(at) } else { (at + 1, None) };
            found.extend(joined.1.map(|depth| (at, depth)));
            at = joined.0;
        }
        let mut todo = Vec::new();
        for (at, depth) in found {
            self.reach(depth);
            self.push(at, depth, &mut todo);
        }
        todo
    }

    fn is(&self, at: usize, op: Op) -> bool {
        self.instruction(at).is_some_and(|(info, ..)| info.op == op)
    }

    fn is_unseen(&self, at: usize) -> bool {
        self.seen.get(at) == Some(&false)
    }

    /// Follows code that is not reached to its end or to where it joins code that is. Returns the index behind it, and the depth
    /// at its start if that follows from the depth where it joins.
    fn join(&self, start: usize) -> (usize, Option<i64>) {
        let (mut at, mut change) = (start, 0_i64);
        let mut depth = None;
        while self.is_unseen(at)
            && let Some((info, oparg, target)) = self.instruction(at)
        {
            let known = target.and_then(|target| self.starts.get(target)).filter(|&&depth| depth != i64::MIN);
            let jump = change.saturating_add(info.effect(oparg, Some(true)));
            depth = depth.or(known.map(|known| known.saturating_sub(jump)));
            change = change.saturating_add(info.effect(oparg, Some(false)));
            at += 1;
            if !info.flow.falls_through() {
                break;
            }
        }
        (at.max(start + 1), depth)
    }

    fn push(&mut self, at: usize, depth: i64, todo: &mut Vec<usize>) {
        if let Some(start) = self.starts.get_mut(at)
            && *start < depth
            && *start < DEEP_ENOUGH
        {
            *start = depth;
            todo.push(at);
        }
    }

    /// 2.5 to 3.6: depth first, blocks on the way from the entry are not entered again.
    fn recursive(&mut self, entry: i64, past_return: bool) {
        let mut budget = self.body.instructions.len().saturating_mul(MAX_ROUNDS);
        let mut open = vec![false; self.body.instructions.len()];
        // A frame: the block, the next instruction, and the depth before it.
        let mut frames: Vec<(usize, usize, i64)> = Vec::new();
        self.reach(entry);
        self.call(0, entry, &mut open, &mut frames);
        'frames: while let Some((block, mut at, mut depth)) = frames.pop() {
            while let Some((info, oparg, target)) = self.instruction(at) {
                budget = budget.saturating_sub(1);
                if budget == 0 {
                    return;
                }
                if at != block && self.leader.get(at) == Some(&true) {
                    // What comes back from the next block has nothing more to do here.
                    frames.push((block, usize::MAX, depth));
                    if self.call(at, depth, &mut open, &mut frames) {
                        continue 'frames;
                    }
                    frames.pop();
                    break;
                }
                let jump = depth.saturating_add(info.effect(oparg, Some(true)));
                depth = depth.saturating_add(info.effect(oparg, Some(false)));
                self.reach(depth);
                if info.flow == Flow::Return && !past_return {
                    break;
                }
                at += 1;
                if let Some(target) = target {
                    self.reach(jump);
                    let next = if info.flow == Flow::Jump && info.op != Op::ContinueLoop { usize::MAX } else { at };
                    frames.push((block, next, depth));
                    self.call(target, jump, &mut open, &mut frames);
                    continue 'frames;
                }
            }
            if let Some(open) = open.get_mut(block) {
                *open = false;
            }
        }
    }

    fn call(&mut self, at: usize, depth: i64, open: &mut [bool], frames: &mut Vec<(usize, usize, i64)>) -> bool {
        let (Some(start), Some(open)) = (self.starts.get_mut(at), open.get_mut(at)) else { return false };
        if *open || *start >= depth {
            return false;
        }
        *open = true;
        *start = depth;
        frames.push((at, at, depth));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::stack_size;
    use crate::cfg::made::Made;

    fn size(version: (u8, u8), text: &str) -> u32 {
        Made::new(version, text, 0).with(stack_size)
    }

    #[test]
    fn effects_that_count_too_much_count() {
        // try: pass except: pass, of 3.6 and 3.7: behind the block six values stay in 3.6.
        let text = "SETUP_EXCEPT 4; POP_BLOCK; JUMP_FORWARD 8; POP_TOP; POP_TOP; POP_TOP; POP_EXCEPT; LOAD_CONST; RETURN_VALUE";
        assert_eq!((size((3, 6), text), size((3, 7), text)), (9, 6));
    }

    #[test]
    fn loops_that_push_come_to_an_end() {
        let text = "LOAD_CONST; JUMP_ABSOLUTE 0";
        assert_eq!([(2, 7), (3, 6), (3, 7), (3, 10)].map(|version| size(version, text)), [1, 1, 101, 101]);
    }

    #[test]
    fn the_least_size_is_1_from_3_13_on() {
        assert_eq!([(3, 12), (3, 13)].map(|version| size(version, "RESUME; RETURN_CONST")), [0, 1]);
    }

    #[test]
    fn ways_without_number_take_no_time() {
        // Each fork doubles the ways, and many have different depths.
        let fork = |i| format!("DUP_TOP; POP_JUMP_IF_FALSE {}; LOAD_CONST; ", 6 * (i + 1));
        let text: String = (0..40).map(fork).collect();
        assert_eq!(size((3, 6), &format!("{text} RETURN_VALUE")), 40);
    }
}
