//! Instruction sets: what each version's opcodes are. The data is `opcodes/*.txt`, from which `cargo xtask codegen` makes the tables.
//!
//! # Guarantee
//! Every question is answered for every opcode and every argument, without allocation. [`InstructionSet::info`],
//! [`InstructionSet::has_argument`] and [`InstructionSet::opcode`] are one access to an array.

use core::fmt;

use pyc_marshal::Version;

use crate::generated;
use crate::lines;
use crate::op::{Op, Opcode};

/// What an argument means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// There is none. Word code has a byte for it all the same, which CPython leaves 0.
    None,
    /// The opcode is among those that have one, but it says nothing.
    Unused,
    /// A plain number: a count, a depth, flags.
    Number,
    /// Index of a constant.
    Const,
    /// Index of a name.
    Name,
    /// `LOAD_GLOBAL` (3.11): index of a name, times two, plus one if NULL is pushed too.
    NameNull,
    /// `LOAD_ATTR` (3.12): index of a name, times two, plus one for a method to be called.
    NameMethod,
    /// `LOAD_SUPER_ATTR` (3.12): index of a name, times four; bit 0 for a method, bit 1 for `super()` with arguments.
    NameSuper,
    /// `IMPORT_NAME` (3.15): index of a name, times four; bits 0 and 1 say how lazily.
    NameImport,
    /// Index of a local variable.
    Local,
    /// Indices of two local variables: `oparg >> 4` and `oparg & 15` (3.13).
    LocalPair,
    /// Index among cells and free variables, cells first (to 3.10).
    Deref,
    /// Index among locals, cells and free variables in one array (3.11).
    Slot,
    /// Index of a comparison (to 3.11).
    Compare,
    /// Index of a comparison, times 16 (3.12).
    Compare16,
    /// Index of a comparison, times 32; bit 4 if the result becomes a `bool` (3.13).
    Compare32,
    /// `IS_OP`, `CONTAINS_OP`: 1 for `not` (3.9).
    Invert,
    /// Index of a binary operator (3.11).
    Binary,
    /// Index of an intrinsic function of one argument (3.12).
    Intrinsic1,
    /// Index of an intrinsic function of two arguments (3.12).
    Intrinsic2,
    /// Index of a common constant (3.14).
    CommonConstant,
    /// Index of a special method (3.14).
    SpecialMethod,
    /// `LOAD_SMALL_INT` (3.14): the value itself.
    SmallInt,
    /// Where to jump, counted from the next instruction.
    JumpForward,
    /// Where to jump, counted back from the next instruction.
    JumpBackward,
    /// Where to jump, counted from the start of the code.
    JumpAbsolute,
    /// `FORMAT_VALUE` (3.6 to 3.12): bits 0 and 1 the conversion, bit 2 for a format on the stack.
    FormatValue,
    /// `CONVERT_VALUE` (3.13): the conversion.
    Conversion,
    /// `MAKE_FUNCTION` (3.6 to 3.12): bits for defaults, keyword-only defaults, annotations, closure.
    FunctionFlags,
    /// `SET_FUNCTION_ATTRIBUTE` (3.13): one of these bits.
    FunctionAttribute,
    /// `CALL_FUNCTION` and its kin (1.3 to 3.5): positional arguments in the low byte, keyword pairs in the next.
    Call,
    /// `MAKE_FUNCTION` (3.0 to 3.5): defaults in the low byte, keyword-only pairs in the next, annotations in the upper 16 bits.
    FunctionCounts,
    /// `RESUME` (3.11): 0 at the start, 1 after `yield`, 2 after `yield from`, 3 after `await`; bit 2 inside of one `try` (3.13).
    Resume,
    /// `SET_LINENO` (to 2.2): a line.
    Line,
    /// `EXTENDED_ARG`: upper bits of the next argument.
    Prefix,
}

impl Argument {
    /// Whether it is a target.
    pub const fn is_jump(self) -> bool {
        matches!(self, Argument::JumpForward | Argument::JumpBackward | Argument::JumpAbsolute)
    }

    /// Where an argument leads from an instruction that ends at `end`, in bytes; `None` if it does not lead anywhere. `unit` is
    /// [`InstructionSet::jump_unit`]. May lie outside of the code, even before its start.
    #[inline]
    pub(crate) const fn target(self, oparg: i64, end: i64, unit: u8) -> Option<i64> {
        let distance = oparg.saturating_mul(unit as i64);
        match self {
            Argument::JumpForward => Some(end.saturating_add(distance)),
            Argument::JumpBackward => Some(end.saturating_sub(distance)),
            Argument::JumpAbsolute => Some(distance),
            _ => None,
        }
    }

    /// In words; empty where there is none.
    pub const fn name(self) -> &'static str {
        match self {
            Argument::None | Argument::Unused => "",
            Argument::Number => "number",
            Argument::Const => "constant",
            Argument::Name => "name",
            Argument::NameNull => "name and NULL",
            Argument::NameMethod => "name and method",
            Argument::NameSuper => "name of super",
            Argument::NameImport => "name to import",
            Argument::Local => "local",
            Argument::LocalPair => "two locals",
            Argument::Deref => "cell or free variable",
            Argument::Slot => "slot",
            Argument::Compare | Argument::Compare16 | Argument::Compare32 => "comparison",
            Argument::Invert => "invert",
            Argument::Binary => "binary operator",
            Argument::Intrinsic1 => "intrinsic of 1",
            Argument::Intrinsic2 => "intrinsic of 2",
            Argument::CommonConstant => "common constant",
            Argument::SpecialMethod => "special method",
            Argument::SmallInt => "small integer",
            Argument::JumpForward => "jump forward",
            Argument::JumpBackward => "jump backward",
            Argument::JumpAbsolute => "jump",
            Argument::FormatValue => "conversion and format",
            Argument::Conversion => "conversion",
            Argument::FunctionFlags => "parts of a function",
            Argument::FunctionAttribute => "part of a function",
            Argument::Call => "counts of arguments",
            Argument::FunctionCounts => "counts of defaults",
            Argument::Resume => "place to resume",
            Argument::Line => "line",
            Argument::Prefix => "prefix",
        }
    }
}

/// Where an opcode comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Compilers emit it.
    Base,
    /// The interpreter puts it in the place of another one (3.11). Never in a file that CPython wrote.
    Specialised(Op),
    /// The interpreter puts it in the place of another one, if it stands for one, for a tool that watches (3.12). Never in a file.
    Instrumented(Option<Op>),
}

/// Where execution goes from an instruction, exceptions apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// To the next instruction.
    Next,
    /// To the target.
    Jump,
    /// To the target or to the next instruction.
    Branch,
    /// To the next instruction; the target becomes the handler, or the end, of a block that begins here (to 3.10, and pseudo opcodes).
    Setup,
    /// Out of the function, with a value.
    Return,
    /// To a handler, or out of the function with an exception.
    Raise,
    /// To the end of the innermost loop, by way of the `finally` clauses between (`BREAK_LOOP`, to 3.7).
    Break,
}

impl Flow {
    /// Whether the next instruction may follow.
    pub const fn falls_through(self) -> bool {
        matches!(self, Flow::Next | Flow::Branch | Flow::Setup)
    }
}

/// What an instruction set says of one opcode.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OpInfo {
    /// Its name.
    pub op: Op,
    /// Number of cache entries behind it, in code units of two bytes.
    pub caches: u8,
    /// What its argument means.
    pub argument: Argument,
    /// Where execution goes from it.
    pub flow: Flow,
    /// Where it comes from.
    pub kind: Kind,
    /// Number of its stack effect in [`generated::counts`].
    effect: u8,
}

impl OpInfo {
    /// How many items it needs on the stack. Not negative; an argument that makes no sense may ask for more than any stack has.
    #[inline]
    pub const fn pops(&self, oparg: u32) -> i64 {
        let [pops, ..] = generated::counts(self.effect, oparg as i64);
        if pops < 0 { 0 } else { pops }
    }

    /// How many items it leaves in their place: those that `pops` counts are gone. Not negative.
    #[inline]
    pub const fn pushes(&self, oparg: u32, jump: bool) -> i64 {
        self.pops(oparg) + self.effect(oparg, Some(jump))
    }

    /// How many items it needs, and how many it leaves in their place: where it does not jump, and where it does.
    #[inline]
    pub(crate) const fn pops_and_pushes(&self, oparg: u32) -> (i64, i64, i64) {
        let [pops, next, taken] = generated::counts(self.effect, oparg as i64);
        // Less than nothing is nothing, and the change of the depth stays what it is.
        let missing = if pops < 0 { pops } else { 0 };
        (pops - missing, next - missing, taken - missing)
    }

    /// By how much it changes the depth of the stack: where the jump is taken, where it is not, or the larger of both. That is
    /// `dis.stack_effect(opcode, oparg, jump=jump)`, and in older versions what `Python/compile.c` counts with: `co_stacksize` is
    /// made of these numbers also where the interpreter in truth pushes less. The head of each file in `opcodes/` tells.
    #[inline]
    pub const fn effect(&self, oparg: u32, jump: Option<bool>) -> i64 {
        let [pops, next, taken] = generated::counts(self.effect, oparg as i64);
        let pushes = match jump {
            Some(true) => taken,
            Some(false) => next,
            None if taken > next => taken,
            None => next,
        };
        pushes - pops
    }

    /// The opcode for which it stands: its base, or itself.
    pub const fn base(&self) -> Op {
        match self.kind {
            Kind::Specialised(base) | Kind::Instrumented(Some(base)) => base,
            Kind::Base | Kind::Instrumented(None) => self.op,
        }
    }
}

impl fmt::Debug for OpInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let OpInfo { op, caches, argument, flow, kind, effect: _ } = self;
        write!(f, "{op}/{caches} {argument:?} {flow:?} {kind:?}")
    }
}

/// The opcodes of one version, and how its code is laid out.
pub struct InstructionSet {
    /// The version of the language.
    pub version: Version,
    /// `3.13`, `pypy-3.9`.
    pub name: &'static str,
    /// Magic number of the release that the table was made from.
    pub magic: u16,
    /// Instructions are units of two bytes (3.6).
    pub word_code: bool,
    /// What arguments of jumps count, in bytes: 1, or 2 since 3.10.
    pub jump_unit: u8,
    /// The opcode of `EXTENDED_ARG` (2.0).
    pub extended_arg: Option<Opcode>,
    /// Format of the line table.
    pub lines: lines::Format,
    /// Whether there is an exception table (3.11); before, handlers are set up by instructions.
    pub exception_table: bool,
    /// `dis.cmp_op`.
    pub cmp_op: &'static [&'static str],
    /// Names and symbols of the binary operators (3.11).
    pub binary_ops: &'static [(&'static str, &'static str)],
    /// Names of the intrinsic functions of one argument (3.12).
    pub intrinsics_1: &'static [&'static str],
    /// Names of the intrinsic functions of two arguments (3.12).
    pub intrinsics_2: &'static [&'static str],
    /// The common constants, as Python prints them (3.14).
    pub common_constants: &'static [&'static str],
    /// Names of the special methods (3.14).
    pub special_methods: &'static [&'static str],
    /// What the cache entries of base opcodes hold (3.11): names and sizes in code units, in their order.
    pub cache_formats: &'static [(Op, &'static [(&'static str, u8)])],
    /// Pseudo opcodes, which only compilers know (3.12): numbers, which are above 255, and names.
    pub pseudo: &'static [(u16, Op)],
    pub(crate) pseudo_rows: &'static [Row],
    pub(crate) infos: [Option<OpInfo>; 256],
    pub(crate) numbers: [Option<Opcode>; Op::COUNT],
    /// A bit for each opcode, set if it has an argument.
    pub(crate) arguments: [u64; 4],
}

impl InstructionSet {
    /// The instruction set of a version of CPython. Each [`Version`] of [`Version::all`] has one.
    pub fn of(version: Version) -> Option<&'static InstructionSet> {
        InstructionSet::all().find(|set| set.version == version)
    }

    /// That of `PyPy` for Python 3.9.
    pub fn pypy_3_9() -> Option<&'static InstructionSet> {
        InstructionSet::named("pypy-3.9")
    }

    /// An instruction set by its name: `3.13`, `pypy-3.9`.
    pub fn named(name: &str) -> Option<&'static InstructionSet> {
        InstructionSet::all().find(|set| set.name == name)
    }

    /// All instruction sets: those of CPython, oldest first, then others.
    pub fn all() -> impl ExactSizeIterator<Item = &'static InstructionSet> + DoubleEndedIterator {
        generated::SETS.iter().copied()
    }

    /// What is known of an opcode; `None` if the version has no such number.
    #[inline]
    pub const fn info(&self, opcode: Opcode) -> Option<&OpInfo> {
        self.infos[opcode.0 as usize].as_ref()
    }

    /// Whether the opcode has an argument. Byte code then has two more bytes; word code always has one more. Numbers that the version
    /// does not have follow the rule of `dis`: up to 3.11 those from 90 on have an argument, later none has.
    #[inline]
    pub const fn has_argument(&self, opcode: Opcode) -> bool {
        self.arguments[(opcode.0 >> 6) as usize] >> (opcode.0 & 63) & 1 != 0
    }

    /// The number of an opcode; `None` if the version does not have it, or only as a pseudo opcode.
    #[inline]
    pub const fn opcode(&self, op: Op) -> Option<Opcode> {
        self.numbers[op as usize]
    }

    /// What is known of a pseudo opcode; `None` if the version does not have it.
    pub fn pseudo_info(&self, op: Op) -> Option<OpInfo> {
        self.pseudo_rows.iter().find(|row| row.1 == op).map(info)
    }

    /// The fields of the cache entries behind an opcode, specialised or not: names and sizes in code units.
    pub fn cache_format(&self, info: &OpInfo) -> &'static [(&'static str, u8)] {
        self.cache_formats.iter().find(|(op, _)| *op == info.base()).map_or(&[], |(_, fields)| fields)
    }
}

impl fmt::Debug for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InstructionSet({})", self.name)
    }
}

/// A row of the generated tables: number, and what [`OpInfo`] says.
pub(crate) type Row = (u16, Op, u8, Argument, Flow, Kind, u8);

const fn info(&(_, op, caches, argument, flow, kind, effect): &Row) -> OpInfo {
    OpInfo { op, caches, argument, flow, kind, effect }
}

/// Rows by number.
pub(crate) const fn infos(mut rows: &[Row]) -> [Option<OpInfo>; 256] {
    let mut out = [None; 256];
    while let [row, rest @ ..] = rows {
        out[row.0 as usize] = Some(info(row));
        rows = rest;
    }
    out
}

/// Numbers by opcode.
pub(crate) const fn numbers(mut rows: &[Row]) -> [Option<Opcode>; Op::COUNT] {
    let mut out = [None; Op::COUNT];
    while let [row, rest @ ..] = rows {
        out[row.1 as usize] = Some(Opcode(row.0 as u8));
        rows = rest;
    }
    out
}

/// Bits of the opcodes that have an argument: as their rows say, and without a row those from `first` on.
pub(crate) const fn arguments(rows: &[Row], first: u16) -> [u64; 4] {
    let infos = infos(rows);
    let mut out = [0; 4];
    let mut number = 0;
    while number < 256 {
        let has = match infos[number] {
            Some(OpInfo { argument, .. }) => !matches!(argument, Argument::None),
            None => number >= first as usize,
        };
        out[number / 64] |= (has as u64) << (number % 64);
        number += 1;
    }
    out
}
