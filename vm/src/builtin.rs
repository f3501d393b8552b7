//! What every program finds: the builtin classes, one file each, and the builtin functions.

pub(crate) mod bytes;
pub(crate) mod class;
pub(crate) mod code;
pub(crate) mod complex;
pub(crate) mod descriptor;
pub(crate) mod dict;
pub(crate) mod exception;
pub(crate) mod float;
pub(crate) mod function;
pub(crate) mod functions;
pub(crate) mod generator;
pub(crate) mod int;
pub(crate) mod iter;
pub(crate) mod list;
pub(crate) mod memory;
pub(crate) mod module;
pub(crate) mod object;
pub(crate) mod proxy;
pub(crate) mod range;
pub(crate) mod set;
pub(crate) mod single;
pub(crate) mod str;
pub(crate) mod template;
pub(crate) mod tuple;
pub(crate) mod views;
pub(crate) mod wrappers;

/// What the files of native classes and modules use.
pub(crate) mod prelude {
    pub(crate) use crate::fail::{Class, Fail};
    pub(crate) use crate::machine::types::{GetSet, TypeDef};
    pub(crate) use crate::machine::{Raised, Vm};
    pub(crate) use crate::object::arena::Id;
    pub(crate) use crate::object::heap::Tracer;
    pub(crate) use crate::object::value::Value;
    pub(crate) use crate::object::{Def, Dict, List, NativeData, Object, Set, Str, Tuple, Type};

    /// What a native function results in.
    pub(crate) type Outcome = Result<Value, Raised>;
}
