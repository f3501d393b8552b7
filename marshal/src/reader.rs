//! The token stream: every token of one object, in order, checked as that version's loader checks it.
//!
//! # Guarantee
//! Total on any bytes: no panic, linear time. Memory: 40 bytes for each open container, at most [`Options::max_depth`] of them, and
//! 8 bytes for each flagged object; no count from the file is ever allocated.
//!
//! ```
//! use pyc_marshal::{Layout, Payload, Reader, Version};
//!
//! let layout = Layout::of(Version::new(3, 12)).unwrap();
//! let tokens: Result<Vec<_>, _> = Reader::new(b"\xa9\x02\xe9\x07\x00\x00\x00r\x01\x00\x00\x00", layout).collect();
//! let payloads: Vec<_> = tokens?.iter().map(|token| token.payload).collect();
//! assert_eq!(payloads, [Payload::Items(2), Payload::Int(7), Payload::Reference(1)]);
//! # Ok::<(), pyc_marshal::Error>(())
//! ```

use crate::check::{self, CodeState, Summary};
use crate::error::{Error, ErrorKind};
use crate::layout::{Field, Layout};
use crate::path::{Path, Step};
use crate::tag::{ANY, Shape, Shapes, Tag};
use crate::token::{self, Fault, Payload, Token};

/// Length in bytes of the longest input: offsets are kept in 32 bits.
pub const MAX_INPUT: usize = u32::MAX as usize - 1;

/// How to treat bytes that CPython of that version would refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Refuse what it refuses.
    #[default]
    Strict,
    /// Note each irregularity and go on where the bytes still can be understood.
    Lenient,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What to do with irregular bytes.
    pub mode: Mode,
    /// How deep objects may nest: a leaf at top level is at depth 1. `None`: as the release, see [`Layout::max_depth`].
    pub max_depth: Option<u32>,
}

impl Options {
    /// As CPython of that version reads.
    pub const STRICT: Options = Options { mode: Mode::Strict, max_depth: None };
    /// Forensics.
    pub const LENIENT: Options = Options { mode: Mode::Lenient, max_depth: None };
}

impl Default for Options {
    fn default() -> Self {
        Options::STRICT
    }
}

/// What lenient reading passed over.
#[derive(Clone, Debug, Default)]
pub struct Irregularities {
    list: Vec<Error>,
    total: u64,
}

impl Irregularities {
    /// How many are kept with their offset; a hostile file can hold one in each byte.
    pub const KEPT: usize = 1000;

    /// The first [`Irregularities::KEPT`] of them, in stream order.
    pub fn as_slice(&self) -> &[Error] {
        &self.list
    }

    /// How many there were in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn push(&mut self, error: Error) {
        self.total += 1;
        if self.list.len() < Self::KEPT {
            self.list.push(error);
        }
    }
}

/// What hears of objects while the reader walks: the index of [`crate::Tree`], or nobody.
pub(crate) trait Sink<'a> {
    /// A token was read. Comes after `begin` and before `end`.
    fn token(&mut self, token: Token<'a>);
    /// An object begins at `offset`. Gives its number, which the other calls name it by.
    fn begin(&mut self, offset: u32) -> u32;
    /// The object that began last takes the next slot (or place in the string list).
    fn slot(&mut self, node: u32);
    /// A container that began as number `node` is complete.
    fn end(&mut self, node: u32);
}

/// Hands tokens on.
struct Each<F>(F);

impl<'a, F: FnMut(Token<'a>)> Sink<'a> for Each<F> {
    #[inline(always)]
    fn token(&mut self, token: Token<'a>) {
        self.0(token);
    }
    #[inline(always)]
    fn begin(&mut self, _: u32) -> u32 {
        0
    }
    #[inline(always)]
    fn slot(&mut self, _: u32) {}
    #[inline(always)]
    fn end(&mut self, _: u32) {}
}

/// Reading stops; the error is in the reader. Without content, so that it travels in registers.
pub(crate) struct Stop;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Container {
    /// None is open: what is complete now is the outermost object.
    Root,
    Tuple,
    List,
    Set,
    Dict,
    Slice,
    Code,
}

/// What the next step finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    /// The outermost object.
    Start,
    /// A part of the innermost container.
    Part,
    /// The `firstlineno` of the innermost code object.
    Number,
    /// A part of a container that is as deep as the limit.
    TooDeep,
    /// Nothing: the object is complete, or reading failed.
    End,
}

const NO_SLOT: u32 = u32::MAX;
/// Where a dict notes the offset of a key without hash: there is none.
const HASHED: u32 = u32::MAX;

/// An open container.
struct Frame {
    container: Container,
    tag: Tag,
    /// Dict: the next object is a value. Code: unused.
    value_next: bool,
    /// Code: index of the next field in the layout.
    field: u8,
    /// Bits that all items so far have; of code objects those of `consts`.
    common: u32,
    /// Items in all. Dicts: offset of the last key if that has no hash, else [`HASHED`]. Code objects: unused.
    count: u32,
    /// Items so far.
    done: u32,
    slot: u32,
    node: u32,
    offset: u32,
}

impl Frame {
    const ROOT: Frame = Frame {
        container: Container::Root,
        tag: Tag::NULL,
        value_next: false,
        field: 0,
        common: 0,
        count: 0,
        done: 0,
        slot: NO_SLOT,
        node: 0,
        offset: 0,
    };
}

/// Reads one object as a stream of tokens.
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    layout: &'static Layout,
    shapes: &'static Shapes,
    head: usize,
    mode: Mode,
    max_depth: usize,
    /// The innermost container. Not on the stack, so that the loop finds it at a fixed place.
    top: Frame,
    /// The containers around it, the root first.
    stack: Vec<Frame>,
    /// The innermost code object, and those around it.
    code: CodeState,
    codes: Vec<CodeState>,
    slots: Vec<Summary>,
    strings: u32,
    irregularities: Irregularities,
    phase: Phase,
    error: Option<Error>,
    /// Type bytes need a look before their shape: lenient reading, and versions without `FLAG_REF`.
    scrutinise: bool,
    complete: bool,
}

impl<'a> Reader<'a> {
    /// A strict reader of the object at the start of `bytes`.
    pub fn new(bytes: &'a [u8], layout: &'static Layout) -> Reader<'a> {
        Reader::with_options(bytes, layout, Options::STRICT)
    }

    /// A reader of the object at the start of `bytes`.
    pub fn with_options(bytes: &'a [u8], layout: &'static Layout, options: Options) -> Reader<'a> {
        Reader {
            bytes,
            position: 0,
            layout,
            shapes: if options.mode == Mode::Strict { &layout.shapes } else { &ANY },
            head: layout.head().count(),
            mode: options.mode,
            max_depth: options.max_depth.unwrap_or(layout.max_depth) as usize,
            // Deeper than real files are; grows with the depth, never with a count.
            stack: Vec::with_capacity(32),
            top: Frame::ROOT,
            code: CodeState::default(),
            codes: Vec::with_capacity(8),
            slots: Vec::new(),
            strings: 0,
            irregularities: Irregularities::default(),
            phase: Phase::Start,
            error: None,
            scrutinise: options.mode == Mode::Lenient || !layout.rules.references,
            complete: false,
        }
    }

    /// Offset of the next byte. Behind the object once the stream has ended.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Number of containers that are open: the depth of the next token, less one.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// The layout that is read by.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Whether the object is complete.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// What lenient reading passed over so far.
    pub fn irregularities(&self) -> &Irregularities {
        &self.irregularities
    }

    pub(crate) fn take_irregularities(&mut self) -> Irregularities {
        core::mem::take(&mut self.irregularities)
    }

    /// Where the next token stands, or where reading failed, seen from the outermost object.
    pub fn path(&self) -> Path {
        let open = self.stack.iter().chain([&self.top]).filter(|frame| frame.container != Container::Root);
        open.map(|frame| self.step_of(frame)).collect()
    }

    fn step_of(&self, frame: &Frame) -> Step {
        match frame.container {
            Container::Root | Container::Tuple | Container::List | Container::Set => Step::Item(frame.done),
            Container::Dict if frame.value_next => Step::Value(frame.done),
            Container::Dict => Step::Key(frame.done),
            Container::Slice => Step::Slice(frame.done as u8),
            Container::Code => {
                self.layout.fields.get(usize::from(frame.field)).map_or(Step::Item(0), |&field| Step::Field(field))
            }
        }
    }

    /// The next token; `None` once the object is complete.
    ///
    /// # Errors
    /// Anything but a limit of the writer. After an error the stream has ended.
    pub fn next_token(&mut self) -> Result<Option<Token<'a>>, Error> {
        let mut last = None;
        match self.step(&mut Each(|token| last = Some(token))) {
            Ok(true) => Ok(last),
            Ok(false) => Ok(None),
            Err(Stop) => Err(self.take_error()),
        }
    }

    /// Hands every token that is left to `each`. The fastest way to see all tokens: none is stored.
    ///
    /// # Errors
    /// As [`Reader::next_token`].
    pub fn for_each_token(&mut self, each: impl FnMut(Token<'a>)) -> Result<(), Error> {
        let mut sink = Each(each);
        loop {
            match self.step(&mut sink) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(Stop) => return Err(self.take_error()),
            }
        }
    }

    /// The error that stopped the last step.
    #[cold]
    pub(crate) fn take_error(&mut self) -> Error {
        self.error.take().unwrap_or(ErrorKind::UnknownTag.at(self.position))
    }

    /// Notes what strict reading refuses.
    #[cold]
    fn irregular(&mut self, error: Error) -> Result<(), Stop> {
        if self.mode == Mode::Strict {
            return self.fail(error);
        }
        self.irregularities.push(error);
        Ok(())
    }

    #[cold]
    fn fail<T>(&mut self, error: Error) -> Result<T, Stop> {
        self.phase = Phase::End;
        self.error = Some(error);
        Err(Stop)
    }

    /// Reads one token, tells `sink`, and closes what it completes.
    ///
    /// One dispatch on the shape parses the payload and finds what the checks need to know: the loop of all readers.
    #[inline(always)]
    pub(crate) fn step<S: Sink<'a>>(&mut self, sink: &mut S) -> Result<bool, Stop> {
        /// Hands a fault of a leaf parser out.
        macro_rules! parse {
            ($parsed:expr, $tag:expr) => {
                match $parsed {
                    Ok(parsed) => parsed,
                    Err(fault) => return self.fault(fault, $tag),
                }
            };
        }
        if self.phase != Phase::Part
            && let Some(more) = self.other_phase(sink)?
        {
            return Ok(more);
        }
        let offset = self.position;
        let Some((&byte, input)) = self.bytes.get(offset..).and_then(<[u8]>::split_first) else {
            return self.fail(ErrorKind::Truncated { needed: 1 }.at(offset));
        };
        let tag = Tag(byte);
        let code = tag.code();
        let shape = self.shapes[usize::from(code.0 & 0x7f)];
        let mut flagged = tag.flagged();
        if self.scrutinise {
            self.check_tag(tag, offset)?;
        }
        let (rest, payload, summary) = match shape {
            Shape::Index => {
                let (rest, index) = parse!(token::index(input), tag);
                flagged = false;
                (rest, Payload::Reference(index), self.reference(index, offset, tag)?)
            }
            Shape::Text8 => {
                let (rest, text) = parse!(token::text8(input), tag);
                (rest, Payload::Text(text), Summary { bits: self.layout.unicode_bits, word: offset as u32 })
            }
            Shape::Text32 => {
                let (rest, text) = parse!(token::text32(input), tag);
                let bits = if code == Tag::BYTES { self.layout.byte_bits } else { self.text(code, text, offset, tag)? };
                (rest, Payload::Text(text), Summary { bits, word: offset as u32 })
            }
            Shape::Fixed(4) => {
                let (rest, value) = parse!(token::index(input), tag);
                (rest, Payload::Int(value), Summary::OTHER)
            }
            Shape::Empty if code != Tag::NULL => {
                flagged = false;
                (input, Payload::Empty, Summary::OTHER)
            }
            Shape::Items8 | Shape::Items32 => {
                let (rest, count) =
                    parse!(if shape == Shape::Items8 { token::count8(input) } else { token::count32(input) }, tag);
                if count != 0 {
                    self.position = self.bytes.len() - rest.len();
                    let node = begin(offset, flagged, sink);
                    sink.token(Token { offset, end: self.position, tag: Some(tag), payload: Payload::Items(count) });
                    self.open_items(tag, count, flagged, node, offset)?;
                    return Ok(true);
                }
                let bits = items_bits(code, !0);
                (rest, Payload::Items(0), Summary { bits, word: 0 })
            }
            _ => {
                self.rare(shape, tag, flagged, input, offset, sink)?;
                return Ok(true);
            }
        };
        self.position = self.bytes.len() - rest.len();
        let node = begin(offset, flagged, sink);
        if flagged {
            self.slots.push(summary);
        } else if code == Tag::INTERNED && self.layout.rules.string_list {
            self.strings += 1;
            sink.slot(node);
        }
        sink.token(Token { offset, end: self.position, tag: Some(tag), payload });
        self.complete(summary, offset as u32, sink)?;
        Ok(true)
    }

    /// What is no part of a container: `None` to go on reading one, or whether there was a token.
    #[cold]
    #[inline(never)]
    fn other_phase<S: Sink<'a>>(&mut self, sink: &mut S) -> Result<Option<bool>, Stop> {
        match self.phase {
            Phase::Number => {
                let token = self.firstlineno()?;
                sink.token(token);
                Ok(Some(true))
            }
            Phase::End => Ok(Some(false)),
            Phase::Start => self.start().map(|()| None),
            Phase::TooDeep | Phase::Part => self.too_deep(),
        }
    }

    #[cold]
    fn start(&mut self) -> Result<(), Stop> {
        self.phase = Phase::Part;
        if self.bytes.len() > MAX_INPUT {
            return self.fail(ErrorKind::InputTooLong.at(MAX_INPUT));
        }
        if self.max_depth == 0 { self.too_deep() } else { Ok(()) }
    }

    #[cold]
    fn too_deep<T>(&mut self) -> Result<T, Stop> {
        let offset = self.position;
        let limit = self.max_depth as u32;
        match self.bytes.get(offset) {
            Some(&tag) => self.fail(ErrorKind::TooDeep { limit }.of(offset, Tag(tag))),
            None => self.fail(ErrorKind::Truncated { needed: 1 }.at(offset)),
        }
    }

    /// Notes a code that this version does not read, and a flag that it does not have.
    #[inline(never)]
    fn check_tag(&mut self, tag: Tag, offset: usize) -> Result<(), Stop> {
        let known = self.layout.shapes.get(usize::from(tag.code().0)).is_some_and(|&shape| shape != Shape::Unknown);
        if !known {
            let foreign = if tag.name().is_some() { ErrorKind::ForeignTag } else { ErrorKind::UnknownTag };
            return if foreign == ErrorKind::UnknownTag {
                self.fail(foreign.of(offset, tag))
            } else {
                self.irregular(foreign.of(offset, tag))
            };
        }
        if tag.flagged() && !self.layout.rules.references {
            self.irregular(ErrorKind::ForeignFlag.of(offset, tag))?;
        }
        Ok(())
    }

    #[cold]
    #[allow(clippy::needless_pass_by_value)] // small, and the caller is done with it
    fn fault<T>(&mut self, fault: nom::Err<Fault>, tag: Tag) -> Result<T, Stop> {
        match fault {
            nom::Err::Error(fault) | nom::Err::Failure(fault) => self.fail(fault.kind.of(self.bytes.len() - fault.rest, tag)),
            nom::Err::Incomplete(_) => self.fail(ErrorKind::Truncated { needed: 1 }.of(self.bytes.len(), tag)),
        }
    }

    /// Tokens that are not one in ten.
    fn rare<S: Sink<'a>>(
        &mut self,
        shape: Shape,
        tag: Tag,
        flagged: bool,
        input: &'a [u8],
        offset: usize,
        sink: &mut S,
    ) -> Result<(), Stop> {
        if shape == Shape::Unknown {
            let foreign = if tag.name().is_some() { ErrorKind::ForeignTag } else { ErrorKind::UnknownTag };
            return self.fail(foreign.of(offset, tag));
        }
        let (rest, payload) = match token::payload(shape, self.head, self.layout.number_width, input) {
            Ok((rest, payload)) => (rest, token::retype(tag, payload)),
            Err(fault) => return self.fault(fault, tag),
        };
        self.position = self.bytes.len() - rest.len();
        let flagged = flagged && tag.takes_slot();
        let node = begin(offset, flagged, sink);
        sink.token(Token { offset, end: self.position, tag: Some(tag), payload });
        match &payload {
            Payload::Code(head) => {
                let state = CodeState::new(head);
                if let Some(kind) = state.check_head(self.layout) {
                    self.irregular(kind.of(offset, tag))?;
                }
                self.open(Container::Code, tag, 0, flagged, node, offset);
                self.codes.push(core::mem::replace(&mut self.code, state));
                self.top.field = self.head as u8;
            }
            Payload::Pairs => self.open(Container::Dict, tag, 0, flagged, node, offset),
            Payload::Slice => self.open(Container::Slice, tag, 3, flagged, node, offset),
            Payload::Empty => self.null(offset, tag, sink)?,
            Payload::Reference(index) => {
                let summary = self.string_reference(*index, offset, tag)?;
                self.complete(summary, offset as u32, sink)?;
            }
            leaf => {
                self.check_leaf(leaf, offset, tag)?;
                if flagged {
                    self.slots.push(Summary::OTHER);
                }
                self.complete(Summary::OTHER, offset as u32, sink)?;
            }
        }
        Ok(())
    }

    /// The `firstlineno` of the code object that is open.
    fn firstlineno(&mut self) -> Result<Token<'a>, Stop> {
        self.phase = Phase::Part;
        let offset = self.position;
        let input = self.bytes.get(offset..).unwrap_or(&[]);
        match token::number(input, self.layout.number_width) {
            Ok((rest, value)) => {
                self.position = self.bytes.len() - rest.len();
                self.top.field += 1;
                Ok(Token { offset, end: self.position, tag: None, payload: Payload::Number(value) })
            }
            Err(_) => {
                let needed = usize::from(self.layout.number_width).saturating_sub(input.len()) as u64;
                self.fail(ErrorKind::Truncated { needed }.at(self.bytes.len()))
            }
        }
    }

    /// Checks a string of a code other than `s`, `z` and `Z`, and says what it is.
    fn text(&mut self, code: Tag, text: &[u8], offset: usize, tag: Tag) -> Result<u32, Stop> {
        if code == Tag::INTERNED && !self.layout.rules.unicode {
            return Ok(self.layout.byte_bits);
        }
        let utf8 = matches!(code, Tag::INTERNED | Tag::UNICODE);
        if utf8 && !text.is_ascii() && !crate::text::is_utf8_with_surrogates(text) {
            self.irregular(ErrorKind::BadUtf8.of(offset, tag))?;
        }
        Ok(self.layout.unicode_bits)
    }

    #[inline(always)]
    fn reference(&mut self, index: i32, offset: usize, tag: Tag) -> Result<Summary, Stop> {
        match self.slots.get(index as u32 as usize) {
            Some(summary) if summary.has(check::VISIBLE) && index >= 0 => Ok(*summary),
            _ => self.bad_reference(index, offset, tag),
        }
    }

    #[cold]
    fn bad_reference(&mut self, index: i32, offset: usize, tag: Tag) -> Result<Summary, Stop> {
        let slots = self.slots.len() as u32;
        let kind = match u32::try_from(index) {
            Ok(index) if index < slots => ErrorKind::ReferenceToIncomplete { index },
            _ => ErrorKind::ReferenceOutOfRange { index, slots },
        };
        self.irregular(kind.of(offset, tag))?;
        Ok(Summary::OTHER)
    }

    /// A reference into the list of interned strings.
    fn string_reference(&mut self, index: i32, offset: usize, tag: Tag) -> Result<Summary, Stop> {
        let strings = self.strings;
        if u32::try_from(index).is_ok_and(|index| index < strings) {
            return Ok(Summary { bits: self.layout.byte_bits, word: offset as u32 });
        }
        self.irregular(ErrorKind::StringReferenceOutOfRange { index, strings }.of(offset, tag))?;
        Ok(Summary::OTHER)
    }

    /// Leaves whose payload can be wrong in itself.
    fn check_leaf(&mut self, payload: &Payload<'a>, offset: usize, tag: Tag) -> Result<(), Stop> {
        match payload {
            Payload::Long(digits) => {
                if let Some(digit) = digits.iter().find(|&digit| digit > 0x7fff) {
                    self.irregular(ErrorKind::DigitOutOfRange { digit }.of(offset, tag))?;
                } else if digits.iter().next_back() == Some(0) {
                    self.irregular(ErrorKind::UnnormalizedLong.of(offset, tag))?;
                }
            }
            Payload::FloatText(text) if crate::float::parse_text(text).is_none() => {
                self.irregular(ErrorKind::BadFloatText.of(offset, tag))?;
            }
            Payload::ComplexText(re, im) if [re, im].iter().any(|text| crate::float::parse_text(text).is_none()) => {
                self.irregular(ErrorKind::BadFloatText.of(offset, tag))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A NULL: the end of a dict, or an irregularity.
    fn null<S: Sink<'a>>(&mut self, offset: usize, tag: Tag, sink: &mut S) -> Result<(), Stop> {
        if self.top.container != Container::Dict {
            self.irregular(ErrorKind::UnexpectedNull.of(offset, tag))?;
            return self.complete(Summary::OTHER, offset as u32, sink);
        }
        if self.top.value_next && !self.layout.rules.null_value_ends_dict {
            self.top.value_next = false;
            return Ok(());
        }
        match self.finish(sink)? {
            Some((summary, offset)) => self.complete(summary, offset, sink),
            None => Ok(()),
        }
    }

    #[inline(always)]
    fn open_items(&mut self, tag: Tag, count: u32, flagged: bool, node: u32, offset: usize) -> Result<(), Stop> {
        let container = match tag.code() {
            Tag::LIST => Container::List,
            Tag::SET | Tag::FROZEN_SET => Container::Set,
            _ => Container::Tuple,
        };
        let remaining = (self.bytes.len() - self.position) as u64;
        if u64::from(count) > remaining {
            self.irregular(ErrorKind::CountExceedsInput { count, remaining }.of(offset, tag))?;
        }
        self.open(container, tag, count, flagged, node, offset);
        Ok(())
    }

    #[inline(always)]
    fn open(&mut self, container: Container, tag: Tag, count: u32, flagged: bool, node: u32, offset: usize) {
        let mut slot = NO_SLOT;
        if flagged {
            slot = self.slots.len() as u32;
            // What may be seen from inside. Hashing it there would crash CPython, so it counts as unhashable.
            let bits = match container {
                Container::Tuple if !self.layout.rules.tuple_reserved => check::VISIBLE | check::TUPLE,
                Container::List => check::VISIBLE | check::LIST,
                Container::Set if tag.code() == Tag::SET => check::VISIBLE,
                Container::Dict if tag.code() == Tag::DICT => check::VISIBLE,
                _ => Summary::EMPTY.bits,
            };
            self.slots.push(Summary { bits, word: 0 });
        }
        let offset = offset as u32;
        let frame = Frame { container, tag, value_next: false, field: 0, common: !0, count, done: 0, slot, node, offset };
        self.stack.push(core::mem::replace(&mut self.top, frame));
        if self.stack.len() >= self.max_depth {
            self.phase = Phase::TooDeep;
        }
    }

    /// Ends all containers that are open where the bytes cannot be understood any further.
    pub(crate) fn close_all<S: Sink<'a>>(&mut self, sink: &mut S) {
        while let Some(outer) = self.stack.pop() {
            sink.end(self.top.node);
            self.top = outer;
        }
    }

    /// Takes the innermost container off the stack.
    #[inline(always)]
    fn finish<S: Sink<'a>>(&mut self, sink: &mut S) -> Result<Option<(Summary, u32)>, Stop> {
        let Some(outer) = self.stack.pop() else { return Ok(None) };
        let frame = core::mem::replace(&mut self.top, outer);
        let summary = self.summarise(&frame)?;
        if let Some(entry) = self.slots.get_mut(frame.slot as usize) {
            *entry = summary;
        }
        sink.end(frame.node);
        Ok(Some((summary, frame.offset)))
    }

    /// What the checks need to know of a container that is complete.
    #[inline(always)]
    fn summarise(&mut self, frame: &Frame) -> Result<Summary, Stop> {
        let code = frame.tag.code();
        let bits = match frame.container {
            Container::Code => {
                self.check_code(frame)?;
                check::VISIBLE | frame.common & check::HASHABLE
            }
            Container::Slice if !self.layout.rules.slice_hashable => check::VISIBLE,
            _ => items_bits(code, frame.common),
        };
        Ok(Summary { bits, word: frame.done })
    }

    fn check_code(&mut self, frame: &Frame) -> Result<(), Stop> {
        let outer = self.codes.pop().unwrap_or_default();
        match core::mem::replace(&mut self.code, outer).check_whole(self.layout, self.bytes) {
            Some(kind) => self.irregular(kind.of(frame.offset as usize, frame.tag)),
            None => Ok(()),
        }
    }

    /// An object that began at `offset` is complete: its parent takes it, and is complete itself if it is full now.
    #[inline(always)]
    fn complete<S: Sink<'a>>(&mut self, mut summary: Summary, mut offset: u32, sink: &mut S) -> Result<(), Stop> {
        while self.take(summary, offset)? {
            match self.finish(sink)? {
                Some(finished) => (summary, offset) = finished,
                None => break,
            }
        }
        Ok(())
    }

    /// Hands a complete object to the innermost container; says whether that is full now.
    #[inline(always)]
    fn take(&mut self, summary: Summary, offset: u32) -> Result<bool, Stop> {
        let top = &mut self.top;
        match top.container {
            Container::Tuple => {
                top.common &= summary.bits;
                top.done += 1;
                Ok(top.done >= top.count)
            }
            Container::Code => self.take_field(summary, offset),
            Container::Root => {
                self.complete = true;
                self.phase = Phase::End;
                Ok(false)
            }
            _ => self.take_other(summary, offset),
        }
    }

    /// Lists, slices, sets and dicts.
    fn take_other(&mut self, summary: Summary, offset: u32) -> Result<bool, Stop> {
        let frame = &mut self.top;
        // A frozendict hashes its values too.
        frame.common &= summary.bits;
        let hashable = summary.has(check::HASHABLE);
        if frame.container == Container::Dict {
            frame.value_next = !frame.value_next;
            if frame.value_next {
                // A key is hashed once its value is there: a NULL in place of that forgives it.
                frame.count = if hashable { HASHED } else { offset };
                return Ok(false);
            }
            frame.done += 1;
            let key = frame.count;
            if key != HASHED {
                self.irregular(ErrorKind::Unhashable.at(key as usize))?;
            }
            return Ok(false);
        }
        frame.done += 1;
        let full = frame.done >= frame.count;
        if frame.container == Container::Set && !hashable {
            self.irregular(ErrorKind::Unhashable.at(offset as usize))?;
        }
        Ok(full)
    }

    #[inline(always)]
    fn take_field(&mut self, summary: Summary, offset: u32) -> Result<bool, Stop> {
        let fields = self.layout.fields;
        let top = &mut self.top;
        let Some(&field) = fields.get(usize::from(top.field)) else { return Ok(true) };
        top.field += 1;
        let next = fields.get(usize::from(top.field));
        if next == Some(&Field::Firstlineno) {
            self.phase = Phase::Number;
        }
        self.code.take(field, summary);
        if field == Field::Consts {
            top.common = summary.bits;
        }
        let fitting = self.layout.fitting.get(field as usize).copied().unwrap_or(0);
        if !summary.has(fitting) {
            self.unfit(field, summary, offset)?;
        }
        Ok(next.is_none())
    }

    #[cold]
    fn unfit(&mut self, field: Field, summary: Summary, offset: u32) -> Result<(), Stop> {
        let fitting = self.layout.fitting.get(field as usize).copied().unwrap_or(0);
        let tuple = fitting == check::NAMES && summary.has(check::TUPLE);
        let kind = if tuple { ErrorKind::FieldItemType { field } } else { ErrorKind::FieldType { field } };
        self.irregular(kind.at(offset as usize))
    }
}

/// Tells `sink` of an object, and that it takes a slot.
#[inline(always)]
fn begin<'a, S: Sink<'a>>(offset: usize, flagged: bool, sink: &mut S) -> u32 {
    let node = sink.begin(offset as u32);
    if flagged {
        sink.slot(node);
    }
    node
}

/// What a complete container other than a code object is to the checks, when all its items have the bits `common`.
#[inline(always)]
fn items_bits(code: Tag, common: u32) -> u32 {
    let hashable = common & check::HASHABLE;
    let names = if common & check::TEXT != 0 { check::NAMES } else { 0 };
    check::VISIBLE
        | match code {
            Tag::TUPLE | Tag::SMALL_TUPLE => check::TUPLE | names | hashable,
            Tag::LIST => check::LIST,
            Tag::FROZEN_SET => check::HASHABLE,
            Tag::FROZEN_DICT | Tag::SLICE => hashable,
            _ => 0,
        }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Token<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_token().transpose()
    }
}

impl core::iter::FusedIterator for Reader<'_> {}
