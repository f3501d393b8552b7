//! Integers: a machine word where it suffices, a big integer elsewhere.

use core::cmp::Ordering;
use std::borrow::Cow;

pub use dashu_int::{IBig, Sign, UBig};

use super::MAX_BITS;
use crate::fail::Fail;

/// An integer. What fits an `i64` is always [`Int::Small`], so equal integers are equal as `Int`s.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Int {
    /// One that fits.
    Small(i64),
    /// One that does not.
    Big(IBig),
}

impl From<i64> for Int {
    fn from(n: i64) -> Int {
        Int::Small(n)
    }
}

impl From<IBig> for Int {
    fn from(n: IBig) -> Int {
        match i64::try_from(&n) {
            Ok(small) => Int::Small(small),
            Err(_) => Int::Big(n),
        }
    }
}

impl From<UBig> for Int {
    fn from(n: UBig) -> Int {
        Int::from(IBig::from(n))
    }
}

impl From<i128> for Int {
    fn from(n: i128) -> Int {
        match i64::try_from(n) {
            Ok(small) => Int::Small(small),
            Err(_) => Int::Big(IBig::from(n)),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Int) -> Ordering {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => a.cmp(b),
            (Int::Big(a), Int::Big(b)) => a.cmp(b),
            // A big one is farther from zero than any small one.
            (Int::Big(a), Int::Small(_)) if a.sign() == Sign::Negative => Ordering::Less,
            (Int::Big(_), Int::Small(_)) => Ordering::Greater,
            (Int::Small(_), Int::Big(_)) => other.cmp(self).reverse(),
        }
    }
}

impl Int {
    /// Zero.
    pub const ZERO: Int = Int::Small(0);
    /// One.
    pub const ONE: Int = Int::Small(1);

    /// The big integer of the same value.
    pub fn to_big(&self) -> Cow<'_, IBig> {
        match self {
            Int::Small(n) => Cow::Owned(IBig::from(*n)),
            Int::Big(n) => Cow::Borrowed(n),
        }
    }

    /// The absolute value.
    pub(crate) fn magnitude(&self) -> UBig {
        match self {
            Int::Small(n) => UBig::from(n.unsigned_abs()),
            Int::Big(n) => n.clone().into_parts().1,
        }
    }

    /// The words of the absolute value, the least first, in `room` if it is small.
    pub(crate) fn words<'a>(&'a self, room: &'a mut [u64; 1]) -> &'a [u64] {
        match self {
            Int::Small(0) => &[],
            Int::Small(n) => {
                room[0] = n.unsigned_abs();
                room
            }
            Int::Big(n) => big_words(n),
        }
    }

    /// As an `i64`, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Int::Small(n) => Some(*n),
            Int::Big(_) => None,
        }
    }

    /// As a `usize`, if it fits.
    pub fn to_usize(&self) -> Option<usize> {
        self.to_i64().and_then(|n| usize::try_from(n).ok())
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self, Int::Small(0))
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match self {
            Int::Small(n) => *n < 0,
            Int::Big(n) => n.sign() == Sign::Negative,
        }
    }

    /// Whether its last bit is set.
    pub fn is_odd(&self) -> bool {
        match self {
            Int::Small(n) => n & 1 == 1,
            Int::Big(n) => big_words(n).first().is_some_and(|word| word & 1 == 1),
        }
    }

    /// `self + other`
    pub fn add(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => match a.checked_add(*b) {
                Some(sum) => Int::Small(sum),
                None => Int::from(i128::from(*a) + i128::from(*b)),
            },
            _ => Int::from(&*self.to_big() + &*other.to_big()),
        }
    }

    /// `self - other`
    pub fn sub(&self, other: &Int) -> Int {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => match a.checked_sub(*b) {
                Some(difference) => Int::Small(difference),
                None => Int::from(i128::from(*a) - i128::from(*b)),
            },
            _ => Int::from(&*self.to_big() - &*other.to_big()),
        }
    }

    /// `self * other`; fails only beyond [`MAX_BITS`]. See [`super::Cost::mul`].
    pub fn mul(&self, other: &Int) -> Result<Int, Fail> {
        match (self, other) {
            (Int::Small(a), Int::Small(b)) => Ok(match a.checked_mul(*b) {
                Some(product) => Int::Small(product),
                None => Int::from(i128::from(*a) * i128::from(*b)),
            }),
            _ if self.bit_length() + other.bit_length() > MAX_BITS => Err(Fail::memory()),
            _ => Ok(Int::from(&*self.to_big() * &*other.to_big())),
        }
    }

    /// `-self`
    pub fn neg(&self) -> Int {
        match self {
            Int::Small(n) => Int::from(-i128::from(*n)),
            Int::Big(n) => Int::from(-n),
        }
    }

    /// `abs(self)`
    pub fn abs(&self) -> Int {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// `hash(self)` of a 64-bit CPython: the remainder by 2⁶¹ − 1 with the sign, and −2 in place of −1.
    ///
    /// ```
    /// use pyc_vm::number::Int;
    /// assert_eq!(Int::Small(1 << 61).hash(), 1);
    /// assert_eq!(Int::Small(-1).hash(), -2);
    /// ```
    pub fn hash(&self) -> i64 {
        let mut room = [0];
        let remainder = self.words(&mut room).iter().rev().fold(0_u64, |sum, word| {
            // What is shifted out at the left comes in at the right: 2⁶¹ is 1. So 2⁶⁴ is 8.
            let wide = (u128::from(sum) << 3) + u128::from(*word);
            let folded = (wide & u128::from(HASH_MODULUS)) as u64 + (wide >> 61) as u64;
            if folded >= HASH_MODULUS { folded - HASH_MODULUS } else { folded }
        });
        finish_hash(remainder, self.is_negative())
    }
}

/// What hashes of numbers are remainders by.
pub(crate) const HASH_MODULUS: u64 = (1 << 61) - 1;

/// The hash of a number by the remainder of its absolute value.
pub(crate) fn finish_hash(remainder: u64, negative: bool) -> i64 {
    let signed = if negative { -(remainder as i64) } else { remainder as i64 };
    if signed == -1 { -2 } else { signed }
}

/// The words of the absolute value, the least first.
pub(crate) fn big_words(n: &IBig) -> &[u64] {
    n.as_sign_words().1
}
