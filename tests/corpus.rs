//! Every file of the corpus reads strictly, comes back byte for byte, and says what the matching Python recorded of it.

use std::fs;
use std::path::{Path, PathBuf};

use pyc_marshal::{Code, Field, File, Header, Node, Stamp, Str, Value, str_repr};
use serde_json::{Value as Json, json};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pyc")
}

/// The facts of a version: of each `.pyc`, in the form of `xtask/python/record.py facts`.
fn facts(directory: &Path) -> Vec<Json> {
    let read = |name| fs::read_to_string(directory.join(name)).unwrap_or_default();
    let parse = |text: &str| serde_json::from_str(text).unwrap();
    let handmade = Some(read("handmade.json")).filter(|text| !text.is_empty());
    read("truth.jsonl").lines().map(parse).chain(handmade.as_deref().map(parse)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn header(header: &Header, flagged: bool) -> Json {
    let (mtime, size, hash) = match header.stamp {
        Stamp::Time { mtime } => (json!(mtime), Json::Null, Json::Null),
        Stamp::TimeAndSize { mtime, size } => (json!(mtime), json!(size), Json::Null),
        Stamp::Hash { hash, .. } => (Json::Null, Json::Null, json!(hex(&hash))),
        Stamp::Unknown { .. } => panic!("no file of the corpus has such flags"),
    };
    let flags = if flagged { json!(header.stamp.flags()) } else { Json::Null };
    json!({"magic": hex(&header.magic.0), "flags": flags, "mtime": mtime, "size": size, "hash": hash})
}

/// All code objects in preorder, also those inside tuples of constants, each as often as it is used.
fn codes<'t, 'a>(root: Node<'t, 'a>) -> Vec<Code<'t, 'a>> {
    let (mut found, mut stack) = (Vec::new(), vec![root]);
    while let Some(node) = stack.pop().map(|node| node.resolve().unwrap()) {
        let parts: Vec<_> = match node.value() {
            Value::Code(code) => {
                found.push(code);
                code.consts().unwrap().collect()
            }
            Value::Tuple(items) => items.collect(),
            _ => continue,
        };
        stack.extend(parts.into_iter().rev());
    }
    found
}

/// What is compared of a constant: its repr. In 2.7 the recorder sorts the pairs of dicts, so their characters are compared sorted.
fn same_const(recorded: &str, ours: &str, sorted_dicts: bool) -> bool {
    let sorted = |text: &str| {
        let mut chars: Vec<char> = text.chars().collect();
        chars.sort_unstable();
        chars
    };
    recorded == ours || sorted_dicts && recorded.contains('{') && sorted(recorded) == sorted(ours)
}

fn compare(code: &Code<'_, '_>, recorded: &Json) -> Result<(), String> {
    let layout = code.layout();
    let name = |text: Str<'_>| str_repr(text, layout);
    let names = |list: Vec<Str<'_>>| json!(list.into_iter().map(name).collect::<Vec<_>>());
    let table = |field: Field, bytes: &[u8]| if layout.has(field) { json!(hex(bytes)) } else { Json::Null };
    let ours = json!({
        "name": code.name().map(name),
        "qualname": code.qualname().map(name),
        "filename": code.filename().map(name),
        "argcount": code.argcount(),
        "posonlyargcount": code.posonlyargcount(),
        "kwonlyargcount": code.kwonlyargcount(),
        "nlocals": code.nlocals(),
        "stacksize": code.stacksize(),
        "flags": code.flags().0,
        "firstlineno": code.firstlineno(),
        "code": hex(code.code()),
        "linetable": table(Field::Linetable, code.linetable()),
        "exceptiontable": code.exceptiontable().map(hex),
        "names": names(code.names().collect()),
        "varnames": names(code.varnames()),
        "cellvars": names(code.cellvars()),
        "freevars": names(code.freevars()),
    });
    for (field, ours) in ours.as_object().unwrap() {
        let recorded = &recorded[field];
        // A field that the version lacks is null in hand-made facts, and 0 or empty where a Python was asked.
        let lacking = recorded.is_null() && (ours == &json!(0) || ours == &json!([]));
        if recorded != ours && !lacking {
            return Err(format!("{field}: recorded {recorded}, read {ours}"));
        }
    }
    let consts: Vec<String> =
        code.consts().unwrap().map(|node| node.repr().sorted_sets(true).short_code(true).try_to_string().unwrap()).collect();
    let recorded: Vec<&str> = recorded["consts"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    if recorded.len() != consts.len() {
        return Err(format!("consts: {} recorded, {} read", recorded.len(), consts.len()));
    }
    for (recorded, ours) in recorded.iter().zip(&consts) {
        if !same_const(recorded, ours, layout.version.major < 3) {
            return Err(format!("consts: recorded {recorded}, read {ours}"));
        }
    }
    Ok(())
}

/// Compares a file with what is recorded of it; gives the number of code objects.
fn check(bytes: &[u8], recorded: &Json) -> Result<usize, String> {
    let file = File::parse(bytes).map_err(|error| error.to_string())?;
    let mut copy = Vec::new();
    file.write(&mut copy).map_err(|error| error.to_string())?;
    if copy != bytes {
        return Err("written back, it differs".to_owned());
    }
    let ours = header(&file.header, file.base() == 16);
    for (field, ours) in ours.as_object().unwrap() {
        if recorded.get(field).is_some_and(|recorded| recorded != ours) {
            return Err(format!("header {field}: recorded {}, read {ours}", recorded[field]));
        }
    }
    let (codes, recorded) = (codes(file.tree.root()), recorded["codes"].as_array().unwrap());
    if codes.len() != recorded.len() {
        return Err(format!("{} code objects recorded, {} read", recorded.len(), codes.len()));
    }
    for (i, (code, recorded)) in codes.iter().zip(recorded).enumerate() {
        compare(code, recorded).map_err(|message| format!("code object {i}, {message}"))?;
    }
    Ok(codes.len())
}

#[test]
fn every_file_says_what_is_recorded() {
    let (mut files, mut compared) = (0, 0);
    let mut failures = Vec::new();
    for directory in fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().path()) {
        for recorded in facts(&directory) {
            let name = Path::new(recorded["file"].as_str().unwrap()).file_name().unwrap();
            let path = directory.join(name);
            files += 1;
            match check(&fs::read(&path).unwrap(), &recorded) {
                Ok(codes) => compared += codes,
                Err(message) => failures.push(format!("{}: {message}", path.display())),
            }
        }
    }
    failures.sort();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let all = fs::read_dir(corpus()).unwrap().flat_map(|entry| fs::read_dir(entry.unwrap().path()).unwrap());
    let pyc = all.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "pyc")).count();
    assert_eq!(files, pyc, "every .pyc has its facts");
    assert!(compared > files, "{compared} code objects in {files} files");
}
