//! Reads the roots and makes the facts of all files: the first half of every answer about terms.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem::Finder;
use serde::Serialize;

use crate::classify::{Classified, classify};
use crate::disk::Disk;
use crate::gate::MARK;
use crate::lang;
use crate::limits;
use crate::model::plan::Unlisted;
use crate::model::{Change, FileFacts, FileId, Finding, Inventory, Repo, Server, Skipped, Source};
use crate::rules::Pack;
use crate::text::count::counted;
use crate::text::words::TermSet;
use crate::walk::{LeftOut, Print, Prints, State, WalkOptions, Walked, commits, left_out, sources_at, walk};

use super::Error;
use super::cache::{Cache, Glance, Kept, Made};
use super::project::Project;

/// What a walk of `project` looks for: what may hold a hit, and comments about hits.
fn with_options<T>(project: &Project, pack: &Pack, walk: impl FnOnce(WalkOptions) -> T) -> T {
    let terms = TermSet::new(&pack.term_specs());
    let comment = Finder::new(MARK);
    let wanted = |bytes: &[u8]| terms.may_match(bytes) || comment.find(bytes).is_some();
    let ignore = pack.ignore.iter().chain(&project.ignore).cloned().collect();
    limits::stage("reading the folders");
    let (own, open, asked) = (project.own.clone(), project.open.clone(), project.asked.clone());
    walk(WalkOptions { ignore, own, open, asked, wanted: &wanted, ..WalkOptions::default() })
}

/// Everything that was read, and what it means.
pub struct Workspace {
    /// The rules.
    pub pack: Pack,
    /// The repositories.
    pub repos: Vec<Repo>,
    /// The files that were kept, by `FileId`.
    pub sources: Vec<Source>,
    /// The files that were not read.
    pub skipped: Vec<Skipped>,
    /// Roots that only `runsess.yaml` names, and that lie outside of its folder: nothing is written then.
    pub astray: Vec<PathBuf>,
    /// How many files were read.
    pub files: usize,
    /// Globs of [`Project::asking`] that no file of a root matches.
    pub unmatched: Vec<String>,
    /// What was found.
    pub facts: FileFacts,
    /// What was found in files that are left out of the inventory.
    pub unlisted: Vec<Unlisted>,
    /// Plan a rename in a database although its script was run nowhere.
    pub unproved: bool,
    /// A person has looked at what else may name what is renamed in a database.
    pub looked_at: bool,
    /// The server that scripts are run on.
    pub server: Option<Server>,
    /// What it means; a row for each of `facts.occurrences`.
    pub classified: Classified,
    /// What the walk met, for who keeps an answer.
    pub(super) prints: Vec<Print>,
    /// What the facts were made from besides; `None` where nothing is kept.
    pub(super) kept: Option<Kept>,
}

/// The same repositories at a revision.
pub struct Past {
    /// Everything as it was then; `None` where nothing that was read was otherwise.
    pub then: Option<Workspace>,
    /// What that was made from besides what is now.
    kept: Option<Kept>,
}

impl Workspace {
    /// Reads the folders of `project`, finds the terms of `pack`, resolves and classifies them. With `keep`, the facts of an earlier run are
    /// taken where nothing that they were made from has changed, and kept for the next one.
    ///
    /// # Errors
    /// A root that is not there, or of which nothing can be read.
    pub fn read(project: &Project, pack: Pack, keep: bool) -> Result<Self, Error> {
        let walked = with_options(project, &pack, |options| walk(&project.roots, &options))?;
        Ok(Self::made(walked, pack, project.astray.clone(), keep))
    }

    /// The same, with facts kept, so that an answer can be kept as well ([`Workspace::keep_answer`]).
    ///
    /// # Errors
    /// As [`Workspace::read`].
    pub fn read_to_keep(project: &Project, pack: Pack) -> Result<Self, Error> {
        let walked = with_options(project, &pack, |options| {
            walk(&project.roots, &WalkOptions { prints: Prints::Along, ..options })
        })?;
        Ok(Self::made(walked, pack, project.astray.clone(), true))
    }

    /// The same for what git would commit now: files that are staged otherwise than they stand in the work tree are read from its index.
    ///
    /// # Errors
    /// As [`Workspace::read`], and for repositories without git.
    pub fn read_staged(project: &Project, pack: Pack, keep: bool) -> Result<Self, Error> {
        let walked = with_options(project, &pack, |options| -> Result<Walked, Error> {
            let walked = walk(&project.roots, &options)?;
            let asked = |path: &Path| project.asks_for(path);
            let disk = Disk::default();
            let sources = sources_at(State::Index, &walked.repos, &walked.sources, &options, &asked, &disk)?;
            Ok(Walked { sources, ..walked })
        })?;
        Ok(Self::made(walked, pack, project.astray.clone(), keep))
    }

    /// The names of the commits that `rev` means, one for each of `repos`.
    ///
    /// # Errors
    /// A repository without git, or without such a revision.
    pub fn commits(rev: &str, repos: &[Repo]) -> Result<Vec<String>, Error> {
        Ok(commits(rev, repos)?)
    }

    /// The same repositories at `commits`, by the rules of today. What resolution reads outside of the sources is as it is now.
    ///
    /// # Errors
    /// What git says.
    pub fn at(&self, commits: &[String], project: &Project, keep: bool) -> Result<Past, Error> {
        let disk = Disk::default();
        let sources = with_options(project, &self.pack, |options| {
            let asked = |path: &Path| project.asks_for(path);
            sources_at(State::Commits(commits), &self.repos, &self.sources, &options, &asked, &disk)
        })?;
        let is_same = |(then, now): (&Source, &Source)| then.path == now.path && Arc::ptr_eq(&then.text, &now.text);
        let kept = keep.then(|| Kept::of(&self.repos, disk.seen()));
        if sources.len() == self.sources.len() && sources.iter().zip(&self.sources).all(is_same) {
            return Ok(Past { then: None, kept });
        }
        let files_seen = sources.len();
        let walked = Walked { repos: self.repos.clone(), sources, files_seen, ..Walked::default() };
        let mut then = Self::made(walked, self.pack.clone(), self.astray.clone(), keep);
        let kept = kept.and_then(|it| it.with(then.kept.take()?));
        Ok(Past { then: Some(then), kept })
    }

    /// Keeps an answer to `question` for a run in which a glance finds what this one has read ([`Workspace::read_to_keep`]); with `past`, one that was compared with it.
    pub fn keep_answer<Q: Serialize, T: Serialize>(
        self,
        project: &Project,
        glance: &Glance,
        past: Option<Past>,
        question: &Q,
        answer: &T,
    ) {
        let kept = match (self.kept, past) {
            (Some(kept), None) => Some(kept),
            (Some(kept), Some(past)) => past.kept.and_then(|past| kept.with(past)),
            (None, _) => None,
        };
        if let Some(kept) = kept {
            let made = Made { prints: self.prints, kept };
            // A full disk costs the next run its head start, nothing else.
            let _ = glance.keep((project, &self.pack), made, question, answer);
        }
    }

    /// The facts of sources that were read, and what they mean. With `keep`, those of an earlier run may be taken.
    fn made(walked: Walked, pack: Pack, astray: Vec<PathBuf>, keep: bool) -> Self {
        let Walked { repos, mut sources, skipped, files_seen, unmatched, prints, .. } = walked;
        lang::mark_applied(&mut sources);
        let terms = TermSet::new(&pack.term_specs());
        remark(&repos, &sources, files_seen);
        let outside = lang::outside();
        let facts = || {
            limits::stage("finding out what names are");
            lang::facts(&repos, &sources, &terms, &outside)
        };
        limits::stage("looking for the facts of an earlier run");
        let (facts, kept) = match keep.then(|| Cache::open(&repos, (&sources, &prints), &terms, &outside)).flatten() {
            Some(cache) => {
                let known = cache.load(&sources, &terms).unwrap_or_else(|| {
                    let (facts, disk) = facts();
                    let kept = cache.store(&facts, &disk);
                    (facts, kept)
                });
                (known.0, Some(known.1))
            }
            None => (facts().0, None),
        };
        limits::stage("deciding what names mean");
        let classified = classify(&facts, &sources, &repos, &pack);
        limits::stage("making the answer");
        let unlisted = Vec::new();
        let files = files_seen;
        let (unproved, looked_at, server) = (false, false, None);
        Self {
            pack,
            repos,
            sources,
            skipped,
            astray,
            files,
            unmatched,
            facts,
            unlisted,
            unproved,
            looked_at,
            server,
            classified,
            prints,
            kept,
        }
    }

    /// Reads what is left out of the inventory and needed by a build all the same, for a plan: a name that only such a file uses is
    /// used. Its files come after those of the inventory, and have no facts.
    pub fn read_left_out(&mut self) {
        let terms = TermSet::new(&self.pack.term_specs());
        let wanted = |bytes: &[u8]| terms.may_match(bytes);
        let LeftOut { sources, skipped } = left_out(&self.repos, &self.sources, &self.skipped, &wanted);
        self.sources.extend(sources);
        lang::mark_applied(&mut self.sources);
        self.unlisted = lang::unlisted(&self.repos, &self.sources, &terms);
        self.skipped.extend(skipped);
    }

    /// Finds, resolves and classifies the terms of `pack` in sources that were read already. `sources` are indexed by
    /// their `FileId`, `repos` by their `RepoId`.
    pub fn of(pack: Pack, repos: Vec<Repo>, mut sources: Vec<Source>) -> Self {
        lang::mark_applied(&mut sources);
        let terms = TermSet::new(&pack.term_specs());
        let (facts, _) = lang::facts(&repos, &sources, &terms, &lang::outside());
        let classified = classify(&facts, &sources, &repos, &pack);
        Self::without_folders(pack, repos, sources, (facts, classified))
    }

    /// What was found in sources that come from no folder.
    pub(super) fn without_folders(
        pack: Pack,
        repos: Vec<Repo>,
        sources: Vec<Source>,
        (facts, classified): (FileFacts, Classified),
    ) -> Self {
        let files = sources.len();
        let (skipped, astray, unlisted, unmatched) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (prints, kept) = (Vec::new(), None);
        let (unproved, looked_at, server) = (false, false, None);
        Self {
            pack,
            repos,
            sources,
            skipped,
            astray,
            files,
            unmatched,
            facts,
            unlisted,
            unproved,
            looked_at,
            server,
            classified,
            prints,
            kept,
        }
    }

    /// The text of a file, by the names that findings have.
    pub fn text(&self, repo: &str, path: &str) -> Option<&str> {
        let is_it = |source: &&Source| &*source.path == path && &*self.repos[source.repo.0 as usize].name == repo;
        self.sources.iter().find(is_it).map(|source| &*source.text)
    }

    /// True for a finding that a gate stops at. What the rules keep stays for ever: a gate that fails on it is never green.
    pub fn fails(&self, finding: &Finding) -> bool {
        self.pack.fails_gate(&finding.category) && finding.change != Some(Change::Keep)
    }

    /// All that was found, with its file, in the order of the files: also beside the roots.
    pub fn all_findings(&self) -> impl Iterator<Item = (FileId, &Finding)> {
        self.facts.occurrences.iter().zip(&self.classified.decided).map(|(it, decided)| (it.file, &decided.finding))
    }

    /// What was found in the roots, in the order of the files.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let asked = |at: &usize| !self.sources[self.facts.occurrences[*at].file.0 as usize].beside;
        (0..self.classified.decided.len()).filter(asked).map(|at| &self.classified.decided[at].finding)
    }

    /// The inventory that reports read.
    pub fn inventory(&self) -> Inventory {
        Inventory {
            repos: self.repos.clone(),
            findings: self.findings().cloned().collect(),
            skipped: self.skipped.clone(),
            files: self.files,
            conflicts: self.classified.conflicts.clone(),
            origins: self.classified.origins.clone(),
            idle_rules: self.classified.idle_rules.clone(),
            idle_patterns: self.classified.idle_patterns.clone(),
        }
    }

    /// The inventory of who asks for nothing else that was found: what it was found with goes.
    pub fn take_inventory(&mut self) -> Inventory {
        let (facts, classified) = (std::mem::take(&mut self.facts), std::mem::take(&mut self.classified));
        let files: Vec<FileId> = facts.occurrences.iter().map(|it| it.file).collect();
        drop(facts);
        let Classified { decided, conflicts, origins, idle_rules, idle_patterns, .. } = classified;
        let asked = files.into_iter().map(|file| !self.sources[file.0 as usize].beside);
        let findings = decided.into_iter().zip(asked).filter(|(_, asked)| *asked).map(|(it, _)| it.finding).collect();
        let (repos, skipped, files) = (self.repos.clone(), self.skipped.clone(), self.files);
        Inventory { repos, findings, skipped, files, conflicts, origins, idle_rules, idle_patterns }
    }

    /// True when something that matters could not be read.
    pub fn partial(&self) -> bool {
        self.skipped.iter().any(|skipped| skipped.matters)
    }
}

/// What was read, for `--verbose`.
fn remark(repos: &[Repo], sources: &[Source], files: usize) {
    limits::remark(format!("{} read, {} that may have a hit", counted(files, "file"), sources.len()));
    for (at, repo) in repos.iter().enumerate() {
        let count = sources.iter().filter(|it| it.repo.0 as usize == at).count();
        limits::remark(format!("{count} in {} ({})", repo.name, repo.root.display()));
    }
}
