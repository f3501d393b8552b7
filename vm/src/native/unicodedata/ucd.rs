//! What versions of Unicode say of code points: `ucd.txt`, read when it is first asked for.
//!
//! ```text
//! versions V*                                  the versions that there are; below they go by number
//! r FIRST[-LAST] AGE CATEGORY BIDI COMBINING WIDTH MIRRORED
//! w FIRST[-LAST]                               wide, though not assigned
//! d POINT [<TAG>] POINT*                       a decomposition
//! x FIRST[-LAST]                               not the result of a composition
//! n FIRST[-LAST] KIND VALUE                    numbers: e decimal digits, i other digits, u others; the value of the first, each next one is one more
//! o VERSION FIRST[-LAST] FIELD VALUE           where an older version says otherwise
//! ```

use std::sync::LazyLock;

use hashbrown::{HashMap, HashSet};

static TEXT: &str = include_str!("ucd.txt");

/// The versions together.
pub(crate) static UCD: LazyLock<Ucd> = LazyLock::new(|| Ucd::parse(TEXT));

/// What is said of a code point beside numbers and decompositions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) category: &'static str,
    pub(crate) bidirectional: &'static str,
    pub(crate) combining: u8,
    pub(crate) width: &'static str,
    pub(crate) mirrored: bool,
}

/// How a character is a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) decimal: bool,
    pub(crate) digit: bool,
    pub(crate) value: f64,
}

/// Code points that have something in common.
#[derive(Clone, Copy, Debug)]
struct Run<T> {
    first: u32,
    last: u32,
    value: T,
}

/// All data.
#[derive(Debug, Default)]
pub(crate) struct Ucd {
    versions: Vec<&'static str>,
    records: Vec<Run<(u8, Record)>>,
    wide: Vec<Run<()>>,
    decompositions: HashMap<u32, &'static str>,
    numbers: Vec<Run<Number>>,
    changes: HashMap<u32, Vec<(u8, &'static str, &'static str)>>,
    compositions: HashMap<(u32, u32), u32>,
}

fn find<T: Copy>(runs: &[Run<T>], point: u32) -> Option<Run<T>> {
    let at = runs.partition_point(|it| it.last < point);
    runs.get(at).filter(|it| it.first <= point).copied()
}

impl Ucd {
    fn parse(text: &'static str) -> Ucd {
        let mut this = Ucd::default();
        let mut excluded = HashSet::new();
        for line in text.lines() {
            this.line(line, &mut excluded);
        }
        for (&point, mapping) in &this.decompositions {
            let mut parts = mapping.split(' ').map(|it| u32::from_str_radix(it, 16));
            if let (Some(Ok(a)), Some(Ok(b)), None) = (parts.next(), parts.next(), parts.next())
                && !excluded.contains(&point)
            {
                this.compositions.insert((a, b), point);
            }
        }
        this
    }

    /// Takes in a line; lines that say nothing add nothing.
    fn line(&mut self, line: &'static str, excluded: &mut HashSet<u32>) {
        let Some((kind, rest)) = line.split_once(' ') else { return };
        if kind == "versions" {
            self.versions = rest.split(' ').collect();
        } else if kind == "d" {
            if let Some((point, mapping)) = rest.split_once(' ')
                && let Ok(point) = u32::from_str_radix(point, 16)
            {
                self.decompositions.insert(point, mapping);
            }
        } else {
            let mut fields = rest.split(' ');
            let version = if kind == "o" { fields.next().and_then(|it| it.parse().ok()).unwrap_or(0) } else { 0 };
            let place = fields.next().unwrap_or_default();
            let (first, last) = place.split_once('-').unwrap_or((place, place));
            let (Ok(first), Ok(last)) = (u32::from_str_radix(first, 16), u32::from_str_radix(last, 16)) else { return };
            let fields: Vec<&'static str> = fields.collect();
            match (kind, &fields[..]) {
                ("r", &[age, category, bidirectional, combining, width, mirrored]) => {
                    let bidirectional = if bidirectional == "-" { "" } else { bidirectional };
                    let combining = combining.parse().unwrap_or(0);
                    let record = Record { category, bidirectional, combining, width, mirrored: mirrored == "1" };
                    self.records.push(Run { first, last, value: (age.parse().unwrap_or(0), record) });
                }
                ("w", []) => self.wide.push(Run { first, last, value: () }),
                ("x", []) => excluded.extend(first..=last),
                ("n", &[kind, value]) => {
                    let number = Number { decimal: kind == "e", digit: kind != "u", value: value.parse().unwrap_or(0.0) };
                    self.numbers.push(Run { first, last, value: number });
                }
                ("o", &[field, value]) => {
                    for point in first..=last {
                        self.changes.entry(point).or_default().push((version, field, value));
                    }
                }
                _ => {}
            }
        }
    }
}

/// One version of Unicode.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    number: u8,
    /// The minor version of CPython that asks.
    minor: u8,
}

impl View {
    /// What `unicodedata` of a minor version of CPython knows.
    pub(crate) fn of(minor: u8) -> View {
        let number = match minor {
            ..=8 => 1,
            9 | 10 => 2,
            11 => 3,
            12 => 4,
            13 => 5,
            _ => 6,
        };
        View { number, minor }
    }

    /// Unicode 3.2.0 as that version knows it.
    pub(crate) fn old(minor: u8) -> View {
        View { number: 0, minor }
    }

    /// Whether it is that of 3.2.0.
    pub(crate) fn is_old(self) -> bool {
        self.number == 0
    }

    /// Whether 3.8 asks.
    pub(crate) fn is_of_3_8(self) -> bool {
        self.minor == 8
    }

    /// The class by which marks are ordered: that of the newest version, also for 3.2.0.
    pub(crate) fn combining(self, point: u32) -> u8 {
        View::of(self.minor).record(point).combining
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        UCD.versions.get(usize::from(self.number)).copied().unwrap_or_default()
    }

    /// Whether it has the character.
    pub(crate) fn has(self, point: u32) -> bool {
        find(&UCD.records, point).is_some_and(|it| it.value.0 <= self.number)
    }

    pub(crate) fn record(self, point: u32) -> Record {
        match find(&UCD.records, point) {
            Some(Run { value: (age, mut record), .. }) if age <= self.number => {
                for &(version, field, value) in UCD.changes.get(&point).into_iter().flatten() {
                    if version == self.number {
                        match field {
                            "category" => record.category = value,
                            "bidi" => record.bidirectional = value,
                            "width" => record.width = value,
                            "mirrored" => record.mirrored = value == "1",
                            _ => {}
                        }
                    }
                }
                record
            }
            found => {
                // Those that were assigned later within a plane of ideographs had been wide before.
                let ideograph = (self.number > 0 || self.minor == 12) && found.is_some() && (0x2EBF0..=0x2EE5D).contains(&point);
                let width = match self.minor {
                    ..=11 => "F",
                    _ if ideograph || find(&UCD.wide, point).is_some() => "W",
                    _ => "N",
                };
                Record { category: "Cn", bidirectional: "", combining: 0, width, mirrored: false }
            }
        }
    }

    /// What it is as a number.
    pub(crate) fn number(self, point: u32) -> Option<Number> {
        if !self.has(point) {
            return None;
        }
        let mut number =
            find(&UCD.numbers, point).map(|it| Number { value: it.value.value + f64::from(point - it.first), ..it.value });
        for &(version, field, value) in UCD.changes.get(&point).into_iter().flatten() {
            if version == self.number && matches!(field, "decimal" | "numeric") {
                let value = value.parse::<f64>().ok();
                number = match (field, number) {
                    ("numeric", Some(old)) => value.map(|value| Number { value, ..old }),
                    ("numeric", None) => value.map(|value| Number { decimal: false, digit: false, value }),
                    (_, Some(old)) => Some(Number { decimal: value.is_some(), ..old }),
                    (_, None) => value.map(|value| Number { decimal: true, digit: true, value }),
                };
            }
        }
        number
    }

    /// What it is made of, as the database writes it; empty if of nothing.
    pub(crate) fn decomposition(self, point: u32) -> &'static str {
        if self.has(point) { UCD.decompositions.get(&point).copied().unwrap_or_default() } else { "" }
    }

    pub(crate) fn compose(a: u32, b: u32) -> Option<u32> {
        UCD.compositions.get(&(a, b)).copied()
    }
}
