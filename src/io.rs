//! Input, output, colours and exit codes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use pyc_marshal::map::Contents;

/// How the command ends; the worst of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// All is well.
    Fine,
    /// Something is wrong in a file.
    Found,
    /// A file cannot be read or written, or the command makes no sense.
    Failed,
    /// As a program that was run says.
    Code(u8),
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Fine => 0,
            Status::Found => 1,
            Status::Failed => 2,
            Status::Code(code) => code,
        })
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorWhen {
    fn applies(self, terminal: bool) -> bool {
        match self {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// Colours by what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    /// Offsets, and what is beside the point.
    Dim,
    /// Names.
    Bold,
    /// Values.
    Value,
    /// What is wrong.
    Wrong,
}

impl Paint {
    const RESET: &'static str = "\x1b[0m";

    const fn start(self) -> &'static str {
        match self {
            Paint::Plain => "",
            Paint::Dim => "\x1b[2m",
            Paint::Bold => "\x1b[1m",
            Paint::Value => "\x1b[32m",
            Paint::Wrong => "\x1b[31m",
        }
    }
}

/// Standard output: locked once, buffered, coloured or not.
pub(crate) struct Output {
    out: BufWriter<StdoutLock<'static>>,
    color: bool,
    terminal: bool,
}

impl Output {
    pub(crate) fn stdout(color: ColorWhen) -> Output {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Output { out: BufWriter::with_capacity(1 << 16, stdout.lock()), color: color.applies(terminal), terminal }
    }

    /// Whether somebody looks at it: no place for binary data.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Text in a colour, for `write!`.
    pub(crate) fn paint<T>(&self, paint: Paint, text: T) -> Painted<T> {
        Painted { paint: if self.color { paint } else { Paint::Plain }, text }
    }

    /// Hands over what is buffered.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// See [`Output::paint`].
pub(crate) struct Painted<T> {
    paint: Paint,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.paint {
            Paint::Plain => self.text.fmt(f),
            paint => {
                f.write_str(paint.start())?;
                self.text.fmt(f)?;
                f.write_str(Paint::RESET)
            }
        }
    }
}

/// A line on standard error. That nobody reads it is no reason to fail.
pub(crate) fn complain(path: Option<&Path>, message: &dyn fmt::Display) {
    let mut err = io::stderr().lock();
    let _ = match path {
        Some(path) => writeln!(err, "pyc: {}: {message}", shown(path)),
        None => writeln!(err, "pyc: {message}"),
    };
}

/// A path for people: control characters and what is no Unicode as escapes.
pub(crate) fn shown(path: &Path) -> String {
    let mut text = String::new();
    for char in path.to_string_lossy().chars() {
        if char.is_control() { text.extend(char.escape_default()) } else { text.push(char) }
    }
    text
}

/// Whether a path stands for standard input or output.
pub(crate) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> io::Result<Contents> {
    if is_dash(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(Contents::from(bytes));
    }
    Contents::open(path)
}

/// Why a file was not dealt with.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It cannot be read or written.
    Io(io::Error),
    /// Its bytes are wrong.
    Wrong(String),
}

impl Trouble {
    pub(crate) fn status(&self) -> Status {
        match self {
            Trouble::Io(_) => Status::Failed,
            Trouble::Wrong(_) => Status::Found,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Io(error) => error.fmt(f),
            Trouble::Wrong(message) => f.write_str(message),
        }
    }
}

/// Does something with the bytes of each file, reports what is wrong with it, and goes on with the next.
///
/// # Errors
/// Those of the output: what `action` returns outside its inner result.
pub(crate) fn each(
    paths: &[PathBuf],
    out: &mut Output,
    mut action: impl FnMut(&Path, &[u8], &mut Output) -> io::Result<Result<(), Trouble>>,
) -> io::Result<Status> {
    let mut status = Status::Fine;
    for path in paths {
        let result = match read(path) {
            Ok(contents) => action(path, &contents, out)?,
            Err(error) => Err(Trouble::Io(error)),
        };
        if let Err(trouble) = result {
            // What was printed of the file comes before what is wrong with it, also where both go to one terminal.
            out.flush()?;
            complain(Some(path), &trouble);
            status = status.max(trouble.status());
        }
    }
    Ok(status)
}

/// Writes a file whole or not at all: into a new file beside it, which then takes its place and permissions.
///
/// What is there already and is no file, such as a pipe or `/dev/null`, is written to as it is. Of a link, the target is replaced.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = match path.metadata() {
        Ok(metadata) if !metadata.is_file() => return write_through(path, bytes),
        Ok(_) => path.canonicalize()?,
        Err(_) => path.to_owned(),
    };
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut temporary = name.to_os_string();
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(temporary);
    let result = write_new(&temporary, &path, bytes).and_then(|()| std::fs::rename(&temporary, &path));
    if result.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::AlreadyExists) {
        let _ = std::fs::remove_file(&temporary);
    }
    result
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    if file.is_terminal() {
        return Err(io::Error::other("binary data is not written to a terminal"));
    }
    file.write_all(bytes)
}

fn write_new(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(temporary)?;
    file.write_all(bytes)?;
    if let Ok(old) = std::fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}
