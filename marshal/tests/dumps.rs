//! `Objects::to_bytes` against what each interpreter's `marshal.dumps` writes for fresh constants, recorded by `xtask/python/dumps.py`.

use std::path::Path;

use pyc_marshal::{Layout, Objects, References, Style, Tree, Version};

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

#[test]
fn fresh_constants_are_written_as_cpython_writes_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/dumps");
    let mut checked = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let version: Version = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        let layout = Layout::of(version).unwrap();
        for line in std::fs::read_to_string(&path).unwrap().lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let streams: Vec<Vec<u8>> =
                record["bytes"].as_array().unwrap().iter().map(|hex| unhex(hex.as_str().unwrap())).collect();
            let newest = streams.last().unwrap();
            let tree = Tree::parse(newest, layout).unwrap();
            let (objects, root) = Objects::from_tree(&tree).unwrap();
            for (marshal_version, expected) in streams.iter().enumerate() {
                let style = Style::of(layout).references(References::Fresh).marshal_version(marshal_version as u8);
                let bytes = objects.to_bytes(root, style).unwrap();
                if &bytes != expected {
                    wrong.push(format!(
                        "{version} {} at {marshal_version}: {bytes:02x?}, expected {expected:02x?}",
                        record["text"]
                    ));
                }
                checked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {checked} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked > 2000, "{checked}");
}
