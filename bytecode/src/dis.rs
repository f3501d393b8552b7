//! Code objects as text, the way the `dis` module of their version prints them.
//!
//! ```
//! use pyc_bytecode::Disassembler;
//! use pyc_marshal::{Layout, Tree, Version};
//!
//! // marshal.dumps(compile("x", "f", "eval")) of 3.9, without references
//! let object = b"c\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0@\0\0\0s\x04\0\0\0e\0S\0)\0)\x01z\x01x)\0)\0)\0z\x01fz\x08<module>\x01\0\0\0s\0\0\0\0";
//! let tree = Tree::parse(object, Layout::of(Version::new(3, 9)).unwrap())?;
//! let code = tree.root().as_code().unwrap();
//! let text = Disassembler::new().text(&code);
//! assert_eq!(text, "  1           0 LOAD_NAME                0 (x)\n              2 RETURN_VALUE\n");
//! # Ok::<(), pyc_marshal::Error>(())
//! ```
//!
//! Code objects among the constants follow, each under a heading, as `dis.dis` of 3.7 and later does; so they do for earlier versions,
//! whose `dis` left them out. Where Python prints the address of a code object, its offset in the file stands.
//!
//! # Guarantee
//! Any code object of any tree is printed, whatever its bytes: no panic, and where Python's `dis` would fail with an exception,
//! `<unknown>` stands. Time, memory and output are linear in the file, though a file may refer to the same constant, name or code a
//! million times: once names and constants have filled [`TEXT_BUDGET`] bytes for each byte of the file, they end in `...`, and so do
//! code objects once [`CODE_BUDGET`] bytes of code and tables were read for each byte of the file. Names cannot hold control characters:
//! these print as escapes, which is the only difference to Python that a smaller file may bring about.

mod arguments;
mod json;
mod places;
mod print;
mod style;
pub(crate) mod text;

use core::fmt;
use core::ops::RangeInclusive;
use std::io;

use pyc_marshal::{Children, Code, Node, Reprs, Version};

pub use self::arguments::ArgVal;
pub use self::style::Field;

use self::arguments::Arguments;
use self::places::Places;
use self::print::Lines;
use self::style::Style;
use crate::instruction::Instruction;
use crate::lines::{LineStart, Location, Positions, Table};
use crate::set::InstructionSet;

/// Bytes of names and constants that are printed for each byte of the file. Files that a compiler wrote come to 2 or 3.
pub const TEXT_BUDGET: usize = 64;

/// Bytes of code, tables and lists that are read for each byte of the file. Files that a compiler wrote come to less than 1.
pub const CODE_BUDGET: usize = 16;

/// The budget for names and constants of small files.
pub(crate) const LEAST_BUDGET: usize = 1 << 24;

/// The budget for code and tables of small files.
const LEAST_CODE_BUDGET: usize = 1 << 20;

/// What a code object costs beside its parts.
const CODE_COST: usize = 64;

/// Bytes of text that are collected before they are handed over.
const BUFFER: usize = 1 << 16;

/// How to print code objects.
#[derive(Clone, Debug, Default)]
pub struct Disassembler<'s> {
    show_caches: bool,
    show_offsets: bool,
    show_positions: bool,
    style: Option<Version>,
    set: Option<&'static InstructionSet>,
    first_line: Option<i32>,
    depth: Option<u32>,
    base: usize,
    lines: Option<RangeInclusive<i64>>,
    source: Option<&'s [&'s str]>,
}

impl<'s> Disassembler<'s> {
    /// As `dis.dis` prints without arguments.
    pub fn new() -> Disassembler<'s> {
        Disassembler::default()
    }

    /// Prints the cache entries behind instructions (`show_caches`, 3.11). Files hold the code before the interpreter adapts it, so there is
    /// nothing like `adaptive`; specialised opcodes that a file nevertheless holds go by their own names.
    #[must_use]
    pub const fn show_caches(mut self, show: bool) -> Self {
        self.show_caches = show;
        self
    }

    /// Prints offsets also in the style of 3.13 and later, which leaves them out (`show_offsets`).
    #[must_use]
    pub const fn show_offsets(mut self, show: bool) -> Self {
        self.show_offsets = show;
        self
    }

    /// Prints lines and columns in place of lines (`show_positions` of 3.14; here for all files that have columns, 3.11 and later).
    #[must_use]
    pub const fn show_positions(mut self, show: bool) -> Self {
        self.show_positions = show;
        self
    }

    /// Prints in the style of another version.
    #[must_use]
    pub const fn style(mut self, version: Version) -> Self {
        self.style = Some(version);
        self
    }

    /// Reads the code by this instruction set instead of that of the file's version.
    #[must_use]
    pub const fn set(mut self, set: &'static InstructionSet) -> Self {
        self.set = Some(set);
        self
    }

    /// Moves all lines so that the code object begins in this one (`first_line` of `dis.Bytecode`).
    #[must_use]
    pub const fn first_line(mut self, line: i32) -> Self {
        self.first_line = Some(line);
        self
    }

    /// How deep code objects among the constants are printed: 0 for not at all (`depth`, 3.7). Without it, all are.
    #[must_use]
    pub const fn depth(mut self, depth: u32) -> Self {
        self.depth = Some(depth);
        self
    }

    /// What to add to the offsets of code objects, see [`pyc_marshal::File::base`].
    #[must_use]
    pub const fn base(mut self, base: usize) -> Self {
        self.base = base;
        self
    }

    /// Prints only instructions of these lines, no exception tables, and no code objects without such instructions.
    #[must_use]
    pub const fn lines(mut self, lines: RangeInclusive<i64>) -> Self {
        self.lines = Some(lines);
        self
    }

    /// The lines of the source: each is printed, behind `# `, above the first instruction of every piece of code that it became.
    #[must_use]
    pub const fn source(mut self, lines: &'s [&'s str]) -> Self {
        self.source = Some(lines);
        self
    }

    /// Prints a code object, and those among its constants.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn print(&self, code: &Code<'_, '_>, out: &mut impl fmt::Write) -> fmt::Result {
        self.run(code, &mut |bytes| out.write_str(&String::from_utf8_lossy(bytes)))
    }

    /// Prints a code object, and those among its constants, in UTF-8.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, code: &Code<'_, '_>, out: &mut impl io::Write) -> io::Result<()> {
        self.run(code, &mut |bytes| out.write_all(bytes))
    }

    /// The text for a code object, and those among its constants.
    pub fn text(&self, code: &Code<'_, '_>) -> String {
        let mut text = String::new();
        // Writing into a string does not fail.
        let _ = self.print(code, &mut text);
        text
    }

    /// Hands over what `dis.Bytecode(code)` yields: the instructions of a code object. Of the options, only style, set, base and first line
    /// have an effect.
    pub fn each<'a>(&self, code: &Code<'_, 'a>, action: impl FnMut(&Item<'_, 'a>)) {
        if let Some(mut desk) = Desk::new(self, code) {
            desk.load(code);
            desk.each(code, action);
        }
    }

    /// The fields that `dis.Instruction` has in the style.
    pub fn fields(&self, version: Version) -> &'static [Field] {
        Style::of(self.style.unwrap_or(version)).fields
    }

    fn run<E>(&self, code: &Code<'_, '_>, sink: Sink<'_, E>) -> Result<(), E> {
        let Some(desk) = Desk::new(self, code) else { return Ok(()) };
        let open = vec![0; code.node().tree().len() / 64 + 1];
        let reprs = code.node().repr().base(self.base).many();
        let out = Vec::with_capacity(BUFFER + BUFFER / 8);
        Run { options: self, desk, reprs, open, out, heading: Vec::new(), sink }.all(code)
    }
}

type Sink<'s, E> = &'s mut dyn FnMut(&[u8]) -> Result<(), E>;

/// What is needed to read one code object after the other.
struct Desk<'t, 'a> {
    places: Places,
    arguments: Arguments<'t, 'a>,
    /// Bytes of code and tables that may still be read.
    budget: usize,
}

impl<'t, 'a> Desk<'t, 'a> {
    /// Ready for a code object and those of the same tree; `None` if the version has no instruction set.
    fn new(options: &Disassembler<'_>, code: &Code<'t, 'a>) -> Option<Desk<'t, 'a>> {
        let set = options.set.or_else(|| InstructionSet::of(code.version()))?;
        let style = Style::of(options.style.unwrap_or(code.version()));
        let mut places = Places::new(set, style);
        let first_line = code.firstlineno().unwrap_or(0);
        places.line_offset = options.first_line.map_or(0, |line| i64::from(line) - i64::from(first_line));
        let bytes = code.node().tree().bytes().len();
        let reprs = code.node().repr().base(options.base).many();
        let arguments = Arguments::new(set, style, reprs, bytes.saturating_mul(TEXT_BUDGET).max(LEAST_BUDGET));
        Some(Desk { places, arguments, budget: bytes.saturating_mul(CODE_BUDGET).max(LEAST_CODE_BUDGET) })
    }

    /// Takes another code object; false if that would be too much.
    fn load(&mut self, code: &Code<'t, 'a>) -> bool {
        let tables = code.linetable().len() + code.exceptiontable().map_or(0, <[u8]>::len);
        let lists = LISTS.iter().filter_map(|&field| code.object(field)?.resolve());
        let cost = CODE_COST + code.code().len() + tables + lists.map(Node::count).sum::<usize>();
        let Some(rest) = self.budget.checked_sub(cost) else { return false };
        self.budget = rest;
        self.places.load(code);
        self.arguments.load(code);
        true
    }

    fn each(&mut self, code: &Code<'t, 'a>, mut action: impl FnMut(&Item<'_, 'a>)) {
        let Desk { places, arguments, .. } = self;
        let (mut positions, mut argrepr) = (Table::of(code).positions(), Vec::new());
        let mut line_number = None;
        for step in places.steps(code.code()) {
            line_number = step.starts.map_or(line_number, |start| start.line);
            argrepr.clear();
            let argval = step.arg.map_or(ArgVal::None, |arg| arguments.print(places, &step, arg, &mut argrepr));
            action(&Item {
                instruction: step.instruction,
                arg: step.arg,
                argval,
                argrepr: core::str::from_utf8(&argrepr).unwrap_or_default(),
                starts: step.starts,
                line_number,
                label: step.label.map(|label| label as u32),
                positions: position_of(&step.instruction, &mut positions),
                first_cache: places.style.first_cache,
            });
        }
    }
}

/// The position of an instruction; those of its cache entries are passed over.
fn position_of(instruction: &Instruction<'_>, positions: &mut Positions<'_>) -> Location {
    let location = positions.next().unwrap_or(Location::NONE);
    let caches = instruction.info().map_or(0, |info| info.caches);
    // Not `nth`: behind the end of the table there is nothing to pass over.
    (0..caches).for_each(|_| _ = positions.next());
    location
}

/// Printing of a code object and those nested in it.
struct Run<'r, 't, 'a, E> {
    options: &'r Disassembler<'r>,
    desk: Desk<'t, 'a>,
    reprs: Reprs<'t, 'a>,
    /// A bit for each object: code objects whose constants are being looked through.
    open: Vec<u64>,
    out: Vec<u8>,
    /// What is still to be printed above the next instruction.
    heading: Vec<u8>,
    sink: Sink<'r, E>,
}

impl<'t, 'a, E> Run<'_, 't, 'a, E> {
    /// Nesting is data: a list takes the place of recursion.
    fn all(mut self, code: &Code<'t, 'a>) -> Result<(), E> {
        let mut stack = Vec::new();
        self.one(code, &mut stack)?;
        while let Some((node, consts)) = stack.last_mut() {
            let Some(constant) = consts.next() else {
                self.flip(*node);
                stack.pop();
                continue;
            };
            // Most constants are neither: their tag says so.
            let target = if constant.is_reference() { constant.resolve() } else { Some(constant) };
            if let Some(code) = target.and_then(Node::as_code) {
                self.head(code.node());
                self.one(&code, &mut stack)?;
            }
        }
        self.hand_over(0)
    }

    /// `dis._disassemble_recursive`: the heading of a code object that is not the outermost one.
    fn head(&mut self, node: Node<'t, 'a>) {
        let mut name = String::new();
        let budget = &mut self.desk.arguments.budget;
        self.reprs.push(node, (*budget).max(LEAST_HEADING), &mut name);
        *budget = budget.saturating_sub(name.len());
        self.heading.clear();
        for part in ["\nDisassembly of ", &name, ":\n"] {
            text::push(&mut self.heading, part);
        }
    }

    /// Prints a code object, and notes its constants.
    fn one(&mut self, code: &Code<'t, 'a>, stack: &mut Vec<(Node<'t, 'a>, Children<'t, 'a>)>) -> Result<(), E> {
        let node = code.node();
        if self.is_open(node) || !self.desk.load(code) {
            text::push(&mut self.heading, "...\n");
            self.out.append(&mut self.heading);
            return self.hand_over(BUFFER);
        }
        if self.options.lines.is_none() {
            self.out.append(&mut self.heading);
        }
        let Run { options, desk: Desk { places, arguments, .. }, out, heading, sink, .. } = self;
        let mut lines = Lines::new(options, places, arguments, code);
        for step in places.steps(code.code()) {
            lines.step(&step, heading, out);
            if out.len() >= BUFFER {
                sink(out)?;
                out.clear();
            }
        }
        lines.handlers(out);
        if let Some(consts) = code.consts()
            && self.options.depth.is_none_or(|depth| stack.len() < depth as usize)
        {
            self.flip(node);
            stack.push((node, consts));
        }
        self.hand_over(BUFFER)
    }

    /// Hands over the text, if it has more bytes than these.
    fn hand_over(&mut self, bytes: usize) -> Result<(), E> {
        if self.out.len() > bytes {
            (self.sink)(&self.out)?;
            self.out.clear();
        }
        Ok(())
    }

    fn is_open(&self, node: Node<'_, '_>) -> bool {
        self.open.get(node.index() / 64).is_some_and(|word| word >> (node.index() % 64) & 1 != 0)
    }

    fn flip(&mut self, node: Node<'_, '_>) {
        if let Some(word) = self.open.get_mut(node.index() / 64) {
            *word ^= 1 << (node.index() % 64);
        }
    }
}

/// Fields of code objects that are tuples.
static LISTS: &[pyc_marshal::Field] = &[
    pyc_marshal::Field::Consts,
    pyc_marshal::Field::Names,
    pyc_marshal::Field::Varnames,
    pyc_marshal::Field::Freevars,
    pyc_marshal::Field::Cellvars,
    pyc_marshal::Field::Localsplusnames,
];

/// Bytes of a heading that are printed even when the budget is spent.
const LEAST_HEADING: usize = 200;

/// The bytes of a cache field that begins `at` so many code units behind the instruction.
fn cache_data<'a>(instruction: &Instruction<'a>, at: usize, size: usize) -> &'a [u8] {
    let rest = instruction.caches().get(2 * at..).unwrap_or(&[]);
    rest.get(..2 * size).unwrap_or(rest)
}

/// An instruction with what `dis.Instruction` tells of it.
#[derive(Clone, Copy, Debug)]
pub struct Item<'i, 'a> {
    instruction: Instruction<'a>,
    /// The argument; signed since 3.11.
    pub arg: Option<i64>,
    /// What it means.
    pub argval: ArgVal<'a>,
    /// The same as text; empty if there is nothing to say. Control characters of names are escapes.
    pub argrepr: &'i str,
    /// The line that starts here, if one does; from 3.13 on also where code without line begins.
    pub starts: Option<LineStart>,
    /// The line that it belongs to.
    pub line_number: Option<i64>,
    /// The number of the label here, if something jumps here or an exception handler begins.
    pub label: Option<u32>,
    /// Where in the source it is; [`Location::NONE`] before 3.11.
    pub positions: Location,
    first_cache: bool,
}

impl<'a> Item<'_, 'a> {
    /// The instruction itself.
    pub fn instruction(&self) -> Instruction<'a> {
        self.instruction
    }

    /// Offset of its first `EXTENDED_ARG` in bytes, or its own. To `dis`, each `EXTENDED_ARG` begins at itself.
    pub fn start_offset(&self) -> u32 {
        if self.instruction.is_prefix() { self.instruction.offset() } else { self.instruction.start() }
    }

    /// `cache_info`: name, size in code units and bytes of each cache field. In 3.13 `dis` gives the bytes of the first one for all.
    pub fn cache_info(&self) -> impl Iterator<Item = (&'static str, u8, &'a [u8])> + use<'a> {
        let (instruction, first) = (self.instruction, self.first_cache);
        let fields = instruction.info().map_or(&[][..], |info| instruction.set().cache_format(info));
        fields.iter().scan(0, move |at, &(name, size)| {
            let start = *at;
            *at += usize::from(size);
            Some((name, size, cache_data(&instruction, if first { 0 } else { start }, size.into())))
        })
    }
}
