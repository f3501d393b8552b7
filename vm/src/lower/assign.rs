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

/// What an instruction does to variables.
pub(super) struct Effects {
    /// First it loads these.
    pub(super) loads: [Option<usize>; 2],
    /// Then it sets these (true) or unsets them.
    sets: [Option<(usize, bool)>; 2],
}

/// What an instruction does to variables.
pub(super) fn effects(it: &Source1) -> Effects {
    let (index, high, low) = (it.oparg as usize, it.oparg as usize >> 4, it.oparg as usize & 15);
    let (loads, sets) = match (it.op, it.info.argument) {
        (Op::LoadFastAndClear, _) => ([None; 2], [Some((index, false)), None]),
        (Op::StoreFast | Op::MakeCell, _) => ([None; 2], [Some((index, true)), None]),
        (Op::DeleteFast, _) => ([Some(index), None], [Some((index, false)), None]),
        (Op::StoreFastStoreFast, _) => ([None; 2], [Some((high, true)), Some((low, true))]),
        (Op::StoreFastLoadFast, _) => ([Some(low).filter(|_| low != high), None], [Some((high, true)), None]),
        (_, Argument::LocalPair) => ([Some(high), Some(low)], [None; 2]),
        (_, Argument::Local) => ([Some(index), None], [None; 2]),
        _ => ([None; 2], [None; 2]),
    };
    Effects { loads, sets }
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
    let leaders: Vec<usize> = (0..insts.len()).filter(|&at| at == 0 || insts[at].leader).collect();
    if words * 64 * leaders.len() > MOST_BITS {
        return None;
    }
    let number = |at: usize| leaders.binary_search(&at).ok();
    let mut entry = vec![u64::MAX; words * leaders.len()];
    let mut first = vec![0; words];
    for (word, bits) in first.iter_mut().enumerate() {
        for bit in 0..64 {
            let variable = word * 64 + bit;
            // Cells and free variables up to 3.10 are there from the start.
            let is_set = variable < source.params || (source.minor < 11 && variable >= source.locals);
            *bits |= u64::from(is_set) << bit;
        }
    }
    if let Some(words) = entry.get_mut(..words) {
        words.copy_from_slice(&first);
    }
    let mut uses = Uses { bits: vec![0; insts.len().div_ceil(64)] };
    let mut state = vec![0; words];
    for round in 0.. {
        if round > MOST_ROUNDS {
            return None;
        }
        let mut changed = false;
        uses.bits.fill(0);
        for (leader, &start) in leaders.iter().enumerate() {
            state.copy_from_slice(&entry[leader * words..][..words]);
            let end = leaders.get(leader + 1).copied().unwrap_or(insts.len());
            for (at, it) in insts.iter().enumerate().take(end).skip(start) {
                if it.depth.is_none() {
                    continue;
                }
                let mut meet = |at: usize, state: &[u64]| {
                    let Some(number) = number(at) else { return };
                    for (old, new) in entry[number * words..][..words].iter_mut().zip(state) {
                        changed |= *old & !new != 0;
                        *old &= new;
                    }
                };
                let Effects { loads, sets } = effects(it);
                let has =
                    |state: &[u64], variable: usize| state.get(variable / 64).is_some_and(|it| it >> (variable % 64) & 1 == 1);
                if loads.into_iter().flatten().any(|it| !has(&state, it)) {
                    uses.bits[at / 64] |= 1 << (at % 64);
                }
                let handler = it.range.and_then(|it| source.ranges.get(it)).map(|it| it.handler);
                if let Some(handler) = handler
                    && at == start
                {
                    meet(handler, &state);
                }
                for (variable, on) in sets.into_iter().flatten() {
                    if let Some(word) = state.get_mut(variable / 64) {
                        let bit = 1 << (variable % 64);
                        *word = if on { *word | bit } else { *word & !bit };
                    }
                    if let (Some(handler), false) = (handler, on) {
                        meet(handler, &state);
                    }
                }
                if it.op == Op::CopyFreeVars {
                    let first = source.variables.saturating_sub(it.oparg as usize);
                    for variable in first..source.variables {
                        state[variable / 64] |= 1 << (variable % 64);
                    }
                }
                if let Some(target) = it.target {
                    meet(target, &state);
                }
                if at + 1 == end && (it.info.flow.falls_through() || it.op == Op::CallFinally) {
                    meet(end, &state);
                }
            }
        }
        if !changed {
            return Some(uses);
        }
    }
    None
}
