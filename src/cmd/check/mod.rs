//! `check`: the gate. Fails when there are hits that the baseline doesn't have, or the tree that the code is compared with.

mod answer;
pub(super) mod files;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use crate::cli::CheckArgs;
use crate::gate::{Baseline, Gate, Judged, Owners, Updated};
use crate::model::verdict::Remark;
use crate::model::{Repo, Skipped};
use crate::report::{Format, Paths};
use crate::rules::Pack;
use crate::session::{self, Glance, Past, Project, Scope, Workspace, hits};
use crate::text::count::{counted, plural};
use crate::text::day::today;
use crate::walk::HistoryError;

use super::{Failure, Outcome};
use answer::{Answer, Asked};

/// So many hits that are accepted are named.
const NAMED: usize = 50;

/// Scans, compares and prints what is new.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let day = today();
    let (project, pack) = super::given(&args.input)?;
    let name = super::meta::format(args.format.as_deref(), &project, "check").to_owned();
    let (format, render) = super::formats::pick(&name, |it| it.check)?;
    let path = args.baseline.as_deref().or(project.baseline.as_deref()).map(Path::to_path_buf);
    let path = path.as_deref();
    let text = if args.update_baseline { None } else { files::baseline(path, args.prune)? };
    let project = args.baseline.iter().fold(project, |project, file| project.with_own(file));
    let run = Run { args, project: &project, path, text: text.as_deref(), format, day };
    let looked = run.look(&pack);
    let kept: Option<Answer> = looked.as_ref().and_then(|(glance, asked)| glance.answer(&project, &pack, asked));
    let (answer, pack, repos) = match (kept, &looked) {
        (Some(answer), Some((glance, _))) => {
            note_unread(&answer.skipped, &glance.repos);
            (answer, pack, glance.repos.clone())
        }
        _ => match run.made(pack, looked.as_ref())? {
            Made::Answer(made) => *made,
            Made::Written(done) => return Ok(done),
        },
    };
    let partial = answer.skipped.iter().any(|it| it.matters);
    let (inventory, columns, mut verdict) = answer.parts(repos);
    verdict.remarks.extend(overdue(&pack));
    let meta = super::inventory::meta(&pack, &inventory, columns, "runsess check");
    let mut meta = super::meta::about(meta, &args.input, &args.tokens);
    meta.compared = path.is_some() || run.since().is_some();
    meta.baseline = path.map(|it| it.display().to_string());
    meta.verdict = verdict;
    super::inventory::answer(format, render, &inventory, meta)?;
    if format.for_people && path.is_none() && run.since().is_none() && !inventory.findings.is_empty() {
        super::note(
            "nothing is accepted yet, so every hit is new: `--baseline FILE --update-baseline` accepts those of today, and \
             `--since REV` asks about later ones alone",
        );
    }
    let done = if inventory.findings.is_empty() { Outcome::Done } else { Outcome::Findings };
    Ok(super::settled(done, partial))
}

/// What is asked for.
struct Run<'a> {
    args: &'a CheckArgs,
    project: &'a Project,
    /// The baseline, and what stands in it.
    path: Option<&'a Path>,
    text: Option<&'a str>,
    format: &'a Format,
    day: Date,
}

/// What came of it.
enum Made {
    Answer(Box<(Answer, Pack, Vec<Repo>)>),
    /// A baseline was written, and there is nothing to print.
    Written(Outcome),
}

impl Run<'_> {
    fn since(&self) -> Option<&str> {
        self.args.since.as_deref().or(self.args.staged.then_some("HEAD"))
    }

    /// A look at the folders for a kept answer, with what it has to be an answer to. Whoever writes looks for himself.
    fn look(&self, pack: &Pack) -> Option<(Glance, Asked)> {
        let CheckArgs { staged, update_baseline, prune, cache, .. } = self.args;
        if *staged || *update_baseline || *prune || cache.no_cache {
            return None;
        }
        let glance = Glance::at(self.project, pack)?;
        let commits = self.args.since.as_deref().map(|rev| Workspace::commits(rev, &glance.repos));
        let asked = Asked {
            day: self.day,
            baseline: self.text.map(|text| *blake3::hash(text.as_bytes()).as_bytes()),
            owners: owners(&glance.repos),
            commits: commits.transpose().ok()?,
            in_units: self.format.in_units,
        };
        Some((glance, asked))
    }

    /// Reads everything, compares, and keeps the answer for the next run.
    fn made(&self, pack: Pack, looked: Option<&(Glance, Asked)>) -> Result<Made, Failure> {
        let (args, project, keep) = (self.args, self.project, !self.args.cache.no_cache);
        let baseline = match self.path {
            path if args.update_baseline => files::replaced(path)?,
            path => files::parsed(path, self.text)?,
        };
        let workspace = match looked {
            Some(_) => Workspace::read_to_keep(project, pack)?,
            None if args.staged => Workspace::read_staged(project, pack, keep)?,
            None => Workspace::read(project, pack, keep)?,
        };
        note_unread(&workspace.skipped, &workspace.repos);
        let owners = owners(&workspace.repos);
        let commits = looked.and_then(|(_, asked)| asked.commits.as_deref());
        let judged = self.judged(&workspace, &baseline, &owners, commits)?;
        let (judged, past) = match judged {
            Step::Judged(judged) => *judged,
            Step::Written(done) => return Ok(Made::Written(done)),
        };
        let answer = Answer::of(judged, &workspace, self.format);
        let (pack, repos) = (workspace.pack.clone(), workspace.repos.clone());
        let lasting = |it: &&(Glance, Asked)| it.1.owners == owners && it.0.repos == repos && today() == self.day;
        if let Some((glance, asked)) = looked.filter(lasting) {
            workspace.keep_answer(project, glance, past, asked, &answer);
        }
        Ok(Made::Answer(Box::new((answer, pack, repos))))
    }

    /// The verdict, and the past that it was compared with.
    fn judged(
        &self,
        workspace: &Workspace,
        baseline: &Baseline,
        owners: &[Option<String>],
        commits: Option<&[String]>,
    ) -> Result<Step, Failure> {
        let args = self.args;
        let named = workspace.repos.len() > 1 || baseline.names_repositories();
        let hits = hits(workspace, named);
        let scope = Scope::of(self.project, workspace)?;
        let owned = workspace.repos.iter().zip(owners);
        let owners: BTreeMap<_, _> =
            owned.filter_map(|(it, text)| Some((it.name.as_ref().into(), Owners::parse(text.as_deref()?)))).collect();
        let gate = Gate {
            baseline,
            past: None,
            owners: &owners,
            today: self.day,
            read: &|row| scope.reads(row.repo.as_deref(), &row.path),
            asked: &|row| scope.asks_for(row.repo.as_deref(), &row.path),
        };
        let mut judged = gate.judge(&hits);
        if let (Some(path), true) = (self.path, args.update_baseline) {
            let updated = gate.updated(&hits, &judged);
            let paths = super::paths(&workspace.repos);
            files::may_grow((path, args.allow_growth), &updated, &paths)?;
            return update(path, &updated, &paths, workspace.partial()).map(Step::Written);
        }
        let mut past = None;
        if let Some(rev) = self.since().filter(|_| !judged.failing.is_empty()) {
            past = self.past(workspace, rev, commits)?;
            let then = past.as_ref().map(|past| past.then.as_ref().unwrap_or(workspace));
            let then = then.map(|then| session::hits(then, named).baseline(self.day)).unwrap_or_default();
            judged = Gate { past: Some(&then), ..gate }.judge(&hits);
        }
        if let (Some(path), true) = (self.path, args.prune) {
            prune(path, &gate, &mut judged)?;
        }
        Ok(Step::Judged(Box::new((judged, past))))
    }

    /// The tree of a revision, whose `commits` may be known. Before the first commit there is none.
    fn past(&self, workspace: &Workspace, rev: &str, commits: Option<&[String]>) -> Result<Option<Past>, Failure> {
        let commits = match commits {
            Some(commits) => Ok(commits.to_vec()),
            None => Workspace::commits(rev, &workspace.repos),
        };
        match commits {
            Ok(commits) => Ok(Some(workspace.at(&commits, self.project, !self.args.cache.no_cache)?)),
            Err(session::Error::History(HistoryError::Revision { .. })) if self.args.since.is_none() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn note_unread(skipped: &[Skipped], repos: &[Repo]) {
    super::note_skipped(skipped, &super::paths(repos));
    super::note_interrupted(repos);
}

/// How far a run has come.
enum Step {
    Judged(Box<(Judged, Option<Past>)>),
    Written(Outcome),
}

/// The file of each repository that says who owns what.
fn owners(repos: &[Repo]) -> Vec<Option<String>> {
    repos.iter().map(|it| Owners::text(&it.root)).collect()
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
