//! What lives in the heap: one struct a type.

pub(crate) mod arena;
mod class;
mod code;
mod dict;
mod exception;
mod function;
mod generator;
pub(crate) mod heap;
mod iter;
mod plain;
mod sequence;
mod set;
pub(crate) mod shape;
mod text;
pub(crate) mod value;

pub(crate) use class::{Flags, Instance, Layout, Member, Module, Type};
pub(crate) use code::{Body, Cache, CodeObject, Site, SiteKind};
pub(crate) use dict::Dict;
pub(crate) use exception::{Exception, Traceback};
pub(crate) use function::{Cell, Code as NativeCode, Def, Function, Kind as DefKind, Method, More, Native};
pub(crate) use generator::{Generator, GeneratorKind, GeneratorState};
pub(crate) use iter::{DictPart, Iter};
pub(crate) use plain::{Big, Complex, NativeData, Object, Range, Slice};
pub(crate) use sequence::{Bytes, List, Tuple};
pub(crate) use set::Set;
pub(crate) use text::Str;
