//! A Python function called from Rust, and a Rust function called from Python, in a world of one's own: `cargo run -p pyc-vm --example embed`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;

use pyc_bytecode::text::assemble;
use pyc_marshal::File;
use pyc_vm::Vm;
use pyc_vm::embed::Error;
use pyc_vm::fail::Class;
use pyc_vm::host::Host;
use pyc_vm::limits::Limits;

/// What `total(items)` adds up are the prices that a Rust function knows:
///
/// ```python
/// def total(items):
///     result = 0
///     for item in items:
///         result += price(item)
///     print('total', result)
///     return result
/// ```
const MODULE: &str = "\
pyc 3.10

code <module>
  code total(items)
    locals items result item
    LOAD_CONST 0
    STORE_FAST result
    LOAD_FAST items
    GET_ITER
    again:
    FOR_ITER done
    STORE_FAST item
    LOAD_FAST result
    LOAD_GLOBAL price
    LOAD_FAST item
    CALL_FUNCTION 1
    INPLACE_ADD
    STORE_FAST result
    JUMP_ABSOLUTE again
    done:
    LOAD_GLOBAL print
    LOAD_CONST 'total'
    LOAD_FAST result
    CALL_FUNCTION 2
    POP_TOP
    LOAD_FAST result
    RETURN_VALUE
  end
  LOAD_CONST code total
  LOAD_CONST 'total'
  MAKE_FUNCTION 0
  STORE_NAME total
  LOAD_CONST None
  RETURN_VALUE
end
";

/// A world in which a program can only print, each line to a list.
#[derive(Clone, Default)]
struct Lines(Rc<RefCell<String>>);

impl Host for Lines {
    fn write(&mut self, _: u8, bytes: &[u8]) -> io::Result<()> {
        self.0.borrow_mut().push_str(&String::from_utf8_lossy(bytes));
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = assemble(MODULE).map_err(|error| error.to_string())?;
    let file = File::parse(&bytes)?;
    let printed = Lines::default();
    let limits = Limits { fuel: 100_000, heap_bytes: 16 << 20, output_bytes: 1 << 10, ..Limits::default() };
    let mut vm = Vm::new(file.version(), limits, Box::new(printed.clone()));

    let prices = BTreeMap::from([("tea".to_owned(), 3), ("cake".to_owned(), 5)]);
    let asked = Rc::new(Cell::new(0));
    let count = Rc::clone(&asked);
    let price = vm.make_function_named("price", move |vm, args| {
        count.set(count.get() + 1);
        let item: String = args.get(vm, 0)?;
        match prices.get(&item) {
            Some(&price) => Ok(price),
            None => Err(vm.exception(Class::KeyError, &item)),
        }
    });

    let shop = vm.load_file(&file, "shop")?;
    vm.set_attribute(&shop, "price", &price)?;
    let total = vm.call_method(&shop, "total", (vec!["tea", "cake", "tea"],))?;
    assert_eq!(vm.get::<i64>(&total)?, 11);
    assert_eq!(*printed.0.borrow(), "total 11\n");
    assert_eq!(asked.get(), 3);

    match vm.call_method(&shop, "total", (vec!["milk"],)) {
        Err(Error::Exception(it)) => {
            assert_eq!((it.class.as_str(), it.message.as_str()), ("KeyError", "'milk'"));
            println!("{}", it.traceback);
        }
        other => println!("{other:?}"),
    }
    println!("{:?}", vm.usage());
    Ok(())
}
