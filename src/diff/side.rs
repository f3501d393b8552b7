//! One of the two files: its objects by number, so that comparing two of them is comparing two numbers, and as short texts.

use std::collections::HashMap;
use std::rc::Rc;

use pyc_bytecode::InstructionSet;
use pyc_bytecode::dis::TEXT_BUDGET;
use pyc_marshal::{Code, Field, Node, Reprs, Tree, Value};

use super::arguments::Token;
use crate::document::name;

/// Bytes of a constant that are shown.
const TEXT_LIMIT: usize = 100;

/// Bytes of a name that are shown.
pub(super) const NAME_LIMIT: usize = 60;

/// Bytes of constants by which those of Python 2 and Python 3 are compared; longer ones differ.
const COMPARED_LIMIT: usize = 2000;

/// Budgets of small files, for code and for text.
const LEAST_BUDGET: usize = 1 << 20;

/// Bytes of code, tables and lists that are read for each byte of the file. Files that a compiler wrote come to 1, and to 2 where many
/// code objects have one name.
const CODE_BUDGET: usize = 4;

/// What a code object costs beside its parts.
const CODE_COST: usize = 64;

/// What both sides number alike.
#[derive(Default)]
pub(super) struct Shared {
    /// One file is of Python 2, or 1, and the other one is not: constants are equal if they print alike.
    pub(super) by_text: bool,
    /// Both are read by one instruction set.
    pub(super) same_set: bool,
    texts: HashMap<String, u32>,
    pub(super) tokens: HashMap<Token, u32>,
}

/// The items of a tuple by their numbers in the tree, references followed.
pub(super) type List = Rc<[u32]>;

/// Lists that arguments of instructions are indices of.
pub(super) struct Lists {
    pub(super) consts: List,
    pub(super) names: List,
    /// Locals (to 3.10), or locals, cells and free variables (3.11).
    pub(super) locals: List,
    pub(super) cells: List,
    pub(super) frees: List,
}

/// A file. Everything is looked up once, though a file may refer to the same tuple or text a million times.
pub(super) struct Side<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) set: &'static InstructionSet,
    /// The class of each object: equal objects have the same, on both sides.
    classes: Vec<u32>,
    values: HashMap<u32, u32>,
    lists: HashMap<u32, List>,
    texts: HashMap<u32, Rc<str>>,
    reprs: Reprs<'t, 't>,
    text_budget: usize,
    code_budget: usize,
}

impl<'t> Side<'t> {
    /// A file with the classes of its objects.
    pub(super) fn new(tree: &'t Tree<'t>, set: &'static InstructionSet, classes: Vec<u32>) -> Side<'t> {
        let bytes = tree.bytes().len();
        Side {
            tree,
            set,
            classes,
            values: HashMap::new(),
            lists: HashMap::new(),
            texts: HashMap::new(),
            reprs: tree.root().repr().sorted_sets(true).many(),
            text_budget: bytes.saturating_mul(TEXT_BUDGET).max(LEAST_BUDGET),
            code_budget: bytes.saturating_mul(CODE_BUDGET).max(LEAST_BUDGET),
        }
    }

    /// The class of an object; references have that of what they refer to.
    pub(super) fn class(&self, node: Node<'_, '_>) -> u32 {
        self.classes.get(node.index()).copied().unwrap_or(u32::MAX)
    }

    /// The class of a field; `None` if there is no such field.
    pub(super) fn class_of(&self, code: &Code<'_, '_>, field: Field) -> Option<u32> {
        code.object(field).map(|node| self.class(node))
    }

    /// The number of an object's value: equal ones have the same on both sides. Of a code object, that of its name: what is in it is
    /// compared elsewhere.
    pub(super) fn value(&mut self, index: u32, shared: &mut Shared) -> u32 {
        if let Some(&value) = self.values.get(&index) {
            return value;
        }
        let Some(node) = self.tree.node(index as usize) else { return u32::MAX };
        let value = match node.as_code().map(|code| code.object(Field::Name).and_then(Node::resolve)) {
            Some(name) => {
                let name = name.filter(|name| name.as_str().is_some());
                let name = name.map_or(u32::MAX, |name| self.value(name.index() as u32, shared));
                shared.number(format!("code {name}"))
            }
            None if shared.by_text => match self.text_within(node, COMPARED_LIMIT) {
                Some(text) => shared.number(text),
                None => shared.number(format!("class {}", self.class(node))),
            },
            None => self.class(node),
        };
        self.values.insert(index, value);
        value
    }

    /// The numbers of the values of objects.
    pub(super) fn values(&mut self, items: &[u32], shared: &mut Shared) -> Vec<u32> {
        items.iter().map(|&item| self.value(item, shared)).collect()
    }

    /// The number of the value of a field; `None` if there is no such field.
    pub(super) fn value_in(&mut self, code: &Code<'t, 't>, field: Field, shared: &mut Shared) -> Option<u32> {
        code.object(field).and_then(Node::resolve).map(|node| self.value(node.index() as u32, shared))
    }

    /// `repr` of an object, if it is no longer than that.
    fn text_within(&mut self, node: Node<'t, 't>, limit: usize) -> Option<String> {
        let mut text = String::new();
        let whole = self.push(node, limit, &mut text);
        whole.then_some(text)
    }

    fn push(&mut self, node: Node<'t, 't>, limit: usize, text: &mut String) -> bool {
        let whole = self.text_budget > 0 && self.reprs.push(node, limit, text);
        self.text_budget = self.text_budget.saturating_sub(self.reprs.work().max(text.len()));
        whole
    }

    /// The start of an object's `repr`.
    pub(super) fn text(&mut self, index: u32) -> Rc<str> {
        if let Some(text) = self.texts.get(&index) {
            return Rc::clone(text);
        }
        let mut text = String::new();
        match self.tree.node(index as usize).map(|node| (node, node.as_code())) {
            None => text.push_str("<unknown>"),
            Some((_, Some(code))) => {
                let name = code.name().map_or_else(|| "?".to_owned(), |it| name(it, code.layout(), NAME_LIMIT));
                text = format!("<code {name}>");
            }
            Some((node, None)) => {
                if !self.push(node, TEXT_LIMIT, &mut text) {
                    text.push_str("...");
                }
            }
        }
        let text: Rc<str> = text.into();
        self.texts.insert(index, Rc::clone(&text));
        text
    }

    /// A name as it stands in the source.
    pub(super) fn name(&self, index: u32) -> String {
        let text = self.tree.node(index as usize).and_then(Node::as_str);
        text.map_or_else(|| "<unknown>".to_owned(), |text| name(text, self.tree.layout(), NAME_LIMIT))
    }

    /// A field of a code object that is a text.
    pub(super) fn text_of(&self, code: &Code<'_, '_>, field: Field, limit: usize) -> String {
        let text = code.object(field).and_then(Node::as_str);
        text.map_or_else(|| "<unknown>".to_owned(), |text| name(text, self.tree.layout(), limit))
    }

    /// The items of a field that is a tuple; none if it is something else.
    pub(super) fn list(&mut self, code: &Code<'t, 't>, field: Field) -> List {
        let Some(node) = code.object(field).and_then(Node::resolve) else { return Rc::default() };
        let index = node.index() as u32;
        if let Some(list) = self.lists.get(&index) {
            return Rc::clone(list);
        }
        let items = match node.value() {
            Value::Tuple(items) | Value::List(items) => Some(items),
            _ => None,
        };
        let number = |item: Node<'_, '_>| item.resolve().map_or(u32::MAX, |item| item.index() as u32);
        let list: List = items.into_iter().flatten().map(number).collect();
        self.lists.insert(index, Rc::clone(&list));
        list
    }

    /// What arguments are indices of.
    pub(super) fn lists(&mut self, code: &Code<'t, 't>) -> Lists {
        let plus = code.layout().has(Field::Localsplusnames);
        Lists {
            consts: self.list(code, Field::Consts),
            names: self.list(code, Field::Names),
            locals: self.list(code, if plus { Field::Localsplusnames } else { Field::Varnames }),
            cells: self.list(code, Field::Cellvars),
            frees: self.list(code, Field::Freevars),
        }
    }

    /// Pays for reading a code object with its tables and lists; false if that would be too much. Many code objects may share the
    /// same bytes.
    pub(super) fn pay(&mut self, code: &Code<'t, 't>, lists: &Lists) -> bool {
        let Lists { consts, names, locals, cells, frees } = lists;
        let tables = code.code().len() + code.linetable().len() + code.exceptiontable().map_or(0, <[u8]>::len);
        let cost = CODE_COST + tables + [consts, names, locals, cells, frees].map(|list| list.len()).iter().sum::<usize>();
        match self.code_budget.checked_sub(cost) {
            Some(rest) => {
                self.code_budget = rest;
                true
            }
            None => false,
        }
    }
}

impl Shared {
    pub(super) fn new(by_text: bool, same_set: bool) -> Shared {
        Shared { by_text, same_set, ..Shared::default() }
    }

    fn number(&mut self, text: String) -> u32 {
        // From above: classes are numbered from below.
        let next = u32::MAX - 1 - self.texts.len() as u32;
        *self.texts.entry(text).or_insert(next)
    }
}
