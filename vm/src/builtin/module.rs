//! Modules.

use crate::builtin::prelude::*;
use crate::object::Module;

pub(crate) static MODULE: TypeDef = TypeDef {
    base: true,
    native: false,
    dict: true,
    wrappers: "repr",
    methods: &[
        Def::new_any(|vm, args, _| match args.first() {
            Some(&Value::Type(class)) => Ok(vm.new_module_of(class)),
            _ => Err(vm.type_error("module.__new__(X): X is not a type object")),
        }),
        Def::method_of("__init__", "name, doc=None", |vm, args| {
            let Value::Module(id) = args[0] else { return Ok(Value::None) };
            let Some(dict) = vm.heap.modules[id].dict else { return Ok(Value::None) };
            vm.text_argument(args[1], "module", "name")?;
            let names = vm.names;
            for (name, value) in [
                (names.name, args[1]),
                (names.doc, args[2]),
                (names.package, Value::None),
                (names.loader, Value::None),
                (names.spec, Value::None),
            ] {
                vm.set_entry(dict, name, value);
            }
            Ok(Value::None)
        }),
        Def::method("__dir__", 0, 0, |vm, args| {
            if let Value::Module(id) = args[0]
                && let Some(dict) = vm.heap.modules[id].dict
            {
                let name = vm.intern("__dir__");
                if let Some(func) = vm.heap.dicts[dict].get_str(&vm.heap.strs, name) {
                    return vm.call_sync(func, &[]);
                }
            }
            vm.default_dir(args[0])
        }),
    ],
    getset: &[
        GetSet::get("__dict__", crate::builtin::function::dict),
        GetSet::both("__annotations__", annotations, |vm, this, value| {
            let name = vm.names.annotations;
            match vm.dict_of(this) {
                Some(dict) if !value.is_unbound() => vm.set_entry(dict, name, value),
                Some(dict) => {
                    vm.dict_remove(dict, Value::Str(name))?;
                }
                None => {}
            }
            Ok(())
        })
        .since(10),
    ],
    ..TypeDef::new("module")
};

fn annotations(vm: &mut Vm, this: Value) -> Outcome {
    let Some(dict) = vm.dict_of(this) else { return Ok(Value::None) };
    let name = vm.names.annotations;
    if let Some(value) = vm.heap.dicts[dict].get_str(&vm.heap.strs, name) {
        return Ok(value);
    }
    let annotate = vm.heap.dicts[dict].get_str(&vm.heap.strs, vm.names.annotate).filter(|it| !it.is_none());
    let made = match annotate {
        Some(func) => vm.annotations_by(func)?,
        None => Value::Dict(vm.add(Dict::default())),
    };
    vm.set_entry(dict, name, made);
    Ok(made)
}

impl Vm {
    /// A module with nothing in it.
    pub(crate) fn new_module_of(&mut self, class: Id<Type>) -> Value {
        let dict = self.add(Dict::default());
        Value::Module(self.add(Module { class: Some(class), dict: Some(dict) }))
    }

    /// `repr` of a module, which tells where it comes from.
    pub(crate) fn repr_module(&mut self, value: Value) -> Result<String, Raised> {
        let Some(dict) = self.own_dict(value) else { return Ok("<module>".to_owned()) };
        let entry = |vm: &Vm, name| vm.heap.dicts[dict].get_str(&vm.heap.strs, name);
        let name = match entry(self, self.names.name) {
            Some(it) => self.repr_text(it)?,
            None => "'?'".to_owned(),
        };
        if let Some(file) = entry(self, self.names.file) {
            return Ok(format!("<module {name} from {}>", self.repr_text(file)?));
        }
        let origin = match entry(self, self.names.spec).filter(|it| !it.is_none()) {
            Some(spec) => {
                let attr = self.intern("origin");
                self.find_attr(spec, attr)?.filter(|it| !it.is_none())
            }
            None => None,
        };
        Ok(match origin {
            Some(origin) => format!("<module {name} ({})>", self.display(origin)?),
            None => format!("<module {name}>"),
        })
    }
}
