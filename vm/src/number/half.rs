//! Floats of 16 bits (IEEE 754 binary16), as `struct` packs them.

/// The nearest half, ties to even; `None` if it is too large.
///
/// ```
/// use pyc_vm::number::half;
/// assert_eq!(half::from_f64(1.5), Some(0x3E00));
/// assert_eq!(half::from_f64(65520.0), None);
/// assert_eq!(half::to_f64(0x0001), 2f64.powi(-24));
/// ```
#[must_use]
pub fn from_f64(x: f64) -> Option<u16> {
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    if x.is_nan() {
        return Some(sign | 0x7E00);
    }
    if x.is_infinite() {
        return Some(sign | 0x7C00);
    }
    let magnitude = x.abs();
    if magnitude < 2f64.powi(-14) {
        // Below the normal ones they stand 2⁻²⁴ apart, and the first normal one follows the last of them.
        let steps = (magnitude * 2f64.powi(24)).round_ties_even();
        return Some(sign | steps as u16);
    }
    let exponent = ((magnitude.to_bits() >> 52) as i32) - 1023;
    if exponent > 15 {
        return None;
    }
    // Ten bits behind the point; rounding up may reach the next exponent, which is the next number.
    let steps = (magnitude * 2f64.powi(10 - exponent)).round_ties_even() as u32;
    let bits = (((exponent + 15) as u32) << 10) + (steps - 1024);
    (bits < 0x7C00).then_some(sign | bits as u16)
}

/// The value of a half.
#[must_use]
pub fn to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f64::from(bits & 0x3FF));
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => return f64::NAN.copysign(sign),
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    };
    sign * magnitude
}
