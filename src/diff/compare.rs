//! What is different in two code objects that belong together.

use std::collections::{HashMap, HashSet};

use pyc_marshal::{Code, CodeFlags, Field, LocalKind, Node};
use serde_json::{Value, json};

use super::body::Body;
use super::rows::{Rows, align_handlers};
use super::side::{List, Shared, Side};

/// What is done with lines and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// Counted.
    Count,
    /// Instructions at another place are others.
    Show,
    /// Not compared.
    Ignore,
}

/// Bytes of a field that are shown.
const FIELD_LIMIT: usize = 200;

/// Names or constants of one side that are shown, of a list.
const MOST_ITEMS: usize = 20;

/// A field with another value.
pub(super) struct FieldChange {
    pub(super) name: &'static str,
    pub(super) old: Value,
    pub(super) new: Value,
}

/// A list that holds other items; where they stand does not count.
pub(super) struct ListChange {
    pub(super) name: &'static str,
    pub(super) removed: Items,
    pub(super) added: Items,
}

/// Items of one side, as texts, and how many there are beside those.
#[derive(Default)]
pub(super) struct Items {
    pub(super) shown: Vec<String>,
    pub(super) more: usize,
}

/// Instructions that do the same at another place in the source.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Moved {
    /// Number of instructions in another line.
    pub(super) lines: usize,
    /// By how much, if it is the same for all.
    pub(super) by: Option<i64>,
    /// Number of instructions that only have other columns.
    pub(super) columns: usize,
}

/// What is different.
pub(super) struct Change<'t> {
    pub(super) fields: Vec<FieldChange>,
    pub(super) lists: Vec<ListChange>,
    pub(super) moved: Moved,
    /// `None` if there is too much code to compare.
    pub(super) code: Option<CodeChange<'t>>,
    /// If there is nothing else: fields whose bytes differ, though they say the same.
    pub(super) respelt: Vec<Field>,
}

/// Both code objects, and how their instructions belong together.
pub(super) struct CodeChange<'t> {
    pub(super) old: Body<'t>,
    pub(super) new: Body<'t>,
    pub(super) rows: Rows,
    /// Entries of the exception tables that the other side lacks, by their numbers: old ones, new ones.
    pub(super) handlers: [Vec<usize>; 2],
}

impl Change<'_> {
    /// Whether there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.is_silent() && self.code.is_some() && self.respelt.is_empty()
    }

    /// Whether all lines moved with the first, and nothing else happened.
    pub(super) fn is_only_moved(&self) -> bool {
        let silent = self.lists.is_empty() && self.code.as_ref().is_some_and(CodeChange::is_same);
        let first_line = |it: &FieldChange| it.name == Field::Firstlineno.name();
        silent && self.moved.by.is_some() && self.fields.iter().all(first_line)
    }

    fn is_silent(&self) -> bool {
        let code = self.code.as_ref().is_none_or(CodeChange::is_same);
        self.fields.is_empty() && self.lists.is_empty() && self.moved == Moved::default() && code
    }
}

impl CodeChange<'_> {
    fn is_same(&self) -> bool {
        self.rows.is_same() && self.handlers.iter().all(Vec::is_empty)
    }
}

/// The two files.
pub(super) struct Desk<'t> {
    pub(super) old: Side<'t>,
    pub(super) new: Side<'t>,
    pub(super) shared: Shared,
    pub(super) lines: Lines,
    /// Pairs of file names that were told: all code objects have the same.
    pub(super) filenames: HashSet<(u32, u32)>,
}

impl<'t> Desk<'t> {
    /// What is different in two code objects, apart from the code objects in them.
    pub(super) fn compare(&mut self, old: &Code<'t, 't>, new: &Code<'t, 't>) -> Change<'t> {
        let fields = self.fields(old, new);
        let bodies = (Body::read(&mut self.old, &mut self.shared, *old), Body::read(&mut self.new, &mut self.shared, *new));
        let mut change = Change { fields, lists: Vec::new(), moved: Moved::default(), code: None, respelt: Vec::new() };
        let (Some(before), Some(after)) = bodies else { return change };
        self.lists(&before, &after, &mut change);
        let rows = Rows::of(&before, &after, self.lines == Lines::Show);
        if self.lines == Lines::Count {
            change.moved = moved(&before, &after, &rows);
        }
        let handlers = align_handlers(&before, &after, &rows);
        let code = change.code.insert(CodeChange { old: before, new: after, rows, handlers });
        let respelt = self.respelt(&code.old, &code.new);
        if change.is_silent() {
            change.respelt = respelt;
        }
        change
    }

    fn fields(&mut self, old: &Code<'t, 't>, new: &Code<'t, 't>) -> Vec<FieldChange> {
        let mut changes = Vec::new();
        for field in Field::ALL.into_iter().filter(|&it| it.is_number() && it != Field::Flags) {
            if let (Some(before), Some(after)) = (old.number(field), new.number(field))
                && before != after
                && (field != Field::Firstlineno || self.lines != Lines::Ignore)
            {
                changes.push(FieldChange { name: field.name(), old: json!(before), new: json!(after) });
            }
        }
        for field in [Field::Filename, Field::Name, Field::Qualname] {
            let before = self.old.value_in(old, field, &mut self.shared);
            let after = self.new.value_in(new, field, &mut self.shared);
            let (Some(before), Some(after)) = (before, after) else { continue };
            if before != after && (field != Field::Filename || self.filenames.insert((before, after))) {
                let texts = (self.old.text_of(old, field, FIELD_LIMIT), self.new.text_of(new, field, FIELD_LIMIT));
                changes.push(FieldChange { name: field.name(), old: json!(texts.0), new: json!(texts.1) });
            }
        }
        changes
    }

    fn lists(&mut self, old: &Body<'t>, new: &Body<'t>, change: &mut Change<'t>) {
        let Desk { old: before, new: after, shared, .. } = self;
        change.lists.extend(flags(&old.code, &new.code));
        let (names, more) = (variables(old), variables(new));
        let parameters = (parameters(&old.code, &names.locals), parameters(&new.code, &more.locals));
        if before.values(parameters.0, shared) != after.values(parameters.1, shared) {
            let texts = (signature(before, parameters.0), signature(after, parameters.1));
            change.fields.push(FieldChange { name: "parameters", old: json!(texts.0), new: json!(texts.1) });
        }
        let rest = |locals: &[u32], parameters: &[u32]| locals.iter().copied().skip(parameters.len()).collect::<Vec<_>>();
        let others = (rest(&names.locals, parameters.0), rest(&more.locals, parameters.1));
        let name: Text<'t> = |side, index| side.name(index);
        let constant: Text<'t> = |side, index| side.text(index).to_string();
        let consts = (plain_constants(before, &old.lists.consts), plain_constants(after, &new.lists.consts));
        let rows: [(&'static str, &[u32], &[u32], Text<'t>); 5] = [
            ("constants", &consts.0, &consts.1, constant),
            ("names", &old.lists.names, &new.lists.names, name),
            ("varnames", &others.0, &others.1, name),
            ("cellvars", &names.cells, &more.cells, name),
            ("freevars", &names.frees, &more.frees, name),
        ];
        for (what, left, right, text) in rows {
            let values = (before.values(left, shared), after.values(right, shared));
            let removed = lacking(left, &values.0, &values.1).map(|it| text(before, it));
            let removed = Items::of(removed);
            let added = Items::of(lacking(right, &values.1, &values.0).map(|it| text(after, it)));
            if !removed.shown.is_empty() || !added.shown.is_empty() {
                change.lists.push(ListChange { name: what, removed, added });
            }
        }
    }

    /// Fields whose bytes differ. Only within a version: others never spell alike.
    fn respelt(&mut self, old: &Body<'t>, new: &Body<'t>) -> Vec<Field> {
        if !self.shared.same_set {
            return Vec::new();
        }
        let lines = [Field::Linetable, Field::Endlinetable, Field::Columntable];
        let mut fields: Vec<Field> = old.code.layout().objects().collect();
        fields.retain(|it| *it != Field::Filename && (self.lines != Lines::Ignore || !lines.contains(it)));
        fields.retain(|&it| self.old.class_of(&old.code, it) != self.new.class_of(&new.code, it));
        // Code objects among the constants are compared by themselves.
        let consts = (self.old.values(&old.lists.consts, &mut self.shared), self.new.values(&new.lists.consts, &mut self.shared));
        fields.retain(|&it| it != Field::Consts || consts.0 != consts.1);
        fields
    }
}

type Text<'t> = fn(&mut Side<'t>, u32) -> String;

impl Items {
    fn of(items: impl Iterator<Item = String>) -> Items {
        let mut items = items;
        let shown = items.by_ref().take(MOST_ITEMS).collect();
        Items { shown, more: items.count() }
    }
}

/// Items whose value stands less often on the other side, as often as they are missing there.
fn lacking(items: &[u32], values: &[u32], others: &[u32]) -> impl Iterator<Item = u32> {
    let mut there: HashMap<u32, usize> = HashMap::new();
    for &value in others {
        *there.entry(value).or_default() += 1;
    }
    items.iter().zip(values).filter_map(move |(&item, value)| match there.get_mut(value) {
        Some(count @ 1..) => {
            *count -= 1;
            None
        }
        _ => Some(item),
    })
}

/// Constants that are no code objects.
fn plain_constants(side: &Side<'_>, consts: &List) -> Vec<u32> {
    let is_code = |index: u32| side.tree.node(index as usize).is_some_and(|node| node.as_code().is_some());
    consts.iter().copied().filter(|&index| !is_code(index)).collect()
}

/// Names of variables, whatever the version keeps them in.
struct Variables {
    locals: Vec<u32>,
    cells: Vec<u32>,
    frees: Vec<u32>,
}

fn variables(body: &Body<'_>) -> Variables {
    let lists = &body.lists;
    if !body.code.layout().has(Field::Localsplusnames) {
        return Variables { locals: lists.locals.to_vec(), cells: lists.cells.to_vec(), frees: lists.frees.to_vec() };
    }
    let kinds = body.code.object(Field::Localspluskinds).and_then(Node::as_bytes).unwrap_or(&[]);
    let of = |is: fn(LocalKind) -> bool| -> Vec<u32> {
        lists.locals.iter().zip(kinds).filter(|&(_, &kind)| is(LocalKind(kind))).map(|(&name, _)| name).collect()
    };
    Variables { locals: of(LocalKind::is_local), cells: of(LocalKind::is_cell), frees: of(LocalKind::is_free) }
}

/// The names of parameters: the first locals.
fn parameters<'l>(code: &Code<'_, '_>, locals: &'l [u32]) -> &'l [u32] {
    let flags = code.flags();
    let stars = [CodeFlags::VARARGS, CodeFlags::VARKEYWORDS].iter().filter(|&&it| flags.has(it)).count();
    let named = i64::from(code.argcount()) + i64::from(code.kwonlyargcount());
    let count = usize::try_from(named).unwrap_or(0) + stars;
    locals.get(..count).unwrap_or(locals)
}

fn signature(side: &Side<'_>, names: &[u32]) -> String {
    let Items { shown, more } = Items::of(names.iter().map(|&name| side.name(name)));
    format!("({}{})", shown.join(", "), if more == 0 { "" } else { ", ..." })
}

/// Flags by name: those that both versions have, and unknown ones within a version.
fn flags(old: &Code<'_, '_>, new: &Code<'_, '_>) -> Option<ListChange> {
    let known = |code: &Code<'_, '_>| CodeFlags(u32::MAX).names(code.version()).0;
    let names = |code: &Code<'_, '_>| {
        let (names, rest) = code.flags().names(code.version());
        let rest = (rest != 0 && old.version() == new.version()).then(|| format!("0x{rest:x}"));
        names.into_iter().map(str::to_owned).chain(rest).collect::<Vec<_>>()
    };
    let (before, after) = (names(old), names(new));
    let (old, new) = (known(old), known(new));
    let both = |name: &String| name.starts_with("0x") || old.contains(&name.as_str()) && new.contains(&name.as_str());
    let lacks =
        |names: &[String], others: &[String]| Items::of(names.iter().filter(|it| both(it) && !others.contains(it)).cloned());
    let (removed, added) = (lacks(&before, &after), lacks(&after, &before));
    (!removed.shown.is_empty() || !added.shown.is_empty()).then_some(ListChange { name: "flags", removed, added })
}

/// What instructions that do the same have in other places.
fn moved(old: &Body<'_>, new: &Body<'_>, rows: &Rows) -> Moved {
    let mut moved = Moved::default();
    let mut distances = Vec::new();
    for (before, after) in rows.same(old, new) {
        let (before, after) = (old.location(before), new.location(after));
        if before.line != after.line {
            moved.lines += 1;
            // All distances are not needed: two that differ tell enough.
            if distances.len() < 2 {
                let distance = before.line.zip(after.line).map(|(before, after)| i64::from(after) - i64::from(before));
                if !distances.contains(&distance) {
                    distances.push(distance);
                }
            }
        } else if before.column.is_some() && after.column.is_some() && before != after {
            moved.columns += 1;
        }
    }
    moved.by = match distances.as_slice() {
        [one] => *one,
        _ => None,
    };
    moved
}
