//! One JSON object a line: a finding exactly as it is serialised, a reference, a change. Files that were not read are no
//! findings: `json` lists them.

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, ReportMeta};
use crate::model::plan::{Group, Manual, Plan, Refusal};
use crate::model::{Inventory, References};

/// For `jq`, `grep` and scripts.
pub const FORMAT: Format = Format {
    scan: Some(findings),
    check: Some(findings),
    refs: Some(refs),
    apply: Some(apply),
    ..Format::new("jsonl", "One object a line")
};

/// Writes one JSON object per finding, in order.
fn findings(inventory: &Inventory, _: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    lines(&inventory.findings, out)
}

fn refs(found: &References, out: &mut dyn Write) -> io::Result<()> {
    lines(&found.rows, out)
}

/// Writes a line for each change, refusal and thing left to people.
fn apply(planned: &Plan, out: &mut dyn Write) -> io::Result<()> {
    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Line<'a> {
        Change(&'a Group),
        Refused(&'a Refusal),
        Manual(&'a Manual),
    }
    let changes = planned.groups.iter().map(Line::Change);
    let rest = planned.refused.iter().map(Line::Refused).chain(planned.manual.iter().map(Line::Manual));
    lines(changes.chain(rest), out)
}

fn lines<T: Serialize>(values: impl IntoIterator<Item = T>, out: &mut dyn Write) -> io::Result<()> {
    values.into_iter().try_for_each(|value| {
        serde_json::to_writer(&mut *out, &value)?;
        out.write_all(b"\n")
    })
}
