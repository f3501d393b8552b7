//! The normal form is read strictly, holds the same object, and is its own normal form; how the input was shared and flagged does not matter.

use pyc_marshal::{File, Mode, Objects, References, Sameness, Stamping, Tree, normalize, normalize_tree, same};

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    let Some((tree, layout)) = crate::parse(data, Mode::Strict) else { return };
    let Some(normal) = normal(&tree) else { return };
    let again = Tree::parse(&normal, layout).expect("a normal form is read strictly");
    assert!(crate::equal(&tree, &again));
    assert_eq!(self::normal(&again).as_ref(), Some(&normal), "idempotent");
    if let Ok(file) = File::parse(data) {
        let whole = normalize(&file, Stamping::Keep).expect("its object has a normal form");
        assert_eq!(whole.split_at_checked(file.base()), data.get(..file.base()).zip(Some(&*normal)));
    }

    // A set that holds `0.0` and `-0.0` is a set of whichever comes first, and writing may change the order.
    let merged = !same(&tree, &again, Sameness::Exact);
    let (objects, root) = Objects::from_tree(&tree).expect("strict trees have owned forms");
    for references in [References::Shared, References::AsRead, References::Fresh] {
        match objects.to_bytes(root, crate::style(layout).references(references)) {
            Ok(bytes) => {
                let other = Tree::parse(&bytes, layout).expect("what is written is read strictly");
                assert!(merged || self::normal(&other).as_ref() == Some(&normal), "{references:?}");
            }
            Err(error) => assert!(crate::is_limit(error.kind), "{error:?}"),
        }
    }
}

fn normal(tree: &Tree<'_>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match normalize_tree(tree, &mut out) {
        Ok(()) => Some(out),
        Err(error) => {
            assert!(crate::is_limit(error.kind), "{error:?}");
            None
        }
    }
}
