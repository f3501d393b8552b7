//! How much a program may use.

use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::Duration;

/// What a program may use. The default allows 1 GiB of objects, 3000 natives within each other, and more of all else than a program comes to use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Units of work: one for each call and each jump backwards, and for natives in proportion to what they do.
    pub fuel: u64,
    /// Bytes that objects may take.
    pub heap_bytes: usize,
    /// Calls within calls. `sys.setrecursionlimit` cannot go beyond.
    pub recursion_depth: u32,
    /// How deep natives may call Python code within each other: sorting whose key sorts, `__getattr__` that asks for an attribute. Rust's own stack
    /// grows for that where the platform tells how much is left of it, by some 10 kB each in a build with optimisation.
    pub native_depth: u32,
    /// Time from the start of a call into the machine, if there is a limit. The only one that is not deterministic.
    pub deadline: Option<Duration>,
    /// Bytes that may be written.
    pub output_bytes: u64,
    /// Asked now and then: whether to stop.
    pub interrupt: Interrupt,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            fuel: u64::MAX / 2,
            heap_bytes: 1 << 30,
            recursion_depth: 100_000,
            native_depth: 3000,
            deadline: None,
            output_bytes: u64::MAX,
            interrupt: Interrupt::default(),
        }
    }
}

/// Stops a machine from another thread.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Asks the machine to stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Lets it run again.
    pub fn reset(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether it was asked to.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a program has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Units of fuel.
    pub fuel: u64,
    /// Objects, living or not yet collected.
    pub objects: usize,
    /// Bytes of these.
    pub heap_bytes: usize,
    /// Collections so far.
    pub collections: u64,
}

impl core::fmt::Display for Reached {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Reached::Fuel => "no fuel is left",
            Reached::Deadline => "the time is over",
            Reached::Output => "too much was written",
            Reached::Interrupted => "it was interrupted",
        })
    }
}

/// A limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reached {
    /// No fuel is left.
    Fuel,
    /// The time is over.
    Deadline,
    /// Too much was written.
    Output,
    /// Somebody called [`Interrupt::stop`].
    Interrupted,
}
