//! Where an edit makes sense.

use crate::listing::{Content, ItemId, Listing, Operand};
use crate::op::Op;

/// Pairs that the interpreter takes for one: what stands between is skipped, or misunderstood.
///
/// A frame that looks for what it waits on expects `RESUME` right behind `YIELD_VALUE` (`_PyGen_yf`); `PRECALL` steps over `CALL`, and
/// `KW_NAMES` leaves names behind that the next call takes, whichever it is (`Python/ceval.c` of 3.11 and 3.12); `FOR_ITER` of 3.13
/// steps over `END_FOR` and the `POP_TOP` behind it (`Python/bytecodes.c`).
const PAIRS: &[(Op, Op)] = &[
    (Op::YieldValue, Op::Resume),
    (Op::Precall, Op::Call),
    (Op::KwNames, Op::Precall),
    (Op::KwNames, Op::Call),
    (Op::EndFor, Op::PopTop),
];

/// Targets that a jump passes over, without looking at what stands there: `FOR_ITER` ends a loop behind its `END_FOR` (3.12).
const PASSED: &[Op] = &[Op::EndFor];

/// What a generator that goes on executes anew, without what stands before it (to 3.10).
const RESUMED: &[Op] = &[Op::YieldFrom];

/// What stands before the body of a function, and sets its frame up. Of 3.11 and later `RESUME` ends it.
const ENTRY: &[Op] = &[Op::GenStart];

impl Listing {
    /// The first item of the function's own statements: arguments are in their cells, a generator has started.
    ///
    /// From 3.11 on that is what follows the first `RESUME`, in generators the first one behind `RETURN_GENERATOR`; in generators of 3.10,
    /// what follows `GEN_START`; else the first item.
    pub fn body(&self) -> Option<ItemId> {
        let mut resume = None;
        for (id, _) in self.items() {
            match self.op(id) {
                Some(Op::ReturnGenerator) => resume = None,
                Some(Op::Resume) if resume.is_none() => resume = Some(id),
                _ => {}
            }
        }
        if let Some(resume) = resume {
            return self.next(resume);
        }
        let first = self.first()?;
        if self.op(first).is_some_and(|op| ENTRY.contains(&op)) { self.next(first) } else { Some(first) }
    }

    /// Whether items can be inserted before this one so that they are executed when it is, and it does what it did. Not so for the
    /// second of a pair that the interpreter takes for one instruction, for a target that jumps pass over, and for what a generator goes
    /// on with.
    pub fn is_seam(&self, id: ItemId) -> bool {
        let Some(op) = self.op(id) else { return self.item(id).is_some() };
        let before = self.previous(id).and_then(|before| self.op(before));
        !PASSED.contains(&op) && !RESUMED.contains(&op) && before.is_none_or(|before| !PAIRS.contains(&(before, op)))
    }

    /// The items of the [body](Listing::body) at which a line begins, and which line: where execution comes from an item of another line,
    /// and the first item that has a line. Items without line count as of the line before.
    ///
    /// That is where a tool that counts or watches lines puts its probes. An item that is reached from the item before it and by jumps
    /// is taken for reached from the one before: so a loop's head begins when the loop is entered, not each time around. Up to 3.9, all
    /// items are.
    pub fn line_starts(&self) -> Vec<(ItemId, i32)> {
        let sources = self.jump_sources();
        let body = self.body();
        let (mut last, mut starts, mut inside) = (Source::Nowhere, Vec::new(), false);
        let mut falls_through = true;
        // A pair of a `co_lnotab` says where a line begins, and not of what line each instruction is (PEP 626).
        let by_jumps = !self.set().lines.is_pairs();
        for (id, content) in self.contents() {
            let item = match content {
                Content::Label(label) if by_jumps && !falls_through => {
                    last = last.and(sources.get(label.index()).copied().unwrap_or_default());
                    continue;
                }
                Content::Item(item) => item,
                Content::Label(_) | Content::Ends | Content::Removed => continue,
            };
            if body == Some(id) {
                (inside, last) = (true, Source::Nowhere);
            }
            if let Some(line) = item.location.line.filter(|_| inside)
                && last != Source::Line(line)
            {
                starts.push((id, line));
            }
            last = item.location.line.map_or(last, Source::Line);
            falls_through = self.set().info(item.opcode).is_none_or(|info| info.flow.falls_through());
            if by_jumps && !falls_through {
                last = Source::Nowhere;
            }
        }
        starts
    }

    /// By label, from which line jumps come to it.
    fn jump_sources(&self) -> Vec<Source> {
        let (mut sources, mut last) = (vec![Source::Nowhere; self.label_count()], Source::Nowhere);
        for (_, item) in self.items() {
            last = item.location.line.map_or(last, Source::Line);
            if let Operand::Label(label) = item.operand
                && let Some(source) = sources.get_mut(label.index())
            {
                *source = source.and(last);
            }
        }
        sources
    }
}

/// From which line execution comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Source {
    /// From none: by an exception, or never.
    #[default]
    Nowhere,
    Line(i32),
    Several,
}

impl Source {
    fn and(self, other: Source) -> Source {
        match (self, other) {
            (Source::Nowhere, it) | (it, Source::Nowhere) => it,
            (a, b) if a == b => a,
            _ => Source::Several,
        }
    }
}
