//! What can be wrong with a text.

use core::fmt;

/// Why a text cannot be assembled, and where.
///
/// Printed with the line and a caret under the place:
///
/// ```
/// let error = pyc_bytecode::text::assemble("pyc 3.13\ncode f()\n  LOAD_FOO\nend\n").unwrap_err();
/// assert_eq!(error.to_string(), "line 3, column 3: 3.13 has no opcode LOAD_FOO\n    LOAD_FOO\n    ^");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong there, in lower case.
    pub message: String,
    /// The line itself, without blanks at its ends and not more than [`Error::EXCERPT`] characters of it.
    pub excerpt: String,
    /// Where in the excerpt the column is, in characters.
    pub caret: usize,
}

impl Error {
    /// Longest excerpt, in characters.
    pub const EXCERPT: usize = 100;
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)?;
        write!(f, "\n    {}\n    {:caret$}^", self.excerpt, "", caret = self.caret)
    }
}

impl core::error::Error for Error {}

/// What is wrong, at an offset in bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

pub(super) type Outcome<T> = Result<T, Fault>;

/// The fault at an offset.
#[cold]
pub(super) fn fault<T>(at: usize, message: impl Into<String>) -> Outcome<T> {
    Err(Fault { at, message: message.into() })
}

impl Fault {
    /// The error with what a person needs to find it.
    #[cold]
    pub(super) fn locate(self, text: &str) -> Error {
        let at = (0..=self.at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let (before, behind) = text.split_at(at);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(start..).unwrap_or("").chars().count();
        let line = before.matches('\n').count() + 1;
        let rest = behind.split('\n').next().unwrap_or("");
        let whole = text.get(start..at + rest.len()).unwrap_or("").trim_end();
        let indent = whole.chars().take_while(|char| char.is_whitespace()).count();
        // Of a long line, what is around the column.
        let skip = indent.max(column.saturating_sub(Error::EXCERPT / 2)).min(column);
        let skip = if whole.chars().count().saturating_sub(indent) <= Error::EXCERPT { indent.min(column) } else { skip };
        let excerpt: String =
            whole.chars().skip(skip).take(Error::EXCERPT).map(|it| if it.is_control() { ' ' } else { it }).collect();
        Error { line, column: column + 1, message: self.message, excerpt, caret: column - skip }
    }
}
