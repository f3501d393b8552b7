//! Line tables: entries to the locations of items, and back.
//!
//! An entry begins with an item whose location is not that of the item before, or that says so ([`Item::own_entry`]). What is left are
//! entries that are empty or begin inside of an item: the pieces of steps too large for one pair (to 3.9), and lines of code that the
//! compiler removed.

use crate::assembler::AssembleError;
use crate::lines::{self, Entry, Format, Location, Rules, Table};
use crate::listing::read::Read;
use crate::listing::{Item, ItemId, Listing, Odd};

impl Listing {
    /// Distributes the entries of the table over the items, the last of which ends at `end`.
    pub(super) fn read_lines(&mut self, table: &Table<'_>, read: &mut [Read], end: u32) {
        let mut entries = Pieces { entries: table.entries(), format: self.set().lines }.peekable();
        let mut last: Option<Entry> = None;
        let ends: Vec<u32> = read.iter().skip(1).map(|it| it.start).chain([end]).collect();
        for (it, end) in read.iter_mut().zip(ends) {
            let mut marks = Vec::new();
            let mut location = last.filter(|last| last.end > it.start).map_or(Location::NONE, |last| last.location);
            while let Some(entry) = entries.next_if(|entry| entry.start < end) {
                if entry.start <= it.start {
                    location = entry.location;
                }
                marks.push((entry.start.saturating_sub(it.start), entry.location));
                last = Some(entry);
            }
            it.locate(location, marks);
        }
        for entry in entries {
            self.behind.push((entry.start.saturating_sub(end), entry.location));
            last = Some(entry);
        }
        self.overhang = last.map_or(0, |last| last.end.saturating_sub(last.start.max(end)));
    }

    /// Lets the entries of the line table that begin with one item begin with another, which was put before it.
    pub(super) fn move_marks(&mut self, from: ItemId, to: ItemId) {
        let own_entry = self.item_mut(from).is_some_and(|item| core::mem::take(&mut item.own_entry));
        if let Some(item) = self.item_mut(to) {
            item.own_entry = own_entry;
        }
        if let Some(odd) = self.odd.get_mut(&from) {
            let inside = odd.marks.partition_point(|&(distance, _)| distance == 0);
            let rest = odd.marks.split_off(inside);
            let marks = core::mem::replace(&mut odd.marks, rest);
            let location = odd.location;
            if !marks.is_empty() {
                self.odd.insert(to, Odd { marks, location, ..Odd::default() });
            }
        }
    }

    /// The line table of items that end at these offsets.
    pub(crate) fn write_lines(&self, items: &[(ItemId, Item)], ends: &[u32]) -> Result<Vec<u8>, AssembleError> {
        let columns = self.set().lines == Format::Positions;
        let pairs = self.set().lines.is_pairs();
        let plain = |location: Location| if columns { location } else { Location { line: location.line, ..Location::NONE } };
        let filler = if pairs { Location::of_line(self.firstlineno) } else { Location::NONE };
        let mut writer = Entries { entries: Vec::new(), filler };
        let said = |(id, item): &(ItemId, Item)| item.own_entry || item.location != Location::NONE || self.odd.contains_key(id);
        let covered = items.iter().rposition(said).map_or(0, |last| last + 1);
        let mut start = 0_u32;
        for ((id, item), &end) in items.iter().zip(ends).take(covered) {
            let location = plain(item.location);
            match self.odd.get(id) {
                Some(odd) if !odd.marks.is_empty() && plain(odd.location) == location => {
                    if odd.marks.first().is_some_and(|mark| mark.0 > 0) && writer.location() != Some(location) {
                        writer.begin(start, location);
                    }
                    for &(distance, location) in &odd.marks {
                        writer.begin(start.saturating_add(distance).min(end), plain(location));
                    }
                }
                // Such tables have no way to say that there is no line.
                _ if pairs && location.line.is_none() => {}
                _ if item.own_entry || writer.location() != Some(location) => writer.begin(start, location),
                _ => {}
            }
            writer.cover(end);
            start = end;
        }
        let end = ends.last().copied().unwrap_or(0);
        if writer.location() == Some(Location::NONE) {
            writer.cover(end);
        }
        for &(distance, location) in &self.behind {
            writer.begin(end.saturating_add(distance), plain(location));
        }
        if self.overhang > 0 {
            writer.cover(end.max(writer.start()).saturating_add(self.overhang));
        }
        Ok(lines::encode(Rules::of(self.set().version), self.firstlineno, writer.entries)?)
    }
}

/// Entries without gaps.
struct Entries {
    entries: Vec<Entry>,
    /// What stands before the first one.
    filler: Location,
}

impl Entries {
    fn location(&self) -> Option<Location> {
        self.entries.last().map(|entry| entry.location)
    }

    fn start(&self) -> u32 {
        self.entries.last().map_or(0, |entry| entry.start)
    }

    fn begin(&mut self, start: u32, location: Location) {
        if self.entries.is_empty() && start > 0 {
            self.entries.push(Entry { start: 0, end: start, location: self.filler });
        }
        self.cover(start);
        self.entries.push(Entry { start, end: start, location });
    }

    /// Lets the last entry reach to an offset.
    fn cover(&mut self, end: u32) {
        if let Some(last) = self.entries.last_mut() {
            last.end = end;
        }
    }
}

/// The entries of a table without those that only go on with one that was too long for its format.
struct Pieces<'a> {
    entries: lines::Entries<'a>,
    format: Format,
}

impl Iterator for Pieces<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        // The longest entry, in bytes. Pairs are another matter: which of them there are does not follow from the lines alone.
        let longest = match self.format {
            Format::Positions => 16,
            Format::Ranges => 254,
            Format::None | Format::UnsignedPairs | Format::SignedPairs => return self.entries.next(),
        };
        let mut entry = self.entries.next()?;
        let mut piece = entry;
        while piece.end.saturating_sub(piece.start) == longest
            && let Some(next) = self.entries.clone().next()
            && next.location == entry.location
        {
            self.entries.next();
            entry.end = next.end;
            piece = next;
        }
        Some(entry)
    }
}
