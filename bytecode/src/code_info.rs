//! What a code object is, field by field, the way `dis.code_info` of its version prints it.
//!
//! # Guarantee
//! Any code object of any tree is printed. A file may refer to the same names and constants a million times: once the text has
//! filled [`crate::dis::TEXT_BUDGET`] bytes for each byte of the file, items end in `...`, and further lists are left out.

use core::fmt;

use pyc_marshal::{Code, Field, Node, Reprs, Tree, Version};

use crate::dis::{LEAST_BUDGET, TEXT_BUDGET, text};

/// Prints code objects of one tree.
///
/// ```
/// # use pyc_bytecode::CodeInfo;
/// # use pyc_marshal::{Layout, Tree, Version};
/// # let object = b"c\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0@\0\0\0s\x04\0\0\0e\0S\0)\0)\x01z\x01x)\0)\0)\0z\x01fz\x08<module>\x01\0\0\0s\0\0\0\0";
/// # let tree = Tree::parse(object, Layout::of(Version::new(3, 9)).unwrap())?;
/// let code = tree.root().as_code().unwrap();
/// let text = CodeInfo::new(&tree, 0).text(&code);
/// assert!(text.ends_with("Stack size:        1\nFlags:             NOFREE\nNames:\n   0: x"));
/// # Ok::<(), pyc_marshal::Error>(())
/// ```
#[derive(Debug)]
pub struct CodeInfo<'t, 'a> {
    reprs: Reprs<'t, 'a>,
    budget: usize,
}

/// The first lines: what stands before the number, and the field.
static NUMBERS: &[(&str, Field)] = &[
    ("Argument count:    ", Field::Argcount),
    ("Positional-only arguments: ", Field::Posonlyargcount),
    ("Kw-only arguments: ", Field::Kwonlyargcount),
    ("Number of locals:  ", Field::Nlocals),
    ("Stack size:        ", Field::Stacksize),
];

/// Bits of `co_flags` that have a name, and since when. `dis` keeps names that the version has given up, and never had those of
/// `__future__`.
static FLAGS: &[(u32, &str, Version)] = &[
    (0x1, "OPTIMIZED", Version::new(1, 3)),
    (0x2, "NEWLOCALS", Version::new(1, 3)),
    (0x4, "VARARGS", Version::new(1, 3)),
    (0x8, "VARKEYWORDS", Version::new(1, 3)),
    (0x10, "NESTED", Version::new(1, 3)),
    (0x20, "GENERATOR", Version::new(1, 3)),
    (0x40, "NOFREE", Version::new(1, 3)),
    (0x80, "COROUTINE", Version::new(3, 5)),
    (0x100, "ITERABLE_COROUTINE", Version::new(3, 5)),
    (0x200, "ASYNC_GENERATOR", Version::new(3, 6)),
    (0x400_0000, "HAS_DOCSTRING", Version::new(3, 14)),
    (0x800_0000, "METHOD", Version::new(3, 14)),
];

/// Characters of the column of indices.
const INDEX_WIDTH: usize = 4;

impl<'t, 'a> CodeInfo<'t, 'a> {
    /// Ready for the code objects of a tree. `base` is added to the offsets that stand in the place of addresses, see
    /// [`pyc_marshal::File::base`].
    pub fn new(tree: &'t Tree<'a>, base: usize) -> CodeInfo<'t, 'a> {
        let budget = tree.bytes().len().saturating_mul(TEXT_BUDGET).max(LEAST_BUDGET);
        CodeInfo { reprs: tree.root().repr().base(base).many(), budget }
    }

    /// What `dis.code_info` returns for a code object. As there, no newline ends it.
    ///
    /// Lines for what the version does not have are left out: up to 2.7, which has no `code_info`, it is that of 3.2 otherwise.
    pub fn text(&mut self, code: &Code<'t, 'a>) -> String {
        let mut out = Vec::new();
        self.push(code, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Prints what [`CodeInfo::text`] returns.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn print(&mut self, code: &Code<'t, 'a>, out: &mut impl fmt::Write) -> fmt::Result {
        out.write_str(&self.text(code))
    }

    fn push(&mut self, code: &Code<'t, 'a>, out: &mut Vec<u8>) {
        let bytes = code.version().major < 3;
        for (key, value) in [("Name:              ", code.name()), ("\nFilename:          ", code.filename())] {
            text::push(out, key);
            let Some(value) = value else {
                text::push(out, "???");
                continue;
            };
            if self.spend(value.as_bytes().len()) {
                text::name(out, value, bytes);
            } else {
                text::push(out, "...");
            }
        }
        let layout = code.layout();
        for &(key, field) in NUMBERS {
            let counted = field == Field::Nlocals && layout.has(Field::Localsplusnames);
            if counted || layout.has(field) {
                out.push(b'\n');
                text::push(out, key);
                let value = if counted { code.nlocals() } else { code.number(field).unwrap_or(0) };
                text::number(out, value.into());
            }
        }
        if layout.has(Field::Flags) {
            text::push(out, "\nFlags:             ");
            flags(code.flags().0 as i32, code.version(), out);
        }
        self.constants(code, out);
        let kinds = layout.has(Field::Localsplusnames);
        let lists = [
            ("\nNames:", Field::Names),
            ("\nVariable names:", Field::Varnames),
            ("\nFree variables:", Field::Freevars),
            ("\nCell variables:", Field::Cellvars),
        ];
        for (key, field) in lists {
            let source = if kinds && field != Field::Names { Field::Localsplusnames } else { field };
            let count = code.object(source).and_then(Node::resolve).map_or(0, Node::count);
            if !self.spend(count) {
                continue;
            }
            let names = match field {
                Field::Varnames => code.varnames(),
                Field::Freevars => code.freevars(),
                Field::Cellvars => code.cellvars(),
                _ => code.names().collect(),
            };
            text::push(out, if names.is_empty() { "" } else { key });
            for (i, name) in names.into_iter().enumerate() {
                index(i, out);
                if self.spend(name.as_bytes().len() + INDEX_WIDTH) {
                    text::name(out, name, bytes);
                } else {
                    text::push(out, "...");
                }
            }
        }
    }

    fn constants(&mut self, code: &Code<'t, 'a>, out: &mut Vec<u8>) {
        let count = code.object(Field::Consts).and_then(Node::resolve).map_or(0, Node::count);
        let Some(consts) = code.consts().filter(|_| self.spend(count)) else { return };
        let mut repr = String::new();
        for (i, constant) in consts.enumerate() {
            text::push(out, if i == 0 { "\nConstants:" } else { "" });
            index(i, out);
            if self.budget == 0 {
                text::push(out, "...");
                continue;
            }
            repr.clear();
            if !self.reprs.push(constant, self.budget, &mut repr) {
                repr.push_str("...");
            }
            self.budget = self.budget.saturating_sub(repr.len().max(self.reprs.work()));
            text::push(out, &repr);
        }
    }

    /// Whether so many bytes may be printed; then they are counted.
    fn spend(&mut self, bytes: usize) -> bool {
        let rest = self.budget.checked_sub(bytes);
        self.budget = rest.unwrap_or(0);
        rest.is_some()
    }
}

fn index(index: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    text::right(out, index as i64, INDEX_WIDTH);
    text::push(out, ": ");
}

/// `dis.pretty_flags`
fn flags(flags: i32, version: Version, out: &mut Vec<u8>) {
    let bits = flags as u32;
    for (i, bit) in (0..32).map(|shift| 1 << shift).filter(|bit| bits & bit != 0).enumerate() {
        text::push(out, if i == 0 { "" } else { ", " });
        match FLAGS.iter().find(|row| row.0 == bit && row.2 <= version) {
            Some(row) => text::push(out, row.1),
            None => text::push(out, &format!("0x{bit:x}")),
        }
    }
    // Python's integers have no 32nd bit: of a negative number, more is left.
    text::push(
        out,
        match flags {
            0 => "0x0",
            i32::MIN..0 => ", -0x100000000",
            _ => "",
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pretty(bits: i32, minor: u8) -> String {
        let mut out = Vec::new();
        flags(bits, Version::new(3, minor), &mut out);
        String::from_utf8(out).expect("ASCII")
    }

    #[test]
    fn flags_without_a_name_are_numbers() {
        // dis.pretty_flags of 3.8 and 3.14.
        assert_eq!(pretty(0x0100_0043, 8), "OPTIMIZED, NEWLOCALS, NOFREE, 0x1000000");
        assert_eq!(pretty(0x0400_0003, 13), "OPTIMIZED, NEWLOCALS, 0x4000000");
        assert_eq!(pretty(0x0400_0003, 14), "OPTIMIZED, NEWLOCALS, HAS_DOCSTRING");
        assert_eq!(pretty(0, 14), "0x0");
        assert_eq!(pretty(i32::MIN, 14), "0x80000000, -0x100000000");
    }
}
