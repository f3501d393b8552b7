//! Local variables: a new one moves the slots of cells and free variables, which stand behind (3.11).

use crate::assembler::{AssembleError, AssembleErrorKind};
use crate::listing::{Item, ItemId, Listing, Operand};
use crate::op::Op;
use crate::set::Argument;

/// Instructions on two locals, and the two that do the same (3.13).
const SPLIT: &[(Op, Op, Op)] = &[
    (Op::LoadFastLoadFast, Op::LoadFast, Op::LoadFast),
    (Op::StoreFastLoadFast, Op::StoreFast, Op::LoadFast),
    (Op::StoreFastStoreFast, Op::StoreFast, Op::StoreFast),
    (Op::LoadFastBorrowLoadFastBorrow, Op::LoadFastBorrow, Op::LoadFastBorrow),
];

impl Listing {
    /// Makes room for a variable in slot `from`: those from there on have the next number. Only for versions in which locals, cells and
    /// free variables are one array (3.11).
    ///
    /// An instruction on two locals, one of which gets a number over 15, becomes two.
    ///
    /// # Errors
    /// [`AssembleErrorKind::TooLarge`] if a number has no more room.
    pub fn shift_slots(&mut self, from: u32) -> Result<(), AssembleError> {
        for id in self.ids() {
            let (Some(info), Some(&Item { operand: Operand::Plain(oparg), .. })) = (self.info(id), self.item(id)) else {
                continue;
            };
            let moved = |slot: u32| slot.checked_add(u32::from(slot >= from)).ok_or(AssembleErrorKind::TooLarge(slot).at(id));
            match info.argument {
                Argument::Local | Argument::Slot => self.set_oparg(id, moved(oparg)?),
                Argument::LocalPair => {
                    let (first, second) = (moved(oparg >> 4)?, moved(oparg & 15)?);
                    if first < 16 && second < 16 {
                        self.set_oparg(id, first << 4 | second);
                    } else if let Some(row) = SPLIT.iter().find(|row| row.0 == info.op) {
                        self.replace(id, [(row.1, first.into()), (row.2, second.into())])?;
                    } else {
                        return Err(AssembleErrorKind::TooLarge(oparg).at(id));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn set_oparg(&mut self, id: ItemId, oparg: u32) {
        if let Some(item) = self.item_mut(id) {
            item.operand = Operand::Plain(oparg);
        }
    }
}
