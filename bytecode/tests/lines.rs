//! Line tables against what interpreters report of them (`corpus/lines`, made by `xtask/python/lines.py`, which says what each key is).

use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::InstructionSet;
use pyc_bytecode::lines::{EncodeErrorKind, Entry, Fields, Format, Location, Rules, Table, encode, join};
use pyc_marshal::{Code, File, Version};
use serde_json::{Value as Json, json};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus")
}

/// A recorded object with its version, the file it came from, and the table that it is about.
struct Truth {
    version: Version,
    json: Json,
    table: Vec<u8>,
}

impl Truth {
    fn table(&self) -> Table<'_> {
        let number = |key: &str| self.json[key].as_i64().expect(key);
        Table::new(self.version, &self.table, number("firstlineno") as i32, number("size") as usize)
    }

    fn what(&self) -> String {
        format!("{} {} of {}", self.version, self.json["table"], self.json["file"])
    }

    fn is_from_a_file(&self) -> bool {
        self.json["file"].is_string()
    }
}

fn versions() -> Vec<Version> {
    let minors = (6..=15).map(|minor| Version::new(3, minor));
    std::iter::once(Version::new(2, 7)).chain(minors).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).expect("hexadecimal") as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn truths() -> Vec<Truth> {
    let mut truths = Vec::new();
    for version in versions() {
        let text = fs::read_to_string(corpus().join(format!("lines/{version}.json"))).expect("a record of each version");
        let items: Vec<Json> = serde_json::from_str(&text).expect("JSON");
        assert!(items.len() > 60, "{version}");
        truths.extend(items.into_iter().map(|json| {
            let table = unhex(json["table"].as_str().expect("a table"));
            Truth { version, json, table }
        }));
    }
    truths
}

/// Neighbours that are equal as one, their number first.
fn runs(items: impl Iterator<Item = Json>) -> Json {
    let mut runs: Vec<(u64, Json)> = Vec::new();
    for item in items {
        match runs.last_mut() {
            Some((count, last)) if *last == item => *count += 1,
            _ => runs.push((1, item)),
        }
    }
    let flat = |(count, item): (u64, Json)| {
        let mut run = vec![json!(count)];
        run.extend(item.as_array().expect("an array").iter().cloned());
        Json::Array(run)
    };
    runs.into_iter().map(flat).collect()
}

#[test]
fn line_starts_are_those_of_dis() {
    for truth in truths() {
        let ours: Json = truth.table().line_starts().map(|it| json!([it.offset, it.line])).collect();
        assert_eq!(ours, truth.json["starts"], "{}", truth.what());
    }
}

#[test]
fn line_ranges_are_those_of_co_lines() {
    for truth in truths().iter().filter(|truth| truth.version >= Version::new(3, 10)) {
        let ours: Json = truth.table().line_ranges().map(|it| json!([it.start, it.end, it.line])).collect();
        assert_eq!(ours, truth.json["lines"], "{}", truth.what());
    }
}

#[test]
fn positions_are_those_of_co_positions() {
    for truth in truths().iter().filter(|truth| truth.version >= Version::new(3, 11)) {
        let ours = truth.table().positions().map(|it| json!([it.line, it.end_line, it.column, it.end_column]));
        assert_eq!(runs(ours), truth.json["positions"], "{}", truth.what());
    }
}

#[test]
fn the_line_of_an_offset_is_that_of_tracebacks() {
    for truth in truths() {
        let table = truth.table();
        let unit = if truth.version >= Version::new(3, 10) { 2 } else { 1 };
        let mut start = 0;
        for run in truth.json["at"].as_array().expect("runs") {
            let end = start + unit * run[0].as_u64().expect("a count") as u32;
            // The C function says -1 where it finds no line.
            let ours = [start, end - unit].map(|offset| table.line_at(offset).unwrap_or(-1));
            assert_eq!(ours.map(i64::from).map(Some), [run[1].as_i64(); 2], "{start}..{end} in {}", truth.what());
            start = end;
        }
        assert_eq!(Some(start.into()), truth.json["size"].as_u64());
    }
}

#[test]
fn entries_of_tables_of_compilers_are_the_ranges_and_positions_reported() {
    for truth in truths().iter().filter(|truth| truth.is_from_a_file()) {
        let entries: Vec<Entry> = truth.table().entries().collect();
        assert!(entries.windows(2).all(|pair| pair[0].end == pair[1].start), "{}", truth.what());
        if truth.version >= Version::new(3, 11) {
            let units = entries.iter().flat_map(|entry| (entry.start..entry.end).step_by(2).map(|_| entry.location));
            let ours = units.map(|it| json!([it.line, it.end_line, it.column, it.end_column]));
            assert_eq!(runs(ours), truth.json["positions"], "{}", truth.what());
        }
    }
}

#[test]
fn raw_entries_are_the_table_whatever_the_bytes() {
    for truth in truths() {
        let raw: Vec<u8> = truth.table().raw().flat_map(|raw| raw.bytes().iter().copied()).collect();
        assert_eq!(raw, truth.table, "{}", truth.what());
        let regular = truth.table().raw().all(|raw| raw.is_regular());
        assert!(regular || !truth.is_from_a_file(), "{}", truth.what());
        let mut written = Vec::new();
        truth.table().raw().for_each(|raw| raw.fields().write(&mut written));
        assert_eq!(regular, written == truth.table, "{}", truth.what());
    }
}

#[test]
fn entries_of_compilers_are_written_back_as_they_were() {
    for truth in truths().iter().filter(|truth| truth.is_from_a_file()) {
        let table = truth.table();
        assert_eq!(encode(table.rules(), table.firstlineno(), table.entries()).as_ref(), Ok(&truth.table), "{}", truth.what());
    }
}

#[test]
fn pairs_are_written_back_whatever_the_bytes() {
    let pairs = |truth: &&Truth| truth.version < Version::new(3, 10) && truth.table.len().is_multiple_of(2);
    for truth in truths().iter().filter(pairs) {
        let table = truth.table();
        // Lines that wrap are none that a step leads to.
        if !table.entries().any(|entry| entry.location.line < Some(0)) {
            assert_eq!(
                encode(table.rules(), table.firstlineno(), table.entries()).as_ref(),
                Ok(&truth.table),
                "{}",
                truth.what()
            );
        }
    }
}

/// What is known of the lines alone is enough: the compilers of 3.10 and of 3.12 and later write an entry for each change.
#[test]
fn joined_entries_are_written_back_as_they_were() {
    let joins = |version: Version| version == Version::new(3, 10) || version >= Version::new(3, 12);
    for truth in truths().iter().filter(|truth| truth.is_from_a_file() && joins(truth.version)) {
        let table = truth.table();
        let joined = join(table.entries());
        assert_eq!(encode(table.rules(), table.firstlineno(), joined).as_ref(), Ok(&truth.table), "{}", truth.what());
    }
}

#[test]
fn a_table_knows_its_code_object() {
    for truth in truths().iter().filter(|truth| truth.is_from_a_file()) {
        let name = truth.json["file"].as_str().expect("a name");
        let bytes = fs::read(corpus().join(format!("pyc/{}/{name}", truth.version))).expect("a file of the corpus");
        let file = File::parse(&bytes).expect("a sound file");
        let same = |code: &Code<'_, '_>| {
            Some(code.code().len() as u64) == truth.json["size"].as_u64()
                && code.linetable() == truth.table
                && code.firstlineno() == Some(truth.table().firstlineno())
        };
        let found = file.tree.codes().find(same).map(|code| Table::of(&code));
        let found = found.unwrap_or_else(|| panic!("{} not found", truth.what()));
        assert!(found.entries().eq(truth.table().entries()), "{}", truth.what());
    }
}

fn lines(ranges: &[(u32, u32, i32)]) -> Vec<Entry> {
    ranges.iter().map(|&(start, end, line)| Entry { start, end, location: Location::of_line(line) }).collect()
}

fn written(major: u8, minor: u8, entries: Vec<Entry>) -> Result<Vec<u8>, EncodeErrorKind> {
    encode(Rules::of(Version::new(major, minor)), 1, entries).map_err(|error| error.kind)
}

/// The example of `Objects/lnotab_notes.txt`, and its history.
#[test]
fn large_steps_of_pairs_are_split_as_in_their_time() {
    let entries = || lines(&[(0, 300, 1), (300, 320, 301)]);
    assert_eq!(written(2, 1, entries()).unwrap(), [255, 255, 45, 45]);
    assert_eq!(written(2, 2, entries()).unwrap(), [255, 0, 45, 255, 0, 45]);
    assert_eq!(written(2, 4, entries()).unwrap(), [255, 0, 45, 255, 0, 45]);
    assert_eq!(written(3, 5, entries()).unwrap(), [255, 0, 45, 255, 0, 45]);
    assert_eq!(written(3, 6, entries()).unwrap(), [255, 0, 45, 127, 0, 127, 0, 46]);
    let entries = || lines(&[(0, 510, 1), (510, 520, 511)]);
    assert_eq!(written(2, 4, entries()).unwrap(), [255, 0, 255, 255, 0, 255], "nothing is left over");
    assert_eq!(written(2, 5, entries()).unwrap(), [255, 0, 255, 0, 0, 255, 0, 255, 0, 0], "0 is left over");
    assert_eq!(written(3, 9, lines(&[(0, 2, 1), (2, 4, 257), (4, 6, 1)])).unwrap(), [2, 127, 0, 127, 0, 2, 2, 128, 0, 128, 0, 0]);
    assert_eq!(written(3, 9, lines(&[(0, 2, 1), (2, 4, 128), (4, 6, 0)])).unwrap(), [2, 127, 2, 128]);
}

#[test]
fn large_steps_of_ranges_are_split() {
    let entries = lines(&[(0, 600, 256), (600, 602, 1)]);
    assert_eq!(written(3, 10, entries).unwrap(), [0, 127, 0, 127, 254, 1, 254, 0, 92, 0, 0, 0x81, 0, 0x81, 2, 0xff]);
    let none = Entry { start: 0, end: 256, location: Location::NONE };
    assert_eq!(written(3, 10, vec![none]).unwrap(), [254, 0x80, 2, 0x80]);
}

#[test]
fn positions_take_the_shortest_form() {
    let at = |line, end_line, column, end_column| Location { line, end_line, column, end_column };
    let table = |units: u32, location| written(3, 12, vec![Entry { start: 0, end: 2 * units, location }]).unwrap();
    assert_eq!(table(1, at(Some(1), Some(1), Some(79), Some(94))), [0xc8, 0x7f]);
    assert_eq!(table(1, at(Some(1), Some(1), Some(79), Some(95))), [0xd0, 79, 95], "an end too far");
    assert_eq!(table(1, at(Some(1), Some(1), Some(5), Some(4))), [0xd0, 5, 4], "an end before the start");
    assert_eq!(table(1, at(Some(3), Some(3), Some(0), Some(127))), [0xe0, 0, 127]);
    assert_eq!(table(1, at(Some(3), Some(3), Some(0), Some(128))), [0xf0, 4, 0, 1, 0x41, 2]);
    assert_eq!(table(1, at(Some(0), Some(0), Some(0), Some(1))), [0xf0, 3, 0, 1, 2], "a line back");
    assert_eq!(table(1, at(Some(4), Some(4), None, None)), [0xe8, 6]);
    assert_eq!(table(1, at(Some(4), Some(5), None, None)), [0xf0, 6, 1, 0, 0]);
    assert_eq!(table(1, at(Some(1), Some(1), Some(3), None)), [0xf0, 0, 0, 4, 0], "one column alone");
    assert_eq!(table(1, Location::NONE), [0xf8]);
    assert_eq!(table(19, at(Some(200), Some(200), Some(1), Some(2))), [0xf7, 0x4e, 6, 0, 2, 3, 0x87, 0x11, 0x82, 0x11]);
}

#[test]
fn what_no_table_can_say_is_an_error() {
    let none = |start, end| Entry { start, end, location: Location::NONE };
    assert_eq!(written(3, 9, vec![none(0, 2)]), Err(EncodeErrorKind::NoLine));
    assert_eq!(written(3, 5, lines(&[(0, 2, 0)])), Err(EncodeErrorKind::LineFalls));
    assert_eq!(written(3, 10, vec![none(2, 4)]), Err(EncodeErrorKind::Gap));
    assert_eq!(written(3, 10, vec![none(0, 4), none(4, 2)]), Err(EncodeErrorKind::Backwards));
    assert_eq!(written(3, 11, vec![none(0, 3)]), Err(EncodeErrorKind::HalfUnit));
    assert_eq!(written(3, 11, lines(&[(0, 2, i32::MAX), (2, 4, i32::MIN)])), Err(EncodeErrorKind::LineTooFar));
    let falling = encode(Rules::of(Version::new(3, 5)), 9, lines(&[(0, 2, 9), (2, 4, 8)])).unwrap_err();
    assert_eq!(falling.to_string(), "line entry 1 goes back to an earlier line, which tables before 3.6 cannot say");
}

/// Sixteen entries of a few bytes must not ask for half a gigabyte.
#[test]
fn far_lines_have_a_limit() {
    let far = (0..16).map(|i| (2 * i, 2 * i + 2, if i % 2 == 0 { 1 } else { i32::MAX })).collect::<Vec<_>>();
    assert_eq!(written(3, 9, lines(&far)), Err(EncodeErrorKind::TooLong));
    assert_eq!(written(3, 10, lines(&far)), Err(EncodeErrorKind::TooLong));
    assert_eq!(written(3, 11, lines(&far)).unwrap().len(), 16 * 7 - 5, "long numbers are short");
}

#[test]
fn every_format_has_its_versions() {
    let format = |major, minor| Rules::of(Version::new(major, minor)).format;
    assert_eq!([format(1, 0), format(1, 4)], [Format::None; 2]);
    assert_eq!([format(1, 5), format(2, 7), format(3, 0), format(3, 5)], [Format::UnsignedPairs; 4]);
    assert_eq!([format(3, 6), format(3, 9)], [Format::SignedPairs; 2]);
    assert_eq!([format(3, 10), format(3, 11), format(3, 15)], [Format::Ranges, Format::Positions, Format::Positions]);
    // Both are tables by version.
    for set in InstructionSet::all() {
        assert_eq!(Rules::of(set.version).format, set.lines, "{}", set.name);
    }
}

/// A line step that the mark of the next entry cuts off is read on in that entry, but no further than a number is long: else each of
/// these entries would read to the end of the table.
#[test]
fn numbers_cut_off_take_linear_time() {
    let table = vec![0xef; 1 << 18];
    let table = Table::new(Version::new(3, 12), &table, 1, 0);
    assert_eq!(table.entries().count(), 1 << 18);
    assert_eq!(table.raw().next().map(|raw| raw.fields().len()), Some(16));
}

#[test]
fn an_odd_byte_is_told_apart() {
    let last =
        |minor| Table::new(Version::new(3, minor), &[2, 1, 4], 1, 8).raw().last().map(|raw| (raw.fields(), raw.is_regular()));
    assert_eq!(last(9), Some((Fields::Stray(4), true)));
    assert_eq!(last(10), Some((Fields::Range { length: 4, line_step: 0 }, false)));
}
