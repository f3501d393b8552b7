//! Statements.

use arbitrary::Result;

use super::{Maker, NESTING, Type, call, class_name, name, print, text};
use crate::program::ast::{Binary, Case, Compare, Expr, Handler, Pattern, Stmt, Target, Try};

/// What is raised and caught.
const EXCEPTIONS: [&str; 7] =
    ["ValueError", "KeyError", "IndexError", "ZeroDivisionError", "LookupError", "ArithmeticError", "RuntimeError"];

impl Maker<'_, '_> {
    /// Some statements, of which one prints; what they bind may be unbound behind them.
    pub(super) fn statements(&mut self, nesting: u32) -> Result<Vec<Stmt>> {
        let mut body = Vec::new();
        for _ in 0..self.u.int_in_range(1..=4)? {
            if self.budget == 0 || !self.spend(1) {
                break;
            }
            self.budget -= 1;
            self.statement(nesting, &mut body)?;
            if matches!(body.last(), Some(Stmt::Return(_) | Stmt::Raise(..) | Stmt::Break | Stmt::Continue)) {
                return Ok(body);
            }
        }
        if body.is_empty() {
            body.push(Stmt::Pass);
        }
        Ok(body)
    }

    /// Statements that may not be executed: what they bind is mostly not used behind them.
    fn inner(&mut self, nesting: u32) -> Result<Vec<Stmt>> {
        let known = self.variables.clone();
        let body = self.statements(nesting.saturating_sub(1))?;
        if self.chance(6)? {
            let new = self.variables.iter().filter(|it| !known.contains(it)).map(|it| it.0.clone());
            self.unsure.extend(new);
        } else {
            self.variables = known;
        }
        Ok(body)
    }

    /// The same where nothing is yielded: what is around it would run when an unfinished generator is closed, which is no fixed moment.
    fn held(&mut self, nesting: u32) -> Result<Vec<Stmt>> {
        let yields = core::mem::take(&mut self.yields);
        let body = self.inner(nesting);
        self.yields = yields;
        body
    }

    /// The body of a loop of at most so many rounds.
    fn rounds(&mut self, nesting: u32, rounds: u32) -> Result<Vec<Stmt>> {
        let (times, in_loop) = (self.times, core::mem::replace(&mut self.in_loop, true));
        self.times = times.saturating_mul(rounds);
        let body = self.inner(nesting);
        (self.times, self.in_loop) = (times, in_loop);
        body
    }

    fn statement(&mut self, nesting: u32, out: &mut Vec<Stmt>) -> Result<()> {
        if nesting == 0 {
            return self.simple(out);
        }
        match self.u.int_in_range(0..=23)? {
            10 | 11 => {
                let condition = self.boolean(2)?;
                let then = self.inner(nesting)?;
                let otherwise = if self.u.arbitrary()? { self.inner(nesting)? } else { Vec::new() };
                out.push(Stmt::If(condition, then, otherwise));
            }
            12..=14 => self.for_loop(nesting, out)?,
            15 => self.while_loop(nesting, out)?,
            16..=18 if self.config.exceptions => {
                let it = self.try_statement(nesting)?;
                out.push(it);
            }
            19 | 20 if self.config.managers => self.with(nesting, out)?,
            21 | 22 if self.config.matching => self.match_statement(nesting, out)?,
            23 if self.config.closures && self.in_function => {
                if self.u.arbitrary()? {
                    self.closure(out)?;
                } else {
                    self.global(out)?;
                }
            }
            _ => self.simple(out)?,
        }
        Ok(())
    }

    /// A statement without others in it.
    fn simple(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        match self.u.int_in_range(0..=15)? {
            0..=3 => {
                let mut args = Vec::new();
                for _ in 0..self.u.int_in_range(1..=3)? {
                    let of = self.any_type()?;
                    args.push(self.of(of, 2)?);
                }
                out.push(print(args));
            }
            4..=8 => self.assign(out)?,
            9 => {
                if let Some(variable) = self.variable(Type::Int, false)? {
                    let op = *self.u.choose(&[Binary::Add, Binary::Subtract, Binary::Xor, Binary::FloorDivide])?;
                    let value = self.int(2)?;
                    out.push(Stmt::Augment(Target::Name(variable), op, value));
                }
            }
            10 if self.config.containers => self.item(out)?,
            11 => {
                if let Some(Expr::Attr(object, x)) = self.attribute()? {
                    let value = self.int(2)?;
                    let target = Target::Attr(*object, x);
                    out.push(if self.u.arbitrary()? {
                        Stmt::Assign(target, value)
                    } else {
                        Stmt::Augment(target, Binary::Add, value)
                    });
                }
            }
            12 if self.config.containers => self.unpack(out)?,
            13 if self.config.exceptions => {
                let message = if self.u.arbitrary()? { text("assertion") } else { self.small()? };
                out.push(Stmt::Assert(self.boolean(2)?, message));
            }
            14 if self.yields => out.push(Stmt::Expr(Expr::Yield(Box::new(self.int(2)?)))),
            15 => self.leave(out)?,
            _ => {
                if let Some((variable, of)) = self.variables.last().cloned()
                    && self.chance(8)?
                {
                    self.variables.retain(|it| it.0 != variable);
                    out.push(Stmt::Delete(variable.clone()));
                    // Deleted, it is not there, or another one is.
                    if self.u.arbitrary()? {
                        self.know(&variable, of);
                        self.unsure.insert(variable);
                    }
                }
            }
        }
        Ok(())
    }

    fn assign(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let of = self.any_type()?;
        let mut value = self.of(of, super::DEPTH)?;
        if self.chance(8)? && of == Type::Int {
            let walrus = self.place(Type::Int)?;
            value = Expr::Walrus(walrus.clone(), Box::new(value));
            self.know(&walrus, Type::Int);
        }
        let value = match of {
            Type::Str => Expr::Slice(Box::new(value), Box::new(Expr::Int(0)), Box::new(Expr::Int(40))),
            Type::List => Expr::Slice(Box::new(value), Box::new(Expr::Int(0)), Box::new(Expr::Int(12))),
            _ => value,
        };
        let place = self.place(of)?;
        out.push(Stmt::Assign(Target::Name(place.clone()), value));
        self.know(&place, of);
        Ok(())
    }

    /// Sets an item of a list or dict.
    fn item(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let of = if self.u.arbitrary()? { Type::List } else { Type::Dict };
        let Some(variable) = self.variable(of, true)? else { return Ok(()) };
        let key = if of == Type::List { Expr::Int(self.u.int_in_range(-1..=2)?) } else { text(&self.key()?) };
        let (target, value) = (Target::Item(name(&variable), key), self.int(2)?);
        out.push(if self.u.arbitrary()? { Stmt::Assign(target, value) } else { Stmt::Augment(target, Binary::Add, value) });
        Ok(())
    }

    fn unpack(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let (first, second) = (self.place(Type::Int)?, self.fresh("i"));
        if self.u.arbitrary()? {
            let rest = self.place(Type::List)?;
            let at = self.u.int_in_range(0..=2)?;
            let mut names = vec![first.clone(), second.clone()];
            names.insert(at, rest.clone());
            out.push(Stmt::Assign(Target::Names(names, Some(at)), self.list(2)?));
            self.know(&rest, Type::List);
        } else {
            let value = Expr::Tuple(vec![self.int(2)?, self.int(2)?]);
            out.push(Stmt::Assign(Target::Names(vec![first.clone(), second.clone()], None), value));
        }
        self.know(&first, Type::Int);
        self.know(&second, Type::Int);
        Ok(())
    }

    /// Leaves a loop or function, or raises.
    fn leave(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let kind = self.u.int_in_range(0..=3)?;
        if self.in_finally {
            return Ok(());
        }
        match kind {
            0 | 1 if self.in_loop => out.push(if kind == 0 { Stmt::Break } else { Stmt::Continue }),
            2 if self.in_function => out.push(Stmt::Return(self.int(2)?)),
            3 if self.config.exceptions => {
                let it = self.raise()?;
                out.push(it);
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn exception_name(&mut self) -> Result<String> {
        if !self.exceptions.is_empty() && self.u.arbitrary()? {
            return Ok(self.u.choose(&self.exceptions)?.clone());
        }
        Ok((*self.u.choose(&EXCEPTIONS)?).to_owned())
    }

    pub(super) fn raise(&mut self) -> Result<Stmt> {
        let class = self.exception_name()?;
        let exception = if self.u.arbitrary()? { call(&class, vec![self.small()?]) } else { name(&class) };
        let cause = if self.chance(4)? { Some(call(&self.exception_name()?, Vec::new())) } else { None };
        Ok(Stmt::Raise(Some(exception), cause))
    }

    fn for_loop(&mut self, nesting: u32, out: &mut Vec<Stmt>) -> Result<()> {
        let (over, rounds) = match self.u.int_in_range(0..=3)? {
            0 if self.config.containers => (self.list(2)?, 8),
            1 if self.config.generators => match self.generator()? {
                Some(it) => (it, 6),
                None => (call("range", vec![Expr::Int(3)]), 3),
            },
            2 if self.config.containers => {
                let variables = [self.fresh("i"), self.fresh("i")];
                let over = call("enumerate", vec![self.list(1)?]);
                for it in &variables {
                    self.know(it, Type::Int);
                }
                self.unsure.extend(variables.iter().cloned());
                let body = self.rounds(nesting, 8)?;
                out.push(Stmt::For(Target::Names(variables.to_vec(), None), over, body, Vec::new()));
                return Ok(());
            }
            _ => {
                let rounds = self.u.int_in_range(0..=6)?;
                (call("range", vec![Expr::Int(rounds)]), rounds as u32)
            }
        };
        let variable = self.place(Type::Int)?;
        self.know(&variable, Type::Int);
        self.unsure.insert(variable.clone());
        let body = self.rounds(nesting, rounds.max(1))?;
        let otherwise = if self.chance(3)? { self.inner(nesting)? } else { Vec::new() };
        out.push(Stmt::For(Target::Name(variable), over, body, otherwise));
        Ok(())
    }

    /// A loop that counts: its variable is nobody else's.
    fn while_loop(&mut self, nesting: u32, out: &mut Vec<Stmt>) -> Result<()> {
        let (variable, rounds) = (self.fresh("w"), self.u.int_in_range(1..=5)?);
        out.push(Stmt::Assign(Target::Name(variable.clone()), Expr::Int(0)));
        let bound = Expr::Compare(Compare::Less, Box::new(name(&variable)), Box::new(Expr::Int(rounds)));
        let condition = if self.chance(3)? { Expr::And(Box::new(bound), Box::new(self.boolean(1)?)) } else { bound };
        let mut body = vec![Stmt::Augment(Target::Name(variable), Binary::Add, Expr::Int(1))];
        body.extend(self.rounds(nesting, rounds as u32)?);
        let otherwise = if self.chance(3)? { self.inner(nesting)? } else { Vec::new() };
        out.push(Stmt::While(condition, body, otherwise));
        Ok(())
    }

    fn handler(&mut self, nesting: u32, class: Option<Expr>) -> Result<Handler> {
        let named = class.is_some() && self.u.arbitrary()?;
        let variable = if named { Some(self.fresh("e")) } else { None };
        let mut body = Vec::new();
        if let Some(it) = &variable {
            body.push(print(vec![text("handled"), class_name(it)]));
        }
        body.extend(self.held(nesting)?);
        if self.chance(6)?
            && !self.in_finally
            && !matches!(body.last(), Some(Stmt::Return(_) | Stmt::Break | Stmt::Continue | Stmt::Raise(..)))
        {
            body.push(Stmt::Raise(None, None));
        }
        Ok(Handler { class, name: variable, body })
    }

    fn try_statement(&mut self, nesting: u32) -> Result<Stmt> {
        let body = self.held(nesting)?;
        let mut handlers = Vec::new();
        let finally_only = self.chance(4)?;
        if !finally_only {
            for _ in 0..self.u.int_in_range(1..=2)? {
                let class = if self.u.arbitrary()? {
                    name(&self.exception_name()?)
                } else {
                    Expr::Tuple(vec![name(&self.exception_name()?), name(&self.exception_name()?)])
                };
                handlers.push(self.handler(nesting, Some(class))?);
            }
            if self.chance(3)? {
                handlers.push(self.handler(nesting, None)?);
            }
        }
        let otherwise = if !finally_only && self.chance(3)? { self.held(nesting)? } else { Vec::new() };
        let mut finally = Vec::new();
        if finally_only || self.chance(3)? {
            let (in_loop, in_finally) = (self.in_loop, core::mem::replace(&mut self.in_finally, true));
            self.in_loop = false;
            let made = self.held(nesting);
            (self.in_loop, self.in_finally) = (in_loop, in_finally);
            finally = vec![print(vec![text("finally")])];
            finally.extend(made?);
        }
        Ok(Stmt::Try(Box::new(Try { body, handlers, otherwise, finally })))
    }

    fn with(&mut self, nesting: u32, out: &mut Vec<Stmt>) -> Result<()> {
        let classes: Vec<usize> = (0..self.classes.len()).filter(|&it| self.classes[it].enters).collect();
        if classes.is_empty() {
            return self.simple(out);
        }
        let class = *self.u.choose(&classes)?;
        let manager = self.object(class, 1)?;
        let variable = if self.u.arbitrary()? { Some(self.fresh("o")) } else { None };
        if let Some(it) = &variable {
            self.know(it, Type::Object(class));
        }
        let body = self.held(nesting)?;
        out.push(Stmt::With(manager, variable, body));
        Ok(())
    }

    fn match_statement(&mut self, nesting: u32, out: &mut Vec<Stmt>) -> Result<()> {
        let of = self.any_type()?;
        let subject = match self.u.int_in_range(0..=2)? {
            0 => Expr::Tuple(vec![self.int(1)?, self.string(1)?]),
            _ => self.of(of, 2)?,
        };
        let mut cases = Vec::new();
        for _ in 0..self.u.int_in_range(1..=3)? {
            let known = self.variables.clone();
            let pattern = self.pattern()?;
            let guard = if self.chance(4)? { Some(self.boolean(1)?) } else { None };
            let body = self.inner(nesting)?;
            self.variables = known;
            cases.push(Case { pattern, guard, body });
        }
        if self.u.arbitrary()? {
            cases.push(Case { pattern: Pattern::Any(None), guard: None, body: vec![print(vec![text("no case")])] });
        }
        out.push(Stmt::Match(subject, cases));
        Ok(())
    }

    fn pattern(&mut self) -> Result<Pattern> {
        Ok(match self.u.int_in_range(0..=5)? {
            1 => {
                // What is in a sequence may be of any type, so nothing but `repr` is asked of it.
                let names: Vec<String> = (0..self.u.int_in_range(1..=3)?).map(|_| self.fresh("m")).collect();
                let rest = if self.u.arbitrary()? { Some(self.u.choose_index(names.len())?) } else { None };
                Pattern::Sequence(names, rest)
            }
            2 if !self.classes.is_empty() => {
                let class = self.u.choose_index(self.classes.len())?;
                let variable = self.fresh("i");
                self.know(&variable, Type::Int);
                Pattern::Class(self.classes[class].name.clone(), vec![("x".to_owned(), variable)])
            }
            3 => Pattern::Class((*self.u.choose(&["int", "str", "list", "dict"])?).to_owned(), Vec::new()),
            4 => {
                let variable = self.fresh("i");
                self.know(&variable, Type::Int);
                Pattern::Key(self.key()?, variable)
            }
            _ => {
                let mut values = Vec::new();
                for _ in 0..self.u.int_in_range(1..=3)? {
                    values.push(if self.u.arbitrary()? { Expr::Int(self.u.int_in_range(0..=9)?) } else { self.word()? });
                }
                Pattern::Values(values)
            }
        })
    }

    /// A function that changes a variable of the function around it, and calls of it.
    fn closure(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let (variable, inner, parameter) = (self.fresh("n"), self.fresh("g"), self.fresh("p"));
        out.push(Stmt::Assign(Target::Name(variable.clone()), self.small()?));
        let change = Expr::Binary(Binary::Add, Box::new(name(&variable)), Box::new(name(&parameter)));
        let body = vec![
            Stmt::Nonlocal(vec![variable.clone()]),
            Stmt::Assign(Target::Name(variable.clone()), change),
            Stmt::Return(name(&variable)),
        ];
        let function = crate::program::ast::Function {
            name: inner.clone(),
            positional: vec![parameter],
            body,
            ..crate::program::ast::Function::default()
        };
        out.push(Stmt::Def(Box::new(function)));
        let calls = vec![call(&inner, vec![self.small()?]), call(&inner, vec![self.small()?])];
        out.push(print(calls));
        self.know(&variable, Type::Int);
        Ok(())
    }

    /// Counts in a variable of the module.
    fn global(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let total = || Target::Name("total".to_owned());
        if !self.globals {
            self.globals = true;
            out.push(Stmt::Global(vec!["total".to_owned()]));
        }
        out.push(Stmt::Augment(total(), Binary::Add, self.small()?));
        out.push(print(vec![name("total")]));
        Ok(())
    }

    /// A value that says where a function came out.
    pub(super) fn result(&mut self) -> Result<Stmt> {
        let value = self.int(NESTING)?;
        Ok(Stmt::Return(value))
    }
}
