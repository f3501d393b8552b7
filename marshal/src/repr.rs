//! `repr` as the Python of that version prints it.
//!
//! Cycles print as Python prints them (`[...]`). Shared objects print in full each time, as Python does, so that a small hostile file
//! could print for ever: output stops at a limit.

use std::borrow::Cow;

use core::fmt::{self, Write};

use crate::error::{Error, ErrorKind};
use crate::float;
use crate::layout::Layout;
use crate::node::{Children, Node, Pairs, Value};
use crate::printable::is_printable;
use crate::text::{Encoding, Str};
use crate::version::Version;

/// What `repr` prints for an object, as [`fmt::Display`]. Past the limit the text ends in `...`.
#[derive(Clone, Copy, Debug)]
pub struct Repr<'t, 'a> {
    node: Node<'t, 'a>,
    limit: usize,
    sorted_sets: bool,
    short_code: bool,
    base: usize,
}

impl<'t, 'a> Node<'t, 'a> {
    /// `repr` of the object. Code objects print the offset in the object's bytes where Python prints an address.
    pub fn repr(self) -> Repr<'t, 'a> {
        Repr { node: self, limit: Repr::DEFAULT_LIMIT, sorted_sets: false, short_code: false, base: 0 }
    }
}

impl<'t, 'a> Repr<'t, 'a> {
    /// Bytes of output after which [`fmt::Display`] stops.
    pub const DEFAULT_LIMIT: usize = 1 << 24;

    /// Stops after so many bytes of output.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Prints the items of sets, and of dicts of Python 1 and 2, in the order of their texts: Python's own order depends on hashes.
    #[must_use]
    pub const fn sorted_sets(mut self, sorted: bool) -> Self {
        self.sorted_sets = sorted;
        self
    }

    /// Prints code objects as `<code NAME>`.
    #[must_use]
    pub const fn short_code(mut self, short: bool) -> Self {
        self.short_code = short;
        self
    }

    /// Adds so much to the offsets of code objects: [`crate::File::base`] makes them offsets in the file.
    #[must_use]
    pub const fn base(mut self, base: usize) -> Self {
        self.base = base;
        self
    }

    /// A printer with these options for any number of objects of the same tree.
    pub fn many(&self) -> Reprs<'t, 'a> {
        Reprs { printer: Printer::new(self), limit: self.limit }
    }

    /// The text as a string.
    ///
    /// # Errors
    /// [`ErrorKind::OutputTooLong`] if it does not fit the limit.
    pub fn try_to_string(&self) -> Result<String, Error> {
        let mut printer = Printer::new(self);
        printer.run(self.node);
        if printer.full {
            return Err(ErrorKind::OutputTooLong { limit: self.limit as u64 }.at(self.node.offset()));
        }
        Ok(printer.out)
    }
}

impl fmt::Display for Repr<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer::new(self);
        printer.run(self.node);
        f.write_str(&printer.out)?;
        if printer.full { f.write_str("...") } else { Ok(()) }
    }
}

/// Prints one object after another of a tree, and keeps what it needs for that: memory and time for all of them are linear in the tree and
/// in the text.
///
/// ```
/// # use pyc_marshal::{Layout, Tree, Version};
/// # let layout = Layout::of(Version::new(3, 12)).unwrap();
/// let tree = Tree::parse(b")\x02N)\x01i\x07\0\0\0", layout)?;
/// let (mut reprs, mut text) = (tree.root().repr().many(), String::new());
/// for item in tree.root().children() {
///     reprs.push(item, usize::MAX, &mut text);
///     text.push(';');
/// }
/// assert_eq!(text, "None;(7,);");
/// # Ok::<(), pyc_marshal::Error>(())
/// ```
pub struct Reprs<'t, 'a> {
    printer: Printer<'t, 'a>,
    limit: usize,
}

impl<'t, 'a> Reprs<'t, 'a> {
    /// Appends the `repr` of an object of the tree to a text, but no more than `limit` bytes, nor more than the limit of the [`Repr`].
    /// False if that cut it off.
    pub fn push(&mut self, node: Node<'t, 'a>, limit: usize, text: &mut String) -> bool {
        let limit = limit.min(self.limit);
        self.printer.out = core::mem::take(text);
        self.printer.limit = self.printer.out.len().saturating_add(limit);
        self.printer.work = 0;
        self.printer.most_work = limit;
        self.printer.full = false;
        self.printer.run(node);
        *text = core::mem::take(&mut self.printer.out);
        !self.printer.full
    }

    /// Bytes of strings and items of sets and dicts that the last [`Reprs::push`] went through. Seldom more than the text is long: equal
    /// items of a set are not printed.
    pub fn work(&self) -> usize {
        self.printer.work
    }
}

impl fmt::Debug for Reprs<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reprs(limit {})", self.limit)
    }
}

/// A piece of work: what to print next.
enum Task<'t, 'a> {
    Text(&'static str),
    Object(Node<'t, 'a>),
    Items {
        items: Children<'t, 'a>,
        first: bool,
    },
    /// Closes the container that is innermost on the path.
    Leave {
        close: &'static str,
    },
    /// As `Leave`, for a tuple: one item needs a comma.
    LeaveTuple {
        single: bool,
    },
    /// Notes where a text of a sorted set begins.
    Mark,
    /// Sorts and joins the texts between the marks.
    LeaveSorted {
        close: &'static str,
    },
}

struct Printer<'t, 'a> {
    out: String,
    limit: usize,
    /// See [`Reprs::work`]. A set of a million equal items may be named a million times.
    work: usize,
    most_work: usize,
    full: bool,
    sorted_sets: bool,
    short_code: bool,
    base: usize,
    version: Version,
    tasks: Vec<Task<'t, 'a>>,
    /// Containers that are being printed, for cycles: a bit for each node.
    open: Vec<u64>,
    path: Vec<usize>,
    /// Starts of the texts of each sorted set that is open.
    marks: Vec<Vec<usize>>,
    /// Classes of equal objects, once a set asks for them.
    classes: Option<Vec<u32>>,
}

impl<'t, 'a> Printer<'t, 'a> {
    fn new(repr: &Repr<'t, 'a>) -> Printer<'t, 'a> {
        Printer {
            out: String::new(),
            limit: repr.limit,
            work: 0,
            most_work: repr.limit,
            full: false,
            sorted_sets: repr.sorted_sets,
            short_code: repr.short_code,
            base: repr.base,
            version: repr.node.tree().layout().version,
            tasks: Vec::new(),
            open: Vec::new(),
            path: Vec::new(),
            marks: Vec::new(),
            classes: None,
        }
    }

    fn run(&mut self, node: Node<'t, 'a>) {
        // Most objects are leaves, which leave no task.
        self.object(node);
        while !self.is_exhausted()
            && let Some(task) = self.tasks.pop()
        {
            match task {
                Task::Text(text) => self.out.push_str(text),
                Task::Object(node) => self.object(node),
                Task::Items { mut items, first } => {
                    if let Some(item) = items.next() {
                        if !first {
                            self.out.push_str(", ");
                        }
                        self.tasks.push(Task::Items { items, first: false });
                        self.tasks.push(Task::Object(item));
                    }
                }
                Task::Leave { close } => self.leave(close),
                Task::LeaveTuple { single } => self.leave(if single { ",)" } else { ")" }),
                Task::Mark => {
                    let at = self.out.len();
                    if let Some(marks) = self.marks.last_mut() {
                        marks.push(at);
                    }
                }
                Task::LeaveSorted { close } => {
                    self.sort_texts();
                    self.leave(close);
                }
            }
        }
        // The last object may have gone past the limit.
        if self.is_exhausted() {
            self.tasks.clear();
            self.marks.clear();
            while !self.path.is_empty() {
                self.leave("");
            }
            let end = (0..=self.limit.min(self.out.len())).rev().find(|&end| self.out.is_char_boundary(end)).unwrap_or(0);
            self.out.truncate(end);
            self.full = true;
        }
    }

    fn is_exhausted(&self) -> bool {
        self.out.len() > self.limit || self.work > self.most_work
    }

    /// Enters a container; false if it is being printed already.
    fn enter(&mut self, node: Node<'t, 'a>) -> bool {
        let index = node.index();
        if self.open.is_empty() {
            self.open.resize(node.tree().len() / 64 + 1, 0);
        }
        match self.open.get_mut(index / 64) {
            Some(word) if *word & 1 << (index % 64) == 0 => {
                *word |= 1 << (index % 64);
                self.path.push(index);
                true
            }
            _ => false,
        }
    }

    fn leave(&mut self, close: &str) {
        if let Some(index) = self.path.pop()
            && let Some(word) = self.open.get_mut(index / 64)
        {
            *word &= !(1 << (index % 64));
        }
        self.out.push_str(close);
    }

    fn object(&mut self, node: Node<'t, 'a>) {
        let Some(node) = node.resolve() else {
            self.out.push_str("<dangling reference>");
            return;
        };
        let three = self.version.major >= 3;
        match node.value() {
            Value::Null => self.out.push_str("<NULL>"),
            Value::Dangling => self.out.push_str("<dangling reference>"),
            Value::None => self.out.push_str("None"),
            Value::Bool(value) => self.out.push_str(if value { "True" } else { "False" }),
            Value::StopIteration => self.out.push_str(stop_iteration(self.version)),
            Value::Ellipsis => self.out.push_str("Ellipsis"),
            Value::Int(value) => self.integer(value),
            Value::Long(value) => {
                self.integer(value);
                self.out.push('L');
            }
            Value::Float(value) => self.out.push_str(&float_repr(value, self.version)),
            Value::Complex(re, im) => self.out.push_str(&complex_repr(re, im, self.version)),
            Value::Bytes(bytes) => {
                if three {
                    self.out.push('b');
                }
                self.work += bytes.len();
                push_bytes(&mut self.out, bytes, self.limit);
            }
            Value::Str(text) => {
                self.work += text.as_bytes().len();
                push_str(&mut self.out, text, self.version, self.limit);
            }
            Value::Tuple(items) => {
                if self.enter(node) {
                    let single = items.clone().nth(1).is_none() && items.clone().next().is_some();
                    self.out.push('(');
                    self.tasks.push(Task::LeaveTuple { single });
                    self.tasks.push(Task::Items { items, first: true });
                } else {
                    self.out.push_str("(...)");
                }
            }
            Value::List(items) => self.items(node, items, "[", "]", "[...]"),
            Value::Set(items) => {
                let empty = items.clone().next().is_none();
                let (open, close) = match (three, empty) {
                    (true, true) => ("set(", ")"),
                    (true, false) => ("{", "}"),
                    (false, _) => ("set([", "])"),
                };
                self.set(node, items, open, close);
            }
            Value::FrozenSet(items) => {
                let empty = items.clone().next().is_none();
                let (open, close) = match (three, empty) {
                    (true, true) => ("frozenset(", ")"),
                    (true, false) => ("frozenset({", "})"),
                    (false, _) => ("frozenset([", "])"),
                };
                self.set(node, items, open, close);
            }
            Value::Dict(pairs) => self.pairs(node, pairs, "{", "}"),
            Value::FrozenDict(pairs) => {
                let empty = pairs.clone().next().is_none();
                let (open, close) = if empty { ("frozendict(", ")") } else { ("frozendict({", "})") };
                self.pairs(node, pairs, open, close);
            }
            Value::Slice(parts) => self.items(node, parts, "slice(", ")", "slice(...)"),
            Value::Code(code) => {
                if self.short_code {
                    let name = code.name().map_or("?".into(), escaped);
                    let _ = write!(self.out, "<code {name}>");
                } else {
                    // `code_repr` in `Objects/codeobject.c`: up to 2.7 it prints into an array of 500 bytes.
                    let clipped = |text, limit| shown(if three { text } else { clip(text, limit) });
                    let name = code.name().map_or("???".into(), |name| clipped(name, 100));
                    let file = code.filename().map_or("???".into(), |file| clipped(file, 300));
                    let line = code.firstlineno().filter(|&line| line != 0).unwrap_or(-1);
                    let offset = node.offset() + self.base;
                    for part in ["<code object ", &name, " at 0x"] {
                        self.out.push_str(part);
                    }
                    let _ = write!(self.out, "{offset:x}, file \"");
                    self.out.push_str(&file);
                    let _ = write!(self.out, "\", line {line}>");
                }
            }
        }
    }

    fn integer(&mut self, value: crate::Integer<'_>) {
        match value.to_i64() {
            Some(small) => {
                let _ = write!(self.out, "{small}");
            }
            None => {
                let int = value.to_int();
                // log10(2) < 0.302; converting what will be cut off anyway would be slow.
                let digits = int.to_le_bytes().len().saturating_mul(8).saturating_mul(301) / 1000;
                if digits > self.limit.saturating_sub(self.out.len()) {
                    self.limit = self.limit.min(self.out.len());
                    self.out.push(' ');
                } else {
                    let _ = write!(self.out, "{int}");
                }
            }
        }
    }

    fn items(&mut self, node: Node<'t, 'a>, items: Children<'t, 'a>, open: &str, close: &'static str, cycle: &str) {
        if self.enter(node) {
            self.out.push_str(open);
            self.tasks.push(Task::Leave { close });
            self.tasks.push(Task::Items { items, first: true });
        } else {
            self.out.push_str(cycle);
        }
    }

    /// Dicts print each of their keys once, with its last value: `{1: 2, True: 3}` is `{1: 3}`.
    fn pairs(&mut self, node: Node<'t, 'a>, pairs: Pairs<'t, 'a>, open: &str, close: &'static str) {
        if !self.enter(node) {
            self.out.push_str("{...}");
            return;
        }
        self.work += node.count();
        let distinct = crate::equality::distinct_pairs(pairs, &mut self.classes);
        let sorted = self.sorted_sets && self.version.major < 3;
        self.out.push_str(open);
        if sorted {
            self.marks.push(Vec::new());
            self.tasks.push(Task::LeaveSorted { close });
        } else {
            self.tasks.push(Task::Leave { close });
        }
        for (i, (key, value)) in distinct.into_iter().enumerate().rev() {
            self.tasks.push(Task::Object(value));
            self.tasks.push(Task::Text(": "));
            self.tasks.push(Task::Object(key));
            if sorted {
                self.tasks.push(Task::Mark);
            } else if i != 0 {
                self.tasks.push(Task::Text(", "));
            }
        }
    }

    /// Sets print each of their items once: `{1, 1.0, True}` is `{1}`.
    fn set(&mut self, node: Node<'t, 'a>, items: Children<'t, 'a>, open: &str, close: &'static str) {
        if !self.enter(node) {
            self.out.push_str(if node.tag().code() == crate::Tag::SET { "set(...)" } else { "frozenset(...)" });
            return;
        }
        self.work += node.count();
        let distinct = crate::equality::distinct(items, &mut self.classes);
        self.out.push_str(open);
        if self.sorted_sets {
            self.marks.push(Vec::new());
            self.tasks.push(Task::LeaveSorted { close });
            for item in distinct.into_iter().rev() {
                self.tasks.push(Task::Object(item));
                self.tasks.push(Task::Mark);
            }
        } else {
            self.tasks.push(Task::Leave { close });
            let last = distinct.len().saturating_sub(1);
            for (i, item) in distinct.into_iter().enumerate().rev() {
                if i != last {
                    self.tasks.push(Task::Text(", "));
                }
                self.tasks.push(Task::Object(item));
            }
        }
    }

    fn sort_texts(&mut self) {
        let Some(marks) = self.marks.pop() else { return };
        let Some(&start) = marks.first() else { return };
        let ends = marks.iter().copied().skip(1).chain([self.out.len()]);
        let mut texts: Vec<String> =
            marks.iter().zip(ends).map(|(&from, to)| self.out.get(from..to).unwrap_or_default().to_owned()).collect();
        texts.sort_unstable();
        self.out.truncate(start);
        self.out.push_str(&texts.join(", "));
    }
}

/// The text as it is, but lone surrogates as their escapes.
fn escaped(text: Str<'_>) -> Cow<'_, str> {
    text.to_str().unwrap_or_else(|| {
        let mut out = String::new();
        for point in text.code_points() {
            match char::from_u32(point) {
                Some(char) => out.push(char),
                None => push_escape(&mut out, point),
            }
        }
        out.into()
    })
}

/// The first bytes of a string of Python 2, as a terminal shows them.
fn clip(text: Str<'_>, limit: usize) -> Str<'_> {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..limit).unwrap_or(bytes);
    let encoding = if core::str::from_utf8(bytes).is_ok() { Encoding::Utf8 } else { text.encoding() };
    Str::new(bytes, encoding)
}

/// The text with escapes for lone surrogates, and for control characters: names may be made to lead terminals astray.
fn shown(text: Str<'_>) -> Cow<'_, str> {
    if text.as_bytes().iter().all(|byte| matches!(byte, b' '..=b'~'))
        && let Ok(text) = core::str::from_utf8(text.as_bytes())
    {
        return text.into();
    }
    let text = escaped(text);
    if !text.contains(char::is_control) {
        return text;
    }
    let mut out = String::new();
    for char in text.chars() {
        if char.is_control() {
            push_escape(&mut out, u32::from(char));
        } else {
            out.push(char);
        }
    }
    out.into()
}

fn stop_iteration(version: Version) -> &'static str {
    match version {
        Version { major: 3.., .. } => "<class 'StopIteration'>",
        Version { major: 2, minor: 5.. } => "<type 'exceptions.StopIteration'>",
        _ => "<class exceptions.StopIteration>",
    }
}

fn float_style(version: Version) -> float::Style {
    if version >= Version::new(3, 1) || version == Version::new(2, 7) { float::Style::Shortest } else { float::Style::Digits17 }
}

/// `repr` of a float in a version.
pub(crate) fn float_repr(value: f64, version: Version) -> String {
    float::repr(value, float_style(version), false)
}

/// `repr` of a complex number in a version.
pub(crate) fn complex_repr(re: f64, im: f64, version: Version) -> String {
    let style = float_style(version);
    let imaginary = float::repr(im, style, true);
    // Before 2.7 and 3.1 a real part of -0.0 was left out as well.
    if re == 0.0 && (re.is_sign_positive() || style == float::Style::Digits17) {
        return format!("{imaginary}j");
    }
    let plus = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{plus}{imaginary}j)", float::repr(re, style, true))
}

/// Python prefers single quotes, unless the text holds them and no double ones. Both are ASCII: the encoding does not matter.
fn quote(bytes: &[u8]) -> char {
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' }
}

/// Pushes the start of a text as long as it prints as it is; the rest follows.
#[inline]
fn push_plain<'a>(out: &mut String, bytes: &'a [u8], quote: char, limit: usize) -> &'a [u8] {
    let most = bytes.len().min(limit.saturating_sub(out.len()).saturating_add(1));
    let start = bytes.get(..most).unwrap_or(bytes);
    let plain = |&byte: &u8| matches!(byte, b' '..=b'~') && byte != b'\\' && char::from(byte) != quote;
    let len = start.iter().position(|byte| !plain(byte)).unwrap_or(start.len());
    let (start, rest) = bytes.split_at(len);
    // ASCII is UTF-8.
    out.push_str(core::str::from_utf8(start).unwrap_or_default());
    rest
}

fn push_escape(out: &mut String, point: u32) {
    let _ = match point {
        0..=0xff => write!(out, "\\x{point:02x}"),
        0x100..=0xffff => write!(out, "\\u{point:04x}"),
        _ => write!(out, "\\U{point:08x}"),
    };
}

/// Pushes what all kinds of strings share; false if the code point is not among it.
fn push_common(out: &mut String, point: u32, quote: char) -> bool {
    match char::from_u32(point) {
        Some('\t') => out.push_str("\\t"),
        Some('\n') => out.push_str("\\n"),
        Some('\r') => out.push_str("\\r"),
        Some('\\') => out.push_str("\\\\"),
        Some(char) if char == quote => {
            out.push('\\');
            out.push(char);
        }
        Some(char @ ' '..='~') => out.push(char),
        _ => return false,
    }
    true
}

/// `repr` of a byte string, without the prefix.
fn push_bytes(out: &mut String, bytes: &[u8], limit: usize) {
    let quote = quote(bytes);
    out.push(quote);
    for &byte in push_plain(out, bytes, quote, limit) {
        if out.len() > limit {
            return;
        }
        if !push_common(out, u32::from(byte), quote) {
            push_escape(out, u32::from(byte));
        }
    }
    out.push(quote);
}

/// `repr` of a string, with the prefix that Python 2 gives it.
fn push_str(out: &mut String, text: Str<'_>, version: Version, limit: usize) {
    let unicode = version.major >= 3;
    if !unicode {
        out.push('u');
    }
    let quote = quote(text.as_bytes());
    out.push(quote);
    let rest = push_plain(out, text.as_bytes(), quote, limit);
    for point in Str::new(rest, text.encoding()).code_points() {
        if out.len() > limit {
            return;
        }
        if push_common(out, point, quote) {
            continue;
        }
        match char::from_u32(point) {
            Some(char) if unicode && is_printable(point, version.minor) => out.push(char),
            _ => push_escape(out, point),
        }
    }
    out.push(quote);
}

/// `repr` of a name, as [`Node::repr`] prints the same string: plain quotes for the `str` of the version.
pub fn str_repr(text: Str<'_>, layout: &Layout) -> String {
    let mut out = String::new();
    if layout.rules.unicode {
        push_str(&mut out, text, layout.version, usize::MAX);
    } else {
        push_bytes(&mut out, text.as_bytes(), usize::MAX);
    }
    out
}
