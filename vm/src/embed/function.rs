//! Rust functions that Python code calls.

use std::rc::Rc;

use super::{Error, Handle, ToPython};
use crate::builtin::prelude::*;
use crate::embed::FromPython;

type Callee = dyn Fn(&mut Vm, &Arguments) -> Result<Handle, Error>;

/// A Rust function as a Python object.
struct RustFunction {
    name: String,
    call: Rc<Callee>,
}

impl NativeData for RustFunction {
    fn owned(&self) -> usize {
        self.name.len()
    }
}

static RUST_FUNCTION: TypeDef = TypeDef {
    methods: &[
        Def::method_any("__call__", |vm, args, names| {
            let Value::Object(id) = args[0] else { return Ok(Value::None) };
            let Some(function) = vm.heap.objects[id].get::<RustFunction>() else { return Ok(Value::None) };
            let call = Rc::clone(&function.call);
            let (positional, keywords) = args[1..].split_at(args.len() - 1 - names.len());
            let positional = positional.iter().map(|&it| vm.handle(it)).collect();
            let keywords = names.iter().zip(keywords).map(|(&name, &it)| (vm.lossy(name), vm.handle(it))).collect();
            match call(vm, &Arguments { positional, keywords }) {
                Ok(result) => {
                    let value = vm.value_of(&result)?;
                    // The handle goes away here.
                    vm.keep(value);
                    Ok(value)
                }
                Err(error) => Err(vm.raise_error(error)),
            }
        }),
        Def::method("__repr__", 0, 0, |vm, args| {
            let name = match args[0] {
                Value::Object(id) => vm.heap.objects[id].get::<RustFunction>().map(|it| it.name.clone()),
                _ => None,
            };
            let text = format!("<built-in function {}>", name.unwrap_or_default());
            Ok(vm.str(&text))
        }),
    ],
    getset: &[GetSet::get("__name__", |vm, this| {
        let name = match this {
            Value::Object(id) => vm.heap.objects[id].get::<RustFunction>().map(|it| it.name.clone()),
            _ => None,
        };
        Ok(vm.str(&name.unwrap_or_default()))
    })],
    ..TypeDef::new("builtin_function_or_method")
};

/// What a Rust function was called with.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// The positional arguments.
    pub positional: Vec<Handle>,
    /// The keyword arguments, in the order in which they were given.
    pub keywords: Vec<(String, Handle)>,
}

impl Arguments {
    /// The positional argument of a number, counted from 0.
    ///
    /// # Errors
    /// `TypeError` if there is none, or if it is of another kind.
    pub fn get<T: FromPython>(&self, vm: &mut Vm, number: usize) -> Result<T, Error> {
        match self.positional.get(number) {
            Some(it) => vm.get(it),
            None => {
                let given = self.positional.len();
                let message = format!("expected at least {} positional arguments, got {given}", number + 1);
                Err(vm.exception(Class::TypeError, &message))
            }
        }
    }

    /// A keyword argument; `None` if it was not given.
    ///
    /// # Errors
    /// `TypeError` if it is of another kind.
    pub fn keyword<T: FromPython>(&self, vm: &mut Vm, name: &str) -> Result<Option<T>, Error> {
        self.keywords.iter().find(|it| it.0 == name).map(|it| vm.get(&it.1)).transpose()
    }
}

impl Vm {
    /// A Python object that calls a Rust function. What it returns becomes the result, an error is raised in the code that has called it.
    ///
    /// ```
    /// use std::{cell::Cell, rc::Rc};
    /// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
    /// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 12), Limits::default(), Box::new(Nothing));
    /// let count = Rc::new(Cell::new(0));
    /// let counted = Rc::clone(&count);
    /// let double = vm.make_function_named("double", move |vm, args| {
    ///     counted.set(counted.get() + 1);
    ///     Ok(args.get::<i64>(vm, 0)? * 2)
    /// });
    /// let result = vm.call_object(&double, (21,))?;
    /// assert_eq!((vm.get::<i64>(&result)?, count.get()), (42, 1));
    /// assert_eq!(vm.call_object(&double, ("a",)).unwrap_err().to_string(), "TypeError: an int was expected, not str");
    /// # Ok::<(), pyc_vm::embed::Error>(())
    /// ```
    pub fn make_function_named<R: ToPython>(
        &mut self,
        name: &str,
        function: impl Fn(&mut Vm, &Arguments) -> Result<R, Error> + 'static,
    ) -> Handle {
        let call = move |vm: &mut Vm, args: &Arguments| {
            let result = function(vm, args)?;
            vm.make(result)
        };
        let class = self.class(&RUST_FUNCTION);
        let value = self.new_object(class, RustFunction { name: name.to_owned(), call: Rc::new(call) });
        self.handle(value)
    }
}
