//! One token: a type byte with its payload, decoded but not copied.
//!
//! ```text
//! stream := token*                        token := type payload | number
//! payload by type:
//!   0 N F T S .      nothing              i         i32
//!   I                i64                  l         i32 n, abs(n) x u16 (15 bits each, lowest first)
//!   f                u8 n, text           x         two of f
//!   g                f64                  y         two of g
//!   s t u a A        i32 n, bytes         z Z       u8 n, bytes
//!   ( [ < >          i32 n, n objects     )         u8 n, n objects
//!   { }              key value ... 0      :         three objects
//!   r R              i32                  c C       numbers, objects and one number (`firstlineno`) as the layout says
//! ```
//! All little endian. Defined by `Python/marshal.c`. The parsers here are total: any input gives a token or an error, nothing is
//! copied or allocated, and a token's bytes can be written back from its parts alone ([`crate::Writer::token`]).

use nom::Parser;
use nom::bytes::complete::take;
use nom::combinator::map;

use crate::error::ErrorKind;
use crate::int::Digits;
use crate::tag::{Shape, Tag};

/// One token of a stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token<'a> {
    /// Offset of its first byte, from the start of the slice handed in.
    pub offset: usize,
    /// Offset behind its last byte. For containers this is where their items begin.
    pub end: usize,
    /// Type byte as read; `None` for `firstlineno`, which stands inside a code object without one.
    pub tag: Option<Tag>,
    /// Payload.
    pub payload: Payload<'a>,
}

/// The payload of a token. Which of several codes it came with is told by the tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Payload<'a> {
    /// None: `0`, `N`, `F`, `T`, `S`, `.`
    Empty,
    /// `i`
    Int(i32),
    /// `I`
    Int64(i64),
    /// `l`
    Long(Digits<'a>),
    /// `f`: the text as it stands, cut at nothing.
    FloatText(&'a [u8]),
    /// `g`: the bits of the double.
    Float(u64),
    /// `x`: texts of the real and the imaginary part.
    ComplexText(&'a [u8], &'a [u8]),
    /// `y`: bits of the real and the imaginary part.
    Complex(u64, u64),
    /// `s`, `t`, `u`, `a`, `A`, `z`, `Z`
    Text(&'a [u8]),
    /// `(`, `)`, `[`, `<`, `>`: so many objects follow. Never negative, but not checked against the input that remains.
    Items(u32),
    /// `{`, `}`: keys and values follow, up to a NULL.
    Pairs,
    /// `:`: start, stop and step follow.
    Slice,
    /// `c`, `C`: the numbers before the first object.
    Code(Head),
    /// `r`, `R`: index of a slot or of an interned string.
    Reference(i32),
    /// `firstlineno`.
    Number(i32),
}

/// The plain numbers at the start of a code object, in the order of [`crate::Layout::head`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    values: [i32; 6],
    len: u8,
}

impl Head {
    /// The numbers. 16-bit ones (up to 2.2) are sign-extended.
    pub fn values(&self) -> &[i32] {
        self.values.get(..usize::from(self.len)).unwrap_or(&[])
    }

    /// Makes a head of numbers; those past the sixth are dropped, no version has more.
    pub fn new(values: impl IntoIterator<Item = i32>) -> Head {
        let mut head = Head::default();
        for (slot, value) in head.values.iter_mut().zip(values) {
            *slot = value;
            head.len += 1;
        }
        head
    }
}

/// Why a leaf parser gave up: with how many bytes left, and why. `nom`'s error type here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    /// Bytes that were left where the fault is.
    pub rest: usize,
    pub kind: ErrorKind,
}

impl nom::error::ParseError<&[u8]> for Fault {
    fn from_error_kind(input: &[u8], _: nom::error::ErrorKind) -> Self {
        Fault { rest: input.len(), kind: ErrorKind::Truncated { needed: 1 } }
    }

    fn append(_: &[u8], _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

pub(crate) type Parsed<'a, T> = nom::IResult<&'a [u8], T, Fault>;

#[cold]
fn fault<T>(input: &[u8], kind: ErrorKind) -> Parsed<'_, T> {
    Err(nom::Err::Failure(Fault { rest: input.len(), kind }))
}

/// `N` bytes. One bounds check and one load, where `nom::number` goes byte by byte.
#[inline(always)]
fn array<const N: usize>(input: &[u8]) -> Parsed<'_, [u8; N]> {
    match input.split_first_chunk() {
        Some((bytes, rest)) => Ok((rest, *bytes)),
        None => fault(input, ErrorKind::Truncated { needed: (N - input.len()) as u64 }),
    }
}

#[inline(always)]
fn le_u8(input: &[u8]) -> Parsed<'_, u8> {
    map(array::<1>, |[byte]| byte).parse(input)
}

#[inline(always)]
fn le_i32(input: &[u8]) -> Parsed<'_, i32> {
    map(array, i32::from_le_bytes).parse(input)
}

#[inline(always)]
fn le_u64(input: &[u8]) -> Parsed<'_, u64> {
    map(array, u64::from_le_bytes).parse(input)
}

/// `count` bytes, or an error that says how many are missing.
#[inline(always)]
fn bytes(input: &[u8], count: u64) -> Parsed<'_, &[u8]> {
    if input.len() as u64 >= count {
        take(count as usize)(input)
    } else {
        fault(input, ErrorKind::Truncated { needed: count - input.len() as u64 })
    }
}

/// An `i32`.
#[inline(always)]
pub(crate) fn index(input: &[u8]) -> Parsed<'_, i32> {
    le_i32(input)
}

/// A `u8` count of objects.
#[inline(always)]
pub(crate) fn count8(input: &[u8]) -> Parsed<'_, u32> {
    map(le_u8, u32::from).parse(input)
}

/// An `i32` that must not be negative.
#[inline(always)]
pub(crate) fn count32(input: &[u8]) -> Parsed<'_, u32> {
    let (rest, count) = le_i32(input)?;
    if count >= 0 { Ok((rest, count as u32)) } else { fault(input, ErrorKind::NegativeCount { count }) }
}

#[inline(always)]
pub(crate) fn text8(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (rest, len) = le_u8(input)?;
    bytes(rest, u64::from(len))
}

#[inline(always)]
pub(crate) fn text32(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (rest, len) = count32(input)?;
    bytes(rest, u64::from(len))
}

fn digits(input: &[u8]) -> Parsed<'_, Digits<'_>> {
    let (rest, count) = le_i32(input)?;
    if count == i32::MIN {
        return fault(input, ErrorKind::LongSizeOutOfRange);
    }
    let (rest, raw) = bytes(rest, u64::from(count.unsigned_abs()) * 2)?;
    Ok((rest, Digits::new(count < 0, raw)))
}

/// The numbers of a code object: `count` of `width` bytes.
fn head(input: &[u8], count: usize, width: u8) -> Parsed<'_, Head> {
    let mut head = Head { len: count as u8, ..Head::default() };
    let mut rest = input;
    for value in head.values.iter_mut().take(count) {
        (rest, *value) = number(rest, width)?;
    }
    Ok((rest, head))
}

/// One plain number of a code object.
#[inline(always)]
pub(crate) fn number(input: &[u8], width: u8) -> Parsed<'_, i32> {
    if width == 2 { map(array, |bytes| i32::from(i16::from_le_bytes(bytes))).parse(input) } else { le_i32(input) }
}

/// The payload of a token of the given shape. `numbers` and `width` describe the head of a code object.
#[inline(always)]
pub(crate) fn payload(shape: Shape, numbers: usize, width: u8, input: &[u8]) -> Parsed<'_, Payload<'_>> {
    match shape {
        Shape::Null | Shape::Empty => Ok((input, Payload::Empty)),
        Shape::Text8 => map(text8, Payload::Text).parse(input),
        Shape::Items8 => map(count8, Payload::Items).parse(input),
        Shape::Index | Shape::StringIndex => map(le_i32, Payload::Reference).parse(input),
        Shape::Text32 | Shape::Bytes32 => map(text32, Payload::Text).parse(input),
        Shape::Int => map(le_i32, Payload::Int).parse(input),
        Shape::Items32 => map(count32, Payload::Items).parse(input),
        _ => rare(shape, numbers, width, input),
    }
}

/// Payloads of the codes that make up one token in a hundred.
#[inline(never)]
fn rare(shape: Shape, numbers: usize, width: u8, input: &[u8]) -> Parsed<'_, Payload<'_>> {
    match shape {
        Shape::Int64 => map(le_u64, |bits| Payload::Int64(bits as i64)).parse(input),
        Shape::Float => map(le_u64, Payload::Float).parse(input),
        Shape::Complex => map((le_u64, le_u64), |(re, im)| Payload::Complex(re, im)).parse(input),
        Shape::Digits => map(digits, Payload::Long).parse(input),
        Shape::FloatText => map(text8, Payload::FloatText).parse(input),
        Shape::ComplexText => map((text8, text8), |(re, im)| Payload::ComplexText(re, im)).parse(input),
        Shape::Pairs => Ok((input, Payload::Pairs)),
        Shape::Slice => Ok((input, Payload::Slice)),
        Shape::Code => map(|input| head(input, numbers, width), Payload::Code).parse(input),
        _ => fault(input, ErrorKind::UnknownTag),
    }
}
