//! What strict reading once did otherwise than `marshal.loads`, found by `cargo xtask differential` and minimised there.

use pyc_marshal::{ErrorKind, Field, Layout, Tree, Version};

/// What the interpreter of that version says of the stream: the repr, or the error it is to us.
#[track_caller]
fn check(version: &str, hex: &str, expected: Result<&str, ErrorKind>) {
    let digits = hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
    let bytes: Vec<u8> = digits.collect();
    let layout = Layout::of(version.parse::<Version>().unwrap()).unwrap();
    let answer = Tree::parse(&bytes, layout).map(|tree| tree.root().repr().sorted_sets(true).short_code(true).to_string());
    assert_eq!(answer.as_deref().map_err(|error| error.kind), expected, "{version} {hex}");
}

/// The code object of 3.6 with these names, in hexadecimal, and as many keyword-only arguments as told.
fn code_3_6(kwonlyargcount: u8, names: &str) -> String {
    let empty = "2800000000";
    let text = "750100000061";
    format!(
        "6300000000{kwonlyargcount:02x}000000{}7300000000{empty}{names}{empty}{empty}{empty}{text}{text}000000007300000000",
        "00".repeat(12)
    )
}

#[test]
fn equal_keys_are_one() {
    check("3.12", "7b69010000004e544630", Ok("{1: False}"));
    check("2.7", "7b69010000004e544630", Ok("{1: False}"));
}

#[test]
fn dicts_of_python_2_print_sorted() {
    check("2.7", "7b69020000004e69010000004e30", Ok("{1: None, 2: None}"));
    check("3.12", "7b69020000004e69010000004e30", Ok("{2: None, 1: None}"));
}

#[test]
fn a_null_value_forgives_an_unhashable_key() {
    check("3.6", "fbfb3030", Ok("{}"));
    check("3.6", "fbfb304e30", Err(ErrorKind::Unhashable));
    check("3.13", "5b03000000a802000000690000000072000000007b7200000000304e", Ok("[(0, (...)), {}, None]"));
}

#[test]
fn a_nan_equals_only_itself() {
    check("3.7", "3c0200000067000000000000f87f67000000000000f87f", Ok("{nan, nan}"));
    check("3.7", "5b02000000e7000000000000f87f3c0200000072000000007200000000", Ok("[nan, {nan}]"));
    check(
        "3.8",
        "3e0200000079000000000000f87f000000000000f0ff79000000000000f87f000000000000f0ff",
        Ok("frozenset({(nan-infj), (nan-infj)})"),
    );
}

#[test]
fn names_are_a_tuple_even_if_a_list_would_do() {
    check("3.6", &code_3_6(0, "2801000000750100000061"), Ok("<code a>"));
    check("3.6", &code_3_6(0, "5b01000000750100000061"), Err(ErrorKind::FieldType { field: Field::Names }));
}

#[test]
fn names_are_counted_since_3_6() {
    check("3.6", &code_3_6(1, "2800000000"), Err(ErrorKind::TooFewVarnames));
    check("3.5", &code_3_6(1, "2800000000"), Ok("<code a>"));
}

#[test]
fn a_surrogate_in_a_name_prints_escaped() {
    let code = code_3_6(0, "2800000000").replace("750100000061", "7503000000eda080");
    check("3.6", &code, Ok("<code \\ud800>"));
}

#[test]
fn the_even_one_of_two_shortest_floats() {
    check("3.7", "67000000000000603e", Ok("2.9802322387695312e-08"));
}
