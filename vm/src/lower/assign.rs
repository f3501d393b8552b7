//! Which uses of variables may find them unbound.

use pyc_bytecode::{Argument, Op};

use super::sources::{Source, Source1};

/// Bits of all sets together beyond which every use is checked.
const MOST_BITS: usize = 1 << 22;
/// Rounds through the code beyond which every use is checked.
const MOST_ROUNDS: usize = 40;

/// Instructions that load a variable which may be unbound.
pub(super) struct Uses {
    bits: Vec<u64>,
}

impl Uses {
    pub(super) fn contains(&self, at: usize) -> bool {
        self.bits.get(at / 64).is_some_and(|it| it >> (at % 64) & 1 == 1)
    }
}

/// The variables that an instruction loads, before it does anything else.
pub(super) fn loads(it: &Source1) -> [Option<usize>; 2] {
    let (index, high, low) = (it.oparg as usize, it.oparg as usize >> 4, it.oparg as usize & 15);
    match (it.info.argument, it.op) {
        (Argument::Local, Op::LoadFastAndClear | Op::StoreFast | Op::MakeCell) => [None; 2],
        (Argument::Local, _) => [Some(index), None],
        (Argument::LocalPair, Op::StoreFastStoreFast) => [None; 2],
        // What it has just stored is there.
        (Argument::LocalPair, Op::StoreFastLoadFast) => [Some(low).filter(|_| low != high), None],
        (Argument::LocalPair, _) => [Some(high), Some(low)],
        _ => [None; 2],
    }
}

/// What bears on variables, and where they are looked at.
#[derive(Clone, Copy)]
enum Event {
    /// The instruction loads it.
    Load(usize, usize),
    Set(usize),
    Unset(usize),
    /// The closure is copied to so many of the last variables.
    Closure(usize),
    /// Execution may go on in the block.
    To(usize),
}

/// Basic blocks, and what happens in them.
struct Blocks {
    events: Vec<Event>,
    /// For each block, where its events end.
    ends: Vec<usize>,
}

impl Blocks {
    fn of(source: &Source) -> Blocks {
        let insts = &source.insts;
        let leaders: Vec<usize> = (0..insts.len()).filter(|&at| at == 0 || insts[at].leader).collect();
        let number = |at: usize| leaders.binary_search(&at).ok();
        let mut blocks = Blocks { events: Vec::new(), ends: Vec::with_capacity(leaders.len()) };
        for (block, &start) in leaders.iter().enumerate() {
            let end = leaders.get(block + 1).copied().unwrap_or(insts.len());
            let handler = source.range(start).and_then(|it| number(it.handler));
            for (at, it) in insts[start..end].iter().enumerate().map(|(at, it)| (start + at, it)) {
                if it.depth.is_none() {
                    continue;
                }
                blocks.loads(at, it);
                if at == start {
                    blocks.to(handler);
                }
                blocks.sets(it, handler);
                blocks.to(it.target().and_then(number));
                if at + 1 == end && (it.info.flow.falls_through() || it.op == Op::CallFinally) && end < insts.len() {
                    blocks.to(Some(block + 1));
                }
            }
            blocks.ends.push(blocks.events.len());
        }
        blocks
    }

    fn to(&mut self, block: Option<usize>) {
        if let Some(block) = block {
            self.events.push(Event::To(block));
        }
    }

    fn loads(&mut self, at: usize, it: &Source1) {
        if matches!(it.info.argument, Argument::Local | Argument::LocalPair) {
            for variable in loads(it).into_iter().flatten() {
                self.events.push(Event::Load(at, variable));
            }
        }
    }

    /// What an instruction sets and unsets then.
    fn sets(&mut self, it: &Source1, handler: Option<usize>) {
        let (index, high, low) = (it.oparg as usize, it.oparg as usize >> 4, it.oparg as usize & 15);
        match it.op {
            Op::StoreFast | Op::MakeCell => self.events.push(Event::Set(index)),
            Op::StoreFastStoreFast => self.events.extend([Event::Set(high), Event::Set(low)]),
            Op::StoreFastLoadFast => self.events.push(Event::Set(high)),
            Op::LoadFastAndClear | Op::DeleteFast => {
                self.events.push(Event::Unset(index));
                self.to(handler);
            }
            Op::CopyFreeVars => self.events.push(Event::Closure(index)),
            _ => {}
        }
    }
}

/// Finds them by following what is assigned along all ways; `None` if that would take too long.
pub(super) fn uses_of_unassigned(source: &Source) -> Option<Uses> {
    let insts = &source.insts;
    let words = source.variables.div_ceil(64);
    if !insts.iter().any(|it| {
        matches!(it.op, Op::StoreFast | Op::StoreFastLoadFast | Op::StoreFastStoreFast | Op::DeleteFast | Op::LoadFastAndClear)
    }) && source.locals <= source.params
    {
        return Some(Uses { bits: Vec::new() });
    }
    let blocks = Blocks::of(source);
    if words * 64 * blocks.ends.len() > MOST_BITS {
        return None;
    }
    let mut entry = vec![u64::MAX; words * blocks.ends.len()];
    for variable in 0..words * 64 {
        // Cells and free variables up to 3.10 are there from the start.
        let is_set = variable < source.params || (source.minor < 11 && variable >= source.locals);
        if let (false, Some(word)) = (is_set, entry.get_mut(variable / 64)) {
            *word &= !(1 << (variable % 64));
        }
    }
    let mut uses = Uses { bits: vec![0; insts.len().div_ceil(64)] };
    let mut state = vec![0; words];
    for _ in 0..=MOST_ROUNDS {
        uses.bits.fill(0);
        if !round(source, &blocks, &mut entry, &mut state, &mut uses) {
            uses_of_restored(source, &mut uses);
            return Some(uses);
        }
    }
    None
}

/// After an inlined comprehension its variables are given back what they held, which may be nothing, by the instructions that set variables.
/// Where CPython's compiler was not sure of such a variable, nor are we.
fn uses_of_restored(source: &Source, uses: &mut Uses) {
    let cleared: Vec<u32> = source.insts.iter().filter(|it| it.op == Op::LoadFastAndClear).map(|it| it.oparg).collect();
    for (at, it) in source.insts.iter().enumerate() {
        if matches!(it.op, Op::LoadFastCheck | Op::DeleteFast)
            && cleared.contains(&it.oparg)
            && let Some(word) = uses.bits.get_mut(at / 64)
        {
            *word |= 1 << (at % 64);
        }
    }
}

/// Goes through the code once. Says whether a block that was gone through already was reached with less.
fn round(source: &Source, blocks: &Blocks, entry: &mut [u64], state: &mut [u64], uses: &mut Uses) -> bool {
    let words = state.len();
    let mut changed = false;
    let mut start = 0;
    for (block, &end) in blocks.ends.iter().enumerate() {
        state.copy_from_slice(&entry[block * words..][..words]);
        for event in &blocks.events[start..end] {
            match *event {
                Event::Load(at, variable) => {
                    if state.get(variable / 64).is_none_or(|it| it >> (variable % 64) & 1 == 0) {
                        uses.bits[at / 64] |= 1 << (at % 64);
                    }
                }
                Event::Set(variable) => set(state, variable, true),
                Event::Unset(variable) => set(state, variable, false),
                Event::Closure(count) => {
                    for variable in source.variables.saturating_sub(count)..source.variables {
                        set(state, variable, true);
                    }
                }
                Event::To(to) => {
                    for (old, new) in entry[to * words..][..words].iter_mut().zip(state.iter()) {
                        changed |= to <= block && *old & !new != 0;
                        *old &= new;
                    }
                }
            }
        }
        start = end;
    }
    changed
}

fn set(state: &mut [u64], variable: usize, on: bool) {
    if let Some(word) = state.get_mut(variable / 64) {
        let bit = 1 << (variable % 64);
        *word = if on { *word | bit } else { *word & !bit };
    }
}
