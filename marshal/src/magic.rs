//! Magic numbers: the first four bytes of a file, which say what wrote it.
//!
//! ```text
//! magic := number (u16, little endian) 0d 0a        1.0 to 1.2: number 99 00
//! ```

mod rows;

use core::fmt;

use crate::error::{Error, ErrorKind};
use crate::layout::Layout;
use crate::version::Version;

/// The first four bytes of a `.pyc` file. An open newtype: unknown numbers survive.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Magic(pub [u8; 4]);

/// What kind of build writes a magic number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A release of CPython carries it.
    Final,
    /// Only alphas, betas or development trees of CPython carried it.
    Interim,
    /// Release candidates carry it; the release is not out yet.
    Candidate,
    /// Set aside for a version to come.
    Planned,
    /// `PyPy`: the container, the stream and the code-object layout are those of the version, the opcodes are its own.
    PyPy,
    /// Another implementation, whose files hold something else.
    Foreign,
}

/// What is known of a magic number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first two bytes, little endian.
    pub number: u16,
    /// The releases that write it, for people.
    pub release: &'static str,
    /// The version whose layout the files have.
    pub version: Option<Version>,
    /// What kind of build writes it.
    pub kind: Kind,
    /// What changed with this number, in a few words; may be empty.
    pub note: &'static str,
}

/// The numbers from 2.0 to 2.7, to which an interpreter run with `-U` adds one.
const UNICODE_VARIANTS: core::ops::RangeInclusive<u16> = 50823..=62211;

impl Magic {
    /// The magic number with these four bytes.
    pub const fn new(bytes: [u8; 4]) -> Magic {
        Magic(bytes)
    }

    /// The magic number that the last release of `version` writes; `None` for an unknown version.
    ///
    /// ```
    /// # use pyc_marshal::{Magic, Version};
    /// assert_eq!(Magic::of(Version::new(3, 12)).unwrap().0, [0xcb, 0x0d, 0x0d, 0x0a]);
    /// ```
    pub fn of(version: Version) -> Option<Magic> {
        // 1.1 wrote the number of 1.2.
        let version = if version == Version::new(1, 1) { Version::new(1, 2) } else { version };
        let of_version = |kind: Kind| rows::ROWS.iter().rfind(move |row| row.version == Some(version) && row.kind == kind);
        let row = of_version(Kind::Final).or_else(|| of_version(Kind::Candidate))?;
        Some(Magic::from_number(row.number))
    }

    /// The magic number `number` with the two bytes that follow it in its time.
    pub fn from_number(number: u16) -> Magic {
        let [a, b] = number.to_le_bytes();
        let [c, d] = tail(number);
        Magic([a, b, c, d])
    }

    /// The first two bytes, little endian: the number that release notes speak of.
    pub const fn number(self) -> u16 {
        u16::from_le_bytes([self.0[0], self.0[1]])
    }

    /// All four bytes, little endian: the key of [`crate::source_hash`].
    pub const fn word(self) -> u32 {
        u32::from_le_bytes(self.0)
    }

    /// What is known of the number; `None` if nothing is.
    pub fn row(self) -> Option<&'static Row> {
        let find = |number| rows::ROWS.binary_search_by_key(&number, |row: &Row| row.number).ok().and_then(|i| rows::ROWS.get(i));
        find(self.number()).or_else(|| if self.is_unicode_variant() { find(self.number() - 1) } else { None })
    }

    /// Whether an interpreter from 2.0 to 2.7 run with `-U` wrote it: the release's number plus one.
    pub fn is_unicode_variant(self) -> bool {
        let base = self.number().wrapping_sub(1);
        UNICODE_VARIANTS.contains(&base)
            && rows::ROWS.iter().any(|row| row.number == base && row.version.is_some_and(|v| v.major == 2))
            && rows::ROWS.iter().all(|row| row.number != base + 1)
    }

    /// Whether bytes 3 and 4 are those that follow the number. `0a 0d` or `0d 0d` tell of a transfer in text mode.
    pub fn has_known_tail(self) -> bool {
        [self.0[2], self.0[3]] == tail(self.number())
    }

    /// The layout of files with this magic number.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownMagic`], [`ErrorKind::ForeignMagic`] or [`ErrorKind::InterimMagic`], at offset 0. A known number with wrong
    /// bytes behind it is unknown, as importers see it.
    pub fn layout(self) -> Result<&'static Layout, Error> {
        let magic = self.0;
        let row = self.row().filter(|row| self.has_known_tail() || row.kind == Kind::Foreign);
        let row = row.ok_or(ErrorKind::UnknownMagic { magic }.at(0))?;
        match (row.kind, row.version) {
            (Kind::Foreign, _) | (_, None) => Err(ErrorKind::ForeignMagic { magic }.at(0)),
            (_, Some(version)) => Layout::of_magic(row.number, version).ok_or(ErrorKind::InterimMagic { magic }.at(0)),
        }
    }

    /// All known rows, by number.
    pub fn rows() -> &'static [Row] {
        rows::ROWS
    }
}

const fn tail(number: u16) -> [u8; 2] {
    match number {
        39170 | 39171 => [0x99, 0x00],
        _ => *b"\r\n",
    }
}

impl fmt::Debug for Magic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0;
        write!(f, "Magic({}: {a:02x} {b:02x} {c:02x} {d:02x})", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_by_number() {
        assert!(Magic::rows().windows(2).all(|pair| pair[0].number < pair[1].number));
    }

    #[test]
    fn every_release_has_a_number_and_a_layout() {
        for version in Version::all() {
            let layout = Magic::of(version).unwrap().layout().unwrap();
            assert!(layout.version == version || version == Version::new(1, 1));
        }
    }

    #[test]
    fn odd_tails_of_1_0_to_1_2() {
        assert_eq!(Magic::of(Version::new(1, 0)).unwrap().0, [0x02, 0x99, 0x99, 0x00]);
        assert_eq!(Magic::of(Version::new(1, 1)).unwrap().0, [0x03, 0x99, 0x99, 0x00]);
        assert_eq!(
            Magic::new([0x02, 0x99, 0x0d, 0x0a]).layout().unwrap_err().kind,
            ErrorKind::UnknownMagic { magic: [2, 0x99, 13, 10] }
        );
    }

    #[test]
    fn unicode_variants_are_those_of_2_x_only() {
        assert!(Magic::from_number(62212).is_unicode_variant());
        assert_eq!(Magic::from_number(62212).layout().unwrap().version, Version::new(2, 7));
        assert!(!Magic::from_number(62092).is_unicode_variant(), "a number of its own");
        assert!(!Magic::from_number(3132).is_unicode_variant());
    }

    #[test]
    fn text_mode_transfers_are_refused() {
        let magic = Magic::new([0xcb, 0x0d, 0x0a, 0x0d]);
        assert!(matches!(magic.layout().unwrap_err().kind, ErrorKind::UnknownMagic { .. }));
    }

    #[test]
    fn foreign_numbers_are_named() {
        let error = Magic::from_number(21280).layout().unwrap_err();
        assert!(error.to_string().contains("GraalPy 3.10"), "{error}");
        assert_eq!(Magic::from_number(336).layout().unwrap().version, Version::new(3, 9));
    }

    #[test]
    fn alphas_have_their_own_layouts() {
        assert_eq!(Magic::from_number(3391).layout().unwrap().header.len(), 12);
        assert_eq!(Magic::from_number(3392).layout().unwrap().header.len(), 16);
        assert!(matches!(Magic::from_number(3455).layout().unwrap_err().kind, ErrorKind::InterimMagic { .. }));
    }
}
