//! What was read is written back byte for byte: file, tokens, and objects in the forms they were read in. The index gives the tokens that the
//! reader gives.

use pyc_marshal::{File, FileOptions, Mode, Objects, Options, Payload, Reader, References, Tag, Token, Tree, Writer};

use crate::Input;

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    for mode in [Mode::Strict, Mode::Lenient] {
        let options = Options { mode, max_depth: None };
        if let Ok(file) = File::with_options(data, FileOptions { options, assume: None }) {
            let mut copy = Vec::new();
            file.write(&mut copy).expect("writing to memory");
            assert_eq!(copy, data);
        }
        let Ok(input) = Input::new(data, mode) else { continue };
        let Ok(tree) = input.tree(mode) else { continue };
        let tokens: Vec<Token<'_>> = tree.tokens().collect();
        let reader = Reader::with_options(input.stream, input.layout, input.options(mode));
        let read: Vec<Token<'_>> = reader.map_while(Result::ok).collect();
        assert_eq!(tokens, read);
        let mut writer = Writer::new(Vec::new(), input.layout);
        for token in &tokens {
            writer.token(token).expect("writing to memory");
        }
        assert_eq!(Some(&*writer.into_inner()), input.stream.get(..tree.end()));
        if mode == Mode::Strict {
            as_read(&tree);
        }
    }
}

/// Objects are written as they were read, with the exceptions that [`References::AsRead`] names.
fn as_read(tree: &Tree<'_>) {
    let (objects, root) = Objects::from_tree(tree).expect("strict trees have owned forms");
    let style = crate::style(tree.layout()).references(References::AsRead);
    let written = objects.to_bytes(root, style).expect("what was read can be written as it was");
    if !is_exception(tree) {
        assert_eq!(Some(&*written), tree.bytes().get(..tree.end()));
    }
    let again = Tree::parse(&written, tree.layout()).expect("what is written is read strictly");
    let (copy, root) = Objects::from_tree(&again).expect("strict trees have owned forms");
    assert_eq!(copy.to_bytes(root, style).as_ref(), Ok(&written), "once written, it stays");
}

fn is_exception(tree: &Tree<'_>) -> bool {
    let half_pair = tree.nodes().filter(|node| matches!(node.token().payload, Payload::Pairs)).any(|node| {
        let nulls = node.children().filter(|part| part.tag().code() == Tag::NULL).count();
        nulls > 1 || node.children().count() % 2 == 0
    });
    // Strings that stand twice in the list of interned strings: Python 2 never writes such.
    let mut texts: Vec<&[u8]> = (0..tree.slot_count())
        .filter_map(|slot| match tree.slot(slot)?.token() {
            Token { tag: Some(Tag::INTERNED), payload: Payload::Text(text), .. } if tree.layout().version.major < 3 => Some(text),
            _ => None,
        })
        .collect();
    let count = texts.len();
    texts.sort_unstable();
    texts.dedup();
    half_pair
        || texts.len() < count
        || tree.tokens().any(|token| match token.payload {
            Payload::FloatText(_) | Payload::ComplexText(..) => true,
            Payload::Reference(_) => token.tag.is_some_and(Tag::flagged),
            _ => token.tag == Some(Tag::NULL.with_flag(true)),
        })
}
