//! What is different, for people.

use std::io::{self, Write};

use pyc_bytecode::lines::Location;
use serde_json::Value;

use super::compare::{Change, CodeChange, Desk, FieldChange, Items, Lines, Moved};
use super::hunks::{Hunk, Line, hunks};
use crate::io::{Output, Paint};

/// Width of the column of opcode names, as in `dis`.
const NAME_WIDTH: usize = 20;

/// Width of the column of lines.
const LINE_WIDTH: usize = 5;

/// The same where columns are shown, too: `123:4-123:56`.
const COLUMNS_WIDTH: usize = 14;

/// A field and its two values.
pub(super) fn field(field: &FieldChange, indent: &str, out: &mut Output) -> io::Result<()> {
    let text = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let (old, new) = (text(&field.old), text(&field.new));
    writeln!(out, "{indent}{}: {} -> {}", field.name, out.paint(Paint::Wrong, old), out.paint(Paint::Value, new))
}

/// What is different in a code object, behind its name.
pub(super) fn change(desk: &mut Desk<'_>, change: &Change<'_>, context: usize, out: &mut Output) -> io::Result<()> {
    if let Some(code) = change.code.as_ref().filter(|_| change.is_only_moved()) {
        return writeln!(out, ": {}", moved(change.moved, code).unwrap_or_default());
    }
    writeln!(out)?;
    change.fields.iter().try_for_each(|it| field(it, "  ", out))?;
    for list in &change.lists {
        write!(out, "  {}:", list.name)?;
        items('-', Paint::Wrong, &list.removed, out)?;
        items('+', Paint::Value, &list.added, out)?;
        writeln!(out)?;
    }
    let Some(code) = &change.code else {
        return writeln!(out, "  instructions: not compared, too many code objects share the same bytes");
    };
    if let Some(text) = moved(change.moved, code) {
        writeln!(out, "  lines: {text}")?;
    }
    if !change.respelt.is_empty() {
        let names: Vec<&str> = change.respelt.iter().map(|it| it.name()).collect();
        writeln!(out, "  same meaning, different bytes: {}", names.join(", "))?;
    }
    let handlers = handlers(code);
    if !handlers.is_empty() {
        writeln!(out, "  exception table:")?;
    }
    for (sign, text) in handlers {
        let paint = if sign == '-' { Paint::Wrong } else { Paint::Value };
        writeln!(out, "{}", out.paint(paint, format_args!("{sign} {text}")))?;
    }
    let columns = desk.lines == Lines::Show && (code.old.has_columns() || code.new.has_columns());
    let widths = Widths {
        place: if columns { COLUMNS_WIDTH } else { LINE_WIDTH },
        label: code.rows.label_count().to_string().len() + 2,
        columns,
    };
    hunks(code, context).try_for_each(|it| hunk(&it, desk, code, &widths, out))
}

fn items(sign: char, paint: Paint, items: &Items, out: &mut Output) -> io::Result<()> {
    for item in &items.shown {
        write!(out, " {}", out.paint(paint, format_args!("{sign}{item}")))?;
    }
    if items.more > 0 {
        write!(out, " {}", out.paint(paint, format_args!("{sign}({} more)", items.more)))?;
    }
    Ok(())
}

/// How many instructions are in another place, in words.
pub(super) fn moved(moved: Moved, code: &CodeChange<'_>) -> Option<String> {
    let mut words = Vec::new();
    if moved.lines > 0 {
        let by = moved.by.map(|by| format!(" by {by:+}")).unwrap_or_default();
        words.push(format!("{} of {} instructions moved{by}", moved.lines, code.new.steps.len()));
    }
    if moved.columns > 0 {
        words.push(format!("{} in other columns", moved.columns));
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// Entries of the exception tables that are not in both, in the words of `dis`.
pub(super) fn handlers(code: &CodeChange<'_>) -> Vec<(char, String)> {
    let mut texts = Vec::new();
    for ((sign, body), numbers) in [('-', &code.old), ('+', &code.new)].into_iter().zip(&code.handlers) {
        for entry in numbers.iter().filter_map(|&number| body.handlers.get(number)) {
            let last = body.last_before(entry.end).map_or(entry.end as usize, |last| body.offset(last as usize));
            let lasti = if entry.lasti { " lasti" } else { "" };
            texts.push((sign, format!("{} to {last} -> {} [{}]{lasti}", entry.start, entry.target, entry.depth)));
        }
    }
    texts
}

struct Widths {
    place: usize,
    label: usize,
    columns: bool,
}

fn hunk(hunk: &Hunk<'_>, desk: &mut Desk<'_>, code: &CodeChange<'_>, widths: &Widths, out: &mut Output) -> io::Result<()> {
    let ([old, new], [before, after]) = (hunk.offsets, hunk.counts);
    writeln!(out, "{}", out.paint(Paint::Dim, format_args!("@@ -{old},{before} +{new},{after} @@")))?;
    for line in hunk.lines(desk, code) {
        let paint = match line.sign {
            '-' => Paint::Wrong,
            '+' => Paint::Value,
            _ => Paint::Plain,
        };
        writeln!(out, "{}", out.paint(paint, text(&line, widths)))?;
    }
    Ok(())
}

fn text(line: &Line, widths: &Widths) -> String {
    let place = place(&line.location, widths.columns);
    let label = line.label.map(|label| format!("L{label}:")).unwrap_or_default();
    let Line { sign, offset, opname, argument, .. } = line;
    let text = format!(
        "{sign}{place:>width$} {offset:>6} {label:label_width$} {opname:NAME_WIDTH$} {argument}",
        width = widths.place,
        label_width = widths.label,
    );
    text.trim_end().to_owned()
}

fn place(location: &Location, columns: bool) -> String {
    let number = |number: Option<i32>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
    match location {
        Location { line: None, .. } => "-".to_owned(),
        Location { line, end_line, column: column @ Some(_), end_column } if columns => {
            format!("{}:{}-{}:{}", number(*line), number(*column), number(*end_line), number(*end_column))
        }
        Location { line, .. } => number(*line),
    }
}

/// What is different in a code object, on one line.
pub(super) fn summary(change: &Change<'_>) -> String {
    let mut words = Vec::new();
    let Some(code) = &change.code else { return "not compared".to_owned() };
    let (removed, added) = code.rows.counts();
    if (removed, added) != (0, 0) {
        words.push(format!("-{removed} +{added} instructions"));
    }
    words.extend(change.fields.iter().map(|it| it.name.to_owned()));
    words.extend(change.lists.iter().map(|it| it.name.to_owned()));
    words.extend(moved(change.moved, code).map(|text| format!("lines ({text})")));
    if code.handlers.iter().any(|it| !it.is_empty()) {
        words.push("exception table".to_owned());
    }
    if !change.respelt.is_empty() {
        words.push("same meaning, different bytes".to_owned());
    }
    words.join(", ")
}
