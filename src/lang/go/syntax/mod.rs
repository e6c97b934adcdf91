//! Go source to the owned tree of `lang::go::ast`: first the outline of a file (what it declares, without parsing
//! bodies), then single declarations of it on demand.

mod entries;
mod exprs;
mod kinds;
mod lower;
mod outline;
mod parse;
mod scan;
mod stmts;
#[cfg(test)]
mod tests;
mod types;

pub use entries::{Directive, DirectiveKind, Entry, EntryKind, Outline};
pub use outline::outline;
pub use parse::{Depth, comments, parse_entry, parse_file, syntax_errors};
