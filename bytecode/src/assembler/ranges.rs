//! Protected ranges, which may lie inside of others, to the entries of an exception table, which may not.

use core::cmp::Reverse;

use crate::assembler::AssembleErrorKind;
use crate::exceptions::Entry;

/// Ranges that ascend and do not overlap, which protect each instruction by the innermost of the ranges around it. Empty ones are gone.
pub(super) fn flatten(mut ranges: Vec<Entry>) -> Result<Vec<Entry>, AssembleErrorKind> {
    if ranges.iter().any(|range| range.end < range.start) {
        return Err(AssembleErrorKind::RangeBackwards);
    }
    ranges.retain(|range| range.start < range.end);
    if ranges.is_sorted_by(|a, b| a.end <= b.start) {
        return Ok(ranges);
    }
    // Outer ones first; of two equal ones the second is the inner one.
    ranges.sort_by_key(|range| (range.start, Reverse(range.end)));
    let mut flat = Vec::with_capacity(ranges.len());
    let mut open: Vec<Entry> = Vec::new();
    // Offset up to which all is said.
    let mut done = 0;
    for range in ranges {
        close(&mut open, &mut flat, &mut done, range.start);
        if open.last().is_some_and(|outer| outer.end < range.end) {
            return Err(AssembleErrorKind::RangesCross);
        }
        open.push(range);
    }
    close(&mut open, &mut flat, &mut done, u32::MAX);
    Ok(flat)
}

/// Says what protects the code from `done` to `until`.
fn close(open: &mut Vec<Entry>, flat: &mut Vec<Entry>, done: &mut u32, until: u32) {
    while let Some(&range) = open.last() {
        let (start, end) = (range.start.max(*done), range.end.min(until));
        if start < end {
            flat.push(Entry { start, end, ..range });
        }
        *done = end.max(*done);
        if range.end > until {
            break;
        }
        open.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(ranges: &[(u32, u32)]) -> Result<Vec<(u32, u32, u32)>, AssembleErrorKind> {
        let entry = |(i, &(start, end)): (usize, &(u32, u32))| Entry { start, end, target: i as u32, depth: 0, lasti: false };
        Ok(flatten(ranges.iter().enumerate().map(entry).collect())?.iter().map(|it| (it.start, it.end, it.target)).collect())
    }

    #[test]
    fn inner_ranges_cut_outer_ones() {
        assert_eq!(
            flat(&[(0, 20), (4, 8), (4, 6), (10, 20)]),
            Ok(vec![(0, 4, 0), (4, 6, 2), (6, 8, 1), (8, 10, 0), (10, 20, 3)])
        );
        // Given from the inside out, as a parser meets them.
        assert_eq!(flat(&[(4, 6), (0, 20)]), Ok(vec![(0, 4, 1), (4, 6, 0), (6, 20, 1)]));
    }

    #[test]
    fn neighbours_stay_in_their_order() {
        assert_eq!(flat(&[(0, 4), (4, 8), (8, 8), (20, 24)]), Ok(vec![(0, 4, 0), (4, 8, 1), (20, 24, 3)]));
        assert_eq!(flat(&[(10, 12), (0, 4)]), Ok(vec![(0, 4, 1), (10, 12, 0)]));
    }

    #[test]
    fn of_equal_ranges_the_last_is_the_innermost() {
        assert_eq!(flat(&[(0, 8), (0, 8)]), Ok(vec![(0, 8, 1)]));
    }

    #[test]
    fn ranges_that_cross_are_refused() {
        assert_eq!(flat(&[(0, 8), (4, 12)]), Err(AssembleErrorKind::RangesCross));
        assert_eq!(flat(&[(8, 4)]), Err(AssembleErrorKind::RangeBackwards));
    }
}
