//! Reading any bytes, strictly and leniently, ends in a value or an error that lies inside them; everything that a view offers can be
//! asked of every object; the index stays within its bound.

use pyc_marshal::{File, FileOptions, Mode, Node, Options, Reader, Sameness, Tree, Value, locate, same};

/// Bytes of index for each byte of input, and a constant for the empty one.
const INDEX_FACTOR: usize = 24;

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    let strict = crate::parse(data, Mode::Strict);
    let lenient = crate::parse(data, Mode::Lenient);
    errors_lie_inside(data);
    if let Some((tree, _)) = &strict {
        assert_eq!(tree.irregularities().total(), 0);
        assert!(tree.is_complete());
        let (relaxed, _) = lenient.as_ref().expect("lenient reading accepts what strict reading accepts");
        assert_eq!(relaxed.irregularities().total(), 0);
        assert!(same(tree, relaxed, Sameness::Exact));
    }
    for (tree, _) in strict.iter().chain(&lenient) {
        look_at(tree);
    }
}

fn errors_lie_inside(data: &[u8]) {
    for mode in [Mode::Strict, Mode::Lenient] {
        let options = Options { mode, max_depth: Some(100) };
        let Err(error) = File::with_options(data, FileOptions { options, assume: None }) else { continue };
        assert!(error.offset <= data.len(), "{error:?}");
        assert!(!error.to_string().is_empty());
        if let Ok((_, layout)) = File::header(data, mode, None)
            && let Some(body) = data.get(layout.header.len()..)
            && let Some(offset) = error.offset.checked_sub(layout.header.len())
        {
            let _ = locate(body, layout, options, offset).to_string();
        }
    }
}

fn look_at(tree: &Tree<'_>) {
    assert!(tree.memory() <= INDEX_FACTOR * tree.bytes().len() + 256, "{} bytes of index", tree.memory());
    assert!(tree.end() <= tree.bytes().len());
    for node in tree.nodes() {
        let span = node.span();
        assert!(span.start < span.end && span.end <= tree.end(), "{node:?} {span:?}");
        if let Some(slot) = node.slot() {
            assert_eq!(tree.slot(slot), Some(node));
        }
        value(node);
    }
    let _ = tree.root().repr().limit(4000).to_string();
    let _ = tree.root().repr().limit(4000).sorted_sets(true).short_code(true).to_string();
    let _ = serde_json::to_string(tree).expect("JSON of any tree");
    assert!(same(tree, tree, Sameness::Exact));
    let options = Options { mode: Mode::Lenient, max_depth: None };
    let mut reader = Reader::with_options(tree.bytes(), tree.layout(), options);
    let mut end = 0;
    let _ = reader.for_each_token(|token| {
        assert_eq!(token.offset, end, "tokens follow each other");
        end = token.end;
    });
}

fn value(node: Node<'_, '_>) {
    match node.value() {
        Value::Int(int) | Value::Long(int) => {
            let _ = int.to_int().to_f64();
        }
        Value::Str(text) => {
            let _ = (text.to_str(), text.to_utf8(), text.code_points().count());
        }
        Value::Code(code) if !node.is_reference() => {
            let _ = (code.varnames(), code.cellvars(), code.freevars(), code.nlocals(), code.name(), code.qualname());
            let _ = (code.firstlineno(), code.linetable(), code.exceptiontable(), code.flags().names(code.version()));
        }
        _ => {}
    }
}
