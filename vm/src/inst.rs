//! The machine's own instruction set: what the code of every version becomes.
//!
//! A function works in a window of registers. First come the variables, in the order of the code object: arguments, locals, cells, free
//! variables. Behind them comes one register for each slot of CPython's stack, and last a few that lowering keeps for itself.
//! An instruction is 8 bytes long, a register one byte. Registers from [`WIDE`] on are reached only by [`Inst::GetWide`] and [`Inst::SetWide`],
//! and by the instructions that take a range of them.
//!
//! Nothing here knows of versions. Where versions differ in what an instruction means, there are two instructions, or the difference is
//! in the objects that they call.
//!
//! # Reading the descriptions
//! `r[x]` is a register; `unbound` is the value of a variable that has none, and of NULL on CPython's stack. Every instruction that can
//! raise leaves its destination alone when it does. A jump's target is the index of an instruction.

/// A register of the current window.
pub type Reg = u8;

/// In the place of an optional register: there is none.
pub const NONE: Reg = 255;

/// The first register that a plain operand cannot name.
pub const WIDE: u16 = 240;

/// Operators of two operands. `Binary { inplace: true, .. }` is the augmented assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the operators of Python, in the order of CPython's BINARY_OP")]
pub enum BinaryOp {
    Add,
    And,
    FloorDivide,
    LeftShift,
    MatrixMultiply,
    Multiply,
    Remainder,
    Or,
    Power,
    RightShift,
    Subtract,
    TrueDivide,
    Xor,
}

/// Operators of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the operators of Python")]
pub enum UnaryOp {
    Positive,
    Negative,
    Invert,
}

/// Rich comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the operators of Python")]
pub enum CompareOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

/// What [`Inst::Build`] builds from a range of registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Built {
    /// A tuple of `count` items.
    Tuple,
    /// A list of `count` items.
    List,
    /// A set of `count` items, added in order.
    Set,
    /// A dict of `count` pairs: key, value, key, value ...
    Dict,
    /// A dict of `count` values, and behind them in one register the tuple of keys.
    ConstKeyDict,
    /// The concatenation of `count` strings.
    Str,
    /// A slice of 2 or 3 parts.
    Slice,
    /// A list of all items of `count` iterables (`[*a, *b]`, 3.8).
    ListOfAll,
    /// A tuple likewise; the second kind names the function in its errors: it stands in the register before the first.
    TupleOfAll,
    /// See [`Built::TupleOfAll`].
    TupleOfAllForCall,
    /// A set likewise.
    SetOfAll,
    /// A dict of `count` mappings, later ones win.
    DictOfAll,
    /// A dict of `count` mappings for a call, where no key may come twice and each must be a string; the function stands two registers before the first,
    /// the tuple of positional arguments one before.
    DictOfAllForCall,
    /// A template string from a tuple of strings and a tuple of interpolations (3.14).
    Template,
}

/// Objects that instructions name by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the builtin of that name")]
pub enum Common {
    None,
    AssertionError,
    NotImplementedError,
    BuildClass,
    Tuple,
    All,
    Any,
    List,
    Set,
}

/// Operations of one operand that have no opcode of their own (`CALL_INTRINSIC_1` of 3.12, plain opcodes before).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Intrinsic1 {
    /// Prints the value of an expression statement by `sys.displayhook`.
    Print,
    /// `from m import *` into the local names; the result is `None`.
    ImportStar,
    /// Turns a `StopIteration` (in an async generator also a `StopAsyncIteration`) that leaves a generator into a `RuntimeError`.
    StopIterationError,
    /// Wraps what an async generator yields.
    AsyncGenWrap,
    /// `+x`.
    UnaryPositive,
    /// A tuple of a list's items.
    ListToTuple,
    /// A `TypeVar` of a name.
    TypeVar,
    /// A `ParamSpec` of a name.
    ParamSpec,
    /// A `TypeVarTuple` of a name.
    TypeVarTuple,
    /// `typing.Generic[...]` of a tuple of type parameters.
    SubscriptGeneric,
    /// A type alias of a tuple: name, type parameters, function of the value.
    TypeAlias,
}

/// Operations of two operands (`CALL_INTRINSIC_2` of 3.12, plain opcodes before).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Intrinsic2 {
    /// `except*`: of the original exception and the list of what its handlers raised or left over: what to raise, or `None`.
    PrepReraiseStar,
    /// A `TypeVar` of a name and a function of its bound.
    TypeVarWithBound,
    /// A `TypeVar` of a name and a function of its constraints.
    TypeVarWithConstraints,
    /// Sets `__type_params__` of a function (first operand) to the second, and results in the function.
    SetFunctionTypeParams,
    /// Sets the default of a type parameter (first operand).
    SetTypeParamDefault,
}

/// Part of a function that [`Inst::SetFunctionPart`] sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum FunctionPart {
    /// Tuple of defaults.
    Defaults,
    /// Dict of keyword-only defaults.
    KeywordDefaults,
    /// Annotations: a dict, or a tuple of names and values in turn (3.10).
    Annotations,
    /// Tuple of cells.
    Closure,
    /// The function of the annotations (3.14).
    Annotate,
}

/// `LOAD_SPECIAL` of 3.14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the method of that name")]
pub enum Special {
    Enter,
    Exit,
    AsyncEnter,
    AsyncExit,
}

/// How [`Inst::Format`] and [`Inst::Convert`] convert a value first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Conversion {
    /// As it is.
    None,
    /// By `str`.
    Str,
    /// By `repr`.
    Repr,
    /// By `ascii`.
    Ascii,
}

/// An instruction.
///
/// `name` is an index into the names of the code object, `k` into its constants, `site` into the inline caches of the function, each of which
/// has a name. `target` is the index of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the operands are explained with each instruction")]
pub enum Inst {
    /// Nothing.
    Nop,
    /// `r[dst] = r[src]`.
    Copy { dst: Reg, src: Reg },
    /// `r[a], r[b] = r[b], r[a]`.
    Swap { a: Reg, b: Reg },
    /// `r[dst] = constants[k]`.
    Const { dst: Reg, k: u32 },
    /// `r[dst] = value`.
    Int { dst: Reg, value: i32 },
    /// `r[dst] = unbound`.
    Unbind { dst: Reg },
    /// Reads a register of any number.
    GetWide { dst: Reg, src: u16 },
    /// Writes a register of any number.
    SetWide { src: Reg, dst: u16 },
    /// From any register to any other.
    MoveWide { dst: u16, src: u16 },

    /// Raises `UnboundLocalError` if the variable `var` is unbound.
    CheckLocal { var: u16 },
    /// Makes the variable unbound; raises `UnboundLocalError` if it is already.
    DeleteLocal { var: u16 },
    /// `r[dst]` = a new cell that holds `r[src]`, unbound or not. `dst` may be `src`.
    MakeCell { dst: u16, src: u16 },
    /// Copies the `count` cells of the function's closure to the registers from `first` on.
    FreeVars { first: u16, count: u16 },
    /// `r[dst]` = what is in the cell `r[cell]`; if nothing is, `NameError` (free variable) or `UnboundLocalError`, naming the variable `cell`.
    LoadCell { dst: Reg, cell: u16 },
    /// Puts `r[src]` into the cell.
    StoreCell { src: Reg, cell: u16 },
    /// Empties the cell; raises like `LoadCell` if it is empty.
    DeleteCell { cell: u16 },
    /// The name of variable `cell` looked up in the mapping `r[dict]`, else what is in the cell.
    LoadDictOrCell { dst: Reg, dict: Reg, cell: u16 },

    /// `r[dst]` = the global or builtin of the site's name.
    LoadGlobal { dst: Reg, site: u32 },
    /// Sets a global.
    StoreGlobal { src: Reg, name: u32 },
    /// Deletes a global.
    DeleteGlobal { name: u32 },
    /// The name in the frame's local names, else the globals, else the builtins.
    LoadName { dst: Reg, name: u32 },
    /// Sets the name in the frame's local names.
    StoreName { src: Reg, name: u32 },
    /// Deletes the name from the frame's local names.
    DeleteName { name: u32 },
    /// The name in the mapping `r[dict]`, else the globals, else the builtins (3.12).
    LoadDictOrGlobal { dst: Reg, dict: Reg, name: u32 },
    /// The frame's local names as a mapping.
    LoadLocals { dst: Reg },
    /// A builtin object.
    LoadCommon { dst: Reg, which: Common },
    /// Makes sure that the local names have `__annotations__`.
    SetupAnnotations,

    /// `r[dst] = r[obj].name`.
    LoadAttr { dst: Reg, obj: Reg, site: u32 },
    /// For a call: `r[base]`, `r[base + 1]` = the function found in the class and `r[obj]`, or the value of the attribute and unbound.
    LoadMethod { base: Reg, obj: Reg, site: u32 },
    /// `r[obj].name = r[src]`.
    StoreAttr { obj: Reg, src: Reg, site: u32 },
    /// `del r[obj].name`.
    DeleteAttr { obj: Reg, name: u32 },
    /// `r[dst] = super(r[base + 1], r[base + 2]).name`, if `r[base]` is the builtin `super`; otherwise `r[base]` is called, with the two or (not `two`) with nothing.
    LoadSuperAttr { dst: Reg, base: Reg, two: bool, name: u32 },
    /// The same for a call: the result goes to `r[base]`, `r[base + 1]` as from `LoadMethod`.
    LoadSuperMethod { base: Reg, two: bool, name: u32 },
    /// A method for `with`, looked up in the class: `r[base]`, `r[base + 1]` as from `LoadMethod`. The error is that of `with`.
    LoadSpecial { base: Reg, obj: Reg, which: Special },
    /// Begins `with r[manager]`: `r[base]` = the bound `__exit__`, `r[base + 1] = r[manager].__enter__()`. `manager` may be `base`.
    EnterWith { base: Reg, manager: Reg },
    /// The same for `async with`: `__aexit__`, `__aenter__` (the awaitable).
    EnterAsyncWith { base: Reg, manager: Reg },

    /// `r[dst] = r[a] + r[b]`.
    Add { dst: Reg, a: Reg, b: Reg },
    /// `r[dst] = r[a] - r[b]`.
    Sub { dst: Reg, a: Reg, b: Reg },
    /// `r[dst] = r[a] * r[b]`.
    Mul { dst: Reg, a: Reg, b: Reg },
    /// Any operator, also those above if `inplace`.
    Binary { op: BinaryOp, inplace: bool, dst: Reg, a: Reg, b: Reg },
    /// `r[dst] = r[a] + value`; `inplace` for `+=`.
    AddInt { dst: Reg, a: Reg, inplace: bool, value: i32 },
    /// `r[dst] = r[a] - value`.
    SubInt { dst: Reg, a: Reg, inplace: bool, value: i32 },
    /// An operator with a constant on the right.
    BinaryConst { op: BinaryOp, inplace: bool, dst: Reg, a: Reg, k: u16 },
    /// An operator with a constant on the left.
    ConstBinary { op: BinaryOp, inplace: bool, dst: Reg, b: Reg, k: u16 },
    /// An operator of one operand.
    Unary { op: UnaryOp, dst: Reg, src: Reg },
    /// `r[dst] = not r[src]`.
    Not { dst: Reg, src: Reg },
    /// `r[dst] = bool(r[src])`.
    ToBool { dst: Reg, src: Reg },
    /// `r[dst] = r[a] op r[b]`, whatever object that is.
    Compare { op: CompareOp, dst: Reg, a: Reg, b: Reg },
    /// `r[dst] = r[a] is r[b]`, or `is not`.
    Is { dst: Reg, a: Reg, b: Reg, invert: bool },
    /// `r[dst] = r[a] in r[b]`, or `not in`.
    Contains { dst: Reg, a: Reg, b: Reg, invert: bool },

    /// Goes to the target.
    Jump { target: u32 },
    /// Goes to the target if the truth of `r[src]` is `on`.
    JumpIf { src: Reg, on: bool, target: u32 },
    /// Goes to the target if the truth of `r[a] op r[b]` is `on`: one instruction for each operator.
    JumpLt { a: Reg, b: Reg, on: bool, target: u32 },
    /// See [`Inst::JumpLt`].
    JumpLe { a: Reg, b: Reg, on: bool, target: u32 },
    /// See [`Inst::JumpLt`].
    JumpEq { a: Reg, b: Reg, on: bool, target: u32 },
    /// See [`Inst::JumpLt`].
    JumpNe { a: Reg, b: Reg, on: bool, target: u32 },
    /// See [`Inst::JumpLt`].
    JumpGt { a: Reg, b: Reg, on: bool, target: u32 },
    /// See [`Inst::JumpLt`].
    JumpGe { a: Reg, b: Reg, on: bool, target: u32 },
    /// Goes to the target if the truth of `r[a] op value` is `on`.
    JumpLtInt { a: Reg, value: i8, on: bool, target: u32 },
    /// See [`Inst::JumpLtInt`].
    JumpLeInt { a: Reg, value: i8, on: bool, target: u32 },
    /// See [`Inst::JumpLtInt`].
    JumpEqInt { a: Reg, value: i8, on: bool, target: u32 },
    /// See [`Inst::JumpLtInt`].
    JumpNeInt { a: Reg, value: i8, on: bool, target: u32 },
    /// See [`Inst::JumpLtInt`].
    JumpGtInt { a: Reg, value: i8, on: bool, target: u32 },
    /// See [`Inst::JumpLtInt`].
    JumpGeInt { a: Reg, value: i8, on: bool, target: u32 },
    /// Goes to the target if `r[a] is r[b]` is `on`.
    JumpIs { a: Reg, b: Reg, on: bool, target: u32 },
    /// Goes to the target if `r[a] is None` is `on`.
    JumpNone { a: Reg, on: bool, target: u32 },
    /// Goes to the target if `r[a] in r[b]` is `on`.
    JumpContains { a: Reg, b: Reg, on: bool, target: u32 },
    /// Goes to the target if the exception (or class) `r[exc]` does not match the class or tuple `r[class]`.
    JumpNotMatch { exc: Reg, class: Reg, target: u32 },

    /// `r[dst] = iter(r[src])`.
    GetIter { dst: Reg, src: Reg },
    /// The iterator for `yield from`: a generator or (in a coroutine) a coroutine itself, otherwise `iter`.
    GetYieldFromIter { dst: Reg, src: Reg },
    /// `r[dst]` = the next item of the iterator `r[iter]`; at its end goes to the target.
    ForIter { iter: Reg, dst: Reg, target: u32 },

    /// Builds an object from `count` (see [`Built`]) registers from `first` on.
    Build { what: Built, dst: Reg, first: u16, count: u16 },
    /// A template's interpolation (3.14): `r[first]` the value, `r[first + 1]` the text, and `r[first + 2]` the specification if `spec`.
    Interpolation { dst: Reg, first: Reg, conversion: Conversion, spec: bool },
    /// Appends to a list that is being built.
    ListAppend { list: Reg, value: Reg },
    /// Adds to a set that is being built.
    SetAdd { set: Reg, value: Reg },
    /// Adds to a dict that is being built.
    MapAdd { map: Reg, key: Reg, value: Reg },
    /// `r[list] += r[src]` for a list that is being built: the error says that the value after `*` must be an iterable.
    ListExtend { list: Reg, src: Reg },
    /// Adds all items.
    SetUpdate { set: Reg, src: Reg },
    /// Adds all items of a mapping: the error says that it is not a mapping.
    DictUpdate { dict: Reg, src: Reg },
    /// Adds all items of a mapping for a call of `r[callee]` (for the errors), where no key may come twice.
    DictMerge { dict: Reg, src: Reg, callee: Reg },
    /// `r[dst] = r[obj][r[key]]`.
    Subscript { dst: Reg, obj: Reg, key: Reg },
    /// `r[obj][r[key]] = r[src]`.
    StoreSubscript { obj: Reg, key: Reg, src: Reg },
    /// `del r[obj][r[key]]`.
    DeleteSubscript { obj: Reg, key: Reg },
    /// `r[dst] = r[obj][r[start]:r[stop]]` (3.12).
    LoadSlice { dst: Reg, obj: Reg, start: Reg, stop: Reg },
    /// `r[obj][r[start]:r[stop]] = r[src]` (3.12).
    StoreSlice { obj: Reg, start: Reg, stop: Reg, src: Reg },
    /// The `count` items of an iterable: the first to `r[first + count - 1]`, the last to `r[first]`, as on CPython's stack.
    Unpack { src: Reg, first: u16, count: u16 },
    /// `before` items, a list of the rest, `after` items; the first to the highest register.
    UnpackStar { src: Reg, first: u16, before: u8, after: u16 },

    /// A function of the code object `r[code]`, with the qualified name `r[name]` if there is one ([`NONE`] from 3.11 on).
    MakeFunction { dst: Reg, code: Reg, name: Reg },
    /// Sets a part of a function.
    SetFunctionPart { func: Reg, value: Reg, part: FunctionPart },
    /// `r[dst] = r[callee](r[first], ... argc)`. What is in the registers from `first` on is gone afterwards.
    Call { dst: Reg, callee: Reg, first: Reg, argc: u8, site: u16 },
    /// The last arguments are keywords: their names are the tuple `r[names]`.
    CallKw { dst: Reg, callee: Reg, first: Reg, argc: u8, names: Reg },
    /// Calls what `LoadMethod` left in `r[base]` and `r[base + 1]`; `argc` arguments follow. If `r[base]` is unbound, the callee is in `r[base + 1]`, as
    /// up to 3.12 `PUSH_NULL` leaves it.
    CallMethod { dst: Reg, base: Reg, argc: u8, site: u16 },
    /// The same with keywords.
    CallMethodKw { dst: Reg, base: Reg, argc: u8, names: Reg },
    /// `r[dst] = r[callee](*r[args], **r[kwargs])`; `kwargs` may be [`NONE`].
    CallEx { dst: Reg, callee: Reg, args: Reg, kwargs: Reg },
    /// Any of the first four calls in registers of any number: see [`WideCall`].
    CallWide { dst: Reg, call: u32 },
    /// Leaves the function with a value.
    Return { src: Reg },
    /// Leaves the function with a constant.
    ReturnConst { k: u32 },

    /// Hands `r[src]` to whoever resumed this generator; what is sent next goes to `r[dst]`.
    Yield { dst: Reg, src: Reg },
    /// The same within `yield from` or `await`: `r[iter]` is what is delegated to, `send` the index of the [`Inst::Send`] that belongs to it.
    YieldFrom { dst: Reg, src: Reg, iter: Reg, send: u32 },
    /// Sends `r[value]` to `r[iter]`: what it yields goes to `r[value]` too; when it returns, the result goes there and execution to the target.
    Send { iter: Reg, value: Reg, target: u32 },
    /// Skips the exception that `throw` raised in what was delegated to: if `r[exc]` is a `StopIteration`, `r[dst]` = its value; otherwise raises it again (3.12).
    CleanupThrow { dst: Reg, exc: Reg },
    /// The iterator to await: `why` is 0, or 1 for `__aenter__`, 2 for `__aexit__` (for the error).
    GetAwaitable { dst: Reg, src: Reg, why: u8 },
    /// `r[dst]` = the asynchronous iterator of `r[src]`.
    GetAsyncIter { dst: Reg, src: Reg },
    /// `r[dst]` = what to await for the next item of `r[src]`.
    GetAsyncNext { dst: Reg, src: Reg },
    /// Ends an `async for` if `r[exc]` is `StopAsyncIteration`; otherwise raises it again. To 3.10, `six` is true: the handler's six values begin at `exc - 4`
    /// and the exception that was being handled is handled again.
    EndAsyncFor { exc: Reg, six: bool },

    /// `raise` with 0, 1 or 2 operands: [`NONE`] for each that is not there.
    Raise { exc: Reg, cause: Reg },
    /// Raises the exception again, with its traceback as it is. `offset` is the register of what [`HandlerKind::Offset`] stored, or [`NONE`].
    Reraise { exc: Reg, offset: Reg },
    /// Enters an `except` clause (3.11): `r[exc]` is being handled from now on, `r[prev]` = what was. `prev` and `exc` differ.
    PushHandled { prev: Reg, exc: Reg },
    /// Leaves an `except` clause: what is in `r[prev]` is being handled again.
    PopHandled { prev: Reg },
    /// `r[dst]` = whether the exception matches the class or tuple of classes.
    ExceptionMatch { dst: Reg, exc: Reg, class: Reg },
    /// `except*`: `r[rest]` = what does not match of the exception `r[exc]`, `r[matched]` = what does, or `None`; a match is being handled from now on.
    GroupMatch { rest: Reg, matched: Reg, exc: Reg, class: Reg },
    /// `r[dst] = r[exit](type, value, traceback)` of the exception `r[exc]`. If `self_` is a register that is not unbound, it comes first (3.14).
    WithExit { dst: Reg, exit: Reg, self_: Reg, exc: Reg },
    /// 3.8: begins the end of a `with` block. The registers from `base` on are `__exit__` and the six values of a `finally` clause; calls it with what
    /// the last of them says (unbound: three times `None`) and leaves the result in `r[dst]`, the first argument in `r[dst - 1]`.
    WithCleanupStart { base: Reg, dst: Reg },
    /// 3.8: if `r[exc]` is not `None` and `r[res]` is true, the exception is handled and the clause ends as if there had been none. In any case
    /// the six values move down to `base`.
    WithCleanupFinish { base: Reg, exc: Reg, res: Reg },
    /// 3.8: the end of a `finally` clause whose six values begin at `base`: goes on (last one unbound), or to where it was called from
    /// (an int: index into [`Lowered::returns`](crate::lower::Lowered::returns)), or raises the exception again.
    EndFinally { base: Reg },
    /// 3.8: forgets the six values from `base` on, because the clause is left by a jump or `return`: if they are an exception, what was being handled before is again.
    PopFinally { base: Reg },

    /// `r[dst] = __import__(name, globals, locals, r[from], r[level])`.
    ImportName { dst: Reg, level: Reg, from: Reg, name: u32 },
    /// `r[dst]` = the name from the module.
    ImportFrom { dst: Reg, module: Reg, name: u32 },
    /// `r[dst] = format(conversion(r[src]), r[spec])`; without `spec` ([`NONE`]) the empty specification.
    Format { dst: Reg, src: Reg, spec: Reg, conversion: Conversion },
    /// Converts to a string.
    Convert { dst: Reg, src: Reg, conversion: Conversion },
    /// An operation of one operand.
    Intrinsic1 { what: Intrinsic1, dst: Reg, src: Reg },
    /// An operation of two operands.
    Intrinsic2 { what: Intrinsic2, dst: Reg, a: Reg, b: Reg },

    /// `r[dst] = len(r[src])`.
    GetLen { dst: Reg, src: Reg },
    /// Whether the class says that it is a mapping for `match`.
    MatchMapping { dst: Reg, src: Reg },
    /// Whether the class says that it is a sequence for `match`.
    MatchSequence { dst: Reg, src: Reg },
    /// `r[dst]` = a tuple of the subject's values of the keys, or `None`.
    MatchKeys { dst: Reg, subject: Reg, keys: Reg },
    /// `r[dst]` = a tuple of attributes, or `None` if the subject is no instance of the class or lacks one: `count` by position, the rest by the names.
    MatchClass { dst: Reg, subject: Reg, class: Reg, names: Reg, count: u16 },
    /// `r[dst]` = a dict of the subject without the keys (3.10).
    DictWithoutKeys { dst: Reg, subject: Reg, keys: Reg },
}

const _: () = assert!(size_of::<Inst>() == 8);

/// A call whose operands are registers of any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WideCall {
    /// The callee, or the first register of what [`Inst::LoadMethod`] left.
    pub callee: u16,
    /// The first argument.
    pub first: u16,
    /// Number of arguments.
    pub argc: u16,
    /// The register of the names of keywords.
    pub names: Option<u16>,
    /// Whether it is a call of a method.
    pub method: bool,
}

/// How an exception is given to a handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandlerKind {
    /// `r[at]` = the exception.
    Plain,
    /// `r[at]` = an int, where it was raised; `r[at + 1]` = the exception. [`Inst::Reraise`] takes the int to say again where that was.
    Offset,
    /// To 3.10: `r[at]`, `r[at + 1]`, `r[at + 2]` = traceback, value, class of the exception that was being handled before (`None` three times if there was none);
    /// `r[at + 3]`, `r[at + 4]`, `r[at + 5]` = traceback, value, class of the new one, which is being handled from now on.
    Six,
}

/// Instructions during which an exception is handled (to 3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handling {
    /// The first instruction.
    pub start: u32,
    /// The first one behind.
    pub end: u32,
    /// The first of the six registers that [`HandlerKind::Six`] has written; the second is unbound if a `finally` clause was reached without
    /// an exception.
    pub at: u16,
}

/// Where an exception that is raised between two instructions goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// The first instruction that is protected.
    pub start: u32,
    /// The first one behind.
    pub end: u32,
    /// Where execution goes.
    pub target: u32,
    /// The first register that is written.
    pub at: u16,
    /// What is written.
    pub kind: HandlerKind,
}
