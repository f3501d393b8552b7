//! What a file is read as: a `.pyc` file, or bare marshal data.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use pyc_bytecode::InstructionSet;
use pyc_marshal::{
    Code, Error, File, FileOptions, Header, Irregularities, Kind, Layout, Mode, Options, Path, Str, Tree, Version, Writer,
    locate, str_repr,
};

use crate::io::{Output, Status, Trouble};

/// Characters of a path inside an object that are shown; its middle is left out if it is longer.
const PATH_LIMIT: usize = 200;

/// How to read files.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadArgs {
    /// Read by the layout of this version, whatever the magic number says
    #[arg(long, value_name = "X.Y")]
    pub(crate) assume_version: Option<Version>,
    /// Read bare marshal data, without a header
    #[arg(long, requires = "assume_version")]
    pub(crate) marshal: bool,
    /// How deep objects may nest [default: as deep as that version of Python]
    #[arg(long, value_name = "N")]
    pub(crate) max_depth: Option<u32>,
}

/// Files to read, and how.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Go on where Python would refuse the bytes, and count it
    #[arg(long)]
    pub(crate) lenient: bool,
}

impl Inputs {
    /// Does something with each file, reports what is wrong with it, and goes on with the next.
    ///
    /// # Errors
    /// Those of the output.
    pub(crate) fn each(
        &self,
        out: &mut Output,
        mut action: impl FnMut(&std::path::Path, &Document<'_>, &mut Output) -> io::Result<()>,
    ) -> io::Result<Status> {
        crate::io::each(&self.files, out, |path, bytes, out| match self.read.parse(bytes, self.lenient) {
            Ok(document) => {
                action(path, &document, out)?;
                Ok(self.read.sound(bytes, document.irregularities(), document.base()))
            }
            Err(error) => Ok(Err(self.read.explain(bytes, self.lenient, &error))),
        })
    }
}

/// A file, read as asked.
pub(crate) enum Document<'a> {
    File(File<'a>),
    Data(Tree<'a>),
}

impl ReadArgs {
    /// Options for the library.
    pub(crate) fn options(self, lenient: bool) -> Options {
        let mode = if lenient { Mode::Lenient } else { Mode::Strict };
        Options { mode, max_depth: self.max_depth }
    }

    /// The header, if there should be one, and the layout of what follows.
    pub(crate) fn header(self, bytes: &[u8], lenient: bool) -> Result<(Option<Header>, &'static Layout), Error> {
        if self.marshal
            && let Some(layout) = self.assume_version.and_then(Layout::of)
        {
            return Ok((None, layout));
        }
        File::header(bytes, self.options(lenient).mode, self.assume_version).map(|(header, layout)| (Some(header), layout))
    }

    /// Reads the whole.
    pub(crate) fn parse(self, bytes: &[u8], lenient: bool) -> Result<Document<'_>, Error> {
        let options = self.options(lenient);
        if self.marshal
            && let Some(layout) = self.assume_version.and_then(Layout::of)
        {
            return Tree::with_options(bytes, layout, options).map(Document::Data);
        }
        File::with_options(bytes, FileOptions { options, assume: self.assume_version }).map(Document::File)
    }

    /// Where in the object an error stands; `None` for one in the header.
    pub(crate) fn path_of(self, bytes: &[u8], lenient: bool, error: &Error) -> Option<Path> {
        let (header, layout) = self.header(bytes, lenient).ok()?;
        let base = header.map_or(0, |_| layout.header.len());
        let offset = error.offset.checked_sub(base)?;
        Some(locate(bytes.get(base..)?, layout, self.options(lenient), offset))
    }

    /// An error for people: what, where in the object, and at which byte.
    pub(crate) fn explain(self, bytes: &[u8], lenient: bool, error: &Error) -> Trouble {
        let path = self.path_of(bytes, lenient, error);
        Trouble::Wrong(explain(error, path.as_ref()))
    }

    /// An error if lenient reading passed over anything: how much, and what first.
    pub(crate) fn sound(self, bytes: &[u8], irregularities: &Irregularities, base: usize) -> Result<(), Trouble> {
        let Some(&first) = irregularities.as_slice().first() else { return Ok(()) };
        let first = self.explain(bytes, true, &Error { offset: first.offset + base, ..first });
        Err(Trouble::Wrong(match irregularities.total() {
            1 => format!("1 irregularity: {first}"),
            total => format!("{total} irregularities, first: {first}"),
        }))
    }
}

/// See [`ReadArgs::explain`].
pub(crate) fn explain(error: &Error, path: Option<&Path>) -> String {
    let tag = error.tag.map(|tag| format!(" in {tag}")).unwrap_or_default();
    let path = path.map(|path| format!(" at {}", shorten(&path.to_string(), PATH_LIMIT))).unwrap_or_default();
    format!("{}{tag}{path} (offset 0x{:x})", error.kind, error.offset)
}

/// The text, without its middle if it is longer than `limit`. ASCII only, as paths are.
fn shorten(text: &str, limit: usize) -> String {
    let half = limit / 2;
    match (text.get(..half), text.len().checked_sub(half).and_then(|from| text.get(from..))) {
        (Some(start), Some(end)) if text.len() > limit => format!("{start}...{end}"),
        _ => text.to_owned(),
    }
}

impl<'a> Document<'a> {
    pub(crate) fn tree(&self) -> &Tree<'a> {
        match self {
            Document::File(file) => &file.tree,
            Document::Data(tree) => tree,
        }
    }

    pub(crate) fn header(&self) -> Option<&Header> {
        match self {
            Document::File(file) => Some(&file.header),
            Document::Data(_) => None,
        }
    }

    /// Length of the header.
    pub(crate) fn base(&self) -> usize {
        match self {
            Document::File(file) => file.base(),
            Document::Data(_) => 0,
        }
    }

    /// Number of bytes behind the object.
    pub(crate) fn trailing(&self) -> usize {
        self.tree().bytes().len().saturating_sub(self.tree().end())
    }

    pub(crate) fn irregularities(&self) -> &Irregularities {
        self.tree().irregularities()
    }

    /// All code objects with their qualified names. Before 3.11 files do not hold these: they are made of the names around.
    pub(crate) fn codes(&self) -> impl Iterator<Item = (Code<'_, '_>, String)> {
        /// Bytes of a qualified name: nesting may be deep and names long.
        const LIMIT: usize = 1000;
        let mut around: Vec<(usize, String)> = Vec::new();
        self.tree().codes().map(move |code| {
            let node = code.node();
            while around.last().is_some_and(|&(end, _)| end <= node.index()) {
                around.pop();
            }
            let own = code.name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let prefix = around.last().map_or("", |(_, prefix)| prefix);
            let mut name = format!("{prefix}{own}");
            name.truncate((0..=LIMIT.min(name.len())).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0));
            let is_function = code.flags().has(pyc_marshal::CodeFlags::OPTIMIZED);
            let inside = match (around.is_empty(), is_function) {
                // The module itself, which nothing is named after.
                (true, false) => String::new(),
                (_, true) => format!("{name}.<locals>."),
                (_, false) => format!("{name}."),
            };
            around.push((node.index() + node.count(), inside));
            (code, name)
        })
    }

    /// The instruction set of the interpreter that the file is of.
    pub(crate) fn set(&self) -> Option<&'static InstructionSet> {
        let version = self.tree().layout().version;
        let kind = self.header().and_then(|header| header.magic.row()).map(|row| row.kind);
        let pypy = (kind == Some(Kind::PyPy)).then(|| InstructionSet::named(&format!("pypy-{version}"))).flatten();
        pypy.or_else(|| InstructionSet::of(version))
    }

    /// Writes the bytes that were read.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Document::File(file) => file.write(out),
            Document::Data(tree) => {
                let mut writer = Writer::new(&mut *out, tree.layout());
                tree.tokens().try_for_each(|token| writer.token(&token))?;
                out.write_all(tree.bytes().get(tree.end()..).unwrap_or(&[]))
            }
        }
    }
}

/// A name for people: escaped as Python would, without the quotes, and not longer than `limit` bytes or so.
///
/// The limit is not for beauty: thousands of code objects can share one name of a megabyte.
pub(crate) fn name(text: Str<'_>, layout: &Layout, limit: usize) -> String {
    let (text, cut) = clip(text, limit);
    let quoted = str_repr(text, layout);
    let bare = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    if cut { format!("{bare}...") } else { bare.to_owned() }
}

/// The start of a string, and whether that is not all of it.
pub(crate) fn clip(text: Str<'_>, limit: usize) -> (Str<'_>, bool) {
    let bytes = text.as_bytes();
    let Some(&next) = bytes.get(limit) else { return (text, false) };
    let continues = text.encoding() == pyc_marshal::Encoding::Utf8 && next & 0xc0 == 0x80;
    // Not through the middle of a code point.
    let back = if continues {
        bytes.get(..limit).unwrap_or(&[]).iter().rev().take(3).take_while(|&&byte| byte & 0xc0 == 0x80).count() + 1
    } else {
        0
    };
    (Str::new(bytes.get(..limit.saturating_sub(back)).unwrap_or(bytes), text.encoding()), true)
}

/// Whether a code object has a name: its own, or the qualified one, which [`Document::codes`] makes where the file does not hold it.
pub(crate) fn is_called(code: &Code<'_, '_>, qualified: &str, name: &str) -> bool {
    qualified == name || [code.name(), code.qualname()].into_iter().flatten().any(|text: Str<'_>| text == *name)
}
