//! Hashes and equality of keys: what can be decided without Python code is decided in one place.

use crate::fail::Class;
use crate::machine::{Raised, Vm};
use crate::object::value::Value;

/// Prime that numbers are reduced by: `sys.hash_info.modulus`.
const MODULUS: u64 = (1 << 61) - 1;

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// The hash of an int that fits.
pub(crate) fn hash_int(value: i64) -> i64 {
    if (0..MODULUS as i64).contains(&value) {
        return value;
    }
    let rest = (value.unsigned_abs() % MODULUS) as i64;
    match if value < 0 { -rest } else { rest } {
        -1 => -2,
        hash => hash,
    }
}

/// The hash of a float, that of an equal int if there is one.
pub(crate) fn hash_float(value: f64) -> i64 {
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    if value.is_nan() || value == 0.0 {
        return 0;
    }
    if value.fract() == 0.0 && value.abs() < 9e18 {
        return hash_int(value as i64);
    }
    // Bits of the mantissa, 28 at a time, each rotated into its place.
    let (mut mantissa, mut exponent) = frexp(value.abs());
    let mut hash = 0u64;
    while mantissa != 0.0 {
        hash = (hash << 28 & MODULUS) | hash >> 33;
        mantissa *= 268_435_456.0;
        exponent -= 28;
        let part = mantissa as u64;
        mantissa -= part as f64;
        hash += part;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let shift = exponent.rem_euclid(61) as u32;
    hash = (hash << shift & MODULUS) | hash >> (61 - shift);
    match if value < 0.0 { -(hash as i64) } else { hash as i64 } {
        -1 => -2,
        hash => hash,
    }
}

/// A mantissa in [0.5, 1) and an exponent of 2.
fn frexp(value: f64) -> (f64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32;
    if exponent == 0 {
        let (mantissa, exponent) = frexp(value * 18_014_398_509_481_984.0);
        return (mantissa, exponent - 54);
    }
    (f64::from_bits(bits & !(0x7FF << 52) | 1022 << 52), exponent - 1022)
}

/// The hash of no items, as `Objects/tupleobject.c` computes it from 3.8 on.
pub(crate) const fn hash_tuple_start() -> u64 {
    PRIME_5
}

/// The same with one item more.
#[inline]
pub(crate) const fn hash_tuple_lane(sum: u64, hash: i64) -> u64 {
    sum.wrapping_add((hash as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1)
}

/// The hash of so many items.
#[inline]
pub(crate) const fn hash_tuple_end(sum: u64, len: usize) -> i64 {
    let hash = sum.wrapping_add(len as u64 ^ (PRIME_5 ^ 0x35_D373));
    if hash == u64::MAX { 1_546_275_796 } else { hash as i64 }
}

impl Vm {
    /// The hash of a value.
    pub(crate) fn hash(&mut self, value: Value) -> Result<i64, Raised> {
        if let Some(hash) = self.quick_hash(value) {
            return Ok(hash);
        }
        match value {
            Value::Tuple(_) => self.hash_tuple(value),
            _ => self.hash_slow(value),
        }
    }

    /// The hash of a key of a dict, or of an element of a set (`what`): from 3.14 on, the error says what it was for.
    #[inline]
    pub(crate) fn hash_for(&mut self, value: Value, what: &str) -> Result<i64, Raised> {
        match self.hash(value) {
            Err(Raised::Exception) if self.minor() >= 14 => Err(self.unhashable(value, what)),
            done => done,
        }
    }

    #[cold]
    fn unhashable(&mut self, value: Value, what: &str) -> Raised {
        let error = self.exception;
        if self.class_of(error) != self.types.exception(Class::TypeError) {
            return Raised::Exception;
        }
        self.exception = Value::Unbound;
        self.keep(error);
        let text = match self.display(error) {
            Ok(text) => text,
            Err(raised) => return raised,
        };
        let class = self.class_of(value);
        let class = match self.qualified_type_name(class) {
            name if name.starts_with("__main__.") => name.replacen("__main__.", "", 1),
            name => name,
        };
        self.type_error(format!("cannot use '{class}' as {what} ({text})"))
    }

    /// The hash of a value that is no container and has no code of its own.
    #[inline]
    pub(crate) fn quick_hash(&self, value: Value) -> Option<i64> {
        match value {
            Value::Str(id) => Some(self.heap.strs[id].hash() as i64),
            Value::Int(it) => Some(hash_int(it)),
            Value::Bool(it) => Some(i64::from(it)),
            Value::Float(it) => Some(hash_float(it.get())),
            Value::None => Some(0x0fca_8642),
            _ => None,
        }
    }

    /// A loop over tuples in tuples.
    fn hash_tuple(&mut self, tuple: Value) -> Result<i64, Raised> {
        if let Some(hash) = self.quick_key_hash(tuple) {
            return Ok(hash);
        }
        self.charge(1, 0)?;
        let mut open: Vec<(Value, usize, u64)> = vec![(tuple, 0, hash_tuple_start())];
        let mut lane: Option<i64> = None;
        loop {
            let Some((current, at, sum)) = open.last_mut() else { return Ok(lane.unwrap_or(0)) };
            if let Some(hash) = lane.take() {
                *sum = hash_tuple_lane(*sum, hash);
            }
            let Value::Tuple(id) = *current else { return Ok(0) };
            let items = self.heap.tuples[id].items();
            match items.get(*at).copied() {
                None => {
                    lane = Some(hash_tuple_end(*sum, items.len()));
                    open.pop();
                }
                Some(item @ Value::Tuple(_)) => {
                    *at += 1;
                    open.push((item, 0, hash_tuple_start()));
                    // Shared parts are hashed time and again: their number is no bound.
                    self.charge(1, size_of::<(Value, usize, u64)>())?;
                }
                Some(item) => {
                    *at += 1;
                    lane = Some(self.hash(item)?);
                }
            }
        }
    }

    /// As `Objects/setobject.c` computes it, whatever the order is.
    fn hash_set(&mut self, id: crate::object::arena::Id<crate::object::Set>) -> Result<i64, Raised> {
        if let Some(hash) = self.heap.sets[id].hash {
            return Ok(hash);
        }
        let shuffle = |it: u64| (it ^ 0x055B_4DB3 ^ (it << 16)).wrapping_mul(3_644_798_167);
        let set = &self.heap.sets[id];
        let mut hash = set.iter().fold(0, |hash, (it, _)| hash ^ shuffle(it as u64));
        hash ^= (set.len() as u64 + 1).wrapping_mul(1_927_868_237);
        hash ^= hash >> 11 ^ hash >> 25;
        hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
        let hash = if hash == u64::MAX { 590_923_713 } else { hash as i64 };
        self.heap.sets[id].hash = Some(hash);
        Ok(hash)
    }

    /// By the class's `__hash__`.
    fn hash_slow(&mut self, value: Value) -> Result<i64, Raised> {
        match value {
            Value::Big(_) => return Ok(self.int_of(value).hash()),
            Value::Complex(_) => {
                return Ok(crate::number::complex::hash(self.complex_of(value)).unwrap_or_else(|| self.identity_hash(value)));
            }
            Value::Bytes(id) => return Ok(crate::text::View::Latin(&self.heap.bytes_objects[id].data).hash() as i64),
            Value::FrozenSet(id) => return self.hash_set(id),
            Value::Range(_) => {
                let (count, first, step) = self.range_key(value)?;
                let parts = [Some(count), first, step].map(|it| it.map_or(Value::None, |it| self.int(it)));
                let tuple = self.tuple(&parts);
                return self.hash(tuple);
            }
            Value::Function(_)
            | Value::Native(_)
            | Value::Module(_)
            | Value::Generator(_)
            | Value::Iter(_)
            | Value::Code(_)
            | Value::Ellipsis
            | Value::NotImplemented => {
                return Ok(self.identity_hash(value));
            }
            _ => {}
        }
        let class = self.class_of(value);
        match self.lookup(class, self.names.hash) {
            Some(Value::None) | None => {
                // Native classes of modules are called by their whole names.
                let class =
                    if self.heap.types[class].flags.heap { self.type_name(class) } else { self.qualified_type_name(class) };
                Err(self.type_error(format!("unhashable type: '{class}'")))
            }
            Some(method) if self.is_builtin_method(method, self.types.object) => Ok(self.identity_hash(value)),
            Some(method) => match self.call_special_sync(method, value, &[])? {
                Value::Int(hash) => Ok(hash_int_result(hash)),
                other if self.as_int(other).is_some() => Ok(self.int_of(other).hash()),
                _ => Err(self.type_error("__hash__ method should return an integer")),
            },
        }
    }

    /// Whether two values are equal, if that can be told without looking into containers or calling code.
    #[inline]
    pub(crate) fn quick_equal(&self, a: Value, b: Value) -> Option<bool> {
        match (a, b) {
            (Value::Str(x), Value::Str(y)) => Some(x == y || self.heap.strs[x].view() == self.heap.strs[y].view()),
            (Value::Int(x), Value::Int(y)) => Some(x == y),
            (Value::Float(x), Value::Float(y)) => Some(x.get() == y.get()),
            (Value::Bool(x), Value::Bool(y)) => Some(x == y),
            (Value::Bool(x), Value::Int(y)) | (Value::Int(y), Value::Bool(x)) => Some(i64::from(x) == y),
            (Value::Int(x), Value::Float(y)) | (Value::Float(y), Value::Int(x)) => {
                let y = y.get();
                Some(y == x as f64 && (y as i128) == i128::from(x))
            }
            (Value::None, Value::None) => Some(true),
            (Value::None, Value::Str(_) | Value::Int(_)) | (Value::Str(_) | Value::Int(_), Value::None) => Some(false),
            (Value::Str(_), Value::Int(_)) | (Value::Int(_), Value::Str(_)) => Some(false),
            _ => None,
        }
    }

    /// Whether two keys are the same or equal.
    pub(crate) fn equal_keys(&mut self, a: Value, b: Value) -> Result<bool, Raised> {
        if a.is(b) {
            return Ok(true);
        }
        match self.quick_equal(a, b) {
            Some(equal) => Ok(equal),
            None => self.equal(a, b),
        }
    }

    /// Where a key stands in a dict. Code that comparison calls may change the dict: then it is searched anew.
    pub(crate) fn dict_find(
        &mut self,
        dict: crate::object::arena::Id<crate::object::Dict>,
        hash: i64,
        key: Value,
    ) -> Result<Option<usize>, Raised> {
        if let Ok(found) = self.quick_dict_find_hashed(dict, hash, key) {
            return Ok(found);
        }
        for _ in 0..1000 {
            // Candidates are compared outside of the search.
            let mut candidate = None;
            let mut skipped: Vec<Value> = Vec::new();
            loop {
                let found = self.heap.dicts[dict].find(hash as u64, |other| {
                    if skipped.iter().any(|it| it.is(other)) {
                        return false;
                    }
                    candidate = Some(other);
                    true
                });
                let (Some(at), Some(other)) = (found, candidate.take()) else { return Ok(None) };
                let version = self.heap.dicts[dict].version();
                let equal = self.equal_keys(other, key)?;
                if self.heap.dicts[dict].version() != version {
                    break;
                }
                if equal {
                    return Ok(Some(at));
                }
                skipped.push(other);
            }
        }
        Err(self.error(Class::RuntimeError, "dictionary changed during lookup"))
    }

    /// Where a key stands in a set.
    pub(crate) fn set_find(
        &mut self,
        set: crate::object::arena::Id<crate::object::Set>,
        hash: i64,
        key: Value,
    ) -> Result<Option<usize>, Raised> {
        if let Ok(found) = self.quick_set_find(set, hash, key) {
            return Ok(found);
        }
        for _ in 0..1000 {
            let mut candidate = None;
            let mut skipped: Vec<Value> = Vec::new();
            loop {
                let found = self.heap.sets[set].find(hash, |other| {
                    if skipped.iter().any(|it| it.is(other)) {
                        return false;
                    }
                    candidate = Some(other);
                    true
                });
                let (Some(at), Some(other)) = (found, candidate.take()) else { return Ok(None) };
                let version = self.heap.sets[set].version();
                let equal = self.equal_keys(other, key)?;
                if self.heap.sets[set].version() != version {
                    break;
                }
                if equal {
                    return Ok(Some(at));
                }
                skipped.push(other);
            }
        }
        Err(self.error(Class::RuntimeError, "set changed during lookup"))
    }
}

fn hash_int_result(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}
