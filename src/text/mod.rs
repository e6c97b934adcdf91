//! Text without a language: words and the terms made of them, sentences, brackets, lines, columns; and how text is put to
//! people.

pub mod articles;
pub(crate) mod brackets;
pub(crate) mod columns;
pub mod count;
pub mod day;
pub mod families;
pub(crate) mod keys;
pub(crate) mod lines;
pub(crate) mod operations;
pub mod own;
pub(crate) mod routes;
pub(crate) mod sentences;
pub(crate) mod shell;
pub mod shown;
pub(crate) mod siblings;
pub(crate) mod templates;
pub(crate) mod width;
pub mod words;
pub(crate) mod yaml;
