//! The graph as a picture: for Graphviz, or as SVG.

mod layers;
mod svg;

use core::fmt::Write;

use super::{Cfg, EdgeKind};
use crate::instruction::Instruction;

/// How the instructions of a picture are written.
pub type Label<'l> = dyn Fn(&Instruction<'_>) -> String + 'l;

/// An instruction as `12 LOAD_CONST 3`: offset, name, argument.
pub fn label(instruction: &Instruction<'_>) -> String {
    format!("{instruction:?}")
}

/// The colour of an edge.
fn colour(kind: EdgeKind) -> &'static str {
    match kind {
        EdgeKind::Fall => "#444444",
        EdgeKind::Jump => "#1a5fb4",
        EdgeKind::Leave => "#813d9c",
        EdgeKind::Exception => "#c01c28",
    }
}

impl Cfg<'_> {
    /// The graph in the language of Graphviz: `dot -Tsvg`.
    ///
    /// ```
    /// use pyc_bytecode::{Function, cfg::{Cfg, label}};
    /// # use pyc_marshal::File;
    ///
    /// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/empty.timestamp-O0.pyc"))?;
    /// # let file = File::parse(&bytes)?;
    /// # let code = file.tree.codes().next().unwrap();
    /// let dot = Cfg::new(&Function::new(code).unwrap()).to_dot("empty", &label);
    /// assert!(dot.contains(r#"b0 [label="0 RESUME 0\l2 RETURN_CONST 0\l"]"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_dot(&self, name: &str, label: &Label<'_>) -> String {
        let mut out = String::new();
        out.push_str("digraph ");
        quote(name, &mut out);
        out.push_str(" {\n  node [shape=box fontname=monospace fontsize=10]\n  edge [fontname=monospace fontsize=9]\n");
        let dominators = self.dominators();
        for block in 0..self.blocks().len() {
            let _ = write!(out, "  b{block} [label=\"");
            for instruction in self.instructions_of(block) {
                escape(&label(instruction), &mut out);
                out.push_str("\\l");
            }
            out.push_str(if dominators.is_reachable(block) { "\"]\n" } else { "\" color=gray fontcolor=gray]\n" });
        }
        for edge in self.edges() {
            let style = if edge.kind == EdgeKind::Exception { " style=dashed" } else { "" };
            let _ = writeln!(out, "  b{} -> b{} [color=\"{}\"{style}]", edge.from, edge.to, colour(edge.kind));
        }
        out.push_str("}\n");
        out
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    escape(text, out);
    out.push('"');
}

/// What stands between quotes in the language of Graphviz.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\l"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
