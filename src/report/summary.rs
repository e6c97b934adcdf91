//! The totals, counted once for all formats.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{BatchMeta, ReportMeta};
use crate::model::{Certainty, Inventory, Skipped};

/// Totals of an inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Files read.
    pub files: usize,
    /// Findings of all categories.
    pub findings: usize,
    /// Findings that fail the gate: of its categories, without those that the rules keep.
    pub gate: usize,
    /// One entry per category, in the order of the report. Categories without findings are in.
    pub categories: Vec<CategoryTotal>,
    /// One entry per repository, in order of their names.
    pub repositories: Vec<RepoTotal>,
    /// One entry per batch of the pack, in its order, then those that only findings name.
    pub batches: Vec<BatchTotal>,
    /// Symbols that two meanings reach.
    pub conflicts: usize,
    /// Files that were not read though they may hold hits.
    pub unread: usize,
    /// Files that hold no text.
    pub without_text: usize,
    /// Files that the program itself wrote or reads, such as an earlier report.
    pub own: usize,
}

/// Totals of a category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryTotal {
    /// Its name.
    pub id: String,
    /// What to do about it.
    pub action: String,
    /// A finding of it fails the gate.
    pub gate: bool,
    /// How many findings.
    pub findings: usize,
    /// In how many files.
    pub files: usize,
    /// Of how many symbols.
    pub symbols: usize,
    /// How many findings have a declaration that was found.
    pub resolved: usize,
    /// How many were decided by flow or neighbours.
    pub inferred: usize,
    /// How many were decided by words only.
    pub textual: usize,
}

/// Totals of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BatchTotal {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub title: String,
    /// How likely it breaks something.
    pub risk: String,
    /// How many findings it changes.
    pub findings: usize,
}

/// Totals of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepoTotal {
    /// Its name.
    pub name: String,
    /// Findings of all categories.
    pub findings: usize,
    /// Findings that fail the gate.
    pub gate: usize,
    /// Files with findings.
    pub files: usize,
}

impl Summary {
    /// Counts.
    pub fn new(inventory: &Inventory, meta: &ReportMeta) -> Self {
        let categories: Vec<CategoryTotal> =
            meta.sections(inventory).iter().map(|it| count_category(inventory, &it.id, &it.action, it.gate)).collect();
        let fails: BTreeSet<&str> = categories.iter().filter(|it| it.gate).map(|it| it.id.as_str()).collect();
        let repositories = inventory.repos.iter().map(|repo| count_repository(inventory, &repo.name, &fails)).collect();
        let count = |is: fn(&Skipped) -> bool| inventory.skipped.iter().filter(|it| is(it)).count();
        let (unread, own) = (count(|it| it.matters), count(Skipped::is_own));
        Self {
            files: inventory.files,
            findings: inventory.findings.len(),
            gate: inventory.findings.iter().filter(|it| it.fails(fails.contains(it.category.as_str()))).count(),
            categories,
            repositories,
            batches: count_batches(inventory, meta),
            conflicts: inventory.conflicts.len(),
            unread,
            without_text: inventory.skipped.len() - unread - own,
            own,
        }
    }
}

fn count_batches(inventory: &Inventory, meta: &ReportMeta) -> Vec<BatchTotal> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for batch in inventory.findings.iter().filter_map(|finding| finding.batch) {
        *counts.entry(batch).or_default() += 1;
    }
    let total =
        |it: &BatchMeta, findings| BatchTotal { id: it.id, title: it.title.clone(), risk: it.risk.clone(), findings };
    let mut totals: Vec<BatchTotal> =
        meta.batches.iter().map(|it| total(it, counts.remove(&it.id).unwrap_or(0))).collect();
    let unnamed = counts.into_iter().map(|(id, findings)| total(&BatchMeta { id, ..BatchMeta::default() }, findings));
    totals.extend(unnamed);
    totals
}

fn count_category(inventory: &Inventory, id: &str, action: &str, gate: bool) -> CategoryTotal {
    let mut total = CategoryTotal { id: id.into(), action: action.into(), gate, ..CategoryTotal::default() };
    let (mut files, mut symbols) = (BTreeSet::new(), BTreeSet::new());
    for finding in inventory.findings.iter().filter(|finding| finding.category == id) {
        total.findings += 1;
        files.insert((&finding.repo, &finding.path));
        symbols.extend(&finding.symbol);
        match finding.certainty {
            Certainty::Resolved => total.resolved += 1,
            Certainty::Inferred => total.inferred += 1,
            Certainty::Textual => total.textual += 1,
        }
    }
    (total.files, total.symbols) = (files.len(), symbols.len());
    total
}

fn count_repository(inventory: &Inventory, name: &str, fails: &BTreeSet<&str>) -> RepoTotal {
    let findings: Vec<_> = inventory.findings.iter().filter(|finding| finding.repo == name).collect();
    let files: BTreeSet<&str> = findings.iter().map(|finding| finding.path.as_str()).collect();
    RepoTotal {
        name: name.into(),
        findings: findings.len(),
        gate: findings.iter().filter(|it| it.fails(fails.contains(it.category.as_str()))).count(),
        files: files.len(),
    }
}
