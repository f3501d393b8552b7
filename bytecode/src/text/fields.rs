//! Lines of a code object that are no instructions.

use pyc_marshal::{CodeFlags, Field};

use crate::text::block::Kind;
use crate::text::error::{Outcome, fault};
use crate::text::lex::{Cursor, parse_integer};
use crate::text::read::Reader;

/// The fields that are numbers, but `co_flags`.
static NUMBERS: [Field; 6] =
    [Field::Argcount, Field::Posonlyargcount, Field::Kwonlyargcount, Field::Nlocals, Field::Stacksize, Field::Firstlineno];

/// How far up flags have names.
const FLAG_BITS: u32 = 32;

impl<'s> Reader<'s> {
    /// A line that is no instruction. False if it is one.
    pub(super) fn field(&mut self, cursor: &mut Cursor<'s>) -> Outcome<bool> {
        let at = cursor.at();
        let mut behind = *cursor;
        let Some(word) = behind.word().filter(|word| word.starts_with(|char: char| char.is_ascii_lowercase())) else {
            return Ok(false);
        };
        match word {
            "const" => self.constant(&mut behind)?,
            "name" => self.table_name(&mut behind)?,
            "locals" => self.locals(&mut behind)?,
            "cells" | "frees" => self.derefs(word == "cells", &mut behind)?,
            "flags" => self.flags(at, &mut behind)?,
            "filename" | "qualname" => {
                let field = if word == "filename" { Field::Filename } else { Field::Qualname };
                self.has(field, at)?;
                let id = self.name(&mut behind)?;
                self.give(field, id, at)?;
            }
            _ => {
                if let Some(&field) = NUMBERS.iter().find(|field| field.name() == word) {
                    self.has(field, at)?;
                    let number = behind.small()?;
                    self.number(field, number);
                } else if let Some(field) = object_field(word) {
                    self.has(field, at)?;
                    self.whole(field, at, &mut behind)?;
                } else {
                    return Ok(false);
                }
            }
        }
        *cursor = behind;
        Ok(true)
    }

    fn has(&self, field: Field, at: usize) -> Outcome<()> {
        let layout = self.document.layout;
        if layout.has(field) { Ok(()) } else { fault(at, format!("code objects of {} have no {field}", layout.version)) }
    }

    fn number(&mut self, field: Field, number: i32) {
        if let Some(block) = self.blocks.last_mut() {
            block.numbers.insert(field, number);
        }
    }

    fn give(&mut self, field: Field, id: crate::text::document::Id, at: usize) -> Outcome<()> {
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        if matches!(field, Field::Filename | Field::Qualname) && !block.scope.is_empty() {
            return fault(at, format!("{field} stands before the code objects inside"));
        }
        match block.fields.insert(field, id) {
            None => Ok(()),
            Some(_) => fault(at, format!("{field} stands twice")),
        }
    }

    /// `const [#N] literal`
    fn constant(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let at = cursor.at();
        let index = index(cursor)?;
        let id = self.code_literal(cursor)?;
        let value = self.value(id);
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        let place = index.unwrap_or_else(|| block.consts.free());
        if block.consts.set(place, value, id, index.is_none()) { Ok(()) } else { fault(at, format!("#{place} is taken")) }
    }

    /// `name [#N] name`
    fn table_name(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let at = cursor.at();
        let index = index(cursor)?;
        let id = self.name(cursor)?;
        let value = self.value(id);
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        let place = index.unwrap_or_else(|| block.names.free());
        if block.names.set(place, value, id, index.is_none()) { Ok(()) } else { fault(at, format!("#{place} is taken")) }
    }

    /// A literal in which the code objects of the innermost one have names.
    pub(super) fn code_literal(&mut self, cursor: &mut Cursor<'s>) -> Outcome<crate::text::document::Id> {
        let (document, blocks) = (&mut self.document, &self.blocks);
        let scope = blocks.last().map(|block| &block.scope);
        document.literal(cursor, &|name, number| scope?.get(&(name.to_owned(), number)).copied())
    }

    /// `locals (name[:kind])*`: all of them, arguments first.
    fn locals(&mut self, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let mut index = 0;
        while !cursor.is_done() {
            let at = cursor.at();
            let id = self.name(cursor)?;
            let value = self.value(id);
            let kind = kind(cursor)?;
            let Some(block) = self.blocks.last_mut() else { return Ok(()) };
            if kind.is_some() && !block.variables.joined {
                return fault(at, format!("variables have no kinds in {}", self.document.layout.version));
            }
            match block.variables.locals.get(index as usize) {
                Some(known) if known.0 != value => return fault(at, "locals begin with the arguments"),
                Some(_) => {
                    if let Some(known) = block.variables.locals.get_mut(index as usize) {
                        known.1 = id;
                    }
                }
                None if !block.variables.frees.is_empty() || !block.variables.cells.is_empty() => {
                    return fault(at, "locals stand before cells and frees");
                }
                None => {
                    block.variables.add_local(value, id);
                }
            }
            block.kinds.extend(kind.map(|kind| (index, kind)));
            index += 1;
        }
        Ok(())
    }

    fn derefs(&mut self, cells: bool, cursor: &mut Cursor<'s>) -> Outcome<()> {
        while !cursor.is_done() {
            let id = self.name(cursor)?;
            let value = self.value(id);
            let Some(block) = self.blocks.last_mut() else { return Ok(()) };
            if cells {
                block.variables.add_cell(value, id);
            } else {
                block.variables.add_free(value, id);
            }
        }
        Ok(())
    }

    fn flags(&mut self, at: usize, cursor: &mut Cursor<'s>) -> Outcome<()> {
        self.has(Field::Flags, at)?;
        let version = self.document.layout.version;
        let mut flags = 0;
        while !cursor.is_done() {
            let at = cursor.at();
            if matches!(cursor.peek(), Some('-' | '0'..='9')) {
                let number: i64 = cursor.number()?;
                let bits = i32::try_from(number).map(|number| number as u32).or_else(|_| u32::try_from(number));
                let Ok(bits) = bits else { return fault(at, "flags have 32 bits") };
                flags |= bits;
                continue;
            }
            let word = cursor.word().unwrap_or("");
            let bit = (0..FLAG_BITS).map(|bit| 1 << bit).find(|&bit| CodeFlags(bit).names(version).0.contains(&word));
            let Some(bit) = bit else { return fault(at, format!("{version} has no flag {word}")) };
            flags |= bit;
        }
        self.number(Field::Flags, flags as i32);
        Ok(())
    }

    /// `co_FIELD label* [literal] mark`
    fn whole(&mut self, field: Field, at: usize, cursor: &mut Cursor<'s>) -> Outcome<()> {
        let said = self.said(cursor)?;
        if !cursor.is_done() {
            if said.mark.is_some() {
                return fault(cursor.at(), "a mark stands behind its object");
            }
            let id = self.code_literal(cursor)?;
            self.give(field, id, at)?;
        }
        if let Some(block) = self.blocks.last_mut()
            && !(said.labels.is_empty() && said.mark.is_none())
        {
            block.said_of.insert(field, said);
        }
        Ok(())
    }
}

/// The field that is an object, by the name of its attribute.
fn object_field(word: &str) -> Option<Field> {
    let name = word.strip_prefix("co_")?;
    Field::ALL.into_iter().find(|field| !field.is_number() && field.name() == name)
}

/// `#N`, and the blanks behind it.
pub(super) fn index(cursor: &mut Cursor<'_>) -> Outcome<Option<u32>> {
    if cursor.eat_tight("#") { cursor.small().map(Some) } else { Ok(None) }
}

/// `:hidden` or `:0x30`, and the blanks behind it. A name comes with the blanks behind it, so that they may stand before it too.
fn kind(cursor: &mut Cursor<'_>) -> Outcome<Option<Kind>> {
    if !cursor.eat(":") {
        return Ok(None);
    }
    if cursor.eat_word("hidden") {
        return Ok(Some(Kind::Hidden));
    }
    let at = cursor.at();
    let bits = cursor.integer().and_then(parse_integer).and_then(|bits| u8::try_from(bits).ok());
    cursor.blanks();
    bits.map_or_else(|| fault(at, "expected `hidden` or bits"), |bits| Ok(Some(Kind::Bits(bits))))
}
