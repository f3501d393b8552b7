//! Generates valid things.
