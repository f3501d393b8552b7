//! `None`, `Ellipsis`, `NotImplemented`.

use crate::builtin::prelude::*;

pub(crate) static NONE: TypeDef = TypeDef {
    methods: &[
        Def::new_of("", |_, _| Ok(Value::None)),
        Def::method("__bool__", 0, 0, |_, _| Ok(Value::bool(false))),
        Def::method("__hash__", 0, 0, |vm, args| vm.hash(args[0]).map(Value::Int)),
    ],
    wrappers: "repr",
    ..TypeDef::new("NoneType")
};

pub(crate) static ELLIPSIS: TypeDef = TypeDef {
    methods: &[Def::new_of("", |_, _| Ok(Value::Ellipsis)), Def::method("__reduce__", 0, 0, |vm, _| Ok(vm.str("Ellipsis")))],
    wrappers: "repr",
    ..TypeDef::new("ellipsis")
};

pub(crate) static NOT_IMPLEMENTED: TypeDef = TypeDef {
    methods: &[
        Def::new_of("", |_, _| Ok(Value::NotImplemented)),
        Def::method("__bool__", 0, 0, |vm, args| vm.truth(args[0]).map(Value::bool)).since(9),
        Def::method("__reduce__", 0, 0, |vm, _| Ok(vm.str("NotImplemented"))),
    ],
    wrappers: "repr",
    ..TypeDef::new("NotImplementedType")
};
