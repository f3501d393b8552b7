//! The world that `pyc run` grants to a program.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use pyc_vm::host::{Entry, FileStatus, Host, Metadata, Opening};

use super::Args;
use super::files::Files;

/// The world that the command grants.
pub(super) struct World {
    out: BufWriter<io::Stdout>,
    /// Directories that modules may come from.
    roots: Vec<PathBuf>,
    clock: Option<Instant>,
    environment: bool,
    files: Files,
}

impl World {
    /// Nothing but modules below `roots`, and what the options grant.
    pub(super) fn new(roots: Vec<PathBuf>, args: &Args) -> io::Result<World> {
        let files = Files::new(&args.allow_read, &args.allow_write)?;
        let clock = args.allow_clock.then(Instant::now);
        Ok(World { out: BufWriter::with_capacity(1 << 16, io::stdout()), roots, clock, environment: args.allow_env, files })
    }

    /// Whether a path leads to where modules may come from: a program that may write there could make links.
    fn allows(&self, path: &Path) -> bool {
        let below = |path: &Path| self.roots.iter().any(|root| path.starts_with(root));
        below(path) && fs::canonicalize(path).is_ok_and(|it| below(&it))
    }
}

impl Host for World {
    fn write(&mut self, stream: u8, bytes: &[u8]) -> io::Result<()> {
        if stream == 2 {
            self.out.flush()?;
            return io::stderr().write_all(bytes);
        }
        self.out.write_all(bytes)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.out.flush()?;
        io::stdin().read(buffer)
    }

    fn source(&mut self, filename: &str) -> Option<Vec<u8>> {
        fs::read(filename).ok()
    }

    fn module_metadata(&mut self, path: &str) -> Option<Metadata> {
        let path = Path::new(path);
        let metadata = fs::metadata(path).ok().filter(|_| self.allows(path))?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_nanos() as i128);
        Some(Metadata { directory: metadata.is_dir(), len: metadata.len(), modified })
    }

    fn module_file(&mut self, path: &str) -> io::Result<Vec<u8>> {
        let path = Path::new(path);
        if self.allows(path) { fs::read(path) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    }

    fn module_list(&mut self, path: &str) -> io::Result<Vec<String>> {
        let path = Path::new(path);
        if !self.allows(path) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What cannot be imported is nobody's business.
            if entry.path().is_dir() || Path::new(&name).extension().is_some_and(|it| it == "py" || it == "pyc") {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn now(&mut self) -> io::Result<i128> {
        match self.clock {
            Some(_) => Ok(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_nanos() as i128)),
            None => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }

    fn monotonic(&mut self) -> io::Result<u128> {
        match self.clock {
            Some(start) => Ok(start.elapsed().as_nanos()),
            None => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn environment(&mut self) -> Vec<(String, String)> {
        if !self.environment {
            return Vec::new();
        }
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect()
    }

    fn is_terminal(&mut self, stream: u8) -> bool {
        match stream {
            0 => io::stdin().is_terminal(),
            1 => io::stdout().is_terminal(),
            _ => io::stderr().is_terminal(),
        }
    }

    fn open(&mut self, path: &Path, how: Opening) -> io::Result<u32> {
        self.files.open(path, how)
    }

    fn file_read(&mut self, file: u32, buffer: &mut [u8]) -> io::Result<usize> {
        self.files.read(file, buffer)
    }

    fn file_write(&mut self, file: u32, bytes: &[u8]) -> io::Result<usize> {
        self.files.write(file, bytes)
    }

    fn file_seek(&mut self, file: u32, to: io::SeekFrom) -> io::Result<u64> {
        self.files.seek(file, to)
    }

    fn file_truncate(&mut self, file: u32, len: u64) -> io::Result<()> {
        self.files.truncate(file, len)
    }

    fn file_sync(&mut self, file: u32) -> io::Result<()> {
        self.files.sync(file)
    }

    fn file_close(&mut self, file: u32) -> io::Result<()> {
        self.files.close(file)
    }

    fn file_status(&mut self, file: u32) -> io::Result<FileStatus> {
        self.files.file_status(file)
    }

    fn status(&mut self, path: &Path, follow: bool) -> io::Result<FileStatus> {
        self.files.status(path, follow)
    }

    fn list(&mut self, path: &Path) -> io::Result<Vec<Entry>> {
        self.files.list(path)
    }

    fn make_directory(&mut self, path: &Path, mode: u32) -> io::Result<()> {
        self.files.make_directory(path, mode)
    }

    fn remove_directory(&mut self, path: &Path) -> io::Result<()> {
        self.files.remove_directory(path)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.files.remove_file(path)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.files.rename(from, to)
    }

    fn read_link(&mut self, path: &Path) -> io::Result<PathBuf> {
        self.files.read_link(path)
    }

    fn make_link(&mut self, target: &Path, path: &Path) -> io::Result<()> {
        self.files.make_link(target, path)
    }

    fn set_mode(&mut self, path: &Path, mode: u32) -> io::Result<()> {
        self.files.set_mode(path, mode)
    }

    fn set_times(&mut self, path: &Path, accessed: i128, modified: i128) -> io::Result<()> {
        self.files.set_times(path, accessed, modified)
    }

    fn current_directory(&mut self) -> io::Result<PathBuf> {
        self.files.current_directory()
    }

    fn set_current_directory(&mut self, path: &Path) -> io::Result<()> {
        self.files.set_current_directory(path)
    }
}
