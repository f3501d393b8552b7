//! Listings to bytes.

mod build;
mod constants;
mod error;
pub(crate) mod jumps;
mod layout;
mod ranges;

pub use build::Assembler;
pub(crate) use constants::Classes;
pub use constants::Constants;
pub use error::{AssembleError, AssembleErrorKind};

use crate::listing::ItemId;

/// What a [`crate::Listing`] becomes: the fields of a code object that follow from its instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assembled {
    /// `co_code`
    pub code: Box<[u8]>,
    /// `co_lnotab` (to 3.9) or `co_linetable`; empty before 1.5.
    pub linetable: Box<[u8]>,
    /// `co_exceptiontable`; `None` before 3.11.
    pub exceptiontable: Option<Box<[u8]>>,
    /// Where each item begins, its prefixes included, in bytes. An item that became two jumps is there twice.
    pub offsets: Box<[(ItemId, u32)]>,
}
