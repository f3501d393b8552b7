//! Jumps, returns, iteration, exceptions, generators.

use pyc_bytecode::Op;

use super::{Done, pop_jump, unary};
use crate::inst::{Inst, Intrinsic1, NONE};
use crate::lower::LowerErrorKind;
use crate::lower::emit::Emitter;
use crate::lower::sources::Source1;
use crate::lower::stack::Entry;

/// `CO_ASYNC_GENERATOR`.
const ASYNC_GENERATOR: u32 = 0x200;

/// The target of a jump.
pub(in crate::lower) fn target_mut(inst: &mut Inst) -> Option<&mut u32> {
    match inst {
        Inst::Jump { target }
        | Inst::JumpIf { target, .. }
        | Inst::JumpLt { target, .. }
        | Inst::JumpLe { target, .. }
        | Inst::JumpEq { target, .. }
        | Inst::JumpNe { target, .. }
        | Inst::JumpGt { target, .. }
        | Inst::JumpGe { target, .. }
        | Inst::JumpLtInt { target, .. }
        | Inst::JumpLeInt { target, .. }
        | Inst::JumpEqInt { target, .. }
        | Inst::JumpNeInt { target, .. }
        | Inst::JumpGtInt { target, .. }
        | Inst::JumpGeInt { target, .. }
        | Inst::JumpIs { target, .. }
        | Inst::JumpNone { target, .. }
        | Inst::JumpContains { target, .. }
        | Inst::JumpNotMatch { target, .. }
        | Inst::ForIter { target, .. }
        | Inst::Send { target, .. } => Some(target),
        _ => None,
    }
}

/// The target of a jump.
pub(in crate::lower) fn target_of(mut inst: Inst) -> Option<u32> {
    target_mut(&mut inst).copied()
}

/// Lowers what no other part does.
pub(super) fn lower(e: &mut Emitter<'_>, at: usize, it: &Source1) -> Done {
    match it.op {
        Op::ReturnValue => match e.pop()? {
            Entry::Const(k) => {
                e.push(Inst::ReturnConst { k });
                Ok(())
            }
            entry => {
                let src = e.read(entry)?;
                e.push(Inst::Return { src });
                Ok(())
            }
        },
        Op::ReturnConst => {
            e.push(Inst::ReturnConst { k: it.oparg });
            Ok(())
        }
        Op::JumpForward | Op::JumpAbsolute | Op::JumpBackward | Op::JumpBackwardNoInterrupt => {
            e.settle()?;
            e.push_jump(Inst::Jump { target: 0 }, it.target()).map(drop)
        }
        Op::JumpIfTrueOrPop => keep_or_pop(e, it, true),
        Op::JumpIfFalseOrPop => keep_or_pop(e, it, false),
        Op::PopJumpIfNone | Op::PopJumpForwardIfNone | Op::PopJumpBackwardIfNone => none(e, it, true),
        Op::PopJumpIfNotNone | Op::PopJumpForwardIfNotNone | Op::PopJumpBackwardIfNotNone => none(e, it, false),
        Op::JumpIfNotExcMatch => {
            e.settle_below(2)?;
            let (class, exc) = (e.pop_reg()?, e.pop_reg()?);
            e.push_jump(Inst::JumpNotMatch { exc, class, target: 0 }, it.target()).map(drop)
        }
        Op::GetIter => unary(e, |dst, src| Inst::GetIter { dst, src }),
        Op::GetYieldFromIter => unary(e, |dst, src| Inst::GetYieldFromIter { dst, src }),
        Op::ForIter => {
            e.settle()?;
            let iter = e.peek(1)?;
            let iter = e.read(iter)?;
            // Where the iterator is popped at the end, its register holds it until then.
            let inst = e.result(|dst| Inst::ForIter { iter, dst, target: 0 })?;
            e.link(inst, it.target())
        }
        Op::RaiseVarargs => {
            let cause = if it.oparg >= 2 { e.pop_reg()? } else { NONE };
            let exc = if it.oparg >= 1 { e.pop_reg()? } else { NONE };
            e.push(Inst::Raise { exc, cause });
            Ok(())
        }
        Op::Reraise => {
            if e.source.minor < 11 {
                let exc = e.peek(2)?;
                let exc = e.read(exc)?;
                e.push(Inst::Reraise { exc, offset: NONE });
                return Ok(());
            }
            let exc = e.pop_reg()?;
            let offset = match it.oparg {
                0 => NONE,
                below => {
                    let entry = e.peek(below as usize)?;
                    e.read(entry)?
                }
            };
            e.push(Inst::Reraise { exc, offset });
            Ok(())
        }
        Op::PushExcInfo => {
            e.settle()?;
            let pair = e.range(e.depth().checked_sub(1).ok_or_else(|| e.too_large())?, 2, 1)?;
            e.drop(1)?;
            e.results(2)?;
            // The exception moves up by one slot.
            e.push(Inst::Copy { dst: pair.base + 1, src: pair.base });
            e.push(Inst::PushHandled { prev: pair.base, exc: pair.base + 1 });
            e.give_back(pair, 0, 2);
            Ok(())
        }
        Op::PopExcept if e.source.minor < 11 => {
            let prev = e.peek(2)?;
            let prev = e.read(prev)?;
            e.push(Inst::PopHandled { prev });
            e.drop(3)
        }
        Op::PopExcept => {
            let prev = e.pop_reg()?;
            e.push(Inst::PopHandled { prev });
            Ok(())
        }
        Op::CheckEgMatch => {
            let (class, exc) = (e.pop_reg()?, e.pop_reg()?);
            let (rest, matched) = (e.scratch()?, e.scratch()?);
            e.push(Inst::GroupMatch { rest, matched, exc, class });
            e.result(|dst| Inst::Copy { dst, src: rest })?;
            e.result(|dst| Inst::Copy { dst, src: matched }).map(drop)
        }
        Op::BeforeWith | Op::SetupWith => enter(e, |base, manager| Inst::EnterWith { base, manager }),
        Op::BeforeAsyncWith => enter(e, |base, manager| Inst::EnterAsyncWith { base, manager }),
        Op::WithExceptStart => {
            let (exit, this, exc) = match e.source.minor {
                ..11 => (7, None, 2),
                11..14 => (4, None, 1),
                _ => (5, Some(4), 1),
            };
            let (exit, exc) = (e.peek(exit)?, e.peek(exc)?);
            let self_ = match this {
                Some(below) => {
                    let entry = e.peek(below)?;
                    e.read(entry)?
                }
                None => NONE,
            };
            let (exit, exc) = (e.read(exit)?, e.read(exc)?);
            e.result(|dst| Inst::WithExit { dst, exit, self_, exc }).map(drop)
        }
        Op::BeginFinally | Op::CallFinally | Op::EndFinally | Op::PopFinally | Op::WithCleanupStart | Op::WithCleanupFinish => {
            finally(e, at, it)
        }
        Op::YieldValue => yield_value(e, at),
        Op::YieldFrom => yield_from(e),
        Op::Send => send(e, it),
        Op::EndSend => {
            let value = e.pop()?;
            e.drop(1)?;
            e.push_entry(value);
            Ok(())
        }
        Op::CleanupThrow => {
            let exc = e.pop_reg()?;
            e.drop(2)?;
            e.push_entry(Entry::None);
            e.result(|dst| Inst::CleanupThrow { dst, exc }).map(drop)
        }
        Op::GetAwaitable => {
            let why = it.oparg as u8;
            unary(e, |dst, src| Inst::GetAwaitable { dst, src, why })
        }
        Op::GetAiter => unary(e, |dst, src| Inst::GetAsyncIter { dst, src }),
        Op::GetAnext => {
            let src = e.peek(1)?;
            let src = e.read(src)?;
            e.result(|dst| Inst::GetAsyncNext { dst, src }).map(drop)
        }
        Op::EndAsyncFor => {
            let six = e.source.minor < 11;
            if six {
                e.settle()?;
            }
            let exc = e.peek(if six { 2 } else { 1 })?;
            let exc = e.read(exc)?;
            e.push(Inst::EndAsyncFor { exc, six });
            e.drop(if six { 7 } else { 2 })
        }
        _ => match pop_jump(it) {
            Some(on) => {
                e.settle_below(1)?;
                let src = e.pop_reg()?;
                e.push_jump(Inst::JumpIf { src, on, target: 0 }, it.target()).map(drop)
            }
            None => Err(LowerErrorKind::RunTimeOnly(it.op).at(it.offset)),
        },
    }
}

/// A jump that keeps the value on the stack if it is taken.
fn keep_or_pop(e: &mut Emitter<'_>, it: &Source1, on: bool) -> Done {
    e.settle()?;
    let top = e.peek(1)?;
    let src = e.read(top)?;
    e.push_jump(Inst::JumpIf { src, on, target: 0 }, it.target())?;
    e.drop(1)
}

fn none(e: &mut Emitter<'_>, it: &Source1, on: bool) -> Done {
    e.settle_below(1)?;
    let a = e.pop_reg()?;
    e.push_jump(Inst::JumpNone { a, on, target: 0 }, it.target()).map(drop)
}

/// The beginning of a `with` block.
fn enter(e: &mut Emitter<'_>, make: impl FnOnce(u8, u8) -> Inst) -> Done {
    e.settle_below(1)?;
    let manager = e.pop_reg()?;
    let pair = e.range(e.depth(), 2, 0)?;
    e.results(2)?;
    e.push(make(pair.base, manager));
    e.give_back(pair, 0, 2);
    Ok(())
}

/// 3.8: `finally` clauses that are called. The six values of an exception have their registers in any case; the last of them tells how the clause was
/// entered.
fn finally(e: &mut Emitter<'_>, at: usize, it: &Source1) -> Done {
    e.settle()?;
    match it.op {
        Op::BeginFinally => {
            // No exception is handled: the second of the six values says so.
            let second = e.slot(e.depth() + 1)?;
            e.results(5)?;
            e.push_entry(Entry::Null);
            e.settle()?;
            e.place(second, Entry::Null)
        }
        Op::CallFinally => {
            let target = it.target().and_then(|it| e.source.insts.get(it)).and_then(|it| it.depth).unwrap_or(0) as usize;
            if target == 0 || e.depth() >= target {
                return Err(LowerErrorKind::FinallyTooDeep.at(it.offset));
            }
            let (address, register) = (e.return_to(at + 1), e.slot(target - 1)?);
            if let Some(second) = target.checked_sub(5).filter(|&it| e.depth() <= it) {
                let second = e.slot(second)?;
                e.place(second, Entry::Null)?;
            }
            e.place(register, Entry::Int(address))?;
            e.push_jump(Inst::Jump { target: 0 }, it.target()).map(drop)
        }
        Op::EndFinally => {
            let six = e.range(e.depth().checked_sub(6).ok_or_else(|| e.too_large())?, 6, 6)?;
            e.push(Inst::EndFinally { base: six.base });
            e.drop(6)
        }
        Op::PopFinally => {
            let kept = if it.oparg == 0 { None } else { Some(e.pop()?) };
            let six = e.range(e.depth().checked_sub(6).ok_or_else(|| e.too_large())?, 6, 6)?;
            e.push(Inst::PopFinally { base: six.base });
            e.drop(6)?;
            if let Some(entry) = kept {
                e.push_entry(entry);
            }
            Ok(())
        }
        Op::WithCleanupStart => {
            let all = e.range(e.depth().checked_sub(7).ok_or_else(|| e.too_large())?, 9, 7)?;
            e.push(Inst::WithCleanupStart { base: all.base, dst: all.base + 8 });
            e.results(2)?;
            e.give_back(all, 7, 2);
            Ok(())
        }
        _ => {
            let all = e.range(e.depth().checked_sub(9).ok_or_else(|| e.too_large())?, 9, 9)?;
            e.drop(2)?;
            e.push(Inst::WithCleanupFinish { base: all.base, exc: all.base + 7, res: all.base + 8 });
            e.give_back(all, 0, 6);
            e.drop(1)
        }
    }
}

fn yield_value(e: &mut Emitter<'_>, at: usize) -> Done {
    if e.source.minor < 11 && e.source.flags & ASYNC_GENERATOR != 0 {
        unary(e, |dst, src| Inst::Intrinsic1 { what: Intrinsic1::AsyncGenWrap, dst, src })?;
    }
    let delegates = at.checked_sub(1).and_then(|it| e.source.insts.get(it)).is_some_and(|it| it.op == Op::Send);
    e.settle_below(1)?;
    if !delegates {
        return unary(e, |dst, src| Inst::Yield { dst, src });
    }
    let iter = e.peek(2)?;
    let iter = e.read(iter)?;
    let src = e.pop_reg()?;
    let send = e.last_send;
    e.result(|dst| Inst::YieldFrom { dst, src, iter, send }).map(drop)
}

/// To 3.10: one instruction that is executed until what it delegates to is at its end.
fn yield_from(e: &mut Emitter<'_>) -> Done {
    e.settle()?;
    let pair = e.range(e.depth().checked_sub(2).ok_or_else(|| e.too_large())?, 2, 2)?;
    let (iter, value) = (pair.base, pair.base + 1);
    let send = e.push_here(|here| Inst::Send { iter, value, target: here + 3 });
    e.push(Inst::YieldFrom { dst: value, src: value, iter, send });
    e.push(Inst::Jump { target: send });
    e.drop(2)?;
    e.result(|dst| Inst::Copy { dst, src: value }).map(drop)
}

/// From 3.11 on.
fn send(e: &mut Emitter<'_>, it: &Source1) -> Done {
    e.settle()?;
    let below = e.depth().checked_sub(2).ok_or_else(|| e.too_large())?;
    let pair = e.range(below, 2, 2)?;
    let (iter, value) = (pair.base, pair.base + 1);
    // At the end the receiver is popped from below the value: later, but for 3.11.
    let to = e.slot(if e.source.minor >= 12 { below + 1 } else { below })?;
    let inst = Inst::Send { iter, value, target: 0 };
    if to == u16::from(value) {
        e.last_send = e.push_jump(inst, it.target())? as u32;
        return Ok(());
    }
    e.last_send = e.push_moving_jump(inst, vec![(to, u16::from(value))], it.target())? as u32;
    e.give_back(pair, 1, 1);
    Ok(())
}
