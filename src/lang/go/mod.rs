//! Go, in the order of the data: `syntax` makes the owned tree of `ast`, `resolve` binds its names, `facts` says what hits are,
//! `rewrite` and `layout` write, `starts` writes steps for databases.
pub mod answers;
pub mod ast;
mod both_keys;
pub mod facts;
pub mod fallback;
pub mod language;
pub mod layout;
pub mod names;
pub mod resolve;
pub mod rewrite;
mod starts;
pub mod syntax;
pub mod visit;

use crate::model::Language;

/// Go.
pub const GO: Language = Language::named("go");
