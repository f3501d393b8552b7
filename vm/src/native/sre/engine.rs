//! Matching: CPython's backtracking, with its order of attempts and its notes of where groups begin and end.
//!
//! What would call itself there is a [`Frame`] here, on a stack of its own, so that a match can be left at any step and taken up again: the caller counts
//! the steps, and stops when they are too many. What a group has matched is not undone by all that fails, and before 3.11 by less than since; programs see
//! that, so it is as it is there.

use super::charset::{self, Case};
use super::program::{At, Head, Op, Program};

mod repeat;

/// No place.
const NOWHERE: usize = usize::MAX;

/// What a frame waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Nothing,
    Branch,
    Look,
    Atomic,
    /// An item of what is repeated and one character wide.
    Item,
    /// What is behind it.
    Tail,
    Repeat,
    MaxLeast,
    MaxMore,
    MaxTail,
    MinLeast,
    MinTail,
    MinMore,
    PossessiveLeast,
    PossessiveMore,
}

/// An attempt that waits for another one.
#[derive(Clone, Copy, Debug)]
struct Frame {
    op: u32,
    at: usize,
    wait: Wait,
    /// Whether its end is the end of the match.
    outer: bool,
    /// Whether the places of groups were put aside.
    marked: bool,
    /// Whether as few items as there must be were not enough.
    lazy: bool,
    last_mark: i32,
    last_group: i32,
    /// Items so far, or the alternative that is tried.
    count: usize,
    /// The repetition that it is about.
    repeat: usize,
    /// What the repetition noted before.
    before: usize,
}

/// A repetition of more than a character, while it goes on.
#[derive(Clone, Copy, Debug)]
struct Repetition {
    op: u32,
    count: i64,
    outer: usize,
    /// Where the last item began.
    last: usize,
}

/// What a frame does next.
enum Flow {
    /// Goes on with its operation.
    On,
    /// Waits for an attempt from an operation on.
    Try(u32, Wait),
    /// Waits for one that ends where its part does.
    Within(u32, Wait),
    Done(bool),
}

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Matched,
    Failed,
    /// The steps are used up; it can go on.
    Paused,
}

/// How the end of a match is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Match,
    FullMatch,
    Search,
}

/// A match under way, and after it what it found.
#[derive(Debug)]
pub(super) struct Matcher {
    stack: Vec<Frame>,
    marks: Vec<usize>,
    /// Places of groups put aside.
    aside: Vec<usize>,
    repetitions: Vec<Repetition>,
    repeat: usize,
    /// Where the match begins, or the next one is to.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) at: usize,
    pub(super) end: usize,
    last_mark: i32,
    last_group: i32,
    mode: Mode,
    /// Whether a match may not be empty and begin where the last one ended.
    pub(super) must_advance: bool,
    /// Whether groups are put aside as they are since 3.11.
    careful: bool,
    running: Option<Frame>,
    /// The next place to try.
    next: usize,
    begun: bool,
    steps: u64,
}

impl Matcher {
    pub(super) fn new(groups: u32, start: usize, end: usize, minor: u8) -> Matcher {
        Matcher {
            stack: Vec::new(),
            marks: vec![NOWHERE; groups as usize * 2],
            aside: Vec::new(),
            repetitions: Vec::new(),
            repeat: NOWHERE,
            start,
            at: start,
            end,
            last_mark: -1,
            last_group: -1,
            mode: Mode::Search,
            must_advance: false,
            careful: minor >= 11,
            running: None,
            next: start,
            begun: false,
            steps: 0,
        }
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.stack.capacity() * size_of::<Frame>()
            + (self.marks.capacity() + self.aside.capacity()) * size_of::<usize>()
            + self.repetitions.capacity() * size_of::<Repetition>()
    }

    /// Steps since this was asked last.
    pub(super) fn take_steps(&mut self) -> u64 {
        core::mem::take(&mut self.steps)
    }

    /// Prepares an attempt from where the last match ended.
    pub(super) fn begin(&mut self, mode: Mode) {
        self.mode = mode;
        self.next = self.start;
        self.begun = false;
        self.running = None;
    }

    /// After a match: the next one begins where it ended.
    pub(super) fn advance(&mut self) {
        self.must_advance = self.at == self.start;
        self.start = self.at;
    }

    /// What a group matched; 0 is the first.
    pub(super) fn group(&self, number: usize) -> Option<(usize, usize)> {
        let mark = number * 2;
        if (mark as i64) >= i64::from(self.last_mark) {
            return None;
        }
        match (*self.marks.get(mark)?, *self.marks.get(mark + 1)?) {
            (NOWHERE, _) | (_, NOWHERE) => None,
            it => Some(it),
        }
    }

    /// The number of the group that was closed last.
    pub(super) fn last_group(&self) -> Option<usize> {
        usize::try_from(self.last_group).ok()
    }

    /// Goes on until something is found, or so many steps are done.
    pub(super) fn run<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], most: u64) -> Outcome {
        self.end = self.end.min(text.len());
        let text = &text[..self.end];
        let most = self.steps + most;
        loop {
            if self.running.is_none() && !self.attempt(program, text) {
                return Outcome::Failed;
            }
            match self.go_on(program, text, most) {
                None => return Outcome::Paused,
                Some(true) => return Outcome::Matched,
                Some(false) if self.mode == Mode::Search => {}
                Some(false) => return Outcome::Failed,
            }
        }
    }

    /// Begins at the next place where a match may begin.
    fn attempt<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C]) -> bool {
        let first = !core::mem::replace(&mut self.begun, true);
        if self.mode == Mode::Search {
            if !self.find(program, text, first) {
                return false;
            }
        } else if !first || self.end.saturating_sub(self.next) < program.least {
            return false;
        }
        self.stack.clear();
        self.aside.clear();
        self.repetitions.clear();
        self.repeat = NOWHERE;
        (self.last_mark, self.last_group) = (-1, -1);
        self.at = self.start;
        self.running = Some(self.frame(0, true));
        true
    }

    /// Finds the next place where a match may begin.
    fn find<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], first: bool) -> bool {
        let last = text.len().checked_sub(program.least.max(1) - 1).map_or(self.next, |it| it.max(self.next));
        if self.next > text.len() || (first && text.len() - self.next < program.least) {
            return false;
        }
        let found = match &program.head {
            Head::Unknown => (first || self.next <= last).then_some(self.next),
            Head::Prefix(prefix) => {
                // All of it would be work that nobody counts.
                let prefix = &prefix[..prefix.len().min(8)];
                let has = |at: usize| {
                    text.get(at..at + prefix.len()).is_some_and(|it| it.iter().zip(prefix).all(|(&a, &b)| a.into() == b))
                };
                (self.next..text.len()).find(|&at| has(at))
            }
            Head::Set(set) => program
                .sets
                .get(*set as usize)
                .and_then(|set| text[self.next..].iter().position(|&it| set.has(it.into())))
                .map(|it| self.next + it),
        };
        let Some(found) = found else {
            self.steps += (text.len() - self.next) as u64 / 16;
            return false;
        };
        self.steps += 1 + (found - self.next) as u64 / 16;
        if !first || !matches!(program.head, Head::Unknown) {
            self.must_advance = false;
        }
        self.next = found + 1;
        self.start = found;
        true
    }

    fn frame(&self, op: u32, outer: bool) -> Frame {
        Frame {
            op,
            at: self.at,
            wait: Wait::Nothing,
            outer,
            marked: false,
            lazy: false,
            last_mark: -1,
            last_group: -1,
            count: 0,
            repeat: NOWHERE,
            before: NOWHERE,
        }
    }

    fn go_on<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], most: u64) -> Option<bool> {
        let mut frame = self.running.take()?;
        loop {
            if self.steps >= most {
                self.running = Some(frame);
                return None;
            }
            self.steps += 1;
            let mut flow = self.operation(program, text, &mut frame);
            loop {
                match flow {
                    Flow::On => break,
                    Flow::Try(op, wait) => {
                        frame.wait = wait;
                        self.stack.push(frame);
                        frame = self.frame(op, frame.outer);
                        break;
                    }
                    Flow::Within(op, wait) => {
                        frame.wait = wait;
                        self.stack.push(frame);
                        frame = self.frame(op, false);
                        break;
                    }
                    Flow::Done(found) => match self.stack.pop() {
                        None => return Some(found),
                        Some(it) => {
                            self.steps += 1;
                            frame = it;
                            flow = self.answer(program, text, &mut frame, found);
                        }
                    },
                }
            }
        }
    }

    /// Notes which groups have matched, and puts their places aside if something repeats around.
    fn save(&mut self, frame: &mut Frame, aside: bool) {
        frame.last_mark = self.last_mark;
        frame.last_group = self.last_group;
        frame.marked = aside;
        let least = i32::from(!self.careful);
        if aside && self.last_mark >= least {
            let count = self.last_mark as usize + 1;
            self.aside.extend_from_slice(&self.marks[..count.min(self.marks.len())]);
            self.steps += count as u64 / 8;
        }
    }

    fn aside_len(&self, frame: &Frame) -> usize {
        let least = i32::from(!self.careful);
        match frame.last_mark {
            last if frame.marked && last >= least => (last as usize + 1).min(self.marks.len()),
            _ => 0,
        }
    }

    /// Groups are as they were when [`Matcher::save`] was called; what was put aside stays there or not.
    fn restore(&mut self, frame: &Frame, keep: bool) {
        let count = self.aside_len(frame);
        if let Some(from) = self.aside.len().checked_sub(count) {
            self.marks[..count].copy_from_slice(&self.aside[from..]);
            self.steps += count as u64 / 8;
            if !keep {
                self.aside.truncate(from);
            }
        }
        self.last_mark = frame.last_mark;
        self.last_group = frame.last_group;
    }

    /// Forgets what was put aside.
    fn discard(&mut self, frame: &Frame) {
        let from = self.aside.len().saturating_sub(self.aside_len(frame));
        self.aside.truncate(from);
    }

    /// Whether the match may end here.
    fn may_end(&self, frame: &Frame, at: usize) -> bool {
        !(frame.outer && (self.mode == Mode::FullMatch && at != self.end || self.must_advance && at == self.start))
    }

    fn operation<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame) -> Flow {
        let op = program.op(frame.op);
        self.steps += program.extra(op);
        if let Some(&c) = text.get(frame.at)
            && let Some(found) = one(program, op, c.into())
        {
            if !found {
                return Flow::Done(false);
            }
            frame.op += 1;
            frame.at += 1;
            return Flow::On;
        }
        match op {
            Op::Success => {
                self.at = frame.at;
                return Flow::Done(self.may_end(frame, frame.at));
            }
            Op::At(place) if is_at(place, text, frame.at) => {}
            Op::Mark(number) => self.mark(number, frame.at),
            Op::Jump(to) => {
                frame.op = to;
                return Flow::On;
            }
            Op::Branch(..) => {
                frame.count = 0;
                self.save(frame, self.repeat != NOWHERE);
                return self.branch(program, text, frame);
            }
            Op::GroupRef(case, group) => match self.group(group as usize) {
                Some((start, end)) if self.repeats(case, text, frame.at, start, end) => frame.at += end - start,
                _ => return Flow::Done(false),
            },
            Op::GroupRefExists(group, other) => {
                if self.group(group as usize).is_none_or(|(start, end)| end < start) {
                    frame.op = other;
                    return Flow::On;
                }
            }
            Op::Look { ahead, back, next } => {
                let Some(at) = frame.at.checked_sub(back as usize) else {
                    if ahead {
                        return Flow::Done(false);
                    }
                    frame.op = next;
                    return Flow::On;
                };
                self.at = at;
                self.save(frame, !ahead && self.careful && self.repeat != NOWHERE);
                return Flow::Within(frame.op + 1, Wait::Look);
            }
            Op::Atomic(_) => {
                self.at = frame.at;
                return Flow::Within(frame.op + 1, Wait::Atomic);
            }
            Op::RepeatOne(greed, times, _) => return self.repeat_one(program, text, frame, greed, times),
            Op::Repeat(_, until) => {
                self.push_repetition(frame, -1);
                return Flow::Try(until, Wait::Repeat);
            }
            Op::PossessiveRepeat(times, _) => {
                let outer = self.repeat;
                self.push_repetition(frame, 0);
                // As far as groups are concerned it is no repetition.
                self.repeat = outer;
                return self.possessive(program, frame, times);
            }
            Op::MaxUntil => return self.max_until(program, frame),
            Op::MinUntil => return self.min_until(program, frame),
            _ => return Flow::Done(false),
        }
        frame.op += 1;
        Flow::On
    }

    fn mark(&mut self, number: u32, at: usize) {
        let place = number as usize;
        if number & 1 == 1 {
            self.last_group = number as i32 / 2 + 1;
        }
        if number as i32 > self.last_mark {
            let first = (self.last_mark + 1) as usize;
            if let Some(gap) = self.marks.get_mut(first..place) {
                gap.fill(NOWHERE);
                self.steps += (place - first) as u64 / 8;
            }
            self.last_mark = number as i32;
        }
        if let Some(mark) = self.marks.get_mut(place) {
            *mark = at;
        }
    }

    /// Whether what a group has matched stands here again.
    fn repeats<C: Copy + Into<u32>>(&mut self, case: Case, text: &[C], at: usize, start: usize, end: usize) -> bool {
        let (Some(old), Some(new)) = (text.get(start..end), text.get(at..at + end.saturating_sub(start))) else { return false };
        self.steps += old.len() as u64 / if case == Case::Exact { 16 } else { 2 };
        old.iter().zip(new).all(|(&a, &b)| case.lower(a.into()) == case.lower(b.into()))
    }

    /// Tries the next alternative.
    fn branch<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame) -> Flow {
        let Op::Branch(first, count) = program.op(frame.op) else { return Flow::Done(false) };
        while frame.count < count as usize {
            let Some(&op) = program.alternatives.get(first as usize + frame.count) else { break };
            frame.count += 1;
            self.steps += 1 + program.extra(program.op(op));
            if let it @ (Op::Literal(Case::Exact, _) | Op::In(Case::Exact, _)) = program.op(op)
                && text.get(frame.at).is_none_or(|&c| one(program, it, c.into()) != Some(true))
            {
                continue;
            }
            self.at = frame.at;
            return Flow::Try(op, Wait::Branch);
        }
        self.discard(frame);
        Flow::Done(false)
    }

    /// What a frame waited for has come.
    fn answer<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame, found: bool) -> Flow {
        match frame.wait {
            Wait::Nothing => Flow::Done(found),
            Wait::Branch => {
                if found {
                    self.discard(frame);
                    return Flow::Done(true);
                }
                self.restore(frame, true);
                self.branch(program, text, frame)
            }
            Wait::Look => {
                let Op::Look { ahead, next, .. } = program.op(frame.op) else { return Flow::Done(false) };
                if ahead != found {
                    if !ahead {
                        self.discard(frame);
                    }
                    return Flow::Done(false);
                }
                if !ahead && self.careful {
                    self.restore(frame, false);
                }
                frame.op = next;
                Flow::On
            }
            Wait::Atomic => {
                let Op::Atomic(next) = program.op(frame.op) else { return Flow::Done(false) };
                if !found {
                    return Flow::Done(false);
                }
                frame.op = next;
                frame.at = self.at;
                Flow::On
            }
            Wait::Item => self.item(program, text, frame, found),
            Wait::Tail => self.tail(program, text, frame, found),
            Wait::Repeat => {
                self.pop_repetition(frame);
                Flow::Done(found)
            }
            Wait::MaxLeast | Wait::MinLeast | Wait::MinMore => {
                if frame.wait == Wait::MinMore
                    && let Some(it) = self.repetitions.get_mut(frame.repeat)
                {
                    it.last = frame.before;
                }
                self.fewer(frame, found)
            }
            Wait::MaxMore => {
                if let Some(it) = self.repetitions.get_mut(frame.repeat) {
                    it.last = frame.before;
                }
                if found {
                    self.discard(frame);
                    return Flow::Done(true);
                }
                self.restore(frame, false);
                self.fewer(frame, false);
                self.max_tail(frame)
            }
            Wait::MaxTail => {
                self.repeat = frame.repeat;
                self.at = if found { self.at } else { frame.at };
                Flow::Done(found)
            }
            Wait::MinTail => self.min_more(program, frame, found),
            Wait::PossessiveLeast | Wait::PossessiveMore => self.possessive_item(program, frame, found),
        }
    }
}

/// Whether an operation of one character matches it; `None` for other operations.
#[inline]
fn one(program: &Program, op: Op, c: u32) -> Option<bool> {
    Some(match op {
        Op::Literal(case, letter) => charset::same(case, letter, c),
        Op::NotLiteral(case, letter) => !charset::same(case, letter, c),
        Op::In(case, set) => program.sets.get(set as usize).is_some_and(|it| it.has_in(case, c)),
        Op::Any => c != 10,
        Op::AnyAll => true,
        Op::Category(it) => it.has(c),
        _ => return None,
    })
}

/// Whether a place is one of a kind. The text ends where the match has to.
fn is_at<C: Copy + Into<u32>>(place: At, text: &[C], at: usize) -> bool {
    let get = |at: usize| text.get(at).map(|&it| -> u32 { it.into() });
    let before = || at.checked_sub(1).and_then(get);
    let boundary = |word: fn(u32) -> bool, wanted: bool| {
        !text.is_empty() && (before().is_some_and(word) != get(at).is_some_and(word)) == wanted
    };
    match place {
        At::Beginning | At::BeginningString => at == 0,
        At::BeginningLine => at == 0 || before() == Some(10),
        At::End => at >= text.len() || (at + 1 == text.len() && get(at) == Some(10)),
        At::EndLine => at >= text.len() || get(at) == Some(10),
        At::EndString => at >= text.len(),
        At::Boundary | At::LocaleBoundary => boundary(charset::ascii_word, true),
        At::NonBoundary | At::LocaleNonBoundary => boundary(charset::ascii_word, false),
        At::UnicodeBoundary => boundary(charset::unicode_word, true),
        At::UnicodeNonBoundary => boundary(charset::unicode_word, false),
    }
}
