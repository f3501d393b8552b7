//! `strftime` as the C library of Linux has it, in the C locale.

use core::fmt::Write as _;

use super::calendar::Parts;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn name(names: &[&'static str], at: i64) -> &'static str {
    usize::try_from(at).ok().and_then(|it| names.get(it)).copied().unwrap_or("?")
}

fn short(name: &'static str) -> &'static str {
    name.get(..3).unwrap_or(name)
}

/// `Thu Feb 29 13:45:06 2024`
pub(super) fn ctime(parts: &Parts) -> String {
    let Parts { year, day, hour, minute, second, .. } = parts;
    let (week_day, month) = (short(name(&DAYS, parts.week_day)), short(name(&MONTHS, parts.month - 1)));
    format!("{week_day} {month} {day:2} {hour:02}:{minute:02}:{second:02} {year}")
}

/// What stands between `%` and a letter.
#[derive(Clone, Copy, Default)]
struct Flags {
    /// `_`, `-`, `0`: what numbers are padded with.
    pad: Option<char>,
    upper: bool,
    swap: bool,
    width: usize,
}

impl Flags {
    fn number(self, out: &mut String, value: i64, width: usize, pad: char) {
        let pad = self.pad.unwrap_or(pad);
        let width = if self.width > 0 { self.width } else { width };
        // Writing to a string cannot fail.
        let _ = match pad {
            '-' => write!(out, "{value}"),
            '_' | ' ' => write!(out, "{value:width$}"),
            _ => write!(out, "{value:0width$}"),
        };
    }

    fn text(self, out: &mut String, text: &str) {
        let text = if self.upper { text.to_uppercase() } else { text.to_owned() };
        let width = self.width;
        let _ = if self.pad == Some('0') { write!(out, "{text:0>width$}") } else { write!(out, "{text:>width$}") };
    }
}

/// The most columns that a program can ask for.
const WIDEST: usize = 1000;

/// Replaces what begins with `%`.
pub(super) fn strftime(template: &str, parts: &Parts, zone: &str) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let directive = &rest[at..];
        rest = &directive[1..];
        let mut flags = Flags::default();
        let mut letter = None;
        let mut chars = rest.char_indices();
        for (at, c) in chars.by_ref() {
            match c {
                '_' | '-' => flags.pad = Some(c),
                '0' if flags.width == 0 => flags.pad = Some(c),
                '^' => flags.upper = true,
                '#' => flags.swap = true,
                '0'..='9' => flags.width = (flags.width * 10 + (c as usize - '0' as usize)).min(WIDEST),
                'E' | 'O' => {}
                _ => {
                    letter = Some((c, at + c.len_utf8()));
                    break;
                }
            }
        }
        let Some((letter, end)) = letter else {
            out.push_str(directive);
            return out;
        };
        if !push(&mut out, letter, flags, parts, zone) {
            out.push_str(&directive[..=end]);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Writes what a letter stands for; whether it stands for anything.
fn push(out: &mut String, letter: char, flags: Flags, parts: &Parts, zone: &str) -> bool {
    let twelve = if parts.hour % 12 == 0 { 12 } else { parts.hour % 12 };
    let upper = Flags { upper: flags.upper || flags.swap, ..flags };
    match letter {
        'a' => upper.text(out, short(name(&DAYS, parts.week_day))),
        'A' => upper.text(out, name(&DAYS, parts.week_day)),
        'b' | 'h' => upper.text(out, short(name(&MONTHS, parts.month - 1))),
        'B' => upper.text(out, name(&MONTHS, parts.month - 1)),
        'c' => flags.text(out, &ctime(parts)),
        'C' => flags.number(out, parts.year.div_euclid(100), 1, '0'),
        'd' => flags.number(out, parts.day, 2, '0'),
        'D' | 'x' => flags.text(out, &strftime("%m/%d/%y", parts, zone)),
        'e' => flags.number(out, parts.day, 2, ' '),
        'F' => flags.text(out, &strftime("%Y-%m-%d", parts, zone)),
        'g' => flags.number(out, parts.iso_week().0.rem_euclid(100), 2, '0'),
        'G' => flags.number(out, parts.iso_week().0, 1, '0'),
        'H' => flags.number(out, parts.hour, 2, '0'),
        'I' => flags.number(out, twelve, 2, '0'),
        'j' => flags.number(out, parts.year_day, 3, '0'),
        'k' => flags.number(out, parts.hour, 2, ' '),
        'l' => flags.number(out, twelve, 2, ' '),
        'm' => flags.number(out, parts.month, 2, '0'),
        'M' => flags.number(out, parts.minute, 2, '0'),
        'n' => flags.text(out, "\n"),
        'p' => {
            let half = if parts.hour < 12 { "AM" } else { "PM" };
            flags.text(out, if flags.swap { half.to_ascii_lowercase() } else { half.to_owned() }.as_str());
        }
        'P' => flags.text(out, if parts.hour < 12 { "am" } else { "pm" }),
        'r' => flags.text(out, &strftime("%I:%M:%S %p", parts, zone)),
        'R' => flags.text(out, &strftime("%H:%M", parts, zone)),
        's' => flags.number(out, parts.timestamp(), 1, '0'),
        'S' => flags.number(out, parts.second, 2, '0'),
        't' => flags.text(out, "\t"),
        'T' | 'X' => flags.text(out, &strftime("%H:%M:%S", parts, zone)),
        'u' => flags.number(out, parts.week_day + 1, 1, '0'),
        'U' => flags.number(out, (parts.year_day - 1 + 7 - (parts.week_day + 1) % 7) / 7, 2, '0'),
        'V' => flags.number(out, parts.iso_week().1, 2, '0'),
        'w' => flags.number(out, (parts.week_day + 1) % 7, 1, '0'),
        'W' => flags.number(out, (parts.year_day - 1 + 7 - parts.week_day) / 7, 2, '0'),
        'y' => flags.number(out, parts.year.rem_euclid(100), 2, '0'),
        'Y' => flags.number(out, parts.year, 1, '0'),
        'z' => flags.text(out, "+0000"),
        'Z' if flags.swap => flags.text(out, &zone.to_lowercase()),
        'Z' => flags.text(out, zone),
        '%' => flags.text(out, "%"),
        _ => return false,
    }
    true
}
