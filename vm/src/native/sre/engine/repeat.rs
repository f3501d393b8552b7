//! Repetitions.

use super::super::charset::Case;
use super::super::program::{Greed, Op, Program, Times};
use super::{Flow, Frame, Matcher, NOWHERE, Repetition, Wait, one};

impl Matcher {
    pub(super) fn push_repetition(&mut self, frame: &mut Frame, count: i64) {
        self.repetitions.push(Repetition { op: frame.op, count, outer: self.repeat, last: NOWHERE });
        self.repeat = self.repetitions.len() - 1;
        frame.repeat = self.repeat;
        frame.count = 0;
        self.at = frame.at;
    }

    pub(super) fn pop_repetition(&mut self, frame: &Frame) {
        if let Some(it) = self.repetitions.get(frame.repeat) {
            self.repeat = it.outer;
        }
        self.repetitions.truncate(frame.repeat);
    }

    pub(super) fn repeat_one<C: Copy + Into<u32>>(
        &mut self,
        program: &Program,
        text: &[C],
        frame: &mut Frame,
        greed: Greed,
        times: Times,
    ) -> Flow {
        if text.len().saturating_sub(frame.at) < times.min as usize {
            return Flow::Done(false);
        }
        let most = if greed == Greed::Least { times.min } else { times.max };
        frame.before = frame.at;
        frame.count = 0;
        self.items(program, text, frame, most)
    }

    /// Counts items from where the frame is, up to so many.
    fn items<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame, most: u32) -> Flow {
        let rest = text.get(frame.at..).unwrap_or_default();
        let rest = &rest[..rest.len().min(most as usize)];
        let body = program.op(frame.op + 1);
        let count = match body {
            _ if rest.is_empty() => 0,
            Op::AnyAll => rest.len(),
            _ if !matches!(program.op(frame.op + 2), Op::Success)
                || one(program, body, 0).is_none()
                || program.extra(body) > 0 =>
            {
                // Not one operation, but always one character; or one that takes long. What was counted stands in `count` when items are asked for singly.
                self.at = frame.at;
                return Flow::Within(frame.op + 1, Wait::Item);
            }
            Op::Literal(Case::Exact, letter) => rest.iter().take_while(|&&it| it.into() == letter).count(),
            Op::In(Case::Exact, set) => match program.sets.get(set as usize) {
                Some(set) => rest.iter().take_while(|&&it| set.has(it.into())).count(),
                None => 0,
            },
            _ => rest.iter().take_while(|&&it| one(program, body, it.into()) == Some(true)).count(),
        };
        self.steps += count as u64 / 8;
        frame.at += count;
        self.counted(program, text, frame)
    }

    /// All items that there are have been counted.
    fn counted<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame) -> Flow {
        let Op::RepeatOne(greed, times, next) = program.op(frame.op) else { return Flow::Done(false) };
        let had = frame.count;
        frame.count = frame.at - frame.before;
        if frame.lazy {
            // One more was asked for.
            if frame.count == had {
                self.discard(frame);
                return Flow::Done(false);
            }
            if !self.careful {
                self.restore(frame, true);
            }
            return self.least_tail(frame, times, next);
        }
        if frame.count < times.min as usize {
            return Flow::Done(false);
        }
        let last = matches!(program.op(next), Op::Success);
        match greed {
            Greed::Possessive => {
                frame.op = next;
                Flow::On
            }
            Greed::Most => {
                if last && frame.at == self.end && self.may_end(frame, frame.at) {
                    self.at = frame.at;
                    return Flow::Done(true);
                }
                self.save(frame, self.careful && self.repeat != NOWHERE);
                self.most_tail(program, text, frame, times, next)
            }
            Greed::Least => {
                if last && self.may_end(frame, frame.at) {
                    self.at = frame.at;
                    return Flow::Done(true);
                }
                self.save(frame, self.careful && self.repeat != NOWHERE);
                frame.lazy = true;
                self.least_tail(frame, times, next)
            }
        }
    }

    fn most_tail<C: Copy + Into<u32>>(
        &mut self,
        program: &Program,
        text: &[C],
        frame: &mut Frame,
        times: Times,
        next: u32,
    ) -> Flow {
        // Where the tail begins with a letter, only places before that letter need be tried.
        if let Op::Literal(Case::Exact, letter) = program.op(next) {
            let from = frame.at;
            while text.get(frame.at).is_none_or(|&it| it.into() != letter) {
                if frame.count <= times.min as usize {
                    self.steps += (from - frame.at) as u64 / 16;
                    self.discard(frame);
                    return Flow::Done(false);
                }
                frame.count -= 1;
                frame.at -= 1;
            }
            self.steps += (from - frame.at) as u64 / 16;
        }
        self.at = frame.at;
        Flow::Try(next, Wait::Tail)
    }

    fn least_tail(&mut self, frame: &mut Frame, times: Times, next: u32) -> Flow {
        if times.max != u32::MAX && frame.count > times.max as usize {
            self.discard(frame);
            return Flow::Done(false);
        }
        self.at = frame.at;
        Flow::Try(next, Wait::Tail)
    }

    pub(super) fn max_until(&mut self, program: &Program, frame: &mut Frame) -> Flow {
        frame.repeat = self.repeat;
        self.at = frame.at;
        let Some((times, it)) = self.repetition(program) else { return Flow::Done(false) };
        let count = it.count + 1;
        let (op, last) = (it.op, it.last);
        frame.count = count as usize;
        if count < i64::from(times.min) {
            it.count = count;
            return Flow::Try(op + 1, Wait::MaxLeast);
        }
        if (count < i64::from(times.max) || times.max == u32::MAX) && frame.at != last {
            it.count = count;
            it.last = frame.at;
            frame.before = last;
            self.save(frame, true);
            return Flow::Try(op + 1, Wait::MaxMore);
        }
        self.max_tail(frame)
    }

    pub(super) fn max_tail(&mut self, frame: &mut Frame) -> Flow {
        if let Some(it) = self.repetitions.get(frame.repeat) {
            self.repeat = it.outer;
        }
        self.at = frame.at;
        Flow::Try(frame.op + 1, Wait::MaxTail)
    }

    pub(super) fn min_until(&mut self, program: &Program, frame: &mut Frame) -> Flow {
        frame.repeat = self.repeat;
        self.at = frame.at;
        let Some((times, it)) = self.repetition(program) else { return Flow::Done(false) };
        let count = it.count + 1;
        let (op, outer) = (it.op, it.outer);
        frame.count = count as usize;
        if count < i64::from(times.min) {
            it.count = count;
            return Flow::Try(op + 1, Wait::MinLeast);
        }
        self.repeat = outer;
        self.save(frame, self.careful && outer != NOWHERE);
        Flow::Try(frame.op + 1, Wait::MinTail)
    }

    /// The repetition that goes on.
    fn repetition(&mut self, program: &Program) -> Option<(Times, &mut Repetition)> {
        let it = self.repetitions.get_mut(self.repeat)?;
        match program.op(it.op) {
            Op::Repeat(times, _) | Op::PossessiveRepeat(times, _) => Some((times, it)),
            _ => None,
        }
    }

    /// Tries another item of a possessive repetition, or what is behind it.
    pub(super) fn possessive(&mut self, program: &Program, frame: &mut Frame, times: Times) -> Flow {
        self.at = frame.at;
        if frame.count < times.min as usize {
            return Flow::Within(frame.op + 1, Wait::PossessiveLeast);
        }
        let last = self.repetitions.get(frame.repeat).map_or(NOWHERE, |it| it.last);
        if (frame.count < times.max as usize || times.max == u32::MAX) && frame.at != last {
            self.save(frame, true);
            if let Some(it) = self.repetitions.get_mut(frame.repeat) {
                it.last = frame.at;
            }
            return Flow::Within(frame.op + 1, Wait::PossessiveMore);
        }
        let Op::PossessiveRepeat(_, next) = program.op(frame.op) else { return Flow::Done(false) };
        self.pop_repetition(frame);
        frame.op = next;
        Flow::On
    }

    /// A repetition has failed to have one more item.
    pub(super) fn fewer(&mut self, frame: &Frame, found: bool) -> Flow {
        if !found {
            if let Some(it) = self.repetitions.get_mut(frame.repeat) {
                it.count = frame.count as i64 - 1;
            }
            self.at = frame.at;
        }
        Flow::Done(found)
    }

    pub(super) fn item<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame, found: bool) -> Flow {
        let Op::RepeatOne(greed, times, _) = program.op(frame.op) else { return Flow::Done(false) };
        let most = match greed {
            Greed::Least if frame.lazy => frame.count as u64 + 1,
            Greed::Least => u64::from(times.min),
            _ => u64::from(times.max),
        };
        let moved = found && self.at > frame.at;
        if moved {
            frame.at = self.at;
            if ((frame.at - frame.before) as u64) < most && frame.at < text.len() {
                return Flow::Within(frame.op + 1, Wait::Item);
            }
        }
        self.counted(program, text, frame)
    }

    pub(super) fn tail<C: Copy + Into<u32>>(&mut self, program: &Program, text: &[C], frame: &mut Frame, found: bool) -> Flow {
        let Op::RepeatOne(greed, times, next) = program.op(frame.op) else { return Flow::Done(false) };
        if found {
            self.discard(frame);
            return Flow::Done(true);
        }
        // Before 3.11 groups are as they were only once there is one more item.
        if greed == Greed::Least && !self.careful {
            return self.items(program, text, frame, 1);
        }
        self.restore(frame, true);
        if greed == Greed::Least {
            return self.items(program, text, frame, 1);
        }
        if frame.count <= times.min as usize {
            self.discard(frame);
            return Flow::Done(false);
        }
        frame.count -= 1;
        frame.at -= 1;
        self.most_tail(program, text, frame, times, next)
    }

    pub(super) fn min_more(&mut self, program: &Program, frame: &mut Frame, found: bool) -> Flow {
        self.repeat = frame.repeat;
        if found {
            self.discard(frame);
            return Flow::Done(true);
        }
        self.restore(frame, false);
        self.at = frame.at;
        let Some((times, it)) = self.repetition(program) else { return Flow::Done(false) };
        if frame.count as u64 >= u64::from(times.max) && times.max != u32::MAX || frame.at == it.last {
            return Flow::Done(false);
        }
        it.count = frame.count as i64;
        frame.before = core::mem::replace(&mut it.last, frame.at);
        let op = it.op + 1;
        Flow::Try(op, Wait::MinMore)
    }

    pub(super) fn possessive_item(&mut self, program: &Program, frame: &mut Frame, found: bool) -> Flow {
        let Op::PossessiveRepeat(times, next) = program.op(frame.op) else { return Flow::Done(false) };
        // An attempt that failed may have left another repetition than this one.
        self.repeat = self.repetitions.get(frame.repeat).map_or(NOWHERE, |it| it.outer);
        self.repetitions.truncate(frame.repeat + 1);
        let least = frame.wait == Wait::PossessiveLeast;
        if found {
            if !least {
                self.discard(frame);
            }
            frame.at = self.at;
            frame.count += 1;
            return self.possessive(program, frame, times);
        }
        if least {
            self.pop_repetition(frame);
            return Flow::Done(false);
        }
        self.restore(frame, false);
        self.pop_repetition(frame);
        frame.op = next;
        Flow::On
    }
}
