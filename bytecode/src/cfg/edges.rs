//! Cuts the code into blocks, and draws the edges.

use super::{Block, Body, Edge, EdgeKind, Protected};
use crate::instruction::Instruction;
use crate::op::Op;
use crate::set::{Flow, OpInfo};

/// The blocks, still without edges. `detours` are where execution goes by way of `finally` clauses, by instruction.
pub(super) fn blocks(body: &Body<'_>, protected: &[Protected], detours: &[(usize, usize)]) -> Vec<Block> {
    let count = body.instructions.len();
    let mut leaders = vec![false; count];
    let mut lead = |at: Option<usize>| {
        if let Some(leader) = at.and_then(|at| leaders.get_mut(at)) {
            *leader = true;
        }
    };
    lead(Some(0));
    for (at, instruction) in body.instructions.iter().enumerate() {
        lead(body.target(at));
        let goes_on = |info: &OpInfo| matches!(info.flow, Flow::Next | Flow::Setup) && info.op != Op::EndFinally;
        if !instruction.info().is_some_and(goes_on) {
            lead(Some(at + 1));
        }
    }
    for &(from, to) in detours {
        lead(Some(from + 1));
        lead(Some(to));
    }
    for range in protected {
        lead(body.at(range.start.into()));
        lead(body.at(range.end.into()));
        lead(body.at(range.handler.into()));
    }
    let mut blocks: Vec<Block> = Vec::new();
    for ((at, instruction), leads) in body.instructions.iter().enumerate().zip(leaders) {
        match blocks.last_mut() {
            Some(block) if !leads => {
                block.end = instruction.end();
                block.instructions.end = at + 1;
            }
            _ => {
                let start = instruction.start();
                let behind = protected.partition_point(|range| range.start <= start);
                let protection = behind.checked_sub(1).filter(|&i| protected.get(i).is_some_and(|range| start < range.end));
                blocks.push(Block { start, end: instruction.end(), instructions: at..at + 1, edges: 0..0, protection });
            }
        }
    }
    blocks
}

/// The edges; blocks learn which are theirs.
pub(super) fn edges(
    body: &Body<'_>,
    blocks: &mut [Block],
    protected: &[Protected],
    detours: &[(usize, usize)],
    reached: &[bool],
) -> Vec<Edge> {
    let block_of = blocks_by_instruction(blocks, body.instructions.len());
    let block_at = |at: usize| block_of.get(at).map(|&block| block as usize);
    let mut leaving: Vec<(usize, usize)> = detours.to_vec();
    leaving.sort_unstable();
    leaving.dedup();
    let mut edges = Vec::new();
    for (from, block) in blocks.iter_mut().enumerate() {
        let start = edges.len();
        let mut lead = |to: Option<usize>, kind| {
            if let Some(to) = to.and_then(block_at) {
                edges.push(Edge { from, to, kind });
            }
        };
        let last = block.instructions.end.saturating_sub(1);
        let (op, flow) =
            body.get(last).and_then(Instruction::info).map_or((None, Flow::Raise), |info| (Some(info.op), info.flow));
        let known = reached.get(last) == Some(&true);
        let leaves = known && matches!(op, Some(Op::BreakLoop | Op::ContinueLoop | Op::EndFinally | Op::ReturnValue));
        if leaves {
            let first = leaving.partition_point(|&(at, _)| at < last);
            for &(_, to) in leaving.get(first..).unwrap_or(&[]).iter().take_while(|&&(at, _)| at == last) {
                let resumes = op == Some(Op::EndFinally) && to == last + 1;
                lead(Some(to), if resumes { EdgeKind::Fall } else { EdgeKind::Leave });
            }
        } else {
            if flow.falls_through() {
                lead(Some(last + 1), EdgeKind::Fall);
            }
            if matches!(flow, Flow::Jump | Flow::Branch) {
                lead(body.target(last), EdgeKind::Jump);
            }
        }
        if let Some(range) = block.protection.and_then(|i| protected.get(i)) {
            lead(body.at(range.handler.into()), EdgeKind::Exception);
        }
        block.edges = start..edges.len();
    }
    edges
}

fn blocks_by_instruction(blocks: &[Block], count: usize) -> Vec<u32> {
    let mut block_of = Vec::with_capacity(count);
    for (index, block) in blocks.iter().enumerate() {
        block_of.extend(core::iter::repeat_n(index as u32, block.instructions.len()));
    }
    block_of
}

/// Indices of the edges, sorted by where they lead to, and where those of each block begin.
pub(super) fn incoming(edges: &[Edge], blocks: usize) -> (Vec<u32>, Vec<u32>) {
    let mut order: Vec<u32> = (0..edges.len() as u32).collect();
    let to = |edge: u32| edges.get(edge as usize).map_or(0, |edge| edge.to);
    order.sort_by_key(|&edge| to(edge));
    let starts = (0..blocks).map(|block| order.partition_point(|&edge| to(edge) < block) as u32).collect();
    (order, starts)
}
