//! A file to text.

mod body;
mod code;
mod literal;
mod variables;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::rc::Rc;

use pyc_marshal::{Code, Field, File, Header, Magic, Node, Stamp, Str};

use crate::set::InstructionSet;
use crate::text::block::Outer;
use crate::text::forms::{Mark, Reference};
use crate::text::lex::is_word;
use crate::text::plan::{LONG, Plan, Unsayable};
use crate::text::print::code::Body;
use crate::text::print::literal::quote;
use crate::text::read::{FILENAME, default_stamp, layout_of, set_of};
use crate::text::values::Value;

/// Levels of indentation; deeper code objects are not indented further, so that the text stays linear in the file.
const MAX_INDENT: usize = 20;

/// Bytes of text for each byte of the file that may be printed for what a reference means: code that many functions share is that of
/// each of them.
const BUDGET: usize = 100;

/// The text of a file; `None` if no text but that of its bytes can say it.
pub(super) fn print(file: &File<'_>) -> Option<String> {
    let mut out = String::with_capacity(file.bytes().len().saturating_mul(4));
    header(file, &mut out).and_then(|()| document(file, &mut out)).ok()?;
    Some(out)
}

/// The bytes of a file as a text.
pub(super) fn bytes(file: &File<'_>) -> String {
    let mut out = format!("pyc {}\nfile ", file.version());
    hex(file.bytes(), &mut out);
    out.push('\n');
    out
}

fn header(file: &File<'_>, out: &mut String) -> Result<(), Unsayable> {
    let Header { magic, stamp } = file.header;
    let version = file.version();
    let _ = writeln!(out, "pyc {version}");
    if Magic::of(version) != Some(magic) {
        if Magic::from_number(magic.number()) == magic {
            let _ = writeln!(out, "magic {}", magic.number());
        } else {
            out.push_str("magic ");
            hex(&magic.0, out);
            out.push('\n');
        }
    }
    if stamp != default_stamp(file.layout().header) {
        let _ = match stamp {
            Stamp::Time { mtime } => write!(out, "stamp time {mtime}"),
            Stamp::TimeAndSize { mtime, size } => write!(out, "stamp time {mtime} size {size}"),
            Stamp::Hash { hash, checked } => {
                out.push_str("stamp hash ");
                hex(&hash, out);
                write!(out, " {}", if checked { "checked" } else { "unchecked" })
            }
            Stamp::Unknown { flags, data } => {
                let _ = write!(out, "stamp flags {flags} ");
                hex(&data, out);
                Ok(())
            }
        };
        out.push('\n');
    }
    // Somebody may have read it by a layout that its magic number does not have.
    let same = layout_of(magic, version).is_some_and(|layout| core::ptr::eq(layout, file.layout()));
    if same { Ok(()) } else { Err(Unsayable) }
}

fn document(file: &File<'_>, out: &mut String) -> Result<(), Unsayable> {
    let mut plan = Plan::of(file)?;
    let filename = plan.values.leaf(plan.rules.str_kind(), FILENAME.as_bytes());
    let set = set_of(file.header.magic, file.version()).ok_or(Unsayable)?;
    let mut printer = Printer {
        plan: &plan,
        set,
        out: core::mem::take(out),
        ids: HashMap::new(),
        used: HashSet::new(),
        defined: HashSet::new(),
        budget: file.bytes().len().saturating_mul(BUDGET),
    };
    let result = printer.file(file, &Outer { filename, prefix: Rc::new([]), in_function: false, in_class: false });
    *out = core::mem::take(&mut printer.out);
    result
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8], out: &mut String) {
    out.push_str("x'");
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    out.push('\'');
}

/// A table of constants, names or variables.
#[derive(Default)]
pub(super) struct Table<'t, 'a> {
    pub(super) items: Vec<Node<'t, 'a>>,
    /// Values of the items as a reader sees them.
    pub(super) values: Vec<Value>,
    /// Whether the tuple is what a reference means: what is said of its items is said elsewhere.
    pub(super) again: bool,
    /// Whether it is given in full, so that instructions name its items by index only.
    pub(super) whole: bool,
}

pub(super) struct Printer<'p, 't, 'a> {
    pub(super) plan: &'p Plan<'t, 'a>,
    pub(super) set: &'static InstructionSet,
    pub(super) out: String,
    /// How code objects are called in the code around them.
    ids: HashMap<usize, String>,
    /// Labels that are used, and that stand somewhere.
    used: HashSet<u32>,
    defined: HashSet<u32>,
    budget: usize,
}

/// A code object whose turn it is, or what is left of it behind those inside of it.
enum Step<'t, 'a> {
    Open(Code<'t, 'a>, Outer, usize),
    /// What is left, how deep, and whether there were any.
    Rest(Box<Body<'t, 'a>>, usize, bool),
}

impl<'t, 'a> Printer<'_, 't, 'a> {
    fn file(&mut self, file: &File<'a>, outer: &Outer) -> Result<(), Unsayable> {
        let root = self.plan.tree.root();
        if let Some(code) = root.as_code() {
            self.name_codes(&[code]);
            self.codes(vec![code], outer, 0)?;
        } else {
            let inside = inside(root);
            self.name_codes(&inside);
            self.codes(inside, outer, 0)?;
            self.out.push_str("\nobject ");
            self.literal(root, false)?;
            self.out.push('\n');
        }
        if !file.trailing().is_empty() {
            self.out.push_str("\ntrailing ");
            hex(file.trailing(), &mut self.out);
            self.out.push('\n');
        }
        if self.used.is_subset(&self.defined) { Ok(()) } else { Err(Unsayable) }
    }

    /// Gives code objects of one scope names that tell them apart.
    pub(super) fn name_codes(&mut self, codes: &[Code<'t, 'a>]) {
        let mut count: HashMap<String, u32> = HashMap::new();
        let names: Vec<String> = codes.iter().map(|code| self.code_name(code)).collect();
        for name in &names {
            *count.entry(name.clone()).or_default() += 1;
        }
        let mut number = 0;
        for (code, name) in codes.iter().zip(names) {
            let mut id = name;
            if count.get(&id).is_none_or(|&count| count > 1) || id.is_empty() {
                number += 1;
                let _ = write!(id, "{}%{number}", if id.is_empty() { "" } else { " " });
            }
            self.ids.insert(code.node().index(), id);
        }
    }

    /// The name of a code object as it stands behind `code`; empty if it is too long for that.
    fn code_name(&self, code: &Code<'t, 'a>) -> String {
        let mut name = String::new();
        if let Some(node) = code.object(Field::Name).filter(|&node| self.plan.width(node) <= LONG)
            && let Some(text) = self.plain_name(node)
        {
            self.word(text, &mut name);
        }
        name
    }

    fn codes(&mut self, codes: Vec<Code<'t, 'a>>, outer: &Outer, depth: usize) -> Result<(), Unsayable> {
        let mut steps: Vec<Step<'t, 'a>> = codes.into_iter().rev().map(|code| Step::Open(code, outer.clone(), depth)).collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Open(code, outer, depth) => {
                    let id = self.ids.get(&code.node().index()).cloned().unwrap_or_default();
                    self.out.push('\n');
                    self.indent(depth);
                    self.out.push_str("code ");
                    self.out.push_str(&id);
                    let (body, inner) = self.head(code, &outer, depth + 1)?;
                    let inside = inside(code.node());
                    self.name_codes(&inside);
                    steps.push(Step::Rest(Box::new(body), depth, !inside.is_empty()));
                    steps.extend(inside.into_iter().rev().map(|code| Step::Open(code, inner.clone(), depth + 1)));
                }
                Step::Rest(body, depth, any) => {
                    self.out.push_str(if any { "\n" } else { "" });
                    self.body(&body, depth + 1)?;
                    self.indent(depth);
                    self.out.push_str("end\n");
                }
            }
        }
        Ok(())
    }

    pub(super) fn indent(&mut self, depth: usize) {
        for _ in 0..depth.min(MAX_INDENT) {
            self.out.push_str("  ");
        }
    }

    /// Pays for a text that is printed again.
    pub(super) fn spend(&mut self, width: u32) -> Result<(), Unsayable> {
        self.budget = self.budget.checked_sub(width as usize).ok_or(Unsayable)?;
        Ok(())
    }

    /// A name with what is said of it. `again`: it was printed before.
    pub(super) fn name(&mut self, node: Node<'t, 'a>, again: bool) -> Result<(), Unsayable> {
        if self.label_instead(node)? {
            return Ok(());
        }
        if !again {
            self.define(node);
        }
        let text = self.plain_name(node).ok_or(Unsayable)?;
        let mut out = core::mem::take(&mut self.out);
        self.word(text, &mut out);
        self.out = out;
        if !again {
            self.mark(self.plan.mark(node));
        }
        Ok(())
    }

    /// Prints the label that stands for an object, if one does, with its mark.
    fn label_instead(&mut self, node: Node<'t, 'a>) -> Result<bool, Unsayable> {
        if !node.is_reference() {
            return Ok(false);
        }
        let target = node.resolve().ok_or(Unsayable)?;
        let Some(label) = self.plan.label(target).filter(|_| self.plan.is_labelled(target)) else {
            self.spend(self.plan.width(node))?;
            return Ok(false);
        };
        self.used.insert(label);
        let _ = write!(self.out, "*{label}");
        self.mark(self.plan.mark(node));
        Ok(true)
    }

    /// Prints the label of an object, if it has one.
    pub(super) fn define(&mut self, node: Node<'t, 'a>) {
        if let Some(label) = self.plan.label(node) {
            self.defined.insert(label);
            let _ = write!(self.out, "&{label} ");
        }
    }

    pub(super) fn mark(&mut self, mark: Option<Mark>) {
        let Some(Mark { tag, flag, reference }) = mark else { return };
        self.out.push('!');
        if let Some(tag) = tag {
            self.out.push(tag.0 as char);
        }
        match reference {
            Some(Reference::Latest) => self.out.push('r'),
            Some(Reference::Number(number)) => {
                let _ = write!(self.out, "r{number}");
            }
            None => {}
        }
        if let Some(flag) = flag {
            self.out.push(if flag { '&' } else { '-' });
        }
    }

    /// A name as a word, if it is one, or as a string.
    pub(super) fn word(&self, text: Str<'_>, out: &mut String) {
        match text.to_str() {
            Some(word) if is_word(&word) && (self.plan.rules.unicode || word.is_ascii()) => out.push_str(&word),
            _ => quote(text, !self.plan.rules.unicode, out),
        }
    }
}

/// The code objects inside of an object, but not inside of another code object there.
fn inside<'t, 'a>(node: Node<'t, 'a>) -> Vec<Code<'t, 'a>> {
    let (tree, end) = (node.tree(), node.index() + node.count());
    let (mut found, mut next) = (Vec::new(), node.index() + 1);
    while next < end
        && let Some(node) = tree.node(next)
    {
        let code = node.as_code();
        next += if code.is_some() { node.count() } else { 1 };
        found.extend(code);
    }
    found
}
