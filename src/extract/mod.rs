//! Source text to owned facts, one file at a time. The only module that sees tree-sitter nodes; none leaves it.
mod brackets;
pub mod go;
pub mod markdown;
pub mod plain;
pub mod proto;
pub mod sql;
#[cfg(test)]
mod testing;
mod text;
mod tree;
pub mod typescript;
