//! Finding out which objects are the same, and in which order the items of sets stand.

use std::borrow::Cow;

use core::cmp::Ordering;
use core::hash::{BuildHasher, Hash, Hasher};

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::leaf::{Leaf, canonical_leaf, is_container, is_container_code, payload_len};
use crate::equality;
use crate::node::{Node, Value};
use crate::tag::Tag;
use crate::token::{Payload, Token};
use crate::tree::Tree;

/// Which objects of a tree are the same.
pub(super) struct Numbering<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    hasher: DefaultHashBuilder,
    /// For each node, the first one that is the same object. References have what they refer to.
    same: Vec<u32>,
    table: HashTable<Known>,
    /// Leaves that do not stand in their final form in the input.
    rewritten: HashMap<u32, Leaf<'a>>,
    /// Items of sets in the order in which they are written.
    orders: HashMap<u32, Box<[u32]>>,
    /// Equality as Python's, once a set asks for it.
    classes: Option<Vec<u32>>,
    /// Room for parts, kept from one container to the next.
    buffer: Vec<u32>,
    /// How often each object is a part of those that are written, up to 2.
    pub(super) uses: Vec<u8>,
    /// A set holds an item twice: what it drops may leave parts that nobody uses.
    dropped: bool,
}

/// An object that stands for all that are the same.
struct Known {
    hash: u64,
    node: u32,
}

impl<'t, 'a> Numbering<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>) -> Numbering<'t, 'a> {
        Numbering {
            tree,
            hasher: DefaultHashBuilder::default(),
            same: (0..tree.len() as u32).collect(),
            table: HashTable::with_capacity(tree.len() / 3),
            rewritten: HashMap::new(),
            orders: HashMap::new(),
            classes: None,
            buffer: Vec::new(),
            uses: vec![0; tree.len()],
            dropped: false,
        }
    }

    pub(super) fn node(&self, index: u32) -> Node<'t, 'a> {
        self.tree.node(index as usize).unwrap_or(self.tree.root())
    }

    pub(super) fn same(&self, index: usize) -> u32 {
        self.same.get(index).copied().unwrap_or(0)
    }

    fn set_same(&mut self, index: usize, value: u32) {
        if let Some(slot) = self.same.get_mut(index) {
            *slot = value;
        }
    }

    pub(super) fn run(&mut self) {
        let mut open: Vec<(u32, usize)> = Vec::new();
        for node in self.tree.nodes() {
            while let Some(&(container, end)) = open.last()
                && end <= node.index()
            {
                open.pop();
                self.container(self.node(container));
            }
            let token = node.token();
            match token.payload {
                Payload::Reference(index) => {
                    // What an open container is the same as is not known yet: itself.
                    let target = usize::try_from(index).ok().and_then(|index| self.tree.slot(index));
                    let target = target.map_or(node.index() as u32, |target| self.same(target.index()));
                    self.set_same(node.index(), target);
                }
                _ if is_container(&token) => open.push((node.index() as u32, node.index() + node.count())),
                _ => self.leaf(node, &token),
            }
        }
        while let Some((container, _)) = open.pop() {
            self.container(self.node(container));
        }
        self.use_parts(&[self.same(0)]);
        if self.dropped {
            self.count_again();
        }
    }

    /// Counts the uses of each object that can be reached.
    fn count_again(&mut self) {
        self.uses.fill(0);
        let mut stack = vec![self.same(0)];
        while let Some(index) = stack.pop() {
            let Some(uses) = self.uses.get_mut(index as usize) else { continue };
            *uses = (*uses + 1).min(2);
            if *uses == 1 && is_container_code(self.node(index).tag().code()) {
                self.parts_into(index, &mut stack);
            }
        }
    }

    #[inline]
    fn leaf(&mut self, node: Node<'t, 'a>, token: &Token<'a>) {
        let leaf = canonical_leaf(node, token);
        let mut hasher = self.hasher.build_hasher();
        hasher.write_u8(leaf.code.0);
        hasher.write(&leaf.payload);
        let hash = hasher.finish();
        let found = self.table.find(hash, |known| known.hash == hash && self.leaf_is(known.node, &leaf));
        if let Some(known) = found {
            let same = known.node;
            self.set_same(node.index(), same);
            return;
        }
        let index = node.index() as u32;
        if matches!(leaf.payload, Cow::Owned(_)) || leaf.code != node.tag().code() {
            self.rewritten.insert(index, leaf);
        }
        self.table.insert_unique(hash, Known { hash, node: index }, |known| known.hash);
    }

    fn leaf_is(&self, index: u32, leaf: &Leaf<'_>) -> bool {
        if !self.rewritten.is_empty()
            && let Some(known) = self.rewritten.get(&index)
        {
            return known == leaf;
        }
        // Payloads of one code tell their own length, so that equal beginnings are equal payloads.
        let node = self.node(index);
        let start = node.offset() + 1;
        node.tag().code() == leaf.code && self.tree.bytes().get(start..start + leaf.payload.len()) == Some(&*leaf.payload)
    }

    /// Type code of an object in its final form.
    pub(super) fn code(&self, index: u32) -> Tag {
        let rewritten = if self.rewritten.is_empty() { None } else { self.rewritten.get(&index) };
        rewritten.map_or_else(|| self.node(index).tag().code(), |leaf| leaf.code)
    }

    /// Type code and payload of a leaf in its final form, or of the head of a container as it stands.
    pub(super) fn form(&self, index: u32) -> (Tag, &[u8]) {
        if !self.rewritten.is_empty()
            && let Some(leaf) = self.rewritten.get(&index)
        {
            return (leaf.code, &leaf.payload);
        }
        let node = self.node(index);
        let rest = self.tree.bytes().get(node.offset() + 1..).unwrap_or(&[]);
        let code = node.tag().code();
        let len = payload_len(code, rest).unwrap_or_else(|| node.token().end - node.offset() - 1);
        (code, rest.get(..len).unwrap_or(&[]))
    }

    fn container(&mut self, node: Node<'t, 'a>) {
        let index = node.index() as u32;
        let code = node.tag().code();
        match code {
            Tag::SET | Tag::FROZEN_SET => self.sort(node),
            Tag::DICT | Tag::FROZEN_DICT => self.drop_half_pairs(node),
            _ => {}
        }
        let mut parts = core::mem::take(&mut self.buffer);
        self.parts_into(index, &mut parts);
        if matches!(code, Tag::LIST | Tag::DICT | Tag::SET) {
            self.use_parts(&parts);
        } else {
            self.share(node, &parts);
        }
        parts.clear();
        self.buffer = parts;
    }

    fn use_parts(&mut self, parts: &[u32]) {
        for &part in parts {
            if let Some(uses) = self.uses.get_mut(part as usize) {
                *uses = (*uses + 1).min(2);
            }
        }
    }

    /// Finds the container that an immutable one is the same as.
    fn share(&mut self, node: Node<'t, 'a>, parts: &[u32]) {
        let index = node.index() as u32;
        // One that holds what it is in is like no other: `a = (b,)` is not `b = (b,)`, although both have the part `b`.
        if parts.iter().any(|&part| part <= index && index < self.tree.entry(part).next) {
            self.use_parts(parts);
            return;
        }
        let head = self.head(index);
        let mut hasher = self.hasher.build_hasher();
        head.hash(&mut hasher);
        for &part in parts {
            hasher.write_u32(part);
        }
        let hash = hasher.finish();
        let equal = |other: u32| self.has_parts(other, parts) && self.head(other) == head;
        match self.table.find(hash, |known| known.hash == hash && equal(known.node)) {
            Some(known) => {
                let same = known.node;
                self.set_same(node.index(), same);
            }
            None => {
                self.table.insert_unique(hash, Known { hash, node: index }, |known| known.hash);
                self.use_parts(parts);
            }
        }
    }

    /// What a container is apart from its parts: its code, the bytes of the numbers of a code object, and `firstlineno`.
    pub(super) fn head(&self, index: u32) -> (u8, &'a [u8], Option<i32>) {
        let node = self.node(index);
        let code = node.tag().code();
        match code {
            Tag::CODE | Tag::CODE_OLD => {
                let start = node.offset() + 1;
                let end = node.children().next().map_or(start, Node::offset);
                (code.0, self.tree.bytes().get(start..end).unwrap_or(&[]), node.firstlineno())
            }
            Tag::SMALL_TUPLE => (Tag::TUPLE.0, &[], None),
            _ => (code.0, &[], None),
        }
    }

    /// Appends the parts of a container in the order in which they are written, the NULL of a dict among them.
    #[inline]
    pub(super) fn parts_into(&self, index: u32, out: &mut Vec<u32>) {
        match self.order(index) {
            Some(order) => out.extend_from_slice(order),
            None => out.extend(self.node(index).children().map(|part| self.same(part.index()))),
        }
    }

    fn order(&self, index: u32) -> Option<&[u32]> {
        if self.orders.is_empty() { None } else { self.orders.get(&index).map(|order| &**order) }
    }

    /// Whether the object is a container with these parts.
    fn has_parts(&self, index: u32, parts: &[u32]) -> bool {
        let node = self.node(index);
        is_container_code(node.tag().code())
            && match self.order(index) {
                Some(order) => order == parts,
                None => node.children().map(|part| self.same(part.index())).eq(parts.iter().copied()),
            }
    }

    /// Leaves out keys that a NULL follows in place of a value: the loader drops them.
    fn drop_half_pairs(&mut self, node: Node<'t, 'a>) {
        let is_null = |part: &Node<'_, '_>| part.tag().code() == Tag::NULL;
        let whole = match node.children().enumerate().find(|(_, part)| is_null(part)) {
            Some((place, null)) => place % 2 == 0 && null.index() + 1 == node.index() + node.count(),
            None => false,
        };
        if whole {
            return;
        }
        let (Value::Dict(pairs) | Value::FrozenDict(pairs)) = node.value() else { return };
        let mut parts: Vec<u32> = Vec::new();
        for (key, value) in pairs {
            parts.extend([self.same(key.index()), self.same(value.index())]);
        }
        parts.extend(node.children().find(is_null).map(|null| self.same(null.index())));
        self.orders.insert(node.index() as u32, parts.into());
        self.dropped = true;
    }

    /// Finds the order of a set's items; equal ones stay once.
    fn sort(&mut self, node: Node<'t, 'a>) {
        let mut items: Vec<Node<'t, 'a>> = node.children().collect();
        if items.len() < 2 {
            return;
        }
        if equality::may_be_equal_though_different(&items) {
            let mut classes = self.classes.take();
            items = equality::distinct(node.children(), &mut classes);
            self.classes = classes;
        }
        let mut order: Vec<u32> = items.iter().map(|item| self.same(item.index())).collect();
        order.sort_by(|&a, &b| self.compare(a, b));
        order.dedup();
        self.dropped |= order.len() < node.children().count();
        self.orders.insert(node.index() as u32, order.into());
    }

    /// Compares two objects by what they are, not by where they stand. Two that agree in their first ten thousand parts count as equal.
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let mut budget = 10_000_usize;
        let mut pairs = vec![(a, b)];
        while let Some((a, b)) = pairs.pop() {
            if a == b || budget == 0 {
                continue;
            }
            let (x, y) = (self.form(a), self.form(b));
            let rank = |code: Tag| if code == Tag::SMALL_TUPLE { Tag::TUPLE.0 } else { code.0 };
            let mut ordering = rank(x.0).cmp(&rank(y.0));
            if is_container_code(x.0) {
                let (mut first, mut second) = (Vec::new(), Vec::new());
                self.parts_into(a, &mut first);
                self.parts_into(b, &mut second);
                ordering = ordering.then(first.len().cmp(&second.len())).then_with(|| self.head(a).cmp(&self.head(b)));
                budget = budget.saturating_sub(first.len() + 1);
                pairs.extend(first.into_iter().zip(second).rev());
            } else {
                budget = budget.saturating_sub(1);
                ordering = ordering.then(x.1.len().cmp(&y.1.len())).then_with(|| x.1.cmp(y.1));
            }
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        Ordering::Equal
    }
}
