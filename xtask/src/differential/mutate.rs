//! Mutations of a stream: of its bytes, and of the tokens that lenient reading finds in it.

use core::ops::Range;

use pyc_marshal::{Layout, Options, Tree};

use super::seeds::{self, NUMBERS, VALUES};
use pyc_smith::Random;

/// Where the tokens of a stream are.
struct Place {
    /// The object with all its parts.
    span: Range<usize>,
    /// Offset behind its own token.
    end: usize,
}

fn places(bytes: &[u8], layout: &'static Layout) -> Vec<Place> {
    let Ok(tree) = Tree::with_options(bytes, layout, Options::LENIENT) else { return Vec::new() };
    tree.nodes().map(|node| Place { span: node.span(), end: node.token().end }).collect()
}

/// A stream made of one seed, or of several.
pub(crate) fn stream(seeds: &[Vec<u8>], layout: &'static Layout, random: &mut Random) -> Vec<u8> {
    let mut bytes = start(seeds, layout, random);
    for _ in 0..random.below(4) {
        mutate(&mut bytes, seeds, layout, random);
    }
    if random.one_in(200) {
        nest(&mut bytes, layout, random);
    }
    bytes
}

fn start(seeds: &[Vec<u8>], layout: &'static Layout, random: &mut Random) -> Vec<u8> {
    match random.below(8) {
        0 | 1 => random.pick(VALUES).to_vec(),
        2 | 3 => seeds::code(layout, random),
        4 if !seeds.is_empty() => random.pick(seeds).clone(),
        _ => container(layout, random),
    }
}

/// A container of small things, in which references find something to refer to.
fn container(layout: &'static Layout, random: &mut Random) -> Vec<u8> {
    let tag = *random.pick(b"((()[[{{<<>>:}");
    let count = if tag == b':' { 3 } else { 1 + random.below(5) };
    let mut out = vec![tag | if random.one_in(3) { 0x80 } else { 0 }];
    match tag {
        b'{' | b'}' | b':' => {}
        b')' => out.push(count as u8),
        _ => out.extend_from_slice(&(count as u32).to_le_bytes()),
    }
    for _ in 0..if matches!(tag, b'{' | b'}') { 2 * count } else { count } {
        out.extend_from_slice(&small(layout, random));
    }
    if matches!(tag, b'{' | b'}') {
        out.push(b'0');
    }
    out
}

/// A small object, a reference, or at times another container.
fn small(layout: &'static Layout, random: &mut Random) -> Vec<u8> {
    match random.below(12) {
        0..=1 => reference(random),
        2 => container(layout, random),
        3 if random.one_in(4) => seeds::code(layout, random),
        _ => {
            let mut value = random.pick(VALUES).to_vec();
            if random.one_in(4)
                && let Some(tag) = value.first_mut()
            {
                *tag |= 0x80;
            }
            value
        }
    }
}

fn reference(random: &mut Random) -> Vec<u8> {
    let index = random.below(6) as u32;
    [&[if random.one_in(5) { b'R' } else { b'r' }][..], &index.to_le_bytes()].concat()
}

fn mutate(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], layout: &'static Layout, random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(12) {
        0 => bytes.truncate(at),
        1 => {
            let end = (at + 1 + random.below(8)).min(bytes.len());
            bytes.drain(at.min(end)..end);
        }
        2 => {
            let value = random.byte();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = if random.one_in(2) { *byte ^ 1 << (value & 7) } else { value };
            }
        }
        3 => overwrite(bytes, at, &random.pick(NUMBERS).to_le_bytes()),
        4 => {
            let other = start(seeds, layout, random);
            let from = random.below(other.len());
            let to = (from + random.below(16)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        kind => mutate_token(bytes, kind, seeds, layout, random),
    }
}

/// Mutations that know where a token begins, so that most of what follows still is understood.
fn mutate_token(bytes: &mut Vec<u8>, kind: usize, seeds: &[Vec<u8>], layout: &'static Layout, random: &mut Random) {
    let places = places(bytes, layout);
    if places.is_empty() {
        return;
    }
    let place = random.pick(&places);
    let start = place.span.start;
    match kind {
        5 => bytes[start] ^= 0x80,
        6 => bytes[start] = random.pick(VALUES)[0] | if random.one_in(3) { 0x80 } else { 0 },
        7 => {
            let width = random.below(place.end - start).min(16);
            overwrite(bytes, start + 1 + width / 4 * 4, &random.pick(NUMBERS).to_le_bytes());
        }
        8 => drop(bytes.splice(place.span.clone(), reference(random))),
        9 => drop(bytes.splice(place.span.clone(), small(layout, random))),
        10 => {
            let other = random.pick(&places).span.clone();
            let copy = bytes[other].to_vec();
            bytes.splice(place.span.clone(), copy);
        }
        _ => {
            let other = self::start(seeds, layout, random);
            bytes.splice(start..start, other);
        }
    }
}

fn overwrite(bytes: &mut [u8], at: usize, value: &[u8]) {
    for (byte, &new) in bytes.iter_mut().skip(at).zip(value) {
        *byte = new;
    }
}

/// Wraps a stream in containers, about as many as the version allows.
fn nest(bytes: &mut Vec<u8>, layout: &Layout, random: &mut Random) {
    let wrapper = *random.pick(&[&b"(\x01\0\0\0"[..], b")\x01", b"[\x01\0\0\0", b"\xa9\x01", b"{N", b"(\x02\0\0\0N"]);
    let depth = (layout.max_depth as usize - 4 + random.below(8)).min(if random.one_in(4) { 10 } else { usize::MAX });
    let mut nested = wrapper.repeat(depth);
    nested.append(bytes);
    if wrapper[0] == b'{' {
        nested.extend(vec![b'0'; depth]);
    }
    *bytes = nested;
}
