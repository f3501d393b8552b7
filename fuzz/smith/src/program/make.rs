//! Decisions to programs: typed, so that most of what is done makes sense, and bounded, so that it ends soon.
//!
//! Each variable tells its type by its name. Strings and lists are cut where they are kept, products are taken modulo a number, loops are
//! short, and functions call only those before them, as often as a budget allows.

mod define;
mod expr;
mod stmt;

use std::collections::BTreeSet;

use arbitrary::{Result, Unstructured};

use super::ast::{Expr, Handler, Stmt, Target, Try};
use super::config::ProgramConfig;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Int,
    Str,
    Bool,
    List,
    Dict,
    /// An instance of the class of this number.
    Object(usize),
}

/// A function of the program: all its parameters and its result are ints.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    positional: usize,
    /// How many of these may be left out.
    defaults: usize,
    keyword: Vec<String>,
    rest: bool,
    /// It is a generator of ints.
    generates: bool,
    cost: u32,
}

/// A class of the program: made of one int, which is the attribute `x`.
#[derive(Clone, Debug)]
struct KnownClass {
    name: String,
    /// Methods that take one int and give one.
    methods: Vec<(String, u32)>,
    /// It is a context manager.
    enters: bool,
    /// It can be iterated over, which gives ints.
    iterates: bool,
    cost: u32,
}

#[allow(clippy::struct_excessive_bools)] // each says something else of the place that is being made
struct Maker<'a, 'u> {
    u: &'a mut Unstructured<'u>,
    config: &'a ProgramConfig,
    functions: Vec<Known>,
    classes: Vec<KnownClass>,
    exceptions: Vec<String>,
    /// Variables of the scope that is being made.
    variables: Vec<(String, Type)>,
    /// Those that may be unbound. What that raises in a comprehension is not the same in all versions.
    unsure: BTreeSet<String>,
    /// Variables of functions around it.
    outer: Vec<(String, Type)>,
    /// Statements that may still be made.
    budget: u32,
    /// How often the statement that is being made is executed.
    times: u32,
    /// What the function that is being made costs so far.
    cost: u32,
    number: u32,
    in_function: bool,
    in_loop: bool,
    /// A `finally` clause, which nothing leaves.
    in_finally: bool,
    /// Nothing that captures variables: a comprehension's own are reached in other ways since 3.12.
    in_comp: bool,
    /// `yield` may be used.
    yields: bool,
    /// The function has said that `total` is a variable of the module.
    globals: bool,
}

/// Statements of a program.
const BUDGET: u32 = 90;
/// How deep statements nest.
const NESTING: u32 = 3;
/// How deep expressions nest.
const DEPTH: u32 = 3;
/// What a program may cost, about: statements executed.
const MOST: u32 = 4000;

/// Makes the statements of a program.
pub(super) fn program(u: &mut Unstructured<'_>, config: &ProgramConfig) -> Result<Vec<Stmt>> {
    let mut maker = Maker {
        u,
        config,
        functions: Vec::new(),
        classes: Vec::new(),
        exceptions: Vec::new(),
        variables: Vec::new(),
        unsure: BTreeSet::new(),
        outer: Vec::new(),
        budget: BUDGET,
        times: 1,
        cost: 0,
        number: 0,
        in_function: false,
        in_loop: false,
        in_finally: false,
        in_comp: false,
        yields: false,
        globals: false,
    };
    let mut body = vec![Stmt::Assign(Target::Name("total".to_owned()), Expr::Int(0))];
    let parts = maker.u.int_in_range(3..=14)?;
    for _ in 0..parts {
        match maker.u.int_in_range(0..=9)? {
            0..=2 => {
                maker.function(&mut body)?;
                maker.tried(&mut body)?;
            }
            3 | 4 if maker.config.classes => {
                maker.class(&mut body)?;
                maker.met(&mut body)?;
            }
            5 if maker.config.exceptions => maker.exception(&mut body)?,
            _ => maker.guarded(&mut body)?,
        }
    }
    if maker.config.exceptions && maker.chance(8)? {
        body.push(maker.raise()?);
    }
    Ok(body)
}

fn name(name: &str) -> Expr {
    Expr::Name(name.to_owned())
}

fn text(text: &str) -> Expr {
    Expr::Str(text.to_owned())
}

fn call(callee: &str, args: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(name(callee)), args, Vec::new())
}

fn print(args: Vec<Expr>) -> Stmt {
    Stmt::Expr(call("print", args))
}

fn attr(object: Expr, attribute: &str) -> Expr {
    Expr::Attr(Box::new(object), attribute.to_owned())
}

/// `type(e).__name__`
fn class_name(of: &str) -> Expr {
    attr(call("type", vec![name(of)]), "__name__")
}

impl Maker<'_, '_> {
    fn chance(&mut self, of: u32) -> Result<bool> {
        Ok(self.u.int_in_range(1..=of)? == of)
    }

    fn fresh(&mut self, start: &str) -> String {
        self.number += 1;
        format!("{start}{}", self.number)
    }

    fn spend(&mut self, cost: u32) -> bool {
        let cost = cost.saturating_mul(self.times);
        let fits = self.cost.saturating_add(cost) <= MOST;
        if fits {
            self.cost += cost;
        }
        fits
    }

    /// A variable of a type, of this scope or, to be read only, of those around it.
    fn variable(&mut self, of: Type, outer: bool) -> Result<Option<String>> {
        let own = self.variables.iter();
        let around = self.outer.iter().filter(|_| outer);
        let may = |it: &&(String, Type)| it.1 == of && !(self.in_comp && self.unsure.contains(&it.0));
        let found: Vec<&String> = own.chain(around).filter(may).map(|it| &it.0).collect();
        if found.is_empty() { Ok(None) } else { Ok(Some((*self.u.choose(&found)?).clone())) }
    }

    /// A name for a new variable, or one that exists.
    fn place(&mut self, of: Type) -> Result<String> {
        if self.chance(2)?
            && let Some(name) = self.variable(of, false)?
        {
            return Ok(name);
        }
        let start = match of {
            Type::Int => "i",
            Type::Str => "s",
            Type::Bool => "b",
            Type::List => "l",
            Type::Dict => "d",
            Type::Object(_) => "o",
        };
        Ok(self.fresh(start))
    }

    fn know(&mut self, name: &str, of: Type) {
        self.variables.retain(|it| it.0 != name);
        self.variables.push((name.to_owned(), of));
    }

    /// Calls of the function that was made last.
    fn tried(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let Some(known) = self.functions.last().cloned() else { return Ok(()) };
        for _ in 0..self.u.int_in_range(1..=2)? {
            if !self.spend(known.cost) {
                break;
            }
            let args = (0..known.positional).map(|_| self.small()).collect::<Result<Vec<Expr>>>()?;
            let made =
                if known.generates { call("list", vec![call(&known.name, vec![Expr::Int(3)])]) } else { call(&known.name, args) };
            self.guard(vec![print(vec![text(&known.name), made])], out)?;
        }
        Ok(())
    }

    /// An instance of the class that was made last, and what it says.
    fn met(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let Some(class) = self.classes.last().cloned() else { return Ok(()) };
        let variable = self.fresh("o");
        let mut body = vec![Stmt::Assign(Target::Name(variable.clone()), call(&class.name, vec![self.small()?]))];
        for (method, cost) in &class.methods {
            if self.spend(*cost) {
                let called = Expr::Method(Box::new(name(&variable)), method.clone(), vec![self.small()?]);
                body.push(print(vec![text(method), called]));
            }
        }
        body.push(print(vec![name(&variable), call("bool", vec![name(&variable)])]));
        self.guard(body, out)
    }

    /// Statements whose exceptions are printed.
    fn guarded(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let body = self.statements(NESTING)?;
        self.guard(body, out)
    }

    fn guard(&mut self, body: Vec<Stmt>, out: &mut Vec<Stmt>) -> Result<()> {
        if !self.config.exceptions && self.chance(6)? {
            out.extend(body);
            return Ok(());
        }
        let caught = Handler {
            class: Some(name("Exception")),
            name: Some("e".to_owned()),
            body: vec![print(vec![text("caught"), class_name("e")])],
        };
        out.push(Stmt::Try(Box::new(Try { body, handlers: vec![caught], otherwise: Vec::new(), finally: Vec::new() })));
        Ok(())
    }
}
