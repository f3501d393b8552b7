//! What a printer must know of a file before it prints: which objects are equal, where each one stands, how it is written, and
//! what has to have a label.

use std::collections::{HashMap, HashSet};

use pyc_marshal::{File, Node, Payload, Tag, Tree};

use crate::text::document::is_names;
use crate::text::float;
use crate::text::forms::{Forms, Mark, Role, Rules};
use crate::text::values::{Value, Values, kind};

/// A file that only `stream` can say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unsayable;

/// The longest text, in bytes or so, that is printed again where an object is used again.
pub(super) const LONG: u32 = 200;

/// What is known of an object.
#[derive(Clone, Copy, Debug)]
struct Known {
    value: Value,
    role: Role,
    /// About how long its text is, in bytes.
    width: u32,
}

/// What is known of a file.
pub(super) struct Plan<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) rules: &'static Rules,
    pub(super) values: Values,
    /// By number of the object in stream order.
    known: Vec<Known>,
    marks: HashMap<usize, Mark>,
    /// Labels of objects that references name with them.
    labels: HashMap<usize, u32>,
    /// Fields of code objects that are used elsewhere too, where nothing but their label tells them.
    shared_fields: HashSet<usize>,
    /// What a reader takes a label for.
    label_values: Vec<Value>,
}

/// A container whose parts are read.
struct Open<'t, 'a> {
    node: Node<'t, 'a>,
    /// Number of the first object behind it.
    end: usize,
    kind: u8,
    /// Its parts so far, in the pool.
    first: usize,
    done: usize,
    role: Role,
    width: u32,
    /// Whether no other object is equal to it.
    unique: bool,
}

impl<'t, 'a> Plan<'t, 'a> {
    pub(super) fn of(file: &'t File<'a>) -> Result<Plan<'t, 'a>, Unsayable> {
        let tree = &file.tree;
        if !tree.is_complete() || tree.irregularities().total() > 0 {
            return Err(Unsayable);
        }
        let rules = Rules::of(tree.layout().version);
        let mut plan = Plan {
            tree,
            rules,
            values: Values::default(),
            known: Vec::with_capacity(tree.len()),
            marks: HashMap::new(),
            labels: HashMap::new(),
            shared_fields: HashSet::new(),
            label_values: Vec::new(),
        };
        plan.evaluate()?;
        plan.compare();
        Ok(plan)
    }

    pub(super) fn value(&self, node: Node<'_, '_>) -> Value {
        self.known.get(node.index()).map_or(Value::NOTHING, |known| known.value)
    }

    pub(super) fn width(&self, node: Node<'_, '_>) -> u32 {
        self.known.get(node.index()).map_or(0, |known| known.width)
    }

    pub(super) fn mark(&self, node: Node<'_, '_>) -> Option<Mark> {
        self.marks.get(&node.index()).copied()
    }

    /// The label of an object that references name with it.
    pub(super) fn label(&self, node: Node<'_, '_>) -> Option<u32> {
        self.labels.get(&node.index()).copied()
    }

    /// The label of a field that is used elsewhere too, where only the label tells it.
    pub(super) fn field_label(&self, node: Node<'_, '_>) -> Option<u32> {
        self.label(node).filter(|_| self.shared_fields.contains(&node.index()))
    }

    /// The value of an object as a reader of the text sees it: of a label, one of its own.
    pub(super) fn seen(&self, node: Node<'_, '_>) -> Value {
        let target = if node.is_reference() { node.resolve() } else { None };
        let label = target.filter(|target| self.is_labelled(*target)).and_then(|target| self.label(target));
        let seen = label.and_then(|label| self.label_values.get(label as usize - 1));
        seen.copied().unwrap_or_else(|| self.value(node))
    }

    /// Whether a reference to an object names it by a label.
    pub(super) fn is_labelled(&self, target: Node<'_, '_>) -> bool {
        let Some(known) = self.known.get(target.index()) else { return true };
        known.width > LONG || self.is_unique(known.value)
    }

    pub(super) fn is_unique(&self, value: Value) -> bool {
        match self.values.kind(value) {
            kind::LIST | kind::SET | kind::DICT | kind::FROZEN_DICT | kind::CODE => true,
            kind::TUPLE | kind::FROZEN_SET | kind::SLICE => self.values.is_unique(value),
            _ => false,
        }
    }

    /// Finds the value, the role and the width of each object.
    fn evaluate(&mut self) -> Result<(), Unsayable> {
        let mut open: Vec<Open<'t, 'a>> = Vec::new();
        let mut pool: Vec<Value> = Vec::new();
        for node in self.tree.nodes() {
            while let Some(done) = open.pop_if(|open| open.end <= node.index()) {
                self.close(&done, &mut pool, open.last_mut())?;
            }
            let role = open.last_mut().map_or(Role::Root, |parent| parent.role_of_next(self.tree));
            if node.tag().code() == Tag::NULL {
                // Only the end of a dict says nothing of its own.
                if node.tag().flagged() || open.last().is_none_or(|open| open.end != node.index() + 1 || (open.done - 1) % 2 != 0)
                {
                    return Err(Unsayable);
                }
                self.known.push(Known { value: Value::NOTHING, role, width: 0 });
                continue;
            }
            let (value, width) = match self.reference(node, role)? {
                Some((value, width, labelled)) => {
                    if let Some(parent) = open.last_mut() {
                        parent.unique |= labelled;
                    }
                    (value, width)
                }
                None => match container(node) {
                    Some(kind) => {
                        let hidden = matches!(kind, kind::TUPLE | kind::FROZEN_SET | kind::SLICE);
                        let value = if hidden { Value::NOTHING } else { self.values.unique(kind) };
                        self.known.push(Known { value, role, width: u32::MAX });
                        let end = node.index() + node.count();
                        open.push(Open { node, end, kind, first: pool.len(), done: 0, role, width: 2, unique: false });
                        continue;
                    }
                    None => self.leaf(node)?,
                },
            };
            self.known.push(Known { value, role, width });
            if let Some(parent) = open.last_mut() {
                parent.width = parent.width.saturating_add(width).saturating_add(2);
                pool.push(value);
            }
        }
        while let Some(done) = open.pop() {
            self.close(&done, &mut pool, open.last_mut())?;
        }
        Ok(())
    }

    /// Ends a container.
    fn close(&mut self, done: &Open<'t, 'a>, pool: &mut Vec<Value>, parent: Option<&mut Open<'t, 'a>>) -> Result<(), Unsayable> {
        let index = done.node.index();
        let mut value = self.value(done.node);
        if value == Value::NOTHING {
            value = if done.unique {
                self.values.unique(done.kind)
            } else {
                self.values.of_parts(done.kind, pool.get(done.first..).unwrap_or(&[]).iter().copied())
            };
        }
        pool.truncate(done.first);
        let Some(known) = self.known.get_mut(index) else { return Err(Unsayable) };
        (known.value, known.width) = (value, done.width);
        if let Some(parent) = parent {
            parent.width = parent.width.saturating_add(done.width).saturating_add(2);
            pool.push(value);
        }
        Ok(())
    }

    /// Value and width of what a reference means, and whether it is printed as a label.
    fn reference(&mut self, node: Node<'t, 'a>, role: Role) -> Result<Option<(Value, u32, bool)>, Unsayable> {
        if !node.is_reference() {
            return Ok(None);
        }
        let target = node.resolve().ok_or(Unsayable)?;
        let Some(known) = self.known.get_mut(target.index()) else { return Err(Unsayable) };
        if known.value == Value::NOTHING {
            // It holds itself.
            known.value = self.values.unique(container(target).ok_or(Unsayable)?);
        }
        let (value, width, target_role) = (known.value, known.width, known.role);
        let labelled = self.is_labelled(target);
        // Fields mean equal ones by being equal; others mean fields by a label.
        let told = matches!(role, Role::Field(_)) && !self.is_unique(value);
        if labelled && !told && matches!(target_role, Role::Field(_)) {
            self.shared_fields.insert(target.index());
        }
        if labelled {
            let next = self.labels.len() as u32 + 1;
            if *self.labels.entry(target.index()).or_insert(next) == next {
                self.label_values.push(self.values.leaf(0, &next.to_le_bytes()));
            }
        }
        Ok(Some((value, if labelled { 4 } else { width }, labelled)))
    }

    fn leaf(&mut self, node: Node<'t, 'a>) -> Result<(Value, u32), Unsayable> {
        let token = node.token();
        let tag = node.tag().code();
        let int = if !self.rules.unicode && tag == Tag::LONG { kind::LONG } else { kind::INT };
        let values = &mut self.values;
        Ok(match token.payload {
            Payload::Empty => (values.leaf(tag.0, &[]), 5),
            Payload::Int(value) => (values.int(int, &i64::from(value).into()), 12),
            Payload::Int64(value) => (values.int(int, &value.into()), 20),
            Payload::Long(digits) => {
                (values.int(int, &digits.to_int()), u32::try_from(digits.len()).unwrap_or(u32::MAX).saturating_mul(5))
            }
            Payload::Float(bits) => (values.leaf(kind::FLOAT, &bits.to_le_bytes()), 20),
            Payload::Complex(re, im) => (values.leaf(kind::COMPLEX, &[re.to_le_bytes(), im.to_le_bytes()].concat()), 50),
            Payload::FloatText(text) => match regular_float(text) {
                Some(bits) => (values.leaf(kind::FLOAT, &bits.to_le_bytes()), 20),
                None => (values.leaf(kind::FLOAT_TEXT, text), text.len() as u32 * 4 + 10),
            },
            Payload::ComplexText(re, im) => {
                let (re, im) = (regular_float(re).ok_or(Unsayable)?, regular_float(im).ok_or(Unsayable)?);
                (values.leaf(kind::COMPLEX, &[re.to_le_bytes(), im.to_le_bytes()].concat()), 50)
            }
            Payload::Text(text) => {
                let width = u32::try_from(text.len()).unwrap_or(u32::MAX).saturating_add(2);
                match node.as_str().filter(|_| self.rules.unicode || tag == Tag::UNICODE) {
                    Some(text) if tag != Tag::BYTES => (values.leaf(kind::STR, &text.to_utf8()), width),
                    _ => (values.leaf(kind::BYTES, text), width),
                }
            }
            _ => return Err(Unsayable),
        })
    }

    /// Finds where the file differs from what follows.
    fn compare(&mut self) {
        let mut forms = Forms::new(self.tree.layout());
        let mut next = 0;
        while let Some(node) = self.tree.node(next) {
            let Some(&Known { value, role, .. }) = self.known.get(next) else { break };
            let counts = node.tag().code() == Tag::NULL || forms.count(&self.values, value, role);
            next += if counts { 1 } else { node.count() };
        }
        for (node, known) in self.tree.nodes().zip(&self.known) {
            let tag = node.tag();
            if tag.code() == Tag::NULL {
                continue;
            }
            let form = forms.predict(&self.values, known.value, known.role);
            let mark = match node.token().payload {
                Payload::Reference(slot) => {
                    let slot = slot as u32;
                    let latest = forms.latest(known.value);
                    let labelled = node.resolve().is_some_and(|target| self.is_labelled(target));
                    let derived = if labelled { form.reference.or(latest) } else { form.reference };
                    (derived != Some(slot) || tag.flagged()).then(|| Mark {
                        reference: Some(forms.which(known.value, slot)),
                        flag: tag.flagged().then_some(true),
                        tag: None,
                    })
                }
                _ => {
                    let same = tag.code() == form.full.code();
                    let flag = tag.flagged() != form.full.flagged() || form.reference.is_some() && same && self.rules.has_slots();
                    let mark = Mark {
                        tag: (!same || form.reference.is_some() && !self.rules.has_slots()).then_some(tag.code()),
                        flag: flag.then_some(tag.flagged()),
                        reference: None,
                    };
                    forms.written(known.value, tag);
                    (mark != Mark::NONE).then_some(mark)
                }
            };
            if let Some(mark) = mark {
                self.marks.insert(node.index(), mark);
            }
        }
    }
}

impl Open<'_, '_> {
    /// What the next part is.
    fn role_of_next(&mut self, tree: &Tree<'_>) -> Role {
        let done = self.done;
        self.done += 1;
        match (self.kind, self.role) {
            (kind::CODE, _) => tree.layout().objects().nth(done).map_or(Role::Part, Role::Field),
            (_, Role::Field(field)) if is_names(field) => Role::Name,
            _ => Role::Part,
        }
    }
}

/// The kind of a container.
fn container(node: Node<'_, '_>) -> Option<u8> {
    match node.tag().code() {
        Tag::TUPLE | Tag::SMALL_TUPLE => Some(kind::TUPLE),
        Tag::CODE | Tag::CODE_OLD => Some(kind::CODE),
        tag @ (Tag::LIST | Tag::SET | Tag::FROZEN_SET | Tag::DICT | Tag::FROZEN_DICT | Tag::SLICE) => Some(tag.0),
        _ => None,
    }
}

/// The bits of a float by its text, if it is the text that `marshal` writes for it.
fn regular_float(text: &[u8]) -> Option<u64> {
    let value: f64 = core::str::from_utf8(text).ok()?.parse().ok()?;
    let bits = if value.is_nan() { float::NAN } else { value.to_bits() };
    (float::marshal_text(value).as_bytes() == text).then_some(bits)
}
