//! Depth, and small files that ask for much: no stack, memory or time is spent but in proportion to the input.
//!
//! All of it runs on a thread with 256 KiB of stack, in debug builds too: one frame for each of 2000 levels would overflow it.

use pyc_marshal::{
    Error, ErrorKind, File, Layout, Mode, Objects, Options, Payload, Reader, References, Sameness, Stamping, Step, Style, Tree,
    Version, Writer, locate, normalize, normalize_tree, same,
};

const POLICIES: [References; 3] = [References::Shared, References::AsRead, References::Fresh];

fn layout(version: &str) -> &'static Layout {
    Layout::of(version.parse::<Version>().unwrap()).unwrap()
}

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

/// So many containers, each inside the one before, and a leaf in the last. `open` and `close` are the bytes around the one item.
fn nest(open: &[u8], leaf: &[u8], close: &[u8], containers: usize) -> Vec<u8> {
    [open.repeat(containers), leaf.to_vec(), close.repeat(containers)].concat()
}

/// A version, the bytes around the item of a container, and what `repr` prints around it.
type Nesting = (&'static str, &'static [u8], &'static [u8], &'static str, &'static str);

const NESTINGS: [Nesting; 9] = [
    ("2.7", b"(\x01\0\0\0", b"", "(", ",)"),
    ("2.7", b"[\x01\0\0\0", b"", "[", "]"),
    ("2.7", b"{N", b"0", "{None: ", "}"),
    ("2.7", b">\x01\0\0\0", b"", "frozenset([", "])"),
    ("3.12", b")\x01", b"", "(", ",)"),
    ("3.12", b"\xdb\x01\0\0\0", b"", "[", "]"),
    ("3.12", b"{N", b"0", "{None: ", "}"),
    ("3.12", b"\xbe\x01\0\0\0", b"", "frozenset({", "})"),
    ("3.14", b":NN", b"", "slice(None, None, ", ")"),
];

fn with_depth(max_depth: u32) -> Options {
    Options { mode: Mode::Strict, max_depth: Some(max_depth) }
}

/// Reads by tokens and by index, writes both back, and prints.
fn reads_to_the_bottom(bytes: &[u8], layout: &'static Layout, options: Options, repr: &str) {
    let mut copy = Vec::new();
    let mut writer = Writer::new(&mut copy, layout);
    for token in Reader::with_options(bytes, layout, options) {
        writer.token(&token.unwrap()).unwrap();
    }
    assert!(copy == bytes);

    let tree = Tree::with_options(bytes, layout, options).unwrap();
    assert_eq!(tree.end(), bytes.len());
    copy.clear();
    let mut writer = Writer::new(&mut copy, layout);
    tree.tokens().try_for_each(|token| writer.token(&token)).unwrap();
    assert!(copy == bytes);

    // Not `assert_eq`: it would print megabytes.
    assert!(tree.root().repr().to_string() == repr);
    assert_eq!(tree.root().span(), 0..bytes.len());
}

/// Reads the same bytes twice, and compares.
fn equals_itself(bytes: &[u8], layout: &'static Layout, options: Options) {
    let [one, other] = [0; 2].map(|_| Tree::with_options(bytes, layout, options).unwrap());
    assert!(same(&one, &other, Sameness::Exact));
    assert!(same(&one, &other, Sameness::Equal));
}

/// JSON parsers have limits of depth too; ours is four deep however deep the objects are.
#[cfg(feature = "serde")]
fn json_is_flat(tree: &Tree<'_>) {
    let text = serde_json::to_string(tree).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["objects"].as_array().unwrap().len(), tree.len());
}

/// Reads, writes, and normalises, which CPython's own limit bounds.
fn survives_everything(bytes: &[u8], layout: &'static Layout, repr: &str) {
    reads_to_the_bottom(bytes, layout, Options::STRICT, repr);
    equals_itself(bytes, layout, Options::STRICT);

    let tree = Tree::parse(bytes, layout).unwrap();
    #[cfg(feature = "serde")]
    json_is_flat(&tree);
    let (objects, root) = Objects::from_tree(&tree).unwrap();
    for references in POLICIES {
        let written = objects.to_bytes(root, Style::of(layout).references(references)).unwrap();
        let again = Tree::parse(&written, layout).unwrap();
        assert!(same(&tree, &again, Sameness::Exact), "{references:?}");
        assert!(references != References::AsRead || written == bytes);
    }
    let copy = objects.clone();
    drop(objects);
    drop(copy);

    let mut normal = Vec::new();
    normalize_tree(&tree, &mut normal).unwrap();
    let again = Tree::parse(&normal, layout).unwrap();
    assert!(same(&tree, &again, Sameness::Exact));
    let mut twice = Vec::new();
    normalize_tree(&again, &mut twice).unwrap();
    assert!(twice == normal);
}

#[test]
fn depth_2000_passes() {
    // 2.7 and 3.12 read 1999 of any of these around a leaf.
    on_a_small_stack(|| {
        for (version, open, close, before, after) in NESTINGS {
            let bytes = nest(open, b"T", close, 1999);
            let repr = [before.repeat(1999), "True".to_string(), after.repeat(1999)].concat();
            survives_everything(&bytes, layout(version), &repr);
        }
    });
}

#[test]
fn depth_2001_fails() {
    // ValueError, "recursion limit exceeded", from both.
    on_a_small_stack(|| {
        for (version, open, close, ..) in NESTINGS {
            let bytes = nest(open, b"T", close, 2000);
            let error = Tree::parse(&bytes, layout(version)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::TooDeep { limit: 2000 });
            // The first object that is too deep. Beside the last dict's value stands a key, and before a slice's step its start.
            let first_part = &open[open.len() - open.iter().rev().take_while(|&&byte| byte == b'N').count()..];
            assert_eq!(error.offset, bytes.len() - 1 - close.len() * 2000 - first_part.len(), "{version} {open:?}");
            assert_eq!(Reader::new(&bytes, layout(version)).find_map(Result::err), Some(error));
            let path = locate(&bytes, layout(version), Options::STRICT, error.offset);
            assert_eq!(path.steps().len(), 2000);
            // A limit is a limit in lenient reading too.
            assert_eq!(Tree::with_options(&bytes, layout(version), Options::LENIENT).unwrap_err(), error);
        }
    });
}

#[test]
fn an_empty_container_is_a_leaf() {
    on_a_small_stack(|| {
        // 2000 tuples, the last of them empty.
        assert!(Tree::parse(&nest(b")\x01", b")\0", b"", 1999), layout("3.12")).is_ok());
        // A dict needs its NULL, which stands a level deeper: so it is in CPython, whose `r_object` reads it.
        assert!(Tree::parse(&nest(b")\x01", b"{0", b"", 1998), layout("3.12")).is_ok());
        assert!(Tree::parse(&nest(b")\x01", b"{0", b"", 1999), layout("3.12")).is_err());
    });
}

#[test]
fn versions_before_2_5_nest_deeper() {
    // `MAX_MARSHAL_STACK_DEPTH` was 5000.
    on_a_small_stack(|| {
        assert!(Tree::parse(&nest(b"(\x01\0\0\0", b"N", b"", 4999), layout("2.4")).is_ok());
        let error = Tree::parse(&nest(b"(\x01\0\0\0", b"N", b"", 5000), layout("2.4")).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TooDeep { limit: 5000 });
    });
}

#[test]
fn errors_at_the_bottom_have_a_path() {
    on_a_small_stack(|| {
        for (version, open, close, ..) in NESTINGS {
            let bytes = nest(open, b"?", close, 1999);
            let error = Tree::parse(&bytes, layout(version)).unwrap_err();
            assert_eq!((error.kind, error.offset), (ErrorKind::UnknownTag, open.len() * 1999));
            let path = locate(&bytes, layout(version), Options::STRICT, error.offset);
            let last = match open[0] {
                b'{' => Step::Value(0),
                b':' => Step::Slice(2),
                _ => Step::Item(0),
            };
            assert_eq!(path.steps(), [last].repeat(1999));
            // Lenient reading closes all 1999.
            let tree = Tree::with_options(&bytes, layout(version), Options::LENIENT).unwrap();
            assert!(!tree.is_complete());
            assert_eq!(tree.nodes().filter(|node| node.tag().0 == open[0]).count(), 1999);
            assert!(!tree.root().repr().to_string().is_empty());
        }
    });
}

#[test]
fn a_deep_file_is_written_and_normalised() {
    on_a_small_stack(|| {
        let header = b"\xcb\x0d\x0d\x0a\0\0\0\0\x01\0\0\0\x02\0\0\0".to_vec();
        let bytes = [header, nest(b")\x01", b"N", b"", 1999)].concat();
        let file = File::parse(&bytes).unwrap();
        let mut copy = Vec::new();
        file.write(&mut copy).unwrap();
        assert!(copy == bytes);
        assert!(normalize(&file, Stamping::Keep).unwrap() == bytes);
        #[cfg(feature = "serde")]
        assert!(serde_json::to_string(&file).is_ok());
    });
}

// As deep as is asked for.

const DEEP: u32 = 200_000;

/// Tuples in each other, so that the leaf in the last is at depth [`DEEP`].
fn very_deep() -> Vec<u8> {
    nest(b")\x01", b"N", b"", DEEP as usize - 1)
}

#[test]
fn two_hundred_thousand_levels_are_read_and_printed() {
    on_a_small_stack(|| {
        let bytes = very_deep();
        let containers = DEEP as usize - 1;
        let repr = ["(".repeat(containers), "None".to_string(), ",)".repeat(containers)].concat();
        reads_to_the_bottom(&bytes, layout("3.12"), with_depth(DEEP), &repr);

        let limit = DEEP - 1;
        let error = Tree::with_options(&bytes, layout("3.12"), with_depth(limit)).unwrap_err();
        assert_eq!((error.kind, error.offset), (ErrorKind::TooDeep { limit }, bytes.len() - 1));
        assert_eq!(locate(&bytes, layout("3.12"), with_depth(limit), error.offset).steps().len(), containers);
    });
}

#[test]
fn two_hundred_thousand_levels_are_compared() {
    on_a_small_stack(|| equals_itself(&very_deep(), layout("3.12"), with_depth(DEEP)));
}

#[test]
#[cfg(feature = "serde")]
fn two_hundred_thousand_levels_are_flat_json() {
    on_a_small_stack(|| {
        let bytes = very_deep();
        let tree = Tree::with_options(&bytes, layout("3.12"), with_depth(DEEP)).unwrap();
        serde_json::to_writer(std::io::sink(), &tree).unwrap();
    });
}

#[test]
fn two_hundred_thousand_levels_are_not_written() {
    // What CPython could not read back.
    on_a_small_stack(|| {
        let bytes = very_deep();
        let tree = Tree::with_options(&bytes, layout("3.12"), with_depth(DEEP)).unwrap();
        let (objects, root) = Objects::from_tree(&tree).unwrap();
        for references in POLICIES {
            let error = objects.to_bytes(root, Style::of(layout("3.12")).references(references)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::TooDeep { limit: 2000 });
        }
        let error = normalize_tree(&tree, &mut Vec::new()).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::TooDeep { .. }), "{error}");
    });
}

// Counts that promise more than there is.

#[test]
fn hostile_counts_are_refused_at_once() {
    on_a_small_stack(|| {
        let count = i32::MAX as u32;
        for version in ["2.7", "3.12"] {
            for tag in *b"([<>" {
                let bytes = [tag, 0xff, 0xff, 0xff, 0x7f, b'N'];
                let error = Tree::parse(&bytes, layout(version)).unwrap_err();
                assert_eq!((error.kind, error.offset), (ErrorKind::CountExceedsInput { count, remaining: 1 }, 0));
                let tree = Tree::with_options(&bytes, layout(version), Options::LENIENT).unwrap();
                assert!(!tree.is_complete());
                assert_eq!(tree.root().children().count(), 1);
                assert!(tree.memory() < 100, "{tree:?}");
            }
            for tag in *b"sut" {
                let error = Tree::parse(&[tag, 0xff, 0xff, 0xff, 0x7f, b'a'], layout(version)).unwrap_err();
                assert_eq!(error.kind, ErrorKind::Truncated { needed: u64::from(count) - 1 });
            }
            // So many digits of two bytes each, either sign.
            for size in [i32::MAX, -i32::MAX] {
                let bytes = [b"l".as_slice(), &size.to_le_bytes(), &[1, 0]].concat();
                let error = Tree::parse(&bytes, layout(version)).unwrap_err();
                assert_eq!(error.kind, ErrorKind::Truncated { needed: u64::from(count) * 2 - 2 });
            }
        }
    });
}

#[test]
fn hostile_counts_inside_each_other() {
    on_a_small_stack(|| {
        let bytes = nest(b"(\xff\xff\xff\x7f", b"N", b"", 1000);
        assert_eq!(Tree::parse(&bytes, layout("3.12")).unwrap_err().offset, 0);
        let tree = Tree::with_options(&bytes, layout("3.12"), Options::LENIENT).unwrap();
        assert_eq!(tree.len(), 1001);
        // Each count, and the end of the input.
        assert_eq!(tree.irregularities().total(), 1001);
        assert!(tree.memory() < 20_000);
        assert!(tree.root().repr().to_string().starts_with("(((("));
        assert!(Objects::from_tree(&tree).is_ok());
    });
}

// References that promise more than there is.

/// Tuples that hold the next one twice, the second time by reference: 2^60 leaves in half a kilobyte.
fn doubling_tuples() -> Vec<u8> {
    let mut bytes = b"\xa9\x02".repeat(60);
    bytes.extend(b"NN");
    for slot in (1..60_u32).rev() {
        bytes.push(b'r');
        bytes.extend(slot.to_le_bytes());
    }
    bytes
}

/// The same with frozensets, each of which holds the next one plain and in a tuple, so that its items differ.
fn doubling_sets() -> Vec<u8> {
    let mut bytes = b"\xbe\x02\0\0\0".repeat(60);
    bytes.extend(b"NT");
    for slot in (1..60_u32).rev() {
        bytes.extend(b")\x01r");
        bytes.extend(slot.to_le_bytes());
    }
    bytes
}

fn never_expands(bytes: &[u8], layout: &'static Layout) {
    assert!(bytes.len() < 1000);
    let tokens: Result<Vec<_>, Error> = Reader::new(bytes, layout).collect();
    assert_eq!(tokens.unwrap().iter().filter(|token| matches!(token.payload, Payload::Reference(_))).count(), 59);
    let tree = Tree::parse(bytes, layout).unwrap();
    let other = Tree::parse(bytes, layout).unwrap();
    assert!(same(&tree, &other, Sameness::Exact));
    assert!(same(&tree, &other, Sameness::Equal));
    let mut normal = Vec::new();
    normalize_tree(&tree, &mut normal).unwrap();
    assert!(normal.len() < 1000);
    assert!(same(&tree, &Tree::parse(&normal, layout).unwrap(), Sameness::Exact));
    #[cfg(feature = "serde")]
    json_is_flat(&tree);

    let (objects, root) = Objects::from_tree(&tree).unwrap();
    for references in POLICIES {
        let style = Style::of(layout).references(references);
        assert!(objects.to_bytes(root, style).unwrap().len() < 1000);
        // Version 2 has no references, and writes until the limit.
        let error = objects.to_bytes(root, Style { max_len: 1 << 16, ..style.marshal_version(2) }).unwrap_err();
        assert_eq!(error.kind, ErrorKind::OutputTooLong { limit: 1 << 16 });
    }

    for sorted in [false, true] {
        let repr = tree.root().repr().sorted_sets(sorted).limit(1000);
        assert_eq!(repr.try_to_string().unwrap_err().kind, ErrorKind::OutputTooLong { limit: 1000 });
        let text = repr.to_string();
        assert!(text.len() < 1100 && text.ends_with("..."), "{}", text.len());
    }
}

#[test]
fn doubling_tuples_are_never_expanded() {
    // CPython reads them too, but can neither print nor compare them before the end of days.
    on_a_small_stack(|| never_expands(&doubling_tuples(), layout("3.12")));
}

#[test]
fn doubling_sets_are_never_expanded() {
    on_a_small_stack(|| never_expands(&doubling_sets(), layout("3.12")));
}

/// A set of pairs, each of which holds the same object: where the keys of sorting are cut, that object must not be gone through first, for as
/// many times as there are pairs.
#[track_caller]
fn sorted_in_no_time(shared: &[u8]) {
    let count = 3000_u32;
    let mut bytes = [b"(\x02\0\0\0".as_slice(), shared, b">", &count.to_le_bytes()].concat();
    for number in 0..count {
        bytes.extend(b")\x02i");
        bytes.extend(number.to_le_bytes());
        bytes.extend(b"r\0\0\0\0");
    }
    let layout = layout("3.12");
    let (objects, root) = Objects::from_tree(&Tree::parse(&bytes, layout).unwrap()).unwrap();
    let written = objects.to_bytes(root, Style::of(layout)).unwrap();
    assert_eq!(Tree::parse(&written, layout).unwrap().end(), written.len());
}

#[test]
fn items_of_sets_that_share_a_long_object_are_sorted_in_no_time() {
    let len = 1_000_000_u32;
    let long = |head: &[u8], item: &[u8]| [head, &len.to_le_bytes(), &item.repeat(len as usize)].concat();
    sorted_in_no_time(&long(b"\xa8", b"N"));
    sorted_in_no_time(&long(b"\xf3", b"x"));
}

#[test]
fn repr_has_a_limit_of_its_own() {
    on_a_small_stack(|| {
        let bytes = doubling_tuples();
        let text = Tree::parse(&bytes, layout("3.12")).unwrap().root().repr().to_string();
        assert!((1 << 24..(1 << 24) + 100).contains(&text.len()), "{}", text.len());
    });
}

/// Sets of numbers that may equal each other, each holding the one before: each is looked at for equal items.
/// When that was quadratic, these sets took 7.5 s with optimisations, now 0.3 s.
#[test]
fn a_chain_of_sets_of_numbers_is_written() {
    let count = 20_000_u32;
    let mut bytes = [b"(".as_slice(), &count.to_le_bytes()].concat();
    for number in 0..count {
        bytes.extend([0xbe, if number == 0 { 2 } else { 3 }, 0, 0, 0, b'i']);
        bytes.extend(number.to_le_bytes());
        bytes.push(b'T');
        if number > 0 {
            bytes.push(b'r');
            bytes.extend((number - 1).to_le_bytes());
        }
    }
    let layout = layout("3.12");
    let (objects, root) = Objects::from_tree(&Tree::parse(&bytes, layout).unwrap()).unwrap();
    let written = objects.to_bytes(root, Style::of(layout)).unwrap();
    assert_eq!(Tree::parse(&written, layout).unwrap().end(), written.len());
}
