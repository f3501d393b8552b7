//! Any bytes may stand where an exception table should: no panic, and what is accepted is written back as it was.

use pyc_bytecode::exceptions::{Entries, decode, encode, find_handler};

/// Holds for any bytes.
pub fn run(table: &[u8]) {
    for entry in Entries::new(table) {
        match entry {
            Ok(entry) => assert!(entry.start <= entry.end),
            Err(error) => assert!(error.offset <= table.len()),
        }
    }
    match decode(table) {
        Ok(entries) => {
            assert_eq!(encode(&entries).as_deref(), Ok(table));
            let ascending = entries.windows(2).all(|pair| pair[0].end <= pair[1].start);
            for entry in entries.iter().filter(|entry| ascending && entry.start < entry.end) {
                assert_eq!(find_handler(table, entry.start), Some(*entry));
                assert_eq!(find_handler(table, entry.end - 1), Some(*entry));
            }
        }
        Err(error) => assert!(error.offset <= table.len()),
    }
    for offset in [0, 2, 4, 100, u32::MAX] {
        let _ = find_handler(table, offset);
    }
}
