//! The standard streams, and what becomes of files that a program does not close.

use super::buffered::{Buffered, READER, WRITER};
use super::file::{FileIo, exact};
use super::text::TextWrapper;
use super::{call, data};
use crate::builtin::prelude::*;
use crate::machine::codec::Codec;

impl Vm {
    /// Makes the object of a standard stream: 0 for input, 1 for output, 2 for errors.
    pub(crate) fn standard_stream(&mut self, number: u8) -> Outcome {
        let name = ["<stdin>", "<stdout>", "<stderr>"][usize::from(number).min(2)];
        let raw = super::file::standard(self, number, name)?;
        let class = Value::Type(self.class(if number == 0 { &READER } else { &WRITER }));
        let buffer = self.call_sync(class, &[raw])?;
        let text = super::text::standard(self, buffer, number)?;
        self.standard.push(text);
        Ok(text)
    }

    /// Whether text can be written to a stream without calling anything: a standard one, of which nothing was overridden.
    pub(crate) fn is_plain_stdout(&mut self, stream: Value) -> bool {
        let write = self.names.write;
        self.standard.iter().any(|it| it.is(stream))
            && self.own_attr(stream, write).is_none()
            && data::<TextWrapper>(self, stream)
                .is_some_and(|it| it.writable && it.codec == Some(Codec::Utf8) && !it.buffer.is_none())
            && !self.is_closed_standard(stream)
    }

    fn is_closed_standard(&mut self, stream: Value) -> bool {
        let buffer = data::<TextWrapper>(self, stream).map_or(Value::None, |it| it.buffer);
        let raw = data::<Buffered>(self, buffer).map_or(Value::None, |it| it.raw);
        exact(self, raw).is_none()
    }

    /// Writes text to a standard stream.
    pub(crate) fn write_stream(&mut self, stream: Value, text: Value) -> Result<(), Raised> {
        super::text_write::put(self, stream, self.native(text))
    }

    /// Notes a file that is to be closed when nobody knows it any more.
    pub(super) fn note_file(&mut self, file: Value) {
        if let Value::Instance(id) = file {
            self.files.push(id);
        }
    }

    /// Files that the collection under way has not reached: those above come before those below, which are older.
    pub(crate) fn find_files(&mut self) {
        let files = core::mem::take(&mut self.files);
        let (reached, lost) = files.into_iter().partition(|it| self.heap.is_marked(Value::Instance(*it)));
        self.files = reached;
        let lost: Vec<_> = lost;
        self.due_finalizers.extend(lost.into_iter().rev().map(Value::Instance));
    }

    /// Closes files that a program has written to and lost, if one of them is that which is to be opened: elsewhere its references would have been counted.
    pub(crate) fn collect_dirty(&mut self, name: Value) {
        if self.natives > 1 || !matches!(self.native(name), Value::Str(_)) {
            return;
        }
        let wanted = self.plain_text(name);
        let attr = self.intern("name");
        let dirty = self.files.clone().into_iter().any(|id| {
            let file = Value::Instance(id);
            let open = data::<FileIo>(self, file).is_some_and(|it| it.number >= 3 && it.writable);
            open && matches!(self.own_attr(file, attr), Some(it) if self.plain_text(it) == wanted)
        });
        if dirty {
            self.heap.fresh.truncate(self.loop_fresh);
            self.keep(name);
            self.collect();
            let _ = self.run_finalizers();
        }
    }

    /// Closes a file that was collected, or that a program has left open; what goes wrong is told.
    pub(crate) fn close_lost(&mut self, file: Value) -> Result<(), Raised> {
        if data::<FileIo>(self, file).is_some_and(|it| it.number < 3)
            || data::<Buffered>(self, file).is_some_and(|it| it.raw.is_none())
            || data::<TextWrapper>(self, file).is_some_and(|it| it.buffer.is_none())
            || super::is_closed(self, file)?
        {
            return Ok(());
        }
        call(self, file, "close", &[]).map(|_| ())
    }

    /// At the end: what is still to be written is.
    pub(crate) fn close_files(&mut self) -> Result<(), Raised> {
        let standard = self.standard.clone();
        let all: Vec<Value> = self.files.iter().rev().map(|it| Value::Instance(*it)).collect();
        for file in all {
            let is_standard = standard.iter().any(|it| it.is(file)) || self.is_part_of_standard(file);
            if is_standard {
                continue;
            }
            match self.close_lost(file) {
                Err(Raised::Exception) => self.exception = Value::Unbound,
                other => other?,
            }
        }
        self.drain_standard();
        if self.output_left == 0 && self.output_over {
            return Err(Raised::Limit(crate::limits::Reached::Output));
        }
        Ok(())
    }

    fn is_part_of_standard(&mut self, file: Value) -> bool {
        for text in self.standard.clone() {
            let buffer = data::<TextWrapper>(self, text).map_or(Value::None, |it| it.buffer);
            let raw = data::<Buffered>(self, buffer).map_or(Value::None, |it| it.raw);
            if buffer.is(file) || raw.is(file) {
                return true;
            }
        }
        false
    }

    /// Hands over what was written to the standard streams, without a word from the program: it may have run out of fuel.
    pub(crate) fn drain_standard(&mut self) {
        for text in self.standard.clone() {
            let Some(it) = data::<TextWrapper>(self, text) else { continue };
            let (buffer, out) = (it.buffer, core::mem::take(&mut it.out));
            let Some(it) = data::<Buffered>(self, buffer) else { continue };
            let mut bytes = core::mem::take(&mut it.behind);
            let raw = it.raw;
            bytes.extend(out);
            let Some(file) = exact(self, raw) else { continue };
            if bytes.is_empty() {
                continue;
            }
            let most = usize::try_from(self.output_left).unwrap_or(usize::MAX).min(bytes.len());
            self.output_over |= most < bytes.len();
            self.output_left -= most as u64;
            let _ = self.host.write(file.number as u8, &bytes[..most]);
        }
    }

    /// `input(prompt)`.
    pub(crate) fn input(&mut self, prompt: Option<Value>) -> Outcome {
        if let Some(stdout) = self.sys_attr("stdout") {
            if let Some(prompt) = prompt {
                let text = self.to_str(prompt)?;
                call(self, stdout, "write", &[text])?;
            }
            call(self, stdout, "flush", &[])?;
        }
        let Some(stdin) = self.sys_attr("stdin") else { return Err(self.error(Class::RuntimeError, "input(): lost sys.stdin")) };
        let line = call(self, stdin, "readline", &[])?;
        let view = self.view(line);
        let len = view.len();
        if len == 0 {
            return Err(self.error(Class::EOFError, "EOF when reading a line"));
        }
        let end = if view.get(len - 1) == Some(10) { len - 1 } else { len };
        let text = view.slice(0, end);
        Ok(self.text(text))
    }
}
