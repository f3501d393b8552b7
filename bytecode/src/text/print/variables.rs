//! Variables of a code object to text: which of them must be declared.

use std::collections::HashSet;
use std::fmt::Write as _;

use pyc_marshal::{Code, Field, Node};

use crate::listing::{Listing, Operand};
use crate::set::Argument;
use crate::text::block::{CELL, FREE, HIDDEN, Kind, LOCAL, argument_bits};
use crate::text::plan::Unsayable;
use crate::text::print::{Printer, Table};
use crate::text::signature::Signature;
use crate::text::tables::{Slot, Variables};
use crate::text::values::Value;

/// The variables of a code object.
pub(super) struct Declared<'t, 'a> {
    /// What instructions call locals: the joined array (3.11), or the locals alone.
    pub(super) slots: Table<'t, 'a>,
    /// What they call cells and free variables (to 3.10).
    pub(super) derefs: Table<'t, 'a>,
    /// How many of the slots are locals; how many of what follows them, or of `derefs`, are cells.
    locals: usize,
    cells: usize,
    /// Locals that are cells too (3.11).
    local_cells: Vec<usize>,
    /// Kinds of locals, where they do not follow.
    kinds: Vec<Option<Kind>>,
    /// Whether locals are declared.
    declares: bool,
    /// Where names lead.
    pub(super) found: Variables<()>,
}

impl<'t, 'a> Printer<'_, 't, 'a> {
    pub(super) fn variables(&mut self, code: &Code<'t, 'a>) -> Result<Declared<'t, 'a>, Unsayable> {
        let joined = code.layout().has(Field::Localsplusnames);
        let mut slots = self.table(code, if joined { Field::Localsplusnames } else { Field::Varnames })?;
        let mut derefs = self.table(code, Field::Cellvars)?;
        let frees = self.table(code, Field::Freevars)?;
        let kinds = code.object(Field::Localspluskinds).and_then(Node::as_bytes).unwrap_or(&[]);
        slots.whole |= joined && kinds.len() != slots.items.len();
        derefs.whole |= frees.whole;
        let (mut locals, mut cells) = (slots.items.len(), derefs.items.len());
        // What is said of their names has one place only.
        derefs.again &= frees.again || frees.items.is_empty();
        derefs.items.extend(frees.items);
        derefs.values.extend(frees.values);
        let mut local_cells = Vec::new();
        if joined {
            let run = |from: usize, fits: &dyn Fn(u8) -> bool| kinds.iter().skip(from).take_while(|&&kind| fits(kind)).count();
            let head = run(0, &|kind| kind & LOCAL != 0);
            cells = run(head, &|kind| kind == CELL);
            let (before, behind) = slots.values.split_at_checked(head).unwrap_or((&[], &[]));
            let before: HashSet<&Value> = before.iter().collect();
            // A cell of the name of a local is that local.
            let apart = !behind.iter().take(cells).any(|value| before.contains(value));
            if apart && head + cells + run(head + cells, &|kind| kind == FREE) == kinds.len() {
                locals = head;
            } else {
                (locals, cells) = (kinds.len(), 0);
            }
            local_cells =
                (0..locals).filter(|&at| kinds.get(at).is_some_and(|kind| kind & (LOCAL | CELL) == LOCAL | CELL)).collect();
        }
        let (kinds, found) = (Vec::new(), Variables::new(joined));
        Ok(Declared { slots, derefs, locals, cells, local_cells, kinds, declares: false, found })
    }

    /// Finds what must be declared, given the signature and the instructions.
    pub(super) fn declare(
        &self,
        code: &Code<'t, 'a>,
        it: &mut Declared<'t, 'a>,
        signature: Option<&Signature>,
        listing: Option<&Listing>,
    ) {
        if it.slots.whole {
            return;
        }
        let all = it.before(it.locals);
        let bits = code.object(Field::Localspluskinds).and_then(Node::as_bytes).unwrap_or(&[]);
        for (at, (value, &actual)) in it.slots.values.iter().zip(bits).take(it.locals).enumerate() {
            let derived = LOCAL | if all.is_cell(*value) { CELL } else { 0 } | argument_bits(self.plan.rules, signature, at);
            it.kinds.push(match actual {
                _ if actual == derived => None,
                _ if actual == derived | HIDDEN => Some(Kind::Hidden),
                _ => Some(Kind::Bits(actual)),
            });
        }
        let said = |node: &Node<'t, 'a>| {
            let marked = self.plan.mark(*node).is_some() || self.plan.label(*node).is_some();
            marked && !it.slots.again || !self.is_speakable(*node)
        };
        let simple = it.kinds.iter().all(Option::is_none) && !it.slots.items.iter().take(it.locals).any(said);
        let mut found = it.before(signature.map_or(0, Signature::len));
        let introduced = listing.is_none_or(|listing| introduce(it, listing, &mut found));
        it.declares = !(simple && introduced && found.locals.len() == it.locals);
        it.found = if it.declares { all } else { found };
    }

    /// Prints what must be declared.
    pub(super) fn declarations(&mut self, it: &Declared<'t, 'a>, depth: usize) -> Result<(), Unsayable> {
        if it.declares && it.locals > 0 {
            self.indent(depth);
            self.out.push_str("locals");
            for (at, &node) in it.slots.items.iter().take(it.locals).enumerate() {
                self.out.push(' ');
                self.name(node, it.slots.again)?;
                match it.kinds.get(at).copied().flatten() {
                    Some(Kind::Hidden) => self.out.push_str(":hidden"),
                    Some(Kind::Bits(bits)) => {
                        let _ = write!(self.out, ":0x{bits:02x}");
                    }
                    None => {}
                }
            }
            self.out.push('\n');
        }
        let (source, first) = if it.found.joined { (&it.slots, it.locals) } else { (&it.derefs, 0) };
        if source.whole {
            return Ok(());
        }
        let twice = it.local_cells.iter().filter_map(|&at| source.items.get(at)).map(|&node| (node, true));
        let rest = source.items.iter().skip(first).map(|&node| (node, source.again));
        let cells: Vec<(Node<'t, 'a>, bool)> = twice.chain(rest.clone().take(it.cells)).collect();
        let frees: Vec<(Node<'t, 'a>, bool)> = rest.skip(it.cells).collect();
        for (word, list) in [("cells", cells), ("frees", frees)] {
            if list.is_empty() {
                continue;
            }
            self.indent(depth);
            self.out.push_str(word);
            for (node, again) in list {
                self.out.push(' ');
                self.name(node, again)?;
            }
            self.out.push('\n');
        }
        Ok(())
    }
}

impl<'t, 'a> Declared<'t, 'a> {
    /// The names of the locals.
    pub(super) fn local_items(&self) -> &[Node<'t, 'a>] {
        self.slots.items.get(..self.locals).unwrap_or(&[])
    }

    /// The variables before the first instruction, of which so many locals are known.
    fn before(&self, locals: usize) -> Variables<()> {
        let mut found = Variables::new(self.found.joined);
        for &value in self.slots.values.iter().take(locals) {
            found.add_local(value, ());
        }
        let (source, first) = if self.found.joined { (&self.slots, self.locals) } else { (&self.derefs, 0) };
        if source.whole {
            return found;
        }
        for &at in &self.local_cells {
            found.add_cell(source.values.get(at).copied().unwrap_or(Value::NOTHING), ());
        }
        for (at, &value) in source.values.iter().skip(first).enumerate() {
            if at < self.cells { found.add_cell(value, ()) } else { found.add_free(value, ()) }
        }
        found
    }
}

/// Follows the instructions, which introduce locals in their order. False if they do not tell all that they should.
fn introduce(it: &Declared<'_, '_>, listing: &Listing, found: &mut Variables<()>) -> bool {
    let local = |index: u32, found: &mut Variables<()>| {
        let Some(&value) = it.slots.values.get(index as usize) else { return true };
        if found.find(value, false).is_none() {
            if index as usize != found.locals.len() || index as usize >= it.locals {
                return false;
            }
            found.add_local(value, ());
        }
        true
    };
    listing.items().all(|(id, item)| {
        let (Some(info), Operand::Plain(oparg)) = (listing.info(id), item.operand) else { return true };
        match info.argument {
            Argument::Local => local(oparg, found),
            Argument::LocalPair => oparg > 0xff || local(oparg >> 4, found) && local(oparg & 15, found),
            // It cannot be named before it is known.
            Argument::Slot => it.slots.values.get(oparg as usize).is_none_or(|&value| found.find(value, true).is_some()),
            _ => true,
        }
    })
}

/// Whether a name leads to this argument.
pub(super) fn leads(found: &Variables<()>, value: Value, deref: bool, oparg: u32) -> bool {
    found.find(value, deref).is_some_and(|slot| found.oparg(slot) == oparg)
}

/// Whether a name leads to this local, which two variables at once are.
pub(super) fn leads_to_local(found: &Variables<()>, value: Value, index: u32) -> bool {
    found.find(value, false) == Some(Slot::Local(index))
}
