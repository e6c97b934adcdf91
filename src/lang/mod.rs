//! The languages, a room each: syntax, names and what they are bound to, facts, and what may be written. Everybody else knows a
//! room by its record (`language`), and all records by the list of them (`registry`): a new language is a folder and a line there.
//! The only module that sees tree-sitter nodes; none leaves it.

mod asked;
mod comment;
mod dispatch;
mod generated;
pub mod go;
pub mod language;
pub mod link;
pub mod made;
pub mod markdown;
pub mod needs;
pub mod plain;
pub mod proto;
pub mod registry;
pub mod rewriter;
pub mod rewriters;
pub mod sql;
pub(crate) mod statements;
#[cfg(test)]
mod testing;
mod tree;
pub mod typescript;

pub(crate) use asked::{at_line, name_of};
pub use comment::comment_above;
pub(crate) use dispatch::{
    breaks_syntax, declares, exported, generators, kept, laid_out, making, short_symbol, uses_of,
};
pub use dispatch::{
    comments, facts, facts_of, facts_of_one, mark_applied, migrations, modules, neighbours, outside, refs,
    syntax_errors, unlisted,
};
pub use registry::{dialect, dialects, is_binary_name, is_compiled, is_generated, is_module_file, language_of, leads};
pub(crate) use sql::Handed;
