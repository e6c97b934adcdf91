//! `check`: the gate. Fails when there are hits that the baseline doesn't have, or the tree that the code is compared with.

pub(super) mod files;

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::CheckArgs;
use crate::gate::{Baseline, Gate, Judged, Owners, Updated};
use crate::model::Inventory;
use crate::model::verdict::Remark;
use crate::report::Paths;
use crate::rules::Pack;
use crate::session::{self, Project, Scope, Workspace, hits};
use crate::text::count::{counted, plural};
use crate::text::day::today;
use crate::walk::HistoryError;

use super::{Failure, Outcome};

/// So many hits that are accepted are named.
const NAMED: usize = 50;

/// Scans, compares and prints what is new.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let (project, pack) = super::given(&args.input)?;
    let name = super::meta::format(args.format.as_deref(), &project, "check").to_owned();
    let (format, render) = super::formats::pick(&name, |it| it.check)?;
    let path = args.baseline.as_deref().or(project.baseline.as_deref()).map(Path::to_path_buf);
    let path = path.as_deref();
    let baseline = if args.update_baseline { files::replaced(path)? } else { files::baseline(path, args.prune)? };
    let project = args.baseline.iter().fold(project, |project, file| project.with_own(file));
    let keep = !args.cache.no_cache;
    let workspace = if args.staged {
        Workspace::read_staged(&project, pack, keep)?
    } else {
        Workspace::read(&project, pack, keep)?
    };
    let paths = super::paths(&workspace.repos);
    super::note_skipped(&workspace.skipped, &paths);
    super::note_interrupted(&workspace.repos);
    let named = workspace.repos.len() > 1 || baseline.names_repositories();
    let hits = hits(&workspace, named);
    let scope = Scope::of(&project, &workspace)?;
    let owners: BTreeMap<_, _> =
        workspace.repos.iter().filter_map(|it| Some((it.name.as_ref().into(), Owners::of(&it.root)?))).collect();
    let gate = Gate {
        baseline: &baseline,
        past: None,
        owners: &owners,
        today: today(),
        read: &|row| scope.reads(row.repo.as_deref(), &row.path),
        asked: &|row| scope.asks_for(row.repo.as_deref(), &row.path),
    };
    let mut judged = gate.judge(&hits);
    if let (Some(path), true) = (path, args.update_baseline) {
        let updated = gate.updated(&hits, &judged);
        files::may_grow((path, args.allow_growth), &updated, &paths)?;
        return update(path, &updated, &paths, workspace.partial());
    }
    let since = args.since.as_deref().or(args.staged.then_some("HEAD"));
    if let Some(rev) = since.filter(|_| !judged.failing.is_empty()) {
        let past = past(&workspace, &project, rev, args, named)?;
        judged = Gate { past: Some(&past), ..gate }.judge(&hits);
    }
    if let (Some(path), true) = (path, args.prune) {
        prune(path, &gate, &mut judged)?;
    }
    judged.verdict.remarks.extend(overdue(&workspace.pack));
    // A format may show what comments let pass, too: it has columns as well.
    let allowed = judged.verdict.suppressed.iter().map(|it| &it.finding);
    let findings = judged.failing.iter().chain(allowed).cloned().collect();
    let mut inventory = Inventory { findings, conflicts: Vec::new(), ..workspace.inventory() };
    let meta = super::inventory::meta(&workspace, &inventory, format, "runsess check");
    let mut meta = super::meta::about(meta, &args.input, &args.tokens);
    inventory.findings = judged.failing;
    meta.compared = path.is_some() || since.is_some();
    meta.verdict = judged.verdict;
    super::inventory::answer(format, render, &inventory, meta)?;
    if format.for_people && path.is_none() && since.is_none() && !inventory.findings.is_empty() {
        super::note(
            "nothing is accepted yet, so every hit is new: `--baseline FILE --update-baseline` accepts those of today, and \
             `--since REV` asks about later ones alone",
        );
    }
    let done = if inventory.findings.is_empty() { Outcome::Done } else { Outcome::Findings };
    Ok(super::settled(done, workspace.partial()))
}

/// The hits of a revision, as a baseline. Before the first commit there is none.
fn past(
    workspace: &Workspace,
    project: &Project,
    rev: &str,
    args: &CheckArgs,
    named: bool,
) -> Result<Baseline, Failure> {
    match workspace.at(rev, project, !args.cache.no_cache) {
        Ok(past) => Ok(hits(past.as_ref().unwrap_or(workspace), named).baseline(today())),
        Err(session::Error::History(HistoryError::Revision { .. })) if args.since.is_none() => Ok(Baseline::default()),
        Err(error) => Err(error.into()),
    }
}

/// Clauses of `keep` whose day is past.
fn overdue(pack: &Pack) -> impl Iterator<Item = Remark> {
    let over = pack.keep.iter().filter(|it| it.expired);
    over.map(|it| {
        let until = it.until.map(|it| it.to_string()).unwrap_or_default();
        let text = format!("`keep` of {} ({}) ended on {until}: what it kept is as new", it.at, it.why);
        Remark { place: None, text }
    })
}

fn update(path: &Path, updated: &Updated, paths: &Paths, partial: bool) -> Result<Outcome, Failure> {
    files::write(path, &updated.baseline)?;
    for it in updated.added.iter().take(NAMED) {
        super::note(&format!("accepted {} {} {}", paths.place(&it.place()), it.text, it.category));
    }
    if let Some(more) = updated.added.len().checked_sub(NAMED).filter(|more| *more > 0) {
        super::note(&format!("accepted {more} more"));
    }
    let count = counted(updated.baseline.rows().len(), "hit");
    let (added, removed) = (updated.added.len(), updated.removed);
    super::note(&format!("{count} accepted in {}: {added} added, {removed} removed", path.display()));
    Ok(super::settled(Outcome::Done, partial))
}

fn prune(path: &Path, gate: &Gate, judged: &mut Judged) -> Result<(), Failure> {
    let gone = std::mem::take(&mut judged.verdict.gone).len();
    if gone > 0 {
        files::write(path, &gate.pruned(judged))?;
    }
    super::note(&format!("{gone} {} of hits that are gone taken out of {}", plural(gone, "row"), path.display()));
    Ok(())
}
