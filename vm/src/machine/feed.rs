//! Natives that take all that a generator yields.
//!
//! To leave the loop with each item and to enter it again costs several times what the generator does for one. So such a native leaves a [`Sink`], and
//! `yield` puts what it can into that and goes on. It never does what code of the program could notice: an item for which that is not certain, or that
//! ends the native, leaves the loop in the ordinary way.

use crate::machine::operators::quick_truth;
use crate::machine::{Raised, Ret, Vm};
use crate::object::GeneratorKind;
use crate::object::value::Value;

/// Items that are taken before memory is accounted for.
const STRETCH: u32 = 4096;

/// What becomes of items.
pub(crate) enum Sink {
    /// They are put to the temporary roots; so many more can be.
    Items(u32),
    /// They are added up.
    Sum(Sum),
    /// They are passed over while their truth is not this.
    Until(bool),
}

impl Sink {
    pub(crate) fn items() -> Sink {
        Sink::Items(STRETCH)
    }
}

/// A sum of numbers.
#[derive(Clone, Copy)]
pub(crate) struct Sum {
    /// Without what is lost.
    pub(crate) total: Value,
    /// What rounding has taken from a sum of floats (3.12, Neumaier).
    lost: f64,
    compensated: bool,
}

impl Sum {
    pub(crate) fn new(start: Value, compensated: bool) -> Sum {
        Sum { total: start, lost: 0.0, compensated }
    }

    /// Adds a number, if it and the sum are of the quick kinds.
    #[inline]
    pub(crate) fn take(&mut self, item: Value) -> bool {
        let sum = match (self.total, item) {
            (Value::Int(a), Value::Int(b)) => match a.checked_add(b) {
                Some(sum) => Value::Int(sum),
                None => return false,
            },
            (Value::Int(a), Value::Bool(b)) => match a.checked_add(i64::from(b.get())) {
                Some(sum) => Value::Int(sum),
                None => return false,
            },
            (Value::Float(a), Value::Float(b)) => {
                let (a, b) = (a.get(), b.get());
                let sum = a + b;
                if self.compensated {
                    self.lost += if a.abs() >= b.abs() { (a - sum) + b } else { (b - sum) + a };
                }
                Value::float(sum)
            }
            (Value::Float(a), Value::Int(b)) if self.compensated => Value::float(a.get() + b as f64),
            _ => return false,
        };
        self.total = sum;
        true
    }

    /// Adds what was lost.
    pub(crate) fn settle(&mut self) -> Value {
        if let Value::Float(total) = self.total
            && self.lost != 0.0
            && self.lost.is_finite()
        {
            self.total = Value::float(total.get() + self.lost);
        }
        self.lost = 0.0;
        self.total
    }
}

impl Vm {
    /// The next item that the sink does not take. Any iterator will do; only generators fill the sink.
    pub(crate) fn next_beyond(&mut self, iter: Value, sink: &mut Sink) -> Result<Option<Value>, Raised> {
        let Value::Generator(id) = iter else { return self.next(iter) };
        if self.heap.generators[id].kind != GeneratorKind::Generator {
            return self.next(iter);
        }
        self.sinks.push(core::mem::replace(sink, Sink::Items(0)));
        let result = self.generator_value(id, Value::None, Ret::Feed);
        if let Some(filled) = self.sinks.pop() {
            *sink = filled;
        }
        result.map(Result::ok)
    }

    /// Whether the sink takes what the generator that is running yields, which then goes on.
    #[inline]
    pub(crate) fn feed(&mut self, value: Value) -> Result<bool, Raised> {
        if self.frames.last().is_none_or(|it| it.ret != Ret::Feed) || self.fuel <= 4 || self.heap.bytes >= self.collect_at {
            return Ok(false);
        }
        let taken = match self.sinks.last_mut() {
            Some(Sink::Items(left)) if *left > 0 => {
                *left -= 1;
                self.roots.push(value);
                true
            }
            Some(Sink::Sum(sum)) => sum.take(value),
            Some(Sink::Until(wanted)) => quick_truth(value).is_some_and(|it| it != *wanted),
            _ => false,
        };
        if taken {
            // As much as leaving and entering costs.
            self.fuel -= 2;
            self.forget_fresh();
        }
        Ok(taken)
    }
}
