//! `plan`: what each step of the migration changes, by repository, before anything is written. Each step is planned on what
//! the steps before it would leave, in memory; with `--check` also written into a copy, and looked at by a command of the user.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::PlanArgs;
use crate::commit::Copies;
use crate::lang::is_module_file;
use crate::limits;
use crate::model::plan::Plan;
use crate::model::{Change, FilePlan, Repo};
use crate::plan::rollout::Step;
use crate::session::{Workspace, rollout, rollout_with};

use super::trial::{self, Trial};
use super::{Failure, Outcome, writing};

/// Prints the rollout.
pub(super) fn run(args: &PlanArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.plan)?;
    let (project, pack) = super::given(&args.input)?;
    let mut workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    workspace.read_left_out();
    let page = super::meta::within(super::page(&workspace.repos), &args.input);
    super::looked_at(&mut workspace.skipped, &args.unread, &workspace.repos);
    super::note_skipped(&workspace.skipped, &page.paths);
    let partial = workspace.partial();
    let (rollout, checked) = match &args.check {
        None => (rollout(workspace), Outcome::Done),
        Some(command) => {
            let mut rehearsal = Rehearsal::new(command, &workspace)?;
            let rollout = rollout_with(workspace, &mut |step, before, planned| rehearsal.step(step, before, planned));
            if rehearsal.stop.load(Ordering::Acquire) {
                super::note("the check was stopped; nothing was written");
                return Ok(Outcome::Failed);
            }
            (rollout, rehearsal.outcome)
        }
    };
    super::answer(format, |out| render(&rollout, &page, out))?;
    let refused = rollout.steps.iter().any(|step| !step.refused.is_empty());
    let done = match checked {
        Outcome::Done if refused => Outcome::Findings,
        other => other,
    };
    Ok(super::settled(done, partial))
}

/// The steps, done one after the other on a copy.
struct Rehearsal<'a> {
    command: &'a str,
    copies: Copies,
    /// The repositories where the command fails before any step: there it says nothing of a step.
    unfit: BTreeSet<String>,
    /// No step after one that failed is looked at: it stands on that one.
    over: bool,
    outcome: Outcome,
    stop: &'static AtomicBool,
}

impl<'a> Rehearsal<'a> {
    /// Copies the repositories, and tries the command on those that any step changes as they are.
    fn new(command: &'a str, workspace: &Workspace) -> Result<Self, Failure> {
        limits::stage("copying the repositories");
        let roots: Vec<_> = workspace.repos.iter().map(|repo| repo.root.clone()).collect();
        // `go.work.sum` stands beside `go.work`: a list of checksums goes with what it is for.
        let hangs_together = |name: &str| is_module_file(name.strip_suffix(".sum").unwrap_or(name));
        let failed = |error| Failure::Output { what: "a copy of the repositories".into(), error };
        let copies = Copies::of(&roots, &hangs_together).map_err(failed)?;
        let stop = writing::stop_on_signal();
        let mut all = Self { command, copies, unfit: BTreeSet::new(), over: false, outcome: Outcome::Done, stop };
        let acts = |change: Option<Change>| change.is_some_and(|it| !matches!(it, Change::Keep | Change::Manual));
        let changed = workspace.findings().filter(|it| acts(it.change)).map(|it| it.repo.as_str());
        for repo in changed.collect::<BTreeSet<&str>>() {
            if all.go_on().is_break() {
                break;
            }
            let found = workspace.repos.iter().find(|it| *it.name == *repo);
            let Some(why) = found.and_then(|it| all.fails_in(it)) else { continue };
            super::note(&format!("{repo}: the command fails before any step ({why}); it checks no step there"));
            all.unfit.insert(repo.to_owned());
            all.outcome = Outcome::Failed;
        }
        Ok(all)
    }

    /// Writes a step into the copy and runs the command in each repository that it changes.
    fn step(&mut self, step: &Step, before: &Workspace, planned: &Plan) -> ControlFlow<()> {
        let mut changed: BTreeSet<usize> = BTreeSet::new();
        let rewritten = planned.files.iter().map(|FilePlan { file, after, .. }| {
            let source = &before.sources[file.0 as usize];
            (source.repo, &*source.path, after)
        });
        let made = planned.new_files.iter().map(|it| (it.repo, it.path.as_str(), &it.text));
        for (repo, path, text) in rewritten.chain(made) {
            let at = repo.0 as usize;
            changed.insert(at);
            if let Err(error) = self.copies.write(&before.repos[at].root, path, text) {
                super::note(&format!("{path} can't be written into the copy: {error}"));
                (self.over, self.outcome) = (true, Outcome::Failed);
            }
        }
        let name = step.name();
        let fit = |at: &&usize| !self.unfit.contains(&*before.repos[**at].name);
        let repos: Vec<&Repo> = changed.iter().filter(fit).map(|at| &before.repos[*at]).collect();
        if self.over || repos.is_empty() {
            return self.go_on();
        }
        let failed = repos.iter().find_map(|repo| Some((repo, self.fails_in(repo)?)));
        if self.go_on().is_break() {
            return self.go_on();
        }
        if let Some((repo, why)) = failed {
            super::note(&format!(
                "step {name}: the check fails in {} ({why}); the steps after it are not checked",
                repo.name
            ));
            (self.over, self.outcome) = (true, self.outcome.max(Outcome::Findings));
        } else {
            let repos: Vec<&str> = repos.iter().map(|it| &*it.name).collect();
            super::note(&format!("step {name}: the check passes in {}", repos.join(", ")));
        }
        self.go_on()
    }

    fn go_on(&self) -> ControlFlow<()> {
        if self.stop.load(Ordering::Acquire) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Why the command fails in the copy of a repository as it stands.
    fn fails_in(&self, repo: &Repo) -> Option<String> {
        limits::stage("running the command of --check");
        let folder = repo.root.canonicalize().map(|root| self.copies.there(&root));
        match folder.and_then(|folder| trial::run(self.command, &folder, self.stop)) {
            Ok(Trial::Passed) => None,
            Ok(Trial::Failed(status)) => Some(status),
            Ok(Trial::Stopped) => Some("stopped".to_owned()),
            Err(error) => Some(error.to_string()),
        }
    }
}
