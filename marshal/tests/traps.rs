//! Where readers of this format go wrong: what takes a slot, what may be seen from inside, what one version reads and the next does not.
//!
//! What is said of 2.7 and of 3.6 to 3.13 was asked of these interpreters (`marshal.loads`; importing, for headers); the rest is from
//! `Python/marshal.c`.

use pyc_marshal::{
    ErrorKind, File, FileOptions, Header, Layout, Mode, Node, Objects, Options, References, Stamp, Stamping, Style, Tree,
    Version, normalize, normalize_tree,
};

fn layout(version: &str) -> &'static Layout {
    Layout::of(version.parse::<Version>().unwrap()).unwrap()
}

/// That version reads these bytes, all of them, as this object.
#[track_caller]
fn reads(version: &str, bytes: &[u8], repr: &str) {
    let tree = Tree::parse(bytes, layout(version)).unwrap();
    assert_eq!(tree.root().repr().to_string(), repr, "{version}");
    assert_eq!(tree.end(), bytes.len(), "{version}");
    // Whatever was read is written again.
    let mut copy = Vec::new();
    let mut writer = pyc_marshal::Writer::new(&mut copy, layout(version));
    tree.tokens().try_for_each(|token| writer.token(&token)).unwrap();
    assert_eq!(copy, bytes, "{version}");
}

/// That version refuses these bytes.
#[track_caller]
fn refused(version: &str, bytes: &[u8], offset: usize, kind: ErrorKind) {
    let error = Tree::parse(bytes, layout(version)).unwrap_err();
    assert_eq!((error.kind, error.offset), (kind, offset), "{version}: {error}");
}

/// What `References::AsRead` writes for an object that was read and not changed.
#[track_caller]
fn written_as_read(version: &str, bytes: &[u8]) -> Vec<u8> {
    let (objects, root) = Objects::from_tree(&Tree::parse(bytes, layout(version)).unwrap()).unwrap();
    objects.to_bytes(root, Style::of(layout(version)).references(References::AsRead)).unwrap()
}

// What takes a slot.

#[test]
fn singletons_take_no_slot() {
    for (singleton, repr) in
        [(b'N', "None"), (b'T', "True"), (b'F', "False"), (b'.', "Ellipsis"), (b'S', "<class 'StopIteration'>")]
    {
        // With FLAG_REF; the number behind it still has slot 0.
        let bytes = [b")\x03", [singleton | 0x80].as_slice(), b"\xe9\x07\0\0\0r\0\0\0\0"].concat();
        reads("3.12", &bytes, &format!("({repr}, 7, 7)"));
        assert_eq!(Tree::parse(&bytes, layout("3.12")).unwrap().slot_count(), 1);
    }
    refused("3.12", b")\x02\xcer\0\0\0\0", 3, ErrorKind::ReferenceOutOfRange { index: 0, slots: 0 });
}

#[test]
fn references_take_no_slot() {
    // The first `r` has FLAG_REF.
    reads("3.12", b")\x04\xe9\x07\0\0\0\xf2\0\0\0\0\xe9\x08\0\0\0r\x01\0\0\0", "(7, 7, 8, 8)");
}

#[test]
fn empty_containers_take_a_slot() {
    reads("3.12", b")\x04\xa9\0r\0\0\0\0\xdb\0\0\0\0r\x01\0\0\0", "((), (), [], [])");
    reads("3.12", b")\x02\xbe\0\0\0\0r\0\0\0\0", "(frozenset(), frozenset())");
}

#[test]
fn sets_take_a_slot() {
    for (tag, repr) in [(b'<', "({7}, {7}, 7)"), (b'>', "(frozenset({7}), frozenset({7}), 7)")] {
        let bytes = [b")\x03", [tag | 0x80].as_slice(), b"\x01\0\0\0\xe9\x07\0\0\0r\0\0\0\0r\x01\0\0\0"].concat();
        reads("3.12", &bytes, repr);
        reads("3.6", &bytes, repr);
    }
}

#[test]
fn containers_are_numbered_where_they_begin() {
    // The outer tuple has slot 0 and the inner one 1, although the inner one is complete first.
    let bytes = b"\xa9\x03\xa9\x01\xe9\x07\0\0\0r\x01\0\0\0r\x02\0\0\0";
    reads("3.12", bytes, "((7,), (7,), 7)");
    let tree = Tree::parse(bytes, layout("3.12")).unwrap();
    assert_eq!(tree.slot(0), Some(tree.root()));
    assert_eq!(tree.nodes().map(Node::slot).collect::<Vec<_>>(), [Some(0), Some(1), Some(2), None, None]);
    // So are frozensets, whose slot is filled only at their end, and slices.
    reads("3.12", b")\x02\xbe\x01\0\0\0\xe9\x07\0\0\0r\x01\0\0\0", "(frozenset({7}), 7)");
    reads("3.14", b")\x02\xba\xe9\x07\0\0\0NNr\x01\0\0\0", "(slice(7, None, None), 7)");
}

#[test]
fn the_null_of_a_flagged_dict_takes_no_slot() {
    // The dict has slot 0, its key 1, and what follows the NULL 2. Dicts have no count: the NULL must not end the tuple too.
    for null in [b'0', b'0' | 0x80] {
        let bytes = [b")\x03\xfb\xe9\x01\0\0\0N", [null].as_slice(), b"\xe9\x07\0\0\0r\x02\0\0\0"].concat();
        reads("3.12", &bytes, "({1: None}, 7, 7)");
        assert_eq!(Tree::parse(&bytes, layout("3.12")).unwrap().slot_count(), 3);
    }
    reads("3.12", b")\x02\xfb0r\0\0\0\0", "({}, {})");
}

// What may be seen from inside.

#[test]
fn lists_dicts_and_tuples_may_hold_themselves() {
    reads("3.12", b"\xdb\x01\0\0\0r\0\0\0\0", "[[...]]");
    reads("3.12", b"\xfbNr\0\0\0\x000", "{None: {...}}");
    reads("3.15", b"\xdb\x01\0\0\0r\0\0\0\0", "[[...]]");
    reads("3.15", b"\xfbNr\0\0\0\x000", "{None: {...}}");
}

#[test]
fn recursive_tuples_ended_with_3_15() {
    for bytes in [b"\xa9\x01r\0\0\0\0".as_slice(), b"\xa8\x01\0\0\0r\0\0\0\0"] {
        for version in ["3.4", "3.6", "3.12", "3.13", "3.14"] {
            reads(version, bytes, "((...),)");
        }
        refused("3.15", bytes, bytes.len() - 5, ErrorKind::ReferenceToIncomplete { index: 0 });
    }
    // Through a list it is the same. Once the tuple is complete anyone may see it.
    refused("3.15", b"\xa9\x01[\x01\0\0\0r\0\0\0\0", 7, ErrorKind::ReferenceToIncomplete { index: 0 });
    reads("3.15", b")\x02\xa9\x01Nr\0\0\0\0", "((None,), (None,))");
}

#[test]
fn frozensets_and_slices_may_not_be_seen_from_inside() {
    let incomplete = ErrorKind::ReferenceToIncomplete { index: 0 };
    refused("3.12", b"\xbe\x01\0\0\0r\0\0\0\0", 5, incomplete);
    refused("3.12", b"\xbe\x01\0\0\0)\x01r\0\0\0\0", 7, incomplete);
    refused("3.14", b"\xbar\0\0\0\0NN", 1, incomplete);
    refused("3.14", b"\xba[\x01\0\0\0r\0\0\0\0NN", 6, incomplete);
    // Complete, they may.
    reads("3.12", b")\x02\xbe\x01\0\0\0Nr\0\0\0\0", "(frozenset({None}), frozenset({None}))");
    reads("3.14", b")\x02\xbaNNNr\0\0\0\0", "(slice(None, None, None), slice(None, None, None))");
}

#[test]
fn sets_may_be_seen_from_inside_but_have_no_hash() {
    // TypeError, "unhashable type: 'set'": the reference itself is good.
    refused("3.12", b"\xbc\x01\0\0\0r\0\0\0\0", 5, ErrorKind::Unhashable);
    refused("3.12", b"\xbc\x01\0\0\0)\x01r\0\0\0\0", 5, ErrorKind::Unhashable);
    // In lenient reading too it is only the hash that is missed.
    let tree = Tree::with_options(b"\xbc\x01\0\0\0r\0\0\0\0", layout("3.12"), Options::LENIENT).unwrap();
    assert_eq!(tree.irregularities().as_slice().iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Unhashable]);
}

#[test]
fn code_may_not_be_seen_from_inside() {
    // The function's own constants refer to it.
    let code = |consts: &[u8]| {
        let head = b"\xe3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0s\0\0\0\0".as_slice();
        let tail = b")\0)\0s\0\0\0\0z\x01az\x01az\x01a\0\0\0\0s\0\0\0\0s\0\0\0\0".as_slice();
        [head, consts, tail].concat()
    };
    refused("3.12", &code(b")\x01r\0\0\0\0"), 28, ErrorKind::ReferenceToIncomplete { index: 0 });
    refused("3.12", &code(b")\x01[\x01\0\0\0r\0\0\0\0"), 33, ErrorKind::ReferenceToIncomplete { index: 0 });
    // What lies in slot 1 it may use, and what follows may use the code.
    let twice = [b")\x02".as_slice(), &code(b")\x02\xe9\x07\0\0\0r\x01\0\0\0"), b"r\0\0\0\0"].concat();
    let tree = Tree::parse(&twice, layout("3.12")).unwrap();
    assert_eq!(tree.root().repr().short_code(true).to_string(), "(<code a>, <code a>)");
    assert_eq!(tree.codes().count(), 1, "a reference is no second code object");
}

#[test]
fn tuples_that_are_not_complete_have_no_hash() {
    // 3.12 computes the hash of an item that is still NULL, and crashes.
    refused("3.12", b"\xa9\x01<\x01\0\0\0r\0\0\0\0", 7, ErrorKind::Unhashable);
}

// NULL in dicts.

#[test]
fn a_null_value_drops_the_pair_in_2_7_and_ends_the_dict_in_3() {
    let bytes = b"{i\x01\0\0\x000i\x02\0\0\0N0";
    reads("2.7", bytes, "{2: None}");
    for version in ["3.0", "3.6", "3.12", "3.13"] {
        let tree = Tree::parse(bytes, layout(version)).unwrap();
        assert_eq!(tree.root().repr().to_string(), "{}");
        assert_eq!(tree.end(), 7, "what follows the first NULL is not of the dict");
    }
    // In 2.7 the dict goes on, and here it never ends: EOFError.
    refused("2.7", &bytes[..7], 7, ErrorKind::Truncated { needed: 1 });
    reads("3.12", &bytes[..7], "{}");
}

// Strings.

#[test]
fn ascii_with_the_high_bit_is_latin_1() {
    for tag in [b'z', b'Z'] {
        reads("3.12", &[tag, 1, 0xe9], "'é'");
        reads("3.6", &[tag, 2, 0x80, 0xff], "'\\x80ÿ'");
    }
    for tag in [b'a', b'A'] {
        reads("3.12", &[tag, 1, 0, 0, 0, 0xe9], "'é'");
    }
    // The others are UTF-8.
    refused("3.12", b"u\x01\0\0\0\xe9", 0, ErrorKind::BadUtf8);
    refused("3.12", b"t\x01\0\0\0\xe9", 0, ErrorKind::BadUtf8);
    reads("3.12", b"t\x02\0\0\0\xc3\xa9", "'é'");
}

#[test]
fn ascii_with_the_high_bit_is_written_as_utf_8() {
    let tree = Tree::parse(b"z\x01\xe9", layout("3.12")).unwrap();
    let (objects, root) = Objects::from_tree(&tree).unwrap();
    assert_eq!(objects.to_bytes(root, Style::of(layout("3.12"))).unwrap(), b"u\x02\0\0\0\xc3\xa9");
    let mut normal = Vec::new();
    normalize_tree(&tree, &mut normal).unwrap();
    assert_eq!(normal, b"u\x02\0\0\0\xc3\xa9");
}

#[test]
fn interned_is_bytes_in_2_and_text_in_3() {
    reads("2.7", b"t\x02\0\0\0\xc3\xa9", "'\\xc3\\xa9'");
    reads("3.12", b"t\x02\0\0\0\xc3\xa9", "'é'");
    // Between the two it was gone.
    for version in ["2.3", "3.0", "3.3"] {
        refused(version, b"t\0\0\0\0", 0, ErrorKind::ForeignTag);
    }
}

#[test]
fn references_to_strings_are_of_python_2() {
    // Only `t` enters the list, not the `s` before it.
    let bytes = b"(\x04\0\0\0s\x01\0\0\0at\x01\0\0\0bt\x01\0\0\0cR\x01\0\0\0";
    for version in ["2.4", "2.7"] {
        reads(version, bytes, "('a', 'b', 'c', 'c')");
    }
    let tree = Tree::parse(bytes, layout("2.7")).unwrap();
    assert_eq!(tree.slot_count(), 2);
    assert_eq!(tree.nodes().last().unwrap().resolve(), tree.node(3));
    for version in ["2.3", "3.3", "3.6", "3.12"] {
        refused(version, b"R\0\0\0\0", 0, ErrorKind::ForeignTag);
    }
    // And those to slots are of 3.4.
    for version in ["2.7", "3.3"] {
        refused(version, b"r\0\0\0\0", 0, ErrorKind::ForeignTag);
    }
    // In 3.x an interned string has a slot only if it has FLAG_REF, as all else.
    refused("3.12", b")\x02t\x01\0\0\0ar\0\0\0\0", 8, ErrorKind::ReferenceOutOfRange { index: 0, slots: 0 });
    reads("3.12", b")\x02\xf4\x01\0\0\0ar\0\0\0\0", "('a', 'a')");
}

// Numbers.

#[test]
fn int64_was_away_in_3_4_and_3_5() {
    let bytes = b"I\0\0\0\0\x01\0\0\0";
    for version in ["1.5", "2.7", "3.3", "3.6", "3.12"] {
        reads(version, bytes, "4294967296");
    }
    for version in ["1.4", "3.4", "3.5"] {
        refused(version, bytes, 0, ErrorKind::ForeignTag);
    }
    assert_eq!(written_as_read("3.12", bytes), bytes);
    // CPython itself writes digits.
    let (objects, root) = Objects::from_tree(&Tree::parse(bytes, layout("3.12")).unwrap()).unwrap();
    assert_eq!(objects.to_bytes(root, Style::of(layout("3.12"))).unwrap(), b"l\x03\0\0\0\0\0\0\0\x04\0");
}

#[test]
fn small_numbers_in_digits_stay_so_if_written_as_read() {
    for bytes in [b"l\x01\0\0\0\x07\0".as_slice(), b"l\xff\xff\xff\xff\x07\0", b"l\0\0\0\0", b"I\x07\0\0\0\0\0\0\0"] {
        assert_eq!(written_as_read("3.12", bytes), bytes);
        assert_eq!(written_as_read("2.7", bytes), bytes);
    }
    reads("3.12", b"l\x01\0\0\0\x07\0", "7");
    let (objects, root) = Objects::from_tree(&Tree::parse(b"l\x01\0\0\0\x07\0", layout("3.12")).unwrap()).unwrap();
    assert_eq!(objects.to_bytes(root, Style::of(layout("3.12"))).unwrap(), b"i\x07\0\0\0");
    // In Python 2 these are two types, and stay two.
    reads("2.7", b"l\x01\0\0\0\x07\0", "7L");
    let (objects, root) = Objects::from_tree(&Tree::parse(b"l\x01\0\0\0\x07\0", layout("2.7")).unwrap()).unwrap();
    assert_eq!(objects.to_bytes(root, Style::of(layout("2.7"))).unwrap(), b"l\x01\0\0\0\x07\0");
}

// `References::AsRead` promises that what was read comes back, with few exceptions named in its docs: these are none of them.

#[test]
fn long_forms_are_written_as_read() {
    for bytes in [
        b"(\x01\0\0\0N".as_slice(),
        b"\xa8\0\0\0\0",
        b"a\x01\0\0\0b",
        b"\xc1\x01\0\0\0b",
        b"u\x01\0\0\0b",
        b"\xf4\x01\0\0\0b",
        b"\xe9\x07\0\0\0",
        b")\x02\xe9\x07\0\0\0r\0\0\0\0",
        b"\xa9\x01r\0\0\0\0",
    ] {
        assert_eq!(written_as_read("3.12", bytes), bytes);
    }
}

#[test]
fn latin_1_is_written_as_read() {
    for bytes in [b"z\x01\xe9".as_slice(), b"\xda\x01\xe9", b"a\x01\0\0\0\xe9"] {
        assert_eq!(written_as_read("3.12", bytes), bytes);
    }
}

#[test]
fn flags_on_singletons_are_written_as_read() {
    for bytes in [b"\xce".as_slice(), b")\x01\xd4"] {
        assert_eq!(written_as_read("3.12", bytes), bytes);
    }
    // The NULL that ends a dict is no object, and has nothing to keep its flag in.
    assert_eq!(written_as_read("3.12", b"\xfbNN\xb0"), b"\xfbNN0");
}

#[test]
fn of_equal_items_of_a_set_the_first_stays() {
    // {0.0, -0.0} is {0.0}, and {-0.0, 0.0} is {-0.0}: 3.12 sorts the items it writes, but it has no second one.
    let zero = b"g\0\0\0\0\0\0\0\0".as_slice();
    let minus = b"g\0\0\0\0\0\0\0\x80".as_slice();
    for (items, text) in [([zero, minus], "{0.0}"), ([minus, zero], "{-0.0}")] {
        let bytes = [b"<\x02\0\0\0".as_slice(), items[0], items[1]].concat();
        let tree = Tree::parse(&bytes, layout("3.12")).unwrap();
        assert_eq!(tree.root().repr().to_string(), text);
        let (objects, root) = Objects::from_tree(&tree).unwrap();
        let written = objects.to_bytes(root, Style::of(layout("3.12"))).unwrap();
        reads("3.12", &written, text);
        let mut normal = Vec::new();
        normalize_tree(&tree, &mut normal).unwrap();
        reads("3.12", &normal, text);
    }
}

#[test]
fn a_tuple_that_is_open_is_no_field_of_a_code_object() {
    // `co_consts` is the tuple that holds the code object: CPython before 3.15 walks the items that are not there, and crashes.
    let mut bytes = b"\xa9\x01c".to_vec();
    bytes.extend([0; 20]);
    bytes.extend(b"s\0\0\0\0r\0\0\0\0)\0)\0s\0\0\0\0z\0z\0z\0\x01\0\0\0s\0\0\0\0s\0\0\0\0");
    refused("3.12", &bytes, 28, ErrorKind::FieldType { field: pyc_marshal::Field::Consts });
}

#[test]
fn a_code_object_that_holds_itself_cannot_be_written() {
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/empty.timestamp-O0.pyc")).unwrap();
    let file = File::parse(&file).unwrap();
    let (mut objects, root) = file.to_objects().unwrap();
    assert!(objects.replace_constant(root, 0, root));
    let error = objects.to_bytes(root, Style::of(file.layout())).unwrap_err();
    assert_eq!(error.kind, ErrorKind::ReferenceToIncomplete { index: 0 });
}

#[test]
fn a_key_that_null_follows_is_no_part_of_the_normal_form() {
    let tree = Tree::parse(b"{N0", layout("3.12")).unwrap();
    let mut normal = Vec::new();
    normalize_tree(&tree, &mut normal).unwrap();
    assert_eq!(normal, b"{0");
}

#[test]
fn the_normal_form_keeps_a_tuple_around_a_recursive_one() {
    // a = (b,) and b = (b,) have the same part, but only one of them is its own part.
    let bytes = b")\x01\xa9\x01r\0\0\0\0";
    let tree = Tree::parse(bytes, layout("3.12")).unwrap();
    let mut normal = Vec::new();
    normalize_tree(&tree, &mut normal).unwrap();
    assert_eq!(normal, bytes);
}

#[test]
fn a_string_twice_in_the_list_is_written_once() {
    // Python 2 reads it, and never writes it: `R` finds a string by what it is.
    let bytes = b"(\x03\0\0\0t\x01\0\0\0at\x01\0\0\0aR\x01\0\0\0";
    reads("2.7", bytes, "('a', 'a', 'a')");
    assert_eq!(written_as_read("2.7", bytes), b"(\x03\0\0\0t\x01\0\0\0aR\0\0\0\0R\0\0\0\0");
}

// Headers, and what stands behind the object.

#[test]
fn hashes_of_sources_are_checked_or_not() {
    let file = |flags: u8| [b"\xcb\x0d\x0d\x0a".as_slice(), &[flags, 0, 0, 0], b"12345678N"].concat();
    for (flags, checked) in [(1, false), (3, true)] {
        let bytes = file(flags);
        let parsed = File::parse(&bytes).unwrap();
        assert_eq!(parsed.header.stamp, Stamp::Hash { hash: *b"12345678", checked });
        assert_eq!(parsed.header.stamp.flags(), u32::from(flags));
        let mut copy = Vec::new();
        parsed.write(&mut copy).unwrap();
        assert_eq!(copy, bytes);
        // A hash is no time: none of these touches it.
        for stamping in [Stamping::Keep, Stamping::Time(0), Stamping::Clamp(0)] {
            assert_eq!(normalize(&parsed, stamping).unwrap(), bytes);
        }
    }
}

#[test]
fn checking_without_a_hash_counts_as_a_time() {
    // Flags 2. Importing in 3.7 to 3.13 looks at bit 1 only if bit 0 is set, so that it takes this file for one with a time.
    let bytes = b"\xcb\x0d\x0d\x0a\x02\0\0\0\x01\0\0\0\x02\0\0\0N";
    let file = File::parse(bytes).unwrap();
    assert_eq!(file.header.stamp, Stamp::Unknown { flags: 2, data: [1, 0, 0, 0, 2, 0, 0, 0] });
    let mut copy = Vec::new();
    file.write(&mut copy).unwrap();
    assert_eq!(copy, bytes);
}

#[test]
fn python_2_with_all_strings_unicode_has_a_magic_number_of_its_own() {
    // `python2.7 -U`: one more than 62211.
    let bytes = b"\x04\xf3\x0d\x0a\0\0\0\0u\x01\0\0\0a";
    let file = File::parse(bytes).unwrap();
    assert!(file.header.magic.is_unicode_variant());
    assert_eq!(file.version(), Version::new(2, 7));
    assert_eq!(file.tree.root().repr().to_string(), "u'a'");
    let mut copy = Vec::new();
    file.write(&mut copy).unwrap();
    assert_eq!(copy, bytes);
    assert!(!Header::magic(b"\x03\xf3\x0d\x0a").unwrap().is_unicode_variant());
    // 3.x has no such option: 3.12's number is 3531, and 3532 was not given to anybody.
    assert!(Header::parse(b"\xcc\x0d\x0d\x0a\0\0\0\0\0\0\0\0\0\0\0\0", Mode::Strict).is_err());
}

#[test]
fn the_first_magic_numbers_end_otherwise() {
    // 1.0 to 1.2: `99 00` in place of carriage return and line feed.
    for (magic, version) in [(*b"\x02\x99\x99\0", Version::new(1, 0)), (*b"\x03\x99\x99\0", Version::new(1, 2))] {
        let bytes = [magic.as_slice(), b"\0\0\0\0N"].concat();
        let file = File::parse(&bytes).unwrap();
        assert_eq!(file.version(), version);
        assert!(file.header.magic.has_known_tail());
        let mut copy = Vec::new();
        file.write(&mut copy).unwrap();
        assert_eq!(copy, bytes);
    }
    let wrong = *b"\x03\x99\x0d\x0a";
    let error = File::parse(&[wrong.as_slice(), b"\0\0\0\0N"].concat()).unwrap_err();
    assert_eq!((error.kind, error.offset), (ErrorKind::UnknownMagic { magic: wrong }, 0));
}

#[test]
fn bytes_behind_the_object_are_kept_but_not_read() {
    // `loads` and importing ignore them, whatever they are.
    let bytes = b"\xcb\x0d\x0d\x0a\0\0\0\0\0\0\0\0\0\0\0\0)\x01N?\xff\0trailing";
    let file = File::parse(bytes).unwrap();
    assert_eq!(file.trailing(), b"?\xff\0trailing");
    assert_eq!(file.tree.end(), 3);
    assert_eq!(file.tree.len(), 2);
    let mut copy = Vec::new();
    file.write(&mut copy).unwrap();
    assert_eq!(copy, bytes);
    // They are nothing irregular either, but the normal form has none.
    let lenient = File::with_options(bytes, FileOptions { options: Options::LENIENT, assume: None }).unwrap();
    assert_eq!(lenient.tree.irregularities().total(), 0);
    assert!(lenient.tree.is_complete());
    assert_eq!(normalize(&file, Stamping::Keep).unwrap(), bytes[..19]);
}
