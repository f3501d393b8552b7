//! Whether lowered code keeps to what the machine assumes: what the tests and the fuzzer ask.

use core::fmt;

use super::Lowered;
use super::ops::target_of;
use crate::inst::{HandlerKind, Inst, NONE, Reg};

/// What is wrong with lowered code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsound {
    /// The instruction.
    pub at: usize,
    /// What about it.
    pub what: &'static str,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "instruction {}: {}", self.at, self.what)
    }
}

impl core::error::Error for Unsound {}

/// Checks that registers, targets, sites and handlers are in range, that every instruction has an origin, and that no way leads out of the end.
///
/// # Errors
/// The first instruction of which that is not so.
pub fn check(lowered: &Lowered) -> Result<(), Unsound> {
    let count = lowered.insts.len();
    let wrong = |at, what| Err(Unsound { at, what });
    if lowered.origins.len() != count {
        return wrong(0, "there is not one origin for each instruction");
    }
    if lowered.variables > lowered.registers {
        return wrong(0, "there are more variables than registers");
    }
    for (at, inst) in lowered.insts.iter().enumerate() {
        if registers_of(lowered, *inst)
            .into_iter()
            .any(|(first, count)| count > 0 && u32::from(first) + u32::from(count) > u32::from(lowered.registers))
        {
            return wrong(at, "a register is out of range");
        }
        if target_of(*inst).is_some_and(|it| it as usize >= count) {
            return wrong(at, "a target is out of range");
        }
        let (Inst::LoadGlobal { site, .. }
        | Inst::LoadAttr { site, .. }
        | Inst::LoadMethod { site, .. }
        | Inst::StoreAttr { site, .. }) = *inst
        else {
            continue;
        };
        if site as usize >= lowered.sites.len() {
            return wrong(at, "a site is out of range");
        }
    }
    let ends = |it: &Inst| {
        matches!(
            it,
            Inst::Return { .. } | Inst::ReturnConst { .. } | Inst::Jump { .. } | Inst::Raise { .. } | Inst::Reraise { .. }
        )
    };
    if !lowered.insts.last().is_some_and(ends) {
        return wrong(count, "execution goes on behind the last one");
    }
    for handler in &lowered.handlers {
        let width = match handler.kind {
            HandlerKind::Plain => 1,
            HandlerKind::Offset => 2,
            HandlerKind::Six => 6,
        };
        let in_range = handler.start < handler.end && handler.end as usize <= count && (handler.target as usize) < count;
        if !in_range || handler.at < lowered.variables || handler.at + width > lowered.registers {
            return wrong(handler.start as usize, "its handler is out of range");
        }
    }
    if let Some(at) = lowered.returns.iter().find(|it| **it as usize >= count) {
        return wrong(*at as usize, "a place to return to is out of range");
    }
    Ok(())
}

/// Registers in a row: the first, and how many.
pub(crate) type Span = (u16, u16);

/// In the place of registers that cannot be told.
const NOWHERE: Span = (u16::MAX, 1);

/// The registers that an instruction names.
pub(crate) fn registers_of(lowered: &Lowered, inst: Inst) -> Vec<Span> {
    let one = |it: Reg| (u16::from(it), 1);
    let wide = |it: u16| (it, 1);
    let many = |first: Reg, count: u16| (u16::from(first), count);
    let some = |it: Reg| (u16::from(it), u16::from(it != NONE));
    match inst {
        Inst::Nop
        | Inst::DeleteGlobal { .. }
        | Inst::DeleteName { .. }
        | Inst::SetupAnnotations
        | Inst::Jump { .. }
        | Inst::ReturnConst { .. } => Vec::new(),
        Inst::Copy { dst, src }
        | Inst::Unary { dst, src, .. }
        | Inst::Not { dst, src }
        | Inst::ToBool { dst, src }
        | Inst::GetIter { dst, src }
        | Inst::GetYieldFromIter { dst, src }
        | Inst::Yield { dst, src }
        | Inst::GetAwaitable { dst, src, .. }
        | Inst::GetAsyncIter { dst, src }
        | Inst::GetAsyncNext { dst, src }
        | Inst::Convert { dst, src, .. }
        | Inst::Intrinsic1 { dst, src, .. }
        | Inst::GetLen { dst, src }
        | Inst::MatchMapping { dst, src }
        | Inst::MatchSequence { dst, src } => vec![one(dst), one(src)],
        Inst::Swap { a, b } => vec![one(a), one(b)],
        Inst::Const { dst, .. }
        | Inst::Int { dst, .. }
        | Inst::Unbind { dst }
        | Inst::LoadGlobal { dst, .. }
        | Inst::LoadName { dst, .. }
        | Inst::LoadLocals { dst }
        | Inst::LoadCommon { dst, .. } => vec![one(dst)],
        Inst::GetWide { dst, src } => vec![one(dst), wide(src)],
        Inst::SetWide { src, dst } => vec![one(src), wide(dst)],
        Inst::MoveWide { dst, src } | Inst::MakeCell { dst, src } => vec![wide(dst), wide(src)],
        Inst::CheckLocal { var } | Inst::DeleteLocal { var } => vec![wide(var)],
        Inst::FreeVars { first, count } => vec![(first, count)],
        Inst::LoadCell { dst, cell } => vec![one(dst), wide(cell)],
        Inst::StoreCell { src, cell } => vec![one(src), wide(cell)],
        Inst::DeleteCell { cell } => vec![wide(cell)],
        Inst::LoadDictOrCell { dst, dict, cell } => vec![one(dst), one(dict), wide(cell)],
        Inst::StoreGlobal { src, .. } | Inst::StoreName { src, .. } | Inst::Return { src } | Inst::JumpIf { src, .. } => {
            vec![one(src)]
        }
        Inst::LoadDictOrGlobal { dst, dict, .. } => vec![one(dst), one(dict)],
        Inst::LoadAttr { dst, obj, .. } => vec![one(dst), one(obj)],
        Inst::LoadMethod { base, obj, .. } | Inst::LoadSpecial { base, obj, .. } => vec![many(base, 2), one(obj)],
        Inst::StoreAttr { obj, src, .. } => vec![one(obj), one(src)],
        Inst::DeleteAttr { obj, .. } => vec![one(obj)],
        Inst::LoadSuperAttr { dst, base, .. } => vec![one(dst), many(base, 3)],
        Inst::LoadSuperMethod { base, .. } => vec![many(base, 3)],
        Inst::EnterWith { base, manager } | Inst::EnterAsyncWith { base, manager } => vec![many(base, 2), one(manager)],
        Inst::Add { dst, a, b }
        | Inst::Sub { dst, a, b }
        | Inst::Mul { dst, a, b }
        | Inst::Binary { dst, a, b, .. }
        | Inst::Compare { dst, a, b, .. }
        | Inst::Is { dst, a, b, .. }
        | Inst::Contains { dst, a, b, .. }
        | Inst::Intrinsic2 { dst, a, b, .. } => vec![one(dst), one(a), one(b)],
        Inst::AddInt { dst, a, .. } | Inst::SubInt { dst, a, .. } | Inst::BinaryConst { dst, a, .. } => vec![one(dst), one(a)],
        Inst::ConstBinary { dst, b, .. } => vec![one(dst), one(b)],
        Inst::JumpLt { a, b, .. }
        | Inst::JumpLe { a, b, .. }
        | Inst::JumpEq { a, b, .. }
        | Inst::JumpNe { a, b, .. }
        | Inst::JumpGt { a, b, .. }
        | Inst::JumpGe { a, b, .. }
        | Inst::JumpIs { a, b, .. }
        | Inst::JumpContains { a, b, .. } => vec![one(a), one(b)],
        Inst::JumpLtInt { a, .. }
        | Inst::JumpLeInt { a, .. }
        | Inst::JumpEqInt { a, .. }
        | Inst::JumpNeInt { a, .. }
        | Inst::JumpGtInt { a, .. }
        | Inst::JumpGeInt { a, .. }
        | Inst::JumpNone { a, .. } => vec![one(a)],
        Inst::JumpNotMatch { exc, class, .. } => vec![one(exc), one(class)],
        Inst::ForIter { iter, dst, .. } => vec![one(iter), one(dst)],
        Inst::Build { what, dst, first, count } => {
            use crate::inst::Built;
            let operands = match what {
                Built::Dict => count.saturating_mul(2),
                Built::ConstKeyDict => count.saturating_add(1),
                _ => count,
            };
            vec![one(dst), (first, operands)]
        }
        Inst::Interpolation { dst, first, spec, .. } => vec![one(dst), many(first, 2 + u16::from(spec))],
        Inst::ListAppend { list, value } => vec![one(list), one(value)],
        Inst::SetAdd { set, value } => vec![one(set), one(value)],
        Inst::MapAdd { map, key, value } => vec![one(map), one(key), one(value)],
        Inst::ListExtend { list, src } => vec![one(list), one(src)],
        Inst::SetUpdate { set, src } => vec![one(set), one(src)],
        Inst::DictUpdate { dict, src } => vec![one(dict), one(src)],
        Inst::DictMerge { dict, src, callee } => vec![one(dict), one(src), one(callee)],
        Inst::Subscript { dst, obj, key } => vec![one(dst), one(obj), one(key)],
        Inst::StoreSubscript { obj, key, src } => vec![one(obj), one(key), one(src)],
        Inst::DeleteSubscript { obj, key } => vec![one(obj), one(key)],
        Inst::LoadSlice { dst, obj, start, stop } => vec![one(dst), one(obj), one(start), one(stop)],
        Inst::StoreSlice { obj, start, stop, src } => vec![one(obj), one(start), one(stop), one(src)],
        Inst::Unpack { src, first, count } => vec![one(src), (first, count)],
        Inst::UnpackStar { src, first, before, after } => {
            vec![one(src), (first, u16::from(before).saturating_add(after).saturating_add(1))]
        }
        Inst::MakeFunction { dst, code, name } => vec![one(dst), one(code), some(name)],
        Inst::SetFunctionPart { func, value, .. } => vec![one(func), one(value)],
        Inst::Call { dst, callee, first, argc, .. } => vec![one(dst), one(callee), many(first, u16::from(argc))],
        Inst::CallKw { dst, callee, first, argc, names } => {
            vec![one(dst), one(callee), many(first, u16::from(argc)), one(names)]
        }
        Inst::CallMethod { dst, base, argc, .. } => vec![one(dst), many(base, 2 + u16::from(argc))],
        Inst::CallMethodKw { dst, base, argc, names } => vec![one(dst), many(base, 2 + u16::from(argc)), one(names)],
        Inst::CallEx { dst, callee, args, kwargs } => vec![one(dst), one(callee), one(args), some(kwargs)],
        Inst::CallWide { dst, call } => match lowered.wide_calls.get(call as usize) {
            Some(it) => vec![one(dst), wide(it.callee), (it.first, it.argc), it.names.map_or((0, 0), wide)],
            None => vec![NOWHERE],
        },
        Inst::YieldFrom { dst, src, iter, send } => {
            let send = matches!(lowered.insts.get(send as usize), Some(Inst::Send { .. }));
            vec![one(dst), one(src), one(iter), if send { (0, 0) } else { NOWHERE }]
        }
        Inst::Send { iter, value, .. } => vec![one(iter), one(value)],
        Inst::CleanupThrow { dst, exc } => vec![one(dst), one(exc)],
        Inst::EndAsyncFor { exc, .. } => vec![one(exc)],
        Inst::Raise { exc, cause } => vec![some(exc), some(cause)],
        Inst::Reraise { exc, offset } => vec![one(exc), some(offset)],
        Inst::PushHandled { prev, exc } => vec![one(prev), one(exc)],
        Inst::PopHandled { prev } => vec![one(prev)],
        Inst::ExceptionMatch { dst, exc, class } => vec![one(dst), one(exc), one(class)],
        Inst::GroupMatch { rest, matched, exc, class } => vec![one(rest), one(matched), one(exc), one(class)],
        Inst::WithExit { dst, exit, self_, exc } => vec![one(dst), one(exit), some(self_), one(exc)],
        Inst::WithCleanupStart { base, dst } => vec![many(base, 7), one(dst)],
        Inst::WithCleanupFinish { base, exc, res } => vec![many(base, 7), one(exc), one(res)],
        Inst::EndFinally { base } | Inst::PopFinally { base } => vec![many(base, 6)],
        Inst::ImportName { dst, level, from, .. } => vec![one(dst), one(level), one(from)],
        Inst::ImportFrom { dst, module, .. } => vec![one(dst), one(module)],
        Inst::Format { dst, src, spec, .. } => vec![one(dst), one(src), some(spec)],
        Inst::MatchKeys { dst, subject, keys } | Inst::DictWithoutKeys { dst, subject, keys } => {
            vec![one(dst), one(subject), one(keys)]
        }
        Inst::MatchClass { dst, subject, class, names, .. } => vec![one(dst), one(subject), one(class), one(names)],
    }
}
