//! SQL: files, and text inside strings of other languages. Tables, columns, indexes, values and placeholders by position.
//!
//! A reader over tokens serves whole schemas and fragments alike; whole statements are parsed too, and their scopes tell the table of each column.
pub mod databases;
mod facts;
mod generators;
mod given_up;
mod handed;
pub mod language;
pub(super) mod layout;
mod left_behind;
pub(super) mod link;
mod mapped;
mod marks;
pub(super) mod migrations;
mod nearby;
mod put_together;
mod rewrite;
mod row_keys;
mod syntax;
mod tagged;

pub(super) use left_behind::left_behind_by;
pub(super) use tagged::{is_of_mapper, mapped_with};

pub use databases::tables_made;
pub use facts::{
    Tables, column_symbol, extract, index_symbol, is_made, kept_value, name_at, scope, table_symbol, value_symbol,
};
pub use handed::Handed;
pub(super) use marks::is_declared_by_calls;
pub use syntax::{
    Bind, Calls, Column, Name, OPEN, Sql, Token, TokenKind, is_keyword, is_sql, parses, read, read_among,
    replacing_view, statements, tokens, whole,
};

use crate::model::Language;

/// SQL.
pub const SQL: Language = Language::named("sql");

#[cfg(test)]
mod tests;
