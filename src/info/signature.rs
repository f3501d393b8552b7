//! The parameters of a code object as `def` would list them.

use pyc_marshal::{Code, CodeFlags, Field};

use crate::document::name;

/// Bytes of parameters that are shown: thousands of code objects can share one long list of names.
const LIMIT: usize = 1000;

/// Bytes of one name that are shown.
const NAME_LIMIT: usize = 100;

/// The parameters in parentheses: `(a, /, b, *, c, **d)`. `None` for a module, a class body, and before 1.3.
pub(super) fn of(code: &Code<'_, '_>) -> Option<String> {
    let flags = code.flags();
    let count = |count: i32| usize::try_from(count).unwrap_or(0);
    let (positional, keyword) = (count(code.argcount()), count(code.kwonlyargcount()));
    if !flags.has(CodeFlags::OPTIMIZED) && positional + keyword == 0 {
        return None;
    }
    let positional_only = count(code.posonlyargcount());
    let field = if code.layout().has(Field::Localsplusnames) { Field::Localsplusnames } else { Field::Varnames };
    // Arguments come first, in this order: positional, keyword-only, *args, **kwargs.
    let mut names = code.names_of(field).map(|text| name(text, code.layout(), NAME_LIMIT));
    let mut list = List { text: "(".to_owned() };
    for i in 0..positional {
        let Some(name) = names.next().filter(|_| !list.is_full()) else { return Some(list.cut()) };
        list.push("", &name);
        if i + 1 == positional_only {
            list.push("", "/");
        }
    }
    let mut keywords = Vec::new();
    for _ in 0..keyword {
        let Some(name) = names.next().filter(|_| keywords.len() < LIMIT) else { return Some(list.cut()) };
        keywords.push(name);
    }
    if flags.has(CodeFlags::VARARGS) {
        list.push("*", &names.next().unwrap_or_default());
    } else if keyword != 0 {
        list.push("", "*");
    }
    for name in keywords {
        if list.is_full() {
            return Some(list.cut());
        }
        list.push("", &name);
    }
    if flags.has(CodeFlags::VARKEYWORDS) {
        list.push("**", &names.next().unwrap_or_default());
    }
    Some(list.text + ")")
}

struct List {
    text: String,
}

impl List {
    fn push(&mut self, prefix: &str, name: &str) {
        if self.text.len() > 1 {
            self.text.push_str(", ");
        }
        self.text.push_str(prefix);
        self.text.push_str(name);
    }

    fn is_full(&self) -> bool {
        self.text.len() > LIMIT
    }

    /// The list with its end missing.
    fn cut(mut self) -> String {
        self.push("", "...)");
        self.text
    }
}
