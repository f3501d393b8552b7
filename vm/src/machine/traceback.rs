//! What is printed of an exception that nobody caught.

use core::fmt::Write as _;

use crate::builtin::prelude::*;
use crate::machine::lines;
use crate::object::Traceback;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// Frames of the same place that are printed before the rest is counted.
const RECURSIVE: usize = 3;
/// Exceptions of a group, and groups in groups, that are printed.
const WIDEST: usize = 15;
/// See [`WIDEST`].
const DEEPEST: usize = 10;

/// Prints exceptions; indents what belongs to groups.
struct Printer<'a> {
    vm: &'a mut Vm,
    out: String,
    seen: hashbrown::HashSet<(u8, u64)>,
    /// How deep in groups it is.
    depth: usize,
    /// Whether the frame of a group has yet to be closed.
    needs_close: bool,
}

impl Vm {
    /// The traceback of an exception, with those of its causes and contexts.
    pub(crate) fn format_exception(&mut self, exception: Value) -> String {
        let mut printer = Printer { vm: self, out: String::new(), seen: hashbrown::HashSet::new(), depth: 0, needs_close: false };
        printer.chain(exception);
        printer.out
    }

    /// The first line of an exception: its class and text.
    pub(crate) fn exception_line(&mut self, exception: Value) -> String {
        let class = self.class_of(exception);
        let named = &self.heap.types[class];
        let mut name = if self.minor() >= 9 { named.qualname } else { named.name }.map_or_else(String::new, |it| self.lossy(it));
        match self.class_entry(class, self.names.module) {
            Some(Value::Str(module)) => {
                let module = self.lossy(module);
                if module != "builtins" && (module != "__main__" || self.minor() < 11) {
                    name = format!("{module}.{name}");
                }
            }
            _ => name = format!("<unknown>.{name}"),
        }
        let saved = self.exception;
        let text = match self.display(exception) {
            Ok(text) => text,
            Err(_) => {
                self.exception = saved;
                "<exception str() failed>".to_owned()
            }
        };
        let text = self.with_suggestion(exception, text);
        if text.is_empty() { name } else { format!("{name}: {text}") }
    }
}

impl Printer<'_> {
    fn indent(&self) -> String {
        if self.depth == 0 { String::new() } else { "  ".repeat(self.depth) + "| " }
    }

    fn line(&mut self, text: &str) {
        let indent = self.indent();
        for line in text.split('\n') {
            if indent.is_empty() {
                self.out += line;
            } else {
                self.out += &indent;
                self.out += line;
            }
            self.out.push('\n');
        }
    }

    /// An exception after those that it came from: a loop, however long the chain is.
    fn chain(&mut self, exception: Value) {
        let mut chain = vec![(exception, "")];
        let mut at = exception;
        while let Value::Exception(id) = at {
            self.seen.insert(at.identity());
            let it = &self.vm.heap.exceptions[id];
            let (next, text) = match (it.cause, it.context) {
                (cause @ Value::Exception(_), _) => (cause, CAUSE),
                (_, context @ Value::Exception(_)) if !it.suppress_context => (context, CONTEXT),
                _ => break,
            };
            if self.seen.contains(&next.identity()) {
                break;
            }
            chain.push((next, text));
            at = next;
        }
        let mut texts: Vec<(Value, &str)> = Vec::new();
        for pair in chain.windows(2) {
            texts.push((pair[1].0, pair[1].1));
        }
        for &(value, text) in texts.iter().rev() {
            self.one(value);
            if self.depth == 0 {
                self.out += text;
            } else {
                for line in text.trim_end_matches('\n').split('\n') {
                    self.line(line);
                }
                self.line("");
            }
        }
        self.one(exception);
    }

    fn one(&mut self, exception: Value) {
        if self.vm.is_group(exception) {
            return self.group(exception);
        }
        let traceback = self.traceback(exception);
        if !traceback.is_empty() {
            self.line("Traceback (most recent call last):");
            let text = traceback.trim_end_matches('\n').to_owned();
            self.line(&text);
        }
        self.message(exception);
    }

    fn message(&mut self, exception: Value) {
        let syntax = self.vm.exception_class("SyntaxError");
        if self.vm.is_instance(exception, syntax) {
            self.syntax(exception);
        } else {
            let text = self.vm.exception_line(exception);
            self.line(&text);
        }
        let name = self.vm.names.notes;
        let saved = self.vm.exception;
        let notes = match self.vm.find_attr(exception, name) {
            Ok(notes) => notes,
            Err(_) => {
                self.vm.exception = saved;
                None
            }
        };
        let Some(notes) = notes else { return };
        if !matches!(self.vm.native(notes), Value::List(_) | Value::Tuple(_)) {
            let text = self.vm.repr_text(notes).unwrap_or_else(|_| "<__notes__ repr() failed>".to_owned());
            self.vm.exception = saved;
            return self.line(&text);
        }
        for note in self.vm.items(notes) {
            let text = self.vm.display(note).unwrap_or_else(|_| "<note str() failed>".to_owned());
            self.vm.exception = saved;
            self.line(&text);
        }
    }

    fn syntax(&mut self, exception: Value) {
        let field = |vm: &Vm, at| vm.exception_field(exception, at);
        let (message, file, line, offset, text) =
            (field(self.vm, 0), field(self.vm, 1), field(self.vm, 2), field(self.vm, 3), field(self.vm, 4));
        if let Value::Int(line) = line {
            let file = if file.is_none() { "<string>".to_owned() } else { self.vm.display(file).unwrap_or_default() };
            self.line(&format!("  File \"{file}\", line {line}"));
            if let Value::Str(_) = text {
                let text = self.vm.plain_text(text);
                let stripped = text.trim_end_matches('\n').trim_start_matches([' ', '\n', '\x0c']);
                self.line(&format!("    {stripped}"));
                if let Value::Int(offset) = offset {
                    let lead = text.trim_end_matches('\n').chars().count() - stripped.chars().count();
                    let column = usize::try_from(offset - 1).unwrap_or(0).saturating_sub(lead);
                    self.line(&format!("    {}^", " ".repeat(column)));
                }
            }
        }
        let class = self.vm.class_name(exception);
        let message =
            if message.is_none() { "<no detail available>".to_owned() } else { self.vm.display(message).unwrap_or_default() };
        self.line(&format!("{class}: {message}"));
    }

    fn group(&mut self, exception: Value) {
        let outermost = self.depth == 0;
        if outermost {
            self.depth = 1;
        }
        let traceback = self.traceback(exception);
        if !traceback.is_empty() {
            if outermost {
                self.out += &format!("{}+ Exception Group Traceback (most recent call last):\n", "  ".repeat(self.depth));
            } else {
                self.line("Exception Group Traceback (most recent call last):");
            }
            let text = traceback.trim_end_matches('\n').to_owned();
            self.line(&text);
        }
        self.message(exception);
        let inner = self.vm.exception_field(exception, 1);
        let items = self.vm.items(inner);
        if self.depth > DEEPEST {
            self.line(&format!("... (max_group_depth is {DEEPEST})"));
        } else {
            self.members(&items);
        }
        if outermost {
            self.depth = 0;
        }
    }

    fn members(&mut self, items: &[Value]) {
        let shown = items.len().min(WIDEST);
        self.needs_close = false;
        for at in 0..shown + usize::from(items.len() > WIDEST) {
            let last = at + 1 == shown + usize::from(items.len() > WIDEST);
            if last {
                self.needs_close = true;
            }
            let title = if at < shown { (at + 1).to_string() } else { "...".to_owned() };
            let bar = "  ".repeat(self.depth);
            let lead = if at == 0 { "+-" } else { "  " };
            let _ = writeln!(self.out, "{bar}{lead}+---------------- {title} ----------------");
            self.depth += 1;
            match items.get(at).filter(|_| at < shown) {
                Some(&item) => self.chain(item),
                None => {
                    let more = items.len() - WIDEST;
                    self.line(&format!("and {more} more exception{}", if more > 1 { "s" } else { "" }));
                }
            }
            if last && self.needs_close {
                let bar = "  ".repeat(self.depth);
                let _ = writeln!(self.out, "{bar}+------------------------------------");
                self.needs_close = false;
            }
            self.depth -= 1;
        }
    }

    /// The lines of the frames that an exception has passed; the same place many times is counted.
    fn traceback(&mut self, exception: Value) -> String {
        let Value::Exception(id) = exception else { return String::new() };
        let mut at = match self.vm.heap.exceptions[id].traceback {
            Value::Traceback(id) => Some(id),
            _ => None,
        };
        let mut out = String::new();
        let mut last: Option<(Id<Str>, i32, Id<Str>)> = None;
        let mut count = 0;
        while let Some(id) = at {
            let it = &self.vm.heap.tracebacks[id];
            at = it.next;
            let Some(body) = it.body.clone() else { continue };
            let line = self.vm.traceback_line(id);
            let key = (body.filename, line.unwrap_or(-1), body.name);
            if last != Some(key) {
                repeated(&mut out, count);
                last = Some(key);
                count = 0;
            }
            count += 1;
            if count <= RECURSIVE {
                self.frame(id, &mut out);
            }
        }
        repeated(&mut out, count);
        out
    }

    fn frame(&mut self, id: Id<Traceback>, out: &mut String) {
        let it = &self.vm.heap.tracebacks[id];
        let (Some(body), offset, explicit) = (it.body.clone(), it.offset, it.line) else { return };
        let line = self.vm.traceback_line(id);
        let (file, name) = (self.vm.lossy(body.filename), self.vm.lossy(body.name));
        let shown = line.map_or_else(
            || if self.vm.minor() >= 10 { "?".to_owned() } else { body.firstlineno.to_string() },
            |it| it.to_string(),
        );
        let _ = writeln!(out, "  File \"{file}\", line {shown}, in {name}");
        let Some(line) = line else { return };
        let Some(source) = self.vm.source_line(&file, line) else { return };
        let trimmed = source.trim_matches([' ', '\t', '\x0c', '\n', '\r']);
        if trimmed.is_empty() {
            return;
        }
        let place = lines::position(&body, offset, self.vm.version).filter(|_| self.vm.minor() >= 11 && explicit.is_none());
        if let Some(place) = place
            && self.vm.minor() >= 13
            && place.end_line.is_some_and(|it| it > line)
            && place.line == Some(line)
        {
            return self.lines_of(&file, place, out);
        }
        let _ = writeln!(out, "    {trimmed}");
        if let Some(place) = place
            && let Some(marks) = marks(&source, line, place, self.vm.minor())
        {
            let _ = writeln!(out, "    {marks}");
        }
    }
}

impl Printer<'_> {
    /// An instruction of several lines with the marks below each (3.13); of many lines those in the middle are left out.
    fn lines_of(&mut self, file: &str, place: pyc_bytecode::lines::Location, out: &mut String) {
        let (Some(first), Some(last), Some(start), Some(end)) = (place.line, place.end_line, place.column, place.end_column)
        else {
            return;
        };
        let lines: Vec<String> =
            (first..=last).map_while(|line| self.vm.source_line(file, line)).map(|it| it.trim_end().to_owned()).collect();
        let indent = |it: &str| it.len() - it.trim_start_matches([' ', '\t', '\x0c']).len();
        let dedent = lines.iter().filter(|it| !it.trim().is_empty()).map(|it| indent(it)).min().unwrap_or(0);
        // The text of the instruction, and where each of its lines begins in it.
        let (mut segment, mut starts) = (String::new(), Vec::new());
        for (number, line) in lines.iter().enumerate() {
            let from = if number == 0 { start.max(0) as usize } else { 0 };
            let to = if number + 1 == lines.len() { (end.max(0) as usize).min(line.len()) } else { line.len() };
            starts.push((segment.len(), from, to));
            segment += line.get(from..to).unwrap_or_default();
            segment.push('\n');
        }
        let anchors = crate::machine::anchors::scan(segment.trim_end_matches('\n'), self.vm.minor());
        let before = lines.first().and_then(|it| it.get(..start.max(0) as usize)).unwrap_or_default();
        let after = lines.last().and_then(|it| it.get(end.max(0) as usize..)).unwrap_or_default();
        let whole = before.trim().is_empty() && after.trim().is_empty() && anchors.is_none();
        let marked = !whole && !crate::machine::anchors::is_plain_call(before, segment.trim_end(), after);
        let shown = |number: usize| {
            lines.len() <= 4
                || number < 1
                || number + 1 == lines.len()
                || anchors.is_some_and(|(left, right)| {
                    let (at, from, to) = starts[number];
                    [left, right.saturating_sub(1)].iter().any(|it| (at..=at + to - from.min(to)).contains(it))
                })
        };
        let mut skipped = 0;
        for (number, line) in lines.iter().enumerate() {
            if !shown(number) {
                skipped += 1;
                continue;
            }
            if skipped > 0 {
                let _ = writeln!(out, "    ...<{skipped} line{}>...", if skipped == 1 { "" } else { "s" });
                skipped = 0;
            }
            let _ = writeln!(out, "    {}", line.get(dedent..).unwrap_or_default());
            if !marked {
                continue;
            }
            let (at, from, to) = starts[number];
            let from = from.max(indent(line));
            let mut marks = String::new();
            for (place, c) in line.char_indices().filter(|it| (dedent..to).contains(&it.0)) {
                let mark = if place < from {
                    ' '
                } else {
                    let offset = at + place - starts[number].1;
                    match anchors {
                        Some((left, right)) if offset < left || offset >= right => '~',
                        _ => '^',
                    }
                };
                (0..width(c)).for_each(|_| marks.push(mark));
            }
            let _ = writeln!(out, "    {}", marks.trim_end());
        }
    }
}

fn repeated(out: &mut String, count: usize) {
    if count > RECURSIVE {
        let more = count - RECURSIVE;
        let _ = writeln!(out, "  [Previous line repeated {more} more time{}]", if more == 1 { "" } else { "s" });
    }
}

/// The `^^^^` below a line of source, from the columns of its instruction; none if that is the whole line.
fn marks(source: &str, line: i32, place: pyc_bytecode::lines::Location, minor: u8) -> Option<String> {
    let (first, last) = (place.line?, place.end_line?);
    let (start, end) = (place.column?, place.end_column?);
    if first != line || start < 0 {
        return None;
    }
    let text = source.trim_end_matches(['\n', '\r']);
    let stripped = text.trim_matches([' ', '\t', '\x0c']);
    let lead = text.len() - text.trim_start_matches([' ', '\t', '\x0c']).len();
    // Columns count bytes of UTF-8.
    let chars = |bytes: usize| text.get(..bytes.min(text.len())).map_or(0, |it| it.chars().map(width).sum::<usize>());
    let start_at = chars(start as usize);
    let end_at = if last == first { chars(end.max(0) as usize) } else { chars(lead + stripped.len()) };
    let lead = chars(lead);
    let stripped_end = chars(text.trim_end_matches([' ', '\t', '\x0c']).len());
    if end_at <= start_at {
        return None;
    }
    let whole = start_at <= lead && end_at >= stripped_end;
    let segment = text.get(start as usize..(if last == first { end as usize } else { text.len() }).min(text.len()))?;
    let anchors = if last == first { anchor(segment, minor) } else { None };
    if whole && anchors.is_none() {
        return None;
    }
    if minor >= 13
        && crate::machine::anchors::is_plain_call(
            text.get(..start as usize)?,
            segment,
            text.get(start as usize + segment.len()..)?,
        )
    {
        return None;
    }
    let mut out = " ".repeat(start_at.saturating_sub(lead));
    let len = end_at - start_at;
    match anchors {
        Some((left, right)) => {
            for at in 0..len {
                out.push(if at >= left && at < right { '^' } else { '~' });
            }
        }
        None => out += &"^".repeat(len),
    }
    Some(out)
}

/// How many columns a character takes.
fn width(c: char) -> usize {
    unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)
}

/// Within the text of an operation: where the operator stands, or the brackets of a subscript, or from 3.13 on of a call. As `traceback.py` finds it in the
/// syntax tree, here by scanning at the lowest depth of brackets.
fn anchor(segment: &str, minor: u8) -> Option<(usize, usize)> {
    let scan = crate::machine::anchors::scan(segment, minor)?;
    let columns = |bytes: usize| segment.get(..bytes).map_or(0, |it| it.chars().map(width).sum::<usize>());
    Some((columns(scan.0), columns(scan.1)))
}
