//! `scan`: prints the inventory, or the part of it that is asked for.

use std::io::Write;
use std::path::Path;

use crate::cli::ScanArgs;
use crate::commit::write_output;
use crate::model::Inventory;
use crate::model::finding::UNCLASSIFIED;
use crate::report::{Format, ReportMeta};
use crate::rules::Pack;
use crate::session::Workspace;
use crate::text::count::{counted, plural};

use super::filter::Filter;
use super::sample;
use super::{Failure, Outcome};

/// Reads, classifies, filters and prints.
pub(super) fn run(args: &ScanArgs) -> Result<Outcome, Failure> {
    let (project, pack) = super::given(&args.input)?;
    let name = super::meta::format(args.format.as_deref(), &project, "scan");
    let (format, render) = super::formats::pick(name, |it| it.scan)?;
    let filter = Filter::new(&args.part, &pack)?;
    let project =
        args.output.iter().fold(project.clone(), |project, file| project.with_own(file)).asking(&args.part.path);
    let mut workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    let mut inventory = workspace.take_inventory();
    filter.knows(&inventory, &workspace)?;
    inventory.findings.retain(|finding| filter.admits(finding));
    let unclassified = inventory.findings.iter().any(|it| it.category == UNCLASSIFIED && it.fails(true));
    let done = if unclassified { Outcome::Findings } else { Outcome::Done };
    if let Some(count) = args.sample.sample {
        let all = inventory.findings.len();
        sample::draw(&mut inventory.findings, count as usize, args.sample.seed.unwrap_or(1));
        let (findings, paths) = (&inventory.findings, super::paths(&workspace.repos));
        let text = match &args.sample.verdicts {
            Some(file) => Some(sample::ask(&args.sample, file, findings, &workspace, &paths)?),
            None if format.name == "human" && args.output.is_none() => {
                let said = format!("\n{} of {} at random\n", findings.len(), counted(all, "hit"));
                Some(sample::shown(findings, &workspace, &paths) + &said)
            }
            None => None,
        };
        if let Some(text) = text {
            super::say(&text)?;
            return Ok(super::settled(done, workspace.partial()));
        }
    }
    let meta = meta(args, format, &inventory, &workspace);
    let write = |out: &mut dyn Write| render(&inventory, &meta, out);
    match &args.output {
        Some(path) => save(path, format, &super::rendered(write)?)?,
        None => drop(super::answer(format, write)?),
    }
    if !format.for_people || args.output.is_some() {
        super::note_skipped(&workspace.skipped, &super::paths(&workspace.repos));
    }
    super::note_interrupted(&workspace.repos);
    note_idle(&inventory, &workspace.pack);
    for glob in &workspace.unmatched {
        super::note(&format!(
            "no file that was read matches --path {glob}: globs are on REPO/PATH, for example 'chatd/pkg/**'"
        ));
    }
    Ok(super::settled(done, workspace.partial() || !workspace.unmatched.is_empty()))
}

fn meta(args: &ScanArgs, format: &Format, inventory: &Inventory, workspace: &Workspace) -> ReportMeta {
    let columns = super::inventory::columns(workspace, inventory, format);
    let command = super::meta::command(args, format.name);
    let meta = super::inventory::meta(&workspace.pack, inventory, columns, &command);
    let mut meta = super::meta::about(meta, &args.input, &args.tokens);
    meta.excerpts = super::inventory::excerpts(workspace, inventory, format);
    meta.whole = args.all || !args.part.category.is_empty();
    meta.narrowed = args.all || super::filter::words(&args.part).next().is_some();
    if meta.whole {
        meta.categories.iter_mut().for_each(|category| category.listed = true);
    }
    if args.output.is_some() {
        meta.page.width = None;
    }
    meta
}

/// Says which parts of a pack of one's own do nothing here: a pattern with a slip of the pen looks just like one that is not needed. The
/// built-in pack is for trees of all kinds, so what it does not need in this one is no news.
fn note_idle(inventory: &Inventory, pack: &Pack) {
    if pack.is_builtin() || inventory.files == 0 {
        return;
    }
    if !inventory.idle_rules.is_empty() {
        let rules: Vec<String> = inventory.idle_rules.iter().map(|rule| format!("`{rule}`")).collect();
        super::note(&format!("no hit here is decided by {} {}", plural(rules.len(), "rule"), rules.join(", ")));
    }
    for pattern in &inventory.idle_patterns {
        super::note(&format!("{pattern} decides nothing here"));
    }
}

/// Writes the report to a file. Colours are for the terminal; a file is read with other programs.
fn save(path: &Path, format: &Format, text: &[u8]) -> Result<(), Failure> {
    let plain = format.for_people.then(|| anstream::adapter::strip_bytes(text).into_vec());
    let written = write_output(path, plain.as_deref().unwrap_or(text));
    super::taken(&path.display().to_string(), written)
}
