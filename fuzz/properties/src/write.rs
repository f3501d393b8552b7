//! Objects that are built by hand are written in every version of the format, read strictly, and are the same objects.

use arbitrary::{Arbitrary, Unstructured};
use pyc_marshal::{Objects, References, Sameness, Style, Tag, Tree, same};
use pyc_smith::Config;

/// Holds for any bytes, as seed of the generator.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(config) = Config::arbitrary(&mut u) else { return };
    let Ok(number) = u8::arbitrary(&mut u) else { return };
    let layout = crate::layout(number);
    let Ok((objects, root)) = pyc_smith::objects(&mut u, &config, layout) else { return };
    let own = objects.to_bytes(root, crate::style(layout)).unwrap_or_else(|error| panic!("{error:?}"));
    let tree = Tree::parse(&own, layout).unwrap_or_else(|error| panic!("{}: {error}: {own:02x?}", layout.version));
    assert_eq!(tree.end(), own.len());

    for marshal_version in 0..=6 {
        for references in [References::Shared, References::AsRead, References::Fresh] {
            let style = Style { marshal_version, ..crate::style(layout) }.references(references);
            // What that version of the format cannot say, or not within the limits, is refused.
            let Ok(bytes) = objects.to_bytes(root, style) else { continue };
            let other = Tree::parse(&bytes, layout).unwrap_or_else(|error| panic!("{style:?}: {error}: {bytes:02x?}"));
            // Floats as text are exact, but for what a NaN carries.
            // Of the items of a set that equal each other (`0.0` and `False`), which no Python holds, some policies write the first alone.
            let sets = other.nodes().any(|node| matches!(node.tag().code(), Tag::SET | Tag::FROZEN_SET));
            assert!(marshal_version < 2 || sets || same(&tree, &other, Sameness::Exact), "{style:?}");
            assert!(crate::equal(&tree, &other), "{style:?}");
        }
    }

    let (copy, root) = Objects::from_tree(&tree).expect("strict trees have owned forms");
    assert_eq!(copy.to_bytes(root, crate::style(layout).references(References::AsRead)), Ok(own), "as read");
}
