//! Code objects, frames, tracebacks, cells.

use std::rc::Rc;

use crate::builtin::prelude::*;
use crate::inst::CompareOp;
use crate::object::{Body, Bytes, Cell, Function, Traceback};

pub(crate) static CELL: TypeDef = TypeDef {
    wrappers: "repr",
    methods: &[
        Def::new_of("contents=?, /", |vm, args| Ok(Value::Cell(vm.add(Cell { value: args[1] })))),
        Def::method("__eq__", 1, 1, |vm, args| compare_cells(vm, args, CompareOp::Eq)),
        Def::method("__ne__", 1, 1, |vm, args| compare_cells(vm, args, CompareOp::Ne)),
        Def::method("__lt__", 1, 1, |vm, args| compare_cells(vm, args, CompareOp::Lt)),
        Def::method("__le__", 1, 1, |vm, args| compare_cells(vm, args, CompareOp::Le)),
        Def::method("__gt__", 1, 1, |vm, args| compare_cells(vm, args, CompareOp::Gt)),
        Def::method("__ge__", 1, 1, |vm, args| compare_cells(vm, args, CompareOp::Ge)),
    ],
    unhashable: true,
    getset: &[GetSet::both(
        "cell_contents",
        |vm, this| match this {
            Value::Cell(id) if !vm.heap.cells[id].value.is_unbound() => Ok(vm.heap.cells[id].value),
            _ => Err(vm.value_error("Cell is empty")),
        },
        |vm, this, value| {
            if let Value::Cell(id) = this {
                vm.heap.cells[id].value = value;
            }
            Ok(())
        },
    )],
    ..TypeDef::new("cell")
};

/// Cells are compared by what they hold; an empty one comes first.
fn compare_cells(vm: &mut Vm, args: &[Value], op: CompareOp) -> Outcome {
    let (Value::Cell(a), Value::Cell(b)) = (args[0], args[1]) else { return Ok(Value::NotImplemented) };
    let (a, b) = (vm.heap.cells[a].value, vm.heap.cells[b].value);
    if a.is_unbound() || b.is_unbound() {
        let (a, b) = (i64::from(!a.is_unbound()), i64::from(!b.is_unbound()));
        return vm.compare_sync(op, Value::Int(a), Value::Int(b));
    }
    vm.compare_sync(op, a, b)
}

pub(crate) static CODE: TypeDef = TypeDef {
    wrappers: "repr",
    methods: &[
        Def::method("co_lines", 0, 0, |vm, args| {
            let Some(body) = body(vm, args[0]) else { return Ok(Value::None) };
            let rows: Vec<[Value; 3]> = crate::machine::lines::ranges(&body, vm.version)
                .into_iter()
                .map(|(start, end, line)| {
                    [
                        Value::Int(i64::from(start)),
                        Value::Int(i64::from(end)),
                        line.map_or(Value::None, |it| Value::Int(i64::from(it))),
                    ]
                })
                .collect();
            rows_iter(vm, &rows)
        })
        .since(10),
        Def::method("co_positions", 0, 0, |vm, args| {
            let Some(body) = body(vm, args[0]) else { return Ok(Value::None) };
            let part = |it: Option<i32>| it.map_or(Value::None, |it| Value::Int(i64::from(it)));
            let rows: Vec<[Value; 4]> = crate::machine::lines::positions(&body, vm.version)
                .into_iter()
                .map(|it| [part(it.line), part(it.end_line), part(it.column), part(it.end_column)])
                .collect();
            rows_iter(vm, &rows)
        })
        .since(11),
        Def::method_any("replace", replace),
        Def::method("__hash__", 0, 0, |vm, args| Ok(Value::Int(vm.identity_hash(args[0])))),
    ],
    getset: &[
        GetSet::get("co_name", |vm, this| Ok(body(vm, this).map_or(Value::None, |it| Value::Str(it.name)))),
        GetSet::get("co_qualname", |vm, this| Ok(body(vm, this).map_or(Value::None, |it| Value::Str(it.qualname)))).since(11),
        GetSet::get("co_filename", |vm, this| Ok(body(vm, this).map_or(Value::None, |it| Value::Str(it.filename)))),
        GetSet::get("co_firstlineno", |vm, this| number(vm, this, |it| i64::from(it.firstlineno))),
        GetSet::get("co_argcount", |vm, this| number(vm, this, |it| i64::from(it.argcount))),
        GetSet::get("co_posonlyargcount", |vm, this| number(vm, this, |it| i64::from(it.posonly))),
        GetSet::get("co_kwonlyargcount", |vm, this| number(vm, this, |it| i64::from(it.kwonly))),
        GetSet::get("co_nlocals", |vm, this| number(vm, this, |it| i64::from(it.nlocals))),
        GetSet::get("co_stacksize", |vm, this| number(vm, this, |it| i64::from(it.stacksize))),
        GetSet::get("co_flags", |vm, this| number(vm, this, |it| i64::from(it.flags))),
        GetSet::get("co_code", |vm, this| data(vm, this, |it| it.co_code.clone())),
        GetSet::get("co_lnotab", |vm, this| data(vm, this, |it| it.linetable.clone())),
        GetSet::get("co_linetable", |vm, this| data(vm, this, |it| it.linetable.clone())).since(10),
        GetSet::get("co_exceptiontable", |vm, this| data(vm, this, |it| it.exceptiontable.clone())).since(11),
        GetSet::get("co_consts", |vm, this| {
            let Some(body) = body(vm, this) else { return Ok(Value::None) };
            Ok(vm.tuple(&body.consts))
        }),
        GetSet::get("co_names", |vm, this| names(vm, this, |it| it.names.clone())),
        GetSet::get("co_varnames", |vm, this| {
            names(vm, this, |it| it.variables.iter().take(it.nlocals as usize).copied().collect())
        }),
        GetSet::get("co_cellvars", |vm, this| names(vm, this, |it| it.cellvars.clone())),
        GetSet::get("co_freevars", |vm, this| names(vm, this, |it| it.freevars.clone())),
    ],
    ..TypeDef::new("code")
};

fn body(vm: &Vm, this: Value) -> Option<Rc<Body>> {
    match this {
        Value::Code(id) => vm.heap.codes[id].body.clone(),
        _ => None,
    }
}

fn number(vm: &mut Vm, this: Value, get: fn(&Body) -> i64) -> Outcome {
    Ok(body(vm, this).map_or(Value::None, |it| Value::Int(get(&it))))
}

fn data(vm: &mut Vm, this: Value, get: fn(&Body) -> Box<[u8]>) -> Outcome {
    let data = body(vm, this).map(|it| get(&it)).unwrap_or_default();
    Ok(Value::Bytes(vm.add(Bytes { data })))
}

fn names(vm: &mut Vm, this: Value, get: fn(&Body) -> Vec<Id<Str>>) -> Outcome {
    let names: Vec<Value> = body(vm, this).map(|it| get(&it)).unwrap_or_default().into_iter().map(Value::Str).collect();
    Ok(vm.tuple(&names))
}

fn rows_iter<const N: usize>(vm: &mut Vm, rows: &[[Value; N]]) -> Outcome {
    let items: Vec<Value> = rows.iter().map(|it| vm.tuple(it)).collect();
    let list = Value::List(vm.add(List { items }));
    vm.iter(list)
}

/// `code.replace` for the parts that do not change what runs.
fn replace(vm: &mut Vm, args: &[Value], names: &[Id<Str>]) -> Outcome {
    let Some(body) = body(vm, args[0]) else { return Ok(Value::None) };
    let mut new = body.copy();
    for (&name, &value) in names.iter().zip(&args[args.len() - names.len()..]) {
        let text = vm.lossy(name);
        match (text.as_str(), vm.native(value)) {
            ("co_name", Value::Str(it)) => new.name = vm.intern_id(it),
            ("co_qualname", Value::Str(it)) => new.qualname = vm.intern_id(it),
            ("co_filename", Value::Str(it)) => new.filename = vm.intern_id(it),
            ("co_firstlineno", Value::Int(it)) => new.firstlineno = it as i32,
            ("co_flags", Value::Int(it)) => new.flags = it as u32,
            ("co_consts", Value::Tuple(it)) if vm.heap.tuples[it].items().len() >= new.consts.len() => {
                new.consts = vm.heap.tuples[it].items().to_vec();
            }
            _ => return Err(vm.value_error(format!("code.replace() cannot change {text} of code that was lowered already"))),
        }
    }
    Ok(Value::Code(vm.add(crate::object::CodeObject { body: Some(Rc::new(new)) })))
}

/// A frame as a program sees it: that of a call under way, or one that an exception has left.
pub(crate) struct FrameData {
    pub(crate) body: Rc<Body>,
    pub(crate) func: Id<Function>,
    /// Offset of the instruction when the object was made.
    pub(crate) offset: u32,
    /// Local names of a module or class, or a dict made of the variables.
    pub(crate) locals: Value,
    pub(crate) back: Value,
}

impl NativeData for FrameData {
    fn trace(&self, tracer: &mut Tracer) {
        tracer.visit(Value::Function(self.func));
        tracer.visit_all(&[self.locals, self.back]);
    }
}

pub(crate) static FRAME: TypeDef = TypeDef {
    methods: &[
        Def::method("clear", 0, 0, |_, _| Ok(Value::None)),
        Def::method("__repr__", 0, 0, |vm, args| {
            let text = frame(vm, args[0], |vm, it| {
                let (file, name) = (vm.lossy(it.body.filename), vm.lossy(it.body.name));
                let line = crate::machine::lines::line(&it.body, it.offset, vm.version).unwrap_or(0);
                format!("<frame at {}, file '{file}', line {line}, code {name}>", vm.address(args[0]))
            });
            Ok(vm.str(&text.unwrap_or_default()))
        }),
    ],
    getset: &[
        GetSet::get("f_code", |vm, this| {
            Ok(frame(vm, this, |vm, it| vm.heap.functions[it.func].code.map_or(Value::None, Value::Code)).unwrap_or(Value::None))
        }),
        GetSet::get("f_globals", |vm, this| {
            Ok(frame(vm, this, |vm, it| vm.heap.functions[it.func].globals.map_or(Value::None, Value::Dict))
                .unwrap_or(Value::None))
        }),
        GetSet::get("f_builtins", |vm, _| Ok(Value::Dict(vm.builtins))),
        GetSet::get("f_locals", |vm, this| Ok(frame(vm, this, |_, it| it.locals).unwrap_or(Value::None))),
        GetSet::get("f_back", |vm, this| Ok(frame(vm, this, |_, it| it.back).unwrap_or(Value::None))),
        GetSet::get("f_lasti", |vm, this| Ok(frame(vm, this, |_, it| Value::Int(i64::from(it.offset))).unwrap_or(Value::None))),
        GetSet::get("f_lineno", |vm, this| {
            let line = frame(vm, this, |vm, it| crate::machine::lines::line(&it.body, it.offset, vm.version)).flatten();
            Ok(line.map_or(Value::None, |it| Value::Int(i64::from(it))))
        }),
        GetSet::both("f_trace", |_, _| Ok(Value::None), |_, _, _| Ok(())),
        GetSet::both("f_trace_lines", |_, _| Ok(Value::bool(true)), |_, _, _| Ok(())),
        GetSet::both("f_trace_opcodes", |_, _| Ok(Value::bool(false)), |_, _, _| Ok(())),
    ],
    ..TypeDef::new("frame")
};

fn frame<T>(vm: &Vm, this: Value, get: impl Fn(&Vm, &FrameData) -> T) -> Option<T> {
    match this {
        Value::Object(id) => vm.heap.objects[id].get::<FrameData>().map(|it| get(vm, it)),
        _ => None,
    }
}

pub(crate) static TRACEBACK: TypeDef = TypeDef {
    methods: &[Def::new_of("tb_next, tb_frame, tb_lasti, tb_lineno", |vm, args| {
        let &[_, next, frame_value, lasti, line] = args else { return Ok(Value::None) };
        let next = match next {
            Value::Traceback(id) => Some(id),
            _ => None,
        };
        let Some((body, function)) = frame(vm, frame_value, |_, it| (Rc::clone(&it.body), it.func)) else {
            return Err(vm.type_error("traceback() argument 'tb_frame' must be a frame object"));
        };
        let (offset, line) = (vm.to_word(lasti)? as u32, vm.to_word(line)? as i32);
        Ok(Value::Traceback(vm.add(Traceback {
            next,
            body: Some(body),
            function: Some(function),
            offset,
            line: Some(line),
            frame: frame_value,
        })))
    })],
    getset: &[
        GetSet::both(
            "tb_next",
            |vm, this| match this {
                Value::Traceback(id) => Ok(vm.heap.tracebacks[id].next.map_or(Value::None, Value::Traceback)),
                _ => Ok(Value::None),
            },
            |vm, this, value| {
                let next = match value {
                    Value::Traceback(id) => Some(id),
                    Value::None => None,
                    _ => {
                        let class = vm.class_name(value);
                        return Err(vm.type_error(format!("expected traceback object or None, got '{class}'")));
                    }
                };
                let mut at = next;
                while let Some(id) = at {
                    if matches!(this, Value::Traceback(it) if it == id) {
                        return Err(vm.value_error("traceback loop detected"));
                    }
                    at = vm.heap.tracebacks[id].next;
                }
                if let Value::Traceback(id) = this {
                    vm.heap.tracebacks[id].next = next;
                }
                Ok(())
            },
        ),
        GetSet::get("tb_lasti", |vm, this| {
            Ok(if let Value::Traceback(id) = this { Value::Int(i64::from(vm.heap.tracebacks[id].offset)) } else { Value::None })
        }),
        GetSet::get("tb_lineno", |vm, this| {
            let Value::Traceback(id) = this else { return Ok(Value::None) };
            Ok(vm.traceback_line(id).map_or(Value::None, |it| Value::Int(i64::from(it))))
        }),
        GetSet::get("tb_frame", |vm, this| {
            let Value::Traceback(id) = this else { return Ok(Value::None) };
            if !matches!(vm.heap.tracebacks[id].frame, Value::Unbound) {
                return Ok(vm.heap.tracebacks[id].frame);
            }
            let it = &vm.heap.tracebacks[id];
            let (Some(body), Some(func), offset) = (it.body.clone(), it.function, it.offset) else { return Ok(Value::None) };
            let locals = match vm.heap.functions[func].globals {
                Some(globals) if vm.lossy(body.name) == "<module>" => Value::Dict(globals),
                _ => Value::Dict(vm.add(Dict::default())),
            };
            let class = vm.types.frame;
            let made = vm.new_object(class, FrameData { body, func, offset, locals, back: Value::None });
            vm.heap.tracebacks[id].frame = made;
            Ok(made)
        }),
    ],
    ..TypeDef::new("traceback")
};

impl Vm {
    /// The line of an entry of a traceback.
    pub(crate) fn traceback_line(&self, id: Id<Traceback>) -> Option<i32> {
        let it = &self.heap.tracebacks[id];
        it.line.or_else(|| it.body.as_ref().and_then(|body| crate::machine::lines::line(body, it.offset, self.version)))
    }

    /// The object of a frame of the machine.
    pub(crate) fn frame_object(&mut self, level: usize) -> Outcome {
        let Some(&frame) = self.frames.get(level) else { return Ok(Value::None) };
        let Some(body) = self.body_of(&frame).cloned() else { return Ok(Value::None) };
        let (func, offset) = (frame.func, self.offset_of(&frame));
        let locals = self.frame_locals(level)?;
        // The frames below it are asked for rarely, and one by one.
        let back = match level.checked_sub(1) {
            Some(below) => self.frame_object_shallow(below)?,
            None => Value::None,
        };
        let class = self.types.frame;
        Ok(self.new_object(class, FrameData { body, func, offset, locals, back }))
    }

    /// The objects of a frame and of all below it, which know no local variables but those of modules.
    fn frame_object_shallow(&mut self, top: usize) -> Outcome {
        let mut back = Value::None;
        for level in 0..=top {
            let Some(&frame) = self.frames.get(level) else { break };
            let Some(body) = self.body_of(&frame).cloned() else { break };
            let (func, offset) = (frame.func, self.offset_of(&frame));
            let locals = match frame.locals() {
                Value::Unbound => self.frame_locals(level)?,
                locals => locals,
            };
            let class = self.types.frame;
            back = self.new_object(class, FrameData { body, func, offset, locals, back });
        }
        Ok(back)
    }

    /// The local names of a frame: a mapping of its own, or a new dict of its variables.
    pub(crate) fn frame_locals(&mut self, level: usize) -> Outcome {
        let Some(frame) = self.frames.get(level) else { return Ok(Value::None) };
        let Some(body) = self.body_of(frame).cloned() else { return Ok(Value::None) };
        if !frame.locals().is_unbound() && body.flags & crate::machine::frames::OPTIMIZED == 0 {
            return Ok(frame.locals());
        }
        let base = frame.base as usize;
        let dict = self.add(Dict::default());
        for (register, &name) in body.variables.iter().enumerate() {
            let value = match self.stack.get(base + register).copied().unwrap_or_default() {
                Value::Cell(cell) if body.cellvars.contains(&name) || body.freevars.contains(&name) => {
                    self.heap.cells[cell].value
                }
                value => value,
            };
            if !value.is_unbound() && name != self.empty_str && !self.lossy(name).starts_with('.') {
                self.set_entry(dict, name, value);
            }
        }
        Ok(Value::Dict(dict))
    }
}
