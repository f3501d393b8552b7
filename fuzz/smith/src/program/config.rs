//! Which features programs have.

use arbitrary::{Arbitrary, Result, Unstructured};

/// Which features programs have. Drawing one for each program finds more than having all on always.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is an independent switch
pub struct ProgramConfig {
    /// Classes, their instances, methods, properties and operators.
    pub classes: bool,
    /// `raise`, `try`, `assert`, classes of exceptions.
    pub exceptions: bool,
    /// Generators and generator expressions.
    pub generators: bool,
    /// Comprehensions.
    pub comprehensions: bool,
    /// Functions in functions, `nonlocal`, lambdas, decorators.
    pub closures: bool,
    /// `match`.
    pub matching: bool,
    /// `with`.
    pub managers: bool,
    /// f-strings and `%`.
    pub formatting: bool,
    /// Named arguments, defaults, `*args` and `**kwargs`.
    pub arguments: bool,
    /// Lists and dicts, unpacking.
    pub containers: bool,
}

impl ProgramConfig {
    /// Switches a feature on or off by the name of its field; false if there is none of that name.
    pub fn set(&mut self, name: &str, on: bool) -> bool {
        let field = match name {
            "classes" => &mut self.classes,
            "exceptions" => &mut self.exceptions,
            "generators" => &mut self.generators,
            "comprehensions" => &mut self.comprehensions,
            "closures" => &mut self.closures,
            "matching" => &mut self.matching,
            "managers" => &mut self.managers,
            "formatting" => &mut self.formatting,
            "arguments" => &mut self.arguments,
            "containers" => &mut self.containers,
            _ => return false,
        };
        *field = on;
        true
    }

    /// Everything.
    pub const fn all() -> ProgramConfig {
        ProgramConfig {
            classes: true,
            exceptions: true,
            generators: true,
            comprehensions: true,
            closures: true,
            matching: true,
            managers: true,
            formatting: true,
            arguments: true,
            containers: true,
        }
    }
}

impl<'a> Arbitrary<'a> for ProgramConfig {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<ProgramConfig> {
        // One in four has all.
        if u.int_in_range(0..=3)? == 3 {
            return Ok(ProgramConfig::all());
        }
        let bits: u16 = u.arbitrary()?;
        let bit = |place: u32| bits >> place & 1 != 0;
        Ok(ProgramConfig {
            classes: bit(0),
            exceptions: bit(1),
            generators: bit(2),
            comprehensions: bit(3),
            closures: bit(4),
            matching: bit(5),
            managers: bit(6),
            formatting: bit(7),
            arguments: bit(8),
            containers: bit(9),
        })
    }
}
