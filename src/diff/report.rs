//! Where differences go: to people as they are found, to machines as one object, or one line for each code object.

use std::io::{self, Write};

use pyc_marshal::Code;
use serde_json::json;

use super::compare::{Change, Desk, FieldChange};
use super::pairs::Units;
use super::side::Side;
use super::{Args, machine, print};
use crate::io::{Output, Paint, Status, shown};

pub(super) struct Report<'r> {
    args: &'r Args,
    out: &'r mut Output,
    /// Whether anything is different.
    different: bool,
    changed: usize,
    removed: usize,
    added: usize,
}

impl<'r> Report<'r> {
    /// Begins with what is different outside of code objects.
    pub(super) fn new(args: &'r Args, fields: &[FieldChange], out: &'r mut Output) -> io::Result<Report<'r>> {
        let mut report = Report { args, out, different: false, changed: 0, removed: 0, added: 0 };
        if args.json {
            let [old, new] = [&args.old, &args.new].map(|path| json!(path.to_string_lossy()));
            write!(report.out, "{{\"old\":{old},\"new\":{new},\"fields\":{},\"codes\":[", machine::fields(fields))?;
            report.different = !fields.is_empty();
        } else if !fields.is_empty() {
            report.start()?;
            fields.iter().try_for_each(|it| print::field(it, "", report.out))?;
        }
        Ok(report)
    }

    /// The names of the files, above the first difference.
    fn start(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.different, true) && !self.args.json {
            for (sign, path) in [("---", &self.args.old), ("+++", &self.args.new)] {
                writeln!(self.out, "{}", self.out.paint(Paint::Bold, format_args!("{sign} {}", shown(path))))?;
            }
        }
        Ok(())
    }

    /// The line above what is different in a code object.
    fn title(&mut self, path: &str, code: &Code<'_, '_>) -> io::Result<()> {
        let blank = if self.args.stat { "" } else { "\n" };
        write!(self.out, "{blank}{}", self.out.paint(Paint::Bold, format_args!("code {path}")))?;
        code.firstlineno().map_or(Ok(()), |line| write!(self.out, ", line {line}"))
    }

    fn comma(&mut self) -> io::Result<()> {
        let first = self.changed + self.removed + self.added == 1;
        self.out.write_all(if first { b"" } else { b"," })
    }

    /// A code object that only one of the files has.
    pub(super) fn lone(&mut self, side: &Side<'_>, units: &Units, unit: usize, what: &str) -> io::Result<()> {
        let Some(code) = units.code(side, unit) else { return Ok(()) };
        let inside = units.get(unit).map_or(0, |unit| unit.inside);
        self.start()?;
        *(if what == "removed" { &mut self.removed } else { &mut self.added }) += 1;
        let path = units.path(side, unit);
        if self.args.json {
            self.comma()?;
            let line = code.firstlineno();
            let object =
                json!({ "path": path, "status": what, "line": line, "code_bytes": code.code().len(), "codes_inside": inside });
            return write!(self.out, "{object}");
        }
        self.title(&path, &code)?;
        write!(self.out, ": {what}, {} bytes of code", code.code().len())?;
        match inside {
            0 => writeln!(self.out),
            1 => writeln!(self.out, ", 1 code object in it"),
            _ => writeln!(self.out, ", {inside} code objects in it"),
        }
    }

    /// A code object that is different.
    pub(super) fn change(&mut self, desk: &mut Desk<'_>, path: &str, code: &Code<'_, '_>, change: &Change<'_>) -> io::Result<()> {
        self.start()?;
        self.changed += 1;
        if self.args.json {
            self.comma()?;
            let line = code.firstlineno();
            let members = [("path", json!(path)), ("status", json!("changed")), ("line", json!(line))];
            let map = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            return machine::change(map, desk, change, self.args.unified, self.out);
        }
        self.title(path, code)?;
        if self.args.stat {
            return writeln!(self.out, ": {}", print::summary(change));
        }
        print::change(desk, change, self.args.unified, self.out)
    }

    /// The end; what to say if nothing was different so far.
    pub(super) fn end(mut self, note: Option<&str>) -> io::Result<Status> {
        let note = note.filter(|_| !self.different);
        if note.is_some() {
            self.start()?;
        }
        let Report { args, out, different, changed, removed, added } = self;
        match note {
            _ if args.json => writeln!(out, "],\"note\":{},\"same\":{}}}", json!(note), !different)?,
            Some(note) => writeln!(out, "{note}")?,
            None if args.stat && different => {
                writeln!(out, "code objects: {changed} changed, {removed} removed, {added} added")?;
            }
            None => {}
        }
        Ok(if different { Status::Found } else { Status::Fine })
    }
}
