//! Variables, names, attributes.

use pyc_bytecode::Op;

use super::{Done, common, special, unary};
use crate::inst::{Common, Inst, Intrinsic1};
use crate::lower::emit::Emitter;
use crate::lower::sources::Source1;
use crate::lower::stack::Entry;
use crate::lower::{LowerErrorKind, assign};

/// What comes of an instruction that names a variable; `unassigned` says whether one that it loads may be unbound.
pub(super) fn variable(e: &mut Emitter<'_>, it: &Source1, unassigned: bool) -> Done {
    let (index, high, low) = (it.oparg as usize, it.oparg as usize >> 4, it.oparg as usize & 15);
    // Cells come behind the locals up to 3.10; later there is one numbering.
    let cell = if e.source.minor < 11 { e.source.locals + index } else { index };
    if unassigned && !matches!(it.op, Op::DeleteFast) {
        for var in assign::loads(it).into_iter().flatten() {
            let var = e.variable(var)?;
            e.push(Inst::CheckLocal { var });
        }
    }
    match it.op {
        Op::LoadFast | Op::LoadFastCheck | Op::LoadFastBorrow => load(e, index),
        Op::LoadClosure => load(e, cell),
        Op::LoadFastLoadFast | Op::LoadFastBorrowLoadFastBorrow => {
            load(e, high)?;
            load(e, low)
        }
        Op::LoadFastAndClear => {
            let register = e.variable(index)?;
            e.change_variable(register)?;
            let src = e.read(Entry::Variable(register))?;
            e.result(|dst| Inst::Copy { dst, src })?;
            e.place(register, Entry::Null)
        }
        Op::StoreFast => store(e, index),
        Op::StoreFastLoadFast => {
            store(e, high)?;
            load(e, low)
        }
        Op::StoreFastStoreFast => {
            store(e, high)?;
            store(e, low)
        }
        Op::DeleteFast => {
            let var = e.variable(index)?;
            e.change_variable(var)?;
            e.push(Inst::DeleteLocal { var });
            Ok(())
        }
        Op::LoadDeref => {
            let cell = e.variable(cell)?;
            e.result(|dst| Inst::LoadCell { dst, cell }).map(drop)
        }
        Op::StoreDeref => {
            let (cell, src) = (e.variable(cell)?, e.pop_reg()?);
            e.push(Inst::StoreCell { src, cell });
            Ok(())
        }
        Op::DeleteDeref => {
            let cell = e.variable(cell)?;
            e.push(Inst::DeleteCell { cell });
            Ok(())
        }
        Op::LoadClassderef => {
            let (cell, dict) = (e.variable(cell)?, e.scratch()?);
            e.push(Inst::LoadLocals { dst: dict });
            e.result(|dst| Inst::LoadDictOrCell { dst, dict, cell }).map(drop)
        }
        Op::LoadFromDictOrDeref => {
            let cell = e.variable(cell)?;
            unary(e, |dst, dict| Inst::LoadDictOrCell { dst, dict, cell })
        }
        Op::MakeCell => {
            let dst = e.variable(index)?;
            e.change_variable(dst)?;
            e.push(Inst::MakeCell { dst, src: dst });
            Ok(())
        }
        _ => {
            let first = e.source.variables.checked_sub(index).ok_or_else(|| e.too_large())?;
            if index == 0 {
                return Ok(());
            }
            let first = e.variable(first)?;
            e.free_vars(first, index)
        }
    }
}

fn load(e: &mut Emitter<'_>, index: usize) -> Done {
    let register = e.variable(index)?;
    e.push_entry(Entry::Variable(register));
    Ok(())
}

fn store(e: &mut Emitter<'_>, index: usize) -> Done {
    let register = e.variable(index)?;
    e.store_variable(register)
}

/// What comes of an instruction that names anything else.
pub(super) fn name(e: &mut Emitter<'_>, it: &Source1) -> Done {
    let name = it.oparg;
    match it.op {
        Op::LoadGlobal => {
            let (index, null) = if e.source.minor >= 11 { (name >> 1, name & 1 == 1) } else { (name, false) };
            let site = e.site(index);
            if null && e.source.minor < 13 {
                e.push_entry(Entry::Null);
            }
            e.result(|dst| Inst::LoadGlobal { dst, site })?;
            if null && e.source.minor >= 13 {
                e.push_entry(Entry::Null);
            }
            Ok(())
        }
        Op::StoreGlobal => {
            let src = e.pop_reg()?;
            e.push(Inst::StoreGlobal { src, name });
            Ok(())
        }
        Op::DeleteGlobal => {
            e.push(Inst::DeleteGlobal { name });
            Ok(())
        }
        Op::LoadName => e.result(|dst| Inst::LoadName { dst, name }).map(drop),
        Op::StoreName => {
            let src = e.pop_reg()?;
            e.push(Inst::StoreName { src, name });
            Ok(())
        }
        Op::DeleteName => {
            e.push(Inst::DeleteName { name });
            Ok(())
        }
        Op::LoadFromDictOrGlobals => unary(e, |dst, dict| Inst::LoadDictOrGlobal { dst, dict, name }),
        Op::LoadLocals => e.result(|dst| Inst::LoadLocals { dst }).map(drop),
        Op::LoadBuildClass => e.result(|dst| Inst::LoadCommon { dst, which: Common::BuildClass }).map(drop),
        Op::LoadAssertionError => e.result(|dst| Inst::LoadCommon { dst, which: Common::AssertionError }).map(drop),
        Op::LoadCommonConstant => {
            let which = common(name).ok_or(LowerErrorKind::Meaningless(it.op).at(it.offset))?;
            e.result(|dst| Inst::LoadCommon { dst, which }).map(drop)
        }
        Op::SetupAnnotations => {
            e.push(Inst::SetupAnnotations);
            Ok(())
        }
        Op::ImportName => {
            let (from, level) = (e.pop_reg()?, e.pop_reg()?);
            e.result(|dst| Inst::ImportName { dst, level, from, name }).map(drop)
        }
        Op::ImportFrom => {
            let module = e.peek(1)?;
            let module = e.read(module)?;
            e.result(|dst| Inst::ImportFrom { dst, module, name }).map(drop)
        }
        Op::ImportStar => {
            unary(e, |dst, src| Inst::Intrinsic1 { what: Intrinsic1::ImportStar, dst, src })?;
            e.drop(1)
        }
        Op::LoadAttr if e.source.minor >= 12 && name & 1 == 1 => method(e, name >> 1),
        Op::LoadAttr => {
            let site = e.site(if e.source.minor >= 12 { name >> 1 } else { name });
            unary(e, |dst, obj| Inst::LoadAttr { dst, obj, site })
        }
        Op::LoadMethod => method(e, name),
        Op::StoreAttr => {
            let site = e.site(name);
            let (obj, src) = (e.pop_reg()?, e.pop_reg()?);
            e.push(Inst::StoreAttr { obj, src, site });
            Ok(())
        }
        Op::DeleteAttr => {
            let obj = e.pop_reg()?;
            e.push(Inst::DeleteAttr { obj, name });
            Ok(())
        }
        Op::LoadSuperAttr => {
            e.settle()?;
            let first = e.depth().checked_sub(3).ok_or_else(|| e.too_large())?;
            let operands = e.range(first, 3, 3)?;
            let base = operands.base;
            e.drop(3)?;
            let two = name & 2 != 0;
            if name & 1 == 1 {
                e.results(2)?;
                e.push(Inst::LoadSuperMethod { base, two, name: name >> 2 });
                e.give_back(operands, 0, 2);
                return Ok(());
            }
            e.result(|dst| Inst::LoadSuperAttr { dst, base, two, name: name >> 2 }).map(drop)
        }
        _ => {
            let which = special(name).ok_or(LowerErrorKind::Meaningless(it.op).at(it.offset))?;
            e.settle_below(1)?;
            let obj = e.pop_reg()?;
            let pair = e.range(e.depth(), 2, 0)?;
            e.results(2)?;
            e.push(Inst::LoadSpecial { base: pair.base, obj, which });
            e.give_back(pair, 0, 2);
            Ok(())
        }
    }
}

/// An attribute to be called.
fn method(e: &mut Emitter<'_>, name: u32) -> Done {
    let site = e.site(name);
    e.settle_below(1)?;
    let obj = e.pop_reg()?;
    let pair = e.range(e.depth(), 2, 0)?;
    e.results(2)?;
    e.push(Inst::LoadMethod { base: pair.base, obj, site });
    e.give_back(pair, 0, 2);
    Ok(())
}
