//! What the ignore files of a repository leave out, as git reads them: within the repository, only what it does not track.
//! They are read from bytes, never through a link and never from a pipe: a tree that was just cloned is a stranger's.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxBuildHasher;

use super::tracked::{Tracked, tracked};
use crate::disk::read_plain;

/// The name of ignore files.
pub(super) const IGNORE_FILE: &str = ".gitignore";

/// Bigger ignore files are not read: each pattern takes some kilobytes of memory.
const MAX_BYTES: u64 = 256 << 10;

/// The ignore files of the folders that a walk has entered.
pub(super) struct Ignored {
    levels: RwLock<HashMap<PathBuf, Arc<Level>, FxBuildHasher>>,
    tops: Mutex<HashMap<PathBuf, Arc<Top>, FxBuildHasher>>,
}

/// What ignore files say of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It is read.
    Open,
    /// A folder of which only files that git tracks are read.
    TrackedOnly,
    /// It is left out.
    Left(Vec<Note>),
}

/// What people should know of something that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// It is a repository of its own.
    Repository,
    /// Git could not say whether it is tracked; why.
    Unknown(String),
}

/// What holds in one folder. Folders without an ignore file share that of the folder above.
struct Level {
    own: Option<Gitignore>,
    above: Option<Arc<Level>>,
    top: Option<Arc<Top>>,
    tracked_only: bool,
}

/// The top folder of a git repository.
struct Top {
    folder: PathBuf,
    tracked: OnceLock<Result<Tracked, String>>,
}

impl Ignored {
    /// Before walking from `starts`: the ignore files above them count as far as the repository that they lie in.
    pub(super) fn new(starts: &[PathBuf]) -> Self {
        let ignored = Self { levels: RwLock::default(), tops: Mutex::default() };
        for start in starts {
            let folders: Vec<&Path> = start.ancestors().collect();
            let top = folders.iter().position(|folder| is_top(folder)).unwrap_or(0);
            for folder in folders[..=top].iter().rev() {
                ignored.enter(folder, false);
            }
        }
        ignored
    }

    /// Reads the ignore file of a folder, before anything in it is asked about.
    pub(super) fn enter(&self, folder: &Path, tracked_only: bool) {
        let above = folder.parent().and_then(|parent| self.level(parent));
        let own = read(folder);
        let level = match above {
            _ if is_top(folder) => {
                Arc::new(Level { own, above: None, top: Some(self.top(folder)), tracked_only: false })
            }
            Some(above) if own.is_none() && tracked_only == above.tracked_only => above,
            above => {
                let top = above.as_ref().and_then(|it| it.top.clone());
                Arc::new(Level { own, top, tracked_only, above })
            }
        };
        let mut levels = self.levels.write().unwrap_or_else(PoisonError::into_inner);
        levels.insert(folder.to_path_buf(), level);
    }

    /// Whether an entry of a folder that was entered is read.
    pub(super) fn admits(&self, path: &Path, is_dir: bool) -> Admission {
        let level = path.parent().and_then(|folder| self.level(folder));
        let Some(level) = level.filter(|it| it.leaves_out(path, is_dir)) else { return Admission::Open };
        let mut notes: Vec<Note> = (is_dir && is_top(path)).then_some(Note::Repository).into_iter().collect();
        let Some(top) = &level.top else { return Admission::Left(notes) };
        match top.tracked.get_or_init(|| tracked(&top.folder)) {
            Ok(tracked) if path.strip_prefix(&top.folder).is_ok_and(|path| tracked.contains(path)) => {
                if is_dir {
                    Admission::TrackedOnly
                } else {
                    Admission::Open
                }
            }
            Ok(_) => Admission::Left(notes),
            Err(why) => {
                notes.push(Note::Unknown(why.clone()));
                Admission::Left(notes)
            }
        }
    }

    /// True for a folder that was entered, and for a file in one that is not left out.
    pub(super) fn was_read(&self, path: &Path, is_dir: bool) -> bool {
        let folder = if is_dir { Some(path) } else { path.parent() };
        folder.is_some_and(|folder| self.level(folder).is_some())
            && (is_dir || self.admits(path, false) == Admission::Open)
    }

    fn level(&self, folder: &Path) -> Option<Arc<Level>> {
        self.levels.read().unwrap_or_else(PoisonError::into_inner).get(folder).cloned()
    }

    fn top(&self, folder: &Path) -> Arc<Top> {
        let mut tops = self.tops.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Top { folder: folder.to_path_buf(), tracked: OnceLock::new() });
        tops.entry(folder.to_path_buf()).or_insert_with(new).clone()
    }
}

impl Level {
    fn leaves_out(&self, path: &Path, is_dir: bool) -> bool {
        if self.tracked_only {
            return true;
        }
        // The nearest file that has something to say decides.
        let mut at = Some(self);
        while let Some(level) = at {
            match level.own.as_ref().map_or(Match::None, |own| own.matched(path, is_dir)) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => at = level.above.as_deref(),
            }
        }
        false
    }
}

/// A repository begins here: `.git` is a folder, or the file of a submodule or linked work tree.
fn is_top(folder: &Path) -> bool {
    folder.join(".git").metadata().is_ok_and(|meta| meta.is_dir() || meta.is_file())
}

/// The ignore file of a folder. One that can't be read ignores nothing, and becomes a row when it is walked ([`unread`]).
fn read(folder: &Path) -> Option<Gitignore> {
    let path = folder.join(IGNORE_FILE);
    let bytes = read_plain(&path, MAX_BYTES).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _ = builder.add_line(Some(path.clone()), line);
    }
    builder.build().ok().filter(|it| !it.is_empty())
}

/// Why an ignore file is not read, where its bytes are not to blame.
pub(super) fn unread(path: &Path) -> Option<String> {
    let error = read_plain(path, MAX_BYTES).err()?;
    let ours = matches!(error.kind(), ErrorKind::FileTooLarge | ErrorKind::InvalidInput);
    ours.then(|| format!("{error}: it ignores nothing"))
}
