//! Bits: shifts, and logic upon two's complement of any width.

use super::int::{IBig, big_words};
use super::{Int, MAX_BITS};
use crate::fail::Fail;

#[cold]
fn negative_count() -> Fail {
    Fail::value_error("negative shift count")
}

impl Int {
    /// `self << count`; see [`super::Cost::shift_left`].
    pub fn shift_left(&self, count: &Int, minor: u8) -> Result<Int, Fail> {
        match (self, count) {
            (_, count) if count.is_negative() => Err(negative_count()),
            (Int::Small(0), _) => Ok(Int::ZERO),
            (_, Int::Big(_)) if minor >= 14 => Err(Fail::overflow("too many digits in integer")),
            (_, Int::Big(_)) => Err(Fail::memory()),
            (Int::Small(n), Int::Small(count @ 0..=63)) => Ok(Int::from(i128::from(*n) << count)),
            (_, Int::Small(count)) if self.bit_length().saturating_add(*count as u64) > MAX_BITS => Err(Fail::memory()),
            (_, Int::Small(count)) => Ok(Int::from(&*self.to_big() << *count as usize)),
        }
    }

    /// `self >> count`, which rounds down.
    pub fn shift_right(&self, count: &Int) -> Result<Int, Fail> {
        match (self, count) {
            (_, count) if count.is_negative() => Err(negative_count()),
            (Int::Small(n), Int::Small(count @ 0..=63)) => Ok(Int::Small(n >> count)),
            (Int::Big(n), Int::Small(count)) if (*count as u64) < self.bit_length() => Ok(Int::from(n >> *count as usize)),
            (n, _) => Ok(Int::Small(if n.is_negative() { -1 } else { 0 })),
        }
    }

    /// `self & other`
    pub fn and(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Int::Small(a & b),
            _ => Int::from(&*self.to_big() & &*other.to_big()),
        }
    }

    /// `self | other`
    pub fn or(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Int::Small(a | b),
            _ => Int::from(&*self.to_big() | &*other.to_big()),
        }
    }

    /// `self ^ other`
    pub fn xor(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Int::Small(a ^ b),
            _ => Int::from(&*self.to_big() ^ &*other.to_big()),
        }
    }

    /// `~self`
    pub fn invert(&self) -> Int {
        match self {
            Int::Small(n) => Int::Small(!n),
            Int::Big(n) => Int::from(!n),
        }
    }

    /// `self.bit_length()`
    pub fn bit_length(&self) -> u64 {
        match self {
            Int::Small(n) => u64::from(64 - n.unsigned_abs().leading_zeros()),
            Int::Big(n) => words_bits(big_words(n)),
        }
    }

    /// `self.bit_count()`
    pub fn bit_count(&self) -> u64 {
        let mut room = [0];
        self.words(&mut room).iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether any of the lowest bits of the absolute value is set.
    pub(crate) fn has_low_bits(words: &[u64], bits: u64) -> bool {
        let whole = usize::try_from(bits / 64).unwrap_or(usize::MAX).min(words.len());
        let (low, rest) = words.split_at(whole);
        low.iter().any(|&word| word != 0) || rest.first().is_some_and(|word| word & ((1 << (bits % 64)) - 1) != 0)
    }
}

/// Bits of the number in words, whose last one is not zero.
pub(crate) fn words_bits(words: &[u64]) -> u64 {
    words.last().map_or(0, |top| words.len() as u64 * 64 - u64::from(top.leading_zeros()))
}

/// Two to a power.
pub(crate) fn power_of_two(exponent: u64) -> IBig {
    IBig::ONE << exponent as usize
}
