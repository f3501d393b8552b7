//! Which items of two sequences belong together: the longest common subsequence, or what comes near to it.
//!
//! Few changes are found by E. W. Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986), which gives the
//! shortest script. Where there are more than [`MAX_EDITS`], items that stand once on either side split the work, as in patience diff.
//!
//! # Guarantee
//! Any input. Time is [`WORK`] steps an item for each of [`MAX_SPLITS`] levels, and sorting; memory is linear. The same input gives the
//! same output: no clock decides.

use std::collections::HashMap;
use std::ops::Range;

/// Removals and insertions up to which the shortest script is found. The square of it is memory: 4 MB.
const MAX_EDITS: usize = 1024;

/// Comparisons an item that the search for the shortest script may cost.
const WORK: usize = 64;

/// Items by which something is moved at most, to begin where it begins best.
const MAX_SLIDE: usize = 64;

/// How often a part is split once more.
const MAX_SPLITS: u32 = 8;

/// Items that belong together: so many from here on, on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) len: usize,
}

/// A part of both sequences that is still to be aligned.
struct Part {
    old: Range<usize>,
    new: Range<usize>,
    splits: u32,
}

/// The items that belong together, ascending on both sides.
pub(super) fn align(old: &[u32], new: &[u32]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut parts = vec![Part { old: 0..old.len(), new: 0..new.len(), splits: 0 }];
    while let Some(Part { old: mut a, new: mut b, splits }) = parts.pop() {
        let (left, right) = (old.get(a.clone()).unwrap_or(&[]), new.get(b.clone()).unwrap_or(&[]));
        let head = left.iter().zip(right).take_while(|(x, y)| x == y).count();
        let (left, right) = (left.get(head..).unwrap_or(&[]), right.get(head..).unwrap_or(&[]));
        let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(x, y)| x == y).count();
        blocks.push(Block { old: a.start, new: b.start, len: head });
        blocks.push(Block { old: a.end - tail, new: b.end - tail, len: tail });
        a = a.start + head..a.end - tail;
        b = b.start + head..b.end - tail;
        let (left, right) = (old.get(a.clone()).unwrap_or(&[]), new.get(b.clone()).unwrap_or(&[]));
        if left.is_empty() || right.is_empty() {
            continue;
        }
        if let Some(found) = shortest(left, right) {
            blocks.extend(found.iter().map(|it| Block { old: it.old + a.start, new: it.new + b.start, len: it.len }));
        } else if splits < MAX_SPLITS {
            let (mut from_old, mut from_new) = (a.start, b.start);
            for (x, y) in anchors(left, right) {
                let (x, y) = (x + a.start, y + b.start);
                // The anchor is the last item of its part.
                parts.push(Part { old: from_old..x + 1, new: from_new..y + 1, splits: splits + 1 });
                (from_old, from_new) = (x + 1, y + 1);
            }
            if from_old > a.start {
                parts.push(Part { old: from_old..a.end, new: from_new..b.end, splits: splits + 1 });
            }
        }
    }
    blocks.retain(|block| block.len > 0);
    blocks.sort_unstable_by_key(|block| block.old);
    blocks.dedup_by(|next, block| {
        let touches = (block.old + block.len, block.new + block.len) == (next.old, next.new);
        block.len += if touches { next.len } else { 0 };
        touches
    });
    blocks
}

/// Moves what only one side has to where it begins best: of `a b a b`, either `a b` may be the one that is new. So much as it may be
/// moved without a change to what is kept, and no further than to the next place that `is_start` likes, before it or behind.
pub(super) fn slide(blocks: &mut Vec<Block>, old: &[u32], new: &[u32], is_start: impl Fn(bool, usize) -> bool) {
    blocks.insert(0, Block { old: 0, new: 0, len: 0 });
    blocks.push(Block { old: old.len(), new: new.len(), len: 0 });
    for at in 1..blocks.len() {
        let Some([left, right]) = blocks.get_mut(at - 1..=at) else { continue };
        let (x, y) = (left.old + left.len, left.new + left.len);
        let (items, is_new, start, end) = match (right.old - x, right.new - y) {
            (1.., 0) => (old, false, x, right.old),
            (0, 1..) => (new, true, y, right.new),
            _ => continue,
        };
        let most = MAX_SLIDE.min(end - start);
        let up = (1..=left.len.min(most)).take_while(|&by| items.get(start - by) == items.get(end - by));
        let down = (1..=right.len.min(most)).take_while(|&by| items.get(start + by - 1) == items.get(end + by - 1));
        if is_start(is_new, start) {
            continue;
        }
        if let Some(by) = up.into_iter().find(|by| is_start(is_new, start - by)) {
            left.len -= by;
            *right = Block { old: right.old - by, new: right.new - by, len: right.len + by };
        } else if let Some(by) = down.into_iter().find(|by| is_start(is_new, start + by)) {
            left.len += by;
            *right = Block { old: right.old + by, new: right.new + by, len: right.len - by };
        }
    }
    blocks.retain(|block| block.len > 0);
}

/// The blocks of the shortest script, if it has at most [`MAX_EDITS`] and is found in time.
fn shortest(old: &[u32], new: &[u32]) -> Option<Vec<Block>> {
    let mut work = WORK.saturating_mul(old.len() + new.len());
    let limit = MAX_EDITS.min(old.len() + new.len());
    // How far each diagonal (old minus new) was followed on the old side; diagonal 0 is in the middle.
    let middle = limit + 1;
    let mut reach = vec![0_usize; 2 * limit + 3];
    // What `reach` was before each number of edits, the diagonals -edits ..= edits.
    let mut history: Vec<Box<[u32]>> = Vec::new();
    for edits in 0..=limit {
        history.push(reach.get(middle - edits..=middle + edits)?.iter().map(|&x| x as u32).collect());
        for step in 0..=edits {
            // Diagonal -edits + 2 * step.
            let at = middle + 2 * step - edits;
            let (above, below) = (*reach.get(at + 1)?, *reach.get(at - 1)?);
            let down = step == 0 || step != edits && below < above;
            let mut x = if edits == 0 {
                0
            } else if down {
                above
            } else {
                below + 1
            };
            // Below 0 or behind the end are diagonals that lead nowhere.
            let Some(mut y) = (x + middle).checked_sub(at) else { continue };
            let from = x;
            while x < old.len() && old.get(x) == new.get(y) {
                (x, y) = (x + 1, y + 1);
            }
            work = work.checked_sub(x - from + 1)?;
            *reach.get_mut(at)? = x;
            if x >= old.len() && y >= new.len() {
                return trace(&history, old.len(), new.len());
            }
        }
    }
    None
}

/// Goes back from the end along the diagonals that led there.
fn trace(history: &[Box<[u32]>], mut x: usize, mut y: usize) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    for (edits, reach) in history.iter().enumerate().rev() {
        if edits == 0 {
            blocks.push(Block { old: 0, new: 0, len: x });
            break;
        }
        // The place of diagonal `x - y` among -edits ..= edits.
        let at = (x + edits).checked_sub(y)?;
        let neighbour = |at: Option<usize>| at.and_then(|at| reach.get(at)).map(|&x| x as usize);
        let (above, below) = (neighbour(Some(at + 1)), neighbour(at.checked_sub(1)));
        let down = at == 0 || at != 2 * edits && below < above;
        let start = if down { above? } else { below? + 1 };
        let len = x.checked_sub(start)?;
        blocks.push(Block { old: start, new: y.checked_sub(len)?, len });
        y = y.checked_sub(len)?.checked_sub(usize::from(down))?;
        x = start.checked_sub(usize::from(!down))?;
    }
    Some(blocks)
}

/// Items that stand once on each side, as many as are in the same order on both.
fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Seen {
        old: (usize, u32),
        new: (usize, u32),
    }
    let mut seen: HashMap<u32, Seen> = HashMap::new();
    for (at, &item) in old.iter().enumerate() {
        let seen = seen.entry(item).or_default();
        seen.old = (at, seen.old.1.saturating_add(1));
    }
    for (at, item) in new.iter().enumerate() {
        if let Some(seen) = seen.get_mut(item) {
            seen.new = (at, seen.new.1.saturating_add(1));
        }
    }
    let once = |seen: &Seen| (seen.old.1, seen.new.1) == (1, 1);
    let mut pairs: Vec<(usize, usize)> = seen.values().filter(|seen| once(seen)).map(|seen| (seen.old.0, seen.new.0)).collect();
    pairs.sort_unstable();
    ascending(&pairs)
}

/// The longest subsequence that ascends on the right as well, by piles as in the card game patience.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The number of the pair on top of each pile, and for each pair the one below it on the pile to the left.
    let mut piles: Vec<usize> = Vec::new();
    let mut left: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let right_of = |pair: usize| pairs.get(pair).map(|it| it.1);
    for (number, &(_, y)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|&top| right_of(top) < Some(y));
        left.push(pile.checked_sub(1).and_then(|pile| piles.get(pile)).copied());
        match piles.get_mut(pile) {
            Some(top) => *top = number,
            None => piles.push(number),
        }
    }
    let mut chain: Vec<_> = std::iter::successors(piles.last().copied(), |&pair| left.get(pair).copied().flatten())
        .filter_map(|pair| pairs.get(pair).copied())
        .collect();
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts the items that an alignment keeps.
    fn kept(old: &[u32], new: &[u32]) -> usize {
        let blocks = align(old, new);
        check(&blocks, old, new);
        blocks.iter().map(|block| block.len).sum()
    }

    /// Checks what every alignment must be.
    fn check(blocks: &[Block], old: &[u32], new: &[u32]) {
        let (mut from_old, mut from_new) = (0, 0);
        for &Block { old: x, new: y, len } in blocks {
            assert!(x >= from_old && y >= from_new && len > 0, "{blocks:?}");
            assert_eq!(old[x..x + len], new[y..y + len]);
            (from_old, from_new) = (x + len, y + len);
        }
    }

    /// The length of the longest common subsequence, by the table that needs no thought.
    fn longest(old: &[u32], new: &[u32]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for x in old {
            let mut diagonal = 0;
            for (at, y) in new.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
                diagonal = above;
            }
        }
        row[new.len()]
    }

    fn random(state: &mut u32, below: u32) -> u32 {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*state >> 8) % below
    }

    #[test]
    fn few_changes_give_the_longest() {
        let mut state = 1;
        for round in 0..2000 {
            let (letters, most) = (1 + round % 7, 1 + round % 40);
            let [old, new] = [(); 2].map(|()| {
                let len = random(&mut state, most);
                (0..len).map(|_| random(&mut state, letters)).collect::<Vec<_>>()
            });
            assert_eq!(kept(&old, &new), longest(&old, &new), "{old:?} {new:?}");
        }
    }

    #[test]
    fn what_is_new_begins_at_a_start() {
        // A line more: 1 2, where lines begin with 1.
        let (old, new) = ([0, 1, 2, 1, 3], [0, 1, 2, 1, 2, 1, 3]);
        let mut blocks = align(&old, &new);
        assert_eq!(blocks, [Block { old: 0, new: 0, len: 4 }, Block { old: 4, new: 6, len: 1 }]);
        slide(&mut blocks, &old, &new, |is_new, at| is_new && new[at] == 1);
        assert_eq!(blocks, [Block { old: 0, new: 0, len: 3 }, Block { old: 3, new: 5, len: 2 }]);
        slide(&mut blocks, &old, &new, |_, at| at == 4);
        assert_eq!(blocks, [Block { old: 0, new: 0, len: 4 }, Block { old: 4, new: 6, len: 1 }]);
        let mut blocks = align(&[1], &[1, 2, 1]);
        slide(&mut blocks, &[1], &[1, 2, 1], |_, at| at == 0);
        assert_eq!(blocks, [Block { old: 0, new: 2, len: 1 }]);
    }

    #[test]
    fn sliding_keeps_as_much() {
        let mut state = 2;
        for round in 0..2000 {
            let [old, new] = [(); 2].map(|()| {
                let len = random(&mut state, 1 + round % 60);
                (0..len).map(|_| random(&mut state, 3)).collect::<Vec<_>>()
            });
            let mut blocks = align(&old, &new);
            let kept = blocks.iter().map(|block| block.len).sum::<usize>();
            slide(&mut blocks, &old, &new, |_, at| at % 5 == 0);
            check(&blocks, &old, &new);
            assert_eq!(blocks.iter().map(|block| block.len).sum::<usize>(), kept);
        }
    }

    #[test]
    fn many_changes_keep_what_stands_once() {
        // Every other item is replaced, and there are more than the search for the shortest follows.
        let old: Vec<u32> = (0..20_000).collect();
        let new: Vec<u32> = (0..20_000).map(|it| if it % 2 == 0 { it } else { it + 100_000 }).collect();
        assert_eq!(kept(&old, &new), 10_000);
    }

    #[test]
    fn hopeless_cases_end() {
        let old: Vec<u32> = (0..200_000).map(|it| it % 3).collect();
        let new: Vec<u32> = (0..200_000).map(|it| it * 7 / 5 % 3).collect();
        assert!(kept(&old, &new) > 0);
        let reversed: Vec<u32> = (0..50_000).rev().collect();
        assert!(kept(&(0..50_000).collect::<Vec<_>>(), &reversed) > 0);
        assert_eq!(kept(&vec![0; 50_000], &vec![1; 50_000]), 0);
    }
}
