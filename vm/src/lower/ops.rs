//! What each of CPython's instructions becomes.

mod calls;
mod control;
mod names;
mod operators;

use pyc_bytecode::Op;

use super::emit::Emitter;
use super::sources::Source1;
use super::stack::Entry;
use super::{LowerError, LowerErrorKind};
use crate::inst::{Built, Common, Conversion, FunctionPart, Inst, Intrinsic1, Intrinsic2, NONE, Reg, Special};

pub(super) use control::{target_mut, target_of};

type Done = Result<(), LowerError>;

/// Lets an instruction write its result to another register; false if it has none or several.
pub(super) fn retarget(inst: &mut Inst, register: Reg) -> bool {
    match inst {
        Inst::Copy { dst, .. }
        | Inst::Const { dst, .. }
        | Inst::Int { dst, .. }
        | Inst::GetWide { dst, .. }
        | Inst::LoadCell { dst, .. }
        | Inst::LoadDictOrCell { dst, .. }
        | Inst::LoadGlobal { dst, .. }
        | Inst::LoadName { dst, .. }
        | Inst::LoadDictOrGlobal { dst, .. }
        | Inst::LoadLocals { dst }
        | Inst::LoadCommon { dst, .. }
        | Inst::LoadAttr { dst, .. }
        | Inst::LoadSuperAttr { dst, .. }
        | Inst::Add { dst, .. }
        | Inst::Sub { dst, .. }
        | Inst::Mul { dst, .. }
        | Inst::Binary { dst, .. }
        | Inst::AddInt { dst, .. }
        | Inst::SubInt { dst, .. }
        | Inst::BinaryConst { dst, .. }
        | Inst::ConstBinary { dst, .. }
        | Inst::Unary { dst, .. }
        | Inst::Not { dst, .. }
        | Inst::ToBool { dst, .. }
        | Inst::Compare { dst, .. }
        | Inst::Is { dst, .. }
        | Inst::Contains { dst, .. }
        | Inst::GetIter { dst, .. }
        | Inst::ForIter { dst, .. }
        | Inst::Build { dst, .. }
        | Inst::Interpolation { dst, .. }
        | Inst::Subscript { dst, .. }
        | Inst::LoadSlice { dst, .. }
        | Inst::MakeFunction { dst, .. }
        | Inst::Call { dst, .. }
        | Inst::CallKw { dst, .. }
        | Inst::CallMethod { dst, .. }
        | Inst::CallMethodKw { dst, .. }
        | Inst::CallEx { dst, .. }
        | Inst::CallWide { dst, .. }
        | Inst::Yield { dst, .. }
        | Inst::ImportName { dst, .. }
        | Inst::ImportFrom { dst, .. }
        | Inst::Format { dst, .. }
        | Inst::Convert { dst, .. }
        | Inst::Intrinsic1 { dst, .. }
        | Inst::Intrinsic2 { dst, .. }
        | Inst::GetLen { dst, .. }
        | Inst::MatchKeys { dst, .. }
        | Inst::MatchClass { dst, .. }
        | Inst::DictWithoutKeys { dst, .. } => {
            *dst = register;
            true
        }
        _ => false,
    }
}

/// What is awaited, as `GET_AWAITABLE` of 3.11 says it: 1 what `__aenter__` has returned, 2 what `__aexit__` has.
fn awaited(e: &Emitter<'_>, at: usize) -> u32 {
    let before = |back: usize| at.checked_sub(back).map(|at| e.source.insts[at].op);
    match (before(2), before(1)) {
        (_, Some(Op::BeforeAsyncWith)) => 1,
        (_, Some(Op::WithCleanupStart | Op::WithExceptStart)) | (Some(Op::DupTop), Some(Op::CallFunction)) => 2,
        _ => 0,
    }
}

/// Lowers one instruction; `unassigned` says whether the variables that it loads may be unbound.
pub(super) fn lower(e: &mut Emitter<'_>, at: usize, unassigned: bool) -> Done {
    if e.is_skipped() {
        return Ok(());
    }
    let mut it = e.source.insts[at];
    if it.op == Op::GetAwaitable && e.source.minor < 11 {
        it.oparg = awaited(e, at);
    }
    let (op, oparg) = (it.op, it.oparg);
    let count = oparg as usize;
    if let Some(done) = operators::lower(e, at, &it) {
        return done;
    }
    match op {
        Op::Precall => {
            let next = e.source.insts.get(at + 1);
            let paired = e.next_joins(at) && next.is_some_and(|next| next.op == Op::Call && next.oparg == oparg);
            if paired { Ok(()) } else { Err(LowerErrorKind::Unpaired.at(it.offset)) }
        }
        Op::Call if e.source.minor == 11 && at.checked_sub(1).is_none_or(|before| e.source.insts[before].op != Op::Precall) => {
            Err(LowerErrorKind::Unpaired.at(it.offset))
        }
        // Nothing happens.
        Op::Nop
        | Op::Resume
        | Op::Cache
        | Op::NotTaken
        | Op::ReturnGenerator
        | Op::SetupFinally
        | Op::SetupAsyncWith
        | Op::PopBlock => {
            if op == Op::ReturnGenerator && e.source.minor >= 13 {
                e.push_entry(Entry::None);
            }
            Ok(())
        }
        Op::ExtendedArg => Ok(()),
        Op::EnterExecutor | Op::Reserved | Op::ExitInitCheck | Op::InterpreterExit => {
            Err(LowerErrorKind::RunTimeOnly(op).at(it.offset))
        }
        Op::KwNames => {
            e.keywords = Some(oparg);
            Ok(())
        }

        // The stack.
        Op::PopTop | Op::EndFor if e.source.minor == 12 && op == Op::EndFor => e.drop(2),
        Op::PopTop | Op::EndFor | Op::PopIter | Op::GenStart => e.drop(1),
        Op::DupTop => duplicate(e, 1),
        Op::DupTopTwo => {
            duplicate(e, 2)?;
            duplicate(e, 2)
        }
        Op::Copy => duplicate(e, count),
        Op::RotTwo => e.permute(&[1, 0]),
        Op::RotThree => e.permute(&[2, 0, 1]),
        Op::RotFour => e.permute(&[3, 0, 1, 2]),
        Op::RotN => {
            let order: Vec<usize> = core::iter::once(count.saturating_sub(1)).chain(0..count.saturating_sub(1)).collect();
            e.permute(order.get(..count).unwrap_or_default())
        }
        Op::Swap => {
            let (top, other) = (e.peek(1)?, e.peek(count)?);
            e.set(1, other);
            e.set(count, top);
            Ok(())
        }
        Op::PushNull => {
            e.push_entry(Entry::Null);
            Ok(())
        }
        Op::LoadConst => {
            e.push_entry(Entry::Const(oparg));
            Ok(())
        }
        Op::LoadSmallInt => {
            e.push_entry(Entry::Int(oparg as i32));
            Ok(())
        }

        // Variables.
        Op::LoadFast
        | Op::LoadFastCheck
        | Op::LoadFastBorrow
        | Op::LoadFastAndClear
        | Op::LoadFastLoadFast
        | Op::LoadFastBorrowLoadFastBorrow
        | Op::StoreFast
        | Op::StoreFastLoadFast
        | Op::StoreFastStoreFast
        | Op::DeleteFast
        | Op::LoadClosure
        | Op::LoadDeref
        | Op::StoreDeref
        | Op::DeleteDeref
        | Op::LoadClassderef
        | Op::LoadFromDictOrDeref
        | Op::MakeCell
        | Op::CopyFreeVars => names::variable(e, &it, unassigned),
        Op::LoadGlobal
        | Op::StoreGlobal
        | Op::DeleteGlobal
        | Op::LoadName
        | Op::StoreName
        | Op::DeleteName
        | Op::LoadFromDictOrGlobals
        | Op::LoadLocals
        | Op::LoadBuildClass
        | Op::LoadAssertionError
        | Op::LoadCommonConstant
        | Op::SetupAnnotations
        | Op::ImportName
        | Op::ImportFrom
        | Op::ImportStar
        | Op::LoadAttr
        | Op::LoadMethod
        | Op::StoreAttr
        | Op::DeleteAttr
        | Op::LoadSuperAttr
        | Op::LoadSpecial => names::name(e, &it),

        // Containers.
        Op::BuildTuple => build(e, Built::Tuple, count, count, 0),
        Op::BuildList => build(e, Built::List, count, count, 0),
        Op::BuildSet => build(e, Built::Set, count, count, 0),
        Op::BuildString => build(e, Built::Str, count, count, 0),
        Op::BuildMap => build(e, Built::Dict, count.saturating_mul(2), count, 0),
        Op::BuildConstKeyMap => build(e, Built::ConstKeyDict, count.saturating_add(1), count, 0),
        Op::BuildSlice => build(e, Built::Slice, count, count, 0),
        Op::BuildTemplate => build(e, Built::Template, 2, 2, 0),
        Op::BuildListUnpack => build(e, Built::ListOfAll, count, count, 0),
        Op::BuildTupleUnpack => build(e, Built::TupleOfAll, count, count, 0),
        Op::BuildSetUnpack => build(e, Built::SetOfAll, count, count, 0),
        Op::BuildMapUnpack => build(e, Built::DictOfAll, count, count, 0),
        Op::BuildTupleUnpackWithCall => build(e, Built::TupleOfAllForCall, count, count, 1),
        Op::BuildMapUnpackWithCall => build(e, Built::DictOfAllForCall, count, count, 2),
        Op::BuildInterpolation => {
            let spec = oparg & 1 == 1;
            let parts = 2 + usize::from(spec);
            e.settle_from(e.depth().saturating_sub(parts))?;
            let first = e.range(e.depth().saturating_sub(parts), parts, parts)?.base;
            e.drop(parts)?;
            let conversion = conversion(oparg >> 2);
            e.result(|dst| Inst::Interpolation { dst, first, conversion, spec }).map(drop)
        }
        Op::ListAppend => add(e, count, |list, value| Inst::ListAppend { list, value }),
        Op::SetAdd => add(e, count, |set, value| Inst::SetAdd { set, value }),
        Op::ListExtend => add(e, count, |list, src| Inst::ListExtend { list, src }),
        Op::SetUpdate => add(e, count, |set, src| Inst::SetUpdate { set, src }),
        Op::DictUpdate => add(e, count, |dict, src| Inst::DictUpdate { dict, src }),
        Op::DictMerge => {
            let callee = if e.source.minor >= 13 { 4 } else { 3 };
            let callee = e.peek(count.saturating_add(callee))?;
            let callee = e.read(callee)?;
            add(e, count, |dict, src| Inst::DictMerge { dict, src, callee })
        }
        Op::MapAdd => {
            let value = e.pop_reg()?;
            add(e, count, |map, key| Inst::MapAdd { map, key, value })
        }
        Op::StoreSubscr => {
            let (key, obj) = (e.pop_reg()?, e.pop_reg()?);
            let src = e.pop_reg()?;
            e.push(Inst::StoreSubscript { obj, key, src });
            Ok(())
        }
        Op::DeleteSubscr => {
            let (key, obj) = (e.pop_reg()?, e.pop_reg()?);
            e.push(Inst::DeleteSubscript { obj, key });
            Ok(())
        }
        Op::BinarySlice => {
            let (stop, start) = (e.pop_reg()?, e.pop_reg()?);
            let obj = e.pop_reg()?;
            e.result(|dst| Inst::LoadSlice { dst, obj, start, stop }).map(drop)
        }
        Op::StoreSlice => {
            let (stop, start) = (e.pop_reg()?, e.pop_reg()?);
            let (obj, src) = (e.pop_reg()?, e.pop_reg()?);
            e.push(Inst::StoreSlice { obj, start, stop, src });
            Ok(())
        }
        Op::UnpackSequence => {
            e.settle_below(1)?;
            let src = e.pop_reg()?;
            let first = e.results(count)?;
            let count = u16::try_from(count).map_err(|_| e.too_large())?;
            e.push(Inst::Unpack { src, first, count });
            Ok(())
        }
        Op::UnpackEx => {
            let (before, after) = (oparg as u8, oparg >> 8);
            e.settle_below(1)?;
            let src = e.pop_reg()?;
            let first = e.results(usize::from(before) + 1 + after as usize)?;
            let after = u16::try_from(after).map_err(|_| e.too_large())?;
            e.push(Inst::UnpackStar { src, first, before, after });
            Ok(())
        }

        // Functions, strings, small operations.
        Op::MakeFunction => calls::make_function(e, oparg),
        Op::SetFunctionAttribute => {
            let func = e.pop()?;
            let (value, reg) = (e.pop_reg()?, e.read(func)?);
            let part = match oparg {
                1 => FunctionPart::Defaults,
                2 => FunctionPart::KeywordDefaults,
                4 => FunctionPart::Annotations,
                8 => FunctionPart::Closure,
                _ => FunctionPart::Annotate,
            };
            e.push(Inst::SetFunctionPart { func: reg, value, part });
            e.push_entry(func);
            Ok(())
        }
        Op::CallFunction | Op::CallFunctionKw | Op::CallMethod | Op::CallFunctionEx | Op::Call | Op::CallKw => {
            calls::call(e, &it)
        }
        Op::FormatValue => {
            let spec = if oparg & 4 == 0 { NONE } else { e.pop_reg()? };
            let src = e.pop_reg()?;
            let conversion = conversion(oparg & 3);
            e.result(|dst| Inst::Format { dst, src, spec, conversion }).map(drop)
        }
        Op::FormatSimple => unary(e, |dst, src| Inst::Format { dst, src, spec: NONE, conversion: Conversion::None }),
        Op::FormatWithSpec => {
            let (spec, src) = (e.pop_reg()?, e.pop_reg()?);
            e.result(|dst| Inst::Format { dst, src, spec, conversion: Conversion::None }).map(drop)
        }
        Op::ConvertValue => unary(e, |dst, src| Inst::Convert { dst, src, conversion: conversion(oparg) }),
        Op::PrintExpr => {
            intrinsic1(e, Intrinsic1::Print)?;
            e.drop(1)
        }
        Op::ListToTuple => intrinsic1(e, Intrinsic1::ListToTuple),
        Op::AsyncGenWrap => intrinsic1(e, Intrinsic1::AsyncGenWrap),
        Op::PrepReraiseStar => intrinsic2(e, Intrinsic2::PrepReraiseStar),
        Op::CallIntrinsic1 => match oparg {
            1 => intrinsic1(e, Intrinsic1::Print),
            2 => intrinsic1(e, Intrinsic1::ImportStar),
            3 => intrinsic1(e, Intrinsic1::StopIterationError),
            4 => intrinsic1(e, Intrinsic1::AsyncGenWrap),
            5 => intrinsic1(e, Intrinsic1::UnaryPositive),
            6 => intrinsic1(e, Intrinsic1::ListToTuple),
            7 => intrinsic1(e, Intrinsic1::TypeVar),
            8 => intrinsic1(e, Intrinsic1::ParamSpec),
            9 => intrinsic1(e, Intrinsic1::TypeVarTuple),
            10 => intrinsic1(e, Intrinsic1::SubscriptGeneric),
            11 => intrinsic1(e, Intrinsic1::TypeAlias),
            _ => Err(LowerErrorKind::Meaningless(op).at(it.offset)),
        },
        Op::CallIntrinsic2 => match oparg {
            1 => intrinsic2(e, Intrinsic2::PrepReraiseStar),
            2 => intrinsic2(e, Intrinsic2::TypeVarWithBound),
            3 => intrinsic2(e, Intrinsic2::TypeVarWithConstraints),
            4 => intrinsic2(e, Intrinsic2::SetFunctionTypeParams),
            5 => intrinsic2(e, Intrinsic2::SetTypeParamDefault),
            _ => Err(LowerErrorKind::Meaningless(op).at(it.offset)),
        },

        // Matching.
        Op::GetLen => match_on(e, |dst, src| Inst::GetLen { dst, src }),
        Op::MatchMapping => match_on(e, |dst, src| Inst::MatchMapping { dst, src }),
        Op::MatchSequence => match_on(e, |dst, src| Inst::MatchSequence { dst, src }),
        Op::MatchKeys => {
            let (subject, keys) = (e.peek(2)?, e.peek(1)?);
            let (subject, keys) = (e.read(subject)?, e.read(keys)?);
            e.result(|dst| Inst::MatchKeys { dst, subject, keys })?;
            if e.source.minor == 10 { found(e) } else { Ok(()) }
        }
        Op::MatchClass => {
            let (names, class) = (e.pop_reg()?, e.pop_reg()?);
            let subject = e.pop_reg()?;
            let count = u16::try_from(count).map_err(|_| e.too_large())?;
            e.result(|dst| Inst::MatchClass { dst, subject, class, names, count })?;
            if e.source.minor == 10 { found(e) } else { Ok(()) }
        }
        Op::CopyDictWithoutKeys => {
            let (keys, subject) = (e.pop_reg()?, e.peek(1)?);
            let subject = e.read(subject)?;
            e.result(|dst| Inst::DictWithoutKeys { dst, subject, keys }).map(drop)
        }

        // Ways through the code, exceptions, generators.
        _ => control::lower(e, at, &it),
    }
}

fn conversion(number: u32) -> Conversion {
    match number & 3 {
        1 => Conversion::Str,
        2 => Conversion::Repr,
        3 => Conversion::Ascii,
        _ => Conversion::None,
    }
}

fn unary(e: &mut Emitter<'_>, make: impl FnOnce(Reg, Reg) -> Inst) -> Done {
    let src = e.pop_reg()?;
    e.result(|dst| make(dst, src)).map(drop)
}

fn intrinsic1(e: &mut Emitter<'_>, what: Intrinsic1) -> Done {
    unary(e, |dst, src| Inst::Intrinsic1 { what, dst, src })
}

fn intrinsic2(e: &mut Emitter<'_>, what: Intrinsic2) -> Done {
    let (b, a) = (e.pop_reg()?, e.pop_reg()?);
    e.result(|dst| Inst::Intrinsic2 { what, dst, a, b }).map(drop)
}

/// Pushes what is so far below the top once more.
fn duplicate(e: &mut Emitter<'_>, below: usize) -> Done {
    let entry = e.peek(below)?;
    e.push_entry(entry);
    Ok(())
}

/// Builds an object of the top entries; `before` more have to stand in the registers before these.
fn build(e: &mut Emitter<'_>, what: Built, operands: usize, count: usize, before: usize) -> Done {
    let start = e.depth().checked_sub(operands).ok_or_else(|| e.too_large())?;
    e.settle_from(start.saturating_sub(before))?;
    let first = e.slot(start)?;
    e.drop(operands)?;
    let count = u16::try_from(count).map_err(|_| e.too_large())?;
    e.result(|dst| Inst::Build { what, dst, first, count }).map(drop)
}

/// Adds the top to a container that is so far below it.
fn add(e: &mut Emitter<'_>, below: usize, make: impl FnOnce(Reg, Reg) -> Inst) -> Done {
    let value = e.pop_reg()?;
    let container = e.peek(below)?;
    let container = e.read(container)?;
    e.push(make(container, value));
    Ok(())
}

/// Pushes what is found out about the top.
fn match_on(e: &mut Emitter<'_>, make: impl FnOnce(Reg, Reg) -> Inst) -> Done {
    let src = e.peek(1)?;
    let src = e.read(src)?;
    e.result(|dst| make(dst, src)).map(drop)
}

/// 3.10: pushes whether the top is not `None`.
fn found(e: &mut Emitter<'_>) -> Done {
    let top = e.peek(1)?;
    let a = e.read(top)?;
    let b = e.read(Entry::None)?;
    e.result(|dst| Inst::Is { dst, a, b, invert: true }).map(drop)
}

/// The common constants of 3.14 by number.
fn common(number: u32) -> Option<Common> {
    Some(match number {
        0 => Common::AssertionError,
        1 => Common::NotImplementedError,
        2 => Common::Tuple,
        3 => Common::All,
        4 => Common::Any,
        5 => Common::List,
        6 => Common::Set,
        _ => return None,
    })
}

/// The special methods of 3.14 by number.
fn special(number: u32) -> Option<Special> {
    Some(match number {
        0 => Special::Enter,
        1 => Special::Exit,
        2 => Special::AsyncEnter,
        3 => Special::AsyncExit,
        _ => return None,
    })
}

/// Whether an instruction pops what a comparison pushed, and jumps or not; the truth on which it jumps.
fn pop_jump(it: &Source1) -> Option<bool> {
    match it.op {
        Op::PopJumpIfTrue | Op::PopJumpForwardIfTrue | Op::PopJumpBackwardIfTrue => Some(true),
        Op::PopJumpIfFalse | Op::PopJumpForwardIfFalse | Op::PopJumpBackwardIfFalse => Some(false),
        _ => None,
    }
}
