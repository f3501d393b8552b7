//! Edits of any accepted object give an object that is read strictly, and change what they say.

use pyc_marshal::{Mode, Objects, Tree};

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    let Some((tree, layout)) = crate::parse(data, Mode::Strict) else { return };
    let (mut objects, root) = Objects::from_tree(&tree).expect("strict trees have owned forms");
    let codes = objects.codes().count();
    assert_eq!(objects.rename_files(|_| Some("renamed.py".to_owned())), codes);
    let new = objects.push_str("constant", false);
    let first = objects.codes().next().map(|(id, _)| id);
    if let Some(code) = first {
        objects.replace_constant(code, 0, new);
    }
    objects.strip_line_tables();
    objects.strip_docstrings();
    match objects.to_bytes(root, crate::style(layout)) {
        Ok(bytes) => {
            let edited = Tree::parse(&bytes, layout).expect("an edited object is read strictly");
            assert!(edited.codes().all(|code| code.filename().is_some_and(|name| name == "renamed.py")));
            assert!(edited.codes().all(|code| code.linetable().is_empty()));
        }
        Err(error) => assert!(crate::is_limit(error.kind), "{error:?}"),
    }
}
