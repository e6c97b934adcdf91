//! The scripts of a batch, as an answer that formats render.

use crate::model::Migrations;

/// What existing databases need before the code of a batch runs on them.
#[derive(Clone, Debug)]
pub struct Scripts {
    /// Name of the migration.
    pub title: String,
    /// The batch.
    pub batch: u32,
    /// The scripts, and what has to be done by hand.
    pub found: Migrations,
}
