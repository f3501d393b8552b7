//! Opening, filling and closing containers. All loops: an object that is complete may complete its parent, and that its own.

use super::frame::{Container, Frame, HASHED, NO_SLOT, Phase};
use super::{Reader, Sink, Stop};
use crate::error::ErrorKind;
use crate::field::Field;
use crate::layout::{Next, Part};
use crate::summary::{self, Summary};
use crate::tag::Tag;

impl<'a> Reader<'a> {
    /// A NULL: the end of a dict, or an irregularity.
    pub(super) fn null<S: Sink<'a>>(&mut self, offset: usize, tag: Tag, sink: &mut S) -> Result<(), Stop> {
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
    pub(super) fn open_items(&mut self, tag: Tag, count: u32, flagged: bool, node: u32, offset: usize) -> Result<(), Stop> {
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
    pub(super) fn open(&mut self, container: Container, tag: Tag, count: u32, flagged: bool, node: u32, offset: usize) {
        let mut slot = NO_SLOT;
        if flagged {
            slot = self.slots.len() as u32;
            // What may be seen from inside. Hashing it there, or making it a field of a code object, would crash CPython: it is not
            // hashable, and no tuple yet.
            let visible = match container {
                Container::Tuple => !self.layout.rules.tuple_reserved,
                Container::List => true,
                Container::Set => tag.code() == Tag::SET,
                Container::Dict => tag.code() == Tag::DICT,
                _ => false,
            };
            let bits = if visible { summary::VISIBLE } else { Summary::EMPTY.bits };
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
    pub(super) fn finish<S: Sink<'a>>(&mut self, sink: &mut S) -> Result<Option<(Summary, u32)>, Stop> {
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
                summary::VISIBLE | frame.common & summary::HASHABLE
            }
            Container::Slice if !self.layout.rules.slice_hashable => summary::VISIBLE,
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
    pub(super) fn complete<S: Sink<'a>>(&mut self, mut summary: Summary, mut offset: u32, sink: &mut S) -> Result<(), Stop> {
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
        let hashable = summary.has(summary::HASHABLE);
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
        let Some(part) = self.layout.parts.get(usize::from(self.top.field)) else { return Ok(true) };
        self.top.field += 1;
        self.code.take(part.note, summary);
        if part.field == Field::Consts {
            self.top.common = summary.bits;
        }
        if !summary.has(part.fitting) {
            self.unfit(*part, summary, offset)?;
        }
        if part.next == Next::Number {
            self.phase = Phase::Number;
        }
        Ok(part.next == Next::Nothing)
    }

    #[cold]
    fn unfit(&mut self, part: Part, summary: Summary, offset: u32) -> Result<(), Stop> {
        let Part { field, fitting, .. } = part;
        let tuple = fitting == summary::NAMES && summary.has(summary::TUPLE);
        let kind = if tuple { ErrorKind::FieldItemType { field } } else { ErrorKind::FieldType { field } };
        self.irregular(kind.at(offset as usize))
    }
}

/// What a complete container other than a code object is to the checks, when all its items have the bits `common`.
#[inline(always)]
pub(super) fn items_bits(code: Tag, common: u32) -> u32 {
    let hashable = common & summary::HASHABLE;
    let names = if common & summary::TEXT != 0 { summary::NAMES } else { 0 };
    summary::VISIBLE
        | match code {
            Tag::TUPLE | Tag::SMALL_TUPLE => summary::TUPLE | names | hashable,
            Tag::LIST => summary::LIST,
            Tag::FROZEN_SET => summary::HASHABLE,
            Tag::FROZEN_DICT | Tag::SLICE => hashable,
            _ => 0,
        }
}
