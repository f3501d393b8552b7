//! A format specification:
//!
//! ```text
//! spec      = [[fill] align] [sign] ["z"] ["#"] ["0"] [width] [grouping] ["." [precision] [grouping]] [code]
//! align     = "<" | ">" | "=" | "^"
//! sign      = "+" | "-" | " "
//! grouping  = "," | "_"
//! width     = digit+, of any script
//! precision = digit+
//! code      = any character
//! ```
//!
//! `z` is of 3.11, the grouping behind the precision of 3.14. CPython defines it in `Python/formatter_unicode.c`.

use crate::fail::Fail;
use crate::number::{Characters, Text};

/// Where the text stands in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `<`
    Left,
    /// `>`
    Right,
    /// `=`: the sign at the left, the digits at the right.
    AfterSign,
    /// `^`
    Center,
}

/// What is written before numbers that are not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`: nothing, as without.
    Minus,
    /// A space.
    Space,
}

/// What separates groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// `,`
    Comma,
    /// `_`
    Underscore,
}

impl Grouping {
    pub(crate) fn char(self) -> char {
        match self {
            Grouping::Comma => ',',
            Grouping::Underscore => '_',
        }
    }
}

/// What a specification is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Integers and bools.
    Int,
    /// Floats.
    Float,
    /// Complex numbers.
    Complex,
    /// Strings.
    Str,
}

/// A specification, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The character that fills the field; any code point.
    pub fill: u32,
    /// Where the text stands.
    pub align: Align,
    /// What is before numbers that are not negative, if it was said.
    pub sign: Option<Sign>,
    /// `z`: no sign before what is rounded to zero.
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// The least length.
    pub width: Option<usize>,
    /// What separates thousands.
    pub grouping: Option<Grouping>,
    /// What separates the digits behind the point.
    pub fraction_grouping: Option<Grouping>,
    /// Digits, or the most characters of a string.
    pub precision: Option<usize>,
    /// The character at the end, `d` of integers and `s` of strings if there is none, or 0.
    pub code: u32,
}

#[cold]
pub(crate) fn too_many_digits() -> Fail {
    Fail::value_error("Too many decimal digits in format string")
}

/// The digits at a place: the number, if there are any, and where they end.
pub(crate) fn integer(text: Text<'_>, from: usize, characters: &Characters) -> Result<(Option<usize>, usize), Fail> {
    let (mut at, mut number) = (from, 0_usize);
    while let Some(digit) = text.at(at).and_then(|point| decimal(point, characters)) {
        // Python counts in signed words.
        number = number
            .checked_mul(10)
            .and_then(|n| n.checked_add(digit))
            .filter(|&n| isize::try_from(n).is_ok())
            .ok_or_else(too_many_digits)?;
        at += 1;
    }
    Ok(((at > from).then_some(number), at))
}

fn decimal(point: u32, characters: &Characters) -> Option<usize> {
    match point {
        48..=57 => Some(point as usize - 48),
        0..=0x7f => None,
        _ => (characters.decimal)(point).map(usize::from),
    }
}

fn align(point: Option<u32>) -> Option<Align> {
    Some(match char::from_u32(point?)? {
        '<' => Align::Left,
        '>' => Align::Right,
        '=' => Align::AfterSign,
        '^' => Align::Center,
        _ => return None,
    })
}

/// A cursor over the text.
struct Reader<'a> {
    text: Text<'a>,
    at: usize,
}

impl Reader<'_> {
    fn is(&self, wanted: char) -> bool {
        self.text.at(self.at) == Some(u32::from(wanted))
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.is(wanted);
        self.at += usize::from(found);
        found
    }

    /// `,`, `_`, or both, which is an error.
    fn grouping(&mut self, minor: u8) -> Result<Option<Grouping>, Fail> {
        let both = || Fail::value_error("Cannot specify both ',' and '_'.");
        let comma = self.eat(',');
        if self.is('_') && comma {
            return Err(both());
        }
        let underscore = self.eat('_');
        // 3.8 took two commas for this error too.
        if self.is(',') && (underscore || minor < 9) {
            return Err(both());
        }
        Ok(if comma {
            Some(Grouping::Comma)
        } else if underscore {
            Some(Grouping::Underscore)
        } else {
            None
        })
    }
}

impl Spec {
    /// That of no text at all.
    pub fn default_of(kind: Kind) -> Spec {
        Spec {
            fill: 32,
            align: if kind == Kind::Str { Align::Left } else { Align::Right },
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: None,
            grouping: None,
            fraction_grouping: None,
            precision: None,
            code: match kind {
                Kind::Int => u32::from('d'),
                Kind::Str => u32::from('s'),
                Kind::Float | Kind::Complex => 0,
            },
        }
    }

    /// Reads a specification for an object of a kind, whose type has a name.
    ///
    /// ```
    /// use pyc_vm::format::{Kind, Spec};
    /// use pyc_vm::number::{Characters, Text};
    /// let error = Spec::parse(Text::from("abc"), Kind::Int, "bool", 13, &Characters::PLAIN).unwrap_err();
    /// assert_eq!(error.message, "Invalid format specifier 'abc' for object of type 'bool'");
    /// ```
    pub fn parse(text: Text<'_>, kind: Kind, type_name: &str, minor: u8, characters: &Characters) -> Result<Spec, Fail> {
        let mut spec = Spec::default_of(kind);
        let mut reader = Reader { text, at: 0 };
        let (mut filled, mut aligned) = (false, true);
        if let (Some(fill), Some(align)) = (text.at(0), align(text.at(1))) {
            (spec.fill, spec.align, filled, reader.at) = (fill, align, true, 2);
        } else if let Some(align) = align(text.at(0)) {
            (spec.align, reader.at) = (align, 1);
        } else {
            aligned = false;
        }
        spec.sign = match text.at(reader.at) {
            Some(43) => Some(Sign::Plus),
            Some(45) => Some(Sign::Minus),
            Some(32) => Some(Sign::Space),
            _ => None,
        };
        reader.at += usize::from(spec.sign.is_some());
        spec.no_negative_zero = minor >= 11 && reader.eat('z');
        spec.alternate = reader.eat('#');
        if !filled && reader.eat('0') {
            spec.fill = u32::from('0');
            // From 3.10 on strings may be filled with zeros, at their own side.
            if !aligned && (minor < 10 || spec.align == Align::Right) {
                spec.align = Align::AfterSign;
            }
        }
        (spec.width, reader.at) = integer(text, reader.at, characters)?;
        spec.grouping = reader.grouping(minor)?;
        if reader.eat('.') {
            (spec.precision, reader.at) = integer(text, reader.at, characters)?;
            if minor >= 14 {
                spec.fraction_grouping = reader.grouping(minor)?;
            }
            if spec.precision.is_some_and(|it| i32::try_from(it).is_err()) {
                return Err(Fail::value_error("precision too big"));
            }
            if spec.precision.is_none() && spec.fraction_grouping.is_none() {
                return Err(Fail::value_error("Format specifier missing precision"));
            }
        }
        if let Some(code) = text.at(reader.at) {
            if text.at(reader.at + 1).is_some() {
                return Err(invalid(text, type_name, minor));
            }
            spec.code = code;
        }
        spec.check_grouping()?;
        Ok(spec)
    }

    /// Commas are for decimals, underscores for all numbers; the locale, which `n` asks for, has separators of its own.
    fn check_grouping(&self) -> Result<(), Fail> {
        let wrong = match (self.grouping, self.fraction_grouping, self.code()) {
            (Some(_), _, 'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0') => None,
            (Some(Grouping::Underscore), _, 'b' | 'o' | 'x' | 'X') => None,
            (Some(grouping), ..) | (None, Some(grouping), 'n') => Some(grouping),
            (None, ..) => None,
        };
        match wrong {
            Some(grouping) => Err(Fail::value_error(format!("Cannot specify '{}' with '{}'.", grouping.char(), show(self.code)))),
            None => Ok(()),
        }
    }

    /// That the code is none for the type.
    #[cold]
    pub(crate) fn unknown(&self, type_name: &str) -> Fail {
        Fail::value_error(format!("Unknown format code '{}' for object of type '{type_name}'", show(self.code)))
    }

    /// The code as a character, 0 for none.
    pub(crate) fn code(&self) -> char {
        char::from_u32(self.code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// No more bytes than this will be taken to format a float or, twice, a complex number: to be charged before it is done.
    ///
    /// ```
    /// use pyc_vm::format::{Kind, Spec};
    /// use pyc_vm::number::{Characters, Text};
    /// let spec = Spec::parse(Text::from(".1000000f"), Kind::Float, "float", 13, &Characters::PLAIN).unwrap();
    /// assert!(spec.float_bound() > 1_000_000);
    /// ```
    pub fn float_bound(&self) -> usize {
        // 309 digits before the point, sign, exponent; all of it may be grouped by threes.
        let digits = self.precision.unwrap_or(6).saturating_add(330);
        digits.saturating_mul(2).saturating_add(self.width.unwrap_or(0))
    }
}

#[cold]
fn invalid(text: Text<'_>, type_name: &str, minor: u8) -> Fail {
    if minor < 11 {
        return Fail::value_error("Invalid format specifier");
    }
    // A message is text, which a lone surrogate is not.
    let text: String = text.iter().map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Fail::value_error(format!("Invalid format specifier '{text}' for object of type '{type_name}'"))
}

/// A character in a message, or its number.
pub(crate) fn show(point: u32) -> String {
    match char::from_u32(point) {
        Some(c @ '!'..='\x7f') => c.to_string(),
        _ => format!("\\x{point:x}"),
    }
}
