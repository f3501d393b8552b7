//! Files that are nearly as they were: changes that know what they change.

use pyc_marshal::{Code, Field, File, Layout, Mode, Node, Options, Tag, Tree};

use crate::Random;

/// A change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A byte of the header.
    Header,
    /// The type byte of an object.
    Tag,
    /// `FLAG_REF` of an object.
    Flag,
    /// A count, a length or a number.
    Number,
    /// An object becomes a reference.
    Reference,
    /// An object becomes a copy of another one.
    Copy,
    /// An object goes.
    Removal,
    /// An object is wrapped in containers, deeper than a loader allows or not quite.
    Depth,
    /// An opcode of a code object.
    Opcode,
    /// An argument of an instruction.
    Argument,
    /// A byte of a line table or an exception table.
    Table,
    /// The end is cut off.
    Cut,
    /// Any byte.
    Byte,
}

impl Change {
    /// All of them.
    pub const ALL: [Change; 13] = [
        Change::Header,
        Change::Tag,
        Change::Flag,
        Change::Number,
        Change::Reference,
        Change::Copy,
        Change::Removal,
        Change::Depth,
        Change::Opcode,
        Change::Argument,
        Change::Table,
        Change::Cut,
        Change::Byte,
    ];

    /// In one word.
    pub const fn name(self) -> &'static str {
        match self {
            Change::Header => "header",
            Change::Tag => "tag",
            Change::Flag => "flag",
            Change::Number => "number",
            Change::Reference => "reference",
            Change::Copy => "copy",
            Change::Removal => "removal",
            Change::Depth => "depth",
            Change::Opcode => "opcode",
            Change::Argument => "argument",
            Change::Table => "table",
            Change::Cut => "cut",
            Change::Byte => "byte",
        }
    }
}

/// Numbers at the edges of what a format can say.
const NUMBERS: [u32; 10] = [0, 1, 2, 0x7f, 0xff, 0x100, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
/// Type bytes of all versions.
const TAGS: &[u8] = b"0NFTS.iIlfgxystRuaAzZ()[{}<>:cC";

/// Changes a file in up to four places, and tells how. The same file and the same random numbers give the same outcome.
///
/// What is no `.pyc` file of a known version has only bytes changed, and is cut.
pub fn mutate(bytes: &[u8], random: &mut Random) -> (Vec<u8>, Vec<Change>) {
    let mut out = bytes.to_vec();
    let mut done = Vec::new();
    for _ in 0..=random.below(4) {
        let change = *random.pick(&Change::ALL);
        let change = if apply(&mut out, change, random).is_some() { change } else { any_byte(&mut out, random) };
        done.push(change);
    }
    (out, done)
}

fn any_byte(bytes: &mut [u8], random: &mut Random) -> Change {
    let at = random.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte = random.byte();
    }
    Change::Byte
}

/// `None` if there is no place for the change.
fn apply(bytes: &mut Vec<u8>, change: Change, random: &mut Random) -> Option<()> {
    let (_, layout) = File::header(bytes, Mode::Lenient, None).ok()?;
    let start = layout.header.len();
    match change {
        Change::Header => *bytes.get_mut(random.below(start))? = random.byte(),
        Change::Byte => drop(any_byte(bytes, random)),
        Change::Cut => bytes.truncate(random.below(bytes.len())),
        _ => {
            let body = bytes.split_off(start);
            let changed = apply_to_body(&body, layout, change, random);
            bytes.extend(changed.as_ref().unwrap_or(&body));
            changed?;
        }
    }
    Some(())
}

/// The stream with a change.
fn apply_to_body(body: &[u8], layout: &'static Layout, change: Change, random: &mut Random) -> Option<Vec<u8>> {
    let tree = Tree::with_options(body, layout, Options::LENIENT).ok()?;
    let mut out = body.to_vec();
    let nodes: Vec<Node<'_, '_>> = tree.nodes().collect();
    let node = *nodes.get(random.below(nodes.len()))?;
    match change {
        Change::Tag => *out.get_mut(node.offset())? = *random.pick(TAGS) | body.get(node.offset())? & Tag::FLAG_REF,
        Change::Flag => *out.get_mut(node.offset())? ^= Tag::FLAG_REF,
        Change::Number => {
            let (start, end) = (node.offset() + 1, node.token().end);
            // What is written are four bytes at most, within the token.
            let number = random.pick(&NUMBERS).to_le_bytes();
            let at = start + random.below(end.saturating_sub(start).max(1)) / 4 * 4;
            for (byte, new) in out.get_mut(at..end.max(at))?.iter_mut().zip(number) {
                *byte = new;
            }
        }
        Change::Reference => {
            let tag = if layout.version.major < 3 { b'R' } else { b'r' };
            let index = random.below(nodes.len() + 2) as u32;
            out.splice(node.span(), [&[tag][..], &index.to_le_bytes()].concat());
        }
        Change::Copy => {
            let other = body.get(nodes.get(random.below(nodes.len()))?.span())?.to_vec();
            out.splice(node.span(), other);
        }
        Change::Removal => drop(out.drain(node.span())),
        Change::Depth => {
            let depth = (layout.max_depth as usize + 8).saturating_sub(random.below(16)) / *random.pick(&[1, 1, 4, 50]);
            let wrapped = [b"[\x01\0\0\0".repeat(depth).as_slice(), body.get(node.span())?].concat();
            out.splice(node.span(), wrapped);
        }
        Change::Opcode | Change::Argument | Change::Table => {
            let fields: &[Field] = match change {
                Change::Table => &[Field::Linetable, Field::Exceptiontable],
                _ => &[Field::Code],
            };
            let codes: Vec<Code<'_, '_>> = tree.codes().collect();
            let code = codes.get(random.below(codes.len()))?;
            let field = code.object(*random.pick(fields)).and_then(Node::resolve)?;
            let (length, end) = (field.as_bytes()?.len(), field.token().end);
            let at = random.below(length);
            let at = match change {
                Change::Opcode => at & !1,
                Change::Argument => at | 1,
                _ => at,
            };
            *out.get_mut((end - length + at).min(end.checked_sub(1)?))? = random.byte();
        }
        Change::Header | Change::Cut | Change::Byte => return None,
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arbitrary::Unstructured;
    use pyc_marshal::Version;

    #[test]
    fn every_change_finds_its_place() {
        let seed = Random::new(5).bytes(900);
        for version in [Version::new(2, 7), Version::new(3, 8), Version::new(3, 13)] {
            let file = crate::module(&mut Unstructured::new(&seed), version).expect("a module");
            for change in Change::ALL {
                let mut found = false;
                for seed in 0..40 {
                    let mut bytes = file.clone();
                    found |= apply(&mut bytes, change, &mut Random::new(seed)).is_some() && bytes != file;
                }
                assert!(found, "{version}: {change:?}");
            }
        }
    }

    #[test]
    fn what_is_no_file_is_changed_all_the_same() {
        for len in [0, 1, 40] {
            let bytes = vec![0; len];
            for seed in 0..20 {
                let (out, changes) = mutate(&bytes, &mut Random::new(seed));
                assert!(out.len() <= len && !changes.is_empty());
            }
        }
    }
}
