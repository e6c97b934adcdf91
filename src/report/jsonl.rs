//! One JSON object a line: a finding exactly as it is serialised, a reference, a change. Files that were not read are no
//! findings: `json` lists them. Each line says its version last, because lines are read one by one.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Format, Page, ReportMeta};
use crate::model::answer::{Reference, Relation};
use crate::model::plan::{Group, Manual, Plan, Refusal};
use crate::model::{Certainty, Inventory, Language, References, Role};

/// For `jq`, `grep` and scripts.
pub const FORMAT: Format = Format {
    scan: Some(findings),
    check: Some(findings),
    refs: Some(refs),
    apply: Some(apply),
    ..Format::new("jsonl", "One object a line")
};

/// What documents and rows say in `schemaVersion`. A field that goes or means something else makes it one more, a new one does not.
pub const SCHEMA_VERSION: u32 = 1;

/// A row of runsess.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row<T> {
    #[serde(flatten)]
    row: T,
    /// Version of this format: 1. Fields may come; none goes or means something else without another version.
    #[schemars(range(min = 1, max = 1))]
    schema_version: u32,
}

/// A place that means the symbol that was asked for, or one that keeps the same name.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReferenceRow<'a> {
    /// Name of the repository.
    repo: &'a str,
    /// Path in the repository, with `/`.
    path: &'a str,
    /// 1-based.
    line: u32,
    /// 1-based, in bytes.
    column: u32,
    /// 1-based.
    end_line: u32,
    /// 1-based, in bytes, one past the last.
    end_column: u32,
    /// 0-based offset of the first byte.
    byte_start: u32,
    /// 0-based offset one past the last byte.
    byte_end: u32,
    /// The identifier.
    text: &'a str,
    language: Language,
    role: Role,
    /// The declared thing that it means.
    symbol: Option<&'a str>,
    certainty: Certainty,
    relation: Relation,
    /// It declares the symbol, or the one that it is linked by.
    declaration: bool,
}

impl<'a> ReferenceRow<'a> {
    pub(super) fn of(row: &'a Reference) -> Self {
        let it = &row.finding;
        Self {
            repo: &it.repo,
            path: &it.path,
            line: it.line,
            column: it.column,
            end_line: it.end_line,
            end_column: it.end_column,
            byte_start: it.byte_start,
            byte_end: it.byte_end,
            text: &it.text,
            language: it.language,
            role: it.role,
            symbol: it.symbol.as_deref(),
            certainty: it.certainty,
            relation: row.relation,
            declaration: row.declaration,
        }
    }
}

/// A change, a refusal, or something that is left to people.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum PlanRow<'a> {
    /// One decision.
    Change(&'a Group),
    /// What can't be done.
    Refused(&'a Refusal),
    /// What a person has to decide.
    Manual(&'a Manual),
}

/// Writes one JSON object per finding, in order.
fn findings(inventory: &Inventory, _: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    lines(&inventory.findings, out)
}

fn refs(found: &References, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    lines(found.rows.iter().map(ReferenceRow::of), out)
}

/// Writes a line for each change, refusal and thing left to people.
fn apply(planned: &Plan, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let changes = planned.groups.iter().map(PlanRow::Change);
    let rest = planned.refused.iter().map(PlanRow::Refused).chain(planned.manual.iter().map(PlanRow::Manual));
    lines(changes.chain(rest), out)
}

fn lines<T: Serialize>(rows: impl IntoIterator<Item = T>, out: &mut dyn Write) -> io::Result<()> {
    rows.into_iter().try_for_each(|row| {
        serde_json::to_writer(&mut *out, &Row { row, schema_version: SCHEMA_VERSION })?;
        out.write_all(b"\n")
    })
}
