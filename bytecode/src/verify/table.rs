//! Whether the exception table (3.11) fits the code.

use super::{Fault, FaultKind};
use crate::cfg::{Body, Protected};
use crate::exceptions::Entries;
use crate::function::Function;

/// The ranges of the exception table, which ascend and lie between instructions.
///
/// The form of the numbers is not judged: the interpreter reads longer ones as well.
pub(super) fn ranges(function: &Function<'_, '_>, body: &Body<'_>) -> Result<Vec<Protected>, Fault> {
    let mut ranges: Vec<Protected> = Vec::new();
    for entry in Entries::new(function.code().exceptiontable().unwrap_or(&[])) {
        let entry = entry.map_err(|error| Fault { offset: error.offset as u32, op: None, kind: FaultKind::Table(error.kind) })?;
        let fault = |kind| Err(Fault { offset: entry.start, op: None, kind });
        if entry.start >= entry.end || ranges.last().is_some_and(|last| entry.start < last.end) {
            return fault(FaultKind::RangeOrder);
        }
        if body.at(entry.start.into()).is_none() {
            return fault(FaultKind::RangeBounds(entry.start));
        }
        if body.end_at(entry.end).is_none() {
            return fault(FaultKind::RangeBounds(entry.end));
        }
        if body.at(entry.target.into()).is_none() {
            return fault(FaultKind::HandlerTarget(entry.target));
        }
        let (handler, depth, lasti) = (entry.target, entry.depth, entry.lasti);
        ranges.push(Protected { start: entry.start, end: entry.end, handler, depth, lasti });
    }
    Ok(ranges)
}
