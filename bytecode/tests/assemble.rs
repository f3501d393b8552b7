//! Code objects of real files, taken apart and put together; and code written from nothing.

#[path = "../examples/countdown.rs"]
mod countdown;

use std::fs;
use std::path::{Path, PathBuf};

use pyc_bytecode::exceptions::Entries;
use pyc_bytecode::lines::Location;
use pyc_bytecode::{
    AssembleErrorKind, Assembler, Decoder, Function, Instruction, InstructionSet, Item, Listing, Op, Opcode, Operand,
    ProtectedRange, verify,
};
use pyc_marshal::{Code, File, FileOptions, Layout, Version};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus")
}

/// Every file of the corpus, and the version in its path.
fn files() -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in fs::read_dir(corpus().join("pyc")).expect("the corpus").flatten() {
        for file in fs::read_dir(folder.path()).expect("a version").flatten().map(|it| it.path()) {
            if file.extension().is_some_and(|it| it == "pyc") {
                files.push((file.clone(), fs::read(&file).expect("a file")));
            }
        }
    }
    assert!(files.len() > 300);
    files.sort();
    files
}

/// Files whose line tables are spelt as no CPython does: `handmade.py` has a form of its own.
const NOT_BY_CPYTHON: &[&str] = &["3.14/handmade.pyc", "3.15/handmade.pyc"];

fn set_of(path: &Path, code: &Code<'_, '_>) -> &'static InstructionSet {
    let folder = path.parent().and_then(Path::file_name).and_then(|it| it.to_str()).expect("a folder");
    InstructionSet::named(folder).or_else(|| InstructionSet::of(code.version())).expect("an instruction set")
}

#[test]
fn what_was_not_edited_comes_back_byte_by_byte() {
    let mut count = 0;
    for (path, bytes) in files() {
        let Ok(file) = File::with_options(&bytes, FileOptions::default()) else { continue };
        for code in file.tree.codes() {
            let function = Function::with_set(code, set_of(&path, &code));
            let what = format!("{} {:?}", path.display(), code.name());
            let assembled = Listing::of(&function).and_then(|listing| listing.assemble()).expect(&what);
            assert_eq!(*assembled.code, *code.code(), "{what}");
            if !NOT_BY_CPYTHON.iter().any(|it| path.ends_with(it)) {
                assert_eq!(*assembled.linetable, *code.linetable(), "{what}");
            }
            assert_eq!(assembled.exceptiontable.as_deref(), code.exceptiontable(), "{what}");
            count += 1;
        }
    }
    assert!(count > 2000, "{count}");
}

#[test]
fn any_bytes_come_back_as_code() {
    // Every opcode of every set, with prefixes before it, caches that are filled, and cut off here and there.
    for set in InstructionSet::all() {
        for opcode in 0..=255 {
            let prefix = set.extended_arg.map_or(1, |it| it.0);
            let mut code = Vec::new();
            (0..5).for_each(|i| code.extend(if set.word_code { vec![prefix, i] } else { vec![prefix, i, 0] }));
            code.push(opcode);
            code.extend(1..=30);
            let whole = code.len();
            for len in [whole, whole - 25, whole - 28, whole - 29, whole - 30, whole - 31, whole - 32] {
                let listing = Listing::read(set, &code[..len], 1, &[], &[]).expect("a listing");
                assert_eq!(*listing.assemble().expect("code").code, code[..len], "{} {opcode} {len}", set.name);
            }
        }
    }
}

fn set(name: &str) -> &'static InstructionSet {
    InstructionSet::named(name).expect(name)
}

/// Names and arguments, or what was wrong.
type Said = Result<Vec<(Op, Option<u32>)>, AssembleErrorKind>;

/// The names and arguments of what `write` writes for a version.
fn assembled(name: &str, write: impl FnOnce(&mut Assembler<'_>)) -> Said {
    let mut listing = Listing::new(set(name), 1);
    let mut asm = Assembler::new(&mut listing);
    write(&mut asm);
    asm.finish().map_err(|error| error.kind)?;
    let code = listing.assemble().map_err(|error| error.kind)?.code;
    Ok(Decoder::new(&code, set(name)).map(|it| (it.op().expect("an opcode"), it.oparg())).collect())
}

/// `label: NOP; JUMP label` and `JUMP label; NOP; label:`, with any jump.
fn back_and_forth(name: &str, op: Op) -> [Said; 2] {
    let back = assembled(name, |asm| {
        let label = asm.label();
        asm.bind(label).emit(Op::Nop, ()).emit(op, label);
    });
    let forth = assembled(name, |asm| {
        let label = asm.label();
        asm.emit(op, label).emit(Op::Nop, ()).bind(label).emit(Op::Nop, ());
    });
    [back, forth]
}

#[test]
fn jumps_take_the_form_that_the_version_has_for_their_direction() {
    use Op::{JumpAbsolute, JumpBackward, JumpForward, Nop};
    let jump = |name| back_and_forth(name, Op::Jump).map(|it| it.expect(name));
    let nop = (Nop, None);
    assert_eq!(jump("2.7"), [vec![nop, (JumpAbsolute, Some(0))], vec![(JumpForward, Some(1)), nop, nop]]);
    assert_eq!(jump("3.9"), [vec![nop, (JumpAbsolute, Some(0))], vec![(JumpForward, Some(2)), nop, nop]]);
    assert_eq!(jump("3.10"), [vec![nop, (JumpAbsolute, Some(0))], vec![(JumpForward, Some(1)), nop, nop]]);
    assert_eq!(jump("3.11"), [vec![nop, (JumpBackward, Some(2))], vec![(JumpForward, Some(1)), nop, nop]]);
    // 3.13 has a cache entry behind it.
    assert_eq!(jump("3.13"), [vec![nop, (JumpBackward, Some(3))], vec![(JumpForward, Some(1)), nop, nop]]);
}

#[test]
fn conditional_jumps_go_back_by_their_own_form_or_around_a_jump() {
    use Op::{JumpBackward, Nop, PopJumpBackwardIfNone, PopJumpForwardIfNone, PopJumpIfFalse, PopJumpIfTrue};
    let nop = (Nop, None);
    let [back, forth] = back_and_forth("3.10", PopJumpIfTrue).map(|it| it.expect("3.10"));
    assert_eq!((back, forth), (vec![nop, (PopJumpIfTrue, Some(0))], vec![(PopJumpIfTrue, Some(2)), nop, nop]));
    // What 3.11 alone calls otherwise can be said by both names.
    for op in [Op::PopJumpIfNone, PopJumpForwardIfNone, PopJumpBackwardIfNone] {
        let [back, forth] = back_and_forth("3.11", op).map(|it| it.expect("3.11"));
        assert_eq!(back, [nop, (PopJumpBackwardIfNone, Some(2))]);
        assert_eq!(forth, [(PopJumpForwardIfNone, Some(1)), nop, nop]);
    }
    let [back, forth] = back_and_forth("3.12", PopJumpIfTrue).map(|it| it.expect("3.12"));
    assert_eq!(back, [nop, (PopJumpIfFalse, Some(1)), (JumpBackward, Some(3))]);
    assert_eq!(forth, [(PopJumpIfTrue, Some(1)), nop, nop]);
    // Caches: one unit behind each.
    let [back, _] = back_and_forth("3.13", Op::PopJumpIfNone).map(|it| it.expect("3.13"));
    assert_eq!(back, [nop, (Op::PopJumpIfNotNone, Some(2)), (JumpBackward, Some(5))]);
    assert_eq!(back_and_forth("3.12", Op::ForIter)[0], Err(AssembleErrorKind::NoBackwardForm(Op::ForIter)));
    assert_eq!(back_and_forth("3.14", Op::EndAsyncFor)[1], Err(AssembleErrorKind::NoForwardForm(Op::EndAsyncFor)));
}

#[test]
fn jumps_grow_until_all_have_room() {
    // Word code: a distance of 256 units needs a prefix, which the jump back has to cross, too.
    let units = |padding: usize| {
        let code = assembled("3.12", |asm| {
            let (top, end) = (asm.label(), asm.label());
            asm.bind(top).emit(Op::Jump, end);
            (0..padding).for_each(|_| {
                asm.emit(Op::Nop, ());
            });
            asm.emit(Op::Jump, top).bind(end).emit(Op::Nop, ());
        });
        code.expect("3.12").into_iter().filter(|it| it.0 != Op::Nop).collect::<Vec<_>>()
    };
    let (forward, backward, prefix) = (Op::JumpForward, Op::JumpBackward, Op::ExtendedArg);
    assert_eq!(units(253), [(forward, Some(254)), (backward, Some(255))]);
    // The jump back has 256 units to go and gets a prefix; with it, the jump forward has 256.
    assert_eq!(units(254), [(prefix, Some(1)), (forward, Some(256)), (prefix, Some(1)), (backward, Some(258))]);
    // Byte code counts in bytes, and in steps of 16 bits.
    let code = assembled("2.7", |asm| {
        let top = asm.label();
        (0..70_000).for_each(|_| {
            asm.emit(Op::Nop, ());
        });
        asm.bind(top).emit(Op::Jump, top);
    });
    assert_eq!(code.expect("2.7")[70_000..], [(prefix, Some(1)), (Op::JumpAbsolute, Some(70_000))]);
}

#[test]
fn a_long_chain_of_jumps_is_laid_out_in_a_moment() {
    // Each jump goes right behind the next one, 255 units away, and so needs a prefix once the next one has one. The last one does.
    // From the last to the first, one in each round, that would take quadratic time.
    const JUMPS: usize = 2_000;
    let mut listing = Listing::new(set("3.12"), 1);
    let mut asm = Assembler::new(&mut listing);
    let mut label = asm.label();
    for _ in 0..JUMPS {
        let next = asm.label();
        asm.emit(Op::Jump, next).bind(label);
        (0..254).for_each(|_| {
            asm.emit(Op::Nop, ());
        });
        label = next;
    }
    asm.emit(Op::Nop, ()).emit(Op::Nop, ()).bind(label).emit(Op::Nop, ());
    asm.finish().expect("items");
    let code = listing.assemble().expect("code").code;
    let jumps: Vec<Instruction<'_>> = Decoder::new(&code, set("3.12")).filter(|it| it.op() == Some(Op::JumpForward)).collect();
    let behind_next = jumps.iter().skip(1).map(|it| i64::from(it.end())).chain([code.len() as i64 - 2]);
    assert!(jumps.iter().filter_map(Instruction::target).eq(behind_next));
    assert_eq!(jumps.len(), JUMPS);
}

#[test]
fn protected_ranges_become_a_table_and_inner_ones_hide_outer_ones() {
    let mut listing = Listing::new(set("3.13"), 1);
    let mut asm = Assembler::new(&mut listing);
    let [a, b, c, d, outer, inner] = [(); 6].map(|()| asm.label());
    asm.bind(a).emit(Op::Nop, ()).bind(b).emit(Op::Nop, ()).bind(c).emit(Op::Nop, ()).bind(d).emit(Op::Nop, ());
    asm.bind(outer).emit(Op::Nop, ()).bind(inner).emit(Op::Nop, ());
    asm.protect(ProtectedRange { start: a, end: d, handler: outer, depth: 0, lasti: false });
    asm.protect(ProtectedRange { start: b, end: c, handler: inner, depth: 1, lasti: true });
    asm.finish().expect("items");
    let table = listing.assemble().expect("a table").exceptiontable.expect("a table");
    let entries: Vec<_> = Entries::new(&table).map(|it| it.expect("an entry")).collect();
    let said: Vec<_> = entries.iter().map(|it| (it.start, it.end, it.target, it.depth, it.lasti)).collect();
    assert_eq!(said, [(0, 2, 8, 0, false), (2, 4, 10, 1, true), (4, 6, 8, 0, false)]);
}

#[test]
fn a_module_written_from_nothing_verifies_in_every_version() {
    for version in Version::all().filter(|it| *it >= Version::new(2, 7)) {
        if InstructionSet::of(version).is_some_and(|set| set.opcode(Op::PopJumpIfTrue).is_none() && !set.exception_table) {
            continue;
        }
        let bytes = countdown::countdown(version).expect("a module");
        let file = File::parse(&bytes).expect("a file");
        let code = file.tree.codes().next().expect("a code object");
        let verified = verify(&Function::new(code).expect("an instruction set"));
        assert!(verified.as_ref().is_ok_and(|it| it.max_depth() <= code.stacksize() as u32), "{version}: {verified:?}");
        let listing = Listing::of(&Function::new(code).expect("an instruction set")).expect("a listing");
        assert_eq!(*listing.assemble().expect("code").code, *code.code(), "{version}");
    }
}

#[test]
fn errors_name_the_item_and_what_was_wrong() {
    let mut listing = Listing::new(set("3.9"), 1);
    let label = listing.label();
    let new = |op, operand: Operand| Item::new(set("3.9"), op, operand).map(|item| item.opcode);
    assert_eq!(new(Op::Resume, Operand::Plain(0)), Err(AssembleErrorKind::NoOpcode(Op::Resume)));
    assert_eq!(new(Op::PopTop, Operand::Plain(1)), Err(AssembleErrorKind::NoArgument(Opcode(1))));
    assert_eq!(new(Op::PopTop, Operand::Plain(0)), Ok(Opcode(1)));
    assert_eq!(new(Op::LoadConst, label.into()), Err(AssembleErrorKind::NotAJump(Opcode(100))));

    listing.append([(Op::Nop, Operand::None), (Op::JumpForward, label.into())]).expect("items");
    let error = listing.assemble().expect_err("a label that stands nowhere");
    assert_eq!((error.item, error.kind), (listing.last(), AssembleErrorKind::Unbound(label)));
    listing.bind_end(label).expect("a place");
    assert_eq!(listing.bind_end(label).expect_err("a second place").kind, AssembleErrorKind::BoundTwice(label));
    assert!(listing.assemble().is_ok());

    listing.protected.push(ProtectedRange { start: label, end: label, handler: label, depth: 0, lasti: false });
    assert_eq!(listing.assemble().expect_err("no table").kind, AssembleErrorKind::NoExceptionTable);

    let mut old = Listing::new(set("1.5"), 1);
    old.append([(Op::LoadConst, Operand::Plain(0x1_0000))]).expect("an item");
    let error = old.assemble().expect_err("1.5 has no prefixes");
    assert_eq!((error.item, error.kind), (old.first(), AssembleErrorKind::TooLarge(0x1_0000)));

    let mut falling = Listing::new(set("2.7"), 1);
    let nop = |line| Item { location: Location::of_line(line), ..Item::new(set("2.7"), Op::Nop, ()).expect("NOP") };
    falling.push(nop(3)).expect("an item");
    falling.push(nop(2)).expect("an item");
    let error = falling.assemble().expect_err("2.7 has no lines that fall");
    assert_eq!(error.to_string(), "line entry goes back to an earlier line, which tables before 3.6 cannot say");
}

#[test]
fn damage_in_an_exception_table_is_told() {
    let set = set("3.12");
    let read =
        |table: &[u8]| Listing::read(set, &[9, 0, 116, 1, 0, 0, 0, 0, 0, 0, 0, 0], 1, &[], table).expect_err("damage").kind;
    assert_eq!(read(b"\x82\x00\x02"), AssembleErrorKind::Exceptions(pyc_bytecode::exceptions::ErrorKind::Truncated));
    // The second unit of the caches.
    assert_eq!(read(b"\x80\x03\x00\x00"), AssembleErrorKind::BetweenInstructions(6));
    assert_eq!(read(b"\x80\x01\x09\x00"), AssembleErrorKind::BetweenInstructions(18));
}

#[test]
fn every_version_with_a_layout_can_be_written() {
    for version in Version::all() {
        let mut objects = pyc_marshal::Objects::new(Layout::of(version).expect("a layout"));
        let mut edit = pyc_bytecode::CodeEdit::create(&mut objects, "f.py", "f", 1).expect("a code object");
        let none = edit.constant(pyc_marshal::Object::None).expect("a constant");
        let name = edit.add_name("x").expect("a name");
        let mut asm = Assembler::new(&mut edit.listing);
        asm.line(1).emit(Op::LoadName, name).emit(Op::PopTop, ()).emit(Op::LoadConst, none).emit(Op::ReturnValue, ());
        asm.finish().expect("items");
        let root = edit.finish().expect("a code object");
        let bytes = objects.to_bytes(root, pyc_marshal::Style::of(objects.layout())).expect("bytes");
        let tree = pyc_marshal::Tree::parse(&bytes, objects.layout()).expect("an object");
        let code = tree.root().as_code().expect("a code object");
        assert!(verify(&Function::new(code).expect("an instruction set")).is_ok(), "{version}");
        // One value at a time; sizes are not kept before 1.5.
        assert!(code.stacksize() >= 1 || version < Version::new(1, 5), "{version}");
    }
}
