//! Searching in strings and bytes, in time linear in their lengths.

use super::View;

/// The places of a part, from the left or the right, without overlap.
pub(crate) struct Finder<'a> {
    part: View<'a>,
    /// For each length of a prefix of the part, the longest proper prefix of it that it ends with; only for parts that are searched unit by unit.
    table: Vec<usize>,
    reversed: bool,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(part: View<'a>, reversed: bool) -> Finder<'a> {
        let mut table = vec![0; part.len() + 1];
        let unit = |at: usize| if reversed { part.get(part.len() - 1 - at) } else { part.get(at) };
        let mut k = 0;
        for at in 1..part.len() {
            while k > 0 && unit(at) != unit(k) {
                k = table[k];
            }
            if unit(at) == unit(k) {
                k += 1;
            }
            table[at + 1] = k;
        }
        Finder { part, table, reversed }
    }

    /// The first (or last) place of the part between two places.
    pub(crate) fn find(&self, all: View<'_>, start: usize, end: usize) -> Option<usize> {
        let m = self.part.len();
        if end > all.len() || start > end || m > end - start {
            return None;
        }
        if m == 0 {
            return Some(if self.reversed { end } else { start });
        }
        if let (View::Latin(all), View::Latin(part)) = (all, self.part) {
            let window = &all[start..end];
            let found = match (self.reversed, part) {
                (false, &[one]) => memchr::memchr(one, window),
                (true, &[one]) => memchr::memrchr(one, window),
                (false, _) => find_bytes(window, part),
                (true, _) => memchr::memmem::rfind(window, part),
            };
            return found.map(|it| it + start);
        }
        let unit = |at: usize| if self.reversed { self.part.get(m - 1 - at) } else { self.part.get(at) };
        let mut k = 0;
        for step in 0..end - start {
            let point = if self.reversed { all.get(end - 1 - step) } else { all.get(start + step) };
            while k > 0 && point != unit(k) {
                k = self.table[k];
            }
            if point == unit(k) {
                k += 1;
            }
            if k == m {
                return Some(if self.reversed { end - 1 - step } else { start + step + 1 - m });
            }
        }
        None
    }
}

/// The first place of a part at or behind another place.
pub(crate) fn find(all: View<'_>, part: View<'_>, start: usize, end: usize) -> Option<usize> {
    finder(all, part, false).find(all, start, end)
}

/// The last place of a part.
pub(crate) fn rfind(all: View<'_>, part: View<'_>, start: usize, end: usize) -> Option<usize> {
    finder(all, part, true).find(all, start, end)
}

/// Bytes in bytes need no table.
fn finder<'a>(all: View<'_>, part: View<'a>, reversed: bool) -> Finder<'a> {
    match (all, part) {
        (View::Latin(_), View::Latin(_)) => Finder { part, table: Vec::new(), reversed },
        _ => Finder::new(part, reversed),
    }
}

/// The first place of bytes in bytes. A searcher for long texts has to be prepared for each part, and that takes longer than looking for the first byte
/// of it a few times.
fn find_bytes(all: &[u8], part: &[u8]) -> Option<usize> {
    const TRIES: usize = 6;
    let (&first, rest) = part.split_first()?;
    let last = all.len().checked_sub(part.len())?;
    let mut at = 0;
    for _ in 0..TRIES {
        at += memchr::memchr(first, all.get(at..=last)?)?;
        if all[at + 1..].starts_with(rest) {
            return Some(at);
        }
        at += 1;
    }
    memchr::memmem::find(all.get(at..)?, part).map(|it| it + at)
}

/// Number of places of a part that is not empty, without overlap.
pub(crate) fn count(all: View<'_>, part: View<'_>, start: usize, end: usize) -> usize {
    match (all, part) {
        (View::Latin(all), View::Latin(&[one])) => memchr::memchr_iter(one, all.get(start..end).unwrap_or_default()).count(),
        _ => find_all(all, part, start, end, usize::MAX).len(),
    }
}

/// All places of a part, without overlap, from the left; no more than `most`.
pub(crate) fn find_all(all: View<'_>, part: View<'_>, start: usize, end: usize, most: usize) -> Vec<usize> {
    if let (View::Latin(all), View::Latin(part)) = (all, part) {
        let window = all.get(start..end).unwrap_or_default();
        match part {
            &[one] => return memchr::memchr_iter(one, window).take(most).map(|it| it + start).collect(),
            [_, _, ..] if window.len() > 512 => {
                return memchr::memmem::find_iter(window, part).take(most).map(|it| it + start).collect();
            }
            _ => {}
        }
    }
    let finder = finder(all, part, false);
    let mut places = Vec::new();
    let mut at = start;
    while places.len() < most
        && let Some(found) = finder.find(all, at, end)
    {
        places.push(found);
        at = found + part.len().max(1);
        if at > end {
            break;
        }
    }
    places
}
