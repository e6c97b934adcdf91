//! Words inside identifiers and prose, and the terms made of them: where `run id` stands, in whatever case style.
//! Knows text only; what a hit means is for the syntax (`lang`) and the rules to say.

mod case;
mod pattern;
mod rename;
mod shape;
mod term;

pub use case::{Words, capital, split};
pub use pattern::{PatternError, WordPattern, words_of};
pub use rename::{joint, rename_words};
pub use shape::{Joint, Shape};
pub use term::{TermHit, TermSet, TermSpec, plural_of};
