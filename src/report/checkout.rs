//! What a file is called outside of this program: by its path in the folder that a service has checked out, not by the name that
//! a repository has here.

use std::collections::BTreeMap;

use crate::model::Finding;

/// Where the repositories stand in what was checked out, by their names. One that is not listed is itself the top of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// From the folder that the service works in to the repository, with `/`; empty for itself.
    pub in_workspace: BTreeMap<String, String>,
    /// From the top folder of git to the repository, with `/`; empty for itself.
    pub in_git: BTreeMap<String, String>,
}

impl Checkout {
    /// The path of a file in the folder that the service works in.
    pub(super) fn path(&self, finding: &Finding) -> String {
        below(&self.in_workspace, &finding.repo, &finding.path)
    }

    /// The path of a file in its git repository.
    pub(super) fn path_in_git(&self, repo: &str, path: &str) -> String {
        below(&self.in_git, repo, path)
    }
}

fn below(folders: &BTreeMap<String, String>, repo: &str, path: &str) -> String {
    match folders.get(repo).filter(|it| !it.is_empty()) {
        Some(folder) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}
