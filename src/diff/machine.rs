//! What is different, for machines.

use serde_json::{Map, Value, json};

use super::compare::{Change, CodeChange, Desk, FieldChange, ListChange};
use super::hunks::{Hunk, hunks};
use super::print;

/// Fields by name, each with its old and its new value.
pub(super) fn fields(fields: &[FieldChange]) -> Value {
    fields.iter().map(|it| (it.name.to_owned(), json!([it.old, it.new]))).collect::<Map<_, _>>().into()
}

/// What is different in a code object.
pub(super) fn change(desk: &mut Desk<'_>, change: &Change<'_>, context: usize) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("fields".into(), fields(&change.fields));
    let lists = change.lists.iter().map(|it| (it.name.to_owned(), list(it)));
    map.insert("lists".into(), lists.collect::<Map<_, _>>().into());
    map.insert("compared".into(), change.code.is_some().into());
    let Some(code) = &change.code else { return map };
    let moved = change.moved;
    map.insert("lines".into(), json!({ "moved": moved.lines, "by": moved.by, "columns": moved.columns }));
    map.insert("respelt".into(), change.respelt.iter().map(|it| it.name()).collect());
    map.insert("handlers".into(), json!({ "removed": handlers(code, '-'), "added": handlers(code, '+') }));
    let (removed, added) = code.rows.counts();
    let hunks: Vec<Value> = hunks(desk, code, context).map(|it| hunk(&it)).collect();
    map.insert("instructions".into(), json!({ "removed": removed, "added": added, "hunks": hunks }));
    map
}

/// The items of either side; `more` counts those that are left out.
fn list(list: &ListChange) -> Value {
    let ListChange { removed, added, .. } = list;
    json!({ "removed": removed.shown, "added": added.shown, "more": removed.more + added.more })
}

fn handlers(code: &CodeChange<'_>, sign: char) -> Value {
    print::handlers(code).into_iter().filter(|it| it.0 == sign).map(|it| it.1).collect()
}

fn hunk(hunk: &Hunk) -> Value {
    let lines = hunk.lines.iter().map(|line| {
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
    });
    json!({ "offsets": hunk.offsets, "counts": hunk.counts, "lines": lines.collect::<Vec<_>>() })
}
