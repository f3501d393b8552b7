//! The one function that `collections.namedtuple` has compiled of source: the `__new__` of the new class.
//!
//! A machine without a compiler knows this form, and no other. It is read strictly; what it means follows from the names of the fields alone:
//!
//! ```text
//! lambda _cls, x, y: _tuple_new(_cls, (x, y))                3.9 and later, evaluated
//! def __new__(_cls, x, y): return _tuple_new(_cls, (x, y))   3.8, executed
//! ```

use core::fmt::Write as _;

use pyc_marshal::Version;

/// Words that cannot be names of parameters, in any version.
const KEYWORDS: &str = "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda \
    nonlocal not or pass raise return try while with yield";

/// The file that a compiler of that version would have made of the source, if the source has the form.
pub(crate) fn compile(source: &str, mode: &str, version: Version) -> Option<Vec<u8>> {
    let (name, list, body) = match mode {
        "eval" => {
            let (list, body) = source.strip_prefix("lambda ")?.split_once(": ")?;
            ("<lambda>", list, body)
        }
        "exec" => {
            let (list, body) = source.strip_prefix("def __new__(")?.split_once("): return ")?;
            ("__new__", list, body)
        }
        _ => return None,
    };
    let fields = list.strip_prefix("_cls, ")?;
    if body != format!("_tuple_new(_cls, ({fields}))") {
        return None;
    }
    let names = names(fields)?;
    pyc_bytecode::text::assemble(&text(name, &names, mode, version)).ok()
}

/// The names in what stands between the brackets of a tuple's `repr`, without the quotes.
fn names(fields: &str) -> Option<Vec<&str>> {
    let names: Vec<&str> = match fields.strip_suffix(',') {
        Some(one) => vec![one],
        None if fields.is_empty() => Vec::new(),
        None => fields.split(", ").collect(),
    };
    let plain = |name: &&str| {
        name.starts_with(|it: char| it == '_' || it.is_ascii_alphabetic())
            && name.bytes().all(|it| it == b'_' || it.is_ascii_alphanumeric())
            && !KEYWORDS.split_whitespace().any(|it| it == *name)
            && *name != "_cls"
    };
    // A single name has its comma, as tuples of one item have.
    let comma = (names.len() == 1) == fields.ends_with(',');
    let mut sorted = names.clone();
    sorted.sort_unstable();
    (comma && names.iter().all(plain) && sorted.windows(2).all(|it| it[0] != it[1])).then_some(names)
}

/// The file as `.pyasm`.
fn text(name: &str, names: &[&str], mode: &str, version: Version) -> String {
    let minor = version.minor;
    let mut out = format!("pyc 3.{minor}\ncode <module>\nfilename '<string>'\ncode {name}(_cls");
    // Writing to a string cannot fail.
    for field in names {
        let _ = write!(out, ", {field}");
    }
    let _ = writeln!(out, ")\nfilename '<string>'");
    if minor >= 11 {
        let _ = writeln!(out, "qualname {name}");
    }
    let resume = if minor >= 11 { "RESUME 0\n" } else { "" };
    let global = if minor >= 11 { "LOAD_GLOBAL _tuple_new + NULL\n" } else { "LOAD_GLOBAL _tuple_new\n" };
    let _ = writeln!(out, "line 1\n{resume}{global}LOAD_FAST _cls");
    for field in names {
        let _ = writeln!(out, "LOAD_FAST {field}");
    }
    if names.is_empty() {
        out += "LOAD_CONST ()\n";
    } else {
        let _ = writeln!(out, "BUILD_TUPLE {}", names.len());
    }
    out += match minor {
        ..11 => "CALL_FUNCTION 2\n",
        11 => "PRECALL 2\nCALL 2\n",
        _ => "CALL 2\n",
    };
    let _ = writeln!(out, "RETURN_VALUE\nend\nline 1\n{resume}LOAD_CONST code {name}");
    out += match minor {
        ..11 if mode == "exec" => "LOAD_CONST '__new__'\nMAKE_FUNCTION 0\n",
        ..11 => "LOAD_CONST '<lambda>'\nMAKE_FUNCTION 0\n",
        11 | 12 => "MAKE_FUNCTION 0\n",
        _ => "MAKE_FUNCTION\n",
    };
    if mode == "exec" {
        out += "STORE_NAME __new__\nLOAD_CONST None\n";
    }
    out + "RETURN_VALUE\nend\n"
}

#[cfg(test)]
mod tests {
    use pyc_marshal::{File, Version};

    use super::{compile, names};

    #[test]
    fn the_form_and_no_other() {
        let version = Version::new(3, 12);
        let good = [
            "lambda _cls, x, y: _tuple_new(_cls, (x, y))",
            "lambda _cls, x,: _tuple_new(_cls, (x,))",
            "lambda _cls, : _tuple_new(_cls, ())",
        ];
        for source in good {
            let file = compile(source, "eval", version).unwrap();
            assert!(File::parse(&file).is_ok(), "{source}");
        }
        let bad = [
            "lambda _cls, x, y: _tuple_new(_cls, (y, x))",
            "lambda _cls, x: _tuple_new(_cls, (x))",
            "lambda _cls, x, x: _tuple_new(_cls, (x, x))",
            "lambda _cls, x=f(), y: _tuple_new(_cls, (x=f(), y))",
            "lambda _cls, if, y: _tuple_new(_cls, (if, y))",
            " lambda _cls, x, y: _tuple_new(_cls, (x, y))",
            "lambda _cls, x, y: _tuple_new(_cls, (x, y))\n",
        ];
        for source in bad {
            assert!(compile(source, "eval", version).is_none(), "{source}");
        }
        assert_eq!(names("a, b"), Some(vec!["a", "b"]));
        assert_eq!(names("a,"), Some(vec!["a"]));
        assert_eq!(names("a, b,"), None);
    }

    #[test]
    fn every_version() {
        for minor in 8..=14 {
            let (source, mode) = if minor == 8 {
                ("def __new__(_cls, x, y): return _tuple_new(_cls, (x, y))", "exec")
            } else {
                ("lambda _cls, x, y: _tuple_new(_cls, (x, y))", "eval")
            };
            let file = compile(source, mode, Version::new(3, minor)).unwrap();
            let file = File::parse(&file).unwrap();
            for code in file.tree.codes() {
                let function = pyc_bytecode::Function::new(code).unwrap();
                assert!(crate::lower::lower(&function).is_ok(), "3.{minor}");
            }
        }
    }
}
