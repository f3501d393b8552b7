//! From items to offsets, and to bytes.
//!
//! The width of a jump depends on its distance, and distances on widths. All start as narrow as they may be, and grow until each has room
//! for its argument; none shrinks again. That is how CPython does it (`assemble_jump_offsets`).

use crate::assembler::jumps::{self, Turned};
use crate::assembler::{AssembleError, AssembleErrorKind, Assembled, ranges};
use crate::exceptions;
use crate::listing::{Content, Item, ItemId, Label, Listing, Operand};
use crate::op::Opcode;
use crate::set::InstructionSet;

/// After so many rounds all jumps become as wide as the widest could need, so that no code takes more than linear time.
const ROUNDS: usize = 16;

/// Where a label stands that stands nowhere.
const NOWHERE: u32 = u32::MAX;

/// The items of a listing in order, and before which of them each label stands.
struct Layout<'l> {
    listing: &'l Listing,
    set: &'static InstructionSet,
    items: Vec<(ItemId, Item)>,
    labels: Vec<u32>,
    /// Prefixes of each item.
    prefixes: Vec<u8>,
    /// Where each item ends, in bytes.
    ends: Vec<u32>,
}

impl Listing {
    /// The bytes of the code and of its tables.
    ///
    /// # Errors
    /// The first item, label or range that the version has no form for.
    pub fn assemble(&self) -> Result<Assembled, AssembleError> {
        let mut layout = Layout::new(self);
        layout.turn_jumps()?;
        layout.relax()?;
        let code = layout.code()?;
        let exceptiontable = layout.exceptiontable()?;
        let linetable = self.write_lines(&layout.items, &layout.ends)?;
        let offsets = layout.items.iter().enumerate().map(|(at, (id, _))| (*id, layout.start(at as u32))).collect();
        Ok(Assembled { code: code.into(), linetable: linetable.into(), exceptiontable, offsets })
    }
}

impl<'l> Layout<'l> {
    fn new(listing: &'l Listing) -> Layout<'l> {
        let (mut items, mut labels) = (Vec::new(), vec![NOWHERE; listing.label_count()]);
        for (id, content) in listing.contents() {
            match content {
                Content::Item(item) => items.push((id, item)),
                Content::Label(label) => {
                    if let Some(place) = labels.get_mut(label.index()) {
                        *place = items.len() as u32;
                    }
                }
                Content::Ends | Content::Removed => {}
            }
        }
        Layout { listing, set: listing.set(), items, labels, prefixes: Vec::new(), ends: Vec::new() }
    }

    /// Number of the item that a label stands before; that of no item at the end.
    fn place(&self, label: Label) -> Result<u32, AssembleErrorKind> {
        let place = self.labels.get(label.index()).copied().filter(|&place| place != NOWHERE);
        place.ok_or(AssembleErrorKind::Unbound(label))
    }

    /// Where the item of this number begins, in bytes.
    fn start(&self, item: u32) -> u32 {
        (item as usize).checked_sub(1).map_or(0, |before| self.ends.get(before).or(self.ends.last()).copied().unwrap_or(0))
    }

    fn offset(&self, label: Label) -> Result<u32, AssembleErrorKind> {
        Ok(self.start(self.place(label)?))
    }

    /// Gives each jump the opcode that goes in its direction.
    fn turn_jumps(&mut self) -> Result<(), AssembleError> {
        let mut around: Vec<(u32, Opcode, Opcode)> = Vec::new();
        for at in 0..self.items.len() {
            let Some(&(id, item)) = self.items.get(at) else { break };
            let Operand::Label(label) = item.operand else { continue };
            let forward = self.place(label).map_err(|kind| kind.at(id))? as usize > at;
            let opcode = match jumps::turn(self.set, item.opcode, forward) {
                Turned::Same => continue,
                Turned::Other(opcode) => opcode,
                Turned::Around(opposite, back) => {
                    around.push((at as u32, opposite, back));
                    continue;
                }
                Turned::Impossible => {
                    let kind = match self.set.info(item.opcode).filter(|_| jumps::kind(self.set, item.opcode).is_some()) {
                        None => AssembleErrorKind::NotAJump(item.opcode),
                        Some(info) if forward => AssembleErrorKind::NoForwardForm(info.op),
                        Some(info) => AssembleErrorKind::NoBackwardForm(info.op),
                    };
                    return Err(kind.at(id));
                }
            };
            if let Some((_, item)) = self.items.get_mut(at) {
                item.opcode = opcode;
            }
        }
        self.jump_around(&around);
        Ok(())
    }

    /// Puts a jump behind each of these items, and lets the item jump over it.
    fn jump_around(&mut self, around: &[(u32, Opcode, Opcode)]) {
        if around.is_empty() {
            return;
        }
        for place in self.labels.iter_mut().filter(|place| **place != NOWHERE) {
            *place = place.saturating_add(around.partition_point(|it| it.0 < *place) as u32);
        }
        let items = core::mem::take(&mut self.items);
        let mut rest = around.iter().peekable();
        for (at, (id, item)) in items.into_iter().enumerate() {
            match rest.next_if(|it| it.0 as usize == at) {
                None => self.items.push((id, item)),
                Some(&(_, opposite, back)) => {
                    let over = Label::from_index(self.labels.len());
                    self.labels.push(self.items.len() as u32 + 2);
                    self.items.push((id, Item { opcode: opposite, operand: Operand::Label(over), ..item }));
                    self.items.push((id, Item { opcode: back, prefixes: 0, own_entry: false, ..item }));
                }
            }
        }
    }

    /// Finds widths at which every argument has room.
    fn relax(&mut self) -> Result<(), AssembleError> {
        let most = jumps::max_prefixes(self.set);
        self.prefixes.reserve_exact(self.items.len());
        for (_, item) in &self.items {
            let needed = if let Operand::Plain(oparg) = item.operand { jumps::prefixes(self.set, oparg) } else { 0 };
            self.prefixes.push(needed.max(item.prefixes.min(most)));
        }
        self.ends = vec![0; self.items.len()];
        for round in 0.. {
            self.measure()?;
            let least =
                if round < ROUNDS { 0 } else { jumps::prefixes(self.set, self.ends.last().copied().unwrap_or(0)).min(most) };
            if !self.grow(least)? {
                break;
            }
        }
        match self.prefixes.iter().zip(&self.items).find(|(prefixes, _)| **prefixes > most) {
            Some((_, &(id, item))) => {
                let oparg = if let Operand::Plain(oparg) = item.operand { oparg } else { self.ends.last().copied().unwrap_or(0) };
                Err(AssembleErrorKind::TooLarge(oparg).at(id))
            }
            None => Ok(()),
        }
    }

    /// Lays the items out with their widths.
    fn measure(&mut self) -> Result<(), AssembleError> {
        let prefix = if self.set.word_code { 2 } else { 3 };
        let mut offset = 0u32;
        for (((id, item), &prefixes), end) in self.items.iter().zip(&self.prefixes).zip(&mut self.ends) {
            let caches = self.set.info(item.opcode).map_or(0, |info| u32::from(info.caches));
            let own = match (self.set.word_code, self.set.has_argument(item.opcode)) {
                (true, _) => 2 + 2 * caches,
                (false, true) => 3,
                (false, false) => 1,
            };
            offset += u32::from(prefixes) * prefix + own;
            // One item is far from filling the other half of the numbers.
            if i32::try_from(offset).is_err() {
                return Err(AssembleErrorKind::TooLong.at(*id));
            }
            *end = offset;
        }
        Ok(())
    }

    /// Widens the jumps that need it, to `least` at least. Whether there were any.
    fn grow(&mut self, least: u8) -> Result<bool, AssembleError> {
        let mut grown = false;
        for at in 0..self.items.len() {
            let (Some(oparg), Some(prefixes)) = (self.jump_oparg(at)?, self.prefixes.get_mut(at)) else { continue };
            let needed = jumps::prefixes(self.set, oparg).max(least);
            if needed > *prefixes {
                *prefixes = needed;
                grown = true;
            }
        }
        Ok(grown)
    }

    /// The argument of a jump to a label, as things lie.
    fn jump_oparg(&self, at: usize) -> Result<Option<u32>, AssembleError> {
        let Some(&(id, Item { opcode, operand: Operand::Label(label), .. })) = self.items.get(at) else { return Ok(None) };
        let end = self.ends.get(at).copied().unwrap_or(0);
        let target = self.offset(label).map_err(|kind| kind.at(id))?;
        let kind = jumps::kind(self.set, opcode).ok_or(AssembleErrorKind::NotAJump(opcode).at(id))?;
        // Directions are right since `turn_jumps`.
        Ok(Some(jumps::oparg(self.set, kind, end, target).unwrap_or(0)))
    }

    fn code(&self) -> Result<Vec<u8>, AssembleError> {
        let mut code = Vec::with_capacity(self.ends.last().copied().unwrap_or(0) as usize + self.listing.tail.len());
        for (at, ((id, item), &prefixes)) in self.items.iter().zip(&self.prefixes).enumerate() {
            let oparg = match item.operand {
                Operand::None => 0,
                Operand::Plain(oparg) => oparg,
                Operand::Label(_) => self.jump_oparg(at)?.unwrap_or(0),
            };
            self.emit(item.opcode, oparg, prefixes, &mut code).map_err(|kind| kind.at(*id))?;
            let caches = self.set.info(item.opcode).map_or(0, |info| 2 * usize::from(info.caches));
            match self.listing.odd.get(id) {
                Some(odd) if odd.caches.len() == caches => code.extend_from_slice(&odd.caches),
                _ => code.resize(code.len() + caches, 0),
            }
        }
        code.extend_from_slice(&self.listing.tail);
        Ok(code)
    }

    fn emit(&self, opcode: Opcode, oparg: u32, prefixes: u8, code: &mut Vec<u8>) -> Result<(), AssembleErrorKind> {
        if prefixes > 0 && self.set.extended_arg.is_none() {
            return Err(AssembleErrorKind::TooLarge(oparg));
        }
        let extended_arg = self.set.extended_arg.map_or(0, |opcode| opcode.0);
        let shifted = |shift: u32| oparg.checked_shr(shift).unwrap_or(0);
        if self.set.word_code {
            for prefix in (1..=u32::from(prefixes)).rev() {
                code.extend([extended_arg, shifted(8 * prefix) as u8]);
            }
            code.extend([opcode.0, oparg as u8]);
            return Ok(());
        }
        if prefixes > 0 {
            code.push(extended_arg);
            code.extend((shifted(16) as u16).to_le_bytes());
        }
        code.push(opcode.0);
        if self.set.has_argument(opcode) {
            code.extend((oparg as u16).to_le_bytes());
        } else if oparg != 0 {
            return Err(AssembleErrorKind::NoArgument(opcode));
        }
        Ok(())
    }

    fn exceptiontable(&self) -> Result<Option<Box<[u8]>>, AssembleError> {
        if !self.set.exception_table {
            let none = self.listing.protected.is_empty();
            return if none { Ok(None) } else { Err(AssembleErrorKind::NoExceptionTable.into()) };
        }
        let mut entries = Vec::with_capacity(self.listing.protected.len());
        for range in &self.listing.protected {
            let (start, end) = (self.offset(range.start)?, self.offset(range.end)?);
            let target = self.offset(range.handler)?;
            entries.push(exceptions::Entry { start, end, target, depth: range.depth, lasti: range.lasti });
        }
        Ok(Some(exceptions::encode(&ranges::flatten(entries)?)?.into()))
    }
}
