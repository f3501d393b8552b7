//! Lowered code for people.

use core::fmt;

use super::Lowered;

impl fmt::Display for Lowered {
    /// One line an instruction: its index, the offset of the original, and itself; then the handlers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "; {} variables, {} registers", self.variables, self.registers)?;
        for (at, (inst, origin)) in self.insts.iter().zip(&self.origins).enumerate() {
            writeln!(f, "{at:>5}  @{origin:<5} {inst:?}")?;
        }
        for handler in &self.handlers {
            let super::Handler { start, end, target, at, kind } = handler;
            writeln!(f, "; {start} to {end}: {target}, {kind:?} at {at}")?;
        }
        Ok(())
    }
}
