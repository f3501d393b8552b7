//! Open containers.

use crate::tag::Tag;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Container {
    /// None is open: what is complete now is the outermost object.
    Root,
    Tuple,
    List,
    Set,
    Dict,
    Slice,
    Code,
}

/// What the next step finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// The outermost object.
    Start,
    /// A part of the innermost container.
    Part,
    /// The `firstlineno` of the innermost code object.
    Number,
    /// A part of a container that is as deep as the limit.
    TooDeep,
    /// Nothing: the object is complete, or reading failed.
    End,
}

pub(super) const NO_SLOT: u32 = u32::MAX;
/// Where a dict notes the offset of a key without hash: there is none.
pub(super) const HASHED: u32 = u32::MAX;

/// An open container.
pub(super) struct Frame {
    pub(super) container: Container,
    pub(super) tag: Tag,
    /// Dict: the next object is a value. Code: unused.
    pub(super) value_next: bool,
    /// Code: index of the next field in the layout.
    pub(super) field: u8,
    /// Bits that all items so far have; of code objects those of `consts`.
    pub(super) common: u32,
    /// Items in all. Dicts: offset of the last key if that has no hash, else [`HASHED`]. Code objects: unused.
    pub(super) count: u32,
    /// Items so far.
    pub(super) done: u32,
    pub(super) slot: u32,
    pub(super) node: u32,
    pub(super) offset: u32,
}

impl Frame {
    pub(super) const ROOT: Frame = Frame {
        container: Container::Root,
        tag: Tag::NULL,
        value_next: false,
        field: 0,
        common: 0,
        count: 0,
        done: 0,
        slot: NO_SLOT,
        node: 0,
        offset: 0,
    };
}
