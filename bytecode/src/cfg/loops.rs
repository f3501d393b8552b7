//! Natural loops.

use super::{Cfg, Dominators};

/// A natural loop: its header, which dominates it, and all blocks from which the header can be reached again without leaving what
/// it dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Loop {
    /// The block that the loop is entered by.
    pub header: usize,
    /// The loop around it, as an index into [`Loops::all`].
    pub outer: Option<usize>,
    /// 1 for an outermost loop.
    pub depth: u32,
}

/// The natural loops of a function. Loops with one header are one loop; ways back to where a loop may be entered at two places,
/// which no compiler makes, are none.
#[derive(Clone, Debug)]
pub struct Loops {
    loops: Vec<Loop>,
    /// By block, its innermost loop plus one.
    innermost: Vec<u32>,
}

impl Loops {
    /// The loops; outer ones come before those inside of them.
    pub fn all(&self) -> &[Loop] {
        &self.loops
    }

    /// The innermost loop that a block belongs to, as an index into [`Loops::all`].
    pub fn innermost(&self, block: usize) -> Option<usize> {
        self.innermost.get(block)?.checked_sub(1).map(|index| index as usize)
    }

    /// In how many loops a block is.
    pub fn depth(&self, block: usize) -> u32 {
        self.innermost(block).and_then(|index| self.loops.get(index)).map_or(0, |it| it.depth)
    }

    pub(super) fn new(cfg: &Cfg<'_>, dominators: &Dominators) -> Loops {
        let count = cfg.blocks().len();
        let mut finder = Finder { group: (0..count).collect(), found: vec![None; count] };
        let mut headers = Vec::new();
        // Headers of inner loops come later in the preorder than those around them: they are done first, and count as one block
        // then.
        for &header in dominators.preorder().iter().rev() {
            let header = header as usize;
            let back: Vec<usize> =
                cfg.predecessors(header).map(|edge| edge.from).filter(|&from| dominators.dominates(header, from)).collect();
            if !back.is_empty() {
                finder.collect(cfg, dominators, header, back);
                headers.push(header);
            }
        }
        headers.reverse();
        finder.loops(&headers)
    }
}

struct Finder {
    /// By block: itself, or a block nearer to the header of the outermost loop found so far that it is in.
    group: Vec<usize>,
    /// By block, the header of the innermost loop that it is in; of a header, that of the loop around.
    found: Vec<Option<usize>>,
}

impl Finder {
    fn find(&mut self, block: usize) -> usize {
        let mut at = block;
        while let Some(&next) = self.group.get(at)
            && next != at
        {
            // Halves the way for the next time.
            let after = self.group.get(next).copied().unwrap_or(next);
            if let Some(slot) = self.group.get_mut(at) {
                *slot = after;
            }
            at = after;
        }
        at
    }

    fn collect(&mut self, cfg: &Cfg<'_>, dominators: &Dominators, header: usize, mut todo: Vec<usize>) {
        while let Some(block) = todo.pop() {
            let block = self.find(block);
            if block == header || !dominators.dominates(header, block) {
                continue;
            }
            if let (Some(group), Some(found)) = (self.group.get_mut(block), self.found.get_mut(block)) {
                *group = header;
                *found = Some(header);
            }
            todo.extend(cfg.predecessors(block).map(|edge| edge.from));
        }
    }

    fn loops(&self, headers: &[usize]) -> Loops {
        let mut index = vec![None; self.group.len()];
        let mut loops: Vec<Loop> = Vec::with_capacity(headers.len());
        for &header in headers {
            let outer = self.found.get(header).copied().flatten().and_then(|outer| index.get(outer).copied().flatten());
            let depth = 1 + outer.and_then(|outer: usize| loops.get(outer)).map_or(0, |it| it.depth);
            if let Some(slot) = index.get_mut(header) {
                *slot = Some(loops.len());
            }
            loops.push(Loop { header, outer, depth });
        }
        let of = |block: usize| index.get(block).copied().flatten();
        let around = |block: usize| self.found.get(block).copied().flatten().and_then(of);
        let innermost = (0..self.group.len()).map(|block| of(block).or(around(block)).map_or(0, |it| it as u32 + 1)).collect();
        Loops { loops, innermost }
    }
}
