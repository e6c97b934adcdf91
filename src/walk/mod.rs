//! Finds the repositories below the roots and reads their files; what can't be read is a `Skipped` row. Says nothing about
//! what a file means.

mod config;
mod options;
mod read;
mod reason;
mod repos;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

pub use config::{ConfigError, WorkspaceFile};
pub use options::{WalkError, WalkOptions};

use crate::model::{FileId, Repo, RepoId, Skipped, Source};
use options::{CLOSED_FOLDERS, MAX_DEPTH};
use read::{FileReader, ReadOutcome};
use repos::Repositories;

/// Files whose hits nobody wants: written by package managers.
const LOCK_FILES: &[&str] =
    &["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "go.sum", "go.work.sum", "Cargo.lock"];

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// The repositories, sorted by name. `Source::repo` is an index of this list.
    pub repos: Vec<Repo>,
    /// The files that were kept, sorted by repository and path. `Source::id` is an index of this list.
    pub sources: Vec<Source>,
    /// The files that were not read, sorted.
    pub skipped: Vec<Skipped>,
    /// How many files were read, kept or not.
    pub files_seen: usize,
}

/// Reads the files below `roots` (folders or single files, relative to the working directory).
///
/// Every `.gitignore` at or below a root counts, also where there is no git. Hidden files are read; `.git`, `node_modules`,
/// `vendor` and lock files are not. Symbolic links are not followed. The result does not depend on the number of threads.
///
/// # Errors
/// A root that does not exist, or a bad glob. Everything else that can't be read is a [`Skipped`] row.
pub fn walk(roots: &[PathBuf], options: &WalkOptions) -> Result<Walked, WalkError> {
    let ignore = Ignore::new(&options.ignore)?;
    let repositories = Repositories::find(roots)?;
    let found = Mutex::new(Found::default());
    if let Some(builder) = builder(&repositories, options) {
        builder.build_parallel().run(|| {
            let mut local = Local { reader: FileReader::new(options), found: Found::default(), sink: &found };
            let (repositories, ignore) = (&repositories, &ignore);
            Box::new(move |entry| local.visit(repositories, ignore, entry))
        });
    }
    Ok(found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).sorted(repositories.into_repos()))
}

fn builder(repositories: &Repositories, options: &WalkOptions) -> Option<WalkBuilder> {
    let (first, others) = repositories.starts().split_first()?;
    let mut builder = WalkBuilder::new(first);
    for other in others {
        builder.add(other);
    }
    // What is left out must be the same on every machine: only the repository's own ignore files count.
    builder
        .hidden(false)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .threads(options.threads);
    builder.filter_entry(|entry| entry.depth() == 0 || !is_closed(entry));
    Some(builder)
}

fn is_closed(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_str().unwrap_or_default();
    CLOSED_FOLDERS.contains(&name) && (name == ".git" || entry.file_type().is_some_and(|kind| kind.is_dir()))
}

/// Globs on `repo/path`, and the same for whole folders.
struct Ignore {
    files: GlobSet,
    folders: GlobSet,
}

impl Ignore {
    fn new(globs: &[String]) -> Result<Self, WalkError> {
        let (mut files, mut folders) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for glob in globs {
            let build = |text: &str| {
                let built = GlobBuilder::new(text).literal_separator(true).build();
                built.map_err(|error| WalkError::Glob { glob: glob.clone(), reason: error.kind().to_string() })
            };
            files.add(build(glob)?);
            if let Some(folder) = glob.strip_suffix("/**").filter(|folder| !folder.is_empty() && *folder != "**") {
                folders.add(build(folder)?);
            }
        }
        let set = |it: GlobSetBuilder| {
            it.build().map_err(|error| WalkError::Glob { glob: globs.join(" "), reason: error.kind().to_string() })
        };
        Ok(Self { files: set(files)?, folders: set(folders)? })
    }
}

/// What one thread found, before it is merged and sorted.
#[derive(Default)]
struct Found {
    sources: Vec<Source>,
    skipped: Vec<(RepoId, String, String, bool)>,
    files_seen: usize,
}

struct Local<'a> {
    reader: FileReader<'a>,
    found: Found,
    sink: &'a Mutex<Found>,
}

impl Drop for Local<'_> {
    fn drop(&mut self) {
        let mut all = self.sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.sources.append(&mut self.found.sources);
        all.skipped.append(&mut self.found.skipped);
        all.files_seen += self.found.files_seen;
    }
}

impl Local<'_> {
    fn visit(
        &mut self,
        repositories: &Repositories,
        ignore: &Ignore,
        entry: Result<DirEntry, ignore::Error>,
    ) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.refused(repositories, &error);
                return WalkState::Continue;
            }
        };
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        let Some((repo, path)) = repositories.place(entry.path(), kind.is_dir()) else { return WalkState::Continue };
        let full = repositories.full(repo, &path);
        if kind.is_dir() {
            return self.enter(entry.depth(), repo, path, entry.depth() > 0 && ignore.folders.is_match(&full));
        }
        let name = entry.file_name().to_str();
        if name.is_some_and(|name| LOCK_FILES.contains(&name)) || ignore.files.is_match(&full) {
            return WalkState::Continue;
        }
        let outcome = if kind.is_symlink() {
            read::link(entry.path(), repositories)
        } else if !kind.is_file() {
            ReadOutcome::skip("not a regular file", false)
        } else if entry.path().to_str().is_none() {
            ReadOutcome::skip("the file name is not valid UTF-8", true)
        } else {
            self.reader.read(entry.path(), &path)
        };
        self.keep(repo, path, entry.into_path(), outcome);
        WalkState::Continue
    }

    fn enter(&mut self, depth: usize, repo: RepoId, path: String, ignored: bool) -> WalkState {
        if ignored {
            return WalkState::Skip;
        }
        if depth < MAX_DEPTH {
            return WalkState::Continue;
        }
        self.found.skipped.push((repo, path, format!("more than {MAX_DEPTH} folders deep"), true));
        WalkState::Skip
    }

    fn keep(&mut self, repo: RepoId, path: String, absolute: PathBuf, outcome: ReadOutcome) {
        match outcome {
            ReadOutcome::Left => {}
            ReadOutcome::Counted => self.found.files_seen += 1,
            ReadOutcome::Skipped { reason, matters } => self.found.skipped.push((repo, path, reason, matters)),
            ReadOutcome::Read { text, language, generated } => {
                self.found.files_seen += 1;
                let path = path.into();
                self.found.sources.push(Source { id: FileId(0), repo, path, absolute, language, text, generated });
            }
        }
    }

    /// A folder that can't be listed, or an entry that can't be looked at. Complaints about ignore files are no such thing.
    fn refused(&mut self, repositories: &Repositories, error: &ignore::Error) {
        let Some(io) = error.io_error() else { return };
        let Some((repo, path)) = path_of(error).and_then(|path| repositories.place(path, false)) else { return };
        self.found.skipped.push((repo, path, format!("can't be read: {}", reason::io_reason(io)), true));
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

impl Found {
    fn sorted(mut self, repos: Vec<Repo>) -> Walked {
        self.sources.sort_by(|a, b| (a.repo, &a.path).cmp(&(b.repo, &b.path)));
        for (at, source) in self.sources.iter_mut().enumerate() {
            source.id = FileId(at as u32);
        }
        self.skipped.sort();
        let row = |(repo, path, reason, matters): (RepoId, String, String, bool)| Skipped {
            repo: repos[repo.0 as usize].name.to_string(),
            path,
            reason,
            matters,
        };
        let skipped = self.skipped.into_iter().map(row).collect();
        Walked { sources: self.sources, skipped, files_seen: self.files_seen, repos }
    }
}

#[cfg(test)]
mod tests;
