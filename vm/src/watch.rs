//! Looking on while a machine works.
//!
//! A [`Watcher`] is asked before every instruction. A machine without watchers runs a copy of its loop that knows nothing of them, and so costs nothing.

use core::cell::RefCell;
use std::rc::Rc;

use pyc_bytecode::{InstructionSet, Opcode};

use crate::inst::Inst;
use crate::lower::registers_of;
use crate::machine::text::to_kernel;
use crate::machine::{Frame, Raised, Vm};
use crate::object::Body;
use crate::object::value::Value;
use crate::text::Text;

/// Code points of a string that [`Operand::value`] shows, digits of an int likewise.
const SHOWN: usize = 40;
/// Operands that [`Moment::operands`] tells.
const OPERANDS: usize = 12;

/// Whoever looks on.
///
/// ```
/// use std::{cell::RefCell, rc::Rc};
/// use pyc_vm::watch::{Moment, Watcher};
///
/// /// Counts instructions.
/// #[derive(Default)]
/// struct Count(u64);
///
/// impl Watcher for Count {
///     fn before(&mut self, _: &Moment<'_>) {
///         self.0 += 1;
///     }
/// }
///
/// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
/// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 10), Limits::default(), Box::new(Nothing));
/// let count = Rc::new(RefCell::new(Count::default()));
/// vm.watch(Box::new(Rc::clone(&count)));
/// ```
pub trait Watcher {
    /// An instruction is about to be executed.
    fn before(&mut self, at: &Moment<'_>);

    /// Native code that has called Python code goes on: what follows is its work again.
    fn resumed(&mut self, at: &Moment<'_>) {
        let _ = at;
    }
}

impl<W: Watcher> Watcher for Rc<RefCell<W>> {
    fn before(&mut self, at: &Moment<'_>) {
        if let Ok(mut it) = self.try_borrow_mut() {
            it.before(at);
        }
    }

    fn resumed(&mut self, at: &Moment<'_>) {
        if let Ok(mut it) = self.try_borrow_mut() {
            it.resumed(at);
        }
    }
}

/// What a machine is about to do.
#[derive(Clone, Copy)]
pub struct Moment<'v> {
    pub(crate) vm: &'v Vm,
    pub(crate) frame: &'v Frame,
    pub(crate) body: &'v Rc<Body>,
}

impl core::fmt::Debug for Moment<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Moment").field("function", &self.function()).field("inst", &self.inst()).finish_non_exhaustive()
    }
}

/// A register that an instruction names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operand {
    /// The name of the variable that the register belongs to, or its number as in `r7`.
    pub name: String,
    /// What is in it, cut if it is long. No code of the program is called for it: of most objects it is the class alone.
    pub value: String,
}

impl Moment<'_> {
    fn at(&self) -> usize {
        (self.frame.pc as usize).wrapping_sub(1)
    }

    /// The units of fuel that were used before.
    pub fn fuel(&self) -> u64 {
        self.vm.fuel_used()
    }

    /// How many frames there are.
    pub fn depth(&self) -> usize {
        self.vm.frames.len()
    }

    /// The qualified name of the function.
    pub fn function(&self) -> String {
        self.vm.lossy(self.body.qualname)
    }

    /// The file that it was compiled from.
    pub fn file(&self) -> String {
        self.vm.lossy(self.body.filename)
    }

    /// The line of the instruction.
    pub fn line(&self) -> Option<i32> {
        crate::machine::lines::line(self.body, self.offset(), self.vm.version)
    }

    /// The offset in bytes of CPython's instruction that this one stands for.
    pub fn offset(&self) -> u32 {
        self.body.lowered.origins.get(self.at()).copied().unwrap_or(0)
    }

    /// CPython's instructions, into which [`Moment::offset`] leads.
    pub fn code(&self) -> &[u8] {
        &self.body.co_code
    }

    /// The name of CPython's instruction that this one stands for.
    pub fn opcode(&self) -> &'static str {
        let Some(set) = InstructionSet::of(self.vm.version) else { return "" };
        let code = self.body.co_code.get(self.offset() as usize..).unwrap_or_default();
        // Prefixes belong to what follows them.
        let number = code.iter().step_by(2).copied().map(Opcode).find(|it| set.extended_arg != Some(*it));
        number.and_then(|it| set.info(it)).map_or("", |it| it.op.name())
    }

    /// The instruction, of the machine's own instruction set.
    pub fn inst(&self) -> Inst {
        self.body.lowered.insts.get(self.at()).copied().unwrap_or(Inst::Nop)
    }

    /// The registers that it names, with what is in them before it: the first dozen.
    pub fn operands(&self) -> Vec<Operand> {
        let body = self.body;
        let mut numbers: Vec<u16> = Vec::new();
        for (first, count) in registers_of(&body.lowered, self.inst()) {
            for number in (first..body.lowered.registers).take(usize::from(count)) {
                if numbers.len() < OPERANDS && !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        let operand = |number: u16| {
            let name = body.variables.get(usize::from(number)).map(|&it| self.vm.lossy(it)).filter(|it| !it.is_empty());
            let value = self.vm.stack.get(self.frame.base as usize + usize::from(number)).copied().unwrap_or_default();
            Operand { name: name.unwrap_or_else(|| format!("r{number}")), value: self.vm.brief(value) }
        };
        numbers.into_iter().map(operand).collect()
    }
}

impl Vm {
    /// Lets somebody look on from now on. Watchers see everything and change nothing; the same fuel is used with them and without.
    pub fn watch(&mut self, watcher: Box<dyn Watcher>) {
        self.watchers.push(watcher);
    }

    /// What [`Vm::watch`] asked for, before an instruction.
    #[cold]
    pub(crate) fn before_instruction(&mut self) -> Result<(), Raised> {
        self.tell(|watcher, moment| watcher.before(moment));
        Ok(())
    }

    /// The same after Python code that native code has called.
    #[cold]
    pub(crate) fn after_nested_call(&mut self) {
        self.tell(|watcher, moment| watcher.resumed(moment));
    }

    fn tell(&mut self, what: impl Fn(&mut dyn Watcher, &Moment<'_>)) {
        let mut watchers = core::mem::take(&mut self.watchers);
        if let Some(frame) = self.frames.last()
            && let Some(body) = self.body_of(frame)
        {
            for watcher in &mut watchers {
                what(watcher.as_mut(), &Moment { vm: self, frame, body });
            }
        }
        self.watchers = watchers;
    }

    /// A short text for a value that calls no code of the program's.
    fn brief(&self, value: Value) -> String {
        let count = |name: &str, len: usize| format!("<{name} of {len}>");
        match value {
            Value::Unbound => "unbound".to_owned(),
            Value::None => "None".to_owned(),
            Value::Ellipsis => "Ellipsis".to_owned(),
            Value::NotImplemented => "NotImplemented".to_owned(),
            Value::Bool(it) => if it.get() { "True" } else { "False" }.to_owned(),
            Value::Int(it) => it.to_string(),
            Value::Big(_) => "<int of many digits>".to_owned(),
            Value::Float(it) => crate::number::float::repr(it.get()),
            Value::Str(id) => {
                let view = self.heap.strs[id].view();
                let shown = Text::from_code_points(view.points().take(SHOWN));
                let more = if view.len() > SHOWN { "..." } else { "" };
                to_kernel(shown.view()).repr(usize::MAX, &self.characters()) + more
            }
            Value::Bytes(id) => count("bytes", self.heap.bytes_objects[id].data.len()),
            Value::Tuple(id) => count("tuple", self.heap.tuples[id].items().len()),
            Value::List(id) => count("list", self.heap.lists[id].items.len()),
            Value::Dict(id) => count("dict", self.heap.dicts[id].len()),
            Value::Set(id) => count("set", self.heap.sets[id].len()),
            Value::FrozenSet(id) => count("frozenset", self.heap.sets[id].len()),
            Value::Function(id) => {
                format!("<function {}>", self.heap.functions[id].qualname.map_or_else(String::new, |it| self.lossy(it)))
            }
            Value::Native(id) => format!("<native {}>", self.heap.natives[id].def.map_or("", |it| it.name)),
            Value::Type(id) => format!("<class {}>", self.type_name(id)),
            _ => format!("<{}>", self.class_name(value)),
        }
    }
}
