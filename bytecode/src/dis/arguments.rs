//! What an argument means: `argval` and `argrepr`.

use pyc_marshal::{Code, Field, Node, Reprs, Str, Value};

use super::places::{Places, Step, target};
use super::style::{Beside, Style};
use super::text;
use crate::decode::Decoder;
use crate::op::Op;
use crate::set::{Argument, InstructionSet, OpInfo};

/// What an argument means: `dis.Instruction.argval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgVal<'a> {
    /// There is no argument.
    None,
    /// A number: the argument itself, or the target of a jump in bytes.
    Number(i64),
    /// A name.
    Name(Str<'a>),
    /// Two names (3.13).
    Names(Str<'a>, Str<'a>),
    /// A comparison.
    Text(&'static str),
    /// An object, by its `repr`: see [`super::Item::argrepr`].
    Object,
    /// The function that converts, and whether a format is on the stack (3.6 to 3.12).
    Format(Option<&'static str>, bool),
    /// The function that converts (3.13).
    Conversion(Option<&'static str>),
    /// The code object has no such thing. Python's `dis` fails there; we print what it prints for what it cannot know.
    Unknown,
}

/// What is printed for [`ArgVal::Unknown`].
const UNKNOWN: &str = "<unknown>";

/// Bytes of a name that are printed even when the budget is spent.
const SHORT: usize = 100;

/// By the lower two bits of `FORMAT_VALUE`, by the argument of `CONVERT_VALUE`.
static CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

/// By the bits of `MAKE_FUNCTION` and `SET_FUNCTION_ATTRIBUTE`, the last since 3.14.
static FUNCTION_PARTS: [&str; 5] = ["defaults", "kwdefaults", "annotations", "closure", "annotate"];

/// Common constants that are functions, not types: their `repr` is printed, not their name.
static FUNCTIONS: &[&str] = &["all", "any"];

/// A constant, and where in the pool its `repr` stands once it was asked for.
#[derive(Clone, Copy, Debug)]
struct Constant<'t, 'a> {
    node: Node<'t, 'a>,
    printed: Option<(usize, usize)>,
}

/// Names and constants of a code object. Their memory serves one code object after the other.
#[derive(Debug)]
pub(super) struct Arguments<'t, 'a> {
    set: &'static InstructionSet,
    style: &'static Style,
    /// Names are bytes (to 2.7).
    bytes: bool,
    names: Vec<Option<Str<'a>>>,
    locals: Vec<Option<Str<'a>>>,
    derefs: Vec<Option<Str<'a>>>,
    consts: Vec<Constant<'t, 'a>>,
    /// The `repr`s of constants.
    pool: String,
    reprs: Reprs<'t, 'a>,
    /// Bytes of names and constants that may still be printed. Two instructions may name a constant of a megabyte a million times.
    pub(super) budget: usize,
}

impl<'t, 'a> Arguments<'t, 'a> {
    pub(super) fn new(set: &'static InstructionSet, style: &'static Style, reprs: Reprs<'t, 'a>, budget: usize) -> Self {
        let (names, locals, derefs, consts) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let bytes = set.version.major < 3;
        Arguments { set, style, bytes, names, locals, derefs, consts, pool: String::new(), reprs, budget }
    }

    /// Takes another code object.
    pub(super) fn load(&mut self, code: &Code<'t, 'a>) {
        let items = |field| code.object(field).and_then(Node::as_items).into_iter().flatten();
        let names = |field| items(field).map(Node::as_str);
        let locals = if code.layout().has(Field::Localsplusnames) { Field::Localsplusnames } else { Field::Varnames };
        for list in [&mut self.names, &mut self.locals, &mut self.derefs] {
            list.clear();
        }
        self.names.extend(names(Field::Names));
        self.locals.extend(names(locals));
        self.derefs.extend(names(Field::Cellvars).chain(names(Field::Freevars)));
        if !code.layout().has(locals) {
            self.reserved(code);
        }
        self.consts.clear();
        self.consts.extend(items(Field::Consts).map(|node| Constant { node, printed: None }));
        self.pool.clear();
    }

    /// The names of locals up to 1.2: `RESERVE_FAST`, which comes first, has a tuple of them (1.2), or a dict of names and indices.
    fn reserved(&mut self, code: &Code<'t, 'a>) {
        let first = Decoder::new(code.code(), self.set).next().filter(|it| it.op() == Some(Op::ReserveFast));
        let index = first.and_then(|it| it.oparg()).unwrap_or(u32::MAX) as usize;
        let Some(names) = code.consts().and_then(|mut consts| consts.nth(index)).and_then(Node::resolve) else { return };
        let Some(rest) = self.budget.checked_sub(names.count()) else { return };
        self.budget = rest;
        match names.value() {
            Value::Tuple(names) => self.locals.extend(names.map(Node::as_str)),
            Value::Dict(pairs) => {
                // No more names than the dict has: indices are data.
                self.locals.resize(pairs.clone().count(), None);
                for (name, index) in pairs {
                    let Value::Int(index) = index.value() else { continue };
                    let index = index.to_i64().and_then(|index| usize::try_from(index).ok());
                    if let Some(local) = index.and_then(|index| self.locals.get_mut(index)) {
                        *local = name.as_str();
                    }
                }
            }
            _ => {}
        }
    }

    /// Appends `argrepr` and gives `argval`.
    #[inline]
    pub(super) fn print(&mut self, places: &Places, step: &Step<'_>, arg: i64, out: &mut Vec<u8>) -> ArgVal<'a> {
        let Some(info) = step.info else { return ArgVal::Number(arg) };
        match info.argument {
            Argument::Number | Argument::Prefix => ArgVal::Number(arg),
            Argument::Local | Argument::Slot => self.name(name_at(&self.locals, arg), out),
            Argument::Name => self.name(name_at(&self.names, arg), out),
            Argument::Const => self.constant(info, arg, out),
            Argument::NameNull => self.beside(name_at(&self.names, arg >> 1), arg & 1 != 0, "NULL", out),
            Argument::NameMethod => self.beside(name_at(&self.names, arg >> 1), arg & 1 != 0, "NULL|self", out),
            Argument::NameSuper => self.beside(name_at(&self.names, arg >> 2), arg & 1 != 0, "NULL|self", out),
            Argument::Deref => self.name(name_at(&self.derefs, arg), out),
            Argument::JumpForward | Argument::JumpBackward | Argument::JumpAbsolute => self.jump(places, step, info, arg, out),
            _ => self.rare(step, info, arg, out),
        }
    }

    fn rare(&mut self, step: &Step<'_>, info: &OpInfo, arg: i64, out: &mut Vec<u8>) -> ArgVal<'a> {
        let (set, style) = (self.set, self.style);
        let mut number = |what: Option<&str>| {
            text::push(out, what.unwrap_or(UNKNOWN));
            ArgVal::Number(arg)
        };
        match info.argument {
            Argument::Compare => compare(set, arg, false, out),
            Argument::Compare16 => compare(set, arg >> 4, false, out),
            Argument::Compare32 => compare(set, arg >> 5, arg & 16 != 0, out),
            Argument::Binary => number(at(set.binary_ops, arg).map(|row| row.1)),
            Argument::Intrinsic1 => number(at(set.intrinsics_1, arg).copied()),
            Argument::Intrinsic2 => number(at(set.intrinsics_2, arg).copied()),
            Argument::SpecialMethod => number(at(set.special_methods, arg).copied()),
            Argument::CommonConstant => common_constant(set, style, arg, out),
            Argument::Invert if style.operators => number(Some(operator(info.op, arg))),
            Argument::LocalPair => {
                let (first, second) = (name_at(&self.locals, arg >> 4), name_at(&self.locals, arg & 15));
                self.name(first, out);
                text::push(out, ", ");
                self.name(second, out);
                first.zip(second).map_or(ArgVal::Unknown, |(first, second)| ArgVal::Names(first, second))
            }
            Argument::NameImport => match (name_at(&self.names, arg >> 2), arg & 3) {
                (name, 1 | 3) => self.beside(name, true, "lazy", out),
                (name, 2) => self.beside(name, true, "eager", out),
                (name, _) => self.name(name, out),
            },
            Argument::FormatValue => {
                let (conversion, format) = (at(&CONVERSIONS, arg & 3).copied().unwrap_or_default(), arg & 4 != 0);
                text::push(out, conversion);
                let comma = if format && !conversion.is_empty() { ", " } else { "" };
                text::push(out, comma);
                text::push(out, if format { "with format" } else { "" });
                ArgVal::Format(Some(conversion).filter(|it| !it.is_empty()), format)
            }
            Argument::Conversion => match at(&CONVERSIONS, arg) {
                Some(conversion) => {
                    text::push(out, conversion);
                    ArgVal::Conversion(Some(*conversion).filter(|it| !it.is_empty()))
                }
                None => unknown(out),
            },
            Argument::FunctionFlags if style.function_flags => function_parts(arg, out),
            Argument::FunctionAttribute => function_parts(arg, out),
            Argument::Call if style.counts => {
                let arg = step.instruction.oparg().unwrap_or(0);
                text::number(out, i64::from(arg & 0xff));
                text::push(out, " positional, ");
                text::number(out, i64::from(arg >> 8 & 0xff));
                text::push(out, " keyword pair");
                ArgVal::Number(arg.into())
            }
            _ => ArgVal::Number(arg),
        }
    }

    /// Appends a name.
    #[inline]
    fn name(&mut self, name: Option<Str<'a>>, out: &mut Vec<u8>) -> ArgVal<'a> {
        let Some(name) = name else { return unknown(out) };
        match name.as_bytes() {
            [start @ .., _] if start.len() >= SHORT => self.long_name(name, out),
            _ => text::name(out, name, self.bytes),
        }
        ArgVal::Name(name)
    }

    /// Appends a name that is paid for.
    #[cold]
    fn long_name(&mut self, name: Str<'a>, out: &mut Vec<u8>) {
        match self.budget.checked_sub(name.as_bytes().len()) {
            Some(rest) => {
                self.budget = rest;
                text::name(out, name, self.bytes);
            }
            None => {
                self.budget = 0;
                let start = name.as_bytes().get(..SHORT).unwrap_or(&[]);
                text::name(out, Str::new(start, name.encoding()), self.bytes);
                text::push(out, "...");
            }
        }
    }

    /// Appends a name and what is beside it.
    fn beside(&mut self, name: Option<Str<'a>>, has: bool, what: &str, out: &mut Vec<u8>) -> ArgVal<'a> {
        let has = has && name.is_some_and(|name| !name.as_bytes().is_empty());
        if has && self.style.beside == Beside::Before {
            text::push(out, what);
            text::push(out, " + ");
        }
        let value = self.name(name, out);
        if has && self.style.beside == Beside::Behind {
            text::push(out, " + ");
            text::push(out, what);
        }
        value
    }

    fn constant(&mut self, info: &OpInfo, arg: i64, out: &mut Vec<u8>) -> ArgVal<'a> {
        if self.style.load_const_only && info.op != Op::LoadConst {
            return ArgVal::Unknown;
        }
        let Some(constant) = usize::try_from(arg).ok().and_then(|arg| self.consts.get_mut(arg)) else { return unknown(out) };
        if self.budget == 0 {
            text::push(out, "...");
            return ArgVal::Object;
        }
        let (from, to) = match constant.printed {
            Some(printed) => printed,
            None => {
                let from = self.pool.len();
                if !self.reprs.push(constant.node, self.budget, &mut self.pool) {
                    self.pool.push_str("...");
                }
                self.budget = self.budget.saturating_sub(self.reprs.work());
                *constant.printed.insert((from, self.pool.len()))
            }
        };
        self.budget = self.budget.saturating_sub(to - from);
        out.extend_from_slice(self.pool.as_bytes().get(from..to).unwrap_or(&[]));
        ArgVal::Object
    }

    fn jump(&self, places: &Places, step: &Step<'_>, info: &OpInfo, arg: i64, out: &mut Vec<u8>) -> ArgVal<'a> {
        let style = self.style;
        if info.argument == Argument::JumpAbsolute && !style.absolute {
            return ArgVal::Number(arg);
        }
        let Some(to) = target(self.set, &step.instruction, info.argument, arg) else { return ArgVal::Number(arg) };
        text::push(out, if style.from && info.op == Op::EndAsyncFor { "from " } else { "to " });
        match places.label(to).filter(|_| style.labels) {
            Some(label) => {
                out.push(b'L');
                text::number(out, label);
            }
            None => text::number(out, to),
        }
        if style.long && step.extended {
            out.push(b'L');
        }
        ArgVal::Number(to)
    }
}

fn at<T>(list: &[T], index: i64) -> Option<&T> {
    usize::try_from(index).ok().and_then(|index| list.get(index))
}

#[inline]
fn name_at<'a>(list: &[Option<Str<'a>>], index: i64) -> Option<Str<'a>> {
    at(list, index).copied().flatten()
}

fn unknown<'a>(out: &mut Vec<u8>) -> ArgVal<'a> {
    text::push(out, UNKNOWN);
    ArgVal::Unknown
}

fn compare<'a>(set: &InstructionSet, index: i64, to_bool: bool, out: &mut Vec<u8>) -> ArgVal<'a> {
    let Some(&operator) = at(set.cmp_op, index) else { return unknown(out) };
    let (open, close) = if to_bool { ("bool(", ")") } else { ("", "") };
    for part in [open, operator, close] {
        text::push(out, part);
    }
    ArgVal::Text(operator)
}

fn operator(op: Op, arg: i64) -> &'static str {
    match (op, arg) {
        (Op::ContainsOp, 0) => "in",
        (Op::ContainsOp, _) => "not in",
        (_, 0) => "is",
        (_, _) => "is not",
    }
}

fn common_constant<'a>(set: &InstructionSet, style: &Style, arg: i64, out: &mut Vec<u8>) -> ArgVal<'a> {
    let Some(&constant) = at(set.common_constants, arg) else { return unknown(out) };
    let (open, close) = if FUNCTIONS.contains(&constant) { ("<built-in function ", ">") } else { ("", "") };
    for part in [open, constant, close] {
        text::push(out, part);
    }
    if style.constant_values { ArgVal::Object } else { ArgVal::Number(arg) }
}

fn function_parts<'a>(arg: i64, out: &mut Vec<u8>) -> ArgVal<'a> {
    let parts = FUNCTION_PARTS.iter().enumerate().filter(|(bit, _)| arg >> bit & 1 != 0);
    for (i, (_, part)) in parts.enumerate() {
        text::push(out, if i == 0 { "" } else { ", " });
        text::push(out, part);
    }
    ArgVal::Number(arg)
}
