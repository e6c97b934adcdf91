//! Which folders are repositories, what they are called, and which of them a path belongs to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use rustc_hash::FxBuildHasher;

use super::identity::called;
use super::options::{MAX_DEPTH, Root, WalkError, is_closed};
use super::tracked::tracks;
use crate::disk::git_top;
use crate::model::{Repo, RepoId};

/// What stands at the top of a repository.
const MARKS: &[&str] = &[".git", "go.mod", "package.json"];

/// The roots and the repositories in them.
pub(super) struct Repositories {
    asked: Vec<PathBuf>,
    roots: Vec<PathBuf>,
    repos: Vec<Repo>,
    by_root: HashMap<PathBuf, RepoId, FxBuildHasher>,
}

impl Repositories {
    /// Looks for repositories: the one that git says a root is a part of; else the outermost marked folders at or below the root,
    /// and the root itself for the files in none of them. A root within another root is looked at once.
    pub(super) fn find(roots: &[Root]) -> Result<Self, WalkError> {
        let mut asked = BTreeSet::new();
        let mut given: BTreeMap<PathBuf, String> = BTreeMap::new();
        let mut absolute = BTreeSet::new();
        for root in roots {
            let real = |path: &Path| real(path).map_err(|reason| WalkError::Root { root: path.to_path_buf(), reason });
            let path = real(&root.path)?;
            let top = match &root.top {
                Some(top) => real(top)?,
                None => repository_above(&path).unwrap_or_else(|| path.clone()),
            };
            given.extend(root.name.clone().map(|name| (top.clone(), name)));
            absolute.insert(top);
            asked.insert(path);
        }
        // Sorted, so that a folder comes before what is in it.
        let mut tops: Vec<PathBuf> = Vec::new();
        for path in &absolute {
            if !tops.iter().any(|top| path.starts_with(top)) {
                tops.push(path.clone());
            }
        }
        let mut found: BTreeSet<PathBuf> = given.keys().cloned().collect();
        for top in &tops {
            repositories_below(top, &mut found);
        }
        let mut repos: Vec<Repo> =
            names(&found, &given).into_iter().map(|(root, name)| Repo { name: name.into(), root }).collect();
        repos.sort_by(|a, b| (&a.name, &a.root).cmp(&(&b.name, &b.root)));
        let by_root = repos.iter().enumerate().map(|(at, repo)| (repo.root.clone(), RepoId(at as u32))).collect();
        Ok(Self { asked: asked.into_iter().collect(), roots: tops, repos, by_root })
    }

    /// The roots, also those within others.
    pub(super) fn asked(&self) -> &[PathBuf] {
        &self.asked
    }

    /// Where to begin walking.
    pub(super) fn starts(&self) -> &[PathBuf] {
        &self.roots
    }

    /// True for what was asked for: a root, or something below one.
    pub(super) fn is_asked(&self, path: &Path) -> bool {
        self.asked.iter().any(|root| path.starts_with(root))
    }

    /// True for a folder on the way to a root that is a part of its repository.
    pub(super) fn leads_to_root(&self, folder: &Path) -> bool {
        self.asked.iter().any(|root| root.starts_with(folder) && root != folder)
    }

    /// The repository of a path and its name in it (with `/`, lossy); `None` for a path outside of all roots. The top folder
    /// of a repository has an empty name.
    pub(super) fn place(&self, path: &Path, is_dir: bool) -> Option<(RepoId, String)> {
        let mut at = if is_dir { Some(path) } else { path.parent() };
        while let Some(folder) = at {
            if let Some(repo) = self.by_root.get(folder) {
                let rest = path.strip_prefix(folder).ok()?;
                return Some((*repo, with_slashes(rest)));
            }
            at = folder.parent();
        }
        None
    }

    /// `repo/path`.
    pub(super) fn full(&self, repo: RepoId, path: &str) -> String {
        let name = &self.repos[repo.0 as usize].name;
        if path.is_empty() { name.to_string() } else { format!("{name}/{path}") }
    }

    /// True for a path below a root.
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path.starts_with(root))
    }

    pub(super) fn into_repos(self) -> Vec<Repo> {
        self.repos
    }
}

/// A root by its only name; why it is none.
fn real(root: &Path) -> Result<PathBuf, String> {
    let reason = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".into(),
        _ => super::reason::io_reason(&error),
    };
    let meta = root.metadata().map_err(reason)?;
    if !meta.is_dir() && !meta.is_file() {
        return Err("neither a folder nor a regular file".into());
    }
    root.canonicalize().map_err(reason)
}

fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The top of the git repository that `root` is a part of, below its top. What git tracks nothing of is no part of it: a scratch
/// folder, a home folder that keeps its settings in git.
fn repository_above(root: &Path) -> Option<PathBuf> {
    let top = git_top(root)?;
    (top != root && tracks(top, root)).then(|| top.to_path_buf())
}

fn is_marked(folder: &Path) -> bool {
    MARKS.iter().any(|mark| folder.join(mark).exists())
}

/// Adds the outermost marked folders, and `top` itself unless it holds nothing else.
fn repositories_below(top: &Path, found: &mut BTreeSet<PathBuf>) {
    if !top.is_dir() {
        // A single file: the folder it is in stands for its repository.
        found.extend(top.parent().map(Path::to_path_buf));
        return;
    }
    let mut folders = vec![(top.to_path_buf(), 0)];
    let mut loose_files = false;
    let before = found.len();
    while let Some((folder, depth)) = folders.pop() {
        if found.contains(&folder) || is_marked(&folder) {
            found.insert(folder);
            continue;
        }
        // What can't be listed becomes a row when it is walked.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if !is_dir {
                loose_files = true;
            } else if depth < MAX_DEPTH && !is_closed(&entry.path(), true) {
                folders.push((entry.path(), depth + 1));
            }
        }
    }
    if loose_files || found.len() == before {
        found.insert(top.to_path_buf());
    }
}

/// A name for each root: the one that was given, else its own (see [`called`]), else that of its folder, with as many of the folders
/// above as it takes to tell two apart.
fn names(roots: &BTreeSet<PathBuf>, given: &BTreeMap<PathBuf, String>) -> Vec<(PathBuf, String)> {
    let tail = |root: &Path, count: usize| {
        let mut parts: Vec<String> = root
            .components()
            .rev()
            .take(count)
            .map(|part| part.as_os_str().to_string_lossy().replace(['/', '\\'], ""))
            .collect();
        parts.reverse();
        let name = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("-");
        if name.is_empty() { "root".to_string() } else { name }
    };
    let deepest = roots.iter().map(|root| root.components().count()).max().unwrap_or(0);
    let own = |root: &PathBuf| given.get(root).cloned().or_else(|| called(root)).unwrap_or_else(|| tail(root, 1));
    let mut named: BTreeMap<PathBuf, String> = roots.iter().map(|root| (root.clone(), own(root))).collect();
    for count in 2..=deepest {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for name in named.values() {
            *times.entry(name).or_default() += 1;
        }
        let is_twice = |(root, name): &(&PathBuf, &String)| times[name.as_str()] > 1 && !given.contains_key(*root);
        let twice: Vec<PathBuf> = named.iter().filter(is_twice).map(|(root, _)| root.clone()).collect();
        if twice.is_empty() {
            break;
        }
        for root in twice {
            let name = tail(&root, count);
            named.insert(root, name);
        }
    }
    named.into_iter().collect()
}
