//! Finds the repositories below the roots and reads their files; what can't be read is a `Skipped` row. Says nothing about
//! what a file means.

mod asked;
mod config;
mod encoding;
mod history;
mod identity;
mod ignored;
mod left_out;
mod options;
mod print;
mod read;
mod reason;
mod repos;
mod tracked;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

pub use config::{ConfigError, RootEntry, WorkspaceFile, config_schema};
pub use history::{HistoryError, State, commits, sources_at};
pub use identity::remote_of;
pub use left_out::{LeftOut, left_out};
pub use options::{Root, WalkError, WalkOptions};
pub use print::{Contents, Print, Prints, Touched, What};
pub use read::BASELINE_MARK;

use crate::model::{FileId, Repo, RepoId, Skipped, Source, is_sibling_name};
use asked::Asked;
use ignored::{Admission, IGNORE_FILE, Ignored, Note};
use options::{MAX_DEPTH, is_closed};
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
    /// The globs of [`WalkOptions::asked`] that no file of a root matches.
    pub unmatched: Vec<String>,
    /// What was met, sorted by repository and path, where [`WalkOptions::prints`] asks for it.
    pub prints: Vec<Print>,
    /// The files that these are about.
    pub touched: Vec<Touched>,
}

/// Reads the files below `roots` (folders or single files, relative to the working directory).
///
/// The `.gitignore` files of a repository count up to its top (where there is no git, up to the root), and only for files that
/// git does not track. Hidden files are read; `.git`, `node_modules`, the `vendor` folder of a package manager and lock files
/// are not. Symbolic links are not followed. A root that is a part of a git repository has all of it read; files beside the root are
/// marked so. The result does not depend on the number of threads.
///
/// # Errors
/// A root that is no folder or file, no text in any root, or a bad glob. Everything else that can't be read is a [`Skipped`] row.
pub fn walk(roots: &[Root], options: &WalkOptions) -> Result<Walked, WalkError> {
    let ignore = Ignore::new(&options.ignore)?;
    let paths = Asked::new(&options.asked)?;
    let repositories = Repositories::find(roots)?;
    let ignored = Ignored::new(repositories.starts());
    let reached: Vec<AtomicBool> = repositories.asked().iter().map(|_| AtomicBool::new(false)).collect();
    let found = Mutex::new(Found::default());
    if let Some(builder) = builder(&repositories, options) {
        builder.build_parallel().run(|| {
            let around = Around {
                repositories: &repositories,
                globs: &ignore,
                ignored: &ignored,
                reached: &reached,
                own: &options.own,
                paths: &paths,
            };
            let mut local = Local { around, reader: FileReader::new(options), found: Found::default(), sink: &found };
            Box::new(move |entry| local.visit(entry))
        });
    }
    let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.follow_up(&ignored, repositories.starts());
    if found.files_seen == 0 && !found.skipped.iter().any(|(.., matters)| *matters) {
        return Err(WalkError::Nothing { roots: roots.iter().map(|it| it.path.clone()).collect() });
    }
    let empty = repositories.asked().iter().zip(&reached).filter(|(_, reached)| !reached.load(Ordering::Relaxed));
    found.miss(&repositories, empty.map(|(root, _)| root.as_path()));
    Ok(Walked { unmatched: paths.unmatched(), ..found.sorted(repositories.into_repos()) })
}

fn builder(repositories: &Repositories, options: &WalkOptions) -> Option<WalkBuilder> {
    let (first, others) = repositories.starts().split_first()?;
    let mut builder = WalkBuilder::new(first);
    for other in others {
        builder.add(other);
    }
    // Ignore files are read by `ignored`, from bytes: the crate opens whatever stands under their name.
    builder.standard_filters(false).threads(options.threads);
    builder.filter_entry(|entry| {
        entry.depth() == 0 || !is_closed(entry.path(), entry.file_type().is_some_and(|kind| kind.is_dir()))
    });
    Some(builder)
}

/// Globs on `repo/path`, and the same for whole folders.
#[derive(Debug)]
pub struct Ignore {
    files: GlobSet,
    folders: GlobSet,
}

impl Ignore {
    /// Compiles the globs.
    ///
    /// # Errors
    /// A glob that is none.
    pub fn new(globs: &[String]) -> Result<Self, WalkError> {
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

    /// True when the file at `full` (`repo/path`) is left out, or a folder that it is in.
    pub fn holds(&self, full: &str) -> bool {
        let folders = full.match_indices('/').map(|(at, _)| &full[..at]);
        self.files.is_match(full) || folders.into_iter().any(|folder| self.folders.is_match(folder))
    }
}

/// What one thread found, before it is merged and sorted.
#[derive(Default)]
struct Found {
    sources: Vec<Source>,
    skipped: Vec<Row>,
    /// Links to something in the roots, with what they point to.
    links: Vec<(RepoId, String, PathBuf)>,
    files_seen: usize,
    prints: Vec<Print>,
    touched: Vec<Touched>,
}

/// Repository, path, reason, and whether it matters.
type Row = (RepoId, String, String, bool);

/// What all threads look at.
struct Around<'a> {
    repositories: &'a Repositories,
    globs: &'a Ignore,
    ignored: &'a Ignored,
    /// For each root, whether any file of it was read.
    reached: &'a [AtomicBool],
    /// Files of the tool itself.
    own: &'a [PathBuf],
    paths: &'a Asked,
}

struct Local<'a> {
    around: Around<'a>,
    reader: FileReader<'a>,
    found: Found,
    sink: &'a Mutex<Found>,
}

impl Drop for Local<'_> {
    fn drop(&mut self) {
        let mut all = self.sink.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.sources.append(&mut self.found.sources);
        all.skipped.append(&mut self.found.skipped);
        all.links.append(&mut self.found.links);
        all.prints.append(&mut self.found.prints);
        all.touched.append(&mut self.found.touched);
        all.files_seen += self.found.files_seen;
    }
}

impl Local<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let Around { repositories, globs, ignored, .. } = self.around;
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.refused(&error);
                return WalkState::Continue;
            }
        };
        let Some(kind) = entry.file_type() else { return WalkState::Continue };
        let Some((repo, path)) = repositories.place(entry.path(), kind.is_dir()) else { return WalkState::Continue };
        let full = repositories.full(repo, &path);
        let globs = if kind.is_dir() { &globs.folders } else { &globs.files };
        // A root is what was asked for, whatever ignores it.
        let is_root = entry.depth() == 0 || repositories.asked().iter().any(|root| root == entry.path());
        let leads = kind.is_dir() && repositories.leads_to_root(entry.path());
        if globs.is_match(&full) && !(is_root && kind.is_dir()) && !leads {
            return WalkState::Skip;
        }
        let admission = if is_root { Admission::Open } else { ignored.admits(entry.path(), kind.is_dir()) };
        if let Admission::Left(notes) = admission {
            if leads {
                return self.enter(&entry, repo, path, true);
            }
            self.left(repo, &path, notes);
            return WalkState::Skip;
        }
        if kind.is_dir() {
            return self.enter(&entry, repo, path, admission == Admission::TrackedOnly);
        }
        let name = entry.file_name().to_str();
        if name.is_some_and(|name| LOCK_FILES.contains(&name)) {
            return WalkState::Continue;
        }
        if self.around.own.iter().any(|own| own == entry.path()) {
            return WalkState::Continue;
        }
        if name == Some(IGNORE_FILE)
            && let Some(why) = ignored::unread(entry.path())
        {
            self.found.skip((repo, path.clone(), why, false));
            if !kind.is_file() {
                return WalkState::Continue;
            }
        }
        let outcome = if kind.is_symlink() {
            read::link(entry.path(), repositories)
        } else if !kind.is_file() {
            ReadOutcome::skip("not a regular file", false)
        } else if entry.path().to_str().is_none() {
            ReadOutcome::skip("the file name is not valid UTF-8", true)
        } else if name.is_some_and(is_sibling_name) {
            ReadOutcome::skip("of an apply that is at work or was interrupted (`runsess recover`)", false)
        } else {
            self.reader.read(entry.path(), &path)
        };
        self.keep(repo, path, entry.into_path(), outcome);
        WalkState::Continue
    }

    fn enter(&mut self, entry: &DirEntry, repo: RepoId, path: String, tracked_only: bool) -> WalkState {
        if entry.depth() >= MAX_DEPTH {
            self.found.skip((repo, path, format!("more than {MAX_DEPTH} folders deep"), true));
            return WalkState::Skip;
        }
        if entry.depth() > 0 {
            self.around.ignored.enter(entry.path(), tracked_only);
        }
        WalkState::Continue
    }

    /// Most of what is ignored is nobody's business, and has no note.
    fn left(&mut self, repo: RepoId, path: &str, notes: Vec<Note>) {
        for note in notes {
            let (path, reason) = match note {
                Note::Repository => (path, "a repository that an ignore file leaves out".to_owned()),
                // One row for all that is ignored.
                Note::Unknown(why) => ("", format!("git can't say which of its ignored files it tracks ({why})")),
            };
            self.found.skip((repo, path.to_owned(), reason, false));
        }
    }

    fn keep(&mut self, repo: RepoId, path: String, absolute: PathBuf, outcome: ReadOutcome) {
        if matches!(outcome, ReadOutcome::Counted | ReadOutcome::Read { .. }) {
            if self.around.repositories.is_asked(&absolute) {
                self.around.paths.saw(|| self.around.repositories.full(repo, &path));
            }
            for (root, reached) in self.around.repositories.asked().iter().zip(self.around.reached) {
                if !reached.load(Ordering::Relaxed) && absolute.starts_with(root) {
                    reached.store(true, Ordering::Relaxed);
                }
            }
        }
        self.print(repo, &path, &absolute, &outcome);
        match outcome {
            ReadOutcome::LinkedTo(target) => self.found.links.push((repo, path, target)),
            ReadOutcome::Counted => self.found.files_seen += 1,
            ReadOutcome::Skipped { reason, matters } => self.found.skipped.push((repo, path, reason, matters)),
            ReadOutcome::Read { text, language, generated } => {
                self.found.files_seen += 1;
                let path = path.into();
                let beside = !self.around.repositories.is_asked(&absolute);
                let (id, left_out) = (FileId(0), false);
                let source =
                    Source { id, repo, path, absolute, language, text, generated, left_out, beside, applied: false };
                self.found.sources.push(source);
            }
        }
    }

    /// Notes what was met, where that is asked for.
    fn print(&mut self, repo: RepoId, path: &str, absolute: &Path, outcome: &ReadOutcome) {
        let touched = self.reader.touched();
        let what = match (&touched, outcome) {
            _ if self.reader.is_silent() => return,
            (Some(touched), _) => What::Bytes(touched.hash),
            (None, ReadOutcome::Skipped { reason, .. }) => What::Unread(reason.clone()),
            (None, ReadOutcome::LinkedTo(target)) => {
                let place = self.around.repositories.place(target, false);
                What::Unread(place.map_or_else(String::new, |(repo, path)| format!("{} {path}", repo.0)))
            }
            (None, ReadOutcome::Counted | ReadOutcome::Read { .. }) => return,
        };
        let beside = !self.around.repositories.is_asked(absolute);
        self.found.touched.extend(touched);
        self.found.prints.push(Print { repo, path: path.to_owned(), beside, what });
    }

    /// A folder that can't be listed, or an entry that can't be looked at.
    fn refused(&mut self, error: &ignore::Error) {
        let Some(io) = error.io_error() else { return };
        let place = path_of(error).and_then(|path| self.around.repositories.place(path, false));
        let Some((repo, path)) = place else { return };
        self.found.skip((repo, path, format!("can't be read: {}", reason::io_reason(io)), true));
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
    /// A row that no bytes of a file are the reason for.
    fn skip(&mut self, row: Row) {
        let (repo, path, reason, _) = row.clone();
        self.prints.push(Print { repo, path, beside: false, what: What::Unread(reason) });
        self.skipped.push(row);
    }

    /// What a link points to is read where it is; if it is not, that is a row.
    fn follow_up(&mut self, ignored: &Ignored, starts: &[PathBuf]) {
        for (repo, path, target) in std::mem::take(&mut self.links) {
            if !starts.contains(&target) && !ignored.was_read(&target, target.is_dir()) {
                self.skip((repo, path, "a symbolic link to what is left out".into(), false));
            }
        }
    }

    /// A root of which nothing was read is a row, unless one of its files is.
    fn miss<'r>(&mut self, repositories: &Repositories, roots: impl Iterator<Item = &'r Path>) {
        for root in roots {
            let Some((repo, path)) = repositories.place(root, root.is_dir()) else { continue };
            let within = |it: &Row| it.3 && it.0 == repo && Path::new(&it.1).starts_with(&path);
            if !self.skipped.iter().any(within) {
                self.skipped.push((repo, path, "nothing was read: there is no text file".into(), true));
            }
        }
    }

    fn sorted(mut self, repos: Vec<Repo>) -> Walked {
        self.sources.sort_by(|a, b| (a.repo, &a.path).cmp(&(b.repo, &b.path)));
        for (at, source) in self.sources.iter_mut().enumerate() {
            source.id = FileId(at as u32);
        }
        self.prints.sort_unstable();
        self.prints.dedup();
        self.skipped.sort();
        self.skipped.dedup();
        let row = |(repo, path, reason, matters): Row| Skipped {
            repo: repos[repo.0 as usize].name.to_string(),
            path,
            reason,
            matters,
        };
        let skipped = self.skipped.into_iter().map(row).collect();
        let Self { sources, files_seen, prints, touched, .. } = self;
        Walked { sources, skipped, files_seen, repos, unmatched: Vec::new(), prints, touched }
    }
}

#[cfg(test)]
mod tests;
