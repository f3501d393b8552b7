//! `repr` as the Python of that version prints it.
//!
//! Cycles print as Python prints them (`[...]`). Shared objects print in full each time, as Python does, so that a small hostile file
//! could print for ever: output stops at a limit.

mod leaf;
mod printer;

use core::fmt;

use crate::error::{Error, ErrorKind};
use crate::layout::Layout;
use crate::node::Node;
use crate::text::Str;
use leaf::{push_bytes, push_str};
use printer::Printer;

/// What `repr` prints for an object, as [`fmt::Display`]. Past the limit the text ends in `...`.
#[derive(Clone, Copy, Debug)]
pub struct Repr<'t, 'a> {
    node: Node<'t, 'a>,
    limit: usize,
    sorted_sets: bool,
    short_code: bool,
    base: usize,
}

impl<'t, 'a> Node<'t, 'a> {
    /// `repr` of the object. Code objects print the offset in the object's bytes where Python prints an address.
    pub fn repr(self) -> Repr<'t, 'a> {
        Repr { node: self, limit: Repr::DEFAULT_LIMIT, sorted_sets: false, short_code: false, base: 0 }
    }
}

impl<'t, 'a> Repr<'t, 'a> {
    /// Bytes of output after which [`fmt::Display`] stops.
    pub const DEFAULT_LIMIT: usize = 1 << 24;

    /// Stops after so many bytes of output.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Prints the items of sets, and of dicts of Python 1 and 2, in the order of their texts: Python's own order depends on hashes.
    #[must_use]
    pub const fn sorted_sets(mut self, sorted: bool) -> Self {
        self.sorted_sets = sorted;
        self
    }

    /// Prints code objects as `<code NAME>`.
    #[must_use]
    pub const fn short_code(mut self, short: bool) -> Self {
        self.short_code = short;
        self
    }

    /// Adds so much to the offsets of code objects: [`crate::File::base`] makes them offsets in the file.
    #[must_use]
    pub const fn base(mut self, base: usize) -> Self {
        self.base = base;
        self
    }

    /// A printer with these options for any number of objects of the same tree.
    pub fn many(&self) -> Reprs<'t, 'a> {
        Reprs { printer: Printer::new(self), limit: self.limit }
    }

    /// The text as a string.
    ///
    /// # Errors
    /// [`ErrorKind::OutputTooLong`] if it does not fit the limit.
    pub fn try_to_string(&self) -> Result<String, Error> {
        let mut printer = Printer::new(self);
        printer.run(self.node);
        if printer.full {
            return Err(ErrorKind::OutputTooLong { limit: self.limit as u64 }.at(self.node.offset()));
        }
        Ok(printer.out)
    }
}

impl fmt::Display for Repr<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut printer = Printer::new(self);
        printer.run(self.node);
        f.write_str(&printer.out)?;
        if printer.full { f.write_str("...") } else { Ok(()) }
    }
}

/// Prints one object after another of a tree, and keeps what it needs for that: memory and time for all of them are linear in the tree and
/// in the text.
///
/// ```
/// # use pyc_marshal::{Layout, Tree, Version};
/// # let layout = Layout::of(Version::new(3, 12)).unwrap();
/// let tree = Tree::parse(b")\x02N)\x01i\x07\0\0\0", layout)?;
/// let (mut reprs, mut text) = (tree.root().repr().many(), String::new());
/// for item in tree.root().children() {
///     reprs.push(item, usize::MAX, &mut text);
///     text.push(';');
/// }
/// assert_eq!(text, "None;(7,);");
/// # Ok::<(), pyc_marshal::Error>(())
/// ```
pub struct Reprs<'t, 'a> {
    printer: Printer<'t, 'a>,
    limit: usize,
}

impl<'t, 'a> Reprs<'t, 'a> {
    /// Appends the `repr` of an object of the tree to a text, but no more than `limit` bytes, nor more than the limit of the [`Repr`].
    /// False if that cut it off.
    pub fn push(&mut self, node: Node<'t, 'a>, limit: usize, text: &mut String) -> bool {
        let limit = limit.min(self.limit);
        self.printer.out = core::mem::take(text);
        self.printer.limit = self.printer.out.len().saturating_add(limit);
        self.printer.work = 0;
        self.printer.most_work = limit;
        self.printer.full = false;
        self.printer.run(node);
        *text = core::mem::take(&mut self.printer.out);
        !self.printer.full
    }

    /// Bytes of strings and items of sets and dicts that the last [`Reprs::push`] went through. Seldom more than the text is long: equal
    /// items of a set are not printed.
    pub fn work(&self) -> usize {
        self.printer.work
    }
}

impl fmt::Debug for Reprs<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reprs(limit {})", self.limit)
    }
}

/// `repr` of a name, as [`Node::repr`] prints the same string: plain quotes for the `str` of the version.
pub fn str_repr(text: Str<'_>, layout: &Layout) -> String {
    let mut out = String::new();
    if layout.rules.unicode {
        push_str(&mut out, text, layout.version, usize::MAX);
    } else {
        push_bytes(&mut out, text.as_bytes(), usize::MAX);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::File;

    /// A thousand code objects may share one name of a megabyte.
    #[test]
    fn names_of_code_objects_are_counted_as_work() -> Result<(), Box<dyn core::error::Error>> {
        let bytes = include_bytes!("../../corpus/pyc/3.12/closures.timestamp-O0.pyc");
        let file = File::parse(bytes)?;
        let code = file.tree.codes().next().ok_or("a code object")?;
        let names = [code.name(), code.filename()].into_iter().flatten().map(|text| text.as_bytes().len()).sum::<usize>();
        let (mut reprs, mut text) = (code.node().repr().many(), String::new());
        assert!(reprs.push(code.node(), usize::MAX, &mut text));
        assert_eq!(reprs.work(), names);
        Ok(())
    }
}
