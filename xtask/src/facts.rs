//! What `record.py facts` prints, as this library sees it. The format is documented there.

use std::fmt::Write;

use pyc_marshal::{Code, Field, File, Node, Stamp, Str, Value, str_repr};
use serde_json::{Value as Json, json};

/// Header and code objects of a file.
pub(crate) fn facts(file: &File<'_>) -> Json {
    let header = match file.header.stamp {
        Stamp::Time { mtime } => json!([null, mtime, null, null]),
        Stamp::TimeAndSize { mtime, size } => {
            let flags = (file.base() == 16).then_some(0);
            json!([flags, mtime, size, null])
        }
        Stamp::Hash { hash, .. } => json!([file.header.stamp.flags(), null, null, hexed(&hash)]),
        Stamp::Unknown { flags, .. } => json!([flags, null, null, null]),
    };
    json!({
        "magic": hexed(&file.header.magic.0),
        "flags": header[0],
        "mtime": header[1],
        "size": header[2],
        "hash": header[3],
        "codes": codes_in(file.tree.root()).iter().map(code_facts).collect::<Vec<_>>(),
    })
}

/// All code objects in preorder, also those inside tuples of constants; a shared one as often as it is met.
fn codes_in<'t, 'a>(root: Node<'t, 'a>) -> Vec<Code<'t, 'a>> {
    let (mut found, mut stack) = (Vec::new(), vec![root]);
    while let Some(node) = stack.pop() {
        let start = stack.len();
        match node.value() {
            Value::Code(code) => {
                stack.extend(code.consts().into_iter().flatten());
                found.push(code);
            }
            Value::Tuple(items) => stack.extend(items),
            _ => {}
        }
        if let Some(added) = stack.get_mut(start..) {
            added.reverse();
        }
    }
    found
}

fn code_facts(code: &Code<'_, '_>) -> Json {
    let layout = code.layout();
    let repr = |text: Str<'_>| str_repr(text, layout);
    let reprs = |names: Vec<Str<'_>>| names.into_iter().map(repr).collect::<Vec<_>>();
    let since_3_11 = layout.has(Field::Exceptiontable);
    json!({
        "name": code.name().map(repr),
        "qualname": code.qualname().map(repr),
        "filename": code.filename().map(repr),
        "argcount": code.argcount(),
        "posonlyargcount": code.posonlyargcount(),
        "kwonlyargcount": code.kwonlyargcount(),
        "nlocals": code.nlocals(),
        "stacksize": code.stacksize(),
        "flags": code.flags().0 as i32,
        "firstlineno": code.firstlineno(),
        "code": hexed(code.code()),
        "linetable": hexed(code.linetable()),
        "exceptiontable": since_3_11.then(|| hexed(code.exceptiontable().unwrap_or(&[]))),
        "names": reprs(code.names().collect()),
        "varnames": reprs(code.varnames()),
        "cellvars": reprs(code.cellvars()),
        "freevars": reprs(code.freevars()),
        "consts": code.consts().into_iter().flatten().map(stable_repr).collect::<Vec<_>>(),
    })
}

/// The *stable repr* of `record.py`.
pub(crate) fn stable_repr(node: Node<'_, '_>) -> Option<String> {
    node.repr().sorted_sets(true).short_code(true).try_to_string().ok()
}

/// Bytes in hexadecimal.
pub(crate) fn hexed(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Every place where two answers differ, as `codes[3].names[1]: ours / theirs`. Keys that only `theirs` has do not count.
pub(crate) fn differences(ours: &Json, theirs: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut stack = vec![(String::new(), ours, theirs)];
    while let Some((path, a, b)) = stack.pop() {
        match (a, b) {
            (Json::Object(a), Json::Object(b)) => {
                let dot = if path.is_empty() { "" } else { "." };
                stack.extend(a.iter().map(|(key, a)| (format!("{path}{dot}{key}"), a, b.get(key).unwrap_or(&Json::Null))));
            }
            (Json::Array(a), Json::Array(b)) if a.len() == b.len() => {
                stack.extend(a.iter().zip(b).enumerate().map(|(i, (a, b))| (format!("{path}[{i}]"), a, b)));
            }
            _ if a == b => {}
            _ => found.push(format!("{path}: {a} / {b}")),
        }
    }
    found
}
