//! Which code objects of the two files belong together: those of one name in code objects that belong together.

use std::collections::{BTreeMap, HashMap};

use pyc_marshal::{Code, Field, Node};

use super::align::align;
use super::body::Body;
use super::side::{NAME_LIMIT, Shared, Side};

/// Code objects of one name, at one place, that are compared each with each.
const MOST_ALIKE: usize = 32;

/// Constants that count where code objects of one name are told apart.
const MOST_CONSTANTS: usize = 64;

/// Bytes of a path that are shown; it loses its beginning.
const PATH_LIMIT: usize = 200;

/// A code object in its tree.
pub(super) struct Unit {
    /// Its number in the tree.
    node: usize,
    parent: Option<usize>,
    /// Code objects in it, directly.
    children: Vec<usize>,
    /// Code objects in it, at any depth.
    pub(super) inside: usize,
}

/// The code objects of a file, in stream order.
pub(super) struct Units {
    units: Vec<Unit>,
    roots: Vec<usize>,
}

/// What became of a code object: the numbers of the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Removed(usize),
    Added(usize),
    Stays(usize, usize),
}

impl Units {
    pub(super) fn of(side: &Side<'_>) -> Units {
        let (mut units, mut roots) = (Vec::<Unit>::new(), Vec::new());
        let mut open: Vec<(usize, usize)> = Vec::new();
        for code in side.tree.codes() {
            let node = code.node();
            while open.pop_if(|&mut (_, end)| end <= node.index()).is_some() {}
            let (number, parent) = (units.len(), open.last().map(|&(unit, _)| unit));
            match parent.and_then(|parent| units.get_mut(parent)) {
                Some(parent) => parent.children.push(number),
                None => roots.push(number),
            }
            units.push(Unit { node: node.index(), parent, children: Vec::new(), inside: 0 });
            open.push((number, node.index() + node.count()));
        }
        // Children come behind their parents.
        for number in (0..units.len()).rev() {
            if let Some((inside, Some(parent))) = units.get(number).map(|unit| (unit.inside, unit.parent))
                && let Some(parent) = units.get_mut(parent)
            {
                parent.inside += inside + 1;
            }
        }
        Units { units, roots }
    }

    pub(super) fn get(&self, number: usize) -> Option<&Unit> {
        self.units.get(number)
    }

    pub(super) fn code<'t>(&self, side: &Side<'t>, number: usize) -> Option<Code<'t, 't>> {
        side.tree.node(self.units.get(number)?.node).and_then(Node::as_code)
    }

    /// The names from the outermost code object to this one, joined by dots.
    pub(super) fn path(&self, side: &Side<'_>, number: usize) -> String {
        let mut path = String::new();
        let mut next = Some(number);
        while let Some(number) = next {
            let name = self.code(side, number).map_or_else(String::new, |code| side.text_of(&code, Field::Name, NAME_LIMIT));
            if path.len() + name.len() > PATH_LIMIT && !path.is_empty() {
                return format!("...{path}");
            }
            path = if path.is_empty() { name } else { format!("{name}.{path}") };
            next = self.units.get(number).and_then(|unit| unit.parent);
        }
        path
    }
}

/// Both files with their code objects.
pub(super) struct Matcher<'m, 't> {
    pub(super) old: &'m mut Side<'t>,
    pub(super) new: &'m mut Side<'t>,
    pub(super) shared: &'m mut Shared,
    pub(super) old_units: &'m Units,
    pub(super) new_units: &'m Units,
}

impl Matcher<'_, '_> {
    /// What became of every code object, apart from those in code objects that are equal, removed or added: as the new file has them,
    /// those that were removed in front of those that their parent still has.
    pub(super) fn run(mut self) -> Vec<Fate> {
        let mut fates = Vec::new();
        let mut todo = self.siblings(&self.old_units.roots, &self.new_units.roots);
        todo.reverse();
        while let Some(fate) = todo.pop() {
            if let Fate::Stays(old, new) = fate {
                let (Some(before), Some(after)) = (self.old_units.get(old), self.new_units.get(new)) else { continue };
                if self.is_equal(before.node, after.node) {
                    continue;
                }
                let start = todo.len();
                todo.extend(self.siblings(&before.children, &after.children));
                if let Some(added) = todo.get_mut(start..) {
                    added.reverse();
                }
            }
            fates.push(fate);
        }
        fates
    }

    fn is_equal(&self, old: usize, new: usize) -> bool {
        let classes =
            (self.old.tree.node(old).map(|it| self.old.class(it)), self.new.tree.node(new).map(|it| self.new.class(it)));
        classes.0 == classes.1
    }

    /// What becomes of the code objects in one.
    fn siblings(&mut self, old: &[usize], new: &[usize]) -> Vec<Fate> {
        if let (&[old], &[new], true) = (old, new, self.is_outermost(old)) {
            return vec![Fate::Stays(old, new)];
        }
        // In order: what is read first may use up the budget.
        let mut groups: BTreeMap<u32, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for &unit in old {
            let name = name_of(self.old, self.shared, self.old_units, unit);
            groups.entry(name).or_default().0.push(unit);
        }
        for &unit in new {
            let name = name_of(self.new, self.shared, self.new_units, unit);
            groups.entry(name).or_default().1.push(unit);
        }
        let mut partners: HashMap<usize, usize> = HashMap::new();
        let mut stays: Vec<usize> = Vec::new();
        for (old, new) in groups.values() {
            for (old, new) in self.namesakes(old, new) {
                partners.insert(new, old);
                stays.push(old);
            }
        }
        stays.sort_unstable();
        let removed = old.iter().filter(|old| stays.binary_search(old).is_err()).map(|&old| Fate::Removed(old));
        let others = new.iter().map(|&new| partners.get(&new).map_or(Fate::Added(new), |&old| Fate::Stays(old, new)));
        removed.chain(others).collect()
    }

    fn is_outermost(&self, old: &[usize]) -> bool {
        old == self.old_units.roots
    }

    /// Pairs of code objects of one name.
    fn namesakes(&mut self, old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
        if old.len() <= 1 && new.len() <= 1 {
            return old.iter().copied().zip(new.iter().copied()).collect();
        }
        // Those that do the same, wherever they stand.
        let mut keys = HashMap::new();
        let mut number = |key: Vec<u32>| {
            let next = keys.len() as u32;
            *keys.entry(key).or_insert(next)
        };
        let before: Vec<u32> = old.iter().map(|&it| number(content(self.old, self.shared, self.old_units, it))).collect();
        let after: Vec<u32> = new.iter().map(|&it| number(content(self.new, self.shared, self.new_units, it))).collect();
        let mut pairs = Vec::new();
        let (mut old_left, mut new_left) = (old.to_vec(), new.to_vec());
        for block in align(&before, &after).into_iter().rev() {
            let old = old_left.drain(block.old..block.old + block.len);
            let new = new_left.drain(block.new..block.new + block.len);
            pairs.extend(old.zip(new));
        }
        self.alike(&mut old_left, &mut new_left, &mut pairs);
        pairs.extend(old_left.into_iter().zip(new_left));
        pairs
    }

    /// Takes out pairs of those that are left, the most alike first.
    fn alike(&mut self, old: &mut Vec<usize>, new: &mut Vec<usize>, pairs: &mut Vec<(usize, usize)>) {
        if old.is_empty() || new.is_empty() {
            return;
        }
        let before: Vec<Vec<u32>> =
            old.iter().take(MOST_ALIKE).map(|&it| bag(self.old, self.shared, self.old_units, it)).collect();
        let after: Vec<Vec<u32>> =
            new.iter().take(MOST_ALIKE).map(|&it| bag(self.new, self.shared, self.new_units, it)).collect();
        let mut scores = Vec::new();
        for (x, (&old, before)) in old.iter().zip(&before).enumerate() {
            for (y, (&new, after)) in new.iter().zip(&after).enumerate() {
                // Of equal likeness, those that stand in the same order.
                scores.push((1000 - likeness(before, after), x.abs_diff(y), old, new));
            }
        }
        scores.sort_unstable();
        let mut taken: (Vec<usize>, Vec<usize>) = Default::default();
        for (_, _, x, y) in scores {
            if !taken.0.contains(&x) && !taken.1.contains(&y) {
                taken.0.push(x);
                taken.1.push(y);
                pairs.push((x, y));
            }
        }
        old.retain(|it| !taken.0.contains(it));
        new.retain(|it| !taken.1.contains(it));
    }
}

/// The number of a code object's name.
fn name_of(side: &mut Side<'_>, shared: &mut Shared, units: &Units, unit: usize) -> u32 {
    let name = units.code(side, unit).and_then(|code| code.object(Field::Name)).and_then(Node::resolve);
    name.filter(|name| name.as_str().is_some()).map_or(u32::MAX, |name| side.value(name.index() as u32, shared))
}

/// What a code object does, without its place in the source.
fn content(side: &mut Side<'_>, shared: &mut Shared, units: &Units, unit: usize) -> Vec<u32> {
    let Some(code) = units.code(side, unit) else { return Vec::new() };
    let fields = [Field::Code, Field::Names, Field::Varnames, Field::Localsplusnames, Field::Freevars];
    let mut key: Vec<u32> = fields.iter().filter_map(|&field| side.class_of(&code, field)).collect();
    let consts = side.list(&code, Field::Consts);
    key.extend(consts.iter().take(MOST_CONSTANTS).map(|&constant| side.value(constant, shared)));
    key
}

/// What the instructions are compared by, sorted; nothing if there is too much code.
fn bag(side: &mut Side<'_>, shared: &mut Shared, units: &Units, unit: usize) -> Vec<u32> {
    let body = units.code(side, unit).and_then(|code| Body::read(side, shared, code));
    let mut bag = body.map(|body| body.tokens).unwrap_or_default();
    bag.sort_unstable();
    bag
}

/// How much of two sorted lists is the same, in thousandths.
fn likeness(old: &[u32], new: &[u32]) -> usize {
    let (mut x, mut y, mut same) = (0, 0, 0);
    while let (Some(a), Some(b)) = (old.get(x), new.get(y)) {
        same += usize::from(a == b);
        (x, y) = (x + usize::from(a <= b), y + usize::from(b <= a));
    }
    2000 * same / (old.len() + new.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_share_of_what_both_have() {
        assert_eq!(likeness(&[1, 2, 2, 3], &[1, 2, 2, 3]), 1000);
        assert_eq!(likeness(&[1, 1], &[2, 3]), 0);
        assert_eq!(likeness(&[1, 1, 2], &[1, 3, 3]), 333);
        assert_eq!(likeness(&[], &[]), 0);
    }
}
