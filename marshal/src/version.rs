//! Version numbers.

use core::fmt;

/// A feature release of CPython: `3.12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The number before the dot.
    pub major: u8,
    /// The number behind it.
    pub minor: u8,
}

impl Version {
    /// The version `major.minor`.
    pub const fn new(major: u8, minor: u8) -> Version {
        Version { major, minor }
    }

    /// The newest version of which this crate has a layout.
    pub const LATEST: Version = Version::new(3, 15);

    /// One number that sorts as the version does.
    pub(crate) const fn number(self) -> u16 {
        self.major as u16 * 256 + self.minor as u16
    }

    /// Whether the version is `major.minor` or later.
    pub(crate) const fn since(self, major: u8, minor: u8) -> bool {
        self.number() >= Version::new(major, minor).number()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
