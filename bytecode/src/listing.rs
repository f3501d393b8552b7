//! A function that can be changed: items that keep their identity, labels in place of offsets.
//!
//! ```text
//! listing   := (label | item)* tail
//! item      := opcode operand location prefixes          its offset, and the numbers of prefixes and caches, follow at assembly
//! operand   := nothing | number | label
//! protected := start:label end:label handler:label depth lasti            3.11; before, SETUP_ items have the handler's label
//! ```
//!
//! Labels stand between items. What is inserted next to an item stays on the item's side of all labels, so that it is reached when the
//! item is reached, and protected when the item is protected:
//!
//! ```text
//! label 1            insert_before(B) puts the new items behind label 1 and before B: a jump to label 1 executes them.
//! B                  insert_after(B) puts them behind B and before label 2: a jump to label 2 does not.
//! label 2
//! ```
//!
//! # Guarantee
//! [`Listing::of`] accepts any code; a listing that was not edited assembles to the same code, and to the same tables if a CPython wrote
//! them: redundant prefixes, filled caches, arguments of opcodes that have none, jumps into nowhere and an instruction cut off by the end
//! are kept. Reading, each edit, and assembling take linear time (an edit, time linear in what is inserted). A listing takes 64 bytes for
//! an instruction, 64 for a label, and up to 150 for an instruction more while it is read or assembled.

mod edit;
mod item;
mod marks;
mod places;
mod read;
mod slots;

use std::collections::BTreeMap;

use crate::assembler::{AssembleError, AssembleErrorKind};
use crate::lines::Location;
use crate::op::Op;
use crate::set::{InstructionSet, OpInfo};

pub use edit::{CodeEdit, edit_file};
pub use item::{Item, ItemId, Label, Operand, ProtectedRange};

/// What a table says that items cannot: caches that are not zero, entries of the line table that are empty or begin inside of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Odd {
    /// All cache bytes; empty if they are zero.
    pub(crate) caches: Box<[u8]>,
    /// The entries that begin in the item, if they are not one at its start: distance in bytes, and location. They hold as long as the
    /// item has [`Odd::location`].
    pub(crate) marks: Vec<(u32, Location)>,
    pub(crate) location: Location,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Content {
    /// Before the first and behind the last: node 0.
    Ends,
    Item(Item),
    Label(Label),
    Removed,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    previous: u32,
    next: u32,
    content: Content,
}

/// The node that is before the first and behind the last, and the place of a label that has none.
const ENDS: u32 = 0;

/// A function, to be changed and assembled.
///
/// ```
/// use pyc_bytecode::{Function, Listing, Op, Operand};
/// use pyc_marshal::File;
///
/// # let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../corpus/pyc/3.12/closures.timestamp-O0.pyc"))?;
/// let file = File::parse(&bytes)?;
/// let code = file.tree.codes().next().ok_or("a code object")?;
/// let mut listing = Listing::of(&Function::new(code).ok_or("an instruction set")?)?;
/// assert_eq!(*listing.assemble()?.code, *code.code());
///
/// let first = listing.body().ok_or("an instruction")?;
/// listing.insert_before(first, [(Op::Nop, Operand::None)])?;
/// assert_eq!(listing.assemble()?.code.len(), code.code().len() + 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Listing {
    set: &'static InstructionSet,
    /// `co_firstlineno`: where the line table begins to count.
    pub firstlineno: i32,
    /// Which items are protected (3.11). Ranges may lie inside of others, whose handlers they hide.
    pub protected: Vec<ProtectedRange>,
    nodes: Vec<Node>,
    /// The node of each label, or [`ENDS`].
    labels: Vec<u32>,
    pub(crate) odd: BTreeMap<ItemId, Odd>,
    /// What follows the last whole instruction.
    pub(crate) tail: Box<[u8]>,
    /// Entries of the line table that begin behind the last item, by their distance in bytes.
    pub(crate) behind: Vec<(u32, Location)>,
    /// How far the last entry of the line table reaches further than it must, in bytes.
    pub(crate) overhang: u32,
    /// What sequences of items that were inserted need of the stack, at most.
    pub(crate) extra_stack: u32,
}

impl Listing {
    /// A listing without items.
    pub fn new(set: &'static InstructionSet, firstlineno: i32) -> Listing {
        Listing {
            set,
            firstlineno,
            protected: Vec::new(),
            nodes: vec![Node { previous: ENDS, next: ENDS, content: Content::Ends }],
            labels: Vec::new(),
            odd: BTreeMap::new(),
            tail: Box::default(),
            behind: Vec::new(),
            overhang: 0,
            extra_stack: 0,
        }
    }

    /// The instruction set.
    pub fn set(&self) -> &'static InstructionSet {
        self.set
    }

    /// The items, in order.
    pub fn items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        let mut next = self.first();
        core::iter::from_fn(move || {
            let id = next?;
            next = self.next(id);
            Some((id, self.item(id)?))
        })
    }

    /// The numbers of the items, in order. They hold while the listing changes.
    pub fn ids(&self) -> Vec<ItemId> {
        self.items().map(|(id, _)| id).collect()
    }

    /// An item; `None` if it was removed.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        match self.nodes.get(id.index()) {
            Some(Node { content: Content::Item(item), .. }) => Some(item),
            _ => None,
        }
    }

    /// An item, to be changed.
    pub fn item_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        match self.nodes.get_mut(id.index()) {
            Some(Node { content: Content::Item(item), .. }) => Some(item),
            _ => None,
        }
    }

    /// What is known of an item's opcode; `None` if the version has no such number.
    pub fn info(&self, id: ItemId) -> Option<&'static OpInfo> {
        self.set.info(self.item(id)?.opcode)
    }

    /// The opcode of an item by name.
    pub fn op(&self, id: ItemId) -> Option<Op> {
        self.info(id).map(|info| info.op)
    }

    /// The first item.
    pub fn first(&self) -> Option<ItemId> {
        self.item_from(self.step(ENDS, true), true)
    }

    /// The last item.
    pub fn last(&self) -> Option<ItemId> {
        self.item_from(self.step(ENDS, false), false)
    }

    /// The item behind this one.
    pub fn next(&self, id: ItemId) -> Option<ItemId> {
        self.item(id).and_then(|_| self.item_from(self.step(id.0, true), true))
    }

    /// The item before this one.
    pub fn previous(&self, id: ItemId) -> Option<ItemId> {
        self.item(id).and_then(|_| self.item_from(self.step(id.0, false), false))
    }

    /// The item that a label stands before; `None` at the end, and if it stands nowhere.
    pub fn target(&self, label: Label) -> Option<ItemId> {
        let at = self.labels.get(label.0 as usize).copied().filter(|&at| at != ENDS)?;
        self.item_from(at, true)
    }

    /// Items and labels, in order.
    pub(crate) fn contents(&self) -> impl Iterator<Item = (ItemId, Content)> {
        let mut at = self.step(ENDS, true);
        core::iter::from_fn(move || {
            let node = self.nodes.get(at as usize).filter(|_| at != ENDS)?;
            let id = ItemId(at);
            at = node.next;
            Some((id, node.content))
        })
    }

    fn step(&self, at: u32, forward: bool) -> u32 {
        self.nodes.get(at as usize).map_or(ENDS, |node| if forward { node.next } else { node.previous })
    }

    /// The first item from this node on.
    fn item_from(&self, mut at: u32, forward: bool) -> Option<ItemId> {
        while at != ENDS {
            if self.item(ItemId(at)).is_some() {
                return Some(ItemId(at));
            }
            at = self.step(at, forward);
        }
        None
    }

    /// Number of labels there ever were.
    pub(crate) fn label_count(&self) -> usize {
        self.labels.len()
    }

    fn link(&mut self, previous: u32, content: Content) -> Result<u32, AssembleErrorKind> {
        let at = u32::try_from(self.nodes.len()).map_err(|_| AssembleErrorKind::TooLong)?;
        let next = self.step(previous, true);
        self.nodes.push(Node { previous, next, content });
        if let Some(node) = self.nodes.get_mut(previous as usize) {
            node.next = at;
        }
        if let Some(node) = self.nodes.get_mut(next as usize) {
            node.previous = at;
        }
        Ok(at)
    }

    /// Adds an item behind all others, and behind all labels.
    pub fn push(&mut self, item: Item) -> Result<ItemId, AssembleError> {
        Ok(ItemId(self.link(self.step(ENDS, false), Content::Item(item))?))
    }

    /// Adds items behind all others, and behind all labels. They have the location of the item before.
    ///
    /// # Errors
    /// Those of [`Item::new`]; nothing is added then.
    pub fn append(&mut self, items: impl IntoIterator<Item = (Op, Operand)>) -> Result<(), AssembleError> {
        let location = self.last().and_then(|id| self.item(id)).map_or(Location::NONE, |item| item.location);
        self.insert(self.step(ENDS, false), location, items)?;
        Ok(())
    }

    /// Inserts items before this one, behind the labels that stand there: whatever reaches the item executes them first. They are
    /// protected as it is, and have its location.
    ///
    /// # Errors
    /// Those of [`Item::new`] and [`AssembleErrorKind::NoItem`]; nothing is inserted then.
    pub fn insert_before(&mut self, id: ItemId, items: impl IntoIterator<Item = (Op, Operand)>) -> Result<(), AssembleError> {
        let location = self.item(id).ok_or(AssembleErrorKind::NoItem.at(id))?.location;
        let first = self.insert(self.step(id.0, false), location, items).map_err(|error| error.kind.at(id))?;
        if let Some(first) = first {
            self.move_marks(id, first);
        }
        Ok(())
    }

    /// Inserts items behind this one, before the labels that stand there: jumps over the item jump over them too. They are protected
    /// as it is, and have its location.
    ///
    /// # Errors
    /// Those of [`Item::new`] and [`AssembleErrorKind::NoItem`]; nothing is inserted then.
    pub fn insert_after(&mut self, id: ItemId, items: impl IntoIterator<Item = (Op, Operand)>) -> Result<(), AssembleError> {
        let location = self.item(id).ok_or(AssembleErrorKind::NoItem.at(id))?.location;
        self.insert(id.0, location, items).map_err(|error| error.kind.at(id))?;
        Ok(())
    }

    /// The first item that was inserted.
    fn insert(
        &mut self,
        mut previous: u32,
        location: Location,
        items: impl IntoIterator<Item = (Op, Operand)>,
    ) -> Result<Option<ItemId>, AssembleError> {
        let make = |(op, operand): (Op, Operand)| Item::new(self.set, op, operand).map(|item| Item { location, ..item });
        let items: Vec<Item> = items.into_iter().map(make).collect::<Result<_, _>>()?;
        self.extra_stack = self.extra_stack.max(self.peak(&items));
        let mut first = None;
        for item in items {
            previous = self.link(previous, Content::Item(item))?;
            first.get_or_insert(ItemId(previous));
        }
        Ok(first)
    }

    /// How much deeper the stack gets in these items than it is before them.
    fn peak(&self, items: &[Item]) -> u32 {
        let (mut depth, mut peak) = (0i64, 0);
        for item in items {
            let oparg = if let Operand::Plain(oparg) = item.operand { oparg } else { 0 };
            depth = depth.saturating_add(self.set.info(item.opcode).map_or(0, |info| info.effect(oparg, None)));
            peak = peak.max(depth);
        }
        u32::try_from(peak).unwrap_or(u32::MAX)
    }

    /// Takes an item out. Labels stay where they are, and so lead to the next item. `None` if it was removed before.
    pub fn remove(&mut self, id: ItemId) -> Option<Item> {
        let item = *self.item(id)?;
        let node = self.nodes.get_mut(id.index())?;
        let (previous, next) = (node.previous, node.next);
        node.content = Content::Removed;
        if let Some(node) = self.nodes.get_mut(previous as usize) {
            node.next = next;
        }
        if let Some(node) = self.nodes.get_mut(next as usize) {
            node.previous = previous;
        }
        self.odd.remove(&id);
        Some(item)
    }

    /// Puts items in the place of this one. They have its location, and labels lead to the first of them.
    ///
    /// # Errors
    /// Those of [`Item::new`] and [`AssembleErrorKind::NoItem`]; nothing is changed then.
    pub fn replace(&mut self, id: ItemId, items: impl IntoIterator<Item = (Op, Operand)>) -> Result<(), AssembleError> {
        self.insert_before(id, items)?;
        self.remove(id);
        Ok(())
    }

    /// A label that stands nowhere yet.
    pub fn label(&mut self) -> Label {
        self.labels.push(ENDS);
        Label(self.labels.len() as u32 - 1)
    }

    /// Lets a label stand before an item, behind the labels that stand there already.
    ///
    /// # Errors
    /// [`AssembleErrorKind::NoItem`], [`AssembleErrorKind::BoundTwice`], [`AssembleErrorKind::Unbound`] for a label of another listing.
    pub fn bind_before(&mut self, label: Label, id: ItemId) -> Result<(), AssembleError> {
        self.item(id).ok_or(AssembleErrorKind::NoItem.at(id))?;
        self.bind(label, self.step(id.0, false))
    }

    /// Lets a label stand behind an item, before the labels that stand there already.
    ///
    /// # Errors
    /// Those of [`Listing::bind_before`].
    pub fn bind_after(&mut self, label: Label, id: ItemId) -> Result<(), AssembleError> {
        self.item(id).ok_or(AssembleErrorKind::NoItem.at(id))?;
        self.bind(label, id.0)
    }

    /// Lets a label stand at the end: before what is appended next.
    ///
    /// # Errors
    /// [`AssembleErrorKind::BoundTwice`], [`AssembleErrorKind::Unbound`] for a label of another listing.
    pub fn bind_end(&mut self, label: Label) -> Result<(), AssembleError> {
        self.bind(label, self.step(ENDS, false))
    }

    fn bind(&mut self, label: Label, previous: u32) -> Result<(), AssembleError> {
        match self.labels.get(label.0 as usize) {
            None => return Err(AssembleErrorKind::Unbound(label).into()),
            Some(&ENDS) => {}
            Some(_) => return Err(AssembleErrorKind::BoundTwice(label).into()),
        }
        let at = self.link(previous, Content::Label(label))?;
        if let Some(slot) = self.labels.get_mut(label.0 as usize) {
            *slot = at;
        }
        Ok(())
    }

    /// A label that stands directly before an item: the one that does already, or a new one.
    ///
    /// # Errors
    /// [`AssembleErrorKind::NoItem`].
    pub fn label_before(&mut self, id: ItemId) -> Result<Label, AssembleError> {
        let before = self.nodes.get(self.step(id.0, false) as usize);
        if let Some(Node { content: Content::Label(label), .. }) = before {
            return Ok(*label);
        }
        let label = self.label();
        self.bind_before(label, id)?;
        Ok(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_what_the_guarantee_says() {
        assert!(size_of::<Node>() <= 64, "{}", size_of::<Node>());
        let reading = size_of::<read::Read>() + size_of::<Option<Label>>() + 2 * size_of::<u32>();
        let assembling = size_of::<(ItemId, Item)>() + size_of::<(ItemId, u32)>() + 5 + 2 * size_of::<crate::lines::Entry>();
        assert!(reading <= 150 && assembling <= 150, "{reading} {assembling}");
    }
}
