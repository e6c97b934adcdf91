//! Source text to owned facts, one file at a time. The only module that sees tree-sitter nodes; none leaves it.
pub mod go;
pub mod plain;
pub mod proto;
pub mod sql;
#[cfg(test)]
mod testing;
mod text;
mod tree;
