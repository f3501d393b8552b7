//! The world as a machine sees it.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Whether it is a directory.
    pub directory: bool,
    /// Bytes.
    pub len: u64,
    /// When it was changed last, in nanoseconds since 1970.
    pub modified: i128,
}

/// How a file is to be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of open(2)")]
pub struct Opening {
    /// For reading.
    pub read: bool,
    /// For writing.
    pub write: bool,
    /// Whatever is written goes to the end.
    pub append: bool,
    /// What it holds is forgotten.
    pub truncate: bool,
    /// It is made if it is not there.
    pub create: bool,
    /// It is made, and must not be there.
    pub new: bool,
    /// The permissions of a file that is made.
    pub mode: u32,
}

/// What the file system knows of a file, as `stat(2)` has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the field of that name")]
pub struct FileStatus {
    /// Type and permissions.
    pub mode: u32,
    pub inode: u64,
    pub device: u64,
    pub links: u64,
    pub user: u32,
    pub group: u32,
    pub size: u64,
    /// Times are nanoseconds since 1970.
    pub accessed: i128,
    pub modified: i128,
    pub changed: i128,
    pub block_size: u64,
    pub blocks: u64,
}

/// A name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// The type, in the bits that [`FileStatus::mode`] has it in.
    pub kind: u32,
    /// Its number.
    pub inode: u64,
}

fn refused<T>() -> io::Result<T> {
    Err(io::ErrorKind::PermissionDenied.into())
}

/// What a program can reach. Every method refuses, or knows nothing, by default.
pub trait Host {
    /// Writes to standard output (1) or standard error (2).
    fn write(&mut self, stream: u8, bytes: &[u8]) -> io::Result<()> {
        let _ = (stream, bytes);
        refused()
    }

    /// Hands over what was written and is kept back.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Reads from standard input; 0 at its end.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let _ = buffer;
        Ok(0)
    }

    /// The source of a file, for the lines of a traceback.
    fn source(&mut self, filename: &str) -> Option<Vec<u8>> {
        let _ = filename;
        None
    }

    /// What stands at a path where modules are looked for.
    fn module_metadata(&mut self, path: &str) -> Option<Metadata> {
        let _ = path;
        None
    }

    /// The bytes of a file where modules are looked for.
    fn module_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        let _ = path;
        Err(io::ErrorKind::NotFound.into())
    }

    /// The names in a directory where modules are looked for.
    fn module_list(&mut self, path: &str) -> io::Result<Vec<String>> {
        let _ = path;
        Err(io::ErrorKind::NotFound.into())
    }

    /// Nanoseconds since 1970.
    fn now(&mut self) -> io::Result<i128> {
        refused()
    }

    /// Nanoseconds on a clock that never goes back.
    fn monotonic(&mut self) -> io::Result<u128> {
        refused()
    }

    /// Bytes that nobody can foresee. Without them, generators of random numbers that are seeded by nothing begin alike in every run.
    fn random(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let _ = bytes;
        refused()
    }

    /// The environment's variables.
    fn environment(&mut self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Whether a standard stream (0 to 2) is a terminal.
    fn is_terminal(&mut self, stream: u8) -> bool {
        let _ = stream;
        false
    }

    /// Opens a file: the number that the other methods know it by, 3 or more.
    fn open(&mut self, path: &Path, how: Opening) -> io::Result<u32> {
        let _ = (path, how);
        refused()
    }

    /// Reads from an open file; 0 at its end.
    fn file_read(&mut self, file: u32, buffer: &mut [u8]) -> io::Result<usize> {
        let _ = (file, buffer);
        refused()
    }

    /// Writes to an open file: how many bytes were written.
    fn file_write(&mut self, file: u32, bytes: &[u8]) -> io::Result<usize> {
        let _ = (file, bytes);
        refused()
    }

    /// Moves the place in an open file.
    fn file_seek(&mut self, file: u32, to: io::SeekFrom) -> io::Result<u64> {
        let _ = (file, to);
        refused()
    }

    /// Cuts an open file, or makes it longer.
    fn file_truncate(&mut self, file: u32, len: u64) -> io::Result<()> {
        let _ = (file, len);
        refused()
    }

    /// Has the disk write what an open file holds.
    fn file_sync(&mut self, file: u32) -> io::Result<()> {
        let _ = file;
        refused()
    }

    /// Closes a file.
    fn file_close(&mut self, file: u32) -> io::Result<()> {
        let _ = file;
        refused()
    }

    /// What an open file is.
    fn file_status(&mut self, file: u32) -> io::Result<FileStatus> {
        let _ = file;
        refused()
    }

    /// What is at a path; a symbolic link itself if it is not to be followed.
    fn status(&mut self, path: &Path, follow: bool) -> io::Result<FileStatus> {
        let _ = (path, follow);
        refused()
    }

    /// What a directory holds, in no order.
    fn list(&mut self, path: &Path) -> io::Result<Vec<Entry>> {
        let _ = path;
        refused()
    }

    /// Makes a directory.
    fn make_directory(&mut self, path: &Path, mode: u32) -> io::Result<()> {
        let _ = (path, mode);
        refused()
    }

    /// Removes an empty directory.
    fn remove_directory(&mut self, path: &Path) -> io::Result<()> {
        let _ = path;
        refused()
    }

    /// Removes a file or a link.
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        let _ = path;
        refused()
    }

    /// Gives a file another name, and replaces what had it.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let _ = (from, to);
        refused()
    }

    /// Where a symbolic link leads.
    fn read_link(&mut self, path: &Path) -> io::Result<PathBuf> {
        let _ = path;
        refused()
    }

    /// Makes a symbolic link at a path.
    fn make_link(&mut self, target: &Path, path: &Path) -> io::Result<()> {
        let _ = (target, path);
        refused()
    }

    /// Sets the permissions of a file.
    fn set_mode(&mut self, path: &Path, mode: u32) -> io::Result<()> {
        let _ = (path, mode);
        refused()
    }

    /// Sets when a file was read and changed last, in nanoseconds since 1970.
    fn set_times(&mut self, path: &Path, accessed: i128, modified: i128) -> io::Result<()> {
        let _ = (path, accessed, modified);
        refused()
    }

    /// Where paths that are not absolute start.
    fn current_directory(&mut self) -> io::Result<PathBuf> {
        refused()
    }

    /// Sets it.
    fn set_current_directory(&mut self, path: &Path) -> io::Result<()> {
        let _ = path;
        refused()
    }
}

/// A world in which there is nothing: what is written is lost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Host for Nothing {
    fn write(&mut self, _: u8, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// Compiles source for `exec`, `eval` and `compile`.
pub trait Compiler {
    /// The marshal data of a code object of a version of CPython, or the message of a `SyntaxError`. The mode is `exec`, `eval` or `single`.
    fn compile(&mut self, source: &str, filename: &str, mode: &str, version: pyc_marshal::Version) -> Result<Vec<u8>, String>;
}
