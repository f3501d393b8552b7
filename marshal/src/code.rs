//! Code objects: a typed view through the layout of their version.

use core::fmt;

use crate::field::Field;
use crate::layout::Layout;
use crate::node::{Children, Node};
use crate::text::Str;
use crate::token::Payload;
use crate::version::Version;

/// A code object in a [`crate::Tree`]. Fields that the version lacks are `None`, or computed where another field tells them.
#[derive(Clone, Copy)]
pub struct Code<'t, 'a> {
    node: Node<'t, 'a>,
    numbers: [Option<i32>; Field::NUMBERS],
    /// Number of the object in each field, plus one; 0 where there is none.
    objects: [u32; Field::COUNT - Field::NUMBERS],
}

impl<'t, 'a> Code<'t, 'a> {
    pub(crate) fn new(node: Node<'t, 'a>) -> Code<'t, 'a> {
        let layout = node.tree().layout();
        let mut code = Code { node, numbers: [None; Field::NUMBERS], objects: [0; Field::COUNT - Field::NUMBERS] };
        if let Payload::Code(head) = node.token().payload {
            for (field, &value) in layout.head().zip(head.values()) {
                if let Some(slot) = code.numbers.get_mut(field as usize) {
                    *slot = Some(value);
                }
            }
        }
        let mut children = node.children();
        for field in layout.objects() {
            if let Some(child) = children.next()
                && let Some(slot) = code.objects.get_mut(field as usize - Field::NUMBERS)
            {
                *slot = child.index() as u32 + 1;
            }
        }
        if let Some(slot) = code.numbers.get_mut(Field::Firstlineno as usize) {
            *slot = node.firstlineno();
        }
        code
    }

    /// The node that it stands at.
    pub fn node(&self) -> Node<'t, 'a> {
        self.node
    }

    /// The layout of its version.
    pub fn layout(&self) -> &'static Layout {
        self.node.tree().layout()
    }

    /// Its version.
    pub fn version(&self) -> Version {
        self.layout().version
    }

    /// A field that is a plain number.
    pub fn number(&self, field: Field) -> Option<i32> {
        self.numbers.get(field as usize).copied().flatten()
    }

    /// A field that is an object; maybe a reference.
    pub fn object(&self, field: Field) -> Option<Node<'t, 'a>> {
        let index = (field as usize).checked_sub(Field::NUMBERS).and_then(|i| self.objects.get(i))?;
        self.node.tree().node(index.checked_sub(1)? as usize)
    }

    fn text(&self, field: Field) -> Option<Str<'a>> {
        self.object(field)?.as_str()
    }

    fn bytes(&self, field: Field) -> Option<&'a [u8]> {
        self.object(field)?.as_bytes()
    }

    /// `co_argcount`: positional parameters, positional-only ones included. 0 before 1.3.
    pub fn argcount(&self) -> i32 {
        self.number(Field::Argcount).unwrap_or(0)
    }

    /// `co_posonlyargcount`; 0 before 3.8.
    pub fn posonlyargcount(&self) -> i32 {
        self.number(Field::Posonlyargcount).unwrap_or(0)
    }

    /// `co_kwonlyargcount`; 0 before 3.0.
    pub fn kwonlyargcount(&self) -> i32 {
        self.number(Field::Kwonlyargcount).unwrap_or(0)
    }

    /// `co_nlocals`; since 3.11 counted from the kinds.
    pub fn nlocals(&self) -> i32 {
        self.number(Field::Nlocals).unwrap_or_else(|| self.localsplus().filter(|(_, kind)| kind.is_local()).count() as i32)
    }

    /// `co_stacksize`; 0 before 1.5.
    pub fn stacksize(&self) -> i32 {
        self.number(Field::Stacksize).unwrap_or(0)
    }

    /// `co_flags`; none before 1.3.
    pub fn flags(&self) -> CodeFlags {
        CodeFlags(self.number(Field::Flags).unwrap_or(0) as u32)
    }

    /// `co_firstlineno`; `None` before 1.5. Signed, as 16 bits wrapped up to 2.2.
    pub fn firstlineno(&self) -> Option<i32> {
        self.number(Field::Firstlineno)
    }

    /// `co_code`: the instructions as the file has them.
    pub fn code(&self) -> &'a [u8] {
        let object = self.object(Field::Code);
        object.and_then(Node::as_bytes).or_else(|| object.and_then(Node::as_str).map(|text| text.as_bytes())).unwrap_or(&[])
    }

    /// `co_consts`.
    pub fn consts(&self) -> Option<Children<'t, 'a>> {
        self.object(Field::Consts)?.as_items()
    }

    /// The code objects among the constants, directly or by reference.
    pub fn nested(&self) -> impl Iterator<Item = Code<'t, 'a>> + use<'t, 'a> {
        self.consts().into_iter().flatten().filter_map(|node| node.resolve().and_then(Node::as_code))
    }

    /// The items of a field that is a tuple of names. Items that are no strings, which only lenient reading lets pass, are left out.
    pub fn names_of(&self, field: Field) -> impl Iterator<Item = Str<'a>> + use<'t, 'a> {
        self.object(field).and_then(Node::as_items).into_iter().flatten().filter_map(Node::as_str)
    }

    /// `co_names`.
    pub fn names(&self) -> impl Iterator<Item = Str<'a>> + use<'t, 'a> {
        self.names_of(Field::Names)
    }

    /// Names and kinds of locals, cells and free variables in one array (3.11); empty before.
    pub fn localsplus(&self) -> impl Iterator<Item = (Str<'a>, LocalKind)> + use<'t, 'a> {
        let kinds = self.bytes(Field::Localspluskinds).unwrap_or(&[]);
        self.names_of(Field::Localsplusnames).zip(kinds.iter().map(|&kind| LocalKind(kind)))
    }

    /// The kinds of [`Code::localsplus`] alone: one for each name, whether or not it is a string.
    pub fn local_kinds(&self) -> impl Iterator<Item = LocalKind> + use<'t, 'a> {
        let kinds = self.bytes(Field::Localspluskinds).unwrap_or(&[]);
        kinds.iter().take(self.count_of(Field::Localsplusnames)).map(|&kind| LocalKind(kind))
    }

    /// How many items a field has that is a tuple; 0 if the version does not have it.
    pub fn count_of(&self, field: Field) -> usize {
        self.object(field).and_then(Node::as_items).map_or(0, Iterator::count)
    }

    fn variables(&self, field: Field, kind: fn(LocalKind) -> bool) -> Vec<Str<'a>> {
        if self.layout().has(Field::Localsplusnames) {
            self.localsplus().filter(|&(_, it)| kind(it)).map(|(name, _)| name).collect()
        } else {
            self.names_of(field).collect()
        }
    }

    /// `co_varnames`: local variables, arguments first.
    pub fn varnames(&self) -> Vec<Str<'a>> {
        self.variables(Field::Varnames, LocalKind::is_local)
    }

    /// `co_cellvars`: local variables that nested functions use.
    pub fn cellvars(&self) -> Vec<Str<'a>> {
        self.variables(Field::Cellvars, LocalKind::is_cell)
    }

    /// `co_freevars`: variables of enclosing functions.
    pub fn freevars(&self) -> Vec<Str<'a>> {
        self.variables(Field::Freevars, LocalKind::is_free)
    }

    /// `co_filename`.
    pub fn filename(&self) -> Option<Str<'a>> {
        self.text(Field::Filename)
    }

    /// `co_name`.
    pub fn name(&self) -> Option<Str<'a>> {
        self.text(Field::Name)
    }

    /// `co_qualname`; `None` before 3.11.
    pub fn qualname(&self) -> Option<Str<'a>> {
        self.text(Field::Qualname)
    }

    /// `co_lnotab` (1.5 to 3.9) or `co_linetable` (3.10); empty before.
    pub fn linetable(&self) -> &'a [u8] {
        self.bytes(Field::Linetable).unwrap_or(&[])
    }

    /// `co_exceptiontable`; `None` before 3.11.
    pub fn exceptiontable(&self) -> Option<&'a [u8]> {
        self.bytes(Field::Exceptiontable)
    }
}

impl Node<'_, '_> {
    /// The `firstlineno` of a code object. It stands between two objects, without a type byte.
    pub(crate) fn firstlineno(self) -> Option<i32> {
        let layout = self.tree().layout();
        if !layout.has(Field::Firstlineno) {
            return None;
        }
        let width = usize::from(layout.number_width);
        let mut children = self.children();
        let start = match children.nth(layout.places.before_firstlineno) {
            Some(next) => next.offset().checked_sub(width)?,
            // Cut short behind the number, or before it.
            None => self.children().last()?.span().end,
        };
        let bytes = self.tree().bytes().get(start..self.tree().end())?;
        crate::token::number(bytes, layout.number_width).ok().map(|(_, value)| value)
    }
}

impl fmt::Debug for Code<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({:?} at 0x{:x})", self.name(), self.node.offset())
    }
}

/// `co_flags`: an open set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct CodeFlags(pub u32);

/// A flag: bit, name without `CO_`, first and last version that give it this meaning.
type FlagRow = (u32, &'static str, Version, Version);

const fn flag(bit: u32, name: &'static str, first: (u8, u8), last: (u8, u8)) -> FlagRow {
    (bit, name, Version::new(first.0, first.1), Version::new(last.0, last.1))
}

const NEWEST: (u8, u8) = (3, 255);

/// From `Include/code.h` and `Include/cpython/code.h` of each release.
#[rustfmt::skip]
static FLAGS: &[FlagRow] = &[
    flag(0x1, "OPTIMIZED", (1, 3), NEWEST),
    flag(0x2, "NEWLOCALS", (1, 3), NEWEST),
    flag(0x4, "VARARGS", (1, 3), NEWEST),
    flag(0x8, "VARKEYWORDS", (1, 3), NEWEST),
    flag(0x10, "NESTED", (2, 1), NEWEST),
    flag(0x20, "GENERATOR", (2, 2), NEWEST),
    flag(0x40, "NOFREE", (2, 4), (3, 10)),
    flag(0x80, "COROUTINE", (3, 5), NEWEST),
    flag(0x100, "ITERABLE_COROUTINE", (3, 5), NEWEST),
    flag(0x200, "ASYNC_GENERATOR", (3, 6), NEWEST),
    flag(0x1000, "GENERATOR_ALLOWED", (2, 3), (2, 7)),
    flag(0x2000, "FUTURE_DIVISION", (2, 2), (3, 7)),
    flag(0x4000, "FUTURE_ABSOLUTE_IMPORT", (2, 5), (3, 7)),
    flag(0x8000, "FUTURE_WITH_STATEMENT", (2, 5), (3, 7)),
    flag(0x1_0000, "FUTURE_PRINT_FUNCTION", (2, 6), (3, 7)),
    flag(0x2_0000, "FUTURE_UNICODE_LITERALS", (2, 6), (3, 7)),
    flag(0x4_0000, "FUTURE_BARRY_AS_BDFL", (3, 1), (3, 7)),
    flag(0x8_0000, "FUTURE_GENERATOR_STOP", (3, 5), (3, 7)),
    flag(0x10_0000, "FUTURE_ANNOTATIONS", (3, 7), (3, 7)),
    flag(0x2_0000, "FUTURE_DIVISION", (3, 8), NEWEST),
    flag(0x4_0000, "FUTURE_ABSOLUTE_IMPORT", (3, 8), NEWEST),
    flag(0x8_0000, "FUTURE_WITH_STATEMENT", (3, 8), NEWEST),
    flag(0x10_0000, "FUTURE_PRINT_FUNCTION", (3, 8), NEWEST),
    flag(0x20_0000, "FUTURE_UNICODE_LITERALS", (3, 8), NEWEST),
    flag(0x40_0000, "FUTURE_BARRY_AS_BDFL", (3, 8), NEWEST),
    flag(0x80_0000, "FUTURE_GENERATOR_STOP", (3, 8), NEWEST),
    flag(0x100_0000, "FUTURE_ANNOTATIONS", (3, 8), NEWEST),
    flag(0x400_0000, "HAS_DOCSTRING", (3, 14), NEWEST),
    flag(0x800_0000, "METHOD", (3, 14), NEWEST),
];

impl CodeFlags {
    /// `*args` follows the named arguments.
    pub const VARARGS: u32 = 0x4;
    /// `**kwargs` follows them.
    pub const VARKEYWORDS: u32 = 0x8;
    /// Locals are in slots.
    pub const OPTIMIZED: u32 = 0x1;
    /// The first constant is the docstring (3.14).
    pub const HAS_DOCSTRING: u32 = 0x400_0000;

    /// Whether all of the bits are set.
    pub const fn has(self, bits: u32) -> bool {
        self.0 & bits == bits
    }

    /// Names of the bits that are set, without `CO_`, as `version` means them, lowest first; and the bits that have no name.
    ///
    /// ```
    /// # use pyc_marshal::{CodeFlags, Version};
    /// let (names, rest) = CodeFlags(0x1000043).names(Version::new(3, 10));
    /// assert_eq!(names, ["OPTIMIZED", "NEWLOCALS", "NOFREE", "FUTURE_ANNOTATIONS"]);
    /// assert_eq!(rest, 0);
    /// ```
    pub fn names(self, version: Version) -> (Vec<&'static str>, u32) {
        let known = FLAGS.iter().filter(|row| self.has(row.0) && row.2 <= version && version <= row.3);
        let rest = known.clone().fold(self.0, |rest, row| rest & !row.0);
        (known.map(|row| row.1).collect(), rest)
    }
}

/// What a name in `co_localsplusnames` is (`_PyLocals_Kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalKind(pub u8);

impl LocalKind {
    /// A local variable, arguments included (`CO_FAST_LOCAL`).
    pub const fn is_local(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// A cell (`CO_FAST_CELL`). An argument can be local and cell.
    pub const fn is_cell(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// A free variable (`CO_FAST_FREE`).
    pub const fn is_free(self) -> bool {
        self.0 & 0x80 != 0
    }

    /// A variable of an inlined comprehension (`CO_FAST_HIDDEN`, 3.12).
    pub const fn is_hidden(self) -> bool {
        self.0 & 0x10 != 0
    }
}
