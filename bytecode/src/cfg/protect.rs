//! Protected ranges of the code, in one form for all versions.

use super::Body;
use crate::exceptions::Entries;
use crate::function::Function;
use crate::instruction::Instruction;
use crate::verify::BlockKind;
use crate::verify::Walk;

/// Instructions that one handler is for. Offsets are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Protected {
    /// Where the first instruction begins.
    pub start: u32,
    /// Where the last one ends.
    pub end: u32,
    /// Where the handler begins.
    pub handler: u32,
    /// Values that stay on the stack. The values of the exception are pushed on them.
    pub depth: u32,
    /// Whether the offset of the instruction that raised is pushed before the exception (3.11).
    pub lasti: bool,
}

/// Instructions during which an exception is handled (to 3.10): a block of its handler is open. Offsets are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handling {
    /// Where the first instruction begins.
    pub start: u32,
    /// Where the last one ends.
    pub end: u32,
    /// Values on the stack below the six that the handler was entered with.
    pub depth: u32,
}

/// The ranges in which handlers run (3.0 to 3.10), as a walk saw them; those of outer handlers come first.
pub(crate) fn handling(body: &Body<'_>, walk: &Walk<'_, '_>) -> Vec<Handling> {
    let mut ranges: Vec<Handling> = Vec::new();
    if walk.blocks.is_empty() {
        return ranges;
    }
    let mut open: Vec<usize> = Vec::new();
    for (instruction, state) in body.instructions.iter().zip(&walk.states) {
        let mut levels: Vec<u32> = Vec::new();
        if let Some(state) = state {
            for (_, block) in walk.blocks.outward(state.blocks) {
                if let BlockKind::Handler { cleaned } = block.kind {
                    levels.push(block.level.saturating_sub(cleaned.into()));
                }
            }
        }
        open.retain(|&at| ranges.get(at).is_some_and(|it| it.end == instruction.start() && levels.contains(&it.depth)));
        for &depth in levels.iter().rev() {
            let known = open.iter().copied().find(|&at| ranges.get(at).is_some_and(|it| it.depth == depth));
            match known.and_then(|at| ranges.get_mut(at)) {
                Some(range) => range.end = instruction.end(),
                None => {
                    open.push(ranges.len());
                    ranges.push(Handling { start: instruction.start(), end: instruction.end(), depth });
                }
            }
        }
    }
    ranges
}

/// The ranges of the exception table (3.11) that make sense: those between instructions, with a handler, which do not overlap an
/// earlier one.
pub(crate) fn of_table(function: &Function<'_, '_>, body: &Body<'_>) -> Vec<Protected> {
    let table = function.code().exceptiontable().unwrap_or(&[]);
    let mut ranges: Vec<Protected> = Entries::new(table)
        .map_while(Result::ok)
        .map(|it| Protected { start: it.start, end: it.end, handler: it.target, depth: it.depth, lasti: it.lasti })
        .filter(|it| it.start < it.end && body.at(it.start.into()).is_some())
        .filter(|it| body.end_at(it.end).is_some() && body.at(it.handler.into()).is_some())
        .collect();
    ranges.sort_by_key(|it| it.start);
    let mut end = 0;
    ranges.retain(|it| {
        let apart = it.start >= end;
        end = if apart { it.end } else { end };
        apart
    });
    ranges
}

/// The ranges that blocks make (to 3.10), as a walk saw them. Instructions that it did not reach are in none.
pub(crate) fn of_blocks(body: &Body<'_>, walk: &Walk<'_, '_>) -> Vec<Protected> {
    let mut ranges: Vec<Protected> = Vec::new();
    if walk.blocks.is_empty() {
        return ranges;
    }
    for (instruction, state) in body.instructions.iter().zip(&walk.states) {
        let Some(state) = state else { continue };
        let mut blocks = walk.blocks.outward(state.blocks);
        let Some((_, block)) = blocks.find(|(_, block)| matches!(block.kind, BlockKind::Protect { .. })) else { continue };
        let Some(handler) = body.get(block.target as usize).map(Instruction::start) else { continue };
        let range = Protected { start: instruction.start(), end: instruction.end(), handler, depth: block.level, lasti: false };
        match ranges.last_mut() {
            Some(last) if last.end == range.start && (last.handler, last.depth) == (range.handler, range.depth) => {
                last.end = range.end;
            }
            _ => ranges.push(range),
        }
    }
    ranges
}
