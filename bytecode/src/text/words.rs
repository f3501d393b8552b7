//! Arguments that have a word of their own: comparisons, operators, intrinsic functions and their like.

use std::borrow::Cow;

use crate::op::Op;
use crate::set::{Argument, InstructionSet, OpInfo};

/// Which outcomes satisfy a comparison: the low bits of the argument of `COMPARE_OP` (3.12). 1 unordered, 2 less, 4 greater, 8
/// equal.
static OUTCOMES: [(&str, u32); 6] = [("<", 2), ("<=", 10), ("==", 8), ("!=", 7), (">", 4), (">=", 12)];

/// By the argument of `CONVERT_VALUE` (3.13).
static CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

/// By the bits of `MAKE_FUNCTION` (3.6) and `SET_FUNCTION_ATTRIBUTE` (3.13).
static FUNCTION_PARTS: [&str; 5] = ["defaults", "kwdefaults", "annotations", "closure", "annotate"];

/// The word for an argument; `None` if a number has to do.
pub(super) fn spell(set: &InstructionSet, info: &OpInfo, oparg: u32) -> Option<Cow<'static, str>> {
    let at = |list: &[&'static str]| list.get(oparg as usize).copied().filter(|word| !word.is_empty()).map(Cow::Borrowed);
    match info.argument {
        Argument::Compare => at(set.cmp_op),
        Argument::Compare16 => compare(set, oparg >> 4, oparg & 15).map(Cow::Borrowed),
        Argument::Compare32 => {
            let operator = compare(set, oparg >> 5, oparg & 15)?;
            Some(if oparg & 16 == 0 { Cow::Borrowed(operator) } else { Cow::Owned(format!("bool({operator})")) })
        }
        Argument::Binary => set.binary_ops.get(oparg as usize).map(|row| Cow::Borrowed(row.1)),
        Argument::Intrinsic1 => at(set.intrinsics_1),
        Argument::Intrinsic2 => at(set.intrinsics_2),
        Argument::CommonConstant => at(set.common_constants),
        Argument::SpecialMethod => at(set.special_methods),
        Argument::Conversion => at(&CONVERSIONS),
        Argument::Invert => at(inverted(info.op)),
        Argument::FunctionFlags | Argument::FunctionAttribute => function_parts(oparg).map(Cow::Owned),
        _ => None,
    }
}

/// The argument that a word stands for, and what is behind it.
pub(super) fn read<'s>(set: &InstructionSet, info: &OpInfo, text: &'s str) -> Option<(u32, &'s str)> {
    let find = |words: &mut dyn Iterator<Item = &'static str>| longest(words, text);
    match info.argument {
        Argument::Compare => find(&mut set.cmp_op.iter().copied()),
        Argument::Compare16 => read_compare(set, text).map(|(index, mask, rest)| (index << 4 | mask, rest)),
        Argument::Compare32 => {
            let Some(inner) = text.strip_prefix("bool(") else {
                return read_compare(set, text).map(|(index, mask, rest)| (index << 5 | mask, rest));
            };
            let (index, mask, rest) = read_compare(set, inner)?;
            Some((index << 5 | 16 | mask, rest.strip_prefix(')')?))
        }
        Argument::Binary => find(&mut set.binary_ops.iter().map(|row| row.1)),
        Argument::Intrinsic1 => find(&mut set.intrinsics_1.iter().copied()),
        Argument::Intrinsic2 => find(&mut set.intrinsics_2.iter().copied()),
        Argument::CommonConstant => find(&mut set.common_constants.iter().copied()),
        Argument::SpecialMethod => find(&mut set.special_methods.iter().copied()),
        Argument::Conversion => find(&mut CONVERSIONS.into_iter()),
        Argument::Invert => find(&mut inverted(info.op).iter().copied()),
        Argument::FunctionFlags | Argument::FunctionAttribute => read_function_parts(text),
        _ => None,
    }
}

fn inverted(op: Op) -> &'static [&'static str] {
    if op == Op::ContainsOp { &["in", "not in"] } else { &["is", "is not"] }
}

fn compare(set: &InstructionSet, index: u32, mask: u32) -> Option<&'static str> {
    let operator = *set.cmp_op.get(index as usize)?;
    OUTCOMES.contains(&(operator, mask)).then_some(operator)
}

fn read_compare<'s>(set: &InstructionSet, text: &'s str) -> Option<(u32, u32, &'s str)> {
    let (index, rest) = longest(&mut set.cmp_op.iter().copied(), text)?;
    let operator = set.cmp_op.get(index as usize)?;
    let mask = OUTCOMES.iter().find(|row| row.0 == *operator)?.1;
    Some((index, mask, rest))
}

fn function_parts(oparg: u32) -> Option<String> {
    let parts = FUNCTION_PARTS.iter().enumerate().filter(|(bit, _)| oparg >> bit & 1 != 0);
    let word = parts.map(|(_, part)| *part).collect::<Vec<_>>().join("|");
    (oparg != 0 && oparg >> FUNCTION_PARTS.len() == 0).then_some(word)
}

fn read_function_parts(text: &str) -> Option<(u32, &str)> {
    let (mut oparg, mut rest) = (0, text);
    loop {
        let (bit, behind) = longest(&mut FUNCTION_PARTS.into_iter(), rest)?;
        oparg |= 1 << bit;
        match behind.strip_prefix('|') {
            Some(more) => rest = more,
            None => return Some((oparg, behind)),
        }
    }
}

/// The number of the longest of these words that stands here, and what is behind it.
fn longest<'s>(words: &mut dyn Iterator<Item = &'static str>, text: &'s str) -> Option<(u32, &'s str)> {
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\r', ';', ')', '|']);
    let fits = |word: &&str| !word.is_empty() && text.strip_prefix(*word).is_some_and(ends);
    let (number, word) = words.enumerate().filter(|(_, word)| fits(word)).max_by_key(|(_, word)| word.len())?;
    Some((number as u32, text.get(word.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::op::Opcode;

    #[test]
    fn every_word_of_every_version_reads_back() {
        let mut words = 0;
        for set in InstructionSet::all() {
            for info in (0..=255).filter_map(|number| set.info(Opcode(number))) {
                for oparg in 0..300 {
                    let Some(word) = spell(set, info, oparg) else { continue };
                    assert_eq!(read(set, info, &format!("{word} @1-2")), Some((oparg, " @1-2")), "{} {info:?} {word}", set.name);
                    words += 1;
                }
            }
        }
        assert!(words > 1000, "{words}");
    }

    #[test]
    fn odd_arguments_stay_numbers() {
        let set = InstructionSet::named("3.13").expect("a version");
        let info = set.opcode(Op::CompareOp).and_then(|opcode| set.info(opcode)).expect("an opcode");
        assert_eq!(spell(set, info, 2).as_deref(), Some("<"));
        assert_eq!(spell(set, info, 2 | 16).as_deref(), Some("bool(<)"));
        assert_eq!(spell(set, info, 3), None);
    }
}
