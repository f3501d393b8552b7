//! Powers, with and without a modulus.

use dashu_int::fast_div::ConstDivisor;

use super::int::IBig;
use super::{Int, MAX_BITS};
use crate::fail::Fail;

impl Int {
    /// `self ** exponent`, an exponent below zero being left to [`super::float::pow`]: here it is the error of `math.comb` and
    /// others.
    ///
    /// See [`super::Cost::pow`].
    pub fn pow(&self, exponent: &Int) -> Result<Int, Fail> {
        if exponent.is_negative() {
            return Err(Fail::value_error("negative exponent"));
        }
        match self {
            Int::Small(1) => return Ok(Int::ONE),
            Int::Small(-1) => return Ok(if exponent.is_odd() { Int::Small(-1) } else { Int::ONE }),
            Int::Small(0) => return Ok(if exponent.is_zero() { Int::ONE } else { Int::ZERO }),
            _ => {}
        }
        let Some(times) = exponent.to_i64().map(|n| n as u64) else { return Err(Fail::memory()) };
        if let Int::Small(n) = self
            && let Some(power) = u32::try_from(times).ok().and_then(|times| n.checked_pow(times))
        {
            return Ok(Int::Small(power));
        }
        // The base has at least two bits, the power at least as many as the exponent times the bits less one.
        if (self.bit_length() - 1).saturating_mul(times) > MAX_BITS {
            return Err(Fail::memory());
        }
        Ok(Int::from(self.to_big().pow(times as usize)))
    }

    /// `pow(self, exponent, modulus)`; see [`super::Cost::pow_mod`].
    ///
    /// ```
    /// use pyc_vm::number::Int;
    /// let inverse = Int::Small(3).pow_mod(&Int::Small(-1), &Int::Small(7)).unwrap();
    /// assert_eq!(inverse, Int::Small(5));
    /// ```
    pub fn pow_mod(&self, exponent: &Int, modulus: &Int) -> Result<Int, Fail> {
        if modulus.is_zero() {
            return Err(Fail::value_error("pow() 3rd argument cannot be 0"));
        }
        let size = modulus.magnitude();
        if size.is_one() {
            return Ok(Int::ZERO);
        }
        let ring = ConstDivisor::new(size);
        let mut base = ring.reduce(self.to_big().into_owned());
        if exponent.is_negative() {
            base = base.inv().ok_or_else(|| Fail::value_error("base is not invertible for the given modulus"))?;
        }
        let power = IBig::from(base.pow(&exponent.magnitude()).residue());
        if modulus.is_negative() && !power.is_zero() {
            return Ok(Int::from(power + &*modulus.to_big()));
        }
        Ok(Int::from(power))
    }
}
