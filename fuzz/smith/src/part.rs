//! What is remembered of an object, and what it may be used for.

use pyc_marshal::{Layout, Version};

use crate::config::{has_list_fields, is_python_3};

/// What is remembered of an object, so that it can be used again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) state: State,
    pub(crate) hashable: bool,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Its parts are being made, and they may refer to it.
    Open,
    /// Its parts are being made, and they may not refer to it.
    Reserved,
    Complete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Nothing that a field of a code object could be.
    Other,
    /// A byte string: its length, and how many of its bytes mean a local variable in `co_localspluskinds`.
    Bytes { len: usize, locals: usize },
    /// A Unicode string.
    Unicode,
    /// A tuple: its length, and whether all items are the `str` of the version.
    Tuple { count: u32, names: bool },
    /// A list.
    List,
}

/// What `co_localspluskinds` says of a local variable.
pub(crate) const LOCAL: u8 = 0x20;

impl Part {
    /// A leaf that is no string.
    pub(crate) const OTHER: Part = Part::complete(What::Other, true);

    pub(crate) const fn complete(what: What, hashable: bool) -> Part {
        Part { state: State::Complete, hashable, what }
    }

    pub(crate) fn bytes(bytes: &[u8]) -> Part {
        let locals = bytes.iter().filter(|&&byte| byte & LOCAL != 0).count();
        Part::complete(What::Bytes { len: bytes.len(), locals }, true)
    }

    pub(crate) const UNICODE: Part = Part::complete(What::Unicode, true);

    /// Whether it is the `str` of the version.
    pub(crate) fn is_str(self, layout: &Layout) -> bool {
        match self.what {
            What::Bytes { .. } => !is_python_3(layout),
            What::Unicode => is_python_3(layout),
            _ => false,
        }
    }
}

/// What a field of a code object must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need {
    /// The instructions.
    Instructions,
    /// Any byte string.
    Table,
    /// The `str` of the version.
    Str,
    /// A tuple of any objects.
    Objects,
    /// A tuple of at least so many names, by choice of so many.
    Names { least: u32, count: u32 },
    /// So many kinds of variables, so many of them locals at least.
    Kinds { len: usize, locals: usize },
}

impl Need {
    /// Whether an object that exists will do.
    pub(crate) fn takes(self, part: Part, layout: &Layout) -> bool {
        part.state == State::Complete
            && match (self, part.what) {
                (Need::Instructions, What::Bytes { len, .. }) => len % 2 == 0 || !has_units(layout),
                (Need::Table, What::Bytes { .. }) => true,
                (Need::Str, _) => part.is_str(layout),
                (Need::Objects, What::List) => has_list_fields(layout),
                (Need::Objects, What::Tuple { .. }) => !has_list_fields(layout),
                (Need::Names { least, .. }, What::Tuple { count, names: true }) => count >= least && !has_list_fields(layout),
                (Need::Kinds { len, locals }, What::Bytes { len: others, locals: found }) => len == others && found >= locals,
                _ => false,
            }
    }
}

/// Whether instructions are units of two bytes (3.6).
pub(crate) fn has_units(layout: &Layout) -> bool {
    layout.version >= Version::new(3, 6)
}
