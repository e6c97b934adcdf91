//! Migrations that were applied: which files are some, by the marks of the tools that run them, and what the next one is called and
//! looks like. Such a file is history: databases that exist were made by it, so that nothing in it is ever renamed. What its
//! statements make, and whether the next migration works, is decided in `databases`.

mod around;
mod format;
mod numbers;
mod tools;

pub(in crate::lang::sql) use around::Around;
pub(in crate::lang::sql) use format::{home, next, up};
pub(in crate::lang::sql) use numbers::{is_version, order};
pub(in crate::lang) use tools::STEPS;
pub(in crate::lang::sql) use tools::{Tool, Writes};

use rayon::prelude::*;

use crate::model::{FileId, Source};

/// The files beside migrations that say what runs them: they are read whatever stands in them.
pub(super) const AROUND: &[&str] = &["atlas.sum", "_journal.json", "sqlc.yaml", "sqlc.yml", "sqlc.json"];

/// The files that are migrations.
pub(super) fn applied(sources: &[Source]) -> Vec<FileId> {
    let around = Around::of(sources);
    sources.par_iter().filter(|it| around.tool(it).is_some()).map(|it| it.id).collect()
}

#[cfg(test)]
mod tests;
