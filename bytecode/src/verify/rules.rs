//! What frames and compilers of the versions do differently with the stack and its blocks, as rows.

use pyc_marshal::{CodeFlags, Version};

use crate::cfg::Body;
use crate::function::Function;
use crate::op::Op;
use crate::set::InstructionSet;

/// How a release treats the stack and the blocks of a frame (`Python/ceval.c`), and how it computes `co_stacksize`
/// (`Python/compile.c`, since 3.12 `Python/flowgraph.c`).
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is an independent fact about a release
pub(crate) struct Rules {
    since: Version,
    /// Values that are pushed for an exception: traceback, value and type, and since 3.0 those of the exception handled before.
    pub(crate) exception: u32,
    /// A handler is a block of its own, which `POP_EXCEPT` ends (3.0 to 3.10).
    pub(crate) handler_is_block: bool,
    /// `POP_BLOCK` and `POP_EXCEPT` cut the stack down to where the block began (to 3.7).
    pub(crate) pop_cuts: bool,
    /// `RETURN_VALUE` leaves all blocks by itself (to 3.7).
    pub(crate) return_unwinds: bool,
    /// `WITH_CLEANUP` finds `__exit__` on the top of the stack, not below the values of the exception (2.5 and 2.6).
    pub(crate) exit_on_top: bool,
    /// The compiler's walk for `co_stacksize` is recursive (to 3.6).
    pub(crate) walks_recursively: bool,
    /// ... and goes on behind `return`. It does so to 3.6, but since 3.0 `Python/peephole.c` has removed what was there.
    pub(crate) walks_past_return: bool,
    /// The least `co_stacksize`.
    pub(crate) least_size: u32,
    /// The tuple of arguments is on the stack where a function begins (to 1.2).
    arguments_on_stack: bool,
    /// Values on the stack where a generator begins: what `send` pushes the first time (3.10 to 3.12).
    generator_depth: u32,
}

const V1_0: Rules = Rules {
    since: Version::new(1, 0),
    exception: 3,
    handler_is_block: false,
    pop_cuts: true,
    return_unwinds: true,
    exit_on_top: false,
    walks_recursively: true,
    walks_past_return: true,
    least_size: 0,
    arguments_on_stack: true,
    generator_depth: 0,
};
const V1_3: Rules = Rules { since: Version::new(1, 3), arguments_on_stack: false, ..V1_0 };
const V2_5: Rules = Rules { since: Version::new(2, 5), exit_on_top: true, ..V1_3 };
const V2_7: Rules = Rules { since: Version::new(2, 7), exit_on_top: false, ..V2_5 };
const V3_0: Rules = Rules { since: Version::new(3, 0), exception: 6, handler_is_block: true, walks_past_return: false, ..V2_7 };
const V3_7: Rules = Rules { since: Version::new(3, 7), walks_recursively: false, ..V3_0 };
const V3_8: Rules = Rules { since: Version::new(3, 8), pop_cuts: false, return_unwinds: false, ..V3_7 };
const V3_10: Rules = Rules { since: Version::new(3, 10), generator_depth: 1, ..V3_8 };
const V3_11: Rules = Rules { since: Version::new(3, 11), exception: 1, handler_is_block: false, ..V3_10 };
const V3_13: Rules = Rules { since: Version::new(3, 13), generator_depth: 0, least_size: 1, ..V3_11 };

/// Each row is the one before with what changed.
static RULES: [Rules; 10] = [V1_0, V1_3, V2_5, V2_7, V3_0, V3_7, V3_8, V3_10, V3_11, V3_13];

impl Rules {
    pub(crate) fn of(set: &InstructionSet) -> &'static Rules {
        let row = RULES.iter().rev().find(|row| row.since <= set.version);
        row.unwrap_or(&RULES[0])
    }

    /// Values on the stack where the code begins. For generators, `Python/compile.c` asks the symbol table, `Python/flowgraph.c`
    /// the flags that come from it.
    pub(crate) fn entry_depth(&self, function: &Function<'_, '_>, body: &Body<'_>) -> u32 {
        const GENERATOR: u32 = 0x20;
        const COROUTINE: u32 = 0x80;
        const ASYNC_GENERATOR: u32 = 0x200;
        if self.arguments_on_stack {
            let unpacks = |op| matches!(op, Some(Op::UnpackArg | Op::UnpackVararg));
            return body.instructions.iter().any(|instruction| unpacks(instruction.op())).into();
        }
        let CodeFlags(flags) = function.code().flags();
        if flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR) == 0 { 0 } else { self.generator_depth }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_ascend() {
        assert!(RULES.windows(2).all(|pair| pair[0].since < pair[1].since));
    }
}
