//! An interpreter that answers questions: a `record.py loads`, or an `execute.py`, that lives as long as its questions last. Its protocol is documented there.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value as Json;

use crate::interpreters::Interpreter;
use crate::{Outcome, while_doing};

/// What an interpreter says of some bytes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It loads them; the stable repr, unless too deep or too large to print.
    Loaded(Option<String>),
    /// It raises this exception.
    Refused(String),
    /// It dies, or finds no memory, or no end: says nothing of the bytes.
    Silent,
}

/// An interpreter that answers one question after the other.
pub(crate) struct Worker {
    child: Child,
    to: ChildStdin,
    back: ChildStdout,
}

/// What an answer that says nothing starts with.
const SILENT: &[&str] = &["Crash:", "MemoryError", "RecursionError"];

impl Worker {
    pub(crate) fn start(interpreter: &Interpreter) -> Outcome<Worker> {
        Worker::spawn(interpreter, interpreter.record(&["loads"]))
    }

    /// A program that answers in the same way.
    pub(crate) fn spawn(interpreter: &Interpreter, mut command: Command) -> Outcome<Worker> {
        let what = || interpreter.program.display();
        let mut child = command.stderr(Stdio::null()).spawn().map_err(while_doing(what()))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(back)) => Ok(Worker { child, to, back }),
            _ => Err(format!("{}: no pipes", what())),
        }
    }

    /// What the interpreter says of the bytes.
    pub(crate) fn ask(&mut self, bytes: &[u8]) -> Outcome<Answer> {
        let answer = self.exchange(bytes).map_err(while_doing("worker"))?;
        let answer: Json = serde_json::from_slice(&answer).map_err(while_doing("worker"))?;
        if answer["ok"] == true {
            return Ok(Answer::Loaded(answer["repr"].as_str().map(str::to_owned)));
        }
        let error = answer["error"].as_str().unwrap_or_default();
        let silent = SILENT.iter().any(|start| error.starts_with(start));
        Ok(if silent { Answer::Silent } else { Answer::Refused(error.to_owned()) })
    }

    /// Asks a question.
    pub(crate) fn exchange(&mut self, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        self.to.write_all(&(bytes.len() as u32).to_le_bytes())?;
        self.to.write_all(bytes)?;
        self.to.flush()?;
        let mut length = [0; 4];
        self.back.read_exact(&mut length)?;
        let mut answer = vec![0; u32::from_le_bytes(length) as usize];
        self.back.read_exact(&mut answer)?;
        Ok(answer)
    }

    /// Closes its input, on which it ends.
    pub(crate) fn end(self) {
        let Worker { mut child, to, back } = self;
        drop((to, back));
        let _ = child.wait();
    }
}
