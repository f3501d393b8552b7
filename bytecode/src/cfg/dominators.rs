//! Dominators, by the algorithm of Lengauer and Tarjan (1979) in its simple form.

use super::Cfg;

/// No block.
const NONE: u32 = u32::MAX;

/// Which blocks every way from the entry to a block goes through.
#[derive(Clone, Debug)]
pub struct Dominators {
    /// By block, its immediate dominator, or [`NONE`].
    immediate: Vec<u32>,
    /// By block, when a walk over the tree of dominators comes to it and when it is done with all below it. (0, 0) if it is
    /// unreachable.
    visits: Vec<(u32, u32)>,
    /// Reachable blocks in the order in which a depth-first search from the entry first meets them.
    preorder: Vec<u32>,
}

impl Dominators {
    /// The immediate dominator of a block: the last block, before it, that every way to it goes through. `None` for the entry,
    /// and for blocks that cannot be reached.
    pub fn immediate(&self, block: usize) -> Option<usize> {
        self.immediate.get(block).filter(|&&dominator| dominator != NONE).map(|&dominator| dominator as usize)
    }

    /// Whether every way from the entry to `block` goes through `dominator`. Each reachable block dominates itself.
    pub fn dominates(&self, dominator: usize, block: usize) -> bool {
        match (self.visits.get(dominator), self.visits.get(block)) {
            (Some(&(first, last)), Some(&(at, _))) => first != 0 && first <= at && at <= last,
            _ => false,
        }
    }

    /// Whether any way leads from the entry to the block.
    pub fn is_reachable(&self, block: usize) -> bool {
        self.visits.get(block).is_some_and(|visit| visit.0 != 0)
    }

    /// The reachable blocks in the order in which a depth-first search meets them.
    pub(super) fn preorder(&self) -> &[u32] {
        &self.preorder
    }

    pub(super) fn new(cfg: &Cfg<'_>) -> Dominators {
        let count = cfg.blocks().len();
        let (preorder, parents) = search(cfg);
        let mut number = vec![NONE; count];
        for (i, &block) in preorder.iter().enumerate() {
            put(&mut number, block, i as u32);
        }
        let immediate_by_number = Forest::new(parents).run(cfg, &preorder, &number);
        let mut immediate = vec![NONE; count];
        for (&block, &dominator) in preorder.iter().zip(&immediate_by_number).skip(1) {
            put(&mut immediate, block, get(&preorder, dominator));
        }
        let visits = visits(&preorder, &immediate);
        Dominators { immediate, visits, preorder }
    }
}

fn get(list: &[u32], at: u32) -> u32 {
    list.get(at as usize).copied().unwrap_or(NONE)
}

fn put(list: &mut [u32], at: u32, value: u32) {
    if let Some(slot) = list.get_mut(at as usize) {
        *slot = value;
    }
}

/// Depth-first search from the entry: blocks in the order in which they are met, and for each the number of the one that it was
/// met from.
fn search(cfg: &Cfg<'_>) -> (Vec<u32>, Vec<u32>) {
    let mut met = vec![false; cfg.blocks().len()];
    let (mut preorder, mut parents) = (Vec::new(), Vec::new());
    let mut stack: Vec<(u32, usize)> = Vec::new();
    let mut next = Some((0_usize, 0_u32));
    loop {
        if let Some((block, parent)) = next.take()
            && let Some(met) = met.get_mut(block)
            && !core::mem::replace(met, true)
        {
            let number = preorder.len() as u32;
            preorder.push(block as u32);
            parents.push(parent);
            stack.push((number, 0));
        }
        let Some((number, edge)) = stack.last_mut() else { return (preorder, parents) };
        let block = get(&preorder, *number) as usize;
        match cfg.successors(block).get(*edge) {
            Some(to) => {
                *edge += 1;
                next = Some((to.to, *number));
            }
            None => {
                stack.pop();
            }
        }
    }
}

/// The forest of blocks that are done. All by number in the preorder.
struct Forest {
    parents: Vec<u32>,
    ancestors: Vec<u32>,
    /// Of the blocks between one and its root, the one with the least semi-dominator.
    labels: Vec<u32>,
    semi: Vec<u32>,
}

impl Forest {
    fn new(parents: Vec<u32>) -> Forest {
        let all: Vec<u32> = (0..parents.len() as u32).collect();
        Forest { ancestors: vec![NONE; parents.len()], labels: all.clone(), semi: all, parents }
    }

    /// The block with the least semi-dominator on the way from `block` to its root; shortens the way.
    fn eval(&mut self, block: u32) -> u32 {
        let mut way = Vec::new();
        let mut at = block;
        while get(&self.ancestors, at) != NONE {
            way.push(at);
            at = get(&self.ancestors, at);
        }
        let root = at;
        let mut best = None;
        for &at in way.iter().rev() {
            let label = get(&self.labels, at);
            let less = best.is_none_or(|best| get(&self.semi, label) < get(&self.semi, best));
            let chosen = if less { label } else { best.unwrap_or(label) };
            put(&mut self.labels, at, chosen);
            put(&mut self.ancestors, at, root);
            best = Some(chosen);
        }
        best.unwrap_or(block)
    }

    fn run(mut self, cfg: &Cfg<'_>, preorder: &[u32], number: &[u32]) -> Vec<u32> {
        let mut immediate = vec![0; preorder.len()];
        let mut buckets: Vec<Vec<u32>> = vec![Vec::new(); preorder.len()];
        for at in (1..preorder.len() as u32).rev() {
            for edge in cfg.predecessors(get(preorder, at) as usize) {
                let from = get(number, edge.from as u32);
                if from != NONE {
                    let best = self.eval(from);
                    let least = get(&self.semi, at).min(get(&self.semi, best));
                    put(&mut self.semi, at, least);
                }
            }
            if let Some(bucket) = buckets.get_mut(get(&self.semi, at) as usize) {
                bucket.push(at);
            }
            let parent = get(&self.parents, at);
            put(&mut self.ancestors, at, parent);
            for done in buckets.get_mut(parent as usize).map(core::mem::take).unwrap_or_default() {
                let best = self.eval(done);
                let below = get(&self.semi, best) < get(&self.semi, done);
                put(&mut immediate, done, if below { best } else { parent });
            }
        }
        for at in 1..preorder.len() as u32 {
            let dominator = get(&immediate, at);
            if dominator != get(&self.semi, at) {
                let of_it = get(&immediate, dominator);
                put(&mut immediate, at, of_it);
            }
        }
        immediate
    }
}

/// Numbers the blocks by a walk over the tree of dominators.
fn visits(preorder: &[u32], immediate: &[u32]) -> Vec<(u32, u32)> {
    // A dominator comes before those that it dominates: sums of sizes upwards, places downwards.
    let mut sizes = vec![1_u32; immediate.len()];
    for &block in preorder.iter().rev() {
        let size = get(&sizes, block);
        let above = get(immediate, block);
        let sum = get(&sizes, above).saturating_add(size);
        put(&mut sizes, above, sum);
    }
    let mut visits = vec![(0, 0); immediate.len()];
    let mut free = vec![1_u32; immediate.len()];
    for &block in preorder {
        let above = get(immediate, block);
        let (size, first) = (get(&sizes, block), if above == NONE { 1 } else { get(&free, above) });
        put(&mut free, above, first.saturating_add(size));
        put(&mut free, block, first.saturating_add(1));
        if let Some(visit) = visits.get_mut(block as usize) {
            *visit = (first, first.saturating_add(size) - 1);
        }
    }
    visits
}
