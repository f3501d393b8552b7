//! Floats as text: in `marshal` up to 2.4, and ours.

use crate::text::values::kind;

/// The 17 significant digits that `marshal` writes (`%.17g`), which drops the sign of a NaN.
pub(super) fn marshal_text(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let scientific = format!("{value:.16e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let before = usize::try_from(exponent + 1).unwrap_or(0);
    if !(-4..17).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{sign}{first}{point}{rest}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs());
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1));
    }
    match digits.split_at_checked(before) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, rest)) => format!("{sign}{whole}.{rest}"),
        None => format!("{sign}{digits}{}", "0".repeat(before - digits.len())),
    }
}

/// The number with these bits as it stands in a text: what reads back as the same bits.
pub(super) fn literal(bits: u64) -> String {
    let value = f64::from_bits(bits);
    match bits {
        _ if !value.is_nan() => format!("{value:?}"),
        NAN => "nan".to_owned(),
        _ => format!("float(0x{bits:016x})"),
    }
}

/// The NaN that computing gives.
pub(super) const NAN: u64 = 0x7ff8_0000_0000_0000;

/// The texts that `marshal` writes for a float or a complex.
pub(super) fn texts(kind: u8, payload: &[u8]) -> Vec<Vec<u8>> {
    if kind == kind::FLOAT_TEXT {
        return vec![payload.to_vec()];
    }
    let part = |bytes: &[u8]| bytes.try_into().map_or(0.0, |bytes| f64::from_bits(u64::from_le_bytes(bytes)));
    payload.chunks(8).map(|bytes| marshal_text(part(bytes)).into_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_digits_as_c_prints_them() {
        // python3 -c "print('%.17g' % x)"
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.1, "0.10000000000000001"),
            (-2.5, "-2.5"),
            (100.0, "100"),
            (1e16, "10000000000000000"),
            (1e17, "1e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1.0000000000000001e-05"),
            (1.5e300, "1.5000000000000001e+300"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(marshal_text(value), text);
        }
    }

    #[test]
    fn every_bit_pattern_has_a_literal() {
        assert_eq!(literal(1.0_f64.to_bits()), "1.0");
        assert_eq!(literal(f64::NEG_INFINITY.to_bits()), "-inf");
        assert_eq!(literal(NAN), "nan");
        assert_eq!(literal(NAN | 1), "float(0x7ff8000000000001)");
        assert_eq!(literal(1e16_f64.to_bits()), "1e16");
    }
}
