//! Writing code from the first instruction to the last.

use crate::assembler::AssembleError;
use crate::lines::Location;
use crate::listing::{Item, Label, Listing, Operand, ProtectedRange};
use crate::op::Op;

/// Appends items to a [`Listing`]. The first error is kept, and told by [`Assembler::finish`].
///
/// ```
/// use pyc_bytecode::{Assembler, InstructionSet, Listing, Op};
/// use pyc_marshal::Version;
///
/// // while x: pass
/// let set = InstructionSet::of(Version::new(3, 12)).unwrap();
/// let mut listing = Listing::new(set, 1);
/// let mut asm = Assembler::new(&mut listing);
/// let (top, end) = (asm.label(), asm.label());
/// asm.line(1).emit(Op::Resume, 0);
/// asm.bind(top).emit(Op::LoadName, 0).emit(Op::PopJumpIfFalse, end).emit(Op::Jump, top);
/// asm.bind(end).emit(Op::ReturnConst, 0);
/// asm.finish()?;
/// assert_eq!(*listing.assemble()?.code, [151, 0, 101, 0, 114, 1, 140, 3, 121, 0]);
/// # Ok::<(), pyc_bytecode::AssembleError>(())
/// ```
#[derive(Debug)]
pub struct Assembler<'l> {
    listing: &'l mut Listing,
    location: Location,
    error: Option<AssembleError>,
}

impl<'l> Assembler<'l> {
    /// Goes on behind the last item of a listing.
    pub fn new(listing: &'l mut Listing) -> Assembler<'l> {
        Assembler { listing, location: Location::NONE, error: None }
    }

    /// What follows comes from this place in the source.
    pub fn at(&mut self, location: Location) -> &mut Self {
        self.location = location;
        self
    }

    /// What follows comes from this line.
    pub fn line(&mut self, line: i32) -> &mut Self {
        self.at(Location::of_line(line))
    }

    /// A new label, for jumps forward and back.
    pub fn label(&mut self) -> Label {
        self.listing.label()
    }

    /// Lets a label stand here.
    pub fn bind(&mut self, label: Label) -> &mut Self {
        if let Err(error) = self.listing.bind_end(label) {
            self.error.get_or_insert(error);
        }
        self
    }

    /// An instruction: its argument is a number, a label, or `()`. For jumps see [`Item::new`]: `Jump` and `PopJumpIfTrue` and its kin
    /// are written in every version, and become what jumps forward or back there.
    pub fn emit(&mut self, op: Op, operand: impl Into<Operand>) -> &mut Self {
        let item = Item::new(self.listing.set(), op, operand).map_err(AssembleError::from);
        if let Err(error) = item.and_then(|item| self.listing.push(Item { location: self.location, ..item })) {
            self.error.get_or_insert(error);
        }
        self
    }

    /// Protects what lies between two labels (3.11): an exception there goes to the handler. Before, emit `SetupFinally` and its kin.
    pub fn protect(&mut self, range: ProtectedRange) -> &mut Self {
        self.listing.protected.push(range);
        self
    }

    /// Ends.
    ///
    /// # Errors
    /// The first one of all that was emitted or bound.
    pub fn finish(self) -> Result<(), AssembleError> {
        self.error.map_or(Ok(()), Err)
    }
}
