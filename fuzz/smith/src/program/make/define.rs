//! Functions and classes.

use arbitrary::Result;

use super::{Known, KnownClass, Maker, NESTING, Type, call, name, print, text};
use crate::program::ast::{Binary, Class, Compare, Expr, Function, Piece, Stmt, Target};

/// What a scope had before another one was made.
struct Before {
    variables: Vec<(String, Type)>,
    times: u32,
    cost: u32,
    flags: [bool; 5],
}

/// `self.x`
fn own() -> Expr {
    super::attr(name("self"), "x")
}

fn define_method(method: &str, parameters: &[&str], body: Vec<Stmt>) -> Stmt {
    let positional = ["self"].iter().chain(parameters).map(|it| (*it).to_owned()).collect();
    Stmt::Def(Box::new(Function { name: method.to_owned(), positional, body, ..Function::default() }))
}

impl Maker<'_, '_> {
    fn enter(&mut self, parameters: &[String], yields: bool) -> Before {
        let flags = [self.in_function, self.in_loop, self.in_finally, self.yields, self.globals];
        let variables = core::mem::take(&mut self.variables);
        let before = Before { variables, times: self.times, cost: self.cost, flags };
        self.variables = parameters.iter().map(|it| (it.clone(), Type::Int)).collect();
        (self.times, self.cost) = (1, 0);
        [self.in_function, self.in_loop, self.in_finally, self.yields, self.globals] = [true, false, false, yields, false];
        before
    }

    /// Gives back what the scope costs.
    fn exit(&mut self, before: Before) -> u32 {
        let cost = self.cost + 1;
        self.variables = before.variables;
        (self.times, self.cost) = (before.times, before.cost);
        [self.in_function, self.in_loop, self.in_finally, self.yields, self.globals] = before.flags;
        cost
    }

    pub(super) fn function(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        if self.config.generators && self.chance(3)? {
            return self.generator_function(out);
        }
        if self.chance(8)? {
            return self.recursive(out);
        }
        let mut function = Function { name: self.fresh("f"), ..Function::default() };
        let positional = self.u.int_in_range(0..=3)?;
        function.positional = (0..positional).map(|_| self.fresh("i")).collect();
        if self.config.arguments {
            for _ in 0..self.u.int_in_range(0..=positional.min(2))? {
                function.defaults.push(self.small()?);
            }
            if self.chance(3)? {
                let parameter = self.fresh("i");
                function.keyword.push((parameter, self.small()?));
            }
            if self.chance(4)? {
                function.rest = Some("rest".to_owned());
            }
            if self.chance(6)? {
                function.named_rest = Some("named".to_owned());
            }
        }
        let keyword: Vec<String> = function.keyword.iter().map(|it| it.0.clone()).collect();
        let parameters: Vec<String> = function.positional.iter().chain(&keyword).cloned().collect();
        let before = self.enter(&parameters, false);
        if function.rest.is_some() {
            function.body.push(print(vec![name("rest")]));
        }
        if function.named_rest.is_some() {
            function.body.push(print(vec![call("len", vec![name("named")])]));
        }
        let made = self.statements(NESTING);
        let last = self.result();
        let cost = self.exit(before);
        function.body.extend(made?);
        function.body.push(last?);
        if self.config.closures && self.chance(5)? {
            self.decorate(&mut function, out);
        }
        let known = Known {
            name: function.name.clone(),
            positional,
            defaults: function.defaults.len(),
            keyword,
            rest: function.rest.is_some(),
            generates: false,
            cost,
        };
        out.push(Stmt::Def(Box::new(function)));
        self.functions.push(known);
        Ok(())
    }

    /// A decorator that tells of each call, before the function.
    fn decorate(&mut self, function: &mut Function, out: &mut Vec<Stmt>) {
        let (decorator, wrapper) = (self.fresh("dec"), self.fresh("wrap"));
        let spread = Expr::Spread(Box::new(name("function")), Box::new(name("args")), Some(Box::new(name("kwargs"))));
        let inner = Function {
            name: wrapper.clone(),
            rest: Some("args".to_owned()),
            named_rest: Some("kwargs".to_owned()),
            body: vec![print(vec![text("call"), call("len", vec![name("args")])]), Stmt::Return(spread)],
            ..Function::default()
        };
        let body = vec![Stmt::Def(Box::new(inner)), Stmt::Return(name(&wrapper))];
        let outer = Function { name: decorator.clone(), positional: vec!["function".to_owned()], body, ..Function::default() };
        out.push(Stmt::Def(Box::new(outer)));
        function.decorators.push(name(&decorator));
    }

    /// A function that calls itself with one less.
    fn recursive(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let own = self.fresh("f");
        let n = "n".to_owned();
        let less = Expr::Binary(Binary::Subtract, Box::new(name("n")), Box::new(Expr::Int(1)));
        let low = Expr::Binary(Binary::And, Box::new(less), Box::new(Expr::Int(7)));
        let stop = Expr::Compare(Compare::LessEqual, Box::new(name("n")), Box::new(Expr::Int(0)));
        let last = Stmt::If(stop, vec![Stmt::Return(self.small()?)], Vec::new());
        let before = self.enter(std::slice::from_ref(&n), false);
        let value = self.int(1);
        self.exit(before);
        let sum = Expr::Binary(Binary::Add, Box::new(call(&own, vec![low])), Box::new(value?));
        let body = vec![last, Stmt::Return(sum)];
        out.push(Stmt::Def(Box::new(Function { name: own.clone(), positional: vec![n], body, ..Function::default() })));
        let keyword = Vec::new();
        let known = Known { name: own, positional: 1, defaults: 0, keyword, rest: false, generates: false, cost: 60 };
        // What it is called with may be anything: the first call makes it small.
        if known.positional == 1 {
            self.functions.push(known);
        }
        Ok(())
    }

    /// A generator of ints, which takes how many there are to be.
    fn generator_function(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let mut function = Function { name: self.fresh("g"), positional: vec!["n".to_owned()], ..Function::default() };
        let from = if self.u.arbitrary()? { self.generator()? } else { None };
        let variable = self.fresh("i");
        let before = self.enter(&["n".to_owned()], true);
        self.times = 5;
        self.know(&variable, Type::Int);
        let value = self.int(2);
        let more = self.statements(1);
        let cost = self.exit(before);
        let mut body = vec![Stmt::Expr(Expr::Yield(Box::new(value?)))];
        body.extend(more?);
        if self.config.exceptions && self.chance(3)? {
            // Silent: a generator that is left early is closed when its memory is taken back, which is no fixed moment.
            let finally = vec![Stmt::Assign(Target::Name(variable.clone()), Expr::Int(0))];
            let it = crate::program::ast::Try { body, handlers: Vec::new(), otherwise: Vec::new(), finally };
            body = vec![Stmt::Try(Box::new(it))];
        }
        let over = call("range", vec![name("n")]);
        function.body.push(Stmt::For(Target::Name(variable), over, body, Vec::new()));
        if let Some(from) = from {
            let given = self.fresh("v");
            function.body.push(Stmt::Assign(Target::Name(given.clone()), Expr::YieldFrom(Box::new(from))));
            function.body.push(print(vec![text("from"), name(&given)]));
        }
        let known = Known {
            name: function.name.clone(),
            positional: 1,
            defaults: 0,
            keyword: Vec::new(),
            rest: false,
            generates: true,
            cost: cost + 20,
        };
        out.push(Stmt::Def(Box::new(function)));
        self.functions.push(known);
        Ok(())
    }

    pub(super) fn exception(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let class = self.fresh("E");
        let base = self.exception_name()?;
        let body = vec![Stmt::Assign(Target::Name("code".to_owned()), Expr::Int(self.u.int_in_range(0..=9)?))];
        out.push(Stmt::Class(Box::new(Class { name: class.clone(), bases: vec![name(&base)], decorators: Vec::new(), body })));
        self.exceptions.push(class);
        Ok(())
    }

    pub(super) fn class(&mut self, out: &mut Vec<Stmt>) -> Result<()> {
        let class = self.fresh("C");
        let base =
            if !self.classes.is_empty() && self.u.arbitrary()? { Some(self.u.choose_index(self.classes.len())?) } else { None };
        let mut body = vec![Stmt::Assign(Target::Name("count".to_owned()), Expr::Int(self.u.int_in_range(0..=5)?))];
        let mut known = match base {
            Some(it) => KnownClass { name: class.clone(), ..self.classes[it].clone() },
            None => KnownClass { name: class.clone(), methods: Vec::new(), enters: false, iterates: false, cost: 3 },
        };
        body.push(self.init(base.is_some(), &mut known)?);
        if base.is_none() {
            let pieces = vec![Piece::Text(format!("{class}:")), Piece::Value(own(), 2, None)];
            body.push(define_method("__repr__", &[], vec![Stmt::Return(Expr::Format(pieces))]));
        }
        let overridden = if base.is_some() && self.u.arbitrary()? { known.methods.first().cloned() } else { None };
        if let Some((method, cost)) = overridden {
            let of_base = Expr::Super(method.clone(), vec![name("a")]);
            let value = Expr::Binary(Binary::Add, Box::new(of_base), Box::new(Expr::Int(1)));
            body.push(define_method(&method, &["a"], vec![Stmt::Return(value)]));
            known.methods.iter_mut().filter(|it| it.0 == method).for_each(|it| it.1 = cost + 2);
        } else {
            let method = self.fresh("m");
            let before = self.enter(&["a".to_owned()], false);
            let made = self.statements(2);
            let last = self.int(2);
            let cost = self.exit(before);
            let mut statements = made?;
            statements.push(Stmt::Augment(Target::Attr(name("self"), "x".to_owned()), Binary::Add, Expr::Int(1)));
            let value = Expr::Binary(Binary::Xor, Box::new(own()), Box::new(last?));
            statements.push(Stmt::Return(value));
            body.push(define_method(&method, &["a"], statements));
            known.methods.push((method, cost));
        }
        self.specials(&mut body, &mut known)?;
        let bases = base.map(|it| name(&self.classes[it].name)).into_iter().collect();
        out.push(Stmt::Class(Box::new(Class { name: class, bases, decorators: Vec::new(), body })));
        self.classes.push(known);
        Ok(())
    }

    fn init(&mut self, derived: bool, known: &mut KnownClass) -> Result<Stmt> {
        let before = self.enter(&["x".to_owned()], false);
        let value = self.int(1);
        let cost = self.exit(before);
        known.cost = known.cost.saturating_add(cost);
        let value = value?;
        let set = if derived && self.u.arbitrary()? {
            Stmt::Expr(Expr::Super("__init__".to_owned(), vec![value]))
        } else {
            Stmt::Assign(Target::Attr(name("self"), "x".to_owned()), value)
        };
        Ok(define_method("__init__", &["x"], vec![set]))
    }

    /// Methods that operators, `with` and `for` call.
    fn specials(&mut self, body: &mut Vec<Stmt>, known: &mut KnownClass) -> Result<()> {
        if self.config.managers && self.u.arbitrary()? {
            let entered = vec![print(vec![text("enter"), own()]), Stmt::Return(name("self"))];
            body.push(define_method("__enter__", &[], entered));
            let swallows = if self.u.arbitrary()? {
                call("isinstance", vec![name("value"), name("ArithmeticError")])
            } else {
                Expr::Bool(false)
            };
            let is_none = Expr::Compare(Compare::Is, Box::new(name("kind")), Box::new(Expr::None));
            let left = vec![print(vec![text("exit"), is_none]), Stmt::Return(swallows)];
            body.push(define_method("__exit__", &["kind", "value", "traceback"], left));
            known.enters = true;
        }
        if self.config.generators && self.u.arbitrary()? {
            let (two, variable) = (Expr::Int(2), "i".to_owned());
            let sum = Expr::Binary(Binary::Add, Box::new(own()), Box::new(name("i")));
            let rounds = vec![Stmt::Expr(Expr::Yield(Box::new(sum)))];
            let over = call("range", vec![two]);
            let each = Stmt::For(Target::Name(variable), over, rounds, Vec::new());
            body.push(define_method("__iter__", &[], vec![each]));
            known.iterates = true;
        }
        let operators = [(Compare::Equal, "__eq__"), (Compare::Less, "__lt__")];
        for (op, method) in operators {
            if self.u.arbitrary()? {
                let other = super::attr(name("other"), "x");
                let value = Expr::Compare(op, Box::new(own()), Box::new(other));
                body.push(define_method(method, &["other"], vec![Stmt::Return(value)]));
            }
        }
        if self.u.arbitrary()? {
            let truth = Expr::Compare(Compare::Greater, Box::new(own()), Box::new(Expr::Int(3)));
            body.push(define_method("__bool__", &[], vec![Stmt::Return(truth)]));
        }
        Ok(())
    }
}
