//! The templates of `%`, for strings and for bytes:
//!
//! ```text
//! field = "%" ["(" key ")"] flag* [width] ["." [precision]] [modifier] code
//! flag  = "-" | "+" | " " | "#" | "0"
//! width, precision = digit+ | "*"
//! modifier = "h" | "l" | "L"
//! code  = "d" | "i" | "u" | "o" | "x" | "X" | "e" | "E" | "f" | "F" | "g" | "G" | "c" | "r" | "s" | "a", and "b" in bytes
//! ```
//!
//! Keys may hold parentheses in pairs. Two percent signs are one.
//!
//! ```
//! use pyc_vm::format::percent::{Part, Template};
//! use pyc_vm::number::{Int, Text};
//!
//! let mut template = Template::new(Text::from("n = %+05d"), false);
//! assert_eq!(template.next(), Some(Ok(Part::Literal(0..4))));
//! let Some(Ok(Part::Field(field))) = template.next() else { panic!() };
//! assert_eq!(field.int(&Int::Small(42), 4300, 13).unwrap().to_string(), "+0042");
//! ```

use core::ops::Range;

use super::layout::{Formatted, Padding, bounded, sign};
use super::spec::{Align, Sign};
use crate::fail::{Class, Fail};
use crate::number::float::{self, Flags};
use crate::number::{Int, Text};

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that stays, as a range of the template.
    Literal(Range<usize>),
    /// Something to be formatted.
    Field(Field),
}

/// A width or a precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// None is given.
    #[default]
    None,
    /// One in the template.
    Given(usize),
    /// `*`: the next argument, to be given to [`Field::set_width`] or [`Field::set_precision`].
    Star,
}

/// A field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Field {
    /// The key to look up in the mapping, as a range of the template.
    pub key: Option<Range<usize>>,
    /// `-`
    pub left: bool,
    /// `+`
    pub plus: bool,
    /// A space.
    pub blank: bool,
    /// `#`
    pub alternate: bool,
    /// `0`
    pub zero: bool,
    /// The least length.
    pub width: Size,
    /// Digits, or the most characters.
    pub precision: Size,
    /// What to make of the argument; `None` if the template ends before: [`Field::incomplete`], once the arguments of key and
    /// stars were found.
    pub code: Option<u32>,
    /// Where the code is.
    pub at: usize,
    /// Whether the template is of bytes.
    pub bytes: bool,
}

/// What is said of too few arguments.
pub const NOT_ENOUGH: &str = "not enough arguments for format string";
/// What is said of a `*` whose argument is no integer.
pub const STAR: &str = "* wants int";

/// The parts of a template; after an error there are no more.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    text: Text<'a>,
    at: usize,
    mapping: bool,
}

impl<'a> Template<'a> {
    /// Of a string, or of bytes if it is [`Text::Bytes`]; keys are an error unless the argument is a mapping.
    pub fn new(text: Text<'a>, mapping: bool) -> Template<'a> {
        Template { text, at: 0, mapping }
    }

    fn peek(&self) -> Option<char> {
        self.text.at(self.at).map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn key(&mut self) -> Result<Option<Range<usize>>, Fail> {
        if self.peek() != Some('(') {
            return Ok(None);
        }
        if !self.mapping {
            return Err(Fail::type_error("format requires a mapping"));
        }
        let start = self.at + 1;
        let mut open = 0;
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '(' => open += 1,
                ')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Ok(Some(start..self.at - 1));
            }
        }
        Err(Fail::value_error("incomplete format key"))
    }

    /// Digits, or a star.
    fn size(&mut self, most: usize, too_big: &'static str) -> Result<Size, Fail> {
        if self.peek() == Some('*') {
            self.at += 1;
            return Ok(Size::Star);
        }
        let mut size = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let longer = size.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize);
            size = Some(longer);
            if longer > most {
                return Err(Fail::value_error(too_big));
            }
            self.at += 1;
        }
        Ok(size.map_or(Size::None, Size::Given))
    }

    fn field(&mut self) -> Result<Field, Fail> {
        let bytes = matches!(self.text, Text::Bytes(_));
        let mut field = Field { key: self.key()?, bytes, ..Field::default() };
        loop {
            match self.peek() {
                Some('-') => field.left = true,
                Some('+') => field.plus = true,
                Some(' ') => field.blank = true,
                Some('#') => field.alternate = true,
                Some('0') => field.zero = true,
                _ => break,
            }
            self.at += 1;
        }
        field.width = self.size(isize::MAX as usize, "width too big")?;
        if self.peek() == Some('.') {
            self.at += 1;
            let too_big = if bytes { "prec too big" } else { "precision too big" };
            field.precision = match self.size(i32::MAX as usize, too_big)? {
                Size::None => Size::Given(0),
                size => size,
            };
        }
        if matches!(self.peek(), Some('h' | 'l' | 'L')) {
            self.at += 1;
        }
        (field.code, field.at) = (self.text.at(self.at), self.at);
        self.at += 1;
        Ok(field)
    }
}

impl Iterator for Template<'_> {
    type Item = Result<Part, Fail>;

    fn next(&mut self) -> Option<Result<Part, Fail>> {
        let start = self.at;
        loop {
            match self.peek() {
                Some('%') if self.at == start => break,
                None if self.at == start => return None,
                Some('%') | None => return Some(Ok(Part::Literal(start..self.at))),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        if self.peek() == Some('%') {
            self.at += 1;
            return Some(Ok(Part::Literal(start..start + 1)));
        }
        let field = self.field();
        if field.is_err() {
            self.at = usize::MAX;
        }
        Some(field.map(Part::Field))
    }
}

impl Field {
    /// Takes the argument of a `*` before the point.
    pub fn set_width(&mut self, width: &Int) -> Result<(), Fail> {
        let width = width.to_i64().ok_or_else(|| Fail::overflow("Python int too large to convert to C ssize_t"))?;
        self.left |= width < 0;
        self.width = Size::Given(usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX));
        Ok(())
    }

    /// Takes the argument of a `*` behind the point.
    pub fn set_precision(&mut self, precision: &Int) -> Result<(), Fail> {
        let precision = precision.to_i64().and_then(|n| i32::try_from(n).ok());
        let precision = precision.ok_or_else(|| Fail::overflow("Python int too large to convert to C int"))?;
        self.precision = Size::Given(precision.max(0) as usize);
        Ok(())
    }

    /// The code as a character.
    pub fn code(&self) -> char {
        self.code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// That the template ends before the code.
    #[cold]
    pub fn incomplete() -> Fail {
        Fail::value_error("incomplete format")
    }

    /// That there is no such code.
    #[cold]
    pub fn unsupported(&self, minor: u8) -> Fail {
        let code = self.code.unwrap_or(0);
        let shown = match char::from_u32(code) {
            // Here a char of C is taken for a Unicode one, and those beyond ASCII are negative.
            _ if self.bytes && code >= 0x80 && minor < 11 => return Fail::value_error(""),
            _ if self.bytes && code >= 0x80 => return Fail::overflow("character argument not in range(0x110000)"),
            Some(c) if self.bytes => c,
            Some(c @ ' '..='~') => c,
            _ => '?',
        };
        Fail::value_error(format!("unsupported format character '{shown}' (0x{code:x}) at index {}", self.at))
    }

    fn precision(&self) -> Option<usize> {
        match self.precision {
            Size::Given(precision) => Some(precision),
            Size::None | Size::Star => None,
        }
    }

    fn width(&self) -> usize {
        match self.width {
            Size::Given(width) => width,
            Size::None | Size::Star => 0,
        }
    }

    /// No more bytes than this will be taken to format a number of so many digits: to be charged before it is done.
    pub fn bound(&self, digits: usize) -> usize {
        digits.saturating_add(self.precision().unwrap_or(6)).saturating_add(self.width()).saturating_add(330)
    }

    /// The type that `d` and its like ask for, for the message on other arguments, whose type has a name.
    #[cold]
    pub fn not_a_number(&self, type_name: &str, minor: u8) -> Fail {
        let wanted = match self.code() {
            'o' | 'x' | 'X' => "an integer",
            _ if minor >= 10 => "a real number",
            _ => "a number",
        };
        Fail::type_error(format!("%{} format: {wanted} is required, not {type_name}", self.code()))
    }

    /// An integer by `d i u o x X`, with at most so many decimal digits; charge [`crate::number::Cost::to_text`] and
    /// [`Field::bound`].
    pub fn int(&self, n: &Int, limit: usize, minor: u8) -> Result<Formatted, Fail> {
        let (base, prefix) = match self.code() {
            'o' => (8, "0o"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            _ => (10, ""),
        };
        let precision = self.precision().unwrap_or(0);
        if precision > i32::MAX as usize - 3 {
            return Err(Fail::overflow("precision too large"));
        }
        bounded(precision)?;
        let mut text = if base == 10 { n.to_text_within(limit, minor)? } else { n.to_radix(base) };
        if self.code() == 'X' {
            text.make_ascii_uppercase();
        }
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let mut body = "0".repeat(precision.saturating_sub(digits.len()));
        body.push_str(digits);
        Ok(self.lay_out(n.is_negative(), if self.alternate { prefix } else { "" }, body))
    }

    /// A float by `e E f F g G`; charge [`Field::bound`] first.
    pub fn float(&self, value: f64) -> Result<Formatted, Fail> {
        bounded(self.precision().unwrap_or(0))?;
        let flags = Flags { alternate: self.alternate, ..Flags::default() };
        let text = float::format_float(value, self.code(), self.precision().unwrap_or(6), flags);
        Ok(match text.strip_prefix('-') {
            Some(unsigned) => self.lay_out(true, "", unsigned.to_owned()),
            None => self.lay_out(false, "", text),
        })
    }

    fn lay_out(&self, negative: bool, prefix: &str, body: String) -> Formatted {
        let wanted = if self.plus {
            Some(Sign::Plus)
        } else if self.blank {
            Some(Sign::Space)
        } else {
            None
        };
        let head = sign(negative, wanted).to_owned() + prefix;
        let padding = self.width().saturating_sub(head.len() + body.len());
        let mut formatted = Formatted { fill: 32, head, body, ..Formatted::default() };
        if self.left {
            formatted.right = padding;
        } else if self.zero {
            (formatted.fill, formatted.middle) = (48, padding);
        } else {
            formatted.left = padding;
        }
        formatted
    }

    /// A string of so many characters, by `s r a b` or `c`.
    pub fn pad(&self, length: usize) -> Padding {
        let most = if self.code() == 'c' { None } else { self.precision() };
        let kept = most.map_or(length, |most| most.min(length));
        Padding::new(kept, self.width(), if self.left { Align::Left } else { Align::Right }, 32)
    }

    /// The character of an integer by `c`: a code point, or a byte.
    pub fn char(&self, n: &Int, minor: u8) -> Result<u32, Fail> {
        let end = if self.bytes { 0x100 } else { 0x11_0000 };
        match n.to_i64() {
            Some(point) => u32::try_from(point).ok().filter(|&point| point < end).ok_or_else(|| {
                let range = if self.bytes { "256" } else { "0x110000" };
                Fail::overflow(format!("%c arg not in range({range})"))
            }),
            None if self.bytes => Err(Fail::overflow("%c arg not in range(256)")),
            None if minor < 10 => Err(Fail::type_error("%c requires int or char")),
            None => Err(Fail::overflow("%c arg not in range(0x110000)")),
        }
    }

    /// That `c` was given something else: of this type, or if it is a string or bytes object, of this length.
    #[cold]
    pub fn not_a_char(&self, type_name: &str, length: Option<usize>, minor: u8) -> Fail {
        let wanted = match self.bytes {
            true => "an integer in range(256) or a single byte",
            false if minor >= 14 => "an int or a unicode character",
            false => "int or char",
        };
        Fail::type_error(match length {
            _ if minor < 14 => format!("%c requires {wanted}"),
            Some(length) if self.bytes => format!("%c requires {wanted}, not a {type_name} object of length {length}"),
            Some(length) => format!("%c requires {wanted}, not a string of length {length}"),
            None => format!("%c requires {wanted}, not {type_name}"),
        })
    }

    /// That arguments are left over.
    #[cold]
    pub fn left_over(bytes: bool) -> Fail {
        let what = if bytes { "bytes" } else { "string" };
        Fail::new(Class::TypeError, format!("not all arguments converted during {what} formatting"))
    }
}
