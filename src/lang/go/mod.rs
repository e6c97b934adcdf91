//! Go: its syntax tree as owned values.

pub mod ast;
pub mod names;
