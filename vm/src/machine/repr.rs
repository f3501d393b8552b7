//! `repr`, `str` and `ascii` of values: loops over containers in containers, with CPython's marks where one contains itself.

use crate::builtin::prelude::*;
use crate::machine::text::to_kernel;
use crate::number::{Text as Kernel, float};
use crate::object::{Dict, Slice};
use crate::text::Builder;

/// Containers that are being written, the innermost last.
#[derive(Debug, Default)]
pub(crate) struct Open {
    order: Vec<Value>,
    all: hashbrown::HashSet<(u8, u64)>,
}

impl Open {
    pub(crate) fn contains(&self, value: Value) -> bool {
        self.all.contains(&value.identity())
    }

    pub(crate) fn push(&mut self, value: Value) {
        // One that is there already is noted as what nothing is taken away for.
        self.order.push(if self.all.insert(value.identity()) { value } else { Value::Unbound });
    }

    pub(crate) fn pop(&mut self) {
        if let Some(value) = self.order.pop() {
            self.all.remove(&value.identity());
        }
    }

    fn len(&self) -> usize {
        self.order.len()
    }

    fn truncate(&mut self, len: usize) {
        while self.order.len() > len {
            self.pop();
        }
    }

    pub(crate) fn values(&self) -> &[Value] {
        &self.order
    }
}

/// What is left to be written.
enum Task {
    Value(Value),
    Text(&'static str),
    Owned(String),
    /// A container is done.
    Leave,
}

impl Vm {
    /// `repr(value)`, a string.
    pub(crate) fn repr(&mut self, value: Value) -> Outcome {
        if let Value::Int(_) | Value::Float(_) = value
            && let Some(text) = self.quick_str(value)
        {
            return Ok(text);
        }
        let class = self.class_of(value);
        if self.is_plain_repr(value, class) {
            return self.repr_native(value);
        }
        self.repr_by_method(value, class)
    }

    /// Whether `repr` of a value is what the native class says.
    fn is_plain_repr(&mut self, value: Value, class: Id<Type>) -> bool {
        match value {
            Value::Instance(_) | Value::Object(_) | Value::Exception(_) => false,
            Value::Type(_) | Value::Module(_) => {
                let method = self.lookup(class, self.names.repr).unwrap_or_default();
                matches!(method, Value::Native(_))
            }
            _ => true,
        }
    }

    fn repr_by_method(&mut self, value: Value, class: Id<Type>) -> Outcome {
        let method = self.lookup(class, self.names.repr).unwrap_or_default();
        if method.is_unbound() || self.is_builtin_method(method, self.types.object) {
            return self.repr_default(value);
        }
        let result = self.call_special_sync(method, value, &[])?;
        match self.native(result) {
            Value::Str(_) => Ok(result),
            _ => {
                let class = self.class_name(result);
                Err(self.type_error(format!("__repr__ returned non-string (type {class})")))
            }
        }
    }

    /// What `object.__repr__` says.
    pub(crate) fn repr_default(&mut self, value: Value) -> Outcome {
        let class = self.class_of(value);
        let name = self.qualified_type_name(class);
        let address = self.address(value);
        Ok(self.str(&format!("<{name} object at {address}>")))
    }

    /// `module.qualname` of a class, without `builtins.`.
    pub(crate) fn qualified_type_name(&mut self, class: Id<Type>) -> String {
        let name = self.heap.types[class].qualname.map_or_else(String::new, |it| self.lossy(it));
        match self.class_entry(class, self.names.module) {
            Some(Value::Str(module)) if self.lossy(module) != "builtins" => format!("{}.{name}", self.lossy(module)),
            _ => name,
        }
    }

    /// The address that a program sees of an object: `id` in hexadecimal.
    pub(crate) fn address(&self, value: Value) -> String {
        format!("0x{:012x}", self.id(value))
    }

    /// `id(value)`.
    pub(crate) fn id(&self, value: Value) -> u64 {
        let (kind, index) = value.identity();
        0x7f00_0000_0000 + (index << 5 | u64::from(kind)) * 16
    }

    /// `repr` of a value by its native class; of an instance of a subclass by that of the value it wraps.
    pub(crate) fn repr_native(&mut self, value: Value) -> Outcome {
        let mut out = Builder::default();
        let open = self.repr_open.len();
        let result = self.write_repr(value, &mut out);
        self.repr_open.truncate(open);
        result?;
        Ok(self.text(out.finish()))
    }

    fn write_repr(&mut self, root: Value, out: &mut Builder) -> Result<(), Raised> {
        let (mut tasks, mut charged) = (Vec::new(), 0);
        self.open_repr(root, &mut tasks, out)?;
        while let Some(task) = tasks.pop() {
            match task {
                Task::Text(text) => out.push_str(text),
                Task::Owned(text) => out.push_str(&text),
                Task::Leave => {
                    self.repr_open.pop();
                }
                Task::Value(value) => {
                    self.charge(1, 0)?;
                    self.charge_text(out, &mut charged)?;
                    let class = self.class_of(value);
                    if self.is_plain_repr(value, class) {
                        self.open_repr(value, &mut tasks, out)?;
                    } else {
                        let text = self.repr_by_method(value, class)?;
                        if let Value::Str(id) = self.native(text) {
                            out.push_view(self.heap.strs[id].view());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes a value, or what is before its parts, and leaves these to be done.
    fn open_repr(&mut self, value: Value, tasks: &mut Vec<Task>, out: &mut Builder) -> Result<(), Raised> {
        match self.native(value) {
            Value::List(id) => {
                let items = self.heap.lists[id].items.clone();
                self.open_items(value, items, ["[", "]", "[]", "[...]"], tasks, out);
            }
            Value::Tuple(id) => {
                let items = self.heap.tuples[id].items().to_vec();
                let close = if items.len() == 1 { ",)" } else { ")" };
                self.open_items(value, items, ["(", close, "()", "(...)"], tasks, out);
            }
            Value::Set(id) => {
                let items: Vec<Value> = self.heap.sets[id].iter().map(|it| it.1).collect();
                let name = self.class_name(value);
                self.open_set(value, items, &name, name == "set", tasks, out);
            }
            Value::FrozenSet(id) => {
                let items: Vec<Value> = self.heap.sets[id].iter().map(|it| it.1).collect();
                let name = self.class_name(value);
                self.open_set(value, items, &name, false, tasks, out);
            }
            Value::Dict(id) => self.open_dict(value, id, tasks, out),
            Value::Slice(id) => {
                let Slice { start, stop, step } = self.heap.slices[id];
                self.repr_open.push(value);
                tasks.push(Task::Leave);
                tasks.push(Task::Text(")"));
                for (number, part) in [step, stop, start].into_iter().enumerate() {
                    if number > 0 {
                        tasks.push(Task::Text(", "));
                    }
                    tasks.push(Task::Value(part));
                }
                out.push_str("slice(");
            }
            Value::Method(id) => {
                let method = self.heap.methods[id];
                let name = self.method_qualname(method.func)?;
                tasks.push(Task::Text(">"));
                tasks.push(Task::Value(method.this));
                out.push_str("<bound method ");
                tasks.push(Task::Owned(name + " of "));
            }
            Value::Str(id) => {
                let text = to_kernel(self.heap.strs[id].view()).repr(usize::MAX, &self.characters());
                out.push_str(&text);
            }
            native => {
                let text = self.repr_scalar(value, native)?;
                out.push_str(&text);
            }
        }
        Ok(())
    }

    /// Whether a container is being written already; if not, it is from now on.
    fn enter_repr(&mut self, value: Value) -> bool {
        if self.repr_open.contains(value) {
            return false;
        }
        self.repr_open.push(value);
        true
    }

    fn open_items(
        &mut self,
        value: Value,
        items: Vec<Value>,
        marks: [&'static str; 4],
        tasks: &mut Vec<Task>,
        out: &mut Builder,
    ) {
        let [open, close, empty, again] = marks;
        if items.is_empty() {
            return out.push_str(empty);
        }
        if !self.enter_repr(value) {
            return out.push_str(again);
        }
        out.push_str(open);
        tasks.push(Task::Leave);
        tasks.push(Task::Text(close));
        push_items(items, tasks);
    }

    fn open_set(&mut self, value: Value, items: Vec<Value>, name: &str, bare: bool, tasks: &mut Vec<Task>, out: &mut Builder) {
        if items.is_empty() {
            return out.push_str(&format!("{name}()"));
        }
        if !self.enter_repr(value) {
            return out.push_str(&format!("{name}(...)"));
        }
        if !bare {
            out.push_str(name);
            out.push_str("(");
        }
        out.push_str("{");
        tasks.push(Task::Leave);
        tasks.push(Task::Text(if bare { "}" } else { "})" }));
        push_items(items, tasks);
    }

    fn open_dict(&mut self, value: Value, id: Id<Dict>, tasks: &mut Vec<Task>, out: &mut Builder) {
        if self.heap.dicts[id].len() == 0 {
            return out.push_str("{}");
        }
        if !self.enter_repr(value) {
            return out.push_str("{...}");
        }
        out.push_str("{");
        tasks.push(Task::Leave);
        tasks.push(Task::Text("}"));
        let start = tasks.len();
        for entry in self.heap.dicts[id].iter() {
            if tasks.len() > start {
                tasks.push(Task::Text(", "));
            }
            tasks.extend([Task::Value(entry.key), Task::Text(": "), Task::Value(entry.value)]);
        }
        tasks[start..].reverse();
    }

    /// `repr` of what has no parts.
    fn repr_scalar(&mut self, value: Value, native: Value) -> Result<String, Raised> {
        Ok(match native {
            Value::Unbound => "<NULL>".to_owned(),
            Value::None => "None".to_owned(),
            Value::Ellipsis => "Ellipsis".to_owned(),
            Value::NotImplemented => "NotImplemented".to_owned(),
            Value::Bool(it) => if it.get() { "True" } else { "False" }.to_owned(),
            Value::Int(it) => it.to_string(),
            Value::Big(_) => self.int_text(native)?,
            Value::Float(it) => float::repr(it.get()),
            Value::Complex(id) => {
                let it = self.heap.complexes[id];
                crate::number::complex::repr(crate::number::Complex::new(it.re, it.im))
            }
            Value::Bytes(id) => Kernel::Bytes(&self.heap.bytes_objects[id].data).repr(usize::MAX, &self.characters()),
            Value::Range(id) => {
                let range = self.heap.ranges[id];
                let (start, stop) = (self.int_text(range.start)?, self.int_text(range.stop)?);
                match range.step {
                    Value::Int(1) => format!("range({start}, {stop})"),
                    step => format!("range({start}, {stop}, {})", self.int_text(step)?),
                }
            }
            Value::Function(id) => {
                let name = self.heap.functions[id].qualname.map_or_else(String::new, |it| self.lossy(it));
                format!("<function {name} at {}>", self.address(native))
            }
            Value::Native(_) => self.repr_builtin(native)?,
            Value::Type(id) => format!("<class '{}'>", self.qualified_type_name(id)),
            Value::Module(_) => self.repr_module(native)?,
            Value::Cell(id) => match self.heap.cells[id].value {
                Value::Unbound => format!("<cell at {}: empty>", self.address(native)),
                held => {
                    let class = self.class_name(held);
                    format!("<cell at {}: {class} object at {}>", self.address(native), self.address(held))
                }
            },
            Value::Code(id) => match &self.heap.codes[id].body {
                Some(body) => {
                    let (name, file, line) = (self.lossy(body.name), self.lossy(body.filename), body.firstlineno);
                    format!("<code object {name} at {}, file \"{file}\", line {line}>", self.address(native))
                }
                None => "<code object>".to_owned(),
            },
            Value::Generator(id) => {
                let name = match self.heap.generators[id].qualname {
                    Value::Str(name) => self.lossy(name),
                    _ => String::new(),
                };
                let class = self.class_name(native);
                format!("<{class} object {name} at {}>", self.address(native))
            }
            _ => {
                let text = self.repr_default(value)?;
                self.plain_text(text)
            }
        })
    }

    /// The digits of an int, within the limit of the version.
    pub(crate) fn int_text(&mut self, value: Value) -> Result<String, Raised> {
        match self.native(value) {
            Value::Int(it) => Ok(it.to_string()),
            other => {
                let Some(it) = self.as_int(other) else { return Ok(String::new()) };
                self.charge_cost(crate::number::Cost::to_text(&it, 10))?;
                let (limit, minor) = (self.int_max_digits, self.minor());
                self.checked(it.to_text_within(limit, minor))
            }
        }
    }

    /// The text of what is a string for sure.
    pub(crate) fn plain_text(&self, value: Value) -> String {
        match self.native(value) {
            Value::Str(id) => self.lossy(id),
            _ => String::new(),
        }
    }

    fn method_qualname(&mut self, func: Value) -> Result<String, Raised> {
        for name in [self.names.qualname, self.names.name] {
            if let Some(value) = self.find_attr(func, name)?
                && let Value::Str(id) = self.native(value)
            {
                return Ok(self.lossy(id));
            }
        }
        Ok("?".to_owned())
    }

    /// `str(value)`: a string, or an instance of a subclass of it.
    pub(crate) fn to_str(&mut self, value: Value) -> Outcome {
        if let Some(text) = self.quick_str(value) {
            return Ok(text);
        }
        match value {
            Value::Instance(_) | Value::Object(_) | Value::Exception(_) | Value::Type(_) => {}
            _ => return self.repr(value),
        }
        let class = self.class_of(value);
        let method = self.lookup(class, self.names.str).unwrap_or_default();
        let method = if method.is_unbound() || self.is_builtin_method(method, self.types.object) {
            match self.lookup(class, self.names.repr) {
                Some(method) if !matches!(method, Value::Native(_)) => method,
                _ => return self.repr(value),
            }
        } else {
            method
        };
        let result = self.call_special_sync(method, value, &[])?;
        match self.native(result) {
            Value::Str(_) => Ok(result),
            _ => {
                let class = self.class_name(result);
                Err(self.type_error(format!("__str__ returned non-string (type {class})")))
            }
        }
    }

    /// `str(value)` for a message.
    pub(crate) fn display(&mut self, value: Value) -> Result<String, Raised> {
        let text = self.to_str(value)?;
        Ok(self.plain_text(text))
    }

    /// `repr(value)` for a message.
    pub(crate) fn repr_text(&mut self, value: Value) -> Result<String, Raised> {
        let text = self.repr(value)?;
        Ok(self.plain_text(text))
    }

    /// `ascii(value)`.
    pub(crate) fn ascii(&mut self, value: Value) -> Outcome {
        let text = self.repr(value)?;
        let Value::Str(id) = self.native(text) else { return Ok(text) };
        let view = self.heap.strs[id].view();
        if view.is_ascii() {
            return Ok(text);
        }
        let mut out = String::new();
        for point in view.points() {
            match point {
                ..0x80 => out.push(point as u8 as char),
                ..0x100 => out += &format!("\\x{point:02x}"),
                ..0x1_0000 => out += &format!("\\u{point:04x}"),
                _ => out += &format!("\\U{point:08x}"),
            }
        }
        Ok(self.str(&out))
    }
}

/// Items with commas between them, the first on top.
fn push_items(items: Vec<Value>, tasks: &mut Vec<Task>) {
    for (number, item) in items.into_iter().rev().enumerate() {
        if number > 0 {
            tasks.push(Task::Text(", "));
        }
        tasks.push(Task::Value(item));
    }
}
