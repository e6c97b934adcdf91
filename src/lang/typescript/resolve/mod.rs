//! What names and expressions mean, across files: `project` finds the file that an import names, `types` answers what type an
//! expression has.

mod calls;
mod context;
mod library;
mod members;
mod names;
pub(super) mod project;
pub(super) mod reach;
mod tsconfig;
mod ty;
pub(super) mod types;
