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

/// How often, on average, a byte of a file may be verified: code objects can share instructions, names and constants by reference.
const MOST_SHARED: usize = 64;

/// What verification of a code object goes through.
const PARTS: [Field; 9] = [
    Field::Code,
    Field::Linetable,
    Field::Exceptiontable,
    Field::Consts,
    Field::Names,
    Field::Varnames,
    Field::Freevars,
    Field::Cellvars,
    Field::Localsplusnames,
];

/// The first version whose `co_stacksize` is computed from the instructions that are written: before, an optimiser changes them after.
const EXACT_STACK: Version = Version::new(3, 10);

/// Checks the instructions and the tables of all code objects.
pub(super) fn check(document: &Document<'_>, depth: Depth) -> Result<(), Failure> {
    // Only the code of releases is known: numbers of opcodes change from alpha to alpha, and PyPy has its own.
    let released = |magic: Magic| magic.row().is_some_and(|row| matches!(row.kind, Kind::Final | Kind::Candidate));
    if depth == Depth::Objects || document.header().is_some_and(|header| !released(header.magic)) {
        return Ok(());
    }
    let mut budget = document.tree().bytes().len().saturating_mul(MOST_SHARED).saturating_add(1 << 20);
    for code in document.tree().codes() {
        let Some(function) = Function::new(code) else { continue };
        let fault = |what: String| Err(Failure::at(what, document.base() + code.node().offset()));
        match budget.checked_sub(work(&code)) {
            Some(left) => budget = left,
            None => return fault("its code objects share more than can be verified".into()),
        }
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

/// Bytes and items that verification of a code object goes through.
fn work(code: &Code<'_, '_>) -> usize {
    let parts = PARTS.iter().filter_map(|&field| code.object(field).and_then(Node::resolve));
    parts.map(|it| it.as_bytes().map_or_else(|| it.count(), <[u8]>::len)).sum()
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

#[cfg(test)]
mod tests {
    use pyc_marshal::{Object, Style};

    use super::*;

    /// Thousands of code objects may refer to one `co_code`: verifying it for each took a time that grew with the square of the file.
    #[test]
    fn shared_code_is_verified_within_a_budget() -> Result<(), Box<dyn std::error::Error>> {
        let outcome = |functions: usize| -> Result<Option<String>, Box<dyn std::error::Error>> {
            let file = pyc_marshal::File::parse(include_bytes!("../../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
            let (mut objects, root) = file.to_objects()?;
            let Some(Object::Code(mut module)) = objects.get(root).cloned() else { return Err("no module".into()) };
            // RESUME, then LOAD_CONST 0 and POP_TOP over and over, and RETURN_CONST 0.
            let instructions = [vec![151, 0], [100, 0, 1, 0].repeat(20_000), vec![121, 0]].concat();
            let (long, empty) = (objects.push(Object::bytes(&instructions)), objects.push(Object::bytes(&[])));
            let mut function = module.clone();
            for (field, object) in [(Field::Code, long), (Field::Linetable, empty), (Field::Exceptiontable, empty)] {
                function.set_object(field, object);
            }
            let ids = (0..functions).map(|_| objects.push(Object::Code(function.clone()))).collect();
            let consts = objects.push(Object::Tuple(ids));
            // The module itself is as short as can be.
            let short = objects.push(Object::bytes(&[151, 0, 121, 0]));
            for (field, object) in [(Field::Consts, consts), (Field::Code, short), (Field::Linetable, empty)] {
                module.set_object(field, object);
            }
            let root = objects.push(Object::Code(module));
            let bytes = objects.to_file(&file.header, root, Style::of(file.layout()))?;
            let file = pyc_marshal::File::parse(&bytes)?;
            Ok(check(&Document::File(file), Depth::Code).err().map(|it| it.message))
        };
        assert_eq!(outcome(3)?, None);
        assert!(outcome(2000)?.is_some_and(|it| it.contains("share more than can be verified")));
        Ok(())
    }
}
