//! `match`: from 3.10 on with the instructions made for it, before with questions that come to the same.

use pyc_bytecode::{Label, Op};

use super::{Coder, Done};
use crate::program::ast::{Case, Compare, Expr, Pattern};

impl<'p> Coder<'_, 'p> {
    /// The subject stays on the stack until a case is found.
    pub(super) fn match_on(&mut self, subject: &'p Expr, cases: &'p [Case]) -> Done {
        let end = self.label();
        self.expr(subject)?;
        let around = self.depth;
        self.nested += 1;
        for case in cases {
            let next = self.label();
            self.pattern(&case.pattern, next)?;
            if let Some(guard) = &case.guard {
                self.jump_if(guard, false, next)?;
            }
            self.pop()?;
            self.body(&case.body)?;
            self.emit(Op::JumpForward, end)?;
            self.bind_at(next, around)?;
        }
        self.nested -= 1;
        self.pop()?;
        self.bind(end)
    }

    /// Goes on if the top is what the pattern wants, and binds its names; the top stays.
    fn pattern(&mut self, pattern: &'p Pattern, next: Label) -> Done {
        match pattern {
            Pattern::Any(None) => Ok(()),
            Pattern::Any(Some(name)) => {
                self.copy()?;
                self.store(name)
            }
            Pattern::Values(values) => {
                let found = self.label();
                for (at, value) in values.iter().enumerate() {
                    self.copy()?;
                    self.expr(value)?;
                    self.compare(Compare::Equal, true)?;
                    let last = at + 1 == values.len();
                    self.branch(if last { Op::PopJumpIfFalse } else { Op::PopJumpIfTrue }, if last { next } else { found })?;
                }
                self.bind(found)
            }
            _ if !self.has(Op::MatchSequence) => self.asked(pattern, next),
            Pattern::Sequence(names, rest) => {
                self.emit(Op::MatchSequence, ())?;
                self.branch(Op::PopJumpIfFalse, next)?;
                self.emit(Op::GetLen, ())?;
                self.length(names.len(), *rest, next)?;
                self.copy()?;
                self.unpack(names, *rest)
            }
            Pattern::Key(key, name) => {
                self.emit(Op::MatchMapping, ())?;
                self.branch(Op::PopJumpIfFalse, next)?;
                self.emit(Op::GetLen, ())?;
                self.length(1, Some(0), next)?;
                let keys = self.names(&[key])?;
                self.emit(Op::LoadConst, keys)?;
                self.emit(Op::MatchKeys, ())?;
                self.found(2, next)?;
                self.emit(Op::UnpackSequence, 1)?;
                self.store(name)?;
                self.pop()
            }
            Pattern::Class(class, attributes) => {
                self.copy()?;
                self.load(class)?;
                let names: Vec<&str> = attributes.iter().map(|(name, _)| name.as_str()).collect();
                let names = self.names(&names)?;
                self.emit(Op::LoadConst, names)?;
                self.emit(Op::MatchClass, 0)?;
                self.found(1, next)?;
                self.emit(Op::UnpackSequence, attributes.len() as u32)?;
                attributes.iter().try_for_each(|(_, name)| self.store(name))
            }
        }
    }

    /// Compares the length on top with what a sequence needs; one that takes the rest may be empty.
    fn length(&mut self, count: usize, rest: Option<usize>, next: Label) -> Done {
        let least = if rest.is_some() && count > 1 { count - 1 } else { count };
        self.int(least as i64)?;
        self.compare(if rest.is_some() { Compare::GreaterEqual } else { Compare::Equal }, true)?;
        self.branch(Op::PopJumpIfFalse, next)
    }

    /// Goes on if the top, of so many values above the subject, is what was looked for: 3.10 says so, later it is `None` otherwise.
    fn found(&mut self, above: u32, next: Label) -> Done {
        let (fine, before) = (self.label(), self.depth);
        let kept = if self.minor == 10 {
            self.emit(Op::PopJumpIfTrue, fine)?;
            before - 1
        } else {
            self.copy()?;
            self.none()?;
            self.compare(Compare::IsNot, true)?;
            self.branch(Op::PopJumpIfTrue, fine)?;
            before
        };
        // In 3.10 a class pattern has put something in the place of the subject's copy.
        for _ in 0..above {
            self.pop()?;
        }
        self.emit(Op::JumpForward, next)?;
        self.bind_at(fine, kept)
    }

    /// The same questions by means of calls.
    fn asked(&mut self, pattern: &'p Pattern, next: Label) -> Done {
        match pattern {
            Pattern::Sequence(names, rest) => {
                self.is_instance(&["list", "tuple"], next)?;
                self.copy()?;
                self.apply("len")?;
                self.length(names.len(), *rest, next)?;
                self.copy()?;
                self.unpack(names, *rest)
            }
            Pattern::Key(key, name) => {
                self.is_instance(&["dict"], next)?;
                self.str(key)?;
                self.emit(Op::RotTwo, ())?;
                self.emit(Op::DupTop, ())?;
                self.emit(Op::RotThree, ())?;
                self.compare(Compare::In, true)?;
                self.branch(Op::PopJumpIfFalse, next)?;
                self.copy()?;
                self.str(key)?;
                self.subscript()?;
                self.store(name)
            }
            Pattern::Class(class, attributes) => {
                self.is_instance(&[class], next)?;
                for (attribute, name) in attributes {
                    self.copy()?;
                    self.attribute(attribute)?;
                    self.store(name)?;
                }
                Ok(())
            }
            Pattern::Values(_) | Pattern::Any(_) => Ok(()),
        }
    }

    /// Calls a builtin function with the top.
    fn apply(&mut self, name: &str) -> Done {
        self.global(name, false)?;
        self.emit(Op::RotTwo, ())?;
        self.emit(Op::CallFunction, 1)
    }

    fn is_instance(&mut self, classes: &[&str], next: Label) -> Done {
        self.copy()?;
        self.global("isinstance", false)?;
        self.emit(Op::RotTwo, ())?;
        for class in classes {
            self.load(class)?;
        }
        self.emit(Op::BuildTuple, classes.len() as u32)?;
        self.emit(Op::CallFunction, 2)?;
        self.branch(Op::PopJumpIfFalse, next)
    }
}
