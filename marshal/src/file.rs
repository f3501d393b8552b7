//! A whole `.pyc` file: header, object, and what follows.

use std::io::{self, Write};

use crate::error::Error;
use crate::header::Header;
use crate::layout::Layout;
use crate::options::{Mode, Options};
use crate::tree::Tree;
use crate::version::Version;
use crate::writer::Writer;

/// A `.pyc` file, indexed over its bytes.
///
/// ```
/// # use pyc_marshal::File;
/// # let bytes: &[u8] = b"\xcb\x0d\x0d\x0a\x00\x00\x00\x00\x00\xf1\x53\x65\x2a\x00\x00\x00\xe9\x07\x00\x00\x00";
/// let file = File::parse(bytes)?;
/// let mut copy = Vec::new();
/// file.write(&mut copy)?;
/// assert_eq!(copy, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct File<'a> {
    /// The header.
    pub header: Header,
    /// The object. Its offsets count from the end of the header, see [`File::base`].
    pub tree: Tree<'a>,
    bytes: &'a [u8],
}

/// How to read a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileOptions {
    /// How to read header and object.
    pub options: Options,
    /// Read by the layout of this version, whatever the magic number says.
    pub assume: Option<Version>,
}

impl<'a> File<'a> {
    /// Parses a file as CPython of its version would.
    pub fn parse(bytes: &'a [u8]) -> Result<File<'a>, Error> {
        File::with_options(bytes, FileOptions::default())
    }

    /// Parses a file.
    ///
    /// # Errors
    /// Those of [`Header::parse`] and [`Tree::with_options`]; the offset counts from the start of the file.
    pub fn with_options(bytes: &'a [u8], options: FileOptions) -> Result<File<'a>, Error> {
        let mode = options.options.mode;
        let (header, layout) = File::header(bytes, mode, options.assume)?;
        let base = layout.header.len();
        let body = bytes.get(base..).unwrap_or(&[]);
        let tree = Tree::with_options(body, layout, options.options).map_err(|error| error.shifted(base))?;
        Ok(File { header, tree, bytes })
    }

    /// The header alone, and the layout by which the rest is to be read.
    pub fn header(bytes: &[u8], mode: Mode, assume: Option<Version>) -> Result<(Header, &'static Layout), Error> {
        match assume.and_then(Layout::of) {
            Some(layout) => Ok((Header::parse_as(bytes, layout, mode)?, layout)),
            None => Header::parse(bytes, mode),
        }
    }

    /// The whole file.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The layout it was read by.
    pub fn layout(&self) -> &'static Layout {
        self.tree.layout()
    }

    /// The version whose layout it has.
    pub fn version(&self) -> Version {
        self.layout().version
    }

    /// Length of the header: what to add to an offset in the tree.
    pub fn base(&self) -> usize {
        self.layout().header.len()
    }

    /// Bytes behind the object. CPython ignores them.
    pub fn trailing(&self) -> &'a [u8] {
        self.tree.bytes().get(self.tree.end()..).unwrap_or(&[])
    }

    /// Writes the file: token by token, the bytes that were read.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        self.header.write(self.layout(), out)?;
        let mut writer = Writer::new(&mut *out, self.layout());
        for token in self.tree.tokens() {
            writer.token(&token)?;
        }
        out.write_all(self.trailing())
    }
}
