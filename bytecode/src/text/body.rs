//! Lines of a code object that are labels, instructions, or about instructions.

use crate::assembler::jumps;
use crate::lines::{Format, Location};
use crate::listing::{Item, Odd, Operand, ProtectedRange};
use crate::op::{Op, Opcode};
use crate::set::{Argument, OpInfo};
use crate::text::document::{Document, Id};
use crate::text::error::{Outcome, fault};
use crate::text::fields::index;
use crate::text::lex::{Cursor, is_word};
use crate::text::read::{Reader, bytes};
use crate::text::tables::{Numbering, Slot};
use crate::text::words;

/// What stands beside names: the bits of the argument below the index, and the words for them.
pub(super) struct Beside {
    /// By how much the index is shifted.
    pub(super) shift: u32,
    /// Bits and their words.
    pub(super) words: &'static [(u32, &'static str)],
}

/// How an argument is made of the index of a name.
pub(super) fn beside(argument: Argument) -> Option<Beside> {
    let (shift, words): (_, &'static [(u32, &'static str)]) = match argument {
        Argument::Name => (0, &[]),
        Argument::NameNull => (1, &[(1, "NULL")]),
        Argument::NameMethod => (1, &[(1, "NULL|self")]),
        Argument::NameSuper => (2, &[(1, "NULL|self"), (2, "args")]),
        Argument::NameImport => (2, &[(1, "lazy"), (2, "eager")]),
        _ => return None,
    };
    Some(Beside { shift, words })
}

/// Whether an instruction that comes from the same place as the one before has an entry of its own in the line table.
pub(super) fn own_entries(version: pyc_marshal::Version) -> bool {
    // Only 3.11 has a table of positions and does not join their entries.
    let rules = crate::lines::Rules::of(version);
    rules.format == Format::Positions && !rules.joins_lines
}

impl<'s> Reader<'s> {
    /// A label that stands here, whatever it is called. False if none does.
    pub(super) fn place(&mut self, cursor: &mut Cursor<'s>) -> Outcome<bool> {
        let at = cursor.at();
        let mut behind = *cursor;
        let Some(name) = behind.word_tight().filter(|word| is_word(word) && behind.eat(":")) else { return Ok(false) };
        let Some(block) = self.blocks.last_mut() else { return Ok(false) };
        *cursor = behind;
        let label = block.label(name, at);
        match block.places.get_mut(name) {
            Some(place) if !place.bound => place.bound = true,
            _ => return fault(at, format!("label {name} stands twice")),
        }
        block.listing.bind_end(label).or_else(|error| fault(at, error.to_string()))?;
        Ok(true)
    }

    /// A line that is an instruction, or about instructions.
    pub(super) fn instruction(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let at = cursor.at();
        let chunk = cursor.chunk();
        match chunk {
            "line" => {
                let line: i32 = cursor.small()?;
                let end_line = (self.set.lines == Format::Positions).then_some(line);
                self.locate(Location { end_line, ..Location::of_line(line) });
                Ok(())
            }
            "noline" => {
                self.locate(Location::NONE);
                // Where the table ends and where it says that there is no line are two things.
                self.set_entry();
                Ok(())
            }
            "entry" => {
                self.set_entry();
                Ok(())
            }
            "protect" => self.protect(cursor),
            "caches" => self.caches(at, cursor),
            "tail" => {
                let tail = bytes(cursor)?;
                if let Some(block) = self.blocks.last_mut() {
                    block.listing.tail = tail.into();
                }
                Ok(())
            }
            _ => self.item(chunk, at, cursor),
        }
    }

    fn locate(&mut self, location: Location) {
        if let Some(block) = self.blocks.last_mut() {
            block.location = location;
            block.firstlineno = block.firstlineno.or(location.line.filter(|&line| line > 0));
        }
    }

    /// The next item has an entry of its own in the line table.
    fn set_entry(&mut self) {
        if let Some(block) = self.blocks.last_mut() {
            block.own_entry = true;
        }
    }

    /// `protect LABEL..LABEL -> LABEL [depth N] [lasti]`
    fn protect(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        if !self.set.exception_table {
            return fault(cursor.at(), format!("{} has no exception table", self.document.layout.version));
        }
        let at = cursor.at();
        let Some((start, end)) = cursor.word().and_then(|word| word.split_once("..")) else {
            return fault(at, "expected a range, as in L1..L2");
        };
        cursor.expect("->")?;
        let behind = cursor.at();
        let Some(handler) = cursor.word() else { return fault(behind, "expected a label") };
        let depth = if cursor.eat_word("depth") { cursor.small()? } else { 0 };
        let lasti = cursor.eat_word("lasti");
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        let [start, end, handler] = [(start, at), (end, at), (handler, behind)].map(|(name, at)| block.label(name, at));
        block.listing.protected.push(ProtectedRange { start, end, handler, depth, lasti });
        Ok(())
    }

    fn caches(&mut self, at: usize, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let bytes = bytes(cursor)?;
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        let last = block.items.last().and_then(|row| Some((row.0, block.listing.item(row.0)?.opcode)));
        let caches = last.and_then(|(_, opcode)| self.set.info(opcode)).map_or(0, |info| 2 * usize::from(info.caches));
        match last {
            Some((id, _)) if caches == bytes.len() && caches > 0 => {
                block.listing.odd.insert(id, Odd { caches: bytes.into(), ..Odd::default() });
                Ok(())
            }
            _ => fault(at, format!("the instruction above has {caches} bytes of caches")),
        }
    }

    /// The opcode of a name or of a number in angle brackets.
    fn opcode(&self, chunk: &str, at: usize) -> Outcome<(Opcode, Option<&'static OpInfo>)> {
        let version = self.set.name;
        if let Some(number) = chunk.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            let number = number.parse::<u8>();
            return number.map_or_else(
                |_| fault(at, "expected an opcode from <0> to <255>"),
                |number| Ok((Opcode(number), self.set.info(Opcode(number)))),
            );
        }
        let op = Op::from_name(chunk).and_then(|op| jumps::opcode(self.set, op));
        match op {
            Some(opcode) => Ok((opcode, self.set.info(opcode))),
            None => fault(at, format!("{version} has no opcode {chunk}")),
        }
    }

    fn item(&mut self, chunk: &'s str, at: usize, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let (opcode, info) = self.opcode(chunk, at)?;
        if let Some(block) = self.blocks.last_mut() {
            block.settle_docstring(&mut self.document);
        }
        let behind = cursor.at();
        let (operand, slot) = match info {
            Some(info) => self.operand(opcode, info, cursor)?,
            None => (plain(cursor)?.unwrap_or_default(), None),
        };
        if operand != Operand::None && operand != Operand::Plain(0) && !self.set.has_argument(opcode) && !self.set.word_code {
            return fault(behind, format!("{chunk} has no argument"));
        }
        let prefixes = if cursor.eat_tight("^") { cursor.small()? } else { 0 };
        if prefixes > jumps::max_prefixes(self.set) {
            return fault(behind, format!("{} has no so many prefixes", self.set.name));
        }
        let columns = if cursor.eat_tight("@") { Some(self.columns(cursor)?) } else { None };
        let own_entries = own_entries(self.set.version);
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        block.location = columns.unwrap_or(block.location);
        let own_entry = own_entries || core::mem::take(&mut block.own_entry);
        block.yields |= info.is_some_and(|info| matches!(info.op, Op::YieldValue | Op::YieldFrom | Op::ReturnGenerator));
        let item = Item { opcode, operand, location: block.location, prefixes, own_entry };
        let id = block.listing.push(item).or_else(|error| fault(at, error.to_string()))?;
        block.pending.extend(slot.map(|slot| (id, slot)));
        block.items.push((id, at));
        Ok(())
    }

    /// `column-[line:]column`
    fn columns(&self, cursor: &mut Cursor<'s>) -> Outcome<Location> {
        let at = cursor.at();
        let line = self.blocks.last().and_then(|block| block.location.line);
        let (Some(line), Format::Positions) = (line, self.set.lines) else {
            return fault(
                at,
                if self.set.lines == Format::Positions { "columns need a `line` above" } else { "columns are of 3.11 and later" },
            );
        };
        let column = column(cursor)?;
        if !cursor.eat_tight("-") {
            return fault(cursor.at(), "expected \"-\" and the column of the end");
        }
        let mut behind = *cursor;
        let end_line = behind.integer().and_then(crate::text::lex::parse_integer).filter(|_| behind.eat_tight(":"));
        let end_line = match end_line {
            Some(end_line) => {
                *cursor = behind;
                let Ok(end_line) = i32::try_from(end_line) else { return fault(at, "the line is out of range") };
                end_line
            }
            None => line,
        };
        let end_column = self::column(cursor)?;
        cursor.blanks();
        Ok(Location { line: Some(line), end_line: Some(end_line), column, end_column })
    }

    fn operand(&mut self, opcode: Opcode, info: &OpInfo, cursor: &mut Cursor<'s>) -> Outcome<(Operand, Option<Slot>)> {
        let at = cursor.at();
        if let Some(beside) = beside(info.argument) {
            return Ok((self.name_operand(&beside, cursor)?, None));
        }
        let number = |oparg| Ok((Operand::Plain(oparg), None));
        if let Some((oparg, rest)) = words::read(self.set, info, cursor.rest()) {
            cursor.set_rest(rest);
            return number(oparg);
        }
        match info.argument {
            Argument::Const => number(self.constant_operand(cursor)?),
            Argument::Local | Argument::Slot | Argument::Deref => {
                if let Some(index) = index(cursor)? {
                    return number(index);
                }
                let deref = info.argument != Argument::Local;
                let (oparg, slot) = self.variable(deref, cursor)?;
                Ok((Operand::Plain(oparg), slot))
            }
            Argument::LocalPair => {
                if cursor.peek() == Some('#') {
                    return number(index(cursor)?.unwrap_or(0));
                }
                let first = self.variable(false, cursor)?;
                cursor.expect(",")?;
                let second = self.variable(false, cursor)?;
                match (first, second) {
                    ((first @ 0..=15, None), (second @ 0..=15, None)) => number(first << 4 | second),
                    _ => fault(at, "two variables at once must be among the first 16 locals"),
                }
            }
            _ if jumps::kind(self.set, opcode).is_some()
                && cursor.peek().is_some_and(|char| char.is_alphabetic() || char == '_') =>
            {
                let Some(name) = cursor.word() else { return fault(at, "expected a label") };
                let Some(block) = self.blocks.last_mut() else { return number(0) };
                Ok((Operand::Label(block.label(name, at)), None))
            }
            argument => match plain(cursor)? {
                Some(operand) => Ok((operand, None)),
                None if matches!(argument, Argument::None | Argument::Unused | Argument::FunctionFlags) => {
                    Ok((Operand::None, None))
                }
                None if jumps::kind(self.set, opcode).is_some() => fault(at, "expected a label"),
                None => fault(at, "expected an argument"),
            },
        }
    }

    fn constant_operand(&mut self, cursor: &mut Cursor<'s>) -> Outcome<u32> {
        let at = cursor.at();
        let index = index(cursor)?;
        if let Some(index) = index
            && (cursor.is_done() || matches!(cursor.peek(), Some('@' | '^')))
        {
            return Ok(index);
        }
        let id = self.code_literal(cursor)?;
        let Some(block) = self.blocks.last_mut() else { return Ok(0) };
        introduce(&mut block.consts, &self.document, index, id, at, "constant")
    }

    fn name_operand(&mut self, beside: &Beside, cursor: &mut Cursor<'s>) -> Outcome<Operand> {
        let at = cursor.at();
        let index = index(cursor)?;
        let alone = cursor.is_done() || matches!(cursor.peek(), Some('@' | '^' | '+'));
        let place = match index {
            Some(index) if alone => index,
            _ => self.name_index(index, at, cursor)?,
        };
        let Some(mut oparg) = place.checked_mul(1 << beside.shift) else { return fault(at, "the index is too large") };
        while cursor.eat("+") {
            let at = cursor.at();
            let Some((bit, word)) = beside.words.iter().find(|row| cursor.starts_with_word(row.1)) else {
                return fault(at, "expected what stands beside the name");
            };
            cursor.eat(word);
            oparg |= bit;
        }
        Ok(Operand::Plain(oparg))
    }

    fn name_index(&mut self, index: Option<u32>, at: usize, cursor: &mut Cursor<'s>) -> Outcome<u32> {
        let id = self.name(cursor)?;
        let Some(block) = self.blocks.last_mut() else { return Ok(0) };
        introduce(&mut block.names, &self.document, index, id, at, "name")
    }

    /// The argument for a variable, or where it will be.
    fn variable(&mut self, deref: bool, cursor: &mut Cursor<'s>) -> Outcome<(u32, Option<Slot>)> {
        let at = cursor.at();
        let id = self.name(cursor)?;
        let value = self.value(id);
        let Some(block) = self.blocks.last_mut() else { return Ok((0, None)) };
        match block.variables.find(value, deref) {
            Some(Slot::Local(index)) => Ok((index, None)),
            Some(slot) => Ok((0, Some(slot))),
            None if deref => fault(at, "the variable is neither in `cells` nor in `frees`"),
            None => Ok((block.variables.add_local(value, id), None)),
        }
    }
}

/// The index of an object that an instruction names: the given one, that of an equal one, or the next free one.
fn introduce(table: &mut Numbering<Id>, document: &Document, index: Option<u32>, id: Id, at: usize, what: &str) -> Outcome<u32> {
    let value = document.value(id);
    if let (None, Some(known)) = (index, table.get(value)) {
        return Ok(known);
    }
    let place = index.unwrap_or_else(|| table.free());
    match table.at(place) {
        Some(&taken) if document.value(taken) == value => {}
        Some(_) => return fault(at, format!("#{place} is another {what}")),
        None => {
            table.set(place, value, id, true);
        }
    }
    Ok(place)
}

/// A number, if one is here.
fn plain(cursor: &mut Cursor<'_>) -> Outcome<Option<Operand>> {
    if !matches!(cursor.peek(), Some('-' | '0'..='9')) {
        return Ok(None);
    }
    cursor.small().map(|oparg| Some(Operand::Plain(oparg)))
}

fn column(cursor: &mut Cursor<'_>) -> Outcome<Option<i32>> {
    if cursor.eat_tight("?") {
        return Ok(None);
    }
    let at = cursor.at();
    let column = cursor.integer().and_then(crate::text::lex::parse_integer).and_then(|column| i32::try_from(column).ok());
    column.map_or_else(|| fault(at, "expected a column"), |column| Ok(Some(column)))
}
