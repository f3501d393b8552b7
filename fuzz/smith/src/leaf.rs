//! What leaves hold: numbers, texts, names.

use arbitrary::{Result, Unstructured};
use pyc_marshal::Text;

use crate::config::Config;

/// One time in `n`; never once the bytes have run out.
pub(crate) fn chance(u: &mut Unstructured<'_>, n: u8) -> Result<bool> {
    Ok(!u.is_empty() && u.ratio(1, n)?)
}

/// Around these numbers the forms of integers change.
const EDGES: [i64; 12] = [
    0,
    1,
    -1,
    256,
    1 << 15,
    1 << 30,
    i32::MAX as i64,
    i32::MIN as i64,
    i32::MAX as i64 + 1,
    i32::MIN as i64 - 1,
    i64::MAX,
    i64::MIN,
];

/// A number of 64 bits, most of them small.
pub(crate) fn int(u: &mut Unstructured<'_>) -> Result<i64> {
    match u.int_in_range(0..=3_u8)? {
        0 => Ok(i64::from(u.arbitrary::<i8>()?)),
        1 => u.choose(&EDGES).copied(),
        2 => Ok(i64::from(u.arbitrary::<i32>()?)),
        _ => u.arbitrary(),
    }
}

/// Sign and digits of 15 bits, the highest not zero; a number of more than 32 bits if `large`.
pub(crate) fn digits(u: &mut Unstructured<'_>, large: bool) -> Result<(bool, Vec<u16>)> {
    let negative = u.arbitrary()?;
    let count = u.int_in_range(if large { 3..=9 } else { 0..=9_usize })?;
    let mut digits = (0..count).map(|_| Ok(u.arbitrary::<u16>()? & 0x7fff)).collect::<Result<Vec<u16>>>()?;
    if let Some(highest) = digits.last_mut() {
        // The third digit counts 2^30.
        *highest |= if large { 4 } else { u16::from(*highest == 0) };
    }
    Ok((negative && count != 0, digits))
}

/// A double.
pub(crate) fn float(u: &mut Unstructured<'_>) -> Result<f64> {
    match u.int_in_range(0..=2_u8)? {
        0 => Ok(f64::from(u.arbitrary::<i8>()?)),
        1 => {
            u.choose(&[0.0, -0.0, 1.0, 0.1, 1e16, 5e-324, f64::MAX, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.5e300]).copied()
        }
        _ => u.arbitrary(),
    }
}

/// The text of a float.
pub(crate) fn float_text(u: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    const USUAL: &[&[u8]] =
        &[b"0", b"1", b"-0", b"0.10000000000000001", b"3.1415926535897931", b"1e+100", b"inf", b"-inf", b"nan"];
    const ODD: &[&[u8]] = &[b"1.5\0rest", b"1e999", b"-NaN", b"+infinity", b".5", b"5.", b"+1E5", b"00001", b"1e-9999"];
    match u.int_in_range(0..=3_u8)? {
        0 | 1 => Ok(u.choose(USUAL)?.to_vec()),
        2 if odd => Ok(u.choose(ODD)?.to_vec()),
        _ => Ok(format!("{:e}", float(u)?).into_bytes()),
    }
}

/// Most are short. Long ones repeat what is drawn, so that they cost few bytes.
fn length(u: &mut Unstructured<'_>, config: &Config) -> Result<usize> {
    let most = config.max_text.min(Config::MAX_TEXT);
    let most = if chance(u, 8)? { most } else { most.min(8) };
    Ok(usize::from(u.int_in_range(0..=most)?))
}

/// How much of a text is drawn before it repeats.
const DRAWN: usize = 8;

/// Bytes.
pub(crate) fn bytes(u: &mut Unstructured<'_>, config: &Config) -> Result<Vec<u8>> {
    let len = length(u, config)?;
    let drawn = u.bytes(len.min(DRAWN).min(u.len()))?;
    Ok(drawn.iter().copied().cycle().take(len).collect())
}

/// A string in UTF-8, surrogates encoded as any other code point.
pub(crate) fn utf8(u: &mut Unstructured<'_>, config: &Config) -> Result<Vec<u8>> {
    let len = length(u, config)?;
    let ascii = chance(u, 2)?;
    let drawn = (0..len.min(DRAWN)).map(|_| point(u, config, ascii)).collect::<Result<Vec<u32>>>()?;
    let text = Text::from_code_points(drawn.into_iter().cycle().take(len));
    Ok(text.as_str().as_bytes().to_vec())
}

fn point(u: &mut Unstructured<'_>, config: &Config, ascii: bool) -> Result<u32> {
    match u.int_in_range(0..=5_u8)? {
        0..=2 => u.int_in_range(0..=0x7f),
        _ if ascii => u.int_in_range(0x20..=0x7e),
        3 => u.int_in_range(0x80..=0xff),
        4 if config.surrogates => u.int_in_range(0xd800..=0xdfff),
        4 => u.int_in_range(0x100..=0xd7ff),
        _ => u.choose(&[0xd7ff, 0xe000, 0xffff, 0x1_0000, 0x1_f40d, 0x10_ffff, 0x7ff, 0x800]).copied(),
    }
}

/// What names things in code objects.
const NAMES: [&str; 12] =
    ["x", "self", "<module>", "<lambda>", "__name__", "spam.py", ".0", "a.b", "args", "", "<genexpr>", "Spam.eggs.<locals>.ham"];

/// A name in UTF-8: a usual one, or any text.
pub(crate) fn name(u: &mut Unstructured<'_>, config: &Config) -> Result<Vec<u8>> {
    if chance(u, 4)? { utf8(u, config) } else { Ok(u.choose(&NAMES)?.as_bytes().to_vec()) }
}
