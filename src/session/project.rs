//! Which folders are meant, and with which settings: those of the command line, else those of the `runsess.yaml` that lies in a
//! folder or above, else the working directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::git_top;
use crate::rules::{Pack, RuleErrors};
use crate::walk::{ConfigError, Root, RootEntry, WorkspaceFile};

use super::Error;

/// What is read, with which settings, and what of it may not be written.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The folders or files to read.
    pub roots: Vec<Root>,
    /// The rule pack that `runsess.yaml` names.
    pub rules: Option<PathBuf>,
    /// The baseline that `runsess.yaml` names.
    pub baseline: Option<PathBuf>,
    /// The format of a command, by its name.
    pub formats: BTreeMap<String, String>,
    /// Globs on `repo/path` to leave out, besides those of the rules.
    pub ignore: Vec<String>,
    /// Roots that only `runsess.yaml` names, and that lead out of the folder that holds it.
    pub astray: Vec<PathBuf>,
    /// The `runsess.yaml` that counts.
    pub file: Option<PathBuf>,
    /// Texts that count instead of what stands in their files: absolute paths without links. An editor has not saved them yet.
    pub open: BTreeMap<PathBuf, Arc<str>>,
    /// Files of the tool itself: no sources.
    pub(super) own: Vec<PathBuf>,
    /// Globs on `repo/path` that the user asks about.
    pub(super) asked: Vec<String>,
}

impl Project {
    /// `given` are the roots of the command line; without any, those of `runsess.yaml`, or the folder that holds it, or the working
    /// directory. With `isolated`, no `runsess.yaml` counts.
    ///
    /// # Errors
    /// A `runsess.yaml` that can't be read or is wrong, or two of them for the roots of one command line.
    pub fn find(given: &[PathBuf], isolated: bool) -> Result<Self, Error> {
        let here = [PathBuf::from(".")];
        let asked = if given.is_empty() { &here } else { given };
        let found = if isolated { None } else { file_of(asked)? };
        let Some((folder, file)) = found else {
            return Ok(Self { roots: asked.iter().cloned().map(Root::from).collect(), ..Self::default() });
        };
        let roots = match given {
            [] => listed(&folder, &file),
            _ => given.iter().flat_map(|root| placed(root, &folder, &file)).collect(),
        };
        let path = folder.join(WorkspaceFile::NAME);
        let rules = file.rules.map(|it| folder.join(it));
        let baseline = file.baseline.map(|it| folder.join(it));
        let by_file = given.is_empty() || given.iter().any(|it| it.canonicalize().is_ok_and(|it| it == folder));
        let astray = if by_file { astray(&folder, &file.roots) } else { Vec::new() };
        let (formats, ignore, file) = (file.formats, file.ignore, Some(path));
        let project = Self { roots, rules, baseline, formats, ignore, astray, file, ..Self::default() };
        let own = [&project.file, &project.rules, &project.baseline].map(Clone::clone);
        Ok(own.into_iter().flatten().fold(project, |project, file| project.with_own(&file)))
    }

    /// These folders, whatever `runsess.yaml` says.
    pub fn of(roots: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { roots: roots.into_iter().map(Root::from).collect(), ..Self::default() }
    }

    /// With globs on `repo/path` that somebody asks about: [`Workspace::unmatched`](super::Workspace::unmatched) has those that match no file.
    #[must_use]
    pub fn asking(mut self, globs: &[String]) -> Self {
        self.asked.extend_from_slice(globs);
        self
    }

    /// The rules in the file `given`, else those that `runsess.yaml` names, else the built-in ones.
    ///
    /// # Errors
    /// Every mistake in them.
    pub fn pack(&self, given: Option<&Path>) -> Result<Pack, Box<RuleErrors>> {
        match given.or(self.rules.as_deref()) {
            Some(file) => Pack::load(file),
            None => Pack::builtin(),
        }
        .map_err(Box::new)
    }

    /// True for what lies in a root: the absolute path of a file, which need not be there any more.
    pub fn asks_for(&self, path: &Path) -> bool {
        self.roots.iter().filter_map(|root| root.path.canonicalize().ok()).any(|root| path.starts_with(root))
    }

    /// With one more file that is no source, because the tool itself reads or writes it. It need not be there yet.
    #[must_use]
    pub fn with_own(mut self, file: &Path) -> Self {
        let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let (Ok(folder), Some(name)) = (folder.canonicalize(), file.file_name()) {
            self.own.push(folder.join(name));
        }
        self
    }
}

/// The one `runsess.yaml` that counts for these roots, with its folder.
fn file_of(asked: &[PathBuf]) -> Result<Option<(PathBuf, WorkspaceFile)>, Error> {
    let mut found: Option<(PathBuf, WorkspaceFile)> = None;
    for root in asked {
        let Some((folder, file)) = file_above(root)? else { continue };
        match &found {
            Some((other, _)) if *other != folder => {
                return Err(ConfigError::Several { one: other.clone(), other: folder }.into());
            }
            _ => found = Some((folder, file)),
        }
    }
    Ok(found)
}

/// The `runsess.yaml` in `root` or nearest above it. Outside of the root and of the git repository that it lies in, other people may write
/// to a folder further up: there one counts only if it belongs to whom the root or the process belongs to, and, above a repository,
/// names that.
fn file_above(root: &Path) -> Result<Option<(PathBuf, WorkspaceFile)>, Error> {
    // A root that is not there is an error of the walk.
    let Ok(root) = root.canonicalize() else { return Ok(None) };
    let top = git_top(&root);
    let named = |folder: &Path, entry: &RootEntry| {
        real(folder, entry).is_some_and(|it| root.starts_with(&it) || it.starts_with(&root))
    };
    for folder in root.ancestors().filter(|it| it.is_dir()) {
        if folder == root || top.is_some_and(|top| folder.starts_with(top)) {
            if let Some(file) = WorkspaceFile::load(folder)? {
                return Ok(Some((folder.to_path_buf(), file)));
            }
        } else if is_ours(&folder.join(WorkspaceFile::NAME), &root)
            && let Some(file) = WorkspaceFile::load(folder)?
            && (top.is_none() || file.roots.iter().any(|entry| named(folder, entry)))
        {
            return Ok(Some((folder.to_path_buf(), file)));
        }
    }
    Ok(None)
}

/// The file belongs to whom the root or the process belongs to.
#[cfg(unix)]
fn is_ours(file: &Path, root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner = |path: &Path| path.symlink_metadata().ok().map(|it| it.uid());
    owner(file).is_some_and(|it| Some(it) == owner(root) || it == rustix::process::geteuid().as_raw())
}

/// Folders that all may write to are a matter of other systems.
#[cfg(not(unix))]
fn is_ours(file: &Path, _: &Path) -> bool {
    file.exists()
}

fn real(folder: &Path, entry: &RootEntry) -> Option<PathBuf> {
    folder.join(entry.path()).canonicalize().ok()
}

/// The roots of the file itself.
fn listed(folder: &Path, file: &WorkspaceFile) -> Vec<Root> {
    if file.roots.is_empty() {
        return vec![Root { path: folder.to_path_buf(), top: Some(folder.to_path_buf()), name: None }];
    }
    let root = |entry: &RootEntry| {
        let path = folder.join(entry.path());
        Root { path: path.clone(), top: Some(path), name: entry.name().map(str::to_owned) }
    };
    file.roots.iter().map(root).collect()
}

/// A root of the command line: the folder of the file stands for all roots of the file, and what lies below one of them is a part of
/// that.
fn placed(root: &Path, folder: &Path, file: &WorkspaceFile) -> Vec<Root> {
    let Ok(path) = root.canonicalize() else { return vec![Root::from(root.to_path_buf())] };
    if path == folder {
        return listed(folder, file);
    }
    let entry = file.roots.iter().find(|entry| real(folder, entry).is_some_and(|it| path.starts_with(it)));
    let inner = git_top(folder).is_some_and(|top| top != folder);
    let top = match entry {
        Some(entry) => Some(folder.join(entry.path())),
        None => (inner && path.starts_with(folder)).then(|| folder.to_path_buf()),
    };
    vec![Root { path: root.to_path_buf(), top, name: entry.and_then(|it| it.name()).map(str::to_owned) }]
}

/// A file of a stranger's tree must not name what is written outside of it, nor a link that leads there.
fn astray(folder: &Path, roots: &[RootEntry]) -> Vec<PathBuf> {
    let inside = |entry: &&RootEntry| real(folder, entry).is_some_and(|it| it.starts_with(folder));
    roots.iter().filter(|it| !inside(it)).map(|it| it.path().to_path_buf()).collect()
}
