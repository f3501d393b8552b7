//! Fields of code objects.

use core::fmt;

/// A field of a code object, in any version. The names are those of the `co_` attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Field {
    /// Number of positional parameters, positional-only ones included.
    Argcount,
    /// Number of positional-only parameters (3.8).
    Posonlyargcount,
    /// Number of keyword-only parameters (3.0).
    Kwonlyargcount,
    /// Number of local variables (1.3 to 3.10).
    Nlocals,
    /// Slots of the evaluation stack (1.5).
    Stacksize,
    /// `CO_` flags (1.3).
    Flags,
    /// Line of the first statement (1.5).
    Firstlineno,
    /// The instructions.
    Code,
    /// Constants.
    Consts,
    /// Names of globals, attributes and imports.
    Names,
    /// Names of local variables (1.3 to 3.10).
    Varnames,
    /// Names of free variables (2.1 to 3.10).
    Freevars,
    /// Names of cells (2.1 to 3.10).
    Cellvars,
    /// Names of locals, cells and free variables in one array (3.11).
    Localsplusnames,
    /// What each of these is, a byte a name (3.11).
    Localspluskinds,
    /// File the code was compiled from.
    Filename,
    /// Name of the function, class or module.
    Name,
    /// Dotted name (3.11).
    Qualname,
    /// Line table: `co_lnotab` (1.5 to 3.9), `co_linetable` (3.10).
    Linetable,
    /// End lines, in alphas of 3.11 only.
    Endlinetable,
    /// Columns, in alphas of 3.11 only.
    Columntable,
    /// Exception table (3.11).
    Exceptiontable,
}

impl Field {
    /// Number of fields.
    pub const COUNT: usize = 22;

    /// Number of fields that are plain numbers; they come first in [`Field::ALL`].
    pub const NUMBERS: usize = 7;

    /// All fields, plain numbers first.
    pub const ALL: [Field; Field::COUNT] = [
        Field::Argcount,
        Field::Posonlyargcount,
        Field::Kwonlyargcount,
        Field::Nlocals,
        Field::Stacksize,
        Field::Flags,
        Field::Firstlineno,
        Field::Code,
        Field::Consts,
        Field::Names,
        Field::Varnames,
        Field::Freevars,
        Field::Cellvars,
        Field::Localsplusnames,
        Field::Localspluskinds,
        Field::Filename,
        Field::Name,
        Field::Qualname,
        Field::Linetable,
        Field::Endlinetable,
        Field::Columntable,
        Field::Exceptiontable,
    ];

    /// Whether the field is a plain number, not an object.
    pub const fn is_number(self) -> bool {
        (self as usize) < Field::NUMBERS
    }

    /// The field's name without `co_`.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Argcount => "argcount",
            Field::Posonlyargcount => "posonlyargcount",
            Field::Kwonlyargcount => "kwonlyargcount",
            Field::Nlocals => "nlocals",
            Field::Stacksize => "stacksize",
            Field::Flags => "flags",
            Field::Firstlineno => "firstlineno",
            Field::Code => "code",
            Field::Consts => "consts",
            Field::Names => "names",
            Field::Varnames => "varnames",
            Field::Freevars => "freevars",
            Field::Cellvars => "cellvars",
            Field::Localsplusnames => "localsplusnames",
            Field::Localspluskinds => "localspluskinds",
            Field::Filename => "filename",
            Field::Name => "name",
            Field::Qualname => "qualname",
            Field::Linetable => "linetable",
            Field::Endlinetable => "endlinetable",
            Field::Columntable => "columntable",
            Field::Exceptiontable => "exceptiontable",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
