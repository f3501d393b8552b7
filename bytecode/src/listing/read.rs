//! Code objects to listings.

use crate::assembler::{AssembleError, AssembleErrorKind, jumps};
use crate::decode::Decoder;
use crate::exceptions;
use crate::function::Function;
use crate::instruction::Instruction;
use crate::lines::{Location, Table};
use crate::listing::{Item, Label, Listing, Odd, Operand, ProtectedRange};
use crate::set::{Argument, InstructionSet};

/// An item that was read, and where.
pub(super) struct Read {
    pub(super) item: Item,
    /// Offset of its first byte, prefixes included.
    pub(super) start: u32,
    /// Where it jumps to.
    target: Option<i64>,
    pub(super) odd: Option<Box<Odd>>,
}

impl Listing {
    /// The listing of a function.
    ///
    /// # Errors
    /// [`AssembleErrorKind::Exceptions`] for an exception table that cannot be read, [`AssembleErrorKind::BetweenInstructions`] for one
    /// whose ranges or handlers are no instructions, [`AssembleErrorKind::TooLong`] for code over 2 GiB.
    pub fn of(function: &Function<'_, '_>) -> Result<Listing, AssembleError> {
        let (code, set) = (function.code(), function.set());
        let firstlineno = code.firstlineno().unwrap_or(0);
        Listing::read(set, code.code(), firstlineno, code.linetable(), code.exceptiontable().unwrap_or(&[]))
    }

    /// The listing of code and its tables. Versions that lack a table have an empty one.
    ///
    /// # Errors
    /// Those of [`Listing::of`].
    pub fn read(
        set: &'static InstructionSet,
        code: &[u8],
        firstlineno: i32,
        linetable: &[u8],
        exceptiontable: &[u8],
    ) -> Result<Listing, AssembleError> {
        if i32::try_from(code.len()).is_err() {
            return Err(AssembleErrorKind::TooLong.into());
        }
        let (mut read, end) = items(code, set);
        let mut listing = Listing::new(set, firstlineno);
        listing.tail = code.get(end as usize..).unwrap_or(&[]).into();
        listing.read_lines(&Table::new(set.version, linetable, firstlineno, code.len()), &mut read, end);
        let mut places =
            Places { starts: read.iter().map(|it| it.start).chain([end]).collect(), labels: vec![None; read.len() + 1] };
        for it in &mut read {
            let target = it.target.and_then(|target| u32::try_from(target).ok());
            if let Some(label) = target.and_then(|target| places.label(&mut listing, target)) {
                it.item.operand = Operand::Label(label);
            }
        }
        listing.read_protected(exceptiontable, &mut places)?;
        let mut labels = places.labels.into_iter();
        for Read { item, odd, .. } in read {
            if let Some(label) = labels.next().flatten() {
                listing.bind_end(label)?;
            }
            let id = listing.push(item)?;
            if let Some(odd) = odd {
                listing.odd.insert(id, *odd);
            }
        }
        labels.next().flatten().map_or(Ok(()), |label| listing.bind_end(label))?;
        Ok(listing)
    }

    fn read_protected(&mut self, table: &[u8], places: &mut Places) -> Result<(), AssembleError> {
        for entry in exceptions::decode(table)? {
            let mut label = |offset| places.label(self, offset).ok_or(AssembleErrorKind::BetweenInstructions(offset));
            let (start, end, handler) = (label(entry.start)?, label(entry.end)?, label(entry.target)?);
            self.protected.push(ProtectedRange { start, end, handler, depth: entry.depth, lasti: entry.lasti });
        }
        Ok(())
    }
}

/// Where labels can stand.
struct Places {
    /// Offsets of the items, then the end of the last one.
    starts: Vec<u32>,
    labels: Vec<Option<Label>>,
}

impl Places {
    /// The label at an offset, if an item begins there or the last one ends.
    fn label(&mut self, listing: &mut Listing, offset: u32) -> Option<Label> {
        let at = self.starts.binary_search(&offset).ok()?;
        Some(*self.labels.get_mut(at)?.get_or_insert_with(|| listing.label()))
    }
}

/// The items of the code, and where the last whole one ends.
fn items(code: &[u8], set: &'static InstructionSet) -> (Vec<Read>, u32) {
    let mut read = Vec::new();
    let mut prefixes: Vec<Instruction<'_>> = Vec::new();
    let mut end = 0;
    for instruction in Decoder::new(code, set) {
        if instruction.is_truncated() {
            break;
        }
        end = instruction.end();
        if instruction.is_prefix() {
            prefixes.push(instruction);
            continue;
        }
        // Byte code skips no prefix for an opcode without argument.
        let extends = set.word_code || set.has_argument(instruction.opcode());
        let folded = if extends { prefixes.len().min(usize::from(jumps::max_prefixes(set))) } else { 0 };
        let alone = prefixes.len() - folded;
        read.extend(prefixes.iter().take(alone).map(|prefix| item(prefix, &[])));
        read.push(item(&instruction, prefixes.get(alone..).unwrap_or(&[])));
        prefixes.clear();
    }
    read.extend(prefixes.iter().map(|prefix| item(prefix, &[])));
    (read, end)
}

/// The item of an instruction and those of its prefixes that become part of it.
fn item(instruction: &Instruction<'_>, prefixes: &[Instruction<'_>]) -> Read {
    let (set, opcode) = (instruction.set(), instruction.opcode());
    let own = |it: &Instruction<'_>| match (set.word_code, it.bytes()) {
        (true, &[_, low, ..]) => u32::from(low),
        (false, &[_, low, high]) => u32::from(u16::from_le_bytes([low, high])),
        _ => 0,
    };
    let shift = if set.word_code { 8 } else { 16 };
    let oparg = prefixes.iter().chain([instruction]).fold(0, |oparg: u32, it| oparg << shift | own(it));
    let operand = if set.has_argument(opcode) || oparg != 0 { Operand::Plain(oparg) } else { Operand::None };
    let target = jumps::target(set, opcode, oparg, instruction.end());
    // To what follows, labels lead forward: a jump back by nothing is one by number.
    let nowhere = target == Some(instruction.end().into()) && jumps::kind(set, opcode) == Some(Argument::JumpBackward);
    let caches = Some(instruction.caches()).filter(|caches| caches.iter().any(|&byte| byte != 0));
    Read {
        item: Item { opcode, operand, location: Location::NONE, prefixes: prefixes.len() as u8, own_entry: false },
        start: prefixes.first().unwrap_or(instruction).offset(),
        target: target.filter(|_| !nowhere),
        odd: caches.map(|caches| Box::new(Odd { caches: caches.into(), ..Odd::default() })),
    }
}

impl Read {
    /// Sets what the line table says of it.
    pub(super) fn locate(&mut self, location: Location, marks: Vec<(u32, Location)>) {
        self.item.location = location;
        match *marks.as_slice() {
            [] => {}
            [(0, _)] => self.item.own_entry = true,
            _ => {
                let odd = self.odd.get_or_insert_default();
                (odd.location, odd.marks) = (location, marks);
            }
        }
    }
}
