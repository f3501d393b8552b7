//! Hunks: what is different, with some instructions around it.

use std::ops::Range;

use pyc_bytecode::lines::Location;

use super::arguments;
use super::body::Target;
use super::compare::{CodeChange, Desk};
use super::rows::Row;

/// Instructions that are different, with those around.
pub(super) struct Hunk<'h> {
    /// Offset of the first old and the first new instruction in bytes.
    pub(super) offsets: [usize; 2],
    /// Number of old and of new instructions.
    pub(super) counts: [usize; 2],
    rows: &'h [Row],
}

/// A line of a hunk.
pub(super) struct Line {
    /// `-` for an old instruction, `+` for a new one, a space for one that is in both; it is then told as in the new file.
    pub(super) sign: char,
    pub(super) location: Location,
    pub(super) offset: u32,
    /// The number of the label before it; what belongs together has the same number.
    pub(super) label: Option<usize>,
    pub(super) opname: String,
    pub(super) argument: String,
}

/// Hunks with so many instructions around what is different, one after the other.
pub(super) fn hunks<'h>(code: &'h CodeChange<'_>, context: usize) -> impl Iterator<Item = Hunk<'h>> {
    let rows = &code.rows.all;
    let (mut passed, mut at) = ([0, 0], 0);
    ranges(rows, context).into_iter().map(move |range| {
        count(rows.get(at..range.start).unwrap_or(&[]), &mut passed);
        at = range.end;
        let [old, new] = passed;
        let offsets = [code.old.offset(old), code.new.offset(new)];
        let rows = rows.get(range).unwrap_or(&[]);
        count(rows, &mut passed);
        Hunk { offsets, counts: [passed[0] - old, passed[1] - new], rows }
    })
}

impl Hunk<'_> {
    /// Its lines, made one at a time: a hunk may be as long as the code.
    pub(super) fn lines<'h>(&self, desk: &'h mut Desk<'_>, code: &'h CodeChange<'_>) -> impl Iterator<Item = Line> + 'h {
        signed(self.rows).into_iter().filter_map(|(sign, step)| line(desk, code, sign, step))
    }
}

/// Adds how many old and new instructions stand in some rows.
fn count(rows: &[Row], counts: &mut [usize; 2]) {
    for row in rows {
        let [old, new] = counts;
        *old += usize::from(row.old.is_some());
        *new += usize::from(row.new.is_some());
    }
}

/// The rows of each hunk: those that differ, and around them `context` others. Hunks that touch are one.
fn ranges(rows: &[Row], context: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, _) in rows.iter().enumerate().filter(|(_, row)| !row.same) {
        let (start, end) = (at.saturating_sub(context), at.saturating_add(context).saturating_add(1).min(rows.len()));
        match ranges.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges
}

/// The lines of some rows: where several rows differ, first what is old, then what is new.
fn signed(rows: &[Row]) -> Vec<(char, u32)> {
    let mut lines = Vec::new();
    for run in rows.chunk_by(|a, b| !a.same && !b.same) {
        if run.iter().any(|row| row.same) {
            lines.extend(run.iter().filter_map(|row| Some((' ', row.new?))));
        } else {
            lines.extend(run.iter().filter_map(|row| Some(('-', row.old?))));
            lines.extend(run.iter().filter_map(|row| Some(('+', row.new?))));
        }
    }
    lines
}

fn line(desk: &mut Desk<'_>, code: &CodeChange<'_>, sign: char, number: u32) -> Option<Line> {
    let is_new = sign != '-';
    let (side, body) = if is_new { (&mut desk.new, &code.new) } else { (&mut desk.old, &code.old) };
    let step = body.steps.get(number as usize)?;
    let target = match step.target {
        Target::None => String::new(),
        Target::Nowhere(offset) => format!("to {}", offset as i32),
        Target::Step(to) => code.rows.label(is_new, to).map_or_else(String::new, |label| format!("to L{label}")),
    };
    let opname = side.set.info(step.opcode).map_or_else(|| format!("<{}>", step.opcode.0), |info| info.op.name().to_owned());
    let argument = arguments::words(side, step.opcode, step.oparg, &body.lists, &target);
    let label = code.rows.label(is_new, number);
    Some(Line { sign, location: body.location(step), offset: step.start, label, opname, argument })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(old: Option<u32>, new: Option<u32>) -> Row {
        Row { old, new, same: old.is_some() && new.is_some() }
    }

    #[test]
    fn hunks_that_touch_are_one() {
        let mut rows: Vec<Row> = (0..20).map(|it| row(Some(it), Some(it))).collect();
        for at in [3, 8, 16] {
            rows[at].same = false;
        }
        assert_eq!(ranges(&rows, 2), [1..11, 14..19]);
        assert_eq!(ranges(&rows, 0), [3..4, 8..9, 16..17]);
        assert_eq!(ranges(&rows, usize::MAX).first(), Some(&(0..20)));
    }

    #[test]
    fn old_lines_come_before_new_ones() {
        let rows = [row(Some(0), Some(0)), row(None, Some(1)), row(Some(1), None), row(None, Some(2)), row(Some(2), Some(3))];
        assert_eq!(signed(&rows), [(' ', 0), ('-', 1), ('+', 1), ('+', 2), (' ', 3)]);
    }
}
