//! `os.scandir`, and the entries that it hands out.

use std::path::PathBuf;

use crate::builtin::prelude::*;

/// The bits of a mode that tell what a file is.
const KIND: u32 = 0o170_000;
const DIRECTORY: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const LINK: u32 = 0o120_000;

/// `os.DirEntry`.
#[derive(Clone, Debug)]
struct DirEntry {
    name: Value,
    path: Value,
    real: PathBuf,
    kind: u32,
    inode: u64,
}

impl NativeData for DirEntry {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&[self.name, self.path]);
    }

    fn owned(&self) -> usize {
        self.real.as_os_str().len()
    }
}

/// What `os.scandir` returns: an iterator that can be closed.
#[derive(Debug)]
struct Scan {
    /// The last comes first.
    left: Vec<Value>,
}

impl NativeData for Scan {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit_all(&self.left);
    }

    fn owned(&self) -> usize {
        self.left.capacity() * size_of::<Value>()
    }
}

pub(super) static ENTRY: TypeDef = TypeDef {
    module: "posix",
    methods: &[
        Def::method_of("is_dir", "*, follow_symlinks=True", |vm, args| is(vm, args, DIRECTORY)),
        Def::method_of("is_file", "*, follow_symlinks=True", |vm, args| is(vm, args, FILE)),
        Def::method("is_symlink", 0, 0, |vm, args| Ok(Value::bool(entry(vm, args[0])?.kind == LINK))),
        Def::method("is_junction", 0, 0, |_, _| Ok(Value::bool(false))).since(12),
        Def::method("inode", 0, 0, |vm, args| Ok(Value::Int(entry(vm, args[0])?.inode as i64))),
        Def::method_of("stat", "*, follow_symlinks=True", |vm, args| {
            let follow = vm.truth(args[1])?;
            let it = entry(vm, args[0])?;
            let found = vm.path_status(&it.real, follow, it.path)?;
            super::status::result(vm, &found)
        }),
        Def::method("__fspath__", 0, 0, |vm, args| Ok(entry(vm, args[0])?.path)),
        Def::method("__repr__", 0, 0, |vm, args| {
            let name = entry(vm, args[0])?.name;
            let text = format!("<DirEntry {}>", vm.repr_text(name)?);
            Ok(vm.str(&text))
        }),
        Def::class_method("__class_getitem__", 1, 1, crate::builtin::proxy::generic_alias).since(9),
    ],
    getset: &[
        GetSet::get("name", |vm, this| Ok(entry(vm, this)?.name)),
        GetSet::get("path", |vm, this| Ok(entry(vm, this)?.path)),
    ],
    ..TypeDef::new("DirEntry")
};

static SCAN: TypeDef = TypeDef {
    module: "posix",
    methods: &[
        Def::method("__iter__", 0, 0, |_, args| Ok(args[0])),
        Def::method("__next__", 0, 0, |vm, args| {
            let Value::Object(id) = args[0] else { return Ok(Value::None) };
            match vm.heap.objects[id].get_mut::<Scan>().and_then(|it| it.left.pop()) {
                Some(entry) => Ok(entry),
                None => Err(vm.stop_iteration(Value::None)),
            }
        }),
        Def::method("close", 0, 0, |vm, args| close(vm, args[0])),
        Def::method("__enter__", 0, 0, |_, args| Ok(args[0])),
        Def::method_any("__exit__", |vm, args, _| close(vm, args[0])),
    ],
    ..TypeDef::new("ScandirIterator")
};

fn close(vm: &mut Vm, this: Value) -> Outcome {
    if let Value::Object(id) = this
        && let Some(it) = vm.heap.objects[id].get_mut::<Scan>()
    {
        it.left.clear();
    }
    Ok(Value::None)
}

fn entry(vm: &mut Vm, this: Value) -> Result<DirEntry, Raised> {
    let found = match this {
        Value::Object(id) => vm.heap.objects[id].get::<DirEntry>().cloned(),
        _ => None,
    };
    found.ok_or_else(|| vm.type_error("descriptor requires a 'posix.DirEntry' object"))
}

fn is(vm: &mut Vm, args: &[Value], kind: u32) -> Outcome {
    let follow = vm.truth(args[1])?;
    let it = entry(vm, args[0])?;
    if it.kind != LINK || !follow {
        return Ok(Value::bool(it.kind == kind));
    }
    match vm.host.status(&it.real, true) {
        Ok(found) => Ok(Value::bool(found.mode & KIND == kind)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Value::bool(false)),
        Err(error) => Err(vm.os_error(&error, Some(it.path))),
    }
}

/// `os.scandir(path)`.
pub(super) fn scan(vm: &mut Vm, args: &[Value]) -> Outcome {
    let path = super::directory(vm, args[0], "scandir")?;
    let entries = vm.host.list(&path.path).map_err(|error| vm.os_error(&error, Some(path.shown)))?;
    vm.charge(entries.len() as u64, entries.len() * 256)?;
    let class = vm.class(&ENTRY);
    let mut left = Vec::with_capacity(entries.len());
    // Before a name stands what the program has given.
    let given = if args[0].is_none() { PathBuf::from(".") } else { path.path.clone() };
    for entry in entries.into_iter().rev() {
        let name = vm.file_name(&entry.name, path.bytes)?;
        let real = given.join(&entry.name);
        let whole = vm.file_name(real.as_os_str(), path.bytes)?;
        left.push(vm.new_object(class, DirEntry { name, path: whole, real, kind: entry.kind & KIND, inode: entry.inode }));
    }
    let class = vm.class(&SCAN);
    Ok(vm.new_object(class, Scan { left }))
}
