//! Streams that the generator makes are accepted strictly, and all other properties hold of them, and of what a few changed bytes make of
//! them.

use arbitrary::{Arbitrary, Unstructured};
use pyc_marshal::{File, Layout, Tree};
use pyc_smith::Config;

/// Holds for any bytes, as seed of the generator.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(config) = Config::arbitrary(&mut u) else { return };
    let Ok(version) = pyc_smith::version(&mut u) else { return };
    let layout = Layout::of(version).expect("every version has a layout");
    if let Ok(stream) = pyc_smith::marshal(&mut u, &config, layout) {
        let tree = Tree::parse(&stream, layout).unwrap_or_else(|error| panic!("{version}: {error}: {stream:02x?}"));
        assert_eq!(tree.end(), stream.len());
    }
    if let Ok(bytes) = pyc_smith::pyc(&mut u, &config) {
        assert!(File::parse(&bytes).is_ok(), "{bytes:02x?}");
        for property in [crate::read::run, crate::roundtrip::run, crate::normalize::run, crate::edit::run, crate::header::run] {
            property(&bytes);
        }
        let changed = crate::changed(bytes, &mut u);
        crate::read::run(&changed);
        crate::roundtrip::run(&changed);
    }
}
