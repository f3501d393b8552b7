//! What is known of characters: classes and case, from the tables of well-kept crates.

use icu_properties::props::{BinaryProperty, GeneralCategory, XidContinue, XidStart};
use icu_properties::{CodePointMapData, CodePointSetData};

fn category(point: u32) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get32(point)
}

fn has<P: BinaryProperty>(point: u32) -> bool {
    CodePointSetData::new::<P>().contains32(point)
}

/// Whether `repr` shows a character as it is.
pub(crate) fn is_printable(point: u32) -> bool {
    use GeneralCategory as G;
    match point {
        0x20..=0x7E => true,
        ..=0x9F => false,
        _ => !matches!(
            category(point),
            G::Control
                | G::Format
                | G::Surrogate
                | G::PrivateUse
                | G::Unassigned
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::SpaceSeparator
        ),
    }
}

/// The value of a decimal digit of any script.
pub(crate) fn decimal(point: u32) -> Option<u8> {
    if point < 0x80 {
        return (0x30..0x3A).contains(&point).then(|| (point - 0x30) as u8);
    }
    if category(point) != GeneralCategory::DecimalNumber {
        return None;
    }
    // They stand in runs of ten (Unicode, section 4.6), of which some follow each other.
    let mut start = point;
    while start > 0 && category(start - 1) == GeneralCategory::DecimalNumber {
        start -= 1;
    }
    Some(((point - start) % 10) as u8)
}

/// `str.isdigit` of one character: decimal digits, and those that stand above, below, in circles.
pub(crate) fn is_digit(point: u32) -> bool {
    decimal(point).is_some()
        || matches!(point, 0xB2 | 0xB3 | 0xB9 | 0x1369..=0x1371 | 0x19DA | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089 | 0x2460..=0x2468
            | 0x2474..=0x247C | 0x2488..=0x2490 | 0x24EA | 0x24F5..=0x24FD | 0x24FF | 0x2776..=0x277E | 0x2780..=0x2788 | 0x278A..=0x2792
            | 0x10A40..=0x10A43 | 0x10E60..=0x10E68 | 0x11052..=0x1105A | 0x1F100..=0x1F10A)
}

/// `str.isnumeric` of one character.
pub(crate) fn is_numeric(point: u32) -> bool {
    use GeneralCategory as G;
    matches!(category(point), G::DecimalNumber | G::LetterNumber | G::OtherNumber) || is_cjk_number(point)
}

/// Ideographs that are numbers (`kAccountingNumeric`, `kOtherNumeric`, `kPrimaryNumeric` of Unihan).
fn is_cjk_number(point: u32) -> bool {
    matches!(point, 0x3405 | 0x3483 | 0x382A | 0x3B4D | 0x4E00 | 0x4E03 | 0x4E07 | 0x4E09 | 0x4E24 | 0x4E5D | 0x4E8C | 0x4E94 | 0x4E96 | 0x4EBF..=0x4EC0
        | 0x4EDF | 0x4EE8 | 0x4F0D | 0x4F70 | 0x4FE9 | 0x5006 | 0x5104 | 0x5146 | 0x5169 | 0x516B | 0x516D | 0x5341 | 0x5343..=0x5345 | 0x534C
        | 0x53C1..=0x53C4 | 0x56DB | 0x58F1 | 0x58F9 | 0x5E7A | 0x5EFE..=0x5EFF | 0x5F0C..=0x5F0E | 0x5F10 | 0x62D0 | 0x62FE | 0x634C | 0x67D2
        | 0x6D1E | 0x6F06 | 0x7396 | 0x767E | 0x7695 | 0x79ED | 0x8086 | 0x842C | 0x8CAE | 0x8CB3 | 0x8D30 | 0x920E | 0x94A9 | 0x9621 | 0x9646
        | 0x964C | 0x9678 | 0x96F6 | 0xF96B | 0xF973 | 0xF978 | 0xF9B2 | 0xF9D1 | 0xF9D3 | 0xF9FD | 0x20001 | 0x20064 | 0x200E2 | 0x20121 | 0x2092A
        | 0x20983 | 0x2098C | 0x2099C | 0x20AEA | 0x20AFD | 0x20B19 | 0x22390 | 0x22998 | 0x23B1B | 0x2626D | 0x2F890)
}

/// `str.isalpha` of one character: a letter of any kind.
pub(crate) fn is_alpha(point: u32) -> bool {
    use GeneralCategory as G;
    match point {
        ..0x80 => matches!(point, 65..=90 | 97..=122),
        _ => matches!(
            category(point),
            G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter
        ),
    }
}

/// `str.isupper` asks this of each character.
pub(crate) fn is_upper(point: u32) -> bool {
    if point < 0x80 { matches!(point, 65..=90) } else { has::<icu_properties::props::Uppercase>(point) }
}

/// `str.islower` asks this of each character.
pub(crate) fn is_lower(point: u32) -> bool {
    if point < 0x80 { matches!(point, 97..=122) } else { has::<icu_properties::props::Lowercase>(point) }
}

/// A letter that is one upper and one lower letter at once.
pub(crate) fn is_title(point: u32) -> bool {
    point >= 0x80 && category(point) == GeneralCategory::TitlecaseLetter
}

/// Whether a character has case.
pub(crate) fn is_cased(point: u32) -> bool {
    is_upper(point) || is_lower(point) || is_title(point)
}

/// Whether a character does not count when the neighbours of a letter decide on its case.
pub(crate) fn is_case_ignorable(point: u32) -> bool {
    has::<icu_properties::props::CaseIgnorable>(point)
}

/// Whether an identifier may begin with it.
pub(crate) fn is_id_start(point: u32) -> bool {
    point == 95 || has::<XidStart>(point)
}

/// Whether it may stand in an identifier.
pub(crate) fn is_id_continue(point: u32) -> bool {
    has::<XidContinue>(point)
}

fn each(point: u32, map: impl Fn(char) -> Vec<char>, out: &mut impl FnMut(u32)) {
    match char::from_u32(point) {
        Some(c) => map(c).into_iter().for_each(|it| out(u32::from(it))),
        None => out(point),
    }
}

/// The upper case of a character: up to three.
pub(crate) fn upper(point: u32, mut out: impl FnMut(u32)) {
    match point {
        97..=122 => out(point - 32),
        ..0x80 => out(point),
        _ => each(point, |it| it.to_uppercase().collect(), &mut out),
    }
}

/// The lower case of a character, its neighbours not looked at.
pub(crate) fn lower(point: u32, mut out: impl FnMut(u32)) {
    match point {
        65..=90 => out(point + 32),
        ..0x80 => out(point),
        _ => each(point, |it| it.to_lowercase().collect(), &mut out),
    }
}

/// The one character that is the lower case of another, if any is.
pub(crate) fn simple_lower(point: u32) -> u32 {
    match point {
        65..=90 => point + 32,
        ..0x80 => point,
        _ => char::from_u32(point).map_or(point, |it| u32::from(icu_casemap::CaseMapper::new().simple_lowercase(it))),
    }
}

/// The one character that is the upper case of another, if any is.
pub(crate) fn simple_upper(point: u32) -> u32 {
    match point {
        97..=122 => point - 32,
        ..0x80 => point,
        _ => char::from_u32(point).map_or(point, |it| u32::from(icu_casemap::CaseMapper::new().simple_uppercase(it))),
    }
}

/// The title case of a character.
pub(crate) fn title(point: u32, mut out: impl FnMut(u32)) {
    match point {
        ..0x80 => upper(point, out),
        // Letters of two, of which only the first becomes large.
        0x1C4..=0x1C6 => out(0x1C5),
        0x1C7..=0x1C9 => out(0x1C8),
        0x1CA..=0x1CC => out(0x1CB),
        0x1F1..=0x1F3 => out(0x1F2),
        // What stands before its letter is no letter that could be the large one.
        0x149 => upper(point, out),
        _ => {
            // Where upper case is several characters, those behind the first are small again; Georgian letters and what Greek writes below stay.
            let mut all = Vec::new();
            upper(point, |it| all.push(it));
            if (0x10D0..=0x10FF).contains(&point) {
                return out(point);
            }
            if let Some(c) = char::from_u32(point)
                && all.len() > 1
            {
                if (0x1F80..=0x1FAF).contains(&point) {
                    return out(point | 8);
                }
                match point {
                    0x1FB3 | 0x1FBC => return out(0x1FBC),
                    0x1FC3 | 0x1FCC => return out(0x1FCC),
                    0x1FF3 | 0x1FFC => return out(0x1FFC),
                    _ => {}
                }
                let _ = c;
                out(all[0]);
                for &rest in &all[1..] {
                    // Iota stands below the letter in title case.
                    if rest == 0x399 {
                        out(0x345);
                    } else {
                        lower(rest, &mut out);
                    }
                }
                return;
            }
            all.into_iter().for_each(out);
        }
    }
}

/// What `str.casefold` makes of a character.
pub(crate) fn fold(point: u32, mut out: impl FnMut(u32)) {
    match point {
        ..0x80 => lower(point, out),
        _ => match char::from_u32(point) {
            Some(c) => {
                let mapper = icu_casemap::CaseMapper::new();
                let mut buffer = [0; 4];
                mapper.fold_string(c.encode_utf8(&mut buffer)).chars().for_each(|it| out(u32::from(it)));
            }
            None => out(point),
        },
    }
}
