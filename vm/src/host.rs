//! The world as a machine sees it.

use std::io;

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
