//! `memoryview`.

use crate::builtin::bytes::ByteArray;
use crate::builtin::prelude::*;

/// A view of the memory of a bytes-like object.
#[derive(Clone, Debug)]
pub(crate) struct MemoryView {
    /// What it is a view of; `None` once it was released.
    pub(crate) object: Value,
    pub(crate) start: usize,
    /// Number of items.
    pub(crate) len: usize,
    /// Their number in each dimension, if there is not just one.
    pub(crate) shape: Option<Vec<usize>>,
    /// From item to item, in items.
    pub(crate) step: i64,
    /// `struct`'s letter for an item.
    pub(crate) format: char,
    pub(crate) readonly: bool,
}

impl NativeData for MemoryView {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(self.object);
    }
}

impl MemoryView {
    fn item_size(&self) -> usize {
        match self.format {
            'h' | 'H' | 'e' => 2,
            'i' | 'I' | 'f' => 4,
            'l' | 'L' | 'q' | 'Q' | 'd' | 'n' | 'N' => 8,
            _ => 1,
        }
    }

    /// Where the bytes are in those of the object, if they lie one behind the other.
    pub(crate) fn range(&self) -> Option<core::ops::Range<usize>> {
        (self.step == 1 || self.len <= 1).then(|| self.start..self.start + self.len * self.item_size())
    }

    /// The bytes, if they lie one behind the other.
    pub(crate) fn bytes<'a>(&self, vm: &'a Vm) -> Option<&'a [u8]> {
        vm.byte_view(self.object)?.get(self.range()?)
    }

    fn offset(&self, at: usize) -> usize {
        (self.start as i64 + at as i64 * self.step * self.item_size() as i64) as usize
    }
}

pub(crate) static MEMORYVIEW: TypeDef = TypeDef {
    public: true,
    sequence: true,
    methods: &[
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(14),
        Def::new_of("object", |vm, args| {
            let native = vm.native(args[1]);
            if let Value::Object(id) = native
                && let Some(view) = vm.heap.objects[id].get::<MemoryView>().cloned()
            {
                return Ok(vm.memory(view));
            }
            let Some(len) = vm.byte_view(native).map(<[u8]>::len) else {
                let class = vm.class_name(args[1]);
                return Err(vm.type_error(format!("memoryview: a bytes-like object is required, not '{class}'")));
            };
            let readonly = matches!(native, Value::Bytes(_));
            Ok(vm.memory(MemoryView { object: args[1], start: 0, len, shape: None, step: 1, format: 'B', readonly }))
        }),
        Def::method("__len__", 0, 0, |vm, args| {
            let it = view(vm, args[0])?;
            if vm.minor() >= 12 && it.shape.as_ref().is_some_and(Vec::is_empty) {
                return Err(vm.type_error("0-dim memory has no length"));
            }
            Ok(Value::Int(it.shape.map_or(it.len, |it| it.first().copied().unwrap_or(1)) as i64))
        }),
        Def::method("__getitem__", 1, 1, |vm, args| {
            let it = view(vm, args[0])?;
            if let Some(shape) = it.shape.clone() {
                let at = place_in(vm, &shape, args[1])?;
                return item(vm, &it, at);
            }
            if let Value::Slice(slice) = args[1] {
                let (start, step, len) = vm.slice_bounds(slice, it.len)?;
                let new = MemoryView { start: it.offset(start.max(0) as usize), len, step: it.step * step, ..it };
                return Ok(vm.memory(new));
            }
            let at = index(vm, args[1], it.len)?;
            item(vm, &it, at)
        }),
        Def::method("__setitem__", 2, 2, set_item),
        Def::method("__delitem__", 1, 1, |vm, args| {
            let readonly = view(vm, args[0])?.readonly;
            Err(vm.type_error(if readonly { "cannot modify read-only memory" } else { "cannot delete memory" }))
        }),
        Def::method("__iter__", 0, 0, |vm, args| Ok(Value::Iter(vm.add(crate::object::Iter::Sequence { seq: args[0], at: 0 })))),
        Def::method("__eq__", 1, 1, |vm, args| equal(vm, args).map(|it| it.map_or(Value::NotImplemented, Value::bool))),
        Def::method("__ne__", 1, 1, |vm, args| equal(vm, args).map(|it| it.map_or(Value::NotImplemented, |it| Value::bool(!it)))),
        Def::method("__hash__", 0, 0, |vm, args| {
            let it = view(vm, args[0])?;
            if !it.readonly {
                return Err(vm.value_error("cannot hash writable memoryview object"));
            }
            if !"bBc".contains(it.format) {
                return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
            }
            let data = contents(vm, &it);
            let bytes = vm.bytes(data);
            vm.hash(bytes).map(Value::Int)
        }),
        Def::method("__enter__", 0, 0, |vm, args| {
            view(vm, args[0])?;
            Ok(args[0])
        }),
        Def::method_any("__exit__", |vm, args, _| release(vm, args[0])),
        Def::method("release", 0, 0, |vm, args| release(vm, args[0])),
        Def::method_of("tobytes", "order=None", |vm, args| {
            let it = view(vm, args[0])?;
            let data = contents(vm, &it);
            Ok(vm.bytes(data))
        }),
        Def::method("tolist", 0, 0, |vm, args| {
            let it = view(vm, args[0])?;
            let mut level = Vec::new();
            for at in 0..it.len {
                level.push(item(vm, &it, at)?);
            }
            let shape = it.shape.clone().unwrap_or_else(|| vec![it.len]);
            // From the innermost dimension outwards.
            for &len in shape.iter().skip(1).rev() {
                level = level
                    .chunks(len.max(1))
                    .map(<[Value]>::to_vec)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|items| Value::List(vm.add(List { items })))
                    .collect();
            }
            match (shape.is_empty(), level.first()) {
                (true, Some(&only)) => Ok(only),
                _ => Ok(Value::List(vm.add(List { items: level }))),
            }
        }),
        Def::method_of("hex", "sep=?, bytes_per_sep=1", |vm, args| {
            let it = view(vm, args[0])?;
            let data = contents(vm, &it);
            vm.hex(&data, args[1], args[2])
        }),
        Def::method("toreadonly", 0, 0, |vm, args| {
            let it = view(vm, args[0])?;
            Ok(vm.memory(MemoryView { readonly: true, ..it }))
        }),
        Def::method_of("cast", "format, shape=None", |vm, args| {
            let it = view(vm, args[0])?;
            if vm.minor() < 10 && !matches!(vm.native(args[1]), Value::Str(_)) {
                return Err(vm.type_error("memoryview: format argument must be a string"));
            }
            let text = vm.text_argument(args[1], "cast", "format")?;
            let mut chars = text.strip_prefix('@').unwrap_or(&text).chars();
            let format = chars.next().unwrap_or(' ');
            let half = format == 'e' && vm.minor() >= 12;
            if it.step != 1 {
                return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
            }
            if it.shape.as_ref().is_some_and(|it| it.len() != 1) && !args[2].is_none() {
                return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
            }
            if chars.next().is_some() || !("bBchHiIlLqQnNfd?".contains(format) || half) {
                return Err(vm.value_error(
                    "memoryview: destination format must be a native single character format prefixed with an optional '@'",
                ));
            }
            if !"bBc".contains(it.format) && !"bBc".contains(format) {
                return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
            }
            let bytes = it.len * it.item_size();
            let new = MemoryView { format, shape: None, ..it };
            if bytes % new.item_size() != 0 {
                return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
            }
            let len = bytes / new.item_size();
            let shape = match args[2] {
                Value::None => None,
                given => {
                    if !matches!(vm.native(given), Value::List(_) | Value::Tuple(_)) {
                        return Err(vm.type_error("shape must be a list or a tuple"));
                    }
                    let mut shape = Vec::new();
                    for part in vm.items(given) {
                        let Some(part) = vm.as_int(part) else {
                            return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
                        };
                        match part.to_usize().filter(|&it| it > 0) {
                            Some(part) => shape.push(part),
                            None => {
                                return Err(vm.value_error("memoryview.cast(): elements of shape must be integers > 0"));
                            }
                        }
                    }
                    if shape.len() > MOST_DIMENSIONS {
                        return Err(vm.value_error("memoryview: number of dimensions must not exceed 64"));
                    }
                    let all = shape.iter().try_fold(1_usize, |all, &it| all.checked_mul(it));
                    if all != Some(len) {
                        return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
                    }
                    (shape.len() != 1).then_some(shape)
                }
            };
            Ok(vm.memory(MemoryView { len, shape, ..new }))
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let address = vm.address(args[0]);
            let text = match view(vm, args[0]) {
                Ok(_) => format!("<memory at {address}>"),
                Err(_) => {
                    vm.exception = Value::Unbound;
                    format!("<released memory at {address}>")
                }
            };
            Ok(vm.str(&text))
        }),
    ],
    getset: &[
        GetSet::get("obj", |vm, this| Ok(view(vm, this)?.object)),
        GetSet::get("nbytes", |vm, this| view(vm, this).map(|it| Value::Int((it.len * it.item_size()) as i64))),
        GetSet::get("itemsize", |vm, this| view(vm, this).map(|it| Value::Int(it.item_size() as i64))),
        GetSet::get("ndim", |vm, this| view(vm, this).map(|it| Value::Int(it.shape.map_or(1, |it| it.len()) as i64))),
        GetSet::get("readonly", |vm, this| view(vm, this).map(|it| Value::bool(it.readonly))),
        GetSet::get("contiguous", |vm, this| view(vm, this).map(|it| Value::bool(it.step == 1))),
        GetSet::get("c_contiguous", |vm, this| view(vm, this).map(|it| Value::bool(it.step == 1))),
        GetSet::get("f_contiguous", |vm, this| {
            let it = view(vm, this)?;
            let flat = it.shape.is_none_or(|it| it.iter().filter(|it| **it > 1).count() <= 1);
            Ok(Value::bool(it.step == 1 && flat))
        }),
        GetSet::get("format", |vm, this| {
            let it = view(vm, this)?;
            Ok(vm.str(&it.format.to_string()))
        }),
        GetSet::get("shape", |vm, this| {
            let it = view(vm, this)?;
            let shape: Vec<Value> =
                it.shape.unwrap_or_else(|| vec![it.len]).into_iter().map(|it| Value::Int(it as i64)).collect();
            Ok(vm.tuple(&shape))
        }),
        GetSet::get("strides", |vm, this| {
            let it = view(vm, this)?;
            let mut stride = it.step * it.item_size() as i64;
            let mut strides = Vec::new();
            for len in it.shape.unwrap_or_else(|| vec![it.len]).into_iter().rev() {
                strides.push(Value::Int(stride));
                stride *= len as i64;
            }
            strides.reverse();
            Ok(vm.tuple(&strides))
        }),
        GetSet::get("suboffsets", |vm, _| Ok(Value::Tuple(vm.empty_tuple))),
    ],
    ..TypeDef::new("memoryview")
};

/// As CPython has it (`PyBUF_MAX_NDIM`).
const MOST_DIMENSIONS: usize = 64;

/// The number of the item that a tuple of indices names.
fn place_in(vm: &mut Vm, shape: &[usize], key: Value) -> Result<usize, Raised> {
    let Value::Tuple(id) = key else {
        let message = "multi-dimensional sub-views are not implemented";
        return Err(vm.error(Class::NotImplementedError, message));
    };
    let keys = vm.heap.tuples[id].items().to_vec();
    if keys.iter().any(|&it| !is_index(vm, it)) {
        let slices = !keys.is_empty() && keys.iter().all(|it| matches!(it, Value::Slice(_)));
        return Err(if slices {
            vm.error(Class::NotImplementedError, "multi-dimensional slicing is not implemented")
        } else {
            vm.type_error("memoryview: invalid slice key")
        });
    }
    if keys.len() < shape.len() {
        return Err(vm.error(Class::NotImplementedError, "sub-views are not implemented"));
    }
    if keys.len() > shape.len() {
        let (dimensions, given) = (shape.len(), keys.len());
        return Err(vm.type_error(format!("cannot index {dimensions}-dimension view with {given}-element tuple")));
    }
    let mut at = 0;
    for (number, (&len, key)) in shape.iter().zip(keys).enumerate() {
        let Some(place) = crate::machine::containers::place(vm.to_word(key)?, len) else {
            return Err(vm.error(Class::IndexError, format!("index out of bounds on dimension {}", number + 1)));
        };
        at = at * len + place;
    }
    Ok(at)
}

fn view(vm: &mut Vm, this: Value) -> Result<MemoryView, Raised> {
    let found = match this {
        Value::Object(id) => vm.heap.objects[id].get::<MemoryView>().cloned(),
        _ => None,
    };
    match found {
        Some(it) if !it.object.is_none() => Ok(it),
        _ => Err(vm.value_error("operation forbidden on released memoryview object")),
    }
}

fn release(vm: &mut Vm, this: Value) -> Outcome {
    let Value::Object(id) = this else { return Ok(Value::None) };
    let Some(it) = vm.heap.objects[id].get_mut::<MemoryView>() else { return Ok(Value::None) };
    let object = core::mem::replace(&mut it.object, Value::None);
    if let Value::Object(id) = vm.native(object)
        && let Some(array) = vm.heap.objects[id].get_mut::<ByteArray>()
    {
        array.exports = array.exports.saturating_sub(1);
    }
    Ok(Value::None)
}

fn wrong_type(vm: &mut Vm, format: char) -> Raised {
    vm.type_error(format!("memoryview: invalid type for format '{format}'"))
}

fn is_index(vm: &mut Vm, key: Value) -> bool {
    vm.as_int(key).is_some() || vm.lookup(vm.class_of(key), vm.names.index).is_some()
}

fn index(vm: &mut Vm, key: Value, len: usize) -> Result<usize, Raised> {
    if !is_index(vm, key) {
        return Err(vm.type_error("memoryview: invalid slice key"));
    }
    let at = vm.to_word(key)?;
    crate::machine::containers::place(at, len).ok_or_else(|| vm.error(Class::IndexError, "index out of bounds on dimension 1"))
}

fn contents(vm: &Vm, it: &MemoryView) -> Vec<u8> {
    let all = vm.byte_view(it.object).unwrap_or_default();
    let size = it.item_size();
    (0..it.len).flat_map(|at| all.get(it.offset(at)..it.offset(at) + size).unwrap_or_default().to_vec()).collect()
}

fn item(vm: &mut Vm, it: &MemoryView, at: usize) -> Outcome {
    let all = vm.byte_view(it.object).unwrap_or_default();
    let offset = it.offset(at);
    let mut bytes = [0; 8];
    let part = all.get(offset..offset + it.item_size()).unwrap_or_default();
    bytes[..part.len()].copy_from_slice(part);
    let whole = u64::from_le_bytes(bytes);
    Ok(match it.format {
        'b' => Value::Int(i64::from(whole as i8)),
        'h' => Value::Int(i64::from(whole as i16)),
        'i' => Value::Int(i64::from(whole as i32)),
        'l' | 'q' | 'n' => Value::Int(whole as i64),
        'L' | 'Q' | 'N' => vm.int(crate::number::Int::from(i128::from(whole))),
        'f' => Value::float(f64::from(f32::from_bits(whole as u32))),
        'd' => Value::float(f64::from_bits(whole)),
        '?' => Value::bool(whole != 0),
        'c' => vm.bytes(vec![whole as u8]),
        _ => Value::Int(whole as i64),
    })
}

fn set_item(vm: &mut Vm, args: &[Value]) -> Outcome {
    let it = view(vm, args[0])?;
    if it.readonly {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let (start, step, len, new) = match args[1] {
        Value::Slice(slice) => {
            let (start, step, len) = vm.slice_bounds(slice, it.len)?;
            let new = vm.to_bytes(args[2])?;
            let format = match args[2] {
                Value::Object(id) => vm.heap.objects[id].get::<MemoryView>().map_or('B', |it| it.format),
                _ => 'B',
            };
            if new.len() != len * it.item_size() || format != it.format {
                return Err(vm.value_error("memoryview assignment: lvalue and rvalue have different structures"));
            }
            (start, step, len, new)
        }
        key => {
            let at = match &it.shape {
                Some(shape) => place_in(vm, shape, key)?,
                None => index(vm, key, it.len)?,
            };
            let no_float = |vm: &mut Vm| {
                !matches!(vm.native(args[2]), Value::Float(_)) && vm.lookup(vm.class_of(args[2]), vm.names.float).is_none()
            };
            let new = match it.format {
                'f' | 'd' if no_float(vm) && !is_index(vm, args[2]) => return Err(wrong_type(vm, it.format)),
                'f' => (vm.to_float(args[2])? as f32).to_le_bytes().to_vec(),
                'd' => vm.to_float(args[2])?.to_le_bytes().to_vec(),
                '?' => vec![u8::from(vm.truth(args[2])?)],
                'c' => {
                    let Value::Bytes(id) = vm.native(args[2]) else { return Err(wrong_type(vm, 'c')) };
                    let bytes = vm.heap.bytes_objects[id].data.to_vec();
                    if bytes.len() != 1 {
                        return Err(vm.value_error("memoryview: invalid value for format 'c'"));
                    }
                    bytes
                }
                _ => {
                    if !is_index(vm, args[2]) {
                        return Err(wrong_type(vm, it.format));
                    }
                    let value = vm.to_index(args[2])?;
                    let size = it.item_size();
                    let (signed, minor) = (it.format.is_ascii_lowercase(), vm.minor());
                    match value.to_bytes(size, false, signed, minor) {
                        Ok(bytes) => bytes,
                        Err(_) => return Err(vm.value_error(format!("memoryview: invalid value for format '{}'", it.format))),
                    }
                }
            };
            (at as i64, 1, 1, new)
        }
    };
    let size = it.item_size();
    let offsets: Vec<usize> = (0..len as i64).map(|at| it.offset((start + at * step) as usize)).collect();
    if let Value::Object(id) = vm.native(it.object)
        && let Some(array) = vm.heap.objects[id].get_mut::<ByteArray>()
    {
        for (offset, part) in offsets.into_iter().zip(new.chunks(size)) {
            if let Some(place) = array.data.get_mut(offset..offset + part.len()) {
                place.copy_from_slice(part);
            }
        }
    }
    Ok(Value::None)
}

fn equal(vm: &mut Vm, args: &[Value]) -> Result<Option<bool>, Raised> {
    let it = view(vm, args[0])?;
    let data = contents(vm, &it);
    let (other, format) = match args[1] {
        Value::Object(id) if vm.heap.objects[id].get::<MemoryView>().is_some() => {
            let other = view(vm, args[1])?;
            if other.format != it.format {
                return equal_items(vm, &it, &other).map(Some);
            }
            (contents(vm, &other), it.format)
        }
        other => match vm.byte_view(other) {
            Some(bytes) => (bytes.to_vec(), 'B'),
            None => return Ok(None),
        },
    };
    if format != it.format {
        let other = MemoryView { object: args[1], start: 0, len: other.len(), step: 1, format, shape: None, ..it.clone() };
        return equal_items(vm, &it, &other).map(Some);
    }
    Ok(Some(data == other))
}

/// Whether views of different formats have equal items.
fn equal_items(vm: &mut Vm, a: &MemoryView, b: &MemoryView) -> Result<bool, Raised> {
    if a.len != b.len || a.shape.as_ref().map_or(1, Vec::len) != b.shape.as_ref().map_or(1, Vec::len) {
        return Ok(false);
    }
    for at in 0..a.len {
        let (x, y) = (item(vm, a, at)?, item(vm, b, at)?);
        if !vm.equal(x, y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Vm {
    /// The views of a bytearray that are there and have not been released.
    pub(crate) fn count_views(&self, array: Id<Object>) -> u32 {
        let views = self.heap.objects.ids().filter_map(|it| self.heap.objects[it].get::<MemoryView>());
        views.filter(|it| matches!(self.native(it.object), Value::Object(id) if id == array)).count() as u32
    }

    fn memory(&mut self, view: MemoryView) -> Value {
        if let Value::Object(id) = self.native(view.object)
            && let Some(array) = self.heap.objects[id].get_mut::<ByteArray>()
        {
            array.exports += 1;
        }
        let class = self.class(&MEMORYVIEW);
        self.new_object(class, view)
    }
}
