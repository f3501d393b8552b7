//! The text form: every file of the corpus comes back, what people write becomes what CPython compiles, and errors say where they
//! are.

#![allow(clippy::format_collect)] // texts here are short

use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::text::{assemble, print};
use pyc_bytecode::{Function, verify};
use pyc_marshal::{File, FileOptions, Layout, Options, Sameness, Version, same};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below a directory that end so.
fn files(directory: &Path, ends: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ends));
        } else if path.to_string_lossy().ends_with(ends) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn corpus() -> Vec<(PathBuf, Vec<u8>)> {
    let paths = files(&root().join("corpus/pyc"), ".pyc");
    paths.into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

#[test]
fn every_file_of_the_corpus_comes_back_from_its_text() {
    let (mut count, mut versions) = (0, Vec::new());
    for (path, bytes) in corpus() {
        let file = File::parse(&bytes).expect("a file");
        let text = print(&file);
        assert!(!text.contains("\nfile x'"), "{} has no text", path.display());
        let back = assemble(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(back == bytes, "{}", path.display());
        count += 1;
        versions.push(file.version());
    }
    versions.sort();
    versions.dedup();
    // 1.1 wrote the magic number of 1.2.
    assert_eq!(versions.len(), Version::all().len() - 1);
    assert!(count > 300, "{count}");
}

#[test]
fn texts_of_files_that_cpython_wrote_hold_no_tables() {
    // Lines that say what could not be derived, in some 250 files that its own compiler made.
    let odd = ["co_code", "co_exceptiontable", "co_localspluskinds x", "co_consts", "argcount", "nlocals", "caches", "tail"];
    for (path, bytes) in corpus().into_iter().filter(|(path, _)| !path.ends_with("handmade.pyc")) {
        let file = File::parse(&bytes).expect("a file");
        if !path.to_string_lossy().contains("pypy") {
            let text = print(&file);
            let found = text.lines().find(|line| odd.iter().any(|odd| line.trim_start().starts_with(odd)));
            assert_eq!(found, None, "{}", path.display());
        }
    }
}

/// A text without its marks.
fn without_marks(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let field = line.trim_start();
        if field.starts_with("co_") && field.contains(" !") {
            continue;
        }
        let (mut chars, mut quoted) = (line.chars().peekable(), None);
        while let Some(char) = chars.next() {
            match (quoted, char) {
                (Some(_), '\\') => {
                    out.push(char);
                    out.extend(chars.next());
                    continue;
                }
                (Some(quote), _) if quote == char => quoted = None,
                (None, '\'' | '"') => quoted = Some(char),
                (None, '!') if chars.peek() != Some(&'=') => {
                    chars.next_if(|it| !"&-".contains(*it));
                    while chars.next_if(char::is_ascii_digit).is_some() {}
                    chars.next_if(|it| "&-".contains(*it));
                    continue;
                }
                _ => {}
            }
            out.push(char);
        }
        out.push('\n');
    }
    out
}

#[test]
fn marks_change_nothing_that_a_program_sees() {
    let mut marked = 0;
    for (path, bytes) in corpus() {
        let file = File::parse(&bytes).expect("a file");
        let text = print(&file);
        let plain = without_marks(&text);
        marked += usize::from(plain != text);
        let back = assemble(&plain).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let back = File::parse(&back).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(same(&file.tree, &back.tree, Sameness::Exact), "{}", path.display());
        assert!(print(&back).matches('!').count() <= text.matches('!').count());
    }
    assert!(marked > 100, "{marked}");
}

/// What a person wrote, and what its interpreter said to it: `cargo xtask text --record`.
struct Example {
    name: String,
    text: String,
    /// The file that was run.
    ran: String,
    /// What the interpreter makes of the source in the comments at the top.
    compiled: String,
}

fn examples() -> Vec<Example> {
    let paths = files(&root().join("bytecode/tests/pyasm"), ".pyasm");
    let read = |path: &Path| {
        let record = fs::read_to_string(path.with_extension("out")).expect("a record");
        let field = |key: &str| record.lines().find_map(|line| line.strip_prefix(key)).expect(key).to_owned();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        Example { name, text: fs::read_to_string(path).expect("a text"), ran: field("ran "), compiled: field("compiled ") }
    };
    paths.iter().map(|path| read(path)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn examples_are_the_files_that_interpreters_ran() {
    for example in examples() {
        let bytes = assemble(&example.text).unwrap_or_else(|error| panic!("{}: {error}", example.name));
        assert_eq!(hex(&bytes), example.ran, "{}: run cargo xtask text --record", example.name);
        let file = File::parse(&bytes).expect("a file");
        for code in file.tree.codes() {
            let function = Function::new(code).expect("an instruction set");
            assert!(verify(&function).is_ok(), "{}: {:?}", example.name, verify(&function));
        }
        assert_eq!(assemble(&print(&file)).as_ref(), Ok(&bytes));
    }
}

#[test]
fn what_a_person_writes_is_what_cpython_compiles() {
    // Not one byte differs: names, constants, flags, stack size, line table, and what is flagged.
    for name in ["hello-3.10", "add-3.10"] {
        let examples = examples();
        let example = examples.iter().find(|example| example.name == name).expect(name);
        let header = 2 * Layout::of(Version::new(3, 10)).expect("a layout").header.len();
        assert_eq!(example.ran.get(header..), Some(example.compiled.as_str()), "{name}");
    }
}

#[test]
fn the_example_of_the_grammar_is_a_file() {
    let grammar = fs::read_to_string(root().join("bytecode/docs/pyasm.md")).expect("a grammar");
    let example = grammar.split("```").nth(1).and_then(|block| block.strip_prefix("text\n")).expect("an example");
    let bytes = assemble(example).unwrap_or_else(|error| panic!("{error}"));
    let file = File::parse(&bytes).expect("a file");
    let names: Vec<String> = file.tree.codes().filter_map(|code| code.name()).map(|name| name.to_string()).collect();
    assert_eq!(names, ["<module>", "hello"]);
}

#[test]
fn faults_say_where_they_are() {
    let code = |lines: &str| format!("pyc 3.13\ncode f()\n{lines}\nend\n");
    let cases = [
        (String::new(), "line 1, column 1: expected `pyc` and a version\n    \n    ^"),
        ("code f\nend".into(), "line 1, column 1: expected `pyc` and a version\n    code f\n    ^"),
        ("pyc 4.0".into(), "line 1, column 5: expected a version from 1.0 to 3.15\n    pyc 4.0\n        ^"),
        ("pyc 3.13\n".into(), "line 2, column 1: expected `code` or `object`\n    \n    ^"),
        ("pyc 3.13\ncode f()\n  RESUME 0\n".into(), "line 2, column 6: this code object has no `end`\n    code f()\n         ^"),
        (
            "pyc 2.7\nstamp hash x'00' checked".into(),
            "line 2, column 12: expected 8 bytes\n    stamp hash x'00' checked\n               ^",
        ),
        (
            "pyc 2.7\nstamp time 1 size 2".into(),
            "line 2, column 7: files of 2.7 have no such stamp\n    stamp time 1 size 2\n          ^",
        ),
        (code("  LOAD_NONE"), "line 3, column 3: 3.13 has no opcode LOAD_NONE\n    LOAD_NONE\n    ^"),
        (code("  LOAD_CONST 'a"), "line 3, column 14: the string does not end on its line\n    LOAD_CONST 'a\n               ^"),
        (code("  LOAD_CONST '\\q'"), "line 3, column 15: no such escape in this string\n    LOAD_CONST '\\q'\n                ^"),
        (
            code("  LOAD_CONST (1)"),
            "line 3, column 14: a tuple of one item has a comma behind it\n    LOAD_CONST (1)\n               ^",
        ),
        (code("  LOAD_CONST (1 2)"), "line 3, column 17: expected a comma or \")\"\n    LOAD_CONST (1 2)\n                  ^"),
        (code("  LOAD_CONST 1 2"), "line 3, column 16: expected the end of the line\n    LOAD_CONST 1 2\n                 ^"),
        (code("  LOAD_CONST 1L"), "line 3, column 14: 3.13 has no long\n    LOAD_CONST 1L\n               ^"),
        (
            code("  LOAD_CONST code g"),
            "line 3, column 14: no code object g stands above in this one\n    LOAD_CONST code g\n               ^",
        ),
        (
            code("  LOAD_CONST 1!z"),
            "line 3, column 15: an object of this type has no type code 'z'\n    LOAD_CONST 1!z\n                ^",
        ),
        (code("  LOAD_CONST *1"), "line 3, column 14: no object has the label &1\n    LOAD_CONST *1\n               ^"),
        (code("  LOAD_CONST #4 1"), "line 2, column 6: nothing has index #1 of constants\n    code f()\n         ^"),
        (code("  LOAD_CONST #0 1"), "line 3, column 14: #0 is another constant\n    LOAD_CONST #0 1\n               ^"),
        (
            code("  LOAD_DEREF x"),
            "line 3, column 14: the variable is neither in `cells` nor in `frees`\n    LOAD_DEREF x\n               ^",
        ),
        (
            code("  JUMP_FORWARD there"),
            "line 3, column 16: no label there in this code object\n    JUMP_FORWARD there\n                 ^",
        ),
        (code(" a:\n a:"), "line 4, column 2: label a stands twice\n    a:\n    ^"),
        (code("  COMPARE_OP ="), "line 3, column 14: expected an argument\n    COMPARE_OP =\n               ^"),
        (code("  CALL"), "line 3, column 7: expected an argument\n    CALL\n        ^"),
        (code("  NOP @1-2"), "line 3, column 8: columns need a `line` above\n    NOP @1-2\n         ^"),
        (code("  flags FAST"), "line 3, column 9: 3.13 has no flag FAST\n    flags FAST\n          ^"),
        (code("  nlocals 3"), "line 3, column 3: code objects of 3.13 have no nlocals\n    nlocals 3\n    ^"),
        (
            code("  POP_TOP\n  caches x'0000'"),
            "line 4, column 3: the instruction above has 0 bytes of caches\n    caches x'0000'\n    ^",
        ),
        (
            code("  code g\n  end\n  code g\n  end"),
            "line 5, column 8: a second code object g in one; write '%' and a number behind its name\n    code g\n         ^",
        ),
        ("pyc 3.13\ncode f(a, b\nend".into(), "line 2, column 12: expected a comma or \")\"\n    code f(a, b\n               ^"),
        ("pyc 3.3\nobject [*1]".into(), "line 2, column 10: objects are not shared in 3.3\n    object [*1]\n             ^"),
        ("pyc 3.13\nobject 1\nobject 2".into(), "line 3, column 1: a file has one outermost object\n    object 2\n    ^"),
        (
            "pyc 3.10\ncode f\n  protect a..b -> c\nend".into(),
            "line 3, column 11: 3.10 has no exception table\n    protect a..b -> c\n            ^",
        ),
    ];
    let mut wrong = Vec::new();
    for (text, message) in cases {
        let error = assemble(&text).map_or_else(|error| error.to_string(), |_| String::new());
        if error != message {
            wrong.push(format!("{text}\n-- expected\n{message}\n-- found\n{error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n====\n"));
}

#[test]
fn of_a_long_line_the_excerpt_shows_what_is_around_the_fault() {
    let text = format!("pyc 3.13\nobject ({} oops)", "'x', ".repeat(1000));
    let error = assemble(&text).expect_err("a fault");
    assert_eq!((error.line, error.column), (2, 5010));
    assert_eq!(error.excerpt.chars().skip(error.caret).collect::<String>(), "oops)");
    assert!(error.excerpt.chars().count() <= 100, "{}", error.excerpt);
}

#[test]
fn odd_objects_come_back() {
    // Layout, and the marshalled object.
    let cases: [((u8, u8), &[u8]); 12] = [
        // A list that holds itself; a tuple that does.
        ((3, 12), b"\xdb\x01\0\0\0r\0\0\0\0"),
        ((3, 12), b"\xa9\x01r\0\0\0\0"),
        // Slices, frozendicts, sets, all constants, NaNs of any kind.
        ((3, 14), b")\x02:\xe9\x01\0\0\0NN\xba\xe9\x02\0\0\0r\x00\0\0\0N"),
        ((3, 15), b"}TN0"),
        ((3, 12), b"[\x08\0\0\0NTFS.<\0\0\0\0>\x01\0\0\0N{TN0"),
        ((3, 12), b")\x03g\x01\0\0\0\0\0\xf8\x7fg\0\0\0\0\0\0\xf8\xffy\0\0\0\0\0\0\0\x80\0\0\0\0\0\0\xf0\x3f"),
        // Strings: code points that are no characters, one-byte forms beyond ASCII, long forms of short ones.
        ((3, 12), b")\x04u\x03\0\0\0\xed\xa0\x80z\x02a\xe9a\x01\0\0\0b\xc1\x02\0\0\0cd"),
        // Numbers in longer forms than need be.
        ((3, 12), b")\x03I\x01\0\0\0\0\0\0\0l\x01\0\0\0\x01\0l\xfe\xff\xff\xff\0\0\x01\0"),
        // Python 2: interned strings and their list, unicode, long beside int, text floats.
        ((2, 7), b"(\x05\0\0\0t\x01\0\0\0aR\0\0\0\0u\x03\0\0\0\xe2\x82\xacl\x01\0\0\0\x07\0s\x01\0\0\0\xff"),
        ((2, 4), b"(\x03\0\0\0f\x041.50f\x031.5x\x011\x012"),
        // Equal strings that were flagged twice, and references to each.
        ((3, 12), b")\x04\xfa\x02a \xfa\x02a r\0\0\0\0r\x01\0\0\0"),
        ((3, 12), b"\xce"),
    ];
    for ((major, minor), object) in cases {
        let version = Version::new(major, minor);
        let magic = pyc_marshal::Magic::of(version).expect("a magic number");
        let layout = Layout::of(version).expect("a layout");
        let mut bytes = magic.0.to_vec();
        bytes.resize(layout.header.len(), 0);
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"behind");
        let file = File::parse(&bytes).unwrap_or_else(|error| panic!("{version} {object:x?}: {error}"));
        let text = print(&file);
        assert!(text.contains("\nobject ") && text.ends_with("trailing x'626568696e64'\n"), "{text}");
        assert_eq!(assemble(&text).as_ref(), Ok(&bytes), "{text}");
    }
}

#[test]
fn what_no_code_says_is_told_in_bytes() {
    // A reference to an object that does not exist, which lenient reading lets pass; and a file that ends too early.
    for object in [&b")\x02Nr\x07\0\0\0"[..], b")\x02N"] {
        let mut bytes = pyc_marshal::Magic::of(Version::new(3, 12)).expect("a magic number").0.to_vec();
        bytes.resize(16, 0);
        bytes.extend_from_slice(object);
        let options = FileOptions { options: Options::LENIENT, ..FileOptions::default() };
        let file = File::with_options(&bytes, options).expect("a file");
        let text = print(&file);
        assert!(text.starts_with("pyc 3.12\nfile x'cb0d0d0a"), "{text}");
        assert_eq!(assemble(&text).as_ref(), Ok(&bytes));
    }
}

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

#[test]
fn damaged_texts_never_panic_and_what_they_make_comes_back() {
    let pieces = [
        "!",
        "&1 ",
        "*1",
        "#",
        "%",
        "^9",
        "@1-2",
        "'",
        "(",
        ")",
        "[",
        "{",
        "-",
        "0x",
        "9999999999",
        "code f",
        "end",
        "L1",
        ":",
        "..",
    ];
    let texts: Vec<String> = corpus()
        .iter()
        .filter(|(path, bytes)| {
            bytes.len() < 1500 && (path.ends_with("handmade.pyc") || path.to_string_lossy().contains("classes"))
        })
        .filter_map(|(_, bytes)| File::parse(bytes).ok().map(|file| print(&file)))
        .chain(examples().into_iter().map(|example| example.text))
        .collect();
    let (mut random, mut assembled, mut back) = (Random(0x9e37_79b9_7f4a_7c15), 0, 0);
    for round in 0..3000 {
        let mut text: Vec<char> = texts.get(round % texts.len()).expect("a text").chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            match random.below(4) {
                0 => drop(text.drain(at..(at + 1 + random.below(6)).min(text.len()))),
                1 => text.insert(at, char::from(b' ' + random.below(95) as u8)),
                2 => drop(text.splice(at..at, pieces.get(random.below(pieces.len())).unwrap_or(&"").chars())),
                _ => {
                    let other = random.below(text.len());
                    text.swap(at, other);
                }
            }
        }
        let text: String = text.into_iter().collect();
        let Ok(bytes) = assemble(&text) else { continue };
        assembled += 1;
        let options = FileOptions { options: Options::LENIENT, ..FileOptions::default() };
        if let Ok(file) = File::with_options(&bytes, options) {
            assert!(assemble(&print(&file)).is_ok_and(|again| again == bytes), "{text}");
            back += 1;
        }
    }
    assert!(assembled > 100 && back > 100, "{assembled} {back}");
}

#[test]
fn short_texts_make_no_long_files() {
    // A line table of 16 MB each.
    let block = "code f%N\nline 2000000000\nNOP\nline 1\nNOP\nend\n";
    let blocks: String = (0..200).map(|number| block.replace("%N", &format!(" %{number}"))).collect();
    let error = assemble(&format!("pyc 3.9\ncode m\n{blocks}end")).expect_err("too long a file");
    assert!(error.message.contains("so long a file") || error.message.contains("table"), "{error}");
    // A file name that every code object repeats.
    let blocks: String = (0..5000).map(|number| format!("code f %{number}\nend\n")).collect();
    let consts: String = (0..5000).map(|number| format!("const code f %{number}\n")).collect();
    let text = format!("pyc 2.7\ncode m\nfilename '{}'\n{blocks}{consts}end", "x".repeat(1 << 20));
    let error = assemble(&text).expect_err("too long a file");
    assert_eq!(error.message, "so short a text cannot make so long a file");
    // Names of 4 KB, which follow from where a code object stands.
    let (open, close) = (format!("code {}\n", "n".repeat(20)).repeat(190), "end\n".repeat(190));
    let blocks: String = (0..20_000).map(|number| format!("code f{number}\nend\n")).collect();
    let error = assemble(&format!("pyc 3.12\n{open}{blocks}{close}")).expect_err("too long names");
    assert_eq!(error.message, "so short a text cannot make so long a file");
}

#[test]
fn code_that_many_share_is_not_printed_for_each_without_end() {
    // 300 code objects of 60 bytes, which share code of 20,000: for each of them that is three million instructions.
    const COUNT: u32 = 300;
    let mut bytes = pyc_marshal::Magic::of(Version::new(3, 12)).expect("a magic number").0.to_vec();
    bytes.resize(16, 0);
    bytes.extend([&b"("[..], &COUNT.to_le_bytes()].concat());
    for number in 0..COUNT {
        bytes.extend(b"c");
        bytes.resize(bytes.len() + 20, 0);
        if number == 0 {
            // Code, constants, names, variables and their kinds, file name, names; then the line and both tables.
            bytes.extend([&b"\xf3"[..], &20_000_u32.to_le_bytes(), &b"\x09\0".repeat(10_000)].concat());
            bytes.extend(b"\xa9\0\xa9\0\xa9\0\xf3\0\0\0\0\xda\x01f\xda\x01g\xda\x01h");
            bytes.extend(b"\x01\0\0\0\xf3\0\0\0\0\xf3\0\0\0\0");
        } else {
            (0..8_u32).for_each(|slot| bytes.extend([&b"r"[..], &slot.to_le_bytes()].concat()));
            bytes.extend(b"\x01\0\0\0r\x08\0\0\0r\x09\0\0\0");
        }
    }
    let file = File::parse(&bytes).expect("a file");
    let start = std::time::Instant::now();
    let text = print(&file);
    assert!(start.elapsed().as_secs() < 40, "{:?}", start.elapsed());
    assert!(text.len() < 3 * bytes.len(), "{} of {}", text.len(), bytes.len());
    assert_eq!(assemble(&text).as_ref(), Ok(&bytes));
}

#[test]
fn the_last_index_has_none_behind_it() {
    // It led to itself, for ever.
    for line in ["LOAD_CONST #4294967295 1\nLOAD_CONST 2", "LOAD_NAME #4294967295 a\nLOAD_NAME b", "const #4294967295 1\nconst 2"]
    {
        let error = assemble(&format!("pyc 3.12\ncode m\n{line}\nend\n")).expect_err("holes");
        assert!(["#4294967295 is another", "nothing has index"].iter().any(|it| error.message.starts_with(it)), "{error}");
    }
}

#[test]
fn a_code_object_whose_type_code_is_told_is_whole() {
    let text = |mark: &str| assemble(&format!("pyc 3.12\ncode m {mark}\n  RETURN_CONST None\nend\n")).expect("a file");
    for (told, plain) in [("!c", ""), ("!c&", ""), ("!c-", "!-")] {
        assert_eq!(text(told), text(plain), "{told}");
    }
    assert_eq!(File::parse(&text("!c-")).expect("a file").tree.codes().count(), 1);
}

#[test]
fn labels_may_be_called_as_lines_begin() {
    let text = |name: &str| format!("pyc 3.12\ncode m\n  RESUME 0\n {name}:\n  JUMP_BACKWARD {name}\nend\n");
    let file = assemble(&text("L1")).expect("a file");
    for name in ["line", "name", "end", "code", "const", "flags", "protect", "co_code", "tail"] {
        assert_eq!(assemble(&text(name)).as_ref(), Ok(&file), "{name}");
    }
}

#[test]
fn deep_texts_are_read_without_recursion() {
    let deep = |depth| format!("pyc 3.12\nobject {}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(assemble(&deep(5000)).is_ok());
    let error = assemble(&deep(5001)).expect_err("too deep");
    assert_eq!(error.message, "literals nest deeper than 5000");
    let codes = |depth| format!("pyc 3.12\n{}{}", "code f\n".repeat(depth), "end\n".repeat(depth));
    assert_eq!(assemble(&codes(5001)).expect_err("too deep").message, "code objects nest deeper than 5000");
    assert!(assemble(&codes(5000)).is_ok());
}
