//! Text to a file, line by line.

use std::collections::HashMap;
use std::rc::Rc;

use pyc_marshal::{Field, Header, HeaderForm, Kind, Layout, Magic, Stamp, Version};

use crate::lines::Location;
use crate::listing::Listing;
use crate::set::InstructionSet;
use crate::text::block::{Block, Outer, Said, Scope, none_first};
use crate::text::document::{Document, Id};
use crate::text::error::{Outcome, fault};
use crate::text::lex::{Cursor, is_word};
use crate::text::literal::{code_id, labels, mark};
use crate::text::signature::Signature;
use crate::text::tables::{Numbering, Variables};
use crate::text::values::Value;

/// The longest text, in bytes.
const MAX_TEXT: usize = 1 << 30;

/// How deep code objects nest: deeper than any version of CPython reads.
const MAX_NESTING: usize = 5000;

/// `co_filename` of an outermost code object that tells none.
pub(super) const FILENAME: &str = "<pyasm>";

/// The instruction set of files with this magic number.
pub(super) fn set_of(magic: Magic, version: Version) -> Option<&'static InstructionSet> {
    let pypy = magic.row().is_some_and(|row| row.kind == Kind::PyPy);
    let own = if pypy { InstructionSet::named(&format!("pypy-{version}")) } else { None };
    own.or_else(|| InstructionSet::of(version))
}

/// The layout of files with this magic number, of a version that is said beside it.
pub(super) fn layout_of(magic: Magic, version: Version) -> Option<&'static Layout> {
    magic.layout().ok().filter(|layout| layout.version == version).or_else(|| Layout::of(version))
}

/// The stamp of a text that tells none.
pub(super) fn default_stamp(form: HeaderForm) -> Stamp {
    match form {
        HeaderForm::Time => Stamp::Time { mtime: 0 },
        HeaderForm::TimeAndSize | HeaderForm::Flags => Stamp::TimeAndSize { mtime: 0, size: 0 },
    }
}

/// The lines of a text.
struct Lines<'s> {
    text: &'s str,
    /// Offset of the next one.
    at: usize,
}

impl<'s> Lines<'s> {
    /// The next line that says something.
    fn next(&mut self) -> Option<Cursor<'s>> {
        while let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let line = rest.split('\n').next().unwrap_or(rest);
            let cursor = Cursor::new(line, self.at);
            self.at += line.len() + 1;
            if !cursor.is_done() {
                return Some(cursor);
            }
        }
        None
    }
}

/// The bytes that a text stands for.
pub(super) fn read(text: &str) -> Outcome<Vec<u8>> {
    if text.len() > MAX_TEXT {
        return fault(0, format!("the text is longer than {MAX_TEXT} bytes"));
    }
    let mut lines = Lines { text, at: 0 };
    let Some(mut cursor) = lines.next() else { return fault(0, "expected `pyc` and a version") };
    let at = cursor.at();
    if !cursor.eat_word("pyc") {
        return fault(at, "expected `pyc` and a version");
    }
    let at = cursor.at();
    let version: Option<Version> = cursor.word().and_then(|word| word.parse().ok());
    let Some(version) = version else { return fault(at, format!("expected a version from 1.0 to {}", Version::LATEST)) };
    cursor.finish()?;
    let (mut magic, mut stamp, mut first) = (Magic::of(version), None, lines.next());
    if let Some(cursor) = first.as_mut().filter(|cursor| cursor.starts_with_word("file")) {
        return whole(cursor, &mut lines);
    }
    while let Some(cursor) = &mut first {
        if cursor.eat_word("magic") {
            magic = Some(read_magic(cursor)?);
        } else if cursor.eat_word("stamp") {
            stamp = Some((cursor.at(), read_stamp(cursor)?));
        } else {
            break;
        }
        cursor.finish()?;
        first = lines.next();
    }
    let (Some(magic), at) = (magic, at) else { return fault(at, "the version has no magic number") };
    let (Some(layout), Some(set)) = (layout_of(magic, version), set_of(magic, version)) else {
        return fault(at, format!("the instructions of {version} are not known"));
    };
    let header = Header { magic, stamp: stamp.map_or(default_stamp(layout.header), |stamp| stamp.1) };
    if header.write(layout, &mut Vec::new()).is_err() {
        return fault(stamp.map_or(at, |stamp| stamp.0), format!("files of {version} have no such stamp"));
    }
    let mut reader =
        Reader { document: Document::new(layout, text.len()), set, blocks: Vec::new(), scope: HashMap::new(), root: None };
    let mut trailing = Vec::new();
    while let Some(cursor) = &mut first {
        if reader.blocks.is_empty() && cursor.eat_word("trailing") {
            trailing = bytes(cursor)?;
            cursor.finish()?;
            if let Some(cursor) = lines.next() {
                return fault(cursor.at(), "nothing stands behind `trailing`");
            }
            break;
        }
        reader.line(cursor)?;
        first = lines.next();
    }
    let root = reader.finish(text.len())?;
    reader.document.write(&header, root, &trailing)
}

/// The file whose bytes are given as they stand.
fn whole(cursor: &mut Cursor<'_>, lines: &mut Lines<'_>) -> Outcome<Vec<u8>> {
    cursor.eat_word("file");
    let bytes = bytes(cursor)?;
    cursor.finish()?;
    match lines.next() {
        None => Ok(bytes),
        Some(cursor) => fault(cursor.at(), "nothing stands behind `file`"),
    }
}

/// `x'..'`, and the blanks behind it.
pub(super) fn bytes(cursor: &mut Cursor<'_>) -> Outcome<Vec<u8>> {
    if !cursor.eat_tight("x") {
        return fault(cursor.at(), "expected bytes in hexadecimal, as in x'0a1b'");
    }
    let bytes = cursor.hex()?;
    cursor.blanks();
    Ok(bytes)
}

fn array<const N: usize>(cursor: &mut Cursor<'_>) -> Outcome<[u8; N]> {
    let at = cursor.at();
    bytes(cursor)?.try_into().or_else(|_| fault(at, format!("expected {N} bytes")))
}

fn read_magic(cursor: &mut Cursor<'_>) -> Outcome<Magic> {
    if cursor.peek() == Some('x') { Ok(Magic::new(array(cursor)?)) } else { Ok(Magic::from_number(cursor.small()?)) }
}

fn read_stamp(cursor: &mut Cursor<'_>) -> Outcome<Stamp> {
    if cursor.eat_word("time") {
        let mtime = cursor.small()?;
        return Ok(if cursor.eat_word("size") {
            Stamp::TimeAndSize { mtime, size: cursor.small()? }
        } else {
            Stamp::Time { mtime }
        });
    }
    if cursor.eat_word("hash") {
        let hash = array(cursor)?;
        let at = cursor.at();
        return match cursor.word() {
            Some("checked") => Ok(Stamp::Hash { hash, checked: true }),
            Some("unchecked") => Ok(Stamp::Hash { hash, checked: false }),
            _ => fault(at, "expected `checked` or `unchecked`"),
        };
    }
    if cursor.eat_word("flags") {
        let flags = cursor.small()?;
        return Ok(Stamp::Unknown { flags, data: array(cursor)? });
    }
    fault(cursor.at(), "expected `time`, `hash` or `flags`")
}

/// What was read so far.
pub(super) struct Reader<'s> {
    pub(super) document: Document,
    pub(super) set: &'static InstructionSet,
    /// Code objects that are open.
    pub(super) blocks: Vec<Block<'s>>,
    /// Code objects outside of any other one.
    scope: Scope,
    root: Option<Id>,
}

impl<'s> Reader<'s> {
    fn line(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        if self.place(cursor)? {
            return cursor.finish();
        }
        if cursor.eat_word("code") {
            self.open(cursor)?;
        } else if self.blocks.is_empty() {
            self.object(cursor)?;
        } else if cursor.eat_word("end") {
            self.close()?;
        } else if !self.field(cursor)? {
            self.instruction(cursor)?;
        }
        cursor.finish()
    }

    /// A line outside of code objects.
    fn object(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let at = cursor.at();
        if !cursor.eat_word("object") {
            return fault(at, "expected `code` or `object`");
        }
        if self.root.is_some() {
            return fault(at, "a file has one outermost object");
        }
        let scope = &self.scope;
        self.root = Some(self.document.literal(cursor, &|name, number| scope.get(&(name.to_owned(), number)).copied())?);
        Ok(())
    }

    /// Begins a code object.
    fn open(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let at = cursor.at();
        if self.blocks.len() >= MAX_NESTING {
            return fault(at, format!("code objects nest deeper than {MAX_NESTING}"));
        }
        let mut behind = *cursor;
        let id = code_id(&mut behind)?;
        let name = if cursor.peek() == Some('%') { Vec::new() } else { self.string(cursor)? };
        code_id_number(cursor, id.1);
        cursor.blanks();
        let scope = self.blocks.last().map_or(&self.scope, |block| &block.scope);
        if scope.contains_key(&id) {
            return fault(at, format!("a second code object {} in one; write '%' and a number behind its name", id.0));
        }
        let outer = match self.blocks.last_mut() {
            Some(block) => block.inner(&self.document),
            None => {
                let filename = self.document.values.leaf(self.document.rules.str_kind(), FILENAME.as_bytes());
                Outer { filename, prefix: Rc::new([]), in_function: false, in_class: false }
            }
        };
        let joined = self.document.layout.has(Field::Localsplusnames);
        let mut variables = Variables::new(joined);
        let signature = Signature::read(cursor, |cursor| self.name(cursor))?.map(|(signature, names)| {
            for id in names {
                variables.add_local(self.value(id), id);
            }
            signature
        });
        let said = self.said(cursor)?;
        let first = variables.locals.first().map_or(&[][..], |row: &(Value, Id)| self.document.values.payload(row.0));
        let none_first = none_first(self.document.rules, signature.as_ref(), first);
        self.blocks.push(Block {
            at,
            outer,
            inner: None,
            id,
            name,
            said,
            signature,
            numbers: HashMap::new(),
            fields: HashMap::new(),
            said_of: HashMap::new(),
            consts: Numbering::default(),
            none_first,
            has_docstring: None,
            names: Numbering::default(),
            variables,
            kinds: HashMap::new(),
            listing: Listing::new(self.set, 0),
            location: Location::NONE,
            own_entry: false,
            places: HashMap::new(),
            pending: Vec::new(),
            items: Vec::new(),
            firstlineno: None,
            yields: false,
            scope: HashMap::new(),
        });
        Ok(())
    }

    /// Ends the innermost code object.
    fn close(&mut self) -> Outcome<()> {
        let Some(block) = self.blocks.pop() else { return Ok(()) };
        let key = block.id.clone();
        let id = block.finish(&mut self.document, self.set)?;
        self.blocks.last_mut().map_or(&mut self.scope, |block| &mut block.scope).insert(key, id);
        Ok(())
    }

    /// The outermost object, at the end of the text.
    fn finish(&mut self, end: usize) -> Outcome<Id> {
        if let Some(block) = self.blocks.last() {
            return fault(block.at, "this code object has no `end`");
        }
        if let Some(root) = self.root {
            return Ok(root);
        }
        let mut codes = self.scope.values();
        match (codes.next(), codes.next()) {
            (Some(&root), None) => Ok(root),
            (None, _) => fault(end, "expected `code` or `object`"),
            (Some(_), Some(_)) => fault(end, "a file has one outermost object"),
        }
    }

    pub(super) fn value(&self, id: Id) -> Value {
        self.document.value(id)
    }

    /// The labels and the mark here, and the blanks behind them.
    pub(super) fn said(&self, cursor: &mut Cursor<'_>) -> Outcome<Said> {
        let at = cursor.at();
        let said = Said { at, labels: labels(cursor)?, mark: mark(cursor)? };
        cursor.blanks();
        if !said.labels.is_empty() && !self.document.rules.shares() {
            return fault(at, format!("objects are not shared in {}", self.document.layout.version));
        }
        Ok(said)
    }

    /// The bytes of a name: a word or a string.
    pub(super) fn string(&mut self, cursor: &mut Cursor<'_>) -> Outcome<Vec<u8>> {
        let at = cursor.at();
        match cursor.peek() {
            Some('\'' | '"') => cursor.string(!self.document.rules.unicode),
            _ => match cursor.word_tight() {
                Some(word) if is_word(word) && (self.document.rules.unicode || word.is_ascii()) => Ok(word.as_bytes().to_vec()),
                _ => fault(at, "expected a name"),
            },
        }
    }

    /// A name with its labels and its mark, or a label that stands for it; and the blanks behind it.
    pub(super) fn name(&mut self, cursor: &mut Cursor<'_>) -> Outcome<Id> {
        let at = cursor.at();
        let labels = labels(cursor)?;
        let id = if cursor.eat_tight("*") {
            let label = self.document.label(cursor)?;
            self.document.labelled(at, label)
        } else {
            let content = self.string(cursor)?;
            let value = self.document.values.leaf(self.document.rules.str_kind(), &content);
            self.document.leaf(at, value)
        };
        self.document.marks(cursor, at, id, labels)?;
        Ok(id)
    }
}

/// Goes on behind the number of a code object, which is known already.
fn code_id_number(cursor: &mut Cursor<'_>, number: Option<u32>) {
    if number.is_some() {
        cursor.blanks();
        cursor.eat_tight("%");
        cursor.integer();
    }
}
