//! Reading any bytes, strictly and leniently, ends in a value or an error that lies inside them; the stream of tokens and the index agree on
//! it; lenient reading notes first what strict reading refuses; everything that a view offers can be asked of every object.

use pyc_marshal::{Class, Error, Mode, Node, Options, Reader, Sameness, Tree, Value, locate, same};

use crate::Input;

/// Bytes of index for each byte of input, and a constant for the empty one.
const INDEX_FACTOR: usize = 24;

/// Objects that are asked for what costs as much as the whole tree.
const ASKED: usize = 3;

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    let strict = read(data, Mode::Strict);
    let lenient = read(data, Mode::Lenient);
    match (&strict, &lenient) {
        (Ok(tree), Ok(relaxed)) => {
            assert!(tree.is_complete() && relaxed.is_complete());
            assert_eq!((tree.irregularities().total(), relaxed.irregularities().total()), (0, 0));
            assert!(same(tree, relaxed, Sameness::Exact));
        }
        (Ok(_), Err(error)) => panic!("lenient reading accepts what strict reading accepts: {error:?}"),
        (Err(error), Ok(relaxed)) => assert_first_noted(*error, relaxed, data),
        (Err(_), Err(_)) => {}
    }
    for tree in strict.iter().chain(&lenient) {
        look_at(tree);
    }
}

/// Reads by tokens and by index: both say the same. Offsets of errors count from the start of the stream.
fn read(data: &[u8], mode: Mode) -> Result<Tree<'_>, Error> {
    let input = Input::new(data, mode).inspect_err(|error| assert_inside(*error, data))?;
    let options = input.options(mode);
    let tree = input.tree(mode);

    let mut reader = Reader::with_options(input.stream, input.layout, options);
    let mut end = 0;
    let walked = reader.for_each_token(|token| {
        assert_eq!(token.offset, end, "tokens follow each other");
        assert!(token.end > token.offset);
        end = token.end;
    });
    assert_eq!(reader.is_complete(), walked.is_ok());
    match (&tree, walked) {
        (Ok(tree), Ok(())) => {
            assert!(tree.is_complete());
            assert_eq!((tree.end(), reader.position()), (end, end));
            assert_eq!(tree.irregularities().as_slice(), reader.irregularities().as_slice());
        }
        (Ok(tree), Err(error)) => {
            assert!(mode == Mode::Lenient && !tree.is_complete());
            let noted = tree.irregularities();
            assert!(noted.total() as usize > noted.as_slice().len() || noted.as_slice().last() == Some(&error));
        }
        (Err(error), walked) => assert_eq!(walked, Err(*error)),
    }
    if let Err(error) = walked {
        assert_inside(error, input.stream);
        let path = locate(input.stream, input.layout, options, error.offset);
        assert!(!path.to_string().is_empty());
        assert!(path.steps().len() <= options.max_depth.unwrap_or(input.layout.max_depth) as usize);
    }
    tree
}

fn assert_inside(error: Error, bytes: &[u8]) {
    assert!(error.offset <= bytes.len(), "{error:?}");
    let text = error.to_string();
    assert!(text.ends_with(&format!("(at offset 0x{:x})", error.offset)), "{text}");
}

/// What strict reading refuses for is what lenient reading notes first.
fn assert_first_noted(error: Error, relaxed: &Tree<'_>, data: &[u8]) {
    if Input::new(data, Mode::Strict).is_err() {
        return; // The header was refused.
    }
    assert_ne!(error.class(), Class::Limit);
    assert_eq!(relaxed.irregularities().as_slice().first(), Some(&error));
}

fn look_at(tree: &Tree<'_>) {
    assert!(tree.memory() <= INDEX_FACTOR * tree.bytes().len() + 256, "{} bytes of index", tree.memory());
    assert!(tree.end() <= tree.bytes().len());
    assert!(tree.root().span() == (0..tree.end()) || !tree.is_complete());
    assert_eq!(tree.root().count(), tree.len());
    for node in tree.nodes() {
        structure(node);
        value(node);
    }
    for node in tree.nodes().take(ASKED) {
        let text = node.repr().limit(200).to_string();
        assert!(text.len() <= 203, "{} bytes: {text}", text.len());
        let _ = node.repr().limit(200).sorted_sets(true).short_code(true).to_string();
    }
    let _ = tree.root().repr().limit(4000).to_string();
    let _ = serde_json::to_string(tree).expect("JSON of any tree");
    assert!(same(tree, tree, Sameness::Exact));
    let _ = same(tree, tree, Sameness::Equal);
    for node in tree.nodes().take(ASKED).chain(tree.nodes().rev().take(ASKED)) {
        let _ = locate(tree.bytes(), tree.layout(), Options::LENIENT, node.offset()).to_string();
    }
}

/// The parts of an object lie in it, one behind the other, and its slot leads back to it.
fn structure(node: Node<'_, '_>) {
    let tree = node.tree();
    let span = node.span();
    assert!(span.start < span.end && span.end <= tree.end(), "{node:?} {span:?}");
    if let Some(slot) = node.slot() {
        assert_eq!(tree.slot(slot), Some(node));
    }
    let mut end = node.token().end;
    let mut count = 1;
    for child in node.children() {
        let inner = child.span();
        // Between two parts of a code object stands the number of its first line.
        assert!(inner.start == end || node.as_code().is_some() && (end..=end + 4).contains(&inner.start), "{node:?} {inner:?}");
        end = inner.end;
        count += child.count();
    }
    assert!(span.end == end || !tree.is_complete() || node.as_code().is_some(), "{node:?} {span:?} {end}");
    assert_eq!(count, node.count());
}

fn value(node: Node<'_, '_>) {
    match node.value() {
        Value::Int(int) | Value::Long(int) => {
            let _ = int.to_int().to_f64();
        }
        Value::Str(text) => {
            assert_eq!(text.to_utf8().is_ascii(), text.is_ascii());
            assert_eq!(text.to_str().is_some(), text.code_points().all(|point| char::from_u32(point).is_some()));
        }
        Value::Dict(pairs) | Value::FrozenDict(pairs) => assert!(pairs.count() <= node.resolve().map_or(0, Node::count)),
        Value::Code(code) if !node.is_reference() => {
            let _ = (code.varnames(), code.cellvars(), code.freevars(), code.nlocals(), code.name(), code.qualname());
            let _ = (code.firstlineno(), code.linetable(), code.exceptiontable(), code.flags().names(code.version()));
            let _ = (code.argcount(), code.posonlyargcount(), code.kwonlyargcount(), code.stacksize(), code.code());
            let _ = (code.names().count(), code.nested().count(), format!("{code:?}"));
            if node.tree().irregularities().total() == 0 {
                let layout = code.layout();
                assert!(layout.fields.iter().all(|&it| code.number(it).is_some() || code.object(it).is_some()));
            }
        }
        _ => {}
    }
}
