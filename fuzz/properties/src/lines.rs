//! Any bytes are a line table of any version: no panic, each byte belongs to one entry, and what the encoder writes means what it was
//! given.

use pyc_bytecode::lines::{Entry, Table, encode, join};
use pyc_marshal::Version;

/// Holds for any bytes: a version, counted round, `co_firstlineno`, the length of the code in units of eight bytes, and the table.
pub fn run(data: &[u8]) {
    let [number, first, len, bytes @ ..] = data else { return };
    let version = crate::layout(*number).version;
    let firstlineno = i32::from(*first as i8);
    check(version, bytes, firstlineno, usize::from(*len) * 8);
}

fn check(version: Version, bytes: &[u8], firstlineno: i32, code_len: usize) {
    let table = Table::new(version, bytes, firstlineno, code_len);
    let raw: Vec<u8> = table.raw().flat_map(|entry| entry.bytes().iter().copied()).collect();
    assert_eq!(raw, if table.raw().next().is_some() { bytes } else { &[] });
    for entry in table.raw() {
        let mut spelt = Vec::new();
        entry.fields().write(&mut spelt);
        assert!(!entry.is_regular() || spelt == entry.bytes(), "{entry:?}");
    }

    let entries: Vec<Entry> = table.entries().collect();
    let mut end = 0;
    for entry in &entries {
        assert_eq!(entry.start, end);
        assert!(entry.end >= entry.start);
        end = entry.end;
    }
    let ranges: Vec<_> = table.line_ranges().collect();
    assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0].start < pair[0].end));
    let starts: Vec<_> = table.line_starts().collect();
    assert!(starts.windows(2).all(|pair| pair[0].offset <= pair[1].offset));
    assert!(table.positions().count() as u64 <= 8 * bytes.len() as u64);
    for offset in [0, 1, 2, end / 2, end, u32::MAX] {
        let _ = table.line_at(offset);
    }

    // What the entries say is said again by the table that is made of them. A table of 64 MB would take too long to look at.
    let large = entries.windows(2).filter_map(|pair| Some((pair[0].location.line?, pair[1].location.line?)));
    if large.into_iter().any(|(a, b)| a.abs_diff(b) > 1 << 16) {
        return;
    }
    let rules = table.rules();
    let meaning = |table: &Table<'_>| join(table.entries()).collect::<Vec<_>>();
    if let Ok(written) = encode(rules, firstlineno, entries.iter().copied()) {
        let again = Table::new(version, &written, firstlineno, code_len);
        if !rules.format.is_pairs() {
            assert_eq!(meaning(&again), meaning(&table));
        }
        let twice = encode(rules, firstlineno, again.entries()).expect("what was written has a form");
        assert_eq!(twice, written);
    }
}
