//! Words inside identifiers and prose, and the terms made of them: where `run id` stands, in whatever case style.
//! Knows text only; what a hit means is for the syntax (`lang`) and the rules to say.

mod case;
mod pattern;
mod rename;
mod term;

pub use case::{Words, split};
pub use pattern::{PatternError, WordPattern, words_of};
pub use rename::rename_words;
pub use term::{TermHit, TermSet, TermSpec};
