//! What names and expressions mean, across files: `project` finds the file that an import names, `types` answers what type an
//! expression has.

mod calls;
mod candidates;
mod components;
mod conditions;
mod context;
mod elements;
pub(super) mod held;
mod infer;
mod jsx;
pub(super) mod levels;
mod library;
mod mapped;
pub(super) mod members;
mod messages;
pub mod names;
mod narrow;
pub(super) mod project;
mod provenance;
pub(super) mod reach;
mod relate;
mod remaps;
mod signatures;
mod texts;
pub(super) mod tracer;
mod tsconfig;
mod ty;
pub(super) mod types;
mod values;
mod written;
