//! The rows of a dump, and the account of the bytes in them.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::io::{Output, Paint, Trouble};

/// Bytes in a row.
const WIDTH: usize = 8;

/// Levels of indentation; deeper rows show their depth as a number.
const MAX_INDENT: usize = 30;

/// What a byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Header,
    Type,
    Count,
    Payload,
    Reference,
    Number,
    Trailing,
}

impl Class {
    const NAMES: [&'static str; 7] = ["header", "type bytes", "counts", "payload", "references", "numbers", "trailing"];
}

/// Prints rows one behind the other: no byte can be left out, none can be shown twice.
pub(super) struct Rows<'b, 'o> {
    bytes: &'b [u8],
    position: usize,
    counts: [usize; Class::NAMES.len()],
    out: &'o mut Output,
    digits: usize,
    line: String,
    /// A row asked for more bytes than there are: a bug in whoever asked.
    overrun: bool,
}

impl<'b, 'o> Rows<'b, 'o> {
    pub(super) fn new(bytes: &'b [u8], out: &'o mut Output) -> Rows<'b, 'o> {
        let digits = format!("{:x}", bytes.len()).len().max(4);
        Rows { bytes, position: 0, counts: [0; 7], out, digits, line: String::new(), overrun: false }
    }

    /// Offset of the next byte.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// The next `len` bytes are `class`, and this is what they say. Nothing is printed for no bytes.
    pub(super) fn row(&mut self, len: usize, class: Class, depth: usize, text: &str) -> io::Result<()> {
        let end = self.position.saturating_add(len);
        self.overrun |= end > self.bytes.len();
        let all = self.bytes.get(self.position..end.min(self.bytes.len())).unwrap_or(&[]);
        if let Some(count) = self.counts.get_mut(class as usize) {
            *count += all.len();
        }
        for (i, chunk) in all.chunks(WIDTH).enumerate() {
            self.start(Some(chunk))?;
            if i == 0 && !text.is_empty() {
                self.indent(depth);
                self.line.push_str(text);
            }
            self.end(if class == Class::Type { Paint::Bold } else { Paint::Plain })?;
            self.position += chunk.len();
        }
        Ok(())
    }

    /// A remark on the row before.
    pub(super) fn note(&mut self, depth: usize, text: &str) -> io::Result<()> {
        self.start(None)?;
        self.indent(depth);
        self.line.push_str("irregular: ");
        self.line.push_str(text);
        self.end(Paint::Wrong)
    }

    /// All bytes that are left.
    pub(super) fn rest(&mut self, text: &str, class: Class) -> io::Result<()> {
        self.row(self.bytes.len().saturating_sub(self.position), class, 0, text)
    }

    fn start(&mut self, chunk: Option<&[u8]>) -> io::Result<()> {
        self.line.clear();
        let (offset, digits) = (self.position, self.digits);
        let offset = if chunk.is_some() { format!("{offset:#w$x}", w = digits + 2) } else { " ".repeat(digits + 2) };
        write!(self.out, "{} | ", self.out.paint(Paint::Dim, offset))?;
        for i in 0..WIDTH {
            match chunk.and_then(|chunk| chunk.get(i)) {
                Some(byte) => write!(self.out, "{byte:02x} ")?,
                None => self.out.write_all(b"   ")?,
            }
        }
        self.out.write_all(b"|")
    }

    fn indent(&mut self, depth: usize) {
        self.line.push(' ');
        (0..depth.min(MAX_INDENT)).for_each(|_| self.line.push_str("  "));
        if depth > MAX_INDENT {
            let _ = write!(self.line, "({depth}) ");
        }
    }

    fn end(&mut self, paint: Paint) -> io::Result<()> {
        if self.line.is_empty() {
            return self.out.write_all(b"\n");
        }
        writeln!(self.out, "{}", self.out.paint(paint, &self.line))
    }

    /// The closing line. The inner error is a bug of this program: the counts do not add up.
    pub(super) fn finish(self) -> io::Result<Result<(), Trouble>> {
        for (name, count) in Class::NAMES.iter().zip(self.counts) {
            write!(self.out, "{name} {count}, ")?;
        }
        let total: usize = self.counts.iter().sum();
        writeln!(self.out, "in all {total} bytes")?;
        if total == self.bytes.len() && self.position == total && !self.overrun {
            return Ok(Ok(()));
        }
        let message = format!("this dump explains {total} of {} bytes, which is a bug in pyc", self.bytes.len());
        Ok(Err(Trouble::Wrong(message)))
    }
}
