//! Every kind of error, by the shortest input that gives it: what is wrong, at which byte, of which class.
//!
//! What CPython does with the same bytes stands at each test; the interpreters were asked (`marshal.loads`; importing, for headers).

use pyc_marshal::{
    Class, CodeObject, Error, ErrorKind, Field, File, FileOptions, Header, Layout, Mode, Object, Objects, Options, Reader, Style,
    Tree, Version, locate,
};

fn layout(version: &str) -> &'static Layout {
    Layout::of(version.parse::<Version>().unwrap()).unwrap()
}

/// Strict reading of that version refuses the bytes for this reason, at this offset.
#[track_caller]
fn refused(version: &str, bytes: &[u8], offset: usize, kind: ErrorKind, class: Class) {
    let error = Tree::parse(bytes, layout(version)).unwrap_err();
    assert_eq!((error.kind, error.offset, error.class()), (kind, offset, class), "{error}");
    assert!(error.offset <= bytes.len());
    // The stream of tokens stops for the same reason.
    assert_eq!(Reader::new(bytes, layout(version)).find_map(Result::err), Some(error));
}

/// The byte at `offset` stands there, seen from the outermost object.
#[track_caller]
fn stands_at(version: &str, bytes: &[u8], offset: usize, path: &str) {
    assert_eq!(locate(bytes, layout(version), Options::STRICT, offset).to_string(), path);
}

/// Lenient reading notes these irregularities at these offsets, goes on to the end of the object and makes it this.
#[track_caller]
fn goes_on(version: &str, bytes: &[u8], noted: &[(usize, ErrorKind)], repr: &str) {
    let tree = lenient(version, bytes, noted, repr);
    assert!(tree.is_complete());
    assert_eq!(tree.end(), bytes.len());
}

/// Lenient reading notes these irregularities, the last of which ends it; so much it has read until then.
#[track_caller]
fn gives_up(version: &str, bytes: &[u8], noted: &[(usize, ErrorKind)], repr: &str) {
    assert!(!lenient(version, bytes, noted, repr).is_complete());
}

#[track_caller]
fn lenient<'a>(version: &str, bytes: &'a [u8], noted: &[(usize, ErrorKind)], repr: &str) -> Tree<'a> {
    let tree = Tree::with_options(bytes, layout(version), Options::LENIENT).unwrap();
    let found: Vec<_> = tree.irregularities().as_slice().iter().map(|error| (error.offset, error.kind)).collect();
    assert_eq!(found, noted);
    assert_eq!(tree.irregularities().total(), noted.len() as u64);
    assert_eq!(tree.root().repr().short_code(true).to_string(), repr);
    tree
}

/// An empty code object of that version, but for some fields: these have the bytes told. Also where each of them begins.
fn code(version: &str, changed: &[(Field, &[u8])]) -> (Vec<u8>, Vec<usize>) {
    let layout = layout(version);
    let unicode = version.starts_with('3');
    let mut bytes = vec![layout.code_tag().0];
    let mut offsets = vec![0; changed.len()];
    for &field in layout.fields {
        if let Some(place) = changed.iter().position(|&(name, _)| name == field) {
            offsets[place] = bytes.len();
            bytes.extend(changed[place].1);
            continue;
        }
        match field {
            number if number.is_number() => bytes.extend(&[0; 4][..usize::from(layout.number_width)]),
            Field::Filename | Field::Name | Field::Qualname => {
                bytes.extend(if unicode { b"u\x01\0\0\0a" } else { b"s\x01\0\0\0a" });
            }
            Field::Code | Field::Localspluskinds | Field::Linetable | Field::Exceptiontable => bytes.extend(b"s\0\0\0\0"),
            _ => bytes.extend(b"(\0\0\0\0"),
        }
    }
    (bytes, offsets)
}

/// The header of a file of 3.12 with these flags, and `None` behind it.
fn file_3_12(flags: u32) -> Vec<u8> {
    [b"\xcb\x0d\x0d\x0a".as_slice(), &flags.to_le_bytes(), &[7; 8], b"N"].concat()
}

// What bytes can be refused for.

#[test]
fn truncated() {
    // All: EOFError, "EOF read where object expected".
    refused("3.12", b"", 0, ErrorKind::Truncated { needed: 1 }, Class::Truncated);
    refused("2.7", b"{N", 2, ErrorKind::Truncated { needed: 1 }, Class::Truncated);
    // EOFError, "marshal data too short"; 2.7 says the same as above.
    refused("3.12", b"i\x01\x02", 1, ErrorKind::Truncated { needed: 2 }, Class::Truncated);
    refused("3.12", b"s\x05\0\0\0abc", 5, ErrorKind::Truncated { needed: 2 }, Class::Truncated);
    refused("2.7", b"s\x05\0\0\0abc", 5, ErrorKind::Truncated { needed: 2 }, Class::Truncated);
    refused("3.12", b"z\x05abc", 2, ErrorKind::Truncated { needed: 2 }, Class::Truncated);
    refused("3.12", b"l\x02\0\0\0\x01\0", 5, ErrorKind::Truncated { needed: 2 }, Class::Truncated);
    refused("3.12", b"g1234567", 1, ErrorKind::Truncated { needed: 1 }, Class::Truncated);
    refused("3.12", b"c\0\0\0\0", 5, ErrorKind::Truncated { needed: 4 }, Class::Truncated);
}

#[test]
fn truncated_input_still_shows_what_is_there() {
    let bytes = b"[\x02\0\0\0i\x07\0\0\0i\x01";
    stands_at("3.12", bytes, 11, "[1]");
    gives_up("3.12", bytes, &[(11, ErrorKind::Truncated { needed: 3 })], "[7]");
    gives_up("3.12", b"{i\x01\0\0\0", &[(6, ErrorKind::Truncated { needed: 1 })], "{}");
    // Not one object: there is nothing to show.
    let error = Tree::with_options(b"i\x01", layout("3.12"), Options::LENIENT).unwrap_err();
    assert_eq!((error.kind, error.offset), (ErrorKind::Truncated { needed: 3 }, 1));
}

#[test]
fn truncated_before_the_first_line_number() {
    // EOFError.
    let (bytes, offsets) = code("3.12", &[(Field::Firstlineno, b"\x01\0")]);
    let cut = &bytes[..offsets[0] + 2];
    refused("3.12", cut, offsets[0], ErrorKind::Truncated { needed: 2 }, Class::Truncated);
    stands_at("3.12", cut, offsets[0], "firstlineno");
}

#[test]
fn count_exceeds_input() {
    // EOFError, once the two items are read.
    let bytes = b"(\x05\0\0\0NT";
    let kind = ErrorKind::CountExceedsInput { count: 5, remaining: 2 };
    refused("3.12", bytes, 0, kind, Class::Truncated);
    refused("2.7", bytes, 0, kind, Class::Truncated);
    refused("3.12", b")\x01", 0, ErrorKind::CountExceedsInput { count: 1, remaining: 0 }, Class::Truncated);
    stands_at("3.12", b")\x02N[\x09\0\0\0N", 3, "[1]");
    gives_up("3.12", bytes, &[(0, kind), (7, ErrorKind::Truncated { needed: 1 })], "(None, True)");
}

#[test]
fn unknown_tag() {
    // ValueError, "bad marshal data (unknown type code)".
    refused("3.12", b"?", 0, ErrorKind::UnknownTag, Class::Unsupported);
    refused("3.12", b"\xff", 0, ErrorKind::UnknownTag, Class::Unsupported);
    refused("2.7", b"[\x01\0\0\0?", 5, ErrorKind::UnknownTag, Class::Unsupported);
    stands_at("2.7", b"{N[\x01\0\0\0?", 7, ".value[0][0]");
    // How long its payload is nobody knows.
    gives_up("3.12", b")\x02N?", &[(3, ErrorKind::UnknownTag)], "(None,)");
}

#[test]
fn foreign_tag() {
    // ValueError, "bad marshal data (unknown type code)", from each.
    refused("2.7", b")\0", 0, ErrorKind::ForeignTag, Class::Unsupported);
    refused("3.12", b":NNN", 0, ErrorKind::ForeignTag, Class::Unsupported);
    refused("3.13", b"(\x02\0\0\0NC", 6, ErrorKind::ForeignTag, Class::Unsupported);
    stands_at("3.13", b"(\x02\0\0\0NC", 6, "[1]");
    goes_on("2.7", b"(\x02\0\0\0)\0N", &[(5, ErrorKind::ForeignTag)], "((), None)");
    goes_on("3.12", b":NTN", &[(0, ErrorKind::ForeignTag)], "slice(None, True, None)");
}

#[test]
fn foreign_flag() {
    // 2.7: ValueError, "bad marshal data (unknown type code)". 3.12 reads both.
    refused("2.7", b"\xce", 0, ErrorKind::ForeignFlag, Class::Unsupported);
    refused("2.7", b"(\x01\0\0\0\xe9\x07\0\0\0", 5, ErrorKind::ForeignFlag, Class::Unsupported);
    stands_at("2.7", b"(\x01\0\0\0\xe9\x07\0\0\0", 5, "[0]");
    goes_on("2.7", b"(\x01\0\0\0\xe9\x07\0\0\0", &[(5, ErrorKind::ForeignFlag)], "(7,)");
}

#[test]
fn negative_count() {
    // ValueError, "bad marshal data (... size out of range)", from each.
    let kind = ErrorKind::NegativeCount { count: -1 };
    for version in ["2.7", "3.12"] {
        for tag in *b"su([<>" {
            refused(version, &[tag, 0xff, 0xff, 0xff, 0xff], 1, kind, Class::Malformed);
        }
    }
    refused("3.12", b"A\0\0\0\x80", 1, ErrorKind::NegativeCount { count: i32::MIN }, Class::Malformed);
    stands_at("3.12", b")\x01(\xff\xff\xff\xff", 3, "[0]");
    gives_up("3.12", b")\x02N(\xff\xff\xff\xff", &[(4, kind)], "(None,)");
}

#[test]
fn long_size_out_of_range() {
    // ValueError, "bad marshal data (long size out of range)".
    refused("3.12", b"l\0\0\0\x80", 1, ErrorKind::LongSizeOutOfRange, Class::Malformed);
    refused("2.7", b"l\0\0\0\x80", 1, ErrorKind::LongSizeOutOfRange, Class::Malformed);
    // One more is but too long: EOFError.
    refused("3.12", b"l\x01\0\0\x80", 5, ErrorKind::Truncated { needed: 0xffff_fffe }, Class::Truncated);
    gives_up("3.12", b")\x02Nl\0\0\0\x80", &[(4, ErrorKind::LongSizeOutOfRange)], "(None,)");
}

#[test]
fn digit_out_of_range() {
    // ValueError, "bad marshal data (digit out of range in long)".
    let bytes = b"l\x02\0\0\0\x01\x80\x01\0";
    let kind = ErrorKind::DigitOutOfRange { digit: 0x8001 };
    refused("3.12", bytes, 0, kind, Class::Malformed);
    refused("2.7", bytes, 0, kind, Class::Malformed);
    stands_at("3.12", b")\x02Nl\x01\0\0\0\0\x80", 9, "[1]");
    // The digit counts without its 16th bit.
    goes_on("3.12", bytes, &[(0, kind)], "32769");
}

#[test]
fn unnormalized_long() {
    // ValueError, "bad marshal data (unnormalized long data)".
    let bytes = b"l\xfe\xff\xff\xff\x07\0\0\0";
    refused("3.12", bytes, 0, ErrorKind::UnnormalizedLong, Class::Malformed);
    refused("2.7", bytes, 0, ErrorKind::UnnormalizedLong, Class::Malformed);
    goes_on("3.12", bytes, &[(0, ErrorKind::UnnormalizedLong)], "-7");
    goes_on("2.7", bytes, &[(0, ErrorKind::UnnormalizedLong)], "-7L");
}

#[test]
fn bad_float_text() {
    // ValueError, "could not convert string to float".
    refused("3.12", b"f\x03abc", 0, ErrorKind::BadFloatText, Class::Malformed);
    refused("2.7", b"f\x03abc", 0, ErrorKind::BadFloatText, Class::Malformed);
    refused("3.12", b"f\0", 0, ErrorKind::BadFloatText, Class::Malformed);
    refused("3.12", b"f\x03 1.", 0, ErrorKind::BadFloatText, Class::Malformed);
    refused("2.7", b"x\x011\x01j", 0, ErrorKind::BadFloatText, Class::Malformed);
    stands_at("3.12", b"[\x01\0\0\0f\x03abc", 5, "[0]");
    goes_on("3.12", b")\x02f\x03abcN", &[(2, ErrorKind::BadFloatText)], "(nan, None)");
}

#[test]
fn bad_utf8() {
    // UnicodeDecodeError.
    refused("3.12", b"u\x01\0\0\0\xff", 0, ErrorKind::BadUtf8, Class::Malformed);
    refused("2.7", b"u\x01\0\0\0\xff", 0, ErrorKind::BadUtf8, Class::Malformed);
    refused("3.12", b"t\x02\0\0\0\xc3(", 0, ErrorKind::BadUtf8, Class::Malformed);
    // An overlong NUL, and a code point over U+10FFFF.
    refused("3.12", b"u\x02\0\0\0\xc0\x80", 0, ErrorKind::BadUtf8, Class::Malformed);
    refused("3.12", b"u\x04\0\0\0\xf4\x90\x80\x80", 0, ErrorKind::BadUtf8, Class::Malformed);
    // A lone surrogate is read by all.
    assert!(Tree::parse(b"u\x03\0\0\0\xed\xa0\x80", layout("3.12")).is_ok());
    assert!(Tree::parse(b"u\x03\0\0\0\xed\xa0\x80", layout("2.7")).is_ok());
    stands_at("3.12", b"{Nu\x01\0\0\0\xff0", 7, ".value[0]");
    goes_on("3.12", b")\x02u\x01\0\0\0\xffN", &[(2, ErrorKind::BadUtf8)], "('\\udcff', None)");
}

#[test]
fn reference_out_of_range() {
    // ValueError, "bad marshal data (invalid reference)".
    refused("3.12", b"r\0\0\0\0", 0, ErrorKind::ReferenceOutOfRange { index: 0, slots: 0 }, Class::Malformed);
    refused("3.12", b"r\xff\xff\xff\xff", 0, ErrorKind::ReferenceOutOfRange { index: -1, slots: 0 }, Class::Malformed);
    let bytes = b")\x02\xe9\x07\0\0\0r\x01\0\0\0";
    let kind = ErrorKind::ReferenceOutOfRange { index: 1, slots: 1 };
    refused("3.12", bytes, 7, kind, Class::Malformed);
    stands_at("3.12", bytes, 7, "[1]");
    let tree = Tree::with_options(bytes, layout("3.12"), Options::LENIENT).unwrap();
    assert_eq!(tree.irregularities().as_slice().iter().map(|error| error.kind).collect::<Vec<_>>(), [kind]);
    assert!(tree.is_complete());
    // Whoever wants an object needs one there.
    let error = Objects::from_tree(&tree).unwrap_err();
    assert!(matches!(error, Error { offset: 7, kind: ErrorKind::ReferenceOutOfRange { .. }, .. }), "{error}");
}

#[test]
fn reference_to_incomplete() {
    // ValueError, "bad marshal data (invalid reference)": the slot of a frozenset is taken, but empty until the last item.
    let bytes = b"\xbe\x02\0\0\0Nr\0\0\0\0";
    let kind = ErrorKind::ReferenceToIncomplete { index: 0 };
    refused("3.12", bytes, 6, kind, Class::Malformed);
    stands_at("3.12", bytes, 6, "[1]");
    goes_on("3.12", bytes, &[(6, kind)], "frozenset({None, frozenset(...)})");
}

#[test]
fn string_reference_out_of_range() {
    // ValueError, "bad marshal data (string ref out of range)".
    let bytes = b"(\x02\0\0\0t\x01\0\0\0aR\x01\0\0\0";
    let kind = ErrorKind::StringReferenceOutOfRange { index: 1, strings: 1 };
    refused("2.7", bytes, 11, kind, Class::Malformed);
    let negative = ErrorKind::StringReferenceOutOfRange { index: -1, strings: 0 };
    refused("2.7", b"R\xff\xff\xff\xff", 0, negative, Class::Malformed);
    stands_at("2.7", bytes, 11, "[1]");
    let tree = Tree::with_options(bytes, layout("2.7"), Options::LENIENT).unwrap();
    assert_eq!(tree.irregularities().as_slice().iter().map(|error| error.kind).collect::<Vec<_>>(), [kind]);
}

#[test]
fn unexpected_null() {
    // TypeError, "NULL object in marshal data for object" (tuple, list, ...).
    refused("3.12", b"0", 0, ErrorKind::UnexpectedNull, Class::Malformed);
    refused("2.7", b"0", 0, ErrorKind::UnexpectedNull, Class::Malformed);
    refused("3.12", b")\x02N0", 3, ErrorKind::UnexpectedNull, Class::Malformed);
    refused("2.7", b"[\x01\0\0\x000", 5, ErrorKind::UnexpectedNull, Class::Malformed);
    refused("3.12", b"<\x01\0\0\x000", 5, ErrorKind::UnexpectedNull, Class::Malformed);
    stands_at("3.12", b")\x02N0", 3, "[1]");
    let tree = Tree::with_options(b")\x020N", layout("3.12"), Options::LENIENT).unwrap();
    assert_eq!(tree.irregularities().as_slice()[0].kind, ErrorKind::UnexpectedNull);
    assert!(tree.is_complete());
    assert_eq!(Objects::from_tree(&tree).unwrap_err().kind, ErrorKind::UnexpectedNull);
}

#[test]
fn unhashable() {
    // TypeError, "unhashable type: 'list'"; the offset is that of the item or key.
    refused("3.12", b"<\x02\0\0\0N[\0\0\0\0", 6, ErrorKind::Unhashable, Class::Malformed);
    refused("2.7", b">\x01\0\0\0[\0\0\0\0", 5, ErrorKind::Unhashable, Class::Malformed);
    refused("3.12", b"{)\x01[\0\0\0\0N0", 1, ErrorKind::Unhashable, Class::Malformed);
    refused("2.7", b"{<\0\0\0\0N0", 1, ErrorKind::Unhashable, Class::Malformed);
    stands_at("3.12", b")\x01{{0N0", 3, "[0].key[0]");
    goes_on("3.12", b"<\x02\0\0\0N[\0\0\0\0", &[(6, ErrorKind::Unhashable)], "{None, []}");
    goes_on("3.12", b"{[\0\0\0\0N0", &[(1, ErrorKind::Unhashable)], "{[]: None}");
}

// What code objects can be refused for.

#[test]
fn field_type() {
    // SystemError, "bad argument to internal function".
    for (version, field) in [
        ("2.7", Field::Code),
        ("2.7", Field::Name),
        ("3.12", Field::Consts),
        ("3.12", Field::Qualname),
        ("3.10", Field::Linetable),
    ] {
        let (bytes, offsets) = code(version, &[(field, b"N")]);
        refused(version, &bytes, offsets[0], ErrorKind::FieldType { field }, Class::Malformed);
        stands_at(version, &bytes, offsets[0], field.name());
        let noted = [(offsets[0], ErrorKind::FieldType { field })];
        goes_on(version, &bytes, &noted, if field == Field::Name { "<code ?>" } else { "<code a>" });
    }
}

#[test]
fn field_item_type() {
    // 3.12: SystemError, "non-string found in code slot"; 2.7 aborts.
    for version in ["3.12", "2.7"] {
        let (bytes, offsets) = code(version, &[(Field::Names, b"(\x01\0\0\0N")]);
        let kind = ErrorKind::FieldItemType { field: Field::Names };
        refused(version, &bytes, offsets[0], kind, Class::Malformed);
        stands_at(version, &bytes, offsets[0], "names");
        goes_on(version, &bytes, &[(offsets[0], kind)], "<code a>");
    }
}

#[test]
fn field_range() {
    let minus_one = b"\xff\xff\xff\xff".as_slice();
    let one = b"\x01\0\0\0".as_slice();
    // No lower bit, which would say that there are `*args`.
    let top_bit = b"\0\0\0\x80".as_slice();
    // SystemError, "bad argument to internal function", from each.
    for (version, field, number, value) in [
        ("2.7", Field::Argcount, minus_one, -1),
        ("2.7", Field::Nlocals, minus_one, -1),
        ("3.6", Field::Kwonlyargcount, minus_one, -1),
        ("3.8", Field::Stacksize, minus_one, -1),
        ("3.12", Field::Flags, top_bit, i32::MIN),
        ("3.12", Field::Posonlyargcount, minus_one, -1),
        ("3.12", Field::Posonlyargcount, one, 1),
    ] {
        let (bytes, _) = code(version, &[(field, number)]);
        let kind = ErrorKind::FieldRange { field, value };
        refused(version, &bytes, 0, kind, Class::Malformed);
        goes_on(version, &bytes, &[(0, kind)], "<code a>");
    }
    // Up to 3.7 the flags may be negative, and the stack's size.
    for (version, field) in [("3.7", Field::Flags), ("3.7", Field::Stacksize), ("2.7", Field::Flags), ("2.7", Field::Stacksize)] {
        assert!(Tree::parse(&code(version, &[(field, top_bit)]).0, layout(version)).is_ok());
    }
    // What else they say of themselves is true then: with all bits set there are `*args` and `**kwargs`, and no names for them.
    let (bytes, _) = code("3.7", &[(Field::Flags, minus_one)]);
    refused("3.7", &bytes, 0, ErrorKind::TooFewVarnames, Class::Malformed);
}

#[test]
fn too_few_varnames() {
    // ValueError, "code: varnames is too small".
    let (bytes, _) = code("3.12", &[(Field::Argcount, b"\x01\0\0\0")]);
    refused("3.12", &bytes, 0, ErrorKind::TooFewVarnames, Class::Malformed);
    goes_on("3.12", &bytes, &[(0, ErrorKind::TooFewVarnames)], "<code a>");
    // `*args` is one more; a cell of its own is no local.
    let names = b"(\x01\0\0\0u\x01\0\0\0x".as_slice();
    let local =
        [(Field::Flags, b"\x04\0\0\0".as_slice()), (Field::Localsplusnames, names), (Field::Localspluskinds, b"s\x01\0\0\0 ")];
    assert!(Tree::parse(&code("3.12", &local).0, layout("3.12")).is_ok());
    let cell = [local[0], local[1], (Field::Localspluskinds, b"s\x01\0\0\0@".as_slice())];
    refused("3.12", &code("3.12", &cell).0, 0, ErrorKind::TooFewVarnames, Class::Malformed);
}

#[test]
fn kinds_length() {
    // SystemError, "bad argument to internal function".
    let (bytes, _) = code("3.12", &[(Field::Localspluskinds, b"s\x01\0\0\0 ")]);
    refused("3.12", &bytes, 0, ErrorKind::KindsLength, Class::Malformed);
    goes_on("3.12", &bytes, &[(0, ErrorKind::KindsLength)], "<code a>");
}

#[test]
fn odd_code() {
    // ValueError, "code: co_code is malformed". Before 3.11 nobody looks.
    let odd = [(Field::Code, b"s\x03\0\0\0\x64\0\x53".as_slice())];
    let (bytes, _) = code("3.12", &odd);
    refused("3.12", &bytes, 0, ErrorKind::OddCode, Class::Malformed);
    goes_on("3.12", &bytes, &[(0, ErrorKind::OddCode)], "<code a>");
    assert!(Tree::parse(&code("3.10", &odd).0, layout("3.10")).is_ok());
}

#[test]
fn errors_in_nested_code_have_a_path() {
    let (inner, offsets) = code("3.12", &[(Field::Names, b"(\x01\0\0\0?")]);
    let consts = [b")\x02N".as_slice(), &inner].concat();
    let (outer, base) = code("3.12", &[(Field::Consts, &consts)]);
    let offset = base[0] + 3 + offsets[0] + 5;
    refused("3.12", &outer, offset, ErrorKind::UnknownTag, Class::Unsupported);
    stands_at("3.12", &outer, offset, "consts[1].names[0]");
}

// Limits.

#[test]
fn too_deep() {
    let shallow = |mode| Options { mode, max_depth: Some(2) };
    for mode in [Mode::Strict, Mode::Lenient] {
        // CPython's limit of 2000 is in `depth.rs`.
        let error = Tree::with_options(b")\x01)\x01N", layout("3.12"), shallow(mode)).unwrap_err();
        assert_eq!((error.kind, error.offset, error.class()), (ErrorKind::TooDeep { limit: 2 }, 4, Class::Limit));
    }
    assert!(Tree::with_options(b")\x01N", layout("3.12"), shallow(Mode::Strict)).is_ok());
    assert!(Tree::with_options(b")\x01)\0", layout("3.12"), shallow(Mode::Strict)).is_ok());
}

/// Needs 4 GiB of address space, but no memory: a sparse file, mapped. CPython reads such a stream.
#[test]
#[cfg(all(feature = "mmap", target_pointer_width = "64", unix))]
fn input_too_long() {
    let path = std::env::temp_dir().join(format!("pyc-marshal-input-too-long-{}", std::process::id()));
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(pyc_marshal::MAX_INPUT as u64 + 1).unwrap();
    let contents = pyc_marshal::map::Contents::open(&path);
    std::fs::remove_file(&path).unwrap();
    let error = Reader::new(&contents.unwrap(), layout("3.12")).next_token().unwrap_err();
    assert_eq!((error.kind, error.offset, error.class()), (ErrorKind::InputTooLong, pyc_marshal::MAX_INPUT, Class::Limit));
}

#[test]
fn output_too_long() {
    let tree = Tree::parse(b")\x02NN", layout("3.12")).unwrap();
    let (objects, root) = Objects::from_tree(&tree).unwrap();
    let style = Style::of(layout("3.12"));
    let error = objects.to_bytes(root, Style { max_len: 3, ..style }).unwrap_err();
    assert_eq!((error.kind, error.class()), (ErrorKind::OutputTooLong { limit: 3 }, Class::Limit));
    assert!(objects.to_bytes(root, Style { max_len: 4, ..style }).is_ok());

    let error = tree.root().repr().limit(11).try_to_string().unwrap_err();
    assert_eq!((error.kind, error.offset), (ErrorKind::OutputTooLong { limit: 11 }, 0));
    assert_eq!(tree.root().repr().limit(12).try_to_string().unwrap(), "(None, None)");
}

// Headers.

/// The header, or the file behind it, is refused for this reason at this offset.
#[track_caller]
fn file_refused(bytes: &[u8], offset: usize, kind: ErrorKind, class: Class) {
    let error = File::parse(bytes).unwrap_err();
    assert_eq!((error.kind, error.offset, error.class()), (kind, offset, class), "{error}");
}

#[test]
fn header_truncated() {
    // Less than a magic number: ImportError, "bad magic number". Less than a header: EOFError, "reached EOF while reading pyc header".
    file_refused(b"", 0, ErrorKind::HeaderTruncated { needed: 8 }, Class::Truncated);
    file_refused(b"\xcb\x0d\x0d", 3, ErrorKind::HeaderTruncated { needed: 8 }, Class::Truncated);
    file_refused(&file_3_12(0)[..15], 15, ErrorKind::HeaderTruncated { needed: 16 }, Class::Truncated);
    file_refused(b"\x33\x0d\x0d\x0a1234567", 11, ErrorKind::HeaderTruncated { needed: 12 }, Class::Truncated);
    file_refused(b"\x03\xf3\x0d\x0a123", 7, ErrorKind::HeaderTruncated { needed: 8 }, Class::Truncated);
    // A whole header with nothing behind it: EOFError from marshal. Offsets count from the start of the file.
    file_refused(&file_3_12(0)[..16], 16, ErrorKind::Truncated { needed: 1 }, Class::Truncated);
}

#[test]
fn unknown_magic() {
    // ImportError, "bad magic number".
    let magic = *b"\x7fELF";
    file_refused(b"\x7fELF\x02\x01\x01\0", 0, ErrorKind::UnknownMagic { magic }, Class::Unsupported);
    // The right number with the line end of a transfer in text mode.
    let magic = [0xcb, 0x0d, 0x0a, 0x0a];
    file_refused(&[&magic, &file_3_12(0)[4..]].concat(), 0, ErrorKind::UnknownMagic { magic }, Class::Unsupported);
    // Whoever knows better may say so.
    let assume = FileOptions { assume: Some(Version::new(3, 12)), ..FileOptions::default() };
    assert!(File::with_options(&[&magic, &file_3_12(0)[4..]].concat(), assume).is_ok());
}

#[test]
fn foreign_magic() {
    // ImportError, "bad magic number": GraalPy 3.10.
    let magic = [0x20, 0x53, 0x0d, 0x0a];
    let error = Header::parse(&[magic, [0; 4], [0; 4], [0; 4]].concat(), Mode::Lenient).unwrap_err();
    assert_eq!((error.kind, error.offset, error.class()), (ErrorKind::ForeignMagic { magic }, 0, Class::Unsupported));
}

#[test]
fn interim_magic() {
    // ImportError, "bad magic number": an alpha of 3.11.
    let magic = [0x7f, 0x0d, 0x0d, 0x0a];
    let error = Header::parse(&[magic, [0; 4], [0; 4], [0; 4]].concat(), Mode::Lenient).unwrap_err();
    assert_eq!((error.kind, error.offset, error.class()), (ErrorKind::InterimMagic { magic }, 0, Class::Unsupported));
}

#[test]
fn header_flags() {
    // ImportError, "invalid flags 0x4". Lenient reading keeps what it does not understand.
    let bytes = file_3_12(4);
    file_refused(&bytes, 4, ErrorKind::HeaderFlags { flags: 4 }, Class::Malformed);
    file_refused(&file_3_12(0xffff_ffff), 4, ErrorKind::HeaderFlags { flags: 0xffff_ffff }, Class::Malformed);
    let file = File::with_options(&bytes, FileOptions { options: Options::LENIENT, assume: None }).unwrap();
    assert_eq!(file.header.stamp, pyc_marshal::Stamp::Unknown { flags: 4, data: [7; 8] });
    let mut copy = Vec::new();
    file.write(&mut copy).unwrap();
    assert_eq!(copy, bytes);
}

// What can be wrong with objects that are to be written. In place of an offset stands the number of the object.

/// Writing the last of these objects of that version fails for this reason, at this object.
#[track_caller]
fn unwritable(version: &str, style: impl FnOnce(Style) -> Style, objects: Vec<Object>, at: usize, kind: ErrorKind) {
    let mut arena = Objects::new(layout(version));
    let root = objects.into_iter().map(|object| arena.push(object)).last().unwrap();
    let error = arena.to_bytes(root, style(Style::of(layout(version)))).unwrap_err();
    assert_eq!((error.kind, error.offset), (kind, at), "{error}");
}

/// The id of the object that is pushed as number `index`.
fn id(index: usize) -> pyc_marshal::Id {
    let mut arena = Objects::new(Layout::of(Version::LATEST).unwrap());
    (0..=index).map(|_| arena.push(Object::None)).last().unwrap()
}

#[test]
fn unwritable_objects() {
    // 3.12: ValueError, "unmarshallable object".
    let slice = || vec![Object::None, Object::Slice([id(0); 3])];
    unwritable("3.12", |style| style, slice(), 1, ErrorKind::Unwritable);
    unwritable("3.14", |style| style.marshal_version(4), slice(), 1, ErrorKind::Unwritable);
    unwritable("3.14", |style| style, vec![Object::FrozenDict(vec![])], 0, ErrorKind::Unwritable);
    unwritable("2.4", |style| style, vec![Object::FrozenSet(vec![])], 0, ErrorKind::Unwritable);
    // `int` of Python 2 has 64 bits; its own compiler makes a `long` of this.
    let big: pyc_marshal::Int = "9223372036854775808".parse().unwrap();
    unwritable("2.7", |style| style, vec![Object::Int(big)], 0, ErrorKind::Unwritable);
    assert_eq!(ErrorKind::Unwritable.class(), Class::Unsupported);
}

#[test]
fn hashes_of_sources_have_no_place_before_3_7() {
    let file = b"\x33\x0d\x0d\x0a12345678N";
    let stamping = pyc_marshal::Stamping::Hash { source: b"", checked: true };
    let error = pyc_marshal::normalize(&File::parse(file).unwrap(), stamping).unwrap_err();
    assert_eq!((error.kind, error.offset), (ErrorKind::Unwritable, 4));
}

#[test]
fn dangling_id() {
    // Python has nothing like it.
    unwritable("3.12", |style| style, vec![Object::Tuple(vec![id(7)])], 7, ErrorKind::DanglingId { index: 7 });
    assert_eq!(ErrorKind::DanglingId { index: 7 }.class(), Class::Malformed);
}

#[test]
fn cycles_cannot_be_written_without_references() {
    // ValueError, "object too deeply nested to marshal".
    let list = || vec![Object::List(vec![id(0)])];
    unwritable("3.12", |style| style.marshal_version(2), list(), 0, ErrorKind::TooDeep { limit: 2000 });
    unwritable("2.7", |style| style, list(), 0, ErrorKind::TooDeep { limit: 2000 });
}

#[test]
fn number_too_wide() {
    // 2.2 writes the lower 16 bits and says nothing (`w_short`): the file is wrong.
    let (bytes, _) = code("2.2", &[]);
    let (objects, root) = Objects::from_tree(&Tree::parse(&bytes, layout("2.2")).unwrap()).unwrap();
    assert_eq!(objects.to_bytes(root, Style::of(layout("2.2"))).unwrap(), bytes);
    for field in [Field::Nlocals, Field::Firstlineno] {
        for (value, fits) in [(0x7fff, true), (-0x8000, true), (0x8000, false), (-0x8001, false)] {
            let mut objects = objects.clone();
            let Some(Object::Code(code)) = objects.get_mut(root) else { panic!() };
            code.set_number(field, value);
            let written = objects.to_bytes(root, Style::of(layout("2.2")));
            assert_eq!(written.is_ok(), fits, "{value}");
            if let Err(error) = written {
                assert_eq!((error.kind, error.offset), (ErrorKind::NumberTooWide { field }, root.index()));
                assert_eq!(error.class(), Class::Malformed);
            }
        }
    }
}

#[test]
fn missing_field() {
    let kind = |field| ErrorKind::MissingField { field };
    let empty = || vec![Object::None, Object::Code(Box::new(CodeObject::new()))];
    // Objects are looked at before numbers.
    unwritable("3.12", |style| style, empty(), 1, kind(Field::Exceptiontable));
    let (bytes, _) = code("2.7", &[]);
    let (objects, root) = Objects::from_tree(&Tree::parse(&bytes, layout("2.7")).unwrap()).unwrap();
    let mut newer = Objects::new(layout("3.12"));
    for id in objects.ids() {
        newer.push(objects.get(id).unwrap().clone());
    }
    assert_eq!(newer.to_bytes(root, Style::of(layout("3.12"))).unwrap_err().kind, kind(Field::Exceptiontable));
    assert_eq!(kind(Field::Code).class(), Class::Malformed);
}
