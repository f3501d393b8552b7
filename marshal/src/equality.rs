//! Equality of objects without expanding references: each object gets a class, equal objects the same.
//!
//! Classes are found bottom-up in one pass (value numbering): an object's class follows from its own payload and the classes of its
//! parts, so that a shared object is looked at once and a small hostile file cannot ask for exponential work. Expected linear time.

use hashbrown::{HashMap, HashSet};

use crate::node::{Children, Node, Pairs, Value};
use crate::tag::Tag;
use crate::token::Payload;
use crate::tree::Tree;

/// What counts as equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Same type and same value, bit by bit: `1`, `1.0` and `True` differ, `0.0` and `-0.0` too.
    Exact,
    /// As Python finds items of sets and keys of dicts: `1 == 1.0 == True`, and a NaN equals nothing but itself, the same object.
    Equal,
}

/// Classes of equal objects over any number of trees.
pub struct Classes {
    sameness: Sameness,
    known: HashMap<Key, u32>,
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    kind: u8,
    /// Payload of leaves, plain numbers of code objects.
    data: Box<[u8]>,
    /// Classes of the parts. Of sets sorted and without repetitions.
    parts: Box<[u32]>,
}

const BACK: u8 = 0xff;

impl Classes {
    /// No classes yet.
    pub fn new(sameness: Sameness) -> Classes {
        Classes { sameness, known: HashMap::new() }
    }

    /// The class of each object of a tree, by its number. References have the class of what they refer to.
    ///
    /// A reference to an object that is still open, as in a list that contains itself, counts as the number of containers that lie
    /// between, so that equally built cycles are equal.
    pub fn of(&mut self, tree: &Tree<'_>) -> Vec<u32> {
        let mut classes = vec![u32::MAX; tree.len()];
        // Parts always have higher numbers, references lower ones; a stack of open containers gives both their order.
        let mut open: Vec<(Node<'_, '_>, usize)> = Vec::new();
        for node in tree.nodes() {
            while open.last().is_some_and(|&(_, end)| end <= node.index()) {
                self.finish(&mut open, &mut classes);
            }
            let end = node.index() + node.count();
            let class = if let Some(target) = node.resolve()
                && node.is_reference()
            {
                match classes.get(target.index()) {
                    Some(&class) if class != u32::MAX => class,
                    _ => {
                        let place = open.binary_search_by_key(&target.index(), |(container, _)| container.index());
                        let depth = open.len() - place.unwrap_or(open.len());
                        self.class(Key { kind: BACK, data: (depth as u64).to_le_bytes().into(), parts: [].into() })
                    }
                }
            } else if matches!(node.token().payload, Payload::Items(_) | Payload::Pairs | Payload::Slice | Payload::Code(_)) {
                open.push((node, end));
                continue;
            } else {
                let (kind, data) = self.leaf(node);
                self.class(Key { kind, data, parts: [].into() })
            };
            if let Some(slot) = classes.get_mut(node.index()) {
                *slot = class;
            }
        }
        while !open.is_empty() {
            self.finish(&mut open, &mut classes);
        }
        classes
    }

    fn finish(&mut self, open: &mut Vec<(Node<'_, '_>, usize)>, classes: &mut [u32]) {
        let Some((node, _)) = open.pop() else { return };
        let class_of = |part: Node<'_, '_>| classes.get(part.index()).copied().unwrap_or(u32::MAX);
        let mut parts: Vec<u32> = match node.value() {
            Value::Dict(pairs) | Value::FrozenDict(pairs) => self.dict_parts(pairs.map(|(k, v)| (class_of(k), class_of(v)))),
            _ => node.children().map(class_of).collect(),
        };
        let code = node.tag().code();
        if matches!(code, Tag::SET | Tag::FROZEN_SET) {
            parts.sort_unstable();
            parts.dedup();
        }
        let data = match node.as_code() {
            Some(code) => crate::Field::ALL.iter().filter_map(|&field| code.number(field)).flat_map(i32::to_le_bytes).collect(),
            None => [].into(),
        };
        let kind = match code {
            Tag::SMALL_TUPLE => Tag::TUPLE.0,
            // A set equals a frozenset of the same items.
            Tag::FROZEN_SET if self.sameness == Sameness::Equal => Tag::SET.0,
            other => other.0,
        };
        let class = self.class(Key { kind, data, parts: parts.into() });
        if let Some(slot) = classes.get_mut(node.index()) {
            *slot = class;
        }
    }

    /// Later values replace those of equal keys; order counts only for exact sameness.
    fn dict_parts(&self, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
        let mut list: Vec<(u32, u32)> = Vec::new();
        if self.sameness == Sameness::Exact {
            list.extend(pairs);
        } else {
            let mut map: HashMap<u32, u32> = HashMap::new();
            map.extend(pairs);
            list.extend(map);
            list.sort_unstable();
        }
        list.into_iter().flat_map(|(key, value)| [key, value]).collect()
    }

    fn class(&mut self, key: Key) -> u32 {
        let next = self.known.len() as u32;
        *self.known.entry(key).or_insert(next)
    }

    fn leaf(&self, node: Node<'_, '_>) -> (u8, Box<[u8]>) {
        let equal = self.sameness == Sameness::Equal;
        let integer = |kind: u8, value: crate::Integer<'_>| {
            let int = value.to_int();
            let mut data = int.to_le_bytes();
            data.push(u8::from(int.is_negative()));
            (kind, data.into_boxed_slice())
        };
        let nan = || (b'n', self.known.len().to_le_bytes().into());
        let number = |value: f64| -> (u8, Box<[u8]>) {
            match float_as_int(value) {
                _ if equal && value.is_nan() => nan(),
                Some(int) if equal => {
                    let mut data = int.to_le_bytes();
                    data.push(u8::from(int.is_negative()));
                    (b'i', data.into())
                }
                _ => (b'g', value.to_bits().to_le_bytes().into()),
            }
        };
        match node.value() {
            Value::Null => (b'0', [].into()),
            Value::Dangling => (b'?', node.offset().to_le_bytes().into()),
            Value::None => (b'N', [].into()),
            Value::Bool(value) if equal => integer(b'i', crate::Integer::Small(i64::from(value))),
            Value::Bool(value) => (b'T', [u8::from(value)].into()),
            Value::StopIteration => (b'S', [].into()),
            Value::Ellipsis => (b'.', [].into()),
            Value::Int(value) => integer(b'i', value),
            Value::Long(value) => integer(if equal { b'i' } else { b'l' }, value),
            Value::Float(value) => number(value),
            Value::Complex(re, im) if equal && (re.is_nan() || im.is_nan()) => nan(),
            Value::Complex(re, 0.0) if equal => number(re),
            Value::Complex(re, im) if equal => {
                (b'y', [re + 0.0, im + 0.0].iter().flat_map(|x| x.to_bits().to_le_bytes()).collect())
            }
            Value::Complex(re, im) => (b'y', [re, im].iter().flat_map(|x| x.to_bits().to_le_bytes()).collect()),
            Value::Bytes(bytes) => (b's', bytes.into()),
            // In Python 2 an ASCII `unicode` equals the `str` of the same text.
            Value::Str(text) if equal && !node.tree().layout().rules.unicode && text.is_ascii() => (b's', text.as_bytes().into()),
            Value::Str(text) => (b'u', text.to_utf8().into_owned().into()),
            Value::Tuple(_)
            | Value::List(_)
            | Value::Set(_)
            | Value::FrozenSet(_)
            | Value::Dict(_)
            | Value::FrozenDict(_)
            | Value::Slice(_)
            | Value::Code(_) => (b'?', [].into()),
        }
    }
}

impl core::fmt::Debug for Classes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Classes({:?}, {} classes)", self.sameness, self.known.len())
    }
}

/// The integer that a float equals.
fn float_as_int(value: f64) -> Option<crate::Int> {
    if !value.is_finite() || value.fract() != 0.0 {
        return None;
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as usize;
    let mantissa = bits & ((1 << 52) - 1) | if exponent == 0 { 0 } else { 1 << 52 };
    let magnitude = match exponent.checked_sub(1075) {
        None => (mantissa.checked_shr((1075 - exponent) as u32).unwrap_or(0)).to_le_bytes().to_vec(),
        Some(shift) => {
            let mut bytes = vec![0; shift / 8];
            bytes.extend_from_slice(&(u128::from(mantissa) << (shift % 8)).to_le_bytes());
            bytes
        }
    };
    Some(crate::Int::from_le_bytes(value < 0.0, &magnitude))
}

/// The items of a set, equal ones once: the first stays, as in Python. `classes` is filled when it is needed first.
pub(crate) fn distinct<'t, 'a>(items: Children<'t, 'a>, classes: &mut Option<Vec<u32>>) -> Vec<Node<'t, 'a>> {
    let mut all: Vec<_> = items.collect();
    let Some(tree) = all.first().filter(|_| all.len() > 1).map(|node| node.tree()) else { return all };
    let classes = classes.get_or_insert_with(|| Classes::new(Sameness::Equal).of(tree));
    let mut seen = HashSet::new();
    all.retain(|node| seen.insert(classes.get(node.index()).copied()));
    all
}

/// The pairs of a dict, equal keys once: the first key stays, with the last value, as in Python. `classes` as in [`distinct`].
pub(crate) fn distinct_pairs<'t, 'a>(pairs: Pairs<'t, 'a>, classes: &mut Option<Vec<u32>>) -> Vec<(Node<'t, 'a>, Node<'t, 'a>)> {
    let mut all: Vec<_> = pairs.collect();
    let Some(tree) = all.first().filter(|_| all.len() > 1).map(|(node, _)| node.tree()) else { return all };
    let classes = classes.get_or_insert_with(|| Classes::new(Sameness::Equal).of(tree));
    let class = |key: Node<'_, '_>| classes.get(key.index()).copied();
    let last: HashMap<_, _> = all.iter().map(|&(key, value)| (class(key), value)).collect();
    let mut seen = HashSet::new();
    all.retain(|&(key, _)| seen.insert(class(key)));
    for (key, value) in &mut all {
        *value = last.get(&class(*key)).copied().unwrap_or(*value);
    }
    all
}

/// Whether two trees hold the same object.
pub fn same(a: &Tree<'_>, b: &Tree<'_>, sameness: Sameness) -> bool {
    let mut classes = Classes::new(sameness);
    let first = classes.of(a).first().copied();
    first.is_some() && first == classes.of(b).first().copied()
}

/// Whether two items of a set can be equal in Python without being the same object here: `1` and `1.0`, `0.0` and `-0.0`, or containers
/// that hold such.
pub(crate) fn may_be_equal_though_different(items: &[Node<'_, '_>]) -> bool {
    let (mut ints, mut others, mut bytes, mut texts) = (0, 0, 0, 0);
    for item in items {
        match item.value() {
            Value::Int(_) => ints += 1,
            Value::Bytes(_) => bytes += 1,
            Value::Str(_) => texts += 1,
            Value::None | Value::Ellipsis | Value::StopIteration => {}
            _ => others += 1,
        }
    }
    let python2 = items.first().is_some_and(|item| !item.tree().layout().rules.unicode);
    others > 1 || others == 1 && ints > 0 || python2 && bytes > 0 && texts > 0
}
