//! Code objects to text.

use std::fmt::Write as _;

use pyc_marshal::{Code, CodeFlags, Field, Node, Str};

use crate::function::Function;
use crate::lines::Location;
use crate::listing::{Item, ItemId, Listing, Operand};
use crate::op::Op;
use crate::set::Argument;
use crate::text::block::{Outer, Traits, derived_flags, inner_prefix, none_first, qualname};
use crate::text::body::own_entries;
use crate::text::plan::{LONG, Unsayable};
use crate::text::print::variables::Declared;
use crate::text::print::{Printer, Table, hex};
use crate::text::signature::Signature;
use crate::text::values::kind;

/// About how long the text of a byte of code is, in bytes.
const TEXT_OF_CODE: u32 = 16;

/// A code object, before its instructions are printed.
#[allow(clippy::struct_excessive_bools)] // each is about another table
pub(super) struct Body<'t, 'a> {
    /// `None`: it is given in bytes.
    pub(super) listing: Option<Listing>,
    /// Whether all `EXTENDED_ARG` are told.
    pub(super) wide: bool,
    /// Whether entries of the line table are told.
    pub(super) entries: bool,
    /// Whether the line table is given in bytes, and the exception table.
    pub(super) raw_lines: bool,
    raw_exceptions: bool,
    pub(super) consts: Table<'t, 'a>,
    /// Whether None is the first constant unless another one is told.
    pub(super) none_first: bool,
    pub(super) names: Table<'t, 'a>,
    pub(super) variables: Declared<'t, 'a>,
}

impl<'t, 'a> Printer<'_, 't, 'a> {
    /// Prints what stands before the code objects inside of a code object. Gives what stands behind them, and what it tells them.
    pub(super) fn head(&mut self, code: Code<'t, 'a>, outer: &Outer, depth: usize) -> Result<(Body<'t, 'a>, Outer), Unsayable> {
        let mut body = self.check(&code)?;
        let signature = self.signature(&code, &body.variables);
        if let Some(signature) = &signature {
            let names = body.variables.slots.items.iter().take(signature.len());
            let names: Vec<String> = names.map(|&node| self.spelt(node)).collect();
            signature.print(&names, &mut self.out);
        }
        self.mark(self.plan.mark(code.node()));
        self.out.push('\n');
        let arguments = body.variables.local_items().iter().take(signature.as_ref().map_or(0, Signature::len));
        let first = arguments.copied().next().map_or(&[][..], |node| self.payload(node));
        body.none_first = none_first(self.plan.rules, signature.as_ref(), first);
        body.consts.whole |= body.none_first && body.consts.items.is_empty();
        self.declare(&code, &mut body.variables, signature.as_ref(), body.listing.as_ref());
        self.numbers(&code, &body, signature.as_ref(), outer, depth)?;
        let name = self.shown_name(&code);
        let qualname = self.strings(&code, outer, &name, depth)?;
        self.objects(&code, &body, depth)?;
        self.declarations(&body.variables, depth)?;
        let filename = code.object(Field::Filename).filter(|&node| self.told(node).is_some());
        let filename = filename.map_or(outer.filename, |node| self.plan.value(node));
        let prefix = inner_prefix(&qualname, signature.is_some()).into();
        let in_function = outer.in_function || signature.is_some();
        let in_class = signature.is_none() && *qualname != *b"<module>";
        Ok((body, Outer { filename, prefix, in_function, in_class }))
    }

    /// Finds what the instructions tell, and what must be told beside them.
    fn check(&mut self, code: &Code<'t, 'a>) -> Result<Body<'t, 'a>, Unsayable> {
        let (consts, names) = (self.table(code, Field::Consts)?, self.table(code, Field::Names)?);
        let variables = self.variables(code)?;
        let (wide, entries) = (false, false);
        let mut body = Body {
            listing: None,
            wide,
            entries,
            raw_lines: true,
            raw_exceptions: true,
            consts,
            names,
            variables,
            none_first: false,
        };
        let (bytes, lines, exceptions) = (code.code(), code.linetable(), code.exceptiontable().unwrap_or(&[]));
        if code.object(Field::Code).and_then(Node::as_bytes).is_none() {
            return Ok(body);
        }
        for field in [Field::Code, Field::Linetable, Field::Exceptiontable] {
            if let Some(target) = code.object(field).filter(|node| node.is_reference()).and_then(Node::resolve) {
                self.spend(self.plan.width(target).saturating_mul(TEXT_OF_CODE))?;
            }
        }
        let firstlineno = code.firstlineno().unwrap_or(0);
        let read = Listing::read(self.set, bytes, firstlineno, lines, exceptions);
        let damaged = read.is_err();
        let Ok(mut listing) = read.or_else(|_| Listing::read(self.set, bytes, firstlineno, lines, &[])) else { return Ok(body) };
        let own = own_entries(self.set.version);
        let said: Vec<(ItemId, u8, bool)> = listing.items().map(|(id, item)| (id, item.prefixes, item.own_entry)).collect();
        let mut before = NOWHERE;
        for &(id, ..) in &said {
            if let Some(item) = listing.item_mut(id) {
                let noline = item.location == NOWHERE && before != NOWHERE;
                (item.prefixes, item.own_entry) = (0, own || noline);
                before = item.location;
            }
        }
        // What a text cannot say.
        listing.odd.retain(|_, odd| !odd.caches.is_empty());
        listing.odd.values_mut().for_each(|odd| odd.marks.clear());
        listing.behind.clear();
        listing.overhang = 0;
        let Ok(mut made) = listing.assemble() else { return Ok(body) };
        if *made.code != *bytes {
            body.wide = true;
            for &(id, prefixes, _) in &said {
                if let Some(item) = listing.item_mut(id) {
                    item.prefixes = prefixes;
                }
            }
            match listing.assemble() {
                Ok(again) if *again.code == *bytes => made = again,
                _ => return Ok(body),
            }
        }
        body.raw_lines = *made.linetable != *lines;
        if body.raw_lines && !own {
            for &(id, _, own_entry) in &said {
                if let Some(item) = listing.item_mut(id) {
                    item.own_entry |= own_entry;
                }
            }
            body.entries = listing.assemble().is_ok_and(|made| *made.linetable == *lines);
            body.raw_lines = !body.entries;
        }
        body.raw_exceptions = damaged || made.exceptiontable.as_deref().unwrap_or(&[]) != exceptions;
        if body.raw_exceptions {
            listing.protected.clear();
        }
        body.listing = Some(listing);
        Ok(body)
    }

    /// The items of a field that is a tuple.
    pub(super) fn table(&mut self, code: &Code<'t, 'a>, field: Field) -> Result<Table<'t, 'a>, Unsayable> {
        let Some(node) = code.object(field) else { return Ok(Table::default()) };
        let target = node.resolve().ok_or(Unsayable)?;
        let sequence = if self.plan.rules.list_fields { kind::LIST } else { kind::TUPLE };
        let again = node.is_reference();
        // Nothing else than its label could stand for an object that is like no other one.
        let unlike = again && self.plan.is_unique(self.plan.value(target));
        let items: Vec<Node<'t, 'a>> = target.children().collect();
        let named = field == Field::Consts || items.iter().all(|&item| self.plain_name(item).is_some());
        if self.plan.values.kind(self.plan.value(target)) != sequence || unlike || !named {
            return Ok(Table { whole: true, ..Table::default() });
        }
        if again {
            self.spend(self.plan.width(target))?;
        }
        let values = items.iter().map(|&item| self.plan.seen(item)).collect();
        Ok(Table { items, values, again, whole: false })
    }

    fn spelt(&self, node: Node<'t, 'a>) -> String {
        let mut spelt = String::new();
        if let Some(name) = self.plain_name(node) {
            self.word(name, &mut spelt);
        }
        spelt
    }

    /// Whether a name may be printed wherever it is used.
    pub(super) fn is_speakable(&self, node: Node<'t, 'a>) -> bool {
        self.plan.width(node) <= LONG && self.plan.seen(node) == self.plan.value(node)
    }

    /// The signature that tells the counts of arguments, if one can.
    fn signature(&self, code: &Code<'t, 'a>, variables: &Declared<'t, 'a>) -> Option<Signature> {
        let flags = code.flags();
        let count = |number: i32| usize::try_from(number).ok();
        let signature = Signature {
            argcount: count(code.argcount())?,
            posonlyargcount: count(code.posonlyargcount())?,
            kwonlyargcount: count(code.kwonlyargcount())?,
            varargs: flags.has(CodeFlags::VARARGS),
            varkeywords: flags.has(CodeFlags::VARKEYWORDS),
        };
        let function = flags.has(CodeFlags::OPTIMIZED) || signature.argcount + signature.kwonlyargcount > 0;
        let names = variables.local_items().get(..signature.len())?;
        let fits = signature.posonlyargcount <= signature.argcount && names.iter().all(|&name| self.is_speakable(name));
        (function && fits && !variables.slots.whole).then_some(signature)
    }

    /// The name as the header of the code object tells it; empty if it does not.
    fn shown_name(&self, code: &Code<'t, 'a>) -> Vec<u8> {
        let node = code.object(Field::Name).filter(|&node| self.plain_name(node).is_some() && self.is_speakable(node));
        node.map_or_else(Vec::new, |node| self.payload(node).to_vec())
    }

    fn payload(&self, node: Node<'t, 'a>) -> &[u8] {
        self.plan.values.payload(self.plan.value(node))
    }

    /// The bytes of a string that a reader sees in full.
    fn told(&self, node: Node<'t, 'a>) -> Option<&[u8]> {
        let told = self.plain_name(node).is_some() && self.plan.seen(node) == self.plan.value(node);
        told.then(|| self.payload(node))
    }

    fn line(&mut self, depth: usize, text: core::fmt::Arguments<'_>) {
        self.indent(depth);
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    /// Whether the first constant is a string that no instruction introduces, and so stands before them.
    fn has_docstring(&self, body: &Body<'t, 'a>) -> bool {
        let first = body.consts.items.first().map(|&node| self.plan.values.kind(self.plan.value(node)));
        let used = |(_, item): (ItemId, &Item)| {
            let constant = self.set.info(item.opcode).is_some_and(|info| info.argument == Argument::Const);
            constant && matches!(item.operand, Operand::Plain(0) | Operand::None)
        };
        let listed = body.none_first || !body.listing.iter().flat_map(Listing::items).any(used);
        first == Some(self.plan.rules.str_kind()) && listed
    }

    /// Fields that are numbers, where they do not follow.
    fn numbers(
        &mut self,
        code: &Code<'t, 'a>,
        body: &Body<'t, 'a>,
        signature: Option<&Signature>,
        outer: &Outer,
        depth: usize,
    ) -> Result<(), Unsayable> {
        let counts = signature.cloned().unwrap_or_default();
        let layout = code.layout();
        let yields = body.listing.as_ref().is_some_and(|listing| {
            listing.items().any(|(id, _)| matches!(listing.op(id), Some(Op::YieldValue | Op::YieldFrom | Op::ReturnGenerator)))
        });
        let found = &body.variables.found;
        let has_cells = !found.cells.is_empty() || !found.frees.is_empty();
        let traits = Traits { yields, has_cells, has_docstring: self.has_docstring(body) };
        for &field in layout.fields.iter().filter(|field| field.is_number()) {
            let number = code.number(field).ok_or(Unsayable)?;
            let derived = match field {
                Field::Argcount => counts.argcount as i32,
                Field::Posonlyargcount => counts.posonlyargcount as i32,
                Field::Kwonlyargcount => counts.kwonlyargcount as i32,
                Field::Nlocals => found.locals.len() as i32,
                Field::Flags => derived_flags(self.plan.rules, signature, outer, traits) as i32,
                Field::Stacksize => {
                    let size = crate::depth::stack_size(&Function::with_set(*code, self.set));
                    i32::try_from(size).unwrap_or(i32::MAX)
                }
                _ => first_line(body),
            };
            if number == derived {
                continue;
            }
            if field == Field::Flags {
                let (mut names, rest) = code.flags().names(layout.version);
                let rest = format!("0x{rest:x}");
                names.extend((rest != "0x0" || names.is_empty()).then_some(rest.as_str()));
                self.line(depth, format_args!("flags {}", names.join(" ")));
            } else {
                self.line(depth, format_args!("{field} {number}"));
            }
        }
        Ok(())
    }

    /// `filename`, `co_name` and `qualname`, where they do not follow. Gives the qualified name.
    fn strings(&mut self, code: &Code<'t, 'a>, outer: &Outer, name: &[u8], depth: usize) -> Result<Vec<u8>, Unsayable> {
        let mut whole_name = qualname(&outer.prefix, name);
        for field in [Field::Filename, Field::Name, Field::Qualname] {
            let Some(node) = code.object(field) else { continue };
            let plain = self.plain_name(node).is_some();
            let follows = match field {
                Field::Filename => self.plan.value(node) == outer.filename,
                Field::Name => self.payload(node) == name,
                _ => self.payload(node) == whole_name,
            };
            if plain && follows && (field != Field::Name || self.is_speakable(node)) {
                self.said(field, node, depth);
                continue;
            }
            self.indent(depth);
            if plain && field != Field::Name {
                let _ = write!(self.out, "{field} ");
                self.name(node, false)?;
            } else {
                let _ = write!(self.out, "co_{field} ");
                self.literal(node, false)?;
            }
            self.out.push('\n');
            if let (Field::Qualname, Some(told)) = (field, self.told(node)) {
                whole_name = told.to_vec();
            }
        }
        Ok(whole_name)
    }

    /// Fields that are objects: in full, or what is said of them.
    fn objects(&mut self, code: &Code<'t, 'a>, body: &Body<'t, 'a>, depth: usize) -> Result<(), Unsayable> {
        for field in code.layout().objects() {
            let Some(node) = code.object(field) else { continue };
            let whole = match field {
                Field::Filename | Field::Name | Field::Qualname => continue,
                Field::Code => body.listing.is_none(),
                Field::Consts => body.consts.whole,
                Field::Names => body.names.whole,
                Field::Varnames | Field::Localsplusnames | Field::Localspluskinds => body.variables.slots.whole,
                Field::Cellvars | Field::Freevars => body.variables.derefs.whole,
                Field::Linetable => body.raw_lines,
                Field::Exceptiontable => body.raw_exceptions,
                _ => true,
            };
            // Without instructions there are no tables.
            let table = matches!(field, Field::Linetable | Field::Endlinetable | Field::Columntable | Field::Exceptiontable);
            let whole =
                whole && !(table && node.as_bytes() == Some(&[]) && body.listing.is_none()) || table && node.as_bytes().is_none();
            if whole {
                self.indent(depth);
                let _ = write!(self.out, "co_{field} ");
                self.bytes_or_literal(node)?;
                self.out.push('\n');
            } else {
                self.said(field, node, depth);
            }
        }
        Ok(())
    }

    /// What is said of a field whose content follows, if anything is.
    fn said(&mut self, field: Field, node: Node<'t, 'a>, depth: usize) {
        let (label, mark) = (self.plan.field_label(node), self.plan.mark(node));
        if label.is_none() && mark.is_none() {
            return;
        }
        self.indent(depth);
        let _ = write!(self.out, "co_{field} ");
        if label.is_some() {
            self.define(node);
            self.out.pop();
        }
        self.mark(mark);
        self.out.push('\n');
    }

    /// A literal; bytes that are no text in hexadecimal.
    fn bytes_or_literal(&mut self, node: Node<'t, 'a>) -> Result<(), Unsayable> {
        let bytes = node.as_bytes().filter(|_| !node.is_reference() && self.plan.label(node).is_none());
        let Some(bytes) = bytes else { return self.literal(node, false) };
        hex(bytes, &mut self.out);
        self.mark(self.plan.mark(node));
        Ok(())
    }

    /// A string that is the `str` of the version.
    pub(super) fn plain_name(&self, node: Node<'t, 'a>) -> Option<Str<'a>> {
        let is_str = self.plan.values.kind(self.plan.value(node)) == self.plan.rules.str_kind();
        node.as_str().filter(|_| is_str)
    }
}

/// `co_firstlineno` that follows from the lines.
fn first_line(body: &Body<'_, '_>) -> i32 {
    let mut lines =
        body.listing.iter().filter(|_| !body.raw_lines).flat_map(Listing::items).filter_map(|(_, item)| item.location.line);
    lines.find(|&line| line > 0).unwrap_or(1)
}

/// Where instructions come from as long as nothing was said.
pub(super) const NOWHERE: Location = Location::NONE;
