//! The answer of a check as it is kept for the next run: what is printed, and nothing of what it was made from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::super::inventory::columns;
use crate::gate::Judged;
use crate::model::finding::Origin;
use crate::model::{Finding, Inventory, Repo, Skipped, Verdict};
use crate::report::{Columns, Format};
use crate::session::Workspace;

/// What an answer is about, besides the folders and the rules.
#[derive(Serialize)]
pub(super) struct Asked {
    /// The day on which it was given.
    pub day: Date,
    /// The hash of the baseline's text.
    pub baseline: Option<[u8; 32]>,
    /// For each repository, the text of the file that says who owns what.
    pub owners: Vec<Option<String>>,
    /// For each repository, the commit that it is compared with.
    pub commits: Option<Vec<String>>,
    /// Columns are wanted in other units than bytes.
    pub in_units: bool,
}

/// What a check says.
#[derive(Serialize, Deserialize)]
pub(super) struct Answer {
    /// The hits that fail.
    failing: Vec<Finding>,
    verdict: Verdict,
    columns: Columns,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    files: usize,
    origins: Vec<Origin>,
    idle_rules: Vec<SmolStr>,
    idle_patterns: Vec<String>,
}

impl Answer {
    pub(super) fn of(judged: Judged, workspace: &Workspace, format: &Format) -> Self {
        // A format may show what comments let pass, too: it has columns as well.
        let allowed = judged.verdict.suppressed.iter().map(|it| &it.finding);
        let shown = judged.failing.iter().chain(allowed).cloned().collect();
        let inventory = Inventory { findings: shown, ..Inventory::default() };
        let classified = &workspace.classified;
        Self {
            columns: columns(workspace, &inventory, format),
            failing: judged.failing,
            verdict: judged.verdict,
            skipped: workspace.skipped.clone(),
            files: workspace.files,
            origins: classified.origins.clone(),
            idle_rules: classified.idle_rules.clone(),
            idle_patterns: classified.idle_patterns.clone(),
        }
    }

    /// What formats render.
    pub(super) fn parts(self, repos: Vec<Repo>) -> (Inventory, Columns, Verdict) {
        let inventory = Inventory {
            repos,
            findings: self.failing,
            skipped: self.skipped,
            files: self.files,
            conflicts: Vec::new(),
            origins: self.origins,
            idle_rules: self.idle_rules,
            idle_patterns: self.idle_patterns,
        };
        (inventory, self.columns, self.verdict)
    }
}
