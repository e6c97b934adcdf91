//! An inventory on its way to its readers: what a report must know of the run, and the page of a job that shows it.

use std::path::{Path, PathBuf};

use crate::commit::append_output;
use crate::model::Inventory;
use crate::report::{Columns, Excerpts, Format, OfInventory, ReportMeta};
use crate::rules::Pack;
use crate::session::Workspace;

use super::{Failure, checkout};

/// The file whose Markdown GitHub shows on the page of a job.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// GitHub drops a summary that is larger, in bytes: all steps that wrote into the file together.
const SUMMARY_BYTES: usize = 1 << 20;

/// What a report of `inventory` must know; `command` makes it again.
pub(super) fn meta(pack: &Pack, inventory: &Inventory, columns: Columns, command: &str) -> ReportMeta {
    let mut meta = super::meta::meta(pack, command);
    meta.checkout = checkout::of(&inventory.repos);
    meta.page = super::page(&inventory.repos);
    ReportMeta { columns, ..meta }
}

/// The columns of findings, for a format that counts in other units than bytes.
pub(super) fn columns(workspace: &Workspace, inventory: &Inventory, format: &Format) -> Columns {
    let text = |repo: &str, path: &str| workspace.text(repo, path);
    if format.in_units { Columns::new(inventory, text) } else { Columns::default() }
}

/// The lines of source that a format shows.
pub(super) fn excerpts(workspace: &Workspace, inventory: &Inventory, format: &Format) -> Excerpts {
    let text = |repo: &str, path: &str| workspace.text(repo, path);
    if format.excerpts { Excerpts::new(inventory, text) } else { Excerpts::default() }
}

/// Prints what a gate does not let pass, and shows it on the page of the job where the format has something for it.
pub(super) fn answer(
    format: &Format,
    render: OfInventory,
    inventory: &Inventory,
    meta: ReportMeta,
) -> Result<(), Failure> {
    let summarised = summarise(format, inventory, &meta);
    let meta = ReportMeta { summarised, ..meta };
    super::answer(format, |out| render(inventory, &meta, out)).map(drop)
}

/// Adds to the page of the job; false where there is none.
fn summarise(format: &Format, inventory: &Inventory, meta: &ReportMeta) -> bool {
    let file = std::env::var_os(SUMMARY).filter(|it| !it.is_empty()).map(PathBuf::from);
    let (Some(digest), Some(file)) = (format.summary, file) else { return false };
    let there = file.metadata().map_or(0, |it| it.len());
    let room = SUMMARY_BYTES.saturating_sub(usize::try_from(there).unwrap_or(SUMMARY_BYTES));
    let text = digest(inventory, meta, room);
    if text.is_empty() {
        return false;
    }
    append_output(Path::new(&file), &text)
        .map_err(|error| super::note(&format!("the summary of the job can't be written: {}: {error}", file.display())))
        .is_ok()
}
