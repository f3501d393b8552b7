//! What a case is made of: swarm testing turns groups of features on and off, so that rare ones get room.

use arbitrary::{Arbitrary, Result, Unstructured};

/// Which features occur, and how large things get.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // a swarm of switches is what it is
pub struct Config {
    /// Integers over 32 bits, floats, complex numbers.
    pub numbers: bool,
    /// Floats as text, in versions that also have binary ones.
    pub text_floats: bool,
    /// Code points that are not ASCII, lone surrogates among them.
    pub exotic_text: bool,
    /// Lists, tuples.
    pub sequences: bool,
    /// Sets and frozensets.
    pub sets: bool,
    /// Dicts and frozendicts.
    pub dicts: bool,
    /// Slices.
    pub slices: bool,
    /// Code objects.
    pub codes: bool,
    /// `FLAG_REF`, references, the string list of Python 2.
    pub references: bool,
    /// References to containers from inside.
    pub cycles: bool,
    /// What no CPython writes: `l` with a small digit, `(` with one item, `u` for ASCII.
    pub odd_forms: bool,
    /// How deep containers nest.
    pub depth: u8,
    /// Items of a container at most.
    pub items: u8,
    /// Bytes of a string at most.
    pub text: u8,
}

impl Config {
    /// Everything, in moderate size.
    pub const fn all() -> Config {
        Config {
            numbers: true,
            text_floats: true,
            exotic_text: true,
            sequences: true,
            sets: true,
            dicts: true,
            slices: true,
            codes: true,
            references: true,
            cycles: true,
            odd_forms: true,
            depth: 5,
            items: 6,
            text: 20,
        }
    }
}

impl<'a> Arbitrary<'a> for Config {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Config> {
        let switches = u16::arbitrary(u)?;
        let on = |bit: u32| switches & 1 << bit != 0;
        Ok(Config {
            numbers: on(0),
            text_floats: on(1),
            exotic_text: on(2),
            sequences: on(3),
            sets: on(4),
            dicts: on(5),
            slices: on(6),
            codes: on(7),
            references: on(8),
            cycles: on(9),
            odd_forms: on(10),
            depth: u.int_in_range(1..=8)?,
            items: u.int_in_range(0..=10)?,
            text: u.int_in_range(0..=40)?,
        })
    }
}
