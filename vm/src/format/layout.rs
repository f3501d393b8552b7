//! Laying out: grouping of digits, signs, filling.

use core::fmt;

use super::spec::{Align, Grouping, Sign, Spec};
use crate::fail::Fail;
use crate::number::MAX_BITS;

/// A part of formatted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A code point so many times.
    Fill(u32, usize),
    /// ASCII.
    Text(&'a str),
}

/// Formatted text: ASCII, with filling around it and between sign and digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    /// The character that fills.
    pub fill: u32,
    /// How often at the left.
    pub left: usize,
    /// Sign and prefix.
    pub head: String,
    /// How often behind these.
    pub middle: usize,
    /// The text, unless it is a character of its own.
    pub body: String,
    /// What `c` made of a number: any code point.
    pub point: Option<u32>,
    /// How often at the right.
    pub right: usize,
}

impl Formatted {
    /// How many code points it is; the fillings are not there yet.
    pub fn len(&self) -> usize {
        let text = self.head.len() + self.body.len() + usize::from(self.point.is_some());
        text.saturating_add(self.left).saturating_add(self.middle).saturating_add(self.right)
    }

    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The parts in their order; some may be empty.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        [
            Piece::Fill(self.fill, self.left),
            Piece::Text(&self.head),
            Piece::Fill(self.fill, self.middle),
            Piece::Text(&self.body),
            Piece::Fill(self.point.unwrap_or(0), usize::from(self.point.is_some())),
            Piece::Fill(self.fill, self.right),
        ]
        .into_iter()
    }

    /// The greatest code point in it, which decides the width of the string.
    pub fn max_point(&self) -> u32 {
        let fill = if self.left + self.middle + self.right > 0 { self.fill } else { 0 };
        fill.max(self.point.unwrap_or(0)).max(0x7f)
    }
}

/// A surrogate is shown as the replacement character.
impl fmt::Display for Formatted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) => f.write_str(text)?,
                Piece::Fill(point, times) => {
                    let c = char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER);
                    for _ in 0..times {
                        fmt::Write::write_char(f, c)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// How a string stands in its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Padding {
    /// How often the fill character is at the left.
    pub left: usize,
    /// How many characters of the string are left.
    pub kept: usize,
    /// How often the fill character is at the right.
    pub right: usize,
    /// The fill character.
    pub fill: u32,
}

impl Padding {
    /// Of so many characters to be kept.
    pub(crate) fn new(kept: usize, width: usize, align: Align, fill: u32) -> Padding {
        let total = width.saturating_sub(kept);
        let left = match align {
            Align::Left => 0,
            Align::Right | Align::AfterSign => total,
            Align::Center => total / 2,
        };
        Padding { left, kept, right: total - left, fill }
    }

    /// How many code points the field is.
    pub fn len(&self) -> usize {
        self.left + self.kept + self.right
    }

    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Texts longer than the largest integers are refused.
pub(crate) fn bounded(length: usize) -> Result<(), Fail> {
    if length as u64 > MAX_BITS / 8 { Err(Fail::memory()) } else { Ok(()) }
}

/// The parts of a number that is to be laid out.
#[derive(Clone, Copy, Default)]
pub(crate) struct Number<'a> {
    pub(crate) negative: bool,
    pub(crate) prefix: &'a str,
    /// What is grouped, and padded with zeros if the field is.
    pub(crate) digits: &'a str,
    pub(crate) group: usize,
    pub(crate) rest: &'a str,
}

pub(crate) fn sign(negative: bool, sign: Option<Sign>) -> &'static str {
    match sign {
        _ if negative => "-",
        Some(Sign::Plus) => "+",
        Some(Sign::Space) => " ",
        Some(Sign::Minus) | None => "",
    }
}

/// Fails only if zeros between separators were so many that they are refused whoever pays.
pub(crate) fn lay_out(spec: &Spec, number: Number<'_>) -> Result<Formatted, Fail> {
    let width = spec.width.unwrap_or(0);
    let sign = sign(number.negative, spec.sign);
    let others = sign.len() + number.prefix.len() + number.rest.len();
    // Zeros behind the sign are digits, and grouped with them; elsewhere they are filling.
    let least = if spec.fill == 48 && spec.align == Align::AfterSign { width.saturating_sub(others) } else { 0 };
    bounded(least * usize::from(spec.grouping.is_some()))?;
    let mut formatted = Formatted { fill: spec.fill, head: sign.to_owned() + number.prefix, ..Formatted::default() };
    match spec.grouping {
        // Zeros are not written out where they need no separators.
        None if !number.digits.is_empty() => {
            formatted.middle = least.saturating_sub(number.digits.len());
            formatted.body.reserve_exact(number.digits.len() + number.rest.len());
            formatted.body.push_str(number.digits);
        }
        Some(separator) if !number.digits.is_empty() => group(number.digits, number.group, separator, least, &mut formatted.body),
        _ => {}
    }
    formatted.body.push_str(number.rest);
    let padding = width.saturating_sub(formatted.len());
    match spec.align {
        Align::Left => formatted.right = padding,
        Align::Right => formatted.left = padding,
        Align::AfterSign => formatted.middle += padding,
        Align::Center => (formatted.left, formatted.right) = (padding / 2, padding - padding / 2),
    }
    Ok(formatted)
}

/// Writes digits in groups from the right, with zeros before them until it is long enough; a separator is never the first.
fn group(digits: &str, size: usize, separator: Grouping, least: usize, out: &mut String) {
    let (mut rest, mut wanted) = (digits.len(), least as i64);
    let mut reversed = Vec::with_capacity(least.max(digits.len() / size * (size + 1) + size));
    loop {
        let length = size.min(rest.max(usize::try_from(wanted).unwrap_or(0)).max(1));
        let taken = rest.min(length);
        reversed.extend(digits.as_bytes()[rest - taken..rest].iter().rev());
        reversed.extend(std::iter::repeat_n(b'0', length - taken));
        rest -= taken;
        wanted -= length as i64;
        if rest == 0 && wanted <= 0 {
            break;
        }
        wanted -= 1;
        reversed.push(separator.char() as u8);
    }
    out.extend(reversed.iter().rev().map(|&byte| char::from(byte)));
}

/// Writes digits in threes from the left.
pub(crate) fn group_fraction(digits: &str, separator: Grouping, out: &mut String) {
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == 0 {
            out.push(separator.char());
        }
        out.push(digit);
    }
}
