//! `--trace` and `--profile`: what the program does, and where its fuel goes.
#![allow(clippy::cast_precision_loss, reason = "shares are printed with one digit")]

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::rc::Rc;

use pyc_vm::Vm;
use pyc_vm::profile::{Entry, Profile};
use pyc_vm::watch::{Moment, Watcher};

use super::flame;

/// Rows of each table of a profile.
const ROWS: usize = 20;
/// Characters of a function's name, and of a file's, in a trace and in tables.
const NAME: usize = 60;

/// Prints every instruction.
struct Trace {
    out: BufWriter<io::Stderr>,
    /// Where the last line was, which is told once.
    place: (String, Option<i32>),
}

impl Watcher for Trace {
    fn before(&mut self, at: &Moment<'_>) {
        let mut text = String::new();
        let place = (at.function(), at.line());
        if place != self.place {
            let line = place.1.map_or_else(|| "-".to_owned(), |it| it.to_string());
            let _ = writeln!(text, "{}:{line} {}", last(&at.file(), NAME), last(&place.0, NAME));
            self.place = place;
        }
        let _ = write!(text, "{:>6} {:<24} {:?}", at.offset(), at.opcode(), at.inst());
        for (number, operand) in at.operands().iter().enumerate() {
            let _ = write!(text, "{} {}={}", if number == 0 { " ;" } else { "" }, last(&operand.name, NAME), operand.value);
        }
        text.push('\n');
        let _ = self.out.write_all(text.as_bytes());
    }
}

/// The end of a text that is too long.
fn last(text: &str, most: usize) -> String {
    match text.chars().count().checked_sub(most) {
        Some(more) if more > 0 => ["..."].into_iter().map(str::to_owned).chain([text.chars().skip(more + 3).collect()]).collect(),
        _ => text.to_owned(),
    }
}

/// What looks on while a program runs.
pub(super) struct Watching<'a> {
    trace: Option<Rc<RefCell<Trace>>>,
    profile: Option<Rc<RefCell<Profile>>>,
    table: bool,
    flame: Option<&'a Path>,
}

impl<'a> Watching<'a> {
    pub(super) fn new(vm: &mut Vm, trace: bool, table: bool, flame: Option<&'a Path>) -> Watching<'a> {
        let trace = trace.then(|| {
            let out = BufWriter::with_capacity(1 << 16, io::stderr());
            Rc::new(RefCell::new(Trace { out, place: (String::new(), None) }))
        });
        let profile = (table || flame.is_some()).then(|| Rc::new(RefCell::new(Profile::default())));
        if let Some(it) = &trace {
            vm.watch(Box::new(Rc::clone(it)));
        }
        if let Some(it) = &profile {
            vm.watch(Box::new(Rc::clone(it)));
        }
        Watching { trace, profile, table, flame }
    }

    /// Tells what was seen.
    pub(super) fn finish(self, vm: &Vm, name: &str) -> io::Result<()> {
        if let Some(trace) = self.trace {
            trace.borrow_mut().out.flush()?;
        }
        let Some(profile) = self.profile else { return Ok(()) };
        let mut profile = profile.borrow_mut();
        profile.finish(vm);
        if self.table {
            let mut text = String::new();
            table(&mut text, "functions", &profile.functions());
            table(&mut text, "lines", &profile.lines());
            io::stderr().write_all(text.as_bytes())?;
        }
        match self.flame {
            Some(path) => std::fs::write(path, flame::svg(&profile.stacks(), name)),
            None => Ok(()),
        }
    }
}

fn table(out: &mut String, what: &str, entries: &[Entry]) {
    let all: u64 = entries.iter().map(|it| it.own.fuel).sum();
    let _ = writeln!(out, "{:>12} {:>5} {:>12} {:>13}  {what}", "fuel", "%", "with calls", "instructions");
    for it in entries.iter().take(ROWS) {
        let share = it.own.fuel as f64 * 100.0 / all.max(1) as f64;
        let _ = writeln!(
            out,
            "{:>12} {share:>5.1} {:>12} {:>13}  {}:{} {}",
            it.own.fuel,
            it.total.fuel,
            it.own.instructions,
            last(&it.file, NAME),
            it.line,
            last(&it.function, NAME)
        );
    }
    if let Some(more) = entries.len().checked_sub(ROWS).filter(|&it| it > 0) {
        let _ = writeln!(out, "{:>12} {more} more", "...");
    }
}
