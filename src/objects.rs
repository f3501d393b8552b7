//! `pyc objects`: the object of a file as Python literals, or as JSON.

use std::io::{self, Write};
use std::path::Path;

use pyc_marshal::{Field, Layout, Node, Tag, Tree, Value};

use crate::document::{Document, Inputs};
use crate::io::{Output, Paint, Status, is_dash};
use crate::{help, info};

/// Levels of indentation; deeper lines show their depth as a number.
const MAX_INDENT: usize = 40;

/// Prints the object of a file as Python literals, one object a line
///
/// An object that is used more than once is marked `&N =` where it stands and `*N` where it is used again, N being its slot (in 2.x its
/// place in the list of interned strings); so are objects that contain themselves. Code objects show their fields by name. Strings are
/// cut off at 16 MiB.
///
/// With `--json`, the objects are a flat list in which `objects[id]` is the object `id` and parts are named by id: any parser reads it,
/// however deep the objects nest.
#[derive(Debug, clap::Args)]
#[command(after_help = help::OBJECTS)]
pub(crate) struct Args {
    /// Print one line of JSON for each file
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    inputs: Inputs,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let mut first = true;
    args.inputs.each(out, |path, document, out| {
        if args.json {
            machine(path, document, out)?;
        } else {
            if args.inputs.files.len() > 1 {
                info::title(path, &mut first, out)?;
            }
            Printer::new(document.tree(), out).run()?;
        }
        Ok(())
    })
}

fn machine(path: &Path, document: &Document<'_>, out: &mut Output) -> io::Result<()> {
    let file = if is_dash(path) { "-".into() } else { path.to_string_lossy() };
    write!(out, "{{\"file\":{},\"content\":", serde_json::to_string(&file)?)?;
    match document {
        Document::File(file) => serde_json::to_writer(&mut *out, file)?,
        Document::Data(tree) => serde_json::to_writer(&mut *out, tree)?,
    }
    writeln!(out, "}}")
}

/// A container that is open.
struct Frame<'t, 'a> {
    node: Node<'t, 'a>,
    /// Number of the first object behind it.
    end: usize,
    close: &'static str,
    /// Parts so far, of a code object as an index into the fields of the layout.
    done: usize,
    /// What the container itself is behind: a key takes `:` behind it, everything else `,`.
    role: Role,
    indent: usize,
}

/// What a part is in the container around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Outermost,
    Item,
    Key,
    Value,
    /// A field of a code object: its name stands before it on the same line.
    Field(Field),
}

impl Role {
    fn suffix(self) -> &'static str {
        match self {
            Role::Outermost | Role::Field(_) => "",
            Role::Item | Role::Value => ",",
            Role::Key => ":",
        }
    }
}

struct Printer<'p, 'a> {
    tree: &'p Tree<'a>,
    layout: &'static Layout,
    out: &'p mut Output,
    frames: Vec<Frame<'p, 'a>>,
    /// A bit for each object: whether a reference means it.
    shared: Vec<u64>,
}

impl<'p, 'a> Printer<'p, 'a> {
    fn new(tree: &'p Tree<'a>, out: &'p mut Output) -> Printer<'p, 'a> {
        let mut shared = vec![0_u64; tree.len() / 64 + 1];
        for target in tree.nodes().filter(|node| node.is_reference()).filter_map(Node::resolve) {
            if let Some(word) = shared.get_mut(target.index() / 64) {
                *word |= 1 << (target.index() % 64);
            }
        }
        Printer { tree, layout: tree.layout(), out, frames: Vec::new(), shared }
    }

    fn run(&mut self) -> io::Result<()> {
        for node in self.tree.nodes() {
            self.close_until(node.index())?;
            self.object(node)?;
        }
        self.close_until(usize::MAX)
    }

    fn close_until(&mut self, index: usize) -> io::Result<()> {
        while let Some(frame) = self.frames.pop_if(|frame| frame.end <= index) {
            if self.layout.fields.get(frame.done) == Some(&Field::Firstlineno) && frame.node.as_code().is_some() {
                self.firstlineno(frame.node, frame.indent + 1)?;
            }
            if !frame.close.is_empty() {
                self.indent(frame.indent)?;
                writeln!(self.out, "{}{}", frame.close, frame.role.suffix())?;
            }
        }
        Ok(())
    }

    fn firstlineno(&mut self, node: Node<'p, 'a>, indent: usize) -> io::Result<()> {
        if let Some(value) = node.as_code().and_then(|code| code.firstlineno()) {
            self.indent(indent)?;
            writeln!(self.out, "{}: {}", self.out.paint(Paint::Bold, "firstlineno"), self.out.paint(Paint::Value, value))?;
        }
        Ok(())
    }

    /// What the next object is in the innermost container, and how far it is indented.
    fn place(&mut self) -> io::Result<(Role, usize)> {
        let Some(frame) = self.frames.last_mut() else { return Ok((Role::Outermost, 0)) };
        let (done, indent, node) = (frame.done, frame.indent + 1, frame.node);
        frame.done += 1;
        match node.tag().code() {
            Tag::DICT | Tag::FROZEN_DICT if done % 2 == 0 => Ok((Role::Key, indent)),
            Tag::DICT | Tag::FROZEN_DICT => Ok((Role::Value, indent + 1)),
            Tag::CODE | Tag::CODE_OLD => {
                let mut field = self.layout.fields.get(done).copied();
                if field == Some(Field::Firstlineno) {
                    self.firstlineno(node, indent)?;
                    field = self.layout.fields.get(done + 1).copied();
                    if let Some(frame) = self.frames.last_mut() {
                        frame.done += 1;
                    }
                }
                Ok((field.map_or(Role::Item, Role::Field), indent))
            }
            _ => Ok((Role::Item, indent)),
        }
    }

    fn object(&mut self, node: Node<'p, 'a>) -> io::Result<()> {
        let dict_end = node.tag().code() == Tag::NULL
            && self
                .frames
                .last()
                .is_some_and(|frame| matches!(frame.node.tag().code(), Tag::DICT | Tag::FROZEN_DICT) && frame.done % 2 == 0);
        if dict_end {
            return Ok(());
        }
        let (role, indent) = self.place()?;
        self.indent(indent)?;
        if let Role::Field(field) = role {
            write!(self.out, "{}: ", self.out.paint(Paint::Bold, field))?;
        }
        let shared = self.shared.get(node.index() / 64).is_some_and(|word| word >> (node.index() % 64) & 1 != 0);
        if let Some(slot) = node.slot().filter(|_| shared) {
            write!(self.out, "{}", self.out.paint(Paint::Dim, format_args!("&{slot} = ")))?;
        }
        if node.is_reference() {
            return self.reference(node, role);
        }
        let value = node.value();
        let Some((open, close)) = brackets(&value, self.layout).filter(|_| !is_empty(node, &value)) else {
            writeln!(self.out, "{}{}", self.out.paint(Paint::Value, node.repr()), role.suffix())?;
            if node.count() > 1 {
                // The NULL of an empty dict is still to come.
                self.frames.push(Frame { node, end: node.index() + node.count(), close: "", done: 0, role, indent });
            }
            return Ok(());
        };
        writeln!(self.out, "{open}")?;
        let mut done = 0;
        if let Value::Code(code) = value {
            for field in self.layout.head() {
                self.indent(indent + 1)?;
                let number = code.number(field).unwrap_or(0);
                write!(self.out, "{}: {}", self.out.paint(Paint::Bold, field), self.out.paint(Paint::Value, number))?;
                if field == Field::Flags {
                    let names = info::flags(number as u32, self.layout.version);
                    write!(self.out, "{}{names}", if names.is_empty() { "" } else { "  # " })?;
                }
                writeln!(self.out)?;
                done += 1;
            }
        }
        self.frames.push(Frame { node, end: node.index() + node.count(), close, done, role, indent });
        Ok(())
    }

    fn reference(&mut self, node: Node<'p, 'a>, role: Role) -> io::Result<()> {
        match node.resolve().and_then(Node::slot) {
            Some(slot) => writeln!(self.out, "{}{}", self.out.paint(Paint::Dim, format_args!("*{slot}")), role.suffix()),
            None => writeln!(self.out, "{}{}", self.out.paint(Paint::Wrong, "<dangling reference>"), role.suffix()),
        }
    }

    fn indent(&mut self, level: usize) -> io::Result<()> {
        (0..level.min(MAX_INDENT)).try_for_each(|_| self.out.write_all(b"  "))?;
        if level > MAX_INDENT { write!(self.out, "{} ", self.out.paint(Paint::Dim, format_args!("({level})"))) } else { Ok(()) }
    }
}

/// Whether a container has no parts; a code object always has some.
fn is_empty(node: Node<'_, '_>, value: &Value<'_, '_>) -> bool {
    match value {
        Value::Code(_) => false,
        _ => node
            .children()
            .next()
            .is_none_or(|first| first.tag().code() == Tag::NULL && matches!(value, Value::Dict(_) | Value::FrozenDict(_))),
    }
}

/// What stands around the parts of a container; `None` for a leaf.
fn brackets(value: &Value<'_, '_>, layout: &Layout) -> Option<(&'static str, &'static str)> {
    let three = layout.version.major >= 3;
    Some(match value {
        Value::Tuple(_) => ("(", ")"),
        Value::List(_) => ("[", "]"),
        Value::Set(_) if three => ("{", "}"),
        Value::Set(_) => ("set([", "])"),
        Value::FrozenSet(_) if three => ("frozenset({", "})"),
        Value::FrozenSet(_) => ("frozenset([", "])"),
        Value::Dict(_) => ("{", "}"),
        Value::FrozenDict(_) => ("frozendict({", "})"),
        Value::Slice(_) => ("slice(", ")"),
        Value::Code(_) => ("code", ""),
        _ => return None,
    })
}
