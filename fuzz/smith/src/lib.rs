//! Makes valid marshal streams, objects and `.pyc` files of any version of CPython from bytes: for fuzzing whatever reads such.
//!
//! Deterministic: the same bytes make the same case. When the bytes run out, what is open is finished with small leaves.
//!
//! ```
//! use arbitrary::Unstructured;
//! use pyc_marshal::{Layout, Tree, Version};
//!
//! let layout = Layout::of(Version::new(3, 12)).unwrap();
//! let mut seed = Unstructured::new(b"any bytes will do, they are the seed");
//! let stream = pyc_smith::marshal(&mut seed, &pyc_smith::Config::all(), layout)?;
//! assert!(Tree::parse(&stream, layout).is_ok());
//! # Ok::<(), arbitrary::Error>(())
//! ```

mod config;
mod objects;
mod stream;

use arbitrary::{Result, Unstructured};
use pyc_marshal::{Header, HeaderForm, Layout, Magic, Stamp, Version};

pub use config::Config;
pub use objects::objects;
pub use stream::marshal;

/// Any version that has a layout.
pub fn version(u: &mut Unstructured<'_>) -> Result<Version> {
    let all: Vec<Version> = Version::all().collect();
    u.choose(&all).copied()
}

/// A whole file: a header of any version with any stamp that it has, and an object.
pub fn pyc(u: &mut Unstructured<'_>, config: &Config) -> Result<Vec<u8>> {
    let version = version(u)?;
    let (Some(layout), Some(magic)) = (Layout::of(version), Magic::of(version)) else {
        return Err(arbitrary::Error::IncorrectFormat);
    };
    let (mtime, size) = (u.arbitrary()?, u.arbitrary()?);
    let stamp = match layout.header {
        HeaderForm::Time => Stamp::Time { mtime },
        HeaderForm::Flags if u.arbitrary()? => Stamp::Hash { hash: u.arbitrary()?, checked: u.arbitrary()? },
        HeaderForm::TimeAndSize | HeaderForm::Flags => Stamp::TimeAndSize { mtime, size },
    };
    let mut out = Vec::new();
    let written = Header { magic, stamp }.write(layout, &mut out);
    written.map_err(|_| arbitrary::Error::IncorrectFormat)?;
    // 1.1 carries the number of 1.2, whose layout is the same.
    out.extend(marshal(u, config, layout)?);
    Ok(out)
}

/// A string of up to so many bytes: UTF-8 in which surrogates stand alone, or ASCII.
fn text(u: &mut Unstructured<'_>, limit: u8, exotic: bool) -> Result<Vec<u8>> {
    const EXOTIC: &[&[u8]] =
        &[b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xc2\xad", b"\0", b"'\"\\\n"];
    let len = u.int_in_range(0..=limit)?;
    let mut text = Vec::new();
    for _ in 0..len {
        if exotic && u.ratio(1, 4)? {
            text.extend_from_slice(u.choose(EXOTIC)?);
        } else {
            text.push(*u.choose(b"abcxyz_09 ./")?);
        }
    }
    Ok(text)
}
