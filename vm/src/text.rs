//! Strings as arrays of code points: one, two or four bytes each, whatever the largest one needs.

mod rope;
pub(crate) mod search;
pub(crate) mod unicode;

use crate::object::arena::block;
use core::cmp::Ordering;
use core::fmt;

/// Bytes that a string holds without memory of its own.
const INLINE: usize = 22;

/// Strings of so many bytes are shared when others grow from them.
const LONG: usize = 1024;

/// An immutable string. Surrogates are code points like any other. The form is always the narrowest one.
#[derive(Clone)]
pub(crate) enum Text {
    Inline(u8, [u8; INLINE]),
    Latin(Box<[u8]>),
    /// Like the one before, and put together when it is looked at.
    Rope(Box<rope::Rope>),
    Two(Box<[u16]>),
    Four(Box<[u32]>),
}

const _: () = assert!(size_of::<Text>() == 24);

/// The code points of a string.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View<'a> {
    Latin(&'a [u8]),
    Two(&'a [u16]),
    Four(&'a [u32]),
}

impl Default for Text {
    fn default() -> Text {
        Text::Inline(0, [0; INLINE])
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.view().to_string())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        if text.is_ascii() { Text::latin(text.as_bytes()) } else { Text::from_code_points(text.chars().map(u32::from)) }
    }
}

impl Text {
    /// A string of code points up to 255.
    pub(crate) fn latin(bytes: &[u8]) -> Text {
        if bytes.len() <= INLINE {
            let mut inline = [0; INLINE];
            inline[..bytes.len()].copy_from_slice(bytes);
            return Text::Inline(bytes.len() as u8, inline);
        }
        Text::Latin(bytes.into())
    }

    /// A string of code points up to 255, whose memory is taken over if it is needed.
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Text {
        if bytes.len() <= INLINE { Text::latin(&bytes) } else { Text::Latin(bytes.into_boxed_slice()) }
    }

    /// The decimal digits of a number.
    pub(crate) fn of_int(number: i64) -> Text {
        let mut inline = [0; INLINE];
        let mut rest = number.unsigned_abs();
        let mut len = rest.checked_ilog10().map_or(1, |it| it as usize + 1);
        if number < 0 {
            inline[0] = b'-';
            len += 1;
        }
        for place in inline[usize::from(number < 0)..len].iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Text::Inline(len as u8, inline)
    }

    /// A string of any code points.
    pub(crate) fn from_code_points(points: impl IntoIterator<Item = u32>) -> Text {
        let mut builder = Builder::default();
        for point in points {
            builder.push(point);
        }
        builder.finish()
    }

    #[inline(always)]
    pub(crate) fn view(&self) -> View<'_> {
        match self {
            Text::Inline(len, bytes) => View::Latin(&bytes[..usize::from(*len).min(INLINE)]),
            Text::Latin(bytes) => View::Latin(bytes),
            Text::Rope(rope) => View::Latin(rope.bytes()),
            Text::Two(points) => View::Two(points),
            Text::Four(points) => View::Four(points),
        }
    }

    /// Number of code points; nothing is put together for that.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match self {
            Text::Rope(rope) => rope.len(),
            _ => self.view().len(),
        }
    }

    /// This string and another behind it. Strings that grow again and again are not copied each time.
    pub(crate) fn concat(&self, other: View<'_>) -> Text {
        match (self, other) {
            // One that somebody looks at between two growths is better copied: what that costs is counted.
            (Text::Rope(rope), View::Latin(more)) if rope.is_open() && more.len() < rope.len() / 2 => {
                Text::Rope(Box::new(rope.grown(more)))
            }
            (Text::Latin(it), View::Latin(more)) if it.len() >= LONG && more.len() < it.len() / 2 => {
                Text::Rope(Box::new(rope::Rope::new(it, more)))
            }
            _ => self.view().concat(other),
        }
    }

    /// Bytes of memory of its own.
    pub(crate) fn owned(&self) -> usize {
        match self {
            Text::Inline(..) => 0,
            Text::Latin(it) => block(it.len()),
            Text::Rope(it) => it.owned(),
            Text::Two(it) => block(it.len() * 2),
            Text::Four(it) => block(it.len() * 4),
        }
    }

    /// The same during a collection, in which what strings share is counted once.
    pub(crate) fn held(&self, round: u32) -> usize {
        match self {
            Text::Rope(it) => it.held(round),
            _ => self.owned(),
        }
    }
}

impl<'a> View<'a> {
    /// Number of code points.
    #[inline]
    pub(crate) fn len(self) -> usize {
        match self {
            View::Latin(it) => it.len(),
            View::Two(it) => it.len(),
            View::Four(it) => it.len(),
        }
    }

    /// A code point.
    #[inline]
    pub(crate) fn get(self, at: usize) -> Option<u32> {
        match self {
            View::Latin(it) => it.get(at).map(|&it| u32::from(it)),
            View::Two(it) => it.get(at).map(|&it| u32::from(it)),
            View::Four(it) => it.get(at).copied(),
        }
    }

    /// The code points.
    pub(crate) fn points(self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + use<'a> {
        (0..self.len()).map(move |at| self.get(at).unwrap_or(0))
    }

    /// Whether all code points are ASCII.
    pub(crate) fn is_ascii(self) -> bool {
        matches!(self, View::Latin(it) if it.is_ascii())
    }

    /// The part between two places, as it is: perhaps not in the narrowest form.
    pub(crate) fn part(self, start: usize, end: usize) -> View<'a> {
        match self {
            View::Latin(it) => View::Latin(it.get(start..end).unwrap_or_default()),
            View::Two(it) => View::Two(it.get(start..end).unwrap_or_default()),
            View::Four(it) => View::Four(it.get(start..end).unwrap_or_default()),
        }
    }

    /// Whether the code points at a place are those of another string.
    pub(crate) fn has_at(self, at: usize, other: View<'_>) -> bool {
        at.checked_add(other.len()).is_some_and(|end| end <= self.len())
            && match (self, other) {
                (View::Latin(a), View::Latin(b)) => a[at..at + b.len()] == *b,
                _ => (0..other.len()).all(|it| self.get(at + it) == other.get(it)),
            }
    }

    /// A part, in the narrowest form.
    pub(crate) fn slice(self, start: usize, end: usize) -> Text {
        match self {
            View::Latin(it) => Text::latin(it.get(start..end).unwrap_or_default()),
            View::Two(it) => Text::from_code_points(it.get(start..end).unwrap_or_default().iter().map(|&it| u32::from(it))),
            View::Four(it) => Text::from_code_points(it.get(start..end).unwrap_or_default().iter().copied()),
        }
    }

    /// The hash, the same for the same code points in any form; never 0, never all ones.
    pub(crate) fn hash(self) -> u64 {
        const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
        let fold = |hash: u64, word: u64| {
            let product = u128::from(hash ^ word) * u128::from(FACTOR);
            (product as u64) ^ (product >> 64) as u64
        };
        let mut hash = fold(FACTOR, self.len() as u64);
        match self {
            View::Latin(bytes) => {
                let mut words = bytes.chunks_exact(8);
                for word in &mut words {
                    hash = fold(hash, u64::from_le_bytes(word.try_into().unwrap_or_default()));
                }
                let mut last = [0; 8];
                last[..words.remainder().len()].copy_from_slice(words.remainder());
                hash = fold(hash, u64::from_le_bytes(last));
            }
            wide => {
                for point in wide.points() {
                    hash = fold(hash, u64::from(point));
                }
            }
        }
        match hash {
            0 => 1,
            u64::MAX => u64::MAX - 1,
            hash => hash,
        }
    }

    /// Both one behind the other.
    pub(crate) fn concat(self, other: View<'_>) -> Text {
        if let (View::Latin(a), View::Latin(b)) = (self, other) {
            let len = a.len() + b.len();
            if len <= INLINE {
                let mut inline = [0; INLINE];
                inline[..a.len()].copy_from_slice(a);
                inline[a.len()..len].copy_from_slice(b);
                return Text::Inline(len as u8, inline);
            }
            return Text::Latin([a, b].concat().into());
        }
        match (self, other) {
            (View::Two(a), View::Two(b)) => return Text::Two([a, b].concat().into()),
            (View::Two(a), View::Latin(b)) => {
                return Text::Two(a.iter().copied().chain(b.iter().map(|&it| u16::from(it))).collect());
            }
            (View::Latin(a), View::Two(b)) if !b.is_empty() => {
                return Text::Two(a.iter().map(|&it| u16::from(it)).chain(b.iter().copied()).collect());
            }
            _ => {}
        }
        let mut builder = Builder::default();
        builder.push_view(self);
        builder.push_view(other);
        builder.finish()
    }
}

/// Strings one behind the other, with a separator between them.
pub(crate) fn join<'a>(separator: View<'_>, parts: impl Iterator<Item = View<'a>> + Clone) -> Text {
    let mut len = 0;
    let mut count = 0;
    let narrow = parts.clone().all(|it| {
        len += it.len();
        count += 1;
        matches!(it, View::Latin(_))
    });
    if let (true, View::Latin(between)) = (narrow, separator) {
        let len = len + between.len() * usize::saturating_sub(count, 1);
        let mut inline = [0; INLINE];
        let mut long = if len > INLINE { vec![0; len] } else { Vec::new() };
        let out = if len > INLINE { &mut long[..] } else { &mut inline[..len] };
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            if let Some(place) = out.get_mut(at..at + bytes.len()) {
                place.copy_from_slice(bytes);
                at += bytes.len();
            }
        };
        for (number, part) in parts.enumerate() {
            if number > 0 && !between.is_empty() {
                put(between);
            }
            if let View::Latin(part) = part {
                put(part);
            }
        }
        return if len > INLINE { Text::Latin(long.into_boxed_slice()) } else { Text::Inline(len as u8, inline) };
    }
    let mut out = Builder::default();
    for (number, part) in parts.enumerate() {
        if number > 0 {
            out.push_view(separator);
        }
        out.push_view(part);
    }
    out.finish()
}

impl PartialEq for View<'_> {
    #[inline]
    fn eq(&self, other: &View<'_>) -> bool {
        match (*self, *other) {
            (View::Latin(a), View::Latin(b)) => a == b,
            (View::Two(a), View::Two(b)) => a == b,
            (View::Four(a), View::Four(b)) => a == b,
            // The form is the narrowest, so that equal strings have the same.
            _ => false,
        }
    }
}

impl Eq for View<'_> {}

impl PartialOrd for View<'_> {
    fn partial_cmp(&self, other: &View<'_>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for View<'_> {
    fn cmp(&self, other: &View<'_>) -> Ordering {
        match (*self, *other) {
            (View::Latin(a), View::Latin(b)) => a.cmp(b),
            (a, b) => a.points().cmp(b.points()),
        }
    }
}

impl fmt::Display for View<'_> {
    /// Surrogates are shown as U+FFFD.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let View::Latin(bytes) = self
            && bytes.is_ascii()
        {
            return f.write_str(core::str::from_utf8(bytes).unwrap_or_default());
        }
        self.points().try_for_each(|it| fmt::Write::write_char(f, char::from_u32(it).unwrap_or(char::REPLACEMENT_CHARACTER)))
    }
}

/// Puts a string together; widens as it must.
#[derive(Clone, Debug, Default)]
pub(crate) struct Builder {
    latin: Vec<u8>,
    wide: Vec<u32>,
    most: u32,
}

impl Builder {
    /// Appends a code point.
    #[inline]
    pub(crate) fn push(&mut self, point: u32) {
        self.most |= point;
        if self.wide.is_empty() && point <= 0xFF {
            self.latin.push(point as u8);
            return;
        }
        self.widen();
        self.wide.push(point);
    }

    fn widen(&mut self) {
        if !self.latin.is_empty() {
            self.wide.extend(self.latin.drain(..).map(u32::from));
        }
    }

    /// Appends a string.
    pub(crate) fn push_view(&mut self, view: View<'_>) {
        match view {
            View::Latin(bytes) if self.wide.is_empty() => self.latin.extend_from_slice(bytes),
            _ => view.points().for_each(|it| self.push(it)),
        }
    }

    /// Appends a Rust string.
    pub(crate) fn push_str(&mut self, text: &str) {
        if self.wide.is_empty() && text.is_ascii() {
            self.latin.extend_from_slice(text.as_bytes());
        } else {
            text.chars().for_each(|it| self.push(u32::from(it)));
        }
    }

    /// Appends a code point so many times.
    pub(crate) fn push_times(&mut self, point: u32, times: usize) {
        if self.wide.is_empty() && point <= 0xFF {
            self.most |= point;
            self.latin.resize(self.latin.len() + times, point as u8);
        } else {
            for _ in 0..times {
                self.push(point);
            }
        }
    }

    /// Bytes of memory so far.
    pub(crate) fn memory(&self) -> usize {
        self.latin.len() + self.wide.len() * 4
    }

    /// The last code point.
    pub(crate) fn last(&self) -> Option<u32> {
        self.wide.last().copied().or_else(|| self.latin.last().map(|it| u32::from(*it)))
    }

    /// Number of code points so far.
    pub(crate) fn len(&self) -> usize {
        self.latin.len().max(self.wide.len())
    }

    /// The string.
    pub(crate) fn finish(self) -> Text {
        if self.wide.is_empty() {
            return if self.latin.len() <= INLINE {
                Text::latin(&self.latin)
            } else {
                Text::Latin(self.latin.into_boxed_slice())
            };
        }
        match self.most {
            ..=0xFFFF => Text::Two(self.wide.iter().map(|&it| it as u16).collect()),
            _ => Text::Four(self.wide.into_boxed_slice()),
        }
    }
}
