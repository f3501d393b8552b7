//! `_random`: the Mersenne Twister MT19937, as `random` has it.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::number::Int;

pub(crate) static MODULE: ModuleDef = ModuleDef { classes: &[&RANDOM], ..ModuleDef::new("_random") };

/// Words of the state.
const WORDS: usize = 624;
/// From a word to the one that it is mixed with.
const SHIFT: usize = 397;

/// A generator.
#[derive(Clone, Debug)]
struct Twister {
    words: Box<[u32; WORDS]>,
    /// The next word that has not been given out; past the last one if new ones have to be made.
    at: usize,
}

impl NativeData for Twister {
    fn owned(&self) -> usize {
        WORDS * 4
    }
}

impl Twister {
    fn new(seed: u32) -> Twister {
        let mut words = Box::new([seed; WORDS]);
        for at in 1..WORDS {
            let before = words[at - 1];
            words[at] = 1_812_433_253_u32.wrapping_mul(before ^ before >> 30).wrapping_add(at as u32);
        }
        Twister { words, at: WORDS }
    }

    /// Seeded by many words (`init_by_array` of the authors' program).
    fn of_key(key: &[u32]) -> Twister {
        let mut this = Twister::new(19_650_218);
        let words = &mut this.words;
        let (mut at, mut place) = (1, 0);
        for _ in 0..key.len().max(WORDS) {
            let before = words[at - 1];
            words[at] =
                (words[at] ^ (before ^ before >> 30).wrapping_mul(1_664_525)).wrapping_add(key[place]).wrapping_add(place as u32);
            at = next_place(words, at);
            place = if place + 1 >= key.len() { 0 } else { place + 1 };
        }
        for _ in 1..WORDS {
            let before = words[at - 1];
            words[at] = (words[at] ^ (before ^ before >> 30).wrapping_mul(1_566_083_941)).wrapping_sub(at as u32);
            at = next_place(words, at);
        }
        words[0] = 0x8000_0000;
        this
    }

    fn next(&mut self) -> u32 {
        if self.at >= WORDS {
            for at in 0..WORDS {
                let bits = self.words[at] & 0x8000_0000 | self.words[(at + 1) % WORDS] & 0x7FFF_FFFF;
                let odd = if bits & 1 == 1 { 0x9908_B0DF } else { 0 };
                self.words[at] = self.words[(at + SHIFT) % WORDS] ^ bits >> 1 ^ odd;
            }
            self.at = 0;
        }
        let mut word = self.words[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9D2C_5680;
        word ^= word << 15 & 0xEFC6_0000;
        word ^ word >> 18
    }

    /// A float from 0 up to, but not including, 1, of 53 random bits.
    fn float(&mut self) -> f64 {
        let (high, low) = (self.next() >> 5, self.next() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) * (1.0 / 9_007_199_254_740_992.0)
    }
}

fn next_place(words: &mut [u32; WORDS], at: usize) -> usize {
    if at + 1 < WORDS {
        return at + 1;
    }
    words[0] = words[WORDS - 1];
    1
}

fn twister(vm: &mut Vm, this: Value) -> Result<&mut Twister, Raised> {
    let missing = match vm.native(this) {
        Value::Object(id) if vm.heap.objects[id].get::<Twister>().is_some() => id,
        _ => return Err(vm.type_error("a generator of random numbers is required")),
    };
    match vm.heap.objects[missing].get_mut::<Twister>() {
        Some(it) => Ok(it),
        None => Err(Raised::Exception),
    }
}

impl Vm {
    /// What the host gives as random; numbers that follow from how often it was asked, if it gives nothing.
    fn random_bytes(&mut self, bytes: &mut [u8]) {
        if self.host.random(bytes).is_ok() {
            return;
        }
        self.unseeded += 1;
        let mut it = Twister::new(self.unseeded);
        for chunk in bytes.chunks_mut(4) {
            let word = it.next().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

/// The generator of a seed.
fn seeded(vm: &mut Vm, seed: Value) -> Result<Twister, Raised> {
    if seed.is_none() {
        let mut bytes = [0; 32];
        vm.random_bytes(&mut bytes);
        let key: Vec<u32> = bytes.chunks_exact(4).map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]])).collect();
        return Ok(Twister::of_key(&key));
    }
    let number = match vm.as_int(seed) {
        Some(it) => it.abs(),
        None => Int::from(i128::from(vm.hash(seed)? as u64)),
    };
    let length = usize::try_from(number.bit_length().div_ceil(32)).unwrap_or(usize::MAX).max(1);
    vm.charge(length as u64 + WORDS as u64, length.saturating_mul(8))?;
    let bytes = vm.checked(number.to_bytes(length * 4, false, false, 13))?;
    let key: Vec<u32> = bytes.chunks_exact(4).map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]])).collect();
    Ok(Twister::of_key(&key))
}

fn get_random_bits(vm: &mut Vm, args: &[Value]) -> Outcome {
    let minor = vm.minor();
    let bits = if minor >= 14 {
        let count = vm.to_index(args[1])?;
        match count {
            _ if count.is_negative() => return Err(vm.value_error("Cannot convert negative int")),
            _ => count
                .to_i64()
                .ok_or(())
                .map_err(|()| vm.error(Class::OverflowError, "Python int too large to convert to C uint64_t"))?,
        }
    } else {
        i64::from(vm.to_c_int(args[1])?)
    };
    if minor < 9 && bits <= 0 {
        return Err(vm.value_error("number of bits must be greater than zero"));
    }
    let Ok(bits) = usize::try_from(bits) else { return Err(vm.value_error("number of bits must be non-negative")) };
    let words = bits.div_ceil(32);
    vm.charge(words as u64 / 4 + 1, words.saturating_mul(12))?;
    let it = twister(vm, args[0])?;
    let mut bytes = Vec::with_capacity(words * 4);
    for word in 0..words {
        let left = bits - word * 32;
        let random = it.next();
        bytes.extend((if left < 32 { random >> (32 - left) } else { random }).to_le_bytes());
    }
    let int = Int::from_bytes(&bytes, false, false);
    Ok(vm.int(int))
}

fn set_state(vm: &mut Vm, args: &[Value]) -> Outcome {
    let Value::Tuple(_) = vm.native(args[1]) else { return Err(vm.type_error("state vector must be a tuple")) };
    let items = vm.items(args[1]);
    if items.len() != WORDS + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    let mut words = Box::new([0; WORDS]);
    for (place, &item) in words.iter_mut().zip(&items) {
        *place = word(vm, item)?;
    }
    let at = match vm.as_int(items[WORDS]).and_then(|it| it.to_i64()) {
        Some(it) => it,
        None => vm.to_word(items[WORDS])?,
    };
    match usize::try_from(at) {
        Ok(at) if at <= WORDS => *twister(vm, args[0])? = Twister { words, at },
        _ => return Err(vm.value_error("invalid state")),
    }
    Ok(Value::None)
}

/// A word of a state.
fn word(vm: &mut Vm, value: Value) -> Result<u32, Raised> {
    let Some(int) = vm.as_int(value) else { return Err(vm.type_error("an integer is required")) };
    if int.is_negative() {
        return Err(vm.error(Class::OverflowError, "can't convert negative value to unsigned int"));
    }
    match int.to_i64() {
        // CPython keeps the lower half of what fits a C long.
        Some(it) => Ok(it as u32),
        None if int.bit_length() <= 64 => {
            Ok(vm.checked(int.to_bytes(8, false, false, 13))?.first_chunk().map_or(0, |it| u32::from_le_bytes(*it)))
        }
        None => Err(vm.error(Class::OverflowError, "Python int too large to convert to C unsigned long")),
    }
}

static RANDOM: TypeDef = TypeDef {
    module: "_random",
    doc: "Random() -> create a random number generator with its own internal state.",
    base: true,
    methods: &[
        Def::new_any(|vm, args, names| {
            let Some(&Value::Type(class)) = args.first() else { return Ok(Value::None) };
            let own = vm.class(&RANDOM);
            if class == own && !names.is_empty() {
                return Err(vm.type_error("Random() takes no keyword arguments"));
            }
            let given = args.len() - 1;
            if given > 1 && vm.minor() >= 10 && (class == own || vm.minor() < 11) {
                return Err(vm.type_error("Random() requires 0 or 1 argument"));
            }
            let seed = match args {
                // The arguments themselves are hashed, a slip of these versions.
                [_, _, ..] if vm.minor() < 10 => vm.tuple(&args[1..]),
                [_, seed, ..] => *seed,
                _ => Value::None,
            };
            // Since 3.11 `__init__` seeds it, which a subclass may have replaced; what is given here may be anything then.
            let state = if class == own || vm.minor() < 11 { seeded(vm, seed)? } else { Twister::new(5489) };
            let made = vm.new_object(own, state);
            Ok(vm.wrap(class, made))
        }),
        Def::method_any("__init__", |vm, args, _| {
            let own = vm.class(&RANDOM);
            if vm.class_of(args[0]) != own {
                let state = seeded(vm, args.get(1).copied().unwrap_or(Value::None))?;
                *twister(vm, args[0])? = state;
            }
            Ok(Value::None)
        })
        .since(11),
        Def::method("random", 0, 0, |vm, args| twister(vm, args[0]).map(|it| Value::float(it.float())))
            .doc("random() -> x in the interval [0, 1)."),
        Def::method("seed", 0, 1, |vm, args| {
            let state = seeded(vm, args.get(1).copied().unwrap_or(Value::None))?;
            *twister(vm, args[0])? = state;
            Ok(Value::None)
        })
        .doc("seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the process identifier."),
        Def::method("getstate", 0, 0, |vm, args| {
            let it = twister(vm, args[0])?;
            let mut items: Vec<Value> = it.words.iter().map(|it| Value::Int(i64::from(*it))).collect();
            items.push(Value::Int(it.at as i64));
            Ok(vm.tuple(&items))
        })
        .doc("getstate() -> tuple containing the current state."),
        Def::method("setstate", 1, 1, set_state).doc("setstate(state) -> None.  Restores generator state."),
        Def::method("getrandbits", 1, 1, get_random_bits).doc("getrandbits(k) -> x.  Generates an int with k random bits."),
    ],
    ..TypeDef::new("Random")
};

#[cfg(test)]
mod tests {
    use super::Twister;

    #[test]
    fn the_authors_numbers() {
        // `mt19937ar.out`.
        let mut it = Twister::of_key(&[0x123, 0x234, 0x345, 0x456]);
        assert_eq!([it.next(), it.next(), it.next()], [1_067_595_299, 955_945_823, 477_289_528]);
        assert_eq!(Twister::new(5489).next(), 3_499_211_612);
    }
}
