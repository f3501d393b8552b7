//! The files that a program may reach: paths are followed to where they lead, and compared with what the command line grants.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use pyc_vm::host::{Entry, FileStatus, Opening};

/// Links within each other, as on Linux.
const MOST_LINKS: u32 = 40;
/// Files that may be open at the same time.
const MOST_FILES: usize = 1000;
/// The first number that a file gets.
const FIRST: usize = 3;

/// Files and directories that are granted, and what is open of them.
#[derive(Debug, Default)]
pub(super) struct Files {
    read: Vec<PathBuf>,
    write: Vec<PathBuf>,
    current: PathBuf,
    open: Vec<Option<File>>,
}

/// What is to be done with what is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

fn refused() -> io::Error {
    io::ErrorKind::PermissionDenied.into()
}

impl Files {
    /// Grants what is below these paths; those of `write` can be read too. A path that leads nowhere yet may lead somewhere once it is made.
    pub(super) fn new(read: &[PathBuf], write: &[PathBuf]) -> io::Result<Files> {
        let mut files = Files { current: std::env::current_dir()?, ..Files::default() };
        for (paths, access) in [(read, Access::Read), (write, Access::Write)] {
            for path in paths {
                let path = files.follow(path, true)?;
                match access {
                    Access::Read => files.read.push(path),
                    Access::Write => files.write.push(path),
                }
            }
        }
        Ok(files)
    }

    /// Where a path leads: absolute, without `..` and without links, that at the end aside if it is not to be followed.
    fn follow(&self, path: &Path, last: bool) -> io::Result<PathBuf> {
        if path.as_os_str().is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut left: Vec<PathBuf> = self.current.join(path).components().rev().map(|it| PathBuf::from(it.as_os_str())).collect();
        let mut done = PathBuf::new();
        let mut links = 0;
        let mut exists = true;
        while let Some(part) = left.pop() {
            match part.components().next() {
                Some(Component::ParentDir) if !exists => return Err(io::ErrorKind::NotFound.into()),
                Some(Component::ParentDir) => {
                    done.pop();
                    continue;
                }
                Some(Component::CurDir) | None => continue,
                Some(Component::RootDir | Component::Prefix(_)) => {
                    done.push(&part);
                    continue;
                }
                Some(Component::Normal(_)) => done.push(&part),
            }
            if !exists || left.is_empty() && !last {
                continue;
            }
            match fs::symlink_metadata(&done) {
                Ok(metadata) if metadata.is_symlink() => {
                    links += 1;
                    if links > MOST_LINKS {
                        // ELOOP
                        return Err(io::Error::from_raw_os_error(40));
                    }
                    let target = fs::read_link(&done)?;
                    done.pop();
                    left.extend(target.components().rev().map(|it| PathBuf::from(it.as_os_str())));
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => exists = false,
                Err(error) if self.is_granted(&done, Access::Read) => return Err(error),
                Err(_) => return Err(refused()),
            }
        }
        Ok(done)
    }

    fn is_granted(&self, path: &Path, access: Access) -> bool {
        let below = |roots: &[PathBuf]| roots.iter().any(|it| path.starts_with(it));
        below(&self.write) || access == Access::Read && below(&self.read)
    }

    /// Where a path leads, if that may be done with it.
    fn allow(&self, path: &Path, last: bool, access: Access) -> io::Result<PathBuf> {
        if self.read.is_empty() && self.write.is_empty() {
            return Err(refused());
        }
        let path = self.follow(path, last)?;
        if self.is_granted(&path, access) { Ok(path) } else { Err(refused()) }
    }

    pub(super) fn open(&mut self, path: &Path, how: Opening) -> io::Result<u32> {
        let access = if how.write || how.append || how.truncate || how.create || how.new { Access::Write } else { Access::Read };
        let path = self.allow(path, !how.new, access)?;
        let mut options = OpenOptions::new();
        options.read(how.read).write(how.write).append(how.append && how.write).truncate(how.truncate);
        options.create(how.create).create_new(how.new);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, how.mode);
        let file = options.open(path)?;
        let at = match self.open.iter().position(Option::is_none) {
            Some(at) => at,
            // EMFILE
            None if self.open.len() >= MOST_FILES => return Err(io::Error::from_raw_os_error(24)),
            None => {
                self.open.push(None);
                self.open.len() - 1
            }
        };
        self.open[at] = Some(file);
        Ok((at + FIRST) as u32)
    }

    fn file(&mut self, file: u32) -> io::Result<&mut File> {
        let at = (file as usize).checked_sub(FIRST);
        // EBADF
        at.and_then(|it| self.open.get_mut(it)?.as_mut()).ok_or_else(|| io::Error::from_raw_os_error(9))
    }

    pub(super) fn read(&mut self, file: u32, buffer: &mut [u8]) -> io::Result<usize> {
        self.file(file)?.read(buffer)
    }

    pub(super) fn write(&mut self, file: u32, bytes: &[u8]) -> io::Result<usize> {
        self.file(file)?.write(bytes)
    }

    pub(super) fn seek(&mut self, file: u32, to: SeekFrom) -> io::Result<u64> {
        self.file(file)?.seek(to)
    }

    pub(super) fn truncate(&mut self, file: u32, len: u64) -> io::Result<()> {
        self.file(file)?.set_len(len)
    }

    pub(super) fn sync(&mut self, file: u32) -> io::Result<()> {
        self.file(file)?.sync_all()
    }

    pub(super) fn close(&mut self, file: u32) -> io::Result<()> {
        self.file(file)?;
        self.open[file as usize - FIRST] = None;
        Ok(())
    }

    pub(super) fn file_status(&mut self, file: u32) -> io::Result<FileStatus> {
        Ok(status_of(&self.file(file)?.metadata()?))
    }

    pub(super) fn status(&self, path: &Path, follow: bool) -> io::Result<FileStatus> {
        let path = self.allow(path, follow, Access::Read)?;
        Ok(status_of(&if follow { fs::metadata(path)? } else { fs::symlink_metadata(path)? }))
    }

    pub(super) fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.allow(path, true, Access::Read)?)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            entries.push(Entry { name: entry.file_name(), kind: kind_of(kind), inode: inode(&entry) });
        }
        Ok(entries)
    }

    pub(super) fn make_directory(&self, path: &Path, mode: u32) -> io::Result<()> {
        let path = self.allow(path, false, Access::Write)?;
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
        let _ = mode;
        builder.create(path)
    }

    pub(super) fn remove_directory(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(self.allow(path, false, Access::Write)?)
    }

    pub(super) fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(self.allow(path, false, Access::Write)?)
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(self.allow(from, false, Access::Write)?, self.allow(to, false, Access::Write)?)
    }

    pub(super) fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        fs::read_link(self.allow(path, false, Access::Read)?)
    }

    pub(super) fn make_link(&self, target: &Path, path: &Path) -> io::Result<()> {
        let path = self.allow(path, false, Access::Write)?;
        #[cfg(unix)]
        return std::os::unix::fs::symlink(target, path);
        #[cfg(not(unix))]
        return Err(io::Error::other(format!("no link from {} to {}", path.display(), target.display())));
    }

    pub(super) fn set_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        let path = self.allow(path, true, Access::Write)?;
        let mut permissions = fs::metadata(&path)?.permissions();
        #[cfg(unix)]
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, mode);
        #[cfg(not(unix))]
        permissions.set_readonly(mode & 0o200 == 0);
        fs::set_permissions(path, permissions)
    }

    pub(super) fn set_times(&self, path: &Path, accessed: i128, modified: i128) -> io::Result<()> {
        let time = |it: i128| {
            let distance = Duration::from_nanos(u64::try_from(it.unsigned_abs()).unwrap_or(u64::MAX));
            if it < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
        };
        let (Some(accessed), Some(modified)) = (time(accessed), time(modified)) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let path = self.allow(path, true, Access::Write)?;
        let times = fs::FileTimes::new().set_accessed(accessed).set_modified(modified);
        File::open(path)?.set_times(times)
    }

    pub(super) fn current_directory(&self) -> io::Result<PathBuf> {
        if self.read.is_empty() && self.write.is_empty() { Err(refused()) } else { Ok(self.current.clone()) }
    }

    pub(super) fn set_current_directory(&mut self, path: &Path) -> io::Result<()> {
        let path = self.allow(path, true, Access::Read)?;
        if !fs::metadata(&path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        self.current = path;
        Ok(())
    }
}

/// The bits of a mode that tell what a file is.
#[cfg(unix)]
fn kind_of(kind: fs::FileType) -> u32 {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        it if it.is_dir() => 0o040_000,
        it if it.is_symlink() => 0o120_000,
        it if it.is_fifo() => 0o010_000,
        it if it.is_socket() => 0o140_000,
        it if it.is_char_device() => 0o020_000,
        it if it.is_block_device() => 0o060_000,
        _ => 0o100_000,
    }
}

#[cfg(not(unix))]
fn kind_of(kind: fs::FileType) -> u32 {
    match kind {
        it if it.is_dir() => 0o040_000,
        it if it.is_symlink() => 0o120_000,
        _ => 0o100_000,
    }
}

#[cfg(unix)]
fn inode(entry: &fs::DirEntry) -> u64 {
    std::os::unix::fs::DirEntryExt::ino(entry)
}

#[cfg(not(unix))]
fn inode(_: &fs::DirEntry) -> u64 {
    0
}

#[cfg(unix)]
fn status_of(it: &fs::Metadata) -> FileStatus {
    use std::os::unix::fs::MetadataExt;
    let time = |seconds: i64, nanoseconds: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
    FileStatus {
        mode: it.mode(),
        inode: it.ino(),
        device: it.dev(),
        links: it.nlink(),
        user: it.uid(),
        group: it.gid(),
        size: it.size(),
        accessed: time(it.atime(), it.atime_nsec()),
        modified: time(it.mtime(), it.mtime_nsec()),
        changed: time(it.ctime(), it.ctime_nsec()),
        block_size: it.blksize(),
        blocks: it.blocks(),
    }
}

#[cfg(not(unix))]
fn status_of(it: &fs::Metadata) -> FileStatus {
    let time = |it: io::Result<std::time::SystemTime>| {
        it.ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok()).map_or(0, |it| it.as_nanos() as i128)
    };
    let permissions = if it.permissions().readonly() { 0o444 } else { 0o666 };
    FileStatus {
        mode: kind_of(it.file_type()) | permissions,
        links: 1,
        size: it.len(),
        accessed: time(it.accessed()),
        modified: time(it.modified()),
        changed: time(it.created()),
        ..FileStatus::default()
    }
}
