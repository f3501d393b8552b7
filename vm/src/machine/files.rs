//! Files of the host: by their numbers, by paths as programs give them, and their errors as `OSError`.

use std::ffi::{OsStr, OsString};
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};

use crate::builtin::prelude::*;
use crate::host::FileStatus;
use crate::limits::Reached;

/// Not open, or not for that.
pub(crate) const EBADF: i32 = 9;
/// A stream has no places.
const ESPIPE: i32 = 29;

/// A path as a program gave it.
#[derive(Clone, Debug)]
pub(crate) struct PathArgument {
    pub(crate) path: PathBuf,
    /// What the program gave, for errors.
    pub(crate) shown: Value,
    /// Whether it was given as bytes, and names are asked for as bytes.
    pub(crate) bytes: bool,
    /// An open file in place of a path.
    pub(crate) file: Option<i64>,
}

/// The number that Linux has for an error.
pub(crate) fn errno(error: &io::Error) -> i32 {
    use io::ErrorKind;
    if let Some(number) = error.raw_os_error() {
        return number;
    }
    match error.kind() {
        ErrorKind::NotFound => 2,
        ErrorKind::Interrupted => 4,
        ErrorKind::WouldBlock => 11,
        ErrorKind::OutOfMemory => 12,
        ErrorKind::PermissionDenied => 13,
        ErrorKind::ResourceBusy => 16,
        ErrorKind::AlreadyExists => 17,
        ErrorKind::CrossesDevices => 18,
        ErrorKind::NotADirectory => 20,
        ErrorKind::IsADirectory => 21,
        ErrorKind::InvalidInput => 22,
        ErrorKind::FileTooLarge => 27,
        ErrorKind::StorageFull => 28,
        ErrorKind::NotSeekable => 29,
        ErrorKind::ReadOnlyFilesystem => 30,
        ErrorKind::BrokenPipe => 32,
        ErrorKind::Unsupported => 38,
        ErrorKind::DirectoryNotEmpty => 39,
        ErrorKind::TimedOut => 110,
        _ => 5,
    }
}

/// What Linux says of an error.
pub(crate) fn message(number: i64) -> String {
    let known = MESSAGES.lines().find_map(|line| {
        let (own, text) = line.trim().split_once(' ')?;
        (own.parse() == Ok(number)).then_some(text)
    });
    known.map_or_else(|| format!("Unknown error {number}"), str::to_owned)
}

const MESSAGES: &str = "0 Success
    1 Operation not permitted
    2 No such file or directory
    3 No such process
    4 Interrupted system call
    5 Input/output error
    6 No such device or address
    7 Argument list too long
    8 Exec format error
    9 Bad file descriptor
    10 No child processes
    11 Resource temporarily unavailable
    12 Cannot allocate memory
    13 Permission denied
    14 Bad address
    15 Block device required
    16 Device or resource busy
    17 File exists
    18 Invalid cross-device link
    19 No such device
    20 Not a directory
    21 Is a directory
    22 Invalid argument
    23 Too many open files in system
    24 Too many open files
    25 Inappropriate ioctl for device
    26 Text file busy
    27 File too large
    28 No space left on device
    29 Illegal seek
    30 Read-only file system
    31 Too many links
    32 Broken pipe
    33 Numerical argument out of domain
    34 Numerical result out of range
    35 Resource deadlock avoided
    36 File name too long
    37 No locks available
    38 Function not implemented
    39 Directory not empty
    40 Too many levels of symbolic links
    42 No message of desired type
    61 No data available
    62 Timer expired
    71 Protocol error
    74 Bad message
    75 Value too large for defined data type
    84 Invalid or incomplete multibyte or wide character
    88 Socket operation on non-socket
    90 Message too long
    95 Operation not supported
    98 Address already in use
    103 Software caused connection abort
    104 Connection reset by peer
    110 Connection timed out
    111 Connection refused
    113 No route to host
    114 Operation already in progress
    115 Operation now in progress
    116 Stale file handle
    122 Disk quota exceeded
    125 Operation canceled";

#[cfg(unix)]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    let text: &OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
    PathBuf::from(text)
}

#[cfg(not(unix))]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(unix)]
fn to_bytes(name: &OsStr) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(name).to_vec()
}

#[cfg(not(unix))]
fn to_bytes(name: &OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}

impl Vm {
    /// The `OSError` of an error of the host.
    #[cold]
    pub(crate) fn os_error(&mut self, error: &io::Error, file: Option<Value>) -> Raised {
        self.os_error_of(errno(error), file)
    }

    /// The `OSError` of a number.
    #[cold]
    pub(crate) fn os_error_of(&mut self, number: i32, file: Option<Value>) -> Raised {
        let text = self.str(&message(i64::from(number)));
        let mut args = vec![Value::Int(i64::from(number)), text];
        args.extend(file);
        self.raise_os_error(&args)
    }

    /// The `OSError` of an error that is about two files.
    #[cold]
    pub(crate) fn os_error_of_two(&mut self, error: &io::Error, from: Value, to: Value) -> Raised {
        let number = i64::from(errno(error));
        let text = self.str(&message(number));
        self.raise_os_error(&[Value::Int(number), text, from, Value::None, to])
    }

    fn raise_os_error(&mut self, args: &[Value]) -> Raised {
        let class = Value::Type(self.exception_class("OSError"));
        match self.call_sync(class, args) {
            Ok(exception) => self.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// `os.fspath(value)`, with what to say when it is no path.
    pub(crate) fn fspath(&mut self, value: Value, expected: &str) -> Outcome {
        if let Value::Str(_) | Value::Bytes(_) = self.native(value) {
            return Ok(value);
        }
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.fspath) else {
            let class = self.type_name(class);
            return Err(self.type_error(format!("{expected}, not {class}")));
        };
        let path = self.call_special_sync(method, value, &[])?;
        if let Value::Str(_) | Value::Bytes(_) = self.native(path) {
            return Ok(path);
        }
        let (class, made) = (self.type_name(class), self.class_name(path));
        Err(self.type_error(format!("expected {class}.__fspath__() to return str or bytes, not {made}")))
    }

    /// The path that a program gives as a string or bytes.
    pub(crate) fn to_path(&mut self, value: Value, null: &str) -> Result<PathBuf, Raised> {
        let bytes = match self.native(value) {
            Value::Str(_) => self.encode(value, "utf-8", "surrogateescape")?,
            _ => value,
        };
        let bytes = self.byte_view(bytes).unwrap_or_default().to_vec();
        if bytes.contains(&0) {
            return Err(self.value_error(null));
        }
        Ok(from_bytes(&bytes))
    }

    /// A path for a function of `posix`.
    pub(crate) fn path_argument(&mut self, value: Value, function: &str, name: &str, file: bool) -> Result<PathArgument, Raised> {
        if file && (self.as_int(value).is_some() || self.lookup(self.class_of(value), self.names.index).is_some()) {
            let number = self.to_word(value)?;
            return Ok(PathArgument { path: PathBuf::new(), shown: value, bytes: false, file: Some(number) });
        }
        let kinds = if file { "string, bytes, os.PathLike or integer" } else { "string, bytes or os.PathLike" };
        let given = self.fspath(value, &format!("{function}: {name} should be {kinds}"))?;
        let null = if self.minor() < 13 {
            "embedded null byte".to_owned()
        } else {
            format!("{function}: embedded null character in {name}")
        };
        let path = self.to_path(given, &null)?;
        let bytes = matches!(self.native(given), Value::Bytes(_));
        Ok(PathArgument { path, shown: value, bytes, file: None })
    }

    /// A name of the file system as a program sees it.
    pub(crate) fn file_name(&mut self, name: &OsStr, bytes: bool) -> Outcome {
        let data = to_bytes(name);
        if bytes { Ok(self.bytes(data)) } else { self.decode(&data, "utf-8", "surrogateescape") }
    }

    /// The bytes of a variable's name or value.
    pub(crate) fn environment_bytes(&mut self, text: &str) -> Value {
        let data = to_bytes(&OsString::from(text));
        self.bytes(data)
    }

    fn number_of(&mut self, file: i64) -> Result<u32, Raised> {
        u32::try_from(file).map_err(|_| self.os_error_of(EBADF, None))
    }

    /// Reads from an open file.
    pub(crate) fn read_file(&mut self, file: i64, buffer: &mut [u8]) -> Result<usize, Raised> {
        self.charge(buffer.len() as u64 / 1024 + 1, 0)?;
        let result = match self.number_of(file)? {
            0 => self.host.read(buffer),
            1 | 2 => return Err(self.os_error_of(EBADF, None)),
            number => self.host.file_read(number, buffer),
        };
        result.map_err(|error| self.os_error(&error, None))
    }

    /// Writes to an open file, within the limit: how much was written.
    pub(crate) fn write_file(&mut self, file: i64, bytes: &[u8]) -> Result<usize, Raised> {
        let number = self.number_of(file)?;
        self.charge(bytes.len() as u64 / 64 + 1, 0)?;
        match number {
            0 => return Err(self.os_error_of(EBADF, None)),
            1 | 2 => return self.write_bytes(number as u8, bytes).map(|()| bytes.len()),
            _ => {}
        }
        let most = usize::try_from(self.output_left).unwrap_or(usize::MAX);
        if most == 0 && !bytes.is_empty() {
            return Err(Raised::Limit(Reached::Output));
        }
        match self.host.file_write(number, &bytes[..bytes.len().min(most)]) {
            Ok(count) => {
                self.output_left = self.output_left.saturating_sub(count as u64);
                Ok(count)
            }
            Err(error) => Err(self.os_error(&error, None)),
        }
    }

    /// Writes bytes to a standard stream, within the limit.
    pub(crate) fn write_bytes(&mut self, number: u8, bytes: &[u8]) -> Result<(), Raised> {
        self.charge(bytes.len() as u64 / 64 + 1, 0)?;
        if bytes.len() as u64 > self.output_left {
            let part = self.output_left as usize;
            self.output_left = 0;
            let _ = self.host.write(number, &bytes[..part]);
            return Err(Raised::Limit(Reached::Output));
        }
        self.output_left -= bytes.len() as u64;
        self.host.write(number, bytes).map_err(|error| self.os_error(&error, None))
    }

    /// Moves the place in an open file.
    pub(crate) fn seek_file(&mut self, file: i64, to: i64, whence: i64) -> Result<u64, Raised> {
        let number = self.number_of(file)?;
        if number < 3 {
            return Err(self.os_error_of(ESPIPE, None));
        }
        let to = match whence {
            0 if to < 0 => return Err(self.os_error_of(22, None)),
            0 => SeekFrom::Start(to as u64),
            1 => SeekFrom::Current(to),
            2 => SeekFrom::End(to),
            _ => return Err(self.os_error_of(22, None)),
        };
        self.host.file_seek(number, to).map_err(|error| self.os_error(&error, None))
    }

    /// Sets the length of an open file: what it grows by counts as written.
    pub(crate) fn truncate_file(&mut self, file: i64, len: i64) -> Result<(), Raised> {
        let number = self.number_of(file)?;
        let Ok(len) = u64::try_from(len) else { return Err(self.os_error_of(22, None)) };
        let before = self.file_status(file)?.size;
        let growth = len.saturating_sub(before);
        if growth > self.output_left {
            return Err(Raised::Limit(Reached::Output));
        }
        self.output_left -= growth;
        self.host.file_truncate(number, len).map_err(|error| self.os_error(&error, None))
    }

    /// What an open file is.
    pub(crate) fn file_status(&mut self, file: i64) -> Result<FileStatus, Raised> {
        match self.number_of(file)? {
            // A pipe: what a standard stream really is, the host does not say.
            0..3 => Ok(FileStatus { mode: 0o010_600, links: 1, block_size: 4096, ..FileStatus::default() }),
            number => self.host.file_status(number).map_err(|error| self.os_error(&error, None)),
        }
    }

    /// Closes an open file.
    pub(crate) fn close_file(&mut self, file: i64) -> Result<(), Raised> {
        match self.number_of(file)? {
            0..3 => Ok(()),
            number => self.host.file_close(number).map_err(|error| self.os_error(&error, None)),
        }
    }

    /// What is at a path.
    pub(crate) fn path_status(&mut self, path: &Path, follow: bool, shown: Value) -> Result<FileStatus, Raised> {
        self.host.status(path, follow).map_err(|error| self.os_error(&error, Some(shown)))
    }
}
