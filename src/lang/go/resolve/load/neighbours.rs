//! Modules outside the roots that compile against the very sources of the roots: those of a `go.work`, those beside a root that
//! replace one of its modules by its folder, and folders that a module of the roots takes for a dependency, which may import it
//! back. A module that requires a released version is none of them: it does not notice a change before it takes a new release.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::modfile::{ModFile, Replacement};
use crate::model::{Repo, Source};

/// Folders above a root that may hold a `go.work`; the go command would look further, people don't.
const MAX_ABOVE: usize = 4;
/// Folders beside a root that are looked at.
const MAX_BESIDE: usize = 256;

/// The folders of these modules, sorted.
pub fn neighbours(repos: &[Repo], sources: &[Source]) -> Vec<PathBuf> {
    let roots: Vec<PathBuf> = repos.iter().map(|repo| plain(&repo.root)).collect();
    let within = |dir: &Path| roots.iter().any(|root| dir.starts_with(root));
    let mut found: BTreeSet<PathBuf> = named(sources).into_iter().filter(|dir| !within(dir)).collect();
    for root in &roots {
        for above in root.ancestors().skip(1).take(MAX_ABOVE) {
            let Some(work) = read(&above.join("go.work")) else { continue };
            let uses: Vec<PathBuf> = work.uses.iter().map(|folder| plain(&above.join(folder.as_str()))).collect();
            // A workspace that does not use the root's modules says nothing of them.
            if uses.iter().any(|dir| dir.starts_with(root)) {
                found.extend(uses.into_iter().filter(|dir| !within(dir)));
            }
        }
        for dir in beside(root).into_iter().filter(|dir| !within(dir)) {
            let Some(module) = read(&dir.join("go.mod")) else { continue };
            let replaces = module.replaces.iter().any(|replace| match &replace.new {
                Replacement::Folder(folder) => plain(&dir.join(folder.as_str())).starts_with(root),
                Replacement::Module(..) => false,
            });
            if replaces {
                found.insert(dir);
            }
        }
    }
    found.into_iter().filter(|dir| dir.join("go.mod").is_file()).collect()
}

/// The folders that the module files of the roots name.
fn named(sources: &[Source]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|it| it.path.ends_with("go.mod") || it.path.ends_with("go.work")) {
        let Some(dir) = source.absolute.parent() else { continue };
        let ModFile { uses, replaces, .. } = ModFile::parse(&source.text);
        let replaced = replaces.into_iter().filter_map(|it| match it.new {
            Replacement::Folder(folder) => Some(folder),
            Replacement::Module(..) => None,
        });
        found.extend(uses.into_iter().chain(replaced).map(|folder| plain(&dir.join(folder.as_str()))));
    }
    found
}

fn read(path: &Path) -> Option<ModFile> {
    Some(ModFile::parse(&std::fs::read_to_string(path).ok()?))
}

fn beside(root: &Path) -> Vec<PathBuf> {
    let Some(Ok(entries)) = root.parent().map(std::fs::read_dir) else { return Vec::new() };
    let mut dirs: Vec<PathBuf> = entries.filter_map(|it| Some(plain(&it.ok()?.path()))).collect();
    dirs.sort();
    dirs.truncate(MAX_BESIDE);
    dirs
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
