//! Go: its syntax tree as owned values, and what is known of names.

pub mod ast;
pub mod fallback;
pub mod names;
pub mod visit;
