//! A module written from nothing, for any version of Python since 2.7: `countdown VERSION OUT.pyc`.
//!
//! ```python
//! rounds = 5
//! caught = 0
//! while True:
//!     try:
//!         missing
//!     except:                      # some thousand instructions that do nothing, so that jumps need prefixes
//!         caught = caught + 1
//!     rounds = rounds - 1
//!     if not rounds:
//!         break
//! ```

use std::error::Error;

use pyc_bytecode::{Assembler, CodeEdit, InstructionSet, Op, ProtectedRange};
use pyc_marshal::{Header, Layout, Magic, Object, Objects, Stamp, Style, Version};

/// Enough for jumps of more than 16 bits in bytes, and of more than 8 in code units.
const PADDING: [usize; 2] = [70_000, 300];

#[allow(dead_code)] // it is a library to the tests
fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(version), Some(output)) = (args.next(), args.next()) else {
        return Err("usage: countdown VERSION OUT.pyc".into());
    };
    std::fs::write(output, countdown(version.parse()?)?)?;
    Ok(())
}

/// The file.
pub(crate) fn countdown(version: Version) -> Result<Vec<u8>, Box<dyn Error>> {
    let layout = Layout::of(version).ok_or("an unknown version")?;
    let mut objects = Objects::new(layout);
    let mut edit = CodeEdit::create(&mut objects, "countdown.py", "<module>", 1)?;
    write(&mut edit)?;
    let root = edit.finish()?;
    let time = Stamp::TimeAndSize { mtime: 0, size: 0 };
    let stamp = if layout.header.len() == 8 { Stamp::Time { mtime: 0 } } else { time };
    let header = Header { magic: Magic::of(version).ok_or("no magic number")?, stamp };
    Ok(objects.to_file(&header, root, Style::of(layout))?)
}

fn write(edit: &mut CodeEdit<'_>) -> Result<(), Box<dyn Error>> {
    let set = edit.listing.set();
    let [zero, one, five] = [0, 1, 5].map(|it| edit.constant(Object::int(it)));
    let (none, zero, one, five) = (edit.constant(Object::None)?, zero?, one?, five?);
    let [rounds, caught, missing] = ["rounds", "caught", "missing"].map(|it| edit.add_name(it));
    let (rounds, caught, missing) = (rounds?, caught?, missing?);

    let mut asm = Assembler::new(&mut edit.listing);
    let [top, end, handler, behind] = [(); 4].map(|()| asm.label());
    if has(set, Op::Resume) {
        asm.line(1).emit(Op::Resume, 0);
    }
    asm.line(1).emit(Op::LoadConst, five).emit(Op::StoreName, rounds);
    asm.line(2).emit(Op::LoadConst, zero).emit(Op::StoreName, caught);
    asm.line(4).bind(top);
    if set.exception_table {
        asm.line(5).emit(Op::LoadName, missing).emit(Op::PopTop, ());
        asm.bind(end).emit(Op::Jump, behind);
        asm.protect(ProtectedRange { start: top, end, handler, depth: 0, lasti: false });
        asm.line(6).bind(handler).emit(Op::PushExcInfo, ()).emit(Op::PopTop, ());
    } else {
        asm.emit(if has(set, Op::SetupExcept) { Op::SetupExcept } else { Op::SetupFinally }, handler);
        asm.line(5).emit(Op::LoadName, missing).emit(Op::PopTop, ()).emit(Op::PopBlock, ());
        asm.bind(end).emit(Op::Jump, behind);
        asm.line(6).bind(handler).emit(Op::PopTop, ()).emit(Op::PopTop, ()).emit(Op::PopTop, ());
    }
    for _ in 0..PADDING[usize::from(set.word_code)] {
        asm.emit(Op::Nop, ());
    }
    asm.line(7).emit(Op::LoadName, caught).emit(Op::LoadConst, one);
    binary(&mut asm, set, Op::BinaryAdd, 0).emit(Op::StoreName, caught);
    if has(set, Op::PopExcept) {
        asm.emit(Op::PopExcept, ());
    }
    asm.line(8).bind(behind).emit(Op::LoadName, rounds).emit(Op::LoadConst, one);
    binary(&mut asm, set, Op::BinarySubtract, 10).emit(Op::StoreName, rounds);
    asm.line(9).emit(Op::LoadName, rounds);
    if has(set, Op::ToBool) {
        asm.emit(Op::ToBool, ());
    }
    asm.emit(Op::PopJumpIfTrue, top);
    asm.line(10).emit(Op::LoadConst, none).emit(Op::ReturnValue, ());
    asm.finish()?;
    Ok(())
}

fn has(set: &InstructionSet, op: Op) -> bool {
    set.opcode(op).is_some()
}

/// From 3.11 on, one opcode is all binary operators.
fn binary<'a, 'l>(asm: &'a mut Assembler<'l>, set: &InstructionSet, op: Op, index: u32) -> &'a mut Assembler<'l> {
    if has(set, op) { asm.emit(op, ()) } else { asm.emit(Op::BinaryOp, index) }
}
