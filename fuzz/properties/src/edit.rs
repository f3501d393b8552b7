//! Edits of any accepted object, each alone and all together, give an object that is read strictly, and change what they say.

use pyc_marshal::{ErrorKind, Field, Id, Layout, Mode, Object, Objects, Tree};

type Edit = fn(&mut Objects);

const EDITS: [Edit; 4] = [rename, replace_constants, strip_lines, strip_docstrings];

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    let Some((tree, layout)) = crate::parse(data, Mode::Strict) else { return };
    let (objects, root) = Objects::from_tree(&tree).expect("strict trees have owned forms");
    if objects.codes().next().is_none() {
        return;
    }
    let mut all = objects.clone();
    for edit in EDITS {
        let mut one = objects.clone();
        edit(&mut one);
        written(&one, root, layout);
        edit(&mut all);
    }
    written(&all, root, layout);
}

/// The edited object is written and read again: as many code objects, whose instructions are as long as before.
fn written(objects: &Objects, root: Id, layout: &'static Layout) {
    match objects.to_bytes(root, crate::style(layout)) {
        Ok(bytes) => {
            let edited = Tree::parse(&bytes, layout).expect("an edited object is read strictly");
            assert!(edited.codes().count() <= objects.codes().count());
        }
        // An edit can put the first place of an object into the object itself.
        Err(error) => {
            let holds_itself = matches!(error.kind, ErrorKind::ReferenceToIncomplete { .. });
            assert!(holds_itself || crate::is_limit(error.kind), "{error:?}");
        }
    }
}

fn rename(objects: &mut Objects) {
    let codes = objects.codes().count();
    assert_eq!(objects.rename_files(|_| Some("renamed.py".to_owned())), codes);
    let mut names = objects.codes().map(|(_, code)| code.object(Field::Filename));
    assert!(names.all(|name| name.and_then(|id| objects.str(id)).is_some_and(|name| name == "renamed.py")));
}

fn replace_constants(objects: &mut Objects) {
    let codes: Vec<Id> = objects.codes().map(|(id, _)| id).collect();
    let new = objects.push_str("constant", false);
    for (index, code) in codes.into_iter().enumerate() {
        objects.replace_constant(code, index % 3, new);
    }
}

fn strip_lines(objects: &mut Objects) {
    objects.strip_line_tables();
    for (_, code) in objects.codes() {
        let table = code.object(Field::Linetable).and_then(|id| objects.get(id));
        assert!(table.is_none_or(|table| matches!(table, Object::Bytes { bytes, .. } if bytes.is_empty())));
    }
}

fn strip_docstrings(objects: &mut Objects) {
    let before = lengths(objects);
    let stripped = objects.strip_docstrings();
    assert_eq!(lengths(objects), before, "the length of the instructions");
    assert!(stripped <= before.len());
    objects.strip_docstrings();
}

fn lengths(objects: &Objects) -> Vec<Option<usize>> {
    let code = |id: Option<Id>| match objects.get(id?)? {
        Object::Bytes { bytes, .. } => Some(bytes.len()),
        _ => None,
    };
    objects.codes().map(|(_, it)| code(it.object(Field::Code))).collect()
}
