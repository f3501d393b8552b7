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

mod containers;
mod frame;

use containers::items_bits;
use frame::{Container, Frame, Phase};

use crate::check::{self, CodeState};
use crate::error::{Error, ErrorKind};
use crate::layout::Layout;
use crate::options::{Irregularities, MAX_INPUT, Mode, Options};
use crate::path::{Path, Step};
use crate::summary::{self, Summary};
use crate::tag::{ANY, Shape, Shapes, Tag};
use crate::token::{self, Fault, Payload, Token};

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
            // Real files flag an object in 100 bytes; the guess is bounded by the input.
            slots: Vec::with_capacity(if layout.rules.references { bytes.len().min(MAX_INPUT) / 80 } else { 0 }),
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
        self.all(&mut Each(each)).map_err(|Stop| self.take_error())
    }

    /// Tells `sink` of all that is left.
    #[inline(always)]
    pub(crate) fn all<S: Sink<'a>>(&mut self, sink: &mut S) -> Result<(), Stop> {
        while self.step(sink)? {
            self.leaves(sink)?;
        }
        Ok(())
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
                (rest, Payload::Text(text), self.unicode(offset))
            }
            Shape::Bytes32 => {
                let (rest, text) = parse!(token::text32(input), tag);
                (rest, Payload::Text(text), Summary { bits: self.layout.byte_bits, word: offset as u32 })
            }
            Shape::Text32 => {
                let (rest, text) = parse!(token::text32(input), tag);
                (rest, Payload::Text(text), Summary { bits: self.text(code, text, offset, tag)?, word: offset as u32 })
            }
            Shape::Int => {
                let (rest, value) = parse!(token::index(input), tag);
                (rest, Payload::Int(value), Summary::OTHER)
            }
            Shape::Empty => {
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

    /// Reads short strings, references and small numbers as long as they fill a tuple: most of a file. What [`Reader::step`]
    /// would do with them, with the place in the input and in the tuple at hand.
    #[inline(always)]
    fn leaves<S: Sink<'a>>(&mut self, sink: &mut S) -> Result<(), Stop> {
        if self.top.container != Container::Tuple || self.phase != Phase::Part || self.scrutinise {
            return Ok(());
        }
        let mut input = self.bytes.get(self.position..).unwrap_or(&[]);
        let mut common = self.top.common;
        let count = self.top.count;
        let mut done = self.top.done;
        while done < count
            && let Some((&byte, behind)) = input.split_first()
        {
            let offset = self.bytes.len() - input.len();
            let tag = Tag(byte);
            let shape = self.shapes[usize::from(tag.code().0 & 0x7f)];
            // What is wrong is left to the step, which says why.
            let (rest, payload, summary) = match shape {
                Shape::Text8 => {
                    let Ok((rest, text)) = token::text8(behind) else { break };
                    (rest, Payload::Text(text), self.unicode(offset))
                }
                Shape::Index => {
                    let Ok((rest, index)) = token::index(behind) else { break };
                    let Some(summary) = self.visible(index) else { break };
                    (rest, Payload::Reference(index), summary)
                }
                Shape::Int => {
                    let Ok((rest, value)) = token::index(behind) else { break };
                    (rest, Payload::Int(value), Summary::OTHER)
                }
                Shape::Empty => (behind, Payload::Empty, Summary::OTHER),
                _ => break,
            };
            let flagged = tag.flagged() && matches!(shape, Shape::Text8 | Shape::Int);
            begin(offset, flagged, sink);
            if flagged {
                self.slots.push(summary);
            }
            sink.token(Token { offset, end: self.bytes.len() - rest.len(), tag: Some(tag), payload });
            common &= summary.bits;
            done += 1;
            input = rest;
        }
        self.position = self.bytes.len() - input.len();
        self.top.common = common;
        self.top.done = done;
        if done < count {
            return Ok(());
        }
        match self.finish(sink)? {
            Some((summary, offset)) => self.complete(summary, offset, sink),
            None => Ok(()),
        }
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
            Ok(parsed) => parsed,
            Err(fault) => return self.fault(fault, tag),
        };
        self.position = self.bytes.len() - rest.len();
        let flagged = flagged && tag.takes_slot();
        let node = begin(offset, flagged, sink);
        sink.token(Token { offset, end: self.position, tag: Some(tag), payload });
        match &payload {
            Payload::Code(head) => {
                if let Some(kind) = check::check_head(head, self.layout) {
                    self.irregular(kind.of(offset, tag))?;
                }
                let state = CodeState::new(head, self.layout);
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
                self.fail(ErrorKind::Truncated { needed }.at(offset))
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
        match self.visible(index) {
            Some(summary) => Ok(summary),
            None => self.bad_reference(index, offset, tag),
        }
    }

    /// What is in a slot, if a reference may name it.
    #[inline(always)]
    fn visible(&self, index: i32) -> Option<Summary> {
        let summary = *self.slots.get(index as u32 as usize)?;
        (summary.has(summary::VISIBLE) && index >= 0).then_some(summary)
    }

    /// What a Unicode string is to the checks.
    #[inline(always)]
    fn unicode(&self, offset: usize) -> Summary {
        Summary { bits: self.layout.unicode_bits, word: offset as u32 }
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

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Token<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_token().transpose()
    }
}

impl core::iter::FusedIterator for Reader<'_> {}
