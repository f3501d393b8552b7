//! What was read is written back as it was, and the index gives the tokens that the reader gives.

use pyc_marshal::{File, FileOptions, Mode, Options, Reader, Token, Writer};

/// Holds for any bytes.
pub fn run(data: &[u8]) {
    for mode in [Mode::Strict, Mode::Lenient] {
        let options = Options { mode, max_depth: None };
        if let Ok(file) = File::with_options(data, FileOptions { options, assume: None }) {
            let mut copy = Vec::new();
            file.write(&mut copy).expect("writing to memory");
            assert_eq!(copy, data);
        }
        let Some((tree, layout)) = crate::parse(data, mode) else { continue };
        let tokens: Vec<Token<'_>> = tree.tokens().collect();
        let read: Vec<Token<'_>> = Reader::with_options(tree.bytes(), layout, options).map_while(Result::ok).collect();
        assert_eq!(tokens, read);
        let mut writer = Writer::new(Vec::new(), layout);
        for token in &tokens {
            writer.token(token).expect("writing to memory");
        }
        assert_eq!(Some(&*writer.into_inner()), tree.bytes().get(..tree.end()));
    }
}
