//! `(a, b, /, c, *args, d, **kwargs)`: which arguments a function takes.

use crate::text::error::{Outcome, fault};
use crate::text::lex::Cursor;

/// Which arguments a function takes. Their names are its first variables: positional, keyword-only, then `*args`, then
/// `**kwargs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Signature {
    /// Positional ones, positional-only ones included.
    pub(super) argcount: usize,
    pub(super) posonlyargcount: usize,
    pub(super) kwonlyargcount: usize,
    pub(super) varargs: bool,
    pub(super) varkeywords: bool,
}

impl Signature {
    /// How many variables are arguments.
    pub(super) fn len(&self) -> usize {
        self.argcount + self.kwonlyargcount + usize::from(self.varargs) + usize::from(self.varkeywords)
    }

    /// Reads one, if it stands here. `name` reads a name; the names are given back in the order of variables.
    pub(super) fn read<N>(
        cursor: &mut Cursor<'_>,
        mut name: impl FnMut(&mut Cursor<'_>) -> Outcome<N>,
    ) -> Outcome<Option<(Signature, Vec<N>)>> {
        if !cursor.eat("(") {
            return Ok(None);
        }
        let mut signature = Signature::default();
        let (mut names, mut varargs, mut varkeywords, mut star) = (Vec::new(), None, None, false);
        while !cursor.eat_tight(")") {
            let at = cursor.at();
            if varkeywords.is_some() {
                return fault(at, "nothing stands behind '**' in a signature");
            }
            if cursor.eat("**") {
                varkeywords = Some(name(cursor)?);
            } else if cursor.eat_tight("*") {
                if star {
                    return fault(at, "a second '*' in a signature");
                }
                star = true;
                cursor.blanks();
                if !matches!(cursor.peek(), Some(',' | ')')) {
                    varargs = Some(name(cursor)?);
                }
            } else if cursor.eat("/") {
                if star || signature.posonlyargcount > 0 {
                    return fault(at, "'/' stands too late in a signature");
                }
                signature.posonlyargcount = names.len();
            } else {
                names.push(name(cursor)?);
                *(if star { &mut signature.kwonlyargcount } else { &mut signature.argcount }) += 1;
            }
            cursor.blanks();
            if !cursor.eat(",") && cursor.peek() != Some(')') {
                return fault(cursor.at(), "expected a comma or \")\"");
            }
        }
        (signature.varargs, signature.varkeywords) = (varargs.is_some(), varkeywords.is_some());
        names.extend(varargs);
        names.extend(varkeywords);
        cursor.blanks();
        Ok(Some((signature, names)))
    }

    /// Prints it, with these names in the order of variables.
    pub(super) fn print(&self, names: &[String], out: &mut String) {
        let name = |at: usize| names.get(at).map_or("", String::as_str);
        let mut parts: Vec<String> = Vec::new();
        for at in 0..self.argcount {
            parts.push(name(at).to_owned());
            if at + 1 == self.posonlyargcount {
                parts.push("/".to_owned());
            }
        }
        let behind = self.argcount + self.kwonlyargcount;
        if self.varargs {
            parts.push(format!("*{}", name(behind)));
        } else if self.kwonlyargcount > 0 {
            parts.push("*".to_owned());
        }
        parts.extend((self.argcount..behind).map(|at| name(at).to_owned()));
        if self.varkeywords {
            parts.push(format!("**{}", name(behind + usize::from(self.varargs))));
        }
        out.push('(');
        out.push_str(&parts.join(", "));
        out.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Outcome<(Signature, Vec<String>)> {
        let mut cursor = Cursor::new(text, 0);
        let read = Signature::read(&mut cursor, |cursor| {
            cursor.word_tight().map_or_else(|| fault(cursor.at(), "expected a name"), |it| Ok(it.to_owned()))
        })?;
        cursor.finish()?;
        read.map_or_else(|| fault(0, "none"), Ok)
    }

    #[test]
    fn all_kinds_of_arguments_come_back() {
        for text in ["()", "(a)", "(a, b, /, c, *args, d, **kw)", "(*, d)", "(**kw)", "(a, /)"] {
            let (signature, names) = read(text).expect("a signature");
            let mut out = String::new();
            signature.print(&names, &mut out);
            assert_eq!(out, text);
            assert_eq!(signature.len(), names.len());
        }
        let (signature, names) = read("(a, b, /, c, *args, d, **kw)").expect("a signature");
        assert_eq!(names, ["a", "b", "c", "d", "args", "kw"]);
        assert_eq!((signature.argcount, signature.posonlyargcount, signature.kwonlyargcount), (3, 2, 1));
    }

    #[test]
    fn what_python_refuses_is_refused() {
        for (text, at) in [("(a b)", 3), ("(*, *b)", 4), ("(**k, a)", 6), ("(*, /)", 4), ("(,)", 1), ("(a", 2)] {
            assert_eq!(read(text).expect_err(text).at, at, "{text}");
        }
    }
}
