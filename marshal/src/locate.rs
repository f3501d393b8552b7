//! From the offset of an error to the object it lies in.

use crate::layout::Layout;
use crate::options::{Mode, Options};
use crate::path::Path;
use crate::reader::Reader;

/// The path to the object whose token holds the byte at `offset` of `bytes`, for an [`crate::Error`] from reading the same bytes.
///
/// ```
/// # use pyc_marshal::{Layout, Options, Reader, Version, locate};
/// let layout = Layout::of(Version::new(3, 12)).unwrap();
/// let bytes = b"(\x02\x00\x00\x00N[\x01\x00\x00\x00?";
/// let error = Reader::new(bytes, layout).find_map(Result::err).unwrap();
/// assert_eq!(locate(bytes, layout, Options::STRICT, error.offset).to_string(), "[1][0]");
/// ```
pub fn locate(bytes: &[u8], layout: &'static Layout, options: Options, offset: usize) -> Path {
    let options = Options { mode: Mode::Lenient, ..options };
    let mut start = 0;
    let mut reader = Reader::with_options(bytes, layout, options);
    while reader.position() <= offset {
        start = reader.position();
        if !matches!(reader.next_token(), Ok(Some(_))) {
            break;
        }
    }
    let mut reader = Reader::with_options(bytes, layout, options);
    while reader.position() < start && matches!(reader.next_token(), Ok(Some(_))) {}
    reader.path()
}
