//! Exception tables against what `dis` reads in them (`corpus/lines`, made by `xtask/python/lines.py`).

use std::fs;
use std::path::Path;

use pyc_bytecode::exceptions::{Entries, Entry, Error, ErrorKind, decode, encode, find_handler};
use serde_json::{Value as Json, json};

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).expect("hexadecimal") as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The tables of 3.11 and later: whether a compiler wrote it, the table, and what `dis` says.
fn truths() -> Vec<(bool, Vec<u8>, Json)> {
    let mut truths = Vec::new();
    for minor in 11..=15 {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../corpus/lines/3.{minor}.json"));
        let items: Vec<Json> = serde_json::from_str(&fs::read_to_string(path).expect("a record")).expect("JSON");
        truths.extend(items.into_iter().map(|item| {
            let table = unhex(item["exceptiontable"].as_str().expect("a table"));
            (item["file"].is_string(), table, item["handlers"].clone())
        }));
    }
    assert!(truths.iter().filter(|(_, table, _)| !table.is_empty()).count() > 200);
    truths
}

fn entry(start: u32, end: u32, target: u32, depth: u32, lasti: bool) -> Entry {
    Entry { start, end, target, depth, lasti }
}

#[test]
fn entries_are_those_of_dis() {
    for (_, table, theirs) in truths() {
        let entries = Entries::new(&table).map_while(Result::ok);
        let ours: Json = entries.map(|it| json!([it.start, it.end, it.target, it.depth, it.lasti])).collect();
        assert_eq!(ours, theirs, "{table:x?}");
    }
}

#[test]
fn what_is_decoded_is_written_back() {
    for (from_a_file, table, _) in truths() {
        match decode(&table) {
            Ok(entries) => assert_eq!(encode(&entries).as_ref(), Ok(&table)),
            Err(error) => {
                assert!(!from_a_file, "{error} in {table:x?}");
                let lenient: Vec<Entry> = Entries::new(&table).map_while(Result::ok).collect();
                assert_ne!(encode(&lenient).as_ref(), Ok(&table), "nothing was wrong with it");
            }
        }
    }
}

/// Halving the table comes to the same as reading it from the start.
#[test]
fn handlers_are_found_in_tables_of_compilers() {
    let mut long = 0;
    for (_, table, _) in truths().iter().filter(|(from_a_file, ..)| *from_a_file) {
        long += usize::from(table.len() > 80);
        let entries = decode(table).expect("a sound table");
        for offset in 0..=entries.iter().map(|entry| entry.end).max().unwrap_or(0) {
            let covering = entries.iter().find(|entry| (entry.start..entry.end).contains(&offset));
            assert_eq!(find_handler(table, offset).as_ref(), covering, "{offset} in {table:x?}");
        }
    }
    assert!(long > 0, "the tables of the corpus are too short to be halved");
}

#[test]
fn handlers_are_looked_for_in_any_bytes() {
    for (_, table, _) in truths() {
        for offset in (0..300).chain([u32::MAX]) {
            if let Some(handler) = find_handler(&table, offset) {
                assert!((handler.start..handler.end).contains(&offset));
            }
        }
    }
    // CPython would look for ever: an entry so long that halving the table finds it again and again.
    let mut table = vec![0x80, 0x01, 0x05, 0x00];
    table.resize(100, 0);
    assert_eq!(find_handler(&table, 1000), None);
    assert_eq!(find_handler(&table[1..], 0), None, "no mark at all");
}

#[test]
fn damage_is_told_with_its_place() {
    let error = |table: &[u8]| decode(table).unwrap_err();
    let at = |offset, kind| Error { offset, kind };
    assert_eq!(error(b"\x82\x0b\x0f"), at(3, ErrorKind::Truncated));
    assert_eq!(error(b"\x82\x0b\x0f\x00\xc2"), at(5, ErrorKind::Truncated));
    assert_eq!(error(b"\x82\x0b\x0f\x00\x02\x0b\x0f\x00"), at(4, ErrorKind::NoMark));
    assert_eq!(error(b"\x82\x8b\x0f\x00"), at(1, ErrorKind::StrayMark));
    assert_eq!(error(b"\x82\x40\x0b\x0f\x00"), at(1, ErrorKind::NotMinimal));
    assert_eq!(error(b"\xc0\x02\x0b\x0f\x00"), at(0, ErrorKind::NotMinimal));
    assert_eq!(error(b"\x82\x0b\x7f\x7f\x7f\x7f\x7f\x3f\x00"), at(2, ErrorKind::TooLarge));
    assert_eq!(error(b"\x82\x0b\x0f").to_string(), "exception table ends inside of an entry (offset 0x3)");
    assert_eq!(decode(b""), Ok(Vec::new()));
}

#[test]
fn numbers_have_up_to_thirty_bits() {
    let largest = entry(2 * 0x3fff_ffff, 4 * 0x3fff_ffff, 2 * 0x3fff_ffff, 0x1fff_ffff, true);
    let table = encode([&largest]).unwrap();
    assert_eq!(table, b"\xff\x7f\x7f\x7f\x3f\x7f\x7f\x7f\x7f\x3f\x7f\x7f\x7f\x7f\x3f\x7f\x7f\x7f\x7f\x3f");
    assert_eq!(decode(&table), Ok(vec![largest]));
    let kind = |entry: Entry| encode([&entry]).unwrap_err().kind;
    assert_eq!(kind(entry(1 << 31, 1 << 31, 0, 0, false)), ErrorKind::TooLarge);
    assert_eq!(kind(entry(0, 2, 4, 1 << 29, false)), ErrorKind::TooLarge);
    assert_eq!(kind(entry(0, 2, 4, u32::MAX, false)), ErrorKind::TooLarge);
    assert_eq!(kind(entry(4, 2, 4, 0, false)), ErrorKind::Backwards);
    assert_eq!(kind(entry(0, 2, 3, 0, false)), ErrorKind::HalfUnit);
    let second = encode([&entry(0, 2, 4, 0, false), &entry(4, 2, 4, 0, false)]).unwrap_err();
    assert_eq!(second, Error { offset: 4, kind: ErrorKind::Backwards });
}

#[test]
fn an_error_ends_the_entries() {
    let mut entries = Entries::new(b"\x82\x0b\x0f\x00\x83\x01");
    assert_eq!(entries.next(), Some(Ok(entry(4, 26, 30, 0, false))));
    assert_eq!(entries.offset(), 4);
    assert_eq!(entries.next(), Some(Err(Error { offset: 6, kind: ErrorKind::Truncated })));
    assert_eq!(entries.next(), None);
}
