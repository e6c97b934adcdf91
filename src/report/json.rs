//! An answer as one JSON document.

use std::io::{self, Write};

use serde::Serialize;
use smol_str::SmolStr;

use super::{Format, ReportMeta, Scripts, Summary};
use crate::model::finding::{Conflict, Origin};
use crate::model::plan::Plan;
use crate::model::{Finding, Inventory, References, Skipped};
use crate::plan::rollout::Rollout;

/// One document with everything.
pub const FORMAT: Format = Format {
    scan: Some(scan),
    refs: Some(refs),
    apply: Some(apply),
    plan: Some(plan),
    sql: Some(sql),
    ..Format::new("json", "One object with everything")
};

/// The inventory. Where a repository stands on this machine is not part of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    tool: Tool<'a>,
    title: &'a str,
    repositories: Vec<&'a str>,
    summary: Summary,
    findings: &'a [Finding],
    conflicts: &'a [Conflict],
    skipped: &'a [Skipped],
    origins: &'a [Origin],
    idle_rules: &'a [SmolStr],
    idle_patterns: &'a [String],
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'a str,
}

/// Writes the inventory, indented.
///
/// # Errors
/// Those of the writer.
pub fn scan(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        tool: Tool { name: "runsess", version: &meta.version },
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
    indented(&document, out)
}

/// The references, an array in one line.
fn refs(found: &References, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &found.rows)?;
    out.write_all(b"\n")
}

fn apply(planned: &Plan, out: &mut dyn Write) -> io::Result<()> {
    indented(planned, out)
}

fn plan(rollout: &Rollout, out: &mut dyn Write) -> io::Result<()> {
    indented(rollout, out)
}

fn sql(scripts: &Scripts, out: &mut dyn Write) -> io::Result<()> {
    indented(&scripts.found, out)
}

fn indented(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}
