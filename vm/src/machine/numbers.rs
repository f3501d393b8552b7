//! Arithmetic of native numbers, beyond what [`crate::machine::operators::quick_binary`] decides.

use crate::builtin::prelude::*;
use crate::inst::BinaryOp;
use crate::number::complex::{self, Operand};
use crate::number::float::{self, Power};
use crate::number::{Cost, Int};
use crate::object::{Big, Complex};

impl Vm {
    /// An int of any size.
    pub(crate) fn int(&mut self, value: Int) -> Value {
        match value {
            Int::Small(small) => Value::Int(small),
            Int::Big(value) => Value::Big(self.add(Big { value })),
        }
    }

    /// A complex number.
    pub(crate) fn complex(&mut self, it: complex::Complex) -> Value {
        Value::Complex(self.add(Complex { re: it.re, im: it.im }))
    }

    /// The int that a value is, `bool` among them.
    pub(crate) fn as_int(&self, value: Value) -> Option<Int> {
        match self.native(value) {
            Value::Int(it) => Some(Int::Small(it)),
            Value::Bool(it) => Some(Int::Small(i64::from(it))),
            Value::Big(id) => Some(Int::Big(self.heap.bigs[id].value.clone())),
            _ => None,
        }
    }

    /// The result of a kernel.
    pub(crate) fn checked<T>(&mut self, result: Result<T, Fail>) -> Result<T, Raised> {
        result.map_err(|fail| self.fail(fail))
    }

    /// Charges for what a kernel is about to do.
    pub(crate) fn charge_cost(&mut self, cost: Cost) -> Result<(), Raised> {
        self.charge(cost.work / 64, usize::try_from(cost.bytes).unwrap_or(usize::MAX))
    }

    /// An operator of two numbers; `None` if it is not theirs.
    pub(crate) fn arithmetic(&mut self, op: BinaryOp, a: Value, b: Value) -> Result<Option<Value>, Raised> {
        if let (Value::Bool(x), Value::Bool(y)) = (a, b) {
            match op {
                BinaryOp::And => return Ok(Some(Value::bool(x.get() & y.get()))),
                BinaryOp::Or => return Ok(Some(Value::bool(x.get() | y.get()))),
                BinaryOp::Xor => return Ok(Some(Value::bool(x.get() ^ y.get()))),
                _ => {}
            }
        }
        match (a, b) {
            (Value::Complex(_), _) | (_, Value::Complex(_)) => {
                let (Some(x), Some(y)) = (self.complex_operand(a)?, self.complex_operand(b)?) else {
                    return match (a, op) {
                        (Value::Complex(_), BinaryOp::FloorDivide | BinaryOp::Remainder) if self.minor() < 10 => {
                            let none = Operand::Real(1.0);
                            self.complexes(op, none, none)
                        }
                        _ => Ok(None),
                    };
                };
                self.complexes(op, x, y)
            }
            (Value::Float(_), _) | (_, Value::Float(_)) => {
                let (Some(x), Some(y)) = (self.float_operand(a)?, self.float_operand(b)?) else { return Ok(None) };
                self.floats(op, x, y)
            }
            _ => {
                let (Some(x), Some(y)) = (self.as_int(a), self.as_int(b)) else { return Ok(None) };
                self.integers(op, &x, &y)
            }
        }
    }

    /// The float that a number is; `None` if it is none, and an error if it is too large.
    pub(crate) fn float_operand(&mut self, value: Value) -> Result<Option<f64>, Raised> {
        Ok(match value {
            Value::Float(it) => Some(it.get()),
            Value::Int(it) => Some(it as f64),
            Value::Bool(it) => Some(f64::from(u8::from(it))),
            Value::Big(_) => match self.as_int(value) {
                Some(it) => Some(self.checked(it.to_f64())?),
                None => None,
            },
            _ => None,
        })
    }

    fn complex_operand(&mut self, value: Value) -> Result<Option<Operand>, Raised> {
        Ok(match value {
            Value::Complex(id) => {
                let it = self.heap.complexes[id];
                Some(Operand::Complex(complex::Complex::new(it.re, it.im)))
            }
            _ => self.float_operand(value)?.map(Operand::Real),
        })
    }

    fn complexes(&mut self, op: BinaryOp, x: Operand, y: Operand) -> Result<Option<Value>, Raised> {
        let minor = self.minor();
        let value = match op {
            BinaryOp::Add => complex::add(x, y, minor),
            BinaryOp::Subtract => complex::sub(x, y, minor),
            BinaryOp::Multiply => complex::mul(x, y, minor),
            BinaryOp::TrueDivide => {
                let result = complex::true_div(x, y, minor);
                self.checked(result)?
            }
            BinaryOp::Power => {
                let result = complex::pow(x, y, minor);
                self.checked(result)?
            }
            BinaryOp::FloorDivide if minor < 10 => return Err(self.type_error("can't take floor of complex number.")),
            BinaryOp::Remainder if minor < 10 => return Err(self.type_error("can't mod complex numbers.")),
            _ => return Ok(None),
        };
        Ok(Some(self.complex(value)))
    }

    fn floats(&mut self, op: BinaryOp, x: f64, y: f64) -> Result<Option<Value>, Raised> {
        let minor = self.minor();
        let result = match op {
            BinaryOp::Add => Ok(x + y),
            BinaryOp::Subtract => Ok(x - y),
            BinaryOp::Multiply => Ok(x * y),
            BinaryOp::TrueDivide => float::true_div(x, y, minor),
            BinaryOp::FloorDivide => float::floor_div(x, y, minor),
            BinaryOp::Remainder => float::floor_mod(x, y, minor),
            BinaryOp::Power => {
                let power = float::pow(x, y, minor);
                return self.power_value(power).map(Some);
            }
            _ => return Ok(None),
        };
        self.checked(result).map(|it| Some(Value::float(it)))
    }

    fn power_value(&mut self, power: Result<Power, Fail>) -> Outcome {
        Ok(match self.checked(power)? {
            Power::Float(it) => Value::float(it),
            Power::Complex(it) => self.complex(it),
        })
    }

    fn integers(&mut self, op: BinaryOp, x: &Int, y: &Int) -> Result<Option<Value>, Raised> {
        let minor = self.minor();
        let result = match op {
            BinaryOp::Add => Ok(x.add(y)),
            BinaryOp::Subtract => Ok(x.sub(y)),
            BinaryOp::Multiply => {
                self.charge_cost(Cost::mul(x, y))?;
                x.mul(y)
            }
            BinaryOp::And => Ok(x.and(y)),
            BinaryOp::Or => Ok(x.or(y)),
            BinaryOp::Xor => Ok(x.xor(y)),
            BinaryOp::FloorDivide => {
                self.charge_cost(Cost::division(x, y))?;
                x.floor_div(y, minor)
            }
            BinaryOp::Remainder => {
                self.charge_cost(Cost::division(x, y))?;
                x.floor_mod(y, minor)
            }
            BinaryOp::TrueDivide => {
                self.charge_cost(Cost::division(x, y))?;
                let quotient = x.true_div(y);
                return self.checked(quotient).map(|it| Some(Value::float(it)));
            }
            BinaryOp::LeftShift => {
                if !y.is_negative() && !x.is_zero() {
                    self.charge_cost(Cost::shift_left(x, y))?;
                }
                x.shift_left(y, minor)
            }
            BinaryOp::RightShift => x.shift_right(y),
            BinaryOp::Power if y.is_negative() => {
                let power = float::pow_of_ints(x, y, minor);
                return self.power_value(power).map(Some);
            }
            BinaryOp::Power => {
                self.charge_cost(Cost::pow(x, y))?;
                x.pow(y)
            }
            BinaryOp::MatrixMultiply => return Ok(None),
        };
        let value = self.checked(result)?;
        Ok(Some(self.int(value)))
    }

    /// `divmod` of numbers; `None` if they are none.
    pub(crate) fn divmod_native(&mut self, a: Value, b: Value) -> Result<Option<Value>, Raised> {
        let minor = self.minor();
        if let (Some(x), Some(y)) = (self.as_int(a), self.as_int(b)) {
            self.charge_cost(Cost::division(&x, &y))?;
            let (quotient, rest) = self.checked(x.div_mod(&y, minor))?;
            let (quotient, rest) = (self.int(quotient), self.int(rest));
            return Ok(Some(self.tuple(&[quotient, rest])));
        }
        if !matches!((a, b), (Value::Float(_), _) | (_, Value::Float(_))) {
            return Ok(None);
        }
        let (Some(x), Some(y)) = (self.float_operand(a)?, self.float_operand(b)?) else { return Ok(None) };
        let (quotient, rest) = self.checked(float::div_mod(x, y, minor))?;
        Ok(Some(self.tuple(&[Value::float(quotient), Value::float(rest)])))
    }

    /// `pow(a, b, m)`.
    pub(crate) fn power_modulo(&mut self, a: Value, b: Value, m: Value) -> Outcome {
        let (Some(x), Some(y), Some(z)) = (self.as_int(a), self.as_int(b), self.as_int(m)) else {
            if [a, b, m]
                .iter()
                .all(|&it| matches!(self.native(it), Value::Int(_) | Value::Bool(_) | Value::Big(_) | Value::Float(_)))
            {
                return Err(self.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
            }
            if [a, b, m].iter().any(|&it| matches!(self.native(it), Value::Complex(_))) {
                return Err(self.value_error("complex modulo"));
            }
            let (a, b, m) = (self.class_name(a), self.class_name(b), self.class_name(m));
            let name = if self.minor() >= 10 { "** or pow()" } else { "pow()" };
            return Err(self.type_error(format!("unsupported operand type(s) for {name}: '{a}', '{b}', '{m}'")));
        };
        self.charge_cost(Cost::pow_mod(&x, &y, &z))?;
        let value = self.checked(x.pow_mod(&y, &z))?;
        Ok(self.int(value))
    }

    /// An int from what has `__index__`.
    pub(crate) fn to_index(&mut self, value: Value) -> Result<Int, Raised> {
        if let Some(it) = self.as_int(value) {
            return Ok(it);
        }
        let class = self.class_of(value);
        let Some(method) = self.lookup(class, self.names.index) else {
            let class = self.type_name(class);
            return Err(self.type_error(format!("'{class}' object cannot be interpreted as an integer")));
        };
        let result = self.call_special_sync(method, value, &[])?;
        match self.as_int(result) {
            Some(it) => Ok(it),
            None => {
                let class = self.class_name(result);
                Err(self.type_error(format!("__index__ returned non-int (type {class})")))
            }
        }
    }

    /// An int that fits a machine word, from what has `__index__`.
    pub(crate) fn to_word(&mut self, value: Value) -> Result<i64, Raised> {
        if let Value::Int(it) = value {
            return Ok(it);
        }
        match self.to_index(value)? {
            Int::Small(it) => Ok(it),
            Int::Big(_) => Err(self.error(Class::OverflowError, "Python int too large to convert to C ssize_t")),
        }
    }

    /// An index for a slice or a count: one beyond machine words is the nearest that is not.
    pub(crate) fn to_clamped(&mut self, value: Value) -> Result<i64, Raised> {
        Ok(match self.to_index(value)? {
            Int::Small(it) => it,
            it if it.is_negative() => i64::MIN,
            Int::Big(_) => i64::MAX,
        })
    }

    /// A float from a number, or from what has `__float__` or `__index__`.
    pub(crate) fn to_float(&mut self, value: Value) -> Result<f64, Raised> {
        let native = self.native(value);
        if let Value::Float(it) = native {
            return Ok(it.get());
        }
        let class = self.class_of(value);
        if !matches!(native, Value::Int(_) | Value::Bool(_) | Value::Big(_))
            && let Some(method) = self.lookup(class, self.names.float)
        {
            let result = self.call_special_sync(method, value, &[])?;
            return match self.native(result) {
                Value::Float(it) => Ok(it.get()),
                _ => {
                    let (class, result) = (self.type_name(class), self.class_name(result));
                    Err(self.type_error(format!("{class}.__float__ returned non-float (type {result})")))
                }
            };
        }
        if let Some(it) = self.float_operand(native)? {
            return Ok(it);
        }
        if self.lookup(class, self.names.index).is_some() {
            let it = self.to_index(value)?;
            return self.checked(it.to_f64());
        }
        let class = self.type_name(class);
        Err(self.type_error(format!("must be real number, not {class}")))
    }
}
