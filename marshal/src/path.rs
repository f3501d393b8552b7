//! Where in an object a byte stands: `consts[3].names[0]`.

use core::fmt;

use crate::field::Field;

/// One step from an object into one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into a field of a code object.
    Field(Field),
    /// Into an item of a tuple, list or set, counted in stream order.
    Item(u32),
    /// Into the key of a pair of a dict, counted in stream order.
    Key(u32),
    /// Into the value of a pair of a dict.
    Value(u32),
    /// Into the start (0), stop (1) or step (2) of a slice.
    Slice(u8),
}

/// The way from the outermost object to one of its parts. Empty for the outermost object itself.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Path(Vec<Step>);

impl Path {
    /// The steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl FromIterator<Step> for Path {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Path {
        Path(steps.into_iter().collect())
    }
}

impl fmt::Display for Path {
    /// As Python would write it; the empty path is `.`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(field) if i == 0 => write!(f, "{field}")?,
                Step::Field(field) => write!(f, ".{field}")?,
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Key(index) => write!(f, ".key[{index}]")?,
                Step::Value(index) => write!(f, ".value[{index}]")?,
                Step::Slice(part) => {
                    write!(f, ".{}", ["start", "stop", "step"].get(usize::from(*part)).copied().unwrap_or("slice"))?;
                }
            }
        }
        Ok(())
    }
}
