//! Where in the source an instruction stands.

use pyc_bytecode::lines::{Location, Table};
use pyc_marshal::Version;

use crate::object::Body;

fn table(body: &Body, version: Version) -> Table<'_> {
    Table::new(version, &body.linetable, body.firstlineno, body.co_code.len())
}

/// The line of the instruction at an offset in bytes.
pub(crate) fn line(body: &Body, offset: u32, version: Version) -> Option<i32> {
    table(body, version).line_at(offset)
}

/// `code.co_lines()`.
pub(crate) fn ranges(body: &Body, version: Version) -> Vec<(u32, u32, Option<i32>)> {
    table(body, version).line_ranges().map(|it| (it.start, it.end, it.line)).collect()
}

/// `code.co_positions()`.
pub(crate) fn positions(body: &Body, version: Version) -> Vec<Location> {
    table(body, version).positions().collect()
}

/// The position of the instruction at an offset in bytes.
pub(crate) fn position(body: &Body, offset: u32, version: Version) -> Option<Location> {
    table(body, version).positions().nth(offset as usize / 2)
}
