//! Format strings: which values stand where.

/// One value, or several of one kind one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) letter: u8,
    /// Where the first one stands.
    pub(super) offset: usize,
    /// Bytes of one.
    pub(super) size: usize,
    pub(super) count: usize,
}

/// A format, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) items: Vec<Item>,
    pub(super) size: usize,
    /// Values that go in and come out.
    pub(super) values: usize,
    pub(super) big_endian: bool,
    /// Sizes and alignment are those of the platform.
    pub(super) native: bool,
}

impl Format {
    /// Reads a format; an error is what is wrong with it.
    pub(super) fn parse(text: &[u8], minor: u8) -> Result<Format, &'static str> {
        if text.contains(&0) {
            return Err("embedded null character");
        }
        let (native, big_endian, rest) = match text {
            [b'<', rest @ ..] => (false, false, rest),
            [b'>' | b'!', rest @ ..] => (false, true, rest),
            [b'=', rest @ ..] => (false, false, rest),
            [b'@', rest @ ..] => (true, false, rest),
            rest => (true, false, rest),
        };
        let mut format = Format { items: Vec::new(), size: 0, values: 0, big_endian, native };
        let mut at = 0;
        while let Some(&byte) = rest.get(at) {
            at += 1;
            if is_space(byte) {
                continue;
            }
            let (mut count, mut letter) = (1, byte);
            if byte.is_ascii_digit() {
                count = usize::from(byte - b'0');
                loop {
                    let Some(&byte) = rest.get(at) else { return Err("repeat count given without format specifier") };
                    at += 1;
                    if !byte.is_ascii_digit() {
                        letter = byte;
                        break;
                    }
                    let more = count.checked_mul(10).and_then(|it| it.checked_add(usize::from(byte - b'0')));
                    count = more.filter(|it| isize::try_from(*it).is_ok()).ok_or(TOO_LONG)?;
                }
            }
            format.push(letter, count, minor)?;
        }
        Ok(format)
    }

    fn push(&mut self, letter: u8, count: usize, minor: u8) -> Result<(), &'static str> {
        let (size, alignment) = size_of(letter, self.native, minor).ok_or("bad char in struct format")?;
        let offset = self.size.checked_next_multiple_of(if self.native { alignment } else { 1 }).ok_or(TOO_LONG)?;
        let end = size.checked_mul(count).and_then(|it| it.checked_add(offset));
        self.size = end.filter(|it| isize::try_from(*it).is_ok()).ok_or(TOO_LONG)?;
        match letter {
            b'x' => {}
            b's' | b'p' => {
                self.values += 1;
                self.items.push(Item { letter, offset, size: count, count: 1 });
            }
            _ if count == 0 => {}
            _ => {
                self.values = self.values.checked_add(count).ok_or(TOO_LONG)?;
                self.items.push(Item { letter, offset, size, count });
            }
        }
        Ok(())
    }
}

const TOO_LONG: &str = "total struct size too long";

/// What `isspace` of C says.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// The size and alignment of what a letter stands for.
fn size_of(letter: u8, native: bool, minor: u8) -> Option<(usize, usize)> {
    let size = match letter {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' if !native => 4,
        b'l' | b'L' | b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if native => 8,
        b'F' if minor >= 14 => return Some((8, 4)),
        b'D' if minor >= 14 => return Some((16, 8)),
        _ => return None,
    };
    Some((size, size))
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn sizes() {
        for (text, size, values) in
            [("", 0, 0), ("bhi", 8, 3), ("<bhi", 7, 3), ("3s2x", 5, 1), ("b0q", 8, 1), ("@999999999999x", 999_999_999_999, 0)]
        {
            let format = Format::parse(text.as_bytes(), 13).unwrap();
            assert_eq!((format.size, format.values), (size, values), "{text}");
        }
        assert_eq!(Format::parse(b"9223372036854775807h", 13), Err("total struct size too long"));
        assert_eq!(Format::parse(b"<n", 13), Err("bad char in struct format"));
    }
}
