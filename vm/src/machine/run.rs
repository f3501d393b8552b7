//! The loop that runs instructions.

use std::rc::Rc;

use crate::inst::{BinaryOp, CompareOp, Inst, NONE, UnaryOp};
use crate::limits::Reached;
use crate::machine::class::plain_class;
use crate::machine::operators::{quick_binary, quick_compare, quick_truth};
use crate::machine::scope::cached_global;
use crate::machine::{Raised, Ret, Vm, WINDOW};
use crate::object::value::Value;
use crate::object::{Body, Iter, SiteKind};

/// How an operation ended that may have to call Python code.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// With this value.
    Value(Value),
    /// A frame was pushed, whose value will be the result.
    Pushed,
}

/// Bodies of frames below that the loop keeps at hand.
const CALLERS: usize = 64;

/// The registers of a frame.
type Window = [Value; WINDOW];

/// The registers from `base` on.
#[inline(always)]
fn window(stack: &mut [Value], base: usize) -> Option<&mut Window> {
    stack.get_mut(base..)?.first_chunk_mut()
}

/// A unit of work: whether limits and the heap have to be looked at.
macro_rules! due {
    ($vm:expr) => {{
        $vm.fuel = $vm.fuel.wrapping_sub(1);
        $vm.fuel == 0 || $vm.heap.bytes >= $vm.collect_at
    }};
}

impl Vm {
    /// Runs until the frame that was pushed last, number `floor`, returns.
    pub(crate) fn run(&mut self, floor: usize) -> Result<Value, Raised> {
        let outer = core::mem::replace(&mut self.loop_fresh, self.heap.fresh.len());
        let natives = core::mem::take(&mut self.natives);
        let result = self.run_loop(floor);
        // What the loop has made and not stored is of no use any more, but for the result.
        self.forget_fresh();
        self.natives = natives;
        self.loop_fresh = outer;
        if !self.watchers.is_empty() {
            self.after_nested_call();
        }
        if let Ok(value) = result {
            self.keep(value);
        }
        result
    }

    fn run_loop(&mut self, floor: usize) -> Result<Value, Raised> {
        loop {
            let result = if self.watchers.is_empty() { self.run_frames::<false>(floor) } else { self.run_frames::<true>(floor) };
            match result {
                Ok(value) => return Ok(value),
                Err(raised) => self.unwind(raised, floor)?,
            }
        }
    }

    /// Forgets what natives have made that this loop has called: nothing is held outside of registers. Often, so that the list stays short.
    #[inline(always)]
    pub(crate) fn forget_fresh(&mut self) {
        self.heap.fresh.truncate(self.loop_fresh);
    }

    /// Keeps a value alive until the native that runs has returned. Needed for nothing that is made or returned while it runs: only for what it takes out of
    /// an object that others may change.
    #[inline]
    pub(crate) fn keep(&mut self, value: Value) {
        if value.is_object() {
            self.heap.bytes += size_of::<Value>();
            self.heap.fresh.push(value);
        }
    }

    /// Runs until the frame `floor` returns, or until an exception is raised. There are two of it: one asks watchers before every instruction.
    #[allow(unused_assignments, reason = "some instructions look at no register after the machine was asked for something")]
    fn run_frames<const WATCHED: bool>(&mut self, floor: usize) -> Result<Value, Raised> {
        let Some(mut body) = self.running_body() else { return Ok(Value::None) };
        let mut depth = self.frames.len();
        // The bodies of the frames below, the one of the next frame last, as far as they are known: going back to a frame costs no count of references.
        let mut callers: Vec<Rc<Body>> = Vec::new();
        'frame: loop {
            let Some(frame) = self.frames.last() else { return Ok(Value::None) };
            let now = self.frames.len();
            if now < depth && callers.len() >= depth - now {
                callers.truncate(callers.len() + 1 - (depth - now));
                if let Some(caller) = callers.pop() {
                    body = caller;
                }
            } else {
                let Some(new) = self.body_of(frame) else { return Ok(Value::None) };
                if now == depth + 1 {
                    if callers.len() == CALLERS {
                        callers.clear();
                    }
                    callers.push(core::mem::replace(&mut body, Rc::clone(new)));
                } else {
                    if now != depth {
                        callers.clear();
                    }
                    body = Rc::clone(new);
                }
            }
            depth = now;
            debug_assert!(self.body_of(frame).is_some_and(|it| Rc::ptr_eq(it, &body)));
            let insts: &[Inst] = &body.lowered.insts;
            let base = frame.base as usize;
            let globals = frame.globals;
            let mut pc = frame.pc as usize;
            let Some(mut w) = window(&mut self.stack, base) else { return Err(Raised::Limit(Reached::Fuel)) };

            macro_rules! save {
                () => {
                    if let Some(frame) = self.frames.last_mut() {
                        frame.pc = pc as u32;
                    }
                };
            }
            // What may call, collect or raise: afterwards registers are looked at anew.
            macro_rules! outside {
                ($call:expr) => {{
                    save!();
                    let result = $call?;
                    match window(&mut self.stack, base) {
                        Some(it) => w = it,
                        None => return Err(Raised::Limit(Reached::Fuel)),
                    }
                    result
                }};
            }
            // The same for what may push a frame.
            macro_rules! step {
                ($dst:expr, $call:expr) => {{
                    match outside!($call) {
                        Step::Value(value) => {
                            w[usize::from($dst)] = value;
                            // No native runs any more that may hold what was made.
                            self.heap.fresh.truncate(self.loop_fresh);
                        }
                        Step::Pushed => continue 'frame,
                    }
                }};
            }
            // A call of a native, which pushes no frame.
            macro_rules! native {
                ($dst:expr, $id:expr, $first:expr, $argc:expr) => {{
                    let value = outside!(self.call_native($id, $first, $argc));
                    w[usize::from($dst)] = value;
                    self.heap.fresh.truncate(self.loop_fresh);
                }};
            }
            macro_rules! r {
                ($reg:expr) => {
                    w[usize::from($reg)]
                };
            }
            macro_rules! jump {
                ($target:expr) => {{
                    let target = $target as usize;
                    if target < pc {
                        self.heap.fresh.truncate(self.loop_fresh);
                        if due!(self) {
                            // What is raised here is raised by the jump, not by what stands before the loop.
                            outside!(self.loop_safepoint());
                        }
                    }
                    pc = target;
                }};
            }
            macro_rules! arithmetic {
                ($dst:expr, $a:expr, $b:expr, $op:expr, $inplace:expr, $checked:ident, $float:tt) => {{
                    // Looked at in place: a copy would be one wide load of what two stores have written, which stalls.
                    match (&r!($a), &r!($b)) {
                        (&Value::Int(x), &Value::Int(y)) => match x.$checked(y) {
                            Some(value) => r!($dst) = Value::Int(value),
                            None => step!($dst, self.binary($op, $inplace, Value::Int(x), Value::Int(y))),
                        },
                        (&Value::Float(a), &Value::Float(b)) => r!($dst) = Value::float(a.get() $float b.get()),
                        (&a, &b) => step!($dst, self.binary($op, $inplace, a, b)),
                    }
                }};
            }
            macro_rules! compare {
                ($a:expr, $b:expr, $on:expr, $target:expr, $op:expr, $sign:tt) => {{
                    let truth = match (&r!($a), &r!($b)) {
                        (Value::Int(a), Value::Int(b)) => a $sign b,
                        (Value::Float(a), Value::Float(b)) => a.get() $sign b.get(),
                        (&a, &b) => match outside!(self.compare_truth($op, a, b)) {
                            Some(truth) => truth,
                            None => continue 'frame,
                        },
                    };
                    if truth == $on {
                        jump!($target);
                    }
                }};
            }

            macro_rules! compare_int {
                ($a:expr, $value:expr, $on:expr, $target:expr, $op:expr, $sign:tt) => {{
                    let truth = match &r!($a) {
                        Value::Int(a) => *a $sign i64::from($value),
                        &a => match outside!(self.compare_truth($op, a, Value::Int(i64::from($value)))) {
                            Some(truth) => truth,
                            None => continue 'frame,
                        },
                    };
                    if truth == $on {
                        jump!($target);
                    }
                }};
            }

            loop {
                let inst = insts[pc];
                pc += 1;
                if WATCHED {
                    outside!(self.before_instruction());
                }
                match inst {
                    Inst::Nop => {}
                    Inst::Copy { dst, src } => r!(dst) = r!(src),
                    Inst::Swap { a, b } => w.swap(usize::from(a), usize::from(b)),
                    Inst::Const { dst, k } => r!(dst) = body.consts[k as usize],
                    Inst::Int { dst, value } => r!(dst) = Value::Int(i64::from(value)),
                    Inst::Unbind { dst } => r!(dst) = Value::Unbound,
                    Inst::GetWide { dst, src } => {
                        let value = outside!(self.wide(base, src));
                        r!(dst) = value;
                    }
                    Inst::SetWide { src, dst } => {
                        let value = r!(src);
                        outside!(self.set_wide(base, dst, value));
                    }
                    Inst::MoveWide { dst, src } => {
                        let value = outside!(self.wide(base, src));
                        outside!(self.set_wide(base, dst, value));
                    }
                    Inst::CheckLocal { var } => {
                        if w.get(usize::from(var)).is_none_or(|it| it.is_unbound()) {
                            outside!(self.check_local(&body, base, var));
                        }
                    }
                    Inst::DeleteLocal { var } => {
                        outside!(self.check_local(&body, base, var));
                        outside!(self.set_wide(base, var, Value::Unbound));
                    }
                    Inst::MakeCell { dst, src } => outside!(self.make_cell(base, dst, src)),
                    Inst::FreeVars { first, count } => outside!(self.free_vars(base, first, count)),
                    Inst::LoadCell { dst, cell } => {
                        let value = match w.get(usize::from(cell)) {
                            Some(&Value::Cell(id)) => self.heap.cells[id].value,
                            _ => Value::Unbound,
                        };
                        r!(dst) = if value.is_unbound() { outside!(self.load_cell(&body, base, cell)) } else { value };
                    }
                    Inst::StoreCell { src, cell } => {
                        let value = r!(src);
                        match w.get(usize::from(cell)) {
                            Some(&Value::Cell(id)) => self.heap.cells[id].value = value,
                            _ => outside!(self.store_cell(base, cell, value)),
                        }
                    }
                    Inst::DeleteCell { cell } => {
                        outside!(self.load_cell(&body, base, cell));
                        outside!(self.store_cell(base, cell, Value::Unbound));
                    }
                    Inst::LoadDictOrCell { dst, dict, cell } => {
                        let dict = r!(dict);
                        let value = outside!(self.load_dict_or_cell(&body, base, dict, cell));
                        r!(dst) = value;
                    }
                    Inst::LoadGlobal { dst, site } => {
                        let value = cached_global(&self.heap, globals, self.epoch, &body, site);
                        r!(dst) = match value {
                            Some(value) => value,
                            None => outside!(self.load_global(&body, site)),
                        };
                    }
                    Inst::StoreGlobal { src, name } => {
                        let value = r!(src);
                        outside!(self.store_global(body.names[name as usize], value));
                    }
                    Inst::DeleteGlobal { name } => outside!(self.delete_global(body.names[name as usize])),
                    Inst::LoadName { dst, name } => {
                        let value = outside!(self.load_name(body.names[name as usize]));
                        r!(dst) = value;
                    }
                    Inst::StoreName { src, name } => {
                        let value = r!(src);
                        outside!(self.store_name(body.names[name as usize], value));
                    }
                    Inst::DeleteName { name } => outside!(self.delete_name(body.names[name as usize])),
                    Inst::LoadDictOrGlobal { dst, dict, name } => {
                        let dict = r!(dict);
                        let value = outside!(self.load_dict_or_global(dict, body.names[name as usize]));
                        r!(dst) = value;
                    }
                    Inst::LoadLocals { dst } => {
                        let value = outside!(self.load_locals());
                        r!(dst) = value;
                    }
                    Inst::LoadCommon { dst, which } => {
                        let value = outside!(self.load_common(which));
                        r!(dst) = value;
                    }
                    Inst::SetupAnnotations => outside!(self.setup_annotations()),

                    Inst::LoadAttr { dst, obj, site } => {
                        let obj = r!(obj);
                        if let Value::Instance(id) = obj
                            && let cache = &body.caches[site as usize]
                            && let instance = &self.heap.instances[id]
                            && cache.is(SiteKind::Slot, instance.shape, self.epoch)
                            && let value = instance.slot(cache.index.get())
                            && !value.is_unbound()
                        {
                            r!(dst) = value;
                        } else {
                            step!(dst, self.load_attr_at(&body, site, obj));
                        }
                    }
                    Inst::LoadMethod { base: to, obj, site } => {
                        let obj = r!(obj);
                        let cache = &body.caches[site as usize];
                        let found = match obj {
                            Value::Instance(id) => {
                                let shape = self.heap.instances[id].shape;
                                cache.is(SiteKind::Method, shape, self.epoch).then(|| cache.value.get())
                            }
                            _ if cache.kind.get() == SiteKind::ClassMethod => {
                                let class = plain_class(&self.types, obj);
                                class
                                    .is_some_and(|it| cache.is(SiteKind::ClassMethod, it.index(), self.epoch))
                                    .then(|| cache.value.get())
                            }
                            _ => None,
                        };
                        if let Some(func) = found {
                            r!(to) = func;
                            w[usize::from(to) + 1] = obj;
                        } else {
                            let step = outside!(self.load_method_at(&body, site, obj, to));
                            match step {
                                Some((func, this)) => {
                                    r!(to) = func;
                                    w[usize::from(to) + 1] = this;
                                }
                                None => continue 'frame,
                            }
                        }
                    }
                    Inst::StoreAttr { obj, src, site } => {
                        let (obj, value) = (r!(obj), r!(src));
                        if let Value::Instance(id) = obj
                            && let cache = &body.caches[site as usize]
                            && let instance = &mut self.heap.instances[id]
                            && cache.is(SiteKind::Slot, instance.shape, self.epoch)
                        {
                            self.heap.bytes += instance.set_slot(cache.index.get(), value);
                        } else if let Value::Instance(id) = obj
                            && let cache = &body.caches[site as usize]
                            && let instance = &mut self.heap.instances[id]
                            && cache.is(SiteKind::Grow, instance.shape, self.epoch)
                        {
                            instance.shape = cache.next.get();
                            self.heap.bytes += instance.set_slot(cache.index.get(), value);
                        } else {
                            match outside!(self.store_attr_at(&body, site, obj, value)) {
                                Step::Value(_) => {}
                                Step::Pushed => continue 'frame,
                            }
                        }
                    }
                    Inst::DeleteAttr { obj, name } => {
                        let obj = r!(obj);
                        outside!(self.delete_attr(obj, body.names[name as usize]));
                    }
                    Inst::LoadSuperAttr { dst, base: from, two, name } => {
                        let from = usize::from(from);
                        let operands = [w[from], w[from + 1], w[from + 2]];
                        let (value, this) = outside!(self.load_super(operands, two, body.names[name as usize], false));
                        let _ = this;
                        r!(dst) = value;
                    }
                    Inst::LoadSuperMethod { base: from, two, name } => {
                        let from = usize::from(from);
                        let operands = [w[from], w[from + 1], w[from + 2]];
                        let (value, this) = outside!(self.load_super(operands, two, body.names[name as usize], true));
                        w[from] = value;
                        w[from + 1] = this;
                    }
                    Inst::LoadSpecial { base: to, obj, which } => {
                        let obj = r!(obj);
                        let (func, this) = outside!(self.load_special(obj, which));
                        r!(to) = func;
                        w[usize::from(to) + 1] = this;
                    }
                    Inst::EnterWith { base: to, manager } => {
                        let manager = r!(manager);
                        let (exit, enter) = outside!(self.context_manager(manager, false));
                        r!(to) = exit;
                        let result = usize::from(to) + 1;
                        step!(result as u8, self.call_method0(enter, manager, Ret::Store(result as u8)));
                    }
                    Inst::EnterAsyncWith { base: to, manager } => {
                        let manager = r!(manager);
                        let (exit, enter) = outside!(self.context_manager(manager, true));
                        r!(to) = exit;
                        let result = usize::from(to) + 1;
                        step!(result as u8, self.call_method0(enter, manager, Ret::Store(result as u8)));
                    }

                    Inst::Add { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Add, false, checked_add, +),
                    Inst::Sub { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Subtract, false, checked_sub, -),
                    Inst::Mul { dst, a, b } => arithmetic!(dst, a, b, BinaryOp::Multiply, false, checked_mul, *),
                    Inst::Binary { op, inplace, dst, a, b } => {
                        let (a, b) = (r!(a), r!(b));
                        match quick_binary(op, a, b) {
                            Some(value) => r!(dst) = value,
                            None => step!(dst, self.binary(op, inplace, a, b)),
                        }
                    }
                    Inst::AddInt { dst, a, inplace, value } => match r!(a) {
                        Value::Int(x) if x.checked_add(i64::from(value)).is_some() => {
                            r!(dst) = Value::Int(x.wrapping_add(i64::from(value)));
                        }
                        x => step!(dst, self.binary(BinaryOp::Add, inplace, x, Value::Int(i64::from(value)))),
                    },
                    Inst::SubInt { dst, a, inplace, value } => match r!(a) {
                        Value::Int(x) if x.checked_sub(i64::from(value)).is_some() => {
                            r!(dst) = Value::Int(x.wrapping_sub(i64::from(value)));
                        }
                        x => step!(dst, self.binary(BinaryOp::Subtract, inplace, x, Value::Int(i64::from(value)))),
                    },
                    Inst::BinaryConst { op, inplace, dst, a, k } => {
                        let (a, b) = (r!(a), body.consts[usize::from(k)]);
                        match quick_binary(op, a, b) {
                            Some(value) => r!(dst) = value,
                            None => step!(dst, self.binary(op, inplace, a, b)),
                        }
                    }
                    Inst::ConstBinary { op, inplace, dst, b, k } => {
                        let (a, b) = (body.consts[usize::from(k)], r!(b));
                        match quick_binary(op, a, b) {
                            Some(value) => r!(dst) = value,
                            None => step!(dst, self.binary(op, inplace, a, b)),
                        }
                    }
                    Inst::Unary { op, dst, src } => match (op, r!(src)) {
                        (UnaryOp::Negative, Value::Int(a)) if a != i64::MIN => r!(dst) = Value::Int(-a),
                        (UnaryOp::Negative, Value::Float(a)) => r!(dst) = Value::float(-a.get()),
                        (op, a) => step!(dst, self.unary(op, a)),
                    },
                    Inst::Not { dst, src } => {
                        let value = r!(src);
                        let truth = match quick_truth(value) {
                            Some(truth) => truth,
                            None => match outside!(self.truth_step(value)) {
                                Some(truth) => truth,
                                None => continue 'frame,
                            },
                        };
                        r!(dst) = Value::bool(!truth);
                    }
                    Inst::ToBool { dst, src } => {
                        let value = r!(src);
                        let truth = match quick_truth(value) {
                            Some(truth) => truth,
                            None => match outside!(self.truth_step(value)) {
                                Some(truth) => truth,
                                None => continue 'frame,
                            },
                        };
                        r!(dst) = Value::bool(truth);
                    }
                    Inst::Compare { op, dst, a, b } => {
                        let (a, b) = (r!(a), r!(b));
                        match quick_compare(op, a, b) {
                            Some(truth) => r!(dst) = Value::bool(truth),
                            None => step!(dst, self.compare(op, a, b)),
                        }
                    }
                    Inst::Is { dst, a, b, invert } => r!(dst) = Value::bool(r!(a).is(r!(b)) != invert),
                    Inst::Contains { dst, a, b, invert } => {
                        let (a, b) = (r!(a), r!(b));
                        match outside!(self.contains_step(a, b)) {
                            Some(truth) => r!(dst) = Value::bool(truth != invert),
                            None => continue 'frame,
                        }
                    }

                    Inst::Jump { target } => jump!(target),
                    Inst::JumpIf { src, on, target } => {
                        let value = r!(src);
                        let truth = match quick_truth(value) {
                            Some(truth) => truth,
                            None => match outside!(self.truth_step(value)) {
                                Some(truth) => truth,
                                None => continue 'frame,
                            },
                        };
                        if truth == on {
                            jump!(target);
                        }
                    }
                    Inst::JumpLt { a, b, on, target } => compare!(a, b, on, target, CompareOp::Lt, <),
                    Inst::JumpLe { a, b, on, target } => compare!(a, b, on, target, CompareOp::Le, <=),
                    Inst::JumpEq { a, b, on, target } => compare!(a, b, on, target, CompareOp::Eq, ==),
                    Inst::JumpNe { a, b, on, target } => compare!(a, b, on, target, CompareOp::Ne, !=),
                    Inst::JumpGt { a, b, on, target } => compare!(a, b, on, target, CompareOp::Gt, >),
                    Inst::JumpGe { a, b, on, target } => compare!(a, b, on, target, CompareOp::Ge, >=),
                    Inst::JumpLtInt { a, value, on, target } => compare_int!(a, value, on, target, CompareOp::Lt, <),
                    Inst::JumpLeInt { a, value, on, target } => compare_int!(a, value, on, target, CompareOp::Le, <=),
                    Inst::JumpEqInt { a, value, on, target } => compare_int!(a, value, on, target, CompareOp::Eq, ==),
                    Inst::JumpNeInt { a, value, on, target } => compare_int!(a, value, on, target, CompareOp::Ne, !=),
                    Inst::JumpGtInt { a, value, on, target } => compare_int!(a, value, on, target, CompareOp::Gt, >),
                    Inst::JumpGeInt { a, value, on, target } => compare_int!(a, value, on, target, CompareOp::Ge, >=),
                    Inst::JumpIs { a, b, on, target } => {
                        if r!(a).is(r!(b)) == on {
                            jump!(target);
                        }
                    }
                    Inst::JumpNone { a, on, target } => {
                        if r!(a).is_none() == on {
                            jump!(target);
                        }
                    }
                    Inst::JumpContains { a, b, on, target } => {
                        let (a, b) = (r!(a), r!(b));
                        match outside!(self.contains_step(a, b)) {
                            Some(truth) if truth == on => jump!(target),
                            Some(_) => {}
                            None => continue 'frame,
                        }
                    }
                    Inst::JumpNotMatch { exc, class, target } => {
                        let (exc, class) = (r!(exc), r!(class));
                        if !outside!(self.exception_matches(exc, class)) {
                            jump!(target);
                        }
                    }

                    Inst::GetIter { dst, src } => {
                        let value = r!(src);
                        step!(dst, self.get_iter_step(value));
                    }
                    Inst::GetYieldFromIter { dst, src } => {
                        let value = r!(src);
                        step!(dst, self.get_yield_from_iter(&body, value));
                    }
                    Inst::ForIter { iter, dst, target } => {
                        let iter = r!(iter);
                        if let Value::Iter(id) = iter {
                            let next = match &mut self.heap.iters[id] {
                                Iter::Range { next, step, left } => {
                                    if *left == 0 {
                                        pc = target as usize;
                                        continue;
                                    }
                                    let value = *next;
                                    *left -= 1;
                                    *next = value.wrapping_add(*step);
                                    Some(Value::Int(value))
                                }
                                Iter::List { list, at } => match self.heap.lists[*list].items.get(*at) {
                                    Some(&value) => {
                                        *at += 1;
                                        Some(value)
                                    }
                                    None => {
                                        *at = usize::MAX;
                                        pc = target as usize;
                                        continue;
                                    }
                                },
                                Iter::Tuple { tuple, at } => match self.heap.tuples[*tuple].items().get(*at) {
                                    Some(&value) => {
                                        *at += 1;
                                        Some(value)
                                    }
                                    None => {
                                        pc = target as usize;
                                        continue;
                                    }
                                },
                                _ => None,
                            };
                            if let Some(value) = next {
                                r!(dst) = value;
                                continue;
                            }
                        }
                        match outside!(self.for_iter(iter, dst)) {
                            Some(Step::Value(value)) => r!(dst) = value,
                            Some(Step::Pushed) => continue 'frame,
                            None => jump!(target),
                        }
                    }

                    Inst::Build { what, dst, first, count } => {
                        let value = outside!(self.build(what, base + usize::from(first), usize::from(count)));
                        r!(dst) = value;
                        self.heap.fresh.truncate(self.loop_fresh);
                    }
                    Inst::Interpolation { dst, first, conversion, spec } => {
                        let value = outside!(self.interpolation(base + usize::from(first), conversion, spec));
                        r!(dst) = value;
                    }
                    Inst::ListAppend { list, value } => {
                        if let Value::List(id) = r!(list) {
                            let value = r!(value);
                            let before = self.heap.lists[id].items.capacity();
                            self.heap.lists[id].items.push(value);
                            self.heap.bytes += (self.heap.lists[id].items.capacity() - before) * size_of::<Value>();
                        }
                    }
                    Inst::SetAdd { set, value } => {
                        let (set, value) = (r!(set), r!(value));
                        outside!(self.set_add(set, value));
                    }
                    Inst::MapAdd { map, key, value } => {
                        let (map, key, value) = (r!(map), r!(key), r!(value));
                        outside!(self.map_add(map, key, value));
                    }
                    Inst::ListExtend { list, src } => {
                        let (list, src) = (r!(list), r!(src));
                        outside!(self.list_extend_star(list, src));
                    }
                    Inst::SetUpdate { set, src } => {
                        let (set, src) = (r!(set), r!(src));
                        outside!(self.set_update(set, src));
                    }
                    Inst::DictUpdate { dict, src } => {
                        let (dict, src) = (r!(dict), r!(src));
                        outside!(self.dict_update_star(dict, src));
                    }
                    Inst::DictMerge { dict, src, callee } => {
                        let (dict, src, callee) = (r!(dict), r!(src), r!(callee));
                        outside!(self.dict_merge(dict, src, callee));
                    }
                    Inst::Subscript { dst, obj, key } => {
                        let (obj, key) = (r!(obj), r!(key));
                        match (obj, key) {
                            (Value::List(id), Value::Int(at)) if (at as usize) < self.heap.lists[id].items.len() => {
                                r!(dst) = self.heap.lists[id].items[at as usize];
                            }
                            (Value::Tuple(id), Value::Int(at)) if (at as usize) < self.heap.tuples[id].items().len() => {
                                r!(dst) = self.heap.tuples[id].items()[at as usize];
                            }
                            _ => step!(dst, self.subscript(obj, key)),
                        }
                    }
                    Inst::StoreSubscript { obj, key, src } => {
                        let (obj, key, value) = (r!(obj), r!(key), r!(src));
                        match (obj, key) {
                            (Value::List(id), Value::Int(at)) if (at as usize) < self.heap.lists[id].items.len() => {
                                self.heap.lists[id].items[at as usize] = value;
                            }
                            _ => match outside!(self.store_subscript(obj, key, value)) {
                                Step::Value(_) => {}
                                Step::Pushed => continue 'frame,
                            },
                        }
                    }
                    Inst::DeleteSubscript { obj, key } => {
                        let (obj, key) = (r!(obj), r!(key));
                        outside!(self.delete_subscript(obj, key));
                    }
                    Inst::LoadSlice { dst, obj, start, stop } => {
                        let (obj, start, stop) = (r!(obj), r!(start), r!(stop));
                        let slice = self.slice(start, stop, Value::None);
                        step!(dst, self.subscript(obj, slice));
                    }
                    Inst::StoreSlice { obj, start, stop, src } => {
                        let (obj, start, stop, value) = (r!(obj), r!(start), r!(stop), r!(src));
                        let slice = self.slice(start, stop, Value::None);
                        match outside!(self.store_subscript(obj, slice, value)) {
                            Step::Value(_) => {}
                            Step::Pushed => continue 'frame,
                        }
                    }
                    Inst::Unpack { src, first, count } => {
                        let value = r!(src);
                        let items = match value {
                            Value::Tuple(id) => self.heap.tuples[id].items(),
                            Value::List(id) => self.heap.lists[id].items.as_slice(),
                            _ => &[],
                        };
                        if count > 0
                            && items.len() == usize::from(count)
                            && let Some(to) = w.get_mut(usize::from(first)..usize::from(first) + items.len())
                        {
                            for (to, &item) in to.iter_mut().rev().zip(items) {
                                *to = item;
                            }
                        } else {
                            outside!(self.unpack(value, base + usize::from(first), usize::from(count)));
                        }
                    }
                    Inst::UnpackStar { src, first, before, after } => {
                        let value = r!(src);
                        outside!(self.unpack_star(value, base + usize::from(first), usize::from(before), usize::from(after)));
                    }

                    Inst::MakeFunction { dst, code, name } => {
                        let (code, name) = (r!(code), if name == NONE { Value::Unbound } else { r!(name) });
                        let value = outside!(self.make_function(code, name));
                        r!(dst) = value;
                    }
                    Inst::SetFunctionPart { func, value, part } => {
                        let (func, value) = (r!(func), r!(value));
                        outside!(self.set_function_part(func, value, part));
                    }
                    Inst::Call { dst, callee, first, argc, site } => {
                        let callee = r!(callee);
                        if let Value::Function(id) = callee {
                            save!();
                            if self.push_simple(id, base + usize::from(first), usize::from(argc), Ret::Store(dst))? {
                                continue 'frame;
                            }
                        } else if let Value::Type(class) = callee
                            && let Some(cache) = body.caches.get(usize::from(site))
                            && cache.is(SiteKind::Init, class.index(), self.epoch)
                            && let Value::Function(init) = cache.value.get()
                        {
                            save!();
                            if self.push_init(class, init, base + usize::from(first), usize::from(argc), dst)? {
                                continue 'frame;
                            }
                        } else if let Value::Native(id) = callee {
                            native!(dst, id, base + usize::from(first), usize::from(argc));
                            continue;
                        }
                        let (first, argc) = (base + usize::from(first), usize::from(argc));
                        step!(dst, self.call_at(&body, site, callee, first, argc, Ret::Store(dst)));
                    }
                    Inst::CallKw { dst, callee, first, argc, names } => {
                        let (callee, names) = (r!(callee), r!(names));
                        step!(dst, self.call_kw(callee, base + usize::from(first), usize::from(argc), names, Ret::Store(dst)));
                    }
                    Inst::CallMethod { dst, base: at, argc, site } => {
                        let (callee, at, argc) = (r!(at), usize::from(at), usize::from(argc));
                        let this = w[at + 1];
                        let (callee, first, argc) = if callee.is_unbound() {
                            (this, at + 2, argc)
                        } else if this.is_unbound() {
                            (callee, at + 2, argc)
                        } else {
                            (callee, at + 1, argc + 1)
                        };
                        if let Value::Function(id) = callee {
                            save!();
                            if self.push_simple(id, base + first, argc, Ret::Store(dst))? {
                                continue 'frame;
                            }
                        } else if let Value::Type(class) = callee
                            && let Some(cache) = body.caches.get(usize::from(site))
                            && cache.is(SiteKind::Init, class.index(), self.epoch)
                            && let Value::Function(init) = cache.value.get()
                        {
                            save!();
                            if self.push_init(class, init, base + first, argc, dst)? {
                                continue 'frame;
                            }
                        } else if let Value::Native(id) = callee {
                            native!(dst, id, base + first, argc);
                            continue;
                        }
                        step!(dst, self.call_at(&body, site, callee, base + first, argc, Ret::Store(dst)));
                    }
                    Inst::CallMethodKw { dst, base: at, argc, names } => {
                        let (callee, names, at, argc) = (r!(at), r!(names), usize::from(at), usize::from(argc));
                        let this = w[at + 1];
                        let (callee, first, argc) = if callee.is_unbound() {
                            (this, at + 2, argc)
                        } else if this.is_unbound() {
                            (callee, at + 2, argc)
                        } else {
                            (callee, at + 1, argc + 1)
                        };
                        step!(dst, self.call_kw(callee, base + first, argc, names, Ret::Store(dst)));
                    }
                    Inst::CallEx { dst, callee, args, kwargs } => {
                        let (callee, args) = (r!(callee), r!(args));
                        let kwargs = if kwargs == NONE { Value::Unbound } else { r!(kwargs) };
                        step!(dst, self.call_ex(callee, args, kwargs, Ret::Store(dst)));
                    }
                    Inst::CallWide { dst, call } => {
                        step!(dst, self.call_wide(&body, base, call, Ret::Store(dst)));
                    }
                    Inst::Return { src } => {
                        let value = r!(src);
                        save!();
                        if self.return_value(value, floor)? {
                            return Ok(value);
                        }
                        continue 'frame;
                    }
                    Inst::ReturnConst { k } => {
                        let value = body.consts[k as usize];
                        save!();
                        if self.return_value(value, floor)? {
                            return Ok(value);
                        }
                        continue 'frame;
                    }

                    Inst::Yield { src, dst } | Inst::YieldFrom { src, dst, .. } => {
                        let value = r!(src);
                        if !self.sinks.is_empty() && outside!(self.feed(value)) {
                            r!(dst) = Value::None;
                            continue;
                        }
                        save!();
                        if self.yield_value(value, dst, floor)? {
                            return Ok(value);
                        }
                        continue 'frame;
                    }
                    Inst::Send { iter, value, target } => {
                        let (iter, sent) = (r!(iter), r!(value));
                        match outside!(self.send_step(iter, sent, value)) {
                            Sent::Yielded(result) => r!(value) = result,
                            Sent::Returned(result) => {
                                r!(value) = result;
                                jump!(target);
                            }
                            Sent::Pushed => continue 'frame,
                        }
                    }
                    Inst::CleanupThrow { dst, exc } => {
                        let exc = r!(exc);
                        let value = outside!(self.cleanup_throw(exc));
                        r!(dst) = value;
                    }
                    Inst::GetAwaitable { dst, src, why } => {
                        let value = r!(src);
                        let value = outside!(self.get_awaitable(value, why));
                        r!(dst) = value;
                    }
                    Inst::GetAsyncIter { dst, src } => {
                        let value = r!(src);
                        let value = outside!(self.get_async_iter(value));
                        r!(dst) = value;
                    }
                    Inst::GetAsyncNext { dst, src } => {
                        let value = r!(src);
                        let value = outside!(self.get_async_next(value));
                        r!(dst) = value;
                    }
                    Inst::EndAsyncFor { exc, six } => {
                        let (value, previous) =
                            (r!(exc), if six { w[usize::from(exc).saturating_sub(3)] } else { Value::Unbound });
                        outside!(self.end_async_for(value, six, previous));
                    }

                    Inst::Raise { exc, cause } => {
                        let exc = if exc == NONE { Value::Unbound } else { r!(exc) };
                        let cause = if cause == NONE { Value::Unbound } else { r!(cause) };
                        save!();
                        return Err(self.raise_statement(exc, cause));
                    }
                    Inst::Reraise { exc, offset } => {
                        let (exc, at) = (r!(exc), if offset == NONE { Value::Unbound } else { r!(offset) });
                        save!();
                        return Err(self.reraise(exc, at));
                    }
                    Inst::PushHandled { prev, exc } => {
                        let new = r!(exc);
                        r!(prev) = match self.handled.last_mut() {
                            Some(slot) => core::mem::replace(slot, new),
                            None => Value::Unbound,
                        };
                    }
                    Inst::PopHandled { prev } => {
                        let value = match r!(prev) {
                            Value::None => Value::Unbound,
                            it => it,
                        };
                        if let Some(slot) = self.handled.last_mut() {
                            *slot = value;
                        }
                    }
                    Inst::ExceptionMatch { dst, exc, class } => {
                        let (exc, class) = (r!(exc), r!(class));
                        let truth = outside!(self.exception_matches(exc, class));
                        r!(dst) = Value::bool(truth);
                    }
                    Inst::GroupMatch { rest, matched, exc, class } => {
                        let (exc, class) = (r!(exc), r!(class));
                        let (left, found) = outside!(self.group_match(exc, class));
                        r!(rest) = left;
                        r!(matched) = found;
                        if !found.is_none()
                            && let Some(slot) = self.handled.last_mut()
                        {
                            *slot = found;
                        }
                    }
                    Inst::WithExit { dst, exit, self_, exc } => {
                        let (exit, exc) = (r!(exit), r!(exc));
                        let this = if self_ == NONE { Value::Unbound } else { r!(self_) };
                        step!(dst, self.with_exit(exit, this, exc, Ret::Store(dst)));
                    }
                    Inst::WithCleanupStart { base: from, dst } => {
                        let exit = r!(from);
                        let exc = w[usize::from(from) + 5];
                        let class = w[usize::from(from) + 6];
                        let first = if class.is_unbound() || matches!(class, Value::Int(_)) { Value::None } else { class };
                        w[usize::from(dst) - 1] = first;
                        let exc = if first.is_none() { Value::None } else { exc };
                        step!(dst, self.with_exit(exit, Value::Unbound, exc, Ret::Store(dst)));
                    }
                    Inst::WithCleanupFinish { base: from, exc, res } => {
                        let (exc, res) = (r!(exc), r!(res));
                        let suppress = !exc.is_none() && outside!(self.truth(res));
                        let from = usize::from(from);
                        if suppress {
                            let previous = w[from + 2];
                            outside!(self.restore_handled(previous));
                            w[from + 6] = Value::Unbound;
                        }
                        w.copy_within(from + 1..from + 7, from);
                    }
                    Inst::EndFinally { base: from } => {
                        let from = usize::from(from);
                        match w[from + 5] {
                            Value::Unbound => {}
                            Value::Int(to) => pc = body.lowered.returns[to as usize] as usize,
                            _ => {
                                let (exc, previous) = (w[from + 4], w[from + 1]);
                                outside!(self.restore_handled(previous));
                                save!();
                                return Err(self.reraise(exc, Value::Unbound));
                            }
                        }
                    }
                    Inst::PopFinally { base: from } => {
                        let from = usize::from(from);
                        if !matches!(w[from + 5], Value::Unbound | Value::Int(_)) {
                            let previous = w[from + 1];
                            outside!(self.restore_handled(previous));
                        }
                    }

                    Inst::ImportName { dst, level, from, name } => {
                        let (level, from) = (r!(level), r!(from));
                        let value = outside!(self.import_name(body.names[name as usize], from, level));
                        r!(dst) = value;
                    }
                    Inst::ImportFrom { dst, module, name } => {
                        let module = r!(module);
                        let value = outside!(self.import_from(module, body.names[name as usize]));
                        r!(dst) = value;
                    }
                    Inst::Format { dst, src, spec, conversion } => {
                        let value = r!(src);
                        let spec = if spec == NONE { Value::Unbound } else { r!(spec) };
                        let value = outside!(self.format_value(value, spec, conversion));
                        r!(dst) = value;
                    }
                    Inst::Convert { dst, src, conversion } => {
                        let value = r!(src);
                        let value = outside!(self.convert(value, conversion));
                        r!(dst) = value;
                    }
                    Inst::Intrinsic1 { what, dst, src } => {
                        let value = r!(src);
                        let value = outside!(self.intrinsic1(what, value));
                        r!(dst) = value;
                    }
                    Inst::Intrinsic2 { what, dst, a, b } => {
                        let (a, b) = (r!(a), r!(b));
                        let value = outside!(self.intrinsic2(what, a, b));
                        r!(dst) = value;
                    }

                    Inst::GetLen { dst, src } => {
                        let value = r!(src);
                        let len = outside!(self.len(value));
                        r!(dst) = Value::Int(len as i64);
                    }
                    Inst::MatchMapping { dst, src } => {
                        let value = r!(src);
                        let flags = outside!(self.match_flags(value));
                        r!(dst) = Value::bool(flags.mapping);
                    }
                    Inst::MatchSequence { dst, src } => {
                        let value = r!(src);
                        let flags = outside!(self.match_flags(value));
                        r!(dst) = Value::bool(flags.sequence);
                    }
                    Inst::MatchKeys { dst, subject, keys } => {
                        let (subject, keys) = (r!(subject), r!(keys));
                        let value = outside!(self.match_keys(subject, keys));
                        r!(dst) = value;
                    }
                    Inst::MatchClass { dst, subject, class, names, count } => {
                        let (subject, class, names) = (r!(subject), r!(class), r!(names));
                        let value = outside!(self.match_class(subject, class, names, usize::from(count)));
                        r!(dst) = value;
                    }
                    Inst::DictWithoutKeys { dst, subject, keys } => {
                        let (subject, keys) = (r!(subject), r!(keys));
                        let value = outside!(self.dict_without_keys(subject, keys));
                        r!(dst) = value;
                    }
                }
            }
        }
    }
}

/// What [`Inst::Send`] got.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sent {
    Yielded(Value),
    Returned(Value),
    /// A frame was pushed.
    Pushed,
}
