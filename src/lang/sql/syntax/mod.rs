//! SQL text to names with their roles, tables and columns: tokens, the clauses around them, and what looks like SQL at all.

mod clauses;
mod detect;
mod level;
mod mentions;
mod reader;
mod token;

pub use detect::is_sql;
pub use reader::{Bind, Column, Name, Sql, is_keyword, read};
pub use token::{Token, TokenKind, tokens};
