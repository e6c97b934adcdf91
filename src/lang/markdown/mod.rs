//! Markdown: what documents say of names, the columns of their tables and code blocks, and the objects that they show.
mod anchors;
mod escapes;
mod facts;
pub mod language;
pub(super) mod layout;
mod links;
mod member;
mod rewrite;
mod syntax;
mod table;

pub use facts::{comments, extract};

use crate::model::Language;

/// Markdown.
pub const MARKDOWN: Language = Language::named("markdown");
