//! The loop that prints nested objects.

use core::fmt::Write;

use super::Repr;
use super::leaf::{clip, complex_repr, escaped, float_repr, push_bytes, push_str, shown, stop_iteration};
use crate::node::{Children, Node, Pairs, Value};
use crate::version::Version;

/// A piece of work: what to print next.
enum Task<'t, 'a> {
    Text(&'static str),
    Object(Node<'t, 'a>),
    Items {
        items: Children<'t, 'a>,
        first: bool,
    },
    /// Closes the container that is innermost on the path.
    Leave {
        close: &'static str,
    },
    /// As `Leave`, for a tuple: one item needs a comma.
    LeaveTuple {
        single: bool,
    },
    /// Notes where a text of a sorted set begins.
    Mark,
    /// Sorts and joins the texts between the marks.
    LeaveSorted {
        close: &'static str,
    },
}

/// What is being printed. See [`super::Reprs`].
pub(super) struct Printer<'t, 'a> {
    pub(super) out: String,
    pub(super) limit: usize,
    /// See [`super::Reprs::work`]. A set of a million equal items may be named a million times.
    pub(super) work: usize,
    pub(super) most_work: usize,
    pub(super) full: bool,
    sorted_sets: bool,
    short_code: bool,
    base: usize,
    version: Version,
    tasks: Vec<Task<'t, 'a>>,
    /// Containers that are being printed, for cycles: a bit for each node.
    open: Vec<u64>,
    path: Vec<usize>,
    /// Starts of the texts of each sorted set that is open.
    marks: Vec<Vec<usize>>,
    /// Classes of equal objects, once a set asks for them.
    classes: Option<Vec<u32>>,
}

impl<'t, 'a> Printer<'t, 'a> {
    pub(super) fn new(repr: &Repr<'t, 'a>) -> Printer<'t, 'a> {
        Printer {
            out: String::new(),
            limit: repr.limit,
            work: 0,
            most_work: repr.limit,
            full: false,
            sorted_sets: repr.sorted_sets,
            short_code: repr.short_code,
            base: repr.base,
            version: repr.node.tree().layout().version,
            tasks: Vec::new(),
            open: Vec::new(),
            path: Vec::new(),
            marks: Vec::new(),
            classes: None,
        }
    }

    pub(super) fn run(&mut self, node: Node<'t, 'a>) {
        // Most objects are leaves, which leave no task.
        self.object(node);
        while !self.is_exhausted()
            && let Some(task) = self.tasks.pop()
        {
            match task {
                Task::Text(text) => self.out.push_str(text),
                Task::Object(node) => self.object(node),
                Task::Items { mut items, first } => {
                    if let Some(item) = items.next() {
                        if !first {
                            self.out.push_str(", ");
                        }
                        self.tasks.push(Task::Items { items, first: false });
                        self.tasks.push(Task::Object(item));
                    }
                }
                Task::Leave { close } => self.leave(close),
                Task::LeaveTuple { single } => self.leave(if single { ",)" } else { ")" }),
                Task::Mark => {
                    let at = self.out.len();
                    if let Some(marks) = self.marks.last_mut() {
                        marks.push(at);
                    }
                }
                Task::LeaveSorted { close } => {
                    self.sort_texts();
                    self.leave(close);
                }
            }
        }
        // The last object may have gone past the limit.
        if self.is_exhausted() {
            self.tasks.clear();
            self.marks.clear();
            while !self.path.is_empty() {
                self.leave("");
            }
            let end = (0..=self.limit.min(self.out.len())).rev().find(|&end| self.out.is_char_boundary(end)).unwrap_or(0);
            self.out.truncate(end);
            self.full = true;
        }
    }

    fn is_exhausted(&self) -> bool {
        self.out.len() > self.limit || self.work > self.most_work
    }

    /// Enters a container; false if it is being printed already.
    fn enter(&mut self, node: Node<'t, 'a>) -> bool {
        let index = node.index();
        if self.open.is_empty() {
            self.open.resize(node.tree().len() / 64 + 1, 0);
        }
        match self.open.get_mut(index / 64) {
            Some(word) if *word & 1 << (index % 64) == 0 => {
                *word |= 1 << (index % 64);
                self.path.push(index);
                true
            }
            _ => false,
        }
    }

    fn leave(&mut self, close: &str) {
        if let Some(index) = self.path.pop()
            && let Some(word) = self.open.get_mut(index / 64)
        {
            *word &= !(1 << (index % 64));
        }
        self.out.push_str(close);
    }

    fn object(&mut self, node: Node<'t, 'a>) {
        let Some(node) = node.resolve() else {
            self.out.push_str("<dangling reference>");
            return;
        };
        let three = self.version.major >= 3;
        match node.value() {
            Value::Null => self.out.push_str("<NULL>"),
            Value::Dangling => self.out.push_str("<dangling reference>"),
            Value::None => self.out.push_str("None"),
            Value::Bool(value) => self.out.push_str(if value { "True" } else { "False" }),
            Value::StopIteration => self.out.push_str(stop_iteration(self.version)),
            Value::Ellipsis => self.out.push_str("Ellipsis"),
            Value::Int(value) => self.integer(value),
            Value::Long(value) => {
                self.integer(value);
                self.out.push('L');
            }
            Value::Float(value) => self.out.push_str(&float_repr(value, self.version)),
            Value::Complex(re, im) => self.out.push_str(&complex_repr(re, im, self.version)),
            Value::Bytes(bytes) => {
                if three {
                    self.out.push('b');
                }
                self.work += bytes.len();
                push_bytes(&mut self.out, bytes, self.limit);
            }
            Value::Str(text) => {
                self.work += text.as_bytes().len();
                push_str(&mut self.out, text, self.version, self.limit);
            }
            Value::Tuple(items) => {
                if self.enter(node) {
                    let single = items.clone().nth(1).is_none() && items.clone().next().is_some();
                    self.out.push('(');
                    self.tasks.push(Task::LeaveTuple { single });
                    self.tasks.push(Task::Items { items, first: true });
                } else {
                    self.out.push_str("(...)");
                }
            }
            Value::List(items) => self.items(node, items, "[", "]", "[...]"),
            Value::Set(items) => {
                let empty = items.clone().next().is_none();
                let (open, close) = match (three, empty) {
                    (true, true) => ("set(", ")"),
                    (true, false) => ("{", "}"),
                    (false, _) => ("set([", "])"),
                };
                self.set(node, items, open, close);
            }
            Value::FrozenSet(items) => {
                let empty = items.clone().next().is_none();
                let (open, close) = match (three, empty) {
                    (true, true) => ("frozenset(", ")"),
                    (true, false) => ("frozenset({", "})"),
                    (false, _) => ("frozenset([", "])"),
                };
                self.set(node, items, open, close);
            }
            Value::Dict(pairs) => self.pairs(node, pairs, "{", "}"),
            Value::FrozenDict(pairs) => {
                let empty = pairs.clone().next().is_none();
                let (open, close) = if empty { ("frozendict(", ")") } else { ("frozendict({", "})") };
                self.pairs(node, pairs, open, close);
            }
            Value::Slice(parts) => self.items(node, parts, "slice(", ")", "slice(...)"),
            Value::Code(code) => {
                if self.short_code {
                    let name = code.name().map_or("?".into(), escaped);
                    let _ = write!(self.out, "<code {name}>");
                } else {
                    // `code_repr` in `Objects/codeobject.c`: up to 2.7 it prints into an array of 500 bytes.
                    if three {
                        let names = [code.name(), code.filename()].into_iter().flatten();
                        self.work += names.map(|text| text.as_bytes().len()).sum::<usize>();
                    }
                    let clipped = |text, limit| shown(if three { text } else { clip(text, limit) });
                    let name = code.name().map_or("???".into(), |name| clipped(name, 100));
                    let file = code.filename().map_or("???".into(), |file| clipped(file, 300));
                    let line = code.firstlineno().filter(|&line| line != 0).unwrap_or(-1);
                    let offset = node.offset() + self.base;
                    for part in ["<code object ", &name, " at 0x"] {
                        self.out.push_str(part);
                    }
                    let _ = write!(self.out, "{offset:x}, file \"");
                    self.out.push_str(&file);
                    let _ = write!(self.out, "\", line {line}>");
                }
            }
        }
    }

    fn integer(&mut self, value: crate::Integer<'_>) {
        match value.to_i64() {
            Some(small) => {
                let _ = write!(self.out, "{small}");
            }
            None => {
                let int = value.to_int();
                // log10(2) < 0.302; converting what will be cut off anyway would be slow.
                let digits = int.to_le_bytes().len().saturating_mul(8).saturating_mul(301) / 1000;
                if digits > self.limit.saturating_sub(self.out.len()) {
                    self.limit = self.limit.min(self.out.len());
                    self.out.push(' ');
                } else {
                    let _ = write!(self.out, "{int}");
                }
            }
        }
    }

    fn items(&mut self, node: Node<'t, 'a>, items: Children<'t, 'a>, open: &str, close: &'static str, cycle: &str) {
        if self.enter(node) {
            self.out.push_str(open);
            self.tasks.push(Task::Leave { close });
            self.tasks.push(Task::Items { items, first: true });
        } else {
            self.out.push_str(cycle);
        }
    }

    /// Dicts print each of their keys once, with its last value: `{1: 2, True: 3}` is `{1: 3}`.
    fn pairs(&mut self, node: Node<'t, 'a>, pairs: Pairs<'t, 'a>, open: &str, close: &'static str) {
        if !self.enter(node) {
            self.out.push_str("{...}");
            return;
        }
        self.work += node.count();
        let distinct = crate::equality::distinct_pairs(pairs, &mut self.classes);
        let sorted = self.sorted_sets && self.version.major < 3;
        self.out.push_str(open);
        if sorted {
            self.marks.push(Vec::new());
            self.tasks.push(Task::LeaveSorted { close });
        } else {
            self.tasks.push(Task::Leave { close });
        }
        for (i, (key, value)) in distinct.into_iter().enumerate().rev() {
            self.tasks.push(Task::Object(value));
            self.tasks.push(Task::Text(": "));
            self.tasks.push(Task::Object(key));
            if sorted {
                self.tasks.push(Task::Mark);
            } else if i != 0 {
                self.tasks.push(Task::Text(", "));
            }
        }
    }

    /// Sets print each of their items once: `{1, 1.0, True}` is `{1}`.
    fn set(&mut self, node: Node<'t, 'a>, items: Children<'t, 'a>, open: &str, close: &'static str) {
        if !self.enter(node) {
            self.out.push_str(if node.tag().code() == crate::Tag::SET { "set(...)" } else { "frozenset(...)" });
            return;
        }
        self.work += node.count();
        let distinct = crate::equality::distinct(items, &mut self.classes);
        self.out.push_str(open);
        if self.sorted_sets {
            self.marks.push(Vec::new());
            self.tasks.push(Task::LeaveSorted { close });
            for item in distinct.into_iter().rev() {
                self.tasks.push(Task::Object(item));
                self.tasks.push(Task::Mark);
            }
        } else {
            self.tasks.push(Task::Leave { close });
            let last = distinct.len().saturating_sub(1);
            for (i, item) in distinct.into_iter().enumerate().rev() {
                if i != last {
                    self.tasks.push(Task::Text(", "));
                }
                self.tasks.push(Task::Object(item));
            }
        }
    }

    fn sort_texts(&mut self) {
        let Some(marks) = self.marks.pop() else { return };
        let Some(&start) = marks.first() else { return };
        let ends = marks.iter().copied().skip(1).chain([self.out.len()]);
        let mut texts: Vec<String> =
            marks.iter().zip(ends).map(|(&from, to)| self.out.get(from..to).unwrap_or_default().to_owned()).collect();
        texts.sort_unstable();
        self.out.truncate(start);
        self.out.push_str(&texts.join(", "));
    }
}
