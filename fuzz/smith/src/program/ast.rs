//! A program before it is written for a version: what all of 3.8 to 3.14 can say, and mean the same by.

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    None,
    Bool(bool),
    Int(i64),
    Str(String),
    Name(String),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    Compare(Compare, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// Condition, then, otherwise.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Callee, arguments, named arguments.
    Call(Box<Expr>, Vec<Expr>, Vec<(String, Expr)>),
    /// `f(*args, **kwargs)`
    Spread(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
    /// `object.name(arguments)`
    Method(Box<Expr>, String, Vec<Expr>),
    /// `super().name(arguments)` in a method whose first parameter is `self`.
    Super(String, Vec<Expr>),
    Attr(Box<Expr>, String),
    Item(Box<Expr>, Box<Expr>),
    Slice(Box<Expr>, Box<Expr>, Box<Expr>),
    Tuple(Vec<Expr>),
    /// Items, of which some are spread: `[a, *b]`.
    List(Vec<(bool, Expr)>),
    Set(Vec<Expr>),
    /// Pairs, of which those without key are spread: `{k: v, **d}`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Comp(Box<Comp>),
    /// Pieces of an f-string.
    Format(Vec<Piece>),
    /// `(name := value)`
    Walrus(String, Box<Expr>),
    Lambda(Box<Function>),
    Yield(Box<Expr>),
    YieldFrom(Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Negative,
    Invert,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    FloorDivide,
    Remainder,
    And,
    Or,
    Xor,
    LeftShift,
    RightShift,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Less,
    LessEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn,
    Is,
    IsNot,
}

/// A comprehension or a generator expression over one variable.
#[derive(Clone, Debug)]
pub(super) struct Comp {
    pub(super) kind: CompKind,
    /// The key of a dict.
    pub(super) key: Option<Expr>,
    pub(super) value: Expr,
    pub(super) variable: String,
    pub(super) over: Expr,
    pub(super) condition: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CompKind {
    List,
    Set,
    Dict,
    Generator,
}

/// A part of an f-string.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    Text(String),
    /// Value, conversion (0 none, 1 `!s`, 2 `!r`, 3 `!a`), format specification.
    Value(Expr, u32, Option<String>),
}

/// What is assigned to.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Name(String),
    Attr(Expr, String),
    Item(Expr, Expr),
    /// Names, of which one may take the rest: `a, *b = ...`.
    Names(Vec<String>, Option<usize>),
}

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Stmt {
    Pass,
    Expr(Expr),
    Assign(Target, Expr),
    Augment(Target, Binary, Expr),
    Delete(String),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    While(Expr, Vec<Stmt>, Vec<Stmt>),
    For(Target, Expr, Vec<Stmt>, Vec<Stmt>),
    Break,
    Continue,
    Return(Expr),
    Raise(Option<Expr>, Option<Expr>),
    Assert(Expr, Expr),
    Try(Box<Try>),
    With(Expr, Option<String>, Vec<Stmt>),
    Def(Box<Function>),
    Class(Box<Class>),
    Global(Vec<String>),
    Nonlocal(Vec<String>),
    Match(Expr, Vec<Case>),
}

#[derive(Clone, Debug)]
pub(super) struct Try {
    pub(super) body: Vec<Stmt>,
    pub(super) handlers: Vec<Handler>,
    pub(super) otherwise: Vec<Stmt>,
    pub(super) finally: Vec<Stmt>,
}

/// `except class as name:`
#[derive(Clone, Debug)]
pub(super) struct Handler {
    pub(super) class: Option<Expr>,
    pub(super) name: Option<String>,
    pub(super) body: Vec<Stmt>,
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) pattern: Pattern,
    pub(super) guard: Option<Expr>,
    pub(super) body: Vec<Stmt>,
}

#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// A number or string, or several.
    Values(Vec<Expr>),
    /// Any value, with a name or without.
    Any(Option<String>),
    /// A list or tuple of so many items, one of which may take the rest.
    Sequence(Vec<String>, Option<usize>),
    /// An instance of a class, and attributes with names for their values.
    Class(String, Vec<(String, String)>),
    /// A dict that has this key, and a name for its value.
    Key(String, String),
}

/// A function, a method or a lambda, whose body is then one `return`.
#[derive(Clone, Debug, Default)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) positional: Vec<String>,
    /// Of the last positional ones.
    pub(super) defaults: Vec<Expr>,
    pub(super) rest: Option<String>,
    pub(super) keyword: Vec<(String, Expr)>,
    pub(super) named_rest: Option<String>,
    pub(super) decorators: Vec<Expr>,
    pub(super) body: Vec<Stmt>,
}

#[derive(Clone, Debug)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) bases: Vec<Expr>,
    pub(super) decorators: Vec<Expr>,
    pub(super) body: Vec<Stmt>,
}
