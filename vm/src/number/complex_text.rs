//! Complex numbers and text.

use super::float::{Flags, format_float};
use super::float_parse::{number, refused, without_underscores};
use super::text::trim;
use super::{Characters, Complex, Text};
use crate::fail::Fail;

/// `repr(a)`
///
/// ```
/// use pyc_vm::number::{Complex, complex::repr};
/// assert_eq!(repr(Complex::new(0.0, 2.0)), "2j");
/// assert_eq!(repr(Complex::new(-0.0, 2.5)), "(-0+2.5j)");
/// ```
pub fn repr(a: Complex) -> String {
    if a.re == 0.0 && a.re.is_sign_positive() {
        return format_float(a.im, 'r', 0, Flags::default()) + "j";
    }
    let re = format_float(a.re, 'r', 0, Flags::default());
    let im = format_float(a.im, 'r', 0, Flags { plus: true, ..Flags::default() });
    format!("({re}{im}j)")
}

/// `complex(text)`
///
/// ```
/// use pyc_vm::number::{Characters, Complex, Text, complex::parse};
/// assert_eq!(parse(Text::from(" ( 1-j )"), &Characters::PLAIN).unwrap(), Complex::new(1.0, -1.0));
/// ```
pub fn parse(text: Text<'_>, characters: &Characters) -> Result<Complex, Fail> {
    let ascii = text.to_ascii(characters);
    let trimmed = trim(&ascii);
    let plain = without_underscores(trimmed).ok_or_else(|| refused("complex", text, characters))?;
    parse_ascii(&plain).ok_or_else(|| Fail::value_error("complex() arg is a malformed string"))
}

fn parse_ascii(text: &[u8]) -> Option<Complex> {
    let text = match text {
        [b'(', inner @ .., b')'] => trim(inner),
        [b'(', ..] => return None,
        _ => text,
    };
    let Some((first, end)) = number(text) else {
        // A unit alone.
        return match text {
            [b'j' | b'J'] | [b'+', b'j' | b'J'] => Some(Complex { re: 0.0, im: 1.0 }),
            [b'-', b'j' | b'J'] => Some(Complex { re: 0.0, im: -1.0 }),
            _ => None,
        };
    };
    match text.get(end..)? {
        [] => Some(Complex { re: first, im: 0.0 }),
        [b'j' | b'J'] => Some(Complex { re: 0.0, im: first }),
        [b'+', b'j' | b'J'] => Some(Complex { re: first, im: 1.0 }),
        [b'-', b'j' | b'J'] => Some(Complex { re: first, im: -1.0 }),
        rest @ [b'+' | b'-', ..] => {
            let (second, end) = number(rest)?;
            matches!(rest.get(end..)?, [b'j' | b'J']).then_some(Complex { re: first, im: second })
        }
        _ => None,
    }
}
