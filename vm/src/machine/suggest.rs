//! "Did you mean": names close to one that is not there, as `Python/suggestions.c` and later `traceback.py` find them.

use crate::builtin::prelude::*;

/// What moving or changing a character costs.
const MOVE: usize = 2;
/// What changing the case of a letter costs.
const CASE: usize = 1;
/// Names longer than this are not compared.
const LONGEST: usize = 40;
/// Nor are so many names looked at.
const MOST: usize = 750;

impl Vm {
    /// The text of an uncaught exception with the hint that the version gives.
    pub(crate) fn with_suggestion(&mut self, exception: Value, text: String) -> String {
        if self.minor() < 10 {
            return text;
        }
        let class = self.class_of(exception);
        let known = self.known_exception(class).map_or("", |it| it.name);
        let wrong = match (known, self.exception_field(exception, 0)) {
            ("AttributeError" | "NameError", Value::Str(name)) => self.lossy(name),
            _ => return text,
        };
        let found = match known {
            "AttributeError" => self.similar_attribute(exception, &wrong),
            _ => self.similar_name(exception, &wrong),
        };
        match found {
            Some(name) => format!("{text}. Did you mean: '{name}'?"),
            None if known == "NameError" && self.minor() >= 12 && crate::machine::stdlib::is_module(&wrong) => {
                format!("{text}. Did you forget to import '{wrong}'?")
            }
            None => text,
        }
    }

    fn similar_attribute(&mut self, exception: Value, wrong: &str) -> Option<String> {
        let object = self.exception_field(exception, 1);
        if object.is_none() {
            return None;
        }
        let saved = self.exception;
        let Ok(names) = self.dir(object) else {
            self.exception = saved;
            return None;
        };
        let names: Vec<String> =
            self.items(names).into_iter().filter(|it| matches!(it, Value::Str(_))).map(|it| self.plain_text(it)).collect();
        let hide = self.minor() >= 13 && !wrong.starts_with('_');
        closest(names.into_iter().filter(|it| !(hide && it.starts_with('_'))), wrong, self.minor())
    }

    /// Among the names that the frame knew where the exception was raised.
    fn similar_name(&mut self, exception: Value, wrong: &str) -> Option<String> {
        let Value::Exception(id) = exception else { return None };
        let Value::Traceback(mut at) = self.heap.exceptions[id].traceback else { return None };
        while let Some(next) = self.heap.tracebacks[at].next {
            at = next;
        }
        let it = &self.heap.tracebacks[at];
        let (body, function) = (it.body.clone()?, it.function?);
        let mut names: Vec<String> = Vec::new();
        if self.lossy(body.name) != "<module>" {
            names.extend(body.variables.iter().filter(|it| **it != self.empty_str).map(|&it| self.lossy(it)));
        }
        let globals = self.heap.functions[function].globals;
        for dict in globals.into_iter().chain([self.builtins]) {
            names.extend(
                self.heap.dicts[dict]
                    .iter()
                    .filter_map(|it| if let Value::Str(id) = it.key { Some(self.lossy(id)) } else { None }),
            );
        }
        closest(names.into_iter(), wrong, self.minor())
    }
}

pub(crate) fn closest(names: impl Iterator<Item = String>, wrong: &str, minor: u8) -> Option<String> {
    let names: Vec<String> = names.collect();
    if names.len() > MOST || wrong.len() > LONGEST {
        return None;
    }
    let mut names = names;
    names.sort();
    let mut best: Option<(usize, String)> = None;
    for name in names {
        if name == wrong {
            if minor < 12 {
                return None;
            }
            continue;
        }
        let most = (name.len() + wrong.len() + 3) * MOVE / 6;
        let most = best.as_ref().map_or(most, |it| most.min(it.0.saturating_sub(1)));
        let Some(distance) = distance(wrong.as_bytes(), name.as_bytes(), most) else { continue };
        if best.as_ref().is_none_or(|it| distance < it.0) {
            best = Some((distance, name));
        }
    }
    best.map(|it| it.1)
}

fn change(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

/// How far two names are from each other, if not too far.
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let (mut a, mut b) = (a, b);
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    if a.is_empty() || b.is_empty() {
        return Some((a.len() + b.len()) * MOVE).filter(|it| *it <= most);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    if b.len() < a.len() {
        (a, b) = (b, a);
    }
    if (b.len() - a.len()) * MOVE > most {
        return None;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|it| it * MOVE).collect();
    let mut result = 0;
    for (index, &y) in b.iter().enumerate() {
        let mut diagonal = index * MOVE;
        result = diagonal;
        let mut least = usize::MAX;
        for (at, &x) in a.iter().enumerate() {
            let substituted = diagonal + change(y, x);
            diagonal = row[at];
            let moved = result.min(diagonal) + MOVE;
            result = substituted.min(moved);
            row[at] = result;
            least = least.min(result);
        }
        if least > most {
            return None;
        }
    }
    Some(result).filter(|it| *it <= most)
}
