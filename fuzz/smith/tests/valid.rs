//! What is made is accepted, over fixed seeds of every version; nothing is missing from it, and nothing is in it that was switched off.

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use pyc_marshal::{File, Layout, Object, Objects, Payload, Reader, References, Stamp, Style, Tag, Tree, Version};
use pyc_smith::{Config, Random};

/// Calls `each` with `count` seeds of many lengths, and with the layout of every version.
fn over_seeds(count: u64, mut each: impl FnMut(&[u8], &'static Layout)) {
    let mut random = Random::new(7);
    for version in Version::all() {
        let layout = Layout::of(version).unwrap();
        for _ in 0..count {
            let len = random.below(600);
            each(&random.bytes(len), layout);
        }
    }
}

fn parse<'a>(stream: &'a [u8], layout: &'static Layout) -> Tree<'a> {
    let tree =
        Tree::parse(stream, layout).unwrap_or_else(|error| panic!("{}: {error}: {}", layout.version, stream.escape_ascii()));
    assert_eq!(tree.end(), stream.len());
    tree
}

/// The type codes of a stream, flags left out.
fn codes(stream: &[u8], layout: &'static Layout) -> BTreeSet<u8> {
    Reader::new(stream, layout).filter_map(|token| token.unwrap().tag).map(|tag| tag.code().0).collect()
}

#[test]
fn streams_are_accepted_with_everything_on() {
    over_seeds(150, |seed, layout| {
        let stream = pyc_smith::marshal(&mut Unstructured::new(seed), &Config::all(), layout).unwrap();
        parse(&stream, layout);
    });
}

#[test]
fn streams_are_accepted_with_any_configuration() {
    over_seeds(200, |seed, layout| {
        let mut u = Unstructured::new(seed);
        let config = Config::arbitrary(&mut u).unwrap();
        let stream = pyc_smith::marshal(&mut u, &config, layout).unwrap();
        parse(&stream, layout);
    });
}

#[test]
fn all_type_codes_of_each_version_occur() {
    let mut missing: Vec<BTreeSet<u8>> =
        Version::all().map(|version| (0..128).filter(|&code| Tag(code).is_read_by(version)).collect()).collect();
    over_seeds(150, |seed, layout| {
        let stream = pyc_smith::marshal(&mut Unstructured::new(seed), &Config::all(), layout).unwrap();
        let place = Version::all().position(|version| version == layout.version).unwrap();
        for code in codes(&stream, layout) {
            missing[place].remove(&code);
        }
    });
    for (version, missing) in Version::all().zip(missing) {
        let missing: String = missing.into_iter().map(char::from).collect();
        assert_eq!(missing, "", "{version}");
    }
}

/// The flags and references that occur: on which codes, to which codes, and from inside.
#[test]
fn every_code_that_takes_a_slot_is_flagged_and_referred_to() {
    let layout = Layout::of(Version::LATEST).unwrap();
    let (mut flagged, mut target, mut open) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut random = Random::new(3);
    for _ in 0..600 {
        let seed = random.bytes(600);
        let stream = pyc_smith::marshal(&mut Unstructured::new(&seed), &Config::all(), layout).unwrap();
        let tree = parse(&stream, layout);
        for node in tree.nodes() {
            if node.tag().flagged() {
                flagged.insert(node.tag().code().0);
            }
            if let Some(slot) = node.resolve().filter(|_| node.is_reference()) {
                target.insert(slot.tag().code().0);
                if slot.index() + slot.count() > node.index() {
                    open.insert(slot.tag().code().0);
                }
            }
        }
    }
    let takes: BTreeSet<u8> = (0..128).filter(|&code| Tag(code).is_read_by(layout.version) && Tag(code).takes_slot()).collect();
    assert!(takes.is_subset(&flagged), "{flagged:?}");
    assert_eq!(target, takes);
    // A set cannot be inside itself: its items have a hash.
    assert_eq!(open, BTreeSet::from([b'[', b'{']));
}

/// A configuration with all groups off.
fn nothing() -> Config {
    let mut config = Config::arbitrary(&mut Unstructured::new(&[])).unwrap();
    (config.max_nesting, config.max_items, config.max_text) = (6, 6, 20);
    config
}

/// A name, what switches it on, and the type codes that it may bring.
type Group = (&'static str, fn(&mut Config), &'static [u8]);

#[test]
fn what_is_off_does_not_occur() {
    let groups: [Group; 8] = [
        ("nothing", |_| {}, b"NTF.S"),
        ("numbers", |config| config.numbers = true, b"NTF.SiIlfgxy"),
        ("strings", |config| config.strings = true, b"NTF.SstuaAzZ"),
        ("containers", |config| config.containers = true, b"NTF.S()["),
        ("sets", |config| config.sets = true, b"NTF.S<>"),
        ("dicts", |config| config.dicts = true, b"NTF.S{0"),
        ("slices", |config| config.slices = true, b"NTF.S:}0"),
        ("code", |config| config.code = true, b"NTF.ScCsut()[zZaAi"),
    ];
    for (name, switch, allowed) in groups {
        let mut config = nothing();
        switch(&mut config);
        over_seeds(10, |seed, layout| {
            let stream = pyc_smith::marshal(&mut Unstructured::new(seed), &config, layout).unwrap();
            parse(&stream, layout);
            let codes = codes(&stream, layout);
            assert!(codes.iter().all(|code| allowed.contains(code)), "{name}: {}", stream.escape_ascii());
        });
    }
}

#[test]
fn nothing_odd_without_being_asked() {
    let config = Config { odd: false, ..Config::all() };
    over_seeds(60, |seed, layout| {
        let stream = pyc_smith::marshal(&mut Unstructured::new(seed), &config, layout).unwrap();
        parse(&stream, layout);
        for token in Reader::new(&stream, layout).map(Result::unwrap) {
            let Some(tag) = token.tag else { continue };
            assert!(!tag.flagged() || tag.takes_slot(), "{tag}");
            let python_3 = layout.version.major == 3;
            match token.payload {
                Payload::Int64(value) => assert!(i32::try_from(value).is_err() && layout.version < Version::new(3, 3)),
                Payload::Long(digits) if python_3 => assert!(digits.to_i64().is_none_or(|value| i32::try_from(value).is_err())),
                Payload::Items(_) => assert!(tag.code() != Tag::TUPLE || !Tag::SMALL_TUPLE.is_read_by(layout.version)),
                _ => {}
            }
        }
    });
}

#[test]
fn objects_are_written_and_read() {
    let mut kinds = BTreeSet::new();
    let (mut cycles, mut largest) = (0, 0);
    over_seeds(150, |seed, layout| {
        let mut u = Unstructured::new(seed);
        let config = if seed.len() % 2 == 0 { Config::all() } else { Config::arbitrary(&mut u).unwrap() };
        let (objects, root) = pyc_smith::objects(&mut u, &config, layout).unwrap();
        for references in [References::Shared, References::AsRead, References::Fresh] {
            let style = Style::of(layout).references(references);
            let bytes = objects.to_bytes(root, style).unwrap_or_else(|error| panic!("{}: {error}", layout.version));
            let tree = parse(&bytes, layout);
            largest = largest.max(bytes.len());
            cycles += usize::from(tree.nodes().any(|node| {
                node.is_reference() && node.resolve().is_some_and(|target| target.index() + target.count() > node.index())
            }));
        }
        kinds.extend(objects.ids().map(|id| kind(&objects, id)));
    });
    assert_eq!(kinds.len(), 18, "{kinds:?}");
    assert!(cycles > 100, "{cycles}");
    assert!(largest < 1 << 20, "{largest}");
}

fn kind(objects: &Objects, id: pyc_marshal::Id) -> &'static str {
    match objects.get(id).unwrap() {
        Object::None => "None",
        Object::Bool(_) => "Bool",
        Object::StopIteration => "StopIteration",
        Object::Ellipsis => "Ellipsis",
        Object::Int(_) => "Int",
        Object::Long(_) => "Long",
        Object::Float(_) => "Float",
        Object::Complex(..) => "Complex",
        Object::Bytes { .. } => "Bytes",
        Object::Str(_) => "Str",
        Object::Tuple(_) => "Tuple",
        Object::List(_) => "List",
        Object::Set(_) => "Set",
        Object::FrozenSet(_) => "FrozenSet",
        Object::Dict(_) => "Dict",
        Object::FrozenDict(_) => "FrozenDict",
        Object::Slice(_) => "Slice",
        Object::Code(_) => "Code",
    }
}

#[test]
fn files_are_accepted_with_any_stamp() {
    let (mut versions, mut stamps, mut modules) = (BTreeSet::new(), BTreeSet::new(), 0);
    over_seeds(50, |seed, _| {
        let mut u = Unstructured::new(seed);
        let bytes = pyc_smith::pyc(&mut u, &Config::all()).unwrap();
        let file = File::parse(&bytes).unwrap_or_else(|error| panic!("{error}: {}", bytes.escape_ascii()));
        versions.insert(file.layout().version);
        modules += usize::from(file.tree.root().as_code().is_some());
        stamps.insert(match file.header.stamp {
            Stamp::Time { .. } => "time",
            Stamp::TimeAndSize { .. } => "time and size",
            Stamp::Hash { checked: true, .. } => "checked hash",
            Stamp::Hash { checked: false, .. } => "unchecked hash",
            Stamp::Unknown { .. } => "unknown",
        });
    });
    // 1.1 wrote the number of 1.2.
    assert_eq!(versions.len(), Version::all().len() - 1);
    assert_eq!(stamps, BTreeSet::from(["time", "time and size", "checked hash", "unchecked hash"]));
    assert!(modules > 600, "{modules}");
}

#[test]
fn the_same_bytes_give_the_same_result() {
    over_seeds(5, |seed, layout| {
        let stream = || pyc_smith::marshal(&mut Unstructured::new(seed), &Config::all(), layout).unwrap();
        assert_eq!(stream(), stream());
        let file = || pyc_smith::pyc(&mut Unstructured::new(seed), &Config::all()).unwrap();
        assert_eq!(file(), file());
    });
}

#[test]
fn without_bytes_everything_is_small() {
    for version in Version::all() {
        let layout = Layout::of(version).unwrap();
        let stream = pyc_smith::marshal(&mut Unstructured::new(&[]), &Config::all(), layout).unwrap();
        assert_eq!(stream, b"N");
        let (objects, _) = pyc_smith::objects(&mut Unstructured::new(&[]), &Config::all(), layout).unwrap();
        assert_eq!(objects.len(), 1);
    }
    assert_eq!(pyc_smith::version(&mut Unstructured::new(&[])).unwrap(), Version::new(1, 0));
    assert!(pyc_smith::pyc(&mut Unstructured::new(&[]), &Config::all()).unwrap().len() < 20);
}

/// Limits over the largest that count are cut, not followed.
#[test]
fn limits_are_bounded() {
    let config = Config { max_nesting: 255, max_items: 255, max_text: u16::MAX, ..Config::all() };
    let layout = Layout::of(Version::LATEST).unwrap();
    for fill in 0..=255 {
        let seed = vec![fill; 5000];
        let stream = pyc_smith::marshal(&mut Unstructured::new(&seed), &config, layout).unwrap();
        parse(&stream, layout);
        let (objects, root) = pyc_smith::objects(&mut Unstructured::new(&seed), &config, layout).unwrap();
        parse(&objects.to_bytes(root, Style::of(layout)).unwrap(), layout);
    }
}
