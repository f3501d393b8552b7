//! The disassembler against what CPython's `dis` printed: `corpus/dis`, made by `xtask/python/disassemble.py`.

use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::dis::ArgVal;
use pyc_bytecode::{CodeInfo, Disassembler};
use pyc_marshal::{Code, File, Layout, Tree, Version};
use serde_json::Value as Json;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus")
}

/// What two texts must agree in: not in addresses, nor in the order of sets, which depends on hashes.
fn comparable(line: &str) -> String {
    let mut parts = line.split("at 0x");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += "at 0x";
        text += part.trim_start_matches(|char: char| char.is_ascii_hexdigit());
    }
    if text.contains("frozenset(") {
        let mut chars: Vec<char> = text.chars().collect();
        chars.sort_unstable();
        text = chars.into_iter().collect();
    }
    text
}

fn assert_same(what: &str, ours: &str, theirs: &str) {
    for (i, (ours, theirs)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(comparable(ours), comparable(theirs), "{what}, line {}", i + 1);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{what}: number of lines");
}

/// The sections of a recorded file: what stands behind `== `, and the text under it.
fn sections(recorded: &str) -> Vec<(&str, &str)> {
    let parts = recorded.strip_prefix("== ").expect("a heading").split("\n== ");
    parts.map(|part| part.split_once('\n').unwrap_or((part, ""))).collect()
}

fn codes_in<'t, 'a>(module: Code<'t, 'a>) -> Vec<Code<'t, 'a>> {
    let (mut found, mut stack) = (Vec::new(), vec![module]);
    while let Some(code) = stack.pop() {
        let nested: Vec<_> = code.nested().collect();
        found.push(code);
        stack.extend(nested.into_iter().rev());
    }
    found
}

#[test]
fn as_cpython_prints_it() {
    let (mut files, mut versions) = (0, 0);
    for directory in fs::read_dir(corpus().join("dis")).unwrap().map(|entry| entry.unwrap().path()) {
        versions += 1;
        for path in fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{}.timestamp-O0.pyc", path.file_stem().unwrap().display());
            let bytes = fs::read(corpus().join("pyc").join(directory.file_name().unwrap()).join(name)).unwrap();
            compare(&path.display().to_string(), &File::parse(&bytes).unwrap(), &fs::read_to_string(&path).unwrap());
            files += 1;
        }
    }
    assert!(files > 70 && versions == 11, "{files} files of {versions} versions");
}

fn compare(what: &str, file: &File<'_>, recorded: &str) {
    let module = file.tree.root().as_code().unwrap();
    let plain = Disassembler::new().base(file.base());
    let mut infos = CodeInfo::new(&file.tree, file.base());
    let mut codes = codes_in(module).into_iter();
    for (section, theirs) in sections(recorded) {
        let ours = match section {
            "dis" => plain.text(&module),
            "dis show_caches" => plain.clone().show_caches(true).text(&module),
            "dis show_offsets" => plain.clone().show_offsets(true).text(&module),
            "dis show_positions" => plain.clone().show_positions(true).text(&module),
            "code_info" => infos.text(&codes.next().expect("as many code objects")),
            other => panic!("{what}: {other}"),
        };
        assert_same(&format!("{what}: {section}"), &ours, theirs);
    }
    assert!(file.version().major == 2 || codes.next().is_none(), "{what}: as many code objects");
}

#[test]
fn all_versions_print_something() {
    for version in Version::all() {
        let path = corpus().join(format!("pyc/{version}/handmade.pyc"));
        let Ok(bytes) = fs::read(&path) else { continue };
        let file = File::parse(&bytes).unwrap();
        for code in file.tree.codes() {
            let text = Disassembler::new().base(file.base()).text(&code);
            assert!(!text.contains("<unknown>") && text.contains("RETURN_VALUE"), "{version}\n{text}");
            for style in Version::all() {
                let other = Disassembler::new().style(style).show_caches(true).show_positions(true).text(&code);
                assert!(other.lines().count() >= text.lines().count().min(1), "{version} as {style}");
            }
        }
    }
}

/// A code object of 3.9 with these bytes of code, constants, and no names.
fn code_39(code: &[u8], consts: &[u8]) -> Vec<u8> {
    let mut out = b"c\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0@\0\0\0s".to_vec();
    out.extend((code.len() as u32).to_le_bytes());
    out.extend(code);
    out.extend(consts);
    out.extend(b")\0)\0)\0)\0z\x01fz\x01f\x01\0\0\0s\0\0\0\0");
    out
}

fn text_39(object: &[u8], print: impl FnOnce(&Code<'_, '_>) -> String) -> String {
    let tree = Tree::parse(object, Layout::of(Version::new(3, 9)).unwrap()).unwrap();
    print(&tree.root().as_code().unwrap())
}

#[test]
fn what_dis_fails_at_is_unknown() {
    let code = b"\x64\x07\x65\x00\x7c\x09\x87\x00\x6b\x63\xff\x05\x00\x00\x64";
    let text = text_39(&code_39(code, b")\0"), |code| Disassembler::new().text(code));
    let expected = "  1           0 LOAD_CONST               7 (<unknown>)
              2 LOAD_NAME                0 (<unknown>)
              4 LOAD_FAST                9 (<unknown>)
              6 LOAD_CLOSURE             0 (<unknown>)
              8 COMPARE_OP              99 (<unknown>)
             10 <255>                    5
             12 <0>
             14 LOAD_CONST               0 (<unknown>)
";
    assert_eq!(text, expected);
}

#[test]
fn names_cannot_move_the_cursor() {
    let mut object = code_39(b"\x65\x00", b")\0");
    let at = object.windows(4).position(|window| window == b")\0)\0").unwrap() + 2;
    object.splice(at..at + 2, *b")\x01z\x05\x1b[2Ja");
    let text = text_39(&object, |code| Disassembler::new().text(code));
    assert_eq!(text, "  1           0 LOAD_NAME                0 (\\x1b[2Ja)\n");
}

#[test]
fn jumps_out_of_the_code_are_told() {
    // JUMP_FORWARD with three prefixes, JUMP_ABSOLUTE.
    let text = text_39(&code_39(b"\x90\xff\x90\xff\x90\xff\x6e\xff\x71\x08", b")\0"), |code| Disassembler::new().text(code));
    assert!(text.contains("6 JUMP_FORWARD         4294967295 (to 4294967303)"), "{text}");
    assert!(text.contains("    >>    8 JUMP_ABSOLUTE            8\n"), "{text}");
}

/// A constant of 64 kB, loaded a hundred thousand times: `dis` prints 6 GB.
#[test]
fn output_is_linear_in_the_file() {
    let big = 1 << 16;
    let mut consts = b")\x01s".to_vec();
    consts.extend((big as u32).to_le_bytes());
    consts.extend(vec![b'x'; big]);
    let code = b"\x64\x00".repeat(100_000);
    let object = code_39(&code, &consts);
    let text = text_39(&object, |code| Disassembler::new().text(code));
    assert!(text.len() < 100 * object.len(), "{} bytes", text.len());
    assert_eq!(text.lines().count(), 100_000);
    assert!(text.ends_with("(...)\n"));
}

/// A set of three thousand equal items, which prints as one, named a hundred thousand times: looking for equal items must be paid for too.
#[test]
fn work_is_linear_in_the_file() {
    let mut consts = b")\x01(".to_vec();
    consts.extend(100_001_u32.to_le_bytes());
    consts.push(b'>' | 0x80);
    consts.extend(3000_u32.to_le_bytes());
    consts.extend(b"i\x01\0\0\0".repeat(3000));
    consts.extend(b"r\0\0\0\0".repeat(100_000));
    let text = text_39(&code_39(b"\x64\x00", &consts), |code| Disassembler::new().text(code));
    assert!(text.contains("(frozenset({1}), frozenset({1}), "), "{}", &text[..100]);
    assert!(text.ends_with("...)\n") && text.len() < 1 << 20, "{} bytes", text.len());
}

/// A code object that names the one before it twice, 60 deep: 2 to the 60 code objects.
#[test]
fn shared_code_objects_do_not_multiply() {
    let mut object = code_39(b"S\0", b")\0");
    object[0] |= 0x80;
    for _ in 0..60 {
        let mut consts = b")\x02".to_vec();
        consts.extend(&object);
        consts.push(b'r');
        consts.extend([0; 4]);
        object = code_39(b"S\0", &consts);
        object[0] |= 0x80;
    }
    let object = renumbered(&object);
    let text = text_39(&object, |code| Disassembler::new().text(code));
    assert!(text.len() < 1 << 27, "{} bytes", text.len());
    assert!(text.contains(":\n..."), "some are left out");
}

/// Code objects take slots outside in, references stand inside out: each means the code object that ends right before it.
fn renumbered(object: &[u8]) -> Vec<u8> {
    let mut object = object.to_vec();
    let mut depth = 0;
    for at in 0..object.len() {
        match object[at] {
            0xe3 => depth += 1,
            b'r' if object[at + 2..at + 5] == [0, 0, 0] => {
                depth -= 1;
                object[at + 1] = depth;
            }
            _ => {}
        }
    }
    object
}

#[test]
fn instructions_have_the_fields_of_the_version() {
    let bytes = fs::read(corpus().join("pyc/3.13/control.timestamp-O0.pyc")).unwrap();
    let file = File::parse(&bytes).unwrap();
    let mut json = Vec::new();
    Disassembler::new().base(file.base()).write_json(&file.tree, &mut json).unwrap();
    let json: Json = serde_json::from_slice(&json).unwrap();
    let first = &json[0]["instructions"][0];
    assert_eq!(first["opname"], "RESUME");
    assert_eq!(first["starts_line"], true);
    assert_eq!(first["line_number"], 0);
    let keys: Vec<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    let fields: Vec<&str> = Disassembler::new().fields(file.version()).iter().map(|field| field.name()).collect();
    assert_eq!(keys.len(), fields.len());
    assert!(keys.iter().all(|key| fields.contains(key)));
    let codes: Vec<_> = file.tree.codes().collect();
    assert_eq!(json.as_array().unwrap().len(), codes.len());
    assert_eq!(json[1]["offset"], codes[1].node().offset() + file.base());
}

#[test]
fn each_instruction_knows_its_place() {
    let bytes = fs::read(corpus().join("pyc/3.12/control.timestamp-O0.pyc")).unwrap();
    let file = File::parse(&bytes).unwrap();
    let (mut targets, mut labels) = (Vec::new(), Vec::new());
    let code = file.tree.codes().nth(1).unwrap();
    Disassembler::new().each(&code, |item| {
        if item.argrepr.starts_with("to ")
            && let ArgVal::Number(target) = item.argval
        {
            targets.push(target);
        }
        labels.extend(item.label.map(|_| i64::from(item.instruction().offset())));
        assert!(item.positions.line.is_some());
    });
    targets.sort_unstable();
    targets.dedup();
    assert!(!targets.is_empty());
    assert!(targets.iter().all(|target| labels.contains(target)), "{targets:?} {labels:?}");
}

#[test]
fn only_some_lines() {
    let bytes = fs::read(corpus().join("pyc/3.12/closures.timestamp-O0.pyc")).unwrap();
    let file = File::parse(&bytes).unwrap();
    let module = file.tree.root().as_code().unwrap();
    let text = Disassembler::new().lines(5..=6).text(&module);
    let numbers: Vec<i64> = text.lines().filter_map(|line| line.get(..3)?.trim().parse().ok()).collect();
    assert!(!numbers.is_empty() && numbers.iter().all(|line| (5..=6).contains(line)), "{text}");
    assert!(!text.starts_with('\n') || text.starts_with("\nDisassembly"), "{text}");
    assert_eq!(Disassembler::new().lines(9999..=9999).text(&module), "");
}

#[test]
fn first_line_moves_all_lines() {
    let bytes = fs::read(corpus().join("pyc/3.9/arguments.timestamp-O0.pyc")).unwrap();
    let file = File::parse(&bytes).unwrap();
    let module = file.tree.root().as_code().unwrap();
    let text = Disassembler::new().depth(0).first_line(2000).text(&module);
    assert!(text.starts_with("2000           0 LOAD_CONST"), "{text}");
    assert!(!text.contains("Disassembly"));
}
