//! Text without a language: words and the terms made of them, sentences, brackets, lines, columns.

pub(crate) mod brackets;
pub(crate) mod columns;
pub(crate) mod lines;
pub(crate) mod sentences;
pub mod words;
