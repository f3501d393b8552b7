//! Operators, comparisons, truth.

use crate::fail::Class;
use crate::inst::{BinaryOp, CompareOp, Inst, UnaryOp};
use crate::machine::run::Step;
use crate::machine::{Raised, Ret, Vm};
use crate::number::Int;
use crate::object::arena::Id;
use crate::object::value::{Truth, Value};
use crate::object::{Bytes, List, Str, Tuple};

/// What two numbers of machine words give, if it is a number of machine words.
#[inline(always)]
pub(crate) fn quick_binary(op: BinaryOp, a: Value, b: Value) -> Option<Value> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(Value::Int(match op {
            BinaryOp::Add => a.checked_add(b)?,
            BinaryOp::Subtract => a.checked_sub(b)?,
            BinaryOp::Multiply => a.checked_mul(b)?,
            BinaryOp::And => a & b,
            BinaryOp::Or => a | b,
            BinaryOp::Xor => a ^ b,
            BinaryOp::FloorDivide => floor_divide(a, b)?,
            BinaryOp::Remainder => remainder(a, b)?,
            BinaryOp::LeftShift if (0..63).contains(&b) && (a << b) >> b == a => a << b,
            BinaryOp::RightShift if b >= 0 => a >> b.min(63),
            BinaryOp::TrueDivide if b != 0 && a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
                return Some(Value::float(a as f64 / b as f64));
            }
            _ => return None,
        })),
        (Value::Float(a), Value::Float(b)) => quick_float(op, a.get(), b.get()),
        (Value::Float(a), Value::Int(b)) if b.unsigned_abs() < 1 << 53 => quick_float(op, a.get(), b as f64),
        (Value::Int(a), Value::Float(b)) if a.unsigned_abs() < 1 << 53 => quick_float(op, a as f64, b.get()),
        _ => None,
    }
}

fn quick_float(op: BinaryOp, a: f64, b: f64) -> Option<Value> {
    Some(Value::float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::TrueDivide if b != 0.0 => a / b,
        BinaryOp::Power if a > 0.0 => {
            let power = a.powf(b);
            if power.is_infinite() {
                return None;
            }
            power
        }
        _ => return None,
    }))
}

fn floor_divide(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
}

fn remainder(a: i64, b: i64) -> Option<i64> {
    let rest = a.checked_rem(b)?;
    Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
}

/// The truth of a value that no code decides.
#[inline(always)]
pub(crate) fn quick_truth(value: Value) -> Option<bool> {
    match value {
        Value::Bool(it) => Some(it.get()),
        Value::None => Some(false),
        Value::Int(it) => Some(it != 0),
        Value::Float(it) => Some(it.get() != 0.0),
        _ => None,
    }
}

/// How two numbers compare.
#[inline(always)]
pub(crate) fn quick_compare(op: CompareOp, a: Value, b: Value) -> Option<bool> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(ordered(op, a.cmp(&b))),
        (Value::Float(a), Value::Float(b)) => {
            let (a, b) = (a.get(), b.get());
            Some(match op {
                CompareOp::Lt => a < b,
                CompareOp::Le => a <= b,
                CompareOp::Eq => a == b,
                CompareOp::Ne => a != b,
                CompareOp::Gt => a > b,
                CompareOp::Ge => a >= b,
            })
        }
        _ => None,
    }
}

/// What an order says to a comparison.
pub(crate) fn ordered(op: CompareOp, order: core::cmp::Ordering) -> bool {
    match op {
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
        CompareOp::Eq => order.is_eq(),
        CompareOp::Ne => order.is_ne(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
    }
}

/// The symbol of an operator, for messages.
fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::And => "&",
        BinaryOp::FloorDivide => "//",
        BinaryOp::LeftShift => "<<",
        BinaryOp::MatrixMultiply => "@",
        BinaryOp::Multiply => "*",
        BinaryOp::Remainder => "%",
        BinaryOp::Or => "|",
        BinaryOp::Power => "** or pow()",
        BinaryOp::RightShift => ">>",
        BinaryOp::Subtract => "-",
        BinaryOp::TrueDivide => "/",
        BinaryOp::Xor => "^",
    }
}

/// Copying so many items is work that is paid for.
const LONG: usize = 256;

/// What is said of `~` of a bool since 3.12.
fn inverted_bool(minor: u8) -> &'static str {
    match minor {
        12 => {
            "Bitwise inversion '~' on bool is deprecated. This returns the bitwise inversion of the underlying int object and is usually not what you expect \
             from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int."
        }
        _ => {
            "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and \
             is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion \
             of the underlying int."
        }
    }
}

impl Vm {
    /// An operator of two operands; a frame that is pushed for a method gives its value to the instruction that the frame below is at.
    pub(crate) fn binary(&mut self, op: BinaryOp, inplace: bool, a: Value, b: Value) -> Result<Step, Raised> {
        if let Some(value) = quick_binary(op, a, b) {
            return Ok(Step::Value(value));
        }
        if self.has_methods(a) || self.has_methods(b) {
            return self.binary_by_methods(op, inplace, a, b, 0, Ret::Inst(0));
        }
        match self.binary_native(op, inplace, a, b)? {
            Some(value) => Ok(Step::Value(value)),
            None => Err(self.unsupported(op, inplace, a, b)),
        }
    }

    /// `op value`, waiting for the result.
    pub(crate) fn unary_sync(&mut self, op: UnaryOp, value: Value) -> Result<Value, Raised> {
        let name = match op {
            UnaryOp::Positive => self.names.pos,
            UnaryOp::Negative => self.names.neg,
            UnaryOp::Invert => self.names.invert,
        };
        if let Value::Instance(_) | Value::Object(_) | Value::Type(_) = value
            && let Some(method) = self.lookup(self.class_of(value), name)
        {
            return self.call_special_sync(method, value, &[]);
        }
        match self.unary(op, value)? {
            Step::Value(value) => Ok(value),
            Step::Pushed => Ok(Value::None),
        }
    }

    /// An operator of two operands, waiting for the result.
    pub(crate) fn binary_sync(&mut self, op: BinaryOp, inplace: bool, a: Value, b: Value) -> Result<Value, Raised> {
        if let Some(value) = quick_binary(op, a, b) {
            return Ok(value);
        }
        if !self.has_methods(a) && !self.has_methods(b) {
            return match self.binary_native(op, inplace, a, b)? {
                Some(value) => Ok(value),
                None => Err(self.unsupported(op, inplace, a, b)),
            };
        }
        let floor = self.frames.len();
        match self.binary_by_methods(op, inplace, a, b, 0, Ret::Exit)? {
            Step::Value(value) => Ok(value),
            Step::Pushed => self.wait(floor),
        }
    }

    /// Whether the class of a value decides what operators do.
    fn has_methods(&self, value: Value) -> bool {
        matches!(value, Value::Instance(_) | Value::Exception(_) | Value::Type(_) | Value::Object(_))
    }

    #[cold]
    pub(crate) fn unsupported(&mut self, op: BinaryOp, inplace: bool, a: Value, b: Value) -> Raised {
        let (x, y) = (self.native(a), self.native(b));
        let what = match x {
            Value::Str(_) => "str",
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            Value::Bytes(_) => "bytes",
            _ => "",
        };
        let sequence = |it: Value| matches!(it, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_));
        if op == BinaryOp::Add && !what.is_empty() {
            let class = self.message_name(self.class_of(b));
            let message = if what == "bytes" {
                format!("can't concat {class} to bytes")
            } else {
                format!("can only concatenate {what} (not \"{class}\") to {what}")
            };
            return self.type_error(message);
        }
        // Whatever has the methods of a container is not asked about the other operand when it is to be changed.
        let container = matches!(x, Value::Set(_) | Value::FrozenSet(_) | Value::Dict(_) | Value::Instance(_));
        if op == BinaryOp::Multiply && (sequence(x) || (sequence(y) && !(inplace && container))) {
            let class = self.message_name(self.class_of(if sequence(x) { b } else { a }));
            return self.type_error(format!("can't multiply sequence by non-int of type '{class}'"));
        }
        let symbol = match (op, inplace) {
            (BinaryOp::Power, true) if self.minor() >= 10 => "**=".to_owned(),
            (BinaryOp::Power, _) => symbol(op).to_owned(),
            (_, true) => format!("{}=", symbol(op)),
            _ => symbol(op).to_owned(),
        };
        let (a, b) = (self.message_name(self.class_of(a)), self.message_name(self.class_of(b)));
        self.type_error(format!("unsupported operand type(s) for {symbol}: '{a}' and '{b}'"))
    }

    /// By `__iadd__`, `__add__`, `__radd__` and their like. `stage` tells how many of these have been tried and did not know.
    fn binary_by_methods(
        &mut self,
        op: BinaryOp,
        inplace: bool,
        a: Value,
        b: Value,
        stage: u8,
        ret: Ret,
    ) -> Result<Step, Raised> {
        let (name, reflected, augmented) = self.method_names(op);
        let (class_a, class_b) = (self.class_of(a), self.class_of(b));
        // The right operand comes first if its class is derived from the left one's and has a method of its own.
        let right_first = class_a != class_b
            && self.is_subclass(class_b, class_a)
            && self.lookup(class_b, reflected).map(Value::identity) != self.lookup(class_a, reflected).map(Value::identity);
        let left = (a, b, name);
        let right = (b, a, reflected);
        let mut ways = [None; 3];
        if inplace {
            ways[0] = Some((a, b, augmented));
        }
        let (first, second) = if right_first { (right, left) } else { (left, right) };
        ways[1] = Some(first);
        if class_a != class_b || right_first {
            ways[2] = Some(second);
        }
        for (number, way) in ways.iter().enumerate().skip(usize::from(stage)) {
            let Some((this, other, name)) = *way else { continue };
            // Up to 3.9 nothing else is tried if `__ipow__` does not know.
            if number > 0 && inplace && op == BinaryOp::Power && self.minor() <= 9 && self.lookup(class_a, augmented).is_some() {
                break;
            }
            // To be repeated is what sequences are asked for last.
            if op == BinaryOp::Multiply && matches!(this, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_)) {
                continue;
            }
            let class = self.class_of(this);
            let Some(method) = self.lookup(class, name) else { continue };
            let step = match ret {
                Ret::Exit => Step::Value(self.call_special_sync(method, this, &[other])?),
                _ => self.call_special(method, this, &[other], Ret::Inst(number as u8 + 1))?,
            };
            match step {
                Step::Value(Value::NotImplemented) => {}
                step => return Ok(step),
            }
        }
        if op == BinaryOp::Multiply
            && let Some(value) = self.repeat_by_index(inplace, a, b)?
        {
            return Ok(Step::Value(value));
        }
        Err(self.unsupported(op, inplace, a, b))
    }

    /// A sequence times an object that is an integer by its `__index__`.
    fn repeat_by_index(&mut self, inplace: bool, a: Value, b: Value) -> Result<Option<Value>, Raised> {
        for (seq, times, inplace) in [(a, b, inplace), (b, a, false)] {
            let sequence = matches!(seq, Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_));
            let class = self.class_of(times);
            if sequence && self.lookup(class, self.names.index).is_some() {
                let Some(count) = self.to_index(times)?.to_i64() else {
                    return Err(self.too_often(times));
                };
                return self.repeat(seq, Value::Int(count), inplace).map(Some);
            }
        }
        Ok(None)
    }

    fn method_names(&self, op: BinaryOp) -> (Id<Str>, Id<Str>, Id<Str>) {
        let n = &self.names;
        match op {
            BinaryOp::Add => (n.add, n.radd, n.iadd),
            BinaryOp::And => (n.and_, n.rand, n.iand),
            BinaryOp::FloorDivide => (n.floordiv, n.rfloordiv, n.ifloordiv),
            BinaryOp::LeftShift => (n.lshift, n.rlshift, n.ilshift),
            BinaryOp::MatrixMultiply => (n.matmul, n.rmatmul, n.imatmul),
            BinaryOp::Multiply => (n.mul, n.rmul, n.imul),
            BinaryOp::Remainder => (n.mod_, n.rmod, n.imod),
            BinaryOp::Or => (n.or_, n.ror, n.ior),
            BinaryOp::Power => (n.pow, n.rpow, n.ipow),
            BinaryOp::RightShift => (n.rshift, n.rrshift, n.irshift),
            BinaryOp::Subtract => (n.sub, n.rsub, n.isub),
            BinaryOp::TrueDivide => (n.truediv, n.rtruediv, n.itruediv),
            BinaryOp::Xor => (n.xor, n.rxor, n.ixor),
        }
    }

    /// What native types do with an operator.
    pub(crate) fn binary_native(&mut self, op: BinaryOp, inplace: bool, a: Value, b: Value) -> Result<Option<Value>, Raised> {
        match (op, a, b) {
            (BinaryOp::Add, Value::Str(x), Value::Str(y)) => {
                let (more, all) = (self.heap.strs[y].text.len(), self.heap.strs[x].text.len());
                if more > LONG {
                    self.charge((more + all) as u64 / 64, (more + all).saturating_mul(2))?;
                }
                let (x, y) = (&self.heap.strs[x].text, self.heap.strs[y].view());
                self.heap.bytes += y.len();
                let text = x.concat(y);
                Ok(Some(self.text(text)))
            }
            (BinaryOp::Add, Value::List(x), Value::List(y)) => {
                self.charge_copy(self.heap.lists[x].items.len() + self.heap.lists[y].items.len(), size_of::<Value>())?;
                if inplace {
                    let items = self.heap.lists[y].items.clone();
                    self.extend(x, &items);
                    return Ok(Some(a));
                }
                let items = [self.heap.lists[x].items.as_slice(), &self.heap.lists[y].items].concat();
                Ok(Some(Value::List(self.add(List { items }))))
            }
            (BinaryOp::Add, Value::List(x), _) if inplace => {
                let items = self.collect_items(b)?;
                self.extend(x, &items);
                Ok(Some(a))
            }
            (BinaryOp::Add, Value::Tuple(x), Value::Tuple(y)) => {
                self.charge_copy(self.heap.tuples[x].items().len() + self.heap.tuples[y].items().len(), size_of::<Value>())?;
                let items = [self.heap.tuples[x].items(), self.heap.tuples[y].items()].concat();
                Ok(Some(Value::Tuple(self.add(Tuple::from_vec(items)))))
            }
            (BinaryOp::Add, Value::Bytes(x), Value::Object(_)) if self.byte_view(b).is_some() => {
                let more = self.byte_view(b).unwrap_or_default().to_vec();
                self.charge_copy(self.heap.bytes_objects[x].data.len() + more.len(), 1)?;
                let data = [&*self.heap.bytes_objects[x].data, &more].concat().into();
                Ok(Some(Value::Bytes(self.add(Bytes { data }))))
            }
            (BinaryOp::Add, Value::Bytes(x), Value::Bytes(y)) => {
                self.charge_copy(self.heap.bytes_objects[x].data.len() + self.heap.bytes_objects[y].data.len(), 1)?;
                let data = [&*self.heap.bytes_objects[x].data, &self.heap.bytes_objects[y].data].concat().into();
                Ok(Some(Value::Bytes(self.add(Bytes { data }))))
            }
            (
                BinaryOp::Multiply,
                seq @ (Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_)),
                Value::Int(_) | Value::Bool(_) | Value::Big(_),
            ) => self.repeat(seq, b, inplace).map(Some),
            (
                BinaryOp::Multiply,
                Value::Int(_) | Value::Bool(_) | Value::Big(_),
                seq @ (Value::Str(_) | Value::List(_) | Value::Tuple(_) | Value::Bytes(_)),
            ) => self.repeat(seq, a, false).map(Some),
            (BinaryOp::Remainder, Value::Str(id), _) => self.percent_format(id, b).map(Some),
            (BinaryOp::Remainder, Value::Bytes(id), _) => self.percent_format_bytes(id, b).map(Some),
            (
                BinaryOp::Or | BinaryOp::And | BinaryOp::Subtract | BinaryOp::Xor,
                Value::Set(_) | Value::FrozenSet(_),
                Value::Set(_) | Value::FrozenSet(_),
            ) => self.set_operator(op, inplace, a, b).map(Some),
            (BinaryOp::Or, Value::Dict(x), _) if self.minor() >= 9 => self.dict_or(x, b, inplace),
            _ => self.arithmetic(op, a, b),
        }
    }

    #[cold]
    fn too_often(&mut self, times: Value) -> Raised {
        let class = self.class_name(times);
        self.error(Class::OverflowError, format!("cannot fit '{class}' into an index-sized integer"))
    }

    /// A sequence so many times.
    fn repeat(&mut self, seq: Value, times: Value, inplace: bool) -> Result<Value, Raised> {
        let times = match times {
            Value::Int(it) => usize::try_from(it).unwrap_or(0),
            Value::Big(_) => return Err(self.too_often(times)),
            _ => usize::from(matches!(times, Value::Bool(Truth::True))),
        };
        let (len, width) = match seq {
            Value::Str(id) => (self.heap.strs[id].view().len(), 4),
            Value::Bytes(id) => (self.heap.bytes_objects[id].data.len(), 1),
            Value::List(id) => (self.heap.lists[id].items.len(), 16),
            Value::Tuple(id) => (self.heap.tuples[id].items().len(), 16),
            _ => (0, 0),
        };
        let bytes = len.checked_mul(times).and_then(|it| it.checked_mul(width)).filter(|it| *it < isize::MAX as usize);
        let Some(bytes) = bytes else { return Err(self.fail(crate::fail::Fail::memory())) };
        self.charge(bytes as u64 / 64, bytes)?;
        Ok(match seq {
            Value::Str(id) => {
                let view = self.heap.strs[id].view();
                let mut builder = crate::text::Builder::default();
                for _ in 0..times {
                    builder.push_view(view);
                }
                self.text(builder.finish())
            }
            Value::Bytes(id) => {
                let data = self.heap.bytes_objects[id].data.repeat(times).into();
                Value::Bytes(self.add(Bytes { data }))
            }
            Value::List(id) => {
                let items = self.heap.lists[id].items.repeat(times);
                if inplace {
                    self.heap.lists[id].items = items;
                    return Ok(seq);
                }
                Value::List(self.add(List { items }))
            }
            Value::Tuple(id) => {
                let items = self.heap.tuples[id].items().repeat(times);
                Value::Tuple(self.add(Tuple::from_vec(items)))
            }
            _ => seq,
        })
    }

    /// An operator of one operand.
    pub(crate) fn unary(&mut self, op: UnaryOp, value: Value) -> Result<Step, Raised> {
        match (op, value) {
            (UnaryOp::Positive, Value::Int(_) | Value::Float(_) | Value::Big(_)) => return Ok(Step::Value(value)),
            (UnaryOp::Positive, Value::Bool(it)) => return Ok(Step::Value(Value::Int(i64::from(it)))),
            (UnaryOp::Negative, Value::Float(it)) => return Ok(Step::Value(Value::float(-it.get()))),
            (UnaryOp::Negative, Value::Int(_) | Value::Bool(_) | Value::Big(_)) => {
                let value = self.as_int(value).unwrap_or(Int::ZERO).neg();
                return Ok(Step::Value(self.int(value)));
            }
            (UnaryOp::Positive, Value::Complex(_)) => return Ok(Step::Value(value)),
            (UnaryOp::Negative, Value::Complex(id)) => {
                let it = self.heap.complexes[id];
                return Ok(Step::Value(self.complex(crate::number::Complex::new(-it.re, -it.im))));
            }
            (UnaryOp::Invert, Value::Int(it)) => return Ok(Step::Value(Value::Int(!it))),
            (UnaryOp::Invert, Value::Bool(_) | Value::Big(_)) => {
                if self.minor() >= 12 && matches!(value, Value::Bool(_)) {
                    self.warn("DeprecationWarning", inverted_bool(self.minor()))?;
                }
                let value = self.as_int(value).unwrap_or(Int::ZERO).invert();
                return Ok(Step::Value(self.int(value)));
            }
            _ => {}
        }
        let (name, symbol) = match op {
            UnaryOp::Positive => (self.names.pos, "unary +"),
            UnaryOp::Negative => (self.names.neg, "unary -"),
            UnaryOp::Invert => (self.names.invert, "unary ~"),
        };
        match self.lookup(self.class_of(value), name) {
            Some(method) => self.call_special(method, value, &[], Ret::Inst(0)),
            None => {
                let class = self.class_name(value);
                Err(self.type_error(format!("bad operand type for {symbol}: '{class}'")))
            }
        }
    }

    /// A comparison, whatever object its result is.
    pub(crate) fn compare(&mut self, op: CompareOp, a: Value, b: Value) -> Result<Step, Raised> {
        if let Some(truth) = self.compare_native(op, a, b)? {
            return Ok(Step::Value(Value::bool(truth)));
        }
        self.compare_by_methods(op, a, b, 0, true)
    }

    /// The truth of a comparison; `None` if a frame was pushed.
    pub(crate) fn compare_truth(&mut self, op: CompareOp, a: Value, b: Value) -> Result<Option<bool>, Raised> {
        match self.compare(op, a, b)? {
            Step::Value(Value::Bool(truth)) => Ok(Some(truth.get())),
            Step::Value(value) => self.truth(value).map(Some),
            Step::Pushed => Ok(None),
        }
    }

    /// Whether two values are equal.
    pub(crate) fn equal(&mut self, a: Value, b: Value) -> Result<bool, Raised> {
        let value = self.compare_sync(CompareOp::Eq, a, b)?;
        self.truth(value)
    }

    /// A comparison, waiting for its result.
    pub(crate) fn compare_sync(&mut self, op: CompareOp, a: Value, b: Value) -> Result<Value, Raised> {
        if let Some(truth) = self.compare_native(op, a, b)? {
            return Ok(Value::bool(truth));
        }
        match self.compare_by_methods(op, a, b, 0, false)? {
            Step::Value(value) => Ok(value),
            Step::Pushed => Ok(Value::None),
        }
    }

    fn compare_names(&self, op: CompareOp) -> (Id<Str>, Id<Str>, &'static str) {
        let n = &self.names;
        match op {
            CompareOp::Lt => (n.lt, n.gt, "<"),
            CompareOp::Le => (n.le, n.ge, "<="),
            CompareOp::Eq => (n.eq, n.eq, "=="),
            CompareOp::Ne => (n.ne, n.ne, "!="),
            CompareOp::Gt => (n.gt, n.lt, ">"),
            CompareOp::Ge => (n.ge, n.le, ">="),
        }
    }

    /// By `__lt__` and its like; `push` says whether a frame may be pushed for it.
    fn compare_by_methods(&mut self, op: CompareOp, a: Value, b: Value, stage: u8, push: bool) -> Result<Step, Raised> {
        let (name, reflected, symbol) = self.compare_names(op);
        let (class_a, class_b) = (self.class_of(a), self.class_of(b));
        let right_first = class_a != class_b && self.is_subclass(class_b, class_a) && self.lookup(class_b, reflected).is_some();
        let (left, right) = ((a, b, name), (b, a, reflected));
        let ways = if right_first { [right, left] } else { [left, right] };
        for (number, (this, other, name)) in ways.into_iter().enumerate().skip(usize::from(stage)) {
            let class = self.class_of(this);
            let Some(method) = self.lookup(class, name) else {
                // `__ne__` is by default what `__eq__` is not.
                if op == CompareOp::Ne
                    && let Some(method) = self.lookup(class, self.names.eq)
                {
                    match self.call_special_sync(method, this, &[other])? {
                        Value::NotImplemented => continue,
                        value => return self.truth(value).map(|it| Step::Value(Value::bool(!it))),
                    }
                }
                continue;
            };
            let step = if push {
                self.call_special(method, this, &[other], Ret::Inst(number as u8 + 1))?
            } else {
                Step::Value(self.call_special_sync(method, this, &[other])?)
            };
            match step {
                Step::Value(Value::NotImplemented) => {}
                step => return Ok(step),
            }
        }
        match op {
            CompareOp::Eq => Ok(Step::Value(Value::bool(a.is(b)))),
            CompareOp::Ne => Ok(Step::Value(Value::bool(!a.is(b)))),
            _ => {
                let (a, b) = (self.class_name(a), self.class_name(b));
                Err(self.type_error(format!("'{symbol}' not supported between instances of '{a}' and '{b}'")))
            }
        }
    }

    /// How values of native types compare; `None` if a class has to be asked.
    pub(crate) fn compare_native(&mut self, op: CompareOp, a: Value, b: Value) -> Result<Option<bool>, Raised> {
        if let Some(truth) = self.quick_order(op, a, b) {
            return Ok(Some(truth));
        }
        match (a, b) {
            (Value::Bytes(x), Value::Bytes(y)) => {
                Ok(Some(ordered(op, self.heap.bytes_objects[x].data.cmp(&self.heap.bytes_objects[y].data))))
            }
            (Value::Int(_) | Value::Bool(_) | Value::Big(_), Value::Int(_) | Value::Bool(_) | Value::Big(_)) => {
                let (x, y) = (self.as_int(a).unwrap_or(Int::ZERO), self.as_int(b).unwrap_or(Int::ZERO));
                Ok(Some(ordered(op, x.cmp(&y))))
            }
            (Value::Int(_) | Value::Bool(_) | Value::Big(_), Value::Float(y)) => {
                Ok(Some(self.compare_int_float(op, a, y.get(), false)))
            }
            (Value::Float(x), Value::Int(_) | Value::Bool(_) | Value::Big(_)) => {
                Ok(Some(self.compare_int_float(op, b, x.get(), true)))
            }
            (Value::Complex(_), _) | (_, Value::Complex(_)) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let equal = match (a, b) {
                    (Value::Complex(x), Value::Complex(y)) => {
                        let (x, y) = (self.heap.complexes[x], self.heap.complexes[y]);
                        x.re == y.re && x.im == y.im
                    }
                    (Value::Complex(x), real) | (real, Value::Complex(x)) => {
                        let x = self.heap.complexes[x];
                        if !matches!(real, Value::Int(_) | Value::Bool(_) | Value::Big(_) | Value::Float(_)) {
                            return Ok(None);
                        }
                        x.im == 0.0 && self.compare_native(CompareOp::Eq, Value::float(x.re), real)? == Some(true)
                    }
                    _ => false,
                };
                Ok(Some(equal == (op == CompareOp::Eq)))
            }
            (Value::Tuple(x), Value::Tuple(y)) => {
                let (x, y) = (self.heap.tuples[x].items().to_vec(), self.heap.tuples[y].items().to_vec());
                self.compare_items(op, &x, &y)
            }
            (Value::List(x), Value::List(y)) => {
                let (x, y) = (self.heap.lists[x].items.clone(), self.heap.lists[y].items.clone());
                self.compare_items(op, &x, &y)
            }
            (Value::Dict(x), Value::Dict(y)) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                let equal = self.equal_dicts(x, y)?;
                Ok(Some(equal == (op == CompareOp::Eq)))
            }
            (Value::Set(x) | Value::FrozenSet(x), Value::Set(y) | Value::FrozenSet(y)) => self.compare_sets(op, x, y).map(Some),
            (Value::None, Value::None) if op == CompareOp::Eq => Ok(Some(true)),
            _ => Ok(None),
        }
    }

    fn compare_int_float(&self, op: CompareOp, int: Value, float: f64, swapped: bool) -> bool {
        match self.as_int(int).unwrap_or(Int::ZERO).compare_f64(float) {
            None => op == CompareOp::Ne,
            Some(order) => ordered(op, if swapped { order.reverse() } else { order }),
        }
    }

    /// The first items that differ decide.
    fn compare_items(&mut self, op: CompareOp, x: &[Value], y: &[Value]) -> Result<Option<bool>, Raised> {
        if matches!(op, CompareOp::Eq | CompareOp::Ne) && x.len() != y.len() {
            return Ok(Some(op == CompareOp::Ne));
        }
        self.nested(|vm| {
            let mut differ = None;
            for (&a, &b) in x.iter().zip(y) {
                // Shared parts are compared time and again: their number is no bound.
                vm.charge(1, 0)?;
                if !vm.equal_keys(a, b)? {
                    differ = Some((a, b));
                    break;
                }
            }
            Ok(Some(match (differ, op) {
                (None, _) => ordered(op, x.len().cmp(&y.len())),
                (Some(_), CompareOp::Eq) => false,
                (Some(_), CompareOp::Ne) => true,
                (Some((a, b)), _) => {
                    let result = vm.compare_sync(op, a, b)?;
                    vm.truth(result)?
                }
            }))
        })
    }

    /// The truth of a value.
    pub(crate) fn truth(&mut self, value: Value) -> Result<bool, Raised> {
        if let Some(truth) = self.truth_native(value) {
            return Ok(truth);
        }
        if let Value::NotImplemented = value {
            return self.truth_of_not_implemented();
        }
        let class = self.class_of(value);
        if let Some(method) = self.lookup(class, self.names.bool) {
            if method.is_none() && self.minor() >= 14 {
                let class = self.type_name(class);
                return Err(self.type_error(format!("'{class}' cannot be interpreted as a boolean")));
            }
            let result = self.call_special_sync(method, value, &[])?;
            return self.bool_result(result);
        }
        if let Some(method) = self.lookup(class, self.names.len) {
            let result = self.call_special_sync(method, value, &[])?;
            return self.len_result(result).map(|it| it != 0);
        }
        Ok(true)
    }

    #[cold]
    fn truth_of_not_implemented(&mut self) -> Result<bool, Raised> {
        let message = "NotImplemented should not be used in a boolean context";
        match self.minor() {
            14.. => return Err(self.type_error(message)),
            9.. => self.warn("DeprecationWarning", message)?,
            _ => {}
        }
        Ok(true)
    }

    /// The truth of a value; `None` if a frame was pushed whose value decides.
    pub(crate) fn truth_step(&mut self, value: Value) -> Result<Option<bool>, Raised> {
        self.truth(value).map(Some)
    }

    fn bool_result(&mut self, result: Value) -> Result<bool, Raised> {
        match result {
            Value::Bool(it) => Ok(it.get()),
            other => {
                let class = self.class_name(other);
                Err(self.type_error(format!("__bool__ should return bool, returned {class}")))
            }
        }
    }

    /// What `__len__` may return.
    pub(crate) fn len_result(&mut self, result: Value) -> Result<usize, Raised> {
        match result {
            Value::Int(it) => usize::try_from(it).map_err(|_| self.value_error("__len__() should return >= 0")),
            Value::Bool(it) => Ok(usize::from(it)),
            Value::Big(_) => Err(self.error(Class::OverflowError, "cannot fit 'int' into an index-sized integer")),
            other => match self.to_index(other)? {
                Int::Small(it) => usize::try_from(it).map_err(|_| self.value_error("__len__() should return >= 0")),
                Int::Big(_) => Err(self.error(Class::OverflowError, "cannot fit 'int' into an index-sized integer")),
            },
        }
    }

    #[inline]
    pub(crate) fn truth_native(&self, value: Value) -> Option<bool> {
        if let Some(truth) = quick_truth(value) {
            return Some(truth);
        }
        Some(match value {
            Value::Str(id) => self.heap.strs[id].view().len() > 0,
            Value::Bytes(id) => !self.heap.bytes_objects[id].data.is_empty(),
            Value::Tuple(id) => !self.heap.tuples[id].items().is_empty(),
            Value::List(id) => !self.heap.lists[id].items.is_empty(),
            Value::Dict(id) => self.heap.dicts[id].len() > 0,
            Value::Set(id) | Value::FrozenSet(id) => self.heap.sets[id].len() > 0,
            Value::Range(id) => {
                let range = self.heap.ranges[id];
                let (start, stop) = (self.int_of(range.start), self.int_of(range.stop));
                if self.int_of(range.step).is_negative() { start > stop } else { start < stop }
            }
            Value::Instance(_) | Value::Exception(_) | Value::Object(_) | Value::Type(_) | Value::NotImplemented => return None,
            Value::Complex(id) => self.heap.complexes[id].re != 0.0 || self.heap.complexes[id].im != 0.0,
            _ => true,
        })
    }

    /// `a in b`; `None` if a frame was pushed.
    pub(crate) fn contains_step(&mut self, a: Value, b: Value) -> Result<Option<bool>, Raised> {
        self.contains(b, a).map(Some)
    }

    /// What a frame returned that was pushed for the instruction which this frame is at.
    pub(crate) fn instruction_result(&mut self, stage: u8, value: Value) -> Result<(), Raised> {
        let (Some(frame), Some(body)) = (self.frames.last(), self.running_body()) else { return Ok(()) };
        let Some(&inst) = body.lowered.insts.get((frame.pc as usize).wrapping_sub(1)) else { return Ok(()) };
        let r = |vm: &Vm, register: u8| vm.register(register);
        if matches!(value, Value::NotImplemented) && stage > 0 {
            let constant = |k: u16| body.consts.get(usize::from(k)).copied().unwrap_or_default();
            let operands = match inst {
                Inst::Add { a, b, .. } => Some((BinaryOp::Add, false, r(self, a), r(self, b))),
                Inst::Sub { a, b, .. } => Some((BinaryOp::Subtract, false, r(self, a), r(self, b))),
                Inst::Mul { a, b, .. } => Some((BinaryOp::Multiply, false, r(self, a), r(self, b))),
                Inst::Binary { op, inplace, a, b, .. } => Some((op, inplace, r(self, a), r(self, b))),
                Inst::AddInt { a, inplace, value, .. } => Some((BinaryOp::Add, inplace, r(self, a), Value::Int(value.into()))),
                Inst::SubInt { a, inplace, value, .. } => {
                    Some((BinaryOp::Subtract, inplace, r(self, a), Value::Int(value.into())))
                }
                Inst::BinaryConst { op, inplace, a, k, .. } => Some((op, inplace, r(self, a), constant(k))),
                Inst::ConstBinary { op, inplace, b, k, .. } => Some((op, inplace, constant(k), r(self, b))),
                _ => None,
            };
            let step = match operands {
                Some((op, inplace, a, b)) => Some(self.binary_by_methods(op, inplace, a, b, stage, Ret::Inst(0))?),
                None => match self.comparison_at(inst) {
                    Some((op, a, b)) => Some(self.compare_by_methods(op, a, b, stage, true)?),
                    None => None,
                },
            };
            match step {
                Some(Step::Pushed) => return Ok(()),
                Some(Step::Value(value)) => return self.instruction_value(inst, value),
                None => {}
            }
        }
        self.instruction_value(inst, value)
    }

    /// The operands of a comparison that jumps, or of one that does not.
    fn comparison_at(&self, inst: Inst) -> Option<(CompareOp, Value, Value)> {
        let r = |register: u8| self.register(register);
        let int = |value: i8| Value::Int(value.into());
        Some(match inst {
            Inst::Compare { op, a, b, .. } => (op, r(a), r(b)),
            Inst::JumpLt { a, b, .. } => (CompareOp::Lt, r(a), r(b)),
            Inst::JumpLe { a, b, .. } => (CompareOp::Le, r(a), r(b)),
            Inst::JumpEq { a, b, .. } => (CompareOp::Eq, r(a), r(b)),
            Inst::JumpNe { a, b, .. } => (CompareOp::Ne, r(a), r(b)),
            Inst::JumpGt { a, b, .. } => (CompareOp::Gt, r(a), r(b)),
            Inst::JumpGe { a, b, .. } => (CompareOp::Ge, r(a), r(b)),
            Inst::JumpLtInt { a, value, .. } => (CompareOp::Lt, r(a), int(value)),
            Inst::JumpLeInt { a, value, .. } => (CompareOp::Le, r(a), int(value)),
            Inst::JumpEqInt { a, value, .. } => (CompareOp::Eq, r(a), int(value)),
            Inst::JumpNeInt { a, value, .. } => (CompareOp::Ne, r(a), int(value)),
            Inst::JumpGtInt { a, value, .. } => (CompareOp::Gt, r(a), int(value)),
            Inst::JumpGeInt { a, value, .. } => (CompareOp::Ge, r(a), int(value)),
            _ => return None,
        })
    }

    /// Gives a value to the instruction that has waited for it.
    fn instruction_value(&mut self, inst: Inst, value: Value) -> Result<(), Raised> {
        match inst {
            Inst::JumpLt { on, target, .. }
            | Inst::JumpLe { on, target, .. }
            | Inst::JumpEq { on, target, .. }
            | Inst::JumpNe { on, target, .. }
            | Inst::JumpGt { on, target, .. }
            | Inst::JumpGe { on, target, .. }
            | Inst::JumpLtInt { on, target, .. }
            | Inst::JumpLeInt { on, target, .. }
            | Inst::JumpEqInt { on, target, .. }
            | Inst::JumpNeInt { on, target, .. }
            | Inst::JumpGtInt { on, target, .. }
            | Inst::JumpGeInt { on, target, .. } => {
                if self.truth(value)? == on
                    && let Some(frame) = self.frames.last_mut()
                {
                    frame.pc = target;
                }
            }
            Inst::LoadAttr { dst, .. }
            | Inst::Add { dst, .. }
            | Inst::Sub { dst, .. }
            | Inst::Mul { dst, .. }
            | Inst::Binary { dst, .. }
            | Inst::AddInt { dst, .. }
            | Inst::SubInt { dst, .. }
            | Inst::BinaryConst { dst, .. }
            | Inst::ConstBinary { dst, .. }
            | Inst::Unary { dst, .. }
            | Inst::Compare { dst, .. }
            | Inst::Subscript { dst, .. }
            | Inst::LoadSlice { dst, .. }
            | Inst::GetYieldFromIter { dst, .. }
            | Inst::ForIter { dst, .. } => self.set_register(dst, value),
            Inst::GetIter { dst, .. } => {
                let value = self.check_iterator(value)?;
                self.set_register(dst, value);
            }
            Inst::LoadMethod { base, .. } => {
                self.set_register(base, value);
                self.set_register(base + 1, Value::Unbound);
            }
            Inst::Send { value: register, .. } => self.set_register(register, value),
            _ => {}
        }
        Ok(())
    }
}
