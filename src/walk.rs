//! Tokens with their place: how deep each stands, and as which part of what.

use pyc_marshal::{Error, Field, Layout, Options, Payload, Reader, Step, Tag, Token};

/// A token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'a> {
    pub(crate) token: Token<'a>,
    /// Number of containers around it.
    pub(crate) depth: usize,
    /// Which part of the innermost container it is; `None` for the outermost object.
    pub(crate) step: Option<Step>,
    /// The slot it takes; in 2.x its place in the list of interned strings.
    pub(crate) slot: Option<usize>,
}

/// The object in a slot, so far as its token goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot<'a> {
    pub(crate) offset: usize,
    pub(crate) tag: Tag,
    /// The bytes of the token. They are not read again: many references can mean one long string.
    bytes: &'a [u8],
}

impl<'a> Slot<'a> {
    /// The text, if it is a string.
    pub(crate) fn text(&self) -> Option<&'a [u8]> {
        match self.tag.code() {
            Tag::SHORT_ASCII | Tag::SHORT_ASCII_INTERNED => self.bytes.get(2..),
            Tag::BYTES | Tag::INTERNED | Tag::UNICODE | Tag::ASCII | Tag::ASCII_INTERNED => self.bytes.get(5..),
            _ => None,
        }
    }

    /// The number, if it is a small one.
    pub(crate) fn int(&self) -> Option<i32> {
        let number = self.bytes.get(1..).and_then(<[u8]>::first_chunk);
        number.filter(|_| self.tag.code() == Tag::INT).map(|bytes| i32::from_le_bytes(*bytes))
    }
}

/// An open container.
#[derive(Clone, Copy, Debug)]
enum Frame {
    Items(u32),
    /// Twice the number of pairs so far, and one more where a value is due.
    Pairs(u32),
    Slice(u8),
    /// Index of the next field in the layout.
    Code(usize),
}

/// Walks an object token by token. Memory: 8 bytes for each open container, 8 for each slot.
pub(crate) struct Walk<'a> {
    reader: Reader<'a>,
    bytes: &'a [u8],
    layout: &'static Layout,
    frames: Vec<Frame>,
    /// Where the tokens of the objects in the slots begin and end.
    slots: Vec<(u32, u32)>,
    string_list: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(bytes: &'a [u8], layout: &'static Layout, options: Options) -> Walk<'a> {
        let reader = Reader::with_options(bytes, layout, options);
        let string_list = Tag::STRING_REF.is_read_by(layout.version);
        Walk { reader, bytes, layout, frames: Vec::new(), slots: Vec::new(), string_list }
    }

    /// The reader underneath.
    pub(crate) fn reader(&self) -> &Reader<'a> {
        &self.reader
    }

    /// The object in a slot.
    pub(crate) fn slot(&self, slot: i32) -> Option<Slot<'a>> {
        let &(offset, end) = self.slots.get(usize::try_from(slot).ok()?)?;
        let bytes = self.bytes.get(offset as usize..end as usize)?;
        Some(Slot { offset: offset as usize, tag: Tag(*bytes.first()?), bytes })
    }

    /// The next token; `None` once the object is complete.
    pub(crate) fn next(&mut self) -> Result<Option<Placed<'a>>, Error> {
        let Some(token) = self.reader.next_token()? else { return Ok(None) };
        let depth = self.frames.len();
        let step = self.frames.last().map(|frame| self.step(*frame));
        let slot = self.take_slot(&token);
        let open = self.reader.depth();
        if open > depth {
            self.frames.push(self.frame(&token));
        } else {
            self.advance();
            // What a leaf completes; each container that ends is a part that is done.
            while self.frames.len() > open {
                self.frames.pop();
                self.advance();
            }
        }
        Ok(Some(Placed { token, depth, step, slot }))
    }

    fn take_slot(&mut self, token: &Token<'a>) -> Option<usize> {
        let tag = token.tag?;
        let flagged = tag.flagged() && tag.takes_slot();
        let interned = self.string_list && tag.code() == Tag::INTERNED;
        (flagged || interned).then(|| {
            self.slots.push((token.offset as u32, token.end as u32));
            self.slots.len() - 1
        })
    }

    fn frame(&self, token: &Token<'a>) -> Frame {
        match token.payload {
            Payload::Pairs => Frame::Pairs(0),
            Payload::Slice => Frame::Slice(0),
            Payload::Code(_) => Frame::Code(self.layout.head().count()),
            _ => Frame::Items(0),
        }
    }

    fn step(&self, frame: Frame) -> Step {
        match frame {
            Frame::Items(done) => Step::Item(done),
            Frame::Pairs(done) if done % 2 == 0 => Step::Key(done / 2),
            Frame::Pairs(done) => Step::Value(done / 2),
            Frame::Slice(part) => Step::Slice(part),
            Frame::Code(index) => self.layout.fields.get(index).map_or(Step::Item(index as u32), |&field| Step::Field(field)),
        }
    }

    /// One more part of the innermost container is done.
    fn advance(&mut self) {
        match self.frames.last_mut() {
            Some(Frame::Items(done) | Frame::Pairs(done)) => *done = done.wrapping_add(1),
            Some(Frame::Slice(part)) => *part += 1,
            Some(Frame::Code(index)) => *index += 1,
            None => {}
        }
    }
}

/// A step as a label of one line.
pub(crate) fn label(step: Option<Step>) -> String {
    match step {
        None => String::new(),
        Some(Step::Field(Field::Firstlineno)) => String::new(),
        Some(Step::Field(field)) => format!("{field}: "),
        Some(Step::Item(index)) => format!("[{index}] "),
        Some(Step::Key(index)) => format!("key[{index}] "),
        Some(Step::Value(index)) => format!("value[{index}] "),
        Some(Step::Slice(part)) => ["start: ", "stop: ", "step: "].get(usize::from(part)).copied().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use pyc_marshal::Version;

    use super::*;

    #[test]
    fn steps_and_depths_of_nested_containers() {
        let layout = Layout::of(Version::new(3, 14)).unwrap();
        let bytes = b"\xdb\x02\x00\x00\x00{z\x01a)\x02NN0\xba)\x00TF";
        let mut walk = Walk::new(bytes, layout, Options::STRICT);
        let mut seen = Vec::new();
        while let Some(placed) = walk.next().unwrap() {
            seen.push((placed.depth, label(placed.step), placed.slot));
        }
        let expected = [
            (0, "", Some(0)),
            (1, "[0] ", None),
            (2, "key[0] ", None),
            (2, "value[0] ", None),
            (3, "[0] ", None),
            (3, "[1] ", None),
            (2, "key[1] ", None),
            (1, "[1] ", Some(1)),
            (2, "start: ", None),
            (2, "stop: ", None),
            (2, "step: ", None),
        ];
        assert_eq!(seen, expected.map(|(depth, label, slot)| (depth, label.to_owned(), slot)));
        assert_eq!(walk.slot(1).unwrap().offset, 14);
    }
}
