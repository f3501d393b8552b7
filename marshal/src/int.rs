//! Integers of any size: as the file's digits, and owned.

use core::cmp::Ordering;
use core::fmt;

use dashu_int::{IBig, Sign, UBig};

/// Bits in one digit of a marshalled `long` (`PyLong_MARSHAL_SHIFT`).
const SHIFT: u32 = 15;

/// The digits of a `long` as they stand in the file: 15 bits each, lowest first, two bytes a digit.
///
/// Nothing is converted until asked for, so that a file full of huge numbers costs nothing to read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digits<'a> {
    negative: bool,
    raw: &'a [u8],
}

impl<'a> Digits<'a> {
    /// Digits from their bytes; a last odd byte is dropped.
    pub fn new(negative: bool, raw: &'a [u8]) -> Digits<'a> {
        Digits { negative, raw: raw.get(..raw.len() / 2 * 2).unwrap_or(raw) }
    }

    /// Whether the count of digits in the file is negative.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Number of digits.
    pub fn len(&self) -> usize {
        self.raw.len() / 2
    }

    /// Whether there are no digits: the number zero.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// The digits, lowest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u16> + DoubleEndedIterator + Clone + use<'a> {
        self.raw.chunks_exact(2).map(|pair| match pair {
            &[low, high] => u16::from_le_bytes([low, high]),
            _ => 0,
        })
    }

    /// The bytes of the digits.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.raw
    }

    /// The number, if it fits. Digits over 15 bits, which only lenient reading lets pass, are cut to 15 bits.
    pub fn to_i64(&self) -> Option<i64> {
        let mut value: i128 = 0;
        for (i, digit) in self.iter().enumerate() {
            let digit = i128::from(digit & 0x7fff);
            if digit != 0 {
                let shift = u32::try_from(i).ok()?.checked_mul(SHIFT).filter(|&shift| shift < 64)?;
                value |= digit << shift;
            }
        }
        i64::try_from(if self.negative { -value } else { value }).ok()
    }

    /// The number as an owned integer. Linear.
    pub fn to_int(&self) -> Int {
        if let Some(small) = self.to_i64() {
            return Int::from(small);
        }
        Int(Repr::Big(self.negative, self.magnitude_bytes().into_boxed_slice()))
    }

    /// The magnitude in bytes, lowest first, without zero bytes at the top. Linear.
    fn magnitude_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.raw.len());
        let (mut pending, mut bits) = (0_u32, 0);
        for digit in self.iter() {
            pending |= u32::from(digit & 0x7fff) << bits;
            bits += SHIFT;
            while bits >= 8 {
                bytes.push(pending as u8);
                pending >>= 8;
                bits -= 8;
            }
        }
        bytes.push(pending as u8);
        trim(&mut bytes);
        bytes
    }
}

impl fmt::Debug for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({}{} digits)", if self.negative { "-" } else { "" }, self.len())
    }
}

fn trim(bytes: &mut Vec<u8>) {
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
}

/// An integer of any size.
///
/// ```
/// # use pyc_marshal::Int;
/// let big: Int = "-123456789012345678901234567890".parse().unwrap();
/// assert_eq!(big.to_i64(), None);
/// assert_eq!(big.to_string(), "-123456789012345678901234567890");
/// assert_eq!(Int::from(7).to_i64(), Some(7));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Int(Repr);

/// What fits `i64` is `Small`, always, so that derived equality is that of numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64),
    /// Sign, and magnitude in bytes, lowest first, the top one not zero.
    Big(bool, Box<[u8]>),
}

impl Int {
    /// The number with this sign and magnitude, bytes lowest first. Linear; so any big-integer type converts through it.
    pub fn from_le_bytes(negative: bool, magnitude: &[u8]) -> Int {
        let mut bytes = magnitude.to_vec();
        trim(&mut bytes);
        if bytes.len() <= 8 {
            let mut word = [0; 8];
            word.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
            let value = i128::from(u64::from_le_bytes(word));
            if let Ok(small) = i64::try_from(if negative { -value } else { value }) {
                return Int::from(small);
            }
        }
        Int(Repr::Big(negative, bytes.into_boxed_slice()))
    }

    /// The magnitude in bytes, lowest first, without zero bytes at the top.
    pub fn to_le_bytes(&self) -> Vec<u8> {
        match &self.0 {
            Repr::Small(value) => {
                let mut bytes = value.unsigned_abs().to_le_bytes().to_vec();
                trim(&mut bytes);
                bytes
            }
            Repr::Big(_, bytes) => bytes.to_vec(),
        }
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small(value) => *value < 0,
            Repr::Big(negative, _) => *negative,
        }
    }

    /// The number, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small(value) => Some(value),
            Repr::Big(..) => None,
        }
    }

    /// The nearest double, if there is a finite one; ties to even, as Python's `float(int)`.
    pub fn to_f64(&self) -> Option<f64> {
        match &self.0 {
            #[allow(clippy::cast_precision_loss)] // the nearest is what is asked for
            Repr::Small(value) => Some(*value as f64),
            Repr::Big(..) => Some(self.to_dashu().to_f64().value()).filter(|float| float.is_finite()),
        }
    }

    /// The digits of 15 bits that `marshal` writes, lowest first. Linear.
    pub fn to_digits(&self) -> Vec<u16> {
        let bytes = self.to_le_bytes();
        let mut digits = Vec::with_capacity(bytes.len() * 8 / 15 + 1);
        let (mut pending, mut bits) = (0_u32, 0);
        for byte in bytes {
            pending |= u32::from(byte) << bits;
            bits += 8;
            if bits >= SHIFT {
                digits.push((pending & 0x7fff) as u16);
                pending >>= SHIFT;
                bits -= SHIFT;
            }
        }
        if pending != 0 {
            digits.push(pending as u16);
        }
        while digits.last() == Some(&0) {
            digits.pop();
        }
        digits
    }

    fn to_dashu(&self) -> IBig {
        let sign = if self.is_negative() { Sign::Negative } else { Sign::Positive };
        IBig::from_parts(sign, UBig::from_le_bytes(&self.to_le_bytes()))
    }
}

impl From<i64> for Int {
    fn from(value: i64) -> Int {
        Int(Repr::Small(value))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Int) -> Ordering {
        match (self.to_i64(), other.to_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => self.to_dashu().cmp(&other.to_dashu()),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Int {
    /// Decimal digits, in less than quadratic time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(value) => fmt::Display::fmt(value, f),
            Repr::Big(..) => fmt::Display::fmt(&self.to_dashu(), f),
        }
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(value) => write!(f, "Int({value})"),
            Repr::Big(negative, bytes) => write!(f, "Int({}{} bytes)", if *negative { "-" } else { "" }, bytes.len()),
        }
    }
}

/// The text is no decimal integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnInteger;

impl fmt::Display for NotAnInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected decimal digits with an optional sign")
    }
}

impl core::error::Error for NotAnInteger {}

impl core::str::FromStr for Int {
    type Err = NotAnInteger;

    fn from_str(text: &str) -> Result<Int, NotAnInteger> {
        if let Ok(small) = text.parse::<i64>() {
            return Ok(Int::from(small));
        }
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAnInteger);
        }
        let magnitude = UBig::from_str_radix(digits, 10).map_err(|_| NotAnInteger)?;
        Ok(Int::from_le_bytes(text.starts_with('-'), &magnitude.to_le_bytes()))
    }
}

#[cfg(feature = "num-bigint")]
impl From<&Int> for num_bigint::BigInt {
    fn from(value: &Int) -> Self {
        let sign = if value.is_negative() { num_bigint::Sign::Minus } else { num_bigint::Sign::Plus };
        num_bigint::BigInt::from_bytes_le(sign, &value.to_le_bytes())
    }
}

#[cfg(feature = "num-bigint")]
impl From<&num_bigint::BigInt> for Int {
    fn from(value: &num_bigint::BigInt) -> Self {
        let (sign, bytes) = value.to_bytes_le();
        Int::from_le_bytes(sign == num_bigint::Sign::Minus, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(negative: bool, values: &[u16]) -> Int {
        let raw: Vec<u8> = values.iter().flat_map(|digit| digit.to_le_bytes()).collect();
        Digits::new(negative, &raw).to_int()
    }

    #[test]
    fn digits_of_both_signs_and_sizes() {
        assert_eq!(digits(false, &[]), Int::from(0));
        assert_eq!(digits(true, &[1]), Int::from(-1));
        assert_eq!(digits(false, &[0x7fff, 0x7fff]), Int::from((1 << 30) - 1));
        // marshal.dumps(-2**63) and 2**63
        assert_eq!(digits(true, &[0, 0, 0, 0, 8]), Int::from(i64::MIN));
        assert_eq!(digits(false, &[0, 0, 0, 0, 8]).to_string(), "9223372036854775808");
        assert_eq!(digits(false, &[0, 0, 0, 0, 0, 0, 1]).to_string(), (1_i128 << 90).to_string());
    }

    #[test]
    fn digits_and_bytes_come_back() {
        for text in ["0", "-1", "32768", "9223372036854775807", "9223372036854775808", "-170141183460469231731687303715884105728"]
        {
            let int: Int = text.parse().unwrap();
            assert_eq!(digits(int.is_negative(), &int.to_digits()), int, "{text}");
            assert_eq!(Int::from_le_bytes(int.is_negative(), &int.to_le_bytes()), int, "{text}");
            assert_eq!(int.to_string(), text);
        }
    }

    #[test]
    fn order_is_that_of_numbers() {
        let values: Vec<Int> =
            ["-99999999999999999999", "-1", "0", "5", "99999999999999999999"].map(|text| text.parse().unwrap()).into();
        assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(!Int::from(1).is_negative() && "x".parse::<Int>().is_err() && "-".parse::<Int>().is_err());
    }

    #[test]
    fn floats_are_the_nearest() {
        assert_eq!("36893488147419103233".parse::<Int>().unwrap().to_f64(), Some(36_893_488_147_419_103_232.0));
        assert_eq!("9".repeat(400).parse::<Int>().unwrap().to_f64(), None);
    }
}
