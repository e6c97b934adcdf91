//! Which files a run has looked at, or would have: what was not looked at is neither new nor gone.

use std::path::{Path, PathBuf};

use crate::model::{Repo, Skipped};
use crate::walk::Ignore;

use super::{Error, Project, Workspace};

/// The files of a run, whether they are there or not.
#[derive(Debug)]
pub struct Scope<'a> {
    repos: &'a [Repo],
    unread: Vec<&'a Skipped>,
    roots: Vec<PathBuf>,
    left_out: Ignore,
}

impl<'a> Scope<'a> {
    /// That of the run that read `workspace`.
    ///
    /// # Errors
    /// A glob of `runsess.yaml` that is none.
    pub fn of(project: &Project, workspace: &'a Workspace) -> Result<Self, Error> {
        let globs: Vec<String> = workspace.pack.ignore.iter().chain(&project.ignore).cloned().collect();
        Ok(Self {
            repos: &workspace.repos,
            unread: workspace.skipped.iter().filter(|it| it.matters).collect(),
            roots: project.roots.iter().filter_map(|root| root.path.canonicalize().ok()).collect(),
            left_out: Ignore::new(&globs)?,
        })
    }

    /// True where the file was read, if it is there. Without a repository, it may be in any.
    pub fn reads(&self, repo: Option<&str>, path: &str) -> bool {
        let unread = |name: &str| self.unread.iter().any(|it| it.repo == name && Path::new(path).starts_with(&it.path));
        let read = |it: &Repo| !self.left_out.holds(&format!("{}/{path}", it.name)) && !unread(&it.name);
        self.named(repo).any(read)
    }

    /// True where it lies in what was asked for, too.
    pub fn asks_for(&self, repo: Option<&str>, path: &str) -> bool {
        let within = |it: &Repo| self.roots.iter().any(|root| it.root.join(path).starts_with(root));
        self.named(repo).any(within)
    }

    fn named(&self, name: Option<&str>) -> impl Iterator<Item = &'a Repo> {
        let name = name.map(str::to_owned);
        self.repos.iter().filter(move |it| name.as_deref().is_none_or(|name| *it.name == *name))
    }
}
