//! The instructions of two code objects side by side.

use std::collections::HashMap;

use pyc_bytecode::exceptions;

use super::align::{Block, align, slide};
use super::body::{Body, Step, Target};

/// What stands side by side: an instruction of the old code object, one of the new one, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) old: Option<u32>,
    pub(super) new: Option<u32>,
    /// Whether both do the same.
    pub(super) same: bool,
}

/// All instructions of both. A place is the number of a row; what comes first in the place of something else shares its place, so that
/// a jump to it is no other one.
pub(super) struct Rows {
    pub(super) all: Vec<Row>,
    /// The place of each old and each new instruction, seen from before.
    places: [Vec<u32>; 2],
    /// The same seen from behind: what comes last in the place of something else shares its place.
    ends: [Vec<u32>; 2],
    /// Places that are jumped to, ascending.
    labels: Vec<u32>,
}

impl Rows {
    /// The instructions side by side. Those that belong together but jump elsewhere are not the same; nor, if that counts, those that
    /// come from another place in the source.
    pub(super) fn of(old: &Body<'_>, new: &Body<'_>, by_location: bool) -> Rows {
        let mut rows = Rows { all: Vec::new(), places: Default::default(), ends: Default::default(), labels: Vec::new() };
        let (mut x, mut y) = (0, 0);
        let last = Block { old: old.steps.len(), new: new.steps.len(), len: 0 };
        let mut blocks = align(&old.tokens, &new.tokens);
        slide(&mut blocks, &old.tokens, &new.tokens, |is_new, at| (if is_new { new } else { old }).is_line_start(at));
        for block in blocks.into_iter().chain([last]) {
            rows.gap(x..block.old as u32, y..block.new as u32);
            for at in 0..block.len {
                rows.push(Some((block.old + at) as u32), Some((block.new + at) as u32));
            }
            (x, y) = ((block.old + block.len) as u32, (block.new + block.len) as u32);
        }
        for at in 0..rows.all.len() {
            let Some(&Row { old: Some(before), new: Some(after), .. }) = rows.all.get(at) else { continue };
            let (Some(before), Some(after)) = (old.steps.get(before as usize), new.steps.get(after as usize)) else { continue };
            let same =
                rows.same_target(before.target, after.target) && (!by_location || old.location(before) == new.location(after));
            if let Some(row) = rows.all.get_mut(at) {
                row.same = same;
            }
        }
        let labels = [old, new].into_iter().zip(&rows.places).flat_map(|(body, places)| {
            body.steps.iter().filter_map(|step| match step.target {
                Target::Step(to) => places.get(to as usize).copied(),
                _ => None,
            })
        });
        let mut labels: Vec<u32> = labels.collect();
        labels.sort_unstable();
        labels.dedup();
        Rows { labels, ..rows }
    }

    /// Instructions that have no partner.
    fn gap(&mut self, old: std::ops::Range<u32>, new: std::ops::Range<u32>) {
        let first = self.all.len() as u32;
        let (olds, news) = (old.len(), new.len());
        old.for_each(|it| self.push(Some(it), None));
        let end = self.all.len() as u32;
        new.for_each(|it| self.push(None, Some(it)));
        if olds > 0 && news > 0 {
            let [_, places] = &mut self.places;
            let at = places.len() - news;
            if let Some(place) = places.get_mut(at) {
                *place = first;
            }
            if let [_, ends] = &mut self.ends
                && let Some(place) = ends.last_mut()
            {
                *place = end - 1;
            }
        }
    }

    fn push(&mut self, old: Option<u32>, new: Option<u32>) {
        let place = self.all.len() as u32;
        for (side, there) in [old, new].into_iter().enumerate() {
            for places in [&mut self.places, &mut self.ends] {
                if there.is_some()
                    && let Some(places) = places.get_mut(side)
                {
                    places.push(place);
                }
            }
        }
        self.all.push(Row { old, new, same: false });
    }

    fn same_target(&self, old: Target, new: Target) -> bool {
        let [before, after] = &self.places;
        match (old, new) {
            (Target::None, Target::None) => true,
            (Target::Step(old), Target::Step(new)) => before.get(old as usize) == after.get(new as usize),
            (Target::Nowhere(old), Target::Nowhere(new)) => old == new,
            _ => false,
        }
    }

    /// Whether all instructions are the same.
    pub(super) fn is_same(&self) -> bool {
        self.all.iter().all(|row| row.same)
    }

    /// How many instructions are only in the old code object, and how many only in the new one.
    pub(super) fn counts(&self) -> (usize, usize) {
        let other = self.all.iter().filter(|row| !row.same);
        other.fold((0, 0), |(old, new), row| (old + usize::from(row.old.is_some()), new + usize::from(row.new.is_some())))
    }

    /// Instructions that do the same.
    pub(super) fn same<'r>(&'r self, old: &'r Body<'_>, new: &'r Body<'_>) -> impl Iterator<Item = (&'r Step, &'r Step)> {
        self.all
            .iter()
            .filter(|row| row.same)
            .filter_map(|row| Some((old.steps.get(row.old? as usize)?, new.steps.get(row.new? as usize)?)))
    }

    /// The number of the label before an instruction, old or new, if something jumps there.
    pub(super) fn label(&self, is_new: bool, step: u32) -> Option<usize> {
        let place = self.places.get(usize::from(is_new))?.get(step as usize)?;
        self.labels.binary_search(place).ok().map(|at| at + 1)
    }

    /// Number of labels.
    pub(super) fn label_count(&self) -> usize {
        self.labels.len()
    }

    /// What an entry of an exception table says in terms of places; of what has no place, the offset.
    fn handler(&self, body: &Body<'_>, is_new: bool, entry: &exceptions::Entry) -> Handler {
        let side = usize::from(is_new);
        let place = |places: &[Vec<u32>; 2], step: Option<u32>, offset| {
            step.and_then(|step| places.get(side)?.get(step as usize).copied()).ok_or(offset)
        };
        Handler {
            start: place(&self.places, body.at(entry.start), entry.start),
            last: place(&self.ends, body.last_before(entry.end), entry.end),
            target: place(&self.places, body.at(entry.target), entry.target),
            depth: entry.depth,
            lasti: entry.lasti,
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
struct Handler {
    start: Result<u32, u32>,
    last: Result<u32, u32>,
    target: Result<u32, u32>,
    depth: u32,
    lasti: bool,
}

/// The entries of the exception tables that the other side lacks, by their numbers: old ones, new ones.
pub(super) fn align_handlers(old: &Body<'_>, new: &Body<'_>, rows: &Rows) -> [Vec<usize>; 2] {
    let mut known = HashMap::new();
    let mut numbers = |body: &Body<'_>, is_new| -> Vec<u32> {
        let handlers = body.handlers.iter().map(|entry| rows.handler(body, is_new, entry));
        let numbers = handlers.map(|handler| {
            let next = known.len() as u32;
            *known.entry(handler).or_insert(next)
        });
        numbers.collect()
    };
    let (before, after) = (numbers(old, false), numbers(new, true));
    let blocks = align(&before, &after);
    let others = |len: usize, start: fn(&Block) -> usize| {
        let mut kept = vec![false; len];
        for block in &blocks {
            let from = start(block);
            kept.iter_mut().skip(from).take(block.len).for_each(|it| *it = true);
        }
        kept.iter().enumerate().filter(|(_, kept)| !**kept).map(|(at, _)| at).collect()
    };
    [others(before.len(), |it| it.old), others(after.len(), |it| it.new)]
}
