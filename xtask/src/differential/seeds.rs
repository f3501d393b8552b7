//! What the mutations start from: tiny streams of every type code, code objects, and small files of the corpus.

use std::fs;

use pyc_marshal::{Field, Layout};

use crate::{Outcome, root, while_doing};
use pyc_smith::Random;

/// Larger files of the corpus are left out: they take long to load and to minimise.
const MAX_SEED: usize = 3000;

/// At least one of every type code, of every version; what a version does not read, it must refuse.
#[rustfmt::skip]
pub(crate) const VALUES: &[&[u8]] = &[
    b"0", b"N", b"F", b"T", b"S", b".",
    b"i\x00\0\0\0", b"i\x01\0\0\0", b"i\xff\xff\xff\xff", b"\xe9\x07\0\0\0", b"i\0\0\0\x80",
    b"I\x01\0\0\0\0\0\0\0", b"I\0\0\0\0\0\0\0\x80", b"I\xff\xff\xff\xff\xff\xff\xff\xff",
    b"l\0\0\0\0", b"l\x01\0\0\0\x05\0", b"l\xff\xff\xff\xff\x05\0", b"l\x03\0\0\0\xff\x7f\0\0\x01\0", b"l\x01\0\0\0\0\0",
    b"l\x05\0\0\0\0\0\0\0\0\0\0\0\x10\0", b"l\x02\0\0\0\0\0\0\x40",
    b"f\x031.5", b"f\x011", b"f\x04-0.0", b"f\x03nan", b"f\x04-inf", b"f\x051e400", b"f\x020x", b"f\0", b"f\x03 1 ", b"f\x041_00", b"f\x03\x31\0\x32",
    b"g\0\0\0\0\0\0\xf8\x3f", b"g\0\0\0\0\0\0\xf0\x3f", b"g\0\0\0\0\0\0\0\x80", b"g\0\0\0\0\0\0\xf8\x7f", b"g\0\0\0\0\0\0\xf0\x7f",
    b"x\x011\x012", b"x\x010\x01x", b"y\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\0", b"y\0\0\0\0\0\0\0\x80\0\0\0\0\0\0\0\x80",
    b"y\0\0\0\0\0\0\xf8\x7f\0\0\0\0\0\0\xf0\xff",
    b"s\0\0\0\0", b"s\x01\0\0\0a", b"\xf3\x02\0\0\0ab", b"s\x03\0\0\0'\"\xff",
    b"t\0\0\0\0", b"t\x01\0\0\0a", b"\xf4\x02\0\0\0ab", b"t\x02\0\0\0\xc3\xa9", b"t\x01\0\0\0\xe9", b"R\0\0\0\0", b"R\x01\0\0\0",
    b"u\0\0\0\0", b"u\x01\0\0\0a", b"\xf5\x02\0\0\0\xc3\xa9", b"u\x03\0\0\0\xed\xa0\x80", b"u\x04\0\0\0\xf0\x9f\x98\x80", b"u\x01\0\0\0\xff",
    b"u\x06\0\0\0\xed\xa0\xbd\xed\xb8\x80", b"u\x05\0\0\0\x00\x7f\xc2\xad\x0a",
    b"a\x01\0\0\0a", b"\xe1\x01\0\0\0b", b"a\x01\0\0\0\xe9", b"A\x01\0\0\0a", b"\xc1\x01\0\0\0c",
    b"z\0", b"z\x01a", b"\xfa\x01a", b"z\x02'\xe9", b"Z\x01a", b"\xda\x01b", b"Z\x01\xff",
    b"(\0\0\0\0", b"(\x01\0\0\0N", b"\xa8\x02\0\0\0i\x01\0\0\0r\0\0\0\0", b")\0", b")\x01N", b"\xa9\x02i\x01\0\0\0N", b"\xa9\x01r\0\0\0\0",
    b"[\0\0\0\0", b"[\x01\0\0\0N", b"\xdb\x01\0\0\0r\0\0\0\0", b"\xdb\x02\0\0\0\xe9\x01\0\0\0r\x01\0\0\0",
    b"{0", b"{Ni\x01\0\0\x000", b"\xfbNr\0\0\0\x000", b"{i\x01\0\0\0NTF0", b"{N0", b"{[\0\0\0\0N0", b"{N0Ni\x01\0\0\x000",
    b"}0", b"}Ni\x01\0\0\x000", b"\xfdNN0", b"}N[\0\0\0\x000",
    b"<\0\0\0\0", b"<\x01\0\0\0N", b"<\x03\0\0\0i\x01\0\0\0Tg\0\0\0\0\0\0\xf0\x3f", b"\xbc\x02\0\0\0NF", b"<\x01\0\0\0[\0\0\0\0",
    b">\0\0\0\0", b">\x01\0\0\0N", b"\xbe\x02\0\0\0i\x01\0\0\0i\x02\0\0\0", b">\x01\0\0\0>\0\0\0\0", b">\x01\0\0\0(\x01\0\0\0{0",
    b":NNN", b"\xbai\x01\0\0\0NN", b">\x01\0\0\0:NNN", b"{:NNNN0",
    b"r\0\0\0\0", b"r\x01\0\0\0", b"r\x02\0\0\0", b"r\xff\xff\xff\xff",
    b"(\x02\0\0\0t\x01\0\0\0aR\0\0\0\0", b"c", b"C", b"?", b"\0",
];

/// Numbers that a count, a length, an index or a field may be.
#[rustfmt::skip]
pub(crate) const NUMBERS: &[i32] = &[
    0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10_0000, 0x0fff_ffff, 0x1fff_ffff, 0x2000_0000,
    0x3fff_ffff, 0x4000_0000, i32::MAX - 4, i32::MAX - 1, i32::MAX, i32::MIN, i32::MIN + 1, -1, -2, -3, -128, -256, -0x8000,
];

/// Bytes that matter in `co_localspluskinds`.
const KINDS: &[u8] = &[0x20, 0x20, 0x26, 0x60, 0x40, 0x80, 0x30, 0, 0xff];

/// The objects of the small files that a version has in the corpus.
pub(crate) fn corpus(layout: &Layout) -> Outcome<Vec<Vec<u8>>> {
    let directory = root().join("corpus/pyc").join(layout.version.to_string());
    let mut paths: Vec<_> =
        fs::read_dir(&directory).map_err(while_doing(directory.display()))?.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "pyc"));
    paths.sort();
    let bodies = paths.iter().filter_map(|path| Some(fs::read(path).ok()?.get(layout.header.len()..)?.to_vec()));
    Ok(bodies.filter(|body| body.len() <= MAX_SEED).collect())
}

/// A code object, right but for one field in some.
pub(crate) fn code(layout: &Layout, random: &mut Random) -> Vec<u8> {
    let mut out = vec![layout.code_tag().with_flag(random.one_in(2) && layout.code_tag().is_read_by(layout.version)).0];
    let names = random.below(4);
    let wrong = random.below(2 * layout.fields.len());
    for (i, &field) in layout.fields.iter().enumerate() {
        if field.is_number() {
            let value = if i == wrong { *random.pick(NUMBERS) } else { number(field, names, random) };
            out.extend_from_slice(&value.to_le_bytes()[..usize::from(layout.number_width)]);
        } else if i == wrong {
            out.extend_from_slice(random.pick::<&[u8]>(VALUES));
        } else {
            object(&mut out, field, names, layout, random);
        }
    }
    out
}

fn number(field: Field, names: usize, random: &mut Random) -> i32 {
    match field {
        Field::Argcount | Field::Posonlyargcount | Field::Kwonlyargcount => random.below(names / 2 + 2) as i32,
        Field::Nlocals => names as i32,
        Field::Flags => i32::from(random.byte()),
        _ => random.below(9) as i32,
    }
}

fn object(out: &mut Vec<u8>, field: Field, names: usize, layout: &Layout, random: &mut Random) {
    match field {
        Field::Code => bytes(out, &vec![9; 2 * random.below(3) + usize::from(random.one_in(9))]),
        Field::Localspluskinds => {
            let kinds: Vec<u8> = (0..names + usize::from(random.one_in(9))).map(|_| *random.pick(KINDS)).collect();
            bytes(out, &kinds);
        }
        Field::Linetable | Field::Exceptiontable => bytes(out, b""),
        Field::Filename | Field::Name | Field::Qualname => text(out, layout, random),
        _ => {
            let count = if matches!(field, Field::Varnames | Field::Localsplusnames) { names } else { random.below(3) };
            out.push(b'(');
            out.extend_from_slice(&(count as u32).to_le_bytes());
            for _ in 0..count {
                if field == Field::Consts {
                    out.extend_from_slice(random.pick::<&[u8]>(VALUES));
                } else {
                    text(out, layout, random);
                }
            }
        }
    }
}

fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    out.push(b's');
    out.extend_from_slice(&(value.len() as u32).to_le_bytes());
    out.extend_from_slice(value);
}

/// A name: the `str` of the version.
fn text(out: &mut Vec<u8>, layout: &Layout, random: &mut Random) {
    let name = [b'a' + random.below(5) as u8];
    if layout.version.major >= 3 {
        out.extend_from_slice(b"u\x01\0\0\0");
        out.extend_from_slice(&name);
    } else {
        bytes(out, &name);
    }
}
