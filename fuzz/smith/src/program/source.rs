//! A program as source text, for people: what a version's compiler makes of it does the same as what is emitted.

use core::fmt::Write as _;

use super::ast::{Binary, Class, CompKind, Compare, Expr, Function, Pattern, Piece, Stmt, Target, Unary};

/// The source of a program.
pub(super) fn source(body: &[Stmt]) -> String {
    let mut out = String::new();
    block(body, 0, &mut out);
    out
}

fn line(indent: usize, text: &str, out: &mut String) {
    out.push_str(&"    ".repeat(indent));
    out.push_str(text);
    out.push('\n');
}

fn block(body: &[Stmt], indent: usize, out: &mut String) {
    if body.is_empty() {
        line(indent, "pass", out);
    }
    for stmt in body {
        write(stmt, indent, out);
    }
}

fn part(head: &str, body: &[Stmt], indent: usize, out: &mut String) {
    line(indent, head, out);
    block(body, indent + 1, out);
}

fn optional(head: &str, body: &[Stmt], indent: usize, out: &mut String) {
    if !body.is_empty() {
        part(head, body, indent, out);
    }
}

fn write(stmt: &Stmt, indent: usize, out: &mut String) {
    match stmt {
        Stmt::Pass => line(indent, "pass", out),
        Stmt::Expr(it) => line(indent, &expr(it), out),
        Stmt::Assign(to, it) => line(indent, &format!("{} = {}", target(to), expr(it)), out),
        Stmt::Augment(to, op, it) => line(indent, &format!("{} {}= {}", target(to), operator(*op), expr(it)), out),
        Stmt::Delete(name) => line(indent, &format!("del {name}"), out),
        Stmt::If(condition, then, otherwise) => {
            part(&format!("if {}:", expr(condition)), then, indent, out);
            optional("else:", otherwise, indent, out);
        }
        Stmt::While(condition, body, otherwise) => {
            part(&format!("while {}:", expr(condition)), body, indent, out);
            optional("else:", otherwise, indent, out);
        }
        Stmt::For(to, over, body, otherwise) => {
            part(&format!("for {} in {}:", target(to), expr(over)), body, indent, out);
            optional("else:", otherwise, indent, out);
        }
        Stmt::Break => line(indent, "break", out),
        Stmt::Continue => line(indent, "continue", out),
        Stmt::Return(it) => line(indent, &format!("return {}", expr(it)), out),
        Stmt::Raise(exception, cause) => {
            let exception = exception.as_ref().map_or(String::new(), |it| format!(" {}", expr(it)));
            let cause = cause.as_ref().map_or(String::new(), |it| format!(" from {}", expr(it)));
            line(indent, &format!("raise{exception}{cause}"), out);
        }
        Stmt::Assert(condition, message) => line(indent, &format!("assert {}, {}", expr(condition), expr(message)), out),
        Stmt::Try(it) => {
            part("try:", &it.body, indent, out);
            for handler in &it.handlers {
                let class = handler.class.as_ref().map_or(String::new(), |it| format!(" {}", expr(it)));
                let name = handler.name.as_ref().map_or(String::new(), |it| format!(" as {it}"));
                part(&format!("except{class}{name}:"), &handler.body, indent, out);
            }
            optional("else:", &it.otherwise, indent, out);
            optional("finally:", &it.finally, indent, out);
        }
        Stmt::With(manager, name, body) => {
            let name = name.as_ref().map_or(String::new(), |it| format!(" as {it}"));
            part(&format!("with {}{name}:", expr(manager)), body, indent, out);
        }
        Stmt::Def(function) => def(function, indent, out),
        Stmt::Class(it) => class(it, indent, out),
        Stmt::Global(names) => line(indent, &format!("global {}", names.join(", ")), out),
        Stmt::Nonlocal(names) => line(indent, &format!("nonlocal {}", names.join(", ")), out),
        Stmt::Match(subject, cases) => {
            line(indent, &format!("match {}:", expr(subject)), out);
            for case in cases {
                let guard = case.guard.as_ref().map_or(String::new(), |it| format!(" if {}", expr(it)));
                part(&format!("case {}{guard}:", pattern(&case.pattern)), &case.body, indent + 1, out);
            }
        }
    }
}

fn def(function: &Function, indent: usize, out: &mut String) {
    for it in &function.decorators {
        line(indent, &format!("@{}", expr(it)), out);
    }
    part(&format!("def {}({}):", function.name, parameters(function)), &function.body, indent, out);
}

fn class(class: &Class, indent: usize, out: &mut String) {
    for it in &class.decorators {
        line(indent, &format!("@{}", expr(it)), out);
    }
    part(&format!("class {}({}):", class.name, list(&class.bases)), &class.body, indent, out);
}

fn parameters(function: &Function) -> String {
    let plain = function.positional.len() - function.defaults.len();
    let mut all: Vec<String> = function.positional.iter().take(plain).cloned().collect();
    let defaults = function.positional.iter().skip(plain).zip(&function.defaults);
    all.extend(defaults.map(|(name, it)| format!("{name}={}", expr(it))));
    match &function.rest {
        Some(rest) => all.push(format!("*{rest}")),
        None if !function.keyword.is_empty() => all.push("*".to_owned()),
        None => {}
    }
    all.extend(function.keyword.iter().map(|(name, it)| format!("{name}={}", expr(it))));
    all.extend(function.named_rest.iter().map(|it| format!("**{it}")));
    all.join(", ")
}

fn target(target: &Target) -> String {
    match target {
        Target::Name(name) => name.clone(),
        Target::Attr(object, name) => format!("{}.{name}", expr(object)),
        Target::Item(object, key) => format!("{}[{}]", expr(object), expr(key)),
        Target::Names(names, rest) => {
            let star = |at: usize| if *rest == Some(at) { "*" } else { "" };
            let names: Vec<String> = names.iter().enumerate().map(|(at, it)| format!("{}{it}", star(at))).collect();
            format!("[{}]", names.join(", "))
        }
    }
}

fn pattern(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Values(values) => values.iter().map(expr).collect::<Vec<_>>().join(" | "),
        Pattern::Any(name) => name.clone().unwrap_or_else(|| "_".to_owned()),
        Pattern::Sequence(names, rest) => target(&Target::Names(names.clone(), *rest)),
        Pattern::Class(class, attributes) => {
            let attributes: Vec<String> = attributes.iter().map(|(key, name)| format!("{key}={name}")).collect();
            format!("{class}({})", attributes.join(", "))
        }
        Pattern::Key(key, name) => format!("{{{}: {name}}}", string(key)),
    }
}

fn list(items: &[Expr]) -> String {
    items.iter().map(expr).collect::<Vec<_>>().join(", ")
}

/// A literal that Python reads as the same string.
fn string(text: &str) -> String {
    let mut out = String::from("'");
    for it in text.chars() {
        match it {
            '\'' | '\\' => out.extend(['\\', it]),
            ' '..='~' => out.push(it),
            _ => drop(write!(out, "\\U{:08x}", it as u32)),
        }
    }
    out + "'"
}

fn operator(op: Binary) -> &'static str {
    match op {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::FloorDivide => "//",
        Binary::Remainder => "%",
        Binary::And => "&",
        Binary::Or => "|",
        Binary::Xor => "^",
        Binary::LeftShift => "<<",
        Binary::RightShift => ">>",
    }
}

fn comparison(op: Compare) -> &'static str {
    match op {
        Compare::Less => "<",
        Compare::LessEqual => "<=",
        Compare::Equal => "==",
        Compare::NotEqual => "!=",
        Compare::Greater => ">",
        Compare::GreaterEqual => ">=",
        Compare::In => "in",
        Compare::NotIn => "not in",
        Compare::Is => "is",
        Compare::IsNot => "is not",
    }
}

fn expr(it: &Expr) -> String {
    match it {
        Expr::None => "None".to_owned(),
        Expr::Bool(true) => "True".to_owned(),
        Expr::Bool(false) => "False".to_owned(),
        Expr::Int(value) if *value < 0 => format!("({value})"),
        Expr::Int(value) => value.to_string(),
        Expr::Str(value) => string(value),
        Expr::Name(name) => name.clone(),
        Expr::Unary(op, value) => {
            let op = match op {
                Unary::Negative => "-",
                Unary::Invert => "~",
                Unary::Not => "not ",
            };
            format!("({op}{})", expr(value))
        }
        Expr::Binary(op, left, right) => format!("({} {} {})", expr(left), operator(*op), expr(right)),
        Expr::Compare(op, left, right) => format!("({} {} {})", expr(left), comparison(*op), expr(right)),
        Expr::And(left, right) => format!("({} and {})", expr(left), expr(right)),
        Expr::Or(left, right) => format!("({} or {})", expr(left), expr(right)),
        Expr::If(condition, then, other) => format!("({} if {} else {})", expr(then), expr(condition), expr(other)),
        Expr::Call(callee, args, named) => {
            let named = named.iter().map(|(name, it)| format!("{name}={}", expr(it)));
            let all: Vec<String> = args.iter().map(expr).chain(named).collect();
            format!("{}({})", expr(callee), all.join(", "))
        }
        Expr::Spread(callee, args, named) => {
            let named = named.as_ref().map_or(String::new(), |it| format!(", **{}", expr(it)));
            format!("{}(*{}{named})", expr(callee), expr(args))
        }
        Expr::Method(object, name, args) => format!("({}).{name}({})", expr(object), list(args)),
        Expr::Super(name, args) => format!("super().{name}({})", list(args)),
        Expr::Attr(object, name) => format!("{}.{name}", expr(object)),
        Expr::Item(object, key) => format!("{}[{}]", expr(object), expr(key)),
        Expr::Slice(object, start, stop) => format!("{}[{}:{}]", expr(object), expr(start), expr(stop)),
        Expr::Tuple(items) if items.len() == 1 => format!("({},)", list(items)),
        Expr::Tuple(items) => format!("({})", list(items)),
        Expr::Set(items) => format!("{{{}}}", list(items)),
        Expr::List(items) => {
            let item = |(spread, it): &(bool, Expr)| format!("{}{}", if *spread { "*" } else { "" }, expr(it));
            format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "))
        }
        Expr::Dict(pairs) => {
            let pair = |(key, it): &(Option<Expr>, Expr)| match key {
                Some(key) => format!("{}: {}", expr(key), expr(it)),
                None => format!("**{}", expr(it)),
            };
            format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        Expr::Comp(comp) => {
            let (open, close) = match comp.kind {
                CompKind::List => ('[', ']'),
                CompKind::Set | CompKind::Dict => ('{', '}'),
                CompKind::Generator => ('(', ')'),
            };
            let key = comp.key.as_ref().map_or(String::new(), |it| format!("{}: ", expr(it)));
            let condition = comp.condition.as_ref().map_or(String::new(), |it| format!(" if {}", expr(it)));
            let (value, over) = (expr(&comp.value), expr(&comp.over));
            format!("{open}{key}{value} for {} in {over}{condition}{close}", comp.variable)
        }
        Expr::Format(pieces) => format(pieces),
        Expr::Walrus(name, value) => format!("({name} := {})", expr(value)),
        Expr::Lambda(function) => {
            let value = if let Some(Stmt::Return(it)) = function.body.first() { expr(it) } else { "None".to_owned() };
            format!("(lambda {}: {value})", parameters(function))
        }
        Expr::Yield(value) => format!("(yield {})", expr(value)),
        Expr::YieldFrom(value) => format!("(yield from {})", expr(value)),
    }
}

/// An f-string by means of `format`: before 3.12 quotes and backslashes cannot stand in one.
fn format(pieces: &[Piece]) -> String {
    let mut parts = Vec::new();
    for piece in pieces {
        parts.push(match piece {
            Piece::Text(text) => string(text),
            Piece::Value(value, conversion, spec) => {
                let value = match conversion {
                    1 => format!("str({})", expr(value)),
                    2 => format!("repr({})", expr(value)),
                    3 => format!("ascii({})", expr(value)),
                    _ => expr(value),
                };
                format!("format({value}, {})", string(spec.as_deref().unwrap_or("")))
            }
        });
    }
    format!("''.join([{}])", parts.join(", "))
}
