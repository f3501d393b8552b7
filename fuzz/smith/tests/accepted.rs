//! What the generator makes is valid, in every version, and between them the cases hold every type code there is.

use std::collections::BTreeSet;

use arbitrary::Unstructured;
use pyc_marshal::{File, Layout, Style, Tag, Tree, Version};
use pyc_smith::Config;

/// Seeds that are the same for ever (splitmix64).
fn seed(number: u64, len: usize) -> Vec<u8> {
    let mut state = number;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    (0..len).map(|_| next() as u8).collect()
}

#[test]
fn streams_of_every_version_are_accepted_and_hold_every_type_code() {
    for version in Version::all() {
        let layout = Layout::of(version).unwrap();
        let mut seen = BTreeSet::new();
        for number in 0..400 {
            let bytes = seed(number, 600);
            let Ok(stream) = pyc_smith::marshal(&mut Unstructured::new(&bytes), &Config::all(), layout) else { continue };
            let tree = Tree::parse(&stream, layout).unwrap_or_else(|error| panic!("{version}: {error}: {stream:02x?}"));
            assert_eq!(tree.end(), stream.len());
            seen.extend(tree.nodes().map(|node| node.tag().code().0));
        }
        let missing: Vec<char> =
            (0..128).filter(|&code| Tag(code).is_read_by(version) && !seen.contains(&code)).map(char::from).collect();
        assert!(missing.is_empty(), "{version}: {missing:?}");
    }
}

#[test]
fn the_same_seed_makes_the_same_case() {
    let layout = Layout::of(Version::LATEST).unwrap();
    let bytes = seed(7, 600);
    let make = || pyc_smith::marshal(&mut Unstructured::new(&bytes), &Config::all(), layout);
    assert_eq!(make(), make());
}

#[test]
fn objects_of_every_version_are_written_and_read() {
    for version in Version::all() {
        let layout = Layout::of(version).unwrap();
        for number in 0..300 {
            let bytes = seed(number, 500);
            let Ok((objects, root)) = pyc_smith::objects(&mut Unstructured::new(&bytes), &Config::all(), layout) else {
                continue;
            };
            let written = objects.to_bytes(root, Style::of(layout)).unwrap_or_else(|error| panic!("{version}: {error}"));
            assert!(Tree::parse(&written, layout).is_ok(), "{version}: {written:02x?}");
        }
    }
}

#[test]
fn files_are_accepted() {
    for number in 0..500 {
        let bytes = seed(number, 600);
        if let Ok(file) = pyc_smith::pyc(&mut Unstructured::new(&bytes), &Config::all()) {
            assert!(File::parse(&file).is_ok(), "{file:02x?}");
        }
    }
}
