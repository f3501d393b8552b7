//! The kernels' view of strings.

use crate::machine::Vm;
use crate::number::{Characters, Text as Kernel};
use crate::object::value::Value;
use crate::text::View;

/// A string as the kernels of numbers and formatting take it.
pub(crate) fn to_kernel(view: View<'_>) -> Kernel<'_> {
    match view {
        View::Latin(it) => Kernel::One(it),
        View::Two(it) => Kernel::Two(it),
        View::Four(it) => Kernel::Four(it),
    }
}

impl Vm {
    /// What the kernels ask of characters.
    pub(crate) fn characters(&self) -> Characters {
        Characters { decimal: crate::text::unicode::decimal, is_printable: crate::text::unicode::is_printable }
    }

    /// The code points of a string, as the kernels take them.
    pub(crate) fn kernel_text(&self, value: Value) -> Kernel<'_> {
        match self.native(value) {
            Value::Str(id) => to_kernel(self.heap.strs[id].view()),
            Value::Bytes(id) => Kernel::Bytes(&self.heap.bytes_objects[id].data),
            _ => Kernel::One(&[]),
        }
    }
}
