//! Whether the instructions of a file make sense.

use pyc_bytecode::depth::stack_size;
use pyc_bytecode::verify::{Fault, FaultKind};
use pyc_bytecode::{Function, InstructionSet, exceptions, lines, verify};
use pyc_marshal::{Code, Field, Kind, Magic, Node, Version};

use super::Failure;
use crate::document::{Document, name};

/// How much of code objects is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// Their fields.
    Objects,
    /// Their instructions too.
    Code,
    /// And whether CPython's own compiler could have left them so.
    AsCompiled,
}

/// Bytes of a name that are shown.
const NAME_LIMIT: usize = 100;

/// The first version whose `co_stacksize` is computed from the instructions that are written: before, an optimiser changes them after.
const EXACT_STACK: Version = Version::new(3, 10);

/// Checks the instructions and the tables of all code objects.
pub(super) fn check(document: &Document<'_>, depth: Depth) -> Result<(), Failure> {
    // Only the code of releases is known: numbers of opcodes change from alpha to alpha, and PyPy has its own.
    let released = |magic: Magic| magic.row().is_some_and(|row| matches!(row.kind, Kind::Final | Kind::Candidate));
    if depth == Depth::Objects || document.header().is_some_and(|header| !released(header.magic)) {
        return Ok(());
    }
    for code in document.tree().codes() {
        let Some(function) = Function::new(code) else { continue };
        let fault = |what: String| Err(Failure::at(what, document.base() + code.node().offset()));
        if let Err(found) = verify(&function) {
            return Err(unverified(&code, document, &found));
        }
        let len: usize = function.instructions().map(|it| it.bytes().len()).sum();
        let raw = lines::Table::of(&code).raw();
        if len != code.code().len() || !raw.flat_map(|entry| entry.bytes()).eq(kept(&code, function.set())) {
            return fault("code or line table, taken apart, is not the whole, which is a bug in pyc".into());
        }
        if depth == Depth::AsCompiled
            && let Some(what) = not_as_compiled(&code, &function)
        {
            return fault(what);
        }
    }
    Ok(())
}

/// A fault, at the byte of the file where the instruction stands.
fn unverified(code: &Code<'_, '_>, document: &Document<'_>, fault: &Fault) -> Failure {
    let name = code.name().map(|it| name(it, code.layout(), NAME_LIMIT)).unwrap_or_default();
    let op = fault.op.map(|op| format!("{op}: ")).unwrap_or_default();
    let message = format!("{name} does not verify: {op}{}", fault.kind);
    let field = if matches!(fault.kind, FaultKind::Table(_)) { Field::Exceptiontable } else { Field::Code };
    let bytes = code.object(field).and_then(Node::resolve);
    let start = bytes.map_or(code.node().offset(), |it| it.span().end - it.as_bytes().map_or(0, <[u8]>::len));
    Failure::at(message, document.base() + start + fault.offset as usize)
}

/// The line table, where the version has one.
fn kept<'a>(code: &Code<'_, 'a>, set: &InstructionSet) -> &'a [u8] {
    if set.lines == lines::Format::None { &[] } else { code.linetable() }
}

/// What CPython's compiler would have done otherwise.
fn not_as_compiled(code: &Code<'_, '_>, function: &Function<'_, '_>) -> Option<String> {
    let table = lines::Table::of(code);
    match lines::encode(table.rules(), table.firstlineno(), table.entries()) {
        Ok(bytes) if bytes == kept(code, function.set()) => {}
        Ok(_) => return Some("line table is not spelt as CPython spells it".into()),
        Err(error) => return Some(format!("line table is none that CPython writes: {error}")),
    }
    if let Some(Err(error)) = code.exceptiontable().map(exceptions::decode) {
        return Some(format!("exception table is not spelt as CPython spells it: {error}"));
    }
    if code.layout().has(Field::Stacksize) {
        let (computed, written) = (i64::from(stack_size(function)), i64::from(code.stacksize()));
        if computed > written || computed < written && code.version() >= EXACT_STACK {
            return Some(format!("stack size is {written}, and CPython computes {computed}"));
        }
    }
    None
}
