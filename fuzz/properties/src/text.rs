//! Any text is assembled, or refused at a place in it; and any file that is read has a text that is assembled to the same bytes.

use pyc_bytecode::text::{assemble, print};
use pyc_marshal::{File, FileOptions, Mode, Options};

/// Holds for any bytes: a text, or what [`crate::verify::run`] takes.
pub fn run(data: &[u8]) {
    if let Ok(text) = core::str::from_utf8(data)
        && let Err(error) = assemble(text)
    {
        assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1, "{error}");
        assert!(error.column >= 1 && error.column <= text.chars().count() + 1, "{error}");
        assert!(error.caret <= error.excerpt.chars().count(), "{error}");
    }
    crate::of_modules(data, check);
}

fn check(data: &[u8], sound: bool) {
    let options = Options { mode: if sound { Mode::Strict } else { Mode::Lenient }, max_depth: None };
    let Ok(file) = File::with_options(data, FileOptions { options, assume: None }) else {
        assert!(!sound, "{:?}", File::parse(data).err());
        return;
    };
    let text = print(&file);
    assert_eq!(assemble(&text).as_deref(), Ok(data), "{text}");
    assert!(!sound || text.contains("\ncode "), "{text}");
}
