//! Which row of the picture each block stands in, and in which order.

use crate::cfg::Cfg;

/// The rows from the top, each from left to right. A block stands below all blocks that lead to it, except by edges that close a
/// cycle.
pub(super) struct Layers {
    pub(super) rows: Vec<Vec<usize>>,
    /// By edge, whether it closes a cycle, and so leads up.
    pub(super) back: Vec<bool>,
}

/// What a depth-first search knows of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

pub(super) fn layers(cfg: &Cfg<'_>) -> Layers {
    let count = cfg.blocks().len();
    let mut back = vec![false; cfg.edges().len()];
    let mut marks = vec![Mark::New; count];
    let mut postorder = Vec::with_capacity(count);
    search(cfg, 0, &mut marks, &mut back, &mut postorder);
    let dead: Vec<bool> = marks.iter().map(|&mark| mark == Mark::New).collect();
    for root in 1..count {
        search(cfg, root, &mut marks, &mut back, &mut postorder);
    }
    let mut level = vec![0_usize; count];
    for &block in postorder.iter().rev() {
        let below = level.get(block).map_or(1, |level| level + 1);
        let first = cfg.blocks().get(block).map_or(0, |block| block.edges.start);
        for (edge, back) in cfg.successors(block).iter().zip(back.get(first..).unwrap_or(&[])) {
            if !back && let Some(level) = level.get_mut(edge.to) {
                *level = below.max(*level);
            }
        }
    }
    sink(cfg, &dead, &mut level, &mut back);
    let height = level.iter().max().map_or(0, |most| most + 1);
    let mut rows = vec![Vec::new(); height];
    for (block, &level) in level.iter().enumerate() {
        if let Some(row) = rows.get_mut(level) {
            row.push(block);
        }
    }
    Layers { rows, back }
}

/// Blocks that nothing leads to go below all others.
fn sink(cfg: &Cfg<'_>, dead: &[bool], level: &mut [usize], back: &mut [bool]) {
    let live = level.iter().zip(dead).filter(|(_, dead)| !**dead).map(|(level, _)| level + 1).max().unwrap_or(0);
    for (level, _) in level.iter_mut().zip(dead).filter(|(_, dead)| **dead) {
        *level += live;
    }
    for (edge, back) in cfg.edges().iter().zip(back) {
        *back |= dead.get(edge.from) == Some(&true) && dead.get(edge.to) == Some(&false);
    }
}

fn search(cfg: &Cfg<'_>, root: usize, marks: &mut [Mark], back: &mut [bool], postorder: &mut Vec<usize>) {
    if marks.get(root) != Some(&Mark::New) {
        return;
    }
    let mut mark = |block: usize, mark| marks.get_mut(block).map_or(Mark::Done, |slot| core::mem::replace(slot, mark));
    mark(root, Mark::Open);
    let mut stack = vec![(root, 0)];
    while let Some((block, next)) = stack.last_mut() {
        let first = cfg.blocks().get(*block).map_or(0, |block| block.edges.start);
        let edge = cfg.successors(*block).get(*next).map(|edge| (first + *next, edge.to));
        *next += 1;
        let Some((index, to)) = edge else {
            mark(*block, Mark::Done);
            postorder.push(*block);
            stack.pop();
            continue;
        };
        match mark(to, Mark::Open) {
            Mark::New => stack.push((to, 0)),
            Mark::Open => {
                if let Some(back) = back.get_mut(index) {
                    *back = true;
                }
            }
            Mark::Done => {
                mark(to, Mark::Done);
            }
        }
    }
}
