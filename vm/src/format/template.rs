//! The templates of `str.format`:
//!
//! ```text
//! template = (text | "{{" | "}}" | field)*
//! field    = "{" [name] ["!" conversion] [":" spec] "}"
//! name     = first ("." attribute | "[" item "]")*
//! spec     = template, which may hold fields once more
//! ```
//!
//! As in CPython, whatever is between brackets belongs to the name, and errors come where reading has come to.
//!
//! ```
//! use pyc_vm::format::template::{First, Step, Template, split_name};
//! use pyc_vm::number::{Characters, Text};
//!
//! let text = Text::from("a {0.b[c]!r:>9}");
//! let part = Template::new(text).next().unwrap().unwrap();
//! let field = part.field.unwrap();
//! assert_eq!((part.literal, field.conversion, field.spec), (0..2, Some(114), 12..14));
//!
//! let (first, steps) = split_name(text, field.name, &Characters::PLAIN).unwrap();
//! assert_eq!(first, First::Index(0));
//! assert_eq!(steps.map(Result::unwrap).collect::<Vec<_>>(), [Step::Attribute(5..6), Step::Key(7..8)]);
//! ```

use core::ops::Range;

use super::spec::{integer, show};
use crate::fail::Fail;
use crate::number::{Characters, Text};

/// How deep templates may stand in one another: the template itself, and its specifications.
pub const MAX_DEPTH: usize = 2;

/// That they stand deeper.
#[cold]
pub fn too_deep() -> Fail {
    Fail::value_error("Max string recursion exceeded")
}

/// Text, and the field behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What is to be copied, as a range of the template.
    pub literal: Range<usize>,
    /// The field, if there is one: not at the end, and not behind a doubled brace.
    pub field: Option<Field>,
}

/// A field to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What to replace it with: see [`split_name`].
    pub name: Range<usize>,
    /// The character behind `!`.
    pub conversion: Option<u32>,
    /// The specification.
    pub spec: Range<usize>,
    /// Whether that holds braces, and is to be formatted itself first.
    pub nested: bool,
}

/// The parts of a template, or of a range of it; after an error there are no more.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    text: Text<'a>,
    at: usize,
    end: usize,
}

impl<'a> Template<'a> {
    /// Of a whole text.
    pub fn new(text: Text<'a>) -> Template<'a> {
        Template { text, at: 0, end: text.len() }
    }

    /// Of a range of a text, such as a specification.
    pub fn within(text: Text<'a>, range: Range<usize>) -> Template<'a> {
        Template { text, at: range.start, end: range.end.min(text.len()) }
    }

    fn next_char(&mut self) -> Option<char> {
        let point = self.text.at(self.at).filter(|_| self.at < self.end)?;
        self.at += 1;
        Some(char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn part(&mut self) -> Result<Part, Fail> {
        let start = self.at;
        let brace = loop {
            match self.next_char() {
                Some(c @ ('{' | '}')) => break c,
                Some(_) => {}
                None => return Ok(Part { literal: start..self.at, field: None }),
            }
        };
        let end = self.at - 1;
        let doubled = self.at < self.end && self.text.at(self.at) == Some(u32::from(brace));
        if doubled {
            self.at += 1;
            return Ok(Part { literal: start..end + 1, field: None });
        }
        if brace == '}' || self.at >= self.end {
            return Err(Fail::value_error(format!("Single '{brace}' encountered in format string")));
        }
        Ok(Part { literal: start..end, field: Some(self.field()?) })
    }

    fn field(&mut self) -> Result<Field, Fail> {
        let start = self.at;
        let stop = loop {
            match self.next_char() {
                Some('{') => return Err(Fail::value_error("unexpected '{' in field name")),
                Some('[') => {
                    while self.at < self.end && self.text.at(self.at) != Some(u32::from(']')) {
                        self.at += 1;
                    }
                }
                Some(c @ ('}' | ':' | '!')) => break c,
                Some(_) => {}
                None => return Err(Fail::value_error("expected '}' before end of string")),
            }
        };
        let name = start..self.at - 1;
        let mut conversion = None;
        if stop == '!' {
            conversion = self.text.at(self.at).filter(|_| self.at < self.end);
            if conversion.is_none() {
                return Err(Fail::value_error("end of string while looking for conversion specifier"));
            }
            self.at += 1;
            match self.next_char() {
                Some('}') => return Ok(Field { name, conversion, spec: self.at - 1..self.at - 1, nested: false }),
                Some(':') | None => {}
                Some(_) => return Err(Fail::value_error("expected ':' after conversion specifier")),
            }
        } else if stop == '}' {
            return Ok(Field { name, conversion, spec: self.at - 1..self.at - 1, nested: false });
        }
        let (start, mut open, mut nested) = (self.at, 1_usize, false);
        loop {
            match self.next_char() {
                Some('{') => (open, nested) = (open + 1, true),
                Some('}') if open == 1 => return Ok(Field { name, conversion, spec: start..self.at - 1, nested }),
                Some('}') => open -= 1,
                Some(_) => {}
                None => return Err(Fail::value_error("unmatched '{' in format spec")),
            }
        }
    }
}

impl Iterator for Template<'_> {
    type Item = Result<Part, Fail>;

    fn next(&mut self) -> Option<Result<Part, Fail>> {
        if self.at >= self.end {
            return None;
        }
        let part = self.part();
        if part.is_err() {
            self.at = self.end;
        }
        Some(part)
    }
}

/// What a name begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// Nothing: the next argument.
    Next,
    /// The number of an argument.
    Index(usize),
    /// The name of an argument.
    Name(Range<usize>),
}

/// One step from an object to what is wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Attribute(Range<usize>),
    /// `[5]`
    Index(usize),
    /// `[key]`
    Key(Range<usize>),
}

/// The steps of a name; after an error there are no more.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    text: Text<'a>,
    at: usize,
    end: usize,
    characters: &'a Characters,
}

/// Splits a name, which is a range of a text, into what it begins with and what follows.
pub fn split_name<'a>(text: Text<'a>, name: Range<usize>, characters: &'a Characters) -> Result<(First, Steps<'a>), Fail> {
    let end = name.end.min(text.len());
    let stop = (name.start..end).find(|&at| matches!(text.at(at), Some(46 | 91))).unwrap_or(end);
    let first = match whole_integer(text, name.start..stop, characters)? {
        Some(index) => First::Index(index),
        None if stop <= name.start => First::Next,
        None => First::Name(name.start..stop),
    };
    Ok((first, Steps { text, at: stop, end, characters }))
}

/// The number that a range consists of.
fn whole_integer(text: Text<'_>, range: Range<usize>, characters: &Characters) -> Result<Option<usize>, Fail> {
    let (number, end) = integer(text.slice(range.start, range.end), 0, characters)?;
    Ok(number.filter(|_| end == range.len()))
}

impl Steps<'_> {
    fn step(&mut self) -> Result<Step, Fail> {
        let find = |from: usize, wanted: &[u32]| {
            (from..self.end).find(|&at| self.text.at(at).is_some_and(|point| wanted.contains(&point)))
        };
        let start = self.at + 1;
        let step = match self.text.at(self.at) {
            Some(46) => {
                let end = find(start, &[46, 91]).unwrap_or(self.end);
                self.at = end;
                Step::Attribute(start..end)
            }
            Some(91) => {
                let end = find(start, &[93]).ok_or_else(|| Fail::value_error("Missing ']' in format string"))?;
                self.at = end + 1;
                match whole_integer(self.text, start..end, self.characters)? {
                    Some(index) => Step::Index(index),
                    None => Step::Key(start..end),
                }
            }
            _ => return Err(Fail::value_error("Only '.' or '[' may follow ']' in format field specifier")),
        };
        match &step {
            Step::Attribute(range) | Step::Key(range) if range.is_empty() => {
                Err(Fail::value_error("Empty attribute in format string"))
            }
            _ => Ok(step),
        }
    }
}

impl Iterator for Steps<'_> {
    type Item = Result<Step, Fail>;

    fn next(&mut self) -> Option<Result<Step, Fail>> {
        if self.at >= self.end {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.at = self.end;
        }
        Some(step)
    }
}

/// How the fields of a template were numbered so far; one for the template and all that stand in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbering {
    /// Whether by themselves, once that is known.
    automatic: Option<bool>,
    next: usize,
}

impl Numbering {
    /// The number of the argument, if it has one; a template numbers all its fields or none.
    pub fn number(&mut self, first: &First) -> Result<Option<usize>, Fail> {
        let (automatic, number) = match first {
            First::Name(_) => return Ok(None),
            First::Next => (true, self.next),
            First::Index(index) => (false, *index),
        };
        if *self.automatic.get_or_insert(automatic) != automatic {
            return Err(Fail::value_error(if automatic {
                "cannot switch from manual field specification to automatic field numbering"
            } else {
                "cannot switch from automatic field numbering to manual field specification"
            }));
        }
        self.next += usize::from(automatic);
        Ok(Some(number))
    }
}

/// That there is no argument of that number.
#[cold]
pub fn out_of_range(number: usize) -> Fail {
    Fail::new(crate::fail::Class::IndexError, format!("Replacement index {number} out of range for positional args tuple"))
}

/// That a mapping has no arguments with numbers, in `str.format_map`.
#[cold]
pub fn positional() -> Fail {
    Fail::value_error("Format string contains positional fields")
}

/// That there is no such conversion.
#[cold]
pub fn unknown_conversion(conversion: u32) -> Fail {
    Fail::value_error(format!("Unknown conversion specifier {}", show(conversion)))
}
