//! Which constants are one, as CPython's compiler sees it (`_PyCode_ConstantKey`).

use std::collections::{HashMap, HashSet};

use pyc_marshal::{Id, Int, Object, Objects};

/// The constants of a code object, or its names: each once.
///
/// Equal are strings, bytes, numbers, `None`, `...` and booleans of the same type and the same bits, so that `1`, `1.0` and `True` are
/// three constants, `0.0` and `-0.0` two; and tuples, frozensets and slices whose parts are equal in this sense. All else, code objects
/// above all, is equal to itself only.
///
/// ```
/// use pyc_bytecode::Constants;
/// use pyc_marshal::{Layout, Object, Objects, Version};
///
/// let mut objects = Objects::new(Layout::of(Version::new(3, 12)).unwrap());
/// let mut constants = Constants::default();
/// let mut index = |object| constants.add(&mut objects, object);
/// assert_eq!([index(Object::int(1)), index(Object::Float(1.0)), index(Object::Bool(true))], [Some(0), Some(1), Some(2)]);
/// assert_eq!(index(Object::int(1)), Some(0));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Constants {
    items: Vec<Id>,
    /// Index of the first item of each class.
    indices: HashMap<u32, u32>,
    classes: Classes,
}

/// What is known of the objects of an arena: equal ones have the same class.
#[derive(Clone, Debug, Default)]
pub(crate) struct Classes {
    all: HashMap<Key, u32>,
    /// Classes of objects that were looked at.
    known: HashMap<Id, u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    kind: u8,
    data: Box<[u8]>,
    /// Classes of the parts; of frozensets sorted and without repetitions.
    parts: Box<[u32]>,
}

impl Constants {
    /// Those that there are already. Equal ones among them keep their places.
    pub fn of(objects: &Objects, items: Vec<Id>) -> Constants {
        Constants::with_classes(objects, items, Classes::default())
    }

    /// The same, where some objects were looked at before.
    pub(crate) fn with_classes(objects: &Objects, items: Vec<Id>, mut classes: Classes) -> Constants {
        let mut indices = HashMap::new();
        for (index, &id) in items.iter().enumerate() {
            indices.entry(classes.of(objects, id)).or_insert(index as u32);
        }
        Constants { items, indices, classes }
    }

    /// The constants, and what is known of objects now.
    pub(crate) fn into_parts(self) -> (Vec<Id>, Classes) {
        (self.items, self.classes)
    }

    /// Objects may have changed.
    pub(crate) fn forget(&mut self) {
        self.classes.forget();
    }

    /// The constants, by index.
    pub fn items(&self) -> &[Id] {
        &self.items
    }

    /// The index of a constant, which is added if none is equal to it. `None` if there are too many.
    pub fn add(&mut self, objects: &mut Objects, object: Object) -> Option<u32> {
        let id = objects.push(object);
        self.add_id(objects, id)
    }

    /// The index of a constant that is in the arena.
    pub fn add_id(&mut self, objects: &Objects, id: Id) -> Option<u32> {
        let class = self.classes.of(objects, id);
        if let Some(&index) = self.indices.get(&class) {
            return Some(index);
        }
        let index = u32::try_from(self.items.len()).ok()?;
        self.items.push(id);
        self.indices.insert(class, index);
        Some(index)
    }
}

impl Classes {
    pub(crate) fn forget(&mut self) {
        self.known.clear();
    }

    /// The class of an object. A stack in place of recursion, as depth is data.
    fn of(&mut self, objects: &Objects, id: Id) -> u32 {
        let mut open = HashSet::new();
        let mut stack = vec![(id, false)];
        while let Some((id, complete)) = stack.pop() {
            if self.known.contains_key(&id) {
                continue;
            }
            let (parts, unordered) = parts(objects.get(id));
            let key = if complete || parts.is_empty() {
                let mut classes: Vec<u32> = parts.iter().filter_map(|part| self.known.get(part)).copied().collect();
                if unordered {
                    classes.sort_unstable();
                    classes.dedup();
                }
                let (kind, data) = leaf(id, objects.get(id));
                Key { kind, data: data.into(), parts: classes.into() }
            } else if open.insert(id) {
                stack.push((id, true));
                stack.extend(parts.into_iter().map(|part| (part, false)));
                continue;
            } else {
                // It holds itself.
                itself(id)
            };
            let next = self.all.len() as u32;
            let class = *self.all.entry(key).or_insert(next);
            self.known.insert(id, class);
        }
        self.known.get(&id).copied().unwrap_or(u32::MAX)
    }
}

fn parts(object: Option<&Object>) -> (Vec<Id>, bool) {
    match object {
        Some(Object::Tuple(items)) => (items.clone(), false),
        Some(Object::FrozenSet(items)) => (items.clone(), true),
        Some(Object::Slice(items)) => (items.to_vec(), false),
        _ => (Vec::new(), false),
    }
}

fn itself(id: Id) -> Key {
    Key { kind: b'?', data: (id.index() as u64).to_le_bytes().into(), parts: [].into() }
}

fn leaf(id: Id, object: Option<&Object>) -> (u8, Vec<u8>) {
    let integer = |int: &Int| {
        let mut data = int.to_le_bytes();
        data.push(u8::from(int.is_negative()));
        data
    };
    match object {
        Some(Object::None) => (b'N', vec![]),
        Some(Object::Bool(value)) => (b'T', vec![u8::from(*value)]),
        Some(Object::StopIteration) => (b'S', vec![]),
        Some(Object::Ellipsis) => (b'.', vec![]),
        Some(Object::Int(int)) => (b'i', integer(int)),
        Some(Object::Long(int)) => (b'l', integer(int)),
        Some(Object::Float(value)) => (b'g', value.to_bits().to_le_bytes().into()),
        Some(Object::Complex(re, im)) => (b'y', [re, im].iter().flat_map(|it| it.to_bits().to_le_bytes()).collect()),
        Some(Object::Bytes { bytes, .. }) => (b's', bytes.to_vec()),
        Some(Object::Str(text)) => (b'u', text.as_str().to_utf8().into_owned()),
        Some(Object::Tuple(_)) => (b'(', vec![]),
        Some(Object::FrozenSet(_)) => (b'>', vec![]),
        Some(Object::Slice(_)) => (b':', vec![]),
        _ => (b'?', (id.index() as u64).to_le_bytes().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyc_marshal::{Layout, Version};

    fn objects() -> Objects {
        Objects::new(Layout::of(Version::new(3, 13)).expect("3.13"))
    }

    #[test]
    fn types_and_signs_of_zero_count() {
        let (mut objects, mut constants) = (objects(), Constants::default());
        let different = [
            Object::int(0),
            Object::Bool(false),
            Object::Float(0.0),
            Object::Float(-0.0),
            Object::Complex(0.0, 0.0),
            Object::Complex(0.0, -0.0),
            Object::bytes(b""),
            Object::Str("".into()),
            Object::None,
            Object::Tuple(vec![]),
            Object::FrozenSet(vec![]),
            Object::Ellipsis,
        ];
        for (index, object) in different.iter().enumerate() {
            assert_eq!(constants.add(&mut objects, object.clone()), Some(index as u32));
        }
        for (index, object) in different.into_iter().enumerate() {
            assert_eq!(constants.add(&mut objects, object), Some(index as u32));
        }
    }

    #[test]
    fn interning_is_no_part_of_equality() {
        let (mut objects, mut constants) = (objects(), Constants::default());
        let (plain, interned) = (objects.push_str("name", false), objects.push_str("name", true));
        assert_eq!(constants.add_id(&objects, plain), constants.add_id(&objects, interned));
    }

    #[test]
    fn tuples_are_compared_by_their_parts() {
        let (mut objects, mut constants) = (objects(), Constants::default());
        let mut tuple = |parts: &[Object]| {
            let parts = parts.iter().map(|part| objects.push(part.clone())).collect();
            constants.add(&mut objects, Object::Tuple(parts))
        };
        assert_eq!(tuple(&[Object::int(1), Object::None]), Some(0));
        assert_eq!(tuple(&[Object::Float(1.0), Object::None]), Some(1));
        assert_eq!(tuple(&[Object::int(1), Object::None]), Some(0));
    }

    #[test]
    fn a_tuple_in_itself_and_a_deep_one_end() {
        let (mut objects, mut constants) = (objects(), Constants::default());
        let cycle = objects.push(Object::None);
        if let Some(object) = objects.get_mut(cycle) {
            *object = Object::Tuple(vec![cycle]);
        }
        assert_eq!(constants.add_id(&objects, cycle), Some(0));
        let mut deep = objects.push(Object::None);
        for _ in 0..100_000 {
            deep = objects.push(Object::Tuple(vec![deep]));
        }
        assert_eq!(constants.add_id(&objects, deep), Some(1));
    }

    #[test]
    fn equal_constants_of_a_file_keep_their_places() {
        let mut objects = objects();
        let ids: Vec<Id> = [7, 7, 8].iter().map(|&value| objects.push(Object::int(value))).collect();
        let mut constants = Constants::of(&objects, ids);
        assert_eq!(constants.add(&mut objects, Object::int(8)), Some(2));
        assert_eq!(constants.add(&mut objects, Object::int(7)), Some(0));
        assert_eq!(constants.items().len(), 3);
    }
}
