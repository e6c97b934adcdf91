//! The languages, a room each: syntax, names and what they are bound to, facts, and what may be written. The only module that
//! sees tree-sitter nodes; none leaves it.

mod dispatch;
pub mod go;
pub mod link;
pub mod markdown;
pub mod plain;
pub mod proto;
pub mod registry;
pub mod sql;
#[cfg(test)]
mod testing;
mod tree;
pub mod typescript;

pub(crate) use dispatch::{breaks_syntax, laid_out, withdrawal};
pub use dispatch::{extract, syntax_errors};
pub use registry::{is_binary_name, is_generated, language_of};
