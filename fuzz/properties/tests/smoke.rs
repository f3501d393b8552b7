//! Every property over the corpus, the regressions, and fixed pseudo-random bytes and mutations: what the fuzz targets do, for a moment, on
//! stable.

use std::path::{Path, PathBuf};

use pyc_marshal::Version;
use pyc_smith::Random;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn modules() -> Vec<Vec<u8>> {
    let paths = files_below(&corpus().join("pyc"));
    paths.iter().filter(|path| path.extension().is_some_and(|it| it == "pyc")).map(|path| std::fs::read(path).unwrap()).collect()
}

/// Every property of these bytes.
fn all(bytes: &[u8]) {
    for (_, property) in pyc_properties::ALL {
        property(bytes);
    }
}

/// Bytes on which the format turns: type codes with and without flag, counts at the edges.
const INTERESTING: &[u8] = b"0NFTS.iIlfgxystRuaAzZ()[{}<>:cCr\xa9\xe9\xda\xfa\xf3\xe3\xdb\xbe\xbc\xfb\x00\x01\x7f\x80\xff";

fn mutate(random: &mut Random, bytes: &mut Vec<u8>) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(4) {
            0 => bytes.truncate(at.max(16)),
            1 if at < bytes.len() => bytes[at] = random.byte(),
            2 if at < bytes.len() => bytes[at] = *random.pick(INTERESTING),
            _ => {
                let from = random.below(bytes.len());
                let piece: Vec<u8> = bytes[from..].iter().copied().take(random.below(40)).collect();
                bytes.splice(at..at, piece);
            }
        }
    }
}

#[test]
fn every_property_holds_over_the_corpus() {
    for bytes in modules() {
        all(&bytes);
    }
}

#[test]
fn every_property_holds_over_its_regressions() {
    for (name, property) in pyc_properties::ALL {
        for path in files_below(&corpus().join("regressions").join(name)) {
            property(&std::fs::read(path).unwrap());
        }
    }
}

/// Nothing, unless `PYC_FUZZ_CORPUS` names the folder that the fuzz targets fill (`fuzz/corpus`): then all that they found.
#[test]
fn every_property_holds_over_what_the_fuzzer_found() {
    let Some(folder) = std::env::var_os("PYC_FUZZ_CORPUS").map(PathBuf::from) else { return };
    for (name, property) in pyc_properties::ALL {
        for path in files_below(&folder.join(name)) {
            // A fuzzer at work takes files away again.
            if let Ok(bytes) = std::fs::read(path) {
                property(&bytes);
            }
        }
    }
}

#[test]
fn every_property_holds_over_random_bytes() {
    let mut random = Random::new(1);
    for round in 0..1000 {
        let len = random.below(300);
        let mut bytes = random.bytes(len);
        if round % 2 == 0 {
            bytes.insert(0, b'#');
        }
        all(&bytes);
    }
}

#[test]
fn every_property_holds_over_mutated_modules() {
    let mut random = Random::new(2);
    let modules = modules();
    let small: Vec<&Vec<u8>> = modules.iter().filter(|bytes| bytes.len() < 3000).collect();
    for _ in 0..1000 {
        let mut bytes = small[random.below(small.len())].clone();
        mutate(&mut random, &mut bytes);
        all(&bytes);
    }
}

#[test]
fn properties_of_code_hold_over_generated_modules() {
    let mut random = Random::new(3);
    for number in 0..Version::all().len() as u8 {
        for _ in 0..12 {
            let len = random.below(900);
            let seed = [&[b'@', number], random.bytes(len).as_slice()].concat();
            pyc_properties::verify::run(&seed);
            pyc_properties::asm::run(&seed);
            pyc_properties::dis::run(&seed);
            pyc_properties::text::run(&seed);
        }
    }
}
