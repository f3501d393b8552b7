//! Rust values and Python objects.

use core::hash::{BuildHasher, Hash};
use std::collections::{BTreeMap, HashMap};

use super::Handle;
use crate::builtin::prelude::*;
use crate::number::Int;

mod sealed {
    use crate::machine::{Raised, Vm};
    use crate::object::value::Value;

    /// What only this crate sees of the conversions.
    pub trait To {
        #[doc(hidden)]
        #[allow(private_interfaces, reason = "nobody outside calls it")]
        fn to_value(self, vm: &mut Vm) -> Result<Value, Raised>;
    }

    /// The other way round.
    pub trait From: Sized {
        #[doc(hidden)]
        #[allow(private_interfaces, reason = "nobody outside calls it")]
        fn from_value(vm: &mut Vm, value: Value) -> Result<Self, Raised>;
    }

    /// Several at once.
    pub trait Many {
        #[doc(hidden)]
        #[allow(private_interfaces, reason = "nobody outside calls it")]
        fn to_values(self, vm: &mut Vm) -> Result<Vec<Value>, Raised>;
    }
}

/// A Rust value that a Python object can be made of: `()` and `None` (`None`), `bool`, integers, floats, strings, `Vec<u8>` and `&[u8]` (`bytes`), a `Vec` of such
/// (`list`), a tuple of one to four (`tuple`), a map (`dict`), and a [`Handle`].
///
/// ```
/// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
/// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 12), Limits::default(), Box::new(Nothing));
/// let object = vm.make((1, "a", vec![Some(2.5), None], vec![0u8, 255], true))?;
/// assert_eq!(vm.repr_of(&object)?, r"(1, 'a', [2.5, None], b'\x00\xff', True)");
/// # Ok::<(), pyc_vm::embed::Error>(())
/// ```
pub trait ToPython: sealed::To {}

/// A Rust value that can be made of a Python object: the same as of [`ToPython`], where they own what they hold.
///
/// ```
/// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
/// # use std::collections::BTreeMap;
/// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 12), Limits::default(), Box::new(Nothing));
/// let object = vm.make(BTreeMap::from([("a", 1), ("b", 2)]))?;
/// assert_eq!(vm.repr_of(&object)?, "{'a': 1, 'b': 2}");
/// assert_eq!(vm.get::<BTreeMap<String, i64>>(&object)?["b"], 2);
/// # Ok::<(), pyc_vm::embed::Error>(())
/// ```
pub trait FromPython: sealed::From {}

/// The positional arguments of a call: a tuple of up to five values, or a slice of handles.
pub trait ToArguments: sealed::Many {}

impl<T: sealed::To> ToPython for T {}
impl<T: sealed::From> FromPython for T {}
impl<T: sealed::Many> ToArguments for T {}

fn wrong<T>(vm: &mut Vm, what: &str, value: Value) -> Result<T, Raised> {
    let class = vm.class_name(value);
    Err(vm.type_error(format!("{what} was expected, not {class}")))
}

macro_rules! convert {
    ($($type:ty: $to:expr, $from:expr;)*) => {
        $(impl sealed::To for $type {
            #[allow(private_interfaces, reason = "nobody outside calls it")]
            fn to_value(self, vm: &mut Vm) -> Outcome {
                let to: fn(&mut Vm, $type) -> Outcome = $to;
                to(vm, self)
            }
        }

        impl sealed::From for $type {
            #[allow(private_interfaces, reason = "nobody outside calls it")]
            fn from_value(vm: &mut Vm, value: Value) -> Result<$type, Raised> {
                let from: fn(&mut Vm, Value) -> Result<$type, Raised> = $from;
                from(vm, value)
            }
        })*
    };
}

convert! {
    (): |_, ()| Ok(Value::None), |vm, value| if value.is_none() { Ok(()) } else { wrong(vm, "None", value) };
    bool: |_, it| Ok(Value::bool(it)), |vm, value| match value {
        Value::Bool(it) => Ok(it.get()),
        _ => wrong(vm, "a bool", value),
    };
    f64: |_, it| Ok(Value::float(it)), |vm, value| match vm.native(value) {
        Value::Float(it) => Ok(it.get()),
        Value::Int(_) | Value::Bool(_) | Value::Big(_) => vm.to_float(value),
        _ => wrong(vm, "a float", value),
    };
    String: |vm, it| it.as_str().to_value(vm), |vm, value| match vm.native(value) {
        Value::Str(id) => {
            vm.charge_copy(vm.heap.strs[id].text.len(), 4)?;
            Ok(vm.lossy(id))
        }
        _ => wrong(vm, "a str", value),
    };
    Vec<u8>: |vm, it| it.as_slice().to_value(vm), |vm, value| match vm.byte_view(value).map(<[u8]>::to_vec) {
        Some(it) => Ok(it),
        None => wrong(vm, "bytes", value),
    };
    Handle: |vm, it| vm.value_of(&it), |vm, value| Ok(vm.handle(value));
}

macro_rules! integers {
    ($($type:ty)*) => {
        $(convert! {
            $type: |vm, it| {
                Ok(match i64::try_from(it) {
                    Ok(it) => Value::Int(it),
                    Err(_) => {
                        vm.int(Int::from(dashu_int::IBig::from(it)))
                    }
                })
            }, |vm, value| match vm.native(value) {
                Value::Int(it) => match <$type>::try_from(it) {
                    Ok(it) => Ok(it),
                    Err(_) => Err(vm.error(Class::OverflowError, concat!("int too large for ", stringify!($type)))),
                },
                Value::Bool(it) => Ok(<$type>::from(it.get())),
                Value::Big(_) => match <$type>::try_from(&*vm.int_of(value).to_big()) {
                    Ok(it) => Ok(it),
                    Err(_) => Err(vm.error(Class::OverflowError, concat!("int too large for ", stringify!($type)))),
                },
                _ => wrong(vm, "an int", value),
            };
        })*
    };
}

integers!(i16 i32 i64 i128 isize u16 u32 u64 u128 usize);

impl sealed::To for &str {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        vm.charge_copy(self.len(), 4)?;
        Ok(vm.str(self))
    }
}

impl sealed::To for &[u8] {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        vm.charge_copy(self.len(), 1)?;
        Ok(vm.bytes(self))
    }
}

impl sealed::To for &Handle {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        vm.value_of(self)
    }
}

impl<T: sealed::To> sealed::To for Option<T> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        self.map_or(Ok(Value::None), |it| it.to_value(vm))
    }
}

impl<T: sealed::From> sealed::From for Option<T> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn from_value(vm: &mut Vm, value: Value) -> Result<Option<T>, Raised> {
        if value.is_none() { Ok(None) } else { T::from_value(vm, value).map(Some) }
    }
}

impl<T: sealed::To> sealed::To for Vec<T> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        vm.charge_copy(self.len(), size_of::<Value>())?;
        let items = self.into_iter().map(|it| it.to_value(vm)).collect::<Result<Vec<Value>, Raised>>()?;
        Ok(Value::List(vm.add(List { items })))
    }
}

/// The items of a list or a tuple.
fn sequence(vm: &mut Vm, value: Value) -> Result<Vec<Value>, Raised> {
    match vm.native(value) {
        it @ (Value::List(_) | Value::Tuple(_)) => vm.collect_items(it),
        _ => wrong(vm, "a list or a tuple", value),
    }
}

impl<T: sealed::From> sealed::From for Vec<T> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn from_value(vm: &mut Vm, value: Value) -> Result<Vec<T>, Raised> {
        sequence(vm, value)?.into_iter().map(|it| T::from_value(vm, it)).collect()
    }
}

fn make_dict<K: sealed::To, V: sealed::To>(vm: &mut Vm, items: impl Iterator<Item = (K, V)>) -> Outcome {
    let dict = vm.add(Dict::default());
    for (key, value) in items {
        let (key, value) = (key.to_value(vm)?, value.to_value(vm)?);
        vm.dict_set(dict, key, value)?;
    }
    Ok(Value::Dict(dict))
}

fn entries<K: sealed::From, V: sealed::From>(vm: &mut Vm, value: Value) -> Result<Vec<(K, V)>, Raised> {
    let Value::Dict(dict) = vm.native(value) else { return wrong(vm, "a dict", value) };
    let entries: Vec<(Value, Value)> = vm.heap.dicts[dict].iter().map(|it| (it.key, it.value)).collect();
    entries.into_iter().map(|(key, value)| Ok((K::from_value(vm, key)?, V::from_value(vm, value)?))).collect()
}

impl<K: sealed::To, V: sealed::To> sealed::To for BTreeMap<K, V> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        make_dict(vm, self.into_iter())
    }
}

impl<K: sealed::To, V: sealed::To, S> sealed::To for HashMap<K, V, S> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_value(self, vm: &mut Vm) -> Outcome {
        make_dict(vm, self.into_iter())
    }
}

impl<K: sealed::From + Ord, V: sealed::From> sealed::From for BTreeMap<K, V> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn from_value(vm: &mut Vm, value: Value) -> Result<BTreeMap<K, V>, Raised> {
        Ok(entries(vm, value)?.into_iter().collect())
    }
}

impl<K: sealed::From + Eq + Hash, V: sealed::From, S: BuildHasher + Default> sealed::From for HashMap<K, V, S> {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn from_value(vm: &mut Vm, value: Value) -> Result<HashMap<K, V, S>, Raised> {
        Ok(entries(vm, value)?.into_iter().collect())
    }
}

macro_rules! tuples {
    ($($count:literal: $($type:ident $at:tt)+;)*) => {
        $(impl<$($type: sealed::To),+> sealed::To for ($($type,)+) {
            #[allow(private_interfaces, reason = "nobody outside calls it")]
            fn to_value(self, vm: &mut Vm) -> Outcome {
                let items = [$(self.$at.to_value(vm)?),+];
                Ok(vm.tuple(&items))
            }
        }

        impl<$($type: sealed::To),+> sealed::Many for ($($type,)+) {
            #[allow(private_interfaces, reason = "nobody outside calls it")]
            fn to_values(self, vm: &mut Vm) -> Result<Vec<Value>, Raised> {
                Ok(vec![$(self.$at.to_value(vm)?),+])
            }
        }

        impl<$($type: sealed::From),+> sealed::From for ($($type,)+) {
            #[allow(private_interfaces, reason = "nobody outside calls it")]
            fn from_value(vm: &mut Vm, value: Value) -> Result<($($type,)+), Raised> {
                let items = sequence(vm, value)?;
                if items.len() != $count {
                    let message = format!("a tuple of {} was expected, not of {}", $count, items.len());
                    return Err(vm.value_error(message));
                }
                Ok(($($type::from_value(vm, items[$at])?,)+))
            }
        })*
    };
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
}

impl sealed::Many for () {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_values(self, _: &mut Vm) -> Result<Vec<Value>, Raised> {
        Ok(Vec::new())
    }
}

impl sealed::Many for &[Handle] {
    #[allow(private_interfaces, reason = "nobody outside calls it")]
    fn to_values(self, vm: &mut Vm) -> Result<Vec<Value>, Raised> {
        self.iter().map(|it| vm.value_of(it)).collect()
    }
}
