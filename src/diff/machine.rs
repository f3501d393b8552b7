//! What is different, for machines.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::compare::{Change, CodeChange, Desk, FieldChange, ListChange};
use super::hunks::{Line, hunks};
use super::print;
use crate::io::Output;

/// Fields by name, each with its old and its new value.
pub(super) fn fields(fields: &[FieldChange]) -> Value {
    fields.iter().map(|it| (it.name.to_owned(), json!([it.old, it.new]))).collect::<Map<_, _>>().into()
}

/// What is different in a code object: members of a JSON object, behind those that are in the map.
pub(super) fn change(
    mut map: Map<String, Value>,
    desk: &mut Desk<'_>,
    change: &Change<'_>,
    context: usize,
    out: &mut Output,
) -> io::Result<()> {
    map.insert("fields".into(), fields(&change.fields));
    let lists = change.lists.iter().map(|it| (it.name.to_owned(), list(it)));
    map.insert("lists".into(), lists.collect::<Map<_, _>>().into());
    map.insert("compared".into(), change.code.is_some().into());
    let Some(code) = &change.code else { return write!(out, "{}", Value::Object(map)) };
    let moved = change.moved;
    map.insert("lines".into(), json!({ "moved": moved.lines, "by": moved.by, "columns": moved.columns }));
    map.insert("respelt".into(), change.respelt.iter().map(|it| it.name()).collect());
    map.insert("handlers".into(), json!({ "removed": handlers(code, '-'), "added": handlers(code, '+') }));
    let (removed, added) = code.rows.counts();
    map.insert("removed".into(), removed.into());
    map.insert("added".into(), added.into());
    let map = Value::Object(map).to_string();
    write!(out, "{},\"hunks\":[", map.strip_suffix('}').unwrap_or(&map))?;
    for (i, it) in hunks(code, context).enumerate() {
        let (offsets, counts) = (json!(it.offsets), json!(it.counts));
        write!(out, "{}{{\"offsets\":{offsets},\"counts\":{counts},\"lines\":[", if i == 0 { "" } else { "," })?;
        for (j, line) in it.lines(desk, code).enumerate() {
            write!(out, "{}{}", if j == 0 { "" } else { "," }, self::line(&line))?;
        }
        write!(out, "]}}")?;
    }
    write!(out, "]}}")
}

/// The items of either side; `more` counts those that are left out.
fn list(list: &ListChange) -> Value {
    let ListChange { removed, added, .. } = list;
    json!({ "removed": removed.shown, "added": added.shown, "more": removed.more + added.more })
}

fn handlers(code: &CodeChange<'_>, sign: char) -> Value {
    print::handlers(code).into_iter().filter(|it| it.0 == sign).map(|it| it.1).collect()
}

fn line(line: &Line) -> Value {
    let location = line.location;
    json!({
        "sign": line.sign,
        "offset": line.offset,
        "line": location.line,
        "end_line": location.end_line,
        "column": location.column,
        "end_column": location.end_column,
        "label": line.label,
        "opname": line.opname,
        "argument": line.argument,
    })
}
