//! What the argument of an instruction means: as a number to compare by, and in words.

use pyc_bytecode::{Argument, InstructionSet, Op, OpInfo, Opcode};

use super::side::{Lists, Shared, Side};

/// By the argument of `CONVERT_VALUE` (3.13), and the lower two bits of `FORMAT_VALUE` (3.6).
static CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

/// By the bits of `MAKE_FUNCTION` (3.6) and `SET_FUNCTION_ATTRIBUTE` (3.13).
static FUNCTION_PARTS: [&str; 5] = ["defaults", "kwdefaults", "annotations", "closure", "annotate"];

/// What an argument means in its code object. Objects are told by their numbers in the tree; `None` if there is no such thing.
#[derive(Clone, Copy)]
enum Referent {
    Nothing,
    Number,
    Jump,
    Constant(Option<u32>),
    /// A name, and what the low bits say beside.
    Name(Option<u32>, u32),
    Names(Option<u32>, Option<u32>),
    /// A comparison, an operator, a function, and whether the result becomes a `bool`.
    Word(Option<&'static str>, bool),
}

/// What an instruction is compared by: equal ones do the same, targets of jumps apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Token {
    /// By name, as numbers change between versions; by number where there is no name.
    op: Result<Op, Opcode>,
    meaning: Meaning,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Meaning {
    None,
    Number(u32),
    Value(u32),
    Name(u32, u32),
    Names(u32, u32),
    Word(&'static str, bool),
    /// An index of nothing.
    Missing(u32),
}

/// What the argument means.
fn referent(set: &'static InstructionSet, info: &OpInfo, oparg: u32, lists: &Lists) -> Referent {
    let at = |list: &[u32], index: u32| list.get(index as usize).copied();
    let name = |shift: u32| Referent::Name(at(&lists.names, oparg >> shift), oparg & ((1 << shift) - 1));
    let word = |list: &[&'static str]| Referent::Word(list.get(oparg as usize).copied(), false);
    let compare = |shift: u32, to_bool| Referent::Word(set.cmp_op.get((oparg >> shift) as usize).copied(), to_bool);
    match info.argument {
        // Lines are compared as places.
        Argument::None | Argument::Unused | Argument::Line => Referent::Nothing,
        Argument::JumpForward | Argument::JumpBackward | Argument::JumpAbsolute => Referent::Jump,
        Argument::Const => Referent::Constant(at(&lists.consts, oparg)),
        Argument::Name => name(0),
        Argument::NameNull | Argument::NameMethod => name(1),
        Argument::NameSuper | Argument::NameImport => name(2),
        // Up to 1.2 the names of locals are elsewhere.
        Argument::Local if lists.locals.is_empty() => Referent::Number,
        Argument::Local | Argument::Slot => Referent::Name(at(&lists.locals, oparg), 0),
        Argument::LocalPair => Referent::Names(at(&lists.locals, oparg >> 4), at(&lists.locals, oparg & 15)),
        Argument::Deref => {
            let free = oparg.checked_sub(lists.cells.len() as u32);
            Referent::Name(free.map_or_else(|| at(&lists.cells, oparg), |free| at(&lists.frees, free)), 0)
        }
        Argument::Compare => compare(0, false),
        Argument::Compare16 => compare(4, false),
        Argument::Compare32 => compare(5, oparg & 16 != 0),
        Argument::Binary => Referent::Word(set.binary_ops.get(oparg as usize).map(|row| row.1), false),
        Argument::Intrinsic1 => word(set.intrinsics_1),
        Argument::Intrinsic2 => word(set.intrinsics_2),
        Argument::CommonConstant => word(set.common_constants),
        Argument::SpecialMethod => word(set.special_methods),
        Argument::Number
        | Argument::Prefix
        | Argument::Invert
        | Argument::SmallInt
        | Argument::FormatValue
        | Argument::Conversion
        | Argument::FunctionFlags
        | Argument::FunctionAttribute
        | Argument::Call
        | Argument::FunctionCounts
        | Argument::Resume => Referent::Number,
    }
}

/// The number that the instruction has on both sides.
pub(super) fn token(side: &mut Side<'_>, shared: &mut Shared, opcode: Opcode, oparg: u32, lists: &Lists) -> u32 {
    let set = side.set;
    let info = set.info(opcode);
    let mut value = |index: Option<u32>| index.map(|index| side.value(index, shared));
    let meaning = match info.map(|info| referent(set, info, oparg, lists)) {
        None => Some(Meaning::Number(oparg)),
        Some(Referent::Nothing | Referent::Jump) => Some(Meaning::None),
        Some(Referent::Number) => Some(Meaning::Number(oparg)),
        Some(Referent::Constant(index)) => value(index).map(Meaning::Value),
        Some(Referent::Name(index, beside)) => value(index).map(|name| Meaning::Name(name, beside)),
        Some(Referent::Names(first, second)) => value(first).zip(value(second)).map(|(a, b)| Meaning::Names(a, b)),
        Some(Referent::Word(word, to_bool)) => word.map(|word| Meaning::Word(word, to_bool)),
    };
    let op = info.map(|info| info.op).ok_or(opcode);
    let token = Token { op, meaning: meaning.unwrap_or(Meaning::Missing(oparg)) };
    let next = shared.tokens.len() as u32;
    *shared.tokens.entry(token).or_insert(next)
}

/// The argument in words; empty where there is none. `target` is said of jumps.
pub(super) fn words(side: &mut Side<'_>, opcode: Opcode, oparg: u32, lists: &Lists, target: &str) -> String {
    let Some(info) = side.set.info(opcode) else {
        return if side.set.has_argument(opcode) { oparg.to_string() } else { String::new() };
    };
    match referent(side.set, info, oparg, lists) {
        Referent::Nothing if info.argument == Argument::Line => oparg.to_string(),
        Referent::Nothing => String::new(),
        Referent::Number => number(info, oparg),
        Referent::Jump => target.to_owned(),
        Referent::Constant(Some(index)) => side.text(index).to_string(),
        Referent::Name(Some(index), beside) => side.name(index) + beside_name(info.argument, beside),
        Referent::Names(Some(first), Some(second)) => format!("{}, {}", side.name(first), side.name(second)),
        Referent::Word(Some(word), true) => format!("bool({word})"),
        Referent::Word(Some(word), false) => word.to_owned(),
        Referent::Constant(None) | Referent::Name(None, _) | Referent::Names(..) | Referent::Word(None, _) => {
            format!("{oparg} <unknown>")
        }
    }
}

/// What stands beside a name, in the words of `dis`.
fn beside_name(argument: Argument, bits: u32) -> &'static str {
    match (argument, bits) {
        (Argument::NameNull, 1) => " + NULL",
        (Argument::NameMethod, 1) => " + NULL|self",
        (Argument::NameSuper, 1) => " + NULL|self",
        (Argument::NameSuper, 2) => ", of two arguments",
        (Argument::NameSuper, 3) => " + NULL|self, of two arguments",
        (Argument::NameImport, 1 | 3) => " + lazy",
        (Argument::NameImport, 2) => " + eager",
        _ => "",
    }
}

fn number(info: &OpInfo, oparg: u32) -> String {
    let conversion = |oparg: u32| CONVERSIONS.get(oparg as usize).copied().unwrap_or_default();
    match (info.argument, info.op, oparg) {
        (Argument::Invert, Op::ContainsOp, 0) => "in".to_owned(),
        (Argument::Invert, Op::ContainsOp, _) => "not in".to_owned(),
        (Argument::Invert, _, 0) => "is".to_owned(),
        (Argument::Invert, _, _) => "is not".to_owned(),
        (Argument::Conversion, ..) => conversion(oparg).to_owned(),
        (Argument::FormatValue, ..) if oparg & 4 != 0 => format!("{} with format", conversion(oparg & 3)).trim_start().to_owned(),
        (Argument::FormatValue, ..) => conversion(oparg & 3).to_owned(),
        (Argument::FunctionFlags | Argument::FunctionAttribute, _, 1..) => {
            let parts = FUNCTION_PARTS.iter().enumerate().filter(|(bit, _)| oparg >> bit & 1 != 0);
            parts.map(|(_, part)| *part).collect::<Vec<_>>().join(", ")
        }
        (Argument::Call, ..) => format!("{} positional, {} keyword pairs", oparg & 0xff, oparg >> 8 & 0xff),
        _ => oparg.to_string(),
    }
}
