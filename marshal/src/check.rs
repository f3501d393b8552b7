//! What CPython's loader checks of an object beyond its bytes: hashability, and the fields of code objects.
//!
//! From `PyCode_New` (1.3 to 3.10) and `_PyCode_Validate` (3.11) in `Objects/codeobject.c`.
//!
//! Stricter than CPython in what crashes it: a name that is no string aborts 2.7 to 3.8, cells without enough names make 3.3 to 3.5
//! read past the end, an incomplete tuple as a set item crashes all versions before 3.15. All are refused here.

use crate::error::ErrorKind;
use crate::field::Field;
use crate::layout::{CountsVarnames, Layout, Negative};
use crate::summary::Summary;
use crate::token::Head;

/// What is known of a code object whose fields are being read.
#[derive(Default)]
pub(crate) struct CodeState {
    /// Number of names that the arguments need.
    arguments: i64,
    /// The words of the summaries of some fields, by their [`Note`].
    words: [u32; 8],
}

/// Which of a code object's fields are looked at again once it is complete.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Note {
    Code,
    /// The names of the local variables.
    Names,
    Kinds,
    Cellvars,
    /// Of no interest.
    None,
}

impl Note {
    pub(crate) const fn of(field: Field) -> Note {
        match field {
            Field::Code => Note::Code,
            Field::Varnames | Field::Localsplusnames => Note::Names,
            Field::Localspluskinds => Note::Kinds,
            Field::Cellvars => Note::Cellvars,
            _ => Note::None,
        }
    }
}

const CO_VARARGS: i32 = 4;
const CO_VARKEYWORDS: i32 = 8;
/// Kinds with this bit are local variables (`CO_FAST_LOCAL`).
const KIND_LOCAL: u8 = 0x20;

impl CodeState {
    pub(crate) fn new(head: &Head, layout: &Layout) -> CodeState {
        let places = &layout.places;
        let flags = number(head, places.flags);
        let variadic = i64::from(flags & CO_VARARGS != 0) + i64::from(flags & CO_VARKEYWORDS != 0);
        let named = i64::from(number(head, places.argcount)) + i64::from(number(head, places.kwonlyargcount));
        CodeState { arguments: named + variadic, words: [0; 8] }
    }

    /// Notes a field that is an object.
    #[inline(always)]
    pub(crate) fn take(&mut self, note: Note, value: Summary) {
        self.words[note as usize] = value.word;
    }

    #[inline(always)]
    fn word(&self, note: Note) -> u32 {
        self.words[note as usize]
    }

    /// The code object as a whole, once all fields are there.
    pub(crate) fn check_whole(&self, layout: &Layout, bytes: &[u8]) -> Option<ErrorKind> {
        match layout.rules.counts_varnames {
            CountsVarnames::Never => return None,
            CountsVarnames::WithCells if self.word(Note::Cellvars) == 0 => return None,
            CountsVarnames::WithCells | CountsVarnames::Always => {}
        }
        if !layout.rules.whole_units {
            return (self.arguments > i64::from(self.word(Note::Names))).then_some(ErrorKind::TooFewVarnames);
        }
        if text_at(bytes, self.word(Note::Code)).is_some_and(|code| code.len() % 2 != 0) {
            return Some(ErrorKind::OddCode);
        }
        if !layout.has(Field::Localspluskinds) {
            return None;
        }
        let kinds = text_at(bytes, self.word(Note::Kinds)).unwrap_or(&[]);
        if kinds.len() as u64 != u64::from(self.word(Note::Names)) {
            return Some(ErrorKind::KindsLength);
        }
        // Where compilers put them, the arguments come first.
        let first = usize::try_from(self.arguments).ok().and_then(|count| kinds.get(..count));
        if first.is_some_and(|kinds| kinds.iter().all(|kind| kind & KIND_LOCAL != 0)) {
            return None;
        }
        // C `int` arithmetic, and CPython is built with wrapping: two huge counts pass.
        let locals = kinds.iter().fold(0, |sum: i32, kind| sum.wrapping_add(i32::from(kind & KIND_LOCAL != 0)));
        (locals.wrapping_sub(self.arguments as i32) < 0).then_some(ErrorKind::TooFewVarnames)
    }
}

fn number(head: &Head, place: usize) -> i32 {
    head.values().get(place).copied().unwrap_or(0)
}

/// Checks the numbers that stand before the first object.
#[inline]
pub(crate) fn check_head(head: &Head, layout: &Layout) -> Option<ErrorKind> {
    let any_negative = head.values().iter().fold(0, |bits, value| bits | value) < 0;
    let too_many = number(head, layout.places.posonlyargcount) > number(head, layout.places.argcount);
    if any_negative || too_many { find_bad_number(head, layout) } else { None }
}

#[cold]
fn find_bad_number(head: &Head, layout: &Layout) -> Option<ErrorKind> {
    let all = layout.rules.negative == Negative::All;
    let mut argcount = 0;
    for (&field, &value) in layout.fields.iter().zip(head.values()) {
        let wrong = match field {
            Field::Argcount => {
                argcount = value;
                value < 0
            }
            Field::Kwonlyargcount | Field::Nlocals => value < 0,
            Field::Posonlyargcount => value < 0 || value > argcount,
            Field::Stacksize | Field::Flags => all && value < 0,
            _ => false,
        };
        if wrong {
            return Some(ErrorKind::FieldRange { field, value });
        }
    }
    None
}

/// The text of the token `s` at `offset`.
fn text_at(bytes: &[u8], offset: u32) -> Option<&[u8]> {
    let body = bytes.get(offset as usize + 1..)?;
    let (len, rest) = body.split_first_chunk::<4>()?;
    rest.get(..u32::from_le_bytes(*len) as usize)
}
