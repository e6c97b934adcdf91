//! What is special about planning changes of Go: scopes, methods bound by interfaces, keys in chains and literals, columns.

mod accept;
mod alias;
pub mod collide;
mod consumers;
mod convert;
mod delete;
mod duplicates;
mod idle;
mod keys;
mod meanings;
mod members;
mod names;
mod outside;
mod package;
mod page;
mod reads;
mod scopes;
mod serves;
mod sight;
pub mod syntax;
pub mod verify;
mod written_twice;

use crate::lang::go::syntax::syntax_errors;
use crate::model::{Language, Source};

pub use names::GoPlanner;

/// True when `after` has more syntax errors than the file has now.
pub fn breaks_syntax(source: &Source, after: &str) -> bool {
    source.language == Language::Go && {
        let new = syntax_errors(after).len();
        new > 0 && new > syntax_errors(&source.text).len()
    }
}
