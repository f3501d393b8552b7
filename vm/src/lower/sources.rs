//! What is known of a function before it is lowered.

use pyc_bytecode::{Flow, Function, Op, OpInfo, Step, Verified};
use pyc_marshal::{Field, Node, Str, Tag, Value};

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
    target: Option<u32>,
    /// Whether something leads here other than the instruction before, or a handler's range begins or ends.
    pub(super) leader: bool,
    /// The range that protects it.
    range: Option<u32>,
}

impl Source1 {
    /// Which instruction it jumps to.
    pub(super) fn target(&self) -> Option<usize> {
        self.target.map(|it| it as usize)
    }
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
    pub(super) fn of(function: &Function<'_, '_>, verified: &Verified) -> Source {
        let code = function.code();
        let steps = verified.steps();
        let ends = |offset: u32| steps.partition_point(|it| it.start < offset);
        let at = |offset: u32| steps.binary_search_by_key(&offset, |it| it.start).ok();
        let source1 = |it: &Step| {
            let &Step { oparg, offset, info, depth, target, .. } = it;
            Source1 { op: info.op, oparg, offset, info, depth, target, leader: false, range: None }
        };
        let mut insts: Vec<Source1> = steps.iter().map(source1).collect();
        let kind = |lasti| match (function.set().exception_table, lasti) {
            (false, _) => HandlerKind::Six,
            (true, true) => HandlerKind::Offset,
            (true, false) => HandlerKind::Plain,
        };
        let mut ranges = Vec::new();
        for it in verified.protected() {
            let Some(handler) = at(it.handler) else { continue };
            ranges.push(Range { start: ends(it.start), end: ends(it.end), handler, depth: it.depth, kind: kind(it.lasti) });
        }
        mark(&mut insts, &ranges);
        let handling =
            verified.handling().iter().map(|it| Handling { start: ends(it.start), end: ends(it.end), depth: it.depth });
        let handling = handling.collect();
        let flags = code.flags().0;
        let counts = [code.argcount(), code.kwonlyargcount()].map(|it| it.max(0) as usize);
        let params = counts[0] + counts[1] + usize::from(flags & 0x04 != 0) + usize::from(flags & 0x08 != 0);
        let (locals, variables, free, cells) = if function.set().version.minor >= 11 {
            let (mut locals, mut all, mut free) = (0, 0, 0);
            for kind in code.local_kinds() {
                locals += usize::from(kind.is_local());
                free += usize::from(kind.is_free());
                all += 1;
            }
            (locals, all, free, Vec::new())
        } else {
            let of_param =
                |cell: Str<'_>| code.names_of(Field::Varnames).take(params).position(|it| it.as_bytes() == cell.as_bytes());
            let locals = code.count_of(Field::Varnames).max(code.nlocals().max(0) as usize);
            let cells: Vec<Option<usize>> = code.names_of(Field::Cellvars).map(of_param).collect();
            let free = code.count_of(Field::Freevars);
            (locals, locals + cells.len() + free, free, cells)
        };
        let numbers = code.consts().into_iter().flatten().map(number);
        let stack = verified.max_depth() as usize + 8;
        Source {
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
        }
    }

    /// The range that protects an instruction.
    pub(super) fn range(&self, at: usize) -> Option<&Range> {
        self.ranges.get(self.insts.get(at)?.range? as usize)
    }

    /// Where execution goes on behind an instruction, exceptions apart.
    pub(super) fn falls_through(&self, at: usize) -> bool {
        self.insts.get(at).is_some_and(|it| it.info.flow.falls_through())
    }
}

/// A constant that is an int.
fn number(node: Node<'_, '_>) -> Option<i64> {
    let node = node.resolve()?;
    // Most are no numbers, and are not read.
    if !matches!(node.tag().code(), Tag::INT | Tag::INT64 | Tag::LONG) {
        return None;
    }
    match node.value() {
        Value::Int(int) => int.to_i64(),
        _ => None,
    }
}

/// Marks leaders and ranges.
fn mark(insts: &mut [Source1], ranges: &[Range]) {
    for at in 0..insts.len() {
        let it = insts[at];
        if let Some(target) = it.target().and_then(|target| insts.get_mut(target)) {
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
    for (number, range) in (0..).zip(ranges) {
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
