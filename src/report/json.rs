//! An answer as one JSON document, which says its version and its tool first. `schema` publishes what else is in it.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use smol_str::SmolStr;

use super::jsonl::{ReferenceRow, SCHEMA_VERSION};
use super::{Format, Page, ReportMeta, Scripts, Summary};
use crate::model::answer::Bound;
use crate::model::finding::{Conflict, Origin};
use crate::model::plan::Plan;
use crate::model::verification::Verification;
use crate::model::{Finding, Inventory, References, Skipped};
use crate::plan::rollout::Rollout;

/// One document with everything.
pub const FORMAT: Format = Format {
    scan: Some(scan),
    refs: Some(refs),
    apply: Some(apply),
    plan: Some(plan),
    sql: Some(sql),
    verify: Some(verify),
    ..Format::new("json", "One object with everything")
};

/// An answer of runsess.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a, A> {
    /// Version of this format: 1. Fields may come; none goes or means something else without another version.
    #[schemars(range(min = 1, max = 1))]
    schema_version: u32,
    /// What wrote it.
    tool: Tool<'a>,
    #[serde(flatten)]
    answer: A,
}

/// What wrote it.
#[derive(Serialize, JsonSchema)]
struct Tool<'a> {
    /// `runsess`
    name: &'static str,
    /// Its version.
    version: &'a str,
}

/// What each occurrence means. Where a repository stands on this machine is not part of it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found<'a> {
    /// Name of the migration.
    title: &'a str,
    /// Names of the repositories, sorted.
    repositories: Vec<&'a str>,
    /// The totals.
    summary: Summary,
    /// The findings, sorted by repository, path and offset.
    findings: &'a [Finding],
    /// Symbols that two meanings reach, each with both proofs.
    conflicts: &'a [Conflict],
    /// The files that were not scanned, sorted.
    skipped: &'a [Skipped],
    /// The names that most meanings come from, those with the most hits first.
    origins: &'a [Origin],
    /// Rules that never won.
    idle_rules: &'a [SmolStr],
    /// Patterns of the rules that match nothing which a hit is linked with, each with the part that it stands in.
    idle_patterns: &'a [String],
}

/// Every reference of one symbol.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Referred<'a> {
    /// The symbol, in full.
    symbol: &'a str,
    /// Its references, sorted by file and place.
    references: Vec<ReferenceRow<'a>>,
    /// Interfaces outside of the roots that bind it.
    bound: &'a [Bound],
    /// `repo/path:line:column` of each place that bears the name with a meaning that is not known, sorted.
    unresolved: Vec<String>,
}

/// Writes the inventory, indented.
///
/// # Errors
/// Those of the writer.
pub fn scan(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let found = Found {
        title: &meta.title,
        repositories: inventory.repos.iter().map(|repo| &*repo.name).collect(),
        summary: Summary::new(inventory, meta),
        findings: &inventory.findings,
        conflicts: &inventory.conflicts,
        skipped: &inventory.skipped,
        origins: &inventory.origins[..inventory.origins.len().min(super::ORIGINS)],
        idle_rules: &inventory.idle_rules,
        idle_patterns: &inventory.idle_patterns,
    };
    document(found, &meta.version, out)
}

fn refs(found: &References, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let referred = Referred {
        symbol: &found.symbol,
        references: found.rows.iter().map(ReferenceRow::of).collect(),
        bound: &found.bound,
        unresolved: found.unresolved.iter().map(ToString::to_string).collect(),
    };
    document(referred, env!("CARGO_PKG_VERSION"), out)
}

fn apply(planned: &Plan, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    document(planned, env!("CARGO_PKG_VERSION"), out)
}

fn verify(found: &Verification, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    document(found, env!("CARGO_PKG_VERSION"), out)
}

fn plan(rollout: &Rollout, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    document(rollout, env!("CARGO_PKG_VERSION"), out)
}

fn sql(scripts: &Scripts, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    document(&scripts.found, env!("CARGO_PKG_VERSION"), out)
}

fn document(answer: impl Serialize, version: &str, out: &mut dyn Write) -> io::Result<()> {
    let tool = Tool { name: "runsess", version };
    serde_json::to_writer_pretty(&mut *out, &Document { schema_version: SCHEMA_VERSION, tool, answer })?;
    out.write_all(b"\n")
}
