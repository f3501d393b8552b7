//! What is known of a function before it is lowered.

use pyc_bytecode::{Flow, Function, Op, OpInfo, Verified};
use pyc_marshal::{Node, Value};

use super::{LowerError, LowerErrorKind};
use crate::inst::HandlerKind;

/// An instruction, its prefixes and caches gone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source1 {
    pub(super) op: Op,
    pub(super) oparg: u32,
    pub(super) offset: u32,
    pub(super) info: &'static OpInfo,
    /// Values on the stack before it; `None` if it is never reached.
    pub(super) depth: Option<u32>,
    /// Which instruction it jumps to.
    pub(super) target: Option<usize>,
    /// Whether something leads here other than the instruction before, or a handler's range begins or ends.
    pub(super) leader: bool,
    /// The range that protects it.
    pub(super) range: Option<usize>,
}

/// A range of instructions with a handler.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) handler: usize,
    pub(super) depth: u32,
    pub(super) kind: HandlerKind,
}

/// Instructions during which an exception is handled (to 3.10).
#[derive(Clone, Copy, Debug)]
pub(super) struct Handling {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) depth: u32,
}

/// A function, taken apart.
pub(super) struct Source {
    pub(super) minor: u8,
    pub(super) insts: Vec<Source1>,
    pub(super) ranges: Vec<Range>,
    pub(super) handling: Vec<Handling>,
    /// The ints among the constants.
    pub(super) numbers: Vec<Option<i64>>,
    /// Variables that a call has set.
    pub(super) params: usize,
    /// Local variables, without those that are only cells.
    pub(super) locals: usize,
    /// All variables.
    pub(super) variables: usize,
    pub(super) free: usize,
    /// Up to 3.10: for each cell variable, the parameter of the same name.
    pub(super) cells: Vec<Option<usize>>,
    pub(super) flags: u32,
    pub(super) stack: usize,
}

impl Source {
    pub(super) fn of(function: &Function<'_, '_>, verified: &Verified) -> Result<Source, LowerError> {
        let code = function.code();
        let starts: Vec<u32> = verified.depths().map(|(start, _)| start).collect();
        let at = |offset: i64| u32::try_from(offset).ok().and_then(|it| starts.binary_search(&it).ok());
        let ends = |offset: u32| starts.partition_point(|&it| it < offset);
        let mut insts = Vec::with_capacity(starts.len());
        for (it, (_, depth)) in function.instructions().filter(|it| !it.is_prefix()).zip(verified.depths()) {
            let info = it.info().ok_or(LowerErrorKind::TooLarge.at(it.offset()))?;
            let target = it.target().and_then(at);
            insts.push(Source1 {
                op: info.op,
                oparg: it.oparg().unwrap_or(0),
                offset: it.offset(),
                info,
                depth,
                target,
                leader: false,
                range: None,
            });
        }
        let kind = |lasti| match (function.set().exception_table, lasti) {
            (false, _) => HandlerKind::Six,
            (true, true) => HandlerKind::Offset,
            (true, false) => HandlerKind::Plain,
        };
        let mut ranges = Vec::new();
        for it in verified.protected() {
            let Some(handler) = at(it.handler.into()) else { continue };
            ranges.push(Range { start: ends(it.start), end: ends(it.end), handler, depth: it.depth, kind: kind(it.lasti) });
        }
        mark(&mut insts, &ranges);
        let handling =
            verified.handling().iter().map(|it| Handling { start: ends(it.start), end: ends(it.end), depth: it.depth });
        let handling = handling.collect();
        let names = |it: Vec<pyc_marshal::Str<'_>>| it.len();
        let flags = code.flags().0;
        let counts = [code.argcount(), code.kwonlyargcount()].map(|it| it.max(0) as usize);
        let params = counts[0] + counts[1] + usize::from(flags & 0x04 != 0) + usize::from(flags & 0x08 != 0);
        let free = names(code.freevars());
        let (locals, variables, cells) = if function.set().version.minor >= 11 {
            (code.varnames().len(), code.localsplus().count(), Vec::new())
        } else {
            let varnames = code.varnames();
            let cellvars = code.cellvars();
            let of_param =
                |cell: &pyc_marshal::Str<'_>| varnames.iter().take(params).position(|it| it.as_bytes() == cell.as_bytes());
            let locals = varnames.len().max(code.nlocals().max(0) as usize);
            let cells: Vec<Option<usize>> = cellvars.iter().map(of_param).collect();
            (locals, locals + cells.len() + free, cells)
        };
        let consts = code.consts().into_iter().flatten();
        let numbers = consts.map(|node| node.resolve().map(Node::value)).map(|it| match it {
            Some(Value::Int(int)) => int.to_i64(),
            _ => None,
        });
        let stack = verified.max_depth() as usize + 8;
        Ok(Source {
            minor: function.set().version.minor,
            insts,
            ranges,
            handling,
            numbers: numbers.collect(),
            params: params.min(variables),
            locals,
            variables,
            free,
            cells,
            flags,
            stack,
        })
    }

    /// Where execution goes on behind an instruction, exceptions apart.
    pub(super) fn falls_through(&self, at: usize) -> bool {
        self.insts.get(at).is_some_and(|it| it.info.flow.falls_through())
    }
}

/// Marks leaders and ranges.
fn mark(insts: &mut [Source1], ranges: &[Range]) {
    for at in 0..insts.len() {
        let it = insts[at];
        if let Some(target) = it.target.and_then(|target| insts.get_mut(target)) {
            target.leader = true;
        }
        // What a finally clause of 3.8 comes back to, and what a generator goes on with.
        if matches!(it.op, Op::CallFinally)
            && let Some(next) = insts.get_mut(at + 1)
        {
            next.leader = true;
        }
        if !matches!(it.info.flow, Flow::Next | Flow::Branch | Flow::Setup)
            && let Some(next) = insts.get_mut(at + 1)
        {
            next.leader = true;
        }
    }
    for (number, range) in ranges.iter().enumerate() {
        for at in [range.start, range.end, range.handler] {
            if let Some(it) = insts.get_mut(at) {
                it.leader = true;
            }
        }
        for it in insts.get_mut(range.start..range.end).unwrap_or_default() {
            it.range = Some(it.range.unwrap_or(number));
        }
    }
}
