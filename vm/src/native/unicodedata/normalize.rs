//! Normal forms (UAX #15).

use super::ucd::View;

/// First of the Hangul syllables, and of the letters that they are made of.
const SYLLABLES: u32 = 0xAC00;
const LEADING: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TRAILING: u32 = 0x11A7;
/// Numbers of these letters.
const VOWEL_COUNT: u32 = 21;
const TRAILING_COUNT: u32 = 28;
const LEADING_COUNT: u32 = 19;
const SYLLABLE_COUNT: u32 = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT;

/// Characters that Unicode 3.2.0 took apart wrongly (`NormalizationCorrections.txt`).
const CORRECTED: [(u32, u32); 5] =
    [(0x2F868, 0x2136A), (0x2F874, 0x5F33), (0x2F91F, 0x43AB), (0x2F95F, 0x7AAE), (0x2F9BF, 0x4D57)];

/// A string taken apart, compatible characters too if wanted, marks in their order.
pub(super) fn decomposed(points: impl Iterator<Item = u32>, view: View, compatible: bool) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    // Where the marks begin behind the last character that is none.
    let mut marks = 0;
    let mut todo = Vec::new();
    for point in points {
        todo.push(point);
        while let Some(point) = todo.pop() {
            if let Some(mapping) = mapping(point, view, compatible) {
                todo.extend(mapping.into_iter().rev());
                continue;
            }
            if point < 0x300 || view.combining(point) == 0 {
                sort(&mut out, marks, view);
                marks = out.len() + 1;
            }
            out.push(point);
        }
    }
    sort(&mut out, marks, view);
    out
}

fn sort(out: &mut [u32], from: usize, view: View) {
    if let Some(marks) = out.get_mut(from..)
        && marks.len() > 1
    {
        marks.sort_by_key(|&it| view.combining(it));
    }
}

fn mapping(point: u32, view: View, compatible: bool) -> Option<Vec<u32>> {
    if point < 0xA0 {
        return None;
    }
    if let Some(index) = point.checked_sub(SYLLABLES).filter(|it| *it < SYLLABLE_COUNT) {
        let mut parts = vec![LEADING + index / (VOWEL_COUNT * TRAILING_COUNT), VOWELS + index / TRAILING_COUNT % VOWEL_COUNT];
        parts.extend((!index.is_multiple_of(TRAILING_COUNT)).then_some(TRAILING + index % TRAILING_COUNT));
        return Some(parts);
    }
    if view.is_old()
        && let Some(&(_, wrong)) = CORRECTED.iter().find(|it| it.0 == point)
    {
        return Some(vec![wrong]);
    }
    let mapping = view.decomposition(point);
    let points = match mapping.strip_prefix('<') {
        Some(tagged) if compatible => tagged.split_once(' ')?.1,
        Some(_) => return None,
        None if mapping.is_empty() => return None,
        None => mapping,
    };
    Some(points.split(' ').filter_map(|it| u32::from_str_radix(it, 16).ok()).collect())
}

/// What was taken apart, put together where that is a character of its own.
pub(super) fn composed(points: &[u32], view: View) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::with_capacity(points.len());
    // The last character that is no mark, and the class of the last mark behind it that was not taken in.
    let (mut start, mut last) = (None, 0);
    for &point in points {
        let combining = if point < 0x300 { 0 } else { view.combining(point) };
        if let Some(at) = start {
            let adjacent = out.len() == at + 1;
            if (adjacent || last != 0 && last < combining)
                && let Some(whole) = pair(out[at], point)
            {
                out[at] = whole;
                continue;
            }
        }
        if combining == 0 {
            start = Some(out.len());
        }
        last = combining;
        out.push(point);
    }
    out
}

fn pair(a: u32, b: u32) -> Option<u32> {
    if let (Some(leading), Some(vowel)) = (a.checked_sub(LEADING), b.checked_sub(VOWELS))
        && leading < LEADING_COUNT
        && vowel < VOWEL_COUNT
    {
        return Some(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
    }
    if let (Some(index), Some(trailing)) = (a.checked_sub(SYLLABLES), b.checked_sub(TRAILING))
        && index < SYLLABLE_COUNT
        && index.is_multiple_of(TRAILING_COUNT)
        && (1..TRAILING_COUNT).contains(&trailing)
    {
        return Some(a + trailing);
    }
    View::compose(a, b)
}

#[cfg(test)]
mod tests {
    use super::{View, composed, decomposed};

    #[test]
    fn forms() {
        let view = View::of(13);
        assert_eq!(decomposed([0xC5].into_iter(), view, false), [0x41, 0x30A]);
        assert_eq!(composed(&[0x41, 0x30A], view), [0xC5]);
        assert_eq!(decomposed([0xAC01].into_iter(), view, false), [0x1100, 0x1161, 0x11A8]);
        assert_eq!(composed(&[0x1100, 0x1161, 0x11A8], view), [0xAC01]);
        assert_eq!(decomposed([0xFB01].into_iter(), view, true), [0x66, 0x69]);
        assert_eq!(decomposed([0x61, 0x315, 0x300].into_iter(), view, false), [0x61, 0x300, 0x315]);
    }
}
