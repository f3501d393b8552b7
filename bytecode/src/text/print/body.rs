//! Instructions to text.

use std::fmt::Write as _;

use pyc_marshal::Node;

use crate::assembler::jumps;
use crate::lines::{Format, Location};
use crate::listing::{Content, Item, ItemId, Label, Listing, Operand};
use crate::set::{Argument, OpInfo};
use crate::text::body::beside;
use crate::text::plan::Unsayable;
use crate::text::print::code::{Body, NOWHERE};
use crate::text::print::variables::{leads, leads_to_local};
use crate::text::print::{Printer, Table, hex};
use crate::text::tables::Numbering;
use crate::text::values::kind;
use crate::text::words;

/// Where columns of the source stand in a line, if there is room.
const COLUMNS_AT: usize = 40;

/// What was printed of the instructions.
struct State {
    consts: Numbering<()>,
    names: Numbering<()>,
    location: Location,
    /// Numbers of labels.
    labels: Vec<u32>,
}

impl<'t, 'a> Printer<'_, 't, 'a> {
    /// Prints what stands behind the code objects inside of a code object, but its end.
    pub(super) fn body(&mut self, body: &Body<'t, 'a>, depth: usize) -> Result<(), Unsayable> {
        let mut state = State {
            consts: Numbering::default(),
            names: Numbering::default(),
            location: NOWHERE,
            labels: body.listing.as_ref().map_or_else(Vec::new, |listing| vec![0; listing.label_count()]),
        };
        self.unused(body, &mut state, depth)?;
        let Some(listing) = &body.listing else { return Ok(()) };
        let mut number = 0;
        for (_, content) in listing.contents() {
            if let Content::Label(label) = content
                && let Some(slot) = state.labels.get_mut(label.index())
            {
                number += 1;
                *slot = number;
            }
        }
        for (id, content) in listing.contents() {
            match content {
                Content::Label(label) => {
                    self.indent(depth.saturating_sub(1));
                    let _ = writeln!(self.out, " {}:", state.label(label));
                }
                Content::Item(item) => {
                    if !body.raw_lines {
                        self.locate(body, &item, &mut state, depth);
                    }
                    self.item(body, id, &item, &mut state, depth)?;
                }
                Content::Ends | Content::Removed => {}
            }
        }
        for range in &listing.protected {
            self.indent(depth);
            let [start, end, handler] = [range.start, range.end, range.handler].map(|label| state.label(label));
            let _ = write!(self.out, "protect {start}..{end} -> {handler}");
            if range.depth > 0 {
                let _ = write!(self.out, " depth {}", range.depth);
            }
            self.out.push_str(if range.lasti { " lasti\n" } else { "\n" });
        }
        if !listing.tail.is_empty() {
            self.indent(depth);
            self.out.push_str("tail ");
            hex(&listing.tail, &mut self.out);
            self.out.push('\n');
        }
        Ok(())
    }

    /// Constants and names that no instruction introduces.
    fn unused(&mut self, body: &Body<'t, 'a>, state: &mut State, depth: usize) -> Result<(), Unsayable> {
        let mut consts = vec![false; body.consts.items.len()];
        let mut names = vec![false; body.names.items.len()];
        for (_, item) in body.listing.iter().flat_map(Listing::items) {
            let (Some(info), Operand::Plain(oparg)) = (self.set.info(item.opcode), item.operand) else { continue };
            let used = match beside(info.argument) {
                Some(beside) => names.get_mut((oparg >> beside.shift) as usize),
                None if info.argument == Argument::Const => consts.get_mut(oparg as usize),
                None => None,
            };
            if let Some(used) = used {
                *used = true;
            }
        }
        let unmarked = |node: &Node<'t, 'a>| body.consts.again || self.plan.mark(*node).is_none();
        let none = body.consts.items.first().filter(|node| body.none_first && unmarked(node)).zip(body.consts.values.first());
        let none = none.map(|row| *row.1).filter(|&value| self.plan.values.kind(value) == kind::NONE);
        if let Some(first) = consts.first_mut().filter(|_| body.none_first) {
            *first = none.is_some();
        }
        for (word, table, used) in [("const", &body.consts, consts), ("name", &body.names, names)] {
            let numbers = if word == "const" { &mut state.consts } else { &mut state.names };
            for ((index, (&node, &value)), _) in
                (0..).zip(table.items.iter().zip(&table.values)).zip(used).filter(|(_, used)| !used)
            {
                self.indent(depth);
                self.out.push_str(word);
                self.out.push(' ');
                let free = numbers.free() == index;
                if !free {
                    let _ = write!(self.out, "#{index} ");
                }
                numbers.set(index, value, (), free);
                if word == "const" {
                    self.literal(node, table.again)?;
                } else {
                    self.name(node, table.again)?;
                }
                self.out.push('\n');
            }
        }
        if let Some(none) = none {
            state.consts.set(0, none, (), true);
        }
        Ok(())
    }

    /// Prints where the following instructions come from, if that is new, as far as lines of their own say it.
    fn locate(&mut self, body: &Body<'t, 'a>, item: &Item, state: &mut State, depth: usize) {
        let (new, old) = (item.location, state.location);
        if new == old {
            if body.entries && item.own_entry {
                self.indent(depth);
                self.out.push_str("entry\n");
            }
            return;
        }
        let Some(line) = new.line else {
            self.indent(depth);
            self.out.push_str("noline\n");
            state.location = Location::NONE;
            return;
        };
        let end_line = (self.set.lines == Format::Positions).then_some(line);
        let plain = Location { end_line, ..Location::of_line(line) };
        if old.line != Some(line) || new == plain {
            self.indent(depth);
            let _ = writeln!(self.out, "line {line}");
            state.location = plain;
        }
    }

    fn item(&mut self, body: &Body<'t, 'a>, id: ItemId, item: &Item, state: &mut State, depth: usize) -> Result<(), Unsayable> {
        self.indent(depth);
        let start = self.out.len();
        let info = self.set.info(item.opcode);
        match info {
            Some(info) => self.out.push_str(info.op.name()),
            None => {
                let _ = write!(self.out, "<{}>", item.opcode.0);
            }
        }
        match (item.operand, info) {
            (Operand::Label(label), _) => {
                let _ = write!(self.out, " {}", state.label(label));
            }
            (Operand::None, None) => {}
            (Operand::Plain(oparg), None) => {
                let _ = write!(self.out, " {oparg}");
            }
            (Operand::None, Some(info)) => self.operand(body, item, info, 0, state)?,
            (Operand::Plain(oparg), Some(info)) => self.operand(body, item, info, oparg, state)?,
        }
        if body.wide && item.prefixes > 0 {
            let _ = write!(self.out, " ^{}", item.prefixes);
        }
        if !body.raw_lines && item.location != state.location {
            self.columns(start, item, state);
        }
        self.out.push('\n');
        if let Some(odd) = body.listing.as_ref().and_then(|listing| listing.odd.get(&id)) {
            self.indent(depth);
            self.out.push_str("caches ");
            hex(&odd.caches, &mut self.out);
            self.out.push('\n');
        }
        Ok(())
    }

    /// Prints the columns of an item whose line is known.
    fn columns(&mut self, start: usize, item: &Item, state: &mut State) {
        let len = self.out.len() - start;
        self.out.extend(core::iter::repeat_n(' ', COLUMNS_AT.saturating_sub(len).max(2)));
        let Location { line, end_line, column, end_column } = item.location;
        let put = |column: Option<i32>, out: &mut String| match column {
            Some(column) => {
                let _ = write!(out, "{column}");
            }
            None => out.push('?'),
        };
        self.out.push('@');
        put(column, &mut self.out);
        self.out.push('-');
        if end_line != line {
            put(end_line, &mut self.out);
            self.out.push(':');
        }
        put(end_column, &mut self.out);
        state.location = item.location;
    }

    /// Prints an argument, with a blank before it.
    fn operand(
        &mut self,
        body: &Body<'t, 'a>,
        item: &Item,
        info: &OpInfo,
        oparg: u32,
        state: &mut State,
    ) -> Result<(), Unsayable> {
        if let Some(word) = words::spell(self.set, info, oparg) {
            self.out.push(' ');
            self.out.push_str(&word);
            return Ok(());
        }
        if let Some(beside) = beside(info.argument) {
            self.entry(&body.names, &mut state.names, oparg >> beside.shift, true)?;
            for (_, word) in beside.words.iter().filter(|row| oparg & row.0 != 0) {
                let _ = write!(self.out, " + {word}");
            }
            return Ok(());
        }
        let found = &body.variables.found;
        let slots = &body.variables.slots;
        let table = if found.joined || info.argument == Argument::Local { slots } else { &body.variables.derefs };
        match info.argument {
            Argument::Const => self.entry(&body.consts, &mut state.consts, oparg, false)?,
            Argument::Local | Argument::Slot | Argument::Deref => {
                let name = table.items.get(oparg as usize).zip(table.values.get(oparg as usize));
                let deref = info.argument != Argument::Local;
                match name.filter(|(node, value)| self.is_speakable(**node) && leads(found, **value, deref, oparg)) {
                    Some((&node, _)) => {
                        self.out.push(' ');
                        self.name(node, true)?;
                    }
                    None => {
                        let _ = write!(self.out, " #{oparg}");
                    }
                }
            }
            Argument::LocalPair => {
                let pair = [oparg >> 4, oparg & 15].map(|index| {
                    let (node, value) = (slots.items.get(index as usize)?, slots.values.get(index as usize)?);
                    (index < 16 && self.is_speakable(*node) && leads_to_local(found, *value, index)).then_some(*node)
                });
                match pair {
                    [Some(first), Some(second)] => {
                        self.out.push(' ');
                        self.name(first, true)?;
                        self.out.push_str(", ");
                        self.name(second, true)?;
                    }
                    _ => {
                        let _ = write!(self.out, " #{oparg}");
                    }
                }
            }
            Argument::None | Argument::Unused if oparg == 0 && jumps::kind(self.set, item.opcode).is_none() => {}
            _ => {
                let _ = write!(self.out, " {oparg}");
            }
        }
        Ok(())
    }

    /// Prints a constant or a name of this index, with a blank before it: its index alone, where it was printed before and is too
    /// long.
    fn entry(&mut self, table: &Table<'t, 'a>, numbers: &mut Numbering<()>, index: u32, name: bool) -> Result<(), Unsayable> {
        self.out.push(' ');
        let at = index as usize;
        let Some((&node, &value)) = table.items.get(at).zip(table.values.get(at)) else {
            let _ = write!(self.out, "#{index}");
            return Ok(());
        };
        let first = numbers.at(index).is_none();
        let known = numbers.get(value);
        let code = node.as_code().is_some();
        let again = known == Some(index) && (code || self.is_speakable(node) && !self.plan.is_unique(value));
        if !first && !again {
            let _ = write!(self.out, "#{index}");
            return Ok(());
        }
        if first {
            if known.is_some() || numbers.free() != index {
                let _ = write!(self.out, "#{index} ");
            }
            numbers.set(index, value, (), true);
        }
        if name { self.name(node, table.again || !first) } else { self.literal(node, table.again || !first) }
    }
}

impl State {
    fn label(&self, label: Label) -> String {
        format!("L{}", self.labels.get(label.index()).copied().unwrap_or(0))
    }
}
