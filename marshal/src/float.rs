//! Floats as text: the payload of `f` and `x`, and Python's `repr`.

/// The number that `PyOS_string_to_double` makes of a marshalled text: cut at the first NUL, decimal, `inf` or `nan`, no blanks,
/// overflow gives infinity. `None` if the text is no number.
pub(crate) fn parse_text(text: &[u8]) -> Option<f64> {
    let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
    let text = core::str::from_utf8(text.get(..end)?).ok()?;
    // Rust and C agree on the grammar: sign, inf, infinity, nan in any case, digits with a point anywhere, exponent.
    text.parse().ok()
}

/// How a release prints floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Shortest digits that read back (2.7, 3.1).
    Shortest,
    /// 17 significant digits (before).
    Digits17,
}

/// `repr(value)`; without the `.0` of whole numbers if `bare`, as the parts of a complex number are printed.
pub(crate) fn repr(value: f64, style: Style, bare: bool) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.into();
    }
    let scientific = match style {
        Style::Shortest => shortest(value),
        Style::Digits17 => format!("{value:.16e}"),
    };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let mut digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    while digits.len() > 1 && digits.ends_with('0') {
        digits.pop();
    }
    let limit = if style == Style::Shortest { 16 } else { 17 };
    if exponent < -4 || exponent >= limit {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let exponent_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.unsigned_abs());
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-1 - exponent) as usize));
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        let zeros = "0".repeat(whole - digits.len());
        return format!("{sign}{digits}{zeros}{}", if bare { "" } else { ".0" });
    }
    let (before, after) = digits.split_at(whole);
    format!("{sign}{before}.{after}")
}

/// The shortest digits that read back. Where two are as near, CPython takes the even one and Rust the upper one.
fn shortest(value: f64) -> String {
    let text = format!("{value:e}");
    let digits = text.bytes().take_while(|&byte| byte != b'e').filter(u8::is_ascii_digit).count();
    let even = format!("{value:.*e}", digits.saturating_sub(1));
    if even.parse() == Ok(value) { even } else { text }
}

/// The 17 significant digits that `marshal` writes for versions 0 and 1 (`%.17g`).
pub(crate) fn marshal_text(value: f64) -> String {
    repr(value, Style::Digits17, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortest_as_python_prints() {
        // python3 -c "print(repr(x))"
        for (value, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (5e-324, "5e-324"),
            (2.0_f64.powi(-25), "2.9802322387695312e-08"),
            (2.0_f64.powi(-24), "5.960464477539063e-08"),
            (9_007_199_254_740_993.0, "9007199254740992.0"),
            (1.5e300, "1.5e+300"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(repr(value, Style::Shortest, false), text);
        }
    }

    #[test]
    fn seventeen_digits_as_2_6_prints() {
        assert_eq!(repr(0.1, Style::Digits17, false), "0.10000000000000001");
        assert_eq!(repr(1e16, Style::Digits17, false), "10000000000000000.0");
        assert_eq!(marshal_text(1.0), "1");
        assert_eq!(marshal_text(1e17), "1e+17");
    }

    #[test]
    fn texts_that_c_takes() {
        assert_eq!(parse_text(b"1e999"), Some(f64::INFINITY));
        assert_eq!(parse_text(b"1.5\x00rest"), Some(1.5));
        assert!(parse_text(b"-NaN").is_some_and(f64::is_nan));
        for bad in [&b""[..], b" 1", b"1_0", b"0x10", b".", b"1e", b"\x00"] {
            assert_eq!(parse_text(bad), None, "{bad:?}");
        }
    }
}
