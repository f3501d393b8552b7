//! A machine in a Rust program: tutorial cases, limits one by one, and that the machine can be used after each.
#![allow(clippy::float_cmp, reason = "what went in comes out, bit by bit")]

use std::time::Duration;

use pyc_bytecode::text::assemble;
use pyc_marshal::{CodeObject, Field, File, Layout, Object, Objects, Style, Text, Tree, Version};
use pyc_vm::Vm;
use pyc_vm::embed::{Error, Handle};
use pyc_vm::host::{Host, Nothing};
use pyc_vm::limits::Limits;

const V: Version = Version::new(3, 10);

fn machine(limits: Limits) -> Vm {
    Vm::new(V, limits, Box::new(Nothing))
}

/// The module of a text without its first line.
fn module(vm: &mut Vm, text: &str) -> Handle {
    let bytes = assemble(&format!("pyc 3.10\n{text}")).unwrap();
    vm.load_file(&File::parse(&bytes).unwrap(), "m").unwrap()
}

/// A module with one function `f`, of these arguments and instructions.
fn function(vm: &mut Vm, arguments: &str, body: &str) -> Handle {
    let text = format!(
        "code <module>\n code f({arguments})\n{body}\n end\n LOAD_CONST code f\n LOAD_CONST 'f'\n MAKE_FUNCTION 0\n STORE_NAME f\n LOAD_CONST None\n RETURN_VALUE\nend\n"
    );
    let module = module(vm, &text);
    vm.attribute(&module, "f").unwrap()
}

fn class_of<T: core::fmt::Debug>(result: Result<T, Error>) -> String {
    match result.unwrap_err() {
        Error::Exception(it) => it.class.clone(),
        Error::Limit(it) => format!("{it:?}"),
    }
}

const FOR_EVER: &str = "again:\nJUMP_ABSOLUTE again";
const ANSWER: &str = "LOAD_CONST 42\nRETURN_VALUE";

/// Functions that use too much, and what can be done with the machine afterwards.
fn usable(vm: &mut Vm) {
    let f = function(vm, "", ANSWER);
    let result = vm.call_object(&f, ()).unwrap();
    assert_eq!(vm.get::<i64>(&result).unwrap(), 42);
}

#[test]
fn a_code_object_by_hand_prints() {
    struct Print;
    impl Host for Print {
        fn write(&mut self, _: u8, bytes: &[u8]) -> std::io::Result<()> {
            assert_eq!(bytes, b"Hello\n");
            PRINTED.with(|it| it.set(it.get() + 1));
            Ok(())
        }
    }
    thread_local! { static PRINTED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }
    let layout = Layout::of(V).unwrap();
    let mut objects = Objects::new(layout);
    let none = objects.push(Object::None);
    let hello = objects.push(Object::Str(Text::from("Hello")));
    let print = objects.push(Object::Str(Text::from("print")));
    let bytes = objects.push(Object::bytes(&[116, 0, 100, 1, 131, 1, 1, 0, 100, 0, 83, 0]));
    let (consts, names) = (objects.push(Object::Tuple(vec![none, hello])), objects.push(Object::Tuple(vec![print])));
    let (empty, name) = (objects.push(Object::Tuple(Vec::new())), objects.push(Object::Str(Text::from("by_hand"))));
    let lines = objects.push(Object::bytes(&[]));
    let mut code = CodeObject::new();
    for (field, number) in [(Field::Stacksize, 2), (Field::Flags, 67), (Field::Firstlineno, 1)] {
        code.set_number(field, number);
    }
    for field in [Field::Argcount, Field::Posonlyargcount, Field::Kwonlyargcount, Field::Nlocals] {
        code.set_number(field, 0);
    }
    let parts = [
        (Field::Code, bytes),
        (Field::Consts, consts),
        (Field::Names, names),
        (Field::Varnames, empty),
        (Field::Freevars, empty),
        (Field::Cellvars, empty),
        (Field::Filename, name),
        (Field::Name, name),
        (Field::Linetable, lines),
    ];
    for (field, id) in parts {
        code.set_object(field, id);
    }
    let root = objects.push(Object::Code(Box::new(code)));
    let bytes = objects.to_bytes(root, Style::of(layout)).unwrap();
    let tree = Tree::parse(&bytes, layout).unwrap();

    let mut vm = Vm::new(V, Limits::default(), Box::new(Print));
    let code = vm.load_objects(tree.root()).unwrap();
    let module = vm.new_module_named("empty");
    let function = vm.function_of_code(&code, &module).unwrap();
    let result = vm.call_object(&function, ()).unwrap();
    vm.get::<()>(&result).unwrap();
    assert_eq!(PRINTED.with(std::cell::Cell::get), 1);
}

#[test]
fn an_assembled_sum_is_returned() {
    let mut vm = machine(Limits::default());
    let body = "locals a b c\nLOAD_CONST 1\nSTORE_FAST a\nLOAD_CONST 2\nSTORE_FAST b\nLOAD_FAST a\nLOAD_FAST b\nBINARY_ADD\nSTORE_FAST c\nLOAD_FAST c\nRETURN_VALUE";
    let f = function(&mut vm, "", body);
    let result = vm.call_object(&f, ()).unwrap();
    assert_eq!(vm.get::<i64>(&result).unwrap(), 3);
}

#[test]
fn values_go_in_and_come_out() {
    let mut vm = machine(Limits::default());
    let f = function(&mut vm, "x", "locals x\nLOAD_FAST x\nRETURN_VALUE");
    macro_rules! same {
        ($($value:expr => $type:ty),*) => {$(
            let result = vm.call_object(&f, ($value,)).unwrap();
            assert_eq!(vm.get::<$type>(&result).unwrap(), $value);
        )*};
    }
    same!(1 => i64, -1 => i32, u64::MAX => u64, i128::MIN => i128, 1.5 => f64, true => bool, () => (), "a\u{1f600}" => String);
    same!(vec![1u8, 2] => Vec<u8>, vec![1, 2] => Vec<i64>, (1, "a".to_owned()) => (i64, String), Some(2) => Option<i64>);
    same!(std::collections::HashMap::from([(1, 2.0)]) => std::collections::HashMap<i64, f64>);
    let wrong = vm.call_object(&f, ("a",)).unwrap();
    assert_eq!(class_of(vm.get::<i64>(&wrong)), "TypeError");
    let large = vm.call_object(&f, (300,)).unwrap();
    assert_eq!(
        class_of(vm.get::<i16>(&large).map(|it| it / 300).and_then(|_| vm.get::<u16>(&large)).and_then(|_| {
            let huge = vm.make(u128::MAX)?;
            vm.get::<i64>(&huge)
        })),
        "OverflowError"
    );
}

#[test]
fn handles_keep_objects_alive() {
    let mut vm = machine(Limits::default());
    vm.collect_often();
    let list = vm.make(vec!["some text that is long enough to be on the heap".to_owned(); 3]).unwrap();
    let copy = list.clone();
    drop(list);
    for _ in 0..50 {
        usable(&mut vm);
    }
    assert_eq!(vm.get::<Vec<String>>(&copy).unwrap().len(), 3);
    let mut other = machine(Limits::default());
    assert_eq!(class_of(other.repr_of(&copy)), "SystemError");
}

#[test]
fn exceptions_come_out_with_their_traceback() {
    let mut vm = machine(Limits::default());
    let f = function(&mut vm, "", "line 7\nLOAD_CONST 1\nLOAD_CONST 0\nBINARY_TRUE_DIVIDE\nRETURN_VALUE");
    let error = vm.call_object(&f, ()).unwrap_err();
    let it = error.exception().unwrap();
    assert_eq!((it.class.as_str(), it.message.as_str()), ("ZeroDivisionError", "division by zero"));
    assert!(it.traceback.starts_with("Traceback (most recent call last):\n  File \""), "{}", it.traceback);
    assert!(it.traceback.ends_with("ZeroDivisionError: division by zero\n"), "{}", it.traceback);
    let again = it.object.clone();
    assert_eq!(vm.repr_of(&again).unwrap(), "ZeroDivisionError('division by zero')");
    usable(&mut vm);
}

#[test]
fn fuel_ends() {
    let mut vm = machine(Limits { fuel: 100_000, ..Limits::default() });
    let f = function(&mut vm, "", FOR_EVER);
    assert_eq!(class_of(vm.call_object(&f, ())), "Fuel");
    assert_eq!(vm.usage().fuel, 100_000);
    vm.set_limits(Limits { fuel: 100_000, ..Limits::default() });
    usable(&mut vm);
}

#[test]
fn time_ends() {
    let mut vm = machine(Limits { deadline: Some(Duration::from_millis(30)), ..Limits::default() });
    let f = function(&mut vm, "", FOR_EVER);
    assert_eq!(class_of(vm.call_object(&f, ())), "Deadline");
    // It counts from the start of each call.
    usable(&mut vm);
}

#[test]
fn another_thread_interrupts() {
    let limits = Limits::default();
    let interrupt = limits.interrupt.clone();
    let mut vm = machine(limits);
    let f = function(&mut vm, "", FOR_EVER);
    let other = interrupt.clone();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(20));
        other.stop();
    });
    assert_eq!(class_of(vm.call_object(&f, ())), "Interrupted");
    thread.join().unwrap();
    interrupt.reset();
    usable(&mut vm);
}

#[test]
fn output_ends() {
    let mut vm = machine(Limits { output_bytes: 1000, ..Limits::default() });
    let f =
        function(&mut vm, "", "again:\nLOAD_GLOBAL print\nLOAD_CONST 'some text'\nCALL_FUNCTION 1\nPOP_TOP\nJUMP_ABSOLUTE again");
    assert_eq!(class_of(vm.call_object(&f, ())), "Output");
    usable(&mut vm);
}

#[test]
fn memory_ends() {
    let mut vm = machine(Limits { heap_bytes: 4 << 20, ..Limits::default() });
    let body = "locals x\nBUILD_LIST 0\nSTORE_FAST x\nagain:\nLOAD_FAST x\nLOAD_CONST 1.5\nLIST_APPEND 1\nPOP_TOP\nLOAD_FAST x\nLOAD_FAST x\nINPLACE_ADD\nSTORE_FAST x\nJUMP_ABSOLUTE again";
    let f = function(&mut vm, "", body);
    assert_eq!(class_of(vm.call_object(&f, ())), "MemoryError");
    assert!(vm.usage().heap_bytes <= 8 << 20, "{:?}", vm.usage());
    usable(&mut vm);
}

#[test]
fn recursion_ends() {
    let mut vm = machine(Limits::default());
    let f = function(&mut vm, "", "LOAD_GLOBAL f\nCALL_FUNCTION 0\nRETURN_VALUE");
    assert_eq!(class_of(vm.call_object(&f, ())), "RecursionError");
    usable(&mut vm);
}

/// Rust calls Python, which calls Rust, and so on: natives within each other, on a stack that is far too small for them.
#[test]
fn natives_within_natives_end() {
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(|| {
        let mut vm = machine(Limits::default());
        let f = function(&mut vm, "", "LOAD_GLOBAL g\nCALL_FUNCTION 0\nRETURN_VALUE");
        let again = f.clone();
        let g = vm.make_function_named("g", move |vm, _| vm.call_object(&again, ()));
        let module = vm.import_named("m").unwrap();
        vm.set_attribute(&module, "g", &g).unwrap();
        assert_eq!(class_of(vm.call_object(&f, ())), "RecursionError");
        usable(&mut vm);
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn the_same_again_uses_the_same() {
    let run = || {
        let mut vm = machine(Limits { heap_bytes: 8 << 20, ..Limits::default() });
        let body = "locals i x\nLOAD_GLOBAL range\nLOAD_CONST 20000\nCALL_FUNCTION 1\nGET_ITER\nagain:\nFOR_ITER done\nSTORE_FAST i\nLOAD_GLOBAL str\nLOAD_FAST i\nCALL_FUNCTION 1\nLOAD_CONST 'abcdefghijklmnopqrstuvwxyz'\nBINARY_ADD\nSTORE_FAST x\nJUMP_ABSOLUTE again\ndone:\nLOAD_GLOBAL hash\nLOAD_FAST x\nCALL_FUNCTION 1\nRETURN_VALUE";
        let f = function(&mut vm, "", body);
        let result = vm.call_object(&f, ()).unwrap();
        (vm.get::<i64>(&result).unwrap(), vm.usage())
    };
    assert_eq!(run(), run());
}
