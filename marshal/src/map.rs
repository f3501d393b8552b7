//! Bytes of a file: read into memory, or mapped when large.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;

/// Files of this many bytes and more are mapped; for smaller ones a read is as fast.
const MAP_FROM: u64 = 1 << 20;

/// The bytes of a file. Dereferences to `[u8]`.
///
/// # What a map cannot promise
/// A mapped file is shared with whoever else writes it. If another process changes it meanwhile, the bytes seen here change; if it is
/// cut short, touching a page that is gone ends this process with a signal (`SIGBUS`), which no library can turn into an error. Use
/// [`Contents::read`] for files that others may truncate.
#[derive(Debug)]
pub struct Contents(Inner);

#[derive(Debug)]
enum Inner {
    Read(Vec<u8>),
    #[cfg(feature = "mmap")]
    Mapped(memmap2::Mmap),
}

impl Contents {
    /// Opens a file: maps a large ordinary one if the feature `mmap` is on, and reads everything else.
    pub fn open(path: &Path) -> io::Result<Contents> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_file()
            && metadata.len() >= MAP_FROM
            && let Some(contents) = Contents::map(&file)
        {
            return Ok(contents);
        }
        let mut bytes = Vec::with_capacity(metadata.len().min(MAP_FROM) as usize);
        file.read_to_end(&mut bytes)?;
        Ok(Contents(Inner::Read(bytes)))
    }

    /// Reads a file into memory.
    pub fn read(path: &Path) -> io::Result<Contents> {
        std::fs::read(path).map(|bytes| Contents(Inner::Read(bytes)))
    }

    #[cfg(feature = "mmap")]
    fn map(file: &File) -> Option<Contents> {
        // SAFETY: the map is read-only; that nobody changes the file meanwhile is asked of the caller in the docs of the type.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(file) };
        map.ok().map(|map| Contents(Inner::Mapped(map)))
    }

    #[cfg(not(feature = "mmap"))]
    fn map(_: &File) -> Option<Contents> {
        None
    }
}

impl From<Vec<u8>> for Contents {
    fn from(bytes: Vec<u8>) -> Contents {
        Contents(Inner::Read(bytes))
    }
}

impl Deref for Contents {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Inner::Read(bytes) => bytes,
            #[cfg(feature = "mmap")]
            Inner::Mapped(map) => map,
        }
    }
}
