//! Protocol Buffers: messages, fields, enums, services and their comments, over all files. The links to generated code are made where its
//! language is read.

mod facts;
mod generators;
pub mod language;
mod made;
mod resolve;
mod rewrite;
mod syntax;

use crate::lang::tree;
use crate::model::{Language, Span};

/// Protocol Buffers.
pub const PROTO: Language = Language::named("proto");

/// The places of `text` that the grammar can't read.
pub fn syntax_errors(text: &str) -> Vec<Span> {
    let tree = tree::parse(&tree_sitter_proto::LANGUAGE.into(), text);
    tree.map_or_else(|| vec![Span::new(0, text.len())], |tree| tree::errors(&tree))
}

/// The comments of `text`, with their marks.
pub fn comments(text: &str) -> Vec<Span> {
    tree::comments(&tree_sitter_proto::LANGUAGE.into(), text)
}
