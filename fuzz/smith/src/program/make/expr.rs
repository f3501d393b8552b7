//! Expressions of a type.

use arbitrary::Result;

use super::{Maker, Type, attr, call, name, text};
use crate::program::ast::{Binary, Comp, CompKind, Compare, Expr, Function, Piece, Stmt, Unary};

/// What products are taken modulo.
const MODULUS: i64 = 10007;
const WORDS: [&str; 8] = ["a", "bc", "", "x y", "\u{e9}t\u{e9}", "\u{1f40d}", "%", "{}"];
const KEYS: [&str; 4] = ["k", "a", "z", "1"];

fn binary(op: Binary, left: Expr, right: Expr) -> Expr {
    Expr::Binary(op, Box::new(left), Box::new(right))
}

impl Maker<'_, '_> {
    pub(super) fn of(&mut self, of: Type, depth: u32) -> Result<Expr> {
        match of {
            Type::Int => self.int(depth),
            Type::Str => self.string(depth),
            Type::Bool => self.boolean(depth),
            Type::List => self.list(depth),
            Type::Dict => self.dict(depth),
            Type::Object(class) => self.object(class, depth),
        }
    }

    /// A type that there are values of.
    pub(super) fn any_type(&mut self) -> Result<Type> {
        Ok(match self.u.int_in_range(0..=8)? {
            3 | 4 => Type::Str,
            5 => Type::Bool,
            6 if self.config.containers => Type::List,
            7 if self.config.containers => Type::Dict,
            8 if !self.classes.is_empty() => Type::Object(self.u.choose_index(self.classes.len())?),
            _ => Type::Int,
        })
    }

    pub(super) fn word(&mut self) -> Result<Expr> {
        Ok(text(self.u.choose(&WORDS)?))
    }

    pub(super) fn key(&mut self) -> Result<String> {
        Ok((*self.u.choose(&KEYS)?).to_owned())
    }

    fn constant(&mut self) -> Result<Expr> {
        Ok(Expr::Int(match self.u.int_in_range(0..=5)? {
            0..=3 => self.u.int_in_range(0..=9)?,
            4 => -i64::from(self.u.arbitrary::<u8>()?),
            _ => self.u.int_in_range(0..=1 << 40)?,
        }))
    }

    /// A small int: a variable or a constant.
    pub(super) fn small(&mut self) -> Result<Expr> {
        if self.chance(2)?
            && let Some(it) = self.variable(Type::Int, true)?
        {
            return Ok(name(&it));
        }
        self.constant()
    }

    pub(super) fn int(&mut self, depth: u32) -> Result<Expr> {
        if depth == 0 {
            return self.small();
        }
        let depth = depth - 1;
        Ok(match self.u.int_in_range(0..=19)? {
            0..=3 => self.small()?,
            4 | 5 => {
                let op = *self.u.choose(&[Binary::Add, Binary::Subtract, Binary::And, Binary::Or, Binary::Xor])?;
                binary(op, self.int(depth)?, self.int(depth)?)
            }
            6 => {
                let product = binary(Binary::Multiply, self.int(depth)?, self.int(depth)?);
                binary(Binary::Remainder, product, Expr::Int(MODULUS))
            }
            7 => {
                // Raises where the right side is 0.
                let op = *self.u.choose(&[Binary::FloorDivide, Binary::Remainder])?;
                binary(op, self.int(depth)?, self.int(depth)?)
            }
            8 => {
                let op = *self.u.choose(&[Binary::LeftShift, Binary::RightShift])?;
                let low = binary(Binary::And, self.int(depth)?, Expr::Int(255));
                binary(op, low, Expr::Int(self.u.int_in_range(0..=9)?))
            }
            9 => {
                let op = *self.u.choose(&[Unary::Negative, Unary::Invert])?;
                Expr::Unary(op, Box::new(self.int(depth)?))
            }
            10 => {
                let of = if self.config.containers { self.u.int_in_range(0..=2)? } else { 0 };
                let of = [Type::Str, Type::List, Type::Dict][of];
                call("len", vec![self.of(of, depth)?])
            }
            11 => {
                let (condition, then, other) = (self.boolean(depth)?, self.int(depth)?, self.int(depth)?);
                Expr::If(Box::new(condition), Box::new(then), Box::new(other))
            }
            12 => {
                let (left, right) = (Box::new(self.int(depth)?), Box::new(self.int(depth)?));
                if self.u.arbitrary()? { Expr::And(left, right) } else { Expr::Or(left, right) }
            }
            13 if self.config.containers => {
                let list = self.list(depth)?;
                Expr::Item(Box::new(list), Box::new(Expr::Int(self.u.int_in_range(-1..=3)?)))
            }
            14 if self.config.containers => {
                let (dict, key) = (self.dict(depth)?, self.key()?);
                if self.chance(3)? {
                    return Ok(Expr::Item(Box::new(dict), Box::new(text(&key))));
                }
                Expr::Method(Box::new(dict), "get".to_owned(), vec![text(&key), self.small()?])
            }
            15 | 16 => self.call_known(depth)?,
            17 => self.of_object(depth)?,
            18 => self.reduced(depth)?,
            _ if self.config.closures && !self.in_comp => self.applied(depth)?,
            _ => call("abs", vec![self.int(depth)?]),
        })
    }

    /// A call of a function of the program.
    pub(super) fn call_known(&mut self, depth: u32) -> Result<Expr> {
        let known: Vec<usize> = (0..self.functions.len()).filter(|&it| !self.functions[it].generates).collect();
        if known.is_empty() {
            return self.small();
        }
        let known = self.functions[*self.u.choose(&known)?].clone();
        if !self.spend(known.cost) {
            return self.small();
        }
        let fewer = self.u.int_in_range(0..=known.defaults)?;
        let mut args: Vec<Expr> = (0..known.positional - fewer).map(|_| self.int(depth.min(1))).collect::<Result<_>>()?;
        if known.rest && fewer == 0 && self.u.arbitrary()? {
            args.push(self.small()?);
        }
        let mut named = Vec::new();
        for it in &known.keyword {
            if self.u.arbitrary()? {
                named.push((it.clone(), self.small()?));
            }
        }
        let callee = Box::new(name(&known.name));
        if self.config.arguments && self.chance(4)? {
            let pairs: Vec<(Option<Expr>, Expr)> = named.into_iter().map(|(key, it)| (Some(text(&key)), it)).collect();
            let pairs = if pairs.is_empty() { None } else { Some(Box::new(Expr::Dict(pairs))) };
            return Ok(Expr::Spread(callee, Box::new(Expr::Tuple(args)), pairs));
        }
        Ok(Expr::Call(callee, args, named))
    }

    /// What an instance says.
    fn of_object(&mut self, depth: u32) -> Result<Expr> {
        if self.classes.is_empty() {
            return self.small();
        }
        let class = self.u.choose_index(self.classes.len())?;
        let object = Box::new(self.object(class, depth.min(1))?);
        let methods = self.classes[class].methods.clone();
        if methods.is_empty() || self.chance(3)? {
            return Ok(Expr::Attr(object, "x".to_owned()));
        }
        let (method, cost) = self.u.choose(&methods)?.clone();
        if !self.spend(cost) {
            return self.small();
        }
        Ok(Expr::Method(object, method, vec![self.int(depth.min(1))?]))
    }

    /// `sum`, `min`, `max` over something.
    fn reduced(&mut self, depth: u32) -> Result<Expr> {
        if !self.config.containers {
            return Ok(call("min", vec![self.int(depth)?, self.int(depth)?]));
        }
        if self.config.generators && !self.in_comp && self.u.arbitrary()? {
            let comp = self.comp(CompKind::Generator, depth)?;
            return Ok(call("sum", vec![comp]));
        }
        let what = *self.u.choose(&["sum", "max", "min"])?;
        Ok(call(what, vec![self.list(depth)?]))
    }

    /// A lambda that is called at once.
    fn applied(&mut self, depth: u32) -> Result<Expr> {
        let lambda = self.lambda(depth)?;
        Ok(Expr::Call(Box::new(lambda), vec![self.small()?], Vec::new()))
    }

    /// A lambda from int to int.
    fn lambda(&mut self, depth: u32) -> Result<Expr> {
        let parameter = self.fresh("p");
        let (variables, yields) = (core::mem::take(&mut self.variables), core::mem::take(&mut self.yields));
        let outer = self.outer.clone();
        if self.in_function {
            self.outer.extend(variables.iter().cloned());
        }
        self.variables = vec![(parameter.clone(), Type::Int)];
        let value = self.int(depth);
        (self.variables, self.outer, self.yields) = (variables, outer, yields);
        let body = vec![Stmt::Return(value?)];
        Ok(Expr::Lambda(Box::new(Function { positional: vec![parameter], body, ..Function::default() })))
    }

    pub(super) fn boolean(&mut self, depth: u32) -> Result<Expr> {
        if depth == 0 {
            return Ok(match self.variable(Type::Bool, true)? {
                Some(it) => name(&it),
                None => Expr::Bool(self.u.arbitrary()?),
            });
        }
        let depth = depth - 1;
        Ok(match self.u.int_in_range(0..=9)? {
            0..=2 => {
                let op = *self.u.choose(&[
                    Compare::Less,
                    Compare::LessEqual,
                    Compare::Equal,
                    Compare::NotEqual,
                    Compare::Greater,
                    Compare::GreaterEqual,
                ])?;
                let of = if self.u.arbitrary()? { Type::Int } else { Type::Str };
                let (left, right) = (self.of(of, depth)?, self.of(of, depth)?);
                Expr::Compare(op, Box::new(left), Box::new(right))
            }
            3 if self.config.containers => {
                let op = if self.u.arbitrary()? { Compare::In } else { Compare::NotIn };
                let (item, list) = (self.small()?, self.list(depth)?);
                Expr::Compare(op, Box::new(item), Box::new(list))
            }
            4 => {
                let op = if self.u.arbitrary()? { Compare::Is } else { Compare::IsNot };
                let of = self.any_type()?;
                Expr::Compare(op, Box::new(self.of(of, depth)?), Box::new(Expr::None))
            }
            5 => Expr::Unary(Unary::Not, Box::new(self.boolean(depth)?)),
            6 => Expr::And(Box::new(self.boolean(depth)?), Box::new(self.boolean(depth)?)),
            7 => Expr::Or(Box::new(self.boolean(depth)?), Box::new(self.boolean(depth)?)),
            8 => {
                let of = self.any_type()?;
                let class = *self.u.choose(&["int", "str", "list"])?;
                call("isinstance", vec![self.of(of, depth)?, name(class)])
            }
            _ => {
                let of = self.any_type()?;
                call("bool", vec![self.of(of, depth)?])
            }
        })
    }

    pub(super) fn string(&mut self, depth: u32) -> Result<Expr> {
        if depth == 0 {
            return Ok(match self.variable(Type::Str, true)? {
                Some(it) if self.u.arbitrary()? => name(&it),
                _ => self.word()?,
            });
        }
        let depth = depth - 1;
        Ok(match self.u.int_in_range(0..=8)? {
            0 => self.word()?,
            1 => call("str", vec![self.int(depth)?]),
            2 => binary(Binary::Add, self.string(depth)?, self.string(depth)?),
            3 => {
                let method = *self.u.choose(&["upper", "lower", "strip", "title", "swapcase"])?;
                Expr::Method(Box::new(self.string(depth)?), method.to_owned(), Vec::new())
            }
            4 if self.config.formatting => {
                let values = vec![self.int(depth)?, self.string(depth)?];
                binary(Binary::Remainder, text("%d:%s"), Expr::Tuple(values))
            }
            5 if self.config.formatting => self.formatted(depth)?,
            6 if self.config.containers && self.config.comprehensions => {
                let comp = self.comp_of_strings(depth)?;
                Expr::Method(Box::new(text(",")), "join".to_owned(), vec![comp])
            }
            7 => {
                let of = self.any_type()?;
                call("repr", vec![self.of(of, depth)?])
            }
            _ => self.cut(Type::Str, depth)?,
        })
    }

    /// A slice of a string or list.
    fn cut(&mut self, of: Type, depth: u32) -> Result<Expr> {
        let (start, stop) = (self.u.int_in_range(-2..=3)?, self.u.int_in_range(-1..=9)?);
        let whole = self.of(of, depth)?;
        Ok(Expr::Slice(Box::new(whole), Box::new(Expr::Int(start)), Box::new(Expr::Int(stop))))
    }

    fn formatted(&mut self, depth: u32) -> Result<Expr> {
        let mut pieces = Vec::new();
        for _ in 0..self.u.int_in_range(1..=3)? {
            match self.u.int_in_range(0..=4)? {
                // Two texts side by side would be one.
                0 if !matches!(pieces.last(), Some(Piece::Text(_))) => pieces.push(Piece::Text("<t>".to_owned())),
                1 | 2 => {
                    let spec = *self.u.choose(&["05d", "x", ">8", "+", ","])?;
                    pieces.push(Piece::Value(self.int(depth)?, 0, Some(spec.to_owned())));
                }
                _ => {
                    let of = self.any_type()?;
                    let conversion = self.u.int_in_range(0..=3)?;
                    let spec = if conversion > 0 && self.chance(3)? { Some(">6".to_owned()) } else { None };
                    pieces.push(Piece::Value(self.of(of, depth)?, conversion, spec));
                }
            }
        }
        Ok(Expr::Format(pieces))
    }

    pub(super) fn list(&mut self, depth: u32) -> Result<Expr> {
        if depth == 0 {
            return match self.variable(Type::List, true)? {
                Some(it) if self.u.arbitrary()? => Ok(name(&it)),
                _ => self.display(0),
            };
        }
        let depth = depth - 1;
        Ok(match self.u.int_in_range(0..=9)? {
            0 | 1 => self.display(depth)?,
            2 if self.config.comprehensions && self.u.arbitrary()? => call("sorted", vec![self.comp(CompKind::Set, depth)?]),
            2 => call("sorted", vec![self.list(depth)?]),
            3 => binary(Binary::Add, self.list(depth)?, self.display(depth)?),
            4 => call("list", vec![call("range", vec![Expr::Int(self.u.int_in_range(0..=7)?)])]),
            5 | 6 if self.config.comprehensions => self.comp(CompKind::List, depth)?,
            7 if self.config.closures && !self.in_comp => {
                let lambda = self.lambda(depth.min(1))?;
                let what = *self.u.choose(&["map", "filter"])?;
                call("list", vec![call(what, vec![lambda, self.list(depth)?])])
            }
            8 => match self.generator()? {
                Some(it) => call("list", vec![it]),
                None => call("sorted", vec![Expr::Set(vec![self.small()?, self.small()?, self.small()?])]),
            },
            _ => self.cut(Type::List, depth)?,
        })
    }

    fn display(&mut self, depth: u32) -> Result<Expr> {
        let mut items = Vec::new();
        for _ in 0..self.u.int_in_range(0..=4)? {
            let spread = self.config.arguments && depth > 0 && self.chance(5)?;
            items.push((spread, if spread { self.list(depth - 1)? } else { self.int(depth)? }));
        }
        Ok(Expr::List(items))
    }

    /// A call of a generator function, or an instance that can be iterated over.
    pub(super) fn generator(&mut self) -> Result<Option<Expr>> {
        let known: Vec<usize> = (0..self.functions.len()).filter(|&it| self.functions[it].generates).collect();
        let classes: Vec<usize> = (0..self.classes.len()).filter(|&it| self.classes[it].iterates).collect();
        if !known.is_empty() && (classes.is_empty() || self.u.arbitrary()?) {
            let known = self.functions[*self.u.choose(&known)?].clone();
            if self.spend(known.cost) {
                return Ok(Some(call(&known.name, vec![Expr::Int(self.u.int_in_range(0..=4)?)])));
            }
        } else if !classes.is_empty() {
            let class = *self.u.choose(&classes)?;
            return self.object(class, 0).map(Some);
        }
        Ok(None)
    }

    /// A comprehension of ints over a list.
    fn comp(&mut self, kind: CompKind, depth: u32) -> Result<Expr> {
        let over = self.list(depth.min(1))?;
        self.comp_over(kind, over, |it| {
            let key = if kind == CompKind::Dict { Some(call("str", vec![it.small()?])) } else { None };
            Ok((key, it.int(depth.min(2))?))
        })
    }

    fn comp_of_strings(&mut self, depth: u32) -> Result<Expr> {
        let over = self.list(depth.min(1))?;
        let kind =
            if self.config.generators && !self.in_comp && self.u.arbitrary()? { CompKind::Generator } else { CompKind::List };
        self.comp_over(kind, over, |it| Ok((None, it.string(depth.min(1))?)))
    }

    fn comp_over(
        &mut self,
        kind: CompKind,
        over: Expr,
        value: impl FnOnce(&mut Self) -> Result<(Option<Expr>, Expr)>,
    ) -> Result<Expr> {
        let variable = self.fresh("c");
        let (times, yields) = (self.times, core::mem::take(&mut self.yields));
        let in_comp = core::mem::replace(&mut self.in_comp, true);
        let closures = self.variables.len();
        self.times = times.saturating_mul(8);
        self.variables.push((variable.clone(), Type::Int));
        let made = value(self);
        let condition = if self.chance(3)? { Some(self.boolean(1)?) } else { None };
        self.variables.truncate(closures);
        (self.times, self.yields, self.in_comp) = (times, yields, in_comp);
        let (key, value) = made?;
        Ok(Expr::Comp(Box::new(Comp { kind, key, value, variable, over, condition })))
    }

    pub(super) fn dict(&mut self, depth: u32) -> Result<Expr> {
        if depth == 0 {
            if self.u.arbitrary()?
                && let Some(it) = self.variable(Type::Dict, true)?
            {
                return Ok(name(&it));
            }
            return Ok(Expr::Dict(Vec::new()));
        }
        let depth = depth - 1;
        if self.config.comprehensions && self.chance(4)? {
            return self.comp(CompKind::Dict, depth);
        }
        if self.config.arguments && self.chance(5)? {
            let named = vec![("k".to_owned(), self.int(depth)?), ("a".to_owned(), self.small()?)];
            return Ok(Expr::Call(Box::new(name("dict")), Vec::new(), named));
        }
        let mut pairs = Vec::new();
        for _ in 0..self.u.int_in_range(0..=3)? {
            if depth > 0 && self.chance(5)? {
                pairs.push((None, self.dict(depth - 1)?));
            } else {
                pairs.push((Some(text(&self.key()?)), self.int(depth)?));
            }
        }
        Ok(Expr::Dict(pairs))
    }

    pub(super) fn object(&mut self, class: usize, depth: u32) -> Result<Expr> {
        if self.u.arbitrary()?
            && let Some(it) = self.variable(Type::Object(class), true)?
        {
            return Ok(name(&it));
        }
        let (class, cost) = (self.classes[class].name.clone(), self.classes[class].cost);
        self.spend(cost);
        Ok(call(&class, vec![self.int(depth.min(1))?]))
    }

    /// The attribute of an instance that is kept in a variable.
    pub(super) fn attribute(&mut self) -> Result<Option<Expr>> {
        let found: Vec<String> =
            self.variables.iter().filter(|it| matches!(it.1, Type::Object(_))).map(|it| it.0.clone()).collect();
        if found.is_empty() { Ok(None) } else { Ok(Some(attr(name(self.u.choose(&found)?), "x"))) }
    }
}
