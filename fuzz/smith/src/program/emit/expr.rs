//! Expressions.

use pyc_bytecode::{Label, Op};
use pyc_marshal::Object;

use super::{Coder, Done};
use crate::program::ast::{Binary, CompKind, Compare, Expr, Piece, Unary};
use crate::program::scope::{Kind, Place};

impl<'p> Coder<'_, 'p> {
    /// Pushes the value of an expression.
    pub(super) fn expr(&mut self, expr: &'p Expr) -> Done {
        match expr {
            Expr::None => self.none(),
            Expr::Bool(it) => self.constant(Object::Bool(*it)),
            Expr::Int(it) => self.int(*it),
            Expr::Str(it) => self.str(it),
            Expr::Name(name) => self.load(name),
            Expr::Unary(op, it) => {
                self.expr(it)?;
                match op {
                    Unary::Negative => self.emit(Op::UnaryNegative, ()),
                    Unary::Invert => self.emit(Op::UnaryInvert, ()),
                    Unary::Not => {
                        self.as_truth()?;
                        self.emit(Op::UnaryNot, ())
                    }
                }
            }
            Expr::Binary(op, left, right) => {
                self.expr(left)?;
                self.expr(right)?;
                self.binary(*op, false)
            }
            Expr::Compare(op, left, right) => {
                self.expr(left)?;
                self.expr(right)?;
                self.compare(*op, false)
            }
            Expr::And(left, right) => self.short_cut(left, right, false),
            Expr::Or(left, right) => self.short_cut(left, right, true),
            Expr::If(condition, then, otherwise) => {
                let (other, end) = (self.label(), self.label());
                self.jump_if(condition, false, other)?;
                let before = self.depth;
                self.expr(then)?;
                self.emit(Op::JumpForward, end)?;
                self.bind_at(other, before)?;
                self.expr(otherwise)?;
                self.bind(end)
            }
            Expr::Call(callee, args, named) => self.call_function(callee, args, named),
            Expr::Spread(callee, args, named) => self.call_spread(callee, args, named.as_deref()),
            Expr::Method(object, name, args) => {
                self.expr(object)?;
                self.load_method(name)?;
                self.exprs(args)?;
                self.call_method(args.len() as u32)
            }
            Expr::Super(name, args) => self.call_super(name, args),
            Expr::Attr(object, name) => {
                self.expr(object)?;
                self.attribute(name)
            }
            Expr::Item(object, key) => {
                self.expr(object)?;
                self.expr(key)?;
                self.subscript()
            }
            Expr::Slice(object, start, stop) => {
                self.expr(object)?;
                self.expr(start)?;
                self.expr(stop)?;
                if self.has(Op::BinarySlice) {
                    return self.emit(Op::BinarySlice, ());
                }
                self.emit(Op::BuildSlice, 2)?;
                self.subscript()
            }
            Expr::Tuple(items) => {
                self.exprs(items)?;
                self.emit(Op::BuildTuple, items.len() as u32)
            }
            Expr::Set(items) => {
                self.exprs(items)?;
                self.emit(Op::BuildSet, items.len() as u32)
            }
            Expr::List(items) => self.list(items),
            Expr::Dict(pairs) => self.dict(pairs),
            Expr::Comp(comp) if comp.kind == CompKind::Generator || self.minor < 12 => self.comp_function(comp),
            Expr::Comp(comp) => self.comp_inlined(comp),
            Expr::Format(pieces) => self.format(pieces),
            Expr::Walrus(name, value) => {
                self.expr(value)?;
                self.copy()?;
                self.nested += 1;
                self.store(name)?;
                self.nested -= 1;
                Ok(())
            }
            Expr::Lambda(function) => self.function(function),
            Expr::Yield(value) => {
                self.expr(value)?;
                self.yield_value()
            }
            Expr::YieldFrom(over) => self.yield_from(over),
        }
    }

    fn exprs(&mut self, items: &'p [Expr]) -> Done {
        items.iter().try_for_each(|it| self.expr(it))
    }

    pub(super) fn binary(&mut self, op: Binary, inplace: bool) -> Done {
        let (number, plain, assigning) = match op {
            Binary::Add => (0, Op::BinaryAdd, Op::InplaceAdd),
            Binary::And => (1, Op::BinaryAnd, Op::InplaceAnd),
            Binary::FloorDivide => (2, Op::BinaryFloorDivide, Op::InplaceFloorDivide),
            Binary::LeftShift => (3, Op::BinaryLshift, Op::InplaceLshift),
            Binary::Multiply => (5, Op::BinaryMultiply, Op::InplaceMultiply),
            Binary::Remainder => (6, Op::BinaryModulo, Op::InplaceModulo),
            Binary::Or => (7, Op::BinaryOr, Op::InplaceOr),
            Binary::RightShift => (9, Op::BinaryRshift, Op::InplaceRshift),
            Binary::Subtract => (10, Op::BinarySubtract, Op::InplaceSubtract),
            Binary::Xor => (12, Op::BinaryXor, Op::InplaceXor),
        };
        if self.has(Op::BinaryOp) {
            return self.emit(Op::BinaryOp, number + if inplace { 13 } else { 0 });
        }
        self.emit(if inplace { assigning } else { plain }, ())
    }

    pub(super) fn subscript(&mut self) -> Done {
        if self.has(Op::BinarySubscr) { self.emit(Op::BinarySubscr, ()) } else { self.emit(Op::BinaryOp, 26) }
    }

    /// Compares the two values on top. For a jump the outcome is made a truth at once (3.13).
    pub(super) fn compare(&mut self, op: Compare, jumps: bool) -> Done {
        // What the specialised comparisons of ints and floats go by since 3.12: 1 unordered, 2 less, 4 greater, 8 equal.
        let (number, mask) = match op {
            Compare::Less => (0, 2),
            Compare::LessEqual => (1, 10),
            Compare::Equal => (2, 8),
            Compare::NotEqual => (3, 7),
            Compare::Greater => (4, 4),
            Compare::GreaterEqual => (5, 12),
            Compare::In | Compare::NotIn if self.has(Op::ContainsOp) => {
                return self.emit(Op::ContainsOp, u32::from(op == Compare::NotIn));
            }
            Compare::Is | Compare::IsNot if self.has(Op::IsOp) => {
                return self.emit(Op::IsOp, u32::from(op == Compare::IsNot));
            }
            Compare::In => (6, 0),
            Compare::NotIn => (7, 0),
            Compare::Is => (8, 0),
            Compare::IsNot => (9, 0),
        };
        let oparg = match self.minor {
            ..=11 => number,
            12 => number << 4 | mask,
            _ => number << 5 | mask | if jumps { 16 } else { 0 },
        };
        self.emit(Op::CompareOp, oparg)
    }

    /// `and`, `or`: the value that decides.
    fn short_cut(&mut self, left: &'p Expr, right: &'p Expr, on: bool) -> Done {
        let end = self.label();
        self.expr(left)?;
        if self.has(Op::JumpIfFalseOrPop) {
            self.emit(if on { Op::JumpIfTrueOrPop } else { Op::JumpIfFalseOrPop }, end)?;
        } else {
            self.copy()?;
            self.as_truth()?;
            self.branch(if on { Op::PopJumpIfTrue } else { Op::PopJumpIfFalse }, end)?;
            self.pop()?;
        }
        self.expr(right)?;
        self.bind(end)
    }

    /// Jumps if a condition is so.
    pub(super) fn jump_if(&mut self, condition: &'p Expr, on: bool, label: Label) -> Done {
        let op = if on { Op::PopJumpIfTrue } else { Op::PopJumpIfFalse };
        match condition {
            Expr::Unary(Unary::Not, it) => self.jump_if(it, !on, label),
            Expr::And(left, right) if !on => {
                self.jump_if(left, on, label)?;
                self.jump_if(right, on, label)
            }
            Expr::Or(left, right) if on => {
                self.jump_if(left, on, label)?;
                self.jump_if(right, on, label)
            }
            Expr::And(left, right) | Expr::Or(left, right) => {
                let next = self.label();
                self.jump_if(left, !on, next)?;
                self.jump_if(right, on, label)?;
                self.bind(next)
            }
            Expr::Compare(compare, left, right) => {
                self.expr(left)?;
                self.expr(right)?;
                self.compare(*compare, true)?;
                self.branch(op, label)
            }
            _ => {
                self.expr(condition)?;
                self.as_truth()?;
                self.branch(op, label)
            }
        }
    }

    /// Pushes what is to be called, with the NULL that stands beside it (3.11).
    fn callee(&mut self, callee: &'p Expr) -> Done {
        if let (Expr::Name(name), 11..) = (callee, self.minor)
            && self.scope.kind == Kind::Function
            && self.scope.place(name) == Place::Global
        {
            return self.global(name, true);
        }
        if matches!(self.minor, 11 | 12) {
            self.emit(Op::PushNull, ())?;
        }
        self.expr(callee)?;
        if self.minor >= 13 { self.emit(Op::PushNull, ()) } else { Ok(()) }
    }

    fn call_function(&mut self, callee: &'p Expr, args: &'p [Expr], named: &'p [(String, Expr)]) -> Done {
        self.callee(callee)?;
        self.exprs(args)?;
        named.iter().try_for_each(|(_, it)| self.expr(it))?;
        let count = (args.len() + named.len()) as u32;
        if named.is_empty() {
            return if self.minor < 11 { self.emit(Op::CallFunction, count) } else { self.call(count) };
        }
        let keys: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        let keys = self.names(&keys)?;
        if self.has(Op::KwNames) {
            self.emit(Op::KwNames, keys)?;
            return self.call(count);
        }
        self.emit(Op::LoadConst, keys)?;
        self.emit(if self.minor < 11 { Op::CallFunctionKw } else { Op::CallKw }, count)
    }

    fn call_spread(&mut self, callee: &'p Expr, args: &'p Expr, named: Option<&'p Expr>) -> Done {
        if matches!(self.minor, 11 | 12) {
            self.emit(Op::PushNull, ())?;
        }
        self.expr(callee)?;
        if self.minor >= 13 {
            self.emit(Op::PushNull, ())?;
        }
        self.expr(args)?;
        if let Some(named) = named {
            if self.has(Op::DictMerge) {
                self.emit(Op::BuildMap, 0)?;
                self.expr(named)?;
                self.emit(Op::DictMerge, 1)?;
            } else {
                self.expr(named)?;
            }
        }
        if self.minor < 14 {
            return self.emit(Op::CallFunctionEx, u32::from(named.is_some()));
        }
        if named.is_none() {
            self.emit(Op::PushNull, ())?;
        }
        self.emit(Op::CallFunctionEx, ())
    }

    pub(super) fn load_method(&mut self, name: &str) -> Done {
        if self.has(Op::LoadMethod) {
            return self.named(Op::LoadMethod, name);
        }
        let index = self.edit.add_name(name)?;
        self.emit(Op::LoadAttr, index << 1 | 1)
    }

    pub(super) fn call_method(&mut self, count: u32) -> Done {
        if self.minor < 11 { self.emit(Op::CallMethod, count) } else { self.call(count) }
    }

    fn call_super(&mut self, name: &str, args: &'p [Expr]) -> Done {
        if self.has(Op::LoadSuperAttr) {
            self.global("super", false)?;
            self.load("__class__")?;
            self.load("self")?;
            let index = self.edit.add_name(name)?;
            self.emit(Op::LoadSuperAttr, index << 2 | 1)?;
        } else {
            self.global("super", true)?;
            if self.minor < 11 {
                self.emit(Op::CallFunction, 0)?;
            } else {
                self.call(0)?;
            }
            self.load_method(name)?;
        }
        self.exprs(args)?;
        self.call_method(args.len() as u32)
    }

    fn list(&mut self, items: &'p [(bool, Expr)]) -> Done {
        let plain = items.iter().take_while(|(spread, _)| !spread).count();
        if self.has(Op::BuildListUnpack) && plain < items.len() {
            let mut groups = 0;
            for group in items.chunk_by(|a, b| !a.0 && !b.0) {
                for (_, it) in group {
                    self.expr(it)?;
                }
                if !group.iter().any(|it| it.0) {
                    self.emit(Op::BuildTuple, group.len() as u32)?;
                }
                groups += 1;
            }
            return self.emit(Op::BuildListUnpack, groups);
        }
        for (_, it) in items.iter().take(plain) {
            self.expr(it)?;
        }
        self.emit(Op::BuildList, plain as u32)?;
        for (spread, it) in items.iter().skip(plain) {
            self.expr(it)?;
            self.emit(if *spread { Op::ListExtend } else { Op::ListAppend }, 1)?;
        }
        Ok(())
    }

    fn dict(&mut self, pairs: &'p [(Option<Expr>, Expr)]) -> Done {
        let plain = pairs.iter().take_while(|(key, _)| key.is_some()).count();
        let unpacks = self.has(Op::BuildMapUnpack) && plain < pairs.len();
        if !unpacks {
            self.pairs(&pairs[..plain])?;
        }
        let mut groups = 0;
        let rest = if unpacks { pairs } else { &pairs[plain..] };
        for group in rest.chunk_by(|a, b| a.0.is_some() && b.0.is_some()) {
            match group {
                [(None, it)] => self.expr(it)?,
                _ => self.pairs(group)?,
            }
            if !unpacks {
                self.emit(Op::DictUpdate, 1)?;
            }
            groups += 1;
        }
        if unpacks { self.emit(Op::BuildMapUnpack, groups) } else { Ok(()) }
    }

    fn pairs(&mut self, pairs: &'p [(Option<Expr>, Expr)]) -> Done {
        for (key, value) in pairs {
            key.iter().try_for_each(|it| self.expr(it))?;
            self.expr(value)?;
        }
        self.emit(Op::BuildMap, pairs.len() as u32)
    }

    fn format(&mut self, pieces: &'p [Piece]) -> Done {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.str(text)?,
                Piece::Value(value, conversion, spec) => {
                    self.expr(value)?;
                    if self.has(Op::FormatValue) {
                        let flag = if spec.is_some() { 4 } else { 0 };
                        spec.iter().try_for_each(|it| self.str(it))?;
                        self.emit(Op::FormatValue, conversion | flag)?;
                        continue;
                    }
                    if *conversion > 0 {
                        self.emit(Op::ConvertValue, *conversion)?;
                    }
                    match spec {
                        Some(spec) => {
                            self.str(spec)?;
                            self.emit(Op::FormatWithSpec, ())?;
                        }
                        None => self.emit(Op::FormatSimple, ())?,
                    }
                }
            }
        }
        match pieces.len() {
            0 => self.str(""),
            1 => Ok(()),
            count => self.emit(Op::BuildString, count as u32),
        }
    }

    fn yield_from(&mut self, over: &'p Expr) -> Done {
        self.expr(over)?;
        self.emit(Op::GetYieldFromIter, ())?;
        self.none()?;
        if self.has(Op::YieldFrom) {
            return self.emit(Op::YieldFrom, ());
        }
        let base = self.depth - 2;
        let (send, thrown, end) = (self.label(), self.label(), self.label());
        self.bind(send)?;
        self.emit(Op::Send, end)?;
        let range = self.protection(thrown, base + 2, false)?;
        self.emit(Op::YieldValue, u32::from(self.minor >= 12))?;
        if self.has(Op::CleanupThrow) {
            self.unprotect(&range)?;
        }
        self.emit(Op::Resume, 2)?;
        self.emit(Op::JumpBackwardNoInterrupt, send)?;
        if !self.has(Op::CleanupThrow) {
            return self.bind_at(end, base + 1);
        }
        self.bind_at(thrown, base + 3)?;
        self.emit(Op::CleanupThrow, ())?;
        self.bind_at(end, base + 2)?;
        self.emit(Op::EndSend, ())
    }
}
