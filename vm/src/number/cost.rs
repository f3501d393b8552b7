//! What operations will cost, before they are begun.

use super::Int;

/// Results of more bits are refused with `MemoryError`, whatever the caller allowed: 1 GiB.
pub const MAX_BITS: u64 = 1 << 33;

/// An estimate that is meant to be charged before the operation: never far below what the operation takes.
///
/// ```
/// use pyc_vm::number::{Cost, Int};
///
/// // 10**10**10 is known to be large without computing it.
/// let cost = Cost::pow(&Int::Small(10), &Int::Small(10_000_000_000));
/// assert!(cost.bytes > 4_000_000_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Bytes of the result.
    pub bytes: u64,
    /// Steps, each about the multiplication of two words.
    pub work: u64,
}

impl Cost {
    fn of(bits: u64, work: f64) -> Cost {
        // The cast saturates.
        Cost { bytes: (bits / 8).saturating_add(8), work: work as u64 + 1 }
    }

    /// Of operations that pass once over their operands: addition, subtraction, negation, comparison, `& | ^ ~`.
    pub fn linear(a: &Int, b: &Int) -> Cost {
        let bits = a.bit_length().max(b.bit_length()) + 1;
        Cost::of(bits, words(bits))
    }

    /// Of `a * b`.
    pub fn mul(a: &Int, b: &Int) -> Cost {
        let (a, b) = (a.bit_length(), b.bit_length());
        Cost::of(a + b, mul_work(words(a), words(b)))
    }

    /// Of `a // b`, `a % b`, `divmod(a, b)` and `a / b`.
    pub fn division(a: &Int, b: &Int) -> Cost {
        let (a, b) = (a.bit_length(), b.bit_length());
        Cost::of(a.max(b), words(a) + 2.0 * mul_work(words(b), words(a.saturating_sub(b))))
    }

    /// Of `base ** exponent`, `exponent` not being negative.
    pub fn pow(base: &Int, exponent: &Int) -> Cost {
        if matches!(base, Int::Small(-1..=1)) {
            return Cost::of(1, 1.0);
        }
        let times = exponent.to_i64().map_or(u64::MAX, |n| n.max(0) as u64);
        // A power of two has one bit more than its logarithm, times the exponent.
        let bits = base.bit_length().saturating_mul(times);
        let half = words(bits / 2);
        // Each squaring costs at least twice the one before, so all cost at most twice the last.
        Cost::of(bits, 2.0 * mul_work(half, half))
    }

    /// Of `pow(base, exponent, modulus)`.
    pub fn pow_mod(base: &Int, exponent: &Int, modulus: &Int) -> Cost {
        let size = words(modulus.bit_length());
        let step = 3.0 * mul_work(size, size);
        let inverse = if exponent.is_negative() { 4.0 * size * size } else { 0.0 };
        let reduce = 2.0 * mul_work(words(base.bit_length()), size);
        Cost::of(modulus.bit_length(), 1.5 * exponent.bit_length() as f64 * step + reduce + inverse)
    }

    /// Of `n << count`.
    pub fn shift_left(n: &Int, count: &Int) -> Cost {
        if n.is_zero() {
            return Cost::of(1, 1.0);
        }
        let bits = n.bit_length().saturating_add(count.to_i64().map_or(u64::MAX, |n| n.max(0) as u64));
        Cost::of(bits, words(bits))
    }

    /// Of `math.gcd(a, b)` and `math.lcm(a, b)`.
    pub fn gcd(a: &Int, b: &Int) -> Cost {
        let (a, b) = (a.bit_length(), b.bit_length());
        Cost::of(a + b, words(a) * words(b) * 2.0)
    }

    /// Of `math.isqrt(n)`.
    pub fn isqrt(n: &Int) -> Cost {
        let size = words(n.bit_length());
        Cost::of(n.bit_length() / 2, 4.0 * mul_work(size, size))
    }

    /// Of the text of `n` in a base.
    pub fn to_text(n: &Int, base: u32) -> Cost {
        let (bits, size) = (n.bit_length(), words(n.bit_length()));
        let digits = (bits as f64 / f64::from(base.max(2)).log2()) as u64 + 2;
        let work = if base.is_power_of_two() { size * 8.0 } else { size * 8.0 + 4.0 * mul_work(size, size) };
        Cost::of(digits.saturating_mul(8), work)
    }

    /// Of reading that many digits of a base.
    pub fn parse(digits: usize, base: u32) -> Cost {
        let bits = (digits as f64 * f64::from(base.max(2)).log2()) as u64 + 1;
        let size = words(bits);
        let work = if base.is_power_of_two() { 0.0 } else { 4.0 * mul_work(size, size) };
        Cost::of(bits, digits as f64 + work)
    }

    /// Of work in proportion to bytes: `to_bytes`, `from_bytes`, padding.
    pub fn bytes(length: usize) -> Cost {
        Cost { bytes: length as u64, work: length as u64 / 8 + 1 }
    }
}

/// Words of so many bits.
fn words(bits: u64) -> f64 {
    (bits / 64 + 1) as f64
}

/// Schoolbook below 32 words, Karatsuba's exponent above, the longer operand in pieces as long as the shorter.
fn mul_work(a: f64, b: f64) -> f64 {
    let (short, long) = if a < b { (a, b) } else { (b, a) };
    if short < 32.0 { short * long } else { long * 32.0 * (short / 32.0).powf(0.585) }
}
