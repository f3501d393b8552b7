//! Writing the objects that are left.

use hashbrown::HashMap;

use super::leaf::is_container_code;
use super::numbering::Numbering;
use crate::error::{Error, ErrorKind};
use crate::field::Field;
use crate::layout::Layout;
use crate::tag::Tag;

/// Writes the objects that a [`Numbering`] tells apart.
pub(super) struct Emitter<'n, 't, 'a> {
    numbering: &'n Numbering<'t, 'a>,
    layout: &'static Layout,
    out: &'n mut Vec<u8>,
    /// Slot of each object that was written with `FLAG_REF`.
    slots: Vec<u32>,
    next_slot: u32,
    /// Place of each interned string in the list of Python 2.
    strings: HashMap<u32, u32>,
}

const NO_SLOT: u32 = u32::MAX;

enum Task {
    Object(u32),
    Number(i32),
    Leave,
}

impl<'n, 't, 'a> Emitter<'n, 't, 'a> {
    pub(super) fn new(numbering: &'n Numbering<'t, 'a>, out: &'n mut Vec<u8>) -> Emitter<'n, 't, 'a> {
        let layout = numbering.tree.layout();
        let mut emitter = Emitter { numbering, layout, out, slots: Vec::new(), next_slot: 0, strings: HashMap::new() };
        if layout.rules.references {
            emitter.slots = vec![NO_SLOT; numbering.tree.len()];
        }
        emitter
    }

    pub(super) fn run(&mut self) -> Result<(), Error> {
        let mut depth = 0;
        let mut parts = Vec::new();
        let mut tasks = vec![Task::Object(self.numbering.same(0))];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Leave => depth -= 1,
                Task::Number(value) => self.number(value),
                Task::Object(index) => {
                    if depth >= self.layout.max_depth {
                        let offset = self.numbering.node(index).offset();
                        return Err(ErrorKind::TooDeep { limit: self.layout.max_depth }.at(offset));
                    }
                    if self.object(index, &mut parts) {
                        depth += 1;
                        tasks.push(Task::Leave);
                        self.push_parts(index, &mut parts, &mut tasks);
                    }
                }
            }
        }
        Ok(())
    }

    /// Puts the parts of a container on the stack, last one first, and empties `parts`.
    fn push_parts(&self, index: u32, parts: &mut Vec<u32>, tasks: &mut Vec<Task>) {
        match self.numbering.head(index).2 {
            Some(number) => {
                for &field in self.layout.fields.iter().rev() {
                    if !field.is_number() {
                        tasks.extend(parts.pop().map(Task::Object));
                    } else if field == Field::Firstlineno {
                        tasks.push(Task::Number(number));
                    }
                }
            }
            None => tasks.extend(parts.drain(..).rev().map(Task::Object)),
        }
        parts.clear();
    }

    fn number(&mut self, value: i32) {
        let bytes = value.to_le_bytes();
        self.out.extend_from_slice(bytes.get(..usize::from(self.layout.number_width)).unwrap_or(&bytes));
    }

    /// Writes a leaf, a reference, or the head of a container; says whether parts follow, and puts them into `parts`.
    fn object(&mut self, index: u32, parts: &mut Vec<u32>) -> bool {
        let code = self.numbering.code(index);
        let mut flag = 0;
        let shared = self.numbering.uses.get(index as usize).is_some_and(|&uses| uses > 1);
        if shared
            && code.takes_slot()
            && let Some(slot) = self.slots.get_mut(index as usize)
        {
            if *slot != NO_SLOT {
                self.out.push(Tag::REF.0);
                self.out.extend_from_slice(&slot.to_le_bytes());
                return false;
            }
            *slot = self.next_slot;
            self.next_slot += 1;
            flag = Tag::FLAG_REF;
        }
        if code == Tag::INTERNED && self.layout.rules.string_list {
            if let Some(place) = self.strings.get(&index) {
                self.out.push(Tag::STRING_REF.0);
                self.out.extend_from_slice(&place.to_le_bytes());
                return false;
            }
            self.strings.insert(index, self.strings.len() as u32);
        }
        let container = is_container_code(code);
        if container {
            self.numbering.parts_into(index, parts);
        }
        match code {
            Tag::TUPLE | Tag::SMALL_TUPLE | Tag::LIST | Tag::SET | Tag::FROZEN_SET => {
                let count = parts.len();
                if matches!(code, Tag::TUPLE | Tag::SMALL_TUPLE) && count < 256 && self.layout.rules.references {
                    self.out.extend_from_slice(&[Tag::SMALL_TUPLE.0 | flag, count as u8]);
                } else {
                    self.out.push(if code == Tag::SMALL_TUPLE { Tag::TUPLE.0 } else { code.0 } | flag);
                    self.out.extend_from_slice(&(count as u32).to_le_bytes());
                }
            }
            _ => {
                self.out.push(code.0 | flag);
                self.out.extend_from_slice(self.numbering.form(index).1);
            }
        }
        container
    }
}
