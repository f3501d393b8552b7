//! Words, numbers and strings: the leaves of the grammar, parsed with `nom`.

use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, digit1, hex_digit1, one_of};
use nom::combinator::{opt, recognize};
use nom::sequence::pair;
use nom::{IResult, Parser};

use crate::text::error::{Outcome, fault};

type Parsed<'s, T> = IResult<&'s str, T, ()>;

/// Whether a name may hold the character without quotes.
pub(super) fn in_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '.' | '<' | '>')
}

/// Whether a name can stand without quotes.
pub(super) fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(in_word) && !name.starts_with(|char: char| char.is_ascii_digit())
}

fn word(input: &str) -> Parsed<'_, &str> {
    take_while1(in_word)(input)
}

fn blanks(input: &str) -> Parsed<'_, &str> {
    take_while(|char| matches!(char, ' ' | '\t' | '\r'))(input)
}

fn integer(input: &str) -> Parsed<'_, &str> {
    recognize(pair(opt(char('-')), nom::branch::alt((recognize((tag("0x"), hex_digit1)), digit1)))).parse(input)
}

fn exponent(input: &str) -> Parsed<'_, &str> {
    recognize((one_of("eE"), opt(one_of("+-")), digit1)).parse(input)
}

/// A decimal with a point or an exponent, or an infinity, or no number.
fn float(input: &str) -> Parsed<'_, &str> {
    let decimal = recognize((digit1, opt(pair(char('.'), take_while(|char: char| char.is_ascii_digit()))), opt(exponent)));
    recognize(pair(opt(char('-')), nom::branch::alt((decimal, tag("inf"), tag("nan"))))).parse(input)
}

/// A line, and how far it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'s> {
    rest: &'s str,
    /// Offset in the text of the end of the line.
    end: usize,
}

impl<'s> Cursor<'s> {
    /// The line that begins at this offset.
    pub(super) fn new(line: &'s str, at: usize) -> Cursor<'s> {
        let mut cursor = Cursor { rest: line, end: at + line.len() };
        cursor.skip();
        cursor
    }

    /// Offset in the text.
    pub(super) fn at(&self) -> usize {
        self.end - self.rest.len()
    }

    fn skip(&mut self) {
        if let Ok((rest, _)) = blanks(self.rest) {
            self.rest = rest;
        }
    }

    /// Whether nothing but a comment is left.
    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with(';')
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn apply<T>(&mut self, parser: impl Parser<&'s str, Output = T, Error = ()>) -> Option<T> {
        let mut parser = parser;
        let (rest, found) = parser.parse(self.rest).ok()?;
        self.rest = rest;
        Some(found)
    }

    /// What is left of the line.
    pub(super) fn rest(&self) -> &'s str {
        self.rest
    }

    /// Goes on behind what was read of [`Cursor::rest`], and the blanks there.
    pub(super) fn set_rest(&mut self, rest: &'s str) {
        self.rest = rest;
        self.skip();
    }

    /// Whether a text stands here that ends at a blank or with the line.
    pub(super) fn starts_with_word(&self, text: &str) -> bool {
        self.rest.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', ';']))
    }

    /// Goes on behind a text, if it stands here, without the blanks behind it.
    pub(super) fn eat_tight(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Goes on behind a text and the blanks behind it, if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.eat_tight(text);
        if found {
            self.skip();
        }
        found
    }

    /// Goes on behind a word, if it stands here and ends here.
    pub(super) fn eat_word(&mut self, text: &str) -> bool {
        let found = self.rest.strip_prefix(text).is_some_and(|rest| !rest.starts_with(in_word));
        found && self.eat(text)
    }

    pub(super) fn expect(&mut self, text: &str) -> Outcome<()> {
        if self.eat(text) { Ok(()) } else { fault(self.at(), format!("expected {text:?}")) }
    }

    /// That the line ends here.
    pub(super) fn finish(&self) -> Outcome<()> {
        if self.is_done() { Ok(()) } else { fault(self.at(), "expected the end of the line") }
    }

    /// A word, and the blanks behind it.
    pub(super) fn word(&mut self) -> Option<&'s str> {
        let found = self.word_tight();
        self.skip();
        found
    }

    /// A word, without the blanks behind it.
    pub(super) fn word_tight(&mut self) -> Option<&'s str> {
        self.apply(word)
    }

    /// What is here up to a blank, in which an opcode may be spelt: `SLICE+0`, `<12>`.
    pub(super) fn chunk(&mut self) -> &'s str {
        let found = self.apply(take_while(|char| !matches!(char, ' ' | '\t' | '\r' | ';'))).unwrap_or("");
        self.skip();
        found
    }

    /// The blanks here.
    pub(super) fn blanks(&mut self) {
        self.skip();
    }

    /// An integer as it is spelt, without blanks behind it.
    pub(super) fn integer(&mut self) -> Option<&'s str> {
        self.apply(integer)
    }

    /// A float as it is spelt, without blanks behind it: whether it is an integer too is for the caller to know.
    pub(super) fn float(&mut self) -> Option<&'s str> {
        self.apply(float)
    }

    /// A number of 64 bits, and the blanks behind it.
    pub(super) fn number(&mut self) -> Outcome<i64> {
        let at = self.at();
        let Some(spelt) = self.integer() else { return fault(at, "expected a number") };
        self.skip();
        match parse_integer(spelt) {
            Some(number) => Ok(number),
            None => fault(at, "the number does not fit 64 bits"),
        }
    }

    /// A number in the range of `T`.
    pub(super) fn small<T: TryFrom<i64>>(&mut self) -> Outcome<T> {
        let at = self.at();
        let number = self.number()?;
        T::try_from(number).or_else(|_| fault(at, format!("{number} is out of range")))
    }

    /// The content of a string in quotes, as code points in UTF-8, surrogates allowed; without blanks behind it. `bytes`: code
    /// points are bytes, and none is over 255.
    pub(super) fn string(&mut self, bytes: bool) -> Outcome<Vec<u8>> {
        let start = self.at();
        let Some(quote) = self.rest.chars().next().filter(|quote| matches!(quote, '\'' | '"')) else {
            return fault(start, "expected a string");
        };
        self.rest = self.rest.get(1..).unwrap_or("");
        let mut content = Vec::new();
        loop {
            let plain = self.apply(take_while(|char| char != quote && char != '\\')).unwrap_or("");
            push(&mut content, plain, bytes).or_else(|()| fault(start, "the string has a character over U+00FF"))?;
            let at = self.at();
            if self.eat_tight("\\") {
                match self.escape(bytes) {
                    Some(point) if bytes => content.push(point as u8),
                    Some(point) => push_point(&mut content, point),
                    None => return fault(at, "no such escape in this string"),
                }
            } else if self.rest.starts_with(quote) {
                self.rest = self.rest.get(1..).unwrap_or("");
                return Ok(content);
            } else {
                return fault(start, "the string does not end on its line");
            }
        }
    }

    /// The code point of an escape, behind its backslash.
    fn escape(&mut self, bytes: bool) -> Option<u32> {
        let char = self.rest.chars().next()?;
        self.rest = self.rest.get(char.len_utf8()..)?;
        let digits = match char {
            'n' => return Some(0x0a),
            'r' => return Some(0x0d),
            't' => return Some(0x09),
            '\\' | '\'' | '"' => return Some(u32::from(char)),
            'x' => 2,
            'u' if !bytes => 4,
            'U' if !bytes => 8,
            _ => return None,
        };
        let spelt = self.rest.get(..digits).filter(|spelt| spelt.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.rest = self.rest.get(digits..)?;
        u32::from_str_radix(spelt, 16).ok().filter(|&point| point <= 0x0010_ffff)
    }

    /// Bytes in hexadecimal, behind their `x`; without blanks behind them.
    pub(super) fn hex(&mut self) -> Outcome<Vec<u8>> {
        let at = self.at();
        let quoted = |rest: &'s str| -> Option<(&'s str, &'s str)> { rest.strip_prefix('\'')?.split_once('\'') };
        let Some((spelt, rest)) = quoted(self.rest) else { return fault(at, "expected bytes in hexadecimal, as in x'0a1b'") };
        let digit = |char: u8| (char as char).to_digit(16).map(|digit| digit as u8);
        let pairs = spelt.as_bytes().chunks(2);
        let bytes: Option<Vec<u8>> = pairs
            .map(|pair| match *pair {
                [high, low] => Some(digit(high)? << 4 | digit(low)?),
                _ => None,
            })
            .collect();
        self.rest = rest;
        bytes.map_or_else(|| fault(at, "expected pairs of hexadecimal digits"), Ok)
    }
}

/// An integer as it is spelt.
pub(super) fn parse_integer(spelt: &str) -> Option<i64> {
    let (sign, digits) = spelt.strip_prefix('-').map_or((1, spelt), |digits| (-1, digits));
    match digits.strip_prefix("0x") {
        Some(hex) => i64::try_from(sign * i128::from(u64::from_str_radix(hex, 16).ok()?)).ok(),
        None => spelt.parse().ok(),
    }
}

fn push(out: &mut Vec<u8>, plain: &str, bytes: bool) -> Result<(), ()> {
    if bytes && !plain.is_ascii() {
        for char in plain.chars() {
            out.push(u8::try_from(char).map_err(|_| ())?);
        }
    } else {
        out.extend_from_slice(plain.as_bytes());
    }
    Ok(())
}

/// Appends a code point in UTF-8; a surrogate as three bytes.
pub(super) fn push_point(out: &mut Vec<u8>, point: u32) {
    match char::from_u32(point) {
        Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([0xe0 | (point >> 12 & 0xf) as u8, 0x80 | (point >> 6 & 0x3f) as u8, 0x80 | (point & 0x3f) as u8]),
    }
}
