//! One file of `bytecode/opcodes` to a [`Set`].

use std::path::Path;

use super::effect::Effect;
use crate::Outcome;
use crate::codegen::Data;

/// An instruction set as its file says it.
#[derive(Default)]
pub(super) struct Set {
    /// Name of the file without its ending.
    pub(super) name: String,
    /// What the name says besides the version: `pypy`.
    pub(super) variant: Option<String>,
    pub(super) version: (u8, u8),
    pub(super) magic: u16,
    pub(super) words: bool,
    pub(super) jump_unit: u8,
    /// `None` where only the rows say what has an argument.
    pub(super) have_argument: Option<u8>,
    pub(super) extended_arg: Option<String>,
    pub(super) lines: String,
    pub(super) exception_table: bool,
    pub(super) lists: [Vec<String>; LISTS.len()],
    pub(super) caches: Vec<Cache>,
    pub(super) rows: Vec<Row>,
    /// The keys that the head had, but for those that may repeat.
    keys: Vec<String>,
}

/// The lists of a head, in the order of [`Set::lists`].
pub(super) const LISTS: [&str; 6] = ["cmp_op", "binary_op", "intrinsic_1", "intrinsic_2", "common_constant", "special_method"];

/// The keys that every head has.
const KEYS: [&str; 7] = ["version", "magic", "code", "jump_unit", "have_argument", "lines", "exception_table"];

/// The cache entries of an opcode.
pub(super) struct Cache {
    pub(super) name: String,
    /// Names of fields, and sizes in code units.
    pub(super) fields: Vec<(String, u8)>,
}

#[derive(Clone)]
pub(super) struct Row {
    pub(super) number: u16,
    pub(super) name: String,
    pub(super) caches: u8,
    pub(super) argument: String,
    pub(super) effect: Effect,
    pub(super) jump: Option<Effect>,
    pub(super) flow: &'static str,
    pub(super) kind: Kind,
}

#[derive(Clone)]
pub(super) enum Kind {
    Base,
    Specialised(String),
    Instrumented(Option<String>),
}

/// Variants of `Argument` in `bytecode/src/set.rs`. Checked here because an unknown one would only show as generated code that does
/// not build, and this program needs that code to build.
#[rustfmt::skip]
const ARGUMENTS: [&str; 35] = [
    "none", "unused", "number", "const", "name", "name_null", "name_method", "name_super", "name_import", "local", "local_pair",
    "deref", "slot", "compare", "compare16", "compare32", "invert", "binary", "intrinsic1", "intrinsic2", "common_constant",
    "special_method", "small_int", "jump_forward", "jump_backward", "jump_absolute", "format_value", "conversion",
    "function_flags", "function_attribute", "call", "function_counts", "resume", "line", "prefix",
];

/// Variants of `lines::Format`, checked for the same reason.
const FORMATS: [&str; 5] = ["none", "unsigned_pairs", "signed_pairs", "ranges", "positions"];

const FLOWS: [&str; 6] = ["jump", "branch", "setup", "return", "raise", "break"];

pub(super) fn parse(data: &Data) -> Outcome<Set> {
    let name = Path::new(&data.path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let variant = name.rsplit_once('-').map(|(variant, _)| variant.to_owned());
    let mut set = Set { name, variant, ..Set::default() };
    for (line, text) in (1..).zip(data.text.lines()) {
        let text = text.split('#').next().unwrap_or_default().trim();
        let outcome = match text.split_once(char::is_whitespace) {
            None if text.is_empty() => Ok(()),
            None => Err(format!("`{text}` stands alone")),
            Some((key, value)) => match key.parse() {
                Ok(number) => set.row(number, value.trim()),
                Err(_) => set.head(key, value.trim()),
            },
        };
        outcome.map_err(|error| format!("{}:{line}: {error}", data.path))?;
    }
    set.check().map_err(|error| format!("{}: {error}", data.path))?;
    Ok(set)
}

impl Set {
    fn head(&mut self, key: &str, value: &str) -> Result<(), String> {
        if let Some(at) = LISTS.iter().position(|list| *list == key) {
            self.lists[at].extend(value.split(',').map(|item| item.trim().to_owned()));
            return Ok(());
        }
        if key != "cache" {
            if self.keys.iter().any(|said| said == key) {
                return Err(format!("`{key}` was said before"));
            }
            self.keys.push(key.to_owned());
        }
        match key {
            "version" => {
                let (major, minor) = value.split_once('.').ok_or("a version is two numbers")?;
                self.version = (number(major)?, number(minor)?);
            }
            "magic" => self.magic = number(value)?,
            "code" => self.words = choice(value, "bytes", "words")?,
            "jump_unit" => self.jump_unit = number(value)?,
            "have_argument" => self.have_argument = if value == "listed" { None } else { Some(number(value)?) },
            "extended_arg" => self.extended_arg = Some(value.to_owned()),
            "lines" => one_of(&FORMATS, value)?.clone_into(&mut self.lines),
            "exception_table" => self.exception_table = choice(value, "no", "yes")?,
            "cache" => {
                let (name, fields) = value.split_once(": ").ok_or("expected an opcode, a colon and fields")?;
                let fields = fields.split(',').map(field).collect::<Result<_, _>>()?;
                self.caches.push(Cache { name: name.to_owned(), fields });
            }
            _ => return Err(format!("`{key}` is no key of the head")),
        }
        Ok(())
    }

    fn row(&mut self, number: u16, text: &str) -> Result<(), String> {
        let (name, rest) = word(text);
        let (name, caches) = match name.split_once('/') {
            Some((name, caches)) => (name, self::number(caches)?),
            None => (name, 0),
        };
        if self.rows.iter().any(|row| row.name == name || row.number == number) {
            return Err(format!("{number} or {name} has a row already"));
        }
        let (mark, marked) = word(rest);
        let (base, behind) = word(marked);
        let row = match mark {
            "specialised" | "instrumented" if caches != 0 => return Err(format!("the caches of {name} are those of its base")),
            "specialised" => Row { kind: Kind::Specialised(base.to_owned()), ..self.base(base)? },
            "instrumented" if base == "-" => Row { kind: Kind::Instrumented(None), ..plain(behind)? },
            "instrumented" => inherit(Row { kind: Kind::Instrumented(Some(base.to_owned())), ..self.base(base)? }, behind)?,
            _ => Row { caches, ..plain(rest)? },
        };
        if let Kind::Specialised(_) = row.kind
            && !behind.is_empty()
        {
            return Err(format!("`{behind}` was not expected"));
        }
        self.rows.push(Row { number, name: name.to_owned(), ..row });
        Ok(())
    }

    fn base(&self, name: &str) -> Result<Row, String> {
        let row = self.rows.iter().find(|row| row.name == name && row.number < 256);
        row.cloned().ok_or_else(|| format!("its base `{name}` has no row above"))
    }

    /// What no single line can tell.
    fn check(&self) -> Result<(), String> {
        if let Some(key) = KEYS.iter().find(|key| !self.keys.iter().any(|said| said == *key)) {
            return Err(format!("the head has no `{key}`"));
        }
        if !(self.name.ends_with(&format!("{}.{}", self.version.0, self.version.1)) && self.jump_unit > 0) {
            return Err("the head does not tell the version of the file's name, and a jump unit".to_owned());
        }
        if let Some(name) = &self.extended_arg {
            self.base(name)?;
        }
        for row in &self.rows {
            let name = if let Kind::Specialised(base) | Kind::Instrumented(Some(base)) = &row.kind { base } else { &row.name };
            let fields = self.caches.iter().find(|cache| cache.name == *name).map_or(&[][..], |cache| &cache.fields);
            if fields.iter().map(|(_, units)| u32::from(*units)).sum::<u32>() != u32::from(row.caches) {
                return Err(format!("the fields of the caches of {name} are not {} units", row.caches));
            }
            let is_base = matches!(row.kind, Kind::Base) && row.number < 256;
            if self.have_argument.is_some_and(|first| is_base && (row.argument != "none") != (row.number >= u16::from(first))) {
                return Err(format!("{name} is on the wrong side of have_argument"));
            }
        }
        for cache in &self.caches {
            self.base(&cache.name)?;
        }
        Ok(())
    }
}

/// `ARGUMENT EFFECT [FLOW] [on jump EFFECT]`.
fn plain(text: &str) -> Result<Row, String> {
    let (argument, rest) = word(text);
    one_of(&ARGUMENTS, argument)?;
    let (effect, rest) = Effect::parse(rest)?;
    let (first, behind) = word(rest.trim());
    let flow = FLOWS.into_iter().find(|flow| *flow == first);
    let rest = if flow.is_some() { behind } else { rest.trim() };
    let jump = match rest.strip_prefix("on jump ").map(Effect::parse).transpose()? {
        Some((jump, "")) if jump.takes_same(&effect) => Some(jump),
        Some((_, "")) => return Err("the jump does not take the same items".to_owned()),
        Some((_, rest)) => return Err(format!("`{rest}` was not expected")),
        None if rest.is_empty() => None,
        None => return Err(format!("`{rest}` was not expected")),
    };
    let (number, name, caches, kind) = (0, String::new(), 0, Kind::Base);
    Ok(Row { number, name, caches, argument: argument.to_owned(), effect, jump, flow: flow.unwrap_or("next"), kind })
}

/// `[ARGUMENT] [EFFECT]`, in place of the base's.
fn inherit(base: Row, text: &str) -> Result<Row, String> {
    let mut row = base;
    let mut rest = text;
    if !rest.is_empty() && !rest.starts_with('(') {
        let (argument, behind) = word(rest);
        one_of(&ARGUMENTS, argument)?.clone_into(&mut row.argument);
        rest = behind;
    }
    if !rest.is_empty() {
        let (effect, behind) = Effect::parse(rest)?;
        (row.effect, row.jump, rest) = (effect, None, behind.trim());
    }
    if rest.is_empty() { Ok(row) } else { Err(format!("`{rest}` was not expected")) }
}

fn word(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

fn field(text: &str) -> Result<(String, u8), String> {
    let (name, units) = text.trim().split_once(' ').ok_or_else(|| format!("the field `{text}` has no size"))?;
    Ok((name.to_owned(), number(units)?))
}

fn one_of<'a>(words: &[&str], word: &'a str) -> Result<&'a str, String> {
    if words.contains(&word) { Ok(word) } else { Err(format!("`{word}` is none of {}", words.join(", "))) }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no number that fits"))
}

fn choice(text: &str, no: &str, yes: &str) -> Result<bool, String> {
    if text == yes {
        Ok(true)
    } else if text == no {
        Ok(false)
    } else {
        Err(format!("expected `{no}` or `{yes}`"))
    }
}
