//! Chores of the project, each a sub-command.

mod printable;

fn main() {}
