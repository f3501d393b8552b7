//! Where variables live: what a symbol table says.

use std::collections::{BTreeMap, BTreeSet};

use super::ast::{Comp, CompKind, Expr, Function, Pattern, Piece, Stmt, Target};

/// What is a scope of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Class,
    Function,
}

/// How an instruction reaches a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the namespace of a module or class.
    Name,
    Global,
    Local,
    /// A variable of this function that others use.
    Cell,
    /// A variable of a function around this one.
    Free,
}

/// The names of a scope, before it is known what is around it.
#[derive(Debug, Default)]
struct Uses {
    /// Those that it sets, in order.
    set: Vec<String>,
    used: BTreeSet<String>,
    global: BTreeSet<String>,
    nonlocal: BTreeSet<String>,
    yields: bool,
    /// `super()` is called: `__class__` is used.
    supers: bool,
    /// Variables of comprehensions that are part of the code (3.12).
    hidden: Vec<String>,
}

/// What is known of a scope.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) kind: Kind,
    pub(super) locals: Vec<String>,
    pub(super) cells: Vec<String>,
    pub(super) frees: Vec<String>,
    pub(super) hidden: Vec<String>,
    places: BTreeMap<String, Place>,
    pub(super) yields: bool,
}

/// A scope and what is around it, innermost last.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// The variables of functions, and whether they are of a class that its methods see as `__class__`.
    functions: Vec<BTreeSet<String>>,
}

/// Code that becomes a scope.
#[derive(Clone, Copy)]
pub(super) enum Code<'a> {
    Module(&'a [Stmt]),
    Class(&'a [Stmt]),
    Function(&'a Function),
    /// A comprehension that is a function.
    Comp(&'a Comp),
}

impl Scope {
    /// Analyses code. Comprehensions are part of the code around them where `inlined` says so.
    pub(super) fn of(code: Code<'_>, around: &Around, inlined: bool) -> Scope {
        let kind = match code {
            Code::Module(_) => Kind::Module,
            Code::Class(_) => Kind::Class,
            Code::Function(_) | Code::Comp(_) => Kind::Function,
        };
        let uses = uses(code, inlined);
        let own: BTreeSet<String> =
            uses.set.iter().filter(|it| !uses.global.contains(*it) && !uses.nonlocal.contains(*it)).cloned().collect();
        let mut inner = around.clone();
        match kind {
            Kind::Function => inner.functions.push(own.clone()),
            // Only `__class__` is seen by what is inside.
            Kind::Class => inner.functions.push(["__class__".to_owned()].into()),
            Kind::Module => {}
        }
        let mut wanted = BTreeSet::new();
        for code in nested(code, inlined) {
            wanted.extend(Scope::of(code, &inner, inlined).frees);
        }
        let outer = |name: &String| around.functions.iter().any(|it| it.contains(name));
        let mut places = BTreeMap::new();
        let mut frees: BTreeSet<String> = uses.nonlocal.clone();
        for name in uses.set.iter().chain(&uses.used).chain(&uses.hidden) {
            let place = if uses.global.contains(name) {
                Place::Global
            } else if uses.nonlocal.contains(name) {
                Place::Free
            } else if own.contains(name) {
                match kind {
                    Kind::Function if wanted.contains(name) => Place::Cell,
                    Kind::Function => Place::Local,
                    _ => Place::Name,
                }
            } else if uses.hidden.contains(name) {
                Place::Local
            } else if kind != Kind::Module && outer(name) {
                frees.insert(name.clone());
                Place::Free
            } else if kind == Kind::Function {
                Place::Global
            } else {
                Place::Name
            };
            places.insert(name.clone(), place);
        }
        if uses.supers {
            frees.insert("__class__".to_owned());
            places.insert("__class__".to_owned(), Place::Free);
        }
        let class_cell = kind == Kind::Class && wanted.contains("__class__");
        // What passes through.
        frees.extend(
            wanted
                .iter()
                .filter(|it| !own.contains(*it) || kind == Kind::Class)
                .filter(|it| !(class_cell && *it == "__class__"))
                .cloned(),
        );
        let mut cells: Vec<String> = uses.set.iter().filter(|it| places.get(*it) == Some(&Place::Cell)).cloned().collect();
        if class_cell {
            cells.push("__class__".to_owned());
            frees.remove("__class__");
        }
        for name in &cells {
            places.insert(name.clone(), Place::Cell);
        }
        for name in &frees {
            places.entry(name.clone()).or_insert(Place::Free);
        }
        let locals = match kind {
            Kind::Function => uses.set.iter().filter(|it| own.contains(*it)).chain(&uses.hidden).cloned().collect(),
            _ => uses.hidden.clone(),
        };
        Scope { kind, locals, cells, frees: frees.into_iter().collect(), hidden: uses.hidden, places, yields: uses.yields }
    }

    pub(super) fn place(&self, name: &str) -> Place {
        self.places.get(name).copied().unwrap_or(if self.kind == Kind::Function { Place::Global } else { Place::Name })
    }

    /// What is around code inside of this scope.
    pub(super) fn inside(&self, around: &Around) -> Around {
        let mut inner = around.clone();
        match self.kind {
            Kind::Function => inner.functions.push(self.locals.iter().chain(&self.cells).cloned().collect()),
            Kind::Class => inner.functions.push(["__class__".to_owned()].into()),
            Kind::Module => {}
        }
        inner
    }
}

fn uses(code: Code<'_>, inlined: bool) -> Uses {
    let mut walk = Walk { uses: Uses::default(), inlined };
    match code {
        Code::Module(body) | Code::Class(body) => walk.body(body),
        Code::Function(function) => {
            for name in parameters(function) {
                walk.set(&name);
            }
            walk.body(&function.body);
        }
        Code::Comp(comp) => {
            walk.set(".0");
            walk.set(&comp.variable);
            walk.comp_inside(comp);
            walk.uses.yields = comp.kind == CompKind::Generator;
        }
    }
    walk.uses
}

/// All parameters, in the order of their variables.
pub(super) fn parameters(function: &Function) -> Vec<String> {
    let keyword = function.keyword.iter().map(|(name, _)| name.clone());
    function.positional.iter().cloned().chain(keyword).chain(function.rest.clone()).chain(function.named_rest.clone()).collect()
}

/// What is found in code, the insides of other scopes left out.
struct Walk {
    uses: Uses,
    inlined: bool,
}

impl Walk {
    fn set(&mut self, name: &str) {
        if !self.uses.set.iter().any(|it| it == name) {
            self.uses.set.push(name.to_owned());
        }
    }

    fn body(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        each_expr(stmt, &mut |it| self.expr(it));
        match stmt {
            Stmt::Assign(target, _) | Stmt::Augment(target, ..) | Stmt::For(target, ..) => self.target(target),
            Stmt::Delete(name) | Stmt::With(_, Some(name), _) => self.set(name),
            Stmt::Def(function) => self.set(&function.name),
            Stmt::Class(class) => self.set(&class.name),
            Stmt::Global(names) => self.uses.global.extend(names.iter().cloned()),
            Stmt::Nonlocal(names) => self.uses.nonlocal.extend(names.iter().cloned()),
            Stmt::Try(it) => it.handlers.iter().filter_map(|it| it.name.as_ref()).for_each(|it| self.set(it)),
            Stmt::Match(_, cases) => {
                for case in cases {
                    match &case.pattern {
                        Pattern::Any(Some(name)) | Pattern::Key(_, name) => self.set(name),
                        Pattern::Sequence(names, _) => names.iter().for_each(|it| self.set(it)),
                        Pattern::Class(class, attributes) => {
                            self.uses.used.insert(class.clone());
                            for (_, name) in attributes {
                                self.set(name);
                            }
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        for body in bodies(stmt) {
            self.body(body);
        }
    }

    fn target(&mut self, target: &Target) {
        match target {
            Target::Name(name) => self.set(name),
            Target::Names(names, _) => names.iter().for_each(|it| self.set(it)),
            Target::Attr(object, _) => self.expr(object),
            Target::Item(object, key) => {
                self.expr(object);
                self.expr(key);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Name(name) => {
                self.uses.used.insert(name.clone());
            }
            Expr::Walrus(name, _) => self.set(name),
            Expr::Super(..) => {
                self.uses.supers = true;
                self.uses.used.insert("self".to_owned());
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => self.uses.yields = true,
            _ => {}
        }
        match expr {
            Expr::Lambda(function) => function_parts(function).for_each(|it| self.expr(it)),
            Expr::Comp(comp) => {
                self.expr(&comp.over);
                if self.inlined && comp.kind != CompKind::Generator {
                    if !self.uses.hidden.contains(&comp.variable) {
                        self.uses.hidden.push(comp.variable.clone());
                    }
                    self.comp_inside(comp);
                }
            }
            _ => parts(expr, &mut |it| self.expr(it)),
        }
    }

    fn comp_inside(&mut self, comp: &Comp) {
        self.uses.used.insert(comp.variable.clone());
        comp.key.iter().chain([&comp.value]).chain(&comp.condition).for_each(|it| self.expr(it));
    }
}

/// The expressions that a function's definition evaluates.
pub(super) fn function_parts(function: &Function) -> impl Iterator<Item = &Expr> {
    function.decorators.iter().chain(&function.defaults).chain(function.keyword.iter().map(|(_, it)| it))
}

/// The statements inside a statement that belong to the same scope.
fn bodies(stmt: &Stmt) -> Vec<&[Stmt]> {
    match stmt {
        Stmt::If(_, a, b) | Stmt::While(_, a, b) | Stmt::For(_, _, a, b) => vec![a, b],
        Stmt::With(_, _, body) => vec![body],
        Stmt::Try(it) => {
            let handlers = it.handlers.iter().map(|it| it.body.as_slice());
            [it.body.as_slice()].into_iter().chain(handlers).chain([it.otherwise.as_slice(), &it.finally]).collect()
        }
        Stmt::Match(_, cases) => cases.iter().map(|it| it.body.as_slice()).collect(),
        _ => Vec::new(),
    }
}

/// The expressions that a statement evaluates itself.
fn each_expr<'a>(stmt: &'a Stmt, see: &mut dyn FnMut(&'a Expr)) {
    match stmt {
        Stmt::Expr(it) | Stmt::Return(it) | Stmt::Assign(_, it) | Stmt::If(it, ..) | Stmt::While(it, ..) => see(it),
        Stmt::Augment(target, _, it) => {
            if let Target::Attr(object, _) = target {
                see(object);
            }
            see(it);
        }
        Stmt::For(_, it, ..) | Stmt::With(it, ..) => see(it),
        Stmt::Raise(a, b) => a.iter().chain(b).for_each(see),
        Stmt::Assert(a, b) => [a, b].into_iter().for_each(see),
        Stmt::Try(it) => it.handlers.iter().filter_map(|it| it.class.as_ref()).for_each(see),
        Stmt::Def(function) => function_parts(function).for_each(see),
        Stmt::Class(class) => class.bases.iter().chain(&class.decorators).for_each(see),
        Stmt::Match(subject, cases) => {
            see(subject);
            cases.iter().filter_map(|it| it.guard.as_ref()).for_each(see);
        }
        _ => {}
    }
}

/// The parts of an expression, those of other scopes left out.
fn parts<'a>(expr: &'a Expr, see: &mut dyn FnMut(&'a Expr)) {
    match expr {
        Expr::Unary(_, a) | Expr::Attr(a, _) | Expr::Walrus(_, a) | Expr::Yield(a) | Expr::YieldFrom(a) => see(a),
        Expr::Binary(_, a, b) | Expr::Compare(_, a, b) | Expr::And(a, b) | Expr::Or(a, b) | Expr::Item(a, b) => {
            see(a);
            see(b);
        }
        Expr::If(a, b, c) | Expr::Slice(a, b, c) => [a, b, c].into_iter().for_each(|it| see(it)),
        Expr::Call(callee, args, named) => {
            see(callee);
            args.iter().chain(named.iter().map(|(_, it)| it)).for_each(see);
        }
        Expr::Spread(callee, args, named) => {
            see(callee);
            see(args);
            if let Some(named) = named {
                see(named);
            }
        }
        Expr::Method(object, _, args) => {
            see(object);
            args.iter().for_each(see);
        }
        Expr::Super(_, args) | Expr::Tuple(args) | Expr::Set(args) => args.iter().for_each(see),
        Expr::List(items) => items.iter().for_each(|(_, it)| see(it)),
        Expr::Dict(pairs) => pairs.iter().for_each(|(key, value)| key.iter().chain([value]).for_each(&mut *see)),
        Expr::Format(pieces) => {
            for piece in pieces {
                if let Piece::Value(it, ..) = piece {
                    see(it);
                }
            }
        }
        Expr::Comp(_) | Expr::Lambda(_) => {}
        Expr::None | Expr::Bool(_) | Expr::Int(_) | Expr::Str(_) | Expr::Name(_) => {}
    }
}

/// The scopes directly inside of code.
fn nested(code: Code<'_>, inlined: bool) -> Vec<Code<'_>> {
    let mut found = Vec::new();
    match code {
        Code::Module(body) | Code::Class(body) => nested_in(body, inlined, &mut found),
        Code::Function(function) => nested_in(&function.body, inlined, &mut found),
        Code::Comp(comp) => {
            comp.key.iter().chain([&comp.value]).chain(&comp.condition).for_each(|it| nested_in_expr(it, inlined, &mut found));
        }
    }
    found
}

fn nested_in<'a>(body: &'a [Stmt], inlined: bool, found: &mut Vec<Code<'a>>) {
    for stmt in body {
        each_expr(stmt, &mut |it| nested_in_expr(it, inlined, found));
        match stmt {
            Stmt::Def(function) => found.push(Code::Function(function)),
            Stmt::Class(class) => found.push(Code::Class(&class.body)),
            _ => {}
        }
        for body in bodies(stmt) {
            nested_in(body, inlined, found);
        }
    }
}

fn nested_in_expr<'a>(expr: &'a Expr, inlined: bool, found: &mut Vec<Code<'a>>) {
    match expr {
        Expr::Lambda(function) => {
            function_parts(function).for_each(|it| nested_in_expr(it, inlined, found));
            found.push(Code::Function(function));
        }
        Expr::Comp(comp) => {
            nested_in_expr(&comp.over, inlined, found);
            if inlined && comp.kind != CompKind::Generator {
                comp.key.iter().chain([&comp.value]).chain(&comp.condition).for_each(|it| nested_in_expr(it, inlined, found));
            } else {
                found.push(Code::Comp(comp));
            }
        }
        _ => parts(expr, &mut |it| nested_in_expr(it, inlined, found)),
    }
}
