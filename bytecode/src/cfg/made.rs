//! Functions for tests, from lines such as `LOAD_CONST 0`.

use pyc_marshal::{CodeObject, Field, Layout, Object, Objects, Style, Tree, Version};

use crate::function::Function;
use crate::op::Op;
use crate::set::InstructionSet;

/// A code object of three constants, three names and three local variables, of which from 3.11 on the last is a cell.
pub(crate) struct Made {
    layout: &'static Layout,
    bytes: Vec<u8>,
}

/// Instructions, separated by `;`, as bytes. A number alone is a byte.
pub(crate) fn code(version: Version, text: &str) -> Vec<u8> {
    let set = InstructionSet::of(version).expect("a set");
    let mut code = Vec::new();
    for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let (name, oparg) = line.split_once(' ').map_or((line, 0), |(name, oparg)| (name, oparg.parse::<u16>().expect(line)));
        if let Ok(byte) = name.parse() {
            code.push(byte);
            continue;
        }
        let opcode = set.opcode(name.parse::<Op>().expect(line)).expect(line);
        code.push(opcode.0);
        if set.word_code {
            code.push(u8::try_from(oparg).expect(line));
        } else if set.has_argument(opcode) {
            code.extend(oparg.to_le_bytes());
        }
        code.extend(core::iter::repeat_n(0, set.info(opcode).map_or(0, |info| 2 * usize::from(info.caches))));
    }
    code
}

impl Made {
    pub(crate) fn new(version: (u8, u8), text: &str, stacksize: i32) -> Made {
        let version = Version::new(version.0, version.1);
        Made::of(version, &code(version, text), b"", stacksize)
    }

    pub(crate) fn of(version: Version, code: &[u8], exceptiontable: &[u8], stacksize: i32) -> Made {
        let layout = Layout::of(version).expect("a layout");
        let mut objects = Objects::new(layout);
        let none = objects.push(Object::None);
        let text = objects.push_str("f", false);
        let names = objects.push(Object::Tuple(vec![text; 3]));
        let mut made = CodeObject::new();
        for &field in layout.fields {
            let bytes: &[u8] = match field {
                Field::Code => code,
                Field::Exceptiontable => exceptiontable,
                Field::Localspluskinds => b"\x20\x20\x40",
                _ => b"",
            };
            match field {
                Field::Stacksize => made.set_number(field, stacksize),
                Field::Nlocals => made.set_number(field, 3),
                _ if field.is_number() => made.set_number(field, 0),
                Field::Consts => made.set_object(field, objects.push(Object::Tuple(vec![none; 3]))),
                Field::Names | Field::Varnames | Field::Localsplusnames => made.set_object(field, names),
                Field::Cellvars | Field::Freevars => made.set_object(field, objects.push(Object::Tuple(Vec::new()))),
                Field::Filename | Field::Name | Field::Qualname => made.set_object(field, text),
                _ => made.set_object(field, objects.push(Object::bytes(bytes))),
            }
        }
        let root = objects.push(Object::Code(Box::new(made)));
        Made { layout, bytes: objects.to_bytes(root, Style::of(layout)).expect("bytes") }
    }

    pub(crate) fn with<R>(&self, action: impl FnOnce(&Function<'_, '_>) -> R) -> R {
        let tree = Tree::parse(&self.bytes, self.layout).expect("a tree");
        let code = tree.codes().next().expect("a code object");
        action(&Function::new(code).expect("a function"))
    }
}
