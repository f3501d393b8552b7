//! Calls and the making of functions.

use pyc_bytecode::Op;

use super::Done;
use crate::inst::{FunctionPart, Inst, NONE, WIDE, WideCall};
use crate::lower::emit::Emitter;
use crate::lower::sources::Source1;
use crate::lower::stack::Entry;

/// What comes of `MAKE_FUNCTION`: a function, and one instruction for each of its parts.
pub(super) fn make_function(e: &mut Emitter<'_>, flags: u32) -> Done {
    const PARTS: [(u32, FunctionPart); 4] = [
        (8, FunctionPart::Closure),
        (4, FunctionPart::Annotations),
        (2, FunctionPart::KeywordDefaults),
        (1, FunctionPart::Defaults),
    ];
    let name = if e.source.minor < 11 { e.pop_reg()? } else { NONE };
    let code = e.pop_reg()?;
    if e.source.minor >= 13 || PARTS.iter().all(|(flag, _)| flags & flag == 0) {
        return e.result(|dst| Inst::MakeFunction { dst, code, name }).map(drop);
    }
    let func = e.scratch()?;
    e.push(Inst::MakeFunction { dst: func, code, name });
    for (flag, part) in PARTS {
        if flags & flag != 0 {
            let value = e.pop_reg()?;
            e.push(Inst::SetFunctionPart { func, value, part });
        }
    }
    e.result(|dst| Inst::Copy { dst, src: func }).map(drop)
}

/// What comes of a call. From 3.11 on two entries stand before the arguments, of which one may be NULL.
pub(super) fn call(e: &mut Emitter<'_>, it: &Source1) -> Done {
    let argc = it.oparg as usize;
    match it.op {
        Op::CallFunction => plain(e, argc, 1, None),
        Op::CallFunctionKw => {
            let names = e.pop()?;
            plain(e, argc, 1, Some(names))
        }
        Op::CallMethod => pair(e, argc, None),
        Op::CallKw => {
            let names = e.pop()?;
            pair(e, argc, Some(names))
        }
        Op::Call => {
            let names = e.keywords.take().map(Entry::Const);
            pair(e, argc, names)
        }
        _ => extended(e, it),
    }
}

/// A call of what so far below the arguments stands alone.
fn plain(e: &mut Emitter<'_>, argc: usize, below: usize, names: Option<Entry>) -> Done {
    let start = e.depth().checked_sub(argc).ok_or_else(|| e.too_large())?;
    e.settle_from(start)?;
    let callee = e.peek(argc + below)?;
    finish(e, Callee::Plain(callee), start, argc, names, below)
}

#[derive(Clone, Copy)]
enum Callee {
    Plain(Entry),
    /// What `LoadMethod` leaves begins at this depth of the stack.
    Pair(usize),
}

fn finish(e: &mut Emitter<'_>, callee: Callee, start: usize, argc: usize, names: Option<Entry>, below: usize) -> Done {
    let first = e.slot(start)?;
    let (method, at) = match callee {
        Callee::Plain(entry) => (false, entry),
        Callee::Pair(depth) => (true, Entry::Register(e.slot(depth)?)),
    };
    let small = u8::try_from(argc).ok().filter(|_| first < WIDE && !matches!(at, Entry::Register(it) if it >= WIDE));
    let Some(argc) = small else {
        let argc = u16::try_from(argc).map_err(|_| e.too_large())?;
        let callee = match at {
            Entry::Register(register) | Entry::Variable(register) => register,
            other => u16::from(e.read(other)?),
        };
        let names = match names {
            Some(entry) => Some(u16::from(e.read(entry)?)),
            None => None,
        };
        let call = e.out.wide_calls.len() as u32;
        e.out.wide_calls.push(WideCall { callee, first, argc, names, method });
        e.drop(usize::from(argc) + below)?;
        return e.result(|dst| Inst::CallWide { dst, call }).map(drop);
    };
    let callee = e.read(at)?;
    let names = match names {
        Some(entry) => Some(e.read(entry)?),
        None => None,
    };
    e.drop(usize::from(argc) + below)?;
    let first = first as u8;
    // More sites than can be named do without.
    let site = if names.is_none() { u16::try_from(e.site(0)).unwrap_or(u16::MAX) } else { 0 };
    let inst = e.result(|dst| match (method, names) {
        (false, None) => Inst::Call { dst, callee, first, argc, site },
        (false, Some(names)) => Inst::CallKw { dst, callee, first, argc, names },
        (true, None) => Inst::CallMethod { dst, base: callee, argc, site },
        (true, Some(names)) => Inst::CallMethodKw { dst, base: callee, argc, names },
    });
    inst.map(drop)
}

/// A call of a pair.
fn pair(e: &mut Emitter<'_>, argc: usize, names: Option<Entry>) -> Done {
    let start = e.depth().checked_sub(argc).ok_or_else(|| e.too_large())?;
    match (e.peek(argc + 2)?, e.peek(argc + 1)?) {
        (Entry::Null, _) => plain(e, argc, 1, names).and_then(|()| drop_null(e)),
        (callee, Entry::Null) => {
            e.settle_from(start)?;
            let callee = match e.peek(argc + 2)? {
                Entry::Null => callee,
                settled => settled,
            };
            finish(e, Callee::Plain(callee), start, argc, names, 2)
        }
        _ => {
            let base = start.checked_sub(2).ok_or_else(|| e.too_large())?;
            e.settle_from(base)?;
            finish(e, Callee::Pair(base), start, argc, names, 2)
        }
    }
}

/// Takes the NULL out from below the result.
fn drop_null(e: &mut Emitter<'_>) -> Done {
    let result = e.pop()?;
    e.drop(1)?;
    e.push_entry(result);
    Ok(())
}

/// `f(*args, **kwargs)`.
fn extended(e: &mut Emitter<'_>, it: &Source1) -> Done {
    let minor = e.source.minor;
    let kwargs = if minor >= 14 || it.oparg & 1 == 1 {
        match e.pop()? {
            Entry::Null => NONE,
            entry => e.read(entry)?,
        }
    } else {
        NONE
    };
    let args = e.pop_reg()?;
    if minor >= 13 {
        e.drop(1)?;
    }
    let callee = e.pop_reg()?;
    if matches!(minor, 11 | 12) {
        e.drop(1)?;
    }
    e.result(|dst| Inst::CallEx { dst, callee, args, kwargs }).map(drop)
}
