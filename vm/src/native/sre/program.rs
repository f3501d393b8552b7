//! The code of a pattern, as `sre_compile` writes it: checked once, then a list of operations whose targets are places in that list.
//!
//! The code is a list of 32-bit words; anybody can hand in any. What CPython's own check refuses is refused, and no operation reaches outside of
//! the program. Lengths that tell where a part ends are followed with a stack of parts that are open, not by recursion.

use core::cmp::Ordering;

use super::charset::{Case, Category, Charset, Item};

/// What words stand for. The numbers differ by version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Failure,
    Success,
    Any,
    AnyAll,
    Assert,
    AssertNot,
    At,
    Branch,
    Category,
    Charset,
    BigCharset,
    GroupRef(Case),
    GroupRefExists,
    In(Case),
    Info,
    Jump,
    Literal(Case),
    Mark,
    MaxUntil,
    MinUntil,
    NotLiteral(Case),
    Negate,
    Range,
    Repeat,
    RepeatOne,
    Subpattern,
    MinRepeatOne,
    AtomicGroup,
    PossessiveRepeat,
    PossessiveRepeatOne,
    RangeIgnore,
}

/// What the words of 3.11 and later stand for.
const WORDS: [Word; 43] = {
    use Word::{
        Any, AnyAll, Assert, AssertNot, At, AtomicGroup, BigCharset, Branch, Category, Charset, Failure, GroupRef,
        GroupRefExists, In, Info, Jump, Literal, Mark, MaxUntil, MinRepeatOne, MinUntil, Negate, NotLiteral, PossessiveRepeat,
        PossessiveRepeatOne, Range, RangeIgnore, Repeat, RepeatOne, Subpattern, Success,
    };
    [
        Failure,
        Success,
        Any,
        AnyAll,
        Assert,
        AssertNot,
        At,
        Branch,
        Category,
        Charset,
        BigCharset,
        GroupRef(Case::Exact),
        GroupRefExists,
        In(Case::Exact),
        Info,
        Jump,
        Literal(Case::Exact),
        Mark,
        MaxUntil,
        MinUntil,
        NotLiteral(Case::Exact),
        Negate,
        Range,
        Repeat,
        RepeatOne,
        Subpattern,
        MinRepeatOne,
        AtomicGroup,
        PossessiveRepeat,
        PossessiveRepeatOne,
        GroupRef(Case::Ascii),
        In(Case::Ascii),
        Literal(Case::Ascii),
        NotLiteral(Case::Ascii),
        GroupRef(Case::Locale),
        In(Case::Locale),
        Literal(Case::Locale),
        NotLiteral(Case::Locale),
        GroupRef(Case::Unicode),
        In(Case::Unicode),
        Literal(Case::Unicode),
        NotLiteral(Case::Unicode),
        RangeIgnore,
    ]
};

/// A place between characters, in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    Beginning,
    BeginningLine,
    BeginningString,
    Boundary,
    NonBoundary,
    End,
    EndLine,
    EndString,
    LocaleBoundary,
    LocaleNonBoundary,
    UnicodeBoundary,
    UnicodeNonBoundary,
}

const PLACES: [At; 12] = [
    At::Beginning,
    At::BeginningLine,
    At::BeginningString,
    At::Boundary,
    At::NonBoundary,
    At::End,
    At::EndLine,
    At::EndString,
    At::LocaleBoundary,
    At::LocaleNonBoundary,
    At::UnicodeBoundary,
    At::UnicodeNonBoundary,
];

/// How often something is repeated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) min: u32,
    /// [`u32::MAX`] if there is no end.
    pub(super) max: u32,
}

/// The ways to repeat what is one character wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    Most,
    Least,
    /// As many as there are, and never fewer.
    Possessive,
}

/// An operation. What it encloses stands behind it and ends with [`Op::Success`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    Failure,
    Success,
    Any,
    AnyAll,
    Literal(Case, u32),
    NotLiteral(Case, u32),
    In(Case, u32),
    Category(Category),
    At(At),
    Mark(u32),
    GroupRef(Case, u32),
    /// Goes on at the target if the group has matched nothing.
    GroupRefExists(u32, u32),
    Jump(u32),
    /// The alternatives from this one on, [`Program::alternatives`] has where they begin.
    Branch(u32, u32),
    Look {
        ahead: bool,
        back: u32,
        next: u32,
    },
    Atomic(u32),
    RepeatOne(Greed, Times, u32),
    /// Up to the operation [`Op::MaxUntil`] or [`Op::MinUntil`] at that place.
    Repeat(Times, u32),
    PossessiveRepeat(Times, u32),
    MaxUntil,
    MinUntil,
}

/// What every match begins with, so that a search need not try each place.
#[derive(Debug)]
pub(super) enum Head {
    Unknown,
    Prefix(Vec<u32>),
    Set(u32),
}

/// A pattern's code.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) sets: Vec<Charset>,
    /// Whether looking into any of them takes more than a step.
    large_sets: bool,
    pub(super) alternatives: Vec<u32>,
    pub(super) groups: u32,
    pub(super) head: Head,
    /// The least number of characters of a match.
    pub(super) least: usize,
    /// The words that it was made of.
    pub(super) words: Vec<u32>,
}

/// The code is not a pattern's.
#[derive(Debug)]
pub(super) struct Invalid;

/// A part of the code that is not at its end yet.
enum Part {
    /// An alternative; where all of them end, as the first one said; the branch, where its alternatives begin in the list of all, the jumps behind them.
    Alternative {
        target: Option<usize>,
        op: usize,
        starts: Vec<u32>,
        jumps: Vec<usize>,
    },
    /// Ends with `SUCCESS`; the operation learns what stands behind.
    Enclosed(usize),
    Repeat(usize),
    /// What is done if a group has matched; whether there is something else to do if not.
    Yes(usize, bool),
    /// What is done if not; the jump over it.
    No(usize),
}

struct Parser<'a> {
    words: &'a [u32],
    minor: u8,
    at: usize,
    /// Where the innermost part ends.
    end: usize,
    open: Vec<(Part, usize)>,
    program: Program,
}

impl Program {
    /// Checks a code.
    pub(super) fn parse(words: Vec<u32>, groups: u32, minor: u8) -> Result<Program, Invalid> {
        let program = Program {
            ops: Vec::new(),
            sets: Vec::new(),
            large_sets: false,
            alternatives: Vec::new(),
            groups,
            head: Head::Unknown,
            least: 0,
            words: Vec::new(),
        };
        let end = words.len().checked_sub(1).ok_or(Invalid)?;
        let mut parser = Parser { words: &words, minor, at: 0, end, open: Vec::new(), program };
        if parser.word_at(end)? != Word::Success {
            return Err(Invalid);
        }
        parser.parse()?;
        let mut program = parser.program;
        program.ops.push(Op::Success);
        program.words = words;
        Ok(program)
    }

    /// Bytes of memory.
    pub(super) fn owned(&self) -> usize {
        self.ops.capacity() * size_of::<Op>()
            + self.sets.iter().map(|it| size_of::<Charset>() + it.owned()).sum::<usize>()
            + (self.alternatives.len() + self.words.len()) * 4
    }

    /// Steps that an operation takes beyond the one of each.
    #[inline]
    pub(super) fn extra(&self, op: Op) -> u64 {
        match op {
            Op::In(_, set) if self.large_sets => self.sets.get(set as usize).map_or(0, Charset::extra),
            _ => 0,
        }
    }

    pub(super) fn op(&self, at: u32) -> Op {
        self.ops.get(at as usize).copied().unwrap_or(Op::Failure)
    }
}

impl Parser<'_> {
    fn word_at(&self, at: usize) -> Result<Word, Invalid> {
        let number = *self.words.get(at).ok_or(Invalid)?;
        // Until 3.10 there was a `CALL`, that nothing made, and no atomic groups.
        let number = match number {
            _ if self.minor >= 11 => number,
            ..=7 => number,
            9..=27 => number - 1,
            28..=40 => number + 2,
            _ => return Err(Invalid),
        };
        WORDS.get(number as usize).copied().ok_or(Invalid)
    }

    /// The next word, as an argument.
    fn argument(&mut self) -> Result<u32, Invalid> {
        if self.at >= self.end {
            return Err(Invalid);
        }
        self.at += 1;
        self.words.get(self.at - 1).copied().ok_or(Invalid)
    }

    /// The next word, as a distance from its own place, of at least `least`, to somewhere in the part that is open.
    fn skip(&mut self, least: usize) -> Result<usize, Invalid> {
        let from = self.at;
        let skip = self.argument()? as usize;
        if skip < least || skip > self.end - from {
            return Err(Invalid);
        }
        Ok(from + skip)
    }

    fn here(&self) -> u32 {
        self.program.ops.len() as u32
    }

    fn emit(&mut self, op: Op) -> usize {
        self.program.ops.push(op);
        self.program.ops.len() - 1
    }

    fn enter(&mut self, part: Part, end: usize) {
        self.open.push((part, self.end));
        self.end = end;
    }

    fn parse(&mut self) -> Result<(), Invalid> {
        if self.end > 0 && self.word_at(0)? == Word::Info {
            self.at = 1;
            self.info(true)?;
        }
        loop {
            match self.at.cmp(&self.end) {
                Ordering::Less => {
                    self.at += 1;
                    let word = self.word_at(self.at - 1)?;
                    self.operation(word)?;
                }
                Ordering::Equal => {
                    let Some((part, end)) = self.open.pop() else { return Ok(()) };
                    self.end = end;
                    self.close(part)?;
                }
                Ordering::Greater => return Err(Invalid),
            }
        }
    }

    fn operation(&mut self, word: Word) -> Result<(), Invalid> {
        let op = match word {
            Word::Failure => Op::Failure,
            Word::Success => Op::Success,
            Word::Any => Op::Any,
            Word::AnyAll => Op::AnyAll,
            Word::Literal(case) => Op::Literal(case, self.argument()?),
            Word::NotLiteral(case) => Op::NotLiteral(case, self.argument()?),
            Word::Category => Op::Category(Category::of(self.argument()?).ok_or(Invalid)?),
            Word::At => Op::At(*PLACES.get(self.argument()? as usize).ok_or(Invalid)?),
            Word::Mark => match self.argument()? {
                number if number / 2 < self.program.groups => Op::Mark(number),
                _ => return Err(Invalid),
            },
            Word::GroupRef(case) => match self.argument()? {
                number if number < self.program.groups => Op::GroupRef(case, number),
                _ => return Err(Invalid),
            },
            Word::In(case) => {
                let end = self.skip(2)?;
                let set = self.charset(end)?;
                Op::In(case, set)
            }
            Word::Info => return self.info(false),
            Word::Branch => return self.branch(),
            Word::Assert | Word::AssertNot => {
                let end = self.skip(3)?;
                let back = self.argument()?;
                if back >> 31 != 0 {
                    return Err(Invalid);
                }
                let op = self.emit(Op::Look { ahead: word == Word::Assert, back, next: 0 });
                self.enter(Part::Enclosed(op), end - 1);
                return Ok(());
            }
            Word::AtomicGroup => {
                let end = self.skip(2)?;
                let op = self.emit(Op::Atomic(0));
                self.enter(Part::Enclosed(op), end - 1);
                return Ok(());
            }
            Word::RepeatOne | Word::MinRepeatOne | Word::PossessiveRepeatOne => {
                let end = self.skip(4)?;
                let times = self.times()?;
                let greed = match word {
                    Word::RepeatOne => Greed::Most,
                    Word::MinRepeatOne => Greed::Least,
                    _ => Greed::Possessive,
                };
                let op = self.emit(Op::RepeatOne(greed, times, 0));
                self.enter(Part::Enclosed(op), end - 1);
                return Ok(());
            }
            Word::Repeat | Word::PossessiveRepeat => {
                let end = self.skip(3)?;
                let times = self.times()?;
                if word == Word::Repeat {
                    let op = self.emit(Op::Repeat(times, 0));
                    self.enter(Part::Repeat(op), end);
                } else {
                    let op = self.emit(Op::PossessiveRepeat(times, 0));
                    self.enter(Part::Enclosed(op), end);
                }
                return Ok(());
            }
            Word::GroupRefExists => {
                let group = self.argument()?;
                if group >= self.program.groups {
                    return Err(Invalid);
                }
                // The distance is one more than from its own place.
                let from = self.at;
                let skip = self.argument()? as usize;
                if skip < 2 || skip - 1 > self.end - from {
                    return Err(Invalid);
                }
                let op = self.emit(Op::GroupRefExists(group, 0));
                let jump = (skip >= 4).then(|| from + skip - 3);
                match jump.filter(|&it| self.word_at(it).is_ok_and(|it| it == Word::Jump)) {
                    Some(jump) => self.enter(Part::Yes(op, true), jump),
                    None => self.enter(Part::Yes(op, false), from + skip - 1),
                }
                return Ok(());
            }
            Word::Charset
            | Word::BigCharset
            | Word::Jump
            | Word::MaxUntil
            | Word::MinUntil
            | Word::Negate
            | Word::Range
            | Word::Subpattern
            | Word::RangeIgnore => return Err(Invalid),
        };
        self.emit(op);
        Ok(())
    }

    fn times(&mut self) -> Result<Times, Invalid> {
        let (min, max) = (self.argument()?, self.argument()?);
        if min > max { Err(Invalid) } else { Ok(Times { min, max }) }
    }

    fn branch(&mut self) -> Result<(), Invalid> {
        let op = self.emit(Op::Branch(0, 0));
        self.alternative(None, op, Vec::new(), Vec::new())
    }

    /// The next alternative, or the end of all.
    fn alternative(&mut self, target: Option<usize>, op: usize, mut starts: Vec<u32>, jumps: Vec<usize>) -> Result<(), Invalid> {
        if self.words.get(self.at) == Some(&0) && self.at < self.end {
            self.at += 1;
            if target != Some(self.at) {
                return Err(Invalid);
            }
            let here = self.here();
            for jump in jumps {
                self.program.ops[jump] = Op::Jump(here);
            }
            let first = self.program.alternatives.len() as u32;
            self.program.ops[op] = Op::Branch(first, starts.len() as u32);
            self.program.alternatives.extend(starts);
            return Ok(());
        }
        let end = self.skip(3)?;
        starts.push(self.here());
        self.enter(Part::Alternative { target, op, starts, jumps }, end - 2);
        Ok(())
    }

    fn close(&mut self, part: Part) -> Result<(), Invalid> {
        match part {
            Part::Alternative { target, op, starts, mut jumps } => {
                self.expect(Word::Jump)?;
                let to = self.skip(1)?;
                if target.is_some_and(|it| it != to) {
                    return Err(Invalid);
                }
                jumps.push(self.emit(Op::Jump(0)));
                return self.alternative(Some(to), op, starts, jumps);
            }
            Part::Enclosed(op) => {
                self.expect(Word::Success)?;
                self.emit(Op::Success);
                let here = self.here();
                match &mut self.program.ops[op] {
                    Op::Look { next, .. } | Op::Atomic(next) | Op::RepeatOne(_, _, next) | Op::PossessiveRepeat(_, next) => {
                        *next = here;
                    }
                    _ => {}
                }
            }
            Part::Repeat(op) => {
                let until = match self.word_at(self.at)? {
                    Word::MaxUntil => Op::MaxUntil,
                    Word::MinUntil => Op::MinUntil,
                    _ => return Err(Invalid),
                };
                self.argument()?;
                let at = self.emit(until);
                if let Op::Repeat(_, target) = &mut self.program.ops[op] {
                    *target = at as u32;
                }
            }
            Part::Yes(op, other) => {
                let mut jump = None;
                if other {
                    self.expect(Word::Jump)?;
                    let end = self.skip(1)?;
                    jump = Some((self.emit(Op::Jump(0)), end));
                }
                let here = self.here();
                if let Op::GroupRefExists(_, target) = &mut self.program.ops[op] {
                    *target = here;
                }
                if let Some((jump, end)) = jump {
                    self.enter(Part::No(jump), end);
                }
            }
            Part::No(jump) => self.program.ops[jump] = Op::Jump(self.here()),
        }
        Ok(())
    }

    fn expect(&mut self, word: Word) -> Result<(), Invalid> {
        if self.word_at(self.at)? != word {
            return Err(Invalid);
        }
        self.argument()?;
        Ok(())
    }

    /// A set, up to a place before which its end stands.
    fn charset(&mut self, end: usize) -> Result<u32, Invalid> {
        let outer = core::mem::replace(&mut self.end, end - 1);
        let mut items = Vec::new();
        while self.at < self.end {
            self.at += 1;
            items.push(match self.word_at(self.at - 1)? {
                Word::Negate => Item::Negate,
                Word::Literal(Case::Exact) => Item::Literal(self.argument()?),
                Word::Range => Item::Range(self.argument()?, self.argument()?),
                Word::RangeIgnore => Item::RangeIgnore(self.argument()?, self.argument()?),
                Word::Charset => Item::Bits(self.bits()?),
                Word::BigCharset => {
                    let count = self.argument()? as usize;
                    let mut index = Box::new([0; 256]);
                    for four in index.as_chunks_mut::<4>().0 {
                        *four = self.argument()?.to_le_bytes();
                    }
                    if count > (self.end - self.at) / 8 || index.iter().any(|&it| usize::from(it) >= count) {
                        return Err(Invalid);
                    }
                    let blocks = (0..count).map(|_| self.bits()).collect::<Result<_, _>>()?;
                    Item::Blocks(index, blocks)
                }
                Word::Category => Item::Category(Category::of(self.argument()?).ok_or(Invalid)?),
                _ => return Err(Invalid),
            });
        }
        self.end = outer;
        self.expect(Word::Failure)?;
        let set = Charset::new(items);
        self.program.large_sets |= set.extra() > 0;
        self.program.sets.push(set);
        Ok(self.program.sets.len() as u32 - 1)
    }

    fn bits(&mut self) -> Result<[u32; 8], Invalid> {
        let mut bits = [0; 8];
        for it in &mut bits {
            *it = self.argument()?;
        }
        Ok(bits)
    }

    /// What is known of all matches. Only at the beginning does it say something.
    fn info(&mut self, first: bool) -> Result<(), Invalid> {
        const MOST_PREFIX: usize = 8;
        const PREFIX: u32 = 1;
        const LITERAL: u32 = 2;
        const CHARSET: u32 = 4;
        let end = self.skip(4)?;
        let (flags, least, _) = (self.argument()?, self.argument()?, self.argument()?);
        if flags & !(PREFIX | LITERAL | CHARSET) != 0
            || flags & (PREFIX | CHARSET) == PREFIX | CHARSET
            || flags & (PREFIX | LITERAL) == LITERAL
        {
            return Err(Invalid);
        }
        let outer = core::mem::replace(&mut self.end, end);
        let mut head = Head::Unknown;
        if flags & PREFIX != 0 {
            let (len, _) = (self.argument()? as usize, self.argument()?);
            let mut prefix = Vec::new();
            for _ in 0..len {
                prefix.push(self.argument()?);
            }
            for _ in 0..len {
                if self.argument()? as usize >= len {
                    return Err(Invalid);
                }
            }
            // The whole of it is compared again by what follows.
            prefix.truncate(MOST_PREFIX);
            if len > 0 {
                head = Head::Prefix(prefix);
            }
        } else if flags & CHARSET != 0 {
            let set = self.charset(end)?;
            if self.program.sets.get(set as usize).is_some_and(|it| it.extra() == 0) {
                head = Head::Set(set);
            }
        }
        if self.at != end {
            return Err(Invalid);
        }
        self.end = outer;
        if first {
            self.program.least = least as usize;
            self.program.head = head;
        }
        Ok(())
    }
}
