//! Where the repositories stand: in what a service has checked out, and from the working folder.

use std::path::{Path, PathBuf};

use crate::disk::git_top;
use crate::model::Repo;
use crate::report::{Checkout, Paths};

/// The folders that services work in, by the variables that name them: GitHub, GitLab.
const WORKSPACES: [&str; 2] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];

/// Asks the environment and the disk: the folder that the service names, else the top of git, else the working directory.
pub(super) fn of(repos: &[Repo]) -> Checkout {
    let real = |path: PathBuf| path.canonicalize().ok();
    let named: Vec<PathBuf> = WORKSPACES.iter().filter_map(std::env::var_os).filter_map(|it| real(it.into())).collect();
    let here = real(".".into());
    let mut checkout = Checkout::default();
    for repo in repos {
        let Some(root) = real(repo.root.clone()) else { continue };
        let git = git_top(&root);
        let tops = named.iter().map(PathBuf::as_path).chain(git).chain(here.as_deref());
        let within = tops.filter_map(|top| from(top, &root)).next().unwrap_or_default();
        let in_git = git.and_then(|top| from(top, &root)).unwrap_or_default();
        checkout.in_workspace.insert(repo.name.to_string(), within);
        checkout.in_git.insert(repo.name.to_string(), in_git);
    }
    checkout
}

/// What people are told of the files of `repos`, from the working folder.
pub(super) fn paths(repos: &[Repo]) -> Paths {
    Paths::new(repos, here())
}

/// The working folder, absolute, without links.
pub(super) fn here() -> PathBuf {
    std::env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default()
}

/// The path of `file` in the git repository that `root` belongs to, with `/`; from `root` where there is none.
pub(super) fn path_in_git(root: &Path, file: &Path) -> Option<String> {
    from(git_top(root).unwrap_or(root), file)
}

/// The way from a folder to what is below it.
fn from(top: &Path, below: &Path) -> Option<String> {
    let rest = below.strip_prefix(top).ok()?;
    let parts: Vec<_> = rest.components().map(|it| it.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}
