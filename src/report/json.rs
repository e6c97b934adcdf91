//! The whole inventory as one JSON document.

use std::io::{self, Write};

use serde::Serialize;
use smol_str::SmolStr;

use super::{ReportMeta, Summary};
use crate::model::finding::Conflict;
use crate::model::{Finding, Inventory, Skipped};

/// The document. Where a repository stands on this machine is not part of it.
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
    idle_rules: &'a [SmolStr],
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'a str,
}

/// Writes the document, indented.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        tool: Tool { name: "runsess", version: &meta.version },
        title: &meta.title,
        repositories: inventory.repos.iter().map(|repo| &*repo.name).collect(),
        summary: Summary::new(inventory, meta),
        findings: &inventory.findings,
        conflicts: &inventory.conflicts,
        skipped: &inventory.skipped,
        idle_rules: &inventory.idle_rules,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
