//! Edits of listings: any edits of any code end in a listing or an error; what is inserted before instructions of sound code, and leaves the stack
//! as it was, leaves everything else as it was: the other instructions, where they jump to, their lines, and what protects them.

use pyc_bytecode::exceptions::find_handler;
use pyc_bytecode::lines::Table;
use pyc_bytecode::{
    AssembleError, CodeEdit, Function, Instruction, Item, ItemId, Label, Listing, Op, Operand, edit_file, verify,
};
use pyc_marshal::File;
use pyc_smith::Random;

/// Edits of one code object.
const EDITS: usize = 8;

/// Holds for any bytes: as [`crate::verify::run`] takes them.
pub fn run(data: &[u8]) {
    let seed = data.iter().fold(0, |hash: u64, &byte| hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    crate::of_modules(data, |data, sound| {
        let Ok(file) = File::parse(data) else { return };
        wild(&file, seed);
        if sound {
            gentle(&file, seed);
        }
    });
}

/// Any edits. What comes out is a file, if anything.
fn wild(file: &File<'_>, seed: u64) {
    let mut random = Random::new(seed);
    let edited = edit_file(file, |edit| {
        for _ in 0..random.below(EDITS) {
            let ids = edit.listing.ids();
            let Some(&id) = ids.get(random.below(ids.len())) else { break };
            // An edit that is refused changes nothing.
            let _ = any_edit(&mut edit.listing, id, &ids, &mut random);
        }
        Ok(())
    });
    if let Ok(bytes) = edited {
        File::parse(&bytes).expect("an edited file is a file");
    }
}

fn any_edit(listing: &mut Listing, id: ItemId, ids: &[ItemId], random: &mut Random) -> Result<(), AssembleError> {
    let other = *random.pick(ids);
    match random.below(8) {
        0 => listing.insert_before(id, items(listing, other, random))?,
        1 => listing.insert_after(id, items(listing, other, random))?,
        2 => listing.replace(id, items(listing, other, random))?,
        3 => drop(listing.remove(id)),
        4 => {
            let label = listing.label_before(id)?;
            if let Some(item) = listing.item_mut(other) {
                item.operand = Operand::Label(label);
            }
        }
        5 => {
            let label: Label = listing.label();
            listing.bind_after(label, id)?;
            listing.insert_before(other, [(Op::Jump, Operand::Label(label))])?;
        }
        6 => {
            if let Some(item) = listing.item_mut(id) {
                // Up to 3.9 a table is as long as its lines are far apart: up to 16 MB.
                item.location.line = Some(random.number() as i32 % 20_000);
                item.prefixes = random.byte() % 6;
            }
        }
        _ => {
            let (start, end, handler) =
                (listing.label_before(id)?, listing.label_before(other)?, listing.label_before(*random.pick(ids))?);
            let depth = random.below(4) as u32;
            listing.protected.push(pyc_bytecode::ProtectedRange { start, end, handler, depth, lasti: random.one_in(2) });
        }
    }
    Ok(())
}

/// A few items: that of another place, with its argument or without, and loads.
fn items(listing: &Listing, other: ItemId, random: &mut Random) -> Vec<(Op, Operand)> {
    let copied = listing.op(other).zip(listing.item(other)).map(|(op, item)| (op, item.operand));
    let number = Operand::Plain(random.number() as u32 >> random.below(32));
    let all = [copied, Some((Op::Nop, Operand::None)), Some((Op::LoadConst, number)), copied.map(|(op, _)| (op, number))];
    all.into_iter().flatten().filter(|_| random.one_in(2)).collect()
}

/// What is left of a code object when what was inserted is taken out again.
#[derive(Debug, PartialEq)]
struct Rest {
    op: Op,
    /// The argument, if it is no jump: jumps may need others.
    oparg: Option<u32>,
    /// Which of the instructions that were there it jumps to.
    target: Option<usize>,
    line: Option<i32>,
    /// Where its exceptions go, and how much stays on the stack (3.11).
    handler: Option<(usize, u32, bool)>,
}

/// Insertions that leave the stack as it was, in sound code.
fn gentle(file: &File<'_>, seed: u64) {
    let mut random = Random::new(seed);
    // For each code object, for each instruction without its prefixes: whether it was inserted.
    let mut inserted: Vec<Vec<bool>> = Vec::new();
    let mut before = Vec::new();
    let edited = edit_file(file, |edit| {
        before.push(edit.listing.ids().len());
        let flags = balanced(edit, &mut random)?;
        inserted.push(flags);
        Ok(())
    });
    let bytes = match edited {
        Ok(bytes) => bytes,
        Err(error) => panic!("{}: {error}", file.version()),
    };
    let edited = File::parse(&bytes).expect("an edited file is a file");
    let (olds, news) = (file.tree.codes().filter_map(Function::new), edited.tree.codes().filter_map(Function::new));
    for ((old, new), flags) in olds.zip(news).zip(&inserted) {
        if let Err(fault) = verify(&new) {
            panic!("{}: {fault}", file.version());
        }
        let none = vec![false; flags.iter().filter(|it| !**it).count()];
        assert_eq!(rest(&old, &none), rest(&new, flags), "{}", file.version());
    }
}

/// Inserts before some items; says for each item whether it was inserted.
fn balanced(edit: &mut CodeEdit<'_>, random: &mut Random) -> Result<Vec<bool>, AssembleError> {
    let listing = &mut edit.listing;
    let ids = listing.ids();
    let load =
        ids.iter().find(|id| listing.op(**id) == Some(Op::LoadConst)).and_then(|id| listing.item(*id)).map(|item| item.operand);
    let nop = Item::new(listing.set(), Op::Nop, ()).is_ok();
    for &id in &ids {
        if !random.one_in(4) || !listing.is_seam(id) {
            continue;
        }
        match load {
            Some(load) if random.one_in(2) => listing.insert_before(id, [(Op::LoadConst, load), (Op::PopTop, Operand::None)])?,
            // Now and then so many that jumps over them need a prefix.
            _ if nop => {
                let most = if random.one_in(30) { 300 } else { 3 };
                listing.insert_before(id, vec![(Op::Nop, Operand::None); random.below(most)])?;
            }
            _ => {}
        }
    }
    Ok(listing.items().map(|(id, _)| ids.binary_search(&id).is_err()).collect())
}

fn rest(function: &Function<'_, '_>, inserted: &[bool]) -> Vec<Rest> {
    let code = function.code();
    let table = Table::of(&code);
    let whole: Vec<Instruction<'_>> = function.instructions().filter(|it| !it.is_prefix()).collect();
    assert_eq!(whole.len(), inserted.len());
    // How many that were there come before each: the number of the one that is reached from there, through what was inserted before it.
    let numbers: Vec<usize> = inserted
        .iter()
        .scan(0, |count, &inserted| {
            let number = *count;
            *count += usize::from(!inserted);
            Some(number)
        })
        .collect();
    let number_at = |offset: i64| whole.binary_search_by_key(&offset, |it| it.start().into()).ok().map(|at| numbers[at]);
    let handler = |offset| {
        let entry = find_handler(code.exceptiontable()?, offset)?;
        Some((number_at(entry.target.into())?, entry.depth, entry.lasti))
    };
    let rest = whole.iter().zip(inserted).filter(|(_, inserted)| !**inserted);
    rest.map(|(it, _)| {
        let target = it.target();
        Rest {
            op: it.op().expect("a sound opcode"),
            oparg: it.oparg().filter(|_| target.is_none()),
            target: target.and_then(number_at),
            line: table.line_at(it.offset()),
            handler: handler(it.offset()),
        }
    })
    .collect()
}
