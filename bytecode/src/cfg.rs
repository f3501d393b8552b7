//! The control-flow graph of a function: basic blocks, the edges between them, dominators and loops.
//!
//! An instruction that may raise ends no block. Instead, all of a block is protected by one handler or by none, and an edge leads
//! from the block to the handler, as if any of its instructions could raise. From 3.11 on [`Protected`] ranges stand in the
//! exception table; before, they are where the blocks are that `SETUP_EXCEPT`, `SETUP_FINALLY`, `SETUP_WITH` and
//! `SETUP_ASYNC_WITH` push and `POP_BLOCK` pops.
//!
//! Up to 3.8 a `finally` clause is there once, and `break`, `continue` and `return` pass through it: edges lead from them to the
//! clause, and from its `END_FINALLY` to wherever it may go on.
//!
//! # Guarantee
//! Accepts any code: what makes no sense, such as a jump to nowhere, leads to no edge. Nothing recurses. Time and memory are linear in
//! the length of the code, but for a logarithm: some 200 bytes for each byte of it, and as many for a picture. Use
//! [`verify`](crate::verify()) to find out whether code makes sense.

mod body;
mod dominators;
mod draw;
mod edges;
mod loops;
#[cfg(test)]
pub(crate) mod made;
pub(crate) mod protect;
#[cfg(test)]
mod tests;

use core::ops::Range;

use crate::function::Function;
use crate::instruction::Instruction;
use crate::verify::{Rules, Walk};

pub(crate) use body::{Body, NOWHERE};
pub use dominators::Dominators;
pub use draw::{Label, label};
pub use loops::{Loop, Loops};
pub use protect::{Handling, Protected};

/// The control-flow graph of a function. Blocks are named by their index, in the order of the code.
///
/// ```
/// use pyc_bytecode::Function;
/// use pyc_bytecode::cfg::{Cfg, EdgeKind};
/// use pyc_marshal::File;
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/control.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let code = file.tree.codes().find(|code| code.name().is_some_and(|name| name == *"generator")).unwrap();
/// let cfg = Cfg::new(&Function::new(code).unwrap());
///
/// // A `while` loop is one block, protected by a handler as all of a generator.
/// let header = cfg.loops().all()[0].header;
/// let edges: Vec<_> = cfg.successors(header).iter().map(|edge| edge.kind).collect();
/// assert_eq!(edges, [EdgeKind::Fall, EdgeKind::Jump, EdgeKind::Exception]);
/// assert_eq!(cfg.dominators().immediate(header), Some(header - 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cfg<'a> {
    body: Body<'a>,
    blocks: Vec<Block>,
    /// Sorted by the block that they lead from.
    edges: Vec<Edge>,
    /// Indices of edges, sorted by the block that they lead to.
    incoming: Vec<u32>,
    /// By block, where its edges begin in `incoming`.
    incoming_starts: Vec<u32>,
    protected: Vec<Protected>,
}

/// A basic block: instructions that are executed one after the other, unless one raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Offset in bytes of its first instruction, prefixes included.
    pub start: u32,
    /// Offset in bytes behind its last instruction and its caches.
    pub end: u32,
    /// Its instructions, as indices into [`Cfg::instructions`].
    pub instructions: Range<usize>,
    /// Its edges.
    edges: Range<usize>,
    /// The range that protects it, as an index into [`Cfg::protected`].
    pub protection: Option<usize>,
}

/// Where execution may go from the end of a block, or, if an instruction raises, from inside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    /// The block that it leads from.
    pub from: usize,
    /// The block that it leads to.
    pub to: usize,
    /// Why.
    pub kind: EdgeKind,
}

/// Why execution goes along an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// To the next instruction.
    Fall,
    /// A jump.
    Jump,
    /// `break`, `continue`, `return` or the end of a `finally` clause: to such a clause, or to where it goes on (to 3.8).
    Leave,
    /// An exception, to its handler.
    Exception,
}

impl EdgeKind {
    /// In one word.
    pub const fn name(self) -> &'static str {
        match self {
            EdgeKind::Fall => "fall",
            EdgeKind::Jump => "jump",
            EdgeKind::Leave => "leave",
            EdgeKind::Exception => "exception",
        }
    }
}

impl<'a> Cfg<'a> {
    /// The graph of a function. Empty if it has no instructions.
    pub fn new(function: &Function<'_, 'a>) -> Cfg<'a> {
        let body = Body::of(function);
        let table = if body.set.exception_table { protect::of_table(function, &body) } else { Vec::new() };
        let mut walk = Walk::new(&body, &table, None);
        let mut protected = Vec::new();
        if !body.set.exception_table {
            walk.run(Rules::of(body.set).entry_depth(function, &body), false);
            protected = protect::of_blocks(&body, &walk);
        }
        let Walk { states, detours, .. } = walk;
        protected.extend(table);
        let reached: Vec<bool> = states.iter().map(Option::is_some).collect();
        let mut blocks = edges::blocks(&body, &protected, &detours);
        let edges = edges::edges(&body, &mut blocks, &protected, &detours, &reached);
        let (incoming, incoming_starts) = edges::incoming(&edges, blocks.len());
        Cfg { body, blocks, edges, incoming, incoming_starts, protected }
    }

    /// The blocks, in the order of the code. The first one is the entry.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The instructions, in order. `EXTENDED_ARG` is part of the instruction that it extends, see [`Instruction::start`].
    pub fn instructions(&self) -> &[Instruction<'a>] {
        &self.body.instructions
    }

    /// The instructions of a block; none if there is no such block.
    pub fn instructions_of(&self, block: usize) -> &[Instruction<'a>] {
        let range = self.blocks.get(block).map_or(0..0, |block| block.instructions.clone());
        self.body.instructions.get(range).unwrap_or(&[])
    }

    /// All edges, sorted by the blocks that they lead from.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges that lead from a block: the next instruction first, the handler last.
    pub fn successors(&self, block: usize) -> &[Edge] {
        let range = self.blocks.get(block).map_or(0..0, |block| block.edges.clone());
        self.edges.get(range).unwrap_or(&[])
    }

    /// The edges that lead to a block.
    pub fn predecessors(&self, block: usize) -> impl Iterator<Item = Edge> + '_ {
        let at = |i: usize| self.incoming_starts.get(i).map_or(self.incoming.len(), |&start| start as usize);
        let range = at(block)..at(block.saturating_add(1));
        self.incoming.get(range).unwrap_or(&[]).iter().filter_map(|&edge| self.edges.get(edge as usize)).copied()
    }

    /// Ranges of the code that have a handler, ascending. They do not overlap: of several handlers, the innermost is named.
    pub fn protected(&self) -> &[Protected] {
        &self.protected
    }

    /// The block that an instruction belongs to, by an offset in bytes.
    pub fn block_at(&self, offset: u32) -> Option<usize> {
        let at = self.blocks.partition_point(|block| block.start <= offset).checked_sub(1)?;
        self.blocks.get(at).filter(|block| offset < block.end).map(|_| at)
    }

    /// Which blocks every way from the entry to a block goes through.
    pub fn dominators(&self) -> Dominators {
        Dominators::new(self)
    }

    /// The natural loops.
    pub fn loops(&self) -> Loops {
        Loops::new(self, &self.dominators())
    }
}
