//! `_md5`, `_sha1`, `_sha256`, `_sha512`, `_sha2`: digests, by the crates of `RustCrypto`.

use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::ModuleDef;
use crate::builtin::prelude::*;

/// A digest under way.
#[derive(Clone)]
enum State {
    Md5(Md5),
    Sha1(Sha1),
    Sha224(Sha224),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl NativeData for State {}

macro_rules! each {
    ($state:expr, $it:ident => $work:expr) => {
        match $state {
            State::Md5($it) => $work,
            State::Sha1($it) => $work,
            State::Sha224($it) => $work,
            State::Sha256($it) => $work,
            State::Sha384($it) => $work,
            State::Sha512($it) => $work,
        }
    };
}

impl State {
    fn of(name: &str) -> State {
        match name {
            "md5" => State::Md5(Md5::new()),
            "sha1" => State::Sha1(Sha1::new()),
            "sha224" => State::Sha224(Sha224::new()),
            "sha256" => State::Sha256(Sha256::new()),
            "sha384" => State::Sha384(Sha384::new()),
            _ => State::Sha512(Sha512::new()),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            State::Md5(_) => "md5",
            State::Sha1(_) => "sha1",
            State::Sha224(_) => "sha224",
            State::Sha256(_) => "sha256",
            State::Sha384(_) => "sha384",
            State::Sha512(_) => "sha512",
        }
    }

    fn block_size(&self) -> i64 {
        if matches!(self, State::Sha384(_) | State::Sha512(_)) { 128 } else { 64 }
    }

    fn update(&mut self, data: &[u8]) {
        each!(self, it => it.update(data));
    }

    fn digest(&self) -> Vec<u8> {
        each!(self, it => it.clone().finalize().to_vec())
    }
}

macro_rules! constructor {
    ($name:literal, $class:ident) => {
        Def::function_of($name, "string=?, *, usedforsecurity=True", |vm, args| {
            let mut state = State::of($name);
            if !args[0].is_unbound() {
                feed(vm, &mut state, args[0])?;
            }
            let class = vm.class(&$class);
            Ok(vm.new_object(class, state))
        })
    };
}

macro_rules! hash_class {
    ($static:ident, $module:literal, $name:literal) => {
        static $static: TypeDef = TypeDef { module: $module, methods: METHODS, getset: GETSET, ..TypeDef::new($name) };
    };
}

hash_class!(MD5_TYPE, "_md5", "md5");
hash_class!(SHA1_TYPE, "_sha1", "sha1");
hash_class!(SHA224_TYPE, "_sha256", "sha224");
hash_class!(SHA256_TYPE, "_sha256", "sha256");
hash_class!(SHA384_TYPE, "_sha512", "sha384");
hash_class!(SHA512_TYPE, "_sha512", "sha512");
hash_class!(SHA2_SMALL, "_sha2", "SHA256Type");
hash_class!(SHA2_LARGE, "_sha2", "SHA512Type");

pub(crate) static MD5: ModuleDef = ModuleDef { functions: &[constructor!("md5", MD5_TYPE)], ..ModuleDef::new("_md5") };
pub(crate) static SHA1: ModuleDef = ModuleDef { functions: &[constructor!("sha1", SHA1_TYPE)], ..ModuleDef::new("_sha1") };
pub(crate) static SHA256: ModuleDef = ModuleDef {
    functions: &[constructor!("sha224", SHA224_TYPE), constructor!("sha256", SHA256_TYPE)],
    until: 12,
    ..ModuleDef::new("_sha256")
};
pub(crate) static SHA512: ModuleDef = ModuleDef {
    functions: &[constructor!("sha384", SHA384_TYPE), constructor!("sha512", SHA512_TYPE)],
    until: 12,
    ..ModuleDef::new("_sha512")
};
pub(crate) static SHA2: ModuleDef = ModuleDef {
    functions: &[
        constructor!("sha224", SHA2_SMALL),
        constructor!("sha256", SHA2_SMALL),
        constructor!("sha384", SHA2_LARGE),
        constructor!("sha512", SHA2_LARGE),
    ],
    since: 12,
    ..ModuleDef::new("_sha2")
};

/// Takes in the bytes of an object.
fn feed(vm: &mut Vm, state: &mut State, data: Value) -> Result<(), Raised> {
    if let Value::Str(_) = vm.native(data) {
        let message = if vm.minor() >= 9 {
            "Strings must be encoded before hashing"
        } else {
            "Unicode-objects must be encoded before hashing"
        };
        return Err(vm.type_error(message));
    }
    let Some(len) = vm.byte_view(data).map(<[u8]>::len) else {
        return Err(vm.type_error("object supporting the buffer API required"));
    };
    vm.charge(len as u64 / 8, 0)?;
    state.update(vm.byte_view(data).unwrap_or_default());
    Ok(())
}

fn state(vm: &Vm, this: Value) -> State {
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<State>().cloned(),
        _ => None,
    }
    .unwrap_or_else(|| State::of("md5"))
}

const METHODS: &[Def] = &[
    Def::method("update", 1, 1, |vm, args| {
        let mut it = state(vm, args[0]);
        feed(vm, &mut it, args[1])?;
        if let Value::Object(id) = args[0]
            && let Some(place) = vm.heap.objects[id].get_mut::<State>()
        {
            *place = it;
        }
        Ok(Value::None)
    })
    .doc("Update this hash object's state with the provided string."),
    Def::method("digest", 0, 0, |vm, args| {
        let digest = state(vm, args[0]).digest();
        Ok(vm.bytes(digest))
    })
    .doc("Return the digest value as a bytes object."),
    Def::method("hexdigest", 0, 0, |vm, args| {
        let digest = state(vm, args[0]).digest();
        vm.hex(&digest, Value::Unbound, Value::Int(1))
    })
    .doc("Return the digest value as a string of hexadecimal digits."),
    Def::method("copy", 0, 0, |vm, args| {
        let (class, it) = (vm.class_of(args[0]), state(vm, args[0]));
        Ok(vm.new_object(class, it))
    })
    .doc("Return a copy of the hash object."),
];

const GETSET: &[GetSet] = &[
    GetSet::get("name", |vm, this| {
        let name = state(vm, this).name();
        Ok(vm.str(name))
    }),
    GetSet::get("digest_size", |vm, this| Ok(Value::Int(state(vm, this).digest().len() as i64))),
    GetSet::get("block_size", |vm, this| Ok(Value::Int(state(vm, this).block_size()))),
];
