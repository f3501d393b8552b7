//! The command `pyc`.

fn main() {}
