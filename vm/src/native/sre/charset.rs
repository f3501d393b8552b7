//! What one character of a pattern may stand for: sets, categories, letters without regard to case.

use crate::text::unicode;

/// How letters are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// As they are.
    Exact,
    /// The 26 letters of ASCII.
    Ascii,
    /// The letters of the locale, which is that of C.
    Locale,
    Unicode,
}

impl Case {
    /// A character in small.
    pub(super) fn lower(self, point: u32) -> u32 {
        match self {
            Case::Exact => point,
            Case::Ascii | Case::Locale => ascii_lower(point),
            Case::Unicode => unicode::simple_lower(point),
        }
    }
}

/// A letter of ASCII in small.
pub(super) fn ascii_lower(point: u32) -> u32 {
    if matches!(point, 65..=90) { point + 32 } else { point }
}

fn ascii_upper(point: u32) -> u32 {
    if matches!(point, 97..=122) { point - 32 } else { point }
}

/// Classes of characters, in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Category {
    Digit,
    NotDigit,
    Space,
    NotSpace,
    Word,
    NotWord,
    LineBreak,
    NotLineBreak,
    LocaleWord,
    LocaleNotWord,
    UnicodeDigit,
    UnicodeNotDigit,
    UnicodeSpace,
    UnicodeNotSpace,
    UnicodeWord,
    UnicodeNotWord,
    UnicodeLineBreak,
    UnicodeNotLineBreak,
}

const CATEGORIES: [Category; 18] = [
    Category::Digit,
    Category::NotDigit,
    Category::Space,
    Category::NotSpace,
    Category::Word,
    Category::NotWord,
    Category::LineBreak,
    Category::NotLineBreak,
    Category::LocaleWord,
    Category::LocaleNotWord,
    Category::UnicodeDigit,
    Category::UnicodeNotDigit,
    Category::UnicodeSpace,
    Category::UnicodeNotSpace,
    Category::UnicodeWord,
    Category::UnicodeNotWord,
    Category::UnicodeLineBreak,
    Category::UnicodeNotLineBreak,
];

impl Category {
    pub(super) fn of(number: u32) -> Option<Category> {
        CATEGORIES.get(number as usize).copied()
    }

    pub(super) fn has(self, point: u32) -> bool {
        match self {
            Category::Digit => matches!(point, 48..=57),
            Category::NotDigit => !matches!(point, 48..=57),
            Category::Space => matches!(point, 9..=13 | 32),
            Category::NotSpace => !matches!(point, 9..=13 | 32),
            Category::Word | Category::LocaleWord => ascii_word(point),
            Category::NotWord | Category::LocaleNotWord => !ascii_word(point),
            Category::LineBreak => point == 10,
            Category::NotLineBreak => point != 10,
            Category::UnicodeDigit => unicode::decimal(point).is_some(),
            Category::UnicodeNotDigit => unicode::decimal(point).is_none(),
            Category::UnicodeSpace => crate::number::is_space(point),
            Category::UnicodeNotSpace => !crate::number::is_space(point),
            Category::UnicodeWord => unicode_word(point),
            Category::UnicodeNotWord => !unicode_word(point),
            Category::UnicodeLineBreak => crate::builtin::str::is_line_end(point),
            Category::UnicodeNotLineBreak => !crate::builtin::str::is_line_end(point),
        }
    }
}

pub(super) fn ascii_word(point: u32) -> bool {
    matches!(point, 48..=57 | 65..=90 | 95 | 97..=122)
}

pub(super) fn unicode_word(point: u32) -> bool {
    match point {
        ..0x80 => ascii_word(point),
        _ => {
            unicode::is_alpha(point)
                || unicode::decimal(point).is_some()
                || unicode::is_digit(point)
                || unicode::is_numeric(point)
        }
    }
}

/// A part of a set.
#[derive(Debug)]
pub(super) enum Item {
    /// What follows is what the set does not have.
    Negate,
    Literal(u32),
    Range(u32, u32),
    /// A range that has a character if it has the large form of it.
    RangeIgnore(u32, u32),
    /// 256 bits.
    Bits([u32; 8]),
    /// For each 256 characters of the first 65,536 the number of the bits that stand for them.
    Blocks(Box<[u8; 256]>, Vec<[u32; 8]>),
    Category(Category),
}

fn bit(bits: &[u32; 8], low: u32) -> bool {
    bits[(low >> 5 & 7) as usize] >> (low & 31) & 1 == 1
}

impl Item {
    fn has(&self, point: u32) -> bool {
        match self {
            Item::Negate => false,
            Item::Literal(it) => *it == point,
            Item::Range(low, high) => (*low..=*high).contains(&point),
            Item::RangeIgnore(low, high) => {
                let range = *low..=*high;
                range.contains(&point) || range.contains(&unicode::simple_upper(point))
            }
            Item::Bits(bits) => point < 256 && bit(bits, point),
            Item::Blocks(index, blocks) => {
                point < 0x1_0000
                    && blocks.get(usize::from(index[(point >> 8) as usize & 255])).is_some_and(|it| bit(it, point & 255))
            }
            Item::Category(it) => it.has(point),
        }
    }
}

/// A set of characters.
#[derive(Debug)]
pub(super) struct Charset {
    items: Vec<Item>,
    /// The answers for the first 256 characters.
    latin: [u32; 8],
}

impl Charset {
    pub(super) fn new(items: Vec<Item>) -> Charset {
        let mut set = Charset { items, latin: [0; 8] };
        for point in 0..256_u32 {
            if set.find(point) {
                set.latin[(point >> 5) as usize] |= 1 << (point & 31);
            }
        }
        set
    }

    fn find(&self, point: u32) -> bool {
        let mut found = true;
        for item in &self.items {
            match item {
                Item::Negate => found = !found,
                item if item.has(point) => return found,
                _ => {}
            }
        }
        !found
    }

    #[inline]
    pub(super) fn has(&self, point: u32) -> bool {
        if point < 256 { bit(&self.latin, point) } else { self.find(point) }
    }

    /// Whether it has a character, compared in the way of a pattern.
    #[inline]
    pub(super) fn has_in(&self, case: Case, point: u32) -> bool {
        match case {
            Case::Exact => self.has(point),
            Case::Locale => self.has(ascii_lower(point)) || self.has(ascii_upper(point)),
            _ => self.has(case.lower(point)),
        }
    }

    /// Steps that a look into a large set takes beyond one.
    #[inline]
    pub(super) fn extra(&self) -> u64 {
        self.items.len() as u64 / 16
    }

    /// Bytes of memory.
    pub(super) fn owned(&self) -> usize {
        let blocks = self.items.iter().map(|it| match it {
            Item::Blocks(_, blocks) => 256 + size_of_val::<[[u32; 8]]>(blocks),
            _ => 0,
        });
        size_of_val::<[Item]>(&self.items) + blocks.sum::<usize>()
    }
}

/// Whether a character is the letter of a pattern.
#[inline]
pub(super) fn same(case: Case, letter: u32, point: u32) -> bool {
    match case {
        Case::Exact => letter == point,
        Case::Locale => letter == point || letter == ascii_lower(point) || letter == ascii_upper(point),
        _ => case.lower(point) == letter,
    }
}
