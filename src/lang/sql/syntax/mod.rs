//! SQL text to names with their roles, tables and columns: tokens, the clauses around them, and what looks like SQL at all.

mod clauses;
mod column;
mod detect;
mod level;
mod mentions;
mod parse;
mod read;
mod reader;
mod relations;
mod routines;
mod scopes;
mod split;
mod token;
mod unfinished;
mod views;
mod visit;

pub use column::{Column, OPEN};
pub use detect::{is_part, is_qualified_name, is_sql};
pub use parse::parses;
pub use read::{read, read_among};
pub use reader::{Bind, Name, Sql, is_keyword};
pub use routines::Calls;
pub use split::statements;
pub use token::{Token, TokenKind, tokens, whole};
pub use views::replacing_view;
